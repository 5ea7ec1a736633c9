//! How charts look: sizes in millimetres and points, colours.

use super::figure::{Emphasis, Sense};

/// An opaque colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// A colour between this one (`share` 0) and `other` (`share` 1).
    #[must_use]
    pub fn mix(self, other: Colour, share: f64) -> Colour {
        let share = share.clamp(0.0, 1.0);
        let channel =
            |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Colour(channel(self.0, other.0), channel(self.1, other.1), channel(self.2, other.2))
    }

    /// Relative luminance as WCAG 2 defines it, 0 for black to 1 for white.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The contrast ratio of WCAG 2 between two colours, 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// How text is written in SVG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextMode {
    /// As outlines, each with its words as an `aria-label`: looks the same everywhere.
    #[default]
    Outlines,
    /// As `<text>`, which can be changed in an editor. It looks right where the fonts Noto Sans and Noto Sans
    /// Arabic are installed; places of words are those of these fonts.
    Live,
}

/// Sizes and colours of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// What it is called on the command line.
    pub name: &'static str,
    /// Width of the picture in millimetres. The height follows from the content.
    pub width_mm: f64,
    /// The most that the picture may be high, in millimetres. A higher one is laid out anew with smaller text.
    pub most_height_mm: Option<f64>,
    /// All sizes are multiplied by this: text, lines, dots, spaces.
    pub scale: f64,
    /// Text never shrinks below this, in points, to make a picture less high.
    pub least_pt: f64,
    /// Size of the title in points, before scaling.
    pub title_pt: f64,
    /// Size of labels, panel titles and the subtitle in points, before scaling.
    pub text_pt: f64,
    /// Size of ticks, notes and the source line in points, before scaling.
    pub small_pt: f64,
    /// How text is written.
    pub text: TextMode,
    /// Background.
    pub paper: Colour,
    /// Text and the strongest lines.
    pub ink: Colour,
    /// Secondary text.
    pub muted: Colour,
    /// Grid lines.
    pub grid: Colour,
    /// Thresholds.
    pub mark: Colour,
    /// What others are compared with: the baseline, in every chart.
    pub reference: Colour,
    /// Lines that only show where many others stand.
    pub faint: Colour,
    /// Marks of rows that are told apart by their names.
    pub tone: Colour,
    /// Colours of categories; they repeat when there are more, and the lines are dashed then.
    pub palette: Vec<Colour>,
    /// Whether categories differ by dashes and hatching too, because colours are not to be had.
    pub monochrome: bool,
    /// Heat maps and classes of a measure that has a better side, from light (better) to dark (worse).
    pub heat: Vec<Colour>,
    /// Heat maps and classes of a measure without a better side, from light to dark.
    pub neutral: Vec<Colour>,
    /// Heat maps around a centre, from the better side to the worse one.
    pub diverging: Vec<Colour>,
}

/// Dashes of lines in millimetres (dash, gap, …), the first for a full line.
const DASHES: [&[f64]; 6] = [
    &[],
    &[1.8, 0.9],
    &[0.5, 0.7],
    &[2.6, 0.7, 0.5, 0.7],
    &[3.6, 0.8],
    &[1.0, 0.5, 0.3, 0.5, 0.3, 0.5],
];

impl Theme {
    /// The names of all themes.
    pub const NAMES: [&'static str; 3] = ["report", "slide", "print"];

    /// The theme of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Theme> {
        match name {
            "report" => Some(Theme::report()),
            "slide" => Some(Theme::slide()),
            "print" => Some(Theme::print()),
            _ => None,
        }
    }

    /// The theme with another width.
    #[must_use]
    pub fn with_width(self, width_mm: f64) -> Theme {
        Theme { width_mm, ..self }
    }

    /// The theme with text written in another way.
    #[must_use]
    pub fn with_text(self, text: TextMode) -> Theme {
        Theme { text, ..self }
    }

