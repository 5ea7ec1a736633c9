//! Units in words: `people/month` as "people a month", or as "شخص شهرياً".

use std::collections::BTreeMap;

use super::label::{Label, Lang, isolate};

/// Built-in units of time: name, English plural, Arabic, and what something a unit of time is
/// called in each language.
const TIMES: [(&str, &str, &str, &str, &str); 7] = [
    ("second", "seconds", "ثانية", "a second", "في الثانية"),
    ("minute", "minutes", "دقيقة", "a minute", "في الدقيقة"),
    ("hour", "hours", "ساعة", "an hour", "في الساعة"),
    ("day", "days", "يوم", "a day", "يومياً"),
    ("week", "weeks", "أسبوع", "a week", "أسبوعياً"),
    ("month", "months", "شهر", "a month", "شهرياً"),
    ("year", "years", "سنة", "a year", "سنوياً"),
];

/// Names of units with their words.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitWords {
    words: BTreeMap<String, Word>,
}

#[derive(Debug, Clone, PartialEq)]
struct Word {
    /// The unit in words; how many there are does not change them.
    noun: Label,
    /// `a month`: only units of time have it.
    rate: Option<Label>,
}

impl Default for UnitWords {
    /// The units that are built in: those of time, in the singular and the plural, and percent.
    fn default() -> Self {
        let mut words = BTreeMap::new();
        for (name, plural, arabic, rate, arabic_rate) in TIMES {
            let word = Word {
                noun: Label::both(plural, arabic),
                rate: Some(Label::both(rate, arabic_rate)),
            };
            words.insert(plural.to_owned(), word.clone());
            words.insert(name.to_owned(), word);
        }
        let percent = Word { noun: Label::both("%", "%"), rate: None };
        words.insert("percent".to_owned(), percent);
        UnitWords { words }
    }
}

impl UnitWords {
    /// Gives the unit `name` a label: `people`, `شخص`.
    pub fn declare(&mut self, name: &str, label: Label) {
        self.words.insert(name.to_owned(), Word { noun: label, rate: None });
    }

    /// A unit expression such as `people/month` in words of a language.
    ///
    /// Composed are a single unit (`months`), a unit or nothing a unit of time (`people a month`,
    /// `per month`) or per another unit (`USD per barrel`), and a unit times a unit of time
    /// (`people-years`). All others stand in their symbols, with a raised dot for products; so do
    /// those with a unit that has no word in the language. `1` is nothing.
    #[must_use]
    pub fn of(&self, unit: &str, lang: Lang) -> String {
        if unit == "1" {
            return String::new();
        }
        match self.compose(unit, lang) {
            Some(words) => words,
            None => isolate(unit.replace('*', "·"), lang),
        }
    }

    fn compose(&self, unit: &str, lang: Lang) -> Option<String> {
        let (above, below) = parts(unit)?;
        let word = |name: &&str| self.words.get(*name);
        let noun = |name: &&str| word(name).and_then(|word| exactly(&word.noun, lang));
        let times = |name: &&str| word(name).is_some_and(|word| word.rate.is_some());
        match (above.as_slice(), below.as_slice()) {
            ([one], []) => noun(one).map(str::to_owned),
            ([a, b], []) if times(a) != times(b) => {
                let (thing, time) = if times(b) { (a, b) } else { (b, a) };
                let (thing, time) = (noun(thing)?, noun(time)?);
                // a hyphen would join the last of several words only
                let plain = thing.chars().all(char::is_alphanumeric);
                let join = if plain { "-" } else { " × " };
                Some(format!("{thing}{join}{time}"))
            }
            ([], [time]) => match lang {
                Lang::En if times(time) => Some(format!("per {}", singular(time))),
                Lang::En => Some(format!("per {}", noun(time)?)),
                Lang::Ar => self.rate(time, lang),
            },
            // months a month is no way to speak
            ([thing], [time]) if !(times(thing) && times(time)) => {
                Some(format!("{} {}", noun(thing)?, self.rate(time, lang)?))
            }
            _ => None,
        }
    }

    /// `a month`, `per barrel`.
    fn rate(&self, name: &str, lang: Lang) -> Option<String> {
        let word = self.words.get(name)?;
        match &word.rate {
            Some(rate) => exactly(rate, lang).map(str::to_owned),
            None => {
                let noun = exactly(&word.noun, lang)?;
                Some(format!("{} {noun}", lang.pick("per", "لكل")))
            }
        }
    }
}

