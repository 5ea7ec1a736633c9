//! Every complete study in the language reference loads, builds and runs.

use std::sync::atomic::AtomicBool;

use drawdown::engine::{RunPlan, run};
use drawdown::kernel::Program;

#[test]
fn studies_of_the_language_reference_run() {
    let text = include_str!("../../docs/language.md");
    let blocks = text.split("```toml\n").skip(1).filter_map(|b| b.split("```").next());
    let mut studies = 0;
    for block in blocks.filter(|b| b.starts_with("title")) {
        let title = block.lines().next().unwrap_or_default();
        let file = ("page.toml".to_owned(), block.to_owned());
        let (study, _, _) = drawdown::study::load_from(vec![file], "page")
            .unwrap_or_else(|(_, d)| panic!("{title}: {:#?}", d.items()));
        let (model, _) =
            drawdown::model::build(&study).unwrap_or_else(|d| panic!("{title}: {:#?}", d.items()));
        let program = Program::compile(&model);
        let plan = RunPlan { replicates: 32, ..RunPlan::of(&model) };
        let outcomes = run(&model, &program, &plan, &(), &AtomicBool::new(false), &mut ())
            .unwrap_or_else(|e| panic!("{title}: {e}"));
        assert!(outcomes.measures.iter().flatten().all(|v| !v.is_nan()), "{title}");
        studies += 1;
    }
    assert!(studies >= 5, "only {studies} studies were found");
}
