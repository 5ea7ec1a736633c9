//! What a study, or a command line, asks of a chart: names become indices, and what does not fit
//! its kind is refused.

use jiff::civil::Date;

use super::types::{ChartQuantity, ChartRequest, Model};
use crate::diagnostic::{Diagnostic, Diagnostics, Span, Spanned};
use crate::study::{Chart, ChartKind, ChartSetting, Name, Needs, Sense, slug};

/// The charts of a study.
pub(super) fn charts(model: &Model, written: &[Chart], out: &mut Diagnostics) -> Vec<ChartRequest> {
    let mut charts: Vec<(ChartRequest, Span)> = Vec::new();
    for chart in written {
        let request = match model.chart(chart) {
            Ok(request) => request,
            Err(found) => {
                out.extend(found);
                continue;
            }
        };
        let place = chart.name.as_ref().map_or(chart.span, |name| name.span);
        if let Some((_, first)) = charts.iter().find(|(c, _)| c.name == request.name) {
            out.push(
                Diagnostic::error(place, format!("two charts are called `{}`", request.name))
                    .also(*first, "the first")
                    .help("give one of them another `name`"),
            );
            continue;
        }
        charts.push((request, place));
    }
    charts.into_iter().map(|(chart, _)| chart).collect()
}

/// What a chart shows, and of which trajectory alone if its name says so.
struct Subject {
    kind: ChartKind,
    quantity: Option<ChartQuantity>,
    trajectory: Option<usize>,
}

impl Model {
    /// A chart with its names resolved.
    ///
    /// # Errors
    /// Everything that is wrong with it: names that do not exist, settings that its kind does not
    /// have, dates outside of the run.
    pub fn chart(&self, written: &Chart) -> Result<ChartRequest, Diagnostics> {
        let mut check = Check { model: self, chart: written, out: Diagnostics::default() };
        let request = check.request();
        match request {
            Some(request) if !check.out.has_errors() => Ok(request),
            _ => Err(check.out),
        }
    }

    /// Keeps of the charts what still runs: `options` and `trajectories` are the new indices of
    /// those that are kept. A chart of which no option or no trajectory is left is left out.
    pub(super) fn select_charts(
        &mut self,
        options: &[Option<usize>],
        trajectories: &[Option<usize>],
    ) {
        let keep = |all: &mut Vec<usize>, new: &[Option<usize>]| {
            let chosen = !all.is_empty();
            *all = all.iter().filter_map(|i| new[*i]).collect();
            !(chosen && all.is_empty())
        };
        self.charts.retain_mut(|chart| {
            chart.baseline = chart.baseline.and_then(|i| options[i]);
            let some_option = keep(&mut chart.options, options);
            keep(&mut chart.trajectories, trajectories) && some_option
        });
    }

    /// The names of a quantity as a chart may have it, with what they stand for.
    fn subjects(&self, needs: Needs) -> Vec<(String, ChartQuantity)> {
        match needs {
            Needs::Measure => (self.measures.iter().enumerate())
                .map(|(i, m)| (m.name.clone(), ChartQuantity::Measure(i)))
                .collect(),
            Needs::Series => (self.series.iter().enumerate())
                .map(|(i, s)| (s.name.clone(), ChartQuantity::Series(i)))
                .collect(),
            Needs::History => (self.history.iter().enumerate())
                .map(|(i, h)| (h.name.clone(), ChartQuantity::History(i)))
                .collect(),
            Needs::Lever => {
                let mut all: Vec<(String, ChartQuantity)> = Vec::new();
                for (i, lever) in self.levers.iter().enumerate() {
                    if let Some((array, _)) = lever.name.split_once('[') {
                        match all.iter_mut().find(|(name, _)| name == array) {
                            Some((_, ChartQuantity::Levers(members))) => members.push(i),
                            _ => all.push((array.to_owned(), ChartQuantity::Levers(vec![i]))),
                        }
                    }
                    all.push((lever.name.clone(), ChartQuantity::Levers(vec![i])));
                }
                all
            }
            Needs::Nothing => Vec::new(),
        }
    }

    /// The default name of a chart, which is that of the standard one where there is one:
    /// `KIND-QUANTITY`.
    pub fn chart_name(&self, kind: ChartKind, quantity: Option<&ChartQuantity>) -> String {
        let quantity = match quantity {
            None => return kind.word().to_owned(),
            Some(ChartQuantity::Measure(i)) => slug(&self.measures[*i].name),
            Some(ChartQuantity::Series(i)) => series_slug(&self.series[*i].name),
            Some(ChartQuantity::History(i)) => slug(&self.history[*i].name),
            Some(ChartQuantity::Levers(levers)) => match levers[..] {
                [one] => slug(&self.levers[one].name),
                _ => {
                    let name = &self.levers[levers[0]].name;
                    slug(name.split_once('[').map_or(name.as_str(), |(array, _)| array))
                }
            },
        };
        format!("{}-{quantity}", kind.word())
    }
}

