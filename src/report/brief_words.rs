//! The sentences of the answer, in English and Arabic.
//!
//! Names of options, measures and futures are put in quotation marks and never inflected: in
//! Arabic they follow a noun that they explain.

use super::answer::difference_amount;
use super::brief::{Best, Board, Divided, Least, Risk, Sureness, Turns};
use super::findings::{Findings, called};
use super::groups::gaps;
use crate::analysis::backtest::{ALPHA, Coverage};
use crate::outcome::Estimate;
use crate::study::{Ledger, Origin};
use crate::text::{
    Case, Lang, Likelihood, counted, counted_in, listed, noun, number, percent, plain_count,
    quoted, range,
};

/// Names that are told of a longer list.
const NAMED: usize = 3;

/// An option's name in quotation marks.
pub(super) fn option(findings: &Findings<'_>, option: usize) -> String {
    quoted(&findings.option(option), findings.lang)
}

/// A measure's name in quotation marks.
pub(super) fn measure(findings: &Findings<'_>, measure: usize) -> String {
    quoted(&findings.measure(measure), findings.lang)
}

/// A measure's name in short, where it was named in full before.
fn short(findings: &Findings<'_>, measure: usize) -> String {
    quoted(super::headlines::short(&findings.measure(measure)), findings.lang)
}

/// Some of the names, and how many more there are: `“A”, “B” and 3 more`.
pub(super) fn some_of(names: Vec<String>, lang: Lang) -> String {
    // one more name is as short as `1 more`
    if names.len() <= NAMED + 1 {
        return listed(&names, lang);
    }
    let rest = names.len() - NAMED;
    let mut shown = names[..NAMED].to_vec();
    shown.push(match lang {
        Lang::En => format!("{rest} more"),
        Lang::Ar => format!("{rest} غيرها"),
    });
    listed(&shown, lang)
}

fn options(findings: &Findings<'_>, of: &[usize]) -> String {
    some_of(of.iter().map(|o| option(findings, *o)).collect(), findings.lang)
}

