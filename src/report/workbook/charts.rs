//! Native charts: a spreadsheet draws them from the numbers that stand beside them, so that they
//! can be changed there.

use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartErrorBars, ChartErrorBarsType, ChartFont, ChartFormat,
    ChartLine, ChartLineDashType, ChartMarker, ChartRange, ChartSolidFill, Color, Workbook,
    Worksheet, XlsxError,
};

use super::table::{Formats, Value, put, sheet};
use crate::chart::Theme;
use crate::outcome::Statistics;
use crate::report::findings::{Findings, Future, level};
use crate::report::groups::shown_measures;
use crate::text::Lang;

/// Name of the sheet in English and Arabic.
pub(super) const NAME: (&str, &str) = ("Charts", "الرسوم");

/// Rows that a chart takes.
const ROWS: u32 = 24;
/// The column in which charts stand, right of the widest table.
const PLACE: u16 = 10;
/// Size in pixels.
const SIZE: (u32, u32) = (760, 460);
/// Options of a chart over time; the others can be added in the spreadsheet.
const LINES: usize = 8;

/// Writes the sheet: a bar chart for each key measure and a line chart for each series, in the
/// first future.
pub(super) fn write(findings: &Findings<'_>, book: &mut Workbook) -> Result<(), XlsxError> {
    let (lang, model) = (findings.lang, findings.model);
    let futures = findings.futures();
    let Some(future) = futures.first() else { return Ok(()) };
    let formats = Formats::new(lang);
    let name = lang.pick(NAME.0, NAME.1);
    let sheet = sheet(book, name, lang)?;
    sheet.set_column_width(0, 36)?;
    sheet.write_with_format(0, 0, lang.pick("Charts", "الرسوم"), &formats.title)?;
    let note = match lang {
        Lang::En => format!(
            "In the future “{}”. Bars are means or probabilities with their 95 % intervals, lines are medians. The charts follow the numbers beside them.",
            future.label
        ),
        Lang::Ar => format!(
            "في المسار «{}»: الأعمدة متوسطات أو احتمالات مع فترات ثقتها 95 %، والخطوط وسيطات. تتبع الرسوم الأرقام التي بجانبها.",
            future.label
        ),
    };
    sheet.write_with_format(1, 0, note, &formats.line)?;
    sheet.set_row_height(0, 26)?;
    let mut row = 3;
    for measure in shown_measures(findings) {
        row = bars(findings, measure, future, (sheet, name), &formats, row)?;
    }
    let mut families: Vec<&str> = Vec::new();
    for (s, series) in model.series.iter().enumerate() {
        // one member of an array stands for it
        if !families.contains(&series.family.as_str()) {
            families.push(&series.family);
            row = lines(findings, s, future, (sheet, name), &formats, row)?;
        }
    }
    Ok(())
}

/// A table of one measure, and its chart. Returns the next free row.
fn bars(
    findings: &Findings<'_>,
    measure: usize,
    future: &Future,
    (sheet, name): (&mut Worksheet, &str),
    formats: &Formats,
    row: u32,
) -> Result<u32, XlsxError> {
    let (lang, definition) = (findings.lang, &findings.model.measures[measure]);
    let options = 0..findings.model.options.len();
    let found: Vec<(String, &Statistics)> = options
        .filter_map(|o| Some((findings.option(o), findings.statistics(o, future, measure)?)))
        .filter(|(_, s)| level(s).is_finite())
        .collect();
    if found.is_empty() {
        return Ok(row);
    }
    let unit = match definition.condition {
        true => lang.pick("probability", "احتمال").to_owned(),
        false => findings.unit(&definition.unit),
    };
    heading(sheet, row, &findings.measure(measure), &unit, formats)?;
    let names = [
        lang.pick("Option", "الخيار"),
        lang.pick("Estimate", "التقدير"),
        lang.pick("Down to the 95 % end", "حتى الطرف الأدنى"),
        lang.pick("Up to the 95 % end", "حتى الطرف الأعلى"),
    ];
    for (column, name) in (0..).zip(names) {
        sheet.write_with_format(row + 1, column, name, &formats.head)?;
    }
    sheet.set_row_height(row + 1, 42)?;
    let first = row + 2;
    for (at, (option, s)) in (first..).zip(&found) {
        let (value, share) = (level(s), definition.condition);
        let ends = s.probability.or(s.mean).map_or((value, value), |e| (e.low, e.high));
        sheet.write_with_format(at, 0, option, &formats.text)?;
        for (column, x) in (1..).zip([value, value - ends.0, ends.1 - value]) {
            put(sheet, (at, column), &Value::of(Some(x), share), formats, lang)?;
        }
    }
    let last = first + u32::try_from(found.len()).unwrap_or(0) - 1;
    let range = |column: u16| ChartRange::new_from_range(name, first, column, last, column);
    let mut chart = Chart::new_bar();
    let errors = ChartErrorBarsType::Custom(range(3), range(2));
    chart
        .add_series()
        .set_name(findings.measure(measure).as_str())
        .set_categories((name, first, 0, last, 0))
        .set_values((name, first, 1, last, 1))
        .set_gap(60)
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour(0))))
        .set_x_error_bars(ChartErrorBars::new().set_type(errors));
    chart.legend().set_hidden();
    // bars are drawn from the bottom: the first option on top as in the table
    chart.y_axis().set_reverse().set_crossing(ChartAxisCrossing::Max);
    if lang.is_rtl() {
        chart.x_axis().set_reverse();
    }
    if found.iter().all(|(_, s)| level(s) >= 0.0) {
        chart.x_axis().set_min(0);
    }
    let axes = (unit.as_str(), "");
    dress(&mut chart, &findings.measure(measure), axes, lang);
    sheet.insert_chart(row, PLACE, &chart)?;
    Ok(row + ROWS.max(last + 2 - row))
}

