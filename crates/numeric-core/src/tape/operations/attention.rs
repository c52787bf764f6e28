//! Multi-head scaled dot-product attention over sequences stacked as rows, fused.
//!
//! Equation, for each sequence and head: Y = A·V with A = softmax(s·Q·Kᵀ by rows, hidden entries left
//! out). Shapes: Q and K m×(h·d), V m×(h·e), Y m×(h·e), where the m rows are sequences of `context`
//! rows and head number i has columns i·d to (i+1)·d (i·e to (i+1)·e). Causal: query i sees keys up to
//! i. Backward: V̄ = Aᵀ·Ȳ; Ā = Ȳ·Vᵀ; S̄ = s·A ⊙ (Ā − rowsum(Ā ⊙ A)); Q̄ = S̄·K; K̄ = S̄ᵀ·Q.
//!
//! Kept for it, and for who wants to look: A of sequence b and head i is the block of `context`
//! columns from (b·h + i)·context on.
//!
//! Source: A. Vaswani et al., *Attention Is All You Need* (2017), §3.2.

use super::{Shape, mismatch};
use crate::error::{CoreError, Result};
use crate::kernels::{Operand, Target, Triangle, rows};
use crate::real::{self, Real};
use nalgebra::DMatrix;

/// How attention reads its inputs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heads {
    /// How many heads stand side by side.
    pub heads: usize,
    /// Rows of one sequence.
    pub context: usize,
    /// Whether a query sees only its own key and those before it.
    pub causal: bool,
    /// Whether the scores are divided by √d.
    pub scaled: bool,
}

impl Heads {
    /// The triangles in three products: the scores, which need only their lower triangle under a causal
    /// mask; those with the weights, which are lower triangular then; and those with their transpose.
    fn triangles(self) -> [Triangle; 3] {
        if self.causal {
            [
                Triangle::LowerResult,
                Triangle::LowerLeft,
                Triangle::UpperLeft,
            ]
        } else {
            [Triangle::None; 3]
        }
    }
}

