//! Where studies lie: side by side in a folder on disk, or in memory.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Diagnostics};

/// A study's file may not be larger: it is text that people write.
const LARGEST: u64 = 16 * 1024 * 1024;

/// A file: its name relative to the studies' common parent, and its text.
pub(super) type File = (String, String);

/// A folder of studies.
pub(super) enum Shelf {
    /// On disk, in this folder.
    Disk(PathBuf),
    /// In memory.
    Memory(Vec<File>),
}

impl Shelf {
    /// The folder in which the study at `path` lies, and the study's id.
    pub fn around(path: &Path) -> Result<(Self, String), Diagnostic> {
        let mut path = path.to_path_buf();
        if path.file_name().is_some_and(|name| name == "study.toml") {
            path = match path.parent() {
                Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
                Some(parent) => parent.to_path_buf(),
                None => path,
            };
        }
        if path.file_name().is_none() {
            // "." and ".." have no name of their own.
            path = path.canonicalize().map_err(|e| cannot_read(&path, &e))?;
        }
        let metadata = fs::metadata(&path).map_err(|e| {
            let diagnostic = cannot_read(&path, &e);
            match similar(&path) {
                Some(near) => diagnostic.help(format!("did you mean '{near}'?")),
                None => diagnostic,
            }
        })?;
        let name = if metadata.is_dir() { path.file_name() } else { path.file_stem() };
        let id = name.map(|n| n.to_string_lossy().into_owned());
        if metadata.is_file() && path.extension().is_none_or(|e| e != "toml") {
            return Err(Diagnostic::general(format!("'{}' is not a study", path.display()))
                .help("a study is a .toml file or a folder with a study.toml"));
        }
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        Ok((Self::Disk(parent), id.unwrap_or_default()))
    }

    /// The files of study `id` in the order in which they are merged. What cannot be read is
    /// reported to `out`; nothing is returned when there is no such study.
    pub fn files(&self, id: &str, out: &mut Diagnostics) -> Option<Vec<File>> {
        let mut files = match self {
            Shelf::Memory(files) => in_memory(files, id),
            Shelf::Disk(parent) => on_disk(parent, id, out),
        }?;
        let whole_folder = files.iter().any(|(name, _)| name.starts_with(&format!("{id}/")));
        if whole_folder {
            files.retain(|(name, _)| rank(name, id).is_some());
            files.sort_by(|(a, _), (b, _)| (rank(a, id), a).cmp(&(rank(b, id), b)));
        }
        Some(files)
    }
}

impl Shelf {
    /// The text of a data file below the folder `home` (the studies' common parent where that is
    /// empty); the words of what is wrong if there is none. Links are refused, as for studies.
    pub fn data(&self, home: &str, path: &str) -> Result<String, String> {
        let relative = Path::new(path);
        if relative.components().any(|c| !matches!(c, std::path::Component::Normal(_))) {
            return Err(format!("'{path}' leaves the study's folder"));
        }
        let parent = match self {
            Shelf::Disk(parent) => parent.join(home),
            Shelf::Memory(files) => {
                let name = format!("{home}/{path}");
                let found = files.iter().find(|(n, _)| *n == name || *n == path);
                return found
                    .map(|f| f.1.clone())
                    .ok_or_else(|| format!("there is no file '{path}'"));
            }
        };
        let mut whole = parent;
        for component in relative.components() {
            whole.push(component);
            let refused = |e| format!("cannot read '{}': {e}", whole.display());
            let metadata = fs::symlink_metadata(&whole).map_err(refused)?;
            if metadata.is_symlink() {
                return Err(format!("'{}' is a link", whole.display()));
            }
            if metadata.len() > LARGEST {
                return Err(format!(
                    "'{}' is too large: {} bytes",
                    whole.display(),
                    metadata.len()
                ));
            }
        }
        fs::read_to_string(&whole).map_err(|e| format!("cannot read '{}': {e}", whole.display()))
    }
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::general(format!("cannot read '{}': {error}", path.display()))
}

