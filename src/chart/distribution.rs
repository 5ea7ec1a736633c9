//! Distributions of one measure, a row an option, a panel a trajectory: what they need to be drawn, and the layout.
//! The marks themselves are drawn in `distribution_marks`.

use super::axis::{Axis, Core};
use super::canvas::{Canvas, Desk, Frame, mm};
use super::distribution_marks::Pen;
use super::dots;
use super::error::ChartError;
use super::figure::{Distribution, DistributionPanel, DistributionRow, DistributionStyle, RowMark};
use super::key::{Key, KeyItem, Sample};
use super::picture::{Picture, axis_title, bad_data, cut_notes};
use super::rowpanels::{RowPanels, RowSpec};
use super::ticks::Room;
use crate::text::{Lang, NumberFormat, compact_as, percent};

/// How far values spread before an automatic axis turns logarithmic.
const LOG_DECADES: f64 = 2.0;
/// How far a ridge reaches above its row, in heights of a row.
pub(crate) const RIDGE: f64 = 1.5;

struct DistributionPicture<'a> {
    data: &'a Distribution,
    axis: Axis,
    panels: RowPanels<'a>,
    key: Key,
    /// What is written at the end of the rows of a panel that stands alone.
    values: Option<Values>,
    /// Diameter of the dots of a dot plot.
    dot: f64,
    /// Whether the threshold lies within the axis.
    shows_threshold: bool,
}

/// Medians and intervals in words, with the heads of their columns.
pub(crate) struct Values {
    pub heads: [String; 2],
    /// None for a row without a distribution.
    pub rows: Vec<Option<[String; 2]>>,
    /// The width of each column.
    pub widths: [f64; 2],
}

/// Lays a distribution chart out for `width`.
pub(crate) fn plan<'a>(
    data: &'a Distribution,
    title: &str,
    desk: Desk<'a>,
    width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    check(data, title)?;
    let values = values(data, &desk).filter(|v| v.width() < 0.3 * width);
    let spec = RowSpec {
        labels: data.panels[0].rows.iter().map(|row| row.label.as_str()).collect(),
        strong: data.panels[0].rows.iter().map(|row| row.is_reference).collect(),
        titles: data.panels.iter().map(|panel| panel.title.as_str()).collect(),
        row_mm: row_mm(data),
        above: match (&values, data.style) {
            (_, DistributionStyle::Ridge) => mm(4.5),
            (Some(_), _) => desk.small().leading(),
            (None, _) => 0.0,
        },
        side: values.as_ref().map_or(0.0, Values::width),
    };
    let panels = RowPanels::new(spec, desk, width);
    let (cores, shows_threshold) = cores(data);
    let room = Room::Across(panels.axis_width());
    let axis = Axis::new(&data.axis, &cores, LOG_DECADES, &desk, room);
    let dot = match data.style {
        DistributionStyle::Dots { count } => {
            dots::diameter(data, &axis, count, (panels.axis_width(), dots::STACK * panels.least))
        }
        _ => 0.0,
    };
    let key = Key::new(key_items(data, &desk, shows_threshold), &desk, width);
    Ok(Box::new(DistributionPicture { data, axis, panels, key, values, dot, shows_threshold }))
}

/// How high rows would like to be, and must be at least.
fn row_mm(data: &Distribution) -> (f64, f64) {
    let rows = data.panels[0].rows.len();
    let few = data.panels.len() == 1 && rows <= 8;
    match data.style {
        _ if is_estimate(data) => (4.6, 4.6),
        DistributionStyle::HalfEye if few => (11.0, 6.0),
        DistributionStyle::HalfEye => (6.0, 6.0),
        DistributionStyle::Ridge if few => (10.0, 5.0),
        DistributionStyle::Ridge => (6.5, 4.5),
        DistributionStyle::Dots { .. } if few => (14.0, 7.0),
        DistributionStyle::Dots { .. } => (9.0, 6.4),
    }
}

fn check(data: &Distribution, title: &str) -> Result<(), ChartError> {
    let Some(first) = data.panels.first().filter(|panel| !panel.rows.is_empty()) else {
        return Err(ChartError::Empty { title: title.to_owned() });
    };
    if let DistributionStyle::Dots { count } = data.style
        && !(2..=200).contains(&count)
    {
        return Err(bad_data(title, format!("{count} dots a row; it must be from 2 to 200")));
    }
    let names = |panel: &DistributionPanel| -> Vec<String> {
        panel.rows.iter().map(|row| row.label.clone()).collect()
    };
    for panel in &data.panels {
        if names(panel) != names(first) {
            return Err(bad_data(
                title,
                format!("panel \"{}\" has other rows than the first panel", panel.title),
            ));
        }
        for row in &panel.rows {
            check_row(row, title)?;
        }
    }
    Ok(())
}

