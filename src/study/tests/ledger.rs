//! The account of a study's numbers.

use super::{LEAST, SAMPLE, good};
use crate::study::{Confidence, KINDS, Ledger, Origin};

const SMALL: &str = r#"
[source.S]
title = "a register"
[dimension.place]
members = ["north", "south"]
[constant.measured]
value = 12.5
unit = "1/year"
source = "S"
confidence = "A"
[constant.worked_out]
over = ["place"]
value = { north = 1e-9, south = "3 * measured" }
source = "S"
judgement = { en = "half of it", ar = "نصفه" }
confidence = "B"
[uncertainty.judged]
distribution = { kind = "lognormal", between = [1, 4], truncate = [0, "2 * measured"] }
judgement = "a guess"
confidence = "C"
[uncertainty.silent]
between = { north = [1, 2], others = [2, 3] }
over = ["place"]
[[correlation]]
between = ["judged", "silent[north]"]
spearman = 0.4
judgement = "one survey"
[lever.effort]
default = 1
bounds = [0, 1]
[driver.shift]
default = 3
[table.curve]
points = [[0, 1], [10, 0.5]]
source = "S"
[stock.empty]
initial = 0
max = 1000
judgement = "room"
[stock.full]
initial = "1.5 * measured"
[stock.plain]
initial = "measured"
[flow.out]
from = "full"
to = { empty = 0.25, plain = "0.3 * effort", "full" = 1 }
rate = "0.5 * full * 0.02 / '6 months' + 1 - 2"
noise = { overdispersed = 4 }
source = "S"
confidence = "C"
[flow.dead]
noise = { compound = "out", severity = { kind = "pareto", min = 5, alpha = "effort" } }
[event.burst]
rate = 0.25
cooldown = "3 months"
severity = { kind = "exponential", mean = "effort" }
[[event.burst.move]]
from = "full"
to = { plain = 0.75 }
amount = "min(full, 40)"
[measure.won]
formula = "total(out) / '60 months' > 3"
acceptable = 0.3
source = "S"
judgement = "a quarter and some"
[option.stay]
[option.go]
judgement = "a plan"
parameter.months = { value = 24, unit = "month" }
parameter.same = "effort"
lever.effort = { schedule = [["0 months", 1], ["months", 0]], between = "hold" }
[option.adapt]
lever.effort = { rule = "if(full > 70, 1, 0)", review_every = "1 month" }
[trajectory.calm]
[trajectory.storm]
onset = "6 months"
weight = 0.2
source = "S"
driver.shift = { schedule = [["0 months", 1], ["6 months", 1.4]] }
response.effort = { at_least = 0.5 }
"#;

fn ledger() -> Ledger {
    Ledger::of(&good(&format!("{LEAST}{SMALL}")))
}

/// Names and values of the entries of a kind.
fn entries(kind: &str) -> Vec<String> {
    ledger().of_kind(kind).map(|e| format!("{}: {}", e.name, e.value)).collect()
}

#[test]
fn every_number_is_an_entry() {
    assert_eq!(
        entries("constant"),
        ["measured: 12.5", "worked_out: north 1e-9; south 3 * measured"]
    );
    assert_eq!(
        entries("uncertainty"),
        [
            "judged: lognormal, 1 to 4, within 0 to 2 * measured",
            "silent: north 1 to 2; others 2 to 3"
        ]
    );
    assert_eq!(entries("lever"), ["effort: 1"]);
    assert_eq!(entries("stock"), ["full: 1.5 * measured"]);
    assert_eq!(entries("table"), ["curve: 0:1 10:0.5"]);
    assert_eq!(entries("severity"), ["dead: pareto, min 5, alpha effort"]);
    assert_eq!(entries("flow"), ["out.to.empty: 0.25", "burst.to.plain: 0.75"]);
    assert_eq!(entries("measure"), ["won.acceptable: 0.3"]);
    assert_eq!(
        entries("option"),
        [
            "go.parameter.months: 24",
            "go.lever.effort: 0 months: 1, months: 0 (held)",
            "adapt.lever.effort: if(full > 70, 1, 0), every 1 month",
        ]
    );
    assert_eq!(
        entries("trajectory"),
        [
            "storm.onset: 6 months",
            "storm.weight: 0.2",
            "storm.driver.shift: 0 months: 1, 6 months: 1.4",
            "storm.response.effort: at_least 0.5",
        ]
    );
    assert_eq!(entries("correlation"), ["judged, silent[north]: 0.4"]);
    assert_eq!(
        entries("formula"),
        [
            "empty: 1000",
            "out: 0.02",
            "out: 6 months",
            "out: 4",
            "out: 0.3",
            "burst: 0.25",
            "burst: 3 months",
            "burst: 40",
            "won: 3",
        ]
    );
    let all: usize = KINDS.iter().map(|kind| entries(kind).len()).sum();
    assert_eq!(all, ledger().entries.len(), "every entry is of a known kind");
}

