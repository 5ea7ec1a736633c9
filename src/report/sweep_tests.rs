//! Sweeps with a truth that is known, as readers see them.

use super::*;
use crate::analysis::planted::normal;
use crate::analysis::sweep::planted::{axis, planted};
use crate::analysis::sweep::{Axis, SweepResults};
use crate::chart::{Theme, svg};
use crate::model::Model;
use crate::text::{Label, Lang};

fn duration() -> Axis {
    let values = [6.0, 12.0, 18.0, 24.0, 30.0];
    Axis {
        label: Label::both("Duration", "المدة"),
        unit: "month".to_owned(),
        ..axis("phased.months", &values)
    }
}

/// Option 1 is better than option 0 above 17 months.
fn tips() -> (Model, SweepResults) {
    planted((2, 1, 200), vec![duration()], None, |o, _, x, d| {
        let noise = 0.5 * normal(1, "n", d, 0);
        if o == 1 { 100.0 + (17.0 - x[0]) + noise } else { 100.0 }
    })
}

fn said((model, results): &(Model, SweepResults), lang: Lang) -> Vec<String> {
    let report = SweepReport::new(results, model, String::new());
    sweep_sentences(&report.view(lang)).remove(0).sentences
}

#[test]
fn a_tipping_point_in_both_languages() {
    let found = tips();
    let english = said(&found, Lang::En);
    assert!(
        english[0].starts_with("“O1” does better than “O0” as long as “Duration” is above 17 months (90 % interval 16.9 to 17"),
        "{english:?}"
    );
    assert!(english.last().unwrap().starts_with("Most moves “O1”: from 111 at 6 months to 87"));
    let arabic = said(&found, Lang::Ar);
    assert!(
        arabic[0].contains("ما دامت قيمة «المدة» فوق 17 شهراً (مجال الثقة 90٪: من 16.9 إلى 17"),
        "{arabic:?}"
    );
}

#[test]
fn where_nothing_tips_it_is_said() {
    let found = planted((3, 1, 80), vec![duration()], None, |o, _, _, d| {
        10.0 * o as f64 + normal(1, "n", d, 0)
    });
    let english = said(&found, Lang::En);
    assert_eq!(
        english[0],
        "Nothing tips: “O0” is best over the whole of “Duration” (6 months to 30 months), told apart from the \
         others at every point."
    );
    assert_eq!(english[1], "Over the whole axis, by mean, against “O0”: worse are “O1” and “O2”.");
    assert_eq!(english[2], "No option’s mean is told apart between the two ends of the axis.");
    assert!(said(&found, Lang::Ar)[0].starts_with("لا نقطة تحول"));
}

#[test]
fn an_interval_that_goes_on_beyond_the_axis_is_open() {
    let found = planted((2, 1, 200), vec![duration()], None, |o, _, x, d| {
        let noise = 30.0 * normal(3, "n", d, 0);
        if o == 1 { 28.0 - x[0] + noise } else { 0.0 }
    });
    let english = said(&found, Lang::En).join(" ");
    let arabic = said(&found, Lang::Ar).join(" ");
    assert!(english.contains("to above 30)"), "{english}");
    assert!(arabic.contains("إلى ما فوق 30)"), "{arabic}");
}

#[test]
fn tables_hold_what_was_found() {
    let (model, results) = tips();
    let report = SweepReport::new(&results, &model, String::new());
    let home = tempfile::tempdir().unwrap();
    write_sweep_findings(home.path(), &results, &model, &report.findings).unwrap();
    let read = |name: &str| std::fs::read_to_string(home.path().join(name)).unwrap();
    let (tipping, winners) = (read(TIPPING_TABLE), read(WINNERS_TABLE));
    assert!(tipping.starts_with("measure,trajectory,axis,axis_unit,kind,"));
    assert!(tipping.contains("\nlost,f0,phased.months,month,best,o0,o1,"), "{tipping}");
    assert!(tipping.contains("\nlost,f0,phased.months,month,better,o0,o1,"), "{tipping}");
    let best: Vec<&str> = winners.lines().skip(1).filter_map(|row| row.split(',').nth(4)).collect();
    assert_eq!(best, ["o0", "o0", "o1", "o1", "o1"]);
}

/// All charts of sweeps over one axis, two, and a sample, in both languages.
#[test]
fn every_sweep_has_its_charts() {
    let rate = || Axis { log: true, ..axis("rate", &[0.01, 0.02, 0.04]) };
    let value = |o: usize, f: usize, x: &[f64], d: usize| {
        let noise = 0.5 * normal(1, "n", d, 0);
        if o == 0 {
            3.0
        } else {
            20.0 + f as f64 - x[0] + 40.0 * x.get(1).copied().unwrap_or(0.0) + noise
        }
    };
    let points: Vec<Vec<f64>> = (0..40)
        .map(|i| vec![6.0 + 0.6 * f64::from(i), 0.01 + 0.03 * f64::from(i * 7 % 40) / 40.0])
        .collect();
    let sweeps = [
        (planted((3, 2, 40), vec![duration()], None, value), 4),
        (planted((2, 1, 40), vec![duration(), rate()], None, value), 3),
        (planted((2, 1, 40), vec![duration(), rate()], Some(&points), value), 2),
    ];
    for ((model, results), expected) in &sweeps {
        let report = SweepReport::new(results, model, "drawdown sweep x".to_owned());
        for lang in [Lang::En, Lang::Ar] {
            let view = report.view(lang);
            let pictures = sweep_pictures(&view);
            assert_eq!(pictures.len(), *expected, "{pictures:?}");
            for (name, picture) in pictures {
                let figure = sweep_figure(&view, picture);
                assert!(
                    !figure.title.is_empty()
                        && figure.source_line.contains("seed") != (lang == Lang::Ar)
                );
                let drawn = svg(&figure, &Theme::report()).unwrap();
                assert!(!drawn.contains("NaN"), "{name}");
            }
        }
    }
}

#[test]
fn a_page_has_both_languages_and_its_charts() {
    let (model, results) = tips();
    let report = SweepReport::new(&results, &model, "drawdown sweep x --seed 1".to_owned());
    let home = tempfile::tempdir().unwrap();
    write_sweep_report(&report, home.path(), &[Lang::En, Lang::Ar]).unwrap();
    let page = std::fs::read_to_string(home.path().join(SWEEP_PAGE)).unwrap();
    for part in [
        "id=\"en\"",
        "id=\"ar\"",
        "id=\"en-tipping\"",
        "drawdown sweep x --seed 1",
        "نقاط التحول",
        "charts/ar/response-lost.svg",
        "href=\"tipping.csv\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    for ending in ["svg", "png", "pdf"] {
        assert!(home.path().join(format!("charts/en/differences-lost.{ending}")).is_file());
    }
}
