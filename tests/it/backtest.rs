//! `drawdown backtest`, and what a run does with a study's tables.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

const STUDY: &str = r#"
title = "A river"
baseline = "wait"
[time]
start = 2014-01-01
end = 2014-12-31
step = "1 month"
[run]
replicates = 64
options = ["wait"]
trajectories = ["dry"]
[unit]
floods = { aliases = ["flood"] }
[uncertainty.level]
unit = "floods/month"
between = [20, 60]
[uncertainty.sample]
distribution = { kind = "empirical", file = "tables/sample.csv", column = "x" }
[lever.dams]
default = 1
[flow.floods_seen]
unit = "floods/month"
rate = "level * dams * (1 + 0 * sample)"
noise = "poisson"
[measure.all]
formula = "total(floods_seen)"
[option.wait]
[option.dams]
lever.dams = 0.1
[trajectory.dry]
[trajectory.wet]
[history.monthly]
label = "Floods a month"
file = "history/monthly.csv"
observes = "floods_seen"
as = "mean"
error = 0.2
[history.yearly]
file = "history/yearly.csv"
observes = "floods_seen"
as = "total"
"#;

const YEARLY: &str = "from,to,value\n2013,2014,430\n2014,2014-12-31,420\n";

/// A study of two records; the values of the monthly one are as given.
fn study(monthly: impl Fn(usize) -> f64) -> TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let place = home.path().join("river");
    for folder in ["history", "tables"] {
        fs::create_dir_all(place.join(folder)).expect("a folder");
    }
    let mut rows = "# counted by the water board\nfrom,to,value,use\n".to_owned();
    for month in 1..=6 {
        let used = if month == 1 { "calibrate" } else { "" };
        rows += &format!("2014-0{month},2014-0{},{},{used}\n", month + 1, monthly(month));
    }
    for (name, text) in [
        ("study.toml", STUDY),
        ("history/monthly.csv", &rows),
        ("history/yearly.csv", YEARLY),
        ("tables/sample.csv", "x\n1\n2\n3\n"),
    ] {
        fs::write(place.join(name), text).expect("a file");
    }
    home
}

