//! A sheet with one header and one kind of row, and the formats that all sheets share.

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, Workbook, Worksheet,
    XlsxError,
};

use crate::text::Lang;

/// Ink of headings and their ground.
const INK: Color = Color::RGB(0x0022_2222);
const GROUND: Color = Color::RGB(0x00E8_EEF4);
const LINE: Color = Color::RGB(0x00C8_C8C8);

/// The widest column, in characters.
const WIDEST: usize = 60;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Words.
    Text(String),
    /// A number in the unit of its row.
    Number(f64),
    /// A number from 0 to 1, shown in per cent.
    Share(f64),
    /// A day.
    Date(Date),
}

impl Value {
    /// Words.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A share where `is_share`, else a number; NaN, that is nothing, where there is none.
    pub(super) fn of(value: Option<f64>, is_share: bool) -> Self {
        let value = value.unwrap_or(f64::NAN);
        if is_share { Self::Share(value) } else { Self::Number(value) }
    }
}

/// A column's heading.
pub(super) struct Column {
    /// What stands above it.
    pub(super) name: &'static str,
    /// Characters that it has room for.
    pub(super) width: usize,
}

/// A sheet of rows.
pub(super) struct Table {
    /// Name of the sheet: at most 31 characters, without `[ ] : * ? / \`.
    pub(super) name: &'static str,
    /// What it holds, for the contents.
    pub(super) about: &'static str,
    /// Its columns.
    pub(super) columns: Vec<Column>,
    /// Its rows, each with as many cells as there are columns.
    pub(super) rows: Vec<Vec<Value>>,
}

impl Table {
    /// An empty table. `columns` are names with widths.
    pub(super) fn new(
        name: &'static str,
        about: &'static str,
        columns: &[(&'static str, usize)],
    ) -> Self {
        let columns =
            columns.iter().map(|(name, width)| Column { name, width: (*width).min(WIDEST) });
        Self { name, about, columns: columns.collect(), rows: Vec::new() }
    }

    /// Writes it as a sheet with a frozen header and filters.
    pub(super) fn write(&self, book: &mut Workbook, lang: Lang) -> Result<(), XlsxError> {
        let sheet = sheet(book, self.name, lang)?;
        let formats = Formats::new(lang);
        // room for two lines of a heading
        sheet.set_row_height(0, 30)?;
        for (number, column) in (0..).zip(&self.columns) {
            sheet.set_column_width(number, column.width as f64)?;
            sheet.write_with_format(0, number, column.name, &formats.head)?;
        }
        for (number, row) in (1..).zip(&self.rows) {
            for (column, value) in (0..).zip(row) {
                put(sheet, (number, column), value, &formats, lang)?;
            }
        }
        let last = u16::try_from(self.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
        let rows = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        sheet.autofilter(0, 0, rows, last)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
        Ok(())
    }
}

/// Adds a sheet that prints on landscape A4, as wide as the page.
pub(super) fn sheet<'a>(
    book: &'a mut Workbook,
    name: &str,
    lang: Lang,
) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    sheet.set_right_to_left(lang.is_rtl());
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_footer("&L&F&C&A&R&P / &N");
    Ok(sheet)
}

/// The looks of cells.
pub(super) struct Formats {
    /// The sheet's heading.
    pub(super) title: Format,
    /// A heading within a sheet.
    pub(super) section: Format,
    /// The head of a column or row of a table.
    pub(super) head: Format,
    /// Words.
    pub(super) text: Format,
    /// Words that explain, in lines.
    pub(super) note: Format,
    /// Words that explain, in one line over the cells beside.
    pub(super) line: Format,
    /// A day.
    pub(super) date: Format,
    /// A link.
    pub(super) link: Format,
    number: Format,
}

impl Formats {
    pub(super) fn new(lang: Lang) -> Self {
        // a font that every spreadsheet program has, with Arabic letters
        let base = Format::new().set_font_name("Arial").set_font_size(10).set_font_color(INK);
        let direction = if lang.is_rtl() { 2 } else { 1 };
        let base = base.set_reading_direction(direction).set_align(FormatAlign::Top);
        Self {
            title: base.clone().set_bold().set_font_size(16),
            section: base.clone().set_bold().set_font_size(12),
            head: base
                .clone()
                .set_bold()
                .set_text_wrap()
                .set_background_color(GROUND)
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(LINE),
            text: base.clone().set_text_wrap(),
            note: base.clone().set_italic().set_text_wrap(),
            line: base.clone().set_italic(),
            date: base.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
            link: base
                .clone()
                .set_font_color(Color::RGB(0x0005_63C1))
                .set_underline(FormatUnderline::Single),
            number: base.set_reading_direction(1),
        }
    }

    /// The look of a value: about three digits that count.
    pub(super) fn of(&self, value: f64, is_share: bool) -> Format {
        let size = value.abs() * if is_share { 100.0 } else { 1.0 };
        let decimals = match size {
            _ if size >= 100.0 => "",
            _ if size >= 10.0 => ".0",
            _ if size >= 1.0 => ".00",
            _ if size >= 0.01 => ".000",
            _ if size == 0.0 => "",
            _ if is_share => ".000",
            _ => ".00E+00",
        };
        let ending = if is_share { "%" } else { "" };
        self.number.clone().set_num_format(format!("#,##0{decimals}{ending}"))
    }
}

/// Writes a value into a cell.
pub(super) fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    formats: &Formats,
    lang: Lang,
) -> Result<(), XlsxError> {
    match value {
        Value::Text(text) => sheet.write_with_format(row, column, text, &formats.text)?,
        Value::Date(date) => {
            let (year, month, day) = (date.year(), date.month(), date.day());
            let written = ExcelDateTime::from_ymd(
                u16::try_from(year).unwrap_or(9999),
                month.unsigned_abs(),
                day.unsigned_abs(),
            )?;
            sheet.write_with_format(row, column, &written, &formats.date)?
        }
        Value::Number(x) | Value::Share(x) if x.is_nan() => sheet,
        Value::Number(x) | Value::Share(x) if x.is_infinite() => {
            let word = match x.is_sign_positive() {
                true => lang.pick("never", "لا يحدث"),
                false => lang.pick("no lower end", "بلا حد أدنى"),
            };
            sheet.write_with_format(row, column, word, &formats.text)?
        }
        Value::Number(x) => sheet.write_with_format(row, column, *x, &formats.of(*x, false))?,
        Value::Share(x) => sheet.write_with_format(row, column, *x, &formats.of(*x, true))?,
    };
    Ok(())
}
