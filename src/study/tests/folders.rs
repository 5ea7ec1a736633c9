//! Files, folders and studies that extend others.

use super::super::*;
use super::{LEAST, Loaded, SAMPLE, messages};

fn from(files: &[(&str, &str)], id: &str) -> Loaded {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    load_from(files, id)
}

fn ok(loaded: Loaded) -> Study {
    match loaded {
        Ok((study, _, _)) => study,
        Err((_, out)) => panic!("{:#?}", out.items()),
    }
}

fn constants(study: &Study) -> Vec<&str> {
    study.constants.iter().map(|c| c.name.value.as_str()).collect()
}

#[test]
fn files_are_read_in_a_fixed_order() {
    let constant = |name: &str| format!("[constant.{name}]\nvalue = 1\n");
    let files = vec![
        ("x/zz.toml".to_owned(), constant("eighth")),
        ("x/sources.toml".to_owned(), constant("seventh")),
        ("x/trajectories/1.toml".to_owned(), constant("sixth")),
        ("x/options/2.toml".to_owned(), constant("fifth")),
        ("x/options/1.toml".to_owned(), constant("fourth")),
        ("x/uncertainties.toml".to_owned(), constant("third")),
        ("x/model/a.toml".to_owned(), constant("second")),
        ("x/sweeps/a.toml".to_owned(), constant("ninth")),
        ("x/history/a.toml".to_owned(), "nonsense".to_owned()),
        ("x/notes.md".to_owned(), "nonsense".to_owned()),
        ("y/study.toml".to_owned(), "nonsense".to_owned()),
        ("x/study.toml".to_owned(), format!("{LEAST}{}", constant("first"))),
    ];
    let study = ok(load_from(files, "x"));
    assert_eq!(
        constants(&study),
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
    );
}

#[test]
fn the_same_table_in_two_files_shows_both() {
    let files = [
        ("x/study.toml", LEAST),
        ("x/a.toml", "[unit]\na = {}\n[stock.s]\ninitial = 1\n[run]\nseed = 1"),
        ("x/b.toml", "title = \"again\"\n[unit]\nb = {}\n[stock.s]\ninitial = 1\n[run]\nseed = 1"),
    ];
    let Err((sources, out)) = from(&files, "x") else {
        panic!("two of the same");
    };
    let found: Vec<(&str, &str, &str)> = out
        .items()
        .iter()
        .map(|d| {
            let place = |i: usize| sources.get(d.labels[i].0.file).name.as_str();
            (d.message.as_str(), place(0), place(1))
        })
        .collect();
    assert_eq!(
        found,
        [
            ("'title' is written in two files", "x/b.toml", "x/study.toml"),
            ("[stock.s] is written in two files", "x/b.toml", "x/a.toml"),
            ("[run] is written in two files", "x/b.toml", "x/a.toml"),
        ]
    );
}

