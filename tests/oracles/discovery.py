"""Boxes and trees by other programs, on the same data: what src/analysis/discovery is tested on.

    pip install ema_workbench==2.5.3 scikit-learn==1.9.1
    python tests/oracles/discovery.py tests/data/discovery

writes for each sample NAME.csv (columns and labels) and NAME.json (what the EMA Workbench's PRIM
and scikit-learn's DecisionTreeClassifier make of it). It need not run for the tests.
"""

import json
import sys
from pathlib import Path

import ema_workbench
import numpy as np
import pandas as pd
import sklearn
from ema_workbench.analysis.prim import Prim, PRIMObjectiveFunctions
from sklearn.tree import DecisionTreeClassifier


class Peeling(Prim):
    """Without pasting, which the two programs do by different rules."""

    def _paste(self, box):
        return box


def samples():
    """Planted boxes, some columns with few values. Values have six digits, as in the file."""
    rng = np.random.default_rng(20)
    x = rng.uniform(size=(400, 8)).round(6)
    inside = (x[:, 1] > 0.4) & (x[:, 4] < 0.55)
    yield "sharp", x, inside
    x = rng.normal(size=(600, 10)).round(6)
    inside = (x[:, 0] < 0.3) & (x[:, 3] > -0.2) & (np.abs(x[:, 7] - 0.1) < 1.1)
    yield "noisy", x, rng.uniform(size=600) < np.where(inside, 0.75, 0.12)
    x = rng.gamma(2.0, size=(500, 6)).round(6)
    x[:, 2] = rng.integers(0, 5, size=500)
    x[:, 5] = np.floor(x[:, 5] * 4) / 4
    risk = 0.05 + 0.6 * (x[:, 2] >= 3) * (x[:, 5] < 2.5) + 0.2 * (x[:, 0] > 2.0)
    yield "mixed", x, rng.uniform(size=500) < risk


def peeling(frame, labels, mass_min):
    prim = Peeling(
        frame,
        labels,
        threshold=0.01,
        peel_alpha=0.05,
        mass_min=mass_min,
        obj_function=PRIMObjectiveFunctions.LENIENT1,
    )
    box = prim.find_box()
    whole = prim.box_init
    steps = []
    for i, row in box.peeling_trajectory.iterrows():
        limits = {}
        for name in frame.columns:
            low, high = box.box_lims[i][name]
            limits[name] = [
                None if low == whole[name][0] else float(low),
                None if high == whole[name][1] else float(high),
            ]
        steps.append(
            {
                "coverage": float(row["coverage"]),
                "density": float(row["density"]),
                "mass": float(row["mass"]),
                "limits": {k: v for k, v in limits.items() if v != [None, None]},
            }
        )
    # quasi-p-values of a box half way, of a column the larger: one side each
    middle = len(steps) // 2
    values = box._calculate_quasi_p(middle, list(steps[middle]["limits"]))
    return steps, middle, {k: [float(v) for v in vs] for k, vs in values.items()}


def leaves(x, labels, depth, leaf, alpha):
    # splits that are equally good are drawn by lot: only those that all lots share are kept
    shared = None
    for state in range(10):
        tree = DecisionTreeClassifier(
            criterion="gini",
            max_depth=depth,
            min_samples_leaf=leaf,
            ccp_alpha=alpha,
            random_state=state,
        ).fit(x, labels)
        place = tree.apply(x)
        counts = [[int((place == e).sum()), int(labels[place == e].sum())] for e in set(place)]
        inner = tree.tree_.feature >= 0
        found = {
            (int(f), float(t))
            for f, t in zip(tree.tree_.feature[inner], tree.tree_.threshold[inner])
        }
        shared = found if shared is None else shared & found
    return {
        "depth": depth,
        "leaf": leaf,
        "alpha": alpha,
        "leaves": sorted(counts),
        "splits": sorted(list(split) for split in shared),
    }


def main(folder):
    versions = {
        "ema_workbench": ema_workbench.__version__,
        "scikit-learn": sklearn.__version__,
        "numpy": np.__version__,
    }
    for name, x, labels in samples():
        labels = labels.astype(int)
        columns = [f"x{i}" for i in range(x.shape[1])]
        frame = pd.DataFrame(x, columns=columns)
        frame.assign(fails=labels).to_csv(folder / f"{name}.csv", index=False)
        support = 20
        steps, middle, quasi_p = peeling(frame, labels, support / len(labels))
        trees = [
            leaves(x, labels, depth, leaf, alpha)
            for depth, leaf, alpha in [(2, 10, 0.0), (4, 10, 0.0), (4, 10, 0.004), (4, 25, 0.01)]
        ]
        result = {
            "versions": versions,
            "support": support,
            "steps": steps,
            "middle": middle,
            "quasi_p": quasi_p,
            "trees": trees,
        }
        (folder / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")
        print(name, labels.mean(), len(steps), steps[-1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
