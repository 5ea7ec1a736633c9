//! The table at the end of a run: options by a few measures, a block a future.

use std::ops::Range;

use super::text_table::{columns, cut, left, lines, right};
use crate::report::{
    Findings, Future, difference_with_error, excludes_zero, format_of, gaps, shown_measures,
    with_error,
};
use crate::study::Sense;
use crate::text::{Lang, NumberFormat, number};

/// Measures that are shown at most, without a key.
const MOST: usize = 4;
/// Columns of the options' names at most.
const NAMES: usize = 34;
/// Space between columns.
const GAP: usize = 2;

/// A cell: its level, the paired difference, and its mark.
struct Entry {
    level: String,
    difference: String,
    /// Better (true) or worse than the baseline, where that is sure.
    verdict: Option<bool>,
}

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
    let options: Vec<usize> = (0..model.options.len()).collect();
    let names: Vec<String> = options.iter().map(|o| findings.option(*o)).collect();
    let longest = names.iter().map(|n| columns(n)).max().unwrap_or(0) + 2;
    let name_width = longest.min(NAMES).min(width / 3).max(12);

    let blocks: Vec<Vec<Column>> = futures
        .iter()
        .map(|future| shown.iter().map(|m| Column::of(findings, *m, future)).collect())
        .collect();
    // a measure has the same place in every block
    let places: Vec<Place> = (0..shown.len())
        .map(|i| {
            let widest = |f: fn(&Column) -> usize| blocks.iter().map(|b| f(&b[i])).max();
            let level = widest(Column::level_width).unwrap_or(0);
            Place { level, difference: widest(Column::difference_width).unwrap_or(0) }
        })
        .collect();
    let mut banks = banks(&places, width.saturating_sub(name_width));
    if model.key.is_empty() {
        banks.truncate(1);
    }
    let fit = banks.last().map_or(0, |bank| bank.end);

    let mut out = String::new();
    for (future, block) in futures.iter().zip(&blocks) {
        out.push('\n');
        out.push_str(&bold(&future.label, colour));
        out.push('\n');
        for (b, bank) in banks.iter().enumerate() {
            if b > 0 {
                out.push('\n');
            }
            let (block, places) = (&block[bank.clone()], &places[bank.clone()]);
            group_heads(&mut out, findings, block, places, name_width);
            heads(&mut out, block, places, name_width);
            for (o, name) in options.iter().zip(&names) {
                let mark = if *o == model.baseline { '*' } else { ' ' };
                let mut line = left(&cut(&format!("{mark} {name}"), name_width), name_width);
                for (column, place) in block.iter().zip(places) {
                    line.push_str(&" ".repeat(GAP + 1));
                    column.entries[*o].push(&mut line, place, colour);
                }
                out.push_str(line.trim_end());
                out.push('\n');
            }
        }
    }
    out.push('\n');
    let hidden = if model.key.is_empty() { mains - fit } else { model.measures.len() - fit };
    out.push_str(&legend(findings, hidden, width));
    out
}

/// Columns of a measure, beside the space before it.
struct Place {
    /// Of its level.
    level: usize,
    /// Of the difference.
    difference: usize,
}

impl Place {
    fn width(&self) -> usize {
        self.level + 1 + self.difference
    }
}

/// Cuts measures into rows of columns of at most `width`, at least one in each.
fn banks(places: &[Place], width: usize) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut taken = 0;
    for (i, place) in places.iter().enumerate() {
        let wanted = GAP + 1 + place.width();
        match out.last_mut() {
            Some(bank) if taken + wanted <= width => {
                bank.end = i + 1;
                taken += wanted;
            }
            _ => {
                out.push(i..i + 1);
                taken = wanted;
            }
        }
    }
    out
}

