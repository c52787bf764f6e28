//! The lesson about calculus.

use super::{Block, Chapter, Lesson};
use crate::contract::Pillar;
use Block::{Figure, Formula, List, Text};
use tex::tex_block;

pub static LESSON: Lesson = Lesson {
    id: "calculus",
    pillar: Pillar::Calculus,
    title: "Calculus: how a network learns",
    point: "From the slope of a curve to the gradients of softmax, ReLU and layer normalisation: one rule, used many times.",
    chapters: &[
        Chapter {
            title: "Learning is going downhill",
            parts: &[
                Text(
                    "A network is a function with very many dials, its weights. A single number, the *loss*, says \
                     how badly it does with the dials as they stand. To train it is to look for weights with a \
                     small loss, and that is a problem of optimisation. Trying weights at random is hopeless; what \
                     helps is to know, for each weight, what a small turn of it would do to the loss. All these \
                     answers together are the *gradient*, and this lesson is about how to compute it.",
                ),
                Text(
                    "For one weight the answer is a slope. Draw a line through two points of a curve and let the \
                     second run into the first: what the slope of that line comes to is the *derivative*, the rate \
                     at which f changes at x.",
                ),
                Formula(tex_block!(
                    r"\tint{gradient}{f'(x)} = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}"
                )),
                Figure {
                    address: "#/derivative",
                    plate: 0,
                },
                Text(
                    "In [the derivative](#/derivative) both points can be dragged. At x = 0.4 the curve has the \
                     slope {#/derivative|derivative|5}, while a secant over h = 1.2 has \
                     {#/derivative|secant-slope|5}. A smaller h comes closer, but not for ever: at \
                     [h = 10⁻⁴](#/derivative?h=0.0001) the error is {#/derivative?h=0.0001|error|2}, at \
                     [h = 10⁻¹³](#/derivative?h=1e-13) it is {#/derivative?h=1e-13|error|2}, since a computer \
                     rounds. So networks aren’t differentiated by nudging: the slope comes from rules, to the last \
                     digit. Some functions [have a corner](#/derivative?f=relu%28x%29&x=0), and no slope there.",
                ),
            ],
        },
        Chapter {
            title: "Many weights, one gradient",
            parts: &[
                Text(
                    "With more than one variable there is a slope for each: hold all the others still, and \
                     differentiate by the one that is left. That is a *partial derivative*. The list of all of \
                     them is the gradient, and it does more than list: it points in the direction in which the \
                     function rises fastest, at a right angle to the curve along which nothing changes, and its \
                     length is how steep it is there. The slope in any other direction is its dot product with \
                     that direction.",
                ),
                Formula(tex_block!(
                    r"\tint{gradient}{\nabla f} = \left( \frac{\partial f}{\partial x}, \frac{\partial f}{\partial y} \right), \qquad \frac{\mathrm{d}}{\mathrm{d}t} f(a + t u) \Big|_{t = 0} = \tint{gradient}{\nabla f} \cdot u"
                )),
                Figure {
                    address: "#/gradient",
                    plate: 0,
                },
                Text(
                    "In [the gradient](#/gradient) you turn the direction u and watch the slope rise and fall like \
                     a cosine. For a network nothing new happens, only the list is longer: one entry for each of \
                     its millions or billions of weights.",
                ),
            ],
        },
        Chapter {
            title: "The chain rule",
            parts: &[
                Text(
                    "A network is one function inside another, many times over, and there is one rule for that. \
                     Let w go into h, what comes out into g, and that into f, whose result is L. A small change of \
                     w grows or shrinks by the slope of h, then by that of g, then by that of f. The slopes \
                     *multiply*.",
                ),
                Formula(tex_block!(
                    r"L = f(g(h(w))): \qquad \tint{gradient}{\frac{\mathrm{d}L}{\mathrm{d}w}} = \frac{\mathrm{d}L}{\mathrm{d}f}\cdot\frac{\mathrm{d}f}{\mathrm{d}g}\cdot\frac{\mathrm{d}g}{\mathrm{d}h}\cdot\frac{\mathrm{d}h}{\mathrm{d}w}"
                )),
                Figure {
                    address: "#/chain-rule",
                    plate: 0,
                },
                Text(
                    "In [the chain rule](#/chain-rule) each of the three can be typed: here the local slopes are \
                     {#/chain-rule|dh|4}, {#/chain-rule|dg|4} and {#/chain-rule|df|4}, and the whole changes by \
                     {#/chain-rule|product|4} for each unit of w. In a layer of a network the links have names: \
                     the loss depends on the output, the output on the activation, the activation on the sum z \
                     that goes into it, and z on the weight.",
                ),
                Formula(tex_block!(
                    r"\tint{gradient}{\frac{\partial L}{\partial w}} = \frac{\partial L}{\partial \text{output}} \cdot \frac{\partial \text{output}}{\partial \text{activation}} \cdot \frac{\partial \text{activation}}{\partial z} \cdot \frac{\partial z}{\partial w}"
                )),
            ],
        },
        Chapter {
            title: "Backwards, once",
            parts: &[
                Text(
                    "The product can be worked out from either end. From the loss backwards there is a great \
                     saving: what comes back to a value is the same whatever the weight that asks for it, so it is \
                     computed once and used for all of them. Each operation keeps what it saw on the way forward, \
                     multiplies the gradient that arrives by its own local slope, and hands the result on to its \
                     inputs. Where a value was used twice, two gradients arrive, and they are added. This is \
                     *backpropagation*: one sweep forward, one sweep back, and every weight has its slope, for \
                     about the price of two or three times the forward pass.",
                ),
                Figure {
                    address: "#/backpropagation",
                    plate: 0,
                },
                Text(
                    "In [backpropagation](#/backpropagation) any expression that you type becomes such a graph. It \
                     is not a drawing of the idea but the very tape on which the transformer in \
                     [the training loop](#/training-loop) is recorded.",
                ),
            ],
        },
        Chapter {
            title: "The slope of the softmax",
            parts: &[
                Text(
                    "The softmax turns logits into probabilities, and each probability depends on all the logits, \
                     because they share a denominator. So its derivative is a square table, a *Jacobian*, with two \
                     kinds of entries. A logit lifts its own probability by σᵢ(1 − σᵢ); it lowers every other one \
                     by σᵢσⱼ. With a δᵢⱼ that is 1 on the diagonal and 0 off it, one line says both.",
                ),
                Formula(tex_block!(
                    r"\tint{gradient}{\frac{\partial \sigma_i}{\partial z_j}} = \begin{cases} \sigma_i (1 - \sigma_i) & i = j \\ -\sigma_i \sigma_j & i \ne j \end{cases} \;=\; \sigma_i (\delta_{ij} - \sigma_j)"
                )),
                Figure {
                    address: "#/softmax-jacobian",
                    plate: 1,
                },
                Text(
                    "Each row sums to zero, since what one word gains the others lose: in \
                     [the softmax Jacobian](#/softmax-jacobian) the first row begins with \
                     {#/softmax-jacobian|jacobian[0][0]|4} and the rest of it adds up to as much below zero. The \
                     table is symmetric, and where one probability is close to 1 it is close to nothing at all: a \
                     softmax that is sure no longer listens.",
                ),
            ],
        },
        Chapter {
            title: "Predicted minus true",
            parts: &[
                Text(
                    "On top of the softmax stands the loss, minus the logarithm of the probability that was given \
                     to the right word. Put the two together, and the table of the last chapter falls in on \
                     itself. For the right word c the logarithm brings −1/ŷ_c, the Jacobian ŷ_c(1 − ŷ_c), and \
                     what remains is ŷ_c − 1. For any other word, −1/ŷ_c meets −ŷ_cŷᵢ, and what remains is ŷᵢ.",
                ),
                Formula(tex_block!(
                    r"L = -\sum_i \tint{truth}{y_i} \log \tint{model}{\hat y_i}: \qquad \tint{gradient}{\frac{\partial L}{\partial z}} = \tint{model}{\hat y} - \tint{truth}{y}"
                )),
                Figure {
                    address: "#/cross-entropy-gradient",
                    plate: 0,
                },
                Text(
                    "The prediction minus the truth: no logarithm, no exponential, no table. It is the first \
                     gradient of every step in the training of a language model, and all the others are made from \
                     it. In [the cross-entropy gradient](#/cross-entropy-gradient) the bars sum to zero, and a \
                     step against them moves probability to the right word, the more the less it had. There the \
                     loss is {#/cross-entropy-gradient|loss|4} nats.",
                ),
            ],
        },
        Chapter {
            title: "What an activation lets through",
            parts: &[
                Text(
                    "On its way down the gradient meets the activations. The ReLU is the simplest: where its \
                     input is above 0 its slope is 1, elsewhere it is 0. The sigmoid never passes more than \
                     {#/activations?activation=sigmoid|largest-slope|2}, and that only in its middle.",
                ),
                Formula(tex_block!(
                    r"\operatorname{ReLU}(x) = \max(0, x), \qquad \tint{gradient}{\operatorname{ReLU}'(x)} = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}"
                )),
                Figure {
                    address: "#/activations",
                    plate: 1,
                },
                Text(
                    "Layer after layer these factors multiply. In [activations](#/activations) a gradient of \
                     length 1 enters a network of 24 layers at the top. With ReLU it reaches the first one with \
                     length {#/activations|gradient-norms[0]|3}, with the sigmoid with \
                     {#/activations?activation=sigmoid|gradient-norms[0]|2}: it has *vanished*, and the lower \
                     layers learn nothing. That is why the ReLU made deep networks trainable. But it isn’t true \
                     that the gradient can’t shrink there. A unit that is off passes nothing, one that is off for \
                     every input never will, and the weights scale all of it: with \
                     [a gain of 1](#/activations?gain=1) only {#/activations?gain=1|gradient-norms[0]|2} arrives.",
                ),
            ],
        },
        Chapter {
            title: "The gradient of layer normalisation",
            parts: &[
                Text(
                    "Layer normalisation looks harmless: subtract the mean, divide by the spread, then scale by γ \
                     and shift by β. For β and γ it is harmless. A shift gets the gradient of the output as it is, \
                     a scale gets it times the normalised input, and both add up what comes from every position \
                     where they were used. But each input sits in the mean and in the spread too, so its gradient \
                     has three parts: what goes straight through, a correction because the mean moves along, and a \
                     correction because the spread does.",
                ),
                Formula(tex_block!(
                    r"\tint{gradient}{\frac{\partial L}{\partial x_i}} = \frac{1}{\sqrt{\sigma^2 + \varepsilon}} \Bigl[\, g_i - \frac{1}{d} \sum_j g_j - \frac{x_i - \mu}{d\,(\sigma^2 + \varepsilon)} \sum_j g_j (x_j - \mu) \Bigr], \qquad g = \gamma \odot \frac{\partial L}{\partial y}"
                )),
                Figure {
                    address: "#/layer-norm",
                    plate: 0,
                },
                List(&[
                    "The factors γ stand inside the sums, one for each element. Textbooks often print a single γ \
                     in front, and σ² without ε in the last term: [layer normalisation](#/layer-norm) shows where \
                     the two part.",
                    "The corrections take out of the gradient what can’t matter: adding the same number to every \
                     input, or stretching all of them, leaves the output as it was.",
                    "Nobody works this out by hand in practice. Every operation knows its own backward step, and \
                     the chain rule does the rest: *autograd*. Each number here is held against it.",
                ]),
            ],
        },
    ],
};
