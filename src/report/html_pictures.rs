//! Charts inside the report, and links to those beside it.

use maud::{Markup, PreEscaped, html as markup};

use super::figures::{CHARTS, Drawn};
use super::figures_plan::Subject;
use super::html_share::share_outlines;
use crate::study::ChartKind;

/// The charts, and which of them are drawn into the file.
pub(super) struct Pictures<'a> {
    charts: &'a [Drawn],
    /// The SVG elements of those that are drawn into the file.
    inside: Vec<Option<String>>,
    /// What they refer to.
    pub(super) definitions: String,
}

impl<'a> Pictures<'a> {
    /// Takes distributions first, then the back-test, then series, as long as there is room.
    pub(super) fn new(charts: &'a [Drawn], room: usize) -> Self {
        let mut chosen = Vec::new();
        let mut used = 0;
        let wanted: [fn(&Subject) -> bool; 3] = [
            |s| matches!(s, Subject::Measure(ChartKind::Distribution, _)),
            |s| matches!(s, Subject::Backtest(_)),
            |s| matches!(s, Subject::Series(ChartKind::Lines, _)),
        ];
        for wanted in wanted {
            for (i, chart) in charts.iter().enumerate().filter(|(_, c)| wanted(&c.subject)) {
                if used + chart.svg.len() <= room {
                    chosen.push(i);
                    used += chart.svg.len();
                }
            }
        }
        let svg: Vec<&str> = chosen.iter().map(|i| embedded(&charts[*i].svg)).collect();
        let (definitions, shared) = share_outlines(&svg);
        let mut inside = vec![None; charts.len()];
        for (i, svg) in chosen.into_iter().zip(shared) {
            inside[i] = Some(svg);
        }
        Self { charts, inside, definitions }
    }

    /// The chart of a subject, or a link to it.
    pub(super) fn show(&self, wanted: impl Fn(&Subject) -> bool) -> Markup {
        let found = self.charts.iter().zip(&self.inside).filter(|(c, _)| wanted(&c.subject));
        markup! {
            @for (chart, inside) in found {
                @if let Some(svg) = inside {
                    figure class="chart" {
                        (PreEscaped(svg))
                        figcaption { (links(chart)) }
                    }
                } @else {
                    p { (chart.title) ": " (links(chart)) }
                }
            }
        }
    }

    /// Links to charts that are not shown.
    pub(super) fn list(&self, wanted: impl Fn(&Subject) -> Option<String>) -> Markup {
        let found: Vec<(&Drawn, String)> =
            self.charts.iter().filter_map(|c| Some((c, wanted(&c.subject)?))).collect();
        markup! {
            @if !found.is_empty() {
                ul class="links" {
                    @for (chart, words) in found { li { (words) ": " (links(chart)) } }
                }
            }
        }
    }
}

/// An SVG file as a part of a page: without declaration, and as wide as there is room.
fn embedded(svg: &str) -> &str {
    svg.find("<svg").map_or(svg, |at| &svg[at..])
}

fn links(chart: &Drawn) -> Markup {
    let link = |ending: &str| format!("{CHARTS}/{}/{}.{ending}", chart.lang.code(), chart.name);
    markup! {
        a href=(link("svg")) { "SVG" } " · " a href=(link("png")) { "PNG" }
    }
}
