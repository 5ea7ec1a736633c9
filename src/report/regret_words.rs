//! What regret and robustness say, in sentences.
//!
//! Labels are never inflected: in Arabic they stand in quotation marks after a noun.

use super::brief_words::{option as named, some_of};
use super::findings::{Findings, called, format_of};
use crate::analysis::{DecisionFuture, Metric, MetricKind, Ranked, Robustness, Satisficing};
use crate::study::Sense;
use crate::text::{Lang, at_least, at_most, noun, percent, quantity, quoted, range};

/// Share of resamples above which a rank needs no rival named beside it.
const FIRM: f64 = 0.8;

/// What a metric is called in the head of a table or on a chart.
pub fn metric_label(kind: MetricKind, lang: Lang) -> &'static str {
    let (en, ar) = match kind {
        MetricKind::ExpectedRegret => ("Mean regret", "متوسط الندم"),
        MetricKind::RegretQ90 => ("90 % regret", "الندم عند 90٪"),
        MetricKind::BestShare => ("Best of the draw", "الأفضل في السحبة"),
        MetricKind::Acceptable => ("Acceptable", "مقبول"),
        MetricKind::MaxExpectedRegret => ("Largest mean regret", "أكبر متوسط للندم"),
        MetricKind::MaxRegretQ90 => ("Largest 90 % regret", "أكبر ندم عند 90٪"),
        MetricKind::WorstMean => ("Mean in the worst future", "المتوسط في أسوأ مسار"),
        MetricKind::WorstDecile => ("Worst tenth of draws", "أسوأ عُشر من السحبات"),
        MetricKind::Hurwicz => ("Between worst and best future", "بين أسوأ مسار وأفضله"),
        MetricKind::WeightedMean => ("Mean by the study’s weights", "المتوسط بأوزان الدراسة"),
    };
    lang.pick(en, ar)
}

/// What is said of a measure: which option has the least worst regret and how sure that is, which
/// one where it comes to the bad draws if that is another, which one stays acceptable most often,
/// and what it would be worth to know the draw. Nothing where it is withheld, for one option, and
/// where all options are the same.
pub fn regret_sentences(findings: &Findings<'_>, robustness: &Robustness) -> Vec<String> {
    if robustness.withheld.is_some() || robustness.options.len() < 2 {
        return Vec::new();
    }
    let Some(minimax) = robustness.metric(MetricKind::MaxExpectedRegret, None) else {
        return Vec::new();
    };
    if minimax.by_option.iter().all(|r| r.rank == 1) {
        return Vec::new();
    }
    let mut out: Vec<String> = least_regret(findings, robustness, minimax).into_iter().collect();
    out.extend(least_in_bad_draws(findings, robustness, minimax));
    out.extend(most_acceptable(findings, robustness));
    out.extend(knowing(findings, robustness));
    out
}

/// A difference in a measure with its unit; of a probability in percentage points.
fn amount(findings: &Findings<'_>, measure: usize, value: f64) -> String {
    let definition = &findings.model.measures[measure];
    if definition.condition {
        return quantity(value * 100.0, &noun::POINT, findings.lang);
    }
    findings.counted(value, &definition.unit)
}

/// The same without its unit.
fn bare(findings: &Findings<'_>, measure: usize, value: f64) -> String {
    let scale = if findings.model.measures[measure].condition { 100.0 } else { 1.0 };
    crate::text::number(value * scale, findings.lang)
}

fn firsts(findings: &Findings<'_>, ranked: &[Ranked]) -> Vec<String> {
    ranked.iter().filter(|r| r.rank == 1).map(|r| named(findings, r.option)).collect()
}

/// `95 % interval 10 to 14, first in 97 % of resamples`, in brackets, as far as they are known.
fn support(findings: &Findings<'_>, measure: usize, all: &[Ranked], best: &Ranked) -> String {
    let lang = findings.lang;
    let value = best.value;
    if !best.kept.is_finite() {
        return String::new();
    }
    let mut parts = Vec::new();
    let ends = [value.low, value.high].map(|x| bare(findings, measure, x));
    if ends[0] != ends[1] {
        let ends = range(&ends[0], &ends[1], lang);
        parts.push(match lang {
            Lang::En => format!("95 % interval {ends}"),
            Lang::Ar => format!("مجال الثقة 95٪: {ends}"),
        });
    }
    let kept = percent((best.kept * 100.0).round() / 100.0, lang);
    parts.push(match lang {
        Lang::En => format!("rank 1 in {kept} of resamples"),
        Lang::Ar => format!("الرتبة الأولى في {kept} من إعادات المعاينة"),
    });
    if best.kept < FIRM {
        let rival = all
            .iter()
            .filter(|r| r.rank != 1)
            .max_by(|a, b| a.ranks[0].total_cmp(&b.ranks[0]).then(b.option.cmp(&a.option)));
        if let Some(rival) = rival.filter(|r| r.ranks[0] >= 0.05) {
            let share = percent((rival.ranks[0] * 100.0).round() / 100.0, lang);
            let name = named(findings, rival.option);
            parts.push(match lang {
                Lang::En => format!("{name} in {share}"),
                Lang::Ar => format!("ويحتلها الخيار {name} في {share}"),
            });
        }
    }
    format!(" ({})", parts.join(lang.pick("; ", "؛ ")))
}

