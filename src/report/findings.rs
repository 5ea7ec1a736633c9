//! What a report is made of, and what it calls things.

use super::answer::grouped;
use super::decided::Decided;
use super::html_backtest::Tested;
use super::manifest::Manifest;
use crate::analysis::discovery::Discovery;
use crate::model::{Cell, Description, Measure, Model};
use crate::outcome::{Outcomes, RunShape, Statistics, Summary};
use crate::study::Study;
pub use crate::study::slug;
use crate::text::{Label, Lang, NumberFormat, isolate, latin};

/// A run with everything that a report says about it.
#[derive(Clone, Copy)]
pub struct Findings<'a> {
    /// The study as written.
    pub study: &'a Study,
    /// The model that ran.
    pub model: &'a Model,
    /// What was found.
    pub outcomes: &'a Outcomes,
    /// Statistics of it.
    pub summary: &'a Summary,
    /// What is computed for choosing between the options.
    pub decision: Decided<'a>,
    /// What was run.
    pub manifest: &'a Manifest,
    /// The command line that repeats it.
    pub command: &'a str,
    /// Warnings of the check.
    pub warnings: &'a [String],
    /// The study's own back-test, if it has a history.
    pub tested: Option<Tested<'a>>,
    /// Language of the report.
    pub lang: Lang,
}

/// A trajectory with or without its response: a column of most tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Future {
    /// Index of the trajectory.
    pub trajectory: usize,
    /// Whether the response acts.
    pub response: bool,
    /// What it is called.
    pub label: String,
    /// Its part of a file name.
    pub slug: String,
}

impl<'a> Findings<'a> {
    /// The futures that ran, in the model's order, responses off before on.
    pub fn futures(&self) -> Vec<Future> {
        futures(self.model, &self.outcomes.layout.cells, self.lang)
    }

    /// A future as it is called in the language of the report, wherever it was named before.
    pub fn renamed(&self, future: &Future) -> Future {
        let is_it = |f: &Future| (f.trajectory, f.response) == (future.trajectory, future.response);
        self.futures().into_iter().find(is_it).unwrap_or_else(|| future.clone())
    }

    /// The cell of an option in a future.
    pub fn cell(&self, option: usize, future: &Future) -> Option<usize> {
        self.outcomes.cell(option, future.trajectory, future.response)
    }

    /// Statistics of a measure for an option in a future.
    pub fn statistics(
        &self,
        option: usize,
        future: &Future,
        measure: usize,
    ) -> Option<&'a Statistics> {
        Some(self.summary.of(self.cell(option, future)?, measure))
    }

    /// The conditions in which options fail in the first future, worked out once; none where
    /// nothing ran.
    pub fn discovery(&self) -> Option<&'a Discovery> {
        self.decision.get().discovery(self.model, self.outcomes)
    }

    /// What an option is called.
    pub fn option(&self, option: usize) -> String {
        let option = &self.model.options[option];
        called(&option.description, &option.name, self.lang)
    }

    /// What a measure is called.
    pub fn measure(&self, measure: usize) -> String {
        let measure = &self.model.measures[measure];
        called(&measure.description, &measure.name, self.lang)
    }

    /// What a series is called.
    pub fn series(&self, series: usize) -> String {
        let series = &self.model.series[series];
        called(&series.description, &series.name, self.lang)
    }

    /// What several series of one family are called: what the labels of all of them begin with, else
    /// the name of the family.
    pub fn family(&self, family: &str, members: &[usize]) -> String {
        let labels: Vec<String> = members.iter().map(|s| self.series(*s)).collect();
        common_head(&labels).map_or_else(|| readable(family), str::to_owned)
    }

    /// What a group of measures is called.
    pub fn group(&self, group: usize) -> String {
        let group = &self.model.groups[group];
        called(&group.description, &group.name, self.lang)
    }

    /// A unit in words: nothing for plain numbers.
    pub fn unit(&self, unit: &str) -> String {
        self.model.unit_words.of(unit, self.lang)
    }

    /// A value with its unit, which in Arabic takes the form that the number asks for.
    pub fn counted(&self, value: f64, unit: &str) -> String {
        self.model.unit_words.counted(value, unit, self.lang)
    }

    /// Study, version, replicates, seed and run: the last line of a chart.
    pub fn source_line(&self) -> String {
        let Manifest { version, digest, .. } = self.manifest;
        source_line(&self.model.id, version, self.outcomes.shape, digest, self.lang)
    }
}

