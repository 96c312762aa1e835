//! The ledger's own words in both languages: roles, holders, caps, reasons.
//!
//! The core names things once, by stable words; this is where those become
//! what a clerk reads. Amounts are shown exactly as the ledger writes them.

use std::error::Error;
use std::fmt::Display;
use std::io;

use ledger_core::claim::Claimed;
use ledger_core::day::{Day, DayError};
use ledger_core::event::{AppealOutcome, CoverPolicy, OfferKind, Outcome, Role, Step};
use ledger_core::ids::NameError;
use ledger_core::keys::KeyError;
use ledger_core::lots::Lot;
use ledger_core::points::{Amount, AmountError, LIMIT, MAX_DECIMALS, Points, Qty, YuanError};
use ledger_core::privacy::PrivateNumber;
use ledger_core::proof::checkpoint::CheckpointError;
use ledger_core::proof::note::NoteError;
use ledger_core::proof::receipt::ReceiptError;
use ledger_core::proof::witness::RequestError;
use ledger_core::rulebook::{
    Cap, Expiry, Fault, HolderKind, Limit, Pays, Per, Review, RuleKind, SpendWith,
};
use ledger_core::span::{Span, Term};
use rust_decimal::Decimal;

use crate::cli::values::{
    MOST_ROWS, NotALimit, NotAMonth, NotAPeriod, NotDays, NotRows, NothingLeft,
};
use crate::i18n::{Messages, count, text};
use crate::sheet::cell::CellError;
use crate::whole::{LONGEST, Unread};

/// A role: clerk, 经办员.
pub(crate) fn role(messages: &Messages, role: Role) -> String {
    let id = match role {
        Role::Clerk => "role-clerk",
        Role::Verifier => "role-verifier",
        Role::Manager => "role-manager",
        Role::Auditor => "role-auditor",
    };
    messages.get(id, &[])
}

/// A kind of holder: household, 户.
pub(crate) fn holder(messages: &Messages, kind: HolderKind) -> String {
    messages.get(&format!("holder-{}", kind.word()), &[])
}

/// What an offer gives: goods, 商品.
pub(crate) fn offer_kind(messages: &Messages, kind: OfferKind) -> String {
    let id = match kind {
        OfferKind::Goods => "offer-kind-goods",
        OfferKind::Service => "offer-kind-service",
    };
    messages.get(id, &[])
}

/// What is done with awards beyond the cover: refused, 拒绝.
pub(crate) fn cover(messages: &Messages, cover: CoverPolicy) -> String {
    let id = match cover {
        CoverPolicy::Off => "cover-off",
        CoverPolicy::Warn => "cover-warn",
        CoverPolicy::Refuse => "cover-refuse",
    };
    messages.get(id, &[])
}

/// How an appeal ended: paid, 已划拨.
pub(crate) fn outcome(messages: &Messages, outcome: AppealOutcome) -> String {
    let id = match outcome {
        AppealOutcome::Paid => "appeal-paid",
        AppealOutcome::GivenBack => "appeal-given-back",
    };
    messages.get(id, &[])
}

/// A step of a claim's review: verified, 核实.
pub(crate) fn step(messages: &Messages, step: Step) -> String {
    let id = match step {
        Step::Verify => "step-verify",
        Step::Panel => "step-panel",
    };
    messages.get(id, &[])
}

/// How an objection was resolved: upheld, 成立.
pub(crate) fn objection(messages: &Messages, outcome: Outcome) -> String {
    let id = match outcome {
        Outcome::Upheld => "outcome-upheld",
        Outcome::Corrected => "outcome-corrected",
        Outcome::Dismissed => "outcome-dismissed",
        Outcome::Withdrawn => "outcome-withdrawn",
    };
    messages.get(id, &[])
}

/// What is claimed and not paid: 40 points more are in notice until 2026-03-28.
pub(crate) fn claimed(messages: &Messages, claimed: Claimed) -> String {
    let points = text(points(messages, claimed.points));
    match claimed.until {
        Some(until) => {
            messages.msg("claimed-in-notice", &[("points", points), ("until", text(until))])
        }
        None => messages.msg("claimed", &[("points", points)]),
    }
}

