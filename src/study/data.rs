//! Data files that a study names: CSV tables below its folder.

use super::folder::Shelf;
use super::types::Name;
use crate::diagnostic::{Diagnostic, FileId, SourceMap};

/// The data files of a study. Each is read once, and becomes one of the study's files: places in it
/// can be shown, and a run counts it among its inputs.
pub(super) struct DataFiles<'a> {
    shelf: &'a Shelf,
    sources: &'a mut SourceMap,
    known: Vec<(String, FileId)>,
}

impl<'a> DataFiles<'a> {
    /// None so far.
    pub fn new(shelf: &'a Shelf, sources: &'a mut SourceMap) -> Self {
        Self { shelf, sources, known: Vec::new() }
    }

    /// The file at `path`, below the folder of the study in which `path` is written: a study that
    /// extends another finds the other's files where they lie.
    pub fn open(&mut self, path: &Name) -> Result<FileId, Diagnostic> {
        let (home, name) = self.place(path);
        if let Some((_, id)) = self.known.iter().find(|(known, _)| *known == name) {
            return Ok(*id);
        }
        let text = self.shelf.data(&home, &path.value).map_err(|why| {
            Diagnostic::error(path.span, why)
                .help("the path is relative to the study's folder, and stays inside it")
        })?;
        let id = self.sources.add(name.clone(), text);
        self.known.push((name, id));
        Ok(id)
    }

    /// The study in whose text `path` is written, and the file's name with that study's folder.
    fn place(&self, path: &Name) -> (String, String) {
        let writer = &self.sources.get(path.span.file).name;
        let home = writer.split_once('/').map_or("", |(study, _)| study);
        let name = match home {
            "" => path.value.clone(),
            _ => format!("{home}/{}", path.value),
        };
        (home.to_owned(), name)
    }

    /// The name and the text of the file at `path`, or why it cannot be read, without making it
    /// one of the study's files.
    pub fn peek(&self, path: &Name) -> (String, Result<String, String>) {
        let (home, name) = self.place(path);
        (name, self.shelf.data(&home, &path.value))
    }

    /// Its text.
    pub fn text(&self, id: FileId) -> &str {
        &self.sources.get(id).text
    }
}