/// Exit status, standard output, standard error.
fn ran(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("drawdown").expect("the binary is built");
    command.current_dir(home).env("NO_COLOR", "1").env("COLUMNS", "100");
    let output = command.args(arguments).output().expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn without_time(text: &str) -> &str {
    text.split("\n2,000 replicates").next().unwrap_or(text)
}

const BACKTEST: [&str; 6] = ["backtest", "river", "-n", "2000", "--seed", "4"];

#[test]
fn a_fitting_past_is_scored_and_written() {
    let values = [30.0, 34.0, 41.0, 29.0, 36.0, 52.0];
    let home = study(|month| values[month - 1]);
    let (status, said, errors) = ran(home.path(), &BACKTEST);
    assert_eq!(status, 0, "{errors}");
    assert!(said.contains("nothing here speaks against it"), "{said}");
    insta::assert_snapshot!("backtest_fits", without_time(&said));
    let last = said.lines().last().expect("a last line");
    assert_eq!(Path::new(last), Path::new("output/river-backtest/backtest.csv"));
    let table = fs::read_to_string(home.path().join(last)).expect("the table");
    assert_eq!(table.lines().count(), 1 + 6 + 1, "the past is not in it: {table}");
    assert!(table.lines().nth(1).is_some_and(|row| row.contains(",calibrate,30,")), "{table}");

    let account = fs::read_to_string(home.path().join("output/river-backtest/backtest.json"));
    let account: serde_json::Value = serde_json::from_str(&account.expect("it")).expect("JSON");
    let inputs: Vec<&str> = account["inputs"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|file| file["name"].as_str())
        .collect();
    assert_eq!(
        inputs,
        [
            "river/study.toml",
            "river/tables/sample.csv",
            "river/history/monthly.csv",
            "river/history/yearly.csv",
        ]
    );
    assert_eq!(account["cells"][0]["all"]["rows"], 6);
    assert_eq!(account["cells"][0]["series"][0]["rows_in_run"], 6);

    // the same bits for any number of threads; a former back-test is replaced
    let again = [&BACKTEST[..], &["--threads", "1", "--quiet"]].concat();
    let (status, said, errors) = ran(home.path(), &again);
    assert_eq!((status, errors.as_str()), (0, ""));
    assert_eq!(said.trim(), last);
    assert_eq!(fs::read_to_string(home.path().join(last)).expect("the table"), table);
    assert_eq!(fs::read_dir(home.path().join("output")).expect("it").count(), 1);
}

#[test]
fn a_past_that_does_not_fit_is_called_so() {
    let home = study(|_| 400.0);
    let (status, said, errors) = ran(home.path(), &BACKTEST);
    assert_eq!(status, 0, "a model that fails is no failure of the program: {errors}");
    for words in [
        "1 of 6 observations lie in the 90 % band",
        "The model fails: it is too sure of itself",
        "too sure and biased low in “Floods a month” (in none of its 2,000",
        "ABOVE",
    ] {
        assert!(said.contains(words), "'{words}' is not in\n{said}");
    }
}

#[test]
fn cells_can_be_asked_for() {
    let home = study(|_| 40.0);
    let with = |more: &[&str]| ran(home.path(), &[&BACKTEST[..], more].concat());
    let heads = |said: &str| said.lines().filter(|l| l.contains(" / ")).count();
    assert_eq!(heads(&with(&[]).1), 1);
    assert_eq!(heads(&with(&["--options", "all", "--trajectories", "all"]).1), 4);
    let (_, said, _) = with(&["--options", "dams"]);
    assert!(said.contains("Dams / Dry") && said.contains("The model fails"), "{said}");
    let (status, _, errors) = with(&["--options", "damms"]);
    assert_eq!(status, 2);
    assert!(errors.contains("did you mean 'dams'?"), "{errors}");
    let (_, held, _) = with(&["--set", "level=40"]);
    assert_ne!(without_time(&held), without_time(&with(&[]).1));
}

#[test]
fn a_study_without_history_has_no_backtest() {
    let home = tempfile::tempdir().expect("a folder");
    let (status, said, errors) = ran(home.path(), &["backtest", "starter"]);
    assert_eq!((status, said.as_str()), (2, ""));
    assert!(errors.contains("this study has no history"), "{errors}");
    assert_eq!(fs::read_dir(home.path()).expect("it").count(), 0, "nothing is written");
}

#[test]
fn a_run_hashes_its_tables_and_takes_the_default_selection() {
    let home = study(|_| 40.0);
    let (status, _, errors) = ran(home.path(), &["run", "river"]);
    assert_eq!(status, 0, "{errors}");
    assert!(errors.contains("1 options x 1 trajectories in 1 cells"), "{errors}");
    let manifest = fs::read_to_string(home.path().join("output/river/manifest.json")).expect("it");
    for file in ["tables/sample.csv", "history/monthly.csv", "history/yearly.csv"] {
        assert!(manifest.contains(&format!("river/{file}")), "{file} is not hashed: {manifest}");
    }
    let (_, _, errors) = ran(home.path(), &["run", "river", "--options", "dams"]);
    assert!(errors.contains("2 options x 1 trajectories"), "with the baseline: {errors}");
    let all = ["run", "river", "--options", "all", "--trajectories", "all"];
    assert!(ran(home.path(), &all).2.contains("2 options x 2 trajectories"));
    let (_, account, _) = ran(home.path(), &["check", "river"]);
    assert!(account.contains("dams") && account.contains("wet"), "a check sees all: {account}");
    let records = "2 records with 8 observations, of which 6 judge the model in a back-test";
    assert!(account.contains(records), "{account}");
}

#[test]
fn another_studys_backtest_is_left_alone() {
    let home = study(|_| 40.0);
    fs::rename(home.path().join("river"), home.path().join("stream")).expect("moved");
    let first = ["backtest", "stream", "-n", "16", "--quiet", "--output", "place"];
    assert_eq!(ran(home.path(), &first).0, 0);
    fs::rename(home.path().join("stream"), home.path().join("river")).expect("moved");
    let second = ["backtest", "river", "-n", "16", "--quiet", "--output", "place"];
    let (status, _, errors) = ran(home.path(), &second);
    assert_eq!(status, 2);
    assert!(errors.contains("place holds a back-test of the study 'stream'"), "{errors}");
    // nor is it taken for a run
    let (status, _, errors) = ran(home.path(), &["run", "river", "--output", "place"]);
    assert_eq!(status, 2);
    assert!(errors.contains("it has no manifest.json"), "{errors}");
}

/// What ships with a study's tables can be copied and read: all of them are in the program.
#[test]
fn shipped_tables_are_copied() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for study in fs::read_dir(&shipped).expect("studies").flatten() {
        let Ok(tables) = fs::read_dir(study.path().join("history")) else { continue };
        let id = study.file_name().to_string_lossy().into_owned();
        let home = tempfile::tempdir().expect("a folder");
        assert_eq!(ran(home.path(), &["new", "mine", "--from", &id]).0, 0, "{id}");
        for table in tables.flatten() {
            let copy = home.path().join("mine/history").join(table.file_name());
            let read = |path: &Path| fs::read(path).expect("a table");
            assert_eq!(read(&copy), read(&table.path()), "{id}");
        }
    }
}
