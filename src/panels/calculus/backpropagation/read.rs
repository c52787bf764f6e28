//! `read`: the value, the gradient in every name, and the gradient by two other routes.

use super::state::BackpropagationState;
use super::trace::{Binding, Fault, Trace};
use super::{Backpropagation, words};
use crate::contract::prelude::*;
use crate::expression::{Doubt, Known};
use nalgebra::DMatrix;
use numeric_core::differences::RELATIVE_STEP;
use numeric_core::expression::{Evaluator, Expression};
use std::collections::BTreeMap;

/// The mistake that a broken check stands for.
pub fn fault(broken: Option<&str>) -> Option<Fault> {
    match broken {
        Some("central-differences") => Some(Fault::Overwrites),
        Some("forward-mode") => Some(Fault::ForgetsUpstream),
        _ => None,
    }
}

/// The mistake behind a reading: the one that makes its gradients.
pub fn fault_of(state: &BackpropagationState, reading: &Reading) -> Option<Fault> {
    if !reading.checks.iter().any(Check::is_broken) {
        return None;
    }
    let faults = ["central-differences", "forward-mode"];
    let made = |name: &&str| Backpropagation::read(state, Some(name)).readouts == reading.readouts;
    fault(faults.into_iter().find(made))
}

impl Read for Backpropagation {
    fn read(state: &BackpropagationState, broken: Option<&str>) -> Reading {
        let Some(trace) = Trace::at(state, fault(broken)) else {
            return Reading {
                readouts: Vec::new(),
                checks: Vec::new(),
                sentence: "This formula can’t be computed.".into(),
                claim: None,
            };
        };
        // Where there is no value there is no derivative, whatever the rules give.
        let exists = trace.value().is_finite();
        let gradients: Vec<DMatrix<f64>> = (0..state.values.len())
            .filter_map(|at| trace.nodes.get(at))
            .map(|node| {
                node.gradient
                    .map(|g| if exists { g + 0.0 } else { f64::NAN })
            })
            .collect();
        let mut readouts = vec![Readout::scalar(
            "value",
            "L, the value of the formula",
            trace.value() + 0.0,
        )];
        let judged = judged(state, &trace, &gradients);
        let missing = |x: f64| x.is_nan().then(|| nowhere(&trace).to_owned());
        for (at, ((name, _), gradient)) in state.values.iter().zip(&gradients).enumerate() {
            let own = || judged.known.iter().filter(|(of, _)| *of == at);
            let off = own().fold(0.0, |most: f64, (_, k)| most.max(k.off));
            let label = format!("∂L/∂{name}");
            // The entry of which the least is known speaks for all.
            let lost = own().find(|(_, k)| k.is_lost());
            let label = match lost.or_else(|| own().next().filter(|_| gradient.len() == 1)) {
                Some((_, known)) => known.label(&label),
                None => label,
            };
            readouts.push(
                Readout::new(format!("gradient.{name}"), label, quantity(gradient))
                    .known_to(off)
                    .missing(missing(gradient.sum())),
            );
        }
        readouts[0] = (readouts[0].clone())
            .known_to(judged.value_off)
            .missing(missing(trace.value()));
        let mut sentence = words::sentence(state, &trace);
        if gradients.iter().flatten().any(|x| x.is_nan()) && exists {
            let reached = state.at() == state.last();
            let head = format!("L = {}.", rounded(trace.value()));
            let head = if reached { head } else { sentence };
            sentence = format!("{head} {UNCLEAR}");
        } else if let Some(reason) = judged.lost() {
            sentence = format!("{sentence} {reason}");
        }
        Reading {
            checks: checks(judged, &trace),
            sentence,
            claim: None,
            readouts,
        }
    }
}

/// A number, a vector where there is one row or one column, or a matrix.
fn quantity(gradient: &DMatrix<f64>) -> Quantity {
    match gradient.shape() {
        (1, 1) => Quantity::Scalar(gradient[(0, 0)]),
        (1, _) | (_, 1) => Quantity::Vector(gradient.iter().copied().collect()),
        _ => Quantity::Matrix(gradient.clone()),
    }
}

/// Where a gradient doesn't exist though L has a value.
const UNCLEAR: &str = "A gradient doesn’t exist at these values: on the way back a slope isn’t defined, or 0 \
                       meets ∞, and such a product says nothing.";

/// Why there is no difference quotient.
const JUMPS: &str =
    "L jumps so near that no difference quotient stays on one side: sign or floor steps there.";

/// Why a gradient doesn't exist.
fn nowhere(trace: &Trace) -> &'static str {
    if trace.value().is_finite() {
        UNCLEAR
    } else {
        "The formula has no finite value here, and so no slope."
    }
}

