//! Every panel of the curriculum, finished or coming: id, title, point and topics, once for each.

use crate::contract::panel::{Meta, Pillar};

/// `matrix-multiplication`
pub const MATRIX_MULTIPLICATION: Meta = Meta {
    id: "matrix-multiplication",
    title: "Matrix multiplication",
    pillar: Pillar::LinearAlgebra,
    point: "A matrix moves every point of space at once; a product of matrices is one move after another.",
    topics: &[
        "linear map",
        "linear transformation",
        "determinant",
        "composition",
        "dot product",
        "vectors and matrices",
        "basis",
        "layer",
    ],
};

/// `attention`
pub const ATTENTION: Meta = Meta {
    id: "attention",
    title: "Attention, step by step",
    pillar: Pillar::LinearAlgebra,
    point: "Every word asks a question, every word offers a key, and where the two agree the value flows.",
    topics: &[
        "QKᵀ",
        "QKT",
        "query",
        "key",
        "value",
        "scaled dot product",
        "softmax",
        "causal mask",
        "self-attention",
        "transformer",
    ],
};

/// `eigenvectors`
pub const EIGENVECTORS: Meta = Meta {
    id: "eigenvectors",
    title: "Eigenvectors",
    pillar: Pillar::LinearAlgebra,
    point: "Some directions a matrix only stretches; along them it is as simple as a number.",
    topics: &[
        "eigenvalue",
        "eigendirection",
        "rotation",
        "complex pair",
        "defective matrix",
        "powers",
        "characteristic polynomial",
        "trace",
    ],
};

/// `attention-spectrum`
pub const ATTENTION_SPECTRUM: Meta = Meta {
    id: "attention-spectrum",
    title: "Attention as a Markov chain",
    pillar: Pillar::LinearAlgebra,
    point: "Attention weights are the steps of a random walk over the words.",
    topics: &[
        "spectral gap",
        "stationary distribution",
        "eigenvalues",
        "row-stochastic",
        "attention sink",
        "causal mask",
        "mixing",
    ],
};

/// `svd`
pub const SVD: Meta = Meta {
    id: "svd",
    title: "Singular values",
    pillar: Pillar::LinearAlgebra,
    point: "The best picture of a matrix that few numbers can paint.",
    topics: &[
        "SVD",
        "low rank",
        "low-rank approximation",
        "Eckart–Young",
        "compression",
        "singular value decomposition",
    ],
};

/// `lora`
pub const LORA: Meta = Meta {
    id: "lora",
    title: "LoRA",
    pillar: Pillar::LinearAlgebra,
    point: "A change of low rank adapts a large layer with few parameters.",
    topics: &[
        "low-rank adaptation",
        "fine-tuning",
        "parameters",
        "adapter",
        "low rank",
        "forgetting",
    ],
};

/// `derivative`
pub const DERIVATIVE: Meta = Meta {
    id: "derivative",
    title: "The derivative",
    pillar: Pillar::Calculus,
    point: "Draw a line through two points of a curve, let the second run into the first, and what the line’s slope comes to is the derivative.",
    topics: &[
        "secant",
        "tangent",
        "slope",
        "rate of change",
        "finite difference",
        "limit",
        "rounding error",
    ],
};

/// `chain-rule`
pub const CHAIN_RULE: Meta = Meta {
    id: "chain-rule",
    title: "The chain rule",
    pillar: Pillar::Calculus,
    point: "Put functions one inside the other, nudge what goes in, and each passes the nudge on by its own slope: the slopes multiply.",
    topics: &[
        "composition",
        "nested functions",
        "local derivative",
        "local slope",
        "backward pass",
        "vanishing gradient",
    ],
};

/// `backpropagation`
pub const BACKPROPAGATION: Meta = Meta {
    id: "backpropagation",
    title: "Backpropagation",
    pillar: Pillar::Calculus,
    point: "Record every operation on the way to the loss; one walk back over the record, multiplying local derivatives and adding where paths meet, gives every gradient.",
    topics: &[
        "autograd",
        "computation graph",
        "tape",
        "reverse mode",
        "automatic differentiation",
        "upstream gradient",
        "chain rule",
    ],
};

/// `gradient`
pub const GRADIENT: Meta = Meta {
    id: "gradient",
    title: "The gradient",
    pillar: Pillar::Calculus,
    point: "Two slopes, one along each axis, make a vector that points where the surface rises fastest; every other slope is its shadow.",
    topics: &[
        "partial derivative",
        "directional derivative",
        "Hessian",
        "level set",
        "contour",
        "steepest ascent",
        "Rosenbrock",
    ],
};

