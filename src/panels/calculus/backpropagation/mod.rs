//! `backpropagation`: a typed formula becomes the tape that training uses, drawn as a graph, with the
//! forward and the backward pass in steps.

mod derivation;
mod forms;
mod formulas;
mod helpers;
mod local;
mod others;
mod picture;
mod read;
mod rules;
mod send;
mod state;
mod steps;
mod trace;
mod twin;
mod values;
mod words;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::BackpropagationState;

use crate::contract::prelude::*;
use crate::panels::curriculum;
use formulas::OPENING;

/// The panel.
pub struct Backpropagation;

impl Panel for Backpropagation {
    type State = BackpropagationState;

    const META: Meta = curriculum::BACKPROPAGATION;

    const MISTAKES: &'static [Mistake] = mistakes! {
        "central-differences":
            "Where a value is used several times, the last gradient replaces the others instead \
             of being added.", also "forward-mode";
        "forward-mode":
            "Each operation passes on its local derivative alone, without multiplying by the \
             upstream gradient.", also "central-differences";
    };

    const PRESETS: &'static [Preset<BackpropagationState>] = &[
        Preset::new("chain", "L = f(g(h(w)))", |s| {
            *s = BackpropagationState::known("exp(sin(w^2))", "w:0.8");
        }),
        Preset::new("twice", "used twice", |s| {
            *s = BackpropagationState::known(OPENING, "a:2,b:-3,c:5");
        }),
        Preset::new("neuron", "a neuron", |s| {
            *s = BackpropagationState::known(
                "tanh(w1*x1 + w2*x2 + b)",
                "w1:-1,x1:2,w2:1.5,x2:0.5,b:0.8",
            );
        }),
        Preset::new("softmax", "softmax, cross-entropy", |s| {
            *s = BackpropagationState::known(
                "-log(softmax(W*x)[1])",
                "W:1,-0.5;0.3,0.8;-1,0.4,x:1.5;-1",
            );
        }),
        Preset::new("attention", "an attention head", |s| {
            *s = BackpropagationState::known(
                "sum(softmax(Q*K'/sqrt(2))*V)",
                "Q:1,0.5;0.3,0.8;0.1,0.9,K:0.9,0.2;0.4,0.7;0.2,0.8,V:1,0;0,1;-1,0.5",
            );
        }),
        Preset::new("network", "two layers", |s| {
            *s = BackpropagationState::known(
                "cross_entropy(W2*relu(W1*x + b1) + b2, 0)",
                "W2:0.7,-0.4,1.1;-0.6,0.9,0.2,W1:1,-0.5;0.4,0.8;-0.9,0.3,x:1.2;-0.7,b1:0.1;0.2;0.5,b2:0;0.1",
            );
        }),
        Preset::new("block", "part of a transformer", |s| {
            *s = BackpropagationState::known(
                "cross_entropy(W*layer_norm(x + V'*softmax(K*q)), 1)",
                "W:0.8,-0.6;0.5,0.9;-0.7,0.2,x:0.6;-0.4,V:1,0.2;-0.3,0.9;0.5,-0.8,K:0.9,0.2;0.4,0.7;0.2,-0.8,q:1;0.5",
            );
        }),
    ];
}
