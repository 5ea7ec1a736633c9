//! Whether colours can be told apart and words be read, measured.

use super::*;

/// What normal eyes, and eyes without one kind of cone, make of a colour: matrices on linear RGB of G. M. Machado,
/// M. M. Oliveira and L. A. F. Fernandes, "A physiologically-based model for simulation of color vision deficiency",
/// IEEE Transactions on Visualization and Computer Graphics 15 (2009), severity 1.
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("normal", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ),
];
/// Categories differ by this much to every eye (CIEDE2000): several times what can just be seen side by side (about
/// 1 to 2), because lines are thin and lie apart.
const CATEGORIES_APART: f64 = 10.0;
/// Neighbouring classes, which touch.
const CLASSES_APART: f64 = 5.5;

fn multiply(matrix: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    [0, 1, 2].map(|row: usize| (0..3).map(|i| matrix[row][i] * v[i]).sum())
}

/// CIE L*a*b* (D65) of a colour as eyes of a kind see it.
fn lab(colour: Colour, eyes: &[[f64; 3]; 3]) -> [f64; 3] {
    const TO_XYZ: [[f64; 3]; 3] = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ];
    let linear = [colour.0, colour.1, colour.2].map(|channel| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
    });
    let seen = multiply(eyes, linear).map(|c| c.clamp(0.0, 1.0));
    let xyz = multiply(&TO_XYZ, seen);
    let white = [0.95047, 1.0, 1.08883];
    let f = [0, 1, 2].map(|i: usize| {
        let t = xyz[i] / white[i];
        if t > 216.0 / 24389.0 { libm::cbrt(t) } else { (24389.0 / 27.0 * t + 16.0) / 116.0 }
    });
    [116.0 * f[1] - 16.0, 500.0 * (f[0] - f[1]), 200.0 * (f[1] - f[2])]
}

/// CIEDE2000, after G. Sharma, W. Wu and E. N. Dalal, Color Research and Application 30 (2005).
fn difference(one: [f64; 3], two: [f64; 3]) -> f64 {
    let degrees = |x: f64| x.to_radians();
    let seventh = |x: f64| libm::pow(x, 7.0);
    let ratio = |c: f64| libm::sqrt(seventh(c) / (seventh(c) + seventh(25.0)));
    let chroma = f64::midpoint(libm::hypot(one[1], one[2]), libm::hypot(two[1], two[2]));
    let stretch = 1.5 - 0.5 * ratio(chroma);
    let polar = |lab: [f64; 3]| {
        let a = stretch * lab[1];
        let hue = libm::atan2(lab[2], a).to_degrees().rem_euclid(360.0);
        (libm::hypot(a, lab[2]), hue)
    };
    let ((c1, h1), (c2, h2)) = (polar(one), polar(two));
    let grey = c1 * c2 == 0.0;
    let mut turn = h2 - h1;
    if grey {
        turn = 0.0;
    } else if turn > 180.0 {
        turn -= 360.0;
    } else if turn < -180.0 {
        turn += 360.0;
    }
    let hue_step = 2.0 * libm::sqrt(c1 * c2) * libm::sin(degrees(turn / 2.0));
    let (light, c) = (f64::midpoint(one[0], two[0]), f64::midpoint(c1, c2));
    let h = if grey {
        h1 + h2
    } else if (h1 - h2).abs() <= 180.0 {
        f64::midpoint(h1, h2)
    } else if h1 + h2 < 360.0 {
        (h1 + h2 + 360.0) / 2.0
    } else {
        (h1 + h2 - 360.0) / 2.0
    };
    let t = 1.0 - 0.17 * libm::cos(degrees(h - 30.0))
        + 0.24 * libm::cos(degrees(2.0 * h))
        + 0.32 * libm::cos(degrees(3.0 * h + 6.0))
        - 0.20 * libm::cos(degrees(4.0 * h - 63.0));
    let away = (light - 50.0) * (light - 50.0);
    let by_light = (two[0] - one[0]) / (1.0 + 0.015 * away / libm::sqrt(20.0 + away));
    let by_chroma = (c2 - c1) / (1.0 + 0.045 * c);
    let by_hue = hue_step / (1.0 + 0.015 * c * t);
    let bend = 30.0 * libm::exp(-libm::pow((h - 275.0) / 25.0, 2.0));
    let rotation = -libm::sin(degrees(2.0 * bend)) * 2.0 * ratio(c);
    libm::sqrt(
        by_light * by_light
            + by_chroma * by_chroma
            + by_hue * by_hue
            + rotation * by_chroma * by_hue,
    )
}

