//! The sheets of options and futures.

use super::table::{Table, Value};
use crate::model::Description;
use crate::report::findings::{Findings, words};

fn table(findings: &Findings<'_>, name: &'static str, about: &'static str) -> Table {
    let lang = findings.lang;
    Table::new(
        name,
        about,
        &[
            (lang.pick("Name in the study", "الاسم في الدراسة"), 20),
            (lang.pick("What it is called", "التسمية"), 40),
            (lang.pick("What it means", "المعنى"), 60),
            (lang.pick("Sources", "المصادر"), 24),
        ],
    )
}

fn row(findings: &Findings<'_>, name: &str, called: String, about: &Description) -> Vec<Value> {
    vec![
        Value::text(name),
        Value::text(called),
        Value::text(words(about.note.as_ref(), findings.lang).unwrap_or_default()),
        Value::text(about.source.join(", ")),
    ]
}

/// Options, the baseline marked.
pub(super) fn options(findings: &Findings<'_>) -> Table {
    let (lang, model) = (findings.lang, findings.model);
    let about = lang.pick("What may be chosen.", "ما يمكن اختياره.");
    let mut table = table(findings, lang.pick("Options", "الخيارات"), about);
    for (i, option) in model.options.iter().enumerate() {
        let baseline = match i == model.baseline {
            true => lang.pick(" (baseline)", " (الخيار المرجعي)"),
            false => "",
        };
        let called = findings.option(i) + baseline;
        table.rows.push(row(findings, &option.name, called, &option.description));
    }
    table
}

/// Futures: trajectories with and without response.
pub(super) fn futures(findings: &Findings<'_>) -> Table {
    let (lang, model) = (findings.lang, findings.model);
    let about = lang.pick("What may come.", "ما قد يأتي.");
    let mut table = table(findings, lang.pick("Futures", "المسارات"), about);
    for future in findings.futures() {
        let trajectory = &model.trajectories[future.trajectory];
        let row = row(findings, &trajectory.name, future.label, &trajectory.description);
        table.rows.push(row);
    }
    table
}
