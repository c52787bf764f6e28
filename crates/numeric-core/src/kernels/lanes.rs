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
    use core::arch::wasm32::{
        f32x4, f32x4_add, f32x4_extract_lane, f32x4_splat, i32x4_shuffle, i64x2_shuffle,
    };

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

        /// Four rows of a 4×4 block as its four columns.
        #[inline(always)]
        pub(crate) fn transposed([a, b, c, d]: [Self; 4]) -> [Self; 4] {
            let (ab_low, ab_high) = (
                i32x4_shuffle::<0, 4, 1, 5>(a.0, b.0),
                i32x4_shuffle::<2, 6, 3, 7>(a.0, b.0),
            );
            let (cd_low, cd_high) = (
                i32x4_shuffle::<0, 4, 1, 5>(c.0, d.0),
                i32x4_shuffle::<2, 6, 3, 7>(c.0, d.0),
            );
            [
                Self(i64x2_shuffle::<0, 2>(ab_low, cd_low)),
                Self(i64x2_shuffle::<1, 3>(ab_low, cd_low)),
                Self(i64x2_shuffle::<0, 2>(ab_high, cd_high)),
                Self(i64x2_shuffle::<1, 3>(ab_high, cd_high)),
            ]
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

        /// Four rows of a 4×4 block as its four columns.
        #[inline(always)]
        pub(crate) fn transposed(rows: [Self; 4]) -> [Self; 4] {
            std::array::from_fn(|j| Self(std::array::from_fn(|i| rows[i].0[j])))
        }

        /// self + a·b.
        #[inline(always)]
        pub(crate) fn add_product(self, a: Self, b: Self) -> Self {
            Self(std::array::from_fn(|i| self.0[i] + a.0[i] * b.0[i]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lanes;
    use crate::portable_test;

    fn lanes(first: f32) -> Lanes {
        Lanes::load(&std::array::from_fn(|i| first + i as f32))
    }

    fn entries(lanes: Lanes) -> [f32; 4] {
        let mut entries = [f32::NAN; 4];
        lanes.store(&mut entries);
        entries
    }

    #[portable_test]
    fn each_lane_by_itself() {
        assert_eq!(entries(Lanes::splat(2.5)), [2.5; 4]);
        assert_eq!(
            entries(lanes(1.0).add(lanes(10.0))),
            [11.0, 13.0, 15.0, 17.0]
        );
        let sum = lanes(1.0).add_product(lanes(2.0), Lanes::splat(10.0));
        assert_eq!(entries(sum), [21.0, 32.0, 43.0, 54.0]);
    }

    #[portable_test]
    fn rows_become_columns() {
        let columns = Lanes::transposed([0.0, 10.0, 20.0, 30.0].map(lanes));
        for (j, column) in columns.into_iter().enumerate() {
            assert_eq!(
                entries(column),
                [0.0, 10.0, 20.0, 30.0].map(|x| x + j as f32)
            );
        }
    }
}
