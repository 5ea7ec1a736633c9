//! `drawdown ledger`: where a study's numbers come from, and which of the judged ones matter most.

use std::fs;
use std::path::{Path, PathBuf};

use super::arguments::LedgerArguments;
use super::failure::Failure;
use super::interrupt::interruption;
use super::progress::Reporter;
use super::run::{Prepared, Warnings, prepare_study};
use super::summary::{counted, plain};
use super::terminal::Terminal;
use super::text_table::{columns, cut, left, right, symbol, wrap};
use crate::analysis::{Effect, Effects, EffectsError, EffectsQuestion, Movable, Target, effects};
use crate::diagnostic::Span;
use crate::report::{
    ReportError, called, difference_with_error, format_of, write_effects, write_ledger,
    write_ledger_markdown,
};
use crate::study::{Confidence, KINDS, Ledger, LedgerEntry, Origin, Overrides, Study, Usage};
use crate::text::{Lang, NumberFormat};

/// Rows of a ranking.
const ROWS: usize = 12;
/// Names after a measure that has no ranking of its own.
const NAMES: usize = 3;
/// Columns before the place of a number.
const PLACE: usize = 58;
/// Columns that the counts by grade take.
const BY_GRADE: usize = 92;

/// Gives the account of a study's numbers, and with `--effects` the ranking of those that rest on
/// judgement; writes `ledger.csv` and `effects.csv` where that is asked for.
///
/// # Errors
/// [`Failure::Study`], [`Failure::Usage`], [`Failure::Run`], [`Failure::Interrupted`].
pub fn ledger(arguments: &LedgerArguments, terminal: &Terminal) -> Result<String, Failure> {
    let none = Overrides::default();
    let study = &arguments.study.study;
    let prepared = prepare_study(study, &none, terminal, Warnings::Silent)?;
    let account = Ledger::of(&prepared.study);
    let place = |span: Span| prepared.place(span);
    let mut text = head(&prepared, &account, terminal.width);
    text.push_str(&unsourced(&account, &place, terminal.width));
    text.push_str(&sources(&prepared.study, terminal.width));
    let found = match arguments.effects {
        true => Some(find(arguments, &prepared, terminal)?),
        false => None,
    };
    if let Some(found) = &found {
        text.push_str(&ranking(found, &account, terminal.width));
    }
    let folder = arguments.output.clone().or_else(|| {
        found.as_ref().map(|_| Path::new("output").join(format!("{}-ledger", prepared.model.id)))
    });
    if let Some(folder) = folder {
        text.push_str(&write(&folder, &prepared.model.title.en, &account, &place, found.as_ref())?);
    }
    Ok(text)
}

fn write(
    folder: &Path,
    title: &str,
    account: &Ledger,
    place: &dyn Fn(Span) -> String,
    found: Option<&Effects>,
) -> Result<String, Failure> {
    fs::create_dir_all(folder).map_err(ReportError::io(folder, "create"))?;
    let path: PathBuf = folder.join("ledger.csv");
    write_ledger(&path, account, place)?;
    let pages: PathBuf = folder.join("ledger.md");
    write_ledger_markdown(&pages, title, account)?;
    let mut text = format!("\n{}\n{}\n", path.display(), pages.display());
    if let Some(found) = found {
        let path = folder.join("effects.csv");
        write_effects(&path, found)?;
        text.push_str(&format!("{}\n", path.display()));
    }
    Ok(text)
}

fn find(
    arguments: &LedgerArguments,
    prepared: &Prepared,
    terminal: &Terminal,
) -> Result<Effects, Failure> {
    let cancel = interruption();
    let question = EffectsQuestion {
        measures: arguments.measure.clone(),
        options: arguments.options.clone(),
        replicates: arguments.replicates,
    };
    let total = Movable::all(&prepared.study).len() as u64;
    let reporter = Reporter::new("numbers", total, terminal.moving, false);
    let found = effects(&prepared.study, &question, &reporter, &cancel);
    reporter.end();
    found.map_err(|error| match error {
        EffectsError::Name(name) => name.into(),
        EffectsError::Run(run) => run.into(),
        // the study itself has been checked
        EffectsError::Study(_) => Failure::Run(error.to_string()),
    })
}

/// Title, what the words mean, and the counts.
fn head(prepared: &Prepared, account: &Ledger, width: usize) -> String {
    let mut out = wrap(&prepared.model.title.en, "", width);
    out.push_str(&format!("{}\n\n", prepared.located.describe()));
    out.push_str(&wrap(
        &format!(
            "{}. Sourced: a source says it. Derived: worked out from a source, with a judgement. \
             Judged: a judgement only. Grades: A measured, or two sources agree; B one estimate or a \
             clear precedent; C form only, or judgement; - none.",
            counted(account.entries.len(), "number", "numbers")
        ),
        "",
        width,
    ));
    out.push('\n');
    out.push_str(&counts(account, width));
    out
}

