//! Every form of the language is read as what it says.

use super::super::*;
use super::{SAMPLE, good, read};

fn number(value: &Value) -> f64 {
    match value {
        Value::Number(n) => n.value,
        Value::Formula(f) => panic!("a formula: {}", f.text),
    }
}

fn formula(value: &Value) -> &str {
    match value {
        Value::Formula(f) => &f.text,
        Value::Number(n) => panic!("a number: {}", n.value),
    }
}

fn all<T>(value: &ByMember<T>) -> &T {
    match value {
        ByMember::All(value) => value,
        ByMember::Members { .. } => panic!("by member"),
    }
}

fn member<'v, T>(value: &'v ByMember<T>, name: &str) -> &'v ByMember<T> {
    match value {
        ByMember::All(_) => panic!("for all"),
        ByMember::Members { entries, others, .. } => entries
            .iter()
            .find(|(key, _)| key.value == name)
            .map(|(_, value)| value)
            .or(others.as_deref())
            .expect("no such member"),
    }
}

fn words(names: &[Name]) -> Vec<&str> {
    names.iter().map(|n| n.value.as_str()).collect()
}

#[test]
fn the_sample_has_no_mistake() {
    let (_, _, warnings) = read(SAMPLE).map_err(|(_, out)| out).expect("good");
    assert_eq!(warnings.items(), []);
}

#[test]
fn settings() {
    let study = good(SAMPLE);
    assert_eq!(study.id, "t");
    assert_eq!(study.title.ar.as_deref(), Some("مثال"));
    assert_eq!(study.baseline.expect("given").value, "stay");
    assert_eq!(study.time.start.value, jiff::civil::date(2024, 2, 1));
    assert_eq!(study.time.end.value, jiff::civil::date(2027, 2, 1));
    assert_eq!(study.time.step.value.days(), 7.0);
    assert_eq!(
        study.run,
        RunSettings {
            replicates: 2000,
            seed: 0,
            design: DesignKind::Sobol,
            luck_paths: 4,
            stop: None,
            responses: Responses::Both,
            selection: Selection::default(),
        }
    );
    assert_eq!(study.report.every.expect("given").value.days(), 28.0);
    let series = &study.report.series;
    assert_eq!(series[1].of.text, "active[iraq]");
    assert!(series[2].cumulative && !series[0].cumulative);
    assert_eq!(series[2].label.as_ref().expect("given").en, "Attacks");
}

#[test]
fn run_has_defaults() {
    let run = good(super::LEAST).run;
    assert_eq!((run.replicates, run.seed, run.luck_paths), (10_000, 1, 1));
    assert_eq!((run.design, run.responses), (DesignKind::Random, Responses::On));
}

#[test]
fn units_and_dimensions() {
    let study = good(SAMPLE);
    assert_eq!(words(&study.units[0].aliases), ["person", "fighters"]);
    let (factor, of) = study.units[3].of.as_ref().expect("derived");
    assert_eq!((*factor, of.value.as_str()), (1e6, "usd"));
    let place = &study.dimensions[0];
    assert_eq!(words(&place.members), ["iraq", "badia", "syria_ne"]);
    assert_eq!(place.member_labels[0].1.ar.as_deref(), Some("العراق"));
    assert_eq!(place.meta.label.as_ref().expect("given").en, "Place");
    assert_eq!(study.dimensions[1].within.as_ref().expect("given").value, "place");
}

#[test]
fn constants_and_meta() {
    let study = good(SAMPLE);
    let [full, area, grid] = &study.constants[..] else {
        panic!("three constants");
    };
    assert_eq!(number(all(&full.value)), 2500.0);
    assert_eq!(words(&full.meta.source), ["S001-03"]);
    assert_eq!(number(all(member(&area.value, "iraq"))), 1000.0);
    assert_eq!(formula(all(member(&area.value, "badia"))), "full_effect / 2");
    assert_eq!(number(all(member(&area.value, "other"))), 16.0);
    assert_eq!(area.meta.confidence, Some(Confidence::C));
    assert_eq!(area.meta.judgement.as_ref().expect("given").value.en, "round numbers");
    assert_eq!(number(all(member(member(&grid.value, "iraq"), "badia"))), 2.0);
    assert_eq!(words(&grid.over), ["place", "core"]);
}

