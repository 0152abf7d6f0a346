"""Times LightGBM and XGBoost on the matrix that `boosting.rs` wrote, and prints ratios to ours.

    BALLAST_BENCH_OUT=out/bench cargo bench -p ballast-scorer --bench boosting
    python3 -m venv out/venv && out/venv/bin/pip install -r scorer/benches/requirements.txt
    out/venv/bin/python scorer/benches/peers.py out/bench $CARGO_TARGET_DIR/criterion

Everything runs on one thread. Quality is judged on rows that no fit saw: area under the ROC curve,
average precision. A ratio above 1 means that we are slower.
"""

import json
import sys
import time
from pathlib import Path

import lightgbm
import numpy
import xgboost

TREES, DEPTH, RATE, BINS, REPEATS = 100, 4, 0.1, 255, 3


def area_under_curve(events, forecasts):
    order = numpy.argsort(forecasts, kind="stable")
    _, first, counts = numpy.unique(forecasts[order], return_index=True, return_counts=True)
    ranks = numpy.empty(len(forecasts))
    ranks[order] = numpy.repeat(first + (counts + 1) / 2, counts)
    positives = events.sum()
    return (ranks[events == 1].sum() - positives * (positives + 1) / 2) / (
        positives * (len(events) - positives)
    )


def average_precision(events, forecasts):
    hits = events[numpy.argsort(-forecasts, kind="stable")]
    precision = numpy.cumsum(hits) / numpy.arange(1, len(hits) + 1)
    return precision[hits == 1].mean()


def best_seconds(work):
    """The result, and the shortest of several times: the others were disturbed."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return result, min(times)


def fit_lightgbm(rows, targets):
    settings = {
        "objective": "binary", "num_leaves": 2**DEPTH, "max_depth": DEPTH, "learning_rate": RATE,
        "max_bin": BINS, "num_threads": 1, "verbosity": -1, "deterministic": True,
        "force_col_wise": True,
    }
    return lightgbm.train(settings, lightgbm.Dataset(rows, targets), TREES)


def fit_xgboost(rows, targets):
    settings = {
        "objective": "binary:logistic", "tree_method": "hist", "max_depth": DEPTH, "eta": RATE,
        "max_bin": BINS, "nthread": 1,
    }
    return xgboost.train(settings, xgboost.DMatrix(rows, targets, nthread=1), TREES)


def ours(criterion, name):
    estimates = json.loads((criterion / "boosting" / name / "new" / "estimates.json").read_text())
    return estimates["median"]["point_estimate"] / 1e9


def main():
    folder, criterion = Path(sys.argv[1]), Path(sys.argv[2])
    load = lambda name: numpy.load(folder / f"{name}.npy")
    rows, targets = load("rows"), load("targets").ravel()
    unseen, events = load("unseen"), load("unseen_targets").ravel()

    table = [
        ("forust-ml, 100,000 rows (ours)", ours(criterion, "fit_forust_100k"), load("forust").ravel()),
        ("smartcore, 10,000 rows (ours)", ours(criterion, "fit_smartcore_10k"), load("smartcore").ravel()),
    ]
    explaining = [("ours", ours(criterion, "explain_row"))]
    lgb, seconds = best_seconds(lambda: fit_lightgbm(rows, targets))
    table.append((f"LightGBM {lightgbm.__version__}", seconds, lgb.predict(unseen)))
    _, seconds = best_seconds(lambda: lgb.predict(unseen[:2000], pred_contrib=True, num_threads=1))
    explaining.append(("LightGBM", seconds / 2000))
    xgb, seconds = best_seconds(lambda: fit_xgboost(rows, targets))
    table.append((f"XGBoost {xgboost.__version__}", seconds, xgb.predict(xgboost.DMatrix(unseen))))
    some = xgboost.DMatrix(unseen[:2000], nthread=1)
    xgb.set_param({"nthread": 1})
    _, seconds = best_seconds(lambda: xgb.predict(some, pred_contribs=True))
    explaining.append(("XGBoost", seconds / 2000))

    reference = table[0][1]
    print("| library | fit, s | ours / theirs | AUC | average precision |")
    print("|---|--:|--:|--:|--:|")
    for name, seconds, forecasts in table:
        quality = f"{area_under_curve(events, forecasts):.4f} | {average_precision(events, forecasts):.4f}"
        print(f"| {name} | {seconds:.2f} | {reference / seconds:.2f} | {quality} |")
    print("\n| Shapley values of a row | us | ours / theirs |")
    print("|---|--:|--:|")
    for name, seconds in explaining:
        print(f"| {name} | {seconds * 1e6:.0f} | {explaining[0][1] / seconds:.2f} |")


if __name__ == "__main__":
    main()
