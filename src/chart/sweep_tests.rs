//! Tests of charts of sweeps.

use super::tests::{assert_matches, small_figure};
use super::*;
use crate::text::Lang;

fn attacks(lang: Lang) -> ValueAxis {
    ValueAxis {
        label: lang.pick("Attacks", "الهجمات").to_owned(),
        natural: (Some(0.0), None),
        ..ValueAxis::default()
    }
}

fn months(lang: Lang) -> SweepAxis {
    SweepAxis {
        label: lang.pick("Duration", "المدة").to_owned(),
        unit: lang.pick("months", "شهر").to_owned(),
        places: vec![6.0, 12.0, 24.0],
        ..SweepAxis::default()
    }
}

fn names(lang: Lang) -> [String; 2] {
    [lang.pick("Stay", "البقاء").to_owned(), lang.pick("Leave", "الانسحاب").to_owned()]
}

fn line(label: &str, colour: usize, values: [f64; 3]) -> ResponseLine {
    let moved = |by: f64| values.iter().map(|v| v + by).collect();
    ResponseLine {
        label: label.to_owned(),
        colour,
        emphasis: if colour == 0 { Emphasis::Reference } else { Emphasis::Normal },
        places: vec![6.0, 12.0, 24.0],
        values: values.to_vec(),
        bands: vec![ResponseBand { name: "50 %".to_owned(), low: moved(-1.0), high: moved(1.0) }],
        dots: Vec::new(),
    }
}

fn response(lang: Lang) -> Response {
    let [stay, leave] = names(lang);
    Response {
        along: months(lang),
        axis: attacks(lang),
        panels: vec![ResponsePanel {
            lines: vec![line(&stay, 0, [8.0, 8.0, 8.0]), line(&leave, 1, [14.0, 10.0, 4.0])],
            threshold: Some(Threshold { value: 12.0, label: "12".to_owned() }),
            marks: vec![PlaceMark {
                at: 16.0,
                interval: Some((14.0, f64::INFINITY)),
                label: "16".to_owned(),
            }],
            ..ResponsePanel::default()
        }],
        line_name: lang.pick("mean", "المتوسط").to_owned(),
        mark_name: lang.pick("tipping point", "نقطة التحول").to_owned(),
        ..Response::default()
    }
}

fn map(lang: Lang, fill: MapFill) -> SweepMap {
    let up = SweepAxis {
        label: lang.pick("Rate", "المعدل").to_owned(),
        scale: SweepScale::Log,
        places: vec![1.0, 10.0],
        ..SweepAxis::default()
    };
    SweepMap { across: months(lang), up, fill, columns: None, border_name: "=".to_owned() }
}

fn values(lang: Lang) -> MapFill {
    MapFill::Values {
        axis: attacks(lang),
        sense: Sense::Minimise,
        centre: None,
        panels: vec![MapPanel {
            cells: vec![vec![1.0, 2.0, f64::NAN], vec![3.0, 4.0, 5.0]],
            ..MapPanel::default()
        }],
    }
}

fn winners(lang: Lang) -> MapFill {
    let [stay, leave] = names(lang);
    let option = |label, colour, emphasis| MapOption { label, colour, emphasis };
    let won = |best, rival| Winner { best: Some(best), rival };
    MapFill::Winners {
        options: vec![option(stay, 0, Emphasis::Reference), option(leave, 0, Emphasis::Normal)],
        panels: vec![MapPanel {
            title: String::new(),
            cells: vec![
                vec![won(0, None), won(0, Some(1)), won(1, None)],
                vec![won(0, None), Winner::default(), won(1, None)],
            ],
            borders: vec![MapBorder {
                points: vec![(1.0, 16.0, Some((14.0, 18.0))), (10.0, 14.0, None)],
            }],
        }],
    }
}

#[test]
fn sweeps_as_svg_in_both_languages() {
    for lang in [Lang::En, Lang::Ar] {
        let kinds = [
            ("response", FigureKind::Response(response(lang))),
            ("sweep_map", FigureKind::SweepMap(map(lang, values(lang)))),
            ("winners", FigureKind::SweepMap(map(lang, winners(lang)))),
        ];
        for (name, kind) in kinds {
            assert_matches(&format!("chart_{name}_{}", lang.code()), &small_figure(lang, kind));
        }
    }
}

fn refused(kind: FigureKind) -> String {
    svg(&small_figure(Lang::En, kind), &Theme::report()).unwrap_err().to_string()
}

#[test]
fn bad_sweeps_are_refused_with_a_reason() {
    let none = Response { panels: Vec::new(), ..response(Lang::En) };
    assert!(refused(FigureKind::Response(none)).contains("A small figure"));
    let mut unordered = response(Lang::En);
    unordered.along.places = vec![6.0, 24.0, 12.0];
    assert!(refused(FigureKind::Response(unordered)).ends_with("has places that do not ascend"));
    let mut short = response(Lang::En);
    short.panels[0].lines[1].values.pop();
    assert!(refused(FigureKind::Response(short)).contains("the line \"Leave\" has series"));
    let mut zero = map(Lang::En, winners(Lang::En));
    zero.up.places[0] = 0.0;
    assert!(refused(FigureKind::SweepMap(zero)).ends_with("places at or below zero"));
    let mut cut = map(Lang::En, winners(Lang::En));
    cut.across.places.pop();
    assert!(refused(FigureKind::SweepMap(cut)).ends_with("2 by 2 places need as many cells"));
}

#[test]
fn odd_sweeps_are_drawn() {
    let mut one = response(Lang::Ar);
    one.along.places = vec![6.0];
    for line in &mut one.panels[0].lines {
        line.places.truncate(1);
        line.values = vec![f64::NAN];
        line.bands.clear();
    }
    let drawn = svg(&small_figure(Lang::Ar, FigureKind::Response(one)), &Theme::report()).unwrap();
    assert!(!drawn.contains("NaN"));
    let flat = MapFill::Values {
        axis: attacks(Lang::En),
        sense: Sense::None,
        centre: Some(0.0),
        panels: vec![MapPanel { cells: vec![vec![7.0; 3]; 2], ..MapPanel::default() }],
    };
    let kind = FigureKind::SweepMap(map(Lang::En, flat));
    assert!(!svg(&small_figure(Lang::En, kind), &Theme::report()).unwrap().contains("NaN"));
}
