//! A ReLU network with its layers rescaled.

use super::session::Session;
use crate::contract::Tint;
use crate::contract::number::{rounded, significant};
use crate::contract::plate::{Curve, Plot};
use crate::frame::prelude::*;
use crate::panels::optimisation::flat_minima::{FlatMinima, FlatMinimaState};

/// The factor, what it does to the sharpness, and what it leaves as it is.
pub fn rescaling(context: Context<FlatMinima>, session: Session) -> impl IntoView {
    let found = Memo::new(move |_| session.rescaling());
    let exists = Memo::new(move |_| found.with(Option::is_some));
    let factor = context.part(|s| s.rescale);
    let plot = Memo::new(move |_| {
        let points = found.with(|f| {
            let all = f.as_ref().map(|f| f.curve.as_slice()).unwrap_or_default();
            all.iter().map(|p| (p.factor, p.sharpness)).collect()
        });
        Plot::over(
            "α",
            "λₘₐₓ",
            [Curve::solid("sharpness", Tint::Spectrum, points)],
        )
        .log_x()
        .log_y()
        .at(factor.get())
    });
    let says = context.derived(move |s, r| {
        let sharpness = r.vector("rescaled-sharpness");
        match (sharpness.first(), sharpness.get(1)) {
            (Some(before), Some(after)) if before.is_finite() && after.is_finite() => format!(
                "α = {}: the sharpness goes from {} to {}, {} times as much.",
                rounded(s.rescale),
                rounded(*before),
                rounded(*after),
                significant(after / before, 3)
            ),
            (Some(before), _) if before.is_finite() => "It is being measured.".into(),
            _ => "A ReLU network is trained beside the others, as the one of the small batches; then its \
                  sharpness is measured."
                .into(),
        }
    });
    let moved = context.pick(|r| {
        let check = r
            .checks
            .iter()
            .find(|c| c.name == "rescaling-keeps-the-function");
        check.map_or_else(String::new, |c| {
            if c.residual == 0.0 {
                return "No output on 32 examples moves at all.".into();
            }
            format!(
                "No output on 32 examples moves by more than {}.",
                rounded(c.residual)
            )
        })
    });
    let test = Memo::new(move |_| {
        found.with(|f| {
            f.as_ref().map(|f| {
                format!(
                    " Its loss on new points is {} for every α.",
                    rounded(f.test)
                )
            })
        })
    });
    view! {
        <section class="plate" data-rescaling="">
            <h2>"The same function, another sharpness"</h2>
            {context.slider(FlatMinimaState::rescale())}
            <p>{says}</p>
            {move || {
                exists.get().then(|| {
                    view! {
                        <Chart
                            label="The sharpness of the ReLU network against the factor of its first layer"
                            plot=plot
                        />
                    }
                })
            }}
            <p class="quiet">
                "The first layer with its biases is multiplied by α, and the weights of the second one are divided by it. "
                {moved} {test}
            </p>
        </section>
    }
}
