//! Titles of charts that say what the chart shows: `Attacks: lowest under No withdrawal in every future`.
//!
//! A title names its quantity and then says the finding, so that it can stand alone; the subtitle
//! begins with the full name and the unit. Where nothing can be told, or a chart shows a choice of
//! options and futures, the neutral title stays.

use super::answer::excludes_zero;
use super::brief::{Board, level_of};
use super::brief_words::some_of;
use super::figures_backtest::Picture;
use super::figures_plan::{ChartPlan, Subject};
use super::figures_series::comparable_reports;
use super::findings::{Findings, Future, called, format_of};
use crate::analysis::MetricKind;
use crate::analysis::backtest::Coverage;
use crate::chart::Figure;
use crate::study::{ChartKind, Sense};
use crate::text::{Case, Lang, counted, counted_in, noun, number, percent, quoted};

/// Puts the finding into the title of a figure and what it shows into the subtitle, where there is a
/// finding.
pub(super) fn apply(findings: &Findings<'_>, chart: &ChartPlan, figure: &mut Figure) {
    let request = &chart.request;
    let chosen = !request.options.is_empty()
        || !request.trajectories.is_empty()
        || request.from.is_some()
        || request.to.is_some()
        || request.baseline.is_some_and(|b| b != findings.model.baseline);
    if chosen {
        return;
    }
    let Some(headline) = headline(findings, &chart.subject) else { return };
    let neutral = std::mem::replace(&mut figure.title, headline);
    let unit = unit(findings, &chart.subject);
    let about = if unit.is_empty() { neutral } else { format!("{neutral} ({unit})") };
    figure.subtitle = match figure.subtitle.is_empty() {
        true => about,
        false => format!("{about}. {}", figure.subtitle),
    };
}

fn unit(findings: &Findings<'_>, subject: &Subject) -> String {
    match subject {
        Subject::Measure(_, measure) => super::html_consequences::unit(findings, *measure),
        Subject::Series(_, series) | Subject::SeriesIn(_, series, _) => {
            findings.unit(&findings.model.series[*series].unit)
        }
        Subject::Future(..) | Subject::Backtest(_) => String::new(),
    }
}

/// What a chart shows, as a title; nothing where nothing can be told.
pub(super) fn headline(findings: &Findings<'_>, subject: &Subject) -> Option<String> {
    let first = findings.futures().into_iter().next()?;
    match subject {
        Subject::Measure(ChartKind::Differences, measure) => {
            differences(findings, &first, *measure)
        }
        Subject::Measure(ChartKind::Regret, measure) => regretted(findings, *measure),
        Subject::Measure(ChartKind::Tornado | ChartKind::Information, _) => None,
        Subject::Measure(_, measure) => standing(findings, *measure),
        Subject::Series(_, series) => course(findings, &first, *series),
        Subject::SeriesIn(_, series, future) => {
            course(findings, &findings.renamed(future), *series)
        }
        Subject::Future(ChartKind::Consequences, future) => {
            efficient(findings, &findings.renamed(future))
        }
        Subject::Future(..) => None,
        Subject::Backtest(picture) => coverage(findings, *picture),
    }
}

/// What comes before a colon in a label: `Resurgence: more than 4,000 fighters`.
pub(super) fn short(label: &str) -> &str {
    label.split_once(": ").map_or(label, |(short, _)| short)
}

fn in_every(futures: usize, lang: Lang) -> &'static str {
    if futures > 1 { lang.pick(" in every future", " في كل المسارات") } else { "" }
}

