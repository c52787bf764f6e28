//! The derivation in steps: how the logit of the likeliest word comes about, with the present numbers.

use super::Transformer;
use super::one_head::{Weighing, most_seen, weighing};
use super::read::{Numbers, numbers};
use super::state::TransformerState;
use super::words::{after, by_half, token};
use crate::contract::prelude::*;
use training::forward::scale;

impl Derivation for Transformer {
    fn derivation(state: &TransformerState, reading: &Reading) -> Vec<Step> {
        if let Some(own) = state.own.shown() {
            return own.derivation();
        }
        let Some(n) = numbers(state, None) else {
            return Vec::new();
        };
        vec![
            embedding(state, &n),
            weight(state, &n),
            write(state, &n),
            stream(state, &n),
            logit(state, &n),
            next(state, reading, &n),
            cache(&n),
        ]
    }
}

fn embedding(state: &TransformerState, n: &Numbers) -> Step {
    let w = &n.inside.model.weights;
    let place = state.place();
    let word = n.inside.tokens.get(place).copied().unwrap_or(0);
    let (e, p) = (
        w.tokens.column(word).norm(),
        w.positions.column(place).norm(),
    );
    let whole = n.inside.pass.stream[0].column(place).norm();
    Step::new(
        "Embed the word and its place",
        fixed!(r"x_0 = E_{w} + P_{t}"),
        fixed!(
            r"\lVert E_w \rVert = \live{e}, \quad \lVert P_t \rVert = \live{p}, \quad \lVert x_0 \rVert = \live{whole}";
            e, p, whole
        ),
        format!(
            "The residual stream of {} begins with a vector of {} for the word and one for its place{}.",
            token(state, place),
            number::count(w.width, "number"),
            if state.held.offset() > 0 {
                "; place 0 is the full stop before the sentence"
            } else {
                ", from 0"
            }
        ),
    )
}

/// One attention weight in letters and numbers.
pub fn one_weight(w: &Weighing) -> Formula {
    let products: Vec<(f64, f64)> = w.query.iter().copied().zip(w.key.iter().copied()).collect();
    let root = m::sqrt(&m::int(w.query.len()));
    m::formula!(
        "{} = {} , {} = {} = {}",
        m::parts!(
            "{} · {}",
            Tint::Query.of(m::mi("q")),
            Tint::Key.of(m::mi("k"))
        ),
        m::parts!(
            "{} = {}",
            m::dot(&products, Tint::Query, Tint::Key),
            Tint::Score.of(w.score)
        ),
        Tint::Weight.of(m::mi("A")),
        m::frac(
            &m::exp(&m::parts!("{} / {}", Tint::Score.of(w.score), root)),
            &m::mn(w.total)
        ),
        Tint::Weight.of(w.weight)
    )
}

fn weight(state: &TransformerState, n: &Numbers) -> Step {
    let most = most_seen(state, &n.inside);
    let w = weighing(state, &n.inside, (state.place(), most));
    Step::new(
        "Weigh the words before",
        fixed!(
            r"\tint{weight}{A_{ij}} = \frac{\exp(\tint{query}{q_i} \cdot \tint{key}{k_j} / \sqrt{d})}{\sum_{l \le i} \exp(\tint{query}{q_i} \cdot \tint{key}{k_l} / \sqrt{d})}"
        ),
        w.map_or_else(Formula::default, |w| one_weight(&w)),
        format!(
            "Query and key are linear in the normalised streams of {} and {}. The numbers are those of head \
             {}, whose largest weight this is. Words that come later have none.",
            token(state, state.place()),
            token(state, most),
            state.sizes().head_name(state.opened_head())
        ),
    )
}

fn write(state: &TransformerState, n: &Numbers) -> Step {
    let place = state.place();
    let i = &n.inside;
    let head = &i.pass.heads[state.opened_head()];
    let mixed = &head.v * head.weights.row(place).transpose();
    let off = state.off.contains(&state.opened_head());
    Step::new(
        "Add what the head writes",
        fixed!(r"\Delta x_i = W_O^{h} \sum_j \tint{weight}{A_{ij}}\,\tint{value}{v_j}"),
        fixed!(
            r"\Bigl\lVert \sum_j \tint{weight}{A_{ij}}\,\tint{value}{v_j} \Bigr\rVert = \live{value}, \quad \lVert \Delta x_i \rVert = \live{length}";
            value = mixed.norm(), length = head.write.column(place).norm() + 0.0
        ),
        format!(
            "The weighted mean of the values goes through the head’s own columns of the projection and is \
             added to the stream.{}",
            if off {
                " This head is switched off, so it adds nothing: a stream without it is one that the model \
                 never saw in training."
            } else {
                " Heads of one layer don’t see each other’s output."
            }
        ),
    )
}

