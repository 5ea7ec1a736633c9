//! Figures of realistic size for tests, and the gallery that a person looks at.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::*;
use crate::text::{Lang, NumberFormat};

pub(super) const OPTIONS: [(&str, &str); 10] = [
    ("No withdrawal", "عدم الانسحاب"),
    (
        "Phased withdrawal over 24 months with a residual advisory mission",
        "انسحاب تدريجي على مدى 24 شهراً مع بعثة استشارية متبقية",
    ),
    ("Conditional withdrawal", "انسحاب مشروط"),
    ("Withdrawal from Iraq only", "الانسحاب من العراق فقط"),
    ("Withdrawal from Syria only", "الانسحاب من سوريا فقط"),
    ("Over-the-horizon counter-terrorism", "مكافحة الإرهاب عن بُعد"),
    ("Expulsion by Baghdad", "إخراج القوات بقرار من بغداد"),
    ("Full withdrawal", "انسحاب كامل"),
    (
        "Transition to a mission of the alliance (training only)",
        "الانتقال إلى بعثة للحلف (تدريب فقط)",
    ),
    ("Surge, then withdrawal", "زيادة مؤقتة ثم انسحاب"),
];
pub(super) const TRAJECTORIES: [(&str, &str); 5] = [
    ("No change", "استمرار الوضع الراهن"),
    ("A virtual organisation", "التحول إلى تنظيم افتراضي"),
    ("Relocation to deserts and mountains", "التوجه إلى الصحاري والجبال"),
    ("Dispersal into other armed groups", "الذوبان في جماعات مسلحة أخرى"),
    ("Re-basing in Libya", "إعادة التمركز في ليبيا"),
];

pub(super) fn in_lang((en, ar): (&str, &str), lang: Lang) -> String {
    lang.pick(en, ar).to_owned()
}

