//! Joint draws of uncertainties: the rows of a file, matched with the study's uncertainties.

use super::builder::Builder;
use super::types::Uncertainty;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Span};
use crate::random::distribution::Distribution;
use crate::study::{PosteriorFile, PosteriorTable, WEIGHT};

/// Uncertainties that are drawn together: a draw takes one row, with the row's weight as its
/// probability.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// Name of the file.
    pub file: String,
    /// Indices of the uncertainties, rising. `[columns]`
    uncertainties: Vec<usize>,
    /// Values in the units of the uncertainties. `[columns][rows]`
    values: Vec<Vec<f64>>,
    /// Sums of the weights up to and with each row; the last is their total. `[rows]`
    cumulative: Vec<f64>,
    /// Effective number of rows.
    ess: f64,
}

impl Posterior {
    /// Joint draws of the uncertainties with these indices (rising).
    ///
    /// # Panics
    /// Unless there is a column of values for each, a weight for each row, and at least one row.
    pub fn new(
        file: impl Into<String>,
        uncertainties: Vec<usize>,
        values: Vec<Vec<f64>>,
        weights: &[f64],
    ) -> Self {
        assert!(!weights.is_empty() && values.len() == uncertainties.len());
        assert!(values.iter().all(|column| column.len() == weights.len()));
        let largest = weights.iter().fold(0.0_f64, |a, b| a.max(*b));
        let weights: Vec<f64> = weights.iter().map(|w| w / largest).collect();
        let mut total = 0.0;
        let cumulative = weights
            .iter()
            .map(|w| {
                total += w;
                total
            })
            .collect();
        let ess = effective_rows(&values, &weights);
        Self { file: file.into(), uncertainties, values, cumulative, ess }
    }

    /// Indices of the uncertainties that are drawn together, rising.
    pub fn uncertainties(&self) -> &[usize] {
        &self.uncertainties
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.cumulative.len()
    }

    /// The effective sample size: (Σ w)² / Σ w², where rows that are the same count as one row of
    /// their weights' sum. So a file in which a resampling repeats its heavy rows is not taken for
    /// more than it is (L. Kish, Survey Sampling, 1965).
    pub fn effective_sample_size(&self) -> f64 {
        self.ess
    }

    /// The row that a uniform `u` in (0, 1) stands for: the first whose summed weights pass
    /// `u` × their total.
    pub fn row(&self, u: f64) -> usize {
        let last = self.cumulative.len() - 1;
        let target = u * self.cumulative[last];
        self.cumulative.partition_point(|c| *c <= target).min(last)
    }

    /// The values of an uncertainty, by its index. `[rows]`
    pub fn column(&self, uncertainty: usize) -> Option<&[f64]> {
        let column = self.uncertainties.binary_search(&uncertainty).ok()?;
        Some(&self.values[column])
    }

    /// The least value of an uncertainty at which the weights of the rows up to it reach the share
    /// `p` of all.
    pub fn quantile(&self, uncertainty: usize, p: f64) -> Option<f64> {
        let values = self.column(uncertainty)?;
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let before = |row: usize| if row == 0 { 0.0 } else { self.cumulative[row - 1] };
        let target = p * self.cumulative[self.rows() - 1];
        let mut sum = 0.0;
        let reached = order.iter().find(|row| {
            sum += self.cumulative[**row] - before(**row);
            sum >= target
        });
        reached.or(order.last()).map(|row| values[*row])
    }
}

/// Kish's effective number of rows, the same rows taken together.
fn effective_rows(values: &[Vec<f64>], weights: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..weights.len()).collect();
    let compare = |a: &usize, b: &usize| {
        let columns = values.iter().map(|column| column[*a].total_cmp(&column[*b]));
        columns.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    };
    order.sort_by(compare);
    let (mut total, mut squares) = (0.0, 0.0);
    for same in order.chunk_by(|a, b| compare(a, b).is_eq()) {
        let weight: f64 = same.iter().map(|row| weights[*row]).sum();
        total += weight;
        squares += weight * weight;
    }
    total * total / squares
}

impl Builder<'_> {
    /// What makes uncertainties hang together: correlations, and joint draws if the run draws from
    /// them.
    pub fn joint_law(
        &mut self,
        uncertainties: &[Uncertainty],
    ) -> (Vec<(usize, usize, f64)>, Option<Posterior>) {
        let correlations = self.correlations(uncertainties);
        let posterior = self.posterior(uncertainties, &correlations);
        (correlations, posterior)
    }

    /// The study's joint draws, if the run draws from them. What is wrong with a file that is not
    /// drawn from is a warning.
    fn posterior(
        &mut self,
        uncertainties: &[Uncertainty],
        correlations: &[(usize, usize, f64)],
    ) -> Option<Posterior> {
        let file = self.study.posterior.as_ref()?;
        let mut out = Diagnostics::default();
        let except = excepted(file, uncertainties, &mut self.diagnostics);
        // A file that is not there yet matters to a run that draws from it only.
        let read = file.drawn || file.text.is_ok();
        let table = if read { Some(file.table()) } else { None };
        let posterior = match table {
            Some(Ok(table)) => matched(file, table, uncertainties, &except, &mut out),
            Some(Err(wrong)) => {
                out.extend(wrong);
                None
            }
            None => None,
        };
        for found in out.items() {
            let severity = if file.drawn { found.severity } else { Severity::Warning };
            self.diagnostics.push(Diagnostic { severity, ..found.clone() });
        }
        let posterior = posterior.filter(|_| file.drawn)?;
        for (a, b, _) in correlations {
            let joint = |i: &usize| posterior.column(*i).is_some();
            if joint(a) != joint(b) {
                let (inside, outside) = if joint(a) { (a, b) } else { (b, a) };
                let name = |i: &usize| &uncertainties[*i].name;
                let message = format!(
                    "the correlation of `{}` and `{}` does not act: the first is drawn from the \
                     posterior, the second from its prior",
                    name(inside),
                    name(outside)
                );
                self.diagnostics.push(Diagnostic::warning(file.file.span, message));
            }
        }
        Some(posterior)
    }
}

