//! The closed forms of each family with the present numbers: density, mean and variance.

use super::state::{DistributionsState, Kind};
use crate::contract::prelude::*;

/// A formula of numbers that were put in, which keep their digits, and behind them a result.
macro_rules! given {
    ($latex:tt; $($name:ident = $x:expr),+; $result:ident) => {
        fixed!($latex; $($name = $x,)+ $result)$(.given(stringify!($name), $x))+
    };
}

/// The probability or density in letters, and its value at x.
pub fn density(state: &DistributionsState, d: f64) -> Formula {
    let x = state.x;
    match state.family {
        Kind::Bernoulli => given!(
            r"\tint{truth}{p(1)} = p = \live{p}, \quad \tint{truth}{p(0)} = 1-p = \live{q}; \qquad \tint{truth}{p(\live{x})} = \tint{truth}{\live{d}}";
            p = state.p, q = tidy(1.0 - state.p), x = x; d
        ),
        Kind::Binomial => given!(
            r"\tint{truth}{p(k)} = \binom{\live{n}}{k}\,\live{p}^{\,k}\,\live{q}^{\,\live{m}-k}, \qquad \tint{truth}{p(\live{x})} = \tint{truth}{\live{d}}";
            n = state.trials as f64, p = state.p, q = tidy(1.0 - state.p), m = state.trials as f64, x = x; d
        ),
        Kind::Geometric => given!(
            r"\tint{truth}{p(k)} = \live{q}^{\,k-1}\cdot\live{p} \quad (k = 1, 2, \dots), \qquad \tint{truth}{p(\live{x})} = \tint{truth}{\live{d}}";
            q = tidy(1.0 - state.p), p = state.p, x = x; d
        ),
        Kind::Poisson => given!(
            r"\tint{truth}{p(k)} = \frac{\live{a}^{\,k}\,e^{-\live{b}}}{k!}, \qquad \tint{truth}{p(\live{x})} = \tint{truth}{\live{d}}";
            a = state.rate, b = state.rate, x = x; d
        ),
        Kind::Categorical => given!(
            r"\tint{truth}{p(k)} = \frac{w_k}{\sum_j w_j} \quad (k = 0, \dots, \live{last}), \qquad \tint{truth}{p(\live{x})} = \tint{truth}{\live{d}}";
            last = state.weights.len() as f64 - 1.0, x = x; d
        ),
        Kind::Uniform => given!(
            r"\tint{truth}{p(x)} = \frac{1}{\live{b} - (\live{a})} \;\; \text{between these ends}, \qquad \tint{truth}{p(\live{x})} = \tint{truth}{\live{d}}";
            b = state.high, a = state.low, x = x; d
        ),
        Kind::Normal => given!(
            r"\tint{truth}{p(x)} = \frac{1}{\live{s}\,\sqrt{2\pi}}\,\exp\!\left(-\frac{(x-(\live{m}))^2}{2\cdot\live{t}^2}\right), \qquad \tint{truth}{p(\live{x})} = \tint{truth}{\live{d}}";
            s = state.sigma, m = state.mu, t = state.sigma, x = x; d
        ),
        Kind::Exponential => given!(
            r"\tint{truth}{p(x)} = \live{a}\,e^{-\live{b}\,x} \quad (x \ge 0), \qquad \tint{truth}{p(\live{x})} = \tint{truth}{\live{d}}";
            a = state.rate, b = state.rate, x = x; d
        ),
        Kind::Gamma => given!(
            r"\tint{truth}{p(x)} = \frac{\live{r}^{\,\live{a}}}{\Gamma(\live{b})}\,x^{\live{c}-1}\,e^{-\live{s}\,x} \quad (x \ge 0), \qquad \tint{truth}{p(\live{x})} = \tint{truth}{\live{d}}";
            r = state.rate, a = state.shape, b = state.shape, c = state.shape, s = state.rate, x = x; d
        ),
        Kind::Beta => given!(
            r"\tint{truth}{p(x)} = \frac{x^{\live{a}-1}\,(1-x)^{\live{b}-1}}{\mathrm{B}(\live{c}, \live{e})} \quad (0 \le x \le 1), \qquad \tint{truth}{p(\live{x})} = \tint{truth}{\live{d}}";
            a = state.a, b = state.b, c = state.a, e = state.b, x = x; d
        ),
        Kind::Cauchy => given!(
            r"\tint{truth}{p(x)} = \frac{1}{\pi\cdot\live{s}\,\left(1+\left(\frac{x-(\live{m})}{\live{t}}\right)^2\right)}, \qquad \tint{truth}{p(\live{x})} = \tint{truth}{\live{d}}";
            s = state.scale, m = state.location, t = state.scale, x = x; d
        ),
    }
}

