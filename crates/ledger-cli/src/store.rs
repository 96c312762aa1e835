//! Notes kept in a bank's folder: what its branches signed, and what they witnessed.
//!
//! ```text
//! <bank>/checkpoints/LC01/000000001042.note                        LC01's checkpoints, cosignatures under them
//! <bank>/witnessed/wenming.example+lucheng+LC01/000000001042.note  what was seen of a log, kept before it was signed
//! <bank>/witnessed/wenming.example+lucheng+LC01/conflict-1/        two notes that cannot both be true
//! <bank>/witnessed/wenming.example+lucheng+LC01/doubt-1/           a proof that proves nothing
//! ```
//!
//! A note is never written over by another one: only signatures are added to
//! it. One that cannot be read is named and left as it is, since it may be the
//! only trace of what was signed; nothing is signed beside it. A folder of
//! evidence appears whole or not at all, the same evidence once.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ledger_core::proof::checkpoint::CheckpointError;
use ledger_core::proof::{LogName, Request, SignedCheckpoint};

use crate::app::App;
use crate::error::CliError;
use crate::i18n::text;
use crate::whole::{self, Unread};
use crate::words;

/// The notes of one log in one place.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    dir: PathBuf,
    log: LogName,
}

/// What is wrong with what is kept, or with keeping it.
#[derive(Debug)]
pub(crate) enum StoreError {
    /// The system would not.
    Io(PathBuf, io::Error),
    /// What is there is no paper.
    Unread(PathBuf, Unread),
    /// A file there that is no checkpoint.
    Unreadable(PathBuf, CheckpointError),
    /// A checkpoint that is not the one its place says.
    Misplaced(PathBuf),
    /// As many lines under another root are kept there.
    Another(PathBuf),
    /// A signature in a witness's name that is not the witness's.
    Forged(PathBuf),
    /// So many have signed it that one more would make it unreadable.
    Crowded(PathBuf),
}

/// What evidence is evidence of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// Both notes are signed by the log and cannot both be true.
    Conflict,
    /// The log signed a note, and the proof that came with it proves nothing.
    Doubt,
}

impl Shelf {
    /// The checkpoints of a branch of the bank.
    pub(crate) fn own(bank: &Path, log: LogName) -> Self {
        let dir = bank.join("checkpoints").join(log.branch.as_str());
        Self { dir, log }
    }

    /// What the bank witnessed of a log.
    pub(crate) fn witnessed(bank: &Path, log: LogName) -> Self {
        let dir = bank.join("witnessed").join(log.to_string().replace('/', "+"));
        Self { dir, log }
    }

    /// Whose they are.
    pub(crate) fn log(&self) -> &LogName {
        &self.log
    }

    /// Where a note of so many lines is kept.
    pub(crate) fn path(&self, size: u64) -> PathBuf {
        self.dir.join(format!("{size:012}.note"))
    }