fn check_row(row: &DistributionRow, title: &str) -> Result<(), ChartError> {
    let sorted = |values: &[f64]| values.windows(2).all(|pair| pair[0] <= pair[1]);
    let good = match &row.mark {
        RowMark::Spread { quantiles, median, inner, outer } => {
            sorted(quantiles) && sorted(&[outer.0, inner.0, *median, inner.1, outer.1])
        }
        RowMark::Estimate { value, interval, .. } => {
            value.is_finite() && sorted(&[interval.0, interval.1])
        }
        RowMark::Missing { .. } => true,
    };
    if good {
        Ok(())
    } else {
        Err(bad_data(title, format!("the quantiles of \"{}\" are not in order", row.label)))
    }
}

fn rows(data: &Distribution) -> impl Iterator<Item = &DistributionRow> {
    data.panels.iter().flat_map(|panel| &panel.rows)
}

fn is_estimate(data: &Distribution) -> bool {
    rows(data).all(|row| !matches!(row.mark, RowMark::Spread { .. }))
}

/// What the axis must show, and whether the threshold is among it: a bound far from all values would squash them; it
/// is told in a note then, and not drawn.
fn cores(data: &Distribution) -> (Vec<Core>, bool) {
    let mut cores: Vec<Core> = rows(data).filter_map(|row| core(&row.mark)).collect();
    let top = cores.iter().map(|c| c.high).fold(f64::NEG_INFINITY, f64::max);
    let bottom = cores.iter().map(|c| c.low).fold(f64::INFINITY, f64::min);
    let threshold = data.threshold.as_ref().map(|t| t.value);
    let near = |value: f64| {
        let span = (top - bottom).max(0.5 * top.abs());
        value <= top + span && value >= bottom - span
    };
    if cores.is_empty() {
        cores.push(Core::point(0.0));
    }
    cores.extend(threshold.filter(|v| near(*v)).map(Core::point));
    (cores, threshold.is_some_and(near))
}

fn core(mark: &RowMark) -> Option<Core> {
    match mark {
        RowMark::Spread { quantiles, median, outer, .. } => Some(Core {
            low: outer.0,
            middle: *median,
            high: outer.1,
            least: quantiles.first().copied().unwrap_or(outer.0).min(outer.0),
            greatest: quantiles.last().copied().unwrap_or(outer.1).max(outer.1),
        }),
        RowMark::Estimate { value, interval, .. } => Some(Core {
            low: interval.0.min(*value),
            middle: *value,
            high: interval.1.max(*value),
            least: interval.0.min(*value),
            greatest: interval.1.max(*value),
        }),
        RowMark::Missing { .. } => None,
    }
}

impl Values {
    fn width(&self) -> f64 {
        self.widths[0] + self.widths[1] + mm(2.0 + 3.0)
    }
}

/// Medians and 90 % intervals in figures, where there is one panel.
fn values(data: &Distribution, desk: &Desk<'_>) -> Option<Values> {
    let [panel] = &data.panels[..] else {
        return None;
    };
    if is_estimate(data) {
        return None;
    }
    let lang = desk.lang;
    let show = |value: f64| match data.axis.format {
        // More figures than two would say more than replicates can tell.
        NumberFormat::Plain => compact_as(value, value, 2, lang),
        NumberFormat::Percent => percent(value, lang),
    };
    let row = |row: &DistributionRow| match &row.mark {
        RowMark::Spread { median, outer, .. } => {
            let to = lang.pick("to", "إلى");
            Some([show(*median), format!("{} {to} {}", show(outer.0), show(outer.1))])
        }
        _ => None,
    };
    let rows: Vec<Option<[String; 2]>> = panel.rows.iter().map(row).collect();
    let heads = [
        lang.pick("median", "الوسيط").to_owned(),
        match lang {
            Lang::En => format!("{} of outcomes", percent(0.9, lang)),
            Lang::Ar => format!("{} من النتائج", percent(0.9, lang)),
        },
    ];
    let small = desk.small();
    let width = |column: usize| {
        let texts = rows.iter().flatten().map(|row| row[column].as_str());
        desk.widest(texts.chain([heads[column].as_str()]), small.bold())
    };
    let widths = [width(0), width(1)];
    Some(Values { heads, rows, widths })
}

