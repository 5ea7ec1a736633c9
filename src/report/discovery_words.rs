//! What scenario discovery says, in sentences.
//!
//! Labels are never inflected: in Arabic they stand in quotation marks after a noun.

use super::brief_words::{measure as quoted_measure, option as quoted_option};
use super::findings::{Findings, called, format_of};
use crate::analysis::discovery::{
    Basis, Case, Criterion, Discovery, FEWEST, FEWEST_OF_A_KIND, FoundBox, Limit, Restriction,
    Withheld,
};
use crate::study::Sense;
use crate::text::{
    Lang, above, alternatives, at_least, at_most, below, between, isolate, listed, number, percent,
    plain_count, plus_minus, quoted, significant,
};

/// What an uncertainty is called, in quotation marks.
pub fn uncertainty_name(findings: &Findings<'_>, uncertainty: usize) -> String {
    quoted(&uncertainty_label(findings, uncertainty), findings.lang)
}

/// What an uncertainty is called.
pub fn uncertainty_label(findings: &Findings<'_>, uncertainty: usize) -> String {
    let own = &findings.model.uncertainties[uncertainty];
    called(&own.description, &own.name, findings.lang)
}

/// A limit without its uncertainty: `above 3.1 % a month`, `between 2 and 5 people`.
pub fn limit_words(findings: &Findings<'_>, uncertainty: usize, limit: &Limit) -> String {
    let lang = findings.lang;
    let unit = &findings.model.uncertainties[uncertainty].unit;
    let with_unit = |x: f64| findings.counted(x, unit);
    match limit {
        Limit::Range { low: Some(low), high: Some(high) } => {
            between(&number(*low, lang), &with_unit(*high), lang)
        }
        Limit::Range { low: Some(low), high: None } => above(&with_unit(*low), lang),
        Limit::Range { low: None, high: Some(high) } => below(&with_unit(*high), lang),
        Limit::Range { low: None, high: None } => lang.pick("any value", "أي قيمة").to_owned(),
        Limit::Values(values) => {
            let values: Vec<String> = values.iter().map(|v| with_unit(*v)).collect();
            alternatives(&values, lang)
        }
    }
}

/// A condition of a sentence: `“Recruitment” is above 3.1 % a month`.
fn condition(findings: &Findings<'_>, restriction: &Restriction) -> String {
    let name = uncertainty_name(findings, restriction.uncertainty);
    let limit = limit_words(findings, restriction.uncertainty, &restriction.limit);
    match (findings.lang, &restriction.limit) {
        (Lang::En, _) => format!("{name} is {limit}"),
        (Lang::Ar, Limit::Values(_)) => format!("{name} يساوي {limit}"),
        (Lang::Ar, Limit::Range { .. }) => format!("{name} {limit}"),
    }
}

/// A value of a measure with its unit.
fn amount(findings: &Findings<'_>, measure: usize, value: f64) -> String {
    let definition = &findings.model.measures[measure];
    match definition.condition {
        true => format_of(definition).format(value, findings.lang),
        false => findings.counted(value, &definition.unit),
    }
}

/// An `acceptable` bound: `at most 30 attacks`.
fn bound(findings: &Findings<'_>, measure: usize) -> String {
    let definition = &findings.model.measures[measure];
    let value = amount(findings, measure, definition.acceptable.unwrap_or(f64::NAN));
    match definition.sense {
        Sense::Maximise => at_least(&value, findings.lang),
        Sense::Minimise | Sense::None => at_most(&value, findings.lang),
    }
}

