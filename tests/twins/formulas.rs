//! Random formulas over everything that the parser takes, for the panels of typed formulas: whatever is
//! typed must run in its program.

use four_pillars::contract::{Address, Key, Kind};
use numeric_core::random::Random;

/// What a part of a formula is to be: rows and columns.
type Shape = (usize, usize);

/// Names of the reader's own, with the shapes that they have here.
const NAMES: &[(&str, Shape)] = &[
    ("a", (1, 1)),
    ("b", (1, 1)),
    ("x", (2, 1)),
    ("y", (2, 1)),
    ("r", (1, 3)),
    ("A", (2, 3)),
    ("B", (3, 2)),
    ("W", (2, 2)),
];

/// The same of numbers alone.
const NUMBERED: &[(&str, Shape)] = &[("a", (1, 1)), ("b", (1, 1))];

const ENTRYWISE: &[&str] = &[
    "abs",
    "acos",
    "asin",
    "atan",
    "cbrt",
    "cos",
    "cosh",
    "erf",
    "exp",
    "floor",
    "gelu",
    "gelu_tanh",
    "leaky_relu",
    "log",
    "log10",
    "log2",
    "relu",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
];

const NUMBERS: &[&str] = &[
    "0", "1", "2", "3", "0.5", "1e-3", "10", "1e4", "pi", "e", "(-1)", "(-2)", "(1/3)", "1e8",
];

/// Values of variables.
const VALUES: &[&str] = &[
    "0", "1", "-1", "0.5", "-2", "3", "0.1", "-0.7", "1e-5", "1000", "-30", "1e-9", "2.5",
];

/// Makes formulas of the names it is given.
struct Formulas<'a> {
    random: &'a mut Random,
    names: Vec<(&'static str, Shape)>,
}

impl<'a> Formulas<'a> {
    /// Of numbers with these names.
    fn of_numbers(random: &'a mut Random, names: &[&'static str]) -> Self {
        let names = names.iter().map(|name| (*name, (1, 1))).collect();
        Self { random, names }
    }

    /// With these names.
    fn with(random: &'a mut Random, names: &[(&'static str, Shape)]) -> Self {
        let names = names.to_vec();
        Self { random, names }
    }

    fn below(&mut self, n: usize) -> usize {
        self.random.below(n).unwrap()
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// So many of the values.
    fn row(&mut self, count: usize) -> String {
        let row: Vec<&str> = (0..count).map(|_| self.pick(VALUES)).collect();
        row.join(",")
    }

    /// A formula whose value is a number.
    fn number(&mut self, depth: usize) -> String {
        let matrices = self.names.iter().any(|(_, shape)| *shape != (1, 1));
        if depth == 0 {
            return self.leaf((1, 1));
        }
        match self.below(if matrices { 12 } else { 8 }) {
            0 => self.leaf((1, 1)),
            1..8 => self.entrywise((1, 1), depth),
            8 => {
                let shape = self.shape();
                let function = self.pick(&["sum", "mean", "norm"]);
                format!("{function}({})", self.of(shape, depth - 1))
            }
            9 => {
                let shape = self.pick(&[(2, 1), (1, 3)]);
                let (one, other) = (self.of(shape, depth - 1), self.of(shape, depth - 1));
                match self.below(4) {
                    0 => format!("dot({one}, {other})"),
                    1 => format!("cross_entropy({one}, {other})"),
                    2 => format!("cross_entropy({one}, {})", self.below(2)),
                    _ if shape.0 == 1 => format!("({one})*({other})'"),
                    _ => format!("({one})'*({other})"),
                }
            }
            _ => {
                let (rows, columns) = self.shape();
                let (i, j) = (self.below(rows), self.below(columns));
                format!("({})[{i},{j}]", self.of((rows, columns), depth - 1))
            }
        }
    }

    fn shape(&mut self) -> Shape {
        self.pick(&[(1, 1), (2, 1), (1, 3), (2, 3), (3, 2), (2, 2)])
    }

    fn leaf(&mut self, shape: Shape) -> String {
        let fitting = self.names.iter().filter(|(_, of)| *of == shape);
        let names: Vec<&'static str> = fitting.map(|(name, _)| *name).collect();
        if shape == (1, 1) && (names.is_empty() || self.below(3) == 0) {
            return self.pick(NUMBERS).into();
        }
        if names.is_empty() {
            let row = |this: &mut Self| {
                let entries = (0..shape.1).map(|_| this.pick(NUMBERS));
                entries.collect::<Vec<_>>().join(", ")
            };
            let rows: Vec<String> = (0..shape.0).map(|_| row(self)).collect();
            return format!("[{}]", rows.join("; "));
        }
        self.pick(&names).into()
    }

    /// A formula of a shape.
    fn of(&mut self, shape: Shape, depth: usize) -> String {
        if shape == (1, 1) {
            return self.number(depth);
        }
        if depth == 0 {
            return self.leaf(shape);
        }
        let (rows, columns) = shape;
        match self.below(12) {
            0 => self.leaf(shape),
            1 => format!("({})'", self.of((columns, rows), depth - 1)),
            2 => {
                let inner = 1 + self.below(3);
                let known = |of: &Shape| NAMES.iter().any(|(_, shape)| shape == of);
                if inner == 1 || !known(&(rows, inner)) || !known(&(inner, columns)) {
                    return self.entrywise(shape, depth);
                }
                let left = self.of((rows, inner), depth - 1);
                format!("({left})*({})", self.of((inner, columns), depth - 1))
            }
            3 => {
                let function = self.pick(&["softmax", "log_softmax", "layer_norm"]);
                format!("{function}({})", self.of(shape, depth - 1))
            }
            4 => {
                let row = |this: &mut Self| {
                    let entries = (0..columns).map(|_| this.number(depth.saturating_sub(2)));
                    entries.collect::<Vec<_>>().join(", ")
                };
                let all: Vec<String> = (0..rows).map(|_| row(self)).collect();
                format!("[{}]", all.join("; "))
            }
            5 => format!(
                "({})*({})",
                self.number(depth - 1),
                self.of(shape, depth - 1)
            ),
            _ => self.entrywise(shape, depth),
        }
    }

    /// What is done to each entry.
    fn entrywise(&mut self, shape: Shape, depth: usize) -> String {
        let one = self.of(shape, depth - 1);
        let alike = self.below(3) > 0;
        let number = shape == (1, 1);
        let kind = self.below(11);
        let mut other = || self.of(if alike { shape } else { (1, 1) }, depth - 1);
        match kind {
            0 => format!("({one}) + ({})", other()),
            1 => format!("({one}) - ({})", other()),
            2 if number => format!("({one})*({})", other()),
            2 => format!("({one}) .* ({})", other()),
            3 => format!("({one}) ./ ({})", other()),
            4 => format!("({one}) .^ ({})", other()),
            5 => format!("({one}) .^ {}", self.below(4)),
            6 => format!("-({one})"),
            7 => format!(
                "{}({one}, {})",
                self.pick(&["max", "min"]),
                self.of(shape, depth - 1)
            ),
            8 => format!("leaky_relu({one}, {})", self.pick(&["0", "0.1", "1"])),
            _ => format!("{}({one})", self.pick(ENTRYWISE)),
        }
    }
}

