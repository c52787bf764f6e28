//! Four f32 at once, the vector of wasm's SIMD.
//!
//! On wasm these are the machine's vectors, and natively an array that the compiler turns into
//! vectors. Both round each operation as IEEE 754 says, so results are the same bits; a build with
//! relaxed SIMD fuses multiply and add where the machine does, which rounds once instead of twice.

/// Four numbers.
#[derive(Clone, Copy)]
pub(crate) struct Lanes(Inner);

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
type Inner = core::arch::wasm32::v128;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
type Inner = [f32; 4];

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod implementation {
    use super::Lanes;
    use core::arch::wasm32::{f32x4, f32x4_add, f32x4_extract_lane, f32x4_splat};

    impl Lanes {
        #[inline(always)]
        pub(crate) fn splat(x: f32) -> Self {
            Self(f32x4_splat(x))
        }

        #[inline(always)]
        pub(crate) fn load(x: &[f32; 4]) -> Self {
            Self(f32x4(x[0], x[1], x[2], x[3]))
        }

        #[inline(always)]
        pub(crate) fn store(self, to: &mut [f32; 4]) {
            *to = [
                f32x4_extract_lane::<0>(self.0),
                f32x4_extract_lane::<1>(self.0),
                f32x4_extract_lane::<2>(self.0),
                f32x4_extract_lane::<3>(self.0),
            ];
        }

        #[inline(always)]
        pub(crate) fn add(self, other: Self) -> Self {
            Self(f32x4_add(self.0, other.0))
        }

        /// self + a·b.
        #[cfg(not(target_feature = "relaxed-simd"))]
        #[inline(always)]
        pub(crate) fn add_product(self, a: Self, b: Self) -> Self {
            Self(f32x4_add(self.0, core::arch::wasm32::f32x4_mul(a.0, b.0)))
        }

        /// self + a·b, rounded once or twice.
        #[cfg(target_feature = "relaxed-simd")]
        #[inline(always)]
        pub(crate) fn add_product(self, a: Self, b: Self) -> Self {
            Self(core::arch::wasm32::f32x4_relaxed_madd(a.0, b.0, self.0))
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod implementation {
    use super::Lanes;

    impl Lanes {
        #[inline(always)]
        pub(crate) fn splat(x: f32) -> Self {
            Self([x; 4])
        }

        #[inline(always)]
        pub(crate) fn load(x: &[f32; 4]) -> Self {
            Self(*x)
        }

        #[inline(always)]
        pub(crate) fn store(self, to: &mut [f32; 4]) {
            *to = self.0;
        }

        #[inline(always)]
        pub(crate) fn add(self, other: Self) -> Self {
            Self(std::array::from_fn(|i| self.0[i] + other.0[i]))
        }

        /// self + a·b.
        #[inline(always)]
        pub(crate) fn add_product(self, a: Self, b: Self) -> Self {
            Self(std::array::from_fn(|i| self.0[i] + a.0[i] * b.0[i]))
        }
    }
}
