//! Histories: the table, its file, and what is wrong with either.

use super::super::*;
use super::{LEAST, Loaded};

const HISTORY: &str = "[history.attacks]\nfile = \"history/a.csv\"\nobserves = \"attacks\"\n\
                       as = \"mean\"\n";

fn with(table: &str, csv: &str) -> Loaded {
    let files = vec![
        ("s/study.toml".to_owned(), format!("{LEAST}{table}")),
        ("s/history/a.csv".to_owned(), csv.to_owned()),
    ];
    load_from(files, "s")
}

/// For each finding: the message, the file and the text under its place, and the help.
fn findings(loaded: Loaded) -> Vec<(String, String, String)> {
    let (sources, out) = match loaded {
        Ok((_, sources, out)) | Err((sources, out)) => (sources, out),
    };
    let found = out.items().iter().map(|d| {
        let place = d.labels.first().map_or_else(String::new, |(span, _)| {
            let name = sources.get(span.file).name.trim_start_matches("s/");
            format!("{name}: {}", sources.text(*span))
        });
        (d.message.clone(), place, d.help.clone().unwrap_or_default())
    });
    found.collect()
}

fn rows(csv: &str) -> Vec<HistoryRow> {
    match with(HISTORY, csv) {
        Ok((study, _, out)) => {
            assert!(out.items().is_empty(), "{:?}", out.items());
            study.histories[0].rows.clone()
        }
        Err((_, out)) => panic!("{:#?}", out.items()),
    }
}

#[test]
fn rows_have_windows_values_and_what_else_they_say() {
    let csv = "# counted by two newspapers\nfrom,to,value,low,high,use,note\n\
               2014-06-01,2014-07-01,12.5,10,15,,\n# a comment in between\n\n\
               2014-07,2014-08,0,,,calibrate,\"quiet, they say\"\n2015,,3,,,context,\n";
    let rows = rows(csv);
    assert_eq!(rows.len(), 3);
    let date = jiff::civil::date;
    assert_eq!((rows[0].from.value, rows[0].to.value), (date(2014, 6, 1), date(2014, 7, 1)));
    assert_eq!(rows[0].value.value, 12.5);
    assert_eq!(rows[0].interval.as_ref().expect("given").each_ref().map(|x| x.value), [10.0, 15.0]);
    assert_eq!((rows[0].used, rows[1].used), (None, Some(RowUse::Calibrate)));
    assert_eq!((rows[1].from.value, rows[1].to.value), (date(2014, 7, 1), date(2014, 8, 1)));
    assert_eq!(rows[1].note.as_deref(), Some("quiet, they say"));
    assert_eq!((rows[2].from.value, rows[2].to.value), (date(2015, 1, 1), date(2015, 1, 1)));
}

#[test]
fn a_table_of_dates_and_values_is_one_of_points() {
    let rows = rows("date,value\n2014-06-01,1\n2014-07-01,2\n");
    assert!(rows.iter().all(|row| row.from == row.to));
}

#[test]
fn places_are_found_behind_comments_and_quotes() {
    let csv = "note,date,value\n# c\n\"a, \"\"b\"\"\", 2014-06-01 , many \n";
    let Err((sources, out)) = with(HISTORY, csv) else { panic!("'many' is no number") };
    let (span, _) = out.items()[0].labels[0];
    assert_eq!((sources.text(span), sources.line_column(span)), ("many", (3, 26)));
}

