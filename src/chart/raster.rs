//! SVG to PNG.

use std::collections::HashMap;

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

/// PNG without an alpha channel: charts are opaque. One of at most 256 colours, as most charts are,
/// has a palette, which makes a file of a quarter of the size without a change to any pixel.
fn encode(pixmap: &tiny_skia::Pixmap, dpi: f32) -> Result<Vec<u8>, ChartError> {
    let indexed = indexed(pixmap.data());
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixmap.width(), pixmap.height());
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let data = match indexed {
        Some((palette, indices)) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(palette);
            // neighbouring indices say nothing of one another
            encoder.set_filter(png::Filter::NoFilter);
            indices
        }
        None => {
            encoder.set_color(png::ColorType::Rgb);
            let pixels = pixmap.data().chunks_exact(4);
            pixels.flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
        }
    };
    let per_metre = (dpi / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header().map_err(raster_error)?;
    writer.write_image_data(&data).map_err(raster_error)?;
    writer.finish().map_err(raster_error)?;
    Ok(file)
}

/// The palette of a picture in the order in which colours appear, three bytes each, and for each
/// pixel its place in it; nothing where there are more than 256 colours.
fn indexed(rgba: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut known: HashMap<[u8; 3], u8> = HashMap::new();
    let mut palette = Vec::new();
    let mut indices = Vec::with_capacity(rgba.len() / 4);
    // most pixels are as the one before
    let mut last = None;
    for pixel in rgba.chunks_exact(4) {
        let colour = [pixel[0], pixel[1], pixel[2]];
        let index = match last {
            Some((same, index)) if same == colour => index,
            _ => match known.get(&colour) {
                Some(index) => *index,
                None => {
                    let index = u8::try_from(known.len()).ok()?;
                    known.insert(colour, index);
                    palette.extend(colour);
                    index
                }
            },
        };
        last = Some((colour, index));
        indices.push(index);
    }
    Some((palette, indices))
}

fn raster_error(error: impl std::error::Error) -> ChartError {
    ChartError::Raster { what: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of so many greys and blues, and the pixels of its file.
    fn written(colours: u32) -> (Vec<u8>, png::ColorType, Vec<u8>) {
        let mut pixmap = tiny_skia::Pixmap::new(32, 16).expect("a picture");
        for (i, pixel) in pixmap.data_mut().chunks_exact_mut(4).enumerate() {
            let colour = i as u32 % colours;
            let grey = (colour % 256) as u8;
            pixel.copy_from_slice(&[grey, grey, if colour < 256 { grey } else { 255 }, 255]);
        }
        let file = encode(&pixmap, 300.0).expect("a file");
        let mut decoder = png::Decoder::new(std::io::Cursor::new(&file));
        let kind = decoder.read_header_info().expect("a header").color_type;
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a picture");
        let mut pixels = vec![0; 32 * 16 * 3];
        reader.next_frame(&mut pixels).expect("pixels");
        let rgb = pixmap.data().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
        (rgb, kind, pixels)
    }

    #[test]
    fn no_pixel_changes_with_a_palette_or_without() {
        for (colours, kind) in [
            (1, png::ColorType::Indexed),
            (256, png::ColorType::Indexed),
            (257, png::ColorType::Rgb),
            (300, png::ColorType::Rgb),
        ] {
            let (drawn, found, read) = written(colours);
            assert_eq!(found, kind, "{colours} colours");
            assert!(drawn == read, "{colours} colours");
        }
    }
}
