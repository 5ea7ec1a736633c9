//! Tests of the charts for choosing, on a small study that ran.

use std::sync::atomic::AtomicBool;

use super::figures_choice::{consequences, tornado};
use super::figures_compare::{differences, regret};
use super::view::View;
use super::*;
use crate::analysis::Decision;
use crate::chart::{self, Figure, FigureKind, Forest, ForestMark, Standing, Theme, Verdict};
use crate::engine::{RunPlan, run};
use crate::kernel::Program;
use crate::model::{self, ChartQuantity, ChartRequest, Model};
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
key = ["left", "empty"]
[stock.fish]
unit    = "1"
initial = 100
min     = 0
[flow.catch]
from = "fish"
unit = "1/month"
rate = "effort * yield"
[uncertainty.yield]
unit = "1"
distribution = { kind = "uniform", min = 0.5, max = 1.5 }
label = { en = "Yield", ar = "الغلة" }
judgement = "made up"
confidence = "C"
[uncertainty.idle]
unit = "1"
distribution = { kind = "uniform", min = 0, max = 1 }
judgement = "made up"
confidence = "C"
[lever.effort]
unit    = "1/month"
default = 2
[driver.season]
unit = "1"
default = 1
[measure.left]
label   = { en = "Fish left: at the end", ar = "السمك الباقي: في النهاية" }
formula = "final(fish * season) + 0 * idle"
sense   = "maximise"
[measure.empty]
label   = { en = "Few fish", ar = "قلة السمك" }
formula = "final(fish) < 60"
sense   = "minimise"
[measure.pace]
formula = "mean(catch)"
[option.wait]
[option.fish]
lever.effort = 4
[option.same]
[trajectory.usual]
[trajectory.poor]
driver.season = 0.5
"#;

struct Ran {
    study: Study,
    model: Model,
    outcomes: Outcomes,
    summary: Summary,
    decision: Decision,
    manifest: Manifest,
}

fn ran() -> Ran {
    let file = ("t.toml".to_owned(), STUDY.to_owned());
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
            decision: Decided::Made(&self.decision),
            manifest: &self.manifest,
            command: "drawdown run t",
            warnings: &[],
            tested: None,
            lang,
        }
    }

    fn measure(&self, name: &str) -> usize {
        self.model.measures.iter().position(|m| m.name == name).unwrap()
    }

    fn draw(&self, request: &ChartRequest, of: impl Fn(&View<'_>) -> Figure) -> Figure {
        of(&View::of(&self.findings(Lang::En), request, None))
    }
}

fn request(kind: ChartKind) -> ChartRequest {
    plain_request("x".to_owned(), kind, None)
}

fn forest(figure: Figure) -> Forest {
    match figure.kind {
        FigureKind::Forest(forest) => forest,
        other => panic!("{other:?}"),
    }
}

fn value(mark: &ForestMark) -> (f64, (f64, f64), Verdict) {
    match mark {
        ForestMark::Difference { value, interval, verdict, .. } => (*value, *interval, *verdict),
        ForestMark::Missing { text } => panic!("missing: {text}"),
    }
}

#[test]
fn differences_are_those_of_the_summary() {
    let ran = ran();
    let left = ran.measure("left");
    let mut asked = request(ChartKind::Differences);
    let usual = forest(ran.draw(&asked, |view| differences(view, left)));
    assert_eq!(usual.panels.len(), 2);
    let names: Vec<&str> = usual.panels[0].rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(names, ["Fish", "Same"]);
    let (mean, interval, verdict) = value(&usual.panels[0].rows[0].mark);
    let expected = ran.summary.comparison(ran.outcomes.cell(1, 0, true).unwrap(), left).unwrap();
    assert_eq!(mean, expected.mean.unwrap().value);
    assert_eq!((interval.0, verdict), (expected.mean.unwrap().low, Verdict::Worse));
    assert!(matches!(usual.panels[0].rows[1].mark, ForestMark::Missing { .. }));
    assert!(usual.ends.0.starts_with("worse than") && usual.ends.1 == "better");

    asked.baseline = Some(1);
    let turned = forest(ran.draw(&asked, |view| differences(view, left)));
    let (back, _, verdict) = value(&turned.panels[0].rows[0].mark);
    assert!((back + mean).abs() < 1e-12 * mean.abs());
    assert_eq!(verdict, Verdict::Better);

    let empty = ran.measure("empty");
    let points =
        forest(ran.draw(&request(ChartKind::Differences), |view| differences(view, empty)));
    let share = ran.summary.comparison(ran.outcomes.cell(1, 0, true).unwrap(), empty).unwrap();
    assert_eq!(value(&points.panels[0].rows[0].mark).0, 100.0 * share.mean.unwrap().value);
    assert_eq!(points.axis.unit, "percentage points");
}

