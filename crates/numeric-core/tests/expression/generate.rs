//! Random expressions, as text.

use numeric_core::random::Random;

/// A random expression of about the given depth, over the variables x, y and z, with superfluous
/// brackets and spaces.
pub fn expression(random: &mut Random, depth: usize) -> String {
    let mut below = |n| random.below(n).unwrap();
    let choice = below(if depth == 0 { 4 } else { 20 });
    let mut part = |less: usize| expression(random, depth.saturating_sub(less));
    match choice {
        0 => ["x", "y", "z"][random.below(3).unwrap()].to_owned(),
        1 => ["2", ".5", "1e-3", "30", "1.25e300", "7e-300"][random.below(6).unwrap()].to_owned(),
        2 => ["pi", "e", "π"][random.below(3).unwrap()].to_owned(),
        3 => ["x", "y", "z"][random.below(3).unwrap()].to_owned(),
        4 => format!("{} + {}", part(1), part(1)),
        5 => format!("{}-{}", part(1), part(1)),
        6 => format!("{} * {}", part(1), part(1)),
        7 => format!("{}/{}", part(1), part(1)),
        8 => format!("({})^{}", part(1), part(2)),
        9 => format!("{}^({})", part(2), part(1)),
        10 => format!("-{}", part(1)),
        11 => format!("+ {}", part(1)),
        12 => format!("(({}))", part(1)),
        13 => format!("{}({})", part(2), part(1)),
        14 => format!("|{}|", part(1)),
        15 => {
            let functions = [
                "sin", "exp", "relu", "ln", "tanh", "sqrt", "gelu", "softmax", "sinh", "cosh",
                "log2", "log10", "cbrt", "sign", "floor", "erf", "asin", "acos", "atan", "arctan",
            ];
            let function = functions[random.below(functions.len()).unwrap()];
            format!("{function}({})", expression(random, depth - 1))
        }
        16 => format!("max({}, {})", part(1), part(1)),
        17 => format!("[{}, {}; {}, 1][1,0]", part(2), part(2), part(2)),
        18 => format!("({})² .* {}'", part(1), part(2)),
        _ => format!("√({}) x", part(1)),
    }
}
