//! A network on its way from one panel to another.

use std::cell::RefCell;
use training::Network;

thread_local! {
    static HANDED: RefCell<Option<Network>> = const { RefCell::new(None) };
}

/// Leaves a network for the panel that is opened next.
pub fn hand(network: Network) {
    HANDED.set(Some(network));
}

/// Takes what was left, if there is something.
#[must_use]
pub fn taken() -> Option<Network> {
    HANDED.take()
}
