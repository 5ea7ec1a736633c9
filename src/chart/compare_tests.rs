//! Tests of the charts for choosing between options.

use jiff::civil::date;

use super::samples_compare::{consequences, forest, regret, timeline, tornado, worth};
use super::tests::{assert_matches, assert_texts_apart, draw, small_figure};
use super::*;
use crate::text::{Lang, NumberFormat};

#[test]
fn a_forest_as_svg() {
    for (lang, name) in [(Lang::En, "chart_forest"), (Lang::Ar, "chart_forest_ar")] {
        assert_matches(name, &forest(lang, 3, 2));
    }
}

#[test]
fn a_regret_plot_as_svg() {
    for (lang, name) in [(Lang::En, "chart_regret"), (Lang::Ar, "chart_regret_ar")] {
        assert_matches(name, &regret(lang, 3));
    }
}

#[test]
fn a_chart_of_worth_as_svg() {
    for (lang, name) in [(Lang::En, "chart_worth"), (Lang::Ar, "chart_worth_ar")] {
        assert_matches(name, &worth(lang, 2));
    }
    let empty = small_figure(Lang::En, FigureKind::Worth(Worth::default()));
    assert!(matches!(super::svg(&empty, &Theme::report()), Err(ChartError::Empty { .. })));
    // long names, no width, nothing worth anything
    let row = |value: f64| WorthRow {
        label: LONG.to_owned(),
        value,
        interval: Some((0.0, value)),
        text: LONG.to_owned(),
        ..WorthRow::default()
    };
    for value in [0.0, 1e-300, 1e300, f64::NAN] {
        let rows = vec![row(value), row(0.0)];
        let panel = WorthPanel { title: LONG.to_owned(), whole: row(value), rows };
        let data = Worth { panels: vec![panel], ..Worth::default() };
        draw(&small_figure(Lang::Ar, FigureKind::Worth(data)));
    }
}

#[test]
fn a_consequence_table_as_svg() {
    for (lang, name) in [(Lang::En, "chart_consequence"), (Lang::Ar, "chart_consequence_ar")] {
        assert_matches(name, &consequences(lang, 3, 5));
    }
}

#[test]
fn a_tornado_as_svg() {
    for (lang, name) in [(Lang::En, "chart_tornado"), (Lang::Ar, "chart_tornado_ar")] {
        assert_matches(name, &tornado(lang, 1));
    }
}

#[test]
fn timelines_as_svg() {
    for (lang, name) in [(Lang::En, "chart_timeline"), (Lang::Ar, "chart_timeline_ar")] {
        assert_matches(name, &timeline(lang, 2, TimelineStyle::Areas));
    }
    for (lang, name) in [(Lang::En, "chart_strips"), (Lang::Ar, "chart_strips_ar")] {
        assert_matches(name, &timeline(lang, 2, TimelineStyle::Strips));
    }
}

const LONG: &str = "A name that goes on and on, about everything the option would change and for \
                    whom, and-without-any-space-where-one-would-break-a-line-in-two";

fn difference(value: f64, interval: (f64, f64), verdict: Verdict) -> ForestMark {
    ForestMark::Difference { value, interval, range: None, verdict, text: String::new() }
}

fn forest_of(marks: Vec<ForestMark>, label: &str) -> FigureKind {
    let row = |mark| ForestRow { label: label.to_owned(), mark };
    FigureKind::Forest(Forest {
        panels: vec![ForestPanel {
            title: label.to_owned(),
            rows: marks.into_iter().map(row).collect(),
        }],
        ends: (label.to_owned(), label.to_owned()),
        text_title: label.to_owned(),
        ..Forest::default()
    })
}

fn regret_of(values: &[f64], label: &str) -> FigureKind {
    let mark = |value| Some(RegretMark { value, interval: Some((value, value)) });
    let row = |value: &f64| RegretRow {
        label: label.to_owned(),
        strong: true,
        ranks: vec![f64::NAN; values.len()],
        expected: mark(*value),
        tail: None,
        worst: mark(2.0 * value),
        each: vec![*value],
        note: label.to_owned(),
    };
    FigureKind::Regret(Regret {
        rows: values.iter().map(row).collect(),
        rank_title: label.to_owned(),
        ..Regret::default()
    })
}

