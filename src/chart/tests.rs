//! Tests of whole charts.

use super::samples::{fan_line, fighters, gallery, spread_row};
use super::*;
use crate::text::{Lang, NumberFormat};

pub(super) fn draw(figure: &Figure) -> String {
    svg(figure, &Theme::report()).unwrap()
}

pub(super) fn small_figure(lang: Lang, kind: FigureKind) -> Figure {
    Figure {
        title: lang.pick("A small figure", "شكل صغير").to_owned(),
        subtitle: lang.pick("n = 1,000", "العدد = 1,000").to_owned(),
        caption: String::new(),
        source_line: String::new(),
        lang,
        kind,
    }
}

/// The SVG without the outlines of its letters, which would bury what a person can check.
fn readable(svg: &str) -> String {
    let shorten = |line: &str| match line.find(" d=\"") {
        Some(at) if line.contains("aria-label") => format!("{}/>", &line[..at]),
        _ => line.to_owned(),
    };
    svg.lines().map(shorten).collect::<Vec<_>>().join("\n")
}

pub(super) fn assert_matches(name: &str, figure: &Figure) {
    insta::with_settings!({snapshot_path => "../../tests/snapshots", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!(name, readable(&draw(figure)));
    });
}

#[test]
fn a_distribution_as_svg() {
    let rows = vec![
        spread_row("Stay", true, |p| 10.0 + 10.0 * p),
        spread_row("Leave", false, |p| 10.0 + 30.0 * p * p),
    ];
    let panel = DistributionPanel { title: "No change".to_owned(), rows };
    let kind = FigureKind::Distribution(Distribution {
        axis: ValueAxis {
            label: "Attacks".to_owned(),
            unit: "a month".to_owned(),
            natural: (Some(0.0), None),
            ..ValueAxis::default()
        },
        panels: vec![panel],
        threshold: None,
        style: DistributionStyle::HalfEye,
    });
    assert_matches("chart_distribution", &small_figure(Lang::En, kind));
}

#[test]
fn an_estimate_in_arabic_as_svg() {
    let row = |label: &str, value: f64| DistributionRow {
        label: label.to_owned(),
        is_reference: false,
        colour: None,
        mark: RowMark::Estimate {
            value,
            interval: (value - 0.02, value + 0.02),
            text: String::new(),
        },
    };
    let kind = FigureKind::Distribution(Distribution {
        axis: ValueAxis {
            label: "الاحتمال".to_owned(),
            format: NumberFormat::Percent,
            natural: (Some(0.0), Some(1.0)),
            ..ValueAxis::default()
        },
        panels: vec![DistributionPanel {
            title: String::new(),
            rows: vec![row("البقاء", 0.1), row("الانسحاب", 0.3)],
        }],
        threshold: None,
        style: DistributionStyle::HalfEye,
    });
    assert_matches("chart_estimate_ar", &small_figure(Lang::Ar, kind));
}

#[test]
fn a_fan_as_svg() {
    let kind = FigureKind::Fan(Fan {
        axis: ValueAxis { label: "Active fighters".to_owned(), ..ValueAxis::default() },
        panels: vec![FanPanel {
            title: String::new(),
            lines: vec![
                fan_line("Stay", 0, 100.0, -0.1, 0.2),
                fan_line("Leave", 1, 100.0, 0.1, 0.2),
            ],
            history: None,
        }],
        columns: None,
        threshold: None,
        dates: Vec::new(),
    });
    assert_matches("chart_fan", &small_figure(Lang::En, kind));
}

#[test]
fn a_heat_map_in_arabic_as_svg() {
    let cell = |value, strong| HeatCell { value, note: String::new(), strong };
    let kind = FigureKind::Heat(Heat {
        axis: ValueAxis { label: "الهجمات".to_owned(), ..ValueAxis::default() },
        row_title: "الخيار".to_owned(),
        column_title: "المسار".to_owned(),
        rows: vec!["البقاء".to_owned(), "الانسحاب".to_owned()],
        columns: vec!["أ".to_owned(), "ب".to_owned()],
        cells: vec![
            vec![cell(1.0, true), cell(-2.0, false)],
            vec![cell(3.0, false), cell(f64::NAN, false)],
        ],
        sense: Sense::Minimise,
        centre: None,
    });
    assert_matches("chart_heat_ar", &small_figure(Lang::Ar, kind));
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    for (name, figure) in gallery() {
        assert_eq!(draw(&figure), draw(&figure), "{name}");
    }
}