/// `softmax-jacobian`
pub const SOFTMAX_JACOBIAN: Meta = Meta {
    id: "softmax-jacobian",
    title: "The softmax Jacobian",
    pillar: Pillar::Calculus,
    point: "Nudge one logit and every probability moves: the one it belongs to rises, all the others pay for it.",
    topics: &[
        "softmax",
        "Jacobian",
        "temperature",
        "Kronecker delta",
        "logits",
        "derivative of softmax",
    ],
};

/// `cross-entropy-gradient`
pub const CROSS_ENTROPY_GRADIENT: Meta = Meta {
    id: "cross-entropy-gradient",
    title: "The gradient of the loss",
    pillar: Pillar::Calculus,
    point: "Put the logits through a softmax and charge for the truth’s surprise: what comes back to each logit is only how much too likely it was.",
    topics: &[
        "softmax",
        "logits",
        "loss",
        "cross-entropy",
        "predicted minus true",
        "label smoothing",
        "gradient step",
    ],
};

/// `activations`
pub const ACTIVATIONS: Meta = Meta {
    id: "activations",
    title: "Activations",
    pillar: Pillar::Calculus,
    point: "An activation bends the signal on its way up, and its slope decides how much of the gradient comes back down.",
    topics: &[
        "ReLU",
        "GELU",
        "SiLU",
        "sigmoid",
        "tanh",
        "vanishing gradient",
        "exploding gradient",
        "dead units",
        "residual",
    ],
};

/// `layer-norm`
pub const LAYER_NORM: Meta = Meta {
    id: "layer-norm",
    title: "Layer normalisation",
    pillar: Pillar::Calculus,
    point: "An entry of x reaches the loss in three ways, through its own output, through the mean and through the variance, and its gradient is the sum of the three.",
    topics: &[
        "LayerNorm",
        "RMSNorm",
        "mean",
        "variance",
        "epsilon",
        "gamma and beta",
        "normalisation",
    ],
};

/// `distributions`
pub const DISTRIBUTIONS: Meta = Meta {
    id: "distributions",
    title: "Distributions",
    pillar: Pillar::Probability,
    point: "Random variables, what to expect of them, and how far they stray.",
    topics: &["expectation", "variance", "law of large numbers"],
};

/// `sequence-probability`
pub const SEQUENCE_PROBABILITY: Meta = Meta {
    id: "sequence-probability",
    title: "The probability of a sentence",
    pillar: Pillar::Probability,
    point: "A product of one conditional probability for each word.",
    topics: &["chain rule of probability", "autoregressive"],
};

/// `maximum-likelihood`
pub const MAXIMUM_LIKELIHOOD: Meta = Meta {
    id: "maximum-likelihood",
    title: "Maximum likelihood",
    pillar: Pillar::Probability,
    point: "Choose what makes the data least surprising.",
    topics: &["likelihood", "estimation", "MLE"],
};

/// `ngram`
pub const NGRAM: Meta = Meta {
    id: "ngram",
    title: "n-grams and Markov",
    pillar: Pillar::Probability,
    point: "What is lost when only the last few words count.",
    topics: &["Markov assumption", "smoothing", "perplexity"],
};

/// `sampling`
pub const SAMPLING: Meta = Meta {
    id: "sampling",
    title: "Sampling",
    pillar: Pillar::Probability,
    point: "Greedy, temperature, top-k, top-p: how a model picks its next word.",
    topics: &["temperature", "top-k", "top-p", "nucleus", "greedy"],
};

/// `bayes`
pub const BAYES: Meta = Meta {
    id: "bayes",
    title: "Bayes’ rule",
    pillar: Pillar::Probability,
    point: "Belief, evidence, and where training hides a prior.",
    topics: &[
        "posterior",
        "prior",
        "weight decay",
        "dropout",
        "in-context learning",
    ],
};

/// `entropy`
pub const ENTROPY: Meta = Meta {
    id: "entropy",
    title: "Entropy",
    pillar: Pillar::InformationTheory,
    point: "How surprised to expect to be.",
    topics: &["surprisal", "uncertainty", "bits", "nats"],
};

/// `cross-entropy-kl`
pub const CROSS_ENTROPY_KL: Meta = Meta {
    id: "cross-entropy-kl",
    title: "Cross-entropy and KL divergence",
    pillar: Pillar::InformationTheory,
    point: "The loss of a model is the uncertainty that nobody can remove, plus the price of being wrong.",
    topics: &[
        "KL divergence",
        "Kullback–Leibler",
        "relative entropy",
        "cross-entropy loss",
        "entropy",
        "bits",
        "nats",
        "forward KL",
        "reverse KL",
    ],
};

