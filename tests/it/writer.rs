//! Writes small random studies. Every choice is a number from a tape, and 0 is always the simplest
//! choice: a shorter tape of smaller numbers gives a simpler study, so that a failing one shrinks.

use std::fmt::Write;

/// A dimension of the written studies; `Core` is a part of `Place`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dim {
    Place,
    Core,
    Kind,
}

impl Dim {
    fn name(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Core => "core",
            Self::Kind => "kind",
        }
    }

    fn members(self) -> &'static [&'static str] {
        match self {
            Self::Place => &["a", "b", "c"],
            Self::Core => &["a", "b"],
            Self::Kind => &["x", "y"],
        }
    }

    /// Whether an index of this dimension is known where `binding` is bound.
    fn bound(self, binding: &[Self]) -> bool {
        binding.contains(&self) || (self == Self::Place && binding.contains(&Self::Core))
    }

    fn root(self) -> Self {
        match self {
            Self::Place | Self::Core => Self::Place,
            Self::Kind => Self::Kind,
        }
    }
}

/// Where a formula stands, which decides what it may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Initial,
    Control,
    Step,
    Set,
    Over,
    Report,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Constant,
    Uncertainty,
    Lever,
    Driver,
    Stock,
    Quantity,
    Flow,
    Event,
}

#[derive(Clone, Debug)]
struct Symbol {
    name: String,
    sort: Sort,
    shape: Vec<Dim>,
    /// Whether formulas of the step may read what it is in this step.
    ready: bool,
    /// The stock that a flow leaves.
    from: Option<usize>,
}

/// Where a formula stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    mode: Mode,
    binding: &'a [Dim],
    /// Whether it stands in the amounts of an event with a severity.
    severity: bool,
}

/// The tape and what is written so far.
pub struct Writer<'t> {
    tape: &'t [u16],
    at: usize,
    symbols: Vec<Symbol>,
    out: String,
}

/// The study that a tape means.
pub fn study(tape: &[u16]) -> String {
    let mut writer = Writer { tape, at: 0, symbols: Vec::new(), out: String::new() };
    writer.study();
    writer.out
}