#[test]
fn origins_are_those_of_the_table() {
    let ledger = ledger();
    let of = |kind: &str, name: &str| ledger.find(kind, name).expect("an entry").origin;
    assert_eq!(of("constant", "measured"), Origin::Sourced);
    assert_eq!(of("constant", "worked_out"), Origin::Derived);
    assert_eq!(of("uncertainty", "judged"), Origin::Judged);
    assert_eq!(of("uncertainty", "silent"), Origin::Neither);
    assert_eq!(of("formula", "out"), Origin::Sourced);
    assert_eq!(of("measure", "won.acceptable"), Origin::Derived);
    assert_eq!(of("option", "go.lever.effort"), Origin::Judged);
    assert_eq!(of("option", "adapt.lever.effort"), Origin::Neither);
    assert_eq!(of("trajectory", "storm.onset"), Origin::Sourced);
    let counts = Origin::ALL.map(|origin| ledger.count(origin));
    assert_eq!(counts, [11, 3, 5, 9]);
    assert_eq!(counts.iter().sum::<usize>(), ledger.entries.len());
    assert_eq!(ledger.graded(Origin::Sourced, Some(Confidence::A)), 1);
    assert_eq!(ledger.graded(Origin::Sourced, Some(Confidence::C)), 5);
    assert_eq!(ledger.graded(Origin::Sourced, None), 5);
    assert_eq!(ledger.unaccounted().count(), 9);
}

#[test]
fn an_entry_says_all_that_its_table_says() {
    let ledger = ledger();
    let entry = ledger.find("constant", "worked_out").expect("an entry");
    assert_eq!(entry.sources, ["S"]);
    assert_eq!(entry.judgement.as_ref().and_then(|j| j.ar.as_deref()), Some("نصفه"));
    assert_eq!((entry.confidence, entry.unit.as_str()), (Some(Confidence::B), ""));
    assert_eq!(ledger.find("option", "go.parameter.months").expect("an entry").unit, "month");
    assert!(entry.rests_on_judgement());
    assert!(!ledger.find("constant", "measured").expect("an entry").rests_on_judgement());
    assert!(ledger.find("formula", "out").expect("an entry").rests_on_judgement(), "grade C");
}

#[test]
fn a_number_in_a_formula_knows_its_place() {
    let study = format!("{LEAST}{SMALL}");
    let ledger = ledger();
    let places: Vec<&str> = ledger.of_kind("formula").map(|e| &study[e.place.range()]).collect();
    let expected = ["1000", "0.02", "'6 months'", "4", "0.3", "0.25", "\"3 months\"", "40", "3"];
    assert_eq!(places, expected);
}

#[test]
fn what_is_laid_over_a_study_counts_too() {
    let files = vec![
        ("base/study.toml".to_owned(), format!("{LEAST}[constant.a]\nvalue = 3\nsource = \"S\"\n")),
        (
            "top/study.toml".to_owned(),
            "extends = \"../base\"\n[constant.a]\nvalue = 4\njudgement = \"higher\"\n\
             [constant.b]\nvalue = 5\n"
                .to_owned(),
        ),
    ];
    let (study, _, _) = crate::study::load_from(files, "top").expect("a study");
    let ledger = Ledger::of(&study);
    let found: Vec<_> =
        ledger.entries.iter().map(|e| (e.name.as_str(), e.value.as_str(), e.origin)).collect();
    assert_eq!(found, [("a", "4", Origin::Judged), ("b", "5", Origin::Neither)]);
}

#[test]
fn a_study_without_numbers_has_an_empty_ledger() {
    assert_eq!(Ledger::of(&good(LEAST)), Ledger::default());
    assert!(Ledger::of(&good(SAMPLE)).entries.len() > 20);
}
