//! Boxes for one character each, as paper forms have them.

use pdf_writer::types::StructRole;

use super::letters::letters;
use super::metrics::Face;
use super::page::Page;

/// A box's width, and the space between groups.
const BOX: f32 = 13.0;
const GAP: f32 = 4.0;
/// A box's height.
pub(super) const BOX_HEIGHT: f32 = 17.0;

/// The width of groups of boxes.
pub(super) fn boxes_width(groups: &[usize]) -> f32 {
    let boxes: f32 = groups.iter().flat_map(|group| 0..*group).map(|_| BOX).sum();
    boxes + groups.iter().skip(1).map(|_| GAP).sum::<f32>()
}

/// Draws boxes with the value's characters from the first box on; what has no box is left out.
pub(super) fn draw_boxes(page: &mut Page, [x, y]: [f32; 2], groups: &[usize], value: &str) {
    let mut left = x;
    let mut places = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        if at > 0 {
            left += GAP;
        }
        for _ in 0..*group {
            page.frame([left, y, BOX, BOX_HEIGHT], 0.35);
            places.push(left);
            left += BOX;
        }
    }
    if value.is_empty() {
        return;
    }
    let size = 10.5;
    page.element(StructRole::Span, Some(value), |page| {
        for (left, letter) in places.iter().zip(letters(value)) {
            let inset = (BOX - Face::Regular.width(&[letter], size)) / 2.0;
            page.text([left + inset, y + BOX_HEIGHT * 0.72], Face::Regular, size, 0.0, &[letter]);
        }
    });
}
