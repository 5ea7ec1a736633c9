//! `drawdown ledger`: where a study's numbers come from, and which of the judged ones matter most.

use std::fs;
use std::path::{Path, PathBuf};

use super::arguments::LedgerArguments;
use super::failure::Failure;
use super::interrupt::interruption;
use super::progress::Reporter;
use super::run::{Prepared, Warnings, prepare_study};
use super::summary::plain;
use super::terminal::Terminal;
use super::text_table::{columns, cut, left, right, symbol, wrap};
use crate::analysis::{Effect, Effects, EffectsError, EffectsQuestion, Movable, Target, effects};
use crate::diagnostic::Span;
use crate::report::{
    ReportError, called, difference_with_error, format_of, grade, kind_word, origin_word,
    write_effects, write_ledger, write_ledger_markdown,
};
use crate::study::{Confidence, KINDS, Ledger, LedgerEntry, Origin, Overrides, Study, Usage};
use crate::text::{Lang, NumberFormat, counted, latin, noun, plain_count, quoted, semicolon};

/// Rows of a ranking.
const ROWS: usize = 12;
/// Names after a measure that has no ranking of its own.
const NAMES: usize = 3;
/// Columns before the place of a number.
const PLACE: usize = 58;
/// How wide a text is, and its language.
pub(super) type Page = (usize, Lang);

/// Columns that the counts by grade take.
const BY_GRADE: usize = 75;

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
    // a file is for machines too, and in English
    let place = |span: Span| prepared.place(span, Lang::En);
    let here = |span: Span| prepared.place(span, arguments.lang.lang());
    let page = (terminal.width, arguments.lang.lang());
    let mut text = head(&prepared, &account, page);
    text.push_str(&unsourced(&account, &here, page));
    text.push_str(&sources(&prepared.study, page));
    let found = match arguments.effects {
        true => Some(find(arguments, &prepared, terminal)?),
        false => None,
    };
    if let Some(found) = &found {
        text.push_str(&ranking(found, &account, page));
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
fn head(prepared: &Prepared, account: &Ledger, (width, lang): Page) -> String {
    let mut out = wrap(prepared.model.title.get(lang), "", width);
    out.push_str(&format!("{}\n\n", prepared.located.describe()));
    let all = account.entries.len() as u64;
    let words = match lang {
        Lang::En => format!(
            "{}. Sourced: a source says it. Derived: worked out from a source, with a judgement. \
             Judged: a judgement only. Grades: A measured, or two sources agree; B one estimate or a \
             clear precedent; C form only, or judgement; - none.",
            counted(all, &noun::NUMBER, lang)
        ),
        Lang::Ar => format!(
            "عدد الأرقام: {}. موثّق: يذكره مصدر. مشتق: مستخلص من مصدر مع تقدير من الباحثين. مقدَّر: تقدير \
             الباحثين وحده. درجات الثقة: أ مقيس أو يتفق عليه مصدران؛ ب تقدير واحد أو سابقة واضحة؛ ج شكل \
             العلاقة فقط أو تقدير الباحثين؛ - بلا درجة.",
            plain_count(all)
        ),
    };
    out.push_str(&wrap(&words, "", width));
    out.push('\n');
    out.push_str(&counts(account, (width, lang)));
    out
}

/// Kinds by origin and, where there is room, by grade.
fn counts(account: &Ledger, (width, lang): Page) -> String {
    let grades = [Some(Confidence::A), Some(Confidence::B), Some(Confidence::C), None];
    // kinds are longer words in Arabic
    let (names, all_width) = match lang {
        Lang::En => (12, 5),
        Lang::Ar => (16, 8),
    };
    let wide = width >= names + all_width + BY_GRADE;
    let mut out = String::new();
    let mut line = |first: &str, second: &str, cells: &[String]| {
        let text =
            format!("  {}{}{}", left(first, names), right(second, all_width), cells.concat());
        out.push_str(text.trim_end());
        out.push('\n');
    };
    let all = lang.pick("all", "المجموع");
    let word = |origin: Origin| origin_word(origin, lang);
    if wide {
        let letters: String = grades.iter().map(|g| right(letter(*g, lang), 4)).collect();
        line("", "", &Origin::ALL.map(|o| format!("     {}", left(word(o), 13))));
        line("", all, &Origin::ALL.map(|_| format!("  {letters}")));
    } else {
        line("", all, &Origin::ALL.map(|o| right(word(o), 9)));
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
        row(kind_word(kind, lang), &|e| e.kind == *kind);
    }
    row(all, &|_| true);
    out
}

/// The letter of a grade, or a dash.
fn letter(confidence: Option<Confidence>, lang: Lang) -> &'static str {
    confidence.map_or("-", |confidence| grade(confidence, lang))
}