fn stream(state: &TransformerState, n: &Numbers) -> Step {
    let length = |x: &nalgebra::DMatrix<f64>| m::mn(x.column(state.place()).norm());
    let lengths: Vec<String> = n.inside.pass.stream.iter().map(length).collect();
    Step::new(
        "Half-layer by half-layer",
        fixed!(
            r"x_{1} = x_0 + \sum_{h} \Delta x^{(h)} + b_O, \qquad x_{2} = x_1 + W_{\downarrow}\,\varphi(W_{\uparrow}\,\mathrm{LN}(x_1) + b_{\uparrow}) + b_{\downarrow}"
        ),
        m::formula!("‖ x ‖ : {}", lengths.join(&m::mo("→"))),
        "Nothing is ever overwritten: every half-layer reads the normalised stream and adds to it. The \
         numbers are the lengths after the embedding, then after attention and MLP of each layer.",
    )
}

fn logit(state: &TransformerState, n: &Numbers) -> Step {
    let stream = n.inside.pass.stream[state.sizes().places() - 1].column(state.place());
    let inverse = if n.inside.model.weights.final_norm.is_some() {
        scale(stream.as_slice()).1
    } else {
        1.0
    };
    let terms: Vec<String> = by_half(n).into_iter().map(m::factor).collect();
    Step::new(
        "A logit is a sum of contributions",
        fixed!(
            r"\tint{query}{z_w} = u_w \cdot \Bigl( \gamma \odot \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta \Bigr) = \sum_{p} u_w \cdot \Bigl( \gamma \odot \frac{p - \mu_p}{\sqrt{\sigma^2 + \varepsilon}} \Bigr) + u_w \cdot \beta"
        ),
        m::formula!(
            "{} = {} , {} = {}",
            terms.join(&m::mo("+")),
            Tint::Query.of(n.logits[n.target]),
            m::frac(
                &m::int(1),
                &m::sqrt(&m::parts!(
                    "{} + {}",
                    m::sup(&m::mi("σ"), &m::int(2)),
                    m::mi("ε")
                ))
            ),
            inverse
        ),
        format!(
            "Here w is {}, u its row of the unembedding, and p runs over embedding, heads, biases and MLPs; \
             the numbers are summed by half-layer, and the last is that of β. The division by the deviation \
             is the whole stream’s: contributions hold at this scale. Take a part away, and the scale \
             changes as well.",
            state.held.quoted(n.target)
        ),
    )
}

fn next(state: &TransformerState, reading: &Reading, n: &Numbers) -> Step {
    let word = n.target;
    let truth = reading.vector("truth").at(word);
    let p = n.probabilities.at(word);
    let (first, kl) = (reading.vector("lens-kl").at(0), reading.scalar("kl"));
    Step::new(
        "The next word beside the truth",
        fixed!(
            r"\tint{model}{q_w} = \frac{e^{z_w}}{\sum_v e^{z_v}}, \qquad \mathrm{KL}(\tint{truth}{p} \,\|\, \tint{model}{q}) = \sum_v \tint{truth}{p_v} \log \frac{\tint{truth}{p_v}}{\tint{model}{q_v}}"
        ),
        fixed!(
            r"\tint{model}{\live{q}}, \quad \tint{truth}{\live{p}}, \qquad \mathrm{KL}:\ \live{first} \to \live{kl}";
            q = p, p = truth, first, kl
        ),
        format!(
            "The first two numbers are those of {} {} by the model and by the source. The divergence is given \
             after the embedding and at the end, each time with the last normalisation computed anew from \
             the stream as it is there.",
            state.held.quoted(word),
            after(state)
        ),
    )
}

fn cache(n: &Numbers) -> Step {
    let c = n.inside.cache;
    let count = n.inside.tokens.len();
    Step::new(
        "What a cache saves",
        fixed!(
            r"\text{without: } \sum_{t=1}^{n} \sum_{s=1}^{t} (c + a\,s) + n\,u, \qquad \text{with: } \sum_{t=1}^{n} (c + a\,t) + n\,u"
        ),
        m::formula!(
            "{} , {} , {} = {}",
            c.without,
            c.multiplications,
            m::parts!("{} ÷ {}", c.without, c.multiplications),
            c.without as f64 / c.multiplications as f64
        ),
        format!(
            "To predict the next word after each of {} in all, all words before are \
             computed again without a cache. Since a later word changes nothing before it, their keys and \
             values can be kept: {} here. Each word costs c multiplications in the layers’ matrices, a for \
             each word that it attends to, and u in the unembedding; both routes give the same logits.",
            number::count(count, "token"),
            number::count(c.kept, "number"),
        ),
    )
}