/// What the measures of the answer are, after a number: `key measures`.
fn kind(findings: &Findings<'_>, n: usize) -> &'static str {
    match (findings.model.key.is_empty(), n) {
        (false, 1) => "key measure",
        (false, _) => "key measures",
        (true, 1) => "measure",
        (true, _) => "measures",
    }
}

/// Counted measures after a preposition: `12 key measures`.
fn measures(findings: &Findings<'_>, n: usize) -> String {
    if findings.lang == Lang::En {
        return format!("{n} {}", kind(findings, n));
    }
    let noun = counted_in(n as u64, &noun::MEASURE, Case::Oblique, Lang::Ar);
    if findings.model.key.is_empty() {
        return noun;
    }
    // the adjective follows the form of its noun
    let adjective = match n % 100 {
        _ if n == 2 => "رئيسيين",
        3..=10 => "رئيسية",
        11..=99 => "رئيسياً",
        _ => "رئيسي",
    };
    format!("{noun} {adjective}")
}

/// All measures: `all 12 key measures`, `the one key measure`.
fn all_measures(findings: &Findings<'_>, n: usize) -> String {
    let (kind, key) = (kind(findings, n), !findings.model.key.is_empty());
    match (findings.lang, n) {
        (Lang::En, 1) => format!("the one {kind}"),
        (Lang::En, 2) => format!("both {kind}"),
        (Lang::En, _) => format!("all {n} {kind}"),
        (Lang::Ar, 1) => format!("المقياس{} الوحيد", if key { " الرئيسي" } else { "" }),
        (Lang::Ar, 2) => format!("المقياسين{} كليهما", if key { " الرئيسيين" } else { "" }),
        (Lang::Ar, _) => format!("جميع المقاييس{} ({n})", if key { " الرئيسية" } else { "" }),
    }
}

fn every_future(board: &Board<'_>) -> &'static str {
    match (board.futures.len(), board.lang()) {
        (1, _) => "",
        (_, Lang::En) => " in every future",
        (_, Lang::Ar) => " في كل المسارات",
    }
}

/// Which option does best, and which is regretted least.
pub(super) fn best(board: &Board<'_>, best: &Best, least: Option<Least>) -> String {
    let leader = match best {
        Best::Alone | Best::NoSense | Best::Equal(_) => return self::leaders(board, best),
        Best::Everywhere(leaders, _) => leaders.first(),
        Best::Divided(divided) => divided.leaders.first(),
    };
    let sentence = self::leaders(board, best);
    let Some(least) = least else { return sentence };
    let (findings, lang) = (board.findings, board.lang());
    let (on, of, name) = (least.on, least.of, option(findings, least.option));
    let more = match (lang, leader == Some(&least.option)) {
        (Lang::En, true) => format!("; {name} is also regretted least on {on} of {of}"),
        (Lang::Ar, true) => format!("؛ والخيار {name} هو أيضاً الأقل ندماً في {on} من أصل {of}"),
        (Lang::En, false) => format!("; {name} is regretted least on {on} of {of}"),
        (Lang::Ar, false) => format!("؛ والأقل ندماً في {on} من أصل {of} هو الخيار {name}"),
    };
    format!("{}{more}.", sentence.trim_end_matches('.'))
}

fn leaders(board: &Board<'_>, best: &Best) -> String {
    let (findings, lang) = (board.findings, board.lang());
    let every = every_future(board);
    match best {
        Best::Alone => {
            let name = option(findings, findings.model.baseline);
            match lang {
                Lang::En => format!(
                    "One option was run, {name}: there is nothing to choose between, and this report \
                     says what follows from it."
                ),
                Lang::Ar => format!(
                    "شُغّل خيار واحد هو {name}، فلا مفاضلة هنا؛ ويعرض هذا التقرير ما يترتب عليه."
                ),
            }
        }
        Best::NoSense => lang
            .pick(
                "No measure of this study has a better side, so that none of its options can be \
                 called the best: the report shows how they differ.",
                "ليس لأي مقياس في هذه الدراسة جهة أفضل، فلا يُحكم لخيار بأنه الأفضل؛ ويعرض التقرير \
                 أوجه الاختلاف بين الخيارات.",
            )
            .to_owned(),
        Best::Equal(n) => {
            let measures = all_measures(findings, *n);
            match lang {
                Lang::En => format!(
                    "The options cannot be told apart: on {measures}, no option is better than another \
                     beyond chance."
                ),
                Lang::Ar => format!(
                    "لا يمكن التمييز بين الخيارات: لا يتفوق أي منها على غيره بما يتجاوز المصادفة في \
                     {measures}."
                ),
            }
        }
        Best::Everywhere(leaders, of) => {
            let (names, all) = (options(findings, leaders), all_measures(findings, *of));
            match (lang, leaders.len()) {
                (Lang::En, 1) => format!(
                    "{names} does best, or cannot be told apart from the best, on {all}{every}."
                ),
                (Lang::En, _) => format!(
                    "{names} do best, or cannot be told apart from the best, on {all}{every}."
                ),
                (Lang::Ar, 1) => {
                    format!("الخيار {names} هو الأفضل، أو لا يتميز عنه الأفضل، في {all}{every}.")
                }
                (Lang::Ar, _) => {
                    format!("الخيارات {names} هي الأفضل، أو لا يتميز عنها الأفضل، في {all}{every}.")
                }
            }
        }
        Best::Divided(divided) => self::divided(board, divided),
    }
}

fn divided(board: &Board<'_>, divided: &Divided) -> String {
    let (findings, lang) = (board.findings, board.lang());
    let every = every_future(board);
    let all = measures(findings, divided.of);
    if divided.leaders.is_empty() {
        return match lang {
            Lang::En => format!(
                "No option does best on any of {all}{every}: the answer depends on the future."
            ),
            Lang::Ar => {
                format!("لا خيار هو الأفضل في أي من {all}{every}: الجواب يتوقف على المسار.")
            }
        };
    }
    let (names, on) = (options(findings, &divided.leaders), divided.on);
    let head = match (lang, divided.leaders.len()) {
        (Lang::En, 1) => format!(
            "No option is best on everything: {names} is among the best{every} on {on} of {all}"
        ),
        (Lang::En, _) => format!(
            "No option is best on everything: {names} are among the best{every} on {on} of {all} each"
        ),
        (Lang::Ar, 1) => format!(
            "لا خيار هو الأفضل في كل شيء: الخيار {names} من بين الأفضل{every} في {on} من أصل {all}"
        ),
        (Lang::Ar, _) => format!(
            "لا خيار هو الأفضل في كل شيء: كل من الخيارات {names} من بين الأفضل{every} في {on} من \
             أصل {all}"
        ),
    };
    let Some((other, measures)) = &divided.instead else { return format!("{head}.") };
    let (first, other) = (option(findings, divided.leaders[0]), option(findings, *other));
    let on = some_of(measures.iter().map(|m| measure(findings, *m)).collect(), lang);
    match lang {
        Lang::En if divided.leaders.len() == 1 => {
            format!("{head}; where it falls short, {other} does best, on {on}.")
        }
        Lang::Ar if divided.leaders.len() == 1 => {
            format!("{head}؛ وحيث يقصّر يتقدم الخيار {other}، وذلك في {on}.")
        }
        Lang::En => format!("{head}; where {first} falls short, {other} does best, on {on}."),
        Lang::Ar => format!("{head}؛ وحيث يقصّر الخيار {first} يتقدم الخيار {other}، وذلك في {on}."),
    }
}

/// A value of a measure with its unit.
pub(super) fn amount(findings: &Findings<'_>, measure: usize, value: f64) -> String {
    let definition = &findings.model.measures[measure];
    match definition.condition {
        true => percent(value, findings.lang),
        false => findings.counted(value, &definition.unit),
    }
}

/// The size of a difference, in percentage points for a probability, and its 95 % interval.
pub(super) fn size(findings: &Findings<'_>, measure: usize, mean: &Estimate) -> String {
    let (condition, lang) = (findings.model.measures[measure].condition, findings.lang);
    let scale = if condition { 100.0 } else { 1.0 };
    let text = difference_amount(findings, measure, mean.value.abs());
    let mut ends = [(mean.low * scale).abs(), (mean.high * scale).abs()];
    ends.sort_by(f64::total_cmp);
    let [low, high] = ends.map(|x| number(x, lang));
    if mean.se.is_nan() || low == high {
        return text;
    }
    match lang {
        Lang::En => format!("{text} (95 % interval {})", range(&low, &high, lang)),
        Lang::Ar => format!("{text} (مجال {}: {})", percent(0.95, lang), range(&low, &high, lang)),
    }
}

/// `is unlikely (30 %)`, `comes to 34 attacks a month`.
fn comes_to(findings: &Findings<'_>, measure: usize, level: &Estimate) -> String {
    let lang = findings.lang;
    if !findings.model.measures[measure].condition {
        let amount = amount(findings, measure, level.value);
        return match lang {
            Lang::En => format!("comes to {amount}"),
            Lang::Ar => amount,
        };
    }
    let share = percent(level.value, lang);
    let ends = range(&percent(level.low, lang), &percent(level.high, lang), lang);
    match (Likelihood::of(level.value), lang) {
        (Some(Likelihood::RoughlyEven), Lang::En) => format!("has a roughly even chance ({share})"),
        (Some(Likelihood::AlmostNoChance), Lang::En) => format!("has almost no chance ({share})"),
        (Some(band), Lang::En) => format!("is {} ({share})", band.words(lang)),
        (Some(band), Lang::Ar) => format!("{} ({share})", band.words(lang)),
        (None, Lang::En) => format!("has a probability of {ends}"),
        (None, Lang::Ar) => format!("احتمال {ends}"),
    }
}

/// What the baseline risks, and what other options change.
pub(super) fn risk(board: &Board<'_>, risk: &Risk) -> String {
    let (findings, lang) = (board.findings, board.lang());
    let baseline = option(findings, findings.model.baseline);
    let name = measure(findings, risk.measure);
    let level = comes_to(findings, risk.measure, &risk.level);
    let several = findings.model.options.len() > 1;
    let future = quoted(&board.futures[0].label, lang);
    let over = risk.over.map(|(low, high)| {
        (amount_bare(findings, risk.measure, low), amount_bare(findings, risk.measure, high))
    });
    let over = over.filter(|(low, high)| low != high).map(|(low, high)| {
        let n = board.futures.len() as u64;
        match lang {
            Lang::En => {
                let futures = counted(n, &noun::FUTURE, lang);
                format!(", and between {low} and {high} over the {futures}")
            }
            Lang::Ar => {
                let futures = counted_in(n, &noun::TRAJECTORY, Case::Oblique, lang);
                format!("، ويتراوح بين {low} و{high} عبر {futures}")
            }
        }
    });
    let over = over.unwrap_or_default();
    let in_future = match (board.futures.len(), lang) {
        (1, _) => String::new(),
        (_, Lang::En) => format!(" in {future}"),
        (_, Lang::Ar) => format!(" في المسار {future}"),
    };
    let head = match lang {
        Lang::En => format!("Under {baseline}, {name} {level}{in_future}{over}"),
        Lang::Ar => format!("مع الخيار {baseline}، تقدير {name}{in_future} هو: {level}{over}"),
    };
    let shift = |(other, mean): &(usize, Estimate)| {
        let (other, size) = (option(findings, *other), size(findings, risk.measure, mean));
        match (lang, mean.value > 0.0) {
            (Lang::En, true) => format!("{other} raises it by {size}"),
            (Lang::En, false) => format!("{other} lowers it by {size}"),
            (Lang::Ar, true) => format!("الخيار {other} يرفعه بمقدار {size}"),
            (Lang::Ar, false) => format!("الخيار {other} يخفضه بمقدار {size}"),
        }
    };
    let shifts: Vec<String> =
        [&risk.worse, &risk.better].into_iter().flatten().map(shift).collect();
    let tail = match (shifts.as_slice(), lang) {
        ([], _) if !several => String::new(),
        ([], Lang::En) => "; no other option changes that beyond chance".to_owned(),
        ([], Lang::Ar) => "؛ ولا يغيّر أي خيار آخر ذلك بما يتجاوز المصادفة".to_owned(),
        ([one], Lang::En) => format!("; at most, {one}{in_future}"),
        ([one], Lang::Ar) => format!("؛ وعلى أبعد تقدير فإن {one}{in_future}"),
        ([worse, better, ..], Lang::En) => format!("; at most, {worse} and {better}{in_future}"),
        ([worse, better, ..], Lang::Ar) => {
            format!("؛ وعلى أبعد تقدير فإن {worse} و{better}{in_future}")
        }
    };
    format!("{head}{tail}.")
}

/// A value without its unit: one of two that share it.
fn amount_bare(findings: &Findings<'_>, measure: usize, value: f64) -> String {
    match findings.model.measures[measure].condition {
        true => percent(value, findings.lang),
        false => number(value, findings.lang),
    }
}

/// Where the future changes the answer.
pub(super) fn turns(board: &Board<'_>, turns: &Turns) -> String {
    let (findings, lang) = (board.findings, board.lang());
    let n = board.futures.len() as u64;
    if turns.on == 0 {
        let all = all_measures(findings, turns.of);
        return match lang {
            Lang::En => format!(
                "The future does not change the answer: on {all}, some option is among the best in {}.",
                if n == 2 { "both futures".to_owned() } else { format!("all {n} futures") }
            ),
            Lang::Ar => format!(
                "لا يغيّر المسار الجواب: ففي {all} يبقى خيار ما من بين الأفضل في جميع المسارات ({n})."
            ),
        };
    }
    let all = measures(findings, turns.of);
    let on = turns.on;
    let head = match lang {
        Lang::En => format!("The future changes which option is best on {on} of {all}"),
        Lang::Ar => format!("يغيّر المسار الخيار الأفضل في {on} من أصل {all}"),
    };
    let Some((on, futures, best)) = turns.example else {
        return match lang {
            Lang::En => format!("{head}, where no option keeps up with the best in all futures."),
            Lang::Ar => format!("{head}، حيث لا يجاري أي خيار الأفضل في كل المسارات."),
        };
    };
    let name = measure(findings, on);
    let [one, two] = best.map(|o| option(findings, o));
    let [here, there] = futures.map(|f| quoted(&board.futures[f].label, lang));
    match lang {
        Lang::En => format!("{head}: on {name} it is {one} in {here} but {two} in {there}."),
        Lang::Ar => format!(
            "{head}: ففي {name} هو الخيار {one} في المسار {here}، والخيار {two} في المسار {there}."
        ),
    }
}

/// How sure the answer is.
pub(super) fn sureness(board: &Board<'_>, sure: &Sureness) -> String {
    let (findings, lang) = (board.findings, board.lang());
    let (told, of) = (plain_count(sure.told as u64), plain_count(sure.of as u64));
    let replicates = findings.outcomes.shape.replicates;
    let replicates = counted_in(replicates, &noun::REPLICATE, Case::Oblique, lang);
    let mut out = match lang {
        Lang::En if sure.told == sure.of => {
            format!("With {replicates}, all {of} comparisons with the baseline are beyond chance")
        }
        Lang::Ar if sure.told == sure.of => {
            format!("في {replicates}، تتجاوز كل المقارنات بالخيار المرجعي ({of}) حدود المصادفة")
        }
        Lang::En => format!(
            "With {replicates}, {told} of {of} comparisons with the baseline are beyond chance"
        ),
        Lang::Ar => format!(
            "في {replicates}، تتجاوز {told} من أصل {of} مقارنة بالخيار المرجعي حدود المصادفة"
        ),
    };
    let Some((about, other)) = sure.about else { return out + "." };
    let (about, other) = (short(findings, about), option(findings, other));
    let drivers: Vec<String> = sure.drivers.iter().map(|d| driver(findings, d)).collect();
    out.push_str(&match (lang, drivers.as_slice()) {
        (Lang::En, []) => format!(
            "; no single uncertainty tells more than chance would about what {other} changes in {about}"
        ),
        (Lang::Ar, []) => format!(
            "؛ ولا تفسّر أي كمية غير مؤكدة وحدها أكثر من المصادفة ما يغيّره الخيار {other} في {about}"
        ),
        (Lang::En, drivers) => format!(
            "; what {other} changes in {about} depends most on {}",
            listed(drivers, lang)
        ),
        (Lang::Ar, drivers) => format!(
            "؛ وما يغيّره الخيار {other} في {about} يتوقف أكثر ما يتوقف على {}",
            listed(drivers, lang)
        ),
    });
    if let Some(luck) = sure.luck {
        let luck = percent((luck * 100.0).round() / 100.0, lang);
        out.push_str(&match lang {
            Lang::En => format!("; {luck} of its spread is luck, which no study takes away"),
            Lang::Ar => format!("؛ و{luck} من تشتته مصادفة لا تزيلها أي دراسة"),
        });
    }
    out + "."
}

fn driver(findings: &Findings<'_>, influence: &crate::analysis::Influence) -> String {
    let lang = findings.lang;
    let uncertainty = &findings.model.uncertainties[influence.uncertainty];
    let name = quoted(&called(&uncertainty.description, &uncertainty.name, lang), lang);
    let share = percent(influence.share.value, lang);
    match lang {
        Lang::En => format!("{name} ({share} of the variance)"),
        Lang::Ar => format!("{name} ({share} من التباين)"),
    }
}

/// What was tested, what rests on judgement, what cannot be told.
pub(super) fn tested(findings: &Findings<'_>) -> Option<String> {
    let lang = findings.lang;
    let mut parts = vec![history(findings)];
    let ledger = Ledger::of(findings.study);
    let judged = ledger.count(Origin::Judged) + ledger.count(Origin::Neither);
    let all = ledger.entries.len();
    if judged > 0 {
        parts.push(match lang {
            Lang::En if judged == all => format!("all its {all} numbers rest on judgement alone"),
            Lang::Ar if judged == all => format!("وتستند كل أرقامها ({all}) إلى التقدير وحده"),
            Lang::En => format!("{judged} of its {all} numbers rest on judgement alone"),
            Lang::Ar => format!("ويستند {judged} من أصل {all} من أرقامها إلى التقدير وحده"),
        });
    }
    let gaps: Vec<String> =
        gaps(findings.model).into_iter().map(|g| quoted(&findings.group(g), lang)).collect();
    if !gaps.is_empty() {
        let names = some_of(gaps, lang);
        parts.push(match lang {
            Lang::En => format!("it says nothing about {names}"),
            Lang::Ar => format!("ولا تقول شيئاً عن {names}"),
        });
    }
    Some(match lang {
        Lang::En => format!("{}.", parts.join("; ")),
        Lang::Ar => format!("{}.", parts.join("؛ ")),
    })
}

fn history(findings: &Findings<'_>) -> String {
    let lang = findings.lang;
    let scored = findings.tested.and_then(|tested| {
        let all = tested.backtest.cells.first()?.all?;
        let inside = |c: Option<Coverage>| c.map_or(0, |c| c.inside);
        Some((inside(all.inside90), all.rows, all.findings(ALPHA).is_empty()))
    });
    match (scored, lang) {
        (None, Lang::En) => "The study was not tested against what happened".to_owned(),
        (None, Lang::Ar) => "لم تُختبر الدراسة على ما حدث فعلاً".to_owned(),
        (Some((inside, rows, passes)), Lang::En) => format!(
            "Tested against the past, {inside} of {rows} observations lie in the 90 % band, {}",
            if passes { "as they would if the model were right" } else { "which the model fails" }
        ),
        (Some((inside, rows, passes)), Lang::Ar) => format!(
            "عند الاختبار على الماضي تقع {inside} من أصل {} داخل نطاق {}، {}",
            counted_in(rows as u64, &noun::OBSERVATION, Case::Oblique, lang),
            percent(0.9, lang),
            if passes {
                "كما لو كان النموذج صحيحاً"
            } else {
                "وهو اختبار لم يجتزه النموذج"
            }
        ),
    }
}
