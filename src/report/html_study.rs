//! What a report says of the study itself: assumptions, options, trajectories, warnings, how to
//! run it again, sources.

use std::collections::BTreeSet;

use maud::{Markup, html as markup};

use super::findings::{Findings, called, readable, words};
use super::html_incidents::incident_table;
use super::html_page::{section, to, wide};
use super::html_words::{anchor, label as text_of, note, spoken, untranslated_note};
use super::manifest::drawn_from;
use super::words::{distribution_words, grade, grade_meaning};
use crate::model::{Description, Uncertainty};
use crate::study::{ByMember, Meta, SourceDecl, Value};
use crate::text::{Label, Lang, comma, counted, listed, noun, number, quoted, range, semicolon};

/// Options and trajectories, with their notes.
pub(super) fn courses(findings: &Findings<'_>) -> Markup {
    let (model, lang) = (findings.model, findings.lang);
    let content = markup! {
        h3 { (lang.pick("Options", "الخيارات")) }
        dl class="courses" {
            @for (i, option) in model.options.iter().enumerate() {
                dt {
                    (named(&option.description, &option.name, lang))
                    @if i == model.baseline { " " (baseline_tag(lang)) }
                }
                dd { (described(findings, &option.description)) }
            }
        }
        h3 { (lang.pick("Trajectories", "المسارات")) }
        dl class="courses" {
            @for trajectory in &model.trajectories {
                dt { (named(&trajectory.description, &trajectory.name, lang)) }
                dd {
                    (described(findings, &trajectory.description))
                    @if let Some(weight) = trajectory.weight {
                        p { (lang.pick("Weight: ", "الوزن: ")) (number(weight, lang)) }
                    }
                }
            }
        }
    };
    section(lang, "courses", content)
}

/// What something is called, and its name in the study.
fn named(description: &Description, name: &str, lang: Lang) -> Markup {
    markup! { (spoken(&called(description, name, lang), lang)) " " (code(name)) }
}

/// A name as the study writes it.
pub(super) fn code(name: &str) -> Markup {
    markup! { code dir="ltr" { (name) } }
}

/// The mark of the option that others are compared with.
pub(super) fn baseline_tag(lang: Lang) -> Markup {
    markup! { span class="tag" { (lang.pick("baseline", "مرجعي")) } }
}

fn described(findings: &Findings<'_>, description: &Description) -> Markup {
    // an option is a choice, not a claim: it need not have a source
    let silent = description.source.is_empty() && description.judgement.is_none();
    markup! {
        (note(description.note.as_ref(), findings.lang))
        @if !silent { p class="origin" { (origin(findings, description)) } }
    }
}

/// A label that says something.
fn said(label: Option<&Label>) -> Option<&Label> {
    label.filter(|label| !label.en.is_empty() || label.ar.is_some())
}

/// Sources as links, or the judgement, and the grade.
pub(super) fn origin(findings: &Findings<'_>, description: &Description) -> Markup {
    let lang = findings.lang;
    let known = |id: &str| findings.study.sources.iter().any(|s| s.id.value == id);
    markup! {
        @for (i, id) in description.source.iter().enumerate() {
            @if i > 0 { (comma(lang)) }
            @if known(id) { a href=(to(lang, &place_of(id))) dir="ltr" { (id) } }
            @else { bdi { (id) } }
        }
        @if let Some(judgement) = &description.judgement {
            @if !description.source.is_empty() { (semicolon(lang)) }
            span class="judgement" {
                (lang.pick("judgement: ", "تقدير الباحثين: ")) (text_of(judgement, lang))
            }
        }
        @if description.source.is_empty() && description.judgement.is_none() {
            span class="muted" { (lang.pick("no source given", "لم يُذكر مصدر")) }
        }
        @if let Some(confidence) = description.confidence {
            " " abbr class="grade" title=(grade_meaning(confidence, lang)) { (grade(confidence, lang)) }
        }
    }
}

/// The place of a source within the block of a language.
fn place_of(id: &str) -> String {
    format!("source-{id}")
}

