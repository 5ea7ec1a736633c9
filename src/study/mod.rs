//! A study as a planner writes it: TOML files on disk or in memory become a [`Study`].
//!
//! The way is: `folder` finds the files, `tree` parses each into a tree with places, `merge`
//! puts the files together and lays a study over the one that it extends, `lower` and the files
//! of the tables read the result by way of `reader`. Everything that is wrong is collected.

mod chart_types;
mod charts;
mod citations;
mod courses;
mod data;
mod distributions;
mod dynamics;
mod folder;
mod history;
mod inherit;
mod ledger;
mod literals;
mod lower;
mod merge;
mod model_tables;
mod names;
mod options;
mod overrides;
mod posterior;
mod reader;
mod samples;
mod settings;
mod strings;
mod sweep_types;
mod sweeps;
mod tree;
mod types;
mod values;
mod vary;
mod vary_text;
mod written;

#[cfg(test)]
mod tests;

use std::path::Path;

pub use chart_types::{
    Chart, ChartKind, ChartScale, ChartSet, ChartSetting, ChartTheme, Needs, slug,
};
pub use citations::Usage;
pub use ledger::{KINDS, Ledger, LedgerEntry, Origin};
pub use overrides::{COMMAND_LINE, Overrides, PosteriorChoice};
pub use posterior::{PosteriorTable, WEIGHT};
pub use sweep_types::{Level, Levels, Sweep, SweepAxis};
pub use types::*;
pub use vary::Varied;
pub use written::number_text;

use crate::diagnostic::{Diagnostic, Diagnostics, SourceMap, Span, Spanned};
use data::DataFiles;
use folder::Shelf;
use reader::Reader;
use tree::{Entry, find};

/// Reads the study at `path`: a `.toml` file, a folder with a `study.toml`, or that `study.toml`.
///
/// A study that `extends = "../sibling"` is laid over that sibling, which lies beside it.
///
/// # Errors
/// All mistakes that could be found, with the files that they point into. A file that cannot be
/// read is one of them: it says the path and what was being done.
///
/// With a study come its files and warnings.
pub fn load(path: &Path) -> Result<(Study, SourceMap, Diagnostics), (SourceMap, Diagnostics)> {
    match Shelf::around(path) {
        Ok((shelf, id)) => load_shelf(&shelf, &id),
        Err(diagnostic) => {
            let mut out = Diagnostics::default();
            out.push(diagnostic);
            Err((SourceMap::default(), out))
        }
    }
}

/// Reads study `id` from files in memory: pairs of a name and a text.
///
/// Names are relative to the studies' common parent: `coalition/study.toml`, or `coalition.toml`
/// for a study of one file. Other studies may be among them, for `extends`. When none belongs to
/// `id`, all are taken as its own.
///
/// # Errors
/// As [`load`].
pub fn load_from(
    files: Vec<(String, String)>,
    id: &str,
) -> Result<(Study, SourceMap, Diagnostics), (SourceMap, Diagnostics)> {
    let (single, inside) = (format!("{id}.toml"), format!("{id}/"));
    let belongs = |name: &str| name == single || name.starts_with(&inside);
    let files = if files.iter().any(|(name, _)| belongs(name)) {
        files
    } else {
        files.into_iter().map(|(name, text)| (format!("{id}/{name}"), text)).collect()
    };
    load_shelf(&Shelf::Memory(files), id)
}

fn load_shelf(
    shelf: &Shelf,
    id: &str,
) -> Result<(Study, SourceMap, Diagnostics), (SourceMap, Diagnostics)> {
    let mut loader = Loader {
        shelf,
        sources: SourceMap::default(),
        out: Diagnostics::default(),
        chain: Vec::new(),
        whole: true,
    };
    let root = loader.tree(id, None);
    let Loader { sources, mut out, whole, .. } = loader;
    let Some(root) = root else {
        return Err((sources, out));
    };
    // With a file missing, what is not there may stand in it.
    let whole = whole && !out.has_errors();
    let mut reader = Reader::new(sources);
    let mut study = lower::study(&mut reader, id, &root, whole);
    let Reader { mut sources, out: found } = reader;
    out.extend(found);
    if let Some(study) = &mut study {
        keep_own(study, id, &sources);
        let mut files = DataFiles::new(shelf, &mut sources);
        samples::read_samples(study, &mut files, &mut out);
        history::read_rows(study, &mut files, &mut out);
        posterior::read_posterior(study, &files);
    }
    let out = in_order(&out);
    match study {
        Some(study) if !out.has_errors() => Ok((study, sources, out)),
        _ => Err((sources, out)),
    }
}

