//! Numbers: sliders, fields, counts, seeds.

use super::label;
use crate::contract::input::{Field, Number, Scale, Seed, Whole, WholeNumber};
use crate::contract::panel::Panel;
use crate::frame::Context;
use crate::widgets::choice::Count;
use crate::widgets::number_field::NumberField;
use crate::widgets::slider::Slider;
use crate::widgets::whole_field::WholeField;
use leptos::prelude::*;

impl<P: Panel> Context<P> {
    /// A slider with a field.
    #[must_use]
    pub fn slider(self, field: Field<P::State, Number>) -> AnyView {
        self.slider_and(field, None)
    }

    /// The same with a number that is marked along its track, and what that number is.
    #[must_use]
    pub fn slider_marked(
        self,
        field: Field<P::State, Number>,
        mark: Signal<Option<f64>>,
        name: &'static str,
    ) -> AnyView {
        self.slider_and(field, Some((mark, name)))
    }

    fn slider_and(
        self,
        field: Field<P::State, Number>,
        mark: Option<(Signal<Option<f64>>, &'static str)>,
    ) -> AnyView {
        let input = field.input;
        let (low, high) = input.usual.unwrap_or((input.min, input.max));
        let (from, least) = match input.scale {
            Scale::Log(from) if from > low => (from, Some(low)),
            _ => (low, None),
        };
        view! {
            <Slider
                label=label(input.label, field.key)
                control=field.key
                value=self.value(field)
                set=self.setter(field)
                min=from
                max=high
                typed=input.usual.map(|_| (input.min, input.max))
                log=matches!(input.scale, Scale::Log(_))
                near_one=input.scale == Scale::NearOne
                ratio=input.ratio
                least=least
                mark=mark
            />
        }
        .into_any()
    }

    /// A slider with a field for a whole number.
    #[must_use]
    pub fn whole_slider<T: WholeNumber>(self, field: Field<P::State, Whole<T>>) -> AnyView {
        self.whole_slider_to(field, field.input.max as f64)
    }

    /// The same up to less than the input's most, where the rest of the state allows no more.
    #[must_use]
    pub fn whole_slider_to<T: WholeNumber>(
        self,
        field: Field<P::State, Whole<T>>,
        most: f64,
    ) -> AnyView {
        let input = field.input;
        let value = self.part(move |state| field.of(state).to_i64() as f64);
        let set = Callback::new(move |x: f64| {
            self.update(|state| field.set(state, T::from_i64(x.round() as i64)));
        });
        view! {
            <Slider
                label=label(input.label, field.key)
                control=field.key
                value=value
                set=set
                min=input.min as f64
                max=most
                log=input.log
                whole=true
            />
        }
        .into_any()
    }

    /// A number in a field, without a slider.
    #[must_use]
    pub fn field(self, field: Field<P::State, Number>) -> AnyView {
        let words = label(field.input.label, field.key);
        let problem = RwSignal::new(None::<String>);
        view! {
            <label class="row">
                <span>{format!("{words} =")}</span>
                <NumberField
                    label=Signal::stored(words.to_string())
                    value=self.value(field)
                    set=self.setter(field)
                    min=field.input.min
                    max=field.input.max
                    control=field.key
                    problem=problem
                />
            </label>
            <p class="problem" role="status">{problem}</p>
        }
        .into_any()
    }

    /// A field for a whole number, without a slider.
    #[must_use]
    pub fn whole_field<T: WholeNumber>(self, field: Field<P::State, Whole<T>>) -> AnyView {
        let input = field.input;
        let set = Callback::new(move |n| {
            self.update(|state| field.set(state, T::from_i64(n)));
        });
        view! {
            <WholeField
                label=label(input.label, field.key)
                control=field.key
                limits=(input.min, input.max)
                value=self.part(move |state| field.of(state).to_i64())
                set=set
            />
        }
        .into_any()
    }

    /// A whole number with − and +.
    #[must_use]
    pub fn count(self, field: Field<P::State, Whole<usize>>) -> AnyView {
        let input = field.input;
        let words = label(input.label, field.key);
        view! {
            <Count
                label=move || words
                words=words
                control=field.key
                value=self.value(field)
                set=self.setter(field)
                min=input.min as usize
                max=input.max as usize
            />
        }
        .into_any()
    }

    /// How many entries several inputs have, with − and +: `resize` gives them all another number.
    #[must_use]
    pub fn entries(
        self,
        words: &'static str,
        limits: (usize, usize),
        count: fn(&P::State) -> usize,
        resize: fn(&mut P::State, usize),
    ) -> AnyView {
        self.entries_named([words; 3], limits, count, resize)
    }

    /// The same where what is seen, what is read out and the control's name differ.
    #[must_use]
    pub fn entries_named(
        self,
        [label, words, control]: [&'static str; 3],
        (fewest, most): (usize, usize),
        count: fn(&P::State) -> usize,
        resize: fn(&mut P::State, usize),
    ) -> AnyView {
        view! {
            <Count
                label=move || label
                words=words
                control=control
                value=self.part(count)
                set=Callback::new(move |n| self.update(|state| resize(state, n)))
                min=fewest
                max=most
            />
        }
        .into_any()
    }

    /// A seed: a field, and a button for the next one.
    #[must_use]
    pub fn seed(self, field: Field<P::State, Seed>, next: &'static str) -> AnyView {
        let most = field.input.most;
        let set = Callback::new(move |n: i64| {
            self.update(|state| field.set(state, n.unsigned_abs()));
        });
        let another = move |_| {
            let now = self.state.with_untracked(|state| *field.of(state));
            self.update(|state| field.set(state, (now + 1) % (most.unsigned_abs() + 1)));
        };
        view! {
            <div class="seed row">
                <WholeField
                    label=field.key
                    control=field.key
                    limits=(0, most)
                    value=self.part(move |state| field.of(state).cast_signed())
                    set=set
                />
                <button type="button" class="button small" data-next=field.key on:click=another>
                    {next}
                </button>
            </div>
        }
        .into_any()
    }
}
