//! The tidy sheets of results: one observation a row.

use super::table::{Table, Value};
use crate::outcome::{Estimate, QuantileEstimate};
use crate::report::findings::{Findings, Future};
use crate::report::groups::by_group;
use crate::study::Sense;

/// Columns of what a row is about: measure, unit, better, option, future.
const SUBJECT: [(&str, usize, &str); 5] = [
    ("Measure", 40, "المقياس"),
    ("Unit", 16, "الوحدة"),
    ("Better is", 12, "الأفضل"),
    ("Option", 34, "الخيار"),
    ("Future", 30, "المسار"),
];

fn columns(
    findings: &Findings<'_>,
    all: &[(&'static str, usize, &'static str)],
) -> Vec<(&'static str, usize)> {
    all.iter().map(|(en, width, ar)| (findings.lang.pick(en, ar), *width)).collect()
}

/// Every measure of every option in every future, in the order of the report.
fn each<'a>(
    findings: &'a Findings<'_>,
) -> impl Iterator<Item = (usize, usize, Future, usize)> + 'a {
    let measures: Vec<usize> = (0..findings.model.measures.len()).collect();
    let options = findings.model.options.len();
    by_group(findings.model, &measures).into_iter().flat_map(move |measure| {
        findings.futures().into_iter().flat_map(move |future| {
            (0..options).filter_map(move |option| {
                let cell = findings.cell(option, &future)?;
                Some((measure, option, future.clone(), cell))
            })
        })
    })
}

fn subject(findings: &Findings<'_>, measure: usize, option: usize, future: &Future) -> Vec<Value> {
    let (lang, definition) = (findings.lang, &findings.model.measures[measure]);
    let better = match definition.sense {
        Sense::Minimise => lang.pick("lower", "الأدنى"),
        Sense::Maximise => lang.pick("higher", "الأعلى"),
        Sense::None => "",
    };
    vec![
        Value::text(findings.measure(measure)),
        Value::text(match definition.condition {
            true => lang.pick("probability", "احتمال").to_owned(),
            false => findings.unit(&definition.unit),
        }),
        Value::text(better),
        Value::text(findings.option(option)),
        Value::text(future.label.clone()),
    ]
}

fn estimate(estimate: Option<Estimate>, share: bool) -> [Value; 4] {
    let of = |f: fn(&Estimate) -> f64| Value::of(estimate.as_ref().map(f), share);
    [of(|e| e.value), of(|e| e.se), of(|e| e.low), of(|e| e.high)]
}

fn quantile(quantile: &QuantileEstimate, share: bool) -> Value {
    Value::of(Some(quantile.value), share)
}

/// Level of every measure in every cell.
pub(super) fn levels(findings: &Findings<'_>) -> Table {
    let lang = findings.lang;
    let statistics = [
        ("Mean or probability", 12, "المتوسط أو الاحتمال"),
        ("Standard error", 12, "الخطأ المعياري"),
        ("95 % from", 12, "فترة 95 % من"),
        ("95 % to", 12, "إلى"),
        ("Standard deviation", 12, "الانحراف المعياري"),
        ("5 % quantile", 12, "المئين 5"),
        ("25 % quantile", 12, "المئين 25"),
        ("Median", 12, "الوسيط"),
        ("75 % quantile", 12, "المئين 75"),
        ("95 % quantile", 12, "المئين 95"),
        ("Acceptable bound", 12, "الحد المقبول"),
        ("Share of replicates within it", 14, "نسبة التكرارات ضمنه"),
        ("Share of variance from luck", 14, "نسبة التباين من المصادفة"),
        ("Replicates", 12, "عدد التكرارات"),
    ];
    let mut table = Table::new(
        lang.pick("Levels", "المستويات"),
        lang.pick(
            "One row a measure, option and future: estimate, its error, the spread of replicates.",
            "صف لكل مقياس وخيار ومسار: التقدير وخطؤه وتشتت التكرارات.",
        ),
        &columns(findings, &[&SUBJECT[..], &statistics].concat()),
    );
    for (measure, option, future, cell) in each(findings) {
        let definition = &findings.model.measures[measure];
        let share = definition.condition;
        let s = findings.summary.of(cell, measure);
        let mut row = subject(findings, measure, option, &future);
        row.extend(estimate(s.probability.or(s.mean), share));
        // a condition is 0 or 1: its spread says nothing that its probability does not
        row.push(Value::of(s.sd.filter(|_| !share), false));
        let shown = |q| if share { Value::of(None, false) } else { quantile(q, false) };
        row.extend(s.quantiles.iter().map(shown));
        row.push(Value::of(definition.acceptable, share));
        row.push(Value::of(s.acceptable.map(|a| a.value), true));
        row.push(Value::of(s.variance.map(|v| v.luck), true));
        row.push(Value::Number(s.n as f64));
        table.rows.push(row);
    }
    table
}

