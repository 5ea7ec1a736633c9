//! `drawdown calibrate`: what happened teaches the uncertainties.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::arguments::CalibrateArguments;
use super::failure::Failure;
use super::locate::Located;
use super::progress::Reporter;
use super::run::{Prepared, Warnings, prepare_study};
use super::terminal::Terminal;
use super::text_table::{columns, cut, left, lines, right};
use crate::analysis::calibration::check;
use crate::analysis::importance::{Shift, least_ess};
use crate::analysis::{Calibration, CalibrationError, Ensembles};
use crate::model::Model;
use crate::report::{
    POSTERIOR_MARK, called, grouped, posterior_csv, posterior_place, write_posterior,
};
use crate::study::{DesignKind, Overrides};
use crate::text::{Lang, NumberFormat, counted, latin, noun, number, quoted, range};

/// Uncertainties that are shown at least, and at most.
const FEWEST: usize = 5;
const MOST: usize = 20;

/// Runs the back-test's cell, weighs its draws, writes the file of joint draws, and returns what to
/// say about it.
///
/// # Errors
/// [`Failure`]: a mistake in the study, nothing to learn from, a run that failed.
pub fn calibrate(
    arguments: &CalibrateArguments,
    terminal: &Terminal,
    cancel: &AtomicBool,
) -> Result<String, Failure> {
    let quiet = arguments.quiet;
    if arguments.changes.posterior.is_some() {
        let why = "a calibration starts from the priors: leave --posterior away";
        return Err(Failure::Usage(why.to_owned()));
    }
    let warnings = if quiet { Warnings::Silent } else { Warnings::Counted };
    let overrides = Overrides { seed: arguments.seed, ..arguments.changes.overrides() };
    let mut prepared = prepare_study(&arguments.study.study, &overrides, terminal, warnings)?;
    let target = match &arguments.output {
        Some(path) => path.clone(),
        None => own_place(&prepared).unwrap_or_else(|| PathBuf::from("posterior.csv")),
    };
    posterior_place(&target)?;
    // independent draws: the effective sample size speaks of such
    prepared.model.luck_paths = 1;
    prepared.plan.luck_paths = 1;
    prepared.plan.design = DesignKind::Random;
    prepared.plan.replicates = arguments.replicates;
    prepared.limit_threads(arguments.threads)?;
    let (options, trajectories) = one_cell(&prepared, arguments);

    let (model, plan) = (&prepared.model, &prepared.plan);
    let rows = Ensembles::prepare(model, &options, &trajectories)?;
    check(&rows).map_err(not_learned)?;
    let reporter = Reporter::new("replicates", arguments.replicates, terminal.moving, quiet);
    let run = Ensembles::run(rows, plan, &reporter, cancel);
    reporter.end();
    let ensembles = run?;
    let cell = ensembles.cells().iter().position(|c| c.response).unwrap_or(0);
    let floor = least_ess(arguments.replicates as usize);
    let learned = Calibration::of(&ensembles, cell, arguments.temper.then_some(floor));
    let learned = learned.map_err(not_learned)?;

    let lang = arguments.lang.lang();
    let told = Told { model, ensembles: &ensembles, learned: &learned, cell, floor };
    let names: Vec<String> = model.uncertainties.iter().map(|u| u.name.clone()).collect();
    let rows = learned.weights().resample(arguments.rows as usize, plan.seed);
    let comments = told.comments(&arguments.repeated(plan.seed));
    write_posterior(&target, &posterior_csv(&comments, &names, ensembles.draws(), &rows))?;
    if quiet {
        return Ok(format!("{}\n", target.display()));
    }
    let own = arguments.output.is_none() && own_place(&prepared).is_some();
    let study = &arguments.study.study;
    let next = match own {
        true => format!("drawdown run {study} --posterior"),
        false => format!("drawdown run {study} --posterior {}", target.display()),
    };
    let account = told.account((terminal.width, lang), arguments.temper);
    let place = target.display();
    Ok(match lang {
        Lang::En => {
            let rows = grouped(&arguments.rows.to_string());
            format!("{account}\n{rows} joint draws are in {place}\nNext: {next}\n")
        }
        Lang::Ar => {
            let rows = counted(arguments.rows, &noun::DRAW, lang);
            format!(
                "{account}\n{rows} من التوزيع المشترك في الملف:\n{place}\nالأمر التالي:\n{next}\n"
            )
        }
    })
}

/// The file that the study's own `[posterior]` names, if the study lies on disk.
fn own_place(prepared: &Prepared) -> Option<PathBuf> {
    let posterior = prepared.study.posterior.as_ref()?;
    let Located::Disk(path) = &prepared.located else { return None };
    let folder = match path.is_dir() {
        true => path.as_path(),
        false => path.parent().unwrap_or(Path::new("")),
    };
    // one that is named by a study that this one extends belongs to that study
    let home = posterior.path.strip_suffix(&posterior.file.value)?;
    let own = home.is_empty() || home.strip_suffix('/') == Some(prepared.study.id.as_str());
    own.then(|| folder.join(&posterior.file.value))
}