/// Characters of a digest that tell a run from others.
const DIGEST: usize = 7;

/// Study, version, replicates, seed and the first characters of the digest.
pub(super) fn source_line(
    id: &str,
    version: &str,
    shape: RunShape,
    digest: &str,
    lang: Lang,
) -> String {
    let (replicates, seed) = (grouped(&shape.replicates.to_string()), shape.seed);
    let run = digest.get(..DIGEST).unwrap_or(digest);
    match lang {
        Lang::En => {
            format!("{id}, drawdown {version}, {replicates} replicates, seed {seed}, run {run}")
        }
        Lang::Ar => format!(
            "{}، {}، عدد التكرارات {replicates}، البذرة {seed}، التشغيل {}",
            latin(id, lang),
            isolate(format!("drawdown {version}"), lang),
            isolate(run.to_owned(), lang)
        ),
    }
}

/// The futures among `cells`, in the model's order, responses off before on.
pub fn futures(model: &Model, cells: &[Cell], lang: Lang) -> Vec<Future> {
    let mut out: Vec<Future> = Vec::new();
    for (trajectory, def) in model.trajectories.iter().enumerate() {
        let has =
            |response| cells.iter().any(|c| c.trajectory == trajectory && c.response == response);
        for response in [false, true].into_iter().filter(|r| has(*r)) {
            let name = called(&def.description, &def.name, lang);
            let without = lang.pick("without response", "من دون استجابة");
            let (label, slug) = match response {
                true => (name, slug(&def.name)),
                false => (format!("{name}, {without}"), format!("{}-no-response", slug(&def.name))),
            };
            out.push(Future { trajectory, response, label, slug });
        }
    }
    out
}

/// The label in a language, else the name in readable form.
pub fn called(description: &Description, name: &str, lang: Lang) -> String {
    match &description.label {
        Some(label) => label.get(lang).to_owned(),
        None => readable(name),
    }
}

/// Notes longer than this are left out of charts, in characters.
const SHORT: usize = 140;

/// A note that is short enough for the head of a chart, in its very language, or nothing.
pub fn short_note(description: &Description, lang: Lang) -> &str {
    let text = description.note.as_ref().and_then(|note| match lang {
        Lang::En => Some(note.en.as_str()),
        Lang::Ar => note.ar.as_deref(),
    });
    text.map(str::trim).filter(|text| text.chars().count() <= SHORT).unwrap_or_default()
}

/// What several labels begin with, up to a comma: `Attacks` of `Attacks, Iraq` and `Attacks, Libya`.
fn common_head(labels: &[String]) -> Option<&str> {
    let (first, others) = labels.split_first()?;
    let mut ends = first.match_indices([',', '،']).map(|(at, _)| at);
    let shared = |end: &usize| others.iter().all(|label| label.starts_with(&first[..*end]));
    let end = ends.rfind(shared)?;
    Some(first[..end].trim()).filter(|head| !head.is_empty())
}

/// A label in a language, or nothing.
pub fn words(label: Option<&Label>, lang: Lang) -> Option<&str> {
    label.map(|label| label.get(lang)).filter(|text| !text.is_empty())
}

/// `total_attacks[iraq]` as `Total attacks, iraq`.
pub fn readable(name: &str) -> String {
    let (base, member) = match name.split_once('[') {
        Some((base, member)) => (base, Some(member.trim_end_matches(']'))),
        None => (name, None),
    };
    let mut text = base.replace('_', " ");
    if let Some(first) = text.get(..1) {
        let upper = first.to_uppercase();
        text.replace_range(..1, &upper);
    }
    match member {
        Some(member) => format!("{text}, {}", member.replace('_', " ")),
        None => text,
    }
}

/// How values of a measure are printed.
pub fn format_of(measure: &Measure) -> NumberFormat {
    if measure.condition { NumberFormat::Percent } else { NumberFormat::Plain }
}

/// The one number that stands for a measure in a cell: probability, mean, or the median where some
/// values are infinite.
pub fn level(statistics: &Statistics) -> f64 {
    match (statistics.probability, statistics.mean) {
        (Some(p), _) => p.value,
        (None, Some(mean)) => mean.value,
        (None, None) => statistics.median().value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_for_readers() {
        assert_eq!(readable("total_attacks[iraq]"), "Total attacks, iraq");
        assert_eq!(readable("x"), "X");
    }
}
