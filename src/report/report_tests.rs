//! Tests of what a report says, on a small study that ran.

use std::sync::atomic::AtomicBool;

use super::*;
use crate::analysis::Decision;
use crate::engine::{RunPlan, run};
use crate::kernel::Program;
use crate::model::{self, Model};
use crate::outcome::{Outcomes, Summary};
use crate::study::{ChartKind, ChartSet, Study, load_from};
use crate::text::Lang;

const STUDY: &str = r#"
title = { en = "Fishing", ar = "الصيد" }
[time]
start = 2026-01-01
end   = 2026-12-31
step  = "1 month"
[report]
series = ["fish"]
[unit]
tonnes = { label = { en = "tonnes", ar = "طن" } }
[stock.fish]
unit    = "tonnes"
initial = 100
note    = { en = "What swims.", ar = "ما يسبح." }
[flow.catch]
from  = "fish"
unit  = "tonnes/month"
rate  = "effort"
noise = "poisson"
[lever.effort]
unit    = "tonnes/month"
default = 2
[group.money]
label = { en = "Money", ar = "المال" }
note  = "No prices are known."
[group.nature]
label = { en = "Nature", ar = "الطبيعة" }
note  = { en = "What is left.", ar = "ما يبقى." }
[measure.loose]
formula = "total(catch)"
sense   = "maximise"
[measure.left]
group   = "nature"
label   = { en = "Fish left", ar = "السمك الباقي" }
note    = { en = "Counted at the end.", ar = "يُحسب في النهاية." }
formula = "final(fish)"
sense   = "maximise"
[measure.pace]
group   = "nature"
formula = "mean(catch)"
[option.wait]
note = { en = "Nothing is done.", ar = "لا شيء." }
[option.fish]
lever.effort = 4
"#;

pub(super) struct Ran {
    study: Study,
    pub(super) model: Model,
    outcomes: Outcomes,
    summary: Summary,
    decision: Decision,
    manifest: Manifest,
}

/// Runs [`STUDY`] after replacing `old` by `new` in it.
pub(super) fn ran(old: &str, new: &str) -> Ran {
    assert!(STUDY.contains(old), "{old}");
    let file = ("t.toml".to_owned(), STUDY.replace(old, new));
    let (study, _, _) =
        load_from(vec![file], "t").unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
    ran_study(study, 64, (&[], &[]))
}

/// Runs a study with these options and trajectories, all if none is named.
pub(super) fn ran_study(
    study: Study,
    replicates: u64,
    (options, trajectories): (&[&str], &[&str]),
) -> Ran {
    let names = |of: &[&str]| of.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let (mut model, _) = model::build(&study).unwrap_or_else(|d| panic!("{:#?}", d.items()));
    model.select(&names(options), &names(trajectories)).expect("they are in the study");
    let plan = RunPlan { replicates, threads: Some(1), ..RunPlan::of(&model) };
    let program = Program::compile(&model);
    let outcomes = run(&model, &program, &plan, &(), &AtomicBool::new(false), &mut ())
        .expect("the study runs");
    let summary = outcomes.summarise(&model);
    let manifest = Manifest::of(&model, &outcomes, Vec::new());
    let decision = Decision::of(&model, &outcomes, &summary);
    Ran { study, model, outcomes, summary, decision, manifest }
}

impl Ran {
    pub(super) fn findings(&self, lang: Lang) -> Findings<'_> {
        Findings {
            study: &self.study,
            model: &self.model,
            outcomes: &self.outcomes,
            summary: &self.summary,
            decision: &self.decision,
            manifest: &self.manifest,
            command: "drawdown run t",
            warnings: &[],
            tested: None,
            lang,
        }
    }

    fn page(&self) -> String {
        html(&self.findings(Lang::En), &[Lang::En, Lang::Ar], &[])
    }

    /// The page's block in a language.
    fn block(&self, lang: Lang) -> String {
        let page = self.page();
        let from = page.find(&format!("<article id=\"{}\"", lang.code())).expect("the block");
        page[from..].split("</article>").next().expect("its text").to_owned()
    }

    fn unit(&self, lang: Lang, subject: &Subject) -> (String, String) {
        let charts = plan(&self.findings(lang), ChartSet::All);
        let chart = charts.iter().find(|chart| chart.subject == *subject).expect("it is planned");
        let figure = figure(&self.findings(lang), chart, None);
        let unit = match figure.kind {
            crate::chart::FigureKind::Distribution(d) => d.axis.unit,
            crate::chart::FigureKind::Heat(heat) => heat.axis.unit,
            crate::chart::FigureKind::Fan(fan) => fan.axis.unit,
            other => panic!("no chart of a report: {other:?}"),
        };
        (unit, figure.subtitle)
    }
}

/// Where each of `words` begins in a text, which must hold all of them.
fn places(text: &str, words: &[&str]) -> Vec<usize> {
    let place = |word: &&str| text.find(word).unwrap_or_else(|| panic!("no {word} in the page"));
    words.iter().map(place).collect()
}

