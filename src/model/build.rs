//! A study to a model: the way in one page.

use super::builder::{Builder, Mode, Progress, Scope};
use super::history::history_stream;
use super::symbols::{Dim, SymbolKind};
use super::types::*;
use super::{charts, groups, sweeps, units};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::formula::Unit;
use crate::random::philox::Stream;
use crate::study::{self, Study};

/// Gives a study its meaning.
///
/// # Errors
/// Every mistake that could be found. With a model come its warnings.
pub fn build(study: &Study) -> Result<(Model, Diagnostics), Diagnostics> {
    let mut b = Builder::new(study, time_grid(study).map_err(|d| alone(*d))?);
    b.declarations();
    let uncertainties = b.uncertainties();
    let levers = b.controls_of(&study.levers);
    let drivers = b.controls_of(&study.drivers);
    let stocks = b.stocks();
    let mut quantities = b.quantities();
    let flows = b.flows();
    let events = b.events();
    let options = b.options(&levers);
    let trajectories = b.trajectories(&levers, &drivers);
    b.check_sources();
    if b.diagnostics.has_errors() {
        // Measures of a broken model would only repeat its errors.
        b.measures_or_none();
        return Err(b.diagnostics);
    }
    let order = b.order(&quantities, &flows, &stocks);
    if b.diagnostics.has_errors() {
        return Err(b.diagnostics);
    }
    b.mark_of_step(&order, &mut quantities);
    let measures = b.measures_or_none();
    let key = b.key_measures(&measures);
    let comparisons = b.comparisons();
    let series = b.series();
    b.check_streams(&uncertainties, &flows, &events);
    let (correlations, posterior) = b.joint_law(&uncertainties);
    let baseline = b.baseline(&options);
    let (default_run, stop) = b.of_run(&options, &trajectories, &measures);
    let (history, backtest) = b.histories_apart(&options, &trajectories, baseline);
    if b.diagnostics.has_errors() {
        return Err(b.diagnostics);
    }
    let model = Model {
        id: study.id.clone(),
        title: study.title.clone(),
        summary: study.summary.clone(),
        reports: b.reports(),
        time: b.time,
        replicates: study.run.replicates,
        seed: study.run.seed,
        design: study.run.design,
        luck_paths: study.run.luck_paths,
        stop,
        exprs: b.exprs,
        tables: b.tables,
        topics: groups::topics(study, &uncertainties),
        uncertainties,
        correlations,
        posterior,
        stocks,
        quantities,
        flows,
        events,
        levers,
        drivers,
        rules: b.rules,
        smooths: b.smooths,
        delays: b.delays,
        accumulators: b.accumulators,
        order,
        groups: groups::groups(study),
        measures,
        key,
        comparisons,
        unit_words: units::unit_words(study),
        series,
        cells: cells(&options, &trajectories, study.run.responses),
        options,
        trajectories,
        baseline,
        default_run,
        chart_set: study.report.charts,
        charts: Vec::new(),
        history,
        backtest,
    };
    with_charts(model, study, b.diagnostics)
}

/// The model with the charts of its study, whose sweeps are checked against it.
fn with_charts(
    mut model: Model,
    study: &Study,
    mut diagnostics: Diagnostics,
) -> Result<(Model, Diagnostics), Diagnostics> {
    model.charts = charts::charts(&model, &study.charts, &mut diagnostics);
    sweeps::check(&model, study, &mut diagnostics);
    if diagnostics.has_errors() { Err(diagnostics) } else { Ok((model, diagnostics)) }
}

/// One finding.
fn alone(diagnostic: Diagnostic) -> Diagnostics {
    let mut out = Diagnostics::default();
    out.push(diagnostic);
    out
}

fn time_grid(study: &Study) -> Result<TimeGrid, Box<Diagnostic>> {
    let t = &study.time;
    let span = f64::from((t.end.value - t.start.value).get_days());
    let step_days = t.step.value.days();
    if step_days <= 0.0 {
        return Err(Box::new(Diagnostic::error(t.step.span, "a step must be longer than nothing")));
    }
    let steps = (span / step_days - 1e-9).ceil();
    if steps > 1_000_000.0 {
        return Err(Box::new(
            Diagnostic::error(
                t.step.span,
                format!("this makes {steps} steps; a million is the most"),
            )
            .help("use a longer step or a nearer end"),
        ));
    }
    Ok(TimeGrid {
        start: t.start.value,
        asked_end: t.end.value,
        step: t.step.value,
        step_days,
        steps: steps.max(1.0) as usize,
    })
}

