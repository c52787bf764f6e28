//! What the view of a panel uses, in one line: `use crate::frame::prelude::*;`. Widgets that few panels
//! show are in [`crate::widgets`].

pub use super::{Below, Context, Layout, Sections, View, folded, shown, tested, titled};
pub use crate::widgets::areas::AreasView;
pub use crate::widgets::bars::{Bars, Series};
pub use crate::widgets::chart::Chart;
pub use crate::widgets::choice::{Choice, Count, Switch};
pub use crate::widgets::contours::ContoursView;
pub use crate::widgets::data_table::{DataTable, heads};
pub use crate::widgets::formula::FormulaView;
pub use crate::widgets::graph::GraphView;
pub use crate::widgets::heat_map::{Cell, HeatMap};
pub use crate::widgets::key::colour_key;
pub use crate::widgets::number_field::NumberField;
pub use crate::widgets::plane::PlaneView;
pub use crate::widgets::select::Select;
pub use crate::widgets::slider::Slider;
pub use crate::widgets::stepper::Stepper;
pub use crate::widgets::text_field::TextField;
pub use crate::widgets::whole_field::WholeField;
pub use leptos::prelude::*;
