//! `doctor` (体检): what is wrong with a bank's folder, and the one thing that mends it.
//!
//! Nothing in the folder is changed: the journal is opened to read, and sled, which
//! writes when it opens, is given a copy of the books to open. What mends itself at the
//! next command is said and is no illness. Each [`Ailment`] has a row in
//! docs/doctor.md and a test that makes it.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::ops::ControlFlow;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use clap::Args;
use ledger_core::audit::{Anchor, audit_against};
use ledger_core::books::shelf;
use ledger_core::books::{Books, MemoryBooks, SledBooks};
use ledger_core::day::Timestamp;
use ledger_core::ids::{BranchCode, OperatorId};
use ledger_core::journal::{
    Committed, Damage, FileJournal, Journal as _, JournalError, Mirrored, Standing,
};
use ledger_core::keys::{BranchKey, FileKey, KeyFile, OperatorKey, PublicKey};
use ledger_core::ledger::{
    CLOCK_AHEAD_DAYS, CLOCK_BEHIND_SECONDS, Error, Ledger, Notice, Wanted, read_back,
};
use ledger_core::proof::{Frontier, LogName, TreeHash};
use ledger_core::state::State;
use ledger_core::vault::{Vault, VaultKey};
use serde_json::json;

use crate::app::App;
use crate::cli::Global;
use crate::error::CliError;
use crate::i18n::{Args as Facts, count, text};
use crate::store::Shelf;
use crate::ui::Tone;
use crate::whole::{self, Part};
use crate::{away, evidence, mirror, storage, tell, words};

/// Say what is wrong with a bank's folder, and what mends it
///
/// Nothing in it is changed. What needs nobody, because the next command mends it,
/// is said as well; only what somebody has to see to ends with exit code 1. `--full`
/// also derives the whole journal again, as an audit does.
///
/// Example: `wenming doctor ./lucheng`
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// The bank's folder; that of `--bank` unless said
    pub(crate) dir: Option<PathBuf>,
    /// Walk the whole journal too, and hold it against its rules and checkpoints
    #[arg(long)]
    pub(crate) full: bool,
    /// The megabytes that are to be free on the disk
    #[arg(long, value_name = "N", default_value_t = 64)]
    pub(crate) free: u64,
}

/// What can be wrong, or worth saying; in the order it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ailment {
    NoBank,
    IsMirror,
    InUse,
    ReadOnly,
    DiskFull,
    Open,
    Unreadable,
    JournalMissing,
    JournalUnreadable,
    JournalDamaged,
    JournalGap,
    JournalTorn,
    BooksAbsent,
    BooksHeld,
    BooksUnseen,
    BooksDamaged,
    BooksBehind,
    EntriesLost,
    Findings,
    KeyUnfit,
    KeyNotInForce,
    NobodyCanAct,
    BranchKeyAbsent,
    BranchKeyStale,
    VaultKeyMissing,
    VaultUnreadable,
    NamesNone,
    NoteUnreadable,
    NoteUnlike,
    ClockBehind,
    ClockAhead,
    Away,
    MirrorAbsent,
    MirrorUnreadable,
    MirrorBehind,
    MirrorNewer,
    MirrorOther,
    Leftover,
}

impl Ailment {
    /// Every one, in order.
    #[cfg(test)]
    const ALL: [Self; 38] = [
        Self::NoBank,
        Self::IsMirror,
        Self::InUse,
        Self::ReadOnly,
        Self::DiskFull,
        Self::Open,
        Self::Unreadable,
        Self::JournalMissing,
        Self::JournalUnreadable,
        Self::JournalDamaged,
        Self::JournalGap,
        Self::JournalTorn,
        Self::BooksAbsent,
        Self::BooksHeld,
        Self::BooksUnseen,
        Self::BooksDamaged,
        Self::BooksBehind,
        Self::EntriesLost,
        Self::Findings,
        Self::KeyUnfit,
        Self::KeyNotInForce,
        Self::NobodyCanAct,
        Self::BranchKeyAbsent,
        Self::BranchKeyStale,
        Self::VaultKeyMissing,
        Self::VaultUnreadable,
        Self::NamesNone,
        Self::NoteUnreadable,
        Self::NoteUnlike,
        Self::ClockBehind,
        Self::ClockAhead,
        Self::Away,
        Self::MirrorAbsent,
        Self::MirrorUnreadable,
        Self::MirrorBehind,
        Self::MirrorNewer,
        Self::MirrorOther,
        Self::Leftover,
    ];

