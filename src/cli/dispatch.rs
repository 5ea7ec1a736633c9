//! Every command but `run`, which stands in `main.rs`: what it says at its end.

use super::{
    Command, Failure, Terminal, backtest, calibrate, chart, check, compare, diagram, discover,
    information, interruption, ledger, list, new, report, sensitivity, sweep,
};

/// Carries out a command and returns what is to be said; of [`Command::Run`] nothing.
///
/// # Errors
/// [`Failure`].
pub fn answer(command: Command, terminal: &Terminal) -> Result<String, Failure> {
    match command {
        Command::Run(_) => Ok(String::new()),
        Command::Backtest(a) => backtest(&a, terminal, &interruption()),
        Command::Check(a) => check(&a, terminal),
        Command::Ledger(a) => ledger(&a, terminal),
        Command::Calibrate(a) => calibrate(&a, terminal, &interruption()),
        Command::Diagram(a) => diagram(&a, terminal),
        Command::Compare(a) => compare(&a, terminal),
        Command::Sweep(a) => sweep(&a, terminal, &interruption()),
        Command::Discover(a) => discover(&a, terminal),
        Command::Information(a) => information(&a, terminal),
        Command::Sensitivity(a) => sensitivity(&a, terminal, &interruption()),
        Command::Chart(a) => chart(&a, terminal, &interruption()),
        Command::Report(a) => report(&a, terminal, &interruption()),
        Command::New(a) => new(&a),
        Command::List => Ok(list(terminal.width)),
    }
}
