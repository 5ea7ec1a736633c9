//! `[history.NAME]`: what really happened. The table says what is observed and how it was counted,
//! a CSV file holds the observations.

use csv::StringRecord;
use jiff::civil::Date;

use super::data::DataFiles;
use super::reader::{Fields, Reader};
use super::tree::Node;
use super::types::{History, HistoryRow, Name, RowUse, Scale, Study, Taken, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Span, Spanned};

const USES: [(&str, RowUse); 3] =
    [("score", RowUse::Score), ("calibrate", RowUse::Calibrate), ("context", RowUse::Context)];

/// Columns that a file may have.
const COLUMNS: [&str; 8] = ["from", "to", "date", "value", "low", "high", "use", "note"];

impl Reader {
    /// `[history.NAME]`, without the rows of its file.
    pub fn history(&mut self, name: &Name, node: &Node) -> Option<History> {
        let mut f = Fields::open(self, node, format!("history '{}'", name.value))?;
        let file = f.need(self, "file", Self::name);
        let observes = f.need(self, "observes", Self::formula);
        let taken = f.need(self, "as", |r, node| {
            let choices = [Taken::Mean, Taken::Total, Taken::At, Taken::Highest, Taken::Ever];
            r.choice(node, &choices.map(|taken| (taken.word(), taken)))
        });
        let unit = f.read(self, "unit", Self::unit);
        let reported = f.read(self, "reported", |r, node| match r.value(node)? {
            Value::Number(n) if !(n.value > 0.0 && n.value.is_finite()) => r.error_help(
                n.span,
                "the share that is counted is a number above 0",
                "1 counts everything, 0.5 every second case",
            ),
            value => Some(value),
        });
        let error = f.read(self, "error", |r, node| {
            let number = r.number(node)?;
            if number.value >= 0.0 && number.value.is_finite() {
                Some(number)
            } else {
                r.error(node.span, "a counting error is a number from 0 up")
            }
        });
        let scale = f.read(self, "scale", |r, node| {
            r.choice(node, &[("log", Scale::Log), ("linear", Scale::Linear)])
        });
        let used = f.read(self, "use", |r, node| r.choice(node, &USES));
        let meta = self.meta(&mut f, true);
        let keys = [("reported", reported.as_ref().map(Value::span))];
        let keys = keys.into_iter().chain([("error", error.as_ref().map(|e| e.span))]);
        if taken == Some(Taken::Ever) {
            for (key, span) in keys.filter_map(|(key, span)| Some((key, span?))) {
                self.error_help::<()>(
                    span,
                    format!("'{key}' has no meaning with as = \"ever\""),
                    "whether something happened is 0 or 1: leave the key out",
                );
            }
        }
        f.finish(self);
        Some(History {
            name: name.clone(),
            file: file?,
            observes: observes?,
            taken: taken?,
            unit,
            reported,
            error,
            scale: scale.unwrap_or_default(),
            used: used.unwrap_or_default(),
            rows: Vec::new(),
            meta,
        })
    }
}

/// Reads the rows of every history.
pub(super) fn read_rows(study: &mut Study, files: &mut DataFiles<'_>, out: &mut Diagnostics) {
    for history in &mut study.histories {
        match files.open(&history.file) {
            Ok(file) => history.rows = Table::read(file, files.text(file), history, out),
            Err(diagnostic) => out.push(diagnostic),
        }
    }
}

/// A file while it is read.
struct Table<'a> {
    file: FileId,
    text: &'a str,
    history: &'a History,
    out: &'a mut Diagnostics,
    /// Index of each of [`COLUMNS`], where the file has it.
    columns: [Option<usize>; 8],
}

/// One row: its cells as text, and where they are written.
struct Row {
    record: StringRecord,
    places: Vec<Span>,
    whole: Span,
}

