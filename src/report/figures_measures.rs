//! Charts of measures.

use super::findings::{Findings, Future, format_of, level, short_note};
use super::view::View;
use crate::chart::{
    self, Distribution, DistributionPanel, DistributionRow, DistributionStyle, Figure, FigureKind,
    Heat, HeatCell, RowMark, ScaleChoice, Threshold, ValueAxis,
};
use crate::outcome::Statistics;
use crate::study;
use crate::text::{Lang, probability_phrase};

/// Quantiles that make up a density: half percentiles, among which are those of 20 and of 50 dots.
const QUANTILES: usize = 199;

/// The distribution of a measure: a panel a future, a row an option.
pub fn distribution(view: &View<'_>, measure: usize) -> Figure {
    let caption = view.findings.lang.pick(
        "Shapes are densities; thick lines hold 50 %, thin ones 90 % of the replicates, the mark is the median.",
        "الأشكال كثافات؛ الخط السميك يضم 50 % من التكرارات والرفيع 90 % والعلامة هي الوسيط.",
    );
    styled(view, measure, DistributionStyle::HalfEye, caption)
}

/// The distribution of a measure in a style, with what its marks mean. A condition has one probability and not a
/// distribution: it is drawn as an estimate in every style.
pub fn styled(view: &View<'_>, measure: usize, style: DistributionStyle, meaning: &str) -> Figure {
    let findings = &view.findings;
    let (model, lang) = (findings.model, findings.lang);
    let futures = &view.futures;
    let panels = futures.iter().map(|future| DistributionPanel {
        title: future.label.clone(),
        rows: (view.options.iter())
            .map(|&option| DistributionRow {
                label: findings.option(option),
                is_reference: option == view.baseline,
                colour: None,
                mark: mark(findings, option, future, measure, futures.len()),
            })
            .collect(),
    });
    let kind = FigureKind::Distribution(Distribution {
        axis: axis(view, measure),
        panels: panels.collect(),
        threshold: threshold(view, measure),
        style,
    });
    let caption = if model.measures[measure].condition {
        lang.pick(
            "Dots are probabilities, lines their 95 % intervals.",
            "النقاط احتمالات والخطوط مجالات ثقتها 95٪.",
        )
    } else {
        meaning
    };
    framed(findings, measure, caption, kind)
}

/// The mean or probability of a measure, options by futures.
pub fn heat(view: &View<'_>, measure: usize) -> Figure {
    let findings = &view.findings;
    let (model, lang) = (findings.model, findings.lang);
    let (futures, options) = (&view.futures, &view.options);
    let values: Vec<Vec<Option<&Statistics>>> = (options.iter())
        .map(|&o| futures.iter().map(|f| findings.statistics(o, f, measure)).collect())
        .collect();
    let best = |column: usize| best_of(findings, measure, values.iter().map(|row| row[column]));
    let best: Vec<Option<f64>> = (0..futures.len()).map(best).collect();
    let cells = values.iter().map(|row| {
        let cell = |(statistics, best): (&Option<&Statistics>, &Option<f64>)| match statistics {
            None => HeatCell { value: f64::NAN, ..HeatCell::default() },
            Some(s) => HeatCell {
                value: level(s),
                note: note(findings, measure, s),
                strong: *best == Some(level(s)),
            },
        };
        row.iter().zip(&best).map(cell).collect()
    });
    let kind = FigureKind::Heat(Heat {
        axis: axis(view, measure),
        row_title: lang.pick("Option", "الخيار").to_owned(),
        column_title: lang.pick("Trajectory", "المسار").to_owned(),
        rows: options.iter().map(|&o| findings.option(o)).collect(),
        columns: futures.iter().map(|f| f.label.clone()).collect(),
        cells: cells.collect(),
        sense: match model.measures[measure].sense {
            study::Sense::Minimise => chart::Sense::Minimise,
            study::Sense::Maximise => chart::Sense::Maximise,
            study::Sense::None => chart::Sense::None,
        },
        centre: None,
    });
    let caption = if model.measures[measure].condition {
        lang.pick("Probabilities in the words of ICD 203.", "الاحتمالات بمصطلحات ICD 203.")
    } else {
        lang.pick(
            "Means (medians where some replicates never come to an end), below them the range of 90 % of the replicates.",
            "المتوسطات، وتحتها مدى 90٪ من التكرارات.",
        )
    };
    framed(findings, measure, caption, kind)
}