fn parameter<'s>(spec: &'s DistributionSpec, name: &str) -> &'s Parameter {
    &spec.parameters.iter().find(|(key, _)| key.value == name).expect("no such parameter").1
}

fn list(parameter: &Parameter) -> Vec<f64> {
    match parameter {
        Parameter::List(list) => list.iter().map(|n| n.value).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn uncertainties() {
    let study = good(SAMPLE);
    let [rate, place, quantiled, mixed, kinds, observed] = &study.uncertainties[..] else {
        panic!("six uncertainties");
    };
    let spec = all(&rate.distribution);
    assert_eq!(spec.kind.as_ref().expect("given").value, "lognormal");
    assert_eq!(list(parameter(spec, "between")), [0.01, 0.05]);
    assert!(matches!(parameter(spec, "median"), Parameter::Value(v) if number(v) == 0.02));
    let [low, high] = spec.truncate.as_ref().expect("given");
    assert_eq!((number(low), number(high)), (0.0, f64::INFINITY));
    let own = all(member(&place.distribution, "iraq"));
    assert!(matches!(parameter(own, "median"), Parameter::Value(v) if number(v) == 1.5));
    let rest = all(member(&place.distribution, "badia"));
    assert_eq!(list(parameter(rest, "between")), [3.0, 4.0]);
    assert!(matches!(parameter(rest, "median"), Parameter::Value(v) if formula(v) == "3.5"));
    let Parameter::Pairs(pairs) = parameter(all(&quantiled.distribution), "quantiles") else {
        panic!("pairs");
    };
    assert_eq!((pairs[1][0].value, pairs[1][1].value), (0.95, 9.0));
    let spec = all(&mixed.distribution);
    let Parameter::Parts(parts) = parameter(spec, "parts") else {
        panic!("parts");
    };
    assert_eq!(parts[1].0.value, 0.7);
    assert_eq!(parts[0].1.kind.as_ref().expect("given").value, "normal");
    assert!(spec.truncate.is_some() && spec.unit.is_none());
    let beta = all(member(&kinds.distribution, "iraq"));
    assert_eq!(
        words(&beta.parameters.iter().map(|(n, _)| n.clone()).collect::<Vec<_>>()),
        ["alpha", "beta"]
    );
    let discrete = all(member(&kinds.distribution, "badia"));
    assert_eq!(list(parameter(discrete, "weights")), [0.5, 0.5]);
    let spec = all(&observed.distribution);
    // The column of the file stands in its place.
    assert_eq!(list(parameter(spec, "values")), [1.0, 2.5]);
}

#[test]
fn levers_drivers_and_stocks() {
    let study = good(SAMPLE);
    let troops = &study.levers[0];
    let [low, high] = troops.bounds.as_ref().expect("given");
    assert_eq!((low.value, high.value), (0.0, 20_000.0));
    assert_eq!(number(all(member(&troops.default, "badia"))), 0.0);
    assert_eq!(study.drivers[0].unit.as_ref().expect("given").value, "1");
    let active = &study.stocks[0];
    assert_eq!(words(&active.over), ["place"]);
    assert_eq!(formula(all(active.max.as_ref().expect("given"))), "full_effect * 10");
    assert_eq!(active.meta.note.as_ref().expect("given").en, "Those who fight.");
    assert_eq!(number(all(&study.stocks[1].initial)), 1.0);
}

#[test]
fn flows() {
    let study = good(SAMPLE);
    let [recruitment, losses, attacks, casualties, drift, plain] = &study.flows[..] else {
        panic!("six flows");
    };
    assert_eq!(recruitment.noise.value, Noise::Poisson);
    assert_eq!(recruitment.to[0].target.text, "active");
    assert!(recruitment.to[0].share.is_none() && recruitment.from.is_none());
    assert_eq!(losses.noise.value, Noise::Binomial);
    assert_eq!(losses.to[0].target.text, "active[badia]");
    let share = losses.to[1].share.as_ref().expect("given");
    assert_eq!(formula(all(share)), "0.4 * pressure");
    assert_eq!(formula(all(attacks.rate.as_ref().expect("given"))), "sum(active) * \"x\"");
    assert!(matches!(&attacks.noise.value, Noise::Overdispersed(v) if number(all(v)) == 2.5));
    let Noise::Compound { flow, severity } = &casualties.noise.value else {
        panic!("a compound");
    };
    assert_eq!(flow.value, "attacks");
    assert_eq!(severity.unit.as_ref().expect("given").value, "people");
    assert!(casualties.rate.is_none());
    assert!(matches!(&drift.noise.value, Noise::Diffusion(v) if number(all(v)) == 0.1));
    assert_eq!(formula(all(plain.rate.as_ref().expect("given"))), "2026-01-01");
    assert_eq!(plain.noise.value, Noise::None);
}

#[test]
fn formulas_know_where_each_word_is_written() {
    let (study, sources, _) = read(SAMPLE).map_err(|(_, out)| out).expect("good");
    let mut found = 0;
    let mut check = |value: &ByMember<Value>, word: &str| {
        let Value::Formula(f) = all(value) else {
            panic!("a number");
        };
        assert_eq!(f.offsets.len(), f.text.len() + 1);
        for (at, _) in f.text.match_indices(word) {
            let written = sources.text(f.locate(at..at + word.len()));
            assert_eq!(written, word);
            found += 1;
        }
    };
    check(&study.quantities[0].formula, "troops");
    check(&study.quantities[0].formula, "full_effect)");
    check(study.flows[4].rate.as_ref().expect("given"), "index");
    check(study.flows[4].rate.as_ref().expect("given"), "months");
    check(study.flows[5].rate.as_ref().expect("given"), "2026-01-01");
    let Value::Formula(f) = all(study.flows[2].rate.as_ref().expect("given")) else {
        panic!("a number");
    };
    let at = f.text.find('"').expect("a quote");
    assert_eq!(sources.text(f.locate(at..at + 3)), "\\\"x\\\"");
    let target = &study.flows[1].to[0].target;
    assert_eq!(sources.text(target.locate(7..12)), "badia");
    assert_eq!(found, 6);
}

#[test]
fn quantities_tables_and_measures() {
    let study = good(SAMPLE);
    assert_eq!(formula(all(&study.quantities[0].formula)), "troops / (troops + full_effect)");
    let points = |i: usize| -> Vec<(f64, f64)> {
        let points = &study.tables[i].points;
        points.iter().map(|[x, y]| (x.value, y.value)).collect()
    };
    assert_eq!(points(0), [(0.0, 0.0), (0.5, 2.0), (1.0, 3.0)]);
    assert_eq!(points(1), [(0.0, 1.0), (10.0, -2.5)]);
    assert_eq!(study.tables[1].x_unit.as_ref().expect("given").value, "people");
    let measure = &study.measures[0];
    assert_eq!(measure.sense, Sense::Minimise);
    assert_eq!(measure.acceptable.as_ref().expect("given").value, 0.05);
    assert_eq!(measure.horizon.as_ref().expect("given").value.count, 36.0);
    assert_eq!(study.measures[1].sense, Sense::None);
    assert_eq!(formula(all(member(&study.measures[1].formula, "iraq"))), "final(active)");
}

#[test]
fn events() {
    let study = good(SAMPLE);
    let event = &study.events[0];
    assert!(event.once && event.rate.is_some() && event.when.is_some());
    assert_eq!(event.cooldown.as_ref().expect("given").value.unit, TimeUnit::Month);
    assert!(event.severity.is_some());
    let [first, second] = &event.moves[..] else {
        panic!("two moves");
    };
    assert_eq!(first.from.as_ref().expect("given").text, "detained");
    assert!(second.from.is_none());
    assert_eq!(number(all(second.to[0].share.as_ref().expect("given"))), 0.5);
    assert_eq!(number(all(member(&second.amount, "badia"))), 2.0);
    assert_eq!(event.sets[1].0.text, "active[iraq]");
    assert_eq!(formula(all(member(&event.sets[1].1, "iraq"))), "1");
    assert_eq!(study.events[1].moves.len(), 1);
    assert!(!study.events[1].once);
}

#[test]
fn options() {
    let study = good(SAMPLE);
    assert_eq!(study.options[0].meta.label.as_ref().expect("given").en, "No withdrawal");
    let phased = &study.options[1];
    assert_eq!(phased.extends.as_ref().expect("given").value, "stay");
    assert_eq!(phased.parameters[0].unit.as_ref().expect("given").value, "month");
    assert_eq!(formula(&phased.parameters[1].value), "1 / 2");
    let Course::Schedule { knots, between, .. } = all(member(&phased.levers[0].course, "iraq"))
    else {
        panic!("a schedule");
    };
    assert_eq!(*between, Between::Hold);
    assert!(matches!(&knots[0].0, When::Offset(d) if d.value.count == 0.0));
    assert!(matches!(&knots[1].0, When::Formula(f) if f.text == "months"));
    assert!(matches!(&knots[2].0, When::Date(d) if d.value == jiff::civil::date(2026, 1, 1)));
    assert!(matches!(&knots[3].0, When::Date(d) if d.value == jiff::civil::date(2026, 6, 1)));
    assert_eq!(formula(&knots[2].1), "full_effect");
    assert!(matches!(
        all(member(&phased.levers[0].course, "badia")),
        Course::Value(v) if number(v) == 12.0
    ));
    let Course::Rule { rule, review_every, step_limit, start, .. } = all(&phased.levers[1].course)
    else {
        panic!("a rule");
    };
    assert_eq!(rule.text, "if(index > 1, 0, spending)");
    assert_eq!(review_every.as_ref().expect("given").value.count, 3.0);
    assert_eq!(number(step_limit.as_ref().expect("given")), 500.0);
    assert_eq!(number(start.as_ref().expect("given")), 10.0);
}

#[test]
fn trajectories() {
    let study = good(SAMPLE);
    let [relocation, late, unknown] = &study.trajectories[..] else {
        panic!("three trajectories");
    };
    assert!(matches!(relocation.onset, Some(When::Date(_))));
    assert_eq!(relocation.weight.as_ref().expect("given").value, 0.5);
    assert!(matches!(
        all(&relocation.drivers[0].course),
        Course::Schedule { between: Between::Linear, .. }
    ));
    let badia = all(member(&relocation.responses[0].response, "badia"));
    assert!(badia.add.is_some() && badia.multiply.is_none());
    assert!(matches!(badia.at_most, Some(Course::Schedule { .. })));
    let spending = all(&relocation.responses[1].response);
    assert!(spending.multiply.is_some() && spending.at_least.is_some());
    assert!(matches!(late.onset, Some(When::Offset(_))));
    assert!(matches!(&unknown.onset, Some(When::Formula(f)) if f.text == "handover + '6 months'"));
}

#[test]
fn correlations_and_sources() {
    let study = good(SAMPLE);
    assert_eq!(words(&study.correlations[0].between), ["recruit_rate", "by_place[iraq]"]);
    assert_eq!(study.correlations[0].spearman.value, 0.4);
    let fields: Vec<(&str, &str)> =
        study.sources[0].fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(fields[0], ("title", "A study"));
    assert_eq!(fields[2], ("date", "2024-02-01"));
    let fact = &study.sources[1];
    assert_eq!(
        (fact.id.value.as_str(), fact.of.as_ref().expect("given").value.as_str()),
        ("S001-03", "S001")
    );
    assert_eq!(fact.anchor.as_deref(), Some("2500 جندي"));
    assert!(fact.claim.is_some());
}

#[test]
fn numbers_keep_every_bit() {
    for text in ["0.1", "1e-300", "-0.0", "123_456.789_012", "9007199254740993", "inf", "+3"] {
        let study = good(&format!("{}[constant.c]\nvalue = {text}\n", super::LEAST));
        let expected: f64 = text.replace('_', "").parse().expect("a number");
        let found = number(all(&study.constants[0].value));
        assert_eq!(found.to_bits(), expected.to_bits(), "{text}");
    }
}
