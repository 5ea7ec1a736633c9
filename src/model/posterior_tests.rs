use super::*;
use crate::model::{Model, build};
use crate::study::{Overrides, PosteriorChoice, load_from};

const STUDY: &str = r#"
title = "Small"
[time]
start = 2026-01-01
end = 2026-12-31
step = "1 month"
[dimension.place]
members = ["north", "south"]
[uncertainty.growth]
distribution = { kind = "uniform", min = 0, max = 1 }
[uncertainty.share]
over = ["place"]
distribution = { kind = "uniform", min = 0, max = 1 }
[uncertainty.shocks]
distribution = { kind = "poisson", mean = 3 }
[[correlation]]
between = ["growth", "share[north]"]
spearman = 0.5
[stock.fish]
initial = "growth + sum(share) + shocks"
[measure.left]
formula = "final(fish)"
[option.stay]
"#;

/// The model and the warnings, or the errors; `head` goes before the study.
fn built(
    posterior: &str,
    csv: Option<&str>,
    overrides: &Overrides,
) -> Result<(Model, Vec<String>), Vec<String>> {
    let text = |found: &Diagnostics| {
        let line = |d: &Diagnostic| match &d.help {
            Some(help) => format!("{} | {help}", d.message),
            None => d.message.clone(),
        };
        found.items().iter().map(line).collect::<Vec<String>>()
    };
    let mut files = vec![("s/study.toml".to_owned(), format!("{STUDY}{posterior}"))];
    files.extend(csv.map(|csv| ("s/p.csv".to_owned(), csv.to_owned())));
    let (mut study, mut sources, _) = load_from(files, "s").map_err(|(_, out)| text(&out))?;
    overrides.apply(&mut study, &mut sources).map_err(|out| text(&out))?;
    // what is drawn from counts as a file of the run
    let drawn = overrides.posterior == Some(PosteriorChoice::OfStudy) && csv.is_some();
    assert_eq!(sources.files().iter().any(|f| f.name == "s/p.csv"), drawn);
    build(&study).map(|(model, out)| (model, text(&out))).map_err(|out| text(&out))
}

const NAMED: &str = "[posterior]\nfile = \"p.csv\"\n";

fn asked() -> Overrides {
    Overrides { posterior: Some(PosteriorChoice::OfStudy), ..Overrides::default() }
}

#[test]
fn columns_find_their_uncertainties() {
    let csv = "# made by hand\nshare[south],growth,weight\n0.25,0.5,1\n0.75,0.25,3\n";
    let (model, warnings) = built(NAMED, Some(csv), &asked()).unwrap();
    let posterior = model.posterior.unwrap();
    assert_eq!(posterior.uncertainties(), [0, 2]);
    assert_eq!(posterior.column(0), Some(&[0.5, 0.25][..]));
    assert_eq!(posterior.column(2), Some(&[0.25, 0.75][..]));
    assert_eq!(posterior.column(1), None);
    assert_eq!(posterior.rows(), 2);
    assert!((posterior.effective_sample_size() - 1.6).abs() < 1e-12); // 16 / 10
    assert_eq!([0.1, 0.249, 0.251, 0.9].map(|u| posterior.row(u)), [0, 0, 1, 1]);
    assert_eq!(posterior.quantile(2, 0.2), Some(0.25));
    assert_eq!(posterior.quantile(2, 0.5), Some(0.75));
    assert_eq!(posterior.quantile(1, 0.5), None);
    assert_eq!(
        warnings,
        ["the correlation of `growth` and `share[north]` does not act: the first is drawn from \
          the posterior, the second from its prior"]
    );
}

#[test]
fn only_a_run_that_asks_draws_from_it() {
    let csv = "growth\n0.5\n";
    let (model, warnings) = built(NAMED, Some(csv), &Overrides::default()).unwrap();
    assert_eq!((model.posterior, warnings.len()), (None, 0));
    // what is wrong with the file is then a warning
    let (model, warnings) = built(NAMED, Some("growth\n1.5\n"), &Overrides::default()).unwrap();
    assert_eq!(model.posterior, None);
    assert!(
        warnings[0].starts_with("`growth` cannot be 1.5, as line 2 of 'p.csv' has it"),
        "{warnings:?}"
    );
    // and a file that is not there is none at all
    let (_, warnings) = built(NAMED, None, &Overrides::default()).unwrap();
    assert_eq!(warnings.len(), 0);
    assert!(built(NAMED, None, &asked()).unwrap_err()[0].contains("drawdown calibrate"));
    assert!(built("", None, &asked()).unwrap_err()[0].contains("--posterior FILE"));
}

