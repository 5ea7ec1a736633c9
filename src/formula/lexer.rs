//! Text of a formula to tokens.

use std::ops::Range;

use jiff::civil::Date;

use super::ParseError;

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A number.
    Number(f64),
    /// A name or a word such as `and`.
    Word(String),
    /// A date written `2026-01-01`.
    Date(Date),
    /// Text in quotes (a duration).
    Quoted(String),
    /// An operator or a bracket.
    Sign(&'static str),
    /// The end of the text.
    End,
}

/// Signs, longest first.
const SIGNS: [&str; 17] =
    ["<=", ">=", "==", "!=", "+", "-", "*", "/", "^", "<", ">", "(", ")", "[", "]", ",", "="];

/// Signs of other languages and what is written here instead.
const FOREIGN: [(&str, &str); 4] = [("&&", "and"), ("||", "or"), ("**", "^"), ("!", "not")];

/// Splits `text` into tokens with their byte ranges; the last is [`Token::End`].
pub fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, ParseError> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, len) = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if c.is_ascii_digit()
            || (c == '.' && rest[1..].starts_with(|d: char| d.is_ascii_digit()))
        {
            number_or_date(rest, at)?
        } else if c.is_alphabetic() || c == '_' {
            let len = rest.find(|d: char| !(d.is_alphanumeric() || d == '_')).unwrap_or(rest.len());
            (Token::Word(rest[..len].to_owned()), len)
        } else if c == '\'' || c == '"' {
            match rest[1..].find(c) {
                Some(close) => (Token::Quoted(rest[1..=close].to_owned()), close + 2),
                None => {
                    return Err(ParseError::new(at..text.len(), "this quote is not closed"));
                }
            }
        } else {
            sign(rest, at, c)?
        };
        out.push((token, at..at + len));
        at += len;
    }
    out.push((Token::End, text.len()..text.len()));
    Ok(out)
}

fn sign(rest: &str, at: usize, c: char) -> Result<(Token, usize), ParseError> {
    for (foreign, ours) in FOREIGN {
        if rest.starts_with(foreign) && !rest.starts_with("!=") {
            return Err(ParseError::new(
                at..at + foreign.len(),
                format!("`{foreign}` is not an operator here"),
            )
            .help(format!("write `{ours}`")));
        }
    }
    match SIGNS.iter().find(|s| rest.starts_with(**s)) {
        Some(&"=") => Err(ParseError::new(at..at + 1, "`=` does not compare").help("write `==`")),
        Some(s) => Ok((Token::Sign(s), s.len())),
        None => Err(ParseError::new(at..at + c.len_utf8(), format!("unexpected character `{c}`"))),
    }
}

fn number_or_date(rest: &str, at: usize) -> Result<(Token, usize), ParseError> {
    let bytes = rest.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let is_date = (0..4).all(digit)
        && bytes.get(4) == Some(&b'-')
        && digit(5)
        && digit(6)
        && bytes.get(7) == Some(&b'-')
        && digit(8)
        && digit(9)
        && !digit(10);
    if is_date {
        return match rest[..10].parse::<Date>() {
            Ok(date) => Ok((Token::Date(date), 10)),
            Err(_) => Err(ParseError::new(at..at + 10, "there is no such date")),
        };
    }
    let mut len = 0;
    let mut seen_exponent = false;
    while let Some(&b) = bytes.get(len) {
        let after_e = len > 0 && matches!(bytes[len - 1], b'e' | b'E');
        let keep = match b {
            b'0'..=b'9' | b'.' | b'_' => true,
            b'e' | b'E' if !seen_exponent => {
                seen_exponent = digit(len + 1)
                    || (matches!(bytes.get(len + 1), Some(b'+' | b'-')) && digit(len + 2));
                seen_exponent
            }
            b'+' | b'-' => after_e,
            _ => false,
        };
        if !keep {
            break;
        }
        len += 1;
    }
    let text = rest[..len].replace('_', "");
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((Token::Number(value), len)),
        _ => Err(ParseError::new(at..at + len, "this is not a number")),
    }
}
