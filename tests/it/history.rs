//! Histories and back-tests: windows, what a run leaves out, what a back-test adds.

use std::sync::atomic::AtomicBool;

use drawdown::analysis::backtest::{self, Finding};
use drawdown::analysis::{Backtest, Ensembles, Score};
use drawdown::diagnostic::Diagnostics;
use drawdown::engine::{self, RunPlan};
use drawdown::kernel::Program;
use drawdown::model::{self, Model, Place};
use drawdown::outcome::Outcomes;
use drawdown::study::{RowUse, load_from};

use crate::both::compare;

/// A tank that fills, faster and faster, in 12 months from 2024-01-01.
const STUDY: &str = r#"
title = "A tank"
baseline = "wait"
[time]
start = 2024-01-01
end = 2024-12-31
step = "1 month"
[unit]
litres = { aliases = ["litre"] }
[uncertainty.seen]
distribution = { kind = "uniform", min = 0.4, max = 0.6 }
[constant.half]
value = 50
unit = "percent"
[constant.half_full]
value = 60
unit = "litres"
[lever.tap]
unit = "litres/month"
default = 10
[stock.tank]
unit = "litres"
initial = 0
[flow.water]
to = "tank"
unit = "litres/month"
rate = "tap * (1 + progress)"
noise = "poisson"
[measure.at_end]
formula = "final(tank)"
[option.wait]
[option.more]
lever.tap = 20
[trajectory.dry]
[trajectory.wet]
"#;

fn history(name: &str, observes: &str, taken: &str, more: &str) -> String {
    format!(
        "[history.{name}]\nfile = \"history/{name}.csv\"\nobserves = \"{observes}\"\nas = \"{taken}\"\n\
         {more}\n"
    )
}

fn build(study: &str, tables: &[(&str, &str)]) -> Result<(Model, Diagnostics), Diagnostics> {
    let mut files = vec![("t/study.toml".to_owned(), study.to_owned())];
    files.extend(
        tables.iter().map(|(name, csv)| (format!("t/history/{name}.csv"), (*csv).to_owned())),
    );
    let (study, _, mut found) = load_from(files, "t").map_err(|(_, found)| found)?;
    let (model, warnings) = model::build(&study)?;
    found.extend(warnings);
    Ok((model, found))
}

fn good(study: &str, tables: &[(&str, &str)]) -> Model {
    match build(study, tables) {
        Ok((model, found)) => {
            assert!(found.items().is_empty(), "{:#?}", found.items());
            model
        }
        Err(found) => panic!("{:#?}", found.items()),
    }
}

fn run(model: &Model, replicates: u64) -> Outcomes {
    let program = Program::compile(model);
    let plan = RunPlan { replicates, ..RunPlan::of(model) };
    engine::run(model, &program, &plan, &(), &AtomicBool::new(false), &mut ()).expect("a run")
}

#[test]
fn during_takes_the_steps_between_two_dates() {
    let measure =
        |name: &str, formula: &str| format!("[measure.{name}]\nformula = \"{formula}\"\n");
    let text = STUDY.replace("noise = \"poisson\"\n", "")
        + &[
            measure("all", "during(2024-01-01, 2024-12-31, total(water))"),
            measure("whole", "total(water)"),
            measure("second_half", "during(2024-07-01, 2024-12-31, total(water))"),
            measure("first_half", "during(2024-01-01, 2024-07-01, total(water))"),
            measure("by_within", "within('6 months', total(water))"),
            measure("begins", "during(2024-07-01, 2024-10-01, initial(tank))"),
            measure("ends", "during(2024-07-01, 2024-10-01, final(tank))"),
            measure("at_july", "at(tank, 2024-07-01)"),
            measure("at_october", "at(tank, 2024-10-01)"),
            measure("offsets", "during('6 months', '9 months', final(tank))"),
            measure("short", "during(2024-03-01, 2024-03-03, total(water))"),
            measure("march", "during(2024-03-01, 2024-04-01, total(water))"),
            measure(
                "nested",
                "during('3 months', '12 months', during('6 months', '9 months', final(tank)))",
            ),
        ]
        .concat();
    let model = good(&text, &[]);
    let outcomes = run(&model, 4);
    let of = |name: &str| {
        let i = model.measures.iter().position(|m| m.name == name).expect("a measure");
        outcomes.measure(0, i)[0]
    };
    assert_eq!(of("all"), of("whole"));
    assert_eq!(of("first_half"), of("by_within"));
    assert!((of("first_half") + of("second_half") - of("whole")).abs() < 1e-9);
    // 10 litres x (1 + k/12) in step k, at the rate of the step's start
    assert!((of("first_half") - 72.5).abs() < 1e-9, "{}", of("first_half"));
    assert_eq!((of("begins"), of("ends")), (of("at_july"), of("at_october")));
    assert_eq!((of("offsets"), of("nested")), (of("ends"), of("ends")));
    assert_eq!(of("short"), of("march"), "at least one step");
}

