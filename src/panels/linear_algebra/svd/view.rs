//! The view of `svd`: the matrix, its approximation and what is missing; the errors; a matrix to paste.

use super::state::{IMAGES, LARGEST, LIMIT, Source, SvdState};
use super::{SvdPanel, picture, words};
use crate::contract::{Tint, paste};
use crate::frame::{Context, View};
use crate::widgets::chart::Chart;
use crate::widgets::matrix_editor::MatrixEditor;
use crate::widgets::picture::Picture;
use crate::widgets::slider::Slider;
use leptos::html;
use leptos::prelude::*;
use nalgebra::DMatrix;

/// Matrices up to this many rows and columns can be typed into.
const TYPED: usize = 8;

impl View for SvdPanel {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

#[component]
fn Figure(context: Context<SvdPanel>) -> impl IntoView {
    let a = context.part(|s| s.a.clone());
    let approximation = context.pick(|r| r.matrix("approximation"));
    let missing = Memo::new(move |_| {
        let approximation = approximation.get();
        a.with(|a| {
            if a.shape() == approximation.shape() {
                a - approximation
            } else {
                a.clone()
            }
        })
    });
    // Black and white are the least and the largest entry of the matrix itself.
    let range = Memo::new(move |_| a.with(|a| (a.min(), a.max().max(a.min() + 1e-12))));
    let errors = Memo::new(move |_| {
        let reach = range.get().1 - range.get().0;
        (-0.5 * reach, 0.5 * reach)
    });
    let most = context.part(SvdState::most);
    let subject = context.part(words::subject);
    let sentence = context.pick(|r| r.sentence.clone());
    let stored = context.pick(|r| r.scalar("stored-numbers"));
    let log = RwSignal::new(false);
    let plot = Memo::new(move |_| {
        let log = log.get();
        context.state.with(|s| picture::error_plot(s, log))
    });
    let slider = move || {
        let most = most.get();
        (most > 1).then(|| {
            view! {
                <Slider
                    label="rank r"
                    control="rank"
                    value=Signal::derive(move || context.state.with(|s| s.rank as f64))
                    set=Callback::new(move |x: f64| {
                        context.update(|s| s.rank = (x.round() as usize).clamp(1, s.most()));
                    })
                    min=1.0
                    max=most as f64
                    whole=true
                />
            }
        })
    };
    let presets = IMAGES.iter().map(|&name| {
        let set = move |_| context.update(|s| *s = SvdState::of(Source::Image(name), s.rank));
        let pressed = move || context.state.with(|s| s.image() == name).to_string();
        // The picture that it opens on is no change; it is found by Reset and by its address.
        let preset = (name != IMAGES[0]).then_some(name);
        view! {
            <button type="button" class="button small" data-preset=preset data-image=name aria-pressed=pressed on:click=set>
                {name}
            </button>
        }
    });
    let presets = presets.collect_view();
    view! {
        <div class="controls">
            <div class="row presets" role="group" aria-label="Pictures">{presets}</div>
            {slider}
        </div>
        <div class="pictures">
            <figure>
                <figcaption>{move || format!("A: {}", subject.get())}</figcaption>
                <Picture label=Signal::derive(move || subject.get()) values=a range=range />
            </figure>
            <figure>
                <figcaption class="tint-value">
                    {move || {
                        let (m, n) = a.with(DMatrix::shape);
                        format!("Aᵣ: {} numbers instead of {}", stored.get(), m * n)
                    }}
                </figcaption>
                <Picture label=Signal::derive(move || sentence.get()) values=approximation range=range />
            </figure>
            <figure>
                <figcaption class="tint-loss">"A − Aᵣ: what is missing"</figcaption>
                <Picture label="What is missing; grey is nothing" values=missing range=errors />
            </figure>
        </div>
        <div class="plates">
            <section class="plate">
                <h2 class="row">
                    "Singular values, and the error of the best approximation"
                    <button
                        type="button"
                        class="button small"
                        data-action="scale"
                        aria-pressed=move || log.get().to_string()
                        on:click=move |_| log.update(|on| *on = !*on)
                    >
                        {move || if log.get() { "linear scale" } else { "log scale" }}
                    </button>
                </h2>
                <Chart label="Both errors against the rank that is kept" plot=plot />
                <p class="quiet">
                    "The dashed curve is the singular values themselves: at r stands σᵣ₊₁, the first one left out."
                </p>
            </section>
            <section class="plate">
                <h2>"A matrix of your own"</h2>
                <Own context=context />
            </section>
        </div>
    }
}

/// A table to paste, and a small matrix to type into.
#[component]
fn Own(context: Context<SvdPanel>) -> impl IntoView {
    let area: NodeRef<html::Textarea> = NodeRef::new();
    let problem = RwSignal::new(None::<String>);
    let take = move |_| {
        let Some(area) = area.get_untracked() else {
            return;
        };
        let judged = paste::table(&area.value()).and_then(|m| {
            if m.nrows() > LARGEST || m.ncols() > LARGEST {
                return Err(format!(
                    "it is {}×{}, and there is room for {LARGEST}×{LARGEST}",
                    m.nrows(),
                    m.ncols()
                ));
            }
            paste::near(m.as_slice(), LIMIT)?;
            Ok(m)
        });
        match judged {
            Ok(m) => {
                problem.set(None);
                context.update(|s| *s = SvdState::of(Source::Own(m), s.rank));
            }
            Err(why) => problem.set(Some(format!("That can’t be used: {why}."))),
        }
    };
    let small = context.part(|s| s.a.nrows() <= TYPED && s.a.ncols() <= TYPED);
    let a = context.part(|s| s.a.clone());
    let names =
        Memo::new(move |_| a.with(|a| (1..=a.nrows()).map(|i| i.to_string()).collect::<Vec<_>>()));
    let editor = move || {
        small.get().then(|| {
            view! {
                <MatrixEditor
                    label="A"
                    control="a"
                    value=a
                    set=Callback::new(move |m| context.update(|s| *s = SvdState::of(Source::Own(m), s.rank)))
                    rows=names
                    limit=LIMIT
                    tint=Tint::Matrix
                />
            }
        })
    };
    let example = move |_| {
        context.update(|s| {
            let m = DMatrix::from_row_slice(
                3,
                4,
                &[2.0, 0.0, 1.0, 1.0, 4.0, 0.5, 2.0, 2.0, -1.0, 1.0, 0.0, 0.5],
            );
            *s = SvdState::of(Source::Own(m), 1);
        });
    };
    view! {
        <p class="quiet">
            "Paste a table of up to 64 × 64 numbers, from a spreadsheet or from NumPy; rows on lines of their own."
        </p>
        <textarea class="pasted" rows="4" spellcheck="false" aria-label="A matrix to paste" node_ref=area></textarea>
        <p class="row">
            <button type="button" class="button small" data-action="use-matrix" on:click=take>"Use it"</button>
            <button type="button" class="button small" data-preset="small" on:click=example>"a 3×4 matrix to type into"</button>
        </p>
        <p class="problem" role="status">{problem}</p>
        {editor}
    }
}
