//! The view of `eigenvectors`: v to turn until it keeps its direction, the spectrum, the angle.

use super::state::{EigenState, LARGEST, LIMIT, SMALLEST, is_zero};
use super::{Eigenvectors, picture, words};
use crate::contract::Tint;
use crate::frame::{Context, View};
use crate::widgets::chart::Chart;
use crate::widgets::choice::Count;
use crate::widgets::matrix_editor::MatrixEditor;
use crate::widgets::plane::PlaneView;
use leptos::prelude::*;
use nalgebra::DMatrix;

/// Name, words and entries of each matrix to try.
const MATRICES: [(&str, &str, [f64; 4]); 8] = [
    ("symmetric", "symmetric", [2.0, 1.0, 1.0, 2.0]),
    (
        "turn",
        "rotation by 30°",
        [0.8660254037844387, -0.5, 0.5, 0.8660254037844387],
    ),
    ("spiral", "spiral inwards", [0.7, -0.6, 0.5, 0.8]),
    ("defective", "shear (defective)", [1.0, 1.0, 0.0, 1.0]),
    ("mirror", "mirror", [0.0, 1.0, 1.0, 0.0]),
    ("flatten", "projection", [0.5, 0.5, 0.5, 0.5]),
    ("saddle", "grow and shrink", [1.2, 0.3, 0.2, 0.7]),
    ("same", "twice everything", [2.0, 0.0, 0.0, 2.0]),
];

impl View for Eigenvectors {
    fn view(context: Context<Self>) -> AnyView {
        view! { <Figure context=context /> }.into_any()
    }
}

#[component]
fn Figure(context: Context<Eigenvectors>) -> impl IntoView {
    let size = context.part(EigenState::size);
    let flat = Memo::new(move |_| size.get() == 2);
    let spectrum = context.pick(picture::spectrum);
    let sentence = context.pick(|r| r.sentence.clone());
    let presets = MATRICES.map(|(name, words, entries)| {
        let set = move |_| {
            context.update(|s| {
                *s = s.with_size(2);
                s.a = DMatrix::from_row_slice(2, 2, &entries);
            });
        };
        view! {
            <button type="button" class="button small" data-preset=name on:click=set>{words}</button>
        }
    });
    let none = context.part(|s| s.on_an_eigenvector().is_none());
    let turn = move |_| {
        context.update(|s| {
            if let Some(next) = s.on_an_eigenvector() {
                *s = next;
            }
        });
    };
    view! {
        <div class="controls">
            <Count
                label=|| "dimensions"
                words="dimensions"
                control="size"
                value=size
                set=Callback::new(move |n| context.update(|s| *s = s.with_size(n)))
                min=SMALLEST
                max=LARGEST
            />
            <div class="row presets" role="group" aria-label="Try">
                {presets}
                <button
                    type="button"
                    class="button small"
                    data-preset="eigenvector"
                    prop:disabled=move || none.get()
                    on:click=turn
                >
                    "turn v onto an eigenvector"
                </button>
            </div>
        </div>
        <div class="beside">
            {move || flat.get().then(|| view! { <ThePlane context=context /> })}
            <div>
                <Editors context=context />
                <Table context=context />
            </div>
        </div>
        <div class="plates">
            <section class="plate">
                <h2>"The eigenvalues in the complex plane"</h2>
                <PlaneView
                    label=Signal::derive(move || format!("Eigenvalues in the complex plane. {}", sentence.get()))
                    plane=spectrum
                />
                <p class="quiet">
                    "Real part across, imaginary part up. Inside the dashed circle of radius 1 powers die \
                     away, outside they grow."
                </p>
            </section>
            {move || flat.get().then(|| view! { <Angle context=context /> })}
            <Powers context=context />
        </div>
    }
}

