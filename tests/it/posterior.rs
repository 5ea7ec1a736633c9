//! From what happened to a run: `calibrate`, then `run --posterior`.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const STUDY: &str = r#"
title = "Fish that are counted"
[time]
start = 2024-01-01
end = 2025-12-31
step = "1 month"
[report]
series = ["fish"]
[unit]
fish = {}
[uncertainty.growth]
unit = "fish/month"
between = [3, 20]
[uncertainty.unseen]
between = [0.1, 0.9]
[stock.fish]
unit = "fish"
initial = 0
[flow.births]
to = "fish"
unit = "fish/month"
rate = "growth"
noise = "poisson"
[measure.born]
formula = "final(fish)"
sense = "maximise"
[option.stay]
[posterior]
file = "learned.csv"
except = ["unseen"]
[history.births]
file = "seen.csv"
observes = "births"
as = "mean"
unit = "fish/month"
error = 0.2
use = "calibrate"
"#;

const SEEN: &str = "from,to,value\n2024-02-01,2024-08-01,15\n2024-08-01,2025-02-01,16\n";

/// Exit status, standard output, standard error.
fn ran(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("drawdown").expect("the binary is built");
    command.current_dir(home).env("NO_COLOR", "1").env("COLUMNS", "100").args(arguments);
    let output = command.output().expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn home(study: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    fs::create_dir(home.path().join("fish")).expect("a folder");
    fs::write(home.path().join("fish/study.toml"), study).expect("a study");
    fs::write(home.path().join("fish/seen.csv"), SEEN).expect("a history");
    home
}

#[test]
fn calibrate_then_run() {
    let home = home(STUDY);
    // there is nothing to draw from yet
    let (status, _, errors) = ran(home.path(), &["run", "fish", "-n", "64", "--posterior"]);
    assert_eq!(status, 2, "{errors}");
    assert!(errors.contains("drawdown calibrate"), "{errors}");
    let (status, account, _) = ran(home.path(), &["check", "fish"]);
    assert_eq!((status, account.contains("posterior")), (0, false), "{account}");

    let calibrate = ["calibrate", "fish", "-n", "4000", "--rows", "500"];
    let (status, account, errors) = ran(home.path(), &calibrate);
    assert_eq!(status, 0, "{errors}");
    insta::assert_snapshot!("calibrate", account);
    let file = home.path().join("fish/learned.csv");
    let text = fs::read_to_string(&file).expect("joint draws");
    let lines: Vec<&str> = text.lines().filter(|l| !l.starts_with('#')).collect();
    assert_eq!((lines[0], lines.len()), ("growth,unseen", 501));
    assert!(
        text.contains("\n# drawdown 0.1.0: drawdown calibrate fish --replicates 4000 --seed 1")
    );
    // the same again, whatever the number of threads
    let again = [&calibrate[..], &["--threads", "1", "--quiet"]].concat();
    assert_eq!(
        ran(home.path(), &again).1,
        format!("{}\n", Path::new("fish/learned.csv").display())
    );
    assert_eq!(fs::read_to_string(&file).expect("joint draws"), text);

    let run = ["run", "fish", "-n", "200", "--posterior"];
    let (status, said, errors) = ran(home.path(), &run);
    assert_eq!(status, 0, "{errors}");
    let words = "1 of 2 uncertainties is drawn from the posterior in learned.csv, not from priors";
    assert!(errors.contains(words), "{errors}");
    assert!(said.replace('\n', " ").contains(words), "{said}");
    let folder = home.path().join("output/fish");
    let report = fs::read_to_string(folder.join("report.html")).expect("a report");
    assert!(report.contains("drawdown run fish --replicates 200 --seed 1 --posterior<"));
    assert!(report.contains(words) && report.contains("effective sample size"));
    let manifest = fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    assert!(manifest.contains("\"fish/learned.csv\"") && manifest.contains("\"growth\""));
    // a run that does not ask is what it was
    let (_, said, _) = ran(home.path(), &["run", "fish", "-n", "200"]);
    assert!(!said.contains("posterior"), "{said}");
    let manifest = fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    assert!(!manifest.contains("posterior") && !manifest.contains("learned.csv"));
}

#[test]
fn what_cannot_be_learned_is_said() {
    let exact = home(&STUDY.replace("error = 0.2", ""));
    let (status, _, errors) = ran(exact.path(), &["calibrate", "fish", "-n", "100"]);
    assert_eq!(status, 2);
    assert!(errors.contains("has no counting error"), "{errors}");
    let silent = home(&STUDY.replace("\"calibrate\"", "\"score\""));
    let (status, _, errors) = ran(silent.path(), &["calibrate", "fish", "-n", "100"]);
    assert_eq!(status, 2);
    assert!(errors.contains("there is nothing to learn from"), "{errors}");
    let (status, _, errors) = ran(silent.path(), &["calibrate", "fish", "--posterior"]);
    assert_eq!(status, 2);
    assert!(errors.contains("starts from the priors"), "{errors}");
    // a file of somebody else's is not replaced, and nothing is run for it
    fs::write(silent.path().join("fish/learned.csv"), "growth\n5\n").expect("a file");
    let (status, _, errors) = ran(silent.path(), &["calibrate", "fish", "-n", "100"]);
    assert_eq!(status, 1);
    assert!(errors.contains("a file is there that drawdown did not write"), "{errors}");
}

#[test]
fn few_draws_are_told_and_tempered() {
    let sharp = home(&STUDY.replace("error = 0.2", "error = 0.001"));
    let calibrate = ["calibrate", "fish", "-n", "2000", "--output", "here.csv"];
    let (status, account, errors) = ran(sharp.path(), &calibrate);
    assert_eq!(status, 0, "{errors}");
    assert!(account.contains("Below 100: few replicates carry all weight"), "{account}");
    let (status, account, errors) = ran(sharp.path(), &[&calibrate[..], &["--temper"]].concat());
    assert_eq!(status, 0, "{errors}");
    assert!(account.contains("Tempered: likelihood to the power 0.0"), "{account}");
    assert!(!account.contains("Below"), "{account}");
    assert!(account.ends_with("Next: drawdown run fish --posterior here.csv\n"), "{account}");
    let text = fs::read_to_string(sharp.path().join("here.csv")).expect("joint draws");
    assert!(text.contains("# tempered: likelihood to the power 0.0"), "{text}");
    let run = ["run", "fish", "-n", "64", "--quiet", "--posterior", "here.csv"];
    assert_eq!(ran(sharp.path(), &run).0, 0);
}
