//! The view of `transformer`: the stream as a column for each word, all heads as small pictures with a
//! switch each, the next word beside the truth; below it one head, the lens, contributions, patches.

mod contributions;
mod controls;
mod heads;
mod held_out;
mod own;
mod plates;
mod send;
mod source;
mod steps;
mod stream;

use super::picture::next;
use super::read::{numbers, writers};
use super::{Transformer, TransformerState, words};
use crate::contract::lists::At;
use crate::contract::number::{measured, rounded};
use crate::contract::{Tint, lists};
use crate::frame::prelude::*;
use crate::frame::sent::Place;
use contributions::{Targets, contributions, spanned};
use controls::Controls;
use heads::HeadTiles;
use held_out::HeldOut;
use own::{OfOwn, Piece};
use plates::{cached, heads, lens, one_head};
use send::send_to;
use source::{ModelBar, OpenFile, Opener};
use steps::Steps;
use stream::Stream;
use web_sys::DragEvent;

impl View for Transformer {
    fn view(context: Context<Self>) -> Layout {
        // Which half-layer's stream predicts the next word in the picture; no number depends on it.
        let opener = Opener::new(context);
        let places = context.part(|s| s.sizes().places());
        let half = RwSignal::new(places.get_untracked() - 1);
        // Again the last one where another model is shown.
        Effect::new(move |before: Option<usize>| {
            let places = places.get();
            if before.is_some_and(|before| before != places) {
                half.set(places - 1);
            }
            places
        });
        let is_own = context.part(|s: &TransformerState| s.own.shown().is_some());
        let own = move |piece: Piece| view! { <OfOwn session=opener.own piece=piece /> }.into_any();
        // One or the other, with whatever belongs to it.
        let either = move |place: Place, shipped: fn(Shown) -> AnyView| {
            let shown = Shown { context, half };
            move || {
                if is_own.get() {
                    own(Piece::At(place))
                } else {
                    shipped(shown)
                }
            }
        };
        let dropped = move |event: DragEvent| opener.take(&event);
        let main = view! {
            <div
                class="model-controls"
                on:dragover=|event: DragEvent| event.prevent_default()
                on:drop=dropped
            >
                {own(Piece::Opening)} {either(Place::Main, main)}
            </div>
        };
        let controls = view! {
            <div
                class="model-controls"
                on:dragover=|event: DragEvent| event.prevent_default()
                on:drop=dropped
            >
                {either(Place::Controls, controls)} <OpenFile opener=opener />
            </div>
        };
        let rest = move || {
            view! {
                <div
                    class="model-controls"
                    on:dragover=|event: DragEvent| event.prevent_default()
                    on:drop=dropped
                >
                    {either(Place::Rest, rest)}
                </div>
            }
        };
        Layout::new(main, controls).below(rest)
    }
}

/// What the parts of the view take.
#[derive(Clone, Copy)]
struct Shown {
    context: Context<Transformer>,
    /// The half-layer whose stream predicts the next word.
    half: RwSignal<usize>,
}

fn main(Shown { context, half }: Shown) -> AnyView {
    view! {
            <ModelBar context=context />
            <h2>
                "Residual stream: length of what each half-layer writes"
                <span class="hint">"choose a cell: word and half-layer"</span>
            </h2>
            <Stream context=context half=half />
            <div class="duo">
                <div>
                    <h2>"All heads" <span class="hint">"choose one; on or off below"</span></h2>
                    <HeadTiles context=context half=half />
                </div>
                <div>
                    <NextWord context=context half=half />
                </div>
            </div>
            <p class="keyline" aria-live="polite">
                {context.derived(|s, _| says(s))}
            </p>
    }
    .into_any()
}

fn controls(Shown { context, .. }: Shown) -> AnyView {
    view! { <Controls context=context /> }.into_any()
}

fn rest(Shown { context, half }: Shown) -> AnyView {
    Sections::default()
        .also(move || {
            view! {
                <section class="plate span" data-local="">
                    <h2>"Step by step through the half-layers"</h2>
                    <Steps context=context half=half />
                </section>
            }
        })
        .wide_plate("What each part adds to a next word’s logit", move || {
            contributions(context)
        })
        .wide_plate("One part at a time from the second sentence", move || {
            patches(context)
        })
        .plate(
            context.part(|s| format!("Head {}", s.sizes().head_name(s.opened_head()))),
            move || one_head(context),
        )
        .plate("The next word after every half-layer", move || {
            lens(context, half)
        })
        .plate("Where the heads look, and how much they write", move || {
            heads(context)
        })
        .also(move || {
            view! {
                <section class="plate" data-local="">
                    <h2>"Every head alone, on texts that weren’t trained on"</h2>
                    <HeldOut context=context />
                </section>
            }
        })
        .plate("A cache of keys and values", move || cached(context))
        .plate("Go on elsewhere", move || send_to(context))
        .show()
}

