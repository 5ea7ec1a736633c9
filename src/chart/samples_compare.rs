//! Figures of realistic size of the charts for choosing between options.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::samples::{OPTIONS, TRAJECTORIES, figure, in_lang, subtitle};
use super::*;
use crate::text::{Lang, Likelihood, NumberFormat};

/// More names, to make fifteen options.
const MORE: [(&str, &str); 5] = [
    ("Hub in Kurdistan and Syria", "مركز في كردستان وسوريا"),
    ("Phased withdrawal and renewed support to the SDF", "انسحاب تدريجي مع تجديد دعم قسد"),
    ("Redeployment to other theatres", "نقل الجهد إلى ساحات أخرى"),
    ("Reduced support", "خفض الدعم"),
    ("Full disengagement", "فك الارتباط الكامل"),
];

const PLACES: [(&str, &str); 3] =
    [("Iraq", "العراق"), ("Syria", "سوريا"), ("Kurdistan", "كردستان")];

/// Names of fifteen options.
pub(super) fn option(index: usize, lang: Lang) -> String {
    in_lang(OPTIONS.iter().chain(&MORE).nth(index).copied().unwrap(), lang)
}

/// A number between 0 and 1 that looks random and is not.
fn noise(a: usize, b: usize) -> f64 {
    let x = (a as f64 * 12.9898 + b as f64 * 78.233 + 1.0).sin() * 43_758.545;
    x - x.floor()
}

/// Differences of `options` options less one, in `panels` trajectories.
pub(super) fn forest(lang: Lang, options: usize, panels: usize) -> Figure {
    let row = |o: usize, t: usize| {
        let value = 180.0 * (noise(o, t) - 0.35) * (1.0 + 0.4 * o as f64);
        let half = 15.0 + 90.0 * noise(t, o);
        let verdict = if value.abs() < half {
            Verdict::Unclear
        } else if value < 0.0 {
            Verdict::Better
        } else {
            Verdict::Worse
        };
        let mark = if o == 3 && t == 1 {
            ForestMark::Missing { text: lang.pick("the same", "لا فرق").to_owned() }
        } else {
            ForestMark::Difference {
                value,
                interval: (value - half, value + half),
                range: Some((value - 4.0 * half, value + 4.4 * half)),
                verdict,
                text: String::new(),
            }
        };
        ForestRow { label: option(o, lang), mark }
    };
    let panels = TRAJECTORIES.iter().take(panels).enumerate().map(|(t, name)| ForestPanel {
        title: in_lang(*name, lang),
        rows: (1..options).map(|o| row(o, t)).collect(),
    });
    let kind = FigureKind::Forest(Forest {
        axis: ValueAxis {
            label: lang
                .pick("Difference in lethal attacks", "الفرق في الهجمات الموقعة للقتلى")
                .to_owned(),
            unit: lang.pick("attacks", "هجوم").to_owned(),
            ..ValueAxis::default()
        },
        panels: panels.collect(),
        ends: (
            lang.pick("better than No withdrawal", "أفضل من عدم الانسحاب").to_owned(),
            lang.pick("worse", "أسوأ").to_owned(),
        ),
        text_title: lang.pick("difference (95 % interval)", "الفرق (مجال الثقة 95٪)").to_owned(),
        columns: None,
    });
    let title = lang.pick(
        "Lethal attacks compared with No withdrawal, by option and trajectory",
        "الهجمات الموقعة للقتلى مقارنة بعدم الانسحاب، حسب الخيار والمسار",
    );
    figure(title, subtitle(lang), lang, kind)
}

