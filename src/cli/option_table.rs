//! Tables of options by columns, cut into as many rows of columns as the terminal's width takes.

use std::ops::Range;

use super::text_table::{columns, cut, left, lines, right};

/// Columns of the options' names at most.
const NAMES: usize = 34;
/// Space between columns.
const GAP: usize = 3;
/// Lines of a head at most, without its foot.
const HEAD: usize = 3;

/// A cell: a text, one beside it, and whether it is good news.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// On the left.
    pub main: String,
    /// On the right.
    pub aside: String,
    /// Green (true) or red.
    pub verdict: Option<bool>,
}

impl Entry {
    /// A cell with one text.
    pub fn plain(main: impl Into<String>) -> Self {
        Self { main: main.into(), ..Self::default() }
    }
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// What it shows; wrapped.
    pub head: String,
    /// A last line below that.
    pub foot: String,
    /// What it shares with its neighbours.
    pub group: Option<String>,
    /// One for each row.
    pub entries: Vec<Entry>,
}

/// Places of columns, the same in every block of a table.
pub struct Layout {
    /// Columns of the rows' names.
    names: usize,
    places: Vec<Place>,
    banks: Vec<Range<usize>>,
}

/// Columns of the terminal that a column takes, beside the space before it.
struct Place {
    main: usize,
    aside: usize,
}

impl Place {
    fn width(&self) -> usize {
        self.main + if self.aside == 0 { 0 } else { 1 + self.aside }
    }
}

impl Layout {
    /// Places for the columns of all `blocks`, which have the same columns, within `width`. Heads
    /// get `head` columns at least, shared by the two texts of a cell.
    pub fn of(blocks: &[Vec<Column>], names: &[String], width: usize, head: usize) -> Self {
        let longest = names.iter().map(|n| columns(n)).max().unwrap_or(0) + 2;
        let names = longest.min(NAMES).min(width / 3).max(12);
        let count = blocks.first().map_or(0, Vec::len);
        let places: Vec<Place> = (0..count)
            .map(|i| {
                let widest = |text: fn(&Entry) -> &String| {
                    let entries = blocks.iter().flat_map(|block| &block[i].entries);
                    entries.map(|e| columns(text(e))).max().unwrap_or(0)
                };
                let (main, aside) = (widest(|e| &e.main), widest(|e| &e.aside));
                let foot = blocks.iter().map(|b| columns(&b[i].foot)).max().unwrap_or(0);
                let room = head.max(foot);
                match aside {
                    0 => Place { main: main.max(room), aside },
                    _ => {
                        let short = room.saturating_sub(main + 1 + aside);
                        Place { main: main + short - short / 2, aside: aside + short / 2 }
                    }
                }
            })
            .collect();
        let banks = banks(&places, width.saturating_sub(names));
        Self { names, places, banks }
    }

    /// Keeps the first row of columns only.
    pub fn first_bank(mut self) -> Self {
        self.banks.truncate(1);
        self
    }

    /// How many columns are shown.
    pub fn shown(&self) -> usize {
        self.banks.last().map_or(0, |bank| bank.end)
    }

    /// Writes a block: `names` are those of the rows.
    pub fn write(&self, out: &mut String, block: &[Column], names: &[String], colour: bool) {
        for (b, bank) in self.banks.iter().enumerate() {
            if b > 0 {
                out.push('\n');
            }
            let (block, places) = (&block[bank.clone()], &self.places[bank.clone()]);
            group_heads(out, block, places, self.names);
            heads(out, block, places, self.names);
            for (row, name) in names.iter().enumerate() {
                let mut line = left(&cut(name, self.names), self.names);
                for (column, place) in block.iter().zip(places) {
                    line.push_str(&" ".repeat(GAP));
                    column.entries[row].push(&mut line, place, colour);
                }
                out.push_str(line.trim_end());
                out.push('\n');
            }
        }
    }
}

/// Cuts columns into rows of them of at most `width`, at least one in each.
fn banks(places: &[Place], width: usize) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut taken = 0;
    for (i, place) in places.iter().enumerate() {
        let wanted = GAP + place.width();
        match out.last_mut() {
            Some(bank) if taken + wanted <= width => {
                bank.end = i + 1;
                taken += wanted;
            }
            _ => {
                out.push(i..i + 1);
                taken = wanted;
            }
        }
    }
    out
}

