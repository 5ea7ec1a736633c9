//! SVG to PNG.

use resvg::{tiny_skia, usvg};

use super::error::ChartError;

/// The widest or highest picture that is made, in pixels: 300 dpi on a page of A1.
const MAX_PIXELS: f32 = 10_000.0;

/// Rasterises SVG text, as made by [`svg`](super::svg), at `dpi` pixels to the inch, on white. A
/// picture that would have more than 10,000 pixels in one direction gets fewer to the inch.
///
/// # Errors
/// When the text is not SVG or has live text, or the picture has no pixels.
pub fn png(svg: &str, dpi: f32) -> Result<Vec<u8>, ChartError> {
    if has_live_text(svg) {
        return Err(ChartError::LiveText);
    }
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).map_err(raster_error)?;
    let longest = tree.size().width().max(tree.size().height());
    // Millimetres were read at the 96 pixels an inch of CSS.
    let dpi = dpi.min(MAX_PIXELS / longest * 96.0);
    let scale = dpi / 96.0;
    let width = (tree.size().width() * scale).round();
    let height = (tree.size().height() * scale).round();
    if !(width >= 1.0 && height >= 1.0) {
        return Err(ChartError::Raster { what: format!("a picture of {width} x {height} pixels") });
    }
    let (width, height) = (width as u32, height as u32);
    let mut pixmap = tiny_skia::Pixmap::new(width, height)
        .ok_or_else(|| ChartError::Raster { what: "no memory for the picture".to_owned() })?;
    pixmap.fill(tiny_skia::Color::WHITE);
    let transform = tiny_skia::Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    encode(&pixmap, dpi)
}

/// Whether SVG holds text that only a viewer with fonts can draw.
pub(crate) fn has_live_text(svg: &str) -> bool {
    svg.contains("<text ")
}

/// PNG without an alpha channel: charts are opaque, and it takes a quarter off the file.
fn encode(pixmap: &tiny_skia::Pixmap, dpi: f32) -> Result<Vec<u8>, ChartError> {
    let rgb: Vec<u8> =
        pixmap.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let per_metre = (dpi / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header().map_err(raster_error)?;
    writer.write_image_data(&rgb).map_err(raster_error)?;
    writer.finish().map_err(raster_error)?;
    Ok(file)
}

fn raster_error(error: impl std::error::Error) -> ChartError {
    ChartError::Raster { what: error.to_string() }
}