/// Numbers with neither source nor judgement, with their places.
fn unsourced(account: &Ledger, place: &dyn Fn(Span) -> String, (width, lang): Page) -> String {
    let silent: Vec<&LedgerEntry> = account.unaccounted().collect();
    if silent.is_empty() {
        let words =
            lang.pick("Every number has a source or a judgement.", "لكل رقم مصدر أو تقدير.");
        return format!("\n{words}\n");
    }
    let n = silent.len() as u64;
    let mut out = match lang {
        Lang::En => {
            let verb = if n == 1 { "has" } else { "have" };
            let all = counted(n, &noun::NUMBER, lang);
            format!("\n{all} {verb} neither source nor judgement:\n")
        }
        Lang::Ar => format!("\nأرقام لا مصدر لها ولا تقدير ({}):\n", plain_count(n)),
    };
    for entry in silent {
        let value = cut(&format!("{} {}", entry.value, symbol(&entry.unit)), 32);
        let kind = kind_word(entry.kind, lang);
        let text = format!("{kind} {}: {}", latin(&entry.name, lang), value.trim_end());
        let place = place(entry.place);
        let room = width.saturating_sub(columns(&place) + 4).min(PLACE);
        out.push_str(&format!("  {}  {place}\n", left(&cut(&text, room), room)));
    }
    out
}

/// Facts that no number uses: those that say why, and those that do not.
pub(super) fn sources(study: &Study, (width, lang): Page) -> String {
    let usage = study.usage();
    if usage.is_empty() {
        return String::new();
    }
    let of = |wanted: Usage| usage.iter().filter(move |u| u.1 == wanted).map(|u| u.0);
    let cited = of(Usage::Cited).count() + of(Usage::Contradicted).count();
    let (unused, idle) = (of(Usage::Excused).count(), of(Usage::Idle).count());
    let all = usage.len() as u64;
    let mut out = match lang {
        Lang::En => format!(
            "\n{}: {cited} cited, {unused} unused for a stated reason, {idle} neither.\n",
            counted(all, &noun::SOURCE, lang)
        ),
        Lang::Ar => format!(
            "\nالمصادر والمعلومات ({}): المستشهد به {cited}، وغير المستعمل لسبب مذكور {unused}، وما لا هذا \
             ولا ذاك {idle}.\n",
            plain_count(all)
        ),
    };
    let excused: Vec<_> = of(Usage::Excused).collect();
    let longest = excused.iter().map(|s| columns(&s.id.value)).max().unwrap_or(0).min(24);
    for source in excused {
        let reason = source.unused.as_ref().map_or("", |r| r.value.get(lang));
        let indent = " ".repeat(longest + 4);
        let text = wrap(reason, &indent, width);
        let id = left(&source.id.value, longest);
        out.push_str(&format!("  {id}  {}", text.trim_start()));
    }
    for (wanted, en, ar) in [
        (
            Usage::Idle,
            "neither cited nor marked as unused:",
            "لا مستشهد به ولا معلَّم بأنه غير مستعمل:",
        ),
        (
            Usage::Contradicted,
            "cited, and yet marked as unused:",
            "مستشهد به مع أنه معلَّم بأنه غير مستعمل:",
        ),
    ] {
        let ids: Vec<&str> = of(wanted).map(|s| s.id.value.as_str()).collect();
        if !ids.is_empty() {
            out.push_str(&wrap(&format!("{} {}", lang.pick(en, ar), ids.join(", ")), "  ", width));
        }
    }
    out
}

