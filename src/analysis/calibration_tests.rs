use std::sync::atomic::AtomicBool;

use super::super::importance::least_ess;
use super::*;
use crate::engine::RunPlan;
use crate::math::ln;
use crate::model::build;
use crate::study::load_from;

/// A rate that is seen through counts: growth is lognormal, `seen` what it makes in a month.
const STUDY: &str = r#"
title = "Small"
[time]
start = 2024-01-01
end = 2025-12-31
step = "1 month"
[unit]
fish = {}
[uncertainty.growth]
unit = "fish/month"
distribution = { kind = "lognormal", mu = 2, sigma = 0.6 }
[uncertainty.unseen]
distribution = { kind = "uniform", min = 0, max = 1 }
[stock.fish_born]
unit = "fish"
initial = 0
[flow.births]
to = "fish_born"
unit = "fish/month"
rate = "growth"
[constant.fast]
unit = "fish/month"
value = 8
[measure.born]
formula = "final(fish_born)"
[option.stay]
"#;

fn calibrated(
    history: &str,
    csv: &str,
    floor: Option<f64>,
    luck_paths: u32,
) -> Result<(Calibration, Ensembles), CalibrationError> {
    let run = format!("[run]\nluck_paths = {luck_paths}\n");
    let files = vec![
        ("s/study.toml".to_owned(), format!("{STUDY}{run}{history}")),
        ("s/seen.csv".to_owned(), csv.to_owned()),
    ];
    let (study, _, _) = load_from(files, "s").unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
    let (model, _) = build(&study).unwrap_or_else(|d| panic!("{:#?}", d.items()));
    let plan = RunPlan { replicates: 40_000, ..RunPlan::of(&model) };
    let cancel = AtomicBool::new(false);
    let rows = Ensembles::prepare(&model, &[], &[]).expect("rows");
    let sound = check(&rows);
    let ensembles = Ensembles::run(rows, &plan, &(), &cancel).expect("a run");
    let found = Calibration::of(&ensembles, 0, floor);
    assert_eq!(sound.err(), found.as_ref().err().cloned(), "known before the run");
    found.map(|calibration| (calibration, ensembles))
}

const COUNTED: &str = "[history.births]\nfile = \"seen.csv\"\nobserves = \"births\"\n\
    as = \"mean\"\nunit = \"fish/month\"\nerror = 0.5\nuse = \"calibrate\"\n";

const SEEN: &str = "from,to,value,use\n2024-02-01,2024-04-01,10,\n2024-06-01,2024-08-01,14,\n\
     2025-01-01,2025-03-01,1000,score\n";

/// Conjugate in the logarithm: prior mu 2, sigma 0.6; two counts with error 0.5. The third row is
/// kept for the score. 40,000 draws; five standard errors of mean and variance are allowed.
#[test]
fn rows_for_calibration_teach_what_they_should() {
    for luck_paths in [1, 4] {
        let (found, ensembles) = calibrated(COUNTED, SEEN, None, luck_paths).unwrap();
        assert_eq!((found.rows.as_slice(), found.row_count()), (&[(0, 2)][..], 2));
        assert_eq!(found.tempered.beta, 1.0);
        let by_draw = found.weights().by_draw(luck_paths);
        let growth: Vec<f64> = ensembles.draws()[0].iter().map(|x| ln(*x)).collect();
        let precision = 1.0 / 0.36 + 2.0 / 0.25;
        let expected = (2.0 / 0.36 + (ln(10.0) + ln(14.0)) / 0.25) / precision;
        let mean: f64 = growth.iter().zip(&by_draw).map(|(x, w)| w * x).sum();
        let square: f64 = growth.iter().zip(&by_draw).map(|(x, w)| w * x * x).sum();
        let ess = found.draws_ess;
        assert!(ess > 10_000.0 / f64::from(luck_paths), "{ess}");
        assert!((mean - expected).abs() < 5.0 * (1.0 / precision / ess).sqrt(), "{mean}");
        let error = 5.0 / precision * (2.0 / ess).sqrt();
        assert!((square - mean * mean - 1.0 / precision).abs() < error);
        let (first, second) = (&found.shifts[0], &found.shifts[1]);
        assert_eq!((first.uncertainty, first.told_apart), (0, true));
        assert!(first.learned > 0.5, "{first:?}");
        // 3 x the Kolmogorov point: false alarm below 1e-6
        assert!(second.distance < 3.0 * 1.358 / ess.sqrt(), "{second:?}");
    }
}

#[test]
fn without_an_error_nothing_matches() {
    let exact = COUNTED.replace("error = 0.5", "error = 0");
    let wrong = calibrated(&exact, SEEN, None, 1).unwrap_err();
    let (history, from) = ("births".to_owned(), "2024-02-01".to_owned());
    assert_eq!(wrong, CalibrationError::NoError { history, from });
    assert!(wrong.to_string().contains("write error = 0.1"), "{wrong}");
    let kept = COUNTED.replace("calibrate", "score");
    assert_eq!(calibrated(&kept, SEEN, None, 1).unwrap_err(), CalibrationError::NoRows);
}

#[test]
fn sharp_data_are_tempered_on_request() {
    let sharp = COUNTED.replace("error = 0.5", "error = 0.0005");
    let (plain, _) = calibrated(&sharp, SEEN, None, 1).unwrap();
    let floor = least_ess(40_000);
    assert!(plain.weights().ess < floor, "{}", plain.weights().ess);
    assert_eq!(plain.tempered.beta, 1.0);
    let (tempered, _) = calibrated(&sharp, SEEN, Some(floor), 1).unwrap();
    assert!(tempered.weights().ess >= floor && tempered.tempered.beta < 1.0);
    assert_eq!(tempered.tempered.untempered, plain.weights().ess);
}

/// p = P(growth > 8); a record with error rate 0.05 says that it happened. Bayes: 0.95 p / (0.95 p
/// + 0.05 (1 - p)), exactly so with the draws' own p, which five standard errors are allowed.
#[test]
fn records_of_whether_something_happened() {
    let history = "[history.fast]\nfile = \"seen.csv\"\nobserves = \"growth > fast\"\nas = \"ever\"\n\
        use = \"calibrate\"\n";
    let csv = "from,to,value\n2024-02-01,2024-04-01,1\n";
    let (found, ensembles) = calibrated(history, csv, None, 1).unwrap();
    let happened = |x: &f64| f64::from(u8::from(*x > 8.0));
    let growth = &ensembles.draws()[0];
    let p = growth.iter().map(happened).sum::<f64>() / growth.len() as f64;
    let weighted: f64 =
        growth.iter().zip(&found.weights().values).map(|(x, w)| w * happened(x)).sum();
    let expected = 0.95 * p / (0.95 * p + 0.05 * (1.0 - p));
    assert!((weighted - expected).abs() < 1e-9, "{weighted} {expected}");
    let prior = 1.0 - crate::math::normal_cdf((ln(8.0) - 2.0) / 0.6);
    assert!((p - prior).abs() < 5.0 * (0.25_f64 / 40_000.0).sqrt());
}
