//! A run's folder is enough to go on from: read back, drawn from, reported again.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use drawdown::engine;
use drawdown::kernel::Program;
use drawdown::model;
use drawdown::outcome::Outcomes;
use drawdown::report::{Manifest, SavedError, SavedRun};
use drawdown::study::{self, Overrides, PosteriorChoice, Responses};
use tempfile::TempDir;

use super::cli::{names, ran};

const RIVER: &str = r#"
title = "A river"
baseline = "wait"
[time]
start = 2014-01-01
end = 2014-12-31
step = "1 month"
[run]
replicates = 300
luck_paths = 2
[report]
series = ["water", { of = "floods_seen", cumulative = true }]
[unit]
floods = { aliases = ["flood"] }
people = {}
[uncertainty.level]
unit = "floods/month"
between = [20, 60]
[uncertainty.share]
between = [0.2, 0.8]
[uncertainty.sample]
distribution = { kind = "empirical", file = "tables/sample.csv", column = "x" }
[constant.watch]
unit = "1/people"
value = 0.001
[constant.flow]
unit = "1/month"
value = 10
[constant.many_floods]
unit = "floods"
value = 200
[lever.dams]
default = 1
[lever.wardens]
unit = "people"
default = 40
[driver.rain]
default = 1
[stock.water]
initial = 5
min = 0
[flow.rainfall]
to = "water"
unit = "1/month"
rate = "rain * flow"
noise = "poisson"
[flow.evaporation]
from = "water"
unit = "1/month"
rate = 12
[flow.floods_seen]
unit = "floods/month"
rate = "level * dams * rain * share * (1 + 0 * sample) * (1 - watch * wardens)"
noise = "poisson"
[measure.all]
formula = "total(floods_seen)"
sense = "minimise"
[measure.many]
formula = "total(floods_seen) > many_floods"
[measure.first]
formula = "first_time(water > 60)"
[option.wait]
[option.dams]
lever.dams = 0.5
lever.wardens = { schedule = [["3 months", 10], ["8 months", 0]], between = "hold" }
[option.more_dams]
lever.dams = 0.2
[trajectory.dry]
[trajectory.wet]
driver.rain = 2
response.dams = { multiply = 0.5 }
[history.yearly]
file = "history/yearly.csv"
observes = "floods_seen"
as = "total"
error = 0.2
"#;

const DELTA: &str = r#"
extends = "../river"
title = "A delta"
[[chart]]
name = "few"
kind = "dots"
quantity = "all"
options = ["wait"]
[[chart]]
name = "heat-many"
draw = false
[history.own]
file = "history/own.csv"
observes = "floods_seen"
as = "total"
error = 0.2
"#;

const POSTERIOR: &str = "level,share\n30,0.3\n31,0.4\n32,0.5\n33,0.4\n";

/// A study that extends another, with tables in both, and a file of joint draws beside them.
fn home() -> TempDir {
    let home = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("studies/river/study.toml", RIVER),
        ("studies/river/tables/sample.csv", "x\n1\n2\n3\n"),
        ("studies/river/history/yearly.csv", "from,to,value\n2014,2014-12-31,420\n"),
        ("studies/delta/study.toml", DELTA),
        ("studies/delta/history/own.csv", "from,to,value\n2014,2014-12-31,400\n"),
        ("elsewhere/learned.csv", POSTERIOR),
    ] {
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    home
}

const CHANGES: [&str; 16] = [
    "--replicates",
    "257",
    "--seed",
    "0",
    "--design",
    "sobol",
    "--responses",
    "both",
    "--set",
    "dams=0.9",
    "--options",
    "more_dams",
    "--trajectories",
    "wet",
    "--posterior",
    "elsewhere/learned.csv",
];

