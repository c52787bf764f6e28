//! The words around the numbers: sentence, formula, question, claim.

use super::Compression;
use super::coder;
use super::read::{Numbers, adaptive_rounding, ideal, numbers};
use super::state::{CompressionState, Predictor};
use crate::contract::number::{count, measured, percent, significant};
use crate::contract::prelude::*;
use crate::contract::state::State as _;

/// A model as the subject of a sentence.
fn subject(model: Predictor) -> &'static str {
    match model {
        Predictor::Counts => "The counts of the whole text",
        Predictor::Adaptive => "Adaptive counts",
        Predictor::Source => "The source, the truth,",
        Predictor::Transformer => "The trained transformer",
    }
}

fn verb(model: Predictor) -> &'static str {
    match model {
        Predictor::Counts | Predictor::Adaptive => "code",
        Predictor::Source | Predictor::Transformer => "codes",
    }
}

pub fn sentence(state: &CompressionState, n: &Numbers) -> String {
    let noun = state.symbols.noun();
    let symbols = n.text.ids.len();
    if symbols == 0 {
        return "The text is empty: there is nothing to code, and no bit is written.".into();
    }
    let huffman = format!(
        "Huffman’s code for the text’s own counts takes {}",
        measured(n.huffman_bits, "bit")
    );
    let coded = match &n.coded {
        Ok(coded) => coded,
        Err(why) => return format!("{why} {huffman}."),
    };
    let own = format!(
        "{} {} the {} in {}, {} a {noun}",
        subject(state.model),
        verb(state.model),
        count(symbols, noun),
        measured(n.bits, "bit"),
        measured(n.bits / n.count(), "bit"),
    );
    let target = if n.ideal.is_finite() {
        let ideal = beside(n.ideal, n.bits);
        let unit = if ideal == "1" { "bit" } else { "bits" };
        format!("−log₂ P of the text is {ideal} {unit}")
    } else {
        let at = coded.surprisals.iter().position(|s| s.is_infinite());
        let at = at.unwrap_or_default();
        let symbol = n
            .text
            .ids
            .get(at)
            .map_or(String::new(), |s| n.text.name(*s));
        format!(
            "“{symbol}”, number {}, has probability 0 and an infinite surprisal, and only because \
             every frequency is at least 1 in 2²⁸ can it be coded at all, in about 28 bits",
            at + 1
        )
    };
    let lost = state.flip.map_or(String::new(), |flip| {
        let intact = n.intact as usize;
        if intact == symbols {
            format!(" Bit {} arrives flipped, and nothing is lost.", flip + 1)
        } else {
            format!(
                " Bit {} arrives flipped: {} read right, and from number {} on the decoder is out of \
                 step.",
                flip + 1,
                if intact == 1 {
                    format!("1 {noun} is")
                } else {
                    format!("{} are", count(intact, noun))
                },
                intact + 1
            )
        }
    });
    let whole = if state.cost {
        format!(
            " With the model’s {} and the length it is {}.",
            measured(n.model_bits, "bit"),
            measured(n.total_bits, "bit")
        )
    } else {
        String::new()
    };
    format!("{own}; {target}. {huffman}.{lost}{whole}")
}

/// −log₂ P beside the whole number of bits that it is compared with: to a tenth, where five digits
/// could round it to more than that number.
fn beside(ideal: f64, bits: f64) -> String {
    let before_the_point = format!("{bits:.0}").len();
    significant(ideal, (before_the_point + 1).max(5))
}

impl Words for Compression {
    fn formula(_: &CompressionState, reading: &Reading) -> Formula {
        let (ideal, bits) = (reading.scalar("ideal-bits"), reading.scalar("bits"));
        let mut formula = fixed!(
            r"\tint{loss}{-\log_2 P} = \sum_i -\log_2 \tint{model}{p_i} = \tint{loss}{\live{ideal}} \;\le\; \tint{value}{\live{bits}} \quad \mathrm{bits} \qquad \text{Huffman:}\; \live{huffman}";
            ideal,
            bits,
            huffman = reading.scalar("huffman-bits")
        );
        for (place, text) in &mut formula.live {
            if *place == "ideal" {
                *text = beside(ideal, bits);
            }
        }
        formula
    }

    fn question(state: &CompressionState) -> Question<CompressionState> {
        let text = coder::text(state);
        match text.ids.len() % 3 {
            0 if coder::coded(state).is_ok_and(|c| c.ideal.is_finite()) => doubled(state),
            1 if coder::coded(state).is_ok_and(|c| !c.bits.is_empty()) => flipped(state),
            _ => against_huffman(state),
        }
        .unwrap_or_else(|| adaptive(state))
    }
}

/// The text written twice.
fn doubled(state: &CompressionState) -> Option<Question<CompressionState>> {
    let mut next = state.clone();
    let between = if state.text.ends_with(char::is_whitespace) {
        ""
    } else {
        " "
    };
    next.text = format!("{}{between}{}", state.text, state.text);
    if next.text.chars().count() > CompressionState::text().input.longest {
        return None;
    }
    next.flip = None;
    next.agree();
    let now = coder::coded(state).ok()?.bits.len() as f64;
    let then = coder::coded(&next).ok()?.bits.len() as f64;
    let about = (then - 2.0 * now).abs() <= 0.02 * now + 4.0;
    let options = [
        ("About twice as many, within 2 %", about),
        (
            "Clearly more than twice as many",
            !about && then > 2.0 * now,
        ),
        (
            "Clearly fewer than twice as many",
            !about && then < 2.0 * now,
        ),
    ];
    let lesson = match state.model {
        Predictor::Counts => {
            "Shares don’t change by repetition, but for what stands between the copies."
        }
        Predictor::Adaptive => {
            "The second copy is coded with what the first one taught; no order is learned, so the copy \
             itself isn’t noticed."
        }
        _ => {
            "This model doesn’t learn from the text: the second copy is as surprising as the first."
        }
    };
    Some(
        Question::new(
            "The text is written twice, one copy after the other. How many bits does it take?",
            options,
            format!(
                "It goes from {} to {}. {lesson}",
                measured(now, "bit"),
                measured(then, "bit")
            ),
        )
        .then(next),
    )
}

