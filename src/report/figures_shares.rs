//! Charts of the shares of replicates in classes of a measure.

use super::figures_measures::{framed, threshold};
use super::findings::{Future, format_of};
use super::view::View;
use crate::chart::{self, Figure, FigureKind, Shares, SharesPanel, SharesRow};
use crate::study::Sense;
use crate::text::Lang;

/// Classes of values, in rising order.
#[derive(Clone, Debug, PartialEq)]
struct Classes {
    /// Where one class ends and the next begins.
    cuts: Vec<f64>,
    /// Whether a value at a cut belongs to the class above it: so for a measure of which more is better, as its bound
    /// is good enough.
    from_above: bool,
    /// Whether there is a class for what never happened.
    never: bool,
}

impl Classes {
    fn count(&self) -> usize {
        self.cuts.len() + 1 + usize::from(self.never)
    }

    fn of(&self, value: f64) -> usize {
        if self.never && value == f64::INFINITY {
            return self.cuts.len() + 1;
        }
        match self.from_above {
            true => self.cuts.partition_point(|cut| *cut <= value),
            false => self.cuts.partition_point(|cut| *cut < value),
        }
    }

    /// The share of each class; nothing where there are no values.
    fn shares(&self, values: &[f64]) -> Vec<f64> {
        let mut counts = vec![0_u64; self.count()];
        for value in values.iter().filter(|value| !value.is_nan()) {
            counts[self.of(*value)] += 1;
        }
        let all: u64 = counts.iter().sum();
        match all {
            0 => Vec::new(),
            all => counts.into_iter().map(|count| count as f64 / all as f64).collect(),
        }
    }

    fn names(&self, show: impl Fn(f64) -> String, lang: Lang) -> Vec<String> {
        let (Some(first), Some(last)) = (self.cuts.first(), self.cuts.last()) else {
            return vec![lang.pick("all", "الكل").to_owned(); self.count()];
        };
        let (first, last) = (show(*first), show(*last));
        let mut names = vec![match (lang, self.from_above) {
            (Lang::En, false) => format!("up to {first}"),
            (Lang::En, true) => format!("below {first}"),
            (Lang::Ar, false) => format!("حتى {first}"),
            (Lang::Ar, true) => format!("أقل من {first}"),
        }];
        for pair in self.cuts.windows(2) {
            let (from, to) = (show(pair[0]), show(pair[1]));
            names.push(match lang {
                Lang::En => format!("{from} to {to}"),
                Lang::Ar => format!("من {from} إلى {to}"),
            });
        }
        names.push(match (lang, self.from_above) {
            (Lang::En, false) => format!("more than {last}"),
            (Lang::En, true) => format!("{last} or more"),
            (Lang::Ar, false) => format!("أكثر من {last}"),
            (Lang::Ar, true) => format!("{last} أو أكثر"),
        });
        if self.never {
            names.push(lang.pick("never", "لا يحدث").to_owned());
        }
        names
    }
}

/// The shares of replicates in classes of a measure: a panel a future, a bar an option. Classes are those asked for;
/// else round values at about the fifths of all replicates together, with the bound that the study calls acceptable.
pub fn shares(view: &View<'_>, measure: usize) -> Figure {
    let findings = &view.findings;
    let lang = findings.lang;
    let definition = &findings.model.measures[measure];
    let values = |option: usize, future: &Future| -> &[f64] {
        findings.cell(option, future).map_or(&[], |cell| findings.outcomes.measure(cell, measure))
    };
    let pooled = || {
        let each = view.futures.iter().flat_map(|future| {
            view.options.iter().flat_map(move |option| values(*option, future).iter().copied())
        });
        each.filter(|value| !value.is_nan())
    };
    let cuts = match (view.request.cuts.as_slice(), definition.condition) {
        ([], true) => vec![0.5],
        ([], false) => {
            let bound = threshold(view, measure).map(|threshold| threshold.value);
            round_cuts(pooled().filter(|value| value.is_finite()).collect(), bound)
        }
        (asked, _) => asked.to_vec(),
    };
    let classes = Classes {
        cuts,
        from_above: definition.sense == Sense::Maximise,
        never: pooled().any(|value| value == f64::INFINITY),
    };
    let panels = view.futures.iter().map(|future| SharesPanel {
        title: future.label.clone(),
        rows: (view.options.iter())
            .map(|option| SharesRow {
                label: findings.option(*option),
                is_reference: *option == view.baseline,
                shares: classes.shares(values(*option, future)),
            })
            .collect(),
    });
    let format = format_of(definition);
    let names = match definition.condition {
        true => vec![lang.pick("no", "لا").to_owned(), lang.pick("yes", "نعم").to_owned()],
        false => classes.names(|value| format.compact(value, lang), lang),
    };
    let unit = findings.unit(&definition.unit);
    let by = match (lang, unit.as_str()) {
        (Lang::En, "") => "Share of replicates".to_owned(),
        (Lang::Ar, "") => "حصة التكرارات".to_owned(),
        (Lang::En, unit) => format!("Share of replicates; classes in {unit}"),
        (Lang::Ar, unit) => format!("حصة التكرارات؛ وحدة الفئات: {unit}"),
    };
    let kind = FigureKind::Shares(Shares {
        label: by,
        classes: names,
        sense: match definition.sense {
            Sense::Minimise => chart::Sense::Minimise,
            Sense::Maximise => chart::Sense::Maximise,
            Sense::None => chart::Sense::None,
        },
        panels: panels.collect(),
    });
    let caption = match definition.sense {
        Sense::None => lang.pick("Darker: higher.", "الأغمق: أعلى."),
        _ => lang.pick("Darker: worse.", "الأغمق: أسوأ."),
    };
    framed(findings, measure, caption, kind)
}

