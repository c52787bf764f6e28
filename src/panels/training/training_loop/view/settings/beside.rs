//! Runs beside the first, each with one thing changed.

use super::super::super::TrainingLoop;
use super::super::super::state::BESIDE;
use crate::contract::input::Choices;
use crate::frame::prelude::*;
use training::{Companion, Config};

/// Up to three runs with one thing changed. One that would be the same as the first can't be
/// chosen, and is taken out when the first becomes the same as it.
#[component]
pub fn Beside(context: Context<TrainingLoop>) -> impl IntoView {
    let chosen = context.part(|s| s.against.clone());
    // What each is called, and whether it would be the same run again.
    let about = context
        .part(|s| Companion::ALL.map(|(c, ..)| (c.words(&s.config), c.changes_nothing(&s.config))));
    let dropped = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        let same = context
            .state
            .with(|s| s.against.iter().any(|c| c.changes_nothing(&s.config)));
        if same {
            let mut names = Vec::new();
            context.update(|s| {
                let config = s.config.clone();
                names = s.drop_same().iter().map(|c| c.words(&config)).collect();
            });
            dropped.set(Some(format!(
                "Removed, since it would now be the same as this run: {}.",
                names.join(", ")
            )));
        }
    });
    let boxes = Companion::ALL
        .iter()
        .enumerate()
        .map(|(place, &(companion, name, _))| {
            let on = move || chosen.with(|c| c.contains(&companion));
            let same = move || about.with(|all| all[place].1);
            let toggle = move |_| {
                dropped.set(None);
                context.update(|s| {
                    if let Some(at) = s.against.iter().position(|&c| c == companion) {
                        s.against.remove(at);
                    } else if s.against.len() < BESIDE && !companion.changes_nothing(&s.config) {
                        s.against.push(companion);
                    }
                });
            };
            view! {
                <label class="switch">
                    <input
                        type="checkbox"
                        data-control=format!("against-{name}")
                        prop:checked=on
                        prop:disabled=move || { same() || !on() && chosen.with(Vec::len) >= BESIDE }
                        on:change=toggle
                    />
                    <span>
                        {move || about.with(|all| all[place].0.clone())}
                        {move || same().then_some(": same as this run")}
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="companions">
            <legend>"Beside it, with the same seed and one thing changed (up to three)"</legend>
            {boxes}
            <p class="problem" role="status" data-run="dropped">{move || dropped.get()}</p>
        </fieldset>
    }
}

/// What a run does differently, in words; the first run's own rule.
pub fn run_name(config: &Config, against: &[Companion], run: usize) -> String {
    match run.checked_sub(1).and_then(|at| against.get(at)) {
        Some(companion) => companion.words(config),
        None => format!("this run ({})", config.rule.words()),
    }
}
