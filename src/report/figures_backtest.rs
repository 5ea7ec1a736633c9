//! Charts of a back-test: each record beside its predictions, and how calibrated they are.

use super::findings::{called, slug};
use super::html_backtest::Tested;
use crate::analysis::backtest::{CellScore, RowScore, SeriesScore, observation};
use crate::analysis::naive::{Forecast, last_value, trend};
use crate::chart::{
    Calibration, CalibrationSet, CoveragePoint, Figure, FigureKind, NaiveLine, Observed,
    ObservedPoint, PointUse, ScaleChoice, ValueAxis, WindowBox, WindowPrediction,
};
use crate::math::exp;
use crate::model::{History, Place};
use crate::study::{RowUse, Scale};
use crate::text::{Lang, NumberFormat};

/// Observations below which the histogram has five bars instead of ten.
const FEW: usize = 30;

/// One chart of a back-test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// A record (index in the cell's series) beside its predictions.
    Record(usize, usize),
    /// Where observations stand in their predictions, and the coverage of bands.
    Calibration(usize),
}

/// The charts of a back-test with the names of their files: by cell, its calibration, then each
/// record that is not whether something happened.
pub fn backtest_pictures(tested: Tested<'_>) -> Vec<(String, Picture)> {
    let mut out = Vec::new();
    let cells = &tested.backtest.cells;
    for (c, cell) in cells.iter().enumerate() {
        let model = &tested.ensembles.backtest.model;
        let of = match cells.len() {
            1 => String::new(),
            _ => {
                let names = (cell.cell.option, cell.cell.trajectory);
                let (option, future) = (&model.options[names.0], &model.trajectories[names.1]);
                let response = if cell.cell.response { "" } else { "-without-response" };
                format!("-{}-{}{response}", slug(&option.name), slug(&future.name))
            }
        };
        if cell.all.is_some() {
            out.push((format!("calibration{of}"), Picture::Calibration(c)));
        }
        for (s, series) in cell.series.iter().enumerate().filter(|(_, series)| !series.event) {
            let name = slug(&tested.ensembles.histories()[series.history].name);
            out.push((format!("history-{name}{of}"), Picture::Record(c, s)));
        }
    }
    out
}

/// The figure of a chart. `source_line` is its last line.
pub fn backtest_figure(
    tested: Tested<'_>,
    picture: Picture,
    source_line: &str,
    lang: Lang,
) -> Figure {
    let (title, subtitle, caption, kind) = match picture {
        Picture::Record(cell, series) => record(tested, cell, series, lang),
        Picture::Calibration(cell) => calibration(tested, cell, lang),
    };
    Figure { title, subtitle, caption, source_line: source_line.to_owned(), lang, kind }
}

/// The prior's scores of a cell, and the posterior's if there are such.
fn sets<'a>(tested: Tested<'a>, cell: usize, lang: Lang) -> Vec<(String, &'a CellScore)> {
    let prior = &tested.backtest.cells[cell];
    match tested.learned.and_then(|learned| learned.backtest.cells.get(cell)) {
        None => vec![(lang.pick("predicted", "المتوقع").to_owned(), prior)],
        Some(posterior) => vec![
            (lang.pick("priors", "قبل المعايرة").to_owned(), prior),
            (lang.pick("calibrated", "بعد المعايرة").to_owned(), posterior),
        ],
    }
}

type Words = (String, String, String, FigureKind);

fn record(tested: Tested<'_>, cell: usize, series: usize, lang: Lang) -> Words {
    let scored = &tested.backtest.cells[cell].series[series];
    let history = &tested.ensembles.histories()[scored.history];
    let start = tested.ensembles.backtest.model.time.start;
    let title = called(&history.description, &history.name, lang);
    let boxes = |series: &SeriesScore| series.rows.iter().map(|row| of_row(history, row)).collect();
    let windows = sets(tested, cell, lang).into_iter().enumerate();
    let windows = windows.map(|(colour, (label, cell))| WindowPrediction {
        label,
        colour,
        boxes: boxes(&cell.series[series]),
    });
    let past = history.rows.iter().any(|row| row.place == Place::Past);
    let observed = Observed {
        axis: ValueAxis {
            label: title.clone(),
            unit: tested.ensembles.backtest.model.unit_words.of(&history.unit, lang),
            format: NumberFormat::Plain,
            scale: ScaleChoice::Auto,
            natural: ((history.scale == Scale::Log).then_some(0.0), None),
        },
        predicted: Vec::new(),
        windows: windows.collect(),
        points: points(history),
        naive: naive(history, scored, start, lang),
        start: past.then_some(start),
    };
    let subtitle = match scored.score.and_then(|s| s.inside90.map(|c| (s.rows, c.inside))) {
        None => String::new(),
        Some((rows, inside)) => match lang {
            Lang::En => format!("{inside} of {rows} scored observations in the 90 % band"),
            Lang::Ar => format!("عدد المشاهدات المقيّمة داخل نطاق 90٪: {inside} من {rows}"),
        },
    };
    let caption = lang.pick(
        "Bars: 90 % and 50 % of the predictions, counting error included, with their median. Filled: scored; hollow: used to calibrate; small: context or before the run.",
        "الأشرطة: 90٪ و50٪ من التوقعات مع خطأ العدّ ووسيطها. الممتلئ مقيّم، والمفرغ للمعايرة، والصغير للسياق أو قبل بدء التشغيل.",
    );
    (title, subtitle, caption.to_owned(), FigureKind::Observed(observed))
}

