//! Tests of the tables: written and read back.

use std::fs;
use std::fs::File;

use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::{Field, Row};

use super::*;
use crate::outcome::testing;

fn read(path: &Path) -> Vec<Row> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    reader.get_row_iter(None).unwrap().map(Result::unwrap).collect()
}

fn field<'a>(row: &'a Row, name: &str) -> &'a Field {
    row.get_column_iter().find(|(column, _)| *column == name).map(|(_, field)| field).unwrap()
}

fn double(row: &Row, name: &str) -> f64 {
    match field(row, name) {
        Field::Double(x) => *x,
        other => panic!("{name} is {other:?}"),
    }
}

/// Feeds the made-up run block by block.
fn write(folder: &Path, luck_paths: u32) -> (Model, Outcomes) {
    let (model, mut outcomes) = testing::small_run();
    outcomes.shape.luck_paths = luck_paths;
    let draws = outcomes.shape.draws() as usize;
    outcomes.uncertainties =
        (0..2).map(|u| (0..draws).map(|d| (d * 2 + u) as f64).collect()).collect();
    let mut tables = RunTables::create(folder, &model, &outcomes.layout, outcomes.shape).unwrap();
    for (first, last) in [(0usize, 256usize), (256, 300)] {
        let part = |columns: &[Vec<f64>], from: usize, to: usize| -> Vec<Vec<f64>> {
            columns.iter().map(|column| column[from..to].to_vec()).collect()
        };
        let luck = luck_paths as usize;
        let first_draw = first.div_ceil(luck);
        let block = Block {
            first_path: first as u64,
            paths: last - first,
            measures: &part(&outcomes.measures, first, last),
            first_draw: first_draw as u64,
            uncertainties: &part(&outcomes.uncertainties, first_draw, last.div_ceil(luck)),
        };
        tables.block(&block).unwrap();
    }
    let summary = outcomes.summarise(&model);
    tables.finish(&model, &outcomes, &summary).unwrap();
    (model, outcomes)
}

#[test]
fn outcomes_have_a_row_for_each_replicate_and_cell() {
    let folder = tempfile::tempdir().unwrap();
    let (_, outcomes) = write(folder.path(), 3);
    let rows = read(&folder.path().join("outcomes.parquet"));
    assert_eq!(rows.len(), 300 * 4);
    for (i, row) in rows.iter().enumerate() {
        let (path, cell) = (i / 4, i % 4);
        assert_eq!(field(row, "replicate"), &Field::Long(path as i64));
        assert_eq!(field(row, "draw"), &Field::Long(path as i64 / 3));
        let option = ["stay", "stay", "leave, now", "leave, now"][cell];
        assert_eq!(field(row, "option"), &Field::Str(option.to_owned()));
        assert_eq!(field(row, "response"), &Field::Bool(true));
        assert_eq!(double(row, "lost"), outcomes.measure(cell, 0)[path]);
        assert_eq!(double(row, "won"), outcomes.measure(cell, 1)[path]);
    }
    assert_eq!(field(&rows[1], "trajectory"), &Field::Str("relocation".to_owned()));
}

#[test]
fn uncertainties_have_a_row_for_each_draw() {
    for luck_paths in [1, 3, 7] {
        let folder = tempfile::tempdir().unwrap();
        let (_, outcomes) = write(folder.path(), luck_paths);
        let rows = read(&folder.path().join("uncertainties.parquet"));
        assert_eq!(rows.len() as u64, outcomes.shape.draws());
        for (draw, row) in rows.iter().enumerate() {
            assert_eq!(field(row, "draw"), &Field::Long(draw as i64));
            assert_eq!(double(row, "recruitment"), (draw * 2) as f64);
            assert_eq!(double(row, "capability[iraq]"), (draw * 2 + 1) as f64);
        }
    }
}

#[test]
fn series_have_a_row_for_each_cell_and_date() {
    let folder = tempfile::tempdir().unwrap();
    let (_, outcomes) = write(folder.path(), 1);
    let rows = read(&folder.path().join("series.parquet"));
    assert_eq!(rows.len(), 4 * 2);
    let last = &rows[7];
    assert_eq!(field(last, "series"), &Field::Str("active".to_owned()));
    assert_eq!(field(last, "time_index"), &Field::Long(8));
    // 2026-02-26 is 20510 days after 1970-01-01
    assert_eq!(field(last, "date"), &Field::Date(20_510));
    let point = outcomes.series_point(3, 0, 1);
    assert_eq!(double(last, "mean"), point.mean);
    assert_eq!(double(last, "p95"), point.p95);
    assert_eq!(double(last, "max"), point.max);
}

#[test]
fn a_file_names_the_units() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), 1);
    let file = File::open(folder.path().join("outcomes.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let notes = reader.metadata().file_metadata().key_value_metadata().unwrap();
    let lost = notes.iter().find(|note| note.key == "unit:lost").unwrap();
    assert_eq!(lost.value.as_deref(), Some("people"));
}

#[test]
fn all_files_are_there() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), 1);
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "comparisons.csv",
            "outcomes.parquet",
            "series.parquet",
            "summary.csv",
            "uncertainties.parquet"
        ]
    );
}

#[test]
fn an_error_names_the_path_and_what_was_done() {
    let (model, outcomes) = testing::small_run();
    let nowhere = Path::new("/nonexistent/run");
    let Err(error) = RunTables::create(nowhere, &model, &outcomes.layout, outcomes.shape) else {
        panic!("it was written");
    };
    let text = error.to_string();
    assert!(text.starts_with("cannot create /nonexistent/run/outcomes.parquet: "), "{text}");
}
