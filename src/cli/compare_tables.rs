//! The text of a comparison: tables and sentences, a block a future.

use super::compare_robust::{FEW, robustness};
use super::option_table::{Column, Entry, Layout, bold};
use super::summary::{column, head, legend_of_levels, plain, rows};
use super::terminal::Terminal;
use super::text_table::lines;
use crate::analysis::decision::{LuckShares, Relation};
use crate::report::{
    Findings, Future, decided, efficiency_sentences, luck_note, measure_sentences, wins,
};
use crate::study::Sense;
use crate::text::{Lang, percent};

/// Columns of a head at least, where cells are short.
const NARROW: usize = 15;
/// Where cells hold a level and a difference.
const WIDE: usize = 23;

/// The whole text, of the measures given.
pub fn comparison(findings: &Findings<'_>, measures: &[usize], terminal: &Terminal) -> String {
    let (lang, width) = (findings.lang, terminal.width);
    let futures = findings.futures();
    let mut out = intro(findings, width);
    let judged: Vec<usize> = measures
        .iter()
        .copied()
        .filter(|m| findings.model.measures[*m].sense != Sense::None)
        .collect();
    let luck = findings.outcomes.shape.luck_paths > 1;
    let levels = Table::of(findings, &futures, measures, (width, WIDE), column);
    let chances = Table::of(findings, &futures, &judged, (width, NARROW), chance);
    let shares = Table::of(findings, &futures, measures, (width, NARROW), share);
    for (f, future) in futures.iter().enumerate() {
        let rule = "━".repeat(width.min(100));
        out.push_str(&format!("\n{rule}\n{}\n", bold(&future.label, terminal.colour)));
        let mark = |option| efficiency_mark(findings, option, future);
        let heading = |out: &mut String, en: &str, ar: &str| {
            out.push_str(&format!("\n{}\n", bold(lang.pick(en, ar), terminal.colour)));
        };
        heading(
            &mut out,
            "Levels, and differences from the baseline",
            "القيم والفروق عن الخيار المرجعي",
        );
        levels.write(&mut out, f, &rows(findings, mark), terminal.colour);
        if !judged.is_empty() {
            heading(
                &mut out,
                "How often better than the baseline, and stochastic dominance",
                "نسبة التفوق على الخيار المرجعي، والهيمنة العشوائية",
            );
            chances.write(&mut out, f, &rows(findings, |_| ""), terminal.colour);
        }
        if judged.len() <= FEW {
            let said = judged.iter().flat_map(|m| measure_sentences(findings, *m, future));
            let said: Vec<String> = said.collect();
            out.push_str(if said.is_empty() { "" } else { "\n" });
            said.iter().for_each(|s| paragraph(&mut out, s, width));
        }
        let sentences = efficiency_sentences(findings, future);
        if !sentences.is_empty() {
            out.push('\n');
            sentences.iter().for_each(|s| paragraph(&mut out, s, width));
        }
        if luck {
            heading(
                &mut out,
                "Share of the spread that comes from what is not known; the rest is luck (–: no spread)",
                "نصيب ما لا نعرفه من التباين؛ والباقي من الحظ (–: لا تباين)",
            );
            shares.write(&mut out, f, &rows(findings, |_| ""), terminal.colour);
        }
    }
    out.push_str(&robustness(findings, &judged, terminal));
    out.push('\n');
    legend(findings).iter().for_each(|text| paragraph(&mut out, text, width));
    if !luck {
        paragraph(&mut out, luck_note(lang), width);
    }
    out
}

/// What is compared, from which run.
fn intro(findings: &Findings<'_>, width: usize) -> String {
    let lang = findings.lang;
    let baseline = findings.option(findings.model.baseline);
    let mut out = String::new();
    paragraph(&mut out, &findings.source_line(), width);
    let against = match lang {
        Lang::En => format!("All options are compared with: {baseline} (*)."),
        Lang::Ar => format!("تُقارن كل الخيارات بالخيار المرجعي: {baseline} (*)."),
    };
    paragraph(&mut out, &against, width);
    out
}

