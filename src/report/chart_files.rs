//! A chart as files.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::error::ReportError;
use super::figures::FigureError;
use crate::chart::{self, Figure, TextMode, Theme};

/// The form of a chart's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartFormat {
    /// A picture that can be enlarged, for pages.
    Svg,
    /// A picture in pixels.
    Png,
    /// A picture that can be enlarged, for print.
    Pdf,
}

impl ChartFormat {
    /// All forms.
    pub const ALL: [Self; 3] = [Self::Svg, Self::Png, Self::Pdf];

    /// The ending of its files, which is also its name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }
}

/// Draws a figure and writes `FILES.svg` and so on, each under another name first; returns the SVG
/// text with outlines. Only SVG files hold live text, if the theme asks for it: the others cannot be
/// edited anyway.
///
/// # Errors
/// [`FigureError`].
pub fn write_chart(
    figure: &Figure,
    files: &Path,
    theme: &Theme,
    formats: &[ChartFormat],
    dpi: f32,
) -> Result<String, FigureError> {
    let name = || files.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let wrong = |source| FigureError::Chart { name: name(), source };
    let outlines = Theme { text: TextMode::Outlines, ..theme.clone() };
    let svg = chart::svg(figure, &outlines).map_err(wrong)?;
    for format in formats {
        let bytes = match format {
            ChartFormat::Svg if theme.text == TextMode::Live => {
                chart::svg(figure, theme).map_err(wrong)?.into_bytes()
            }
            ChartFormat::Svg => svg.clone().into_bytes(),
            ChartFormat::Png => chart::png(&svg, dpi).map_err(wrong)?,
            ChartFormat::Pdf => chart::pdf(&svg).map_err(wrong)?,
        };
        let mut path = files.as_os_str().to_owned();
        path.push(format!(".{}", format.ending()));
        write_whole(Path::new(&path), &bytes)?;
    }
    Ok(svg)
}

/// Writes a file under another name and then gives it its own: it is there whole, or as it was.
///
/// # Errors
/// I/O errors.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let write = || {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".").suffix(".partial");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // as any new file: the user's mask takes away what it must
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(parent)?;
        file.write_all(bytes)?;
        file.persist(path).map_err(|error| error.error)
    };
    write().map(|_| ()).map_err(ReportError::io(path, "write"))
}
