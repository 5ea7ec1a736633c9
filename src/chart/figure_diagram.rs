//! What a diagram shows, as plain data: boxes, arrows, and cards.

/// What a box stands for; it decides shape and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BoxKind {
    /// It is decided: a box with cut corners.
    Lever,
    /// A trajectory moves it: a slanted box.
    Driver,
    /// It is drawn once: a box with a dashed outline.
    Uncertainty,
    /// It accumulates: a box with a thick outline.
    Stock,
    /// It fills or empties stocks: a box with round ends.
    Flow,
    /// It follows from others at once: a thin box.
    Quantity,
    /// It happens by chance: a pointed box.
    Event,
    /// What options are judged by: a box with a double foot.
    Measure,
}

/// In which direction an arrow works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArrowSign {
    /// More leads to more.
    Plus,
    /// More leads to less.
    Minus,
    /// Either way.
    Either,
}

/// Boxes and arrows, laid out in columns so that arrows run between boxes and never over text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Diagram {
    /// The boxes.
    pub boxes: Vec<DiagramBox>,
    /// The arrows. One a pair; those from a box to itself are not drawn.
    pub arrows: Vec<DiagramArrow>,
}

/// A box of a diagram.
#[derive(Debug, Clone, PartialEq)]
pub struct DiagramBox {
    /// Its name; wrapped to the box.
    pub label: String,
    /// What it stands for.
    pub kind: BoxKind,
    /// Whether it belongs to another part of the model: then it is grey.
    pub is_outside: bool,
    /// Below its name, smaller, e.g. the part of the model that it belongs to; empty for none.
    pub note: String,
    /// What else acts on it and has no box of its own, e.g. uncertainties: listed in the box with its sign.
    pub inputs: Vec<(ArrowSign, String)>,
}

/// An arrow of a diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiagramArrow {
    /// Index of the box that acts.
    pub from: usize,
    /// Index of the box that is acted on.
    pub to: usize,
    /// In which direction; printed where the arrow arrives.
    pub sign: ArrowSign,
}

/// The parts of a model as cards in two columns, arrows between them in the space in the middle. What an arrow
/// carries is printed in the card where it arrives.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cards {
    /// The cards; they are arranged so that arrows are short.
    pub cards: Vec<Card>,
    /// The arrows, one a pair.
    pub links: Vec<CardLink>,
}

/// One part of a model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Card {
    /// Its name.
    pub title: String,
    /// What is in it.
    pub items: Vec<CardItem>,
}

/// A line of a card.
#[derive(Debug, Clone, PartialEq)]
pub struct CardItem {
    /// What it stands for.
    pub kind: BoxKind,
    /// Its name.
    pub label: String,
    /// Whether it is set in bold, e.g. because a measure reads it.
    pub is_strong: bool,
}

/// An arrow between cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardLink {
    /// Index of the card that acts.
    pub from: usize,
    /// Index of the card that is acted on.
    pub to: usize,
    /// Names of what acts, e.g. variables.
    pub carries: Vec<String>,
}
