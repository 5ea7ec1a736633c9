//! The frame of a page in one language or several: head, style sheets, the switch between languages.

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::html_page::direction;
use crate::text::{Label, Lang};

const STYLE: &str = include_str!("html_style.css");
const PRINT: &str = include_str!("html_print.css");
/// Letters of Arabic for machines that have none.
const FONTS: &str = include_str!("html_fonts.css");
const SCRIPT: &str = include_str!("html_script.js");

/// What stands around the blocks of a page.
pub(super) struct Frame<'a> {
    /// Version of the program.
    pub version: &'a str,
    /// Title of the page.
    pub title: &'a Label,
    /// The languages; the first is shown first.
    pub langs: &'a [Lang],
    /// What pictures refer to.
    pub definitions: &'a str,
}

/// A page with a block for each language.
pub(super) fn document(frame: &Frame<'_>, block: impl Fn(Lang) -> Markup) -> String {
    let langs = frame.langs;
    let first = langs.first().copied().unwrap_or(Lang::En);
    let page = markup! {
        (DOCTYPE)
        html lang=(first.code()) dir=(direction(first)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content={ "drawdown " (frame.version) };
                title { (frame.title.get(first)) }
                style { (PreEscaped(STYLE)) (PreEscaped(PRINT)) (PreEscaped(choice(frame.title, langs))) }
                @if langs.contains(&Lang::Ar) { style { (PreEscaped(FONTS)) } }
            }
            body {
                (PreEscaped(frame.definitions))
                @if langs.len() > 1 { (switch(langs)) }
                main {
                    @for lang in langs { (block(*lang)) }
                }
                @if langs.len() > 1 { script { (PreEscaped(SCRIPT)) } }
            }
        }
    };
    page.into_string()
}

/// The links that choose a language.
fn switch(langs: &[Lang]) -> Markup {
    let name = |lang: Lang| lang.pick("English", "العربية");
    markup! {
        nav class="switch" aria-label="Language – اللغة" {
            @for lang in langs {
                a href={ "#" (lang.code()) } lang=(lang.code()) hreflang=(lang.code()) dir=(direction(*lang)) {
                    (name(*lang))
                }
            }
        }
    }
}

/// The rules that show one language, and the running titles of the pages in print.
fn choice(title: &Label, langs: &[Lang]) -> String {
    let mut out = String::new();
    for lang in langs {
        let code = lang.code();
        let (side, other) = if lang.is_rtl() { ("right", "left") } else { ("left", "right") };
        let heading = css_string(title.get(*lang));
        let boxes = format!(
            "@top-{side} {{ content: {heading} }} @bottom-{other} {{ direction: ltr; \
             content: counter(page) \" / \" counter(pages) }}"
        );
        out.push_str(&format!("#{code} {{ page: {code} }}\n@page {code} {{ {boxes} }}\n"));
        // parts with wide tables lie across
        out.push_str(&format!(
            "#{code} section.across {{ page: {code}-across }}\n\
             @page {code}-across {{ size: A4 landscape; {boxes} }}\n"
        ));
    }
    let [first, others @ ..] = langs else { return out };
    // without :has() all languages are there, one below the other
    out.push_str("@supports selector(:has(*)) {\n");
    for lang in others {
        let (code, first) = (lang.code(), first.code());
        out.push_str(&format!(
            "  body:not(:has(#{code}:target, #{code} :target)) #{code} {{ display: none }}\n  \
             body:has(#{code}:target, #{code} :target) #{first} {{ display: none }}\n"
        ));
    }
    out.push_str("}\n");
    out
}

/// A text as a string of a style sheet, which also cannot end the element that holds it.
fn css_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' | '<' | '>' | '&' => out.push_str(&format!("\\{:x} ", c as u32)),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