/// A neighbour of a path that does not exist, with nearly the same name.
fn similar(path: &Path) -> Option<String> {
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let name = path.file_name()?.to_str()?;
    let mut neighbours: Vec<String> = fs::read_dir(parent)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    neighbours.sort();
    Diagnostics::nearest(name, neighbours.iter().map(String::as_str)).map(str::to_owned)
}

/// Where a file comes in the order of a study; `None` if it is no fragment of it.
fn rank(name: &str, id: &str) -> Option<u8> {
    let inner = name.strip_prefix(id)?.strip_prefix('/')?;
    if !inner.ends_with(".toml") {
        return None;
    }
    let rank = match (inner, inner.split_once('/').map(|(folder, _)| folder)) {
        ("study.toml", _) => 0,
        (_, Some("model")) => 1,
        ("uncertainties.toml", _) => 2,
        (_, Some("options")) => 3,
        (_, Some("trajectories")) => 4,
        ("sources.toml", _) => 5,
        // Its files have a form of their own.
        (_, Some("history")) => return None,
        (_, Some("sweeps")) => 7,
        _ => 6,
    };
    Some(rank)
}

fn in_memory(files: &[File], id: &str) -> Option<Vec<File>> {
    let single = format!("{id}.toml");
    let inside = format!("{id}/");
    let own: Vec<File> = files
        .iter()
        .filter(|(name, _)| *name == single || name.starts_with(&inside))
        .cloned()
        .collect();
    if own.is_empty() { None } else { Some(own) }
}

fn on_disk(parent: &Path, id: &str, out: &mut Diagnostics) -> Option<Vec<File>> {
    let folder = parent.join(id);
    let single = parent.join(format!("{id}.toml"));
    let mut files = Vec::new();
    if folder.is_dir() && single.is_file() {
        out.push(
            Diagnostic::general(format!(
                "'{}' and '{}' would be the same study",
                folder.display(),
                single.display()
            ))
            .help("give one of them another name"),
        );
        None
    } else if folder.is_dir() {
        walk(&folder, id, 0, &mut files, out);
        Some(files)
    } else if single.is_file() {
        read(&single, format!("{id}.toml"), &mut files, out);
        Some(files)
    } else {
        None
    }
}

/// Reads all TOML files below `folder`. Links are not followed: they could lead out of it.
fn walk(folder: &Path, name: &str, depth: usize, files: &mut Vec<File>, out: &mut Diagnostics) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) => return out.push(cannot_read(folder, &e)),
    };
    let mut inside: Vec<_> = entries.filter_map(Result::ok).collect();
    inside.sort_by_key(fs::DirEntry::file_name);
    for entry in inside {
        let path = entry.path();
        let own = entry.file_name().to_string_lossy().into_owned();
        if own.starts_with('.') || (depth == 0 && own == "history") {
            continue;
        }
        let inner = format!("{name}/{own}");
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < 8 => walk(&path, &inner, depth + 1, files, out),
            Ok(kind) if kind.is_file() && own.ends_with(".toml") => read(&path, inner, files, out),
            Ok(kind) if kind.is_symlink() && (own.ends_with(".toml") || path.is_dir()) => {
                out.push(
                    Diagnostic::general(format!("'{}' is a link", path.display()))
                        .help("a study's files lie in its own folder: copy the file there"),
                );
            }
            Ok(_) => {}
            Err(e) => out.push(cannot_read(&path, &e)),
        }
    }
}

fn read(path: &Path, name: String, files: &mut Vec<File>, out: &mut Diagnostics) {
    let size = fs::metadata(path).map(|m| m.len());
    match size {
        Ok(size) if size > LARGEST => {
            let message = format!("'{}' is too large: {size} bytes", path.display());
            return out.push(Diagnostic::general(message));
        }
        Ok(_) => {}
        Err(e) => return out.push(cannot_read(path, &e)),
    }
    match fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => files.push((name, text)),
            Err(e) => {
                let at = e.utf8_error().valid_up_to();
                let line = e.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
                out.push(
                    Diagnostic::general(format!(
                        "'{}' is not UTF-8 text: line {line} has a byte that is none",
                        path.display()
                    ))
                    .help("save it as UTF-8"),
                );
            }
        },
        Err(e) => out.push(cannot_read(path, &e)),
    }
}