impl<'a> Table<'a> {
    fn read(
        file: FileId,
        text: &'a str,
        history: &'a History,
        out: &'a mut Diagnostics,
    ) -> Vec<HistoryRow> {
        let mut table = Self { file, text, history, out, columns: [None; 8] };
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let headers = match reader.headers() {
            Ok(headers) => headers.clone(),
            Err(error) => {
                table.broken(&error);
                return Vec::new();
            }
        };
        if !table.head(headers) {
            return Vec::new();
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let row = table.row(record);
                    rows.extend(table.observation(&row));
                }
                Err(error) => {
                    table.broken(&error);
                    // what follows a broken row may be cut in the wrong places
                    break;
                }
            }
        }
        if rows.is_empty() && !table.out.has_errors() {
            let span = history.file.span;
            table.out.push(Diagnostic::warning(span, "this table has no rows"));
        }
        rows
    }

    /// The cells of `record` with their places.
    fn row(&self, record: StringRecord) -> Row {
        let start = record.position().map_or(0, |p| p.byte() as usize);
        let (whole, cells) = cells(self.text, start);
        Row {
            record,
            places: cells.into_iter().map(|cell| Span::new(self.file, cell)).collect(),
            whole: Span::new(self.file, whole),
        }
    }

    fn error(&mut self, span: Span, message: impl Into<String>, help: &str) {
        self.out.push(Diagnostic::error(span, message).help(help));
    }

    /// What the CSV reader could not read.
    fn broken(&mut self, error: &csv::Error) {
        let start = error.position().map_or(0, |p| p.byte() as usize);
        let span = Span::new(self.file, cells(self.text, start).0);
        match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => self.error(
                span,
                format!("this row has {len} cells, the first one has {expected_len}"),
                "put text that contains a comma in quotes; an empty cell keeps its comma",
            ),
            _ => self.out.push(Diagnostic::error(span, format!("cannot read this table: {error}"))),
        }
    }

    /// Finds the columns; returns whether all that are needed are there.
    fn head(&mut self, headers: StringRecord) -> bool {
        let start = headers.position().map_or(0, |p| p.byte() as usize);
        let head = self.row(headers);
        let mut unknown = Vec::new();
        let mut good = true;
        for (i, name) in head.record.iter().enumerate() {
            let span = head.places.get(i).copied().unwrap_or(head.whole);
            let Some(known) = COLUMNS.iter().position(|c| *c == name) else {
                let help = match Diagnostics::nearest(name, COLUMNS) {
                    Some(near) => format!("did you mean '{near}'?"),
                    None => format!("columns allowed here: {}", COLUMNS.join(", ")),
                };
                self.error(span, format!("unknown column '{name}'"), &help);
                unknown.extend(Diagnostics::nearest(name, COLUMNS));
                good = false;
                continue;
            };
            if self.columns[known].replace(i).is_some() {
                self.error(span, format!("column '{name}' is there twice"), "keep one of them");
                good = false;
            }
        }
        let whole = Span::new(self.file, cells(self.text, start).0);
        let has = |name: &str| self.column(name).is_some();
        let (from, date, to, value) = (has("from"), has("date"), has("to"), has("value"));
        if from && date {
            self.error(
                whole,
                "the table has both 'from' and 'date'",
                "they mean the same: keep one",
            );
            good = false;
        }
        if date && to {
            self.error(whole, "the table has 'date' and 'to'", "call the first one 'from'");
            good = false;
        }
        let needed = "a table has the columns from,to,value (or date,value), and may have low, high, \
                      use, note";
        if !from && !date && !unknown.iter().any(|n| ["from", "date"].contains(n)) {
            self.error(whole, "the table has no column 'from'", needed);
            good = false;
        }
        if !value && !unknown.contains(&"value") {
            self.error(whole, "the table has no column 'value'", needed);
            good = false;
        }
        good
    }

    fn column(&self, name: &str) -> Option<usize> {
        COLUMNS.iter().position(|c| *c == name).and_then(|i| self.columns[i])
    }

    /// The cell of a column, if the table has the column and the cell is not empty.
    fn cell(&self, row: &Row, name: &str) -> Option<Spanned<String>> {
        let i = self.column(name)?;
        let text = row.record.get(i).filter(|text| !text.is_empty())?;
        let span = row.places.get(i).copied().unwrap_or(row.whole);
        Some(Spanned::new(text.to_owned(), span))
    }

    fn observation(&mut self, row: &Row) -> Option<HistoryRow> {
        let window = self.window(row);
        let value = match self.cell(row, "value") {
            Some(cell) => self.number(&cell),
            None => {
                let message = "this row has no value";
                self.error(row.whole, message, "leave out a row of which nothing is known");
                None
            }
        };
        let value = value.and_then(|value| self.allowed(value));
        let interval = self.interval(row, value.as_ref());
        let used = match self.cell(row, "use") {
            None => Some(None),
            Some(cell) => match USES.iter().find(|(word, _)| *word == cell.value) {
                Some((_, used)) => Some(Some(*used)),
                None => {
                    let words = USES.map(|(word, _)| word);
                    let help = match Diagnostics::nearest(&cell.value, words) {
                        Some(near) => format!("did you mean '{near}'?"),
                        None => format!("write one of {}", words.join(", ")),
                    };
                    self.error(cell.span, format!("unknown use '{}'", cell.value), &help);
                    None
                }
            },
        };
        let (from, to) = window?;
        Some(HistoryRow {
            from,
            to,
            value: value?,
            interval: interval?,
            used: used?,
            note: self.cell(row, "note").map(|cell| cell.value),
            span: row.whole,
        })
    }

    /// From when to when; both are the same for a point in time.
    fn window(&mut self, row: &Row) -> Option<(Spanned<Date>, Spanned<Date>)> {
        let Some(from) = self.cell(row, "from").or_else(|| self.cell(row, "date")) else {
            self.error(row.whole, "this row has no date", DATES);
            return None;
        };
        let to = self.cell(row, "to");
        let from = self.date(&from);
        let to = match to {
            Some(cell) => self.date(&cell)?,
            None => from.clone()?,
        };
        let from = from?;
        if from.value > to.value {
            self.out.push(
                Diagnostic::error(to.span, "this row ends before it begins")
                    .also(from.span, "the beginning")
                    .help("'to' is the day after the last; leave it empty for a point in time"),
            );
            return None;
        }
        Some((from, to))
    }

    fn date(&mut self, cell: &Spanned<String>) -> Option<Spanned<Date>> {
        let date = date(&cell.value);
        if date.is_none() {
            self.error(cell.span, format!("'{}' is not a date", cell.value), DATES);
        }
        date.map(|date| Spanned::new(date, cell.span))
    }

    fn number(&mut self, cell: &Spanned<String>) -> Option<Spanned<f64>> {
        match cell.value.parse::<f64>() {
            Ok(value) if value.is_finite() => Some(Spanned::new(value, cell.span)),
            _ => {
                let message = format!("'{}' is not a number", cell.value);
                self.error(cell.span, message, "write numbers plainly: 1250 or 12.5");
                None
            }
        }
    }

    /// A value that this history can have.
    fn allowed(&mut self, value: Spanned<f64>) -> Option<Spanned<f64>> {
        let ever = self.history.taken == Taken::Ever;
        if ever && value.value != 0.0 && value.value != 1.0 {
            self.error(value.span, "with as = \"ever\" a value is 0 or 1", "1: it happened");
            return None;
        }
        if !ever && self.history.scale == Scale::Log && value.value < 0.0 {
            self.error(
                value.span,
                "a value below 0 has no place on the logarithmic scale",
                "write scale = \"linear\" in the history",
            );
            return None;
        }
        Some(value)
    }

    /// `low` and `high`: nothing where neither is given, `None` where they are wrong.
    #[expect(clippy::option_option, reason = "wrong is not the same as absent")]
    fn interval(
        &mut self,
        row: &Row,
        value: Option<&Spanned<f64>>,
    ) -> Option<Option<[Spanned<f64>; 2]>> {
        let (low, high) = match (self.cell(row, "low"), self.cell(row, "high")) {
            (None, None) => return Some(None),
            (Some(low), Some(high)) => (self.number(&low), self.number(&high)),
            (Some(one), None) | (None, Some(one)) => {
                self.error(one.span, "an interval has two ends", "give both 'low' and 'high'");
                return None;
            }
        };
        let (low, high) = (low?, high?);
        if self.history.taken == Taken::Ever {
            let help = "leave 'low' and 'high' empty";
            self.error(low.span, "whether something happened has no interval", help);
            return None;
        }
        if low.value > high.value {
            self.out.push(
                Diagnostic::error(low.span, "this interval's low end is above its high end")
                    .also(high.span, "the high end"),
            );
            return None;
        }
        if self.history.scale == Scale::Log && low.value <= 0.0 {
            self.error(
                low.span,
                "on the logarithmic scale the low end must be above 0",
                "leave 'low' and 'high' empty to use the history's 'error', or write scale = \
                 \"linear\"",
            );
            return None;
        }
        if let Some(value) = value
            && !(low.value..=high.value).contains(&value.value)
        {
            self.out.push(
                Diagnostic::warning(value.span, "this value lies outside its own interval")
                    .also(low.span, "from")
                    .also(high.span, "to"),
            );
        }
        Some(Some([low, high]))
    }
}

