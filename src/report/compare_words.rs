//! What a comparison says, in sentences.
//!
//! Labels are never inflected: in Arabic they stand in quotation marks after a noun.

use super::findings::{Findings, Future};
use crate::analysis::decision::{Pair, Place, Relation};
use crate::analysis::{Decision, FutureDecision, MetricKind};
use crate::outcome::{Comparison, VarianceShares};
use crate::study::Sense;
use crate::text::{Case, Lang, Likelihood, counted_in, listed, noun, percent, quoted, range};

/// Ties above which "better in so many" gets no word of likelihood: the rest is not worse.
const MANY_TIES: f64 = 0.1;
/// Options named in a list at most.
const NAMED: usize = 4;

/// The decision in a future.
pub fn decided<'a>(findings: &Findings<'a>, future: &Future) -> Option<&'a FutureDecision> {
    findings.decision.get().future(future.trajectory, future.response)
}

/// Shares of replicates in which the option of a comparison is better, worse and equal.
pub fn wins(comparison: &Comparison) -> (f64, f64, f64) {
    let better = comparison.better.value - comparison.ties / 2.0;
    (better.max(0.0), (1.0 - better - comparison.ties).max(0.0), comparison.ties)
}

/// "Attacks: Phased is better than Stay in 83 % of the paired replicates (very likely), worse in
/// 12 %, equal in 5 %." None for the baseline, and for a measure without a better side.
pub fn better_sentence(
    findings: &Findings<'_>,
    option: usize,
    measure: usize,
    future: &Future,
) -> Option<String> {
    if findings.model.measures[measure].sense == Sense::None {
        return None;
    }
    let comparison = findings.summary.comparison(findings.cell(option, future)?, measure)?;
    let lang = findings.lang;
    let (x, y) = (name(findings, option), name(findings, findings.model.baseline));
    let about = findings.measure(measure);
    if comparison.ties == 1.0 {
        return Some(match lang {
            Lang::En => format!("{about}: {x} and {y} are equal in every replicate."),
            Lang::Ar => format!("{about}: يتساوى {x} و{y} في كل التكرارات."),
        });
    }
    let (better, worse, ties) = wins(comparison);
    // the one that wins more often comes first
    let ((x, y), (better, worse)) = match worse > better {
        true => ((y, x), (worse, better)),
        false => ((x, y), (better, worse)),
    };
    let word = Likelihood::of(better)
        .filter(|_| ties <= MANY_TIES)
        .map(|word| format!(" ({})", word.words(lang)))
        .unwrap_or_default();
    let share = |x: f64| percent(x, lang);
    let rest = match (lang, ties > 0.0) {
        (_, false) => String::new(),
        (Lang::En, true) => format!(", worse in {}, equal in {}", share(worse), share(ties)),
        (Lang::Ar, true) => {
            format!("، ويكون أسوأ منه في {}، ومساوياً له في {}", share(worse), share(ties))
        }
    };
    let better = share(better);
    Some(match lang {
        Lang::En => {
            format!(
                "{about}: {x} is better than {y} in {better} of the paired replicates{word}{rest}."
            )
        }
        Lang::Ar => {
            format!("{about}: يتفوق {x} على {y} في {better} من التكرارات المقترنة{word}{rest}.")
        }
    })
}

/// How one option stands to another by stochastic dominance. None for a condition, where it says
/// no more than the probabilities do, and for a measure without a better side.
pub fn dominance_sentence(
    findings: &Findings<'_>,
    (option, other): (usize, usize),
    measure: usize,
    future: &Future,
) -> Option<String> {
    let definition = &findings.model.measures[measure];
    let pair = decided(findings, future)?.dominance(measure)?.pair(option, other)?;
    if definition.condition {
        return None;
    }
    // the one that is better comes first
    let (pair, relation) = match pair.relation() {
        Relation::Dominated | Relation::DominatedInRisk => {
            (pair.turned(), pair.turned().relation())
        }
        relation => (pair, relation),
    };
    let text = relation_words(findings, &pair, relation, definition.sense);
    Some(format!("{}: {text}", findings.measure(measure)))
}

