//! `sweep.html`: one file that holds what a sweep says, in one language or two.

use std::path::Path;

use maud::{Markup, PreEscaped, html as markup};

use super::chart_files::write_whole;
use super::error::ReportError;
use super::figures::CHARTS;
use super::html_document::{Frame, document};
use super::html_page::{direction, to, wide};
use super::html_pictures::{embedded, quiet};
use super::html_share::share_outlines;
use super::html_words::{anchor, note, spoken};
use super::sweep_csv::{TIPPING_TABLE, WINNERS_TABLE};
use super::sweep_figures::SweepPicture;
use super::sweep_pictures::{DrawnSweep, SweepReport};
use super::sweep_tables::{SWEEP_PARQUET, SWEEP_TABLE};
use super::sweep_tip_words::ends;
use super::sweep_view::SweepView;
use super::sweep_words::sweep_sentences;
use crate::analysis::sweep::{Line, PointWinner, RESAMPLES, TOLD, Tip, Tipping};
use crate::study::Sense;
use crate::text::{Label, Lang, listed, percent, plain_count, range};

/// Name of the file.
pub const SWEEP_PAGE: &str = "sweep.html";

/// Charts are drawn into the page up to so many bytes; the others are linked.
const LARGEST: usize = 5_500_000;
/// Tables of more points are left to the files.
const ROWS: usize = 60;

/// The sections in their order.
const SECTIONS: [(&str, &str, &str); 6] = [
    ("varied", "What is varied", "ما يتغير"),
    ("answer", "What it says", "ما يقوله"),
    ("charts", "Charts", "الرسوم"),
    ("tipping", "Tipping points", "نقاط التحول"),
    ("best", "The best option at each point", "الخيار الأفضل عند كل نقطة"),
    ("reading", "How it was worked out", "كيف حُسب ذلك"),
];

/// Writes `sweep.html` into `folder`.
///
/// # Errors
/// I/O errors.
pub fn write_sweep_page(
    report: &SweepReport<'_>,
    charts: &[DrawnSweep],
    folder: &Path,
    langs: &[Lang],
) -> Result<(), ReportError> {
    write_whole(&folder.join(SWEEP_PAGE), page(report, charts, langs).as_bytes())
}

/// The text of the page.
fn page(report: &SweepReport<'_>, charts: &[DrawnSweep], langs: &[Lang]) -> String {
    let mut size = 0;
    let mut inside: Vec<usize> = Vec::new();
    for (index, chart) in charts.iter().enumerate() {
        if size + chart.svg.len() <= LARGEST {
            size += chart.svg.len();
            inside.push(index);
        }
    }
    let svgs: Vec<&str> = inside.iter().map(|index| embedded(&charts[*index].svg)).collect();
    let (definitions, shared) = share_outlines(&svgs);
    let mut pictures: Vec<Option<String>> = vec![None; charts.len()];
    for (index, svg) in inside.into_iter().zip(shared) {
        pictures[index] = Some(quiet(&svg));
    }
    let heading = |lang| report.view(lang).title();
    let title = Label::both(heading(Lang::En), heading(Lang::Ar));
    let frame = Frame {
        version: env!("CARGO_PKG_VERSION"),
        title: &title,
        langs,
        definitions: &definitions,
    };
    document(&frame, |lang| {
        let own = charts.iter().zip(&pictures).filter(|(chart, _)| chart.lang == lang);
        block(report, &report.view(lang), &own.collect::<Vec<_>>())
    })
}

/// A chart, and its SVG element where it is in the page.
type Shown<'a> = (&'a DrawnSweep, &'a Option<String>);

