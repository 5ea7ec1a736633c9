//! Charts inside the report, and links to those beside it.

use maud::{Markup, PreEscaped, html as markup};

use super::figures::{CHARTS, Drawn};
use super::figures_plan::Subject;
use super::html_share::share_outlines;
use crate::chart::{Figure, Theme};
use crate::study::ChartKind;
use crate::text::Lang;

/// The charts of all languages, and which of them are drawn into the file.
pub(super) struct Album<'a> {
    charts: &'a [Drawn],
    /// The SVG elements of those that are drawn into the file.
    inside: Vec<Option<String>>,
    /// What they refer to.
    pub(super) definitions: String,
}

/// The order in which charts are drawn into the file as long as there is room; none for charts that
/// are linked, since a table of the report says the same.
fn rank(chart: &Drawn) -> Option<usize> {
    let order = [
        ChartKind::Timeline,
        ChartKind::Distribution,
        ChartKind::Calibration,
        ChartKind::History,
        ChartKind::Regret,
        ChartKind::Tornado,
        ChartKind::Information,
        ChartKind::Lines,
        ChartKind::Differences,
    ];
    order.iter().position(|kind| chart.main && *kind == chart.subject.kind())
}

impl<'a> Album<'a> {
    /// Takes charts in the order of [`rank`], each in all languages, as long as there is room for
    /// them once what they repeat is shared.
    pub(super) fn new(charts: &'a [Drawn], room: usize) -> Self {
        let mut order: Vec<(usize, usize)> =
            charts.iter().enumerate().filter_map(|(i, chart)| Some((rank(chart)?, i))).collect();
        order.sort_unstable();
        let svg =
            |of: &[usize]| -> Vec<&str> { of.iter().map(|i| embedded(&charts[*i].svg)).collect() };
        let wanted: Vec<usize> = order.iter().map(|(_, i)| *i).collect();
        let (_, shared) = share_outlines(&svg(&wanted));
        let size = |name: &str| -> usize {
            let own = wanted.iter().zip(&shared).filter(|(i, _)| charts[**i].name == name);
            own.map(|(_, text)| text.len()).sum()
        };
        let mut used = 0;
        let mut names: Vec<&str> = Vec::new();
        for i in &wanted {
            let name = charts[*i].name.as_str();
            if !names.contains(&name) && used + size(name) <= room {
                used += size(name);
                names.push(name);
            }
        }
        let chosen: Vec<usize> =
            wanted.into_iter().filter(|i| names.contains(&charts[*i].name.as_str())).collect();
        let (definitions, shared) = share_outlines(&svg(&chosen));
        let mut inside = vec![None; charts.len()];
        for (i, svg) in chosen.into_iter().zip(shared) {
            inside[i] = Some(quiet(&svg));
        }
        Self { charts, inside, definitions }
    }

    /// The charts of a language.
    pub(super) fn of(&self, lang: Lang) -> Pictures<'_> {
        Pictures { album: self, lang }
    }
}

/// The charts of a language.
pub(super) struct Pictures<'a> {
    album: &'a Album<'a>,
    lang: Lang,
}

impl<'a> Pictures<'a> {
    fn all(&self) -> impl Iterator<Item = (&'a Drawn, &'a Option<String>)> {
        let lang = self.lang;
        self.album.charts.iter().zip(&self.album.inside).filter(move |(c, _)| c.lang == lang)
    }

    /// The charts of a subject, or links to them.
    pub(super) fn show(&self, wanted: impl Fn(&Subject) -> bool) -> Markup {
        markup! {
            @for (chart, inside) in self.all().filter(|(c, _)| wanted(&c.subject)) {
                @if let Some(svg) = inside {
                    figure class="chart" {
                        div class="picture" role="img" aria-label=(chart.title) { (PreEscaped(svg)) }
                        // the picture begins with its title
                        figcaption { span class="hidden" { (chart.title) ": " } (links(chart)) }
                    }
                } @else {
                    p class="links" { (chart.title) ": " (links(chart)) }
                }
            }
        }
    }

    /// Links to charts that are not shown.
    pub(super) fn list(&self, wanted: impl Fn(&Subject) -> Option<String>) -> Markup {
        let found: Vec<(&Drawn, String)> =
            self.all().filter_map(|(c, _)| Some((c, wanted(&c.subject)?))).collect();
        markup! {
            @if !found.is_empty() {
                ul class="links" {
                    @for (chart, words) in found { li { (words) ": " (links(chart)) } }
                }
            }
        }
    }
}

/// A figure that has no files of its own, drawn where it stands; nothing where it cannot be drawn.
pub(super) fn inline(figure: &Figure) -> Markup {
    let Ok(svg) = crate::chart::svg(figure, &Theme::report()) else { return Markup::default() };
    markup! {
        figure class="chart" {
            div class="picture" role="img" aria-label=(figure.title) { (PreEscaped(quiet(embedded(&svg)))) }
        }
    }
}

/// An SVG file as a part of a page: without declaration, and as wide as there is room.
pub(super) fn embedded(svg: &str) -> &str {
    svg.find("<svg").map_or(svg, |at| &svg[at..])
}

/// The element as a part of a named figure. What a file says of itself beside the picture goes:
/// browsers would show it wherever the pointer rests.
pub(super) fn quiet(svg: &str) -> String {
    let mut out = svg.replacen("role=\"img\"", "aria-hidden=\"true\"", 1);
    for element in ["title", "desc"] {
        let (open, close) = (format!("<{element}>"), format!("</{element}>\n"));
        if let (Some(from), Some(to)) = (out.find(&open), out.find(&close)) {
            out.replace_range(from..to + close.len(), "");
        }
    }
    out
}

fn links(chart: &Drawn) -> Markup {
    let link = |ending: &str| format!("{CHARTS}/{}/{}.{ending}", chart.lang.code(), chart.name);
    markup! {
        span class="files" dir="ltr" {
            a href=(link("svg")) { "SVG" } " · " a href=(link("png")) { "PNG" } " · "
            a href=(link("pdf")) { "PDF" }
        }
    }
}
