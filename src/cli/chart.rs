//! `drawdown chart`: any chart of a run that is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::chart_arguments::{ChartArguments, TextArgument};
use super::chart_list::list;
use super::failure::Failure;
use super::saved::{OUTPUT, Opened};
use super::terminal::Terminal;
use crate::chart::{TextMode, Theme};
use crate::diagnostic::{Diagnostics, FileId, Severity, Span, Spanned};
use crate::model::{ChartRequest, Model};
use crate::report::{
    self, ChartFormat, ChartPlan, Findings, ReportError, drawable, expand, figure, replay_for,
    theme_of, write_chart,
};
use crate::study::{Chart, ChartKind, ChartSet, Name};
use crate::text::{Label, Lang};

/// Draws a chart of a run and returns where its files are, or lists what can be drawn.
///
/// # Errors
/// [`Failure::Usage`] where there is no such run, chart, kind or quantity; [`Failure::Run`] where it
/// cannot be drawn or written.
pub fn chart(
    arguments: &ChartArguments,
    terminal: &Terminal,
    cancel: &AtomicBool,
) -> Result<String, Failure> {
    let mut opened = Opened::find(&arguments.run)?;
    if arguments.list {
        return Ok(list(&opened, terminal));
    }
    let past = |name: &str| {
        let history = [ChartKind::Calibration, ChartKind::History];
        history.iter().any(|kind| name.starts_with(kind.word()))
    };
    if arguments.kind.as_deref().is_some_and(past) || arguments.name.as_deref().is_some_and(past) {
        opened.test_on_history(cancel)?;
    }
    let findings = opened.findings(Lang::En);
    let charts = match &arguments.name {
        Some(name) => vec![named(&findings, arguments, name)?],
        None => asked(&findings, arguments)?,
    };
    write(&findings, &charts, arguments, cancel)
}

/// One of the run's charts.
fn named(
    findings: &Findings<'_>,
    arguments: &ChartArguments,
    name: &str,
) -> Result<ChartPlan, Failure> {
    let charts = report::plan(findings, ChartSet::All);
    let Some(chart) = charts.iter().find(|chart| chart.name == name) else {
        let near = Diagnostics::nearest(name, charts.iter().map(|chart| chart.name.as_str()));
        let hint = near.map(|near| format!("did you mean '{near}'? ")).unwrap_or_default();
        return Err(Failure::Usage(format!(
            "the run has no chart '{name}': {hint}--list shows all"
        )));
    };
    let label = |text: &Option<String>| text.as_ref().map(|text| Label::new(text.as_str()));
    let own = chart.request.clone();
    let request = ChartRequest {
        title: label(&arguments.title).or(own.title),
        subtitle: label(&arguments.subtitle).or(own.subtitle),
        caption: label(&arguments.caption).or(own.caption),
        theme: arguments.theme.map(|theme| theme.theme()).or(own.theme),
        width: arguments.width.or(own.width),
        ..own
    };
    Ok(ChartPlan { request, ..chart.clone() })
}

/// The charts that the command line describes: one, or one for each trajectory.
fn asked(findings: &Findings<'_>, arguments: &ChartArguments) -> Result<Vec<ChartPlan>, Failure> {
    let model = findings.model;
    let kind = kind(model, arguments)?;
    let chart = written(arguments, kind);
    let request = model.chart(&chart).map_err(|found| Failure::Usage(in_words(&found)))?;
    drawable(findings, kind, request.quantity.as_ref()).map_err(Failure::Usage)?;
    let charts = expand(findings, &request);
    if charts.is_empty() {
        let what = "nothing of this run fits: it did not run the trajectories that you name";
        return Err(Failure::Usage(what.to_owned()));
    }
    Ok(charts)
}

