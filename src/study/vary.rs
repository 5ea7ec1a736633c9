//! What an axis of a sweep varies, found in a study by its name, and put in place.

use super::inherit::{own_levers, own_parameters};
use super::overrides::{Entry, only, other_kind, place};
use super::sweep_types::{Level, SweepAxis};
use super::types::{
    ByMember, Course, Duration, Name, OptionParameter, Setting, Study, StudyOption, Value, When,
};
use crate::diagnostic::{Diagnostic, Diagnostics, Span, Spanned};
use crate::text::Label;

/// What is varied.
#[derive(Clone, Debug, PartialEq)]
pub enum Varied {
    /// A constant or an uncertainty, or the default of a lever in a study without options: what
    /// `--set` changes.
    Number {
        /// Its name.
        name: Name,
        /// Members; all if empty.
        members: Vec<Name>,
        /// Whether it is an uncertainty.
        uncertain: bool,
    },
    /// A lever, held at one value over the whole time.
    Lever {
        /// Its name.
        name: Name,
        /// Members; all if empty.
        members: Vec<Name>,
        /// Indices of the options in which it is held.
        options: Vec<usize>,
    },
    /// A parameter of options.
    Parameter {
        /// Its name.
        name: Name,
        /// Indices of the options in which it is changed.
        options: Vec<usize>,
    },
    /// When a trajectory begins; its index.
    Onset(usize),
    /// First date of the study.
    Start,
    /// Last date of the study.
    End,
    /// Length of a step.
    Step,
    /// Luck paths that share a draw.
    LuckPaths,
    /// Seed.
    Seed,
}

/// Settings of the study that can be varied.
const SETTINGS: [(&str, Varied); 5] = [
    ("time.start", Varied::Start),
    ("time.end", Varied::End),
    ("time.step", Varied::Step),
    ("run.luck_paths", Varied::LuckPaths),
    ("run.seed", Varied::Seed),
];

type Found<T> = Result<T, Box<Diagnostic>>;

impl Varied {
    /// What `axis` varies.
    ///
    /// A name is that of a constant, an uncertainty, a lever or a parameter of options, with
    /// members as `name[member]` or `name.member`; `option.NAME` is a parameter or a lever in one
    /// option, `trajectory.onset` a date.
    ///
    /// # Errors
    /// Nothing that can be varied has this name, or its values are of another kind.
    pub fn find(study: &Study, axis: &SweepAxis) -> Found<Self> {
        let text = axis.vary.value.as_str();
        let at = axis.vary.span;
        if let Some((_, setting)) = SETTINGS.into_iter().find(|(name, _)| *name == text) {
            refuse_options(axis)?;
            return setting.fits(study, axis);
        }
        if let Some(name) = text.strip_suffix(".onset")
            && let Some(index) = study.trajectories.iter().position(|t| t.name.value == name)
        {
            refuse_options(axis)?;
            return Self::Onset(index).fits(study, axis);
        }
        if let Some((option, rest)) = text.split_once('.')
            && let Some(index) = study.options.iter().position(|o| o.name.value == option)
        {
            refuse_options(axis)?;
            let rest = Target::parse(rest, at)?;
            return Self::of_options(study, &rest, &[index]).and_then(|v| v.fits(study, axis));
        }
        let target = Target::parse(text, at)?;
        let named: Vec<usize> =
            axis.options.iter().map(|o| option_index(study, o)).collect::<Found<_>>()?;
        target.find(study, axis, &named).and_then(|varied| varied.fits(study, axis))
    }

    /// A parameter or a lever in these options.
    fn of_options(study: &Study, target: &Target, options: &[usize]) -> Found<Self> {
        if study.levers.iter().any(|l| l.name.value == target.name.value) {
            let Target { name, members } = target.clone();
            return Ok(Self::Lever { name, members, options: options.to_vec() });
        }
        for index in options {
            let known = own_parameters(study, *index);
            if known.iter().any(|p| p.name.value == target.name.value) {
                continue;
            }
            let option = &study.options[*index].name.value;
            let message =
                format!("option '{option}' has no parameter or lever '{}'", target.name.value);
            let levers = study.levers.iter().map(|l| l.name.value.as_str());
            let names = known.iter().map(|p| p.name.value.as_str()).chain(levers);
            return Err(Box::new(with_near(target.name.span, message, &target.name.value, names)));
        }
        Ok(Self::Parameter { name: target.name.clone(), options: options.to_vec() })
    }

