//! What the fuzz targets in `fuzz/` do with their bytes.
//!
//! One function for each kind of thing that comes from outside and is parsed. Each
//! takes any bytes and asks of the very code that the program runs: is it read or
//! refused, and never more than that? And what is read has to be what is written:
//! a text that can be read in two ways is a fault as much as a panic is.
//!
//! The inputs kept in `fuzz/corpus` go through the same functions as a test, so that
//! what was found once is looked for with every `cargo test`, and those who have no
//! fuzzer have that much.
//!
//! This is not part of the program: it is built for tests and for fuzzing alone.

#![allow(clippy::unwrap_used, reason = "a target panics where it fails")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::{Debug, Display};
use std::fs;
use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;
use std::str::FromStr;

use clap::FromArgMatches as _;
use ledger_core::books::shelf::Shelf;
use ledger_core::books::{Batch, Books, BooksError, Visit};
use ledger_core::bundle::{self, BundleError, FileRecord, Files, Manifest};
use ledger_core::command::Command;
use ledger_core::day::{Day, Offset, Timestamp};
use ledger_core::ids::{
    AccountNo, BranchCode, EntryId, FileDigest, HouseholdNo, OperatorId, Origin, RequestKey,
    RuleCode,
};
use ledger_core::journal::{Appended, FileJournal, Journal as _, Lines, MemoryJournal};
use ledger_core::keys::{BranchKey, FileKey, KeyFile, OperatorKey, PublicKey, Signature};
use ledger_core::line::{Entry, EntryHash, MAX_LINE, is_signed, prev_of};
use ledger_core::points::{Amount, Points, Qty, Yuan};
use ledger_core::proof::note::SignatureLine;
use ledger_core::proof::{
    Checkpoint, LogName, Note, Receipt, Request, SignedCheckpoint, TlogProof, TreeHash, VerifierKey,
};
use ledger_core::rulebook::{
    BookHash, Cap, TableOptions, extends, from_table, from_toml, merge, to_toml,
};
use ledger_core::vault::{Vault, VaultKey};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::bundle as bundles;
use crate::cli::{self, Cli, misuse, values};
use crate::fixture::{Bank, openings};
use crate::i18n::{Lang, Messages};
use crate::import::{accounts, deposits, opening};
use crate::sheet::cell;
use crate::sheet::grid::{self, Cell, Grid};

/// What is done with an input: whatever it is, nothing falls over.
pub type Target = fn(&[u8]);

/// The targets, by the name of their file in `fuzz/fuzz_targets` and of their folder in
/// `fuzz/corpus`.
pub const TARGETS: [(&str, Target); 14] = [
    ("arguments", arguments),
    ("audit", audit),
    ("books", books),
    ("bundle", bundle),
    ("bundle_zip", bundle_zip),
    ("keys", keys),
    ("line", line),
    ("notes", notes),
    ("rulebook", rulebook),
    ("segment", segment),
    ("sheet_csv", sheet_csv),
    ("sheet_xlsx", sheet_xlsx),
    ("values", small_values),
    ("vault", vault),
];

/// Ends the process at a panic, as a fuzzer needs it, but not at one that the program
/// catches itself: of what falls over inside sled or the reader of workbooks, only the
/// error that comes of it is the user's business.
pub fn begin() {
    let default = std::panic::take_hook();
    drop(std::panic::take_hook());
    std::panic::set_hook(Box::new(move |info| {
        if !ledger_core::books::guarded() && !grid::guarded() {
            default(info);
            std::process::abort();
        }
    }));
}

/// Reads a text, if it is one: what was read, written, is read as the same.
fn read<T>(text: &str) -> Option<T>
where
    T: FromStr + Display,
    T::Err: Display,
{
    match text.parse::<T>() {
        Ok(value) => {
            let written = value.to_string();
            let again = written.parse::<T>().map_err(|why| why.to_string());
            assert_eq!(again.map(|again| again.to_string()), Ok(written), "{text:?}");
            Some(value)
        }
        Err(why) => {
            let _ = why.to_string();
            None
        }
    }
}

/// As [`read`], of what can be written in one way only.
fn read_strictly<T>(text: &str) -> Option<T>
where
    T: FromStr + Display,
    T::Err: Display,
{
    let value = read::<T>(text)?;
    assert_eq!(value.to_string(), text);
    Some(value)
}

