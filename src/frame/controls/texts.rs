//! Texts to type: words of the toy language.

use super::label;
use crate::contract::input::Field;
use crate::contract::panel::Panel;
use crate::frame::Context;
use crate::language::{Sentence, written};
use crate::widgets::text_field::TextField;
use leptos::prelude::*;

impl<P: Panel> Context<P> {
    /// A text in the toy language; what it doesn't know is named below the field.
    #[must_use]
    pub fn sentence(self, field: Field<P::State, Sentence>, title: &'static str) -> AnyView {
        let text = self.part(move |state| written(field.of(state)));
        let judge = Callback::new(move |typed: String| match field.input.read(&typed) {
            Ok(words) => {
                self.update(|state| field.set(state, words));
                None
            }
            Err(problem) => Some(problem),
        });
        view! { <TextField label=label(title, field.key) control=field.key text=text judge=judge /> }
            .into_any()
    }
}
