//! What matters most, once more on PostgreSQL.

use crate::support::Engine;

macro_rules! on_postgres {
    ($($module:ident: $($name:ident)+;)+) => {
        $(mod $module {
            $(
                #[test]
                fn $name() {
                    super::Engine::Postgres.choose();
                    crate::$module::$name();
                }
            )+
        })+
    };
}

on_postgres! {
    complete_signup:
        a_confirmed_signup_is_completed_with_its_mandate
        completing_again_gives_the_same_answer_and_asks_nobody
        tabs_that_complete_at_once_all_see_the_one_mandate
        an_answer_that_gets_lost_loses_no_mandate
        when_gocardless_stays_silent_a_later_try_finds_the_mandate
        a_payer_who_comes_back_too_late_starts_again;
    kill:
        a_killed_program_finishes_what_it_had_begun_when_asked_again
        a_program_killed_while_submitting_makes_everything_once_when_asked_again;
    show_signup:
        a_restart_forgets_nothing;
    start_signup_again:
        the_same_key_gets_the_same_signup_also_from_a_browser_that_lost_the_answer
        parallel_starts_under_different_keys_make_one_signup
        lost_answers_of_gocardless_still_make_one_flow;
    store_trouble:
        promise_20_a_missing_audit_log_stops_nothing;
    submit_lost:
        an_answer_about_the_mandate_that_gets_lost_makes_no_second;
    submit_signup:
        a_payer_of_each_scheme_ends_with_one_mandate_and_one_collection
        tabs_that_submit_at_once_all_see_the_one_mandate
        nothing_of_the_payer_is_stored;
}