fn block(report: &SweepReport<'_>, view: &SweepView<'_>, charts: &[Shown<'_>]) -> Markup {
    let lang = view.lang;
    let title = view.title();
    let parts = [
        ("varied", varied(view)),
        ("answer", answer(view)),
        ("charts", pictures(view, charts)),
        ("tipping", tipping(view)),
        ("best", best(view)),
        ("reading", reading(report, view)),
    ];
    let parts: Vec<(&str, Markup)> =
        parts.into_iter().filter(|(_, content)| !content.0.is_empty()).collect();
    markup! {
        article id=(lang.code()) lang=(lang.code()) dir=(direction(lang)) data-title=(title) {
            a class="skip" href=(to(lang, "answer")) { (lang.pick("Skip to what it says", "إلى الخلاصة مباشرة")) }
            header {
                p class="kicker" {
                    (lang.pick("Sweep", "مسح القيم")) " · " bdi { (view.model.id) } " · "
                    bdi { "drawdown " (env!("CARGO_PKG_VERSION")) }
                }
                h1 { (spoken(&title, lang)) }
                (note(view.results.of.note.as_ref(), lang))
            }
            div class="columns" {
                nav class="contents" aria-label=(lang.pick("Contents", "المحتويات")) {
                    ol {
                        @for (id, _) in &parts { li { a href=(to(lang, id)) { (heading(lang, id)) } } }
                    }
                }
                div class="sections" {
                    @for (id, content) in &parts {
                        @let name = anchor(lang, id);
                        section id=(name) aria-labelledby={ (name) "-title" } {
                            h2 id={ (name) "-title" } { (heading(lang, id)) }
                            (content)
                        }
                    }
                }
            }
        }
    }
}

fn heading(lang: Lang, id: &str) -> &'static str {
    let found = SECTIONS.iter().find(|(name, ..)| *name == id);
    found.map_or("", |(_, en, ar)| lang.pick(en, ar))
}

/// The axes, and how large the sweep is.
fn varied(view: &SweepView<'_>) -> Markup {
    let (lang, results) = (view.lang, view.results);
    let count = |n: usize| plain_count(n as u64);
    let names = |all: Vec<String>| listed(&all, lang);
    let options = names(view.options().iter().map(|o| view.named(*o)).collect());
    let futures = view.trajectories();
    let facts: [(&str, String); 6] = [
        (
            lang.pick("Points", "النقاط"),
            match results.sampled {
                true => format!(
                    "{} ({})",
                    count(results.points.len()),
                    lang.pick("Latin hypercube", "المكعب اللاتيني الفائق")
                ),
                false => count(results.points.len()),
            },
        ),
        (
            lang.pick("Replicates at each point", "التكرارات عند كل نقطة"),
            plain_count(results.replicates),
        ),
        (lang.pick("Draws", "السحبات"), plain_count(results.draws)),
        (lang.pick("Seed", "البذرة"), view.model.seed.to_string()),
        (lang.pick("Options", "الخيارات"), count(view.options().len())),
        (lang.pick("Trajectories", "المسارات"), count(futures.len())),
    ];
    let heads = [
        lang.pick("Axis", "المحور"),
        lang.pick("Varied", "ما يُغيَّر"),
        lang.pick("From – to", "من – إلى"),
        lang.pick("Values", "عدد القيم"),
        lang.pick("In the study", "في الدراسة"),
        lang.pick("Acts on", "يؤثر في"),
    ];
    markup! {
        dl class="facts" { @for (name, value) in facts { div { dt { (name) } dd { (value) } } } }
        (wide(heading(lang, "varied"), markup! {
            table {
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody {
                    @for axis in 0..results.axes.len() { (axis_row(view, axis)) }
                }
            }
        }))
        p { (lang.pick("Options: ", "الخيارات: ")) (options) ". "
            @if futures.len() > 1 {
                (lang.pick("Trajectories: ", "المسارات: "))
                (names(futures.iter().map(|t| view.trajectory(*t)).collect())) "."
            }
        }
    }
}

