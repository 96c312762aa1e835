//! What is said of an account on paper, at its holder's asking: certificates, published
//! and issued when that has stood, and records for lenders.

use super::{account_that, not_after};
use crate::certificate::{self, Certificate, End, NOTICE_DAYS, Says, Served};
use crate::command::Resolution;
use crate::day::Day;
use crate::event::Event;
use crate::ids::{AccountNo, EntryId, OperatorId};
use crate::line::Entry;
use crate::record;
use crate::refusal::Refusal;
use crate::rulebook::HolderKind;
use crate::state::{Account, State};

pub(super) fn publish(
    state: &State,
    account: AccountNo,
    (from, to): (Day, Day),
    today: Day,
) -> Result<Event, Refusal> {
    let found = anybody(state, account)?;
    if found.kind != HolderKind::Person {
        return Err(Refusal::NotAVolunteer { account, kind: found.kind });
    }
    not_after(to, today)?;
    if from > to {
        return Err(Refusal::PeriodBackwards { from, to });
    }
    let id = |open: &Certificate| EntryId { branch: account.branch(), seq: open.seq };
    let open = found.certificates.iter().filter(|certificate| certificate.is_open());
    // An objection is not walked around by asking for a day more.
    let sharing = |open: &&Certificate| open.says.from <= to && from <= open.says.to;
    for open in open.clone().filter(sharing) {
        not_objected(id(open), open)?;
    }
    let same = open.clone().find(|open| (open.says.from, open.says.to) == (from, to));
    if let Some(certificate) = same.map(id) {
        return Err(Refusal::CertificateAsked { certificate });
    }
    let (served, says) = now(state, account, (from, to))?;
    if says.deeds == 0 {
        return Err(Refusal::NothingServed { account, from, to });
    }
    let until = today.plus_days(notice_days(state, &served, today));
    let Says { minutes, deeds, .. } = says;
    Ok(Event::CertificatePublished { account, from, to, minutes, deeds, until })
}

/// As many days as the rules of the deeds want a notice to stand, and never fewer than
/// what the ministry asks.
fn notice_days(state: &State, served: &[Served], today: Day) -> u32 {
    let book = state.rulebook_on(today).map(|adopted| &adopted.rulebook);
    let rules = served.iter().filter_map(|served| book?.rule(served.deed.rule));
    rules.map(|rule| rule.review.notice_days).fold(NOTICE_DAYS, u32::max)
}

pub(super) fn issue(
    state: &State,
    (id, account): (EntryId, AccountNo),
    contact: String,
    today: Day,
) -> Result<Event, Refusal> {
    let asked = open(state, id, account)?;
    not_objected(id, asked)?;
    if today <= asked.until {
        let from = asked.issued_from();
        return Err(Refusal::CertificateStands { certificate: id, from, today });
    }
    let Says { from, to, minutes, deeds } = asked.says;
    let (_, says) = now(state, account, (from, to))?;
    if says != asked.says {
        return Err(Refusal::ServiceChanged {
            certificate: id,
            published: minutes,
            now: says.minutes,
        });
    }
    Ok(Event::CertificateIssued { certificate: id, account, from, to, minutes, deeds, contact })
}

pub(super) fn withdraw(
    state: &State,
    (id, account): (EntryId, AccountNo),
    reason: String,
) -> Result<Event, Refusal> {
    // Published anew, it would come out without what was said against it ever resolved.
    not_objected(id, open(state, id, account)?)?;
    Ok(Event::CertificateWithdrawn { certificate: id, account, reason })
}

/// How an account stands, whether it moves or not.
pub(super) fn record(
    state: &State,
    account: AccountNo,
    requested: Day,
    lender: String,
    today: Day,
) -> Result<Event, Refusal> {
    let found = anybody(state, account)?;
    if !matches!(found.kind, HolderKind::Household | HolderKind::Person) {
        return Err(Refusal::NoRecord { account, kind: found.kind });
    }
    not_after(requested, today)?;
    let kept = record::kept((account, found), trail(state, account), today);
    let kept = kept.ok_or(Refusal::OutOfBounds { account })?;
    let reservations = u32::try_from(found.reservations.len()).unwrap_or(u32::MAX);
    let status = found.status;
    Ok(Event::RecordIssued { account, requested, lender, status, kept, reservations })
}

