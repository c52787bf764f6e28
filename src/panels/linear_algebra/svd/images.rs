//! Small pictures, made here from formulas: brightness from 0 to 1 in hundredths.

use crate::choices;
use crate::contract::prelude::*;
use nalgebra::DMatrix;
use numeric_core::probability::softmax;
use numeric_core::random::Random;
use std::sync::OnceLock;

/// A picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Image {
    /// A face.
    Face,
    /// An R.
    Letter,
    /// From dark to bright.
    Gradient,
    /// Brightness at random.
    Noise,
    /// The attention weights of a few words.
    Attention,
}

choices! {
    Image {
        Image::Face => "face",
        Image::Letter => "letter",
        Image::Gradient => "gradient",
        Image::Noise => "noise",
        Image::Attention => "attention",
    }
}

/// Rows and columns of a picture.
const SIDE: usize = 24;
/// The words of the attention weights.
const WORDS: usize = 12;

impl Image {
    /// Its brightness, made when it is first looked at.
    #[must_use]
    pub fn brightness(self) -> &'static DMatrix<f64> {
        static MADE: [OnceLock<DMatrix<f64>>; 5] = [const { OnceLock::new() }; 5];
        MADE[self as usize].get_or_init(|| match self {
            Image::Face => drawn(face),
            Image::Letter => drawn(letter),
            Image::Gradient => drawn(|x, y| 0.5 + 0.25 * x + 0.2 * y + 0.05 * x * y),
            Image::Noise => {
                let mut random = Random::new(24);
                drawn(|_, _| random.uniform())
            }
            Image::Attention => attention(),
        })
    }
}

/// Brightness at places from −1 to 1, x to the right and y up.
fn drawn(mut brightness: impl FnMut(f64, f64) -> f64) -> DMatrix<f64> {
    let place = |i: usize| (2.0 * i as f64 + 1.0) / SIDE as f64 - 1.0;
    DMatrix::from_fn(SIDE, SIDE, |i, j| {
        decimals(brightness(place(j), -place(i)).clamp(0.0, 1.0), 2)
    })
}

/// 1 inside, 0 outside, with a soft edge: `inside` is a distance from the edge.
fn soft(inside: f64) -> f64 {
    (0.5 + 7.0 * inside).clamp(0.0, 1.0)
}

fn letter(x: f64, y: f64) -> f64 {
    // An R: a stem, a bow, and a leg.
    let stem = (0.14 - (x + 0.5).abs()).min(0.8 - y.abs());
    let bow = 0.14 - ((((x + 0.05) / 1.1).hypot(y - 0.35)) - 0.36).abs();
    let bow = if x > -0.45 { bow } else { -1.0 };
    let leg = (0.16 - (x - 0.28 + 0.55 * (y + 0.4)).abs()).min((0.1 - y).min(y + 0.8));
    soft(stem.max(bow).max(leg))
}

fn face(x: f64, y: f64) -> f64 {
    let light = 0.78 + 0.15 * x + 0.1 * y;
    let head = soft(0.85 - (x / 0.9).hypot(y));
    let eye = |side: f64| soft(0.13 - (x - side).hypot(1.2 * (y - 0.25)));
    let smile = soft(0.08 - (x.hypot(y + 0.02) - 0.5).abs()) * soft(-0.22 - y);
    let nose = soft(0.06 - x.abs()) * soft(0.16 - (y + 0.02).abs());
    let dark = eye(-0.34).max(eye(0.34)).max(smile).max(0.35 * nose);
    0.12 + (light - 0.12) * head * (1.0 - 0.85 * dark)
}

/// Attention weights of twelve words with queries and keys of width 3.
fn attention() -> DMatrix<f64> {
    let mut random = Random::new(5);
    let mut draw = || DMatrix::from_fn(WORDS, 3, |_, _| random.normal());
    let (q, k) = (draw(), draw());
    let mut weights = DMatrix::zeros(WORDS, WORDS);
    for i in 0..WORDS {
        let scores: Vec<f64> = (0..WORDS).map(|j| 1.2 * q.row(i).dot(&k.row(j))).collect();
        let row = softmax(&scores).unwrap_or_else(|_| vec![0.0; WORDS]);
        for (j, weight) in row.into_iter().enumerate() {
            weights[(i, j)] = decimals(weight, 3);
        }
    }
    weights
}
