//! One deed, one award: earlier entries that may be of the same deed.
//!
//! The same household, day and rule again, or the same file anywhere in the
//! bank. It may still be another deed; that is for a person to say. What was
//! reversed or rejected is not looked at: it has given back what it used.

use crate::day::Day;
use crate::ids::{AccountNo, EntryId, FileDigest, RuleCode};
use crate::refusal::Refusal;
use crate::state::State;

/// The earliest entry of the branch that may be of the same deed.
///
/// Looks at the account's family and at what each of them used in the year, and
/// at the entries noted for the files: all of it has to be loaded.
pub(crate) fn like(
    state: &State,
    account: AccountNo,
    rule: RuleCode,
    on: Day,
    digests: &[FileDigest],
) -> Option<EntryId> {
    let family = state.family(account);
    let uses = family.iter().filter_map(|of| state.uses.get(&(of.serial(), on.year()))).flatten();
    let same_day = uses.filter(|used| (used.on, used.rule) == (on, rule)).map(|used| used.seq);
    let seq = same_day.chain(given(state, digests)).min()?;
    Some(EntryId { branch: state.branch(), seq })
}

/// The earliest entry of the branch that one of the files was given for.
pub(crate) fn shown(state: &State, digests: &[FileDigest]) -> Option<EntryId> {
    Some(EntryId { branch: state.branch(), seq: given(state, digests).min()? })
}

fn given<'a>(state: &'a State, digests: &'a [FileDigest]) -> impl Iterator<Item = u64> + 'a {
    let shown = digests.iter().filter_map(|digest| state.evidence.get(digest)).flatten();
    shown.filter(|shown| state.stands(shown)).map(|shown| shown.seq)
}

/// What a deed that is credited directly says it is like has to be so.
///
/// That it says nothing is no fault here: entries from before this was asked
/// say nothing either. The ledger asks.
pub(super) fn is_real(
    state: &State,
    named: EntryId,
    account: AccountNo,
    rule: RuleCode,
    on: Day,
    digests: &[FileDigest],
) -> Result<(), Refusal> {
    let here = like(state, account, rule, on, digests);
    // An entry of another branch cannot be looked at from here; only a file leads to it.
    let elsewhere = named.branch != state.branch() && !digests.is_empty();
    if here == Some(named) || (here.is_none() && elsewhere) {
        Ok(())
    } else {
        Err(Refusal::NotLike { like: named, account, rule, on })
    }
}
