//! The bank in a folder: what every command opens, asks and signs with.
//!
//! ```text
//! <bank>/journal/   the truth, the core's FileJournal
//! <bank>/books/     its index in sled, which can be made again
//! <bank>/vault/     names and phones, encrypted
//! <bank>/keys/      operators' keys, branches' and the vault's, mode 0600 (or where `--keys` says)
//! <bank>/away/      a mark for each branch whose journal is written in another folder
//! <bank>/lock       held while a command runs, so that one runs at a time
//! ```
//!
//! A folder that cannot be written to is still read: its books are then made
//! in memory. Nothing is decided here.

use std::cell::{Cell as Flag, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger_core::books::{BooksError, MemoryBooks, SledBooks, shelf};
use ledger_core::command::Command;
use ledger_core::day::{Offset, Timestamp};
use ledger_core::event::CoverPolicy;
use ledger_core::fund::Coverage;
use ledger_core::ids::{
    AccountNo, BranchCode, EntryId, HouseholdNo, NameError, OperatorId, RequestKey,
};
use ledger_core::journal::{FileJournal, Journal, JournalError, Mirrored, Torn};
use ledger_core::keys::{BranchKey, FileKey as _, KeyError, OperatorKey, random};
use ledger_core::ledger::{
    CLOCK_AHEAD_DAYS, CLOCK_BEHIND_SECONDS, Done, Error, Hand, Ledger, Notice, Order, SubmitError,
    Wanted,
};
use ledger_core::proof::LogName;
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::HolderKind;
use ledger_core::state::{BranchKeySet, State};
use ledger_core::vault::{Identity, Vault, VaultError, VaultKey};

use crate::app::App;
use crate::away;
use crate::commands::between;
use crate::error::{CliError, Kind};
use crate::i18n::text;
use crate::keys;
use crate::mirror::{self, Opened};
use crate::refusal::Context;
use crate::sheet::cell;
use crate::sheet::grid::Cell;
use crate::storage;
use crate::store::{self, Shelf};
use crate::tell;
use crate::words;

/// How long to wait for another command on the same bank to end.
const PATIENCE: Duration = Duration::from_secs(3);

/// Who holds the accounts of a branch, in order of account.
pub(crate) type Holders = Rc<BTreeMap<AccountNo, Identity>>;

/// A bank that is open for one command.
pub(crate) struct Bank<'a> {
    app: &'a App,
    ledger: Ledger,
    /// The journal, where it is written to a mirror as well.
    mirrored: Option<Arc<Mirrored>>,
    /// The journal, where the mirror that was asked for is not to be had.
    alone: Option<Arc<mirror::Alone>>,
    vault: OnceCell<Option<Vault>>,
    /// The holders of each branch that was asked for: all of them are decrypted once.
    everyone: RefCell<BTreeMap<BranchCode, Holders>>,
    /// The books are stored, not made in memory for this command.
    books_stored: bool,
    /// What was under way to other villages has been looked after.
    legs_finished: Flag<bool>,
    opened_branches: RefCell<BTreeMap<BranchCode, BranchKey>>,
    /// Somebody said that the clock is right.
    clock_confirmed: Flag<bool>,
    _lock: Option<File>,
}

/// What a command means to do with the bank.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Write,
    Read,
    /// To read, and to make nothing in the folder, not even a lock.
    Look,
}

/// The bank's folder, held by whoever looks at its books without opening it.
pub(crate) fn held(app: &App) -> Result<File, CliError> {
    match lock(app, &app.bank_dir().join("lock")) {
        Ok(lock) => Ok(lock),
        Err(LockError::Denied(error) | LockError::Busy(error)) => Err(error),
    }
}

impl<'a> Bank<'a> {
    /// Opens the bank to write to it.
    pub(crate) fn open(app: &'a App) -> Result<Self, CliError> {
        Self::open_for(app, Purpose::Write)
    }

    /// Opens the bank to read: also where its folder cannot be written to.
    pub(crate) fn open_to_read(app: &'a App) -> Result<Self, CliError> {
        Self::open_for(app, Purpose::Read)
    }

    /// Opens the folder of a bank that is about to be founded.
    pub(crate) fn open_new(app: &'a App) -> Result<Self, CliError> {
        let dir = app.bank_dir();
        fs::create_dir_all(dir).map_err(|e| CliError::io(&app.messages, dir, &e))?;
        Self::assemble(app, Purpose::Write)
    }

    /// Opens the bank to write to it, where `--branch` may name a branch that is
    /// about to be opened.
    pub(crate) fn open_for_branch(app: &'a App) -> Result<Self, CliError> {
        let bank = Self::assemble_if_there(app, Purpose::Write, app.bank_dir())?;
        bank.bring_mirror_up()?;
        bank.tell_notices();
        Ok(bank)
    }

    fn open_for(app: &'a App, purpose: Purpose) -> Result<Self, CliError> {
        let dir = app.bank_dir();
        let bank = Self::assemble_if_there(app, purpose, dir)?;
        bank.bring_mirror_up()?;
        if purpose == Purpose::Read {
            mirror::warn_of_newer(app);
        }
        bank.check_branch()?;
        bank.tell_notices();
        Ok(bank)
    }