#[test]
fn what_is_wrong_with_a_row_is_shown_in_the_row() {
    let one = |head: &str, row: &str| {
        let found = findings(with(HISTORY, &format!("{head}\n{row}\n")));
        assert_eq!(found.len(), 1, "{row}: {found:?}");
        found.into_iter().next().expect("one")
    };
    let head = "from,to,value,low,high,use";
    for (row, message, place) in [
        ("2014-13,,1,,,", "'2014-13' is not a date", "2014-13"),
        ("14-06-01,,1,,,", "'14-06-01' is not a date", "14-06-01"),
        ("2014-06-01,x,1,,,", "'x' is not a date", "x"),
        ("2014-07,2014-06,1,,,", "this row ends before it begins", "2014-06"),
        (",,1,,,", "this row has no date", ",,1,,,"),
        ("2014,2015,many,,,", "'many' is not a number", "many"),
        ("2014,2015,inf,,,", "'inf' is not a number", "inf"),
        ("2014,2015,,,,", "this row has no value", "2014,2015,,,,"),
        ("2014,2015,-1,,,", "a value below 0 has no place on the logarithmic scale", "-1"),
        ("2014,2015,3,4,2,", "this interval's low end is above its high end", "4"),
        ("2014,2015,3,2,,", "an interval has two ends", "2"),
        ("2014,2015,3,0,9,", "on the logarithmic scale the low end must be above 0", "0"),
        ("2014,2015,3,4,9,", "this value lies outside its own interval", "3"),
        ("2014,2015,3,1,9,scored", "unknown use 'scored'", "scored"),
        ("2014,2015,3", "this row has 3 cells, the first one has 6", "2014,2015,3"),
    ] {
        let found = one(head, row);
        assert_eq!((found.0.as_str(), found.1), (message, format!("history/a.csv: {place}")));
    }
    assert_eq!(one(head, "2014,2015,3,1,9,scor").2, "did you mean 'score'?");
}

#[test]
fn what_is_wrong_with_the_head_is_shown_in_the_head() {
    for (csv, message, help) in [
        ("from,to,vale\n2014,2015,1\n", "unknown column 'vale'", "did you mean 'value'?"),
        ("from,to,value,author\n", "unknown column 'author'", "columns allowed here: "),
        ("from,to\n2014,2015\n", "the table has no column 'value'", "a table has the columns"),
        ("to,value\n2014,2\n", "the table has no column 'from'", "a table has the columns"),
        ("from,value,value\n", "column 'value' is there twice", "keep one of them"),
        ("from,date,value\n", "the table has both 'from' and 'date'", "keep one"),
        ("date,to,value\n", "the table has 'date' and 'to'", "'from'"),
    ] {
        let found = findings(with(HISTORY, csv));
        assert_eq!(found.len(), 1, "{csv}: {found:?}");
        assert_eq!(found[0].0, message);
        assert!(found[0].1.starts_with("history/a.csv: "), "{found:?}");
        assert!(found[0].2.contains(help), "{found:?}");
    }
    let found = findings(with(HISTORY, "from,to,value\n"));
    assert_eq!(found[0].0, "this table has no rows");
}

#[test]
fn what_is_wrong_with_the_table_is_shown_in_the_table() {
    let csv = "from,to,value\n2014,2015,1\n";
    let with_key = |key: &str| findings(with(&format!("{HISTORY}{key}\n"), csv));
    for (key, message) in [
        ("obseves = \"x\"", "unknown key 'obseves' in history 'attacks'"),
        ("scale = \"logarithm\"", "expected 'log' or 'linear', found 'logarithm'"),
        ("use = \"scored\"", "expected 'score', 'calibrate' or 'context', found 'scored'"),
        ("error = -1", "a counting error is a number from 0 up"),
        ("reported = 0", "the share that is counted is a number above 0"),
    ] {
        let found = with_key(key);
        assert_eq!(found.len(), 1, "{key}: {found:?}");
        assert_eq!(found[0].0, message);
    }
    let ever = HISTORY.replace("mean", "ever");
    let found = findings(with(&format!("{ever}error = 0.3\n"), csv));
    assert_eq!(found[0].0, "'error' has no meaning with as = \"ever\"");
    let found = findings(with(&ever, "from,to,value\n2014,2015,0.5\n"));
    assert_eq!(found[0].0, "with as = \"ever\" a value is 0 or 1");
    let found = findings(with("[history.a]\nobserves = \"attacks\"\nas = \"mean\"\n", csv));
    assert_eq!(found[0].0, "history 'a' has no 'file'");
    let found = findings(with(&HISTORY.replace("a.csv", "b.csv"), csv));
    assert_eq!(found[0].0, "there is no file 'history/b.csv'");
    assert_eq!(found[0].1, "study.toml: \"history/b.csv\"");
    let found = findings(with(&HISTORY.replace("history/a", "../a"), csv));
    assert_eq!(found[0].0, "'../a.csv' leaves the study's folder");
    let found = findings(with("[backtest]\noption = [\"a\"]\n", csv));
    assert_eq!(found[0].2, "did you mean 'options'?");
}

