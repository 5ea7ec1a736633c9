//! SVG to PDF: one page of the picture's size, all of it as vectors.

use std::collections::HashMap;

use pdf_writer::types::StructRole;
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, TextStr};
use svg2pdf::usvg;
use svg2pdf::usvg::roxmltree::Document;

use super::error::ChartError;
use super::raster::has_live_text;

/// Points of a PDF in a pixel of CSS, of which 96 are an inch.
const POINTS_PER_PIXEL: f32 = 72.0 / 96.0;
const PICTURE: Name<'static> = Name(b"Picture");

/// Turns SVG text, as made by [`svg`](super::svg), into a PDF of one page that has the picture's size in
/// millimetres.
///
/// Nothing is rasterised. The title of the picture is the title of the document; title and notes together are its
/// alternative text, which programs that read aloud can find. The same SVG gives the same bytes.
///
/// # Errors
/// When the text is not SVG or has live text.
pub fn pdf(svg: &str) -> Result<Vec<u8>, ChartError> {
    if has_live_text(svg) {
        return Err(ChartError::LiveText);
    }
    let document = Document::parse(svg).map_err(pdf_error)?;
    let options = usvg::Options::default();
    let tree = usvg::Tree::from_xmltree(&document, &options).map_err(pdf_error)?;
    let conversion = svg2pdf::ConversionOptions { embed_text: false, ..Default::default() };
    let (chunk, picture) = svg2pdf::to_chunk(&tree, conversion).map_err(pdf_error)?;

    let mut next = Ref::new(1);
    let [catalog, pages, page, content, info, structure, figure] = [(); 7].map(|()| next.bump());
    let mut numbers = HashMap::new();
    let chunk = chunk.renumber(|old| *numbers.entry(old).or_insert_with(|| next.bump()));
    let picture = *numbers.get(&picture).ok_or_else(|| pdf_error("it has no picture"))?;
    let size = tree.size();
    let (width, height) = (size.width() * POINTS_PER_PIXEL, size.height() * POINTS_PER_PIXEL);
    let words = Words::of(&document);

    let mut pdf = Pdf::new();
    let mut root = pdf.catalog(catalog);
    root.pages(pages).lang(TextStr(words.lang));
    root.viewer_preferences().display_doc_title(true);
    root.mark_info().marked(true);
    root.pair(Name(b"StructTreeRoot"), structure);
    root.finish();
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.media_box(Rect::new(0.0, 0.0, width, height)).parent(pages).contents(content);
    sheet.struct_parents(0);
    sheet.resources().x_objects().pair(PICTURE, picture);
    sheet.finish();

    let mut marks = Content::new();
    marks.begin_marked_content_with_properties(Name(b"Figure")).properties().identify(0);
    marks.save_state().transform([width, 0.0, 0.0, height, 0.0, 0.0]).x_object(PICTURE);
    marks.restore_state().end_marked_content();
    pdf.stream(content, &marks.finish());
    write_structure(&mut pdf, (structure, figure), page, &words);
    pdf.document_info(info).title(TextStr(words.title)).producer(TextStr("drawdown"));
    pdf.extend(&chunk);
    Ok(pdf.finish())
}

/// The one figure of the page, with its alternative text.
fn write_structure(pdf: &mut Pdf, (structure, figure): (Ref, Ref), page: Ref, words: &Words<'_>) {
    let mut root = pdf.indirect(structure).dict();
    root.pair(Name(b"Type"), Name(b"StructTreeRoot")).pair(Name(b"K"), figure);
    let mut parents = root.insert(Name(b"ParentTree")).dict();
    let mut numbers = parents.insert(Name(b"Nums")).array();
    numbers.item(0).push().array().item(figure);
    numbers.finish();
    parents.finish();
    root.finish();
    let mut element = pdf.struct_element(figure);
    element.kind(StructRole::Figure).parent(structure).page(page);
    element.alt(TextStr(&words.all())).lang(TextStr(words.lang));
    element.marked_content_child().marked_content_id(0).page(page);
}

/// What a picture says about itself.
struct Words<'a> {
    lang: &'a str,
    title: &'a str,
    notes: &'a str,
}

impl<'a> Words<'a> {
    fn of(document: &'a Document<'a>) -> Self {
        let root = document.root_element();
        let text = |tag: &str| {
            let found = root.children().find(|node| node.has_tag_name(tag));
            found.and_then(|node| node.text()).unwrap_or_default()
        };
        let lang = root.attribute("lang").unwrap_or("en");
        Words { lang, title: text("title"), notes: text("desc") }
    }

    fn all(&self) -> String {
        let parts = [self.title, self.notes].into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" | ")
    }
}

fn pdf_error(error: impl std::fmt::Display) -> ChartError {
    ChartError::Pdf { what: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='180mm' height='90mm' \
        viewBox='0 0 18000 9000' lang='ar'><title>عنوان</title><desc>n = 10</desc>\
        <rect width='100' height='100' fill='#123456'/></svg>";

    #[test]
    fn the_page_has_the_size_of_the_picture() {
        let bytes = pdf(SVG).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let at = text.find("/MediaBox [").unwrap() + 11;
        let numbers: Vec<f64> =
            text[at..].split([' ', ']']).take(4).map(|n| n.parse().unwrap()).collect();
        for (points, mm) in [(numbers[2], 180.0), (numbers[3], 90.0)] {
            assert!((points - mm / 25.4 * 72.0).abs() < 0.01, "{points} points for {mm} mm");
        }
        assert!(text.contains("/Lang (ar)") && text.contains("/Alt"));
        assert!(!text.contains("/Subtype /Image"));
        assert_eq!(pdf(SVG).unwrap(), bytes);
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        assert!(matches!(pdf("no svg"), Err(ChartError::Pdf { .. })));
        let live = "<svg xmlns='http://www.w3.org/2000/svg'><text x='1'>word</text></svg>";
        assert_eq!(pdf(live), Err(ChartError::LiveText));
    }
}
