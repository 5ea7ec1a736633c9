//! Tests of sentences on the choice.

use super::*;
use crate::analysis::decision::{Order, Verdict};
use crate::report::report_tests::{Ran, ran};

/// Two options: waiting leaves more fish, fishing catches more.
fn fishing() -> Ran {
    ran("[option.wait]", "[option.wait]\nlabel = { en = \"Wait\", ar = \"الانتظار\" }")
}

fn plain(text: &str) -> String {
    let isolates = ['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];
    text.replace('\u{a0}', " ").replace(isolates, "")
}

fn measure(ran: &Ran, name: &str) -> usize {
    ran.model.measures.iter().position(|m| m.name == name).expect("a measure")
}

#[test]
fn the_one_that_wins_more_often_comes_first() {
    let ran = fishing();
    let (en, ar) = (ran.findings(Lang::En), ran.findings(Lang::Ar));
    let (left, loose, pace) =
        (measure(&ran, "left"), measure(&ran, "loose"), measure(&ran, "pace"));
    let future = &en.futures()[0];
    let of = |findings: &Findings<'_>, option, measure| {
        better_sentence(findings, option, measure, future).map(|s| plain(&s))
    };
    let said = of(&en, 1, left).expect("it has a better side");
    assert_eq!(said, "Fish left: Wait is better than Fish in 100 % of the paired replicates.");
    let said = of(&en, 1, loose).expect("it has a better side");
    assert_eq!(said, "Loose: Fish is better than Wait in 100 % of the paired replicates.");
    let said = of(&ar, 1, left).expect("it has a better side");
    assert!(said.starts_with("السمك الباقي: يتفوق «الانتظار» على «Fish» في 100٪"), "{said}");
    assert_eq!(of(&en, 0, left), None, "the baseline with itself");
    assert_eq!(of(&en, 1, pace), None, "neither side is better");

    let said = dominance_sentence(&en, (1, 0), left, future).expect("it has a better side");
    assert_eq!(
        said,
        "Fish left: Wait dominates Fish: whatever threshold is set, it reaches it at least as often \
         (first-order dominance)."
    );
    let all = measure_sentences(&en, loose, future);
    assert_eq!(all.len(), 2);
    assert!(all[1].starts_with("Loose: Fish dominates Wait"), "{all:?}");
}

#[test]
fn ties_and_words_of_likelihood() {
    let ran = fishing();
    let en = ran.findings(Lang::En);
    let cell = en.cell(1, &en.futures()[0]).expect("it ran");
    let mut comparison = en.summary.comparison(cell, measure(&ran, "left")).expect("one").clone();
    comparison.better.value = 0.83 + 0.05 / 2.0;
    comparison.ties = 0.05;
    let (better, worse, ties) = wins(&comparison);
    assert!((better - 0.83).abs() < 1e-12 && (worse - 0.12).abs() < 1e-12 && ties == 0.05);
}

fn pair(one: Verdict, two: Verdict) -> Pair {
    let order = |verdict| Order {
        verdict,
        sample: verdict,
        for_first: 0.0,
        for_second: 0.0,
        critical: 2.0,
    };
    Pair { first: 0, second: 1, one: order(one), two: order(two) }
}

#[test]
fn every_relation_has_its_words() {
    use Verdict::{Crossing, First, NotApart, Same};
    let ran = fishing();
    let mut seen = Vec::new();
    for (one, two, en, ar) in [
        (First, First, "stays below it at least as often", "البقاء دونها"),
        (Crossing, First, "averse to risk prefers Wait to Fish", "من الدرجة الثانية"),
        (Crossing, Crossing, "neither Wait nor Fish dominates", "لا هيمنة بين"),
        (NotApart, NotApart, "cannot be told apart at any threshold", "لا يمكن التمييز"),
        (Same, Same, "Wait and Fish are the same", "متطابقان"),
    ] {
        let pair = pair(one, two);
        for (lang, words) in [(Lang::En, en), (Lang::Ar, ar)] {
            let findings = ran.findings(lang);
            let said = relation_words(&findings, &pair, pair.relation(), Sense::Minimise);
            assert!(said.contains(words), "{said}");
            assert!(!seen.contains(&said), "{said}");
            seen.push(said);
        }
    }
}

#[test]
fn efficient_options_in_two_languages() {
    let ran = fishing();
    let en = ran.findings(Lang::En);
    let future = &en.futures()[0];
    let said = efficiency_sentences(&en, future);
    assert_eq!(
        said,
        [
            "Over 2 measures, both options are efficient: none is at least as good as another on all of \
             them and better on one.",
            "If differences that cannot be told apart count as equal, all of them are efficient."
        ]
    );
    let said = efficiency_sentences(&ran.findings(Lang::Ar), future);
    assert!(said[0].starts_with("على أساس مقياسين، الخيارات كلها كفؤة"), "{said:?}");

    let place = Place {
        option: 1,
        efficient: false,
        support: 0.03,
        dominated_by: vec![0],
        clearly: false,
        clearly_dominated_by: vec![0],
    };
    assert_eq!(
        plain(&dominated(&en, &place)),
        "Fish is dominated by Wait; it is efficient in 3 % of resamples."
    );
    let names = ["A".to_owned(), "B".to_owned()];
    assert!(remaining(&names, 5, Lang::En).ends_with("2 remain: A and B."));
    assert!(remaining(&names[..1], 5, Lang::En).ends_with("1 remains: A."));
    assert!(remaining(&[], 5, Lang::En).ends_with("each of them is dominated by another."));
    assert!(remaining(&names, 5, Lang::Ar).ends_with("بقي منها 2: A وB."));
}

#[test]
fn the_choice_in_a_few_lines() {
    let ran = fishing();
    let lines = decision_lines(&ran.findings(Lang::En));
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].ends_with(
        "over 2 measures 2 of 2 options are efficient; 2 if differences that cannot be told apart count \
         as equal."
    ));
    assert_eq!(
        lines[1],
        "The least to regret, whatever the future, is Wait on Fish left; Fish on Loose."
    );
    assert_eq!(decision_lines(&ran.findings(Lang::Ar)).len(), 2);
}

#[test]
fn luck_is_known_with_several_paths_a_draw_only() {
    let ran = fishing();
    let en = ran.findings(Lang::En);
    assert_eq!(luck_sentence(&en, 1, measure(&ran, "left"), &en.futures()[0]), None);
    assert!(luck_note(Lang::En).contains("luck_paths = 2"));
    assert!(luck_note(Lang::Ar).contains("luck_paths = 2"));
    let shares = VarianceShares {
        uncertainty: -0.02,
        luck: 1.02,
        se: 0.05,
        uncertainty_variance: -1.0,
        luck_variance: 51.0,
    };
    assert_eq!(plain(&known(&shares, Lang::En)), "0 % (0 % to 7.8 %)");
}
