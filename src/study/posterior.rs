//! `[posterior]` and the file that it names: rows of uncertainties that are drawn together.

use std::ops::Range;

use super::data::DataFiles;
use super::reader::{Fields, Reader};
use super::tree::Node;
use super::types::{Name, PosteriorFile, Study};
use crate::diagnostic::{Diagnostic, Diagnostics, Span, Spanned};

/// Name of the column that holds weights.
pub const WEIGHT: &str = "weight";

/// Bytes of a line that is shown beside a mistake.
const LONGEST: usize = 120;

/// A file of joint draws, as numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct PosteriorTable {
    /// Names of its columns.
    pub columns: Vec<Name>,
    /// Values. `[columns][rows]`
    pub values: Vec<Vec<f64>>,
    /// Where the rows are written. `[rows]`
    pub rows: Vec<Span>,
    /// Numbers of their lines, from 1. `[rows]`
    pub lines: Vec<usize>,
}

impl Reader {
    /// `[posterior]`.
    pub fn posterior(&mut self, node: &Node) -> Option<PosteriorFile> {
        let mut f = Fields::open(self, node, "[posterior]")?;
        let file = f.need(self, "file", Self::name);
        let except = f.read(self, "except", |r, node| {
            r.list(node, "a list of uncertainties: [\"a\", \"b[member]\"]", Self::name)
        });
        f.finish(self);
        Some(PosteriorFile {
            file: file?,
            except: except.unwrap_or_default(),
            path: String::new(),
            text: Err(String::new()),
            drawn: false,
            source: None,
        })
    }
}

/// Reads the text of the study's posterior. That there is none yet is no mistake until a run
/// draws from it.
pub(super) fn read_posterior(study: &mut Study, files: &DataFiles<'_>) {
    if let Some(posterior) = &mut study.posterior {
        (posterior.path, posterior.text) = files.peek(&posterior.file);
    }
}

impl PosteriorFile {
    /// A place in the file; where it is named, while it is not among the study's files or where a
    /// line is too long to be shown.
    fn place(&self, range: Range<usize>) -> Span {
        let shown = self.source.filter(|_| range.len() <= LONGEST);
        shown.map_or(self.file.span, |file| Span::new(file, range))
    }

    /// The columns and rows of the file: a CSV text with a header line. Lines that start with `#`
    /// are comments.
    ///
    /// # Errors
    /// A file that cannot be read, is no table, has a column twice or no rows, or a cell that is
    /// no finite number: of each column the first.
    pub fn table(&self) -> Result<PosteriorTable, Diagnostics> {
        let mut out = Diagnostics::default();
        match self.read_table(&mut out) {
            Ok(table) if !out.has_errors() => Ok(table),
            Ok(_) => Err(out),
            Err(diagnostic) => {
                out.push(*diagnostic);
                Err(out)
            }
        }
    }

    fn read_table(&self, out: &mut Diagnostics) -> Result<PosteriorTable, Box<Diagnostic>> {
        let whole = |message: String| Box::new(Diagnostic::error(self.file.span, message));
        let text = match &self.text {
            Ok(text) => text,
            Err(why) => {
                let advice = "`drawdown calibrate` writes such a file; its path is relative to the \
                              study's folder, and stays inside it";
                return Err(Box::new(Diagnostic::error(self.file.span, why).help(advice)));
            }
        };
        let broken = |e: csv::Error| whole(format!("cannot read '{}': {e}", self.file.value));
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let heads = reader.headers().map_err(broken)?.clone();
        let head = self.place(line_from(text, 0));
        let columns: Vec<Name> = heads.iter().map(|h| Spanned::new(h.to_owned(), head)).collect();
        for (i, column) in columns.iter().enumerate() {
            if columns[..i].iter().any(|other| other.value == column.value) {
                out.push(Diagnostic::error(
                    head,
                    format!("'{}' has the column '{}' twice", self.file.value, column.value),
                ));
            }
        }
        let mut table = PosteriorTable {
            values: vec![Vec::new(); columns.len()],
            columns,
            rows: Vec::new(),
            lines: Vec::new(),
        };
        let mut lines = Lines { text, at: 0, line: 1 };
        for record in reader.records() {
            let record = record.map_err(broken)?;
            let from = record.position().map_or(0, |p| p.byte() as usize);
            let range = line_from(text, from);
            let line = lines.number(range.start);
            let place = self.place(range);
            for ((cell, column), values) in record.iter().zip(&table.columns).zip(&mut table.values)
            {
                let value = cell.parse::<f64>().unwrap_or(f64::NAN);
                if !value.is_finite() && values.iter().all(|v: &f64| v.is_finite()) {
                    let message = format!(
                        "'{cell}' is no number: column '{}' of '{}', line {line}",
                        column.value, self.file.value
                    );
                    out.push(Diagnostic::error(place, message));
                }
                values.push(value);
            }
            table.rows.push(place);
            table.lines.push(line);
        }
        if table.rows.is_empty() {
            return Err(whole(format!("'{}' has no rows", self.file.value)));
        }
        Ok(table)
    }
}

