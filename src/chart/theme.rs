//! How charts look: sizes in millimetres and points, colours.

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

/// Sizes and colours of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Width of the picture in millimetres. The height follows from the content.
    pub width_mm: f64,
    /// Size of the title in points.
    pub title_pt: f64,
    /// Size of labels, panel titles and the subtitle in points.
    pub text_pt: f64,
    /// Size of ticks, notes and the source line in points.
    pub small_pt: f64,
    /// Background.
    pub paper: Colour,
    /// Text and the strongest lines.
    pub ink: Colour,
    /// Secondary text.
    pub muted: Colour,
    /// Grid lines.
    pub grid: Colour,
    /// Thresholds and reference lines.
    pub mark: Colour,
    /// Colours of categories; they repeat when there are more.
    pub palette: Vec<Colour>,
    /// Heat maps of a measure that has a better side, from light (better) to dark (worse).
    pub heat: Vec<Colour>,
    /// Heat maps of a measure without a better side, from light to dark.
    pub neutral: Vec<Colour>,
    /// Heat maps around a centre, from the better side to the worse one.
    pub diverging: Vec<Colour>,
}

impl Theme {
    /// For reports: 180 mm wide (a page of A4 with margins), on white.
    ///
    /// Categories are those of M. Okabe and K. Ito without the yellow, which is too light for lines on white,
    /// then three of Paul Tol's muted scheme; heat maps are Tol's YlOrBr and BuRd and ColorBrewer's Blues. All
    /// are told apart with the common colour-vision deficiencies.
    #[must_use]
    pub fn report() -> Theme {
        Theme {
            width_mm: 180.0,
            title_pt: 12.0,
            text_pt: 8.0,
            small_pt: 7.0,
            paper: Colour(255, 255, 255),
            ink: Colour(34, 34, 34),
            muted: Colour(95, 95, 95),
            grid: Colour(225, 225, 225),
            mark: Colour(150, 40, 40),
            palette: vec![
                Colour(0, 114, 178),
                Colour(213, 94, 0),
                Colour(0, 158, 115),
                Colour(204, 121, 167),
                Colour(230, 159, 0),
                Colour(86, 180, 233),
                Colour(68, 68, 68),
                Colour(136, 34, 85),
                Colour(153, 153, 51),
                Colour(51, 34, 136),
            ],
            heat: vec![
                Colour(255, 255, 229),
                Colour(255, 247, 188),
                Colour(254, 227, 145),
                Colour(254, 196, 79),
                Colour(251, 154, 41),
                Colour(236, 112, 20),
                Colour(204, 76, 2),
                Colour(153, 52, 4),
            ],
            neutral: vec![
                Colour(247, 251, 255),
                Colour(222, 235, 247),
                Colour(198, 219, 239),
                Colour(158, 202, 225),
                Colour(107, 174, 214),
                Colour(66, 146, 198),
                Colour(33, 113, 181),
                Colour(8, 81, 156),
            ],
            diverging: vec![
                Colour(33, 102, 172),
                Colour(67, 147, 195),
                Colour(146, 197, 222),
                Colour(209, 229, 240),
                Colour(247, 247, 247),
                Colour(253, 219, 199),
                Colour(244, 165, 130),
                Colour(214, 96, 77),
                Colour(178, 24, 43),
            ],
        }
    }

    /// The colour of a category.
    pub(crate) fn category(&self, index: usize) -> Colour {
        match self.palette.len() {
            0 => self.ink,
            n => self.palette[index % n],
        }
    }

    /// Whether a category has the colour of one before it, and its line must differ in another way.
    pub(crate) fn repeats(&self, index: usize) -> bool {
        index >= self.palette.len().max(1)
    }

    /// Black or white text, whichever can be read on `background`.
    pub(crate) fn text_on(&self, background: Colour) -> Colour {
        let white = Colour(255, 255, 255);
        if background.contrast(self.ink) >= background.contrast(white) { self.ink } else { white }
    }
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
mod tests {
    use super::*;

    #[test]
    fn text_can_be_read_on_every_heat_colour() {
        let theme = Theme::report();
        for stops in [&theme.heat, &theme.neutral, &theme.diverging] {
            for step in 0..=100 {
                let background = along(stops, f64::from(step) / 100.0);
                let contrast = theme.text_on(background).contrast(background);
                assert!(contrast >= 3.9, "{background:?} has contrast {contrast}");
            }
        }
    }

    #[test]
    fn sequential_scales_only_get_darker() {
        let theme = Theme::report();
        for stops in [&theme.heat, &theme.neutral] {
            for pair in stops.windows(2) {
                assert!(pair[0].luminance() > pair[1].luminance());
            }
        }
    }

    #[test]
    fn categories_stand_out_from_paper() {
        let theme = Theme::report();
        for colour in &theme.palette {
            assert!(colour.contrast(theme.paper) > 2.0, "{colour:?}");
        }
    }
}
