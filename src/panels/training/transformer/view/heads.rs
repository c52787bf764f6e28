//! All heads as small pictures of their attention, each with a button that opens it and one that
//! switches it off.

use super::super::inside::passed;
use super::super::{Transformer, TransformerState};
use crate::frame::prelude::*;
use crate::widgets::arrows;
use crate::widgets::picture::Picture;
use nalgebra::DMatrix;
use training::forward::Sizes;
use web_sys::{Event, KeyboardEvent};

#[component]
pub fn HeadTiles(context: Context<Transformer>, half: RwSignal<usize>) -> impl IntoView {
    let all = context.part(|s| {
        let model = s.held.model();
        let pass = model.and_then(|model| passed(&model, &s.text, &s.off, None));
        let all = pass.iter().flat_map(|pass| pass.heads.iter());
        all.map(|head| head.weights.clone()).collect::<Vec<_>>()
    });
    let open = move |head: usize| {
        context.update(|s| {
            let heads = s.sizes().heads;
            s.layer = head / heads + 1;
            s.head = head % heads + 1;
        });
    };
    view! {
        <Tiles
            sizes=context.part(TransformerState::sizes)
            changed=Signal::derive(move || all.track())
            attention=Callback::new(move |head: usize| all.with_untracked(|all| all.get(head).cloned()))
            opened=context.part(TransformerState::opened_head)
            off=context.part(|s: &TransformerState| s.off.clone())
            half=half
            open=Callback::new(open)
            toggle=Callback::new(move |head| context.update(|s| s.toggle(head)))
        />
    }
}

/// The heads of any model. Of many heads only a few pictures are drawn in a frame, those in sight first.
#[component]
pub fn Tiles(
    /// Layers and heads.
    sizes: Memo<Sizes>,
    /// Tells that attention has changed.
    changed: Signal<()>,
    /// The attention of a head, counted through all layers from 0.
    attention: Callback<usize, Option<DMatrix<f64>>>,
    /// The head that is opened.
    opened: Memo<usize>,
    /// The heads that are off.
    off: Memo<Vec<usize>>,
    /// The half-layer that is chosen; the heads of an attention are marked.
    half: RwSignal<usize>,
    /// Called with a head to open.
    open: Callback<usize>,
    /// Called with a head to switch.
    toggle: Callback<usize>,
) -> impl IntoView {
    // The one head that Tab reaches: that which had the focus last, or else the opened one.
    let focused = RwSignal::new(None::<usize>);
    let stop = Memo::new(move |_| {
        let (opened, count) = (opened.get(), sizes.get().all_heads());
        let last = focused.get().filter(|head| *head < count);
        last.unwrap_or(opened)
    });
    let focuses = move |event: &Event| {
        let at = BUTTONS
            .into_iter()
            .find_map(|name| arrows::place(event, name));
        if let Some((layer, head)) = at {
            focused.set(Some((layer - 1) * sizes.get_untracked().heads + head - 1));
        }
    };
    let key = move |event: KeyboardEvent| {
        let sizes = sizes.get_untracked();
        for name in BUTTONS {
            arrows::follow(
                &event,
                ".head-tiles",
                name,
                1..=sizes.layers,
                1..=sizes.heads,
            );
        }
    };
    let tile = move |head: usize, turn: ArcRwSignal<u32>| {
        let name = sizes.get_untracked().head_name(head);
        let weights = Memo::new(move |_| {
            turn.track();
            let weights = attention.run(head);
            weights.unwrap_or_else(|| DMatrix::zeros(1, 1))
        });
        let on = Memo::new(move |_| off.with(|off| !off.contains(&head)));
        let is_chosen = move || half.get() == 2 * (head / sizes.get_untracked().heads) + 1;
        let tab = move || if stop.get() == head { "0" } else { "-1" };
        let switch = {
            let name = name.clone();
            move || format!("head {name} is {}", if on.get() { "on" } else { "off" })
        };
        view! {
            <div class="head-tile" class:off=move || !on.get() class:chosen=is_chosen>
                <button
                    type="button"
                    class="head-open"
                    aria-label=format!("open head {name}")
                    aria-pressed=move || (opened.get() == head).to_string()
                    tabindex=tab
                    data-head=name.clone()
                    on:click=move |_| open.run(head)
                >
                    // From white, no attention, to black, all of it; the other way round on a dark page.
                    <Picture
                        label=format!("attention of head {name}")
                        values=weights
                        range=Signal::stored((1.0, 0.0))
                    />
                </button>
                <button
                    type="button"
                    class="head-switch"
                    aria-label=switch
                    aria-pressed=move || on.get().to_string()
                    tabindex=tab
                    data-switch=name.clone()
                    on:click=move |_| toggle.run(head)
                >
                    {name.clone()} " " {move || if on.get() { "on" } else { "off" }}
                </button>
            </div>
        }
    };
    let list: NodeRef<leptos::html::Div> = NodeRef::new();
    let sweep = Sweep {
        turns: StoredValue::new(Vec::new()),
        next: StoredValue::new(0),
        left: StoredValue::new(0),
        waits: StoredValue::new(false),
        list,
    };
    let groups = move || {
        let count = sizes.get().all_heads();
        let turns: Vec<ArcRwSignal<u32>> = (0..count.div_ceil(AT_ONCE))
            .map(|_| ArcRwSignal::new(0))
            .collect();
        sweep.turns.set_value(turns.clone());
        sweep.begin();
        let group = |(at, turn): (usize, ArcRwSignal<u32>)| {
            let here = Memo::new({
                let turn = turn.clone();
                move |_| turn.get() > 0
            });
            let heads = at * AT_ONCE..count.min((at + 1) * AT_ONCE);
            move || {
                let tile = |head| tile(head, turn.clone());
                here.get().then(|| heads.clone().map(tile).collect_view())
            }
        };
        turns.into_iter().enumerate().map(group).collect_view()
    };
    Effect::new(move |before: Option<()>| {
        changed.get();
        if before.is_some() {
            sweep.begin();
        }
    });
    view! {
        <div
            class="head-tiles"
            role="group"
            aria-label="Heads, a row for each layer; arrow keys move"
            on:keydown=key
            on:focusin=move |event| focuses(&event)
            style=("--heads", move || sizes.get().heads.to_string())
            node_ref=list
        >
            {groups}
        </div>
    }
}