#[test]
fn during_refuses_what_is_no_window() {
    for (formula, message) in [
        ("during(2024-07-01, 2024-07-01, total(water))", "the second date must be after the first"),
        ("during(2023-07-01, 2024-07-01, total(water))", "this is not within the run"),
        ("during(2024-07-01, 2025-07-01, total(water))", "this is not within the run"),
        ("during(seen * '1 month', '2 months', total(water))", "a known date"),
        ("during('1 month', total(water))", "wrong number of arguments"),
        ("within('3 months', during('2 months', '5 months', total(water)))", "the horizon around"),
        ("during('5 months', '7 months', within('3 months', total(water)))", "this ends before"),
        ("during('5 months', '7 months', at(tank, '3 months'))", "not a known time"),
        ("during('5 months', '7 months', tank)", "changes over time"),
    ] {
        let text = format!("{STUDY}[measure.x]\nformula = \"{formula}\"\n");
        let Err(found) = build(&text, &[]) else { panic!("{formula} was taken") };
        assert!(found.items()[0].message.contains(message), "{formula}: {:?}", found.items());
    }
}

const TABLE: &str = "from,to,value,low,high,use\n\
    2023-06-01,2023-07-01,9,,,\n\
    2024-01-01,2024-02-01,10,8,13,calibrate\n\
    2024-03-01,2024-06-01,12,,,\n\
    2024-12-01,2024-12-31,19,,,context\n";

#[test]
fn rows_become_measures_over_their_windows() {
    let text = STUDY.replace("noise = \"poisson\"\n", "")
        + &history(
            "flow",
            "water",
            "mean",
            "unit = \"litres/month\"\nerror = 0.3\nreported = \"seen\"",
        )
        + &history("sum", "water", "total", "")
        + &history("level", "tank", "at", "")
        + &history("most", "tank", "highest", "scale = \"linear\"\nreported = \"half\"")
        + &history("full", "tank > half_full", "ever", "use = \"context\"");
    let points = "date,value\n2023-12-01,0\n2024-01-01,0\n2024-07-01,70\n2024-12-31,170\n";
    let linear = TABLE.replace("10,8,13", "10,-8,13");
    let events = "from,to,value\n2024-01-01,2024-06-01,0\n2024-06-01,2024-12-31,1\n";
    let tables =
        [("flow", TABLE), ("sum", TABLE), ("level", points), ("most", &linear), ("full", events)];
    let model = good(&text, &tables);
    assert_eq!(model.measures.len(), 1, "a run knows nothing of histories");

    let flow = &model.history[0];
    let places: Vec<Option<(usize, usize)>> = flow
        .rows
        .iter()
        .map(|row| match row.place {
            Place::Past => None,
            Place::Within { first, last, .. } => Some((first, last)),
        })
        .collect();
    assert_eq!(places, [None, Some((0, 1)), Some((2, 5)), Some((11, 12))]);
    assert_eq!((flow.unit.as_str(), model.history[1].unit.as_str()), ("litres/month", "litre"));
    let uses: Vec<RowUse> = flow.rows.iter().map(|row| row.used).collect();
    assert_eq!(uses, [RowUse::Score, RowUse::Calibrate, RowUse::Score, RowUse::Context]);
    let of_interval = (13.0_f64 / 8.0).ln() / (2.0 * 1.644_853_626_951_472_7);
    assert!((flow.rows[1].sigma - of_interval).abs() < 1e-14);
    assert_eq!((flow.rows[0].sigma, model.history[1].rows[0].sigma), (0.3, 0.0));
    let linear = 21.0 / (2.0 * 1.644_853_626_951_472_7);
    assert!((model.history[3].rows[1].sigma - linear).abs() < 1e-14);

    let backtest = model.for_backtest(&[], &[]).expect("the baseline");
    assert_eq!(backtest.model.cells.len(), 1, "the baseline in the first trajectory");
    let outcomes = run(&backtest.model, 40);
    let value = |history: usize, row: usize| {
        let row = backtest.rows.iter().find(|r| (r.history, r.row) == (history, row));
        outcomes.measure(0, row.expect("a row in the run").measure)[7]
    };
    // 10 (1 + k/12) litres a month in step k
    let rate = |k: f64| 10.0 * (1.0 + k / 12.0);
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
    close(value(0, 1), rate(0.0));
    close(value(0, 2), (rate(2.0) + rate(3.0) + rate(4.0)) / 3.0);
    close(value(0, 3), rate(11.0));
    close(value(1, 2), rate(2.0) + rate(3.0) + rate(4.0));
    let level = |k: usize| (0..k).map(|k| rate(k as f64)).sum::<f64>();
    close(value(2, 1), 0.0);
    close(value(2, 2), level(6));
    close(value(2, 3), level(12));
    close(value(3, 2), level(5));
    assert_eq!((value(4, 0), value(4, 1)), (0.0, 1.0));
    let reported = |history: usize| outcomes.measure(0, backtest.reported[history])[7];
    assert!((0.4..0.6).contains(&reported(0)), "{}", reported(0));
    assert_eq!((reported(1), reported(3)), (1.0, 0.5), "percent become a plain number");
    let share = outcomes.uncertainties[0][7];
    assert_eq!(reported(0), share, "known by draw");
}

