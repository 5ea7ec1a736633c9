//! Charts of good studies: what names and defaults become.

use super::*;
use crate::study::{ChartKind, ChartSet, load_from};

const STUDY: &str = r#"title = "t"
baseline = "free"
[time]
start = 2024-01-01
end = 2025-01-01
step = "1 week"
[report]
charts = "all"
series = ["fish", { of = "caught", cumulative = true }]
[dimension.place]
members = ["north", "far_north"]
[lever.boats]
over = ["place"]
unit = "1/week"
default = 1
[lever.nets]
default = 1
[stock.fish]
over = ["place"]
initial = 1
[flow.caught]
over = ["place"]
from = "fish"
rate = "boats * nets"
[measure.catch]
over = ["place"]
formula = "total(caught)"
sense = "maximise"
[option.free]
[option.quota]
lever.nets = 0.5
[option.none]
lever.nets = 0
[trajectory.mild]
[trajectory.warm]
"#;

fn model(charts: &str) -> Model {
    let text = format!("{STUDY}{charts}");
    let (study, _, _) =
        load_from(vec![("t.toml".to_owned(), text)], "t").unwrap_or_else(|(_, d)| panic!("{d:#?}"));
    build(&study).unwrap_or_else(|d| panic!("{d:#?}")).0
}

#[test]
fn names_become_indices_and_defaults() {
    let model = model(
        "[[chart]]\nkind = \"dots\"\nquantity = \"catch[ far_north ]\"\n\
         options = [\"none\", \"free\"]\ntrajectories = \"warm\"\nbaseline = \"quota\"\n\
         threshold = 3\nscale = \"log\"\nwidth = \"16 cm\"\n\
         [[chart]]\nkind = \"fan\"\nquantity = \"caught[north]\"\nfrom = 2024-02-01\n\
         [[chart]]\nkind = \"timeline\"\n\
         [[chart]]\nkind = \"timeline\"\nquantity = \"boats\"\n",
    );
    assert_eq!(model.chart_set, ChartSet::All);
    let names: Vec<&str> = model.charts.iter().map(|c| c.name.as_str()).collect();
    let expected =
        ["dots-catch-far_north", "fan-caught-north-cumulative", "timeline", "timeline-boats"];
    assert_eq!(names, expected);
    let dots = &model.charts[0];
    assert_eq!(dots.quantity, Some(ChartQuantity::Measure(1)));
    assert_eq!((&dots.options[..], &dots.trajectories[..]), (&[2, 0][..], &[1][..]));
    assert_eq!((dots.baseline, dots.threshold, dots.width), (Some(1), Some(3.0), Some(160.0)));
    assert!(dots.draw);
    assert_eq!(model.charts[1].quantity, Some(ChartQuantity::Series(2)));
    assert_eq!(model.charts[2].quantity, None);
    assert_eq!(model.charts[3].quantity, Some(ChartQuantity::Levers(vec![0, 1])));
}

#[test]
fn a_name_alone_is_that_of_a_standard_chart() {
    let model = model(
        "[[chart]]\nname = \"heat-catch-north\"\ndraw = false\n\
         [[chart]]\nname = \"fan-caught-far_north-cumulative-warm\"\ntitle = \"Caught\"\n\
         [[chart]]\nname = \"consequences-mild-no-response\"\ndraw = false\n\
         [[chart]]\nname = \"consequences\"\nbaseline = \"quota\"\n",
    );
    let got: Vec<_> =
        model.charts.iter().map(|c| (c.kind, c.quantity.clone(), c.trajectories.clone())).collect();
    let expected = [
        (ChartKind::Heat, Some(ChartQuantity::Measure(0)), vec![]),
        (ChartKind::Fan, Some(ChartQuantity::Series(3)), vec![1]),
        (ChartKind::Consequences, None, vec![0]),
        (ChartKind::Consequences, None, vec![]),
    ];
    assert_eq!(got, expected);
    assert!(!model.charts[0].draw && model.charts[1].draw);
}

#[test]
fn what_does_not_run_is_left_out() {
    let mut model = model(
        "[[chart]]\nkind = \"dots\"\nquantity = \"catch[north]\"\noptions = [\"none\", \"quota\"]\n\
         baseline = \"quota\"\n\
         [[chart]]\nkind = \"heat\"\nquantity = \"catch[north]\"\ntrajectories = [\"mild\"]\n",
    );
    model.select(&["none".to_owned()], &["warm".to_owned()]).expect("known names");
    assert_eq!(model.charts.len(), 1);
    let dots = &model.charts[0];
    // the baseline `free` stays, as the first; `none` is the second
    assert_eq!((&dots.options[..], dots.baseline), (&[1][..], None));
}