/// A line of a journal.
pub fn line(data: &[u8]) {
    let _ = (is_signed(data), prev_of(data));
    let entry = match Entry::decode(data) {
        Ok(entry) => entry,
        Err(why) => return drop(why.to_string()),
    };
    assert!(data.len() <= MAX_LINE);
    match entry.encode() {
        Ok(again) => assert_eq!(again, data),
        // An unsigned line that leaves no room for the signature of its commit.
        Err(_) => assert!(entry.sig.is_none()),
    }
    assert_eq!(is_signed(data), entry.sig.is_some());
    assert_eq!(prev_of(data), Some(entry.prev));
    drop(Command::behind(&entry.event));
    ledger_core::hledger::transaction(&entry, Offset::CHINA, &mut io::sink()).unwrap();
}

/// The lines of a branch, whatever they are, through the audit: walk, decide, apply.
pub fn audit(data: &[u8]) {
    let branch: BranchCode = "LC01".parse().unwrap();
    let journal = MemoryJournal::default();
    let mut lines = Lines::default();
    for line in data.split(|byte| *byte == b'\n').take(64) {
        lines.push(line);
    }
    let appended = journal.append(branch, 0, &lines).unwrap();
    assert_eq!(appended, Appended::Durable);
    let now: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
    let report = ledger_core::audit::audit(&journal, &[branch], None, now).unwrap();
    for finding in report.findings() {
        let _ = format!("{finding:?}");
    }
}

/// A segment of a journal in its file.
pub fn segment(data: &[u8]) {
    let branch: BranchCode = "LC01".parse().unwrap();
    with_folder(|dir| {
        let folder = dir.join("journal/LC01");
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("000000000000.jsonl");
        fs::write(&file, data).unwrap();
        let reading = FileJournal::read_only(dir.join("journal"));
        let _ = reading.branches();
        if let Ok(size) = reading.size(branch) {
            let (mut seen, mut sound) = (0, true);
            let read = reading.read(branch, 0, &mut |place, line| {
                seen += 1;
                sound &= Entry::decode(line).is_ok_and(|entry| entry.seq == place);
                ControlFlow::Continue(())
            });
            for seq in [0, size / 2, size.saturating_sub(1), size] {
                let _ = reading.line(branch, seq);
            }
            // Where one is missing in the middle the last line still says how many there were.
            if read.is_ok() {
                assert!(!sound || seen >= size, "every committed line is read");
            }
        }
        assert_eq!(fs::read(&file).unwrap(), data, "reading changes nothing");
        let writing = FileJournal::new(dir.join("journal"));
        if let Ok(torn) = writing.recover(branch, 0) {
            let kept = fs::read(&file).unwrap_or_default();
            let torn = torn.and_then(|torn| torn.kept_in).map(|path| fs::read(path).unwrap());
            let whole = [kept, torn.unwrap_or_default()].concat();
            assert_eq!(whole, data, "nothing is lost");
        }
    });
}