/// Paired difference of every measure from the baseline, in every cell but its own.
pub(super) fn differences(findings: &Findings<'_>) -> Table {
    let lang = findings.lang;
    let statistics = [
        ("Mean difference from the baseline", 14, "متوسط الفارق عن الخيار المرجعي"),
        ("Standard error", 12, "الخطأ المعياري"),
        ("95 % from", 12, "فترة 95 % من"),
        ("95 % to", 12, "إلى"),
        ("Told apart", 12, "فارق متميز"),
        ("5 % of differences", 12, "المئين 5 للفروق"),
        ("Median difference", 12, "وسيط الفوارق"),
        ("95 % of differences", 12, "المئين 95 للفروق"),
        ("Probability of being better", 14, "احتمال أن يكون أفضل"),
        ("Share of ties", 12, "نسبة التعادل"),
    ];
    let mut table = Table::new(
        lang.pick("Differences", "الفوارق"),
        lang.pick(
            "One row a measure, option and future: option less baseline, replicate by replicate.",
            "صف لكل مقياس وخيار ومسار: الخيار ناقص الخيار المرجعي، تكراراً بتكرار.",
        ),
        &columns(findings, &[&SUBJECT[..], &statistics].concat()),
    );
    for (measure, option, future, cell) in each(findings) {
        let Some(c) = findings.summary.comparison(cell, measure) else { continue };
        let share = findings.model.measures[measure].condition;
        let mut row = subject(findings, measure, option, &future);
        row.extend(estimate(c.mean, share));
        let apart = c.mean.is_some_and(|m| m.low > 0.0 || m.high < 0.0);
        row.push(Value::text(if apart {
            lang.pick("yes", "نعم")
        } else {
            lang.pick("no", "لا")
        }));
        let shown = |q| if share { Value::of(None, false) } else { quantile(q, false) };
        row.extend(c.quantiles.iter().map(shown));
        row.push(Value::of(Some(c.better.value), true));
        row.push(Value::of(Some(c.ties), true));
        table.rows.push(row);
    }
    table
}

/// Quantiles of every series at every report date.
pub(super) fn over_time(findings: &Findings<'_>) -> Table {
    let (lang, model) = (findings.lang, findings.model);
    let all = [
        ("Series", 36, "السلسلة"),
        ("Unit", 16, "الوحدة"),
        ("Option", 34, "الخيار"),
        ("Future", 30, "المسار"),
        ("Date", 12, "التاريخ"),
        ("5 % quantile", 12, "المئين 5"),
        ("25 % quantile", 12, "المئين 25"),
        ("Median", 12, "الوسيط"),
        ("75 % quantile", 12, "المئين 75"),
        ("95 % quantile", 12, "المئين 95"),
        ("Mean", 12, "المتوسط"),
    ];
    let mut table = Table::new(
        lang.pick("Over time", "عبر الزمن"),
        lang.pick(
            "One row a series, option, future and date: quantiles over the replicates.",
            "صف لكل سلسلة وخيار ومسار وتاريخ: المئينات على التكرارات.",
        ),
        &columns(findings, &all),
    );
    let futures = findings.futures();
    for (s, series) in model.series.iter().enumerate() {
        for future in &futures {
            for option in 0..model.options.len() {
                let Some(cell) = findings.cell(option, future) else { continue };
                for (report, &time) in model.reports.iter().enumerate() {
                    let point = findings.outcomes.series_point(cell, s, report);
                    let values =
                        [point.p05, point.p25, point.p50, point.p75, point.p95, point.mean];
                    let mut row = vec![
                        Value::text(findings.series(s)),
                        Value::text(findings.unit(&series.unit)),
                        Value::text(findings.option(option)),
                        Value::text(future.label.clone()),
                        Value::Date(model.time.date(time)),
                    ];
                    row.extend(values.map(Value::Number));
                    table.rows.push(row);
                }
            }
        }
    }
    table
}