/// A table of the medians of a series by option, and its chart. Returns the next free row.
fn lines(
    findings: &Findings<'_>,
    series: usize,
    future: &Future,
    (sheet, name): (&mut Worksheet, &str),
    formats: &Formats,
    row: u32,
) -> Result<u32, XlsxError> {
    let (lang, model) = (findings.lang, findings.model);
    let cells: Vec<(usize, usize)> = (0..model.options.len())
        .filter_map(|option| Some((option, findings.cell(option, future)?)))
        .take(LINES)
        .collect();
    if cells.is_empty() || model.reports.is_empty() {
        return Ok(row);
    }
    let unit = findings.unit(&model.series[series].unit);
    heading(sheet, row, &findings.series(series), &unit, formats)?;
    sheet.write_with_format(row + 1, 0, lang.pick("Date", "التاريخ"), &formats.head)?;
    for (column, (option, _)) in (1..).zip(&cells) {
        sheet.write_with_format(row + 1, column, findings.option(*option), &formats.head)?;
    }
    sheet.set_row_height(row + 1, 56)?;
    let first = row + 2;
    for (at, (report, time)) in (first..).zip(model.reports.iter().enumerate()) {
        put(sheet, (at, 0), &Value::Date(model.time.date(*time)), formats, lang)?;
        for (column, (_, cell)) in (1..).zip(&cells) {
            let median = findings.outcomes.series_point(*cell, series, report).p50;
            put(sheet, (at, column), &Value::Number(median), formats, lang)?;
        }
    }
    let last = first + u32::try_from(model.reports.len()).unwrap_or(0) - 1;
    let mut chart = Chart::new_line();
    for (column, (option, _)) in (1..).zip(&cells) {
        let mut line = ChartLine::new();
        // by dashes too: colours are lost in print
        let dash = match option % 2 {
            0 => ChartLineDashType::Solid,
            _ => ChartLineDashType::Dash,
        };
        line.set_width(2.0).set_color(colour(*option)).set_dash_type(dash);
        chart
            .add_series()
            .set_name((name, row + 1, column))
            .set_categories((name, first, 0, last, 0))
            .set_values((name, first, column, last, column))
            .set_marker(ChartMarker::new().set_none())
            .set_format(ChartFormat::new().set_line(&line));
    }
    chart.legend().set_font(&font(lang));
    chart.x_axis().set_date_axis(true).set_num_format("yyyy-mm");
    dress(&mut chart, &findings.series(series), ("", &unit), lang);
    sheet.insert_chart(row, PLACE, &chart)?;
    Ok(row + ROWS.max(last + 2 - row))
}

fn heading(
    sheet: &mut Worksheet,
    row: u32,
    name: &str,
    unit: &str,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let text = if unit.is_empty() { name.to_owned() } else { format!("{name} ({unit})") };
    sheet.write_with_format(row, 0, text, &formats.section)?;
    Ok(())
}

/// Title, names of the axes, fonts, size, words for those who do not see it.
fn dress(chart: &mut Chart, title: &str, (x, y): (&str, &str), lang: Lang) {
    let mut strong = font(lang);
    strong.set_size(12).set_bold();
    chart.title().set_name(title).set_font(&strong);
    chart.x_axis().set_font(&font(lang));
    chart.y_axis().set_font(&font(lang));
    if !x.is_empty() {
        chart.x_axis().set_name(x).set_name_font(&font(lang));
    }
    if !y.is_empty() {
        chart.y_axis().set_name(y).set_name_font(&font(lang));
    }
    chart.set_width(SIZE.0).set_height(SIZE.1).set_alt_text(title);
}

fn font(lang: Lang) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name("Arial").set_size(9);
    if lang.is_rtl() {
        font.set_right_to_left(true);
    }
    font
}

/// The colour that an option has in every chart.
fn colour(option: usize) -> Color {
    let palette = Theme::report().palette;
    let crate::chart::Colour(r, g, b) = palette[option % palette.len()];
    Color::RGB(u32::from(r) << 16 | u32::from(g) << 8 | u32::from(b))
}
