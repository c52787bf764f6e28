//! The words around the numbers: sentence, formula, question, claim.

use super::Sampling;
use super::read::{Numbers, numbers};
use super::state::{Method, SamplingState};
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use crate::language::written;
use numeric_core::probability::sampling::Order;

/// What is counted: tokens, or words of the toy language.
fn unit(state: &SamplingState) -> &'static str {
    if state.text.is_some() {
        "word"
    } else {
        "token"
    }
}

fn start(state: &SamplingState) -> String {
    match &state.text {
        None => String::new(),
        Some(text) if text.is_empty() => {
            "At the beginning of a sentence of the trained model: ".into()
        }
        Some(text) => format!("After “{}”, by the trained model: ", written(text)),
    }
}

pub fn sentence(state: &SamplingState, n: &Numbers) -> String {
    let unit = unit(state);
    let (count, all) = (n.kept.len(), n.scores.len());
    let Some(&top) = n.kept.first() else {
        return "There is nothing to sample from, since the trained model could not be loaded."
            .into();
    };
    let name = |at: usize| {
        let name = n.names.get(at).map_or("", String::as_str);
        // A word of the language may be a full stop, and a token anything.
        if state.text.is_some() || !state.named.is_empty() {
            format!("“{name}”")
        } else {
            name.to_owned()
        }
    };
    // Of logits that are the same to the last digit.
    let ties = lists::ties(&n.scores, top, 0.0).len();
    let cold = if state.temperature == 0.0 {
        match ties {
            1 => format!(
                " T = 0 stands for the limit: all probability is on the {unit} with the largest \
                 logit, {}.",
                name(top)
            ),
            _ => format!(
                " T = 0 stands for the limit: all probability is on the {ties} tied largest \
                 logits, in equal parts."
            ),
        }
    } else {
        String::new()
    };
    let said = match state.method {
        Method::Greedy => format!(
            "greedy decoding always takes {}, {}, which has {} of the probability at T = {}.",
            name(top),
            names::first_of(ties, "most probable", unit),
            percent(n.mass),
            number::given(state.temperature)
        ),
        Method::Temperature => format!(
            "temperature alone keeps all {all} {}. At T = {} their entropy is {}; at T = 1 it \
             is {}.",
            number::plural(all as f64, unit),
            number::given(state.temperature),
            nats(n.entropy),
            nats(raw_entropy(n)),
        ),
        Method::TopK | Method::TopP | Method::MinP => format!(
            "{} keeps {count} of {}, with {} of the probability at T = {}. Their entropy after \
             renormalising is {}; before the cut it was {}.{}",
            rule(state),
            number::count(all, unit),
            percent(n.mass),
            number::given(state.temperature),
            nats(n.entropy),
            r(n.tempered_entropy),
            close(state, n)
        ),
    };
    let whole = format!("{}{said}{cold}", start(state));
    let mut letters = whole.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => whole,
    }
}

fn nats(x: f64) -> String {
    number::measured(x, "nat")
}

fn raw_entropy(n: &Numbers) -> f64 {
    n.raw
        .iter()
        .filter(|p| **p > 0.0)
        .map(|p| -p * p.ln())
        .sum::<f64>()
        + 0.0
}

/// The method with its number.
pub fn rule(state: &SamplingState) -> String {
    match state.method {
        Method::Greedy => "greedy decoding".into(),
        Method::Temperature => "temperature alone".into(),
        Method::TopK => format!("top-k with k = {}", state.k),
        Method::TopP => format!("top-p with p = {}", number::given(state.p)),
        Method::MinP => format!("min-p with p = {}", number::given(state.p)),
    }
}

/// Where rounding alone decides whether one more token is kept, that is said.
fn close(state: &SamplingState, n: &Numbers) -> String {
    if state.method != Method::TopP || state.p == 1.0 {
        return String::new();
    }
    let mut mass = 0.0;
    let mut near = false;
    for &at in &n.kept {
        mass += n.before[at];
        near |= (mass - state.p).abs() <= rounding(n.before.iter().copied());
    }
    if near {
        " A sum of probabilities is p up to rounding, so here the last digit decides whether one \
         more is kept; sums are taken by falling probability."
            .into()
    } else {
        String::new()
    }
}

