//! `read`: the value, the gradient in every name, and the gradient by two other routes.

use super::others::{Central, Others};
use super::state::BackpropagationState;
use super::trace::{Fault, Trace};
use super::{Backpropagation, words};
use crate::contract::prelude::*;
use crate::expression::Known;
use nalgebra::DMatrix;

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
        reading(state, broken).0
    }
}

/// The reading, and how well each entry of its gradients is known, in their order; nothing of these where L
/// has no finite value.
pub fn reading(state: &BackpropagationState, broken: Option<&str>) -> (Reading, Vec<Known>) {
    let Some(trace) = Trace::at(state, fault(broken)) else {
        let none = Reading {
            readouts: Vec::new(),
            checks: Vec::new(),
            sentence: "This formula can’t be computed.".into(),
            claim: None,
        };
        return (none, Vec::new());
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
        let off: Vec<f64> = own().map(|(_, k)| k.off).collect();
        let label = format!("∂L/∂{name}");
        // The entry of which the least is known speaks for all.
        let lost = own().find(|(_, k)| k.is_lost());
        let label = match lost.or_else(|| own().next().filter(|_| gradient.len() == 1)) {
            Some((_, known)) => known.label(&label),
            None => label,
        };
        readouts.push(
            Readout::new(format!("gradient.{name}"), label, quantity(gradient))
                .known_each_to(&off)
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
    } else if let Some(reason) = judged.lost().or(judged.none()) {
        sentence = format!("{sentence} {reason}");
    }
    let known = judged.known.iter().map(|(_, known)| *known).collect();
    let reading = Reading {
        checks: checks(judged, &trace),
        sentence,
        claim: None,
        readouts,
    };
    (reading, known)
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
    /// How well the gradient is known in each entry, row by row, with the number of its name.
    known: Vec<(usize, Known)>,
    /// Whether L jumps beside some entry.
    jumps: bool,
    /// Why some entry has an infinite gradient, or none.
    infinite: Option<String>,
    /// Why L has no derivative in some entry though the backward pass gives one.
    corner: Option<String>,
    /// Whether the slope beside some entry changes too fast for a difference quotient.
    steep: bool,
}

impl Judged {
    /// Why nothing is known of some entry, where that is so.
    fn lost(&self) -> Option<String> {
        self.known.iter().find_map(|(_, known)| known.reason())
    }

    /// Why there is no derivative in some entry, where that is so.
    fn none(&self) -> Option<String> {
        self.corner.clone().or_else(|| self.infinite.clone())
    }
}

/// Where a difference quotient tells nothing.
const STEEP: &str =
    "The slope changes so fast beside these values that no difference quotient tells it.";

fn judged(state: &BackpropagationState, trace: &Trace, gradients: &[DMatrix<f64>]) -> Judged {
    let mut judged = Judged::default();
    if let (Some(expression), true) = (state.expression.expression(), trace.value().is_finite()) {
        // The gradients that the tape has where nothing is broken tell how far rounding may go.
        let noise = Trace::at(state, None).map_or(0.0, |t| t.noise());
        let mut others = Others::new(expression, &state.values, noise);
        for (at, gradient) in gradients.iter().enumerate() {
            let name = state.values.get(at).map_or("", |(name, _)| name.as_str());
            let (rows, columns) = gradient.shape();
            let row_by_row = (0..rows).flat_map(|i| (0..columns).map(move |j| i + j * rows));
            for entry in row_by_row {
                let found = gradient[entry];
                let without = |off: f64| (at, Known::new(found, off, 1.0, &[]));
                if !found.is_finite() {
                    judged.known.push(without(0.0));
                    let why =
                        || format!("There is no finite derivative in {name} at these values.");
                    judged.infinite.get_or_insert_with(why);
                    continue;
                }
                let Some((seen, around, reach)) = others.forward(at, entry) else {
                    judged.known.push(without(f64::INFINITY));
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
                if let Some(why) = others.corner(at, entry, seen) {
                    let why = || format!("No derivative exists in {name} at these values: {why}");
                    judged.corner.get_or_insert_with(why);
                    continue;
                }
                // What may be as wrong as it is large can't be compared.
                let tells = |c: &Central| {
                    let both = c.slope.abs().max(found.abs());
                    !known.at(both, c.turned).is_lost()
                };
                let central = match others.central(at, entry, 1.0) {
                    None => continue,
                    Some(central) if tells(&central) => Some(central),
                    Some(_) => others.central(at, entry, 1e-3).filter(|c| tells(c)),
                };
                let Some(central) = central else {
                    judged.steep = true;
                    continue;
                };
                let apart = (central.slope - found).abs();
                worse(&mut judged.differences, apart, central.room + off);
            }
        }
        judged.jumps = others.jumps;
    }
    judged
}

fn checks(judged: Judged, trace: &Trace) -> Vec<Check> {
    let lost = judged.lost();
    let jumps = judged.jumps.then(|| JUMPS.to_owned());
    let steep = judged.steep.then(|| STEEP.to_owned());
    // An entry without a derivative leaves a check undecided, unless another entry turns it.
    let check = |name, states, route, compared: Option<(f64, f64)>, none: Option<String>| {
        let (residual, tolerance) = compared.unwrap_or((0.0, 0.0));
        let reason = match compared {
            Some(_) => none.filter(|_| residual <= tolerance),
            None => none
                .or_else(|| lost.clone())
                .or_else(|| jumps.clone())
                .or_else(|| Some(nowhere(trace).to_owned())),
        };
        Check::new(name)
            .states(states)
            .by(route)
            .compares(residual, tolerance)
            .unless(reason)
    };
    vec![
        check(
            "central-differences",
            "Each gradient is the derivative of L in that entry alone, by central differences.",
            "the formula alone is evaluated on both sides of each entry; the tolerance follows \
             from rounding and from the curvature of L. The entry with the largest residual for \
             its tolerance is shown",
            judged.differences,
            judged.none().or(steep),
        ),
        check(
            "forward-mode",
            "Forward mode with dual numbers, once for each entry, gives the same gradients.",
            "every number carries its derivative from the inputs to the output, in another \
             evaluator than the tape, without a backward pass; the tolerance bounds the rounding \
             on the way",
            judged.forward,
            judged.infinite.clone(),
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
    fn where_no_derivative_exists_it_is_said() {
        for query in [
            "relu(a*b)%2Bc&values=a:2,b:0,c:1",
            "relu(a)&values=a:0",
            "abs(a)&values=a:0",
            "a%5Eb&values=a:0,b:0",
            "floor(a)*b&values=a:2,b:3",
            "abs(sin(a))&values=a:3.141592653589793",
        ] {
            let text = format!("#/backpropagation?expression={query}");
            let r = reading(&text, None);
            let central = &r.checks[0];
            assert!(central.undecided.is_some(), "{text}: {central:?}");
            if !text.contains("sin") {
                assert!(r.sentence.contains("derivative"), "{text}: {}", r.sentence);
            }
        }
        for query in [
            "a*a&values=a:0",
            "a*abs(a)&values=a:0",
            "relu(a)&values=a:0.1",
            "a-a&values=a:7",
        ] {
            let r = reading(&format!("#/backpropagation?expression={query}"), None);
            assert!(r.checks.iter().all(Check::holds), "{query}: {:?}", r.checks);
        }
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
