//! A text in a GPT-2 of the reader's, in the place of the toy language's models.

use super::read::inverse_root;
use crate::contract::prelude::*;
use crate::contract::{Address, Foreign};
use crate::panels::training::transformer::Told;
use number::{count, measured, rounded as r};

/// The most probable tokens of a text that are drawn as bars: so many fit beside each other.
pub const DRAWN: usize = 40;

/// What a GPT-2 told of a text, as perplexity.
#[derive(Clone, Debug)]
pub struct OfGpt2(pub Told);

struct Numbers {
    bits: Vec<f64>,
    cross_entropy: f64,
    perplexity: f64,
}

impl OfGpt2 {
    fn numbers(&self, broken: Option<&str>) -> Numbers {
        let bits = self.0.bits();
        let cross_entropy = bits.iter().sum::<f64>() / bits.len() as f64;
        let choices = || self.choices().iter().sum::<f64>() / bits.len() as f64;
        let perplexity = match broken {
            Some("bits-and-nats") => cross_entropy.exp(),
            Some("geometric-mean") => choices(),
            _ => cross_entropy.exp2(),
        };
        Numbers {
            bits,
            cross_entropy,
            perplexity,
        }
    }

    /// 1/p of each token.
    pub fn choices(&self) -> Vec<f64> {
        self.0.nats.iter().map(|nats| nats.exp()).collect()
    }

    /// The total of bits, divided by another unit.
    fn over(&self, units: f64) -> f64 {
        self.0.bits().iter().sum::<f64>() / units
    }

    fn bytes(&self) -> f64 {
        let predicted = self.0.predicted();
        predicted.map_or(f64::NAN, |text| text.len() as f64)
    }

    /// The tokens that are drawn, with their bits.
    pub fn drawn(&self) -> (Vec<String>, Vec<f64>) {
        let names = self.0.names().into_iter().take(DRAWN).collect();
        (names, self.0.bits().into_iter().take(DRAWN).collect())
    }

    /// The same bits over tokens, characters and bytes.
    pub fn units(&self) -> String {
        let n = self.numbers(None);
        let total = n.bits.iter().sum::<f64>();
        let predicted = self.0.predicted().unwrap_or_default();
        let by = |units: usize, noun: &str| {
            let each = total / units as f64;
            format!("{} {} each", count(units, noun), measured(each, "bit"))
        };
        let mut says = format!(
            "The text takes {} in all. Over {}",
            measured(total, "bit"),
            by(n.bits.len(), "token")
        );
        if predicted.is_empty() {
            says.push_str(
                "; its first token ends within a character, so no characters are counted.",
            );
        } else {
            says.push_str(&format!(
                ", over {}, over {}.",
                by(predicted.chars().count(), "character"),
                by(predicted.len(), "byte")
            ));
        }
        says + &self.0.first_says(None)
    }

    fn checks(&self, n: &Numbers) -> Vec<Check> {
        let nats = &self.0.nats;
        let length = nats.len() as f64;
        // An error of the mean is a relative error of its exponential.
        let part = 2.0 * rounding(nats.iter().copied()) / length + rounding([1.0, n.cross_entropy]);
        let p: Vec<f64> = nats.iter().map(|nats| (-nats).exp()).collect();
        let small = p.iter().any(|p| *p < f64::MIN_POSITIVE);
        vec![
            Check::new("bits-and-nats").states("2 to the cross-entropy in bits is e to the cross-entropy in nats.").by("the model’s own logarithms are averaged, and e is raised to their mean").compares(distance(
                    &[n.perplexity],
                    &[(nats.iter().sum::<f64>() / length).exp()],
                ), part * n.perplexity),
            Check::new("geometric-mean").states("The perplexity is the geometric mean of 1/p over the tokens.").by("the probabilities are multiplied, and the root of the product’s inverse is taken").compares(distance(&[n.perplexity], &[inverse_root(&p)]), (part + rounding([length]) / length) * n.perplexity).unless(small.then(|| "A probability is too small for a double.".into())),
        ]
    }
}

impl Foreign for OfGpt2 {
    fn number(&self) -> u64 {
        self.0.number()
    }

    fn title(&self) -> String {
        self.0.title()
    }

