//! Soon.

use super::canvas::Desk;
use super::error::ChartError;
use super::figure_outcomes::Shares;
use super::picture::Picture;

pub(crate) fn plan<'a>(
    _data: &'a Shares,
    title: &str,
    _desk: Desk<'a>,
    _width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    Err(ChartError::Empty { title: title.to_owned() })
}