fn table_of(rows: usize, columns: usize, value: f64, label: &str) -> FigureKind {
    let cell = ConsequenceCell {
        value,
        text: String::new(),
        note: label.to_owned(),
        standing: Standing::Tied,
    };
    let column = ConsequenceColumn {
        label: label.to_owned(),
        unit: label.to_owned(),
        group: label.to_owned(),
        sense: Sense::Maximise,
        format: NumberFormat::Plain,
    };
    let row = ConsequenceRow {
        label: label.to_owned(),
        is_reference: true,
        is_efficient: true,
        cells: vec![cell; columns],
    };
    FigureKind::Consequence(Consequence {
        columns: vec![column; columns],
        rows: vec![row; rows],
        efficient_name: label.to_owned(),
        ..Consequence::default()
    })
}

fn tornado_of(low: f64, high: f64, centre: f64, label: &str) -> FigureKind {
    let end = |value| TornadoEnd { value, driver: label.to_owned() };
    FigureKind::Tornado(Tornado {
        panels: vec![TornadoPanel {
            title: label.to_owned(),
            centre,
            rows: vec![TornadoRow {
                label: label.to_owned(),
                low: end(low),
                high: end(high),
                note: label.to_owned(),
                is_clear: false,
            }],
        }],
        note_title: label.to_owned(),
        ..Tornado::default()
    })
}

fn timeline_of(levels: &[f64], style: TimelineStyle, label: &str) -> FigureKind {
    let dates: Vec<_> = (1..).map(|day| date(2024, 1, day)).take(levels.len()).collect();
    let fall = TimelineFall {
        label: label.to_owned(),
        date: dates[0],
        range: Some((dates[0], dates[dates.len() - 1])),
    };
    let event = DateMark { date: dates[0], label: label.to_owned() };
    FigureKind::Timeline(Timeline {
        lanes: vec![label.to_owned(), "b".to_owned()],
        panels: vec![TimelinePanel {
            title: label.to_owned(),
            dates,
            lanes: vec![
                TimelineLane { levels: levels.to_vec(), falls: vec![fall.clone(), fall] };
                2
            ],
            band: (Vec::new(), levels.to_vec()).clone(),
            events: vec![event.clone(), event],
        }],
        style,
        ..Timeline::default()
    })
}

