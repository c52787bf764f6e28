//! The view of `entropy`: areas to drag, the code under them, draws.

use super::{Entropy, EntropyState, picture, read, words};
use crate::contract::names::outcomes;
use crate::contract::units::information;
use crate::contract::{Tint, number};
use crate::frame::prelude::*;

impl View for Entropy {
    fn view(context: Context<Self>) -> Layout {
        let p = context.pick(|r| r.vector("p").to_vec());
        let count = Memo::new(move |_| p.with(Vec::len));
        let names = Memo::new(move |_| outcomes(count.get()));
        let bars = view! {
            <Bars
                label="Probabilities"
                names=names
                series=vec![context.distribution(EntropyState::p(), Tint::Truth, p)]
                range=Signal::stored((0.0, 1.0))
            />
        };
        let main = view! {
            <h2>
                <span class="tint-truth">"Probability"</span>
                " × surprisal: the area is the entropy"
                <span class="hint">"drag an edge"</span>
            </h2>
            <Rectangles context=context />
        };
        let controls = view! {
            {context.presets()}
            {titled(view! { <span class="tint-truth">"Probabilities p"</span> }, "drag a bar", bars)}
            {context
                    .entries(
                        "outcomes",
                        (EntropyState::p().input.fewest, EntropyState::p().input.most),
                        |s| s.p.len(),
                        |s, n| s.p = EntropyState::p().input.resized(&s.p, n),
                    )}
            {context.choice(EntropyState::unit())}
        };
        Layout::new(main, controls)
            .plate("Huffman’s code: whole bits", move || code(context))
            .plate("Draws: their mean surprisal", move || draws(context))
            .plate("The same entropy, two variances", move || orders(context))
    }
}

/// The rectangles with the uniform distribution's height as a line.
#[component]
fn Rectangles(context: Context<Entropy>) -> impl IntoView {
    let areas = context.pick(picture::areas);
    let sentence = context.pick(|r| r.sentence.clone());
    let level =
        context.derived(|s, r| format!("log n = {}", information(r.scalar("maximum"), s.unit)));
    let gap = context.derived(|s, r| {
        let of = |name: &str| information(r.scalar(name), s.unit);
        format!(
            "H(p) = {}; the gap to log n is KL(p‖uniform) = {}.",
            of("entropy"),
            of("gap"),
        )
    });
    let moved = Callback::new(move |edge: (usize, f64)| {
        let shares = areas.with_untracked(|a| a.widths.clone());
        context.move_edge(EntropyState::p(), &shares, edge);
    });
    view! {
        <AreasView label=sentence areas=areas level=level moved=moved />
        <p class="keyline">{gap}</p>
    }
}

/// The tree of the code, and each outcome's word and length.
fn code(context: Context<Entropy>) -> impl IntoView {
    let tree = context.part(|s| picture::tree(&s.p));
    let rows = context.derived(|s, r| {
        let p = r.vector("p");
        let lengths = r.vector("code-lengths").to_vec();
        (outcomes(p.len()).into_iter())
            .zip(picture::codewords(&s.p))
            .zip(lengths)
            .collect::<Vec<_>>()
    });
    let words = context.derived(|s, r| {
        let bits = r.scalar("entropy") * s.unit.log(2.0).recip();
        format!(
            "Mean length L = {}, between H = {} and H + 1 = {}.",
            number::measured(r.scalar("code-length"), "bit"),
            number::rounded(bits),
            number::measured(bits + 1.0, "bit")
        )
    });
    let row = |((name, word), length): ((String, String), f64)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td><code translate="no">{word}</code></td>
                <td>{number::rounded(length)}</td>
            </tr>
        }
    };
    view! {
        <GraphView label=words graph=tree />
        <DataTable label="Codewords" heads=heads!["outcome", "codeword", "bits"] class="keys">
            {move || rows.get().into_iter().map(row).collect_view()}
        </DataTable>
        <p class="quiet">{words}</p>
    }
}

/// The same probabilities in the orders of small and of large variance.
fn orders(context: Context<Entropy>) -> impl IntoView {
    let narrow = context.pick(|r| words::narrow(r.vector("p")));
    let wide = context.pick(|r| words::wide(r.vector("p")));
    let values = Memo::new(move |_| picture::values(narrow.with(Vec::len)));
    let says = context.derived(|s, r| {
        let p = r.vector("p");
        format!(
            "Outcomes that are the numbers 0, 1, 2, … with the same probabilities in two orders: with the \
             largest in the middle their variance is {}, with the largest at the ends {}. The entropy of \
             both is {}.",
            number::rounded(words::variance(&words::narrow(p))),
            number::rounded(words::variance(&words::wide(p))),
            information(r.scalar("entropy"), s.unit),
        )
    });
    view! {
        <Bars
            label="Probabilities with the largest in the middle"
            names=values
            series=vec![shown("largest in the middle", "narrow", Tint::Truth, narrow)]
            range=Signal::stored((0.0, 1.0))
        />
        <Bars
            label="Probabilities with the largest at the ends"
            names=values
            series=vec![shown("largest at the ends", "wide", Tint::Model, wide)]
            range=Signal::stored((0.0, 1.0))
        />
        <p class="quiet">{says}</p>
    }
}

/// The running mean of the draws, their counts, and what they alone would say.
fn draws(context: Context<Entropy>) -> impl IntoView {
    let plot = context.part(picture::running_mean);
    let counts = context.part(|s| {
        let numbers = read::numbers(s, None);
        let sample = read::sample(s, &numbers);
        let all: f64 = sample.counts.iter().sum();
        sample.counts.iter().map(|c| c / all).collect::<Vec<_>>()
    });
    let names = Memo::new(move |_| outcomes(counts.with(Vec::len)));
    let words = context.derived(|s, r| {
        let of = |x: f64| information(x, s.unit);
        let n = s.p.iter().filter(|w| **w > 0.0).count() as f64;
        let bias = (n - 1.0) / (2.0 * s.draws as f64) * s.unit.log(std::f64::consts::E);
        format!(
            "Mean surprisal {}; H(p) is {}, and the standard error {}. The entropy of the frequencies \
             is {}: such an estimate is too low by about (n − 1)/(2N) nats, here {}.",
            of(r.scalar("mean-surprisal")),
            number::rounded(r.scalar("entropy")),
            number::rounded(r.scalar("standard-error")),
            of(r.scalar("plug-in-entropy")),
            of(bias),
        )
    });
    view! {
        {context.whole_slider(EntropyState::draws())}
        {context.seed(EntropyState::seed(), "draw again")}
        <Chart label="The mean surprisal of the first draws, and the entropy" plot=plot />
        <Bars
            label="Frequencies of the draws"
            names=names
            series=vec![shown("frequency", "frequencies", Tint::Value, counts)]
            range=Signal::stored((0.0, 1.0))
        />
        <p class="quiet">{words}</p>
    }
}
