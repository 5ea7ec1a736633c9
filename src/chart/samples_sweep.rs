//! Figures of sweeps of realistic size: two, five and fifteen options along one axis and over two.

use jiff::civil::date;

use super::samples::{figure, in_lang, normal, subtitle};
use super::samples_outcomes::{Noise, OPTIONS, TRAJECTORIES, emphasis};
use super::ticks::day_number;
use super::*;
use crate::text::{Lang, NumberFormat};

fn axis(lang: Lang) -> ValueAxis {
    ValueAxis {
        label: lang.pick("Attacks in Iraq", "الهجمات في العراق").to_owned(),
        unit: lang.pick("attacks a month", "هجوم في الشهر").to_owned(),
        natural: (Some(0.0), None),
        ..ValueAxis::default()
    }
}

fn months(lang: Lang) -> SweepAxis {
    SweepAxis {
        label: lang.pick("Duration of the withdrawal", "مدة الانسحاب").to_owned(),
        unit: lang.pick("months", "شهر").to_owned(),
        places: (1..=8).map(|i| 6.0 * f64::from(i)).collect(),
        ..SweepAxis::default()
    }
}

/// Mean outcome of an option where a share of an axis is behind it.
fn mean(option: usize, share: f64) -> f64 {
    let shift = [0.0, 1.0, 0.45, 0.9, 1.5, 1.8, 2.1, 0.1, 1.2, 0.7, 1.25, 1.6, 0.6, 0.95, 1.1];
    let fall = if option == 0 { 0.0 } else { 1.3 - 0.05 * option as f64 };
    24.0 * libm::exp(shift[option] - fall * share * (1.4 - 0.4 * share))
}

fn band(name: &str, values: &[f64], z: f64, spread: f64) -> ResponseBand {
    ResponseBand {
        name: name.to_owned(),
        low: values.iter().map(|v| v * libm::exp(-z * spread)).collect(),
        high: values.iter().map(|v| v * libm::exp(z * spread)).collect(),
    }
}

fn line(option: usize, of: usize, places: &[f64], tilt: f64, lang: Lang) -> ResponseLine {
    let n = (places.len() - 1).max(1) as f64;
    let values: Vec<f64> =
        (0..places.len()).map(|i| mean(option, (i as f64 / n + tilt).max(0.0))).collect();
    let share = |s: &str| lang.pick("% of outcomes", "% من النتائج").replace('%', s);
    ResponseLine {
        label: in_lang(OPTIONS[option], lang),
        colour: option.saturating_sub(1),
        emphasis: emphasis(option, of),
        places: places.to_vec(),
        bands: vec![
            band(&share("90 %"), &values, 1.645, 0.4),
            band(&share("50 %"), &values, 0.674, 0.4),
        ],
        values,
        dots: Vec::new(),
    }
}

fn marks() -> Vec<PlaceMark> {
    vec![PlaceMark { at: 30.5, interval: Some((26.1, 36.4)), label: "30.5 (26–36)".to_owned() }]
}

fn titled(lang: Lang, kind: FigureKind) -> Figure {
    let title = lang.pick(
        "Phased withdrawal has fewer attacks than staying as long as it takes more than 30.5 months (90 % interval 26 to 36)",
        "للانسحاب التدريجي هجمات أقل من البقاء ما دام يستغرق أكثر من 30.5 شهرًا (فترة 90 %: 26 إلى 36)",
    );
    figure(title, subtitle(lang), lang, kind)
}

fn response(lang: Lang, options: usize, panels: usize, along: SweepAxis) -> Figure {
    let panel = |t: usize| ResponsePanel {
        title: if panels == 1 { String::new() } else { in_lang(TRAJECTORIES[t], lang) },
        lines: (0..options)
            .map(|o| line(o, options, &along.places, 0.12 * t as f64 - 0.1, lang))
            .collect(),
        threshold: Some(Threshold {
            value: 30.0,
            label: lang.pick("acceptable: 30", "المقبول: 30").to_owned(),
        }),
        marks: match along.scale {
            SweepScale::Linear => marks(),
            _ => Vec::new(),
        },
        ..ResponsePanel::default()
    };
    let data = Response {
        axis: axis(lang),
        panels: (0..panels).map(panel).collect(),
        along,
        line_name: lang.pick("mean", "المتوسط").to_owned(),
        mark_name: lang
            .pick("tipping point with its 90 % interval", "نقطة التحول وفترتها 90 %")
            .to_owned(),
        ..Response::default()
    };
    titled(lang, FigureKind::Response(data))
}

fn named(lang: Lang) -> SweepAxis {
    let names = [
        ("Drift", "استمرار الوضع"),
        ("Funds from the Gulf dry up", "نضوب الأموال من الخليج"),
        ("Both", "كلاهما"),
    ];
    SweepAxis {
        label: lang.pick("What else happens", "ما يحدث غير ذلك").to_owned(),
        scale: SweepScale::Names(names.iter().map(|n| in_lang(*n, lang)).collect()),
        places: vec![0.0, 1.0, 2.0],
        ..SweepAxis::default()
    }
}

