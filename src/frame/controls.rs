//! The controls of a state's inputs: each takes the [`Field`] that the state declares, and does what
//! an input of that kind does everywhere.

use super::Context;
use crate::contract::input::{
    Choice as ChoiceOf, Choices, Field, Input, Matrix, Number, Proportions, Scale, Seed,
    Switch as SwitchOf, Vector, Weights, Whole, WholeNumber, Words,
};
use crate::contract::lists::column;
use crate::contract::number::tidy;
use crate::contract::panel::{Panel, Preset};
use crate::contract::{Reading, Tint, Value};
use crate::widgets::bars::Series;
use crate::widgets::choice::{Choice, Count, Switch};
use crate::widgets::matrix_editor::MatrixEditor;
use crate::widgets::number_field::NumberField;
use crate::widgets::select::Select;
use crate::widgets::slider::Slider;
use crate::widgets::unfold::folded;
use crate::widgets::whole_field::WholeField;
use crate::widgets::words_editor::WordsEditor;
use leptos::prelude::*;
use nalgebra::DMatrix;

pub(super) fn label(own: &'static str, key: &'static str) -> &'static str {
    if own.is_empty() { key } else { own }
}

impl<P: Panel> Context<P> {
    /// The value of an input.
    #[must_use]
    pub fn value<I: Input>(self, field: Field<P::State, I>) -> Memo<I::Value> {
        self.part(move |state| field.of(state).clone())
    }

    /// What sets an input; the rest of the state follows where it has to.
    #[must_use]
    pub fn setter<I: Input>(self, field: Field<P::State, I>) -> Callback<I::Value> {
        Callback::new(move |value| self.update(|state| field.set(state, value)))
    }

    /// What follows from state and reading together, recomputed when either changes.
    #[must_use]
    pub fn derived<T: PartialEq + Send + Sync + 'static>(
        self,
        derive: impl Fn(&P::State, &Reading) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| {
            self.reading
                .with(|reading| self.state.with(|state| derive(state, reading)))
        })
    }

    /// A slider with a field.
    #[must_use]
    pub fn slider(self, field: Field<P::State, Number>) -> AnyView {
        let input = field.input;
        let (from, least) = match input.scale {
            Scale::Log(from) if from > input.min => (from, Some(input.min)),
            _ => (input.min, None),
        };
        view! {
            <Slider
                label=label(input.label, field.key)
                control=field.key
                value=self.value(field)
                set=self.setter(field)
                min=from
                max=input.max
                log=matches!(input.scale, Scale::Log(_))
                near_one=input.scale == Scale::NearOne
                ratio=input.ratio
                least=least
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

    /// On or off.
    #[must_use]
    pub fn switch(self, field: Field<P::State, SwitchOf>) -> AnyView {
        let words = label(field.input.label, field.key);
        view! { <Switch label=move || words control=field.key on=self.value(field) set=self.setter(field) /> }
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

    /// Buttons for the panel's presets.
    #[must_use]
    pub fn presets(self) -> AnyView {
        self.presets_named("Try")
    }

    /// The same under another name than “Try”.
    #[must_use]
    pub fn presets_named(self, name: &'static str) -> AnyView {
        view! {
            <div class="row presets" role="group" aria-label=name>
                {folded(self.preset_buttons())}
            </div>
        }
        .into_any()
    }

    /// The buttons without a group around them.
    #[must_use]
    pub fn preset_buttons(self) -> Vec<AnyView> {
        P::PRESETS
            .iter()
            .map(|preset| self.preset(preset))
            .collect()
    }

    /// The button of one preset, for a row that holds other buttons too.
    #[must_use]
    pub fn preset(self, preset: &'static Preset<P::State>) -> AnyView {
        view! {
            <button
                type="button"
                class="button small"
                data-preset=preset.name
                on:click=move |_| self.update(preset.change)
            >
                {preset.words}
            </button>
        }
        .into_any()
    }

    /// Bars of a distribution: a bar is a probability, the others keep their proportions.
    #[must_use]
    pub fn distribution(
        self,
        field: Field<P::State, Weights>,
        tint: Tint,
        shares: Memo<Vec<f64>>,
    ) -> Series {
        let held = StoredValue::new(None::<Proportions>);
        let set = Callback::new(move |change: (usize, f64)| {
            self.update(|state| {
                let mut memory = held.try_get_value().flatten();
                let after = field.input.dragged(field.of(state), change, &mut memory);
                held.set_value(memory);
                field.set(state, after);
            });
        });
        let paste = Callback::new(move |list: Vec<f64>| {
            let n = self.state.with_untracked(|state| field.of(state).len());
            let list = field.input.pasted(list, n)?;
            self.update(|state| field.set(state, list));
            Ok(())
        });
        Series {
            name: field.key,
            control: field.key,
            tint,
            values: shares.into(),
            set: Some(set),
            step: 0.01,
            limits: (0.0, 1.0),
            paste: Some(paste),
        }
    }

    /// Bars of a list of numbers; `name` is what one of them is called.
    #[must_use]
    pub fn numbers(self, field: Field<P::State, Vector>, name: &'static str, tint: Tint) -> Series {
        let set = Callback::new(move |(at, x): (usize, f64)| {
            self.update(|state| {
                if let Some(entry) = field.of_mut(state).get_mut(at) {
                    // Adding 0 makes 0 of −0.
                    *entry = x + 0.0;
                }
            });
        });
        let paste = Callback::new(move |list: Vec<f64>| {
            let list = field.input.pasted(list)?;
            self.update(|state| field.set(state, list));
            Ok(())
        });
        Series {
            name,
            control: field.key,
            tint,
            values: self.value(field).into(),
            set: Some(set),
            step: field.input.step,
            limits: (-field.input.limit, field.input.limit),
            paste: Some(paste),
        }
    }

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
            (tint, field.input.limit),
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
            (tint, field.input.limit),
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

    /// Bars of a readout, only to look at.
    #[must_use]
    pub fn readout(self, readout: &'static str, name: &'static str, tint: Tint) -> Series {
        let values = self.pick(move |reading| reading.vector(readout).to_vec());
        shown(name, readout, tint, values)
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
        view! {
            <fieldset class="choice">
                <legend>{label(field.input.label, field.key)}</legend>
                <div class="segments">{move || (0..count.get()).map(option).collect_view()}</div>
            </fieldset>
        }
        .into_any()
    }

    /// Moves the edge between two outcomes of a distribution: what one gains the other loses.
    pub fn move_edge(
        self,
        field: Field<P::State, Weights>,
        shares: &[f64],
        (at, to): (usize, f64),
    ) {
        let before: f64 = shares.iter().take(at).sum();
        let both: f64 = shares.iter().skip(at).take(2).sum();
        let first = tidy((to - before).clamp(0.0, both));
        let mut next: Vec<f64> = shares.to_vec();
        if let Some([left, right]) = next.get_mut(at..at + 2) {
            *left = first;
            *right = tidy((both - first).max(0.0));
            self.update(|state| field.set(state, next));
        }
    }
}

fn editor(
    control: &'static str,
    [title, name]: [&'static str; 2],
    (tint, limit): (Tint, f64),
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
                tint=tint
            />
        </div>
    }
    .into_any()
}

/// Bars that are only shown.
#[must_use]
pub fn shown(
    name: &'static str,
    control: &'static str,
    tint: Tint,
    values: Memo<Vec<f64>>,
) -> Series {
    Series {
        name,
        control,
        tint,
        values: values.into(),
        set: None,
        step: 0.1,
        limits: (f64::NEG_INFINITY, f64::INFINITY),
        paste: None,
    }
}
