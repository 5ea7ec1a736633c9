//! What outcomes hang on, in sentences, in English and Arabic.

use super::brief_words::some_of;
use super::findings::called;
use crate::analysis::sensitivity::{
    Factor, FactorKind, Found, GivenIndex, Method, MorrisIndex, Sensitivity, SobolIndex, Subject,
};
use crate::analysis::{Share, Target};
use crate::model::Model;
use crate::outcome::Estimate;
use crate::text::{
    Lang, counted, isolate, listed, noun, number, percent, plain_count, quoted, range,
};

/// Factors that a sentence names.
const NAMED: usize = 3;
/// A total share below this is not worth a sentence.
const SLIGHT: f64 = 0.01;

/// A sensitivity analysis with what names its parts.
#[derive(Clone, Copy)]
pub struct SensitivityView<'a> {
    /// The model that ran.
    pub model: &'a Model,
    /// What was found.
    pub found: &'a Sensitivity,
    /// Language of the words.
    pub lang: Lang,
}

impl<'a> SensitivityView<'a> {
    /// What a factor is called.
    pub fn factor(&self, factor: &Factor) -> String {
        let lang = self.lang;
        let names = factor.uncertainties.iter().map(|u| {
            let uncertainty = &self.model.uncertainties[*u];
            called(&uncertainty.description, &uncertainty.name, lang)
        });
        let names: Vec<String> = names.collect();
        match factor.kind {
            FactorKind::Luck => lang.pick("luck", "الحظ").to_owned(),
            FactorKind::Single => names.concat(),
            FactorKind::Correlated => {
                let words = lang.pick("correlated", "مترابطة");
                format!("{} ({words})", some_of(names, lang))
            }
            FactorKind::Joint => {
                let words = lang.pick("drawn together", "تُسحب معاً");
                format!("{} ({words})", some_of(names, lang))
            }
        }
    }

    fn factor_at(&self, index: usize) -> String {
        quoted(&self.factor(&self.found.factors[index]), self.lang)
    }

    /// What a measure is called.
    pub fn measure(&self, measure: usize) -> String {
        let measure = &self.model.measures[measure];
        called(&measure.description, &measure.name, self.lang)
    }

    /// What the option of a cell is called.
    pub fn option(&self, cell: usize) -> String {
        let option = &self.model.options[self.model.cells[cell].option];
        called(&option.description, &option.name, self.lang)
    }

    /// What the trajectory of a cell is called.
    pub fn trajectory(&self, cell: usize) -> String {
        let trajectory = &self.model.trajectories[self.model.cells[cell].trajectory];
        called(&trajectory.description, &trajectory.name, self.lang)
    }

    /// The outcome of a subject, as a sentence says it.
    pub fn outcome(&self, target: Target) -> String {
        let lang = self.lang;
        let measure = quoted(&self.measure(target.measure()), lang);
        let own = |cell: usize| quoted(&self.option(cell), lang);
        match (target, lang) {
            (Target::Level { cell, .. }, Lang::En) => format!("{measure} under {}", own(cell)),
            (Target::Level { cell, .. }, Lang::Ar) => {
                format!("{measure} مع الخيار {}", own(cell))
            }
            (Target::Difference { cell, baseline, .. }, Lang::En) => {
                format!("the difference between {} and {} in {measure}", own(cell), own(baseline))
            }
            (Target::Difference { cell, baseline, .. }, Lang::Ar) => {
                format!("الفرق بين الخيارين {} و{} في {measure}", own(cell), own(baseline))
            }
        }
    }