/// What the picture says below its title.
#[cfg(target_arch = "wasm32")]
pub fn key(state: &SamplingState, reading: &Reading) -> String {
    let count: f64 = reading.vector("kept").iter().sum();
    let what = match state.method {
        Method::TopP => "the token at which the curve crosses p is kept",
        Method::TopK => "exactly k are kept; of tied ones the first",
        Method::MinP => "what has at least p times the largest probability is kept",
        Method::Greedy => "only the most probable token is kept",
        Method::Temperature => "all tokens are kept",
    };
    let order = match (state.order, state.method) {
        (Order::Last, Method::TopP | Method::MinP) => "; the cut is made at T = 1",
        _ => "",
    };
    format!("{} kept: {what}{order}", number::grouped(count))
}

impl Words for Sampling {
    fn formula(_: &SamplingState, reading: &Reading) -> Formula {
        let count: f64 = reading.vector("kept").iter().sum();
        fixed!(
            r"\tint{model}{p_i} = \frac{e^{z_i/T}}{\sum_{j \in S} e^{z_j/T}} \;\; (i \in S), \qquad |S| = \live{count}, \qquad \sum_{i \in S} \tint{weight}{\sigma(z/T)_i} = \tint{weight}{\live{mass}}, \qquad H(\tint{model}{p}) = \live{h} \;\; \text{nats}";
            count = count, mass = reading.scalar("kept-mass"), h = reading.scalar("entropy")
        )
    }

    fn question(state: &SamplingState) -> Question<SamplingState> {
        let temperature = match state.temperature {
            0.0 => 1.0,
            t if t > 3.0 => t / 4.0,
            t => 3.0 * t,
        };
        let next = SamplingState {
            temperature,
            ..state.clone()
        };
        let of = |s: &SamplingState| numbers(s, None).kept.len();
        let (now, then) = (of(state), of(&next));
        let unit = unit(state);
        let change = if temperature > state.temperature {
            "rises"
        } else {
            "falls"
        };
        let lesson = match (state.method, state.order) {
            (Method::TopP | Method::MinP, Order::First) => {
                "The cut is made after the temperature: flatter probabilities let more pass, and \
                 sharper ones fewer."
            }
            (Method::TopP | Method::MinP, Order::Last) => {
                "The cut is made at T = 1, before the temperature, which then only moves \
                 probability among the kept."
            }
            _ => {
                "Dividing all logits by T keeps their order, and this method looks at nothing \
                 else."
            }
        };
        Question::new(
            format!(
                "The temperature {change} from {} to {}. How many {unit}s are kept then?",
                number::given(state.temperature),
                r(temperature)
            ),
            trend(
                now as f64,
                then as f64,
                0.0,
                ["More", "Fewer", "As many as before"],
            ),
            format!("It keeps {now} before and {then} after. {lesson}"),
        )
        .then(next)
    }
}

/// "Sampling strategies control randomness against coherence", where the truth is known.
pub fn claim(n: &Numbers) -> Option<Claim> {
    let before = n.impossible(&n.raw);
    let after = n.impossible(&n.probabilities);
    n.truth.as_ref()?;
    if !(before.is_finite() && after.is_finite()) {
        return None;
    }
    let (random, now) = (raw_entropy(n), n.entropy);
    // Each is a sum over all words, of p·|log p| or of p.
    let costs = |p: &f64| if *p > 0.0 { p * (1.0 - p.ln()) } else { 0.0 };
    let both = || n.raw.iter().chain(&n.probabilities);
    let by_entropy = number::known_to(now - random, 2.0 * rounding(both().map(costs)));
    let by_share = number::known_to(after - before, 2.0 * rounding(both().copied()));
    let stands = by_entropy * by_share >= 0.0;
    let changes = by_entropy != 0.0;
    Some(Claim {
        says: "Sampling strategies trade randomness against coherence.".into(),
        measured: format!(
            "Randomness as the entropy of the next word: {} as the model gives it, and {} with this \
             method. Incoherence as the probability of words that the source never puts here: {} \
             and {}.",
            nats(random),
            nats(now),
            per_thousand(before),
            per_thousand(after)
        ),
        verdict: match (stands, changes) {
            (true, true) => "It holds here: both go the same way.".into(),
            (true, false) => "This setting leaves the distribution as it is.".into(),
            (false, _) => "It fails here: one grows and the other falls.".into(),
        },
        stands,
    })
}

fn per_thousand(x: f64) -> String {
    format!("{} per thousand", number::significant(1000.0 * x, 3))
}