/// What happens to an option, as the beginning of a sentence: `“Stay” fails`.
fn fails(findings: &Findings<'_>, criterion: Criterion, option: usize) -> String {
    let name = quoted_option(findings, option);
    match (findings.lang, criterion) {
        (Lang::En, Criterion::Bounds) => format!("{name} fails"),
        (Lang::Ar, Criterion::Bounds) => format!("يفشل الخيار {name}"),
        (lang, Criterion::Bound { measure }) => {
            let (of, bound) = (quoted_measure(findings, measure), bound(findings, measure));
            match lang {
                Lang::En => format!("{name} misses the bound of {of} ({bound})"),
                Lang::Ar => format!("لا يفي الخيار {name} بالحد المقبول للمقياس {of} ({bound})"),
            }
        }
        (lang, Criterion::Beyond { measure, value, above: over }) => {
            let of = quoted_measure(findings, measure);
            let value = amount(findings, measure, value);
            let value = if over { above(&value, lang) } else { below(&value, lang) };
            match lang {
                Lang::En => format!("{name} leads to {of} {value}"),
                Lang::Ar => format!("يؤدي الخيار {name} إلى {of} {value}"),
            }
        }
        (lang, Criterion::Against { option: other, measure, by }) => {
            let (of, other) = (quoted_measure(findings, measure), quoted_option(findings, other));
            let by = match (by > 0.0, lang) {
                (false, _) => String::new(),
                (true, Lang::En) => format!(" by more than {}", amount(findings, measure, by)),
                (true, Lang::Ar) => format!(" بأكثر من {}", amount(findings, measure, by)),
            };
            match lang {
                Lang::En => format!("{name} does worse than {other} on {of}{by}"),
                Lang::Ar => format!("يكون الخيار {name} أسوأ من الخيار {other} في {of}{by}"),
            }
        }
    }
}

/// A share, whole percents where it is not near an end.
fn share(value: f64, lang: Lang) -> String {
    percent((value * 1000.0).round() / 1000.0, lang)
}

/// Two decimals, all of them.
fn two(value: f64) -> String {
    format!("{value:.2}")
}

/// The sentence of a box: `“Phased” fails in 83 % of the draws in which …`.
pub fn box_sentence(findings: &Findings<'_>, case: &Case, number: usize) -> String {
    let lang = findings.lang;
    let Some(found) = case.boxes.get(number) else { return String::new() };
    let conditions: Vec<String> =
        found.restrictions.iter().map(|r| condition(findings, r)).collect();
    let conditions = listed(&conditions, lang);
    let subject = fails(findings, case.criterion, case.option);
    let [density, elsewhere] = [found.density, found.elsewhere().share()].map(|x| share(x, lang));
    let (d, c) = (two(found.density), two(found.coverage));
    match (lang, number) {
        (Lang::En, 0) => format!(
            "{subject} in {density} of the draws in which {conditions}, and in {elsewhere} of all others \
             (density {d}, coverage {c})."
        ),
        (Lang::Ar, 0) => format!(
            "{subject} في {density} من السحبات التي يكون فيها {conditions}، وفي {elsewhere} من سائر السحبات \
             (الكثافة {d}، التغطية {c})."
        ),
        (Lang::En, _) => format!(
            "Outside of that, {subject} in {density} of the draws in which {conditions}, and in {elsewhere} \
             of what is then left (density {d}, coverage {c})."
        ),
        (Lang::Ar, _) => format!(
            "وخارج ذلك {subject} في {density} من السحبات التي يكون فيها {conditions}، وفي {elsewhere} مما يبقى \
             بعدها (الكثافة {d}، التغطية {c})."
        ),
    }
}

/// How often an option fails, and why no box is told if none is.
pub fn case_sentence(findings: &Findings<'_>, discovery: &Discovery, case: &Case) -> String {
    let lang = findings.lang;
    let subject = fails(findings, case.criterion, case.option);
    let rate = share(case.counts.share(), lang);
    let all = plain_count(case.counts.draws as u64);
    let how = match lang {
        Lang::En => format!("{subject} in {rate} of all {all} draws."),
        Lang::Ar => format!("{subject} في {rate} من كل السحبات وعددها {all}."),
    };
    let how = format!("{}{how}", always_sentence(findings, discovery, case));
    match case.withheld {
        None => how,
        Some(why) => format!("{how} {}", withheld_words(why, case, lang)),
    }
}

