"""Runs NumPy twins: reads JSON lines {program, readouts, sampled, rounding, of_formula} and prints, for each, what disagrees.

An entry agrees when it is within 1e-9 of the twin's, relative to its own size. Beyond that it may
differ by the rounding that the panel states for its readout, and otherwise by a little of the
readout's largest entry. What is sampled is compared where the twin draws the same numbers and prints it.
"""

import contextlib
import io
import json
import math
import sys


def flatten(name, value):
    if isinstance(value, list):
        for i, entry in enumerate(value):
            yield from flatten(f"{name}[{i}]", entry)
    elif isinstance(value, dict):
        for part, entry in value.items():
            yield from flatten(f"{name}.{part}", entry)
    else:
        yield name, number(value)


def number(value):
    """A number, or the word that stands in the place of one."""
    try:
        return float(value)
    except ValueError:
        return value


def group(name):
    return name.split("[")[0]


def disagreements(program, readouts, sampled, rounding, of_formula):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(program, "<twin>", "exec"), {"__name__": "__main__"})
    twin = dict(pair for name, value in json.loads(out.getvalue()).items() for pair in flatten(name, value))
    ours = {name: number(value) for name, value in readouts.items()}
    ours |= {name: number(value) for name, value in sampled.items() if name in twin}
    problems = []
    if twin.keys() != ours.keys():
        problems.append(f"names differ: {sorted(twin.keys() ^ ours.keys())}")
    largest = {}
    for name, x in twin.items():
        if not isinstance(x, str) and math.isfinite(x):
            largest[group(name)] = max(largest.get(group(name), 0.0), abs(x))
    for name in twin.keys() & ours.keys():
        a, b = ours[name], twin[name]
        if isinstance(a, str) or isinstance(b, str):
            if a != b:
                problems.append(f"{name}: page {a!r}, NumPy {b!r}")
            continue
        if a == b or (math.isnan(a) and math.isnan(b)):
            continue
        # Where a formula has no value, the sign of an infinity is that of a rounded 0.
        if of_formula and not math.isfinite(a) and not math.isfinite(b):
            continue
        stated = rounding.get(group(name))
        if stated == "Infinity":
            continue
        room = 1e-15 * largest.get(group(name), 0.0) if stated is None else float(stated)
        if not math.isfinite(a - b) or abs(a - b) > 1e-9 * abs(b) + max(room, 2e-15):
            problems.append(f"{name}: page {a!r}, NumPy {b!r}")
    return problems


def main():
    for line in sys.stdin:
        case = json.loads(line)
        try:
            problems = disagreements(**case)
        except Exception as error:  # whatever a twin raises is the test's finding
            problems = [f"the twin failed: {error!r}"]
        print(json.dumps(problems), flush=True)


if __name__ == "__main__":
    main()
