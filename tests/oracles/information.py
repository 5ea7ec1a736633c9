"""Makes tests/data/information.json: samples, and what knowing is worth in them, found otherwise.

    python -m venv venv && venv/bin/pip install numpy==2.4.6 scikit-learn==1.9.1
    venv/bin/python tests/oracles/information.py > tests/data/information.json

It need not run where the tests do: they read the file. Two kinds of check, neither of them drawdown's:

* `truth` is by nested Monte Carlo: for each outer value of what becomes known the mean over inner
  draws of all else, then the best option; ten million evaluations an option and set, with the
  standard error of the outer mean.
* `regression` is the estimator of Strong, Oakley and Brennan (2014) on the small sample that the
  tests get too, with cubic regression splines and products of scikit-learn in the place of their
  splines, plug-in, without correction.

The case has four options, whose losses are curved, stepped, and interact; x1 and x2 are correlated.
"""

import json
import sys
from importlib.metadata import version

import numpy as np
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, SplineTransformer

RHO = 0.5
SETS = {"x0": [0], "x1": [1], "x2": [2], "x3": [3], "x0+x3": [0, 3], "x1+x2": [1, 2]}
DRAWS, LUCK = 2000, 0.5


def sample(rng, n, known=None):
    """Standard normals, x1 and x2 correlated; columns of `known` are given."""
    z = rng.standard_normal((n, 5))
    known = known or {}
    x = z.copy()
    for column in (0, 3, 4):
        if column in known:
            x[:, column] = known[column]
    if 1 in known and 2 in known:
        x[:, 1], x[:, 2] = known[1], known[2]
    elif 2 in known:
        x[:, 2] = known[2]
        x[:, 1] = RHO * x[:, 2] + np.sqrt(1 - RHO**2) * z[:, 1]
    else:
        if 1 in known:
            x[:, 1] = known[1]
        x[:, 2] = RHO * x[:, 1] + np.sqrt(1 - RHO**2) * z[:, 2]
    return x


def losses(x):
    """Expected losses of the options, less being better. [draws][options]"""
    return np.stack(
        [
            np.zeros(len(x)),
            np.exp(0.6 * x[:, 0]) - 1.0 + 0.4 * x[:, 1],
            0.3 + 0.8 * x[:, 2] - 0.4 * x[:, 0] * x[:, 3],
            0.2 - 0.7 * np.maximum(x[:, 3], 0.0) + 0.3 * x[:, 1],
        ],
        axis=1,
    )


def truth(rng, columns, outer=10_000, inner=1000):
    """min over options of the mean less the mean of the min, and its standard error."""
    means = np.empty((outer, 4))
    first = sample(rng, outer)
    for k in range(outer):
        given = {c: first[k, c] for c in columns}
        means[k] = losses(sample(rng, inner, given)).mean(axis=0)
    gains = means[:, means.mean(axis=0).argmin()] - means.min(axis=1)
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(outer))


def everything(rng, n=2_000_000):
    values = losses(sample(rng, n))
    gains = values[:, values.mean(axis=0).argmin()] - values.min(axis=1)
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(n))


def regressed(x, y, columns):
    """Plug-in estimate by splines of the differences from the option with the best mean."""
    reference = y.mean(axis=0).argmin()
    spline = make_pipeline(
        SplineTransformer(n_knots=6, degree=3),
        PolynomialFeatures(degree=2 if len(columns) > 1 else 1, include_bias=False),
        RidgeCV(alphas=np.logspace(-3, 4, 15)),
    )
    fitted = np.zeros_like(y)
    for option in range(y.shape[1]):
        if option != reference:
            difference = y[:, option] - y[:, reference]
            fitted[:, option] = spline.fit(x[:, columns], difference).predict(x[:, columns])
    return float(fitted.mean(axis=0).min() - fitted.min(axis=1).mean())


def main():
    rng = np.random.default_rng(20260722)
    x = sample(rng, DRAWS)
    y = losses(x) + LUCK * rng.standard_normal((DRAWS, 4))
    names = list(SETS)
    found = {
        "made_with": {name: version(name) for name in ("numpy", "scikit-learn")},
        "uncertainties": [[round(v, 9) for v in column] for column in x.T.tolist()],
        "losses": [[round(v, 9) for v in column] for column in y.T.tolist()],
        "everything": everything(rng),
        "sets": [
            {
                "name": name,
                "members": SETS[name],
                "truth": truth(rng, SETS[name]),
                "regression": regressed(x, y, SETS[name]),
            }
            for name in names
        ],
    }
    json.dump(found, sys.stdout, separators=(",", ":"))
    print()


main()
