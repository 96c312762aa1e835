//! The accounts of a branch, with what each holds: one row an account.
//!
//! ```text
//! account  household  kind  status  opened  [name]  balance JF  balance SJ …
//! ```
//!
//! There is a column for every currency any account ever held. The headings
//! 户号 and 账号 are ones that an import reads, so the sheet can serve as the
//! form for next month's deeds.

use std::collections::BTreeSet;

use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode};
use ledger_core::ledger::{Ledger, Wanted};
use ledger_core::state::{State, Status};

use super::{ExportError, Words, headings, text};
use crate::sheet::write::{Out, Sheet};

/// Gives the name to show for an account; whether it is masked is the caller's matter.
pub(crate) type NameOf<'a> = dyn Fn(AccountNo) -> Option<String> + 'a;

/// The accounts of a branch, by number; a column of names only with `names`.
///
/// # Errors
/// Where the storage fails.
pub(crate) fn accounts(
    ledger: &Ledger,
    branch: BranchCode,
    words: &Words<'_>,
    names: Option<&NameOf<'_>>,
) -> Result<Sheet, ExportError> {
    Ok(ledger.view(branch, Wanted::Accounts, |state| sheet(state, words, names))?)
}

fn sheet(state: &State, words: &Words<'_>, names: Option<&NameOf<'_>>) -> Sheet {
    let accounts = state.accounts();
    let held = accounts.iter().flat_map(|(_, account)| account.balances.iter().map(|(c, _)| *c));
    let currencies: BTreeSet<CurrencyCode> = held.collect();
    let mut headers = headings(
        words,
        &["column-account", "column-household", "column-kind", "column-status", "column-opened"],
    );
    headers.extend(names.map(|_| words("column-name")));
    let balance = words("column-balance");
    headers.extend(currencies.iter().map(|currency| format!("{balance} {currency}")));
    let rows = accounts.iter().map(|(no, account)| {
        let status = match account.status {
            Status::Open => "status-open",
            Status::Frozen => "status-frozen",
            Status::Closed => "status-closed",
        };
        let household = account.household.as_ref().map(ToString::to_string);
        let mut row = vec![
            text(no.to_string()),
            text(household.unwrap_or_default()),
            text(words(&format!("holder-{}", account.kind.word()))),
            text(words(status)),
            Out::Date(account.opened_at.day(state.offset()).date()),
        ];
        row.extend(names.map(|names| text(names(*no).unwrap_or_default())));
        let amount = |currency: &CurrencyCode| Out::Number(account.balance(*currency).decimal());
        row.extend(currencies.iter().map(amount));
        row
    });
    Sheet { name: state.branch().to_string(), headers, rows: rows.collect() }
}
