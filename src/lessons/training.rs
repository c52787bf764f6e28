//! The lesson that puts everything together: the training of a language model.

use super::{Block, Chapter, Lesson};
use crate::contract::Pillar;
use Block::{Figure, Formula, List, Text};
use tex::tex_block;

pub static LESSON: Lesson = Lesson {
    id: "training",
    pillar: Pillar::Training,
    title: "Putting it all together: training a language model",
    point: "A batch, a forward pass, a loss, a backward pass and an update by Adam, again and again: each step of training and the mathematics that it stands on.",
    chapters: &[
        Chapter {
            title: "Which mathematics does what",
            parts: &[
                Text(
                    "A large language model is a function that takes a sequence of tokens and returns \
                     a probability for every token that may come next. Training looks for its \
                     parameters θ. Each area of mathematics has its part in this:",
                ),
                List(&[
                    "[Linear algebra](#/linear-algebra): the model is made of matrix products. They \
                     process all positions of all sequences of a batch in parallel.",
                    "[Calculus](#/calculus): the chain rule gives the derivative of the loss with \
                     respect to every parameter, billions of them in large models, in one backward pass.",
                    "[Probability](#/probability): the model is a conditional distribution of the next \
                     token given those before it, and training is maximum likelihood.",
                    "[Information theory](#/information-theory): the loss is the cross-entropy, which \
                     measures how well the model predicts the tokens that really come next. It can’t \
                     fall below the entropy of the source.",
                    "[Optimisation](#/optimisation): stochastic gradient descent with an adaptive \
                     step for each parameter finds good parameters.",
                ]),
                Text(
                    "The *training loop* repeats six steps: sample a batch, compute the predictions, \
                     compute the loss, compute its gradient, update the parameters, begin again. The \
                     next chapter shows them on a network that is small enough to be seen whole; the \
                     third on a transformer that is trained in your browser.",
                ),
            ],
        },
        Chapter {
            title: "The loop on a small network",
            parts: &[
                Text(
                    "The panel [](#/classifier) trains a network on points in the plane. A \
                     point x has a class y, which is 0 or 1. The network computes a number z, and the \
                     sigmoid turns it into the probability of class 1. The loss is the mean \
                     cross-entropy over the batch B:",
                ),
                Formula(tex_block!(
                    r"\tint{model}{p_\theta(x)} = \operatorname{sigmoid}(z_\theta(x)), \qquad \tint{loss}{L} = -\frac{1}{|B|} \sum_{(x, y) \in B} \bigl[\, y \log \tint{model}{p_\theta(x)} + (1 - y) \log (1 - \tint{model}{p_\theta(x)}) \,\bigr]"
                )),
                Figure {
                    address: "#/classifier",
                    plate: 0,
                },
                List(&[
                    "Before the first step the loss is {=#/classifier|loss|4} nats. Probability ½ for \
                     every point would give ln 2, about 0.6931.",
                    "Press “Train”: each step takes the next batch, computes the loss and its \
                     gradient, and moves every weight a little against the gradient. The colours show \
                     the probability of class 1 at every place of the plane.",
                    "The loss is also measured on held-out points, which aren’t used for training. \
                     If it rises while the loss of training falls, the network *overfits*.",
                ]),
            ],
        },
        Chapter {
            title: "The loop on a transformer",
            parts: &[
                Text(
                    "A language model is trained on text in the same way. The batch B has b \
                     sequences; xᵢ is the token at position i of a sequence x, and x with the index \
                     “< i” stands for all tokens before it. N is the number of predicted tokens of \
                     the whole batch. One iteration:",
                ),
                List(&[
                    "*Sample a batch* B of b sequences from the training data.",
                    "*Forward pass*: compute the probabilities of the next token at every position of \
                     every sequence. The causal mask lets each position see only those before it and \
                     itself, so all positions are trained at once.",
                    "*Loss*: average the surprisal of the tokens that really come next. It stands in \
                     the formula below. (Some texts divide by the number of sequences; then long \
                     sequences count more and the loss isn’t one per token.)",
                    "*Backward pass*: backpropagation computes the gradient with respect to all \
                     parameters. It starts with predicted minus true at every position.",
                    "*Update* all parameters with Adam (next chapter).",
                    "*Repeat*, for large models some hundred thousand times.",
                ]),
                Formula(tex_block!(
                    r"\tint{loss}{L}(\theta) = -\frac{1}{N} \sum_{x \in B} \sum_{i} \log \tint{model}{P_\theta(x_i \mid x_{<i})}"
                )),
                Text(
                    "The panel [](#/training-loop) does this in your browser. Its text \
                     comes from a source of 73 words whose probabilities are known exactly. So the \
                     best possible loss is known as well: the entropy of the source.",
                ),
                Figure {
                    address: "#/training-loop",
                    plate: 0,
                },
                List(&[
                    "The model has {=#/training-loop|parameters|whole} parameters. Untrained, it predicts \
                     almost uniformly, and its loss is {=#/training-loop|loss|4} nats; the logarithm \
                     of the vocabulary’s size is {=#/training-loop|log-v|4}.",
                    "It soon learns the frequencies of the words. The best model that looks at no \
                     word before has {=#/training-loop|unigram|4} nats, the best one that looks at \
                     one word {=#/training-loop|bigram|4}, at two words \
                     {=#/training-loop|trigram|4}.",
                    "The floor for the model’s window is {=#/training-loop|entropy-floor|4} nats. What \
                     the loss has above it is the KL divergence from the source to the model, \
                     {#/training-loop|kl|4} nats in the figure.",
                    "Every step of the loop can be opened there, with all its matrices and their \
                     gradients.",
                ]),
            ],
        },
        Chapter {
            title: "The update: Adam",
            parts: &[
                Text(
                    "*Adam* keeps two moving averages for each parameter: m of its gradients g and v \
                     of their squares. Both start at 0, so they are divided by 1 − β₁ᵗ and 1 − β₂ᵗ, \
                     the sum of the weights that the gradients have got after t steps:",
                ),
                Formula(tex_block!(
                    r"\tint{query}{m_t} = \beta_1 m_{t-1} + (1 - \beta_1)\, \tint{gradient}{g_t}, \qquad \tint{key}{v_t} = \beta_2 v_{t-1} + (1 - \beta_2)\, \tint{gradient}{g_t}^2"
                )),
                Formula(tex_block!(
                    r"\hat m_t = \frac{\tint{query}{m_t}}{1 - \beta_1^t}, \quad \hat v_t = \frac{\tint{key}{v_t}}{1 - \beta_2^t}, \qquad \theta_t = \theta_{t-1} - \eta\, \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}"
                )),
                Text(
                    "The panel [](#/adam) follows one parameter under a stream of gradients that \
                     you can change:",
                ),
                Figure {
                    address: "#/adam",
                    plate: 0,
                },
                List(&[
                    "The first step is as long as the learning rate, whatever the size of the \
                     gradient: {=#/adam|step[0]|4} at a learning rate of 0.001.",
                    "Where the gradients agree, the step stays about so long. Where they change their \
                     signs, m is small, v isn’t, and the step is short.",
                    "Multiplying the loss by a factor multiplies m and √v alike and leaves the step as \
                     it was, but for ε. So parameters with small and with large gradients move at a \
                     similar speed.",
                ]),
            ],
        },
        Chapter {
            title: "Inside the trained transformer",
            parts: &[
                Text(
                    "What has been learned? The panel [](#/transformer) opens a model with \
                     two layers of eight heads that the project has trained on the same source. The \
                     *residual stream* is one vector for each position. Attention and the feed-forward \
                     network (MLP) of each layer read it and add what they have computed. LayerNorm \
                     and a matrix turn the last vector into logits:",
                ),
                Formula(tex_block!(
                    r"h \leftarrow h + \operatorname{Attention}(\operatorname{LN}(h)), \qquad h \leftarrow h + \operatorname{MLP}(\operatorname{LN}(h)), \qquad z = W\, \operatorname{LN}(h)"
                )),
                Figure {
                    address: "#/transformer",
                    plate: 0,
                },
                List(&[
                    "In “the dog that the cats chase” the next verb must agree with “dog”, five words \
                     back. The model gives “sleeps” a probability near the true 0.2, and “sleep” \
                     almost none.",
                    "The divergence from the truth is {=#/transformer|kl|2} nats at this word.",
                    "Reading the residual stream through the last LayerNorm and matrix after each \
                     half of a layer shows the prediction form. The surprisal and the entropy fall \
                     towards those of the source.",
                    "Any head can be switched off. With [head 2.2](#/transformer?off=2.2) switched off \
                     the divergence is {=#/transformer?off=2.2|kl|3} nats: this head had found the \
                     noun.",
                ]),
                Text(
                    "Everything here is what large models do as well, with more layers, wider vectors \
                     and more text. What they don’t have is the exact truth beside them.",
                ),
            ],
        },
    ],
};
