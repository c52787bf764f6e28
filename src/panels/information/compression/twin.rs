//! The NumPy program: every model as running sums of whole frequencies, a coder and a decoder.

use super::Compression;
use super::coder;
use super::predict::{LONG, SHORT, STRIDE, why_not};
use super::state::{CompressionState, Predictor, SymbolKind};
use super::text::Text;
use crate::contract::prelude::*;
use crate::language::{self, LANGUAGE, NETWORK, predictions};

/// The source’s and the transformer’s probabilities of each word, and their frequencies.
const ROWS: &str = r#"def source_rows():
    """The next word's probabilities before each word; after a word that can't come, that word alone counts."""
    belief, rows = sentence_start, []
    for word in ids:
        rows.append(belief @ emit)
        belief = observe(belief if rows[-1][word] > 0 else stationary, word)
    return np.array(rows)


"#;

const CODER: &str = r#"HALF, QUARTER = 1 << 61, 1 << 60  # of integers of 62 bits


def encode(tables):
    """The bits, and how many are certain after each symbol."""
    low, high, pending, bits, certain = 0, 2 * HALF - 1, 0, [], [0]
    for table, symbol in zip(tables, ids):
        width, total = high - low + 1, int(table[-1])
        high = low + width * int(table[symbol + 1]) // total - 1
        low = low + width * int(table[symbol]) // total
        while True:
            if high < HALF or low >= HALF:
                bit = int(low >= HALF)
                bits += [bit] + [1 - bit] * pending
                pending, offset = 0, HALF * bit
            elif low >= QUARTER and high < HALF + QUARTER:
                pending, offset = pending + 1, QUARTER
            else:
                break
            low, high = 2 * (low - offset), 2 * (high - offset) + 1
        certain.append(len(bits))
    if low > 0 or high < 2 * HALF - 1 or pending:  # as few bits as name a number inside
        bit = int(low > QUARTER) if low > 0 and high < 2 * HALF - 1 else int(low > 0)
        bits += [bit] + [1 - bit] * pending
        if low > 0 and high < 2 * HALF - 1:
            bits.append(1 - bit)
    return bits, certain


def intact(tables, bits):
    """How many symbols are decoded before the first wrong one."""
    bits = iter(bits)
    low, high, value = 0, 2 * HALF - 1, 0
    for _ in range(62):
        value = 2 * value + next(bits, 0)
    for count, (table, symbol) in enumerate(zip(tables, ids)):
        width, total = high - low + 1, int(table[-1])
        target = ((value - low + 1) * total - 1) // width
        if not table[symbol] <= target < table[symbol + 1]:
            return count
        high = low + width * int(table[symbol + 1]) // total - 1
        low = low + width * int(table[symbol]) // total
        while True:
            if high < HALF or low >= HALF:
                offset = HALF * int(low >= HALF)
            elif low >= QUARTER and high < HALF + QUARTER:
                offset = QUARTER
            else:
                break
            low, high = 2 * (low - offset), 2 * (high - offset) + 1
            value = 2 * (value - offset) + next(bits, 0)
    return n


"#;

impl Twin for Compression {
    fn twin(state: &CompressionState) -> String {
        let text = coder::text(state);
        let toy = text.is_toy && state.symbols == SymbolKind::Words;
        let network = toy
            && (state.model == Predictor::Transformer && text.ids.len() <= LONG
                || text.ids.len() < 32);
        let mut code =
            String::from("import heapq\nimport json\nimport math\nimport numpy as np\n\n");
        let size = language::standard().map_or(0, |l| l.vocabulary());
        if toy || state.model.needs_words() {
            code.push_str(LANGUAGE);
        }
        if network {
            code.push_str(NETWORK);
            code.push_str(&predictions(&[language::Model::Transformer]));
        }
        code.push_str(&format!(
            "text = {}\nat = {}  # symbols coded\nflip = {}  # the bit that arrives flipped\n\n",
            CompressionState::text().python(state),
            state.at,
            CompressionState::flip().python(state),
        ));
        code.push_str(&symbols(state, toy));
        code.push_str(CODER);
        if toy {
            code.push_str(ROWS);
        }
        code.push_str(&models(toy, network));
        code.push_str(&huffman());
        code.push_str(&chosen(state, &text));
        code.push_str(&costs(state, toy, size));
        code.push_str(RESULT);
        code
    }
}