    /// What is to be said of a subject.
    pub fn sentence(&self, subject: &Subject) -> String {
        let outcome = self.outcome(subject.target);
        match (&subject.found, self.lang) {
            (Found::Sobol(all), _) => self.by_sobol(subject, &outcome, all),
            (Found::Morris(all), _) => self.by_morris(subject, &outcome, all),
            (Found::Given(all), _) => self.by_data(subject, &outcome, all),
            (Found::Constant, Lang::En) => {
                sentence_case(&format!("{outcome} is the same whatever is drawn."))
            }
            (Found::Constant, Lang::Ar) => format!("{outcome}: القيمة نفسها أياً كانت السحبة."),
            (Found::Infinite, Lang::En) => sentence_case(&format!(
                "{outcome} is infinite in some histories (\"never\"): there is no variance to share."
            )),
            (Found::Infinite, Lang::Ar) => {
                format!("{outcome}: القيمة لانهائية في بعض الحالات («أبداً»)، فلا تباين يُقسَّم.")
            }
            (Found::TooFew, Lang::En) => format!("Too few values to tell what drives {outcome}."),
            (Found::TooFew, Lang::Ar) => {
                format!("القيم أقل من أن تبيّن ما يحدد {outcome}.")
            }
        }
    }

    fn by_sobol(&self, subject: &Subject, outcome: &str, all: &[SobolIndex]) -> String {
        let lang = self.lang;
        let order = subject.order();
        let matters = |i: &&usize| all[**i].total.low > 0.0 && all[**i].total.value >= SLIGHT;
        let named: Vec<usize> = order.iter().filter(matters).take(NAMED).copied().collect();
        let Some((first, others)) = named.split_first() else {
            return match lang {
                Lang::En => format!("No factor is seen to drive {outcome}."),
                Lang::Ar => format!("لا يبرز عامل يحدد {outcome}."),
            };
        };
        let (alone, with) = (share(all[*first].first, lang), share(all[*first].total, lang));
        let name = self.factor_at(*first);
        let also: Vec<String> = others
            .iter()
            .map(|i| {
                let (name, index) = (self.factor_at(*i), &all[*i]);
                let [alone, with] = [index.first, index.total].map(|e| whole(e.value, lang));
                match lang {
                    Lang::En => format!("{name} (alone {alone}, with interactions {with})"),
                    Lang::Ar => format!("{name} (منفرداً {alone}، ومع التفاعلات {with})"),
                }
            })
            .collect();
        let next = match (also.is_empty(), lang) {
            (true, _) => String::new(),
            (false, Lang::En) => format!(" Then come {}.", listed(&also, lang)),
            (false, Lang::Ar) => format!(" ويليه {}.", listed(&also, lang)),
        };
        match lang {
            Lang::En => format!(
                "What drives {outcome} most is {name}: alone it explains {alone} of the variance, with \
                 interactions {with}.{next}"
            ),
            Lang::Ar => format!(
                "أهم ما يحدد {outcome} هو {name}: يفسر منفرداً {alone} من التباين، ومع التفاعلات {with}.{next}"
            ),
        }
    }

    fn by_morris(&self, subject: &Subject, outcome: &str, all: &[MorrisIndex]) -> String {
        let lang = self.lang;
        let order = subject.order();
        let effect = |i: &usize| {
            let unit = &self.model.measures[subject.target.measure()].unit;
            let size = self.model.unit_words.counted(all[*i].mu_star.value, unit, lang);
            format!("{} ({size})", self.factor_at(*i))
        };
        let moves = |i: &&usize| all[**i].mu_star.low > 0.0;
        let named: Vec<String> = order.iter().filter(moves).take(NAMED).map(effect).collect();
        if named.is_empty() {
            return match lang {
                Lang::En => format!("No factor is seen to move {outcome}."),
                Lang::Ar => format!("لا يبرز عامل يحرك {outcome}."),
            };
        }
        let largest = order.first().map_or(0.0, |i| all[*i].mu_star.value);
        let slight = all.iter().filter(|m| m.mu_star.value < 0.05 * largest).count();
        let (few, rest) = (whole(0.05, lang), number(slight as f64, lang));
        let count = number(all.len() as f64, lang);
        let rest = match (slight, lang) {
            (0, _) => String::new(),
            (_, Lang::En) => format!(
                " Of the {count} factors, those with less than {few} of the largest effect: {rest}."
            ),
            (_, Lang::Ar) => {
                format!(" العوامل التي لا يبلغ أثرها {few} من الأثر الأكبر: {rest} من أصل {count}.")
            }
        };
        match lang {
            Lang::En => format!(
                "What moves {outcome} most, by the mean size of its effects over a whole prior: {}.{rest}",
                listed(&named, lang)
            ),
            Lang::Ar => format!(
                "أكثر ما يحرك {outcome}، بمتوسط حجم الأثر على مدى التوزيع كله: {}.{rest}",
                listed(&named, lang)
            ),
        }
    }