#[test]
fn regrets_are_in_order_and_ranks_add_up() {
    let ran = ran();
    let left = ran.measure("left");
    let mut asked = request(ChartKind::Regret);
    let FigureKind::Regret(all) = ran.draw(&asked, |view| regret(view, left)).kind else {
        panic!()
    };
    assert_eq!(all.rows.len(), 3);
    let worst: Vec<f64> = all.rows.iter().map(|row| row.worst.unwrap().value).collect();
    assert!(worst.is_sorted());
    for row in &all.rows {
        assert!((row.ranks.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{row:?}");
        let most = row.each.iter().copied().fold(0.0, f64::max);
        assert!((most - row.worst.unwrap().value).abs() < 1e-9, "{row:?}");
        assert!(row.expected.is_none());
    }
    assert!(all.rows[0].strong);
    assert_eq!(all.rows[2].label, "Fish");
    assert_eq!(all.rows[2].note, "Usual", "a season of half as much fish halves the regret");

    asked.trajectories = vec![1];
    let FigureKind::Regret(poor) = ran.draw(&asked, |view| regret(view, left)).kind else {
        panic!()
    };
    let expected = poor.rows[2].expected.unwrap().value;
    assert!((expected - all.rows[2].each[1]).abs() < 1e-12);
    assert!(poor.rows.iter().all(|row| row.worst.is_none() && row.each.is_empty()));
}

#[test]
fn a_table_marks_the_best_of_what_it_shows() {
    let ran = ran();
    let future = ran.findings(Lang::En).futures().remove(0);
    let table = |options: Vec<usize>| {
        let asked = ChartRequest { options, ..request(ChartKind::Consequences) };
        match ran.draw(&asked, |view| consequences(view, &future)).kind {
            FigureKind::Consequence(table) => table,
            other => panic!("{other:?}"),
        }
    };
    let all = table(Vec::new());
    assert_eq!(
        all.columns.iter().map(|c| c.label.as_str()).collect::<Vec<_>>(),
        ["Fish left", "Few fish"]
    );
    let standings: Vec<Standing> = all.rows.iter().map(|row| row.cells[0].standing).collect();
    assert_eq!(standings, [Standing::Best, Standing::Other, Standing::Tied]);
    assert!(all.rows[0].is_reference && all.rows[0].is_efficient && !all.rows[1].is_efficient);
    let level = ran.decision.futures[0].standings[ran.measure("left")].levels[1].unwrap();
    assert_eq!(all.rows[1].cells[0].value, level.estimate.value);
    let two = table(vec![1, 2]);
    let standings: Vec<Standing> = two.rows.iter().map(|row| row.cells[0].standing).collect();
    assert_eq!(standings, [Standing::Other, Standing::Best]);
}

#[test]
fn a_tornado_shows_what_drives_a_difference() {
    let ran = ran();
    let left = ran.measure("left");
    let asked = request(ChartKind::Tornado);
    let FigureKind::Tornado(chart) = ran.draw(&asked, |view| tornado(view, left)).kind else {
        panic!()
    };
    let titles: Vec<&str> = chart.panels.iter().map(|panel| panel.title.as_str()).collect();
    assert_eq!(titles, ["Usual: Fish", "Poor: Fish"]);
    let rows = &chart.panels[0].rows;
    assert_eq!(rows[0].label, "Yield");
    assert!(rows[0].is_clear && !rows[1].is_clear);
    // The difference is the yield times what two more a month take.
    let drawn = &ran.outcomes.uncertainties[0];
    let cells = [1, 0].map(|option| ran.outcomes.cell(option, 0, true).unwrap());
    let [fish, wait] = cells.map(|cell| ran.outcomes.by_draw(cell, left)[0]);
    let slope = (fish - wait) / drawn[0];
    let middle = |end: f64| slope * end;
    assert!((rows[0].low.value / middle(0.55) - 1.0).abs() < 0.05, "{:?}", rows[0]);
    assert!((rows[0].high.value / middle(1.45) - 1.0).abs() < 0.05, "{:?}", rows[0]);
    let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
    assert!((chart.panels[0].centre / middle(mean) - 1.0).abs() < 1e-9);
}

#[test]
fn all_are_planned_and_drawn_in_both_languages() {
    let ran = ran();
    for lang in [Lang::En, Lang::Ar] {
        let findings = ran.findings(lang);
        let charts = plan(&findings, ChartSet::Main);
        for kind in
            [ChartKind::Differences, ChartKind::Regret, ChartKind::Tornado, ChartKind::Consequences]
        {
            let chart = charts.iter().find(|chart| chart.subject.kind() == kind).unwrap();
            let figure = figure(&findings, chart, None);
            let drawn = chart::svg(&figure, &Theme::report()).unwrap();
            assert!(drawn.contains("64"), "{kind:?} does not say how many replicates");
        }
    }
}

#[test]
fn what_cannot_be_drawn_is_not_planned() {
    let ran = ran();
    let findings = ran.findings(Lang::En);
    let pace = Some(ChartQuantity::Measure(ran.measure("pace")));
    assert!(chart_kinds::drawable(&findings, ChartKind::Regret, pace.as_ref()).is_err());
    assert!(chart_kinds::drawable(&findings, ChartKind::Tornado, pace.as_ref()).is_ok());
    assert!(chart_kinds::drawable(&findings, ChartKind::Differences, pace.as_ref()).is_ok());
}