/// Which option is best on a measure, in which futures, and how far the worst is from it.
fn standing(findings: &Findings<'_>, measure: usize) -> Option<String> {
    let lang = findings.lang;
    let sense = findings.model.measures[measure].sense;
    if sense == Sense::None || findings.model.options.len() < 2 {
        return None;
    }
    let board = Board::over(findings, vec![measure]);
    let name = findings.measure(measure);
    let name = short(&name);
    if !board.tells(0) {
        let said = lang.pick("the options cannot be told apart", "لا يمكن التمييز بين الخيارات");
        return Some(format!("{name}: {said}"));
    }
    let always = board.always(0);
    let futures = board.futures.len();
    let best = match (sense, lang) {
        (Sense::Maximise, Lang::En) => "highest under",
        (Sense::Maximise, Lang::Ar) => "الأعلى مع",
        (_, Lang::En) => "lowest under",
        (_, Lang::Ar) => "الأدنى مع",
    };
    let every = in_every(futures, lang);
    let against = against(&board, measure, always.first().copied());
    match always.len() {
        0 => Some(by_future(&board, name)),
        1 | 2 => {
            let names = always.iter().map(|o| quoted(&findings.option(*o), lang)).collect();
            Some(format!("{name}: {best} {}{every}{against}", some_of(names, lang)))
        }
        n => Some(match lang {
            Lang::En => format!(
                "{name}: {n} of {} cannot be told apart at the best{every}{against}",
                counted(findings.model.options.len() as u64, &noun::OPTION, lang)
            ),
            Lang::Ar => format!(
                "{name}: {n} من أصل {} لا يتميز بعضها عن بعض في الصدارة{every}{against}",
                counted_in(findings.model.options.len() as u64, &noun::OPTION, Case::Oblique, lang)
            ),
        }),
    }
}

/// `; in “drift” 1,200 against 2,600 under “Full withdrawal”`.
fn against(board: &Board<'_>, measure: usize, best: Option<usize>) -> String {
    let (findings, lang) = (board.findings, board.lang());
    let found = best.zip(board.last(0, 0)).and_then(|(best, worst)| {
        let level = |option| level_of(findings, option, &board.futures[0], measure);
        Some((level(best)?, level(worst)?, worst))
    });
    let Some((low, high, worst)) = found else { return String::new() };
    let format = format_of(&findings.model.measures[measure]);
    let [low, high] = [low, high].map(|x| format.format(x, lang));
    let worst = quoted(&findings.option(worst), lang);
    let future = quoted(&board.futures[0].label, lang);
    match (lang, board.futures.len()) {
        (Lang::En, 1) => format!("; {low} against {high} under {worst}"),
        (Lang::Ar, 1) => format!("؛ {low} مقابل {high} مع {worst}"),
        (Lang::En, _) => format!("; in {future} {low} against {high} under {worst}"),
        (Lang::Ar, _) => format!("؛ وفي المسار {future} {low} مقابل {high} مع {worst}"),
    }
}

/// The best option depends on the future.
fn by_future(board: &Board<'_>, name: &str) -> String {
    let (findings, lang) = (board.findings, board.lang());
    let head = match lang {
        Lang::En => format!("{name}: which option is best depends on the future"),
        Lang::Ar => format!("{name}: الخيار الأفضل يتوقف على المسار"),
    };
    let turns = super::brief::turns(board).and_then(|turns| turns.example);
    let Some((_, futures, best)) = turns else { return head };
    let parts = futures.iter().zip(best).map(|(future, option)| {
        let future = quoted(&board.futures[*future].label, lang);
        let option = quoted(&findings.option(option), lang);
        match lang {
            Lang::En => format!("{option} in {future}"),
            Lang::Ar => format!("{option} في {future}"),
        }
    });
    let parts: Vec<String> = parts.collect();
    format!("{head}{}{}", lang.pick(" – ", " – "), parts.join(lang.pick(", ", "، ")))
}

