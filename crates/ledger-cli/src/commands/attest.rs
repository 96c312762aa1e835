//! What papers about one holder share: who they are, who issued it, and the proof.
//!
//! A certificate and a lender's record are made from the entry that issued them, and so
//! can be printed again.

use ledger_core::day::Timestamp;
use ledger_core::ids::{AccountNo, BranchCode, EntryId};
use ledger_core::ledger::Wanted;
use ledger_core::rulebook::HolderKind;
use serde_json::{Value, json};

use crate::app::App;
use crate::bank::Bank;
use crate::commands::posting;
use crate::commands::receipt::{self, Standing};
use crate::error::CliError;
use crate::holder;
use crate::i18n::{Args as Facts, text};
use crate::page::{Block, Page};
use crate::print::{self, PrintArgs};
use crate::qr::Qr;
use crate::seen;
use crate::tell;

/// A holder as a paper says who they are.
pub(super) struct Whose {
    account: AccountNo,
    pub(super) name: String,
    /// The end of their ID number.
    id_number: Option<String>,
    /// The name is in full.
    revealed: bool,
}

impl Whose {
    /// In full where who prints it may see names; else what anybody may see.
    fn of(bank: &Bank<'_>, account: AccountNo, kind: HolderKind) -> Self {
        let identity = bank.holder(account);
        let revealed = identity.is_some() && seen::seer(bank, account.branch()).is_ok();
        let name = holder::shown(identity.as_ref(), kind, revealed).name;
        let number = identity.as_ref().and_then(|known| known.id_number()).filter(|_| revealed);
        let id_number = number.map(|number| {
            let from = number.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
            format!("****{}", &number[from..])
        });
        Self { account, name: name.unwrap_or_else(|| account.to_string()), id_number, revealed }
    }

    /// The same to be shown: a name in full is traced.
    pub(super) fn shown(
        app: &App,
        bank: &Bank<'_>,
        (account, kind): (AccountNo, HolderKind),
        command: &str,
    ) -> Result<Self, CliError> {
        let whose = Self::of(bank, account, kind);
        whose.trace(app, bank, command)?;
        Ok(whose)
    }

    /// The facts that say who they are, under the number of the paper.
    pub(super) fn facts(
        &self,
        app: &App,
        (number, id): (String, EntryId),
        holder: String,
    ) -> Vec<(String, String)> {
        let mut facts = vec![
            (number, id.to_string()),
            (holder, self.name.clone()),
            (app.msg("heading-account", &[]), self.account.to_string()),
        ];
        let ends_in = |number: &String| (app.msg("certificate-id-number", &[]), number.clone());
        facts.extend(self.id_number.as_ref().map(ends_in));
        facts
    }

    fn trace(&self, app: &App, bank: &Bank<'_>, command: &str) -> Result<(), CliError> {
        match self.revealed {
            true => {
                let of = [(self.account.branch(), 1)];
                seen::trace(app, bank, command, Some(self.account), of)
            }
            false => Ok(()),
        }
    }
}

/// Refuses a paper before it is entered, if what is to stand on it cannot be printed: the
/// holder's name, who issues it, and `words`. Its entry would stand for nothing, and one
/// more with every try.
pub(super) fn check(
    app: &App,
    bank: &Bank<'_>,
    (account, kind): (AccountNo, HolderKind),
    command: &str,
    words: &[String],
) -> Result<(), CliError> {
    print::check_text(app, &issuer(bank, account.branch())?)?;
    words.iter().try_for_each(|word| print::check_text(app, word))?;
    let whose = Whose::of(bank, account, kind);
    let Err(unfit) = print::check_text(app, &whose.name) else { return Ok(()) };
    // It says the name.
    whose.trace(app, bank, command)?;
    Err(unfit)
}

/// What came in the way of printing what is entered already: `again` prints it without
/// entering it anew, and is told first.
pub(super) fn entered(mut error: CliError, again: String) -> CliError {
    error.hints.insert(0, again);
    error
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

/// A page that is named after the entry that issued it, at its time, under who issues it.
pub(super) fn page(
    app: &App,
    (id, at): (EntryId, Timestamp),
    title: String,
    (village, issuer): (&str, &str),
) -> Page {
    let mut page = print::page(app, at, title);
    page.title = format!("{} {id}", page.title);
    page.foot = format!("{village} · {id}");
    page.blocks.push(Block::Under(issuer.to_owned()));
    page
}

/// A paper that is made.
pub(super) struct Made {
    /// What kind of it: the command's own word.
    pub(super) paper: &'static str,
    pub(super) entry: EntryId,
    pub(super) account: AccountNo,
    pub(super) page: Page,
    /// How far its entry is proved.
    pub(super) proof: Standing,
}

impl Made {
    /// Writes it, and says so: `answer` to programs, with what all papers say, and to
    /// people what was done, of the entry and the account, and `facts`.
    pub(super) fn give(
        &self,
        app: &App,
        bank: &Bank<'_>,
        print: &PrintArgs,
        mut answer: Value,
        what: impl FnOnce(Facts<'_>) -> String,
        facts: &tell::Facts,
    ) -> Result<(), CliError> {
        print.put(app, &self.page)?;
        answer["entry"] = json!(self.entry);
        answer["proof"] = self.proof.word().into();
        answer["file"] = print.out.display().to_string().into();
        answer["title"] = self.page.title.as_str().into();
        let shown = posting::shown(bank, self.account)?;
        app.ui.answer(&answer, || {
            let what = what(&[("entry", text(self.entry)), ("account", text(shown))]);
            format!("{}\n{}", tell::done(app, &what, facts).trim_end(), print.written(app))
        })?;
        if self.proof == Standing::Recorded {
            let facts = [
                ("wenming", text(tell::wenming(app))),
                ("branch", text(self.entry.branch)),
                ("paper", text(self.paper)),
                ("entry", text(self.entry)),
            ];
            tell::next(app, [app.msg("next-paper-checkpoint", &facts)]);
        }
        Ok(())
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