/// Runs the delta with many changes; returns its folder.
fn run(home: &Path, more: &[&str]) -> std::path::PathBuf {
    let mut arguments = vec!["run", "studies/delta", "--quiet"];
    arguments.extend(more);
    let (status, _, wrong) = ran(home, &arguments);
    assert_eq!(status, 0, "{wrong}");
    home.join("output/delta")
}

fn bits(columns: &[Vec<f64>]) -> Vec<Vec<u64>> {
    columns.iter().map(|column| column.iter().map(|x| x.to_bits()).collect()).collect()
}

/// The same run, made without a command line.
fn run_in_memory(home: &Path) -> (model::Model, Outcomes) {
    let (mut study, mut sources, _) = study::load(&home.join("studies/delta")).expect("a study");
    let overrides = Overrides {
        replicates: Some(257),
        seed: Some(0),
        design: Some(study::DesignKind::Sobol),
        responses: Some(Responses::Both),
        set: vec!["dams=0.9".to_owned()],
        posterior: Some(PosteriorChoice::File {
            name: "elsewhere/learned.csv".to_owned(),
            text: Ok(POSTERIOR.to_owned()),
        }),
    };
    overrides.apply(&mut study, &mut sources).expect("they can be applied");
    let (mut model, _) = model::build(&study).expect("a model");
    model.select(&["more_dams".to_owned()], &["wet".to_owned()]).expect("they exist");
    let program = Program::compile(&model);
    let plan = engine::RunPlan::of(&model);
    let outcomes =
        engine::run(&model, &program, &plan, &(), &AtomicBool::new(false), &mut ()).expect("a run");
    (model, outcomes)
}

#[test]
fn a_run_comes_back_bit_for_bit() {
    let home = home();
    let mut changes = CHANGES.to_vec();
    changes.extend(["--charts", "none"]);
    let folder = run(home.path(), &changes);
    // the inputs are a folder of studies of their own
    assert_eq!(names(&folder.join("inputs")), ["command line", "delta", "river"]);
    assert_eq!(names(&folder.join("inputs/command line")), ["learned.csv"]);
    assert!(study::load(&folder.join("inputs/delta")).is_ok());
    // nothing outside of the folder is needed
    fs::remove_dir_all(home.path().join("studies")).expect("removed");
    fs::remove_dir_all(home.path().join("elsewhere")).expect("removed");
    let saved = SavedRun::load(&folder).unwrap_or_else(|e| panic!("{e}"));
    let again = self::home();
    let (model, outcomes) = run_in_memory(again.path());
    assert_eq!(saved.outcomes.shape, outcomes.shape);
    assert_eq!(saved.outcomes.layout.cells, outcomes.layout.cells);
    assert_eq!(saved.outcomes.layout.measures, outcomes.layout.measures);
    assert_eq!(bits(&saved.outcomes.measures), bits(&outcomes.measures));
    assert_eq!(bits(&saved.outcomes.uncertainties), bits(&outcomes.uncertainties));
    assert_eq!(saved.outcomes.series, outcomes.series);
    assert_eq!(saved.outcomes.digest(), outcomes.digest());
    let notable: Vec<_> = outcomes.notable_incidents().cloned().collect();
    assert!(!notable.is_empty(), "the study has an incident to keep");
    assert_eq!(saved.outcomes.incidents, notable);
    let summaries = [saved.outcomes.summarise(&saved.model), outcomes.summarise(&model)];
    let [ours, theirs] = summaries.map(|summary| format!("{summary:?}"));
    assert_eq!(ours, theirs);
    assert_eq!(saved.plan.shape(), outcomes.shape);
    assert!(saved.notes.is_empty() && saved.compared.is_some());
    assert_eq!(saved.manifest.changes.set, ["dams=0.9"]);
    assert_eq!(saved.model.charts.len(), 2);
}

