//! The studies that come with drawdown, inside the program: they are there wherever it runs.

use include_dir::{Dir, include_dir};

static SCENARIOS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// Names of all studies, in alphabetical order.
pub fn names() -> Vec<&'static str> {
    let is_study = |dir: &&Dir<'static>| dir.get_file(dir.path().join("study.toml")).is_some();
    let dirs = SCENARIOS.dirs().filter(is_study);
    let mut names: Vec<&str> = dirs.filter_map(|d| d.path().to_str()).collect();
    names.sort_unstable();
    names
}

/// All files of all studies: names such as `coalition/study.toml`, and their content.
pub fn files() -> Vec<(String, &'static [u8])> {
    let mut out = Vec::new();
    collect(&SCENARIOS, &mut out);
    out.sort();
    out
}

/// The files of all studies that are text: what a loader takes, TOML and the tables it names.
pub fn texts() -> Vec<(String, String)> {
    let text = |(name, bytes): (String, &[u8])| {
        let text = std::str::from_utf8(bytes).ok()?;
        Some((name, text.to_owned()))
    };
    files().into_iter().filter_map(text).collect()
}

fn collect(dir: &Dir<'static>, out: &mut Vec<(String, &'static [u8])>) {
    for file in dir.files() {
        let name = file.path().to_string_lossy().replace('\\', "/");
        out.push((name, file.contents()));
    }
    for dir in dir.dirs() {
        collect(dir, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_text_and_has_names() {
        let names = names();
        assert!(names.contains(&"starter"), "{names:?}");
        let texts = texts();
        assert!(texts.iter().any(|(name, _)| name == "starter/study.toml"));
        assert_eq!(texts.len(), files().len(), "every file is UTF-8");
    }
}