/// The smallest difference to any eye, and whose it is.
fn least_difference(one: Colour, two: Colour) -> (f64, &'static str) {
    let seen = |(name, eyes): &(&'static str, [[f64; 3]; 3])| {
        (difference(lab(one, eyes), lab(two, eyes)), *name)
    };
    EYES.iter().map(seen).fold((f64::INFINITY, ""), |a, b| if b.0 < a.0 { b } else { a })
}

fn themes() -> impl Iterator<Item = Theme> {
    Theme::NAMES.into_iter().filter_map(Theme::named)
}

#[test]
fn the_difference_is_that_of_the_published_examples() {
    // Pairs 1, 7, 17 and 25 of the test data of Sharma, Wu and Dalal.
    let examples = [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
    ];
    for (one, two, expected) in examples {
        assert!((difference(one, two) - expected).abs() < 5e-5, "{one:?} and {two:?}");
    }
}

#[test]
fn categories_are_told_apart_by_every_eye() {
    for theme in themes().filter(|theme| !theme.monochrome) {
        let mut colours = theme.palette.clone();
        colours.push(theme.reference);
        for (index, one) in colours.iter().enumerate() {
            for two in &colours[index + 1..] {
                let (apart, eyes) = least_difference(*one, *two);
                assert!(apart > CATEGORIES_APART, "{one:?} and {two:?}: {apart} with {eyes}");
            }
        }
    }
}

#[test]
fn without_colours_lines_differ_by_dashes() {
    let theme = Theme::print();
    let styles: Vec<&[f64]> =
        (0..5).map(|index| theme.dashes(index, Emphasis::Normal)).chain([&[][..]]).collect();
    for (index, one) in styles.iter().enumerate() {
        assert!(!styles[index + 1..].contains(one), "{one:?} stands twice");
    }
    assert!(theme.dashes(3, Emphasis::Reference).is_empty());
}

#[test]
fn lines_beyond_the_palette_are_dashed() {
    let theme = Theme::report();
    let count = theme.palette.len();
    assert!(theme.dashes(count - 1, Emphasis::Normal).is_empty());
    assert!(!theme.dashes(count, Emphasis::Normal).is_empty());
    assert_ne!(theme.dashes(count, Emphasis::Normal), theme.dashes(2 * count, Emphasis::Normal));
}

#[test]
fn neighbouring_classes_are_told_apart_by_every_eye() {
    for theme in themes() {
        for sense in [Sense::Minimise, Sense::Maximise, Sense::None] {
            for count in 2..=6 {
                for pair in theme.classes(count, sense).windows(2) {
                    let (apart, eyes) = least_difference(pair[0], pair[1]);
                    let place = format!("{count} classes of {}, {sense:?}", theme.name);
                    assert!(apart > CLASSES_APART, "{place}: {pair:?} {apart} with {eyes}");
                }
            }
        }
    }
}

#[test]
fn words_can_be_read_on_every_background() {
    for theme in themes() {
        for stops in [&theme.heat, &theme.neutral, &theme.diverging] {
            for step in 0..=200 {
                let background = along(stops, f64::from(step) / 200.0);
                let contrast = theme.text_on(background).contrast(background);
                assert!(contrast >= READABLE, "{background:?} has contrast {contrast}");
            }
        }
        let words = [theme.ink, theme.muted, theme.mark, theme.reference];
        let named = theme.palette.iter().map(|c| theme.lettered(*c));
        for colour in words.into_iter().chain(named) {
            assert!(colour.contrast(theme.paper) >= READABLE, "{colour:?} on paper");
        }
    }
}

#[test]
fn lines_stand_out_from_paper() {
    for theme in themes() {
        for colour in theme.palette.iter().chain([&theme.tone, &theme.reference]) {
            assert!(colour.contrast(theme.paper) > 2.0, "{colour:?}");
        }
    }
}

#[test]
fn sequential_scales_only_get_darker() {
    for theme in themes() {
        for stops in [&theme.heat, &theme.neutral] {
            for pair in stops.windows(2) {
                assert!(pair[0].luminance() > pair[1].luminance());
            }
        }
        let classes = theme.classes(5, Sense::Maximise);
        assert!(classes[0].luminance() < classes[4].luminance(), "the first is the worst");
    }
}

#[test]
fn themes_are_found_by_name() {
    for name in Theme::NAMES {
        assert_eq!(Theme::named(name).unwrap().name, name);
    }
    assert!(Theme::named("poster").is_none());
    assert_eq!(Theme::print().with_width(85.0).width_mm, 85.0);
    assert_eq!(Theme::slide().with_text(TextMode::Live).text, TextMode::Live);
}
