//! The causal diagram of a study: pictures and text from the graph of its model.
//!
//! A study of many files is drawn as cards, one for every file that declares variables, and each file as a diagram
//! of its variables and their neighbours; see [`Part`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::chart::{
    ArrowSign, BoxKind, Card, CardItem, CardLink, Cards, Diagram, DiagramArrow, DiagramBox, Figure,
    FigureKind,
};
use crate::diagnostic::{FileId, SourceMap};
use crate::model::{CausalEdge, CausalGraph, CausalKind, CausalNode, Model, Sign};
use crate::study::Study;
use crate::text::{Label, Lang};

/// A file of a study, as a part of its model.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// What it is called on the command line: the file's name without its number and `.toml`.
    pub name: String,
    /// What a reader calls it.
    pub label: Label,
    /// The file.
    pub file: FileId,
}

/// Names on an arrow between cards; of more some are left out.
const MOST_CARRIED: usize = 5;

/// What of a study is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it: cards, one a topic; or, if it has one file, a diagram of all variables.
    Whole,
    /// The variables of the topic of this name, and their neighbours in others.
    Topic(String),
    /// The variable of this name, what acts on it and what it acts on.
    Around(String),
}

/// Variables to draw, by their indices.
struct Chosen {
    /// Those that are asked for.
    inside: BTreeSet<usize>,
    /// Those and their neighbours.
    shown: BTreeSet<usize>,
    /// The file that is home, where one variable is asked for.
    home: Option<FileId>,
}

/// The causal graph of a study with its parts.
#[derive(Clone, Debug)]
pub struct CausalView {
    /// The graph.
    pub graph: CausalGraph,
    /// Files that declare variables other than uncertainties, in the order in which they were read.
    pub topics: Vec<Topic>,
    id: String,
    title: Label,
}

impl CausalView {
    /// The graph of `model`, which was built from `study`, whose files are `files`.
    #[must_use]
    pub fn of(model: &Model, study: &Study, files: &SourceMap) -> CausalView {
        let graph = CausalGraph::of(model, study);
        let declaring: BTreeSet<FileId> = graph
            .nodes
            .iter()
            .filter(|n| n.kind != CausalKind::Uncertainty)
            .map(|n| n.file)
            .collect();
        let topics = declaring.into_iter().map(|file| {
            let name = topic_name(&files.get(file).name);
            let declared = study.topics.iter().find(|t| t.name.span.file == file);
            let label = declared.and_then(|t| t.meta.label.clone());
            let label = label.unwrap_or_else(|| Label::new(capitalised(&name)));
            Topic { name, label, file }
        });
        let topics = topics.collect();
        CausalView { graph, topics, id: study.id.clone(), title: study.title.clone() }
    }

    /// The same without flows and quantities: an arrow is every way over them. Uncertainties are left out too, as
    /// over quantities nearly all act on nearly everything.
    #[must_use]
    pub fn contracted(self) -> CausalView {
        let is_kept = |node: &CausalNode| {
            let between = [CausalKind::Flow, CausalKind::Quantity, CausalKind::Uncertainty];
            !between.contains(&node.kind)
        };
        CausalView { graph: self.graph.contract(is_kept), ..self }
    }

    /// A picture of a part; nothing if there is no topic or variable of that name.
    #[must_use]
    pub fn picture(&self, part: &Part, lang: Lang) -> Option<Figure> {
        let diagram = |chosen: &Chosen| FigureKind::Diagram(self.diagram(chosen, lang));
        let (title, kind) = match part {
            Part::Whole => {
                let title = lang.pick("What acts on what", "ما الذي يؤثر في ماذا").to_owned();
                let kind = match self.topics.as_slice() {
                    [] | [_] => diagram(&self.choose(part)?),
                    _ => FigureKind::Cards(self.cards(lang)),
                };
                (title, kind)
            }
            Part::Topic(_) => {
                let topic = self.find_topic(part)?;
                (topic.label.get(lang).to_owned(), diagram(&self.choose(part)?))
            }
            Part::Around(name) => {
                let node = &self.graph.nodes[self.graph.find(base(name))?];
                (called(node, lang), diagram(&self.choose(part)?))
            }
        };
        Some(self.figure(title, kind, lang))
    }

    fn find_topic(&self, part: &Part) -> Option<&Topic> {
        let Part::Topic(name) = part else { return None };
        let wanted = topic_name(name);
        self.topics.iter().find(|t| t.name == wanted)
    }