/// What the other routes come to.
#[derive(Default)]
struct Judged {
    /// Residual and tolerance, of the entry that comes out worst.
    differences: Option<(f64, f64)>,
    forward: Option<(f64, f64)>,
    /// How far rounding may take L.
    value_off: f64,
    /// How well the gradient is known in each entry that exists, with the number of its name.
    known: Vec<(usize, Known)>,
    /// Whether L jumps beside some entry.
    jumps: bool,
}

impl Judged {
    /// Why nothing is known of some entry, where that is so.
    fn lost(&self) -> Option<String> {
        self.known.iter().find_map(|(_, known)| known.reason())
    }
}

fn judged(state: &BackpropagationState, trace: &Trace, gradients: &[DMatrix<f64>]) -> Judged {
    let mut judged = Judged::default();
    if let (Some(expression), true) = (state.expression.expression(), trace.value().is_finite()) {
        // The gradients that the tape has where nothing is broken tell how far rounding may go.
        let noise = Trace::at(state, None).map_or(0.0, |t| t.noise());
        let mut others = Others::new(expression, &state.values, noise);
        for (at, gradient) in gradients.iter().enumerate() {
            for entry in 0..gradient.len() {
                let found = gradient[entry];
                if !found.is_finite() {
                    continue;
                }
                let Some((seen, around, reach)) = others.forward(at, entry) else {
                    continue;
                };
                let (slope, off) = (seen.slope(), seen.of_two_slopes());
                // Of an operation on rows the tape has no values in between.
                others.noise = noise.max(seen.of_value());
                judged.value_off = judged.value_off.max(4.0 * seen.of_value());
                let known = Known::new(slope, off, reach, &around);
                judged.known.push((at, known));
                if known.is_lost() {
                    continue;
                }
                // Apart, and how far they may be; the worst of all entries is shown.
                worse(&mut judged.forward, (slope - found).abs(), off);
                if let Some((central, room)) = others.central(at, entry) {
                    worse(&mut judged.differences, (central - found).abs(), room + off);
                }
            }
        }
        judged.jumps = others.jumps;
    }
    judged
}

fn checks(judged: Judged, trace: &Trace) -> Vec<Check> {
    let lost = judged.lost();
    let jumps = judged.jumps.then(|| JUMPS.to_owned());
    let check = |name, states, route, compared: Option<(f64, f64)>| {
        let (residual, tolerance) = compared.unwrap_or((0.0, 0.0));
        let reason = || {
            let known = lost.clone().or_else(|| jumps.clone());
            known.unwrap_or_else(|| nowhere(trace).to_owned())
        };
        Check::new(name)
            .states(states)
            .by(route)
            .compares(residual, tolerance)
            .unless(compared.is_none().then(reason))
    };
    vec![
        check(
            "central-differences",
            "Each gradient is the derivative of L in that entry alone, by central differences.",
            "the formula alone is evaluated on both sides of each entry; the tolerance follows \
             from rounding and from the curvature of L. The entry with the largest residual for \
             its tolerance is shown",
            judged.differences,
        ),
        check(
            "forward-mode",
            "Forward mode with dual numbers, once for each entry, gives the same gradients.",
            "every number carries its derivative from the inputs to the output, in another \
             evaluator than the tape, without a backward pass; the tolerance bounds the rounding \
             on the way",
            judged.forward,
        ),
    ]
}

/// Keeps the pair whose residual is the larger part of its tolerance.
fn worse(kept: &mut Option<(f64, f64)>, residual: f64, tolerance: f64) {
    if !(residual.is_finite() && tolerance.is_finite()) {
        return;
    }
    // Both divided by their tolerances, which may be 0.
    let part = |(apart, room): (f64, f64)| if apart > 0.0 { apart / room } else { 0.0 };
    if kept.is_none_or(|before| part((residual, tolerance)) > part(before)) {
        *kept = Some((residual, tolerance));
    }
}

/// The second routes, which know the formula and no tape.
struct Others<'a> {
    expression: &'a Expression,
    names: Vec<&'a str>,
    values: BTreeMap<String, DMatrix<f64>>,
    noise: f64,
    /// Whether a difference quotient would have led across a jump.
    jumps: bool,
}

