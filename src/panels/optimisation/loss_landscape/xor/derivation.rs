//! From the loss of the four points to the three losses where networks stick, to why they stick, and to
//! how well a sample knows the share.

use super::super::state::{LandscapeState, Unit};
use super::followed::Followed;
use crate::contract::number::rounded as r;
use crate::contract::prelude::*;

pub fn derivation(state: &LandscapeState, reading: &Reading) -> Vec<Step> {
    let levels = reading.vector("levels");
    let (two, three, four) = (levels.at(0), levels.at(1), levels.at(2));
    let p = Followed::of(state).outputs;
    let loss = reading.scalar("trial-loss");
    let n = state.starts as f64;
    let most = 0.5 / n.sqrt();
    vec![
        Step::new(
            "The loss of four points",
            fixed!(
                r"\tint{loss}{L} = -\tfrac{1}{4}\left( \ln(1 - p_1) + \ln p_2 + \ln p_3 + \ln(1 - p_4) \right), \qquad p_i = \frac{1}{1 + e^{-z_i}}"
            ),
            fixed!(
                r"p = (\live{a},\; \live{b},\; \live{c},\; \live{d}), \qquad \tint{loss}{L} = \tint{loss}{\live{loss}}";
                a = p[0], b = p[1], c = p[2], d = p[3], loss
            ),
            "The classes of (−1, −1), (−1, 1), (1, −1) and (1, 1) are 0, 1, 1 and 0. No straight line \
             separates them, so that the hidden units are needed. The numbers are those of the start that \
             is followed, at its end.",
        ),
        Step::new(
            "Points that get the same output share one probability",
            fixed!(
                r"\min_{p} \; -\tfrac{1}{4}\left( k \ln p + (m - k) \ln(1 - p) \right) = \frac{m}{4} H\!\left(\frac{k}{m}\right) \quad\text{at}\quad p = \frac{k}{m}"
            ),
            fixed!(
                r"\tfrac{2}{4} H(\tfrac{1}{2}) = \tint{truth}{\live{two}}, \qquad \tfrac{3}{4} H(\tfrac{1}{3}) = \tint{truth}{\live{three}}, \qquad \tfrac{4}{4} H(\tfrac{1}{2}) = \tint{truth}{\live{four}}";
                two, three, four
            ),
            "m points that the network can’t tell apart, k of them of class 1; all others are right. H(p) is \
             the entropy −p ln p − (1 − p) ln(1 − p). These are the losses of two, three or four such points.",
        ),
        Step::new(
            "Why the gradient doesn’t lead away",
            fixed!(
                r"\frac{\partial \tint{loss}{L}}{\partial w_k} = \tfrac{1}{4} \sum_{i} (p_i - y_i)\, v_k\, \varphi'(w_k \cdot x_i + b_k)\, x_i"
            ),
            fixed!(r"\tint{loss}{L} = \tint{loss}{\live{loss}}"; loss),
            match state.activation {
                Unit::Relu => {
                    "φ′ is 0 at every point at which a ReLU unit is off. If all units are off at a point, or \
                     the same ones are on at two points and see no difference, none of the weights hears of it."
                }
                Unit::Tanh => {
                    "A tanh unit is never quite off, but where it is saturated φ′ is close to 0, and a \
                     training of 1500 steps doesn’t bring it back."
                }
            },
        ),
        Step::new(
            "How well a sample knows the share",
            fixed!(r"\sqrt{\frac{p(1 - p)}{N}} \le \frac{1}{2\sqrt{N}}"),
            fixed!(r"N = \live{n}: \qquad \frac{1}{2\sqrt{\live{again}}} = \live{most}"; n, again = n, most),
            format!(
                "The number of starts that get stuck is binomial. With {} the standard error is at most {}.",
                number::count(state.starts, "start"),
                r(most)
            ),
        ),
    ]
}
