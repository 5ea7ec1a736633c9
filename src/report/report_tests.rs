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

struct Ran {
    study: Study,
    model: Model,
    outcomes: Outcomes,
    summary: Summary,
    decision: Decision,
    manifest: Manifest,
}

/// Runs [`STUDY`] after replacing `old` by `new` in it.
fn ran(old: &str, new: &str) -> Ran {
    assert!(STUDY.contains(old), "{old}");
    let file = ("t.toml".to_owned(), STUDY.replace(old, new));
    let (study, _, _) =
        load_from(vec![file], "t").unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
    let (model, _) = model::build(&study).unwrap_or_else(|d| panic!("{:#?}", d.items()));
    let plan = RunPlan { replicates: 64, threads: Some(1), ..RunPlan::of(&model) };
    let program = Program::compile(&model);
    let outcomes = run(&model, &program, &plan, &(), &AtomicBool::new(false), &mut ())
        .expect("the study runs");
    let summary = outcomes.summarise(&model);
    let manifest = Manifest::of(&model, &outcomes, Vec::new());
    let decision = Decision::of(&model, &outcomes, &summary);
    Ran { study, model, outcomes, summary, decision, manifest }
}

impl Ran {
    fn findings(&self, lang: Lang) -> Findings<'_> {
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
        html(&self.findings(Lang::En), &[Lang::En], &[])
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
    let page = ran.page();
    let measures = &page[page.find("id=\"measures\"").expect("the section")..];
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
    let first = ["distribution-left", "heat-left", "distribution-pace", "heat-pace"];
    assert_eq!(names[..4], first);
    assert_eq!(names[4], "distribution-loose");
    // the answer's table states the gap, and the groups of what it holds
    let answer = &page[..page.find("id=\"measures\"").expect("the section")];
    let order = places(answer, &["Best option on every measure", "Money", "No measure.", "Nature"]);
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
    let page = ran(STUDY, &plain).page();
    for word in ["Other measures", "class=\"group\"", "<h4>"] {
        assert!(!page.contains(word), "{word}");
    }
    let order = places(&page[page.find("id=\"measures\"").expect("it")..], &["Loose", "Fish left"]);
    assert!(order.is_sorted(), "as declared: {order:?}");
}

#[test]
fn a_key_chooses_what_the_answer_is_about() {
    let ran = ran("[report]\n", "[report]\nkey = [\"pace\", \"left\"]\n");
    assert_eq!(ran.model.key, [2, 1]);
    let findings = ran.findings(Lang::En);
    assert_eq!(shown_measures(&findings), [2, 1], "in the order of the key");
    assert_eq!(main_measures(&findings), [1], "only those with a better side");
    let page = ran.page();
    let answer = &page[..page.find("id=\"measures\"").expect("the section")];
    assert!(answer.contains("Best option on the key measures") && answer.contains("Fish left"));
    assert!(!answer.contains("Loose") && !answer.contains("Other measures"));
    // the gap is a gap of the study, whatever the key
    assert!(answer.contains("No prices are known."));
}

#[test]
fn explanations_stand_beside_labels_in_both_languages() {
    let page = ran("", "").page();
    for words in [
        "<p class=\"note\">Counted at the end.</p><p class=\"also\" lang=\"ar\" dir=\"rtl\">يُحسب",
        "<p class=\"note\">What swims.</p><p class=\"also\" lang=\"ar\" dir=\"rtl\">ما يسبح.</p>",
        "<p class=\"note\">Nothing is done.</p><p class=\"also\" lang=\"ar\" dir=\"rtl\">",
        "Fish left <span class=\"unit\">(tonnes)</span> <span class=\"also\" lang=\"ar\" dir=\"rtl\">",
    ] {
        assert!(page.contains(words), "{words}");
    }
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
    assert_eq!(of(Lang::En, &left), ("tonnes".to_owned(), english.to_owned()));
    assert_eq!(of(Lang::Ar, &left).1, "يُحسب في النهاية. الأكثر أفضل.");
    assert_eq!(
        of(Lang::Ar, &Subject::Series(ChartKind::Lines, 0)),
        ("طن".to_owned(), "ما يسبح.".to_owned())
    );
    // a note that would fill the picture stays in the report
    let long = "Counted at the end. ".repeat(10);
    let ran = self::ran("Counted at the end.", long.trim());
    assert_eq!(ran.unit(Lang::En, &left).1, "More is better.");
}

#[test]
fn a_chart_in_another_language_than_its_plan_names_its_future_in_its_own() {
    let trajectory = "\n[trajectory.calm]\nlabel = { en = \"Calm\", ar = \"هدوء\" }\n";
    let ran = self::ran("[group.money]", &format!("{trajectory}[group.money]"));
    let charts = plan(&ran.findings(Lang::En), ChartSet::All);
    let fan = charts.iter().find(|chart| chart.subject.kind() == ChartKind::Fan).expect("planned");
    let said = |lang| figure(&ran.findings(lang), fan, None).subtitle;
    assert!(said(Lang::En).contains("Calm"));
    assert!(said(Lang::Ar).contains("هدوء") && !said(Lang::Ar).contains("Calm"));
}
