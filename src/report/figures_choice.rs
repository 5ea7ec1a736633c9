//! Charts of a choice: what options lead to on all measures, and what one measure depends on.

use super::figures_compare::{comparison, difference_axis, ends, level_format, points, retitle};
use super::figures_measures::{axis, framed};
use super::findings::{Findings, Future, called};
use super::groups::shown_measures;
use super::headlines::short;
use super::view::View;
use crate::analysis::decision::{FutureDecision, Told};
use crate::analysis::{Target, influences, tenths};
use crate::chart::{
    self, Consequence, ConsequenceCell, ConsequenceColumn, ConsequenceRow, Figure, FigureKind,
    Standing, Tornado, TornadoEnd, TornadoPanel, TornadoRow, short_range,
};
use crate::outcome::Comparison;
use crate::study::Sense;
use crate::text::{Lang, Likelihood, compact, counted, noun, percent, quoted};

/// Uncertainties in a panel of a tornado.
const DRIVERS: usize = 8;
/// Panels of a tornado.
const PANELS: usize = 6;

/// What each option leads to on the key measures in one future.
pub fn consequences(view: &View<'_>, future: &Future) -> Figure {
    let findings = &view.findings;
    let lang = findings.lang;
    let measures = shown_measures(findings);
    let decided = findings.decision.future(future.trajectory, future.response);
    let columns = measures.iter().map(|m| column(findings, *m)).collect();
    let rows = view.options.iter().map(|&option| ConsequenceRow {
        label: findings.option(option),
        is_reference: option == view.baseline && view.options.len() > 1,
        is_efficient: view.options.len() > 1
            && decided
                .and_then(|d| d.efficiency.place(option))
                .is_some_and(|place| place.efficient),
        cells: measures.iter().map(|m| cell(view, decided, option, *m)).collect(),
    });
    let kind = FigureKind::Consequence(Consequence {
        row_title: lang.pick("Option", "الخيار").to_owned(),
        columns,
        rows: rows.collect(),
        efficient_name: lang
            .pick(
                "efficient: no other option is as good on every measure weighed and better on one",
                "كفء: لا يساويه خيار آخر في كل المقاييس المعتمدة ويتفوق عليه في أحدها",
            )
            .to_owned(),
    });
    let replicates = counted(findings.outcomes.shape.replicates, &noun::REPLICATE, lang);
    let weighed: Vec<String> = findings
        .decision
        .measures
        .iter()
        .filter(|m| !measures.contains(m))
        .map(|m| short(&findings.measure(*m)).to_owned())
        .collect();
    let also = match (weighed.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::En) => format!(" Weighed too: {}.", weighed.join(", ")),
        (false, Lang::Ar) => format!(" ومما اعتُمد أيضاً: {}.", weighed.join("، ")),
    };
    let caption = match lang {
        Lang::En => format!(
            "Means and probabilities of {replicates} of each option; below them the 95 % interval of the mean, or \
             the word of ICD 203 for the probability. Medians stand where some replicates never come to an end.{also}"
        ),
        Lang::Ar => format!(
            "المتوسطات والاحتمالات من {replicates} لكل خيار؛ وتحتها مجال الثقة 95٪ للمتوسط أو عبارة ICD 203 للاحتمال. \
             ويُذكر الوسيط حين لا تنتهي بعض التكرارات.{also}"
        ),
    };
    Figure {
        title: match lang {
            Lang::En => format!("What each option leads to: {}", future.label),
            Lang::Ar => format!("ما يؤدي إليه كل خيار: {}", future.label),
        },
        subtitle: set_off(view),
        caption,
        source_line: findings.source_line(),
        lang,
        kind,
    }
}

/// What the line in the table is about, where there is one.
fn set_off(view: &View<'_>) -> String {
    let lang = view.findings.lang;
    if view.options.len() < 2 || !view.options.contains(&view.baseline) {
        return String::new();
    }
    let baseline = quoted(&view.findings.option(view.baseline), lang);
    match lang {
        Lang::En => format!("The line sets off {baseline}, with which the others are compared"),
        Lang::Ar => format!("يفصل الخط الخيار {baseline}، وبه تُقارن سائر الخيارات"),
    }
}

fn column(findings: &Findings<'_>, measure: usize) -> ConsequenceColumn {
    let (definition, lang) = (&findings.model.measures[measure], findings.lang);
    ConsequenceColumn {
        label: short(&findings.measure(measure)).to_owned(),
        unit: match definition.condition {
            true => lang.pick("probability", "احتمال").to_owned(),
            false => findings.unit(&definition.unit),
        },
        group: definition.group.map_or_else(String::new, |group| findings.group(group)),
        sense: sense_of(definition.sense),
        format: level_format(findings, measure),
    }
}

