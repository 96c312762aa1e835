//! Where a claim stands, and what has become of it: what `claim` and `notice`
//! both show.
//!
//! An open claim is read from its account, a finished one from the entries that
//! name it; nothing else remembers it.

use ledger_core::claim::Claim;
use ledger_core::day::Day;
use ledger_core::event::{Deed, Event, Outcome, Step};
use ledger_core::ids::{AccountNo, BranchCode, EntryId};
use ledger_core::line::Entry;
use ledger_core::refusal::Refusal;
use ledger_core::state::Status;
use serde::Serialize;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::error::CliError;
use crate::i18n::{count, text};
use crate::refusal::in_branch;
use crate::words;

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum Standing {
    /// A step of its review is next.
    Review { step: Step, left: usize },
    /// It waits to be hung out.
    ForNotice,
    /// It hangs out, or hung and was not paid yet.
    OnNotice { notice: EntryId, until: Day },
    /// An objection stops it; overdue once its last day has gone by.
    Objected { objection: EntryId, deadline: Day, overdue: bool },
    /// It can be paid.
    ToPay,
    /// It could be paid, were its account not frozen.
    Frozen,
    /// It was paid.
    Paid { entry: EntryId },
    /// It was turned down.
    Rejected { entry: EntryId },
    /// An objection to it was upheld.
    Struck { entry: EntryId },
}

impl Standing {
    /// Where an open claim stands on a day.
    pub(crate) fn of(claim: &Claim, branch: BranchCode, today: Day) -> Self {
        let id = |seq| EntryId { branch, seq };
        match (claim.next(), claim.objection, claim.hung) {
            (Some(step), ..) => Self::Review { step, left: claim.left() },
            (None, Some(raised), _) => {
                let (deadline, overdue) = (raised.deadline, raised.deadline < today);
                Self::Objected { objection: id(raised.seq), deadline, overdue }
            }
            (None, None, _) if claim.is_ripe(today) => Self::ToPay,
            (None, None, Some(hung)) => {
                Self::OnNotice { notice: id(hung.notice), until: hung.until }
            }
            (None, None, None) => Self::ForNotice,
        }
    }

    /// The same, of an account in this state: nothing comes to a frozen one.
    pub(crate) fn with(self, status: Status) -> Self {
        match (self, status) {
            (Self::ToPay, Status::Frozen) => Self::Frozen,
            (other, _) => other,
        }
    }

    /// What became of a claim that is open no longer, by the entries that name it.
    pub(crate) fn of_finished(entries: &[Entry]) -> Option<Self> {
        entries.iter().rev().find_map(|entry| {
            let id = EntryId { branch: entry.branch, seq: entry.seq };
            match entry.event {
                Event::Deposited(_) => Some(Self::Paid { entry: id }),
                Event::ClaimRejected { .. } => Some(Self::Rejected { entry: id }),
                Event::ObjectionResolved { outcome: Outcome::Upheld, .. } => {
                    Some(Self::Struck { entry: id })
                }
                _ => None,
            }
        })
    }

    /// In words.
    pub(crate) fn words(&self, app: &App) -> String {
        match self {
            Self::Review { step, left } => {
                let step = text(words::step(&app.messages, *step));
                app.msg("claim-in-review", &[("step", step), ("left", count(*left))])
            }
            Self::ForNotice => app.msg("claim-for-notice", &[]),
            Self::OnNotice { notice, until } => {
                let facts = [("notice", text(notice)), ("until", text(until))];
                app.msg("claim-on-notice", &facts)
            }
            Self::Objected { objection, deadline, overdue } => {
                let facts = [("objection", text(objection)), ("deadline", text(deadline))];
                app.msg(if *overdue { "claim-overdue" } else { "claim-objected" }, &facts)
            }
            Self::ToPay => app.msg("claim-to-pay", &[]),
            Self::Frozen => app.msg("claim-frozen", &[]),
            Self::Paid { entry } => app.msg("claim-paid", &[("entry", text(entry))]),
            Self::Rejected { entry } => app.msg("claim-rejected", &[("entry", text(entry))]),
            Self::Struck { entry } => app.msg("claim-struck", &[("entry", text(entry))]),
        }
    }
}

