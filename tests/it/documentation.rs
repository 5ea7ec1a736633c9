//! Every complete study in the language reference loads, builds and runs.

use std::sync::atomic::AtomicBool;

use drawdown::analysis::backtest::score;
use drawdown::analysis::{Decision, Ensembles};
use drawdown::engine::{RunPlan, run};
use drawdown::kernel::Program;

#[test]
fn studies_of_the_language_reference_run() {
    let text = include_str!("../../docs/language.md");
    // a table says in its first line, a comment, which file it is
    let tables: Vec<(String, String)> = text
        .split("```csv\n# ")
        .skip(1)
        .filter_map(|b| b.split("```").next()?.split_once('\n'))
        .map(|(name, rows)| (name.to_owned(), rows.to_owned()))
        .collect();
    assert!(!tables.is_empty(), "the page shows a table");
    let blocks = text.split("```toml\n").skip(1).filter_map(|b| b.split("```").next());
    let (mut studies, mut backtests, mut compared) = (0, 0, 0);
    for block in blocks.filter(|b| b.starts_with("title")) {
        let title = block.lines().next().unwrap_or_default();
        let mut files = tables.clone();
        files.push(("page.toml".to_owned(), block.to_owned()));
        let (study, _, _) = drawdown::study::load_from(files, "page")
            .unwrap_or_else(|(_, d)| panic!("{title}: {:#?}", d.items()));
        let (model, _) =
            drawdown::model::build(&study).unwrap_or_else(|d| panic!("{title}: {:#?}", d.items()));
        let program = Program::compile(&model);
        let plan = RunPlan { replicates: 32, ..RunPlan::of(&model) };
        let outcomes = run(&model, &program, &plan, &(), &AtomicBool::new(false), &mut ())
            .unwrap_or_else(|e| panic!("{title}: {e}"));
        assert!(outcomes.measures.iter().flatten().all(|v| !v.is_nan()), "{title}");
        if !model.comparisons.is_empty() {
            let decision = Decision::of(&model, &outcomes, &outcomes.summarise(&model));
            let values = decision.ratios.iter().flat_map(|r| &r.futures).flat_map(|f| &f.values);
            let known = values.flatten().filter(|v| v.known().is_some()).count();
            let scored = decision.scores.expect("weights").futures[0].scored.clone();
            assert_eq!((known, model.charts.len()), (3, 3), "{title}");
            assert!(scored.winner.is_some() && scored.moves.len() == 2, "{title}");
            compared += 1;
        }
        if !model.history.is_empty() {
            let rows = Ensembles::prepare(&model, &[], &[]).expect("rows in the run");
            let plan = RunPlan { replicates: 500, ..plan };
            let ensembles =
                Ensembles::run(rows, &plan, &(), &AtomicBool::new(false)).expect("a run");
            let backtest = score(&ensembles, None).expect("replicates");
            let all = backtest.cells[0].all.expect("rows that judge");
            assert_eq!((all.rows, all.last.map(|s| s.rows)), (3, Some(3)), "{title}");
            backtests += 1;
        }
        studies += 1;
    }
    assert_eq!(backtests, 1, "the example of a back-test was not found");
    assert_eq!(compared, 1, "the example of a comparison was not found");
    assert!(studies >= 5, "only {studies} studies were found");
}

/// A page that is written by a command, and says with which one it is written again.
fn is_current(page: &str, now: &str, command: &str) {
    let committed = std::fs::read_to_string(page).unwrap_or_default();
    assert!(committed == now, "{page} is not what the study says now; write it again:\n{command}");
}

#[test]
fn the_ledger_of_the_coalition_study_is_current() {
    let (study, _, _) = drawdown::study::load(std::path::Path::new("scenarios/coalition"))
        .unwrap_or_else(|(_, d)| panic!("{:#?}", d.items()));
    let ledger = drawdown::study::Ledger::of(&study);
    assert_eq!(ledger.unaccounted().count(), 0, "every number has a source or a judgement");
    is_current(
        "docs/studies/coalition-ledger.md",
        &drawdown::report::ledger_markdown(&study.title.en, &ledger),
        "drawdown ledger scenarios/coalition --output ledger && mv ledger/ledger.md docs/studies/coalition-ledger.md",
    );
}