#[test]
fn a_run_has_the_same_bits_with_and_without_histories() {
    let smooth = history("flow", "water", "mean", "reported = \"seen\"")
        + &history("level", "max(tank, half_full) + tank", "highest", "");
    let with = good(&format!("{STUDY}{smooth}"), &[("flow", TABLE), ("level", TABLE)]);
    let without = good(STUDY, &[]);
    assert_eq!(with.exprs.len(), without.exprs.len());
    assert_eq!(with.accumulators, without.accumulators);
    assert_eq!(run(&with, 300).digest(), run(&without, 300).digest());
    assert_ne!(with.backtest.accumulators, []);
}

#[test]
fn machine_and_interpreter_agree_on_rows() {
    let text = STUDY.to_owned()
        + &history("flow", "water", "mean", "reported = \"seen\"")
        + &history("sum", "water + water", "total", "")
        + &history("most", "smooth(delay(tank, '2 months'), '3 months')", "highest", "")
        + &history("full", "tank > half_full", "ever", "");
    let events = "from,to,value\n2024-01-01,2024-06-01,0\n2024-06-01,2024-12-31,1\n";
    let tables = [("flow", TABLE), ("sum", TABLE), ("most", TABLE), ("full", events)];
    let model = good(&text, &tables);
    let backtest = model.for_backtest(&["more".to_owned()], &[]).expect("an option");
    assert_eq!(backtest.model.cells.len(), 1);
    let agreement = compare(&backtest.model, 3, 16, 4).expect("the same bits");
    assert!(agreement.values > 100, "{agreement:?}");
}

#[test]
fn cells_are_those_of_the_table_or_those_asked_for() {
    let text = STUDY.replace(
        "[unit]",
        "[run]\noptions = [\"more\"]\n[backtest]\noptions = [\"more\", \"wait\"]\n\
         trajectories = [\"wet\"]\n[unit]",
    ) + &history("flow", "water", "mean", "");
    let model = good(&text, &[("flow", TABLE)]);
    assert_eq!((model.default_run.options.len(), model.cells.len()), (1, 4));
    let cells = |options: &[&str], trajectories: &[&str]| {
        let owned = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let backtest = model.for_backtest(&owned(options), &owned(trajectories));
        backtest.map(|b| b.model.cells.iter().map(|c| (c.option, c.trajectory)).collect::<Vec<_>>())
    };
    assert_eq!(cells(&[], &[]), Ok(vec![(0, 1), (1, 1)]));
    assert_eq!(cells(&["more"], &["dry"]), Ok(vec![(1, 0)]));
    let unknown = cells(&["mor"], &[]).expect_err("there is none");
    assert!(unknown.to_string().contains("did you mean 'more'?"), "{unknown}");
    for (table, message) in [
        ("[backtest]\noptions = \"mor\"\n", "unknown option `mor`"),
        ("[run]\ntrajectories = [\"weet\"]\n", "unknown trajectory `weet`"),
    ] {
        let Err(found) = build(&STUDY.replace("[unit]", &format!("{table}[unit]")), &[]) else {
            panic!("{table} was taken")
        };
        assert_eq!(found.items()[0].message, message);
    }
}

