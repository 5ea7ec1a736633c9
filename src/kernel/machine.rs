//! The vector machine: runs a [`Program`] over a batch of luck paths.

use multiversion::multiversion;

use super::columns::{self, Lines, Operand};
use super::emit::{Instruction, Operation, SeveritySource, Source};
use super::program::Program;
use super::severity::{severities, severity};
use super::{Fault, Sink};
use crate::model::Family;
use crate::random::discrete;
use crate::random::philox::Stream;

/// Severities drawn at a time.
const CHUNK: usize = 64;
/// Severities are drawn by this many, a few more than needed: what is left over after whole
/// vectors costs more than a vector.
const PACK: usize = 8;

/// Columns, buffers and streams of one worker.
pub struct Machine<'p> {
    program: &'p Program,
    streams: Vec<Stream>,
    width: usize,
    memory: Memory,
}

/// What instructions write.
struct Memory {
    width: usize,
    lanes: usize,
    /// `[slots][width]`
    columns: Lines,
    /// Operands that must be columns but are numbers. `[4][width]`
    broadcast: Lines,
    /// `[ring][steps][width]`
    rings: Vec<Lines>,
    counters: Vec<u64>,
    counting: bool,
    /// Sums of the first n severities.
    prefix: Vec<f64>,
}

/// What instructions read besides columns.
struct Context<'a> {
    program: &'a Program,
    streams: &'a [Stream],
    first_path: u64,
    time: usize,
}

impl<'p> Machine<'p> {
    /// A machine for `program` whose columns hold up to `width` lanes.
    pub fn new(program: &'p Program, seed: u64, width: usize) -> Self {
        let width = width.max(1);
        Self {
            program,
            streams: program.streams.iter().map(|name| Stream::new(seed, name)).collect(),
            width,
            memory: Memory {
                width,
                lanes: 0,
                columns: Lines::new(program.slots * width),
                broadcast: Lines::new(4 * width),
                rings: program.rings.iter().map(|r| Lines::new(r.steps * width)).collect(),
                counters: vec![0; program.layout.incidents.len()],
                counting: false,
                prefix: Vec::new(),
            },
        }
    }

    /// Most lanes of a batch.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Runs `lanes` luck paths from number `first_path` on; `uncertainties[u][lane]` are their
    /// draws. Results go to `sink`, column by column.
    ///
    /// # Errors
    /// The first stock, series or measure that is not a finite number.
    ///
    /// # Panics
    /// If there are more lanes than the machine is wide.
    pub fn run(
        &mut self,
        uncertainties: &[Vec<f64>],
        first_path: u64,
        lanes: usize,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        assert!(lanes <= self.width, "a batch is at most as wide as the machine");
        let program = self.program;
        self.memory.lanes = lanes;
        self.memory.counters.fill(0);
        for (u, slot) in &program.uncertain {
            let from = &uncertainties[*u as usize][..lanes];
            self.memory.column_mut(*slot).copy_from_slice(from);
        }
        let mut context = Context { program, streams: &self.streams, first_path, time: 0 };
        self.memory.counting = false;
        execute(&program.setup, &context, &mut self.memory);
        self.memory.check_states(program, first_path, 0)?;
        let mut reports = program.reports.iter().copied().enumerate().peekable();
        for time in 0..=program.steps {
            context.time = time;
            if let Some((report, _)) = reports.next_if(|(_, at)| *at == time) {
                self.memory.counting = false;
                execute(&program.report, &context, &mut self.memory);
                self.memory.output(&program.series, &context, |column, values| {
                    check_output(program, column, values, &context, true)?;
                    sink.series(report, column, values);
                    Ok(())
                })?;
            }
            if time == program.steps {
                break;
            }
            self.memory.counting = true;
            execute(&program.step, &context, &mut self.memory);
            self.memory.write_rings(program, time);
            self.memory.check_states(program, first_path, time + 1)?;
        }
        self.memory.counting = false;
        execute(&program.finish, &context, &mut self.memory);
        self.memory.output(&program.measures, &context, |column, values| {
            check_output(program, column, values, &context, false)?;
            sink.measure(column, values);
            Ok(())
        })?;
        for (index, count) in self.memory.counters.iter().enumerate() {
            if *count > 0 {
                sink.incident(index, *count);
            }
        }
        Ok(())
    }
}

