//! When options fail: the conditions that discovery finds in the first future.

use maud::{Markup, html as markup};

use super::discovery_words::{
    box_sentence, case_sentence, limit_words, meaning_sentences, trust_sentences, uncertainty_label,
};
use super::figures_discovery::discovery_figures;
use super::findings::{Findings, called};
use super::html_page::{section, wide};
use super::html_pictures::inline;
use crate::analysis::discovery::{Case, Discovery, FoundBox, Restriction};
use crate::chart::{Figure, FigureKind};
use crate::text::{Lang, below, percent, quoted, significant, span};

/// Options whose charts are drawn into the page.
const DRAWN: usize = 3;

/// The section; nothing where no option fails in some draws and not in others.
pub(super) fn when_it_fails(findings: &Findings<'_>) -> Markup {
    let lang = findings.lang;
    let Some(discovery) = found(findings) else { return Markup::default() };
    let mut told: Vec<&Case> = discovery.cases.iter().filter(|c| !c.boxes.is_empty()).collect();
    // those first that are explained best
    let weight = |case: &Case| case.boxes[0].density * case.boxes[0].coverage;
    told.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let content = markup! {
        p { (about(findings, discovery)) }
        @for sentence in meaning_sentences(findings, discovery) { p class="muted" { (sentence) } }
        @for (k, case) in told.iter().enumerate() {
            details open[k == 0] {
                summary { h3 { (findings.option(case.option)) } }
                (one(findings, discovery, case, k))
            }
        }
        @let rest: Vec<&Case> = discovery.cases.iter().filter(|c| c.boxes.is_empty()).collect();
        @if !rest.is_empty() {
            ul { @for case in rest { li { (case_sentence(findings, discovery, case)) } } }
        }
    };
    section(lang, "fails", content)
}

/// Whether there is such a section.
pub(super) fn holds(findings: &Findings<'_>) -> bool {
    found(findings).is_some()
}

fn found<'a>(findings: &Findings<'a>) -> Option<&'a Discovery> {
    findings.discovery().filter(|discovery| !discovery.cases.is_empty())
}

fn about(findings: &Findings<'_>, discovery: &Discovery) -> String {
    let lang = findings.lang;
    let trajectory = &findings.model.trajectories[discovery.trajectory];
    let future = quoted(&called(&trajectory.description, &trajectory.name, lang), lang);
    match lang {
        Lang::En => format!(
            "Which uncertain numbers an option's failure hangs on, in the future {future}: limits on a few of \
             them within which it is common and outside of which it is rare. Options are looked at that fail in \
             5 to 95 % of the draws. Density is the share of the draws within the limits that fail, coverage \
             the share of all failures that lie within them."
        ),
        Lang::Ar => format!(
            "ما الأرقام غير المؤكدة التي يتوقف عليها فشل الخيار في المسار {future}: حدود على عدد قليل منها يكثر الفشل \
             داخلها ويندر خارجها. ويُنظر في الخيارات التي تفشل في 5 إلى 95٪ من السحبات. والكثافة هي نسبة الفاشل من \
             السحبات داخل الحدود، والتغطية نسبة ما يقع داخلها من كل حالات الفشل."
        ),
    }
}

fn one(findings: &Findings<'_>, discovery: &Discovery, case: &Case, number: usize) -> Markup {
    let Some(found) = case.boxes.first() else { return Markup::default() };
    let figures = match number < DRAWN {
        true => discovery_figures(findings, discovery, case),
        false => Vec::new(),
    };
    // the scatter holds a dot a draw: one is enough
    let wanted = |figure: &Figure| match figure.kind {
        FigureKind::BoxLimits(_) => true,
        FigureKind::Scatter(_) => number == 0,
        _ => false,
    };
    markup! {
        p { (box_sentence(findings, case, 0)) }
        (table(findings, found))
        @for sentence in trust_sentences(findings, case, found, true) { p class="muted" { (sentence) } }
        @for (_, figure) in figures.into_iter().filter(|(_, figure)| wanted(figure)) {
            // what stands around the picture is in the text
            (inline(&Figure {
                subtitle: String::new(),
                caption: String::new(),
                source_line: String::new(),
                ..figure
            }))
        }
    }
}

/// One row a limit.
fn table(findings: &Findings<'_>, found: &FoundBox) -> Markup {
    let lang = findings.lang;
    let caption = lang.pick("Limits of the box", "حدود الصندوق");
    let heads = [
        lang.pick("Uncertainty", "المجهول"),
        lang.pick("Limit", "الحد"),
        lang.pick("Share of all draws", "النسبة من كل السحبات"),
        lang.pick("Between these quantiles", "بين هذين المئينين"),
        lang.pick("Quasi-p-value", "القيمة الاحتمالية التقريبية"),
        lang.pick("Density without it", "الكثافة من دونه"),
        lang.pick("Found again in halves", "يتكرر في الأنصاف"),
    ];
    let table = markup! {
        table {
            caption class="hidden" { (caption) }
            thead { tr { @for head in heads { th scope="col" { (head) } } } }
            tbody {
                @for restriction in &found.restrictions {
                    tr {
                        th scope="row" { (uncertainty_label(findings, restriction.uncertainty)) }
                        @for cell in cells(findings, restriction) { td { (cell) } }
                    }
                }
            }
        }
    };
    wide(caption, table)
}

fn cells(findings: &Findings<'_>, restriction: &Restriction) -> [String; 6] {
    let lang = findings.lang;
    let share = |x: f64| percent((x * 100.0).round() / 100.0, lang);
    let quantiles = restriction
        .quantiles
        .map_or_else(|| "–".to_owned(), |(low, high)| span(&share(low), &share(high)));
    [
        limit_words(findings, restriction.uncertainty, &restriction.limit),
        share(restriction.share),
        quantiles,
        small_p(restriction.p, lang),
        share(restriction.density_without),
        share(restriction.support.share),
    ]
}

/// A p-value; below 0.001 it is said that it is.
pub(super) fn small_p(p: f64, lang: Lang) -> String {
    match (p < 1e-3, lang) {
        (false, _) => significant(p, 2, lang),
        (true, Lang::En) => "<\u{a0}0.001".to_owned(),
        (true, Lang::Ar) => below("0.001", lang),
    }
}
