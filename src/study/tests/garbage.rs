//! Nothing that is written can make the reader panic, and every mistake has its place.

use proptest::prelude::*;

use super::super::load_from;
use super::{Loaded, SAMPLE, read};

/// A study is rejected with at least one error, and every place found is in a file.
fn survives(loaded: Loaded) {
    let (sources, out) = match loaded {
        Ok((_, sources, out)) => {
            assert!(!out.has_errors());
            (sources, out)
        }
        Err((sources, out)) => {
            assert!(out.has_errors());
            (sources, out)
        }
    };
    for diagnostic in out.items() {
        for (span, _) in &diagnostic.labels {
            let text = &sources.get(span.file).text;
            assert!(text.get(span.range()).is_some(), "{diagnostic:?}");
        }
    }
}

/// Pieces that mutations put in.
const PIECES: &[&str] = &[
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "=",
    ".",
    ",",
    "\n",
    "\r",
    "#",
    "\\",
    "nan",
    "inf",
    "1e999",
    "-1",
    "true",
    "2024-02-30",
    "12:00:00",
    "[[x]]",
    "{ a = 1 }",
    "[]",
    "\u{0}",
    "é",
    "أ",
    "others",
    "schedule",
    "rule",
    "[stock.active]\n",
    "[[event.prison_break]]\n",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_text(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        survives(read(&String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn any_pieces(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
        survives(read(&pieces.concat()));
    }

    #[test]
    fn mutated_sample(
        changes in proptest::collection::vec(
            (any::<prop::sample::Index>(), 0..60_usize, proptest::sample::select(PIECES)),
            1..4,
        ),
    ) {
        let mut text: Vec<char> = SAMPLE.chars().collect();
        for (at, length, piece) in changes {
            let at = at.index(text.len());
            let end = (at + length).min(text.len());
            text.splice(at..end, piece.chars());
        }
        survives(read(&text.into_iter().collect::<String>()));
    }

    #[test]
    fn swapped_values(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        // A value in another's place is well-formed TOML of the wrong type.
        let lines: Vec<&str> = SAMPLE.lines().collect();
        let places: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].contains(" = ")).collect();
        let (from, to) = (places[from.index(places.len())], places[to.index(places.len())]);
        let value = lines[from].split_once(" = ").map_or("1", |(_, value)| value);
        let key = lines[to].split_once(" = ").map_or("x", |(key, _)| key);
        let swapped = format!("{key} = {value}");
        let text: Vec<&str> = lines
            .iter()
            .enumerate()
            .map(|(i, line)| if i == to { swapped.as_str() } else { line })
            .collect();
        survives(read(&text.join("\n")));
    }

    #[test]
    fn split_into_files(at in any::<prop::sample::Index>(), over in any::<bool>()) {
        let headers: Vec<usize> = SAMPLE.match_indices("\n[").map(|(i, _)| i + 1).collect();
        let at = headers[at.index(headers.len())];
        let (first, second) = SAMPLE.split_at(at);
        let mut files = vec![("t/study.toml".to_owned(), first.to_owned())];
        if over {
            files[0].1 = format!("extends = \"../base\"\n{first}");
            files.push(("base.toml".to_owned(), format!("title = \"b\"\n{second}")));
        } else {
            files.push(("t/more.toml".to_owned(), second.to_owned()));
        }
        survives(load_from(files, "t"));
    }
}

#[test]
fn deep_nesting_is_refused() {
    for text in [
        format!("x = {}{}", "[".repeat(70), "]".repeat(70)),
        format!("x = {}1{}", "{ a = ".repeat(70), " }".repeat(70)),
        format!("x = {}1{}", "{ a.b.c.d.e.f.g.h.i.j.k.l = ".repeat(70), " }".repeat(70)),
        format!("[{}a]\nx = 1", "a.".repeat(70)),
        format!("x = {}", "[".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
    ] {
        survives(read(&text));
    }
}