/// All entries of an account, as they were read for the command.
fn trail(state: &State, account: AccountNo) -> &[Entry] {
    state.trails.get(&account.serial()).map(Vec::as_slice).unwrap_or_default()
}

/// Whether an objection is to a certificate, and not to a claim.
pub(super) fn is_one(state: &State, id: EntryId, account: AccountNo) -> bool {
    let here = id.branch == state.branch();
    here && state.account(account).is_some_and(|found| found.certificate(id.seq).is_some())
}

/// An objection to what is published.
pub(super) fn object(
    state: &State,
    (id, account): (EntryId, AccountNo),
    reason: String,
    deadline: Day,
    today: Day,
) -> Result<Event, Refusal> {
    anybody(state, account)?;
    if deadline < today {
        return Err(Refusal::PastDay { until: deadline, today });
    }
    not_objected(id, open(state, id, account)?)?;
    Ok(Event::ObjectionRaised { claim: id, account, reason, deadline })
}

/// How an objection to it ends: by somebody else than who published it, and not of the
/// family. Its hours are what the deeds say, and are not corrected here.
pub(super) fn resolve(
    state: &State,
    (id, account): (EntryId, AccountNo),
    resolution: Resolution,
    reason: String,
    by: &OperatorId,
) -> Result<Event, Refusal> {
    let asked = open(state, id, account)?;
    if asked.by == *by {
        return Err(Refusal::FiledByThem { claim: id, operator: by.clone() });
    }
    if state.is_of_family(by, account) {
        return Err(Refusal::OwnClaim { claim: id, account, operator: by.clone() });
    }
    if asked.objection.is_none() {
        return Err(Refusal::NotObjected { claim: id });
    }
    if matches!(resolution, Resolution::Corrected(_)) {
        return Err(Refusal::ServiceNotCorrected { certificate: id });
    }
    let (outcome, qty, points, computed) = (resolution.outcome(), None, None, None);
    Ok(Event::ObjectionResolved { claim: id, account, outcome, reason, qty, points, computed })
}

/// An account, whether it moves or not: what somebody did stays done.
fn anybody(state: &State, account: AccountNo) -> Result<&Account, Refusal> {
    account_that(state, account, |_| true)
}

/// A certificate that is neither issued nor withdrawn.
fn open(state: &State, id: EntryId, account: AccountNo) -> Result<&Certificate, Refusal> {
    let found = anybody(state, account)?;
    let here = id.branch == state.branch();
    let asked = found.certificate(id.seq).filter(|_| here);
    let asked = asked.ok_or(Refusal::UnknownCertificate { certificate: id, account })?;
    let by = |seq| EntryId { branch: id.branch, seq };
    match asked.end {
        None => Ok(asked),
        Some(End::Issued(seq)) => Err(Refusal::CertificateIssued { certificate: id, by: by(seq) }),
        Some(End::Withdrawn(seq)) => {
            Err(Refusal::CertificateWithdrawn { certificate: id, by: by(seq) })
        }
    }
}

fn not_objected(id: EntryId, asked: &Certificate) -> Result<(), Refusal> {
    let Some(objection) = asked.objection else { return Ok(()) };
    let by = EntryId { branch: id.branch, seq: objection.seq };
    Err(Refusal::Objected { claim: id, by, deadline: objection.deadline })
}

/// The deeds of a span as they stand now, and what they come to.
fn now(
    state: &State,
    account: AccountNo,
    (from, to): (Day, Day),
) -> Result<(Vec<Served>, Says), Refusal> {
    let served = certificate::served(state, account, from..=to, trail(state, account));
    let says = certificate::says(from..=to, &served);
    says.map(|says| (served, says)).ok_or(Refusal::OutOfBounds { account })
}