fn axis_row(view: &SweepView<'_>, axis: usize) -> Markup {
    let lang = view.lang;
    let definition = &view.results.axes[axis];
    let (low, high) = view.range(axis);
    let acts: Vec<String> = view
        .options()
        .into_iter()
        .filter(|o| definition.options.contains(&view.model.options[*o].name))
        .map(|o| view.named(o))
        .collect();
    markup! {
        tr {
            th scope="row" { (spoken(&view.axis(axis), lang)) }
            td { code { bdi { (definition.vary) } } }
            td { (range(&view.place(axis, low), &view.place(axis, high), lang)) }
            td {
                @if definition.values.is_empty() { (lang.pick("sampled", "معاينة")) }
                @else { (plain_count(definition.values.len() as u64)) }
            }
            td { @if let Some(own) = definition.of_study { (view.place(axis, own)) } @else { "–" } }
            td {
                @if acts.is_empty() { (lang.pick("all options", "كل الخيارات")) }
                @else { (listed(&acts, lang)) }
            }
        }
    }
}

/// The sentences.
fn answer(view: &SweepView<'_>) -> Markup {
    markup! {
        @for said in sweep_sentences(view) {
            @if !said.sentences.is_empty() {
                h3 { (spoken(&said.about, view.lang)) }
                ul class="answers" { @for sentence in &said.sentences { li { (sentence) } } }
            }
        }
    }
}

/// The charts; those of one measure stand together.
fn pictures(view: &SweepView<'_>, charts: &[Shown<'_>]) -> Markup {
    let of = |picture: SweepPicture| match picture {
        SweepPicture::Response(m)
        | SweepPicture::Differences(m)
        | SweepPicture::Spread(m, _)
        | SweepPicture::Winners(m)
        | SweepPicture::Levels(m, _)
        | SweepPicture::DifferenceMap(m, _)
        | SweepPicture::Sample(m, _)
        | SweepPicture::SampleDifferences(m, _) => Some(m),
        SweepPicture::Measures(_) => None,
    };
    let groups: Vec<Option<usize>> =
        (0..view.results.measures.len()).map(Some).chain([None]).collect();
    let lang = view.lang;
    markup! {
        @for group in groups {
            @let own: Vec<&Shown<'_>> = charts.iter().filter(|(c, _)| of(c.picture) == group).collect();
            @if !own.is_empty() {
                h3 {
                    @match group {
                        Some(measure) => (spoken(&view.measure(measure), lang)),
                        None => (lang.pick("All measures", "كل المقاييس")),
                    }
                }
                @for (chart, svg) in own { (picture(chart, svg.as_deref())) }
            }
        }
    }
}

fn picture(chart: &DrawnSweep, svg: Option<&str>) -> Markup {
    let link = |ending: &str| format!("{CHARTS}/{}/{}.{ending}", chart.lang.code(), chart.name);
    let links = markup! {
        span class="files" dir="ltr" {
            a href=(link("svg")) { "SVG" } " · " a href=(link("png")) { "PNG" } " · "
            a href=(link("pdf")) { "PDF" }
        }
    };
    markup! {
        @if let Some(svg) = svg {
            figure class="chart" {
                div class="picture" role="img" aria-label=(chart.title) { (PreEscaped(svg)) }
                figcaption { span class="hidden" { (chart.title) ": " } (links) }
            }
        } @else {
            p class="links" { (chart.title) ": " (links) }
        }
    }
}

