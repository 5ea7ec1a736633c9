//! Statistics as bytes, so that what has been worked out survives an interruption to the bit.
//!
//! A record is a fixed number of 64-bit floats, little endian; what is not there is NaN. Before the
//! records stand the key of the sweep and the number of the group, after them the SHA-256 of all.

use sha2::{Digest, Sha256};

use super::results::{Difference, PointStatistics};
use crate::outcome::Estimate;

/// Bytes of a SHA-256.
const HASH: usize = 32;

/// Floats of a record before the means of groups: mean, sd, quantiles, share of infinite values,
/// difference, how probable it is better.
const FIXED: usize = 4 + 1 + 5 + 1 + 4 + 4;

/// `[points][cells][measures]`
pub(super) type Table = Vec<Vec<Vec<PointStatistics>>>;

/// Numbers of points, cells, measures and groups of draws.
pub(super) type Shape = [usize; 4];

/// The statistics of group `number` as bytes.
pub(super) fn pack(key: &[u8; HASH], number: usize, table: &Table) -> Vec<u8> {
    let mut out = key.to_vec();
    out.extend((number as u64).to_le_bytes());
    for statistics in table.iter().flatten().flatten() {
        for x in record(statistics) {
            out.extend(x.to_bits().to_le_bytes());
        }
    }
    let hash = Sha256::digest(&out);
    out.extend_from_slice(&hash);
    out
}

/// The statistics that were packed; none if these are not the bytes of this group, whole.
pub(super) fn unpack(
    key: &[u8; HASH],
    number: usize,
    [points, cells, measures, groups]: Shape,
    bytes: &[u8],
) -> Option<Table> {
    let (content, hash) = bytes.split_at_checked(bytes.len().checked_sub(HASH)?)?;
    let good = Sha256::digest(content).as_slice() == hash;
    let records = content.strip_prefix(key)?.strip_prefix(&(number as u64).to_le_bytes())?;
    let size = FIXED + groups;
    if !good || records.len() != 8 * size * points * cells * measures {
        return None;
    }
    let number = |bytes: &[u8]| <[u8; 8]>::try_from(bytes).ok().map(f64::from_le_bytes);
    let mut floats = records.chunks_exact(8).filter_map(number);
    let mut next = |_: usize| unrecord(&mut floats, groups);
    (0..points)
        .map(|_| (0..cells).map(|_| (0..measures).map(&mut next).collect()).collect())
        .collect()
}

fn record(s: &PointStatistics) -> Vec<f64> {
    let nothing = [f64::NAN; 4];
    let estimate = |e: Option<Estimate>| e.map_or(nothing, |e| [e.value, e.se, e.low, e.high]);
    let mut out = estimate(s.mean).to_vec();
    out.push(s.sd.unwrap_or(f64::NAN));
    out.extend(s.quantiles);
    out.push(s.never);
    out.extend(estimate(s.difference.and_then(|d| d.mean)));
    out.extend(estimate(s.difference.map(|d| d.better)));
    out.extend(&s.groups);
    out
}

fn unrecord(floats: &mut impl Iterator<Item = f64>, groups: usize) -> Option<PointStatistics> {
    let estimate = |floats: &mut dyn Iterator<Item = f64>| -> Option<Option<Estimate>> {
        let [value, se, low, high] = four(floats)?;
        Some((!value.is_nan()).then_some(Estimate { value, se, low, high }))
    };
    let mean = estimate(floats)?;
    let sd = floats.next()?;
    let mut quantiles = [0.0; 5];
    for q in &mut quantiles {
        *q = floats.next()?;
    }
    let never = floats.next()?;
    let (of_difference, better) = (estimate(floats)?, estimate(floats)?);
    let groups: Vec<f64> = floats.take(groups).collect();
    Some(PointStatistics {
        mean,
        sd: (!sd.is_nan()).then_some(sd),
        quantiles,
        never,
        difference: better.map(|better| Difference { mean: of_difference, better }),
        groups,
    })
}

fn four(floats: &mut dyn Iterator<Item = f64>) -> Option<[f64; 4]> {
    Some([floats.next()?, floats.next()?, floats.next()?, floats.next()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let e = |value: f64| Estimate { value, se: 0.1, low: value - 1.0, high: f64::NAN };
        let known = PointStatistics {
            mean: Some(e(3.0)),
            sd: Some(2.0),
            quantiles: [1.0, 2.0, 3.0, 4.0, f64::INFINITY],
            never: 0.0,
            difference: Some(Difference { mean: None, better: e(0.5) }),
            groups: vec![1.0, f64::INFINITY, -0.0],
        };
        let bare = PointStatistics { mean: None, sd: None, difference: None, ..known.clone() };
        vec![vec![vec![known.clone()], vec![bare.clone()]], vec![vec![bare], vec![known]]]
    }

    #[test]
    fn what_is_packed_comes_back_to_the_bit() {
        let key = [7; 32];
        let bytes = pack(&key, 3, &table());
        let back = unpack(&key, 3, [2, 2, 1, 3], &bytes).unwrap();
        // NaN is no equal of itself: the bytes are compared
        assert_eq!(pack(&key, 3, &back), bytes);
        assert_eq!(back[0][1][0].mean, None);
        assert_eq!(back[1][1][0].difference.unwrap().better.value, 0.5);
    }

    #[test]
    fn anything_else_is_not_taken() {
        let key = [7; 32];
        let bytes = pack(&key, 3, &table());
        let shape = [2, 2, 1, 3];
        assert!(unpack(&key, 4, shape, &bytes).is_none(), "another group");
        assert!(unpack(&[8; 32], 3, shape, &bytes).is_none(), "another sweep");
        assert!(unpack(&key, 3, [2, 2, 1, 4], &bytes).is_none(), "another shape");
        assert!(unpack(&key, 3, shape, &bytes[..bytes.len() - 1]).is_none(), "cut short");
        assert!(unpack(&key, 3, shape, &[]).is_none());
        let mut flipped = bytes;
        flipped[50] ^= 1;
        assert!(unpack(&key, 3, shape, &flipped).is_none(), "a flipped bit");
    }
}
