//! What a back-test found, in sentences: failure as plainly as success.

use super::findings::called;
use crate::analysis::Ensembles;
use crate::analysis::backtest::{
    ALPHA, Backtest, CellScore, Coverage, Finding, Score, SeriesScore, Skill,
};
use crate::study::RowUse;
use crate::text::{
    Lang, comma, counted, listed, noun, number, percent, plain_count, quoted, semicolon,
};

/// The sentences about one cell, the most important first.
pub fn backtest_sentences(
    ensembles: &Ensembles,
    backtest: &Backtest,
    cell: &CellScore,
    lang: Lang,
) -> Vec<String> {
    let mut out = Vec::new();
    match &cell.all {
        None => out.push(
            lang.pick(
                "No observation of a number judges the model.",
                "لا توجد مشاهدة رقمية تحكم على النموذج.",
            )
            .to_owned(),
        ),
        Some(all) => {
            out.push(bands(all, lang));
            let one_by_one = where_it_fails(ensembles, backtest, cell, lang);
            out.push(verdict(all, backtest, one_by_one.is_some(), lang));
            out.extend(one_by_one);
            out.extend(against_naive(all, lang));
        }
    }
    out.extend(events(ensembles, cell, lang));
    out.extend(not_scored(cell, lang));
    out
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn share(x: f64, lang: Lang) -> String {
    plain(&percent(x, lang))
}

/// What a record is called, in quotation marks.
fn named(ensembles: &Ensembles, series: &SeriesScore, lang: Lang) -> String {
    let history = &ensembles.histories()[series.history];
    quoted(&called(&history.description, &history.name, lang), lang)
}

fn bands(all: &Score, lang: Lang) -> String {
    let inside = |c: Option<Coverage>| c.map_or(0, |c| c.inside);
    let (ninety, fifty) = (inside(all.inside90), inside(all.inside50));
    match (all.rows, ninety, lang) {
        (1, 1, Lang::En) => "The one observation lies in the 90 % band.".to_owned(),
        (1, _, Lang::En) => "The one observation does not lie in the 90 % band.".to_owned(),
        (rows, _, Lang::En) => format!(
            "{ninety} of {rows} observations lie in the 90 % band, {fifty} in the 50 % band."
        ),
        (1, 1, Lang::Ar) => "المشاهدة الوحيدة داخل نطاق 90٪.".to_owned(),
        (1, _, Lang::Ar) => "المشاهدة الوحيدة خارج نطاق 90٪.".to_owned(),
        (rows, _, Lang::Ar) => format!(
            "عدد المشاهدات {rows}: داخل نطاق 90٪ منها {ninety}، وداخل نطاق 50٪ منها {fifty}."
        ),
    }
}

/// How often a model that is right would show that.
fn chance(p: f64, backtest: &Backtest, lang: Lang) -> String {
    let runs = plain_count(backtest.replicates);
    match lang {
        Lang::En if p > 0.0 => format!("in {} of its own runs", share(p, lang)),
        Lang::En => format!("in none of its {runs} runs"),
        Lang::Ar if p > 0.0 => format!("يظهر ذلك في {} من تكراراته", share(p, lang)),
        Lang::Ar => format!("لا يظهر ذلك في أي من تكراراته، وعددها {runs}"),
    }
}

/// Chance below which a bias that proves nothing is still worth saying.
const LEANING: f64 = 0.25;

/// To which side observations stand in their forecasts, where that is no proof and yet no accident
/// to be silent about.
fn leaning(all: &Score, backtest: &Backtest, lang: Lang) -> Option<String> {
    let bias = all.bias.filter(|bias| bias.chance < LEANING)?;
    let mean = share(bias.mean_pit, lang);
    let often = chance(bias.chance, backtest, lang);
    let low = bias.mean_pit > 0.5;
    Some(match lang {
        Lang::En => {
            let (side, what) = if low {
                ("low", "more happened than it says")
            } else {
                ("high", "less happened than it says")
            };
            format!(
                "But it leans {side}, {what}: observations stand on average at {mean} of their \
                 forecasts, as far to one side as {}.",
                often.replacen("in ", "", 1)
            )
        }
        Lang::Ar => {
            let (side, what) = if low {
                ("النقصان", "ما وقع أكثر مما يقول")
            } else {
                ("الزيادة", "ما وقع أقل مما يقول")
            };
            format!(
                "لكنه يميل إلى {side}، أي إن {what}: متوسط موقع المشاهدات ضمن توقعاتها {mean} ({often})."
            )
        }
    })
}

fn verdict(all: &Score, backtest: &Backtest, one_fails: bool, lang: Lang) -> String {
    let findings = all.findings(ALPHA);
    if findings.is_empty() && one_fails {
        let text = lang.pick(
            "Taken together that is what one would see if the model were right.",
            "وهذا، إذا أُخذ مجتمعاً، ما يُنتظر لو كان النموذج صحيحاً.",
        );
        return text.to_owned();
    }
    if findings.is_empty() {
        let few = if all.rows < 10 {
            lang.pick(" So few rows can show little.", " وعدد قليل كهذا من الصفوف لا يثبت الكثير.")
        } else {
            ""
        };
        let said = match (leaning(all, backtest, lang), lang) {
            (Some(leaning), Lang::En) => {
                format!("That does not refute the model, whose bands are wide. {leaning}")
            }
            (Some(leaning), Lang::Ar) => {
                format!("وهذا لا يدحض النموذج، فنطاقاته واسعة. {leaning}")
            }
            (None, Lang::En) => "That is what one would see if the model were right: nothing here \
                                 speaks against it."
                .to_owned(),
            (None, Lang::Ar) => {
                "وهذا ما يُنتظر لو كان النموذج صحيحاً: لا شيء هنا يشهد عليه.".to_owned()
            }
        };
        return format!("{said}{few}");
    }
    let parts: Vec<String> = findings
        .into_iter()
        .map(|(finding, p)| failure(finding, &chance(p, backtest, lang), lang))
        .collect();
    let parts = parts.join(semicolon(lang));
    format!("{} {parts}.", lang.pick("The model fails:", "أخفق النموذج:"))
}

/// One way in which a model fails, and how often it would if it were right.
fn failure(finding: Finding, seen: &str, lang: Lang) -> String {
    match (finding, lang) {
        (Finding::TooSure, Lang::En) => {
            format!("it is too sure of itself (so few lie in the 90 % band {seen})")
        }
        (Finding::TooUnsure, Lang::En) => {
            format!("its bands are too wide (so many lie in the 50 % band {seen})")
        }
        (Finding::SaysTooLittle, Lang::En) => {
            format!("it is biased low: more happened than it says (as much {seen})")
        }
        (Finding::SaysTooMuch, Lang::En) => {
            format!("it is biased high: less happened than it says (as little {seen})")
        }
        (Finding::TooSure, Lang::Ar) => {
            format!("ثقته بنفسه مفرطة، إذ قلّ ما وقع داخل نطاق 90٪ ({seen})")
        }
        (Finding::TooUnsure, Lang::Ar) => {
            format!("نطاقاته أوسع مما ينبغي، إذ كثر ما وقع داخل نطاق 50٪ ({seen})")
        }
        (Finding::SaysTooLittle, Lang::Ar) => {
            format!("منحاز إلى النقصان، فما وقع أكثر مما يقول ({seen})")
        }
        (Finding::SaysTooMuch, Lang::Ar) => {
            format!("منحاز إلى الزيادة، فما وقع أقل مما يقول ({seen})")
        }
    }
}

/// The histories in which it fails, each at an error of [`ALPHA`] / number of histories.
fn where_it_fails(
    ensembles: &Ensembles,
    backtest: &Backtest,
    cell: &CellScore,
    lang: Lang,
) -> Option<String> {
    let judges = cell.series.iter().filter(|s| !s.event).filter_map(|s| Some((s, s.score?)));
    let judges: Vec<_> = judges.collect();
    let alpha = ALPHA / judges.len() as f64;
    let mut parts = Vec::new();
    for (series, score) in &judges {
        let findings = score.findings(alpha);
        if findings.is_empty() || judges.len() < 2 {
            continue;
        }
        let words = findings.iter().map(|(finding, _)| {
            let (en, ar) = match finding {
                Finding::TooSure => ("too sure", "مفرط الثقة"),
                Finding::TooUnsure => ("too unsure", "مفرط التردد"),
                Finding::SaysTooLittle => ("biased low", "منحاز إلى النقصان"),
                Finding::SaysTooMuch => ("biased high", "منحاز إلى الزيادة"),
            };
            lang.pick(en, ar).to_owned()
        });
        let words = listed(&words.collect::<Vec<_>>(), lang);
        let least = findings.iter().map(|(_, p)| *p).fold(1.0, f64::min);
        let name = named(ensembles, series, lang);
        let seen = chance(least, backtest, lang);
        parts.push(match lang {
            Lang::En => format!("{words} in {name} ({seen})"),
            Lang::Ar => format!("{words} في {name} ({seen})"),
        });
    }
    if parts.is_empty() {
        return None;
    }
    let parts = parts.join(comma(lang));
    Some(match lang {
        Lang::En => format!("Record by record the model is {parts}."),
        Lang::Ar => format!("وإذا نُظر في كل سلسلة وحدها فالنموذج: {parts}."),
    })
}

/// The model beside a forecast without a model.
fn beside(skill: Skill, name: &str, lang: Lang) -> String {
    let value = skill.value();
    match lang {
        Lang::En if value == f64::NEG_INFINITY => format!("{name}, which was perfect, beats it"),
        Lang::En if value > 0.0 => format!("it beats {name} by {}", share(value, lang)),
        Lang::En if value < 0.0 => {
            let times = number(skill.model / skill.naive, lang);
            format!("{name} beats it: its error is {times} times as large")
        }
        Lang::En => format!("it is as good as {name}"),
        Lang::Ar if value == f64::NEG_INFINITY => format!("{name} أدق من النموذج، وقد أصاب تماماً"),
        Lang::Ar if value > 0.0 => format!("النموذج أدق من {name} بنسبة {}", share(value, lang)),
        Lang::Ar if value < 0.0 => {
            let times = number(skill.model / skill.naive, lang);
            format!("{name} أدق من النموذج: نسبة خطأ النموذج إلى خطئه {times}")
        }
        Lang::Ar => format!("دقة النموذج كدقة {name}"),
    }
}

fn against_naive(all: &Score, lang: Lang) -> Option<String> {
    let last = lang.pick("the last value", "توقع آخر قيمة");
    let trend = lang.pick("the trend", "توقع الاتجاه");
    let compared = [(all.last, last), (all.trend, trend)];
    let parts: Vec<String> =
        compared.into_iter().filter_map(|(skill, name)| Some(beside(skill?, name, lang))).collect();
    if parts.is_empty() {
        let text = lang.pick(
            "No record has rows before the run: there is no naive forecast to compare with.",
            "لا سلسلة لها صفوف قبل بدء التشغيل: لا يوجد توقع بسيط للمقارنة به.",
        );
        return Some(text.to_owned());
    }
    let with = all.last.map_or(0, |s| s.rows);
    let text = parts.join(semicolon(lang));
    let (without, rows) = (all.rows - with, all.rows);
    Some(match lang {
        Lang::En => {
            let left_out = match without {
                0 => String::new(),
                n => format!(
                    " ({n} of {rows} rows have no past, or are not on the logarithmic scale, and are \
                     left out of this)"
                ),
            };
            format!("By its mean error (CRPS), {text}{left_out}.")
        }
        Lang::Ar => {
            let left_out = match without {
                0 => String::new(),
                n => format!(
                    " (لم تدخل في هذه المقارنة صفوف بلا ماضٍ أو على غير المقياس اللوغاريتمي، وعددها {n} \
                     من {rows})"
                ),
            };
            format!("من حيث متوسط الخطأ (CRPS): {text}{left_out}.")
        }
    })
}

fn events(ensembles: &Ensembles, cell: &CellScore, lang: Lang) -> Vec<String> {
    let judges = cell.series.iter().filter(|s| s.event).filter_map(|s| Some((s, s.score?)));
    judges
        .map(|(series, score)| {
            let name = named(ensembles, series, lang);
            let mean = number(score.mean.unwrap_or(f64::NAN), lang);
            let rows = counted(score.rows as u64, &noun::EVENT, lang);
            let naive = score.trend.map(|s| number(s.naive, lang));
            let worse = score.trend.is_some_and(|s| s.model > s.naive);
            match lang {
                Lang::En => {
                    let naive = naive.map(|naive| {
                        format!(", that of how often it happened before {naive}")
                    });
                    format!(
                        "{name}: {rows}; the Brier score is {mean}{}{} (0 is perfect, 0.25 is that of \
                         a coin).",
                        naive.unwrap_or_default(),
                        if worse { ", which is better" } else { "" }
                    )
                }
                Lang::Ar => {
                    let naive = naive.map(|naive| {
                        format!("، ودرجة التوقع بحسب تواتر الحدث في الماضي {naive}")
                    });
                    format!(
                        "{name}: {rows}؛ درجة برير {mean}{}{} (الصفر هو الإصابة التامة، و0.25 درجة رمي \
                         قطعة نقود).",
                        naive.unwrap_or_default(),
                        if worse { "، وهي أفضل" } else { "" }
                    )
                }
            }
        })
        .collect()
}

fn not_scored(cell: &CellScore, lang: Lang) -> Option<String> {
    let count = |used: RowUse| {
        cell.series.iter().flat_map(|s| &s.rows).filter(|row| row.used == used).count() as u64
    };
    let rows = |n| counted(n, &noun::ROW, lang);
    let mut parts = Vec::new();
    match (count(RowUse::Calibrate), lang) {
        (0, _) => {}
        (n, Lang::En) => parts.push(format!("{} that set or weighted the uncertainties", rows(n))),
        (n, Lang::Ar) => parts.push(format!("{} لضبط الكميات غير المؤكدة أو ترجيحها", rows(n))),
    }
    match (count(RowUse::Context), lang) {
        (0, _) => {}
        (n, Lang::En) => parts.push(format!("{} of context", rows(n))),
        (n, Lang::Ar) => parts.push(format!("{} للسياق", rows(n))),
    }
    let text = listed(&parts, lang);
    (!parts.is_empty())
        .then(|| format!("{} {text}.", lang.pick("Shown but not scored:", "معروض من غير تقييم:")))
}
