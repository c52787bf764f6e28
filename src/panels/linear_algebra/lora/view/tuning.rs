//! The reference model learns another language: with adapters, and with all weights.

use super::super::tune::{self, Tongue};
use super::super::{LoraPanel, LoraState};
use super::session::{Session, Status};
use crate::contract::{Plot, number};
use crate::frame::prelude::*;
use training::protocol::Command;

#[component]
pub fn FineTuning(context: Context<LoraPanel>) -> impl IntoView {
    let session = Session::new(context);
    let begun = Memo::new(move |_| session.about.with(Option::is_some));
    view! {
        <section class="tuning" data-tuning="" aria-labelledby="tuning-title">
            <h2 id="tuning-title">"On a trained transformer: learning and forgetting"</h2>
            <p>
                "The model that was trained on the toy language is fine-tuned on a second one: the same words and \
                 grammar, but the nouns and verbs that were common are rare, and the rare ones common. One copy \
                 learns with an adapter of rank r beside each layer of attention and of the MLP, everything else \
                 frozen; the other with all its weights. Both take the same batches and the same steps of Adam. \
                 Does it need a higher rank, or an adapter in another place?"
            </p>
            <Settings context=context />
            <Bar session=session />
            <div role="status" data-tune="message">
                {move || session.message.get().map(|text| view! { <p class="message">{text}</p> })}
            </div>
            {move || begun.get().then(|| view! { <Outcome session=session /> })}
        </section>
    }
}

#[component]
fn Settings(context: Context<LoraPanel>) -> impl IntoView {
    view! {
        <div class="controls">
            {context.whole_slider(LoraState::tune_rank())}
            {context.slider(LoraState::tune_alpha())}
            {context.slider(LoraState::tune_rate())}
            {context.whole_slider(LoraState::tune_steps())}
            {context.switch(LoraState::tune_head())}
        </div>
    }
}

/// Fine-tune, pause, step, begin anew, and how it goes.
#[component]
fn Bar(session: Session) -> impl IntoView {
    let stand = session.stand;
    let main = move || match stand.get() {
        Status::Idle => "Fine-tune",
        Status::Loading => "Loading…",
        Status::Paused => "Go on",
        Status::Playing => "Pause",
        Status::Done => "Done",
        Status::Lost => "Start again",
    };
    let press = move |_| match stand.get_untracked() {
        Status::Playing => session.pause(),
        _ => session.go(Command::Play),
    };
    let progress = move || {
        let steps = number::grouped(session.tune.with(|t| t.steps) as f64);
        let step = move || number::grouped(session.step.get() as f64);
        match stand.get() {
            Status::Idle => "nothing is loaded until you ask for it".to_string(),
            Status::Loading => "the model and its worker are being fetched".to_string(),
            Status::Playing if session.left.get() > 0.0 => {
                format!(
                    "step {} of {steps}, {:.0} s left",
                    step(),
                    session.left.get().ceil()
                )
            }
            _ => format!("step {} of {steps}", step()),
        }
    };
    let waits = move || !matches!(stand.get(), Status::Idle | Status::Paused);
    view! {
        <div class="run-bar">
            <div class="run-buttons">
                <button
                    type="button"
                    class="button primary"
                    data-tune="play"
                    // Disabled, it would lose the focus when it is pressed.
                    aria-disabled=move || matches!(stand.get(), Status::Loading | Status::Done).to_string()
                    on:click=press
                >
                    {main}
                </button>
                <button
                    type="button"
                    class="button"
                    data-tune="step"
                    aria-disabled=move || waits().to_string()
                    on:click=move |_| {
                        if !untrack(waits) {
                            session.go(Command::Step);
                        }
                    }
                >
                    "One step"
                </button>
                <button
                    type="button"
                    class="button"
                    data-tune="reset"
                    prop:disabled=move || !matches!(stand.get(), Status::Paused | Status::Done)
                    on:click=move |_| session.reset()
                >
                    "Rewind"
                </button>
            </div>
            <p class="run-state" data-tune="state" data-stand=move || format!("{:?}", stand.get()).to_ascii_lowercase()>
                {progress}
            </p>
            <progress
                aria-label="Steps made"
                max=move || session.tune.with(|t| t.steps).to_string()
                value=move || session.step.get().to_string()
            ></progress>
        </div>
    }
}

/// Curves, table, and what they say.
#[component]
fn Outcome(session: Session) -> impl IntoView {
    let plot = move |tongue| {
        Memo::new(move |_| match session.about.get() {
            Some(about) => session.standings.with(|s| tune::plot(&about, s, tongue)),
            None => Plot::default(),
        })
    };
    let says = move || {
        session
            .about
            .get()
            .map(|about| session.standings.with(|s| tune::sentence(&about, s)))
    };
    let merging = move || {
        session.merging.get().map(|apart| {
            view! {
                <p class="keyline">
                    "Merged: with W₀ + (α/r)·BA written into the plain model’s weights, no logit \
                     differs by more than "
                    <span data-tuned="merging" data-value=number::exact(apart)>{number::rounded(apart)}</span>
                    " from that of the adapted model, in double precision on 64 words."
                </p>
            }
        })
    };
    view! {
        <div class="plates">
            <section class="plate">
                <h3>"Loss on the new language"</h3>
                <Chart
                    label="Loss on the new language against step: with adapters, with all weights, and the entropy floor"
                    plot=plot(Tongue::New)
                />
            </section>
            <section class="plate">
                <h3>"Loss on the old language"</h3>
                <Chart
                    label="Loss on the old language against step: with adapters, with all weights, the entropy floor, and a perfect model of the new language"
                    plot=plot(Tongue::Old)
                />
            </section>
        </div>
        <DataTable label="Learning and forgetting" heads=heads!["what is trained", "numbers trained", "loss, new", "KL, new", "KL, old", "forgotten"]>
            {move || table(session)}
        </DataTable>
        <p data-tune="says">{says}</p>
        {merging}
        <p class="quiet">
            "In nats per word, on 1024 held-out words of each language. KL is measured against the language’s own \
             exact probabilities, and loss is KL plus their entropy, the floor; forgotten is how much KL has grown \
             on the old language."
        </p>
    }
}

fn table(session: Session) -> Option<impl IntoView> {
    let about = session.about.get()?;
    let rows = session.standings.with(|s| tune::rows(&about, s));
    let rows = rows.into_iter().map(|row| {
        let key = row.key;
        let cell = move |name: &str, x: f64| {
            view! {
                <td data-tuned=format!("{key}.{name}") data-value=number::exact(x)>
                    {number::short(x)}
                </td>
            }
        };
        let (trained, share) = row.trained;
        let trained = view! {
            <td data-tuned=format!("{key}.trained") data-value=trained.to_string()>
                {format!("{} ({})", number::grouped(trained as f64), number::percent(share))}
            </td>
        };
        view! {
            <tr>
                <th scope="row">{row.name}</th>
                {trained}
                {cell("loss", row.loss)}
                {cell("new-kl", row.new_kl)}
                {cell("old-kl", row.old_kl)}
                {cell("forgotten", row.forgotten)}
            </tr>
        }
    });
    Some(rows.collect_view())
}