/// A rulebook: a text, a village's text on it, and both as a table.
pub fn rulebook(data: &[u8]) {
    thread_local! {
        static BASE: ledger_core::rulebook::Rulebook = from_toml(&crate::fixture::rulebook(
            "rules-household.csv",
        )).unwrap();
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let canonical = |book: &ledger_core::rulebook::Rulebook| {
        let written = to_toml(book);
        let again = from_toml(&written).unwrap_or_else(|why| panic!("{written}\n{why:?}"));
        assert_eq!(again, *book, "{written}");
    };
    let say = |errors: &[ledger_core::rulebook::RulebookError]| {
        let _ = errors.iter().map(ToString::to_string).collect::<String>();
    };
    match from_toml(text) {
        Ok(book) => canonical(&book),
        Err(why) => say(&why),
    }
    let _ = extends(text);
    match BASE.with(|base| merge(base, text)) {
        Ok(book) => canonical(&book),
        Err(why) => say(&why),
    }
    let rows: Vec<Vec<String>> = text
        .lines()
        .map(|line| line.split(['|', ',']).map(|cell| cell.replace("\\n", "\n")).collect())
        .collect();
    match from_table(&rows, &TableOptions::new("细则")) {
        Ok(book) => canonical(&book),
        Err(why) => say(&why),
    }
}

/// A sheet as text, in whatever encoding, up to the plan that an import makes of it.
pub fn sheet_csv(data: &[u8]) {
    if let Ok(Some(grid)) = grid::read_csv("sheet.csv", data) {
        planned(vec![grid]);
    }
}

/// A workbook. What begins as no archive is taken for the text of its parts, packed as
/// they stand: a fuzzer does not find its way through a checksum.
pub fn sheet_xlsx(data: &[u8]) {
    let packed;
    let bytes = if data.starts_with(b"PK") {
        data
    } else {
        let parts = parts(data);
        packed = zip_of(parts.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
        &packed
    };
    if let Ok(grids) = grid::read_workbook("sheet.xlsx", Cursor::new(bytes)) {
        planned(grids);
    }
}

/// What an import plans for sheets, of all three kinds; and every cell in every way.
fn planned(grids: Vec<Grid>) {
    thread_local! {
        static BANK: Bank = Bank::in_memory();
    }
    for grid in &grids {
        // Beyond that the cells are of no new kind.
        for cell in grid.rows().iter().flatten().take(4096) {
            read_cell(*cell);
        }
    }
    let cells: usize = grids.iter().flat_map(Grid::rows).map(|row| row.len()).sum();
    if cells > 100_000 {
        return;
    }
    BANK.with(|bank| {
        let office = bank.office(&bank.clerk);
        let _ = accounts::plan(&office, grids.clone(), &Default::default());
        let options = deposits::Options { default_year: Some(2026), ..Default::default() };
        let _ = deposits::plan(&office, grids.clone(), &options);
        let office = bank.office(&bank.manager);
        let _ = opening::plan(&office, grids, &openings());
    });
}

fn read_cell(cell: Cell<'_>) {
    let _ = cell::text(cell);
    let _ = cell::raw_text(cell);
    let _ = cell::code(cell);
    let _ = cell::household(cell).map(|text| read::<HouseholdNo>(&text));
    let _ = cell::date(cell, Some(2026)).map(Day::new);
    let _ = cell::date(cell, None);
    if let Ok(qty) = cell::quantity(cell) {
        let _ = Qty::read(&qty);
        let _ = Amount::read(&qty);
    }
}

/// A bundle, its files given as [`parts`]. Its manifest is made to fit where it brings
/// none, so that what comes after its digests is reached.
pub fn bundle(data: &[u8]) {
    if let Ok(manifest) = Manifest::decode(data) {
        assert_eq!(manifest.encode().unwrap(), data);
    }
    let files = Memory::of(data);
    drop(bundle::check(&files, &BTreeSet::new()).map_err(|why| why.to_string()));
}

/// A bundle in a .zip: unpacked beside, checked, and nothing left anywhere else. What
/// begins as no archive is packed first, as in [`sheet_xlsx`].
pub fn bundle_zip(data: &[u8]) {
    let packed;
    let bytes = if data.starts_with(b"PK") {
        data
    } else {
        let files = Memory::of(data).0;
        packed = zip_of(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
        &packed
    };
    with_folder(|dir| {
        let file = dir.join("bundle.zip");
        fs::write(&file, bytes).unwrap();
        match bundles::stage(&file, &file) {
            Ok(draft) => {
                let folder = draft.folder();
                drop(bundle::check(&folder, &BTreeSet::new()).map_err(|why| why.to_string()));
            }
            Err(why) => drop(why.to_string()),
        }
        let left: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(left, [file], "what was unpacked is gone again");
    });
}

/// Files in memory.
struct Memory(BTreeMap<String, Vec<u8>>);

impl Memory {
    fn of(data: &[u8]) -> Self {
        let mut files: BTreeMap<String, Vec<u8>> = parts(data).into_iter().collect();
        let made = files.get(bundle::MANIFEST).and_then(|text| Manifest::decode(text).ok());
        if let Some(made) = made {
            let records = files.iter().filter(|(path, _)| *path != bundle::MANIFEST);
            let records = records
                .map(|(path, bytes)| FileRecord {
                    path: path.clone(),
                    bytes: bytes.len() as u64,
                    sha256: FileDigest(Sha256::digest(bytes).into()),
                })
                .collect();
            let of = (made.size, made.root, made.head);
            let text = Manifest::new(made.log, of, records).encode().unwrap();
            files.insert(bundle::MANIFEST.to_owned(), text);
        }
        Self(files)
    }
}

impl Files for Memory {
    fn open(&self, path: &str) -> Result<Box<dyn Read + '_>, BundleError> {
        let missing = || BundleError::Missing { path: path.to_owned() };
        Ok(Box::new(self.0.get(path).ok_or_else(missing)?.as_slice()))
    }
}

/// Several files in one input: each after a line `--- PATH`, and before a line break
/// that is not part of it.
fn parts(data: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        let path = line.strip_prefix(b"--- ").and_then(|path| path.strip_suffix(b"\n"));
        let path = path.and_then(|path| std::str::from_utf8(path).ok());
        match path.filter(|path| !parts.iter().any(|(taken, _)| taken == path)) {
            Some(path) => parts.push((path.to_owned(), Vec::new())),
            None => {
                if let Some((_, bytes)) = parts.last_mut() {
                    bytes.extend_from_slice(line);
                }
            }
        }
    }
    for (_, bytes) in &mut parts {
        bytes.pop_if(|last| *last == b'\n');
    }
    parts
}

fn zip_of<'a>(parts: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (path, bytes) in parts {
        if zip.start_file(path, options).is_ok() {
            io::Write::write_all(&mut zip, bytes).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

/// What is signed and handed out: notes, checkpoints, requests, receipts, proofs, and the
/// lines they are made of.
pub fn notes(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    read_strictly::<Note>(text);
    read_strictly::<SignedCheckpoint>(text);
    read_strictly::<Checkpoint>(text);
    read_strictly::<Request>(text);
    read_strictly::<Receipt>(text);
    read_strictly::<TlogProof>(text);
    read_strictly::<VerifierKey>(text);
    // As a file of its own it may end with a line break.
    read::<SignatureLine>(text);
    read_strictly::<LogName>(text);
    read_strictly::<TreeHash>(text);
}

/// Key files, open and sealed, and keys by themselves. No passphrase is tried.
pub fn keys(data: &[u8]) {
    fn file<K: FileKey>(text: &str) {
        match KeyFile::<K>::parse(text) {
            Ok(KeyFile::Sealed(sealed)) => assert_eq!(sealed.to_string(), text),
            Ok(KeyFile::Plain(key)) => {
                let written = key.to_plain_file();
                assert!(KeyFile::<K>::parse(&written).is_ok(), "{text:?}");
            }
            Err(why) => drop(why.to_string()),
        }
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    file::<OperatorKey>(text);
    file::<BranchKey>(text);
    let _ = VaultKey::from_file(text).map(|key| key.to_file());
    read_strictly::<PublicKey>(text);
    read_strictly::<Signature>(text);
}

/// What people type into a line: numbers, codes, days, amounts, times, limits.
pub fn small_values(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    read::<AccountNo>(text);
    read::<HouseholdNo>(text);
    read_strictly::<BranchCode>(text);
    read_strictly::<OperatorId>(text);
    read_strictly::<Origin>(text);
    read_strictly::<RequestKey>(text);
    read_strictly::<RuleCode>(text);
    read::<EntryId>(text);
    read_strictly::<EntryHash>(text);
    read_strictly::<BookHash>(text);
    read_strictly::<Day>(text);
    read_strictly::<Timestamp>(text);
    read_strictly::<Offset>(text);
    read_strictly::<Amount>(text);
    read_strictly::<Points>(text);
    read_strictly::<Yuan>(text);
    read_strictly::<Qty>(text);
    read::<Cap>(text);
    same(Amount::read(text), |amount| amount.to_string().parse());
    same(Points::read(text), |points| points.to_string().parse());
    same(Yuan::read(text), |yuan| yuan.to_string().parse());
    same(Qty::read(text), |qty| qty.to_string().parse());
    let _ = (values::household(text), values::instant(text), values::day(text));
    let _ = (values::voucher(text), values::beside(text), values::offer_at(text));
    let _ = (values::within(text), values::limit(text), values::hold_days(text));
    let _ = values::corrected(text);
    same(values::expiry(text), |expiry| values::expiry(&expiry.to_string()));
    same(values::percent(text), |percent| values::percent(&percent.to_string()));
    let _ = ledger_core::privacy::find(text);
    read_cell(Cell::Text(text));
}

/// What was read as people write it is, once written, read as the same.
fn same<T: PartialEq + Debug, E, F: Debug>(
    value: Result<T, E>,
    again: impl FnOnce(&T) -> Result<T, F>,
) {
    if let Ok(value) = value {
        assert_eq!(again(&value).unwrap(), value);
    }
}

/// A command line, its words between line breaks, in both languages: parsed, or what is
/// wrong with it said.
pub fn arguments(data: &[u8]) {
    thread_local! {
        static TREES: RefCell<[(Messages, clap::Command); 2]> =
            RefCell::new([Lang::En, Lang::Zh].map(|lang| {
                let messages = Messages::new(lang);
                let tree = cli::command(&messages);
                (messages, tree)
            }));
    }
    let words = data.split(|byte| *byte == b'\n').take(64);
    let args: Vec<OsString> = std::iter::once(OsString::from("wenming"))
        .chain(words.map(|word| OsString::from_vec(word.to_vec())))
        .collect();
    TREES.with_borrow_mut(|trees| {
        for (messages, tree) in trees {
            let parsed = tree.try_get_matches_from_mut(&args);
            match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
                Ok(_) => {}
                Err(error) if misuse::is_help(&error) => {}
                Err(error) => drop(misuse::explain(messages, &error, tree, &args)),
            }
        }
    });
}

/// A vault's file.
pub fn vault(data: &[u8]) {
    let branch: BranchCode = "LC01".parse().unwrap();
    with_folder(|dir| {
        let file = dir.join("LC01.jsonl");
        fs::write(&file, data).unwrap();
        let key = VaultKey::from_file(VAULT_KEY).unwrap();
        let vault = Vault::open(dir, key).unwrap();
        drop(vault.all(branch).map_err(|why| why.to_string()));
        let _ = vault.is_empty(branch);
        let _ = vault.get(AccountNo::new(branch, 1));
        assert_eq!(fs::read(file).unwrap(), data, "reading changes nothing");
    });
}

/// The key of the kept inputs, made for them.
const VAULT_KEY: &str = "wenming vault key v1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";

/// The records of the books, whatever a store answers. Where this is built for fuzzing
/// their digests are not checked, which no fuzzer would get past.
pub fn books(data: &[u8]) {
    let branch: BranchCode = "LC01".parse().unwrap();
    let records = Records(RefCell::new(data.to_vec()).into());
    let Ok(Some(mut shelf)) = Shelf::open(&records, branch) else { return };
    let _ = shelf.load_account(&records, 1);
    let _ = shelf.entries(&records, 1, 100);
    let _ = shelf.all_requests(&records);
    let _ = shelf.load_all(&records);
    let _ = shelf.write(&records);
}

/// A store that answers with one stretch of the input after the other: two bytes say how
/// long it is, so that each record is of the fuzzer's making.
struct Records(std::sync::Mutex<RefCell<Vec<u8>>>);

impl Books for Records {
    fn get(&self, _key: &[u8]) -> Result<Option<Vec<u8>>, BooksError> {
        let data = self.0.lock().unwrap();
        let mut data = data.borrow_mut();
        let Some((length, rest)) = data.split_first_chunk::<2>() else { return Ok(None) };
        let length = usize::from(u16::from_le_bytes(*length)).min(rest.len());
        let record = rest[..length].to_vec();
        data.drain(..2 + length);
        Ok(Some(record))
    }

    fn scan(&self, _prefix: &[u8], _visit: &mut Visit<'_>) -> Result<(), BooksError> {
        Ok(())
    }

    fn write(&self, _batch: &Batch) -> Result<(), BooksError> {
        Ok(())
    }

    fn start_over(&mut self) -> Result<(), BooksError> {
        Ok(())
    }
}

/// Gives an empty folder, the same for each input of a process.
fn with_folder(run: impl FnOnce(&Path)) {
    let dir = std::env::temp_dir().join(format!("wenming-fuzz-{}", std::process::id()));
    drop(fs::remove_dir_all(&dir));
    fs::create_dir_all(&dir).unwrap();
    run(&dir);
    drop(fs::remove_dir_all(&dir));
}

#[cfg(test)]
mod tests {
    use super::*;

    const FUZZ: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz");

    fn names(folder: &str) -> Vec<String> {
        let entries = fs::read_dir(Path::new(FUZZ).join(folder)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn every_kept_input_goes_through_its_target() {
        for (name, target) in TARGETS {
            let inputs = names(&format!("corpus/{name}"));
            assert!(!inputs.is_empty(), "{name}");
            for input in inputs {
                let bytes = fs::read(Path::new(FUZZ).join("corpus").join(name).join(&input));
                let bytes = bytes.unwrap();
                let fell = std::panic::catch_unwind(|| target(&bytes)).is_err();
                assert!(!fell, "{name}/{input}");
            }
        }
    }

    #[test]
    fn every_target_has_its_file_and_its_inputs() {
        let targets: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names("corpus"), targets);
        let files: Vec<String> = targets.iter().map(|name| format!("{name}.rs")).collect();
        assert_eq!(names("fuzz_targets"), files);
        let manifest = fs::read_to_string(Path::new(FUZZ).join("Cargo.toml")).unwrap();
        for name in targets {
            assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{name}");
        }
    }
}
