//! Reads heads of the trained model: a part of the program of its own.

use super::{Head, PART};
use crate::app::parts::{self, Reading};
use crate::training::reference;

#[allow(unsafe_code, reason = "exported by a name that is used once")]
#[unsafe(export_name = "part:trained_head")]
extern "C" fn announce() {
    parts::reader_is_here(PART, |sentence, layer, head| {
        Box::pin(read(sentence, layer, head)) as Reading
    });
}

async fn read(sentence: String, layer: usize, head: usize) -> Result<Head, String> {
    super::head(&*reference().await?, &sentence, layer, head)
}
