//! Histograms whose buckets are a function of the value alone: they merge in any order.

/// Largest relative error of a quantile read from a [`Histogram`]: the width of a bucket relative
/// to the values in it.
pub const RELATIVE_ERROR: f64 = 1.0 / 512.0;

/// Leading bits of the mantissa that tell buckets apart.
const MANTISSA_BITS: u32 = 9;
/// Bits of a number's representation that are dropped.
const DROPPED: u32 = 52 - MANTISSA_BITS;
/// Buckets in a page: a quarter of an octave.
const PAGE_BITS: u32 = 7;
const PAGE: usize = 1 << PAGE_BITS;

/// Counts of values in buckets.
///
/// A bucket holds the values that agree in sign, exponent and the nine leading bits of the
/// mantissa, so that it is at most 2^-9 as wide as its values are large; zero has its own. Counts
/// are integers, so that the order in which values and histograms are added does not matter.
/// Pages of 128 buckets are made where values fall, with 16-bit counts until one overflows.
///
/// Least and greatest value are kept exactly. Where all values are whole numbers the histogram
/// knows it: below 1024 every whole number has its own bucket and quantiles are exact.
#[derive(Clone, Debug)]
pub struct Histogram {
    /// Numbers of the pages, rising.
    pages: Vec<i32>,
    /// Counts of page i at `i * PAGE..`.
    counts: Counts,
    total: u64,
    min: f64,
    max: f64,
    whole: bool,
}

#[derive(Clone, Debug)]
enum Counts {
    Narrow(Vec<u16>),
    Wide(Vec<u32>),
}

impl Counts {
    fn insert_page(&mut self, at: usize) {
        fn grow<T: Copy + Default>(counts: &mut Vec<T>, at: usize) {
            let old = counts.len();
            counts.reserve_exact(PAGE);
            counts.resize(old + PAGE, T::default());
            counts.copy_within(at * PAGE..old, (at + 1) * PAGE);
            counts[at * PAGE..(at + 1) * PAGE].fill(T::default());
        }
        match self {
            Self::Narrow(counts) => grow(counts, at),
            Self::Wide(counts) => grow(counts, at),
        }
    }

    fn add(&mut self, slot: usize, times: u32) {
        if let Self::Narrow(counts) = self {
            if let Some(sum) = u16::try_from(times).ok().and_then(|t| counts[slot].checked_add(t)) {
                counts[slot] = sum;
                return;
            }
            *self = Self::Wide(counts.iter().map(|&c| u32::from(c)).collect());
        }
        if let Self::Wide(counts) = self {
            counts[slot] = counts[slot].saturating_add(times);
        }
    }

    fn get(&self, slot: usize) -> u32 {
        match self {
            Self::Narrow(counts) => u32::from(counts[slot]),
            Self::Wide(counts) => counts[slot],
        }
    }
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            pages: Vec::new(),
            counts: Counts::Narrow(Vec::new()),
            total: 0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            whole: true,
        }
    }
}

/// Number of the bucket of a value, rising with the value: 0 for zero.
fn bucket(value: f64) -> i32 {
    if value == 0.0 {
        return 0;
    }
    let magnitude = (value.abs().to_bits() >> DROPPED) as i32 + 1;
    if value < 0.0 { -magnitude } else { magnitude }
}

/// The ends of a bucket.
fn ends(bucket: i32) -> (f64, f64) {
    let edge = |magnitude: i32| f64::from_bits((magnitude as u64) << DROPPED);
    match bucket.signum() {
        0 => (0.0, 0.0),
        1 => (edge(bucket - 1), edge(bucket)),
        _ => (-edge(-bucket), -edge(-bucket - 1)),
    }
}

fn is_whole(value: f64) -> bool {
    (value as i64) as f64 == value
}

impl Histogram {
    /// Adds values.
    pub fn add(&mut self, values: &[f64]) {
        if values.is_empty() {
            return;
        }
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for &x in values {
            low = if x < low { x } else { low };
            high = if x > high { x } else { high };
        }
        // adding 0 turns -0 into 0: the sign of zero must not depend on the order
        self.min = self.min.min(low) + 0.0;
        self.max = self.max.max(high) + 0.0;
        self.total += values.len() as u64;
        self.whole = self.whole && values.iter().all(|&x| is_whole(x));
        if low == high {
            let slot = self.slot(bucket(low));
            self.counts.add(slot, values.len() as u32);
            return;
        }
        let (mut page, mut base) = (i32::MIN, 0);
        for &x in values {
            let bucket = bucket(x);
            if bucket >> PAGE_BITS != page {
                page = bucket >> PAGE_BITS;
                base = self.page(page);
            }
            self.counts.add(base + (bucket as usize & (PAGE - 1)), 1);
        }
    }