/// The text in a language itself, with no other in its place.
fn exactly(label: &Label, lang: Lang) -> Option<&str> {
    match lang {
        Lang::En => Some(&label.en),
        Lang::Ar => label.ar.as_deref(),
    }
}

/// A built-in unit of time in the singular.
fn singular(name: &str) -> &str {
    name.strip_suffix('s').unwrap_or(name)
}

/// Names above and below the line of a product of plain units. None where there is more in it:
/// powers, brackets, numbers.
fn parts(unit: &str) -> Option<(Vec<&str>, Vec<&str>)> {
    let (mut above, mut below) = (Vec::new(), Vec::new());
    for (i, factor) in unit.split('/').enumerate() {
        for (j, name) in factor.split('*').map(str::trim).enumerate() {
            let word = name.chars().all(|c| c.is_alphanumeric() || c == '_');
            if name.is_empty() || !word || (name != "1" && name.starts_with(char::is_numeric)) {
                return None;
            }
            // a/b*c is a*c/b
            let list = if i > 0 && j == 0 { &mut below } else { &mut above };
            if name != "1" {
                list.push(name);
            }
        }
    }
    Some((above, below))
}

/// Names of the units in an expression, as often as they occur.
pub fn unit_names(unit: &str) -> impl Iterator<Item = &str> {
    unit.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|name| name.starts_with(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> UnitWords {
        let mut words = UnitWords::default();
        words.declare("people", Label::both("people", "شخص"));
        words.declare("person", Label::both("people", "شخص"));
        words.declare("busd", Label::both("USD billion", "مليار دولار"));
        words.declare("barrels", Label::both("barrel", "برميل"));
        words.declare("attacks", Label::new("attacks"));
        words
    }

    #[test]
    fn clear_compounds_are_composed() {
        let words = words();
        for (unit, english, arabic) in [
            ("1", "", ""),
            ("people", "people", "شخص"),
            ("month", "months", "شهر"),
            ("percent", "%", "%"),
            ("people/month", "people a month", "شخص شهرياً"),
            ("person/weeks", "people a week", "شخص أسبوعياً"),
            ("people/hour", "people an hour", "شخص في الساعة"),
            ("1/year", "per year", "سنوياً"),
            ("1/days", "per day", "يومياً"),
            ("busd/year", "USD billion a year", "مليار دولار سنوياً"),
            ("busd/barrels", "USD billion per barrel", "مليار دولار لكل برميل"),
            ("people*year", "people-years", "شخص-سنة"),
            ("year*people", "people-years", "شخص-سنة"),
            ("busd*year", "USD billion × years", "مليار دولار × سنة"),
            ("percent/year", "% a year", "% سنوياً"),
            ("people/month*month", "people/month·month", "\u{2066}people/month·month\u{2069}"),
        ] {
            assert_eq!(words.of(unit, Lang::En), english);
            assert_eq!(words.of(unit, Lang::Ar), arabic);
        }
    }

    #[test]
    fn what_is_not_clear_stands_in_symbols() {
        let words = words();
        for unit in [
            "people^2",
            "1/week^(1/2)",
            "people/(barrels*day)",
            "people/barrels/day",
            "month/month",
            "2737.9 x people/day",
            "fish",
        ] {
            assert_eq!(words.of(unit, Lang::En), unit.replace('*', "·"));
            assert!(words.of(unit, Lang::Ar).starts_with('\u{2066}'), "{unit}");
        }
        // an English word has no place in an Arabic compound
        assert_eq!(words.of("attacks/month", Lang::En), "attacks a month");
        assert_eq!(words.of("attacks/month", Lang::Ar), "\u{2066}attacks/month\u{2069}");
    }

    #[test]
    fn names_in_an_expression() {
        let names: Vec<&str> = unit_names("people/(barrels*day)^(1/2)").collect();
        assert_eq!(names, ["people", "barrels", "day"]);
        assert_eq!(unit_names("1").count(), 0);
        assert_eq!(unit_names("2737.9 x people/day").collect::<Vec<_>>(), ["x", "people", "day"]);
    }
}