/// Ranks and regrets of `options` options.
pub(super) fn regret(lang: Lang, options: usize) -> Figure {
    let row = |o: usize| {
        let weight = |k: usize| {
            libm::exp(-libm::pow((k as f64 - o as f64) / 2.2, 2.0)) * (0.4 + noise(o, k))
        };
        let total: f64 = (0..options).map(weight).sum();
        let expected = 60.0 * o as f64 + 20.0 * noise(o, 3);
        let tail = expected * 1.6 + 70.0;
        let worst = tail * (1.1 + 1.3 * noise(o, 9));
        let mark = |value: f64, half: f64| {
            Some(RegretMark { value, interval: Some(((value - half).max(0.0), value + half)) })
        };
        RegretRow {
            label: option(o, lang),
            strong: o == 0,
            ranks: (0..options).map(|k| weight(k) / total).collect(),
            expected: mark(expected, 25.0),
            tail: mark(tail, 40.0),
            worst: mark(worst, 60.0),
            each: (0..5).map(|t| expected * noise(o, t + 20)).collect(),
            note: in_lang(TRAJECTORIES[o % TRAJECTORIES.len()], lang),
        }
    };
    let kind = FigureKind::Regret(Regret {
        axis: ValueAxis {
            label: String::new(),
            unit: lang.pick("attacks", "هجوم").to_owned(),
            ..ValueAxis::default()
        },
        rows: (0..options).map(row).collect(),
        rank_title: lang
            .pick("Probability of each rank, in %", "احتمال كل مرتبة بالمئة")
            .to_owned(),
        regret_title: lang
            .pick("Regret: how many more than the best option", "الندم: كم يزيد على أفضل خيار")
            .to_owned(),
        names: RegretNames {
            each: lang.pick("expected in each future", "المتوقع في كل مسار").to_owned(),
            expected: lang.pick("expected", "المتوقع").to_owned(),
            tail: lang.pick("exceeded in 10 % of draws", "يُتجاوز في 10٪ من السحبات").to_owned(),
            worst: lang
                .pick(
                    "expected in the worst future (named at the right)",
                    "المتوقع في أسوأ مسار (مذكور في آخر السطر)",
                )
                .to_owned(),
        },
    });
    let title = lang.pick(
        "Lethal attacks: ranks and regrets of the options over all futures",
        "الهجمات الموقعة للقتلى: مراتب الخيارات والندم عليها في كل المسارات",
    );
    figure(title, subtitle(lang), lang, kind)
}

const MEASURES: [(&str, &str, &str, &str, usize); 12] = [
    ("Lethal attacks in Iraq", "الهجمات الموقعة للقتلى في العراق", "attacks", "هجوم", 0),
    ("Lethal attacks in Syria", "الهجمات الموقعة للقتلى في سوريا", "attacks", "هجوم", 0),
    ("ISIS fighters at the end", "مقاتلو داعش في النهاية", "people", "فرد", 0),
    ("Territorial resurgence", "العودة إلى السيطرة على الأراضي", "", "", 0),
    ("Coalition deaths", "قتلى التحالف", "people", "فرد", 1),
    ("Militia attacks on the coalition", "هجمات الفصائل على التحالف", "attacks", "هجوم", 1),
    ("Coalition spending", "إنفاق التحالف", "$ million", "مليون دولار", 1),
    ("Mass prison break", "الفرار الجماعي من السجون", "", "", 2),
    ("Displaced people", "النازحون", "people", "فرد", 2),
    ("Services restored", "الخدمات المستعادة", "index", "مؤشر", 2),
    ("Capability of the Iraqi forces", "قدرات القوات العراقية", "index", "مؤشر", 3),
    ("Iraqi acceptance of the presence", "القبول العراقي بوجود القوات", "index", "مؤشر", 3),
];
const GROUPS: [(&str, &str); 4] = [
    ("The insurgency", "التمرد"),
    ("Costs to the coalition", "كلفة التحالف"),
    ("People", "السكان"),
    ("Partners", "الشركاء"),
];