    /// How many lines each of them is of, the fewest first.
    pub(crate) fn sizes(&self) -> Result<Vec<u64>, StoreError> {
        let io = |error| StoreError::Io(self.dir.clone(), error);
        let files = match fs::read_dir(&self.dir) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(io(error)),
        };
        let mut sizes = Vec::new();
        for file in files {
            let name = file.map_err(io)?.file_name();
            let Some(stem) = name.to_str().and_then(|name| name.strip_suffix(".note")) else {
                continue;
            };
            // A note under a name that is none would otherwise be passed over.
            sizes
                .push(size_named(stem).ok_or_else(|| StoreError::Misplaced(self.dir.join(&name)))?);
        }
        sizes.sort_unstable();
        Ok(sizes)
    }

    /// The note of so many lines, if there is one.
    pub(crate) fn get(&self, size: u64) -> Result<Option<SignedCheckpoint>, StoreError> {
        match note_at(&self.path(size), size, |log| *log == self.log) {
            Err(StoreError::Unread(_, Unread::Io(why)))
                if why.kind() == io::ErrorKind::NotFound =>
            {
                Ok(None)
            }
            note => note.map(Some),
        }
    }

    /// The one of the most lines.
    pub(crate) fn latest(&self) -> Result<Option<SignedCheckpoint>, StoreError> {
        match self.sizes()?.last() {
            Some(&size) => self.get(size),
            None => Ok(None),
        }
    }

    /// Keeps a note, or adds its signatures to the one that is there. Each of them is to
    /// have been checked: those that are there stay, and nobody looks at them again.
    pub(crate) fn keep(&self, note: &SignedCheckpoint) -> Result<SignedCheckpoint, StoreError> {
        let path = self.path(note.checkpoint().size);
        let kept = match self.get(note.checkpoint().size)? {
            Some(there) if there == *note => return Ok(there),
            Some(there) if there.checkpoint() != note.checkpoint() => {
                return Err(StoreError::Another(path));
            }
            Some(mut there) => {
                note.note().signatures().iter().for_each(|line| there.add(line.clone()));
                there
            }
            None => note.clone(),
        };
        let content = kept.to_string();
        if content.parse::<SignedCheckpoint>().is_err() {
            return Err(StoreError::Crowded(path));
        }
        whole::write(&path, content.as_bytes()).map_err(|error| StoreError::Io(path, error))?;
        Ok(kept)
    }

    /// Keeps what was seen and what was offered, with the whole request; where it lies.
    pub(crate) fn keep_evidence(
        &self,
        of: Evidence,
        seen: &SignedCheckpoint,
        request: &Request,
    ) -> Result<PathBuf, StoreError> {
        let files = [
            ("seen.note", seen.to_string()),
            ("offered.note", request.checkpoint.to_string()),
            ("request", request.to_string()),
        ];
        let name = match of {
            Evidence::Conflict => "conflict",
            Evidence::Doubt => "doubt",
        };
        let io = |path: &Path| {
            let path = path.to_owned();
            move |error| StoreError::Io(path, error)
        };
        let mut number = 1_u32;
        let place = loop {
            let place = self.dir.join(format!("{name}-{number}"));
            if !place.try_exists().map_err(io(&place))? {
                break place;
            }
            let is_there = |(file, content): &(&str, String)| {
                fs::read(place.join(file)).is_ok_and(|there| there == content.as_bytes())
            };
            if files.iter().all(is_there) {
                return Ok(place);
            }
            number = number.saturating_add(1);
        };
        let part = self.dir.join(format!(".{name}-{number}.part"));
        // One that a crash left is not whole.
        if part.exists() {
            fs::remove_dir_all(&part).map_err(io(&part))?;
        }
        for (file, content) in &files {
            let path = part.join(file);
            whole::write(&path, content.as_bytes()).map_err(io(&path))?;
        }
        whole::rename(&part, &place).map_err(io(&place))?;
        Ok(place)
    }
}

/// The size that a note's name says, without its ending.
pub(crate) fn size_named(stem: &str) -> Option<u64> {
    stem.parse().ok().filter(|size: &u64| format!("{size:012}") == stem)
}

/// A note that is kept at a place, which has to be of so many lines, and of its log.
pub(crate) fn note_at(
    path: &Path,
    size: u64,
    is_its: impl FnOnce(&LogName) -> bool,
) -> Result<SignedCheckpoint, StoreError> {
    let content = whole::read(path).map_err(|why| StoreError::Unread(path.to_owned(), why))?;
    let note: SignedCheckpoint =
        content.parse().map_err(|why| StoreError::Unreadable(path.to_owned(), why))?;
    let of = note.checkpoint();
    if of.size == size && is_its(&of.log) {
        Ok(note)
    } else {
        Err(StoreError::Misplaced(path.to_owned()))
    }
}

/// What is wrong with a note, as a clause.
pub(crate) fn in_brief(app: &App, error: &StoreError) -> String {
    match error {
        StoreError::Io(_, error) => words::io(&app.messages, error),
        StoreError::Unread(_, why) => words::unread(&app.messages, why),
        StoreError::Unreadable(_, why) => words::checkpoint_fault(&app.messages, why),
        StoreError::Misplaced(_)
        | StoreError::Another(_)
        | StoreError::Forged(_)
        | StoreError::Crowded(_) => app.msg("evidence-misplaced", &[]),
    }
}

