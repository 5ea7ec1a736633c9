//! Numbers for readers: three significant digits, thousands separators, short forms for axes, percentages.
//!
//! Both languages use the digits 0 to 9, as the Arabic policy press does. In Arabic, a number that carries a sign,
//! a space or a per cent sign is wrapped in a left-to-right isolate, without which a minus jumps behind the number.

use super::label::{Lang, isolate};

/// U+2212, the minus sign, which is as wide as a plus sign.
const MINUS: char = '\u{2212}';
/// U+00A0, a space at which no line breaks.
const NBSP: char = '\u{a0}';

/// How the values of a measure or a series are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum NumberFormat {
    /// As numbers: "1,230", "0.0312".
    #[default]
    Plain,
    /// As shares of one: 0.31 is "31 %", in Arabic "31٪".
    Percent,
}

impl NumberFormat {
    /// A value in a table or a sentence.
    #[must_use]
    pub fn format(self, value: f64, lang: Lang) -> String {
        match self {
            NumberFormat::Plain => number(value, lang),
            NumberFormat::Percent => percent(value, lang),
        }
    }

    /// A value where space is short: beside a tick or in a cell.
    #[must_use]
    pub fn compact(self, value: f64, lang: Lang) -> String {
        match self {
            NumberFormat::Plain => compact(value, lang),
            NumberFormat::Percent => percent(value, lang),
        }
    }
}

/// Three significant digits with thousands separators: "1,230,000", "2.5", "0.0312".
#[must_use]
pub fn number(value: f64, lang: Lang) -> String {
    significant(value, 3, lang)
}

/// `digits` significant digits (at least one), without trailing zeros after the decimal point. Numbers below
/// 10⁻⁶ and from 10¹⁵ on are written with a power of ten; NaN is a dash, infinity "∞".
#[must_use]
pub fn significant(value: f64, digits: usize, lang: Lang) -> String {
    if value.is_nan() {
        return "–".to_owned();
    }
    let text = signed(value, |magnitude| magnitude_text(magnitude, digits.max(1)));
    if text.starts_with(MINUS) || text.contains(NBSP) { isolate(text, lang) } else { text }
}

/// A short form for axes and cells: "12 k", "1.2 million", "3 billion"; in Arabic "12 ألف", "1.2 مليون".
/// Numbers below 10,000 are printed as they are.
#[must_use]
pub fn compact(value: f64, lang: Lang) -> String {
    compact_as(value, value, 3, lang)
}

/// As [`compact`], but in the unit that suits `largest`, so that all values of one axis have the same: with
/// 20,000 as the largest, 5,000 is "5 k". `digits` significant digits are kept.
#[must_use]
pub fn compact_as(value: f64, largest: f64, digits: usize, lang: Lang) -> String {
    const STEPS: [(f64, &str, &str); 4] = [
        (1e12, "trillion", "تريليون"),
        (1e9, "billion", "مليار"),
        (1e6, "million", "مليون"),
        (1e3, "k", "ألف"),
    ];
    let magnitude = largest.abs();
    // The limit lies half a unit of the third digit low, so that 999,600 is a million and not 1,000 k.
    let step = STEPS.iter().find(|(unit, _, _)| magnitude >= 0.9995 * unit && magnitude >= 9_995.0);
    match step {
        Some(&(unit, en, ar)) if magnitude < 9.995e14 && value != 0.0 => {
            let scaled = significant(value / unit, digits, lang);
            format!("{scaled}{NBSP}{}", lang.pick(en, ar))
        }
        _ => significant(value, digits, lang),
    }
}

/// The sign of a percentage as it stands after its number: with a space in English, without in Arabic.
#[must_use]
pub fn percent_sign(lang: Lang) -> &'static str {
    lang.pick("\u{a0}%", "٪")
}

/// A number that was printed without a sign, with the sign of `value`: "+3.67", "−2", "0".
pub(super) fn difference(body: String, value: f64, lang: Lang) -> String {
    let sign = match value {
        _ if value.is_nan() || body == "0" => return body,
        _ if value < 0.0 => MINUS,
        _ => '+',
    };
    isolate(format!("{sign}{body}"), lang)
}

/// A share of one as a percentage: "31 %", "3.1 %", "0.031 %", "99.7 %"; in Arabic "31٪".
///
/// Two significant digits of the share or of what is missing to one, whichever is smaller: the difference
/// between 99.7 and 99.9 % matters as much as that between 0.3 and 0.1 %.
#[must_use]
pub fn percent(share: f64, lang: Lang) -> String {
    if share.is_nan() {
        return "–".to_owned();
    }
    if !share.is_finite() {
        return significant(share, 3, lang);
    }
    let text = signed(share, |magnitude| {
        let rest = magnitude.min((1.0 - magnitude).abs());
        let body = if magnitude > 1.5 || rest == 0.0 {
            magnitude_text(magnitude * 100.0, 3)
        } else {
            // 0.1 to 1: no decimals; each decade below adds one.
            let decade = -(libm::log10(rest * 1.000_000_001).floor());
            let decimals = (decade - 1.0).clamp(0.0, 6.0) as usize;
            trim_zeros(format!("{:.decimals$}", magnitude * 100.0))
        };
        format!("{body}{}", percent_sign(lang))
    });
    isolate(text, lang)
}

