//! What all sections of a page share: names of places, headings of the contents, tables that scroll.

use maud::{Markup, html as markup};

use super::html_words::anchor;
use crate::text::Lang;

/// The sections of a page in their order: what a place is called, and its title.
pub(super) const SECTIONS: [(&str, &str, &str); 16] = [
    ("question", "The question", "السؤال"),
    ("answer", "The answer", "الجواب"),
    ("consequences", "Consequences by future", "النتائج بحسب المسار"),
    ("compare", "Compared with the baseline", "المقارنة بالخيار المرجعي"),
    ("measures", "Measures", "المقاييس"),
    ("series", "Over time", "عبر الزمن"),
    ("robust", "Robustness over the futures", "المتانة عبر المسارات"),
    ("fails", "When options fail", "متى تفشل الخيارات"),
    ("drivers", "What the answer depends on", "ما يتوقف عليه الجواب"),
    ("information", "What it is worth to know more", "قيمة معرفة المزيد"),
    ("history", "Tested against history", "الاختبار على الماضي"),
    ("courses", "Options and trajectories", "الخيارات والمسارات"),
    ("assumptions", "Assumptions", "الافتراضات"),
    ("incidents", "Warnings and incidents", "التحذيرات والحوادث"),
    ("reproduce", "How to reproduce this", "كيفية إعادة التشغيل"),
    ("sources", "Sources", "المصادر"),
];

/// Sections of wide tables, which lie across the sheet in print.
const ACROSS: [&str; 4] = ["consequences", "compare", "robust", "assumptions"];

/// The title of a section.
pub(super) fn title(lang: Lang, id: &str) -> &'static str {
    let found = SECTIONS.iter().find(|(name, ..)| *name == id);
    found.map_or("", |(_, en, ar)| lang.pick(en, ar))
}

/// A reference to such a place: `#en-answer`.
pub(super) fn to(lang: Lang, id: &str) -> String {
    format!("#{}", anchor(lang, id))
}

/// The direction of text, as in `dir`.
pub(super) fn direction(lang: Lang) -> &'static str {
    if lang.is_rtl() { "rtl" } else { "ltr" }
}

/// A section with its title.
pub(super) fn section(lang: Lang, id: &str, content: Markup) -> Markup {
    let name = anchor(lang, id);
    let across = ACROSS.contains(&id).then_some("across");
    markup! {
        section id=(name) class=[across] aria-labelledby={ (name) "-title" } {
            h2 id={ (name) "-title" } { (title(lang, id)) }
            (content)
        }
    }
}

/// A wide table, which scrolls within the page and can be scrolled by keyboard.
pub(super) fn wide(label: &str, table: Markup) -> Markup {
    markup! {
        div class="wide" tabindex="0" role="region" aria-label=(label) { (table) }
    }
}