    fn by_data(&self, subject: &Subject, outcome: &str, all: &[GivenIndex]) -> String {
        let lang = self.lang;
        let order = subject.order();
        let above = |share: Option<Share>| share.is_some_and(|s| s.above_chance());
        let notable =
            |i: &&usize| above(all[**i].delta) && all[**i].delta.is_some_and(|d| d.low > 0.0);
        let named: Vec<String> = order
            .iter()
            .filter(notable)
            .take(NAMED)
            .map(|i| {
                let delta = all[*i].delta.map(|d| decimal(d.value, lang)).unwrap_or_default();
                let alone = all[*i].first.map(|s| whole(s.value, lang)).unwrap_or_default();
                let name = self.factor_at(*i);
                match lang {
                    Lang::En => format!("{name} (delta {delta}, alone {alone} of the variance)"),
                    Lang::Ar => format!("{name} (دلتا {delta}، ومنفرداً {alone} من التباين)"),
                }
            })
            .collect();
        match (named.is_empty(), lang) {
            (true, Lang::En) => {
                format!("No single uncertainty stands out from chance in {outcome}.")
            }
            (true, Lang::Ar) => format!("لا تبرز كمية غير مؤكدة بعينها فوق المصادفة في {outcome}."),
            (false, Lang::En) => {
                sentence_case(&format!("{outcome} hangs most on {}.", listed(&named, lang)))
            }
            (false, Lang::Ar) => format!("أكثر ما يتوقف عليه {outcome}: {}.", listed(&named, lang)),
        }
    }

    /// What a reader must know to read the numbers.
    pub fn notes(&self) -> Vec<String> {
        let (found, lang) = (self.found, self.lang);
        let mut out = vec![self.method()];
        if found.luck().is_some() {
            out.push(lang.pick(
                "Luck is a factor of its own: which of the histories that the same numbers allow comes true. \
                 All options meet the same luck.",
                "الحظ عامل قائم بذاته: أي المجريات الممكنة بالأرقام نفسها يتحقق. وتواجه كل الخيارات الحظ نفسه.",
            ).to_owned());
        }
        let grouped = |f: &&Factor| matches!(f.kind, FactorKind::Correlated | FactorKind::Joint);
        let groups: Vec<String> =
            found.factors.iter().filter(grouped).map(|f| quoted(&self.factor(f), lang)).collect();
        if !groups.is_empty() {
            let groups = listed(&groups, lang);
            out.push(match lang {
                Lang::En => format!(
                    "Uncertainties that hang together move as one factor, as shares of the variance part \
                     independent causes only: {groups}."
                ),
                Lang::Ar => format!(
                    "الكميات المترابطة تتحرك عاملاً واحداً، لأن نسب التباين لا تفصل إلا بين أسباب مستقلة: {groups}."
                ),
            });
        }
        if !found.unread.is_empty() && found.method != Method::Given {
            let count = counted(found.unread.len() as u64, &noun::UNCERTAINTY, lang);
            out.push(match lang {
                Lang::En => format!("No outcome asked for reads {count}: they change nothing."),
                Lang::Ar => format!("لا يدخل في النتائج المطلوبة: {count}؛ فلا أثر لها."),
            });
        }
        if found.has_negative() {
            out.push(lang.pick(
                "A share below 0 (or above 100 %) is the noise of its estimate: the true one is 0 or a little more (100 % \
                 or a little less). It is shown with its interval: leaving it out would make the others look surer \
                 than they are.",
                "النسبة التي تقل عن 0 (أو تزيد على 100) من ضجيج التقدير: قيمتها الحقيقية 0 أو أكثر بقليل (أو 100 أو أقل \
                 بقليل). تُعرض مع مجال ثقتها، لأن حذفها يُظهر غيرها أوثق مما هي عليه.",
            ).to_owned());
        }
        out
    }

