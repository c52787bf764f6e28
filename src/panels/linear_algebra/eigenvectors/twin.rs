//! The NumPy program.

use super::Eigenvectors;
use super::state::EigenState;
use crate::contract::prelude::*;

impl Twin for Eigenvectors {
    fn twin(state: &EigenState) -> String {
        format!(
            r#"import json
import numpy as np

a = {a}
v = {v}


def balanced(a):
    """D⁻¹AD with powers of two in D: each row about as large as its column, so that none is lost."""
    b, top = a.copy(), np.abs(np.diag(a)).max()
    for _ in range(60):
        for i in range(len(b)):
            row, column = [np.delete(np.abs(x), i).sum() for x in (b[i], b[:, i])]
            if min(row, column) == 0 and row + column > 2 * top > 0:
                held = top**2 / (row + column)  # nothing else holds against it
                row, column = max(row, held), max(column, held)
            if min(row, column) > 0:
                unit = 2.0 ** np.rint(np.log2(row / column) / 2)
                b[i] /= unit
                b[:, i] *= unit
    return b


def alone(b):
    """Rows that have nothing beside the diagonal, or whose columns haven't, are eigenvalues exactly."""
    exact, rest = [], list(range(len(b)))
    while True:
        part = np.abs(b[np.ix_(rest, rest)])
        off = part - np.diag(np.diag(part))
        free = [i for i in range(len(rest)) if off[i].sum() == 0 or off[:, i].sum() == 0]
        if not free:
            return exact, b[np.ix_(rest, rest)]
        exact.append(complex(b[rest[free[0]], rest[free[0]]]))
        del rest[free[0]]


def gathered(b, values, exact):
    """A repeated eigenvalue comes out of rounding as a cluster around it; the mean is accurate."""
    size, n = np.linalg.norm(b), len(b)
    found, rest = [], list(values)
    while rest:
        for count in range(len(rest), 0, -1):
            near = sorted(rest, key=lambda z: abs(z - rest[0]))[:count]
            mean = sum(near) / count
            if abs(mean.imag) < 1e-9 * size and any(z.imag != 0 for z in near):
                mean = complex(mean.real)
            flat = np.linalg.svd(b - mean * np.eye(n), compute_uv=False)[-1]
            reach = 8 * size * (n * np.finfo(float).eps) ** (1 / count)
            same = len({{z for z in near if z in exact}}) <= 1
            if count == 1 or (same and abs(near[-1] - rest[0]) <= reach and flat <= 1e-12 * size):
                break
        for z in near:
            rest.remove(z)
        found += [mean] * count
    return found


def place(z):
    """By falling modulus, then real part, then imaginary part; rounding decides nothing."""
    unit = max(abs(values)) or 1.0
    return [-round(abs(z) / unit, 9), -round(z.real / unit, 9), -z.imag]


b = balanced(a)
exact, block = alone(b)
values = np.array(exact + np.linalg.eigvals(block).tolist(), dtype=complex)
eigenvalues = sorted(gathered(b, values, exact), key=place)


def even(x):
    """About as large as 1, so that no square under- or overflows; a power of two rounds nothing."""
    most = np.abs(x).max()
    return np.ldexp(x, -int(np.floor(np.log2(most)))) if most > 0 else x


av = a @ v
u = even(v)
image = even(a) @ u
rounding = (len(u) + 8) * np.finfo(float).eps * (np.abs(even(a)) @ np.abs(u))
w = even(image)
wedge = np.outer(u, w) - np.outer(w, u)
angle = np.degrees(np.arctan2(np.sqrt((np.tril(wedge) ** 2).sum()), u @ w))
angle *= (np.abs(image) > rounding).any()  # 0 where Av is zero, up to rounding

print(json.dumps({{
    "eigenvalues": [{{"re": z.real, "im": z.imag}} for z in eigenvalues],
    "av": av.tolist(),
    "angle": float(angle),
}}))
"#,
            a = EigenState::a().python(state),
            v = EigenState::v().python(state),
        )
    }
}
