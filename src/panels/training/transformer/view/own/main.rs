//! In the place of the figure: the tokens of the text, the stream, all heads, the next token.

use super::super::super::own::body::{Body, quoted, visible};
use super::super::heads::Tiles;
use super::super::stream::StreamTable;
use super::session::Session;
use crate::contract::number::{count, grouped, rounded, short};
use crate::frame::prelude::*;
use crate::frame::sent::Whose;
use crate::widgets::arrows;
use training::Gpt2Work;
use web_sys::{Event, KeyboardEvent};

/// What is read off the last answer.
pub fn of<T: PartialEq + Default + Send + Sync + 'static>(
    session: Session,
    read: impl Fn(&Body) -> T + Send + Sync + 'static,
) -> Memo<T> {
    Memo::new(move |_| {
        let body = session.shown.get();
        body.map(|body| read(&body)).unwrap_or_default()
    })
}

/// The most columns of the stream.
const COLUMNS: usize = 32;

#[component]
pub fn Main(session: Session) -> impl IntoView {
    let title = of(session, |body| {
        format!(
            "A GPT-2 from “{}”: {} of {}, width {}, {} parameters. There is no truth here: what its texts \
             come from isn’t known. Nothing of it leaves this machine, and no address holds it: it is closed by \
             Reset, a random state or another panel.",
            body.name,
            count(body.about.layers as usize, "layer"),
            count(body.about.heads as usize, "head"),
            body.about.width,
            grouped(body.about.parameters as f64),
        )
    });
    let sizes = Memo::new(move |_| {
        let body = session.shown.get();
        let none = training::forward::Sizes {
            layers: 1,
            heads: 1,
        };
        body.map_or(none, |body| body.sizes())
    });
    let places = Memo::new(move |_| sizes.get().places());
    let half = session.half;
    Effect::new(move |_| half.set(places.get() - 1));
    let tokens = of(session, Body::tokens);
    let place = of(session, Body::place);
    // Of a long text the columns are the token looked at and those before it.
    let window = Memo::new(move |_| {
        let (count, place) = (tokens.with(Vec::len), place.get());
        let from = (place + 1).saturating_sub(COLUMNS);
        (from, count.min(from + COLUMNS))
    });
    let columns = Memo::new(move |_| {
        let (from, to) = window.get();
        tokens.with(|all| all.get(from..to).unwrap_or_default().to_vec())
    });
    let writes = Memo::new(move |_| {
        let (from, to) = window.get();
        let body = session.shown.get();
        let rows = |body: std::sync::Arc<Body>| {
            let all = body.writes();
            let to = to.min(all.nrows());
            all.rows(from.min(to), to - from.min(to)).into_owned()
        };
        body.map_or_else(|| nalgebra::DMatrix::zeros(0, 0), rows)
    });
    let of_window = move || {
        let ((from, to), count) = (window.get(), tokens.with(Vec::len));
        if to - from < count {
            format!("tokens {} to {to} of {count}; choose a cell", from + 1)
        } else {
            "choose a cell".to_owned()
        }
    };
    let off = Memo::new(move |_| {
        let off = session.ask.with(|ask| ask.off.clone());
        off.into_iter()
            .map(|head| head as usize)
            .collect::<Vec<_>>()
    });
    // Another head or token changes no attention.
    let seen = of(session, |body| {
        let ask = &body.ask;
        (ask.text.clone(), ask.from_end, ask.off.clone())
    });
    let attention = Callback::new(move |head: usize| {
        let body = session.shown.get_untracked();
        body.map(|body| body.attention(head))
    });
    let status = move || {
        if !session.is_at(Gpt2Work::Looking) {
            return String::new();
        }
        let report = session.report.get();
        report.map_or_else(String::new, |report| {
            format!("Being computed: step {} of {}.", report.done, report.total)
        })
    };
    let refused = move || {
        // What is wrong with a second text is said beside it.
        let is_other = session.ask.with(|ask| ask.other.is_some());
        let why = session.refused.get().filter(|_| !is_other);
        why.map(|why| format!("That can’t be shown: {why}."))
    };
    view! {
        <Whose
            says=title.into()
            others="the shipped model"
            back=Callback::new(move |()| session.close())
        />
        <Chips session=session tokens=tokens place=place />
        <p class="problem" role="status" data-own="refused">
            {refused}
        </p>
        <div class="duo own-duo">
            <div>
                <h2>
                    "Residual stream: lengths written"
                    <span class="hint">{of_window}</span>
                </h2>
                <StreamTable
                    tokens=columns
                    halves=Memo::new(move |_| sizes.get().halves())
                    writes=writes
                    place=Memo::new(move |_| place.get() - window.get().0.min(place.get()))
                    offset=Memo::new(|_| 0)
                    half=half
                    choose=Callback::new(move |at: usize| {
                        let at = at + window.get_untracked().0;
                        if at != place.get_untracked() {
                            session.look_at(at);
                        }
                    })
                />
            </div>
            <div>
                <Next session=session half=half />
            </div>
        </div>
        <h2>"All heads" <span class="hint">"choose one; on or off below"</span></h2>
        <div class="own-heads" tabindex="0" role="region" aria-label="All heads">
            <Tiles
                sizes=sizes
                changed=Signal::derive(move || seen.track())
                attention=attention
                opened=of(session, |body| body.head)
                off=off
                half=half
                open=Callback::new(move |head| session.open_head(head))
                toggle=Callback::new(move |head| session.toggle(head))
            />
        </div>
        <p class="keyline" role="status" data-own="state">
            {status}
        </p>
    }
}

