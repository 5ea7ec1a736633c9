//! Text as outlines: bidirectional order, shaping, measuring, wrapping.
//!
//! Charts carry their letters as paths because no viewer can be trusted with Arabic in SVG text: some set it with
//! isolated letters, some in the wrong order, and none is sure to have the font.

use std::sync::LazyLock;

use harfrust::{Buffer, Direction, Script, ShapeOptions, ShaperFont};
use ttf_parser::{Face, GlyphId, OutlineBuilder};
use unicode_bidi::{BidiInfo, Level};

use super::error::ChartError;
use crate::text::Lang;

/// All embedded fonts have 1000 units to the em.
const EM: f64 = 1000.0;
/// Height of capital letters, as a share of the size.
pub(crate) const CAP_HEIGHT: f64 = 0.714;

/// One embedded font, as the shaper and the outliner see it.
struct Typeface {
    shaping: harfrust::Font,
    outlines: Face<'static>,
}

/// The embedded fonts, by weight and role.
struct Typefaces {
    faces: Vec<Typeface>,
}

const LATIN: usize = 0;
const LATIN_BOLD: usize = 1;
const ARABIC: usize = 2;
const ARABIC_BOLD: usize = 3;
const MATHS: usize = 4;

static FILES: [&[u8]; 5] = [
    include_bytes!("fonts/NotoSans-Regular.ttf"),
    include_bytes!("fonts/NotoSans-Bold.ttf"),
    include_bytes!("fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("fonts/NotoSansMath-Regular.ttf"),
];

/// Parsed once: the files are part of the program, so that this is a constant that takes a moment to compute.
static TYPEFACES: LazyLock<Result<Typefaces, String>> = LazyLock::new(|| {
    let mut faces = Vec::with_capacity(FILES.len());
    for (index, file) in FILES.into_iter().enumerate() {
        let shaping = harfrust::Font::new(file.to_vec(), 0)
            .ok_or_else(|| format!("embedded font {index} has no known format"))?;
        let outlines =
            Face::parse(file, 0).map_err(|error| format!("embedded font {index}: {error}"))?;
        faces.push(Typeface { shaping, outlines });
    }
    Ok(Typefaces { faces })
});

impl Typefaces {
    /// The fonts to try for a character, best first.
    fn candidates(bold: bool) -> [usize; 3] {
        if bold { [LATIN_BOLD, ARABIC_BOLD, MATHS] } else { [LATIN, ARABIC, MATHS] }
    }

    fn has(&self, face: usize, c: char) -> bool {
        self.faces[face].outlines.glyph_index(c).is_some()
    }

    /// The font of a character: that of its neighbour for spaces and punctuation, so that a run is not cut more
    /// often than it must be; else the first that has it; else the first of all, which draws an empty box.
    fn choose(&self, c: char, bold: bool, previous: Option<usize>) -> usize {
        if let Some(previous) = previous
            && !c.is_ascii_alphanumeric()
            && self.has(previous, c)
        {
            return previous;
        }
        let candidates = Self::candidates(bold);
        candidates.into_iter().find(|face| self.has(*face, c)).unwrap_or(candidates[0])
    }
}

/// A glyph at its place, in font units from the start of the text's baseline, y upwards.
struct Glyph {
    face: usize,
    id: u16,
    x: f64,
    y: f64,
}

/// A line of text ready to be drawn.
struct Line {
    glyphs: Vec<Glyph>,
    /// Advance width in font units.
    width: f64,
}

/// Sets text in one language.
#[derive(Clone, Copy)]
pub(crate) struct Typesetter {
    fonts: &'static Typefaces,
    lang: Lang,
}

impl Typesetter {
    pub(crate) fn new(lang: Lang) -> Result<Self, ChartError> {
        match &*TYPEFACES {
            Ok(fonts) => Ok(Typesetter { fonts, lang }),
            Err(what) => Err(ChartError::Font { what: what.clone() }),
        }
    }

    /// From baseline to baseline, as a share of the size. Arabic reaches further above and below its line.
    pub(crate) fn line_height(&self) -> f64 {
        match self.lang {
            Lang::En => 1.35,
            Lang::Ar => 1.52,
        }
    }

    /// Width of one line of text set at `size`, in the unit of `size`.
    pub(crate) fn width(&self, text: &str, size: f64, bold: bool) -> f64 {
        self.shape(text, bold).width * size / EM
    }

    /// SVG path data of one line of text set at `size`, its baseline starting at 0, 0, and its width.
    pub(crate) fn outline(&self, text: &str, size: f64, bold: bool) -> (String, f64) {
        let line = self.shape(text, bold);
        let scale = size / EM;
        let mut path = PathWriter::default();
        for glyph in &line.glyphs {
            path.scale = scale;
            path.origin = (glyph.x * scale, -glyph.y * scale);
            self.fonts.faces[glyph.face].outlines.outline_glyph(GlyphId(glyph.id), &mut path);
        }
        (path.data, line.width * scale)
    }

    /// Breaks text into lines of at most `width`, and at most `max_lines` of them; what is left over ends in "…".
    pub(crate) fn wrap(
        &self,
        text: &str,
        size: f64,
        bold: bool,
        width: f64,
        max_lines: usize,
    ) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut current = String::new();
        let mut words = text.split([' ', '\n', '\t']).filter(|w| !w.is_empty());
        while let Some(word) = words.next() {
            let candidate =
                if current.is_empty() { word.to_owned() } else { format!("{current} {word}") };
            if self.width(&candidate, size, bold) <= width {
                current = candidate;
                continue;
            }
            if lines.len() + 1 >= max_lines.max(1) {
                // The last line takes all that is left and is cut to fit.
                let rest: Vec<&str> = std::iter::once(candidate.as_str()).chain(words).collect();
                current = self.shorten(&rest.join(" "), size, bold, width);
                break;
            }
            if current.is_empty() {
                current = self.shorten(word, size, bold, width);
            } else {
                lines.push(std::mem::take(&mut current));
                current = self.shorten(word, size, bold, width);
            }
        }
        if !current.is_empty() {
            lines.push(current);
        }
        lines
    }

    /// Cuts text to `width`, ending in "…", if it is longer.
    pub(crate) fn shorten(&self, text: &str, size: f64, bold: bool, width: f64) -> String {
        if self.width(text, size, bold) <= width {
            return text.to_owned();
        }
        let characters: Vec<char> = text.chars().collect();
        let cut = |count: usize| {
            let kept: String = characters[..count].iter().collect();
            format!("{}…", kept.trim_end_matches([' ', ',', '،', '(', '-', '–']))
        };
        // The longest beginning that fits, by bisection: width grows with the number of characters.
        let (mut fits, mut fails) = (0, characters.len());
        while fits + 1 < fails {
            let middle = usize::midpoint(fits, fails);
            if self.width(&cut(middle), size, bold) <= width {
                fits = middle;
            } else {
                fails = middle;
            }
        }
        cut(fits)
    }

    fn shape(&self, text: &str, bold: bool) -> Line {
        let mut line = Line { glyphs: Vec::new(), width: 0.0 };
        let bidi = BidiInfo::new(text, Some(self.base_level(text)));
        for paragraph in &bidi.paragraphs {
            let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let rtl = levels[run.start].is_rtl();
                let mut pieces = self.pieces(&text[run], bold);
                if rtl {
                    pieces.reverse();
                }
                for (face, piece) in pieces {
                    self.shape_piece(&mut line, face, &piece, rtl);
                }
            }
        }
        line
    }

    /// Arabic text runs from the right, except where it holds no Arabic letter at all: an English label in an
    /// Arabic chart keeps its full stop at its own end.
    fn base_level(&self, text: &str) -> Level {
        if self.runs_from_right(text) { Level::rtl() } else { Level::ltr() }
    }

    pub(crate) fn runs_from_right(&self, text: &str) -> bool {
        let mut chars = text.chars();
        let has_arabic = chars
            .any(|c| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fdf0}'..='\u{fdfd}'));
        self.lang.is_rtl() && has_arabic
    }

    /// Cuts a run of one direction into pieces of one font, without the invisible marks of direction.
    fn pieces(&self, run: &str, bold: bool) -> Vec<(usize, String)> {
        let mut pieces: Vec<(usize, String)> = Vec::new();
        for c in run.chars() {
            if matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            {
                continue;
            }
            let previous = pieces.last().map(|(face, _)| *face);
            let face = self.fonts.choose(c, bold, previous);
            match pieces.last_mut() {
                Some((last, piece)) if *last == face => piece.push(c),
                _ => pieces.push((face, c.to_string())),
            }
        }
        pieces
    }

    fn shape_piece(&self, line: &mut Line, face: usize, piece: &str, rtl: bool) {
        let font = ShaperFont::new(&self.fonts.faces[face].shaping);
        let mut buffer = Buffer::new();
        buffer.push_str(piece);
        buffer.set_direction(if rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        buffer.set_script(Some(if matches!(face, ARABIC | ARABIC_BOLD) {
            Script::ARABIC
        } else {
            Script::LATIN
        }));
        if harfrust::shape(&font, &mut buffer, ShapeOptions::default()).is_err() {
            // Fails only on a buffer without direction, which this one has.
            return;
        }
        for (info, position) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
            line.glyphs.push(Glyph {
                face,
                id: info.glyph_id as u16,
                x: line.width + f64::from(position.x_offset),
                y: f64::from(position.y_offset),
            });
            line.width += f64::from(position.x_advance);
        }
    }
}

