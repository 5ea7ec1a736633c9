//! Labels and notes in a page: in its language and no other.
//!
//! A study need not give all its labels in Arabic. What it gives in English only stands in an Arabic page as
//! an English island, and the page says how many there are.

use maud::{Markup, html as markup};

use super::findings::{Findings, words};
use super::html_study::origin;
use crate::model::Description;
use crate::study::{Meta, Study};
use crate::text::{Label, Lang, is_arabic, plain_count};

/// A text in the language of a page. One that is in the other language, because the study gives no
/// translation, keeps its language and direction.
pub(super) fn spoken(text: &str, lang: Lang) -> Markup {
    let arabic = text.chars().any(is_arabic);
    let latin = text.chars().any(|c| c.is_ascii_alphabetic());
    markup! {
        @match lang {
            Lang::Ar if latin && !arabic => span lang="en" dir="ltr" { (text) },
            Lang::En if arabic => span lang="ar" dir="rtl" { (text) },
            _ => (text),
        }
    }
}

/// A label in the language of a page.
pub(super) fn label(label: &Label, lang: Lang) -> Markup {
    spoken(label.get(lang), lang)
}

/// An explanation: a line.
pub(super) fn note(note: Option<&Label>, lang: Lang) -> Markup {
    markup! {
        @if let Some(text) = words(note, lang) { p class="note" { (spoken(text, lang)) } }
    }
}

/// The heading of a group of measures with its explanation and sources.
pub(super) fn group(findings: &Findings<'_>, group: usize) -> Markup {
    let description: &Description = &findings.model.groups[group].description;
    let cited = !description.source.is_empty() || description.judgement.is_some();
    markup! {
        h3 class="group" { (spoken(&findings.group(group), findings.lang)) }
        (note(description.note.as_ref(), findings.lang))
        @if cited { p class="origin" { (origin(findings, description)) } }
    }
}

/// How many texts of a study an Arabic page shows in English, for want of others: titles, labels, notes,
/// judgements, claims.
pub(super) fn untranslated(study: &Study) -> usize {
    let s = study;
    let named = (s.options.iter().map(|t| &t.meta))
        .chain(s.trajectories.iter().map(|t| &t.meta))
        .chain(s.groups.iter().map(|t| &t.meta))
        .chain(s.measures.iter().map(|t| &t.meta))
        .chain(s.uncertainties.iter().map(|t| &t.meta))
        .chain(s.constants.iter().map(|t| &t.meta))
        .chain(s.levers.iter().map(|t| &t.meta))
        .chain(s.histories.iter().map(|t| &t.meta));
    let mut texts: Vec<Option<&Label>> = vec![Some(&s.title), s.summary.as_ref()];
    let mut unnamed = 0;
    for meta in named {
        unnamed += usize::from(meta.label.is_none());
        texts.extend(texts_of(meta));
    }
    for correlation in &s.correlations {
        texts.extend(texts_of(&correlation.meta));
    }
    for source in &s.sources {
        texts.push(source.claim.as_ref());
        texts.push(source.unused.as_ref().map(|reason| &reason.value));
    }
    texts.extend(s.report.series.iter().map(|series| series.label.as_ref()));
    texts.extend(s.units.iter().map(|unit| unit.label.as_ref()));
    let said = texts.into_iter().flatten().filter(|text| !text.en.is_empty());
    unnamed + said.filter(|text| text.ar.is_none()).count()
}

fn texts_of(meta: &Meta) -> [Option<&Label>; 3] {
    [meta.label.as_ref(), meta.note.as_ref(), meta.judgement.as_ref().map(|j| &j.value)]
}

/// Says in an Arabic page how many texts stand in English.
pub(super) fn untranslated_note(findings: &Findings<'_>) -> Markup {
    let count = match findings.lang {
        Lang::En => 0,
        Lang::Ar => untranslated(findings.study),
    };
    markup! {
        @if count > 0 {
            p class="muted untranslated" {
                "نصوص هذه الدراسة التي لا ترجمة عربية لها، وتظهر بالإنجليزية: " (plain_count(count as u64)) "."
            }
        }
    }
}

/// The id of a part of a page in a language: `en-measures`. Both languages stand in one file.
pub(super) fn anchor(lang: Lang, name: &str) -> String {
    format!("{}-{name}", lang.code())
}
