//! Formulas for random states, each with values for its names where their shapes matter.

/// What the panel opens on.
pub const OPENING: &str = "tanh(a*b + c)*(a + b)";

/// Formulas in which a value is used more than once, with the shapes of their names.
pub const ORDINARY: &[(&str, &str)] = &[
    (OPENING, ""),
    ("(a*b + a)^2", ""),
    ("exp(-(x - m)^2/2) + x*m", ""),
    ("log(exp(a) + exp(b)) - 2*(a*b)", ""),
    ("3*sin(a*b) + a/b", ""),
    ("(sigmoid(w*x + b) - t)^2 + 0.1*w^2", ""),
    ("x*relu(w*x + b)*w + gelu(w*x)", ""),
    ("exp(sin(w^2))*w", ""),
    ("max(a*b, a - b)*a", ""),
    ("|a - 2b|*silu(a*b)", ""),
    ("2^(a*b)/cos(a/3)", ""),
    ("cbrt(a)*b + erf(a*b)*a", ""),
    ("asin(tanh(a))*a - acos(tanh(b)/2) + atan(a*b)", ""),
    ("a*floor(a*b) + sign(b)*b^2*a", ""),
    (
        "-log(softmax(W*x)[0]) + 0.1*dot(x, x)",
        "W:1,2;3,4;5,6,x:1;2",
    ),
    (
        "cross_entropy(W*x, 1) + 0.1*sum(W .* W)",
        "W:1,2;3,4;5,6,x:1;2",
    ),
    (
        "sum(softmax(Q*K'/sqrt(2))*V .* V)",
        "Q:1,2;3,4;5,6,K:1,2;3,4;5,6,V:1,2;3,4;5,6",
    ),
    ("norm(W*tanh(W*x) - x)^2", "W:1,2;3,4,x:1;2"),
    ("sum(layer_norm(x) .* x .* g)", "x:1,2,3,4,g:1,2,3,4"),
    ("mean((A*B - B) .* B)", "A:1,2;3,4,B:1,2;3,4"),
    ("sum(([a, b; b, a]*x) .* x) + a*x[0]", "x:1;2"),
];

/// Kinks, ties, zeros, saturation, cancellation, the smallest and the largest.
pub const EXTREME: &[(&str, &str)] = &[
    ("a", "a:0"),
    ("a + a", "a:1000000"),
    ("relu(a) + relu(-a) + |a| + leaky_relu(a, 0.2)", "a:0"),
    ("max(a, b)*min(a, b)", "a:-3,b:-3"),
    ("a*1000000 - a*999999", "a:7"),
    ("exp(a)*b", "a:700,b:1"),
    ("exp(a)*b", "a:-1000,b:1000000"),
    ("tanh(100a) + sigmoid(100a)*b", "a:1000000,b:0"),
    ("sigmoid(a) + gelu(a) + silu(a) + gelu_tanh(a)", "a:-100000"),
    ("cross_entropy(z, 0)", "z:1000;-1000;0"),
    ("cross_entropy(z, t)", "z:0,0,0,t:0.2,0.3,0.5"),
    ("softmax(z)[0] + softmax(z)[0]", "z:5,5,5,5,5,5"),
    ("a^0 + b^1 + (a - a)*b", "a:0,b:0"),
    ("log(a) + 1/a", "a:0.000000001"),
    ("a*a*a*a*a*a*a*a", "a:-1000000"),
    ("sum(A*B*A)", "A:0,0;0,0,B:1000000,0;0,-1000000"),
    ("sum(layer_norm(x))", "x:3,3,3"),
    ("mean(A') + sum(A[0,1]*A)", "A:1,2,3,4,5,6;7,8,9,10,11,12"),
    (
        "tanh(tanh(tanh(tanh(tanh(tanh(tanh(tanh(tanh(tanh(tanh(tanh(a))))))))))))",
        "a:0.5",
    ),
    ("a b c d f g h i j k l m n o p q r s t u", ""),
    ("sqrt(a)*b", "a:1000000,b:-1"),
    ("cbrt(a) + asin(b)*a", "a:0,b:1"),
    ("sign(a)*b + floor(b)/a", "a:0,b:2"),
    ("atan(a) + erf(a)*a", "a:1000000"),
];
