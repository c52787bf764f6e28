//! The lesson about information theory.

use super::{Block, Chapter, Lesson};
use crate::contract::Pillar;
use Block::{Figure, Formula, List, Text};
use tex::tex_block;

pub static LESSON: Lesson = Lesson {
    id: "information-theory",
    pillar: Pillar::InformationTheory,
    title: "Information theory: from surprisal to compression",
    point: "Entropy, cross-entropy and KL divergence, perplexity, reward against closeness, mutual information and compression.",
    chapters: &[
        Chapter {
            title: "Surprisal and entropy",
            parts: &[
                Text(
                    "Claude Shannon founded information theory in 1948. It measures how much a message \
                     tells and how uncertain one is before it. The loss of a language model is one of \
                     its quantities. The *surprisal* of an outcome with probability p is log(1/p). A certain \
                     outcome has surprisal 0, and a rare one has a large surprisal. The surprisals of \
                     independent outcomes add up, as their probabilities multiply. With logarithms to \
                     base 2 the unit is the *bit*, with natural logarithms the *nat*; one nat is about \
                     1.4427 bits.",
                ),
                Text(
                    "The *entropy* of a distribution p is its mean surprisal. It measures uncertainty: \
                     the larger it is, the harder the outcome is to predict.",
                ),
                Formula(tex_block!(
                    r"H(\tint{truth}{p}) = \sum_x \tint{truth}{p(x)} \log \frac{1}{\tint{truth}{p(x)}}"
                )),
                Text("The panel [](#/entropy) opens on the probabilities ½, ¼, ⅛, ⅛:"),
                Figure {
                    address: "#/entropy",
                    plate: 0,
                },
                List(&[
                    "Each outcome is a rectangle, as wide as its probability and as high as its \
                     surprisal. The area is the entropy, {#/entropy|entropy|4} bits at first.",
                    "Of all distributions over n outcomes, the uniform one has the largest entropy, \
                     log n. Here this is {=#/entropy|maximum|3} bits. A one-hot distribution, which is \
                     certain, has entropy 0.",
                    "The entropy says how short a code can be. Huffman’s code gives frequent outcomes \
                     short codewords; its mean length is at least the entropy and less than one bit \
                     above it. Here it is {=#/entropy|code-length|4} bits: the probabilities are powers \
                     of ½, so it reaches the entropy.",
                    "Entropy depends on the probabilities alone and not on the values of the outcomes. \
                     Two random variables can have the same entropy and different variances.",
                ]),
            ],
        },
        Chapter {
            title: "Cross-entropy and KL divergence",
            parts: &[
                Text(
                    "Let p be the true distribution and q that of a model. The *cross-entropy* is the \
                     mean surprisal under the model of outcomes that come from the truth. The smaller it \
                     is, the better q approximates p. The *KL divergence* (Kullback–Leibler) measures how \
                     q differs from p: it is how much the cross-entropy exceeds the entropy of p.",
                ),
                Formula(tex_block!(
                    r"H(\tint{truth}{p}, \tint{model}{q}) = - \sum_x \tint{truth}{p(x)} \log \tint{model}{q(x)}, \qquad \mathrm{KL}(\tint{truth}{p}\,\|\,\tint{model}{q}) = \sum_x \tint{truth}{p(x)} \log \frac{\tint{truth}{p(x)}}{\tint{model}{q(x)}}"
                )),
                Text(
                    "Add and subtract Σ p(x) log p(x) in the cross-entropy, and it falls into these two \
                     parts:",
                ),
                Formula(tex_block!(
                    r"- \sum_x p \log q = - \sum_x p \log p + \sum_x p \log p - \sum_x p \log q = H(\tint{truth}{p}) + \mathrm{KL}(\tint{truth}{p}\,\|\,\tint{model}{q})"
                )),
                Text("The panel [](#/cross-entropy-kl) shows both distributions as bars:"),
                Figure {
                    address: "#/cross-entropy-kl",
                    plate: 0,
                },
                List(&[
                    "At first the entropy is {=#/cross-entropy-kl|entropy|4} bits and the divergence \
                     {=#/cross-entropy-kl|kl-pq|4} bits; their sum is the cross-entropy, \
                     {=#/cross-entropy-kl|cross-entropy|4} bits.",
                    "The divergence is never negative, and 0 only if q equals p. It isn’t symmetric: \
                     from q to p it is {=#/cross-entropy-kl|kl-qp|4} bits.",
                    "It is infinite where q rules out something that p allows.",
                ]),
                Text(
                    "In language modelling p is one-hot for each token of the text: 1 for the token \
                     that really comes next. The cross-entropy is then minus the logarithm of the \
                     probability that the model gave to this token. Averaged over the text, it is the \
                     loss of training. The entropy of the language doesn’t depend on the parameters, so \
                     minimising the cross-entropy is minimising the divergence from the truth to the \
                     model.",
                ),
                Text(
                    "Is cross-entropy the only right loss? A loss is *proper* if the truth minimises \
                     its expectation, and *local* if it only looks at the probability of what \
                     happened. With more than two outcomes, cross-entropy is the only one that is both, \
                     up to a factor and a constant. Without the second condition there are others, such \
                     as the Brier score, the sum of squared errors of all probabilities.",
                ),
            ],
        },
        Chapter {
            title: "Perplexity",
            parts: &[
                Text(
                    "*Perplexity* is the standard measure of language models. It is the exponential of the \
                     cross-entropy: 2 to the power of H in bits, \
                     or e to the power of H in nats, which is the same number. A model with a perplexity \
                     of 10 is on average as uncertain as if it chose uniformly among 10 tokens: a fair die \
                     with 10 faces is as hard to predict.",
                ),
                Formula(tex_block!(
                    r"\mathrm{PPL} = 2^{H(p, q)} = \Bigl( \prod_{i=1}^{n} \frac{1}{\tint{model}{q(x_i \mid x_{<i})}} \Bigr)^{1/n}"
                )),
                Text(
                    "So it is also the geometric mean of 1/q over the tokens. The panel \
                     [](#/perplexity) opens on a sentence of the toy language:",
                ),
                Figure {
                    address: "#/perplexity",
                    plate: 0,
                },
                List(&[
                    "Under the truth this sentence has a cross-entropy of \
                     {=#/perplexity|cross-entropy-bits|4} bits a token and the perplexity \
                     {=#/perplexity|perplexity|3}.",
                    "On the same tokens a uniform model over the 73 words has \
                     {=#/perplexity|perplexities[0]|3}, the best bigram model \
                     {=#/perplexity|perplexities[2]|3}, the trained transformer \
                     {=#/perplexity|perplexities[4]|3}.",
                    "A perplexity of 1 is a model that gives every token probability 1. The size of \
                     the vocabulary is the perplexity of the uniform model. It isn’t the largest: a model \
                     that is wrong and sure has a larger one, up to infinity. If “sleeps” gets [the \
                     probability 3·10⁻¹²](#/perplexity?q=0.000000000003) and all other words keep theirs, \
                     the perplexity of the sentence is \
                     {=#/perplexity?q=0.000000000003|perplexity|3}.",
                    "Perplexities can only be compared over the same tokens. The same sentence counted \
                     by characters has {=#/perplexity|bits-per-character|3} bits a character, and a \
                     much smaller perplexity.",
                ]),
                Text(
                    "A table that is often quoted reads perplexities as numbers of effective choices: a \
                     random model with a vocabulary of 50,000 has 50,000, a trigram model about 200, GPT-2 \
                     30 to 40, GPT-3 15 to 20 and GPT-4 10 to 15. These figures come from different texts \
                     and tokenisations, and some are guesses. What was published for GPT-2 on WikiText-103, \
                     without training on it, is 37.50, 26.37, 22.05 and 17.48 for its four sizes (Radford \
                     et al., 2019).",
                ),
            ],
        },
        Chapter {
            title: "Reward against closeness to a reference",
            parts: &[
                Text(
                    "In *reinforcement learning from human feedback* (RLHF) a trained model, the \
                     base model or reference, is changed so that its answers get a higher reward r. The KL divergence \
                     to the reference is subtracted, with a factor β, to keep the new model close:",
                ),
                Formula(tex_block!(
                    r"\max_{\pi} \; \mathbb{E}_{\pi}[r] - \beta\, \mathrm{KL}(\tint{model}{\pi}\,\|\,\tint{truth}{\pi_{\mathrm{ref}}}), \qquad \tint{model}{\pi^*(x)} = \frac{\tint{truth}{\pi_{\mathrm{ref}}(x)}\, e^{r(x)/\beta}}{\sum_y \tint{truth}{\pi_{\mathrm{ref}}(y)}\, e^{r(y)/\beta}}"
                )),
                Text("The panel [](#/rlhf-kl) opens on six answers:"),
                Figure {
                    address: "#/rlhf-kl",
                    plate: 0,
                },
                List(&[
                    "The best distribution multiplies the reference by e^(r/β). A large β stays at the \
                     reference; a small one puts everything on the answer with the largest reward.",
                    "At first the expected reward is {=#/rlhf-kl|expected-reward|4}, and the divergence \
                     {=#/rlhf-kl|kl|4} nats.",
                    "The panel also has a true reward, which the reward misjudges for one rare answer. \
                     As β falls, the expected reward keeps rising, while the expected true reward turns \
                     and falls. [At β = 2](#/rlhf-kl?beta=2) it is \
                     {#/rlhf-kl?beta=2|expected-truth|3}, [at β = 0.5](#/rlhf-kl?beta=0.5) \
                     {#/rlhf-kl?beta=0.5|expected-truth|3}.",
                    "So the divergence guards first against a reward that misjudges. It is also said to \
                     prevent *catastrophic forgetting*, the loss of what the base model could do. That is \
                     less certain; the evidence is mixed.",
                ]),
            ],
        },
        Chapter {
            title: "Mutual information and attention",
            parts: &[
                Text(
                    "The *mutual information* of X and Y is what one tells about the other: the KL \
                     divergence from their joint distribution to the product of their own \
                     distributions. The larger it is, the more knowing one helps to predict the other; \
                     it is 0 exactly if they are independent.",
                ),
                Formula(tex_block!(
                    r"I(X; Y) = \sum_{x, y} p(x, y) \log \frac{p(x, y)}{p(x)\,p(y)} = H(X) + H(Y) - H(X, Y)"
                )),
                Text(
                    "The panel [](#/mutual-information) computes it for a table of \
                     two variables, for two words of the toy language at a distance, and for each word \
                     of a sentence and the next word:",
                ),
                Figure {
                    address: "#/mutual-information",
                    plate: 0,
                },
                List(&[
                    "In the table, knowing one variable removes \
                     {#/mutual-information|mutual-information|4} bits of uncertainty about the other. \
                     It can’t be more than the entropy of either.",
                    "Neighbouring words of the language share {=#/mutual-information|by-distance[0]|4} \
                     nats, words two apart {=#/mutual-information|by-distance[1]|4}, words four apart \
                     {=#/mutual-information|by-distance[3]|4}. These are exact. An estimate from \
                     counted pairs is too large on average, since chance alone makes counts differ from \
                     independence.",
                ]),
                Text(
                    "Are attention weights estimates of mutual information, so that words which tell \
                     much about each other attend to each other? It is a heuristic, and here it can be \
                     tested. In “the dog that the cats chase” the next word must agree with “dog”. \
                     Hiding “dog” from the exact source costs {=#/mutual-information|information[1]|3} \
                     nats of information about the next word, which is ln 2: singular or plural. \
                     Hiding “chase” costs {=#/mutual-information|information[5]|3}, and hiding any \
                     other word costs nothing, because the rest already tells it.",
                ),
                List(&[
                    "One head of the trained transformer puts \
                     {=#/mutual-information|attention[9][1]|3} of its attention on “dog”. Without this \
                     head the model’s divergence from the truth grows from \
                     {=#/mutual-information|model-kl|3} to {=#/mutual-information|without-head[9]|3} \
                     nats.",
                    "Another head attends to “dog” with {=#/mutual-information|attention[11][1]|3}, \
                     and without it the divergence is still {=#/mutual-information|without-head[11]|3} \
                     nats. A weight shows where a head looks and not what depends on it.",
                    "Most heads look elsewhere. So attention can follow information, and one can’t be \
                     read off the other.",
                    "One can also ask whether attention ranks the words that tell something before \
                     all others: the AUC is 1 if it always does, and 0.5 by chance. In this sentence it \
                     is {=#/mutual-information|auc[0]|3} for layer 1, \
                     {=#/mutual-information|auc[1]|3} for layer 2, and \
                     {=#/mutual-information|auc[2]|3} if the words are ranked by how near they are, \
                     which needs no model. One sentence decides nothing. The panel measures the same \
                     over many sentences (“Rank many sentences”), and there the answer may be another.",
                ]),
            ],
        },
        Chapter {
            title: "Compression",
            parts: &[
                Text(
                    "A model that predicts well compresses well. *Arithmetic coding* turns a text and a \
                     model’s probabilities into a number of bits that is at most two bits above the \
                     text’s surprisal under the model, −log₂ q(text), and the same model decodes it \
                     again. So training a language model is looking for a short description of text. \
                     The panel [](#/compression) encodes a text of a thousand words, or one \
                     that you type, and decodes it again:",
                ),
                Figure {
                    address: "#/compression",
                    plate: 0,
                },
                List(&[
                    "Under the exact source the text’s surprisal is {=#/compression|ideal-bits|5} bits, \
                     and its code has {=#/compression|bits|4}.",
                    "Huffman’s code gives each word a whole number of bits, by its frequency alone. It \
                     takes {=#/compression|huffman-bits|4} bits. Most of what the source saves comes \
                     from the context of a word, and little from parts of bits.",
                    "“A model is a compressor” leaves out the model: the receiver needs it too. The \
                     panel counts it on request.",
                ]),
            ],
        },
    ],
};