/// Uncertainties, constants and levers with where they come from.
pub(super) fn assumptions(findings: &Findings<'_>) -> Markup {
    let (model, lang) = (findings.model, findings.lang);
    let heads = match lang {
        Lang::En => [
            "Uncertainty",
            "Median",
            "90 % interval",
            "Unit",
            "Distribution",
            "Where it comes from",
        ],
        Lang::Ar => ["الكمية غير المؤكدة", "الوسيط", "مجال 90٪", "الوحدة", "التوزيع", "السند"],
    };
    let content = markup! {
        (super::html_ledger::ledger(findings))
        h3 { (lang.pick("What is uncertain", "ما هو غير مؤكد")) }
        @if let Some(words) = drawn_from(model, lang) {
            p class="posterior" { strong { (words) } }
            p { (lang.pick(
                "The medians and intervals of what was drawn from it are those of its rows; the prior's stand \
                 beside them. The ± of a result is the error of drawing from these rows; that they are a \
                 sample too, of the effective size above, comes on top.",
                "الوسيط والمجال لكل كمية سُحبت منه مأخوذان من صفوفه، وإلى جانبهما ما كان في التوزيع القبلي. \
                 والهامش ± في النتائج هو خطأ السحب من هذه الصفوف؛ ويضاف إليه أنها عيّنة هي الأخرى، \
                 بالحجم الفعّال المذكور أعلاه.",
            )) }
        }
        @if model.uncertainties.is_empty() {
            p { (lang.pick("Nothing: every number is held.", "لا شيء: كل الأرقام مثبّتة.")) }
        } @else {
            (wide(lang.pick("Uncertainties", "الكميات غير المؤكدة"), markup! {
                table class="assumptions" {
                    thead { tr { @for head in heads { th scope="col" { (head) } } } }
                    tbody {
                        @for uncertainty in &model.uncertainties {
                            (uncertainty_row(findings, uncertainty))
                        }
                    }
                }
            }))
        }
        (constants(findings))
        (correlations(findings))
    };
    section(lang, "assumptions", content)
}

fn uncertainty_row(findings: &Findings<'_>, uncertainty: &Uncertainty) -> Markup {
    let lang = findings.lang;
    let index = findings.model.uncertainties.iter().position(|u| u.name == uncertainty.name);
    let joint = |p| findings.model.posterior.as_ref()?.quantile(index?, p);
    let prior = |p| number(uncertainty.distribution.quantile(p), lang);
    let at = |p| joint(p).map_or_else(|| prior(p), |x| number(x, lang));
    let (low, median, high) = (at(0.05), at(0.5), at(0.95));
    let held =
        uncertainty.distribution.quantile(1e-9) == uncertainty.distribution.quantile(1.0 - 1e-9);
    let family = distribution_words(uncertainty.distribution.kind(), lang);
    let distribution = if held {
        "–".to_owned()
    } else if joint(0.5).is_some() {
        let ends = range(&prior(0.05), &prior(0.95), lang);
        match lang {
            Lang::En => format!("posterior; prior {family}, median {}, {ends}", prior(0.5)),
            Lang::Ar => format!("بعدي؛ والقبلي {family}، وسيطه {}، {ends}", prior(0.5)),
        }
    } else {
        family.to_owned()
    };
    markup! {
        tr {
            th scope="row" {
                (spoken(&called(&uncertainty.description, &uncertainty.name, lang), lang))
                br; (code(&uncertainty.name))
            }
            td { (median) }
            td { @if held { (lang.pick("held", "مثبّتة")) } @else { (range(&low, &high, lang)) } }
            td { (spoken(&findings.unit(&uncertainty.unit), lang)) }
            td { (distribution) }
            td class="origin" { (origin(findings, &uncertainty.description)) }
        }
    }
}

/// Constants and lever defaults, folded away.
fn constants(findings: &Findings<'_>) -> Markup {
    let (study, lang) = (findings.study, findings.lang);
    let constants = study.constants.iter().map(|c| (&c.name, &c.value, &c.unit, &c.meta));
    let levers = study.levers.iter().map(|l| (&l.name, &l.default, &l.unit, &l.meta));
    let all: Vec<_> = constants.chain(levers).collect();
    let heads = match lang {
        Lang::En => ["Constant", "Value", "Unit", "Where it comes from"],
        Lang::Ar => ["الثابت", "القيمة", "الوحدة", "السند"],
    };
    if all.is_empty() {
        return Markup::default();
    }
    markup! {
        details {
            summary { h3 {
                (lang.pick("Constants and the defaults of levers", "الثوابت والقيم المعتادة للرافعات"))
                " (" (all.len()) ")"
            } }
            (wide(lang.pick("Constants", "الثوابت"), markup! {
                table class="assumptions" {
                    thead { tr { @for head in heads { th scope="col" { (head) } } } }
                    tbody {
                        @for (name, value, unit, meta) in all {
                            tr {
                                th scope="row" {
                                    (spoken(&label(meta, &name.value, lang), lang))
                                    br; (code(&name.value))
                                }
                                td { (value_text(findings, value)) }
                                td { (unit.as_ref().map(|u| spoken(&findings.unit(&u.value), lang)).unwrap_or_default()) }
                                td class="origin" { (origin(findings, &description(meta))) }
                            }
                        }
                    }
                }
            }))
        }
    }
}