    /// The same, if the values of the axis are of its kind.
    fn fits(self, study: &Study, axis: &SweepAxis) -> Found<Self> {
        let wrong = |at: Span, what: &str, found: &str| {
            let message = format!("'{}' takes {what}, not {found}", axis.vary.value);
            Err(Box::new(Diagnostic::error(at, message)))
        };
        if axis.quantiles && !matches!(self, Self::Number { uncertain: true, .. }) {
            let message = format!("'{}' is no uncertainty: it has no quantiles", axis.vary.value);
            return Err(Box::new(
                Diagnostic::error(axis.vary.span, message).help("give its values themselves"),
            ));
        }
        for level in axis.ends() {
            let (expected, good) = match (&self, level.value) {
                (Self::Onset(_), Level::Date(_) | Level::Duration(_)) => ("", true),
                (Self::Onset(_), _) => ("dates or lengths of time after the start", false),
                (Self::Start | Self::End, value) => ("dates", matches!(value, Level::Date(_))),
                (Self::Step, value) => ("lengths of time", matches!(value, Level::Duration(_))),
                (Self::LuckPaths | Self::Seed, Level::Number(x)) => {
                    let least = if self == Self::Seed { 0.0 } else { 1.0 };
                    let whole = x == x.trunc() && (least..=9e15).contains(&x);
                    ("whole numbers", whole)
                }
                (_, value) => ("numbers", matches!(value, Level::Number(_))),
            };
            if !good {
                return wrong(level.span, expected, level.value.describe());
            }
        }
        // Members are checked on a copy of what is there.
        let mut trial = study.clone();
        if let (Some(level), false) = (axis.ends().first(), axis.quantiles) {
            self.apply(&mut trial, level)?;
        }
        Ok(self)
    }

    /// Gives it a value in `study`, and nothing else: options that inherit from one in which it
    /// changes keep what they had.
    ///
    /// # Errors
    /// It has no such members.
    pub fn apply(&self, study: &mut Study, level: &Spanned<Level>) -> Found<()> {
        let number = Spanned::new(level.value.x(), level.span);
        match (self, level.value) {
            (Self::Number { name, members, .. }, _) => {
                let (name, members) = (name.clone(), members.clone());
                Entry { name, members, value: number }.apply(study)?;
            }
            (Self::Lever { name, members, options }, _) => {
                let lever = study.levers.iter().find(|l| l.name.value == name.value);
                let over = lever.map(|l| l.over.clone()).unwrap_or_default();
                let entry = Entry { name: name.clone(), members: members.clone(), value: number };
                entry.check_members(&over)?;
                hold(study, name, members, options, &entry.value);
            }
            (Self::Parameter { name, options }, _) => {
                change(study, name, options, &number);
            }
            (Self::Onset(index), Level::Date(date)) => {
                study.trajectories[*index].onset = Some(When::Date(Spanned::new(date, level.span)));
            }
            (Self::Onset(index), Level::Duration(after)) => {
                study.trajectories[*index].onset =
                    Some(When::Offset(Spanned::new(after, level.span)));
            }
            (Self::Start, Level::Date(date)) => {
                study.time.start = Spanned::new(date, level.span);
            }
            (Self::End, Level::Date(date)) => study.time.end = Spanned::new(date, level.span),
            (Self::Step, Level::Duration(step)) => {
                study.time.step = Spanned::new(step, level.span);
            }
            (Self::LuckPaths, Level::Number(x)) => study.run.luck_paths = x as u32,
            (Self::Seed, Level::Number(x)) => study.run.seed = x as u64,
            // `fits` has refused values of other kinds.
            _ => {}
        }
        Ok(())
    }

    /// The options in which it changes something; none where that is not a matter of options.
    pub fn options(&self) -> &[usize] {
        match self {
            Self::Lever { options, .. } | Self::Parameter { options, .. } => options,
            _ => &[],
        }
    }

