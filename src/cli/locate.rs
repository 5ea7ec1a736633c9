//! Where a study lies: on disk, or inside the program.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::shipped;
use crate::diagnostic::{Diagnostics, SourceMap};
use crate::study::{self, Study};

/// Where a study lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Located {
    /// On disk: the folder or file.
    Disk(PathBuf),
    /// Inside the program, under this name.
    Shipped(String),
}

/// Finds the study that is meant by `text`:
///
/// 1. a path on disk, if a study lies there (a `.toml` file, or a folder with a `study.toml`);
/// 2. for a bare name, a study of that name in the folder `scenarios` under the current one, so
///    that within a checkout the files that one edits are the ones that run;
/// 3. a study of that name inside the program.
///
/// # Errors
/// [`Failure::Usage`] where there is none; it names what there is.
pub fn locate(text: &str) -> Result<Located, Failure> {
    let path = Path::new(text);
    if is_study(path) {
        return Ok(Located::Disk(path.to_owned()));
    }
    let bare = !text.is_empty() && !text.contains(['/', '\\']);
    let names = shipped::names();
    if bare {
        let inside = Path::new("scenarios").join(text);
        if is_study(&inside) {
            return Ok(Located::Disk(inside));
        }
        if names.contains(&text) {
            return Ok(Located::Shipped(text.to_owned()));
        }
    }
    if path.exists() {
        // the loader says what is wrong with it
        return Ok(Located::Disk(path.to_owned()));
    }
    let near = Diagnostics::nearest(text, names.iter().copied());
    let hint = near.map(|near| format!("; did you mean '{near}'?")).unwrap_or_default();
    Err(Failure::Usage(format!(
        "there is no study '{text}': no such file or folder, and it does not come with drawdown\
         {hint}\n  studies that come with it: {}",
        names.join(", ")
    )))
}

/// Whether a study lies at a path.
pub(super) fn is_study(path: &Path) -> bool {
    path.join("study.toml").is_file()
        || (path.is_file() && path.extension().is_some_and(|e| e == "toml"))
}

impl Located {
    /// Reads the study.
    ///
    /// # Errors
    /// As [`study::load`].
    pub fn load(&self) -> Result<(Study, SourceMap, Diagnostics), (SourceMap, Diagnostics)> {
        match self {
            Located::Disk(path) => study::load(path),
            Located::Shipped(name) => study::load_from(shipped::texts(), name),
        }
    }

    /// As a reader knows it.
    pub fn describe(&self) -> String {
        match self {
            Located::Disk(path) => path.display().to_string(),
            Located::Shipped(name) => format!("{name} (comes with drawdown)"),
        }
    }
}