fn label(meta: &Meta, name: &str, lang: Lang) -> String {
    words(meta.label.as_ref(), lang).map_or_else(|| readable(name), str::to_owned)
}

fn description(meta: &Meta) -> Description {
    Description {
        label: meta.label.clone(),
        note: meta.note.clone(),
        source: meta.source.iter().map(|s| s.value.clone()).collect(),
        judgement: meta.judgement.as_ref().map(|j| j.value.clone()),
        confidence: meta.confidence,
    }
}

/// A value as written, members named.
fn value_text(findings: &Findings<'_>, value: &ByMember<Value>) -> Markup {
    let lang = findings.lang;
    match value {
        ByMember::All(Value::Number(n)) => markup! { (number(n.value, lang)) },
        ByMember::All(Value::Formula(f)) => code(&f.text),
        ByMember::Members { entries, others, .. } => markup! {
            @for (i, (member, value)) in entries.iter().enumerate() {
                @if i > 0 { (semicolon(lang)) }
                (spoken(&member_words(findings, &member.value), lang)) ": " (value_text(findings, value))
            }
            @if let Some(value) = others {
                (semicolon(lang)) (lang.pick("others: ", "ما عداها: ")) (value_text(findings, value))
            }
        },
    }
}

/// What a member of a dimension is called.
fn member_words(findings: &Findings<'_>, name: &str) -> String {
    let labels = findings.study.dimensions.iter().flat_map(|d| &d.member_labels);
    let of = |member: &str| {
        let found = labels.clone().find(|(n, _)| n.value == member);
        found.map_or_else(
            || member.replace('_', " "),
            |(_, label)| label.get(findings.lang).to_owned(),
        )
    };
    // of several dimensions: with commas
    name.split(',').map(|part| of(part.trim())).collect::<Vec<_>>().join(comma(findings.lang))
}

fn correlations(findings: &Findings<'_>) -> Markup {
    let (model, lang) = (findings.model, findings.lang);
    let name = |name: &str| {
        let uncertainty = model.uncertainties.iter().find(|u| u.name == name);
        uncertainty.map_or_else(|| readable(name), |u| called(&u.description, &u.name, lang))
    };
    let pair = |[a, b]: &[crate::study::Name; 2]| {
        let names = [a, b].map(|n| match lang {
            Lang::En => name(&n.value),
            Lang::Ar => quoted(&name(&n.value), lang),
        });
        listed(&names, lang)
    };
    markup! {
        @if !findings.study.correlations.is_empty() {
            h3 { (lang.pick("What hangs together", "ما يرتبط بعضه ببعض")) }
            ul {
                @for correlation in &findings.study.correlations {
                    @let about = description(&correlation.meta);
                    li {
                        (pair(&correlation.between))
                        (lang.pick(": Spearman correlation ", ": معامل ارتباط سبيرمان "))
                        (number(correlation.spearman.value, lang)) ". "
                        @if let Some(note) = said(about.note.as_ref()) { (text_of(note, lang)) " " }
                        span class="origin" { (origin(findings, &about)) }
                    }
                }
            }
        }
    }
}

/// Warnings of the check, and incidents in more than 0.1 % of all steps.
pub(super) fn incidents(findings: &Findings<'_>) -> Markup {
    let lang = findings.lang;
    let content = markup! {
        @if findings.warnings.is_empty() {
            p { (lang.pick("The check of the study gave no warnings.", "لم يُسفر فحص الدراسة عن تحذيرات.")) }
        } @else {
            @if lang == Lang::Ar { p { "تحذيرات فحص الدراسة (نصها بالإنجليزية):" } }
            // what a check says is written for those who write studies, in English
            ul { @for warning in findings.warnings { li lang="en" dir="ltr" { (warning) } } }
        }
        (incident_table(findings))
        (untranslated_note(findings))
    };
    section(lang, "incidents", content)
}

