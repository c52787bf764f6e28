//! The network with two hidden layers that `flat-minima` and the slices of `loss-landscape` train, for
//! their programs.

/// Data, start, batches, loss and gradient, as the page has them. The program has `seed`, `rate` and
/// `flipped`, and [`numpy::RANDOM`](crate::contract::numpy::RANDOM) before it.
pub const NETWORK: &str = r#"
shapes = [(10, 32), (32,), (32, 32), (32,), (32, 1), (1,)]  # weights and biases of each layer


def drawn():
    """The page's examples, new points and start: x, y, new x, new y, parameters."""
    random = Random(seed)
    teacher, v = random.normals(3, 10) * math.sqrt(1 / 10), random.normals(3)
    x, new = random.normals(256, 10), random.normals(1000, 10)
    label = lambda x: (np.tanh(x @ teacher.T) @ v > 0).astype(float)
    y, new_y = label(x), label(new)
    wrong = random.order(256)[: int(flipped * 256 + 0.5)]
    y[wrong] = 1 - y[wrong]
    weights = lambda a, b: random.normals(a, b) * math.sqrt(1 / a)
    parts = [weights(*s) if len(s) == 2 else np.zeros(s) for s in shapes]
    return x, y, new, new_y, np.concatenate([part.ravel() for part in parts])


def split(theta):
    """The parameters layer by layer."""
    cuts = np.cumsum([math.prod(shape) for shape in shapes])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(theta, cuts), shapes)]


def forward(theta, x):
    w, signals = split(theta), [x]
    for k in 0, 2:
        signals.append(np.tanh(signals[-1] @ w[k] + w[k + 1]))
    return signals, (signals[-1] @ w[4] + w[5])[:, 0]


def loss(theta, x, y):
    return float(np.mean((forward(theta, x)[1] - y) ** 2) / 2)


def gradient(theta, x, y):
    w, (signals, z) = split(theta), forward(theta, x)
    delta, parts = (z - y)[:, None] / len(y), []
    for k in 2, 1, 0:
        parts = [(signals[k].T @ delta).ravel(), delta.sum(axis=0)] + parts
        delta = delta @ w[2 * k].T * (1 - signals[k] ** 2)
    return np.concatenate(parts)


def bent(theta, v, x, y, h=1e-4):
    """The product of the Hessian and a direction of length 1."""
    return (gradient(theta + h * v, x, y) - gradient(theta - h * v, x, y)) / (2 * h)


def trained(theta, x, y, batch):
    """The parameters after each step, with the page's batches."""
    random = Random(seed * 1_000_003 + 7)
    while True:
        order = random.order(256) if batch < 256 else np.arange(256)
        for first in range(0, 256, batch):
            some = order[first : first + batch]
            theta = theta - rate * gradient(theta, x[some], y[some])
            yield theta

"#;
