//! The probability words of ICD 203 (Analytic Standards, Office of the Director of National Intelligence), in
//! English and Arabic.

use super::label::Lang;
use super::number::percent;
use super::phrase::range;

/// A band of probability with a name.
///
/// Bands are half-open upwards: 0.20 is "unlikely", not "very unlikely". Below 1 % and from 99 % on there is no
/// word, and the interval is printed instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likelihood {
    /// 1 to 5 %.
    AlmostNoChance,
    /// 5 to 20 %.
    VeryUnlikely,
    /// 20 to 45 %.
    Unlikely,
    /// 45 to 55 %.
    RoughlyEven,
    /// 55 to 80 %.
    Likely,
    /// 80 to 95 %.
    VeryLikely,
    /// 95 to 99 %.
    AlmostCertain,
}

impl Likelihood {
    /// All bands, from the least likely.
    pub const ALL: [Likelihood; 7] = [
        Likelihood::AlmostNoChance,
        Likelihood::VeryUnlikely,
        Likelihood::Unlikely,
        Likelihood::RoughlyEven,
        Likelihood::Likely,
        Likelihood::VeryLikely,
        Likelihood::AlmostCertain,
    ];

    /// The band of a probability, if it lies in one.
    #[must_use]
    pub fn of(probability: f64) -> Option<Likelihood> {
        Likelihood::ALL.into_iter().find(|band| {
            let (low, high) = band.range();
            low <= probability && probability < high
        })
    }

    /// The ends of the band: it holds its lower end and not its upper one.
    #[must_use]
    pub fn range(self) -> (f64, f64) {
        match self {
            Likelihood::AlmostNoChance => (0.01, 0.05),
            Likelihood::VeryUnlikely => (0.05, 0.20),
            Likelihood::Unlikely => (0.20, 0.45),
            Likelihood::RoughlyEven => (0.45, 0.55),
            Likelihood::Likely => (0.55, 0.80),
            Likelihood::VeryLikely => (0.80, 0.95),
            Likelihood::AlmostCertain => (0.95, 0.99),
        }
    }

    /// Its words.
    #[must_use]
    pub fn words(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Likelihood::AlmostNoChance, Lang::En) => "almost no chance",
            (Likelihood::AlmostNoChance, Lang::Ar) => "احتمال شبه معدوم",
            (Likelihood::VeryUnlikely, Lang::En) => "very unlikely",
            (Likelihood::VeryUnlikely, Lang::Ar) => "مستبعد جداً",
            (Likelihood::Unlikely, Lang::En) => "unlikely",
            (Likelihood::Unlikely, Lang::Ar) => "مستبعد",
            (Likelihood::RoughlyEven, Lang::En) => "roughly even chance",
            (Likelihood::RoughlyEven, Lang::Ar) => "احتمال متكافئ تقريباً",
            (Likelihood::Likely, Lang::En) => "likely",
            (Likelihood::Likely, Lang::Ar) => "مرجّح",
            (Likelihood::VeryLikely, Lang::En) => "very likely",
            (Likelihood::VeryLikely, Lang::Ar) => "مرجّح جداً",
            (Likelihood::AlmostCertain, Lang::En) => "almost certain",
            (Likelihood::AlmostCertain, Lang::Ar) => "شبه مؤكد",
        }
    }
}

/// The upper 95 % confidence limit of a probability of which `n` trials showed no case: `1 - 0.05^(1/n)`, which
/// for large `n` is about `3 / n`. One for `n = 0`: nothing is known.
#[must_use]
pub fn upper_limit_of_zero(n: u64) -> f64 {
    if n == 0 {
        return 1.0;
    }
    // 1 - exp(ln(0.05) / n), without cancellation for large n.
    -libm::expm1(libm::log(0.05) / n as f64)
}

/// Words for a probability whose interval is known from elsewhere: "likely (62 %)", or outside the bands the
/// interval, "0.2 % to 0.8 %".
#[must_use]
pub fn probability_phrase(probability: f64, interval: (f64, f64), lang: Lang) -> String {
    match Likelihood::of(probability) {
        Some(band) => format!("{} ({})", band.words(lang), percent(probability, lang)),
        None => {
            let (low, high) = (percent(interval.0, lang), percent(interval.1, lang));
            range(&low, &high, lang)
        }
    }
}

/// A probability counted from independent replicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProbabilityEstimate {
    /// In how many of them it happened.
    pub successes: u64,
    /// How many there were.
    pub n: u64,
}

impl ProbabilityEstimate {
    /// The share of replicates in which it happened; NaN when there are none.
    #[must_use]
    pub fn share(self) -> f64 {
        self.successes as f64 / self.n as f64
    }

    /// The band of the share, if it lies in one.
    #[must_use]
    pub fn likelihood(self) -> Option<Likelihood> {
        Likelihood::of(self.share())
    }

