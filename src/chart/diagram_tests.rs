//! Samples of diagrams and cards, for the gallery and its tests.

use super::*;
use crate::text::Lang;

const KINDS: [BoxKind; 8] = [
    BoxKind::Lever,
    BoxKind::Stock,
    BoxKind::Flow,
    BoxKind::Quantity,
    BoxKind::Event,
    BoxKind::Driver,
    BoxKind::Measure,
    BoxKind::Uncertainty,
];
const SIGNS: [ArrowSign; 3] = [ArrowSign::Plus, ArrowSign::Minus, ArrowSign::Either];
const NAMES: [(&str, &str); 6] = [
    ("Active fighters", "المقاتلون النشطون"),
    ("Sleepers who become active", "الخلايا النائمة التي تنشط"),
    (
        "Fighters to effective local forces, relative to the critical ratio",
        "نسبة المقاتلين إلى القوات المحلية الفعالة",
    ),
    ("Pressure", "الضغط"),
    ("US troops present in Iraq and Syria", "القوات الأمريكية في العراق وسوريا"),
    ("Grievance", "المظالم"),
];

fn name(i: usize, lang: Lang) -> String {
    let (en, ar) = NAMES[i % NAMES.len()];
    format!("{} {}", lang.pick(en, ar), i + 1)
}

/// Numbers below 1000 that look drawn by lot (the mixer of splitmix64).
fn lot(i: usize, salt: usize) -> usize {
    let mut z = (i as u64 * 64 + salt as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) % 1000) as usize
}

fn figure(lang: Lang, kind: FigureKind) -> Figure {
    Figure {
        title: lang.pick("What acts on what", "ما الذي يؤثر في ماذا").to_owned(),
        subtitle: String::new(),
        caption: String::new(),
        source_line: String::new(),
        lang,
        kind,
    }
}

fn diagram(lang: Lang, boxes: usize, arrows: usize) -> Figure {
    let shown = (0..boxes).map(|i| DiagramBox {
        label: name(lot(i, 1), lang),
        kind: KINDS[i % KINDS.len()],
        is_outside: i % 5 == 4,
        note: if i % 5 == 4 {
            lang.pick("(elsewhere)", "(في مكان آخر)").to_owned()
        } else {
            String::new()
        },
        inputs: (0..i % 3).map(|k| (SIGNS[k], name(lot(i, k + 7), lang))).collect(),
    });
    let mut drawn: Vec<DiagramArrow> = Vec::new();
    for a in 0..arrows {
        let arrow = DiagramArrow {
            from: lot(a, 3) % boxes,
            to: lot(a, 11) % boxes,
            sign: SIGNS[lot(a, 5) % 3],
        };
        if !drawn.iter().any(|d| (d.from, d.to) == (arrow.from, arrow.to)) {
            drawn.push(arrow);
        }
    }
    figure(lang, FigureKind::Diagram(Diagram { boxes: shown.collect(), arrows: drawn }))
}

fn cards(lang: Lang, count: usize) -> Figure {
    let cards = (0..count).map(|i| Card {
        title: name(i, lang),
        items: (0..lot(i, 2) % 6)
            .map(|k| CardItem {
                kind: KINDS[k % 5],
                label: name(lot(i, k), lang),
                is_strong: k % 3 == 1,
            })
            .collect(),
    });
    let mut links: Vec<CardLink> = Vec::new();
    for a in 0..3 * count {
        let (from, to) = (lot(a, 3) % count, lot(a, 17) % count);
        if from != to && !links.iter().any(|l| (l.from, l.to) == (from, to)) {
            let carries = (0..=a % 3).map(|k| name(lot(a, k), lang)).collect();
            links.push(CardLink { from, to, carries });
        }
    }
    figure(lang, FigureKind::Cards(Cards { cards: cards.collect(), links }))
}

/// Every sample with the name of its file.
pub(super) fn gallery() -> Vec<(&'static str, Figure)> {
    vec![
        ("diagram-en", diagram(Lang::En, 12, 24)),
        ("diagram-ar", diagram(Lang::Ar, 12, 24)),
        ("diagram-large", diagram(Lang::En, 45, 70)),
        ("diagram-one", diagram(Lang::En, 1, 0)),
        ("cards-en", cards(Lang::En, 9)),
        ("cards-ar", cards(Lang::Ar, 6)),
        ("cards-one", cards(Lang::En, 1)),
    ]
}

#[test]
fn every_arrow_has_a_sign_where_it_arrives() {
    let sample = diagram(Lang::En, 12, 24);
    let FigureKind::Diagram(data) = &sample.kind else { panic!("a diagram") };
    let mut arrivals: Vec<(usize, ArrowSign)> =
        data.arrows.iter().filter(|a| a.from != a.to).map(|a| (a.to, a.sign)).collect();
    arrivals.sort_unstable();
    arrivals.dedup();
    assert!(arrivals.len() > 10, "the sample has too few arrows");
    let drawn = svg(&sample, &Theme::report()).unwrap();
    let signs = ["+", "−", "?"].map(|s| drawn.matches(&format!("aria-label=\"{s}\"")).count());
    // Arrows of one sign may arrive on both sides of a box; three stand in the key.
    assert!(signs.iter().sum::<usize>() >= arrivals.len() + 3, "{signs:?} for {arrivals:?}");
}

#[test]
fn diagrams_that_make_no_sense_are_refused() {
    let arrow = DiagramArrow { from: 0, to: 9, sign: ArrowSign::Plus };
    let mut sample = diagram(Lang::En, 3, 0);
    if let FigureKind::Diagram(data) = &mut sample.kind {
        data.arrows.push(arrow);
    }
    assert!(matches!(svg(&sample, &Theme::report()), Err(ChartError::BadData { .. })));
    let empty = figure(Lang::En, FigureKind::Diagram(Diagram::default()));
    assert!(matches!(svg(&empty, &Theme::report()), Err(ChartError::Empty { .. })));
    let link = CardLink { from: 0, to: 0, carries: Vec::new() };
    let alone = Cards { cards: vec![Card::default()], links: vec![link] };
    let looped = figure(Lang::En, FigureKind::Cards(alone));
    assert!(matches!(svg(&looped, &Theme::report()), Err(ChartError::BadData { .. })));
}