/// What the log odds of the two numbers are, and how good the prediction is.
fn says(state: &TransformerState) -> String {
    let Some(n) = numbers(state, None) else {
        return String::new();
    };
    let odds = n.inside.pair.map_or(String::new(), |(right, wrong)| {
        format!(
            "Log odds of {} against {} after the sentence: {}. ",
            state.held.quoted(right),
            state.held.quoted(wrong),
            rounded(n.inside.agreement())
        )
    });
    let of = |list: &[f64]| list.last().copied().unwrap_or(f64::NAN);
    let kl = of(&n.divergences);
    let truth = if kl.is_nan() {
        "no truth".into()
    } else {
        format!("KL {}", measured(kl, "nat"))
    };
    let loss = of(&n.inside.losses);
    let loss = if loss.is_nan() {
        String::new()
    } else {
        format!("Loss of the sentence {} a word; ", measured(loss, "nat"))
    };
    format!(
        "{odds}{loss}{}: entropy {}, {truth}.",
        words::after(state),
        measured(of(&n.entropies), "nat"),
    )
}

/// The likeliest next words by the stream after a half-layer, beside the truth.
#[component]
fn NextWord(context: Context<Transformer>, half: RwSignal<usize>) -> impl IntoView {
    let now = context.derived(|s, r| {
        let next = numbers(s, None).map(|n| next(&n)).unwrap_or_default();
        (next, r.matrix("lens-probabilities"))
    });
    let names = Memo::new(move |_| now.with(|(next, _)| next.names.clone()));
    let truth = Memo::new(move |_| {
        now.with(|(next, _)| {
            let none = vec![0.0; next.ids.len()];
            next.truth.clone().unwrap_or(none)
        })
    });
    let lens = Memo::new(move |_| {
        let half = half.get();
        now.with(|(next, lens)| {
            let of = |word: &usize| lens.get((half, *word)).copied().unwrap_or(0.0);
            next.ids.iter().map(of).collect::<Vec<f64>>()
        })
    });
    let top = Memo::new(move |_| {
        let largest = |list: Memo<Vec<f64>>| list.with(|list| lists::size(list));
        ((largest(truth).max(largest(lens)) * 10.0).ceil() / 10.0).clamp(0.1, 1.0)
    });
    let has_truth = Memo::new(move |_| now.with(|(next, _)| next.truth.is_some()));
    let halves = context.part(|s| s.sizes().halves());
    let title = move || {
        let half = halves.with(|all| all.get(half.get()).cloned());
        format!("Next word by the stream after {}", half.unwrap_or_default())
    };
    view! {
        <h2>{title}</h2>
        <p class="keyline">
            <span class="tint-truth">
                {move || if has_truth.get() { "truth" } else { "no truth here" }}
            </span>
            " · "
            <span class="tint-model">"model"</span>
        </p>
        <Bars
            label=context.pick(|r| r.sentence.clone())
            names=names
            series=vec![
                shown("truth", "next-truth", Tint::Truth, truth),
                shown("model", "next-model", Tint::Model, lens),
            ]
            range=Signal::derive(move || (0.0, top.get()))
            narrow=true
        />
        <Targets context=context />
    }
}

/// The log odds with each part taken from the second sentence.
fn patches(context: Context<Transformer>) -> impl IntoView {
    let values = context.pick(|r| r.vector("patched").to_vec());
    let level = context.pick(|r| r.scalar("agreement"));
    let names = context.part(|s| writers(s.sizes()));
    let range = Memo::new(move |_| {
        let level = level.get();
        values.with(|list| {
            let mut all = list.clone();
            all.push(level);
            spanned(&all)
        })
    });
    let is_there = Memo::new(move |_| values.with(|list| list.iter().all(|x| x.is_finite())));
    let says = context.derived(|s, r| {
        let why = |name: &str| {
            let readout = r.readouts.iter().find(|readout| readout.name == name);
            readout.and_then(|readout| readout.missing.clone())
        };
        if let Some(why) = why("patched") {
            return why;
        }
        let list = r.vector("patched");
        let now = r.scalar("agreement");
        let moved: Vec<f64> = list.iter().map(|x| (x - now).abs()).collect();
        let most = lists::argmax(&moved);
        let part = writers(s.sizes()).get(most).cloned().unwrap_or_default();
        let word = s.other.get(s.at()).copied().unwrap_or_default();
        format!(
            "The dashed line is the log odds as they are, {}. Each bar is what they become if one part’s \
             output at this word is that of {} in the second sentence, and all that follows is computed \
             again. The {part} moves them most, to {}. What the last layer writes at a word before the last is \
             read by nothing.",
            rounded(now),
            s.held.quoted(word),
            rounded(list.at(most)),
        )
    });
    view! {
        <div hidden=move || !is_there.get()>
            <Bars
                label="Log odds of the two numbers with one part patched"
                names=names
                series=vec![shown("log odds", "patched", Tint::Score, values)]
                range=range
                level=level
            />
        </div>
        <p>{says}</p>
    }
}