fn relation_words(
    findings: &Findings<'_>,
    pair: &Pair,
    relation: Relation,
    sense: Sense,
) -> String {
    let (x, y) = (name(findings, pair.first), name(findings, pair.second));
    match (relation, findings.lang) {
        (Relation::Dominates, Lang::En) => {
            let does = match sense {
                Sense::Maximise => "reaches it",
                Sense::Minimise | Sense::None => "stays below it",
            };
            format!(
                "{x} dominates {y}: whatever threshold is set, it {does} at least as often \
                 (first-order dominance)."
            )
        }
        (Relation::Dominates, Lang::Ar) => {
            let does = match sense {
                Sense::Maximise => "بلوغها",
                Sense::Minimise | Sense::None => "البقاء دونها",
            };
            format!(
                "{x} يهيمن على {y}: أياً كانت العتبة، فإن احتمال {does} معه لا يقل عن احتماله مع \
                 الآخر (هيمنة عشوائية من الدرجة الأولى)."
            )
        }
        (Relation::DominatesInRisk, Lang::En) => format!(
            "everybody who is averse to risk prefers {x} to {y} (second-order dominance): {y} may \
             do better at some thresholds, but the bad outcomes of {x} are milder."
        ),
        (Relation::DominatesInRisk, Lang::Ar) => format!(
            "كل من يتجنب المخاطرة يفضّل {x} على {y} (هيمنة عشوائية من الدرجة الثانية): قد يتفوق الثاني \
             عند بعض العتبات، لكن النتائج السيئة مع الأول أخف."
        ),
        (Relation::Crossing, Lang::En) => format!(
            "neither {x} nor {y} dominates: which one is preferable hangs on how much risk one takes."
        ),
        (Relation::Crossing, Lang::Ar) => {
            format!("لا هيمنة بين {x} و{y}: يتوقف التفضيل بينهما على مقدار المخاطرة المقبولة.")
        }
        (Relation::Same, Lang::En) => format!("{x} and {y} are the same."),
        (Relation::Same, Lang::Ar) => format!("{x} و{y} متطابقان."),
        (_, Lang::En) => format!("{x} and {y} cannot be told apart at any threshold."),
        (_, Lang::Ar) => format!("لا يمكن التمييز بين {x} و{y} عند أي عتبة."),
    }
}

/// Which options are efficient in a future, in a few sentences.
pub fn efficiency_sentences(findings: &Findings<'_>, future: &Future) -> Vec<String> {
    let Some(decided) = decided(findings, future) else { return Vec::new() };
    let found = &decided.efficiency;
    let (options, measures) = (found.places.len(), found.measures.len());
    if options < 2 || measures == 0 {
        return Vec::new();
    }
    let lang = findings.lang;
    let names = |wanted: &dyn Fn(&Place) -> bool| -> Vec<String> {
        found.places.iter().filter(|p| wanted(p)).map(|p| name(findings, p.option)).collect()
    };
    let efficient = names(&|p| p.efficient);
    let over = counted_in(measures as u64, &noun::MEASURE, Case::Oblique, lang);
    let mut out = vec![match lang {
        Lang::En if measures == 1 => {
            format!("Over {over}, this option has the best level: {}.", listed(&efficient, lang))
        }
        Lang::Ar if measures == 1 => {
            format!("على أساس {over}، الخيار ذو القيمة الأفضل: {}.", listed(&efficient, lang))
        }
        Lang::En if efficient.len() == options => format!(
            "Over {over}, {} are efficient: none is at least as good as another on all \
             of them and better on one.",
            if options == 2 { "both options".to_owned() } else { format!("all {options} options") }
        ),
        Lang::Ar if efficient.len() == options => format!(
            "على أساس {over}، الخيارات كلها كفؤة: ما من خيار لا يقل عن آخر في كل المقاييس ويتفوق عليه في \
             أحدها."
        ),
        Lang::En => format!(
            "Over {over}, {} of {options} options are efficient: no other option is at least as good on \
             all of them and better on one.",
            efficient.len()
        ),
        Lang::Ar => format!(
            "على أساس {over}، عدد الخيارات الكفؤة {} من {options}: ما من خيار آخر لا يقل عنها في كل \
             المقاييس ويتفوق عليها في أحدها.",
            efficient.len()
        ),
    }];
    if measures > 4 && efficient.len() * 5 >= options * 4 {
        out.push(
            lang.pick(
                "With so many measures nearly every option is best on something, so this alone \
                 says little.",
                "ومع كثرة المقاييس يكاد كل خيار يكون الأفضل في شيء ما، فلا يدل ذلك وحده على الكثير.",
            )
            .to_owned(),
        );
    }
    let clearly = names(&|p| p.clearly);
    if measures == 1 {
        if clearly.len() > efficient.len() {
            out.push(remaining(&clearly, options, lang));
        }
        return out;
    }
    out.push(remaining(&clearly, options, lang));
    out.extend(found.places.iter().filter(|p| !p.efficient).map(|p| dominated(findings, p)));
    out
}

