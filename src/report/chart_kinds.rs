//! What each kind of chart shows, in words, and whether a run has what it takes.

use super::figures_choice::has_drivers;
use super::figures_compare::has_regret;
use super::figures_information::has_information;
use super::findings::Findings;
use crate::model::ChartQuantity;
use crate::study::{ChartKind, Sense};
use crate::text::Lang;

/// What a kind of chart shows, for a list of kinds.
pub fn shows(kind: ChartKind, lang: Lang) -> &'static str {
    let (en, ar) = match kind {
        ChartKind::Distribution => (
            "how likely each value is: density, median, 50 % and 90 % of the replicates",
            "مدى احتمال كل قيمة: الكثافة والوسيط ونطاقا 50٪ و90٪ من التكرارات",
        ),
        ChartKind::Ridge => {
            ("densities of many options, close together", "كثافات خيارات كثيرة متقاربة")
        }
        ChartKind::Dots => (
            "the distribution as equally likely dots, to count with",
            "التوزيع نقاطاً متساوية الاحتمال يمكن عدّها",
        ),
        ChartKind::Ecdf => {
            ("the chance of staying at or below each value", "احتمال ألا تتجاوز النتيجة كل قيمة")
        }
        ChartKind::Heat => (
            "one number for each option and trajectory, as a coloured table",
            "رقم لكل خيار ومسار في جدول ملوّن",
        ),
        ChartKind::Differences => (
            "paired differences from the baseline, with 95 % intervals",
            "الفروق المقترنة عن الخيار المرجعي مع مجالات الثقة 95٪",
        ),
        ChartKind::Regret => (
            "the ranks that each option takes, and what choosing it may cost",
            "المراتب التي يحتلها كل خيار وما قد يكلّفه اختياره من ندم",
        ),
        ChartKind::Information => (
            "what it is worth to know more before deciding, all of it and in parts",
            "ما تساويه معرفة المزيد قبل القرار، كلها وأجزاؤها",
        ),
        ChartKind::Shares => (
            "shares of the replicates in classes of the outcome, stacked",
            "حصص التكرارات في فئات النتيجة، مكدّسة",
        ),
        ChartKind::Tornado => (
            "which uncertainties the measure hangs on most",
            "أوجه عدم اليقين التي يتوقف عليها المقياس أكثر من غيرها",
        ),
        ChartKind::Lines => (
            "medians over time, a line an option, a panel a trajectory",
            "الوسيط عبر الزمن، خط لكل خيار ولوحة لكل مسار",
        ),
        ChartKind::Fan => (
            "medians with 50 % and 90 % bands over time, a panel an option",
            "الوسيط مع نطاقي 50٪ و90٪ عبر الزمن، لوحة لكل خيار",
        ),
        ChartKind::Spaghetti => (
            "single replicates over time, a panel an option",
            "تكرارات مفردة عبر الزمن، لوحة لكل خيار",
        ),
        ChartKind::Consequences => (
            "options by key measures as a table; the best and the efficient are marked",
            "الخيارات مقابل المقاييس الرئيسة في جدول، مع تمييز الأفضل والكفء",
        ),
        ChartKind::Timeline => (
            "the levers of each option over time: who leaves when",
            "روافع كل خيار عبر الزمن: من يغادر ومتى",
        ),
        ChartKind::Calibration => (
            "whether the predictions of the back-test are calibrated",
            "هل توقعات الاختبار على الماضي معايَرة",
        ),
        ChartKind::History => (
            "a record of the past beside what the model says of it",
            "سجل من الماضي إلى جانب ما يقوله النموذج عنه",
        ),
    };
    lang.pick(en, ar)
}

/// Whether a run has what a chart of this kind shows. What a study alone decides has been checked
/// before ([`Model::chart`](crate::model::Model::chart)).
///
/// # Errors
/// Why not, in plain words.
pub fn drawable(
    findings: &Findings<'_>,
    kind: ChartKind,
    quantity: Option<&ChartQuantity>,
) -> Result<(), String> {
    let model = findings.model;
    let alone = model.options.len() < 2;
    match (kind, quantity) {
        (ChartKind::Differences | ChartKind::Regret | ChartKind::Information, _) if alone => {
            Err("this run has one option: there is nothing to compare it with".to_owned())
        }
        (ChartKind::Regret, Some(ChartQuantity::Measure(m)))
            if model.measures[*m].sense == Sense::None =>
        {
            Err(format!("`{}` has no better side, so no regret", model.measures[*m].name))
        }
        (ChartKind::Regret, Some(ChartQuantity::Measure(m))) if !has_regret(findings, *m) => {
            Err(format!(
                "some replicates of `{}` never come to an end: their regret is not a number",
                model.measures[*m].name
            ))
        }
        (ChartKind::Information, Some(ChartQuantity::Measure(m)))
            if !has_information(findings, *m) =>
        {
            Err(format!(
                "as far as this run can tell, knowing more would not change a choice by `{}`",
                model.measures[*m].name
            ))
        }
        (ChartKind::Tornado, _) if model.uncertainties.is_empty() => {
            Err("this study has no uncertainties".to_owned())
        }
        (ChartKind::Tornado, Some(ChartQuantity::Measure(m))) if !has_drivers(findings, *m) => {
            Err(format!("`{}` does not vary with any uncertainty", model.measures[*m].name))
        }
        (ChartKind::Consequences, _) if model.measures.is_empty() => {
            Err("this study has no measures".to_owned())
        }
        (ChartKind::Timeline, _) if model.levers.is_empty() => {
            Err("this study has no levers".to_owned())
        }
        (ChartKind::Calibration | ChartKind::History, _) if findings.tested.is_none() => {
            Err("no row of a history lies in this run: there is no back-test to draw".to_owned())
        }
        _ => Ok(()),
    }
}
