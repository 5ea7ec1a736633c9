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
        Command::Backtest(a) => cli::backtest(&a, &terminal, &cli::interruption()).map(say),
        Command::Check(a) => cli::check(&a, &terminal).map(say),
        Command::Ledger(a) => cli::ledger(&a, &terminal).map(say),
        Command::Calibrate(a) => cli::calibrate(&a, &terminal, &cli::interruption()).map(say),
        Command::Diagram(a) => cli::diagram(&a, &terminal).map(say),
        Command::Compare(a) => cli::compare(&a, &terminal).map(say),
        Command::Information(a) => cli::information(&a, &terminal).map(say),
        Command::Chart(a) => cli::chart(&a, &terminal, &cli::interruption()).map(say),
        Command::Report(a) => cli::report(&a, &terminal, &cli::interruption()).map(say),
        Command::New(a) => cli::new(&a).map(say),
        Command::List => {
            say(cli::list(terminal.width));
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn say(text: String) {
    cli::say(&text);
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
