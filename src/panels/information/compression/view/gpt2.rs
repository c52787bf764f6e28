//! The view of a text in a GPT-2 of the reader's: what each token takes, the bits, what comes back.

use super::super::gpt2::{DRAWN, OfGpt2, arriving};
use super::super::{Compression, gzip};
use super::bits::{Bit, Bits};
use crate::contract::Tint;
use crate::contract::number::{count, measured};
use crate::frame::prelude::*;
use crate::frame::sent::{self, Back, Place};
use crate::panels::training::transformer::Told;
use std::sync::Arc;

/// Bits that are shown at once.
const BITS: usize = 64;

/// Leaves the text for the panel, which is opened next.
pub fn send(told: Told) {
    let told = Arc::new(told);
    let foreign = Arc::new(OfGpt2::new(told.clone(), None));
    sent::send::<Compression>(foreign.clone(), move |context, place| match place {
        Place::Main => main(context, &told),
        Place::Controls => {
            let says = told.says(
                "The toy language’s models are left out: they know nothing of this text. The whole \
                 distributions, a number for each token of the vocabulary at each place, stay with the model: \
                 so the decoder can tell that a token is wrong, but not which one it reads instead.",
            );
            view! { <Back context=context says=says /> }.into_any()
        }
        Place::Rest => rest(&foreign),
    });
}

fn main(context: Context<Compression>, told: &Arc<Told>) -> AnyView {
    let whole = OfGpt2::new(told.clone(), None);
    let (mut names, mut taken) = whole.taken();
    let all = names.len();
    let hint = if all > DRAWN {
        format!("bits; the first {DRAWN} of {all} tokens")
    } else {
        "bits".to_owned()
    };
    names.truncate(DRAWN);
    taken.truncate(DRAWN);
    let most = taken
        .iter()
        .fold(8.0, |most: f64, bits| most.max(1.15 * bits));
    let taken = Memo::new(move |_| taken.clone());
    let code = whole.code();
    let length = code.len();
    let flip = RwSignal::new(None::<usize>);
    let first = RwSignal::new(0_usize);
    let again = told.clone();
    let turn = Callback::new(move |at: usize| {
        flip.update(|flip| *flip = (*flip != Some(at)).then_some(at));
        let next = OfGpt2::new(again.clone(), flip.get_untracked());
        context.show_foreign(Some(Arc::new(next)));
    });
    let bits = Memo::new(move |_| {
        let (flip, first) = (flip.get(), first.get());
        let bits = arriving(&code, flip).into_iter().enumerate();
        let bit = |(place, one): (usize, bool)| Bit {
            place,
            one,
            certain: true,
            flipped: flip == Some(place),
        };
        bits.skip(first).take(BITS).map(bit).collect::<Vec<_>>()
    });
    let read = {
        let told = told.clone();
        Memo::new(move |_| OfGpt2::new(told.clone(), flip.get()).read())
    };
    let wrong = move || if flip.get().is_some() { " …" } else { "" };
    let says = context.pick(move |r| {
        format!(
            "{} of {} come back before the first wrong one.",
            r.scalar("intact"),
            count(all, "token")
        )
    });
    let page = move |to: usize| {
        view! {
            <button
                type="button"
                class="button small"
                hidden={ length <= BITS }
                aria-pressed=move || (first.get() == to).to_string()
                on:click=move |_| first.set(to)
            >
                {if to == 0 { "first bits" } else { "last bits" }}
            </button>
        }
    };
    view! {
        <h2>"What each token takes" <span class="hint">{hint}</span></h2>
        <Bars
            label=context.pick(|r| r.sentence.clone())
            names=Signal::stored(names)
            series=vec![shown("bits", "token-bits", Tint::Model, taken)]
            range=Signal::stored((0.0, most))
        />
        <p class="keyline">
            {format!("The code: {}; click one to flip it. ", count(length, "bit"))} {page(0)}
            {page(length.saturating_sub(BITS).max(1))}
        </p>
        <Bits bits=bits flip=turn />
        <p class="decoded" translate="no" data-decoded="">
            <span>{read}</span>
            <span class="wrong tint-loss">{wrong}</span>
        </p>
        <p class="keyline" aria-live="polite">
            {says}
        </p>
    }
    .into_any()
}

fn rest(of: &OfGpt2) -> AnyView {
    let (names, each) = of.ways();
    let most = each
        .iter()
        .fold(1.0, |most: f64, bits| most.max(1.1 * bits));
    let each = Memo::new(move |_| each.clone());
    let tokens = of.count() as f64;
    let squeezed = RwSignal::new(None::<f64>);
    let text = of.text().to_owned();
    leptos::task::spawn_local(async move {
        let bits = gzip::bits(&text).await;
        let _ = squeezed.try_set(bits);
    });
    let gzip = move || match squeezed.get() {
        Some(bits) => format!(
            "gzip of this browser for the same bytes: {}, {} a token, its header of 18 bytes counted.",
            measured(bits, "bit"),
            measured(bits / tokens, "bit")
        ),
        None => "gzip of this browser: no number.".into(),
    };
    view! {
        <div class="plates">
            <section class="plate">
                <h2>"Bits a token"</h2>
                <Bars
                    label=Signal::stored("Bits a token".to_owned())
                    names=Signal::stored(names)
                    series=vec![shown("bits a token", "ways", Tint::Model, each)]
                    range=Signal::stored((0.0, most))
                />
                <p>{gzip}</p>
            </section>
            <section class="plate">
                <h2>"What the decoder has besides"</h2>
                <p>{of.cost()}</p>
            </section>
        </div>
    }
    .into_any()
}
