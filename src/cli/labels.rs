//! Which labels a study in two languages lacks in one of them.

use super::summary::counted;
use super::text_table::wrap;
use crate::model::Model;
use crate::study::{Dimension, Meta, Study};
use crate::text::{Label, unit_names};

/// Something that a report names, and the language in which it has no label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What it is: `option`, `unit`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// What it has no label in: `English and Arabic` where it has none.
    pub language: &'static str,
}

/// Kinds in the order of the account, with their plurals.
const KINDS: [(&str, &str); 9] = [
    ("option", "options"),
    ("trajectory", "trajectories"),
    ("group", "groups"),
    ("measure", "measures"),
    ("comparison", "comparisons"),
    ("sweep", "sweeps"),
    ("series", "series"),
    ("member", "members"),
    ("unit", "units"),
];

/// What lacks a label in English or Arabic: options, trajectories, groups, measures, comparisons,
/// sweeps, reported series, members of the dimensions of these, and their units. Nothing where the whole study is in
/// one language.
pub fn missing_labels(study: &Study, model: &Model) -> Vec<Missing> {
    if !in_two_languages(study) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut look = |kind: &'static str, name: &str, label: Option<&Label>| {
        let language = match label {
            None => "English and Arabic",
            Some(Label { ar: None, .. }) => "Arabic",
            Some(_) => return,
        };
        out.push(Missing { kind, name: name.to_owned(), language });
    };
    for o in &study.options {
        look("option", &o.name.value, o.meta.label.as_ref());
    }
    for t in &study.trajectories {
        look("trajectory", &t.name.value, t.meta.label.as_ref());
    }
    for g in &study.groups {
        look("group", &g.name.value, g.meta.label.as_ref());
    }
    for m in &study.measures {
        look("measure", &m.name.value, m.meta.label.as_ref());
    }
    for c in &study.comparisons {
        look("comparison", &c.name.value, c.meta.label.as_ref());
    }
    for s in &study.sweeps {
        look("sweep", &s.name.value, s.meta.label.as_ref());
    }
    let mut over: Vec<&str> = study.measures.iter().flat_map(names_of_over).collect();
    for request in &study.report.series {
        let text = request.of.text.trim();
        let base = text.split('[').next().unwrap_or(text).trim();
        let declared = declared(study, base);
        let whole = declared.filter(|_| base == text || text.ends_with(']'));
        let label = request.label.as_ref().or(whole.and_then(|(meta, _)| meta.label.as_ref()));
        look("series", text, label);
        over.extend(whole.into_iter().flat_map(|(_, over)| over.iter().map(|n| n.value.as_str())));
    }
    for dimension in study.dimensions.iter().filter(|d| is_whole_of(study, d, &over)) {
        for member in &dimension.members {
            let labels = &dimension.member_labels;
            let label = labels.iter().find(|(n, _)| n.value == member.value).map(|(_, l)| l);
            look("member", &format!("{}[{}]", dimension.name.value, member.value), label);
        }
    }
    let shown = model.measures.iter().map(|m| m.unit.as_str());
    let shown = shown.chain(model.comparisons.iter().map(|c| c.unit.as_str()));
    let shown = shown.chain(model.series.iter().map(|s| s.unit.as_str()));
    let used: Vec<&str> = shown.flat_map(unit_names).collect();
    for unit in &study.units {
        let mut names = unit.aliases.iter().chain([&unit.name]);
        if names.any(|name| used.contains(&name.value.as_str())) {
            look("unit", &unit.name.value, unit.label.as_ref());
        }
    }
    out
}

/// `12 labels lack English or Arabic (3 measures, 9 members)`. Nothing where none does.
pub fn summary(missing: &[Missing]) -> Option<String> {
    let kinds = KINDS.iter().filter_map(|(one, many)| {
        let count = missing.iter().filter(|m| m.kind == *one).count();
        (count > 0).then(|| counted(count, one, many))
    });
    let kinds: Vec<String> = kinds.collect();
    let things = counted(missing.len(), "label is", "labels are");
    (!missing.is_empty())
        .then(|| format!("{things} missing in one or both languages: {}", kinds.join(", ")))
}

/// Each on a line: `measure cost  Arabic`.
pub fn list(missing: &[Missing], width: usize) -> String {
    let mut out = String::from("labels that are missing:\n");
    for m in missing {
        out.push_str(&wrap(&format!("{} {}: {}", m.kind, m.name, m.language), "  ", width));
    }
    out
}

/// Whether anything in the study is written in Arabic as well.
fn in_two_languages(study: &Study) -> bool {
    let mut labels: Vec<Option<&Label>> = vec![Some(&study.title), study.summary.as_ref()];
    for meta in metas(study) {
        labels.extend([meta.label.as_ref(), meta.note.as_ref()]);
    }
    let members = study.dimensions.iter().flat_map(|d| &d.member_labels);
    labels.extend(members.map(|(_, label)| Some(label)));
    labels.extend(study.units.iter().map(|u| u.label.as_ref()));
    labels.extend(study.report.series.iter().map(|s| s.label.as_ref()));
    labels.into_iter().flatten().any(|label| label.ar.is_some())
}