#[test]
fn what_is_damaged_is_told() {
    let home = home();
    let folder = run(home.path(), &["--charts", "none", "-n", "64"]);
    let load = || SavedRun::load(&folder).map(|_| ());
    assert!(load().is_ok());
    for (file, missing) in [
        ("outcomes.parquet", "outcomes.parquet is missing"),
        ("inputs/river/tables/sample.csv", "sample.csv is missing"),
    ] {
        let path = folder.join(file);
        let whole = fs::read(&path).expect("the file");
        let mut other = whole.clone();
        let middle = other.len() / 2;
        other[middle] ^= 1;
        fs::write(&path, &other).expect("written");
        match load() {
            Err(SavedError::Changed { path: told }) => assert_eq!(told, path),
            other => panic!("{other:?}"),
        }
        fs::remove_file(&path).expect("removed");
        let told = load().expect_err("it is missing").to_string();
        assert!(told.contains(missing), "{told}");
        fs::write(&path, &whole).expect("written");
    }
    assert!(load().is_ok());
    // another run's values under this manifest
    let manifest = Manifest::read(&folder).expect("a manifest");
    let write = |change: &dyn Fn(&mut Manifest)| {
        let mut other = manifest.clone();
        change(&mut other);
        other.write(&folder).expect("written");
    };
    write(&|m| m.digest = "0".repeat(64));
    assert!(matches!(load(), Err(SavedError::Values { .. })));
    write(&|m| m.replicates = 65);
    assert!(matches!(load(), Err(SavedError::Values { .. })));
    write(&|m| m.inputs[0].kept = Some("../../studies/delta/study.toml".to_owned()));
    assert!(matches!(load(), Err(SavedError::Changed { .. })));
    write(&|m| m.options = vec!["dam".to_owned()]);
    let told = load().expect_err("no such option").to_string();
    assert!(told.contains("did you mean 'dams'?"), "{told}");
    // an older version, which can still be read, and one that kept nothing
    write(&|m| m.version = "0.0.9".to_owned());
    let saved = SavedRun::load(&folder).expect("it can be read");
    assert!(saved.notes[0].starts_with("the run was made by drawdown 0.0.9, this is "));
    write(&|m| m.tables.clear());
    assert!(matches!(load(), Err(SavedError::NotKept { .. })));
    fs::write(folder.join("manifest.json"), "{").expect("written");
    let told = load().expect_err("no manifest").to_string();
    assert!(told.starts_with("cannot understand"), "{told}");
}

#[test]
fn charts_of_a_run_on_demand() {
    let home = home();
    let home = home.path();
    run(home, &["--lang", "en"]);
    // the study's own chart is among the run's, another is left out
    let drawn = names(&home.join("output/delta/charts/en"));
    for file in ["few.svg", "few.png", "few.pdf", "distribution-all.pdf", "history-own.png"] {
        assert!(drawn.iter().any(|name| name == file), "{file} is not among {drawn:?}");
    }
    assert!(!drawn.iter().any(|name| name.starts_with("heat-many")), "{drawn:?}");
    assert_eq!(names(&home.join("output/delta/charts")), ["en"]);

    let draw = |arguments: &[&str]| {
        let mut all = vec!["chart"];
        all.extend(arguments);
        ran(home, &all)
    };
    let (status, list, _) = draw(&["delta", "--list"]);
    assert_eq!(status, 0);
    insta::assert_snapshot!("chart_list", list);
    // the kind follows from the quantity, the forms from the file's name
    let (status, said, wrong) =
        draw(&["output/delta", "--quantity", "water", "--output", "made/w.svg"]);
    assert_eq!((status, said.as_str()), (0, "made/w.svg\n"), "{wrong}");
    assert_eq!(names(&home.join("made")), ["w.svg"]);
    // one chart a future, in both languages, with live text
    let fan = ["delta", "--kind", "fan", "--quantity", "water", "--lang", "both"];
    let more = ["--format", "svg", "--text", "live", "--output", "fans", "--title", "Wet"];
    let (status, said, wrong) = draw(&[&fan[..], &more[..]].concat());
    assert_eq!(status, 0, "{wrong}");
    assert_eq!(said.lines().count(), 4);
    let files = ["fan-water-dry-ar.svg", "fan-water-dry.svg", "fan-water-wet-ar.svg"];
    assert_eq!(names(&home.join("fans"))[..3], files);
    let svg = fs::read_to_string(home.join("fans/fan-water-wet.svg")).expect("the chart");
    assert!(svg.contains("<text") && svg.contains(">Wet<"), "text is live");
    // replicates are played again, and the past is
    for arguments in [
        &["delta", "--kind", "spaghetti", "--quantity", "water", "--replicates", "5"][..],
        &["delta", "--kind", "timeline", "--trajectories", "wet"],
        &["delta", "--kind", "history", "--quantity", "own"],
        &["delta", "--name", "distribution-all", "--theme", "print", "--width", "120"],
    ] {
        let (status, said, wrong) = draw(&[arguments, &["--format", "svg"]].concat());
        assert_eq!(status, 0, "{wrong}");
        assert!(said.starts_with("output/delta-") && said.ends_with(".svg\n"), "{said}");
    }
}