/// Options by measures in one future.
pub(super) fn consequences(lang: Lang, options: usize, measures: usize) -> Figure {
    let columns: Vec<ConsequenceColumn> = MEASURES
        .iter()
        .take(measures)
        .enumerate()
        .map(|(index, (en, ar, unit_en, unit_ar, group))| ConsequenceColumn {
            label: lang.pick(en, ar).to_owned(),
            unit: lang.pick(unit_en, unit_ar).to_owned(),
            group: in_lang(GROUPS[*group], lang),
            sense: match index {
                9..=10 => Sense::Maximise,
                11 => Sense::None,
                _ => Sense::Minimise,
            },
            format: if matches!(index, 3 | 7) {
                NumberFormat::Percent
            } else {
                NumberFormat::Plain
            },
        })
        .collect();
    let value = |o: usize, m: usize| {
        let x = noise(o + 3, m) * (0.4 + 0.05 * o as f64);
        match m {
            3 | 7 => 0.9 * x,
            9.. => x,
            6 => 2_400.0 * x,
            8 => 1_400_000.0 * x,
            _ => 900.0 * x + 20.0,
        }
    };
    let cell = |o: usize, m: usize| {
        let v = value(o, m);
        let ordered = |better: f64, other: f64| {
            if columns[m].sense == Sense::Maximise { better > other } else { better < other }
        };
        let ahead = (0..options).filter(|other| ordered(value(*other, m), v)).count();
        let note = if columns[m].format == NumberFormat::Percent {
            Likelihood::of(v).map(|word| word.words(lang).to_owned()).unwrap_or_default()
        } else {
            short_range((0.9 * v, 1.1 * v), columns[m].format, lang)
        };
        let standing = match ahead {
            _ if columns[m].sense == Sense::None => Standing::Other,
            0 => Standing::Best,
            1 | 2 => Standing::Tied,
            _ => Standing::Other,
        };
        ConsequenceCell { value: v, text: String::new(), note, standing }
    };
    let rows = (0..options)
        .map(|o| ConsequenceRow {
            label: option(o, lang),
            is_reference: o == 0,
            is_efficient: o % 4 == 1,
            cells: (0..columns.len()).map(|m| cell(o, m)).collect(),
        })
        .collect();
    let kind = FigureKind::Consequence(Consequence {
        row_title: lang.pick("Option", "الخيار").to_owned(),
        columns,
        rows,
        efficient_name: lang
            .pick(
                "efficient: no option is at least as good by all measures and better by one",
                "كفؤ: لا خيار يساويه في كل المقاييس ويتفوق عليه في أحدها",
            )
            .to_owned(),
    });
    let title = lang.pick(
        "What each option leads to: no change of course",
        "عواقب كل خيار: استمرار الوضع الراهن",
    );
    figure(title, subtitle(lang), lang, kind)
}

const DRIVERS: [(&str, &str); 8] = [
    ("Tempo of attacks per fighter", "وتيرة الهجمات لكل مقاتل"),
    ("Decay of capability without mentoring", "اضمحلال القدرات من دون إرشاد عسكري"),
    ("Share of sleepers who can be activated", "نسبة الخلايا النائمة القابلة للتنشيط"),
    ("Recruitment", "التجنيد"),
    ("Critical force ratio", "نسبة القوى الحرجة"),
    ("Guard capacity", "قدرة الحراسة"),
    ("Will to return", "الاستعداد للعودة"),
    ("Upkeep of a fighter", "نفقات المقاتل"),
];