/// The tipping points of a sweep along one or two axes.
fn tipping(view: &SweepView<'_>) -> Markup {
    let lang = view.lang;
    let found: Vec<(&Line, &Tipping)> = view
        .findings
        .lines
        .iter()
        .flat_map(|line| line.tippings.iter().map(move |tipping| (line, tipping)))
        .collect();
    if found.is_empty() {
        return Markup::default();
    }
    let two = view.results.axes.len() > 1;
    let axis = view.axis(0);
    let mut heads: Vec<String> = vec![lang.pick("Measure", "المقياس").to_owned()];
    if view.trajectories().len() > 1 {
        heads.push(lang.pick("Trajectory", "المسار").to_owned());
    }
    if two {
        heads.extend((1..view.results.axes.len()).map(|axis| view.axis(axis)));
    }
    heads.extend([
        lang.pick("What changes", "ما الذي يتغير").to_owned(),
        format!("{axis}: {}", lang.pick("where", "الموضع")),
        lang.pick("90 % interval", "مجال الثقة 90٪").to_owned(),
        lang.pick("Resamples with it", "حصة إعادات المعاينة").to_owned(),
    ]);
    let more = found.len().saturating_sub(ROWS);
    markup! {
        (wide(heading(lang, "tipping"), markup! {
            table {
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody {
                    @for (line, tipping) in found.iter().take(ROWS) { (tipping_row(view, line, tipping)) }
                }
            }
        }))
        p class="muted" {
            @if more > 0 { (lang.pick("More rows: ", "صفوف أخرى: ")) (plain_count(more as u64)) ". " }
            a href=(TIPPING_TABLE) dir="ltr" { (TIPPING_TABLE) }
        }
    }
}

fn tipping_row(view: &SweepView<'_>, line: &Line, tipping: &Tipping) -> Markup {
    let lang = view.lang;
    let words = |from: usize, to: usize, en: &str, ar: &str| {
        let (from, to) = (view.named(from), view.named(to));
        match lang {
            Lang::En => format!("{en} {from} to {to}"),
            Lang::Ar => format!("{ar} {from} إلى {to}"),
        }
    };
    let what = match tipping.tip {
        Tip::Best { from, to } => words(from, to, "best: from", "الأفضل: من"),
        Tip::Better { from, to } => words(from, to, "better: from", "الأفضل من الاثنين: من"),
        Tip::Bound { option, holds_above } => {
            let option = view.named(option);
            match (lang, holds_above) {
                (Lang::En, true) => format!("{option} keeps the bound above"),
                (Lang::En, false) => format!("{option} keeps the bound below"),
                (Lang::Ar, true) => format!("{option}: الالتزام بالحد فوقه"),
                (Lang::Ar, false) => format!("{option}: الالتزام بالحد دونه"),
            }
        }
    };
    let others = view.results.points[line.points[0]].values.iter().enumerate().skip(1);
    markup! {
        tr {
            th scope="row" { (spoken(&view.measure(line.measure), lang)) }
            @if view.trajectories().len() > 1 { td { (spoken(&view.trajectory(line.trajectory), lang)) } }
            @for (axis, value) in others { td { (view.place(axis, value.x)) } }
            td { (what) }
            td { (view.place(0, tipping.at)) }
            td { (ends(view, 0, tipping).unwrap_or_else(|| "–".to_owned())) }
            td { @if tipping.share.is_nan() { "–" } @else { (percent(tipping.share, lang)) } }
        }
    }
}

/// Who is best at each point of one axis, by measure: a row a point, a column a trajectory.
fn best(view: &SweepView<'_>) -> Markup {
    let (lang, results) = (view.lang, view.results);
    let few = results.axes.len() == 1 && !results.sampled && results.points.len() <= ROWS;
    if view.findings.winners.is_empty() || view.options().len() < 2 {
        return Markup::default();
    }
    let judged = (0..results.measures.len()).filter(|m| view.definition(*m).sense != Sense::None);
    let mut order: Vec<usize> = (0..results.points.len()).collect();
    order.sort_by(|a, b| results.points[*a].values[0].x.total_cmp(&results.points[*b].values[0].x));
    markup! {
        @if few {
            @for measure in judged {
                h3 { (spoken(&view.measure(measure), lang)) }
                (wide(&view.measure(measure), markup! {
                    table {
                        thead { tr {
                            th scope="col" { (view.axis(0)) }
                            @for t in view.trajectories() { th scope="col" { (view.trajectory(t)) } }
                        } }
                        tbody {
                            @for point in &order {
                                tr {
                                    th scope="row" { (view.place(0, results.points[*point].values[0].x)) }
                                    @for t in view.trajectories() { td { (winner(view, measure, t, *point)) } }
                                }
                            }
                        }
                    }
                }))
            }
        }
        p class="muted" {
            (lang.pick("All points: ", "كل النقاط: ")) a href=(WINNERS_TABLE) dir="ltr" { (WINNERS_TABLE) }
        }
    }
}