/// Said of an option that is looked at by a single bound: it misses one or another nearly always.
fn always_sentence(findings: &Findings<'_>, discovery: &Discovery, case: &Case) -> String {
    let lang = findings.lang;
    let joint = discovery.failing.iter().find(|(option, _)| *option == case.option);
    let Some((_, fails)) = joint.filter(|_| case.criterion != discovery.criterion) else {
        return String::new();
    };
    let rate = share(*fails as f64 / discovery.draws as f64, lang);
    match lang {
        Lang::En => format!(
            "One bound or another is missed in {rate} of the draws; looked at is the one that is missed in \
             about half. "
        ),
        Lang::Ar => format!(
            "يُخفَق في حد أو آخر في {rate} من السحبات؛ ويُنظر هنا في الحد الذي يُخفَق فيه في نحو نصفها. "
        ),
    }
}

fn withheld_words(why: Withheld, case: &Case, lang: Lang) -> String {
    let kind = FEWEST_OF_A_KIND;
    match (why, lang) {
        (Withheld::FewDraws, Lang::En) => {
            format!("Below {FEWEST} draws no conditions are looked for.")
        }
        (Withheld::FewDraws, Lang::Ar) => {
            format!("ولا يُبحث عن شروط إذا قلت السحبات عن {FEWEST}.")
        }
        (Withheld::NeverFails, Lang::En) => "There is no failure to explain.".to_owned(),
        (Withheld::NeverFails, Lang::Ar) => "فلا فشل يحتاج إلى تفسير.".to_owned(),
        (Withheld::AlwaysFails, Lang::En) => "No condition saves it.".to_owned(),
        (Withheld::AlwaysFails, Lang::Ar) => "ولا شرط ينقذه.".to_owned(),
        (Withheld::FewFail, Lang::En) => {
            format!("Fewer than {kind} failing draws are too few to say under which conditions.")
        }
        (Withheld::FewFail, Lang::Ar) => {
            format!("وأقل من {kind} سحبات فاشلة لا تكفي لمعرفة شروط الفشل.")
        }
        (Withheld::FewHold, Lang::En) => {
            format!("Fewer than {kind} draws do not fail: too few to say what spares them.")
        }
        (Withheld::FewHold, Lang::Ar) => {
            format!("والسحبات التي لا تفشل أقل من {kind}، وهي لا تكفي لمعرفة ما ينجّيها.")
        }
        (Withheld::Chance, lang) => {
            let p = case.p.map_or_else(String::new, two);
            match lang {
                Lang::En => format!(
                    "No condition explains it beyond chance: labels dealt out at random give a box that \
                     tells as much with probability {p}."
                ),
                Lang::Ar => format!(
                    "ولا شرط يفسر ذلك بما يتجاوز المصادفة: فالتوزيع العشوائي لحالات الفشل يعطي صندوقاً بالقدر نفسه \
                     من الدلالة باحتمال {p}."
                ),
            }
        }
        (Withheld::NoLimit, Lang::En) => "No single limit matters beyond chance.".to_owned(),
        (Withheld::NoLimit, Lang::Ar) => "ولا حدّ بمفرده له أثر يتجاوز المصادفة.".to_owned(),
    }
}

/// What a reader must know of a box before believing it: chance, halves, the tree, correlations.
pub fn trust_sentences(
    findings: &Findings<'_>,
    case: &Case,
    found: &FoundBox,
    with_tree: bool,
) -> Vec<String> {
    let lang = findings.lang;
    let mut out = Vec::new();
    out.push(chance_sentence(case.shuffles, found.p, lang));
    out.extend(halves_sentence(found, lang));
    if with_tree {
        out.extend(tree_sentence(findings, case));
    }
    out.extend(correlation_sentences(findings, found));
    out
}