    /// Its stable name.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NoBank => "no-bank",
            Self::IsMirror => "is-mirror",
            Self::InUse => "in-use",
            Self::ReadOnly => "read-only",
            Self::DiskFull => "disk-full",
            Self::Open => "open-to-others",
            Self::Unreadable => "unreadable",
            Self::JournalMissing => "journal-missing",
            Self::JournalUnreadable => "journal-unreadable",
            Self::JournalDamaged => "journal-damaged",
            Self::JournalGap => "journal-gap",
            Self::JournalTorn => "journal-torn",
            Self::BooksAbsent => "books-absent",
            Self::BooksHeld => "books-held",
            Self::BooksUnseen => "books-unseen",
            Self::BooksDamaged => "books-damaged",
            Self::BooksBehind => "books-behind",
            Self::EntriesLost => "entries-lost",
            Self::Findings => "findings",
            Self::KeyUnfit => "key-unfit",
            Self::KeyNotInForce => "key-not-in-force",
            Self::NobodyCanAct => "nobody-can-act",
            Self::BranchKeyAbsent => "branch-key-absent",
            Self::BranchKeyStale => "branch-key-stale",
            Self::VaultKeyMissing => "vault-key-missing",
            Self::VaultUnreadable => "vault-unreadable",
            Self::NamesNone => "names-none",
            Self::NoteUnreadable => "note-unreadable",
            Self::NoteUnlike => "note-unlike",
            Self::ClockBehind => "clock-behind",
            Self::ClockAhead => "clock-ahead",
            Self::Away => "away",
            Self::MirrorAbsent => "mirror-absent",
            Self::MirrorUnreadable => "mirror-unreadable",
            Self::MirrorBehind => "mirror-behind",
            Self::MirrorNewer => "mirror-newer",
            Self::MirrorOther => "mirror-other",
            Self::Leftover => "leftover",
        }
    }

    /// Whether somebody has to do something: else it is as it may be, or mends itself.
    fn asks_for_somebody(self) -> bool {
        !matches!(
            self,
            Self::InUse
                | Self::JournalTorn
                | Self::BooksAbsent
                | Self::BooksDamaged
                | Self::BooksBehind
                | Self::NobodyCanAct
                | Self::BranchKeyAbsent
                | Self::NamesNone
                | Self::Away
                | Self::MirrorAbsent
                | Self::MirrorBehind
                | Self::Leftover
        )
    }
}

/// One thing that was found.
struct Row {
    what: Ailment,
    place: String,
    words: String,
    way: String,
}

/// What the ledger knows of a branch that can be opened.
struct Branch {
    accounts: u32,
    last_at: Option<Timestamp>,
    operators: BTreeMap<OperatorId, PublicKey>,
    branch_key: Option<PublicKey>,
}

struct Doctor<'a> {
    app: &'a App,
    dir: &'a Path,
    now: Timestamp,
    rows: Vec<Row>,
}

impl DoctorArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = self.dir.clone().unwrap_or_else(|| app.bank_dir().to_owned());
        // The ways out are to lead to the folder that is looked at.
        let args = Global { bank, ..app.args.clone() };
        let app = &app.with(args);
        // What is no mirror is told as by any other command.
        if let Some(dir) = &app.args.mirror
            && let Err(mirror::Unfit::Misused(error)) = mirror::look(app, dir)
        {
            return Err(*error);
        }
        let now = app.now()?;
        let mut doctor = Doctor { app, dir: app.bank_dir(), now, rows: Vec::new() };
        {
            let _working = app.ui.working(app.msg("doctor-looking", &[]));
            doctor.examine(self.full, self.free);
        }
        doctor.tell()
    }
}

