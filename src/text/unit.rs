//! Units in words: `people/month` as "people a month", or as "شخص شهرياً".

use std::collections::BTreeMap;

use super::count::{Form, Noun, noun};
use super::label::{Label, Lang, isolate};
use super::number::number;

/// Built-in units of time, and what something a unit of time is called in each language.
const TIMES: [(Noun, &str, &str); 7] = [
    (noun::SECOND, "a second", "في الثانية"),
    (noun::MINUTE, "a minute", "في الدقيقة"),
    (noun::HOUR, "an hour", "في الساعة"),
    (noun::DAY, "a day", "يومياً"),
    (noun::WEEK, "a week", "أسبوعياً"),
    (noun::MONTH, "a month", "شهرياً"),
    (noun::YEAR, "a year", "سنوياً"),
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
    /// What Arabic says of three to ten: `أشخاص`.
    plural_ar: Option<String>,
}

impl Default for UnitWords {
    /// The units that are built in: those of time, in the singular and the plural, and percent.
    fn default() -> Self {
        let mut words = BTreeMap::new();
        for (time, rate, arabic_rate) in TIMES {
            let word = Word {
                noun: Label::both(time.many, time.ar),
                rate: Some(Label::both(rate, arabic_rate)),
                plural_ar: Some(time.ar_few.to_owned()),
            };
            words.insert(time.many.to_owned(), word.clone());
            words.insert(time.one.to_owned(), word);
        }
        let percent = Word { noun: Label::both("%", "٪"), rate: None, plural_ar: None };
        words.insert("percent".to_owned(), percent);
        UnitWords { words }
    }
}

impl UnitWords {
    /// Gives the unit `name` a label: `people`, `شخص`.
    pub fn declare(&mut self, name: &str, label: Label) {
        self.words.insert(name.to_owned(), Word { noun: label, rate: None, plural_ar: None });
    }

    /// Says what Arabic calls three to ten of a unit: `أشخاص`. Without it the label stands after
    /// every number.
    pub fn declare_plural(&mut self, name: &str, arabic: &str) {
        if let Some(word) = self.words.get_mut(name) {
            word.plural_ar = Some(arabic.to_owned());
        }
    }

    /// A value with its unit: "1,520 attacks a month"; "1,520 هجوماً شهرياً", "3 هجمات شهرياً",
    /// "15٪". The number is printed by [`number`].
    #[must_use]
    pub fn counted(&self, value: f64, unit: &str, lang: Lang) -> String {
        let text = number(value, lang);
        let words = self.of(unit, lang);
        match lang {
            _ if words.is_empty() => text,
            Lang::En => format!("{text} {words}"),
            // a sign, not a word: it stands with the number
            Lang::Ar if words.starts_with('٪') => {
                let bare = number(value, Lang::En);
                format!("{}{}", isolate(format!("{bare}٪"), lang), &words['٪'.len_utf8()..])
            }
            Lang::Ar => self.counted_arabic(value, unit, &text, &words),
        }
    }

