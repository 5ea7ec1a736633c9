//! Tests of the charts of scenario discovery.

use super::tests::{assert_matches, assert_texts_apart, draw, small_figure};
use super::*;
use crate::text::Lang;

fn limits(lang: Lang) -> FigureKind {
    let row = |en: &str, ar: &str, inside: (f64, f64), ends: [&str; 2], text: &str| LimitRow {
        label: lang.pick(en, ar).to_owned(),
        inside: vec![inside],
        ends: (ends[0].to_owned(), ends[1].to_owned()),
        text: text.to_owned(),
    };
    let month = lang.pick("3.1 % a month", "3.1٪ شهرياً");
    FigureKind::BoxLimits(BoxLimits {
        rows: vec![
            row("Recruitment", "التجنيد", (0.62, 1.0), [month, ""], "< 0.001"),
            row("Capability at the start", "القدرة في البداية", (0.0, 0.31), ["", "0.55"], "0.004"),
            row("Pressure", "الضغط", (0.48, 0.55), ["12,300", "12,400"], "0.02"),
        ],
        text_title: lang.pick("quasi-p", "شبه p").to_owned(),
    })
}

fn peeling(lang: Lang) -> FigureKind {
    let point = |k: usize| PeelPoint {
        coverage: 1.0 - 0.004 * (k * k) as f64,
        density: 0.2 + 0.05 * k as f64,
        restricted: k / 2,
    };
    FigureKind::Peeling(PeelingPlot {
        points: (0..15).map(point).collect(),
        chosen: 9,
        told: Some((0.72, 0.7)),
        other: Some((0.6, 0.75, lang.pick("classification tree", "شجرة التصنيف").to_owned())),
    })
}

fn scatter(lang: Lang) -> FigureKind {
    let point = |k: usize| {
        let (x, y) = ((k * 37 % 101) as f64 / 10.0, (k * 53 % 97) as f64 * 40.0);
        ScatterPoint { x, y, marked: x > 4.0 && y < 2000.0 }
    };
    let axis = |en: &str, ar: &str, unit: &str| ValueAxis {
        label: lang.pick(en, ar).to_owned(),
        unit: unit.to_owned(),
        ..ValueAxis::default()
    };
    FigureKind::Scatter(Scatter {
        x: axis("Recruitment", "التجنيد", lang.pick("% a month", "٪ شهرياً")),
        y: axis("Fighters at the start", "المقاتلون في البداية", lang.pick("people", "شخص")),
        points: (0..60).map(point).collect(),
        names: (
            lang.pick("fails", "يفشل").to_owned(),
            lang.pick("does not fail", "لا يفشل").to_owned(),
        ),
        across: (Some(4.0), None),
        up: (None, Some(2000.0)),
        box_name: lang.pick("the box", "الصندوق").to_owned(),
    })
}

#[test]
fn charts_of_discovery_as_svg() {
    for (lang, code) in [(Lang::En, "en"), (Lang::Ar, "ar")] {
        assert_matches(&format!("chart_limits_{code}"), &small_figure(lang, limits(lang)));
        assert_matches(&format!("chart_peeling_{code}"), &small_figure(lang, peeling(lang)));
        assert_matches(&format!("chart_scatter_{code}"), &small_figure(lang, scatter(lang)));
    }
}

#[test]
fn texts_stand_apart() {
    for lang in [Lang::En, Lang::Ar] {
        for kind in [limits(lang), peeling(lang), scatter(lang)] {
            let compared = assert_texts_apart("discovery", &draw(&small_figure(lang, kind)));
            assert!(compared > 10);
        }
    }
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let drawn = |kind: FigureKind| svg(&small_figure(Lang::En, kind), &Theme::report());
    let wrong = [
        FigureKind::BoxLimits(BoxLimits::default()),
        FigureKind::BoxLimits(BoxLimits {
            rows: vec![LimitRow { inside: vec![(0.4, 1.2)], ..LimitRow::default() }],
            text_title: String::new(),
        }),
        FigureKind::Peeling(PeelingPlot::default()),
        FigureKind::Peeling(PeelingPlot {
            points: vec![PeelPoint { coverage: 1.5, ..PeelPoint::default() }],
            ..PeelingPlot::default()
        }),
        FigureKind::Peeling(PeelingPlot {
            points: vec![PeelPoint::default()],
            chosen: 1,
            ..PeelingPlot::default()
        }),
        FigureKind::Scatter(Scatter::default()),
        FigureKind::Scatter(Scatter {
            points: vec![ScatterPoint { x: f64::NAN, y: 0.0, marked: true }],
            ..Scatter::default()
        }),
    ];
    for kind in wrong {
        assert!(drawn(kind).is_err());
    }
    // one point, no limits, a long name
    let long = "A name that goes on and on, about everything that might be limited and for whom";
    let row = LimitRow {
        label: long.to_owned(),
        inside: vec![(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)],
        ends: (long.to_owned(), long.to_owned()),
        text: long.to_owned(),
    };
    let odd = [
        FigureKind::BoxLimits(BoxLimits { rows: vec![row], text_title: long.to_owned() }),
        FigureKind::Scatter(Scatter {
            points: vec![ScatterPoint { x: 1.0, y: 1.0, marked: false }],
            ..Scatter::default()
        }),
        FigureKind::Peeling(PeelingPlot {
            points: vec![PeelPoint { coverage: 1.0, density: 1.0, restricted: 0 }],
            ..PeelingPlot::default()
        }),
    ];
    for kind in odd {
        drawn(kind).unwrap();
    }
}
