//! `--vary name=values` of a command line.

use super::COMMAND_LINE;
use super::sweep_types::{Level, Levels, SweepAxis};
use super::sweeps::{MOST_POINTS, level_of};
use super::types::Name;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, SourceMap, Span, Spanned};

/// How an axis is typed.
const FORM: &str = "write --vary name=from:to:points, name=from:to:points:log, or \
                    name=value,value,…; q0.1:q0.9:5 and q0.1,q0.5,q0.9 are quantiles";

impl SweepAxis {
    /// Reads the axes of a command line, which become a file among the study's. With `sampled` two
    /// ends need no number of points.
    ///
    /// # Errors
    /// Every axis that cannot be understood.
    pub fn typed(
        axes: &[String],
        sampled: bool,
        sources: &mut SourceMap,
    ) -> Result<Vec<Self>, Diagnostics> {
        let lines: Vec<String> = axes.iter().map(|axis| format!("--vary {axis}\n")).collect();
        let file = sources.add(COMMAND_LINE, lines.concat());
        let mut start = "--vary ".len();
        let (mut read, mut out) = (Vec::new(), Diagnostics::default());
        for (axis, line) in axes.iter().zip(&lines) {
            match (Typed { text: axis, file, start }).read(sampled) {
                Ok(axis) => read.push(axis),
                Err(diagnostic) => out.push(*diagnostic),
            }
            start += line.len();
        }
        if out.has_errors() { Err(out) } else { Ok(read) }
    }
}

/// One axis as typed, which stands at byte `start` of `file`.
struct Typed<'a> {
    text: &'a str,
    file: FileId,
    start: usize,
}

impl<'a> Typed<'a> {
    /// Where a part of the text stands.
    fn span(&self, part: &str) -> Span {
        let from = self.start + (part.as_ptr() as usize - self.text.as_ptr() as usize);
        Span::new(self.file, from..from + part.len())
    }

    fn read(&self, sampled: bool) -> Result<SweepAxis, Box<Diagnostic>> {
        let Some((name, values)) = self.text.split_once('=') else {
            let message = "expected a name, '=' and values";
            return Err(Box::new(Diagnostic::error(self.span(self.text), message).help(FORM)));
        };
        let name = name.trim();
        let (values, log) = match values.rsplit_once(':') {
            Some((values, word)) if word.trim() == "log" => (values, true),
            _ => (values, false),
        };
        let parts: Vec<&str> = values.split(':').map(str::trim).collect();
        let quantiles = values.trim().starts_with('q');
        let levels = match parts[..] {
            [list] => {
                let levels = list.split(',').map(|text| self.level(text.trim(), quantiles));
                Levels::List(levels.collect::<Result<_, _>>()?)
            }
            [from, to] if sampled => Levels::Between {
                from: self.level(from, quantiles)?,
                to: self.level(to, quantiles)?,
                points: None,
            },
            [from, to, points] => Levels::Between {
                from: self.level(from, quantiles)?,
                to: self.level(to, quantiles)?,
                points: Some(self.points(points)?),
            },
            _ => {
                let message = "expected a list of values, or two ends and a number of points";
                return Err(Box::new(Diagnostic::error(self.span(values), message).help(FORM)));
            }
        };
        let axis = SweepAxis {
            vary: Name::new(name.to_owned(), self.span(name)),
            options: Vec::new(),
            label: None,
            levels,
            quantiles,
            log,
            span: self.span(self.text),
        };
        axis.mistake().map_or(Ok(axis), Err)
    }

    fn level(&self, text: &'a str, quantile: bool) -> Result<Spanned<Level>, Box<Diagnostic>> {
        let number = if quantile { text.strip_prefix('q').unwrap_or("") } else { text };
        match level_of(number) {
            Some(level) => Ok(Spanned::new(level, self.span(text))),
            None => {
                let what = if quantile {
                    "a quantile such as q0.1"
                } else {
                    "a number, a date or a length of time"
                };
                let message = format!("expected {what}, found '{text}'");
                Err(Box::new(Diagnostic::error(self.span(text), message).help(FORM)))
            }
        }
    }

    fn points(&self, text: &str) -> Result<Spanned<u32>, Box<Diagnostic>> {
        match text.replace('_', "").parse::<u32>() {
            Ok(points) if (2..=MOST_POINTS).contains(&points) => {
                Ok(Spanned::new(points, self.span(text)))
            }
            _ => {
                let message =
                    format!("expected a whole number of points from 2 up, found '{text}'");
                Err(Box::new(Diagnostic::error(self.span(text), message).help(FORM)))
            }
        }
    }
}
