//! Which tensors of a file are a GPT-2, its sizes, and what it takes to run it.
//!
//! Names are those of the first release, with or without `transformer.` before them. Matrices of
//! linear layers are stored inputs×outputs. The head is the table of tokens, unless the file has
//! another.

use crate::config::Config;
use crate::error::{Gpt2Error, Result, size};
use crate::tensors::{Header, Stored};

/// The width of a head in every published GPT-2.
const HEAD_WIDTH: usize = 64;
/// What WebAssembly with 32-bit addresses can hold, in bytes.
pub const WASM_MEMORY: u64 = 1 << 32;
/// What the program itself, its tables and one prompt take of it.
const ASIDE: u64 = 200_000_000;
/// The name of a head of its own.
const HEAD: &str = "lm_head.weight";
const PREFIX: &str = "transformer.";

/// The sizes of a GPT-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Transformer blocks.
    pub layers: usize,
    /// The width of the residual stream.
    pub width: usize,
    /// Heads of each block.
    pub heads: usize,
    /// The longest sequence.
    pub context: usize,
    /// Different tokens.
    pub vocabulary: usize,
    /// Units of each block's feed-forward layers.
    pub units: usize,
}

impl Sizes {
    /// The width of a head.
    #[must_use]
    pub fn each(&self) -> usize {
        self.width / self.heads
    }

    /// Weights, the tied head counted once.
    #[must_use]
    pub fn parameters(&self) -> u64 {
        let [l, w, u] = [self.layers, self.width, self.units].map(|n| n as u64);
        let tables = (self.vocabulary + self.context) as u64 * w;
        let block = 4 * w * w + 4 * w + 2 * w * u + u + w + 4 * w;
        tables + l * block + 2 * w
    }
}

/// What a checkpoint takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Weights.
    pub parameters: u64,
    /// Bytes to be read from the file.
    pub read: u64,
    /// Bytes of memory for the weights.
    pub weights: u64,
    /// Bytes of keys and values for the whole context.
    pub cache: u64,
    /// Operations for one token, a multiplication and an addition counted as two; attention to the
    /// tokens before it isn't among them.
    pub operations: f64,
}

/// A tensor's part in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Tokens,
    Positions,
    Final {
        bias: bool,
    },
    Norm {
        layer: usize,
        second: bool,
        bias: bool,
    },
    Linear {
        layer: usize,
        which: usize,
        bias: bool,
    },
    Head,
}

/// A file whose tensors are those of a GPT-2.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// Its sizes.
    pub sizes: Sizes,
    /// ε of the normalisations.
    pub epsilon: f32,
    /// The types of number that it has.
    pub types: Vec<&'static str>,
    /// Tensors that aren't read, buffers of the mask left out.
    pub ignored: Vec<String>,
    /// What is read, in this order.
    pub(crate) plan: Vec<(String, Stored, Place)>,
}

/// The linear layers of a block.
const LINEAR: [&str; 4] = ["attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj"];

fn refuse<T>(what: String) -> Result<T> {
    Err(Gpt2Error::Architecture(what))
}

/// Finds tensors by their names, and checks their shapes.
struct Finder<'a> {
    header: &'a Header,
    prefix: &'static str,
    plan: Vec<(String, Stored, Place)>,
}

impl Finder<'_> {
    fn stored(&self, name: &str) -> Result<(String, &Stored)> {
        let name = format!("{}{name}", self.prefix);
        match self.header.tensors.get(&name) {
            Some(stored) => Ok((name, stored)),
            None => refuse(format!(
                "“{name}” is missing; the file has {}",
                self.header.some_names()
            )),
        }
    }

    /// The two sizes of a matrix.
    fn matrix(&self, name: &str) -> Result<(usize, usize)> {
        let (name, stored) = self.stored(name)?;
        let sizes = |n: u64| usize::try_from(n).ok().filter(|n| *n > 0);
        let [rows, columns] = stored.shape[..] else {
            return refuse(format!(
                "“{name}” has the shape {:?}, not a matrix’s",
                stored.shape
            ));
        };
        match (sizes(rows), sizes(columns)) {
            (Some(rows), Some(columns)) => Ok((rows, columns)),
            _ => refuse(format!("“{name}” has the shape {:?}", stored.shape)),
        }
    }

    fn take(&mut self, name: &str, shape: &[usize], place: Place) -> Result<()> {
        let (name, stored) = self.stored(name)?;
        if !stored
            .shape
            .iter()
            .eq(shape.iter().map(|n| *n as u64).collect::<Vec<_>>().iter())
        {
            return refuse(format!(
                "“{name}” has the shape {:?}; in a GPT-2 of these sizes it is {shape:?}",
                stored.shape
            ));
        }
        stored.number(&name)?;
        let stored = stored.clone();
        self.plan.push((name, stored, place));
        Ok(())
    }
}

