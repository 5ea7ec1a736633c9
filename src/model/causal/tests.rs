//! Graphs of small studies, edge by edge.

use super::{CausalGraph, Sign};
use crate::{model, study};

/// The graph of a study that begins like all of these do.
fn graph(rest: &str) -> CausalGraph {
    let head = "title = \"t\"\n[time]\nstart = 2024-01-01\nend = 2025-01-01\nstep = \"1 month\"\n\
                [unit]\npeople = {}\n[measure.m]\nformula = \"final(s)\"\nunit = \"people\"\n";
    let file = ("small.toml".to_owned(), format!("{head}{rest}"));
    let (study, _, _) = study::load_from(vec![file], "small")
        .unwrap_or_else(|(_, found)| panic!("{:#?}", found.items()));
    let (model, _) = model::build(&study).unwrap_or_else(|found| panic!("{:#?}", found.items()));
    CausalGraph::of(&model, &study)
}

/// All edges as text.
fn edges(graph: &CausalGraph) -> Vec<String> {
    let name = |i: usize| graph.nodes[i].name.as_str();
    let text =
        |e: &super::CausalEdge| format!("{} {} {}", name(e.from), e.sign.symbol(), name(e.to));
    let mut all: Vec<String> = graph.edges.iter().map(text).collect();
    all.sort();
    all
}

const STUDY: &str = r#"
[uncertainty.birth]
unit = "1/month"
between = [0.01, 0.05]
[uncertainty.share]
between = [0.2, 0.8]
kind = "logitnormal"
[lever.help]
default = 0
bounds = [0, 1]
[driver.shift]
default = 1
[stock.s]
unit = "people"
initial = 100
[stock.hidden]
unit = "people"
initial = 10
[stock.mood]
initial = 0.5
min = 0
max = 1
[quantity.drive]
formula = "shift * exp(-2 * mood) * (1 - 0.5 * help)"
[flow.births]
to = "s"
unit = "people/month"
rate = "birth * drive * s"
noise = "poisson"
[flow.moves]
from = "s"
unit = "people/month"
rate = "birth * s"
noise = "binomial"
to = { hidden = "share" }
[flow.drift]
to = "mood"
unit = "1/month"
rate = "birth * (0.5 - mood)"
[event.shock]
rate = "birth * (1 - mood)"
when = "help < 0.5"
severity = { kind = "uniform", min = 0, max = 0.2 }
[event.shock.set]
mood = "max(0, mood - severity)"
[[event.shock.move]]
from = "hidden"
to = "s"
amount = "0.1 * hidden"
[trajectory.a]
driver.shift = { schedule = [["0 months", 1], ["6 months", 0.2]], between = "linear" }
"#;

#[test]
fn every_edge_of_a_small_study() {
    let expected = [
        "birth + births",
        "birth + moves",
        "birth + shock",
        "birth ? drift",
        "births + s",
        "drift + mood",
        "drive + births",
        "help - drive",
        "help - shock",
        "hidden + shock",
        "mood - drift",
        "mood - drive",
        "mood - shock",
        "moves + hidden",
        "moves - s",
        "s + births",
        "s + m",
        "s + moves",
        "share + hidden",
        "shift + drive",
        "shock + s",
        "shock - hidden",
        "shock - mood",
    ];
    assert_eq!(edges(&graph(STUDY)), expected);
}

#[test]
fn contraction_multiplies_signs_and_adds_ways() {
    let whole = graph(STUDY);
    let kept = ["s", "hidden", "mood", "help", "shift", "m"];
    let small = whole.contract(|node| kept.contains(&node.name.as_str()));
    let expected = [
        "help + hidden", // fewer shocks take from it
        "help + mood",
        "help - s", // fewer births, fewer shocks
        "hidden - hidden",
        "hidden - mood",
        "hidden + s",
        "mood + hidden",
        "mood ? mood", // over drift it falls, over rarer shocks it rises
        "mood - s",
        "s + hidden",
        "s + m",
        "s ? s", // it is born and moves away
        "shift + s",
    ];
    let mut expected = expected.map(str::to_owned);
    expected.sort();
    assert_eq!(edges(&small), expected);
}

