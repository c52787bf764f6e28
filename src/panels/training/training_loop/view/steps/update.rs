//! The optimiser's step for one weight, with its numbers.

use super::super::session::Session;
use super::both;
use crate::contract::mathml::{Formula, fixed};
use crate::contract::number;
use crate::frame::prelude::*;
use training::Rule;
use training::protocol::Watched;

#[component]
pub fn Update(session: Session) -> impl IntoView {
    let shown = Memo::new(move |_| {
        both(session).map(|(about, seen)| {
            let name = seen
                .layers
                .get(seen.watched.parameter)
                .map(|l| (l.name.clone(), l.shape));
            let now = seen.batch == seen.watched.step;
            (about.config.rule, name, seen.watched.clone(), now)
        })
    });
    let formula = Memo::new(move |_| {
        shown.with(|s| {
            s.as_ref()
                .map_or_else(Formula::default, |(rule, _, watched, _)| {
                    rule_formula(*rule, watched)
                })
        })
    });
    let numbers = move || {
        let (rule, name, w, now) = shown.get()?;
        let (name, shape) = name?;
        let rows = entries(rule, &w)
            .into_iter()
            .map(|(label, value)| {
                view! { <tr><th scope="row">{label}</th><td class="number">{number::significant(value, 6)}</td></tr> }
            })
            .collect_view();
        Some(view! {
            <p>
                "Followed: " <code translate="no">{format!("{name}[{}][{}]", w.row, w.column)}</code>
                {format!(" of {}×{}. ", shape.0, shape.1)}
                {if now {
                    format!("Step {} will change it as follows:", w.step)
                } else {
                    "With this batch, a step from this snapshot would change it as follows:".into()
                }}
            </p>
            <table class="losses narrow"><tbody>{rows}</tbody></table>
        })
    };
    view! {
        <div class="columns">
            <div>{numbers}</div>
            <div>
                <FormulaView formula=formula />
                <p class="quiet">"Another weight: click into the gradient of the step before."</p>
                <Pick session=session />
            </div>
        </div>
    }
}

/// The weight by row and column, for the keyboard.
#[component]
fn Pick(session: Session) -> impl IntoView {
    let field = move |label: &'static str, row: bool| {
        let value = move || {
            session.seen.with(|s| {
                s.as_ref()
                    .map_or(0, |s| if row { s.watched.row } else { s.watched.column })
            })
        };
        let set = move |event| {
            if let Ok(n) = event_target_value(&event).trim().parse::<usize>() {
                let parameter = session
                    .seen
                    .with_untracked(|s| s.as_ref().map(|s| s.watched.parameter));
                session.watch.update(|w| {
                    w.0 = parameter.or(w.0);
                    if row { w.1 = n } else { w.2 = n }
                });
            }
        };
        view! {
            <label class="whole">
                <span>{label}</span>
                <input type="number" min="0" data-control=format!("watch-{label}") prop:value=move || value().to_string() on:change=set />
            </label>
        }
    };
    view! { <div class="controls">{field("row", true)} {field("column", false)}</div> }
}

fn entries(rule: Rule, w: &Watched) -> Vec<(&'static str, f64)> {
    let mut rows = vec![("weight θ", w.weight), ("gradient g", w.gradient)];
    match rule {
        Rule::Sgd => {}
        Rule::Momentum => rows.extend([("b before", w.before.0), ("b after", w.after.0)]),
        Rule::RmsProp => rows.extend([("v before", w.before.1), ("v after", w.after.1)]),
        Rule::Adam | Rule::AdamW => rows.extend([
            ("m before", w.before.0),
            ("m after", w.after.0),
            ("v before", w.before.1),
            ("v after", w.after.1),
            ("m̂", w.corrected.0),
            ("v̂", w.corrected.1),
        ]),
    }
    rows.extend([
        ("change, by the formula", w.change),
        ("change, as computed", w.made),
        ("θ after", w.weight + w.made),
    ]);
    rows
}

fn rule_formula(rule: Rule, w: &Watched) -> Formula {
    match rule {
        Rule::Sgd => fixed!(
            r"\Delta\theta = -\eta\, g = -\eta \cdot \tint{gradient}{\live{g}} = \live{d}";
            g = w.gradient, d = w.change
        ),
        Rule::Momentum => fixed!(
            r"b = 0.9 \cdot \live{b} + \tint{gradient}{\live{g}} = \live{c}, \qquad \Delta\theta = -\eta\, b = \live{d}";
            b = w.before.0, g = w.gradient, c = w.after.0, d = w.change
        ),
        Rule::RmsProp => fixed!(
            r"\Delta\theta = -\eta\,\frac{g}{\sqrt{v} + \varepsilon} = -\eta\,\frac{\tint{gradient}{\live{g}}}{\sqrt{\live{v}} + 10^{-8}} = \live{d}";
            g = w.gradient, v = w.after.1, d = w.change
        ),
        Rule::Adam | Rule::AdamW => fixed!(
            r"\Delta\theta = -\eta\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon} = -\eta\,\frac{\live{m}}{\sqrt{\live{v}} + 10^{-8}} = \live{d}";
            m = w.corrected.0, v = w.corrected.1, d = w.change
        ),
    }
}
