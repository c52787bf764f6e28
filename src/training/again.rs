//! A training that follows its settings: a while after they have changed it begins again.

use super::{Job, Stand};
use leptos::prelude::*;
use std::time::Duration;

/// How long after a change a training begins again.
const PAUSE: Duration = Duration::from_millis(500);

/// A training that may begin soon. Copy it freely; it is given up with its owner.
#[derive(Clone, Copy)]
pub struct Again(StoredValue<Option<TimeoutHandle>>);

impl Again {
    /// None begins soon.
    pub fn never() -> Self {
        let again = Self(StoredValue::new(None));
        on_cleanup(move || again.give_up());
        again
    }

    /// Nothing begins soon any more.
    pub fn give_up(self) {
        if let Some(handle) = self.0.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    }

    /// The settings have changed: `clear` forgets what was trained. Where something was, is under way or
    /// was about to begin, and if there is something to train, `begin` is called soon.
    pub fn changed(
        self,
        job: Job,
        there: bool,
        clear: impl FnOnce(),
        begin: impl FnOnce() + 'static,
    ) {
        let stand = job.stand.get_untracked();
        let waits = self.0.with_value(Option::is_some);
        let again = waits || matches!(stand, Stand::Loading | Stand::Playing | Stand::Done);
        clear();
        if again && there {
            let begin = move || {
                if self.0.try_set_value(None).is_none() {
                    begin();
                }
            };
            self.0.set_value(set_timeout_with_handle(begin, PAUSE).ok());
        }
    }
}
