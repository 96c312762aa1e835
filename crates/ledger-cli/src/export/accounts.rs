//! The accounts of branches, with what each holds: one row an account.
//!
//! ```text
//! account  household  kind  status  opened  [name]  balance JF  balance SJ …
//! ```
//!
//! There is a column for every currency any account ever held. The headings
//! 户号 and 账号 are ones that an import reads, so the sheet can serve as the
//! form for next month's deeds; masked names therefore stand under another
//! heading than names do.

use std::collections::BTreeSet;

use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode};
use ledger_core::ledger::{Ledger, Wanted};
use ledger_core::points::Amount;
use ledger_core::state::{State, Status};

use super::{ExportError, Words, headings, text};
use crate::sheet::write::{Out, Sheet};

/// The names to show, and what they are.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    /// The key of their heading: `column-name`, or `column-name-masked`.
    pub(crate) heading: &'static str,
    /// Gives the name to show for an account.
    pub(crate) of: &'a dyn Fn(AccountNo) -> Option<String>,
}

/// An account before its balances have their columns.
struct Line {
    cells: Vec<Out>,
    balances: Vec<(CurrencyCode, Amount)>,
}

/// The accounts of branches, by number; a column of names only with `names`.
///
/// # Errors
/// Where the storage fails.
pub(crate) fn accounts(
    ledger: &Ledger,
    branches: &[BranchCode],
    words: &Words<'_>,
    names: Option<Names<'_>>,
) -> Result<Sheet, ExportError> {
    let mut lines = Vec::new();
    for &branch in branches {
        let more = ledger.view(branch, Wanted::Accounts, |state| read(state, words, names))?;
        lines.extend(more);
    }
    let held = lines.iter().flat_map(|line| line.balances.iter().map(|(currency, _)| *currency));
    let currencies: BTreeSet<CurrencyCode> = held.collect();
    let mut headers = headings(
        words,
        &["column-account", "column-household", "column-kind", "column-status", "column-opened"],
    );
    headers.extend(names.map(|names| words(names.heading)));
    let balance = words("column-balance");
    headers.extend(currencies.iter().map(|currency| format!("{balance} {currency}")));
    let rows = lines.into_iter().map(|Line { mut cells, balances }| {
        let amount = |currency: &CurrencyCode| {
            let found = balances.iter().find(|(held, _)| held == currency);
            Out::Number(found.map_or(Amount::ZERO, |(_, amount)| *amount).decimal())
        };
        cells.extend(currencies.iter().map(amount));
        cells
    });
    let name = match branches {
        [only] => only.to_string(),
        _ => "accounts".to_owned(),
    };
    let balances: Vec<usize> = (headers.len() - currencies.len()..headers.len()).collect();
    let sheet = Sheet { name, headers, rows: rows.collect(), totals: Vec::new() };
    Ok(sheet.with_totals(&words("column-total"), &balances, None))
}

fn read(state: &State, words: &Words<'_>, names: Option<Names<'_>>) -> Vec<Line> {
    let lines = state.accounts().into_iter().map(|(no, account)| {
        let status = match account.status {
            Status::Open => "status-open",
            Status::Frozen => "status-frozen",
            Status::Closed => "status-closed",
        };
        let household = account.household.as_ref().map(ToString::to_string);
        let mut cells = vec![
            text(no.to_string()),
            text(household.unwrap_or_default()),
            text(words(&format!("holder-{}", account.kind.word()))),
            text(words(status)),
            Out::Date(account.opened_at.day(state.offset()).date()),
        ];
        cells.extend(names.map(|names| text((names.of)(no).unwrap_or_default())));
        Line { cells, balances: account.balances.clone() }
    });
    lines.collect()
}
