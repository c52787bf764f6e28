//! The view of `compression`: the interval that narrows, the bits as they arrive, what is decoded.

mod bits;
mod gpt2;

use super::beside::{cost, models, tree};
use super::state::{CompressionState, Predictor, SymbolKind};
use super::{Compression, coder, picture, text, zoom};
use crate::contract::input::Choices;
use crate::contract::number::{count, grouped, rounded};
use crate::frame::prelude::*;
use crate::frame::sent::or_sent;
use crate::widgets::later::later;
use bits::{Bit, Bits};
pub use gpt2::send;

/// Bits that are shown at once.
const BITS: usize = 32;
/// Symbols shown before the first wrong one, and from there on.
const RIGHT: usize = 8;
const WRONG: usize = 12;

impl View for Compression {
    fn view(context: Context<Self>) -> Layout {
        or_sent(context, own)
    }
}

/// The view of the panel's own models.
fn own(context: Context<Compression>) -> Layout {
    let main = view! {
        <h2>
            <span class="tint-model">"Each symbol"</span>
            " narrows the interval"
            <span class="hint">"drag the point of the top row to another symbol"</span>
        </h2>
        <Zoom context=context />
        <Steps context=context />
        {later(move || view! { <Arriving context=context /> })}
    };
    let symbols = Callback::new(move |name: &'static str| {
        let Some(symbols) = SymbolKind::named(name) else {
            return;
        };
        context.update(|s| {
            s.symbols = symbols;
            if symbols != SymbolKind::Words && s.model.needs_words() {
                s.model = Predictor::Adaptive;
            }
        });
    });
    let model = Callback::new(move |name: &'static str| {
        let Some(model) = Predictor::named(name) else {
            return;
        };
        context.update(|s| {
            s.model = model;
            if model.needs_words() {
                s.symbols = SymbolKind::Words;
            }
        });
    });
    let controls = view! {
        {context.presets()}
        {later(move || context.any_text(CompressionState::text(), "The text", room(context)))}
        <Choice
            label="symbols"
            control="symbols"
            options=SymbolKind::OPTIONS
            value=context.named(CompressionState::symbols())
            set=symbols
        />
        <Select
            label="model"
            control="model"
            options=Predictor::OPTIONS
            value=context.named(CompressionState::model())
            set=model
        />
        {context.switch(CompressionState::cost())}
    };
    let progress = context.part(picture::progress);
    let about = context.derived(|s, r| {
        format!(
            "After {} the interval is 2 to the power −{} wide.",
            count(s.at, s.symbols.noun()),
            rounded(r.scalar("interval-bits"))
        )
    });
    Layout::new(main, controls)
        .plate("Bits a symbol by model", move || models(context))
        .plate("Huffman’s code: whole bits", move || tree(context))
        .plate("Bits that are certain", move || {
            view! {
                <Chart label=about plot=progress />
                <p class="quiet">
                    "The interval is as wide as the probability of the symbols so far. A bit is \
                    certain as soon as all numbers of the interval begin with it."
                </p>
            }
        })
        .plate("What the model takes", move || cost(context))
}

/// How long the text is.
fn room(context: Context<Compression>) -> Memo<String> {
    context.part(|s| {
        let text = coder::text(s);
        format!(
            "{}, {} as symbols; at most 100,000 characters.",
            count(text.bytes, "byte"),
            count(text.ids.len(), s.symbols.noun())
        )
    })
}

/// The last symbols as rows; the point of the top row names the next one.
#[component]
fn Zoom(context: Context<Compression>) -> impl IntoView {
    // Where the point is held, within the symbol that it names.
    let held = RwSignal::new(None::<f64>);
    let graph = Memo::new(move |_| context.state.with(|s| zoom::zoom(s, held.get())));
    let moved = Callback::new(move |(_, (x, _)): (String, (f64, f64))| {
        let put = context.state.with_untracked(|s| {
            let symbol = zoom::Rows::of(s).symbol_at(x)?;
            let divided = coder::text(s);
            let at = s.at.min(divided.ids.len().checked_sub(1)?);
            if divided.ids.get(at) == Some(&symbol) {
                return Some(None);
            }
            text::replaced(&divided, &s.text, s.symbols, at, symbol).map(Some)
        });
        let Some(put) = put else { return };
        held.set(Some(x));
        if let Some(text) = put {
            context.update(|s| s.text = text);
        }
    });
    let sentence = context.pick(|r| r.sentence.clone());
    let says = context.derived(|s, r| {
        let (width, certain) = (r.scalar("interval-bits"), r.scalar("certain-bits"));
        if width.is_nan() {
            return r.sentence.clone();
        }
        format!(
            "After {} the width of the interval is 2 to the power of −{}, and {} certain.",
            count(s.at, s.symbols.noun()),
            rounded(width),
            if certain == 1.0 {
                "1 bit is".into()
            } else {
                format!("{} are", count(certain as usize, "bit"))
            }
        )
    });
    view! {
        <GraphView label=sentence graph=graph moved=moved />
        <p class="keyline">{later(move || says)}</p>
    }
}

