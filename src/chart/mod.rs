//! Charts: a [`Figure`] of plain data and labels becomes SVG, and SVG becomes PNG.
//!
//! ```text
//! Figure -> svg() -> text of an SVG file -> png() -> bytes of a PNG file
//! ```
//!
//! The module knows nothing of studies or analyses; whoever has something to show fills a [`Figure`]. Pictures are
//! drawn with `plotters` on a backend of our own that writes text as outlines, so that they look the same
//! everywhere, in Arabic too, and the same figure gives the same bytes.
//!
//! In Arabic figures text, panels, and columns run from the right and row labels stand on the right; axes of
//! numbers and dates run from the left, as they do in the Arabic scientific press.

mod axis;
mod backend;
mod boxlimits;
mod calibration;
mod canvas;
mod cards;
mod colour_scale;
mod columns;
mod compose;
mod consequence;
mod contour;
mod density;
mod diagram;
mod distribution;
mod distribution_marks;
mod dots;
mod ecdf;
mod ends;
mod error;
mod fan;
mod figure;
mod figure_backtest;
mod figure_compare;
mod figure_diagram;
mod figure_discovery;
mod figure_outcomes;
mod figure_sensitivity;
mod figure_sweep;
mod figure_worth;
mod forest;
mod heat;
mod indices;
mod key;
mod layered;
mod layout;
mod marks;
mod observed;
mod pdf;
mod peeling;
mod picture;
mod places;
mod raster;
mod regret;
mod response;
mod rowpanels;
mod rows;
mod scatter;
mod screening;
mod shapes;
mod shares;
mod spaghetti;
mod sweep_map;
mod sweep_panels;
mod theme;
mod ticks;
mod timeline;
mod timeline_strips;
mod timepanels;
mod tornado;
mod typeset;
mod worth;

#[cfg(test)]
mod backtest_tests;
#[cfg(test)]
mod compare_tests;
#[cfg(test)]
mod diagram_tests;
#[cfg(test)]
mod discovery_tests;
#[cfg(test)]
mod outcome_tests;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod samples_compare;
#[cfg(test)]
mod samples_outcomes;
#[cfg(test)]
mod samples_sweep;
#[cfg(test)]
mod sensitivity_tests;
#[cfg(test)]
mod sweep_tests;
#[cfg(test)]
mod tests;

pub use compose::svg;
pub use error::ChartError;
pub use figure::{
    DateMark, Distribution, DistributionPanel, DistributionRow, DistributionStyle, Emphasis, Fan,
    FanBand, FanLine, FanPanel, Figure, FigureKind, Heat, HeatCell, RowMark, ScaleChoice, Sense,
    Threshold, ValueAxis,
};
pub use figure_backtest::{
    Calibration, CalibrationSet, CoveragePoint, NaiveLine, Observed, ObservedPoint, PointUse,
    WindowBox, WindowPrediction,
};
pub use figure_compare::{
    Consequence, ConsequenceCell, ConsequenceColumn, ConsequenceRow, Forest, ForestMark,
    ForestPanel, ForestRow, Regret, RegretMark, RegretNames, RegretRow, Standing, Timeline,
    TimelineFall, TimelineLane, TimelinePanel, TimelineStyle, Tornado, TornadoEnd, TornadoPanel,
    TornadoRow, Verdict, falls_below,
};
pub use figure_diagram::{
    ArrowSign, BoxKind, Card, CardItem, CardLink, Cards, Diagram, DiagramArrow, DiagramBox,
};
pub use figure_discovery::{BoxLimits, LimitRow, PeelPoint, PeelingPlot, Scatter, ScatterPoint};
pub use figure_outcomes::{
    Ecdf, EcdfLine, EcdfPanel, Highlight, History, Shares, SharesPanel, SharesRow, Spaghetti,
    SpaghettiPanel,
};
pub use figure_sensitivity::{
    IndexMark, Indices, IndicesPanel, IndicesRow, Screening, ScreeningPoint,
};
pub use figure_sweep::{
    BorderPoint, MapBorder, MapFill, MapOption, MapPanel, PlaceMark, Response, ResponseBand,
    ResponseLine, ResponsePanel, SweepAxis, SweepMap, SweepScale, Winner,
};
pub use figure_worth::{Worth, WorthPanel, WorthRow};
pub use marks::short_range;
pub use pdf::pdf;
pub use raster::png;
pub use theme::{Colour, TextMode, Theme};
