//! Whether the page is well formed, complete in both languages, and one file.

use std::collections::BTreeSet;

use super::super::figures_plan::{Subject, plan};
use super::super::report_tests::{Ran, ran};
use super::*;
use crate::chart::Theme;
use crate::study::ChartSet;

const BOTH: [Lang; 2] = [Lang::En, Lang::Ar];

/// Two futures and a text that must be escaped wherever it stands.
fn small() -> Ran {
    ran(
        "title = { en = \"Fishing\"",
        "trajectory.calm = {}\ntrajectory.storm = {}\ntitle = { en = \"Fish & <ships> \\\"now\\\"\"",
    )
}

/// A page with charts in both languages.
fn page(ran: &Ran) -> String {
    let mut charts = Vec::new();
    for lang in BOTH {
        let findings = ran.findings(lang);
        let drawn = plan(&findings, ChartSet::All);
        let kinds = |s: &Subject| matches!(s.kind(), ChartKind::Distribution | ChartKind::Lines);
        for chart in drawn.into_iter().filter(|chart| kinds(&chart.subject)) {
            let figure = super::super::figures::figure(&findings, &chart, None);
            let svg = crate::chart::svg(&figure, &Theme::report()).expect("it can be drawn");
            charts.push(Drawn {
                name: chart.name,
                lang,
                subject: chart.subject,
                main: true,
                title: figure.title,
                svg,
            });
        }
    }
    html(&ran.findings(Lang::En), &BOTH, &charts)
}

/// The tags of a page in their order, without what stands in styles and scripts.
fn tags(page: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = page;
    while let Some(from) = rest.find('<') {
        let to = from + rest[from..].find('>').expect("a tag has an end");
        let tag = &rest[from + 1..to];
        rest = &rest[to + 1..];
        out.push(tag);
        for raw in ["style", "script"] {
            if tag == raw || tag.starts_with(&format!("{raw} ")) {
                rest = &rest[rest.find(&format!("</{raw}>")).expect("its end")..];
            }
        }
    }
    out
}

fn name(tag: &str) -> &str {
    tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default()
}

/// The values of an attribute.
fn values<'a>(tags: &[&'a str], attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    tags.iter()
        .filter_map(|tag| {
            let from = tag.find(&start)? + start.len();
            Some(&tag[from..from + tag[from..].find('"')?])
        })
        .collect()
}

#[test]
fn the_page_is_well_formed() {
    let page = page(&small());
    let void = ["meta", "br", "link", "img", "input", "hr", "!DOCTYPE"];
    let mut open = Vec::new();
    for tag in tags(&page) {
        let name = name(tag);
        if let Some(end) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(end), "in the order of their beginning");
        } else if !tag.ends_with('/') && !void.contains(&name) {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    assert!(page.contains("<h1>Fish &amp; &lt;ships&gt; &quot;now&quot;</h1>"));
    assert!(
        page.contains("content: \"Fish \\26  \\3c ships\\3e  \\22 now\\22 \""),
        "in the style sheet"
    );
}

#[test]
fn names_of_places_are_unique_and_every_reference_leads_somewhere() {
    let page = page(&small());
    let tags = tags(&page);
    let ids = values(&tags, "id");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len());
    let references: Vec<&str> =
        values(&tags, "href").into_iter().filter_map(|href| href.strip_prefix('#')).collect();
    assert!(references.len() > 40, "links, the switch and outlines that are shared");
    for place in references {
        assert!(unique.contains(place), "#{place}");
    }
    for place in values(&tags, "aria-labelledby") {
        assert!(unique.contains(place), "{place}");
    }
}

#[test]
fn both_languages_have_the_same_parts() {
    let page = page(&small());
    let block = |lang: Lang| {
        let from = page.find(&format!("<article id=\"{}\"", lang.code())).expect("it");
        page[from..].split("</article>").next().expect("its text")
    };
    let parts = |lang: Lang| {
        let block = block(lang);
        let tags = tags(block);
        let ids: Vec<&str> = values(&tags, "id");
        let prefix = format!("{}-", lang.code());
        let own: Vec<String> =
            ids[1..].iter().map(|id| id.strip_prefix(&prefix).expect(id).to_owned()).collect();
        let begins = |tag: &&&str, name: &str| !tag.starts_with('/') && self::name(tag) == name;
        let count = |name: &str| tags.iter().filter(|tag| begins(tag, name)).count();
        (own, ["h1", "h2", "h3", "table", "tr", "figure", "details"].map(count))
    };
    let (english, arabic) = (parts(Lang::En), parts(Lang::Ar));
    assert_eq!(english, arabic);
    assert_eq!(english.1[0], 1, "one first heading");
    assert!(english.1[5] >= 4, "figures");
    for (id, ..) in SECTIONS {
        let there = !["history", "sources", "drivers", "robust", "fails"].contains(&id);
        assert!(!there || english.0.iter().any(|own| own == id), "{id}");
    }
}

#[test]
fn headings_go_down_by_one_and_tables_and_pictures_have_names() {
    let page = page(&small());
    let tags = tags(&page);
    let mut last = 0;
    for tag in &tags {
        let level = match name(tag) {
            _ if tag.starts_with('/') => continue,
            "h1" => 1,
            "h2" => 2,
            "h3" => 3,
            "h4" => 4,
            _ => continue,
        };
        assert!(level <= last + 1 || level == 1, "h{level} after h{last}");
        last = level;
    }
    for tag in tags.iter().filter(|tag| name(tag) == "svg" && !tag.starts_with('/')) {
        assert!(tag.contains("aria-hidden=\"true\""), "{tag}");
    }
    let pictures: Vec<&&str> = tags.iter().filter(|t| t.contains("class=\"picture\"")).collect();
    assert!(pictures.len() >= 8);
    for tag in pictures {
        assert!(tag.contains("role=\"img\" aria-label=\"") && !tag.contains("aria-label=\"\""));
    }
    for tag in tags.iter().filter(|tag| name(tag) == "th" && !tag.starts_with('/')) {
        assert!(tag.contains(" scope="), "{tag}");
    }
}

#[test]
fn the_page_is_one_file() {
    let page = page(&small());
    let tags = tags(&page);
    assert!(values(&tags, "src").is_empty());
    assert!(!tags.iter().any(|tag| ["link", "img", "iframe", "object"].contains(&name(tag))));
    for (at, _) in page.match_indices("url(") {
        assert!(page[at..].starts_with("url(\"data:"), "{}", &page[at..at + 40]);
    }
    assert!(!page.contains("@import"));
}

#[test]
fn one_language_alone_needs_no_switch() {
    let ran = small();
    for lang in BOTH {
        let page = html(&ran.findings(Lang::En), &[lang], &[]);
        let start = format!("<html lang=\"{}\" dir=\"{}\">", lang.code(), direction(lang));
        assert!(page.contains(&start));
        assert_eq!(page.matches("<article ").count(), 1);
        assert!(!page.contains("<nav class=\"switch\"") && !page.contains("<script"));
        assert_eq!(
            page.contains("font/woff2"),
            lang == Lang::Ar,
            "letters only where they are needed"
        );
    }
}
