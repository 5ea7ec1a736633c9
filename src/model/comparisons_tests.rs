//! Comparisons and weights of good studies: units, constants, values.

use super::*;
use crate::study::{Sense, load_from};

const STUDY: &str = r#"title = "t"
[time]
start = 2024-01-01
end = 2025-01-01
step = "1 month"
[unit]
usd = {}
kusd = { of = "usd", factor = 1000 }
fish = {}
[dimension.place]
members = ["north", "south"]
[constant.price]
value = 2
unit = "kusd/fish"
[stock.stock]
over = ["place"]
unit = "fish"
initial = 1
[stock.cash]
unit = "usd"
initial = 1
min = -inf
[measure.cost]
formula = "final(cash)"
unit = "kusd"
sense = "minimise"
weight = 3
scale = [10, 0]
[measure.left]
over = ["place"]
formula = "final(stock)"
sense = "maximise"
weight = 0
scale = [0, 1]
[measure.gone]
formula = "ever(sum(stock) < 0)"
"#;

fn build_with(text: &str) -> Model {
    let text = format!("{STUDY}{text}");
    let (study, _, _) =
        load_from(vec![("t.toml".to_owned(), text)], "t").unwrap_or_else(|(_, d)| panic!("{d:#?}"));
    build(&study).unwrap_or_else(|d| panic!("{d:#?}")).0
}

/// The value of a comparison where measure m is 10 + m, and 20 + m for the baseline.
fn value(model: &Model, comparison: &Comparison) -> (f64, Vec<(usize, f64)>) {
    let mut divided = Vec::new();
    let of = |m: usize, baseline: bool| (if baseline { 20.0 } else { 10.0 }) + m as f64;
    let value = comparison.expr.value(&model.tables, &of, &mut |n, by| divided.push((n, by)));
    (value, divided)
}

#[test]
fn units_are_converted_and_members_picked() {
    let model = build_with(
        "[comparison.a]\nformula = \"(cost - baseline(cost)) / (baseline(left[south]) - left[south])\"\n\
         unit = \"usd/fish\"\nsense = \"minimise\"\nlabel = \"per fish\"\n\
         [comparison.b]\nformula = \"cost / (price * sum(left)) * '1 year' / '1 month'\"\n\
         [comparison.c]\nformula = \"if(gone > 0.5, cost / gone, 5 * cost)\"\n\
         [comparison.d]\nformula = \"baseline(max(left))\"\n",
    );
    let [a, b, c, d] = &model.comparisons[..] else { panic!("four comparisons") };
    // kusd to usd: (10 - 20) / (22 - 12) x 1000
    assert_eq!(value(&model, a), (-1000.0, vec![(0, 10.0)]));
    assert_eq!((a.unit.as_str(), a.sense, a.quotients), ("usd/fish", Sense::Minimise, 1));
    assert!(a.against_baseline && !b.against_baseline);
    assert_eq!(a.description.label.as_ref().expect("given").en, "per fish");
    let (got, divided) = value(&model, b);
    assert!((got - 10.0 / (2.0 * 23.0) * 12.0).abs() < 1e-12, "{got}");
    assert_eq!((b.unit.as_str(), divided[0]), ("1", (0, 46.0)));
    // the branch that is taken; `gone` is 13, a probability no more
    assert_eq!(value(&model, c), (10.0 / 13.0, vec![(0, 13.0)]));
    assert_eq!(value(&model, d), (22.0, vec![]));
}

#[test]
fn a_run_does_not_see_comparisons() {
    let plain = build_with("");
    let with =
        build_with("[comparison.a]\nformula = \"ln(cost / baseline(cost)) + price * 7 / price\"\n");
    assert_eq!(plain.exprs.len(), with.exprs.len());
    assert_eq!(plain.accumulators, with.accumulators);
}

#[test]
fn weights_have_the_ends_of_their_scales() {
    let model = build_with("");
    let weights: Vec<_> = model.measures.iter().map(|m| m.weight).collect();
    let of = |weight, worst, best| Some(Weight { weight, worst, best });
    assert_eq!(weights, [of(3.0, 10.0, 0.0), of(0.0, 0.0, 1.0), of(0.0, 0.0, 1.0), None]);
}
