//! The view of `flat-minima`: the sharpness of both networks with 2/η to drag, and the losses between
//! them.

mod rescaling;
mod session;
mod table;

use super::{FlatMinima, FlatMinimaState, graphs, picture, recorded};
use crate::contract::number::{exact, rounded};
use crate::contract::plate::Tint;
use crate::contract::{Plate, Reading};
use crate::frame::prelude::*;
use crate::training::JobBar;
use rescaling::rescaling;
use session::Session;
use table::table;

type State = FlatMinimaState;

impl View for FlatMinima {
    fn view(context: Context<Self>) -> Layout {
        let session = Session::new(context);
        context.draw_also(move || {
            session
                .plot()
                .map(|plot| vec![Plate::lines("On the way", plot)])
                .unwrap_or_default()
        });
        let curves = Memo::new(move |_| session.curves());
        let record = context.part(recorded::recorded);
        let graph = Memo::new(move |_| {
            let curves = curves.get();
            context.state.with(|s| match (curves, record.get()) {
                (None, Some(record)) => graphs::main(s, Some(&record.curves), true),
                (curves, _) => graphs::main(s, curves.as_ref(), false),
            })
        });
        let waits =
            Memo::new(move |_| record.with(Option::is_some) && curves.with(Option::is_none));
        let faint = Memo::new(move |_| {
            let line = record.with(|r| r.as_ref().map(recorded::line));
            line.unwrap_or_default()
        });
        let sentence = context.pick(|r| r.sentence.clone());
        let moved = context.dragged(graphs::dragged);
        let line = context.pick(picture::line);
        let trained = context.pick(is_trained);
        let main = view! {
            <div class="duo">
                <div>
                    <h2>
                        "Sharpness on the way"
                        <span class="hint">"drag 2/η up and down"</span>
                    </h2>
                    <GraphView label=sentence graph=graph moved=moved />
                    <p class="keyline">
                        {colour_key(&[
                            (Tint::Truth, "small batches"),
                            (Tint::Loss, "large batches"),
                            (Tint::Score, "2/η: above it gradient descent can’t stay"),
                        ])}
                        {move || waits.get().then_some(" · thin: recorded with these settings")}
                    </p>
                </div>
                <div>
                    <h2>"Losses on the line between them"</h2>
                    {move || {
                        if trained.get() {
                            view! {
                                <Chart
                                    label="Training loss and loss on new points along the straight line through both networks"
                                    plot=line
                                />
                            }
                                .into_any()
                        } else {
                            view! {
                                {move || {
                                    waits
                                        .get()
                                        .then(|| {
                                            view! {
                                                <Chart
                                                    label="Recorded with these settings: training loss and loss on new points along the straight line through both networks"
                                                    plot=faint
                                                />
                                            }
                                        })
                                }}
                                <p class="keyline">
                                    {move || if waits.get() {
                                        "Recorded run; press Train for your own. "
                                    } else {
                                        "It is drawn when both are trained. "
                                    }}
                                    "Both start at the same weights and see the same 256 examples; 1,000 new points tell \
                                     how well they generalise."
                                </p>
                            }
                                .into_any()
                        }
                    }}
                </div>
            </div>
            <Both context=context waits=waits />
        };
        let controls = view! {
            <JobBar job=session.job words="Train" unit="part" begin=move || session.begin() clear=move || session.clear() />
            {context.presets()}
            {context.choice(State::protocol())}
            {context.slider(State::rate())}
            {context.whole_slider(State::small())}
            {context.whole_slider(State::large())}
            {context.slider(State::flipped())}
        };
        Layout::new(main, controls)
            .more(context.seed(State::seed(), "another seed"))
            .also(move || rescaling(context, session))
            .plate("Losses on the way", move || losses(context, session))
            .also(move || table(context))
    }
}

fn is_trained(reading: &Reading) -> bool {
    let losses = reading.matrix("path-loss");
    losses.iter().any(|x| x.is_finite())
}

/// Both networks in a line each.
#[component]
fn Both(
    context: Context<FlatMinima>,
    /// Whether the record stands for them.
    waits: Memo<bool>,
) -> impl IntoView {
    let record = context.part(recorded::recorded);
    let row = move |which: usize, name: &'static str, tint: &'static str| {
        let cell = move |readout: &'static str| {
            let value = context.pick(move |r| {
                r.vector(readout)
                    .get(which)
                    .copied()
                    .filter(|x| x.is_finite())
            });
            let known = Memo::new(move |_| {
                let kept = || record.with(|r| recorded::end(r.as_ref()?, which, readout));
                value.get().or_else(|| waits.get().then(kept).flatten())
            });
            view! {
                <td
                    data-shown=format!("{readout}[{which}]")
                    data-value=move || value.get().map(exact)
                    class:recorded=move || value.with(Option::is_none)
                >
                    {move || known.get().map_or_else(|| "–".to_owned(), rounded)}
                </td>
            }
        };
        let batch = context.part(move |s| s.batches()[which.min(1)]);
        view! {
            <tr>
                <th scope="row" class=tint>
                    {move || {
                        let kept = if waits.get() { ", recorded" } else { "" };
                        format!("{name}, B = {}{kept}", batch.get())
                    }}
                </th>
                {cell("steps-made")}
                {cell("sharpness")}
                {cell("train-loss")}
                {cell("test-loss")}
                {cell("test-error")}
            </tr>
        }
    };
    view! {
        <DataTable label="Both networks at their end" heads=heads!["batches", "steps", "λₘₐₓ", "training loss", "loss, new points", "errors, new points"]>
            {row(0, "small", "tint-truth")} {row(1, "large", "tint-loss")}
        </DataTable>
    }
}

/// Training loss and loss on new points on the way.
fn losses(context: Context<FlatMinima>, session: Session) -> impl IntoView {
    let record = context.part(recorded::recorded);
    let plot = Memo::new(move |_| {
        let faint = || record.with(|r| r.as_ref().map(recorded::losses));
        session.plot().or_else(faint)
    });
    let exists = Memo::new(move |_| plot.with(Option::is_some));
    view! {
        {move || {
            if exists.get() {
                let plot = Memo::new(move |_| plot.get().unwrap_or_default());
                view! {
                    <Chart
                        label="Training loss and loss on new points of both networks against the step"
                        plot=plot
                    />
                }
                    .into_any()
            } else {
                view! { <p class="quiet">"They are drawn while the networks are trained."</p> }.into_any()
            }
        }}
    }
}