#[test]
fn a_png_has_the_size_of_the_theme() {
    let svg = draw(&fighters(Lang::En, 0.3, 1.1));
    let bytes = png(&svg, 100.0).unwrap();
    let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    assert_eq!(reader.info().width, 709);
    // What would be too long for a picture gets fewer pixels to the inch.
    let tall = "<svg xmlns='http://www.w3.org/2000/svg' width='10mm' height='10000mm'/>";
    let bytes = png(tall, 200.0).unwrap();
    let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (10, 10_000));
    assert!(matches!(png("no svg", 100.0), Err(ChartError::Raster { .. })));
}

#[test]
fn texts_neither_overlap_nor_leave_the_page() {
    let mut compared = 0;
    for (name, figure) in gallery() {
        for width_mm in [100.0, 180.0, 260.0] {
            let theme = Theme { width_mm, ..Theme::report() };
            let drawn = svg(&figure, &theme).unwrap();
            compared += assert_texts_apart(&format!("{name} at {width_mm} mm"), &drawn);
        }
    }
    assert!(compared > 10_000);
}

/// Compares every pair of texts and returns how many there were.
pub(super) fn assert_texts_apart(name: &str, svg: &str) -> usize {
    let page = page_size(svg);
    let texts: Vec<(String, [f64; 4])> = svg.lines().filter_map(text_box).collect();
    let mut compared = 0;
    for (index, (text, a)) in texts.iter().enumerate() {
        let inside = a[0] >= 0.0 && a[1] >= 0.0 && a[2] <= page.0 && a[3] <= page.1;
        assert!(inside, "{name}: {text:?} leaves the page: {a:?}");
        for (other, b) in &texts[index + 1..] {
            // Two hundredths of a millimetre are rounding.
            let apart = a[2] <= b[0] + 2.0 || b[2] <= a[0] + 2.0;
            let above = a[3] <= b[1] + 2.0 || b[3] <= a[1] + 2.0;
            assert!(apart || above, "{name}: {text:?} {a:?} touches {other:?} {b:?}");
            compared += 1;
        }
    }
    compared
}

#[test]
fn odd_data_are_drawn() {
    let one = |quantile: fn(f64) -> f64| {
        FigureKind::Distribution(Distribution {
            axis: ValueAxis::default(),
            panels: vec![DistributionPanel {
                title: String::new(),
                rows: vec![spread_row("Only", true, quantile)],
            }],
            threshold: Some(Threshold { value: 1e9, label: "far away".to_owned() }),
            style: DistributionStyle::HalfEye,
        })
    };
    let mut line = fan_line("Only", 3, 1.0, 0.0, 3.0);
    line.mean = None;
    let fan = |line: FanLine| {
        FigureKind::Fan(Fan {
            axis: ValueAxis::default(),
            panels: vec![FanPanel { lines: vec![line], ..FanPanel::default() }],
            columns: Some(7),
            threshold: None,
            dates: Vec::new(),
        })
    };
    let first = |values: &Vec<f64>| vec![values[0]];
    let single = FanLine {
        dates: vec![line.dates[0]],
        p05: first(&line.p05),
        p25: first(&line.p25),
        p50: first(&line.p50),
        p75: first(&line.p75),
        p95: first(&line.p95),
        ..FanLine::default()
    };
    let cell = HeatCell { value: f64::INFINITY, note: "<&> \"note\"".to_owned(), strong: true };
    let heat = FigureKind::Heat(Heat {
        axis: ValueAxis::default(),
        row_title: String::new(),
        column_title: String::new(),
        rows: vec!["Only".to_owned()],
        columns: vec!["A-name-without-any-space-that-is-far-too-long-for-a-cell".to_owned()],
        cells: vec![vec![cell]],
        sense: Sense::Maximise,
        centre: Some(0.0),
    });
    let kinds = [
        one(|_| 0.0),
        one(|_| f64::INFINITY),
        one(|p| -1e6 * p * p + 1.0),
        one(|p| 1e-9 * p),
        one(|p| if p < 0.9 { 0.0 } else { 1e6 * p }),
        fan(line),
        fan(single),
        heat,
    ];
    for (index, kind) in kinds.into_iter().enumerate() {
        let mut sorted = small_figure(Lang::En, kind);
        if let FigureKind::Distribution(data) = &mut sorted.kind {
            sort_quantiles(data);
        }
        let drawn = draw(&sorted);
        assert!(!drawn.contains("NaN"), "figure {index} has a NaN");
        assert_texts_apart(&format!("odd figure {index}"), &drawn);
        png(&drawn, 72.0).unwrap();
    }
}

