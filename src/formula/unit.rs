//! Units: products of base units to rational powers, times a factor.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use num_rational::Ratio;

use super::lexer::{Token, tokens};
use super::time::{Duration, TimeUnit};

/// A base unit; 0 is time, held in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BaseId(pub u16);

const TIME: BaseId = BaseId(0);

/// `factor` x product of base units to powers. A value `v` in this unit is `v x factor` in base
/// units.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    factor: f64,
    powers: BTreeMap<BaseId, Ratio<i32>>,
}

impl Unit {
    /// The unit of a bare number.
    pub fn one() -> Self {
        Self { factor: 1.0, powers: BTreeMap::new() }
    }

    /// A unit of time.
    pub fn time(unit: TimeUnit) -> Self {
        Self { factor: unit.days(), powers: BTreeMap::from([(TIME, Ratio::from_integer(1))]) }
    }

    fn base(id: BaseId) -> Self {
        Self { factor: 1.0, powers: BTreeMap::from([(id, Ratio::from_integer(1))]) }
    }

    fn combine(&self, other: &Self, sign: i32, factor: f64) -> Self {
        let mut powers = self.powers.clone();
        for (id, power) in &other.powers {
            let entry = powers.entry(*id).or_insert_with(|| Ratio::from_integer(0));
            *entry += *power * sign;
        }
        powers.retain(|_, p| *p.numer() != 0);
        Self { factor, powers }
    }

    /// Product.
    pub fn times(&self, other: &Self) -> Self {
        self.combine(other, 1, self.factor * other.factor)
    }

    /// Ratio.
    pub fn per(&self, other: &Self) -> Self {
        self.combine(other, -1, self.factor / other.factor)
    }

    /// Power.
    pub fn power(&self, exponent: Ratio<i32>) -> Self {
        let mut powers = self.powers.clone();
        for p in powers.values_mut() {
            *p *= exponent;
        }
        powers.retain(|_, p| *p.numer() != 0);
        let exponent = f64::from(*exponent.numer()) / f64::from(*exponent.denom());
        Self { factor: libm::pow(self.factor, exponent), powers }
    }

    /// Whether both measure the same thing, perhaps at another scale.
    pub fn same_dimension(&self, other: &Self) -> bool {
        self.powers == other.powers
    }

    /// Whether it is a plain number or a multiple of one (percent).
    pub fn is_dimensionless(&self) -> bool {
        self.powers.is_empty()
    }

    /// A plain number held in an odd scale (months a year) as one of unit 1; percent stays.
    pub fn tidy(self) -> Self {
        if self.is_dimensionless() && self.factor != 0.01 { Self::one() } else { self }
    }

    /// Whether it is a unit of time.
    pub fn is_time(&self) -> bool {
        self.powers.len() == 1 && self.powers.get(&TIME) == Some(&Ratio::from_integer(1))
    }

    /// Whether a base unit other than time takes part: people, things, money.
    pub fn counts_things(&self) -> bool {
        self.powers.keys().any(|id| *id != TIME)
    }

    /// The number to multiply a value in `self` by to have it in `other`; exactly 1 where they
    /// differ by rounding alone.
    pub fn factor_to(&self, other: &Self) -> f64 {
        let ratio = self.factor / other.factor;
        let nearest = ratio.round();
        // Products of factors (per month x month) leave dust in the last place.
        if nearest != 0.0 && ((ratio - nearest) / nearest).abs() < 1e-14 { nearest } else { ratio }
    }
}

/// A unit expression that cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitError {
    /// Bytes of the expression.
    pub range: std::ops::Range<usize>,
    /// What is wrong.
    pub message: String,
    /// The nearest known unit.
    pub help: Option<String>,
}

/// The units of a study by name.
#[derive(Clone, Debug)]
pub struct UnitTable {
    names: BTreeMap<String, Unit>,
    bases: Vec<String>,
}

impl Default for UnitTable {
    fn default() -> Self {
        let mut names = BTreeMap::new();
        for unit in [
            TimeUnit::Second,
            TimeUnit::Minute,
            TimeUnit::Hour,
            TimeUnit::Day,
            TimeUnit::Week,
            TimeUnit::Month,
            TimeUnit::Year,
        ] {
            names.insert(unit.name().to_owned(), Unit::time(unit));
            names.insert(format!("{}s", unit.name()), Unit::time(unit));
        }
        let percent = Unit { factor: 0.01, powers: BTreeMap::new() };
        names.insert("percent".to_owned(), percent);
        Self { names, bases: vec!["day".to_owned()] }
    }
}