/// The entry that filed a claim, and the deed it is for.
pub(crate) fn filed(app: &App, bank: &Bank<'_>, claim: EntryId) -> Result<(Entry, Deed), CliError> {
    let found = bank.ask(bank.ledger().entry(claim))?;
    let Some(entry) = found else {
        return Err(across::refused(app, &Refusal::UnknownEntry { entry: claim }));
    };
    match &entry.event {
        Event::ClaimFiled(deed) => {
            let deed = deed.clone();
            Ok((entry, deed))
        }
        _ => {
            let branch = in_branch(bank.named(claim.branch));
            let facts = [("claim", text(claim)), ("in", text(branch))];
            Err(CliError::refused("not-a-claim", app.msg("not-a-claim", &facts))
                .hint(app.msg("not-a-claim.hint", &facts)))
        }
    }
}

/// The account of what can be objected to: of a claim, or of a published certificate.
pub(crate) fn objected_to(
    app: &App,
    bank: &Bank<'_>,
    id: EntryId,
) -> Result<(AccountNo, bool), CliError> {
    let found = bank.ask(bank.ledger().entry(id))?;
    match found.map(|entry| entry.event) {
        Some(Event::CertificatePublished { account, .. }) => Ok((account, true)),
        _ => filed(app, bank, id).map(|(_, deed)| (deed.account, false)),
    }
}

/// A claim of an account, if it is open, and where it stands on a day.
pub(crate) fn open(
    bank: &Bank<'_>,
    claim: EntryId,
    account: AccountNo,
    today: Day,
) -> Result<Option<(Claim, Standing)>, CliError> {
    let found = bank.ask(bank.ledger().account(account))?;
    Ok(found.and_then(|account| {
        let open = account.claim(claim.seq)?;
        let standing = Standing::of(open, claim.branch, today).with(account.status);
        Some((open.clone(), standing))
    }))
}

/// The entries of an account that name a claim, oldest first.
pub(crate) fn history(
    bank: &Bank<'_>,
    claim: EntryId,
    account: AccountNo,
) -> Result<Vec<Entry>, CliError> {
    let mut entries = bank.ask(bank.ledger().statement(account, usize::MAX))?;
    entries.retain(|entry| names(&entry.event) == Some(claim));
    Ok(entries)
}

/// The claim that an entry is about.
pub(crate) fn names(event: &Event) -> Option<EntryId> {
    match event {
        Event::ClaimVerified { claim, .. }
        | Event::ClaimRejected { claim, .. }
        | Event::ObjectionRaised { claim, .. }
        | Event::ObjectionResolved { claim, .. } => Some(*claim),
        Event::Deposited(deed) => deed.claim,
        _ => None,
    }
}

/// What is said of an entry about a claim besides its kind: the minutes, the reason, the outcome.
pub(crate) fn said(app: &App, event: &Event) -> String {
    let words = match event {
        Event::ClaimVerified { step, note, distinct, .. } => {
            let distinct = distinct.as_ref();
            let distinct = distinct.map(|why| app.msg("claim-distinct", &[("why", text(why))]));
            vec![words::step(&app.messages, *step), note.clone(), distinct.unwrap_or_default()]
        }
        Event::ClaimRejected { reason, .. } => vec![reason.clone()],
        Event::ObjectionRaised { reason, deadline, .. } => {
            let facts = [("reason", text(reason)), ("deadline", text(deadline))];
            vec![app.msg("claim-deadline", &facts)]
        }
        Event::ObjectionResolved { outcome, reason, qty, points, .. } => {
            let corrected = qty.zip(*points).map(|(qty, points)| {
                let points = words::points(&app.messages, points);
                format!("×{qty} {points}")
            });
            let outcome = words::objection(&app.messages, *outcome);
            vec![outcome, corrected.unwrap_or_default(), reason.clone()]
        }
        Event::Deposited(deed) => vec![words::points(&app.messages, deed.points)],
        _ => Vec::new(),
    };
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A request key that is the same whenever the same thing is asked.
pub(crate) fn request(
    word: &str,
    about: EntryId,
) -> Result<ledger_core::ids::RequestKey, CliError> {
    let key = format!("{word}:{}", about.seq);
    key.parse()
        .map_err(|e: ledger_core::ids::NameError| CliError::internal("request", e.to_string()))
}
