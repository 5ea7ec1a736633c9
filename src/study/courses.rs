//! What a lever or driver does over time: values, schedules, rules, responses.

use super::reader::{Fields, Reader, counted};
use super::tree::{Data, Entry, Node, find};
use super::types::{Between, ByMember, Course, Response, Value, When};
use crate::diagnostic::Diagnostic;

const SCHEDULE_KEYS: &[&str] = &["schedule", "between"];
const RULE_KEYS: &[&str] = &["rule", "review_every", "step_limit", "start"];
const RESPONSE_KEYS: &[&str] = &["multiply", "add", "at_least", "at_most"];

/// Whether a table with these keys is a schedule or a rule, not a table by member. A list can
/// only be that of a schedule whose key is misspelt.
pub(super) fn is_course(entries: &[Entry]) -> bool {
    has_key(entries, SCHEDULE_KEYS) || has_key(entries, RULE_KEYS) || has_list(entries)
}

fn has_list(entries: &[Entry]) -> bool {
    entries.iter().any(|e| matches!(e.value.data, Data::List(_)))
}

/// Whether a table with these keys is a response, not a table by member, whose values would all
/// be tables.
pub(super) fn is_response(entries: &[Entry]) -> bool {
    has_key(entries, RESPONSE_KEYS) || entries.iter().any(|e| e.value.entries().is_none())
}

fn has_key(entries: &[Entry], keys: &[&str]) -> bool {
    keys.iter().any(|key| find(entries, key).is_some())
}

impl Reader {
    /// A course for all or by member.
    pub fn by_member_course(&mut self, node: &Node) -> Option<ByMember<Course>> {
        self.by_member(node, is_course, &mut Self::course)
    }

    /// A response for all or by member.
    pub fn by_member_response(&mut self, node: &Node) -> Option<ByMember<Response>> {
        self.by_member(node, is_response, &mut Self::response)
    }

    /// A number, a formula, a schedule or a rule.
    pub fn course(&mut self, node: &Node) -> Option<Course> {
        match &node.data {
            Data::Table(entries) if has_key(entries, &["rule"]) => self.rule(node),
            Data::Table(entries) if has_key(entries, SCHEDULE_KEYS) => self.schedule(node),
            Data::Table(entries) if has_key(entries, RULE_KEYS) => self.rule(node),
            Data::Table(entries) if has_list(entries) => self.schedule(node),
            Data::Table(_) => self.error_help(
                node.span,
                "expected a number, a formula, a schedule or a rule, found a table",
                "members come first: { iraq = { add = 400 }, badia = { add = 100 } }",
            ),
            Data::List(_) => self.error_help(
                node.span,
                "expected a number, a formula, a schedule or a rule, found a list",
                "a schedule is written { schedule = [[when, value], …] }",
            ),
            _ => self.value(node).map(Course::Value),
        }
    }

    fn schedule(&mut self, node: &Node) -> Option<Course> {
        let mut f = Fields::open(self, node, "a schedule")?;
        self.refuse_mixture(&f, RULE_KEYS, "a schedule has no");
        let knots = f.need(self, "schedule", Self::knots);
        let between = match f.get("between") {
            None => Some(Between::Linear),
            Some(entry) => {
                self.choice(&entry.value, &[("linear", Between::Linear), ("hold", Between::Hold)])
            }
        };
        f.tolerate(RULE_KEYS);
        f.finish(self);
        Some(Course::Schedule { knots: knots?, between: between?, span: node.span })
    }

    fn rule(&mut self, node: &Node) -> Option<Course> {
        let mut f = Fields::open(self, node, "a rule")?;
        self.refuse_mixture(&f, SCHEDULE_KEYS, "a rule has no");
        let rule = f.need(self, "rule", Self::rule_formula);
        let review_every = f.read(self, "review_every", Self::positive_duration);
        let step_limit = f.read(self, "step_limit", Self::value);
        let start = f.read(self, "start", Self::value);
        f.tolerate(SCHEDULE_KEYS);
        f.finish(self);
        Some(Course::Rule { rule: rule?, review_every, step_limit, start, span: node.span })
    }

    fn rule_formula(&mut self, node: &Node) -> Option<super::types::FormulaText> {
        if matches!(node.data, Data::Text(_)) {
            return self.formula(node);
        }
        self.wrong(node, "a formula in quotes")
    }

    /// Reports the keys of the other form.
    fn refuse_mixture(&mut self, f: &Fields<'_>, keys: &[&str], words: &str) {
        for entry in f.entries() {
            let key = entry.key.value.as_str();
            if keys.contains(&key) {
                self.out.push(Diagnostic::error(entry.key.span, format!("{words} '{key}'")).help(
                    format!(
                        "a schedule takes {}; a rule takes {}",
                        SCHEDULE_KEYS.join(", "),
                        RULE_KEYS.join(", ")
                    ),
                ));
            }
        }
    }

    fn knots(&mut self, node: &Node) -> Option<Vec<(When, Value)>> {
        let knots =
            self.list(node, "a list of knots: [[when, value], …]", |r, item| match &item.data {
                Data::List(pair) if pair.len() == 2 => {
                    let when = r.when(&pair[0]);
                    let value = r.value(&pair[1]);
                    Some((when?, value?))
                }
                Data::List(other) => r.error(
                    item.span,
                    format!(
                        "expected a knot: [when, value], found {}",
                        counted(other.len(), "value")
                    ),
                ),
                _ => r.wrong(item, "a knot: [when, value]"),
            })?;
        if knots.is_empty() {
            return self.error(node.span, "a schedule needs at least one knot");
        }
        Some(knots)
    }

    /// `{ add = …, multiply = … }`.
    fn response(&mut self, node: &Node) -> Option<Response> {
        if node.entries().is_none() {
            let found = node.describe();
            return self.error_help(
                node.span,
                format!("expected a response, found {found}"),
                "say what it does to the lever: { add = 400 }, or multiply, at_least, at_most",
            );
        }
        let mut f = Fields::open(self, node, "a response")?;
        let response = Response {
            multiply: f.read(self, "multiply", Self::course),
            add: f.read(self, "add", Self::course),
            at_least: f.read(self, "at_least", Self::course),
            at_most: f.read(self, "at_most", Self::course),
        };
        f.finish(self);
        Some(response)
    }
}