fn winner(view: &SweepView<'_>, measure: usize, trajectory: usize, point: usize) -> Markup {
    let lang = view.lang;
    let winners = view.findings.winners_of(measure, trajectory);
    let Some(found) = winners.into_iter().find(|w| w.point == point) else {
        return Markup::default();
    };
    let PointWinner { best: Some(best), mean, share, .. } = found else {
        return markup! { (lang.pick("some values never come", "بعض القيم لا تأتي أبداً")) };
    };
    let others: Vec<String> =
        found.open.iter().filter(|o| *o != best).map(|o| view.option(*o)).collect();
    markup! {
        span class="level" { (spoken(&view.option(*best), lang)) ": " (view.bare(measure, *mean)) }
        @if found.told() {
            span class="range" { (lang.pick("best in ", "الأفضل في ")) (percent(*share, lang)) }
        } @else {
            span class="range" {
                (lang.pick("open with ", "غير محسوم مع ")) (listed(&others, lang))
                " (" (percent(*share, lang)) ")"
            }
        }
    }
}

/// What the numbers mean, how to repeat them, and where they lie.
fn reading(report: &SweepReport<'_>, view: &SweepView<'_>) -> Markup {
    let lang = view.lang;
    let (resamples, told) = (plain_count(RESAMPLES as u64), percent(TOLD, lang));
    let groups = plain_count(view.results.groups as u64);
    markup! {
        p {
            @match lang {
                Lang::En => {
                    "Every point meets the same draws and the same luck. Intervals come from " (resamples)
                    " resamples of " (groups) " groups of draws, the same groups at all points, so that curves \
                     move together. Between points a mean is taken to go straight (in the logarithm where the \
                     axis is logarithmic). The interval of a tipping point holds the places at which the two \
                     sides are not told apart; it is open where it goes on beyond the axis. An option is told \
                     apart as the best where it is best in at least " (told) " of the resamples; two equal \
                     options are told apart once in ten times. With several points or measures some of what is \
                     said will be chance."
                },
                Lang::Ar => {
                    "تلقى كل نقطة السحبات والمصادفات نفسها. تأتي مجالات الثقة من إعادة معاينة مجموعات السحبات (عددها "
                    (groups) ") " (resamples) " مرة، والمجموعات نفسها عند كل النقاط، فتتحرك المنحنيات معاً. وبين النقاط \
                     يُفترض أن المتوسط يسير في خط مستقيم (في اللوغاريتم إن كان المحور لوغاريتمياً). ويضم مجال نقطة \
                     التحول المواضع التي لا يُحسم فيها الفرق بين الجانبين، ويبقى مفتوحاً حيث يمتد خارج المحور. ويُعد \
                     تفوق الخيار محسوماً إذا كان الأفضل في " (told) " على الأقل من إعادات المعاينة؛ وخياران متساويان \
                     يُحسم بينهما مرة من كل عشر. ومع تعدد النقاط والمقاييس يكون بعض ما يُقال من قبيل المصادفة."
                },
            }
        }
        @if !report.command.is_empty() {
            p { (lang.pick("To repeat it:", "لإعادة ذلك:")) }
            pre dir="ltr" { code { (report.command) } }
        }
        p class="muted" {
            (lang.pick("Tables: ", "الجداول: "))
            @for (index, file) in [SWEEP_TABLE, SWEEP_PARQUET, WINNERS_TABLE, TIPPING_TABLE].into_iter().enumerate() {
                @if index > 0 { " · " }
                a href=(file) dir="ltr" { (file) }
            }
        }
        p class="muted" { (view.source_line()) }
    }
}