fn metas(study: &Study) -> impl Iterator<Item = &Meta> {
    let s = study;
    (s.options.iter().map(|t| &t.meta))
        .chain(s.trajectories.iter().map(|t| &t.meta))
        .chain(s.groups.iter().map(|t| &t.meta))
        .chain(s.measures.iter().map(|t| &t.meta))
        .chain(s.comparisons.iter().map(|t| &t.meta))
        .chain(s.dimensions.iter().map(|t| &t.meta))
        .chain(s.constants.iter().map(|t| &t.meta))
        .chain(s.uncertainties.iter().map(|t| &t.meta))
        .chain(s.levers.iter().chain(&s.drivers).map(|t| &t.meta))
        .chain(s.stocks.iter().map(|t| &t.meta))
        .chain(s.flows.iter().map(|t| &t.meta))
        .chain(s.quantities.iter().map(|t| &t.meta))
        .chain(s.events.iter().map(|t| &t.meta))
}

/// What a series of this name reports: its table's label and dimensions.
fn declared<'s>(study: &'s Study, name: &str) -> Option<(&'s Meta, &'s [crate::study::Name])> {
    let s = study;
    let stocks = s.stocks.iter().map(|t| (&t.name, &t.meta, &t.over));
    let flows = s.flows.iter().map(|t| (&t.name, &t.meta, &t.over));
    let quantities = s.quantities.iter().map(|t| (&t.name, &t.meta, &t.over));
    let controls = s.levers.iter().chain(&s.drivers).map(|t| (&t.name, &t.meta, &t.over));
    let events = s.events.iter().map(|t| (&t.name, &t.meta, &t.over));
    let mut all = stocks.chain(flows).chain(quantities).chain(controls).chain(events);
    all.find(|(n, _, _)| n.value == name).map(|(_, meta, over)| (meta, over.as_slice()))
}

fn names_of_over(measure: &crate::study::Measure) -> impl Iterator<Item = &str> {
    measure.over.iter().map(|name| name.value.as_str())
}

/// Whether `dimension` is no subset, and one of `over` is it or a subset of it.
fn is_whole_of(study: &Study, dimension: &Dimension, over: &[&str]) -> bool {
    let root = |name: &str| -> String {
        let mut name = name.to_owned();
        // a circle of subsets is an error, which has been reported
        for _ in 0..study.dimensions.len() {
            let of = study.dimensions.iter().find(|d| d.name.value == name);
            match of.and_then(|d| d.within.as_ref()) {
                Some(within) => name.clone_from(&within.value),
                None => break,
            }
        }
        name
    };
    dimension.within.is_none() && over.iter().any(|name| root(name) == dimension.name.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STUDY: &str = r#"
title = "Places"
[time]
start = 2026-01-01
end   = 2026-12-31
step  = "1 month"
[report]
series = ["fish", "sum(fish)", { of = "stores", label = { en = "Stores", ar = "المخازن" } }]
[unit]
tonnes = { aliases = ["tonne"] }
boats  = {}
[dimension.place]
members = ["north", "south"]
labels  = { north = { en = "North", ar = "الشمال" } }
[dimension.coast]
within  = "place"
members = ["south"]
[dimension.idle]
members = ["one"]
[stock.fish]
over    = ["coast"]
unit    = "tonnes"
initial = 1
label   = "Fish"
[stock.stores]
initial = 1
[group.catch]
label = { en = "Catch", ar = "الصيد" }
[measure.left]
group   = "catch"
formula = "final(sum(fish))"
label   = "Fish left"
[option.wait]
[option.go]
label = { en = "Go", ar = "الذهاب" }
"#;

    fn found(text: &str) -> Vec<String> {
        let file = ("t.toml".to_owned(), text.to_owned());
        let (study, _, _) = crate::study::load_from(vec![file], "t")
            .unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
        let (model, _) = crate::model::build(&study).unwrap_or_else(|d| panic!("{:#?}", d.items()));
        let missing = missing_labels(&study, &model);
        missing.iter().map(|m| format!("{} {}: {}", m.kind, m.name, m.language)).collect()
    }

    #[test]
    fn what_a_report_names_should_have_both_labels() {
        assert_eq!(
            found(STUDY),
            [
                "option wait: English and Arabic",
                "measure left: Arabic",
                "series fish: Arabic",
                "series sum(fish): English and Arabic",
                "member place[south]: English and Arabic",
                "unit tonnes: English and Arabic",
            ]
        );
    }

    #[test]
    fn a_study_in_one_language_lacks_none() {
        let english: String = STUDY
            .lines()
            .filter(|line| !line.contains("ar = "))
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!(found(&english), [""; 0]);
        assert_eq!(summary(&[]), None);
    }

    #[test]
    fn the_summary_counts_kinds() {
        let of = |kind| Missing { kind, name: "x".to_owned(), language: "Arabic" };
        assert_eq!(
            summary(&[of("series"), of("unit"), of("unit")]).as_deref(),
            Some("3 labels are missing in one or both languages: 1 series, 2 units")
        );
    }
}
