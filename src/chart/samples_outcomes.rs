//! Figures of distributions, replicates and shares of realistic size: fifteen options in six trajectories, and five
//! options in one.

use jiff::ToSpan;
use jiff::civil::date;

use super::samples::{fan_line, figure, in_lang, normal, spread_row, subtitle};
use super::*;
use crate::text::Lang;

pub(super) const OPTIONS: [(&str, &str); 15] = [
    ("No withdrawal (RAND 1)", "عدم الانسحاب (راند 1)"),
    ("Phased withdrawal to bilateral relations", "انسحاب تدريجي إلى علاقات ثنائية"),
    ("Condition-based withdrawal", "انسحاب مشروط"),
    ("Advisory role only (RAND 2)", "دور استشاري فقط (راند 2)"),
    ("NATO replaces the coalition", "حلول الناتو محل التحالف"),
    ("Rapid full withdrawal (RAND 3)", "انسحاب كامل سريع (راند 3)"),
    ("Full disengagement (RAND 4)", "فك ارتباط كامل (راند 4)"),
    ("Withdrawal from Syria only", "الانسحاب من سوريا فقط"),
    ("Hub in Kurdistan and Syria", "مركز في كردستان وسوريا"),
    ("Redeployment to other theatres", "إعادة الانتشار إلى مسارح أخرى"),
    ("Expulsion by vote", "الإخراج بتصويت البرلمان"),
    ("Over-the-horizon support", "دعم عن بُعد"),
    ("Reduced support", "دعم مخفَّض"),
    ("Phased withdrawal and development", "انسحاب تدريجي مع التنمية"),
    (
        "Phased withdrawal and renewed support to the SDF",
        "انسحاب تدريجي مع تجديد الدعم لقوات سوريا الديمقراطية",
    ),
];
pub(super) const TRAJECTORIES: [(&str, &str); 6] = [
    ("Drift", "استمرار الوضع"),
    ("Virtual organisation", "تنظيم افتراضي"),
    ("Deserts and mountains", "الصحاري والجبال"),
    ("Break-up into other groups", "التفكك إلى جماعات أخرى"),
    ("Re-basing in Libya", "إعادة التمركز في ليبيا"),
    ("Emergent: the futures compete", "ناشئ: تنافس المسارات"),
];
/// How far the options lie apart, as logarithms of their medians.
const SHIFTS: [f64; 15] =
    [0.0, 1.1, 0.6, 1.0, 2.0, 2.4, 2.9, 0.1, 1.15, 0.8, 1.2, 1.7, 0.65, 0.95, 1.05];

fn median(option: usize, trajectory: usize) -> f64 {
    5.0 * libm::exp(SHIFTS[option] * (1.0 - 0.12 * (trajectory % 4) as f64))
}

fn value(option: usize, trajectory: usize, p: f64) -> f64 {
    median(option, trajectory) * libm::exp((0.75 + 0.04 * trajectory as f64) * normal(p))
}

fn attacks(lang: Lang) -> ValueAxis {
    ValueAxis {
        label: lang.pick("Attacks in Iraq", "الهجمات في العراق").to_owned(),
        unit: lang.pick("attacks a month", "هجوم في الشهر").to_owned(),
        natural: (Some(0.0), None),
        ..ValueAxis::default()
    }
}

fn acceptable(lang: Lang) -> Threshold {
    Threshold { value: 30.0, label: lang.pick("acceptable: 30", "المقبول: 30").to_owned() }
}

fn titled(lang: Lang, kind: FigureKind) -> Figure {
    let title = lang.pick(
        "Staying keeps attacks in Iraq below thirty a month in most futures",
        "البقاء يُبقي الهجمات في العراق دون ثلاثين في الشهر في معظم المسارات",
    );
    figure(title, subtitle(lang), lang, kind)
}

fn panel_title(trajectory: usize, of: usize, lang: Lang) -> String {
    if of == 1 { String::new() } else { in_lang(TRAJECTORIES[trajectory], lang) }
}

