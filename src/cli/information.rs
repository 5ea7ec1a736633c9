//! `drawdown information`: what it is worth to know more before deciding, from a run that is there.

use std::fs;
use std::path::Path;

use super::failure::Failure;
use super::information_arguments::InformationArguments;
use super::option_table::{Column, Entry, Layout, bold};
use super::saved::{Opened, locate_run};
use super::summary::plain;
use super::terminal::Terminal;
use super::text_table::lines;
use crate::analysis::{
    Information, InformationIn, InformationOn, InformationQuestion, PartialInformation, SetKind,
    Withheld, information as worked_out, main_measures,
};
use crate::model::Model;
use crate::report::{
    BACKTEST, Findings, MANIFEST, ReportError, SavedRun, future_label, information_sentences,
    is_moved, set_label, subject_label, unmoved_sentence, worth_with_ends, write_information,
};
use crate::text::Lang;

/// Columns of a head at least.
const HEAD: usize = 18;
/// Single uncertainties that a table shows.
const SINGLES: usize = 10;

/// Works out what it is worth to know more and returns what to say. With `--output` the tables are
/// written as well, and the last line is their folder.
///
/// # Errors
/// [`Failure::Usage`] where there is no such run, option, trajectory, measure or uncertainty;
/// [`Failure::Run`] where a table cannot be written.
pub fn information(
    arguments: &InformationArguments,
    terminal: &Terminal,
) -> Result<String, Failure> {
    let folder = locate_run(&arguments.run.run)?;
    let mut run = SavedRun::load(&folder)?;
    for note in &run.notes {
        eprintln!("note: {note}");
    }
    let whole = run.model.clone();
    run.model.select(&arguments.options, &arguments.trajectories)?;
    run.outcomes.select(&whole, &run.model);
    let asked = run.model.measures_named(&arguments.measure)?;
    let measures = if asked.is_empty() { main_measures(&run.model) } else { asked };
    let named = groups(&run.model, &arguments.group)?;
    let found = worked_out(&run.model, &run.outcomes, &InformationQuestion { measures, named });
    let summary = run.outcomes.summarise(&run.model);
    let opened = Opened { run, summary, decision: Default::default(), tested: None };
    let findings = opened.findings(arguments.lang.lang());
    let mut text = said(&findings, &found, terminal);
    if let Some(folder) = &arguments.output {
        write(findings.model, &found, folder)?;
        text.push_str(&format!("\n{}\n", folder.display()));
    }
    Ok(text)
}

/// `NAME=a,b,c` each.
fn groups(model: &Model, typed: &[String]) -> Result<Vec<(String, Vec<usize>)>, Failure> {
    let one = |text: &String| {
        let Some((name, members)) =
            text.split_once('=').filter(|(name, _)| !name.trim().is_empty())
        else {
            return Err(Failure::Usage(format!(
                "--group '{text}': write a name, '=' and uncertainties with commas between: \
                 --group recruits=recruit_rate,sympathy"
            )));
        };
        let members: Vec<String> = members.split(',').map(|m| m.trim().to_owned()).collect();
        Ok((name.trim().to_owned(), model.uncertainties_named(&members)?))
    };
    typed.iter().map(one).collect()
}

fn write(model: &Model, found: &Information, folder: &Path) -> Result<(), Failure> {
    if [MANIFEST, BACKTEST].iter().any(|file| folder.join(file).is_file()) {
        return Err(Failure::Usage(format!(
            "{} is the folder of a run or a back-test, whose tables must stay as they are: name \
             another folder with --output",
            folder.display()
        )));
    }
    fs::create_dir_all(folder).map_err(ReportError::io(folder, "create"))?;
    write_information(folder, model, found)?;
    Ok(())
}

fn paragraph(out: &mut String, text: &str, width: usize) {
    lines(text, width).iter().for_each(|line| out.push_str(&format!("{line}\n")));
}

/// The whole text: a block a measure.
fn said(findings: &Findings<'_>, found: &Information, terminal: &Terminal) -> String {
    let lang = findings.lang;
    let mut out = String::new();
    paragraph(&mut out, &findings.source_line(), terminal.width);
    if found.measures.is_empty() {
        paragraph(
            &mut out,
            lang.pick(
                "No measure says which way it is better: give one sense = \"minimise\" or \"maximise\".",
                "لا يحدد أي مقياس أي جانبيه أفضل.",
            ),
            terminal.width,
        );
        return out;
    }
    let mut doubtful = false;
    // where several are asked for, those that say nothing share a sentence
    let several = found.measures.len() > 1;
    if let Some(sentence) = unmoved_sentence(findings, found).filter(|_| several) {
        out.push('\n');
        paragraph(&mut out, &sentence, terminal.width);
        doubtful = true;
    }
    let is_silent = |on: &&InformationOn| {
        several && on.options.len() > 1 && on.withheld.is_none() && !is_moved(on)
    };
    for on in found.measures.iter().filter(|on| !is_silent(on)) {
        let rule = "━".repeat(terminal.width.min(100));
        let title = bold(&subject_label(findings, on), terminal.colour);
        out.push_str(&format!("\n{rule}\n{title}\n\n"));
        doubtful |= on.withheld.is_none() && on.options.len() > 1;
        for sentence in
            nothing(findings, on).into_iter().chain(information_sentences(findings, found, on))
        {
            paragraph(&mut out, &sentence, terminal.width);
        }
        for of in on.futures.iter().filter(|of| of.counts()) {
            table(findings, found, (on, of), &mut out, terminal);
        }
    }
    if doubtful {
        out.push('\n');
        paragraph(&mut out, legend(lang), terminal.width);
    }
    out
}

