//! How a text’s tokens are drawn, to choose.

use crate::widgets::choice::Choice;
use crate::widgets::slider::Slider;
use leptos::prelude::*;
use training::Sampling;

/// A method of drawing tokens with its numbers. Copy it freely.
#[derive(Clone, Copy)]
pub struct Drawing {
    method: RwSignal<&'static str>,
    temperature: RwSignal<f64>,
    k: RwSignal<f64>,
    most_k: f64,
    p: RwSignal<f64>,
}

impl Drawing {
    /// The full distribution at a temperature; top-k begins with `k` tokens of at most `most_k`.
    #[must_use]
    pub fn new(temperature: f64, k: f64, most_k: f64) -> Self {
        Self {
            method: RwSignal::new("temperature"),
            temperature: RwSignal::new(temperature),
            k: RwSignal::new(k),
            most_k,
            p: RwSignal::new(0.9),
        }
    }

    /// What is chosen at present.
    #[must_use]
    pub fn sampling(self) -> Sampling {
        let t = self.temperature.get();
        match self.method.get() {
            "greedy" => Sampling::Greedy,
            "top-k" => Sampling::TopK(t, self.k.get() as usize),
            "top-p" => Sampling::TopP(t, self.p.get()),
            _ => Sampling::Temperature(t),
        }
    }

    /// The methods, and the numbers that the chosen one takes.
    pub fn controls(self) -> impl IntoView {
        let fields = move || {
            let method = self.method.get();
            let temperature = ("temperature", "write-temperature");
            let warm = (method != "greedy")
                .then(|| slider(temperature, self.temperature, (0.05, 3.0), false));
            let cut = match method {
                "top-k" => Some(slider(("k", "top-k"), self.k, (1.0, self.most_k), true)),
                "top-p" => Some(slider(("p", "top-p"), self.p, (0.01, 1.0), false)),
                _ => None,
            };
            view! { {warm} {cut} }
        };
        view! {
            <Choice
                label="draw"
                control="method"
                options=&[
                    ("temperature", "full distribution"),
                    ("top-k", "top k"),
                    ("top-p", "top p"),
                    ("greedy", "greedy"),
                ]
                value=self.method
                set=Callback::new(move |name| self.method.set(name))
            />
            {fields}
        }
    }
}

fn slider(
    (label, control): (&'static str, &'static str),
    value: RwSignal<f64>,
    (min, max): (f64, f64),
    whole: bool,
) -> AnyView {
    view! {
        <Slider
            label=label
            control=control
            value=value
            set=Callback::new(move |x| value.set(x))
            min=min
            max=max
            whole=whole
        />
    }
    .into_any()
}