/// Whether a panel is about typed formulas: its keys are formulas and numbers and nothing else.
pub fn are_of_formulas(keys: &[Key]) -> bool {
    let formula = |key: &Key| matches!(key.kind, Kind::Expression { .. } | Kind::Open);
    let number = |key: &Key| {
        use Kind::{Integer, Named, Number, Vector};
        matches!(
            key.kind,
            Number { .. } | Integer { .. } | Vector { .. } | Named(_)
        )
    };
    keys.iter().any(formula) && keys.iter().all(|key| formula(key) || number(key))
}

/// Random formulas for the keys of a panel, and values for its names and for its first key of numbers,
/// which is the point; the other keys are left out. With `shapes` a formula of any names has vectors
/// and matrices.
pub fn address(id: &str, keys: &[Key], shapes: bool, seed: u64) -> Address {
    let mut random = Random::new(seed);
    let depth = 1 + (seed % 4) as usize;
    let composed = |key: &&Key| matches!(key.kind, Kind::Expression { .. });
    let shallow = if keys.iter().filter(composed).count() > 1 {
        depth.min(2)
    } else {
        depth
    };
    let names = if shapes { NAMES } else { NUMBERED };
    let mut placed = false;
    let mut pairs = Vec::new();
    for key in keys {
        let text = match key.kind {
            Kind::Expression { variables } => {
                Formulas::of_numbers(&mut random, variables).number(shallow)
            }
            Kind::Open => Formulas::with(&mut random, names).number(depth),
            Kind::Named(_) => values(&mut Formulas::with(&mut random, names)),
            Kind::Number { .. } if !placed => {
                placed = true;
                Formulas::with(&mut random, names).row(1)
            }
            Kind::Vector { length, .. } if !placed => {
                placed = true;
                Formulas::with(&mut random, names).row(length.0)
            }
            _ => continue,
        };
        pairs.push((key.name.into(), text));
    }
    Address {
        id: id.into(),
        pairs,
    }
}

/// A value for each name.
fn values(formulas: &mut Formulas) -> String {
    let names = formulas.names.clone();
    let value = |(name, (rows, columns)): (&str, Shape)| {
        let all: Vec<String> = (0..rows).map(|_| formulas.row(columns)).collect();
        format!("{name}:{}", all.join(";"))
    };
    let values: Vec<String> = names.into_iter().map(value).collect();
    values.join(",")
}
