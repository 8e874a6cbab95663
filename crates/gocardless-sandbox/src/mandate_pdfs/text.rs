//! Text in lines: broken between words, made smaller until it fits.

use super::letters::letters;
use super::metrics::Face;

/// Lines of text of one size.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    pub(super) size: f32,
    pub(super) lines: Vec<Vec<u8>>,
}

/// The smallest type that a field is set in.
const SMALLEST: f32 = 5.0;
const STEP: f32 = 0.5;

/// From line to line, in sizes.
pub(super) const LEADING: f32 = 1.2;

/// Breaks a text into lines of at most `width`, between words where it can.
pub(super) fn wrap(text: &str, face: Face, size: f32, width: f32) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    let mut line: Vec<u8> = Vec::new();
    for word in letters(text).split(|letter| *letter == b' ').filter(|word| !word.is_empty()) {
        let longer = if line.is_empty() { word.to_vec() } else { [line.as_slice(), b" ", word].concat() };
        if face.width(&longer, size) <= width {
            line = longer;
            continue;
        }
        lines.extend(Some(std::mem::take(&mut line)).filter(|line| !line.is_empty()));
        for letter in word {
            line.push(*letter);
            if line.len() > 1 && face.width(&line, size) > width {
                line.pop();
                lines.push(std::mem::replace(&mut line, vec![*letter]));
            }
        }
    }
    lines.extend(Some(line).filter(|line| !line.is_empty()));
    lines
}

/// Sets paragraphs in a space: in `size`, or as much smaller as it takes. What is too much for the smallest type is cut
/// off, with dots in its place.
pub(super) fn fit(paragraphs: &[&str], face: Face, size: f32, width: f32, height: f32) -> Lines {
    let mut size = size;
    loop {
        let mut lines: Vec<_> = paragraphs.iter().flat_map(|text| wrap(text, face, size, width)).collect();
        let needed: f32 = lines.iter().map(|_| size * LEADING).sum();
        if needed <= height || lines.len() <= 1 && size <= SMALLEST {
            return Lines { size, lines };
        }
        if size > SMALLEST {
            size = (size - STEP).max(SMALLEST);
            continue;
        }
        let mut room = height;
        lines.retain(|_| {
            room -= size * LEADING;
            room >= 0.0
        });
        if let Some(last) = lines.last_mut() {
            *last = cut(last, face, size, width);
        }
        return Lines { size, lines };
    }
}

/// The line with dots at its end, as far as there is room.
fn cut(line: &[u8], face: Face, size: f32, width: f32) -> Vec<u8> {
    let dots = letters("…");
    let mut kept = line.to_vec();
    while !kept.is_empty() && face.width(&[kept.as_slice(), &dots].concat(), size) > width {
        kept.pop();
    }
    [kept, dots].concat()
}

/// A name short enough to be said several times in a text.
pub(super) fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let kept: String = name.chars().take(most).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(lines: &[Vec<u8>]) -> Vec<String> {
        lines.iter().map(|line| String::from_utf8_lossy(line).into_owned()).collect()
    }

    #[test]
    fn lines_break_between_words_and_only_in_words_that_are_too_long() {
        let lines = wrap("Please pay  Northwind Magazines", Face::Regular, 10.0, 60.0);
        assert_eq!(shown(&lines), ["Please pay", "Northwind", "Magazines"]);
        assert_eq!(shown(&wrap("aaaaaaaaaa b", Face::Regular, 10.0, 30.0)), ["aaaaa", "aaaaa", "b"]);
    }

    #[test]
    fn a_field_is_set_smaller_before_it_is_cut() {
        let fits = fit(&["Frank Osborne"], Face::Regular, 10.0, 100.0, 12.0);
        assert_eq!((fits.size, fits.lines.len()), (10.0, 1));
        assert!(fit(&["Frank Osborne of Whitby"], Face::Regular, 10.0, 100.0, 12.0).size < 10.0);
        let cut = fit(&[&"W".repeat(255)], Face::Regular, 10.0, 100.0, 12.0);
        assert_eq!((cut.size, cut.lines.last().unwrap().last()), (SMALLEST, letters("…").last()));
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_it_may_be(text in ".{0,300}", size in 5.0_f32..12.0, height in 6.0_f32..60.0) {
            let set = fit(&[&text], Face::Bold, size, 120.0, height);
            prop_assert!(set.lines.iter().all(|line| Face::Bold.width(line, set.size) <= 120.0));
            prop_assert!(set.lines.iter().map(|_| set.size * LEADING).sum::<f32>() <= height);
            for line in wrap(&text, Face::Regular, size, 120.0) {
                prop_assert!(Face::Regular.width(&line, size) <= 120.0);
            }
        }
    }
}
