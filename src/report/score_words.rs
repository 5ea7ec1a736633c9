//! Weighted scores and the study's comparisons, in sentences.

use super::compare_words::name;
use super::findings::{Findings, called};
use crate::analysis::decision::{Flip, Scored, Scores, Undefined, WeightMove};
use crate::model::Comparison;
use crate::text::{Lang, number, percent, range};

/// What a comparison of the study is called.
pub fn comparison_label(comparison: &Comparison, lang: Lang) -> String {
    called(&comparison.description, &comparison.name, lang)
}

/// Why a comparison has no value, for a table.
pub fn undefined_words(why: Undefined, lang: Lang) -> &'static str {
    match why {
        Undefined::Denominator => lang.pick("divides by about 0", "القسمة على ما يقارب الصفر"),
        Undefined::Never => lang.pick("never in some replicates", "لا يقع في بعض التكرارات"),
        Undefined::NotANumber => lang.pick("no number", "ليس عدداً"),
    }
}

/// "By the study's weights Stay scores highest: 0.61 (0.58 to 0.64), 0.05 before Phased; it does so
/// in 93 % of resamples." and how far each weight must move until another wins. Nothing without a
/// winner.
pub fn score_sentences(findings: &Findings<'_>, scores: &Scores, scored: &Scored) -> Vec<String> {
    let lang = findings.lang;
    let Some((winner, score)) = scored.winner.and_then(|w| Some((w, scored.options[w].as_ref()?)))
    else {
        return Vec::new();
    };
    let x = name(findings, winner);
    let (low, high) = (number(score.score.low, lang), number(score.score.high, lang));
    let interval = match scores.resamples {
        0 => String::new(),
        _ => format!(" ({})", range(&low, &high, lang)),
    };
    let value = number(score.score.value, lang);
    let before = match (&scored.lead, scored.second, lang) {
        (Some(lead), Some(second), Lang::En) => {
            format!(", {} before {}", number(lead.value, lang), name(findings, second))
        }
        (Some(lead), Some(second), Lang::Ar) => {
            format!("، متقدماً بمقدار {} على {}", number(lead.value, lang), name(findings, second))
        }
        _ => String::new(),
    };
    let kept = match (scored.kept.is_nan() || scores.resamples == 0, lang) {
        (true, _) => String::new(),
        (false, Lang::En) => {
            format!("; it does so in {} of resamples", percent(scored.kept, lang))
        }
        (false, Lang::Ar) => {
            format!("؛ وذلك في {} من مرات إعادة المعاينة", percent(scored.kept, lang))
        }
    };
    let mut out = vec![match lang {
        Lang::En => {
            format!("By the study's weights {x} scores highest: {value}{interval}{before}{kept}.")
        }
        Lang::Ar => {
            format!("بحسب أوزان الدراسة، {x} هو الأعلى درجة: {value}{interval}{before}{kept}.")
        }
    }];
    let moves: Vec<String> = scored.moves.iter().filter_map(|m| moved(findings, m)).collect();
    if moves.is_empty() {
        out.push(
            lang.pick(
                "No other option wins, however far a single weight is moved.",
                "ولا يفوز خيار آخر مهما تغيّر وزن واحد بمفرده.",
            )
            .to_owned(),
        );
    }
    out.extend(moves);
    out
}

/// How far a weight must move until another option wins; none if none ever does.
fn moved(findings: &Findings<'_>, of: &WeightMove) -> Option<String> {
    let lang = findings.lang;
    let way = |flip: &Flip, en: &str, ar: &str| {
        let (at, option) = (percent(flip.weight, lang), name(findings, flip.option));
        match lang {
            Lang::En => format!("{en} {at} ({option} wins)"),
            Lang::Ar => format!("{ar} {at} (فيفوز {option})"),
        }
    };
    let down = of.down.as_ref().map(|f| way(f, "falls below", "ينخفض دون"));
    let up = of.up.as_ref().map(|f| way(f, "rises above", "يرتفع فوق"));
    let ways: Vec<String> = down.into_iter().chain(up).collect();
    if ways.is_empty() {
        return None;
    }
    let (about, now) = (findings.measure(of.measure), percent(of.weight, lang));
    let ways = crate::text::alternatives(&ways, lang);
    Some(match lang {
        Lang::En => format!("It stays first unless the weight of {about}, now {now}, {ways}."),
        Lang::Ar => format!("ويبقى الأول ما لم يكن وزن «{about}»، وهو الآن {now}، {ways}."),
    })
}
