//! Tests of moving numbers: planted constants that matter, and some that do not.

use std::sync::atomic::AtomicBool;

use super::*;
use crate::study::load_from;

/// `y = 2 strong + weak / 1000 + spread`, and constants that no measure reads.
const STUDY: &str = r#"
title = "Planted"
baseline = "stay"
[time]
start = 2024-01-01
end = 2024-12-31
step = "1 month"
[run]
replicates = 64
[constant.strong]
value = 30
judgement = "planted"
[constant.array]
over = ["place"]
value = { north = 1, south = "3 * 2" }
[constant.idle]
value = 7
judgement = "read by nothing"
[constant.known]
value = 7
source = "S"
confidence = "A"
[constant.nought]
value = 0
judgement = "cannot be moved"
[constant.share]
value = 0.9
judgement = "stays below 1"
[constant.years]
value = 3
unit = "months"
judgement = "more than three is too long"
[dimension.place]
members = ["north", "south"]
[source.S]
title = "a register"
[uncertainty.spread]
distribution = { kind = "uniform", min = -1, max = 1 }
[lever.effort]
default = 1
bounds = [0, 1]
judgement = "full"
[measure.y]
formula = "2 * strong * final(effort) + share + spread + sum(array)"
[measure.flag]
formula = "strong > 33"
[option.stay]
[option.leave]
lever.effort = 0.5
[option.half]
lever.effort = 0.9
"#;

fn study() -> Study {
    match load_from(vec![("t.toml".to_owned(), STUDY.to_owned())], "t") {
        Ok((study, _, _)) => study,
        Err((_, out)) => panic!("{:#?}", out.items()),
    }
}

fn cells() -> Cells {
    let study = study();
    let model = model::build(&study).unwrap().0;
    Cells {
        options: vec!["leave".to_owned()],
        trajectory: model.trajectories[0].name.clone(),
        measures: vec!["y".to_owned(), "flag".to_owned()],
        replicates: 64,
    }
}

fn all(targets: &[Target]) -> Vec<Moved> {
    let study = study();
    let movable = Movable::all(&study);
    move_each(&study, &cells(), (targets, &movable), &(), &AtomicBool::new(false)).unwrap()
}

#[test]
fn judged_numbers_can_be_moved() {
    let found: Vec<_> =
        Movable::all(&study()).into_iter().map(|m| (m.name, m.down, m.up)).collect();
    let name = |name: &str, down, up| (name.to_owned(), down, up);
    let both = |text: &str| name(text, Some(0.8), Some(1.2));
    assert_eq!(
        found,
        [
            both("strong"),
            both("array"),
            both("idle"),
            name("share", Some(0.8), Some(0.95 / 0.9)),
            both("years"),
            name("effort", Some(0.8), None),
        ]
    );
}

#[test]
fn what_is_planted_is_found() {
    let (level, difference) = (
        Target::Level { cell: 0, measure: 0 },
        Target::Difference { cell: 1, baseline: 0, measure: 0 },
    );
    let found = all(&[level, difference]);
    let of = |name: &str, target: usize| {
        let moved = found.iter().find(|m| m.movable.name == name).expect("moved");
        assert_eq!(moved.trouble, None);
        moved.movements[target]
    };
    let value = |e: Option<Estimate>| (e.unwrap().value * 1e9).round() / 1e9;
    let strong = of("strong", 0);
    assert_eq!((value(strong.down), value(strong.up)), (-12.0, 12.0));
    assert_eq!(value(strong.swing), 24.0);
    assert!(strong.notable());
    // the other option has half the effort, hence half the level
    assert_eq!(value(of("strong", 1).swing), -12.0);
    assert_eq!(value(of("share", 0).up), 0.05);
    assert_eq!(value(of("share", 1).swing), 0.0);
    assert_eq!(value(of("array", 0).swing), 2.8);
    let effort = of("effort", 0);
    assert_eq!((value(effort.down), effort.up, value(effort.swing)), (-12.0, None, 12.0));
    for target in [0, 1] {
        let idle = of("idle", target);
        assert_eq!(idle.swing, Some(Estimate { value: 0.0, se: 0.0, low: 0.0, high: 0.0 }));
        assert!(!idle.notable(), "the same luck: not even noise");
    }
}

#[test]
fn the_pool_is_not_seen() {
    let target = [Target::Level { cell: 0, measure: 0 }, Target::Level { cell: 1, measure: 1 }];
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let many = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    assert_eq!(one.install(|| all(&target)), many.install(|| all(&target)));
}

#[test]
fn a_point_that_cannot_be_is_reported() {
    let text = STUDY.replace("formula = \"strong > 33\"", "formula = \"spread > 0\"").replace(
        "[option.half]",
        "[stock.pot]\nunit = \"1\"\ninitial = 10\n[flow.out]\nfrom = \"pot\"\n\
         unit = \"1/month\"\nrate = \"pot * 0.1 / '1 month'\"\nto = { pot = 0.05, rest = \"share\" }\n\
         [stock.rest]\nunit = \"1\"\ninitial = 0\n[option.half]",
    );
    let text = text.replace("value = 0.9\n", "value = 0.94\n");
    let study = load_from(vec![("t.toml".to_owned(), text)], "t").expect("a study").0;
    let movable: Vec<Movable> =
        Movable::all(&study).into_iter().filter(|m| m.name == "share").collect();
    let target = [Target::Level { cell: 0, measure: 0 }];
    let found = move_each(&study, &cells(), (&target, &movable), &(), &AtomicBool::new(false));
    let found = found.expect("the study itself runs");
    let trouble = found[0].trouble.as_deref().expect("shares above 1");
    assert!(trouble.starts_with("times 1.032 (more): "), "{trouble}");
    assert!(found[0].movements[0].up.is_none() && found[0].movements[0].down.is_some());
}

#[test]
fn a_cancelled_run_ends() {
    let (study, movable) = (study(), Movable::all(&study()));
    let target = [Target::Level { cell: 0, measure: 0 }];
    let got = move_each(&study, &cells(), (&target, &movable), &(), &AtomicBool::new(true));
    assert!(matches!(got, Err(EffectsError::Run(RunError::Interrupted { .. }))), "{got:?}");
}

#[test]
fn the_option_that_differs_most() {
    let study = study();
    let everything = Cells { options: Vec::new(), ..cells() };
    let model = narrowed(&study, &everything).unwrap();
    assert_eq!((model.cells.len(), model.measures.len()), (3, 2));
    let outcomes = simulate(&model, 64, &AtomicBool::new(false)).unwrap();
    assert_eq!(most_different(&model, &outcomes), Some(1));
    let flag = Cells { options: Vec::new(), measures: vec!["flag".to_owned()], ..cells() };
    let model = narrowed(&study, &flag).unwrap();
    let outcomes = simulate(&model, 64, &AtomicBool::new(false)).unwrap();
    assert_eq!(most_different(&model, &outcomes), None, "all options have the same flag");
}
