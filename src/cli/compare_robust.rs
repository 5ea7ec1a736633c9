//! The part of a comparison that is over all futures: regret and robustness, weighted scores, and
//! the study's own comparisons.

use super::option_table::{Column, Entry, Layout, bold};
use super::summary::{head, plain, rows};
use super::terminal::Terminal;
use super::text_table::lines;
use crate::analysis::decision::{RatioValue, Scored, Scores};
use crate::analysis::{MetricKind, Ranked, Robustness, Withheld};
use crate::report::{
    Findings, comparison_label, format_of, metric_label, regret_sentences, satisficing_sentence,
    score_sentences, undefined_words, with_error,
};
use crate::text::{Lang, NumberFormat, percent};

/// Columns of a head at least.
const HEAD: usize = 20;
/// Measures of which all metrics and sentences are shown, where no more are.
pub(super) const FEW: usize = 2;

/// Regret and robustness on the measures given, then scores and comparisons; nothing for one
/// option.
pub(super) fn robustness(
    findings: &Findings<'_>,
    measures: &[usize],
    terminal: &Terminal,
) -> String {
    let mut out = String::new();
    if findings.model.options.len() < 2 {
        return out;
    }
    let found: Vec<&Robustness> = measures
        .iter()
        .filter_map(|m| findings.decision.regret.iter().find(|r| r.measure == *m))
        .collect();
    if !found.is_empty() {
        regrets(findings, &found, &mut out, terminal);
    }
    if let Some(scores) = &findings.decision.scores {
        weighted(findings, scores, &mut out, terminal);
    }
    ratios(findings, &mut out, terminal);
    out
}

fn section(out: &mut String, terminal: &Terminal, title: &str) {
    let rule = "━".repeat(terminal.width.min(100));
    out.push_str(&format!("\n{rule}\n{}\n", bold(title, terminal.colour)));
}

fn heading(out: &mut String, terminal: &Terminal, title: &str) {
    for line in lines(title, terminal.width) {
        out.push_str(&format!("{}\n", bold(&line, terminal.colour)));
    }
}

fn paragraph(out: &mut String, terminal: &Terminal, text: &str) {
    lines(text, terminal.width).iter().for_each(|line| out.push_str(&format!("{line}\n")));
}

fn table(findings: &Findings<'_>, columns: Vec<Column>, out: &mut String, terminal: &Terminal) {
    let names = rows(findings, |_| "");
    let layout = Layout::of(std::slice::from_ref(&columns), &names, terminal.width, HEAD);
    layout.write(out, &columns, &names, terminal.colour);
}

fn regrets(findings: &Findings<'_>, found: &[&Robustness], out: &mut String, terminal: &Terminal) {
    let lang = findings.lang;
    section(
        out,
        terminal,
        lang.pick("Over all futures: regret and robustness", "عبر كل المسارات: الندم والمتانة"),
    );
    paragraph(
        out,
        terminal,
        lang.pick(
            "The regret of an option is how much worse it does than the best option for the same numbers \
             that are uncertain and the same future, in the mean over luck. Shown is the largest mean \
             regret over the futures, ± half its 95 % interval, and the rank by it with the share of \
             resamples that keep the rank. The smallest is best. One or two measures, asked for with \
             --measure, show more metrics.",
            "ندم الخيار هو مقدار تأخره عن أفضل خيار للأرقام غير المؤكدة نفسها وللمسار نفسه، في المتوسط على الحظ. \
             والمعروض هو أكبر متوسط للندم عبر المسارات ± نصف مجال 95٪، والرتبة بحسبه مع نسبة مرات إعادة المعاينة \
             التي تُبقي عليها. والأصغر هو الأفضل. وإذا طُلب مقياس أو مقياسان بالخيار \u{2066}--measure\u{2069} عُرضت \
             معايير أخرى.",
        ),
    );
    let of = |r: &&Robustness| regret_column(findings, r);
    let columns: Vec<Column> = found.iter().map(of).collect();
    out.push('\n');
    table(findings, columns, out, terminal);
    if found.len() <= FEW {
        for robustness in found.iter().filter(|r| r.withheld.is_none()) {
            out.push('\n');
            heading(out, terminal, &findings.measure(robustness.measure));
            table(findings, metrics(findings, robustness), out, terminal);
            for sentence in regret_sentences(findings, robustness) {
                paragraph(out, terminal, &sentence);
            }
        }
    }
    let withheld = found.iter().any(|r| r.withheld == Some(Withheld::Never));
    if withheld {
        paragraph(
            out,
            terminal,
            lang.pick(
                "–: some replicates never come to an end, so that no regret can be worked out.",
                "–: لا تنتهي بعض التكرارات إلى قيمة، فلا يمكن حساب الندم.",
            ),
        );
    }
    if found.len() > FEW {
        bounds(findings, out, terminal);
    }
}

