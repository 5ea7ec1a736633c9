//! Soon.

use super::canvas::Desk;
use super::error::ChartError;
use super::figure_outcomes::Spaghetti;
use super::picture::Picture;

pub(crate) fn plan<'a>(
    _data: &'a Spaghetti,
    title: &str,
    _desk: Desk<'a>,
    _width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    Err(ChartError::Empty { title: title.to_owned() })
}