impl Writer<'_> {
    /// A choice among `n`.
    fn pick(&mut self, n: usize) -> usize {
        let value = self.tape.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(value) % n.max(1)
    }

    fn of<'s>(&mut self, choices: &[&'s str]) -> &'s str {
        choices[self.pick(choices.len())]
    }

    /// True in `share` of ten cases.
    fn chance(&mut self, share: usize) -> bool {
        self.pick(10) >= 10 - share
    }

    fn number(&mut self) -> String {
        match self.pick(6) {
            0 => "1".to_owned(),
            1 => "0".to_owned(),
            2 => "2".to_owned(),
            3 => "0.5".to_owned(),
            4 => format!("{}", self.pick(40)),
            _ => format!("{:.3}", self.pick(5000) as f64 / 1000.0),
        }
    }

    fn duration(&mut self) -> String {
        let count = ["2", "1", "3", "5", "0.5", "7"][self.pick(6)];
        let unit = self.of(&["weeks", "weeks", "weeks", "days", "months"]);
        format!("{count} {unit}")
    }

    fn shape(&mut self) -> Vec<Dim> {
        match self.pick(6) {
            0..=2 => Vec::new(),
            3 => vec![Dim::Place],
            4 => vec![Dim::Core],
            _ => vec![Dim::Place, Dim::Kind],
        }
    }

    fn flow_shape(&mut self) -> Vec<Dim> {
        match self.pick(4) {
            0 | 1 => Vec::new(),
            2 => vec![Dim::Place],
            _ => vec![Dim::Core],
        }
    }

    fn over(&mut self, shape: &[Dim]) {
        if !shape.is_empty() {
            let names: Vec<String> = shape.iter().map(|d| format!("\"{}\"", d.name())).collect();
            let _ = writeln!(self.out, "over = [{}]", names.join(", "));
        }
    }

    /// A value by members, or one for all. `one` gives the text of a value.
    fn by_member(
        &mut self,
        shape: &[Dim],
        one: &mut dyn FnMut(&mut Self, &[Dim]) -> String,
    ) -> String {
        if let [dim] = shape
            && self.chance(3)
        {
            let first = one(self, &[]);
            let rest = one(self, shape);
            return format!("{{ {} = {first}, others = {rest} }}", dim.members()[0]);
        }
        one(self, shape)
    }

    fn symbol(&mut self, name: String, sort: Sort, shape: Vec<Dim>, ready: bool) -> usize {
        self.symbols.push(Symbol { name, sort, shape, ready, from: None });
        self.symbols.len() - 1
    }

    fn all(&self, sort: Sort) -> Vec<usize> {
        (0..self.symbols.len()).filter(|i| self.symbols[*i].sort == sort).collect()
    }

    /// A name with the members or the reduction that it needs where it stands; `wrap` may put it
    /// into `last(...)` or the like first.
    fn reference(&mut self, symbol: usize, place: Place<'_>, wrap: (&str, &str)) -> String {
        let Symbol { name, shape, .. } = self.symbols[symbol].clone();
        let free: Vec<Dim> = shape.iter().copied().filter(|d| !d.bound(place.binding)).collect();
        let wrapped = |name: &str| format!("{}{name}{}", wrap.0, wrap.1);
        if free.is_empty() {
            if let Some(dim) = shape.first()
                && self.chance(2)
            {
                let member = dim.members()[self.pick(dim.members().len())];
                return wrapped(&format!("{name}[{member}]"));
            }
            return wrapped(&name);
        }
        if self.chance(5) {
            let function = self.of(&["sum", "average", "min", "max", "product"]);
            return match self.pick(3) {
                0 => format!("{function}({})", wrapped(&name)),
                1 if free.len() == 1 => {
                    format!("{function}({}, {})", wrapped(&name), free[0].name())
                }
                _ if free.len() == 1 => {
                    let inner: Vec<Dim> =
                        place.binding.iter().copied().chain(free.iter().copied()).collect();
                    let inner = Place { binding: &inner, ..place };
                    let factor = self.leaf(inner);
                    format!("{function}({} * {factor}, {})", wrapped(&name), free[0].name())
                }
                _ => format!("{function}({})", wrapped(&name)),
            };
        }
        let members: Vec<&str> = free
            .iter()
            .map(|d| {
                let members = d.members();
                members[self.pick(members.len())]
            })
            .collect();
        wrapped(&format!("{name}[{}]", members.join(", ")))
    }

    /// Something that has a value where the formula stands.
    fn leaf(&mut self, place: Place<'_>) -> String {
        if place.severity && self.chance(3) {
            return "severity".to_owned();
        }
        let mut readable: Vec<(usize, (&str, &str))> = Vec::new();
        let timed = matches!(place.mode, Mode::Control | Mode::Step | Mode::Set | Mode::Over);
        for (i, s) in self.symbols.iter().enumerate() {
            let now = match s.sort {
                Sort::Constant | Sort::Uncertainty => true,
                Sort::Stock | Sort::Lever => timed || place.mode == Mode::Report,
                Sort::Driver => !matches!(place.mode, Mode::Initial | Mode::Control),
                Sort::Quantity => match place.mode {
                    Mode::Initial | Mode::Report => false,
                    Mode::Step => s.ready,
                    Mode::Control | Mode::Set | Mode::Over => true,
                },
                Sort::Flow | Sort::Event => false,
            };
            if now {
                readable.push((i, ("", "")));
            }
            if timed {
                match s.sort {
                    Sort::Flow => {
                        readable.push((i, ("(last(", ") * '1 week')")));
                        let now = match place.mode {
                            Mode::Step => s.ready,
                            Mode::Set | Mode::Over => true,
                            _ => false,
                        };
                        if now {
                            readable.push((i, ("(flowed(", ") * '1 week')")));
                        }
                    }
                    Sort::Event => {
                        readable.push((i, ("last(", ")")));
                        if place.mode == Mode::Over {
                            readable.push((i, ("", "")));
                            readable.push((i, ("flowed(", ")")));
                        }
                    }
                    Sort::Quantity | Sort::Lever => readable.push((i, ("last(", ")"))),
                    _ => {}
                }
            }
        }
        let which = self.pick(readable.len() + 2);
        if which == 0 || readable.is_empty() {
            return self.number();
        }
        if which > readable.len() {
            return if timed {
                self.of(&["progress", "(elapsed / '1 week')", "(time_step / '1 week')"]).to_owned()
            } else {
                "pi".to_owned()
            };
        }
        let (symbol, wrap) = readable[which - 1];
        self.reference(symbol, place, wrap)
    }

    fn condition(&mut self, place: Place<'_>, depth: usize) -> String {
        let timed = matches!(place.mode, Mode::Control | Mode::Step | Mode::Set | Mode::Over);
        match self.pick(if timed { 9 } else { 7 }) {
            0..=3 => {
                let op = self.of(&["<", ">", "<=", ">=", "==", "!="]);
                let (a, b) = (self.formula(place, depth), self.formula(place, depth));
                format!("{a} {op} {b}")
            }
            4 => {
                let op = self.of(&["and", "or"]);
                let (a, b) = (self.condition(place, depth), self.formula(place, depth));
                format!("(({a}) {op} ({b}))")
            }
            5 => format!("(not ({}))", self.condition(place, depth)),
            6 => self.formula(place, depth),
            7 => format!("pulse('{}', '{}')", self.duration(), self.duration()),
            _ => {
                let x = self.leaf(place);
                format!("step(({x}) * '1 week')")
            }
        }
    }

    /// A formula of unit 1.
    fn formula(&mut self, place: Place<'_>, depth: usize) -> String {
        if depth == 0 || self.pick(4) == 0 {
            return self.leaf(place);
        }
        let d = depth - 1;
        match self.pick(30) {
            0..=6 => {
                let op = self.of(&["+", "-", "*", "*", "/"]);
                let (a, b) = (self.formula(place, d), self.formula(place, d));
                if op == "/" && !self.chance(1) {
                    return format!("({a} / (abs({b}) + 0.5))");
                }
                format!("({a} {op} {b})")
            }
            7 => format!("-({})", self.formula(place, d)),
            8 => format!("exp(clamp({}, -5, 3))", self.formula(place, d)),
            9 => {
                let (f, x) = (self.of(&["ln", "log10"]), self.formula(place, d));
                if self.chance(1) { format!("{f}({x})") } else { format!("{f}(abs({x}) + 1)") }
            }
            10 => {
                let x = self.formula(place, d);
                if self.chance(1) { format!("sqrt({x})") } else { format!("sqrt(abs({x}))") }
            }
            11 => format!("logistic({})", self.formula(place, d)),
            12 | 13 => {
                let f = self.of(&["floor", "ceil", "round", "sign", "abs"]);
                format!("{f}({})", self.formula(place, d))
            }
            14 => {
                let f = self.of(&["min", "max"]);
                let (a, b) = (self.formula(place, d), self.formula(place, d));
                if self.chance(3) {
                    return format!("{f}({a}, {b}, {})", self.formula(place, d));
                }
                format!("{f}({a}, {b})")
            }
            15 => format!("clamp({}, -2, {})", self.formula(place, d), self.formula(place, d)),
            16..=18 => {
                let (c, a) = (self.condition(place, d), self.formula(place, d));
                format!("if({c}, {a}, {})", self.formula(place, d))
            }
            19 => self.power(place, d),
            20 | 21 => format!("lookup(t{}, {})", self.pick(2), self.formula(place, d)),
            22 => format!("({})", self.condition(place, d)),
            _ => match place.mode {
                Mode::Step | Mode::Over => self.remembered(place, d),
                Mode::Control | Mode::Set => self.ramp(place),
                Mode::Initial | Mode::Report => self.leaf(place),
            },
        }
    }

    fn power(&mut self, place: Place<'_>, depth: usize) -> String {
        let x = self.formula(place, depth);
        match self.pick(5) {
            0 => format!("({x}) ^ 2"),
            1 => format!("({x}) ^ 3"),
            2 => format!("(abs({x}) + 0.1) ^ (-0.5)"),
            3 => format!("pow({x}, 1.5)"),
            _ => format!("pow(abs({x}) + 0.1, clamp({}, -2, 2))", self.formula(place, depth)),
        }
    }

    fn ramp(&mut self, place: Place<'_>) -> String {
        if self.chance(3) {
            let x = self.leaf(place);
            return format!("ramp(({x}) * '1 week', '5 weeks')");
        }
        format!("ramp('{}', '{}')", self.duration(), self.duration())
    }

    fn remembered(&mut self, place: Place<'_>, depth: usize) -> String {
        let x = self.formula(place, depth);
        match self.pick(6) {
            0 | 1 => format!("delay({x}, '{}')", self.duration()),
            2 | 3 => format!("smooth({x}, '{}')", self.duration()),
            4 => {
                let y = self.formula(place, depth);
                format!("smooth({x}, (abs({y}) + 0.5) * '1 week')")
            }
            _ => self.ramp(place),
        }
    }

    fn quoted(&mut self, mode: Mode, binding: &[Dim], depth: usize) -> String {
        let place = Place { mode, binding, severity: false };
        format!("\"{}\"", self.formula(place, depth))
    }

    /// A formula that stays between two bounds, for what adds up.
    fn bounded(&mut self, place: Place<'_>, low: &str, high: &str, depth: usize) -> String {
        let x = self.formula(place, depth);
        if self.chance(1) { x } else { format!("clamp({x}, {low}, {high})") }
    }

    fn study(&mut self) {
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

    fn known(&mut self) {
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

    fn controls(&mut self) {
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

    fn stocks(&mut self) {
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
    fn plan_and_step(&mut self) {
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
    fn end(&mut self, shape: &[Dim]) -> String {
        let stocks = self.all(Sort::Stock);
        let symbol = stocks[self.pick(stocks.len())];
        self.end_at(symbol, shape)
    }

    fn end_at(&mut self, symbol: usize, shape: &[Dim]) -> String {
        let Symbol { name, shape: has, .. } = self.symbols[symbol].clone();
        let members: Vec<&str> = has
            .iter()
            .filter(|d| !d.bound(shape) || self.at.is_multiple_of(5))
            .map(|d| d.members()[self.at % d.members().len()])
            .collect();
        if members.is_empty() { name } else { format!("{name}[{}]", members.join(", ")) }
    }

    fn destinations(&mut self, shape: &[Dim]) -> String {
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

    fn flow(
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

    fn severity(&mut self, place: Place<'_>) -> String {
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

    fn event(&mut self, name: &str, shape: &[Dim]) {
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

    /// A value that stays within all bounds of levers where it is known at load.
    fn course(&mut self, shape: &[Dim], parameters: bool) -> String {
        let place = Place { mode: Mode::Control, binding: shape, severity: false };
        match self.pick(6) {
            0 => format!("{}", self.pick(7)),
            1 => {
                let x = self.bounded(place, "0", "12", 3);
                format!("\"clamp({x}, -20, 70) + 0 * progress\"")
            }
            2 | 3 => {
                let mut knots = Vec::new();
                let count = 1 + self.pick(3);
                for i in 0..count {
                    let value = if self.chance(3) {
                        let x = self.bounded(place, "0", "12", 2);
                        format!("\"({x}) + 0 * progress\"")
                    } else {
                        format!("{}", self.pick(9))
                    };
                    let initial = Place { mode: Mode::Initial, ..place };
                    let when = match self.pick(4) {
                        1 if parameters && count == 1 => "\"p * '1 week'\"".to_owned(),
                        2 if i + 1 == count => {
                            let x = self.leaf(initial);
                            format!("\"'{} weeks' + abs({x}) * '1 week'\"", 6 + 2 * i)
                        }
                        _ => format!("\"{} weeks\"", 2 * i),
                    };
                    knots.push(format!("[{when}, {value}]"));
                }
                let between = self.of(&["linear", "hold"]);
                format!("{{ schedule = [{}], between = \"{between}\" }}", knots.join(", "))
            }
            _ => {
                let rule = self.bounded(place, "0", "12", 3);
                let mut rest = String::new();
                if self.chance(5) {
                    let _ = write!(rest, ", review_every = \"{}\"", self.duration());
                }
                if self.chance(5) {
                    let limit = self.of(&["0.5", "2", "\"0.3 + 0 * progress\""]);
                    let _ = write!(rest, ", step_limit = {limit}");
                }
                if self.chance(4) {
                    let _ = write!(rest, ", start = {}", self.pick(5));
                }
                format!("{{ rule = \"({rule}) + 0 * progress\"{rest} }}")
            }
        }
    }

    fn courses(&mut self) {
        let (levers, drivers) = (self.all(Sort::Lever), self.all(Sort::Driver));
        for i in 0..1 + self.pick(3) {
            let _ = writeln!(self.out, "[option.o{i}]");
            let extends = i > 0 && self.chance(3);
            let p = i == 0 || !extends;
            if extends {
                let _ = writeln!(self.out, "extends = \"o0\"");
            }
            if p {
                let p = self.pick(4);
                let _ = writeln!(self.out, "parameter.p = {p}");
            }
            for &lever in &levers {
                let Symbol { name, shape, .. } = self.symbols[lever].clone();
                match self.pick(4) {
                    0 => {}
                    1 if !shape.is_empty() => {
                        let course = self.course(&[], true);
                        let _ = writeln!(self.out, "lever.{name}.a = {course}");
                    }
                    _ => {
                        let course = self.course(&shape, true);
                        let _ = writeln!(self.out, "lever.{name} = {course}");
                    }
                }
            }
        }
        for i in 0..self.pick(3) {
            let _ = writeln!(self.out, "[trajectory.r{i}]");
            match self.pick(4) {
                0 => {}
                1 => {
                    let onset = self.duration();
                    let _ = writeln!(self.out, "onset = \"{onset}\"");
                }
                2 => {
                    let _ = writeln!(self.out, "onset = 2024-01-17");
                }
                _ => {
                    let u = self.all(Sort::Uncertainty)[0];
                    let place = Place { mode: Mode::Initial, binding: &[], severity: false };
                    let u = self.reference(u, place, ("", ""));
                    let _ = writeln!(self.out, "onset = \"({u}) * '1 week'\"");
                }
            }
            for &driver in &drivers {
                let Symbol { name, shape, .. } = self.symbols[driver].clone();
                if self.chance(7) {
                    let course = self.course(&shape, false);
                    let _ = writeln!(self.out, "driver.{name} = {course}");
                }
            }
            for &lever in &levers {
                let Symbol { name, shape, .. } = self.symbols[lever].clone();
                let mut parts = Vec::new();
                for key in ["multiply", "add", "at_least", "at_most"] {
                    if self.chance(4) {
                        parts.push(format!("{key} = {}", self.course(&shape, false)));
                    }
                }
                if !parts.is_empty() {
                    let _ = writeln!(self.out, "response.{name} = {{ {} }}", parts.join(", "));
                }
            }
        }
    }

    /// A function over time of unit 1.
    fn over_time(&mut self, depth: usize) -> String {
        let place = Place { mode: Mode::Over, binding: &[], severity: false };
        let (flows, events) = (self.all(Sort::Flow), self.all(Sort::Event));
        match self.pick(16) {
            0 | 1 => {
                let f = self.of(&["final", "highest", "lowest", "mean", "initial"]);
                format!("{f}({})", self.formula(place, depth))
            }
            // a sum, as the total of an event alone is what it moved
            2 => format!("total({} + 0) / '1 week'", self.formula(place, depth)),
            3 | 4 if !flows.is_empty() => {
                let flow = flows[self.pick(flows.len())];
                match self.pick(3) {
                    0 => {
                        let shape = self.symbols[flow].shape.clone();
                        let name = self.symbols[flow].name.clone();
                        if shape.is_empty() {
                            format!("total({name})")
                        } else {
                            format!("total(sum({name}))")
                        }
                    }
                    1 => format!("highest({})", self.reference(flow, place, ("(", " * '1 week')"))),
                    _ => format!("mean({})", self.reference(flow, place, ("(", " * '1 week')"))),
                }
            }
            5 => {
                let at = self.of(&["'1 week'", "2024-01-07", "2024-01-01"]);
                format!("at({}, {at})", self.formula(place, depth))
            }
            6 | 7 => {
                let f = self.of(&["ever", "always"]);
                format!("{f}({})", self.condition(place, depth))
            }
            8 | 9 => {
                let f = self.of(&["time_in", "first_time"]);
                format!("({f}({}) / '1 week')", self.condition(place, depth))
            }
            10 | 11 if !events.is_empty() => {
                let event = events[self.pick(events.len())];
                let Symbol { name, shape, .. } = self.symbols[event].clone();
                let f = self.of(&["occurrences", "total"]);
                match shape.first() {
                    None => format!("{f}({name})"),
                    Some(dim) => {
                        let member = dim.members()[self.pick(2)];
                        format!("{f}({name}[{member}])")
                    }
                }
            }
            12 if depth > 0 => {
                let within = self.of(&["'2 weeks'", "'1 month'", "2024-01-15"]);
                format!("within({within}, {})", self.over_time(depth - 1))
            }
            _ => format!("final({})", self.formula(place, depth)),
        }
    }

    fn measures(&mut self) {
        // every stock is measured, so that a difference anywhere in the state shows
        for stock in self.all(Sort::Stock) {
            let Symbol { name, shape, .. } = self.symbols[stock].clone();
            let all = if shape.is_empty() { name.clone() } else { format!("sum({name})") };
            let _ = writeln!(self.out, "[measure.of_{name}]\nformula = \"final({all})\"");
        }
        for i in 0..1 + self.pick(5) {
            let mut formula = self.over_time(3);
            match self.pick(5) {
                3 => formula = format!("{formula} - {}", self.over_time(2)),
                4 => {
                    let place = Place { mode: Mode::Initial, binding: &[], severity: false };
                    formula = format!("if({formula} > 2, {formula}, {})", self.formula(place, 1));
                }
                _ => {}
            }
            let _ = writeln!(self.out, "[measure.m{i}]\nunit = \"1\"\nformula = \"{formula}\"");
        }
    }

    fn report(&mut self, every: &str) {
        let mut series = Vec::new();
        for i in 0..self.symbols.len() {
            let Symbol { name, sort, .. } = self.symbols[i].clone();
            match sort {
                Sort::Stock | Sort::Lever => series.push(format!("\"{name}\"")),
                Sort::Flow if self.pick(2) == 0 => series.push(format!("\"{name}\"")),
                Sort::Flow => series.push(format!("{{ of = \"{name}\", cumulative = true }}")),
                _ => {}
            }
        }
        let _ =
            writeln!(self.out, "[report]\nevery = \"{every}\"\nseries = [{}]", series.join(", "));
    }
}