    /// The variables of a part and those that are joined to them.
    fn choose(&self, part: &Part) -> Option<Chosen> {
        let nodes = &self.graph.nodes;
        let centre = match part {
            Part::Around(name) => Some(self.graph.find(base(name))?),
            _ => None,
        };
        let file = self.find_topic(part).map(|t| t.file);
        if matches!(part, Part::Topic(_)) && file.is_none() {
            return None;
        }
        let is_inside = |i: usize| match (centre, file) {
            (Some(centre), _) => i == centre,
            (None, Some(file)) => nodes[i].file == file && nodes[i].kind != CausalKind::Uncertainty,
            (None, None) => nodes[i].kind != CausalKind::Uncertainty,
        };
        // Uncertainties are lines in the boxes that read them; measures are many, and end every way.
        let may_be_beside = |i: usize| {
            nodes[i].kind != CausalKind::Uncertainty
                && (centre.is_some() || nodes[i].kind != CausalKind::Measure)
        };
        let inside: BTreeSet<usize> = (0..nodes.len()).filter(|i| is_inside(*i)).collect();
        let mut shown = inside.clone();
        for edge in &self.graph.edges {
            for (here, there) in [(edge.from, edge.to), (edge.to, edge.from)] {
                if inside.contains(&here) && may_be_beside(there) {
                    shown.insert(there);
                }
            }
        }
        let home = centre.map(|i| nodes[i].file);
        Some(Chosen { inside, shown, home })
    }

    fn figure(&self, title: String, kind: FigureKind, lang: Lang) -> Figure {
        let caption = lang.pick(
            "An arrow means that a formula reads the one to work out the other; its sign follows from the formula, all \
             else the same. An array is one box.",
            "يعني السهم أن صيغة تقرأ الأول لحساب الثاني؛ وتُستنتج الإشارة من الصيغة مع ثبات كل ما عداه. وتمثَّل كل \
             مصفوفة بإطار واحد.",
        );
        let source = lang.pick("Drawn from the formulas of the study", "رُسم من صيغ الدراسة");
        Figure {
            title,
            subtitle: self.title.get(lang).to_owned(),
            caption: caption.to_owned(),
            source_line: format!("{source} {}", crate::text::isolate(self.id.clone(), lang)),
            lang,
            kind,
        }
    }

    fn topic_of(&self, node: &CausalNode) -> Option<usize> {
        self.topics.iter().position(|t| t.file == node.file)
    }

    fn diagram(&self, chosen: &Chosen, lang: Lang) -> Diagram {
        let nodes = &self.graph.nodes;
        let Chosen { inside, shown, home } = chosen;
        let place: BTreeMap<usize, usize> =
            shown.iter().enumerate().map(|(place, node)| (*node, place)).collect();
        let boxes = shown.iter().map(|i| {
            let node = &nodes[*i];
            let is_inside = inside.contains(i);
            let is_outside = !is_inside && *home != Some(node.file);
            let topic = self.topic_of(node).filter(|_| is_outside && self.topics.len() > 1);
            DiagramBox {
                label: called(node, lang),
                kind: box_kind(node.kind),
                is_outside,
                note: topic
                    .map_or_else(String::new, |t| format!("({})", self.topics[t].label.get(lang))),
                inputs: if is_inside { self.inputs(*i, lang) } else { Vec::new() },
            }
        });
        let boxes = boxes.collect();
        let arrows = self.graph.edges.iter().filter_map(|edge| {
            let touches = inside.contains(&edge.from) || inside.contains(&edge.to);
            let (from, to) = (*place.get(&edge.from)?, *place.get(&edge.to)?);
            (touches && from != to).then(|| DiagramArrow { from, to, sign: arrow_sign(edge.sign) })
        });
        Diagram { boxes, arrows: arrows.collect() }
    }

    /// What acts on a variable and has no box: uncertainties, and itself.
    fn inputs(&self, node: usize, lang: Lang) -> Vec<(ArrowSign, String)> {
        let nodes = &self.graph.nodes;
        let acting = self.graph.edges.iter().filter(|e| e.to == node);
        acting
            .filter_map(|edge| {
                let name = if edge.from == node {
                    lang.pick("itself, a step before", "قيمته في الخطوة السابقة").to_owned()
                } else if nodes[edge.from].kind == CausalKind::Uncertainty {
                    called(&nodes[edge.from], lang)
                } else {
                    return None;
                };
                Some((arrow_sign(edge.sign), name))
            })
            .collect()
    }

