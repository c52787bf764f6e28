//! The loss curve: train and held out, the lines to compare with, and the runs beside it.

use super::session::Session;
use super::settings::run_name;
use crate::contract::plate::{Curve, Plate, Plot, Tint};
use crate::frame::prelude::*;
use training::{Config, Point, recorded};

/// Points that are drawn of a curve: more than a screen can part.
const DRAWN: usize = 500;

/// What the vertical axis shows.
const VIEWS: &[(&str, &str)] = &[
    ("loss", "loss"),
    ("log", "loss, logarithmic"),
    ("kl", "KL divergence from the source"),
    ("gradient", "gradient norm"),
];

#[component]
pub fn LossCurve(session: Session) -> impl IntoView {
    let shown = RwSignal::new("loss");
    let plot = Memo::new(move |_| plot(session, shown.get()));
    let is_recorded = Memo::new(move |_| plot.with(|p| p.curves.iter().any(|c| c.thin)));
    view! {
        <section
            class="plate span loss-curve"
            data-local=""
            data-steps=move || {
                let last = |points: &Vec<Point>| points.last().map_or(0, |p| p.step).to_string();
                session.curves.with(|runs| runs.iter().map(last).collect::<Vec<_>>().join(","))
            }
        >
            <h2>"The loss, step by step"</h2>
            <Choice
                label="shown"
                control="shown"
                options=VIEWS
                value=shown
                set=Callback::new(move |name| shown.set(name))
            />
            <Chart
                label="Loss against step: batches of this run, held-out loss, and dashed lines \
                       for comparison"
                plot=plot
            />
            <p class="quiet">
                {move || {
                    let known = session.about.with(|a| a.as_ref().is_some_and(|a| a.floor.is_some()));
                    if known {
                        "Sequences begin with a sentence. The dashed lines are exact for such \
                         sequences: ln V, the loss of a uniform model; the least loss of a unigram, \
                         bigram and trigram model; and the entropy of the source."
                    } else {
                        "The dashed lines are ln V, the loss of a uniform model, and the held-out \
                         losses of unigram, bigram and trigram models, counted on the same text."
                    }
                }}
                {move || {
                    is_recorded
                        .get()
                        .then_some(" The thin line is a recorded run of these settings.")
                }}
            </p>
        </section>
    }
}

/// The curve for the downloaded picture, once there is one.
pub fn plates(session: Session) -> Vec<Plate> {
    let begun = session
        .curves
        .with(|runs| runs.iter().any(|points| points.len() > 1));
    if !begun {
        return Vec::new();
    }
    vec![Plate::lines(
        "The loss, step by step",
        plot(session, "loss"),
    )]
}

/// Fewer points of the same course: means of equal stretches.
fn thinned(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    if points.len() <= DRAWN {
        return points;
    }
    let stretch = points.len().div_ceil(DRAWN);
    points
        .chunks(stretch)
        .filter_map(|chunk| {
            let last = chunk.last()?;
            let mean = chunk.iter().map(|p| p.1).sum::<f64>() / chunk.len() as f64;
            Some((last.0, mean))
        })
        .collect()
}

fn plot(session: Session, shown: &str) -> Plot {
    let about = session.about.get();
    let (config, against) = session
        .context
        .state
        .with(|s| (s.config.clone(), s.against.clone()));
    let value = |p: &Point| match shown {
        "kl" => p.kl,
        "gradient" => Some(p.gradient_norm),
        _ => Some(p.loss),
    };
    let of = |points: &[Point], value: &dyn Fn(&Point) -> Option<f64>| {
        thinned(
            points
                .iter()
                .filter_map(|p| Some((p.step as f64, value(p)?)))
                .collect(),
        )
    };
    // Before anyone trains, what to expect.
    let begun = (session.curves).with(|runs| runs.iter().any(|points| points.len() > 1));
    let opening = config == Config::default() && against.is_empty();
    // Together with the lines that it is compared with, which are on their way at first.
    let expected = opening && !begun && about.is_some() && matches!(shown, "loss" | "log");
    let tints = [Tint::Loss, Tint::Query, Tint::Value, Tint::Weight];
    let mut curves = Vec::new();
    let mut last = 1.0_f64;
    session.curves.with(|runs| {
        for (run, points) in runs.iter().enumerate() {
            last = last.max(points.last().map_or(1.0, |p| p.step as f64));
            curves.push(Curve::solid(
                run_name(&config, &against, run),
                tints[run % tints.len()],
                of(points, &value),
            ));
        }
        if let (Some(points), "loss" | "log") = (runs.first(), shown) {
            curves.push(Curve::solid(
                "held-out loss",
                Tint::Model,
                of(points, &|p| p.held_out),
            ));
        }
    });
    if expected {
        let points = recorded();
        last = last.max(points.last().map_or(1.0, |p| p.0));
        curves.push(Curve::thin(
            "a recorded run of these settings",
            Tint::Score,
            points,
        ));
    }
    let mut line = |name: &str, tint, y: f64| {
        curves.push(Curve::dashed(name, tint, vec![(0.0, y), (last, y)]));
    };
    if let (Some(about), "loss" | "log") = (about, shown) {
        line("ln V", Tint::Second, about.uniform);
        line("unigram", Tint::Key, about.ngrams[0]);
        line("bigram", Tint::Weight, about.ngrams[1]);
        line("trigram", Tint::Gradient, about.ngrams[2]);
        if let Some(floor) = about.floor {
            line("entropy floor", Tint::Truth, floor);
        }
    }
    let looking = session.looking.get();
    Plot {
        curves,
        x_name: "step".into(),
        y_name: match shown {
            "kl" => "KL(truth‖model), nats".into(),
            "gradient" => "‖∇L‖".into(),
            _ => "nats per token".into(),
        },
        log_x: false,
        log_y: matches!(shown, "log" | "gradient"),
        here: looking.map(|step| step as f64),
        named: false,
    }
}
