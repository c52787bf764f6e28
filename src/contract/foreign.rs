//! Numbers that a panel shows in the place of what it computes itself: what a model of the reader's told
//! of a text. They belong to the session, and no address holds them.

use super::Address;
use super::mathml::Formula;
use super::panel::{Question, Step};
use super::plate::Plate;
use super::reading::Reading;

/// What is said of a model that the page doesn't compute. A trait, so that a page without such a model
/// doesn't load what reads it.
pub trait Foreign: std::fmt::Debug + Send + Sync {
    /// Which one it is in this session.
    fn number(&self) -> u64;
    /// What it is, within a sentence.
    fn title(&self) -> String;
    /// Readouts, checks and the sentence.
    fn reading(&self, broken: Option<&str>) -> Reading;
    /// The formula with its numbers.
    fn formula(&self) -> Formula;
    /// A question about it; no address shows the answer.
    fn question(&self) -> Question<Address>;
    /// How the number that it is about comes about.
    fn derivation(&self) -> Vec<Step>;
    /// Its picture as data.
    fn plates(&self) -> Vec<Plate>;

    /// In the place of a program: why there is none.
    fn twin(&self) -> String {
        format!(
            "# There is no program here: the page shows {},\n# which only this session has.\n",
            self.title().replace(['\n', '\r'], " ")
        )
    }
}