/// In how many shuffles of the labels as much was found.
fn chance_sentence(shuffles: usize, p: f64, lang: Lang) -> String {
    let all = (shuffles + 1) as f64;
    let as_much = (p * all).round() as usize - 1;
    let p = significant(p, 2, lang);
    match (lang, as_much) {
        (Lang::En, 0) => format!(
            "With failures dealt out at random, none of {shuffles} searches tells as much (p = {p})."
        ),
        (Lang::En, _) => format!(
            "With failures dealt out at random, {as_much} of {shuffles} searches tell as much (p = {p})."
        ),
        (Lang::Ar, 0) => format!(
            "عند توزيع حالات الفشل عشوائياً لا يعطي أي بحث من {shuffles} القدر نفسه من الدلالة ({}).",
            isolate(format!("p = {p}"), lang)
        ),
        (Lang::Ar, _) => format!(
            "عند توزيع حالات الفشل عشوائياً يعطي {as_much} من {shuffles} عمليات بحث القدر نفسه من الدلالة ({}).",
            isolate(format!("p = {p}"), lang)
        ),
    }
}

fn halves_sentence(found: &FoundBox, lang: Lang) -> Option<String> {
    let repeats = &found.repeats;
    let (density, coverage) = (repeats.density?, repeats.coverage?);
    let [density, coverage] =
        [density, coverage].map(|(mean, sd)| plus_minus(&two(mean), &two(sd), lang));
    let (count, rate) = (repeats.count, share(repeats.found, lang));
    Some(match lang {
        Lang::En => format!(
            "Repeated on {count} random halves of the draws, the search finds a box in {rate}; in the draws \
             that it has not seen the density is {density} and the coverage {coverage}."
        ),
        Lang::Ar => format!(
            "وعند إعادة البحث على أنصاف عشوائية من السحبات (عددها {count}) يوجد صندوق في {rate} منها؛ وفي السحبات \
             التي لم يرها البحث تكون الكثافة {density} والتغطية {coverage}."
        ),
    })
}

/// What the tree says of the first box.
fn tree_sentence(findings: &Findings<'_>, case: &Case) -> Option<String> {
    let lang = findings.lang;
    let opinion = case.tree.as_ref()?;
    let names = |of: &[usize]| {
        let names: Vec<String> = of.iter().map(|u| uncertainty_name(findings, *u)).collect();
        listed(&names, lang)
    };
    let Some(density) = opinion.density else {
        return Some(
            lang.pick(
                "A classification tree finds nothing worth a split.",
                "ولا تجد شجرة التصنيف ما يستحق التقسيم.",
            )
            .to_owned(),
        );
    };
    let (d, c) = (two(density), two(opinion.coverage));
    let extra: Vec<usize> =
        opinion.limited.iter().copied().filter(|u| !opinion.shared.contains(u)).collect();
    let mut parts = Vec::new();
    if !opinion.shared.is_empty() {
        let shared = names(&opinion.shared);
        parts.push(match lang {
            Lang::En => format!("also limits {shared}"),
            Lang::Ar => format!("تقيّد هي أيضاً {shared}"),
        });
    }
    if !opinion.missed.is_empty() {
        let missed = names(&opinion.missed);
        parts.push(match lang {
            Lang::En => format!("does not limit {missed}"),
            Lang::Ar => format!("لا تقيّد {missed}"),
        });
    }
    if !extra.is_empty() {
        let extra = names(&extra);
        parts.push(match lang {
            Lang::En => format!("adds {extra}"),
            Lang::Ar => format!("تضيف {extra}"),
        });
    }
    let parts = listed(&parts, lang);
    Some(match lang {
        Lang::En => {
            format!("A classification tree {parts} (density {d}, coverage {c}).")
        }
        Lang::Ar => format!("وشجرة التصنيف {parts} (الكثافة {d}، التغطية {c})."),
    })
}

/// Names of correlated uncertainties that are told of one limit.
const CORRELATED: usize = 3;

fn correlation_sentences(findings: &Findings<'_>, found: &FoundBox) -> Vec<String> {
    let lang = findings.lang;
    let of = |restriction: &Restriction| {
        let others: Vec<String> = restriction
            .correlated
            .iter()
            .take(CORRELATED)
            .map(|(u, rho)| {
                let rho = significant(*rho, 2, lang);
                format!("{} ({rho})", uncertainty_name(findings, *u))
            })
            .collect();
        let name = uncertainty_name(findings, restriction.uncertainty);
        let others = listed(&others, lang);
        match lang {
            Lang::En => format!(
                "{name} hangs together with {others} (rank correlation in brackets): the limit may \
                 stand for what the other does."
            ),
            Lang::Ar => format!(
                "ويرتبط {name} بـ{others} (معامل ارتباط الرتب بين قوسين)، فقد يعبّر حدّه عن أثر غيره."
            ),
        }
    };
    found.restrictions.iter().filter(|r| !r.correlated.is_empty()).map(of).collect()
}