    /// For reports: 180 mm wide (a page of A4 with margins), on white.
    ///
    /// Categories are those of M. Okabe and K. Ito without the yellow, which is too light for lines on white,
    /// then the indigo of Paul Tol's muted scheme; heat maps are Tol's YlOrBr and BuRd and ColorBrewer's Blues. All
    /// are told apart with the common colour-vision deficiencies: the tests measure it.
    #[must_use]
    pub fn report() -> Theme {
        Theme {
            name: "report",
            width_mm: 180.0,
            most_height_mm: Some(250.0),
            scale: 1.0,
            least_pt: 6.0,
            title_pt: 12.0,
            text_pt: 8.0,
            small_pt: 7.0,
            text: TextMode::Outlines,
            paper: Colour(255, 255, 255),
            ink: Colour(34, 34, 34),
            muted: Colour(95, 95, 95),
            grid: Colour(225, 225, 225),
            mark: Colour(150, 40, 40),
            reference: Colour(68, 68, 68),
            faint: Colour(190, 190, 190),
            tone: Colour(0, 114, 178),
            palette: colours(&[
                0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x332288,
            ]),
            monochrome: false,
            heat: colours(&[
                0xffffe5, 0xfff7bc, 0xfee391, 0xfec44f, 0xfb9a29, 0xec7014, 0xcc4c02, 0x993404,
            ]),
            neutral: colours(&[
                0xf7fbff, 0xdeebf7, 0xc6dbef, 0x9ecae1, 0x6baed6, 0x4292c6, 0x2171b5, 0x08519c,
            ]),
            diverging: colours(&[
                0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xf7f7f7, 0xfddbc7, 0xf4a582, 0xd6604d,
                0xb2182b,
            ]),
        }
    }

    /// For slides of 16 to 9: 320 mm wide and at most 180 mm high, all of it 1.8 times as large as in a report, so
    /// that it can be read from the back of a room.
    #[must_use]
    pub fn slide() -> Theme {
        Theme {
            name: "slide",
            width_mm: 320.0,
            most_height_mm: Some(180.0),
            scale: 1.8,
            least_pt: 9.0,
            title_pt: 13.0,
            ..Theme::report()
        }
    }

    /// For journals that print in black: 160 mm wide; lines differ by their dashes, areas by lightness and hatching.
    #[must_use]
    pub fn print() -> Theme {
        Theme {
            name: "print",
            width_mm: 160.0,
            title_pt: 10.0,
            mark: Colour(0, 0, 0),
            ink: Colour(0, 0, 0),
            muted: Colour(70, 70, 70),
            grid: Colour(220, 220, 220),
            reference: Colour(0, 0, 0),
            faint: Colour(195, 195, 195),
            tone: Colour(110, 110, 110),
            palette: colours(&[0x5a5a5a, 0x1e1e1e, 0x828282, 0x3c3c3c, 0x6e6e6e, 0x000000]),
            monochrome: true,
            heat: colours(&[0xffffff, 0xe3e3e3, 0xc4c4c4, 0x9c9c9c, 0x707070, 0x3a3a3a]),
            neutral: colours(&[0xffffff, 0xe3e3e3, 0xc4c4c4, 0x9c9c9c, 0x707070, 0x3a3a3a]),
            diverging: colours(&[0xffffff, 0xe3e3e3, 0xc4c4c4, 0x9c9c9c, 0x707070, 0x3a3a3a]),
            ..Theme::report()
        }
    }

    /// The colour of a category.
    pub(crate) fn category(&self, index: usize) -> Colour {
        match self.palette.len() {
            0 => self.ink,
            n => self.palette[index % n],
        }
    }

    /// The colour of something that stands out so much.
    pub(crate) fn tinted(&self, index: usize, emphasis: Emphasis) -> Colour {
        match emphasis {
            Emphasis::Normal => self.category(index),
            Emphasis::Reference => self.reference,
            Emphasis::Faint => self.faint,
        }
    }

