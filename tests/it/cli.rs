//! The command line as a planner meets it: what it says, where it writes, how it ends.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// The program in an empty folder, with plain output.
pub fn drawdown(home: &Path) -> Command {
    let mut command = Command::cargo_bin("drawdown").expect("the binary is built");
    command.current_dir(home).env("NO_COLOR", "1").env("COLUMNS", "100");
    command
}

/// Exit status, standard output, standard error.
pub fn ran(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = drawdown(home).args(arguments).output().expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

pub fn home() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

pub fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn help_is_for_planners() {
    let home = home();
    let (status, help, _) = ran(home.path(), &["--help"]);
    assert_eq!(status, 0);
    insta::assert_snapshot!("help", help);
    let (_, help, _) = ran(home.path(), &["run", "-h"]);
    insta::assert_snapshot!("help_run", help);
}

#[test]
fn check_gives_an_account() {
    let home = home();
    let (status, account, warnings) = ran(home.path(), &["check", "starter"]);
    assert_eq!((status, warnings.as_str()), (0, ""));
    insta::assert_snapshot!("check_starter", account);
    assert!(names(home.path()).is_empty(), "a check writes nothing");
}

#[test]
fn new_check_run() {
    let home = home();
    let (status, said, _) = ran(home.path(), &["new", "libya", "--from", "starter"]);
    assert_eq!(status, 0);
    insta::assert_snapshot!("new", said);
    let (status, _, refusal) = ran(home.path(), &["new", "libya"]);
    assert_eq!(status, 2);
    assert!(refusal.contains("'libya' is there already"), "{refusal}");

    let run = ["run", "libya", "--replicates", "64", "--threads", "1"];
    let (status, table, progress) = ran(home.path(), &run);
    assert_eq!(status, 0, "{progress}");
    assert!(progress.starts_with("libya: 4 options x 2 trajectories in 8 cells"), "{progress}");
    assert!(progress.contains("100 %  64 of 64 replicates"), "{progress}");
    let last = table.lines().last().expect("a last line");
    assert_eq!(Path::new(last), Path::new("output").join("libya").join("report.html"));
    let report = fs::read_to_string(home.path().join(last)).expect("the report");
    for words in [
        "<h1>One place",
        "Which judged numbers matter most",
        "drawdown run libya --replicates 64 --seed 1",
        "<svg",
    ] {
        assert!(report.contains(words), "the report lacks {words}");
    }
    let folder = home.path().join("output/libya");
    let files = names(&folder);
    for file in ["inputs", "manifest.json", "report.html", "workbook.xlsx", "outcomes.parquet"] {
        assert!(files.iter().any(|f| f == file), "{file} is not among {files:?}");
    }
    for lang in ["en", "ar"] {
        let charts = names(&folder.join("charts").join(lang));
        assert_eq!(charts.iter().filter(|f| f.ends_with(".svg")).count() * 3, charts.len());
        for chart in ["distribution-resurgence.svg", "heat-resurgence.png", "timeline-drift.pdf"] {
            assert!(charts.iter().any(|f| f == chart), "{chart} is not among {charts:?}");
        }
    }
    assert_eq!(names(&home.path().join("output")), ["libya"], "nothing is left beside it");

    // the table is the same for any number of threads
    let again = ["run", "libya", "--replicates", "64", "--threads", "2"];
    let without_time = |text: &str| text.split("\n64 replicates").next().map(str::to_owned);
    assert_eq!(without_time(&ran(home.path(), &again).1), without_time(&table));
    insta::assert_snapshot!("table", without_time(&table).unwrap_or_default());
}

#[test]
fn a_report_refers_to_files_that_are_there() {
    let home = home();
    let arguments = ["run", "starter", "-n", "32", "--quiet", "--output", "here"];
    let (status, said, errors) = ran(home.path(), &arguments);
    assert_eq!((status, said.as_str(), errors.as_str()), (0, "here/report.html\n", ""));
    let report = fs::read_to_string(home.path().join("here/report.html")).expect("the report");
    let ids: Vec<&str> =
        report.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    let mut checked = 0;
    for address in report.split(" href=\"").skip(1).filter_map(|s| s.split('"').next()) {
        checked += 1;
        match address.strip_prefix('#') {
            Some(id) => assert!(ids.contains(&id), "nothing has the id {id}"),
            None => assert!(home.path().join("here").join(address).is_file(), "{address}"),
        }
    }
    assert!(checked > 20, "only {checked} references");
    let outside = ["src=", "@import", "<script ", "http://www.w3.org/1999/xlink"];
    for word in outside {
        assert!(!report.contains(word), "the report has {word}");
    }
    // fonts are in the file itself
    let elsewhere = report.split("url(").skip(1).filter(|rest| !rest.starts_with("\"data:"));
    assert_eq!(elsewhere.count(), 0);
}

#[test]
fn changes_on_the_command_line() {
    let home = home();
    let (status, _, errors) = ran(home.path(), &["check", "starter", "--set", "recruit_rat=0.03"]);
    assert_eq!(status, 2);
    insta::assert_snapshot!("set_unknown", errors);
    for (entry, words) in [
        ("active=3", "'active' is a stock"),
        ("recruit_rate", "expected a name, '=' and a number"),
        ("recruit_rate=many", "'many' is not a number"),
        ("troops[iraq]=3", "'troops' is not an array"),
        ("troops=90000", "90000"),
    ] {
        let (status, _, errors) = ran(home.path(), &["check", "starter", "--set", entry]);
        assert_eq!(status, 2, "{entry}: {errors}");
        assert!(errors.contains(words), "{entry}: {errors}");
    }
    let run = ["run", "starter", "-n", "64", "--options", "full", "--trajectories", "drift"];
    let held = [&run[..], &["--set", "recruit_rate=0.03", "--set", "troops=2000"]].concat();
    let (status, table, errors) = ran(home.path(), &held);
    assert_eq!(status, 0, "{errors}");
    assert!(errors.contains("note: the baseline 'stay' runs too"), "{errors}");
    assert!(errors.contains("2 options x 1 trajectories in 2 cells"), "{errors}");
    assert!(table.contains("* No withdrawal") && !table.contains("Relocation"), "{table}");
    let manifest =
        fs::read_to_string(home.path().join("output/starter/manifest.json")).expect("the manifest");
    assert!(manifest.contains("command line"), "what was set is an input of the run");
    let report = fs::read_to_string(home.path().join("output/starter/report.html")).expect("it");
    assert!(report.contains("set on the command line"), "the report says what was set");
}

#[test]
fn mistakes_end_with_2_and_write_nothing() {
    let home = home();
    let study = home.path().join("bad");
    fs::create_dir(&study).expect("a folder");
    let text = include_str!("../../scenarios/starter/study.toml");
    let broken =
        text.replace("recruit_rate * recruitment_shift", "recruit_rat * recruitment_shift");
    assert_ne!(broken, text);
    fs::write(study.join("study.toml"), broken).expect("a file");
    let (status, said, errors) = ran(home.path(), &["run", "bad"]);
    assert_eq!((status, said.as_str()), (2, ""));
    insta::assert_snapshot!("bad_study", errors);

    for (arguments, words) in [
        (&["run", "coalitoin"][..], "did you mean 'coalition'?"),
        (&["run", "starter", "--options", "fall"], "did you mean 'full'?"),
        (&["run", "starter", "--trajectories", "mars"], "there are: drift, relocation"),
        (&["run", "starter", "--replicates", "0"], "there must be at least one"),
        (&["run", "starter", "--colour"], "unexpected argument"),
        (&["new", "x", "--from", "startr"], "did you mean 'starter'?"),
        (&["new", ".."], "not a name for a folder"),
    ] {
        let (status, _, errors) = ran(home.path(), arguments);
        assert_eq!(status, 2, "{arguments:?}: {errors}");
        assert!(errors.contains(words), "{arguments:?}: {errors}");
    }
    assert_eq!(names(home.path()), ["bad"], "nothing is written");
}

#[test]
fn what_is_not_the_same_studys_run_is_left_alone() {
    let home = home();
    fs::create_dir(home.path().join("letters")).expect("a folder");
    fs::write(home.path().join("letters/dear.txt"), "dear").expect("a file");
    let run = ["run", "starter", "-n", "16", "--quiet", "--output", "letters"];
    for force in [&[][..], &["--force"]] {
        let (status, _, errors) = ran(home.path(), &[&run[..], force].concat());
        assert_eq!(status, 2, "{errors}");
        assert!(errors.contains("letters is there already"), "{errors}");
    }
    assert_eq!(names(&home.path().join("letters")), ["dear.txt"]);

    assert_eq!(ran(home.path(), &["new", "other", "--from", "starter"]).0, 0);
    let first = ["run", "other", "-n", "16", "--quiet", "--output", "place"];
    assert_eq!(ran(home.path(), &first).0, 0);
    assert_eq!(ran(home.path(), &first).0, 0, "the same study's run is replaced");
    let second = ["run", "starter", "-n", "16", "--quiet", "--output", "place"];
    let (status, _, errors) = ran(home.path(), &second);
    assert_eq!(status, 2);
    assert!(errors.contains("place holds a run of the study 'other'"), "{errors}");
    assert_eq!(ran(home.path(), &[&second[..], &["--force"]].concat()).0, 0);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing() {
    use std::process::{Command as Process, Stdio};
    use std::time::Duration;

    let home = home();
    let mut child = Process::new(assert_cmd::cargo::cargo_bin("drawdown"))
        .args(["run", "starter", "--replicates", "5000000"])
        .current_dir(home.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // until the folder of the run is there
    let begun = || names(&home.path().join("output")).iter().any(|n| n.ends_with(".partial"));
    for _ in 0..600 {
        if begun() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(begun(), "the run has begun");
    let kill = Process::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.expect("kill").success());
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130));
    assert!(names(&home.path().join("output")).is_empty());
}

#[test]
fn the_list_names_what_ships() {
    let home = home();
    let (status, list, _) = ran(home.path(), &["list"]);
    assert_eq!(status, 0);
    assert!(list.contains("coalition\n") && list.contains("starter\n"), "{list}");
}

#[test]
fn diagrams_are_written_where_asked() {
    let home = home();
    let (status, dot, errors) = ran(home.path(), &["diagram", "starter", "--format", "dot"]);
    assert_eq!((status, errors.as_str()), (0, ""));
    assert!(dot.starts_with("digraph \"starter\" {") && dot.contains("losses -> active"), "{dot}");
    assert!(names(home.path()).is_empty(), "text goes to the screen");

    let (status, said, _) = ran(home.path(), &["diagram", "starter"]);
    assert_eq!((status, said.as_str()), (0, "output/starter-diagram.svg\n"));
    let png = ["diagram", "starter", "--of", "active", "--lang", "ar", "--output", "here/a.png"];
    let (status, said, _) = ran(home.path(), &png);
    assert_eq!((status, said.as_str()), (0, "here/a.png\n"));
    let bytes = fs::read(home.path().join("here/a.png")).expect("the picture");
    assert!(bytes.starts_with(b"\x89PNG"));

    let all = ["diagram", "coalition", "--all", "--output", "pictures"];
    assert_eq!(ran(home.path(), &all).0, 0);
    let pictures = names(&home.path().join("pictures"));
    for name in ["coalition-diagram.svg", "coalition-troops.svg", "coalition-territory.svg"] {
        assert!(pictures.iter().any(|p| p == name), "{name} is not among {pictures:?}");
    }

    let short = ["diagram", "starter", "--contract", "--format", "dot"];
    let (_, dot, _) = ran(home.path(), &short);
    assert!(dot.contains("troops -> active [label=\"-\"]") && !dot.contains("losses"), "{dot}");

    for (arguments, words) in [
        (&["diagram", "starter", "--of", "actve"][..], "did you mean 'active'?"),
        (&["diagram", "coalition", "--topic", "trops"], "did you mean 'troops'?"),
        (&["diagram", "starter", "--of", "active", "--all"], "cannot be used with"),
        (&["diagram", "nothing"], "no study 'nothing'"),
    ] {
        let (status, _, errors) = ran(home.path(), arguments);
        assert_eq!(status, 2, "{arguments:?}: {errors}");
        assert!(errors.contains(words), "{arguments:?}: {errors}");
    }
}

#[test]
fn comparing_the_options_of_a_run() {
    let home = home();
    let run = ["run", "starter", "-n", "64", "--charts", "none", "--quiet"];
    assert_eq!(ran(home.path(), &run).0, 0);
    let files = names(&home.path().join("output/starter"));
    for file in ["consequences", "efficiency", "dominance", "regret", "variance"] {
        assert!(files.iter().any(|f| *f == format!("{file}.csv")), "{file} is not in {files:?}");
    }
    let (status, said, errors) = ran(home.path(), &["compare", "starter"]);
    assert_eq!((status, errors.as_str()), (0, ""));
    insta::assert_snapshot!("compare", said);

    // another baseline, a part, in Arabic, and as tables
    let part = ["compare", "output/starter", "--baseline", "full", "--measure", "total_attacks"];
    let rest = ["--trajectories", "drift", "--lang", "ar", "--output", "tables"];
    let (status, said, errors) = ran(home.path(), &[&part[..], &rest[..]].concat());
    assert_eq!((status, errors.as_str()), (0, ""));
    assert_eq!(said.lines().last(), Some("tables"));
    insta::assert_snapshot!("compare_ar", said);
    let rows = fs::read_to_string(home.path().join("tables/comparisons.csv")).expect("a table");
    assert_eq!(rows.lines().count(), 1 + 3, "the others against one, in one future:\n{rows}");
    assert!(rows.lines().skip(1).all(|row| row.contains(",full,drift,true,")), "{rows}");
    let rows = fs::read_to_string(home.path().join("tables/dominance.csv")).expect("a table");
    assert_eq!(rows.lines().count(), 1 + 6, "four options, two by two:\n{rows}");

    for (arguments, words) in [
        (vec!["compare", "nothing"], "there is no run 'nothing'"),
        (vec!["compare", "starter", "--baseline", "ful"], "did you mean 'full'?"),
        (vec!["compare", "starter", "--measure", "total_attack"], "did you mean 'total_attacks'?"),
        (vec!["compare", "starter", "--trajectories", "x"], "there is no trajectory 'x'"),
        (vec!["compare", "starter", "--output", "output/starter"], "must stay as they are"),
    ] {
        let (status, _, errors) = ran(home.path(), &arguments);
        assert_eq!(status, 2, "{arguments:?}");
        assert!(errors.contains(words), "{errors}");
    }
}
