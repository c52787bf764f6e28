//! Above the figure: the files picked so far, what was found in them, and how far they are read.

use super::super::super::own::files::{Role, found, missing, role, size, unused};
use super::session::{Session, Stage};
use crate::app::keys::focus;
use crate::contract::number::percent;
use crate::frame::prelude::*;

#[component]
pub fn Opening(session: Session) -> impl IntoView {
    // Again whenever other files are picked or the number of heads is said.
    Effect::new(move |_| {
        session.picked.track();
        session.heads.track();
        session.consider();
    });
    let stage = session.stage;
    let names = move || session.names();
    let files = move || {
        let names = names();
        (!names.is_empty()).then(|| format!("Picked: {}.", names.join(", ")))
    };
    let status = move || match stage.get() {
        Stage::Waiting => missing(&names()).unwrap_or_default(),
        Stage::Looking => "The files are being checked.".into(),
        Stage::Found => "The weights have not been read yet. Nothing is sent anywhere.".into(),
        Stage::Reading => {
            let report = session.report.get();
            report.map_or_else(String::new, |report| {
                let left = if report.playing && report.seconds_left >= 1.0 {
                    format!(", about {:.0} s left", report.seconds_left)
                } else {
                    String::new()
                };
                format!(
                    "{} of {} read ({}){left}.",
                    size(report.done as f64),
                    size(report.total as f64),
                    percent(report.done as f64 / report.total.max(1) as f64)
                )
            })
        }
        Stage::Nothing | Stage::Refused => String::new(),
    };
    let facts = move || {
        let about = session.found.get()?;
        let line = |line: String| view! { <p>{line}</p> };
        Some(found(&about).into_iter().map(line).collect_view())
    };
    // What was found names them too.
    let others = move || {
        let none = session.found.with(Option::is_none);
        none.then(|| unused(&names())).flatten()
    };
    // Where config.json says it, nobody else has to. A field that is used stays while the files are checked
    // again: it has the focus.
    let asks_heads = Memo::new(move |_| {
        let said = names().iter().any(|name| role(name) == Role::Settings);
        let asks = match stage.get() {
            Stage::Found | Stage::Refused => true,
            Stage::Looking => session.heads.with(Option::is_some),
            _ => false,
        };
        asks && !said
    });
    let heads = Signal::derive(move || {
        let found = session
            .found
            .with(|about| about.as_ref().map(|about| about.heads));
        // 0 while nobody has said it: so each number that is allowed is another one.
        session.heads.get().or(found).unwrap_or(0).into()
    });
    let heads_field = move || {
        asks_heads.get().then(|| {
            let set = move |heads: i64| session.heads.set(u32::try_from(heads).ok());
            view! {
                <WholeField
                    label="heads of a layer"
                    control="gpt2-heads"
                    limits=(1, 1024)
                    value=heads
                    set=Callback::new(set)
                />
            }
        })
    };
    let main = move || match stage.get() {
        Stage::Found => Some("Read the weights"),
        Stage::Reading
            if session
                .report
                .with(|r| r.as_ref().is_none_or(|r| r.playing)) =>
        {
            Some("Stop")
        }
        Stage::Reading => Some("Go on"),
        _ => None,
    };
    let press = move |_| match main() {
        Some("Stop") => session.pause(),
        _ => session.begin(),
    };
    let progress = move || {
        (stage.get() == Stage::Reading).then(|| {
            let of = move |of: fn(&training::Gpt2Report) -> u64| {
                session
                    .report
                    .with(|report| report.as_ref().map_or(0, of))
                    .to_string()
            };
            view! {
                <progress
                    aria-label="Bytes read"
                    max=move || of(|report| report.total.max(1))
                    value=move || of(|report| report.done)
                ></progress>
            }
        })
    };
    let shown = move || stage.get() != Stage::Nothing || session.problem.with(Option::is_some);
    view! {
        <div class="message own-opening" data-own="opening" data-local="" hidden=move || !shown()>
            <p translate="no">{files}</p>
            <p data-own="unused" hidden=move || others().is_none()>
                {others}
            </p>
            <div data-own="found">{facts}</div>
            <p role="status" data-own="status">{status}</p>
            {progress}
            <p class="problem" role="status" data-own="problem">{move || session.problem.get()}</p>
            <div class="row">
                {heads_field}
                <button
                    type="button"
                    class="button small primary"
                    data-own="begin"
                    hidden=move || main().is_none()
                    on:click=press
                >
                    {main}
                </button>
                <button
                    type="button"
                    class="button small"
                    data-own="leave"
                    on:click=move |_| {
                        session.problem.set(None);
                        session.leave();
                        focus("[data-action=\"open-run\"]");
                    }
                >
                    "Discard these files"
                </button>
            </div>
        </div>
    }
}
