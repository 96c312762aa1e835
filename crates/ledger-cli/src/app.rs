//! What every command is given: what was asked for all of them, the words,
//! and the way out to the screen.
//!
//! The clock is read here and nowhere else, so that `--now` holds everywhere.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ledger_core::day::Timestamp;
use ledger_core::ids::{BranchCode, OperatorId};
use ledger_core::keys::OperatorKey;
use ledger_core::refusal::Refusal;
use time::OffsetDateTime;

use crate::cli::Global;
use crate::error::CliError;
use crate::i18n::{Args, Lang, Messages, text};
use crate::refusal::{self, Context};
use crate::ui::Ui;

/// What every command is given.
pub(crate) struct App {
    /// The options that hold for every command.
    pub(crate) args: Global,
    /// The language of the answers.
    pub(crate) lang: Lang,
    /// The words.
    pub(crate) messages: Messages,
    /// The way out to the screen.
    pub(crate) ui: Ui,
    /// The operators' keys that were opened: a passphrase is asked once, however many
    /// banks are opened while the program runs.
    pub(crate) opened: Opened,
}

/// Keys that were opened.
pub(crate) type Opened = Arc<Mutex<BTreeMap<OperatorId, OperatorKey>>>;

impl App {
    /// What it was asked, its words and its way out.
    pub(crate) fn new(args: Global, lang: Lang, ui: Ui) -> Self {
        Self { args, lang, messages: Messages::new(lang), ui, opened: Opened::default() }
    }

    /// The same with other options; keys that were opened stay open in their folder.
    pub(crate) fn with(&self, args: Global) -> Self {
        let mut app = Self::new(args, self.lang, self.ui.clone());
        if app.keys_dir() == self.keys_dir() {
            app.opened = Arc::clone(&self.opened);
        }
        app
    }

    /// The same for one thing that somebody else does: what they open is open to them
    /// alone, and shut when they are done.
    pub(crate) fn once_by(&self, operator: OperatorId) -> Self {
        let args = Global { operator: Some(operator), ..self.args.clone() };
        Self::new(args, self.lang, self.ui.clone())
    }

    /// A message, by the id it has in the catalogues.
    pub(crate) fn msg(&self, id: &'static str, args: Args<'_>) -> String {
        self.messages.msg(id, args)
    }

    /// What time it is: `--now`, or the clock's.
    ///
    /// # Errors
    /// A clock outside of the years an entry can be made in.
    pub(crate) fn now(&self) -> Result<Timestamp, CliError> {
        let clock = || Timestamp::from_unix(OffsetDateTime::now_utc().unix_timestamp());
        self.args.now.or_else(clock).ok_or_else(|| {
            CliError::misused("clock-unreadable", self.msg("clock-unreadable", &[]))
                .hint(self.msg("clock-unreadable.hint", &[]))
        })
    }

    /// The bank's folder.
    pub(crate) fn bank_dir(&self) -> &Path {
        &self.args.bank
    }

    /// The folder of the operators' keys.
    pub(crate) fn keys_dir(&self) -> PathBuf {
        self.args.keys.clone().unwrap_or_else(|| self.args.bank.join("keys"))
    }

    /// The operators whose keys are at hand, in order.
    pub(crate) fn operators_at_hand(&self) -> Vec<OperatorId> {
        let mut at_hand: Vec<OperatorId> = Vec::new();
        for file in fs::read_dir(self.keys_dir()).into_iter().flatten().flatten() {
            let name = file.file_name();
            let operator = name.to_str().and_then(|name| name.strip_suffix(".key"));
            at_hand.extend(operator.and_then(|name| name.parse().ok()));
        }
        at_hand.sort();
        at_hand
    }

    /// The only operator whose key is at hand: nobody else has to be named.
    pub(crate) fn only_operator(&self) -> Option<OperatorId> {
        let mut at_hand = self.operators_at_hand();
        if at_hand.len() == 1 { at_hand.pop() } else { None }
    }

    /// Who acts.
    ///
    /// # Errors
    /// Where nobody was named.
    pub(crate) fn operator(&self) -> Result<&OperatorId, CliError> {
        self.args.operator.as_ref().ok_or_else(|| {
            CliError::misused("operator-missing", self.msg("operator-missing", &[]))
                .hint(self.msg("operator-missing.hint", &[]))
        })
    }

    /// A refusal of the ledger, in words. Where nobody said which branch it is of, it
    /// is the one that was typed.
    pub(crate) fn refused(&self, refusal: &Refusal, context: &Context) -> CliError {
        if let Refusal::BranchNotOpen { branch } = refusal
            && !self.bank_dir().join("journal").join(BranchCode::HQ.as_str()).exists()
        {
            // A village in its own folder: neither it nor anybody opens branches here.
            let facts = [("branch", text(branch))];
            return CliError::refused("branch-not-here", self.msg("branch-not-here", &facts))
                .hint(self.msg("branch-not-here.hint", &[]));
        }
        let branch = context.branch.or(self.args.branch);
        refusal::explain(&self.messages, refusal, &Context { branch, ..context.clone() })
    }
}