    /// How it was found, and from how much.
    fn method(&self) -> String {
        let (found, lang) = (self.found, self.lang);
        let rows = counted(found.runs as u64, &noun::ROW, lang);
        let size = plain_count(found.size as u64);
        match (found.method, lang) {
            (Method::Given, Lang::En) => {
                let draws = counted(found.size as u64, &noun::DRAW, lang);
                let luck = match found.luck_paths {
                    1 => "each played once, luck included".to_owned(),
                    paths => format!("each averaged over {paths} luck paths"),
                };
                format!(
                    "From the run's own {draws}, {luck}; correlated uncertainties count with all that they \
                     tell of the others. Delta: how far, in the mean, knowing the number moves the whole \
                     distribution (0 not at all, 1 wholly). Compare both with what chance gives."
                )
            }
            (Method::Given, Lang::Ar) => {
                let draws = counted(found.size as u64, &noun::DRAW, lang);
                let luck = match found.luck_paths {
                    1 => "لُعبت كل منها مرة واحدة والحظ ضمنها".to_owned(),
                    paths => format!("كل منها متوسط {paths} من مسارات الحظ"),
                };
                format!(
                    "من سحبات التشغيل نفسه ({draws})، {luck}؛ وتُحسب للكمية المترابطة كل دلالتها على غيرها. دلتا: كم \
                     تحرك معرفة الرقم التوزيع كله في المتوسط (0 لا شيء، 1 تماماً). وتُقارن القيمتان بما تعطيه المصادفة."
                )
            }
            (Method::Sobol, Lang::En) => format!(
                "Sobol's method: {rows}, {size} for each factor and twice {size} more. Alone: the share of the \
                 variance that knowing the factor would take away; with interactions: the share in which it has a \
                 part. Shares are of single histories, luck included; intervals are 95 %."
            ),
            (Method::Sobol, Lang::Ar) => format!(
                "طريقة سوبول: {rows}، منها {size} لكل عامل ومثلا ذلك للأساس. منفرداً: نسبة التباين التي تزول بمعرفة \
                 العامل؛ ومع التفاعلات: النسبة التي له يد فيها. النسب لمجريات مفردة والحظ ضمنها؛ ومجالات الثقة 95٪."
            ),
            (Method::Morris, Lang::En) => format!(
                "Morris's method: {rows} in {size} trajectories over the central 90 % of each prior. μ* is the mean \
                 size of a factor's effect, scaled to its whole prior; σ is how much the effect varies with the \
                 others and along its way. A screening: it says what matters, not which share it has."
            ),
            (Method::Morris, Lang::Ar) => format!(
                "طريقة موريس: {rows} في مسارات عددها {size} على وسط كل توزيع (90٪). μ* متوسط حجم أثر العامل على مدى \
                 توزيعه كله، وσ مقدار تغير الأثر مع العوامل الأخرى وعلى امتداده. وهي غربلة: تبيّن المهم ولا تبيّن نسبته."
            ),
        }
    }
}

/// A share in whole percent: estimates are not surer.
fn whole(share: f64, lang: Lang) -> String {
    percent(rounded(share) / 100.0, lang)
}

/// In whole percent, 0 without a sign.
fn rounded(share: f64) -> f64 {
    (100.0 * share).round() + 0.0
}

/// `41 % (38 to 44)`.
fn share(e: Estimate, lang: Lang) -> String {
    let bare = |x: f64| number(rounded(x), Lang::En);
    let (low, high) = (bare(e.low), bare(e.high));
    let value = whole(e.value, lang);
    match lang {
        Lang::En => format!("{value} ({})", range(&low, &high, lang)),
        Lang::Ar => format!("{value} ({})", range(&isolate(low, lang), &isolate(high, lang), lang)),
    }
}

/// Two decimals.
pub fn decimal(x: f64, lang: Lang) -> String {
    let x = (x * 100.0).round() / 100.0;
    number(if x == 0.0 { 0.0 } else { x }, lang)
}

fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
