//! Samples of the charts of back-tests, for the gallery and its tests.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::samples::fan_line;
use super::*;
use crate::text::{Lang, NumberFormat};

fn figure(title: (&str, &str), lang: Lang, kind: FigureKind) -> Figure {
    Figure {
        title: lang.pick(title.0, title.1).to_owned(),
        subtitle: lang
            .pick(
                "Option stay, trajectory drift; 10,000 replicates",
                "خيار البقاء، مسار الاستمرار؛ 10,000 تكرار",
            )
            .to_owned(),
        caption: String::new(),
        source_line: lang.pick("Study: coalition", "الدراسة: coalition").to_owned(),
        lang,
        kind,
    }
}

fn axis(lang: Lang, scale: ScaleChoice) -> ValueAxis {
    ValueAxis {
        label: lang.pick("ISIS attacks in Iraq", "هجمات داعش في العراق").to_owned(),
        unit: lang.pick("attacks a month", "هجوم شهرياً").to_owned(),
        scale,
        natural: (Some(0.0), None),
        format: NumberFormat::Plain,
    }
}

fn months(start: Date, count: i32) -> Date {
    start.checked_add(count.months()).unwrap()
}

/// Observations of `count` windows of `length` months, the first two before the start.
fn points(count: i32, length: i32, with_range: bool) -> Vec<ObservedPoint> {
    let first = months(date(2024, 2, 1), -2 * length);
    (0..count)
        .map(|i| {
            let value = 60.0 * libm::exp(0.5 * libm::sin(f64::from(i) * 1.7)) - f64::from(i);
            let value = if count > 20 && i % 9 == 4 { 0.0 } else { value };
            ObservedPoint {
                from: months(first, i * length),
                to: months(first, (i + 1) * length),
                value,
                range: with_range.then_some((0.7 * value, 1.35 * value)),
                used: match i {
                    0 | 1 => PointUse::Context,
                    2 | 3 => PointUse::Fitted,
                    _ => PointUse::Scored,
                },
            }
        })
        .collect()
}

fn boxes(points: &[ObservedPoint], level: f64, sigma: f64) -> Vec<WindowBox> {
    let inside = points.iter().filter(|p| p.used != PointUse::Context);
    inside
        .map(|p| {
            let at = |z: f64| level * libm::exp(sigma * z);
            WindowBox {
                from: p.from,
                to: p.to,
                p05: at(-1.645),
                p25: at(-0.674),
                p50: at(0.0),
                p75: at(0.674),
                p95: at(1.645),
            }
        })
        .collect()
}

fn naive(lang: Lang) -> Vec<NaiveLine> {
    let (start, end) = (date(2024, 2, 1), date(2027, 1, 1));
    vec![
        NaiveLine {
            label: lang.pick("last value", "آخر قيمة").to_owned(),
            points: vec![(start, 72.0), (end, 72.0)],
        },
        NaiveLine {
            label: lang.pick("linear trend", "الاتجاه الخطي").to_owned(),
            points: (0..=35).map(|i| (months(start, i), 72.0 - 2.4 * f64::from(i))).collect(),
        },
    ]
}

/// Fans of the prior and the posterior.
fn fans(lang: Lang) -> Figure {
    let label = |en: &str, ar: &str| lang.pick(en, ar).to_owned();
    let kind = FigureKind::Observed(Observed {
        axis: axis(lang, ScaleChoice::Log),
        predicted: vec![
            fan_line(&label("before the data", "قبل البيانات"), 0, 60.0, -0.1, 0.4),
            fan_line(&label("after the data", "بعد البيانات"), 1, 55.0, -0.2, 0.15),
        ],
        windows: Vec::new(),
        points: points(12, 3, true),
        naive: naive(lang),
        start: Some(date(2024, 2, 1)),
    });
    figure(
        ("Attacks in Iraq: predicted and observed", "الهجمات في العراق: المتوقع والمرصود"),
        lang,
        kind,
    )
}

/// Boxes by window.
fn windows(lang: Lang, count: i32, length: i32, scale: ScaleChoice, sets: usize) -> Figure {
    let points = points(count, length, length > 1);
    let names = [("before the data", "قبل البيانات"), ("after the data", "بعد البيانات")];
    let windows = (0..sets).map(|k| WindowPrediction {
        label: lang.pick(names[k].0, names[k].1).to_owned(),
        colour: k,
        boxes: boxes(&points, 60.0 - 8.0 * k as f64, 0.5 - 0.25 * k as f64),
    });
    let kind = FigureKind::Observed(Observed {
        axis: axis(lang, scale),
        predicted: Vec::new(),
        windows: windows.collect(),
        naive: naive(lang),
        start: Some(date(2024, 2, 1)),
        points: points.clone(),
    });
    figure(("Attacks in Iraq by window", "الهجمات في العراق حسب الفترة"), lang, kind)
}

