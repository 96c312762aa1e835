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

use crate::day::{Day, Offset};
use crate::event::{Deed, Event};
use crate::ids::{CurrencyCode, EntryId};
use crate::line::Entry;
use crate::postings::{Side, movements};
use crate::rulebook::Rulebook;

/// How many decimals each currency has, in any rulebook there ever was.
#[derive(Debug, Clone, Default)]
pub struct Decimals(BTreeMap<CurrencyCode, u32>);

impl Decimals {
    /// Takes in the currencies of a rulebook.
    pub fn add(&mut self, rulebook: &Rulebook) {
        for currency in rulebook.currencies() {
            let most = self.0.entry(currency.code).or_default();
            *most = currency.decimals.max(*most);
        }
    }

    /// Writes what hledger is told of each currency; the beginning of a file.
    ///
    /// # Errors
    /// Where `out` says no.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for (currency, decimals) in &self.0 {
            let zeros = "0".repeat(*decimals as usize);
            writeln!(out, "commodity 1000.{zeros} {}", commodity(*currency))?;
        }
        Ok(())
    }
}

/// Writes an entry as a transaction; nothing where it moves no points.
///
/// # Errors
/// Where `out` says no.
pub fn transaction(entry: &Entry, offset: Offset, out: &mut dyn Write) -> io::Result<()> {
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
