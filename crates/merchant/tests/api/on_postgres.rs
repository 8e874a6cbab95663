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
    apply_events:
        promise_12_any_order_and_any_number_come_to_the_same_state
        promise_13_a_delivery_sent_again_and_again_a_year_later_changes_nothing
        promise_14_whatever_is_signed_is_kept_and_settled
        promise_14_one_bad_event_is_parked_and_the_others_are_applied;
    clock:
        promise_24_a_clock_that_is_set_closes_no_page_early_and_makes_no_second_signup
        promise_24_a_form_may_be_submitted_for_its_day_whatever_the_clock_says
        promise_24_a_clock_that_is_set_leaves_nothing_stuck;
    complete_signup:
        a_confirmed_signup_is_completed_with_its_mandate
        completing_again_gives_the_same_answer_and_asks_nobody
        tabs_that_complete_at_once_all_see_the_one_mandate
        an_answer_that_gets_lost_loses_no_mandate
        when_gocardless_stays_silent_a_later_try_finds_the_mandate
        a_payer_who_comes_back_too_late_starts_again;
    disconnect:
        promise_14_an_organisation_that_disconnects_is_not_called_any_more;
    kill:
        a_killed_program_finishes_what_it_had_begun_when_asked_again
        a_program_killed_while_submitting_makes_everything_once_when_asked_again
        promise_2_killed_while_completing_and_nobody_reloads
        promise_7_killed_while_submitting_and_nobody_comes_back;
    kill_flood:
        promise_11_killed_in_a_flood_nothing_acknowledged_is_missing;
    kill_points:
        promise_2_killed_at_every_point_of_creating_a_flow
        promise_2_killed_at_every_point_of_completing
        promise_2_killed_at_every_point_of_collecting
        promise_2_killed_at_every_point_of_finishing_what_nobody_came_back_for
        promise_7_killed_at_every_point_of_making_a_customer
        promise_7_killed_at_every_point_of_making_a_bank_account
        promise_7_killed_at_every_point_of_making_a_mandate
        promise_7_killed_at_every_point_of_collecting;
    merchant_api:
        lists_have_pages_and_cursors
        a_life_is_told_in_the_order_in_which_it_happened
        what_is_no_id_is_not_found;
    poll_events:
        promise_16_what_48_silent_hours_did_not_tell_is_known_within_a_period
        promise_16_a_gap_between_webhooks_is_closed_too
        promise_16_webhooks_that_are_six_hours_late_take_nothing_back
        promise_16_webhooks_that_are_six_hours_late_are_enough;
    receive_webhook:
        what_is_signed_is_kept_whatever_it_is_and_what_is_no_webhook_is_refused
        promise_11_what_is_acknowledged_is_in_the_file
        promise_11_a_program_killed_the_moment_it_acknowledged_has_stored
        a_full_webhook_is_acknowledged_in_one_short_transaction
        promise_15_full_webhooks_at_once_are_acknowledged_while_nobody_applies_them;
    reconcile:
        promise_1_a_lost_answer_loses_no_mandate_though_nobody_comes_back
        promise_3_tabs_and_the_reconciler_complete_once_and_all_see_the_same
        promise_9_stuck_flows_are_finished_after_a_restart_within_the_quota_oldest_first
        a_self_hosted_mandate_whose_answer_was_lost_is_found
        a_collection_that_could_not_be_made_is_made_later;
    show_metrics:
        promise_38_events_that_wait_or_are_parked_are_told
        promise_38_a_signup_without_an_end_and_a_reconciler_that_stands_still_are_told;
    show_signup:
        a_restart_forgets_nothing;
    start_signup_again:
        the_same_key_gets_the_same_signup_also_from_a_browser_that_lost_the_answer
        parallel_starts_under_different_keys_make_one_signup
        lost_answers_of_gocardless_still_make_one_flow;
    submit_lost:
        an_answer_about_the_mandate_that_gets_lost_makes_no_second;
    submit_signup:
        a_payer_of_each_scheme_ends_with_one_mandate_and_one_collection
        tabs_that_submit_at_once_all_see_the_one_mandate
        nothing_of_the_payer_is_stored;
    thirty_minutes:
        promise_6_nobody_is_sent_to_a_page_that_has_closed
        promise_6_a_closed_flow_never_completes_and_a_new_one_for_the_same_does;
}
