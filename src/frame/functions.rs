//! The controls of functions: a formula, a point, and handles to drag.

use super::Context;
use super::controls::label;
use crate::contract::input::{Field, Function, Pair};
use crate::contract::mathml as m;
use crate::contract::panel::Panel;
use crate::contract::plane::Spot;
use crate::widgets::expression_field::ExpressionField;
use crate::widgets::handles::Moved;
use crate::widgets::number_field::NumberField;
use leptos::prelude::*;

impl<P: Panel> Context<P> {
    /// A typed function, with examples to pick.
    #[must_use]
    pub fn function(self, field: Field<P::State, Function>) -> AnyView {
        let Function {
            name,
            variables,
            examples,
            ..
        } = field.input;
        let name = label(name, field.key);
        let inside: Vec<String> = variables.iter().map(|v| m::mi(v)).collect();
        view! {
            <ExpressionField
                name=format!("{name}({})", variables.join(", "))
                symbol=m::applied(&m::mi(name), &m::row(&[inside.join(m::mo(",").as_str())]))
                control=field.key
                variables=variables
                value=self.value(field)
                set=self.setter(field)
                examples=examples
            />
        }
        .into_any()
    }

    /// A field for each coordinate of a point or an arrow.
    #[must_use]
    pub fn pair(self, field: Field<P::State, Pair>) -> AnyView {
        let Pair { names, limit, .. } = field.input;
        let problem = RwSignal::new(None::<String>);
        let coordinate = move |k: usize| {
            let value = self.part(move |state| <[f64; 2]>::from(*field.of(state))[k]);
            let set = Callback::new(move |x: f64| {
                let mut at = <[f64; 2]>::from(self.state.with_untracked(|state| *field.of(state)));
                at[k] = x + 0.0;
                match field.input.problem(at.into()) {
                    None => self.update(|state| field.set(state, at.into())),
                    some => problem.set(some),
                }
            });
            view! {
                <label class="row">
                    <span>{format!("{} =", names[k])}</span>
                    <NumberField
                        label=Signal::stored(names[k].to_string())
                        value=value
                        set=set
                        min=-limit
                        max=limit
                        control=format!("{}[{k}]", field.key)
                        problem=problem
                    />
                </label>
            }
        };
        view! {
            <span class="row">{coordinate(0)} {coordinate(1)}</span>
            <p class="problem" role="status">{problem}</p>
        }
        .into_any()
    }

    /// What puts a picture's handles where they are dragged.
    #[must_use]
    pub fn dragged(self, drag: fn(&mut P::State, &str, Spot)) -> Moved {
        Callback::new(move |(name, at): (String, Spot)| self.update(|state| drag(state, &name, at)))
    }
}
