//! The view of a text in a GPT-2 of the reader's: surprisals, other units, all tokens.

use super::super::Perplexity;
use super::super::gpt2::{DRAWN, OfGpt2};
use crate::contract::Tint;
use crate::contract::number::short;
use crate::frame::prelude::*;
use crate::frame::sent::{self, Back, Place};
use crate::panels::training::transformer::Told;
use std::sync::Arc;

/// Leaves the text for the panel, which is opened next.
pub fn send(told: Told) {
    let of = Arc::new(OfGpt2(told));
    let foreign = of.clone();
    sent::send::<Perplexity>(foreign, move |context, place| match place {
        Place::Main => main(context, &of),
        Place::Controls => {
            let says = of.0.says(
                "The truth, the toy language’s models and q are left out: they know nothing of this text.",
            );
            view! { <Back context=context says=says /> }.into_any()
        }
        Place::Rest => rest(&of),
    });
}

fn main(context: Context<Perplexity>, of: &OfGpt2) -> AnyView {
    let (names, bits) = of.drawn();
    let count = of.0.tokens.len();
    let hint = if count > DRAWN {
        format!("the first {DRAWN} of {count} tokens")
    } else {
        String::new()
    };
    let most = bits.iter().fold(8.0, |most: f64, s| most.max(1.15 * s));
    let bits = Memo::new(move |_| bits.clone());
    view! {
        <h2>"Surprisal of each token, bits" <span class="hint">{hint}</span></h2>
        <Bars
            label=context.pick(|r| r.sentence.clone())
            names=Signal::stored(names)
            series=vec![shown("surprisal", "surprisals", Tint::Loss, bits)]
            range=Signal::stored((0.0, most))
            level=context.pick(|r| r.scalar("cross-entropy-bits"))
        />
        <p class="keyline">
            "The dashed line is the mean surprisal, the logarithm of the geometric mean of 1/p."
        </p>
    }
    .into_any()
}

fn rest(of: &OfGpt2) -> AnyView {
    let names = of.0.names().into_iter();
    let numbers = of.0.bits().into_iter().zip(of.choices());
    let row = |(name, (bits, choices)): (String, (f64, f64))| {
        view! {
            <tr>
                <th scope="row" translate="no">{name}</th>
                <td>{short((-bits).exp2())}</td>
                <td>{short(bits)}</td>
                <td>{short(choices)}</td>
            </tr>
        }
    };
    view! {
        <div class="plates">
            <section class="plate">
                <h2>"All tokens"</h2>
                <DataTable label="All tokens" heads=heads!["token", "p", "bits", "choices 1/p"] tall=true>
                    {names.zip(numbers).map(row).collect_view()}
                </DataTable>
            </section>
            <section class="plate">
                <h2>"The same bits a character"</h2>
                <p>{of.units()}</p>
                <p class="quiet">
                    "A perplexity depends on what the tokens are. Models that divide a text into other tokens \
                    can be compared by their bits a character or a byte."
                </p>
            </section>
        </div>
    }
    .into_any()
}
