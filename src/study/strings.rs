//! Decodes a TOML string and remembers where each of its bytes is written.

/// The decoded text of a TOML string or key, with the offset in `raw` of each byte of the text
/// and one more for the end.
///
/// `raw` is the token as written, quotes included (or a bare key). The parser has accepted it
/// already, so that a malformed escape need not be reported here: it stands for itself.
pub(super) fn decode(raw: &str) -> (String, Vec<u32>) {
    let (quotes, escapes) = if raw.starts_with("\"\"\"") && raw.len() >= 6 {
        (3, true)
    } else if raw.starts_with("'''") && raw.len() >= 6 {
        (3, false)
    } else if raw.starts_with('"') && raw.len() >= 2 {
        (1, true)
    } else if raw.starts_with('\'') && raw.len() >= 2 {
        (1, false)
    } else {
        (0, false)
    };
    let mut start = quotes;
    if quotes == 3 {
        // A newline right after the opening quotes is not part of the text.
        if raw[start..].starts_with("\r\n") {
            start += 2;
        } else if raw[start..].starts_with('\n') {
            start += 1;
        }
    }
    let end = raw.len() - quotes;
    let mut decoder = Decoder {
        raw,
        at: start.min(end),
        end,
        text: String::with_capacity(end.saturating_sub(start)),
        offsets: Vec::with_capacity(end.saturating_sub(start) + 1),
    };
    decoder.run(escapes);
    decoder.offsets.push(end as u32);
    (decoder.text, decoder.offsets)
}

struct Decoder<'a> {
    raw: &'a str,
    at: usize,
    end: usize,
    text: String,
    offsets: Vec<u32>,
}

impl Decoder<'_> {
    fn run(&mut self, escapes: bool) {
        while self.at < self.end {
            let Some(c) = self.raw[self.at..self.end].chars().next() else {
                break;
            };
            if escapes && c == '\\' {
                self.escape();
                continue;
            }
            self.text.push(c);
            for byte in 0..c.len_utf8() {
                self.offsets.push((self.at + byte) as u32);
            }
            self.at += c.len_utf8();
        }
    }

    /// One escape, which stands at `at`.
    fn escape(&mut self) {
        let start = self.at;
        let rest = &self.raw[start + 1..self.end];
        let Some(c) = rest.chars().next() else {
            self.put('\\', start, 1);
            return;
        };
        let (decoded, length) = match c {
            'b' => ('\u{8}', 2),
            'e' => ('\u{1b}', 2),
            'f' => ('\u{c}', 2),
            'n' => ('\n', 2),
            'r' => ('\r', 2),
            't' => ('\t', 2),
            '"' | '\\' => (c, 2),
            'x' | 'u' | 'U' => {
                let digits = match c {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                match hexadecimal(rest, digits) {
                    Some(decoded) => (decoded, 2 + digits),
                    None => ('\\', 1),
                }
            }
            ' ' | '\t' | '\r' | '\n' => {
                // A backslash at the end of a line swallows white space up to the next word.
                let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
                self.at = start + 1 + blank;
                return;
            }
            _ => ('\\', 1),
        };
        self.put(decoded, start, length);
    }

    fn put(&mut self, decoded: char, start: usize, length: usize) {
        self.text.push(decoded);
        for _ in 0..decoded.len_utf8() {
            self.offsets.push(start as u32);
        }
        self.at = start + length;
    }
}

fn hexadecimal(rest: &str, digits: usize) -> Option<char> {
    char::from_u32(u32::from_str_radix(rest.get(1..1 + digits)?, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::decode;

    /// The raw text under each character of the decoded text.
    fn under(raw: &str) -> Vec<(char, String)> {
        let (text, offsets) = decode(raw);
        assert_eq!(offsets.len(), text.len() + 1);
        text.char_indices()
            .map(|(i, c)| {
                let (from, to) = (offsets[i], offsets[i + c.len_utf8()]);
                (c, raw[from as usize..to as usize].to_owned())
            })
            .collect()
    }

    fn pairs(expected: &[(char, &str)]) -> Vec<(char, String)> {
        expected.iter().map(|(c, s)| (*c, (*s).to_owned())).collect()
    }

    #[test]
    fn basic_string_with_escapes() {
        assert_eq!(
            under(r#""a\"\u00e9\n\\é\U0001F600z""#),
            pairs(&[
                ('a', "a"),
                ('"', r#"\""#),
                ('é', r"\u00e9"),
                ('\n', r"\n"),
                ('\\', r"\\"),
                ('é', "é"),
                ('😀', r"\U0001F600"),
                ('z', "z"),
            ])
        );
    }

    #[test]
    fn literal_strings_know_no_escapes() {
        assert_eq!(under(r"'a\n'"), pairs(&[('a', "a"), ('\\', "\\"), ('n', "n")]));
        assert_eq!(
            under("'''\na'b\n'''"),
            pairs(&[('a', "a"), ('\'', "'"), ('b', "b"), ('\n', "\n")])
        );
    }

    #[test]
    fn multi_line_basic_string() {
        let raw = "\"\"\"\r\na + \\\n   b\n c\"\"\"";
        let (text, offsets) = decode(raw);
        assert_eq!(text, "a + b\n c");
        let at = |i: usize| &raw[offsets[i] as usize..=offsets[i] as usize];
        assert_eq!((at(0), at(2), at(4), at(7)), ("a", "+", "b", "c"));
        assert_eq!(offsets[8] as usize, raw.len() - 3);
    }

    #[test]
    fn quotes_at_the_end_of_a_multi_line_string_belong_to_it() {
        assert_eq!(decode("\"\"\"a\"\"\"\"\"").0, "a\"\"");
        assert_eq!(decode("''''a'''").0, "'a");
    }

    #[test]
    fn bare_key_and_empty_strings() {
        assert_eq!(decode("active"), ("active".into(), vec![0, 1, 2, 3, 4, 5, 6]));
        assert_eq!(decode("\"\""), (String::new(), vec![1]));
        assert_eq!(decode("\"\"\"\n\"\"\""), (String::new(), vec![4]));
    }
}