fn key_items(data: &Distribution, desk: &Desk<'_>, shows_threshold: bool) -> Vec<KeyItem> {
    let lang = desk.lang;
    let (ink, fill) = (desk.theme.ink, desk.theme.tone);
    let item = |sample, en: &str, ar: &str| KeyItem { sample, name: lang.pick(en, ar).to_owned() };
    let bars = || {
        [
            KeyItem::share_of_outcomes(Sample::Bar(ink, 1.0), 0.5, lang),
            KeyItem::share_of_outcomes(Sample::Bar(ink, 0.3), 0.9, lang),
        ]
    };
    let mut items = if is_estimate(data) {
        let name = match lang {
            Lang::En => format!("{} interval", percent(0.95, lang)),
            Lang::Ar => format!("مجال الثقة {}", percent(0.95, lang)),
        };
        let interval = KeyItem { sample: Sample::Bar(fill, 0.35), name };
        vec![item(Sample::Dot(fill), "estimate", "التقدير"), interval]
    } else {
        let median = item(Sample::Dot(ink), "median", "الوسيط");
        match data.style {
            DistributionStyle::HalfEye => {
                let mut items =
                    vec![item(Sample::Density(fill), "distribution", "التوزيع"), median];
                items.extend(bars());
                items
            }
            DistributionStyle::Ridge => vec![
                item(Sample::Density(fill), "distribution", "التوزيع"),
                item(Sample::Tick(ink), "median", "الوسيط"),
                KeyItem::share_of_outcomes(Sample::Band(fill, 0.75), 0.5, lang),
            ],
            DistributionStyle::Dots { count } => vec![
                dots::key_item(count, fill, lang),
                item(Sample::Wedge(ink), "median", "الوسيط"),
            ],
        }
    };
    if let Some(row) = data.panels[0].rows.iter().find(|row| row.is_reference) {
        let name = match row.mark {
            RowMark::Spread { .. } => format!("{} ({})", row.label, lang.pick("median", "الوسيط")),
            RowMark::Estimate { .. } | RowMark::Missing { .. } => row.label.clone(),
        };
        items.push(KeyItem { sample: Sample::Dashed(desk.theme.reference), name });
    }
    if let Some(threshold) = data.threshold.as_ref().filter(|_| shows_threshold) {
        let sample = Sample::Dashed(desk.theme.mark);
        items.push(KeyItem { sample, name: threshold.label.clone() });
        if matches!(data.style, DistributionStyle::Dots { .. }) {
            items.push(item(Sample::Ring(fill), "above it", "فوقه"));
        }
    }
    items
}

impl Picture for DistributionPicture<'_> {
    fn height(&self) -> f64 {
        self.key.height(&self.panels.desk) + self.panels.height()
    }

    fn notes(&self) -> Vec<String> {
        let lang = self.panels.desk.lang;
        let mut notes = cut_notes(&self.axis, &self.data.axis, lang);
        if let Some(threshold) = self.data.threshold.as_ref().filter(|_| !self.shows_threshold) {
            let outside = lang.pick("outside the axis", "خارج المحور");
            notes.push(format!("{}: {outside}.", threshold.label));
        }
        notes
    }

    fn draw(&self, canvas: &Canvas<'_>, frame: Frame) -> Result<(), ChartError> {
        let desk = &self.panels.desk;
        self.key.draw(canvas, frame)?;
        let top = frame.top + self.key.height(desk);
        let name = axis_title(&self.data.axis, self.axis.is_log(), desk.lang);
        let places = self.panels.draw(canvas, &self.axis.ticks, &name, Frame { top, ..frame })?;
        for (panel, rows) in self.data.panels.iter().zip(places) {
            let pen = Pen {
                canvas,
                data: self.data,
                axis: &self.axis,
                panels: &self.panels,
                dot: self.dot,
                threshold: self.data.threshold.as_ref().filter(|_| self.shows_threshold),
                rows,
            };
            pen.draw(panel)?;
            if let Some(values) = &self.values {
                pen.draw_values(values)?;
            }
        }
        Ok(())
    }
}