#[test]
fn measures_stand_under_their_groups() {
    let ran = ran("", "");
    let page = ran.block(Lang::En);
    let measures = &page[page.find("id=\"en-measures\"").expect("the section")..];
    let order = places(
        measures,
        &[
            "Money",
            "No prices are known.",
            "Nature",
            "Fish left",
            "Pace",
            "Other measures",
            "Loose",
        ],
    );
    assert!(order.is_sorted(), "{order:?}");
    let names: Vec<String> =
        plan(&ran.findings(Lang::En), ChartSet::All).into_iter().map(|c| c.name).collect();
    let of: Vec<&String> = names.iter().filter(|n| n.starts_with("distribution-")).collect();
    assert_eq!(of, ["distribution-left", "distribution-pace", "distribution-loose"]);
    // a table of consequences has the groups over its columns
    let table = &page[page.find("id=\"en-consequences\"").expect("it")..];
    let order = places(table, &["scope=\"colgroup\" colspan=\"1\">Nature", ">Other measures"]);
    assert!(order.is_sorted(), "{order:?}");
}

#[test]
fn without_groups_there_are_no_headings() {
    let plain: String = STUDY
        .split("[group.")
        .next()
        .into_iter()
        .chain(STUDY.split_once("[measure.loose]").map(|(_, rest)| rest))
        .collect::<Vec<_>>()
        .join("[measure.loose]")
        .replace("group   = \"nature\"\n", "");
    let page = ran(STUDY, &plain).block(Lang::En);
    for word in ["Other measures", "class=\"group\"", "<h4>", "scope=\"colgroup\""] {
        assert!(!page.contains(word), "{word}");
    }
    let measures = &page[page.find("id=\"en-measures\"").expect("it")..];
    let order = places(measures, &["Loose", "Fish left"]);
    assert!(order.is_sorted(), "as declared: {order:?}");
}

#[test]
fn a_key_chooses_what_the_answer_is_about() {
    let ran = ran("[report]\n", "[report]\nkey = [\"pace\", \"left\"]\n");
    assert_eq!(ran.model.key, [2, 1]);
    let findings = ran.findings(Lang::En);
    assert_eq!(shown_measures(&findings), [2, 1], "in the order of the key");
    assert_eq!(main_measures(&findings), [1], "only those with a better side");
    let page = ran.block(Lang::En);
    let answer = &page[..page.find("id=\"en-measures\"").expect("the section")];
    assert!(answer.contains("Fish left") && answer.contains("Pace"));
    assert!(!answer.contains("Loose") && !answer.contains("Other measures"));
    // the gap is a gap of the study, whatever the key
    assert!(answer.contains("it says nothing about \u{201c}Money\u{201d}"));
}

#[test]
fn explanations_stand_in_the_language_of_their_block() {
    let ran = ran("", "");
    let (english, arabic) = (ran.block(Lang::En), ran.block(Lang::Ar));
    for (en, ar) in [
        ("Counted at the end.", "يُحسب في النهاية."),
        ("What swims.", "ما يسبح."),
        ("Nothing is done.", "لا شيء."),
        ("Fish left", "السمك الباقي"),
    ] {
        assert!(english.contains(en) && !english.contains(ar), "{en}");
        assert!(arabic.contains(ar) && !arabic.contains(en), "{ar}");
    }
    // what the study does not say in Arabic is marked as English
    assert!(arabic.contains("<span lang=\"en\" dir=\"ltr\">No prices are known.</span>"));
}

#[test]
fn charts_have_units_and_notes_in_their_language() {
    let ran = ran("", "");
    let of = |lang, subject: &Subject| ran.unit(lang, subject);
    let pace = Subject::Measure(ChartKind::Distribution, 2);
    assert_eq!(of(Lang::En, &pace), ("tonnes a month".to_owned(), String::new()));
    assert_eq!(of(Lang::Ar, &pace).0, "طن شهرياً");
    let left = Subject::Measure(ChartKind::Heat, 1);
    let english = "Counted at the end. More is better.";
    let (unit, subtitle) = of(Lang::En, &left);
    // below a title that says the finding stands what is shown
    assert_eq!((unit.as_str(), subtitle), ("tonnes", format!("Fish left (tonnes). {english}")));
    assert_eq!(of(Lang::Ar, &left).1, "السمك الباقي (طن). يُحسب في النهاية. الأكثر أفضل.");
    assert_eq!(
        of(Lang::Ar, &Subject::Series(ChartKind::Lines, 0)),
        ("طن".to_owned(), "Fish (طن). ما يسبح.".to_owned())
    );
    // a note that would fill the picture stays in the report
    let long = "Counted at the end. ".repeat(10);
    let ran = self::ran("Counted at the end.", long.trim());
    assert_eq!(ran.unit(Lang::En, &left).1, "Fish left (tonnes). More is better.");
}