/// The ranking of the judged numbers.
fn ranking(found: &Effects, account: &Ledger, (width, lang): Page) -> String {
    let title = lang.pick("Judged numbers that matter most", "أبلغ الأرقام المقدَّرة أثراً");
    let mut out = format!("\n{title}\n");
    out.push_str(&wrap(&explained(found, account, lang), "  ", width));
    let headline = found.targets.first().map_or(0, |t| t.measure());
    let (main, others): (Vec<_>, Vec<_>) =
        found.targets.iter().zip(&found.effects).partition(|(t, _)| t.measure() == headline);
    for (target, effects) in main {
        out.push_str(&table(found, *target, effects, (width, lang)));
    }
    if !others.is_empty() {
        let title = lang.pick("The other measures, most first", "المقاييس الأخرى، الأبلغ أثراً أولاً");
        out.push_str(&format!("\n  {title}\n"));
    }
    for (target, effects) in others {
        let names: Vec<String> = effects
            .iter()
            .filter(|e| e.notable)
            .take(NAMES)
            .map(|e| format!("{} {}", latin(&e.name, lang), change(found, *target, e, lang)))
            .collect();
        let list = match names.is_empty() {
            true => lang.pick("nothing", "لا شيء").to_owned(),
            false => names.join(semicolon(lang)),
        };
        out.push_str(&wrap(&format!("{}: {list}", what(found, *target, lang)), "  ", width));
    }
    for (name, why) in &found.troubles {
        // why is a mistake of the study's, and in English
        let text = match lang {
            Lang::En => format!("{name} could not be moved {why}"),
            Lang::Ar => {
                format!("تعذّر تحريك {}: {}", latin(name, lang), latin(&why.to_string(), lang))
            }
        };
        out.push_str(&wrap(&text, "  ", width));
    }
    out
}

/// How the numbers were moved, and how to read what follows.
fn explained(found: &Effects, account: &Ledger, lang: Lang) -> String {
    let model = &found.model;
    let still = account.entries.iter().filter(|e| {
        e.rests_on_judgement() && !matches!(e.kind, "constant" | "uncertainty" | "lever")
    });
    let still = still.count() as u64;
    let (trajectory, baseline) = (&model.trajectories[0], &model.options[model.baseline]);
    let (moved, drawn) = (found.moved as u64, found.drawn as u64);
    let (a, b) = found.replicates;
    match lang {
        Lang::En => format!(
            "{} and defaults of levers, each moved by a fifth with all else and all luck held ({a} \
             replicates); {} as drawn, from their 5 % to their 95 % point ({b} replicates). \
             Trajectory '{}', baseline '{}'. Not moved: {} in options, trajectories, tables, stocks, \
             bounds and formulas. Shown is how far the measure goes, ± half the 95 % interval \
             (probabilities in points), where it is more than chance, which one in twenty of those \
             that do nothing seems to be; share is that of the variance. A difference is of the \
             option less the baseline.",
            counted(moved, &noun::CONSTANT, lang),
            counted(drawn, &noun::UNCERTAINTY, lang),
            trajectory.name,
            baseline.name,
            match still {
                1 => "1 judged number".to_owned(),
                n => format!("{} judged numbers", plain_count(n)),
            },
        ),
        Lang::Ar => format!(
            "الثوابت والقيم المعتادة للرافعات (عددها {moved}): حُرّك كل منها بمقدار الخمس مع تثبيت كل ما \
             عداه وتثبيت المصادفات (عدد التكرارات {a})؛ والكميات غير المؤكدة (عددها {drawn}): كما سُحبت، من نقطة \
             5٪ إلى نقطة 95٪ لكل منها (عدد التكرارات {b}). المسار {}، والخيار المرجعي {}. وما لم يُحرَّك: \
             الأرقام المقدَّرة في الخيارات والمسارات والجداول والمخزونات والحدود والصيغ، وعددها {still}. \
             والمعروض هو مدى تغيّر المقياس ± نصف مجال الثقة 95٪ (وللاحتمالات بالنقاط المئوية) إذا زاد على ما \
             تعطيه المصادفة، وقد يبدو كذلك واحد من كل عشرين رقماً لا أثر له؛ والحصة هي حصته من التباين. \
             والفرق هو فرق الخيار عن الخيار المرجعي.",
            quoted(&called(&trajectory.description, &trajectory.name, lang), lang),
            quoted(&called(&baseline.description, &baseline.name, lang), lang),
        ),
    }
}

