//! Charts of a measure's distribution beside the standard one: ridges, dots that can be counted, cumulative curves.

use super::figures_measures::{axis, framed, styled, threshold};
use super::standouts::{faint_note, option_colour, standouts};
use super::view::View;
use crate::chart::{DistributionStyle, Ecdf, EcdfLine, EcdfPanel, Figure, FigureKind};
use crate::study::Sense;
use crate::text::{Lang, percent};

/// Dots a row in a chart of few rows, and in one of many.
const DOTS: (usize, usize) = (50, 20);
/// A chart of one panel has few rows up to so many.
const FEW_ROWS: usize = 8;

/// The distribution of a measure as densities that reach into one another: a panel a future, a row an option.
pub fn ridge(view: &View<'_>, measure: usize) -> Figure {
    let lang = view.findings.lang;
    let caption = lang.pick(
        "Shapes are densities, each drawn to the same height; the dark part holds 50 % of the replicates, the line is the median.",
        "الأشكال كثافات رُسمت بارتفاع واحد؛ يضم الجزء الداكن 50 % من التكرارات، والخط هو الوسيط.",
    );
    styled(view, measure, DistributionStyle::Ridge, caption)
}

/// The distribution of a measure as equally likely dots (a quantile dot plot): a panel a future, a row an option.
/// Fifty dots to a row where one panel has few rows, else twenty.
pub fn dots(view: &View<'_>, measure: usize) -> Figure {
    let lang = view.findings.lang;
    let is_small = view.futures.len() == 1 && view.options.len() <= FEW_ROWS;
    let count = if is_small { DOTS.0 } else { DOTS.1 };
    let share = percent(1.0 / count as f64, lang);
    let caption = match lang {
        Lang::En => format!(
            "Each dot stands for {share} of the replicates: dots beyond a value, counted, are the chance of exceeding it."
        ),
        Lang::Ar => {
            format!("تمثل كل نقطة {share} من التكرارات: عدد النقاط بعد قيمة ما هو احتمال تجاوزها.")
        }
    };
    styled(view, measure, DistributionStyle::Dots { count }, &caption)
}

/// The cumulative distribution of a measure: a panel a future, a line an option. For a measure of which more is
/// better the probability of at least a value, else of at most a value.
pub fn ecdf(view: &View<'_>, measure: usize) -> Figure {
    let findings = &view.findings;
    let lang = findings.lang;
    let values = |option: usize, future| {
        let mut values = match findings.cell(option, future) {
            Some(cell) => findings.outcomes.measure(cell, measure).to_vec(),
            None => Vec::new(),
        };
        values.retain(|value| !value.is_nan());
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    let all: Vec<Vec<Vec<f64>>> = (view.futures.iter())
        .map(|future| view.options.iter().map(|o| values(*o, future)).collect())
        .collect();
    let middle = |values: &Vec<f64>| values.get(values.len() / 2).copied().unwrap_or(f64::NAN);
    let levels: Vec<Vec<f64>> =
        all.iter().map(|panel| panel.iter().map(middle).collect()).collect();
    let emphasis = standouts(view, &levels);
    let panels = view.futures.iter().zip(all).map(|(future, panel)| EcdfPanel {
        title: future.label.clone(),
        lines: (panel.into_iter().enumerate())
            .filter(|(_, values)| !values.is_empty())
            .map(|(position, values)| EcdfLine {
                label: findings.option(view.options[position]),
                colour: option_colour(findings, view.options[position]),
                emphasis: emphasis[position],
                values,
            })
            .collect(),
    });
    let kind = FigureKind::Ecdf(Ecdf {
        axis: axis(view, measure),
        panels: panels.filter(|panel: &EcdfPanel| !panel.lines.is_empty()).collect(),
        columns: view.request.columns,
        threshold: threshold(view, measure),
        exceedance: findings.model.measures[measure].sense == Sense::Maximise,
    });
    framed(findings, measure, faint_note(&emphasis, lang), kind)
}
