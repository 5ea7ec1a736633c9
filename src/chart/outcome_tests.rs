//! Tests of charts of distributions, replicates and shares, of live text and of PDF.

use jiff::civil::date;

use super::samples::{fan_line, spread_row};
use super::tests::{assert_matches, draw, small_figure};
use super::*;
use crate::text::Lang;

fn attacks(lang: Lang) -> ValueAxis {
    ValueAxis {
        label: lang.pick("Attacks", "الهجمات").to_owned(),
        unit: lang.pick("a month", "في الشهر").to_owned(),
        natural: (Some(0.0), None),
        ..ValueAxis::default()
    }
}

fn names(lang: Lang) -> [String; 2] {
    [lang.pick("Stay", "البقاء").to_owned(), lang.pick("Leave", "الانسحاب").to_owned()]
}

fn bound(lang: Lang) -> Option<Threshold> {
    let label = lang.pick("acceptable: 25", "المقبول: 25").to_owned();
    Some(Threshold { value: 25.0, label })
}

fn distribution(lang: Lang, style: DistributionStyle) -> FigureKind {
    let [stay, leave] = names(lang);
    let rows = vec![
        spread_row(&stay, true, |p| 10.0 + 10.0 * p),
        spread_row(&leave, false, |p| 10.0 + 30.0 * p * p),
    ];
    FigureKind::Distribution(Distribution {
        axis: attacks(lang),
        panels: vec![DistributionPanel { title: String::new(), rows }],
        threshold: bound(lang),
        style,
    })
}

fn ecdf(lang: Lang) -> FigureKind {
    let [stay, leave] = names(lang);
    let line = |label: String, emphasis, spread: f64| EcdfLine {
        label,
        colour: 0,
        emphasis,
        values: (0..10).map(|i| 10.0 + spread * f64::from(i)).collect(),
    };
    let lines = vec![line(stay, Emphasis::Reference, 1.0), line(leave, Emphasis::Normal, 3.0)];
    FigureKind::Ecdf(Ecdf {
        axis: attacks(lang),
        panels: vec![EcdfPanel { title: String::new(), lines }],
        columns: None,
        threshold: bound(lang),
        exceedance: false,
    })
}

fn spaghetti(lang: Lang) -> FigureKind {
    let [stay, _] = names(lang);
    let mut all = fan_line(&stay, 0, 100.0, 0.1, 0.2);
    all.emphasis = Emphasis::Reference;
    let paths = vec![all.p25.clone(), all.p75.clone()];
    let label = lang.pick("replicate 1", "التكرار 1").to_owned();
    let panel =
        SpaghettiPanel { title: stay, all, paths, highlight: Some(Highlight { path: 1, label }) };
    FigureKind::Spaghetti(Spaghetti {
        axis: attacks(lang),
        panels: vec![panel],
        columns: None,
        threshold: None,
        dates: Vec::new(),
    })
}

fn shares(lang: Lang) -> FigureKind {
    let [stay, leave] = names(lang);
    let rows = vec![
        SharesRow { label: stay, is_reference: true, shares: vec![0.7, 0.296, 0.004] },
        SharesRow { label: leave, is_reference: false, shares: Vec::new() },
    ];
    let classes = [("up to 10", "حتى 10"), ("10 to 20", "من 10 إلى 20"), ("more", "أكثر")];
    FigureKind::Shares(Shares {
        label: lang.pick("Share of replicates", "حصة التكرارات").to_owned(),
        classes: classes.map(|(en, ar)| lang.pick(en, ar).to_owned()).to_vec(),
        sense: Sense::Minimise,
        panels: vec![SharesPanel { title: String::new(), rows }],
    })
}

fn past(lang: Lang) -> FigureKind {
    let [stay, _] = names(lang);
    let mut line = fan_line(&stay, 1, 100.0, -0.1, 0.2);
    let (low, high) = (line.p25.clone(), line.p75.clone());
    line.bands = vec![FanBand { share: 0.5, low, high }];
    let history = History {
        label: lang.pick("reported", "المبلَّغ عنه").to_owned(),
        dates: vec![date(2023, 8, 1), date(2024, 1, 1)],
        values: vec![120.0, 105.0],
    };
    FigureKind::Fan(Fan {
        axis: attacks(lang),
        panels: vec![FanPanel { lines: vec![line], history: Some(history), ..FanPanel::default() }],
        columns: None,
        threshold: None,
        dates: Vec::new(),
    })
}

