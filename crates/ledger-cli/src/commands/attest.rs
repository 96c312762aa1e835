//! What papers about one holder share: who they are, who issued it, and the proof.
//!
//! A certificate and a lender's record are made from the entry that issued them, and so
//! can be printed again.

use ledger_core::ids::{AccountNo, BranchCode, EntryId};
use ledger_core::ledger::Wanted;
use ledger_core::rulebook::HolderKind;

use crate::app::App;
use crate::bank::Bank;
use crate::commands::receipt::{self, Standing};
use crate::error::CliError;
use crate::holder;
use crate::i18n::text;
use crate::page::Block;
use crate::qr::Qr;
use crate::seen;

/// The name of a holder, and the end of their ID number: in full, and traced, where who
/// prints it may see names; else what anybody may see.
pub(super) fn holder(
    app: &App,
    bank: &Bank<'_>,
    (account, kind): (AccountNo, HolderKind),
    command: &str,
) -> Result<(String, Option<String>), CliError> {
    let identity = bank.holder(account);
    let branch = account.branch();
    let reveal = identity.is_some() && seen::seer(bank, branch).is_ok();
    if reveal {
        seen::trace(app, bank, command, Some(account), [(branch, 1)])?;
    }
    let shown = holder::shown(identity.as_ref(), kind, reveal);
    let number = identity.as_ref().and_then(|known| known.id_number()).filter(|_| reveal);
    let number = number.map(|number| {
        let from = number.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
        format!("****{}", &number[from..])
    });
    Ok((shown.name.unwrap_or_else(|| account.to_string()), number))
}

/// Who issues it: the bank, where head office is at hand, and the village.
pub(super) fn issuer(bank: &Bank<'_>, branch: BranchCode) -> Result<String, CliError> {
    let name = |of: BranchCode| {
        bank.ask(bank.ledger().view(of, Wanted::Nothing, |state| {
            state.charter().map(|charter| charter.name.clone()).unwrap_or_default()
        }))
    };
    let village = name(branch)?;
    match bank.branches()?.contains(&BranchCode::HQ) {
        true => Ok(format!("{} · {village}", name(BranchCode::HQ)?)),
        false => Ok(village),
    }
}

/// The receipt of the entry that issued it as a code, or that there is none yet.
pub(super) fn proof(
    app: &App,
    bank: &Bank<'_>,
    entry: EntryId,
    how: String,
) -> Result<(Block, Standing), CliError> {
    let facts = [("entry", text(entry))];
    let line =
        bank.ask(bank.ledger().journal().line(entry.branch, entry.seq).map_err(Into::into))?;
    let proved = line.map(|line| receipt::proved(app, bank, entry, &line)).transpose()?.flatten();
    let Some((receipt, standing)) = proved else {
        let words = app.msg("certificate-recorded", &facts);
        return Ok((Block::Small(words), Standing::Recorded));
    };
    let Some(code) = Qr::of(receipt.to_string().as_bytes()) else {
        return Ok((Block::Small(app.msg("page-code-too-long", &facts)), standing));
    };
    let about = match standing {
        Standing::Witnessed => app.msg("page-witnessed", &facts),
        Standing::Checkpointed | Standing::Recorded => app.msg("page-checkpointed", &facts),
    };
    Ok((Block::Code { code: code.drawing(about.clone()), about: vec![about, how] }, standing))
}