/// The best level of a column, where the measure has a better side and not all are the same.
fn best_of<'a>(
    findings: &Findings<'_>,
    measure: usize,
    column: impl Iterator<Item = Option<&'a Statistics>>,
) -> Option<f64> {
    let levels: Vec<f64> = column.flatten().map(level).filter(|x| !x.is_nan()).collect();
    let lowest = levels.iter().copied().reduce(f64::min)?;
    let highest = levels.iter().copied().reduce(f64::max)?;
    match findings.model.measures[measure].sense {
        _ if lowest == highest => None,
        study::Sense::Minimise => Some(lowest),
        study::Sense::Maximise => Some(highest),
        study::Sense::None => None,
    }
}

/// The second line of a heat map's cell.
fn note(findings: &Findings<'_>, measure: usize, statistics: &Statistics) -> String {
    let lang = findings.lang;
    if let Some(p) = statistics.probability {
        let phrase = probability_phrase(p.value, (p.low, p.high), lang);
        // the number stands above it already
        return phrase.split(" (").next().unwrap_or_default().to_owned();
    }
    let format = format_of(&findings.model.measures[measure]);
    let end = |p| statistics.quantile(p).map_or(f64::NAN, |q| q.value);
    let (low, high) = (format.compact(end(0.05), lang), format.compact(end(0.95), lang));
    match lang {
        Lang::En => format!("{low} to {high}"),
        Lang::Ar => format!("{low} – {high}"),
    }
}

fn mark(
    findings: &Findings<'_>,
    option: usize,
    future: &Future,
    measure: usize,
    panels: usize,
) -> RowMark {
    let lang = findings.lang;
    let missing = |en: &str, ar: &str| RowMark::Missing { text: lang.pick(en, ar).to_owned() };
    let Some(cell) = findings.cell(option, future) else {
        return missing("not run", "لم يُشغَّل");
    };
    let statistics = findings.summary.of(cell, measure);
    if let Some(p) = statistics.probability {
        // words have room in wide panels only
        let text = if panels <= 2 {
            probability_phrase(p.value, (p.low, p.high), lang)
        } else {
            String::new()
        };
        return RowMark::Estimate { value: p.value, interval: (p.low, p.high), text };
    }
    if statistics.never >= 1.0 {
        return missing("never, in any replicate", "لا يحدث في أي تكرار");
    }
    let [p05, p25, p50, p75, p95] = statistics.quantiles.map(|q| q.value);
    RowMark::Spread {
        quantiles: findings.outcomes.quantiles(cell, measure, QUANTILES),
        median: p50,
        inner: (p25, p75),
        outer: (p05, p95),
    }
}

/// What was asked for, else the value that the study calls acceptable.
pub fn threshold(view: &View<'_>, measure: usize) -> Option<Threshold> {
    let lang = view.findings.lang;
    let measure = &view.findings.model.measures[measure];
    let format = |value: f64| format_of(measure).format(value, lang);
    let named = |value| Threshold {
        value,
        label: format!("{} {}", lang.pick("acceptable:", "المقبول:"), format(value)),
    };
    let asked = view.request.threshold.map(|value| Threshold { value, label: format(value) });
    asked.or_else(|| measure.acceptable.map(named))
}

/// The axis of a measure's values.
pub fn axis(view: &View<'_>, measure: usize) -> ValueAxis {
    let findings = &view.findings;
    let definition = &findings.model.measures[measure];
    let natural = if definition.condition {
        (Some(0.0), Some(1.0))
    } else {
        // what was never negative is taken for something that cannot be
        let cells = 0..findings.outcomes.layout.cells.len();
        let never_negative = cells.into_iter().all(|c| findings.summary.of(c, measure).min >= 0.0);
        (never_negative.then_some(0.0), None)
    };
    ValueAxis {
        label: findings.measure(measure),
        unit: findings.unit(&definition.unit),
        format: format_of(definition),
        scale: view.scale(ScaleChoice::Auto),
        natural,
    }
}

/// A chart of a measure with its words around it.
pub fn framed(findings: &Findings<'_>, measure: usize, caption: &str, kind: FigureKind) -> Figure {
    let lang = findings.lang;
    let definition = &findings.model.measures[measure];
    let sense = match definition.sense {
        study::Sense::Minimise => lang.pick("Less is better.", "الأقل أفضل."),
        study::Sense::Maximise => lang.pick("More is better.", "الأكثر أفضل."),
        study::Sense::None => "",
    };
    let note = short_note(&definition.description, lang);
    Figure {
        title: findings.measure(measure),
        subtitle: format!("{note} {sense}").trim().to_owned(),
        caption: caption.to_owned(),
        source_line: findings.source_line(),
        lang,
        kind,
    }
}