/// A bit in the middle arrives flipped.
fn flipped(state: &CompressionState) -> Option<Question<CompressionState>> {
    let coded = coder::coded(state).ok()?;
    let mut next = state.clone();
    next.flip = Some(coded.bits.len() / 2);
    let right = numbers(&next, None).intact / coder::text(state).ids.len() as f64;
    Some(
        Question::new(
            "The bit in the middle of the code arrives flipped. How much of the text is decoded right \
             before the first wrong symbol?",
            [
                ("Less than a quarter", right < 0.25),
                ("Between a quarter and three quarters", (0.25..0.75).contains(&right)),
                ("At least three quarters", right >= 0.75),
            ],
            format!(
                "It is {}. Until then the bits name an interval inside the right one; afterwards every \
                 symbol is read at a wrong place.",
                percent(right)
            ),
        )
        .then(next),
    )
}

/// The chosen model against Huffman’s code.
fn against_huffman(state: &CompressionState) -> Option<Question<CompressionState>> {
    let n = numbers(state, None);
    if n.bits.is_nan() {
        return None;
    }
    let options = [
        ("Huffman’s code", n.huffman_bits < n.bits),
        ("The arithmetic code", n.bits < n.huffman_bits),
        (
            "Both take the same number of bits",
            n.bits == n.huffman_bits,
        ),
    ];
    Some(Question::new(
        "Which takes fewer bits for this text: the arithmetic code with the chosen model, or Huffman’s \
         code for the text’s own counts? The models themselves aren’t counted.",
        options,
        format!(
            "The arithmetic code takes {}, Huffman’s code {}. Huffman’s code gives every symbol whole \
             bits and knows nothing of those before it; the entropy of the counts is {} a {}.",
            measured(n.bits, "bit"),
            measured(n.huffman_bits, "bit"),
            measured(n.entropy, "bit"),
            state.symbols.noun()
        ),
    ))
}

/// Adaptive counts against Huffman’s code, which every text has.
fn adaptive(state: &CompressionState) -> Question<CompressionState> {
    let text = coder::text(state);
    let own = ideal(&text, state.symbols, Predictor::Adaptive);
    let huffman = text.huffman().bits as f64;
    let same = (own - huffman).abs() <= adaptive_rounding(&text);
    let mut next = state.clone();
    next.model = Predictor::Adaptive;
    next.flip = None;
    Question::new(
        "Adaptive counts code the text. Is their −log₂ P larger than the bits of Huffman’s code, which \
         knows the counts of the whole text?",
        [
            ("It is larger", !same && own > huffman),
            ("It is smaller", !same && own < huffman),
            ("Both are the same", same),
        ],
        format!(
            "−log₂ P is {}, Huffman’s code takes {}. Adaptive counts pay for learning, and Huffman’s \
             code for whole bits; its table isn’t counted here.",
            measured(own, "bit"),
            measured(huffman, "bit")
        ),
    )
    .then(next)
}

/// That a better model is a better compressor, with what the model takes.
pub fn claim(state: &CompressionState, n: &Numbers) -> Option<Claim> {
    let coded = n.coded.as_ref().ok().filter(|_| n.count() > 0.0)?;
    let noun = state.symbols.noun();
    let huffman = n.huffman_bits + super::cost::table(&n.text, state.symbols) as f64;
    let own = coded.bits.len() as f64 + n.model_bits;
    let stands = own < huffman;
    let pays = if n.break_even.is_finite() {
        format!(
            "The saving pays for the model’s {} from {} on.",
            measured(n.model_bits, "bit"),
            measured(n.break_even.ceil(), noun)
        )
    } else {
        "Against Huffman’s code this model saves nothing on this text.".into()
    };
    let verdict = if stands {
        "It holds for this text, with the models counted on both sides."
    } else if coded.bits.len() < n.text.huffman().bits {
        "The code alone is shorter, but with the models counted on both sides the text is too short for \
         it: a model is a compressor for those who have it already, or for much text."
    } else {
        "It fails for this text: the model predicts it no better than its own counts do."
    };
    Some(Claim {
        says: "A language model is a compressor: with its predictions a text takes fewer bits."
            .into(),
        measured: format!(
            "The arithmetic code takes {}, Huffman’s code {}; with the models {} and {}. {pays}",
            measured(coded.bits.len() as f64, "bit"),
            measured(n.text.huffman().bits as f64, "bit"),
            measured(own, "bit"),
            measured(huffman, "bit"),
        ),
        verdict: verdict.into(),
        stands,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_never_written_above_the_code() {
        assert_eq!(beside(420_857.63, 420_858.0), "420,857.6");
        assert_eq!(beside(2628.21, 2629.0), "2628.2");
        assert_eq!(beside(31.813_78, 34.0), "31.814");
        assert_eq!(beside(f64::INFINITY, 34.0), "∞");
        assert!(beside(f64::NAN, f64::NAN).contains("not"));
    }
}
