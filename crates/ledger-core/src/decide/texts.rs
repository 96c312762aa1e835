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

/// Checks every text of a command.
pub(super) fn check(command: &Command) -> Result<(), Refusal> {
    let texts: &[(&'static str, &str, bool)] = match command {
        Command::Found { name, .. }
        | Command::CharterBranch { name, .. }
        | Command::OpenBranch { name, .. } => &[("name", name, true)],
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
        | Command::WithdrawCertificate { reason, .. } => &[("reason", reason, true)],
        Command::IssueRecord { lender, .. } => &[("lender", lender, true)],
        Command::IssueCertificate { contact, .. } => &[("contact", contact, true)],
        Command::BringForward { evidence, note, .. } => {
            &[("evidence", evidence, false), ("note", note, false)]
        }
        Command::Deposit(deed) | Command::Deduct(deed) | Command::FileClaim(deed) => {
            &[("evidence", &deed.evidence, false), ("note", &deed.note, false)]
        }
        Command::ListOffer { title, .. } => &[("title", title, true)],
        Command::ReceiveFund { source, voucher, .. } => {
            &[("source", source, true), ("voucher", voucher.as_str(), true)]
        }
        Command::SpendFund { purpose, voucher, .. } => {
            &[("purpose", purpose, true), ("voucher", voucher.as_str(), true)]
        }
        Command::Settle { voucher, note, .. } => {
            &[("voucher", voucher.as_str(), true), ("note", note, false)]
        }
        Command::OpenAppeal { title, .. } => &[("title", title, true)],
        Command::JoinHousehold { .. }
        | Command::Expire { .. }
        | Command::SetCover { .. }
        | Command::Pledge { .. }
        | Command::ReturnPledge { .. }
        | Command::CloseAppeal { .. }
        | Command::ResumeOffer { .. }
        | Command::Collect { .. }
        | Command::ReleaseReservation { .. } => &[],
        Command::VerifyClaim { note, distinct: Some(distinct), .. } => {
            &[("note", note, false), ("distinct", distinct, true)]
        }
        Command::VerifyClaim { note, distinct: None, .. } => &[("note", note, false)],
        Command::Redeem { note, .. }
        | Command::Transfer { note, .. }
        | Command::Reserve { note, .. }
        | Command::Send(Sending { note, .. }) => &[("note", note, false)],
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
        | Command::SettleClearing { .. } => &[],
    };
    for &(field, text, needed) in texts {
        let limit = if matches!(field, "name" | "title") { MAX_NAME } else { MAX_TEXT };
        let length = text.chars().count();
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
