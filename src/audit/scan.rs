//! The long scan: random and extreme states, one after another, for as long as it is given.

use super::{Fault, Property, audit_random};
use crate::contract::Draw;
use crate::contract::headless::Headless;
use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How many faults of one property are printed for a panel; more are counted.
const PRINTED: usize = 10;

/// Looks at states of a panel from this seed on, on every core, until the time is over. Prints what
/// doesn't hold, and at last how much was looked at. Gives whether everything held.
///
/// # Errors
///
/// What `out` raises.
pub fn scan(
    (id, panel): (&str, &dyn Headless),
    seed: u64,
    time: Duration,
    out: &mut (impl Write + Send),
) -> io::Result<bool> {
    let start = Instant::now();
    let next = AtomicU64::new(0);
    let faults: Mutex<Vec<Fault>> = Mutex::new(Vec::new());
    let look = || {
        while start.elapsed() < time {
            let at = next.fetch_add(1, Ordering::Relaxed);
            // Either kind in turn.
            let kind = [Draw::Ordinary, Draw::Extreme][(at % 2) as usize];
            let found = audit_random(panel, seed.wrapping_add(at / 2), kind).faults;
            if let Ok(mut faults) = faults.lock() {
                faults.extend(found);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(look);
        }
        look();
    });
    let faults = faults.into_inner().unwrap_or_else(|lost| lost.into_inner());
    let looked = next.load(Ordering::Relaxed);
    for property in Property::ALL {
        let of = faults.iter().filter(|fault| fault.property == property);
        for fault in of.clone().take(PRINTED) {
            writeln!(
                out,
                "{}\n    {}: {}",
                fault.address,
                property.name(),
                fault.says
            )?;
        }
        if let Some(more) = of.count().checked_sub(PRINTED + 1) {
            writeln!(out, "… and {} more of {}", more + 1, property.name())?;
        }
    }
    let seconds = start.elapsed().as_secs();
    let count = match faults.len() {
        0 => "everything holds".to_owned(),
        count => format!("{count} faults"),
    };
    writeln!(out, "{id}: {looked} states in {seconds} s, {count}")?;
    out.flush()?;
    Ok(faults.is_empty())
}
