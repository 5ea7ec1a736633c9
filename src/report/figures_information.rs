//! The chart of what it is worth to know more on a measure.

use super::figures_compare::{points, retitle};
use super::figures_measures::framed;
use super::findings::Findings;
use super::html_consequences::unit;
use super::information_words::{future_label, set_label};
use super::view::View;
use crate::analysis::{InformationIn, InformationOn, PartialInformation, SetKind};
use crate::chart::{Figure, FigureKind, ScaleChoice, ValueAxis, Worth, WorthPanel, WorthRow};
use crate::outcome::Estimate;
use crate::text::{NumberFormat, number, range};

/// Futures that a chart shows, at most.
const PANELS: usize = 4;
/// Single uncertainties in a panel.
const SINGLES: usize = 6;
/// Sets of several in a panel.
const SEVERAL: usize = 4;

/// Whether there is something to show: knowing everything is worth something in some future.
pub fn has_information(findings: &Findings<'_>, measure: usize) -> bool {
    let on = findings.decision.get().information.of(measure);
    on.is_some_and(|on| on.futures.iter().any(InformationIn::counts))
}

/// What it is worth to know everything, single uncertainties and several, in each future.
pub fn information(view: &View<'_>, measure: usize) -> Figure {
    let findings = &view.findings;
    let lang = findings.lang;
    let found = &findings.decision.get().information;
    let mut panels = Vec::new();
    if let Some(on) = found.of(measure) {
        let shown = |of: &&InformationIn| {
            let future = of.future.map(|f| f.trajectory);
            let asked = |t: usize| view.futures.iter().any(|f| f.trajectory == t);
            of.counts() && future.is_none_or(asked)
        };
        let mut futures: Vec<&InformationIn> = on.futures.iter().filter(shown).collect();
        futures.sort_by(|a, b| b.all.value.total_cmp(&a.all.value));
        panels = futures.into_iter().take(PANELS).map(|of| panel(findings, on, of)).collect();
    }
    let some = panels.iter().flat_map(|p: &WorthPanel| &p.rows).any(|row| row.several);
    let name = |en: &str, ar: &str| lang.pick(en, ar).to_owned();
    let kind = FigureKind::Worth(Worth {
        axis: ValueAxis {
            label: name("What it is worth to know, in the mean", "ما تساويه المعرفة في المتوسط"),
            unit: unit(findings, measure),
            format: NumberFormat::Plain,
            scale: view.scale(ScaleChoice::Linear),
            natural: (Some(0.0), None),
        },
        panels,
        whole_name: name("everything (EVPI)", "كل شيء"),
        single_name: name("one uncertainty (EVPPI)", "رقم واحد غير مؤكد"),
        several_name: if some {
            name("several together", "عدة أرقام معاً")
        } else {
            String::new()
        },
    });
    let caption = lang.pick(
        "How much better the choice would come out in the mean if this were known before choosing, luck \
         averaged out, against choosing now what is best in the mean. Values do not add up. Corrected for the \
         optimism of choosing by estimates.",
        "مقدار تحسن نتيجة الاختيار في المتوسط لو عُرف ذلك قبله، بعد حساب متوسط المصادفات، مقارنةً باختيار الأفضل في \
         المتوسط الآن. والقيم لا تُجمع، وهي مصححة من تفاؤل الاختيار بالتقديرات.",
    );
    let mut figure = framed(findings, measure, caption, kind);
    retitle(&mut figure, lang.pick("what it is worth to know more", "قيمة معرفة المزيد"), "");
    figure
}

fn panel(findings: &Findings<'_>, on: &InformationOn, of: &InformationIn) -> WorthPanel {
    let found = &findings.decision.get().information;
    let single = |part: &&PartialInformation| found.sets[part.set].kind == SetKind::Single;
    let counts = |part: &&PartialInformation| part.counts();
    let singles = of.parts.iter().filter(counts).filter(single).take(SINGLES);
    let several = of.parts.iter().filter(counts).filter(|part| !single(part)).take(SEVERAL);
    let row = |part: &PartialInformation| {
        let set = &found.sets[part.set];
        row(findings, on, set_label(findings, set), &part.value, set.kind != SetKind::Single)
    };
    let alone = on.futures.len() == 1;
    let everything = findings.lang.pick("Everything", "كل شيء").to_owned();
    WorthPanel {
        title: if alone { String::new() } else { future_label(findings, of) },
        whole: row_of(findings, on, everything, &of.all),
        rows: singles.chain(several).map(row).collect(),
    }
}

fn row_of(
    findings: &Findings<'_>,
    on: &InformationOn,
    label: String,
    value: &Estimate,
) -> WorthRow {
    row(findings, on, label, value, false)
}

fn row(
    findings: &Findings<'_>,
    on: &InformationOn,
    label: String,
    value: &Estimate,
    several: bool,
) -> WorthRow {
    let lang = findings.lang;
    let scale = on.measure.map_or(1.0, |measure| points(findings, measure));
    let [middle, low, high] = [value.value, value.low, value.high].map(|x| scale * x);
    let known = low.is_finite() && high.is_finite();
    let text = match known {
        false => number(middle, lang),
        true => {
            let ends = range(&number(low, lang), &number(high, lang), lang);
            format!("{} ({ends})", number(middle, lang))
        }
    };
    WorthRow { label, several, value: middle, interval: known.then_some((low, high)), text }
}