/// The kind that is asked for, or that suits the quantity.
fn kind(model: &Model, arguments: &ChartArguments) -> Result<ChartKind, Failure> {
    let words = || ChartKind::ALL.map(ChartKind::word);
    if let Some(word) = &arguments.kind {
        return ChartKind::from_word(word).ok_or_else(|| {
            let hint = match Diagnostics::nearest(word, words()) {
                Some(near) => format!("did you mean '{near}'?"),
                None => format!("there are: {}", words().join(", ")),
            };
            Failure::Usage(format!("there is no kind of chart '{word}': {hint}"))
        });
    }
    let Some(name) = &arguments.quantity else {
        return Err(Failure::Usage(
            "say what the chart shall show: --quantity NAME, --kind KIND or --name NAME; --list \
             shows what there is"
                .to_owned(),
        ));
    };
    let quantities = quantities(model);
    let tight = |text: &str| text.split_whitespace().collect::<String>();
    let summed = |own: &str| own.strip_suffix(" (cumulative)") == Some(name.as_str());
    let found = quantities.iter().find(|(own, _)| tight(own) == tight(name));
    if let Some((_, kind)) = found.or_else(|| quantities.iter().find(|(own, _)| summed(own))) {
        return Ok(*kind);
    }
    let member = |own: &&str| own.split_once('[').is_some_and(|(array, _)| array == name);
    let names = || quantities.iter().map(|(own, _)| own.as_str());
    let hint = match Diagnostics::nearest(name, names()).or_else(|| names().find(member)) {
        Some(near) => format!("did you mean '{near}'?"),
        None => "--list shows what there is".to_owned(),
    };
    Err(Failure::Usage(format!(
        "the run has no measure, series, lever or history '{name}': {hint}"
    )))
}

/// Everything that a chart can be drawn of by name, with the kind that suits it best.
pub(super) fn quantities(model: &Model) -> Vec<(String, ChartKind)> {
    let measures = model.measures.iter().map(|m| (m.name.clone(), ChartKind::Distribution));
    let series = model.series.iter().map(|s| (s.name.clone(), ChartKind::Lines));
    let histories = model.history.iter().map(|h| (h.name.clone(), ChartKind::History));
    let mut all: Vec<(String, ChartKind)> = measures.chain(series).chain(histories).collect();
    for lever in &model.levers {
        let array = lever.name.split_once('[').map_or(lever.name.as_str(), |(array, _)| array);
        for name in [array, lever.name.as_str()] {
            if all.iter().all(|(own, _)| own != name) {
                all.push((name.to_owned(), ChartKind::Timeline));
            }
        }
    }
    all
}

/// The `[[chart]]` table that the command line stands for.
fn written(arguments: &ChartArguments, kind: ChartKind) -> Chart {
    // nothing is shown of the places: the words say what is wrong
    let span = Span::new(FileId(0), 0..0);
    let name = |text: &String| -> Name { Spanned::new(text.clone(), span) };
    let names = |texts: &[String]| texts.iter().map(name).collect();
    let label = |text: &Option<String>| text.as_ref().map(|text| Label::new(text.as_str()));
    Chart {
        name: None,
        kind: Some(Spanned::new(kind, span)),
        quantity: arguments.quantity.as_ref().map(name),
        options: names(&arguments.options),
        trajectories: names(&arguments.trajectories),
        title: label(&arguments.title),
        subtitle: label(&arguments.subtitle),
        caption: label(&arguments.caption),
        baseline: arguments.baseline.as_ref().map(name),
        threshold: arguments.threshold.map(|value| Spanned::new(value, span)),
        scale: arguments.scale.map(|scale| Spanned::new(scale.scale(), span)),
        from: arguments.from.map(|date| Spanned::new(date, span)),
        to: arguments.to.map(|date| Spanned::new(date, span)),
        cuts: (!arguments.cuts.is_empty()).then(|| Spanned::new(arguments.cuts.clone(), span)),
        replicates: arguments.replicates.map(|count| Spanned::new(count, span)),
        columns: arguments.columns.map(|count| Spanned::new(count, span)),
        theme: arguments.theme.map(|theme| theme.theme()),
        width: arguments.width,
        draw: true,
        span,
    }
}