/// The first line at or after byte `from` that is neither empty nor a comment.
fn line_from(text: &str, from: usize) -> Range<usize> {
    let mut start = from;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let length = rest.find('\n').unwrap_or(rest.len());
        let line = rest[..length].trim_end();
        if !line.is_empty() && !line.starts_with('#') {
            return start..start + line.len();
        }
        start += length + 1;
    }
    from.min(text.len())..from.min(text.len())
}

/// Numbers of lines, asked for in rising order.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn number(&mut self, byte: usize) -> usize {
        let passed = self.text.as_bytes().get(self.at..byte).unwrap_or_default();
        self.line += passed.iter().filter(|b| **b == b'\n').count();
        self.at = self.at.max(byte);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::FileId;

    fn file(text: &str) -> PosteriorFile {
        let nowhere = Span::new(FileId(0), 0..0);
        PosteriorFile {
            file: Spanned::new("p.csv".to_owned(), nowhere),
            except: Vec::new(),
            path: "s/p.csv".to_owned(),
            text: Ok(text.to_owned()),
            drawn: true,
            source: Some(FileId(1)),
        }
    }

    fn messages(text: &str) -> Vec<String> {
        let found = file(text).table().expect_err("a mistake");
        found.items().iter().map(|d| d.message.clone()).collect()
    }

    #[test]
    fn comments_and_spaces_are_passed_over() {
        let text = "# what it is\n\n# more\na, b[x]\n1, 2\n# between\n3,4e-1\n";
        let table = file(text).table().unwrap();
        let names: Vec<&str> = table.columns.iter().map(|c| c.value.as_str()).collect();
        assert_eq!(names, ["a", "b[x]"]);
        assert_eq!(table.values, [[1.0, 3.0], [2.0, 0.4]]);
        assert_eq!(table.lines, [5, 7]);
        assert_eq!(&text[table.rows[1].range()], "3,4e-1");
        assert_eq!(&text[table.columns[0].span.range()], "a, b[x]");
    }

    #[test]
    fn mistakes_name_their_line() {
        let text = "# c\na,b\n1,2\n# d\nmany,3\nfew,inf\n";
        assert_eq!(
            messages(text),
            [
                "'many' is no number: column 'a' of 'p.csv', line 5",
                "'inf' is no number: column 'b' of 'p.csv', line 6"
            ]
        );
        // a line that is too long to be shown is named only
        let long = format!("a,b\n{},none\n", "1".repeat(200));
        let found = file(&long).table().expect_err("a mistake");
        assert_eq!(found.items()[0].labels[0].0, file("").file.span);
        assert_eq!(messages("a,a\n1,2\n"), ["'p.csv' has the column 'a' twice"]);
        assert_eq!(messages("# only\na,b\n"), ["'p.csv' has no rows"]);
        assert_eq!(messages(""), ["'p.csv' has no rows"]);
        assert!(messages("a,b\n1\n")[0].starts_with("cannot read 'p.csv'"));
    }

    #[test]
    fn a_file_that_is_not_there_is_told_with_help() {
        let mut posterior = file("");
        posterior.text = Err("there is no file 'p.csv'".to_owned());
        let found = posterior.table().expect_err("no file");
        assert_eq!(found.items()[0].message, "there is no file 'p.csv'");
        assert!(found.items()[0].help.as_ref().unwrap().contains("drawdown calibrate"));
    }
}