/// How options of a chart stand out: the baseline and five others where there are many.
pub(super) fn emphasis(option: usize, of: usize) -> Emphasis {
    match option {
        0 => Emphasis::Reference,
        1 | 2 | 5 | 6 | 11 => Emphasis::Normal,
        _ if of > 7 => Emphasis::Faint,
        _ => Emphasis::Normal,
    }
}

/// Distributions in a style.
fn distributions(
    lang: Lang,
    style: DistributionStyle,
    (options, trajectories): (usize, usize),
) -> Figure {
    let row =
        |o: usize, t: usize| spread_row(&in_lang(OPTIONS[o], lang), o == 0, |p| value(o, t, p));
    let panels = (0..trajectories).map(|t| DistributionPanel {
        title: panel_title(t, trajectories, lang),
        rows: (0..options).map(|o| row(o, t)).collect(),
    });
    let data = Distribution {
        axis: attacks(lang),
        panels: panels.collect(),
        threshold: Some(acceptable(lang)),
        style,
    };
    titled(lang, FigureKind::Distribution(data))
}

/// Cumulative distributions, with a bound or without.
fn ecdf(lang: Lang, (options, trajectories): (usize, usize), bound: bool) -> Figure {
    let line = |o: usize, t: usize| EcdfLine {
        label: in_lang(OPTIONS[o], lang),
        colour: o.saturating_sub(1),
        emphasis: emphasis(o, options),
        values: (0..600).map(|i| value(o, t, (f64::from(i) + 0.5) / 600.0)).collect(),
    };
    let panels = (0..trajectories).map(|t| EcdfPanel {
        title: panel_title(t, trajectories, lang),
        lines: (0..options).map(|o| line(o, t)).collect(),
    });
    let data = Ecdf {
        axis: attacks(lang),
        panels: panels.collect(),
        columns: None,
        threshold: bound.then(|| acceptable(lang)),
        exceedance: !bound,
    };
    titled(lang, FigureKind::Ecdf(data))
}

/// Bars of shares in five classes.
fn shares(lang: Lang, (options, trajectories): (usize, usize)) -> Figure {
    let cuts = [5.0, 15.0, 30.0, 100.0];
    let below = |o: usize, t: usize, cut: f64| {
        let z = libm::log(cut / median(o, t)) / (0.75 + 0.04 * t as f64);
        0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
    };
    let row = |o: usize, t: usize| {
        let mut ends: Vec<f64> = cuts.iter().map(|cut| below(o, t, *cut)).collect();
        ends.push(1.0);
        let mut before = 0.0;
        let share = |end: f64| {
            let share = end - before;
            before = end;
            share
        };
        SharesRow {
            label: in_lang(OPTIONS[o], lang),
            is_reference: o == 0,
            shares: ends.into_iter().map(share).collect(),
        }
    };
    let panels = (0..trajectories).map(|t| SharesPanel {
        title: panel_title(t, trajectories, lang),
        rows: (0..options).map(|o| row(o, t)).collect(),
    });
    let classes = match lang {
        Lang::En => ["up to 5", "5 to 15", "15 to 30", "30 to 100", "more than 100"],
        Lang::Ar => ["حتى 5", "من 5 إلى 15", "من 15 إلى 30", "من 30 إلى 100", "أكثر من 100"],
    };
    let data = Shares {
        label: lang.pick("Share of replicates", "نسبة التكرارات").to_owned(),
        classes: classes.map(str::to_owned).to_vec(),
        sense: Sense::Minimise,
        panels: panels.collect(),
    };
    titled(lang, FigureKind::Shares(data))
}

/// Numbers between 0 and 1 that look like chance and are the same every time.
pub(super) struct Noise(pub(super) u64);

impl Noise {
    pub(super) fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as f64 + 0.5) / f64::from(1_u32 << 31)
    }
}