    /// What the study calls it.
    pub fn label(&self, study: &Study) -> Option<Label> {
        let (name, members) = match self {
            Self::Number { name, members, .. } | Self::Lever { name, members, .. } => {
                (name, members)
            }
            Self::Start => return Some(both("Start of the study", "بداية الدراسة")),
            Self::End => return Some(both("End of the study", "نهاية الدراسة")),
            Self::Step => return Some(both("Length of a step", "طول الخطوة")),
            Self::LuckPaths => return Some(both("Luck paths a draw", "مسارات الحظ لكل سحب")),
            Self::Seed => return Some(both("Seed", "البذرة")),
            Self::Onset(index) => {
                let trajectory = &study.trajectories[*index];
                let of = trajectory.meta.label.clone().unwrap_or_default();
                let name = if of.en.is_empty() { &trajectory.name.value } else { &of.en };
                return Some(Label {
                    en: format!("Onset of “{name}”"),
                    ar: of.ar.map(|ar| format!("بداية «{ar}»")),
                });
            }
            Self::Parameter { .. } => return None,
        };
        let (meta, over) = declared(study, &name.value)?;
        let mut label = meta.label.clone()?;
        for (member, dimension) in members.iter().zip(over) {
            let dimension = study.dimensions.iter().find(|d| d.name.value == dimension.value);
            let of = dimension
                .and_then(|d| d.member_labels.iter().find(|(m, _)| m.value == member.value))
                .map_or_else(|| Label::new(member.value.as_str()), |(_, label)| label.clone());
            label = Label {
                en: format!("{}, {}", label.en, of.en),
                ar: label.ar.zip(of.ar).map(|(a, b)| format!("{a}، {b}")),
            };
        }
        Some(label)
    }

    /// The unit of its numbers, as written; empty for dates and lengths of time.
    pub fn unit(&self, study: &Study) -> String {
        let unit = |unit: Option<&Name>| unit.map_or("1".to_owned(), |u| u.value.clone());
        match self {
            Self::Number { name, .. } | Self::Lever { name, .. } => {
                let units = study.constants.iter().map(|c| (&c.name, c.unit.as_ref()));
                let uncertain = study.uncertainties.iter().map(|u| (&u.name, u.unit.as_ref()));
                let levers = study.levers.iter().map(|l| (&l.name, l.unit.as_ref()));
                let mut all = units.chain(uncertain).chain(levers);
                unit(all.find(|(n, _)| n.value == name.value).and_then(|(_, u)| u))
            }
            Self::Parameter { name, options } => {
                let first = options.first().map(|o| own_parameters(study, *o)).unwrap_or_default();
                unit(
                    first.iter().find(|p| p.name.value == name.value).and_then(|p| p.unit.as_ref()),
                )
            }
            Self::LuckPaths | Self::Seed => "1".to_owned(),
            Self::Onset(_) | Self::Start | Self::End | Self::Step => String::new(),
        }
    }

    /// What the study itself has, where that is one number, date or length of time.
    pub fn of_study(&self, study: &Study) -> Option<Level> {
        match self {
            Self::Number { name, members, .. } => {
                let constant = study.constants.iter().find(|c| c.name.value == name.value);
                let lever = study.levers.iter().find(|l| l.name.value == name.value);
                number(constant.map(|c| &c.value).or(lever.map(|l| &l.default))?, members)
            }
            Self::Lever { name, members, options } => {
                let held = |option: usize| {
                    let own = own_levers(study, option);
                    match own.iter().find(|s| s.name.value == name.value) {
                        Some(setting) => match member(&setting.course, members)? {
                            Course::Value(Value::Number(n)) => Some(Level::Number(n.value)),
                            _ => None,
                        },
                        None => {
                            let lever = study.levers.iter().find(|l| l.name.value == name.value)?;
                            number(&lever.default, members)
                        }
                    }
                };
                alike(options.iter().map(|o| held(*o)))
            }
            Self::Parameter { name, options } => alike(options.iter().map(|option| {
                let own = own_parameters(study, *option);
                match &own.iter().find(|p| p.name.value == name.value)?.value {
                    Value::Number(n) => Some(Level::Number(n.value)),
                    Value::Formula(_) => None,
                }
            })),
            Self::Onset(index) => match study.trajectories[*index].onset.as_ref()? {
                When::Date(date) => Some(Level::Date(date.value)),
                When::Offset(after) => Some(Level::Duration(after.value)),
                When::Formula(_) => None,
            },
            Self::Start => Some(Level::Date(study.time.start.value)),
            Self::End => Some(Level::Date(study.time.end.value)),
            Self::Step => Some(Level::Duration(study.time.step.value)),
            Self::LuckPaths => Some(Level::Number(f64::from(study.run.luck_paths))),
            Self::Seed => Some(Level::Number(study.run.seed as f64)),
        }
    }
}

/// A name with members.
#[derive(Clone)]
struct Target {
    name: Name,
    members: Vec<Name>,
}

