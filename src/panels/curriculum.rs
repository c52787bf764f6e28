//! Every panel of the curriculum: id, title, point and topics, once for each.

use crate::contract::panel::{Meta, Pillar};

/// `matrix-multiplication`
pub const MATRIX_MULTIPLICATION: Meta = Meta {
    id: "matrix-multiplication",
    title: "Matrix multiplication",
    pillar: Pillar::LinearAlgebra,
    point: "A matrix transforms every vector of a space; a product of matrices composes their transformations.",
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
    point: "A high score of a query and a key gives the value of that token more weight in the output.",
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
    point: "Along an eigenvector, a matrix only multiplies by a number, its eigenvalue λ.",
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
    point: "Read as transition probabilities, attention weights form a Markov chain on the tokens.",
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
    point: "The largest singular values give the best approximation of a matrix by one of lower rank.",
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
    point: "A change of low rank adapts a large layer with few trainable parameters.",
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
    point: "The limit of the secant’s slope, as its two points approach each other, is the derivative.",
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
    point: "The derivative of a composition of functions is the product of their local derivatives.",
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
    point: "One backward pass over the recorded operations computes every gradient by the chain rule.",
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
    point: "The gradient points in the direction of fastest increase and gives every directional derivative.",
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
    point: "If one logit rises, its own probability rises and all others fall; the Jacobian says how fast.",
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
    title: "The gradient of softmax and cross-entropy",
    pillar: Pillar::Calculus,
    point: "With softmax and cross-entropy, the gradient of each logit is predicted minus true.",
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
    point: "The derivative of the activation decides how much of the gradient passes each layer.",
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
    point: "The gradient of an input has three terms: direct, through the mean, and through the variance.",
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
    point: "Expectation and variance describe a random variable, and sample means approach the expectation.",
    topics: &["expectation", "variance", "law of large numbers"],
};

/// `sequence-probability`
pub const SEQUENCE_PROBABILITY: Meta = Meta {
    id: "sequence-probability",
    title: "The probability of a sentence",
    pillar: Pillar::Probability,
    point: "The probability of a sentence is a product of conditional probabilities, one for each word.",
    topics: &["chain rule of probability", "autoregressive"],
};

/// `maximum-likelihood`
pub const MAXIMUM_LIKELIHOOD: Meta = Meta {
    id: "maximum-likelihood",
    title: "Maximum likelihood",
    pillar: Pillar::Probability,
    point: "Maximum likelihood chooses the parameters that make the observed data most probable.",
    topics: &["likelihood", "estimation", "MLE"],
};

/// `ngram`
pub const NGRAM: Meta = Meta {
    id: "ngram",
    title: "n-grams and the Markov assumption",
    pillar: Pillar::Probability,
    point: "An n-gram model predicts the next word from the last n − 1 words only.",
    topics: &["Markov assumption", "smoothing", "perplexity"],
};

/// `sampling`
pub const SAMPLING: Meta = Meta {
    id: "sampling",
    title: "Sampling",
    pillar: Pillar::Probability,
    point: "Greedy, temperature, top-k and top-p choose the next token from a distribution in different ways.",
    topics: &["temperature", "top-k", "top-p", "nucleus", "greedy"],
};

/// `bayes`
pub const BAYES: Meta = Meta {
    id: "bayes",
    title: "Bayes’ rule",
    pillar: Pillar::Probability,
    point: "Bayes’ rule combines a prior and the evidence into a posterior.",
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
    point: "Entropy is the expected surprisal of a distribution.",
    topics: &["surprisal", "uncertainty", "bits", "nats"],
};

/// `cross-entropy-kl`
pub const CROSS_ENTROPY_KL: Meta = Meta {
    id: "cross-entropy-kl",
    title: "Cross-entropy and KL divergence",
    pillar: Pillar::InformationTheory,
    point: "Cross-entropy is the entropy of the truth p plus the divergence KL(p‖q) of the model q.",
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
    point: "Perplexity expresses a loss as a number of equally likely choices.",
    topics: &["effective choices", "language model"],
};

/// `rlhf-kl`
pub const RLHF_KL: Meta = Meta {
    id: "rlhf-kl",
    title: "Reward with a KL penalty",
    pillar: Pillar::InformationTheory,
    point: "The optimal policy balances a reward against the KL divergence from a reference policy.",
    topics: &["RLHF", "KL penalty", "preference"],
};

/// `mutual-information`
pub const MUTUAL_INFORMATION: Meta = Meta {
    id: "mutual-information",
    title: "Mutual information",
    pillar: Pillar::InformationTheory,
    point: "Mutual information measures how much one variable tells about another.",
    topics: &["attention", "dependence"],
};

/// `compression`
pub const COMPRESSION: Meta = Meta {
    id: "compression",
    title: "Compression",
    pillar: Pillar::InformationTheory,
    point: "A model with a lower cross-entropy compresses the same text into fewer bits.",
    topics: &["Huffman", "arithmetic coding", "source coding"],
};

/// `loss-landscape`
pub const LOSS_LANDSCAPE: Meta = Meta {
    id: "loss-landscape",
    title: "The loss landscape",
    pillar: Pillar::Optimisation,
    point: "Four optimisers take different paths across minima, ravines and saddle points.",
    topics: &["SGD", "momentum", "Adam", "saddle point", "convex"],
};

/// `sgd-noise`
pub const SGD_NOISE: Meta = Meta {
    id: "sgd-noise",
    title: "Gradient noise of small batches",
    pillar: Pillar::Optimisation,
    point: "The variance of a batch’s gradient falls as one over the batch size.",
    topics: &["mini-batch", "variance"],
};

/// `flat-minima`
pub const FLAT_MINIMA: Meta = Meta {
    id: "flat-minima",
    title: "Flat minima",
    pillar: Pillar::Optimisation,
    point: "Small and large batches can reach minima that differ in sharpness and in test loss.",
    topics: &["sharpness", "generalisation"],
};

/// `step-sizes`
pub const STEP_SIZES: Meta = Meta {
    id: "step-sizes",
    title: "Learning-rate schedules",
    pillar: Pillar::Optimisation,
    point: "Whether gradient descent converges depends on how fast the learning rate falls.",
    topics: &["step size", "learning rate", "schedule", "convergence"],
};

/// `overparameterization`
pub const OVERPARAMETERIZATION: Meta = Meta {
    id: "overparameterization",
    title: "More parameters than data",
    pillar: Pillar::Optimisation,
    point: "The test error can fall again when a model has more parameters than training examples.",
    topics: &["double descent", "interpolation"],
};

/// `classifier`
pub const CLASSIFIER: Meta = Meta {
    id: "classifier",
    title: "A small classifier",
    pillar: Pillar::Training,
    point: "Hidden units, each with one smooth linear boundary, combine into a curved decision boundary.",
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
    point: "A transformer is trained in your browser towards the entropy of its source, which is known exactly.",
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
    point: "Two running averages turn gradients of any size into steps of similar size.",
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
    point: "You can inspect each part of a trained transformer on a sentence that you type.",
    topics: &["embeddings", "heads", "residual stream", "logits"],
};
