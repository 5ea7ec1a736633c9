//! The kinds of chart: what each shows, and of what it can be drawn.

use super::findings::Findings;
use crate::diagnostic::Diagnostics;
use crate::study::Sense;
use crate::text::Lang;

/// A kind of chart, as the command line, `[[chart]]` and file names call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChartKind {
    /// The distribution of a measure as half-eyes.
    Distribution,
    /// The distribution as overlapping densities.
    Ridge,
    /// The distribution as dots, each of which is as likely as every other.
    Dots,
    /// The distribution function.
    Ecdf,
    /// One number for each option and future.
    Heat,
    /// Paired differences from the baseline.
    Differences,
    /// Ranks and regret of options.
    Regret,
    /// Shares of outcomes in classes.
    Shares,
    /// What a difference hangs on.
    Tornado,
    /// Medians of a series by option.
    Lines,
    /// A series with its bands.
    Fan,
    /// A series, replicate by replicate.
    Spaghetti,
    /// Options by measures in one future.
    Consequences,
    /// What each option makes of its levers, over time.
    Timeline,
    /// Whether predictions of a back-test are calibrated.
    Calibration,
    /// A record beside its predictions.
    History,
}

/// What a kind of chart is drawn of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A measure.
    Measure,
    /// A series.
    Series,
    /// A future as a whole.
    Nothing,
    /// The levers of a study.
    Levers,
    /// The study's own back-test.
    History,
}

/// A measure or a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Index of a measure.
    Measure(usize),
    /// Index of a series.
    Series(usize),
}

impl ChartKind {
    /// All kinds.
    pub const ALL: [Self; 16] = [
        Self::Distribution,
        Self::Ridge,
        Self::Dots,
        Self::Ecdf,
        Self::Heat,
        Self::Differences,
        Self::Regret,
        Self::Shares,
        Self::Tornado,
        Self::Lines,
        Self::Fan,
        Self::Spaghetti,
        Self::Consequences,
        Self::Timeline,
        Self::Calibration,
        Self::History,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Distribution => "distribution",
            Self::Ridge => "ridge",
            Self::Dots => "dots",
            Self::Ecdf => "ecdf",
            Self::Heat => "heat",
            Self::Differences => "differences",
            Self::Regret => "regret",
            Self::Shares => "shares",
            Self::Tornado => "tornado",
            Self::Lines => "lines",
            Self::Fan => "fan",
            Self::Spaghetti => "spaghetti",
            Self::Consequences => "consequences",
            Self::Timeline => "timeline",
            Self::Calibration => "calibration",
            Self::History => "history",
        }
    }

    /// The kind with this name.
    ///
    /// # Errors
    /// The kind with nearly this name, if there is one.
    pub fn named(name: &str) -> Result<Self, Option<&'static str>> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| Diagnostics::nearest(name, Self::ALL.map(Self::name)))
    }

    /// What it is drawn of.
    pub fn takes(self) -> Takes {
        match self {
            Self::Distribution
            | Self::Ridge
            | Self::Dots
            | Self::Ecdf
            | Self::Heat
            | Self::Differences
            | Self::Regret
            | Self::Shares
            | Self::Tornado => Takes::Measure,
            Self::Lines | Self::Fan | Self::Spaghetti => Takes::Series,
            Self::Consequences => Takes::Nothing,
            Self::Timeline => Takes::Levers,
            Self::Calibration | Self::History => Takes::History,
        }
    }

    /// What it shows, for a list of kinds.
    pub fn shows(self, lang: Lang) -> &'static str {
        let (en, ar) = match self {
            Self::Distribution => (
                "how likely each value is: a density, the median, 50 % and 90 % of replicates",
                "مدى احتمال كل قيمة: الكثافة والوسيط و50 % و90 % من التكرارات",
            ),
            Self::Ridge => (
                "densities of many options, close together",
                "كثافات خيارات كثيرة متقاربة",
            ),
            Self::Dots => (
                "the distribution as equally likely dots, to count with",
                "التوزيع كنقاط متساوية الاحتمال يمكن عدّها",
            ),
            Self::Ecdf => (
                "the chance of staying at or below each value",
                "احتمال البقاء عند كل قيمة أو دونها",
            ),
            Self::Heat => (
                "one number for each option and future, as a coloured table",
                "رقم لكل خيار ومستقبل في جدول ملوّن",
            ),
            Self::Differences => (
                "paired differences from the baseline with 95 % intervals",
                "الفروق المقترنة عن خط الأساس مع فترات ثقة 95 %",
            ),
            Self::Regret => (
                "the ranks that an option takes, and what choosing it may cost",
                "المراتب التي يحتلها الخيار وما قد يكلفه اختياره",
            ),
            Self::Shares => (
                "shares of replicates in classes of the outcome, stacked",
                "حصص التكرارات في فئات النتيجة، مكدّسة",
            ),
            Self::Tornado => (
                "the uncertainties that a difference hangs on",
                "أوجه عدم اليقين التي يتوقف عليها الفرق",
            ),
            Self::Lines => (
                "medians over time by option, a panel a future",
                "الوسيط عبر الزمن لكل خيار، لوحة لكل مستقبل",
            ),
            Self::Fan => (
                "bands over time, a panel an option",
                "نطاقات عبر الزمن، لوحة لكل خيار",
            ),
            Self::Spaghetti => (
                "single replicates over time, a panel an option",
                "تكرارات مفردة عبر الزمن، لوحة لكل خيار",
            ),
            Self::Consequences => (
                "options by measures in one future, the best and the efficient marked",
                "الخيارات مقابل المقاييس في مستقبل واحد مع تمييز الأفضل والكفؤ",
            ),
            Self::Timeline => (
                "what each option does with people over time: who leaves when",
                "ما يفعله كل خيار بالأفراد عبر الزمن: من يغادر ومتى",
            ),
            Self::Calibration => (
                "whether the back-test's predictions are calibrated",
                "هل توقعات اختبار الماضي مُعايرة",
            ),
            Self::History => (
                "what was observed beside what the model says",
                "المشاهَد إلى جانب ما يقوله النموذج",
            ),
        };
        lang.pick(en, ar)
    }

    /// The kind that suits a quantity best.
    pub fn suiting(quantity: Quantity) -> Self {
        match quantity {
            Quantity::Measure(_) => Self::Distribution,
            Quantity::Series(_) => Self::Lines,
        }
    }
}

