//! What config.json says of a checkpoint.

use crate::error::{Gpt2Error, Result};
use serde_json::Value;

/// The settings that tensors don't tell, and two that they do, to be compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Heads of a layer, where they are named.
    pub heads: Option<usize>,
    /// The width of the stream, where it is named.
    pub width: Option<usize>,
    /// Blocks, where they are named.
    pub layers: Option<usize>,
    /// ε of the normalisations.
    pub epsilon: f32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            heads: None,
            width: None,
            layers: None,
            epsilon: 1e-5,
        }
    }
}

impl Config {
    /// Reads a config.json.
    ///
    /// # Errors
    ///
    /// [`Gpt2Error::Architecture`] for text that isn't one, another architecture, and settings that
    /// aren't GPT-2's.
    pub fn read(text: &str) -> Result<Self> {
        let refuse = |what: String| Gpt2Error::Architecture(what);
        let value: Value = serde_json::from_str(text)
            .map_err(|error| refuse(format!("config.json can’t be read: {error}")))?;
        if !value.is_object() {
            return Err(refuse("config.json holds no settings".into()));
        }
        if let Some(name) = value.get("model_type").and_then(Value::as_str)
            && name != "gpt2"
        {
            return Err(refuse(format!(
                "config.json is of the architecture “{name}”; GPT-2 can be opened"
            )));
        }
        // Both are the tanh form of GELU.
        if let Some(name) = value.get("activation_function").and_then(Value::as_str)
            && !["gelu_new", "gelu_pytorch_tanh", "gelu_fast"].contains(&name)
        {
            return Err(refuse(format!(
                "config.json names the activation “{name}”; GPT-2’s is gelu_new"
            )));
        }
        let is = |name: &str| value.get(name).and_then(Value::as_bool);
        if is("scale_attn_weights") == Some(false) {
            return Err(refuse("config.json leaves scores without 1/√d".into()));
        }
        if is("scale_attn_by_inverse_layer_idx") == Some(true) {
            return Err(refuse(
                "config.json divides scores by the number of the layer, which GPT-2 doesn’t".into(),
            ));
        }
        if is("add_cross_attention") == Some(true) {
            return Err(refuse(
                "config.json has cross attention, which GPT-2 hasn’t".into(),
            ));
        }
        let count = |name: &str, most: u64, what: &str| {
            let Some(number) = value.get(name) else {
                return Ok(None);
            };
            let whole = number.as_u64().filter(|n| (1..=most).contains(n));
            let whole = whole.map(|n| Some(n as usize));
            whole.ok_or_else(|| refuse(format!("config.json has {number} {what}")))
        };
        let epsilon = value.get("layer_norm_epsilon").map_or(Ok(1e-5), |value| {
            let fits = value.as_f64().filter(|e| (0.0..1.0).contains(e));
            fits.ok_or_else(|| refuse(format!("config.json has the layer_norm_epsilon {value}")))
        })?;
        Ok(Self {
            heads: count("n_head", 1024, "heads")?,
            width: count("n_embd", 1 << 20, "as the width")?,
            layers: count("n_layer", 1 << 20, "layers")?,
            epsilon: epsilon as f32,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_others_named() {
        let read = Config::read(
            r#"{"model_type":"gpt2","n_head":12,"n_layer":6,"layer_norm_epsilon":1e-06}"#,
        );
        let expected = Config {
            heads: Some(12),
            width: None,
            layers: Some(6),
            epsilon: 1e-6,
        };
        assert_eq!(read.unwrap(), expected);
        assert_eq!(Config::read("{}").unwrap(), Config::default());
        for (text, named) in [
            (r#"{"model_type":"llama"}"#, "llama"),
            (r#"{"activation_function":"relu"}"#, "relu"),
            (r#"{"n_head":0}"#, "0 heads"),
            (r#"{"n_head":1.5}"#, "1.5"),
            (r#"{"n_embd":"768"}"#, "width"),
            (r#"{"layer_norm_epsilon":-1}"#, "-1"),
            (r#"{"scale_attn_weights":false}"#, "√d"),
            (r#"{"scale_attn_by_inverse_layer_idx":true}"#, "layer"),
            ("[]", "no settings"),
            ("{", "can’t be read"),
        ] {
            let error = Config::read(text).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