/// The names of the groups, each over all its columns, with a rule to the end of them.
fn group_heads(out: &mut String, block: &[Column], places: &[Place], names: usize) {
    if block.iter().all(|column| column.group.is_none()) {
        return;
    }
    let all: Vec<_> = block.iter().zip(places).collect();
    let heads: Vec<(usize, Vec<String>)> = all
        .chunk_by(|a, b| a.0.group == b.0.group)
        .map(|run| {
            let width = run.iter().map(|(_, p)| GAP + p.width()).sum::<usize>() - GAP;
            let mut head = lines(run[0].0.group.as_deref().unwrap_or(""), width);
            if let Some(last) = head.last_mut() {
                let room = width.saturating_sub(columns(last) + 1);
                *last = cut(&format!("{last} {}", "─".repeat(room)), width);
            }
            (width, head)
        })
        .collect();
    let height = heads.iter().map(|(_, head)| head.len()).max().unwrap_or(0);
    for row in 0..height {
        let mut line = " ".repeat(names);
        for (width, head) in &heads {
            let above = height - head.len();
            let text = row.checked_sub(above).map_or("", |i| head[i].as_str());
            line.push_str(&" ".repeat(GAP));
            line.push_str(&left(text, *width));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// The heads of all columns, wrapped to their widths.
fn heads(out: &mut String, block: &[Column], places: &[Place], names: usize) {
    let feet = block.iter().any(|column| !column.foot.is_empty());
    let wrapped: Vec<Vec<String>> = block
        .iter()
        .zip(places)
        .map(|(column, place)| {
            let width = place.width();
            let mut head: Vec<String> =
                lines(&column.head, width).iter().map(|line| cut(line, width)).collect();
            if head.len() > HEAD {
                head.truncate(HEAD);
                if let Some(last) = head.last_mut() {
                    *last = cut(&format!("{last} …"), width);
                }
            }
            head.extend(feet.then(|| column.foot.clone()));
            head
        })
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    for row in 0..height {
        let mut line = " ".repeat(names);
        for (head, place) in wrapped.iter().zip(places) {
            let above = height - head.len();
            let text = row.checked_sub(above).map_or("", |i| head[i].as_str());
            line.push_str(&" ".repeat(GAP));
            line.push_str(&left(text, place.width()));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

impl Entry {
    fn push(&self, line: &mut String, place: &Place, colour: bool) {
        let painted = |text: String| match self.verdict.filter(|_| colour) {
            Some(true) => format!("\u{1b}[32m{text}\u{1b}[0m"),
            Some(false) => format!("\u{1b}[31m{text}\u{1b}[0m"),
            None => text,
        };
        let main = right(&self.main, place.main);
        if place.aside == 0 {
            line.push_str(&painted(main));
        } else {
            line.push_str(&main);
            line.push(' ');
            line.push_str(&painted(right(&self.aside, place.aside)));
        }
    }
}

/// A heading.
pub fn bold(text: &str, colour: bool) -> String {
    if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_cut_into_rows_that_fit() {
        let place = |main| Place { main, aside: 9 };
        let places = [place(10), place(10), place(30), place(10)];
        // 3 + 10 + 1 + 9 each, the third 43
        assert_eq!(banks(&places, 46), [0..2, 2..3, 3..4]);
        assert_eq!(banks(&places, 45), [0..1, 1..2, 2..3, 3..4]);
        assert_eq!(banks(&places, 1000), vec![0..4; 1]);
        assert_eq!(banks(&places[..2], 5), [0..1, 1..2], "one stands even where it does not fit");
        assert_eq!(banks(&[], 100), [0..0; 0]);
    }

    #[test]
    fn a_block() {
        let column = |head: &str, aside: &str| Column {
            head: head.to_owned(),
            foot: "less".to_owned(),
            group: None,
            entries: vec![
                Entry::plain("12"),
                Entry { main: "7".into(), aside: aside.into(), verdict: Some(true) },
            ],
        };
        let block = vec![column("Attacks in all", "+1 ✓"), column("Cost", "")];
        let names = ["* Stay".to_owned(), "  Leave now".to_owned()];
        let layout = Layout::of(std::slice::from_ref(&block), &names, 60, 8);
        let mut out = String::new();
        layout.write(&mut out, &block, &names, false);
        let expected = [
            "                Attacks",
            "                in all     Cost",
            "                less       less",
            "* Stay           12              12",
            "  Leave now       7 +1 ✓          7",
        ];
        assert_eq!(out.lines().collect::<Vec<_>>(), expected);
        assert_eq!(layout.shown(), 2);
        let mut coloured = String::new();
        layout.write(&mut coloured, &block, &names, true);
        assert!(coloured.contains("\u{1b}[32m+1 ✓\u{1b}[0m"), "{coloured}");
    }
}