impl Checkpoint {
    /// Finds a GPT-2 in a file's header. `heads` is what the reader says; otherwise config.json says
    /// it, otherwise it is the width divided by 64.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::Architecture`] for another architecture, a config.json of another model, tensors
    /// that are missing or have other shapes, and heads that don't divide the width; [`Gpt2Error::File`] for types of number that
    /// aren't read.
    pub fn find(header: &Header, config: &Config, heads: Option<usize>) -> Result<Self> {
        let has = |prefix: &str| header.tensors.contains_key(&format!("{prefix}wte.weight"));
        let prefix = match (has(""), has(PREFIX)) {
            (true, _) => "",
            (_, true) => PREFIX,
            _ => {
                return refuse(format!(
                    "this file isn’t a GPT-2: it has no “wte.weight”, but {}",
                    header.some_names()
                ));
            }
        };
        let mut finder = Finder {
            header,
            prefix,
            plan: Vec::new(),
        };
        let (vocabulary, width) = finder.matrix("wte.weight")?;
        let (context, _) = finder.matrix("wpe.weight")?;
        let (_, units) = finder.matrix("h.0.mlp.c_fc.weight")?;
        let layer = |name: &str| -> Option<usize> {
            let rest = name.strip_prefix(prefix)?.strip_prefix("h.")?;
            rest.split('.').next()?.parse().ok()
        };
        let last = header.tensors.keys().filter_map(|name| layer(name)).max();
        // A number in a name may be anything; each layer has many tensors.
        let layers = last.unwrap_or(0).min(header.tensors.len()) + 1;
        for (name, said, found) in [
            ("n_embd", config.width, width),
            ("n_layer", config.layers, layers),
        ] {
            if let Some(said) = said.filter(|said| *said != found) {
                return refuse(format!(
                    "config.json is of another model: it says {name} {said}, and the weights have {found}"
                ));
            }
        }
        let sizes = Sizes {
            layers,
            width,
            heads: heads_of(width, config, heads)?,
            context,
            vocabulary,
            units,
        };
        finder.plan(&sizes)?;
        let plan = finder.plan;
        let ignored = |name: &&String| {
            let buffer = name.ends_with(".attn.bias") || name.ends_with(".attn.masked_bias");
            !buffer && !plan.iter().any(|(known, ..)| known == *name)
        };
        let ignored: Vec<String> = header.tensors.keys().filter(ignored).cloned().collect();
        if let Some(name) = ignored.iter().find(|name| layer(name).is_some()) {
            return refuse(format!("“{name}” is no tensor of a GPT-2’s layers"));
        }
        let mut types: Vec<&'static str> = Vec::new();
        for (name, stored, _) in &plan {
            let of = stored.number(name)?.name();
            if !types.contains(&of) {
                types.push(of);
            }
        }
        Ok(Self {
            sizes,
            epsilon: config.epsilon,
            types,
            ignored,
            plan,
        })
    }

    /// What it takes to run it.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        let sizes = &self.sizes;
        let parameters = sizes.parameters();
        let tables = ((sizes.vocabulary + sizes.context) * sizes.width) as u64;
        let head = (sizes.vocabulary * sizes.width) as u64;
        Estimate {
            parameters,
            read: self.plan.iter().map(|(_, stored, _)| stored.bytes()).sum(),
            weights: 4 * parameters,
            cache: 8 * (sizes.layers * sizes.context) as u64 * sizes.width as u64,
            operations: 2.0 * (parameters - tables + head) as f64,
        }
    }

    /// Refuses what a memory of so many bytes doesn't hold (in a browser [`WASM_MEMORY`]).
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::TooLarge`], with the sizes.
    pub fn fits(&self, memory: u64) -> Result<()> {
        let estimate = self.estimate();
        if estimate.weights + ASIDE <= memory {
            return Ok(());
        }
        Err(Gpt2Error::TooLarge(format!(
            "this GPT-2 has {} million weights; in single precision they take {}, and WebAssembly \
             holds {} in all",
            estimate.parameters / 1_000_000,
            size(estimate.weights),
            size(memory)
        )))
    }
}

impl Finder<'_> {
    /// Every tensor, and where it belongs.
    fn plan(&mut self, sizes: &Sizes) -> Result<()> {
        let &Sizes {
            layers,
            width,
            context,
            vocabulary,
            units,
            ..
        } = sizes;
        self.take("wte.weight", &[vocabulary, width], Place::Tokens)?;
        self.take("wpe.weight", &[context, width], Place::Positions)?;
        let shapes = [
            [width, 3 * width],
            [width, width],
            [width, units],
            [units, width],
        ];
        for layer in 0..layers {
            for (second, name) in [(false, "ln_1"), (true, "ln_2")] {
                for (bias, end) in [(false, "weight"), (true, "bias")] {
                    let place = Place::Norm {
                        layer,
                        second,
                        bias,
                    };
                    self.take(&format!("h.{layer}.{name}.{end}"), &[width], place)?;
                }
            }
            for (which, (name, shape)) in LINEAR.into_iter().zip(shapes).enumerate() {
                let place = |bias| Place::Linear { layer, which, bias };
                let name = format!("h.{layer}.{name}");
                self.take(&format!("{name}.weight"), &shape, place(false))?;
                self.take(&format!("{name}.bias"), &shape[1..], place(true))?;
            }
        }
        self.take("ln_f.weight", &[width], Place::Final { bias: false })?;
        self.take("ln_f.bias", &[width], Place::Final { bias: true })?;
        if self.header.tensors.contains_key(HEAD) {
            // Its name has no prefix.
            self.prefix = "";
            self.take(HEAD, &[vocabulary, width], Place::Head)?;
        }
        Ok(())
    }
}

fn heads_of(width: usize, config: &Config, said: Option<usize>) -> Result<usize> {
    let (heads, who) = match (said, config.heads) {
        (Some(heads), _) => (heads, "you say"),
        (None, Some(heads)) => (heads, "config.json says"),
        (None, None) if width.is_multiple_of(HEAD_WIDTH) => return Ok(width / HEAD_WIDTH),
        (None, None) => {
            return refuse(format!(
                "the number of heads isn’t known: there is no config.json, and the width {width} isn’t \
                 a multiple of {HEAD_WIDTH}; say it"
            ));
        }
    };
    if heads == 0 || !width.is_multiple_of(heads) {
        return refuse(format!(
            "{who} {heads} heads, which don’t divide the width {width}"
        ));
    }
    Ok(heads)
}