/// Writes outlines as SVG path data in whole units, each point relative to the one before, which halves the text.
#[derive(Default)]
struct PathWriter {
    data: String,
    scale: f64,
    origin: (f64, f64),
    /// The last point as it was written, so that rounding does not add up.
    pen: (i64, i64),
    /// Where the current contour began: closing it takes the pen back there.
    start: (i64, i64),
}

impl PathWriter {
    fn place(&self, x: f32, y: f32) -> (i64, i64) {
        (
            (self.origin.0 + f64::from(x) * self.scale).round() as i64,
            (self.origin.1 - f64::from(y) * self.scale).round() as i64,
        )
    }

    fn command(&mut self, letter: char, points: &[(i64, i64)]) {
        use std::fmt::Write;
        self.data.push(letter);
        for (index, point) in points.iter().enumerate() {
            let (dx, dy) = (point.0 - self.pen.0, point.1 - self.pen.1);
            let space = if index > 0 && dx >= 0 { " " } else { "" };
            let comma = if dy >= 0 { " " } else { "" };
            // Writing into a String cannot fail.
            let _ = write!(self.data, "{space}{dx}{comma}{dy}");
        }
        if let Some(last) = points.last() {
            self.pen = *last;
        }
    }
}

impl OutlineBuilder for PathWriter {
    fn move_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        if self.data.is_empty() {
            self.pen = (0, 0);
            self.command('M', &[to]);
        } else {
            self.command('m', &[to]);
        }
        self.start = to;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        if to != self.pen {
            self.command('l', &[to]);
        }
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (control, to) = (self.place(x1, y1), self.place(x, y));
        self.command('q', &[control, to]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let points = [self.place(x1, y1), self.place(x2, y2), self.place(x, y)];
        self.command('c', &points);
    }