/// What names the two buttons of a head.
const BUTTONS: [&str; 2] = ["data-head", "data-switch"];
/// Pictures that are made or drawn in one frame.
const AT_ONCE: usize = 6;
/// Up to so many groups of pictures are drawn at once.
const FEW: usize = 3;

/// Draws one group of pictures after the other, each in a frame of its own.
#[derive(Clone, Copy)]
struct Sweep {
    /// Counts for each group how often it was its turn; before the first time it isn't there.
    turns: StoredValue<Vec<ArcRwSignal<u32>>>,
    /// The group that comes next, and how many are left.
    next: StoredValue<usize>,
    left: StoredValue<usize>,
    /// Whether a frame was asked for.
    waits: StoredValue<bool>,
    list: NodeRef<leptos::html::Div>,
}

impl Sweep {
    /// From the group that is in sight on.
    fn begin(self) {
        let count = self.turns.with_value(Vec::len);
        let list = self.list.get_untracked();
        let around = list.and_then(|list| list.parent_element());
        let share = around.map_or(0.0, |around| {
            f64::from(around.scroll_top()) / f64::from(around.scroll_height().max(1))
        });
        self.next.set_value((share * count as f64) as usize);
        self.left.set_value(count);
        if count <= FEW {
            (0..count).for_each(|_| self.draw());
        }
        self.go_on();
    }

    fn go_on(self) {
        let idle = self.waits.try_get_value() == Some(false);
        if !idle || self.left.get_value() == 0 {
            return;
        }
        self.waits.set_value(true);
        request_animation_frame(move || {
            // The panel may have been left.
            if self.waits.try_set_value(false).is_none() {
                self.draw();
                self.go_on();
            }
        });
    }

    fn draw(self) {
        let turn = self.turns.with_value(|turns| {
            let at = self.next.get_value() % turns.len().max(1);
            turns.get(at).cloned()
        });
        self.next.update_value(|next| *next += 1);
        self.left
            .update_value(|left| *left = left.saturating_sub(1));
        if let Some(turn) = turn {
            turn.update(|turn| *turn += 1);
        }
    }
}
