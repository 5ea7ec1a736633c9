//! Units of time and durations as they are written.

/// Unit of time of a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// 1 s.
    Second,
    /// 60 s.
    Minute,
    /// 3,600 s.
    Hour,
    /// 86,400 s.
    Day,
    /// 7 days.
    Week,
    /// 1/12 year.
    Month,
    /// 365.2425 days.
    Year,
}

impl TimeUnit {
    /// Its length in days.
    pub fn days(self) -> f64 {
        match self {
            TimeUnit::Second => 1.0 / 86_400.0,
            TimeUnit::Minute => 1.0 / 1_440.0,
            TimeUnit::Hour => 1.0 / 24.0,
            TimeUnit::Day => 1.0,
            TimeUnit::Week => 7.0,
            TimeUnit::Month => 30.436_875,
            TimeUnit::Year => 365.242_5,
        }
    }

    /// From its name, singular or plural (`"week"`, `"weeks"`).
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.strip_suffix('s').unwrap_or(name) {
            "second" => TimeUnit::Second,
            "minute" => TimeUnit::Minute,
            "hour" => TimeUnit::Hour,
            "day" => TimeUnit::Day,
            "week" => TimeUnit::Week,
            "month" => TimeUnit::Month,
            "year" => TimeUnit::Year,
            _ => return None,
        })
    }

    /// Its name in the singular.
    pub fn name(self) -> &'static str {
        match self {
            TimeUnit::Second => "second",
            TimeUnit::Minute => "minute",
            TimeUnit::Hour => "hour",
            TimeUnit::Day => "day",
            TimeUnit::Week => "week",
            TimeUnit::Month => "month",
            TimeUnit::Year => "year",
        }
    }
}

/// A length of time such as `"6 months"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duration {
    /// How many.
    pub count: f64,
    /// Of what.
    pub unit: TimeUnit,
}

impl Duration {
    /// From text such as `"1 week"`, `"6 months"`, `"0.5 year"`.
    pub fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.trim().split_once(char::is_whitespace)?;
        Some(Self {
            count: count.replace('_', "").parse::<f64>().ok().filter(|c| c.is_finite())?,
            unit: TimeUnit::from_name(unit.trim())?,
        })
    }

    /// Its length in days.
    pub fn days(&self) -> f64 {
        self.count * self.unit.days()
    }
}