/// Puts a minus sign before the text of a negative number, but not before a zero.
fn signed(value: f64, text: impl Fn(f64) -> String) -> String {
    let body = text(value.abs());
    let is_zero = !body.contains(|c: char| c.is_ascii_digit() && c != '0') && !body.contains('∞');
    if value < 0.0 && !is_zero { format!("{MINUS}{body}") } else { body }
}

/// The text of a number of zero or more.
fn magnitude_text(magnitude: f64, digits: usize) -> String {
    if magnitude.is_infinite() {
        return "∞".to_owned();
    }
    if magnitude == 0.0 {
        return "0".to_owned();
    }
    // The exponent after rounding: 999.6 to three digits is 1.00e3.
    let scientific = format!("{magnitude:.*e}", digits - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-6..15).contains(&exponent) {
        let mantissa = trim_zeros(mantissa.to_owned());
        return format!("{mantissa}{NBSP}×{NBSP}10{}", superscript(exponent));
    }
    let figures: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    if exponent < 0 {
        let zeros = "0".repeat((-exponent - 1) as usize);
        return trim_zeros(format!("0.{zeros}{figures}"));
    }
    let whole_length = exponent as usize + 1;
    if figures.len() <= whole_length {
        let whole = format!("{figures}{}", "0".repeat(whole_length - figures.len()));
        return group_thousands(&whole);
    }
    let (whole, fraction) = figures.split_at(whole_length);
    trim_zeros(format!("{}.{fraction}", group_thousands(whole)))
}

/// Removes zeros at the end of a decimal fraction, and its point when nothing is left of it.
fn trim_zeros(text: String) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Puts a comma between groups of three digits.
fn group_thousands(whole: &str) -> String {
    let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// An exponent in raised digits.
fn superscript(exponent: i32) -> String {
    exponent
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            '9' => '⁹',
            _ => '⁰',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn en(value: f64) -> String {
        number(value, Lang::En)
    }

    #[test]
    fn three_significant_digits() {
        assert_eq!(en(1_234_567.0), "1,230,000");
        assert_eq!(en(12_345.0), "12,300");
        assert_eq!(en(999.6), "1,000");
        assert_eq!(en(2.5), "2.5");
        assert_eq!(en(0.031_24), "0.0312");
        assert_eq!(en(-42.0), "−42");
        assert_eq!(en(0.0), "0");
        assert_eq!(en(-0.0), "0");
        assert_eq!(en(1e-9), "1\u{a0}×\u{a0}10⁻⁹");
        assert_eq!(en(1.234e18), "1.23\u{a0}×\u{a0}10¹⁸");
        assert_eq!(en(f64::INFINITY), "∞");
        assert_eq!(en(f64::NEG_INFINITY), "−∞");
        assert_eq!(en(f64::NAN), "–");
    }

    #[test]
    fn compact_numbers_step_at_ten_thousand() {
        let en = |value| compact(value, Lang::En).replace('\u{a0}', " ");
        assert_eq!(en(9_500.0), "9,500");
        assert_eq!(en(12_000.0), "12 k");
        assert_eq!(en(999_600.0), "1 million");
        assert_eq!(en(1_234_567.0), "1.23 million");
        assert_eq!(en(5e9), "5 billion");
        assert_eq!(en(-25_000.0), "−25 k");
        assert_eq!(en(0.03), "0.03");
        assert_eq!(en(f64::INFINITY), "∞");
        assert_eq!(compact(1.2e6, Lang::Ar), "1.2\u{a0}مليون");
    }

    #[test]
    fn percentages_keep_two_digits_of_the_smaller_side() {
        let en = |value| percent(value, Lang::En).replace('\u{a0}', " ");
        assert_eq!(en(0.314), "31 %");
        assert_eq!(en(0.0314), "3.1 %");
        assert_eq!(en(0.000_314), "0.031 %");
        assert_eq!(en(0.9968), "99.68 %");
        assert_eq!(en(0.968), "96.8 %");
        assert_eq!(en(0.1), "10 %");
        assert_eq!(en(0.0), "0 %");
        assert_eq!(en(1.0), "100 %");
        assert_eq!(en(2.5), "250 %");
        assert_eq!(en(-0.05), "−5 %");
    }

    #[test]
    fn signs_are_isolated_in_arabic() {
        assert_eq!(number(-5.0, Lang::Ar), "\u{2066}−5\u{2069}");
        assert_eq!(number(5.0, Lang::Ar), "5");
        assert_eq!(percent(0.05, Lang::Ar), "\u{2066}5٪\u{2069}");
    }
}
