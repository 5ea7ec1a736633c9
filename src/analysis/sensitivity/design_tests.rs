use super::*;
use crate::model::{Posterior, build};
use crate::study::load_from;

const STUDY: &str = r#"
title = "Six numbers"
[time]
start = 2026-01-01
end = 2026-12-31
step = "1 month"
[uncertainty.a]
distribution = { kind = "uniform", min = 0, max = 1 }
[uncertainty.b]
distribution = { kind = "normal", mean = 0, sd = 1 }
[uncertainty.c]
distribution = { kind = "uniform", min = 0, max = 1 }
[uncertainty.d]
distribution = { kind = "uniform", min = 0, max = 1 }
[uncertainty.e]
distribution = { kind = "uniform", min = 0, max = 1 }
[uncertainty.f]
distribution = { kind = "uniform", min = 0, max = 1 }
[[correlation]]
between = ["b", "d"]
spearman = 0.5
[[correlation]]
between = ["d", "f"]
spearman = -0.3
[stock.left]
initial = "a + b + c + d + e + f"
[measure.out]
formula = "final(left)"
[option.stay]
"#;

fn model() -> Model {
    let files = vec![("s/study.toml".to_owned(), STUDY.to_owned())];
    let (study, _, _) = load_from(files, "s").unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
    build(&study).unwrap_or_else(|d| panic!("{:#?}", d.items())).0
}

fn members(factors: &[Factor]) -> Vec<(FactorKind, &[usize])> {
    factors.iter().map(|f| (f.kind, f.uncertainties.as_slice())).collect()
}

#[test]
fn what_hangs_together_is_one_factor() {
    let mut model = model();
    let all = factors(&model, &[true; 6], true);
    let expected: Vec<(FactorKind, &[usize])> = vec![
        (FactorKind::Single, &[0]),
        (FactorKind::Correlated, &[1, 3, 5]),
        (FactorKind::Single, &[2]),
        (FactorKind::Single, &[4]),
        (FactorKind::Luck, &[]),
    ];
    assert_eq!(members(&all), expected);
    // what is not read is no factor, unless another needs it
    let some = factors(&model, &[true, false, false, false, false, true], false);
    assert_eq!(members(&some), expected[..2]);
    // c and e come from a posterior: the uniform of its rows moves with them
    let rows = vec![vec![0.1, 0.2], vec![0.3, 0.4]];
    model.posterior = Some(Posterior::new("p.csv", vec![2, 4], rows, &[1.0, 1.0]));
    let joint = factors(&model, &[true; 6], false);
    assert_eq!(members(&joint)[2], (FactorKind::Joint, [2, 4].as_slice()));
    assert_eq!(joint[2].dimensions, [2, 4, 6]);
}

/// Uniforms of all rows. `[dimensions][rows]`
fn filled(rows: &dyn Rows, dimensions: usize) -> Vec<Vec<f64>> {
    let mut out = vec![vec![0.0; rows.count()]; dimensions];
    rows.fill(0, &mut out);
    // in pieces the same
    for (first, length) in [(0, 7), (7, 35), (rows.count() - 3, 3)] {
        let mut part = vec![vec![0.0; length]; dimensions];
        rows.fill(first, &mut part);
        for (part, whole) in part.iter().zip(&out) {
            assert_eq!(part[..], whole[first..first + length]);
        }
    }
    out
}

#[test]
fn a_block_of_saltellis_design_differs_in_its_factor_only() {
    let model = model();
    let factors = factors(&model, &[true; 6], true);
    let n = 32;
    let design = Saltelli::new(&model, &factors, n, 4).unwrap();
    assert_eq!(design.count(), n * 7);
    let u = filled(&design, 6);
    for (block, factor) in factors.iter().enumerate() {
        for (d, column) in u.iter().enumerate() {
            let from = if factor.uncertainties.contains(&d) { 1 } else { 0 };
            assert_eq!(column[(block + 2) * n..][..n], column[from * n..][..n]);
        }
        for row in 0..n {
            let path = design.luck((block + 2) * n + row);
            let luck = factor.kind == FactorKind::Luck;
            assert_eq!(path, if luck { n + row } else { row } as u64);
        }
    }
    assert!((0..n).all(|row| design.luck(row) == row as u64));
    assert!((0..n).all(|row| design.luck(n + row) == (n + row) as u64));
    // A and B are different samples, each stratified
    for column in &u {
        assert!((0..n).all(|row| column[row] != column[n + row]));
        for block in [&column[..n], &column[n..2 * n]] {
            let mean = block.iter().sum::<f64>() / n as f64;
            assert!((mean - 0.5).abs() < 0.15, "{mean}");
        }
    }
}

#[test]
fn a_trajectory_moves_every_factor_once() {
    let model = model();
    let factors = factors(&model, &[true; 6], true);
    let r = 8;
    let design = Morris::new(&model, &factors, r, 4);
    assert_eq!(design.count(), r * 6);
    let u = filled(&design, 6);
    for t in 0..r {
        let point = |block: usize| -> Vec<f64> { u.iter().map(|c| c[block * r + t]).collect() };
        let mut moved = Vec::new();
        for block in 1..6 {
            let (before, after) = (point(block - 1), point(block));
            let changed: Vec<usize> = (0..6).filter(|d| before[*d] != after[*d]).collect();
            let steps = changed.iter().map(|d| (before[*d] - after[*d]).abs());
            assert!(steps.into_iter().all(|step| (step - DELTA).abs() < 1e-12));
            moved.push(changed);
            // luck is last
            assert_eq!(design.luck(block * r + t), if block == 5 { r + t } else { t } as u64);
        }
        assert!(moved.last().is_some_and(Vec::is_empty));
        moved.sort();
        assert_eq!(moved, [vec![], vec![0], vec![1, 3, 5], vec![2], vec![4]]);
    }
    // every dimension starts at each level equally often
    for column in &u {
        for level in LEVELS {
            assert_eq!(column[..r].iter().filter(|u| **u == level).count(), r / 4);
        }
    }
    assert_eq!(design.signed(), [true, false, true, true, false]);
}

/// Effects of a function of the uniforms: those of a straight line are its slopes, whichever way and
/// in whichever order its inputs move.
#[test]
fn effects_have_the_sign_of_the_slope() {
    let model = model();
    let factors = factors(&model, &[true; 6], true);
    let design = Morris::new(&model, &factors, 8, 9);
    let u = filled(&design, 6);
    let slopes = [3.0, 1.0, -2.0, 0.0, 0.5, 0.0];
    let line = |row: usize| (0..6).map(|d| slopes[d] * u[d][row]).sum::<f64>();
    let values: Vec<f64> = (0..design.count())
        .map(|row| line(row) + if design.luck(row) >= 8 { 6.0 } else { 0.0 })
        .collect();
    let effects = design.effects(&values);
    for (effect, expected) in effects.iter().zip([3.0, 1.0, -2.0, 0.5, 6.0 / DELTA]) {
        assert!(effect.iter().all(|e| (e - expected).abs() < 1e-9), "{effect:?}, not {expected}");
    }
}