/// Turns a falling quantile function into a rising one.
fn sort_quantiles(data: &mut Distribution) {
    for row in data.panels.iter_mut().flat_map(|panel| &mut panel.rows) {
        if let RowMark::Spread { quantiles, inner, outer, .. } = &mut row.mark {
            quantiles.sort_by(f64::total_cmp);
            *inner = (inner.0.min(inner.1), inner.0.max(inner.1));
            *outer = (outer.0.min(outer.1), outer.0.max(outer.1));
        }
    }
}

fn page_size(svg: &str) -> (f64, f64) {
    let at = svg.find("viewBox=\"0 0 ").unwrap() + 13;
    let end = svg[at..].find('"').unwrap() + at;
    let (width, height) = svg[at..end].split_once(' ').unwrap();
    (width.parse().unwrap(), height.parse().unwrap())
}

/// The words of a drawn text and the box of its outline: left, top, right, bottom.
fn text_box(line: &str) -> Option<(String, [f64; 4])> {
    let attribute = |name: &str| {
        let at = line.find(&format!(" {name}=\""))? + name.len() + 3;
        let end = line[at..].find('"')? + at;
        Some(&line[at..end])
    };
    let label = attribute("aria-label")?.to_owned();
    let place = attribute("transform")?.trim_start_matches("translate(");
    let place = &place[..place.find(')')?];
    let (x, y) = place.split_once(' ')?;
    let origin = (x.parse::<f64>().ok()?, y.parse::<f64>().ok()?);
    let [left, top, right, bottom] = outline_box(attribute("d")?);
    Some((label, [origin.0 + left, origin.1 + top, origin.0 + right, origin.1 + bottom]))
}

/// The box around all points of path data in the commands that outlines use (M, m, l, q, c, z), where every point
/// is relative to where the command began.
fn outline_box(data: &str) -> [f64; 4] {
    let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let (mut pen, mut start) = ((0.0, 0.0), (0.0, 0.0));
    let mut rest = data;
    while let Some(letter) = rest.chars().next() {
        let end = rest[1..].find(|c: char| c.is_ascii_alphabetic()).map_or(rest.len(), |at| at + 1);
        let spaced = rest[1..end].replace('-', " -");
        let numbers: Vec<f64> =
            spaced.split_whitespace().map(|number| number.parse().unwrap()).collect();
        let from = pen;
        for pair in numbers.chunks(2) {
            pen = (from.0 + pair[0], from.1 + pair[1]);
            bounds[0] = bounds[0].min(pen.0);
            bounds[1] = bounds[1].min(pen.1);
            bounds[2] = bounds[2].max(pen.0);
            bounds[3] = bounds[3].max(pen.1);
        }
        if letter.eq_ignore_ascii_case(&'m') {
            start = pen;
        }
        if letter == 'z' {
            pen = start;
        }
        rest = &rest[end..];
    }
    bounds
}

#[test]
fn bad_figures_are_refused_with_a_reason() {
    let theme = Theme::report();
    let empty = FigureKind::Distribution(Distribution {
        axis: ValueAxis::default(),
        panels: Vec::new(),
        threshold: None,
        style: DistributionStyle::HalfEye,
    });
    let refused = svg(&small_figure(Lang::En, empty), &theme);
    assert!(matches!(refused, Err(ChartError::Empty { .. })));

    let mut line = fan_line("Stay", 0, 100.0, 0.0, 0.1);
    line.p95.pop();
    let ragged = FigureKind::Fan(Fan {
        axis: ValueAxis::default(),
        panels: vec![FanPanel { lines: vec![line], ..FanPanel::default() }],
        columns: None,
        threshold: None,
        dates: Vec::new(),
    });
    let refused = svg(&small_figure(Lang::En, ragged), &theme).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the figure \"A small figure\" cannot be drawn: the line \"Stay\" has series of other lengths than its dates"
    );

    let narrow = Theme { width_mm: 10.0, ..Theme::report() };
    let refused = svg(&fighters(Lang::En, 0.3, 1.1), &narrow);
    assert!(matches!(refused, Err(ChartError::BadTheme { .. })));
}
