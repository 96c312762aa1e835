//! A line has one form: whatever else says the same thing is refused.
//!
//! Were there two ways to write an entry, there would be two hashes for it,
//! and two readers could see one line differently. So decoding takes only what
//! encoding writes, and these tests try everything else.

#![allow(clippy::unwrap_used, reason = "a test panics where it fails")]

use ledger_core::day::{Day, Offset, Timestamp};
use ledger_core::event::{Deed, Event, Matched, OfferKind, Role, Spilled};
use ledger_core::ids::{AccountNo, BranchCode, EntryId, FileDigest};
use ledger_core::keys::{OperatorKey, PublicKey};
use ledger_core::line::{self, Entry, EntryHash, LineError, MAX_LINE};
use ledger_core::lots::Lot;
use ledger_core::pick_up::PickUpCode;
use ledger_core::points::{Points, Qty};
use ledger_core::rulebook::{BookHash, Cap, HolderKind};
use proptest::prelude::*;

const LC01: &str = include_str!("vectors/LC01.jsonl");

/// A deposit with all that a deed can have, and one with quotes, backslashes and 中文.
fn deposits() -> [&'static str; 2] {
    let mut lines = LC01.split_terminator('\n').skip(8);
    let plain = lines.next().unwrap();
    [lines.next().unwrap(), plain]
}

