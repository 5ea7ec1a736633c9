//! Shows diagnostics to a person: file, line, column, the line itself with the place underlined,
//! what is wrong and how to mend it.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Severity, SourceMap, Span};

/// How much the place of output can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenderStyle {
    /// Colours and line drawing: a terminal.
    Colour,
    /// Line drawing without colours: a file or a pipe.
    Plain,
    /// Nothing beyond ASCII, but for what the study itself contains.
    Ascii,
}

impl RenderStyle {
    /// Colours on a terminal, none elsewhere.
    pub fn for_terminal(is_terminal: bool) -> Self {
        if is_terminal { Self::Colour } else { Self::Plain }
    }

    fn theme(self) -> GraphicalTheme {
        match self {
            Self::Colour => GraphicalTheme::unicode(),
            Self::Plain => GraphicalTheme::unicode_nocolor(),
            Self::Ascii => GraphicalTheme::none(),
        }
    }
}

/// All diagnostics as text, errors before warnings, each kind in the order found, and a last
/// line that counts them: `3 errors, 1 warning in scenarios/x`. Empty if there are none.
///
/// `subject` is what was checked, `width` the number of columns at which text is wrapped.
pub fn render(
    sources: &SourceMap,
    diagnostics: &Diagnostics,
    subject: &str,
    style: RenderStyle,
    width: usize,
) -> String {
    let mut renderer = Renderer {
        sources,
        texts: HashMap::new(),
        handler: GraphicalReportHandler::new_themed(style.theme())
            .with_width(width.max(40))
            .with_context_lines(0)
            .with_links(false)
            // `Lines` puts line and column into the name.
            .without_primary_span_start()
            .without_syntax_highlighting(),
        out: String::new(),
    };
    for severity in [Severity::Error, Severity::Warning] {
        for diagnostic in diagnostics.items() {
            if diagnostic.severity == severity {
                renderer.diagnostic(diagnostic);
            }
        }
    }
    if !diagnostics.items().is_empty() {
        renderer.out.push_str(&summary(diagnostics, subject));
        renderer.out.push('\n');
    }
    renderer.out
}

/// `3 errors, 1 warning in scenarios/x`.
pub fn summary(diagnostics: &Diagnostics, subject: &str) -> String {
    let errors = diagnostics.errors();
    let warnings = diagnostics.items().len() - errors;
    let counted = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    };
    let mut parts = Vec::new();
    if errors > 0 || warnings == 0 {
        parts.push(counted(errors, "error"));
    }
    if warnings > 0 {
        parts.push(counted(warnings, "warning"));
    }
    format!("{} in {subject}", parts.join(", "))
}

struct Renderer<'a> {
    sources: &'a SourceMap,
    /// Texts shared by the diagnostics of a file.
    texts: HashMap<FileId, Arc<String>>,
    handler: GraphicalReportHandler,
    out: String,
}

impl Renderer<'_> {
    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        let mut files: Vec<FileId> = Vec::new();
        for (span, _) in &diagnostic.labels {
            if !files.contains(&span.file) {
                files.push(span.file);
            }
        }
        let severity = match diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        };
        let first = files.first().copied();
        let mut shown = Shown {
            message: diagnostic.message.clone(),
            severity,
            help: None,
            source: None,
            labels: Vec::new(),
        };
        if let Some(file) = first {
            self.place(&mut shown, file, &diagnostic.labels);
        }
        if files.len() < 2 {
            shown.help.clone_from(&diagnostic.help);
        }
        self.show(&shown);
        // One picture shows one file: places in others follow, the help comes last.
        for (i, file) in files.iter().enumerate().skip(1) {
            let mut shown = Shown {
                message: "and in another file".to_owned(),
                severity: miette::Severity::Advice,
                help: None,
                source: None,
                labels: Vec::new(),
            };
            self.place(&mut shown, *file, &diagnostic.labels);
            if i + 1 == files.len() {
                shown.help.clone_from(&diagnostic.help);
            }
            self.show(&shown);
        }
        self.out.push('\n');
    }

    /// Puts the labels that lie in `file` into `shown`.
    fn place(&mut self, shown: &mut Shown, file: FileId, labels: &[(Span, String)]) {
        let Some(source) = self.sources.files().get(file.0 as usize) else {
            return;
        };
        let text = self.texts.entry(file).or_insert_with(|| Arc::new(source.text.clone()));
        for (span, words) in labels.iter().filter(|(span, _)| span.file == file) {
            let words = (!words.is_empty()).then(|| words.clone());
            let range = within(text, *span);
            let place = (range.start, range.len());
            shown.labels.push(if shown.labels.is_empty() {
                LabeledSpan::new_primary_with_span(words, place)
            } else {
                LabeledSpan::new_with_span(words, place)
            });
        }
        shown.source = Some(Lines { name: source.name.clone(), text: Arc::clone(text) });
    }

    fn show(&mut self, shown: &Shown) {
        if self.handler.render_report(&mut self.out, shown).is_err() {
            // A picture that cannot be drawn must not hide what is wrong.
            self.out.push_str(&shown.message);
            self.out.push('\n');
        }
    }
}

/// The bytes of `span`, moved to whole characters inside `text`.
fn within(text: &str, span: Span) -> std::ops::Range<usize> {
    let floor = |at: usize| {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(span.start as usize);
    start..floor(span.end as usize).max(start)
}

/// A file of which whole lines are shown. Miette's own sources show the bare span when no line
/// around it is wanted, and count columns in bytes.
#[derive(Debug)]
struct Lines {
    name: String,
    text: Arc<String>,
}

impl SourceCode for Lines {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.text.as_str();
        let (from, to) = (span.offset(), span.offset() + span.len());
        let (Some(before), Some(_)) = (text.get(..from), text.get(from..to)) else {
            return Err(MietteError::OutOfBounds);
        };
        let start = before.rfind('\n').map_or(0, |i| i + 1);
        // A span that ends with a newline ends on that line.
        let last = to.saturating_sub(1).max(from);
        let end = text.as_bytes()[last..]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(text.len(), |i| last + i + 1);
        let line = before.matches('\n').count();
        let column = text[start..from].chars().count();
        let data = &text.as_bytes()[start..end];
        Ok(Box::new(MietteSpanContents::new_named(
            format!("{}:{}:{}", self.name, line + 1, column + 1),
            data,
            (start, end - start).into(),
            line,
            0,
            data.iter().filter(|byte| **byte == b'\n').count(),
        )))
    }
}

/// One diagnostic, or a part of it, in the form that miette draws.
#[derive(Debug)]
struct Shown {
    message: String,
    severity: miette::Severity,
    help: Option<String>,
    source: Option<Lines>,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.labels.is_empty() {
            return None;
        }
        Some(Box::new(self.labels.iter().cloned()))
    }
}
