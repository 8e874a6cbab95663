//! The parts that forms are made of.

use pdf_writer::types::StructRole;

use super::boxes::{BOX_HEIGHT, boxes_width, draw_boxes};
use super::letters::letters;
use super::metrics::Face;
use super::page::Page;
use super::text::{LEADING, fit, wrap};
use super::words::Words;

/// A page and how far it is filled in.
pub(super) struct Sheet {
    pub(super) page: Page,
    pub(super) words: Words,
    /// Where the next part begins.
    pub(super) y: f32,
    /// The size of running text.
    pub(super) body: f32,
}

/// The page's margin.
pub(super) const MARGIN: f32 = 46.0;
/// The space between two columns.
pub(super) const GUTTER: f32 = 18.0;
/// The height of a label with its space.
pub(super) const LABEL: f32 = 11.0;

const LABEL_SIZE: f32 = 7.5;
const LABEL_GREY: f32 = 0.3;

impl Sheet {
    /// The width between the margins.
    pub(super) fn width(&self) -> f32 {
        self.page.width - 2.0 * MARGIN
    }

    /// The width of one of two columns.
    pub(super) fn half(&self) -> f32 {
        (self.width() - GUTTER) / 2.0
    }

    /// Where the second of two columns begins.
    pub(super) fn second(&self) -> f32 {
        MARGIN + self.half() + GUTTER
    }

    /// The form's name, and a line about it.
    pub(super) fn title(&mut self, title: &str, subtitle: Option<&str>) {
        let width = self.width();
        let set = fit(&[title], Face::Bold, 17.0, width, 22.0);
        self.page.element(StructRole::H1, None, |page| {
            for line in &set.lines {
                page.text([MARGIN, MARGIN + 12.0], Face::Bold, set.size, 0.0, line);
            }
        });
        self.y = MARGIN + 20.0;
        if let Some(subtitle) = subtitle {
            self.y += 1.0;
            self.paragraph([MARGIN, width], self.body.min(9.0), subtitle);
        }
        self.y += 5.0;
    }

    /// A section's name, in a band.
    pub(super) fn section(&mut self, name: &str) {
        let y = self.y;
        let width = self.width();
        self.page.area([MARGIN, y, width, 15.0], 0.9);
        let set = fit(&[name], Face::Bold, 9.0, width - 12.0, 12.0);
        self.page.element(StructRole::H2, None, |page| {
            for line in &set.lines {
                page.text([MARGIN + 6.0, y + 10.6], Face::Bold, set.size, 0.0, line);
            }
        });
        self.y += 21.0;
    }

    /// The name of a field.
    pub(super) fn label(&mut self, [x, y]: [f32; 2], width: f32, text: &str) {
        let set = fit(&[text], Face::Regular, LABEL_SIZE, width, LABEL_SIZE * LEADING);
        self.page.element(StructRole::P, None, |page| {
            for line in &set.lines {
                page.text([x, y + LABEL_SIZE], Face::Regular, set.size, LABEL_GREY, line);
            }
        });
    }

    /// Lines of text in a space, from its top; nothing where there is no text.
    pub(super) fn block(&mut self, [x, y, width, height]: [f32; 4], face: Face, size: f32, lines: &[&str]) {
        if lines.iter().all(|line| line.trim().is_empty()) {
            return;
        }
        let set = fit(lines, face, size, width, height);
        self.page.element(StructRole::P, None, |page| {
            let mut y = y + set.size * 0.95;
            for line in &set.lines {
                page.text([x, y], face, set.size, 0.0, line);
                y += set.size * LEADING;
            }
        });
    }

    /// A field to write in: its name, and a box of this height with what is known.
    pub(super) fn field(&mut self, [x, y, width, height]: [f32; 4], label: &str, lines: &[&str]) {
        self.label([x, y], width, label);
        self.page.frame([x, y + LABEL, width, height], 0.35);
        let above = if height < 30.0 { (height - 12.0) / 2.0 } else { 4.0 };
        let inside = [x + 5.0, y + LABEL + above, width - 10.0, height - above - 1.5];
        self.block(inside, Face::Regular, 10.0, lines);
    }

    /// A field of one box a character.
    pub(super) fn boxed(&mut self, [x, y]: [f32; 2], label: &str, groups: &[usize], value: &str) {
        self.label([x, y], boxes_width(groups).max(120.0), label);
        draw_boxes(&mut self.page, [x, y + LABEL], groups, value);
    }

    /// The height of a field of boxes with its label.
    pub(super) fn boxed_height() -> f32 {
        LABEL + BOX_HEIGHT
    }

    /// A box to tick and its name; gives where the next may begin.
    pub(super) fn tick(&mut self, [x, y]: [f32; 2], name: &str, is_ticked: bool) -> f32 {
        self.page.frame([x, y, 10.0, 10.0], 0.35);
        let name = letters(name);
        self.page.element(StructRole::P, None, |page| {
            if is_ticked {
                page.text([x + 2.0, y + 8.3], Face::Bold, 9.0, 0.0, b"X");
            }
            page.text([x + 15.0, y + 8.0], Face::Regular, 9.0, 0.0, &name);
        });
        x + 15.0 + Face::Regular.width(&name, 9.0) + 22.0
    }

    /// Running text; what follows begins below it.
    pub(super) fn paragraph(&mut self, [x, width]: [f32; 2], size: f32, text: &str) {
        let (mark, text, indent) = match text.strip_prefix("* ") {
            Some(text) => ("•", text, size),
            None => ("", text, 0.0),
        };
        let lines = wrap(text, Face::Regular, size, width - indent);
        let mut y = self.y + size * 0.95;
        self.page.element(StructRole::P, None, |page| {
            if !mark.is_empty() {
                page.text([x, y], Face::Regular, size, 0.0, &letters(mark));
            }
            for line in &lines {
                page.text([x + indent, y], Face::Regular, size, 0.0, line);
                y += size * LEADING;
            }
        });
        self.y = y - size * 0.95 + size * 0.35;
    }
}
