//! The plane on its way: what is shown at each time, 0 before W, 1 after it, 2 after W₂ too.

use super::MatrixMultiplication;
use super::motion::{Map, apply, journey, map};
use super::state::{LIMIT, ProductState};
use crate::contract::prelude::*;
use nalgebra::DMatrix;

impl Picture for MatrixMultiplication {
    fn plates(state: &ProductState, reading: &Reading) -> Vec<Plate> {
        let names = counted(state.size());
        let heat = |title: &str, values: DMatrix<f64>, tint| {
            Plate::heat(title, names.clone(), names.clone(), values, tint)
        };
        let mut plates = Vec::new();
        if state.size() == 2 {
            for (time, title) in [(1.0, "After W"), (2.0, "After W and then W₂")] {
                plates.push(Plate::plane(title, plane(state, time)));
            }
        }
        plates.push(heat("W", state.w.clone(), Tint::Matrix));
        plates.push(heat("W₂W", reading.matrix("composed"), Tint::Composed));
        plates
    }
}

/// The plane at a time from 0 to 2; an empty one where the state isn't 2×2.
pub fn plane(state: &ProductState, time: f64) -> Plane {
    let &[x0, x1] = state.x.as_slice() else {
        return Plane::default();
    };
    let (w, second) = (map(&state.w), map(&state.second));
    let shown = |time| arrows((x0, x1), second, journey(w, second, time), time);
    // The scale is one for the whole way.
    let all = Plane {
        arrows: [0.0, 1.0, 2.0].into_iter().flat_map(shown).collect(),
        ..Plane::default()
    };
    Plane {
        extent: all.fitted(2.0).extent,
        grid: Some(journey(w, second, time)),
        square: true,
        arrows: shown(time),
        ..Plane::default()
    }
}

fn arrows(x: Spot, second: Map, now: Map, time: f64) -> Vec<Arrow> {
    let arrow = |name: &str, tint, tip, dashed, handle| Arrow {
        name: name.into(),
        tint,
        tip,
        dashed,
        handle,
    };
    let tips = [apply(now, (1.0, 0.0)), apply(now, (0.0, 1.0))];
    let mut all = Vec::new();
    if time >= 2.0 {
        let ends = [apply(second, (1.0, 0.0)), apply(second, (0.0, 1.0))];
        let names = [("W₂e₁", "second1"), ("W₂e₂", "second2")];
        for ((name, handle), tip) in names.into_iter().zip(ends) {
            all.push(arrow(name, Tint::Composed, tip, true, Some(handle)));
        }
    }
    let (names, image) = match time {
        t if t <= 0.0 => ([("e₁", None), ("e₂", None)], ""),
        1.0 => ([("We₁", Some("w1")), ("We₂", Some("w2"))], "y"),
        t if t >= 2.0 => ([("", None); 2], "z"),
        _ => ([("", None); 2], ""),
    };
    for ((name, handle), tip) in names.into_iter().zip(tips) {
        all.push(arrow(name, Tint::Matrix, tip, false, handle));
    }
    if time > 0.0 {
        all.push(arrow(image, Tint::Value, apply(now, x), false, None));
    }
    all.push(arrow("x", Tint::Input, x, time > 0.0, Some("x")));
    all
}

/// The state after a tip was dragged.
pub fn dragged(state: &mut ProductState, handle: &str, (x, y): Spot) {
    let (x, y) = (x.clamp(-LIMIT, LIMIT), y.clamp(-LIMIT, LIMIT));
    let column = match handle {
        "w1" | "second1" => 0,
        "w2" | "second2" => 1,
        _ => {
            if state.size() == 2 {
                state.x = vec![x, y];
            }
            return;
        }
    };
    let matrix = if handle.starts_with('w') {
        &mut state.w
    } else {
        &mut state.second
    };
    if matrix.shape() == (2, 2) {
        matrix[(0, column)] = x;
        matrix[(1, column)] = y;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dragged_tip_is_shown_where_it_was_put() {
        for (time, handles) in [
            (0.0, vec!["x"]),
            (1.0, vec!["w1", "w2", "x"]),
            (2.0, vec!["second1", "second2", "x"]),
        ] {
            let mut state = ProductState::default();
            let shown = |state: &ProductState| plane(state, time).arrows;
            let there: Vec<_> = shown(&state).iter().filter_map(|a| a.handle).collect();
            assert_eq!(there, handles);
            for handle in handles {
                dragged(&mut state, handle, (0.5, -1.5));
                let arrows = shown(&state);
                let arrow = arrows.iter().find(|a| a.handle == Some(handle)).unwrap();
                assert_eq!(arrow.tip, (0.5, -1.5), "{handle}");
            }
        }
    }

    #[test]
    fn the_scale_is_one_for_the_whole_way() {
        let state = ProductState::default();
        let extents: Vec<f64> = [0.0, 0.5, 1.0, 1.7, 2.0]
            .map(|t| plane(&state, t).extent)
            .to_vec();
        assert!(extents.iter().all(|e| *e == extents[0]), "{extents:?}");
        assert_eq!(plane(&state.with_size(3), 1.0), Plane::default());
    }
}
