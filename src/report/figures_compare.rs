//! Charts that set options against each other on one measure: differences from a baseline, ranks and regrets.

use std::cmp::Ordering;

use super::figures_measures::framed;
use super::findings::{Findings, Future, format_of};
use super::headlines::short;
use super::view::View;
use crate::analysis::{Metric, MetricKind, Ranked, Robustness};
use crate::chart::{
    Figure, FigureKind, Forest, ForestMark, ForestPanel, ForestRow, Regret, RegretMark,
    RegretNames, RegretRow, ScaleChoice, ValueAxis, Verdict,
};
use crate::outcome::{Clusters, Comparison, Estimate, Ranks};
use crate::study::Sense;
use crate::text::{Case, Lang, NumberFormat, counted, counted_in, noun, quoted};

/// The paired differences of a measure from the baseline: a panel a future, a row an option.
pub fn differences(view: &View<'_>, measure: usize) -> Figure {
    let findings = &view.findings;
    let (model, lang) = (findings.model, findings.lang);
    let options: Vec<usize> =
        view.options.iter().copied().filter(|option| *option != view.baseline).collect();
    let row = |option: usize, future: &Future| ForestRow {
        label: findings.option(option),
        mark: match comparison(view, option, future, measure) {
            Some(comparison) => mark(findings, measure, &comparison),
            None => missing(lang.pick("not run", "لم يُشغَّل")),
        },
    };
    let panels = view.futures.iter().map(|future| ForestPanel {
        title: future.label.clone(),
        rows: options.iter().map(|option| row(*option, future)).collect(),
    });
    let baseline = quoted(&findings.option(view.baseline), lang);
    let kind = FigureKind::Forest(Forest {
        axis: difference_axis(findings, measure),
        panels: panels.collect(),
        ends: ends(model.measures[measure].sense, &baseline, lang),
        text_title: lang.pick("difference (95 % interval)", "الفرق (مجال الثقة 95٪)").to_owned(),
        columns: view.request.columns,
    });
    let n = findings.outcomes.shape.replicates;
    let caption = match lang {
        Lang::En => format!(
            "Each option less {baseline}, pair by pair: {} of each face the same draws and the same luck. \
             Where the 95 % interval of the mean holds zero, the two are not told apart.",
            counted(n, &noun::REPLICATE, lang)
        ),
        Lang::Ar => format!(
            "كل خيار ناقصاً الخيار {baseline}، زوجاً بزوج: {} لكل منهما بالسحبات نفسها والمصادفات نفسها. وحين يضم مجال \
             الثقة 95٪ لمتوسط الفرق الصفر فلا فرق مؤكداً بينهما.",
            counted(n, &noun::REPLICATE, lang)
        ),
    };
    let mut figure = framed(findings, measure, &caption, kind);
    let what = match lang {
        Lang::En => format!("difference from {baseline}"),
        Lang::Ar => format!("الفرق عن الخيار {baseline}"),
    };
    retitle(&mut figure, &what, "");
    figure
}

/// Gives the figure of a measure the title `MEASURE: what`. What the measure's name says after a colon goes into
/// the subtitle, after `more`.
pub(super) fn retitle(figure: &mut Figure, what: &str, more: &str) {
    let name = std::mem::take(&mut figure.title);
    let brief = short(&name);
    figure.title = format!("{brief}: {what}");
    let full = if brief == name { "" } else { name.as_str() };
    let parts = [more, full].into_iter().filter(|part| !part.is_empty());
    let about: Vec<String> = parts.map(|part| format!("{part}.")).collect();
    figure.subtitle = format!("{} {}", about.join(" "), figure.subtitle).trim().to_owned();
}

/// What differences below and above zero mean.
pub(super) fn ends(sense: Sense, baseline: &str, lang: Lang) -> (String, String) {
    let than = |en: &str, ar: &str| match lang {
        Lang::En => format!("{en} than {baseline}"),
        Lang::Ar => format!("{ar} من الخيار {baseline}"),
    };
    let (better, worse) = (lang.pick("better", "أفضل"), lang.pick("worse", "أسوأ"));
    match sense {
        Sense::Minimise => (than("better", "أفضل"), worse.to_owned()),
        Sense::Maximise => (than("worse", "أسوأ"), better.to_owned()),
        Sense::None => (than("lower", "أدنى"), lang.pick("higher", "أعلى").to_owned()),
    }
}

/// The axis of differences: of probabilities in percentage points.
pub(super) fn difference_axis(findings: &Findings<'_>, measure: usize) -> ValueAxis {
    let (definition, lang) = (&findings.model.measures[measure], findings.lang);
    let name = findings.measure(measure);
    ValueAxis {
        label: match lang {
            Lang::En => format!("{name}: difference"),
            Lang::Ar => format!("{name}: الفرق"),
        },
        unit: unit(findings, measure),
        format: NumberFormat::Plain,
        scale: ScaleChoice::Linear,
        natural: if definition.condition { (Some(-100.0), Some(100.0)) } else { (None, None) },
    }
}

