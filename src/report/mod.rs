//! The files that a run leaves: one file of code for each format.
//!
//! | file | one row for each | by |
//! |---|---|---|
//! | `outcomes.parquet` | replicate and cell | [`RunTables`], while the run goes on |
//! | `uncertainties.parquet` | draw | [`RunTables`], while the run goes on |
//! | `series.parquet` | series, cell and report date | [`RunTables::finish`] |
//! | `summary.csv` | measure and cell | [`RunTables::finish`] |
//! | `comparisons.csv` | measure and cell that is not the baseline's | [`RunTables::finish`] |
//! | `consequences.csv` | measure, future and option | [`write_decision`] |
//! | `efficiency.csv` | future and option | [`write_decision`] |
//! | `dominance.csv` | measure, future and two options | [`write_decision`] |
//! | `ratios.csv` | comparison of the study, future and option | [`write_decision`] |
//! | `scores.csv` | future and option, where the study gives weights | [`write_decision`] |
//! | `variance.csv` | measure, future, option, and level or difference | [`write_decision`] |
//! | `regret.csv` | measure, metric, future or all, and option | [`write_regret`] |
//! | `expectations.csv` | measure, future and option | [`write_regret`] |
//! | `evpi.csv`, `evppi.csv`, `thresholds.csv` | measure and future, and set of uncertainties | [`write_information`] |
//! | `ledger.csv` | number of the study | [`write_ledger`] |
//! | `effects.csv` | judged number and outcome | [`write_effects`] |
//! | `manifest.json` | (what was run, from what) | [`Manifest::write`] |
//! | `inputs/*` | (what the study was read from) | [`keep_inputs`] |
//! | `charts/en/*`, `charts/ar/*` | (pictures) | [`draw`] |
//! | `report.html` | (all of it, for a reader) | [`write_html`] |
//!
//! A sensitivity analysis leaves a folder of its own: `sensitivity.csv`, one row for each outcome, factor
//! and index, and `sensitivity.json`, by [`write_sensitivity`], and its charts.
//!
//! A back-test leaves a folder of its own: `backtest.csv`, one row for each cell and observation, and
//! `backtest.json`, by [`write_backtest`].
//!
//! A sweep leaves `sweep.csv` and `sweep.parquet` ([`write_sweep_tables`]), `tipping.csv` and `winners.csv`
//! ([`write_sweep_findings`]), its charts ([`draw_sweep`]) and `sweep.html` ([`write_sweep_page`]).
//! Scenario discovery leaves one too: `boxes.csv`, `peeling.csv`, `tree.csv`, `options.csv`, charts and
//! `discovery.json`, by [`write_discovery`].
//!
//! They are written into a [`RunFolder`], which gets its name only once it is complete. A [`SavedRun`]
//! is such a folder read back.

mod answer;
mod backtest;
mod backtest_words;
mod brief;
mod brief_words;
mod causal;
mod changes;
mod chart_files;
mod chart_kinds;
mod compare_words;
pub(crate) mod csv;
mod csv_decision;
mod csv_information;
mod csv_ledger;
mod csv_regret;
mod csv_scores;
mod csv_sensitivity;
mod decided;
mod discovery;
mod discovery_words;
mod error;
mod figures;
mod figures_backtest;
mod figures_choice;
mod figures_compare;
#[cfg(test)]
mod figures_compare_tests;
mod figures_discovery;
mod figures_distribution;
mod figures_information;
mod figures_measures;
mod figures_paths;
mod figures_plan;
mod figures_sensitivity;
mod figures_series;
mod figures_shares;
mod figures_timeline;
mod findings;
mod folder;
mod groups;
mod headlines;
mod html;
mod html_answer;
mod html_backtest;
mod html_compare;
mod html_consequences;
mod html_discovery;
mod html_document;
mod html_drivers;
mod html_incidents;
mod html_information;
mod html_ledger;
mod html_measures;
mod html_page;
mod html_pictures;
mod html_robust;
mod html_scores;
mod html_share;
mod html_study;
mod html_words;
mod information_words;
mod manifest;
mod markdown_ledger;
pub(crate) mod parquet;
mod parquet_read;
mod posterior;
mod regret_words;
#[cfg(test)]
mod report_tests;
mod saved;
mod score_words;
mod sensitivity_words;
mod standouts;
mod stop_words;
mod sweep_csv;
mod sweep_figures;
mod sweep_grid_words;
mod sweep_html;
mod sweep_manifest;
mod sweep_maps;
mod sweep_parts;
mod sweep_pictures;
mod sweep_samples;
mod sweep_tables;
#[cfg(test)]
mod sweep_tests;
mod sweep_tip_words;
mod sweep_view;
mod sweep_words;
mod tables;
mod view;
mod words;
mod workbook;