    fn cards(&self, lang: Lang) -> Cards {
        let nodes = &self.graph.nodes;
        let is_measured = |i: usize| {
            let by_measure = |e: &CausalEdge| nodes[e.to].kind == CausalKind::Measure;
            self.graph.edges.iter().any(|e| e.from == i && by_measure(e))
        };
        let mut cards: Vec<Card> = Vec::new();
        let mut place: BTreeMap<usize, usize> = BTreeMap::new();
        for (t, topic) in self.topics.iter().enumerate() {
            let of_topic = |i: &usize| self.topic_of(&nodes[*i]) == Some(t);
            let members: Vec<usize> = (0..nodes.len()).filter(of_topic).collect();
            if members.iter().all(|i| nodes[*i].kind == CausalKind::Measure) {
                continue;
            }
            let items = members.into_iter().filter_map(|i| {
                let node = &nodes[i];
                let is_strong = is_measured(i);
                let is_listed = match node.kind {
                    CausalKind::Stock | CausalKind::Event | CausalKind::Lever => true,
                    CausalKind::Flow | CausalKind::Quantity => is_strong,
                    CausalKind::Driver | CausalKind::Uncertainty | CausalKind::Measure => false,
                };
                let label = called(node, lang);
                is_listed.then(|| CardItem { kind: box_kind(node.kind), label, is_strong })
            });
            place.insert(t, cards.len());
            let mut items: Vec<CardItem> = items.collect();
            items.sort_by_key(|item| item_rank(item.kind));
            cards.push(Card { title: topic.label.get(lang).to_owned(), items });
        }
        let mut carried: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
        for edge in &self.graph.edges {
            let ends = self.topic_of(&nodes[edge.from]).zip(self.topic_of(&nodes[edge.to]));
            let Some((from, to)) = ends else { continue };
            let from_drawn = nodes[edge.from].kind == CausalKind::Uncertainty;
            if from != to && !from_drawn && nodes[edge.to].kind != CausalKind::Measure {
                carried.entry((from, to)).or_default().insert(edge.from);
            }
        }
        let links = carried.into_iter().filter_map(|((from, to), variables)| {
            Some(CardLink {
                from: *place.get(&from)?,
                to: *place.get(&to)?,
                carries: some_of(
                    variables.iter().map(|i| called(&nodes[*i], lang)).collect(),
                    lang,
                ),
            })
        });
        Cards { links: links.collect(), cards }
    }

    /// A part as text for Graphviz: a cluster a file, names as in the study, labels in `lang`, signs on arrows.
    /// The whole has all variables, uncertainties too. Nothing if there is no topic or variable of that name.
    #[must_use]
    pub fn dot(&self, part: &Part, lang: Lang) -> Option<String> {
        let chosen = self.choose(part)?;
        let nodes = &self.graph.nodes;
        let is_read = |i: usize| {
            let reads = |e: &&CausalEdge| e.from == i && chosen.inside.contains(&e.to);
            nodes[i].kind == CausalKind::Uncertainty && self.graph.edges.iter().any(|e| reads(&e))
        };
        let shown: Vec<bool> = (0..nodes.len())
            .map(|i| *part == Part::Whole || chosen.shown.contains(&i) || is_read(i))
            .collect();
        Some(self.dot_of(&shown, lang))
    }

    fn dot_of(&self, shown: &[bool], lang: Lang) -> String {
        let nodes = &self.graph.nodes;
        let mut out = String::new();
        let _ = writeln!(out, "digraph {} {{", quoted(&self.id));
        out.push_str("  rankdir=LR;\n  node [fontname=\"Noto Sans\", fontsize=10];\n");
        let mut files: Vec<FileId> = nodes.iter().map(|n| n.file).collect();
        files.sort_unstable();
        files.dedup();
        for file in files {
            let members = nodes.iter().zip(shown).filter(|(n, shown)| n.file == file && **shown);
            let members: Vec<&CausalNode> = members.map(|(node, _)| node).collect();
            if members.is_empty() {
                continue;
            }
            let topic = self.topics.iter().find(|t| t.file == file);
            let name = topic.map_or("uncertainties", |t| t.name.as_str());
            let label = topic
                .map_or(lang.pick("Uncertainties", "عدم اليقين"), |t| t.label.get(lang));
            let _ = writeln!(out, "  subgraph {} {{", quoted(&format!("cluster_{name}")));
            let _ = writeln!(out, "    label={};", quoted(label));
            for node in members {
                let label = quoted(&called(node, lang));
                let _ = writeln!(out, "    {} [label={label}, {}];", node.name, look(node.kind));
            }
            out.push_str("  }\n");
        }
        for edge in &self.graph.edges {
            if shown[edge.from] && shown[edge.to] {
                let (from, to) = (&nodes[edge.from], &nodes[edge.to]);
                let sign = edge.sign.symbol();
                let _ = writeln!(out, "  {} -> {} [label=\"{sign}\"];", from.name, to.name);
            }
        }
        out.push_str("}\n");
        out
    }
}

