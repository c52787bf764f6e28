//! The lesson about linear algebra.

use super::{Block, Chapter, Lesson};
use crate::contract::Pillar;
use Block::{Figure, Formula, List, Text};
use tex::tex_block;

pub static LESSON: Lesson = Lesson {
    id: "linear-algebra",
    pillar: Pillar::LinearAlgebra,
    title: "Linear algebra: from matrices to attention and LoRA",
    point: "Matrix products, attention, eigenvalues, low-rank approximation and LoRA, each with its formula and a worked example.",
    chapters: &[
        Chapter {
            title: "Vectors, matrices and layers",
            parts: &[
                Text(
                    "A *vector* is a list of numbers. A *matrix* is a table of numbers with rows and \
                     columns. A neural network alternates two operations. First a matrix multiplies \
                     the input vector, which is a linear map. Then a nonlinear *activation function* \
                     is applied to every entry of the result. Most parameters of a language model are \
                     entries of its matrices, and most of its computing time goes into multiplying by \
                     them.",
                ),
                Text(
                    "In a language model the input x is at first the *embedding* of a token: a vector \
                     of some hundreds or thousands of numbers that represents this token. The matrix W \
                     holds learned weights. The output y is a transformed representation of the same \
                     token, and the next operation takes it as its input. In this lesson, rows, \
                     columns and indices are counted from 1.",
                ),
                Formula(tex_block!(
                    r"\tint{value}{y} = \tint{matrix}{W}\,\tint{input}{x}, \qquad \tint{value}{y}_i = \sum_j \tint{matrix}{w}_{ij}\,\tint{input}{x}_j"
                )),
                Text(
                    "Each entry of y is a *dot product*: row i of W and x are multiplied entry by \
                     entry, and the products are added. It is positive where x points in a similar \
                     direction as the row, zero where the two are perpendicular, and negative where \
                     they point in opposite directions. So it measures how strongly x aligns with the \
                     row. The panel [](#/matrix-multiplication) opens on this \
                     example:",
                ),
                Formula(tex_block!(
                    r"\tint{matrix}{W} = \begin{pmatrix} 1 & 1 \\ 0 & 1 \end{pmatrix}, \quad \tint{input}{x} = \begin{pmatrix} 1 \\ 2 \end{pmatrix}, \quad \tint{value}{y} = \begin{pmatrix} 1 \cdot 1 + 1 \cdot 2 \\ 0 \cdot 1 + 1 \cdot 2 \end{pmatrix}"
                )),
                Text(
                    "So y = ({=#/matrix-multiplication|y[0]|5}, \
                     {=#/matrix-multiplication|y[1]|5}). The same W is also a transformation of \
                     the plane: it moves every point, and straight lines stay straight. The \
                     *determinant* of W is the factor by which areas grow, with a minus sign where \
                     W reverses the orientation, as a reflection does. This W is a shear, and its \
                     determinant is {=#/matrix-multiplication|determinant|5}: areas keep their \
                     size. With [the rows (2, 1) and (0, \
                     1.5)](#/matrix-multiplication?w=2,1;0,1.5) it is \
                     {#/matrix-multiplication?w=2,1;0,1.5|determinant|5}: areas become that many \
                     times as large.",
                ),
                Figure {
                    address: "#/matrix-multiplication",
                    plate: 0,
                },
                Text(
                    "Drag x, or change W. In the figure y is ({#/matrix-multiplication|y[0]|5}, \
                     {#/matrix-multiplication|y[1]|5}) and the determinant \
                     {#/matrix-multiplication|determinant|5}.",
                ),
            ],
        },
        Chapter {
            title: "Matrix multiplication as composition",
            parts: &[
                Text(
                    "Multiply x by W, and then the result by W₂. The two linear maps together are \
                     again a linear map, and its matrix is the product W₂W. So a product of matrices \
                     composes their transformations. The matrix that is applied first stands on the \
                     right, next to x.",
                ),
                Formula(tex_block!(
                    r"\tint{composed}{W_2}\,(\tint{matrix}{W}\,\tint{input}{x}) = (\tint{composed}{W_2}\tint{matrix}{W})\,\tint{input}{x}, \qquad \tint{matrix}{W} = \begin{pmatrix} 0 & -1 \\ 1 & 0 \end{pmatrix}, \quad \tint{composed}{W_2} = \begin{pmatrix} 1 & 1 \\ 0 & 1 \end{pmatrix}"
                )),
                Figure {
                    address: "#/matrix-multiplication?w=0,-1;1,0&second=1,1;0,1",
                    plate: 1,
                },
                Text(
                    "The order matters: in general W₂W is not WW₂. Here, in the formula and in the \
                     figure, W is a rotation by 90° and W₂ the shear above, so the rotation comes \
                     first. In the figure x is mapped to \
                     ({#/matrix-multiplication?w=0,-1;1,0&second=1,1;0,1|z[0]|5}, \
                     {#/matrix-multiplication?w=0,-1;1,0&second=1,1;0,1|z[1]|5}). With [the shear \
                     first and then the rotation](#/matrix-multiplication), x = (1, 2) is mapped to \
                     ({=#/matrix-multiplication|z[0]|5}, {=#/matrix-multiplication|z[1]|5}).",
                ),
                Text(
                    "Determinants multiply: det(W₂W) is det W₂ times det W. A matrix with determinant \
                     0 maps the plane onto a line or a point. Then different inputs have the same \
                     output, and no W₂ can restore them. The [projection onto the first \
                     axis](#/matrix-multiplication?w=1,0;0,0) is an example; its determinant is \
                     {#/matrix-multiplication?w=1,0;0,0|determinant|5}.",
                ),
                Text(
                    "Layers without activations would compose in the same way: a hundred matrices in a \
                     row are one matrix. With a nonlinear activation φ between them they are not. The \
                     vectors b and b₂ are learned too and are called *biases*.",
                ),
                Formula(tex_block!(
                    r"\tint{value}{y} = \tint{composed}{W_2}\,\varphi(\tint{matrix}{W}\,\tint{input}{x} + b) + b_2"
                )),
            ],
        },
        Chapter {
            title: "Attention as matrix products",
            parts: &[
                Text(
                    "*Attention* lets the representation of a token depend on the other tokens of its \
                     sequence. Let X hold the vectors of n tokens, one in each row. Three learned \
                     matrices turn X into *queries* Q, *keys* K and *values* V, again with one row for \
                     each token. A query says what a token looks for, a key what it can be found by, \
                     and a value what it passes on.",
                ),
                Formula(tex_block!(
                    r"\tint{query}{Q} = \tint{input}{X} \tint{matrix}{W}_Q, \qquad \tint{key}{K} = \tint{input}{X} \tint{matrix}{W}_K, \qquad \tint{value}{V} = \tint{input}{X} \tint{matrix}{W}_V"
                )),
                Formula(tex_block!(
                    r"\tint{weight}{A} = \operatorname{softmax}\!\left(\frac{\tint{query}{Q}\,\tint{key}{K}^{\top}}{\sqrt{d_k}}\right), \qquad \text{output} = \tint{weight}{A}\,\tint{value}{V}"
                )),
                Text(
                    "The *softmax* of a row z divides each exponential by the sum of all exponentials \
                     of that row. The results are positive and sum to 1:",
                ),
                Formula(tex_block!(
                    r"\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}"
                )),
                List(&[
                    "X is n × d, where d is the width of the model. Q and K are n × dₖ, and V is n × \
                     dᵥ. These widths belong to one *head*. A model with h heads usually has dₖ = dᵥ = \
                     d/h; only with a single head they are d. The outputs of all heads are placed side \
                     by side and multiplied by one more learned matrix.",
                    "QKᵀ is (n × dₖ) times (dₖ × n). So it holds n × n *scores*, a dot product of \
                     query and key for every pair of tokens.",
                    "The scores are divided by √dₖ. If the entries of queries and keys were \
                     independent with mean 0 and variance 1, a score would have variance dₖ; after the \
                     division it has variance 1, for every dₖ.",
                    "The softmax of each row of scores gives the *attention weights* A, n × n. A high \
                     score of query i and key j gives value j more weight in the output of token i.",
                    "AV is (n × n) times (n × dᵥ). So the output is n × dᵥ: each row is a weighted \
                     average of the rows of V.",
                ]),
                Text(
                    "The same few products compute all pairs of tokens at once. No pair waits for \
                     another, so the work runs in parallel. The amount of work grows with n².",
                ),
                Text(
                    "The panel [](#/attention) computes this example of three \
                     tokens (“The”, “cat”, “sat”, from top to bottom) with dₖ = 2:",
                ),
                Formula(tex_block!(
                    r"\tint{query}{Q} = \begin{pmatrix} 1 & 0.5 \\ 0.3 & 0.8 \\ 0.1 & 0.9 \end{pmatrix}, \quad \tint{key}{K} = \begin{pmatrix} 0.9 & 0.2 \\ 0.4 & 0.7 \\ 0.2 & 0.8 \end{pmatrix}, \quad \tint{value}{V} = \begin{pmatrix} 1 & 0 \\ 0 & 1 \\ 0.5 & 0.5 \end{pmatrix}"
                )),
                List(&[
                    "[Transpose K](#/attention?step=1). The three rows of K become the three columns \
                     of Kᵀ, which is 2 × 3.",
                    "[Compute the scores QKᵀ](#/attention?step=2). The row of “The” is 1 · 0.9 + \
                     0.5 · 0.2 = {=#/attention|scores[0][0]|3} with its own key, \
                     {#/attention|scores[0][1]|3} with the key of “cat” and \
                     {#/attention|scores[0][2]|3} with the key of “sat”.",
                    "[Divide by √dₖ = √2](#/attention?step=3). The row becomes \
                     {#/attention|scaled[0][0]|3}, {#/attention|scaled[0][1]|3}, \
                     {#/attention|scaled[0][2]|3}.",
                    "[Take exponentials](#/attention?step=4). They are \
                     {#/attention|exponentials[0][0]|4}, {#/attention|exponentials[0][1]|4} and \
                     {#/attention|exponentials[0][2]|4}, and their sum is {#/attention|row-sums[0]|4}.",
                    "[Divide by the sum](#/attention?step=5). “The” gives \
                     {#/attention|weights[0][0]|%} of its attention to itself, \
                     {#/attention|weights[0][1]|%} to “cat” and {#/attention|weights[0][2]|%} to \
                     “sat”. (This example is often printed with weights that sum to 1.001, because \
                     numbers were divided that had already been rounded. The panel tests it.)",
                    "[Average the values](#/attention?step=6) with these weights. The output of “The” \
                     is ({#/attention|output[0][0]|4}, {#/attention|output[0][1]|4}).",
                ]),
                Figure {
                    address: "#/attention",
                    plate: 1,
                },
                Text(
                    "A model that predicts the next token uses a *causal mask*: every token gives \
                     weight 0 to all later tokens. [With the mask](#/attention?mask=causal), “cat” \
                     gives {#/attention?mask=causal|weights[1][0]|%} to “The”, \
                     {#/attention?mask=causal|weights[1][1]|%} to itself and nothing to “sat”.",
                ),
            ],
        },
        Chapter {
            title: "Eigenvalues and eigenvectors",
            parts: &[
                Text(
                    "Let M be a square matrix. (The panel calls it A; in this lesson A always stands \
                     for attention weights.) A vector v other than 0 is an *eigenvector* of M if M \
                     only multiplies it by a number λ, its *eigenvalue*. Most vectors change their \
                     direction; along an eigenvector M acts as multiplication by λ.",
                ),
                Formula(tex_block!(
                    r"M v = \tint{spectrum}{\lambda} v \quad\Longrightarrow\quad M^t v = \tint{spectrum}{\lambda}^t v"
                )),
                Text("The panel [](#/eigenvectors) opens on"),
                Formula(tex_block!(
                    r"M = \begin{pmatrix} 2 & 1 \\ 0.5 & 1.5 \end{pmatrix}, \qquad v_1 = \begin{pmatrix} 2 \\ 1 \end{pmatrix}, \qquad v_2 = \begin{pmatrix} 1 \\ -1 \end{pmatrix}"
                )),
                Text(
                    "v₁ is an eigenvector with λ₁ = {=#/eigenvectors|eigenvalues[0].re|5}, and v₂ \
                     is one with λ₂ = {=#/eigenvectors|eigenvalues[1].re|5}. You can turn a vector \
                     v until Mv lies along it.",
                ),
                Figure {
                    address: "#/eigenvectors",
                    plate: 0,
                },
                Text(
                    "The figure writes A for M. In it v and Mv make an angle of \
                     {#/eigenvectors|angle|3}°. At 0° or 180° v is an eigenvector. Not every matrix \
                     is as simple as this one:",
                ),
                List(&[
                    "Complex eigenvalues. The matrix with the rows (0.6, −0.8) and (0.8, 0.6) is [a \
                     rotation](#/eigenvectors?a=0.6,-0.8;0.8,0.6), so no real vector keeps its \
                     direction. Its eigenvalues are the complex pair \
                     {#/eigenvectors?a=0.6,-0.8;0.8,0.6|eigenvalues[0].re|5} ± \
                     {#/eigenvectors?a=0.6,-0.8;0.8,0.6|eigenvalues[0].im|5}i. The angle of such a \
                     pair is the angle of the rotation, and its modulus is the scaling.",
                    "Defective matrices. The shear with the rows (1, 1) and (0, 1) has the eigenvalue \
                     {#/eigenvectors?a=1,1;0,1|eigenvalues[0].re|5} twice, but eigenvectors in [one \
                     direction only](#/eigenvectors?a=1,1;0,1). A matrix with too few independent \
                     eigenvectors for a basis is called *defective*.",
                    "Powers. If M isn’t defective, every vector is a sum c₁v₁ + c₂v₂ of eigenvectors. \
                     Multiplied by M t times it is c₁λ₁ᵗv₁ + c₂λ₂ᵗv₂. Parts with |λ| below 1 shrink \
                     towards 0, parts with |λ| above 1 grow, and for large t the part with the largest \
                     |λ| dominates.",
                ]),
                Text(
                    "Signals that pass through many layers, and gradients that pass back through them, \
                     are multiplied again and again in this way. Where every layer has its own matrix, \
                     the singular values of the product of all these matrices (below) say how much a \
                     vector can grow or shrink.",
                ),
            ],
        },
        Chapter {
            title: "Attention as a Markov chain",
            parts: &[
                Text(
                    "The attention weights in a row are not negative and sum to 1. A matrix with such \
                     rows is *row-stochastic*, and it can be read as the *transition matrix* P of a \
                     Markov chain: from token i, a random walk goes to token j with probability Pᵢⱼ = \
                     Aᵢⱼ. This describes attention that is applied again and again with the same \
                     weights.",
                ),
                Text(
                    "The panel [](#/attention-spectrum) multiplies the \
                     scaled scores by a number, the *sharpness*, before the softmax. It opens at \
                     sharpness 3. At [sharpness 1](#/attention-spectrum?sharpness=1) its matrix, \
                     listed under “weights”, is A of the example above. This is the matrix P of all \
                     numbers below, unless another sharpness or a mask is named:",
                ),
                Figure {
                    address: "#/attention-spectrum?sharpness=1",
                    plate: 0,
                },
                Formula(tex_block!(
                    r"\tint{truth}{\pi} \tint{weight}{P} = \tint{truth}{\pi}, \quad \sum_i \tint{truth}{\pi}_i = 1, \qquad \text{spectral gap} = 1 - |\tint{spectrum}{\lambda_2}|"
                )),
                List(&[
                    "The largest eigenvalue is λ₁ = 1. Its *left* eigenvector π is the *stationary \
                     distribution*: the long-run share of time that the walk spends at each token. \
                     Here it is {#/attention-spectrum?sharpness=1|stationary[0]|%} for “The”, \
                     {#/attention-spectrum?sharpness=1|stationary[1]|%} for “cat” and \
                     {#/attention-spectrum?sharpness=1|stationary[2]|%} for “sat”. The *right* \
                     eigenvector of λ₁ is a column of ones, because the rows sum to 1; it says nothing \
                     about the tokens.",
                    "All other eigenvalues have |λ| below 1 if every token can be reached from every \
                     other and the chain is aperiodic. Without a mask both hold, since all softmax \
                     weights are positive. Here λ₂ = \
                     {#/attention-spectrum?sharpness=1|eigenvalues[1].re|3} and λ₃ = \
                     {#/attention-spectrum?sharpness=1|eigenvalues[2].re|2}. In the end each step \
                     multiplies the distance from the stationary distribution by about |λ₂|.",
                    "The *spectral gap* is 1 − |λ₂|, here \
                     {#/attention-spectrum?sharpness=1|spectral-gap|3}. A large gap means that the \
                     chain approaches π fast.",
                ]),
                Text(
                    "It is sometimes said that a larger gap means more focused attention. In this \
                     example the reverse holds. Focus can be measured by the entropy of a row of \
                     weights, which is 0 if one token gets all the weight, and ln 3 nats if all three \
                     get the same:",
                ),
                List(&[
                    "[Sharpness 0.1](#/attention-spectrum?sharpness=0.1): the gap is \
                     {#/attention-spectrum?sharpness=0.1|spectral-gap|3}, and the row of “The” has \
                     entropy {#/attention-spectrum?sharpness=0.1|row-entropy[0]|5} nats.",
                    "[Sharpness 1](#/attention-spectrum?sharpness=1): the gap is \
                     {=#/attention-spectrum?sharpness=1|spectral-gap|3}, the entropy \
                     {=#/attention-spectrum?sharpness=1|row-entropy[0]|5} nats.",
                    "[Sharpness 10](#/attention-spectrum?sharpness=10): the gap is \
                     {=#/attention-spectrum?sharpness=10|spectral-gap|3}, the entropy \
                     {=#/attention-spectrum?sharpness=10|row-entropy[0]|5} nats.",
                ]),
                Figure {
                    address: "#/attention-spectrum?sharpness=10",
                    plate: 3,
                },
                Text(
                    "In the figure the gap is {#/attention-spectrum?sharpness=10|spectral-gap|3}, \
                     and the row of “The” has entropy \
                     {#/attention-spectrum?sharpness=10|row-entropy[0]|5} nats. Nearly uniform \
                     rows are nearly equal, so one step almost forgets the start, and the gap is \
                     close to 1. But rows that all put their whole weight on the same token are \
                     equal too, and their gap is also 1. So the gap measures mixing, not focus.",
                ),
                Text(
                    "With a [causal mask](#/attention-spectrum?sharpness=1&mask=causal), P is lower \
                     triangular, and its eigenvalues are the entries of its diagonal: \
                     {#/attention-spectrum?sharpness=1&mask=causal|eigenvalues[0].re|3}, \
                     {#/attention-spectrum?sharpness=1&mask=causal|eigenvalues[1].re|3} and \
                     {#/attention-spectrum?sharpness=1&mask=causal|eigenvalues[2].re|3}. The walk \
                     never moves to a later token, so the stationary distribution is all on the first \
                     one. Trained models also tend to give the first token much weight; such a token \
                     is called an *attention sink*.",
                ),
            ],
        },
        Chapter {
            title: "Singular values and low-rank approximation",
            parts: &[
                Text(
                    "The *rank* of a matrix is the number of its linearly independent rows, which \
                     equals that of its columns. Every matrix M, square or not, has a *singular value \
                     decomposition* (SVD): a sum of terms of rank 1, each a product of a column uᵢ and \
                     a row vᵢᵀ. The uᵢ have length 1 and are perpendicular to each other, and so are \
                     the vᵢ. The *singular values* σᵢ are not negative and are sorted: σ₁ is the \
                     largest. As a transformation, M is a rotation or reflection, then a scaling by σᵢ \
                     along axes, then another rotation or reflection.",
                ),
                Formula(tex_block!(
                    r"M = \sum_i \tint{spectrum}{\sigma}_i\, u_i v_i^{\top}, \qquad M_r = \sum_{i \le r} \tint{spectrum}{\sigma}_i\, u_i v_i^{\top}"
                )),
                Text(
                    "M with all but the r largest singular values removed, Mᵣ, is the best \
                     approximation of M by a matrix of rank at most r. This is the Eckart–Young \
                     theorem. It holds in the *Frobenius norm* (index F), the root of the sum of all \
                     squared entries, and in the *spectral norm* (index 2), the largest factor by \
                     which the matrix lengthens any vector. The errors are:",
                ),
                Formula(tex_block!(
                    r"\lVert M - M_r \rVert_F = \sqrt{\sum_{i > r} \tint{spectrum}{\sigma}_i^2}, \qquad \lVert M - M_r \rVert_2 = \tint{spectrum}{\sigma}_{r+1}"
                )),
                Figure {
                    address: "#/svd",
                    plate: 0,
                },
                Text(
                    "The panel [](#/svd) (which calls the matrix A) opens on a \
                     picture of a face, 24 × 24 numbers, at rank 4. The terms that are kept take \
                     {#/svd|stored-numbers|whole} numbers instead of 576. The Frobenius error is \
                     {#/svd|error-frobenius|3}, and the spectral-norm error is \
                     {#/svd|error-spectral|3}. For [random noise](#/svd?image=noise) of the same \
                     size the errors at rank 4 are {#/svd?image=noise|error-frobenius|3} and \
                     {#/svd?image=noise|error-spectral|3}: its singular values fall slowly, so a \
                     low rank isn’t enough. The [attention weights of twelve \
                     words](#/svd?image=attention) can be tried, too.",
                ),
            ],
        },
        Chapter {
            title: "LoRA: fine-tuning with a low-rank change",
            parts: &[
                Text(
                    "Full fine-tuning changes every weight of a model. In practice the change ΔW of a \
                     weight matrix is often close to a matrix of low rank. *LoRA* (low-rank \
                     adaptation) assumes this. The weights W₀ stay frozen. Only the change is learned, \
                     as a product of two small matrices B and A, the *adapter*. (A is the usual name \
                     of this factor; it has nothing to do with attention weights.) The constant α is \
                     chosen before training and scales the change.",
                ),
                Formula(tex_block!(
                    r"\tint{matrix}{W} = \tint{matrix}{W}_0 + \Delta \tint{matrix}{W}, \quad \Delta \tint{matrix}{W} = \frac{\alpha}{r}\,B A, \qquad B \in \mathbb{R}^{d \times r},\ A \in \mathbb{R}^{r \times d},\ r \ll d"
                )),
                Text(
                    "B and A together have 2dr entries, where W₀ has d². For d = 4096 and r = 8 \
                     these are {=#/lora|lora-parameters|whole} instead of \
                     {=#/lora|full-parameters|whole}, which is {=#/lora|reduction|whole} times \
                     fewer. A layer with dᵢₙ inputs and dₒᵤₜ outputs takes r(dᵢₙ + dₒᵤₜ) entries: \
                     [4096 inputs and 11,008 outputs](#/lora?d=4096&outputs=11008) take \
                     {#/lora?d=4096&outputs=11008|lora-parameters|whole}. B starts at zero, so ΔW \
                     is zero and training starts from exactly the old model. After training, ΔW \
                     can be added to W₀, and the model is as fast as before.",
                ),
                Figure {
                    address: "#/lora",
                    plate: 0,
                },
                Text(
                    "With the numbers that are set there, full fine-tuning changes \
                     {#/lora|full-parameters|whole} numbers and LoRA \
                     {#/lora|lora-parameters|whole}, which is {#/lora|reduction|5} times fewer.",
                ),
                Text(
                    "The panel [](#/lora) trains adapters of rank 1 to 6 on a small layer beside \
                     full fine-tuning, and compares each with the smallest error that the SVD allows \
                     at its rank.",
                ),
                Text(
                    "Learning something new can make a model forget something old. At the foot of the \
                     panel a trained transformer is fine-tuned on a second toy language, once with \
                     adapters and once with all weights, and its KL divergence from both languages is \
                     measured. With the *head* frozen (the last matrix, which gives the logits), \
                     adapters of rank 4 leave a large part of the divergence from the new language, \
                     and all weights leave little. With [an adapter for the head, \
                     too](#/lora?tune-rank=1&tune-alpha=2&tune-head=on), even rank 1 learns as much as \
                     all weights, and forgets about as much of the old language.",
                ),
            ],
        },
    ],
};
