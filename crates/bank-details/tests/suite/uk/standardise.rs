//! Account numbers of 6 to 10 digits, once more: from the specification, with ranges of sort codes as numbers.

use super::mutant::Mutant::{
    CitibankIsCooperative, CooperativeLastEight, NatWestFirstEight, SantanderKeepsSortCode, SantanderReplacesNumber,
    SevenOnlyPadded, ZerosBehind,
};
use super::reference::Reference;

/// Sort code and eight digits, or nothing where the bank has no such numbers.
pub(crate) fn standardise(reference: &Reference, sort_code: &str, account: &str) -> Option<(String, String)> {
    let code: u32 = sort_code.parse().unwrap();
    let within = |ranges: &[(u32, u32)]| ranges.iter().any(|(first, after)| (*first..*after).contains(&code));
    let natwest = within(&[(10_000, 20_000), (500_000, 600_000), (600_000, 670_000)]);
    let citibank = within(&[(83_000, 84_000)]) && !reference.has(CitibankIsCooperative);
    let cooperative = within(&[(80_000, 90_000)]) && !citibank;
    let santander = within(&[(90_000, 92_000), (720_000, 730_000), (890_000, 893_000)]);

    let same = |digits: &str| Some((sort_code.to_owned(), digits.to_owned()));
    match account.len() {
        8 => same(account),
        6 if reference.has(SevenOnlyPadded) => None,
        6 | 7 if reference.has(ZerosBehind) => same(&format!("{account:0<8}")),
        6 | 7 => same(&format!("{account:0>8}")),
        10 if natwest && reference.has(NatWestFirstEight) => same(&account[..8]),
        10 if natwest => same(&account[2..]),
        10 if cooperative && reference.has(CooperativeLastEight) => same(&account[2..]),
        10 if cooperative => same(&account[..8]),
        9 if santander && reference.has(SantanderKeepsSortCode) => same(&account[1..]),
        9 if santander && reference.has(SantanderReplacesNumber) => {
            Some((format!("{}{}", &sort_code[..5], &account[..1]), account[..8].to_owned()))
        }
        9 if santander => Some((format!("{}{}", &sort_code[..5], &account[..1]), account[1..].to_owned())),
        _ => None,
    }
}
