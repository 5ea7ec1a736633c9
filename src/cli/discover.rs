//! `drawdown discover`: the conditions in which options of a run fail.

use std::path::Path;

use super::discover_arguments::DiscoverArguments;
use super::discover_table::limits;
use super::failure::Failure;
use super::option_table::bold;
use super::saved::Opened;
use super::terminal::Terminal;
use super::text_table::lines;
use crate::analysis::discovery::{
    Basis, Case, Criterion, Discovery, DiscoveryQuestion, Objective, Rule, discover as find,
};
use crate::model::Model;
use crate::report::{
    DISCOVERY, Findings, RunFolder, box_sentence, called, case_sentence, draw_discovery,
    meaning_sentences, missed_bounds, outcome_sentences, trust_sentences, write_discovery,
};
use crate::study::Sense;
use crate::text::{Lang, percent, plain_count, quoted};

/// Measures of which is told what came of the draws in a box.
const OUTCOMES: usize = 3;

/// Finds the conditions and returns what to say. With `--output` tables and charts are written as
/// well, and the last line is their folder.
///
/// # Errors
/// [`Failure::Usage`] where there is no such run, option, trajectory or measure, or a question that
/// has no answer; [`Failure::Run`] where something cannot be written.
pub fn discover(arguments: &DiscoverArguments, terminal: &Terminal) -> Result<String, Failure> {
    let opened = Opened::find(&arguments.run)?;
    let model = &opened.run.model;
    let question = question(model, arguments)?;
    let Some(discovery) = find(model, &opened.run.outcomes, &question) else {
        let name = arguments.trajectory.as_deref().unwrap_or_default();
        return Err(Failure::Usage(format!("the trajectory '{name}' did not run")));
    };
    answerable(model, &discovery, arguments)?;
    let ran = |option: &&usize| discovery.failing.iter().any(|(o, _)| o == *option);
    if let Some(option) = question.options.iter().find(|o| !ran(o)) {
        let name = &model.options[*option].name;
        return Err(Failure::Usage(format!("the option '{name}' did not run in this trajectory")));
    }
    let findings = opened.findings(arguments.lang.lang());
    let mut text = account(&findings, &discovery, terminal);
    if let Some(folder) = &arguments.output {
        text.push_str(&format!("\n{}\n", write(&findings, &discovery, folder)?));
    }
    Ok(text)
}

/// Whether what was found answers the question.
fn answerable(
    model: &Model,
    discovery: &Discovery,
    arguments: &DiscoverArguments,
) -> Result<(), Failure> {
    if discovery.measures.is_empty() {
        let names: Vec<&str> =
            discovery.skipped.iter().map(|m| model.measures[*m].name.as_str()).collect();
        return Err(Failure::Usage(format!(
            "some replicates never come to a value of {}, so that there is no expectation to judge: \
             ask about another measure, or with --observed",
            names.join(", ")
        )));
    }
    if discovery.uncertainties == 0 {
        return Err(Failure::Usage(
            "no uncertainty varies in this run, so that no condition can be told".to_owned(),
        ));
    }
    let beyond = |case: &&Case| {
        let last = case.steps.len().saturating_sub(1);
        !case.steps.is_empty() && arguments.number.is_some_and(|number| number > last)
    };
    match discovery.cases.iter().find(beyond) {
        None => Ok(()),
        Some(case) => Err(Failure::Usage(format!(
            "the peeling trajectory of '{}' has boxes 0 to {}: peeling.csv (--output FOLDER) has all \
             of them",
            model.options[case.option].name,
            case.steps.len() - 1
        ))),
    }
}

/// The question that the command line asks.
fn question(model: &Model, arguments: &DiscoverArguments) -> Result<DiscoveryQuestion, Failure> {
    let options: Result<Vec<usize>, _> =
        arguments.option.iter().map(|name| model.option_named(name)).collect();
    let trajectory = arguments.trajectory.as_ref().map(|name| model.trajectory_named(name));
    let rule = match (arguments.number, arguments.density) {
        (Some(number), _) => Rule::Number(number),
        (None, Some(density)) if (0.0..=1.0).contains(&density) => Rule::Density(density),
        (None, Some(density)) => {
            return Err(Failure::Usage(format!(
                "a density is a share of draws: --density {density} must be from 0 to 1"
            )));
        }
        (None, None) => Rule::Information,
    };
    Ok(DiscoveryQuestion {
        options: options?,
        trajectory: trajectory.transpose()?,
        criterion: criterion(model, arguments)?,
        single: !arguments.fails,
        basis: if arguments.observed { Basis::Observed } else { Basis::Expected },
        rule,
        objective: if arguments.by_density { Objective::Density } else { Objective::Lenient },
        boxes: arguments.boxes as usize,
        shuffles: arguments.shuffles as usize,
        halves: arguments.halves as usize,
    })
}