/// Swings in `panels` options.
pub(super) fn tornado(lang: Lang, panels: usize) -> Figure {
    let panels = (0..panels).map(|p| TornadoPanel {
        title: option(p, lang),
        centre: 420.0 + 40.0 * p as f64,
        rows: DRIVERS
            .iter()
            .enumerate()
            .map(|(d, name)| {
                let reach = 260.0 * libm::exp(-0.45 * ((d + p) % 8) as f64);
                let sign = if noise(d, p) > 0.4 { 1.0 } else { -1.0 };
                let centre = 420.0 + 40.0 * p as f64;
                let end = |value: f64, driver: f64| TornadoEnd {
                    value,
                    driver: crate::text::significant(driver, 2, lang),
                };
                TornadoRow {
                    label: in_lang(*name, lang),
                    low: end(centre - sign * reach, 0.1 + noise(d, 1)),
                    high: end(centre + sign * reach * (0.4 + noise(p, d)), 1.3 + 3.0 * noise(d, 2)),
                    note: crate::text::percent(0.4 * reach / 260.0, lang),
                    is_clear: (d + p) % 8 < 5,
                }
            })
            .collect(),
    });
    let kind = FigureKind::Tornado(Tornado {
        axis: ValueAxis {
            label: lang.pick("Lethal attacks", "الهجمات الموقعة للقتلى").to_owned(),
            unit: lang.pick("attacks", "هجوم").to_owned(),
            natural: (Some(0.0), None),
            ..ValueAxis::default()
        },
        panels: panels.collect(),
        ends: (lang.pick("better", "أفضل").to_owned(), lang.pick("worse", "أسوأ").to_owned()),
        note_title: lang.pick("share of variance", "النسبة من التباين").to_owned(),
        half_names: (
            lang.pick("lowest tenth of the factor", "أدنى عُشر للعامل").to_owned(),
            lang.pick("highest tenth of the factor", "أعلى عُشر للعامل").to_owned(),
        ),
        columns: None,
    });
    let title = lang.pick("What lethal attacks depend on", "ما تتوقف عليه الهجمات الموقعة للقتلى");
    figure(title, subtitle(lang), lang, kind)
}

/// Levers of `options` options in three places.
pub(super) fn timeline(lang: Lang, options: usize, style: TimelineStyle) -> Figure {
    let start = date(2024, 2, 1);
    let dates: Vec<Date> =
        (0..=40_i32).map(|i| start.checked_add((28 * i).days()).unwrap()).collect();
    let panel = |o: usize| {
        let lanes: Vec<TimelineLane> = [2500.0, 900.0, 600.0]
            .iter()
            .enumerate()
            .map(|(place, most)| {
                let leaves = 4.0 + 34.0 * noise(o, place);
                let level = |i: usize| {
                    if o == 0 {
                        *most
                    } else {
                        (most * (1.6 - i as f64 / leaves)).clamp(0.0, *most)
                    }
                };
                let levels: Vec<f64> = (0..dates.len()).map(level).collect();
                let bounds = [("half", "النصف", 0.5 * most), ("none", "لا شيء", 0.0)];
                let falls = bounds
                    .into_iter()
                    .filter_map(|(en, ar, bound)| {
                        Some(TimelineFall {
                            label: lang.pick(en, ar).to_owned(),
                            date: falls_below(&dates, &levels, bound)?,
                            range: None,
                        })
                    })
                    .collect();
                TimelineLane { levels, falls }
            })
            .collect();
        let total = |i: usize| lanes.iter().map(|lane| lane.levels[i]).sum::<f64>();
        let band = (
            (0..dates.len()).map(|i| 0.85 * total(i)).collect(),
            (0..dates.len()).map(|i| 1.12 * total(i)).collect(),
        );
        let events = if o == 2 {
            let label = lang.pick("decision", "القرار").to_owned();
            vec![DateMark { date: date(2025, 1, 1), label }]
        } else {
            Vec::new()
        };
        TimelinePanel { title: option(o, lang), dates: dates.clone(), lanes, band, events }
    };
    let kind = FigureKind::Timeline(Timeline {
        axis: ValueAxis {
            label: lang.pick("Troops present", "القوات الموجودة فعلياً").to_owned(),
            unit: lang.pick("people", "فرد").to_owned(),
            ..ValueAxis::default()
        },
        lanes: PLACES.iter().map(|place| in_lang(*place, lang)).collect(),
        panels: (0..options).map(panel).collect(),
        style,
        dates: vec![DateMark {
            date: date(2025, 9, 30),
            label: lang.pick("end of the mission", "نهاية المهمة").to_owned(),
        }],
        columns: None,
    });
    let title = lang.pick("Who leaves when: troops by place", "من يغادر ومتى: القوات حسب المكان");
    figure(title, subtitle(lang), lang, kind)
}