/// Round values at about the fifths of `values`, rising; one of them gives way to `bound`.
fn round_cuts(mut values: Vec<f64>, bound: Option<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| values.get(((values.len() as f64) * share) as usize).copied();
    let fifths: Vec<f64> = [0.2, 0.4, 0.6, 0.8].into_iter().filter_map(at).collect();
    let mut cuts: Vec<f64> = fifths.into_iter().map(rounded).collect();
    if let Some(bound) = bound {
        let gap = |cut: &f64| (cut - bound).abs();
        let nearest = (0..cuts.len()).min_by(|a, b| gap(&cuts[*a]).total_cmp(&gap(&cuts[*b])));
        match nearest {
            Some(index) => cuts[index] = bound,
            None => cuts.push(bound),
        }
        cuts.sort_unstable_by(f64::total_cmp);
    }
    cuts.dedup();
    // A cut at the very least or greatest value parts nothing.
    let (least, greatest) = (values.first().copied(), values.last().copied());
    let parts = |cut: &f64| least.is_none_or(|v| v <= *cut) && greatest.is_none_or(|v| v > *cut);
    cuts.retain(|cut| parts(cut) || Some(*cut) == bound);
    cuts
}

/// The nearest of 1, 1.5, 2, 3, 5 and 7 times a power of ten, by ratio.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let size = value.abs();
    let decade = libm::floor(libm::log10(size)) as i32;
    // through text, so that a cut at 0.1 is exactly that
    let steps = ["1", "1.5", "2", "3", "5", "7", "10"];
    let round = |step: &&str| format!("{step}e{decade}").parse::<f64>().unwrap_or(size);
    let far = |round: f64| (libm::log(size / round)).abs();
    let nearest = steps.iter().map(round).min_by(|a, b| far(*a).total_cmp(&far(*b)));
    nearest.unwrap_or(size).copysign(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_hold_their_better_end() {
        let mut classes = Classes { cuts: vec![10.0, 20.0], from_above: false, never: false };
        let values = [5.0, 10.0, 10.5, 20.0, 25.0, f64::NAN];
        assert_eq!(classes.shares(&values), [0.4, 0.4, 0.2]);
        classes.from_above = true;
        assert_eq!(classes.shares(&values), [0.2, 0.4, 0.4]);
        assert!(classes.shares(&[]).is_empty());
        let show = |value: f64| value.to_string();
        assert_eq!(classes.names(show, Lang::En), ["below 10", "10 to 20", "20 or more"]);
        classes.from_above = false;
        classes.never = true;
        assert_eq!(
            classes.names(show, Lang::En),
            ["up to 10", "10 to 20", "more than 20", "never"]
        );
        assert_eq!(classes.shares(&[5.0, f64::INFINITY]), [0.5, 0.0, 0.0, 0.5]);
    }

    #[test]
    fn cuts_are_round_and_part_the_values() {
        let values: Vec<f64> = (1..=1000).map(f64::from).collect();
        assert_eq!(round_cuts(values.clone(), None), [200.0, 500.0, 700.0]);
        assert_eq!(round_cuts(values, Some(450.0)), [200.0, 450.0, 700.0]);
        assert_eq!(round_cuts(vec![3.0; 10], None), [0.0; 0]);
        assert_eq!(round_cuts(vec![3.0; 10], Some(5.0)), [5.0]);
        assert_eq!(round_cuts(Vec::new(), None), [0.0; 0]);
        assert_eq!(rounded(-0.13), -0.15);
        assert_eq!(rounded(0.0), 0.0);
        assert_eq!(rounded(9.0), 10.0);
    }
}
