//! `drawdown ledger`: what it says, and what it writes.

use std::fs;

use crate::cli::{home, names, ran};

#[test]
fn it_accounts_for_every_number() {
    let home = home();
    let (status, account, errors) = ran(home.path(), &["ledger", "starter"]);
    assert_eq!((status, errors.as_str()), (0, ""));
    insta::assert_snapshot!("ledger_starter", account);
    assert!(names(home.path()).is_empty(), "it writes nothing unless asked to");
}

#[test]
fn sources_that_no_number_uses() {
    let home = home();
    let study = "title = \"Sources\"\n[time]\nstart = 2024-01-01\nend = 2024-12-31\n\
         step = \"1 month\"\n[option.stay]\n\
         [source.D]\ntitle = \"A register\"\n\
         [source.D-1]\nof = \"D\"\nclaim = \"Seven.\"\n\
         [source.D-2]\nof = \"D\"\nclaim = \"Eight.\"\nunused = { en = \"Of another valley.\", ar = \"...\" }\n\
         [source.D-3]\nof = \"D\"\nclaim = \"Nine.\"\n\
         [source.D-4]\nof = \"D\"\nclaim = \"Ten.\"\nunused = \"Of another year.\"\n\
         [constant.a]\nvalue = 7\nsource = [\"D-1\", \"D-4\"]\nconfidence = \"A\"\n\
         [measure.m]\nformula = \"a\"\n";
    fs::write(home.path().join("s.toml"), study).expect("a file");
    // narrow: without grades
    let output = crate::cli::drawdown(home.path())
        .env("COLUMNS", "72")
        .args(["ledger", "s.toml"])
        .output()
        .expect("it starts");
    assert!(output.status.success());
    let account = String::from_utf8(output.stdout).expect("UTF-8");
    insta::assert_snapshot!("ledger_sources", account);
    let (status, account, warnings) = ran(home.path(), &["check", "s.toml"]);
    assert_eq!(status, 0);
    for words in [
        "source `D-3` is neither cited nor marked as unused",
        "source `D-4` says why it is unused, and is cited",
    ] {
        assert!(warnings.contains(words), "{warnings}");
    }
    assert!(account.contains("4 sources: 2 cited, 1 unused for a stated reason, 1 neither."));
}

#[test]
fn a_report_says_it_in_both_languages() {
    let home = home();
    let study = "title = \"Languages\"\n[time]\nstart = 2024-01-01\nend = 2024-12-31\n\
         step = \"1 month\"\n[option.stay]\n\
         [source.D]\ntitle = \"A register\"\nunused = { en = \"Too old.\", ar = \"قديم\" }\n\
         [uncertainty.a]\nbetween = [1, 2]\nconfidence = \"C\"\n\
         judgement = { en = \"A guess.\", ar = \"تخمين\" }\n\
         [uncertainty.b]\nbetween = [1, 2]\n\
         [[correlation]]\nbetween = [\"a\", \"b\"]\nspearman = 0.3\njudgement = \"One survey.\"\n\
         [measure.m]\nformula = \"a + b\"\n";
    fs::write(home.path().join("s.toml"), study).expect("a file");
    let (status, _, errors) = ran(home.path(), &["run", "s.toml", "-n", "64", "--quiet"]);
    assert_eq!((status, errors.as_str()), (0, ""));
    let report = fs::read_to_string(home.path().join("output/s/report.html")).expect("it");
    for words in [
        "judgement: A guess.</span>",
        "تقدير الباحثين: تخمين</span>",
        "Not used by any number: Too old.</span>",
        "لا يستعمله أي رقم: قديم</span>",
        "تقدير الباحثين: <span lang=\"en\" dir=\"ltr\">One survey.</span>",
        "عدد الأرقام في الدراسة 3",
        "<td>ترتفع</td>",
        "judgement: One survey.",
        "Of 3 numbers, 0 are given by a source",
        "1 are left out for a reason",
        "Of 1 uncertainty of grade C or with a judgement only, 1 has more to do with it",
        "<td>rises</td>",
    ] {
        assert!(report.contains(words), "the report lacks {words}");
    }
}

#[test]
fn effects_are_ranked_and_written() {
    let home = home();
    let arguments = ["ledger", "starter", "--effects", "-n", "64", "--output", "here"];
    let (status, account, errors) = ran(home.path(), &arguments);
    assert_eq!(status, 0, "{errors}");
    insta::assert_snapshot!("ledger_effects", account.replace('\\', "/"));
    assert_eq!(names(&home.path().join("here")), ["effects.csv", "ledger.csv", "ledger.md"]);
    let read = |name: &str| {
        let mut reader = csv::Reader::from_path(home.path().join("here").join(name)).expect(name);
        let rows: Result<Vec<_>, _> = reader.records().collect();
        rows.expect("every row has every column")
    };
    let ledger = read("ledger.csv");
    let said: usize = account
        .lines()
        .find_map(|l| l.split_once(" numbers. ").and_then(|(n, _)| n.parse().ok()))
        .expect("the number of numbers");
    assert_eq!(ledger.len(), said);
    let effects = read("effects.csv");
    // 3 uncertainties and 5 held numbers on a level and a difference
    assert!(effects.len() >= 12, "{}", effects.len());
    assert!(effects.iter().all(|row| !row[12].is_empty()), "every row has a change");
}

#[test]
fn what_cannot_be_asked() {
    let home = home();
    for (arguments, words) in [
        (&["ledger", "starter", "--effects", "--measure", "resurgance"][..], "'resurgence'"),
        (&["ledger", "starter", "--effects", "--options", "fall"], "did you mean 'full'?"),
        (&["ledger", "starter", "--measure", "resurgence"], "--effects"),
    ] {
        let (status, _, errors) = ran(home.path(), arguments);
        assert_eq!(status, 2, "{arguments:?}: {errors}");
        assert!(errors.contains(words), "{arguments:?}: {errors}");
    }
    assert!(names(home.path()).is_empty(), "nothing is written");
}
