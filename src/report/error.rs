//! Why a file could not be written or read.

use std::io;
use std::path::{Path, PathBuf};

use ::parquet::errors::ParquetError;

/// Why a file could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was being done.
        action: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// A Parquet file could not be written.
    #[error("cannot {action} {}: {source}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What was being done.
        action: &'static str,
        /// Why not.
        source: ParquetError,
    },
    /// A workbook cannot be made.
    #[error("cannot make {}: {source}", path.display())]
    Workbook {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: rust_xlsxwriter::XlsxError,
    },
    /// The place where the run should go is taken by something else.
    #[error(
        "{} is there already and is not the folder of such a run (it has no {marker}): \
         name another place, or move it away",
        path.display()
    )]
    NotARun {
        /// The place.
        path: PathBuf,
        /// The file that it lacks.
        marker: &'static str,
    },
    /// A path without a last part, such as `..`.
    #[error("{} cannot be the name of a run's folder", path.display())]
    NoName {
        /// The path.
        path: PathBuf,
    },
    /// The finished run could not be moved to its place.
    #[error("cannot move the finished run to {}: {source}; it is kept in {}", path.display(), kept.display())]
    NotPlaced {
        /// Where it should be.
        path: PathBuf,
        /// Where it is.
        kept: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A manifest is not as this program writes them.
    #[error("cannot understand {}: {source}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: serde_json::Error,
    },
}

impl ReportError {
    /// For `map_err`: an I/O error with its path and what was being done.
    pub(crate) fn io(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, action, source }
    }
}