/// The unit of differences.
fn unit(findings: &Findings<'_>, measure: usize) -> String {
    let definition = &findings.model.measures[measure];
    match definition.condition {
        true => findings.lang.pick("percentage points", "نقاط مئوية").to_owned(),
        false => findings.unit(&definition.unit),
    }
}

/// What differences are multiplied with to be shown in [`unit()`].
pub(super) fn points(findings: &Findings<'_>, measure: usize) -> f64 {
    if findings.model.measures[measure].condition { 100.0 } else { 1.0 }
}

/// An option against the chart's baseline.
pub(super) fn comparison(
    view: &View<'_>,
    option: usize,
    future: &Future,
    measure: usize,
) -> Option<Comparison> {
    let findings = &view.findings;
    let cell = findings.cell(option, future)?;
    if view.baseline == findings.model.baseline {
        return findings.summary.comparison(cell, measure).cloned();
    }
    let baseline = findings.cell(view.baseline, future)?;
    let outcomes = findings.outcomes;
    let columns = (outcomes.measure(cell, measure), outcomes.measure(baseline, measure));
    let clusters = Clusters::new(&outcomes.shape);
    let ranks = Ranks::new(&clusters, &Comparison::QUANTILES);
    let sense = findings.model.measures[measure].sense;
    Some(Comparison::of((cell, baseline), measure, sense, columns, &clusters, &ranks))
}

fn missing(text: &str) -> ForestMark {
    ForestMark::Missing { text: text.to_owned() }
}

fn mark(findings: &Findings<'_>, measure: usize, comparison: &Comparison) -> ForestMark {
    let lang = findings.lang;
    if comparison.same || comparison.ties >= 1.0 {
        return missing(lang.pick("the same", "لا فرق"));
    }
    let Some(mean) = comparison.mean else {
        return missing(lang.pick("never in some", "لا نهاية في بعضها"));
    };
    let definition = &findings.model.measures[measure];
    let scale = points(findings, measure);
    let [low, _, high] = comparison.quantiles.map(|q| q.value);
    let apart = mean.low > 0.0 || mean.high < 0.0;
    let verdict = match (apart, definition.sense) {
        (false, _) => Verdict::Unclear,
        (true, Sense::None) => Verdict::Differs,
        (true, Sense::Minimise) if mean.value < 0.0 => Verdict::Better,
        (true, Sense::Maximise) if mean.value > 0.0 => Verdict::Better,
        (true, _) => Verdict::Worse,
    };
    ForestMark::Difference {
        value: scale * mean.value,
        interval: (scale * mean.low, scale * mean.high),
        // of yes or no there is no range worth drawing
        range: (!definition.condition).then_some((low, high)),
        verdict,
        text: String::new(),
    }
}

/// The ranks of the options on a measure, and their regrets: in all futures, or in the one that is asked for.
pub fn regret(view: &View<'_>, measure: usize) -> Figure {
    let findings = &view.findings;
    let lang = findings.lang;
    let found = findings.decision.regret.iter().find(|robustness| robustness.measure == measure);
    let (rows, alone) = match found {
        Some(robustness) => {
            let alone = only_future(view, robustness);
            (regret_rows(view, robustness, alone), alone.is_some())
        }
        None => (Vec::new(), false),
    };
    let (draws, resamples) = found.map_or((0, 0), |r| (r.draws, r.resamples));
    let kind = FigureKind::Regret(Regret {
        axis: ValueAxis {
            label: String::new(),
            unit: unit(findings, measure),
            format: NumberFormat::Plain,
            scale: view.scale(ScaleChoice::Linear),
            natural: (Some(0.0), None),
        },
        rows,
        rank_title: lang
            .pick("How sure the rank is: % of resamples", "مدى ثبات المرتبة: ٪ من إعادات المعاينة")
            .to_owned(),
        regret_title: lang
            .pick("Regret: how far from the best option", "الندم: البعد عن أفضل خيار")
            .to_owned(),
        names: names(alone, lang),
    });
    let mut figure =
        framed(findings, measure, &regret_caption(draws, resamples, alone, lang), kind);
    let future = if alone { view.futures[0].label.as_str() } else { "" };
    retitle(&mut figure, lang.pick("ranks and regret", "المراتب والندم"), future);
    figure
}

fn regret_caption(draws: u64, resamples: usize, alone: bool, lang: Lang) -> String {
    let draws = counted_in(draws, &noun::DRAW, Case::Oblique, lang);
    let resamples = crate::text::plain_count(resamples as u64);
    let order = match alone {
        true => lang.pick(
            "Options are in the order of expected regret.",
            "الخيارات مرتبة حسب الندم المتوقع.",
        ),
        false => lang.pick(
            "Options are in the order of the expected regret in the future where it is largest (minimax regret).",
            "الخيارات مرتبة حسب الندم المتوقع في المسار الذي يبلغ فيه أقصاه (أدنى أقصى ندم).",
        ),
    };
    match lang {
        Lang::En => format!(
            "The regret of an option in a draw is how much worse it does there than the option that is best \
             there, luck averaged out; over {draws}. {order} Ranks and 95 % intervals from {resamples} resamples \
             of the draws."
        ),
        Lang::Ar => format!(
            "ندم الخيار في سحبة ما هو مقدار تأخره فيها عن أفضل خيار فيها، بعد حساب متوسط المصادفات؛ على أساس \
             {draws}. {order} المراتب ومجالات الثقة 95٪ من إعادة معاينة السحبات {resamples} مرة."
        ),
    }
}