/// For each uncertainty whether it keeps its prior.
fn excepted(
    file: &PosteriorFile,
    uncertainties: &[Uncertainty],
    out: &mut Diagnostics,
) -> Vec<bool> {
    let mut except = vec![false; uncertainties.len()];
    for name in &file.except {
        let plain = name.value.replace(' ', "");
        let base = |u: &Uncertainty| u.name.split('[').next() == Some(&plain);
        let mut found = false;
        for (keeps, u) in except.iter_mut().zip(uncertainties) {
            if u.name == plain || base(u) {
                *keeps = true;
                found = true;
            }
        }
        if !found {
            let diagnostic =
                Diagnostic::error(name.span, format!("`{}` is not an uncertainty", name.value));
            let bases = uncertainties.iter().filter_map(|u| u.name.split('[').next());
            let names = uncertainties.iter().map(|u| u.name.as_str()).chain(bases);
            out.push(match Diagnostics::nearest(&plain, names) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => {
                    diagnostic.help("name an uncertainty of the study: `name` or `name[member]`")
                }
            });
        }
    }
    except
}

/// The columns of `table` that are uncertainties, checked against their priors.
fn matched(
    file: &PosteriorFile,
    table: PosteriorTable,
    uncertainties: &[Uncertainty],
    except: &[bool],
    out: &mut Diagnostics,
) -> Option<Posterior> {
    let mut weights = vec![1.0; table.rows.len()];
    let mut found: Vec<(usize, Vec<f64>)> = Vec::new();
    let mut unknown: Vec<(String, Span)> = Vec::new();
    let named = |name: &str| uncertainties.iter().position(|u| u.name == name);
    for (column, values) in table.columns.iter().zip(table.values) {
        let name = column.value.replace(' ', "");
        match named(&name) {
            Some(i) if except[i] => {}
            Some(i) => {
                let prior = &uncertainties[i].distribution;
                if let Some(row) = values.iter().position(|v| !possible(prior, *v)) {
                    let line = format!("line {} of '{}'", table.lines[row], file.file.value);
                    out.push(impossible(&uncertainties[i], values[row], (table.rows[row], &line)));
                }
                found.push((i, values));
            }
            None if name == WEIGHT => {
                if let Some(row) = values.iter().position(|w| *w <= 0.0) {
                    let (span, line) = (table.rows[row], table.lines[row]);
                    let message = format!("the weight in line {line} is not above 0");
                    out.push(Diagnostic::error(span, message));
                }
                weights = values;
            }
            None => unknown.push((name, column.span)),
        }
    }
    if let Some((_, span)) = unknown.first() {
        out.push(no_uncertainties(file, &unknown, *span, uncertainties));
    }
    if found.is_empty() {
        let message = format!("'{}' holds no uncertainty of this study", file.file.value);
        out.push(
            Diagnostic::error(file.file.span, message)
                .help("its columns are named after uncertainties: `name` or `name[member]`"),
        );
    }
    if out.has_errors() {
        return None;
    }
    found.sort_by_key(|(i, _)| *i);
    let (columns, values) = found.into_iter().unzip();
    Some(Posterior::new(file.file.value.clone(), columns, values, &weights))
}

/// A warning of columns that are no uncertainties.
fn no_uncertainties(
    file: &PosteriorFile,
    columns: &[(String, Span)],
    span: Span,
    uncertainties: &[Uncertainty],
) -> Diagnostic {
    let names: Vec<String> = columns.iter().map(|(name, _)| format!("`{name}`")).collect();
    let which = match names.as_slice() {
        [name] => format!("column {name} of '{}' is not an uncertainty", file.file.value),
        names => format!("{} columns of '{}' are not uncertainties", names.len(), file.file.value),
    };
    let near: Vec<String> = columns
        .iter()
        .filter_map(|(name, _)| {
            let known = uncertainties.iter().map(|u| u.name.as_str());
            Diagnostics::nearest(name, known).map(|near| format!("did you mean `{near}`? "))
        })
        .collect();
    let help = match (names.as_slice(), near.first()) {
        ([_], Some(near)) => format!("{near}It is left out"),
        ([_], None) => "it is left out".to_owned(),
        (names, _) => format!("left out: {}", names.join(", ")),
    };
    Diagnostic::warning(span, format!("{which} of this study")).help(help)
}

/// Whether a prior can give `value`.
fn possible(prior: &Distribution, value: f64) -> bool {
    let (low, high) = prior.support();
    let inside = (low..=high).contains(&value);
    inside && (!prior.is_discrete() || prior.cdf(value) > prior.cdf(value.next_down()))
}

fn impossible(uncertainty: &Uncertainty, value: f64, (span, line): (Span, &str)) -> Diagnostic {
    let (low, high) = uncertainty.distribution.support();
    let message = format!(
        "`{}` cannot be {value}, as {line} has it: its prior does not reach there",
        uncertainty.name
    );
    let help = if uncertainty.distribution.is_discrete() {
        "its prior has single values, and this is none of them".to_owned()
    } else {
        let unit = if uncertainty.unit == "1" { "" } else { uncertainty.unit.as_str() };
        format!("its prior lies between {low} and {high} {unit}").trim_end().to_owned()
    };
    Diagnostic::error(span, message).help(format!(
        "{help}; if the prior has changed, calibrate again, or name it in [posterior] except"
    ))
}

#[cfg(test)]
#[path = "posterior_tests.rs"]
mod tests;