    fn assemble_if_there(app: &'a App, purpose: Purpose, dir: &Path) -> Result<Self, CliError> {
        let found = match app.args.branch {
            Some(branch) if is_here(app, dir, branch)? => true,
            _ => {
                let branches = FileJournal::read_only(dir.join("journal")).branches();
                !branches.map_err(|e| storage::explain(&app.messages, &e.into()))?.is_empty()
            }
        };
        if !found {
            let path = text(dir.display());
            if dir.join("books").exists() {
                let gone = app.msg("journal-missing", &[("path", path)]);
                return Err(CliError::storage("journal-missing", gone)
                    .hint(app.msg("journal-missing.hint", &[])));
            }
            return Err(CliError::misused("no-bank", app.msg("no-bank", &[("path", path)]))
                .hint(app.msg("no-bank.hint", &[])));
        }
        if !mirror::is_one(dir) {
            return Self::assemble(app, purpose);
        }
        // With a lock and books in it it would be a mirror no more.
        let path = text(dir.display());
        let facts = [("path", path), ("shown", text(tell::shell(&dir.display().to_string())))];
        if purpose == Purpose::Write {
            let is_mirror = app.msg("bank-is-mirror", &facts);
            return Err(CliError::misused("bank-is-mirror", is_mirror)
                .hint(app.msg("bank-is-mirror.hint", &facts)));
        }
        app.ui.warn(&app.messages, &app.msg("notice-is-mirror", &facts));
        Self::assemble(app, Purpose::Look)
    }

    fn assemble(app: &'a App, purpose: Purpose) -> Result<Self, CliError> {
        let dir = app.bank_dir();
        let locked = match purpose {
            Purpose::Look => Ok(None),
            Purpose::Write | Purpose::Read => lock(app, &dir.join("lock")).map(Some),
        };
        let lock = match locked {
            Ok(lock) => lock,
            // Where not even a lock can be made nothing can be changed either.
            Err(LockError::Denied(_)) if purpose == Purpose::Read => None,
            Err(LockError::Denied(error)) => return Err(error),
            Err(LockError::Busy(error)) => return Err(error),
        };
        let journal = dir.join("journal");
        let books = match lock {
            Some(_) => SledBooks::open(dir.join("books")),
            None => Err(BooksError::ReadOnly { path: dir.join("books"), why: String::new() }),
        };
        let books_stored = books.is_ok();
        let (mut mirrored, mut alone) = (None, None);
        let ledger = match books {
            Ok(books) => {
                if let Some(why) = books.set_aside() {
                    let why = text(why);
                    app.ui.warn(&app.messages, &app.msg("notice-rebuilt", &[("why", why)]));
                }
                match purpose {
                    Purpose::Write => {
                        let journal: Box<dyn Journal> = match mirror::open(app, journal.clone())? {
                            Opened::Both(both) => {
                                Box::new(Arc::clone(mirrored.insert(Arc::new(both))))
                            }
                            Opened::Alone(why) => {
                                let noting = mirror::Alone::new(FileJournal::new(journal), why);
                                Box::new(Arc::clone(alone.insert(Arc::new(noting))))
                            }
                            Opened::Unasked => Box::new(FileJournal::new(journal)),
                        };
                        Ledger::new(journal, Box::new(books))
                    }
                    // Looking changes no journal: a torn end stays where an audit finds it.
                    Purpose::Read | Purpose::Look => {
                        let journal = FileJournal::read_only(journal);
                        Ledger::read_only(Box::new(journal), Box::new(books))
                    }
                }
            }
            Err(why @ (BooksError::ReadOnly { .. } | BooksError::Held { .. }))
                if purpose != Purpose::Write =>
            {
                let id = match why {
                    BooksError::Held { .. } => "notice-books-held",
                    _ => "notice-read-only",
                };
                if purpose == Purpose::Read {
                    app.ui.warn(&app.messages, &app.messages.get(id, &[]));
                }
                let journal = FileJournal::read_only(journal);
                Ledger::read_only(Box::new(journal), Box::new(MemoryBooks::default()))
            }
            Err(why) => return Err(storage::explain(&app.messages, &Error::Books(why))),
        };
        Ok(Self {
            app,
            ledger: ledger.with_away(away::list(app)?),
            mirrored,
            alone,
            vault: OnceCell::new(),
            everyone: RefCell::default(),
            books_stored,
            legs_finished: Flag::new(false),
            clock_confirmed: Flag::new(false),
            opened_branches: RefCell::default(),
            _lock: lock,
        })
    }

