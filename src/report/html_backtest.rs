//! How a study stands to what really happened: the report's section of its own back-test.

use maud::{Markup, html as markup};

use super::backtest_words::backtest_sentences;
use super::figures_backtest::Picture;
use super::figures_plan::Subject;
use super::findings::{Findings, called};
use super::html_page::{section, wide};
use super::html_pictures::Pictures;
use super::html_study::code;
use super::html_words::{note, spoken};
use super::words::{taken_words, use_words};
use crate::analysis::backtest::{Coverage, RowScore, SeriesScore};
use crate::analysis::{Backtest, CellScore, Ensembles, Learned};
use crate::model::HistoryRow;
use crate::study::RowUse;
use crate::text::{Case, Lang, counted_in, date_range, noun, number, percent};

/// A back-test that belongs to a run: what the model says of every observation, and its scores.
#[derive(Clone, Copy, Debug)]
pub struct Tested<'a> {
    /// Predictions.
    pub ensembles: &'a Ensembles,
    /// Scores.
    pub backtest: &'a Backtest,
    /// What rows with `use = "calibrate"` teach, if there are such.
    pub learned: Option<&'a Learned>,
}

/// The section; nothing for a study without history.
pub(super) fn tested(findings: &Findings<'_>, pictures: &Pictures<'_>) -> Markup {
    let Some(tested) = findings.tested else { return Markup::default() };
    let lang = findings.lang;
    let replicates = counted_in(tested.backtest.replicates, &noun::REPLICATE, Case::Oblique, lang);
    let content = markup! {
        p {
            @match lang {
                Lang::En => {
                    "What the model says of each observation, from " (replicates) ", the error of \
                     counting included, beside what was observed. Observations that set a number of the \
                     study are shown and not scored."
                },
                Lang::Ar => {
                    "ما يقوله النموذج عن كل مشاهدة، من " (replicates) "، مع احتساب خطأ العدّ، وإلى جانبه ما \
                     شوهد فعلاً. أما المشاهدات التي حُدد بها رقم من أرقام الدراسة فتُعرض ولا تُقيَّم."
                },
            }
        }
        @for (c, cell) in tested.backtest.cells.iter().enumerate() {
            h3 { (cell_name(tested, cell, lang)) }
            ul {
                @for sentence in backtest_sentences(tested.ensembles, tested.backtest, cell, lang) {
                    li { (sentence) }
                }
            }
            (learned(tested, c, lang))
            (pictures.show(|s| *s == Subject::Backtest(Picture::Calibration(c))))
            @for (s, series) in cell.series.iter().enumerate() {
                (record(findings, tested, series))
                (pictures.show(|subject| *subject == Subject::Backtest(Picture::Record(c, s))))
            }
        }
    };
    section(lang, "history", content)
}

/// How the scores change once the rows that calibrate have weighed the draws.
fn learned(tested: Tested<'_>, cell: usize, lang: Lang) -> Markup {
    let Some(learned) = tested.learned else { return Markup::default() };
    let effective = number(learned.backtest.effective, lang);
    let of = |backtest: &Backtest| {
        let all = backtest.cells.get(cell).and_then(|c| c.all);
        all.map(|all| {
            let inside = |c: Option<Coverage>| c.map_or(0, |c| c.inside);
            let crps = all.mean.map_or("–".to_owned(), |mean| number(mean, lang));
            (inside(all.inside50), inside(all.inside90), all.rows, crps)
        })
    };
    let (Some(before), Some(after)) = (of(tested.backtest), of(&learned.backtest)) else {
        return Markup::default();
    };
    markup! {
        p {
            @match lang {
                Lang::En => {
                    "Once the rows that calibrate have weighed the draws (effective sample size "
                    (effective) "), " (after.1) " of " (after.2) " scored observations lie in the 90 % \
                     band and " (after.0) " in the 50 % band, with a mean CRPS of " (after.3) "; from the \
                     priors it is " (before.1) ", " (before.0) " and " (before.3) "."
                },
                Lang::Ar => {
                    "بعد ترجيح السحبات بصفوف المعايرة (حجم العيّنة الفعّال " (effective) "): المشاهدات \
                     المقيّمة داخل نطاق 90٪ عددها " (after.1) " من " (after.2) "، وداخل نطاق 50٪ عددها "
                    (after.0) "، ومتوسط CRPS " (after.3) "؛ ومن التوزيعات القبلية: " (before.1) " و"
                    (before.0) " و" (before.3) " على الترتيب."
                },
            }
        }
    }
}