/// The tokens of the text: choosing one asks what comes after it. Spaces are shown.
#[component]
fn Chips(session: Session, tokens: Memo<Vec<String>>, place: Memo<usize>) -> impl IntoView {
    // Of all tokens Tab reaches the chosen one; arrow keys reach the others.
    let key = move |event: KeyboardEvent| {
        let last = tokens.with_untracked(Vec::len).saturating_sub(1);
        arrows::follow(&event, ".own-tokens", "data-place", 0..=0, 0..=last);
    };
    let chip = move |(at, token): (usize, String)| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || (place.get() == at).to_string()
                tabindex=move || if place.get() == at { "0" } else { "-1" }
                data-token=at.to_string()
                data-place=format!("0.{at}")
                on:click=move |_| session.look_at(at)
            >
                {token}
            </button>
        }
    };
    view! {
        <div
            class="sequence own-tokens"
            translate="no"
            role="group"
            aria-label="Tokens of the text; arrow keys move"
            on:keydown=key
        >
            {move || tokens.get().into_iter().enumerate().map(chip).collect_view()}
        </div>
    }
}

/// How many next tokens are listed.
const MOST: usize = 8;

/// A next token: number, text, probability, whether its logit is taken apart.
type Row = (u32, String, f64, bool);

/// The most probable next tokens by the stream after a half-layer, each a bar that can be chosen.
#[component]
fn Next(session: Session, half: RwSignal<usize>) -> impl IntoView {
    let rows = Memo::new(move |_| {
        let half = half.get();
        let body = session.shown.get();
        body.map_or_else(Vec::new, |body| -> Vec<Row> {
            let rows = body.seen.lens.get(half).map(|row| &row.top);
            let watched = body.seen.watched.0;
            let row = |guess: &training::Guess| {
                let text = visible(&guess.text);
                (guess.token, text, guess.probability, guess.token == watched)
            };
            rows.map_or_else(Vec::new, |top| top.iter().take(MOST).map(row).collect())
        })
    });
    // Of all rows Tab reaches the one that was reached last; arrow keys reach the others.
    let key = move |event: KeyboardEvent| {
        let last = rows.with_untracked(Vec::len).saturating_sub(1);
        arrows::follow(&event, ".own-next", "data-place", 0..=last, 0..=0);
    };
    let focused = RwSignal::new(0_usize);
    let focuses = move |event: &Event| {
        if let Some((at, _)) = arrows::place(event, "data-place") {
            focused.set(at);
        }
    };
    let stop = Memo::new(move |_| focused.get().min(rows.with(Vec::len).saturating_sub(1)));
    // The same buttons for whatever is listed: the one that was pressed keeps the focus.
    let button = move |at: usize| {
        let row = Memo::new(move |_| rows.with(|rows| rows.get(at).cloned()));
        let of = move || row.get().unwrap_or_default();
        let choose = move |_| {
            if let Some((token, ..)) = row.get_untracked() {
                session.look(|ask| ask.watched = Some(token));
            }
        };
        view! {
            <li hidden=move || row.with(Option::is_none)>
                <button
                    type="button"
                    class="stream-cell"
                    translate="no"
                    aria-pressed=move || of().3.to_string()
                    tabindex=move || if stop.get() == at { "0" } else { "-1" }
                    data-place=format!("{at}.0")
                    data-next=move || of().0.to_string()
                    data-value=move || of().2.to_string()
                    style=("background-size", move || format!("{:.1}% 100%", 100.0 * of().2))
                    on:click=choose
                >
                    <span>{move || of().1}</span>
                    <span>{move || short(of().2)}</span>
                </button>
            </li>
        }
    };
    let title = of(session, |body| body.quoted(body.place()));
    let halves = of(session, |body| body.sizes().halves());
    let by = move || {
        let halves = halves.get();
        if half.get() + 1 == halves.len() {
            String::new()
        } else {
            format!(
                " by the stream after {}",
                halves.get(half.get()).cloned().unwrap_or_default()
            )
        }
    };
    let says = of(session, |body| {
        format!(
            "Entropy {} nats. Chosen: {}, with logit {}; below, what each part adds to it.",
            rounded(body.seen.next[body.place()].entropy),
            quoted(&body.seen.watched.1),
            rounded(body.seen.logit)
        )
    });
    view! {
        <h2>{move || format!("Next token after {}{}", title.get(), by())}</h2>
        <ul
            class="own-next tint-model"
            aria-label="Most probable next tokens; arrow keys move"
            data-own="next"
            on:keydown=key
            on:focusin=move |event| focuses(&event)
        >
            {(0..MOST).map(button).collect_view()}
        </ul>
        <p class="keyline" aria-live="polite">
            {says}
        </p>
    }
}
