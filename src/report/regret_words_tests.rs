use super::*;
use crate::analysis::Withheld;
use crate::outcome::Estimate;
use crate::report::report_tests::{Ran, ran};

/// Two options in two trajectories; more of `left` is better, at least 50 is acceptable.
fn fishing() -> Ran {
    ran(
        "[option.wait]",
        "[trajectory.calm]\n[trajectory.storm]\n[option.wait]\nlabel = { en = \"Wait\", ar = \"الانتظار\" }",
    )
}

fn plain(sentences: Vec<String>) -> String {
    let isolates = ['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];
    sentences.join("\n").replace('\u{a0}', " ").replace(isolates, "")
}

/// Option `best` regrets 12 (10 to 14), the other 30; the rank is kept in `kept` of resamples.
fn made_up(ran: &Ran, best: usize, kept: f64) -> Robustness {
    let findings = ran.findings(Lang::En);
    let measure = ran.model.measures.iter().position(|m| m.name == "left").unwrap();
    let found = findings.decision.regret.iter().find(|r| r.measure == measure).unwrap();
    let mut robustness = found.clone();
    let ranked = |option: usize, good: f64, bad: f64| {
        let first = option == best;
        let value = if first { good } else { bad };
        Ranked {
            option,
            value: Estimate { value, se: 1.0, low: value - 2.0, high: value + 2.0 },
            rank: if first { 1 } else { 2 },
            kept,
            ranks: if first { vec![kept, 1.0 - kept] } else { vec![1.0 - kept, kept] },
        }
    };
    for metric in &mut robustness.metrics {
        let pair = match metric.kind {
            MetricKind::MaxExpectedRegret => (12.0, 30.0),
            MetricKind::MaxRegretQ90 => (33.0, 31.0),
            _ => continue,
        };
        metric.by_option = vec![ranked(0, pair.0, pair.1), ranked(1, pair.0, pair.1)];
        if metric.kind == MetricKind::MaxRegretQ90 {
            metric.by_option.iter_mut().for_each(|r| r.rank = 3 - r.rank);
        }
    }
    robustness.checks[1].gain = 4.0;
    robustness.checks[1].crossed.value = 2.0;
    robustness
}

#[test]
fn the_least_worst_regret_in_two_languages() {
    let ran = fishing();
    let robustness = made_up(&ran, 0, 0.97);
    let en = plain(regret_sentences(&ran.findings(Lang::En), &robustness));
    assert!(
        en.contains(
            "Fish left: if one option had to be chosen without knowing which future comes, “Wait” has the \
             smallest worst regret: in the mean over draws at most 12 tonnes worse than the best option of the \
             same draw, whatever the future (95 % interval 10 to 14; rank 1 in 97 % of resamples)."
        ),
        "{en}"
    );
    assert!(en.contains(
        "in nine of ten draws its regret is at most 31 tonnes, that of “Wait” at most 33"
    ));
    assert!(en.contains("would do better by 4 tonnes in the mean if “Storm” comes"), "{en}");
    assert!(en.contains("by 2 tonnes in the check"), "{en}");
    let ar = plain(regret_sentences(&ran.findings(Lang::Ar), &robustness));
    assert!(ar.contains("«الانتظار»") && ar.contains("الأقل ندماً"), "{ar}");
    assert!(ar.contains("مجال الثقة 95٪: من 10 إلى 14؛ الرتبة الأولى في 97٪"), "{ar}");
    assert_eq!(ar.lines().count(), en.lines().count());
}

#[test]
fn a_rank_that_is_not_firm_names_its_rival() {
    let ran = fishing();
    let en = plain(regret_sentences(&ran.findings(Lang::En), &made_up(&ran, 1, 0.6)));
    assert!(en.contains("rank 1 in 60 % of resamples; “Wait” in 40 %"), "{en}");
}

#[test]
fn what_a_run_says() {
    // nothing is uncertain, waiting is better in every draw
    let ran = fishing();
    let of = |lang| {
        let findings = ran.findings(lang);
        let regret = &findings.decision.regret;
        let all = regret.iter().flat_map(|r| regret_sentences(&findings, r)).collect();
        plain(all)
    };
    let en = of(Lang::En);
    assert!(en.contains("Fish left: “Wait” is never behind, in any future or draw"), "{en}");
    assert!(en.contains("No option gains from knowing the uncertain numbers"), "{en}");
    assert!(of(Lang::Ar).contains("لا يتأخر الخيار «الانتظار» في أي مسار"), "{}", of(Lang::Ar));
    let mut withheld = made_up(&ran, 0, 0.9);
    withheld.withheld = Some(Withheld::Never);
    assert!(regret_sentences(&ran.findings(Lang::En), &withheld).is_empty());
}

#[test]
fn bounds_that_hold() {
    let acceptable = "formula = \"final(fish)\"\nsense   = \"maximise\"\nacceptable = 70";
    let ran = ran("formula = \"final(fish)\"\nsense   = \"maximise\"", acceptable);
    let en = ran.findings(Lang::En);
    let satisficing = en.decision.satisficing.as_ref().unwrap();
    let sentence = plain(satisficing_sentence(&en, satisficing).into_iter().collect());
    assert!(
        sentence.contains("“Wait”: the one bound is expected to hold in 100 % of draws"),
        "{sentence}"
    );
    let left = en.decision.regret.iter().find(|r| r.bound.is_some()).unwrap();
    let all = plain(regret_sentences(&en, left));
    assert!(all.contains("What is acceptable (at least 70 tonnes) is expected of “Wait”"), "{all}");
    let ar = ran.findings(Lang::Ar);
    let sentence = satisficing_sentence(&ar, satisficing).unwrap();
    assert!(sentence.contains("الحد المقبول الوحيد"), "{sentence}");
    for kind in MetricKind::ALL {
        assert_ne!(metric_label(kind, Lang::En), metric_label(kind, Lang::Ar));
    }
}