const DATES: &str = "write a date as 2014-06-01, 2014-06 or 2014";

/// `2014-06-01`, `2014-06` or `2014`.
fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let digits = |part: &str, most: usize| {
        let plain = !part.is_empty() && part.len() <= most;
        (plain && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok()).flatten()
    };
    let year = parts.next().filter(|y| y.len() == 4).and_then(|y| digits(y, 4))?;
    let mut part = || match parts.next() {
        None => Some(1),
        Some(part) => digits(part, 2).and_then(|n: i16| i8::try_from(n).ok()),
    };
    let (month, day) = (part()?, part()?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, month, day).ok()
}

/// The row that begins at byte `start` of a CSV text, or after the comments and empty lines there,
/// and its cells, each without the white space around it.
fn cells(text: &str, start: usize) -> (std::ops::Range<usize>, Vec<std::ops::Range<usize>>) {
    let mut begin = start.min(text.len());
    while let Some(line) = text.get(begin..).and_then(|rest| rest.split_inclusive('\n').next()) {
        if !(line.starts_with('#') || line.trim().is_empty()) {
            break;
        }
        begin += line.len();
    }
    let trimmed = |range: std::ops::Range<usize>| {
        let cell = &text[range.clone()];
        let from = range.start + cell.len() - cell.trim_start().len();
        from..(from + cell.trim().len())
    };
    let (mut cells, mut from, mut quoted, mut end) = (Vec::new(), begin, false, text.len());
    for (i, c) in text[begin..].char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => {
                cells.push(trimmed(from..begin + i));
                from = begin + i + 1;
            }
            '\n' if !quoted => {
                end = begin + i;
                break;
            }
            _ => {}
        }
    }
    cells.push(trimmed(from..end));
    (trimmed(begin..end), cells)
}
