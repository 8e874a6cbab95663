//! Pseudo-locales: English that shows what a translation will do to the form, before there is one.

/// How a pseudo-locale makes its text out of English.
type Change = fn(&str) -> String;

/// The pseudo-locales, by the names that CLDR and Android give them.
pub(crate) const LOCALES: [(&str, Change); 2] = [("ar-XB", mirrored), ("en-XA", accented)];

/// Accented and about 40 % longer, in brackets: shows what is not translated, cut off or put together from pieces.
fn accented(text: &str) -> String {
    let mut letters = 0;
    let changed = outside_placeholders(text, |part| {
        letters += part.chars().filter(|character| character.is_alphabetic()).count();
        part.chars().map(accent).collect()
    });
    let padding = " one two three four five six seven eight nine ten eleven twelve";
    let longer: String = padding.chars().cycle().take(letters * 2 / 5).collect();
    ["[", &changed, &longer, "]"].concat()
}

/// Every word from right to left.
fn mirrored(text: &str) -> String {
    outside_placeholders(text, |part| {
        let words = part.split(' ').map(|word| match word {
            "" => String::new(),
            // RIGHT-TO-LEFT MARK, RIGHT-TO-LEFT OVERRIDE, and the end of both.
            word => ["\u{200f}\u{202e}", word, "\u{202c}\u{200f}"].concat(),
        });
        words.collect::<Vec<_>>().join(" ")
    })
}

/// `text` with everything changed but its `{placeholders}`.
fn outside_placeholders(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    let mut changed = String::new();
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        changed.push_str(&change(before));
        changed.extend(["{", name, "}"]);
        rest = after;
    }
    changed + &change(rest)
}

fn accent(letter: char) -> char {
    const PLAIN: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const ACCENTED: &str = "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž";
    PLAIN.chars().zip(ACCENTED.chars()).find(|(plain, _)| *plain == letter).map_or(letter, |(_, accented)| accented)
}
