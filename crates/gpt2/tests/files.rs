//! Files that aren't a GPT-2, and what is said of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use gpt2::tensors::{Header, half};
use gpt2::{Checkpoint, Config, Files, Gpt2Error, Opening, Picked};
use serde_json::{Map, Value, json};

/// A file of tensors without data of their own: name, type, shape, bytes.
fn file(tensors: &[(String, &str, Vec<usize>)]) -> Vec<u8> {
    let (mut header, mut at) = (Map::new(), 0);
    for (name, kind, shape) in tensors {
        let bytes = match *kind {
            "F32" => 4,
            "F64" | "I64" => 8,
            "F8_E4M3" => 1,
            _ => 2,
        };
        let end = at + bytes * shape.iter().product::<usize>();
        let entry = json!({"dtype": kind, "shape": shape, "data_offsets": [at, end]});
        header.insert(name.clone(), entry);
        at = end;
    }
    header.insert("__metadata__".into(), json!({"format": "pt"}));
    with_header(&Value::Object(header).to_string(), at)
}

fn with_header(header: &str, data: usize) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.resize(bytes.len() + data, 0);
    bytes
}

/// The tensors of a GPT-2 of one layer and these sizes.
fn gpt2(vocabulary: usize, width: usize) -> Vec<Tensor> {
    let w = width;
    let mut all = vec![
        ("wte.weight", vec![vocabulary, w]),
        ("wpe.weight", vec![6, w]),
    ];
    for norm in ["h.0.ln_1", "h.0.ln_2", "ln_f"] {
        for part in ["weight", "bias"] {
            all.push((format!("{norm}.{part}").leak(), vec![w]));
        }
    }
    for (name, shape) in [
        ("attn.c_attn", [w, 3 * w]),
        ("attn.c_proj", [w, w]),
        ("mlp.c_fc", [w, 4 * w]),
        ("mlp.c_proj", [4 * w, w]),
    ] {
        all.push((format!("h.0.{name}.weight").leak(), shape.to_vec()));
        all.push((format!("h.0.{name}.bias").leak(), vec![shape[1]]));
    }
    let owned = |(name, shape): (&str, Vec<usize>)| (name.to_owned(), "F32", shape);
    all.into_iter().map(owned).collect()
}

