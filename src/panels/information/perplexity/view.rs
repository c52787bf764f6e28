//! The view of `perplexity`: surprisals to drag, a die with so many faces, all models, other units.

mod gpt2;

use super::{Perplexity, PerplexityState, die, picture, stride, words};
use crate::contract::input::Choices;
use crate::contract::lists::At;
use crate::contract::number::{count, measured, rounded};
use crate::contract::{Tint, lists};
use crate::frame::prelude::*;
use crate::frame::sent::or_sent;
use crate::language::{self, Model};
pub use gpt2::send;

/// The left end of q’s slider, before 0: of eight words, seven of them certain, the last one takes the
/// perplexity past the vocabulary’s size at a probability of 73⁻⁸, about 1.2·10⁻¹⁵.
const LEAST: f64 = 1e-16;

impl View for Perplexity {
    fn view(context: Context<Self>) -> Layout {
        or_sent(context, own)
    }
}

/// The view of the toy language's models.
fn own(context: Context<Perplexity>) -> Layout {
    let main = view! {
        <h2>
            "Surprisal of each word, bits"
            <span class="hint">"drag a bar; in brackets 1/p, so many equally likely choices"</span>
        </h2>
        <Surprisals context=context />
        <Die context=context />
    };
    let words = context.part(|s| language::words(&s.text));
    let chosen = context.value(PerplexityState::word());
    let picked = move |event| {
        if let Ok(at) = event_target_value(&event).parse() {
            context.update(|s| s.word = at);
        }
    };
    let options = move || {
        let option = |(i, word): (usize, String)| {
            view! {
                <option value=i prop:selected=move || chosen.get() == i>
                    {format!("{} {word}", i + 1)}
                </option>
            }
        };
        words
            .get()
            .into_iter()
            .enumerate()
            .map(option)
            .collect_view()
    };
    let q = context.derived(|s, r| {
        s.q.unwrap_or_else(|| {
            let choices = r.vector("choices").get(s.word).copied();
            choices.map_or(f64::NAN, |choices| 1.0 / choices)
        })
    });
    let set = Callback::new(move |q: f64| context.update(|s| s.q = Some(q)));
    let limit = context.derived(|s, r| words::limit(s.word, r.vector("surprisals")));
    let controls = view! {
        {context.presets()}
        {context.sentence(PerplexityState::text(), "The text")}
        {context.select(PerplexityState::model())}
        <label class="select">
            <span>"word"</span>
            <select data-control="word" on:change=picked>
                {options}
            </select>
        </label>
        <Slider
            label="q, its probability"
            control="q"
            value=q
            set=set
            min=LEAST
            max=1.0
            log=true
            ratio=Some(2.0)
            least=Some(0.0)
            mark=Some((limit.into(), "below it the perplexity is larger than the vocabulary"))
        />
    };
    Layout::new(main, controls)
        .plate("All models on the same words", move || models(context))
        .plate("The same bits a character", move || units(context))
        .plate("A long text in windows", move || {
            view! {
                <Chart
                    label="Perplexity of the trained transformer by the stride of its windows"
                    plot=Signal::stored(stride::plot())
                    fixed=true
                />
                <p class="quiet">{stride::says()}</p>
            }
        })
        .plate("Figures that are quoted", quoted)
}

/// A bar for each word, and the mean of them all as a line.
#[component]
fn Surprisals(context: Context<Perplexity>) -> impl IntoView {
    let values = context.pick(|r| r.vector("surprisals").to_vec());
    let names = context.derived(picture::names);
    let mean = context.pick(|r| r.scalar("cross-entropy-bits"));
    let top = context.pick(|r| {
        let finite: Vec<f64> = (r.vector("surprisals").iter().copied())
            .filter(|s| s.is_finite())
            .collect();
        // In steps, so that the scale mostly stays as it is while a bar is dragged.
        (lists::size(&finite) * 1.3 / 4.0).ceil().max(2.0) * 4.0
    });
    let set = Callback::new(move |(at, bits): (usize, f64)| {
        context.update(|s| {
            s.word = at;
            s.q = Some((-bits).exp2());
        });
    });
    let series = Series {
        name: "surprisal",
        control: "q",
        tint: Tint::Loss,
        values: values.into(),
        set: Some(set),
        step: 0.1,
        limits: (0.0, 1000.0),
        paste: None,
    };
    let sentence = context.pick(|r| r.sentence.clone());
    view! {
        <Bars
            label=sentence
            names=names
            series=vec![series]
            range=Signal::derive(move || (0.0, top.get()))
            level=mean
        />
    }
}

