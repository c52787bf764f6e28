//! A run for PyTorch: weights, the next ten batches, and a short program that goes on from there.

use crate::config::{Activity, Config, Rule};
use crate::error::{Result, TrainingError};
use crate::files;
use crate::run::Run;
use nalgebra::DMatrix;
use numeric_core::network::tensors;
use std::collections::HashMap;
use std::fmt::Write;

/// Batches that are written.
const STEPS: u64 = 10;

/// Two files.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// Weights, memories, and the next batches as `batches.tokens` and `batches.targets`.
    pub tensors: Vec<u8>,
    /// The program.
    pub program: String,
    /// The losses of the next ten steps, as they are here.
    pub losses: Vec<f64>,
}

/// Writes a run for PyTorch.
///
/// # Errors
///
/// A run with a deliberate mistake in it, or one that diverges within ten steps.
pub fn export(run: &mut Run) -> Result<Export> {
    if run.config().mistake.is_some() {
        let what = "this run has a deliberate mistake in it; remove it first";
        return Err(TrainingError::Settings(what.into()));
    }
    let config = run.config().clone();
    let mut all = files::all(run);
    let step = run.steps();
    let width = config.batch * config.context;
    let mut tokens = DMatrix::zeros(STEPS as usize, width);
    let mut targets = tokens.clone();
    let mut copy = run.copy(None)?;
    copy.set_rate(run.rate());
    let mut losses = Vec::new();
    for ahead in 0..STEPS {
        let batch = run.data().batch(&config, step + ahead + 1)?;
        for (column, (&token, &target)) in batch.tokens.iter().zip(&batch.targets).enumerate() {
            // Whole numbers below 2²⁴ are exact in single precision.
            tokens[(ahead as usize, column)] = token as f32;
            targets[(ahead as usize, column)] = target as f32;
        }
        losses.push(
            copy.step(&batch.tokens, &batch.targets, batch.sequences)?
                .loss,
        );
    }
    all.add("batches.tokens", tokens);
    all.add("batches.targets", targets);
    Ok(Export {
        tensors: tensors::write(&all, HashMap::new())?,
        program: program(
            &config,
            step,
            run.rate(),
            run.data().vocabulary().len(),
            &losses,
        ),
        losses,
    })
}

fn program(config: &Config, step: u64, rate: f64, vocabulary: usize, losses: &[f64]) -> String {
    let Config {
        layers,
        width,
        heads,
        context,
        batch,
        ..
    } = config;
    let activation = match config.activation {
        Activity::Gelu => "F.gelu(x, approximate='tanh')",
        Activity::Relu => "F.relu(x)",
        Activity::Sigmoid => "torch.sigmoid(x)",
        Activity::Tanh => "torch.tanh(x)",
    };
    let norm = if config.normalised {
        "nn.LayerNorm(WIDTH)"
    } else {
        "nn.Identity()"
    };
    let scale = if config.scaled {
        " / math.sqrt(q.shape[-1])"
    } else {
        ""
    };
    let (optimiser, state) = match config.rule {
        Rule::Sgd => ("SGD(model.parameters(), lr=RATE)", String::new()),
        Rule::Momentum => (
            "SGD(model.parameters(), lr=RATE, momentum=0.9)",
            "dict(momentum_buffer=memory('first', name))".into(),
        ),
        Rule::RmsProp => (
            "RMSprop(model.parameters(), lr=RATE, alpha=0.99, eps=1e-8)",
            "dict(step=torch.tensor(float(STEP)), square_avg=memory('second', name))".into(),
        ),
        Rule::Adam | Rule::AdamW => (
            if config.rule == Rule::Adam {
                "Adam(model.parameters(), lr=RATE, betas=(0.9, 0.999), eps=1e-8)"
            } else {
                "AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)"
            },
            "dict(step=torch.tensor(float(STEP)), exp_avg=memory('first', name), \
             exp_avg_sq=memory('second', name))"
                .into(),
        ),
    };
    let losses: Vec<String> = losses.iter().map(|loss| format!("{loss:.6}")).collect();
    let mut text = format!(
        "# Goes on with a run of Four Pillars in PyTorch: python run.py run.safetensors\n\
         import json, math, struct, sys\n\
         import torch\n\
         import torch.nn.functional as F\n\
         from torch import nn\n\n\
         LAYERS, WIDTH, HEADS, CONTEXT, BATCH, VOCABULARY = {layers}, {width}, {heads}, {context}, {batch}, {vocabulary}\n\
         STEP, RATE = {step}, {rate:?}\n\
         EXPECTED = [{}]\n\n\n",
        losses.join(", ")
    );
    let _ = write!(
        text,
        r#"def load(path):
    with open(path, 'rb') as file:
        size, = struct.unpack('<Q', file.read(8))
        header = json.loads(file.read(size))
        data = file.read()
    tensors = {{}}
    for name, entry in header.items():
        if name != '__metadata__':
            first, last = entry['data_offsets']
            flat = torch.frombuffer(bytearray(data[first:last]), dtype=torch.float32)
            tensors[name] = flat.reshape(entry['shape'])
    return tensors


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.projection = nn.Linear(WIDTH, WIDTH)

    def forward(self, x):
        b, t, _ = x.shape
        q, k, v = (part.view(b, t, HEADS, -1).transpose(1, 2) for part in self.qkv(x).chunk(3, -1))
        scores = q @ k.transpose(-1, -2){scale}
        later = torch.ones(t, t, dtype=torch.bool).triu(1)
        weights = scores.masked_fill(later, -math.inf).softmax(-1)
        return self.projection((weights @ v).transpose(1, 2).reshape(b, t, WIDTH))


class FeedForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x):
        x = self.up(x)
        return self.down({activation})


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm_1, self.attention = {norm}, Attention()
        self.norm_2, self.mlp = {norm}, FeedForward()

    def forward(self, x):
        x = x + self.attention(self.norm_1(x))
        return x + self.mlp(self.norm_2(x))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.token_embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.position_embedding = nn.Embedding(CONTEXT, WIDTH)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.final_norm = {norm}
        self.head = nn.Linear(WIDTH, VOCABULARY, bias=False)

    def forward(self, tokens):
        x = self.token_embedding(tokens) + self.position_embedding.weight[:tokens.shape[1]]
        for block in self.blocks:
            x = block(x)
        return self.head(self.final_norm(x))


tensors = load(sys.argv[1] if len(sys.argv) > 1 else 'run.safetensors')


def memory(which, name):
    return tensors[f'optimiser.{{which}}.{{name}}'].reshape(tensors[name].shape).clone()


model = Gpt()
model.load_state_dict({{name: tensors[name] for name in model.state_dict()}})
optimiser = torch.optim.{optimiser}
"#
    );
    if !state.is_empty() {
        let _ = write!(
            text,
            "if STEP > 0:\n    for name, parameter in model.named_parameters():\n        optimiser.state[parameter] = {state}\n"
        );
    }
    text.push_str(
        "
for tokens, targets, expected in zip(tensors['batches.tokens'], tensors['batches.targets'], EXPECTED):
    logits = model(tokens.long().view(BATCH, CONTEXT))
    loss = F.cross_entropy(logits.flatten(0, 1), targets.long())
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    print(f'{loss.item():.6f}  expected {expected:.6f}  apart {abs(loss.item() - expected):.1e}')
",
    );
    text
}