impl UnitTable {
    /// Whether the name is taken.
    pub fn contains(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// Declares a base unit.
    pub fn declare_base(&mut self, name: &str) {
        let id = BaseId(self.bases.len() as u16);
        self.bases.push(name.to_owned());
        self.names.insert(name.to_owned(), Unit::base(id));
    }

    /// Declares another name of a unit.
    pub fn declare_alias(&mut self, name: &str, unit: Unit) {
        self.names.insert(name.to_owned(), unit);
    }

    /// `factor` x `unit`.
    pub fn multiple(factor: f64, unit: &Unit) -> Unit {
        Unit { factor: unit.factor * factor, powers: unit.powers.clone() }
    }

    /// Reads an expression such as `people/week`, `1/month^(1/2)`, `usd*month`.
    ///
    /// # Errors
    /// The place of the first part that is not a unit.
    pub fn parse(&self, text: &str) -> Result<Unit, UnitError> {
        let tokens = tokens(text).map_err(|e| UnitError {
            range: e.range,
            message: e.message,
            help: e.help,
        })?;
        let mut reader = UnitReader { table: self, tokens, at: 0 };
        let unit = reader.product()?;
        match reader.tokens[reader.at].0 {
            Token::End => Ok(unit),
            _ => Err(reader.error("expected `*`, `/` or `^` in a unit")),
        }
    }

    /// The unit of what a rate brings in one step, when amount = rate x `step_factor`.
    pub fn amount_unit(&self, rate: &Unit, step: Duration, step_factor: f64) -> Unit {
        let whole = rate.times(&Unit::time(step.unit));
        Self::multiple(step.count / step_factor, &whole)
    }

    /// The factor of amount = rate x factor that leaves the amount in the unit that the rate is
    /// per time of: attacks for `attacks/week`.
    pub fn natural_step(&self, rate: &Unit, step: Duration) -> f64 {
        let units = [
            step.unit,
            TimeUnit::Day,
            TimeUnit::Week,
            TimeUnit::Month,
            TimeUnit::Year,
            TimeUnit::Hour,
            TimeUnit::Minute,
            TimeUnit::Second,
        ];
        for unit in units {
            let amount = rate.times(&Unit::time(unit));
            let plain = (amount.factor - 1.0).abs() < 1e-12;
            let named = self.names.values().any(|u| {
                u.same_dimension(&amount) && (u.factor / amount.factor - 1.0).abs() < 1e-12
            });
            if plain || named {
                return if unit == step.unit { step.count } else { step.days() / unit.days() };
            }
        }
        step.count
    }

    /// Words for a unit, for messages: `people/week`.
    pub fn describe(&self, unit: &Unit) -> String {
        if let Some((name, _)) = self
            .names
            .iter()
            .find(|(n, u)| *u == unit && (!n.ends_with('s') || unit.counts_things()))
        {
            return name.clone();
        }
        let time_power = unit.powers.get(&TIME).copied();
        let (time_name, rest_factor) = self.time_name(unit, time_power);
        if (rest_factor - 1.0).abs() > 1e-9
            && let Some(rate) = self.multiple_over_time(unit)
        {
            return rate;
        }
        let mut above = Vec::new();
        let mut below = Vec::new();
        for (id, power) in &unit.powers {
            let name = if *id == TIME { time_name } else { &self.bases[id.0 as usize] };
            let size = if *power < Ratio::from_integer(0) { -*power } else { *power };
            let text = match (*size.numer(), *size.denom()) {
                (1, 1) => name.to_owned(),
                (n, 1) => format!("{name}^{n}"),
                (n, d) => format!("{name}^({n}/{d})"),
            };
            if *power < Ratio::from_integer(0) {
                below.push(text);
            } else {
                above.push(text);
            }
        }
        let mut out = if above.is_empty() { "1".to_owned() } else { above.join("*") };
        for part in below {
            let _ = write!(out, "/{part}");
        }
        if (rest_factor - 1.0).abs() > 1e-9 {
            out = format!("{rest_factor} x {out}");
        }
        out
    }

    /// A declared multiple by or per a unit of time: `musd/year`.
    fn multiple_over_time(&self, unit: &Unit) -> Option<String> {
        for time in [TimeUnit::Day, TimeUnit::Week, TimeUnit::Month, TimeUnit::Year] {
            let length = Unit::time(time);
            for (sign, whole) in [('/', unit.times(&length)), ('*', unit.per(&length))] {
                let same = |named: &Unit| {
                    named.counts_things()
                        && named.same_dimension(&whole)
                        && (named.factor / whole.factor - 1.0).abs() < 1e-9
                };
                if let Some((name, _)) = self.names.iter().find(|(_, named)| same(named)) {
                    return Some(format!("{name}{sign}{}", time.name()));
                }
            }
        }
        None
    }

    /// The unit of time in which the factor is plainest, and what is left of the factor.
    fn time_name(&self, unit: &Unit, power: Option<Ratio<i32>>) -> (&str, f64) {
        let Some(power) = power else {
            return ("day", unit.factor);
        };
        let exponent = f64::from(*power.numer()) / f64::from(*power.denom());
        for candidate in [
            TimeUnit::Day,
            TimeUnit::Week,
            TimeUnit::Month,
            TimeUnit::Year,
            TimeUnit::Hour,
            TimeUnit::Minute,
            TimeUnit::Second,
        ] {
            let left = unit.factor / libm::pow(candidate.days(), exponent);
            if (left - 1.0).abs() < 1e-9 {
                return (candidate.name(), 1.0);
            }
        }
        ("day", unit.factor)
    }
}

struct UnitReader<'t> {
    table: &'t UnitTable,
    tokens: Vec<(Token, std::ops::Range<usize>)>,
    at: usize,
}