/// A study over another has a past of its own: the other's histories are left out, unless it names a
/// file of its own for them, and so are its sweeps. What the other's sources are used for is the other's account.
fn keep_own(study: &mut Study, id: &str, sources: &SourceMap) {
    let own = |at: Span| match sources.get(at.file).name.split_once('/') {
        Some((home, _)) => home == id,
        None => true,
    };
    study.histories.retain(|history| own(history.file.span));
    study.sweeps.retain(|sweep| own(sweep.name.span));
    for source in &mut study.sources {
        source.inherited = !own(source.id.span);
    }
}

/// The same diagnostics in the order of the files: those of no place first.
fn in_order(found: &Diagnostics) -> Diagnostics {
    let mut items = found.items().to_vec();
    items.sort_by_key(|d| d.labels.first().map(|(span, _)| (span.file, span.start)));
    let mut out = Diagnostics::default();
    items.into_iter().for_each(|d| out.push(d));
    out
}

/// Reads the trees of a study and of those that it extends.
struct Loader<'a> {
    shelf: &'a Shelf,
    sources: SourceMap,
    out: Diagnostics,
    /// The studies that are being read, the first that was asked for.
    chain: Vec<String>,
    /// Whether every file was understood.
    whole: bool,
}

impl Loader<'_> {
    /// The merged tree of study `id`, which `named` extends.
    fn tree(&mut self, id: &str, named: Option<&Name>) -> Option<Vec<Entry>> {
        let files = self.shelf.files(id, &mut self.out);
        let Some(files) = files else {
            self.no_study(id, named);
            return None;
        };
        let folder = format!("{id}/");
        let has_main = files
            .iter()
            .any(|(name, _)| name.strip_prefix(&folder).is_none_or(|inner| inner == "study.toml"));
        if !has_main && !self.out.has_errors() {
            let message = format!("the folder of study '{id}' has no study.toml");
            self.out.push(match named {
                Some(named) => Diagnostic::error(named.span, message),
                None => Diagnostic::general(message),
            });
        }
        let mut roots = Vec::new();
        for (name, text) in files {
            let file = self.sources.add(name, text);
            let parsed = tree::parse(&self.sources.get(file).text, file, &mut self.out);
            self.whole &= parsed.complete;
            roots.push(parsed.root);
        }
        if roots.is_empty() {
            return None;
        }
        let root = merge::files(roots, &mut self.out);
        let Some(below) = self.extended(&root) else {
            return Some(root);
        };
        self.chain.push(id.to_owned());
        let base = self.base(&below);
        self.chain.pop();
        Some(match base {
            Some(base) => merge::overlay(base, root),
            None => root,
        })
    }

    fn base(&mut self, below: &Name) -> Option<Vec<Entry>> {
        if let Some(at) = self.chain.iter().position(|id| *id == below.value) {
            let mut circle: Vec<String> = self.chain[at..].to_vec();
            circle.push(below.value.clone());
            self.out.push(
                Diagnostic::error(below.span, format!("study '{}' extends itself", below.value))
                    .help(format!("the circle is {}", circle.join(" -> "))),
            );
            return None;
        }
        let base = self.tree(&below.value, Some(below));
        // What cannot be found below is not missing here.
        self.whole &= base.is_some();
        base
    }

    /// The sibling that `root` extends.
    fn extended(&mut self, root: &[Entry]) -> Option<Name> {
        let node = &find(root, "extends")?.value;
        let path = match node.text() {
            Some(path) => path,
            None => {
                self.out.push(Diagnostic::error(
                    node.span,
                    format!("expected a study beside this one, found {}", node.describe()),
                ));
                return None;
            }
        };
        let name = path.strip_prefix("../").map(|name| name.strip_suffix('/').unwrap_or(name));
        let name = name.map(|name| name.strip_suffix(".toml").unwrap_or(name));
        let plain = |name: &&str| {
            !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0'])
        };
        match name.filter(plain) {
            Some(name) => Some(Spanned::new(name.to_owned(), node.span)),
            None => {
                self.whole = false;
                self.out.push(
                    Diagnostic::error(
                        node.span,
                        format!("'{path}' is not a study beside this one"),
                    )
                    .help("write extends = \"../name\": no path may lead further away"),
                );
                None
            }
        }
    }

    fn no_study(&mut self, id: &str, named: Option<&Name>) {
        let message = format!("there is no study '{id}' here");
        match named {
            Some(named) => self.out.push(Diagnostic::error(named.span, message)),
            // The shelf has said why already, unless the files are in memory.
            None if self.out.has_errors() => {}
            None => self.out.push(Diagnostic::general(message)),
        }
    }
}