/// The quantile of the standard normal distribution, by bisection of the error function: only tests need it.
pub(super) fn normal(p: f64) -> f64 {
    let (mut low, mut high) = (-8.0, 8.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if 0.5 * libm::erfc(-middle / std::f64::consts::SQRT_2) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// A row with the quantiles that `quantile` gives.
pub(super) fn spread_row(
    label: &str,
    is_reference: bool,
    quantile: impl Fn(f64) -> f64,
) -> DistributionRow {
    DistributionRow {
        label: label.to_owned(),
        is_reference,
        colour: None,
        mark: RowMark::Spread {
            quantiles: (1..=99).map(|i| quantile(f64::from(i) / 100.0)).collect(),
            median: quantile(0.5),
            inner: (quantile(0.25), quantile(0.75)),
            outer: (quantile(0.05), quantile(0.95)),
        },
    }
}

pub(super) fn figure(title: &str, subtitle: &str, lang: Lang, kind: FigureKind) -> Figure {
    Figure {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        caption: String::new(),
        source_line: lang
            .pick(
                "Study: coalition. Seed 1, 10,000 replicates, drawdown 0.1.0. Sources: S001 to S005.",
                "الدراسة: coalition. البذرة 1، عدد التكرارات 10,000، الإصدار drawdown 0.1.0. المصادر: S001 إلى S005.",
            )
            .to_owned(),
        lang,
        kind,
    }
}

pub(super) fn subtitle(lang: Lang) -> &'static str {
    lang.pick(
        "Feb 2024 to Feb 2027, 10,000 replicates in each option and trajectory",
        "من فبراير 2024 إلى فبراير 2027، 10,000 تكرار لكل خيار ومسار",
    )
}

/// A lognormal measure, 8 options in 5 trajectories.
pub(super) fn fighters(lang: Lang, sigma: f64, step: f64) -> Figure {
    let panels = TRAJECTORIES.iter().enumerate().map(|(t, name)| DistributionPanel {
        title: in_lang(*name, lang),
        rows: OPTIONS
            .iter()
            .enumerate()
            .map(|(o, label)| {
                let median = 900.0 * libm::pow(step, o as f64) * (1.0 + 0.25 * t as f64);
                let wide = sigma * (1.0 + 0.04 * (o * (t + 1)) as f64);
                spread_row(&in_lang(*label, lang), o == 0, |p| median * libm::exp(wide * normal(p)))
            })
            .collect(),
    });
    let axis = ValueAxis {
        label: lang.pick("Active fighters at the end", "المقاتلون النشطون في النهاية").to_owned(),
        unit: lang.pick("people", "فرد").to_owned(),
        natural: (Some(0.0), None),
        ..ValueAxis::default()
    };
    let threshold = Threshold {
        value: 2500.0,
        label: lang.pick("acceptable: 2,500 or fewer", "المقبول: 2,500 أو أقل").to_owned(),
    };
    let kind = FigureKind::Distribution(Distribution {
        axis,
        panels: panels.collect(),
        threshold: Some(threshold),
        style: DistributionStyle::HalfEye,
    });
    let title = lang.pick(
        "Active fighters at the end of the period, by option and trajectory",
        "المقاتلون النشطون في نهاية الفترة، حسب الخيار والمسار",
    );
    figure(title, subtitle(lang), lang, kind)
}

/// Counts with many zeros and a heavy tail; one option never has any, one measure is infinite.
pub(super) fn zeros() -> Figure {
    let mut rows: Vec<DistributionRow> = OPTIONS
        .iter()
        .enumerate()
        .map(|(o, (label, _))| {
            spread_row(label, o == 0, |p| {
                let raw = libm::exp((0.6 + 0.35 * o as f64) * normal(p) * 2.2 + o as f64 * 1.1);
                raw.floor()
            })
        })
        .collect();
    rows[2] = spread_row(OPTIONS[2].0, false, |_| 0.0);
    rows[3] = spread_row(OPTIONS[3].0, false, |p| if p > 0.7 { f64::INFINITY } else { 40.0 * p });
    rows[4].mark = RowMark::Missing { text: "no replicate has a value".to_owned() };
    let panels = vec![
        DistributionPanel { title: TRAJECTORIES[0].0.to_owned(), rows: rows.clone() },
        DistributionPanel { title: TRAJECTORIES[1].0.to_owned(), rows },
    ];
    let kind = FigureKind::Distribution(Distribution {
        axis: ValueAxis {
            label: "Casualties of coalition forces".to_owned(),
            unit: "people".to_owned(),
            natural: (Some(0.0), None),
            ..ValueAxis::default()
        },
        panels,
        threshold: None,
        style: DistributionStyle::HalfEye,
    });
    figure("Casualties, with zeros and a heavy tail", subtitle(Lang::En), Lang::En, kind)
}

/// A condition: probabilities with intervals.
pub(super) fn resurgence(lang: Lang, scale: f64) -> Figure {
    let panels = TRAJECTORIES.iter().enumerate().map(|(t, name)| DistributionPanel {
        title: in_lang(*name, lang),
        rows: OPTIONS
            .iter()
            .enumerate()
            .map(|(o, label)| {
                let p = (scale * (0.02 + 0.09 * o as f64 * (1.0 + 0.2 * t as f64))).min(0.97);
                let half = 1.96 * libm::sqrt(p * (1.0 - p) / 1000.0);
                DistributionRow {
                    label: in_lang(*label, lang),
                    is_reference: o == 0,
                    colour: None,
                    mark: RowMark::Estimate {
                        value: p,
                        interval: ((p - half).max(0.0), (p + half).min(1.0)),
                        text: String::new(),
                    },
                }
            })
            .collect(),
    });
    let kind = FigureKind::Distribution(Distribution {
        axis: ValueAxis {
            label: lang.pick("Probability", "الاحتمال").to_owned(),
            format: NumberFormat::Percent,
            natural: (Some(0.0), Some(1.0)),
            ..ValueAxis::default()
        },
        panels: panels.collect(),
        threshold: Some(Threshold {
            value: 0.05,
            label: format!(
                "{} {}",
                lang.pick("acceptable:", "المقبول:"),
                crate::text::percent(0.05, lang)
            ),
        }),
        style: DistributionStyle::HalfEye,
    });
    let title = lang.pick("Probability of a resurgence", "احتمال عودة التنظيم");
    figure(title, subtitle(lang), lang, kind)
}

pub(super) fn fan_line(label: &str, colour: usize, level: f64, growth: f64, sigma: f64) -> FanLine {
    let start = date(2024, 2, 1);
    let mut line = FanLine { label: label.to_owned(), colour, ..FanLine::default() };
    let mut mean = Vec::new();
    for step in 0..40_i32 {
        let years = f64::from(step) * 28.0 / 365.2425;
        let dates: Date = start.checked_add((28 * step).days()).unwrap();
        line.dates.push(dates);
        let centre = level * libm::exp(growth * years);
        let wide = sigma * libm::sqrt(years);
        let at = |z: f64| centre * libm::exp(z * wide);
        line.p05.push(at(-1.645));
        line.p25.push(at(-0.674));
        line.p50.push(centre);
        line.p75.push(at(0.674));
        line.p95.push(at(1.645));
        mean.push(centre * libm::exp(0.5 * wide * wide));
    }
    line.mean = Some(mean);
    line
}

fn fan_figure(lang: Lang, panels: Vec<FanPanel>) -> Figure {
    let kind = FigureKind::Fan(Fan {
        axis: ValueAxis {
            label: lang.pick("Active fighters", "المقاتلون النشطون").to_owned(),
            unit: lang.pick("people", "فرد").to_owned(),
            natural: (Some(0.0), None),
            ..ValueAxis::default()
        },
        panels,
        columns: None,
        threshold: Some(Threshold {
            value: 9_000.0,
            label: lang.pick("resurgence: 9,000", "العودة: 9,000").to_owned(),
        }),
        dates: vec![DateMark {
            date: date(2024, 6, 1),
            label: lang.pick("onset", "بداية المسار").to_owned(),
        }],
    });
    let title = lang.pick(
        "Active fighters in Iraq: relocation to deserts and mountains",
        "المقاتلون النشطون في العراق: التوجه إلى الصحاري والجبال",
    );
    figure(title, subtitle(lang), lang, kind)
}

/// A panel an option.
pub(super) fn fan_multiples(lang: Lang, count: usize) -> Figure {
    let panels = OPTIONS.iter().take(count).enumerate().map(|(o, label)| FanPanel {
        title: in_lang(*label, lang),
        lines: vec![fan_line(&in_lang(*label, lang), 0, 4_000.0, -0.2 + 0.09 * o as f64, 0.25)],
        history: None,
    });
    fan_figure(lang, panels.collect())
}

/// Two panels, one with a heavy tail.
fn fan_tail() -> Figure {
    let panel = |name: &str, sigma| FanPanel {
        title: name.to_owned(),
        lines: vec![fan_line(name, 0, 4_000.0, 0.1, sigma)],
        history: None,
    };
    let panels = vec![panel("Narrow", 0.3), panel("Wide", 1.6)];
    fan_figure(Lang::En, panels)
}

/// All options in one panel.
pub(super) fn fan_overlaid(lang: Lang, count: usize) -> Figure {
    let lines = OPTIONS.iter().take(count).enumerate().map(|(o, label)| {
        let growth = -0.2 + 0.07 * ((o * 5) % 9) as f64;
        fan_line(&in_lang(*label, lang), o, 4_000.0, growth, 0.25)
    });
    let panel = FanPanel { lines: lines.collect(), ..FanPanel::default() };
    fan_figure(lang, vec![panel])
}

/// A panel a trajectory, three options in each.
pub(super) fn fan_grid(lang: Lang) -> Figure {
    let panels = TRAJECTORIES.iter().enumerate().map(|(t, name)| FanPanel {
        title: in_lang(*name, lang),
        lines: OPTIONS
            .iter()
            .take(3)
            .enumerate()
            .map(|(o, label)| {
                let growth = 0.1 * t as f64 - 0.15 * o as f64;
                fan_line(&in_lang(*label, lang), o, 4_000.0, growth, 0.2)
            })
            .collect(),
        history: None,
    });
    fan_figure(lang, panels.collect())
}

/// Options by trajectories; `values` of option and trajectory.
pub(super) fn heat(
    lang: Lang,
    sense: Sense,
    format: NumberFormat,
    centre: Option<f64>,
    values: impl Fn(usize, usize) -> f64,
) -> Figure {
    let cells: Vec<Vec<HeatCell>> = (0..OPTIONS.len())
        .map(|o| {
            let cell = |t| HeatCell {
                value: values(o, t),
                note: match format {
                    NumberFormat::Percent => crate::text::Likelihood::of(values(o, t))
                        .map(|word| word.words(lang).to_owned())
                        .unwrap_or_default(),
                    NumberFormat::Plain => String::new(),
                },
                strong: o == t,
            };
            (0..TRAJECTORIES.len()).map(cell).collect()
        })
        .collect();
    let kind = FigureKind::Heat(Heat {
        axis: ValueAxis {
            label: lang.pick("Probability of a resurgence", "احتمال عودة التنظيم").to_owned(),
            format,
            ..ValueAxis::default()
        },
        row_title: lang.pick("Option", "الخيار").to_owned(),
        column_title: lang.pick("Trajectory", "المسار").to_owned(),
        rows: OPTIONS.iter().map(|o| in_lang(*o, lang)).collect(),
        columns: TRAJECTORIES.iter().map(|t| in_lang(*t, lang)).collect(),
        cells,
        sense,
        centre,
    });
    let mut figure = figure(
        lang.pick("Probability of a resurgence", "احتمال عودة التنظيم"),
        subtitle(lang),
        lang,
        kind,
    );
    figure.caption = lang
        .pick("Outlined: the best option of each trajectory.", "المؤطَّر: أفضل خيار في كل مسار.")
        .to_owned();
    figure
}

/// Every sample with the name of its file.
pub(super) fn gallery() -> Vec<(String, Figure)> {
    let mut all: Vec<(String, Figure)> = super::samples_outcomes::gallery();
    all.extend(own_gallery().into_iter().map(|(name, figure)| (name.to_owned(), figure)));
    all
}

fn own_gallery() -> Vec<(&'static str, Figure)> {
    let mut all = Vec::new();
    for lang in [Lang::En, Lang::Ar] {
        let name = |en, ar| if lang == Lang::En { en } else { ar };
        all.push((name("dist-en", "dist-ar"), fighters(lang, 0.3, 1.15)));
        all.push((name("estimate-en", "estimate-ar"), resurgence(lang, 1.0)));
        all.push((name("fan-en", "fan-ar"), fan_multiples(lang, 5)));
        all.push((name("overlaid-en", "overlaid-ar"), fan_overlaid(lang, 10)));
        all.push((name("grid-en", "grid-ar"), fan_grid(lang)));
        let share =
            |o: usize, t: usize| (0.006 + 0.11 * o as f64 * (1.0 + 0.1 * t as f64)).min(0.97);
        let map = heat(lang, Sense::Minimise, NumberFormat::Percent, None, share);
        all.push((name("heat-en", "heat-ar"), map));
    }
    let wide = |o: usize, t: usize| 0.03 * libm::pow(10.0, o as f64 * 0.85 + t as f64 * 0.13);
    all.push(("heat-wide", heat(Lang::En, Sense::None, NumberFormat::Plain, None, wide)));
    let difference = |o: usize, t: usize| {
        if o == 0 { f64::NAN } else { (o as f64 - 3.0) * 400.0 + 90.0 * t as f64 }
    };
    all.push((
        "heat-diff",
        heat(Lang::Ar, Sense::Maximise, NumberFormat::Plain, Some(0.0), difference),
    ));
    all.push(("dist-tail", fighters(Lang::En, 1.6, 1.1)));
    all.push(("dist-wide", fighters(Lang::En, 0.8, 2.5)));
    all.push(("zeros", zeros()));
    all.push(("estimate-small", resurgence(Lang::En, 0.02)));
    all.push(("fan-8", fan_multiples(Lang::En, 8)));
    all.push(("fan-tail", fan_tail()));
    all.push(("fan-1", fan_multiples(Lang::En, 1)));
    all.extend(super::backtest_tests::gallery());
    all.extend(super::diagram_tests::gallery());
    all.extend(super::samples_compare::gallery());
    all
}

/// Every sample becomes a picture; the folder named by `DRAWDOWN_GALLERY`, if any, gets them, for a
/// person to look at.
#[test]
fn gallery_is_drawn() {
    let folder = std::env::var_os("DRAWDOWN_GALLERY").map(std::path::PathBuf::from);
    for (name, figure) in gallery() {
        let text = svg(&figure, &Theme::report()).unwrap();
        let bytes = png(&text, 100.0).unwrap();
        assert!(bytes.len() > 5_000, "{name} is nearly empty: {} bytes", bytes.len());
        if let Some(folder) = &folder {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(folder.join(format!("{name}.svg")), text).unwrap();
            std::fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
        }
    }
}