/// Single replicates around a fan.
fn spaghetti(lang: Lang, panels: usize) -> Figure {
    let panel = |o: usize| {
        let growth = -0.2 + 0.12 * o as f64;
        let all = FanLine {
            emphasis: emphasis(o, panels),
            ..fan_line(&in_lang(OPTIONS[o], lang), o.saturating_sub(1), 4_000.0, growth, 0.25)
        };
        let mut noise = Noise(7 + o as u64);
        let path = |_| {
            let mut level = 0.0;
            let step = libm::sqrt(28.0 / 365.2425);
            let mut point = |middle: &f64| {
                let value = middle * libm::exp(0.25 * level);
                level += step * normal(noise.next());
                value
            };
            all.p50.iter().map(&mut point).collect::<Vec<f64>>()
        };
        let paths: Vec<Vec<f64>> = (0..30).map(path).collect();
        let label = lang.pick("replicate 17", "التكرار 17").to_owned();
        SpaghettiPanel {
            title: if panels == 1 { String::new() } else { in_lang(OPTIONS[o], lang) },
            all,
            paths,
            highlight: Some(Highlight { path: 17, label }),
        }
    };
    let data = Spaghetti {
        axis: fighters_axis(lang),
        panels: (0..panels).map(panel).collect(),
        columns: None,
        threshold: Some(Threshold {
            value: 6_000.0,
            label: lang.pick("resurgence: 6,000", "العودة: 6,000").to_owned(),
        }),
        dates: Vec::new(),
    };
    let title =
        lang.pick("Thirty of ten thousand runs of the model", "ثلاثون من عشرة آلاف تشغيل للنموذج");
    figure(title, subtitle(lang), lang, FigureKind::Spaghetti(data))
}

fn fighters_axis(lang: Lang) -> ValueAxis {
    ValueAxis {
        label: lang.pick("Active fighters", "المقاتلون النشطون").to_owned(),
        unit: lang.pick("people", "فرد").to_owned(),
        natural: (Some(0.0), None),
        ..ValueAxis::default()
    }
}

/// A fan with three graded bands after a history.
fn graded(lang: Lang, panels: usize) -> Figure {
    let start = date(2024, 2, 1);
    let dates = (-18..=0).map(|i| start.checked_add((28 * i).days()).unwrap());
    let mut noise = Noise(3);
    let history = History {
        label: lang.pick("reported", "المبلَّغ عنه").to_owned(),
        dates: dates.collect(),
        values: (-18..=0)
            .map(|i| {
                let drift = 4_000.0 * libm::exp(-0.01 * f64::from(i));
                if i == 0 { 4_000.0 } else { drift * (0.95 + 0.1 * noise.next()) }
            })
            .collect(),
    };
    let panel = |o: usize| {
        let mut line = FanLine {
            emphasis: Emphasis::Normal,
            mean: None,
            ..fan_line(&in_lang(OPTIONS[o], lang), 0, 4_000.0, -0.2 + 0.12 * o as f64, 0.25)
        };
        let band = |share: f64, z: f64| {
            let wide = line.p50.iter().zip(&line.p95);
            let reach: Vec<f64> = wide.map(|(m, h)| libm::pow(h / m, z / 1.645)).collect();
            FanBand {
                share,
                low: line.p50.iter().zip(&reach).map(|(m, r)| m / r).collect(),
                high: line.p50.iter().zip(&reach).map(|(m, r)| m * r).collect(),
            }
        };
        line.bands = vec![band(0.3, 0.385), band(0.6, 0.842), band(0.9, 1.645)];
        FanPanel {
            title: if panels == 1 { String::new() } else { in_lang(OPTIONS[o], lang) },
            lines: vec![line],
            history: Some(history.clone()),
        }
    };
    let data = Fan {
        axis: fighters_axis(lang),
        panels: (0..panels).map(panel).collect(),
        columns: None,
        threshold: None,
        dates: vec![DateMark {
            date: start,
            label: lang.pick("start of the study", "بداية الدراسة").to_owned(),
        }],
    };
    let title = lang.pick("Active fighters in Iraq", "المقاتلون النشطون في العراق");
    figure(title, subtitle(lang), lang, FigureKind::Fan(data))
}

