//! `drawdown new`: a shipped study as the start of one's own.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::arguments::NewArguments;
use super::failure::Failure;
use super::shipped;
use super::summary::counted;
use crate::diagnostic::Diagnostics;

/// Copies the files of a shipped study into a new folder and returns what to say about it.
///
/// # Errors
/// [`Failure::Usage`] where there is no such study, the name is none for a study, or something of
/// that name exists; [`Failure::Run`] where a file cannot be written (what was written so far is
/// taken away again).
pub fn new(arguments: &NewArguments) -> Result<String, Failure> {
    let (target, from) = (&arguments.name, arguments.from.as_str());
    let names = shipped::names();
    if !names.contains(&from) {
        let near = Diagnostics::nearest(from, names.iter().copied());
        let hint = near.map(|near| format!(" (did you mean '{near}'?)")).unwrap_or_default();
        return Err(Failure::Usage(format!(
            "no study '{from}' comes with drawdown{hint}; there are: {}",
            names.join(", ")
        )));
    }
    let named = matches!(target.components().next_back(), Some(Component::Normal(_)));
    if !named {
        return Err(Failure::Usage(format!("'{}' is not a name for a folder", target.display())));
    }
    if target.symlink_metadata().is_ok() {
        return Err(Failure::Usage(format!(
            "'{}' is there already, and is left as it is: choose another name",
            target.display()
        )));
    }
    let written = copy(from, target).map_err(|(path, error)| {
        // nobody had anything there before
        let _ = fs::remove_dir_all(target);
        Failure::Run(format!("cannot write {}: {error}", path.display()))
    })?;
    let shown = target.display();
    Ok(format!(
        "{shown}: {}, copied from '{from}'\n\n\
         Next:\n  drawdown check {shown}    what is in it, and what is wrong with it\n  \
         drawdown run {shown}      run it; results go to output/{}\n",
        counted(written, "file", "files"),
        target.file_name().unwrap_or_default().to_string_lossy()
    ))
}

fn copy(from: &str, target: &Path) -> Result<usize, (PathBuf, io::Error)> {
    let mut written = 0;
    for (name, content) in shipped::files() {
        let Some(inner) = name.strip_prefix(from).and_then(|rest| rest.strip_prefix('/')) else {
            continue;
        };
        let path = target.join(inner);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|e| (parent.to_owned(), e))?;
        }
        fs::write(&path, content).map_err(|e| (path, e))?;
        written += 1;
    }
    Ok(written)
}
