//! The lesson about probability.

use super::{Block, Chapter, Lesson};
use crate::contract::Pillar;
use Block::{Figure, Formula, List, Text};
use tex::tex_block;

pub static LESSON: Lesson = Lesson {
    id: "probability",
    pillar: Pillar::Probability,
    title: "Probability: from random variables to language models",
    point: "Distributions, the probability of a sentence, maximum likelihood, n-grams, sampling and Bayes’ rule.",
    chapters: &[
        Chapter {
            title: "Random variables",
            parts: &[
                Text(
                    "Nobody can say for certain which word comes next in a text. What one can say is \
                     how probable each word is. A *random variable* X is a quantity whose value is \
                     uncertain, and its *distribution* says which values it takes with which \
                     probability. If X is *discrete*, such as the next word, each value x has a \
                     probability P(X = x), and the probabilities sum to 1. If X is *continuous*, such \
                     as a waiting time, a single value has probability 0; the probability of an \
                     interval is the area under a *density*, and a density may be larger than 1.",
                ),
                Text(
                    "The *expectation* or *mean* of X is the average of its values, weighted by their \
                     probabilities. The *variance* is the expected squared distance from the mean, and \
                     its root is the *standard deviation*.",
                ),
                Formula(tex_block!(
                    r"\mu = \mathbb{E}[X] = \sum_x x\, P(X = x), \qquad \mathrm{Var}[X] = \mathbb{E}\bigl[(X - \mu)^2\bigr]"
                )),
                Text(
                    "The panel [](#/distributions) opens on the exponential distribution \
                     with rate 1. (For a continuous variable the sums become integrals.)",
                ),
                Figure {
                    address: "#/distributions",
                    plate: 0,
                },
                Text(
                    "Its mean is {#/distributions|mean|3} and its variance \
                     {#/distributions|variance|3}. The average of n independent draws has the same \
                     mean, and its standard deviation, the *standard error*, is smaller by the factor \
                     √n: for the 100 draws of the panel it is {=#/distributions|standard-error|3}. So \
                     the average approaches the mean as n grows. This is the *law of large numbers*. \
                     It is the reason why a loss that is averaged over a sample of text says something \
                     about all text.",
                ),
                Text(
                    "The law needs a mean. The [Cauchy distribution](#/distributions?family=cauchy) \
                     has none: its tails are so heavy that the average of any number of draws is \
                     spread exactly as widely as a single draw.",
                ),
            ],
        },
        Chapter {
            title: "The probability of a sentence",
            parts: &[
                Text(
                    "The *conditional probability* P(A | B) is the probability of A, given that B has \
                     happened. It is P(A and B)/P(B). Solved for P(A and B) and applied to one word \
                     after the other, it gives the *chain rule of probability*: the probability of a \
                     sentence is the product of the probabilities of its words, each given the words \
                     before it.",
                ),
                Formula(tex_block!(
                    r"P(x_1, \dots, x_n) = \prod_{i=1}^{n} P(x_i \mid x_1, \dots, x_{i-1}) = \prod_{i=1}^{n} P(x_i \mid x_{<i})"
                )),
                Text(
                    "This is an identity and not an approximation: every joint distribution can be \
                     written so. An *autoregressive* language model uses it. Its network with the \
                     parameters θ computes logits for every token of the vocabulary from the tokens so \
                     far, and the softmax of the logits is the conditional distribution.",
                ),
                Formula(tex_block!(
                    r"\tint{model}{P_\theta(x_i \mid x_{<i})} = \operatorname{softmax}\bigl(f_\theta(x_{<i})\bigr)_{x_i}"
                )),
                Text(
                    "The explorer has a toy language whose true probabilities are known, and a \
                     transformer that was trained on it. The panel [](#/sequence-probability) opens on “the dog that the cats chase sleeps .” \
                     and the truth:",
                ),
                Figure {
                    address: "#/sequence-probability",
                    plate: 0,
                },
                List(&[
                    "The first word has probability {#/sequence-probability|conditionals[0]|4}, the \
                     second, given the first, {#/sequence-probability|conditionals[1]|4}. The product \
                     of all eight is {#/sequence-probability|joint|4}.",
                    "Products of many probabilities soon become too small for a computer’s numbers. \
                     Their logarithms are added instead: the logarithm of the product is \
                     {#/sequence-probability|log-joint|5} nats.",
                    "A longer sentence is always less probable than its beginning. Sentences of \
                     different lengths are compared by the logarithm per word, here \
                     {#/sequence-probability|per-word|4} nats.",
                    "With [sleep instead of \
                     sleeps](#/sequence-probability?text=the%20dog%20that%20the%20cats%20chase%20sleep%20.) \
                     the truth is 0, since the verb has to agree with the dog and not with the cats. A \
                     model that sees only two words back can’t know that: [the best trigram \
                     model](#/sequence-probability?text=the%20dog%20that%20the%20cats%20chase%20sleep%20.&model=trigram) \
                     gives this verb the probability \
                     {#/sequence-probability?text=the%20dog%20that%20the%20cats%20chase%20sleep%20.&model=trigram|conditionals[6]|3}, \
                     and [the \
                     transformer](#/sequence-probability?text=the%20dog%20that%20the%20cats%20chase%20sleep%20.&model=transformer) \
                     {#/sequence-probability?text=the%20dog%20that%20the%20cats%20chase%20sleep%20.&model=transformer|conditionals[6]|2}.",
                ]),
            ],
        },
        Chapter {
            title: "Maximum likelihood",
            parts: &[
                Text(
                    "Probability asks how probable data are under a given model. Learning asks the \
                     reverse: which parameters fit given data? The *likelihood* of θ is the \
                     probability of the data as a function of θ, and the *maximum-likelihood estimate* \
                     is the θ for which it is largest. The panel [](#/maximum-likelihood) opens on ten tosses of a coin with seven heads, \
                     at θ = 0.5:",
                ),
                Figure {
                    address: "#/maximum-likelihood",
                    plate: 0,
                },
                Text(
                    "At θ = 0.5 the log-likelihood is {=#/maximum-likelihood|log-likelihood|5}. The \
                     largest, {=#/maximum-likelihood?theta=0.7|log-likelihood|5}, is at θ = \
                     {=#/maximum-likelihood|estimate[0]|3}, the frequency of heads: for outcomes that are \
                     simply counted, the estimate is the counts divided by their sum.",
                ),
                Text(
                    "A language model is fitted in the same way. Let D be documents with N tokens in \
                     all. Five steps lead from the likelihood to the loss that is used in training:",
                ),
                Formula(tex_block!(
                    r"\theta^* = \arg\max_\theta \prod_{d \in D} P_\theta(d) = \arg\max_\theta \sum_{d \in D} \log P_\theta(d) = \arg\max_\theta \sum_{d \in D} \sum_i \log P_\theta(x_i^d \mid x_{<i}^d)"
                )),
                Formula(tex_block!(
                    r"\theta^* = \arg\min_\theta \; - \sum_{d \in D} \sum_i \log P_\theta(x_i^d \mid x_{<i}^d) = \arg\min_\theta \; \tint{loss}{- \frac{1}{N} \sum_{d \in D} \sum_i \log P_\theta(x_i^d \mid x_{<i}^d)}"
                )),
                List(&[
                    "The likelihood of independent documents is the product of their \
                     probabilities.",
                    "The logarithm rises with its argument, so it doesn’t move the maximum. It \
                     turns the product into a sum.",
                    "The chain rule of probability splits each document into its tokens.",
                    "Minimising the negative is the same as maximising.",
                    "Dividing by a constant doesn’t move the minimum either. N counts the tokens of \
                     all documents. If one averaged within each document first, tokens of short \
                     documents would weigh more, and the minimum would be another one.",
                ]),
                Text(
                    "The result is the *cross-entropy loss*: the *negative log-likelihood* for each \
                     token. It is the entropy of the data’s frequencies plus the KL divergence from \
                     them to the model. In the figure, at first, it is \
                     {=#/maximum-likelihood|negative-log-likelihood|4} nats a toss, of which \
                     {=#/maximum-likelihood|entropy|4} are the entropy, which no θ can lower, and \
                     {=#/maximum-likelihood|kl|4} the divergence, which is 0 at the estimate.",
                ),
            ],
        },
        Chapter {
            title: "The Markov assumption and n-grams",
            parts: &[
                Text(
                    "A conditional probability given all earlier words can’t be estimated by counting, \
                     since almost every long beginning occurs only once. The *Markov assumption* \
                     says that only the last k words matter:",
                ),
                Formula(tex_block!(
                    r"P(x_i \mid x_{<i}) \approx P(x_i \mid x_{i-k}, \dots, x_{i-1})"
                )),
                Text(
                    "An *n-gram* model makes this assumption with k = n − 1: its *order* n counts the \
                     predicted word too, so it sees the last n − 1 words. It estimates the \
                     conditional probabilities from counts. *Smoothing* gives some probability to \
                     words that were never seen after a context; without it one unseen word makes the \
                     loss infinite. The panel [](#/ngram) opens on 10,000 words of the toy \
                     language and compares orders by their *perplexity*, the exponential of the \
                     cross-entropy, on text that wasn’t counted:",
                ),
                Figure {
                    address: "#/ngram",
                    plate: 0,
                },
                List(&[
                    "With endless data, more context never hurts. The best possible perplexity is \
                     {=#/ngram|floors[0]|4} with no context, {=#/ngram|floors[1]|4} with one word, \
                     {=#/ngram|floors[2]|4} with two, and {=#/ngram|source-perplexity|4} with all.",
                    "With 10,000 words the held-out perplexity falls from \
                     {=#/ngram|held-out-perplexities[0]|4} at n = 1 to \
                     {=#/ngram|held-out-perplexities[2]|4} at n = 3 and rises again to \
                     {=#/ngram|held-out-perplexities[6]|4} at n = 7. The counts of long contexts are \
                     too few. On the counted text itself the perplexity only falls.",
                    "The best order grows with the amount of data: with [1000 \
                     words](#/ngram?words=1000) it is {=#/ngram?words=1000|best-order|3}, with 10,000 \
                     words {=#/ngram|best-order|3}.",
                ]),
                Text(
                    "It is often said that transformers make no Markov assumption. Within their \
                     context window they don’t: every token can use all tokens before it, also those far back. But what is \
                     outside the window has no effect, so a transformer with a window of C tokens makes \
                     the assumption with k = C, exactly. The full context has its price. Each of T \
                     tokens is compared with all tokens before it, which takes on the order of T²·d \
                     multiplications in each layer for vectors of length d, while the work of an \
                     n-gram model grows only with T.",
                ),
            ],
        },
        Chapter {
            title: "Sampling",
            parts: &[
                Text(
                    "A language model writes text by drawing the next token from its distribution, \
                     appending it, and repeating. How it draws is a choice of its own. *Greedy* \
                     decoding always takes the most probable token. A *temperature* T divides the \
                     logits before the softmax: below 1 it favours probable tokens, above 1 it flattens \
                     the distribution. *Top-k* keeps the k most probable tokens. *Top-p*, or nucleus \
                     sampling, keeps the most probable tokens until their sum reaches p; the token that \
                     crosses p is kept. What is kept is divided by its sum.",
                ),
                Formula(tex_block!(
                    r"\tint{model}{p_i} = \frac{e^{z_i/T}}{\sum_j e^{z_j/T}}, \qquad \tint{model}{p_i'} = \frac{p_i\,[\,i \text{ is kept}\,]}{\sum_{j \text{ kept}} p_j}"
                )),
                Text(
                    "The panel [](#/sampling) opens on eight logits, from 2 down to −2, and top-p with p = 0.8:",
                ),
                Figure {
                    address: "#/sampling",
                    plate: 0,
                },
                List(&[
                    "The three most probable tokens have less than 0.8 together, so the fourth is kept \
                     as well, and the kept mass is {=#/sampling|kept-mass|4}.",
                    "Cutting lowers the entropy of the next token, here to \
                     {=#/sampling|entropy|5} nats.",
                    "As T approaches 0, the draw becomes [greedy](#/sampling?temperature=0&method=temperature); \
                     with k equal to the number of tokens, or p = 1, nothing is cut.",
                    "The order of the steps matters. With the logits 3, 2, 1, T = 0.5 and p = 0.8, [one \
                     token is kept](#/sampling?logits=3,2,1&temperature=0.5) if the temperature comes \
                     first and [two](#/sampling?logits=3,2,1&temperature=0.5&order=last) if it comes \
                     last.",
                ]),
                Text(
                    "These methods trade randomness against coherence. Greedy text soon repeats itself. \
                     A high temperature writes words that can’t follow, and a cut takes most of them \
                     away again.",
                ),
            ],
        },
        Chapter {
            title: "Bayes’ rule",
            parts: &[
                Text(
                    "*Bayes’ rule* says how evidence E changes the probability of a hypothesis H. The \
                     probability before is the *prior*, the probability of the evidence under the \
                     hypothesis is the *likelihood*, and the result is the *posterior*.",
                ),
                Formula(tex_block!(
                    r"\tint{model}{P(H \mid E)} = \frac{P(E \mid H)\, \tint{truth}{P(H)}}{P(E)}, \qquad P(E) = \sum_{H'} P(E \mid H')\, P(H')"
                )),
                Text(
                    "The panel [](#/bayes) opens on a test for something that one person in \
                     a hundred has. The test finds 90 % of those who have it and wrongly reports 9 % of \
                     the others:",
                ),
                Figure {
                    address: "#/bayes",
                    plate: 0,
                },
                Text(
                    "After a positive test the probability is {=#/bayes|posterior[0]|3}. Most positive \
                     tests are false, because so many more people don’t have it.",
                ),
                Text("Four ideas about language models refer to Bayes’ rule. Each holds in part:"),
                List(&[
                    "*Weight decay as a prior.* Adding a multiple of the squared length of the weights \
                     to the loss gives [the most probable weights](#/bayes?view=weight-decay) under a \
                     Gaussian prior. For ten points and one weight it is \
                     {=#/bayes?view=weight-decay|map|4} with the prior’s standard deviation 1, and \
                     {=#/bayes?view=weight-decay&tau=0.5|map|4} with \
                     [0.5](#/bayes?view=weight-decay&tau=0.5). This is true of that one point and of a \
                     penalty in the loss. AdamW, which shrinks the weights directly, is not the same.",
                    "*Dropout as an approximation.* Dropout that stays on at prediction gives a spread \
                     of predictions, which has been read as the uncertainty of a posterior. In [a case \
                     where the posterior is known](#/bayes?view=dropout), the posterior narrows as data \
                     grow and the spread of dropout doesn’t. When [the ten points are seen a hundred \
                     times](#/bayes?view=dropout&repeat=100), the posterior’s standard deviation falls \
                     from {=#/bayes?view=dropout|posterior-deviation|3} to \
                     {=#/bayes?view=dropout&repeat=100|posterior-deviation|3}, and that of dropout stays \
                     {=#/bayes?view=dropout&repeat=100|dropout-spread|3}.",
                    "*Reward models.* A reward model is fitted so that the probability of preferring \
                     one answer to another is [the sigmoid of the difference of their \
                     rewards](#/bayes?view=preference). This is maximum likelihood; no posterior is \
                     formed. After 7 wins against 3 the estimated difference is \
                     {=#/bayes?view=preference|difference-likelihood|3}; with a Gaussian prior of \
                     standard deviation 1 the most probable one would be \
                     {=#/bayes?view=preference|difference-map|3}. If one answer won every comparison, \
                     the estimated difference is infinite.",
                    "*Learning in context.* From the examples in a prompt a model can find out which \
                     task is meant. For [coins with known biases](#/bayes?view=in-context) the best \
                     prediction is Bayes’ rule over the possible coins. With coins of 0.2 and 0.8 and the \
                     flips 1, 1, 0, 1 the next 1 has the probability \
                     {=#/bayes?view=in-context|prediction|3}, while the frequency is \
                     {=#/bayes?view=in-context|frequency|3}. A transformer trained on such sequences \
                     comes close to Bayes’ rule, as long as the sequences are of the kind that it was \
                     trained on; the panel measures how close.",
                ]),
            ],
        },
    ],
};