fn of_row(history: &History, score: &RowScore) -> WindowBox {
    let row = &history.rows[score.row];
    let [p05, p25, p50, p75, p95] = score.verdict.quantiles;
    WindowBox { from: row.from, to: row.to, p05, p25, p50, p75, p95 }
}

/// Observations of the run and of the past, which is context.
fn points(history: &History) -> Vec<ObservedPoint> {
    let rows = history.rows.iter();
    rows.map(|row| ObservedPoint {
        from: row.from,
        to: row.to,
        value: row.value,
        range: row.interval.map(|[low, high]| (low, high)),
        used: match row.used {
            _ if row.place == Place::Past => PointUse::Context,
            RowUse::Score => PointUse::Scored,
            RowUse::Calibrate => PointUse::Fitted,
            RowUse::Context => PointUse::Context,
        },
    })
    .collect()
}

/// The two forecasts without a model, at the middle of each window, where the record has a past.
fn naive(
    history: &History,
    scored: &SeriesScore,
    start: jiff::civil::Date,
    lang: Lang,
) -> Vec<NaiveLine> {
    type Rule = fn(&[crate::analysis::naive::Past], f64) -> Option<Forecast>;
    let rules: [(Rule, &str); 2] =
        [(last_value, lang.pick("last value", "آخر قيمة")), (trend, lang.pick("trend", "الاتجاه"))];
    let line = |(rule, name): (Rule, &str)| {
        let at = |score: &RowScore| {
            let seen = observation(history, score.row, start);
            let mean = rule(&seen.past, seen.time)?.mean;
            let value = match seen.scale {
                Scale::Log => exp(mean) - 1.0,
                Scale::Linear => mean,
            };
            let row = &history.rows[score.row];
            let middle = i64::from((row.to - row.from).get_days()) / 2;
            let date = row.from.saturating_add(jiff::Span::new().days(middle));
            value.is_finite().then_some((date, value))
        };
        let mut points: Vec<_> = scored.rows.iter().filter_map(at).collect();
        points.sort_by_key(|(date, _)| *date);
        points.dedup_by_key(|(date, _)| *date);
        NaiveLine { label: name.to_owned(), points }
    };
    rules.into_iter().map(line).filter(|line| !line.points.is_empty()).collect()
}

fn calibration(tested: Tested<'_>, cell: usize, lang: Lang) -> Words {
    let judged = |cell: &CellScore| -> Vec<f64> {
        let series = cell.series.iter().filter(|series| !series.event);
        let rows = series.flat_map(|series| &series.rows).filter(|r| r.used == RowUse::Score);
        rows.map(|row| row.verdict.pit.clamp(0.0, 1.0)).collect()
    };
    let coverage = |cell: &CellScore| {
        let all = cell.all.iter();
        let bands = all.flat_map(|all| [(0.5, all.inside50), (0.9, all.inside90)]);
        let point = |(nominal, band): (f64, Option<crate::analysis::backtest::Coverage>)| {
            let band = band?;
            let observed = band.inside as f64 / band.rows.max(1) as f64;
            Some(CoveragePoint { nominal, observed, interval: band.interval })
        };
        bands.filter_map(point).collect()
    };
    let cells = sets(tested, cell, lang);
    let n = judged(cells[0].1).len();
    let one = cells.len() == 1;
    let sets = cells.into_iter().enumerate().map(|(colour, (label, cell))| CalibrationSet {
        label: if one { String::new() } else { label },
        colour,
        pit: judged(cell),
        coverage: coverage(cell),
    });
    let kind = Calibration { sets: sets.collect(), bins: if n < FEW { 5 } else { 10 } };
    let title = lang.pick("Is the model calibrated?", "هل النموذج مُعاير؟").to_owned();
    let subtitle = tested.ensembles.backtest.model.title.get(lang).to_owned();
    let caption = lang.pick(
        "Left: where observations stand in their predictions; level if the model is right. Right: how many lie in the 50 % and 90 % bands. Rows of one record hang together, which the bands do not know.",
        "الأعمدة: موقع المشاهدات ضمن توقعاتها، وهي متساوية إذا صح النموذج. النقاط: ما وقع منها في نطاقي 50٪ و90٪. صفوف السجل الواحد مترابطة، والنطاقات لا تراعي ذلك.",
    );
    (title, subtitle, caption.to_owned(), FigureKind::Calibration(kind))
}