/// The sense of a measure, as charts have it.
fn sense_of(sense: Sense) -> chart::Sense {
    match sense {
        Sense::Minimise => chart::Sense::Minimise,
        Sense::Maximise => chart::Sense::Maximise,
        Sense::None => chart::Sense::None,
    }
}

fn cell(
    view: &View<'_>,
    decided: Option<&FutureDecision>,
    option: usize,
    measure: usize,
) -> ConsequenceCell {
    let lang = view.findings.lang;
    let found = decided.map(|d| &d.standings[measure]);
    let level = found.and_then(|standing| standing.levels[option]);
    let (Some(standing), Some(level)) = (found, level) else {
        return ConsequenceCell { value: f64::NAN, ..ConsequenceCell::default() };
    };
    let estimate = level.estimate;
    let format = level_format(&view.findings, measure);
    let word = match view.findings.model.measures[measure].condition {
        true => Likelihood::of(estimate.value).map(|word| word.words(lang).to_owned()),
        false => None,
    };
    let ends = (estimate.low, estimate.high);
    let known = ends.0.is_finite() && ends.1.is_finite();
    // an exact value has no interval worth a line
    let interval = match known && ends.0 < ends.1 {
        true => short_range(ends, format, lang),
        false => String::new(),
    };
    let interval = if interval == format.compact(estimate.value, lang) { "" } else { &interval };
    let best = best_of(view, standing);
    ConsequenceCell {
        value: estimate.value,
        text: String::new(),
        note: word.unwrap_or_else(|| interval.to_owned()),
        standing: match best {
            Some(best) if best == option => Standing::Best,
            Some(best) if !apart(standing.told[best][option]) => Standing::Tied,
            _ => Standing::Other,
        },
    }
}

fn apart(told: Told) -> bool {
    matches!(told, Told::Higher | Told::Lower)
}

/// The best of the options that a chart shows; none where all are alike, or no side is better.
fn best_of(view: &View<'_>, standing: &crate::analysis::decision::Standing) -> Option<usize> {
    standing.best?;
    let level = |option: usize| standing.levels[option].map(|level| level.estimate.value);
    let is_more_better = view.findings.model.measures[standing.measure].sense == Sense::Maximise;
    let shown: Vec<(usize, f64)> = view
        .options
        .iter()
        .filter_map(|option| Some((*option, level(*option)?)))
        .filter(|(_, value)| !value.is_nan())
        .collect();
    let (best, _) = shown.iter().copied().reduce(|a, b| {
        let better = if is_more_better { b.1 > a.1 } else { b.1 < a.1 };
        if better { b } else { a }
    })?;
    let told = shown.iter().any(|(option, _)| apart(standing.told[best][*option]));
    told.then_some(best)
}

/// What a measure depends on: how far its difference from the baseline moves with each uncertainty.
///
/// A panel a future, of the option that differs most from the baseline there; of the options that are asked for,
/// where some are. The level of the only option, where there is one.
pub fn tornado(view: &View<'_>, measure: usize) -> Figure {
    let findings = &view.findings;
    let (model, lang) = (findings.model, findings.lang);
    let alone = model.options.len() < 2;
    let asked = !view.request.options.is_empty();
    let panels: Vec<TornadoPanel> = view
        .futures
        .iter()
        .flat_map(|future| {
            options_of(view, future, measure).into_iter().map(move |option| (option, future))
        })
        .take(PANELS)
        .filter_map(|(option, future)| panel(view, measure, option, future))
        .collect();
    let baseline = quoted(&findings.option(view.baseline), lang);
    let sense = model.measures[measure].sense;
    let (axis, ends) = if alone {
        let words = |en: &str, ar: &str| lang.pick(en, ar).to_owned();
        let words = match sense {
            Sense::Minimise => (words("better", "أفضل"), words("worse", "أسوأ")),
            Sense::Maximise => (words("worse", "أسوأ"), words("better", "أفضل")),
            Sense::None => (String::new(), String::new()),
        };
        (axis(view, measure), words)
    } else {
        (difference_axis(findings, measure), ends(sense, &baseline, lang))
    };
    let kind = FigureKind::Tornado(Tornado {
        axis,
        panels,
        ends,
        half_names: (
            lang.pick(
                "where the uncertainty is low (lowest tenth)",
                "حين تكون الكمية متدنية (أدنى عُشر)",
            )
            .to_owned(),
            lang.pick("where it is high (highest tenth)", "حين تكون مرتفعة (أعلى عُشر)").to_owned(),
        ),
        note_title: lang.pick("share of variance", "نسبة التباين").to_owned(),
        columns: view.request.columns,
    });
    let mut figure = framed(findings, measure, &tornado_caption(findings), kind);
    let of = match lang {
        _ if alone => String::new(),
        Lang::En if asked => format!("The difference from {baseline}"),
        Lang::Ar if asked => format!("الفرق عن الخيار {baseline}"),
        Lang::En => {
            format!("The difference from {baseline}, of the option that differs most from it")
        }
        Lang::Ar => format!("الفرق عن الخيار {baseline}، في الخيار الأبعد عنه"),
    };
    retitle(&mut figure, lang.pick("what it depends on", "ما يتوقف عليه"), &of);
    figure
}