/// Queries, keys and values: three matrices, or one with all three side by side in equal thirds.
#[derive(Clone, Copy)]
pub(crate) enum Inputs<'a, T: Real> {
    Separate([&'a DMatrix<T>; 3]),
    Packed(&'a DMatrix<T>),
}

impl<'a, T: Real> Inputs<'a, T> {
    fn rows(self) -> usize {
        match self {
            Self::Separate([q, _, _]) => q.nrows(),
            Self::Packed(all) => all.nrows(),
        }
    }

    /// The matrix that holds part 0, 1 or 2, and the part's columns there.
    fn part(self, number: usize) -> (&'a DMatrix<T>, usize, usize) {
        match self {
            Self::Separate(parts) => (parts[number], 0, parts[number].ncols()),
            Self::Packed(all) => (all, number * (all.ncols() / 3), all.ncols() / 3),
        }
    }

    /// Where the block of a part, a sequence and a head starts, and how many columns it has.
    fn place(self, number: usize, heads: Heads, sequence: usize, head: usize) -> (usize, usize) {
        let (matrix, first, columns) = self.part(number);
        let width = columns / heads.heads;
        (
            (first + head * width) * matrix.nrows() + sequence * heads.context,
            width,
        )
    }

    fn block(self, number: usize, heads: Heads, at: (usize, usize)) -> (Operand<'a, T>, usize) {
        let (start, width) = self.place(number, heads, at.0, at.1);
        let matrix = self.part(number).0;
        let entries = matrix.as_slice().get(start..).unwrap_or_default();
        (Operand::columns(entries, matrix.nrows()), width)
    }

    fn scale(self, heads: Heads) -> T {
        let width = self.part(0).2 / heads.heads;
        if heads.scaled {
            T::one() / real::sqrt(T::from_f64(width as f64))
        } else {
            T::one()
        }
    }
}

/// The shape of the output and of the kept weights.
pub(crate) fn shapes<T: Real>(inputs: Inputs<'_, T>, heads: Heads) -> Result<(Shape, Shape)> {
    let operation = match inputs {
        Inputs::Separate(_) => "attention",
        Inputs::Packed(_) => "packed attention",
    };
    let refuse = |what: String| Err(CoreError::not_allowed(operation, what));
    if heads.heads == 0 || heads.context == 0 {
        return refuse("needs at least one head and one row in a sequence".into());
    }
    if let Inputs::Packed(all) = inputs
        && all.ncols() % 3 != 0
    {
        return refuse(format!("{} columns are not three equal parts", all.ncols()));
    }
    let ((q, _, q_columns), (k, _, k_columns), (v, _, v_columns)) =
        (inputs.part(0), inputs.part(1), inputs.part(2));
    if q.nrows() != k.nrows() || q_columns != k_columns {
        return Err(mismatch(operation, q.shape(), k.shape()));
    }
    if k.nrows() != v.nrows() {
        return Err(mismatch(operation, k.shape(), v.shape()));
    }
    for columns in [q_columns, v_columns] {
        if columns == 0 {
            return Err(CoreError::Empty { operation });
        }
        if columns % heads.heads != 0 {
            return refuse(format!(
                "{columns} columns are not {} equal heads",
                heads.heads
            ));
        }
    }
    let rows = inputs.rows();
    if !rows.is_multiple_of(heads.context) {
        return refuse(format!(
            "{rows} rows are not sequences of {}",
            heads.context
        ));
    }
    Ok(((rows, v_columns), (heads.context, heads.heads * rows)))
}

fn target<T>(entries: &mut [T], column_stride: usize) -> Target<'_, T> {
    Target {
        entries,
        column_stride,
        accumulate: false,
    }
}

/// Writes the output and the weights.
pub(crate) fn forward<T: Real>(
    inputs: Inputs<'_, T>,
    heads: Heads,
    output: &mut DMatrix<T>,
    weights: &mut DMatrix<T>,
) {
    let n = heads.context;
    let rows = inputs.rows();
    let scale = inputs.scale(heads);
    let blocks = weights.as_mut_slice().chunks_exact_mut(n * n);
    for (number, block) in blocks.enumerate() {
        let at = (number / heads.heads, number % heads.heads);
        let ((q, width), (k, _), (v, v_width)) = (
            inputs.block(0, heads, at),
            inputs.block(1, heads, at),
            inputs.block(2, heads, at),
        );
        let [lower, of_lower, _] = heads.triangles();
        let scores = target(block, n);
        T::product_triangular((n, width, n), lower, q, k.transposed(), scores);
        for score in block.iter_mut() {
            // What overflows isn't hidden.
            *score = if *score < -T::LARGEST {
                -T::LARGEST
            } else {
                *score
            };
        }
        if heads.causal {
            rows::causal_softmax(block, n, scale);
        } else {
            rows::softmax(block, n, n, scale);
        }
        let start = at.1 * v_width * rows + at.0 * n;
        let to = target(&mut output.as_mut_slice()[start..], rows);
        T::product_triangular((n, n, v_width), of_lower, Operand::columns(block, n), v, to);
    }
}

/// Writes the gradients in queries, keys and values; `scratch` is `context`×`context`.
pub(crate) fn backward<T: Real>(
    inputs: Inputs<'_, T>,
    heads: Heads,
    weights: &DMatrix<T>,
    upstream: &DMatrix<T>,
    gradients: &mut [Option<DMatrix<T>>],
    scratch: &mut DMatrix<T>,
) {
    let n = heads.context;
    let rows = inputs.rows();
    let scale = inputs.scale(heads);
    for (number, block) in weights.as_slice().chunks_exact(n * n).enumerate() {
        let at = (number / heads.heads, number % heads.heads);
        let ((q, width), (k, _), (v, v_width)) = (
            inputs.block(0, heads, at),
            inputs.block(1, heads, at),
            inputs.block(2, heads, at),
        );
        let start = at.1 * v_width * rows + at.0 * n;
        let u = Operand::columns(&upstream.as_slice()[start..], rows);
        let a = Operand::columns(block, n);
        let [lower, of_lower, of_upper] = heads.triangles();
        let mut into = |part: usize, shape, needed, left, right| {
            let gradient = match inputs {
                Inputs::Separate(_) => &mut gradients[part],
                Inputs::Packed(_) => &mut gradients[0],
            };
            if let Some(gradient) = gradient {
                let start = inputs.place(part, heads, at.0, at.1).0;
                let to = target(&mut gradient.as_mut_slice()[start..], rows);
                T::product_triangular(shape, needed, left, right, to);
            }
        };
        into(2, (n, n, v_width), of_upper, a.transposed(), u);
        T::product_triangular(
            (n, v_width, n),
            lower,
            u,
            v.transposed(),
            target(scratch.as_mut_slice(), n),
        );
        if heads.causal {
            rows::causal_softmax_gradient(block, scratch.as_mut_slice(), n, scale);
        } else {
            rows::softmax_gradient(block, scratch.as_mut_slice(), n, n, scale);
        }
        let s = Operand::columns(scratch.as_slice(), n);
        into(0, (n, n, width), of_lower, s, k);
        into(1, (n, n, width), of_upper, s.transposed(), q);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attention::{Mask, attention};
    use crate::portable_test;
    use crate::random::Random;
    use nalgebra::dmatrix;

    #[portable_test]
    fn each_head_is_attention() {
        let mut random = Random::new(5);
        let mut matrix = |columns| DMatrix::from_fn(6, columns, |_, _| random.normal());
        // Two sequences of three rows, two heads; values wider than keys.
        let (q, k, v) = (matrix(4), matrix(4), matrix(6));
        for (causal, mask) in [(false, Mask::None), (true, Mask::Causal)] {
            let heads = Heads {
                heads: 2,
                context: 3,
                causal,
                scaled: true,
            };
            let inputs = Inputs::Separate([&q, &k, &v]);
            let (shape, kept) = shapes(inputs, heads).unwrap();
            assert_eq!((shape, kept), ((6, 6), (3, 12)));
            let (mut y, mut a) = (DMatrix::zeros(6, 6), DMatrix::zeros(3, 12));
            forward(inputs, heads, &mut y, &mut a);
            for sequence in 0..2 {
                for head in 0..2 {
                    let of = |m: &DMatrix<f64>, width: usize| {
                        m.view((3 * sequence, head * width), (3, width))
                            .into_owned()
                    };
                    let expected =
                        attention(&of(&q, 2), &of(&k, 2), &of(&v, 3), true, mask).unwrap();
                    assert!((of(&y, 3) - expected.output).amax() < 1e-15);
                    let weights = a.columns((2 * sequence + head) * 3, 3);
                    assert!((weights - expected.weights).amax() < 1e-15);
                }
            }
        }
    }

    #[portable_test]
    fn packed_and_separate_agree() {
        let mut random = Random::new(6);
        let all = DMatrix::from_fn(4, 12, |_, _| random.normal());
        let [q, k, v] = [0, 4, 8].map(|first| all.columns(first, 4).into_owned());
        let u = DMatrix::from_fn(4, 4, |_, _| random.normal());
        let heads = Heads {
            heads: 2,
            context: 2,
            causal: true,
            scaled: true,
        };
        let (mut y, mut a, mut scratch) = (
            DMatrix::zeros(4, 4),
            DMatrix::zeros(2, 8),
            DMatrix::zeros(2, 2),
        );
        let mut run = |inputs, parts| {
            forward(inputs, heads, &mut y, &mut a);
            let mut gradients: Vec<_> = (0..parts)
                .map(|_| Some(DMatrix::zeros(4, 12 / parts)))
                .collect();
            backward(inputs, heads, &a, &u, &mut gradients, &mut scratch);
            (
                y.clone(),
                gradients.into_iter().flatten().collect::<Vec<_>>(),
            )
        };
        let (one, packed) = run(Inputs::Packed(&all), 1);
        let (other, separate) = run(Inputs::Separate([&q, &k, &v]), 3);
        assert_eq!(one, other);
        for (part, gradient) in separate.iter().enumerate() {
            assert_eq!(&packed[0].columns(4 * part, 4).into_owned(), gradient);
        }
    }

    #[portable_test]
    fn what_is_refused() {
        let (x, y) = (DMatrix::<f64>::zeros(4, 4), DMatrix::zeros(4, 6));
        let row = dmatrix![1.0, 2.0];
        let heads = |heads, context| Heads {
            heads,
            context,
            causal: false,
            scaled: true,
        };
        let ask = |q, k, v, h, c| shapes(Inputs::Separate([q, k, v]), heads(h, c)).is_ok();
        assert!(ask(&x, &x, &y, 2, 2));
        assert!(!ask(&x, &x, &y, 0, 2) && !ask(&x, &x, &y, 2, 0));
        assert!(!ask(&x, &y, &y, 2, 2) && !ask(&x, &x, &row, 2, 2));
        assert!(!ask(&x, &x, &y, 4, 2) && !ask(&x, &x, &y, 2, 3));
        assert!(shapes(Inputs::Packed(&x), heads(1, 2)).is_err());
        assert!(shapes(Inputs::Packed(&y), heads(2, 2)).is_ok());
    }
}
