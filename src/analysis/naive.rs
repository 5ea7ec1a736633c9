//! Naive forecasts: what somebody says who knows nothing but the past of one record. A model that is
//! no better than they are has shown nothing.
//!
//! Both work on the scale on which they are scored. With at least [`ENOUGH`] past rows each has a
//! normal distribution around it whose width comes from its own errors in the past; with fewer it is
//! a point.

/// Past rows that are needed for a width.
pub const ENOUGH: usize = 4;

/// A past observation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Past {
    /// The middle of its window, in days.
    pub time: f64,
    /// What was observed, on the scale of the score.
    pub value: f64,
}

/// A forecast on the scale of the score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// Its middle.
    pub mean: f64,
    /// Standard deviation; 0 where it is a point.
    pub sd: f64,
}

/// In the order of time; of rows at one time the later in the file counts as later.
fn sorted(past: &[Past]) -> Vec<Past> {
    let mut past = past.to_vec();
    past.sort_by(|a, b| a.time.total_cmp(&b.time));
    past
}

/// It stays as it was last: a random walk. The variance of its steps a day is the mean of
/// (change)^2 / (days between) over neighbours in the past; at a horizon of h days the variance is h
/// times that. `None` without a past.
pub fn last_value(past: &[Past], time: f64) -> Option<Forecast> {
    let past = sorted(past);
    let last = *past.last()?;
    let steps = past.windows(2).filter(|pair| pair[1].time > pair[0].time).map(|pair| {
        let change = pair[1].value - pair[0].value;
        change * change / (pair[1].time - pair[0].time)
    });
    let steps: Vec<f64> = steps.collect();
    let sd = if past.len() < ENOUGH || steps.is_empty() {
        0.0
    } else {
        let daily = steps.iter().sum::<f64>() / steps.len() as f64;
        (daily * (time - last.time).max(0.0)).sqrt()
    };
    Some(Forecast { mean: last.value, sd })
}

/// It goes on along a straight line (on the logarithmic scale: it grows by the same share), fitted
/// by least squares; the width is that of a prediction from this line,
/// s sqrt(1 + 1/n + (t - mean t)^2 / sum (t_i - mean t)^2) with s^2 = sum of squared errors / (n - 2).
/// `None` with fewer than two different times.
pub fn trend(past: &[Past], time: f64) -> Option<Forecast> {
    let past = sorted(past);
    let n = past.len() as f64;
    let middle = past.iter().map(|p| p.time).sum::<f64>() / n;
    let level = past.iter().map(|p| p.value).sum::<f64>() / n;
    let spread: f64 = past.iter().map(|p| (p.time - middle) * (p.time - middle)).sum();
    if past.len() < 2 || spread <= 0.0 {
        return None;
    }
    let slope = past.iter().map(|p| (p.time - middle) * (p.value - level)).sum::<f64>() / spread;
    let line = |t: f64| level + slope * (t - middle);
    let sd = if past.len() < ENOUGH {
        0.0
    } else {
        let error = |p: &Past| p.value - line(p.time);
        let errors: f64 = past.iter().map(|p| error(p) * error(p)).sum();
        let away = time - middle;
        (errors / (n - 2.0) * (1.0 + 1.0 / n + away * away / spread)).sqrt()
    };
    Some(Forecast { mean: line(time), sd })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(values: &[(f64, f64)]) -> Vec<Past> {
        values.iter().map(|&(time, value)| Past { time, value }).collect()
    }

    #[test]
    fn the_last_value_spreads_with_the_root_of_the_horizon() {
        // steps of +1, -1, +1 over 10 days each: a variance of 0.1 a day
        let rows = past(&[(0.0, 5.0), (10.0, 6.0), (20.0, 5.0), (30.0, 6.0)]);
        let at = |t: f64| last_value(&rows, t).expect("a forecast");
        assert_eq!(at(40.0), Forecast { mean: 6.0, sd: 1.0 });
        assert_eq!(at(70.0).sd, 2.0);
        let shuffled = past(&[(20.0, 5.0), (30.0, 6.0), (0.0, 5.0), (10.0, 6.0)]);
        assert_eq!(last_value(&shuffled, 70.0), last_value(&rows, 70.0));
        assert_eq!(last_value(&rows[..3], 70.0), Some(Forecast { mean: 5.0, sd: 0.0 }));
        assert_eq!(last_value(&[], 1.0), None);
    }

    #[test]
    fn the_trend_is_least_squares_with_its_prediction_interval() {
        // y = 1, 3, 2, 4 at t = 0, 1, 2, 3: slope 0.8, line 1.3 + 0.8 t, squared errors 1.8
        let rows = past(&[(0.0, 1.0), (1.0, 3.0), (2.0, 2.0), (3.0, 4.0)]);
        let forecast = trend(&rows, 5.0).expect("a forecast");
        assert!((forecast.mean - 5.3).abs() < 1e-12);
        let exact = (0.9 * (1.0 + 0.25 + 3.5 * 3.5 / 5.0_f64)).sqrt();
        assert!((forecast.sd - exact).abs() < 1e-12);
        let two = trend(&rows[..2], 3.0).expect("a line through two points");
        assert!((two.mean - 7.0).abs() < 1e-12 && two.sd == 0.0);
        assert_eq!(trend(&rows[..1], 3.0), None);
        assert_eq!(trend(&past(&[(1.0, 2.0), (1.0, 3.0)]), 3.0), None);
    }

    #[test]
    fn a_past_without_change_is_forecast_without_doubt() {
        let rows = past(&[(0.0, 2.0), (1.0, 2.0), (2.0, 2.0), (3.0, 2.0), (4.0, 2.0)]);
        let still = Some(Forecast { mean: 2.0, sd: 0.0 });
        assert_eq!((last_value(&rows, 9.0), trend(&rows, 9.0)), (still, still));
    }
}