fn dated(lang: Lang) -> SweepAxis {
    let places = (0..9).map(|i| day_number(date(2024 + i / 2, if i % 2 == 0 { 3 } else { 9 }, 1)));
    SweepAxis {
        label: lang.pick("Begin of the relocation", "بداية إعادة التمركز").to_owned(),
        scale: SweepScale::Dates,
        places: places.collect(),
        ..SweepAxis::default()
    }
}

fn rates(lang: Lang) -> SweepAxis {
    SweepAxis {
        label: lang.pick("Recruitment", "التجنيد").to_owned(),
        unit: lang.pick("a month", "في الشهر").to_owned(),
        format: NumberFormat::Percent,
        scale: SweepScale::Log,
        places: (0..9).map(|i| 0.002 * libm::pow(2.0, f64::from(i) * 0.75)).collect(),
    }
}

/// Twelve measures, each on an axis of its own.
fn measures(lang: Lang) -> Figure {
    let FigureKind::Response(one) = response(lang, 5, 6, months(lang)).kind else { unreachable!() };
    let panel = |i: usize| ResponsePanel {
        title: in_lang(OPTIONS[14 - i], lang),
        axis: Some(ValueAxis { label: axis(lang).unit, ..ValueAxis::default() }),
        ..one.panels[i % 6].clone()
    };
    let data = Response { panels: (0..12).map(panel).collect(), ..one.clone() };
    titled(lang, FigureKind::Response(data))
}

/// A sample: a panel for each axis.
fn sampled(lang: Lang, options: usize, count: usize) -> Figure {
    let mut noise = Noise(11);
    let names = [
        ("Recruitment", "التجنيد", 41),
        ("Capability of partners", "قدرة الشركاء", 22),
        ("Duration of the withdrawal", "مدة الانسحاب", 9),
        ("Pressure by air strikes", "ضغط الضربات الجوية", 1),
    ];
    let draws: Vec<[f64; 4]> = (0..count).map(|_| std::array::from_fn(|_| noise.next())).collect();
    let noise: Vec<f64> = (0..count).map(|_| normal(noise.next())).collect();
    let value = |o: usize, d: usize| {
        let x = draws[d];
        mean(o, 0.3) * libm::exp(0.9 * x[0] + 0.6 * x[1] * x[1] - 0.3 * x[2] + 0.15 * noise[d])
    };
    let panel = |a: usize| {
        let line = |o: usize| {
            let bins: Vec<f64> = (0..8).map(|b| (f64::from(b) + 0.5) / 8.0).collect();
            let of = |b: &f64| {
                let within = (0..count).filter(|d| (draws[*d][a] - b).abs() <= 1.0 / 16.0);
                let values: Vec<f64> = within.map(|d| value(o, d)).collect();
                values.iter().sum::<f64>() / values.len() as f64
            };
            ResponseLine {
                label: in_lang(OPTIONS[o], lang),
                colour: o.saturating_sub(1),
                emphasis: emphasis(o, options),
                values: bins.iter().map(of).collect(),
                places: bins,
                bands: Vec::new(),
                dots: (0..count).map(|d| (draws[d][a], value(o, d))).collect(),
            }
        };
        let (en, ar, share) = names[a];
        let words = lang.pick("of the variance", "من التباين");
        ResponsePanel {
            title: format!("{}: {share} % {words}", lang.pick(en, ar)),
            along: Some(SweepAxis {
                label: lang.pick(en, ar).to_owned(),
                places: vec![0.0, 1.0],
                ..SweepAxis::default()
            }),
            lines: (0..options).map(line).collect(),
            ..ResponsePanel::default()
        }
    };
    let data = Response {
        axis: axis(lang),
        panels: (0..4).map(panel).collect(),
        line_name: lang.pick("mean of an eighth of the points", "متوسط ثُمن النقاط").to_owned(),
        dot_name: lang.pick("a point of the sample", "نقطة من العيّنة").to_owned(),
        ..Response::default()
    };
    titled(lang, FigureKind::Response(data))
}

fn values_map(lang: Lang, count: usize, panels: usize) -> Figure {
    let share = |i: usize| i as f64 / (count - 1) as f64;
    let panel = |t: usize| MapPanel {
        title: if panels == 1 { String::new() } else { in_lang(TRAJECTORIES[t], lang) },
        cells: (0..count)
            .map(|j| {
                let up = 1.0 + 2.0 * share(j) * share(j);
                (0..count).map(|i| mean(1 + t, share(i)) * up).collect()
            })
            .collect(),
        borders: Vec::new(),
    };
    let data = SweepMap {
        across: spaced(months(lang), count, 6.0, 48.0),
        up: spaced(rates(lang), count, 0.002, 0.1),
        fill: MapFill::Values {
            axis: axis(lang),
            sense: Sense::Minimise,
            centre: None,
            panels: (0..panels).map(panel).collect(),
        },
        ..SweepMap::default()
    };
    titled(lang, FigureKind::SweepMap(data))
}