    /// A 95 % interval: Wilson's, or the exact one-sided limit when it happened never or always.
    #[must_use]
    pub fn interval95(self) -> (f64, f64) {
        if self.n == 0 {
            return (0.0, 1.0);
        }
        if self.successes == 0 {
            return (0.0, upper_limit_of_zero(self.n));
        }
        if self.successes >= self.n {
            return (1.0 - upper_limit_of_zero(self.n), 1.0);
        }
        const Z: f64 = 1.959_963_984_540_054;
        let n = self.n as f64;
        let p = self.share();
        let scale = 1.0 / (1.0 + Z * Z / n);
        let centre = (p + Z * Z / (2.0 * n)) * scale;
        let half = Z * libm::sqrt(p * (1.0 - p) / n + Z * Z / (4.0 * n * n)) * scale;
        ((centre - half).max(0.0), (centre + half).min(1.0))
    }

    /// Words: "likely (62 %)"; outside the bands the interval; for 0 of n "below 0.03 %", for n of n
    /// "above 99.97 %".
    #[must_use]
    pub fn phrase(self, lang: Lang) -> String {
        if self.n == 0 {
            return lang.pick("no data", "لا توجد بيانات").to_owned();
        }
        let interval = self.interval95();
        if self.successes == 0 {
            let limit = one_sided(interval.1, lang);
            return format!("{} {limit}", lang.pick("below", "أقل من"));
        }
        if self.successes >= self.n {
            let limit = percent(interval.0, lang);
            return format!("{} {limit}", lang.pick("above", "أكثر من"));
        }
        probability_phrase(self.share(), interval, lang)
    }
}

/// A limit rounded up to one digit, since rounding to nearest would claim more than is known.
fn one_sided(limit: f64, lang: Lang) -> String {
    let unit = libm::pow(10.0, libm::floor(libm::log10(limit)));
    let digits = libm::ceil(limit / unit - 1e-9);
    // Through text, so that 0.3 is 0.3 and not 0.30000000000000004.
    let exponent = libm::floor(libm::log10(limit)) as i32;
    match format!("{digits}e{exponent}").parse::<f64>() {
        Ok(rounded) => percent(rounded.min(1.0), lang),
        Err(_) => percent(limit, lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: String) -> String {
        text.replace('\u{a0}', " ")
    }

    #[test]
    fn bands_are_half_open_upwards() {
        assert_eq!(Likelihood::of(0.009), None);
        assert_eq!(Likelihood::of(0.01), Some(Likelihood::AlmostNoChance));
        assert_eq!(Likelihood::of(0.05), Some(Likelihood::VeryUnlikely));
        assert_eq!(Likelihood::of(0.20), Some(Likelihood::Unlikely));
        assert_eq!(Likelihood::of(0.45), Some(Likelihood::RoughlyEven));
        assert_eq!(Likelihood::of(0.55), Some(Likelihood::Likely));
        assert_eq!(Likelihood::of(0.80), Some(Likelihood::VeryLikely));
        assert_eq!(Likelihood::of(0.95), Some(Likelihood::AlmostCertain));
        assert_eq!(Likelihood::of(0.99), None);
        assert_eq!(Likelihood::of(f64::NAN), None);
    }

    #[test]
    fn bands_join_without_gaps() {
        for pair in Likelihood::ALL.windows(2) {
            assert_eq!(pair[0].range().1, pair[1].range().0);
        }
    }

    #[test]
    fn zero_of_n_prints_its_upper_limit() {
        // Exact: 1 - 0.05^(1/10000) = 2.9953e-4.
        assert!((upper_limit_of_zero(10_000) - 2.995_3e-4).abs() < 1e-8);
        assert_eq!(upper_limit_of_zero(0), 1.0);
        let never = ProbabilityEstimate { successes: 0, n: 10_000 };
        assert_eq!(plain(never.phrase(Lang::En)), "below 0.03 %");
        let always = ProbabilityEstimate { successes: 10_000, n: 10_000 };
        assert_eq!(plain(always.phrase(Lang::En)), "above 99.97 %");
    }

    #[test]
    fn phrases() {
        let of = |successes| plain(ProbabilityEstimate { successes, n: 1000 }.phrase(Lang::En));
        assert_eq!(of(620), "likely (62 %)");
        assert_eq!(of(5), "0.21 % to 1.2 %");
        assert_eq!(of(500), "roughly even chance (50 %)");
        let none = ProbabilityEstimate { successes: 0, n: 0 };
        assert_eq!(none.phrase(Lang::En), "no data");
        let ar = ProbabilityEstimate { successes: 620, n: 1000 };
        assert_eq!(plain(ar.phrase(Lang::Ar)), "مرجّح (\u{2066}62٪\u{2069})");
    }
}
