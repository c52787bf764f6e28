//! The other routes to a gradient: differences of values, and numbers that carry their slope.

use super::trace::Binding;
use crate::contract::prelude::*;
use crate::expression::{Doubt, Sided, doubt::size};
use nalgebra::DMatrix;
use numeric_core::differences::RELATIVE_STEP;
use numeric_core::dual::Number;
use numeric_core::expression::{Evaluator, Expression};
use std::collections::BTreeMap;

/// The second routes, which know the formula and no tape.
pub struct Others<'a> {
    expression: &'a Expression,
    names: Vec<&'a str>,
    values: BTreeMap<String, DMatrix<f64>>,
    /// How far rounding may take a value on the way.
    pub noise: f64,
    /// Whether a difference quotient would have led across a jump.
    pub jumps: bool,
}

/// A difference quotient.
pub struct Central {
    /// The slope between both sides.
    pub slope: f64,
    /// How far that may be from the derivative.
    pub room: f64,
    /// How much of that is since the slope changes beside the entry, beyond a linear change.
    pub turned: f64,
    /// Whether more than rounding parts the two sides.
    bends: bool,
}

impl<'a> Others<'a> {
    /// Of a formula at these values.
    pub fn new(expression: &'a Expression, values: &'a [Binding], noise: f64) -> Self {
        Self {
            expression,
            names: values.iter().map(|(name, _)| name.as_str()).collect(),
            values: values.iter().cloned().collect(),
            noise,
            jumps: false,
        }
    }

    /// L with one entry moved.
    fn moved(&mut self, at: usize, entry: usize, by: f64) -> Option<(f64, f64)> {
        let name = *self.names.get(at)?;
        let place = self.values.get_mut(name)?.get_mut(entry)?;
        let before = *place;
        let here = before + by;
        *place = here;
        let value = self.expression.evaluate(&self.values).ok();
        if let Some(place) = self.values.get_mut(name).and_then(|v| v.get_mut(entry)) {
            *place = before;
        }
        Some((here, *value?.get(0)?))
    }

    /// The slope between both sides of an entry, and how far it may be from the derivative: near 0,
    /// where 0 may be a pole or a kink, with a step in proportion as well. That one counts where it sees a
    /// bend, and otherwise whichever tells more. The steps are multiplied by `part`.
    pub fn central(&mut self, at: usize, entry: usize, part: f64) -> Option<Central> {
        let step = part * RELATIVE_STEP;
        let x = *self.values.get(*self.names.get(at)?)?.get(entry)?;
        let wide = self.central_at(at, entry, step * x.abs().clamp(1.0, 100.0));
        let near = (x != 0.0 && x.abs() < 0.01).then(|| self.central_at(at, entry, step * x.abs()));
        match near.flatten() {
            Some(near) if near.bends => Some(near),
            near => (wide.into_iter().chain(near)).min_by(|a, b| a.room.total_cmp(&b.room)),
        }
    }

    /// Why L has no derivative in an entry where it has a value: a corner or a jump.
    pub fn corner(&mut self, at: usize, entry: usize, seen: Doubt) -> Option<String> {
        let leaving = |this: &Self, speed: f64| {
            let still = |x| Sided::new(x, 0.0);
            let moving = |x| Sided::new(x, speed);
            this.through(at, entry, still, moving).map(Sided::slope)
        };
        if self.jumps_at(at, entry, seen) {
            return Some("L jumps there, to within rounding.".into());
        }
        let (left, right) = (-leaving(self, -1.0)? + 0.0, leaving(self, 1.0)?);
        let apart = (left - right).abs();
        (apart > 2.0 * seen.of_two_slopes()).then(|| {
            format!(
                "L has a corner, with the one-sided derivatives {} and {}, and the backward pass \
                 takes one by convention.",
                rounded(left),
                rounded(right)
            )
        })
    }

    /// Whether L jumps between an entry and the number just above or below it.
    fn jumps_at(&mut self, at: usize, entry: usize, seen: Doubt) -> bool {
        let of = |this: &Self| {
            let name = this.names.get(at)?;
            this.values.get(*name)?.get(entry).copied()
        };
        let Some(x) = of(self) else {
            return false;
        };
        let step = (2.0 * f64::EPSILON * x.abs()).max(f64::MIN_POSITIVE);
        let stand = self.stands(at, entry, 0.0);
        if stand.as_ref().is_none_or(Vec::is_empty) {
            return false;
        }
        let rounding = 16.0 * seen.of_value() + 4.0 * size(step, seen.slope());
        [step, -step].into_iter().any(|by| {
            let value = self
                .moved(at, entry, by)
                .map_or(f64::NAN, |(_, value)| value);
            self.stands(at, entry, by) != stand && (value - seen.value()).abs() > rounding
        })
    }