/// What a table expects.
#[derive(Debug, PartialEq)]
enum Want {
    TooLong,
    /// Refused by the JSON's form, with this in the reason.
    NotAnEntry(&'static str),
    Version(u8),
    NotCanonical,
}
use Want::{NotAnEntry, NotCanonical};

fn check(name: &str, line: &[u8], want: &Want) {
    let refused = Entry::decode(line).expect_err(name);
    let fits = match (&refused, want) {
        (LineError::TooLong(length), Want::TooLong) => *length == line.len(),
        (LineError::NotAnEntry(why), NotAnEntry(part)) => why.contains(part),
        (LineError::Version(found), Want::Version(version)) => found == version,
        (LineError::NotCanonical(at), NotCanonical) => *at <= line.len(),
        _ => false,
    };
    assert!(fits, "{name}: {refused:?} instead of {want:?}");
}

#[test]
fn every_other_way_to_write_an_entry_is_refused() {
    let [full, plain] = deposits();
    let hash = full.find("\"prev\":\"").unwrap() + 8;
    let upper = full[hash..hash + 64].to_uppercase();
    // Each turns one part of the line into another.
    #[rustfmt::skip]
    let cases: &[(&str, &str, &str, Want)] = &[
        ("a space after a colon", "\"v\":1", "\"v\": 1", NotCanonical),
        ("a space after a comma", ",\"seq\"", ", \"seq\"", NotCanonical),
        ("a space in front", "{\"v\"", " {\"v\"", NotCanonical),
        ("a tab inside an empty place", "{\"deposited\"", "{\t\"deposited\"", NotCanonical),
        ("a line end inside", ",\"event\"", "\n,\"event\"", NotCanonical),
        ("keys of the entry in another order", "\"v\":1,\"branch\":\"LC01\"", "\"branch\":\"LC01\",\"v\":1", NotCanonical),
        ("keys of the event in another order", "\"qty\":\"80m\",\"points\":\"3.5\"", "\"points\":\"3.5\",\"qty\":\"80m\"", NotCanonical),
        ("optional keys in another order", "\"computed\":\"4\",\"approver\":\"verifier01\"", "\"approver\":\"verifier01\",\"computed\":\"4\"", NotCanonical),
        ("an unknown key of the entry", "\"v\":1", "\"v\":1,\"w\":1", NotAnEntry("unknown field `w`")),
        ("an unknown key of the event", "\"note\":", "\"memo\":\"\",\"note\":", NotAnEntry("unknown field `memo`")),
        ("a key in capitals", "\"note\":", "\"Note\":", NotAnEntry("unknown field `Note`")),
        ("a key missing from the entry", "\"by\":\"clerk01\",", "", NotAnEntry("missing field `by`")),
        ("a key missing from the event", "\"note\":\"\",", "", NotAnEntry("missing field `note`")),
        ("a repeated key of the entry", "\"v\":1", "\"v\":1,\"v\":1", NotAnEntry("duplicate field `v`")),
        ("a repeated key of the event", "\"note\":\"\"", "\"note\":\"\",\"note\":\"\"", NotAnEntry("duplicate field `note`")),
        ("a repeated optional key", "\"computed\":\"4\"", "\"computed\":\"4\",\"computed\":\"4\"", NotAnEntry("duplicate field `computed`")),
        ("an unknown event", "\"deposited\"", "\"paid\"", NotAnEntry("unknown variant `paid`")),
        ("an event in camel case", "\"deposited\"", "\"Deposited\"", NotAnEntry("unknown variant `Deposited`")),
        ("a key written with escapes", "\"note\"", "\"n\\u006fte\"", NotCanonical),
        ("a zero behind the fraction", "\"points\":\"3.5\"", "\"points\":\"3.50\"", NotAnEntry("not a number")),
        ("a point without fraction", "\"points\":\"3.5\"", "\"points\":\"3.\"", NotAnEntry("not a number")),
        ("a fraction without whole", "\"points\":\"3.5\"", "\"points\":\".5\"", NotAnEntry("not a number")),
        ("a plus", "\"points\":\"3.5\"", "\"points\":\"+3.5\"", NotAnEntry("not a number")),
        ("an exponent", "\"points\":\"3.5\"", "\"points\":\"35e-1\"", NotAnEntry("not a number")),
        ("a zero in front", "\"points\":\"3.5\"", "\"points\":\"03.5\"", NotAnEntry("not a number")),
        ("full-width digits", "\"points\":\"3.5\"", "\"points\":\"３.5\"", NotAnEntry("not a number")),
        ("points of nothing", "\"points\":\"3.5\"", "\"points\":\"0\"", NotAnEntry("not greater than zero")),
        ("points below nothing", "\"points\":\"3.5\"", "\"points\":\"-3.5\"", NotAnEntry("not greater than zero")),
        ("five decimals", "\"points\":\"3.5\"", "\"points\":\"3.50001\"", NotAnEntry("more than 4 decimals")),
        ("a million million", "\"points\":\"3.5\"", "\"points\":\"1000000000000\"", NotAnEntry("too large")),
        ("minutes with a zero in front", "\"80m\"", "\"080m\"", NotAnEntry("not a number")),
        ("minutes with a plus", "\"80m\"", "\"+80m\"", NotAnEntry("not a number")),
        ("minutes in capitals", "\"80m\"", "\"80M\"", NotAnEntry("not a number")),
        ("hours and minutes", "\"80m\"", "\"1h20m\"", NotAnEntry("not a number")),
        ("more than a year of minutes", "\"80m\"", "\"527041m\"", NotAnEntry("not a number")),
        ("minus zero", "\"80m\"", "\"-0\"", NotAnEntry("not a number")),
        ("a number for a text", "\"points\":\"3.5\"", "\"points\":3.5", NotAnEntry("invalid type: floating point")),
        ("a whole number for a text", "\"computed\":\"4\"", "\"computed\":4", NotAnEntry("invalid type: integer")),
        ("a text for a number", "\"seq\":9", "\"seq\":\"9\"", NotAnEntry("invalid type: string")),
        ("null for a text", "\"note\":\"\"", "\"note\":null", NotAnEntry("invalid type: null")),
        ("null for an optional key", "\"computed\":\"4\"", "\"computed\":null", NotCanonical),
        ("version 2", "\"v\":1", "\"v\":2", Want::Version(2)),
        ("version 0", "\"v\":1", "\"v\":0", Want::Version(0)),
        ("version 257", "\"v\":1", "\"v\":257", NotAnEntry("invalid value")),
        ("a place with a zero in front", "\"seq\":9", "\"seq\":09", NotAnEntry("invalid number")),
        ("a place with a fraction", "\"seq\":9", "\"seq\":9.0", NotAnEntry("invalid type: floating point")),
        ("a place with an exponent", "\"seq\":9", "\"seq\":9e0", NotAnEntry("invalid type: floating point")),
        ("a place below zero", "\"seq\":9", "\"seq\":-1", NotAnEntry("invalid value")),
        ("a place of minus zero", "\"seq\":9", "\"seq\":-0", NotAnEntry("invalid type: floating point")),
        ("a place beyond 64 bits", "\"seq\":9", "\"seq\":18446744073709551616", NotAnEntry("invalid type: floating point")),
        ("upper-case hexadecimal", &full[hash..hash + 64], &upper, NotAnEntry("not a hash")),
        ("a hash cut short", &full[hash..hash + 64], &full[hash..hash + 62], NotAnEntry("not a hash")),
        ("an escape for a plain letter", "签", "\\u7b7e", NotCanonical),
        ("an escaped slash", "签到表-0319", "签到表\\/0319", NotCanonical),
        ("another escape for the same", "签", "\\u000a", NotCanonical),
        ("a lone surrogate", "签", "\\ud83d", NotAnEntry("hex escape")),
        ("a raw control character", "签", "\u{1}", NotAnEntry("control character")),
        ("another account's check character", "LC01-000001-9", "LC01-000001-8", NotAnEntry("check character")),
        ("a branch in small letters", "\"branch\":\"LC01\"", "\"branch\":\"lc01\"", NotAnEntry("not a branch code")),
        ("a time with fractions", "02:15:09Z", "02:15:09.0Z", NotAnEntry("not a time")),
        ("a time with an offset", "02:15:09Z", "02:15:09+00:00", NotAnEntry("not a time")),
        ("a time with a space", "2026-03-20T02", "2026-03-20 02", NotAnEntry("not a time")),
        ("a second that there is not", "02:15:09Z", "02:15:60Z", NotAnEntry("not a time")),
        ("a day without its zeros", "2026-03-19", "2026-3-19", NotAnEntry("not a day")),
        ("a day that there is not", "2026-03-19", "2026-02-29", NotAnEntry("not a day")),
        ("a signature without padding", "==\"}", "\"}", NotAnEntry("not base64")),
        ("a signature with loose bits", "Q==\"}", "R==\"}", NotAnEntry("not base64")),
        ("a signature of nothing", &full[full.len() - 90..], "\"}", NotAnEntry("not base64")),
        ("a line end behind", "==\"}", "==\"}\n", NotCanonical),
        ("a space behind", "==\"}", "==\"} ", NotCanonical),
        ("a carriage return behind", "==\"}", "==\"}\r", NotCanonical),
        ("something behind", "==\"}", "==\"}{}", NotAnEntry("trailing characters")),
        ("a byte order mark", "{\"v\"", "\u{feff}{\"v\"", NotAnEntry("expected value")),
        ("cut short", "==\"}", "==\"", NotAnEntry("EOF")),
        ("an event as a list", "{\"deposited\":", "[\"deposited\",", NotAnEntry("")),
    ];
    for (name, from, to, want) in cases {
        assert!(full.contains(from), "{name}");
        check(name, full.replacen(from, to, 1).as_bytes(), want);
    }
    // And what only the other line has: quotes, a backslash, an emoji.
    #[rustfmt::skip]
    let cases: &[(&str, &str, &str, Want)] = &[
        ("a quote as a number", "\\\"甲", "\\u0022甲", NotCanonical),
        ("a backslash as a number", "甲\\\\", "甲\\u005c", NotCanonical),
        ("an escaped letter", "中文", "\\u4e2d文", NotCanonical),
        ("an emoji as surrogates", "🌾", "\\ud83c\\udf3e", NotCanonical),
        ("a line separator escaped", "中文", "\\u2028", NotCanonical),
        ("a quote left as it is", "\\\"甲", "\"甲", NotAnEntry("")),
        ("the optional keys empty", "'\"}}", "'\",\"computed\":null}}", NotCanonical),
    ];
    for (name, from, to, want) in cases {
        assert!(plain.contains(from), "{name}");
        check(name, plain.replacen(from, to, 1).as_bytes(), want);
    }
}

#[test]
fn what_is_no_text_at_all_is_refused() {
    let [full, _] = deposits();
    let at = full.find("签").unwrap();
    for bytes in [&[0xff][..], &[0xe7, 0xad], &[0xc0, 0x80], &[0xed, 0xa0, 0x80]] {
        let line = [&full.as_bytes()[..at], bytes, &full.as_bytes()[at..]].concat();
        check("invalid UTF-8", &line, &NotAnEntry("unicode"));
    }
    for line in ["", "{}", "null", "1", "[]", "\"\"", "{", "\0", "[1,\"LC01\",0]"] {
        check(line, line.as_bytes(), &NotAnEntry(""));
    }
}

#[test]
fn an_entry_as_a_list_is_refused() {
    // A decoder that takes lists for objects reads this; the encoder writes no lists.
    let line = format!(
        "[1,\"LC01\",0,\"{}\",\"2026-03-20T02:11:09Z\",\"clerk01\",\"r1\",\
         {{\"operator_retired\":[\"clerk01\",\"x\"]}},null]",
        "0".repeat(64)
    );
    check("a list", line.as_bytes(), &NotCanonical);
}

fn sized(note: usize) -> Entry {
    let event = Event::OperatorRetired { operator: id("clerk01"), reason: "x".repeat(note) };
    let place = ("LC01".parse().unwrap(), 0, EntryHash([0; 32]));
    let at = "2026-03-20T02:11:09Z".parse().unwrap();
    Entry::new(place, at, id("clerk01"), "r1".parse().unwrap(), event)
}

fn id(text: &str) -> ledger_core::ids::OperatorId {
    text.parse().unwrap()
}

#[test]
fn a_line_may_have_32_kib_and_no_byte_more() {
    let short = sized(0).encode().unwrap().len();
    let key = OperatorKey::from_secret(id("clerk01"), &[2; 32]);
    let room = MAX_LINE - short - 97;
    let mut longest = sized(room).encode().unwrap();
    line::sign(&mut longest, &key);
    assert_eq!(longest.len(), MAX_LINE, "a signature still fits behind");
    assert!(Entry::decode(&longest).is_ok());
    assert_eq!(sized(room + 1).encode(), Err(LineError::TooLong(MAX_LINE + 1)));
    let mut longer = longest.clone();
    longer.insert(longest.len() - 100, b'x');
    check("too long", &longer, &Want::TooLong);
    check("far too long", &vec![b'['; 1 << 20], &Want::TooLong);
}

/// As deep as a line can be: nothing overflows, whatever is refused.
#[test]
fn reversals_within_reversals_overflow_no_stack() {
    let [full, _] = deposits();
    let start = full.find("{\"deposited\"").unwrap();
    let end = full.find(",\"sig\"").unwrap();
    let open = "{\"reversed\":{\"entry\":\"LC01:9\",\"undoes\":";
    let close = ",\"reason\":\"\"}}";
    let nested = |depth: usize| {
        let inner = &full[start..end];
        let event = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
        format!("{}{event}}}", &full[..start])
    };
    let deepest = (1..500).take_while(|&n| Entry::decode(nested(n).as_bytes()).is_ok()).count();
    // A line is JSON of at most 127 levels; every reversal takes two.
    assert_eq!(deepest, 62);
    for depth in [63, 100, 500] {
        let line = nested(depth);
        assert!(line.len() < MAX_LINE);
        check("nested", line.as_bytes(), &NotAnEntry("recursion limit"));
    }
    let bomb = format!("{}{}", &full[..start], open.repeat(800));
    check("never closed", &bomb.as_bytes()[..MAX_LINE.min(bomb.len())], &NotAnEntry("recursion"));
    check("lists", "[".repeat(MAX_LINE).as_bytes(), &NotAnEntry("invalid type: sequence"));
    let lists = full.replacen("\"note\":\"\"", &format!("\"note\":{}", "[".repeat(30_000)), 1);
    check("lists for a text", lists.as_bytes(), &NotAnEntry(""));
}

/// Every byte of a line, turned into every other byte.
#[test]
fn any_single_byte_changed_is_refused_or_is_another_entry_with_another_hash() {
    for line in deposits() {
        let hash = EntryHash::of(line.as_bytes());
        let mut entries = 0;
        let mut changed = line.as_bytes().to_vec();
        for place in 0..changed.len() {
            let kept = changed[place];
            for byte in (0..=255).filter(|&byte| byte != kept) {
                changed[place] = byte;
                if let Ok(entry) = Entry::decode(&changed) {
                    entries += 1;
                    assert_eq!(entry.encode().unwrap(), changed, "byte {place} as {byte}");
                    assert_ne!(EntryHash::of(&changed), hash, "byte {place} as {byte}");
                }
            }
            changed[place] = kept;
        }
        // A note, a hash or a signature can say something else; most changes say nothing.
        assert!(entries > 0 && entries < changed.len() * 64, "{entries}");
    }
}

/// No byte can be put in or left out either.
#[test]
fn any_byte_added_or_dropped_is_refused_or_is_another_entry() {
    let [full, _] = deposits();
    let line = full.as_bytes();
    for place in 0..line.len() {
        let shorter = [&line[..place], &line[place + 1..]].concat();
        if let Ok(entry) = Entry::decode(&shorter) {
            assert_eq!(entry.encode().unwrap(), shorter);
        }
        for byte in *b" \t\r\n\"\\0+-,{}[]e.x\0\xff" {
            let longer = [&line[..place], &[byte], &line[place..]].concat();
            if let Ok(entry) = Entry::decode(&longer) {
                assert_eq!(entry.encode().unwrap(), longer);
            }
        }
    }
}

fn text_of<T: std::str::FromStr<Err: std::fmt::Debug> + std::fmt::Debug>(
    pattern: &'static str,
) -> impl Strategy<Value = T> {
    pattern.prop_map(|text| text.parse().unwrap())
}

fn branch() -> impl Strategy<Value = BranchCode> {
    text_of("[A-Z0-9]{2,8}")
}

fn account() -> impl Strategy<Value = AccountNo> {
    (branch(), 0..=AccountNo::MAX_SERIAL).prop_map(|(b, n)| AccountNo::new(b, n))
}

fn points() -> impl Strategy<Value = Points> {
    (1..10_i64.pow(16), 0..5_u32).prop_filter_map("within bounds", |(n, scale)| {
        let cut = n % 10_i64.pow(12 + scale).min(10_i64.pow(16));
        ledger_core::points::Amount::new(rust_decimal::Decimal::new(cut, scale)).ok()?.points()
    })
}

fn qty() -> impl Strategy<Value = Qty> {
    prop_oneof![
        points().prop_map(|points| Qty::Units(points.amount())),
        points().prop_map(|points| Qty::Units(-points.amount())),
        Just(Qty::Units(Default::default())),
        (0..=527_040_u32).prop_map(Qty::Minutes),
    ]
}

fn day() -> impl Strategy<Value = Day> {
    (1900..=9999, 1..=365_u16)
        .prop_map(|(y, n)| Day::new(time::Date::from_ordinal_date(y, n).unwrap()).unwrap())
}

fn offset() -> impl Strategy<Value = Offset> {
    text_of(r"\+(0[0-9]|1[0-4]):[0-5][0-9]|-(0[1-9]|1[0-4]):[0-5][0-9]")
}

fn at() -> impl Strategy<Value = Timestamp> {
    (0..=253_402_300_799_i64).prop_map(|seconds| Timestamp::from_unix(seconds).unwrap())
}

fn public() -> impl Strategy<Value = PublicKey> {
    any::<[u8; 32]>().prop_map(|secret| OperatorKey::from_secret(id("op"), &secret).public())
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,40}",
        prop::collection::vec(any::<char>(), 0..40).prop_map(|chars| chars.into_iter().collect()),
        "[\\x00-\\x1f\"\\\\/\\x7f中🌾\u{2028}]{0,40}",
    ]
}

