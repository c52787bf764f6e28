//! Words, each in a field, with a button to take it out.

use crate::contract::kind::word_fits;
use leptos::prelude::*;

/// Longest word that its field has room for.
const ROOM: usize = 8;

/// A list of words to type into.
#[component]
pub fn WordsEditor(
    /// The words.
    words: Memo<Vec<String>>,
    /// Called with a place and another word for it.
    set: Callback<(usize, String)>,
    /// Called with the place of a word to take out.
    remove: Callback<usize>,
    /// Their name for the tests, as in the address.
    control: &'static str,
    /// Most characters of a word.
    longest: usize,
    /// Fewest words.
    fewest: usize,
) -> impl IntoView {
    let count = Memo::new(move |_| words.with(Vec::len));
    let problem = RwSignal::new(None::<String>);
    let item = move |i: usize| {
        let word = Memo::new(move |_| words.with(|w| w.get(i).cloned().unwrap_or_default()));
        let typed = move |event| {
            let text = event_target_value(&event).trim().to_owned();
            if word_fits(&text, longest) {
                problem.set(None);
                set.run((i, text));
            } else {
                problem.set(Some(format!("A word has 1 to {longest} characters.")));
            }
        };
        view! {
            <li class="word">
                <input
                    type="text"
                    aria-label=format!("Word {}", i + 1)
                    data-control=format!("{control}[{i}]")
                    title=move || Some(word.get()).filter(|word| word.chars().count() > ROOM)
                    prop:value=move || word.get()
                    maxlength=longest.to_string()
                    autocomplete="off"
                    spellcheck="false"
                    on:input=typed
                    on:blur=move |_| {
                        problem.try_set(None);
                    }
                />
                <button
                    type="button"
                    class="button square"
                    aria-label=move || format!("Remove {}", word.get())
                    prop:disabled=move || count.get() <= fewest
                    on:click=move |_| remove.run(i)
                >
                    "×"
                </button>
            </li>
        }
    };
    view! {
        <div class="words-editor">
            <ul class="words" aria-label="Words">
                {move || (0..count.get()).map(item).collect_view()}
            </ul>
            <p class="problem" role="status">{problem}</p>
        </div>
    }
}
