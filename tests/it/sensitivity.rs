//! `drawdown sensitivity` on a study with a planted answer.

use std::fs;
use std::path::Path;

use crate::cli::{home, names, ran};

/// Ishigami's function: of the variance x1 explains 31 % alone and 56 % in all, x2 44 %, x3 24 % with x1.
const ISHIGAMI: &str = r#"
title = { en = "Ishigami", ar = "إيشيغامي" }
[time]
start = 2026-01-01
end = 2026-12-31
step = "6 months"
[run]
replicates = 600
[uncertainty.x1]
label = { en = "First", ar = "الأول" }
distribution = { kind = "uniform", min = -3.141592653589793, max = 3.141592653589793 }
[uncertainty.x2]
label = { en = "Second", ar = "الثاني" }
distribution = { kind = "uniform", min = -3.141592653589793, max = 3.141592653589793 }
[uncertainty.x3]
label = { en = "Third", ar = "الثالث" }
distribution = { kind = "uniform", min = -3.141592653589793, max = 3.141592653589793 }
[lever.gain]
default = 1
[stock.y]
initial = "sin(x1) + 7 * sin(x2)^2 + 0.1 * x3^4 * sin(x1)"
[measure.out]
label = { en = "Outcome", ar = "النتيجة" }
formula = "final(y) * final(gain)"
[option.stay]
label = { en = "Stay", ar = "البقاء" }
[option.twice]
label = { en = "Twice", ar = "الضعف" }
lever.gain = 2
"#;

fn planted(home: &Path) {
    fs::create_dir(home.join("ishigami")).unwrap();
    fs::write(home.join("ishigami/study.toml"), ISHIGAMI).unwrap();
}

/// `value` of rows of the table, by what stands in the columns before it.
fn value(table: &str, wanted: [&str; 4]) -> f64 {
    let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let at = |name: &str| head.iter().position(|h| *h == name).unwrap();
    let columns = [at("option"), at("of"), at("factor"), at("index")];
    let row = lines.find(|row| columns.iter().zip(wanted).all(|(c, w)| row[*c] == w));
    row.unwrap_or_else(|| panic!("{wanted:?}"))[at("value")].parse().unwrap()
}

#[test]
fn planted_drivers_are_found_by_all_methods() {
    let home = home();
    planted(home.path());
    let asked = ["sensitivity", "ishigami", "--method", "sobol", "--lang", "en"];
    let (status, said, errors) = ran(home.path(), &asked);
    assert_eq!(status, 0, "{errors}");
    assert!(errors.starts_with("5,120 rows in 2 cells of 2 steps: 20,480 cell-steps"), "{errors}");
    let sentence = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let driver = "What drives the difference between “Twice” and “Stay” in “Outcome” most is “First”: \
                  alone it explains 31 %";
    assert!(sentence.contains(driver), "{sentence}");
    let folder = home.path().join("output/ishigami-sensitivity-sobol");
    assert_eq!(names(&folder), ["charts", "sensitivity.csv", "sensitivity.json"]);
    assert!(folder.join("charts/en/sobol-out.svg").is_file());
    let table = fs::read_to_string(folder.join("sensitivity.csv")).unwrap();
    for (option, of) in [("stay", "level"), ("twice", "level"), ("twice", "difference")] {
        for (factor, first, total) in
            [("x1", 0.3139, 0.5576), ("x2", 0.4424, 0.4424), ("x3", 0.0, 0.2437)]
        {
            assert!((value(&table, [option, of, factor, "first_order"]) - first).abs() < 0.04);
            assert!((value(&table, [option, of, factor, "total"]) - total).abs() < 0.04);
        }
    }
    // again the same, on other threads
    let again = [&asked[..], &["--threads", "1", "--quiet", "--output", "trial"]].concat();
    let (status, said, _) = ran(home.path(), &again);
    assert_eq!((status, said.trim_end()), (0, "trial/sensitivity.csv"));
    assert_eq!(fs::read_to_string(home.path().join("trial/sensitivity.csv")).unwrap(), table);

    let asked = ["sensitivity", "ishigami", "--method", "morris", "--lang", "ar"];
    let (status, said, errors) = ran(home.path(), &asked);
    assert_eq!(status, 0, "{errors}");
    assert!(said.contains("أكثر ما يحرك") && !said.contains("Morris"), "{said}");
    let charts = home.path().join("output/ishigami-sensitivity-morris/charts/ar");
    assert!(charts.join("morris-out-twice.png").is_file());

    let (status, ..) = ran(home.path(), &["run", "ishigami", "--quiet", "--charts", "none"]);
    assert_eq!(status, 0);
    let (status, said, errors) = ran(home.path(), &["sensitivity", "ishigami", "--lang", "en"]);
    assert_eq!(status, 0, "{errors}");
    assert!(said.contains("From the run's own 600 draws"), "{said}");
    let table = home.path().join("output/ishigami-sensitivity/sensitivity.csv");
    let table = fs::read_to_string(table).unwrap();
    // what the means of x3's classes do not show, their spread does
    let third = |index| value(&table, ["stay", "level", "x3", index]);
    assert!(third("first_order").abs() < 0.05 && third("delta") > 0.05);
}

#[test]
fn what_cannot_be_asked() {
    let home = home();
    planted(home.path());
    let says = |arguments: &[&str], words: &str| {
        let (status, _, errors) = ran(home.path(), arguments);
        assert_eq!(status, 2, "{errors}");
        assert!(errors.contains(words), "{errors}");
    };
    says(&["sensitivity", "ishigami"], "run it first");
    says(&["sensitivity", "ishigami", "--seed", "3"], "--method morris or sobol");
    let sobol = ["sensitivity", "ishigami", "--method", "sobol"];
    says(&[&sobol[..], &["--measures", "outt"]].concat(), "did you mean");
    says(&[&sobol[..], &["--options", "stya"]].concat(), "did you mean");
    says(&[&sobol[..], &["--size", "3"]].concat(), "from 8 to");
    // the folder of something else is left alone
    fs::create_dir(home.path().join("mine")).unwrap();
    fs::write(home.path().join("mine/thesis.txt"), "mine").unwrap();
    let (status, _, errors) =
        ran(home.path(), &[&sobol[..], &["--size", "8", "-o", "mine"]].concat());
    assert_ne!(status, 0, "{errors}");
    assert_eq!(names(&home.path().join("mine")), ["thesis.txt"]);
}
