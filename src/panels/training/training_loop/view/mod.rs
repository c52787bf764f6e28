//! The view of `training-loop`: settings, the run, its curve, the six steps, and what it writes.

mod curve;
mod files;
mod session;
mod settings;
mod steps;
mod tensors;
mod writing;

use super::TrainingLoop;
use crate::contract::number;
use crate::frame::prelude::*;
use session::{Session, Status};

impl View for TrainingLoop {
    fn view(context: Context<Self>) -> Layout {
        let session = Session::new(context);
        // The download has the curves as they are then.
        context.draw_also(move || curve::plates(session));
        let main = view! {
            <Bar session=session />
            <Message session=session />
            <curve::LossCurve session=session />
        };
        let controls = view! { <settings::Settings context=context speed=session.speed /> };
        Layout::new(main, controls)
            .below(move || travel(session))
            .below(move || view! { <steps::Steps session=session /> })
            .below(move || view! { <tensors::Tensors session=session /> })
            .below(move || view! { <writing::Write session=session /> })
            .below(move || view! { <files::Files session=session /> })
    }
}

/// Train, pause, step, rewind, and how it goes.
#[component]
fn Bar(session: Session) -> impl IntoView {
    let stand = session.stand;
    let steps = session.context.part(|s| s.config.steps);
    let hidden = RwSignal::new(false);
    pause_when_hidden(session, hidden);
    let now = move || {
        session
            .curves
            .with(|c| c.first()?.last().map(|p| p.step))
            .unwrap_or(0)
    };
    let progress = move || {
        let [at, all] = [now(), steps.get()].map(|steps| number::grouped(steps as f64));
        format!("step {at} of {all}")
    };
    let pace = move || {
        let pace = session.pace.get();
        if pace.tokens_per_second == 0.0 {
            return String::new();
        }
        let left = if stand.get() == Status::Playing {
            format!(", {} left", seconds(pace.seconds_left))
        } else {
            String::new()
        };
        format!(
            "{} tokens/s, {} MB of memory{left}",
            number::grouped(pace.tokens_per_second.round()),
            number::significant(pace.bytes as f64 / 1e6, 2)
        )
    };
    let main = move || match stand.get() {
        Status::Playing => "Pause",
        Status::Lost => "Start again",
        Status::Done => "Done",
        _ => "Train",
    };
    let press = move |_| match stand.get_untracked() {
        Status::Playing => session.pause(),
        Status::Lost => session.revive(),
        Status::Waiting | Status::Done => {}
        Status::Paused => session.play(),
    };
    let busy = move || !matches!(stand.get(), Status::Paused | Status::Done);
    view! {
        <div class="run-bar">
            <div class="run-buttons">
                <button
                    type="button"
                    class="button primary"
                    data-run="play"
                    data-main-action=""
                    // Disabled, it would lose the focus when it is pressed.
                    aria-disabled=move || matches!(stand.get(), Status::Waiting | Status::Done).to_string()
                    on:click=press
                >
                    {main}
                </button>
                <button
                    type="button"
                    class="button"
                    data-run="step"
                    aria-disabled=move || (stand.get() != Status::Paused).to_string()
                    on:click=move |_| {
                        if stand.get_untracked() == Status::Paused {
                            session.step();
                        }
                    }
                >
                    "One step"
                </button>
                <button
                    type="button"
                    class="button"
                    data-run="rewind"
                    prop:disabled=move || busy() || now() == 0
                    on:click=move |_| session.rewind()
                >
                    "Rewind"
                </button>
                <button
                    type="button"
                    class="button"
                    data-run="snapshot"
                    title="Keep this step, to travel back to it"
                    prop:disabled=move || matches!(stand.get(), Status::Waiting | Status::Lost) || now() == 0
                    on:click=move |_| session.snapshot()
                >
                    "Snapshot"
                </button>
            </div>
            <p
                class="run-state"
                data-run="state"
                data-stand=move || format!("{:?}", stand.get()).to_ascii_lowercase()
                data-kept=move || session.kept_step().map(|step| step.to_string())
            >
                <strong>{progress}</strong> " " <span class="quiet">{pace}</span>
            </p>
            <progress aria-label="Steps made" max=move || steps.get().to_string() value=move || now().to_string()></progress>
            <details class="fold small" data-local="">
                <summary>"While it trains"</summary>
                <div class="controls">
                    <Slider
                        label="learning rate from now on"
                        control="live-rate"
                        value=session.rate
                        set=Callback::new(move |x| session.set_rate(x))
                        min=1e-6
                        max=100.0
                        log=true
                    />
                    <label class="switch">
                        <input
                            type="checkbox"
                            role="switch"
                            data-control="pause-hidden"
                            prop:checked=move || hidden.get()
                            on:change=move |event| hidden.set(event_target_checked(&event))
                        />
                        <span>"pause while this tab is hidden"</span>
                    </label>
                </div>
                <p class="quiet">
                    "A learning rate that is changed here isn’t in the address: a link opens the \
                     run of the settings above."
                </p>
            </details>
        </div>
    }
}