/// How to run it again.
pub(super) fn reproduction(findings: &Findings<'_>) -> Markup {
    let (manifest, lang) = (findings.manifest, findings.lang);
    let program = format!("drawdown {}", manifest.version);
    let content = markup! {
        p {
            @match lang {
                Lang::En => {
                    (program) " with the same files gives the same numbers, bit for bit, on any machine and \
                     any number of threads:"
                },
                Lang::Ar => {
                    "البرنامج " bdi { (program) } " مع الملفات نفسها يعطي الأرقام نفسها تماماً، على أي جهاز \
                     وبأي عدد من خيوط المعالجة:"
                },
            }
        }
        pre dir="ltr" { code { (findings.command) } }
        @if let Some(words) = drawn_from(findings.model, lang) { p { (words) } }
        p {
            (lang.pick("Digest of all results: ", "بصمة كل النتائج: "))
            code class="long" dir="ltr" { (manifest.digest) }
        }
        details {
            summary { h3 {
                (lang.pick("Files that were read", "الملفات المقروءة")) " (" (manifest.inputs.len()) ")"
            } }
            (wide(lang.pick("Files", "الملفات"), markup! {
                table {
                    thead { tr {
                        th scope="col" { (lang.pick("File", "الملف")) }
                        th scope="col" { "SHA-256" }
                    } }
                    tbody {
                        @for input in &manifest.inputs {
                            tr {
                                th scope="row" { bdi dir="ltr" { (input.name) } }
                                td { code class="long" dir="ltr" { (input.sha256) } }
                            }
                        }
                    }
                }
            }))
        }
    };
    section(lang, "reproduce", content)
}

/// Documents with the facts that are cited from them.
pub(super) fn sources(findings: &Findings<'_>) -> Markup {
    let (all, lang) = (&findings.study.sources, findings.lang);
    let known: BTreeSet<&str> = all.iter().map(|s| s.id.value.as_str()).collect();
    let top = |s: &&SourceDecl| s.of.as_ref().is_none_or(|of| !known.contains(of.value.as_str()));
    if all.is_empty() {
        return Markup::default();
    }
    let content = markup! {
        @for source in all.iter().filter(top) {
            @let facts: Vec<&SourceDecl> = all
                .iter()
                .filter(|s| s.of.as_ref().is_some_and(|of| of.value == source.id.value))
                .collect();
            div class="source" id=(anchor(lang, &place_of(&source.id.value))) {
                p {
                    (id_of(source)) " " (fields(source, lang)) " "
                    (claim(findings, source)) (unused(findings, source))
                }
                @if !facts.is_empty() {
                    details {
                        summary { (counted(facts.len() as u64, &noun::FACT, lang)) }
                        ul {
                            @for fact in facts {
                                li id=(anchor(lang, &place_of(&fact.id.value))) {
                                    (id_of(fact)) " " (claim(findings, fact))
                                    (fields(fact, lang)) (unused(findings, fact))
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    section(lang, "sources", content)
}

fn id_of(source: &SourceDecl) -> Markup {
    markup! { strong { bdi dir="ltr" { (source.id.value) } } }
}

fn claim(findings: &Findings<'_>, source: &SourceDecl) -> Markup {
    markup! {
        @if let Some(claim) = said(source.claim.as_ref()) { (text_of(claim, findings.lang)) " " }
    }
}

/// Why no number uses a source, where the study says so.
fn unused(findings: &Findings<'_>, source: &SourceDecl) -> Markup {
    let lang = findings.lang;
    markup! {
        @if let Some(reason) = &source.unused {
            " " span class="unused" {
                (lang.pick("Not used by any number: ", "لا يستعمله أي رقم: ")) (text_of(&reason.value, lang))
            }
        }
    }
}

/// The fields of a source as one line, each in its own language; addresses become links. An Arabic
/// page leaves out what it has in Arabic; an English one keeps both, since the Arabic may be the title
/// under which a document can be found.
fn fields(source: &SourceDecl, lang: Lang) -> Markup {
    let is_address = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    let in_arabic = |name: &str| source.fields.iter().any(|(n, _)| *n == format!("{name}.ar"));
    let shown: Vec<_> =
        source.fields.iter().filter(|(name, _)| lang == Lang::En || !in_arabic(name)).collect();
    markup! {
        @for (i, (_, text)) in shown.iter().enumerate() {
            @if i > 0 { (if shown[i - 1].1.ends_with('.') { " " } else { ". " }) }
            @if is_address(text) { a href=(text) dir="ltr" { (text) } }
            @else { (spoken(text, lang)) }
        }
    }
}
