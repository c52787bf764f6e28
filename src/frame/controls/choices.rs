//! Choices and switches.

use super::label;
use crate::contract::input::{Choice as ChoiceOf, Choices, Field, Switch as SwitchOf, Whole};
use crate::contract::panel::Panel;
use crate::frame::Context;
use crate::widgets::choice::{Choice, Switch};
use crate::widgets::select::Select;
use leptos::prelude::*;

impl<P: Panel> Context<P> {
    /// A row of named options.
    #[must_use]
    pub fn choice<T: Choices>(self, field: Field<P::State, ChoiceOf<T>>) -> AnyView {
        view! {
            <Choice
                label=label(field.input.label, field.key)
                control=field.key
                options=T::OPTIONS
                value=self.named(field)
                set=self.name_setter(field)
            />
        }
        .into_any()
    }

    /// A list of named options that opens, for more than fit in a row.
    #[must_use]
    pub fn select<T: Choices>(self, field: Field<P::State, ChoiceOf<T>>) -> AnyView {
        view! {
            <Select
                label=label(field.input.label, field.key)
                control=field.key
                options=T::OPTIONS
                value=self.named(field)
                set=self.name_setter(field)
            />
        }
        .into_any()
    }

    /// The name of a choice.
    #[must_use]
    pub fn named<T: Choices>(self, field: Field<P::State, ChoiceOf<T>>) -> Memo<&'static str> {
        self.part(move |state| field.of(state).name())
    }

    /// What makes a choice by its name.
    #[must_use]
    pub fn name_setter<T: Choices>(
        self,
        field: Field<P::State, ChoiceOf<T>>,
    ) -> Callback<&'static str> {
        Callback::new(move |name: &'static str| {
            if let Some(value) = T::named(name) {
                self.update(|state| field.set(state, value));
            }
        })
    }

    /// A row of the numbers from 0 below a count, to choose one.
    #[must_use]
    pub fn index(self, field: Field<P::State, Whole<usize>>, count: Memo<usize>) -> AnyView {
        let value = self.value(field);
        let set = self.setter(field);
        let option = move |i: usize| {
            view! {
                <label class="segment">
                    <input
                        type="radio"
                        name=field.key
                        data-control=field.key
                        value=i
                        prop:checked=move || value.get() == i
                        on:change=move |_| set.run(i)
                    />
                    <span>{i}</span>
                </label>
            }
        };
        let words = label(field.input.label, field.key);
        view! {
            <div class="choice" role="group" aria-label=words>
                <span class="choice-label" aria-hidden="true">{words}</span>
                <div class="segments">{move || (0..count.get()).map(option).collect_view()}</div>
            </div>
        }
        .into_any()
    }

    /// On or off.
    #[must_use]
    pub fn switch(self, field: Field<P::State, SwitchOf>) -> AnyView {
        let words = label(field.input.label, field.key);
        view! { <Switch label=move || words control=field.key on=self.value(field) set=self.setter(field) /> }
            .into_any()
    }
}
