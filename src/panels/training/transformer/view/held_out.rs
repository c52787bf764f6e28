//! Every head switched off alone on held-out texts, computed when asked for, a pass between two frames.

use super::super::heads::head_names;
use super::super::survey::{Measured, Survey, TEXTS};
use crate::contract::number::{count, percent, short};
use leptos::prelude::*;
use std::time::Duration;

type Kept = StoredValue<Option<Survey>, LocalStorage>;

#[component]
pub fn HeldOut() -> impl IntoView {
    let survey: Kept = StoredValue::new_local(None);
    // Passes that are done; none before it was asked for.
    let done = RwSignal::new(None::<usize>);
    let runs = RwSignal::new(false);
    let start = move |_| {
        if runs.get_untracked() {
            runs.set(false);
            return;
        }
        let is_over = survey.with_value(|s| {
            let progress = s.as_ref().map(Survey::progress);
            progress.is_none_or(|(done, all)| done >= all)
        });
        if is_over {
            survey.set_value(Survey::new(TEXTS));
        }
        runs.set(true);
        go_on(survey, done, runs);
    };
    let of = move |at: usize, of: fn(&Measured, &Measured) -> String| {
        move || {
            done.track();
            let text = survey.with_value(|s| {
                let all = s.as_ref()?.measured();
                Some(of(all.get(at)?, all.first()?))
            });
            text.unwrap_or_else(|| "–".into())
        }
    };
    let row = move |(at, name): (usize, String)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{of(at, |own, _| shown(own.loss()))}</td>
                <td>{of(at, |own, whole| shown(own.loss() - whole.loss()))}</td>
                <td>{of(at, |own, _| shown(own.odds()))}</td>
                <td>
                    {of(at, |own, _| {
                        let share = own.accuracy();
                        if share.is_finite() { percent(share) } else { "–".into() }
                    })}
                </td>
            </tr>
        }
    };
    let names = std::iter::once("none".to_owned()).chain(head_names());
    let rows = names.enumerate().map(row).collect_view();
    let says = move || {
        let Some(done) = done.get() else {
            return format!("{} are read when you ask for it.", texts());
        };
        survey.with_value(|s| {
            let Some(survey) = s.as_ref() else {
                return String::new();
            };
            let (_, all) = survey.progress();
            if done < all {
                return format!("{} of {all}.", count(done, "pass"));
            }
            let verbs = survey.measured().first().map_or(0, Measured::verbs);
            format!("{} Measured at {}.", survey.verdict(), count(verbs, "verb"))
        })
    };
    let button = move || {
        if runs.get() {
            "stop"
        } else {
            "switch off every head in turn"
        }
    };
    view! {
        <div class="row">
            <button type="button" class="button small" data-action="held-out" on:click=start>
                {button}
            </button>
        </div>
        <div class="scroll tall" tabindex="0" role="region" aria-label="Every head alone">
            <table class="facts">
                <thead>
                    <tr>
                        <th scope="col">"off"</th>
                        <th scope="col">"loss"</th>
                        <th scope="col">"more than whole"</th>
                        <th scope="col">"log odds"</th>
                        <th scope="col">"right"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="quiet" role="status">{says}</p>
        <p class="quiet">
            "Loss in nats a word. Log odds are those of the right number of a verb against the wrong one, where its \
            subject stands before a relative clause and a noun of the other number lies between them; right is \
            the share of such verbs with positive log odds."
        </p>
    }
}

fn texts() -> String {
    count(TEXTS, "text")
}

fn shown(x: f64) -> String {
    if x.is_finite() {
        short(x)
    } else {
        "–".into()
    }
}

fn go_on(survey: Kept, done: RwSignal<Option<usize>>, runs: RwSignal<bool>) {
    let slice = move || {
        // Nothing where the panel has been left, or the reader has stopped it.
        if runs.try_get_untracked() != Some(true) {
            return;
        }
        let state = survey.try_update_value(|survey| {
            let survey = survey.as_mut()?;
            let more = survey.step();
            Some((more, survey.progress().0))
        });
        let (more, now) = state.flatten().unwrap_or((false, 0));
        done.try_set(Some(now));
        if more {
            go_on(survey, done, runs);
        } else {
            runs.try_set(false);
        }
    };
    set_timeout(slice, Duration::ZERO);
}
