//! What the place of output can show.

use std::io::{IsTerminal, Write, stderr, stdout};

use super::render::RenderStyle;

/// Columns where there is no terminal to ask.
const WIDTH_OF_A_PIPE: usize = 100;

/// What standard output and standard error can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Columns.
    pub width: usize,
    /// Whether standard output takes colours.
    pub colour: bool,
    /// Whether standard error is a terminal: whether a bar can move there.
    pub moving: bool,
    /// How mistakes are shown on standard error.
    pub style: RenderStyle,
}

impl Terminal {
    /// Looks at this process's output. `NO_COLOR` is respected.
    pub fn detect() -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let (out, err) = (stdout().is_terminal(), stderr().is_terminal());
        let size = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let asked = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let width = if out { size.or(asked) } else { asked };
        Self {
            width: width.unwrap_or(WIDTH_OF_A_PIPE).clamp(40, 400),
            colour: out && !plain,
            moving: err,
            style: RenderStyle::for_terminal(err && !plain),
        }
    }
}

/// Prints a text to standard output.
///
/// A reader that has gone (`drawdown list | head`) is no mistake: what remains is not printed.
pub fn say(text: &str) {
    let mut out = stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