/// `model/02-insurgency.toml`, `02-insurgency` and `insurgency` are one topic.
fn topic_name(file: &str) -> String {
    let last = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = last.strip_suffix(".toml").unwrap_or(last);
    let bare = stem.trim_start_matches(|c: char| c.is_ascii_digit());
    let bare = bare.trim_start_matches(['-', '_', ' ']);
    if bare.is_empty() { stem.to_owned() } else { bare.to_owned() }
}

/// A name without its member.
fn base(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

fn capitalised(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

/// The first names of many, and how many more there are.
fn some_of(mut names: Vec<String>, lang: Lang) -> Vec<String> {
    let left = names.len().saturating_sub(MOST_CARRIED - 1);
    if names.len() > MOST_CARRIED {
        names.truncate(MOST_CARRIED - 1);
        let count = crate::text::number(left as f64, lang);
        names.push(match lang {
            Lang::En => format!("and {count} more"),
            Lang::Ar => format!("و{count} أخرى"),
        });
    }
    names
}

/// A variable's label, or its name with spaces.
fn called(node: &CausalNode, lang: Lang) -> String {
    node.label.as_ref().map_or_else(|| capitalised(&node.name), |l| l.get(lang).to_owned())
}

fn arrow_sign(sign: Sign) -> ArrowSign {
    match sign {
        Sign::Plus => ArrowSign::Plus,
        Sign::Minus => ArrowSign::Minus,
        Sign::Unknown => ArrowSign::Either,
    }
}

fn box_kind(kind: CausalKind) -> BoxKind {
    match kind {
        CausalKind::Lever => BoxKind::Lever,
        CausalKind::Driver => BoxKind::Driver,
        CausalKind::Uncertainty => BoxKind::Uncertainty,
        CausalKind::Stock => BoxKind::Stock,
        CausalKind::Flow => BoxKind::Flow,
        CausalKind::Quantity => BoxKind::Quantity,
        CausalKind::Event => BoxKind::Event,
        CausalKind::Measure => BoxKind::Measure,
    }
}

/// The order of lines in a card.
fn item_rank(kind: BoxKind) -> usize {
    match kind {
        BoxKind::Lever => 0,
        BoxKind::Stock => 1,
        BoxKind::Event => 2,
        _ => 3,
    }
}

/// How Graphviz draws a kind.
fn look(kind: CausalKind) -> &'static str {
    match kind {
        CausalKind::Lever => "shape=octagon, style=filled, fillcolor=\"#bfe7db\"",
        CausalKind::Driver => "shape=parallelogram, style=filled, fillcolor=\"#f9e7bf\"",
        CausalKind::Uncertainty => "shape=box, style=dashed",
        CausalKind::Stock => "shape=box, style=filled, fillcolor=\"#cce9f8\", penwidth=2",
        CausalKind::Flow => "shape=box, style=rounded",
        CausalKind::Quantity => "shape=box, color=\"#999999\"",
        CausalKind::Event => "shape=hexagon, style=filled, fillcolor=\"#f6dcc7\"",
        CausalKind::Measure => "shape=box, peripheries=2",
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_has_the_name_of_its_file() {
        for file in ["coalition/model/02-insurgency.toml", "02-insurgency", "insurgency"] {
            assert_eq!(topic_name(file), "insurgency");
        }
        assert_eq!(topic_name("study.toml"), "study");
        assert_eq!(topic_name("2014.toml"), "2014");
        assert_eq!(capitalised("partner_forces"), "Partner forces");
    }

    #[test]
    fn of_many_names_some_are_left_out() {
        let names = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<_>>();
        assert_eq!(some_of(names(5), Lang::En), names(5));
        assert_eq!(some_of(names(7), Lang::En), ["0", "1", "2", "3", "and 3 more"]);
        assert_eq!(some_of(names(6), Lang::Ar)[4], "و2 أخرى");
    }

    #[test]
    fn quotes_are_escaped() {
        assert_eq!(quoted("a \"b\" \\"), "\"a \\\"b\\\" \\\\\"");
    }
}