#[test]
fn a_study_is_laid_over_its_sibling() {
    let over = r#"
extends = "../base"
title = "over"
[run]
replicates = 5
[constant.full_effect]
value = 1
judgement = "another number"
[stock.active]
initial = { iraq = 7 }
[uncertainty.recruit_rate]
distribution = { kind = "uniform", min = 0, max = 1 }
[lever.troops]
default = 3
[option.phased]
lever.troops.iraq = { rule = "0" }
[option.new]
[flow.attacks]
noise = "poisson"
[[correlation]]
between = ["by_place[iraq]", "recruit_rate"]
spearman = -0.5
[[correlation]]
between = ["recruit_rate", "mixed"]
spearman = 0.1
"#;
    let study = ok(from(
        &[("over/study.toml", over), ("base.toml", SAMPLE), ("history/x.csv", "attacks\n1")],
        "over",
    ));
    assert_eq!((study.id.as_str(), study.title.en.as_str()), ("over", "over"));
    assert_eq!((study.run.replicates, study.run.seed), (5, 0));
    let full = &study.constants[0];
    assert_eq!(full.unit.as_ref().expect("kept").value, "people");
    assert!(full.meta.source.is_empty() && full.meta.judgement.is_some());
    let ByMember::Members { entries, others, .. } = &study.stocks[0].initial else {
        panic!("by member");
    };
    assert!(matches!(&entries[0].1, ByMember::All(Value::Number(n)) if n.value == 7.0));
    assert!(others.is_some());
    let ByMember::All(spec) = &study.uncertainties[0].distribution else {
        panic!("for all");
    };
    assert_eq!(spec.kind.as_ref().expect("given").value, "uniform");
    assert_eq!(spec.parameters.len(), 2);
    assert!(spec.truncate.is_none());
    assert!(matches!(study.levers[0].default, ByMember::All(_)));
    let phased = &study.options[1];
    assert_eq!(phased.levers.len(), 2);
    let ByMember::Members { entries, .. } = &phased.levers[0].course else {
        panic!("by member");
    };
    assert!(matches!(entries[0].1, ByMember::All(Course::Rule { .. })));
    assert_eq!(entries.len(), 2);
    assert_eq!(study.options[2].name.value, "new");
    assert_eq!(study.flows[2].noise.value, Noise::Poisson);
    let spearman: Vec<f64> = study.correlations.iter().map(|c| c.spearman.value).collect();
    assert_eq!(spearman, [-0.5, 0.1]);
}

#[test]
fn extends_stays_among_siblings() {
    for path in [
        "base",
        "/base",
        "../../base",
        "../base/../x",
        "../..",
        "..",
        "../.base",
        "../a\\\\b",
        "C:\\\\x",
        "../",
        "",
    ] {
        let text = format!("extends = \"{path}\"\n{LEAST}");
        let found = messages(from(&[("x.toml", &text), ("base.toml", LEAST)], "x"));
        assert_eq!(found.len(), 1, "{path}: {found:?}");
        assert!(found[0].ends_with("is not a study beside this one"), "{found:?}");
    }
    for path in ["../base", "../base.toml", "../base/"] {
        let text = format!("extends = \"{path}\"");
        ok(from(&[("x.toml", &text), ("base.toml", LEAST)], "x"));
    }
}

#[test]
fn circles_and_missing_siblings() {
    let files = [
        ("a.toml", "extends = \"../b\""),
        ("b.toml", "extends = \"../c\""),
        ("c.toml", "extends = \"../a\""),
    ];
    let Err((sources, out)) = from(&files, "a") else {
        panic!("a circle");
    };
    assert_eq!(out.items().len(), 1, "{:?}", out.items());
    assert_eq!(out.items()[0].message, "study 'a' extends itself");
    assert_eq!(out.items()[0].help.as_deref(), Some("the circle is a -> b -> c -> a"));
    assert_eq!(sources.get(out.items()[0].labels[0].0.file).name, "c.toml");
    let alone = [("a.toml", "extends = \"../a\"")];
    assert_eq!(messages(from(&alone, "a")), ["study 'a' extends itself"]);
    let text = "extends = \"../nowhere\"";
    assert_eq!(messages(from(&[("a.toml", text)], "a")), ["there is no study 'nowhere' here"]);
}

#[test]
fn files_without_a_folder_are_the_study() {
    let study =
        ok(from(&[("study.toml", LEAST), ("model/a.toml", "[constant.c]\nvalue = 1")], "x"));
    assert_eq!((study.id.as_str(), constants(&study)), ("x", vec!["c"]));
    assert_eq!(
        messages(from(&[("a.toml", LEAST)], "x")),
        ["the folder of study 'x' has no study.toml"]
    );
    assert_eq!(messages(from(&[], "x")), ["there is no study 'x' here"]);
}

