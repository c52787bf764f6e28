//! The loops that everything else spends its time in: matrix products, row-wise softmax, sums.
//!
//! They are compiled here, and not where they are used, because a page is compiled for size.

pub(crate) mod exponential;
pub(crate) mod lanes;
pub mod product;
pub(crate) mod rows;
pub(crate) mod sums;

pub use product::{Operand, Packed, Target, Triangle};

/// C = A·B or C += A·B in single precision, compiled here and so for speed; see
/// [`Real::product`](crate::real::Real::product).
///
/// # Panics
///
/// When an entry that the shape asks for lies outside of its slice.
#[inline(never)]
pub fn product_f32(
    shape: (usize, usize, usize),
    left: Operand<'_, f32>,
    right: Operand<'_, f32>,
    target: Target<'_, f32>,
) {
    product::single(shape, left, right, target);
}
