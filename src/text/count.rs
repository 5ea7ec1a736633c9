//! Counted things: "3 options", "خيار واحد", "خياران", "3 خيارات", "11 خياراً", "100 خيار".
//!
//! Arabic counts by the last two digits: one and two have forms of their own, 3 to 10 take the plural, 11 to 99
//! the singular with the ending of an object, and what ends in 00, 01 or 02 the bare singular, as does a number
//! with decimals.

use super::label::Lang;
use super::number::{number, significant};

/// The place of a noun in its Arabic sentence: only the form for two shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Case {
    /// A subject, or alone: "خياران".
    #[default]
    Nominative,
    /// An object, or after a preposition or another noun: "خيارين".
    Oblique,
}

/// A thing that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noun {
    /// "option".
    pub one: &'static str,
    /// "options".
    pub many: &'static str,
    /// One, as it stands with 100 and more: "خيار".
    pub ar: &'static str,
    /// One, with its number: "خيار واحد", "نقطة واحدة".
    pub ar_one: &'static str,
    /// Two: "خياران".
    pub ar_two: &'static str,
    /// Two, oblique: "خيارين".
    pub ar_two_oblique: &'static str,
    /// Three to ten: "خيارات".
    pub ar_few: &'static str,
    /// Eleven to ninety-nine: "خياراً".
    pub ar_many: &'static str,
}

/// The form of an Arabic noun that a number asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// 1.
    One,
    /// 2.
    Two,
    /// Last two digits 03 to 10.
    Few,
    /// Last two digits 11 to 99.
    Many,
    /// 0, last two digits 00 to 02 of a larger number, and what is not whole.
    Other,
}

impl Form {
    /// The form that a whole number asks for.
    #[must_use]
    pub fn of(n: u64) -> Form {
        match (n, n % 100) {
            (1, _) => Form::One,
            (2, _) => Form::Two,
            (_, 3..=10) => Form::Few,
            (_, 11..=99) => Form::Many,
            _ => Form::Other,
        }
    }

    /// The form that a number asks for as [`number`] prints it: with three significant digits.
    #[must_use]
    pub fn of_printed(value: f64) -> Form {
        let printed = number(value.abs(), Lang::En).replace(',', "");
        printed.parse::<u64>().map_or(Form::Other, Form::of)
    }
}

impl Noun {
    fn arabic(&self, form: Form, case: Case) -> &'static str {
        match (form, case) {
            (Form::One, _) => self.ar_one,
            (Form::Two, Case::Nominative) => self.ar_two,
            (Form::Two, Case::Oblique) => self.ar_two_oblique,
            (Form::Few, _) => self.ar_few,
            (Form::Many, _) => self.ar_many,
            (Form::Other, _) => self.ar,
        }
    }
}

/// A number of things: "1 option", "10,000 replicates"; "خيار واحد", "10,000 تكرار". No digit is rounded.
#[must_use]
pub fn counted(n: u64, noun: &Noun, lang: Lang) -> String {
    counted_in(n, noun, Case::Nominative, lang)
}

/// As [`counted`], in a place of the sentence.
#[must_use]
pub fn counted_in(n: u64, noun: &Noun, case: Case, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{} {}", plain_count(n), if n == 1 { noun.one } else { noun.many }),
        Lang::Ar => match Form::of(n) {
            form @ (Form::One | Form::Two) => noun.arabic(form, case).to_owned(),
            form => format!("{} {}", plain_count(n), noun.arabic(form, case)),
        },
    }
}

/// A measured number of things, with three significant digits: "3.1 points", "3.1 نقطة مئوية". It stands as
/// a subject, or after a colon.
#[must_use]
pub fn quantity(value: f64, noun: &Noun, lang: Lang) -> String {
    let text = number(value, lang);
    match lang {
        Lang::En if text == "1" => format!("{text} {}", noun.one),
        Lang::En => format!("{text} {}", noun.many),
        Lang::Ar => match Form::of_printed(value) {
            form @ (Form::One | Form::Two) if value > 0.0 => {
                noun.arabic(form, Case::Nominative).to_owned()
            }
            Form::One | Form::Two => format!("{text} {}", noun.ar),
            form => format!("{text} {}", noun.arabic(form, Case::Nominative)),
        },
    }
}

