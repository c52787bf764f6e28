//! The view of `ngram`: perplexity over the order, the context, the next word, texts of all orders.

use super::read::orders;
use super::{Ngram, NgramState, generate, own, picture, words};
use crate::contract::input::Choices;
use crate::contract::lists::At;
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use crate::language::words as spelled;

impl View for Ngram {
    fn view(context: Context<Self>) -> Layout {
        let graph = context.derived(picture::perplexities);
        let sentence = context.pick(|r| r.sentence.clone());
        let moved = context.dragged(picture::dragged);
        let main = view! {
            <h2>"Perplexity by order" <span class="hint">"drag the ring to another order"</span></h2>
            <p class="keyline">{colour_key(&[
                (Tint::Loss, "held-out text"),
                (Tint::Model, "training text"),
                (Tint::Truth, "exact floor, and the source (dashed)"),
            ])}</p>
            <GraphView label=sentence graph=graph moved=moved />
            <Chips context=context />
        };
        Layout::new(main, view! { <Controls context=context /> })
            .more(context.seed(NgramState::seed(), "another text"))
            .plate("The next word", move || next_word(context))
            .plate("What was seen", move || seen(context))
            .wide_plate("Texts by the model of each order", move || texts(context))
            .plate("Agreement", move || agreement(context))
            .wide_plate("A text of your own", move || own_text(context))
    }
}

#[component]
fn Controls(context: Context<Ngram>) -> impl IntoView {
    let kind = context.part(|s| s.smoothing.name());
    let number = move || match kind.get() {
        "add-alpha" => context.slider(NgramState::alpha()),
        "jelinek-mercer" => context.slider(NgramState::lambda()),
        "kneser-ney" => context.slider(NgramState::discount()),
        _ => ().into_any(),
    };
    view! {
        {context.presets()}
        {context.whole_slider(NgramState::order())}
        {context.whole_slider(NgramState::words())}
        {context.select(NgramState::smoothing())}
        {number}
        {context.sentence(NgramState::context(), "context")}
    }
}

/// The context as chips; those that the order reaches are lit.
#[component]
fn Chips(context: Context<Ngram>) -> impl IntoView {
    let chips = context.part(|s| {
        let dark = s.context.len() - s.seen().len();
        let lit = |at: usize| at >= dark;
        (spelled(&s.context).into_iter().enumerate())
            .map(|(at, word)| (word, lit(at)))
            .collect::<Vec<_>>()
    });
    let words = context.derived(words::prediction);
    let chip = |(word, lit): (String, bool)| {
        let class = if lit { "word-chip lit" } else { "word-chip" };
        view! {
            <span class=class data-lit=lit.to_string()>
                {word}
            </span>
        }
    };
    view! {
        <p class="row word-chips" translate="no" aria-hidden="true">
            {move || chips.get().into_iter().map(chip).collect_view()}
        </p>
        <p class="keyline">{words}</p>
    }
}

/// The model's next word beside the best one of its order and the truth.
fn next_word(context: Context<Ngram>) -> impl IntoView {
    let places = context.pick(picture::shown);
    let of = move |name: &'static str| {
        context.pick(move |r| picture::at(r.vector(name), &picture::shown(r)))
    };
    let names = Memo::new(move |_| places.with(|p| picture::labels(p)));
    let series = vec![
        shown("model", "conditional", Tint::Model, of("conditional")),
        shown("best of this order", "ideal", Tint::Value, of("ideal")),
        shown("truth", "truth", Tint::Truth, of("truth")),
    ];
    view! {
        <p class="keyline">{colour_key(&[
            (Tint::Model, "model"),
            (Tint::Value, "the source, given the same words"),
            (Tint::Truth, "the source, given the whole context"),
        ])}</p>
        <Bars
            label="The most probable next words"
            names=names
            series=series
            range=Signal::stored((0.0, 1.0))
        />
    }
}