impl<'a> Others<'a> {
    fn new(expression: &'a Expression, values: &'a [Binding], noise: f64) -> Self {
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
    /// bend, and otherwise whichever tells more.
    fn central(&mut self, at: usize, entry: usize) -> Option<(f64, f64)> {
        let x = *self.values.get(*self.names.get(at)?)?.get(entry)?;
        let wide = self.central_at(at, entry, RELATIVE_STEP * x.abs().clamp(1.0, 100.0));
        let near = (x != 0.0 && x.abs() < 0.01)
            .then(|| self.central_at(at, entry, RELATIVE_STEP * x.abs()));
        let found = match near.flatten() {
            Some(near) if near.2 => Some(near),
            near => (wide.into_iter().chain(near)).min_by(|a, b| a.1.total_cmp(&b.1)),
        };
        found.map(|(central, room, _)| (central, room))
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
    fn central_at(&mut self, at: usize, entry: usize, step: f64) -> Option<(f64, f64, bool)> {
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
        let turned = [step, 0.5 * step]
            .map(|by| Some((slope(self, by)? + slope(self, -by)? - 2.0 * now?).abs()));
        let turned = turned.into_iter().flatten().fold(0.0, f64::max);
        let uneven = sides.max(turned);
        let sizes = high.abs().max(low.abs()).max(here.abs());
        let rounding = (4.0 * f64::EPSILON * sizes + 8.0 * self.noise) / step;
        let room = uneven + (wide - central).abs() + rounding + 1e-12 * central.abs() + 1e-300;
        let bends = sides > 2.0 * rounding;
        (central.is_finite() && room.is_finite()).then_some((central, room, bends))
    }

    /// L and its slope in one entry by dual numbers, and how far rounding may take them; then L here and
    /// at a distance on both sides, and the distance.
    fn forward(&mut self, at: usize, entry: usize) -> Option<(Doubt, Vec<f64>, f64)> {
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
        let name = *self.names.get(at)?;
        let mut forward = Evaluator::<Doubt>::new();
        let mut handles = BTreeMap::new();
        for (known, value) in &self.values {
            let mut moving = value.map(|x| Doubt::moving(x, 0.0));
            if known == name {
                let place = moving.get_mut(entry)?;
                *place = Doubt::variable(place.value());
            }
            handles.insert(known.clone(), forward.variable(moving));
        }
        let output = self.expression.record_on(&mut forward, &handles).ok()?;
        forward.value(output).ok()?.get(0).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Address;
    use crate::contract::panel;

    fn reading(text: &str, broken: Option<&str>) -> Reading {
        let opened = panel::open::<Backpropagation>(&Address::parse(text));
        assert!(opened.notices.is_empty(), "{:?}", opened.notices);
        Backpropagation::read(&opened.state, broken)
    }

    #[test]
    fn gradients_have_the_names_of_the_formula() {
        let r = reading("#/backpropagation?expression=a*b%2Ba&values=a:2,b:-3", None);
        assert_eq!(r.value("value"), Some(-4.0));
        assert_eq!(r.value("gradient.a"), Some(-2.0));
        assert_eq!(r.value("gradient.b"), Some(2.0));
        assert_eq!(r.entries().len(), 3);
        let r = reading(
            "#/backpropagation?expression=sum(W*x)&values=W:1,2;3,4,x:5;6",
            None,
        );
        assert_eq!(r.value("gradient.W[1][0]"), Some(5.0));
        assert_eq!(r.value("gradient.x[1]"), Some(6.0));
    }

    #[test]
    fn both_faults_are_noticed_by_both_routes() {
        for broken in ["central-differences", "forward-mode"] {
            let r = reading("#/backpropagation", Some(broken));
            assert!(
                r.checks.iter().all(|c| !c.holds()),
                "{broken}: {:?}",
                r.checks
            );
        }
        assert!(
            reading("#/backpropagation", None)
                .checks
                .iter()
                .all(Check::holds)
        );
    }

    #[test]
    fn a_pole_beside_an_entry_breaks_nothing() {
        for text in [
            "#/backpropagation?expression=a/b&values=a:-0.7,b:1e-9",
            "#/backpropagation?expression=(a*a)%5E(-pi)&values=a:1e-9",
            "#/backpropagation?expression=sin(10000%5Emax(a,b))&values=a:2.5,b:3",
            "#/backpropagation?expression=cos(b%5E3)-b&values=b:1000",
            "#/backpropagation?expression=cross_entropy(y,0)&values=y:0.5;-30",
            "#/backpropagation?expression=max(a/1e8,min(a,b))&values=a:1e-9,b:1e-9",
        ] {
            let r = reading(text, None);
            assert!(
                !r.checks.iter().any(Check::is_broken),
                "{text}: {:?}",
                r.checks
            );
        }
    }

    #[test]
    fn where_there_is_no_value_nothing_is_claimed() {
        let r = reading("#/backpropagation?expression=log(a)&values=a:-1", None);
        assert!(r.value("gradient.a").is_some_and(f64::is_nan));
        assert!(r.checks.iter().all(|c| c.undecided.is_some()));
        assert!(!r.sentence.contains("not a number"), "{}", r.sentence);
    }
}
