//! The buttons of a job of the worker, and how far it is.

use super::job::{Job, JobState};
use crate::contract::number::grouped;
use leptos::prelude::*;

/// Begin, stop, go on, clear; progress; and what is said of the job.
#[component]
pub fn JobBar(
    /// The job.
    job: Job,
    /// What the button says that begins it.
    words: &'static str,
    /// What a step is: `step`.
    unit: &'static str,
    /// Begins it.
    #[prop(into)]
    begin: Callback<()>,
    /// Clears what it has found.
    #[prop(into)]
    clear: Callback<()>,
) -> impl IntoView {
    let stand = job.stand;
    let main = move || match stand.get() {
        JobState::Idle => words,
        JobState::Loading => "Loading…",
        JobState::Playing => "Stop",
        JobState::Paused => "Go on",
        JobState::Done | JobState::Lost => "Start again",
    };
    let press = move |_| match stand.get_untracked() {
        JobState::Loading => {}
        JobState::Playing => job.pause(),
        JobState::Paused => job.go_on(),
        JobState::Idle | JobState::Done | JobState::Lost => begin.run(()),
    };
    let reached = move || {
        let [at, all] = [job.step.get(), job.steps.get()].map(|steps| grouped(steps as f64));
        format!("{unit} {at} of {all}")
    };
    let progress = move || match stand.get() {
        JobState::Idle => String::new(),
        JobState::Loading => "being loaded".to_owned(),
        JobState::Playing if job.left.get() > 0.0 => {
            format!("{}, {:.0} s left", reached(), job.left.get().ceil())
        }
        _ => reached(),
    };
    view! {
        <div data-local="">
            <div class="run-bar job-bar">
                <div class="run-buttons">
                    <button
                        type="button"
                        class="button primary"
                        data-job="play"
                        aria-disabled=move || (stand.get() == JobState::Loading).to_string()
                        on:click=press
                    >
                        {main}
                    </button>
                    <button
                        type="button"
                        class="button"
                        data-job="clear"
                        prop:disabled=move || !matches!(stand.get(), JobState::Paused | JobState::Done | JobState::Lost)
                        on:click=move |_| clear.run(())
                    >
                        "Clear"
                    </button>
                </div>
                <p
                    class="run-state"
                    data-job="state"
                    data-stand=move || format!("{:?}", stand.get()).to_ascii_lowercase()
                >
                    {progress}
                </p>
                <progress
                    aria-label="Steps made"
                    max=move || job.steps.get().max(1).to_string()
                    value=move || job.step.get().to_string()
                ></progress>
            </div>
            <div role="status" data-job="message">
                {move || job.message.get().map(|text| view! { <p class="message">{text}</p> })}
            </div>
        </div>
    }
}