fn symbols(state: &CompressionState, toy: bool) -> String {
    let symbols = match (state.symbols, toy) {
        (SymbolKind::Bytes, _) => "ids, size = list(text.encode()), 256\n",
        (SymbolKind::Characters, _) => {
            "alphabet = sorted(set(text))\n\
             rank = {symbol: i for i, symbol in enumerate(alphabet)}\n\
             ids, size = [rank[symbol] for symbol in text], len(alphabet)\n"
        }
        (SymbolKind::Words, true) => {
            "ids = [words.index(w) for w in text.lower().replace(\".\", \" . \").replace(\",\", \" \").split()]\n\
             size = V\n"
        }
        (SymbolKind::Words, false) => {
            "parts = text.lower().replace(\".\", \" . \").split()\n\
             alphabet = sorted(set(parts))\n\
             rank = {symbol: i for i, symbol in enumerate(alphabet)}\n\
             ids, size = [rank[symbol] for symbol in parts], len(alphabet)\n"
        }
    };
    format!(
        "{symbols}n, nan = len(ids), math.nan\ncounts = np.bincount(ids, minlength=size) if n else np.zeros(size, int)\n\n\n"
    )
}

fn models(toy: bool, network: bool) -> String {
    let mut code = String::from(
        "def counted_sums(adaptive):\n    \
             \"\"\"Running sums of the frequencies before each symbol: all counts, or one of each and those so far.\"\"\"\n    \
             now = np.ones(size, int) if adaptive else counts.copy()\n    \
             table = np.concatenate([[0], np.cumsum(now)])\n    \
             for symbol in ids:\n        \
                 yield table\n        \
                 if adaptive:\n            \
                     table = table.copy()\n            \
                     table[symbol + 1 :] += 1\n\n\n\
         def predicted_sums(rows):\n    \
             for row in rows:\n        \
                 row = row / row.sum()\n        \
                 yield np.concatenate([[0], np.cumsum((row * 2**28).astype(np.int64) + 1)])\n\n\n\
         def bits_of(shares):\n    \
             \"\"\"The sum of -log2 p, infinite as soon as one p is 0.\"\"\"\n    \
             with np.errstate(divide=\"ignore\"):\n        \
                 return float(-np.log2(np.minimum(shares, 1)).sum() + 0.0) if n else 0.0\n\n\n\
         order = np.arange(n)\n\
         seen, before = np.zeros(size, int), []\n\
         for symbol in ids:\n    \
             before.append(seen[symbol])\n    \
             seen[symbol] += 1\n\
         ideal = {\n    \
             \"counts\": bits_of(counts[ids] / max(n, 1)) if n else 0.0,\n    \
             \"adaptive\": bits_of((np.array(before) + 1) / (order + size)),\n    \
             \"source\": nan,\n    \
             \"transformer\": nan,\n\
         }\n",
    );
    if toy {
        code.push_str(
            "rows = {\"source\": source_rows()}\nideal[\"source\"] = bits_of(rows[\"source\"][order, ids]) if n else 0.0\n",
        );
    }
    if network {
        code.push_str(&format!(
            "if n <= {SHORT}:\n    \
                 rows[\"transformer\"] = predict(\"transformer\", ids)[:n]\n\
             else:  # windows that advance by {STRIDE} words\n    \
                 known, passes = [0, *ids], {{}}\n    \
                 rows[\"transformer\"] = []\n    \
                 for end in range(1, n + 1):\n        \
                     begin = max(0, -(-(end - CONTEXT) // {STRIDE}) * {STRIDE})\n        \
                     if begin not in passes:\n            \
                         passes[begin] = network(known[begin : begin + CONTEXT])\n        \
                     rows[\"transformer\"].append(passes[begin][end - begin - 1])\n\
             rows[\"transformer\"] = np.array(rows[\"transformer\"])\n\
             ideal[\"transformer\"] = bits_of(rows[\"transformer\"][order, ids]) if n else 0.0\n"
        ));
    }
    code.push('\n');
    code
}