/// How many options are better and worse than the baseline.
fn differences(findings: &Findings<'_>, future: &Future, measure: usize) -> Option<String> {
    let lang = findings.lang;
    let sense = findings.model.measures[measure].sense;
    let baseline = quoted(&findings.option(findings.model.baseline), lang);
    let name = findings.measure(measure);
    let name = short(&name);
    let means: Vec<f64> = (0..findings.model.options.len())
        .filter(|option| *option != findings.model.baseline)
        .filter_map(|option| {
            let cell = findings.cell(option, future)?;
            let mean = findings.summary.comparison(cell, measure)?.mean?;
            Some(if excludes_zero(&mean) { mean.value } else { 0.0 })
        })
        .collect();
    let sign = match sense {
        Sense::Minimise => -1.0,
        Sense::Maximise => 1.0,
        Sense::None => return None,
    };
    let better = means.iter().filter(|x| **x * sign > 0.0).count();
    let worse = means.iter().filter(|x| **x * sign < 0.0).count();
    let all = means.len();
    if all == 0 {
        return None;
    }
    let future = match (findings.futures().len(), lang) {
        (1, _) => String::new(),
        (_, Lang::En) => format!(" in {}", quoted(&future.label, lang)),
        (_, Lang::Ar) => format!(" في المسار {}", quoted(&future.label, lang)),
    };
    Some(match (better, worse, lang) {
        (0, 0, Lang::En) => format!("{name}: no option can be told apart from {baseline}{future}"),
        (0, 0, Lang::Ar) => format!("{name}: لا يتميز أي خيار عن {baseline}{future}"),
        (0, _, Lang::En) if worse == all && all > 1 => {
            format!("{name}: all other options do worse than {baseline}{future}")
        }
        (0, _, Lang::Ar) if worse == all && all > 1 => {
            format!("{name}: كل الخيارات الأخرى أسوأ من {baseline}{future}")
        }
        (_, 0, Lang::En) if better == all && all > 1 => {
            format!("{name}: all other options do better than {baseline}{future}")
        }
        (_, 0, Lang::Ar) if better == all && all > 1 => {
            format!("{name}: كل الخيارات الأخرى أفضل من {baseline}{future}")
        }
        (_, _, Lang::En) => format!(
            "{name}: of {} {worse} do worse than {baseline}, {better} better{future}",
            counted(all as u64, &noun::OPTION, lang)
        ),
        (_, _, Lang::Ar) => format!(
            "{name}: من بين {} {worse} أسوأ من {baseline} و{better} أفضل منه{future}",
            counted_in(all as u64, &noun::OPTION, Case::Oblique, lang)
        ),
    })
}

/// Which option is regretted least, whatever the future.
fn regretted(findings: &Findings<'_>, measure: usize) -> Option<String> {
    let lang = findings.lang;
    let robustness = findings.decision.regret.iter().find(|r| r.measure == measure)?;
    let metric = robustness.metric(MetricKind::MaxExpectedRegret, None)?;
    let first: Vec<usize> =
        metric.by_option.iter().filter(|r| r.rank == 1).map(|r| r.option).collect();
    if first.is_empty() || first.len() == metric.by_option.len() {
        return None;
    }
    let name = findings.measure(measure);
    let name = short(&name);
    let (one, names) = (first.len() == 1, first.iter().map(|o| quoted(&findings.option(*o), lang)));
    let names = some_of(names.collect(), lang);
    Some(match (lang, one) {
        (Lang::En, true) => format!("{name}: {names} is regretted least"),
        (Lang::En, false) => format!("{name}: {names} are regretted least"),
        (Lang::Ar, true) => format!("{name}: الأقل ندماً {names}"),
        (Lang::Ar, false) => format!("{name}: الأقل ندماً {names}"),
    })
}

