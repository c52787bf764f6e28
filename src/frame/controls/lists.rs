//! Lists of numbers as bars.

use crate::contract::Tint;
use crate::contract::input::{Field, Input, List, Proportions, Vector, Weights};
use crate::contract::number::tidy;
use crate::contract::panel::Panel;
use crate::frame::Context;
use crate::widgets::bars::Series;
use leptos::prelude::*;

impl<P: Panel> Context<P> {
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
        Series {
            set: Some(set),
            step: 0.01,
            limits: (0.0, 1.0),
            paste: Some(self.paster(field, move |list, n| field.input.pasted(list, n))),
            ..shown(field.key, field.key, tint, shares)
        }
    }

    /// Bars of a list of numbers; `name` is what one of them is called.
    #[must_use]
    pub fn numbers(self, field: Field<P::State, Vector>, name: &'static str, tint: Tint) -> Series {
        let input = field.input;
        Series {
            // Adding 0 makes 0 of −0.
            set: Some(self.entry_setter(field, |x| x + 0.0)),
            step: input.step,
            limits: (-input.limit, input.limit),
            paste: Some(self.paster(field, move |list, _| input.pasted(list))),
            ..shown(name, field.key, tint, self.value(field))
        }
    }

    /// Bars of a list of numbers within limits; `name` is what one of them is called.
    #[must_use]
    pub fn list(self, field: Field<P::State, List>, name: &'static str, tint: Tint) -> Series {
        let input = field.input;
        Series {
            set: Some(self.entry_setter(field, move |x| input.settled(x))),
            step: input.step(),
            limits: (input.min, input.max),
            paste: Some(self.paster(field, move |list, n| input.pasted(list, n))),
            ..shown(name, field.key, tint, self.value(field))
        }
    }

    /// Sets one entry of a list to what a number that was given settles at.
    fn entry_setter<I: Input<Value = Vec<f64>>>(
        self,
        field: Field<P::State, I>,
        settled: impl Fn(f64) -> f64 + Send + Sync + 'static,
    ) -> Callback<(usize, f64)> {
        Callback::new(move |(at, x): (usize, f64)| {
            self.update(|state| {
                if let Some(entry) = field.of_mut(state).get_mut(at) {
                    *entry = settled(x);
                }
            });
        })
    }

    /// Takes a list that was pasted, as `read` makes it fit one of so many entries.
    fn paster<I: Input<Value = Vec<f64>>>(
        self,
        field: Field<P::State, I>,
        read: impl Fn(Vec<f64>, usize) -> Result<Vec<f64>, String> + Send + Sync + 'static,
    ) -> Callback<Vec<f64>, Result<(), String>> {
        Callback::new(move |list: Vec<f64>| {
            let n = self.state.with_untracked(|state| field.of(state).len());
            let list = read(list, n)?;
            self.update(|state| field.replace(state, list));
            Ok(())
        })
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

    /// Bars of a readout, only to look at.
    #[must_use]
    pub fn readout(self, readout: &'static str, name: &'static str, tint: Tint) -> Series {
        let values = self.pick(move |reading| reading.vector(readout).to_vec());
        shown(name, readout, tint, values)
    }
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