    /// The dashes of a category's line in millimetres, empty for a full line.
    pub(crate) fn dashes(&self, index: usize, emphasis: Emphasis) -> &'static [f64] {
        match emphasis {
            Emphasis::Reference | Emphasis::Faint => DASHES[0],
            // the full line is the reference's
            Emphasis::Normal if self.monochrome => DASHES[1 + index % (DASHES.len() - 1)],
            Emphasis::Normal => DASHES[(index / self.palette.len().max(1)).min(DASHES.len() - 1)],
        }
    }

    /// Colours of `count` ordered classes, the first the better one.
    pub(crate) fn classes(&self, count: usize, sense: Sense) -> Vec<Colour> {
        let stops = if sense == Sense::None { &self.neutral } else { &self.heat };
        let colour = |index: usize| {
            let share = index as f64 / count.saturating_sub(1).max(1) as f64;
            along(stops, 0.1 + 0.88 * share)
        };
        let mut colours: Vec<Colour> = (0..count).map(colour).collect();
        if sense == Sense::Maximise {
            colours.reverse();
        }
        colours
    }

    /// Text that can be read on `background`: ink or white where their contrast is 4.5 or more, else black, which is
    /// readable wherever white is not.
    pub(crate) fn text_on(&self, background: Colour) -> Colour {
        let wanted = [self.ink, Colour(255, 255, 255)];
        let readable = wanted.into_iter().find(|c| background.contrast(*c) >= READABLE);
        readable.unwrap_or(Colour(0, 0, 0))
    }

    /// A colour for words about something of this colour: as dark as it must be to be read on paper.
    pub(crate) fn lettered(&self, colour: Colour) -> Colour {
        if self.monochrome && colour != self.muted {
            return self.ink;
        }
        let darker = |step: u32| colour.mix(Colour(0, 0, 0), f64::from(step) / 20.0);
        let readable = |c: &Colour| c.contrast(self.paper) >= READABLE;
        (0..=20).map(darker).find(readable).unwrap_or(self.ink)
    }

    /// The theme as it is laid out before scaling: its width is that of the page in unscaled millimetres.
    pub(crate) fn unscaled(&self) -> Theme {
        Theme {
            width_mm: self.width_mm / self.scale,
            most_height_mm: self.most_height_mm.map(|height| height / self.scale),
            ..self.clone()
        }
    }

    /// How high panels may be together, in unscaled millimetres, so that the picture with its texts fits the page.
    pub(crate) fn room_mm(&self) -> f64 {
        self.most_height_mm.map_or(MOST_ROOM_MM, |height| (height - 38.0).clamp(45.0, MOST_ROOM_MM))
    }
}

/// The contrast of WCAG 2.2 (level AA) for text.
pub(crate) const READABLE: f64 = 4.5;
/// Panels are not made higher together than this, so that they fit a page of A4.
const MOST_ROOM_MM: f64 = 205.0;

fn colours(list: &[u32]) -> Vec<Colour> {
    let channel = |value: u32, shift: u32| (value >> shift & 0xff) as u8;
    list.iter().map(|c| Colour(channel(*c, 16), channel(*c, 8), channel(*c, 0))).collect()
}

impl Default for Theme {
    fn default() -> Self {
        Theme::report()
    }
}

/// The colour at `share` (0 to 1) of a scale of evenly spaced stops.
pub(crate) fn along(stops: &[Colour], share: f64) -> Colour {
    match stops {
        [] => Colour(255, 255, 255),
        [only] => *only,
        _ => {
            let position = share.clamp(0.0, 1.0) * (stops.len() - 1) as f64;
            let index = (position as usize).min(stops.len() - 2);
            stops[index].mix(stops[index + 1], position - index as f64)
        }
    }
}

#[cfg(test)]
#[path = "theme_tests.rs"]
mod tests;
