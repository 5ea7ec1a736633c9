//! Tests of the ranking on a study in which it is known what matters.

use super::*;
use crate::study::load_from;

/// `y = 10 big + small + steady x effort + noise`: `big` has nearly all of the variance.
const STUDY: &str = r#"
title = "Ranked"
baseline = "stay"
[time]
start = 2024-01-01
end = 2024-12-31
step = "1 month"
[source.S]
title = "a register"
[uncertainty.big]
distribution = { kind = "uniform", min = 0, max = 1 }
judgement = "a guess"
confidence = "C"
[uncertainty.idle]
over = ["place"]
distribution = { kind = "uniform", min = 0, max = 1 }
judgement = "a guess"
[uncertainty.measured]
distribution = { kind = "uniform", min = 0, max = 1 }
source = "S"
confidence = "A"
[dimension.place]
members = ["north", "south"]
[constant.steady]
value = 5
judgement = "a guess"
confidence = "B"
[constant.unread]
value = 5
judgement = "read by nothing"
[lever.effort]
default = 1
source = "S"
confidence = "A"
[measure.y]
formula = "10 * big + 3 * measured + steady * final(effort)"
[measure.z]
over = ["place"]
formula = "idle"
acceptable = 1
[measure.w]
formula = "big"
[option.stay]
[option.double]
lever.effort = 2
[option.same]
"#;

fn found(question: EffectsQuestion) -> Result<Effects, EffectsError> {
    let (study, _, _) = load_from(vec![("t.toml".to_owned(), STUDY.to_owned())], "t").expect("ok");
    effects(&study, &question, &(), &AtomicBool::new(false))
}

fn asked(measures: &[&str]) -> EffectsQuestion {
    let measures = measures.iter().map(|m| (*m).to_owned()).collect();
    EffectsQuestion { measures, options: Vec::new(), replicates: 100 }
}

#[test]
fn one_ranking_of_what_is_drawn_and_what_is_not() {
    let found = found(asked(&["y"])).expect("effects");
    assert_eq!((found.drawn, found.moved, found.replicates), (3, 2, (100, 1000)));
    assert!(found.troubles.is_empty());
    assert_eq!(found.targets.len(), 2, "the level, and the difference of one option");
    assert_eq!(found.option_of(found.targets[0]), None);
    assert_eq!(found.option_of(found.targets[1]), Some("double"), "the other is the baseline's");
    let level = &found.effects[0];
    let names: Vec<&str> = level.iter().map(|e| e.name.as_str()).collect();
    assert_eq!(names[..2], ["big", "steady"]);
    // 0.9 of the range of 10; a standard error of a sixth (the seed is fixed)
    assert!((level[0].change.value - 9.0).abs() < 0.6, "{:?}", level[0].change);
    // 100 / 109 of the variance, less a 31st of it
    let share = level[0].share.expect("drawn");
    assert!((share.value - 100.0 / 109.0).abs() < 0.03, "{share:?}");
    assert_eq!(level[1].range, "-20 % to +20 %");
    assert!((level[1].change.value - 2.0).abs() < 1e-9 && level[1].share.is_none());
    assert!(level[0].notable && level[1].notable);
    let unread = level.iter().find(|e| e.name == "unread").expect("moved");
    assert!(!unread.notable && unread.change.value == 0.0);
    assert!(level.iter().all(|e| e.name != "measured"), "a source says it, grade A");
}

#[test]
fn a_constant_output_hangs_on_nothing_that_is_drawn() {
    let found = found(asked(&["y"])).expect("effects");
    // the difference of the options is `steady` alone
    let difference: Vec<&str> = found.effects[1].iter().map(|e| e.name.as_str()).collect();
    assert_eq!(difference, ["steady", "unread"]);
    assert!((found.effects[1][0].change.value - 2.0).abs() < 1e-9);
}

#[test]
fn the_measures_that_a_study_is_judged_by() {
    let found = found(asked(&[])).expect("effects");
    let names: Vec<&str> = found.model.measures.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names, ["y", "z[north]", "z[south]"]);
    // a member is drawn on its own
    let north = &found.effects[2][0];
    assert_eq!((north.name.as_str(), north.entry.name.as_str()), ("idle[north]", "idle"));
}

#[test]
fn names_that_are_not_there() {
    let error = found(asked(&["yy"])).expect_err("no such measure");
    assert!(error.to_string().starts_with("there is no measure 'yy'"), "{error}");
    let options = EffectsQuestion { options: vec!["leave".to_owned()], ..asked(&["y"]) };
    assert!(matches!(found(options), Err(EffectsError::Name(_))));
    let named = EffectsQuestion { options: vec!["same".to_owned()], ..asked(&["z"]) };
    let found = found(named).expect("effects");
    assert_eq!(found.option_of(found.targets[1]), Some("same"));
    assert!(found.effects[1].iter().all(|e| !e.notable), "an option that does not differ");
}
