"""Runs programs of typed formulas twice, with NumPy and with fifty digits (mpmath), and holds a panel's
numbers and the status of its checks against both. Reads JSON lines {program, readouts, rounding, checks}
and prints, for each, {kind: [what was found]}.

The fifty digits come from the program itself: its `np` and `math` are replaced by ones that compute with
mpmath's numbers.
"""

import json
import math
import re
import resource
import signal
import sys
from types import SimpleNamespace

import mpmath
import numpy
from mpmath import mp, mpf

import twins

mp.dps = 50
# The sine of a number of a billion digits would take the machine.
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))


def real(f):
    """A function of real numbers: where the result is complex there is none."""

    def applied(x):
        y = f(mpf(x))
        return y if isinstance(y, mpf) else mpf("nan")

    return applied


def objects(values):
    return numpy.array([mpf(x) for x in values], dtype=object)


NP = SimpleNamespace(
    pi=+mp.pi, e=+mp.e, nan=mpf("nan"), inf=mpf("inf"),
    float64=mpf, seterr=lambda **_: None, isfinite=mp.isfinite,
    exp=real(mp.exp), log=real(mp.log), sqrt=real(mp.sqrt), sin=real(mp.sin), cos=real(mp.cos),
    tanh=real(mp.tanh), arcsin=real(mp.asin), arccos=real(mp.acos), arctan=real(mp.atan),
    cbrt=real(lambda x: mp.sign(x) * mp.cbrt(abs(x))), floor=real(mp.floor), sign=mp.sign, abs=numpy.abs, hypot=lambda a, b: mp.sqrt(a * a + b * b),
    array=objects, full=lambda n, x: objects([x] * n),
    zeros_like=lambda x: mpf(0), maximum=max, minimum=min,
    where=lambda known, one, other: one if known else other, vectorize=lambda f: f,
    linalg=SimpleNamespace(norm=lambda v: mp.sqrt(sum(x * x for x in v))),
)


# Constants that a program has to sixteen digits, and branches that the last of fifty would decide: where
# two numbers are equal for the formula, neither is the larger one.
CONSTANTS = {
    "0.6931471805599453": "np.log(2)",
    "2.302585092994046": "np.log(10)",
}
COMPARED = re.compile(r"\((v\d+) (<|>|==) (v\d+)\)")


def compare(a, sign, b):
    largest = max(abs(a), abs(b))
    same = a == b or (mp.isfinite(largest) and abs(a - b) <= mpf(10) ** -40 * largest)
    return same if sign == "==" else not same and (a < b if sign == "<" else a > b)


class TooLong(Exception):
    pass


def stop(*_):
    raise TooLong


def exactly(program):
    """What the program prints, with fifty digits; None where mpmath finds no number."""
    found = {}
    lines = [line for line in program.splitlines() if not line.startswith("import ")]
    program = "\n".join(lines)
    for digits, constant in CONSTANTS.items():
        program = program.replace(digits, constant)
    program = COMPARED.sub(r"(compare(\1, '\2', \3))", program)
    names = {
        "compare": compare,
        "np": NP,
        "math": SimpleNamespace(erf=mp.erf, erfc=mp.erfc),
        "json": SimpleNamespace(dumps=found.update),
        "float": lambda x: x,
        "print": lambda *_: None,
    }
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 2.0)
    try:
        exec(compile(program, "<exact>", "exec"), names)
        return dict(pair for name, value in found.items() for pair in flatten(name, value))
    except Exception:  # no number, or shapes, which mpmath has not
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def flatten(name, value):
    if isinstance(value, (list, numpy.ndarray)):
        for i, entry in enumerate(value):
            yield from flatten(f"{name}[{i}]", entry)
    else:
        yield name, mpf(value)


def judge(case):
    found = {}
    problems = []
    try:
        problems = twins.disagreements(case["program"], case["readouts"], {}, case["rounding"], True)
    except Exception as error:  # whatever a program raises is what is looked for
        found["crash"] = [repr(error)]
    if problems:
        found["program"] = problems
    statuses = case["checks"]
    broken = [name for name, status in statuses.items() if status == "broken"]
    if broken:
        found["false broken"] = broken
    truth = exactly(case["program"])
    if truth is None:
        return found
    wrong = []
    for name, value in case["readouts"].items():
        # Only what the checks are about: a value may have lost its digits, and says so.
        ours, exact = float(value), truth.get(name)
        if exact is None or not math.isfinite(ours) or not mp.isfinite(exact):
            continue
        if not name.startswith(("derivative", "partial", "norm", "directional", "product", "gradient")):
            continue
        room = mpf(float(case["rounding"].get(twins.group(name), 0))) + 1e-9 * abs(exact) + mpf(10) ** -300
        if abs(mpf(ours) - exact) > room:
            wrong.append(f"{name}: page {ours!r}, exactly {mpmath.nstr(exact, 12)}")
    if wrong:
        kind = "false holds" if "holds" in statuses.values() else "false number"
        found[kind] = wrong
    return found


def main():
    for line in sys.stdin:
        print(json.dumps(judge(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