    /// Where `sign` and `floor` stand with one entry moved.
    fn stands(&mut self, at: usize, entry: usize, by: f64) -> Option<Vec<f64>> {
        let mut moved = self.values.clone();
        *moved.get_mut(*self.names.get(at)?)?.get_mut(entry)? += by;
        let mut plain = Evaluator::<f64>::new();
        let handles = moved
            .into_iter()
            .map(|(name, value)| (name, plain.variable(value)))
            .collect();
        self.expression.record_on(&mut plain, &handles).ok()?;
        Some(plain.steps().collect())
    }

    /// The same with this step, and whether more than rounding parts the two sides; none across a jump,
    /// between whose sides there is no slope.
    fn central_at(&mut self, at: usize, entry: usize, step: f64) -> Option<Central> {
        let stand = self.stands(at, entry, 0.0)?;
        let points = [step, -step, 2.0 * step, -2.0 * step];
        let mut beside = points.into_iter().filter(|_| !stand.is_empty());
        if beside.any(|by| {
            self.stands(at, entry, by)
                .is_none_or(|other| other != stand)
        }) {
            self.jumps = true;
            return None;
        }
        let x = *self.values.get(*self.names.get(at)?)?.get(entry)?;
        let (_, here) = self.moved(at, entry, 0.0)?;
        let (above, high) = self.moved(at, entry, step)?;
        let (below, low) = self.moved(at, entry, -step)?;
        let (farther, higher) = self.moved(at, entry, 2.0 * step)?;
        let (nearer, lower) = self.moved(at, entry, -2.0 * step)?;
        let central = (high - low) / (above - below);
        let wide = (higher - lower) / (farther - nearer);
        // Both sides apart: large at a corner, and small where the function is only curved.
        let sides = ((high - here) / (above - x) - (here - low) / (x - below)).abs();
        // And how unevenly the slope changes: what turns many times over the step shows there only.
        let slope = |this: &mut Self, by: f64| {
            let place = this.values.get_mut(*this.names.get(at)?)?.get_mut(entry)?;
            *place = x + by;
            let seen = this.seen(at, entry);
            let place = this.values.get_mut(*this.names.get(at)?)?.get_mut(entry)?;
            *place = x;
            seen.map(Doubt::slope).filter(|slope| slope.is_finite())
        };
        let now = slope(self, 0.0);
        let sides_of = [step, 0.5 * step].map(|by| Some((slope(self, by)?, slope(self, -by)?)));
        let turned = (sides_of.iter().flatten())
            .filter_map(|(ahead, behind)| Some((ahead + behind - 2.0 * now?).abs()))
            .fold(0.0, f64::max);
        // The ends are rounded, so that x isn't in the middle: that adds the second derivative times half
        // of how far it is.
        let askew = 0.5 * ((above - x) - (x - below)).abs();
        let askew = sides_of[0].map_or(0.0, |(ahead, behind)| {
            askew * (ahead - behind).abs() / (above - below)
        });
        let uneven = sides.max(turned);
        let sizes = high.abs().max(low.abs()).max(here.abs());
        let rounding = (4.0 * f64::EPSILON * sizes + 8.0 * self.noise) / step;
        // Of the difference, its width and their quotient; and what underflows.
        let quotient = 4.0 * f64::EPSILON * central.abs() + f64::MIN_POSITIVE / step;
        let room = uneven + askew + (wide - central).abs() + rounding + quotient;
        let bends = sides > 2.0 * rounding;
        (central.is_finite() && room.is_finite()).then_some(Central {
            slope: central,
            room,
            turned: turned + (wide - central).abs(),
            bends,
        })
    }

    /// L and its slope in one entry by dual numbers, and how far rounding may take them; then L here and
    /// at a distance on both sides, and the distance.
    pub fn forward(&mut self, at: usize, entry: usize) -> Option<(Doubt, Vec<f64>, f64)> {
        let seen = self.seen(at, entry)?;
        let name = *self.names.get(at)?;
        let reach = self.values.get(name)?.get(entry)?.abs().max(1.0);
        let mut around = vec![seen.value()];
        for by in [reach, -reach] {
            around.extend(self.moved(at, entry, by).map(|(_, value)| value));
        }
        Some((seen, around, reach))
    }

    /// L and its slope in one entry by dual numbers that know their rounding.
    fn seen(&self, at: usize, entry: usize) -> Option<Doubt> {
        self.through(at, entry, |x| Doubt::moving(x, 0.0), Doubt::variable)
    }

    /// L in another kind of number, with one entry that moves.
    fn through<N: Number>(
        &self,
        at: usize,
        entry: usize,
        still: impl Fn(f64) -> N,
        moving: impl Fn(f64) -> N,
    ) -> Option<N> {
        let name = *self.names.get(at)?;
        let mut forward = Evaluator::<N>::new();
        let mut handles = BTreeMap::new();
        for (known, value) in &self.values {
            let mut numbers = value.map(&still);
            if known == name {
                *numbers.get_mut(entry)? = moving(*value.get(entry)?);
            }
            handles.insert(known.clone(), forward.variable(numbers));
        }
        let output = self.expression.record_on(&mut forward, &handles).ok()?;
        forward.value(output).ok()?.get(0).copied()
    }
}
