//! `drawdown`: from a study to a report.

use std::process::ExitCode;

use clap::Parser;
use drawdown::cli::{self, Arguments, Command, Failure, Reporter, Results, RunArguments, Terminal};
use drawdown::engine;
use drawdown::kernel::Program;
use drawdown::report::{RunFolder, RunTables};

fn main() -> ExitCode {
    let terminal = Terminal::detect();
    let done = match Arguments::parse().command() {
        Command::Run(arguments) => run(&arguments, &terminal),
        other => cli::answer(other, &terminal).map(|text| cli::say(&text)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Study -> model -> program -> outcomes -> statistics -> tables, charts, report.
fn run(arguments: &RunArguments, terminal: &Terminal) -> Result<(), Failure> {
    let cancel = cli::interruption();
    let prepared = cli::prepare(arguments, terminal)?;
    let (model, plan) = (&prepared.model, &prepared.plan);
    let program = Program::compile(model);
    let folder = RunFolder::create(&prepared.output)?;
    let mut tables = RunTables::create(folder.path(), model, program.layout(), plan.shape())?;
    let most = prepared.most_replicates();
    let reporter = Reporter::new("replicates", most, terminal.moving, arguments.quiet);
    let rule = model.stop.as_ref();
    let ran = engine::run_until(model, &program, plan, rule, &reporter, &cancel, &mut tables);
    reporter.end();
    let (outcomes, stop) = ran?;
    let summary = outcomes.summarise(model);

    let results = Results { outcomes, summary, stop };
    let place = (terminal, &*cancel);
    let text = cli::finish(arguments, &prepared, &results, tables, &folder, place)?;
    cli::publish(folder, &text, arguments)
}
