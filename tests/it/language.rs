//! What a reader of one language sees: no word of the other.

use std::fs;
use std::path::Path;

use crate::cli::{home, ran};

/// A piece of a page that a reader sees or hears.
#[derive(Debug)]
struct Piece {
    /// The language it is marked as.
    lang: String,
    /// Whether it is marked as something that is in no language: code, names, addresses.
    island: bool,
    text: String,
}

/// The texts of a page, with those of attributes that are read out. What is written is well formed:
/// every element is closed, or empty.
fn pieces(html: &str) -> Vec<Piece> {
    const EMPTY: [&str; 5] = ["meta", "br", "input", "link", "img"];
    let mut out = Vec::new();
    let mut open: Vec<(String, String, bool)> = vec![(String::new(), String::new(), false)];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (_, lang, island) = open.last().expect("the page").clone();
        out.push(Piece { lang: lang.clone(), island, text: unescaped(&rest[..at]) });
        let end = at + rest[at..].find('>').expect("a tag ends");
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let closed = open.pop().expect("an open element");
            assert_eq!(closed.0, name, "elements close in order");
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        if name == "style" || name == "script" {
            let close = format!("</{name}>");
            rest = &rest[rest.find(&close).expect("it ends") + close.len()..];
            continue;
        }
        let own = attribute(tag, "lang").unwrap_or(lang);
        let code = ["code", "pre", "bdi"].contains(&name);
        let island = island || code || attribute(tag, "dir").as_deref() == Some("ltr");
        for spoken in ["aria-label", "title", "alt"] {
            if let Some(text) = attribute(tag, spoken) {
                out.push(Piece { lang: own.clone(), island, text: unescaped(&text) });
            }
        }
        // the page in its language, whatever the direction of the block
        let block = name == "article" || name == "html" || name == "svg";
        let island = island && !block;
        if !EMPTY.contains(&name) && !tag.ends_with('/') {
            open.push((name.to_owned(), own, island));
        }
    }
    assert_eq!(open.len(), 1, "all elements are closed");
    out.retain(|piece| !piece.text.trim().is_empty());
    out
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    Some(tag[from..].split('"').next()?.to_owned())
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn is_arabic(c: char) -> bool {
    ('\u{620}'..='\u{64a}').contains(&c)
}

/// Words of Latin letters that an Arabic reader meets in any text of this kind: file formats, the
/// names of the program, of scores and of scales.
const KNOWN: [&str; 11] =
    ["drawdown", "SVG", "PNG", "PDF", "XLSX", "CRPS", "PIT", "ICD", "SHA-256", "English", "RAND"];

/// Words in Latin letters in the Arabic part that are marked as nothing else.
fn strangers(pieces: &[Piece], id: &str) -> Vec<String> {
    let mut out = Vec::new();
    for piece in pieces.iter().filter(|p| p.lang == "ar" && !p.island) {
        let plain = isolated_out(&piece.text);
        let words = plain.split(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)));
        let latin = |w: &&str| w.contains(|c: char| c.is_ascii_alphabetic());
        let allowed = |w: &str| KNOWN.contains(&w) || w == id || is_source(w);
        for word in words.filter(latin).filter(|w| !allowed(w)) {
            out.push(format!("{word} in {}", piece.text.trim()));
        }
    }
    out
}

/// An id of a source of the coalition study: `S004`, `S000-12`, `L03`, `H-ucdp`.
fn is_source(word: &str) -> bool {
    let letter = word.strip_prefix(['S', 'L']);
    letter.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        || word.starts_with("H-")
}

/// A text without what is between the marks of an isolate: names and numbers with signs.
fn isolated_out(text: &str) -> String {
    let mut depth = 0;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\u{2066}' => depth += 1,
            '\u{2069}' => depth -= 1,
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

fn report(home: &Path, arguments: &[&str]) -> Vec<Piece> {
    let (status, said, errors) = ran(home, arguments);
    assert_eq!(status, 0, "{errors}");
    let path = said.lines().last().expect("the path of the report");
    pieces(&fs::read_to_string(home.join(path)).expect("the report"))
}

fn check_both(pieces: &[Piece], id: &str) {
    for lang in ["en", "ar"] {
        let count = pieces.iter().filter(|piece| piece.lang == lang).count();
        assert!(count > 200, "{count} pieces in {lang}");
    }
    let found = strangers(pieces, id);
    assert!(found.is_empty(), "{} words: {:#?}", found.len(), &found[..found.len().min(40)]);
    // the switch speaks both
    let english = pieces.iter().filter(|p| p.lang == "en" && !p.text.ends_with("– اللغة"));
    let arabic: Vec<&Piece> = english.filter(|p| p.text.contains(is_arabic)).collect();
    assert!(arabic.is_empty(), "{:#?}", &arabic[..arabic.len().min(20)]);
}

#[test]
fn the_starter_study_speaks_each_language_alone() {
    let home = home();
    let pieces = report(home.path(), &["run", "starter", "-n", "64", "--quiet"]);
    check_both(&pieces, "starter");
    // all its labels are in Arabic: no English island
    let page: String = fs::read_to_string(home.path().join("output/starter/report.html")).unwrap();
    let block = &page[page.find("<article id=\"ar\"").expect("the Arabic page")..];
    assert!(!block.contains("lang=\"en\""), "an English text in the Arabic page");
    assert!(!block.contains("untranslated"));
}

#[test]
fn the_coalition_study_speaks_each_language_alone() {
    let home = home();
    let arguments = ["run", "coalition", "-n", "8", "--charts", "none", "--quiet"];
    check_both(&report(home.path(), &arguments), "coalition");
}

#[test]
fn what_has_no_arabic_is_an_english_island_and_counted() {
    let home = home();
    assert_eq!(ran(home.path(), &["new", "mine", "--from", "starter"]).0, 0);
    let file = home.path().join("mine/study.toml");
    let text = fs::read_to_string(&file).unwrap();
    let label = "title = { en = \"No withdrawal\", ar = \"عدم الانسحاب\" }";
    assert!(text.contains(label));
    fs::write(&file, text.replace(label, "title = \"No withdrawal\"")).unwrap();
    let arguments = ["run", "mine", "-n", "64", "--lang", "ar", "--charts", "none", "--quiet"];
    let (status, said, _) = ran(home.path(), &arguments);
    assert_eq!(status, 0);
    let page = fs::read_to_string(home.path().join(said.trim())).unwrap();
    assert!(page.contains("<span lang=\"en\" dir=\"ltr\">No withdrawal</span>"));
    assert!(page.contains("وتظهر بالإنجليزية: 1."));
}

#[test]
fn the_terminal_speaks_arabic() {
    let home = home();
    let arguments = ["run", "starter", "-n", "64", "--lang", "ar", "--charts", "none"];
    let (status, said, _) = ran(home.path(), &arguments);
    assert_eq!(status, 0);
    let table: Vec<&str> = said.lines().take_while(|line| !line.contains("المدة")).collect();
    insta::assert_snapshot!("table_ar", table.join("\n"));
    // columns of a row end in the same place in every row, isolates being of no width
    let rows = said.lines().filter(|line| line.ends_with('✗'));
    let ends: Vec<usize> = rows.map(unicode_width::UnicodeWidthStr::width).collect();
    assert!(ends.len() >= 3 && ends[..3].iter().all(|end| *end == ends[0]), "{ends:?}");
    let (status, account, _) = ran(home.path(), &["ledger", "starter", "--lang", "ar"]);
    assert_eq!(status, 0);
    insta::assert_snapshot!("ledger_starter_ar", account);
}