/// What failing means here, and of which draws.
pub fn meaning_sentences(findings: &Findings<'_>, discovery: &Discovery) -> Vec<String> {
    let lang = findings.lang;
    let mut out = Vec::new();
    if discovery.criterion == Criterion::Bounds {
        let bounds: Vec<String> = discovery
            .measures
            .iter()
            .map(|m| format!("{} {}", quoted_measure(findings, *m), bound(findings, *m)))
            .collect();
        out.push(match (lang, bounds.is_empty()) {
            (Lang::En, false) => {
                format!(
                    "An option fails in a draw where it misses any of these bounds: {}.",
                    listed(&bounds, lang)
                )
            }
            (Lang::Ar, false) => {
                format!(
                    "يفشل الخيار في سحبة إذا لم يفِ بأي من هذه الحدود: {}.",
                    listed(&bounds, lang)
                )
            }
            (Lang::En, true) => {
                "The study calls nothing acceptable, so that nothing can fail.".to_owned()
            }
            (Lang::Ar, true) => "لا تضع الدراسة حدوداً مقبولة، فلا شيء يمكن أن يفشل.".to_owned(),
        });
    }
    if !discovery.skipped.is_empty() {
        let names: Vec<String> =
            discovery.skipped.iter().map(|m| quoted_measure(findings, *m)).collect();
        let names = listed(&names, lang);
        out.push(match lang {
            Lang::En => format!("Left out, since some replicates never come to a value: {names}."),
            Lang::Ar => format!("استُبعد لأن بعض التكرارات لا تنتهي إلى قيمة: {names}."),
        });
    }
    out.push(basis_sentence(discovery, lang));
    out
}

fn basis_sentence(discovery: &Discovery, lang: Lang) -> String {
    let (en, ar) = match (discovery.basis, discovery.luck, discovery.luck_paths) {
        (_, false, _) => (
            "The model leaves nothing to luck: a draw has one outcome.",
            "لا يترك النموذج شيئاً للمصادفة: لكل سحبة نتيجة واحدة.",
        ),
        (Basis::Observed, true, 1) => (
            "Judged is the single history of each draw, luck and all.",
            "يُحكم على المجرى الوحيد لكل سحبة بما فيه من مصادفات.",
        ),
        (Basis::Observed, true, _) => (
            "Judged is the mean over the histories of each draw, whose luck does not cancel out.",
            "يُحكم على متوسط مجريات كل سحبة، ولا تتلاشى مصادفاتها تماماً.",
        ),
        (Basis::Expected, true, 1) => (
            "Judged is the outcome that a draw leads to in the mean over luck. With one history a draw that is \
             what a regression expects, so that a box tells where the regression expects failure: luck_paths = \
             2 or more, or --observed, are a check of it.",
            "يُحكم على ما تؤدي إليه السحبة في المتوسط على المصادفات. ومع مجرى واحد لكل سحبة فهذا ما يتوقعه انحدار، \
             فيبين الصندوق أين يتوقع الانحدار الفشل؛ وللتحقق يمكن جعل \u{2066}luck_paths\u{2069} اثنين أو أكثر، أو \
             استخدام \u{2066}--observed\u{2069}.",
        ),
        (Basis::Expected, true, _) => (
            "Judged is the outcome that a draw leads to in the mean over luck.",
            "يُحكم على ما تؤدي إليه السحبة في المتوسط على المصادفات.",
        ),
    };
    lang.pick(en, ar).to_owned()
}