fn tornado_caption(findings: &Findings<'_>) -> String {
    let lang = findings.lang;
    let shape = &findings.outcomes.shape;
    let draws = counted(shape.draws(), &noun::DRAW, lang);
    match lang {
        Lang::En => format!(
            "Bars go from the mean over the draws with the lowest tenth of an uncertainty to that over the draws with \
             its highest tenth; beside their ends the median of the uncertainty there. The line is the mean of all \
             {draws}. At the right: how much of the variance would go if the number were known."
        ),
        Lang::Ar => format!(
            "يمتد كل شريط من المتوسط في السحبات التي تقع فيها الكمية في أدنى عُشر لها إلى المتوسط في أعلى عُشر؛ وعند طرفيه \
             وسيط الكمية هناك. والخط هو متوسط السحبات كلها ({draws}). وفي آخر السطر: كم يزول من التباين لو عُرف الرقم."
        ),
    }
}

/// The options that a tornado looks at in a future.
fn options_of(view: &View<'_>, future: &Future, measure: usize) -> Vec<usize> {
    let others = view.options.iter().copied().filter(|option| *option != view.baseline);
    if view.findings.model.options.len() < 2 {
        return view.options.clone();
    }
    if !view.request.options.is_empty() {
        return others.collect();
    }
    let size = |option: usize| Some((option, varied(&comparison(view, option, future, measure)?)?));
    // of equal ones the first declared
    let most = others.filter_map(size).reduce(|a, b| if b.1 > a.1 { b } else { a });
    most.map(|(option, _)| option).into_iter().collect()
}

fn panel(view: &View<'_>, measure: usize, option: usize, future: &Future) -> Option<TornadoPanel> {
    let findings = &view.findings;
    let (model, lang) = (findings.model, findings.lang);
    let cell = findings.cell(option, future)?;
    let (target, scale) = if model.options.len() < 2 {
        (Target::Level { cell, measure }, 1.0)
    } else {
        let baseline = findings.cell(view.baseline, future)?;
        (Target::Difference { cell, baseline, measure }, points(findings, measure))
    };
    let values = target.values(findings.outcomes)?;
    let centre = values.iter().sum::<f64>() / values.len() as f64;
    let end =
        |mean: f64, driver: f64| TornadoEnd { value: scale * mean, driver: compact(driver, lang) };
    let rows: Vec<TornadoRow> = influences(model, findings.outcomes, target)
        .iter()
        .take(DRIVERS)
        .filter_map(|influence| {
            let drawn = &findings.outcomes.uncertainties[influence.uncertainty];
            let [low, high] = tenths(drawn, &values)?;
            let uncertainty = &model.uncertainties[influence.uncertainty];
            Some(TornadoRow {
                label: called(&uncertainty.description, &uncertainty.name, lang),
                low: end(low.mean, low.x),
                high: end(high.mean, high.x),
                note: percent((influence.share.value.max(0.0) * 1000.0).round() / 1000.0, lang),
                is_clear: influence.notable(),
            })
        })
        .collect();
    let option = findings.option(option);
    let title = match (view.futures.len(), model.options.len()) {
        (1, _) => option,
        (_, 1) => future.label.clone(),
        _ => format!("{}: {option}", future.label),
    };
    (!rows.is_empty()).then_some(TornadoPanel { title, centre: scale * centre, rows })
}

/// How large a difference is in the mean, where it is not the same in every replicate.
fn varied(comparison: &Comparison) -> Option<f64> {
    let size = comparison.mean?.value.abs();
    (size > 0.0 && comparison.sd? > 0.0).then_some(size)
}

/// Whether a tornado has something to show.
pub(super) fn has_drivers(findings: &Findings<'_>, measure: usize) -> bool {
    let outcomes = findings.outcomes;
    let drawn = |x: &Vec<f64>| x.len() >= 16 && x.iter().any(|value| *value != x[0]);
    if !outcomes.uncertainties.iter().any(drawn) {
        return false;
    }
    let mut cells = 0..outcomes.layout.cells.len();
    if findings.model.options.len() < 2 {
        let varies = |cell: usize| {
            let values = outcomes.by_draw(cell, measure);
            values.iter().all(|v| v.is_finite()) && values.iter().any(|v| *v != values[0])
        };
        return cells.any(varies);
    }
    cells.any(|cell| findings.summary.comparison(cell, measure).and_then(varied).is_some())
}
