//! The six steps of the loop, each with the tensors of the present batch.

mod backward;
mod forward;
mod update;

use super::super::LoopState;
use super::session::Session;
use crate::contract::lists::At;
use crate::contract::number;
use crate::frame::prelude::*;
use crate::language::token_as_written;
use std::sync::Arc;
use training::protocol::{About, Inspection};

/// Their names.
pub const TITLES: [&str; 6] = [
    "Sample a batch",
    "Predict: forward through the network",
    "Compare: the loss",
    "Differentiate: backward",
    "Step: change the weights",
    "Repeat",
];

#[component]
pub fn Steps(session: Session) -> impl IntoView {
    let at = RwSignal::new(1_usize);
    let position = RwSignal::new(None::<usize>);
    let stage = move || match at.get() {
        0 => sample(session, position).into_any(),
        1 => view! { <forward::Forward session=session position=position /> }.into_any(),
        2 => compare(session, position).into_any(),
        3 => view! { <backward::Backward session=session /> }.into_any(),
        4 => view! { <update::Update session=session /> }.into_any(),
        _ => repeat(session).into_any(),
    };
    view! {
        <section class="plate span loop-steps" data-local="">
            <h2>"One iteration, on the next batch"</h2>
            <Stepper
                label="Steps of the training loop"
                titles=Signal::stored(TITLES.to_vec())
                at=at
                set=Callback::new(move |i| at.set(i))
            />
            {stage}
        </section>
    }
}

/// What is known of the run, and the last look into it.
fn both(session: Session) -> Option<(Arc<About>, Arc<Inspection>)> {
    Some((session.about.get()?, session.seen.get()?))
}

/// A token as it is written; what can't be seen is named.
fn shown(about: &About, token: u32) -> String {
    let known = about.vocabulary.get(token as usize);
    known.map_or_else(|| "?".into(), |token| token_as_written(token))
}

/// The present position, the last one where none was chosen.
fn place(seen: &Inspection, position: RwSignal<Option<usize>>) -> usize {
    let last = seen.tokens.len().saturating_sub(1);
    position.get().unwrap_or(last).min(last)
}

/// A sequence of the batch as a row of buttons, one for each position.
fn sequence(session: Session, position: RwSignal<Option<usize>>) -> impl IntoView {
    let of = Memo::new(move |_| {
        session
            .seen
            .with(|s| s.as_ref().map_or((0, 1), |s| s.sequence))
    });
    let number = Memo::new(move |_| of.get().0 + 1);
    let set = Callback::new(move |n: usize| session.sequence.set(n.min(of.get_untracked().1) - 1));
    let chips = move || {
        let (about, seen) = both(session)?;
        let at = place(&seen, position);
        let chip = |(i, &token): (usize, &u32)| {
            view! {
                <button
                    type="button"
                    class="chip"
                    aria-pressed=(i == at).to_string()
                    data-position=i
                    on:click=move |_| position.set(Some(i))
                >
                    {shown(&about, token)}
                </button>
            }
        };
        let chips = seen.tokens.iter().enumerate().map(chip).collect_view();
        let target = seen.targets.get(at).map(|&t| shown(&about, t));
        Some(view! {
            <div class="sequence" role="group" aria-label="The sequence">{chips}</div>
            <p class="quiet">
                {format!(
                    "After position {} of this sequence comes “{}”.",
                    at + 1,
                    target.unwrap_or_default(),
                )}
            </p>
        })
    };
    view! {
        <Count
            label=move || format!("sequence, of {}", of.get().1)
            words="sequence of the batch"
            control="sequence"
            value=number
            set=set
            min=1
            max=LoopState::batch().input.max as usize
        />
        {chips}
    }
}

fn sample(session: Session, position: RwSignal<Option<usize>>) -> impl IntoView {
    let says = move || {
        let (about, seen) = both(session)?;
        let c = &about.config;
        Some(format!(
            "Step {} takes {} of {}, {} in all. This is one of them; at each \
             position the network predicts the next token. {}",
            seen.batch,
            number::count(c.batch, "sequence"),
            number::count(c.context, "token"),
            number::grouped((c.batch * c.context) as f64),
            if about.floor.is_some() {
                "They are newly drawn from the source for every step, so memorising them doesn’t \
                 help."
            } else {
                "They are cut from the text at random places; its last tenth is held out."
            }
        ))
    };
    view! {
        <p>{says}</p>
        {sequence(session, position)}
    }
}

fn compare(session: Session, position: RwSignal<Option<usize>>) -> impl IntoView {
    let rows = move || {
        let (about, seen) = both(session)?;
        let largest = seen.losses.iter().fold(1e-9_f64, |m, &x| m.max(x));
        let row = |i: usize| {
            let loss = seen.losses.at(i);
            let entropy = seen.entropies.get(i).copied();
            let width = format!("width:{:.2}%", 100.0 * loss / largest);
            let floor = entropy.map(|h| {
                let style = format!("left:{:.2}%", (100.0 * h / largest).min(100.0));
                view! { <span class="floor-mark" style=style></span> }
            });
            view! {
                <tr class:chosen=position.get() == Some(i)>
                    <th scope="row">{shown(&about, *seen.tokens.get(i)?)} " → " {shown(&about, *seen.targets.get(i)?)}</th>
                    <td class="number">{number::rounded(loss)}</td>
                    <td class="number">{entropy.map(number::rounded)}</td>
                    <td class="strip" aria-hidden="true"><span class="strip-bar" style=width></span>{floor}</td>
                </tr>
            }
            .into()
        };
        let rows: Vec<_> = (0..seen.tokens.len()).filter_map(row).collect();
        let mean = seen.losses.iter().sum::<f64>() / seen.losses.len().max(1) as f64;
        let entropy = (!seen.entropies.is_empty()).then_some("entropy of the source");
        let heads = heads![
            "token → next",
            "−log q",
            entropy,
            view! { <span class="hidden">"as a bar"</span> }
        ];
        Some(view! {
            <p>
                {format!(
                    "The mean of this sequence is {} nats, of the whole batch {} nats, that of a \
                     uniform choice among {} tokens.",
                    number::rounded(mean),
                    number::rounded(seen.loss),
                    super::super::words::choices(seen.loss),
                )}
            </p>
            <DataTable label="The loss at each position" heads=heads class="losses">
                {rows}
            </DataTable>
        })
    };
    view! { {rows} }
}

fn repeat(session: Session) -> impl IntoView {
    let says = move || {
        let (about, seen) = both(session)?;
        let left = (about.config.steps + 1).saturating_sub(seen.batch);
        Some(format!(
            "That was step {} of {}; {} remain. Each lowers the loss of its own batch a little; together \
             they lower the KL divergence from the source.",
            number::grouped(seen.batch as f64),
            number::grouped(about.config.steps as f64),
            number::grouped(left as f64)
        ))
    };
    view! {
        <p>{says}</p>
        <p class="quiet">"Press Train and watch the curve above, or make one step and see what it \
                          changed."</p>
    }
}
