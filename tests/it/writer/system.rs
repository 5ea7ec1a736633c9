//! What changes over time: known numbers, levers, stocks, quantities, flows, events.

use std::fmt::Write;

use super::{Dim, Mode, Place, Sort, Symbol, Writer};

impl Writer<'_> {
    pub(super) fn study(&mut self) {
        let step = self.of(&["1 week", "1 week", "2 weeks", "1 month", "3 days"]);
        let end = self.of(&["2024-02-26", "2024-01-15", "2024-01-08", "2024-05-01"]);
        let every = self.of(&["2 weeks", "1 month", "3 weeks"]);
        let end = if step == "1 month" { "2024-12-01" } else { end };
        let luck_paths = 1 + self.pick(3);
        let _ = write!(
            self.out,
            "title = \"Written at random\"\n[time]\nstart = 2024-01-01\nend = {end}\nstep = \"{step}\"\n\
             [run]\nluck_paths = {luck_paths}\nresponses = \"both\"\n\
             [dimension.place]\nmembers = [\"a\", \"b\", \"c\"]\n\
             [dimension.core]\nwithin = \"place\"\nmembers = [\"a\", \"b\"]\n\
             [dimension.kind]\nmembers = [\"x\", \"y\"]\n\
             [table.t0]\npoints = [[0, 1], [1, 0.5], [3, 2]]\n"
        );
        let points =
            self.of(&["[[1, 2]]", "[[0, 0], [2, 5]]", "[[-3, 1], [-1, 4], [0.5, -1], [4, 0]]"]);
        let _ = writeln!(self.out, "[table.t1]\npoints = {points}");
        self.known();
        self.controls();
        self.stocks();
        self.plan_and_step();
        self.courses();
        self.measures();
        self.report(every);
    }

    pub(super) fn known(&mut self) {
        for i in 0..self.pick(3) {
            let shape = self.shape();
            let _ = writeln!(self.out, "[constant.c{i}]");
            self.over(&shape);
            let value = if shape.len() == 1 && self.chance(5) {
                format!("{{ a = {}, others = {} }}", self.number(), self.number())
            } else {
                self.number()
            };
            let _ = writeln!(self.out, "value = {value}");
            self.symbol(format!("c{i}"), Sort::Constant, shape, true);
        }
        for i in 0..1 + self.pick(3) {
            let shape = self.flow_shape();
            let _ = writeln!(self.out, "[uncertainty.u{i}]");
            self.over(&shape);
            let distribution = self.of(&[
                "{ kind = \"uniform\", min = 0, max = 3 }",
                "{ kind = \"normal\", mean = 1, sd = 2 }",
                "{ kind = \"lognormal\", mu = 0, sigma = 0.5 }",
                "{ kind = \"discrete\", values = [0, 1, 7], weights = [1, 2, 1] }",
                "{ kind = \"poisson\", mean = 2 }",
            ]);
            let _ = writeln!(self.out, "distribution = {distribution}");
            self.symbol(format!("u{i}"), Sort::Uncertainty, shape, true);
        }
    }

    pub(super) fn controls(&mut self) {
        for (letter, word, sort) in [("l", "lever", Sort::Lever), ("d", "driver", Sort::Driver)] {
            for i in 0..self.pick(3) {
                let shape = self.flow_shape();
                let _ = writeln!(self.out, "[{word}.{letter}{i}]");
                self.over(&shape);
                let default = self.pick(3);
                let _ = writeln!(self.out, "default = {default}");
                if self.chance(5) {
                    let bounds = self.of(&["[-1, 50]", "[0, 60]", "[-50, 40.5]"]);
                    let _ = writeln!(self.out, "bounds = {bounds}");
                }
                self.symbol(format!("{letter}{i}"), sort, shape, true);
            }
        }
    }

    pub(super) fn stocks(&mut self) {
        for i in 0..1 + self.pick(3) {
            let shape = self.shape();
            let _ = writeln!(self.out, "[stock.s{i}]");
            self.over(&shape);
            let initial = self.by_member(&shape, &mut |w, binding| {
                if w.chance(5) {
                    w.quoted(Mode::Initial, binding, 2)
                } else {
                    format!("{}", 10 * w.pick(12))
                }
            });
            let _ = writeln!(self.out, "initial = {initial}");
            if self.chance(6) {
                let min = match self.pick(5) {
                    0 | 1 => "0".to_owned(),
                    2 => "-inf".to_owned(),
                    3 => "-3.5".to_owned(),
                    _ => self.quoted(Mode::Initial, &shape, 1),
                };
                let _ = writeln!(self.out, "min = {min}");
            }
            if self.chance(4) {
                let max = self.of(&["100", "60", "25.5", "inf"]);
                let _ = writeln!(self.out, "max = {max}");
            }
            self.symbol(format!("s{i}"), Sort::Stock, shape, true);
        }
    }

    /// Decides which quantities, flows and events there are, then writes them in that order: each
    /// may read in the step what stands before it, and of the last step everything.
    pub(super) fn plan_and_step(&mut self) {
        let items = 1 + self.pick(8);
        let mut plan = Vec::new();
        for i in 0..items {
            if self.pick(3) == 0 {
                let shape = self.shape();
                plan.push(self.symbol(format!("q{i}"), Sort::Quantity, shape, false));
            } else {
                let shape = self.flow_shape();
                let flow = self.symbol(format!("f{i}"), Sort::Flow, shape, false);
                if self.chance(5) {
                    let stocks = self.all(Sort::Stock);
                    self.symbols[flow].from = Some(stocks[self.pick(stocks.len())]);
                }
                plan.push(flow);
            }
        }
        let events = self.pick(4);
        for i in 0..events {
            let shape = self.flow_shape();
            plan.push(self.symbol(format!("e{i}"), Sort::Event, shape, false));
        }
        let mut counting: Vec<(String, Vec<Dim>)> = Vec::new();
        for (position, &symbol) in plan.iter().enumerate() {
            let Symbol { name, sort, shape, from, .. } = self.symbols[symbol].clone();
            match sort {
                Sort::Quantity => {
                    let _ = writeln!(self.out, "[quantity.{name}]\nunit = \"1\"");
                    self.over(&shape);
                    let formula = self.by_member(&shape, &mut |w, b| w.quoted(Mode::Step, b, 4));
                    let _ = writeln!(self.out, "formula = {formula}");
                }
                Sort::Flow => self.flow(&name, &shape, from, &mut counting),
                _ => self.event(&name, &shape),
            }
            // what leaves a stock is known when all that leaves it is drawn
            let later = |from: usize| {
                plan[position + 1..].iter().any(|&p| self.symbols[p].from == Some(from))
            };
            match from {
                None => self.symbols[symbol].ready = true,
                Some(from) if later(from) => {}
                Some(from) => {
                    for &p in &plan[..=position] {
                        self.symbols[p].ready |= self.symbols[p].from == Some(from);
                    }
                }
            }
        }
    }

    /// A stock as the end of a flow over `shape`, or nothing.
    pub(super) fn end(&mut self, shape: &[Dim]) -> String {
        let stocks = self.all(Sort::Stock);
        let symbol = stocks[self.pick(stocks.len())];
        self.end_at(symbol, shape)
    }

    pub(super) fn end_at(&mut self, symbol: usize, shape: &[Dim]) -> String {
        let Symbol { name, shape: has, .. } = self.symbols[symbol].clone();
        let members: Vec<&str> = has
            .iter()
            .filter(|d| !d.bound(shape) || self.at.is_multiple_of(5))
            .map(|d| d.members()[self.at % d.members().len()])
            .collect();
        if members.is_empty() { name } else { format!("{name}[{}]", members.join(", ")) }
    }

    pub(super) fn destinations(&mut self, shape: &[Dim]) -> String {
        let first = self.end(shape);
        if self.chance(6) {
            return format!("\"{first}\"");
        }
        let place = Place { mode: Mode::Step, binding: shape, severity: false };
        let share = match self.pick(3) {
            0 => "0.5".to_owned(),
            1 => "0.25".to_owned(),
            _ => format!("\"0.5 * logistic({})\"", self.formula(place, 1)),
        };
        let second = self.end(shape);
        if second == first {
            return format!("{{ \"{first}\" = {share} }}");
        }
        format!("{{ \"{first}\" = {share}, \"{second}\" = 0.4 }}")
    }

    pub(super) fn flow(
        &mut self,
        name: &str,
        shape: &[Dim],
        from: Option<usize>,
        counting: &mut Vec<(String, Vec<Dim>)>,
    ) {
        let _ = writeln!(self.out, "[flow.{name}]\nunit = \"1/week\"");
        self.over(shape);
        let place = Place { mode: Mode::Step, binding: shape, severity: false };
        let kind = self.pick(8);
        let countable: Vec<String> = counting
            .iter()
            .filter(|(_, s)| s.is_empty() || s == shape)
            .map(|c| c.0.clone())
            .collect();
        let kind = if kind == 6 && countable.is_empty() { 1 } else { kind };
        let kind = if matches!(kind, 2 | 3) && from.is_none() { 1 } else { kind };
        if let Some(from) = from {
            let end = self.end_at(from, shape);
            let _ = writeln!(self.out, "from = \"{end}\"");
        } else if matches!(kind, 1 | 4) {
            counting.push((name.to_owned(), shape.to_vec()));
        }
        if self.chance(7) {
            let to = self.destinations(shape);
            let _ = writeln!(self.out, "to = {to}");
        }
        if kind != 6 {
            let (low, high) = match kind {
                0 | 5 => ("-9", "9"),
                _ => ("-0.5", "12"),
            };
            // a compound draws one severity for each unit: counts stay small
            let rate = if matches!(kind, 1 | 4) && from.is_none() {
                format!("clamp({}, {low}, {high})", self.formula(place, 3))
            } else {
                self.bounded(place, low, high, 3)
            };
            let _ = writeln!(self.out, "rate = \"({rate}) / '1 week'\"");
        }
        let noise = match kind {
            0 => "\"none\"".to_owned(),
            1 | 7 => "\"poisson\"".to_owned(),
            2 | 3 => "\"binomial\"".to_owned(),
            4 => {
                let ratio = format!("clamp({}, -1, 6)", self.formula(place, 2));
                format!("{{ overdispersed = \"{ratio}\" }}")
            }
            5 => {
                let sigma = self.bounded(place, "-3", "3", 2);
                format!("{{ diffusion = \"({sigma}) / sqrt('1 week')\" }}")
            }
            _ => {
                let counted = countable[self.pick(countable.len())].clone();
                let severity = self.severity(place);
                format!("{{ compound = \"{counted}\", severity = {severity} }}")
            }
        };
        let _ = writeln!(self.out, "noise = {noise}");
    }

    pub(super) fn severity(&mut self, place: Place<'_>) -> String {
        let mut parameter = |low: &str, high: &str| {
            if self.chance(5) {
                format!("\"clamp({}, {low}, {high})\"", self.formula(place, 2))
            } else {
                high.to_owned()
            }
        };
        let (one, two) = (parameter("0", "1"), parameter("1.5", "4"));
        let truncate = self.of(&["", "", ", truncate = [0.5, 3]", ", truncate = [0, inf]"]);
        let kind = self.pick(9);
        match kind {
            0 => "{ kind = \"discrete\", values = [1, 2, 5], weights = [3, 2, 1] }".to_owned(),
            1 => format!("{{ kind = \"uniform\", min = {one}, max = {two}{truncate} }}"),
            2 => format!("{{ kind = \"exponential\", mean = {two}{truncate} }}"),
            3 => format!("{{ kind = \"weibull\", shape = {two}, scale = 2{truncate} }}"),
            4 => {
                format!("{{ kind = \"pareto\", min = 0.25, alpha = {two}, truncate = [0.5, 30] }}")
            }
            5 => format!(
                "{{ kind = \"lognormal\", mu = {one}, sigma = {two}, truncate = [0.1, 9] }}"
            ),
            6 => format!("{{ kind = \"normal\", mean = {one}, sd = {two}{truncate} }}"),
            7 => "{ kind = \"gamma\", shape = 1.5, scale = 2 }".to_owned(),
            _ => "{ kind = \"poisson\", mean = 1.5 }".to_owned(),
        }
    }

    pub(super) fn event(&mut self, name: &str, shape: &[Dim]) {
        let _ = writeln!(self.out, "[event.{name}]");
        self.over(shape);
        let place = Place { mode: Mode::Step, binding: shape, severity: false };
        let how = self.pick(3);
        if how != 1 {
            let rate = self.bounded(place, "-0.1", "2", 2);
            let _ = writeln!(self.out, "rate = \"({rate}) / '1 week'\"");
        }
        if how != 0 {
            let when = self.condition(place, 2);
            let _ = writeln!(self.out, "when = \"{when}\"");
        }
        if self.chance(2) {
            let _ = writeln!(self.out, "once = true");
        }
        if self.chance(3) {
            let cooldown = self.duration();
            let _ = writeln!(self.out, "cooldown = \"{cooldown}\"");
        }
        let severity = self.chance(5);
        if severity {
            let severity = self.severity(place);
            let _ = writeln!(self.out, "severity = {severity}");
        }
        let moves = self.pick(3);
        let sets = self.pick(2 + usize::from(moves == 0));
        let place = Place { mode: Mode::Set, severity, ..place };
        let mut move_tables = String::new();
        for _ in 0..moves {
            let amount = self.bounded(place, "-1", "30", 2);
            let from = self.end(shape);
            let to = self.destinations(shape);
            let ends = match self.pick(3) {
                0 => format!("from = \"{from}\"\nto = {to}\n"),
                1 => format!("from = \"{from}\"\n"),
                _ => format!("to = {to}\n"),
            };
            let _ = write!(move_tables, "[[event.{name}.move]]\n{ends}amount = \"{amount}\"\n");
        }
        let mut taken: Vec<String> = Vec::new();
        let mut set_table = String::new();
        for _ in 0..sets {
            let stock = self.end(shape);
            let value = self.bounded(place, "-2", "40", 3);
            if taken.contains(&stock) {
                continue;
            }
            if taken.is_empty() {
                let _ = writeln!(set_table, "[event.{name}.set]");
            }
            let _ = writeln!(set_table, "\"{stock}\" = \"{value}\"");
            taken.push(stock);
        }
        self.out.push_str(&move_tables);
        self.out.push_str(&set_table);
    }
}
