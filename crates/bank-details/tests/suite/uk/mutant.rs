//! Mistakes that an implementation can make.

macro_rules! mutants {
    ($($(#[$meta:meta])* $name:ident,)+) => {
        /// One mistake; named by what it does.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(crate) enum Mutant { $($(#[$meta])* $name,)+ }

        impl Mutant {
            pub(crate) const ALL: &[Self] = &[$(Self::$name,)+];
        }
    };
}

mutants! {
    // Which rows, and how they go together.
    RangesExcludeTheirFirst,
    RangesExcludeTheirLast,
    UnlistedFails,
    FirstRowOnly,
    SecondRowOnly,
    EitherAlwaysSuffices,
    // Weighing.
    Mod11As10,
    DblalAddsProducts,
    WeightsInSignedBytes,
    NegativeWeightsArePositive,
    NegativeWeightsAre0,
    /// Of totals below zero.
    TruncatingRemainder,
    // Exceptions.
    NoEx1,
    Ex1AlsoWithout27,
    NoEx2,
    Ex2AlsoWhereAIs0,
    Ex2WithoutG9,
    NoEx9,
    Ex9TakesEx2Weights,
    Ex2And9BothMustPass,
    NoEx3,
    Ex3LooksAtA,
    Ex3Only6,
    Ex3Only9,
    NoEx4,
    Ex4AddsGAndH,
    Ex5WithoutCheckDigits,
    Ex5WithoutSubstitution,
    Ex5FirstRowSubstitutesOnly,
    Ex5Remainder1NotRejected,
    Ex5Remainder1Means0,
    /// As the diagram on the specification's second page has it.
    Ex5EitherSuffices,
    NoEx6,
    Ex6From3,
    Ex6From5,
    Ex6To7,
    Ex6To9,
    Ex6WithoutGIsH,
    NoEx7,
    Ex7ToZ,
    Ex7WithoutG9,
    NoEx8,
    NoEx10,
    Ex10Only09,
    Ex10Only99,
    Ex10WithoutG9,
    Ex10LooksAtB,
    Ex10And11BothMustPass,
    Ex12And13BothMustPass,
    NoEx14,
    Ex14WithoutTestOfH,
    Ex14WithoutH0,
    Ex14WithoutH1,
    Ex14WithoutH9,
    Ex14DropsTheFirst,
    // Numbers that are not eight digits long.
    ZerosBehind,
    SevenOnlyPadded,
    NatWestFirstEight,
    CooperativeLastEight,
    CitibankIsCooperative,
    SantanderKeepsSortCode,
    SantanderReplacesNumber,
}

impl Mutant {
    /// Those that change no verdict with any table that has only the rows of today's kinds.
    pub(crate) fn is_harmless(self) -> bool {
        matches!(self, Self::TruncatingRemainder | Self::Ex5Remainder1NotRejected | Self::NoEx8)
    }
}