fn spaced(axis: SweepAxis, count: usize, low: f64, high: f64) -> SweepAxis {
    let at = |i: usize| {
        let share = i as f64 / (count - 1) as f64;
        match axis.scale {
            SweepScale::Log => low * libm::pow(high / low, share),
            _ => low + share * (high - low),
        }
    };
    SweepAxis { places: (0..count).map(at).collect(), ..axis }
}

fn winners(lang: Lang, options: usize, count: usize, panels: usize) -> Figure {
    let share = |i: usize| i as f64 / (count - 1) as f64;
    let cell = |i: usize, j: usize, t: usize| {
        let score = |o: usize| {
            let x = share(i) - 0.13 * ((o * 7) % 15) as f64 / 2.0;
            let y = share(j) + 0.1 * t as f64 - 0.2 * ((o * 11) % 15) as f64 / 3.0;
            x * x + y * y + if o % 4 == 1 || o < 2 { 0.0 } else { 0.35 }
        };
        let mut order: Vec<usize> = (0..options).collect();
        order.sort_by(|a, b| score(*a).total_cmp(&score(*b)));
        let close = score(order[1]) - score(order[0]) < 0.04;
        Winner { best: Some(order[0]), rival: close.then_some(order[1]) }
    };
    let panel = |t: usize| MapPanel {
        title: if panels == 1 { String::new() } else { in_lang(TRAJECTORIES[t], lang) },
        cells: (0..count).map(|j| (0..count).map(|i| cell(i, j, t)).collect()).collect(),
        borders: Vec::new(),
    };
    let option = |o: usize| MapOption {
        label: in_lang(OPTIONS[o], lang),
        colour: o.saturating_sub(1),
        emphasis: if o == 0 { Emphasis::Reference } else { Emphasis::Normal },
    };
    let mut all: Vec<MapPanel<Winner>> = (0..panels).map(panel).collect();
    if options == 2 {
        let across = spaced(months(lang), count, 6.0, 48.0);
        let up = spaced(rates(lang), count, 0.002, 0.1);
        let tip = |j: usize| {
            let row = &all[0].cells[j];
            let at = row.windows(2).position(|p| p[0].best != p[1].best)?;
            let x = 0.5 * (across.places[at] + across.places[at + 1]);
            Some((up.places[j], x, Some((x - 3.0, x + 4.0))))
        };
        all[0].borders = vec![MapBorder { points: (0..count).filter_map(tip).collect() }];
    }
    let data = SweepMap {
        across: spaced(months(lang), count, 6.0, 48.0),
        up: spaced(rates(lang), count, 0.002, 0.1),
        fill: MapFill::Winners { options: (0..options).map(option).collect(), panels: all },
        columns: None,
        border_name: lang
            .pick("tipping line with its 90 % interval", "خط التحول وفترته 90 %")
            .to_owned(),
    };
    titled(lang, FigureKind::SweepMap(data))
}

/// Every sample with the name of its file.
pub(super) fn gallery() -> Vec<(String, Figure)> {
    let mut all = Vec::new();
    for lang in [Lang::En, Lang::Ar] {
        let mut add = |name: &str, figure| all.push((format!("{name}-{}", lang.code()), figure));
        for options in [1, 2, 5, 15] {
            add(&format!("response-{options}"), response(lang, options, 1, months(lang)));
        }
        add("response-six", response(lang, 5, 6, months(lang)));
        add("response-six15", response(lang, 15, 6, months(lang)));
        add("response-measures", measures(lang));
        add("response-names", response(lang, 3, 1, named(lang)));
        add("response-dates", response(lang, 3, 2, dated(lang)));
        add("response-log", response(lang, 2, 3, rates(lang)));
        add("sample-1", sampled(lang, 1, 200));
        add("sample-2", sampled(lang, 2, 500));
        add("map-small", values_map(lang, 6, 1));
        add("map-large", values_map(lang, 21, 1));
        add("map-four", values_map(lang, 11, 4));
        add("winners-2", winners(lang, 2, 15, 1));
        add("winners-5", winners(lang, 5, 11, 2));
        add("winners-15", winners(lang, 15, 21, 1));
        add("winners-six", winners(lang, 15, 9, 6));
    }
    all
}

/// The kinds of sweeps in all themes; the folder named by `DRAWDOWN_GALLERY`, if any, gets them, for a person to look
/// at.
#[test]
fn every_theme_draws_every_sweep() {
    let folder = std::env::var_os("DRAWDOWN_GALLERY").map(std::path::PathBuf::from);
    for (name, figure) in gallery() {
        for theme in Theme::NAMES.into_iter().filter_map(Theme::named) {
            let text = svg(&figure, &theme).unwrap();
            assert!(!text.contains("NaN"), "{name} in {}", theme.name);
            super::tests::assert_texts_apart(&name, &text);
            let Some(folder) = &folder else { continue };
            std::fs::create_dir_all(folder).unwrap();
            let path = folder.join(format!("{name}-{}", theme.name));
            std::fs::write(path.with_extension("png"), png(&text, 90.0).unwrap()).unwrap();
        }
    }
}
