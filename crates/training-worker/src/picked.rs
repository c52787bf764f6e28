//! A reader's file, read in slices. A worker may wait for them; the page may not.

use gpt2::{Gpt2Error, Picked, Source};
use js_sys::Uint8Array;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, File, FileReaderSync};

struct Slices {
    blob: Blob,
    reader: FileReaderSync,
}

/// The file that a part of a message is, if it is one.
pub fn file(part: &JsValue) -> Option<Picked> {
    let file = part.dyn_ref::<File>()?;
    Some(Picked {
        name: file.name(),
        source: Rc::new(Slices {
            blob: file.clone().into(),
            reader: FileReaderSync::new().ok()?,
        }),
    })
}

impl Source for Slices {
    fn len(&self) -> u64 {
        self.blob.size() as u64
    }

    fn read(&self, at: u64, into: &mut [u8]) -> Result<(), Gpt2Error> {
        let end = at as f64 + into.len() as f64;
        let part = self.blob.slice_with_f64_and_f64(at as f64, end);
        // A file that was changed or removed since it was picked can't be read.
        let buffer = part.and_then(|part| self.reader.read_as_array_buffer(&part));
        let buffer = buffer.map_err(|_| {
            Gpt2Error::File("the browser can’t read the file any more; pick it again".into())
        })?;
        let bytes = Uint8Array::new(&buffer);
        if bytes.length() as usize != into.len() {
            return Err(Gpt2Error::File("the file ends before all was read".into()));
        }
        bytes.copy_to(into);
        Ok(())
    }
}