/// `attacks[iraq] (cumulative)` as `attacks-iraq-cumulative`.
fn series_slug(name: &str) -> String {
    match name.strip_suffix(CUMULATIVE) {
        Some(name) => format!("{}-cumulative", slug(name)),
        None => slug(name),
    }
}

/// What stands after the name of a series that counts from the start.
const CUMULATIVE: &str = " (cumulative)";

/// Without white space.
fn tight(name: &str) -> String {
    name.split_whitespace().collect()
}

/// One chart while it is checked.
struct Check<'a> {
    model: &'a Model,
    chart: &'a Chart,
    out: Diagnostics,
}

impl Check<'_> {
    fn error<T>(&mut self, span: Span, message: String, help: String) -> Option<T> {
        self.out.push(Diagnostic::error(span, message).help(help));
        None
    }

    fn request(&mut self) -> Option<ChartRequest> {
        let subject = self.subject()?;
        let kind = subject.kind;
        self.settings(kind);
        let (model, chart) = (self.model, self.chart);
        let option_names: Vec<&str> = model.options.iter().map(|o| o.name.as_str()).collect();
        let trajectory_names: Vec<&str> =
            model.trajectories.iter().map(|t| t.name.as_str()).collect();
        let options = self.all("option", &option_names, &chart.options);
        let mut trajectories = self.all("trajectory", &trajectory_names, &chart.trajectories);
        if trajectories.is_empty() {
            trajectories.extend(subject.trajectory);
        }
        let baseline =
            chart.baseline.as_ref().and_then(|name| self.find("option", &option_names, name));
        self.dates();
        self.fits(kind, subject.quantity.as_ref());
        let name = match &chart.name {
            Some(name) => name.value.clone(),
            None => model.chart_name(kind, subject.quantity.as_ref()),
        };
        Some(ChartRequest {
            name,
            kind,
            quantity: subject.quantity,
            options,
            trajectories,
            title: chart.title.clone(),
            subtitle: chart.subtitle.clone(),
            caption: chart.caption.clone(),
            baseline,
            threshold: chart.threshold.as_ref().map(|t| t.value),
            scale: chart.scale.as_ref().map(|s| s.value),
            from: chart.from.as_ref().map(|d| d.value),
            to: chart.to.as_ref().map(|d| d.value),
            cuts: chart.cuts.as_ref().map(|c| c.value.clone()).unwrap_or_default(),
            replicates: chart.replicates.as_ref().map(|n| n.value as usize),
            columns: chart.columns.as_ref().map(|n| n.value as usize),
            theme: chart.theme,
            width: chart.width,
            draw: chart.draw,
        })
    }

    /// What it shows: as written, or as the name of a standard chart says.
    fn subject(&mut self) -> Option<Subject> {
        let Some(kind) = &self.chart.kind else {
            return self.standard();
        };
        let kind = kind.value;
        let quantity = match &self.chart.quantity {
            Some(name) => Some(self.quantity(kind, name)?),
            None => match kind.needs() {
                Needs::Nothing | Needs::Lever => None,
                needs => {
                    let what = what_is_needed(needs);
                    let place = self.chart.kind.as_ref().map_or(self.chart.span, |k| k.span);
                    let message = format!("a chart of kind `{}` shows {what}", kind.word());
                    return self.error(place, message, "say which: quantity = \"...\"".to_owned());
                }
            },
        };
        Some(Subject { kind, quantity, trajectory: None })
    }

    /// What the standard chart with this name shows: `KIND-QUANTITY`, and after that the trajectory
    /// for kinds that are drawn once a trajectory.
    fn standard(&mut self) -> Option<Subject> {
        let name = self.chart.name.clone()?;
        let kind = ChartKind::ALL
            .into_iter()
            .find(|kind| name.value.split('-').next() == Some(kind.word()));
        let found = kind.and_then(|kind| self.standard_of(kind, &name.value));
        if let Some(subject) = found {
            if let Some(written) = &self.chart.quantity {
                let quantity = self.quantity(subject.kind, written)?;
                return Some(Subject { quantity: Some(quantity), ..subject });
            }
            return Some(subject);
        }
        let mut known: Vec<String> = Vec::new();
        for kind in ChartKind::ALL {
            let subjects = self.model.subjects(kind.needs());
            known.extend(subjects.iter().map(|(_, q)| self.model.chart_name(kind, Some(q))));
            if matches!(kind.needs(), Needs::Nothing | Needs::Lever) {
                known.push(kind.word().to_owned());
            }
        }
        let help = match Diagnostics::nearest(&name.value, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "to add a chart give it a `kind`; standard ones are called KIND-QUANTITY, \
                     such as heat-cost"
                .to_owned(),
        };
        self.error(name.span, format!("no standard chart is called `{}`", name.value), help)
    }

    fn standard_of(&self, kind: ChartKind, name: &str) -> Option<Subject> {
        let model = self.model;
        let rest = name.strip_prefix(kind.word())?;
        let future = |rest: &str| -> Option<Option<usize>> {
            let Some(future) = rest.strip_prefix('-') else {
                return rest.is_empty().then_some(None);
            };
            let trajectory = future.strip_suffix("-no-response").unwrap_or(future);
            let found = model.trajectories.iter().position(|t| slug(&t.name) == trajectory)?;
            Some(Some(found))
        };
        // the longest name that fits
        let mut subjects = model.subjects(kind.needs());
        subjects.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        for (_, quantity) in subjects {
            let whole = model.chart_name(kind, Some(&quantity));
            if let Some(trajectory) = name.strip_prefix(whole.as_str()).and_then(future) {
                return Some(Subject { kind, quantity: Some(quantity), trajectory });
            }
        }
        match kind.needs() {
            Needs::Nothing | Needs::Lever => {
                future(rest).map(|trajectory| Subject { kind, quantity: None, trajectory })
            }
            Needs::Measure | Needs::Series | Needs::History => None,
        }
    }

    /// The measure, series, lever or history of a name.
    fn quantity(&mut self, kind: ChartKind, name: &Name) -> Option<ChartQuantity> {
        let needs = kind.needs();
        let subjects = self.model.subjects(needs);
        let written = tight(&name.value);
        let same = |known: &str| tight(known) == written;
        // of a flow that is only given as it adds up, the plain name will do
        let summed = |known: &str| known.strip_suffix(CUMULATIVE).is_some_and(same);
        let found = subjects.iter().find(|(known, _)| same(known));
        if let Some((_, quantity)) = found.or_else(|| subjects.iter().find(|(n, _)| summed(n))) {
            return Some(quantity.clone());
        }
        let what = what_is_needed(needs);
        if needs == Needs::Nothing {
            let message = format!("a chart of kind `{}` shows no single quantity", kind.word());
            return self.error(name.span, message, "leave `quantity` out".to_owned());
        }
        let member = |known: &&str| known.split_once('[').is_some_and(|(a, _)| a == written);
        let names = || subjects.iter().map(|(known, _)| known.as_str());
        if let Some(first) = names().find(member) {
            let message = format!("`{}` is an array; a chart shows one of its members", name.value);
            return self.error(name.span, message, format!("pick one: `{first}`"));
        }
        let others = [Needs::Measure, Needs::Series].into_iter().filter(|other| *other != needs);
        for other in others {
            if self.model.subjects(other).iter().any(|(known, _)| same(known)) {
                let is = what_is_needed(other);
                let message = format!("`{}` is {is}, and `{}` shows {what}", written, kind.word());
                let help = match needs {
                    Needs::Series => "add it to `report.series`, or choose another kind",
                    _ => "choose another kind",
                };
                return self.error(name.span, message, help.to_owned());
            }
        }
        let help = match Diagnostics::nearest(&name.value, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if needs == Needs::Series => {
                "series are what `report.series` lists: add it there".to_owned()
            }
            None => format!("`{}` shows {what}", kind.word()),
        };
        let word = what.split_once(' ').map_or(what, |(_, word)| word);
        self.error(name.span, format!("unknown {word} `{}`", name.value), help)
    }

    /// Reports settings that the kind does not have.
    fn settings(&mut self, kind: ChartKind) {
        let chart = self.chart;
        let span = |name: Option<&Name>| name.map(|n| n.span);
        let given: [(&str, ChartSetting, Option<Span>); 10] = [
            ("options", ChartSetting::Options, span(chart.options.first())),
            ("trajectories", ChartSetting::Trajectories, span(chart.trajectories.first())),
            ("baseline", ChartSetting::Baseline, span(chart.baseline.as_ref())),
            ("threshold", ChartSetting::Threshold, place(chart.threshold.as_ref())),
            ("scale", ChartSetting::Scale, place(chart.scale.as_ref())),
            ("from", ChartSetting::Dates, place(chart.from.as_ref())),
            ("to", ChartSetting::Dates, place(chart.to.as_ref())),
            ("cuts", ChartSetting::Cuts, place(chart.cuts.as_ref())),
            ("replicates", ChartSetting::Replicates, place(chart.replicates.as_ref())),
            ("columns", ChartSetting::Columns, place(chart.columns.as_ref())),
        ];
        for (key, setting, at) in given {
            let Some(at) = at.filter(|_| !kind.takes(setting)) else { continue };
            let having: Vec<&str> =
                ChartKind::ALL.into_iter().filter(|k| k.takes(setting)).map(|k| k.word()).collect();
            let message = format!("a chart of kind `{}` has no `{key}`", kind.word());
            self.error::<()>(at, message, format!("kinds that have: {}", having.join(", ")));
        }
    }

    fn all(&mut self, kind: &str, known: &[&str], names: &[Name]) -> Vec<usize> {
        names.iter().filter_map(|name| self.find(kind, known, name)).collect()
    }

    fn find(&mut self, kind: &str, known: &[&str], name: &Name) -> Option<usize> {
        let found = known.iter().position(|k| *k == name.value);
        if found.is_none() {
            let help = match Diagnostics::nearest(&name.value, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are: {}", known.join(", ")),
            };
            self.error::<()>(name.span, format!("unknown {kind} `{}`", name.value), help);
        }
        found
    }

    fn dates(&mut self) {
        let time = &self.model.time;
        let (first, last) = (time.start, time.date(time.steps));
        let outside = |date: &&Spanned<Date>| date.value < first || date.value > last;
        for date in self.chart.from.iter().chain(&self.chart.to).filter(outside) {
            let message = "this is not within the run".to_owned();
            self.error::<()>(date.span, message, format!("it goes from {first} to {last}"));
        }
        if let (Some(from), Some(to)) = (&self.chart.from, &self.chart.to)
            && from.value >= to.value
        {
            self.out.push(
                Diagnostic::error(to.span, "`to` must be after `from`").also(from.span, "`from`"),
            );
        }
    }

    /// Reports a measure that a kind cannot show.
    fn fits(&mut self, kind: ChartKind, quantity: Option<&ChartQuantity>) {
        let Some(ChartQuantity::Measure(measure)) = quantity else { return };
        let measure = &self.model.measures[*measure];
        let at = self.chart.quantity.as_ref().or(self.chart.name.as_ref());
        let at = at.map_or(self.chart.span, |name| name.span);
        let word = kind.word();
        match kind {
            ChartKind::Ridge | ChartKind::Dots | ChartKind::Ecdf if measure.condition => {
                let message = format!("`{}` is a condition: it has no distribution", measure.name);
                let help = "a probability is shown by distribution, heat, differences or shares";
                self.error::<()>(at, message, help.to_owned());
            }
            ChartKind::Regret if measure.sense == Sense::None => {
                let message = format!("`{}` has no better side, so no regret", measure.name);
                self.error::<()>(at, message, "give the measure a `sense`".to_owned());
            }
            ChartKind::Information if measure.sense == Sense::None => {
                let message =
                    format!("`{}` has no better side, so nothing to decide by it", measure.name);
                self.error::<()>(at, message, "give the measure a `sense`".to_owned());
            }
            ChartKind::Shares if measure.condition && self.chart.cuts.is_some() => {
                let at = place(self.chart.cuts.as_ref()).unwrap_or(at);
                let message = format!("`{}` is a condition: it holds or not", measure.name);
                self.error::<()>(at, message, "leave `cuts` out".to_owned());
            }
            ChartKind::Shares
                if !measure.condition
                    && measure.acceptable.is_none()
                    && self.chart.cuts.is_none() =>
            {
                let message = format!("`{word}` of `{}` needs `cuts`", measure.name);
                let help = "say where one class ends and the next begins: cuts = [10, 30]";
                self.error::<()>(at, message, help.to_owned());
            }
            _ => {}
        }
    }
}

/// Where a value is written.
fn place<T>(value: Option<&Spanned<T>>) -> Option<Span> {
    value.map(|value| value.span)
}

fn what_is_needed(needs: Needs) -> &'static str {
    match needs {
        Needs::Measure => "a measure",
        Needs::Series => "a series",
        Needs::Lever => "a lever",
        Needs::History => "a history",
        Needs::Nothing => "nothing by name",
    }
}