/// `perplexity`
pub const PERPLEXITY: Meta = Meta {
    id: "perplexity",
    title: "Perplexity",
    pillar: Pillar::InformationTheory,
    point: "Uncertainty as a number of equally likely choices.",
    topics: &["effective choices", "language model"],
};

/// `rlhf-kl`
pub const RLHF_KL: Meta = Meta {
    id: "rlhf-kl",
    title: "Reward against closeness",
    pillar: Pillar::InformationTheory,
    point: "The best policy that doesn’t stray far from where it started.",
    topics: &["RLHF", "KL penalty", "preference"],
};

/// `mutual-information`
pub const MUTUAL_INFORMATION: Meta = Meta {
    id: "mutual-information",
    title: "Mutual information",
    pillar: Pillar::InformationTheory,
    point: "What one word tells about another.",
    topics: &["attention", "dependence"],
};

/// `compression`
pub const COMPRESSION: Meta = Meta {
    id: "compression",
    title: "Compression",
    pillar: Pillar::InformationTheory,
    point: "A model that predicts well is a compressor.",
    topics: &["Huffman", "arithmetic coding", "source coding"],
};

/// `loss-landscape`
pub const LOSS_LANDSCAPE: Meta = Meta {
    id: "loss-landscape",
    title: "The loss landscape",
    pillar: Pillar::Optimisation,
    point: "Bowls, ravines and saddles, and how four optimisers cross them.",
    topics: &["SGD", "momentum", "Adam", "saddle point", "convex"],
};

/// `sgd-noise`
pub const SGD_NOISE: Meta = Meta {
    id: "sgd-noise",
    title: "The noise of small batches",
    pillar: Pillar::Optimisation,
    point: "The variance of a batch’s gradient falls as one over its size.",
    topics: &["mini-batch", "variance"],
};

/// `flat-minima`
pub const FLAT_MINIMA: Meta = Meta {
    id: "flat-minima",
    title: "Flat minima",
    pillar: Pillar::Optimisation,
    point: "Small batches, wide valleys?",
    topics: &["sharpness", "generalisation"],
};

/// `step-sizes`
pub const STEP_SIZES: Meta = Meta {
    id: "step-sizes",
    title: "Step sizes",
    pillar: Pillar::Optimisation,
    point: "How fast a learning rate may fall.",
    topics: &["learning rate", "schedule", "convergence"],
};

/// `overparameterization`
pub const OVERPARAMETERIZATION: Meta = Meta {
    id: "overparameterization",
    title: "More weights than data",
    pillar: Pillar::Optimisation,
    point: "What happens to the test error past the point of perfect fit.",
    topics: &["double descent", "interpolation"],
};

/// `classifier`
pub const CLASSIFIER: Meta = Meta {
    id: "classifier",
    title: "A small classifier",
    pillar: Pillar::Training,
    point: "A few units that each draw one soft line learn, together, to bend a boundary around the points.",
    topics: &[
        "playground",
        "decision boundary",
        "neural network",
        "perceptron",
        "hidden layer",
        "backpropagation",
        "overfitting",
        "regularisation",
        "xor",
        "spirals",
    ],
};

/// `training-loop`
pub const TRAINING_LOOP: Meta = Meta {
    id: "training-loop",
    title: "The training loop",
    pillar: Pillar::Training,
    point: "Sample, predict, compare, differentiate, step, repeat: a transformer learns here, \
            in your browser, towards a floor that is known exactly.",
    topics: &[
        "transformer",
        "loss curve",
        "entropy rate",
        "live training",
        "SGD",
        "Adam",
        "perplexity",
        "GPT",
        "learning rate",
        "time travel",
    ],
};

/// `adam`
pub const ADAM: Meta = Meta {
    id: "adam",
    title: "Adam",
    pillar: Pillar::Training,
    point: "Two running averages turn gradients of any size into steps of about one size.",
    topics: &[
        "optimiser",
        "optimizer",
        "momentum",
        "bias correction",
        "moments",
        "adaptive learning rate",
        "effective step",
        "SGD",
    ],
};

/// `transformer`
pub const TRANSFORMER: Meta = Meta {
    id: "transformer",
    title: "Inside a transformer",
    pillar: Pillar::Training,
    point: "The trained model, opened on a sentence.",
    topics: &["embeddings", "heads", "residual stream", "logits"],
};