impl Target {
    /// `name`, `name[member, …]` or `name.member`.
    fn parse(text: &str, at: Span) -> Found<Self> {
        let name = |text: &str| Spanned::new(text.trim().to_owned(), at);
        if let Some((first, rest)) = text.split_once('[') {
            let Some(inside) = rest.trim().strip_suffix(']') else {
                return Err(Box::new(Diagnostic::error(at, "the bracket is not closed")));
            };
            return Ok(Self { name: name(first), members: inside.split(',').map(name).collect() });
        }
        let mut parts = text.split('.').map(name);
        let first = parts.next().unwrap_or_else(|| name(""));
        Ok(Self { name: first, members: parts.collect() })
    }

    fn find(&self, study: &Study, axis: &SweepAxis, named: &[usize]) -> Found<Varied> {
        let name = self.name.value.as_str();
        let constant = study.constants.iter().any(|c| c.name.value == name);
        let uncertain = study.uncertainties.iter().any(|u| u.name.value == name);
        let lever = study.levers.iter().any(|l| l.name.value == name);
        if constant || uncertain || (lever && study.options.is_empty()) {
            refuse_options(axis)?;
            let Target { name, members } = self.clone();
            return Ok(Varied::Number { name, members, uncertain });
        }
        let has =
            |option: &usize| own_parameters(study, *option).iter().any(|p| p.name.value == name);
        let all: Vec<usize> = (0..study.options.len()).collect();
        let options: Vec<usize> = match (named, lever) {
            ([], true) => all,
            ([], false) => all.into_iter().filter(has).collect(),
            (named, _) => named.to_vec(),
        };
        if lever || (!options.is_empty() && self.members.is_empty() && options.iter().any(has)) {
            return Varied::of_options(study, self, &options);
        }
        Err(Box::new(self.unknown(study)))
    }

    fn unknown(&self, study: &Study) -> Diagnostic {
        let name = self.name.value.as_str();
        if let Some(kind) = other_kind(study, name) {
            return Diagnostic::error(self.name.span, format!("'{name}' is {kind}")).help(
                "a sweep varies constants, uncertainties, levers, parameters of options \
                 (option.parameter), onsets (trajectory.onset) and settings (time.end, run.seed)",
            );
        }
        let whole = match self.members.as_slice() {
            [] => name.to_owned(),
            members => {
                let members: Vec<&str> = members.iter().map(|m| m.value.as_str()).collect();
                format!("{name}.{}", members.join("."))
            }
        };
        let parameters = study.options.iter().flat_map(|o| {
            let of = |p: &str| [format!("{}.{p}", o.name.value), p.to_owned()];
            o.parameters.iter().flat_map(move |p| of(&p.name.value)).collect::<Vec<_>>()
        });
        let onsets = study.trajectories.iter().map(|t| format!("{}.onset", t.name.value));
        let declared = study.constants.iter().map(|c| &c.name);
        let declared = declared.chain(study.uncertainties.iter().map(|u| &u.name));
        let declared = declared.chain(study.levers.iter().map(|l| &l.name));
        let names: Vec<String> = declared
            .map(|n| n.value.clone())
            .chain(parameters)
            .chain(onsets)
            .chain(SETTINGS.iter().map(|(name, _)| (*name).to_owned()))
            .collect();
        let message = format!("there is nothing called '{whole}' that can be varied");
        with_near(self.name.span, message, &whole, names.iter().map(String::as_str))
    }
}

/// An error that names the nearest of `names`.
fn with_near<'a>(
    at: Span,
    message: String,
    name: &str,
    names: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let error = Diagnostic::error(at, message);
    match Diagnostics::nearest(name, names) {
        Some(near) => error.help(format!("did you mean '{near}'?")),
        None => error,
    }
}

fn option_index(study: &Study, name: &Name) -> Found<usize> {
    let names = study.options.iter().map(|o| o.name.value.as_str());
    names.clone().position(|n| n == name.value).ok_or_else(|| {
        let message = format!("there is no option '{}'", name.value);
        Box::new(with_near(name.span, message, &name.value, names))
    })
}

fn refuse_options(axis: &SweepAxis) -> Found<()> {
    match axis.options.first() {
        None => Ok(()),
        Some(first) => Err(Box::new(
            Diagnostic::error(
                first.span,
                format!("'{}' is the same in all options", axis.vary.value),
            )
            .help("levers and parameters are those of options: leave `options` out here"),
        )),
    }
}