/// Cells in order: option, then trajectory, then response off before on. A trajectory without a
/// response has one cell, the response counted as on.
fn cells(
    options: &[OptionDef],
    trajectories: &[TrajectoryDef],
    responses: study::Responses,
) -> Vec<Cell> {
    let mut out = Vec::new();
    for option in 0..options.len() {
        for (trajectory, def) in trajectories.iter().enumerate() {
            let has = def.responses.iter().any(Option::is_some);
            let flags: &[bool] = match (responses, has) {
                (study::Responses::Off, true) => &[false],
                (study::Responses::Both, true) => &[false, true],
                _ => &[true],
            };
            out.extend(flags.iter().map(|response| Cell {
                option,
                trajectory,
                response: *response,
            }));
        }
    }
    out
}

impl Builder<'_> {
    /// All names, and what is known before anything else.
    fn declarations(&mut self) {
        self.declare_units();
        self.declare_dimensions();
        self.declare_symbols();
        self.measure_steps();
        self.lookup_tables();
        self.all_constants();
    }

    fn declare_dimensions(&mut self) {
        for declared in &self.study.dimensions {
            let id = self.symbols.dims.len();
            let Some(within) = &declared.within else {
                self.symbols.dims.push(Dim {
                    name: declared.name.value.clone(),
                    root: id,
                    members: (0..declared.members.len()).collect(),
                    names: declared.members.iter().map(|m| m.value.clone()).collect(),
                });
                continue;
            };
            let Some(parent) = self.symbols.dim(&within.value) else {
                self.diagnostics.push(
                    Diagnostic::error(within.span, format!("unknown dimension `{}`", within.value))
                        .help("declare the whole dimension before its subsets"),
                );
                continue;
            };
            let (root, allowed) = {
                let parent = &self.symbols.dims[parent];
                (parent.root, parent.members.clone())
            };
            let mut members = Vec::new();
            for member in &declared.members {
                let names = &self.symbols.dims[root].names;
                match names.iter().position(|n| *n == member.value).filter(|m| allowed.contains(m))
                {
                    Some(index) => members.push(index),
                    None => {
                        let near =
                            Diagnostics::nearest(&member.value, names.iter().map(String::as_str));
                        let mut d = Diagnostic::error(
                            member.span,
                            format!("`{}` is not a member of {}", member.value, within.value),
                        );
                        if let Some(near) = near {
                            d = d.help(format!("did you mean `{near}`?"));
                        }
                        self.diagnostics.push(d);
                    }
                }
            }
            self.symbols.dims.push(Dim {
                name: declared.name.value.clone(),
                root,
                members,
                names: Vec::new(),
            });
        }
    }

    /// Declares the tables of one kind; returns the number of their scalars.
    fn declare_all<'t, T: 't>(
        &mut self,
        kind: SymbolKind,
        tables: &'t [T],
        parts: impl Fn(&'t T) -> (&'t study::Name, &'t [study::Name], Option<&'t study::Name>),
    ) -> usize {
        let mut first = 0;
        for (i, table) in tables.iter().enumerate() {
            let (name, over, unit) = parts(table);
            // The unit of a quantity or measure without one is taken from its formula.
            let inferred = matches!(kind, SymbolKind::Quantity | SymbolKind::Measure);
            let unit = match (unit, inferred) {
                (None, true) => None,
                (unit, _) => Some(self.unit(unit)),
            };
            let (_, shape) = self.declare(kind, i, name, over, first, unit);
            first += self.symbols.size(&shape);
        }
        first
    }

    fn declare_symbols(&mut self) {
        let s = self.study;
        let n = self.declare_all(SymbolKind::Constant, &s.constants, |t| {
            (&t.name, &t.over, t.unit.as_ref())
        });
        self.constants = vec![Progress::Todo; n];
        self.declare_all(SymbolKind::Uncertainty, &s.uncertainties, |t| {
            (&t.name, &t.over, t.unit.as_ref())
        });
        self.declare_all(SymbolKind::Lever, &s.levers, |t| (&t.name, &t.over, t.unit.as_ref()));
        self.declare_all(SymbolKind::Driver, &s.drivers, |t| (&t.name, &t.over, t.unit.as_ref()));
        self.declare_all(SymbolKind::Stock, &s.stocks, |t| (&t.name, &t.over, t.unit.as_ref()));
        self.declare_all(SymbolKind::Flow, &s.flows, |t| (&t.name, &t.over, t.unit.as_ref()));
        self.declare_all(SymbolKind::Quantity, &s.quantities, |t| {
            (&t.name, &t.over, t.unit.as_ref())
        });
        self.declare_all(SymbolKind::Table, &s.tables, |t| (&t.name, &[], t.unit.as_ref()));
        self.declare_all(SymbolKind::Event, &s.events, |t| (&t.name, &t.over, None));
        let n = self
            .declare_all(SymbolKind::Measure, &s.measures, |t| (&t.name, &t.over, t.unit.as_ref()));
        self.measures = vec![Progress::Todo; n];
    }

    fn lookup_tables(&mut self) {
        for table in &self.study.tables {
            let x_unit = self.unit(table.x_unit.as_ref());
            self.table_x_units.push(x_unit);
            let x: Vec<f64> = table.points.iter().map(|p| p[0].value).collect();
            if let Some(i) = x.windows(2).position(|w| w[0] >= w[1]) {
                self.diagnostics.push(
                    Diagnostic::error(
                        table.points[i + 1][0].span,
                        "x must rise from point to point",
                    )
                    .help("write the points in the order of x, each x once"),
                );
            }
            if x.is_empty() {
                self.diagnostics
                    .push(Diagnostic::error(table.name.span, "this table has no points"));
            }
            self.tables.push(LookupTable {
                name: table.name.value.clone(),
                x,
                y: table.points.iter().map(|p| p[1].value).collect(),
            });
        }
    }

    /// Lowers every constant, used or not, so that its errors are seen.
    fn all_constants(&mut self) {
        for (i, declared) in self.study.constants.iter().enumerate() {
            let Some(symbol) = self.symbols.find(&declared.name.value) else {
                continue;
            };
            let info = self.symbols.get(symbol).clone();
            debug_assert_eq!(info.declaration, i);
            let unit = info.unit.clone().unwrap_or_else(Unit::one);
            let size = self.symbols.size(&info.shape);
            for k in 0..size {
                if matches!(self.constants[info.first + k], Progress::Todo) {
                    self.constants[info.first + k] = Progress::Busy;
                    let binding = self.symbols.elements(&info.shape)[k].clone();
                    let id = self.element_value(&declared.value, &binding, &unit, Mode::Constant);
                    self.constants[info.first + k] = Progress::Done(id);
                }
            }
            let mut diagnostics = Diagnostics::default();
            self.symbols.check_members(&declared.value, &info.shape, true, &mut diagnostics);
            self.diagnostics.extend(diagnostics);
        }
    }

    fn uncertainties(&mut self) -> Vec<Uncertainty> {
        let mut out = Vec::new();
        for declared in &self.study.uncertainties {
            let Some(symbol) = self.symbols.find(&declared.name.value) else {
                continue;
            };
            let info = self.symbols.get(symbol).clone();
            let unit = info.unit.clone().unwrap_or_else(Unit::one);
            let mut diagnostics = Diagnostics::default();
            self.symbols.check_members(&declared.distribution, &info.shape, true, &mut diagnostics);
            self.diagnostics.extend(diagnostics);
            for binding in self.symbols.elements(&info.shape) {
                let Some(spec) = self.symbols.pick(&declared.distribution, &binding).cloned()
                else {
                    continue;
                };
                let text = study::FormulaText {
                    text: String::new(),
                    span: spec.span,
                    offsets: vec![spec.span.start],
                };
                let scope = Scope::new(&text, &binding, Mode::Constant, self.time.steps);
                let lowered = self.distribution(&spec, &scope, &unit);
                if let Some(distribution) = self.keep(lowered) {
                    out.push(Uncertainty {
                        name: self.symbols.element_name(&info.name, &binding),
                        unit: self.unit_words(&unit),
                        distribution,
                        description: self.describe_symbol(symbol, &binding),
                    });
                }
            }
        }
        out
    }

    fn controls_of(&mut self, declared: &[study::Control]) -> Vec<Control> {
        let mut out = Vec::new();
        for control in declared {
            let Some(symbol) = self.symbols.find(&control.name.value) else {
                continue;
            };
            let info = self.symbols.get(symbol).clone();
            let unit = info.unit.clone().unwrap_or_else(Unit::one);
            let defaults = self.values(&control.default, &info.shape, &unit, Mode::Initial);
            let bounds = control.bounds.as_ref().map(|[low, high]| [low.value, high.value]);
            for (default, binding) in defaults.into_iter().zip(self.symbols.elements(&info.shape)) {
                if let (Some([low, high]), Some(known)) = (bounds, self.known(default))
                    && (known < low || known > high)
                {
                    self.diagnostics.push(Diagnostic::error(
                        control.name.span,
                        format!("the default, {known}, is outside the bounds, {low} to {high}"),
                    ));
                }
                out.push(Control {
                    name: self.symbols.element_name(&info.name, &binding),
                    unit: self.unit_words(&unit),
                    default,
                    bounds,
                    description: self.describe_symbol(symbol, &binding),
                });
            }
        }
        out
    }

    fn mark_of_step(&mut self, order: &[StepItem], quantities: &mut [Quantity]) {
        self.quantity_of_step = vec![false; quantities.len()];
        for item in order {
            if let StepItem::Quantity(i) = item {
                let of_step = self.reads_step(quantities[*i].expr);
                self.quantity_of_step[*i] = of_step;
                quantities[*i].of_step = of_step;
            }
        }
    }

    fn measures_or_none(&mut self) -> Vec<Measure> {
        let mut out = Vec::new();
        for declared in &self.study.measures {
            let Some(symbol) = self.symbols.find(&declared.name.value) else {
                continue;
            };
            let group = self.group_of(declared);
            let weight = self.weight_of(declared);
            let info = self.symbols.get(symbol).clone();
            let mut diagnostics = Diagnostics::default();
            self.symbols.check_members(&declared.formula, &info.shape, true, &mut diagnostics);
            self.diagnostics.extend(diagnostics);
            for (i, binding) in self.symbols.elements(&info.shape).into_iter().enumerate() {
                let text = study::FormulaText {
                    text: String::new(),
                    span: declared.name.span,
                    offsets: vec![declared.name.span.start],
                };
                let scope = Scope::new(&text, &binding, Mode::Measure, self.time.steps);
                let node = crate::formula::Node {
                    kind: crate::formula::Kind::Name(info.name.clone()),
                    range: 0..0,
                };
                let lowered = self.measure_value(&scope, &node, symbol, info.first + i);
                let Some(typed) = self.keep(lowered) else {
                    continue;
                };
                out.push(Measure {
                    name: self.symbols.element_name(&info.name, &binding),
                    group,
                    unit: self.unit_words(&typed.unit),
                    sense: declared.sense,
                    acceptable: declared.acceptable.as_ref().map(|a| a.value),
                    weight,
                    condition: typed.condition,
                    expr: typed.id,
                    description: self.describe_symbol(symbol, &binding),
                });
            }
        }
        if out.is_empty() && !self.diagnostics.has_errors() {
            self.diagnostics.push(
                Diagnostic::general("this study has no measure: there is nothing to compare")
                    .help("add one: [measure.name] formula = \"final(stock)\""),
            );
        }
        out
    }

    /// Two names whose streams have one key would share their luck.
    fn check_streams(&mut self, uncertainties: &[Uncertainty], flows: &[Flow], events: &[Event]) {
        let names = uncertainties
            .iter()
            .map(|u| u.name.clone())
            .chain(self.study.histories.iter().map(|h| history_stream(&h.name.value)))
            .chain(flows.iter().map(|f| f.name.clone()))
            .chain(events.iter().flat_map(|e| [e.name.clone(), format!("{}.severity", e.name)]));
        let mut keys = std::collections::HashMap::new();
        for name in names {
            let key = Stream::new(self.study.run.seed, &name).key();
            if let Some(other) = keys.insert(key, name.clone()) {
                self.diagnostics.push(
                    Diagnostic::general(format!("`{name}` and `{other}` would share their draws"))
                        .help("by chance their names lead to one key: rename one of them"),
                );
            }
        }
    }

    fn baseline(&mut self, options: &[OptionDef]) -> usize {
        let Some(name) = &self.study.baseline else {
            return 0;
        };
        let found = options.iter().position(|o| o.name == name.value);
        found.unwrap_or_else(|| {
            let near = Diagnostics::nearest(&name.value, options.iter().map(|o| o.name.as_str()));
            let mut d = Diagnostic::error(name.span, format!("unknown option `{}`", name.value));
            if let Some(near) = near {
                d = d.help(format!("did you mean `{near}`?"));
            }
            self.diagnostics.push(d);
            0
        })
    }

    /// Time points at which series are reported.
    fn reports(&self) -> Vec<usize> {
        let steps = self.time.steps;
        let every = match &self.study.report.every {
            Some(every) => (every.value.days() / self.time.step_days).max(1.0),
            None => (steps as f64 / 60.0).ceil().max(1.0),
        };
        let mut out: Vec<usize> = (1..)
            .map(|r| (f64::from(r) * every).round() as usize)
            .take_while(|k| *k < steps)
            .collect();
        out.push(steps);
        out
    }
}
