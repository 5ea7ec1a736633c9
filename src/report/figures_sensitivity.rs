//! Charts of what outcomes hang on.

use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::chart_files::write_chart;
use super::error::ReportError;
use super::figures::{CHARTS, DrawSettings, FigureError};
use super::findings::slug;
use super::sensitivity_words::SensitivityView;
use crate::analysis::sensitivity::{Found, Method, Subject};
use crate::analysis::{Share, Target};
use crate::chart::{
    Figure, FigureKind, IndexMark, Indices, IndicesPanel, IndicesRow, Screening, ScreeningPoint,
    ValueAxis,
};
use crate::outcome::Estimate;
use crate::text::{Lang, NumberFormat, comma, isolate, latin, quoted};

/// Factors in a panel of indices.
const SHOWN: usize = 8;
/// Panels of a chart of indices.
const PANELS: usize = 4;
/// Factors that are named in Morris's plane.
const NAMED: usize = 12;
/// Slopes of Morris's wedges: nearly a straight line below the first, one way below the second,
/// nearly so below the third.
const WEDGES: [f64; 3] = [0.1, 0.5, 1.0];

/// A chart and the name of its files.
pub type NamedFigure = (String, Figure);

/// What of an analysis is drawn: differences, or levels where there are none; those that have
/// indices.
pub fn main_subjects<'a>(view: &SensitivityView<'a>) -> Vec<&'a Subject> {
    let found = view.found;
    let is_difference = |s: &&Subject| matches!(s.target, Target::Difference { .. });
    let any = found.subjects.iter().any(|s| is_difference(&s));
    found.subjects.iter().filter(|s| !any || is_difference(s)).collect()
}

/// The charts of an analysis: Morris's plane for each outcome, else indices for each measure.
pub fn sensitivity_figures(view: &SensitivityView<'_>, source: &str) -> Vec<NamedFigure> {
    let subjects: Vec<&Subject> = main_subjects(view)
        .into_iter()
        .filter(|s| matches!(s.found, Found::Given(_) | Found::Sobol(_) | Found::Morris(_)))
        .collect();
    if view.found.method == Method::Morris {
        return subjects.into_iter().map(|s| screening(view, s, source)).collect();
    }
    let trajectory = |s: &Subject| view.model.cells[cell(s)].trajectory;
    let same = |a: &&Subject, b: &&Subject| {
        a.target.measure() == b.target.measure() && trajectory(a) == trajectory(b)
    };
    let mut sorted = subjects;
    sorted.sort_by_key(|s| (s.target.measure(), trajectory(s)));
    sorted.chunk_by(same).map(|of| indices(view, of, source)).collect()
}

fn cell(subject: &Subject) -> usize {
    match subject.target {
        Target::Level { cell, .. } | Target::Difference { cell, .. } => cell,
    }
}

/// `sobol-MEASURE-TRAJECTORY`, for Morris's plane with the option.
fn file(view: &SensitivityView<'_>, subject: &Subject, option: bool) -> String {
    let model = view.model;
    let of = model.cells[cell(subject)];
    let mut name = format!(
        "{}-{}",
        view.found.method.name(),
        slug(&model.measures[subject.target.measure()].name)
    );
    if model.trajectories.len() > 1 {
        name = format!("{name}-{}", slug(&model.trajectories[of.trajectory].name));
    }
    if option { format!("{name}-{}", slug(&model.options[of.option].name)) } else { name }
}

fn titled(view: &SensitivityView<'_>, subject: &Subject, source: &str, kind: FigureKind) -> Figure {
    let lang = view.lang;
    let measure = quoted(&view.measure(subject.target.measure()), lang);
    let future = quoted(&view.trajectory(cell(subject)), lang);
    Figure {
        title: match lang {
            Lang::En => format!("What {measure} hangs on"),
            Lang::Ar => format!("ما يتوقف عليه {measure}"),
        },
        subtitle: match lang {
            Lang::En => format!("In {future}"),
            Lang::Ar => format!("في المسار {future}"),
        },
        caption: view.notes().join(" "),
        source_line: source.to_owned(),
        lang,
        kind,
    }
}

fn mark(e: Estimate) -> IndexMark {
    IndexMark { value: e.value, interval: (e.low, e.high), chance: None }
}

fn share_mark(share: Share) -> IndexMark {
    IndexMark { value: share.value, interval: (share.low, share.high), chance: Some(share.chance) }
}

/// Both indices of each factor: a panel an option.
fn indices(view: &SensitivityView<'_>, subjects: &[&Subject], source: &str) -> NamedFigure {
    let lang = view.lang;
    let row = |subject: &Subject, factor: usize| IndicesRow {
        label: view.factor(&view.found.factors[factor]),
        marks: match &subject.found {
            Found::Sobol(all) => [Some(mark(all[factor].first)), Some(mark(all[factor].total))],
            Found::Given(all) => [all[factor].first, all[factor].delta].map(|s| s.map(share_mark)),
            _ => [None, None],
        },
    };
    let panels = subjects.iter().take(PANELS).map(|subject| IndicesPanel {
        title: panel_title(view, subject),
        rows: subject.order().into_iter().take(SHOWN).map(|f| row(subject, f)).collect(),
    });
    let given = view.found.method == Method::Given;
    let (alone, second) = if given {
        (
            lang.pick(
                "share of the variance that it explains alone",
                "نسبة التباين التي يفسرها منفرداً",
            ),
            lang.pick("delta: how far it moves the distribution", "دلتا: كم يحرك التوزيع كله"),
        )
    } else {
        (lang.pick("alone", "منفرداً"), lang.pick("with its interactions", "مع تفاعلاته"))
    };
    let label = match given {
        true => lang.pick("Share of the variance, and delta", "نسبة التباين، ودلتا"),
        false => lang.pick("Share of the variance", "نسبة التباين"),
    };
    let kind = FigureKind::Indices(Indices {
        axis: ValueAxis {
            label: label.to_owned(),
            format: NumberFormat::Percent,
            ..ValueAxis::default()
        },
        panels: panels.collect(),
        names: (alone.to_owned(), second.to_owned()),
        chance: lang
            .pick(
                "what chance gives 19 times in 20, or less",
                "ما تعطيه المصادفة في 19 مرة من 20 أو أقل",
            )
            .to_owned(),
        columns: None,
    });
    (file(view, subjects[0], false), titled(view, subjects[0], source, kind))
}

