//! Tipping points in words.

use super::sweep_view::SweepView;
use crate::analysis::sweep::{AxisKind, Tip, Tipping};
use crate::text::{Lang, percent, quoted, range};

/// Share of resamples above which nothing is said of those without a crossing.
const SURE: f64 = 0.95;

/// "(90 % interval 14 to 21)", with words for ends that are open; nothing where it is not known.
pub(super) fn interval(view: &SweepView<'_>, axis: usize, tipping: &Tipping) -> String {
    let ends = ends(view, axis, tipping);
    match (ends, view.lang) {
        (None, _) => String::new(),
        (Some(ends), Lang::En) => format!(" (90 % interval {ends})"),
        (Some(ends), Lang::Ar) => format!(" (مجال الثقة 90٪: {ends})"),
    }
}

/// The ends of the interval; none where it is not known.
pub(super) fn ends(view: &SweepView<'_>, axis: usize, tipping: &Tipping) -> Option<String> {
    let (low, high) = (tipping.low, tipping.high);
    if low.is_nan() || high.is_nan() {
        return None;
    }
    let (lang, (first, last)) = (view.lang, view.range(axis));
    let bare = |x: f64| view.bare_place(axis, x);
    let upper = match (high.is_finite(), lang) {
        (true, _) => bare(high),
        (false, Lang::En) => format!("above {}", bare(last)),
        (false, Lang::Ar) => format!("ما فوق {}", bare(last)),
    };
    Some(match (low.is_finite(), lang) {
        (true, _) => range(&bare(low), &upper, lang),
        (false, Lang::En) => format!("below {} to {upper}", bare(first)),
        (false, Lang::Ar) => format!("مما دون {} إلى {upper}", bare(first)),
    })
}

/// How often it is not there, where that is worth saying.
fn sureness(tipping: &Tipping, lang: Lang) -> String {
    if tipping.share.is_nan() || tipping.share >= SURE {
        return String::new();
    }
    let share = percent((tipping.share * 100.0).round() / 100.0, lang);
    match lang {
        Lang::En => format!(" The crossing lies within the axis in {share} of the resamples."),
        Lang::Ar => format!(" يقع التقاطع ضمن المحور في {share} من إعادات المعاينة."),
    }
}

/// "as long as “Duration” is above 17 months (90 % interval 14 to 21)".
fn condition(view: &SweepView<'_>, tipping: &Tipping, above: bool) -> String {
    let lang = view.lang;
    let axis = quoted(&view.axis(0), lang);
    let place = view.place(0, tipping.at);
    let interval = interval(view, 0, tipping);
    let is_date = view.results.axes[0].kind == AxisKind::Date;
    let word = match (lang, is_date, above) {
        (Lang::En, false, true) => "above",
        (Lang::En, false, false) => "below",
        (Lang::En, true, true) => "after",
        (Lang::En, true, false) => "before",
        (Lang::Ar, false, true) => "فوق",
        (Lang::Ar, false, false) => "دون",
        (Lang::Ar, true, true) => "بعد",
        (Lang::Ar, true, false) => "قبل",
    };
    match (lang, is_date) {
        (Lang::En, _) => format!("as long as {axis} is {word} {place}{interval}"),
        (Lang::Ar, false) => format!("ما دامت قيمة {axis} {word} {place}{interval}"),
        (Lang::Ar, true) => format!("ما دام تاريخ {axis} {word} {place}{interval}"),
    }
}

/// "“Phased” does better than “Stay” as long as …".
pub(super) fn pair_sentence(view: &SweepView<'_>, tipping: &Tipping) -> String {
    let Tip::Better { from, to } = tipping.tip else { return String::new() };
    // the baseline, or the option that stays as it is along the axis, is what the other is compared with
    let acts = |o: usize| view.results.axes[0].options.contains(&view.model.options[o].name);
    let baseline = view.model.baseline;
    let is_measured = from == baseline || (to != baseline && !acts(from));
    let (option, baseline, above) = match is_measured {
        true => (to, from, true),
        false => (from, to, false),
    };
    let (option, baseline) = (view.named(option), view.named(baseline));
    let condition = condition(view, tipping, above);
    let sureness = sureness(tipping, view.lang);
    match view.lang {
        Lang::En => format!("{option} does better than {baseline} {condition}.{sureness}"),
        Lang::Ar => {
            format!("الخيار {option} أفضل من الخيار {baseline} {condition}.{sureness}")
        }
    }
}

/// Where the best option changes, once or several times.
pub(super) fn changes_sentence(view: &SweepView<'_>, changes: &[&Tipping]) -> String {
    let lang = view.lang;
    if let [only] = changes
        && let Tip::Best { from, to } = only.tip
    {
        let (from, to) = (view.named(from), view.named(to));
        let (condition, sureness) = (condition(view, only, false), sureness(only, lang));
        return match lang {
            Lang::En => format!("{from} is best {condition}; beyond that {to} is.{sureness}"),
            Lang::Ar => {
                format!("الخيار {from} هو الأفضل {condition}؛ وبعد ذلك الحد الخيار {to}.{sureness}")
            }
        };
    }
    let parts: Vec<String> = changes
        .iter()
        .filter_map(|change| {
            let Tip::Best { from, to } = change.tip else { return None };
            let (from, to, at) = (view.named(from), view.named(to), view.place(0, change.at));
            let interval = interval(view, 0, change);
            Some(match lang {
                Lang::En => format!("from {from} to {to} at {at}{interval}"),
                Lang::Ar => format!("من الخيار {from} إلى الخيار {to} عند {at}{interval}"),
            })
        })
        .collect();
    let axis = quoted(&view.axis(0), lang);
    match lang {
        Lang::En => {
            format!("Along {axis} the best option changes {}.", parts.join(", then "))
        }
        Lang::Ar => format!("على امتداد {axis} يتغير الخيار الأفضل {}.", parts.join("، ثم ")),
    }
}

/// Where an option keeps a bound.
pub(super) fn bound_sentence(
    view: &SweepView<'_>,
    measure: usize,
    bound: f64,
    tipping: &Tipping,
) -> String {
    let Tip::Bound { option, holds_above } = tipping.tip else { return String::new() };
    let (option, amount) = (view.named(option), view.amount(measure, bound));
    let condition = condition(view, tipping, holds_above);
    let sureness = sureness(tipping, view.lang);
    match view.lang {
        Lang::En => {
            format!("The mean under {option} keeps the bound of {amount} {condition}.{sureness}")
        }
        Lang::Ar => {
            format!("المتوسط في الخيار {option} يلتزم بالحد {amount} {condition}.{sureness}")
        }
    }
}

/// A sentence as a heading: without its full stop.
pub(super) fn alone(sentence: &str) -> String {
    sentence.trim_end_matches('.').to_owned()
}

/// The first of several sentences in a text.
pub(super) fn without(text: &str) -> String {
    match text.find(". ") {
        Some(end) => text[..=end].to_owned(),
        None => text.to_owned(),
    }
}