#[component]
fn ThePlane(context: Context<Eigenvectors>) -> impl IntoView {
    let plane = context.part(picture::plane);
    let fate = context.part(words::fate);
    let angle = context.pick(|r| r.scalar("angle"));
    let sentence = context.pick(|r| r.sentence.clone());
    let moved = Callback::new(move |(_, to): (String, (f64, f64))| {
        context.update(|s| picture::dragged(s, to));
    });
    view! {
        <figure class="plane-figure">
            <PlaneView
                label=Signal::derive(move || format!("The plane. {}", sentence.get()))
                plane=plane
                moved=moved
            />
            <figcaption>
                <b>{move || format!("v and Av are {}° apart.", crate::contract::number::rounded(angle.get()))}</b>
                " " {fate}
            </figcaption>
            <p class="hint">
                "Drag v round (or focus it and use the arrow keys) until Av lies along it. Solid lines stay \
                 where they are; dashed: the circle of v, its image, and the way of v under A again and again."
            </p>
        </figure>
    }
}

#[component]
fn Editors(context: Context<Eigenvectors>) -> impl IntoView {
    let names = |letter: &'static str| {
        let size = context.part(EigenState::size);
        Memo::new(move |_| {
            (1..=size.get())
                .map(|i| format!("{letter}{i}"))
                .collect::<Vec<_>>()
        })
    };
    let set_v = Callback::new(move |m: DMatrix<f64>| {
        // Zero has no direction; on the way to another number it is passed over.
        if !is_zero(m.as_slice()) {
            context.update(|s| s.v = m.as_slice().to_vec());
        }
    });
    view! {
        <div class="inputs">
            <div class="input">
                <h2 class="tint-matrix">"A"</h2>
                <MatrixEditor
                    label="A"
                    control="a"
                    value=context.part(|s| s.a.clone())
                    set=Callback::new(move |m| context.update(|s| s.a = m))
                    rows=names("row ")
                    limit=LIMIT
                    tint=Tint::Matrix
                />
            </div>
            <div class="input">
                <h2 class="tint-input">"v"</h2>
                <MatrixEditor
                    label="v"
                    control="v"
                    value=context.part(|s| DMatrix::from_column_slice(s.v.len(), 1, &s.v))
                    set=set_v
                    rows=names("entry ")
                    limit=LIMIT
                    tint=Tint::Input
                />
            </div>
        </div>
    }
}

/// v under A again and again, in numbers.
#[component]
fn Powers(context: Context<Eigenvectors>) -> impl IntoView {
    let table = context.part(words::powers);
    let fate = context.part(words::fate);
    let rows = move || {
        table
            .get()
            .into_iter()
            .map(|[t, vector, length, turn]| {
                view! { <tr><th scope="row">{t}</th><td>{vector}</td><td>{length}</td><td>{turn}</td></tr> }
            })
            .collect_view()
    };
    view! {
        <section class="plate">
            <h2>"Powers: A applied to v again and again"</h2>
            <p class="keyline">{fate}</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Powers of A applied to v">
                <table class="facts">
                    <thead>
                        <tr>
                            <th scope="col">"t"</th>
                            <th scope="col">"Aᵗv"</th>
                            <th scope="col">"length"</th>
                            <th scope="col">"turned by the next A"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="quiet">
                "Where the turning dies out, Aᵗv has come to lie along the eigenvector of largest modulus."
            </p>
        </section>
    }
}

/// A line for each different eigenvalue.
#[component]
fn Table(context: Context<Eigenvectors>) -> impl IntoView {
    let table = context.part(words::table);
    let rows = move || {
        table
            .get()
            .into_iter()
            .map(|[value, size, count, vectors]| {
                view! {
                    <tr>
                        <th scope="row" class="tint-spectrum">{value}</th>
                        <td>{size}</td>
                        <td>{count}</td>
                        <td>{vectors}</td>
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Eigenvalues and eigenvectors">
            <table class="facts">
                <thead>
                    <tr>
                        <th scope="col">"eigenvalue"</th>
                        <th scope="col">"modulus"</th>
                        <th scope="col">"counts"</th>
                        <th scope="col">"eigenvectors of length 1"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Angle(context: Context<Eigenvectors>) -> impl IntoView {
    let plot = context.part(|s| picture::angle_plot(s).unwrap_or_default());
    view! {
        <section class="plate">
            <h2>"How far A turns each direction"</h2>
            <Chart label="The angle between v and Av against the direction of v" plot=plot />
            <p class="quiet">
                "Eigenvectors are where the curve touches 0°, or 180° for a negative eigenvalue."
            </p>
        </section>
    }
}