/// What a target is called.
fn what(found: &Effects, target: Target, lang: Lang) -> String {
    let measure = &found.model.measures[target.measure()];
    let mut text = called(&measure.description, &measure.name, lang);
    let unit = match lang {
        Lang::En => symbol(&measure.unit),
        Lang::Ar => found.model.unit_words.of(&measure.unit, lang),
    };
    if !unit.is_empty() {
        text.push_str(&format!(" ({unit})"));
    }
    match (found.option_of(target), lang) {
        (None, Lang::En) => text + ", baseline",
        (None, Lang::Ar) => text + "، الخيار المرجعي",
        (Some(option), Lang::En) => format!("{text}, difference of '{option}'"),
        (Some(option), Lang::Ar) => {
            let known = found.model.options.iter().find(|o| o.name == option);
            let label = known.map(|o| called(&o.description, &o.name, lang));
            let name = label.unwrap_or_else(|| option.to_string());
            format!("{text}، فرق الخيار {}", quoted(&name, lang))
        }
    }
}

fn change(found: &Effects, target: Target, effect: &Effect, lang: Lang) -> String {
    let format = format_of(&found.model.measures[target.measure()]);
    plain(&difference_with_error(format, &effect.change, lang))
}

/// A ranking: a line for each number, and below it what was judged.
fn table(found: &Effects, target: Target, effects: &[Effect], (width, lang): Page) -> String {
    let notable: Vec<&Effect> = effects.iter().filter(|e| e.notable).collect();
    let title = what(found, target, lang);
    let mut out = format!("\n  {}\n", cut(&title, width.saturating_sub(2)));
    if notable.is_empty() {
        let nothing = lang.pick("nothing more than chance", "لا شيء يزيد على المصادفة");
        return format!("{out}    {nothing}\n");
    }
    for (i, effect) in notable.iter().take(ROWS).enumerate() {
        let entry = &effect.entry;
        let share = effect
            .share
            .map_or(String::new(), |share| plain(&NumberFormat::Percent.format(share.value, lang)));
        let line = format!(
            "  {:>2} {} {} {} {} {} {}",
            i + 1,
            left(&cut(&effect.name, 30), 30),
            right(&change(found, target, effect, lang), 18),
            right(&share, 6),
            left(&effect.range, 15),
            letter(entry.confidence, lang),
            origin_word(entry.origin, lang)
        );
        out.push_str(line.trim_end());
        out.push('\n');
        let unit = symbol(&entry.unit);
        let value = cut(format!("{} {unit}", entry.value).trim_end(), 40);
        let reason = entry.judgement.as_ref().map_or("", |j| j.get(lang));
        let mut text = format!("{} {value}", kind_word(entry.kind, lang));
        if !reason.is_empty() {
            text.push_str(&format!(": {reason}"));
        }
        out.push_str(&format!("     {}\n", cut(&text, width.saturating_sub(5))));
    }
    let more = notable.len().saturating_sub(ROWS);
    if more > 0 {
        out.push_str(&match lang {
            Lang::En => format!("     and {more} more\n"),
            Lang::Ar => format!("     وأرقام أخرى عددها {more}\n"),
        });
    }
    out
}