impl Doctor<'_> {
    fn found(&mut self, what: Ailment, place: impl ToString, facts: Facts<'_>) {
        let place = place.to_string();
        let facts: Vec<_> =
            [("where", text(&place))].into_iter().chain(facts.iter().cloned()).collect();
        let id = format!("doctor-{}", what.code());
        let words = self.app.messages.get(&id, &facts);
        let way = self.app.messages.get(&format!("{id}.way"), &facts);
        let way = tell::addressed(self.app, &way);
        self.rows.push(Row { what, place, words, way });
    }

    /// What cannot be looked at is one more thing that is found.
    fn unreadable(&mut self, place: impl ToString, why: &CliError) {
        self.found(Ailment::Unreadable, place, &[("why", text(&why.message))]);
    }

    fn examine(&mut self, full: bool, free: u64) {
        let journal_dir = self.dir.join("journal");
        let journal = FileJournal::read_only(&journal_dir);
        let branches = match journal.branches() {
            Ok(branches) => branches,
            Err(why) => {
                return self.journal_fails(&journal_dir.display().to_string(), &why);
            }
        };
        let has_books = self.dir.join("books").is_dir();
        if branches.is_empty() {
            let what = if has_books { Ailment::JournalMissing } else { Ailment::NoBank };
            return self.found(what, self.dir.display(), &[]);
        }
        if mirror::is_one(self.dir) {
            self.found(Ailment::IsMirror, self.dir.display(), &[("shown", shown(self.dir))]);
        }
        let lock = self.lock();
        self.permissions(&branches);
        self.space(free);
        let away = away::list_of(self.app, self.dir).unwrap_or_else(|why| {
            self.unreadable(self.dir.join("away").display(), &why);
            Vec::new()
        });
        for &branch in &branches {
            self.journal(&journal, branch);
        }
        let sound = self.rows.iter().all(|row| {
            !matches!(
                row.what,
                Ailment::JournalDamaged | Ailment::JournalGap | Ailment::JournalUnreadable
            )
        });
        let mut known = BTreeMap::new();
        // What somebody is writing cannot be copied.
        if lock.is_ok() {
            known = self.books(&journal_dir, &branches, has_books, sound);
            self.keys(&known, &away);
            self.clock(&known);
        }
        self.notes(&journal, &branches, &away);
        self.vault(&branches, &known);
        for branch in &away {
            self.found(Ailment::Away, branch, &[("branch", text(branch))]);
        }
        self.mirror(&journal_dir);
        self.leftovers(&branches);
        if full && sound {
            // Where it stands while nobody writes; deriving takes long, and needs no lock.
            let asked = self.before_audit(journal);
            drop(lock);
            if let Some((journal, anchors)) = asked {
                self.audit(&journal, &branches, &anchors);
            }
        }
    }

    /// The bank's lock, held while its books are copied; without making the file.
    fn lock(&mut self) -> Result<Option<File>, ()> {
        let path = self.dir.join("lock");
        let Ok(file) = File::open(&path) else { return Ok(None) };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                self.found(Ailment::InUse, path.display(), &[]);
                Err(())
            }
            _ => Ok(Some(file)),
        }
    }

    /// What is here can be written, and secrets are nobody else's.
    fn permissions(&mut self, branches: &[BranchCode]) {
        let mode = |path: &Path| fs::metadata(path).map(|file| file.permissions().mode());
        let mut written = vec![self.dir.to_owned()];
        written.extend(["lock", "journal", "books", "books/db", "vault"].map(|n| self.dir.join(n)));
        for branch in branches {
            let dir = self.dir.join("journal").join(branch.as_str());
            let segments = fs::read_dir(&dir).into_iter().flatten().flatten();
            let last = segments.map(|file| file.path()).filter(|path| path.is_file()).max();
            written.extend([dir].into_iter().chain(last));
        }
        // Root may do anything with what is there, but not on a disk that is read only.
        let is_read_only = |path: &PathBuf| {
            mode(path).is_ok_and(|mode| {
                let denied = rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_err();
                denied || mode & 0o200 == 0
            })
        };
        // One command mends all of them.
        if let Some(path) = written.iter().find(|path| is_read_only(path)) {
            let facts = [("shown", shown(self.dir))];
            self.found(Ailment::ReadOnly, path.display(), &facts);
        }
        for dir in [self.app.keys_dir(), self.dir.join("vault")] {
            let files = fs::read_dir(&dir).into_iter().flatten().flatten();
            let mut files: Vec<PathBuf> = files.map(|file| file.path()).collect();
            files.sort_unstable();
            for path in files {
                if path.is_file() && mode(&path).is_ok_and(|mode| mode & 0o077 != 0) {
                    self.found(Ailment::Open, path.display(), &[("shown", shown(&path))]);
                }
            }
        }
    }

    fn space(&mut self, least: u64) {
        // Where the system does not say, nothing is known to be wrong.
        let Ok(disk) = rustix::fs::statvfs(self.dir) else { return };
        let free = disk.f_bavail.saturating_mul(disk.f_frsize) / (1024 * 1024);
        if free < least {
            let facts = [("free", text(free)), ("least", text(least))];
            self.found(Ailment::DiskFull, self.dir.display(), &facts);
        }
    }

    fn journal_fails(&mut self, place: &str, why: &JournalError) {
        match why {
            JournalError::Damaged { branch, seq, why } => {
                // The books know whether it was confirmed, if this is for them to say.
                let cut = if *why == Damage::NotAcknowledged { "no" } else { "yes" };
                let why = storage::damage(&self.app.messages, why);
                let place = format!("{branch}:{seq}");
                let facts = [("why", text(why)), ("cut", text(cut))];
                self.found(Ailment::JournalDamaged, place, &facts);
            }
            other => {
                let why = storage::journal(&self.app.messages, other).message;
                self.found(Ailment::JournalUnreadable, place, &[("why", text(why))]);
            }
        }
    }

    /// The segments of a branch, its end, and the last entries of it.
    fn journal(&mut self, journal: &FileJournal, branch: BranchCode) {
        let place = branch.to_string();
        let size = match journal.size(branch) {
            Ok(size) => size,
            Err(why) => return self.journal_fails(&place, &why),
        };
        let checked = self.segments(journal, branch).and_then(|whole| {
            let mut torn = 0;
            let rest = journal.read(branch, size, &mut |_, _| {
                torn += 1;
                ControlFlow::Continue(())
            })?;
            if torn > 0 || rest > 0 {
                self.found(Ailment::JournalTorn, &place, &[("n", count(torn))]);
            }
            // Over a gap nothing is read back: what is wrong is said.
            if whole { read_back(journal, branch, None, (size, None)).map(drop) } else { Ok(()) }
        });
        if let Err(why) = checked {
            self.journal_fails(&place, &why);
        }
    }

    /// Whether every segment begins where the one before it ends.
    fn segments(
        &mut self,
        journal: &FileJournal,
        branch: BranchCode,
    ) -> Result<bool, JournalError> {
        let mut whole = true;
        for (n, segment) in journal.segments(branch)?.iter().enumerate() {
            let follows = match segment.first.checked_sub(1) {
                None => true,
                Some(before) => n > 0 && journal.line(branch, before)?.is_some(),
            };
            if !follows {
                let facts = [("branch", text(branch)), ("seq", text(segment.first))];
                self.found(Ailment::JournalGap, segment.path.display(), &facts);
                whole = false;
            }
        }
        Ok(whole)
    }

    /// Opens a copy of the books over the journal, as the next command would open them.
    fn books(
        &mut self,
        journal_dir: &Path,
        branches: &[BranchCode],
        has_books: bool,
        sound: bool,
    ) -> BTreeMap<BranchCode, Branch> {
        let dir = self.dir.join("books");
        let copy = if has_books { self.copy_of_books(&dir) } else { None };
        let opened =
            copy.as_ref().and_then(|copy| match SledBooks::open(copy.path().join("books")) {
                Ok(books) if books.set_aside().is_none() => Some(books),
                Ok(books) => {
                    let why = books.set_aside().unwrap_or_default().to_owned();
                    self.found(Ailment::BooksDamaged, dir.display(), &[("why", text(why))]);
                    None
                }
                Err(why) => {
                    self.found(Ailment::BooksDamaged, dir.display(), &[("why", text(why))]);
                    None
                }
            });
        if !has_books && !mirror::is_one(self.dir) {
            self.found(Ailment::BooksAbsent, dir.display(), &[]);
        }
        if !sound {
            // What is wrong with the journal is said; the books can say no more of it.
            return BTreeMap::new();
        }
        let stored = opened.is_some();
        let books: Box<dyn Books> = match opened {
            Some(books) => Box::new(books),
            None => Box::new(MemoryBooks::default()),
        };
        let mut all = branches.to_vec();
        all.extend(shelf::branches(books.as_ref()));
        all.sort_unstable();
        all.dedup();
        let journal = Box::new(FileJournal::read_only(journal_dir));
        let ledger = Ledger::read_only(journal, books).reading_back();
        let mut known = BTreeMap::new();
        for branch in all {
            match ledger.view(branch, Wanted::Nothing, branch_of) {
                Ok(branch_known) => drop(known.insert(branch, branch_known)),
                Err(Error::Journal(JournalError::DataLoss { acknowledged, committed, .. })) => {
                    let facts =
                        [("acknowledged", text(acknowledged)), ("committed", text(committed))];
                    self.found(Ailment::EntriesLost, branch, &facts);
                }
                Err(Error::Journal(why)) => self.journal_fails(&branch.to_string(), &why),
                Err(why) => {
                    self.found(Ailment::BooksDamaged, dir.display(), &[("why", text(why))]);
                }
            }
        }
        for notice in ledger.take_notices().into_iter().filter(|_| stored) {
            match notice {
                Notice::CaughtUp { branch, entries } => {
                    let n = count(usize::try_from(entries).unwrap_or(usize::MAX));
                    self.found(Ailment::BooksBehind, branch, &[("n", n)]);
                }
                Notice::Rebuilt { why } => {
                    self.found(Ailment::BooksDamaged, dir.display(), &[("why", text(why))]);
                }
                Notice::Torn(_) | Notice::ClockBehind { .. } => {}
            }
        }
        known
    }

    /// A copy of the books in a folder of our own; sled writes wherever it opens.
    fn copy_of_books(&mut self, dir: &Path) -> Option<Part> {
        // Somebody without our lock may have them: an example program, say.
        let held = File::open(dir.join("db"))
            .is_ok_and(|db| matches!(db.try_lock(), Err(TryLockError::WouldBlock)));
        if held {
            self.found(Ailment::BooksHeld, dir.display(), &[]);
            return None;
        }
        let own = Part::create_dir(&std::env::temp_dir().join("wenming-doctor"), 0o700);
        let copied = own.and_then(|own| copy(dir, &own.path().join("books")).map(|()| own));
        match copied {
            Ok(copied) => Some(copied),
            Err(why) => {
                let tmp = text(std::env::temp_dir().display());
                let facts = [("why", text(words::io(&self.app.messages, &why))), ("tmp", tmp)];
                self.found(Ailment::BooksUnseen, dir.display(), &facts);
                None
            }
        }
    }

    /// The keys at hand, against those in force.
    fn keys(&mut self, known: &BTreeMap<BranchCode, Branch>, away: &[BranchCode]) {
        let dir = self.app.keys_dir();
        let names = fs::read_dir(&dir).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            names.filter_map(|name| name.file_name().into_string().ok()).collect();
        names.sort_unstable();
        let mut at_hand: Vec<OperatorId> = Vec::new();
        for name in names {
            let path = dir.join(&name);
            if let Some(operator) = name.strip_suffix(".key").and_then(|name| name.parse().ok()) {
                if let Some(public) = self.key_in::<OperatorKey>(&path, &operator) {
                    self.operator_in_force(known, &path, &operator, public);
                    at_hand.push(operator);
                }
            } else if let Some(branch) =
                name.strip_suffix(".branch-key").and_then(|name| name.parse().ok())
                && let Some(Some(public)) = self.key_in::<BranchKey>(&path, &branch)
                && let Some(in_force) = known.get(&branch).and_then(|known| known.branch_key)
                && in_force != public
            {
                self.found(Ailment::BranchKeyStale, path.display(), &[("branch", text(branch))]);
            }
        }
        for (branch, known) in known.iter().filter(|(branch, _)| !away.contains(branch)) {
            if !at_hand.iter().any(|operator| known.operators.contains_key(operator)) {
                self.found(Ailment::NobodyCanAct, branch, &[("path", text(dir.display()))]);
            }
            let path = dir.join(format!("{branch}.branch-key"));
            if known.branch_key.is_some() && !path.exists() {
                let facts = [("path", text(path.display()))];
                self.found(Ailment::BranchKeyAbsent, branch, &facts);
            }
        }
    }

    fn operator_in_force(
        &mut self,
        known: &BTreeMap<BranchCode, Branch>,
        path: &Path,
        operator: &OperatorId,
        public: Option<PublicKey>,
    ) {
        let mut enrolled = known.values().filter_map(|known| known.operators.get(operator));
        // One that is enrolled nowhere may be about to be.
        if let Some(public) = public
            && enrolled.clone().next().is_some()
            && enrolled.all(|key| *key != public)
        {
            let facts = [("operator", text(operator))];
            self.found(Ailment::KeyNotInForce, path.display(), &facts);
        }
    }

    /// The public half of a key that lies open in a file, `Some(None)` under a passphrase;
    /// nothing where the file is no such key of this holder.
    fn key_in<K: FileKey + Public>(
        &mut self,
        path: &Path,
        holder: &K::Holder,
    ) -> Option<Option<PublicKey>>
    where
        K::Holder: PartialEq,
    {
        let read = whole::read(path).map(zeroize::Zeroizing::new);
        match read.ok().map(|text| KeyFile::<K>::parse(&text)) {
            Some(Ok(file)) if file.holder() == *holder => Some(match file {
                KeyFile::Plain(key) => Some(key.public_half()),
                KeyFile::Sealed(_) => None,
            }),
            _ => {
                self.found(Ailment::KeyUnfit, path.display(), &[]);
                None
            }
        }
    }

    fn clock(&mut self, known: &BTreeMap<BranchCode, Branch>) {
        let last = known.values().filter_map(|known| known.last_at).map(Timestamp::unix).max();
        let Some(ahead) = last.map(|last| self.now.unix() - last) else { return };
        let span = |seconds: i64| words::span(&self.app.messages, seconds.unsigned_abs());
        if -ahead > CLOCK_BEHIND_SECONDS {
            let facts = [("span", text(span(ahead)))];
            self.found(Ailment::ClockBehind, self.now, &facts);
        } else if ahead > CLOCK_AHEAD_DAYS * 24 * 60 * 60 {
            let facts = [("span", text(span(ahead)))];
            self.found(Ailment::ClockAhead, self.now, &facts);
        }
    }

    /// The latest note of each branch: it can be read, and the journal has what it says.
    fn notes(&mut self, journal: &FileJournal, branches: &[BranchCode], away: &[BranchCode]) {
        for &branch in branches {
            let dir = self.dir.join("checkpoints").join(branch.as_str());
            if !dir.is_dir() {
                continue;
            }
            let Ok(Some(origin)) = evidence::origin_of(self.app, journal, branch) else { continue };
            let shelf = Shelf::own(self.dir, LogName { origin, branch });
            let note = match shelf.latest() {
                Ok(Some(note)) => note,
                Ok(None) => continue,
                Err(why) => {
                    let why = crate::store::explain(self.app, &why).message;
                    let facts = [("why", text(why))];
                    self.found(Ailment::NoteUnreadable, dir.display(), &facts);
                    continue;
                }
            };
            let of = note.checkpoint();
            let Ok(size) = journal.size(branch) else { continue };
            let unlike = match of.size <= size {
                true => root(journal, branch, of.size).is_ok_and(|root| root != of.root),
                false => !away.contains(&branch),
            };
            if unlike {
                let facts = [("branch", text(branch)), ("n", text(of.size)), ("size", text(size))];
                self.found(Ailment::NoteUnlike, shelf.path(of.size).display(), &facts);
            }
        }
    }

    /// Every kept name opens with the key at hand.
    fn vault(&mut self, branches: &[BranchCode], known: &BTreeMap<BranchCode, Branch>) {
        let (dir, path) = (self.dir.join("vault"), self.app.keys_dir().join("vault"));
        let file = |branch: &BranchCode| dir.join(format!("{branch}.jsonl"));
        let is_kept = |branch: &BranchCode| fs::metadata(file(branch)).is_ok_and(|f| f.len() > 0);
        let (kept, none): (Vec<BranchCode>, Vec<BranchCode>) =
            branches.iter().partition(|branch| is_kept(branch));
        for branch in none.iter().filter(|_| path.exists()) {
            // Whether there were any nobody here can say.
            if known.get(branch).is_some_and(|known| known.accounts > 0) {
                let facts = [("path", text(file(branch).display()))];
                self.found(Ailment::NamesNone, branch, &facts);
            }
        }
        if kept.is_empty() {
            return;
        }
        let content = match whole::read(&path) {
            Ok(content) => zeroize::Zeroizing::new(content),
            Err(_) => return self.found(Ailment::VaultKeyMissing, path.display(), &[]),
        };
        let Ok(key) = VaultKey::from_file(&content) else {
            return self.found(Ailment::KeyUnfit, path.display(), &[]);
        };
        let opened = Vault::open(&dir, key)
            .and_then(|vault| kept.iter().try_for_each(|branch| vault.all(*branch).map(drop)));
        if let Err(why) = opened {
            let why = storage::vault(&self.app.messages, &why).message;
            self.found(Ailment::VaultUnreadable, dir.display(), &[("why", text(why))]);
        }
    }

    fn mirror(&mut self, journal_dir: &Path) {
        let Some(dir) = self.app.args.mirror.clone() else { return };
        if !dir.is_dir() {
            return self.found(Ailment::MirrorAbsent, dir.display(), &[]);
        }
        let both = Mirrored::new(
            Box::new(FileJournal::read_only(journal_dir)),
            Box::new(FileJournal::read_only(dir.join("journal"))),
        );
        for (branch, standing) in both.standings().unwrap_or_default() {
            // What is wrong with the journal here is said already.
            let Ok(standing) = standing else { continue };
            let of = ("branch", text(branch));
            let place = dir.display();
            match standing {
                Standing::InStep => {}
                Standing::Behind { mirrored, size } => {
                    let facts = [of, ("mirrored", text(mirrored)), ("size", text(size))];
                    self.found(Ailment::MirrorBehind, place, &facts);
                }
                // Whose it is nobody here can say.
                Standing::Newer { here: 0, .. } => {
                    let facts = [of, ("seq", text(0)), ("shown", shown(&dir))];
                    self.found(Ailment::MirrorOther, place, &facts);
                }
                Standing::Newer { here, there } => {
                    let facts =
                        [of, ("here", text(here)), ("there", text(there)), ("shown", shown(&dir))];
                    self.found(Ailment::MirrorNewer, place, &facts);
                }
                Standing::Other { seq } => {
                    let facts = [of, ("seq", text(seq)), ("shown", shown(&dir))];
                    self.found(Ailment::MirrorOther, place, &facts);
                }
                Standing::Failed(why) => {
                    let why = storage::explain(&self.app.messages, &why.into()).message;
                    self.found(Ailment::MirrorUnreadable, place, &[of, ("why", text(why))]);
                }
            }
        }
    }

    /// What crashes left lying there, and what was set aside.
    fn leftovers(&mut self, branches: &[BranchCode]) {
        let mut left = Vec::new();
        let names =
            |dir: &Path| fs::read_dir(dir).into_iter().flatten().flatten().map(|file| file.path());
        let is_left = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".part") || name.ends_with(".generating") || name.ends_with(".jsonl.new")
        };
        let is_aside = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("books.damaged-") || name.starts_with(".incoming.")
        };
        left.extend(names(self.dir).filter(|path| is_aside(path) || is_left(path)));
        for dir in ["books", "vault", "keys"] {
            left.extend(names(&self.dir.join(dir)).filter(|path| is_left(path)));
        }
        for dir in ["checkpoints", "witnessed"] {
            let logs = names(&self.dir.join(dir));
            left.extend(logs.flat_map(|log| names(&log)).filter(|path| is_left(path)));
        }
        for branch in branches {
            let torn = self.dir.join("journal").join(branch.as_str()).join("torn");
            left.extend(names(&torn));
        }
        left.sort_unstable();
        for path in left {
            let half = is_left(&path) || path.to_string_lossy().contains(".incoming.");
            let kind = if half { "half" } else { "aside" };
            self.found(Ailment::Leftover, path.display(), &[("kind", text(kind))]);
        }
    }

    /// The journal as it is now, without a commit that never ended: that is said already,
    /// and mends itself. And the notes that are kept now.
    fn before_audit(
        &mut self,
        journal: FileJournal,
    ) -> Option<(Committed<FileJournal>, Vec<Anchor>)> {
        // The notes first: they are of no more than there is.
        let anchors = match evidence::kept(self.app, self.dir, &journal) {
            Ok((anchors, _)) => anchors,
            Err(why) => {
                self.unreadable(self.dir.display(), &why);
                return None;
            }
        };
        match Committed::of(journal) {
            Ok(journal) => Some((journal, anchors)),
            Err(why) => {
                self.journal_fails(&self.dir.display().to_string(), &why);
                None
            }
        }
    }

    fn audit(
        &mut self,
        journal: &Committed<FileJournal>,
        branches: &[BranchCode],
        anchors: &[Anchor],
    ) {
        let report = match audit_against(journal, branches, None, self.now, anchors) {
            Ok(report) => report,
            Err(why) => return self.journal_fails(&self.dir.display().to_string(), &why),
        };
        if let Some(first) = report.findings().next() {
            let place = match first.seq {
                Some(seq) => format!("{}:{seq}", first.branch),
                None => first.branch.to_string(),
            };
            let facts = [("n", count(report.findings().count())), ("code", text(first.code))];
            self.found(Ailment::Findings, place, &facts);
        }
    }

    /// Tells it; exit code 1 where somebody has to see to something.
    fn tell(self) -> Result<(), CliError> {
        let asks = self.rows.iter().filter(|row| row.what.asks_for_somebody()).count();
        let answer: Vec<_> = self
            .rows
            .iter()
            .map(|row| {
                json!({
                    "code": row.what.code(), "where": row.place, "what": row.words,
                    "way": row.way, "todo": row.what.asks_for_somebody(),
                })
            })
            .collect();
        self.app.ui.answer(&answer, || self.in_words(asks))?;
        match asks {
            0 => Ok(()),
            _ => Err(CliError::findings(self.app.msg("doctor-asks", &[("n", count(asks))]))),
        }
    }

    fn in_words(&self, asks: usize) -> String {
        let mut out = String::new();
        // What asks for somebody first; a table would break commands that are to be copied.
        let (first, then): (Vec<&Row>, Vec<&Row>) =
            self.rows.iter().partition(|row| row.what.asks_for_somebody());
        for row in first.into_iter().chain(then) {
            let tone = if row.what.asks_for_somebody() { Tone::Bad } else { Tone::Faint };
            let heading = self.app.ui.paint(tone, &format!("{}  [{}]", row.place, row.what.code()));
            out.push_str(&format!("{heading}\n    {}\n    → {}\n", row.words, row.way));
        }
        if asks == 0 {
            let facts = [("path", text(self.dir.display()))];
            out.push_str(&self.app.ui.paint(Tone::Good, &self.app.msg("doctor-well", &facts)));
        }
        out
    }
}