/// Faces in outline for the vocabulary, and as many filled as the perplexity says.
#[component]
fn Die(context: Context<Perplexity>) -> impl IntoView {
    let faces = context.pick(|r| r.scalar("perplexity"));
    let vocabulary = language::vocabulary().len();
    let says = move || {
        let faces = faces.get();
        if faces.is_nan() {
            return "There is no perplexity.".into();
        }
        let which = if faces.is_infinite() {
            "The perplexity is infinite: a fair die is easier to predict, however many faces it has"
                .into()
        } else {
            format!("A fair die with {}", measured(faces, "face"))
        };
        let more = if faces > die::MOST as f64 {
            format!("; {} are drawn", count(die::MOST, "face"))
        } else {
            String::new()
        };
        format!(
            "{which}{more}. The dashed line is the mean surprisal, the logarithm of \
             the geometric mean of 1/p; the outlined faces are the {} of the vocabulary.",
            count(vocabulary, "word"),
        )
    };
    let drawn = Memo::new(move |_| die::drawn(faces.get(), vocabulary));
    let filled = Memo::new(move |_| die::filled(faces.get()));
    view! {
        <svg class="die tint-loss" viewBox=move || die::view_box(drawn.get()) aria-hidden="true">
            <path class="die-filled" d=move || filled.get() />
            <path class="die-outline" d=die::faces(0, vocabulary) />
            <path class="die-outline beyond" d=move || die::faces(vocabulary, drawn.get()) />
        </svg>
        <p class="keyline">{says}</p>
    }
}

/// A row for each model, with what the best of its kind comes to on an endless text.
fn models(context: Context<Perplexity>) -> impl IntoView {
    let all = context.pick(|r| r.vector("perplexities").to_vec());
    let chosen = context.value(PerplexityState::model());
    let floors = picture::floors();
    let row = move |(i, model): (usize, &'static Model)| {
        let own = move || all.with(|a| a.at(i));
        let shown = move |x: f64| {
            if x.is_nan() {
                "–".to_string()
            } else {
                rounded(x)
            }
        };
        let floor = floors.at(i);
        view! {
            <tr class:chosen=move || chosen.get() == *model>
                <th scope="row">{model.words()}</th>
                <td>{move || shown(own().log2())}</td>
                <td>{move || shown(own())}</td>
                <td>{shown(floor)}</td>
            </tr>
        }
    };
    view! {
        <DataTable label="All models" heads=heads!["model", "bits a word", "perplexity", "on an endless text"]>
            {Model::ALL.iter().enumerate().map(row).collect_view()}
        </DataTable>
        <p class="quiet">
            "Each with its own probabilities, without q. A few words can be luckier than the truth; on an \
            endless text of the source no model has less than the source. For the transformer that number \
            isn’t known exactly: see the windows."
        </p>
    }
}

/// Words against characters.
fn units(context: Context<Perplexity>) -> impl IntoView {
    let says = context.derived(|s, r| {
        let written = language::prose(&s.text);
        let characters = written.chars().count();
        let bits = r.scalar("cross-entropy-bits");
        if !bits.is_finite() {
            return format!(
                "“{written}” has {} and {}; its total of bits isn’t finite.",
                count(s.text.len(), "word"),
                count(characters, "character")
            );
        }
        format!(
            "“{written}” takes {} in all. Over {} that is {} each, a perplexity of {}; over {}, \
             letters, spaces and stops, it is {} each, a perplexity of {}.",
            measured(bits * s.text.len() as f64, "bit"),
            count(s.text.len(), "word"),
            measured(bits, "bit"),
            rounded(r.scalar("perplexity")),
            count(characters, "character"),
            measured(r.scalar("bits-per-character"), "bit"),
            rounded(r.scalar("character-perplexity")),
        )
    });
    view! {
        <p>{says}</p>
        <p class="quiet">
            "Nothing is predicted better by counting characters. Models that divide a text into other \
            tokens can be compared by their bits a character, not by their perplexities."
        </p>
    }
}

/// Figures from elsewhere, as they are quoted, and what is published.
fn quoted() -> impl IntoView {
    const ROWS: [[&str; 3]; 5] = [
        ["random, 50,000 words", "50,000", "exact: a uniform model"],
        [
            "trigram model",
            "about 200",
            "depends on text and smoothing",
        ],
        [
            "GPT-2",
            "about 30 to 40",
            "37.50, 26.37, 22.05 and 17.48 for its four sizes, zero-shot on WikiText-103: only the \
             smallest fits",
        ],
        [
            "GPT-3",
            "about 15 to 20",
            "an estimate, of another text and other tokens",
        ],
        [
            "GPT-4",
            "about 10 to 15",
            "an estimate: no figure is published",
        ],
    ];
    let row = |[model, quoted, published]: [&'static str; 3]| {
        view! {
            <tr>
                <th scope="row">{model}</th>
                <td>{quoted}</td>
                <td>{published}</td>
            </tr>
        }
    };
    view! {
        <DataTable label="Quoted figures" heads=heads!["model", "often quoted", "what is known"] class="keys">
            {ROWS.into_iter().map(row).collect_view()}
        </DataTable>
        <p class="quiet">
            "None of these is measured here. They come from different texts, tokens and windows, so that \
            they can’t be compared with each other."
        </p>
    }
}
