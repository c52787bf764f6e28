//! The words around the numbers: sentence, formula, question, claim.

use super::Ngram;
use super::read::{Numbers, numbers};
use super::state::{NgramState, ORDERS};
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;
use training::Reference;

fn at(list: &[f64], order: usize) -> f64 {
    list.at(order - 1)
}

pub fn sentence(state: &NgramState, n: &Numbers) -> String {
    let order = state.order;
    let sees = match order {
        1 => "no word before the next one".to_owned(),
        2 => "only the last word".to_owned(),
        _ => format!("only the last {} words", order - 1),
    };
    let best = match n.best {
        Some(best) if n.ties(best).len() > 1 => {
            let ties: Vec<String> = n.ties(best).iter().map(usize::to_string).collect();
            if ties.len() == ORDERS {
                "All orders are equally good here.".to_owned()
            } else {
                format!(
                    "Best here, and equally good, are the orders {}, with {}.",
                    names::joined(&ties),
                    r(at(&n.held_out, best))
                )
            }
        }
        Some(best) if best == order => "Of all orders this one is best here.".to_owned(),
        Some(best) => format!(
            "Best here is order {best}, with {}.",
            r(at(&n.held_out, best))
        ),
        None => "It is infinite at every order, since each meets something that it has never seen."
            .to_owned(),
    };
    format!(
        "A model of order {order} sees {sees}. Trained on {}, its perplexity is {} on held-out text \
         and {} on its training text. No model of this order can have less than {} on average; the \
         source has {}. {best}",
        number::count(state.words, "word"),
        r(at(&n.held_out, order)),
        r(at(&n.training, order)),
        r(at(&n.floors, order)),
        r(n.source),
    )
}

/// What the model says after the context, beside the truth.
#[cfg(target_arch = "wasm32")]
pub fn prediction(state: &NgramState, reading: &Reading) -> String {
    let vocabulary = crate::language::vocabulary();
    let top = |name: &str, who: &str| {
        let list = reading.vector(name);
        let at = argmax(list);
        let p = list.get(at).copied().filter(|p| p.is_finite())?;
        // A probability is made from those of all shorter contexts, or of all states.
        let ties = lists::ties(list, at, rounding(list.iter().map(|_| p)));
        Some(match ties.len() {
            1 => {
                let word = vocabulary.get(at)?;
                format!("{who}’s most probable next word is “{word}” ({})", r(p))
            }
            all if all == list.len() => {
                format!("{who} gives every word the same probability, {}", r(p))
            }
            count => format!("{who} has {count} most probable next words ({} each)", r(p)),
        })
    };
    let after = match state.seen() {
        [] => "Without any word before".to_owned(),
        seen => format!("After “{}”", crate::language::written(seen)),
    };
    let model = match top("conditional", "the model") {
        Some(top) => top,
        None => "the model says nothing: it never saw these words, and nothing is smoothed".into(),
    };
    let truth = match top("truth", "the source") {
        Some(top) => format!("given the whole context, {top}"),
        None => "the source never writes the whole context".into(),
    };
    format!("{after} {model}; {truth}.")
}

impl Words for Ngram {
    fn formula(state: &NgramState, reading: &Reading) -> Formula {
        let now = |name: &str| at(reading.vector(name), state.order);
        fixed!(
            r"P(w_t \mid w_1 \ldots w_{t-1}) \;\approx\; P(w_t \mid w_{t-n+1} \ldots w_{t-1}), \qquad n = \live{n}, \qquad \tint{loss}{\mathrm{PPL}} = \tint{loss}{\live{ppl}} \;\ge\; \tint{truth}{e^{h_n}} = \tint{truth}{\live{floor}}";
            n = state.order as f64, ppl = now("held-out-perplexities"),
            floor = reading.scalar("floor")
        )
    }

    fn question(state: &NgramState) -> Question<NgramState> {
        let n = numbers(state, None);
        let order = if state.order < ORDERS {
            state.order + 1
        } else {
            state.order - 1
        };
        let change = if order > state.order {
            "rises"
        } else {
            "falls"
        };
        let of = |order| at(&n.held_out, order);
        let (now, then) = (of(state.order), of(order));
        let answers = ["It rises", "It falls", "It stays the same, up to rounding"];
        let answers = if now == then || n.ties(state.order).contains(&order) {
            trend(0.0, 0.0, 0.0, answers)
        } else {
            trend(now, then, 0.0, answers)
        };
        Question::new(
            format!(
                "The order {change} from {} to {order}, with the same {} to train on. What does the \
                 held-out perplexity do?",
                state.order,
                number::count(state.words, "word")
            ),
            answers,
            format!(
                "It goes from {} to {}. A longer context tells more about the next word, and it was \
                 seen less often: {} of the held-out words come after a context of order {order} \
                 that the training text doesn’t have.",
                r(now),
                r(then),
                percent(unseen(&n, order))
            ),
        )
        .then(NgramState {
            order,
            ..state.clone()
        })
    }
}

fn unseen(n: &Numbers, order: usize) -> f64 {
    let shares = n.figures.as_ref().map(|f| &f.held_out.unseen);
    shares.map_or(f64::NAN, |shares| at(shares, order))
}

/// "Transformer models make no Markov assumption, and pay with O(T²)", against the trained model.
pub fn claim(state: &NgramState, n: &Numbers) -> Option<Claim> {
    let config = Reference::config();
    let (window, width) = (config.context as f64, config.width as f64);
    let products = window * window * width;
    Some(Claim {
        says: "Transformers make no Markov assumption: they condition on the full context, which \
               costs O(T²)."
            .into(),
        measured: format!(
            "The trained model of this explorer is given the last {} words, and nothing of what was \
             before them: it is a Markov model whose context has {} words, where order {} has {}. Its \
             scores take T²·d = {}²·{} = {} multiplications a layer; an n-gram model looks up T = {} \
             contexts. What more context is worth here is known: exp hₙ falls from {} at order 1 to {} \
             at order {ORDERS}, and the source has {}.",
            r(window),
            r(window),
            state.order,
            state.order - 1,
            r(window),
            r(width),
            r(products),
            r(window),
            r(at(&n.floors, 1)),
            r(at(&n.floors, ORDERS)),
            r(n.source),
        ),
        verdict:
            "It fails as it is stated: there is no such assumption within the window, but with \
                  a window of C words the model sees only the last C words, exactly. The cost is right."
                .into(),
        stands: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::State;

    #[test]
    fn orders_that_are_alike_have_no_best() {
        let hash = "#/ngram?order=2&smoothing=jelinek-mercer&lambda=0";
        let (state, notices) = NgramState::opened(hash);
        assert!(notices.is_empty());
        let said = sentence(&state, &numbers(&state, None));
        assert!(
            said.ends_with("All orders are equally good here."),
            "{said}"
        );
    }
}
