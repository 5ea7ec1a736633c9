use super::*;
use crate::report::report_tests::{Ran, ran, ran_study};
use crate::study::load;

/// The place of a kind of sentence does not matter to a test, its words do.
fn says(sentences: &[String], words: &str) -> bool {
    sentences.iter().any(|sentence| sentence.contains(words))
}

fn both(ran: &Ran) -> [Vec<String>; 2] {
    [Lang::En, Lang::Ar].map(|lang| brief(&ran.findings(lang)))
}

#[test]
fn one_option_leaves_nothing_to_choose() {
    let [en, ar] = both(&ran("[option.fish]\nlever.effort = 4\n", ""));
    assert!(says(&en, "One option was run, \u{201c}Wait\u{201d}"), "{en:#?}");
    assert!(
        says(&en, "\u{201c}Fish left\u{201d} comes to") && !says(&en, "beyond chance"),
        "{en:#?}"
    );
    assert_eq!((en.len(), ar.len()), (3, 3), "nothing is compared, one future");
}

#[test]
fn measures_without_a_better_side_have_no_best_option() {
    let [en, ar] = both(&ran("sense   = \"maximise\"\n", ""));
    assert!(says(&en, "No measure of this study has a better side"), "{en:#?}");
    assert_eq!((en.len(), ar.len()), (2, 2), "{en:#?}");
}

#[test]
fn options_that_are_the_same_cannot_be_told_apart() {
    let [en, _] = both(&ran("lever.effort = 4\n", ""));
    assert!(says(&en, "The options cannot be told apart: on both measures"), "{en:#?}");
    assert!(says(&en, "no other option changes that beyond chance"), "{en:#?}");
    assert!(says(&en, "0 of 2 comparisons with the baseline are beyond chance"), "{en:#?}");
}

#[test]
fn what_is_best_on_one_measure_may_not_be_on_another() {
    let [en, ar] = both(&ran("", ""));
    assert!(
        says(
            &en,
            "\u{201c}Wait\u{201d} and \u{201c}Fish\u{201d} are among the best on 1 of 2 measures each"
        ),
        "{en:#?}"
    );
    assert!(says(&en, "all 2 comparisons with the baseline are beyond chance"), "{en:#?}");
    assert!(says(&en, "The study was not tested against what happened"), "{en:#?}");
    assert!(says(&ar, "لا خيار هو الأفضل في كل شيء"), "{ar:#?}");
    // one option that is better on all that is asked
    let [en, _] = both(&ran("[report]\n", "[report]\nkey = [\"left\"]\n"));
    assert!(
        says(
            &en,
            "\u{201c}Wait\u{201d} does best, or cannot be told apart from the best, on the one key measure."
        ),
        "{en:#?}"
    );
}

/// Two futures; in the second fishing takes nothing.
const FUTURES: &str = "[trajectory.calm]\n[trajectory.storm]\nset.x = 0\n";

#[test]
fn the_future_may_change_the_answer() {
    let study = FUTURES.replace("set.x = 0", "driver.weather = -1");
    let more = format!("[driver.weather]\nunit = \"1\"\ndefault = 1\n{study}");
    let with_weather = "formula = \"final(fish) * 0 + total(catch) * mean(weather)\"";
    let ran = ran("[option.wait]", &format!("{more}[option.wait]"));
    // the same in both: fishing takes fish whatever the weather
    let [en, ar] = both(&ran);
    assert!(says(&en, "The future does not change the answer: on both measures"), "{en:#?}");
    assert!(says(&ar, "لا يغيّر المسار الجواب"), "{ar:#?}");
    let turned = crate::report::report_tests::ran(
        "formula = \"final(fish)\"\nsense   = \"maximise\"",
        &format!("{with_weather}\nunit = \"tonnes\"\nsense   = \"maximise\"\n{more}"),
    );
    let [en, ar] = both(&turned);
    assert!(says(&en, "The future changes which option is best on 1 of 2 measures: on"), "{en:#?}");
    assert!(
        says(&en, "it is \u{201c}Fish\u{201d} in \u{201c}Calm\u{201d} but \u{201c}Wait\u{201d} in"),
        "{en:#?}"
    );
    assert!(says(&ar, "يغيّر المسار الخيار الأفضل في 1 من أصل"), "{ar:#?}");
}

fn snapshot(name: &str, ran: &Ran) {
    let [en, ar] = both(ran);
    assert!(en.len() <= 5 && en.len() == ar.len());
    insta::assert_snapshot!(name, format!("{}\n\n{}", en.join("\n"), ar.join("\n")));
}

fn scenario(name: &str) -> crate::study::Study {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    load(&path).unwrap_or_else(|(_, d)| panic!("{:#?}", d.items())).0
}

#[test]
fn the_starter_study_in_five_sentences() {
    snapshot("brief_starter", &ran_study(scenario("starter"), 256, (&[], &[])));
}

#[test]
fn the_coalition_study_in_five_sentences() {
    let which = (&["stay", "rapid", "hub"][..], &["drift", "deserts"][..]);
    snapshot("brief_coalition", &ran_study(scenario("coalition"), 128, which));
}