#[test]
fn a_broken_file_hides_what_others_lack() {
    let files = [
        ("x/study.toml", "title = \"t\"\n[stock.a]\n[time]\nstart = "),
        ("x/b.toml", "[flow.f]\nrat = 1"),
    ];
    let found = messages(from(&files, "x"));
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(found[0], "stock 'a' has no 'initial'");
    assert!(found[1].starts_with("this is not valid TOML"));
    assert_eq!(found[2], "unknown key 'rat' in flow 'f'");
}

#[test]
fn studies_on_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let write = |name: &str, text: &[u8]| {
        std::fs::create_dir_all(at(name).parent().expect("a parent")).expect("a folder");
        std::fs::write(at(name), text).expect("a file");
    };
    write("one/study.toml", LEAST.as_bytes());
    write("one/model/b.toml", b"[constant.b]\nvalue = 1");
    write("one/model/a.toml", b"[constant.a]\nvalue = 1");
    write("one/history/a.toml", b"nonsense");
    write("one/.hidden.toml", b"nonsense");
    write("two.toml", b"extends = \"../one\"");
    write("bytes.toml", b"title = \"\xff\"");
    write("text.txt", b"");
    write("empty/notes.md", b"");
    for name in ["one", "one/", "one/study.toml"] {
        let (study, sources, _) = load(&at(name)).map_err(|(_, out)| out).expect("good");
        assert_eq!((study.id.as_str(), constants(&study)), ("one", vec!["a", "b"]));
        assert_eq!(sources.files()[1].name, "one/model/a.toml");
    }
    let study = ok(load(&at("two.toml")));
    assert_eq!((study.id.as_str(), constants(&study)), ("two", vec!["a", "b"]));
    for (name, part, help) in [
        ("onee", "cannot read", Some("did you mean 'one'?")),
        ("bytes.toml", "is not UTF-8 text: line 1", Some("save it as UTF-8")),
        ("text.txt", "is not a study", None),
        ("empty", "has no study.toml", None),
    ] {
        let Err((_, out)) = load(&at(name)) else {
            panic!("{name} is a study");
        };
        assert_eq!(out.items().len(), 1, "{:?}", out.items());
        assert!(out.items()[0].message.contains(part), "{:?}", out.items());
        if help.is_some() {
            assert_eq!(out.items()[0].help.as_deref(), help);
        }
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("x")).expect("a folder");
    std::fs::write(folder.path().join("x/study.toml"), LEAST).expect("a file");
    std::fs::write(folder.path().join("secret.toml"), "[run]").expect("a file");
    std::os::unix::fs::symlink("../secret.toml", folder.path().join("x/run.toml")).expect("a link");
    let found = messages(load(&folder.path().join("x")));
    assert!(found.len() == 1 && found[0].ends_with("is a link"), "{found:?}");
}

#[test]
fn charts_of_the_same_name_are_replaced() {
    let base = format!(
        "{}[[chart]]\nname = \"a\"\nkind = \"fan\"\nquantity = \"fish\"\ncolumns = 3\n\
         [[chart]]\nkind = \"heat\"\nquantity = \"catch[north]\"\n",
        super::LEAST
    );
    let files = [
        ("base/study.toml", base.as_str()),
        ("base/more.toml", "[[chart]]\nkind = \"timeline\"\n"),
        (
            "top/study.toml",
            "extends = \"../base\"\n[[chart]]\nkind = \"heat\"\nquantity = \"catch[north]\"\n\
             draw = false\n[[chart]]\nname = \"a\"\nkind = \"lines\"\nquantity = \"fish\"\n",
        ),
    ];
    let charts = ok(from(&files, "top")).charts;
    let kinds: Vec<_> = charts.iter().map(|c| c.kind.as_ref().map(|k| k.value.word())).collect();
    assert_eq!(kinds, [Some("timeline"), Some("heat"), Some("lines")]);
    assert!(!charts[1].draw);
    // whole, not key by key
    assert!(charts[2].columns.is_none());
}