#[test]
fn odd_data_are_drawn() {
    let (nan, inf) = (f64::NAN, f64::INFINITY);
    let mut kinds = vec![
        forest_of(vec![difference(0.0, (0.0, 0.0), Verdict::Unclear)], ""),
        forest_of(vec![difference(nan, (nan, nan), Verdict::Differs)], "x"),
        forest_of(vec![difference(inf, (-inf, inf), Verdict::Worse); 5], LONG),
        forest_of(vec![ForestMark::Missing { text: LONG.to_owned() }], LONG),
        regret_of(&[0.0], ""),
        regret_of(&[0.0, nan, inf, -1.0], LONG),
        table_of(1, 1, nan, ""),
        table_of(2, 30, inf, "x"),
        table_of(3, 3, 7.0, LONG),
        tornado_of(1.0, 1.0, 1.0, ""),
        tornado_of(nan, inf, nan, "x"),
        tornado_of(2.0, 3.0, 1.0, LONG),
        tornado_of(-inf, 3.0, inf, "y"),
    ];
    for style in [TimelineStyle::Areas, TimelineStyle::Strips] {
        for levels in [&[0.0][..], &[nan, inf, -3.0], &[5.0, 5.0]] {
            let mut kind = timeline_of(levels, style, if levels.len() == 2 { LONG } else { "x" });
            if let FigureKind::Timeline(data) = &mut kind {
                data.panels[0].band.0 = levels.to_vec();
            }
            kinds.push(kind);
        }
    }
    for (index, kind) in kinds.into_iter().enumerate() {
        for lang in [Lang::En, Lang::Ar] {
            let figure = small_figure(lang, kind.clone());
            for width_mm in [100.0, 180.0] {
                let drawn = svg(&figure, &Theme { width_mm, ..Theme::report() }).unwrap();
                assert!(!drawn.contains("NaN"), "figure {index} has a NaN");
                assert_texts_apart(&format!("odd figure {index} {lang:?} {width_mm}"), &drawn);
            }
        }
        png(&draw(&small_figure(Lang::En, kind)), 72.0).unwrap();
    }
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let refused = |kind| svg(&small_figure(Lang::En, kind), &Theme::report()).unwrap_err();
    let empty = [
        FigureKind::Forest(Forest::default()),
        FigureKind::Regret(Regret::default()),
        FigureKind::Consequence(Consequence::default()),
        FigureKind::Tornado(Tornado::default()),
        FigureKind::Timeline(Timeline::default()),
    ];
    for kind in empty {
        assert!(matches!(refused(kind), ChartError::Empty { .. }));
    }
    let FigureKind::Consequence(mut table) = table_of(2, 2, 1.0, "x") else { unreachable!() };
    table.rows[1].cells.pop();
    assert_eq!(
        refused(FigureKind::Consequence(table)).to_string(),
        "the figure \"A small figure\" cannot be drawn: the row \"x\" has 1 cells for 2 columns"
    );
    let FigureKind::Timeline(mut levers) = timeline_of(&[1.0, 2.0], TimelineStyle::Areas, "x")
    else {
        unreachable!()
    };
    levers.panels[0].lanes[0].levels.pop();
    assert!(matches!(refused(FigureKind::Timeline(levers)), ChartError::BadData { .. }));
}

#[test]
fn a_row_that_reaches_far_is_cut_and_told() {
    let mut marks = vec![difference(1.0, (0.5, 1.5), Verdict::Worse); 7];
    marks.push(difference(900.0, (800.0, 1000.0), Verdict::Worse));
    let drawn = draw(&small_figure(Lang::En, forest_of(marks, "x")));
    assert!(drawn.contains("lie beyond it"));
    assert!(drawn.contains("aria-label=\"+900 (800 to 1,000)\""));
    let even = forest_of(vec![difference(1.0, (0.5, 1.5), Verdict::Worse); 7], "x");
    assert!(!draw(&small_figure(Lang::En, even)).contains("lie beyond it"));
}

#[test]
fn a_level_falls_where_it_stays_below() {
    let dates: Vec<_> = (1..=5).map(|day| date(2024, 1, day)).collect();
    assert_eq!(falls_below(&dates, &[9.0, 4.0, 9.0, 4.0, 3.0], 4.0), Some(dates[3]));
    assert_eq!(falls_below(&dates, &[9.0, 4.0, 9.0, 4.0, 5.0], 4.0), None);
    assert_eq!(falls_below(&dates, &[1.0; 5], 4.0), None);
}

#[test]
fn fifteen_options_by_twelve_measures_fit_a_page() {
    for lang in [Lang::En, Lang::Ar] {
        for figure in [
            consequences(lang, 15, 12),
            forest(lang, 15, 5),
            regret(lang, 15),
            timeline(lang, 15, TimelineStyle::Areas),
            timeline(lang, 15, TimelineStyle::Strips),
        ] {
            let drawn = draw(&figure);
            let at = drawn.find("height=\"").unwrap() + 8;
            let end = drawn[at..].find("mm").unwrap() + at;
            let height: f64 = drawn[at..end].parse().unwrap();
            // A4 with margins of 10 mm.
            assert!(height <= 277.0, "{}: {height} mm", figure.title);
            // Nothing that 180 mm have room for is cut.
            assert!(!drawn.contains('…'), "{} cuts a text", figure.title);
        }
    }
}