/// What a rule does: earn, 加分.
pub(crate) fn rule_kind(messages: &Messages, kind: RuleKind) -> String {
    messages.get(&format!("rule-kind-{}", kind.word()), &[])
}

/// A kind of private number: ID number, 身份证号.
pub(crate) fn private_number(messages: &Messages, number: PrivateNumber) -> String {
    messages.get(&format!("private-{}", number.word()), &[])
}

/// A field of free text, by the name the core has for it: reason, 原因.
pub(crate) fn field(messages: &Messages, name: &str) -> String {
    messages
        .find(&format!("field-{}", name.replace(' ', "-")), &[])
        .unwrap_or_else(|| messages.msg("field-other", &[("field", text(name))]))
}

/// An event, by the name the journal has for it: deposit, 存入.
pub(crate) fn event(messages: &Messages, name: &str) -> String {
    messages.get(&format!("event-{}", name.replace('_', "-")), &[])
}

/// Why another village did not take points, by the code of its refusal: no longer offered, 项目已下架.
pub(crate) fn declined(messages: &Messages, reason: &str) -> String {
    messages.find(&format!("declined-{reason}"), &[]).unwrap_or_else(|| reason.to_owned())
}

/// An amount with its unit: `1 point`, `5 points`, 5分.
pub(crate) fn points(messages: &Messages, amount: impl Display) -> String {
    let amount = amount.to_string();
    let id = if amount == "1" { "points-one" } else { "points-many" };
    messages.get(id, &[("points", text(amount))])
}

/// The same, of which something is said: `1 point is`, `20 points are`, 20分.
pub(crate) fn points_are(messages: &Messages, amount: impl Display) -> String {
    let amount = amount.to_string();
    let id = if amount == "1" { "points-are-one" } else { "points-are-many" };
    messages.get(id, &[("points", text(amount))])
}

/// A number of days: `90 days`, 90天.
pub(crate) fn days(messages: &Messages, n: u64) -> String {
    messages.get("days", &[("n", crate::i18n::Arg::Count(n))])
}

/// A length of time, in its largest unit, rounded down: `2 days`, 3小时.
pub(crate) fn span(messages: &Messages, seconds: u64) -> String {
    let (id, n) = match seconds {
        0..60 => ("span-seconds", seconds),
        60..3600 => ("span-minutes", seconds / 60),
        3600..86400 => ("span-hours", seconds / 3600),
        _ => ("days", seconds / 86400),
    };
    messages.get(id, &[("n", crate::i18n::Arg::Count(n))])
}

/// A month, a quarter or a year: `3/2026`, 2026年第三季度.
pub(crate) fn period(messages: &Messages, span: Span) -> String {
    let year = text(span.year());
    match span.term() {
        Term::Month => {
            let facts = [("year", year), ("month", text(span.number()))];
            messages.msg("board-month", &facts)
        }
        Term::Quarter => {
            let facts = [("year", year), ("n", count(span.number().into()))];
            messages.msg("period-quarter", &facts)
        }
        Term::Year => messages.msg("period-year", &[("year", year)]),
    }
}

/// How long a span is: a month, 季度.
pub(crate) fn term(messages: &Messages, term: Term) -> String {
    messages.get(&format!("term-{}", term.word()), &[])
}

/// A time in hours where they hold it, else in minutes: `1.5 h`, 80分钟.
fn minutes(messages: &Messages, minutes: u32) -> String {
    match Qty::Minutes(minutes).in_hours() {
        Qty::Units(hours) => messages.msg("hours", &[("hours", text(hours))]),
        Qty::Minutes(minutes) => messages.msg("minutes", &[("minutes", text(minutes))]),
    }
}

/// Time that somebody gave, from its minutes: `2 h`, 1小时20分钟.
pub(crate) fn served(messages: &Messages, minutes: Amount) -> String {
    let number = minutes.decimal();
    let hours = (number / Decimal::from(60)).trunc();
    let rest = (number - hours * Decimal::from(60)).normalize();
    match (hours.is_zero(), rest.is_zero()) {
        (_, true) => messages.msg("hours", &[("hours", text(hours))]),
        (true, false) => messages.msg("minutes", &[("minutes", text(rest))]),
        (false, false) => {
            messages.msg("hours-minutes", &[("hours", text(hours)), ("minutes", text(rest))])
        }
    }
}