pub use answer::{difference_with_error, excludes_zero, grouped, standing, with_error};
pub use backtest::{BACKTEST, BACKTEST_TABLE, study_of_backtest, write_backtest};
pub use backtest_words::backtest_sentences;
pub use brief::brief;
pub use causal::{CausalView, Part, Topic};
pub use changes::{Changes, PosteriorChange};
pub use chart_files::{ChartFormat, write_chart, write_whole};
pub use chart_kinds::{drawable, shows};
pub use compare_words::{
    better_sentence, decided, decision_lines, dominance_sentence, efficiency_sentences, luck_note,
    luck_sentence, measure_sentences, wins,
};
pub use csv::{write_comparisons, write_summary};
pub use csv_decision::write_decision;
pub use csv_information::write_information;
pub use csv_ledger::{write_effects, write_ledger};
pub use csv_regret::write_regret;
pub use csv_sensitivity::{
    SENSITIVITY, SENSITIVITY_TABLE, study_of_sensitivity, write_sensitivity,
};
pub use decided::Decided;
pub use discovery::{DISCOVERY, write_discovery};
pub use discovery_words::{
    box_sentence, case_sentence, limit_words, meaning_sentences, missed_bounds, outcome_sentences,
    trust_sentences, uncertainty_label,
};
pub use error::ReportError;
pub use figures::{
    CHARTS, DrawSettings, Drawn, FigureError, draw, draw_backtest, figure, theme_of,
};
pub use figures_backtest::{Picture, backtest_figure, backtest_pictures};
pub use figures_discovery::{discovery_figures, draw_discovery};
pub use figures_paths::{replay_for, shown_levers};
pub use figures_plan::{ChartPlan, Subject, expand, plain_request, plan};
pub use figures_sensitivity::{draw_sensitivity, main_subjects, sensitivity_figures};
pub use findings::{Findings, Future, called, format_of, futures, level};
pub use folder::RunFolder;
pub use groups::{Block, blocks, gaps, main_measures, shown_measures};
pub use html::{REPORT, html, write_html};
pub use html_backtest::Tested;
pub use information_words::{
    future_label, information_sentences, is_moved, set_label, subject_label, turning,
    unmoved_sentence, worth_with_ends,
};
pub use manifest::{IncidentNote, InputFile, MANIFEST, Manifest, PosteriorNote, drawn_from};
pub use markdown_ledger::{ledger_markdown, write_ledger_markdown};
pub use posterior::{POSTERIOR_MARK, posterior_csv, posterior_place, write_posterior};
pub use regret_words::{metric_label, regret_sentences, satisficing_sentence};
pub use saved::{FROM_COMMAND_LINE, INPUTS, SavedError, SavedRun, keep_inputs, one_line};
pub use score_words::{comparison_label, score_sentences, undefined_words};
pub use sensitivity_words::{SensitivityView, decimal};
pub use stop_words::stop_sentence;
pub use sweep_csv::{TIPPING_TABLE, WINNERS_TABLE, write_sweep_findings};
pub use sweep_figures::{SweepPicture, sweep_figure, sweep_pictures};
pub use sweep_html::{SWEEP_PAGE, write_sweep_page};
pub use sweep_manifest::SweepManifest;
pub use sweep_parts::{FoundParts, SweepParts};
pub use sweep_pictures::{SweepReport, draw_sweep, write_sweep_report};
pub use sweep_tables::{SWEEP_PARQUET, SWEEP_TABLE, write_sweep_tables};
pub use sweep_view::SweepView;
pub use sweep_words::{SweepSaid, sweep_sentences};
pub use tables::{RunTables, TABLES};
pub use view::{View, chosen_futures};
pub use words::{grade, kind_word, origin_word, scale_words, taken_words, use_words};
pub use workbook::{workbook_name, write_workbook};
