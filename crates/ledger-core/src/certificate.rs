//! Volunteer service certificates (志愿服务记录证明): what somebody did without pay in a
//! span of days, published before it is said for good.
//!
//! The Ministry of Civil Affairs' measures (《志愿服务记录与证明出具办法（试行）》) have a
//! certificate issued when the volunteer asks for it, and what it will say made public
//! for no fewer than seven days before. So there are two entries: one publishes account,
//! span, hours and number of deeds, and one issues the certificate, once that has stood,
//! if the same is still so. A certificate is kept with its account, for good.
//!
//! The hours are those of [`crate::summary`]: of deeds under rules by the hour that were
//! credited and not reversed, by the day of the deed. They are the volunteer's own: of a
//! deed that pays a household, theirs who did it. Nothing of it is kept up as deeds come;
//! it is read off the account's entries whenever it is asked ([`served`]).

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::claim::Objection;
use crate::day::Day;
use crate::event::{Deed, Event};
use crate::ids::{AccountNo, OperatorId};
use crate::line::Entry;
use crate::points::Amount;
use crate::rulebook::Measure;
use crate::state::{Account, State};

/// The fewest days that what a certificate will say is public, by the ministry's measures.
/// The rules of the deeds may ask for more, and never for fewer.
pub const NOTICE_DAYS: u32 = 7;

/// A certificate that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The entry that published it.
    pub seq: u64,
    /// Who published it.
    pub by: OperatorId,
    /// What it says.
    pub says: Says,
    /// The last day that stands for everybody to see.
    pub until: Day,
    /// The objection that stops it.
    pub objection: Option<Objection>,
    /// What became of it.
    pub end: Option<End>,
}

/// What a certificate says of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Says {
    /// The first day of the span.
    pub from: Day,
    /// Its last day.
    pub to: Day,
    /// Minutes of the deeds in it.
    pub minutes: Amount,
    /// How many deeds they are.
    pub deeds: u32,
}

/// How a certificate that was asked for ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// It was issued by that entry.
    Issued(u64),
    /// It was withdrawn, or an objection to it was right, by that entry.
    Withdrawn(u64),
}

/// A deed that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The entry that credited it.
    pub seq: u64,
    /// The deed.
    pub deed: Deed,
}

impl Certificate {
    /// It is neither issued nor withdrawn.
    pub fn is_open(&self) -> bool {
        self.end.is_none()
    }

    /// The first day it can be issued.
    pub fn issued_from(&self) -> Day {
        self.until.plus_days(1)
    }
}

impl Account {
    /// The certificate that an entry published.
    pub fn certificate(&self, seq: u64) -> Option<&Certificate> {
        self.certificates.iter().find(|certificate| certificate.seq == seq)
    }
}

/// The volunteer's deeds by the hour of a span that stand, in the order of their days:
/// read off all the entries of their account, in order.
pub fn served<'e>(
    state: &State,
    account: AccountNo,
    span: RangeInclusive<Day>,
    entries: impl IntoIterator<Item = &'e Entry>,
) -> Vec<Served> {
    let mut standing: Vec<Served> = Vec::new();
    for entry in entries {
        match &entry.event {
            Event::Deposited(deed)
                if deed.done_by.unwrap_or(deed.account) == account
                    && span.contains(&deed.on)
                    && is_by_the_hour(state, deed) =>
            {
                standing.push(Served { seq: entry.seq, deed: deed.clone() });
            }
            Event::Reversed { entry: undone, .. } => standing.retain(|s| s.seq != undone.seq),
            _ => {}
        }
    }
    standing.sort_by_key(|served| (served.deed.on, served.seq));
    standing
}

fn is_by_the_hour(state: &State, deed: &Deed) -> bool {
    state.rule_of(deed).is_some_and(|rule| rule.measure() == Measure::Hours)
}

/// What a certificate says of these deeds; `None` where the sum is beyond all bounds.
pub fn says(span: RangeInclusive<Day>, served: &[Served]) -> Option<Says> {
    let minutes = served
        .iter()
        .try_fold(Amount::ZERO, |sum, served| sum.checked_add(served.deed.qty.as_minutes()))?;
    let deeds = u32::try_from(served.len()).ok()?;
    Some(Says { from: *span.start(), to: *span.end(), minutes, deeds })
}