fn criterion(model: &Model, arguments: &DiscoverArguments) -> Result<Criterion, Failure> {
    let Some(name) = &arguments.measure else {
        if Criterion::Bounds.measures(model).is_empty() {
            return Err(Failure::Usage(
                "the study calls nothing acceptable, so that no option can fail: give measures \
                 'acceptable = …', or ask with --measure NAME --worse-than VALUE"
                    .to_owned(),
            ));
        }
        return Ok(Criterion::Bounds);
    };
    let found = model.measures_named(std::slice::from_ref(name))?;
    let &[measure] = found.as_slice() else {
        let names: Vec<&str> = found.iter().map(|m| model.measures[*m].name.as_str()).collect();
        return Err(Failure::Usage(format!(
            "'{name}' is an array: name one of its members: {}",
            names.join(", ")
        )));
    };
    let definition = &model.measures[measure];
    if definition.sense == Sense::None {
        return Err(Failure::Usage(format!(
            "the measure '{name}' has no better side: give it 'sense = \"minimise\"' or \
             'sense = \"maximise\"' in the study"
        )));
    }
    let maximise = definition.sense == Sense::Maximise;
    if let Some(value) = arguments.worse_than {
        return Ok(Criterion::Beyond { measure, value, above: !maximise });
    }
    if let Some(value) = arguments.better_than {
        return Ok(Criterion::Beyond { measure, value, above: maximise });
    }
    if let Some(other) = &arguments.against {
        let option = model.option_named(other)?;
        return Ok(Criterion::Against { option, measure, by: arguments.by });
    }
    if definition.acceptable.is_none() {
        return Err(Failure::Usage(format!(
            "the measure '{name}' has no bound called acceptable: ask with --worse-than VALUE or \
             --against OPTION"
        )));
    }
    Ok(Criterion::Bound { measure })
}

fn paragraph(out: &mut String, terminal: &Terminal, text: &str) {
    lines(text, terminal.width).iter().for_each(|line| out.push_str(&format!("{line}\n")));
}

/// All that is said on the terminal.
fn account(findings: &Findings<'_>, discovery: &Discovery, terminal: &Terminal) -> String {
    let lang = findings.lang;
    let mut out = String::new();
    let trajectory = &findings.model.trajectories[discovery.trajectory];
    let future = quoted(&called(&trajectory.description, &trajectory.name, lang), lang);
    let (draws, count) =
        (plain_count(discovery.draws as u64), plain_count(discovery.uncertainties as u64));
    paragraph(
        &mut out,
        terminal,
        &match lang {
            Lang::En => {
                format!("When options fail in {future}: {draws} draws of {count} uncertainties.")
            }
            Lang::Ar => format!(
                "متى تفشل الخيارات في المسار {future}: عدد السحبات {draws} وعدد المجاهيل {count}."
            ),
        },
    );
    meaning_sentences(findings, discovery).iter().for_each(|s| paragraph(&mut out, terminal, s));
    let rates = failing(findings, discovery);
    paragraph(&mut out, terminal, &rates);
    for case in &discovery.cases {
        let rule = "━".repeat(terminal.width.min(100));
        let name = bold(&findings.option(case.option), terminal.colour);
        out.push_str(&format!("\n{rule}\n{name}\n"));
        told(findings, discovery, case, &mut out, terminal);
    }
    out
}

/// How often each option fails.
fn failing(findings: &Findings<'_>, discovery: &Discovery) -> String {
    let lang = findings.lang;
    let of = |(option, fails): &(usize, usize)| {
        let share = percent((*fails as f64 / discovery.draws as f64 * 1e3).round() / 1e3, lang);
        format!("{} {share}", findings.option(*option))
    };
    let all: Vec<String> = discovery.failing.iter().map(of).collect();
    let head = lang.pick("Share of draws that fail:", "نسبة السحبات الفاشلة:");
    format!("{head} {}.", all.join(lang.pick("; ", "؛ ")))
}

fn told(
    findings: &Findings<'_>,
    discovery: &Discovery,
    case: &Case,
    out: &mut String,
    terminal: &Terminal,
) {
    paragraph(out, terminal, &case_sentence(findings, discovery, case));
    if let Some(missed) = missed_bounds(findings, discovery, case) {
        paragraph(out, terminal, &missed);
    }
    for (number, found) in case.boxes.iter().enumerate() {
        out.push('\n');
        paragraph(out, terminal, &box_sentence(findings, case, number));
        out.push('\n');
        out.push_str(&limits(findings, found, terminal));
        out.push('\n');
        for sentence in outcome_sentences(findings, found, OUTCOMES) {
            paragraph(out, terminal, &sentence);
        }
        for sentence in trust_sentences(findings, case, found, number == 0) {
            paragraph(out, terminal, &sentence);
        }
    }
}

/// Writes the folder, whole or not at all.
fn write(findings: &Findings<'_>, discovery: &Discovery, place: &Path) -> Result<String, Failure> {
    let folder = RunFolder::marked(place, DISCOVERY)?;
    write_discovery(folder.path(), findings.model, discovery)?;
    draw_discovery(findings, discovery, folder.path())?;
    Ok(folder.publish()?.display().to_string())
}
