//! The journal for hledger: a second opinion on every balance.
//!
//! ```text
//! commodity 1000. JF
//!
//! 2026-04-02=2026-03-19 (LC01:41) deposited H07  ; by:clerk01, req:imp1-…
//!     bank:LC01:issued               -5 JF
//!     holders:LC01:LC01-000123-Q      5 JF
//! ```
//!
//! One transaction for every entry that moves points; the day is the entry's
//! in the bank's offset, the second date that of the deed, the code the entry's
//! id. The postings are those of [`movements`], the same that the books follow,
//! but the sums are hledger's own.
//!
//! **Nothing a person typed goes in**: every word is a code of a checked form,
//! so no note or evidence can end a line, start a comment or pass for a
//! posting. Who wants those follows the code to the entry.

use std::collections::BTreeMap;
use std::io::{self, Write};

use ledger_core::day::{Day, Offset};
use ledger_core::event::{Deed, Event};
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, EntryId};
use ledger_core::ledger::{Ledger, Wanted};
use ledger_core::line::Entry;
use ledger_core::postings::{Side, movements};

use super::{ExportError, each_entry, is_wanted};

/// Writes the movements of branches as an hledger journal; with `only`, those
/// of that account.
///
/// # Errors
/// Where the storage fails, the journal is damaged, or `out` says no; part of
/// it may have been written then.
pub(crate) fn hledger(
    ledger: &Ledger,
    branches: &[BranchCode],
    only: Option<AccountNo>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let mut decimals: BTreeMap<CurrencyCode, u32> = BTreeMap::new();
    let mut offsets = Vec::with_capacity(branches.len());
    for &branch in branches {
        let (currencies, offset) = ledger.view(branch, Wanted::Nothing, |state| {
            let books = state.rulebooks().iter().flat_map(|book| book.rulebook.currencies());
            let currencies: Vec<_> = books.map(|c| (c.code, c.decimals)).collect();
            (currencies, state.offset())
        })?;
        offsets.push(offset);
        for (currency, more) in currencies {
            let most = decimals.entry(currency).or_default();
            *most = more.max(*most);
        }
    }
    for (currency, decimals) in &decimals {
        let zeros = "0".repeat(*decimals as usize);
        writeln!(out, "commodity 1000.{zeros} {}", commodity(*currency))?;
    }
    for (&branch, offset) in branches.iter().zip(offsets) {
        each_entry(ledger, branch, &mut |entry, _, _| {
            if is_wanted(&entry.event, only) { transaction(entry, offset, out) } else { Ok(()) }
        })?;
    }
    Ok(())
}

fn transaction(entry: &Entry, offset: Offset, out: &mut dyn Write) -> io::Result<()> {
    if movements(&entry.event).next().is_none() {
        return Ok(());
    }
    let id = EntryId { branch: entry.branch, seq: entry.seq };
    write!(out, "\n{}", entry.at.day(offset))?;
    if let Some(on) = day_of_deed(&entry.event) {
        write!(out, "={on}")?;
    }
    write!(out, " ({id}) {}", entry.event.name())?;
    match &entry.event {
        Event::Deposited(Deed { rule, .. }) | Event::Deducted(Deed { rule, .. }) => {
            write!(out, " {rule}")?;
        }
        Event::Redeemed { offer, .. } | Event::Reserved { offer, .. } => write!(out, " {offer}")?,
        Event::Collected { reservation, offer, .. }
        | Event::ReservationCancelled { reservation, offer, .. }
        | Event::ReservationReleased { reservation, offer, .. } => {
            write!(out, " {offer} {reservation}")?;
        }
        Event::Returned { entry, offer, .. } => write!(out, " {offer} {entry}")?,
        Event::Reversed { entry, .. } => write!(out, " {entry}")?,
        Event::Sent { to, .. } => write!(out, " {to}")?,
        Event::Received { sent, .. } | Event::SentBack { sent, .. } => write!(out, " {sent}")?,
        Event::ClearingSettled { netted, .. } => write!(out, " {netted}")?,
        Event::Pledged { appeal, .. }
        | Event::PledgeReturned { appeal, .. }
        | Event::AppealClosed { appeal, .. } => write!(out, " {appeal}")?,
        _ => {}
    }
    writeln!(out, "  ; by:{}, req:{}", entry.by, entry.req)?;
    for posting in movements(&entry.event).flat_map(|movement| movement.postings()) {
        let (amount, commodity) = (posting.amount, commodity(posting.currency));
        match posting.side {
            Side::Holder(account) => {
                let branch = account.branch();
                writeln!(out, "    holders:{branch}:{account}  {amount} {commodity}")?;
            }
            Side::System(system) => {
                let (branch, name) = (entry.branch, system.name());
                writeln!(out, "    bank:{branch}:{name}  {amount} {commodity}")?;
            }
        }
    }
    Ok(())
}

fn day_of_deed(event: &Event) -> Option<Day> {
    match event {
        Event::Deposited(deed) | Event::Deducted(deed) => Some(deed.on),
        Event::BroughtForward { as_of, .. } => Some(*as_of),
        _ => None,
    }
}

/// A currency's code; hledger wants it in quotes where it has a digit.
fn commodity(currency: CurrencyCode) -> String {
    let code = currency.as_str();
    if code.bytes().all(|b| b.is_ascii_alphabetic()) {
        code.to_owned()
    } else {
        format!("\"{code}\"")
    }
}