/// What `panels` futures with up to six uncertainties and two groups are worth knowing.
pub(super) fn worth(lang: Lang, panels: usize) -> Figure {
    let names = [
        ("Recruitment", "التجنيد"),
        ("Capability of the partners at the start", "قدرات الشركاء عند البداية"),
        ("Sympathy", "التعاطف"),
        ("Relocation", "الانتقال"),
        ("Capture", "الأسر"),
        ("Detention", "الاحتجاز"),
    ];
    let groups =
        [("Topic: insurgency", "الموضوع: التمرد"), ("Topic: partners", "الموضوع: الشركاء")];
    let row = |label: (&str, &str), value: f64, several: bool| {
        let (low, high) = ((value - 3.0).max(0.0), value + 3.0);
        WorthRow {
            label: in_lang(label, lang),
            several,
            value,
            interval: Some((low, high)),
            text: crate::text::number(value, lang),
        }
    };
    let panel = |t: usize| {
        let all = 24.0 - 5.0 * t as f64;
        let single = |i: usize| row(names[i], all * (0.6 - 0.1 * i as f64), false);
        let several = |i: usize| row(groups[i], all * (0.8 - 0.2 * i as f64), true);
        WorthPanel {
            title: if panels > 1 { in_lang(TRAJECTORIES[t], lang) } else { String::new() },
            whole: row(("Everything", "كل شيء"), all, false),
            rows: (0..6 - t).map(single).chain((0..2).map(several)).collect(),
        }
    };
    let name = |en: &str, ar: &str| lang.pick(en, ar).to_owned();
    let kind = FigureKind::Worth(Worth {
        axis: ValueAxis {
            label: name("What it is worth to know, in the mean", "ما تساويه المعرفة في المتوسط"),
            unit: name("attacks", "هجوم"),
            ..ValueAxis::default()
        },
        panels: (0..panels).map(panel).collect(),
        whole_name: name("everything", "كل شيء"),
        single_name: name("one uncertainty", "رقم واحد غير مؤكد"),
        several_name: name("several together", "عدة أرقام معاً"),
    });
    let title = lang.pick("Attacks: what it is worth to know more", "الهجمات: قيمة معرفة المزيد");
    figure(title, subtitle(lang), lang, kind)
}

/// Every sample with the name of its file.
pub(super) fn gallery() -> Vec<(&'static str, Figure)> {
    let mut all = Vec::new();
    for lang in [Lang::En, Lang::Ar] {
        let name = |en, ar| if lang == Lang::En { en } else { ar };
        all.push((name("forest-en", "forest-ar"), forest(lang, 15, 5)));
        all.push((name("forest-1-en", "forest-1-ar"), forest(lang, 5, 1)));
        all.push((name("regret-en", "regret-ar"), regret(lang, 15)));
        all.push((name("regret-4-en", "regret-4-ar"), regret(lang, 4)));
        all.push((name("worth-en", "worth-ar"), worth(lang, 3)));
        all.push((name("worth-1-en", "worth-1-ar"), worth(lang, 1)));
        all.push((name("consequences-en", "consequences-ar"), consequences(lang, 15, 12)));
        all.push((name("consequences-5-en", "consequences-5-ar"), consequences(lang, 4, 5)));
        all.push((name("tornado-en", "tornado-ar"), tornado(lang, 5)));
        all.push((name("tornado-1-en", "tornado-1-ar"), tornado(lang, 1)));
        all.push((name("timeline-en", "timeline-ar"), timeline(lang, 15, TimelineStyle::Areas)));
        all.push((name("strips-en", "strips-ar"), timeline(lang, 15, TimelineStyle::Strips)));
    }
    all
}