/// Medians of fifteen options, most of them faint.
fn many_lines(lang: Lang, trajectories: usize) -> Figure {
    let line = |o: usize, t: usize| FanLine {
        emphasis: emphasis(o, OPTIONS.len()),
        ..fan_line(
            &in_lang(OPTIONS[o], lang),
            o.saturating_sub(1),
            4_000.0,
            -0.25 + 0.17 * SHIFTS[o] + 0.03 * t as f64,
            0.2,
        )
    };
    let panel = |t: usize| FanPanel {
        title: panel_title(t, trajectories, lang),
        lines: (0..OPTIONS.len()).map(|o| line(o, t)).collect(),
        history: None,
    };
    let data = Fan {
        axis: fighters_axis(lang),
        panels: (0..trajectories).map(panel).collect(),
        columns: None,
        threshold: None,
        dates: Vec::new(),
    };
    let title = lang.pick(
        "Fighters grow in number under full disengagement in every trajectory, and fall where the coalition stays",
        "أعداد المقاتلين تزداد عند فك الارتباط الكامل في كل المسارات، وتنخفض حيث يبقى التحالف",
    );
    figure(title, subtitle(lang), lang, FigureKind::Fan(data))
}

/// Every sample with the name of its file.
pub(super) fn gallery() -> Vec<(String, Figure)> {
    let (large, small) = ((15, 6), (5, 1));
    let mut all = Vec::new();
    for lang in [Lang::En, Lang::Ar] {
        let mut add = |name: &str, figure| all.push((format!("{name}-{}", lang.code()), figure));
        let dots = |count| DistributionStyle::Dots { count };
        for (size, word) in [(large, "large"), (small, "small")] {
            let styled = |style| distributions(lang, style, size);
            add(&format!("halfeye-{word}"), styled(DistributionStyle::HalfEye));
            add(&format!("ridge-{word}"), styled(DistributionStyle::Ridge));
            add(&format!("dots-{word}"), styled(dots(if size == small { 50 } else { 20 })));
            add(&format!("ecdf-{word}"), ecdf(lang, size, true));
            add(&format!("shares-{word}"), shares(lang, size));
        }
        add("dots-few", distributions(lang, dots(20), small));
        add("ecdf-over", ecdf(lang, small, false));
        add("ecdf-all", ecdf(lang, (15, 1), true));
        add("shares-two", shares(lang, (15, 2)));
        add("spaghetti", spaghetti(lang, 6));
        add("spaghetti-one", spaghetti(lang, 1));
        add("graded", graded(lang, 1));
        add("graded-six", graded(lang, 6));
        add("lines-many", many_lines(lang, 1));
        add("lines-six", many_lines(lang, 6));
    }
    all
}

/// The new kinds in all themes: every picture becomes SVG, PNG and PDF no larger than the theme's page, except
/// where text would become too small.
#[test]
fn every_theme_draws_every_kind() {
    let folder = std::env::var_os("DRAWDOWN_GALLERY").map(std::path::PathBuf::from);
    for (name, figure) in gallery() {
        for theme in Theme::NAMES.into_iter().filter_map(Theme::named) {
            let text = svg(&figure, &theme).unwrap();
            let is_small = name.contains("small") || name.contains("one");
            if is_small {
                let height = height_mm(&text);
                let most = theme.most_height_mm.unwrap();
                assert!(height <= most, "{name} in {} is {height} mm high", theme.name);
            }
            let Some(folder) = &folder else { continue };
            std::fs::create_dir_all(folder).unwrap();
            let path = folder.join(format!("{name}-{}.svg", theme.name));
            std::fs::write(path.with_extension("png"), png(&text, 100.0).unwrap()).unwrap();
            std::fs::write(path.with_extension("pdf"), pdf(&text).unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }
}

fn height_mm(svg: &str) -> f64 {
    let at = svg.find("height=\"").unwrap() + 8;
    let end = svg[at..].find("mm").unwrap() + at;
    svg[at..end].parse().unwrap()
}