fn cell_name(tested: Tested<'_>, cell: &CellScore, lang: Lang) -> Markup {
    // what is compared with the past need not be among what runs
    let model = &tested.ensembles.backtest.model;
    let option = &model.options[cell.cell.option];
    let trajectory = &model.trajectories[cell.cell.trajectory];
    let option = called(&option.description, &option.name, lang);
    let future = called(&trajectory.description, &trajectory.name, lang);
    markup! { (spoken(&option, lang)) " / " (spoken(&future, lang)) }
}

/// One record: its rows beside their predictions.
fn record(findings: &Findings<'_>, tested: Tested<'_>, series: &SeriesScore) -> Markup {
    let lang = findings.lang;
    let history = &tested.ensembles.histories()[series.history];
    let name = called(&history.description, &history.name, lang);
    let unit = findings.unit(&history.unit);
    let heads: Vec<String> = {
        let ends = [0.05, 0.5, 0.95].map(|p| percent(p, lang));
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let first = match lang {
            Lang::En => words(&["When", "Observed"]),
            Lang::Ar => words(&["التاريخ", "المرصود"]),
        };
        let middle = if series.event {
            words(&[lang.pick("Probability", "الاحتمال")])
        } else {
            ends.to_vec()
        };
        [first, middle, words(&[lang.pick("Verdict", "الحكم")])].concat()
    };
    markup! {
        h4 { (spoken(&name, lang)) }
        (note(history.description.note.as_ref(), lang))
        p class="origin" {
            (lang.pick("Observes the ", "المرصود: ")) (taken_words(history.taken, lang)) " "
            (code(&history.observes))
            @if !unit.is_empty() { (lang.pick(", in ", "، والوحدة: ")) (spoken(&unit, lang)) }
            ". " (super::html_study::origin(findings, &history.description))
        }
        (wide(&name, markup! {
            table {
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody {
                    @for row in &series.rows {
                        (observation(row, &history.rows[row.row], series.event, lang))
                    }
                }
            }
        }))
    }
}

fn observation(score: &RowScore, row: &HistoryRow, event: bool, lang: Lang) -> Markup {
    let figure = |x: f64| number(x, lang);
    let verdict = &score.verdict;
    let [low, _, median, _, high] = verdict.quantiles;
    markup! {
        tr {
            th scope="row" { (date_range(row.from, row.to, lang)) }
            @if event {
                td { (if score.value > 0.5 { lang.pick("yes", "نعم") } else { lang.pick("no", "لا") }) }
                td { (percent(verdict.mean, lang)) }
            } @else {
                td { (figure(score.value)) }
                td { (figure(low)) } td { (figure(median)) } td { (figure(high)) }
            }
            td { (said(score, event, lang)) }
        }
    }
}

fn said(score: &RowScore, event: bool, lang: Lang) -> &'static str {
    let [low, .., high] = score.verdict.quantiles;
    let (en, ar) = match score.used {
        RowUse::Context | RowUse::Calibrate => return use_words(score.used, lang),
        RowUse::Score if event => return "",
        RowUse::Score if score.verdict.inside50 => ("in the 50 % band", "داخل نطاق 50٪"),
        RowUse::Score if score.verdict.inside90 => ("in the 90 % band", "داخل نطاق 90٪"),
        RowUse::Score if score.value > high => ("above the band", "فوق النطاق"),
        RowUse::Score if score.value < low => ("below the band", "تحت النطاق"),
        RowUse::Score => ("outside the band", "خارج النطاق"),
    };
    lang.pick(en, ar)
}
