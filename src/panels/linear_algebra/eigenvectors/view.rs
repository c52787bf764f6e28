//! The view of `eigenvectors`: v to turn until it keeps its direction, the spectrum, the angle.

use super::state::{EigenState, SIZES};
use super::{Eigenvectors, picture, words};
use crate::contract::Tint;
use crate::contract::names::counted_as;
use crate::contract::number::rounded;
use crate::frame::prelude::*;

impl View for Eigenvectors {
    fn view(context: Context<Self>) -> Layout {
        let flat = context.part(|s| s.size() == 2);
        let spectrum = context.pick(picture::spectrum);
        let sentence = context.pick(|r| r.sentence.clone());
        let none = context.part(|s| s.on_an_eigenvector().is_none());
        let turn = move |_| {
            context.update(|s| {
                if let Some(next) = s.on_an_eigenvector() {
                    *s = next;
                }
            });
        };
        let controls = view! {
            <div class="row presets" role="group" aria-label="Try">
                <button
                    type="button"
                    class="button small"
                    data-preset="eigenvector"
                    prop:disabled=move || none.get()
                    on:click=turn
                >
                    "set v to an eigenvector"
                </button>
                {folded(context.preset_buttons())}
            </div>
            <Editors context=context />
            {context
                .entries_named(
                    ["dimensions", "dimensions", "size"],
                    SIZES,
                    EigenState::size,
                    |s, n| *s = s.with_size(n),
                )}
        };
        let main = view! {
        <div class="duo">
            {move || flat.get().then(|| view! { <ThePlane context=context /> })}
            <div>
                <h2>"The eigenvalues in the complex plane"</h2>
                <PlaneView
                    label=Signal::derive(move || format!("Eigenvalues in the complex plane. {}", sentence.get()))
                    plane=spectrum
                />
                <p class="quiet">
                    "Real part across, imaginary part up. Inside the dashed circle of radius 1 \
                     powers tend to 0, outside they grow."
                </p>
                <Table context=context />
            </div>
        </div>
        };
        Layout::new(main, controls)
            .also(move || move || flat.get().then(|| view! { <Angle context=context /> }))
            .plate("Powers: A applied to v repeatedly", move || powers(context))
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
                <b>{move || format!("v and Av are {}° apart.", rounded(angle.get()))}</b>
                " " {fate}
            </figcaption>
            <p class="hint">
                "Drag v round (or focus it and use the arrow keys) until Av lies along it. Solid \
                 lines are the directions of eigenvectors; dashed: the circle of v, its image, \
                 and v, Av, A²v, …."
            </p>
        </figure>
    }
}

#[component]
fn Editors(context: Context<Eigenvectors>) -> impl IntoView {
    let names = |what| context.part(move |s| counted_as(what, s.size()));
    view! {
        <div class="inputs">
            {context.matrix(EigenState::a(), ["A", "A"], Tint::Matrix, names("row"))}
            {context.column(EigenState::v(), ["v", "v"], Tint::Input, names("entry"))}
        </div>
    }
}

/// v under A again and again, in numbers.
fn powers(context: Context<Eigenvectors>) -> impl IntoView {
    let heads = ["t", "Aᵗv", "length", "turned by the next A"];
    view! {
        <p class="keyline">{context.part(words::fate)}</p>
        {facts("Powers of A applied to v", heads, "", context.part(words::powers))}
        <p class="quiet">
            "Where the angle tends to 0, Aᵗv tends to the direction of the eigenvector with \
             the largest modulus."
        </p>
    }
}

/// A line for each different eigenvalue.
#[component]
fn Table(context: Context<Eigenvectors>) -> impl IntoView {
    let heads = [
        "eigenvalue",
        "modulus",
        "counts",
        "eigenvectors of length 1",
    ];
    let rows = context.part(words::table);
    facts("Eigenvalues and eigenvectors", heads, "tint-spectrum", rows)
}

/// A table whose lines begin with what they are about.
fn facts(
    label: &'static str,
    heads: [&'static str; 4],
    first: &'static str,
    rows: Memo<Vec<[String; 4]>>,
) -> impl IntoView {
    let line = move |[about, a, b, c]: [String; 4]| {
        view! { <tr><th scope="row" class=first>{about}</th><td>{a}</td><td>{b}</td><td>{c}</td></tr> }
    };
    view! {
        <DataTable label=label heads=heads.map(IntoAny::into_any).into()>
            {move || rows.get().into_iter().map(line).collect_view()}
        </DataTable>
    }
}

#[component]
fn Angle(context: Context<Eigenvectors>) -> impl IntoView {
    let plot = context.part(|s| picture::angle_plot(s).unwrap_or_default());
    view! {
        <section class="plate">
            <h2>"The angle by which A turns each direction"</h2>
            <Chart label="The angle between v and Av against the direction of v" plot=plot />
            <p class="quiet">
                "Eigenvectors are where the curve touches 0°, or 180° for a negative eigenvalue."
            </p>
        </section>
    }
}