/// Which bounds the failing draws miss, those most often missed first: `“Attacks” (63 %)`.
pub fn missed_bounds(
    findings: &Findings<'_>,
    discovery: &Discovery,
    case: &Case,
) -> Option<String> {
    let lang = findings.lang;
    if case.criterion != Criterion::Bounds
        || discovery.measures.len() < 2
        || case.counts.failing == 0
    {
        return None;
    }
    let mut order: Vec<usize> =
        (0..discovery.measures.len()).filter(|k| case.by_measure[*k] > 0).collect();
    order.sort_by_key(|k| std::cmp::Reverse(case.by_measure[*k]));
    let names: Vec<String> = order
        .iter()
        .take(3)
        .map(|k| {
            let rate = case.by_measure[*k] as f64 / case.counts.failing as f64;
            format!("{} ({})", quoted_measure(findings, discovery.measures[*k]), share(rate, lang))
        })
        .collect();
    let names = listed(&names, lang);
    Some(match lang {
        Lang::En => format!("Missed most often in these draws: {names}."),
        Lang::Ar => format!("وأكثر الحدود إخفاقاً في هذه السحبات: {names}."),
    })
}

/// What really came of the draws in a box and elsewhere, of the measures that differ most.
pub fn outcome_sentences(findings: &Findings<'_>, found: &FoundBox, most: usize) -> Vec<String> {
    let lang = findings.lang;
    let gap = |o: &crate::analysis::discovery::Outcome| {
        let bound = findings.model.measures[o.measure].acceptable.unwrap_or(f64::NAN).abs();
        let scale = bound.max(o.inside.abs()).max(o.outside.abs());
        if scale > 0.0 { (o.inside - o.outside).abs() / scale } else { 0.0 }
    };
    let mut order: Vec<_> = found.outcomes.iter().filter(|o| gap(o).is_finite()).collect();
    order.sort_by(|a, b| gap(b).total_cmp(&gap(a)));
    let of = |o: &&crate::analysis::discovery::Outcome| {
        let name = quoted_measure(findings, o.measure);
        let [inside, outside] = [o.inside, o.outside].map(|x| amount(findings, o.measure, x));
        match lang {
            Lang::En => {
                format!("{name}: {inside} in the mean of these draws, {outside} in all others.")
            }
            Lang::Ar => format!("{name}: {inside} في متوسط هذه السحبات، و{outside} في سائرها."),
        }
    };
    order.iter().take(most).map(of).collect()
}

/// Density, coverage and size of a box in few words, for the foot of a chart.
pub fn number_words(findings: &Findings<'_>, found: &FoundBox) -> String {
    let lang = findings.lang;
    let [density, coverage, mass, elsewhere] =
        [found.density, found.coverage, found.mass, found.elsewhere().share()]
            .map(|x| share(x, lang));
    match lang {
        Lang::En => format!(
            "The box holds {mass} of the draws. Of these {density} fail (density), of all others \
             {elsewhere}; it holds {coverage} of all failures (coverage)."
        ),
        Lang::Ar => format!(
            "يضم الصندوق {mass} من السحبات، يفشل منها {density} (الكثافة) مقابل {elsewhere} من سائر السحبات، \
             ويضم {coverage} من كل حالات الفشل (التغطية)."
        ),
    }
}

/// What a marked draw is.
pub fn failing_words(case: &Case, lang: Lang) -> String {
    match case.criterion {
        Criterion::Bounds | Criterion::Bound { .. } => lang.pick("fails", "يفشل"),
        Criterion::Beyond { .. } => lang.pick("beyond the value", "وراء القيمة"),
        Criterion::Against { .. } => lang.pick("worse", "أسوأ"),
    }
    .to_owned()
}

/// What the other draws are.
pub fn spared_words(case: &Case, lang: Lang) -> String {
    match case.criterion {
        Criterion::Bounds | Criterion::Bound { .. } => lang.pick("does not fail", "لا يفشل"),
        Criterion::Beyond { .. } => lang.pick("not beyond it", "دونها"),
        Criterion::Against { .. } => lang.pick("not worse", "ليس أسوأ"),
    }
    .to_owned()
}
