//! Where everything stands on the page.

use bank_details::Scheme;
use bank_details::ach::AccountType;

use super::account::number_fields;
use super::boxes::boxes_width;
use super::metrics::Face;
use super::page::{About, Page};
use super::paper::{Frequency, Paper};
use super::parts::{GUTTER, LABEL, MARGIN, Sheet};
use super::text::shortened;
use super::words::Words;

/// A4, and US Letter for North America; in points.
const A4: (f32, f32) = (595.28, 841.89);
const LETTER: (f32, f32) = (612.0, 792.0);

/// The size of running text, and the least that it is made when there is much of it.
const BODY: f32 = 10.0;
const SMALLEST_BODY: f32 = 5.0;

/// The height of a field of one line.
const FIELD: f32 = 21.0;
/// Between rows of fields.
const ROW: f32 = 7.0;
/// What the foot of the page takes.
const FOOT: f32 = 14.0;
/// The longest name that texts repeat in full, and the longest reference that is written in boxes.
const LONGEST_NAME: usize = 70;
const LONGEST_BOXED: usize = 18;

/// The paper as a PDF: one page, whatever it says.
pub(crate) fn draw(paper: &Paper) -> Vec<u8> {
    let sheet = fitted(paper);
    let words = sheet.words;
    let title = format!("{} – {}", words.say("title"), paper.creditor.name);
    let about =
        About { title: &title, author: &paper.creditor.name, language: words.say("tag"), made_at: paper.made_at };
    sheet.page.into_pdf(&about)
}

/// The page in the largest type with which everything is on it.
fn fitted(paper: &Paper) -> Sheet {
    let mut body = BODY;
    loop {
        let sheet = lay_out(paper, body);
        let room = sheet.page.height - MARGIN - FOOT;
        if sheet.y <= room || body <= SMALLEST_BODY {
            return sheet;
        }
        body -= 0.5;
    }
}

fn lay_out(paper: &Paper, body: f32) -> Sheet {
    let words = Words::of(paper.scheme, paper.language);
    let (width, height) = if matches!(paper.scheme, Scheme::Ach | Scheme::Pad) { LETTER } else { A4 };
    let mut sheet = Sheet { page: Page::new(width, height), words, y: MARGIN, body };
    let how = words.find("how").filter(|_| paper.signed_on.is_none());
    sheet.title(words.say("title"), words.find("subtitle").or(how));
    creditor(&mut sheet, paper);
    payer(&mut sheet, paper);
    account(&mut sheet, paper);
    authority(&mut sheet, paper);
    signature(&mut sheet, paper);
    rights(&mut sheet, paper);
    foot(&mut sheet, paper);
    sheet
}

fn creditor(sheet: &mut Sheet, paper: &Paper) {
    let words = sheet.words;
    let (creditor, half, second) = (&paper.creditor, sheet.half(), sheet.second());
    sheet.section(words.say("creditor"));
    let y = sheet.y;
    sheet.block([MARGIN, y, half, 14.0], Face::Bold, 11.0, &[&creditor.name]);
    let address = lines(&creditor.address);
    sheet.block([MARGIN, y + 15.0, half, 34.0], Face::Regular, 9.0, &address);
    let contact: Vec<_> = [&creditor.email, &creditor.phone_number].into_iter().flatten().map(String::as_str).collect();
    sheet.block([MARGIN, y + 50.0, half, 12.0], Face::Regular, 8.5, &[&contact.join("  ")]);

    let identifier = creditor.identifier.as_deref().unwrap_or_default();
    let label = words.say("creditor_identifier");
    if paper.scheme == Scheme::Bacs && identifier.len() <= 6 {
        sheet.boxed([second, y], label, &[6], identifier);
    } else {
        sheet.field([second, y, half, 17.0], label, &[identifier]);
    }
    let y = y + Sheet::boxed_height() + ROW;
    let reference = paper.reference.as_deref().unwrap_or_default();
    if reference.chars().count() <= LONGEST_BOXED {
        sheet.boxed([second, y], words.say("reference"), &[LONGEST_BOXED], reference);
    } else {
        sheet.field([second, y, half, 17.0], words.say("reference"), &[reference]);
    }
    sheet.y = y + Sheet::boxed_height() + ROW + 4.0;
}