#[test]
fn exceptions_keep_their_priors() {
    let csv = "growth,share[north],share[south]\n0.5,0.5,0.5\n";
    let drawn = |except: &str| {
        let named = format!("{NAMED}except = [{except}]\n");
        built(&named, Some(csv), &asked()).map(|(m, _)| m.posterior.unwrap().uncertainties)
    };
    assert_eq!(drawn("").unwrap(), [0, 1, 2]);
    assert_eq!(drawn("\"share\"").unwrap(), [0]);
    assert_eq!(drawn("\"share[south]\"").unwrap(), [0, 1]);
    assert_eq!(drawn("\"shocks\"").unwrap(), [0, 1, 2]);
    assert_eq!(
        drawn("\"grwth\"").unwrap_err(),
        ["`grwth` is not an uncertainty | did you mean `growth`?"]
    );
    assert_eq!(
        drawn("\"share[west]\"").unwrap_err()[0],
        "`share[west]` is not an uncertainty | did you mean `share[north]`?"
    );
}

#[test]
fn what_is_held_by_hand_is_not_drawn() {
    let csv = "growth,share[north],share[south]\n0.5,0.5,0.5\n";
    let overrides = Overrides { set: vec!["share[ north ]=0.1".to_owned()], ..asked() };
    let (model, _) = built(NAMED, Some(csv), &overrides).unwrap();
    assert_eq!(model.posterior.unwrap().uncertainties, [0, 2]);
}

#[test]
fn another_file_takes_the_place_of_the_studys() {
    let choice = PosteriorChoice::File {
        name: "there/p.csv".to_owned(),
        text: Ok("growth,share[north]\n0.5,0.5\n".to_owned()),
    };
    let overrides = Overrides { posterior: Some(choice), ..Overrides::default() };
    let named = format!("{NAMED}except = [\"share\"]\n");
    let (model, _) = built(&named, Some("growth\nnonsense\n"), &overrides).unwrap();
    let posterior = model.posterior.unwrap();
    assert_eq!((posterior.file.as_str(), posterior.uncertainties.len()), ("there/p.csv", 1));
    let (model, _) = built("", None, &overrides).unwrap();
    assert_eq!(model.posterior.unwrap().uncertainties, [0, 1]);
}

#[test]
fn what_a_prior_cannot_give_is_refused() {
    let wrong = |csv: &str| built(NAMED, Some(csv), &asked()).unwrap_err();
    let found = wrong("growth,shocks\n0.5,2\n0.6,2.5\n-0.1,3\n");
    assert_eq!(found.len(), 2);
    assert!(
        found[0].starts_with("`growth` cannot be -0.1, as line 4 of 'p.csv' has it"),
        "{found:?}"
    );
    assert!(found[0].contains("its prior lies between 0 and 1; if"), "{found:?}");
    assert!(
        found[1].starts_with("`shocks` cannot be 2.5, as line 3 of 'p.csv' has it"),
        "{found:?}"
    );
    assert!(wrong("growth\nNaN\n")[0].starts_with("'NaN' is no number: column 'growth'"));
    assert_eq!(wrong("growth,weight\n0.5,0\n"), ["the weight in line 2 is not above 0"]);
    let (_, more) = built(NAMED, Some("a,growth,b\n1,0.5,1\n"), &asked()).unwrap();
    assert_eq!(
        more[0],
        "2 columns of 'p.csv' are not uncertainties of this study | left out: `a`, `b`"
    );
    let nothing = wrong("grwth\n0.5\n");
    assert!(nothing[0].contains("did you mean `growth`? It is left out"), "{nothing:?}");
    assert!(nothing[1].starts_with("'p.csv' holds no uncertainty"), "{nothing:?}");
}

#[test]
fn the_same_rows_count_once() {
    let size = |values: &[f64], weights: &[f64]| {
        Posterior::new("", vec![0], vec![values.to_vec()], weights).effective_sample_size()
    };
    assert_eq!(size(&[1.0, 2.0, 3.0, 4.0], &[1.0; 4]), 4.0);
    assert_eq!(size(&[1.0, 2.0, 1.0, 2.0], &[1.0; 4]), 2.0);
    assert_eq!(size(&[1.0, 1.0, 1.0], &[0.2, 5.0, 1e-3]), 1.0);
    // no weight is too small or too large to be counted
    assert_eq!(size(&[1.0, 2.0], &[1e-300, 1e-300]), 2.0);
    assert_eq!(size(&[1.0, 2.0], &[1e308, 1e308]), 2.0);
}

#[test]
fn a_study_over_another_finds_the_others_file() {
    let files = vec![
        ("s/study.toml".to_owned(), format!("{STUDY}{NAMED}")),
        ("s/p.csv".to_owned(), "growth\n0.5\n".to_owned()),
        ("t/study.toml".to_owned(), "extends = \"../s\"\ntitle = \"t\"\n".to_owned()),
        ("t/p.csv".to_owned(), "nonsense".to_owned()),
    ];
    let (mut study, mut sources, _) = load_from(files, "t").unwrap_or_else(|_| panic!("a study"));
    asked().apply(&mut study, &mut sources).unwrap();
    assert_eq!(study.posterior.as_ref().unwrap().path, "s/p.csv");
    assert_eq!(build(&study).unwrap().0.posterior.unwrap().column(0), Some(&[0.5][..]));
}