/// A cap: `20 points/month`, 每月20分.
pub(crate) fn cap(messages: &Messages, cap: &Cap) -> String {
    let (limit, per) = match cap {
        Cap::LateDays(n) => {
            return messages.msg("cap-late", &[("days", text(days(messages, u64::from(*n))))]);
        }
        Cap::Fund => return messages.msg("cap-fund", &[]),
        Cap::Within { limit, per } => (limit, per),
    };
    let group =
        if matches!(limit, Limit::Households(_)) && *per != Per::Event { "group-" } else { "" };
    messages.get(&format!("cap-{group}{per}"), &[("limit", text(self::limit(messages, limit)))])
}

/// How much a cap leaves, in what it counts: `20 points`, 2次.
pub(crate) fn limit(messages: &Messages, limit: &Limit) -> String {
    match limit {
        Limit::Points(amount) => points(messages, amount),
        Limit::Times(n) => messages.msg("times", &[("n", count(n.get() as usize))]),
        Limit::Minutes(n) => minutes(messages, n.get()),
        Limit::Households(n) => messages.msg("households", &[("n", count(n.get() as usize))]),
    }
}

/// What a claim goes through: `verified by 2 → panel → notice of 7 days`, 核实2人→评议→公示7天.
pub(crate) fn review(messages: &Messages, review: Review) -> String {
    let n = |n| [("n", crate::i18n::Arg::Count(n))];
    let verify = (review.verifiers > 0)
        .then(|| messages.msg("review-verify", &n(u64::from(review.verifiers))));
    let panel = review.panel.then(|| messages.msg("review-panel", &[]));
    let notice = (review.notice_days > 0)
        .then(|| messages.msg("review-notice", &n(u64::from(review.notice_days))));
    let steps: Vec<String> = [verify, panel, notice].into_iter().flatten().collect();
    steps.join("→")
}

/// Whose account a rule pays: household, 户; nothing where it is the one named.
pub(crate) fn pays(messages: &Messages, pays: Pays) -> String {
    match pays {
        Pays::Named => String::new(),
        Pays::Household => holder(messages, HolderKind::Household),
        Pays::Person => holder(messages, HolderKind::Person),
    }
}

/// How long points live: 24 months, 24个月.
pub(crate) fn expiry(messages: &Messages, expiry: Expiry) -> String {
    match expiry {
        Expiry::Never => messages.msg("expires-never", &[]),
        Expiry::Months(n) => messages.msg("expires-months", &[("n", count(n as usize))]),
        Expiry::HalfYear => messages.msg("expires-half-year", &[]),
        Expiry::YearEnd => messages.msg("expires-year-end", &[]),
    }
}

/// What a currency is spent beside: at most 5 for each 1 of RW, 每1个 RW 至多配5个.
pub(crate) fn spend_with(messages: &Messages, with: SpendWith) -> String {
    let facts = [("currency", text(with.currency)), ("share", text(with.share))];
    messages.msg("spend-with", &facts)
}

/// Between what points have to lie: at least 4, at most 6.
pub(crate) fn bounds(messages: &Messages, from: Option<Points>, to: Option<Points>) -> String {
    let from = from.map(|from| messages.msg("bounds-from", &[("points", text(from))]));
    let to = to.map(|to| messages.msg("bounds-to", &[("points", text(to))]));
    let both: Vec<String> = from.into_iter().chain(to).collect();
    both.join(&messages.msg("place-comma", &[]))
}

/// How much of a cap is used, in what it counts: `20 points`, 2次.
pub(crate) fn used(messages: &Messages, cap: &Cap, used: &str) -> String {
    let whole = || used.parse::<u32>().ok();
    match cap {
        Cap::Within { limit: Limit::Times(_), .. } => {
            whole().map(|n| messages.msg("times", &[("n", count(n as usize))]))
        }
        Cap::Within { limit: Limit::Minutes(_), .. } => whole().map(|n| minutes(messages, n)),
        Cap::Within { limit: Limit::Households(_), .. } => {
            whole().map(|n| messages.msg("households", &[("n", count(n as usize))]))
        }
        _ => None,
    }
    .unwrap_or_else(|| points(messages, used))
}