/// Kinds by origin and, where there is room, by grade.
fn counts(account: &Ledger, width: usize) -> String {
    let grades = [Some(Confidence::A), Some(Confidence::B), Some(Confidence::C), None];
    let wide = width >= BY_GRADE;
    let mut out = String::new();
    let mut line = |first: &str, second: &str, cells: &[String]| {
        let text = format!("  {}{}{}", left(first, 12), right(second, 5), cells.concat());
        out.push_str(text.trim_end());
        out.push('\n');
    };
    if wide {
        line("", "", &Origin::ALL.map(|o| format!("     {}", left(o.word(), 13))));
        line("", "all", &Origin::ALL.map(|_| "     A   B   C   -".to_owned()));
    } else {
        line("", "all", &Origin::ALL.map(|o| right(o.word(), 9)));
    }
    let count = |n: usize| if n == 0 { "·".to_owned() } else { n.to_string() };
    let mut row = |name: &str, fits: &dyn Fn(&LedgerEntry) -> bool| {
        let of =
            |origin: Origin| account.entries.iter().filter(move |e| fits(e) && e.origin == origin);
        let all: usize = Origin::ALL.iter().map(|o| of(*o).count()).sum();
        let cells = Origin::ALL.map(|origin| {
            if !wide {
                return right(&count(of(origin).count()), 9);
            }
            let cell =
                |grade| right(&count(of(origin).filter(|e| e.confidence == grade).count()), 4);
            format!("  {}", grades.map(cell).concat())
        });
        line(name, &all.to_string(), &cells);
    };
    for kind in KINDS.iter().filter(|kind| account.of_kind(kind).next().is_some()) {
        row(kind, &|e| e.kind == *kind);
    }
    row("all", &|_| true);
    out
}

/// Numbers with neither source nor judgement, with their places.
fn unsourced(account: &Ledger, place: &dyn Fn(Span) -> String, width: usize) -> String {
    let silent: Vec<&LedgerEntry> = account.unaccounted().collect();
    if silent.is_empty() {
        return "\nEvery number has a source or a judgement.\n".to_owned();
    }
    let all = counted(silent.len(), "number has", "numbers have");
    let mut out = format!("\n{all} neither source nor judgement:\n");
    for entry in silent {
        let value = cut(&format!("{} {}", entry.value, symbol(&entry.unit)), 32);
        let text = format!("{} {}: {}", entry.kind, entry.name, value.trim_end());
        let place = place(entry.place);
        let room = width.saturating_sub(columns(&place) + 4).min(PLACE);
        out.push_str(&format!("  {}  {place}\n", left(&cut(&text, room), room)));
    }
    out
}

/// Facts that no number uses: those that say why, and those that do not.
pub(super) fn sources(study: &Study, width: usize) -> String {
    let usage = study.usage();
    if usage.is_empty() {
        return String::new();
    }
    let of = |wanted: Usage| usage.iter().filter(move |u| u.1 == wanted).map(|u| u.0);
    let mut out = format!(
        "\n{}: {} cited, {} unused for a stated reason, {} neither.\n",
        counted(usage.len(), "source", "sources"),
        of(Usage::Cited).count() + of(Usage::Contradicted).count(),
        of(Usage::Excused).count(),
        of(Usage::Idle).count()
    );
    let excused: Vec<_> = of(Usage::Excused).collect();
    let longest = excused.iter().map(|s| columns(&s.id.value)).max().unwrap_or(0).min(24);
    for source in excused {
        let reason = source.unused.as_ref().map_or("", |r| r.value.en.as_str());
        let indent = " ".repeat(longest + 4);
        let text = wrap(reason, &indent, width);
        let id = left(&source.id.value, longest);
        out.push_str(&format!("  {id}  {}", text.trim_start()));
    }
    for (wanted, words) in [
        (Usage::Idle, "neither cited nor marked as unused: "),
        (Usage::Contradicted, "cited, and yet marked as unused: "),
    ] {
        let ids: Vec<&str> = of(wanted).map(|s| s.id.value.as_str()).collect();
        if !ids.is_empty() {
            out.push_str(&wrap(&format!("{words}{}", ids.join(", ")), "  ", width));
        }
    }
    out
}

