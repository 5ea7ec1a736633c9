//! What can go wrong in drawing.

/// A chart that cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChartError {
    /// There is nothing to draw: no panel, row, line or cell.
    #[error("the figure \"{title}\" has nothing to draw")]
    Empty {
        /// The title of the figure.
        title: String,
    },
    /// The data do not fit together, e.g. two vectors of different length.
    #[error("the figure \"{title}\" cannot be drawn: {what}")]
    BadData {
        /// The title of the figure.
        title: String,
        /// What is wrong.
        what: String,
    },
    /// The theme leaves no room, or asks for a picture that is too large.
    #[error("the theme cannot be used: {what}")]
    BadTheme {
        /// What is wrong.
        what: String,
    },
    /// An embedded font could not be read or applied.
    #[error("a font could not be used: {what}")]
    Font {
        /// What is wrong.
        what: String,
    },
    /// The drawing library failed.
    #[error("drawing failed: {what}")]
    Drawing {
        /// Its message.
        what: String,
    },
    /// A picture with live text has no letters of its own.
    #[error("a picture with live text needs fonts: make PNG and PDF from one with outlines")]
    LiveText,
    /// SVG text could not be turned into PDF.
    #[error("the picture could not be written as PDF: {what}")]
    Pdf {
        /// What is wrong.
        what: String,
    },
    /// SVG text could not be turned into pixels.
    #[error("the picture could not be rasterised: {what}")]
    Raster {
        /// What is wrong.
        what: String,
    },
}