fn legend(findings: &Findings<'_>, hidden: usize, width: usize) -> String {
    let lang = findings.lang;
    let baseline = findings.option(findings.model.baseline);
    let mut text = match lang {
        Lang::En => format!(
            "* the baseline, {baseline}. Levels: mean or probability, ± half the 95 % interval. Second \
             number: the paired difference to the baseline (of probabilities in points): where its 95 % \
             interval excludes 0 ✓ better, ✗ worse, ≠ different; else ? not told apart, = the same."
        ),
        Lang::Ar => format!(
            "* الخيار المرجعي: {baseline}. القيم: المتوسط أو الاحتمال ± نصف مجال 95٪. الرقم الثاني: الفرق \
             المقترن عن الخيار المرجعي (وللاحتمالات بالنقاط المئوية)؛ فإذا كان مجال 95٪ الخاص به لا يشمل \
             الصفر: ✓ أفضل، ✗ أسوأ، ≠ مختلف؛ وإلا: ? غير مميَّز، = مطابق."
        ),
    };
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

/// The names of the groups, each over all its columns, with a rule to the end of them.
fn group_heads(
    out: &mut String,
    findings: &Findings<'_>,
    block: &[Column],
    places: &[Place],
    name_width: usize,
) {
    if findings.model.groups.is_empty() {
        return;
    }
    let all: Vec<_> = block.iter().zip(places).collect();
    let heads: Vec<(usize, Vec<String>)> = all
        .chunk_by(|a, b| a.0.group == b.0.group)
        .map(|run| {
            let width = run.iter().map(|(_, p)| GAP + 1 + p.width()).sum::<usize>() - GAP - 1;
            let name = match run[0].0.group {
                Some(group) => findings.group(group),
                None => findings.lang.pick("Other measures", "مقاييس أخرى").to_owned(),
            };
            let mut head = lines(&name, width);
            if let Some(last) = head.last_mut() {
                let room = width.saturating_sub(columns(last) + 1);
                *last = cut(&format!("{last} {}", "─".repeat(room)), width);
            }
            (width, head)
        })
        .collect();
    let height = heads.iter().map(|(_, head)| head.len()).max().unwrap_or(0);
    for row in 0..height {
        let mut line = " ".repeat(name_width);
        for (width, head) in &heads {
            let above = height - head.len();
            let text = row.checked_sub(above).map_or("", |i| head[i].as_str());
            line.push_str(&" ".repeat(GAP + 1));
            line.push_str(&left(text, *width));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// A measure in a block.
struct Column {
    /// Label and unit.
    head: String,
    /// Index of its group.
    group: Option<usize>,
    /// Which side is better.
    sense: &'static str,
    entries: Vec<Entry>,
}

impl Column {
    fn of(findings: &Findings<'_>, measure: usize, future: &Future) -> Self {
        let definition = &findings.model.measures[measure];
        let unit = findings.unit(&definition.unit);
        let label = findings.measure(measure);
        Self {
            head: if unit.is_empty() { label } else { format!("{label} ({unit})") },
            group: definition.group,
            sense: match definition.sense {
                Sense::Minimise => findings.lang.pick("less is better", "الأقل أفضل"),
                Sense::Maximise => findings.lang.pick("more is better", "الأكثر أفضل"),
                Sense::None => "",
            },
            entries: (0..findings.model.options.len())
                .map(|option| entry(findings, option, future, measure))
                .collect(),
        }
    }

    fn level_width(&self) -> usize {
        let widest = self.entries.iter().map(|e| columns(&e.level)).max();
        // room for a head
        widest.unwrap_or(0).max(11)
    }

    fn difference_width(&self) -> usize {
        let widest = self.entries.iter().map(|e| columns(&e.difference)).max();
        widest.unwrap_or(0).max(11)
    }
}

/// The heads of all columns, wrapped to their widths.
fn heads(out: &mut String, block: &[Column], places: &[Place], name_width: usize) {
    let wrapped: Vec<Vec<String>> = block
        .iter()
        .zip(places)
        .map(|(column, place)| {
            let width = place.width();
            let mut head = lines(&column.head, width);
            if head.len() > 3 {
                head.truncate(3);
                if let Some(last) = head.last_mut() {
                    *last = cut(&format!("{last} …"), width);
                }
            }
            head.push(column.sense.to_owned());
            head
        })
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    for row in 0..height {
        let mut line = " ".repeat(name_width);
        for (head, place) in wrapped.iter().zip(places) {
            let above = height - head.len();
            let text = row.checked_sub(above).map_or("", |i| head[i].as_str());
            line.push_str(&" ".repeat(GAP + 1));
            line.push_str(&left(text, place.width()));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

impl Entry {
    fn push(&self, line: &mut String, place: &Place, colour: bool) {
        line.push_str(&right(&self.level, place.level));
        line.push(' ');
        let text = right(&self.difference, place.difference);
        match self.verdict.filter(|_| colour) {
            Some(true) => line.push_str(&format!("\u{1b}[32m{text}\u{1b}[0m")),
            Some(false) => line.push_str(&format!("\u{1b}[31m{text}\u{1b}[0m")),
            None => line.push_str(&text),
        }
    }
}

fn bold(text: &str, colour: bool) -> String {
    if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn entry(findings: &Findings<'_>, option: usize, future: &Future, measure: usize) -> Entry {
    let nothing =
        |text: &str| Entry { level: text.to_owned(), difference: String::new(), verdict: None };
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
                lang.pick("never", "لا يقع").to_owned()
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
        return Entry { level, difference: "=  ".to_owned(), verdict: None };
    }
    let Some(mean) = comparison.mean else {
        let better = NumberFormat::Percent.format(comparison.better.value, lang);
        let difference = format!("{} {}  ", lang.pick("better in", "أفضل في"), plain(&better));
        return Entry { level, difference, verdict: None };
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
    Entry { level, difference, verdict }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_cut_into_rows_that_fit() {
        let place = |level| Place { level, difference: 9 };
        let places = [place(10), place(10), place(30), place(10)];
        // 3 + 10 + 1 + 9 each, the third 43
        assert_eq!(banks(&places, 46), [0..2, 2..3, 3..4]);
        assert_eq!(banks(&places, 45), [0..1, 1..2, 2..3, 3..4]);
        assert_eq!(banks(&places, 1000), vec![0..4; 1]);
        assert_eq!(banks(&places[..2], 5), [0..1, 1..2], "one stands even where it does not fit");
        assert_eq!(banks(&[], 100), [0..0; 0]);
    }
}
