//! The source's verdict on texts that the trained model writes with several methods.

use crate::contract::number;
use crate::frame::prelude::*;
use crate::language::words;
use crate::panels::probability::sampling::Sampling;
use crate::panels::probability::sampling::verdicts::{Row, WORDS, claim, limits, rows, with_error};
use crate::training::{Job, JobBar, JobState, progress, reported};
use training::protocol::{Command, Event};
use training::{Verdict, Writing};

/// The texts so far. Copy it freely.
#[derive(Clone, Copy)]
struct Session {
    context: Context<Sampling>,
    job: Job,
    /// The methods of the present texts.
    rows: RwSignal<Vec<Row>>,
    /// What the source says of each text.
    verdicts: RwSignal<Vec<Verdict>>,
}

impl Session {
    fn begin(self) {
        self.verdicts.set(Vec::new());
        let number = self.job.begin(WORDS as u64);
        let (rows, seed) = self
            .context
            .state
            .with_untracked(|state| (rows(state), state.seed));
        let settings = Writing {
            number,
            writers: rows.iter().map(|row| row.writer).collect(),
            words: WORDS,
            seed,
        };
        self.rows.set(rows);
        let hear = move |event| self.hear(event);
        self.job
            .start_with_reference(number, Command::Write(settings), hear);
    }

    fn clear(self) {
        self.job.forget();
        self.verdicts.set(Vec::new());
    }

    fn hear(self, event: Event) {
        let Some(report) = reported!(event, Written) else {
            return;
        };
        let mine = self.job.take(progress!(report));
        let whole = report.verdicts.len() == self.rows.with_untracked(Vec::len);
        if mine && whole && self.job.stand.get_untracked() != JobState::Idle {
            self.verdicts.set(report.verdicts);
        }
    }
}

/// The table, and the buttons that fill it.
pub fn verdicts(context: Context<Sampling>) -> impl IntoView {
    let session = Session {
        context,
        job: Job::idle(),
        rows: RwSignal::new(Vec::new()),
        verdicts: RwSignal::new(Vec::new()),
    };
    // The reader’s own method and the seed are part of what is written.
    let settings = context.part(|s| (rows(s), s.seed));
    Effect::new(move |before: Option<()>| {
        // Read, not only tracked: a memo that nobody has read hears of nothing.
        settings.with(|_| ());
        if before.is_some() {
            session.job.changed();
            session.verdicts.set(Vec::new());
        }
    });
    let begin = Callback::new(move |()| session.begin());
    let clear = Callback::new(move |()| session.clear());
    let begun = Memo::new(move |_| session.verdicts.with(|v| v.iter().any(|v| v.words > 0)));
    view! {
        <section class="plate span" data-local="" data-verdicts="">
            <h2>"What the source says of texts by each method"</h2>
            <p>
                {format!(
                    "The trained model writes {WORDS} words with each method, and the source, whose probabilities are \
                     known exactly, judges every word: can it come where it stands, and how surprising is it? All \
                     methods get the same random numbers, those of the seed above.",
                )}
            </p>
            <JobBar job=session.job words="Write and judge" unit="word" begin=begin clear=clear />
            {move || begun.get().then(|| view! { <Table session=session /> })}
        </section>
    }
}

#[component]
fn Table(session: Session) -> impl IntoView {
    let lines = move || {
        let rows = session.rows.get();
        (0..rows.len())
            .zip(rows)
            .map(|(at, row)| line(session, at, row))
            .collect_view()
    };
    let over = Memo::new(move |_| {
        matches!(
            session.job.stand.get(),
            JobState::Paused | JobState::Done | JobState::Lost
        )
    });
    let says = move || {
        let found = session
            .verdicts
            .with(|v| session.rows.with(|rows| claim(rows, v)));
        over.get().then_some(found).flatten().map(tested)
    };
    let limits =
        Memo::new(move |_| limits(session.verdicts.with(|v| v.first().map_or(0, |v| v.words))));
    view! {
        <DataTable label="The source’s verdict on each method" heads=heads!["method", "impossible words per 1000", "surprisal, nats", "different trigrams", "different words", "its last words"] class="facts verdicts">
            {lines}
        </DataTable>
        <p class="quiet">
            "Surprisal is −log P(word) by the source, averaged over the words that can come; that of the source’s own \
             texts tends to its entropy rate, 1.845 nats. After an impossible word the source knows that word alone. \
             ± is a standard error, from 20 parts of the text. " {limits}
        </p>
        {says}
    }
}

/// A line of the table. Its cells are written anew while the text grows.
fn line(session: Session, at: usize, row: Row) -> impl IntoView {
    let key = row.key;
    let of = move |read: fn(&Verdict) -> (f64, String)| {
        Memo::new(move |_| {
            session
                .verdicts
                .with(|v| v.get(at).map(read))
                .unwrap_or((f64::NAN, String::new()))
        })
    };
    let cell = move |name: &str, read: fn(&Verdict) -> (f64, String)| {
        let value = of(read);
        view! {
            <td
                data-verdict=format!("{key}.{name}")
                data-value=move || number::exact(value.with(|v| v.0))
            >
                {move || value.with(|v| v.1.clone())}
            </td>
        }
    };
    let last = Memo::new(move |_| {
        session
            .verdicts
            .with(|v| v.get(at).map(|v| v.last.clone()))
            .map(|last| words(&last.iter().map(|w| *w as usize).collect::<Vec<_>>()).join(" "))
    });
    let chosen = key == "yours";
    view! {
        <tr class:chosen=chosen>
            <th scope="row">{row.name}</th>
            {cell("impossible", |v| (v.impossible.mean, with_error(v.impossible, 1000.0)))}
            {cell("surprisal", |v| (v.surprisal.mean, with_error(v.surprisal, 1.0)))}
            {cell("trigrams", |v| (v.trigrams, number::percent(v.trigrams)))}
            {cell("words", |v| (v.different as f64, v.different.to_string()))}
            <td class="written" translate="no">"… " {last}</td>
        </tr>
    }
}
