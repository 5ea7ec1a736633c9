//! What a report says of its numbers: where they come from, and which of the judged ones matter
//! most.

use maud::{Markup, html as markup};

use super::findings::{Findings, called};
use super::html_study::both;
use crate::analysis::{Influence, Target, influences};
use crate::study::{Confidence, Ledger, LedgerEntry, Origin, Usage};
use crate::text::NumberFormat;

/// Uncertainties that are shown.
const SHOWN: usize = 10;

const GRADES: [(Option<Confidence>, &str); 4] = [
    (Some(Confidence::A), "A"),
    (Some(Confidence::B), "B"),
    (Some(Confidence::C), "C"),
    (None, "no grade"),
];

/// The counts, and the judged uncertainties that the answer hangs on.
pub(super) fn ledger(findings: &Findings<'_>) -> Markup {
    let ledger = Ledger::of(findings.study);
    markup! {
        (sentence(findings, &ledger))
        (counts(&ledger))
        (what_matters(findings, &ledger))
    }
}

fn sentence(findings: &Findings<'_>, ledger: &Ledger) -> Markup {
    let count = |origin| ledger.count(origin);
    let usage = findings.study.usage();
    let of = |wanted: Usage| usage.iter().filter(|u| u.1 == wanted).count();
    markup! {
        p {
            "Of " (ledger.entries.len()) " numbers, " (count(Origin::Sourced)) " are given by a \
             source, " (count(Origin::Derived)) " are worked out from one with a judgement, "
            (count(Origin::Judged)) " are judgements only, and " (count(Origin::Neither))
            " give neither."
            @if !usage.is_empty() {
                " Of " (usage.len()) " sources and facts, " (of(Usage::Cited) + of(Usage::Contradicted))
                " are used, " (of(Usage::Excused)) " are left out for a reason that stands beside \
                 them, and " (of(Usage::Idle)) " are neither."
            }
        }
    }
}

fn counts(ledger: &Ledger) -> Markup {
    markup! {
        div class="wide" tabindex="0" role="region" aria-label="Numbers by origin and grade" {
            table class="counts" {
                thead { tr {
                    th scope="col" { "Where a number comes from" }
                    @for (_, letter) in GRADES { th scope="col" { (letter) } }
                    th scope="col" { "All" }
                } }
                tbody {
                    @for origin in Origin::ALL {
                        tr {
                            th scope="row" { (origin_words(origin)) }
                            @for (grade, _) in GRADES { td { (ledger.graded(origin, grade)) } }
                            td { (ledger.count(origin)) }
                        }
                    }
                }
            }
        }
    }
}

fn origin_words(origin: Origin) -> &'static str {
    match origin {
        Origin::Sourced => "Sourced: a source says it",
        Origin::Derived => "Derived: worked out from a source, with a judgement",
        Origin::Judged => "Judged: a judgement only",
        Origin::Neither => "Neither source nor judgement",
    }
}

/// What the ranking is about: a measure, and where options differ the one that differs most.
struct Headline {
    target: Target,
    option: Option<usize>,
    future: String,
}

impl Headline {
    /// The first measure with a better side (else the first), in the first future, and the option
    /// whose paired difference is the largest.
    fn of(findings: &Findings<'_>) -> Option<Self> {
        let future = findings.futures().into_iter().next()?;
        let measure = super::groups::main_measures(findings).first().copied().unwrap_or(0);
        findings.model.measures.get(measure)?;
        let baseline = findings.cell(findings.model.baseline, &future)?;
        let size = |option: usize| {
            let comparison =
                findings.summary.comparison(findings.cell(option, &future)?, measure)?;
            comparison.mean.map(|mean| mean.value.abs()).filter(|size| *size > 0.0)
        };
        let sized = (0..findings.model.options.len()).filter_map(|o| Some((o, size(o)?)));
        // of equal ones the first declared
        let most = sized.reduce(|a, b| if b.1 > a.1 { b } else { a });
        let option = most.map(|(option, _)| option);
        let target = match option.and_then(|option| findings.cell(option, &future)) {
            Some(cell) => Target::Difference { cell, baseline, measure },
            None => Target::Level { cell: baseline, measure },
        };
        Some(Self { target, option, future: future.label })
    }

