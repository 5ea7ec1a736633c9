//! Text in columns.

use unicode_width::UnicodeWidthStr;

/// Columns that a text takes on a terminal.
pub fn columns(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// `text`, cut to `width` columns; what was cut ends in `…`.
pub fn cut(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        let mut longer = out.clone();
        longer.push(c);
        if columns(&longer) + 1 > width {
            break;
        }
        out = longer;
    }
    format!("{}…", out.trim_end())
}

/// `text`, filled with spaces on the right to `width` columns.
pub fn left(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// `text`, filled with spaces on the left to `width` columns.
pub fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))))
}

/// `text` in lines of at most `width` columns, each after `indent` and with a line break.
pub fn wrap(text: &str, indent: &str, width: usize) -> String {
    let mut out = String::new();
    for line in lines(text, width.saturating_sub(columns(indent))) {
        out.push_str(indent);
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// `text` broken between words into lines of at most `width` columns; a longer word stands alone.
pub fn lines(text: &str, width: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match out.last_mut() {
            Some(line) if columns(line) + 1 + columns(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    out
}

/// A unit as a table of the terminal shows it: nothing for plain numbers.
pub(super) fn symbol(unit: &str) -> String {
    if unit == "1" { String::new() } else { unit.replace('*', "·") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_a_terminal() {
        assert_eq!(cut("Phased withdrawal", 8), "Phased…");
        assert_eq!(cut("stay", 4), "stay");
        assert_eq!(left("é", 3), "é  ");
        assert_eq!(right("1", 3), "  1");
        assert_eq!(wrap("one two three", "  ", 9), "  one two\n  three\n");
    }
}