/// A series or measure column must be finite; a first time may be infinite.
fn check_output(
    program: &Program,
    column: usize,
    values: &[f64],
    context: &Context<'_>,
    series: bool,
) -> Result<(), Fault> {
    if columns::all_finite(values) {
        return Ok(());
    }
    let infinite = !series && program.may_be_infinite[column];
    let bad = values.iter().position(|v| v.is_nan() || (v.is_infinite() && !infinite));
    let Some(lane) = bad else {
        return Ok(());
    };
    let names = if series { &program.series_names } else { &program.measure_names };
    let (what, cell) = names[column].clone();
    Err(Fault {
        what,
        cell,
        path: context.first_path + lane as u64,
        time: context.time,
        value: values[lane],
    })
}

impl Memory {
    fn column_mut(&mut self, slot: u32) -> &mut [f64] {
        let start = slot as usize * self.width;
        &mut self.columns[start..start + self.lanes]
    }

    fn column(&self, slot: u32) -> &[f64] {
        let start = slot as usize * self.width;
        &self.columns[start..start + self.lanes]
    }

    fn output(
        &mut self,
        sources: &[Source],
        context: &Context<'_>,
        mut take: impl FnMut(usize, &[f64]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        for (column, source) in sources.iter().enumerate() {
            match *source {
                Source::Slot(slot) => take(column, self.column(slot))?,
                scalar => {
                    let value = context.scalar(scalar);
                    let lanes = self.lanes;
                    self.broadcast[..lanes].fill(value);
                    take(column, &self.broadcast[..lanes])?;
                }
            }
        }
        Ok(())
    }

    fn check_states(&self, program: &Program, first_path: u64, time: usize) -> Result<(), Fault> {
        for state in &program.states {
            let super::cell::StateVar::Stock(stock) = state.var else {
                continue;
            };
            let values = self.column(state.slot);
            if columns::all_finite(values) {
                continue;
            }
            let lane = values.iter().position(|v| !v.is_finite()).unwrap_or(0);
            return Err(Fault {
                what: program.stock_names[stock].clone(),
                cell: state.cell,
                path: first_path + lane as u64,
                time,
                value: values[lane],
            });
        }
        Ok(())
    }

    /// Puts this step's inputs into the rings.
    fn write_rings(&mut self, program: &Program, time: usize) {
        for (r, ring) in program.rings.iter().enumerate() {
            let at = (time % ring.steps) * self.width;
            let lanes = self.lanes;
            match ring.input {
                Source::Slot(slot) => {
                    let start = slot as usize * self.width;
                    self.rings[r][at..at + lanes]
                        .copy_from_slice(&self.columns[start..start + lanes]);
                }
                Source::Number(v) => self.rings[r][at..at + lanes].fill(v),
                Source::Step(t) => {
                    self.rings[r][at..at + lanes].fill(program.step_tables[t as usize][time]);
                }
            }
        }
    }
}

impl Context<'_> {
    #[inline(always)]
    fn scalar(&self, source: Source) -> f64 {
        match source {
            Source::Number(v) => v,
            Source::Step(table) => self.program.step_tables[table as usize][self.time],
            Source::Slot(_) => f64::NAN,
        }
    }
}

/// The columns of one instruction: the target apart from what is read.
struct Frame<'a> {
    target: &'a mut [f64],
    base: *const f64,
    broadcast: &'a mut [f64],
    width: usize,
    lanes: usize,
}

impl Frame<'_> {
    #[inline(always)]
    fn operand<'b>(&self, context: &Context<'_>, source: Source) -> Operand<'b> {
        match source {
            // SAFETY: the slot lies inside the memory that `base` points to (slots are below
            // `Program::slots`), and it is never the target: the emitter gives no instruction a
            // target that it reads. So the slice is valid and nobody writes to it.
            Source::Slot(slot) => Operand::Column(unsafe {
                std::slice::from_raw_parts(self.base.add(slot as usize * self.width), self.lanes)
            }),
            scalar => Operand::Scalar(context.scalar(scalar)),
        }
    }
}