/// Why nothing is said.
fn nothing(findings: &Findings<'_>, on: &InformationOn) -> Option<String> {
    let lang = findings.lang;
    if on.withheld == Some(Withheld::Never) {
        return Some(
            lang.pick(
                "Some replicates never come to an end, so that there is no mean to decide by.",
                "لا تنتهي بعض التكرارات إلى قيمة، فلا متوسط يُبنى عليه القرار.",
            )
            .to_owned(),
        );
    }
    (on.options.len() < 2).then(|| {
        lang.pick("There is one option: nothing to decide.", "الخيار واحد، فلا قرار يُتخذ.")
            .to_owned()
    })
}

fn legend(lang: Lang) -> &'static str {
    lang.pick(
        "How much better the choice would come out in the mean, with its 95 % interval, if this were known \
         before choosing, against choosing now what is best in the mean. Values of single uncertainties do \
         not add up. Luck is never known. Values are corrected for the optimism of choosing by estimates.",
        "مقدار تحسن نتيجة الاختيار في المتوسط، مع مجال الثقة 95٪، لو عُرف ذلك قبل الاختيار، مقارنةً باختيار الأفضل \
         في المتوسط الآن. وقيم الأرقام المفردة لا تُجمع. أما الحظ فلا يُعرف أبداً. والقيم مصححة من تفاؤل \
         الاختيار بالتقديرات.",
    )
}

/// What sets are worth in a future.
fn table(
    findings: &Findings<'_>,
    found: &Information,
    (on, of): (&InformationOn, &InformationIn),
    out: &mut String,
    terminal: &Terminal,
) {
    let lang = findings.lang;
    let single = |part: &&PartialInformation| found.sets[part.set].kind == SetKind::Single;
    let counts = |part: &&PartialInformation| part.value.value > 0.0;
    let shown: Vec<&PartialInformation> = of
        .parts
        .iter()
        .filter(counts)
        .filter(single)
        .take(SINGLES)
        .chain(of.parts.iter().filter(counts).filter(|part| !single(part)))
        .collect();
    if shown.is_empty() {
        // the sentence has said it
        return;
    }
    out.push_str(&format!("\n{}\n", bold(&future_label(findings, of), terminal.colour)));
    let mut names = vec![lang.pick("Everything", "كل شيء").to_owned()];
    names.extend(shown.iter().map(|part| set_label(findings, &found.sets[part.set])));
    let mut worth = vec![Entry::plain(plain(&worth_with_ends(findings, on, &of.all)))];
    worth.extend(
        shown.iter().map(|part| Entry::plain(plain(&worth_with_ends(findings, on, &part.value)))),
    );
    let option =
        |option: Option<usize>| option.map_or_else(String::new, |option| findings.option(option));
    let at = |of: &dyn Fn(&PartialInformation) -> String| -> Vec<Entry> {
        let first = Entry::plain("");
        std::iter::once(first).chain(shown.iter().map(|part| Entry::plain(of(part)))).collect()
    };
    let column = |en: &str, ar: &str, entries: Vec<Entry>| Column {
        head: lang.pick(en, ar).to_owned(),
        foot: String::new(),
        group: None,
        entries,
    };
    let threshold = |part: &PartialInformation| match (part.threshold, part.stretches.len()) {
        (Some(at), _) => {
            let unit = &findings.model.uncertainties[found.sets[part.set].members[0]].unit;
            plain(&findings.counted(at.value, unit))
        }
        (None, 3..) => lang.pick("several", "عدة قيم").to_owned(),
        _ => String::new(),
    };
    let columns = vec![
        column("Worth knowing", "قيمة معرفته", worth),
        column(
            "Best if low",
            "الأفضل إن انخفض",
            at(&|part| option(part.stretches.first().map(|s| s.option))),
        ),
        column("Changes at", "يتغير عند", at(&threshold)),
        column(
            "Best if high",
            "الأفضل إن ارتفع",
            at(&|part| option(part.stretches.last().map(|s| s.option))),
        ),
    ];
    let layout = Layout::of(std::slice::from_ref(&columns), &names, terminal.width, HEAD);
    layout.write(out, &columns, &names, terminal.colour);
}