fn least_regret(
    findings: &Findings<'_>,
    robustness: &Robustness,
    minimax: &Metric,
) -> Option<String> {
    let (lang, measure) = (findings.lang, robustness.measure);
    let best = minimax.best()?;
    let names = firsts(findings, &minimax.by_option);
    let (one, names) = (names.len() == 1, some_of(names, lang));
    let about = findings.measure(measure);
    let support = support(findings, measure, &minimax.by_option, best);
    let single = robustness.futures.len() == 1;
    if best.value.value == 0.0 {
        return Some(match (lang, one) {
            (Lang::En, true) => {
                format!("{about}: {names} is never behind, in any future or draw{support}.")
            }
            (Lang::En, false) => {
                format!("{about}: {names} are never behind, in any future or draw{support}.")
            }
            (Lang::Ar, true) => {
                format!("{about}: لا يتأخر الخيار {names} في أي مسار ولا في أي سحبة{support}.")
            }
            (Lang::Ar, false) => {
                format!("{about}: لا تتأخر الخيارات {names} في أي مسار ولا في أي سحبة{support}.")
            }
        });
    }
    let amount = at_most(&amount(findings, measure, best.value.value), lang);
    Some(match (lang, single) {
        (Lang::En, false) => {
            let verb = if one { "has" } else { "have" };
            format!(
                "{about}: if one option had to be chosen without knowing which future comes, {names} {verb} \
                 the smallest worst regret: in the mean over draws {amount} worse than the best option of \
                 the same draw, whatever the future{support}."
            )
        }
        (Lang::En, true) => {
            let verb = if one { "has" } else { "have" };
            format!(
                "{about}: {names} {verb} the smallest regret: in the mean over draws {amount} worse than the \
                 best option of the same draw{support}."
            )
        }
        (Lang::Ar, _) => {
            let subject = if one { "الخيار" } else { "الخيارات" };
            let (unknown, whatever) = match single {
                true => ("", ""),
                false => {
                    ("إذا تعيّن اختيار خيار واحد قبل معرفة المسار المقبل، فإن ", "، أياً كان المسار")
                }
            };
            let verb =
                if one { "هو الأقل ندماً" } else { "هي الأقل ندماً" };
            format!(
                "{about}: {unknown}{subject} {names} {verb}: متوسط فرقه عن أفضل خيار في السحبة نفسها {amount}\
                 {whatever}{support}."
            )
        }
    })
}

/// Said where another option is the least regretted one in the bad draws.
fn least_in_bad_draws(
    findings: &Findings<'_>,
    robustness: &Robustness,
    minimax: &Metric,
) -> Option<String> {
    let (lang, measure) = (findings.lang, robustness.measure);
    let tail = robustness.metric(MetricKind::MaxRegretQ90, None)?;
    let (best, mean_best) = (tail.best()?, minimax.best()?);
    let also = tail.of(mean_best.option)?;
    if also.rank == 1 {
        return None;
    }
    let (name, other) = (named(findings, best.option), named(findings, mean_best.option));
    let [value, others] = [best, also].map(|r| amount(findings, measure, r.value.value));
    Some(match lang {
        Lang::En => format!(
            "Where it is wrong, it is {name} that errs least: in nine of ten draws its regret is at most \
             {value}, that of {other} at most {others}."
        ),
        Lang::Ar => format!(
            "أما في السحبات غير المواتية فالخيار {name} هو الأقل ندماً: لا يتجاوز ندمه في تسع من كل عشر سحبات \
             {value}، مقابل {others} للخيار {other}."
        ),
    })
}

/// `at most 30 attacks a month`.
fn bound(findings: &Findings<'_>, robustness: &Robustness) -> Option<String> {
    let definition = &findings.model.measures[robustness.measure];
    let lang = findings.lang;
    let value = robustness.bound?;
    let text = match definition.condition {
        true => format_of(definition).format(value, lang),
        false => findings.counted(value, &definition.unit),
    };
    Some(match robustness.sense {
        Sense::Maximise => at_least(&text, lang),
        Sense::Minimise | Sense::None => at_most(&text, lang),
    })
}

fn most_acceptable(findings: &Findings<'_>, robustness: &Robustness) -> Option<String> {
    let lang = findings.lang;
    let metric = robustness.metric(MetricKind::Acceptable, None)?;
    let bound = bound(findings, robustness)?;
    let every = robustness.futures.len() > 1;
    satisfied(findings, &metric.by_option, every).map(|(names, share)| match (lang, names) {
        (Lang::En, Some(names)) => {
            format!("What is acceptable ({bound}) is expected of {names} in {share}.")
        }
        (Lang::En, None) => {
            format!("What is acceptable ({bound}) is expected of every option in {share}.")
        }
        (Lang::Ar, Some(names)) => {
            format!("والحد المقبول ({bound}) متوقع مع الخيار {names} في {share}.")
        }
        (Lang::Ar, None) => format!("والحد المقبول ({bound}) متوقع مع كل الخيارات في {share}."),
    })
}