fn operator() -> impl Strategy<Value = ledger_core::ids::OperatorId> {
    text_of("[a-z][a-z0-9._-]{1,31}")
}

fn lot() -> impl Strategy<Value = Lot> {
    (day(), points()).prop_map(|(until, points)| Lot { until, points })
}

fn lots() -> impl Strategy<Value = Vec<Lot>> {
    prop::collection::vec(lot(), 0..3)
}

fn matched() -> impl Strategy<Value = Matched> {
    let parts = (text_of("[A-Z][A-Z0-9]{0,7}"), points(), lots());
    parts.prop_map(|(currency, points, lots)| Matched { currency, points, lots })
}

fn entry_id() -> impl Strategy<Value = EntryId> {
    (branch(), any::<u64>()).prop_map(|(branch, seq)| EntryId { branch, seq })
}

fn deed() -> impl Strategy<Value = Deed> {
    let what = (account(), text_of("[A-Z0-9-]{1,12}"), any::<[u8; 32]>(), qty(), points());
    let rest = (text_of("[A-Z][A-Z0-9]{0,7}"), day(), words(), words());
    let agreed = (prop::option::of(points()), prop::option::of(operator()));
    let spilled = (account(), points()).prop_map(|(to, points)| Spilled { to, points });
    let paid = (
        prop::option::of(account()),
        prop::option::of(day()),
        prop::option::of(spilled),
        lots(),
        prop::option::of(entry_id()),
    );
    let digests = prop::collection::vec(any::<[u8; 32]>().prop_map(FileDigest), 0..3);
    let proof = (digests, prop::collection::vec(account(), 0..3), prop::option::of(entry_id()));
    (what, rest, agreed, paid, proof).prop_map(
        |(
            (account, rule, book, qty, points),
            (currency, on, evidence, note),
            (computed, approver),
            (done_by, until, spilled, lots, claim),
            (digests, witnesses, like),
        )| {
            let book = BookHash(book);
            Deed {
                account,
                rule,
                book,
                qty,
                points,
                currency,
                on,
                evidence,
                note,
                computed,
                approver,
                done_by,
                until,
                spilled,
                lots,
                digests,
                witnesses,
                like,
                claim,
            }
        },
    )
}