    /// The noun of the unit takes the form that the number asks for, where its plural is known.
    fn counted_arabic(&self, value: f64, unit: &str, text: &str, words: &str) -> String {
        let known = parts(unit).and_then(|(above, _)| match above[..] {
            [one] => self.words.get(one),
            _ => None,
        });
        let Some((noun, plural)) =
            known.and_then(|word| Some((word.noun.ar.as_deref()?, word.plural_ar.as_deref()?)))
        else {
            return format!("{text} {words}");
        };
        let Some(rest) = words.strip_prefix(noun) else { return format!("{text} {words}") };
        let one_word = !noun.contains(' ');
        match Form::of_printed(value) {
            Form::Few => format!("{text} {plural}{rest}"),
            Form::Many if one_word => format!("{text} {}{rest}", accusative(noun)),
            Form::One if one_word && value > 0.0 => format!("{}{rest}", single(noun)),
            Form::Two if one_word && value > 0.0 => format!("{}{rest}", dual(noun)),
            _ => format!("{text} {words}"),
        }
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
            // the Arabic noun is in the singular, as this asks for
            ([thing], [a, b]) if lang == Lang::Ar && !times(thing) && times(a) != times(b) => {
                let (per, time) = if times(b) { (a, b) } else { (b, a) };
                let (per, time) = (self.rate(per, lang)?, self.rate(time, lang)?);
                Some(format!("{} {per} {time}", noun(thing)?))
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

/// "هجوماً"; what ends in ة, ى, ا or اء shows no ending.
fn accusative(noun: &str) -> String {
    let bare = ["ة", "ى", "ا", "اء"].iter().any(|end| noun.ends_with(end));
    if bare { noun.to_owned() } else { format!("{noun}اً") }
}

/// "هجوم واحد", "ضربة واحدة".
fn single(noun: &str) -> String {
    format!("{noun} {}", if noun.ends_with('ة') { "واحدة" } else { "واحد" })
}

/// "هجومان", "ضربتان".
fn dual(noun: &str) -> String {
    match noun.strip_suffix('ة') {
        Some(stem) => format!("{stem}تان"),
        None => format!("{noun}ان"),
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
            ("percent", "%", "٪"),
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
            ("percent/year", "% a year", "٪ سنوياً"),
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
            "people/barrels/barrels",
            "month/month",
            "2737.9 x people/day",
            "fish",
        ] {
            assert_eq!(words.of(unit, Lang::En), unit.replace('*', "·"));
            assert!(words.of(unit, Lang::Ar).starts_with('\u{2066}'), "{unit}");
        }
        assert_eq!(words.of("people/barrels/day", Lang::En), "people/barrels/day");
        assert_eq!(words.of("people/barrels/day", Lang::Ar), "شخص لكل برميل يومياً");
        assert_eq!(words.of("people/day/barrels", Lang::Ar), "شخص لكل برميل يومياً");
        // an English word has no place in an Arabic compound
        assert_eq!(words.of("attacks/month", Lang::En), "attacks a month");
        assert_eq!(words.of("attacks/month", Lang::Ar), "\u{2066}attacks/month\u{2069}");
    }

    #[test]
    fn numbers_with_units() {
        let mut words = words();
        words.declare_plural("people", "أشخاص");
        words.declare_plural("busd", "مليارات دولار");
        words.declare("strikes", Label::both("strikes", "ضربة"));
        words.declare_plural("strikes", "ضربات");
        for (value, unit, english, arabic) in [
            (3.0, "people", "3 people", "3 أشخاص"),
            (12.0, "people/month", "12 people a month", "12 شخصاً شهرياً"),
            (100.0, "people", "100 people", "100 شخص"),
            (2.5, "people", "2.5 people", "2.5 شخص"),
            (1.0, "strikes", "1 strikes", "ضربة واحدة"),
            (2.0, "strikes", "2 strikes", "ضربتان"),
            (15.0, "strikes", "15 strikes", "15 ضربة"),
            (5.0, "busd/year", "5 USD billion a year", "5 مليارات دولار سنوياً"),
            (15.0, "busd", "15 USD billion", "15 مليار دولار"),
            (2.0, "busd", "2 USD billion", "2 مليار دولار"),
            (5.0, "months", "5 months", "5 أشهر"),
            (5.0, "person", "5 people", "5 شخص"),
            (5.0, "1", "5", "5"),
            (5.0, "1/year", "5 per year", "5 سنوياً"),
            (5.0, "people*year", "5 people-years", "5 شخص-سنة"),
            (5.0, "percent", "5 %", "\u{2066}5٪\u{2069}"),
            (-5.0, "percent/year", "−5 % a year", "\u{2066}−5٪\u{2069} سنوياً"),
        ] {
            assert_eq!(words.counted(value, unit, Lang::En), english);
            assert_eq!(words.counted(value, unit, Lang::Ar), arabic);
        }
    }

    #[test]
    fn names_in_an_expression() {
        let names: Vec<&str> = unit_names("people/(barrels*day)^(1/2)").collect();
        assert_eq!(names, ["people", "barrels", "day"]);
        assert_eq!(unit_names("1").count(), 0);
        assert_eq!(unit_names("2737.9 x people/day").collect::<Vec<_>>(), ["x", "people", "day"]);
    }
}
