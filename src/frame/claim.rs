//! "Claim under test": what is said, what is measured, the verdict.

use super::live::Live;
use crate::contract::panel::Claim;
use leptos::prelude::*;

/// The claim of this state, where it has one.
pub fn claim(live: Live) -> impl IntoView {
    let claim = live.pick(|reading| reading.claim.clone());
    move || claim.get().map(tested)
}

/// A claim, what was measured, and the verdict.
pub fn tested(claim: Claim) -> impl IntoView {
    let verdict = if claim.stands {
        "claim stands"
    } else {
        "claim falls"
    };
    view! {
        <section class="claim" data-claim=if claim.stands { "stands" } else { "falls" }>
            <h2>"Claim under test"</h2>
            <dl>
                <dt>"The claim"</dt><dd>{claim.says}</dd>
                <dt>"The measurement"</dt><dd>{claim.measured}</dd>
                <dt>"The verdict"</dt><dd class=verdict>{claim.verdict}</dd>
            </dl>
        </section>
    }
}