/// The largest mean regret on a measure.
fn regret_column(findings: &Findings<'_>, robustness: &Robustness) -> Column {
    let metric = robustness.metric(MetricKind::MaxExpectedRegret, None);
    let entry = |option: usize| match metric.and_then(|m| m.of(option)) {
        Some(ranked) => ranked_entry(findings, robustness, MetricKind::MaxExpectedRegret, ranked),
        None => Entry::plain("–"),
    };
    Column {
        entries: (0..findings.model.options.len()).map(entry).collect(),
        foot: String::new(),
        ..head(findings, robustness.measure)
    }
}

/// All metrics over futures on a measure.
fn metrics(findings: &Findings<'_>, robustness: &Robustness) -> Vec<Column> {
    let lang = findings.lang;
    MetricKind::ALL
        .iter()
        .filter_map(|kind| {
            let metric = robustness.metric(*kind, None)?;
            let entry = |option: usize| match metric.of(option) {
                Some(ranked) => ranked_entry(findings, robustness, *kind, ranked),
                None => Entry::plain("–"),
            };
            Some(Column {
                head: metric_label(*kind, lang).to_owned(),
                foot: String::new(),
                group: None,
                entries: (0..findings.model.options.len()).map(entry).collect(),
            })
        })
        .collect()
}

/// A metric of an option, with its rank and the share of resamples that keep it.
fn ranked_entry(
    findings: &Findings<'_>,
    robustness: &Robustness,
    kind: MetricKind,
    ranked: &Ranked,
) -> Entry {
    let definition = &findings.model.measures[robustness.measure];
    let format = if kind.share() { NumberFormat::Percent } else { format_of(definition) };
    Entry {
        main: plain(&with_error(format, &ranked.value, findings.lang)),
        aside: rank(ranked, findings.lang),
        verdict: (ranked.rank == 1).then_some(true),
    }
}

/// "#1 (93 %)".
fn rank(ranked: &Ranked, lang: Lang) -> String {
    match ranked.kept.is_nan() {
        true => format!("#{}", ranked.rank),
        false => format!("#{} ({})", ranked.rank, plain(&percent(ranked.kept, lang))),
    }
}

/// In how many draws every bound of the study holds.
fn bounds(findings: &Findings<'_>, out: &mut String, terminal: &Terminal) {
    let lang = findings.lang;
    let Some(joint) = &findings.decision.satisficing else { return };
    let futures = findings.futures();
    let label = |trajectory: usize, response: bool| {
        let future = futures.iter().find(|f| f.trajectory == trajectory && f.response == response);
        future.map_or_else(String::new, |f| f.label.clone())
    };
    let column = |head: String, ranked: &[Ranked]| Column {
        head,
        foot: String::new(),
        group: None,
        entries: (0..findings.model.options.len())
            .map(|option| match ranked.iter().find(|r| r.option == option) {
                Some(r) => Entry {
                    main: plain(&with_error(NumberFormat::Percent, &r.value, lang)),
                    aside: rank(r, lang),
                    verdict: (r.rank == 1).then_some(true),
                },
                None => Entry::plain("–"),
            })
            .collect(),
    };
    let each = joint.futures.iter().zip(&joint.by_future);
    let mut columns: Vec<Column> =
        each.map(|(f, ranked)| column(label(f.trajectory, f.response), ranked)).collect();
    if joint.futures.len() > 1 {
        columns.push(column(lang.pick("In all futures", "في كل المسارات").to_owned(), &joint.all));
    }
    out.push('\n');
    heading(
        out,
        terminal,
        lang.pick(
            "Share of draws in which every bound that the study calls acceptable holds",
            "نسبة السحبات التي تتحقق فيها كل الحدود المقبولة في الدراسة",
        ),
    );
    let names: Vec<String> = joint.measures.iter().map(|m| findings.measure(*m)).collect();
    let of = lang.pick("Bounds on:", "الحدود على:");
    paragraph(out, terminal, &format!("{of} {}.", names.join(lang.pick("; ", "؛ "))));
    table(findings, columns, out, terminal);
    if let Some(sentence) = satisficing_sentence(findings, joint) {
        paragraph(out, terminal, &sentence);
    }
}