fn names(alone: bool, lang: Lang) -> RegretNames {
    let name = |en: &str, ar: &str| lang.pick(en, ar).to_owned();
    let tail = name("exceeded in 10 % of draws", "يُتجاوز في 10٪ من السحبات");
    if alone {
        return RegretNames {
            expected: name("expected", "المتوقع"),
            tail,
            ..RegretNames::default()
        };
    }
    RegretNames {
        expected: String::new(),
        tail: name(
            "exceeded in 10 % of draws, worst future",
            "يُتجاوز في 10٪ من السحبات، أسوأ مسار",
        ),
        worst: name(
            "expected in the worst future (named at the right)",
            "المتوقع في أسوأ مسار (مذكور في آخر السطر)",
        ),
        each: name("expected in each future", "المتوقع في كل مسار"),
    }
}

/// The place of the one future that a chart shows, where it shows one.
fn only_future(view: &View<'_>, robustness: &Robustness) -> Option<usize> {
    let [future] = view.futures.as_slice() else { return None };
    robustness
        .futures
        .iter()
        .position(|f| f.trajectory == future.trajectory && f.response == future.response)
}

fn regret_rows(view: &View<'_>, robustness: &Robustness, alone: Option<usize>) -> Vec<RegretRow> {
    let kinds = match alone {
        Some(_) => (MetricKind::ExpectedRegret, MetricKind::RegretQ90),
        None => (MetricKind::MaxExpectedRegret, MetricKind::MaxRegretQ90),
    };
    let Some(main) = robustness.metric(kinds.0, alone) else { return Vec::new() };
    let tails = robustness.metric(kinds.1, alone);
    let mut ranked: Vec<&Ranked> =
        main.by_option.iter().filter(|r| view.options.contains(&r.option)).collect();
    ranked.sort_by(|a, b| {
        a.rank
            .cmp(&b.rank)
            .then(a.value.value.partial_cmp(&b.value.value).unwrap_or(Ordering::Equal))
    });
    let scale = points(&view.findings, robustness.measure);
    ranked
        .into_iter()
        .map(|own| {
            let value = Some(regret_mark(own.value, scale));
            let tail = tails.and_then(|tail| tail.of(own.option));
            let each = match alone {
                Some(_) => Vec::new(),
                None => by_future(robustness, own.option),
            };
            RegretRow {
                label: view.findings.option(own.option),
                strong: own.rank == 1,
                ranks: own.ranks.clone(),
                expected: value.filter(|_| alone.is_some()),
                tail: tail.map(|tail| regret_mark(tail.value, scale)),
                worst: value.filter(|_| alone.is_none()),
                note: worst_name(view, robustness, &each),
                each: each.iter().map(|value| scale * value).collect(),
            }
        })
        .collect()
}

fn regret_mark(estimate: Estimate, scale: f64) -> RegretMark {
    let ends = (scale * estimate.low, scale * estimate.high);
    let known = ends.0.is_finite() && ends.1.is_finite();
    RegretMark { value: scale * estimate.value, interval: known.then_some(ends) }
}

/// The expected regret of an option in each future.
fn by_future(robustness: &Robustness, option: usize) -> Vec<f64> {
    let of = |metric: Option<&Metric>| {
        metric.and_then(|metric| metric.of(option)).map_or(f64::NAN, |r| r.value.value)
    };
    (0..robustness.futures.len())
        .map(|future| of(robustness.metric(MetricKind::ExpectedRegret, Some(future))))
        .collect()
}

/// The name of the future with the largest regret; nothing where there is no regret.
fn worst_name(view: &View<'_>, robustness: &Robustness, each: &[f64]) -> String {
    let worst = (0..each.len())
        .filter(|future| each[*future] > 0.0)
        .reduce(|a, b| if each[b] > each[a] { b } else { a });
    let Some(worst) = worst else { return String::new() };
    let future = &robustness.futures[worst];
    view.findings
        .futures()
        .into_iter()
        .find(|f| f.trajectory == future.trajectory && f.response == future.response)
        .map_or_else(String::new, |future| future.label)
}

/// Whether a measure's regrets can be known: no value is infinite. It does not wait for the decision.
pub(super) fn has_regret(findings: &Findings<'_>, measure: usize) -> bool {
    let mut cells = 0..findings.outcomes.layout.cells.len();
    cells.all(|cell| findings.summary.of(cell, measure).never == 0.0)
}

/// How levels of a measure are printed.
pub(super) fn level_format(findings: &Findings<'_>, measure: usize) -> NumberFormat {
    format_of(&findings.model.measures[measure])
}