#[test]
fn new_kinds_as_svg_in_both_languages() {
    for lang in [Lang::En, Lang::Ar] {
        let kinds = [
            ("ridge", distribution(lang, DistributionStyle::Ridge)),
            ("dots", distribution(lang, DistributionStyle::Dots { count: 20 })),
            ("ecdf", ecdf(lang)),
            ("spaghetti", spaghetti(lang)),
            ("shares", shares(lang)),
            ("past", past(lang)),
        ];
        for (name, kind) in kinds {
            assert_matches(&format!("chart_{name}_{}", lang.code()), &small_figure(lang, kind));
        }
    }
}

#[test]
fn live_text_has_its_direction() {
    let theme = Theme::report().with_text(TextMode::Live);
    let arabic = svg(&small_figure(Lang::Ar, shares(Lang::Ar)), &theme).unwrap();
    assert!(!arabic.contains("aria-label"));
    let line = arabic.lines().find(|line| line.contains(">البقاء</text>")).unwrap();
    // The name stands right of the bars and begins at its right end, so that its left end is the anchor's end.
    assert!(line.contains("direction=\"rtl\"") && line.contains("text-anchor=\"end\""), "{line}");
    let title = arabic.lines().find(|line| line.contains(">شكل صغير</text>")).unwrap();
    assert!(title.contains("text-anchor=\"start\""), "{title}");
    let percent = arabic.lines().find(|line| line.contains(">\u{2066}70\u{a0}%\u{2069}<")).unwrap();
    assert!(percent.contains("direction=\"ltr\""), "{percent}");
    let english = svg(&small_figure(Lang::En, shares(Lang::En)), &theme).unwrap();
    assert!(!english.contains("direction=\"rtl\""));
    assert_eq!(png(&english, 72.0), Err(ChartError::LiveText));
    assert_eq!(pdf(&english), Err(ChartError::LiveText));
}

#[test]
fn a_pdf_is_all_vectors() {
    let bytes = pdf(&draw(&small_figure(Lang::Ar, ecdf(Lang::Ar)))).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.starts_with("%PDF-") && !text.contains("/Subtype /Image"));
    // 180 mm are 510.24 points.
    assert!(text.contains("/MediaBox [0 0 510.236"), "the page is as wide as the theme");
}

#[test]
fn sizes_are_those_of_the_theme() {
    for theme in [Theme::slide(), Theme::print(), Theme::report().with_width(123.4)] {
        let drawn = svg(&small_figure(Lang::En, shares(Lang::En)), &theme).unwrap();
        assert!(drawn.contains(&format!("width=\"{}mm\"", theme.width_mm)), "{}", theme.name);
    }
}

#[test]
fn odd_outcomes_are_drawn_or_refused() {
    let theme = Theme::report();
    let line = |values: Vec<f64>| EcdfLine { values, ..EcdfLine::default() };
    let curve = |values: Vec<f64>| {
        FigureKind::Ecdf(Ecdf {
            axis: ValueAxis::default(),
            panels: vec![EcdfPanel { title: String::new(), lines: vec![line(values)] }],
            columns: Some(9),
            threshold: None,
            exceedance: true,
        })
    };
    for values in [vec![0.0; 5], vec![f64::INFINITY; 3], vec![1.0, f64::INFINITY], vec![-1.0]] {
        let drawn = svg(&small_figure(Lang::En, curve(values.clone())), &theme).unwrap();
        assert!(!drawn.contains("NaN"), "{values:?}");
    }
    for values in [Vec::new(), vec![f64::NAN], vec![2.0, 1.0]] {
        let refused = svg(&small_figure(Lang::En, curve(values)), &theme);
        assert!(matches!(refused, Err(ChartError::BadData { .. })));
    }
    let FigureKind::Shares(mut bars) = shares(Lang::En) else { unreachable!() };
    bars.panels[0].rows[0].shares = vec![0.5, 0.1, 0.1];
    let refused = svg(&small_figure(Lang::En, FigureKind::Shares(bars)), &theme).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the figure \"A small figure\" cannot be drawn: the shares of \"Stay\" are not one a class, or do not add to 1"
    );
    let one = distribution(Lang::En, DistributionStyle::Dots { count: 1 });
    assert!(matches!(svg(&small_figure(Lang::En, one), &theme), Err(ChartError::BadData { .. })));
}
