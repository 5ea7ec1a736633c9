//! Options, trajectories, measures and series.

use std::fmt::Write;

use super::{Dim, Mode, Place, Sort, Symbol, Writer};

impl Writer<'_> {
    /// A value that stays within all bounds of levers where it is known at load.
    pub(super) fn course(&mut self, shape: &[Dim], parameters: bool) -> String {
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

    pub(super) fn courses(&mut self) {
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
    pub(super) fn over_time(&mut self, depth: usize) -> String {
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
                let window = self.of(&[
                    "within('2 weeks'",
                    "within('1 month'",
                    "within(2024-01-15",
                    "during('0 days', '1 week'",
                ]);
                format!("{window}, {})", self.over_time(depth - 1))
            }
            _ => format!("final({})", self.formula(place, depth)),
        }
    }

    pub(super) fn measures(&mut self) {
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

    pub(super) fn report(&mut self, every: &str) {
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
