//! Scenario discovery on a study whose answer is known: from the command line to its folder.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::cli::{names, ran};

/// `leave` breaks its bound where recruitment is above 6, capability below one half, and the
/// doctrine 2 or 4; `stay` never. Nothing is left to luck.
const PLANTED: &str = r#"
title = { en = "Planted", ar = "مزروعة" }
baseline = "stay"
[time]
start = 2026-01-01
end = 2026-03-31
step = "1 month"
[run]
replicates = 600
[unit]
people = { label = { en = "people", ar = "شخص" } }
[uncertainty.recruits]
unit = "people/month"
label = { en = "Recruitment", ar = "التجنيد" }
distribution = { kind = "uniform", min = 0, max = 10 }
[uncertainty.doctrine]
label = { en = "Doctrine", ar = "العقيدة" }
distribution = { kind = "discrete", values = [1, 2, 3, 4], weights = [1, 1, 1, 1] }
[uncertainty.capability]
label = { en = "Partner capability", ar = "قدرة الشريك" }
distribution = { kind = "beta", alpha = 2, beta = 2 }
[uncertainty.idle]
distribution = { kind = "normal", mean = 0, sd = 1 }
[uncertainty.also_idle]
distribution = { kind = "normal", mean = 0, sd = 1 }
[lever.effort]
default = 1
[constant.limit]
unit = "people/month"
value = 6
[stock.water]
initial = 1
[measure.loss]
label = { en = "Losses", ar = "الخسائر" }
formula = """final(water) + 0.01 * idle * also_idle + mean(effort)
  * if(recruits > limit and capability < 0.5 and (doctrine == 2 or doctrine == 4), 10, 0)"""
sense = "minimise"
acceptable = 5
[measure.other]
formula = "final(water) * idle"
[measure.free]
formula = "final(water) * idle"
sense = "maximise"
[option.stay]
lever.effort = 0
[option.leave]
"#;

fn home() -> TempDir {
    let home = tempfile::tempdir().expect("a folder");
    fs::create_dir(home.path().join("planted")).expect("a folder");
    fs::write(home.path().join("planted/study.toml"), PLANTED).expect("written");
    let (status, _, wrong) = ran(home.path(), &["run", "planted", "--charts", "none", "--quiet"]);
    assert_eq!(status, 0, "{wrong}");
    home
}

fn discover(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut all = vec!["discover", "planted", "--shuffles", "19", "--halves", "4"];
    all.extend(arguments);
    ran(home, &all)
}

#[test]
fn a_planted_box_is_told() {
    let home = home();
    let home = home.path();
    let (status, said, wrong) = discover(home, &["--output", "found"]);
    assert_eq!((status, wrong.as_str()), (0, ""));
    insta::assert_snapshot!("discover", said);
    let (_, said, _) = discover(home, &["--lang", "ar"]);
    insta::assert_snapshot!("discover_ar", said);
    let found = home.join("found");
    let files = ["boxes.csv", "charts", "discovery.json", "options.csv", "peeling.csv", "tree.csv"];
    assert_eq!(names(&found), files);
    let charts = names(&found.join("charts/en"));
    assert_eq!(charts.len(), 9, "limits, draws, peeling in three forms: {charts:?}");
    let boxes = fs::read_to_string(found.join("boxes.csv")).expect("a table");
    let limit = |name: &str, column: &str| {
        let mut lines = boxes.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let head = lines.next().expect("a head");
        let at = |name: &str| head.iter().position(|own| *own == name).expect("a column");
        let row = lines.find(|row| row[at("uncertainty")] == name).expect("a row");
        row[at(column)].to_owned()
    };
    let number = |name: &str, column: &str| limit(name, column).parse::<f64>().expect("a number");
    // some 60 of 600 draws lie in the box: an end lies within a few of their distances
    assert!((number("recruits", "low") - 6.0).abs() < 0.5);
    assert!((number("capability", "high") - 0.5).abs() < 0.05);
    assert_eq!(limit("doctrine", "values"), "2.0 4.0");
    assert_eq!(boxes.lines().count(), 4);
    assert_eq!(number("recruits", "density"), 1.0);
    let json = fs::read_to_string(found.join("discovery.json")).expect("a file");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["cases"][0]["boxes"][0]["coverage"], 1.0);
    // it may be written again, into no other folder
    let (status, _, wrong) = discover(home, &["--output", "found"]);
    assert_eq!(status, 0, "{wrong}");
    let (status, _, wrong) = discover(home, &["--output", "planted"]);
    assert_eq!(status, 2, "{wrong}");
    assert_eq!(names(home), ["found", "output", "planted"], "nothing is left over");
    // the report has the section in both languages
    let page = fs::read_to_string(home.join("output/planted/report.html")).expect("a page");
    assert!(page.contains("id=\"en-fails\"") && page.contains("id=\"ar-fails\""));
}

#[test]
fn other_questions_are_answered() {
    let home = home();
    let home = home.path();
    for (arguments, answer) in [
        (&["--measure", "loss"][..], "misses the bound of “Losses” (at most 5)"),
        (&["--measure", "loss", "--worse-than", "6"], "leads to “Losses” above 6"),
        (&["--measure", "loss", "--better-than", "6", "--option", "leave"], "below 6"),
        (&["--measure", "loss", "--against", "stay", "--by", "2"], "worse than “Stay” on “Losses”"),
        (&["--option", "leave", "--density", "0.5"], "density 0.5"),
        (&["--option", "leave", "--box", "3"], "“Leave” fails"),
        (&["--option", "stay"], "There is no failure to explain."),
        (&["--observed"], "The model leaves nothing to luck"),
    ] {
        let (status, said, wrong) = discover(home, arguments);
        assert_eq!(status, 0, "{arguments:?}: {wrong}");
        let said = said.replace('\n', " ");
        assert!(said.contains(answer), "{arguments:?}: {said}");
    }
}

#[test]
fn mistakes_in_a_question_are_answered() {
    let home = home();
    let home = home.path();
    for (arguments, answer) in [
        (&["--option", "leeve"][..], "did you mean 'leave'?"),
        (&["--trajectory", "as_iss"], "did you mean 'as_is'?"),
        (&["--measure", "los"], "did you mean 'loss'?"),
        (&["--measure", "other"], "has no better side"),
        (&["--measure", "free"], "has no bound called acceptable"),
        (&["--measure", "loss", "--against", "stey"], "did you mean 'stay'?"),
        (&["--option", "leave", "--box", "999"], "has boxes 0 to"),
        (&["--density", "80"], "must be from 0 to 1"),
        (&["--worse-than", "3"], "--measure"),
    ] {
        let (status, said, wrong) = discover(home, arguments);
        assert_eq!((status, said.as_str()), (2, ""), "{arguments:?}");
        assert!(wrong.contains(answer), "{arguments:?}: {wrong}");
    }
    let (status, _, wrong) = ran(home, &["discover", "planted", "--shuffles", "5"]);
    assert!(status == 2 && wrong.contains("19"), "{wrong}");
}