/// All operands as columns, numbers spread into `broadcast`.
#[inline(always)]
fn spread<'b, const N: usize>(
    frame: &'b mut Frame<'_>,
    context: &Context<'_>,
    sources: &[Source; 4],
) -> (&'b mut [f64], [&'b [f64]; N]) {
    let mut operands = [Operand::Scalar(0.0); N];
    for i in 0..N {
        operands[i] = frame.operand(context, sources[i]);
    }
    let (width, lanes) = (frame.width, frame.lanes);
    let mut rest: &'b mut [f64] = frame.broadcast;
    let mut out: [&'b [f64]; N] = [&[]; N];
    for i in 0..N {
        out[i] = match operands[i] {
            Operand::Column(c) => c,
            Operand::Scalar(v) => {
                let (head, tail) = rest.split_at_mut(width);
                rest = tail;
                head[..lanes].fill(v);
                &head[..lanes]
            }
        };
    }
    (frame.target, out)
}

/// Runs a list of instructions at one time point.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2", "x86_64+avx2"))]
fn execute(instructions: &[Instruction], context: &Context<'_>, memory: &mut Memory) {
    let (width, lanes) = (memory.width, memory.lanes);
    for instruction in instructions {
        if let Operation::Compound(group) = instruction.operation {
            compound(group as usize, context, memory);
            continue;
        }
        let start = instruction.target as usize * width;
        assert!(start + lanes <= memory.columns.len());
        let base = memory.columns.as_mut_ptr();
        // SAFETY: inside the memory, by the assertion; no operand lies in the target (see
        // `Frame::operand`), so this is the only reference to it.
        let target = unsafe { std::slice::from_raw_parts_mut(base.add(start), lanes) };
        let mut frame = Frame { target, base, broadcast: &mut memory.broadcast, width, lanes };
        let s = &instruction.sources;
        match instruction.operation {
            Operation::Unary(op) => {
                let a = frame.operand(context, s[0]);
                columns::unary(op, frame.target, a);
            }
            Operation::Binary(op) if !columns::takes_numbers(op) => {
                let (out, [a, b]) = spread::<2>(&mut frame, context, s);
                columns::binary(op, out, Operand::Column(a), Operand::Column(b));
            }
            Operation::Binary(op) => {
                let (a, b) = (frame.operand(context, s[0]), frame.operand(context, s[1]));
                columns::binary(op, frame.target, a, b);
            }
            Operation::Select => {
                let c = frame.operand(context, s[0]);
                let (a, b) = (frame.operand(context, s[1]), frame.operand(context, s[2]));
                columns::select(frame.target, c, a, b);
            }
            Operation::Copy => {
                let a = frame.operand(context, s[0]);
                columns::copy(frame.target, a);
            }
            Operation::Clamp(counter) => {
                let (low, high) = (frame.operand(context, s[1]), frame.operand(context, s[2]));
                let (out, [x]) = spread::<1>(&mut frame, context, s);
                let hits = columns::clamp(out, x, low, high);
                if memory.counting {
                    memory.counters[counter as usize] += hits;
                }
            }
            Operation::NonNegative(counter) => {
                let (out, [x]) = spread::<1>(&mut frame, context, s);
                let hits = columns::non_negative(out, x);
                if memory.counting {
                    memory.counters[counter as usize] += hits;
                }
            }
            Operation::Scale(counter) => {
                let (out, [total, available]) = spread::<2>(&mut frame, context, s);
                let hits = columns::scale(out, total, available);
                if memory.counting {
                    memory.counters[counter as usize] += hits;
                }
            }
            Operation::Poisson => {
                let (out, [mean, u, z]) = spread::<3>(&mut frame, context, s);
                discrete::poisson_column(mean, u, z, out);
            }
            Operation::Binomial => {
                let (out, [n, p, u, z]) = spread::<4>(&mut frame, context, s);
                discrete::binomial_column(n, p, u, z, out);
            }
            Operation::NegativeBinomial => {
                let (out, [mean, ratio, u, z]) = spread::<4>(&mut frame, context, s);
                discrete::negative_binomial_column(mean, ratio, u, z, out);
            }
            Operation::Uniform(stream) => {
                let stream = context.streams[stream as usize];
                let paths = context.program.luck_paths;
                stream.fill_uniform(
                    context.first_path,
                    paths,
                    context.time as u32,
                    0,
                    frame.target,
                );
            }
            Operation::Normal => {
                let (out, [u]) = spread::<1>(&mut frame, context, s);
                discrete::normal_quantile_column(u, out);
            }
            Operation::Lookup(table) => {
                let (x, y) = &context.program.lookups[table as usize];
                let (out, [at]) = spread::<1>(&mut frame, context, s);
                for (out, at) in out.iter_mut().zip(at) {
                    *out = crate::model::interpolate(x, y, *at);
                }
            }
            Operation::Ring(ring) => {
                let steps = context.program.rings[ring as usize].steps;
                // Until the ring is full, the value of the first step.
                let at = if context.time < steps { 0 } else { context.time % steps };
                let from = &memory.rings[ring as usize][at * width..at * width + lanes];
                frame.target.copy_from_slice(from);
            }
            Operation::Severity(draw) => {
                let severity = context.program.severities.draws[draw as usize];
                let severity = bind(severity, &frame, context);
                let (out, [happens, u]) = spread::<2>(&mut frame, context, s);
                for lane in 0..lanes {
                    out[lane] = if happens[lane] != 0.0 {
                        severity.at(context, lane, u[lane])
                    } else {
                        0.0
                    };
                }
            }
            Operation::Compound(_) => {}
        }
    }
}

/// A severity with its operands.
#[derive(Clone, Copy)]
enum Bound<'a> {
    Fixed(u32),
    Varying(Family, [Operand<'a>; 2], Option<[Operand<'a>; 2]>),
}

