"""Runs NumPy twins: reads JSON lines {program, readouts} and prints, for each, what disagrees.

A readout agrees when it is within 1e-9 of the twin's, relative to its own size; entries of one
readout that are zero up to rounding are held against the largest entry of that readout.
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
        yield name, float(value)


def group(name):
    return name.split("[")[0]


def disagreements(program, readouts):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(program, "<twin>", "exec"), {"__name__": "__main__"})
    twin = dict(pair for name, value in json.loads(out.getvalue()).items() for pair in flatten(name, value))
    ours = {name: float(value) for name, value in readouts.items()}
    problems = []
    if twin.keys() != ours.keys():
        problems.append(f"names differ: {sorted(twin.keys() ^ ours.keys())}")
    largest = {}
    for name, x in twin.items():
        if math.isfinite(x):
            largest[group(name)] = max(largest.get(group(name), 0.0), abs(x))
    for name in twin.keys() & ours.keys():
        a, b = ours[name], twin[name]
        if a == b or (math.isnan(a) and math.isnan(b)):
            continue
        rounding = 1e-15 * largest.get(group(name), 0.0)
        # How well an eigenvalue is known depends on the largest one and not on its own size.
        if group(name) == "eigenvalues":
            rounding = 1e-9 * largest["eigenvalues"]
        elif name == "spectral-gap":
            rounding = 1e-12
        # Three terms cancel in a gradient through a normalisation, so its rounding is theirs.
        elif "direct-term" in largest and group(name).endswith("-gradient"):
            rounding = 1e-14 * largest["direct-term"]
        # A divergence is a difference of larger numbers, so its rounding is theirs.
        if not math.isfinite(a - b) or abs(a - b) > 1e-9 * abs(b) + max(rounding, 2e-15):
            problems.append(f"{name}: page {a!r}, NumPy {b!r}")
    return problems


def main():
    for line in sys.stdin:
        case = json.loads(line)
        try:
            problems = disagreements(case["program"], case["readouts"])
        except Exception as error:  # whatever a twin raises is the test's finding
            problems = [f"the twin failed: {error!r}"]
        print(json.dumps(problems), flush=True)


main()