/// From one day to another, both with it.
pub(crate) fn from_to(messages: &Messages, from: Day, to: Day) -> String {
    messages.msg("notice-from-to", &[("from", text(from)), ("to", text(to))])
}

/// What ended, and what of it goes on: to 2026-06-30; 5 points carried over to 2026-12-31.
pub(crate) fn expired(messages: &Messages, lots: &[Lot], carried: Option<Lot>) -> String {
    let until = lots.last().map(|lot| lot.until.to_string()).unwrap_or_default();
    let mut facts = vec![("until", text(until))];
    match carried {
        None => messages.msg("expired-about", &facts),
        Some(carried) => {
            facts.push(("points", text(points(messages, carried.points))));
            facts.push(("carried", text(carried.until)));
            messages.msg("expired-about-carried", &facts)
        }
    }
}

/// What is wrong with a note, or with a key line.
pub(crate) fn note(messages: &Messages, error: NoteError) -> String {
    match error {
        NoteError::TooLong => messages.msg("note-too-long", &[]),
        NoteError::Form => messages.msg("note-form", &[]),
        NoteError::Control => messages.msg("note-control", &[]),
        NoteError::Signature(line) => messages.msg("note-signature", &[("line", text(line))]),
        NoteError::Twice => messages.msg("note-twice", &[]),
        NoteError::Key => messages.msg("note-key", &[]),
        NoteError::Kind(kind) => messages.msg("note-kind", &[("kind", text(kind))]),
    }
}

/// What is wrong with a checkpoint.
pub(crate) fn checkpoint_fault(messages: &Messages, error: &CheckpointError) -> String {
    match error {
        CheckpointError::Note(error) => note(messages, *error),
        CheckpointError::Text => messages.msg("checkpoint-text", &[]),
    }
}

/// What the system would not do: the usual by name, what is rare in its own words.
pub(crate) fn io(messages: &Messages, error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    let kind = match error.kind() {
        Kind::NotFound => "not-found",
        Kind::PermissionDenied => "denied",
        Kind::ReadOnlyFilesystem => "read-only",
        Kind::StorageFull | Kind::QuotaExceeded => "full",
        Kind::FileTooLarge => "too-large",
        Kind::IsADirectory => "folder",
        Kind::NotADirectory => "no-folder",
        Kind::AlreadyExists => "there",
        Kind::ResourceBusy | Kind::ExecutableFileBusy | Kind::WouldBlock => "in-use",
        Kind::InvalidFilename => "name",
        Kind::UnexpectedEof => "short",
        Kind::TimedOut => "late",
        _ if error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error()) => "disk",
        _ if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => "loop",
        _ => "other",
    };
    messages.msg("io", &[("kind", text(kind)), ("why", text(error))])
}

/// Why a paper was not read.
pub(crate) fn unread(messages: &Messages, why: &Unread) -> String {
    match why {
        Unread::Io(error) => io(messages, error),
        Unread::NotAFile => messages.msg("unread-not-a-file", &[]),
        Unread::TooLong => messages.msg("unread-too-long", &[("kib", text(LONGEST >> 10))]),
        Unread::NotText => messages.msg("unread-not-text", &[]),
    }
}

/// What is wrong with a receipt, or with the proof in it.
pub(crate) fn receipt_fault(messages: &Messages, error: &ReceiptError) -> String {
    match error {
        ReceiptError::Proof(line) => messages.msg("receipt-proof", &[("line", text(line))]),
        ReceiptError::Checkpoint(error) => checkpoint_fault(messages, error),
        ReceiptError::Line(error) => messages.msg("receipt-line", &[("why", text(error))]),
    }
}

/// What is wrong with a request to a witness.
pub(crate) fn request_fault(messages: &Messages, error: &RequestError) -> String {
    match error {
        RequestError::Form(line) => messages.msg("request-form", &[("line", text(line))]),
        RequestError::Checkpoint(error) => checkpoint_fault(messages, error),
    }
}

