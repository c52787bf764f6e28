//! Keys whose controls can't be changed.

use super::Context;
use crate::contract::panel::{self, Panel};
use crate::contract::{Address, State};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A changed state with its locked keys as they were; the old state where the two don't fit.
pub fn held<P: Panel>(before: &P::State, after: P::State, locked: &[&'static str]) -> P::State {
    let (old, new) = (before.pairs(), after.pairs());
    let is_locked = |pair: &&(String, String)| locked.contains(&pair.0.as_str());
    if old
        .iter()
        .filter(is_locked)
        .eq(new.iter().filter(is_locked))
    {
        return after;
    }
    let free = new.iter().filter(|pair| !is_locked(pair));
    let address = Address {
        id: P::META.id.into(),
        pairs: free.chain(old.iter().filter(is_locked)).cloned().collect(),
    };
    let opened = panel::open::<P>(&address);
    let kept = opened.state.pairs();
    // A state may also settle a locked key anew without a word, where it no longer fits the others.
    if opened.notices.is_empty()
        && kept
            .iter()
            .filter(is_locked)
            .eq(old.iter().filter(is_locked))
    {
        opened.state
    } else {
        before.clone()
    }
}

/// Switches off the controls of locked keys, again after each change, since some are made anew.
pub fn switch_off<P: Panel>(context: Context<P>) {
    Effect::new(move |before: Option<bool>| {
        context.state.track();
        let locked = context.presentation.with(|p| p.lock.clone());
        if !locked.is_empty() || before == Some(true) {
            request_animation_frame(move || mark(&locked));
        }
        !context.presentation.with_untracked(|p| p.lock.is_empty())
    });
}

fn mark(locked: &[&'static str]) {
    // Fields and buttons, bars, and the handles of sliders: each by the key that it changes.
    const NAMES: [&str; 3] = ["data-control", "data-bar", "data-slider"];
    let controls = NAMES.map(|name| format!(".figure-area [{name}]")).join(",");
    let Ok(all) = document().query_selector_all(&controls) else {
        return;
    };
    for at in 0..all.length() {
        let Some(element) = all.item(at).and_then(|n| n.dyn_into::<Element>().ok()) else {
            continue;
        };
        let mut names = NAMES.iter().filter_map(|name| element.get_attribute(name));
        let name = names.next().unwrap_or_default();
        let key = name.split('[').next().unwrap_or_default();
        let key = key.trim_end_matches("-fewer").trim_end_matches("-more");
        let off = locked.contains(&key);
        // What is switched off for another reason, as a count at its end, stays so.
        if !off && !element.has_attribute("data-locked") {
            continue;
        }
        let _ = element.toggle_attribute_with_force("data-locked", off);
        if off {
            let _ = element.set_attribute("aria-disabled", "true");
        } else {
            let _ = element.remove_attribute("aria-disabled");
        }
        if matches!(
            element.tag_name().as_str(),
            "INPUT" | "SELECT" | "BUTTON" | "TEXTAREA"
        ) {
            let _ = element.toggle_attribute_with_force("disabled", off);
        }
    }
}
