//! The rule as areas, with bars of prior and likelihood.

use super::{Picture, TOP, prior};
use crate::contract::names::outcomes;
use crate::contract::number::tidy;
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use crate::panels::probability::bayes::state::WEIGHTS;
use crate::panels::probability::bayes::{Bayes, BayesState, picture};

/// Prior × likelihood, and the same areas as posterior × evidence.
#[component]
pub fn Rule(context: Context<Bayes>) -> impl IntoView {
    let joint = context.derived(picture::joint);
    let posterior = context.pick(picture::posterior);
    let sentence = context.pick(|r| r.sentence.clone());
    let level = context.pick(|r| format!("P(E) = {}", number::short(r.scalar("evidence"))));
    let moved = Callback::new(move |(at, to): (usize, f64)| {
        let shares = joint.with_untracked(|a| a.widths.clone());
        let before: f64 = shares.iter().take(at).sum();
        let both: f64 = shares.iter().skip(at).take(2).sum();
        let first = tidy((to - before).clamp(0.0, both));
        let mut next = shares;
        if let Some([left, right]) = next.get_mut(at..at + 2) {
            *left = first;
            *right = tidy((both - first).max(0.0));
            context.update(|s| s.prior = Some(next));
        }
    });
    let raised = Callback::new(move |(at, to): (usize, f64)| {
        context.update(|s| {
            if let Some(height) = s.likelihood.get_mut(at) {
                *height = to;
            }
        });
    });
    view! {
        <div class="duo">
            <div>
                <h2>
                    <span class="tint-key">"Prior"</span>
                    " × "
                    <span class="tint-value">"likelihood"</span>
                    <span class="hint">"drag edges and tops"</span>
                </h2>
                <AreasView label=sentence areas=joint level=level moved=moved raised=raised scale=TOP />
            </div>
            <div>
                <h2>
                    <span class="tint-truth">"Posterior"</span>
                    " × "
                    <span class="tint-gradient">"evidence"</span>
                    ": the same areas"
                </h2>
                <Picture
                    label="The same areas at one height, the evidence: their widths are the posterior"
                    areas=posterior
                    level=level
                />
            </div>
        </div>
        <p class="keyline">
            "First: how wide is the prior, how high the likelihood. The dashed line is the mean height, \
             the evidence P(E). Second: each area is kept and made as high as that line."
        </p>
    }
}

#[component]
pub fn RuleControls(context: Context<Bayes>) -> impl IntoView {
    let count = context.part(|s| s.likelihood.len());
    let names = Memo::new(move |_| outcomes(count.get()));
    let bars = view! {
        <Bars
            label="Prior and likelihood"
            names=names
            series=vec![
                prior(context),
                context.list(BayesState::likelihood(), "likelihood", Tint::Value),
            ]
            range=Signal::stored((0.0, 1.0))
        />
    };
    let title = view! {
        <span class="tint-key">"Prior P(H)"</span>
        " and "
        <span class="tint-value">"likelihood P(E|H)"</span>
    };
    let again = move |_| {
        let posterior = context
            .reading
            .with_untracked(|r| r.vector("posterior").to_vec());
        if posterior.iter().any(|p| *p > 0.0) {
            context.update(|s| s.prior = Some(posterior));
        }
    };
    view! {
        {titled(title, "drag a bar", bars)}
        {context
            .entries(
                "hypotheses",
                (WEIGHTS.fewest, WEIGHTS.most),
                |s| s.likelihood.len(),
                BayesState::with_hypotheses,
            )}
        <button type="button" class="button small" data-again="" on:click=again>
            "the same evidence again"
        </button>
    }
}