fn branch_of(state: &State) -> Branch {
    let acting = state.operators().iter().filter(|(_, operator)| !operator.retired);
    Branch {
        accounts: state.totals().accounts,
        last_at: state.last_at(),
        operators: acting.map(|(id, operator)| (id.clone(), operator.key)).collect(),
        branch_key: state.branch_keys().last().map(|set| set.key),
    }
}

/// A path as a shell takes it.
fn shown(path: &Path) -> crate::i18n::Arg {
    text(tell::shell(&path.display().to_string()))
}

/// The root over the first lines of a branch.
fn root(journal: &FileJournal, branch: BranchCode, size: u64) -> Result<TreeHash, JournalError> {
    let mut tree = Frontier::default();
    journal.read(branch, 0, &mut |place, line| {
        if place >= size {
            return ControlFlow::Break(());
        }
        tree.push(TreeHash::leaf(line));
        ControlFlow::Continue(())
    })?;
    Ok(tree.root())
}

/// A key whose public half can be told.
trait Public {
    fn public_half(&self) -> PublicKey;
}

impl Public for OperatorKey {
    fn public_half(&self) -> PublicKey {
        self.public()
    }
}

impl Public for BranchKey {
    fn public_half(&self) -> PublicKey {
        self.public()
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, place) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy(&entry.path(), &place)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), &place)?;
            // Where the books cannot be written to, their copy could not be, either.
            fs::set_permissions(&place, fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Lang, Messages};

    #[test]
    fn every_ailment_has_its_words_its_row_and_a_test_that_makes_it() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let page = fs::read_to_string(root.join("../../docs/doctor.md")).unwrap();
        let tests = fs::read_to_string(root.join("tests/doctor.rs")).unwrap();
        let rows: Vec<Vec<&str>> = page
            .lines()
            .filter(|line| line.starts_with("| `"))
            .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
            .collect();
        let codes: Vec<&str> = rows.iter().map(|row| row[0].trim_matches('`')).collect();
        let names = [
            "shown",
            "free",
            "least",
            "why",
            "branch",
            "seq",
            "acknowledged",
            "committed",
            "code",
            "operator",
            "path",
            "size",
            "span",
            "mirrored",
            "here",
            "there",
            "tmp",
            "cut",
            "kind",
        ];
        let facts: Vec<_> =
            names.map(|name| (name, text(name))).into_iter().chain([("n", count(2))]).collect();
        assert_eq!(codes, Ailment::ALL.map(Ailment::code));
        for (row, ailment) in rows.iter().zip(Ailment::ALL) {
            let (code, todo) = (ailment.code(), ailment.asks_for_somebody());
            assert_eq!(row[1] == "yes", todo, "{code}");
            let test = row[4].trim_matches('`');
            let at =
                tests.find(&format!("\nfn {test}(")).unwrap_or_else(|| panic!("{code}: {test}"));
            let body = tests[at + 1..].split("\n}\n").next().unwrap();
            assert!(body.contains(&format!("\"{code}\"")), "{code} is not wanted by {test}");
            for lang in [Lang::En, Lang::Zh] {
                let messages = Messages::new(lang);
                for id in [format!("doctor-{code}"), format!("doctor-{code}.way")] {
                    assert!(messages.find(&id, &facts).is_some(), "{id}");
                }
            }
        }
    }
}
