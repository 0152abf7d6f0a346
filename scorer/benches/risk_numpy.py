"""Does one step in NumPy on the matrices that `risk.rs` wrote, checks the result, and prints the ratio to ours.

    BALLAST_BENCH_OUT=out/bench cargo bench -p ballast-scorer --bench risk
    python3 -m venv out/venv && out/venv/bin/pip install -r scorer/benches/requirements.txt
    out/venv/bin/python scorer/benches/risk_numpy.py out/bench $CARGO_TARGET_DIR/criterion

NumPy's matrix product takes every core it is given; the rest of its work takes one.
"""

import json
import sys
import time
from pathlib import Path

import numpy

REPEATS, BATCH = 5, 500


def one_step(prices, limits, worths, debts):
    """Bad debt and the number of liquidatable positions, by scenario."""
    bad_debt = numpy.empty(len(prices))
    unhealthy = numpy.empty(len(prices))
    for begin in range(0, len(prices), BATCH):
        some = prices[begin : begin + BATCH]
        debt = some @ debts.T
        unhealthy[begin : begin + BATCH] = (debt > some @ limits.T).sum(axis=1)
        shortfall = debt - some @ worths.T
        numpy.maximum(shortfall, 0.0, out=shortfall)
        bad_debt[begin : begin + BATCH] = shortfall.sum(axis=1)
    return bad_debt, unhealthy


def main():
    folder, criterion = Path(sys.argv[1]), Path(sys.argv[2])
    load = lambda name: numpy.load(folder / f"{name}.npy")
    matrices = [load(name) for name in ("prices", "limits", "worths", "debts")]
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        bad_debt, unhealthy = one_step(*matrices)
        times.append(time.perf_counter() - start)
    theirs = sorted(times)[REPEATS // 2]
    estimates = json.loads((criterion / "risk" / "one_step" / "new" / "estimates.json").read_text())
    ours = estimates["median"]["point_estimate"] / 1e9
    numpy.testing.assert_allclose(load("bad_debt").ravel(), bad_debt, rtol=1e-9, atol=1e-3)
    numpy.testing.assert_array_equal(load("unhealthy").ravel(), unhealthy)
    print("| one step | s | ours / theirs |")
    print("|---|--:|--:|")
    print(f"| ours | {ours:.4f} | |")
    print(f"| NumPy {numpy.__version__} | {theirs:.4f} | {ours / theirs:.3f} |")
    print(f"\n{len(matrices[0])} scenarios x {len(matrices[1])} positions x {matrices[0].shape[1]} assets, "
          f"mean bad debt {bad_debt.mean():.0f}, mean liquidatable {unhealthy.mean():.1f}")


if __name__ == "__main__":
    main()
