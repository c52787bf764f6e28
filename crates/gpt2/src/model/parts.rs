//! What each part of the model writes into the stream, and what it contributes to a logit.
//!
//! At the present scale of the last normalisation, the logit of a token is a sum over all parts: with
//! the last stream x, its mean μ and s = 1/√(σ² + ε), the part that writes w contributes
//! Σᵢ (wᵢ − mean w)·s·γᵢ·uᵢ, where u is the token's row of W_U; β·u belongs to no part.

use super::{Model, PROJECTION, Pass, kernels};
use crate::error::{Gpt2Error, Result};

/// A part that writes into the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Token and position.
    Embedding,
    /// A head, counted through all layers.
    Head(usize),
    /// The bias of a layer's projection, the same at every token.
    Bias(usize),
    /// A layer's feed-forward layers, their biases included.
    Mlp(usize),
}

/// What the parts contribute to a logit.
#[derive(Debug, Clone, PartialEq)]
pub struct Contributions {
    /// Each part's share, in the order of [`Model::parts`].
    pub parts: Vec<f64>,
    /// β·u, which belongs to no part.
    pub constant: f64,
    /// The same shares with each part divided by its own standard deviation, not by that of the stream.
    pub alone: Vec<f64>,
    /// How far rounding alone may take the shares and the constant together from the logit of the
    /// forward pass.
    pub rounding: f64,
}

impl Part {
    /// All parts of a model of so many layers with so many heads each, in the order in which they write.
    #[must_use]
    pub fn all(layers: usize, heads: usize) -> Vec<Self> {
        let block = |layer: usize| {
            let heads = (0..heads).map(move |head| Self::Head(layer * heads + head));
            heads.chain([Self::Bias(layer), Self::Mlp(layer)])
        };
        let blocks = (0..layers).flat_map(block);
        std::iter::once(Self::Embedding).chain(blocks).collect()
    }
}

