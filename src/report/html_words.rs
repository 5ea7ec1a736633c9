//! Labels and notes in a page: in its language, and small in Arabic where the page is in English.

use maud::{Markup, html as markup};

use super::findings::{Findings, words};
use super::html_study::origin;
use crate::model::Description;
use crate::text::{Label, Lang};

/// The Arabic of a text, where the page is in English and there is one.
fn other(label: Option<&Label>, lang: Lang) -> Option<&str> {
    match (lang, label) {
        (Lang::En, Some(label)) => label.ar.as_deref(),
        _ => None,
    }
}

/// The Arabic of a label, to stand beside it.
pub(super) fn beside(label: Option<&Label>, lang: Lang) -> Markup {
    markup! {
        @if let Some(arabic) = other(label, lang) {
            " " span class="also" lang="ar" dir="rtl" { (arabic) }
        }
    }
}

/// A text and its Arabic beside it.
pub(super) fn both(label: &Label, lang: Lang) -> Markup {
    markup! { (label.get(lang)) (beside(Some(label), lang)) }
}

/// The Arabic of a text, as a line below it.
pub(super) fn below(label: Option<&Label>, lang: Lang) -> Markup {
    markup! {
        @if let Some(arabic) = other(label, lang) {
            p class="also" lang="ar" dir="rtl" { (arabic) }
        }
    }
}

/// An explanation: a line, and its Arabic below it.
pub(super) fn note(note: Option<&Label>, lang: Lang) -> Markup {
    markup! {
        @if let Some(text) = words(note, lang) { p class="note" { (text) } }
        (below(note, lang))
    }
}

/// The heading of a group of measures with its explanation and sources.
pub(super) fn group(findings: &Findings<'_>, group: usize) -> Markup {
    let description: &Description = &findings.model.groups[group].description;
    let cited = !description.source.is_empty() || description.judgement.is_some();
    markup! {
        h3 class="group" {
            (findings.group(group)) (beside(description.label.as_ref(), findings.lang))
        }
        (note(description.note.as_ref(), findings.lang))
        @if cited { p class="origin" { (origin(findings, description)) } }
    }
}

/// The id of a part of a page in a language: `en-measures`. Both languages stand in one file.
pub(super) fn anchor(lang: Lang, name: &str) -> String {
    format!("{}-{name}", lang.code())
}
