//! `[run] stop`: until when replicates are added.

use super::reader::{Fields, Reader};
use super::tree::Node;
use super::types::{StopAim, StopSettings};
use crate::diagnostic::{Diagnostic, Spanned};

/// Confidence unless the study says otherwise.
const CONFIDENCE: f64 = 0.95;
/// Replicates at most unless the study says otherwise.
const AT_MOST: u64 = 1_000_000;
/// Confidence from here up.
const LEAST: f64 = 0.5;

impl Reader {
    /// `stop = { measure = …, half_width = … }` or `stop = { best_option_on = … }`.
    pub(super) fn stop(&mut self, node: &Node) -> Option<StopSettings> {
        let mut f = Fields::open(self, node, "'stop'")?;
        let measure = f.read(self, "measure", Self::name);
        let best = f.read(self, "best_option_on", Self::name);
        let half_width = f.read(self, "half_width", Self::number);
        let trajectory = f.read(self, "trajectory", Self::name);
        let indifference = f.read(self, "indifference", Self::number);
        let confidence = f.read(self, "confidence", Self::number);
        let at_most = f.read(self, "at_most", |r, node| r.whole(node, 1));
        let misspelt = half_width.is_none() && f.is_misspelt("half_width");
        f.finish(self);
        if misspelt {
            return None;
        }
        if let Some(confidence) = &confidence
            && !(confidence.value >= LEAST && confidence.value < 1.0)
        {
            return self.error_help(
                confidence.span,
                "a confidence lies between 0.5 and 1",
                "write 0.95 to be wrong in at most one of twenty such runs",
            );
        }
        let aim = match (measure, best) {
            (Some(measure), None) => {
                self.out_of_place(&trajectory, "trajectory", "best_option_on");
                self.out_of_place(&indifference, "indifference", "best_option_on");
                StopAim::Precision { measure, half_width: self.half_width(node, half_width)? }
            }
            (None, Some(measure)) => {
                self.out_of_place(&half_width, "half_width", "measure");
                StopAim::Best {
                    measure,
                    trajectory,
                    indifference: self.indifference(indifference)?,
                }
            }
            (Some(measure), Some(best)) => {
                self.out.push(
                    Diagnostic::error(best.span, "'stop' takes one rule, not two")
                        .also(measure.span, "the other")
                        .help("leave 'measure' or 'best_option_on' out"),
                );
                return None;
            }
            (None, None) => {
                return self.error_help(
                    node.span,
                    "'stop' does not say what has to be known",
                    "write { measure = \"…\", half_width = … } or { best_option_on = \"…\" }",
                );
            }
        };
        Some(StopSettings {
            span: node.span,
            aim,
            confidence: confidence.map_or(CONFIDENCE, |c| c.value),
            at_most: at_most.unwrap_or(AT_MOST),
        })
    }

    fn out_of_place<T>(&mut self, key: &Option<Spanned<T>>, name: &str, of: &str) {
        if let Some(key) = key {
            let message = format!("'{name}' goes with '{of}' only");
            self.error::<()>(key.span, message);
        }
    }

    fn half_width(&mut self, node: &Node, half_width: Option<Spanned<f64>>) -> Option<f64> {
        match half_width {
            Some(width) if width.value > 0.0 => Some(width.value),
            Some(width) => self.error(width.span, "a half-width is above 0"),
            None => self.error_help(
                node.span,
                "'stop' has no 'half_width'",
                "half_width = 0.005 asks for a probability that is known to half a percentage point",
            ),
        }
    }

    /// 0 unless said.
    fn indifference(&mut self, indifference: Option<Spanned<f64>>) -> Option<f64> {
        match indifference {
            None => Some(0.0),
            Some(zone) if zone.value >= 0.0 => Some(zone.value),
            Some(zone) => self.error(zone.span, "an indifference is not below 0"),
        }
    }
}
