//! The sheets of assumptions and sources.

use super::table::{Table, Value};
use crate::report::findings::{Findings, called, words};
use crate::report::words::grade;

/// What is uncertain, with where it comes from.
pub(super) fn uncertainties(findings: &Findings<'_>) -> Table {
    let lang = findings.lang;
    let mut table = Table::new(
        lang.pick("Uncertainties", "مواطن عدم اليقين"),
        lang.pick(
            "What is drawn anew in every replicate: spread, unit, where it comes from.",
            "ما يُسحب من جديد في كل تكرار: المدى والوحدة ومن أين جاء.",
        ),
        &[
            (lang.pick("Name in the study", "الاسم في الدراسة"), 28),
            (lang.pick("What it is called", "التسمية"), 44),
            (lang.pick("Unit", "الوحدة"), 16),
            (lang.pick("Distribution", "التوزيع"), 16),
            (lang.pick("5 % quantile", "المئين 5"), 12),
            (lang.pick("Median", "الوسيط"), 12),
            (lang.pick("95 % quantile", "المئين 95"), 12),
            (lang.pick("Grade", "الدرجة"), 8),
            (lang.pick("Sources", "المصادر"), 20),
            (lang.pick("Judgement", "التقدير"), 60),
        ],
    );
    for (index, uncertainty) in findings.model.uncertainties.iter().enumerate() {
        let about = &uncertainty.description;
        let joint = |p| findings.model.posterior.as_ref()?.quantile(index, p);
        let at =
            |p| Value::Number(joint(p).unwrap_or_else(|| uncertainty.distribution.quantile(p)));
        let kind = match joint(0.5) {
            Some(_) => lang.pick("posterior", "توزيع لاحق"),
            None => crate::report::words::distribution_words(uncertainty.distribution.kind(), lang),
        };
        table.rows.push(vec![
            Value::text(uncertainty.name.clone()),
            Value::text(called(about, &uncertainty.name, lang)),
            Value::text(findings.unit(&uncertainty.unit)),
            Value::text(kind),
            at(0.05),
            at(0.5),
            at(0.95),
            Value::text(about.confidence.map_or(String::new(), |g| grade(g, lang).to_owned())),
            Value::text(about.source.join(", ")),
            Value::text(words(about.judgement.as_ref(), lang).unwrap_or_default()),
        ]);
    }
    table
}

/// Documents and facts.
pub(super) fn sources(findings: &Findings<'_>) -> Table {
    let lang = findings.lang;
    let mut table = Table::new(
        lang.pick("Sources", "المصادر"),
        lang.pick(
            "Documents, and the facts that are cited from them.",
            "الوثائق والحقائق المأخوذة منها.",
        ),
        &[
            (lang.pick("Id", "الرمز"), 16),
            (lang.pick("Stands in", "ورد في"), 14),
            (lang.pick("What it is", "ما هو"), 60),
            (lang.pick("What it says", "ما يقول"), 60),
            (lang.pick("Why no number uses it", "لماذا لا يستعمله رقم"), 40),
        ],
    );
    for source in &findings.study.sources {
        let fields: Vec<&str> = source.fields.iter().map(|(_, text)| text.as_str()).collect();
        table.rows.push(vec![
            Value::text(source.id.value.clone()),
            Value::text(source.of.as_ref().map_or("", |of| of.value.as_str())),
            Value::text(fields.join(". ")),
            Value::text(words(source.claim.as_ref(), lang).unwrap_or_default()),
            Value::text(source.unused.as_ref().map_or("", |label| label.value.get(lang))),
        ]);
    }
    table
}