/// The ranking of the judged numbers.
fn ranking(found: &Effects, account: &Ledger, width: usize) -> String {
    let model = &found.model;
    let mut out = "\nJudged numbers that matter most\n".to_owned();
    let still = account.entries.iter().filter(|e| {
        e.rests_on_judgement() && !matches!(e.kind, "constant" | "uncertainty" | "lever")
    });
    out.push_str(&wrap(
        &format!(
            "{} and defaults of levers, each moved by a fifth with all else and all luck held ({} \
             replicates); {} as drawn, from their 5 % to their 95 % point ({} replicates). \
             Trajectory '{}', baseline '{}'. Not moved: {} in options, trajectories, tables, stocks, \
             bounds and formulas. Shown is how far the measure goes, ± half the 95 % interval \
             (probabilities in points), where it is more than chance, which one in twenty of those \
             that do nothing seems to be; share is that of the variance. A difference is of the \
             option less the baseline.",
            counted(found.moved, "constant", "constants"),
            found.replicates.0,
            counted(found.drawn, "uncertainty", "uncertainties"),
            found.replicates.1,
            model.trajectories[0].name,
            model.options[model.baseline].name,
            counted(still.count(), "judged number", "judged numbers"),
        ),
        "  ",
        width,
    ));
    let headline = found.targets.first().map_or(0, |t| t.measure());
    let (main, others): (Vec<_>, Vec<_>) =
        found.targets.iter().zip(&found.effects).partition(|(t, _)| t.measure() == headline);
    for (target, effects) in main {
        out.push_str(&table(found, *target, effects, width));
    }
    if !others.is_empty() {
        out.push_str("\n  The other measures, most first\n");
    }
    for (target, effects) in others {
        let names: Vec<String> = effects
            .iter()
            .filter(|e| e.notable)
            .take(NAMES)
            .map(|e| format!("{} {}", e.name, change(found, *target, e)))
            .collect();
        let list = if names.is_empty() { "nothing".to_owned() } else { names.join("; ") };
        out.push_str(&wrap(&format!("{}: {list}", what(found, *target)), "  ", width));
    }
    for (name, why) in &found.troubles {
        out.push_str(&wrap(&format!("{name} could not be moved {why}"), "  ", width));
    }
    out
}

/// What a target is called.
fn what(found: &Effects, target: Target) -> String {
    let measure = &found.model.measures[target.measure()];
    let mut text = called(&measure.description, &measure.name, Lang::En);
    let unit = symbol(&measure.unit);
    if !unit.is_empty() {
        text.push_str(&format!(" ({unit})"));
    }
    match found.option_of(target) {
        None => text + ", baseline",
        Some(option) => format!("{text}, difference of '{option}'"),
    }
}

fn change(found: &Effects, target: Target, effect: &Effect) -> String {
    let format = format_of(&found.model.measures[target.measure()]);
    plain(&difference_with_error(format, &effect.change))
}

/// A ranking: a line for each number, and below it what was judged.
fn table(found: &Effects, target: Target, effects: &[Effect], width: usize) -> String {
    let notable: Vec<&Effect> = effects.iter().filter(|e| e.notable).collect();
    let title = what(found, target);
    let mut out = format!("\n  {}\n", cut(&title, width.saturating_sub(2)));
    if notable.is_empty() {
        return out + "    nothing more than chance\n";
    }
    for (i, effect) in notable.iter().take(ROWS).enumerate() {
        let entry = &effect.entry;
        let grade = match entry.confidence {
            Some(Confidence::A) => "A",
            Some(Confidence::B) => "B",
            Some(Confidence::C) => "C",
            None => "-",
        };
        let share = effect.share.map_or(String::new(), |share| {
            plain(&NumberFormat::Percent.format(share.value, Lang::En))
        });
        let line = format!(
            "  {:>2} {} {} {} {} {grade} {}",
            i + 1,
            left(&cut(&effect.name, 30), 30),
            right(&change(found, target, effect), 18),
            right(&share, 6),
            left(&effect.range, 15),
            entry.origin.word()
        );
        out.push_str(line.trim_end());
        out.push('\n');
        let unit = symbol(&entry.unit);
        let value = cut(format!("{} {unit}", entry.value).trim_end(), 40);
        let reason = entry.judgement.as_ref().map_or("", |j| j.en.as_str());
        let mut text = format!("{} {value}", entry.kind);
        if !reason.is_empty() {
            text.push_str(&format!(": {reason}"));
        }
        out.push_str(&format!("     {}\n", cut(&text, width.saturating_sub(5))));
    }
    let more = notable.len().saturating_sub(ROWS);
    if more > 0 {
        out.push_str(&format!("     and {more} more\n"));
    }
    out
}