fn payer(sheet: &mut Sheet, paper: &Paper) {
    let words = sheet.words;
    let (who, half, second) = (&paper.payer, sheet.half(), sheet.second());
    sheet.section(words.say("payer"));
    let y = sheet.y;
    let name = who.name.as_deref().unwrap_or_default();
    let holder = paper.account.holder.as_deref().unwrap_or_default();
    sheet.field([MARGIN, y, half, FIELD], words.say("payer_name"), &[name]);
    sheet.field([MARGIN, y + LABEL + FIELD + ROW, half, FIELD], words.say("holder"), &[holder]);
    let height = 2.0 * FIELD + LABEL + ROW;
    sheet.field([second, y, half, height], words.say("address"), &lines(&who.address));
    sheet.y = y + LABEL + height + ROW;

    let (identity, groups): (_, &[usize]) = match paper.scheme {
        Scheme::Autogiro if identity(who).len() > 10 => (identity(who), &[8, 4]),
        _ => (identity(who), &[6, 4]),
    };
    match paper.scheme {
        Scheme::Autogiro | Scheme::Betalingsservice if identity.len() <= groups.iter().sum() => {
            sheet.boxed([MARGIN, sheet.y], words.say("identity_number"), groups, &identity);
        }
        Scheme::Autogiro | Scheme::Betalingsservice => {
            let number = who.identity_number.as_deref().unwrap_or_default();
            sheet.field([MARGIN, sheet.y, half, FIELD], words.say("identity_number"), &[number]);
        }
        Scheme::BecsNz => {
            let number = who.phone_number.as_deref().unwrap_or_default();
            sheet.field([MARGIN, sheet.y, half, FIELD], words.say("phone_number"), &[number]);
        }
        Scheme::Ach => {
            let address = who.ip_address.map(|address| address.to_string()).unwrap_or_default();
            sheet.field([MARGIN, sheet.y, half, FIELD], words.say("ip_address"), &[&address]);
        }
        Scheme::Bacs | Scheme::Becs | Scheme::Pad | Scheme::SepaCore => {
            sheet.y += 3.0;
            return;
        }
    }
    sheet.y += LABEL + FIELD + ROW + 3.0;
}

