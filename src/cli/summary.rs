//! The table at the end of a run: options by a few measures, a block a future.

use super::option_table::{Column, Entry, Layout, bold};
use super::text_table::lines;
use crate::report::{
    Findings, Future, difference_with_error, excludes_zero, format_of, gaps, shown_measures,
    with_error,
};
use crate::study::Sense;
use crate::text::{Lang, NumberFormat, number};

/// Measures that are shown at most, without a key.
const MOST: usize = 4;
/// Columns of a head at least: the width of "less is better" and room for words.
const HEAD: usize = 23;

/// The whole text: a block for each future. Where the study has a key, all of its measures, in as
/// many rows of columns as they take; else as many of the main measures as `width` columns hold.
pub fn table(findings: &Findings<'_>, width: usize, colour: bool) -> String {
    let model = findings.model;
    let mut shown = shown_measures(findings);
    let mains = shown.len();
    if model.key.is_empty() {
        shown.truncate(MOST);
    }
    let futures = findings.futures();
    let names = rows(findings, |_| "");
    let blocks: Vec<Vec<Column>> = futures
        .iter()
        .map(|future| shown.iter().map(|m| column(findings, *m, future)).collect())
        .collect();
    let mut layout = Layout::of(&blocks, &names, width, HEAD);
    if model.key.is_empty() {
        layout = layout.first_bank();
    }
    let mut out = String::new();
    for (future, block) in futures.iter().zip(&blocks) {
        out.push_str(&format!("\n{}\n", bold(&future.label, colour)));
        layout.write(&mut out, block, &names, colour);
    }
    out.push('\n');
    let fit = layout.shown();
    let hidden = if model.key.is_empty() { mains - fit } else { model.measures.len() - fit };
    out.push_str(&legend(findings, hidden, width));
    out
}

/// The options as names of rows: the baseline after an asterisk, `mark` before that.
pub(super) fn rows(findings: &Findings<'_>, mark: impl Fn(usize) -> &'static str) -> Vec<String> {
    let name = |option: usize| {
        let baseline = if option == findings.model.baseline { '*' } else { ' ' };
        format!("{}{baseline} {}", mark(option), findings.option(option))
    };
    (0..findings.model.options.len()).map(name).collect()
}

/// A measure in a future: levels and paired differences.
pub(super) fn column(findings: &Findings<'_>, measure: usize, future: &Future) -> Column {
    let entry = |option| entry(findings, option, future, measure);
    Column {
        entries: (0..findings.model.options.len()).map(entry).collect(),
        ..head(findings, measure)
    }
}

/// A column of a measure, without entries.
pub(super) fn head(findings: &Findings<'_>, measure: usize) -> Column {
    let definition = &findings.model.measures[measure];
    let unit = findings.unit(&definition.unit);
    let label = findings.measure(measure);
    let grouped = !findings.model.groups.is_empty();
    Column {
        head: if unit.is_empty() { label } else { format!("{label} ({unit})") },
        foot: match definition.sense {
            Sense::Minimise => findings.lang.pick("less is better", "الأقل أفضل"),
            Sense::Maximise => findings.lang.pick("more is better", "الأكثر أفضل"),
            Sense::None => "",
        }
        .to_owned(),
        group: grouped.then(|| match definition.group {
            Some(group) => findings.group(group),
            None => findings.lang.pick("Other measures", "مقاييس أخرى").to_owned(),
        }),
        entries: Vec::new(),
    }
}

/// What the levels and differences of a table are.
pub(super) fn legend_of_levels(findings: &Findings<'_>) -> String {
    let baseline = findings.option(findings.model.baseline);
    match findings.lang {
        Lang::En => format!(
            "* the baseline, {baseline}. Levels: mean or probability, ± half the 95 % interval. Second \
             number: the paired difference to the baseline (of probabilities in points): where its 95 % \
             interval excludes 0 ✓ better, ✗ worse, ≠ different; else ? not told apart, = the same."
        ),
        Lang::Ar => format!(
            "* الخيار المرجعي: {baseline}. القيم: المتوسط أو الاحتمال ± نصف مجال الثقة 95٪. الرقم الثاني: الفرق \
             المقترن عن الخيار المرجعي (وللاحتمالات بالنقاط المئوية)؛ فإذا كان مجال الثقة 95٪ الخاص به لا يشمل \
             الصفر: ✓ أفضل، ✗ أسوأ، ≠ مختلف؛ وإلا: ? غير مميَّز، = مطابق."
        ),
    }
}

fn legend(findings: &Findings<'_>, hidden: usize, width: usize) -> String {
    let lang = findings.lang;
    let mut text = legend_of_levels(findings);
    if hidden > 0 {
        text.push_str(&match lang {
            Lang::En if hidden == 1 => " 1 more measure is in the report.".to_owned(),
            Lang::En => format!(" {hidden} more measures are in the report."),
            Lang::Ar => format!(" مقاييس أخرى في التقرير: {hidden}."),
        });
    }
    let mut out = lines(&text, width).join("\n") + "\n";
    for gap in gaps(findings.model) {
        let note = findings.model.groups[gap].description.note.as_ref();
        let note = note.map_or("", |note| note.get(lang));
        let none = lang.pick("No measure for:", "لا مقياس لما يلي:");
        let text = format!("{none} {}. {note}", findings.group(gap));
        out.push_str(&(lines(&text, width).join("\n") + "\n"));
    }
    out
}

fn entry(findings: &Findings<'_>, option: usize, future: &Future, measure: usize) -> Entry {
    let nothing = |text: &str| Entry::plain(text);
    let lang = findings.lang;
    let Some(cell) = findings.cell(option, future) else {
        return nothing(lang.pick("not run", "لم يُشغَّل"));
    };
    let statistics = findings.summary.of(cell, measure);
    let definition = &findings.model.measures[measure];
    let format = format_of(definition);
    let level = match statistics.probability.or(statistics.mean) {
        Some(estimate) => plain(&with_error(format, &estimate, lang)),
        None => {
            let median = statistics.median().value;
            if median.is_infinite() {
                lang.pick("never", "لا يحدث").to_owned()
            } else {
                let value = plain(&format.format(median, lang));
                format!("{value} {}", lang.pick("median", "(الوسيط)"))
            }
        }
    };
    let Some(comparison) = findings.summary.comparison(cell, measure) else {
        return nothing(&level);
    };
    if comparison.same {
        return Entry { main: level, aside: "=  ".to_owned(), verdict: None };
    }
    let Some(mean) = comparison.mean else {
        let better = NumberFormat::Percent.format(comparison.better.value, lang);
        let aside = format!("{} {}  ", lang.pick("better in", "أفضل في"), plain(&better));
        return Entry { main: level, aside, verdict: None };
    };
    let sure = excludes_zero(&mean);
    let verdict = match definition.sense {
        Sense::Minimise if sure => Some(mean.value < 0.0),
        Sense::Maximise if sure => Some(mean.value > 0.0),
        _ => None,
    };
    let mark = match (verdict, sure) {
        (Some(true), _) => "✓",
        (Some(false), _) => "✗",
        (None, true) => "≠",
        (None, false) if mean.value == 0.0 && mean.se == 0.0 => "=",
        (None, false) => "?",
    };
    let difference = match mark {
        "=" => "=  ".to_owned(),
        _ => format!("{} {mark}", plain(&difference_with_error(format, &mean, lang))),
    };
    Entry { main: level, aside: difference, verdict }
}

/// Spaces that break, for a terminal.
pub(super) fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// A number of things for readers.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    let text = number(count as f64, Lang::En);
    format!("{text} {}", if count == 1 { one } else { many })
}