/// Name, type and shape of a tensor.
type Tensor = (String, &'static str, Vec<usize>);

fn find(bytes: &[u8]) -> Result<Checkpoint, Gpt2Error> {
    Checkpoint::find(&Header::read(&bytes.to_vec())?, &Config::default(), None)
}

fn says(bytes: &[u8], words: &[&str]) {
    let error = find(bytes).unwrap_err().to_string();
    assert!(words.iter().all(|word| error.contains(word)), "{error}");
}

#[test]
fn files_of_other_formats_are_named() {
    says(&[], &["safetensors", "0 bytes"]);
    says(b"PK\x03\x04 and a whole archive", &["PyTorch"]);
    says(b"GGUF\x03\0\0\0 and more", &["GGUF"]);
    says(b"version https://git-lfs.github.com/spec/v1", &["Git LFS"]);
    says(b"{\"model_type\": \"gpt2\"}", &["JSON"]);
    says(&[0xff; 40], &["header"]);
    says(&with_header("[]", 0), &["table"]);
    says(&with_header("{\"a\": {}}", 0), &["“a”"]);
    says(&with_header("{", 0), &["damaged"]);
}

#[test]
fn damaged_headers_and_truncated_files() {
    let good = file(&gpt2(7, 64));
    assert!(find(&good).is_ok());
    says(&good[..good.len() - 1], &["truncated", "lacks 1 byte of"]);
    says(&[&good[..], &[0]].concat(), &["1 byte behind"]);
    let two = |a: [u32; 2], b: [u32; 2]| {
        let of = |place| json!({"dtype": "F32", "shape": [2], "data_offsets": place});
        with_header(&json!({"a": of(a), "b": of(b)}).to_string(), 16)
    };
    says(&two([0, 8], [4, 12]), &["“b”", "overlaps"]);
    says(&two([0, 8], [12, 20]), &["“b”", "gap"]);
    says(&two([0, 8], [8, 20]), &["“b”", "[2]", "12 bytes"]);
    // Any byte of the header changed: an error or another file, never a panic.
    let header = good.len() - find(&good).unwrap().estimate().read as usize;
    for at in 0..header {
        for with in [0x01, 0x10, 0x80] {
            let mut bytes = good.clone();
            bytes[at] ^= with;
            let _ = find(&bytes);
        }
    }
}

#[test]
fn other_architectures_shapes_and_types_are_named() {
    let with = |change: &dyn Fn(&mut Vec<Tensor>)| {
        let mut tensors = gpt2(7, 64);
        change(&mut tensors);
        file(&tensors)
    };
    let bert = vec![(
        "bert.embeddings.word_embeddings.weight".to_owned(),
        "F32",
        vec![2, 2],
    )];
    says(&file(&bert), &["isn’t a GPT-2", "bert.embeddings"]);
    says(&file(&[]), &["no tensors"]);
    says(
        &with(&|t| t.retain(|(name, ..)| name != "h.0.mlp.c_proj.bias")),
        &["mlp.c_proj.bias", "missing"],
    );
    says(
        &with(&|t| t[9].2.push(1)),
        &["“h.0.attn.c_attn.bias”", "[192, 1]"],
    );
    says(
        &with(&|t| t[8].2.reverse()),
        &["c_attn.weight", "[192, 64]", "[64, 192]"],
    );
    says(&with(&|t| t[3].1 = "F64"), &["ln_1.bias", "F64", "BF16"]);
    says(&with(&|t| t[3].1 = "I64"), &["I64"]);
    says(&with(&|t| t[3].1 = "F8_E4M3"), &["F8_E4M3"]);
    says(
        &with(&|t| t.push(("h.0.crossattention.c_attn.weight".into(), "F32", vec![1]))),
        &["crossattention"],
    );
    says(
        &with(&|t| t.push(("h.9999999999.x".into(), "F32", vec![1]))),
        &["missing"],
    );
    says(&file(&gpt2(7, 60)), &["heads", "60"]);
    let more = with(&|t| {
        t.push(("h.0.attn.bias".into(), "F32", vec![1, 1, 6, 6]));
        t.push(("h.0.attn.masked_bias".into(), "F32", vec![]));
        t.push(("score.weight".into(), "F64", vec![2, 64]));
        t.iter_mut()
            .for_each(|(name, ..)| *name = format!("transformer.{name}"));
        t.push(("lm_head.weight".into(), "BF16", vec![7, 64]));
    });
    let found = find(&more).unwrap();
    assert_eq!(found.ignored, ["transformer.score.weight"]);
    assert_eq!(found.types, ["F32", "BF16"]);
    assert_eq!(
        (found.sizes.heads, found.sizes.units, found.sizes.layers),
        (1, 256, 1)
    );
    let header = Header::read(&file(&gpt2(7, 60))).unwrap();
    let heads = |said, config: &str| {
        Checkpoint::find(&header, &Config::read(config).unwrap(), said).map(|c| c.sizes.heads)
    };
    assert_eq!(heads(Some(5), "{}"), Ok(5));
    assert_eq!(heads(None, r#"{"n_head":12}"#), Ok(12));
    assert_eq!(heads(Some(6), r#"{"n_head":12}"#), Ok(6));
    assert!(
        heads(Some(7), "{}")
            .unwrap_err()
            .to_string()
            .contains("7 heads")
    );
    let other = |config: &str| heads(Some(5), config).unwrap_err().to_string();
    let [wide, deep] = [r#"{"n_embd":64}"#, r#"{"n_layer":6}"#].map(other);
    assert!(wide.contains("n_embd 64") && wide.contains("60"), "{wide}");
    assert!(deep.contains("n_layer 6"), "{deep}");
    assert_eq!(heads(Some(5), r#"{"n_embd":60,"n_layer":1}"#), Ok(5));
    assert!(
        heads(None, r#"{"n_head":7}"#)
            .unwrap_err()
            .to_string()
            .contains("config.json")
    );
}

/// Reads all files; gives the header, and the weights.
fn picked(files: &[(&str, Vec<u8>)]) -> Result<Files, Gpt2Error> {
    let all: Vec<Picked> = files
        .iter()
        .map(|(name, bytes)| Picked {
            name: (*name).into(),
            source: std::rc::Rc::new(bytes.clone()),
        })
        .collect();
    Files::read(&all)
}

#[test]
fn weights_in_several_files() {
    let tensors = gpt2(7, 64);
    // Numbers that go on from file to file; the first one ends in the middle of a layer.
    let numbered = |tensors: &[Tensor], from: u32| {
        let mut bytes = file(tensors);
        let count: usize = tensors.iter().map(|t| t.2.iter().product::<usize>()).sum();
        let start = bytes.len() - 4 * count;
        for (place, i) in bytes[start..].as_chunks_mut::<4>().0.iter_mut().zip(from..) {
            *place = (i as f32).to_le_bytes();
        }
        (bytes, from + count as u32)
    };
    let (one, next) = numbered(&tensors[..9], 0);
    let (other, _) = numbered(&tensors[9..], next);
    let (whole, _) = numbered(&tensors, 0);
    let names = [
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
    ];
    let mut both = vec![
        (names[1], other.clone()),
        (names[0], one.clone()),
        ("model.safetensors.index.json", b"{}".to_vec()),
    ];
    let refused = |files: &[(&str, Vec<u8>)], words: &[&str]| {
        let error = picked(files).err().unwrap().to_string();
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
    };
    // All is right but for the tokenizer, which is looked for after the weights.
    refused(&both, &["no tokenizer"]);
    refused(&both[..1], &["2 files", "together", names[1]]);
    refused(&[both[0].clone(), both[0].clone()], &["2 files"]);
    refused(
        &[
            ("a.safetensors", one.clone()),
            ("b.safetensors", one.clone()),
        ],
        &["several"],
    );
    refused(
        &[(names[0], one.clone()), (names[1], one.clone())],
        &["two of the files"],
    );
    refused(
        &[
            (names[0], one.clone()),
            (names[1], other[..other.len() - 1].to_vec()),
        ],
        &[names[1], "truncated"],
    );
    let bytes: Vec<String> = (0..=255_u32)
        .map(|byte| match byte {
            0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff => byte,
            0..=0x20 => 0x100 + byte,
            0x7f..=0xa0 => 0x121 + byte - 0x7f,
            _ => 0x143,
        })
        .map(|name| char::from_u32(name).unwrap().to_string())
        .collect();
    let table: Map<String, Value> = bytes
        .into_iter()
        .zip(0..)
        .map(|(n, i)| (n, json!(i)))
        .collect();
    both.push(("vocab.json", Value::Object(table).to_string().into_bytes()));
    both.push(("merges.txt", vec![0x23, 0xff]));
    refused(&both, &["merges.txt", "UTF-8"]);
    both[4].1.clear();
    let read = picked(&both).unwrap();
    assert!(read.unused.is_empty());
    let together = Header::read(&whole).unwrap();
    assert!(together.tensors.keys().eq(read.header.tensors.keys()));
    let find = |header| Checkpoint::find(header, &Config::default(), None).unwrap();
    let opened = |source: Box<dyn gpt2::Source>, header| {
        let mut opening = Opening::new(source, find(header));
        while !opening.finished() {
            opening.step().unwrap();
        }
        opening.finish().ok().unwrap()
    };
    let cut = opened(Box::new(read.weights), &read.header);
    assert!(cut == opened(Box::new(whole), &together));
}

#[test]
fn sizes_of_the_published_models() {
    let of = |layers, width: usize| gpt2::Sizes {
        layers,
        width,
        heads: width / 64,
        context: 1024,
        vocabulary: 50_257,
        units: 4 * width,
    };
    let counts =
        [(12, 768), (24, 1024), (36, 1280), (48, 1600)].map(|(l, w)| of(l, w).parameters());
    assert_eq!(
        counts,
        [124_439_808, 354_823_168, 774_030_080, 1_557_611_200]
    );
    let small = find(&file(&gpt2(7, 64))).unwrap();
    let estimate = small.estimate();
    assert_eq!(estimate.read, 4 * small.sizes.parameters());
    assert_eq!(
        (estimate.weights, estimate.cache),
        (estimate.read, 8 * 6 * 64)
    );
    // Every weight but those of the tables once, and the head.
    assert_eq!(
        estimate.operations,
        2.0 * (small.sizes.parameters() - 6 * 64) as f64
    );
    assert!(small.fits(gpt2::checkpoint::WASM_MEMORY).is_ok());
    let error = small.fits(100_000).unwrap_err();
    assert!(matches!(error, Gpt2Error::TooLarge(_)) && error.to_string().contains("100.0 kB"));
}

#[test]
fn a_number_that_is_none_stops_the_reading() {
    let mut bytes = file(&gpt2(7, 64));
    let checkpoint = find(&bytes).unwrap();
    let end = bytes.len();
    bytes[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    let mut opening = Opening::new(Box::new(bytes), checkpoint);
    let error = loop {
        if let Err(error) = opening.step() {
            break error.to_string();
        }
        assert!(!opening.finished());
    };
    assert!(error.contains("NaN"), "{error}");
    assert!(opening.finish().is_err());
}

#[test]
fn half_precision_exactly() {
    for bits in 0..=u16::MAX {
        let (sign, exponent) = (bits >> 15, i32::from(bits >> 10 & 31));
        let fraction = f64::from(bits & 0x3ff);
        let size = match exponent {
            0 => fraction * 2_f64.powi(-24),
            31 if fraction == 0.0 => f64::INFINITY,
            31 => f64::NAN,
            _ => (1024.0 + fraction) * 2_f64.powi(exponent - 25),
        };
        let exact = if sign == 1 { -size } else { size };
        let ours = f64::from(half(bits));
        assert!(
            ours.to_bits() == exact.to_bits() || ours.is_nan() && exact.is_nan(),
            "{bits:x}"
        );
    }
}
