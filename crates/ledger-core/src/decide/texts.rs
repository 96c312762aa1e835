//! What may be written with an entry: not too long, visible, nobody's number.

use crate::command::{Command, Sending};
use crate::privacy;
use crate::refusal::Refusal;

/// The longest note, reason or evidence, in characters.
pub const MAX_TEXT: usize = 200;
/// The longest name or title, in characters.
pub const MAX_NAME: usize = 60;

/// The most files, or witnesses, that one deed may name.
pub const MAX_NAMED: usize = 16;

/// What a clerk typed freely: the field's name, the text, and whether it has to be there.
type Typed<'c> = (&'static str, &'c str, bool);

/// Every text of a command.
fn texts(command: &Command) -> Vec<Typed<'_>> {
    match command {
        Command::Found { name, .. }
        | Command::CharterBranch { name, .. }
        | Command::OpenBranch { name, .. } => vec![("name", name, true)],
        Command::RetireOperator { reason, .. }
        | Command::CloseAccount { reason, .. }
        | Command::FreezeAccount { reason, .. }
        | Command::UnfreezeAccount { reason, .. }
        | Command::WithdrawOffer { reason, .. }
        | Command::Reverse { reason, .. }
        | Command::RejectClaim { reason, .. }
        | Command::RaiseObjection { reason, .. }
        | Command::ResolveObjection { reason, .. }
        | Command::LeaveHousehold { reason, .. }
        | Command::Divide { reason, .. }
        | Command::Decline { reason, .. }
        | Command::PauseOffer { reason, .. }
        | Command::ChangeStock { reason, .. }
        | Command::CancelReservation { reason, .. }
        | Command::Return { reason, .. }
        | Command::SetBranchKey { reason, .. }
        | Command::WithdrawCertificate { reason, .. } => vec![("reason", reason, true)],
        Command::IssueRecord { lender, .. } => vec![("lender", lender, true)],
        Command::IssueCertificate { contact, .. } => vec![("contact", contact, true)],
        Command::BringForward { evidence, note, .. } => {
            vec![("evidence", evidence, false), ("note", note, false)]
        }
        Command::Deposit(deed) | Command::Deduct(deed) | Command::FileClaim(deed) => {
            vec![("evidence", deed.evidence.as_str(), false), ("note", deed.note.as_str(), false)]
        }
        Command::ListOffer { title, .. } => vec![("title", title, true)],
        Command::ReceiveFund { source, voucher, .. } => {
            vec![("source", source, true), ("voucher", voucher.as_str(), true)]
        }
        Command::SpendFund { purpose, voucher, .. } => {
            vec![("purpose", purpose, true), ("voucher", voucher.as_str(), true)]
        }
        Command::Settle { voucher, note, .. } => {
            vec![("voucher", voucher.as_str(), true), ("note", note, false)]
        }
        Command::OpenAppeal { title, .. } => vec![("title", title, true)],
        Command::JoinHousehold { .. }
        | Command::Expire { .. }
        | Command::SetCover { .. }
        | Command::Pledge { .. }
        | Command::ReturnPledge { .. }
        | Command::CloseAppeal { .. }
        | Command::ResumeOffer { .. }
        | Command::Collect { .. }
        | Command::ReleaseReservation { .. } => Vec::new(),
        Command::VerifyClaim { note, distinct: Some(distinct), .. } => {
            vec![("note", note, false), ("distinct", distinct, true)]
        }
        Command::VerifyClaim { note, distinct: None, .. } => vec![("note", note, false)],
        Command::Redeem { note, .. }
        | Command::Transfer { note, .. }
        | Command::Reserve { note, .. }
        | Command::Send(Sending { note, .. }) => vec![("note", note, false)],
        Command::EnrolOperator { .. }
        | Command::AdoptRulebook { .. }
        | Command::OpenAccount { .. }
        | Command::PostClaim { .. }
        | Command::OpenNotice { .. }
        | Command::CloseNotice { .. }
        | Command::PublishCertificate { .. }
        | Command::Receive(_)
        | Command::NoteArrival { .. }
        | Command::SendBack { .. }
        | Command::NetClearing { .. }
        | Command::SettleClearing { .. } => Vec::new(),
    }
}

impl Command {
    /// What of it was typed freely and stands in the journal for ever: the field's name,
    /// and the text.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        texts(self).into_iter().map(|(field, text, _)| (field, text))
    }
}

/// Checks every text of a command.
pub(super) fn check(command: &Command) -> Result<(), Refusal> {
    for (field, text, needed) in texts(command) {
        let limit = if matches!(field, "name" | "title") { MAX_NAME } else { MAX_TEXT };
        // No text has more characters than bytes.
        let length = if text.len() > limit { text.chars().count() } else { 0 };
        if length > limit {
            return Err(Refusal::TextTooLong { field, length, limit });
        }
        if text.chars().any(is_unfit) {
            return Err(Refusal::TextControl { field });
        }
        private(field, text)?;
        if needed && text.trim().is_empty() {
            return Err(Refusal::TextMissing { field });
        }
    }
    if let Some(deed) = command.deed() {
        // So that whatever comes of it fits into a line.
        let lists = [("files", deed.digests.len()), ("witnesses", deed.witnesses.len())];
        for (field, given) in lists {
            if given > MAX_NAMED {
                return Err(Refusal::TooMany { field, given, most: MAX_NAMED });
            }
        }
    }
    Ok(())
}

/// Characters that are not seen, or that turn what is seen around.
fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Refuses a text with a private number in it: the journal never forgets.
pub(super) fn private(field: &'static str, text: &str) -> Result<(), Refusal> {
    privacy::find(text).map_or(Ok(()), |number| Err(Refusal::TextPrivate { field, number }))
}
