//! The first sheet: what was run, and where things are.

use rust_xlsxwriter::{Url, Workbook, XlsxError};

use super::table::{Formats, Table, sheet};
use super::{charts, consequences};
use crate::report::answer::grouped;
use crate::report::findings::{Findings, words};
use crate::text::day;

/// Writes the sheet.
pub(super) fn write(
    findings: &Findings<'_>,
    tables: &[Table],
    book: &mut Workbook,
) -> Result<(), XlsxError> {
    let (lang, model, manifest) = (findings.lang, findings.model, findings.manifest);
    let formats = Formats::new(lang);
    let sheet = sheet(book, lang.pick("Contents", "المحتويات"), lang)?;
    sheet.set_column_width(0, 30)?;
    sheet.set_column_width(1, 90)?;
    sheet.write_with_format(0, 0, model.title.get(lang), &formats.title)?;
    sheet.set_row_height(0, 26)?;
    if let Some(summary) = words(model.summary.as_ref(), lang) {
        sheet.merge_range(1, 0, 1, 1, summary, &formats.text)?;
        sheet.set_row_height(1, 48)?;
    }
    let options = format!("{} × {}", model.options.len(), findings.futures().len());
    let facts = [
        (lang.pick("Study", "الدراسة"), model.id.clone()),
        (lang.pick("From", "من"), day(model.time.start, lang)),
        (lang.pick("To", "إلى"), day(manifest.end, lang)),
        (lang.pick("Options × futures", "الخيارات × المسارات"), options),
        (
            lang.pick("Baseline", "الخيار المرجعي"),
            model
                .options
                .get(model.baseline)
                .map_or_else(String::new, |_| findings.option(model.baseline)),
        ),
        (lang.pick("Replicates", "عدد التكرارات"), grouped(&manifest.replicates.to_string())),
        (lang.pick("Seed", "البذرة"), manifest.seed.to_string()),
        (lang.pick("Version of drawdown", "إصدار drawdown"), manifest.version.clone()),
        (lang.pick("Digest of all results", "بصمة النتائج"), manifest.digest.clone()),
    ];
    let mut row = 3;
    for (name, value) in facts {
        sheet.write_with_format(row, 0, name, &formats.head)?;
        sheet.write_with_format(row, 1, value, &formats.text)?;
        row += 1;
    }
    row += 1;
    sheet.write_with_format(row, 0, lang.pick("Sheet", "الورقة"), &formats.head)?;
    sheet.write_with_format(row, 1, lang.pick("What it holds", "ما فيها"), &formats.head)?;
    let drawn = [
        (
            lang.pick(consequences::NAME.0, consequences::NAME.1),
            lang.pick(
                "Options by key measures, a block a future, shaded from better to worse.",
                "الخيارات حسب المقاييس الرئيسية، كتلة لكل مسار، مظللة من الأفضل إلى الأسوأ.",
            ),
        ),
        (
            lang.pick(charts::NAME.0, charts::NAME.1),
            lang.pick(
                "Charts of the spreadsheet itself, with the numbers that they are drawn from.",
                "رسوم من الجدول نفسه، مع الأرقام التي رُسمت منها.",
            ),
        ),
    ];
    let tidy = tables.iter().map(|table| (table.name, table.about));
    for (name, about) in drawn.into_iter().chain(tidy) {
        row += 1;
        let link = Url::new(format!("internal:'{name}'!A1")).set_text(name);
        sheet.write_url_with_format(row, 0, link, &formats.link)?;
        sheet.write_with_format(row, 1, about, &formats.text)?;
    }
    row += 2;
    let note = lang.pick(
        "A difference is option less baseline in the same replicate, so that both meet the same luck. “Told apart”: the 95 % interval of the mean difference excludes 0. Intervals are those of the Monte Carlo error: they do not say how good the model is.",
        "الفارق هو الخيار ناقص الخيار المرجعي في التكرار نفسه، فيلقى كلاهما المصادفات نفسها. «فارق متميز»: فترة 95 % لمتوسط الفارق لا تضم الصفر. والفترات هي خطأ مونت كارلو، فلا تقول شيئاً عن جودة النموذج.",
    );
    sheet.merge_range(row, 0, row, 1, note, &formats.note)?;
    sheet.set_row_height(row, 48)?;
    Ok(())
}