/// Why a value could not be read, if its error is one of the core's.
pub(crate) fn reason(messages: &Messages, error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref::<NameError>() {
        return Some(match error {
            NameError::Form { kind, .. } => messages.get(&format!("name-{}", kind.word()), &[]),
            NameError::CheckCharacter { text: given } => {
                messages.msg("name-check-character", &[("text", text(given))])
            }
        });
    }
    if let Some(error) = error.downcast_ref::<AmountError>() {
        return Some(match error {
            AmountError::Unreadable(given) => {
                messages.msg("amount-unreadable", &[("text", text(given))])
            }
            AmountError::TooPrecise(given) => messages.msg(
                "amount-too-precise",
                &[("text", text(given)), ("decimals", text(MAX_DECIMALS))],
            ),
            AmountError::TooLarge(given) => messages
                .msg("amount-too-large", &[("text", text(given)), ("most", text(LIMIT - 1))]),
            AmountError::NotPositive(given) => {
                messages.msg("amount-not-positive", &[("text", text(given))])
            }
        });
    }
    if let Some(YuanError { text: given }) = error.downcast_ref::<YuanError>() {
        return Some(messages.msg("yuan-unreadable", &[("text", text(given))]));
    }
    if let Some(error) = error.downcast_ref::<CellError>() {
        return Some(match error {
            CellError::DateImpossible { .. }
            | CellError::DateShortYear { .. }
            | CellError::DateWithoutYear { .. } => messages.get(error.code(), &[]),
            _ => messages.msg("day-unreadable", &[]),
        });
    }
    if let Some(fault) = error.downcast_ref::<Fault>() {
        return messages.find(&format!("fault-{}.mend", fault.code()), &[]);
    }
    if let Some(DayError { form, .. }) = error.downcast_ref::<DayError>() {
        let id = if form.contains("offset") { "offset-unreadable" } else { "day-unreadable" };
        return Some(messages.get(id, &[]));
    }
    if error.is::<NothingLeft>() {
        return Some(messages.msg("correction-to-nothing", &[]));
    }
    if error.is::<NotRows>() {
        return Some(messages.msg("rows-unreadable", &[("most", text(MOST_ROWS))]));
    }
    if error.is::<NotALimit>() {
        return Some(messages.msg("limit-unreadable", &[]));
    }
    if let Some(error) = error.downcast_ref::<NoteError>() {
        return Some(note(messages, *error));
    }
    if error.is::<NotAMonth>() {
        return Some(messages.msg("month-unreadable", &[]));
    }
    if error.is::<NotAPeriod>() {
        return Some(messages.msg("period-unreadable", &[]));
    }
    if error.is::<NotDays>() {
        return Some(messages.msg("within-unreadable", &[]));
    }
    error.is::<KeyError>().then(|| messages.msg("key-unreadable", &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use ledger_core::ids::NameKind;

    #[test]
    fn caps_are_said_as_a_village_says_them() {
        let cases = [
            ("20 points/month", "20 points/month", "每月20分"),
            ("1 points/month", "1 point/month", "每月1分"),
            ("2 times/month", "2 times/month", "每月2次"),
            ("1 times/life", "1 time for life", "终身1次"),
            ("12 points/event", "12 points/entry", "每次12分"),
            ("1.5h/event", "1.5 h/entry", "每次1.5小时"),
            ("80m/day", "80 min/day", "每日80分钟"),
            ("200h/year", "200 h/year", "每年200小时"),
            ("3 households/month", "3 households of a group/month", "每组每月3户"),
            ("90 days late", "entered within 90 days", "须在90天内登记"),
            ("fund", "as far as the fund goes", "以基金为限"),
        ];
        for (canonical, en, zh) in cases {
            let parsed: Cap = canonical.parse().unwrap();
            assert_eq!(cap(&Messages::new(Lang::En), &parsed), en);
            assert_eq!(cap(&Messages::new(Lang::Zh), &parsed), zh);
        }
    }

    #[test]
    fn every_word_of_the_core_is_there_in_both_languages() {
        for lang in [Lang::En, Lang::Zh] {
            let m = Messages::new(lang);
            let mut said = Vec::new();
            said.extend(HolderKind::ALL.map(|kind| holder(&m, kind)));
            said.extend(RuleKind::ALL.map(|kind| rule_kind(&m, kind)));
            said.extend(
                [Role::Clerk, Role::Verifier, Role::Manager, Role::Auditor].map(|r| role(&m, r)),
            );
            said.extend([OfferKind::Goods, OfferKind::Service].map(|kind| offer_kind(&m, kind)));
            use CoverPolicy::{Off, Refuse, Warn};
            said.extend([Off, Warn, Refuse].map(|policy| cover(&m, policy)));
            said.extend([AppealOutcome::Paid, AppealOutcome::GivenBack].map(|o| outcome(&m, o)));
            use PrivateNumber::{BankCard, IdCard, Phone};
            said.extend([IdCard, Phone, BankCard].map(|number| private_number(&m, number)));
            said.extend([Step::Verify, Step::Panel].map(|s| step(&m, s)));
            use Outcome::{Corrected, Dismissed, Upheld, Withdrawn};
            said.extend([Upheld, Corrected, Dismissed, Withdrawn].map(|o| objection(&m, o)));
            let fields = [
                "distinct",
                "name",
                "title",
                "reason",
                "evidence",
                "note",
                "household number",
                "source",
                "purpose",
                "voucher",
            ];
            said.extend(fields.map(|name| field(&m, name)));
            let events = [
                "founded",
                "branch_chartered",
                "branch_opened",
                "operator_enrolled",
                "operator_retired",
                "rulebook_adopted",
                "account_opened",
                "account_closed",
                "account_frozen",
                "account_unfrozen",
                "brought_forward",
                "deposited",
                "deducted",
                "offer_listed",
                "offer_withdrawn",
                "redeemed",
                "transferred",
                "reversed",
                "claim_filed",
                "claim_verified",
                "claim_rejected",
                "notice_opened",
                "objection_raised",
                "objection_resolved",
                "notice_closed",
                "certificate_published",
                "certificate_issued",
                "certificate_withdrawn",
                "record_issued",
                "member_joined",
                "member_left",
                "divided",
                "fund_received",
                "fund_spent",
                "settled",
                "cover_set",
                "appeal_opened",
                "pledged",
                "pledge_returned",
                "appeal_closed",
                "expired",
                "sent",
                "received",
                "declined",
                "arrived",
                "sent_back",
                "clearing_netted",
                "clearing_settled",
                "offer_paused",
                "offer_resumed",
                "stock_changed",
                "reserved",
                "collected",
                "reservation_cancelled",
                "reservation_released",
                "returned",
                "branch_key_set",
            ];
            said.extend(events.map(|name| event(&m, name)));
            use NameKind as N;
            for kind in [
                N::Branch,
                N::Account,
                N::Operator,
                N::Request,
                N::Entry,
                N::Household,
                N::Currency,
                N::Rule,
                N::Offer,
                N::Hash,
                N::Origin,
                N::Appeal,
                N::Voucher,
                N::PickUpCode,
            ] {
                let error = NameError::Form { kind, text: "x".to_owned() };
                said.push(reason(&m, &error).unwrap());
            }
            for words in said {
                assert!(!words.is_empty() && !words.contains('{'), "{words}");
            }
        }
    }

    #[test]
    fn a_period_is_said_as_it_is_called() {
        let cases = [
            (Term::Month, 10, "10/2026", "2026年10月"),
            (Term::Quarter, 1, "Q1 2026", "2026年第一季度"),
            (Term::Quarter, 2, "Q2 2026", "2026年第二季度"),
            (Term::Quarter, 3, "Q3 2026", "2026年第三季度"),
            (Term::Quarter, 4, "Q4 2026", "2026年第四季度"),
            (Term::Year, 1, "2026", "2026年"),
        ];
        for (term, number, en, zh) in cases {
            let span = Span::new(term, 2026, number).unwrap();
            assert_eq!(period(&Messages::new(Lang::En), span), en);
            assert_eq!(period(&Messages::new(Lang::Zh), span), zh);
        }
    }

    #[test]
    fn a_span_is_said_in_its_largest_unit() {
        let en = Messages::new(Lang::En);
        let cases = [(1, "1 second"), (59, "59 seconds"), (3600, "1 hour"), (200_000, "2 days")];
        for (seconds, words) in cases {
            assert_eq!(span(&en, seconds), words);
        }
        assert_eq!(span(&Messages::new(Lang::Zh), 200_000), "2天");
    }
}
