//! Makes a page smaller: words that charts repeat are drawn once.
//!
//! Text in a chart is outlines, and the charts of a report write the same names and numbers again
//! and again. The outline of each stands once at the top of the page; charts refer to it.

use std::collections::HashMap;
use std::fmt::Write;

/// Outlines shorter than this are left where they are.
const SHORTEST: usize = 80;

/// Replaces the outlines of text that occur more than once in `charts` by references. Returns
/// the SVG element that defines them, and the charts.
pub(super) fn share_outlines(charts: &[&str]) -> (String, Vec<String>) {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for chart in charts {
        for piece in Pieces::of(chart) {
            if let Piece::Text { outline, .. } = piece {
                *counts.entry(outline).or_default() += 1;
            }
        }
    }
    let mut names: HashMap<&str, usize> = HashMap::new();
    let mut definitions =
        String::from("<svg width=\"0\" height=\"0\" class=\"hidden\" aria-hidden=\"true\"><defs>");
    let mut out = Vec::with_capacity(charts.len());
    for chart in charts {
        let mut text = String::with_capacity(chart.len() / 2);
        for piece in Pieces::of(chart) {
            match piece {
                Piece::Text { before, outline, after } if counts[outline] > 1 => {
                    let next = names.len();
                    let number = *names.entry(outline).or_insert_with(|| {
                        // writing to a string cannot fail
                        let _ = write!(definitions, "<path id=\"t{next}\" d=\"{outline}\"/>");
                        next
                    });
                    let _ = write!(text, "<use{} href=\"#t{number}\"{after}", nameless(before));
                }
                Piece::Text { before, outline, after } => {
                    let _ = write!(text, "<path{} d=\"{outline}\"{after}", nameless(before));
                }
                Piece::Other(other) => text.push_str(other),
            }
        }
        out.push(text);
    }
    definitions.push_str("</defs></svg>");
    (definitions, out)
}

/// Attributes without the words that the outline stands for: the figure around has a name, and what
/// is inside of a named picture is not read out.
fn nameless(attributes: &str) -> String {
    let without = attributes.replacen(" role=\"img\"", "", 1);
    let Some(from) = without.find(" aria-label=\"") else { return without };
    let value = from + " aria-label=\"".len();
    let Some(length) = without[value..].find('"') else { return without };
    format!("{}{}", &without[..from], &without[value + length + 1..])
}

/// A part of an SVG file.
enum Piece<'a> {
    /// `<path BEFORE d="OUTLINE"AFTER` of a text, AFTER up to and with `>`.
    Text { before: &'a str, outline: &'a str, after: &'a str },
    /// Anything else.
    Other(&'a str),
}

/// Cuts an SVG file into pieces.
struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    fn of(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// The text at the start of `rest`, if it is one, and its length.
    fn text(rest: &'a str) -> Option<(Piece<'a>, usize)> {
        let end = rest.find('>')? + 1;
        let element = rest[..end].strip_prefix("<path")?;
        let at = element.find(" d=\"")?;
        let (before, from_outline) = (&element[..at], &element[at + 4..]);
        let quote = from_outline.find('"')?;
        let (outline, after) = (&from_outline[..quote], &from_outline[quote + 1..]);
        let named = before.contains(" aria-label=\"") && outline.len() >= SHORTEST;
        named.then_some((Piece::Text { before, outline, after }, end))
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        if let Some((piece, end)) = Self::text(self.rest) {
            self.rest = &self.rest[end..];
            return Some(piece);
        }
        let end = self.rest[1..].find("<path").map_or(self.rest.len(), |at| at + 1);
        let (other, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(Piece::Other(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_is_written_once() {
        let outline = "M0 0l1 1".repeat(20);
        let word =
            format!("<path role=\"img\" aria-label=\"stay\" fill=\"#222\" d=\"{outline}\"/>");
        let line = "<path fill=\"none\" d=\"M0 0l9 9\"/>";
        let chart = format!("<svg>{line}{word}<rect/>{word}</svg>");
        let (definitions, charts) = share_outlines(&[&chart, &chart]);
        assert_eq!(definitions.matches(&outline).count(), 1);
        let used = "<use fill=\"#222\" href=\"#t0\"/>";
        assert_eq!(charts[0], format!("<svg>{line}{used}<rect/>{used}</svg>"));
        assert_eq!(charts[0], charts[1]);
        let (_, once) = share_outlines(&[&format!("<svg>{word}</svg>")]);
        let bare = word.replace(" role=\"img\" aria-label=\"stay\"", "");
        assert_eq!(once[0], format!("<svg>{bare}</svg>"));
    }
}
