//! A picture given as data, by the widget that fits it. Nothing in it can be changed, but its numbers
//! can be read off.

use super::areas::AreasView;
use super::chart::Chart;
use super::flow::FlowView;
use super::graph::GraphView;
use super::heat_map::HeatMap;
use super::picture::Picture;
use super::plane::PlaneView;
use crate::contract::lists::At;
use crate::contract::{Plate, Tint};
use leptos::prelude::*;
use nalgebra::DMatrix;

/// A picture with its title.
#[component]
pub fn PlateView(
    /// The picture.
    plate: Plate,
) -> impl IntoView {
    match plate {
        Plate::Heat {
            title,
            rows,
            columns,
            values,
            tint,
        } => titled(title.clone(), heat(title, rows, columns, values, tint)),
        // Bars as rows of shaded numbers: a figure at rest needs no more.
        Plate::Bars {
            title,
            labels,
            series,
        } => {
            let (rows, numbers): (Vec<_>, Vec<_>) =
                series.into_iter().map(|(name, _, v)| (name, v)).unzip();
            let entry = |i: usize, j: usize| numbers[i].at(j);
            let values = DMatrix::from_fn(rows.len(), labels.len(), entry);
            titled(
                title.clone(),
                heat(title, rows, labels, values, Tint::Weight),
            )
        }
        Plate::Areas { title, areas } => {
            let label = title.clone();
            let picture =
                view! { <AreasView label=Signal::stored(label) areas=Signal::stored(areas) /> };
            titled(title, picture.into_any())
        }
        Plate::Lines { title, plot } => {
            let label = title.clone();
            titled(
                title,
                view! { <Chart label=Signal::stored(label) plot=Signal::stored(plot) /> }
                    .into_any(),
            )
        }
        Plate::Graph { title, mut graph } => {
            for point in &mut graph.points {
                point.handle = None;
            }
            for arrow in &mut graph.arrows {
                arrow.handle = None;
            }
            let label = title.clone();
            let picture =
                view! { <GraphView label=Signal::stored(label) graph=Signal::stored(graph) /> };
            titled(title, picture.into_any())
        }
        Plate::Field { title, values, .. } => {
            let label = title.clone();
            let picture = view! {
                <Picture
                    label=Signal::stored(label)
                    values=Signal::stored(values)
                    range=Signal::stored((0.0, 1.0))
                />
            };
            titled(title, picture.into_any())
        }
        Plate::Plane { title, mut plane } => {
            for arrow in &mut plane.arrows {
                arrow.handle = None;
            }
            let label = title.clone();
            titled(
                title,
                view! { <PlaneView label=Signal::stored(label) plane=Signal::stored(plane) /> }
                    .into_any(),
            )
        }
        Plate::Flow { title, flow } => {
            let label = title.clone();
            titled(
                title,
                view! { <FlowView label=Signal::stored(label) flow=Signal::stored(flow) /> }
                    .into_any(),
            )
        }
    }
}

fn heat(
    title: String,
    rows: Vec<String>,
    columns: Vec<String>,
    values: DMatrix<f64>,
    tint: Tint,
) -> AnyView {
    view! {
        <HeatMap
            label=Signal::stored(title)
            values=Signal::stored(values)
            rows=Signal::stored(rows)
            columns=Signal::stored(columns)
            tint=tint
            chosen=RwSignal::new(None)
        />
    }
    .into_any()
}

fn titled(title: String, picture: AnyView) -> AnyView {
    view! {
        <p class="plate-title">{title}</p>
        {picture}
    }
    .into_any()
}