/// A person's or a company's number without its hyphen.
fn identity(payer: &super::PaperPayer) -> String {
    let number = payer.identity_number.as_deref().unwrap_or_default();
    number.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn account(sheet: &mut Sheet, paper: &Paper) {
    let words = sheet.words;
    sheet.section(words.say("account"));
    let mut x = MARGIN;
    let fields = number_fields(paper.scheme, &paper.account.numbers);
    let is_blank = fields.iter().all(|field| field.value.is_empty());
    for field in fields {
        let width = boxes_width(&field.groups).max(80.0);
        if x > MARGIN && x + width > sheet.page.width - MARGIN {
            x = MARGIN;
            sheet.y += Sheet::boxed_height() + ROW;
        }
        sheet.boxed([x, sheet.y], words.say(field.label), &field.groups, &field.value);
        x += width + GUTTER;
    }
    sheet.y += Sheet::boxed_height() + ROW;
    if paper.scheme == Scheme::SepaCore && (is_blank || paper.account.bic.is_some()) {
        let bic = paper.account.bic.as_deref().unwrap_or_default();
        sheet.boxed([MARGIN, sheet.y], words.say("bic"), &[4, 2, 2, 3], bic);
        sheet.y += Sheet::boxed_height() + ROW;
    }
    if paper.scheme == Scheme::Ach {
        let mut x = MARGIN;
        for (key, account_type) in [("checking", AccountType::Checking), ("savings", AccountType::Savings)] {
            x = sheet.tick([x, sheet.y + 3.0], words.say(key), paper.account.account_type == Some(account_type));
        }
        sheet.y += 20.0;
    }
    sheet.y += 3.0;
}

fn authority(sheet: &mut Sheet, paper: &Paper) {
    let words = sheet.words;
    sheet.section(words.say("authority"));
    paragraphs(sheet, paper, "authority");
    if let Some((amount, frequency)) = paper.subscription {
        let often = words.say(match frequency {
            Frequency::Monthly => "monthly",
            Frequency::Weekly => "weekly",
            Frequency::Yearly => "yearly",
        });
        let amount = format!("{}.{:02}", grouped(amount / 100), amount % 100);
        let text = words.say("subscription").replace("{amount}", &amount).replace("{often}", often);
        let width = sheet.width();
        sheet.paragraph([MARGIN, width], sheet.body, &text);
    }
    for (key, choices) in [
        ("payment_type", [("recurrent", true), ("one_off", false)]),
        ("category", [("personal", false), ("business", false)]),
    ] {
        let Some(label) = words.find(key) else { continue };
        sheet.y += 4.0;
        let y = sheet.y;
        sheet.label([MARGIN, y], 150.0, label);
        choices
            .iter()
            .fold(MARGIN + 160.0, |x, (choice, is_ticked)| sheet.tick([x, y - 1.0], words.say(choice), *is_ticked));
        sheet.y += 13.0;
    }
    sheet.y += 5.0;
}

/// A number with commas between the thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let starts = |at: &usize| (digits.len() - at).is_multiple_of(3);
    digits.chars().enumerate().fold(String::new(), |text, (at, digit)| {
        let comma = if at > 0 && starts(&at) { "," } else { "" };
        format!("{text}{comma}{digit}")
    })
}

fn signature(sheet: &mut Sheet, paper: &Paper) {
    let words = sheet.words;
    let (half, second, y) = (sheet.half(), sheet.second(), sheet.y);
    if let Some(date) = paper.signed_on {
        sheet.field([MARGIN, y, half, FIELD], words.say("signed_on"), &[&words.date(date)]);
        sheet.y = y + LABEL + FIELD + ROW + 5.0;
        return;
    }
    let place = words.find("place");
    let height = if place.is_some() { 2.0 * 17.0 + LABEL + ROW } else { 42.0 };
    sheet.field([MARGIN, y, half, height], words.say("signature"), &[]);
    let groups: Vec<_> = words.say("date_boxes").split(' ').filter_map(|group| group.parse().ok()).collect();
    sheet.boxed([second, y], words.say("date"), &groups, "");
    if let Some(place) = place {
        sheet.field([second, y + Sheet::boxed_height() + ROW, half, 17.0], place, &[]);
    }
    sheet.y = y + LABEL + height + ROW + 5.0;
}

fn rights(sheet: &mut Sheet, paper: &Paper) {
    let words = sheet.words;
    if let Some(name) = words.find("rights") {
        sheet.section(name);
    }
    paragraphs(sheet, paper, "rights");
}

fn paragraphs(sheet: &mut Sheet, paper: &Paper, key: &str) {
    let name = shortened(&paper.creditor.name, LONGEST_NAME);
    for text in sheet.words.all(key) {
        let width = sheet.width();
        sheet.paragraph([MARGIN, width], sheet.body, &text.replace("{creditor}", &name));
    }
}

fn foot(sheet: &mut Sheet, paper: &Paper) {
    let words = sheet.words;
    let width = sheet.width();
    let y = sheet.page.height - MARGIN;
    sheet.page.line([MARGIN, y - 12.0], [MARGIN + width, y - 12.0], 0.7);
    let name = shortened(&paper.creditor.name, LONGEST_NAME);
    let text = if paper.signed_on.is_some() { "" } else { words.say("return") };
    let text = [&text.replace("{creditor}", &name), paper.note.unwrap_or_default()].map(str::trim).join("  ");
    sheet.block([MARGIN, y - 9.0, width, 10.0], Face::Regular, 7.5, &[text.trim()]);
}

fn lines(address: &[String]) -> Vec<&str> {
    address.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests;
