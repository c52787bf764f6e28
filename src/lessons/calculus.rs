//! The lesson about calculus.

use super::{Block, Chapter, Lesson};
use crate::contract::Pillar;
use Block::{Figure, Formula, List, Text};
use tex::tex_block;

pub static LESSON: Lesson = Lesson {
    id: "calculus",
    pillar: Pillar::Calculus,
    title: "Calculus: from derivatives to backpropagation and Adam",
    point: "Derivatives, the chain rule and backpropagation; gradients of softmax, activations and LayerNorm; gradient descent and Adam.",
    chapters: &[
        Chapter {
            title: "Loss, gradient and learning rate",
            parts: &[
                Text(
                    "A neural network is a function with many parameters: its weights and biases, \
                     together θ. The *loss* L(θ) is a number that is small where the predictions are \
                     good. Training is *optimisation*: it looks for parameters with a small loss. The \
                     *gradient* ∇L(θ) is the vector of the derivatives of L with respect to every \
                     parameter. It says how a small change of each parameter changes the loss.",
                ),
                Text(
                    "*Gradient descent* repeats one update. The *learning rate* η is a positive number \
                     that sets the size of the step; t is the number of steps already made:",
                ),
                Formula(tex_block!(
                    r"\theta_{t+1} = \theta_t - \eta\,\tint{gradient}{\nabla L(\theta_t)}"
                )),
                Text(
                    "The minus sign makes the loss fall, as long as η is small enough. To first order, \
                     one step lowers it by η times the squared length of the gradient. The *length* or \
                     *norm* ‖·‖ of a vector is the root of the sum of its squared entries.",
                ),
                Formula(tex_block!(
                    r"\tint{loss}{L}(\theta - \eta\,\tint{gradient}{\nabla L}) \approx \tint{loss}{L}(\theta) - \eta\,\lVert \tint{gradient}{\nabla L} \rVert^2"
                )),
                Text(
                    "The next chapters compute the gradient, from one derivative to all derivatives of \
                     a network. The last chapter returns to the update. Entries of vectors and \
                     matrices are counted from 0 in this lesson, as its panels count them.",
                ),
            ],
        },
        Chapter {
            title: "The derivative",
            parts: &[
                Text(
                    "A line through two points of a curve is a *secant*. Let the second point approach \
                     the first. The limit of the secant’s slope is the *derivative* of f at x, if the \
                     limit exists. It is the rate of change of f at x: for a small h, f(x + h) is \
                     about f(x) + h f′(x).",
                ),
                Formula(tex_block!(
                    r"\tint{gradient}{f'(x)} = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}"
                )),
                Text("The panel [](#/derivative) opens on this function, at x = 0.4:"),
                Formula(tex_block!(
                    r"f(x) = \sin 2x + \frac{x^2}{4}, \qquad \tint{gradient}{f'(x)} = 2 \cos 2x + \frac{x}{2}"
                )),
                Figure {
                    address: "#/derivative",
                    plate: 0,
                },
                Text(
                    "The derivative is {#/derivative|derivative|5}. The secant to the point at x + \
                     h has the slope {#/derivative|secant-slope|5}. A smaller h comes closer, but \
                     only up to a point: at [h = 10⁻⁴](#/derivative?h=0.0001) the error is \
                     {#/derivative?h=0.0001|error|2}, and at [h = 10⁻¹³](#/derivative?h=1e-13) it \
                     is {#/derivative?h=1e-13|error|2}, because the two values of f are rounded \
                     and nearly cancel. So programs don’t use differences for training. They apply \
                     the rules of differentiation (*automatic differentiation*), which are exact \
                     up to rounding.",
                ),
                Text(
                    "Some functions have no derivative at some points. ReLU, max(0, x), has [a corner \
                     at 0](#/derivative?f=relu%28x%29&x=0): the slope is 0 on its left and 1 on its \
                     right. Programs use 0 there.",
                ),
            ],
        },
        Chapter {
            title: "Partial derivatives and the gradient",
            parts: &[
                Text(
                    "A function of several variables has a derivative with respect to each of them, \
                     while the others are held fixed. These are its *partial derivatives*. The vector \
                     of all partial derivatives is the *gradient*. The derivative in the direction of \
                     a vector u of length 1 is the *directional derivative*, and it is the dot product \
                     of gradient and u.",
                ),
                Formula(tex_block!(
                    r"\tint{gradient}{\nabla f} = \left( \frac{\partial f}{\partial x}, \frac{\partial f}{\partial y} \right), \qquad \frac{\mathrm{d}}{\mathrm{d}t} f(a + t u) \Big|_{t = 0} = \tint{gradient}{\nabla f(a)} \cdot u"
                )),
                Text("The panel [](#/gradient) opens on this function, at the point (1.2, 0.8):"),
                Formula(tex_block!(
                    r"f(x, y) = \frac{x^2}{4} + y^2 + \frac{x y}{2}, \qquad \tint{gradient}{\nabla f} = \left( \frac{x}{2} + \frac{y}{2},\; 2y + \frac{x}{2} \right)"
                )),
                Figure {
                    address: "#/gradient",
                    plate: 0,
                },
                List(&[
                    "At the point the gradient is ({#/gradient|partial-x|5}, \
                     {#/gradient|partial-y|5}), with length {#/gradient|norm|5}.",
                    "It points in the direction in which f rises fastest, and its length is the \
                     derivative in this direction. Minus the gradient is the direction of steepest \
                     descent.",
                    "It is perpendicular to the *level set*, the curve on which f has the same value.",
                    "In the direction u of the figure, at first that of (2, 0.5), the directional \
                     derivative is {#/gradient|directional|5}. It is the length of the gradient \
                     times the cosine of the angle between gradient and u, so every other \
                     directional derivative is smaller.",
                ]),
                Text(
                    "A network has one partial derivative for each of its millions or billions of \
                     parameters. Nothing else changes.",
                ),
            ],
        },
        Chapter {
            title: "The chain rule",
            parts: &[
                Text(
                    "A network is a composition of functions. Let h be a function of w, g a function \
                     of h, and L a function of g. A small change of w is multiplied by dh/dw, then by \
                     dg/dh, then by dL/dg. So the derivative of the whole is the product of the three \
                     *local derivatives*.",
                ),
                Formula(tex_block!(
                    r"L = f(g(h(w))): \qquad \tint{gradient}{\frac{\mathrm{d}L}{\mathrm{d}w}} = \frac{\mathrm{d}L}{\mathrm{d}g}\cdot\frac{\mathrm{d}g}{\mathrm{d}h}\cdot\frac{\mathrm{d}h}{\mathrm{d}w}"
                )),
                Text(
                    "Some texts print a fourth factor in front, dL/df. Here L is the value of f, so \
                     that factor is 1. The panel [](#/chain-rule) opens on these three \
                     functions, at w = 1.5:",
                ),
                Formula(tex_block!(
                    r"h = w^2, \quad g = \sin h, \quad L = e^{g}: \qquad \tint{gradient}{\frac{\mathrm{d}L}{\mathrm{d}w}} = e^{g} \cdot \cos h \cdot 2w"
                )),
                Figure {
                    address: "#/chain-rule",
                    plate: 0,
                },
                Text(
                    "The local derivatives are dh/dw = {#/chain-rule|dh|5}, dg/dh = \
                     {#/chain-rule|dg|5} and dL/dg = {#/chain-rule|df|5}. Their product is dL/dw = \
                     {#/chain-rule|product|5}. A factor near 0 makes the product small, unless another \
                     factor is large.",
                ),
                Text(
                    "For one neuron there are four functions: the sum z = wx + b of weight, input and \
                     bias, the activation a = φ(z), an output o that depends on a, and the loss L of \
                     o.",
                ),
                Formula(tex_block!(
                    r"\tint{gradient}{\frac{\partial L}{\partial w}} = \frac{\partial L}{\partial o} \cdot \frac{\partial o}{\partial a} \cdot \frac{\partial a}{\partial z} \cdot \frac{\partial z}{\partial w}, \qquad \frac{\partial a}{\partial z} = \varphi'(z), \quad \frac{\partial z}{\partial w} = x"
                )),
                Text(
                    "[An example in the \
                     panel](#/chain-rule?outer=%282x%20-%201%29%5E2&middle=sigmoid%28x%29&inner=3x%20-%201&w=0.8) \
                     has z = 3w − 1 (so x = 3), the sigmoid as φ, o = 2a − 1 and L = o², at w = 0.8. \
                     The panel takes the last two as one function, with the derivative \
                     {#/chain-rule?outer=%282x%20-%201%29%5E2&middle=sigmoid%28x%29&inner=3x%20-%201&w=0.8|df|4}. \
                     Then ∂a/∂z = \
                     {#/chain-rule?outer=%282x%20-%201%29%5E2&middle=sigmoid%28x%29&inner=3x%20-%201&w=0.8|dg|4} \
                     and ∂z/∂w = \
                     {#/chain-rule?outer=%282x%20-%201%29%5E2&middle=sigmoid%28x%29&inner=3x%20-%201&w=0.8|dh|4}, \
                     and ∂L/∂w is \
                     {#/chain-rule?outer=%282x%20-%201%29%5E2&middle=sigmoid%28x%29&inner=3x%20-%201&w=0.8|product|4}.",
                ),
            ],
        },
        Chapter {
            title: "Backpropagation",
            parts: &[
                Text(
                    "*Backpropagation* applies the chain rule to a whole network, from the loss \
                     backwards. The *forward pass* computes the loss and records every operation with \
                     its values; the record is called the *tape*, and its picture is a graph. The \
                     *backward pass* goes through the tape in reverse:",
                ),
                List(&[
                    "It starts with ∂L/∂L = 1.",
                    "Each operation receives the derivative of the loss with respect to its output, \
                     its *upstream gradient*. It multiplies it by its local derivatives and passes the \
                     products to its inputs.",
                    "Where a value is used more than once, the gradients from all its uses are added.",
                ]),
                Text(
                    "The upstream gradient of a value is the same for every weight before it. It is \
                     computed once and reused, and this is why one backward pass gives all partial \
                     derivatives. The panel [](#/backpropagation) opens on this \
                     expression, with a = 2, b = −3 and c = 5:",
                ),
                Formula(tex_block!(r"\tint{loss}{L} = \tanh(a b + c) \cdot (a + b)")),
                Figure {
                    address: "#/backpropagation?step=11",
                    plate: 0,
                },
                Text(
                    "The gradient is ∂L/∂a = {#/backpropagation?step=11|gradient.a|5}, ∂L/∂b = \
                     {#/backpropagation?step=11|gradient.b|5} and ∂L/∂c = {#/backpropagation?step=11|gradient.c|5}. \
                     Both a and b are used twice, so two terms are added for each. You can type other \
                     expressions. The graph shows the same tape on which [the training \
                     loop](#/training-loop) records its transformer.",
                ),
                Text(
                    "Cost: a layer that multiplies by a matrix needs one matrix product in the forward \
                     pass and two in the backward pass, one for the gradient of its input and one for \
                     that of its weights. So the backward pass costs about twice the forward pass, and \
                     both together about three times the forward pass, however many weights there are. \
                     Finite differences would need one more forward pass for every single weight. The \
                     price is memory: the values on the tape must be kept until the backward pass has \
                     used them.",
                ),
            ],
        },
        Chapter {
            title: "The Jacobian of the softmax",
            parts: &[
                Text(
                    "The softmax turns *logits* z into probabilities σ. Each probability depends on \
                     all logits, because they share the denominator. So its derivative is a square \
                     matrix, the *Jacobian*, with the entry ∂σᵢ/∂zⱼ in row i and column j. The \
                     quotient rule gives it in one step. The *Kronecker delta* δᵢⱼ is 1 for i = j and \
                     0 otherwise.",
                ),
                Formula(tex_block!(
                    r"\sigma_i = \frac{e^{z_i}}{s}, \quad s = \sum_k e^{z_k}: \qquad \tint{gradient}{\frac{\partial \sigma_i}{\partial z_j}} = \frac{\delta_{ij}\, e^{z_i}\, s - e^{z_i} e^{z_j}}{s^2} = \sigma_i (\delta_{ij} - \sigma_j)"
                )),
                Formula(tex_block!(
                    r"\tint{gradient}{\frac{\partial \sigma_i}{\partial z_j}} = \begin{cases} \sigma_i (1 - \sigma_i) & i = j \\ -\sigma_i \sigma_j & i \ne j \end{cases}"
                )),
                Text(
                    "The panel [](#/softmax-jacobian) opens on z = (2, 1, 0.1, \
                     −0.5) at temperature 1. (A temperature T replaces z by z/T and divides the \
                     Jacobian by T.)",
                ),
                Figure {
                    address: "#/softmax-jacobian",
                    plate: 1,
                },
                List(&[
                    "If one logit rises, its own probability rises, and all others fall. Row 0 is \
                     {#/softmax-jacobian|jacobian[0][0]|4}, {#/softmax-jacobian|jacobian[0][1]|4}, \
                     {#/softmax-jacobian|jacobian[0][2]|4}, {#/softmax-jacobian|jacobian[0][3]|4}.",
                    "Each column sums to 0, because the probabilities always sum to 1. Each row sums \
                     to 0, because adding the same number to all logits changes nothing. The Jacobian \
                     is symmetric.",
                    "A *saturated* softmax has almost no gradient. With [z₀ = \
                     20](#/softmax-jacobian?z=20,1,0.1,-0.5) no entry is larger than \
                     {#/softmax-jacobian?z=20,1,0.1,-0.5|jacobian[0][0]|2}.",
                ]),
            ],
        },
        Chapter {
            title: "The gradient of softmax and cross-entropy",
            parts: &[
                Text(
                    "A language model predicts ŷ = softmax(z), with one probability for each token of \
                     its vocabulary. The truth y is *one-hot*: 1 for the token c that really comes \
                     next, 0 for all others. The *cross-entropy loss* is minus the logarithm of the \
                     probability that was given to c:",
                ),
                Formula(tex_block!(
                    r"\tint{loss}{L} = -\sum_i \tint{truth}{y_i} \log \tint{model}{\hat y_i} = -\log \tint{model}{\hat y_c}"
                )),
                Text(
                    "The derivative of the logarithm is 1/ŷ. It cancels against a factor of the \
                     softmax Jacobian, and the gradient of each logit is predicted minus true:",
                ),
                Formula(tex_block!(
                    r"\tint{gradient}{\frac{\partial L}{\partial z_j}} = -\frac{1}{\tint{model}{\hat y_c}} \cdot \tint{model}{\hat y_c} (\delta_{cj} - \tint{model}{\hat y_j}) = \tint{model}{\hat y_j} - \tint{truth}{y_j} = \begin{cases} \tint{model}{\hat y_c} - 1 & j = c \\ \tint{model}{\hat y_j} & j \ne c \end{cases}"
                )),
                Text(
                    "The panel [](#/cross-entropy-gradient) \
                     opens on the same logits, z = (2, 1, 0.1, −0.5), with c = 1:",
                ),
                Figure {
                    address: "#/cross-entropy-gradient",
                    plate: 1,
                },
                Text(
                    "The loss is {#/cross-entropy-gradient|loss|5} nats. The gradient is \
                     ({#/cross-entropy-gradient|gradient[0]|4}, \
                     {#/cross-entropy-gradient|gradient[1]|4}, \
                     {#/cross-entropy-gradient|gradient[2]|4}, \
                     {#/cross-entropy-gradient|gradient[3]|4}), which sums to 0. One step of gradient \
                     descent on the logits with η = 1 lowers the loss to \
                     {#/cross-entropy-gradient|next-loss|5} nats. The backward pass of a language \
                     model starts with this gradient, at every position of the text.",
                ),
            ],
        },
        Chapter {
            title: "Derivatives of activations",
            parts: &[
                Text(
                    "In the backward pass an activation φ multiplies the gradient by φ′(z). For ReLU \
                     this factor is 1 where the unit is active and 0 where it is not (at z = 0 it is \
                     set to 0). For the sigmoid it is at most \
                     {#/activations?activation=sigmoid|largest-slope|2}, at z = 0.",
                ),
                Formula(tex_block!(
                    r"\operatorname{ReLU}'(z) = \begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}, \qquad \operatorname{sigmoid}'(z) = \operatorname{sigmoid}(z)\,(1 - \operatorname{sigmoid}(z)) \le \tfrac14"
                )),
                Text(
                    "In a deep network these factors and the weights are multiplied layer after layer. \
                     The panel [](#/activations) measures it in a network of 24 layers with \
                     32 units each. Let hₗ be the output of layer l, where the first layer is l = 1. \
                     The random weights have standard deviation *gain*/√32, and the panel opens with \
                     gain 1.414, about √2. The gradient with respect to the last output has length 1. \
                     (Lengths are taken over 16 random inputs together.)",
                ),
                Formula(tex_block!(
                    r"z_l = W_l h_{l-1}, \quad h_l = \varphi(z_l): \qquad \tint{gradient}{\frac{\partial L}{\partial h_{l-1}}} = W_l^{\top} \left( \varphi'(z_l) \odot \tint{gradient}{\frac{\partial L}{\partial h_l}} \right)"
                )),
                Figure {
                    address: "#/activations",
                    plate: 1,
                },
                List(&[
                    "The sign ⊙ multiplies two vectors entry by entry.",
                    "In the figure, at first with ReLU, the gradient with respect to h₁ has length \
                     {#/activations|gradient-norms[0]|3}.",
                    "With [the sigmoid](#/activations?activation=sigmoid) it has length \
                     {#/activations?activation=sigmoid|gradient-norms[0]|2}. This is a *vanishing \
                     gradient*: the first layers hardly learn.",
                    "With ReLU and [gain 1](#/activations?gain=1) it has length \
                     {#/activations?gain=1|gradient-norms[0]|2}. So it isn’t true that the gradient \
                     can’t shrink with ReLU. Inactive units pass nothing, and the weights scale the \
                     rest.",
                    "A ReLU unit that is inactive for every input is *dead*: its weights get no \
                     gradient.",
                ]),
            ],
        },
        Chapter {
            title: "Layer normalisation, forward and backward",
            parts: &[
                Text(
                    "*Layer normalisation* takes a vector x with d entries. It subtracts the mean μ \
                     and divides by the standard deviation, up to a small constant ε that avoids a \
                     division by 0. Then it scales every entry by a learned γᵢ and adds a learned βᵢ. \
                     (σ² is the variance here, not a softmax.)",
                ),
                Formula(tex_block!(
                    r"\mu = \frac{1}{d} \sum_j x_j, \quad \sigma^2 = \frac{1}{d} \sum_j (x_j - \mu)^2, \qquad \hat x_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \varepsilon}}, \quad \tint{value}{y_i} = \gamma_i \hat x_i + \beta_i"
                )),
                Text(
                    "The gradients of β and γ are simple. A layer uses the same β and γ at every \
                     position of a text, so they are summed over the positions p:",
                ),
                Formula(tex_block!(
                    r"\tint{gradient}{\frac{\partial L}{\partial \beta_i}} = \sum_p \frac{\partial L}{\partial y_{p,i}}, \qquad \tint{gradient}{\frac{\partial L}{\partial \gamma_i}} = \sum_p \frac{\partial L}{\partial y_{p,i}}\, \hat x_{p,i}"
                )),
                Text(
                    "The gradient of xᵢ has three terms, because xᵢ affects the loss in three ways: \
                     through its own output, through the mean and through the variance.",
                ),
                Formula(tex_block!(
                    r"\tint{gradient}{\frac{\partial L}{\partial x_i}} = \frac{1}{\sqrt{\sigma^2 + \varepsilon}} \Bigl[\, g_i - \frac{1}{d} \sum_j g_j - \frac{x_i - \mu}{d\,(\sigma^2 + \varepsilon)} \sum_j g_j (x_j - \mu) \Bigr], \qquad g_i = \gamma_i \frac{\partial L}{\partial y_i}"
                )),
                Text(
                    "The panel [](#/layer-norm) opens on this example of one \
                     position, with β = (0.1, 0, −0.2, 0.3, 0):",
                ),
                Formula(tex_block!(
                    r"x = \begin{pmatrix} 0.3 \\ -0.2 \\ 0.1 \\ 0.45 \\ -0.05 \end{pmatrix}, \quad \gamma = \begin{pmatrix} 1.5 \\ 0.5 \\ 1 \\ 2 \\ 0.8 \end{pmatrix}, \quad \frac{\partial L}{\partial y} = \begin{pmatrix} 1 \\ -0.5 \\ 0.3 \\ 0.8 \\ -1 \end{pmatrix}, \quad \varepsilon = 0.01"
                )),
                Figure {
                    address: "#/layer-norm",
                    plate: 0,
                },
                List(&[
                    "The mean is {#/layer-norm|mean|5} and the variance {#/layer-norm|variance|5}. For \
                     x₄ the three terms are {#/layer-norm|direct-term[4]|5}, \
                     {#/layer-norm|mean-term[4]|5} and {#/layer-norm|variance-term[4]|5}, and their \
                     sum is {#/layer-norm|input-gradient[4]|5}.",
                    "The entries γⱼ stand inside the sums. Textbooks often print one γ in front of the \
                     bracket, and σ² instead of σ² + ε in the last term. This agrees only if all γⱼ \
                     are equal and ε is 0. The panel shows the difference.",
                    "Adding the same number to all xᵢ doesn’t change y. So the entries of the gradient \
                     sum to 0; the mean term ensures this. For ε = 0, scaling x − μ doesn’t change y \
                     either, and the gradient is perpendicular to x − μ; the variance term ensures \
                     this.",
                ]),
                Text(
                    "In practice nobody derives this by hand for training. Every operation on the tape \
                     has its own backward rule, and backpropagation combines them. The panels check \
                     such formulas against it.",
                ),
            ],
        },
        Chapter {
            title: "Gradient descent in practice: batches, learning rate, Adam",
            parts: &[
                Text("Training repeats these steps:"),
                List(&[
                    "Sample a *batch* B of examples from the training data.",
                    "Forward pass: compute the predictions and the loss, averaged over the batch.",
                    "Backward pass: compute the gradient g of this loss with respect to all \
                     parameters.",
                    "Update the parameters. *Stochastic gradient descent* (SGD) sets θ to θ − ηg.",
                ]),
                Text(
                    "If the batch is drawn at random, its gradient is on average the gradient of the \
                     whole loss. With independent draws its variance falls as one over the size of the \
                     batch.",
                ),
                Text(
                    "The learning rate η decides whether training converges. One parameter with the \
                     loss λθ²/2 shows why:",
                ),
                Formula(tex_block!(
                    r"\tint{loss}{L}(\theta) = \tfrac12 \lambda \theta^2: \qquad \theta_{t+1} = \theta_t - \eta\,\tint{gradient}{\lambda \theta_t} = (1 - \eta \lambda)\,\theta_t"
                )),
                Text(
                    "For λ > 0 it converges to the minimum exactly if 0 < η < 2/λ. A very small η \
                     converges slowly; a larger η than 2/λ diverges. A real network has many \
                     directions with a different λ each, so no single η fits all of them well.",
                ),
                Text(
                    "*Adam* adapts the step for every parameter. It keeps two running averages: m of \
                     the gradients and v of their squares. Both start at 0, so they are divided by the \
                     sum of their weights (*bias correction*). In the t-th step, for each parameter:",
                ),
                Formula(tex_block!(
                    r"\tint{first}{m_t} = \beta_1 \tint{first}{m_{t-1}} + (1 - \beta_1)\,\tint{gradient}{g_t}, \qquad \tint{second}{v_t} = \beta_2 \tint{second}{v_{t-1}} + (1 - \beta_2)\,\tint{gradient}{g_t}^2"
                )),
                Formula(tex_block!(
                    r"\hat m_t = \frac{\tint{first}{m_t}}{1 - \beta_1^t}, \quad \hat v_t = \frac{\tint{second}{v_t}}{1 - \beta_2^t}, \qquad \theta_t = \theta_{t-1} - \eta\,\frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}"
                )),
                Text(
                    "In the first step m̂ is g and v̂ is g², so the step is about η in size, whatever \
                     the size of the gradient, unless that is as small as ε. Usual values are β₁ = \
                     0.9, β₂ = 0.999 and ε = 10⁻⁸.",
                ),
                List(&[
                    "The panel [](#/adam) shows m, v and the step for a sequence of gradients that \
                     you draw, beside SGD and *momentum*, which steps along a decaying sum of past \
                     gradients.",
                    "The panel [](#/classifier) trains a network on points in the \
                     plane. Change the learning rate and the optimiser there.",
                    "The panel [](#/training-loop) trains a small transformer on a \
                     toy language and shows every tensor of each step.",
                ]),
                Text(
                    "The loss of a network isn’t convex: it can have many local minima and saddle \
                     points. So gradient descent isn’t guaranteed to find the global minimum. In \
                     practice it usually finds parameters with a small loss.",
                ),
            ],
        },
    ],
};