fn panel_title(view: &SensitivityView<'_>, subject: &Subject) -> String {
    let own = |cell| quoted(&view.option(cell), view.lang);
    match (subject.target, view.lang) {
        (Target::Level { cell, .. }, _) => own(cell),
        (Target::Difference { cell, baseline, .. }, Lang::En) => {
            format!("{} less {}", own(cell), own(baseline))
        }
        (Target::Difference { cell, baseline, .. }, Lang::Ar) => {
            format!("{} ناقصاً {}", own(cell), own(baseline))
        }
    }
}

/// Morris's plane of one outcome.
fn screening(view: &SensitivityView<'_>, subject: &Subject, source: &str) -> NamedFigure {
    let lang = view.lang;
    let Found::Morris(all) = &subject.found else { return (String::new(), blank(lang)) };
    let point = |(rank, factor): (usize, usize)| {
        let index = &all[factor];
        let named = rank < NAMED && index.mu_star.value > 0.0;
        let label = if named { view.factor(&view.found.factors[factor]) } else { String::new() };
        ScreeningPoint {
            label,
            size: index.mu_star.value,
            interval: (index.mu_star.low.max(0.0), index.mu_star.high),
            spread: index.sigma.value,
        }
    };
    let measure = &view.model.measures[subject.target.measure()];
    let unit = view.model.unit_words.of(&measure.unit, lang);
    let format = if measure.condition { NumberFormat::Percent } else { NumberFormat::Plain };
    let axis = |label: &str| ValueAxis {
        label: label.to_owned(),
        unit: unit.clone(),
        format,
        ..ValueAxis::default()
    };
    let kind = FigureKind::Screening(Screening {
        size: axis(&symbol(lang.pick("Mean size of the effect", "متوسط حجم الأثر"), "μ*", lang)),
        spread: axis(&symbol(
            lang.pick("Standard deviation of the effect", "الانحراف المعياري للأثر"),
            "σ",
            lang,
        )),
        points: subject.order().into_iter().enumerate().map(point).collect(),
        wedges: WEDGES.map(|slope| (slope, isolate(format!("σ = {slope} μ*"), lang))).to_vec(),
    });
    let mut figure = titled(view, subject, source, kind);
    figure.subtitle = format!("{}. {}", panel_title(view, subject), figure.subtitle);
    (file(view, subject, true), figure)
}

/// What is meant, and its symbol, which an Arabic sentence does not turn round.
fn symbol(name: &str, symbol: &str, lang: Lang) -> String {
    format!("{name}{}{}", comma(lang), isolate(symbol.to_owned(), lang))
}

/// Nothing: refused when it is drawn.
fn blank(lang: Lang) -> Figure {
    let kind = FigureKind::Screening(Screening::default());
    let text = String::new;
    Figure { title: text(), subtitle: text(), caption: text(), source_line: text(), lang, kind }
}

/// The last line of a chart: study, version, rows or draws, seed.
pub fn sensitivity_source(view: &SensitivityView<'_>, seed: u64) -> String {
    let (version, lang) = (env!("CARGO_PKG_VERSION"), view.lang);
    let (id, method) = (&view.model.id, view.found.method.name());
    let rows = super::answer::grouped(&view.found.runs.max(view.found.size).to_string());
    match lang {
        Lang::En => format!("{id}, drawdown {version}, {method}, {rows} rows, seed {seed}"),
        Lang::Ar => format!(
            "{}، {}، {}، عدد الصفوف {rows}، البذرة {seed}",
            latin(id, lang),
            latin(&format!("drawdown {version}"), lang),
            latin(method, lang)
        ),
    }
}

/// Draws the charts of an analysis into `folder/charts`.
///
/// # Errors
/// [`FigureError`].
pub fn draw_sensitivity(
    view: SensitivityView<'_>,
    seed: u64,
    folder: &Path,
    settings: &DrawSettings,
) -> Result<(), FigureError> {
    for lang in &settings.langs {
        let folder = folder.join(CHARTS).join(lang.code());
        fs::create_dir_all(&folder).map_err(ReportError::io(&folder, "create the folder"))?;
        let view = SensitivityView { lang: *lang, ..view };
        let source = sensitivity_source(&view, seed);
        sensitivity_figures(&view, &source).par_iter().try_for_each(|(name, figure)| {
            let files = folder.join(name);
            write_chart(figure, &files, &settings.theme, &settings.formats, settings.dpi)
                .map(|_| ())
        })?;
    }
    Ok(())
}
