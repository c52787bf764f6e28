//! The models of the toy language in NumPy, for the programs of panels.

use super::Model;

/// The files that such a program reads, which stand beside the page.
pub const FILES: [&str; 2] = ["language.json", "reference.safetensors"];

/// The source and what is known of its state: `words`, `stationary`, `observe`, `emit`.
pub const LANGUAGE: &str = r#"# The source of the language: in each state the probability of every word and the state after it.
language = json.load(open("language.json"))
words = language["words"]
V, S = len(words), len(language["states"])
emit, after = np.zeros((S, V)), np.zeros((S, V), int)
for state, arcs in enumerate(language["states"]):
    for kind, probability, following in arcs:
        for word, share in language["classes"][kind]:
            emit[state, word], after[state, word] = probability * share, following
stationary = np.array(language["stationary"])
sentence_start = np.eye(S)[0]


def observe(belief, word):
    """The distribution of the source's state after one more word."""
    joint = np.bincount(after[:, word], belief * emit[:, word], S)
    with np.errstate(invalid="ignore"):
        return joint / joint.sum()


"#;

/// The layers of the trained transformer with its weights: `linear`, `normalised`, `gelu`, `softmax`.
macro_rules! layers {
    () => {
        r#"def load(path):
    """The weights of a safetensors file, in double precision."""
    raw = open(path, "rb").read()
    size = int.from_bytes(raw[:8], "little")
    header, data = json.loads(raw[8 : 8 + size]), raw[8 + size :]
    header.pop("__metadata__", None)
    tensors = {}
    for name, about in header.items():
        begin, end = about["data_offsets"]
        tensors[name] = np.frombuffer(data[begin:end], "<f4").reshape(about["shape"]).astype(float)
    return tensors


W = load("reference.safetensors")
HEADS, CONTEXT = 8, len(W["position_embedding.weight"])


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def normalised(x, name):
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5) * W[name + ".weight"] + W[name + ".bias"]


def linear(x, name):
    return x @ W[name + ".weight"].T + W[name + ".bias"]


def gelu(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


"#
    };
}

/// The weights of the trained transformer, `W`, and its layers.
pub const LAYERS: &str = layers!();

/// The trained transformer: `network(ids)`, the probabilities of the next word after each of them;
/// with `off` a head, (layer, head), writes nothing, and `seen` takes the attention of each layer.
pub const NETWORK: &str = concat!(
    layers!(),
    r#"def network(ids, off=None, seen=None):
    """The probabilities of the next word after each of at most CONTEXT words."""
    n = len(ids)
    x = W["token_embedding.weight"][ids] + W["position_embedding.weight"][:n]
    later = np.triu(np.ones((n, n), bool), 1)
    for at in (0, 1):
        layer = f"blocks.{at}"
        qkv = linear(normalised(x, layer + ".norm_1"), layer + ".attention.qkv")
        q, k, v = qkv.reshape(n, 3, HEADS, -1).transpose(1, 2, 0, 3)
        scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
        weights = softmax(np.where(later, -np.inf, scores))
        heads = weights @ v
        if seen is not None:
            seen.append(weights)
        if off is not None and off[0] == at:
            heads[off[1]] = 0
        x = x + linear(heads.transpose(1, 0, 2).reshape(n, -1), layer + ".attention.projection")
        x = x + linear(gelu(linear(normalised(x, layer + ".norm_2"), layer + ".mlp.up")), layer + ".mlp.down")
    return softmax(normalised(x, "final_norm") @ W["head.weight"].T)


"#
);

/// `predict(model, ids)` of the models named: the probabilities of the next word before each word of
/// a text and after its last. Follows [`LANGUAGE`], and [`NETWORK`] where the transformer is named.
#[must_use]
pub fn predictions(models: &[Model]) -> String {
    let mut code = String::from(
        "def predict(model, ids):\n    \
             \"\"\"The next word's probabilities before each word of a text and after its last.\"\"\"\n    \
             known = [0, *ids]  # the full stop before the sentence\n",
    );
    let mut branch = |model: Model, lines: &str| {
        if models.contains(&model) {
            code.push_str(lines);
        }
    };
    branch(
        Model::Uniform,
        "    if model == \"uniform\":\n        return np.full((len(known), V), 1 / V)\n",
    );
    branch(
        Model::Unigram,
        "    if model == \"unigram\":\n        return np.tile(stationary @ emit, (len(known), 1))\n",
    );
    let order = |name: &str, context: usize| {
        format!(
            "    if model == \"{name}\":\n        \
                 rows = []\n        \
                 for end in range(1, len(known) + 1):\n            \
                     belief = stationary\n            \
                     for word in known[max(end - {context}, 0) : end]:\n                \
                         belief = observe(belief, word)\n            \
                     rows.append(belief @ emit)\n        \
                 return np.array(rows)\n"
        )
    };
    branch(Model::Bigram, &order("bigram", 1));
    branch(Model::Trigram, &order("trigram", 2));
    branch(
        Model::Transformer,
        "    if model == \"transformer\":\n        \
             rows = list(network(known[:CONTEXT]))\n        \
             for end in range(CONTEXT + 1, len(known) + 1):\n            \
                 rows.append(network(known[end - CONTEXT : end])[-1])\n        \
             return np.array(rows)\n",
    );
    branch(
        Model::Source,
        "    if model == \"source\":\n        \
             belief, rows = sentence_start, []\n        \
             for word in [*ids, None]:\n            \
                 rows.append(belief @ emit)\n            \
                 if word is not None:\n                \
                     belief = observe(belief, word)\n        \
             return np.array(rows)\n",
    );
    code.push_str("\n\n");
    code
}
