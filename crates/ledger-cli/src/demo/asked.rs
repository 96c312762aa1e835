//! What a village of the demo says on paper, as the holders asked: a volunteer's
//! certificate, and a household's record for a lender.
//!
//! ```text
//! 2nd             a member of a household gets an account of their own
//! 4th to 13th     four visits, by the hour
//! 15th            the certificate they asked for is made public
//! last            it has stood and is issued; a household's record is given
//! ```
//!
//! Deliberately absent: the papers themselves. They are printed from these entries,
//! as often as anybody likes.

use ledger_core::command::{Command, DeedCommand};
use ledger_core::day::Offset;
use ledger_core::event::Event;
use ledger_core::ids::{AccountNo, BranchCode, EntryId};
use ledger_core::ledger::Done;
use ledger_core::points::Qty;
use ledger_core::rulebook::HolderKind;
use ledger_core::vault::Identity;

use super::papers::{Household, VILLAGES};
use super::procedure::Act;
use super::{APPROVER, Stage, named, unmade};
use crate::error::CliError;

/// Which of the villages it is: the one whose rules are by the hour.
pub(super) const VILLAGE: usize = 1;
/// On which days the volunteer went, and for how many minutes.
const VISITS: [(u8, u32); 4] = [(4, 120), (6, 90), (10, 150), (13, 90)];
/// The day on which what the certificate will say goes onto the wall.
const PUBLIC: u8 = 15;
/// Who wants to see the record.
const LENDER: &str = "云岭农商银行";

/// What was done, and the papers that came of it.
pub(crate) struct Asked {
    /// The village's branch.
    pub(crate) branch: BranchCode,
    /// Its name.
    pub(crate) name: &'static str,
    /// Its clerk.
    pub(crate) clerk: &'static str,
    /// What happened, in order of the days.
    pub(crate) acts: Vec<Act>,
    /// The entry that issued the certificate.
    pub(crate) certificate: EntryId,
    /// The record's entry.
    pub(crate) record: EntryId,
}

/// A volunteer whose certificate is on the wall.
pub(super) struct Volunteer {
    branch: BranchCode,
    account: AccountNo,
    household: (String, AccountNo),
    certificate: EntryId,
    acts: Vec<Act>,
}

impl Stage<'_> {
    /// The month of the volunteer, up to what is made public of it.
    pub(super) fn volunteer(
        &self,
        branch: BranchCode,
        households: &[Household],
    ) -> Result<Volunteer, CliError> {
        let clerk = VILLAGES[VILLAGE].clerk;
        let number = households.first().ok_or_else(unmade)?.number.clone();
        let household = self.account(branch, &number)?;
        let open = Command::OpenAccount { kind: HolderKind::Person, household: None };
        let opened = self.order(branch, clerk, self.at(2, 9, 0)?, [open])?;
        let [account, ..] = opened.first().ok_or_else(unmade)?.event.accounts();
        let account = account.ok_or_else(unmade)?;
        self.bank.keep_identities(branch, &[(account, Identity::named("沈巧云").ok())])?;
        let join = Command::JoinHousehold { account, household };
        self.order(branch, clerk, self.at(2, 9, 10)?, [join])?;

        let mut served = Vec::new();
        for (at, (day, minutes)) in (1..).zip(VISITS) {
            let (when, qty) = (self.at(day, 17, 0)?, Qty::Minutes(minutes));
            let deed = DeedCommand {
                evidence: format!("签到签出-{at:02}"),
                approver: Some(named(APPROVER)?),
                ..DeedCommand::new(account, named("F01")?, qty, when.day(Offset::CHINA))
            };
            served.extend(self.order(branch, clerk, when, [Command::Deposit(deed)])?);
        }
        let (from, at) = (self.at(1, 0, 0)?, self.at(PUBLIC, 9, 0)?);
        let to = self.at(PUBLIC - 1, 0, 0)?;
        let (from, to) = (from.day(Offset::CHINA), to.day(Offset::CHINA));
        let publish = Command::PublishCertificate { account, from, to };
        let published = self.order(branch, clerk, at, [publish])?;
        let published = published.first().ok_or_else(unmade)?;
        let Event::CertificatePublished { minutes, until, .. } = &published.event else {
            return Err(unmade());
        };
        let last = self.at(VISITS[VISITS.len() - 1].0, 17, 0)?;
        let acts = vec![
            Act::of(last, "served-hours", &served)
                .fact("who", account)
                .fact("n", served.len())
                .fact("minutes", minutes),
            Act::of(at, "certificate-public", [published]).fact("until", until),
        ];
        let household = (number, household);
        Ok(Volunteer { branch, account, household, certificate: published.entry, acts })
    }

    /// The last day: the certificate has stood, and a household goes to a lender.
    pub(super) fn on_paper(&self, volunteer: Volunteer) -> Result<Asked, CliError> {
        let village = &VILLAGES[VILLAGE];
        let Volunteer { branch, account, household, certificate, mut acts } = volunteer;
        let clerk = village.clerk;
        let one = |at, command| -> Result<Done, CliError> {
            self.order(branch, clerk, at, [command])?.pop().ok_or_else(unmade)
        };
        let at = self.at(self.last(), 17, 15)?;
        let contact = format!("{}文明银行柜台", village.name);
        let issued = one(at, Command::IssueCertificate { certificate, account, contact })?;
        acts.push(Act::of(at, "certificate-issued", [&issued]).fact("certificate", certificate));

        let (number, account) = household;
        let requested = self.at(self.last() - 1, 10, 0)?.day(Offset::CHINA);
        let (at, lender) = (self.at(self.last(), 17, 20)?, LENDER.to_owned());
        let record = one(at, Command::IssueRecord { account, requested, lender })?;
        let act = Act::of(at, "record-given", [&record])
            .fact("who", number)
            .fact("requested", requested)
            .fact("lender", LENDER);
        acts.push(act);
        let (certificate, record) = (issued.entry, record.entry);
        Ok(Asked { branch, name: village.name, clerk, acts, certificate, record })
    }
}