/// One symbol back or on.
#[component]
fn Steps(context: Context<Compression>) -> impl IntoView {
    let at = context.value(CompressionState::at());
    let last = context.part(|s| coder::text(s).ids.len());
    let slider = move || context.whole_slider_to(CompressionState::at(), last.get().max(1) as f64);
    view! {
        <div class="coder-steps" role="group" aria-label="Symbols coded">
            <button
                type="button"
                class="button small"
                data-step="back"
                prop:disabled=move || at.get() == 0
                on:click=move |_| context.update(|s| s.at = s.at.saturating_sub(1))
            >
                "← Back"
            </button>
            {slider}
            <button
                type="button"
                class="button small"
                data-step="next"
                prop:disabled=move || { at.get() >= last.get() }
                on:click=move |_| context.update(|s| s.at += 1)
            >
                "Next →"
            </button>
        </div>
    }
}

/// The bits around the last certain one, and what the decoder reads.
#[component]
fn Arriving(context: Context<Compression>) -> impl IntoView {
    let window = context.part(|s| {
        let Ok(coded) = coder::coded(s) else {
            return Vec::new();
        };
        let certain = coded.certain.get(s.at).copied().unwrap_or(0);
        let middle = s.flip.unwrap_or(certain);
        let room = coded.bits.len().saturating_sub(BITS);
        let first = middle.saturating_sub(BITS / 2).min(room);
        let bits = coder::arriving(&coded.bits, s.flip).into_iter().enumerate();
        let bit = |(place, one): (usize, bool)| Bit {
            place,
            one,
            certain: place < certain,
            flipped: s.flip == Some(place),
        };
        bits.skip(first).take(BITS).map(bit).collect()
    });
    let flip = Callback::new(move |at: usize| {
        context.update(|s| s.flip = (s.flip != Some(at)).then_some(at));
    });
    let decoded = context.derived(|s, r| decoded(s, r.scalar("intact")));
    let says = context.derived(|s, r| {
        if r.scalar("intact").is_nan() {
            return "No bits are written.".into();
        }
        if s.flip.is_none() {
            return "The bits arrive as they were written; click one to flip it.".to_owned();
        }
        format!(
            "{} of {} come back before the first wrong one.",
            grouped(r.scalar("intact")),
            count(r.scalar("symbol-count") as usize, s.symbols.noun())
        )
    });
    let read = move || {
        decoded.with(|(right, wrong)| {
            view! {
                <span>{right.clone()}</span>
                <span class="wrong tint-loss">{wrong.clone()}</span>
            }
        })
    };
    view! {
        <Bits bits=window flip=flip />
        <p class="decoded" translate="no" data-decoded="">
            {read}
        </p>
        <p class="keyline">{says}</p>
    }
}

/// What the decoder has read: right up to the present step or to the first wrong symbol, and then
/// wrong.
fn decoded(state: &CompressionState, intact: f64) -> (String, String) {
    let Ok(coded) = coder::coded(state) else {
        return Default::default();
    };
    let text = coder::text(state);
    let written = |symbols: &[usize]| {
        let names: Vec<String> = symbols.iter().map(|s| text.name(*s)).collect();
        match state.symbols {
            SymbolKind::Words => names.join(" "),
            _ => names.concat().replace('␣', " "),
        }
    };
    let right = match state.flip {
        Some(_) => intact as usize,
        None => state.at,
    };
    let from = right.saturating_sub(RIGHT);
    let before = if from > 0 { "… " } else { "" };
    let own = text.ids.get(from..right).unwrap_or_default();
    let mut wrong = String::new();
    if state.flip.is_some() && right < text.ids.len() {
        let bits = coder::arriving(&coded.bits, state.flip);
        let read = coder::decoded(&text, state.model, &bits, right, WRONG);
        let more = if right + read.len() < text.ids.len() {
            " …"
        } else {
            ""
        };
        wrong = format!(" {}{more}", written(&read));
    }
    (format!("{before}{}", written(own)), wrong)
}