impl Model {
    /// All parts in the order in which they write.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        Part::all(self.sizes.layers, self.sizes.heads)
    }

    /// What a part writes at a place of a pass that kept all.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::Asked`] for a part or place that isn't there.
    pub fn write(&self, pass: &Pass, part: Part, place: usize) -> Result<Vec<f32>> {
        let sizes = self.sizes;
        let none = || Gpt2Error::Asked(format!("nothing was kept of {part:?} at token {place}"));
        let line = |tables: &[Vec<f32>], at: usize| -> Result<Vec<f32>> {
            let table = tables.get(at).ok_or_else(none)?;
            let mut lines = table.chunks_exact(sizes.width);
            Ok(lines.nth(place).ok_or_else(none)?.to_vec())
        };
        match part {
            Part::Embedding => line(&pass.stream, 0),
            Part::Mlp(layer) => line(&pass.mlps, layer),
            Part::Bias(layer) => {
                let block = self.blocks.get(layer).ok_or_else(none)?;
                Ok(block.linear[PROJECTION].bias.clone())
            }
            Part::Head(head) => {
                let (layer, head) = (head / sizes.heads, head % sizes.heads);
                let mixed = line(&pass.mixed, layer)?;
                let range = head * sizes.each()..(head + 1) * sizes.each();
                let mut write = vec![0.0; sizes.width];
                let weight = &self.blocks[layer].linear[PROJECTION].weight;
                weight.times(range.clone(), (&mixed[range], 0), 1, (&mut write, 0))?;
                Ok(write)
            }
        }
    }

    /// The lengths of what all parts write at a place, in the order of [`Model::parts`].
    ///
    /// # Errors
    ///
    /// As for [`Model::write`].
    pub fn lengths(&self, pass: &Pass, place: usize) -> Result<Vec<f64>> {
        let length = |part| {
            let write = self.write(pass, part, place)?;
            let square = write.iter().map(|x| f64::from(*x) * f64::from(*x));
            Ok(numeric_core::real::sqrt(square.sum()))
        };
        self.parts().into_iter().map(length).collect()
    }

    /// What each part contributes to the logit of a token at a place. They add up to it, with the
    /// constant.
    ///
    /// # Errors
    ///
    /// As for [`Model::write`]; [`Gpt2Error::Asked`] for an unknown token.
    pub fn contributions(&self, pass: &Pass, place: usize, token: usize) -> Result<Contributions> {
        if token >= self.sizes.vocabulary {
            return Err(Gpt2Error::Asked(format!("there is no token {token}")));
        }
        let last = pass.stream.last();
        let last = last.and_then(|x| x.chunks_exact(self.sizes.width).nth(place));
        let last =
            last.ok_or_else(|| Gpt2Error::Asked(format!("nothing was kept of the token {place}")))?;
        let (_, scale) = kernels::moments(last, self.epsilon);
        let row = self.head().row(token);
        let weighted: Vec<f64> = row
            .zip(&self.final_norm.weight)
            .map(|(u, weight)| f64::from(u) * f64::from(*weight))
            .collect();
        let mean = weighted.iter().sum::<f64>() / weighted.len() as f64;
        // Σ (wᵢ − mean w)·gᵢ is Σ wᵢ·(gᵢ − mean g).
        let direction: Vec<f64> = weighted
            .iter()
            .map(|g| f64::from(scale) * (g - mean))
            .collect();
        let (mut shares, mut alone) = (Vec::new(), Vec::new());
        for part in self.parts() {
            let write = self.write(pass, part, place)?;
            let products = write.iter().zip(&direction).map(|(w, d)| f64::from(*w) * d);
            let share: f64 = products.sum();
            let (_, own) = kernels::moments(&write, self.epsilon);
            alone.push(share * (f64::from(own) / f64::from(scale)));
            shares.push(share);
        }
        let constant = self.head().row(token).zip(&self.final_norm.bias);
        Ok(Contributions {
            parts: shares,
            constant: constant.map(|(u, b)| f64::from(u) * f64::from(*b)).sum(),
            alone,
            rounding: self.rounding(pass, place, token, &direction)?,
        })
    }

    /// A bound on what rounding does between the logit of a token and the sum of its shares. With
    /// u = 2⁻²⁴ and γₙ = n·u/(1 − n·u), n numbers that are added in any order are off by at most γₙ
    /// times the sum of their sizes. First order in u; the factor 1.01 covers the rest.
    ///
    /// - Each half-layer is added to the stream: u·|x| for each number of it.
    /// - What the heads write is added up in the projection, and once more for each head alone.
    /// - The normalisation rounds four times, and the mean once.
    /// - The logit is a sum of width products. The shares are summed in double precision.
    fn rounding(&self, pass: &Pass, place: usize, token: usize, direction: &[f64]) -> Result<f64> {
        let unit = f64::from(f32::EPSILON) / 2.0;
        let width = self.sizes.width;
        let gamma = |n: usize| n as f64 * unit / (1.0 - n as f64 * unit);
        let line = |table: &[f32]| -> Vec<f64> {
            let here = table.chunks_exact(width).nth(place).unwrap_or_default();
            here.iter().map(|x| f64::from(*x)).collect()
        };
        let mut moved = vec![0.0; width];
        for stream in pass.stream.iter().skip(1) {
            for (moved, x) in moved.iter_mut().zip(line(stream)) {
                *moved += unit * x.abs();
            }
        }
        // Once for the whole product, once for those of the heads, and the bias.
        let sums = gamma(width + 1) + gamma(self.sizes.each()) + unit;
        for (block, mixed) in self.blocks.iter().zip(&pass.mixed) {
            let (mixed, projection) = (line(mixed), &block.linear[PROJECTION]);
            for (at, moved) in moved.iter_mut().enumerate() {
                let row = projection.weight.row(at).zip(&mixed);
                let sizes: f64 = row.map(|(w, m)| (f64::from(w) * m).abs()).sum();
                *moved += sums * (sizes + f64::from(projection.bias[at]).abs());
            }
        }
        let last = line(pass.stream.last().map_or(&[], Vec::as_slice));
        let stream: f64 = moved.iter().zip(direction).map(|(m, d)| m * d.abs()).sum();
        let single: Vec<f32> = last.iter().map(|x| *x as f32).collect();
        let (mean, scale) = kernels::moments(&single, self.epsilon);
        let (mean, scale) = (f64::from(mean), f64::from(scale));
        let norm = self.final_norm.weight.iter().zip(&self.final_norm.bias);
        let terms = self.head().row(token).zip(norm).zip(&last);
        let logit: f64 = terms
            .map(|((u, (weight, bias)), x)| {
                let (u, weight, bias) = (f64::from(u), f64::from(*weight), f64::from(*bias));
                let normal = ((x - mean) * scale * weight).abs();
                let rounded = 3.0 * normal + (mean * scale * weight).abs();
                let whole = normal + bias.abs();
                u.abs() * (unit * (rounded + whole) + gamma(width) * whole)
            })
            .sum();
        Ok(1.01 * (stream + logit))
    }

    /// The logits after the embedding and after every half-layer, at a place: what the model would say
    /// if it ended there. One table for each, in the order of [`Pass::stream`].
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::Asked`] where nothing was kept of the place.
    pub fn lens(&self, pass: &Pass, place: usize) -> Result<Vec<Vec<f32>>> {
        let width = self.sizes.width;
        let mut streams = Vec::new();
        for stream in &pass.stream {
            let line = stream.chunks_exact(width).nth(place);
            streams.extend_from_slice(line.ok_or_else(|| {
                Gpt2Error::Asked(format!("nothing was kept of the token {place}"))
            })?);
        }
        let logits = self.unembed(&streams)?;
        let each = logits.chunks_exact(self.sizes.vocabulary);
        Ok(each.map(<[f32]>::to_vec).collect())
    }
}