/// Who is efficient where differences that cannot be told apart count as equal.
fn remaining(clearly: &[String], options: usize, lang: Lang) -> String {
    let n = clearly.len();
    match lang {
        Lang::En if n == options => {
            "If differences that cannot be told apart count as equal, all of them are efficient."
                .to_owned()
        }
        Lang::En if n == 0 => "If differences that cannot be told apart count as equal, each of \
                               them is dominated by another."
            .to_owned(),
        Lang::En => format!(
            "If differences that cannot be told apart count as equal, {n} remain{}: {}.",
            if n == 1 { "s" } else { "" },
            listed(clearly, lang)
        ),
        Lang::Ar if n == options => {
            "وإذا عُدّت الفروق التي لا يمكن تمييزها متساوية، كانت الخيارات كلها كفؤة.".to_owned()
        }
        Lang::Ar if n == 0 => {
            "وإذا عُدّت الفروق التي لا يمكن تمييزها متساوية، كان لكل خيار خيار آخر يهيمن عليه."
                .to_owned()
        }
        Lang::Ar => format!(
            "وإذا عُدّت الفروق التي لا يمكن تمييزها متساوية، بقي منها {n}: {}.",
            listed(clearly, lang)
        ),
    }
}

/// By whom an option is dominated, and how sure that is.
fn dominated(findings: &Findings<'_>, place: &Place) -> String {
    let lang = findings.lang;
    let x = name(findings, place.option);
    let all: Vec<String> = place.dominated_by.iter().map(|o| name(findings, *o)).collect();
    let rest = all.len().saturating_sub(NAMED);
    let by = match (rest, lang) {
        (0 | 1, _) => listed(&all, lang),
        (rest, Lang::En) => format!("{} and {rest} more", all[..NAMED].join(", ")),
        (rest, Lang::Ar) => format!("{}؛ وغيرها (عددها {rest})", all[..NAMED].join("، ")),
    };
    let support = match (place.support.is_nan(), lang) {
        (true, _) => String::new(),
        (false, Lang::En) => {
            format!("; it is efficient in {} of resamples", percent(place.support, lang))
        }
        (false, Lang::Ar) => {
            format!("؛ ويكون كفؤاً في {} من مرات إعادة المعاينة", percent(place.support, lang))
        }
    };
    match lang {
        Lang::En => format!("{x} is dominated by {by}{support}."),
        Lang::Ar => format!("{x} يهيمن عليه: {by}{support}."),
    }
}

/// Where the spread of a measure comes from, for an option and for its difference from the
/// baseline. None where that is not known.
pub fn luck_sentence(
    findings: &Findings<'_>,
    option: usize,
    measure: usize,
    future: &Future,
) -> Option<String> {
    let shares = decided(findings, future)?.luck.get(option)?.get(measure)?;
    let (lang, x) = (findings.lang, name(findings, option));
    let about = findings.measure(measure);
    let level = known(&shares.level?, lang);
    let mut text = match lang {
        Lang::En => format!(
            "{about}, {x}: what is not known explains {level} of the spread between replicates, luck \
             the rest."
        ),
        Lang::Ar => format!(
            "{about}، {x}: ما لا نعرفه يفسّر {level} من التباين بين التكرارات، والحظ يفسّر الباقي."
        ),
    };
    if let Some(difference) = shares.difference {
        let (y, share) = (name(findings, findings.model.baseline), known(&difference, lang));
        text.push_str(&match lang {
            Lang::En => format!(" Of the difference from {y} it explains {share}."),
            Lang::Ar => format!(" ومن الفرق عن {y} يفسّر {share}."),
        });
    }
    Some(text)
}

/// A share of what is not known, with its interval; what is below 0 by chance is said to be 0.
fn known(shares: &VarianceShares, lang: Lang) -> String {
    let within = |x: f64| percent(x.clamp(0.0, 1.0), lang);
    let reach = 1.96 * shares.se;
    let (low, high) = (within(shares.uncertainty - reach), within(shares.uncertainty + reach));
    let value = within(shares.uncertainty);
    if low == high { value } else { format!("{value} ({})", range(&low, &high, lang)) }
}

/// What to do where a run cannot tell luck from ignorance.
pub fn luck_note(lang: Lang) -> &'static str {
    lang.pick(
        "How much of the spread is luck and how much comes from what is not known cannot be told: each \
         draw of the uncertainties was played out once. Set luck_paths = 2 or more under [run] in the \
         study.",
        "لا يمكن معرفة نصيب الحظ ونصيب ما لا نعرفه من التباين: فكل سحب لأوجه عدم اليقين لم يُشغَّل إلا مرة \
         واحدة. اضبط luck_paths = 2 أو أكثر تحت [run] في الدراسة.",
    )
}

