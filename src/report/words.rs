//! What a report calls the things of the program: designs, distributions, grades, origins.

use crate::random::Kind;
use crate::study::{Confidence, Origin, RowUse, Scale, Taken};
use crate::text::Lang;

/// A design, by its name in a manifest: "Latin hypercube".
pub fn design_words(name: &str, lang: Lang) -> String {
    let known = match name {
        "random" => lang.pick("random", "عشوائي"),
        "latin_hypercube" => lang.pick("Latin hypercube", "المكعب اللاتيني الفائق"),
        "sobol" => lang.pick("Sobol points", "نقاط سوبول"),
        other => return other.replace('_', " "),
    };
    known.to_owned()
}

/// A family of distributions.
pub fn distribution_words(kind: Kind, lang: Lang) -> &'static str {
    use Kind as K;
    let (en, ar) = match kind {
        K::Uniform => ("uniform", "منتظم"),
        K::LogUniform => ("log-uniform", "منتظم لوغاريتمي"),
        K::Normal => ("normal", "طبيعي"),
        K::LogNormal => ("lognormal", "طبيعي لوغاريتمي"),
        K::LogitNormal => ("logit-normal", "طبيعي لوجستي"),
        K::Triangular => ("triangular", "مثلثي"),
        K::Pert => ("PERT", "بيرت"),
        K::Beta => ("beta", "بيتا"),
        K::Gamma => ("gamma", "غاما"),
        K::Exponential => ("exponential", "أُسّي"),
        K::Weibull => ("Weibull", "ويبل"),
        K::Pareto => ("Pareto", "باريتو"),
        K::StudentT => ("Student’s t", "ستيودنت"),
        K::Poisson => ("Poisson", "بواسون"),
        K::Binomial => ("binomial", "ثنائي الحدين"),
        K::Bernoulli => ("Bernoulli", "برنولي"),
        K::Discrete => ("discrete", "متقطع"),
        K::Empirical => ("empirical", "تجريبي"),
        K::Mixture => ("mixture", "مزيج"),
    };
    lang.pick(en, ar)
}

/// The letter of a grade.
pub fn grade(confidence: Confidence, lang: Lang) -> &'static str {
    match confidence {
        Confidence::A => lang.pick("A", "أ"),
        Confidence::B => lang.pick("B", "ب"),
        Confidence::C => lang.pick("C", "ج"),
    }
}

/// What a grade means.
pub fn grade_meaning(confidence: Confidence, lang: Lang) -> &'static str {
    let (en, ar) = match confidence {
        Confidence::A => (
            "grade A: direct measurement, or two agreeing sources",
            "درجة الثقة أ: قياس مباشر، أو مصدران متفقان",
        ),
        Confidence::B => (
            "grade B: one published estimate or a clear historical case",
            "درجة الثقة ب: تقدير منشور واحد، أو سابقة تاريخية واضحة",
        ),
        Confidence::C => {
            ("grade C: form only, or judgement", "درجة الثقة ج: شكل العلاقة فقط، أو تقدير الباحثين")
        }
    };
    lang.pick(en, ar)
}

/// Where a number comes from, in a word.
pub fn origin_word(origin: Origin, lang: Lang) -> &'static str {
    let ar = match origin {
        Origin::Sourced => "موثّق",
        Origin::Derived => "مشتق",
        Origin::Judged => "مقدَّر",
        Origin::Neither => "بلا سند",
    };
    lang.pick(origin.word(), ar)
}

/// Where a number comes from.
pub fn origin_words(origin: Origin, lang: Lang) -> &'static str {
    let (en, ar) = match origin {
        Origin::Sourced => ("Sourced: a source says it", "موثّق: يذكره مصدر"),
        Origin::Derived => (
            "Derived: worked out from a source, with a judgement",
            "مشتق: مستخلص من مصدر مع تقدير من الباحثين",
        ),
        Origin::Judged => ("Judged: a judgement only", "مقدَّر: تقدير الباحثين وحده"),
        Origin::Neither => ("Neither source nor judgement", "بلا سند: لا مصدر ولا تقدير"),
    };
    lang.pick(en, ar)
}

/// What a number is: one of the ledger's kinds.
pub fn kind_word(kind: &str, lang: Lang) -> &str {
    let ar = match kind {
        "constant" => "ثابت",
        "uncertainty" => "كمية غير مؤكدة",
        "lever" => "رافعة",
        "stock" => "مخزون",
        "table" => "جدول",
        "severity" => "حجم الحدث",
        "flow" => "تدفق",
        "measure" => "مقياس",
        "option" => "خيار",
        "trajectory" => "مسار",
        "correlation" => "ارتباط",
        "history" => "سلسلة تاريخية",
        "formula" => "صيغة",
        other => other,
    };
    lang.pick(kind, ar)
}

/// What is taken of a formula to compare it with an observation, before the formula.
pub fn taken_words(taken: Taken, lang: Lang) -> &'static str {
    let (en, ar) = match taken {
        Taken::Mean => ("mean of", "متوسط"),
        Taken::Total => ("total of", "مجموع"),
        Taken::At => ("value of", "قيمة"),
        Taken::Highest => ("highest value of", "أعلى قيمة لـ"),
        Taken::Ever => ("whether ever", "هل وقع"),
    };
    lang.pick(en, ar)
}

/// The scale on which a record is scored.
pub fn scale_words(scale: Scale, lang: Lang) -> &'static str {
    match scale {
        Scale::Log => lang.pick("log scale", "مقياس لوغاريتمي"),
        Scale::Linear => lang.pick("linear scale", "مقياس خطي"),
    }
}

/// What an observation is there for.
pub fn use_words(used: RowUse, lang: Lang) -> &'static str {
    match used {
        RowUse::Score => lang.pick("scored", "مقيَّمة"),
        RowUse::Calibrate => lang.pick("used to calibrate", "مستخدمة للمعايرة"),
        RowUse::Context => lang.pick("context", "للسياق"),
    }
}
