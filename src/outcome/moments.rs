//! Mean and variance that merge in block order.

/// Sums of a column over one block, about the block's first value.
///
/// Values are added one after another, so that the sums do not depend on how a block is cut into
/// batches.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BlockSums {
    /// First value of the block.
    shift: f64,
    /// Sum of `x - shift`.
    sum: f64,
    /// Sum of `(x - shift)^2`.
    squares: f64,
}

impl BlockSums {
    /// Starts a block with the values of its first batch.
    pub fn start(values: &[f64]) -> Self {
        let mut sums =
            Self { shift: values.first().copied().unwrap_or(0.0), sum: 0.0, squares: 0.0 };
        sums.add(values);
        sums
    }

    /// Adds the values of a further batch.
    pub fn add(&mut self, values: &[f64]) {
        let (mut sum, mut squares) = (self.sum, self.squares);
        for &x in values {
            let d = x - self.shift;
            sum += d;
            squares += d * d;
        }
        self.sum = sum;
        self.squares = squares;
    }
}

/// Count, mean and sum of squared deviations of everything merged so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    deviations: f64,
}

impl Moments {
    /// Takes in a block of `count` values (T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating
    /// formulae and a pairwise algorithm for computing sample variances", 1979).
    pub fn merge(&mut self, count: u64, block: &BlockSums) {
        if count == 0 {
            return;
        }
        let n = count as f64;
        let mean = block.shift + block.sum / n;
        let deviations = (block.squares - block.sum * block.sum / n).max(0.0);
        if self.count == 0 {
            *self = Self { count, mean, deviations };
            return;
        }
        let before = self.count as f64;
        let delta = mean - self.mean;
        let share = n / (before + n);
        self.mean += delta * share;
        self.deviations += deviations + delta * delta * before * share;
        self.count += count;
    }

    /// How many values.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their mean; NaN if there is none.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { f64::NAN } else { self.mean }
    }

    /// Their standard deviation (divisor n - 1); NaN if there are fewer than two.
    pub fn sd(&self) -> f64 {
        if self.count < 2 {
            return f64::NAN;
        }
        (self.deviations / (self.count - 1) as f64).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_gives_the_moments_of_all() {
        let x: Vec<f64> = (0..1000).map(|i| 1e6 + f64::from(i * i % 97)).collect();
        let mut moments = Moments::default();
        for block in x.chunks(256) {
            let mut sums = BlockSums::start(&block[..100]);
            sums.add(&block[100..]);
            assert_eq!(sums, BlockSums::start(block), "batches do not matter");
            moments.merge(block.len() as u64, &sums);
        }
        let mean = x.iter().sum::<f64>() / 1000.0;
        let var = x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 999.0;
        assert!((moments.mean() - mean).abs() < 1e-8);
        assert!((moments.sd() - var.sqrt()).abs() < 1e-9);
    }

    #[test]
    fn a_constant_is_exact() {
        let mut moments = Moments::default();
        for _ in 0..3 {
            moments.merge(256, &BlockSums::start(&[0.1; 256]));
        }
        assert_eq!((moments.mean(), moments.sd()), (0.1, 0.0));
        assert!(Moments::default().mean().is_nan());
    }
}