    /// Moves the commit that holds a damaged entry into `torn/`, with what stands behind
    /// it: what a power cut left of a write that nobody was told was done.
    ///
    /// # Errors
    /// An entry that is not the first damaged one; or where the books, a kept note or
    /// the mirror know of an entry that would go with it, or the books cannot be asked.
    pub(crate) fn set_aside(app: &App, entry: EntryId) -> Result<Torn, CliError> {
        let dir = app.bank_dir();
        let EntryId { branch, seq } = entry;
        if !dir.join("journal").join(branch.as_str()).is_dir() {
            let facts = [("path", text(dir.display()))];
            return Err(CliError::misused("no-bank", app.msg("no-bank", &facts))
                .hint(app.msg("no-bank.hint", &[])));
        }
        let _lock = held(app)?;
        let facts =
            |known: u64| [("entry", text(entry)), ("branch", text(branch)), ("known", text(known))];
        let refused = |code: &'static str, known: u64| {
            CliError::refused(code, app.msg(code, &facts(known)))
                .hint(app.msg("set-aside-look.hint", &[]))
        };
        // Books that were set aside are new ones, and know of no branch.
        let asked = SledBooks::open(dir.join("books")).ok().and_then(|books| {
            let shelf = shelf::Shelf::open(&books, branch).ok().flatten()?;
            let origin = shelf.state().charter()?.origin.clone();
            Some((books, shelf.state().size(), LogName { origin, branch }))
        });
        let Some((books, mut known, log)) = asked else {
            return Err(refused("set-aside-unknown", 0));
        };
        for notes in [Shelf::own(dir, log.clone()), Shelf::witnessed(dir, log)] {
            let sizes = notes.sizes().map_err(|error| store::explain(app, &error))?;
            known = sizes.into_iter().fold(known, u64::max);
        }
        if let Some(mirror) = &app.args.mirror {
            // One that is named and cannot be asked might know.
            let size = match mirror.join("journal").join(branch.as_str()).is_dir() {
                true => FileJournal::read_only(mirror.join("journal")).size(branch).ok(),
                false => None,
            };
            let path = [("path", text(mirror.display()))];
            let unasked = || {
                CliError::refused("set-aside-no-mirror", app.msg("set-aside-no-mirror", &path))
                    .hint(app.msg("set-aside-no-mirror.hint", &[]))
            };
            known = known.max(size.ok_or_else(unasked)?);
        }
        if seq < known {
            return Err(refused("set-aside-acknowledged", known));
        }
        let journal = FileJournal::read_only(dir.join("journal"));
        let looked = Ledger::read_only(Box::new(journal), Box::new(books));
        match looked.view(branch, Wanted::Nothing, |_| ()) {
            Err(Error::Journal(JournalError::Damaged { branch: of, seq: at, .. }))
                if (of, at) == (branch, seq) => {}
            Err(other) => return Err(storage::explain(&app.messages, &other)),
            Ok(()) => return Err(refused("set-aside-sound", known)),
        }
        let journal = FileJournal::new(dir.join("journal"));
        match journal.set_aside_damage(branch, seq, known) {
            Ok(Some(torn)) => Ok(torn),
            Ok(None) => Err(refused("set-aside-sound", known)),
            Err(JournalError::DataLoss { .. }) => Err(refused("set-aside-acknowledged", known)),
            Err(other) => Err(storage::explain(&app.messages, &other.into())),
        }
    }

    /// Brings the mirror up to this folder in every branch, whichever the command is about.
    fn bring_mirror_up(&self) -> Result<(), CliError> {
        let Some(mirrored) = &self.mirrored else { return Ok(()) };
        for branch in mirror::behind(self.app, mirrored)? {
            // What is wrong with a branch keeps nobody from working on another.
            drop(self.ledger.view(branch, Wanted::Nothing, |_| ()));
        }
        Ok(())
    }

    /// A branch that is named has to be one of the bank's.
    fn check_branch(&self) -> Result<(), CliError> {
        let Some(branch) = self.app.args.branch else { return Ok(()) };
        // One whose journal is here needs no other branch to be looked at.
        if is_here(self.app, self.app.bank_dir(), branch)? {
            return Ok(());
        }
        let mut known = self.branches()?;
        let villages = self.villages()?;
        let case = if villages.is_empty() { "none" } else { "some" };
        known.extend(villages);
        if known.contains(&branch) {
            return Ok(());
        }
        known.sort_unstable();
        known.dedup();
        let names: Vec<String> = known.iter().map(ToString::to_string).collect();
        let facts =
            [("branch", text(branch)), ("names", text(names.join(&self.app.msg("comma", &[]))))];
        Err(CliError::misused("unknown-branch", self.app.msg("unknown-branch", &facts)).hint(
            self.app.msg("unknown-branch.hint", &[("case", text(case)), ("branch", text(branch))]),
        ))
    }

    /// Whether the books are stored, and not made in memory for this command.
    pub(crate) fn books_stored(&self) -> bool {
        self.books_stored
    }

    /// The ledger.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Storage's answer, its failure in words.
    pub(crate) fn ask<T>(&self, answer: Result<T, Error>) -> Result<T, CliError> {
        self.tell_notices();
        answer.map_err(|error| storage::explain(&self.app.messages, &error))
    }

    fn tell_mirror(&self) {
        if let Some(mirrored) = &self.mirrored {
            mirror::tell(self.app, mirrored);
        }
        if let Some(alone) = &self.alone {
            alone.tell(self.app);
        }
    }

    /// Tells what the ledger did besides what it was asked.
    pub(crate) fn tell_notices(&self) {
        self.tell_mirror();
        for notice in self.ledger.take_notices() {
            let words = storage::notice(&self.app.messages, &notice);
            match notice {
                // Books in memory always begin empty.
                Notice::CaughtUp { .. } if !self.books_stored => {}
                // Catching up is what books do; nobody has to act on it.
                Notice::CaughtUp { .. } => self.app.ui.note(&words),
                _ => self.app.ui.warn(&self.app.messages, &words),
            }
        }
    }

    /// The branches of the bank, head office among them.
    pub(crate) fn branches(&self) -> Result<Vec<BranchCode>, CliError> {
        self.ask(self.ledger.branches())
    }

    /// The branch that is meant: `--branch`, or the only village there is.
    pub(crate) fn branch(&self) -> Result<BranchCode, CliError> {
        if let Some(branch) = self.app.args.branch {
            return Ok(branch);
        }
        let villages = self.villages()?;
        match villages.as_slice() {
            [only] => Ok(*only),
            [] => Ok(BranchCode::HQ),
            several => {
                let names = several.iter().map(ToString::to_string).collect::<Vec<_>>();
                let names = text(names.join(", "));
                Err(CliError::misused(
                    "branch-missing",
                    self.app.msg("branch-missing", &[("names", names)]),
                )
                .hint(self.app.msg("branch-missing.hint", &[("branch", text(several[0]))])))
            }
        }
    }

    /// The branches that are meant: `--branch`, or every village.
    pub(crate) fn villages(&self) -> Result<Vec<BranchCode>, CliError> {
        let mut all = self.branches()?;
        if all.contains(&BranchCode::HQ) {
            // A village whose journal is gone is still a village of the bank.
            let hq = self.ledger.view(BranchCode::HQ, Wanted::Nothing, |state| {
                state.chartered().keys().copied().collect::<Vec<_>>()
            });
            let (here, mut gone) = (all.clone(), self.ask(hq)?);
            gone.retain(|chartered| !here.contains(chartered));
            for chartered in gone {
                // One whose opening was interrupted has nothing to lose yet.
                let lost = self.ledger.view(chartered, Wanted::Nothing, |state| state.size() == 0);
                if !matches!(lost, Ok(true)) {
                    all.push(chartered);
                }
            }
        }
        all.sort_unstable();
        all.retain(|branch| *branch != BranchCode::HQ);
        Ok(all)
    }

    /// The villages of the bank, with the names they were chartered under.
    pub(crate) fn village_names(&self) -> Result<Vec<(BranchCode, String)>, CliError> {
        let villages = self.villages()?;
        let hq = self.ledger.view(BranchCode::HQ, Wanted::Nothing, |s| s.chartered().clone());
        let mut names = self.ask(hq)?;
        let named = |code| (code, names.remove(&code).unwrap_or_default());
        Ok(villages.into_iter().map(named).collect())
    }

    /// The branch, where a next command has to name it to be about the same one.
    pub(crate) fn named(&self, branch: BranchCode) -> Option<BranchCode> {
        let alone = self.villages().is_ok_and(|villages| villages == [branch]);
        (!alone).then_some(branch)
    }

    /// A refusal of something asked of a branch, in words.
    pub(crate) fn refused(
        &self,
        branch: BranchCode,
        refusal: &Refusal,
        context: &Context,
    ) -> CliError {
        self.app.refused(refusal, &Context { branch: self.named(branch), ..context.clone() })
    }

    /// How a branch counts its days.
    pub(crate) fn offset(&self, branch: BranchCode) -> Result<Offset, CliError> {
        self.ask(self.ledger.view(branch, Wanted::Nothing, |state| state.offset()))
    }

    /// The account a person names: by its number, or by the household's.
    pub(crate) fn resolve(&self, named: &str) -> Result<AccountNo, CliError> {
        self.resolve_in(self.app.args.branch, named)
    }

    /// The same, where a household's number is one of that branch.
    pub(crate) fn resolve_in(
        &self,
        branch: Option<BranchCode>,
        named: &str,
    ) -> Result<AccountNo, CliError> {
        // As in a sheet: full-width letters, any dash, blanks in between.
        let named = cell::household(Cell::Text(named)).unwrap_or(named.into());
        match named.to_ascii_uppercase().parse::<AccountNo>() {
            Ok(account) => return Ok(account),
            Err(mistyped @ NameError::CheckCharacter { .. }) => {
                let why = crate::words::reason(&self.app.messages, &mistyped);
                let why = why.unwrap_or_else(|| self.app.msg("mistyped-account", &[]));
                return Err(CliError::refused("mistyped-account", why)
                    .hint(self.app.msg("mistyped-account.hint", &[])));
            }
            Err(NameError::Form { .. }) => {}
        }
        let unknown = || {
            let name = text(&named);
            CliError::refused(
                "unknown-household",
                self.app.msg("unknown-household", &[("name", name)]),
            )
            .hint(self.app.msg("unknown-household.hint", &[("name", text(&named))]))
        };
        let Ok(household) = named.parse::<HouseholdNo>() else { return Err(unknown()) };
        let branches = match branch {
            Some(branch) => vec![branch],
            None => self.villages()?,
        };
        let mut found = Vec::new();
        for branch in branches {
            found.extend(self.ask(self.ledger.find_household(branch, &household))?);
        }
        match found.as_slice() {
            [] => Err(unknown()),
            [only] => Ok(*only),
            several => {
                let names: Vec<String> = several.iter().map(ToString::to_string).collect();
                let facts = [("name", text(&named)), ("accounts", text(names.join(", ")))];
                Err(CliError::refused(
                    "ambiguous-household",
                    self.app.msg("ambiguous-household", &facts),
                )
                .hint(self.app.msg("ambiguous-household.hint", &[])))
            }
        }
    }

    /// Who acts: `--as`, or the only operator whose key is at hand.
    pub(crate) fn operator(&self) -> Result<OperatorId, CliError> {
        keys::acting(self.app)
    }

    /// The key of who acts.
    pub(crate) fn key(&self) -> Result<OperatorKey, CliError> {
        self.key_of(&self.operator()?)
    }

    /// The key of an operator, from the keys' folder.
    pub(crate) fn key_of(&self, operator: &OperatorId) -> Result<OperatorKey, CliError> {
        keys::operator_key(self.app, operator)
    }

    /// The key that is in force for a branch, from the keys' folder: it signs the
    /// branch's checkpoints and cosignatures.
    pub(crate) fn branch_key(&self, branch: BranchCode) -> Result<BranchKey, CliError> {
        if let Some(key) = self.opened_branches.borrow().get(&branch) {
            return Ok(key.clone());
        }
        let wenming = text(tell::wenming_by(self.app, "placeholder-manager"));
        let path = keys::branch_path(self.app, branch);
        let shown = || [("branch", text(branch)), ("path", text(path.display()))];
        let refused = |code: &'static str, hint: &'static str, facts: &[(&'static str, _)]| {
            let way = [("wenming", wenming.clone()), ("branch", text(branch))];
            CliError::refused(code, self.app.msg(code, facts)).hint(self.app.msg(hint, &way))
        };
        let Some(set) = self.branch_keys(branch)?.last().copied() else {
            return Err(refused("branch-key-none", "branch-key-none.hint", &shown()[..1]));
        };
        keys::finish_new_branch_key(self.app, branch, set.key)?;
        let file = match keys::read::<BranchKey>(self.app, &path)? {
            None => {
                let hint = "branch-key-missing.hint";
                return Err(refused("branch-key-missing", hint, &shown()));
            }
            Some(Ok(file)) if file.holder() == branch => file,
            Some(Err(KeyError::Cost)) => return Err(keys::costly(self.app, &path)),
            Some(_) => {
                return Err(refused("branch-key-unfit", "branch-key-missing.hint", &shown()));
            }
        };
        let key = keys::open(self.app, &path, file)?;
        if key.public() != set.key {
            let since = EntryId { branch, seq: set.since };
            let [branch, path] = shown();
            let facts = [branch, path, ("entry", text(since))];
            return Err(refused("branch-key-stale", "branch-key-missing.hint", &facts));
        }
        self.opened_branches.borrow_mut().insert(branch, key.clone());
        Ok(key)
    }

    /// The keys that a branch has set, in order.
    pub(crate) fn branch_keys(&self, branch: BranchCode) -> Result<Vec<BranchKeySet>, CliError> {
        let keys = |state: &State| state.branch_keys().to_vec();
        self.ask(self.ledger.view(branch, Wanted::Nothing, keys))
    }

    /// Makes a key for a new operator and keeps it in the keys' folder; a key
    /// that is there already is never written over.
    pub(crate) fn new_key(
        &self,
        operator: &OperatorId,
    ) -> Result<(OperatorKey, PathBuf), CliError> {
        keys::new_operator_key(self.app, operator, |_, key| Ok(key.to_plain_file()))
    }

    /// Makes the vault's key, unless there is one.
    pub(crate) fn new_vault_key(&self) -> Result<(), CliError> {
        let dir = self.app.keys_dir();
        let path = dir.join("vault");
        let key = VaultKey::generate().map_err(|e| CliError::internal("random", e.to_string()))?;
        match keys::write_new(&dir, &path, key.to_file().as_bytes()) {
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
                Err(CliError::io(&self.app.messages, &path, &e))
            }
            _ => Ok(()),
        }
    }

    /// The vault of names; `None` where its key is not at hand.
    pub(crate) fn vault(&self) -> Result<Option<&Vault>, CliError> {
        if self.vault.get().is_none() {
            let vault = self.open_vault()?;
            let _ = self.vault.set(vault);
        }
        Ok(self.vault.get().and_then(Option::as_ref))
    }

    /// Names of a branch to be shown, as far as the vault can be read: one that cannot
    /// be is no reason to hide points, and every reason to say so.
    pub(crate) fn names<T: Default>(
        &self,
        branch: BranchCode,
        read: impl FnOnce(&Vault) -> Result<T, VaultError>,
    ) -> T {
        let found = self.vault().and_then(|vault| match vault {
            Some(vault) => {
                let found = read(vault).and_then(|names| Ok((names, vault.is_empty(branch)?)));
                found.map(Some).map_err(|why| storage::vault(&self.app.messages, &why))
            }
            None => Ok(None),
        });
        let kept = self.app.bank_dir().join("vault").join(format!("{branch}.jsonl"));
        let say = |id, path: PathBuf| {
            let facts = [
                ("branch", text(branch)),
                ("path", text(path.display())),
                ("wenming", text(tell::wenming(self.app))),
            ];
            self.app.ui.note_once(&self.app.msg(id, &facts));
        };
        match found {
            Ok(Some((names, none))) => {
                // Nothing else tells that the file was lost: names are not in the journal.
                if none && self.has_holders(branch) {
                    say("names-none", kept);
                }
                names
            }
            // With neither names nor their key it is a copy for whoever is not to see them.
            Ok(None) => {
                if self.keeps_names(branch) {
                    say("names-closed", self.app.keys_dir().join("vault"));
                }
                T::default()
            }
            Err(why) => {
                let facts =
                    [("why", text(why.message)), ("wenming", text(tell::wenming(self.app)))];
                let told = self.app.msg("names-unread", &facts);
                self.app.ui.warn_once(&self.app.messages, &told);
                T::default()
            }
        }
    }

    /// Whether there is anybody in a branch whose name might be known.
    pub(crate) fn has_holders(&self, branch: BranchCode) -> bool {
        let accounts = |state: &State| state.totals().accounts;
        self.ledger.view(branch, Wanted::Nothing, accounts).is_ok_and(|accounts| accounts > 0)
    }

    /// The holders of a branch whose names can be shown.
    pub(crate) fn holders(&self, branch: BranchCode) -> Holders {
        self.names(branch, |vault| self.everyone(vault, branch))
    }

    /// Every holder of a branch that the vault has.
    pub(crate) fn everyone(
        &self,
        vault: &Vault,
        branch: BranchCode,
    ) -> Result<Holders, VaultError> {
        if let Some(known) = self.everyone.borrow().get(&branch) {
            return Ok(Rc::clone(known));
        }
        let all: Holders = Rc::new(vault.all(branch)?.into_iter().collect());
        self.everyone.borrow_mut().insert(branch, Rc::clone(&all));
        Ok(all)
    }

    /// Who holds an account, where it can be shown.
    pub(crate) fn holder(&self, account: AccountNo) -> Option<Identity> {
        self.names(account.branch(), |vault| vault.get(account))
    }

    fn open_vault(&self) -> Result<Option<Vault>, CliError> {
        let path = self.app.keys_dir().join("vault");
        let Some(key) = keys::read_vault_key(self.app, &path)? else { return Ok(None) };
        let unfit = || {
            let facts = [("path", text(path.display()))];
            CliError::refused("vault-key-unfit", self.app.msg("vault-key-unfit", &facts))
                .hint(self.app.msg("vault-key-unfit.hint", &[]))
        };
        let key = key.map_err(|_| unfit())?;
        let vault = Vault::open(&self.app.bank_dir().join("vault"), key);
        vault.map(Some).map_err(|e| storage::vault(&self.app.messages, &e))
    }

    /// Whether names of a branch were ever kept here, with or without the vault's key.
    pub(crate) fn keeps_names(&self, branch: BranchCode) -> bool {
        self.app.bank_dir().join("vault").join(format!("{branch}.jsonl")).exists()
    }

    /// Who holds an account, where the vault knows and its key is at hand; for whoever
    /// goes on to write it.
    pub(crate) fn identity(&self, account: AccountNo) -> Result<Option<Identity>, CliError> {
        match self.vault()? {
            Some(vault) => vault.get(account).map_err(|e| storage::vault(&self.app.messages, &e)),
            None => Ok(None),
        }
    }

    /// Keeps who holds accounts of a branch.
    pub(crate) fn keep_identities(
        &self,
        branch: BranchCode,
        holders: &[(AccountNo, Option<Identity>)],
    ) -> Result<(), CliError> {
        let Some(mut vault) = self.open_vault()? else {
            if holders.iter().all(|(_, identity)| identity.is_none()) {
                return Ok(());
            }
            let facts = [("path", text(self.app.keys_dir().join("vault").display()))];
            return Err(CliError::refused(
                "vault-key-missing",
                self.app.msg("vault-key-missing", &facts),
            )
            .hint(self.app.msg("vault-key-missing.hint", &[])));
        };
        self.everyone.borrow_mut().clear();
        vault.put_all(branch, holders).map_err(|e| storage::vault(&self.app.messages, &e))
    }

    /// Destroys what is kept of an account's holder.
    pub(crate) fn erase_identity(&self, account: AccountNo) -> Result<bool, CliError> {
        let Some(mut vault) = self.open_vault()? else { return Ok(false) };
        self.everyone.borrow_mut().clear();
        vault.erase(account).map_err(|e| storage::vault(&self.app.messages, &e))
    }

    /// One command in a branch, under a request key of its own or the one given.
    pub(crate) fn submit(
        &self,
        branch: BranchCode,
        command: Command,
        request: Option<RequestKey>,
        context: &Context,
    ) -> Result<Done, CliError> {
        self.submit_deed(branch, command, request, context, false)
    }

    /// The same for a deed that is another one, should one like it be there already.
    pub(crate) fn submit_deed(
        &self,
        branch: BranchCode,
        command: Command,
        request: Option<RequestKey>,
        context: &Context,
        another: bool,
    ) -> Result<Done, CliError> {
        let request = match request {
            Some(request) => request,
            None => self.new_request()?,
        };
        self.names_nobody(branch, [&command])?;
        let key = self.key()?;
        self.notes_fit(branch)?;
        let answer = self.try_submit(branch, &key, &[(request.clone(), command)], another);
        let known = matches!(&answer, Err(SubmitError::Failed(error)) if error.before_writing());
        let answer = self.answered(answer, Some(branch), context);
        let mut done = answer.map_err(|error| match known {
            true => error.hint(self.app.msg("nothing-written", &[])),
            false => self.try_again(error, &request),
        })?;
        done.pop().ok_or_else(|| CliError::internal("no-answer", "the ledger gave no answer"))
    }

    /// Several commands in a branch: all of them, or none.
    pub(crate) fn submit_all(
        &self,
        branch: BranchCode,
        key: &OperatorKey,
        requests: &[(RequestKey, Command)],
        context: &Context,
    ) -> Result<Vec<Done>, CliError> {
        self.names_nobody(branch, requests.iter().map(|(_, command)| command))?;
        self.notes_fit(branch)?;
        self.answered(self.try_submit(branch, key, requests, false), Some(branch), context)
    }

    /// Refuses a text with the name of a holder of the branch in it: the journal never
    /// forgets, and reasons and notes stand on papers of others. Where the names cannot be
    /// read here nothing is known of them.
    fn names_nobody<'c>(
        &self,
        branch: BranchCode,
        commands: impl IntoIterator<Item = &'c Command>,
    ) -> Result<(), CliError> {
        let typed = commands.into_iter().flat_map(Command::texts);
        // What a bank, a village or an offer is called is for everybody to see.
        let typed = typed.filter(|(field, text)| {
            !matches!(*field, "name" | "title" | "contact") && !text.is_empty()
        });
        let typed: Vec<_> = typed.collect();
        if typed.is_empty() {
            return Ok(());
        }
        let Ok(Some(vault)) = self.vault() else { return Ok(()) };
        let Ok(holders) = self.everyone(vault, branch) else { return Ok(()) };
        for (account, holder) in holders.iter() {
            for name in [holder.name(), holder.guardian()].into_iter().flatten() {
                let is_in = |text: &str| name.chars().nth(1).is_some() && text.contains(name);
                let Some((field, _)) = typed.iter().find(|(_, text)| is_in(text)) else { continue };
                let found = self.ask(self.ledger.account(*account))?;
                // Merchants, teams and pools have theirs on their doors.
                let is_person = found.is_none_or(|found| {
                    matches!(found.kind, HolderKind::Household | HolderKind::Person)
                });
                if is_person || Some(name) == holder.guardian() {
                    let field = words::field(&self.app.messages, field);
                    let facts = [("field", text(field)), ("account", text(account))];
                    let message = self.app.msg("text-names-holder", &facts);
                    return Err(CliError::refused("text-names-holder", message)
                        .hint(self.app.msg("text-names-holder.hint", &facts[1..])));
                }
            }
        }
        Ok(())
    }

    /// What came of something that was asked, in words where it was not done.
    fn answered<T>(
        &self,
        answer: Result<T, SubmitError>,
        branch: Option<BranchCode>,
        context: &Context,
    ) -> Result<T, CliError> {
        match answer {
            Ok(done) => self.ask(Ok(done)),
            Err(SubmitError::Refused { refusal, .. }) => {
                self.tell_notices();
                let answered = match *refusal {
                    Refusal::RequestReused { entry, .. } => {
                        let before = self.ledger.entry(entry).ok().flatten();
                        before.map(|entry| entry.event.name())
                    }
                    _ => None,
                };
                let context =
                    &Context { answered: answered.or(context.answered), ..context.clone() };
                Err(match branch {
                    Some(branch) => self.refused(branch, &refusal, context),
                    None => self.app.refused(&refusal, context),
                })
            }
            Err(SubmitError::Failed(error)) => self.ask(Err(error)),
        }
    }

    /// After a failure of storage the next try has to be the same request, or a
    /// deed could be paid twice.
    fn try_again(&self, error: CliError, request: &RequestKey) -> CliError {
        match error.kind {
            Kind::Storage => {
                let facts = [("request", text(request))];
                error.hint(self.app.msg("outcome-unknown.hint", &facts))
            }
            _ => error,
        }
    }

    /// Something that is done in several branches. A clock that looks wrong is
    /// asked about, on a terminal; after a failure the same request is named again.
    pub(crate) fn across<T>(
        &self,
        key: &OperatorKey,
        request: Option<&RequestKey>,
        context: &Context,
        ask: impl Fn(Hand<'_>) -> Result<T, SubmitError>,
    ) -> Result<T, CliError> {
        let finished = self.finish_legs(key).map_err(SubmitError::from);
        let answer = finished.and_then(|()| {
            self.with_clock(|clock_confirmed| ask(Hand { clock_confirmed, ..self.hand(key) }))
        });
        let mut context = context.clone();
        // Whose operators are to be looked through is not known: either side may have refused.
        if let Err(SubmitError::Refused { refusal, .. }) = &answer
            && matches!(
                **refusal,
                Refusal::NoRight { .. }
                    | Refusal::RetiredOperator { .. }
                    | Refusal::WrongKey { .. }
            )
        {
            context.branch = None;
        }
        self.answered(answer, None, &context).map_err(|error| match request {
            Some(request) => self.try_again(error, request),
            None => error,
        })
    }

    /// Asks, and once more where the clock looks wrong and is right after all.
    fn with_clock<T>(
        &self,
        mut ask: impl FnMut(bool) -> Result<T, SubmitError>,
    ) -> Result<T, SubmitError> {
        let answer = ask(self.app.args.accept_clock || self.clock_confirmed.get());
        match &answer {
            Err(SubmitError::Refused { refusal, .. })
                if matches!(
                    **refusal,
                    Refusal::ClockBehind { .. } | Refusal::ClockAhead { .. }
                ) && self.clock_is_right(refusal) =>
            {
                ask(true)
            }
            _ => answer,
        }
    }

    fn hand<'k>(&self, key: &'k OperatorKey) -> Hand<'k> {
        Hand { key, now: self.now(), clock_confirmed: self.app.args.accept_clock }
    }

    /// Ends what an earlier command left under way to other villages, as far as
    /// the key's right goes, and tells of it: before a command's first write.
    pub(crate) fn finish_legs(&self, key: &OperatorKey) -> Result<(), Error> {
        if !self.legs_finished.replace(true) {
            let finished = self.ledger.finish_legs(self.hand(key))?;
            between::tell_finished(self.app, &finished);
        }
        Ok(())
    }

    /// As [`Self::submit_all`], with the refusal as the core gives it. A clock
    /// that looks wrong is asked about, on a terminal, and so is a deed that may
    /// have been entered before.
    fn try_submit(
        &self,
        branch: BranchCode,
        key: &OperatorKey,
        requests: &[(RequestKey, Command)],
        likeness_confirmed: bool,
    ) -> Result<Vec<Done>, SubmitError> {
        self.finish_legs(key)?;
        let now = self.now();
        let mut order = Order {
            branch,
            key,
            now,
            clock_confirmed: self.app.args.accept_clock,
            likeness_confirmed,
            requests,
        };
        let mut answer = self.with_clock(|clock_confirmed| {
            order.clock_confirmed = clock_confirmed;
            self.ledger.submit(&order)
        });
        if let Err(SubmitError::Refused { refusal, .. }) = &answer
            && matches!(**refusal, Refusal::DeedAgain { .. })
            && self.is_another_deed(refusal)
        {
            order.likeness_confirmed = true;
            answer = self.ledger.submit(&order);
        }
        answer
    }

    /// A checkpoint of the branch that is kept here knows of no more entries than there
    /// are: writing on would contradict what its key has signed.
    fn notes_fit(&self, branch: BranchCode) -> Result<(), CliError> {
        let view = self.ledger.view(branch, Wanted::Nothing, State::size);
        // One that is about to be opened has signed nothing yet; of one that cannot be
        // opened the posting itself tells more.
        let Some(now) = view.ok().filter(|&now| now > 0) else { return Ok(()) };
        let log = self.ask(self.ledger.log_name(branch))?;
        let notes = Shelf::own(self.app.bank_dir(), log);
        let sizes = notes.sizes().map_err(|error| store::explain(self.app, &error))?;
        let Some(&size) = sizes.last().filter(|&&size| size > now) else { return Ok(()) };
        let facts = [
            ("branch", text(branch)),
            ("path", text(notes.path(size).display())),
            ("size", text(size)),
            ("now", text(now)),
        ];
        let message = self.app.msg("checkpoint-shorter", &facts);
        Err(CliError::storage("not-what-was-signed", message)
            .hint(self.app.msg("data-loss.hint", &[])))
    }

    /// What would come of commands, with nothing written.
    pub(crate) fn plan(
        &self,
        branch: BranchCode,
        key: &OperatorKey,
        requests: &[(RequestKey, Command)],
    ) -> Result<Vec<Done>, CliError> {
        let context = Context::default();
        self.plan_and_look(branch, key, requests, &context, false, |_| ()).map(|(done, ())| done)
    }

    /// The same, with a look at the branch as it would be afterwards; a deed that looks
    /// like one that is there may be `another`.
    pub(crate) fn plan_and_look<T>(
        &self,
        branch: BranchCode,
        key: &OperatorKey,
        requests: &[(RequestKey, Command)],
        context: &Context,
        another: bool,
        look: impl Fn(&State) -> T,
    ) -> Result<(Vec<Done>, T), CliError> {
        self.names_nobody(branch, requests.iter().map(|(_, command)| command))?;
        let now = self.now();
        let answer = self.with_clock(|clock_confirmed| {
            let likeness_confirmed = another;
            let order = Order { branch, key, now, clock_confirmed, likeness_confirmed, requests };
            let (plan, seen) = self.ledger.plan_and_look(&order, &look)?;
            let done = plan.into_outcomes().into_iter().enumerate().map(|(index, outcome)| {
                let refused = |refusal| (index, Box::new(refusal));
                outcome.map_err(refused)
            });
            let done = done.collect::<Result<Vec<Done>, _>>();
            done.map(|done| (done, seen))
                .map_err(|(index, refusal)| SubmitError::Refused { index, refusal })
        });
        self.answered(answer, Some(branch), context)
    }

    /// Asks, on a terminal, whether a deed like one that is there is another.
    fn is_another_deed(&self, refusal: &Refusal) -> bool {
        let error = self.app.refused(refusal, &Context::default());
        let facts = [("what", text(error.message))];
        self.app.ui.confirm(&self.app.messages, &self.app.msg("likeness-confirm", &facts))
    }

    /// What time it is; a clock that cannot be read is caught when the command starts.
    pub(crate) fn now(&self) -> Timestamp {
        self.app.now().unwrap_or(Timestamp::EPOCH)
    }

    /// Whether a clock that looks wrong is right: it is not the clock where one village
    /// was quiet and another was not; else somebody on a terminal is asked.
    pub(crate) fn clock_is_right(&self, refusal: &Refusal) -> bool {
        if matches!(refusal, Refusal::ClockAhead { .. }) && self.used_lately() {
            return true;
        }
        let error = self.app.refused(refusal, &Context::default());
        let facts = [("what", text(error.message)), ("now", text(self.now()))];
        let right = self.app.ui.confirm(&self.app.messages, &self.app.msg("clock-confirm", &facts));
        // It is one clock: nobody is asked again for the next village.
        self.clock_confirmed.set(self.clock_confirmed.get() || right);
        right
    }

    /// Whether the newest entry of some branch is of these weeks.
    fn used_lately(&self) -> bool {
        let now = self.now().unix();
        let lately = -CLOCK_BEHIND_SECONDS..=CLOCK_AHEAD_DAYS * 24 * 60 * 60;
        let branches = self.ledger.branches().unwrap_or_default();
        // A branch that cannot be read vouches for no clock.
        branches.into_iter().any(|branch| {
            let last = self.ledger.view(branch, Wanted::Nothing, State::last_at);
            matches!(last, Ok(Some(last)) if lately.contains(&(now - last.unix())))
        })
    }

    /// The number the next account of a branch gets.
    pub(crate) fn next_account(&self, branch: BranchCode) -> Result<AccountNo, CliError> {
        let opened = self.ledger.view(branch, Wanted::Nothing, |state| state.totals().accounts);
        Ok(AccountNo::new(branch, self.ask(opened)?.saturating_add(1)))
    }
    /// Warns where more is owed than fund and stock cover, if the branch wants to
    /// be told. What was done stands whatever can be read now.
    pub(crate) fn tell_cover(&self, branch: BranchCode) {
        let today = |state: &State| self.now().day(state.offset());
        let look = |state: &State| {
            let warns = state.trade().fund.cover == CoverPolicy::Warn;
            warns.then(|| state.coverage(today(state))).filter(Coverage::is_short)
        };
        if let Ok(Some(short)) = self.ledger.view(branch, Wanted::Nothing, look) {
            let facts = [("owed", text(short.owed())), ("cover", text(short.cover()))];
            self.app.ui.warn(&self.app.messages, &self.app.msg("fund-beyond", &facts));
        }
    }

    /// A request key that nobody used before.
    pub(crate) fn new_request(&self) -> Result<RequestKey, CliError> {
        let random: [u8; 16] = random().map_err(|e| CliError::internal("random", e.to_string()))?;
        let name: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("cli-{name}")
            .parse()
            .map_err(|e: NameError| CliError::internal("request", e.to_string()))
    }
}

