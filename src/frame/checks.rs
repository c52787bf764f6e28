//! The checks: each identity, its residual, and a button that breaks it.

use super::live::Live;
use crate::contract::number;
use leptos::prelude::*;

pub fn checks(live: Live) -> impl IntoView {
    let names = live.pick(|reading| reading.checks.iter().map(|c| c.name).collect::<Vec<_>>());
    let items = move || {
        names
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, name)| item(live, at, name))
            .collect_view()
    };
    view! {
        <section class="column lazy checks" aria-labelledby="checks-title">
            <h2 id="checks-title">"Checks"</h2>
            <p class="quiet">
                "Each statement is computed a second time by another route, at this state. The \
                 residual is the difference of the two results."
            </p>
            <ul class="check-list">{items}</ul>
        </section>
    }
}

fn item(live: Live, at: usize, name: &'static str) -> impl IntoView {
    let check = live.pick(move |reading| reading.checks.get(at).cloned());
    let read = move |f: fn(&crate::contract::Check) -> String| {
        move || check.with(|c| c.as_ref().map(f).unwrap_or_default())
    };
    let status = |c: &crate::contract::Check| c.status().name().to_string();
    let is_broken = move || live.broken.get() == Some(name);
    let toggle = move |_| {
        live.broken
            .update(|b| *b = if *b == Some(name) { None } else { Some(name) });
    };
    // A mistake can be without effect, and then the check rightly holds.
    let harmless = move || {
        let holds = check.with(|c| c.as_ref().is_some_and(crate::contract::Check::holds));
        (is_broken() && holds).then_some("At this state the mistake makes no difference.")
    };
    let does = move || {
        let mistake = live.mistakes.iter().find(|m| m.check == name);
        mistake.filter(|_| is_broken()).map(|mistake| {
            view! {
                <p class="check-mistake" data-broken=mistake.check>
                    <strong>"The mistake: "</strong>
                    {mistake.does}
                </p>
            }
        })
    };
    view! {
        <li
            class="check"
            data-check=name
            data-residual=read(|c| number::exact(c.residual))
            data-tolerance=read(|c| number::exact(c.tolerance))
            data-status=read(status)
        >
            <span class="check-mark" aria-hidden="true"></span>
            <div class="check-words">
                <p class="check-states">{read(|c| c.states.to_string())}</p>
                <p class="check-route">{read(|c| format!("Second route: {}.", c.route))}</p>
                <div role="status">{does}</div>
                <p class="check-harmless">{harmless}</p>
                <p class="check-reason">{read(|c| c.undecided.clone().unwrap_or_default())}</p>
            </div>
            <div class="check-numbers">
                <span class="check-status">{read(status)}</span>
                <span class="check-residual">
                    {read(|c| format!("residual {}", number::short(c.residual)))}
                </span>
                <button
                    type="button"
                    class="button small"
                    aria-pressed=move || is_broken().to_string()
                    on:click=toggle
                >
                    {move || if is_broken() { "Mend" } else { "Break" }}
                    <span class="hidden">{format!(" the check {name}")}</span>
                </button>
            </div>
        </li>
    }
}