/// PITs that pile up at one end, with their coverage.
fn calibration(lang: Lang, n: usize, bins: usize, sets: usize) -> Figure {
    let names = [("before the data", "قبل البيانات"), ("after the data", "بعد البيانات")];
    let set = |k: usize| {
        let pit: Vec<f64> = (0..n)
            .map(|i| libm::pow((i as f64 + 0.5) / n as f64, if k == 0 { 2.2 } else { 1.1 }))
            .collect();
        let coverage = [0.5, 0.8, 0.9].map(|nominal| {
            let inside = pit.iter().filter(|p| (*p - 0.5).abs() <= nominal / 2.0).count();
            let observed = inside as f64 / n as f64;
            let half = 1.96 * libm::sqrt(observed * (1.0 - observed) / n as f64);
            let interval = ((observed - half).max(0.0), (observed + half).min(1.0));
            CoveragePoint { nominal, observed, interval }
        });
        CalibrationSet {
            label: if sets == 1 {
                String::new()
            } else {
                lang.pick(names[k].0, names[k].1).to_owned()
            },
            colour: k,
            pit,
            coverage: coverage.to_vec(),
        }
    };
    let data = Calibration { sets: (0..sets).map(set).collect(), bins };
    figure(
        ("Are predictions calibrated?", "هل التوقعات معايرة؟"),
        lang,
        FigureKind::Calibration(data),
    )
}

/// Every sample with the name of its file.
pub(super) fn gallery() -> Vec<(&'static str, Figure)> {
    vec![
        ("observed-fans-en", fans(Lang::En)),
        ("observed-fans-ar", fans(Lang::Ar)),
        ("observed-windows-en", windows(Lang::En, 10, 3, ScaleChoice::Linear, 2)),
        ("observed-windows-ar", windows(Lang::Ar, 10, 3, ScaleChoice::Log, 1)),
        ("observed-months-en", windows(Lang::En, 36, 1, ScaleChoice::Log, 1)),
        ("calibration-en", calibration(Lang::En, 60, 10, 2)),
        ("calibration-ar", calibration(Lang::Ar, 14, 5, 1)),
    ]
}

#[test]
fn observed_data_that_do_not_fit_are_refused() {
    let refused = |change: fn(&mut Observed)| {
        let mut sample = fans(Lang::En);
        if let FigureKind::Observed(data) = &mut sample.kind {
            change(data);
        }
        svg(&sample, &Theme::report()).unwrap_err().to_string()
    };
    assert!(refused(|d| d.points[3].value = f64::NAN).contains("not finite"));
    assert!(refused(|d| d.predicted[0].p05[0] = f64::INFINITY).contains("not finite"));
    assert!(refused(|d| d.predicted[0].p25.truncate(1)).contains("other lengths"));
    assert!(refused(|d| d.points[0].to = date(2020, 1, 1)).contains("ends before it begins"));
    assert!(refused(|d| *d = Observed::default()).contains("nothing to draw"));
    assert!(refused(|d| d.predicted = vec![d.predicted[0].clone(); 4]).contains("4 fans"));
}

#[test]
fn calibration_data_that_do_not_fit_are_refused() {
    let refused = |change: fn(&mut Calibration)| {
        let mut sample = calibration(Lang::En, 20, 5, 1);
        if let FigureKind::Calibration(data) = &mut sample.kind {
            change(data);
        }
        svg(&sample, &Theme::report()).unwrap_err().to_string()
    };
    assert!(refused(|d| d.sets[0].pit[0] = 1.2).contains("between 0 and 1"));
    assert!(refused(|d| d.sets[0].coverage[0].observed = f64::NAN).contains("between 0 and 1"));
    assert!(refused(|d| d.bins = 0).contains("from 1 to 50"));
    assert!(refused(|d| d.sets.clear()).contains("nothing to draw"));
}

#[test]
fn one_observation_is_a_chart() {
    let mut sample = fans(Lang::En);
    if let FigureKind::Observed(data) = &mut sample.kind {
        let only = data.points[5];
        *data = Observed {
            points: vec![ObservedPoint { to: only.from, ..only }],
            ..Observed::default()
        };
    }
    let drawn = svg(&sample, &Theme::report()).unwrap();
    assert!(drawn.contains("observed, scored (n = 1)") && !drawn.contains("NaN"));
}
