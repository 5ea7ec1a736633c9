//! Options and trajectories.

use super::names::{self, Use};
use super::reader::{Fields, Reader, named};
use super::tree::{Data, Node};
use super::types::{Name, OptionParameter, ResponseSetting, Setting, StudyOption, Trajectory};

impl Reader {
    /// `[option.NAME]`.
    pub fn option(&mut self, name: &Name, node: &Node) -> Option<StudyOption> {
        let mut f = Fields::open(self, node, format!("option '{}'", name.value))?;
        let extends = f.read(self, "extends", Self::name);
        let parameters = match f.get("parameter") {
            Some(entry) => named(self, &entry.value, "'parameter'")
                .into_iter()
                .filter_map(|(name, node)| self.parameter_of_option(name, node))
                .collect(),
            None => Vec::new(),
        };
        let levers = self.settings(&mut f, "lever");
        let meta = self.meta(&mut f, true);
        f.finish(self);
        Some(StudyOption { name: name.clone(), extends, parameters, levers, meta })
    }

    /// `parameter.NAME = { value = …, unit = "…" }`, or the value alone.
    fn parameter_of_option(&mut self, name: &Name, node: &Node) -> Option<OptionParameter> {
        names::check(self, name, Use::Variable);
        let (value, unit) = match &node.data {
            Data::Table(_) => {
                let mut f = Fields::open(self, node, format!("parameter '{}'", name.value))?;
                let value = f.need(self, "value", Self::value);
                let unit = f.read(self, "unit", Self::unit);
                f.finish(self);
                (value, unit)
            }
            _ => (self.value(node), None),
        };
        Some(OptionParameter { name: name.clone(), value: value?, unit })
    }

    /// `lever.NAME = …` or `driver.NAME = …`.
    fn settings(&mut self, f: &mut Fields<'_>, key: &'static str) -> Vec<Setting> {
        let Some(entry) = f.get(key) else {
            return Vec::new();
        };
        named(self, &entry.value, &format!("'{key}'"))
            .into_iter()
            .filter_map(|(name, node)| {
                Some(Setting { name: name.clone(), course: self.by_member_course(node)? })
            })
            .collect()
    }

    /// `[trajectory.NAME]`.
    pub fn trajectory(&mut self, name: &Name, node: &Node) -> Option<Trajectory> {
        let mut f = Fields::open(self, node, format!("trajectory '{}'", name.value))?;
        let onset = f.read(self, "onset", Self::when);
        let weight = f.read(self, "weight", Self::weight);
        let drivers = self.settings(&mut f, "driver");
        let responses = match f.get("response") {
            Some(entry) => named(self, &entry.value, "'response'")
                .into_iter()
                .filter_map(|(name, node)| {
                    Some(ResponseSetting {
                        name: name.clone(),
                        response: self.by_member_response(node)?,
                    })
                })
                .collect(),
            None => Vec::new(),
        };
        let meta = self.meta(&mut f, true);
        f.finish(self);
        Some(Trajectory { name: name.clone(), onset, weight, drivers, responses, meta })
    }
}