/// What stands in an offer besides its price.
fn terms() -> impl Strategy<Value = (Option<Cap>, Option<Day>, Option<Day>, Option<u32>)> {
    let limits = ["2 times/month", "1 times/life", "20 points/day", "fund", "1.5h/event"];
    let limit = prop::sample::select(limits.to_vec()).prop_map(|text| text.parse().unwrap());
    let days = (prop::option::of(day()), prop::option::of(day()));
    (prop::option::of(limit), days, prop::option::of(any::<u32>()))
        .prop_map(|(limit, (from, until), hold_days)| (limit, from, until, hold_days))
}

/// What becomes of an offer, and of what is reserved of it.
fn trade_event() -> impl Strategy<Value = Event> {
    let currency = || text_of("[A-Z][A-Z0-9]{0,7}");
    let offer = || text_of("[A-Z0-9-]{1,12}");
    let change = (any::<bool>(), points())
        .prop_map(|(comes, points)| if comes { points.amount() } else { -points.amount() });
    let what = || (account(), offer(), qty(), points(), currency());
    let to = || prop::option::of(account());
    let code = || text_of::<PickUpCode>("[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}");
    prop_oneof![
        (offer(), words()).prop_map(|(offer, reason)| Event::OfferPaused { offer, reason }),
        offer().prop_map(|offer| Event::OfferResumed { offer }),
        (offer(), change, words()).prop_map(|(offer, change, reason)| Event::StockChanged {
            offer,
            change,
            reason
        }),
        (what(), to(), day(), code(), words(), lots()).prop_map(
            |((account, offer, qty, points, currency), merchant, until, code, note, lots)| {
                let code = code.hash();
                Event::Reserved {
                    account,
                    offer,
                    qty,
                    points,
                    currency,
                    merchant,
                    until,
                    code,
                    note,
                    lots,
                }
            }
        ),
        (entry_id(), what(), to(), code(), lots()).prop_map(
            |(reservation, (account, offer, qty, points, currency), merchant, code, lots)| {
                Event::Collected {
                    reservation,
                    account,
                    offer,
                    qty,
                    points,
                    currency,
                    merchant,
                    code,
                    lots,
                }
            }
        ),
        (entry_id(), what(), lots(), words()).prop_map(
            |(reservation, (account, offer, qty, points, currency), lots, reason)| {
                Event::ReservationCancelled {
                    reservation,
                    account,
                    offer,
                    qty,
                    points,
                    currency,
                    lots,
                    reason,
                }
            }
        ),
        (entry_id(), what(), lots()).prop_map(
            |(reservation, (account, offer, qty, points, currency), lots)| {
                Event::ReservationReleased {
                    reservation,
                    account,
                    offer,
                    qty,
                    points,
                    currency,
                    lots,
                }
            }
        ),
        (entry_id(), what(), to(), lots(), words()).prop_map(
            |(entry, (account, offer, qty, points, currency), merchant, lots, reason)| {
                Event::Returned {
                    entry,
                    account,
                    offer,
                    qty,
                    points,
                    currency,
                    merchant,
                    lots,
                    reason,
                }
            }
        ),
    ]
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(vec![Role::Clerk, Role::Verifier, Role::Manager, Role::Auditor])
}

