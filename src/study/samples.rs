//! Samples that a distribution takes from a file: `{ kind = "empirical", file = …, column = … }`
//! becomes a list of values.

use super::data::DataFiles;
use super::types::{ByMember, DistributionSpec, Parameter, Study};
use crate::diagnostic::{Diagnostic, Diagnostics, Span, Spanned};

/// Puts the values in place of every file and column.
pub(super) fn read_samples(study: &mut Study, files: &mut DataFiles<'_>, out: &mut Diagnostics) {
    for uncertainty in &mut study.uncertainties {
        by_member(&mut uncertainty.distribution, &mut |spec| distribution(spec, files, out));
    }
}

fn by_member(values: &mut ByMember<DistributionSpec>, act: &mut dyn FnMut(&mut DistributionSpec)) {
    match values {
        ByMember::All(spec) => act(spec),
        ByMember::Members { entries, others, .. } => {
            entries.iter_mut().for_each(|(_, entry)| by_member(entry, act));
            if let Some(others) = others {
                by_member(others, act);
            }
        }
    }
}

fn distribution(spec: &mut DistributionSpec, files: &mut DataFiles<'_>, out: &mut Diagnostics) {
    for (_, parameter) in &mut spec.parameters {
        if let Parameter::Parts(parts) = parameter {
            parts.iter_mut().for_each(|(_, part)| distribution(part, files, out));
        }
    }
    let text = |name: &str| {
        spec.parameters.iter().find_map(|(n, p)| match p {
            Parameter::Text(text) if n.value == name => Some((n.clone(), text.clone())),
            _ => None,
        })
    };
    let (Some((key, file)), column) = (text("file"), text("column")) else {
        return;
    };
    let Some((_, column)) = column else {
        out.push(
            Diagnostic::error(file.span, "which column of this file?")
                .help("write `column = \"name\"` beside `file`"),
        );
        return;
    };
    let values = files
        .open(&file)
        .and_then(|id| column_of(files.text(id), &column.value, file.span, column.span));
    match values {
        Ok(values) => {
            spec.parameters.retain(|(n, _)| n.value != "file" && n.value != "column");
            let name = Spanned::new("values".to_owned(), key.span);
            spec.parameters.push((name, Parameter::List(values)));
        }
        Err(diagnostic) => out.push(diagnostic),
    }
}

/// The numbers of a column of a CSV text; empty cells are left out.
fn column_of(
    text: &str,
    column: &str,
    file: Span,
    at: Span,
) -> Result<Vec<Spanned<f64>>, Diagnostic> {
    let broken = |e: csv::Error| Diagnostic::error(file, format!("cannot read this table: {e}"));
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(broken)?.clone();
    let Some(index) = headers.iter().position(|h| h == column) else {
        let names: Vec<&str> = headers.iter().collect();
        let help = match Diagnostics::nearest(column, names.iter().copied()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("its columns are {}", names.join(", ")),
        };
        return Err(Diagnostic::error(at, format!("the file has no column '{column}'")).help(help));
    };
    let mut values = Vec::new();
    for (row, record) in reader.records().enumerate() {
        let record = record.map_err(broken)?;
        let cell = record.get(index).unwrap_or("");
        if cell.is_empty() {
            continue;
        }
        match cell.parse::<f64>() {
            Ok(value) if value.is_finite() => values.push(Spanned::new(value, file)),
            _ => {
                let message =
                    format!("row {} of column '{column}' is no number: '{cell}'", row + 2);
                return Err(Diagnostic::error(at, message));
            }
        }
    }
    if values.is_empty() {
        return Err(Diagnostic::error(at, format!("column '{column}' has no numbers")));
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use crate::study::{ByMember, Parameter, load_from};

    fn study(csv: &str, column: &str) -> Result<Vec<f64>, String> {
        let text = format!(
            "title = \"t\"\n[time]\nstart = 2024-01-01\nend = 2025-01-01\nstep = \"1 month\"\n\
             [uncertainty.x]\ndistribution = {{ kind = \"empirical\", file = \"data/s.csv\", column = \"{column}\" }}\n"
        );
        let files =
            vec![("s/study.toml".to_owned(), text), ("s/data/s.csv".to_owned(), csv.to_owned())];
        match load_from(files, "s") {
            Ok((study, _, _)) => {
                let ByMember::All(spec) = &study.uncertainties[0].distribution else {
                    panic!("one distribution")
                };
                match &spec.parameters[0].1 {
                    Parameter::List(values) => Ok(values.iter().map(|v| v.value).collect()),
                    other => panic!("{other:?}"),
                }
            }
            Err((_, found)) => Err(found.items()[0].message.clone()),
        }
    }

    #[test]
    fn a_column_becomes_values() {
        assert_eq!(study("year, n\n2020, 1.5\n2021,\n2022, 3", "n"), Ok(vec![1.5, 3.0]));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let none = study("year,n\n2020,1", "m").unwrap_err();
        assert_eq!(none, "the file has no column 'm'");
        let text = study("n\n1\nmany", "n").unwrap_err();
        assert_eq!(text, "row 3 of column 'n' is no number: 'many'");
    }
}