/// The failure in words.
pub(crate) fn explain(app: &App, error: &StoreError) -> CliError {
    let path = match error {
        StoreError::Io(path, error) | StoreError::Unread(path, Unread::Io(error)) => {
            return CliError::io(&app.messages, path, error);
        }
        StoreError::Unread(path, _)
        | StoreError::Unreadable(path, _)
        | StoreError::Misplaced(path)
        | StoreError::Another(path)
        | StoreError::Forged(path)
        | StoreError::Crowded(path) => text(path.display()),
    };
    let facts = [("path", path)];
    match error {
        StoreError::Unread(..) | StoreError::Unreadable(..) => {
            let [path] = facts;
            let facts = [path, ("why", text(in_brief(app, error)))];
            CliError::storage("note-unreadable", app.msg("store-unreadable", &facts))
                .hint(app.msg("store-unreadable.hint", &[]))
        }
        StoreError::Io(..) | StoreError::Misplaced(_) => {
            CliError::storage("note-misplaced", app.msg("store-misplaced", &facts))
                .hint(app.msg("store-unreadable.hint", &[]))
        }
        StoreError::Forged(_) => CliError::storage("note-forged", app.msg("store-forged", &facts))
            .hint(app.msg("store-unreadable.hint", &[])),
        StoreError::Another(_) => {
            CliError::storage("note-another", app.msg("store-another", &facts))
                .hint(app.msg("store-another.hint", &[]))
        }
        StoreError::Crowded(_) => {
            CliError::refused("note-crowded", app.msg("store-crowded", &facts))
                .hint(app.msg("store-crowded.hint", &[]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger_core::keys::BranchKey;
    use ledger_core::proof::{Checkpoint, TreeHash};
    use proptest::prelude::*;

    fn log() -> LogName {
        "wenming.example/test/LC01".parse().unwrap()
    }

    fn note(size: u64, of: &str) -> SignedCheckpoint {
        let root = TreeHash::leaf(of.as_bytes());
        let key = BranchKey::from_secret(log().branch, &[7; 32]);
        SignedCheckpoint::sign(Checkpoint { log: log(), size, root }, &key).unwrap()
    }

    fn witnessed(note: &SignedCheckpoint, secret: u8) -> SignedCheckpoint {
        let hq = BranchKey::from_secret("HQ".parse().unwrap(), &[secret; 32]);
        let mut note = note.clone();
        let at = "2026-03-20T10:00:00Z".parse().unwrap();
        note.add(note.cosignature(&log().origin, &hq, at));
        note
    }

    #[test]
    fn notes_are_listed_by_size_and_gain_signatures_but_never_change() {
        let temp = tempfile::tempdir().unwrap();
        let shelf = Shelf::own(temp.path(), log());
        assert!(shelf.sizes().unwrap().is_empty());
        assert_eq!(shelf.latest().unwrap(), None);
        for size in [1_000_000_000_000, 7, 1042] {
            shelf.keep(&note(size, "a")).unwrap();
        }
        assert_eq!(shelf.sizes().unwrap(), [7, 1042, 1_000_000_000_000]);
        let with = witnessed(&note(7, "a"), 8);
        assert_eq!(shelf.keep(&with).unwrap(), with);
        // The note without the cosignature takes none away.
        assert_eq!(shelf.keep(&note(7, "a")).unwrap(), with);
        assert_eq!(shelf.get(7).unwrap(), Some(with.clone()));
        let file = fs::read(shelf.path(7)).unwrap();
        assert!(matches!(shelf.keep(&note(7, "b")), Err(StoreError::Another(_))));
        assert_eq!(fs::read(shelf.path(7)).unwrap(), file);
        assert_eq!(shelf.path(7), temp.path().join("checkpoints/LC01/000000000007.note"));
        let left: Vec<_> = fs::read_dir(temp.path().join("checkpoints/LC01")).unwrap().collect();
        assert_eq!(left.len(), 3, "nothing else is left lying there");
    }

    #[test]
    fn what_cannot_be_read_or_lies_elsewhere_is_named_and_left_as_it_is() {
        let temp = tempfile::tempdir().unwrap();
        let shelf = Shelf::witnessed(temp.path(), log());
        shelf.keep(&note(7, "a")).unwrap();
        let path = shelf.path(7);
        assert!(path.ends_with("witnessed/wenming.example+test+LC01/000000000007.note"));
        let whole = fs::read(&path).unwrap();
        for spoilt in [&whole[..whole.len() - 1], b"", b"\n\n", &[&whole[..], b"x"].concat()] {
            fs::write(&path, spoilt).unwrap();
            assert!(matches!(shelf.latest(), Err(StoreError::Unreadable(at, _)) if at == path));
            assert!(matches!(shelf.keep(&note(7, "a")), Err(StoreError::Unreadable(..))));
            assert_eq!(fs::read(&path).unwrap(), spoilt);
        }
        let too_long = vec![b'x'; whole::LONGEST as usize + 1];
        for spoilt in [&b"\xff\n\n"[..], &too_long] {
            fs::write(&path, spoilt).unwrap();
            assert!(matches!(shelf.latest(), Err(StoreError::Unread(at, _)) if at == path));
        }
        fs::write(&path, note(8, "a").to_string()).unwrap();
        assert!(matches!(shelf.latest(), Err(StoreError::Misplaced(at)) if at == path));
        fs::write(&path, &whole).unwrap();
        fs::create_dir(shelf.path(9)).unwrap();
        assert!(matches!(
            shelf.latest(),
            Err(StoreError::Unread(at, Unread::NotAFile)) if at == shelf.path(9)
        ));
        fs::remove_dir(shelf.path(9)).unwrap();
        let odd = shelf.dir.join("7.note");
        fs::write(&odd, &whole).unwrap();
        assert!(matches!(shelf.sizes(), Err(StoreError::Misplaced(at)) if at == odd));
    }

    #[test]
    fn a_note_is_not_signed_until_nobody_can_read_it() {
        let temp = tempfile::tempdir().unwrap();
        let shelf = Shelf::own(temp.path(), log());
        shelf.keep(&note(7, "a")).unwrap();
        for secret in 8..8 + 63 {
            shelf.keep(&witnessed(&note(7, "a"), secret)).unwrap();
        }
        let one_more = witnessed(&note(7, "a"), 200);
        assert!(matches!(shelf.keep(&one_more), Err(StoreError::Crowded(_))));
        assert_eq!(shelf.get(7).unwrap().unwrap().note().signatures().len(), 64);
    }

    #[test]
    fn evidence_is_kept_once_and_never_written_over() {
        let temp = tempfile::tempdir().unwrap();
        let shelf = Shelf::witnessed(temp.path(), log());
        let seen = note(7, "a");
        let request = |of: &str| Request { old: 7, proof: Vec::new(), checkpoint: note(7, of) };
        let first = shelf.keep_evidence(Evidence::Conflict, &seen, &request("b")).unwrap();
        assert!(first.ends_with("conflict-1"));
        assert_eq!(fs::read_to_string(first.join("seen.note")).unwrap(), seen.to_string());
        let offered = fs::read_to_string(first.join("offered.note")).unwrap();
        assert_eq!(offered, note(7, "b").to_string());
        // Half of it was left by a crash.
        fs::create_dir_all(shelf.dir.join(".conflict-2.part/x")).unwrap();
        let again = shelf.keep_evidence(Evidence::Conflict, &seen, &request("b")).unwrap();
        assert_eq!(again, first);
        let second = shelf.keep_evidence(Evidence::Conflict, &seen, &request("c")).unwrap();
        assert!(second.ends_with("conflict-2") && !second.join("x").exists());
        let doubt = shelf.keep_evidence(Evidence::Doubt, &seen, &request("b")).unwrap();
        assert!(doubt.ends_with("doubt-1"));
        assert_eq!(fs::read_to_string(first.join("offered.note")).unwrap(), offered);
        // Evidence is no note of the log.
        assert!(shelf.sizes().unwrap().is_empty());
    }

    proptest! {
        #[test]
        fn the_notes_of_a_log_stay_in_a_folder_of_their_own(name in "[a.z/_-]{1,12}[./]{0,3}(/LC01)?") {
            let Ok(log) = name.parse::<LogName>() else { return Ok(()) };
            let shelf = Shelf::witnessed(Path::new("bank"), log.clone());
            let inside = shelf.dir.strip_prefix("bank/witnessed").unwrap();
            let parts: Vec<_> = inside.components().collect();
            prop_assert!(matches!(parts[..], [std::path::Component::Normal(_)]), "{parts:?}");
            // And of no other log's.
            prop_assert_eq!(inside.to_str().unwrap().replace('+', "/"), log.to_string());
        }
    }

    #[test]
    fn a_log_that_is_named_like_a_way_out_is_kept_inside() {
        for name in ["../../x.y/LC01", "./a/LC01", "a.b/../../LC01"] {
            let log = name.parse::<LogName>().unwrap();
            let shelf = Shelf::witnessed(Path::new("bank"), log);
            assert_eq!(shelf.dir.parent(), Some(Path::new("bank/witnessed")), "{name}");
        }
    }
}
