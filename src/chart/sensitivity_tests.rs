//! Charts of global sensitivity, whole.

use super::tests::{assert_matches, draw, small_figure};
use super::*;
use crate::text::{Lang, NumberFormat};

const NAMES: [(&str, &str); 6] = [
    (
        "Recruitment rate and partner capability (correlated)",
        "معدل التجنيد وقدرة الشريك (مترابطان)",
    ),
    ("Luck", "المصادفة"),
    ("Cost per tour", "كلفة الدورة الواحدة"),
    ("Initial strength", "القوة الأولية"),
    ("Return rate", "معدل العودة"),
    ("Share that deserts", "نسبة الفارين"),
];

fn name(i: usize, lang: Lang) -> String {
    let (en, ar) = NAMES[i % NAMES.len()];
    lang.pick(en, ar).to_owned()
}

fn indices(lang: Lang) -> Figure {
    let mark = |value: f64, half: f64, chance| {
        Some(IndexMark { value, interval: (value - half, value + half), chance })
    };
    let row = |i: usize, chance: Option<f64>| {
        let first = 0.5 / (1.0 + i as f64) - 0.09;
        IndicesRow {
            label: name(i, lang),
            marks: [mark(first, 0.04, chance), mark(first + 0.11, 0.03, chance)],
        }
    };
    let panel = |title: &str, chance| IndicesPanel {
        title: title.to_owned(),
        rows: (0..6).map(|i| row(i, chance)).collect(),
    };
    let kind = FigureKind::Indices(Indices {
        axis: ValueAxis {
            label: lang.pick("Share of the variance", "نسبة التباين").to_owned(),
            format: NumberFormat::Percent,
            ..ValueAxis::default()
        },
        panels: vec![
            panel(lang.pick("Phased less Stay", "التدريجي مقارنة بالبقاء"), None),
            panel(lang.pick("Rapid less Stay", "السريع مقارنة بالبقاء"), Some(0.02)),
        ],
        names: (
            lang.pick("alone", "منفرداً").to_owned(),
            lang.pick("with interactions", "مع التفاعلات").to_owned(),
        ),
        chance: lang.pick("what chance gives", "ما تعطيه المصادفة").to_owned(),
        columns: None,
    });
    small_figure(lang, kind)
}

fn screening(lang: Lang) -> Figure {
    let point = |i: usize| {
        let size = 40.0 / (1.0 + i as f64);
        ScreeningPoint {
            label: if i < 6 { name(i, lang) } else { String::new() },
            size,
            interval: (0.8 * size, 1.2 * size),
            spread: size * [0.05, 0.7, 0.3, 1.4, 0.2][i % 5],
        }
    };
    let kind = FigureKind::Screening(Screening {
        size: ValueAxis {
            label: lang.pick("Mean size of the effect, μ*", "متوسط حجم الأثر μ*").to_owned(),
            unit: lang.pick("attacks", "هجوم").to_owned(),
            ..ValueAxis::default()
        },
        spread: ValueAxis {
            label: lang.pick("Standard deviation, σ", "الانحراف المعياري σ").to_owned(),
            ..ValueAxis::default()
        },
        points: (0..15).map(point).collect(),
        wedges: [0.1, 0.5, 1.0].map(|slope| (slope, format!("σ = {slope} μ*"))).to_vec(),
    });
    small_figure(lang, kind)
}

#[test]
fn indices_as_svg() {
    assert_matches("chart_indices", &indices(Lang::En));
}

#[test]
fn indices_in_arabic_as_svg() {
    assert_matches("chart_indices_ar", &indices(Lang::Ar));
}

#[test]
fn screening_as_svg() {
    assert_matches("chart_screening", &screening(Lang::En));
}

#[test]
fn screening_in_arabic_as_svg() {
    assert_matches("chart_screening_ar", &screening(Lang::Ar));
}

#[test]
fn nothing_to_show_is_refused_and_odd_values_are_drawn_around() {
    let theme = Theme::report();
    for kind in
        [FigureKind::Indices(Indices::default()), FigureKind::Screening(Screening::default())]
    {
        let refused = svg(&small_figure(Lang::En, kind), &theme);
        assert!(matches!(refused, Err(ChartError::Empty { .. })));
    }
    let mut figure = screening(Lang::En);
    let FigureKind::Screening(data) = &mut figure.kind else { panic!() };
    data.points[0].interval = (f64::NAN, f64::NAN);
    data.points.iter_mut().for_each(|p| (p.size, p.spread) = (0.0, 0.0));
    assert!(draw(&figure).contains("</svg>"));
}