/// A whole number with a comma between groups of three digits, without rounding.
#[must_use]
pub fn plain_count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A length of time in the unit that suits it: "3 years", "18 months", "5 days"; "3 سنوات", "18 شهراً".
///
/// A year has 365.25 days, a month a twelfth of that. Whole years are said in years, from two months on other
/// lengths in months, shorter ones in days.
#[must_use]
pub fn duration(days: f64, lang: Lang) -> String {
    const YEAR: f64 = 365.25;
    let (years, months) = (days / YEAR, days / YEAR * 12.0);
    let near = |x: f64| (x - x.round()).abs() < 0.02 && x.round() >= 1.0;
    if near(years) {
        return counted(years.round() as u64, &noun::YEAR, lang);
    }
    if months >= 1.9 {
        return counted(months.round() as u64, &noun::MONTH, lang);
    }
    if near(days) {
        return counted(days.round() as u64, &noun::DAY, lang);
    }
    let text = significant(days, 2, lang);
    match text.parse() {
        Ok(whole) => counted(whole, &noun::DAY, lang),
        Err(_) => format!("{text} {}", lang.pick("days", "يوم")),
    }
}

/// The things that a report counts.
pub mod noun {
    use super::Noun;

    macro_rules! nouns {
        ($($(#[$doc:meta])* $name:ident = $one:literal, $many:literal,
            $ar:literal, $ar_one:literal, $two:literal, $two_oblique:literal, $few:literal, $acc:literal;)*) => {
            $($(#[$doc])* pub const $name: Noun = Noun {
                one: $one, many: $many, ar: $ar, ar_one: $ar_one, ar_two: $two,
                ar_two_oblique: $two_oblique, ar_few: $few, ar_many: $acc,
            };)*
            /// All of them.
            pub const ALL: &[Noun] = &[$($name),*];
        };
    }

    nouns! {
        /// A replicate.
        REPLICATE = "replicate", "replicates",
            "تكرار", "تكرار واحد", "تكراران", "تكرارين", "تكرارات", "تكراراً";
        /// A draw of the uncertainties.
        DRAW = "draw", "draws", "سحبة", "سحبة واحدة", "سحبتان", "سحبتين", "سحبات", "سحبة";
        /// A path of luck.
        PATH = "path", "paths", "مجرى", "مجرى واحد", "مجريان", "مجريين", "مجارٍ", "مجرى";
        /// An option.
        OPTION = "option", "options", "خيار", "خيار واحد", "خياران", "خيارين", "خيارات", "خياراً";
        /// A trajectory.
        TRAJECTORY = "trajectory", "trajectories",
            "مسار", "مسار واحد", "مساران", "مسارين", "مسارات", "مساراً";
        /// A future: a trajectory with or without its response.
        FUTURE = "future", "futures",
            "مسار مستقبلي", "مسار مستقبلي واحد", "مساران مستقبليان", "مسارين مستقبليين",
            "مسارات مستقبلية", "مساراً مستقبلياً";
        /// A measure.
        MEASURE = "measure", "measures",
            "مقياس", "مقياس واحد", "مقياسان", "مقياسين", "مقاييس", "مقياساً";
        /// A step of time.
        STEP = "step", "steps",
            "خطوة", "خطوة واحدة", "خطوتان", "خطوتين", "خطوات", "خطوة";
        /// A row of a table.
        ROW = "row", "rows", "صف", "صف واحد", "صفان", "صفين", "صفوف", "صفاً";
        /// An observation.
        OBSERVATION = "observation", "observations",
            "مشاهدة", "مشاهدة واحدة", "مشاهدتان", "مشاهدتين", "مشاهدات", "مشاهدة";
        /// An event.
        EVENT = "event", "events", "حدث", "حدث واحد", "حدثان", "حدثين", "أحداث", "حدثاً";
        /// A number of a study.
        NUMBER = "number", "numbers", "رقم", "رقم واحد", "رقمان", "رقمين", "أرقام", "رقماً";
        /// A source.
        SOURCE = "source", "sources",
            "مصدر", "مصدر واحد", "مصدران", "مصدرين", "مصادر", "مصدراً";
        /// A document.
        DOCUMENT = "document", "documents",
            "وثيقة", "وثيقة واحدة", "وثيقتان", "وثيقتين", "وثائق", "وثيقة";
        /// A fact of a document.
        FACT = "fact", "facts",
            "معلومة", "معلومة واحدة", "معلومتان", "معلومتين", "معلومات", "معلومة";
        /// A warning.
        WARNING = "warning", "warnings",
            "تحذير", "تحذير واحد", "تحذيران", "تحذيرين", "تحذيرات", "تحذيراً";
        /// A file.
        FILE = "file", "files", "ملف", "ملف واحد", "ملفان", "ملفين", "ملفات", "ملفاً";
        /// An uncertainty.
        UNCERTAINTY = "uncertainty", "uncertainties",
            "كمية غير مؤكدة", "كمية غير مؤكدة واحدة", "كميتان غير مؤكدتين", "كميتين غير مؤكدتين",
            "كميات غير مؤكدة", "كمية غير مؤكدة";
        /// A constant.
        CONSTANT = "constant", "constants",
            "ثابت", "ثابت واحد", "ثابتان", "ثابتين", "ثوابت", "ثابتاً";
        /// An assumption.
        ASSUMPTION = "assumption", "assumptions",
            "افتراض", "افتراض واحد", "افتراضان", "افتراضين", "افتراضات", "افتراضاً";
        /// A label.
        LABEL = "label", "labels",
            "تسمية", "تسمية واحدة", "تسميتان", "تسميتين", "تسميات", "تسمية";
        /// A percentage point.
        POINT = "point", "points",
            "نقطة مئوية", "نقطة مئوية واحدة", "نقطتان مئويتان", "نقطتين مئويتين",
            "نقاط مئوية", "نقطة مئوية";
        /// A thread of the machine.
        THREAD = "thread", "threads",
            "خيط معالجة", "خيط معالجة واحد", "خيطا معالجة", "خيطي معالجة", "خيوط معالجة",
            "خيط معالجة";
        /// A pair.
        PAIR = "pair", "pairs", "زوج", "زوج واحد", "زوجان", "زوجين", "أزواج", "زوجاً";
        /// A chart.
        CHART = "chart", "charts",
            "رسم بياني", "رسم بياني واحد", "رسمان بيانيان", "رسمين بيانيين", "رسوم بيانية",
            "رسماً بيانياً";
        /// A second.
        SECOND = "second", "seconds",
            "ثانية", "ثانية واحدة", "ثانيتان", "ثانيتين", "ثوانٍ", "ثانية";
        /// A minute.
        MINUTE = "minute", "minutes",
            "دقيقة", "دقيقة واحدة", "دقيقتان", "دقيقتين", "دقائق", "دقيقة";
        /// An hour.
        HOUR = "hour", "hours", "ساعة", "ساعة واحدة", "ساعتان", "ساعتين", "ساعات", "ساعة";
        /// A day.
        DAY = "day", "days", "يوم", "يوم واحد", "يومان", "يومين", "أيام", "يوماً";
        /// A week.
        WEEK = "week", "weeks",
            "أسبوع", "أسبوع واحد", "أسبوعان", "أسبوعين", "أسابيع", "أسبوعاً";
        /// A month.
        MONTH = "month", "months", "شهر", "شهر واحد", "شهران", "شهرين", "أشهر", "شهراً";
        /// A year.
        YEAR = "year", "years", "سنة", "سنة واحدة", "سنتان", "سنتين", "سنوات", "سنة";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_counts_by_the_last_two_digits() {
        let ar = |n| counted(n, &noun::OPTION, Lang::Ar);
        for (n, text) in [
            (0, "0 خيار"),
            (1, "خيار واحد"),
            (2, "خياران"),
            (3, "3 خيارات"),
            (10, "10 خيارات"),
            (11, "11 خياراً"),
            (20, "20 خياراً"),
            (99, "99 خياراً"),
            (100, "100 خيار"),
            (101, "101 خيار"),
            (102, "102 خيار"),
            (103, "103 خيارات"),
            (111, "111 خياراً"),
            (1_000, "1,000 خيار"),
            (10_005, "10,005 خيارات"),
        ] {
            assert_eq!(ar(n), text);
        }
        assert_eq!(counted_in(2, &noun::OPTION, Case::Oblique, Lang::Ar), "خيارين");
        assert_eq!(counted_in(3, &noun::OPTION, Case::Oblique, Lang::Ar), "3 خيارات");
        assert_eq!(counted(1, &noun::DRAW, Lang::Ar), "سحبة واحدة");
        assert_eq!(counted(40, &noun::DRAW, Lang::Ar), "40 سحبة");
    }

    #[test]
    fn english_counts_one_and_others() {
        let en = |n| counted(n, &noun::TRAJECTORY, Lang::En);
        assert_eq!(en(0), "0 trajectories");
        assert_eq!(en(1), "1 trajectory");
        assert_eq!(en(12_345), "12,345 trajectories");
    }

    #[test]
    fn measured_numbers_take_the_form_of_what_is_printed() {
        let ar = |x| quantity(x, &noun::POINT, Lang::Ar);
        assert_eq!(ar(3.1), "3.1 نقطة مئوية");
        assert_eq!(ar(3.0001), "3 نقاط مئوية");
        assert_eq!(ar(15.0), "15 نقطة مئوية");
        assert_eq!(ar(1.0), "نقطة مئوية واحدة");
        assert_eq!(ar(2.0), "نقطتان مئويتان");
        assert_eq!(ar(-2.0), "\u{2066}−2\u{2069} نقطة مئوية");
        assert_eq!(quantity(1.0, &noun::POINT, Lang::En), "1 point");
        assert_eq!(quantity(0.5, &noun::POINT, Lang::En), "0.5 points");
        assert_eq!(Form::of_printed(1_234.0), Form::Many);
        assert_eq!(Form::of_printed(f64::INFINITY), Form::Other);
    }

    #[test]
    fn lengths_of_time() {
        for (days, english, arabic) in [
            (365.25, "1 year", "سنة واحدة"),
            (1096.0, "3 years", "3 سنوات"),
            (548.0, "18 months", "18 شهراً"),
            (61.0, "2 months", "شهران"),
            (30.4375, "30 days", "30 يوماً"),
            (7.0, "7 days", "7 أيام"),
            (0.5, "0.5 days", "0.5 يوم"),
        ] {
            assert_eq!(duration(days, Lang::En), english);
            assert_eq!(duration(days, Lang::Ar), arabic);
        }
    }

    #[test]
    fn every_noun_has_all_its_forms() {
        for noun in noun::ALL {
            let first = noun.ar.split(' ').next().unwrap();
            let stem: String = first.chars().take(2).collect();
            for form in [noun.ar_one, noun.ar_two, noun.ar_two_oblique, noun.ar_many] {
                assert!(form.starts_with(&stem), "{form} of {first}");
            }
            assert_ne!(noun.ar_two, noun.ar_two_oblique);
            assert!(noun.ar_one.contains("واحد"));
            // no tanwin before the alif: the studies write it on the alif
            assert!(!noun.ar_many.contains("\u{64b}\u{627}"), "{}", noun.ar_many);
        }
    }
}