fn origin() -> impl Strategy<Value = ledger_core::ids::Origin> {
    text_of("[a-z0-9_-]{1,10}\\.[a-z0-9_.-]{1,20}(/[a-z0-9_.-]{1,10}){0,3}")
}

/// Every kind of event but a reversal.
fn plain_event() -> impl Strategy<Value = Event> {
    let currency = || text_of("[A-Z][A-Z0-9]{0,7}");
    let offer = || text_of("[A-Z0-9-]{1,12}");
    let about = || (account(), words());
    prop_oneof![
        (origin(), words(), offset(), day(), public()).prop_map(
            |(origin, name, offset, since, key)| Event::Founded {
                origin,
                name,
                offset,
                since,
                key
            }
        ),
        (branch(), words()).prop_map(|(branch, name)| Event::BranchChartered { branch, name }),
        (origin(), any::<[u8; 32]>(), words(), offset(), day(), public()).prop_map(
            |(origin, founded, name, offset, since, key)| {
                let founded = EntryHash(founded);
                Event::BranchOpened { origin, founded, name, offset, since, key }
            }
        ),
        (operator(), role(), public(), prop::option::of(account())).prop_map(
            |(operator, role, key, account)| {
                Event::OperatorEnrolled { operator, role, key, account }
            }
        ),
        (account(), account())
            .prop_map(|(account, household)| Event::MemberJoined { account, household }),
        (account(), account(), words()).prop_map(|(account, household, reason)| {
            Event::MemberLeft { account, household, reason }
        }),
        (account(), account(), points(), currency(), words(), lots()).prop_map(
            |(from, to, points, currency, reason, lots)| Event::Divided {
                from,
                to,
                points,
                currency,
                reason,
                lots
            }
        ),
        (operator(), words())
            .prop_map(|(operator, reason)| Event::OperatorRetired { operator, reason }),
        (public(), words()).prop_map(|(key, reason)| Event::BranchKeySet { key, reason }),
        (any::<[u8; 32]>(), day(), words()).prop_map(|(book, from, text)| {
            Event::RulebookAdopted { book: BookHash(book), from, text }
        }),
        (
            account(),
            prop::sample::select(HolderKind::ALL.to_vec()),
            prop::option::of(text_of("[0-9A-Za-z二组三-]{1,32}")),
        )
            .prop_map(|(account, kind, household)| Event::AccountOpened {
                account,
                kind,
                household
            }),
        about().prop_map(|(account, reason)| Event::AccountClosed { account, reason }),
        about().prop_map(|(account, reason)| Event::AccountFrozen { account, reason }),
        about().prop_map(|(account, reason)| Event::AccountUnfrozen { account, reason }),
        (account(), points(), currency(), day(), words(), words(), prop::option::of(day()))
            .prop_map(|(account, points, currency, as_of, evidence, note, until)| {
                Event::BroughtForward { account, points, currency, as_of, evidence, note, until }
            }),
        deed().prop_map(Event::Deposited),
        deed().prop_map(Event::Deducted),
        (
            offer(),
            words(),
            prop::sample::select(vec![OfferKind::Goods, OfferKind::Service]),
            points(),
            currency(),
            prop::option::of(account()),
            terms(),
        )
            .prop_map(|(offer, title, kind, price, currency, merchant, asks)| {
                let (limit, from, until, hold_days) = asks;
                Event::OfferListed {
                    offer,
                    title,
                    kind,
                    price,
                    currency,
                    merchant,
                    limit,
                    from,
                    until,
                    hold_days,
                }
            }),
        (offer(), words()).prop_map(|(offer, reason)| Event::OfferWithdrawn { offer, reason }),
        (
            account(),
            offer(),
            qty(),
            points(),
            currency(),
            prop::option::of(account()),
            words(),
            lots(),
            prop::option::of(matched())
        )
            .prop_map(
                |(account, offer, qty, points, currency, merchant, note, lots, matched)| {
                    Event::Redeemed {
                        account,
                        offer,
                        qty,
                        points,
                        currency,
                        merchant,
                        note,
                        lots,
                        matched,
                    }
                }
            ),
        (account(), currency(), points(), lots(), prop::option::of(lot())).prop_map(
            |(account, currency, points, lots, carried)| Event::Expired {
                account,
                currency,
                points,
                lots,
                carried
            }
        ),
        (account(), account(), points(), currency(), words(), lots()).prop_map(
            |(from, to, points, currency, note, lots)| Event::Transferred {
                from,
                to,
                points,
                currency,
                note,
                lots
            }
        ),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![2 => plain_event(), 1 => trade_event()].prop_recursive(3, 4, 1, |inner| {
        (entry_id(), inner, words(), lots()).prop_map(|(entry, undoes, reason, lots)| {
            Event::Reversed { entry, undoes: Box::new(undoes), reason, lots }
        })
    })
}

fn entry() -> impl Strategy<Value = Entry> {
    let place = (branch(), any::<u64>(), any::<[u8; 32]>());
    let sig = prop::option::of(any::<[u8; 32]>());
    (place, at(), operator(), text_of("[A-Za-z0-9._:#-]{1,64}"), event(), sig).prop_map(
        |((branch, seq, prev), at, by, req, event, signed)| {
            let mut entry = Entry::new((branch, seq, EntryHash(prev)), at, by, req, event);
            entry.sig = signed.map(|secret| {
                OperatorKey::from_secret(entry.by.clone(), &secret).sign(b"anything")
            });
            entry
        },
    )
}

proptest! {
    #[test]
    fn decoding_gives_back_what_was_encoded(entry in entry()) {
        let line = entry.encode().unwrap();
        prop_assert_eq!(Entry::decode(&line).unwrap(), entry.clone());
        prop_assert_eq!(line::is_signed(&line), entry.sig.is_some());
        prop_assert!(!line.contains(&b'\n'));
    }

    #[test]
    fn a_signature_is_over_the_line_without_it(mut entry in entry(), secret in any::<[u8; 32]>()) {
        let key = OperatorKey::from_secret(entry.by.clone(), &secret);
        entry.sig = None;
        let mut line = entry.encode().unwrap();
        let unsigned = line::commit_hash(&line);
        line::sign(&mut line, &key);
        prop_assert_eq!(line::commit_hash(&line), unsigned);
        let signature = Entry::decode(&line).unwrap().sig.unwrap();
        prop_assert!(line::check_signature(&line, &signature, &key.public()));
    }

    #[test]
    fn any_bytes_are_refused_or_are_the_one_way_to_write_an_entry(
        entry in entry(), cut in any::<prop::sample::Index>(), junk in any::<Vec<u8>>(),
    ) {
        let line = entry.encode().unwrap();
        let (before, after) = line.split_at(cut.index(line.len()));
        for bytes in [[before, &junk, after].concat(), [before, &junk].concat(), junk.clone()] {
            if let Ok(found) = Entry::decode(&bytes) {
                prop_assert_eq!(found.encode().unwrap(), bytes);
            }
        }
    }
}
