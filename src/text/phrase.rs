//! Pieces of sentences in both languages: lists, quotations, ranges, bounds.
//!
//! The texts that go in are already in the language: numbers from [`number`](super::number()), labels as the study
//! gives them. Nothing here inflects a label.

use jiff::civil::Date;

use super::date::day;
use super::label::{Lang, isolate};
use super::number::{difference, number};

/// "A, B and C"; "أ، وب، وج", of two "أ وب".
#[must_use]
pub fn listed(items: &[String], lang: Lang) -> String {
    match (items, lang) {
        ([], _) => String::new(),
        ([one], _) => one.clone(),
        ([all @ .., last], Lang::En) => format!("{} and {last}", all.join(", ")),
        ([a, b], Lang::Ar) => format!("{a} و{b}"),
        (all, Lang::Ar) => all.join("، و"),
    }
}

/// "A, B or C"; "أ أو ب أو ج".
#[must_use]
pub fn alternatives(items: &[String], lang: Lang) -> String {
    match (items, lang) {
        ([all @ .., last], Lang::En) if !all.is_empty() => {
            format!("{} or {last}", all.join(", "))
        }
        (all, _) => all.join(lang.pick(" or ", " أو ")),
    }
}

/// “X”; «X».
#[must_use]
pub fn quoted(text: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("\u{201c}{text}\u{201d}"),
        Lang::Ar => format!("«{}»", latin(text, lang)),
    }
}

/// Text that may be Latin inside an Arabic sentence: isolated where it has Latin letters and no Arabic ones, so
/// that it keeps its order and leaves that of what is around it.
#[must_use]
pub fn latin(text: &str, lang: Lang) -> String {
    let arabic = text.chars().any(is_arabic);
    let foreign = text.chars().any(|c| c.is_ascii_alphabetic());
    if lang == Lang::Ar && foreign && !arabic {
        isolate(text.to_owned(), lang)
    } else {
        text.to_owned()
    }
}

/// Whether a character belongs to the Arabic script.
#[must_use]
pub fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{06ff}' | '\u{0750}'..='\u{077f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

/// "2.5 to 3.7"; "من 2.5 إلى 3.7".
#[must_use]
pub fn range(low: &str, high: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{low} to {high}"),
        Lang::Ar => format!("من {low} إلى {high}"),
    }
}

/// "between 2.5 and 3.7"; "بين 2.5 و3.7".
#[must_use]
pub fn between(low: &str, high: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("between {low} and {high}"),
        Lang::Ar => format!("بين {low} و{high}"),
    }
}

/// "2.5 – 3.7", where words have no room. In Arabic the lower end stands on the right.
#[must_use]
pub fn span(low: &str, high: &str) -> String {
    format!("{low} – {high}")
}

/// "at most 5"; "5 على الأكثر".
#[must_use]
pub fn at_most(text: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("at most {text}"),
        Lang::Ar => format!("{text} على الأكثر"),
    }
}

/// "at least 5"; "5 على الأقل".
#[must_use]
pub fn at_least(text: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("at least {text}"),
        Lang::Ar => format!("{text} على الأقل"),
    }
}

/// "below 5"; "أقل من 5".
#[must_use]
pub fn below(text: &str, lang: Lang) -> String {
    format!("{} {text}", lang.pick("below", "أقل من"))
}

/// "above 5"; "أكثر من 5".
#[must_use]
pub fn above(text: &str, lang: Lang) -> String {
    format!("{} {text}", lang.pick("above", "أكثر من"))
}

/// "about 5"; "نحو 5".
#[must_use]
pub fn about(text: &str, lang: Lang) -> String {
    format!("{} {text}", lang.pick("about", "نحو"))
}

/// ", "; "، ".
#[must_use]
pub fn comma(lang: Lang) -> &'static str {
    lang.pick(", ", "، ")
}

/// "; "; "؛ ".
#[must_use]
pub fn semicolon(lang: Lang) -> &'static str {
    lang.pick("; ", "؛ ")
}

/// A number with its sign, three significant digits: "+3.67", "−2", "0".
#[must_use]
pub fn signed(value: f64, lang: Lang) -> String {
    difference(number(value.abs(), Lang::En), value, lang)
}

/// "12.04 ± 0.96", which an Arabic sentence does not turn round. The parts must not be isolated already.
#[must_use]
pub fn plus_minus(value: &str, half: &str, lang: Lang) -> String {
    isolate(format!("{value} ± {half}"), lang)
}

/// "2 Feb 2024 to 1 Mar 2025"; "من 2 فبراير 2024 إلى 1 مارس 2025"; one day alone where both are the same.
#[must_use]
pub fn date_range(from: Date, to: Date, lang: Lang) -> String {
    if from == to { day(from, lang) } else { range(&day(from, lang), &day(to, lang), lang) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(items: &[&str]) -> Vec<String> {
        items.iter().map(|s| (*s).to_owned()).collect()
    }

    #[test]
    fn lists() {
        for (items, english, arabic) in [
            (owned(&[]), "", ""),
            (owned(&["أ"]), "أ", "أ"),
            (owned(&["أ", "ب"]), "أ and ب", "أ وب"),
            (owned(&["أ", "ب", "ج"]), "أ, ب and ج", "أ، وب، وج"),
        ] {
            assert_eq!(listed(&items, Lang::En), english);
            assert_eq!(listed(&items, Lang::Ar), arabic);
        }
        assert_eq!(alternatives(&owned(&["a", "b", "c"]), Lang::En), "a, b or c");
        assert_eq!(alternatives(&owned(&["a"]), Lang::En), "a");
        assert_eq!(alternatives(&owned(&["أ", "ب", "ج"]), Lang::Ar), "أ أو ب أو ج");
    }

    #[test]
    fn quotations_isolate_what_is_latin() {
        assert_eq!(quoted("stay", Lang::En), "“stay”");
        assert_eq!(quoted("البقاء", Lang::Ar), "«البقاء»");
        assert_eq!(quoted("stay", Lang::Ar), "«\u{2066}stay\u{2069}»");
        assert_eq!(latin("12", Lang::Ar), "12");
    }

    #[test]
    fn ranges_and_bounds() {
        assert_eq!(range("2", "3", Lang::En), "2 to 3");
        assert_eq!(range("2", "3", Lang::Ar), "من 2 إلى 3");
        assert_eq!(between("2", "3", Lang::Ar), "بين 2 و3");
        assert_eq!(at_most("5", Lang::Ar), "5 على الأكثر");
        assert_eq!(at_least("5", Lang::En), "at least 5");
        assert_eq!(signed(3.67, Lang::En), "+3.67");
        assert_eq!(signed(-3.0, Lang::Ar), "\u{2066}−3\u{2069}");
        assert_eq!(signed(0.0, Lang::Ar), "0");
        assert_eq!(plus_minus("12.04", "0.96", Lang::Ar), "\u{2066}12.04 ± 0.96\u{2069}");
        let (a, b) = (jiff::civil::date(2024, 2, 2), jiff::civil::date(2025, 3, 1));
        assert_eq!(date_range(a, b, Lang::En), "2 Feb 2024 to 1 Mar 2025");
        assert_eq!(date_range(a, b, Lang::Ar), "من 2 فبراير 2024 إلى 1 مارس 2025");
        assert_eq!(date_range(a, a, Lang::Ar), "2 فبراير 2024");
    }
}
