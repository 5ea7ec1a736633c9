//! Dates for readers.

use jiff::civil::Date;

use super::label::Lang;

const MONTHS_EN: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS_AR: [&str; 12] = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
];

/// The name of a month (1 to 12; others are taken into that range): "Feb", "فبراير".
#[must_use]
pub fn month_name(month: i8, lang: Lang) -> &'static str {
    let index = (month.clamp(1, 12) - 1) as usize;
    match lang {
        Lang::En => MONTHS_EN[index],
        Lang::Ar => MONTHS_AR[index],
    }
}

/// Month and year: "Feb 2024", "فبراير 2024".
#[must_use]
pub fn month_year(date: Date, lang: Lang) -> String {
    format!("{} {}", month_name(date.month(), lang), date.year())
}

/// Day, month and year: "2 Feb 2024", "2 فبراير 2024".
#[must_use]
pub fn day(date: Date, lang: Lang) -> String {
    format!("{} {}", date.day(), month_year(date, lang))
}

/// The year alone.
#[must_use]
pub fn year(date: Date) -> String {
    date.year().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_in_both_languages() {
        let d = date(2024, 2, 2);
        assert_eq!(day(d, Lang::En), "2 Feb 2024");
        assert_eq!(month_year(d, Lang::En), "Feb 2024");
        assert_eq!(day(d, Lang::Ar), "2 فبراير 2024");
        assert_eq!(month_year(d, Lang::Ar), "فبراير 2024");
        assert_eq!(year(d), "2024");
    }
}
