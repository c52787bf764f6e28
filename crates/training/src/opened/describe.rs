//! What each tensor is called and how its entries are computed.

use super::{Axis, FormulaPiece, Nodes, Opened, Tensor};
use crate::config::{Config, Rule};
use crate::error::Result;
use nalgebra::DMatrix;
use numeric_core::network::Training;
use numeric_core::optimise::Optimiser;
use numeric_core::real;

/// A tensor, then the tables that its formula refers to.
type Tables = Vec<DMatrix<f32>>;

fn text(words: &str) -> FormulaPiece {
    FormulaPiece::Text(words.into())
}

/// Opens a tensor: its description, its table and the tables that its formula refers to.
///
/// # Errors
///
/// None for nodes and gradients of the training.
pub fn open(
    config: &Config,
    training: &Training<f32>,
    gradients: &[DMatrix<f32>],
    nodes: &Nodes,
    tensor: Tensor,
) -> Result<(Opened, Tables)> {
    let (block, head) = (
        |b: usize| b.min(config.layers.saturating_sub(1)),
        |h: usize| h.min(config.heads.saturating_sub(1)),
    );
    let parameter = |p: usize| p.min(gradients.len().saturating_sub(1));
    let name_of = |p: usize| {
        let named = training.parameters().iter().nth(p);
        named.map_or_else(String::new, |parameter| parameter.name.clone())
    };
    let value_of = |p: usize| {
        let valued = training.parameters().iter().nth(p);
        valued.map_or_else(|| DMatrix::zeros(0, 0), |parameter| parameter.value.clone())
    };
    let of_block = |b: usize| format!("block {}", b + 1);
    let of_head = |b: usize, h: usize| format!("head {} of block {}", h + 1, b + 1);
    let numbers = (Axis::Numbers, Axis::Numbers);
    let features = (Axis::Positions, Axis::Numbers);
    let (name, axes, tables, how) = match tensor {
        Tensor::Weight(p) => {
            let p = parameter(p);
            (
                name_of(p),
                numbers,
                vec![value_of(p), gradients[p].clone()],
                vec![text("its gradient ∂L/∂θ is "), FormulaPiece::Entry(0)],
            )
        }
        Tensor::Gradient(p) => {
            let p = parameter(p);
            (
                format!("∂L/∂θ of {}", name_of(p)),
                numbers,
                vec![gradients[p].clone(), value_of(p)],
                vec![
                    text("the gradient of the loss at θ = "),
                    FormulaPiece::Entry(0),
                ],
            )
        }
        Tensor::First(p) | Tensor::Second(p) => {
            let p = parameter(p);
            let first = matches!(tensor, Tensor::First(_));
            memory(config, training, &gradients[p], (p, &name_of(p)), first)
        }
        Tensor::Embedded => {
            let mut tables = vec![nodes.value(nodes.nodes.embedded)?];
            tables.extend(nodes.inputs(nodes.nodes.embedded)?);
            (
                "embeddings: token + position".into(),
                features,
                tables,
                vec![
                    text("token "),
                    FormulaPiece::Entry(0),
                    text(" + position "),
                    FormulaPiece::Entry(1),
                ],
            )
        }
        Tensor::Queries(b, h) | Tensor::Keys(b, h) | Tensor::Values(b, h) => {
            let (b, h) = (block(b), head(h));
            let (which, words) = match tensor {
                Tensor::Queries(..) => (0, "queries"),
                Tensor::Keys(..) => (1, "keys"),
                _ => (2, "values"),
            };
            (
                format!("{words} of {}", of_head(b, h)),
                features,
                vec![nodes.projected(config, b, h, which)?],
                Vec::new(),
            )
        }
        Tensor::Attention(b, h) => {
            let (b, h) = (block(b), head(h));
            attention(config, nodes, b, h, of_head(b, h))?
        }
        Tensor::Units(b) => {
            let b = block(b);
            let units = nodes.nodes.units[b];
            let mut tables = vec![nodes.value(units)?];
            tables.extend(nodes.inputs(units)?);
            let how = vec![
                text(match config.activation {
                    crate::Activity::Gelu => "GELU(",
                    crate::Activity::Relu => "ReLU(",
                    crate::Activity::Sigmoid => "sigmoid(",
                    crate::Activity::Tanh => "tanh(",
                }),
                FormulaPiece::Entry(0),
                text(")"),
            ];
            (
                format!("feed-forward units of {}", of_block(b)),
                features,
                tables,
                how,
            )
        }
        Tensor::Residual(b) => {
            let b = block(b);
            residual(nodes, b, of_block(b))?
        }
        Tensor::Logits => {
            let logits = nodes.value(nodes.nodes.logits)?;
            let shares = softmax_rows(&logits);
            (
                "logits".into(),
                (Axis::Positions, Axis::Tokens),
                vec![logits, shares],
                vec![
                    text("exp of it, divided by the row’s sum, is "),
                    FormulaPiece::Entry(0),
                ],
            )
        }
    };
    let shape = tables.first().map_or((0, 0), DMatrix::shape);
    // In a table of another shape, an entry's place would hold a number that isn't its own.
    let same_shape = tables.iter().all(|table| table.shape() == shape);
    Ok((
        Opened {
            tensor,
            name,
            shape,
            axes,
            how: if same_shape { how } else { Vec::new() },
        },
        tables,
    ))
}