/// The first option and the first trajectory that are asked for, or that `[backtest]` names.
fn one_cell(prepared: &Prepared, arguments: &CalibrateArguments) -> (Vec<String>, Vec<String>) {
    let changes = &arguments.changes;
    let (options, trajectories) = prepared.names(&changes.options, &changes.trajectories);
    let chosen = &prepared.model.backtest.chosen;
    let first = |asked: Vec<String>, chosen: &[String]| {
        let list = if asked.is_empty() { chosen.to_vec() } else { asked };
        list.into_iter().take(1).collect()
    };
    (first(options, &chosen.options), first(trajectories, &chosen.trajectories))
}

fn not_learned(error: CalibrationError) -> Failure {
    match error {
        CalibrationError::Weights(_) => Failure::Run(error.to_string()),
        _ => Failure::Usage(error.to_string()),
    }
}

/// What there is to tell.
struct Told<'a> {
    model: &'a Model,
    ensembles: &'a Ensembles,
    learned: &'a Calibration,
    cell: usize,
    floor: f64,
}

impl Told<'_> {
    fn cell(&self, lang: Lang) -> String {
        let cell = self.ensembles.cells()[self.cell];
        let model = &self.ensembles.backtest.model;
        let (option, trajectory) =
            (&model.options[cell.option], &model.trajectories[cell.trajectory]);
        match lang {
            Lang::En => {
                let without = if cell.response { "" } else { ", without its response" };
                format!("option {}, trajectory {}{without}", option.name, trajectory.name)
            }
            Lang::Ar => {
                let without = if cell.response { "" } else { "، من دون استجابة" };
                let option = called(&option.description, &option.name, lang);
                let trajectory = called(&trajectory.description, &trajectory.name, lang);
                let (option, trajectory) = (quoted(&option, lang), quoted(&trajectory, lang));
                format!("الخيار {option}، المسار {trajectory}{without}")
            }
        }
    }

    fn tempered(&self, lang: Lang) -> Option<String> {
        let tempered = &self.learned.tempered;
        let (power, untempered) = (count(tempered.beta, lang), count(tempered.untempered, lang));
        (tempered.beta < 1.0).then(|| match lang {
            Lang::En => format!(
                "likelihood to the power {power}, untempered effective sample size {untempered}"
            ),
            Lang::Ar => format!(
                "رُفعت الأرجحية إلى الأس {power}، وحجم العيّنة الفعّال من دون تخفيف {untempered}"
            ),
        })
    }

    /// The comment lines of the file.
    fn comments(&self, command: &str) -> Vec<String> {
        let shape = &self.ensembles.outcomes.shape;
        let replicates = grouped(&shape.replicates.to_string());
        let mut out = vec![
            format!(
                "{}: joint draws of the uncertainties of the study {}",
                POSTERIOR_MARK.trim_start_matches("# "),
                self.model.id
            ),
            "draws from the priors, weighted by what happened and resampled: all rows count the \
             same, and rows that are repeated stand for a heavy draw"
                .to_owned(),
            format!(
                "rows of histories that taught: {}",
                taught(self.ensembles, self.learned, Lang::En)
            ),
            format!("cell: {}", self.cell(Lang::En)),
            format!("replicates: {replicates}, seed {}", shape.seed),
            format!("effective sample size: {}", spread(self.learned, Lang::En)),
        ];
        out.extend(self.tempered(Lang::En).map(|words| format!("tempered: {words}")));
        out.push(format!("digest of the run: {}", self.ensembles.outcomes.digest()));
        out.push(format!("drawdown {}: {command}", env!("CARGO_PKG_VERSION")));
        out
    }

    /// What a reader sees.
    fn account(&self, (width, lang): (usize, Lang), asked: bool) -> String {
        let learned = self.learned;
        let (id, cell) = (&self.model.id, self.cell(lang));
        let (rows, spread) = (taught(self.ensembles, learned, lang), spread(learned, lang));
        let mut text = match lang {
            Lang::En => format!(
                "\nWhat happened teaches {id}: {cell}\nRows: {rows}\nEffective sample size: {spread}\n"
            ),
            Lang::Ar => format!(
                "\nما يعلّمه الماضي للدراسة {}: {cell}\nالصفوف: {rows}\nحجم العيّنة الفعّال: {spread}\n",
                latin(id, lang)
            ),
        };
        if let Some(words) = self.tempered(lang) {
            text.push_str(&format!("{} {words}\n", lang.pick("Tempered:", "التخفيف:")));
        }
        if learned.weights().ess < self.floor {
            let floor = count(self.floor, lang);
            let words = match (lang, asked) {
                (Lang::En, true) => {
                    format!("Below {floor}: even tempered, too few replicates are possible.")
                }
                (Lang::En, false) => format!(
                    "Below {floor}: few replicates carry all weight. Run more (-n), state larger \
                     counting errors if they are, or let what happened count for less (--temper)."
                ),
                (Lang::Ar, true) => {
                    format!(
                        "وهو دون {floor}: حتى بعد التخفيف تبقى التكرارات الممكنة أقل مما ينبغي."
                    )
                }
                (Lang::Ar, false) => format!(
                    "وهو دون {floor}: عدد قليل من التكرارات يحمل الوزن كله. يمكن زيادة التكرارات ({})، أو \
                     ذكر أخطاء عدّ أكبر إن كانت كذلك، أو تخفيف أثر ما وقع ({}).",
                    latin("-n", lang),
                    latin("--temper", lang)
                ),
            };
            text.push_str(&(lines(&words, width).join("\n") + "\n"));
        }
        text.push('\n');
        text.push_str(&moved(self.model, &learned.shifts, (width, lang)));
        text
    }
}