#[test]
fn bad_formulas_and_units_are_shown_in_their_strings() {
    for (observes, taken, more, message, under) in [
        ("watr", "mean", "", "unknown name `watr`", "watr"),
        ("tank + water", "mean", "", "cannot add `litres/month` and `litre`", "water"),
        ("water", "total", "unit = \"litres/month\"", "`litres/month` is needed", "water"),
        ("water", "mean", "unit = \"gallons\"", "gallons", "\"gallons\""),
        ("tank", "ever", "", "`ever` needs a condition", "tank"),
        ("water", "mean", "reported = \"tank\"", "no value before the run begins", "tank"),
        ("water", "mean", "reported = \"seeen\"", "unknown name `seeen`", "seeen"),
        ("water", "mean", "reported = \"half_full\"", "`1` is needed", "half_full"),
    ] {
        let table = "from,to,value\n2024-02,2024-03,1\n";
        let text = format!("{STUDY}{}", history("h", observes, taken, more));
        let files = vec![
            ("t/study.toml".to_owned(), text),
            ("t/history/h.csv".to_owned(), table.to_owned()),
        ];
        let (study, sources, _) = load_from(files, "t").expect("well formed");
        let Err(found) = model::build(&study) else { panic!("{observes} {more} was taken") };
        let d = &found.items()[0];
        assert!(d.message.contains(message), "{observes} {more}: {d:?}");
        assert_eq!(sources.text(d.labels[0].0), under, "{d:?}");
    }
}

#[test]
fn rows_outside_of_the_run_are_named_and_ignored() {
    let table = "from,to,value\n2023-11-01,2024-03-01,1\n2024-11-01,2025-03-01,1\n2025-02,2025-03,1\n\
                 2023-01,2024-01,4\n";
    let text = format!("{STUDY}{}", history("h", "water", "mean", ""));
    let (model, found) = build(&text, &[("h", table)]).expect("warnings only");
    let messages: Vec<&str> = found.items().iter().map(|d| d.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "this row begins before the run and ends in it: it is ignored",
            "this row ends after the run: it is ignored",
            "this row ends after the run: it is ignored",
            "none of these rows lies in the run",
        ]
    );
    let rows: Vec<usize> = model.history[0].rows.iter().map(|row| row.number).collect();
    assert_eq!(rows, [3], "the past stays");
}

/// A model with an uncertain level, a doubtful count and luck: two records of it.
const PLANTED: &str = r#"
title = "Planted"
[time]
start = 2014-01-01
end = 2015-12-31
step = "1 month"
[unit]
attacks = { aliases = ["attack"] }
[uncertainty.level]
unit = "attacks/month"
distribution = { kind = "lognormal", median = 40, sigma = 0.4 }
[uncertainty.share]
distribution = { kind = "uniform", min = 0.5, max = 0.9 }
[uncertainty.drift]
unit = "1/year"
distribution = { kind = "normal", mean = 0, sd = 0.3 }
[flow.attacks]
unit = "attacks/month"
rate = "level * exp(drift * elapsed)"
noise = { overdispersed = 3 }
[measure.all]
formula = "total(attacks)"
[history.monthly]
file = "history/monthly.csv"
observes = "attacks"
as = "mean"
reported = "share"
error = 0.2
[history.yearly]
file = "history/yearly.csv"
observes = "attacks"
as = "total"
[history.worst]
file = "history/worst.csv"
observes = "attacks"
as = "highest"
use = "context"
"#;

fn planted() -> Ensembles {
    let months: String = (1..=12).map(|m| format!("2014-{m:02}-01,2014-{m:02}-28,40\n")).collect();
    let monthly = format!("from,to,value\n2013-01,2013-02,30\n{months}");
    let yearly = "from,to,value\n2014,2015,480\n2015,2015-12-31,480\n";
    let model = good(
        PLANTED,
        &[("monthly", &monthly), ("yearly", yearly), ("worst", "from,to,value\n2014,2015,90\n")],
    );
    let plan = RunPlan { replicates: 2_000, seed: 5, ..RunPlan::of(&model) };
    let backtest = Ensembles::prepare(&model, &[], &[]).expect("rows in the run");
    Ensembles::run(backtest, &plan, &(), &AtomicBool::new(false)).expect("a run")
}