fn huffman() -> String {
    "# Huffman: join the two rarest trees until one is left; each join is one bit more for all in them.\n\
     lengths = np.zeros(size, int)\n\
     trees = [(int(counts[s]), s, [s]) for s in range(size) if counts[s]]\n\
     heapq.heapify(trees)\n\
     age = size\n\
     while len(trees) > 1:\n    \
         first, second = heapq.heappop(trees), heapq.heappop(trees)\n    \
         lengths[first[2] + second[2]] += 1\n    \
         heapq.heappush(trees, (first[0] + second[0], age, first[2] + second[2]))\n    \
         age += 1\n\
     huffman = int((counts * lengths).sum())\n\
     shares = counts[counts > 0] / max(n, 1)\n\
     entropy = float(-(shares * np.log2(shares)).sum() + 0.0)\n\n"
        .into()
}

fn chosen(state: &CompressionState, text: &Text) -> String {
    if text.ids.is_empty() {
        return "# Nothing takes no bits.\nbits = own = interval = certain_bits = right = 0\n"
            .into();
    }
    let codes = why_not(text, state.symbols, state.model).is_none();
    if !codes {
        return "# The chosen model doesn't predict these symbols.\n\
                bits = own = interval = certain_bits = right = nan\n"
            .into();
    }
    let tables = match state.model {
        Predictor::Counts => "list(counted_sums(False))",
        Predictor::Adaptive => "list(counted_sums(True))",
        Predictor::Source => "list(predicted_sums(rows[\"source\"]))",
        Predictor::Transformer => "list(predicted_sums(rows[\"transformer\"]))",
    };
    format!(
        "own = ideal[\"{}\"]\n\
         code, certain = encode({tables})\n\
         bits, certain_bits, right = len(code), certain[at], n\n\
         # The interval's width after the first symbols, by their whole frequencies.\n\
         interval = sum(math.log2(t[-1] / (t[s + 1] - t[s])) for t, s in zip({tables}, ids[:at]))\n\
         if flip is not None:\n    \
             code[flip] = 1 - code[flip]\n    \
             right = intact({tables}, code)\n",
        state.model.name()
    )
    .replace("list(", "(")
}

fn costs(state: &CompressionState, toy: bool, size: usize) -> String {
    let names = match (state.symbols, toy) {
        (SymbolKind::Bytes, _) | (SymbolKind::Words, true) => "0",
        (SymbolKind::Characters, _) => "whole_number(size) + 21 * size",
        (SymbolKind::Words, false) => {
            "whole_number(size) + sum(8 * (len(word.encode()) + 1) for word in alphabet)"
        }
    };
    let model = match state.model {
        Predictor::Counts => "names + sum(whole_number(int(c)) for c in counts)".to_owned(),
        Predictor::Adaptive => "names".to_owned(),
        Predictor::Source => {
            format!("96 * sum(len(arcs) for arcs in language[\"states\"]) + 80 * {size}")
        }
        Predictor::Transformer => format!("32 * {}", super::cost::WEIGHTS),
    };
    format!(
        "\n\ndef whole_number(k):\n    \
             \"\"\"Bits of a whole number in Elias' gamma code.\"\"\"\n    \
             return 2 * (k + 1).bit_length() - 1\n\n\n\
         names = {names}\n\
         model = {model}\n\
         length = whole_number(n)\n\
         total = bits{}\n",
        if state.cost { " + length + model" } else { "" }
    )
}

const RESULT: &str = r#"saved = huffman - own
if n == 0 or math.isnan(saved):
    pays = nan
else:
    # What is saved is known no better than a sum of n logarithms.
    rounding = (n + 8) * np.finfo(float).eps * own
    pays = math.inf if saved <= rounding else model * n / saved
each = [8 * len(text.encode()), huffman, *ideal.values()]
occurring = np.flatnonzero(counts)


def per_symbol(x):
    return x / n if n else nan


print(json.dumps({
    "bits": bits,
    "bits-per-symbol": per_symbol(bits),
    "ideal-bits": own,
    "huffman-bits": huffman,
    "huffman-per-symbol": per_symbol(huffman),
    "entropy": entropy,
    "symbol-count": n,
    "interval-bits": interval,
    "certain-bits": certain_bits,
    "intact": right,
    "model-bits": model,
    "length-bits": length,
    "total-bits": total,
    "break-even": pays,
    "bits-by-model": [per_symbol(x) for x in each],
    "huffman-lengths": lengths[occurring].tolist() if len(occurring) <= 2000 else [nan],
}))
"#;
