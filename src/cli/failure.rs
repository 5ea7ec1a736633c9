//! Why a command did not do what was asked, and the exit status that says so.

use std::fmt;
use std::process::ExitCode;

use crate::engine::RunError;
use crate::model::UnknownName;
use crate::report::{FigureError, ReportError};

/// Why a command ended early.
#[derive(Debug)]
pub enum Failure {
    /// The study has mistakes; they have been rendered.
    Study(String),
    /// The command line asks for something that cannot be.
    Usage(String),
    /// The run, or the writing of its results, failed.
    Run(String),
    /// It was told to stop.
    Interrupted(String),
}

impl Failure {
    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Failure::Run(_) => 1,
            Failure::Study(_) | Failure::Usage(_) => 2,
            Failure::Interrupted(_) => 130,
        }
    }

    /// Says on standard error what went wrong and returns the exit status.
    pub fn report(&self) -> ExitCode {
        eprint!("{self}");
        ExitCode::from(self.status())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // the rendering of diagnostics has its own heads and counts
            Failure::Study(text) => f.write_str(text),
            Failure::Usage(text) | Failure::Run(text) => writeln!(f, "error: {text}"),
            Failure::Interrupted(text) => writeln!(f, "{text}"),
        }
    }
}

impl std::error::Error for Failure {}

/// An error and everything behind it, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let words = cause.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        next = cause.source();
    }
    text
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Interrupted { .. } => Failure::Interrupted(error.to_string()),
            RunError::Plan(_) => Failure::Usage(chain(&error)),
            _ => Failure::Run(chain(&error)),
        }
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::NotARun { .. } => Failure::Usage(chain(&error)),
            _ => Failure::Run(chain(&error)),
        }
    }
}

impl From<FigureError> for Failure {
    fn from(error: FigureError) -> Self {
        match error {
            FigureError::Interrupted => {
                Failure::Interrupted("interrupted while drawing charts; nothing was kept".into())
            }
            _ => Failure::Run(chain(&error)),
        }
    }
}

impl From<UnknownName> for Failure {
    fn from(error: UnknownName) -> Self {
        Failure::Usage(error.to_string())
    }
}
