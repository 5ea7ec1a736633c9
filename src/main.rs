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
        Command::Backtest(arguments) => {
            said(cli::backtest(&arguments, &terminal, &cli::interruption()))
        }
        Command::Check(arguments) => said(cli::check(&arguments, &terminal)),
        Command::Ledger(arguments) => said(cli::ledger(&arguments, &terminal)),
        Command::Calibrate(arguments) => said(cli::calibrate(&arguments, &terminal)),
        Command::Diagram(arguments) => said(cli::diagram(&arguments, &terminal)),
        Command::New(arguments) => said(cli::new(&arguments)),
        Command::List => {
            cli::say(&cli::list(terminal.width));
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Prints what a command has to say.
fn said(text: Result<String, Failure>) -> Result<(), Failure> {
    text.map(|text| cli::say(&text))
}

/// Study -> model -> program -> outcomes -> statistics -> tables, charts, report.
fn run(arguments: &RunArguments, terminal: &Terminal) -> Result<(), Failure> {
    let cancel = cli::interruption();
    let prepared = cli::prepare(arguments, terminal)?;
    let (model, plan) = (&prepared.model, &prepared.plan);
    let program = Program::compile(model);

    let folder = RunFolder::create(&prepared.output)?;
    let mut tables = RunTables::create(folder.path(), model, program.layout(), plan.shape())?;
    let reporter = Reporter::new("replicates", plan.replicates, terminal.moving, arguments.quiet);
    let outcomes = engine::run(model, &program, plan, &reporter, &cancel, &mut tables);
    reporter.end();
    let outcomes = outcomes?;
    let summary = outcomes.summarise(model);

    let results = Results { outcomes, summary };
    let place = (terminal, &*cancel);
    let text = cli::finish(arguments, &prepared, &results, tables, &folder, place)?;
    cli::publish(folder, &text, arguments.quiet)
}
