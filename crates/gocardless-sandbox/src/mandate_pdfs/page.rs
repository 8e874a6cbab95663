//! One page: text in tagged elements, lines and boxes as decoration.
//!
//! Places are in points from the page's top left corner; a text's is the left end of its baseline.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use pdf_writer::types::StructRole;
use pdf_writer::writers::PropertyList;
use pdf_writer::{Content, Date, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};

use super::metrics::Face;

/// A page that is being drawn.
pub(super) struct Page {
    pub(super) width: f32,
    pub(super) height: f32,
    content: Content,
    /// The tagged elements so far; their numbers are their places.
    elements: Vec<StructRole>,
    /// The corners that text or lines have come to: left, top, right, bottom.
    reach: [f32; 4],
}

/// What a PDF says of itself.
pub(super) struct About<'a> {
    pub(super) title: &'a str,
    pub(super) author: &'a str,
    /// A language tag, such as `en-GB`.
    pub(super) language: &'a str,
    pub(super) made_at: Timestamp,
}

const BOLD: Name<'static> = Name(b"B");
const REGULAR: Name<'static> = Name(b"R");

impl Page {
    pub(super) fn new(width: f32, height: f32) -> Self {
        Self { width, height, content: Content::new(), elements: Vec::new(), reach: [width, height, 0.0, 0.0] }
    }

    /// An element of the document's structure. With `text`, that is what a reader reads, however the letters are placed.
    pub(super) fn element(&mut self, role: StructRole, text: Option<&str>, draw: impl FnOnce(&mut Self)) {
        let number = i32::try_from(self.elements.len()).unwrap_or(i32::MAX);
        self.elements.push(role);
        let mut mark = self.content.begin_marked_content_with_properties(role.to_name());
        let mut properties: PropertyList<'_> = mark.properties();
        properties.identify(number);
        if let Some(text) = text {
            properties.actual_text(TextStr(text));
        }
        properties.finish();
        mark.finish();
        draw(self);
        self.content.end_marked_content();
    }

    /// Decoration, which is not read.
    fn artifact(&mut self, draw: impl FnOnce(&mut Content)) {
        self.content.begin_marked_content(Name(b"Artifact"));
        self.content.save_state();
        draw(&mut self.content);
        self.content.restore_state();
        self.content.end_marked_content();
    }

    /// A line of text, in a shade from 0 (black) to 1; inside of an element.
    pub(super) fn text(&mut self, [x, y]: [f32; 2], face: Face, size: f32, grey: f32, letters: &[u8]) {
        let font = match face {
            Face::Bold => BOLD,
            Face::Regular => REGULAR,
        };
        self.touch([x, y - size * 0.8, x + face.width(letters, size), y + size * 0.25]);
        self.content.begin_text().set_font(font, size).set_fill_gray(grey).next_line(x, self.height - y);
        self.content.show(Str(letters)).end_text();
    }

    /// A filled area.
    pub(super) fn area(&mut self, [x, y, width, height]: [f32; 4], grey: f32) {
        self.touch([x, y, x + width, y + height]);
        let bottom = self.height - y - height;
        self.artifact(|content| {
            content.set_fill_gray(grey).rect(x, bottom, width, height).fill_nonzero();
        });
    }

    /// A box with thin sides.
    pub(super) fn frame(&mut self, [x, y, width, height]: [f32; 4], grey: f32) {
        self.touch([x, y, x + width, y + height]);
        let bottom = self.height - y - height;
        self.artifact(|content| {
            content.set_line_width(0.6).set_stroke_gray(grey).rect(x, bottom, width, height).stroke();
        });
    }

    /// A thin line.
    pub(super) fn line(&mut self, from: [f32; 2], to: [f32; 2], grey: f32) {
        self.touch([from[0], from[1], to[0], to[1]]);
        let height = self.height;
        self.artifact(|content| {
            content.set_line_width(0.6).set_stroke_gray(grey);
            content.move_to(from[0], height - from[1]).line_to(to[0], height - to[1]).stroke();
        });
    }

    /// The corners that anything has come to: left, top, right, bottom.
    #[cfg(test)]
    pub(super) fn reach(&self) -> [f32; 4] {
        self.reach
    }

    fn touch(&mut self, [left, top, right, bottom]: [f32; 4]) {
        let [l, t, r, b] = self.reach;
        self.reach = [l.min(left), t.min(top), r.max(right), b.max(bottom)];
    }

    /// The file.
    pub(super) fn into_pdf(self, about: &About<'_>) -> Vec<u8> {
        let [catalog, info, tree, page, content, regular, bold, root, document, places] =
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(Ref::new);
        let elements: Vec<_> = (11..).map(Ref::new).zip(&self.elements).collect();
        let mut pdf = Pdf::new();
        pdf.set_binary_marker(b"\xe2\xe3\xcf\xd3");

        let mut writer = pdf.catalog(catalog);
        writer.pages(tree).lang(TextStr(about.language));
        writer.viewer_preferences().display_doc_title(true);
        writer.mark_info().marked(true);
        writer.pair(Name(b"StructTreeRoot"), root);
        writer.finish();

        let mut writer = pdf.document_info(info);
        writer.title(TextStr(about.title)).author(TextStr(about.author)).creator(TextStr("GoCardless sandbox"));
        writer.creation_date(date(about.made_at));
        writer.finish();

        pdf.pages(tree).kids([page]).count(1);
        let mut writer = pdf.page(page);
        writer.parent(tree).media_box(Rect::new(0.0, 0.0, self.width, self.height)).contents(content);
        writer.struct_parents(0);
        writer.resources().fonts().pair(REGULAR, regular).pair(BOLD, bold);
        writer.finish();
        pdf.stream(content, &self.content.finish());
        for (id, name) in [(regular, Name(b"Helvetica")), (bold, Name(b"Helvetica-Bold"))] {
            pdf.type1_font(id).base_font(name).encoding_predefined(Name(b"WinAnsiEncoding"));
        }

        let mut writer = pdf.indirect(root).start::<pdf_writer::writers::StructTreeRoot<'_>>();
        writer.child(document);
        writer.parent_tree().nums().insert(0, places);
        writer.parent_tree_next_key(1);
        writer.finish();
        let mut writer = pdf.struct_element(document);
        writer.kind(StructRole::Document).parent(root);
        let mut children = writer.children();
        for (id, _) in &elements {
            children.struct_element(*id);
        }
        children.finish();
        writer.finish();
        for (number, (id, role)) in (0..).zip(&elements) {
            let mut writer = pdf.struct_element(*id);
            writer.kind(**role).parent(document).page(page);
            writer.children().marked_content_id(number);
        }
        pdf.indirect(places).array().items(elements.iter().map(|(id, _)| *id));
        pdf.finish()
    }
}

/// A time as PDF has it, in UTC.
fn date(time: Timestamp) -> Date {
    let time = time.to_zoned(TimeZone::UTC);
    let part = |part: i8| part.unsigned_abs();
    Date::new(time.year().unsigned_abs())
        .month(part(time.month()))
        .day(part(time.day()))
        .hour(part(time.hour()))
        .minute(part(time.minute()))
        .second(part(time.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}
