//! Languages and localisable labels.

use serde::Serialize;

/// A language that the product can print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English, left to right.
    #[default]
    En,
    /// Arabic, right to left.
    Ar,
}

impl Lang {
    /// Whether text in this language runs from right to left.
    #[must_use]
    pub fn is_rtl(self) -> bool {
        match self {
            Lang::En => false,
            Lang::Ar => true,
        }
    }

    /// The BCP 47 code, as used in `lang` attributes and on the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Ar => "ar",
        }
    }

    /// The language with this BCP 47 code, if it is one we print.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Lang> {
        match code {
            "en" => Some(Lang::En),
            "ar" => Some(Lang::Ar),
            _ => None,
        }
    }

    /// Picks the text of this language: the first argument is English, the second Arabic.
    #[must_use]
    pub fn pick<'a>(self, english: &'a str, arabic: &'a str) -> &'a str {
        match self {
            Lang::En => english,
            Lang::Ar => arabic,
        }
    }
}

/// A text in English and, where the study gives it, in Arabic.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Label {
    /// The English text.
    pub en: String,
    /// The Arabic text, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ar: Option<String>,
}

impl Label {
    /// A label in English only.
    pub fn new(en: impl Into<String>) -> Self {
        Label { en: en.into(), ar: None }
    }

    /// A label in both languages.
    pub fn both(en: impl Into<String>, ar: impl Into<String>) -> Self {
        Label { en: en.into(), ar: Some(ar.into()) }
    }

    /// The text in `lang`, or the English one where there is no translation: a chart with one English word is
    /// better than a chart with a hole.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match (lang, &self.ar) {
            (Lang::Ar, Some(ar)) => ar,
            _ => &self.en,
        }
    }
}

impl From<&str> for Label {
    fn from(en: &str) -> Self {
        Label::new(en)
    }
}

impl From<String> for Label {
    fn from(en: String) -> Self {
        Label::new(en)
    }
}

/// In Arabic, wraps `text` in a left-to-right isolate (U+2066 … U+2069), so that a sign, a unit or a range keeps
/// its order inside a right-to-left sentence; in English returns it as it is.
#[must_use]
pub fn isolate(text: String, lang: Lang) -> String {
    match lang {
        Lang::En => text,
        Lang::Ar => format!("\u{2066}{text}\u{2069}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_falls_back_to_english() {
        assert_eq!(Label::new("Stay").get(Lang::Ar), "Stay");
        assert_eq!(Label::both("Stay", "البقاء").get(Lang::Ar), "البقاء");
        assert_eq!(Label::both("Stay", "البقاء").get(Lang::En), "Stay");
    }

    #[test]
    fn codes_round_trip() {
        for lang in [Lang::En, Lang::Ar] {
            assert_eq!(Lang::from_code(lang.code()), Some(lang));
        }
        assert_eq!(Lang::from_code("fr"), None);
    }
}
