//! Texts to type: words of the toy language, and any text.

use super::label;
use crate::contract::input::Field;
use crate::contract::panel::Panel;
use crate::frame::Context;
use crate::language::{AnyText, Sentence, written};
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

    /// A text of any kind, with what is said of it below the field.
    #[must_use]
    pub fn any_text(
        self,
        field: Field<P::State, AnyText>,
        title: &'static str,
        said: Memo<String>,
    ) -> AnyView {
        let text = self.value(field);
        let longest = field.input.longest;
        let typed = move |event| {
            let typed: String = event_target_value(&event);
            let typed = typed.chars().filter(|c| *c != '\0').take(longest).collect();
            self.update(|state| field.set(state, typed));
        };
        let (id, note) = (
            format!("{}-{}", P::META.id, field.key),
            format!("{}-{}-note", P::META.id, field.key),
        );
        view! {
            <div class="own-text">
                <label for=id.clone()>{title}</label>
                <textarea
                    id=id
                    data-control=field.key
                    rows="4"
                    maxlength=longest.to_string()
                    spellcheck="false"
                    autocapitalize="off"
                    translate="no"
                    aria-describedby=note.clone()
                    prop:value=move || text.get()
                    on:input=typed
                ></textarea>
                <p class="quiet" id=note>{said}</p>
            </div>
        }
        .into_any()
    }
}