fn weighted(findings: &Findings<'_>, scores: &Scores, out: &mut String, terminal: &Terminal) {
    let lang = findings.lang;
    section(
        out,
        terminal,
        lang.pick(
            "Scores by the study's weights, 0 to 1",
            "الدرجات بحسب أوزان الدراسة، من 0 إلى 1",
        ),
    );
    let weights: Vec<String> = scores
        .measures
        .iter()
        .zip(&scores.weights)
        .map(|(m, w)| format!("{} {}", findings.measure(*m), percent(*w, lang)))
        .collect();
    let of = lang.pick("Weights:", "الأوزان:");
    paragraph(out, terminal, &format!("{of} {}.", weights.join(lang.pick("; ", "؛ "))));
    let column = |head: String, scored: &Scored| Column {
        head,
        foot: String::new(),
        group: None,
        entries: (0..findings.model.options.len())
            .map(|option| match &scored.options[option] {
                Some(score) => Entry {
                    main: plain(&with_error(NumberFormat::Plain, &score.score, lang)),
                    aside: String::new(),
                    verdict: (scored.winner == Some(option)).then_some(true),
                },
                None => Entry::plain("–"),
            })
            .collect(),
    };
    let futures = findings.futures();
    let each = futures.iter().zip(&scores.futures);
    let mut columns: Vec<Column> = each.map(|(f, s)| column(f.label.clone(), &s.scored)).collect();
    if let Some(overall) = &scores.overall {
        columns.push(column(lang.pick("All, weighted", "كلها بالأوزان").to_owned(), overall));
    }
    table(findings, columns, out, terminal);
    for (future, of) in futures.iter().zip(&scores.futures) {
        let sentences = score_sentences(findings, scores, &of.scored);
        if !sentences.is_empty() {
            paragraph(out, terminal, &format!("{}: {}", future.label, sentences.join(" ")));
        }
    }
    if let Some(overall) = &scores.overall {
        let all = lang.pick("Over all futures", "عبر كل المسارات");
        let text = score_sentences(findings, scores, overall).join(" ");
        paragraph(out, terminal, &format!("{all}: {text}"));
    }
}

fn ratios(findings: &Findings<'_>, out: &mut String, terminal: &Terminal) {
    let lang = findings.lang;
    if findings.decision.ratios.is_empty() {
        return;
    }
    section(out, terminal, lang.pick("The study's comparisons", "مقارنات الدراسة"));
    let futures = findings.futures();
    for ratio in &findings.decision.ratios {
        let comparison = &findings.model.comparisons[ratio.comparison];
        let unit = findings.unit(&comparison.unit);
        let label = comparison_label(comparison, lang);
        let title = if unit.is_empty() { label } else { format!("{label} ({unit})") };
        let entry = |value: &Option<RatioValue>| match value {
            Some(RatioValue::Known(estimate)) => {
                Entry::plain(plain(&with_error(NumberFormat::Plain, estimate, lang)))
            }
            Some(RatioValue::Undefined(why)) => Entry::plain(undefined_words(*why, lang)),
            None => Entry::default(),
        };
        let columns = futures
            .iter()
            .zip(&ratio.futures)
            .map(|(future, of)| Column {
                head: future.label.clone(),
                foot: String::new(),
                group: None,
                entries: of.values.iter().map(entry).collect(),
            })
            .collect();
        out.push('\n');
        heading(out, terminal, &title);
        if let Some(note) = &comparison.description.note {
            paragraph(out, terminal, note.get(lang));
        }
        table(findings, columns, out, terminal);
    }
}
