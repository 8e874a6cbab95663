use super::*;

const PAYER: Priority = Priority::Foreground;
const NOBODY: Priority = Priority::Background;

fn window(limit: u32) -> Window {
    Window::new(NonZeroU32::new(limit))
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A request that is sent and answered at once.
fn send(window: &mut Window, now: Duration, priority: Priority, said: &Said) -> Result<(), Hold> {
    window.admit(now, priority)?;
    window.note(now, said);
    window.end(now);
    Ok(())
}

fn count(window: &mut Window, now: Duration, priority: Priority) -> u32 {
    let mut sent = 0;
    while send(window, now, priority, &Said::default()).is_ok() {
        sent += 1;
    }
    sent
}

/// Requests at odd times and of odd lengths, as many as are let through, for ten minutes: no minute in which GoCardless may
/// have counted them has more than a thousand.
#[test]
fn promise_32_no_minute_has_more_than_a_thousand_requests() {
    let mut window = window(1000);
    let (mut under_way, mut counted) = (Vec::<(u64, u64)>::new(), Vec::new());
    let mut random = 1_u64;
    for millis in 0..600_000_u64 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let now = Duration::from_millis(millis);
        under_way.retain(|(ends, arrives)| {
            let goes_on = *ends > millis;
            if !goes_on {
                window.end(now);
                counted.push(*arrives);
            }
            goes_on
        });
        // Bursts of all that is left, then quiet.
        let wanted = if millis % 7_919 < 40 { 60 } else { u64::from(random >> 60 == 0) };
        for _ in 0..wanted {
            if window.admit(now, PAYER).is_ok() {
                let lasts = (random >> 40) % 5_000;
                let arrives = if lasts == 0 { 0 } else { (random >> 20) % lasts };
                under_way.push((millis + lasts, millis + arrives));
            }
        }
    }
    counted.sort_unstable();
    assert!(counted.len() > 8_000, "{}", counted.len());
    for (earlier, later) in counted.iter().zip(counted.iter().skip(1000)) {
        assert!(later - earlier >= 60_000, "1,001 requests in {} ms", later - earlier);
    }
}

#[test]
fn promise_32_what_nobody_waits_for_leaves_a_reserve_to_payers() {
    let mut window = window(1000);
    assert_eq!(window.left_for(secs(0), NOBODY), Some(600));
    assert_eq!(count(&mut window, secs(0), NOBODY), 600);
    assert_eq!((window.left_for(secs(0), NOBODY), window.left_for(secs(0), PAYER)), (Some(0), Some(400)));
    assert_eq!(count(&mut window, secs(10), PAYER), 400);
    assert_eq!(window.admit(secs(20), PAYER), Err(Hold::For(secs(40))));
    assert_eq!(window.admit(secs(20), NOBODY), Err(Hold::For(secs(40))));
    assert_eq!(count(&mut window, secs(60), PAYER), 600);
    assert_eq!(window.admit(secs(60), NOBODY), Err(Hold::For(secs(60))));
}

#[test]
fn promise_32_what_gocardless_says_is_left_counts_others_too() {
    let mut window = window(1000);
    let said = |left, reset| Said { left: Some(left), reset_in: Some(secs(reset)), ..Said::default() };
    send(&mut window, secs(0), PAYER, &said(3, 30)).unwrap();
    assert_eq!(window.left_for(secs(0), PAYER), Some(3));
    assert_eq!(window.left_for(secs(0), NOBODY), Some(0));
    assert_eq!(count(&mut window, secs(1), PAYER), 3);
    assert_eq!(window.admit(secs(1), PAYER), Err(Hold::For(secs(29))));
    assert_eq!(window.left_for(secs(30), PAYER), Some(996), "a new minute there");

    // An answer that comes late takes nothing back, one of the next minute does.
    let mut window = self::window(1000);
    send(&mut window, secs(0), PAYER, &said(500, 10)).unwrap();
    send(&mut window, secs(1), PAYER, &said(700, 9)).unwrap();
    assert_eq!(window.left_for(secs(1), PAYER), Some(499));
    send(&mut window, secs(2), PAYER, &said(900, 60)).unwrap();
    assert_eq!(window.left_for(secs(2), PAYER), Some(900));

    // Those that are under way are not in what the answer counts.
    let mut window = self::window(1000);
    window.admit(secs(0), PAYER).unwrap();
    send(&mut window, secs(0), PAYER, &said(500, 10)).unwrap();
    assert_eq!(window.left_for(secs(0), PAYER), Some(499));
}

#[test]
fn promise_32_a_lower_limit_is_kept_and_a_higher_one_is_not_used() {
    for (told, left) in [(100, 99), (5000, 999)] {
        let mut window = window(1000);
        let said = Said { limit: Some(told), left: Some(4000), reset_in: Some(secs(60)), ..Said::default() };
        send(&mut window, secs(0), PAYER, &said).unwrap();
        assert_eq!(count(&mut window, secs(1), PAYER), left);
    }
}

#[test]
fn promise_32_a_429_stops_everybody_and_one_request_tries_again() {
    let refused = |wait| Said { refused: true, wait, ..Said::default() };
    for limit in [Some(1000), None] {
        let mut window = Window::new(limit.and_then(NonZeroU32::new));
        for _ in 0..64 {
            window.admit(secs(0), PAYER).unwrap();
        }
        for _ in 0..64 {
            window.note(secs(1), &refused(Some(secs(7))));
            window.end(secs(1));
        }
        assert_eq!(window.admit(secs(1), PAYER), Err(Hold::For(secs(7))));
        assert_eq!(window.admit(secs(8), PAYER), Ok(()));
        assert_eq!(window.admit(secs(8), PAYER), Err(Hold::UntilAnswered));
        window.note(secs(8), &refused(None));
        window.end(secs(8));
        assert_eq!(window.admit(secs(8), PAYER), Err(Hold::For(2 * FIRST_PAUSE)), "longer each time");
        send(&mut window, secs(9), PAYER, &Said::default()).unwrap();
        assert_eq!([(); 3].map(|()| window.admit(secs(9), PAYER)), [Ok(()); 3]);
    }
    let mut window = window(1000);
    send(&mut window, secs(0), PAYER, &refused(Some(Duration::MAX))).unwrap();
    assert_eq!(window.admit(secs(0), PAYER), Err(Hold::For(LONGEST_TOLD)));
}

#[test]
fn a_request_that_tries_again_and_is_not_answered_leaves_the_next_to_try() {
    let mut window = window(1000);
    send(&mut window, secs(0), PAYER, &Said { refused: true, ..Said::default() }).unwrap();
    window.admit(secs(1), PAYER).unwrap();
    window.end(secs(2));
    assert_eq!(window.admit(secs(2), PAYER), Ok(()));
}