/// A tensor's name, what its rows and columns are, its tables and its formula.
type Description = (String, (Axis, Axis), Tables, Vec<FormulaPiece>);

/// The optimiser's m or v of a parameter, and how the next step will change it.
fn memory(
    config: &Config,
    training: &Training<f32>,
    gradient: &DMatrix<f32>,
    (p, name): (usize, &str),
    first: bool,
) -> Description {
    let memory = training.memories().get(p);
    let kept = memory.map(|m| if first { &m.first } else { &m.second });
    let table = kept.filter(|table| !table.is_empty());
    // β, and whether the new share is 1 − β of it, as in the moving averages.
    let (letter, keep, averaged) = match (config.rule.optimiser(), first) {
        (Optimiser::Momentum { momentum }, true) => ("b", momentum, false),
        (Optimiser::RmsProp { decay, .. }, false) => ("v", decay, true),
        (Optimiser::Adam { beta1, .. }, true) => ("m", beta1, true),
        (Optimiser::Adam { beta2, .. }, false) => ("v", beta2, true),
        (_, true) => ("m", 0.0, true),
        (_, false) => ("v", 0.0, true),
    };
    let axes = (Axis::Numbers, Axis::Numbers);
    let Some(table) = table else {
        let rule = Rule::ALL.iter().find(|(rule, _)| *rule == config.rule);
        let rule = rule.map_or("", |(_, name)| name);
        let name = format!("{letter} of {name}: {rule} has none");
        return (name, axes, Vec::new(), Vec::new());
    };
    let share = if averaged { 1.0 - keep } else { 1.0 };
    let new = |g: f32| if first { g } else { g * g };
    let after = table.zip_map(gradient, |old, g| {
        (keep * f64::from(old) + share * f64::from(new(g))) as f32
    });
    let square = if first { "" } else { "²" };
    // Four digits are more than the decays have.
    let rounded = (share * 1e4).round() / 1e4;
    let how = vec![
        text(&format!("after this batch {keep}·")),
        FormulaPiece::Own,
        text(&format!(" + {rounded}·(")),
        FormulaPiece::Entry(0),
        text(&format!("){square} = ")),
        FormulaPiece::Entry(1),
    ];
    (
        format!("{letter} of {name}"),
        axes,
        vec![table.clone(), gradient.clone(), after],
        how,
    )
}

fn attention(
    config: &Config,
    nodes: &Nodes,
    block: usize,
    head: usize,
    whose: String,
) -> Result<Description> {
    let node = nodes.tape.node(nodes.nodes.attention[block])?;
    let queries = nodes.projected(config, block, head, 0)?;
    let keys = nodes.projected(config, block, head, 1)?;
    let length = queries.nrows();
    let weights = match node.kept() {
        Some(kept) => kept.columns(head * length, length).into_owned(),
        None => DMatrix::zeros(length, length),
    };
    let size = if config.scaled {
        real::sqrt(queries.ncols() as f64) as f32
    } else {
        1.0
    };
    let scores = &queries * keys.transpose() / size;
    let scores = DMatrix::from_fn(length, length, |i, j| {
        if j <= i {
            scores[(i, j)]
        } else {
            f32::NEG_INFINITY
        }
    });
    let sums = DMatrix::from_fn(length, length, |i, _| {
        scores.row(i).iter().map(|&s| real::exp(s)).sum::<f32>()
    });
    Ok((
        format!("attention of {whose}"),
        (Axis::Positions, Axis::Positions),
        vec![weights, scores, sums],
        vec![
            text("exp("),
            FormulaPiece::Entry(0),
            text(") / "),
            FormulaPiece::Entry(1),
        ],
    ))
}

fn residual(nodes: &Nodes, block: usize, whose: String) -> Result<Description> {
    let output = nodes.nodes.residual[block];
    let mut tables = vec![nodes.value(output)?];
    // before + attention's addition, then + the feed-forward layer's
    if let Some(between) = nodes.input(output, 0)? {
        tables.extend(nodes.inputs(between)?);
    }
    if let Some(change) = nodes.input(output, 1)? {
        tables.push(nodes.value(change)?);
    }
    Ok((
        format!("residual stream after {whose}"),
        (Axis::Positions, Axis::Numbers),
        tables,
        vec![
            text("before "),
            FormulaPiece::Entry(0),
            text(" + attention "),
            FormulaPiece::Entry(1),
            text(" + feed-forward "),
            FormulaPiece::Entry(2),
        ],
    ))
}

fn softmax_rows(logits: &DMatrix<f32>) -> DMatrix<f32> {
    let mut shares = logits.clone();
    for mut row in shares.row_iter_mut() {
        let most = row.iter().fold(f32::NEG_INFINITY, |m, &z| m.max(z));
        row.iter_mut().for_each(|z| *z = real::exp(*z - most));
        let sum: f32 = row.iter().sum();
        row.iter_mut().for_each(|z| *z /= sum);
    }
    shares
}