/// Whether a chart of this kind can be drawn of a measure or series of a run.
///
/// # Errors
/// Why not, in plain words.
pub fn fits(findings: &Findings<'_>, kind: ChartKind, quantity: Quantity) -> Result<(), String> {
    let model = findings.model;
    let name = match quantity {
        Quantity::Measure(m) => &model.measures[m].name,
        Quantity::Series(s) => &model.series[s].name,
    };
    match (kind.takes(), quantity) {
        (Takes::Measure, Quantity::Measure(_)) | (Takes::Series, Quantity::Series(_)) => {}
        (Takes::Measure, Quantity::Series(_)) => {
            return Err(format!(
                "a chart of kind '{}' shows a measure, and '{name}' is a series",
                kind.name()
            ));
        }
        (Takes::Series, Quantity::Measure(_)) => {
            return Err(format!(
                "a chart of kind '{}' shows a series, and '{name}' is a measure",
                kind.name()
            ));
        }
        (Takes::Nothing | Takes::Levers | Takes::History, _) => {
            return Err(format!("a chart of kind '{}' takes no quantity", kind.name()));
        }
    }
    let Quantity::Measure(m) = quantity else { return Ok(()) };
    let measure = &model.measures[m];
    match kind {
        ChartKind::Regret if measure.sense == Sense::None => {
            Err(format!("'{name}' has no better side: nothing about it can be regretted"))
        }
        ChartKind::Differences | ChartKind::Regret if model.options.len() < 2 => {
            Err("this run has one option: there is nothing to compare it with".to_owned())
        }
        ChartKind::Ridge | ChartKind::Dots | ChartKind::Ecdf if measure.condition => {
            Err(format!("'{name}' is a probability: it has no distribution; use 'distribution'"))
        }
        _ => Ok(()),
    }
}