    /// Index of the first count of a page, made if it is new.
    fn page(&mut self, page: i32) -> usize {
        // mostly pages follow one another without a gap
        if let Some(first) = self.pages.first() {
            let at = page.wrapping_sub(*first) as usize;
            if self.pages.get(at) == Some(&page) {
                return at * PAGE;
            }
        }
        let at = match self.pages.binary_search(&page) {
            Ok(at) => at,
            Err(at) => {
                self.pages.insert(at, page);
                self.counts.insert_page(at);
                at
            }
        };
        at * PAGE
    }

    fn slot(&mut self, bucket: i32) -> usize {
        self.page(bucket >> PAGE_BITS) + (bucket as usize & (PAGE - 1))
    }

    /// Adds all that another histogram holds.
    pub fn merge(&mut self, other: &Self) {
        for (at, &page) in other.pages.iter().enumerate() {
            let base = self.page(page);
            for i in 0..PAGE {
                let count = other.counts.get(at * PAGE + i);
                if count > 0 {
                    self.counts.add(base + i, count);
                }
            }
        }
        self.total += other.total;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.whole = self.whole && other.whole;
    }

    /// How many values.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The least value, exactly; infinite if there is none.
    pub fn min(&self) -> f64 {
        self.min
    }

    /// The greatest value, exactly; minus infinity if there is none.
    pub fn max(&self) -> f64 {
        self.max
    }

    /// The type 7 quantiles at rising `ps`, each within [`RELATIVE_ERROR`] of the exact one; NaN
    /// if there are no values. Within a bucket order statistics are spread evenly.
    pub fn quantiles<const N: usize>(&self, ps: [f64; N]) -> [f64; N] {
        if self.total == 0 {
            return [f64::NAN; N];
        }
        let mut walk = Walk { histogram: self, slot: 0, before: 0 };
        ps.map(|p| {
            let h = (self.total - 1) as f64 * p.clamp(0.0, 1.0);
            let k = h as u64;
            let low = walk.order_statistic(k);
            let share = h - k as f64;
            if share <= 0.0 {
                return low;
            }
            let high = walk.clone().order_statistic((k + 1).min(self.total - 1));
            super::quantile::between(low, high, share)
        })
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let counts = match &self.counts {
            Counts::Narrow(counts) => 2 * counts.capacity(),
            Counts::Wide(counts) => 4 * counts.capacity(),
        };
        counts + 4 * self.pages.capacity()
    }

    /// The value of rank `rank` of `count` values spread evenly over a bucket.
    fn spread(&self, bucket: i32, rank: u64, count: u64) -> f64 {
        let (low, high) = ends(bucket);
        let share = (rank as f64 + 0.5) / count as f64;
        let value = if !(low.is_finite() && high.is_finite()) {
            if bucket > 0 { low } else { high }
        } else if self.whole {
            let (first, last) = if bucket > 0 {
                (low.ceil(), high.ceil() - 1.0)
            } else if bucket < 0 {
                (low.floor() + 1.0, high.floor())
            } else {
                (0.0, 0.0)
            };
            (first + (share * (last - first + 1.0)).floor()).min(last)
        } else {
            low + share * (high - low)
        };
        value.clamp(self.min, self.max)
    }
}

/// A walk over the buckets towards higher values.
#[derive(Clone)]
struct Walk<'a> {
    histogram: &'a Histogram,
    slot: usize,
    /// Values in the slots before.
    before: u64,
}

impl Walk<'_> {
    /// The order statistic with this rank from 0; ranks must not fall.
    fn order_statistic(&mut self, rank: u64) -> f64 {
        let histogram = self.histogram;
        if rank == 0 {
            return histogram.min;
        }
        if rank + 1 >= histogram.total {
            return histogram.max;
        }
        loop {
            let count = u64::from(histogram.counts.get(self.slot));
            if rank < self.before + count {
                let page = histogram.pages[self.slot >> PAGE_BITS];
                let bucket = (page << PAGE_BITS) + (self.slot & (PAGE - 1)) as i32;
                return histogram.spread(bucket, rank - self.before, count);
            }
            self.before += count;
            self.slot += 1;
        }
    }
}

#[cfg(test)]
#[path = "histogram_tests.rs"]
mod tests;