impl UnitReader<'_> {
    fn error(&self, message: impl Into<String>) -> UnitError {
        UnitError { range: self.tokens[self.at].1.clone(), message: message.into(), help: None }
    }

    fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens[self.at].0, Token::Sign(s) if s == sign);
        if found {
            self.at += 1;
        }
        found
    }

    fn product(&mut self) -> Result<Unit, UnitError> {
        let mut unit = self.factor()?;
        loop {
            if self.sign("*") {
                unit = unit.times(&self.factor()?);
            } else if self.sign("/") {
                unit = unit.per(&self.factor()?);
            } else {
                return Ok(unit);
            }
        }
    }

    fn factor(&mut self) -> Result<Unit, UnitError> {
        let unit = match self.tokens[self.at].0.clone() {
            Token::Number(1.0) => Unit::one(),
            Token::Number(_) => {
                return Err(UnitError {
                    help: Some(
                        "declare a multiple: `[unit] thousand_people = { of = \"people\", factor = 1000 }`"
                            .to_owned(),
                    ),
                    ..self.error("the only number in a unit is 1")
                });
            }
            Token::Word(name) => match self.table.names.get(&name) {
                Some(unit) => unit.clone(),
                None => {
                    let near = crate::diagnostic::Diagnostics::nearest(
                        &name,
                        self.table.names.keys().map(String::as_str),
                    );
                    return Err(UnitError {
                        help: Some(match near {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => format!("declare it: `[unit] {name} = {{}}`"),
                        }),
                        ..self.error(format!("unknown unit `{name}`"))
                    });
                }
            },
            Token::Sign("(") => {
                self.at += 1;
                let inner = self.product()?;
                if !self.sign(")") {
                    return Err(self.error("expected `)`"));
                }
                return self.exponent(inner);
            }
            _ => return Err(self.error("expected a unit")),
        };
        self.at += 1;
        self.exponent(unit)
    }

    fn exponent(&mut self, unit: Unit) -> Result<Unit, UnitError> {
        if !self.sign("^") {
            return Ok(unit);
        }
        let bracket = self.sign("(");
        let numerator = self.integer()?;
        let mut exponent = Ratio::from_integer(numerator);
        if bracket {
            if self.sign("/") {
                let denominator = self.integer()?;
                if denominator == 0 {
                    return Err(self.error("division by zero in an exponent"));
                }
                exponent = Ratio::new(numerator, denominator);
            }
            if !self.sign(")") {
                return Err(self.error("expected `)`"));
            }
        }
        Ok(unit.power(exponent))
    }

    fn integer(&mut self) -> Result<i32, UnitError> {
        let negative = self.sign("-");
        match self.tokens[self.at].0 {
            Token::Number(v) if v.fract() == 0.0 && v.abs() < 100.0 => {
                self.at += 1;
                Ok(if negative { -(v as i32) } else { v as i32 })
            }
            _ => Err(self.error("expected a whole number, or a ratio in brackets, as exponent")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> UnitTable {
        let mut table = UnitTable::default();
        table.declare_base("people");
        let people = table.parse("people").unwrap();
        table.declare_alias("person", people);
        table.declare_base("usd");
        let usd = table.parse("usd").unwrap();
        table.declare_alias("musd", UnitTable::multiple(1e6, &usd));
        table
    }

    #[test]
    fn converts_between_scales() {
        let t = table();
        let monthly = t.parse("people/month").unwrap();
        let weekly = t.parse("person/week").unwrap();
        assert!(monthly.same_dimension(&weekly));
        assert_eq!(monthly.factor_to(&weekly), 7.0 / 30.436875);
        assert_eq!(t.parse("musd").unwrap().factor_to(&t.parse("usd").unwrap()), 1e6);
        let product = monthly.times(&t.parse("months").unwrap());
        assert_eq!(product.factor_to(&t.parse("people").unwrap()), 1.0);
        assert!(!product.same_dimension(&weekly));
    }

    #[test]
    fn exponents_are_rational() {
        let t = table();
        let sigma = t.parse("1/week^(1/2)").unwrap();
        let squared = sigma.times(&sigma);
        assert!(squared.same_dimension(&t.parse("1/day").unwrap()));
        assert_eq!(t.describe(&sigma), "1/week^(1/2)");
    }

    #[test]
    fn describes_as_a_planner_writes() {
        let t = table();
        for text in [
            "people/week",
            "1/month",
            "people",
            "month",
            "people^2/year",
            "1",
            "musd/year",
            "musd*month",
        ] {
            assert_eq!(t.describe(&t.parse(text).unwrap()), text);
        }
    }

    #[test]
    fn unknown_units_are_suggested() {
        let error = table().parse("peple/week").unwrap_err();
        assert_eq!(error.range, 0..5);
        assert_eq!(error.message, "unknown unit `peple`");
        assert_eq!(error.help.as_deref(), Some("did you mean `people`?"));
    }
}
