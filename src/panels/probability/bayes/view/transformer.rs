//! A transformer that is trained on the mixture: its controls, its prediction, what it has learned.

use super::session::{LENGTHS, Session};
use crate::contract::number;
use crate::frame::prelude::*;
use crate::panels::probability::bayes::Bayes;
use crate::panels::probability::bayes::learned::Learned;
use crate::training::JobBar;
use training::{OtherCoin, SEEN_FLIPS};

/// Length, seed, and the buttons of the training.
#[component]
pub fn TrainingControls(session: Session) -> impl IntoView {
    let length = Callback::new(move |name| session.length.set(name));
    let bar = view! {
        <div data-local="">
            <Choice
                label="length"
                control="training-length"
                options=LENGTHS
                value=session.length
                set=length
            />
            <JobBar job=session.job words="Train" unit="step" begin=move || session.begin() clear=move || session.clear() />
            <div class="row">
                <span class="quiet">{move || format!("seed {}", session.seed.get())}</span>
                <button
                    type="button"
                    class="button small"
                    data-job="seed"
                    on:click=move |_| session.seed.update(|seed| *seed = *seed % 999 + 1)
                >
                    "another seed"
                </button>
            </div>
        </div>
    };
    let title = view! { <span class="tint-model">"A transformer on this mixture"</span> };
    titled(title, "", bar)
}

/// All predictions of the next flip in a line.
#[component]
pub fn Predicted(context: Context<Bayes>, session: Session) -> impl IntoView {
    let of = move |name: &'static str| {
        context.pick(move |r| match r.scalar(name) {
            p if p.is_nan() => "needs a flip".into(),
            p => number::short(p),
        })
    };
    let next = Memo::new(move |_| session.next());
    let trained = move || match next.get() {
        Some(p) => view! {
            <span data-trained="prediction" data-value=number::exact(p)>{number::short(p)}</span>
        }
        .into_any(),
        None if session.learned.with(Option::is_some) => view! { <span>"…"</span> }.into_any(),
        None => view! { <span>"not trained yet"</span> }.into_any(),
    };
    view! {
        <p class="keyline" data-predicted="">
            "P(1 next): "
            <span class="tint-truth">"Bayes’ rule " {of("prediction")}</span>
            " · "
            <span class="tint-model">"transformer " {trained}</span>
            " · "
            <span class="tint-value">"frequency " {of("frequency")}</span>
            " · "
            <span class="tint-score">"Laplace’s rule " {of("laplace")}</span>
        </p>
    }
}

/// What it has learned.
pub fn learning(session: Session) -> impl IntoView {
    let begun = Memo::new(move |_| session.learned.with(Option::is_some));
    view! {
        <section class="plate" data-training="">
            <h2>"What a transformer learns from such flips"</h2>
            <p>
                "A transformer with one layer of width 16 learns to predict the next flip. It sees sequences of 32 \
                 flips. For each sequence a coin is drawn with the probabilities of the prior; which coin it is \
                 isn’t said, and neither is Bayes’ rule. No other predictions than those of Bayes’ rule have a \
                 lower expected loss. Does it find them?"
            </p>
            {move || {
                begun.get().then(|| view! { <Outcome session=session /> })
            }}
            <p class="quiet">
                {format!(
                    "Adam with learning rate 0.003, batches of 32 sequences. The model sees at most {SEEN_FLIPS} \
                     flips: its curve ends there, and after more it predicts from the last {SEEN_FLIPS}. Its numbers \
                     depend on the seed.",
                )}
            </p>
        </section>
    }
}

/// Curve, words, and the table of other coins.
#[component]
fn Outcome(session: Session) -> impl IntoView {
    let plot = Memo::new(move |_| {
        let steps = session.job.steps.get();
        session
            .learned
            .with(|l| l.as_ref().map(|l| l.plot(steps)))
            .unwrap_or_default()
    });
    let says = Memo::new(move |_| session.learned.with(|l| l.as_ref().map(|l| l.sentence())));
    let kl = Memo::new(move |_| {
        let last = |l: &Learned| l.measured.last().map(|m| m.kl);
        session.learned.with(|l| l.as_ref().and_then(last))
    });
    let others = Memo::new(move |_| {
        session.learned.with(|l| {
            l.as_ref()
                .map(|l| l.last.others.clone())
                .unwrap_or_default()
        })
    });
    let claim = move || {
        session
            .learned
            .with(|l| l.as_ref().and_then(|l| l.claim()))
            .map(tested)
    };
    view! {
        <Chart
            label="The KL divergence of the transformer from Bayes’ rule against the step, beside that of Laplace’s rule"
            plot=plot
        />
        <p data-trained="kl" data-value=move || kl.get().map(number::exact)>{says}</p>
        {move || others.with(|o| (!o.is_empty()).then(|| table(o)))}
        {claim}
    }
}

fn table(others: &[OtherCoin]) -> impl IntoView + use<> {
    let rows = others
        .iter()
        .map(|o| {
            let cell = |name: &str, x: Option<f64>| {
                let at = number::short(o.coin);
                let text = x.map_or_else(|| "impossible".to_owned(), number::short);
                view! {
                    <td data-trained=format!("{name}[{at}]") data-value=x.map(number::exact)>{text}</td>
                }
            };
            view! {
                <tr>
                    <th scope="row">{format!("θ = {}", number::short(o.coin))}</th>
                    {cell("bayes", o.bayes)}
                    {cell("model", Some(o.model))}
                    {cell("frequency", Some(o.frequency))}
                    {cell("from-bayes", o.from_bayes)}
                    {cell("from-frequency", Some(o.from_frequency))}
                </tr>
            }
        })
        .collect_view();
    view! {
        <h3>"Flips of coins that needn’t be in the mixture"</h3>
        <DataTable label="Predictions after flips of other coins" heads=heads!["flips of", "Bayes’ rule", "transformer", "frequency", "from Bayes’ rule", "from the frequency"]>
            {rows}
        </DataTable>
        <p class="quiet">
            "The probability of a 1 after 31 flips, averaged over 200 sequences; and how far the transformer is from \
             each on average."
        </p>
    }
}
