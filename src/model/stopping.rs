//! `[run] stop`: which measures and trajectories it means.

use super::builder::Builder;
use super::types::{Chosen, Measure, OptionDef, StopGoal, StopRule, TrajectoryDef};
use crate::diagnostic::Diagnostic;
use crate::study::{DesignKind, Sense, StopAim};

impl Builder<'_> {
    /// What runs unless somebody says otherwise, and until when.
    pub fn of_run(
        &mut self,
        options: &[OptionDef],
        trajectories: &[TrajectoryDef],
        measures: &[Measure],
    ) -> (Chosen, Option<StopRule>) {
        let chosen = self.chosen(&self.study.run.selection, options, trajectories);
        (chosen, self.stop(measures, trajectories))
    }

    /// The rule of a study, if it has one. What is wrong with it is reported.
    fn stop(&mut self, measures: &[Measure], trajectories: &[TrajectoryDef]) -> Option<StopRule> {
        let stop = self.study.run.stop.as_ref()?;
        if self.study.run.design == DesignKind::LatinHypercube {
            self.diagnostics.push(
                Diagnostic::error(
                    stop.span,
                    "a run with Latin hypercube draws cannot stop by a rule: how it draws depends \
                     on the number of replicates, which must be known before",
                )
                .help(
                    "use design = \"random\" or \"sobol\", or leave 'stop' out; --replicates N asks \
                     for so many and no rule",
                ),
            );
        }
        let goal = match &stop.aim {
            StopAim::Precision { measure, half_width } => StopGoal::Precision {
                measures: self.measures_called(measure, measures),
                half_width: *half_width,
            },
            StopAim::Best { measure, trajectory, indifference } => {
                let known: Vec<&str> = trajectories.iter().map(|t| t.name.as_str()).collect();
                let named: Vec<_> = trajectory.iter().cloned().collect();
                let trajectory = self.known_names("trajectory", &named, &known).pop();
                StopGoal::Best {
                    measure: self.one_with_sense(measure, measures)?,
                    trajectory,
                    indifference: *indifference,
                }
            }
        };
        Some(StopRule { goal, confidence: stop.confidence, at_most: stop.at_most })
    }

    /// The measure by which options are ranked.
    fn one_with_sense(&mut self, name: &crate::study::Name, measures: &[Measure]) -> Option<usize> {
        let found = self.measures_called(name, measures);
        let [measure] = found[..] else {
            if let Some(first) = found.first() {
                let message =
                    format!("`{}` is an array: options are ranked by one number", name.value);
                let help = format!("name a member, such as `{}`", measures[*first].name);
                self.diagnostics.push(Diagnostic::error(name.span, message).help(help));
            }
            return None;
        };
        if measures[measure].sense == Sense::None {
            let message = format!("`{}` does not say which way it is better", name.value);
            self.diagnostics.push(
                Diagnostic::error(name.span, message)
                    .help("give the measure sense = \"minimise\" or \"maximise\""),
            );
            return None;
        }
        Some(measure)
    }
}
