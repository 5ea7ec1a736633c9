//! `drawdown diagram`: what acts on what in a study.

use std::fs;
use std::path::{Path, PathBuf};

use super::arguments::{DiagramArguments, DiagramFormat};
use super::failure::Failure;
use super::run::{Warnings, prepare_study};
use super::terminal::Terminal;
use crate::chart::{self, Theme};
use crate::diagnostic::Diagnostics;
use crate::report::{CausalView, Part};
use crate::study::Overrides;
use crate::text::Lang;

/// Resolution of PNG files: print quality.
const DPI: f32 = 200.0;

/// Draws a study and returns what to say: the text of the diagram, or where it is.
///
/// # Errors
/// [`Failure::Study`], [`Failure::Usage`] where there is no such study, topic or variable,
/// [`Failure::Run`] where a file cannot be written.
pub fn diagram(arguments: &DiagramArguments, terminal: &Terminal) -> Result<String, Failure> {
    let overrides = Overrides::default();
    let study = &arguments.study.study;
    let prepared = prepare_study(study, &overrides, terminal, Warnings::Counted)?;
    let view = CausalView::of(&prepared.model, &prepared.study, &prepared.sources);
    let view = if arguments.contract { view.contracted() } else { view };
    let lang = arguments.lang.lang();
    let format = format_of(arguments);
    let id = &prepared.model.id;
    if arguments.all {
        let folder = arguments.output.clone().unwrap_or_else(|| PathBuf::from("output"));
        let topics = view.topics.iter().filter(|_| view.topics.len() > 1);
        let mut parts = vec![Part::Whole];
        parts.extend(topics.map(|t| Part::Topic(t.name.clone())));
        let mut said = String::new();
        for part in parts {
            let path = folder.join(file_name(id, &part, lang, format));
            write(&path, &content(&view, &part, lang, format)?)?;
            said.push_str(&format!("{}\n", path.display()));
        }
        return Ok(said);
    }
    let part = match (&arguments.of, &arguments.topic) {
        (Some(name), _) => Part::Around(name.clone()),
        (None, Some(file)) => Part::Topic(file.clone()),
        (None, None) => Part::Whole,
    };
    let content = content(&view, &part, lang, format)?;
    let path = match &arguments.output {
        Some(path) => path.clone(),
        None if format == DiagramFormat::Dot => {
            return Ok(String::from_utf8_lossy(&content).into_owned());
        }
        None => Path::new("output").join(file_name(id, &part, lang, format)),
    };
    write(&path, &content)?;
    Ok(format!("{}\n", path.display()))
}

fn format_of(arguments: &DiagramArguments) -> DiagramFormat {
    let ending = arguments.output.as_ref().and_then(|path| path.extension());
    match (arguments.format, ending.and_then(|e| e.to_str())) {
        (Some(format), _) => format,
        (None, Some("png")) => DiagramFormat::Png,
        (None, Some("dot" | "gv")) => DiagramFormat::Dot,
        (None, _) => DiagramFormat::Svg,
    }
}

/// `coalition-diagram.svg`, `coalition-troops-ar.png`.
fn file_name(id: &str, part: &Part, lang: Lang, format: DiagramFormat) -> String {
    let plain = |name: &str| {
        let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
        stem.trim_end_matches(".toml").replace(['[', ']', ',', ' '], "_")
    };
    let which = match part {
        Part::Whole => "diagram".to_owned(),
        Part::Topic(name) => plain(name),
        Part::Around(name) => format!("of-{}", plain(name)),
    };
    let tongue = match lang {
        Lang::En => "",
        Lang::Ar => "-ar",
    };
    let ending = match format {
        DiagramFormat::Svg => "svg",
        DiagramFormat::Png => "png",
        DiagramFormat::Dot => "dot",
    };
    format!("{id}-{which}{tongue}.{ending}")
}

/// The bytes of a diagram.
fn content(
    view: &CausalView,
    part: &Part,
    lang: Lang,
    format: DiagramFormat,
) -> Result<Vec<u8>, Failure> {
    if format == DiagramFormat::Dot {
        let text = view.dot(part, lang).ok_or_else(|| unknown(view, part))?;
        return Ok(text.into_bytes());
    }
    let figure = view.picture(part, lang).ok_or_else(|| unknown(view, part))?;
    let failed = |e: chart::ChartError| Failure::Run(e.to_string());
    let svg = chart::svg(&figure, &Theme::report()).map_err(failed)?;
    match format {
        DiagramFormat::Png => chart::png(&svg, DPI).map_err(failed),
        _ => Ok(svg.into_bytes()),
    }
}

/// There is no such topic or variable; what there is.
fn unknown(view: &CausalView, part: &Part) -> Failure {
    let hint = |name: &str, names: &[&str]| {
        let near = Diagnostics::nearest(name, names.iter().copied());
        near.map(|near| format!("; did you mean '{near}'?")).unwrap_or_default()
    };
    Failure::Usage(match part {
        Part::Topic(name) => {
            let names: Vec<&str> = view.topics.iter().map(|t| t.name.as_str()).collect();
            let hint = hint(name, &names);
            format!("no file '{name}' declares variables{hint}; there are: {}", names.join(", "))
        }
        Part::Around(name) => {
            let names: Vec<&str> = view.graph.nodes.iter().map(|n| n.name.as_str()).collect();
            format!("the study has no variable '{name}'{}", hint(name, &names))
        }
        Part::Whole => "the study has no variables".to_owned(),
    })
}

fn write(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::Run(format!("cannot write {}: {e}", path.display()));
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    fs::write(path, content).map_err(failed)
}
