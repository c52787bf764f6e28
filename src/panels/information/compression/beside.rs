//! What stands beside the coder: all models and the browser’s gzip, Huffman’s tree, the model’s size.

use super::state::{CompressionState, SymbolKind};
use super::{Compression, coder, gzip, picture, zoom};
use crate::contract::Tint;
use crate::contract::number::{self, measured, rounded};
use crate::frame::prelude::*;
use std::time::Duration;

/// How long a text rests before the browser is asked about it.
const REST: Duration = Duration::from_millis(200);

/// Bars of the ideal bits by model, and the browser’s gzip beside them.
pub fn models(context: Context<Compression>) -> impl IntoView {
    let ways = context.pick(picture::ways);
    let names = Memo::new(move |_| ways.with(|w| w.0.clone()));
    let bits = Memo::new(move |_| ways.with(|w| w.1.clone()));
    let top = Memo::new(move |_| bits.with(|b| b.iter().fold(1.0, |most: f64, x| most.max(*x))));
    let noun = context.part(|s| s.symbols.noun());
    let label = Memo::new(move |_| format!("Ideal bits a {} by model", noun.get()));
    let squeezed = RwSignal::new(None::<f64>);
    let text = context.value(CompressionState::text());
    // Only asking takes the browser longer than a frame, so a text that is dragged or typed on isn’t asked
    // about before it rests.
    Effect::new(move |before: Option<()>| {
        let asked = text.get();
        let is_still =
            move |asked: &String| text.try_with_untracked(|now| now == asked).unwrap_or(false);
        let ask = move || {
            if !is_still(&asked) {
                return;
            }
            leptos::task::spawn_local(async move {
                let bits = gzip::bits(&asked).await;
                if is_still(&asked) {
                    let _ = squeezed.try_set(bits);
                }
            });
        };
        match before {
            None => ask(),
            Some(()) => set_timeout(ask, REST),
        }
    });
    let gzip = move || {
        let symbols = context.state.with(|s| coder::text(s).ids.len());
        match squeezed.get() {
            Some(bits) if symbols > 0 => format!(
                "gzip of this browser, an outsider that knows no model: {}, {} a {}, its header \
                 counted.",
                measured(bits, "bit"),
                measured(bits / symbols as f64, "bit"),
                noun.get()
            ),
            _ => "gzip of this browser: no number.".into(),
        }
    };
    let note = context.derived(|s, r| {
        let bits = r.vector("bits-by-model");
        let unknown = bits.last().is_none_or(|x| x.is_nan());
        let asked = if unknown && s.symbols == SymbolKind::Words {
            " The transformer is asked when it is chosen as the model."
        } else {
            ""
        };
        // An infinite bar can’t be drawn.
        let infinite = match picture::infinite(bits).as_slice() {
            [] => String::new(),
            [one] => format!(
                " No bar: {one}. It gives a word of this text probability 0, so −log₂ P is infinite."
            ),
            more => format!(
                " No bars: {}. They give a word of this text probability 0, so −log₂ P is infinite.",
                more.join(", ")
            ),
        };
        format!("Without the size of the models.{infinite}{asked}")
    });
    view! {
        <Bars
            label=label
            names=names
            series=vec![shown("bits a symbol", "bits-by-model", Tint::Model, bits)]
            range=Signal::derive(move || (0.0, 1.1 * top.get()))
        />
        <p>{gzip}</p>
        <p class="quiet">{note}</p>
    }
}

/// The tree of Huffman’s code and the words of its most frequent symbols.
pub fn tree(context: Context<Compression>) -> impl IntoView {
    const MOST: usize = 12;
    let tree = context.part(zoom::tree);
    let rows = context.part(|s| {
        let text = coder::text(s);
        let most = picture::most_frequent(s, MOST).into_iter();
        most.map(|(symbol, _)| {
            let word = text.codeword(symbol);
            let bit = |b: &bool| if *b { '1' } else { '0' };
            let word: String = word.unwrap_or_default().iter().map(bit).collect();
            let share = f64::from(text.counts[symbol]) / text.ids.len() as f64;
            (text.name(symbol), share, word)
        })
        .collect::<Vec<_>>()
    });
    let words = context.derived(|s, r| {
        let (mean, entropy) = (r.scalar("huffman-per-symbol"), r.scalar("entropy"));
        if mean.is_nan() {
            return "The text is empty: there is no tree.".into();
        }
        format!(
            "Mean length L = {} a {}, between the entropy of the counts H = {} and H + 1: {} of each \
             are lost to whole bits.",
            measured(mean, "bit"),
            s.symbols.noun(),
            rounded(entropy),
            measured((mean - entropy).max(0.0), "bit"),
        )
    });
    let row = |(name, share, word): (String, f64, String)| {
        view! {
            <tr>
                <th scope="row" translate="no">{name}</th>
                <td>{rounded(share)}</td>
                <td>{rounded(0.0 - share.log2())}</td>
                <td><code translate="no">{word.clone()}</code></td>
                <td>{number::rounded(word.len() as f64)}</td>
            </tr>
        }
    };
    view! {
        <GraphView label=words graph=tree />
        <DataTable label="Codewords" heads=heads!["symbol", "share", "−log₂ share", "codeword", "bits"] class="keys">
            {move || rows.get().into_iter().map(row).collect_view()}
        </DataTable>
        <p class="quiet">{words}</p>
    }
}

/// The size of the model beside what it saves.
pub fn cost(context: Context<Compression>) -> impl IntoView {
    let rows = context.derived(|s, r| {
        let of = |name: &str| r.scalar(name);
        let bits = |x: f64| {
            if x.is_nan() {
                "–".to_owned()
            } else {
                measured(x, "bit")
            }
        };
        let pays = of("break-even");
        let pays = if pays.is_nan() {
            "–".to_owned()
        } else if pays.is_infinite() {
            "never: it saves nothing".to_owned()
        } else {
            format!("{} {}s", rounded(pays.ceil()), s.symbols.noun())
        };
        [
            ("the code", bits(of("bits"))),
            ("the length", bits(of("length-bits"))),
            ("the model", bits(of("model-bits"))),
            ("Huffman’s code", bits(of("huffman-bits"))),
            ("the model is paid for after", pays),
        ]
    });
    let row = |(name, value): (&'static str, String)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{value}</td>
            </tr>
        }
    };
    view! {
        <DataTable label="What the model takes" heads=heads![]>
            {move || rows.get().into_iter().map(row).collect_view()}
        </DataTable>
        <p class="quiet">
            "The counts are a table, the source its arcs and words, the transformer 111,488 weights of 32 \
            bits. The decoder is told the length of the text: without it, or a symbol for the end, it \
            would not stop."
        </p>
    }
}
