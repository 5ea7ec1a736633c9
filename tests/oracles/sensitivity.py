"""Makes tests/data/sensitivity.json: samples and the indices that SALib finds in them.

    python -m venv venv && venv/bin/pip install SALib==1.5.1 'pandas<3'
    venv/bin/python tests/oracles/sensitivity.py > tests/data/sensitivity.json

It need not run where the tests do: they read the file. Samples are drawn here with fixed seeds,
the indices are SALib's own; nothing is drawdown's.
"""

import json
import sys
from importlib.metadata import version

import numpy as np
from scipy.stats import norm, rankdata
from SALib.analyze import delta, morris, sobol
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from SALib.test_functions import Ishigami, Sobol_G

PI = float(np.pi)
ISHIGAMI = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-PI, PI]] * 3}
G_WEIGHTS = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0]
G = {"num_vars": 6, "names": [f"x{i}" for i in range(1, 7)], "bounds": [[0.0, 1.0]] * 6}


def designed(problem, function, rows, seed):
    """Evaluations of Saltelli's design, block by block, and SALib's indices."""
    x = sobol_sample.sample(problem, rows, calc_second_order=False, scramble=True, seed=seed)
    y = function(x)
    found = sobol.analyze(problem, y, calc_second_order=False, num_resamples=500, seed=seed)
    step = problem["num_vars"] + 2
    return {
        "a": y[0::step].tolist(),
        "b": y[step - 1 :: step].tolist(),
        "mixed": [y[1 + i :: step].tolist() for i in range(problem["num_vars"])],
        "first": found["S1"].tolist(),
        "first_half_width": found["S1_conf"].tolist(),
        "total": found["ST"].tolist(),
        "total_half_width": found["ST_conf"].tolist(),
    }


def screened(problem, function, trajectories, seed):
    """Trajectories on SALib's own sample, points as shares of their range."""
    x = morris_sample.sample(problem, trajectories, num_levels=4, seed=seed)
    y = function(x)
    found = morris.analyze(problem, x, y, num_levels=4, num_resamples=500, seed=seed)
    low = np.array([b[0] for b in problem["bounds"]])
    high = np.array([b[1] for b in problem["bounds"]])
    share = np.round((x - low) / (high - low) * 3) / 3
    return {
        "points": share.T.tolist(),
        "values": y.tolist(),
        "mu": found["mu"].tolist(),
        "mu_star": np.asarray(found["mu_star"]).tolist(),
        "sigma": found["sigma"].tolist(),
        "mu_star_half_width": np.asarray(found["mu_star_conf"]).tolist(),
    }


def given(function, inputs, draws, seed):
    """Plain and bias-corrected delta of every input, by SALib's estimator on the normal scores of
    the output (delta is the same for every rising function of it)."""
    rng = np.random.default_rng(seed)
    x = inputs(rng, draws)
    y = function(x)
    scores = norm.ppf((rankdata(y) - 0.5) / draws)
    grid = np.linspace(scores.min(), scores.max(), 200)
    exponent = 2.0 / (7.0 + np.tanh((1500.0 - draws) / 500.0))
    edges = np.linspace(0, draws, min(int(np.ceil(draws**exponent)), 48) + 1)
    plain, corrected, error = [], [], []
    for column in x.T:
        d = delta.calc_delta(scores, grid, column, edges)
        again = []
        for _ in range(200):
            pick = rng.integers(draws, size=draws)
            again.append(delta.calc_delta(scores[pick], grid, column[pick], edges))
        plain.append(d)
        corrected.append(2.0 * d - float(np.mean(again)))
        error.append(float(np.std(again, ddof=1)))
    return {
        "x": x.T.tolist(),
        "y": y.tolist(),
        "classes": len(edges) - 1,
        "plain": plain,
        "corrected": corrected,
        "error": error,
    }


def ishigami_inputs(rng, draws):
    return rng.uniform(-PI, PI, size=(draws, 3))


def linear_inputs(rng, draws):
    """Four standard normals; the first two correlated by 0.7."""
    z = rng.standard_normal((draws, 4))
    z[:, 1] = 0.7 * z[:, 0] + np.sqrt(1 - 0.49) * z[:, 1]
    return z


def linear(x):
    return 2.0 * x[:, 0] + 1.0 * x[:, 1] + 1.5 * x[:, 2]


def main():
    g = lambda x: Sobol_G.evaluate(x, a=np.array(G_WEIGHTS))
    json.dump(
        {
            "made_by": "tests/oracles/sensitivity.py",
            "versions": {name: version(name) for name in ("SALib", "numpy", "scipy")},
            "sobol_ishigami": designed(ISHIGAMI, Ishigami.evaluate, 256, 101),
            "sobol_g": designed(G, g, 128, 102),
            "morris_ishigami": screened(ISHIGAMI, Ishigami.evaluate, 20, 103),
            "morris_g": screened(G, g, 12, 104),
            "delta_ishigami": given(Ishigami.evaluate, ishigami_inputs, 800, 105),
            "delta_linear": given(linear, linear_inputs, 600, 106),
        },
        sys.stdout,
        separators=(",", ":"),
    )
    print()


main()
