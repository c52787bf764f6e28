//! Matrices, columns and words to type into.

use crate::contract::input::{Field, Input, Matrix, Vector, Words};
use crate::contract::lists::column;
use crate::contract::panel::Panel;
use crate::contract::{Tint, Value};
use crate::frame::Context;
use crate::widgets::matrix_editor::MatrixEditor;
use crate::widgets::words_editor::WordsEditor;
use leptos::prelude::*;
use nalgebra::DMatrix;

impl<P: Panel> Context<P> {
    /// A matrix to type into, below its title; `name` is what its entries are read out as.
    #[must_use]
    pub fn matrix(
        self,
        field: Field<P::State, Matrix>,
        [title, name]: [&'static str; 2],
        tint: Tint,
        rows: Memo<Vec<String>>,
    ) -> AnyView {
        let set = self.setter(field);
        editor(
            field.key,
            [title, name],
            (tint, (field.input.least(), field.input.limit)),
            rows,
            self.value(field),
            set,
        )
    }

    /// A vector to type into, as a column below its title. What the input refuses is passed over.
    #[must_use]
    pub fn column(
        self,
        field: Field<P::State, Vector>,
        [title, name]: [&'static str; 2],
        tint: Tint,
        rows: Memo<Vec<String>>,
    ) -> AnyView {
        let value = self.part(move |state| column(field.of(state)));
        let set = Callback::new(move |m: DMatrix<f64>| {
            let list = Value::Vector(m.as_slice().to_vec());
            if let Ok(list) = field.input.accept(&list) {
                self.update(|state| field.set(state, list));
            }
        });
        editor(
            field.key,
            [title, name],
            (tint, (-field.input.limit, field.input.limit)),
            rows,
            value,
            set,
        )
    }

    /// Words, each in a field with a button beside it; `remove` takes one out of the state with all
    /// that belongs to it.
    #[must_use]
    pub fn words(self, field: Field<P::State, Words>, remove: fn(&mut P::State, usize)) -> AnyView {
        let set = Callback::new(move |(at, text): (usize, String)| {
            self.update(|state| {
                if let Some(word) = field.of_mut(state).get_mut(at) {
                    *word = text;
                }
            });
        });
        let Words {
            fewest, longest, ..
        } = field.input;
        let remove = Callback::new(move |at| {
            self.update(|state| {
                let count = field.of(state).len();
                if at < count && count > fewest {
                    remove(state, at);
                }
            });
        });
        view! {
            <WordsEditor
                words=self.value(field)
                set=set
                remove=remove
                control=field.key
                longest=longest
                fewest=fewest
            />
        }
        .into_any()
    }
}

fn editor(
    control: &'static str,
    [title, name]: [&'static str; 2],
    (tint, (least, limit)): (Tint, (f64, f64)),
    rows: Memo<Vec<String>>,
    value: Memo<DMatrix<f64>>,
    set: Callback<DMatrix<f64>>,
) -> AnyView {
    view! {
        <div class="input">
            <h2 class=format!("tint-{}", tint.name())>{title}</h2>
            <MatrixEditor
                label=name
                control=control
                value=value
                set=set
                rows=rows
                limit=limit
                least=least
                tint=tint
            />
        </div>
    }
    .into_any()
}