/// The mean in closed form; a Cauchy variable's integral up to T, which grows without bound.
pub fn mean(state: &DistributionsState, e: f64) -> Formula {
    match state.family {
        Kind::Bernoulli => fixed!(
            r"\tint{value}{\mathbb{E}(X)} = 0\cdot(1-p) + 1\cdot p = p = \tint{value}{\live{e}}"; e
        ),
        Kind::Binomial => given!(
            r"\tint{value}{\mathbb{E}(X)} = np = \live{n}\cdot\live{p} = \tint{value}{\live{e}}";
            n = state.trials as f64, p = state.p; e
        ),
        Kind::Geometric => given!(
            r"\tint{value}{\mathbb{E}(X)} = \frac{1}{p} = \frac{1}{\live{p}} = \tint{value}{\live{e}}";
            p = state.p; e
        ),
        Kind::Poisson => fixed!(
            r"\tint{value}{\mathbb{E}(X)} = \lambda = \tint{value}{\live{e}}"; e
        ),
        Kind::Categorical => given!(
            r"\tint{value}{\mathbb{E}(X)} = \sum_{k=0}^{\live{last}} k\,\tint{truth}{p(k)} = \tint{value}{\live{e}}";
            last = state.weights.len() as f64 - 1.0; e
        ),
        Kind::Uniform => given!(
            r"\tint{value}{\mathbb{E}(X)} = \frac{\mathrm{low}+\mathrm{high}}{2} = \frac{\live{a} + (\live{b})}{2} = \tint{value}{\live{e}}";
            a = state.low, b = state.high; e
        ),
        Kind::Normal => fixed!(
            r"\tint{value}{\mathbb{E}(X)} = \mu = \tint{value}{\live{e}}"; e
        ),
        Kind::Exponential => given!(
            r"\tint{value}{\mathbb{E}(X)} = \frac{1}{\lambda} = \frac{1}{\live{r}} = \tint{value}{\live{e}}";
            r = state.rate; e
        ),
        Kind::Gamma => given!(
            r"\tint{value}{\mathbb{E}(X)} = \frac{a}{\lambda} = \frac{\live{a}}{\live{r}} = \tint{value}{\live{e}}";
            a = state.shape, r = state.rate; e
        ),
        Kind::Beta => given!(
            r"\tint{value}{\mathbb{E}(X)} = \frac{a}{a+b} = \frac{\live{a}}{\live{c} + \live{b}} = \tint{value}{\live{e}}";
            a = state.a, c = state.a, b = state.b; e
        ),
        Kind::Cauchy => fixed!(
            r"\int_{0}^{T} \frac{z}{\pi(1+z^2)}\,dz = \frac{\ln(1+T^2)}{2\pi}: \quad \live{one}, \; \live{two}, \; \live{three} \;\; \text{at } T = 10, 10^3, 10^6";
            one = half_integral(10.0), two = half_integral(1e3), three = half_integral(1e6)
        ),
    }
}

/// ∫₀ᵀ z·p(z) dz of a Cauchy variable with median 0 and scale 1.
fn half_integral(to: f64) -> f64 {
    (to * to).ln_1p() / std::f64::consts::TAU
}

/// The variance in closed form; not of a Cauchy variable.
pub fn variance(state: &DistributionsState, v: f64) -> Formula {
    match state.family {
        Kind::Bernoulli => given!(
            r"\tint{score}{\mathrm{Var}(X)} = p(1-p) = \live{p}\cdot\live{q} = \tint{score}{\live{v}}";
            p = state.p, q = tidy(1.0 - state.p); v
        ),
        Kind::Binomial => given!(
            r"\tint{score}{\mathrm{Var}(X)} = np(1-p) = \live{n}\cdot\live{p}\cdot\live{q} = \tint{score}{\live{v}}";
            n = state.trials as f64, p = state.p, q = tidy(1.0 - state.p); v
        ),
        Kind::Geometric => given!(
            r"\tint{score}{\mathrm{Var}(X)} = \frac{1-p}{p^2} = \frac{\live{q}}{\live{p}^2} = \tint{score}{\live{v}}";
            q = tidy(1.0 - state.p), p = state.p; v
        ),
        Kind::Poisson => fixed!(
            r"\tint{score}{\mathrm{Var}(X)} = \lambda = \tint{score}{\live{v}}"; v
        ),
        Kind::Categorical => given!(
            r"\tint{score}{\mathrm{Var}(X)} = \sum_{k=0}^{\live{last}} (k-\mathbb{E}(X))^2\,\tint{truth}{p(k)} = \tint{score}{\live{v}}";
            last = state.weights.len() as f64 - 1.0; v
        ),
        Kind::Uniform => given!(
            r"\tint{score}{\mathrm{Var}(X)} = \frac{(\mathrm{high}-\mathrm{low})^2}{12} = \frac{\live{w}^2}{12} = \tint{score}{\live{v}}";
            w = state.high - state.low; v
        ),
        Kind::Normal => given!(
            r"\tint{score}{\mathrm{Var}(X)} = \sigma^2 = \live{s}^2 = \tint{score}{\live{v}}";
            s = state.sigma; v
        ),
        Kind::Exponential => given!(
            r"\tint{score}{\mathrm{Var}(X)} = \frac{1}{\lambda^2} = \frac{1}{\live{r}^2} = \tint{score}{\live{v}}";
            r = state.rate; v
        ),
        Kind::Gamma => given!(
            r"\tint{score}{\mathrm{Var}(X)} = \frac{a}{\lambda^2} = \frac{\live{a}}{\live{r}^2} = \tint{score}{\live{v}}";
            a = state.shape, r = state.rate; v
        ),
        Kind::Beta => given!(
            r"\tint{score}{\mathrm{Var}(X)} = \frac{ab}{(a+b)^2(a+b+1)} = \frac{\live{a}\cdot\live{b}}{\live{s}^2\cdot\live{t}} = \tint{score}{\live{v}}";
            a = state.a, b = state.b, s = state.a + state.b, t = state.a + state.b + 1.0; v
        ),
        Kind::Cauchy => fixed!(r"\mathrm{Var}(X) \;\; \text{doesn’t exist}"),
    }
}
