//! Examples that `--help` shows.

/// Of `drawdown run`.
pub(super) const RUN_EXAMPLES: &str = "Examples:
  drawdown run                                  the coalition study, as it stands
  drawdown run my_study --replicates 1000       a quick look
  drawdown run coalition --trajectories deserts,libya
  drawdown run my_study --set recruit_rate=0.03 --set 'troops[iraq]=1200'
  drawdown run my_study --responses both        each future with and without the response to it
  drawdown run my_study --posterior             uncertainties as the past has taught them

The same study, seed, design and number of replicates give the same numbers, whatever the number
of threads.";

/// Of `drawdown ledger`.
pub(super) const LEDGER_EXAMPLES: &str = "Examples:
  drawdown ledger my_study                      every number by source, judgement and grade
  drawdown ledger my_study --output accounts    the same as a table: accounts/ledger.csv
  drawdown ledger my_study --effects            which judged numbers the answer hangs on
  drawdown ledger my_study --effects --measure cost --options phased,rapid";

/// Of `drawdown backtest`.
pub(super) const BACKTEST_EXAMPLES: &str = "Examples:
  drawdown backtest precedent                   score it against every [history] of the study
  drawdown backtest my_study -n 2000            a quick look
  drawdown backtest my_study --options all      every option against the same past

Which options and trajectories are compared is said by [backtest] in the study.";

/// Of `drawdown calibrate`.
pub(super) const CALIBRATE_EXAMPLES: &str = "Examples:
  drawdown calibrate my_study                   learn from the rows with use = \"calibrate\"
  drawdown run my_study --posterior             then run with what was learned
  drawdown calibrate my_study --temper --output trial.csv
  drawdown run my_study --posterior trial.csv

Draws from the priors are weighted by how well they foretell the rows of the study's histories
that have use = \"calibrate\", and resampled. Rows with use = \"score\" are never looked at.";

/// Of `drawdown diagram`.
pub(super) const DIAGRAM_EXAMPLES: &str = "Examples:
  drawdown diagram coalition                      an overview, a card a file of the model
  drawdown diagram coalition --topic troops       the variables of one file
  drawdown diagram coalition --of fighters        one variable and its neighbours
  drawdown diagram coalition --all --output docs/pictures
                                                  the overview and every file, into a folder
  drawdown diagram coalition --format dot         everything, as text for Graphviz

Signs follow from the formulas: + more leads to more, - more leads to less, ? either way.";
