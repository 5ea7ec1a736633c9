//! The shape of the house: modules use only those above them, files and functions stay short.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules from the ground up: each may use itself and those before it.
const LAYERS: [&str; 14] = [
    "diagnostic",
    "text",
    "math",
    "random",
    "formula",
    "study",
    "model",
    "kernel",
    "outcome",
    "engine",
    "analysis",
    "chart",
    "report",
    "cli",
];

/// Modules that know less than their place allows: charts know no study, engine or analysis.
const NARROW: [(&str, &[&str]); 4] = [
    ("chart", &["chart", "text"]),
    ("math", &["math"]),
    ("random", &["random", "math"]),
    ("formula", &["formula", "diagnostic"]),
];

const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 80;

/// Functions that are one list: longer than the limit, and plainer so.
const LISTS: [&str; 3] = ["fn execute(", "fn call(", "fn read("];

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Source files, with the path below `src/` and the text.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    paths.sort();
    let sources: Vec<_> = paths
        .iter()
        .map(|p| {
            let name = p.strip_prefix(&root).expect("below src").to_string_lossy().into_owned();
            (name, fs::read_to_string(p).expect("readable source"))
        })
        .collect();
    assert!(sources.len() > 40, "the sources were not found");
    sources
}

fn is_test(name: &str) -> bool {
    name.split('/')
        .any(|part| part == "tests" || part.ends_with("tests.rs") || part == "samples.rs")
}

/// Text before the unit tests at the end of a file.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

#[test]
fn modules_use_only_those_above() {
    let mut found = 0;
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let module = name.split(['/', '.']).next().unwrap_or_default();
        let Some(place) = LAYERS.iter().position(|l| *l == module) else {
            assert!(matches!(module, "lib" | "main"), "{name} has no place among the layers");
            continue;
        };
        if is_test(&name) {
            continue;
        }
        for (at, _) in code(&text).match_indices("crate::") {
            let path = &code(&text)[at + "crate::".len()..];
            let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(path.len());
            let used = &path[..end];
            let Some(of) = LAYERS.iter().position(|l| *l == used) else { continue };
            found += 1;
            let narrow = NARROW.iter().find(|(m, _)| *m == module);
            if of > place || narrow.is_some_and(|(_, only)| !only.contains(&used)) {
                wrong.push(format!("{name} uses {used}"));
            }
        }
    }
    assert!(found > 100, "no uses were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_are_short() {
    let long: Vec<_> = sources()
        .into_iter()
        .filter(|(name, _)| name != "study/types.rs" && name != "model/types.rs")
        .map(|(name, text)| (name, text.lines().count()))
        .filter(|(_, lines)| *lines > FILE_LINES)
        .collect();
    assert!(long.is_empty(), "more than {FILE_LINES} lines: {long:?}");
}

#[test]
fn functions_are_short() {
    let mut long = Vec::new();
    let mut functions = 0;
    for (name, text) in sources().iter().filter(|(name, _)| !is_test(name)) {
        let lines: Vec<&str> = text.lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let trimmed = line.trim_start();
            let indent = line.len() - trimmed.len();
            let head = trimmed.trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ");
            if !head.trim_start_matches("pub ").trim_start_matches("const ").starts_with("fn ") {
                continue;
            }
            let close = format!("{}}}", " ".repeat(indent));
            let Some(length) = lines[start..].iter().position(|l| *l == close) else { continue };
            functions += 1;
            if length > FUNCTION_LINES && !LISTS.iter().any(|l| trimmed.contains(l)) {
                long.push(format!("{name}:{}: {length} lines", start + 1));
            }
        }
    }
    assert!(functions > 300, "no functions were found");
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn main_reads_as_the_pipeline() {
    let main = sources().into_iter().find(|(name, _)| name == "main.rs").expect("a main.rs").1;
    assert!(main.lines().count() <= 60);
}
