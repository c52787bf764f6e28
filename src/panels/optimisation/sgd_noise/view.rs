//! The view of `sgd-noise`: the cloud of gradients and the variance over the batch size, in both of which
//! the batch size is dragged.

use super::network::PARAMETERS;
use super::read::numbers;
use super::{SgdNoise, SgdNoiseState, graphs, picture, words};
use crate::contract::{Tint, number};
use crate::frame::prelude::*;

type State = SgdNoiseState;

impl View for SgdNoise {
    fn view(context: Context<Self>) -> Layout {
        let cloud = context.part(graphs::cloud);
        let line = context.part(graphs::line);
        let moved = context.dragged(graphs::dragged);
        let sentence = context.pick(|r| r.sentence.clone());
        let network = context.part(words::network);
        let beyond = context.part(|s| match graphs::beyond(s) {
            0 => String::new(),
            1 => "1 example lies beyond the edges.".into(),
            more => format!("{more} examples lie beyond the edges."),
        });
        // The one that is drawn, and the other one, dashed.
        let ways = context.part(|s| {
            if s.replacement {
                ["exact: σ²/B", "dashed: without replacement"]
            } else {
                ["exact, without replacement", "dashed: σ²/B"]
            }
        });
        let main = view! {
            <div class="duo">
                <div>
                    <h2>
                        "Gradients of examples and of batches" <span class="hint">"drag the ellipse"</span>
                    </h2>
                    <p class="keyline">{colour_key(&[
                        (Tint::Model, "single examples"),
                        (Tint::Value, "means of batches"),
                        (Tint::Truth, "two standard deviations"),
                        (Tint::Gradient, "full gradient"),
                    ])}</p>
                    <GraphView label=sentence graph=cloud moved=moved />
                </div>
                <div>
                    <h2>"Variance over the batch size" <span class="hint">"drag the point"</span></h2>
                    <p class="keyline">
                        <span class="tint-truth">{move || ways.get()[0]}</span>
                        " · "
                        <span class="tint-score">{move || ways.get()[1]}</span>
                        " · "
                        {colour_key(&[
                            (Tint::Value, "measured, with its standard error"),
                            (Tint::Gradient, "|g|²"),
                        ])}
                    </p>
                    <GraphView
                        label="The variance of a batch’s gradient over the batch size, both on logarithmic axes: exact and measured"
                        graph=line
                        moved=moved
                    />
                </div>
            </div>
            <p class="keyline">{network} " " {beyond}</p>
        };
        let count = context.part(|s| s.examples);
        let controls = view! {
            {context.presets()}
            {move || context.whole_slider_to(State::batch(), count.get() as f64)}
            {context.switch(State::trained())}
            {context.switch(State::replacement())}
            {context.whole_slider(State::batches())}
            {context.seed(State::seed(), "another network")}
        };
        Layout::new(main, controls)
            .more(context.whole_slider(State::examples()))
            .below(move || rest(context))
    }
}

/// The curves to be read off, and the directions of the noise.
fn rest(context: Context<SgdNoise>) -> impl IntoView {
    let plot = context.part(picture::curves);
    let slope = context.derived(|s, r| {
        let of = |name: &str| number::significant(r.scalar(name), 3);
        format!(
            "Slope of log variance over log B: {} measured over {} batches of each size, {} exactly, \
             standard error {}.",
            of("slope"),
            number::grouped(s.batches as f64),
            of("exact-slope"),
            of("slope-error")
        )
    });
    let shares = context.part(|s| picture::shares(&numbers(s, None)));
    let names = Memo::new(move |_| picture::directions(shares.with(Vec::len)));
    let isotropic = format!(
        "Noise that is the same in all directions would have {} along each of the {PARAMETERS}.",
        number::percent(1.0 / PARAMETERS as f64)
    );
    Sections::default()
        .wide_plate("The variance, to be read off", move || {
            view! {
                <p class="quiet">{slope}</p>
                <Chart
                    label="Variance of a batch’s gradient over the batch size, on logarithmic axes"
                    plot=plot
                />
            }
        })
        .plate("Share of the noise along each direction", move || {
            view! {
                <p class="quiet">{isotropic}</p>
                <Bars
                    label="Shares of the noise along its eight main directions"
                    names=names
                    series=vec![shown("share", "share", Tint::Spectrum, shares)]
                    range=Signal::stored((0.0, 1.0))
                />
            }
        })
        .show()
}
