//! Separators that come by themselves while a number is typed.

use alloc::string::String;

use crate::text::{fold, is_separator, significant};

/// How a kind of number is grouped on paper.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Grouping {
    /// The lengths of the groups; the last one repeats where `repeats` says so.
    groups: &'static [u8],
    repeats: bool,
    separator: char,
}

/// `123-456`, as in Australia.
pub const BSB: Grouping = Grouping { groups: &[3], repeats: false, separator: '-' };
/// Groups of four, as ISO 13616 prints an IBAN.
pub const IBAN: Grouping = Grouping { groups: &[4], repeats: true, separator: ' ' };
/// `01-0004-3333333-44`, as in New Zealand.
pub const NEW_ZEALAND: Grouping = Grouping { groups: &[2, 4, 7], repeats: false, separator: '-' };
/// `12-34-56`, as in the United Kingdom.
pub const SORT_CODE: Grouping = Grouping { groups: &[2, 2], repeats: false, separator: '-' };

impl Grouping {
    /// What should stand in an input after an edit that left `text` in it and the caret behind `caret` UTF-16 units (as
    /// browsers count), and where the caret then stands.
    ///
    /// Only ever adds separators, and only behind the last one that is there: a caret that is not at the end, and text
    /// that is grouped in another way, are left alone; nothing that was typed is changed or moved; the caret stays
    /// behind the same character. A separator comes with the character that follows it, so that deleting at the end
    /// never brings one back. Browsers say which edits are deletions; those need not be asked about at all.
    pub fn typed(self, text: &str, caret: usize) -> (String, usize) {
        let length = text.encode_utf16().count();
        let tail = text.rsplit(|character| is_separator(fold(character))).next().unwrap_or_default();
        let head = text.strip_suffix(tail).unwrap_or_default();
        let before = significant(head).count();
        // Where the payer groups differently, so be it.
        if caret < length || !self.has_our_groups(head) {
            return (text.into(), caret);
        }
        let mut grouped = String::from(head);
        for (place, character) in tail.chars().enumerate() {
            if place > 0 && self.ends_group(before + place) {
                grouped.push(self.separator);
            }
            grouped.push(character);
        }
        let added = grouped.len() - text.len();
        (grouped, caret + added)
    }

    /// `text` in capitals and in our groups, whatever separators it has: for a number that is complete, once its input is
    /// left.
    pub fn printed(self, text: &str) -> String {
        if significant(text).any(|(_, character)| !character.is_ascii_alphanumeric()) {
            return text.into();
        }
        let mut printed = String::new();
        for (place, (_, character)) in significant(text).enumerate() {
            if place > 0 && self.ends_group(place) {
                printed.push(self.separator);
            }
            printed.push(character.to_ascii_uppercase());
        }
        printed
    }

    /// Whether every separator of `head`, which ends with one or is empty, stands at the end of a group.
    fn has_our_groups(self, head: &str) -> bool {
        let mut characters = 0;
        head.chars().all(|character| {
            let separates = is_separator(fold(character));
            characters += usize::from(!separates);
            !separates || self.ends_group(characters)
        })
    }

    /// Whether a group ends after so many characters.
    fn ends_group(self, characters: usize) -> bool {
        let mut end = 0;
        for group in self.groups {
            end += usize::from(*group);
            if end >= characters {
                return end == characters;
            }
        }
        let last = self.groups.last().copied().map_or(0, usize::from);
        self.repeats && (characters - end).checked_rem(last) == Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types `text` at the end, character by character.
    fn type_all(grouping: Grouping, text: &str) -> String {
        text.chars().fold(String::new(), |mut shown, character| {
            shown.push(character);
            let end = shown.encode_utf16().count();
            grouping.typed(&shown, end).0
        })
    }

    #[test]
    fn separators_come_while_typing_and_pasting() {
        for (grouping, typed, shown) in [
            (SORT_CODE, "20", "20"),
            (SORT_CODE, "200", "20-0"),
            (SORT_CODE, "200000", "20-00-00"),
            (SORT_CODE, "2000001", "20-00-001"),
            (SORT_CODE, "20-00-00", "20-00-00"),
            (SORT_CODE, "20 00 00", "20 00 00"),
            (SORT_CODE, "２０００００", "２０-００-００"),
            (BSB, "123456", "123-456"),
            (NEW_ZEALAND, "010902006838900", "01-0902-0068389-00"),
            (NEW_ZEALAND, "0109020068389000", "01-0902-0068389-000"),
            (IBAN, "GB60BARC20000055779911", "GB60 BARC 2000 0055 7799 11"),
            (IBAN, "IBANgb60barc", "IBAN gb60 barc"),
        ] {
            assert_eq!(type_all(grouping, typed), shown, "{typed:?} typed");
            let caret = typed.encode_utf16().count();
            assert_eq!(grouping.typed(typed, caret).0, shown, "{typed:?} pasted");
        }
    }

    #[test]
    fn a_complete_number_is_printed_in_our_groups() {
        for (grouping, text, printed) in [
            (SORT_CODE, "20 00 00", "20-00-00"),
            (BSB, "１２３４５６", "123-456"),
            (IBAN, "gb60-barc-2000-0055779911", "GB60 BARC 2000 0055 7799 11"),
        ] {
            assert_eq!(grouping.printed(text), printed, "{text:?}");
        }
    }

    #[test]
    fn an_edit_in_the_middle_is_left_alone() {
        for (text, caret) in [("20-900-00", 4), ("20-00-0", 2), ("200", 1), ("", 0)] {
            assert_eq!(SORT_CODE.typed(text, caret), (text.into(), caret), "{text:?}");
        }
        // The caret is at the end again, but the groups are no longer ours.
        assert_eq!(SORT_CODE.typed("20-900-001", 10).0, "20-900-001");
    }

    #[test]
    fn the_caret_stays_behind_the_last_character() {
        assert_eq!(SORT_CODE.typed("200", 3), ("20-0".into(), 4));
        assert_eq!(IBAN.typed("GB60BARC2", 9), ("GB60 BARC 2".into(), 11));
    }
}
