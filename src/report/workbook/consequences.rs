//! The consequence table: options by key measures, a block a future.

use rust_xlsxwriter::{Color, ConditionalFormat3ColorScale, Workbook, XlsxError};

use super::table::{Formats, Value, put, sheet};
use crate::report::findings::{Findings, level};
use crate::report::groups::shown_measures;
use crate::study::Sense;

/// Name of the sheet in English and Arabic.
pub(super) const NAME: (&str, &str) = ("Consequences", "النتائج");

/// Better, neither, worse: apart for readers who confuse red and green, and in grey.
const BETTER: Color = Color::RGB(0x0092_C5DE);
const NEITHER: Color = Color::RGB(0x00FF_FFFF);
const WORSE: Color = Color::RGB(0x00F4_A582);

/// Writes the sheet. Each column is shaded on its own from better to worse.
pub(super) fn write(findings: &Findings<'_>, book: &mut Workbook) -> Result<(), XlsxError> {
    let (lang, model) = (findings.lang, findings.model);
    let formats = Formats::new(lang);
    let sheet = sheet(book, lang.pick(NAME.0, NAME.1), lang)?;
    let measures = shown_measures(findings);
    let title = lang.pick("What each option leads to", "ما يؤدي إليه كل خيار");
    sheet.write_with_format(0, 0, title, &formats.title)?;
    let how = lang.pick(
        "Means, or probabilities of conditions. Each column is shaded from better (blue) to worse (orange); a measure without a better side is not shaded.",
        "متوسطات، أو احتمالات لما هو شرط. يُظلَّل كل عمود من الأفضل (أزرق) إلى الأسوأ (برتقالي)، ولا يُظلَّل مقياس لا جهة أفضل له.",
    );
    sheet.write_with_format(1, 0, how, &formats.line)?;
    sheet.set_row_height(0, 26)?;
    sheet.set_column_width(0, 40)?;
    let last = u16::try_from(measures.len()).unwrap_or(u16::MAX);
    for column in 1..=last {
        sheet.set_column_width(column, 17)?;
    }
    let mut row = 3;
    for future in findings.futures() {
        sheet.write_with_format(row, 0, &future.label, &formats.section)?;
        sheet.write_with_format(row + 1, 0, lang.pick("Option", "الخيار"), &formats.head)?;
        for (column, measure) in (1..).zip(&measures) {
            let definition = &model.measures[*measure];
            let unit = match definition.condition {
                true => lang.pick("probability", "احتمال").to_owned(),
                false => findings.unit(&definition.unit),
            };
            let name = match unit.as_str() {
                "" => findings.measure(*measure),
                unit => format!("{}\n({unit})", findings.measure(*measure)),
            };
            sheet.write_with_format(row + 1, column, &name, &formats.head)?;
        }
        sheet.set_row_height(row + 1, 70)?;
        let first = row + 2;
        let mut next = first;
        for option in 0..model.options.len() {
            if findings.cell(option, &future).is_none() {
                continue;
            }
            sheet.write_with_format(next, 0, findings.option(option), &formats.text)?;
            for (column, measure) in (1..).zip(&measures) {
                let value = findings.statistics(option, &future, *measure).map(level);
                let share = model.measures[*measure].condition;
                put(sheet, (next, column), &Value::of(value, share), &formats, lang)?;
            }
            next += 1;
        }
        for (column, measure) in (1..).zip(&measures) {
            let (low, high) = match model.measures[*measure].sense {
                Sense::Minimise => (BETTER, WORSE),
                Sense::Maximise => (WORSE, BETTER),
                Sense::None => continue,
            };
            let scale = ConditionalFormat3ColorScale::new()
                .set_minimum_color(low)
                .set_midpoint_color(NEITHER)
                .set_maximum_color(high);
            if next > first {
                sheet.add_conditional_format(first, column, next - 1, column, &scale)?;
            }
        }
        row = next + 1;
    }
    sheet.set_freeze_panes(0, 1)?;
    Ok(())
}