#[test]
fn a_negative_value_is_fine_on_the_linear_scale() {
    let linear = format!("{HISTORY}scale = \"linear\"\n");
    let csv = "from,to,value,low,high\n2014,2015,-1,-2,0\n";
    assert_eq!(findings(with(&linear, csv)), []);
}

#[test]
fn a_study_over_another_has_a_past_of_its_own() {
    let text = |s: &str| s.to_owned();
    let files = |over: &str| {
        vec![
            (text("base/study.toml"), format!("{LEAST}{HISTORY}error = 0.2\n")),
            (text("base/history/a.csv"), text("date,value\n2014,1\n")),
            (text("over/study.toml"), format!("extends = \"../base\"\n{over}")),
            (text("over/history/b.csv"), text("date,value\n2014,7\n2015,8\n")),
        ]
    };
    let read = |over: &str| match load_from(files(over), "over") {
        Ok((study, sources, _)) => {
            let names: Vec<String> = sources.files().iter().map(|f| f.name.clone()).collect();
            (study.histories.first().cloned(), names)
        }
        Err((_, out)) => panic!("{:#?}", out.items()),
    };
    let (none, names) = read("title = \"over\"");
    assert!(none.is_none() && !names.contains(&text("base/history/a.csv")), "{names:?}");
    let (history, names) = read("[history.attacks]\nfile = \"history/b.csv\"\n");
    let history = history.expect("it names a file of its own");
    assert_eq!((history.rows.len(), history.error.map(|e| e.value)), (2, Some(0.2)));
    assert!(names.contains(&text("over/history/b.csv")), "{names:?}");
    assert!(!names.contains(&text("base/history/a.csv")), "only what is read is an input");
}

#[test]
fn a_file_is_read_once_and_is_one_of_the_studys_files() {
    let two = format!("{HISTORY}{}", HISTORY.replace("attacks]", "again]"));
    let Ok((_, sources, _)) = with(&two, "date,value\n2014,1\n") else { panic!("a good study") };
    let tables: Vec<&str> =
        sources.files().iter().map(|f| f.name.as_str()).filter(|n| n.ends_with(".csv")).collect();
    assert_eq!(tables, ["s/history/a.csv"]);
}

#[test]
fn on_disk_beside_a_single_file_and_never_by_a_link() {
    let home = tempfile::tempdir().expect("a folder");
    let place = |name: &str| home.path().join(name);
    std::fs::create_dir(place("history")).expect("a folder");
    std::fs::write(place("one.toml"), format!("{LEAST}{HISTORY}")).expect("a study");
    std::fs::write(place("history/a.csv"), "date,value\n2014,1\n").expect("a table");
    let study = load(&place("one.toml")).map(|(study, _, _)| study);
    assert_eq!(study.expect("a good study").histories[0].rows.len(), 1);
    #[cfg(unix)]
    {
        std::fs::rename(place("history/a.csv"), place("elsewhere.csv")).expect("moved");
        std::os::unix::fs::symlink(place("elsewhere.csv"), place("history/a.csv")).expect("a link");
        let Err((_, out)) = load(&place("one.toml")) else { panic!("a link was followed") };
        assert!(out.items()[0].message.ends_with("is a link"), "{:?}", out.items());
    }
}