fn bind<'b>(source: SeveritySource, frame: &Frame<'_>, context: &Context<'_>) -> Bound<'b> {
    match source {
        SeveritySource::Fixed(index) => Bound::Fixed(index),
        SeveritySource::Varying(family, p, truncate) => Bound::Varying(
            family,
            p.map(|s| frame.operand(context, s)),
            truncate.map(|t| t.map(|s| frame.operand(context, s))),
        ),
    }
}

impl Bound<'_> {
    fn at(&self, context: &Context<'_>, lane: usize, u: f64) -> f64 {
        match self {
            Bound::Fixed(index) => context.program.distributions[*index as usize].quantile(u),
            Bound::Varying(family, p, truncate) => {
                let p = p.map(|o| o.at(lane));
                let truncate = truncate.map(|t| t.map(|o| o.at(lane)));
                severity(*family, &p, truncate, u)
            }
        }
    }
}

/// Sums of severities: a cell with count n takes the first n of its stream's, so that all cells
/// share one run of prefix sums.
fn compound(group: usize, context: &Context<'_>, memory: &mut Memory) {
    let program = context.program;
    let group = &program.severities.compounds[group];
    let stream = context.streams[group.stream as usize];
    let paths = u64::from(program.luck_paths);
    let mut uniforms = [0.0; CHUNK];
    let mut drawn = [0.0; CHUNK];
    for lane in 0..memory.lanes {
        let count = |memory: &Memory, source: Source| match source {
            Source::Slot(slot) => memory.columns[slot as usize * memory.width + lane],
            scalar => context.scalar(scalar),
        };
        let most = group
            .members
            .iter()
            .map(|(source, _)| count(memory, *source))
            .fold(0.0, f64::max)
            .floor() as usize;
        let path = context.first_path + lane as u64;
        let place = (path / paths, (path % paths) as u32);
        memory.prefix.clear();
        memory.prefix.push(0.0);
        let mut sum = 0.0;
        let mut first = 0;
        while first < most {
            let n = CHUNK.min(most - first);
            let packed = match group.severity {
                SeveritySource::Fixed(_) => n,
                SeveritySource::Varying(..) => n.next_multiple_of(PACK),
            };
            let (u, x) = (&mut uniforms[..packed], &mut drawn[..packed]);
            stream.fill_indices(place, context.time as u32, first as u32, u);
            draw_severities(group.severity, context, memory, lane, u, x);
            for x in &drawn[..n] {
                sum += *x;
                memory.prefix.push(sum);
            }
            first += n;
        }
        for (source, target) in &group.members {
            let n = count(memory, *source).floor() as u32 as usize;
            // A count that is no number finds no sum; the fault is found at the flow's stock.
            let value = memory.prefix.get(n).copied().unwrap_or(f64::NAN);
            let at = *target as usize * memory.width + lane;
            memory.columns[at] = value;
        }
    }
}

fn draw_severities(
    source: SeveritySource,
    context: &Context<'_>,
    memory: &Memory,
    lane: usize,
    u: &[f64],
    out: &mut [f64],
) {
    match source {
        SeveritySource::Fixed(index) => {
            context.program.distributions[index as usize].fill(u, out);
        }
        SeveritySource::Varying(family, p, truncate) => {
            let read = |s: Source| match s {
                Source::Slot(slot) => memory.columns[slot as usize * memory.width + lane],
                scalar => context.scalar(scalar),
            };
            let (p, truncate) = (p.map(read), truncate.map(|t| t.map(read)));
            severities(family, p, truncate, u, out);
        }
    }
}
