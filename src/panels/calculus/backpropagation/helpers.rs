//! Functions that the NumPy program calls and NumPy doesn't have.

/// Functions that NumPy doesn't have, written where they are used.
const HELPERS: [(&str, &str); 5] = [
    (
        "sigmoid(",
        "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n",
    ),
    ("erf(", "erf = np.vectorize(math.erf)\n"),
    ("erfc(", "erfc = np.vectorize(math.erfc)\n"),
    (
        "softmax(",
        "def softmax(x):\n    e = np.exp(x - x.max(axis=1, keepdims=True))\n    return e / e.sum(axis=1, keepdims=True)\n",
    ),
    (
        "log_total(",
        "def log_total(x):\n    top = x.max(axis=1, keepdims=True)\n    return top + np.log(np.exp(x - top).sum(axis=1, keepdims=True))\n",
    ),
];

/// What the lines of a program call of these, and the import that this needs.
pub(super) fn called(body: &str) -> (&'static str, Vec<&'static str>) {
    let known = HELPERS.iter().filter(|(name, _)| body.contains(name));
    let math = if body.contains("erf(") || body.contains("erfc(") {
        "import math\n"
    } else {
        ""
    };
    (math, known.map(|(_, code)| *code).collect())
}
