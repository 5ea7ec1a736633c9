//! Sources: cited but not declared, declared but not used.

use super::builder::Builder;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::study::Usage;

/// Ids that a warning names at most.
const NAMED: usize = 6;

impl Builder<'_> {
    /// Warns of citations that lead nowhere and of facts that nothing uses.
    pub(super) fn check_sources(&mut self) {
        self.undeclared_sources();
        self.contradicted_sources();
        self.idle_sources();
    }

    fn undeclared_sources(&mut self) {
        let declared: Vec<&str> = self.study.sources.iter().map(|s| s.id.value.as_str()).collect();
        for cited in self.study.citations() {
            if !declared.contains(&cited.value.as_str()) {
                let near = Diagnostics::nearest(&cited.value, declared.iter().copied());
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("declare it: [source.{}]", cited.value),
                };
                self.diagnostics.push(
                    Diagnostic::warning(
                        cited.span,
                        format!("source `{}` is not declared", cited.value),
                    )
                    .help(help),
                );
            }
        }
    }

    fn contradicted_sources(&mut self) {
        for (source, usage) in self.study.usage() {
            let Some(unused) = source.unused.as_ref().filter(|_| usage == Usage::Contradicted)
            else {
                continue;
            };
            let id = &source.id.value;
            let mut warning = Diagnostic::warning(
                unused.span,
                format!("source `{id}` says why it is unused, and is cited"),
            );
            if let Some(cited) = self.study.citations().find(|cited| cited.value == *id) {
                warning = warning.also(cited.span, "cited here");
            }
            self.diagnostics.push(warning.help("keep one of them"));
        }
    }

    fn idle_sources(&mut self) {
        let usage = self.study.usage();
        let idle: Vec<_> = usage.iter().filter(|u| u.1 == Usage::Idle).map(|u| &u.0.id).collect();
        let Some(first) = idle.first() else { return };
        let (what, them) = match idle.len() {
            1 => (format!("source `{}` is", first.value), "it"),
            n => (format!("{n} sources are"), "each of them"),
        };
        let mut names: Vec<&str> = idle.iter().take(NAMED).map(|id| id.value.as_str()).collect();
        if idle.len() > NAMED {
            names.push("...");
        }
        self.diagnostics.push(
            Diagnostic::warning(first.span, format!("{what} neither cited nor marked as unused"))
                .help(format!(
                    "cite {them} where a number rests on it, or give it unused = \"why\": {}",
                    names.join(", ")
                )),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Diagnostic;
    use crate::study::load_from;

    fn warnings(sources: &str, cites: &str) -> Vec<Diagnostic> {
        let text = format!(
            "title = \"t\"\n[time]\nstart = 2024-01-01\nend = 2025-01-01\nstep = \"1 month\"\n\
             [option.stay]\n{sources}\n[constant.a]\nvalue = 3\nsource = [{cites}]\n\
             [measure.m]\nformula = \"a\"\n"
        );
        let (study, _, _) = load_from(vec![("t.toml".to_owned(), text)], "t").expect("a study");
        let (_, found) = crate::model::build(&study).expect("a model");
        found.items().to_vec()
    }

    #[test]
    fn idle_facts_are_one_warning() {
        let sources = (1..=8).map(|i| format!("[source.F{i}]\ntitle = \"x\"\n"));
        let found = warnings(&sources.collect::<String>(), "\"F1\"");
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0].message, "7 sources are neither cited nor marked as unused");
        let help = found[0].help.as_deref().expect("a way out");
        assert!(help.ends_with(": F2, F3, F4, F5, F6, F7, ..."), "{help}");
    }

    #[test]
    fn an_excuse_is_enough_and_a_citation_contradicts_it() {
        let excused = "[source.F]\ntitle = \"x\"\nunused = \"another valley\"";
        let silent: Vec<String> = warnings(excused, "").into_iter().map(|d| d.message).collect();
        assert!(silent.is_empty(), "{silent:?}");
        let found = warnings(excused, "\"F\"");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "source `F` says why it is unused, and is cited");
        assert_eq!(found[0].labels.len(), 2);
    }

    #[test]
    fn what_is_not_declared_is_named() {
        let found = warnings("[source.F12]\ntitle = \"x\"\nunused = \"no\"", "\"F11\"");
        assert_eq!(found[0].message, "source `F11` is not declared");
        assert_eq!(found[0].help.as_deref(), Some("did you mean `F12`?"));
    }
}
