//! The view of `svd`: the matrix, its approximation and what is missing; the errors; a matrix to paste.

use super::images::Image;
use super::state::{LARGEST, LIMIT, SvdState};
use super::{SvdPanel, picture};
use crate::contract::input::Choices;
use crate::contract::names::counted;
use crate::contract::{State, Tint, number, paste};
use crate::frame::prelude::*;
use crate::widgets::matrix_editor::MatrixEditor;
use crate::widgets::picture::Picture;
use leptos::html;
use nalgebra::DMatrix;

/// Matrices up to this many rows and columns can be typed into.
const TYPED: usize = 8;

impl View for SvdPanel {
    fn view(context: Context<Self>) -> Layout {
        layout(context)
    }
}

/// What the matrix is.
fn subject(state: &SvdState) -> String {
    let (rows, columns) = state.matrix().shape();
    match state.image {
        _ if state.a.is_some() => format!("a {rows}×{columns} matrix"),
        Image::Attention => "attention weights of twelve words".into(),
        image => format!("the picture “{}”", image.name()),
    }
}

fn layout(context: Context<SvdPanel>) -> Layout {
    let a = context.part(|s| s.matrix().clone());
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
    let subject = context.part(subject);
    let sentence = context.pick(|r| r.sentence.clone());
    let stored = context.pick(|r| r.scalar("stored-numbers"));
    let log = RwSignal::new(false);
    let plot = Memo::new(move |_| {
        let log = log.get();
        context.state.with(|s| picture::error_plot(s, log))
    });
    let slider = move || {
        let most = most.get();
        (most > 1).then(|| context.whole_slider_to(SvdState::rank(), most as f64))
    };
    let presets = Image::ALL.iter().map(|&image| {
        let set = move |_| {
            context.update(|s| {
                (s.a, s.image) = (None, image);
                s.agree();
            });
        };
        let pressed =
            move || context.state.with(|s| s.a.is_none() && s.image == image).to_string();
        let name = image.name();
        // The picture that it opens on is no change; it is found by Reset and by its address.
        let preset = (image != Image::Face).then_some(name);
        view! {
            <button type="button" class="button small" data-preset=preset data-image=name aria-pressed=pressed on:click=set>
                {name}
            </button>
        }
    });
    let presets = presets.collect_view();
    let controls = view! {
        {slider}
        <div class="row presets" role="group" aria-label="Pictures">{presets}</div>
    };
    let main = view! {
        <div class="pictures">
            <figure>
                <figcaption>{move || format!("A: {}", subject.get())}</figcaption>
                <Picture label=Signal::derive(move || subject.get()) values=a range=range />
            </figure>
            <figure>
                <figcaption class="tint-value">
                    {move || {
                        let (m, n) = a.with(DMatrix::shape);
                        let all = number::grouped((m * n) as f64);
                        format!("Aᵣ: {} numbers instead of {all}", number::grouped(stored.get()))
                    }}
                </figcaption>
                <Picture label=Signal::derive(move || sentence.get()) values=approximation range=range />
            </figure>
            <figure>
                <figcaption class="tint-loss">"A − Aᵣ: the error"</figcaption>
                <Picture label="The error; grey is 0" values=missing range=errors />
            </figure>
        </div>
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
                    "The dashed curve is the spectral-norm error: at r it is σᵣ₊₁, the first \
                     singular value left out."
                </p>
    };
    let more = view! {
        <div class="input">
            <h2>"A matrix of your own"</h2>
            <Own context=context />
        </div>
    };
    Layout::new(main, controls).more(more)
}

/// A table to paste, and a small matrix to type into.
#[component]
fn Own(context: Context<SvdPanel>) -> impl IntoView {
    let area: NodeRef<html::Textarea> = NodeRef::new();
    let problem = RwSignal::new(None::<String>);
    let set = Callback::new(move |m: DMatrix<f64>| {
        context.update(|s| SvdState::a().set(s, Some(m)));
    });
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
                set.run(m);
            }
            Err(why) => problem.set(Some(format!("That can’t be used: {why}."))),
        }
    };
    let a = context.part(|s| s.matrix().clone());
    let small = Memo::new(move |_| a.with(|a| a.nrows() <= TYPED && a.ncols() <= TYPED));
    let names = Memo::new(move |_| counted(a.with(DMatrix::nrows)));
    let editor = move || {
        small.get().then(|| {
            view! {
                <MatrixEditor
                    label="A"
                    control="a"
                    value=a
                    set=set
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
            (s.a, s.rank) = (Some(m), 1);
        });
    };
    view! {
        <p class="quiet">
            "Paste a table of up to 64 × 64 numbers, from a spreadsheet or from NumPy, with a \
             line for each row."
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
