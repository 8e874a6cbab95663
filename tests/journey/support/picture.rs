//! Pictures of pages: read, written small, and compared.

use std::collections::BTreeMap;
use std::io::Cursor;

use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Filter, Transformations};

/// Colours are kept in steps of so much, of 255 in each of their parts: then a table holds them all, and a picture takes
/// a third of the room.
const STEP: u8 = 17;
/// One pixel in so many may differ by more than a step: what another processor may round in another way.
const FEW: usize = 5_000;
/// One pixel in so many may differ by a step.
const MANY: usize = 50;

/// A picture, row by row: red, green and blue of each pixel.
#[derive(Eq, PartialEq)]
pub(crate) struct Picture {
    width: usize,
    parts: Vec<u8>,
}

/// How a picture differs from the one that was expected.
pub(crate) struct Difference {
    /// In a sentence.
    pub(crate) what: String,
    /// What differs in red, all else pale.
    pub(crate) picture: Picture,
}

impl Picture {
    /// Reads a picture without transparency.
    pub(crate) fn read(png: &[u8]) -> Self {
        let mut decoder = Decoder::new(Cursor::new(png));
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        let mut reader = decoder.read_info().expect("a PNG");
        let mut parts = vec![0; reader.output_buffer_size().expect("a size")];
        let frame = reader.next_frame(&mut parts).expect("a picture");
        parts.truncate(frame.buffer_size());
        if frame.color_type == ColorType::Rgba {
            let mut place = 0;
            parts.retain(|_| {
                place += 1;
                place % 4 != 0
            });
        } else {
            assert_eq!(frame.color_type, ColorType::Rgb, "a picture in colours");
        }
        for part in &mut parts {
            *part = part.saturating_add(STEP / 2) / STEP * STEP;
        }
        Self { width: frame.width as usize, parts }
    }

    /// The picture as a PNG.
    pub(crate) fn written(&self) -> Vec<u8> {
        let mut colours: BTreeMap<[u8; 3], u8> = BTreeMap::new();
        colours.extend(self.pixels().map(|pixel| (pixel, 0)));
        let few = colours.len() <= 256;
        for (place, index) in (0..=255).zip(colours.values_mut()) {
            *index = place;
        }
        let mut png = Vec::new();
        let mut encoder = Encoder::new(&mut png, size(self.width), size(self.height()));
        encoder.set_compression(Compression::High);
        encoder.set_depth(BitDepth::Eight);
        let bytes: Vec<u8> = if few {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(colours.keys().flatten().copied().collect::<Vec<_>>());
            encoder.set_filter(Filter::NoFilter);
            self.pixels().map(|pixel| colours[&pixel]).collect()
        } else {
            encoder.set_color(ColorType::Rgb);
            self.parts.clone()
        };
        encoder.write_header().and_then(|mut writer| writer.write_image_data(&bytes)).expect("a PNG");
        png
    }

    /// How the picture differs from `expected`, beyond what nobody sees.
    pub(crate) fn difference(&self, expected: &Self) -> Option<Difference> {
        if self == expected {
            return None;
        }
        let (mut far, mut off) = (0, 0);
        let mut parts = Vec::with_capacity(self.parts.len());
        let wanted: Vec<_> = expected.pixels().collect();
        for (place, pixel) in self.pixels().enumerate() {
            let (row, column) = (place / self.width, place % self.width);
            let other = wanted.get(row * expected.width + column).filter(|_| column < expected.width);
            let distance = other.map_or(u8::MAX, |other| distance(pixel, *other));
            far += usize::from(distance > STEP);
            off += usize::from(distance > 0);
            parts.extend(if distance == 0 { pixel.map(|part| 192 + part / 4) } else { [221, 0, 0] });
        }
        let pixels = self.parts.len() / 3;
        let sizes = [self, expected].map(|picture| format!("{} x {}", picture.width, picture.height()));
        let what = if sizes[0] != sizes[1] {
            format!("{} pixels in place of {}", sizes[0], sizes[1])
        } else if far > pixels / FEW || off > pixels / MANY {
            format!("{off} of {pixels} pixels differ, {far} of them by much")
        } else {
            return None;
        };
        Some(Difference { what, picture: Self { width: self.width, parts } })
    }

    fn height(&self) -> usize {
        self.parts.len() / 3 / self.width
    }

    fn pixels(&self) -> impl Iterator<Item = [u8; 3]> {
        self.parts.chunks_exact(3).map(|pixel| [pixel[0], pixel[1], pixel[2]])
    }
}

fn distance(one: [u8; 3], other: [u8; 3]) -> u8 {
    one.into_iter().zip(other).map(|(one, other)| one.abs_diff(other)).max().unwrap_or_default()
}

fn size(pixels: usize) -> u32 {
    u32::try_from(pixels).expect("a picture that a screen can show")
}

#[test]
fn a_picture_is_read_as_it_was_written() {
    for colours in [2, 256, 600] {
        let parts = (0..600).flat_map(|place| [place % colours % 16, place % colours / 16 % 16, place % colours / 256]);
        let parts = parts.map(|part| u8::try_from(part).expect("a small number") * STEP).collect();
        let picture = Picture { width: 20, parts };
        assert!(Picture::read(&picture.written()) == picture, "{colours} colours");
    }
}

#[test]
fn a_picture_differs_where_more_than_a_few_pixels_do() {
    let plain = |height: usize| Picture { width: 100, parts: vec![255; 300 * height] };
    let mut changed = plain(100);
    changed.parts[..6].fill(0);
    changed.parts[6..600].fill(255 - STEP);
    assert!(changed.difference(&plain(100)).is_none());
    changed.parts[..9].fill(0);
    let difference = changed.difference(&plain(100)).expect("a difference");
    assert_eq!(difference.what, "200 of 10000 pixels differ, 3 of them by much");
    changed.parts.fill(255 - STEP);
    assert!(changed.difference(&plain(100)).is_some());
    let taller = plain(101).difference(&plain(100)).expect("a difference");
    assert_eq!(taller.what, "100 x 101 pixels in place of 100 x 100");
}