/// The sign of `x` in `formula`, in which `x` and `y` lie between 0 and 1.
fn sign_of(formula: &str) -> Option<Sign> {
    let text = format!(
        "[lever.x]\ndefault = 0.5\nbounds = [0, 1]\n[lever.y]\ndefault = 0.5\nbounds = [-1, 1]\n\
         [stock.s]\nunit = \"people\"\ninitial = 1\n[table.rise]\npoints = [[0, 1], [1, 3]]\n\
         [table.hill]\npoints = [[0, 1], [1, 3], [2, 0]]\n[quantity.q]\nformula = \"{formula}\"\n"
    );
    graph(&text).sign("x", "q")
}

#[test]
fn signs_of_formulas() {
    use Sign::{Minus, Plus, Unknown};
    for (formula, expected) in [
        ("x + y", Some(Plus)),
        ("y - x", Some(Minus)),
        ("2 * x", Some(Plus)),
        ("x * y", Some(Unknown)),
        ("x * abs(y)", Some(Plus)),
        ("x * (1 - x)", Some(Unknown)),
        ("1 / (1 + x)", Some(Minus)),
        ("x / (x + 2)", Some(Plus)),
        ("3 * x / (2 + x)", Some(Plus)),
        ("(y - 2) * x / (x + 2)", Some(Minus)),
        ("1 / y + x", Some(Plus)),
        ("x ^ 2", Some(Plus)),
        ("x ^ -1", Some(Minus)),
        ("0.5 ^ x", Some(Minus)),
        ("2 ^ x", Some(Plus)),
        ("exp(-x)", Some(Minus)),
        ("1 - exp(-x)", Some(Plus)),
        ("min(x, y)", Some(Plus)),
        ("max(0, 1 - 3 * x)", Some(Minus)),
        ("if(x > 0.5, 2, 1)", Some(Plus)),
        ("if(x > 0.5, 1, 2)", Some(Minus)),
        ("if(x > 0.5, y, 0)", Some(Unknown)),
        ("if(y > 0, x, 2 * x)", Some(Plus)),
        ("if(x == 0.5, 1, 0)", Some(Unknown)),
        ("if(x > 0.2 and y > 0, 1, 0)", Some(Plus)),
        ("if(not (x > 0.2), 1, 0)", Some(Minus)),
        ("lookup(rise, x)", Some(Plus)),
        ("lookup(hill, x)", Some(Unknown)),
        ("0 * x + y", None),
        ("abs(x)", Some(Plus)),
        ("abs(x - 0.5)", Some(Unknown)),
        ("smooth(x, '3 months')", Some(Plus)),
        ("delay(1 - x, '3 months')", Some(Minus)),
        ("last(x)", Some(Plus)),
        ("ln(1 + x)", Some(Plus)),
        ("sqrt(x) - x", Some(Unknown)),
        ("clamp(1 - x, 0.2, 0.8)", Some(Minus)),
    ] {
        assert_eq!(sign_of(formula), expected, "{formula}");
    }
}

/// The sign of an event that sets `s` (between 1 and 9) to `value`, with `u` between 0 and 1.
fn sign_of_set(value: &str, when: &str) -> Option<Sign> {
    let text = format!(
        "[lever.u]\ndefault = 0.5\nbounds = [0, 1]\n[stock.s]\nunit = \"people\"\ninitial = 2\n\
         min = 1\nmax = 9\n[constant.one]\nunit = \"people\"\nvalue = 1\n[constant.five]\n\
         unit = \"people\"\nvalue = 5\n[event.e]\nwhen = \"{when}\"\n[event.e.set]\ns = \"{value}\"\n"
    );
    graph(&text).sign("e", "s")
}

#[test]
fn what_an_event_sets_raises_or_lowers() {
    use Sign::{Minus, Plus, Unknown};
    for (value, when, expected) in [
        ("9 * one", "u > 0", Plus),
        ("one", "u > 0", Minus),
        ("five", "u > 0", Unknown),
        ("five", "s < five", Plus),
        ("five", "u > 0 and five <= s", Minus),
        ("s * u", "u > 0", Minus),
        ("s * (1 + u)", "u > 0", Plus),
        ("s + u * one", "u > 0", Plus),
        ("s - u * one", "u > 0", Minus),
        ("max(one, s - u * one)", "u > 0", Minus),
        ("max(five, s - u * one)", "u > 0", Unknown),
        ("min(9 * one, s + u * one)", "u > 0", Plus),
        ("if(u > 0.5, s * u, one)", "u > 0", Minus),
    ] {
        assert_eq!(sign_of_set(value, when), Some(expected), "{value} when {when}");
    }
}