/// The sentences on one measure in a future: how often each option beats the baseline, and the
/// dominance between them.
pub fn measure_sentences(findings: &Findings<'_>, measure: usize, future: &Future) -> Vec<String> {
    let Decision { baseline, .. } = &*findings.decision;
    (0..findings.model.options.len())
        .filter(|option| option != baseline)
        .flat_map(|option| {
            let better = better_sentence(findings, option, measure, future);
            let dominance = dominance_sentence(findings, (option, *baseline), measure, future);
            better.into_iter().chain(dominance)
        })
        .collect()
}

/// A few lines on the choice: for each future the efficient options, then who is regretted least.
pub fn decision_lines(findings: &Findings<'_>) -> Vec<String> {
    let lang = findings.lang;
    let mut out = Vec::new();
    let futures = findings.futures();
    for future in &futures {
        let Some(found) = decided(findings, future).map(|d| &d.efficiency) else { continue };
        let (options, measures) = (found.places.len(), found.measures.len());
        if options < 2 || measures < 2 {
            continue;
        }
        let of = |clearly: bool| -> Vec<String> {
            let places = found.places.iter().filter(|p| p.clearly == clearly);
            places.map(|p| name(findings, p.option)).collect()
        };
        let (clearly, beaten) = (of(true), of(false));
        let (efficient, n) = (found.efficient().count(), clearly.len());
        let over = counted_in(measures as u64, &noun::MEASURE, Case::Oblique, lang);
        let future = &future.label;
        let rest = match (n == options || n == 0, lang) {
            (true, _) => String::new(),
            // the shorter list says the same
            (false, Lang::En) if beaten.len() < n => {
                format!(" (all but {})", listed(&beaten, lang))
            }
            (false, Lang::Ar) if beaten.len() < n => {
                format!("، أي كلها ما عدا {}", listed(&beaten, lang))
            }
            (false, Lang::En) => format!(" ({})", listed(&clearly, lang)),
            (false, Lang::Ar) => format!(": {}", listed(&clearly, lang)),
        };
        out.push(match lang {
            Lang::En => format!(
                "{future}: over {over} {efficient} of {options} options are efficient; {n} if \
                 differences that cannot be told apart count as equal{rest}."
            ),
            Lang::Ar => format!(
                "{future}: على أساس {over}، عدد الخيارات الكفؤة {efficient} من {options}؛ وإذا عُدّت الفروق \
                 التي لا يمكن تمييزها متساوية كان عددها {n}{rest}."
            ),
        });
    }
    out.extend(least_regretted(findings));
    out
}

/// On which of the main measures each option is regretted least.
fn least_regretted(findings: &Findings<'_>) -> Option<String> {
    let lang = findings.lang;
    let best = |measure: &usize| {
        let of = findings.decision.regret.iter().find(|r| r.measure == *measure)?;
        let best = of.metric(MetricKind::MaxExpectedRegret, None)?.best()?;
        Some((best.option, findings.measure(*measure)))
    };
    let found: Vec<(usize, String)> = findings.decision.measures.iter().filter_map(best).collect();
    let each: Vec<String> = (0..findings.model.options.len())
        .filter_map(|option| {
            let on = found.iter().filter(|(o, _)| *o == option);
            let on: Vec<String> = on.map(|(_, measure)| measure.clone()).collect();
            let x = name(findings, option);
            let on = listed(&on, lang);
            (!on.is_empty()).then(|| match lang {
                Lang::En => format!("{x} on {on}"),
                Lang::Ar => format!("{x} من حيث {on}"),
            })
        })
        .collect();
    (!each.is_empty() && findings.model.options.len() > 1).then(|| match lang {
        Lang::En => {
            format!("The least to regret, whatever the future, is {}.", each.join("; "))
        }
        Lang::Ar => format!("أقل الخيارات ندماً أياً كان المسار: {}.", each.join("؛ ")),
    })
}

/// An option in a sentence.
pub(super) fn name(findings: &Findings<'_>, option: usize) -> String {
    let label = findings.option(option);
    match findings.lang {
        Lang::En => label,
        Lang::Ar => quoted(&label, findings.lang),
    }
}

#[cfg(test)]
#[path = "compare_words_tests.rs"]
mod tests;