/// The same ensembles, compared with what replicate `i` of another run would have been observed as.
fn observed_as(ensembles: &Ensembles, other: &Ensembles, i: usize, factor: f64) -> Ensembles {
    let mut out = ensembles.clone();
    for (h, history) in out.backtest.model.history.iter_mut().enumerate() {
        for (r, row) in history.rows.iter_mut().enumerate() {
            if let Some(predicted) = other.predicted(0, h, r) {
                row.value = factor * predicted[i];
            }
        }
    }
    out
}

/// 200 records that come from the model itself, with other luck and draws: statements at an error of
/// 5 % are wrong for 10 of them on average. The bounds are the binomial's 0.0005 and 0.9995 points:
/// 1 to 23 of 200; four statements are tested: the test fails in 0.4 % of such worlds at most.
#[test]
fn what_comes_from_the_model_is_covered_and_what_is_shifted_is_not() {
    let ensembles = planted();
    let other = {
        let model = &ensembles.backtest.model;
        let plan = RunPlan { replicates: 200, seed: 99, ..RunPlan::of(model) };
        let program = Program::compile(model);
        let outcomes = engine::run(model, &program, &plan, &(), &AtomicBool::new(false), &mut ());
        Ensembles { backtest: ensembles.backtest.clone(), outcomes: outcomes.expect("a run") }
    };
    let all = |i: usize, factor: f64| {
        let data = observed_as(&ensembles, &other, i, factor);
        let backtest = backtest::score(&data, None).expect("replicates");
        backtest.cells[0].all.expect("rows that judge")
    };
    let scores: Vec<Score> = (0..200).map(|i| all(i, 1.0)).collect();
    let count = |test: &dyn Fn(&Score) -> bool| scores.iter().filter(|s| test(s)).count();
    let wrong =
        |finding: Finding| count(&|s: &Score| s.findings(0.05).iter().any(|(f, _)| *f == finding));
    let sure = wrong(Finding::TooSure);
    let unsure = wrong(Finding::TooUnsure);
    let bias = wrong(Finding::SaysTooLittle) + wrong(Finding::SaysTooMuch);
    assert!(sure <= 23 && unsure <= 23 && (1..=23).contains(&bias), "{sure} {unsure} {bias}");
    // coverage over all records: 2800 rows of 200 independent records; the share of a record in the
    // band has a standard deviation below 0.3, so that 4 errors of the mean are 0.085
    let inside: usize = scores.iter().map(|s| s.inside90.expect("numbers").inside).sum();
    let share = inside as f64 / (200.0 * 14.0);
    assert!((share - 0.9).abs() < 0.085, "{share}");

    for (i, score) in scores.iter().enumerate().take(20) {
        let shifted = all(i, 8.0);
        let found: Vec<Finding> = shifted.findings(0.05).iter().map(|(f, _)| *f).collect();
        assert_eq!(found, [Finding::TooSure, Finding::SaysTooLittle], "{shifted:?}");
        let low = all(i, 0.1);
        assert!(low.findings(0.05).iter().any(|(f, _)| *f == Finding::SaysTooMuch), "{low:?}");
        assert!(shifted.mean > score.mean, "and its score is worse");
    }
}

#[test]
fn rows_are_scored_by_their_use() {
    let ensembles = planted();
    let backtest = backtest::score(&ensembles, None).expect("replicates");
    let cell = &backtest.cells[0];
    assert_eq!((backtest.replicates, backtest.effective), (2_000, 2_000.0));
    assert_eq!(cell.series.len(), 3);
    let rows: Vec<usize> = cell.series.iter().map(|s| s.rows.len()).collect();
    assert_eq!(rows, [12, 2, 1]);
    assert_eq!(cell.series[2].score, None, "context judges nothing");
    let all = cell.all.expect("rows that judge");
    assert_eq!(all.rows, 14);
    let monthly = cell.series[0].score.expect("a score");
    assert_eq!(monthly.last.expect("a past").rows, 12);
    assert_eq!(monthly.trend, None, "one past row is no line");
    assert_eq!(cell.series[1].score.expect("a score").last, None, "no past");
    assert_eq!(all.last.expect("some have one").rows, 12);
    // the last value, 30, is a point forecast: its score is the absolute error of the logarithms
    let naive = cell.series[0].rows[0].verdict.naive.last.expect("a past");
    assert!((naive - (41.0_f64 / 31.0).ln()).abs() < 1e-12);
    // a year's total has the mean of the flow's level times twelve months, nearly
    let year = &cell.series[1].rows[0].verdict;
    assert!(year.quantiles[0] < 480.0 && year.quantiles[4] > 480.0, "{year:?}");
}