#[test]
fn mistakes_in_a_chart_are_answered() {
    let home = home();
    let home = home.path();
    run(home, &["--charts", "none", "-n", "64"]);
    for (arguments, answer) in [
        (&["delta", "--quantity", "al"][..], "did you mean 'all'?"),
        (&["delta", "--kind", "fann", "--quantity", "water"], "did you mean 'fan'?"),
        (&["delta", "--kind", "fan", "--quantity", "all"], "`all` is a measure"),
        (&["delta", "--kind", "heat", "--quantity", "all", "--cuts", "1"], "has no `cuts`"),
        (&["delta", "--quantity", "all", "--options", "dam"], "did you mean `dams`?"),
        (&["delta", "--name", "heat-al"], "did you mean 'heat-all'?"),
        (&["delta"], "say what the chart shall show"),
        (&["delta", "--quantity", "all", "--output", "a.gif"], "is no form of chart"),
        (
            &["delta", "--quantity", "all", "--output", "a.png", "--lang", "both"],
            "this draws 2 charts",
        ),
        (&["delta", "--quantity", "all", "--format", "png", "--text", "live"], "only SVG files"),
        (&["delte", "--list"], "did you mean 'delta'?"),
        (&["studies/river", "--list"], "has no run in output/river: run it first"),
        (&["studies", "--list"], "there is no run in studies: it has no manifest.json"),
    ] {
        let mut all = vec!["chart"];
        all.extend(arguments);
        let (status, said, wrong) = ran(home, &all);
        assert_eq!((status, said.as_str()), (2, ""), "{arguments:?}");
        assert!(wrong.contains(answer), "{arguments:?}: {wrong}");
    }
    let (status, _, _) = ran(home, &["backtest", "studies/delta", "-n", "64", "--quiet"]);
    assert_eq!(status, 0);
    let (status, _, wrong) = ran(home, &["report", "output/delta-backtest"]);
    assert_eq!(status, 2);
    assert!(wrong.contains("is the folder of a back-test"), "{wrong}");
    assert_eq!(names(&home.join("output")), ["delta", "delta-backtest"], "nothing is left over");
}

#[test]
fn a_report_is_written_again() {
    let home = home();
    let home = home.path();
    let folder = run(home, &["--charts", "none", "--lang", "en"]);
    let (status, said, wrong) = ran(home, &["report", "studies/delta", "--lang", "ar", "--quiet"]);
    assert_eq!((status, said.as_str()), (0, "output/delta/report.html\n"), "{wrong}");
    assert!(folder.join("charts/ar/few.svg").is_file());
    assert!(!folder.join("charts/en").exists());
    let left = names(&folder);
    assert!(!left.iter().any(|name| name.contains("partial")), "{left:?}");
}