    fn reading(&self, broken: Option<&str>) -> Reading {
        let n = self.numbers(broken);
        let names = self.0.names();
        let characters = self.over(self.0.characters());
        let within = self.0.predicted().is_none();
        let missing = within.then(|| "The first token ends within a character.".to_owned());
        let unit = |name, label: &str, x| Readout::scalar(name, label, x).missing(missing.clone());
        let vector = |name, label: &str, v: &[f64]| Readout::vector(name, label, v).rows(&names);
        let readouts = vec![
            Readout::scalar("perplexity", "Perplexity, choices a token", n.perplexity),
            Readout::scalar(
                "cross-entropy-bits",
                "Cross-entropy, bits a token",
                n.cross_entropy,
            ),
            vector("surprisals", "Surprisal of each token, bits", &n.bits),
            vector("choices", "Choices of each token, 1/p", &self.choices()),
            unit(
                "bits-per-character",
                "Cross-entropy, bits a character",
                characters,
            ),
            unit(
                "character-perplexity",
                "Perplexity, choices a character",
                characters.exp2(),
            ),
            unit(
                "bits-per-byte",
                "Cross-entropy, bits a byte",
                self.over(self.bytes()),
            ),
        ];
        let top = argmax(&n.bits);
        let of = |list: &[f64]| list.at(top);
        let sentence = format!(
            "The GPT-2 in “{}” is as uncertain of each token as of the throw of a fair die with {}: its \
             cross-entropy is {} a token, and 2 to this power is the perplexity. The most surprising token is \
             {} with {}, which is {}.{} {}",
            self.0.name,
            measured(n.perplexity, "face"),
            measured(n.cross_entropy, "bit"),
            self.0.quoted(top),
            measured(of(&n.bits), "bit"),
            measured(of(&self.choices()), "choice"),
            self.0.first_says(None),
            self.0.without_truth(),
        );
        Reading {
            checks: self.checks(&n),
            readouts: readouts.into_iter().map(Readout::sampled).collect(),
            sentence,
            claim: None,
        }
    }

    fn formula(&self) -> Formula {
        let n = self.numbers(None);
        super::words::product(n.cross_entropy, n.perplexity)
    }

    fn question(&self) -> Question<Address> {
        let choices = self.choices();
        let top = argmax(&choices);
        let most = choices.at(top);
        let vocabulary = self.0.vocabulary as f64;
        Question::whether(
            format!(
                "A uniform guess gives each of the {} the same probability. Would it have given one of the \
                 tokens of this text more than the GPT-2 did?",
                count(self.0.vocabulary, "token")
            ),
            most > vocabulary,
            format!(
                "The most surprising token is {}, one of {} choices, against {} by the uniform guess.",
                self.0.quoted(top),
                r(most),
                r(vocabulary)
            ),
        )
    }

    fn derivation(&self) -> Vec<Step> {
        let n = self.numbers(None);
        let top = argmax(&n.bits);
        let s = n.bits.at(top);
        let (length, h, ppl) = (n.bits.len() as f64, n.cross_entropy, n.perplexity);
        let mut steps = vec![
            Step::new(
                "The surprisal of one token",
                fixed!(r"s_i = \log_2 \frac{1}{\tint{model}{p_i}} = -\log_2 \tint{model}{p_i}"),
                fixed!(
                    r"-\log_2 \tint{model}{\live{p}} = \live{s} \quad \mathrm{bits}";
                    p = (-s).exp2(), s
                ),
                format!(
                    "The token here is {}, the most surprising one.",
                    self.0.quoted(top)
                ),
            ),
            Step::new(
                "The cross-entropy is the mean over all tokens",
                fixed!(r"\tint{loss}{H} = \frac{1}{n} \sum_{i=1}^{n} -\log_2 \tint{model}{p_i}"),
                fixed!(
                    r"\frac{\live{total}}{\live{n}} = \tint{loss}{\live{h}} \quad \mathrm{bits}";
                    total = h * length, n = length, h
                ),
                "Each token is predicted from those before it.",
            ),
            Step::new(
                "Two to this power is the perplexity",
                fixed!(
                    r"2^{\tint{loss}{H}} = \Bigl(\prod_{i=1}^{n} \frac{1}{\tint{model}{p_i}}\Bigr)^{1/n}"
                ),
                fixed!(r"2^{\tint{loss}{\live{h}}} = \live{ppl}"; h, ppl),
                "It depends on what the tokens are: models with other tokens can be compared by their bits a \
                 character or a byte.",
            ),
        ];
        let characters = self.0.characters();
        if characters.is_finite() {
            steps.push(Step::new(
                "The same bits a character",
                fixed!(
                    r"\tint{loss}{H}_{\mathrm{character}} = \tint{loss}{H}\,\frac{n}{\mathrm{characters}}"
                ),
                fixed!(
                    r"\live{h} \cdot \frac{\live{n}}{\live{characters}} = \live{per}";
                    h, n = length, characters, per = self.over(characters)
                ),
                "The text has the same total of bits, divided by more units.",
            ));
        }
        steps
    }

    fn plates(&self) -> Vec<Plate> {
        let (names, bits) = self.drawn();
        vec![Plate::bars(
            "Surprisal of each token, bits",
            names,
            [("surprisal", Tint::Loss, bits)],
        )]
    }
}
