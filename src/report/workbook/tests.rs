use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

use super::*;
use crate::report::report_tests::{Ran, ran};

type Book = Xlsx<Cursor<Vec<u8>>>;

fn small() -> Ran {
    ran("[option.fish]", "[option.fish]")
}

fn book(ran: &Ran, lang: Lang) -> Book {
    let bytes = workbook(&ran.findings(lang)).unwrap();
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

#[test]
fn a_sheet_for_each_table_and_a_link_to_it() {
    let ran = small();
    let mut book = book(&ran, Lang::En);
    let names = book.sheet_names();
    assert_eq!(names[..4], ["Contents", "Consequences", "Charts", "Levels"]);
    assert!(!names.contains(&"Sources".to_owned()), "nothing stands in it");
    let contents = book.worksheet_range("Contents").unwrap();
    for name in &names[1..] {
        assert!(contents.used_cells().any(|(_, _, v)| v == name.as_str()), "{name}");
    }
    // a header, and each of three measures in two cells
    assert_eq!(book.worksheet_range("Levels").unwrap().height(), 1 + 3 * 2);
    assert_eq!(book.worksheet_range("Differences").unwrap().height(), 1 + 3);
    let reports = ran.model.reports.len();
    assert_eq!(book.worksheet_range("Over time").unwrap().height(), 1 + 2 * reports);
}

#[test]
fn numbers_are_those_of_the_summary() {
    let ran = small();
    let mut book = book(&ran, Lang::En);
    let levels = book.worksheet_range("Levels").unwrap();
    let findings = ran.findings(Lang::En);
    let mut compared = 0;
    for measure in 0..3 {
        for (place, cell) in ran.outcomes.layout.cells.iter().enumerate() {
            let expected = ran.summary.of(place, measure).mean.unwrap().value;
            let names = [findings.measure(measure), findings.option(cell.option)].map(Data::String);
            let row = levels.rows().find(|row| row[0] == names[0] && row[3] == names[1]).unwrap();
            let Data::Float(written) = row[5] else { panic!("no number: {row:?}") };
            assert!((written - expected).abs() <= 1e-12 * expected.abs());
            compared += 1;
        }
    }
    assert_eq!(compared, 6);
}

#[test]
fn in_arabic_every_sheet_and_heading_is_arabic() {
    let mut book = book(&small(), Lang::Ar);
    let arabic = |text: &str| text.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c));
    let names = book.sheet_names();
    assert_eq!(names[..3], ["المحتويات", "النتائج", "الرسوم"]);
    for name in &names[3..] {
        let sheet = book.worksheet_range(name).unwrap();
        let heads: Vec<&Data> = sheet.rows().next().unwrap().iter().collect();
        assert!(heads.len() > 3, "{name}");
        for head in heads {
            assert!(matches!(head, Data::String(text) if arabic(text)), "{name}: {head:?}");
        }
    }
}

#[test]
fn what_never_comes_is_a_word_and_what_is_unknown_is_nothing() {
    let mut table = Table::new("T", "", &[("a", 5), ("b", 5), ("c", 5)]);
    table.rows.push(vec![
        table::Value::Number(f64::INFINITY),
        table::Value::Share(f64::NAN),
        table::Value::Share(0.25),
    ]);
    let mut book = Workbook::new();
    table.write(&mut book, Lang::En).unwrap();
    let mut read: Book =
        open_workbook_from_rs(Cursor::new(book.save_to_buffer().unwrap())).unwrap();
    let sheet = read.worksheet_range("T").unwrap();
    assert_eq!(sheet.get((1, 0)), Some(&Data::String("never".to_owned())));
    assert_eq!(sheet.get((1, 1)), Some(&Data::Empty));
    assert_eq!(sheet.get((1, 2)), Some(&Data::Float(0.25)));
}