    fn close(&mut self) {
        self.data.push('z');
        self.pen = self.start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{self, Likelihood};

    fn setter(lang: Lang) -> Typesetter {
        Typesetter::new(lang).unwrap()
    }

    #[test]
    fn arabic_letters_join() {
        let arabic = setter(Lang::Ar);
        let apart: f64 = ["ل", "ا"].iter().map(|c| arabic.width(c, 1.0, false)).sum();
        let joined = arabic.width("لا", 1.0, false);
        assert!(joined < 0.9 * apart, "{joined} of {apart}");
    }

    #[test]
    fn a_signed_number_keeps_its_sign_before_it_in_arabic() {
        let expected = setter(Lang::En).outline("−42", 100.0, false);
        let isolated = text::number(-42.0, Lang::Ar);
        assert_eq!(setter(Lang::Ar).outline(&isolated, 100.0, false), expected);
        // In a sentence too: the number is drawn left of the word, its sign at its left end.
        let line = setter(Lang::Ar).shape(&format!("الفرق {isolated}"), false);
        let minus = FILES.len() - 1;
        assert_eq!(line.glyphs[0].face, minus);
        assert_eq!(line.glyphs[0].x, 0.0);
    }

    #[test]
    fn the_fonts_have_all_we_print() {
        let mut printed = String::from("0123456789.,%٪−×∞–…()[]:;،؟→←≤≥≈±");
        for lang in [Lang::En, Lang::Ar] {
            for month in 1..=12 {
                printed.push_str(text::month_name(month, lang));
            }
            for likelihood in Likelihood::ALL {
                printed.push_str(likelihood.words(lang));
            }
            for value in [1e-9, 1.5e18, 2e4, 3e6, 4e9, 5e12, -0.25] {
                printed.push_str(&text::compact(value, lang));
            }
        }
        let fonts = setter(Lang::En).fonts;
        for bold in [false, true] {
            for c in printed.chars().filter(|c| !('\u{2066}'..='\u{2069}').contains(c)) {
                let face = fonts.choose(c, bold, None);
                assert!(fonts.has(face, c), "no font has {c:?}");
            }
        }
    }

    #[test]
    fn text_wraps_at_words_and_is_cut_at_the_last_line() {
        let english = setter(Lang::En);
        let text = "Phased withdrawal over 24 months with an advisory mission";
        let lines = english.wrap(text, 10.0, false, 120.0, 2);
        assert_eq!(lines, ["Phased withdrawal over", "24 months with an advi…"]);
        for line in &lines {
            assert!(english.width(line, 10.0, false) <= 120.0);
        }
        let all = english.wrap(text, 10.0, false, 120.0, 9);
        assert_eq!(all.join(" "), text);
        assert!(english.wrap("", 10.0, false, 120.0, 2).is_empty());
    }
}
