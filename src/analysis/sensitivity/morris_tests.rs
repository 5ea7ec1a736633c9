use super::*;

#[test]
fn a_straight_line_has_its_slope_and_no_spread() {
    // y = 3 a - 2 b + 0 c, two trajectories on a grid of thirds
    let points = vec![
        vec![0.0, 2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0, 1.0, 1.0, 1.0, 1.0 / 3.0],
        vec![0.0, 0.0, 2.0 / 3.0, 2.0 / 3.0, 1.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0],
        vec![0.0, 0.0, 0.0, 2.0 / 3.0, 0.0, 0.0, 2.0 / 3.0, 2.0 / 3.0],
    ];
    let values: Vec<f64> = (0..8).map(|r| 3.0 * points[0][r] - 2.0 * points[1][r]).collect();
    let effects = elementary_effects(&points, &values).unwrap();
    let twice: Vec<Vec<f64>> = effects.iter().map(|e| [e.clone(), e.clone()].concat()).collect();
    let found = morris(&twice, &[true, true, true], 1).unwrap();
    for (index, slope) in found.iter().zip([3.0, -2.0, 0.0]) {
        let mu = index.mu.unwrap();
        assert!((mu.value - slope).abs() < 1e-12 && mu.high - mu.low < 1e-10, "{index:?}");
        assert!((index.mu_star.value - f64::abs(slope)).abs() < 1e-12);
        assert!(index.sigma.value < 1e-12);
    }
}

#[test]
fn effects_of_both_signs_do_not_cancel_in_mu_star() {
    let found = morris(&[vec![1.0, -1.0, 1.0, -1.0]], &[true], 1).unwrap()[0];
    let sigma = (4.0_f64 / 3.0).sqrt();
    assert_eq!((found.mu.unwrap().value, found.mu_star.value), (0.0, 1.0));
    assert!((found.sigma.value - sigma).abs() < 1e-15);
    // without a sign there is no mean with one, and the spread is that of sizes
    let sizes = morris(&[vec![1.0, -1.0, 1.0, -1.0]], &[false], 1).unwrap()[0];
    assert!(sizes.mu.is_none());
    assert_eq!((sizes.mu_star.value, sizes.sigma.value), (1.0, 0.0));
}

#[test]
fn nothing_moves_a_constant() {
    let found = morris(&[vec![0.0; 8]], &[true], 1).unwrap()[0];
    let all = [found.mu.unwrap(), found.mu_star, found.sigma];
    assert!(all.iter().all(|e| (e.value, e.se, e.low, e.high) == (0.0, 0.0, 0.0, 0.0)));
}

#[test]
fn what_is_no_trajectory_is_refused() {
    let points = vec![vec![0.0, 1.0, 1.0], vec![0.0, 0.0, 1.0]];
    assert!(elementary_effects(&points, &[0.0, 1.0, 2.0]).is_some());
    assert!(elementary_effects(&points, &[0.0, 1.0]).is_none(), "part of one");
    let both = vec![vec![0.0, 1.0, 1.0], vec![0.0, 1.0, 1.0]];
    assert!(elementary_effects(&both, &[0.0, 1.0, 2.0]).is_none(), "two at once");
    let twice = vec![vec![0.0, 1.0, 0.0], vec![0.0, 0.0, 0.0]];
    assert!(elementary_effects(&twice, &[0.0, 1.0, 2.0]).is_none(), "one twice");
    assert!(morris(&[vec![1.0, 2.0, f64::NAN, 1.0]], &[true], 1).is_none());
    assert!(morris(&[vec![1.0, 2.0, 3.0]], &[true], 1).is_none(), "too few");
    assert!(morris(&[], &[], 1).is_none());
}
