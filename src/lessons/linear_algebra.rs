//! The lesson about linear algebra.

use super::{Block, Chapter, Lesson};
use crate::contract::Pillar;
use Block::{Figure, Formula, List, Text};
use tex::tex_block;

pub static LESSON: Lesson = Lesson {
    id: "linear-algebra",
    pillar: Pillar::LinearAlgebra,
    title: "Linear algebra: how information moves",
    point: "From one row times one column to attention, and on to adapting a large model with few numbers.",
    chapters: &[
        Chapter {
            title: "A layer mixes, then bends",
            parts: &[
                Text(
                    "Take the details away, and a neural network does two things in turn. It sends a list of \
                     numbers through a *matrix*, which mixes them linearly; then it bends each result a little, \
                     with a function that is not linear. Without the bends, a hundred layers would be worth no \
                     more than one. Without the matrices nothing would ever meet anything else. Nearly all that \
                     a model has learned lies in its matrices, and nearly all of its time goes into multiplying \
                     by them: whoever can read a matrix can follow how information flows.",
                ),
                Text(
                    "The numbers that go in are a *vector* x. For a language model that is a token’s embedding: \
                     a few hundred or thousand coordinates that place one token among all the others. The \
                     matrix W holds the learned weights, and what comes out, y, is the same token seen anew, in \
                     the coordinates that the next layer works with.",
                ),
                Formula(tex_block!(
                    r"\tint{value}{y} = \tint{matrix}{W}\,\tint{input}{x}, \qquad \tint{value}{y}_i = \sum_j \tint{matrix}{w}_{ij}\,\tint{input}{x}_j"
                )),
                Text(
                    "Each output is one dot product: row i of W is laid over x, entry by entry, multiplied, and \
                     added up. Read a row as a question and the dot product as how loudly x answers it. In \
                     [matrix multiplication](#/matrix-multiplication) every entry shows its own row times \
                     column, and the same W is seen a second way, as something that takes hold of the plane and \
                     turns, stretches, shears or flattens it. There the first entry of y is \
                     {#/matrix-multiplication|y[0]|4}, and areas keep their size; under \
                     [another W](#/matrix-multiplication?w=2,1;0,1.5) they become \
                     {#/matrix-multiplication?w=2,1;0,1.5|determinant|4} times as large. That factor is the \
                     *determinant*, with a minus sign where the plane has been turned over.",
                ),
                Figure {
                    address: "#/matrix-multiplication",
                    plate: 0,
                },
            ],
        },
        Chapter {
            title: "Two in a row are one",
            parts: &[
                Text(
                    "Send x through W and the result through W₂, and the two steps together are again a single \
                     matrix, W₂W. Multiplying matrices *is* composing what they do; the first one stands on the \
                     right, next to x. This is why the order matters (turning and then stretching is not \
                     stretching and then turning), why determinants multiply, and why a network has to bend \
                     between its matrices.",
                ),
                Formula(tex_block!(
                    r"\tint{composed}{W_2}\,(\tint{matrix}{W}\,\tint{input}{x}) = (\tint{composed}{W_2}\tint{matrix}{W})\,\tint{input}{x}"
                )),
                Figure {
                    address: "#/matrix-multiplication",
                    plate: 1,
                },
                Text(
                    "If W flattens the plane onto a line, no W₂ can bring back what was lost: try a \
                     [projection](#/matrix-multiplication?w=1,0;0,0), whose determinant is \
                     {#/matrix-multiplication?w=1,0;0,0|determinant|2}.",
                ),
            ],
        },
        Chapter {
            title: "Attention is a few products",
            parts: &[
                Text(
                    "A language model must let its words look at each other. From the vectors of a sequence, \
                     three learned matrices make three versions of each word: a *query* (what it is looking \
                     for), a *key* (what it can be found by) and a *value* (what it hands over). For n words \
                     they are three tables Q, K and V with n rows. In one head, a row of Q or K has dₖ numbers \
                     and a row of V has dᵥ; only in a model with a single head are these as wide as the model \
                     itself.",
                ),
                Formula(tex_block!(
                    r"\tint{weight}{W} = \operatorname{softmax}\!\left(\frac{\tint{query}{Q}\,\tint{key}{K}^{\top}}{\sqrt{d_k}}\right), \qquad \text{output} = \tint{weight}{W}\,\tint{value}{V}"
                )),
                Text(
                    "The shapes tell the story. QKᵀ is (n × dₖ) times (dₖ × n): a table of n × n *scores*, \
                     every word against every word. The softmax turns each of its rows into weights that are \
                     positive and sum to one. That table times V, (n × n) times (n × dᵥ), gives every word its \
                     own weighted average of the values, one row for each. All the pairs are computed by one \
                     product at once, with nothing to wait for: that is why attention suits hardware that does \
                     many things in parallel.",
                ),
                Text(
                    "[Attention, step by step](#/attention) does it with three words and dₖ = 2, small enough \
                     to follow by hand:",
                ),
                List(&[
                    "[Turn K over](#/attention?step=1): its three rows become three columns, and Kᵀ is 2 × 3.",
                    "[Multiply](#/attention?step=2): “The” scores 1.0 · 0.9 + 0.5 · 0.2 = \
                     {#/attention|scores[0][0]|3} against itself, {#/attention|scores[0][1]|3} against “cat” and \
                     {#/attention|scores[0][2]|3} against “sat”.",
                    "[Scale](#/attention?step=3) by 1/√2, so that longer queries and keys don’t make sharper \
                     attention: {#/attention|scaled[0][0]|3}, {#/attention|scaled[0][1]|3}, \
                     {#/attention|scaled[0][2]|3}.",
                    "[Exponentials](#/attention?step=4): {#/attention|exponentials[0][0]|4}, \
                     {#/attention|exponentials[0][1]|4}, {#/attention|exponentials[0][2]|4}, together \
                     {#/attention|row-sums[0]|4}.",
                    "[Divide](#/attention?step=5): “The” gives {#/attention|weights[0][0]|%} of its attention to \
                     itself, {#/attention|weights[0][1]|%} to “cat” and {#/attention|weights[0][2]|%} to “sat”. \
                     (This example is often printed with weights that sum to 1.001, because rounded numbers were \
                     divided; the panel puts that to the test.)",
                    "[Average](#/attention?step=6) the values with these weights.",
                ]),
                Figure {
                    address: "#/attention?step=5",
                    plate: 1,
                },
            ],
        },
        Chapter {
            title: "Directions that stay",
            parts: &[
                Text(
                    "A matrix turns most vectors away from where they pointed. A few it only makes longer or \
                     shorter: Av = λv. They are its *eigenvectors*, and the factors λ its *eigenvalues*. In \
                     [eigenvectors](#/eigenvectors) you turn v until Av lies along it. Some matrices leave no \
                     direction alone, as a [rotation](#/eigenvectors?a=0.6,-0.8;0.8,0.6) does: then the \
                     eigenvalues are a complex pair, which says by how much it turns and stretches at once. Some \
                     have [too few](#/eigenvectors?a=1,1;0,1).",
                ),
                Formula(tex_block!(
                    r"A v = \tint{spectrum}{\lambda} v \quad\Longrightarrow\quad A^t v = \tint{spectrum}{\lambda}^t v"
                )),
                Text(
                    "What makes them worth finding is repetition. Along an eigenvector, applying A t times \
                     multiplies by λᵗ: what has |λ| below 1 dies away, what is above grows, and in the end only \
                     the largest is seen. Signals that pass through many layers, gradients that come back \
                     through them, and attention that is applied again and again are all governed by this.",
                ),
                Figure {
                    address: "#/eigenvectors",
                    plate: 0,
                },
            ],
        },
        Chapter {
            title: "Attention as a walk",
            parts: &[
                Text(
                    "The rows of an attention matrix are positive and sum to one, so it can be read as a random \
                     walk: from its word, a walker goes on to another with the weights as probabilities. Such a \
                     matrix is called *row-stochastic*, and its eigenvalues say where the walk leads. \
                     [Attention as a Markov chain](#/attention-spectrum) lets a crowd do the walking.",
                ),
                List(&[
                    "The largest eigenvalue is exactly 1. Its *left* eigenvector π is the distribution that a \
                     step no longer changes: the share of all attention that each word gets in the long run. \
                     (The right one is a column of ones and says nothing.) For the example, “sat” gets \
                     {#/attention-spectrum|stationary[2]|%}.",
                    "The others are smaller in modulus, as long as every word can be reached from every other \
                     and not only in a fixed rhythm. They say how quickly the start is forgotten: each step \
                     leaves a share |λ₂| of it, here {#/attention-spectrum|eigenvalues[1].re|3}.",
                    "The *spectral gap* 1 − |λ₂| is the speed of forgetting. It is sometimes said that a larger \
                     gap means more focused attention. Measure it, and it is the other way round: multiply the \
                     scores by [0.1](#/attention-spectrum?sharpness=0.1) and the gap is \
                     {#/attention-spectrum?sharpness=0.1|spectral-gap|3}, by \
                     [10](#/attention-spectrum?sharpness=10) and it is \
                     {#/attention-spectrum?sharpness=10|spectral-gap|3}, while attention gets sharper and \
                     sharper. A large gap means fast mixing into one shared average.",
                    "With a [causal mask](#/attention-spectrum?mask=causal) nobody looks ahead. The matrix is \
                     then triangular, its eigenvalues are its diagonal, and every walker ends on the first word. \
                     Trained models do pile up attention there (attention sinks).",
                ]),
                Figure {
                    address: "#/attention-spectrum",
                    plate: 3,
                },
            ],
        },
        Chapter {
            title: "What few numbers can say",
            parts: &[
                Text(
                    "Square or not, every matrix is a turn, a stretch along axes, and another turn. The \
                     stretches are its *singular values*. Where they fall quickly the matrix holds less than its \
                     size suggests: keep the r largest, drop the rest, and no other matrix of rank r comes \
                     closer. In [singular values](#/svd) a face of 24 × 24 numbers survives on \
                     {#/svd|stored-numbers|whole} of them; [noise](#/svd?image=noise) does not give in so \
                     easily. [Attention weights](#/svd?image=attention) can be squeezed too.",
                ),
                Formula(tex_block!(
                    r"A = \sum_i \tint{spectrum}{\sigma}_i\, u_i v_i^{\top} \;\approx\; \sum_{i \le r} \tint{spectrum}{\sigma}_i\, u_i v_i^{\top}"
                )),
                Figure {
                    address: "#/svd",
                    plate: 0,
                },
            ],
        },
        Chapter {
            title: "Adapting a large layer",
            parts: &[
                Text(
                    "Fine-tuning moves every weight of a model, but what it adds to a matrix tends to have low \
                     rank. LoRA takes that as a rule. The d × d weights stay frozen, and only the change is \
                     learned, as a product of a tall matrix B (d × r) and a flat one A (r × d).",
                ),
                Formula(tex_block!(
                    r"\Delta \tint{matrix}{W} = \frac{\alpha}{r}\,B A, \qquad B \in \mathbb{R}^{d \times r},\ A \in \mathbb{R}^{r \times d},\ r \ll d"
                )),
                Text(
                    "That is 2dr numbers where there were d². For d = 4096 and r = 8 it makes \
                     {#/lora|lora-parameters|whole} instead of {#/lora|full-parameters|whole}: \
                     {#/lora|reduction|whole} times fewer. B starts at zero, so that the adapted model begins as \
                     exactly the old one. In [LoRA](#/lora) such adapters are trained on the spot, of every \
                     rank, beside full fine-tuning, and held against the best that the singular values allow. A \
                     layer needn’t be square: [one of 4,096 × 11,008](#/lora?d=4096&outputs=11008) is adapted \
                     with {#/lora?d=4096&outputs=11008|lora-parameters|whole} numbers, r·(dᵢₙ + dₒᵤₜ).",
                ),
                Figure {
                    address: "#/lora",
                    plate: 0,
                },
                Text(
                    "Whoever learns something new may forget something old. At the foot of the same panel a whole \
                     trained transformer moves to a second toy language, once through adapters and once with all \
                     its weights, while its distance from both languages is measured. With the head frozen the \
                     adapters stop with a fifth of the way still to go, whatever their rank. Give \
                     [the head an adapter, too](#/lora?tune-rank=1&tune-alpha=2&tune-head=on), and rank 1 \
                     learns as much as all weights, and forgets as much.",
                ),
            ],
        },
    ],
};