/// Which options meet bounds most often, none for all, and in which share of draws.
fn satisfied(
    findings: &Findings<'_>,
    ranked: &[Ranked],
    every: bool,
) -> Option<(Option<String>, String)> {
    let lang = findings.lang;
    let best = ranked.iter().find(|r| r.rank == 1)?;
    let share = percent((best.value.value * 1000.0).round() / 1000.0, lang);
    let more = match (every, lang) {
        (false, _) => "",
        (true, Lang::En) => " in every future",
        (true, Lang::Ar) => " وفي كل المسارات",
    };
    let text = match (best.value.value, lang) {
        (0.0, Lang::En) => format!("no draw{more}"),
        (0.0, Lang::Ar) => return Some((None, format!("0٪ من السحبات{more}"))),
        (_, Lang::En) => format!("{share} of draws{more}"),
        (_, Lang::Ar) => format!("{share} من السحبات{more}"),
    };
    let all = ranked.iter().all(|r| r.rank == 1);
    let names = (!all).then(|| some_of(firsts(findings, ranked), lang));
    let text = match (all || best.value.value == 0.0, lang) {
        (true, _) => text,
        (false, Lang::En) => format!("{text}, more often than of any other option"),
        (false, Lang::Ar) => format!("{text}، أي أكثر من أي خيار آخر"),
    };
    Some((names, text))
}

/// What knowing the draw would be worth, in the future in which that is most.
fn knowing(findings: &Findings<'_>, robustness: &Robustness) -> Option<String> {
    let (lang, measure) = (findings.lang, robustness.measure);
    let checks = robustness.checks.iter().zip(&robustness.futures);
    let (check, future) = checks.max_by(|a, b| a.0.gain.total_cmp(&b.0.gain))?;
    if check.gain <= 0.0 {
        return Some(
            lang.pick(
                "No option gains from knowing the uncertain numbers as far as this run can tell.",
                "لا يُظهر هذا التشغيل أن معرفة الأرقام غير المؤكدة تغيّر الاختيار.",
            )
            .to_owned(),
        );
    }
    let [gain, crossed] =
        [check.gain, check.crossed.value.max(0.0)].map(|x| amount(findings, measure, x));
    let place = place(findings, robustness.futures.len(), future);
    Some(match lang {
        Lang::En => format!(
            "Whoever knew the uncertain numbers before choosing would do better by {gain} in the \
             mean{place}; by {crossed} in the check that chooses by one half of the draws and is paid by the other."
        ),
        Lang::Ar => format!(
            "من يعرف الأرقام غير المؤكدة قبل الاختيار يتحسن في المتوسط بمقدار {gain}{place}؛ وبمقدار {crossed} \
             في التحقق الذي يختار بنصف السحبات ويُقاس بالنصف الآخر."
        ),
    })
}

fn place(findings: &Findings<'_>, futures: usize, future: &DecisionFuture) -> String {
    if futures == 1 {
        return String::new();
    }
    let trajectory = &findings.model.trajectories[future.trajectory];
    let lang = findings.lang;
    let name = quoted(&called(&trajectory.description, &trajectory.name, lang), lang);
    match lang {
        Lang::En => format!(" if {name} comes (the most of all futures)"),
        Lang::Ar => format!(" إذا تحقق المسار {name} (الأعلى بين المسارات)"),
    }
}

/// Which options meet all bounds at once most often. None for one option.
pub fn satisficing_sentence(findings: &Findings<'_>, satisficing: &Satisficing) -> Option<String> {
    if satisficing.options.len() < 2 {
        return None;
    }
    let lang = findings.lang;
    let count = satisficing.measures.len() as u64;
    let every = satisficing.futures.len() > 1;
    let (names, share) = satisfied(findings, &satisficing.all, every)?;
    let bounds = match (lang, count) {
        (Lang::En, 1) => "the one bound is".to_owned(),
        (Lang::En, _) => format!("all {count} bounds are at once"),
        (Lang::Ar, 1) => "الحد المقبول الوحيد".to_owned(),
        (Lang::Ar, 2) => "الحدّان المقبولان معاً".to_owned(),
        (Lang::Ar, _) => format!("الحدود المقبولة معاً، وعددها {count}،"),
    };
    Some(match (lang, names) {
        (Lang::En, Some(names)) => format!("{names}: {bounds} expected to hold in {share}."),
        (Lang::En, None) => format!("Every option: {bounds} expected to hold in {share}."),
        (Lang::Ar, Some(names)) => format!("الخيار {names}: يُتوقع تحقق {bounds} في {share}."),
        (Lang::Ar, None) => format!("كل الخيارات: يُتوقع تحقق {bounds} في {share}."),
    })
}

#[cfg(test)]
#[path = "regret_words_tests.rs"]
mod tests;
