//! What happened in a run that a planner should know of: bounds that were hit, outflows that were
//! limited.

use maud::{Markup, html as markup};

use super::findings::{Findings, called};
use super::html_page::wide;
use super::html_study::code;
use super::html_words::spoken;
use crate::kernel::Incident;
use crate::model::Description;
use crate::outcome::IncidentShare;
use crate::text::{Lang, NumberFormat, range};

/// Options in futures that are named; of more their number is said.
const NAMED: usize = 3;

/// A row for each kind of incident in more than 0.1 % of all steps, or a sentence that there was none.
pub(super) fn incident_table(findings: &Findings<'_>) -> Markup {
    let lang = findings.lang;
    let mut kinds: Vec<(Incident, Vec<&IncidentShare>)> = Vec::new();
    for share in findings.outcomes.notable_incidents() {
        match kinds.iter_mut().find(|(incident, _)| *incident == share.incident) {
            Some((_, shares)) => shares.push(share),
            None => kinds.push((share.incident, vec![share])),
        }
    }
    if kinds.is_empty() {
        return markup! { p { (lang.pick(
            "No bound was hit, and no outflow limited, in more than 0.1 % of all steps.",
            "لم تُبلغ أي حدود، ولم يُقيَّد أي تدفق خارج، في أكثر من 0.1٪ من الخطوات.",
        )) } };
    }
    let heads = match lang {
        Lang::En => ["What happened in more than 0.1 % of all steps", "Share of steps", "Where"],
        Lang::Ar => ["ما حدث في أكثر من 0.1٪ من الخطوات", "نسبة الخطوات", "أين"],
    };
    wide(
        lang.pick("Incidents", "الحوادث"),
        markup! {
            table {
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody {
                    @for (_, shares) in &kinds {
                        tr {
                            th scope="row" { (what(findings, shares[0])) }
                            td { (how_often(shares, lang)) }
                            td class="origin" { (place(findings, shares)) }
                        }
                    }
                }
            }
        },
    )
}

/// What happened: the name of the study stands behind its label.
fn what(findings: &Findings<'_>, share: &IncidentShare) -> Markup {
    let model = findings.model;
    let (description, name): (&Description, &str) = match share.incident {
        Incident::Bound(i) | Incident::Limited(i) => {
            (&model.stocks[i].description, &model.stocks[i].name)
        }
        Incident::NegativeRate(i) => (&model.flows[i].description, &model.flows[i].name),
        Incident::LeverBound(i) => (&model.levers[i].description, &model.levers[i].name),
    };
    let text = share.describe(model, findings.lang);
    let (before, rest) = text.split_once('`').unwrap_or((&text, ""));
    let after = rest.split_once('`').map_or("", |(_, after)| after);
    markup! {
        (before) (spoken(&called(description, name, findings.lang), findings.lang))
        " (" (code(name)) ")" (after)
    }
}

/// The share of steps: of the least and the most where they differ.
fn how_often(shares: &[&IncidentShare], lang: Lang) -> String {
    let all = || shares.iter().map(|share| share.share);
    let text = |x: f64| NumberFormat::Percent.format(x, lang);
    let (low, high) = (text(all().fold(f64::INFINITY, f64::min)), text(all().fold(0.0, f64::max)));
    if low == high { low } else { range(&low, &high, lang) }
}

/// In which options and futures.
fn place(findings: &Findings<'_>, shares: &[&IncidentShare]) -> Markup {
    let lang = findings.lang;
    let layout = &findings.outcomes.layout.cells;
    let cells: Vec<usize> = shares.iter().flat_map(|share| share.cells.iter().copied()).collect();
    if cells.len() == layout.len() {
        return markup! { (lang.pick("all options and futures", "كل الخيارات والمسارات")) };
    }
    let futures = findings.futures();
    let name = |cell: &usize| {
        let cell = layout[*cell];
        let of =
            |f: &&super::Future| f.trajectory == cell.trajectory && f.response == cell.response;
        let future = futures.iter().find(of).map_or("", |future| future.label.as_str());
        (findings.option(cell.option), future)
    };
    markup! {
        @if cells.len() > NAMED {
            @match lang {
                Lang::En => { (cells.len()) " of " (layout.len()) " pairs of option and future" },
                Lang::Ar => { "أزواج الخيار والمسار: " (cells.len()) " من " (layout.len()) },
            }
        } @else {
            @for (i, cell) in cells.iter().enumerate() {
                @if i > 0 { br; }
                @let (option, future) = name(cell);
                (spoken(&option, lang)) " / " (spoken(future, lang))
            }
        }
    }
}
