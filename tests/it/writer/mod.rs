//! Writes small random studies. Every choice is a number from a tape, and 0 is always the simplest
//! choice: a shorter tape of smaller numbers gives a simpler study, so that a failing one shrinks.

mod courses;
mod system;

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
            11 => {
                let f = self.of(&["logistic", "logistic", "sin", "cos"]);
                format!("{f}({})", self.formula(place, d))
            }
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
}
