//! The widgets that panels are made of. None of them knows a panel.

pub mod bars;
pub mod chart;
pub mod choice;
pub mod dom;
pub mod expression_field;
pub mod fields;
pub mod formula;
pub mod graph;
pub mod heat_map;
pub mod in_view;
pub mod journey;
pub mod matrix_editor;
pub mod number_field;
pub mod picture;
pub mod pixels;
pub mod plane;
pub mod plate;
pub mod raster;
pub mod resize;
pub mod select;
pub mod sketch;
pub mod slider;
pub mod stepper;
pub mod surface;
pub mod theme;
pub mod words_editor;