/// Whether the journal of a branch is in a bank's folder.
fn is_here(app: &App, dir: &Path, branch: BranchCode) -> Result<bool, CliError> {
    let segments = FileJournal::read_only(dir.join("journal")).segments(branch);
    Ok(!segments.map_err(|e| storage::explain(&app.messages, &e.into()))?.is_empty())
}

impl Drop for Bank<'_> {
    fn drop(&mut self) {
        self.tell_mirror();
        if let Some(mirrored) = &self.mirrored {
            mirror::copy_notes(self.app, mirrored);
        }
    }
}

enum LockError {
    Busy(CliError),
    Denied(CliError),
}

fn lock(app: &App, path: &Path) -> Result<File, LockError> {
    let denied = |e: &io::Error| {
        LockError::Denied(match e.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                storage::read_only(&app.messages, app.bank_dir())
            }
            _ => CliError::io(&app.messages, path, e),
        })
    };
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|e| denied(&e))?;
    match try_hold(&file) {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let busy = CliError::storage("bank-busy", app.msg("bank-busy", &[]))
                .hint(app.msg("bank-busy.hint", &[]));
            Err(LockError::Busy(busy))
        }
        Err(TryLockError::Error(e)) => Err(denied(&e)),
    }
}

/// Takes the lock on a file, after whoever has it, if that takes no longer than [`PATIENCE`].
fn try_hold(file: &File) -> Result<(), TryLockError> {
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if started.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(50));
            }
            taken => return taken,
        }
    }
}

/// The same of a mirror's folder, or a copy's: whether nobody else has it. Where the disk
/// knows no locks nobody can have it, and the work goes on.
pub(crate) fn hold(file: &File) -> bool {
    !matches!(try_hold(file), Err(TryLockError::WouldBlock))
}