/// Pauses when the tab is hidden, where the reader wants it, and goes on when it is back.
fn pause_when_hidden(session: Session, wanted: RwSignal<bool>) {
    let paused = StoredValue::new(false);
    let handle = window_event_listener_untyped("visibilitychange", move |_| {
        let hidden = document().hidden();
        let playing = session.stand.try_get_untracked() == Some(Status::Playing);
        if hidden && playing && wanted.get_untracked() {
            paused.set_value(true);
            session.pause();
        } else if !hidden && paused.try_update_value(std::mem::take) == Some(true) {
            session.play();
        }
    });
    on_cleanup(move || handle.remove());
}

#[component]
fn Message(session: Session) -> impl IntoView {
    view! {
        <div role="status" data-run="message">
            {move || session.message.get().map(|text| view! { <p class="message">{text}</p> })}
        </div>
    }
}

/// Back to any snapshot.
fn travel(session: Session) -> impl IntoView {
    let count = move || session.snapshots.with(Vec::len);
    let at = move || {
        let last = count().saturating_sub(1);
        session.snapshots.with(|all| {
            let looking = session.looking.get();
            looking
                .and_then(|step| all.iter().position(|&s| s == step))
                .unwrap_or(last)
        })
    };
    let go = move |event| {
        let to: usize = event_target_value(&event).parse().unwrap_or(0);
        let step = session.snapshots.with_untracked(|all| all.get(to).copied());
        let is_last = to + 1 >= session.snapshots.with_untracked(Vec::len);
        let latest = step == Some(session.last_step());
        session.looking.set(step.filter(|_| !(is_last && latest)));
    };
    let says = move || match session.looking.get() {
        Some(step) => format!(
            "Below: the network as it was after step {step}, on the batch that comes next now, so that \
             pictures of different steps compare."
        ),
        None => "Below: the network as it is now.".into(),
    };
    view! {
        <div class="travel" class:empty=move || count() < 2>
            <label for="travel">"Time travel"</label>
            <input
                id="travel"
                type="range"
                data-control="travel"
                min="0"
                max=move || count().saturating_sub(1).to_string()
                step="1"
                prop:value=move || at().to_string()
                prop:disabled=move || count() < 2 || session.stand.get() == Status::Playing
                aria-valuetext=says
                on:input=go
            />
            <p class="quiet" data-travel="says">
                {says}
                " "
                {move || {
                    session
                        .looking
                        .get()
                        .map(|step| {
                            view! {
                                <button
                                    type="button"
                                    class="button small"
                                    data-run="continue"
                                    on:click=move |_| session.back_to(step)
                                >
                                    {format!("Continue from step {step}")}
                                </button>
                                " "
                                <button
                                    type="button"
                                    class="button small"
                                    on:click=move |_| session.looking.set(None)
                                >
                                    "Back to now"
                                </button>
                            }
                        })
                }}
            </p>
        </div>
    }
}

/// `40 s`, `3 min`
pub(super) fn seconds(x: f64) -> String {
    if x < 90.0 {
        format!("{x:.0} s")
    } else if x < 5400.0 {
        format!("{:.0} min", x / 60.0)
    } else {
        format!("{:.1} h", x / 3600.0)
    }
}
