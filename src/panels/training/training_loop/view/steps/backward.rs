//! The backward pass: the gradient's norm in every parameter, and any gradient as a picture.

use super::super::session::Session;
use super::both;
use crate::contract::{Tint, number};
use crate::frame::prelude::*;
use crate::widgets::raster::Raster;

#[component]
pub fn Backward(session: Session) -> impl IntoView {
    let chosen = RwSignal::new(None);
    let table = Memo::new(move |_| session.tables.with(|t| t.gradient.clone()));
    let parameter = Memo::new(move |_| {
        session
            .seen
            .with(|s| s.as_ref().map_or(0, |s| s.watched.parameter))
    });
    let label = Memo::new(move |_| {
        let seen = session.seen.get();
        seen.and_then(|s| Some(s.layers.get(s.watched.parameter)?.name.clone()))
            .unwrap_or_default()
    });
    let name =
        Callback::new(move |(i, j): (usize, usize)| format!("∂L/∂θ of {} [{i}][{j}]", label.get()));
    view! {
        <div class="columns">
            <div>
                <h3>"The gradient of every parameter"</h3>
                {move || norms(session, parameter.get())}
            </div>
            <div>
                <h3>{move || format!("∂L/∂θ of {}", label.get())}</h3>
                <Raster
                    label=move || format!("The gradient of {}; a click chooses the weight of the next step", label.get())
                    table=table
                    tint=Tint::Gradient
                    chosen=chosen
                    name=name
                    take=Callback::new(move |(i, j): (usize, usize)| {
                        session.watch.set((Some(parameter.get_untracked()), i, j));
                    })
                />
                <p class="quiet">"A click, or Enter, picks the weight that the next step follows."</p>
                {move || idle(session)}
            </div>
        </div>
    }
}

/// A row for each parameter: its gradient's norm on a logarithmic scale.
fn norms(session: Session, watched: usize) -> impl IntoView {
    let (_, seen) = both(session)?;
    let logs = seen
        .layers
        .iter()
        .map(|l| l.gradient_norm.max(1e-12).log10());
    let (low, high) = logs.fold((0.0_f64, -12.0_f64), |(l, h), x| (l.min(x), h.max(x)));
    let span = (high - low).max(1.0);
    let row = |(i, layer): (usize, &training::protocol::Layer)| {
        let part = (layer.gradient_norm.max(1e-12).log10() - low) / span;
        let style = format!("width:{:.2}%", 4.0 + 96.0 * part);
        let (rows, columns) = layer.shape;
        view! {
            <tr class:chosen=i == watched>
                <th scope="row">
                    <button
                        type="button"
                        class="link"
                        aria-pressed=(i == watched).to_string()
                        on:click=move |_| session.watch.set((Some(i), 0, 0))
                    >
                        {layer.name.clone()}
                    </button>
                    " " <span class="quiet">{format!("{rows}×{columns}")}</span>
                </th>
                <td class="number">{number::significant(layer.gradient_norm, 3)}</td>
                <td class="strip" aria-hidden="true"><span class="strip-bar gradient" style=style></span></td>
            </tr>
        }
    };
    let rows = seen.layers.iter().enumerate().map(row).collect_view();
    let heads = heads![
        "parameter",
        "‖∂L/∂θ‖",
        view! { <span class="hidden">"on a logarithmic scale"</span> }
    ];
    Some(view! {
        <DataTable label="Gradient norms" heads=heads class="losses" tall=true>
            {rows}
        </DataTable>
    })
}

/// Units that no longer learn, where the activation has such.
fn idle(session: Session) -> impl IntoView {
    let (about, seen) = both(session)?;
    let what = match about.config.activation {
        training::Activity::Gelu => return None,
        training::Activity::Relu => {
            "are 0 for every token of the batch: dead, since no gradient passes them"
        }
        _ => "are saturated for every token of the batch: their derivative is below 0.01",
    };
    let parts: Vec<String> = seen.idle.iter().map(|&x| number::percent(x)).collect();
    Some(view! {
        <p data-run="idle">{format!("Of the feed-forward units, {} (by layer) {what}.", parts.join(", "))}</p>
    })
}