impl SweepAxis {
    /// Its values, or those at its two ends.
    pub(super) fn ends(&self) -> Vec<&Spanned<Level>> {
        match &self.levels {
            super::Levels::List(levels) => levels.iter().collect(),
            super::Levels::Between { from, to, .. } => vec![from, to],
        }
    }
}

/// What is declared under a name, and over which dimensions.
fn declared<'s>(study: &'s Study, name: &str) -> Option<(&'s super::Meta, &'s [Name])> {
    let constants = study.constants.iter().map(|c| (&c.name, &c.meta, &c.over));
    let uncertain = study.uncertainties.iter().map(|u| (&u.name, &u.meta, &u.over));
    let levers = study.levers.iter().map(|l| (&l.name, &l.meta, &l.over));
    let mut all = constants.chain(uncertain).chain(levers);
    all.find(|(n, ..)| n.value == name).map(|(_, meta, over)| (meta, over.as_slice()))
}

fn both(en: &str, ar: &str) -> Label {
    Label { en: en.to_owned(), ar: Some(ar.to_owned()) }
}

/// Holds a lever in some options.
fn hold(study: &mut Study, name: &Name, members: &[Name], options: &[usize], value: &Spanned<f64>) {
    set_apart(study, options);
    let course = Course::Value(Value::Number(value.clone()));
    for option in options {
        let levers = &mut study.options[*option].levers;
        match levers.iter_mut().find(|s| s.name.value == name.value) {
            Some(setting) => place(&mut setting.course, members, course.clone()),
            None => {
                levers.push(Setting { name: name.clone(), course: only(members, course.clone()) })
            }
        }
    }
}

/// Changes a parameter in some options, as if it were written there.
fn change(study: &mut Study, name: &Name, options: &[usize], value: &Spanned<f64>) {
    set_apart(study, options);
    for option in options {
        let inherited = own_parameters(study, *option);
        let known = inherited.into_iter().find(|p| p.name.value == name.value);
        let value = Value::Number(value.clone());
        let parameters = &mut study.options[*option].parameters;
        match parameters.iter_mut().find(|p| p.name.value == name.value) {
            Some(parameter) => parameter.value = value,
            None => parameters.extend(known.map(|known| OptionParameter { value, ..known })),
        }
    }
}

/// Puts a copy of each of these options in its place for those that inherit from it, so that a change
/// in one stays there. Copies come last and have names that no study can have.
fn set_apart(study: &mut Study, options: &[usize]) {
    let name = |index: &usize| study.options[*index].name.value.clone();
    let named: Vec<String> = options.iter().map(name).collect();
    let copy = |name: &str| format!("{name} (as it was)");
    let parent = |option: &StudyOption| option.extends.as_ref().map(|p| p.value.clone());
    let parents: Vec<String> = study.options.iter().filter_map(parent).collect();
    for index in options {
        let mut option = study.options[*index].clone();
        if parents.contains(&option.name.value) {
            option.name.value = copy(&option.name.value);
            study.options.push(option);
        }
    }
    for extends in study.options.iter_mut().filter_map(|option| option.extends.as_mut()) {
        if named.contains(&extends.value) {
            extends.value = copy(&extends.value);
        }
    }
}

/// The value of a member, or the one that all have.
fn member<'v, T>(values: &'v ByMember<T>, members: &[Name]) -> Option<&'v T> {
    match (values, members.split_first()) {
        (ByMember::All(value), _) => Some(value),
        (ByMember::Members { entries, others, .. }, Some((first, rest))) => {
            let named = entries.iter().find(|(name, _)| name.value == first.value).map(|(_, v)| v);
            member(named.or(others.as_deref())?, rest)
        }
        (ByMember::Members { .. }, None) => None,
    }
}

fn number(values: &ByMember<Value>, members: &[Name]) -> Option<Level> {
    match member(values, members)? {
        Value::Number(n) => Some(Level::Number(n.value)),
        Value::Formula(_) => None,
    }
}

/// The value, if all are the same.
fn alike(mut values: impl Iterator<Item = Option<Level>>) -> Option<Level> {
    let first = values.next()??;
    values.all(|value| value == Some(first)).then_some(first)
}

impl Level {
    /// As it would be written in a study.
    pub fn text(&self) -> String {
        match self {
            Level::Number(x) => super::number_text(*x),
            Level::Date(date) => date.to_string(),
            Level::Duration(Duration { count, unit }) => {
                let plural = if *count == 1.0 { "" } else { "s" };
                format!("{} {}{plural}", super::number_text(*count), unit.name())
            }
        }
    }
}