/// Between which options the medians of a series lie at the end.
fn course(findings: &Findings<'_>, future: &Future, series: usize) -> Option<String> {
    let (model, lang) = (findings.model, findings.lang);
    let report = comparable_reports(model, series).checked_sub(1)?;
    let mut ends: Vec<(f64, usize)> = (0..model.options.len())
        .filter_map(|option| {
            let cell = findings.cell(option, future)?;
            Some((findings.outcomes.series_point(cell, series, report).p50, option))
        })
        .filter(|(median, _)| median.is_finite())
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (low, high) = (*ends.first()?, *ends.last()?);
    let name = findings.series(series);
    let [least, most] = [low, high].map(|(x, _)| number(x, lang));
    let several = findings.futures().len() > 1;
    let future = match (several, lang) {
        (false, _) => String::new(),
        (true, Lang::En) => format!(" in {}", quoted(&future.label, lang)),
        (true, Lang::Ar) => format!(" في المسار {}", quoted(&future.label, lang)),
    };
    let [lowest, highest] = [low, high].map(|(_, option)| quoted(&findings.option(option), lang));
    Some(match (ends.len(), lang) {
        (1, Lang::En) => format!("{name}: a median of {least} at the end{future}"),
        (1, Lang::Ar) => format!("{name}: الوسيط في النهاية {least}{future}"),
        (_, Lang::En) if least == most => {
            format!("{name}: a median of {least} at the end under every option{future}")
        }
        (_, Lang::Ar) if least == most => {
            format!("{name}: الوسيط في النهاية {least} مع كل الخيارات{future}")
        }
        (_, Lang::En) => format!(
            "{name}: medians at the end{future} go from {least} under {lowest} to {most} under {highest}"
        ),
        (_, Lang::Ar) => format!(
            "{name}: الوسيط في النهاية{future} بين {least} مع {lowest} و{most} مع {highest}"
        ),
    })
}

/// Which options are efficient in a future.
fn efficient(findings: &Findings<'_>, future: &Future) -> Option<String> {
    let lang = findings.lang;
    let decision = findings.decision.future(future.trajectory, future.response)?;
    let places = &decision.efficiency.places;
    let names: Vec<String> = places
        .iter()
        .filter(|place| place.efficient)
        .map(|place| quoted(&findings.option(place.option), lang))
        .collect();
    if places.len() < 2 || names.is_empty() {
        return None;
    }
    let (n, future) = (names.len(), quoted(&future.label, lang));
    if n == places.len() {
        return Some(match lang {
            Lang::En => format!("{future}: no option is beaten on every measure by another"),
            Lang::Ar => format!("{future}: لا خيار يتفوق عليه غيره في كل المقاييس"),
        });
    }
    if places.len() - n < n {
        let beaten = places.iter().filter(|place| !place.efficient);
        let beaten = beaten.map(|place| quoted(&findings.option(place.option), lang));
        let beaten = some_of(beaten.collect(), lang);
        return Some(match lang {
            Lang::En => format!("{future}: beaten on every measure by another option: {beaten}"),
            Lang::Ar => format!("{future}: خيارات يتفوق عليها غيرها في كل المقاييس: {beaten}"),
        });
    }
    let names = some_of(names, lang);
    Some(match lang {
        Lang::En => format!(
            "{future}: {n} of {} are efficient: {names}",
            counted(places.len() as u64, &noun::OPTION, lang)
        ),
        Lang::Ar => format!(
            "{future}: {n} من أصل {} كفؤة: {names}",
            counted_in(places.len() as u64, &noun::OPTION, Case::Oblique, lang)
        ),
    })
}

/// How many observations lie in the 90 % band.
fn coverage(findings: &Findings<'_>, picture: Picture) -> Option<String> {
    let (tested, lang) = (findings.tested?, findings.lang);
    let (cell, series) = match picture {
        Picture::Calibration(cell) => (cell, None),
        Picture::Record(cell, series) => (cell, Some(series)),
    };
    let cell = tested.backtest.cells.get(cell)?;
    let (score, name) = match series {
        None => (cell.all?, String::new()),
        Some(series) => {
            let series = &cell.series[series];
            let history = &tested.ensembles.histories()[series.history];
            (series.score?, format!("{}: ", called(&history.description, &history.name, lang)))
        }
    };
    let Coverage { inside, rows, .. } = score.inside90?;
    let all = counted_in(rows as u64, &noun::OBSERVATION, Case::Oblique, lang);
    let band = percent(0.9, lang);
    let inside = number(inside as f64, lang);
    Some(match lang {
        Lang::En => format!("{name}{inside} of {all} lie in the {band} band"),
        Lang::Ar => format!("{name}{inside} من أصل {all} داخل نطاق {band}"),
    })
}