/// How many contexts there are, and how many held-out words come after one that was never seen.
fn seen(context: Context<Ngram>) -> impl IntoView {
    let rows = context.pick(|r| {
        let of = |name: &str, at: usize| r.vector(name).at(at);
        (orders().into_iter().enumerate())
            .map(|(at, order)| {
                [
                    order,
                    number::rounded(of("contexts", at)),
                    number::percent(of("unseen", at)),
                    number::rounded(of("held-out-perplexities", at)),
                    number::rounded(of("held-out-errors", at)),
                    number::rounded(of("floors", at)),
                ]
            })
            .collect::<Vec<_>>()
    });
    let row = |[order, cells @ ..]: [String; 6]| {
        view! {
            <tr>
                <th scope="row">{order}</th>
                {cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view()}
            </tr>
        }
    };
    let heads = [
        "order",
        "contexts seen",
        "held-out words after an unseen one",
        "held-out perplexity",
        "standard error",
        "exact floor",
    ];
    view! {
        <DataTable label="What was seen, by order" heads=heads.map(IntoAny::into_any).into() class="keys">
            {move || rows.get().into_iter().map(row).collect_view()}
        </DataTable>
        <p class="quiet">
            "All orders are scored on the same 20,000 held-out words. The order n counts the predicted \
             word: its context has n − 1 words."
        </p>
    }
}

/// A text by each order; what the source never writes there is marked.
fn texts(context: Context<Ngram>) -> impl IntoView {
    let texts = context.part(generate::texts);
    let word = |(word, follows): (usize, bool)| {
        let text = spelled(&[word]).pop().unwrap_or_default();
        if follows {
            view! { <span>{text} " "</span> }.into_any()
        } else {
            view! { <s class="tint-loss" data-impossible="">{text}</s> " " }.into_any()
        }
    };
    let row = move |(order, text): (String, generate::Text)| {
        let wrong = text.iter().filter(|(_, follows)| !follows).count();
        view! {
            <tr>
                <th scope="row">{order}</th>
                <td translate="no">{text.into_iter().map(word).collect_view()}</td>
                <td>{wrong}</td>
            </tr>
        }
    };
    view! {
        <DataTable label="Texts by order" heads=heads!["order", "text, by the same seed", "impossible words"] class="keys">
            {move || orders().into_iter().zip(texts.get()).map(row).collect_view()}
        </DataTable>
        <p class="quiet">
            "Struck out: words that the source never writes after what stands before them. After such a \
             word only that word counts."
        </p>
    }
}

/// One verb in both numbers after the context, by order, beside the truth.
fn agreement(context: Context<Ngram>) -> impl IntoView {
    let rows = context.pick(|r| {
        let at = |name: &str, at: usize| r.vector(name).at(at);
        let truth = ["sleeps", "sleep"].map(|word| {
            let place = crate::language::tokens(word)
                .ok()
                .and_then(|ids| ids.first().copied());
            place.map_or(f64::NAN, |place| at("truth", place))
        });
        let model = (orders().into_iter().enumerate())
            .map(|(order, name)| (name, [at("sleeps", order), at("sleep", order)]));
        let all = model.chain([("the source".to_owned(), truth)]);
        all.map(|(name, p)| (name, p.map(number::rounded)))
            .collect::<Vec<_>>()
    });
    let row = |(name, cells): (String, [String; 2])| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                {cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view()}
            </tr>
        }
    };
    view! {
        <DataTable label="Agreement, by order" heads=heads!["order", "P(sleeps | context)", "P(sleep | context)"] class="keys">
            {move || rows.get().into_iter().map(row).collect_view()}
        </DataTable>
        <p class="quiet">
            "In “the dog that the cats chase” the verb has to agree with “dog”, five words back. An order \
             that doesn’t reach it can only guess."
        </p>
    }
}

/// The reader’s own text: its perplexities by order, and what the models write.
fn own_text(context: Context<Ngram>) -> impl IntoView {
    let said = context.part(own::sentence);
    let there = context.part(|s| matches!(own::own(s), Some(Ok(_))));
    let plot = context.derived(own::plot);
    let texts = context.part(|s| match own::own(s) {
        Some(Ok(own)) => generate::own_texts(s, &own),
        _ => Vec::new(),
    });
    let row = |(order, text): (String, String)| {
        view! {
            <tr>
                <th scope="row">{order}</th>
                <td translate="no">{text}</td>
            </tr>
        }
    };
    let found = move || {
        there.get().then(|| {
            view! {
                <p class="keyline">{colour_key(&[
                    (Tint::Loss, "held-out part"),
                    (Tint::Model, "training part"),
                ])}</p>
                <Chart label="Perplexity of your text by order" plot=plot />
                <DataTable label="Texts like your own, by order" heads=heads!["order", "text by its model, from the beginning"] class="keys">
                    {move || orders().into_iter().zip(texts.get()).map(row).collect_view()}
                </DataTable>
            }
        })
    };
    view! {
        {context.any_text(NgramState::own(), "The text", said)}
        {found}
    }
}
