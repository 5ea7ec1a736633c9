//! What a command line changed in a study, as a manifest keeps it.

use serde::{Deserialize, Serialize};

use crate::outcome::design_name;
use crate::study::{DesignKind, Overrides, PosteriorChoice, Responses};

/// What a command line changed in a study. What is absent stayed as the study has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Changes {
    /// Number of replicates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicates: Option<u64>,
    /// Seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// `"random"`, `"latin_hypercube"` or `"sobol"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design: Option<String>,
    /// `"on"`, `"off"` or `"both"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responses: Option<String>,
    /// Each `name=value`, as typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<String>,
    /// Options, as typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Trajectories, as typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trajectories: Vec<String>,
    /// Where uncertainties were drawn from, if not from their priors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posterior: Option<PosteriorChange>,
}

/// Which file of joint draws was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PosteriorChange {
    /// The one that the study names.
    OfStudy,
    /// Another one: its path, as typed.
    File(String),
}

impl Changes {
    /// What these overrides change, and the options and trajectories that were asked for.
    pub fn of(overrides: &Overrides, options: &[String], trajectories: &[String]) -> Self {
        Self {
            replicates: overrides.replicates,
            seed: overrides.seed,
            design: overrides.design.map(|design| design_name(design).to_owned()),
            responses: overrides.responses.map(|which| responses_name(which).to_owned()),
            set: overrides.set.clone(),
            options: options.to_vec(),
            trajectories: trajectories.to_vec(),
            posterior: overrides.posterior.as_ref().map(|choice| match choice {
                PosteriorChoice::OfStudy => PosteriorChange::OfStudy,
                PosteriorChoice::File { name, .. } => PosteriorChange::File(name.clone()),
            }),
        }
    }

    /// The overrides again. `read` gives the text of a file of joint draws that is not the study's.
    ///
    /// # Errors
    /// A word that stands for no design or responses.
    pub fn overrides(
        &self,
        read: impl Fn(&str) -> Result<String, String>,
    ) -> Result<Overrides, String> {
        let design = |word: &String| {
            let all = [DesignKind::Random, DesignKind::LatinHypercube, DesignKind::Sobol];
            let found = all.into_iter().find(|design| design_name(*design) == word);
            found.ok_or_else(|| format!("there is no design '{word}'"))
        };
        let responses = |word: &String| {
            let all = [Responses::On, Responses::Off, Responses::Both];
            let found = all.into_iter().find(|which| responses_name(*which) == word);
            found.ok_or_else(|| format!("there are no responses '{word}'"))
        };
        Ok(Overrides {
            replicates: self.replicates,
            seed: self.seed,
            design: self.design.as_ref().map(design).transpose()?,
            responses: self.responses.as_ref().map(responses).transpose()?,
            set: self.set.clone(),
            posterior: self.posterior.as_ref().map(|change| match change {
                PosteriorChange::OfStudy => PosteriorChoice::OfStudy,
                PosteriorChange::File(name) => {
                    PosteriorChoice::File { name: name.clone(), text: read(name) }
                }
            }),
        })
    }
}

fn responses_name(responses: Responses) -> &'static str {
    match responses {
        Responses::On => "on",
        Responses::Off => "off",
        Responses::Both => "both",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_come_back() {
        let file = PosteriorChoice::File { name: "../p.csv".to_owned(), text: Ok("a".to_owned()) };
        let overrides = Overrides {
            replicates: Some(64),
            seed: Some(0),
            design: Some(DesignKind::LatinHypercube),
            responses: Some(Responses::Both),
            set: vec!["x=1".to_owned(), "y[a]=2".to_owned()],
            posterior: Some(file),
        };
        let changes = Changes::of(&overrides, &["stay".to_owned()], &[]);
        let text = serde_json::to_string(&changes).expect("it is written");
        let read: Changes = serde_json::from_str(&text).expect("it is read");
        assert_eq!(read, changes);
        let again = read.overrides(|name| {
            assert_eq!(name, "../p.csv");
            Ok("a".to_owned())
        });
        assert_eq!(again.expect("known words"), overrides);
        assert_eq!(serde_json::to_string(&Changes::default()).expect("written"), "{}");
        let odd = Changes { design: Some("round".to_owned()), ..Changes::default() };
        let error = odd.overrides(|_| Ok(String::new())).expect_err("no such design");
        assert_eq!(error, "there is no design 'round'");
    }
}