fn paragraph(out: &mut String, text: &str, width: usize) {
    for line in lines(text, width) {
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// One table with a block for each future.
struct Table {
    blocks: Vec<Vec<Column>>,
    layout: Layout,
}

impl Table {
    fn of(
        findings: &Findings<'_>,
        futures: &[Future],
        measures: &[usize],
        (width, head): (usize, usize),
        column: impl Fn(&Findings<'_>, usize, &Future) -> Column,
    ) -> Self {
        let block = |future| measures.iter().map(|m| column(findings, *m, future)).collect();
        let blocks: Vec<Vec<Column>> = futures.iter().map(block).collect();
        let layout = Layout::of(&blocks, &rows(findings, |_| "◆"), width, head);
        Self { blocks, layout }
    }

    fn write(&self, out: &mut String, block: usize, names: &[String], colour: bool) {
        self.layout.write(out, &self.blocks[block], names, colour);
    }
}

/// `◆` clearly efficient, `◇` efficient by the levels as estimated.
fn efficiency_mark(findings: &Findings<'_>, option: usize, future: &Future) -> &'static str {
    let place = decided(findings, future).and_then(|d| d.efficiency.place(option));
    match place {
        Some(place) if place.efficient && place.clearly => "◆",
        Some(place) if place.efficient => "◇",
        _ => " ",
    }
}

/// How often each option is better than the baseline on a path, and whether it dominates.
fn chance(findings: &Findings<'_>, measure: usize, future: &Future) -> Column {
    let dominance = decided(findings, future).and_then(|d| d.dominance(measure));
    let entry = |option: usize| {
        let comparison = findings.cell(option, future).and_then(|cell| {
            let baseline = option == findings.model.baseline;
            findings.summary.comparison(cell, measure).filter(|_| !baseline)
        });
        let Some(comparison) = comparison else { return Entry::default() };
        let relation = dominance
            .and_then(|d| d.pair(option, findings.model.baseline))
            .map_or(Relation::NotApart, |pair| pair.relation());
        if relation == Relation::Same {
            return Entry { main: "=".to_owned(), ..Entry::default() };
        }
        let share = |x: f64| plain(&percent(x, findings.lang));
        let (better, worse, _) = wins(comparison);
        let main = format!("{} : {}", share(better), share(worse));
        let (aside, verdict) = relation_mark(relation);
        Entry { main, aside: aside.to_owned(), verdict }
    };
    Column {
        entries: (0..findings.model.options.len()).map(entry).collect(),
        foot: findings.lang.pick("better : worse", "أفضل : أسوأ").to_owned(),
        ..head(findings, measure)
    }
}

/// How an option stands to the baseline, as a sign.
fn relation_mark(relation: Relation) -> (&'static str, Option<bool>) {
    match relation {
        Relation::Dominates => ("▲▲", Some(true)),
        Relation::DominatesInRisk => ("▲ ", Some(true)),
        Relation::Dominated => ("▼▼", Some(false)),
        Relation::DominatedInRisk => ("▼ ", Some(false)),
        Relation::Crossing => ("× ", None),
        Relation::NotApart => ("? ", None),
        Relation::Same => ("= ", None),
    }
}

/// What is not known, as a share of the spread of the level and of the difference.
fn share(findings: &Findings<'_>, measure: usize, future: &Future) -> Column {
    let luck = decided(findings, future).map(|d| &d.luck);
    let text = |shares: Option<crate::outcome::VarianceShares>| match shares {
        Some(s) => plain(&percent(s.uncertainty.clamp(0.0, 1.0), findings.lang)),
        None => "–".to_owned(),
    };
    let entry = |option: usize| {
        let LuckShares { level, difference } =
            luck.and_then(|l| l.get(option)).map_or_else(LuckShares::default, |l| l[measure]);
        let aside = match option == findings.model.baseline {
            true => String::new(),
            false => text(difference),
        };
        Entry { main: text(level), aside, verdict: None }
    };
    Column {
        entries: (0..findings.model.options.len()).map(entry).collect(),
        foot: findings.lang.pick("level, difference", "القيمة، الفرق").to_owned(),
        ..head(findings, measure)
    }
}

/// What the signs mean.
fn legend(findings: &Findings<'_>) -> Vec<String> {
    let lang = findings.lang;
    let chances = lang.pick(
        "Better: the share of replicates in which the option is better than the baseline on the same \
         luck; worse: that in which it is worse; in the others they are equal. Dominance, beyond \
         chance: ▲▲ whatever threshold is set, it does at least as well (first order); ▲ everybody \
         who is averse to risk prefers it (second order); ▼▼ and ▼ the baseline does so; × neither \
         dominates; ? not told apart; = the same.",
        "أفضل: نسبة التكرارات التي يتفوق فيها الخيار على الخيار المرجعي بالحظ نفسه؛ أسوأ: نسبة التكرارات التي \
         يكون فيها أسوأ منه؛ وفي ما سواها يتساويان. الهيمنة العشوائية بما يتجاوز المصادفة: ▲▲ لا \
         يقل عنه أياً كانت العتبة (الدرجة الأولى)؛ ▲ يفضّله كل من يتجنب المخاطرة (الدرجة الثانية)؛ ▼▼ و▼ \
         العكس؛ × لا هيمنة لأي منهما؛ ? غير مميَّز؛ = مطابق.",
    );
    let efficient = lang.pick(
        "◆ efficient: no other option is at least as good on all of these measures and better on one, \
         even where differences that cannot be told apart count as equal; ◇ efficient by the levels as \
         estimated only.",
        "◆ كفؤ: ما من خيار آخر لا يقل عنه في كل هذه المقاييس ويتفوق عليه في أحدها، حتى لو عُدّت الفروق التي لا \
         يمكن تمييزها متساوية؛ ◇ كفؤ بحسب القيم المقدَّرة فقط.",
    );
    vec![legend_of_levels(findings), chances.to_owned(), efficient.to_owned()]
}