/// The rows that taught.
pub(super) fn taught(ensembles: &Ensembles, learned: &Calibration, lang: Lang) -> String {
    let histories = ensembles.histories();
    let named = |(h, n): &(usize, usize)| {
        let history = &histories[*h];
        match lang {
            Lang::En => format!("{} {n}", history.name),
            Lang::Ar => {
                format!("{}: {n}", latin(&called(&history.description, &history.name, lang), lang))
            }
        }
    };
    let each: Vec<String> = learned.rows.iter().map(named).collect();
    let join = lang.pick(", ", "؛ ");
    format!("{} ({})", learned.row_count(), each.join(join))
}

/// Effective sample size and its companions.
pub(super) fn spread(learned: &Calibration, lang: Lang) -> String {
    let weights = learned.weights();
    let percent = |x| plain(&NumberFormat::Percent.format(x, lang));
    let (ess, all) = (count(weights.ess, lang), grouped(&weights.values.len().to_string()));
    let (perplexity, largest) = (percent(weights.perplexity), percent(weights.largest));
    match lang {
        Lang::En => format!("{ess} of {all} (perplexity {perplexity}, largest weight {largest})"),
        Lang::Ar => format!("{ess} من {all} (الحيرة {perplexity}، أكبر وزن {largest})"),
    }
}

/// The uncertainties that moved most, as a table.
fn moved(model: &Model, shifts: &[Shift], (width, lang): (usize, Lang)) -> String {
    let apart = shifts.iter().filter(|s| s.told_apart).count();
    let shown = apart.clamp(FEWEST, MOST).min(shifts.len());
    let interval = |[low, median, high]: [f64; 3]| {
        let at = |x| plain(&number(x, lang));
        format!("{} ({})", at(median), range(&at(low), &at(high), lang))
    };
    let rows: Vec<[String; 4]> = shifts[..shown]
        .iter()
        .map(|s| {
            let learned = plain(&NumberFormat::Percent.format(s.learned, lang));
            let uncertainty = &model.uncertainties[s.uncertainty];
            let name = match lang {
                Lang::En => uncertainty.name.clone(),
                Lang::Ar => called(&uncertainty.description, &uncertainty.name, lang),
            };
            let mark = if s.told_apart { "*" } else { " " };
            [format!("{mark} {name}"), interval(s.prior), interval(s.posterior), learned]
        })
        .collect();
    let heads = match lang {
        Lang::En => ["", "prior: median (90 %)", "posterior", "learned"],
        Lang::Ar => ["", "القبلي: الوسيط (مجال 90٪)", "البعدي", "المتعلَّم"],
    };
    let heads = heads.map(str::to_owned);
    let widest = |i: usize| {
        rows.iter().chain([&heads]).map(|row| columns(&row[i])).max().unwrap_or_default()
    };
    let rest = widest(1) + widest(2) + widest(3) + 6;
    let names = widest(0).min(width.saturating_sub(rest).max(16));
    let mut text = String::new();
    for row in [&heads].into_iter().chain(&rows) {
        let line = format!(
            "{}  {}  {}  {}",
            left(&cut(&row[0], names), names),
            right(&row[1], widest(1)),
            right(&row[2], widest(2)),
            right(&row[3], widest(3))
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let (all, hidden) = (shifts.len(), apart.saturating_sub(shown));
    let words = match lang {
        Lang::En => {
            let more =
                if hidden > 0 { format!(", {hidden} of them not shown") } else { String::new() };
            format!(
                "* told apart from its prior ({apart} of {all}{more}; error 5 % for all together). \
                 Learned: by how much the variance fell, on the scale of the prior's quantiles; below \
                 0, both ends are favoured."
            )
        }
        Lang::Ar => {
            let more = if hidden > 0 {
                format!("، وما لم يُعرض منها {hidden}")
            } else {
                String::new()
            };
            format!(
                "* ما تميّز عن توزيعه القبلي (عدده {apart} من {all}{more}؛ والخطأ 5٪ لها مجتمعة). المتعلَّم: \
                 مقدار ما نقص من التباين، على مقياس مئينات التوزيع القبلي؛ وما هو دون الصفر يعني ترجيح \
                 الطرفين معاً."
            )
        }
    };
    text.push('\n');
    text.push_str(&(lines(&words, width).join("\n") + "\n"));
    text
}

/// Three digits, with spaces that break.
fn count(x: f64, lang: Lang) -> String {
    plain(&number(x, lang))
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}