#[test]
fn predictions_have_the_share_and_the_error_of_their_record() {
    let ensembles = planted();
    let raw = ensembles.raw(0, 0, 3).expect("in the run");
    let predicted = ensembles.predicted(0, 0, 3).expect("in the run");
    let shares = ensembles.reported(0, 0);
    assert_eq!(shares, &ensembles.draws()[1][..], "known by draw");
    let errors: Vec<f64> = (0..2_000)
        .filter(|&i| raw[i] > 0.0)
        .map(|i| (predicted[i] / (shares[i] * raw[i])).ln() / 0.2)
        .collect();
    let n = errors.len() as f64;
    let mean = errors.iter().sum::<f64>() / n;
    let variance = errors.iter().map(|e| (e - mean) * (e - mean)).sum::<f64>() / n;
    // standard normal; 4 standard errors of mean and variance: the test fails in 0.013 % of worlds
    assert!(mean.abs() < 4.0 / n.sqrt() && (variance - 1.0).abs() < 4.0 * (2.0 / n).sqrt());
    assert_eq!(ensembles.predicted(0, 0, 0), None, "the past is not predicted");
    assert_eq!(
        ensembles.predicted(0, 1, 0).as_deref(),
        ensembles.raw(0, 1, 0),
        "no error, all seen"
    );
    let again = planted();
    assert_eq!(again.predicted(0, 0, 3).expect("in the run"), predicted, "the same bits");
}

#[test]
fn equal_weights_change_nothing_and_others_do() {
    let ensembles = planted();
    let plain = backtest::score(&ensembles, None).expect("replicates");
    let equal = backtest::score(&ensembles, Some(&vec![3.0; 2_000])).expect("replicates");
    let quantiles = |b: &Backtest| b.cells[0].series[0].rows[5].verdict.quantiles;
    assert_eq!(quantiles(&plain), quantiles(&equal));
    assert!((equal.effective - 2_000.0).abs() < 1e-6);
    // replicates with a high level only
    let high = |x: &f64| if *x > 50.0 { 1.0 } else { 0.0 };
    let weights: Vec<f64> = ensembles.draws()[0].iter().map(high).collect();
    let weighted = backtest::score(&ensembles, Some(&weights)).expect("replicates");
    assert!(quantiles(&weighted)[2] > quantiles(&plain)[2]);
    assert!(weighted.effective < 1_000.0);
    assert_eq!(backtest::score(&ensembles, Some(&vec![0.0; 2_000])), None);
}

#[test]
fn events_have_brier_scores_and_their_own_naive_forecasts() {
    let text = STUDY.to_owned() + &history("full", "tank > half_full", "ever", "");
    let table = "from,to,value\n2022,2023,0\n2023,2024,1\n2024-01-01,2024-03-01,0\n\
                 2024-06-01,2024-12-31,1\n";
    let model = good(&text, &[("full", table)]);
    let plan = RunPlan { replicates: 400, ..RunPlan::of(&model) };
    let cancel = AtomicBool::new(false);
    let rows = Ensembles::prepare(&model, &[], &[]).expect("rows in the run");
    let ensembles = Ensembles::run(rows, &plan, &(), &cancel).expect("a run");
    let backtest = backtest::score(&ensembles, None).expect("replicates");
    let series = &backtest.cells[0].series[0];
    assert!(series.event && backtest.cells[0].all.is_none(), "no bands of yes and no");
    let score = series.score.expect("two rows");
    assert!(score.inside90.is_none() && score.bias.is_none());
    assert!(score.mean.expect("a mean") < 0.05, "{score:?}");
    // the last one happened: wrong and right; it happened every second time: 1/4 each
    assert_eq!(score.last.map(|s| s.naive), Some(0.5));
    assert_eq!(score.trend.map(|s| s.naive), Some(0.25));
    assert!(score.log_score.expect("of events") < 0.1);
}

#[test]
fn without_rows_there_is_no_backtest() {
    let run = |text: &str, tables: &[(&str, &str)]| {
        let (model, _) = build(text, tables).expect("warnings at most");
        Ensembles::prepare(&model, &[], &[]).expect_err("nothing to compare").to_string()
    };
    assert!(run(STUDY, &[]).contains("this study has no history"));
    let text = STUDY.to_owned() + &history("h", "water", "mean", "");
    let past = [("h", "from,to,value\n2020,2021,1\n")];
    assert_eq!(run(&text, &past), "no row of this study's histories lies in the run");
}
