//! Soon.

use super::canvas::Desk;
use super::error::ChartError;
use super::figure_outcomes::Ecdf;
use super::picture::Picture;

pub(crate) fn plan<'a>(
    _data: &'a Ecdf,
    title: &str,
    _desk: Desk<'a>,
    _width: f64,
) -> Result<Box<dyn Picture + 'a>, ChartError> {
    Err(ChartError::Empty { title: title.to_owned() })
}
