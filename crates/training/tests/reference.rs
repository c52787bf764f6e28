//! The model that comes with the page is as good as the page says.

#![allow(clippy::unwrap_used)]

use numeric_core::language::Language;
use training::Reference;

#[test]
fn the_shipped_model_keeps_its_promises() {
    let bytes = include_bytes!("../../../assets/reference.safetensors");
    assert!(bytes.len() <= 1 << 20);
    let model = Reference::read(bytes).unwrap();
    let figures = model.figures().unwrap();
    let rate = Language::standard().unwrap().source().entropy_rate();
    assert!(
        figures.held_out < 1.02 * rate,
        "{} against an entropy rate of {rate}",
        figures.held_out
    );
    assert!(figures.kl > 0.0 && figures.kl < 0.02, "{}", figures.kl);
    let (right, sites) = figures.agreement;
    assert!(
        sites > 300 && right * 100 > sites * 99,
        "{right} of {sites}"
    );
    // What the file says of itself is what is measured, up to another machine's products.
    let about = numeric_core::network::tensors::read(bytes).unwrap().about;
    let said: f64 = about["held-out"].parse().unwrap();
    assert!((said - figures.held_out).abs() < 1e-4);
}