/// What is wrong, a line each.
fn in_words(found: &Diagnostics) -> String {
    let errors = found.items().iter().filter(|d| d.severity == Severity::Error);
    let line = |d: &crate::diagnostic::Diagnostic| match &d.help {
        Some(help) => format!("{}: {help}", d.message),
        None => d.message.clone(),
    };
    errors.map(line).collect::<Vec<String>>().join("\nerror: ")
}

/// Where the files of a chart go, and in which forms.
struct Target {
    /// A file's path without its ending, or the folder.
    path: PathBuf,
    /// Whether `path` is that of one file.
    single: bool,
    formats: Vec<ChartFormat>,
}

fn target(arguments: &ChartArguments) -> Result<Target, Failure> {
    let asked: Vec<ChartFormat> = arguments.format.iter().map(|f| f.format()).collect();
    let or_all = |asked: Vec<ChartFormat>| match asked.is_empty() {
        true => ChartFormat::ALL.to_vec(),
        false => asked,
    };
    let Some(output) = &arguments.output else {
        return Ok(Target { path: PathBuf::from(OUTPUT), single: false, formats: or_all(asked) });
    };
    let ending = output.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let of_ending = ChartFormat::ALL.into_iter().find(|f| f.ending() == ending.to_lowercase());
    match of_ending {
        None if output.is_dir() || ending.is_empty() => {
            Ok(Target { path: output.clone(), single: false, formats: or_all(asked) })
        }
        None => Err(Failure::Usage(format!(
            "'{}' is no form of chart: name a file that ends in .svg, .png or .pdf, or a folder",
            output.display()
        ))),
        Some(format) if asked.iter().all(|f| *f == format) => {
            Ok(Target { path: output.with_extension(""), single: true, formats: vec![format] })
        }
        Some(format) => Err(Failure::Usage(format!(
            "--format asks for other forms than {}: leave it out, or name a folder",
            format.ending()
        ))),
    }
}

fn write(
    findings: &Findings<'_>,
    charts: &[ChartPlan],
    arguments: &ChartArguments,
    cancel: &AtomicBool,
) -> Result<String, Failure> {
    let Target { path, single, formats } = target(arguments)?;
    if arguments.text == TextArgument::Live && !formats.contains(&ChartFormat::Svg) {
        let what = "only SVG files can hold live text: --format svg";
        return Err(Failure::Usage(what.to_owned()));
    }
    let langs = arguments.lang.list();
    if single && charts.len() * langs.len() > 1 {
        return Err(Failure::Usage(format!(
            "this draws {} charts: name a folder instead of a file, one of the trajectories with \
             --trajectories, or one language",
            charts.len() * langs.len()
        )));
    }
    let folder = match single {
        true => path.parent().unwrap_or(Path::new("")),
        false => path.as_path(),
    };
    if !folder.as_os_str().is_empty() {
        fs::create_dir_all(folder).map_err(ReportError::io(folder, "create the folder"))?;
    }
    // what lies beside other studies' results says which study it shows
    let prefix = match &arguments.output {
        None => format!("{}-", findings.model.id),
        Some(_) => String::new(),
    };
    let replay = replay_for(findings, charts, cancel)?;
    let all: Vec<(&ChartPlan, Lang)> =
        charts.iter().flat_map(|chart| langs.iter().map(move |lang| (chart, *lang))).collect();
    let written = all.into_par_iter().map(|(chart, lang)| {
        let files = match single {
            true => path.clone(),
            false => path.join(format!("{prefix}{}{}", chart.name, lang.pick("", "-ar"))),
        };
        let figure = figure(&Findings { lang, ..*findings }, chart, replay.as_ref());
        let text = match arguments.text {
            TextArgument::Outlines => TextMode::Outlines,
            TextArgument::Live => TextMode::Live,
        };
        let theme = theme_of(chart, &Theme::report()).with_text(text);
        write_chart(&figure, &files, &theme, &formats, arguments.dpi as f32)?;
        let path = |format: &ChartFormat| format!("{}.{}\n", files.display(), format.ending());
        Ok(formats.iter().map(path).collect::<String>())
    });
    let said: Vec<String> = written.collect::<Result<_, Failure>>()?;
    Ok(said.concat())
}