    fn describe(&self, findings: &Findings<'_>) -> String {
        let measure = findings.measure(self.target.measure());
        let baseline = findings.option(findings.model.baseline);
        let future = &self.future;
        match self.option {
            Some(option) => format!(
                "the difference of \u{201c}{}\u{201d} from \u{201c}{baseline}\u{201d} in \
                 \u{201c}{measure}\u{201d}, in the future \u{201c}{future}\u{201d}",
                findings.option(option)
            ),
            None => format!(
                "\u{201c}{measure}\u{201d} under \u{201c}{baseline}\u{201d}, in the future \
                 \u{201c}{future}\u{201d}"
            ),
        }
    }
}

fn what_matters(findings: &Findings<'_>, ledger: &Ledger) -> Markup {
    let Some(headline) = Headline::of(findings) else { return markup! {} };
    let weak = weak(findings, ledger);
    let found: Vec<(Influence, &LedgerEntry)> =
        influences(findings.model, findings.outcomes, headline.target)
            .into_iter()
            .filter_map(|i| {
                let (_, entry) = weak.iter().find(|(u, _)| *u == i.uncertainty)?;
                Some((i, *entry))
            })
            .collect();
    let above = found.iter().filter(|(i, _)| i.notable()).count();
    markup! {
        @if !found.is_empty() {
            h3 { "Which judged numbers matter most" }
            p {
                "Looked at is " (headline.describe(findings)) ". Of " (found.len())
                " uncertainties of grade C or with a judgement only, " (above)
                " have more to do with it than chance would give. The share is how much of the \
                 variance between "
                @if findings.outcomes.shape.luck_paths > 1 { "draws (luck averaged) " }
                @else { "replicates, luck included, " }
                "would go if the number were known (first order, from this run); where it is near 0 it \
                 may come out below 0. Numbers that are held are not in this table: "
                code { "drawdown ledger --effects" } " moves them."
            }
            div class="wide" tabindex="0" role="region" aria-label="Judged numbers that matter most" {
                table class="assumptions" {
                    thead { tr {
                        th scope="col" { "Uncertainty" }
                        th scope="col" { "As it rises, the outcome" }
                        th scope="col" { "Share of variance" }
                        th scope="col" { "95 % interval" }
                        th scope="col" { "What was judged" }
                    } }
                    tbody {
                        @for (influence, entry) in found.iter().take(SHOWN) {
                            (row(findings, influence, entry))
                        }
                    }
                }
            }
        }
    }
}

/// Uncertainties of grade C or with a judgement only.
fn weak<'a>(findings: &Findings<'_>, ledger: &'a Ledger) -> Vec<(usize, &'a LedgerEntry)> {
    let entry = |name: &str| ledger.find("uncertainty", name.split('[').next().unwrap_or(name));
    let is_weak =
        |e: &&LedgerEntry| e.confidence == Some(Confidence::C) || e.origin == Origin::Judged;
    let named = findings.model.uncertainties.iter().enumerate();
    named.filter_map(|(i, u)| Some((i, entry(&u.name).filter(is_weak)?))).collect()
}

fn row(findings: &Findings<'_>, influence: &Influence, entry: &LedgerEntry) -> Markup {
    let uncertainty = &findings.model.uncertainties[influence.uncertainty];
    let percent = |x: f64| NumberFormat::Percent.format(x, findings.lang);
    let way = match influence.spearman {
        _ if !influence.notable() => "not told",
        rank if rank > 0.0 => "rises",
        _ => "falls",
    };
    markup! {
        tr {
            th scope="row" {
                (called(&uncertainty.description, &uncertainty.name, findings.lang))
                br; code { (uncertainty.name) }
            }
            td { (way) }
            td { (percent(influence.share.value)) }
            td { (percent(influence.share.low)) " to " (percent(influence.share.high)) }
            td class="origin" {
                @if let Some(judgement) = &entry.judgement { (both(judgement, findings.lang)) }
                @else { span class="muted" { "nothing said" } }
            }
        }
    }
}
