//! `verify` (核验): what somebody was handed, checked with nothing else at hand
//! but the keys they trust.
//!
//! What a file is, its content says. What is good is told with those by whose
//! word it is so. Where nobody who is trusted signed, all the rest may fit and
//! it is a failure nevertheless: anybody can make a tree.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use ledger_core::audit::{Anchor, Finding, Report, audit_against};
use ledger_core::bundle::{BundleError, Manifest};
use ledger_core::ids::BranchCode;
use ledger_core::journal::{FileJournal, Journal as _};
use ledger_core::proof::note::{JudgeError, Judged};
use ledger_core::proof::receipt::{ReceiptError, ReceiptFault};
use ledger_core::proof::{
    Checkpoint, Receipt, SignedCheckpoint, TlogProof, TreeHash, Trust, VerifierKey,
};
use serde_json::{Value, json};

use crate::app::App;
use crate::away;
use crate::bundle::{Folder, manifest_of};
use crate::commands::receipt::{Standing, in_words};
use crate::commands::{audit as audits, bundle, paper};
use crate::error::{CliError, Kind};
use crate::evidence;
use crate::i18n::text;
use crate::storage;
use crate::store;
use crate::tell::{self, Facts};
use crate::trust::Trusted;
use crate::ui::Tone;
use crate::watched::Watched;
use crate::words;

/// Check a receipt, a checkpoint or a journal from anywhere
///
/// It needs no bank, only keys that you trust (`wenming trust add`) or name
/// here, and writes nothing. Of a receipt it says what the entry is and by whose
/// word it stands; without a trusted signature it is not good. A folder is a
/// bank's, a journal's or one branch's, and needs no keys: its journal is derived
/// again, and held against the checkpoints that lie beside it and against the
/// files that `--against` names. A bundle is held against those too. Files that
/// contradict each other are no good together, whoever signed them.
/// Every branch in the folder is checked, or the one that `--branch` names;
/// `WENMING_BRANCH` is not asked.
///
/// Example: `wenming verify LC01-41.receipt`
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The files and folders
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Trust this key line for this once
    #[arg(long, value_name = "KEYLINE")]
    pub(crate) key: Vec<VerifierKey>,
    /// The file that holds the entry's line, of a proof that comes without it
    #[arg(long, value_name = "FILE")]
    pub(crate) line: Option<PathBuf>,
    /// Checkpoints, receipts and bundles to hold a folder's journal or a bundle against
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) against: Vec<PathBuf>,
}

/// The code of what nobody who is trusted signed.
const NOBODY: &str = "nobody-vouches";

/// What a file was found to be.
struct Verdict {
    answer: Value,
    words: String,
    good: bool,
    /// Nothing is known against it, only that nobody who is trusted signed it.
    unknown: bool,
    /// What it says of logs, by a word that is trusted.
    says: Vec<Checkpoint>,
}

impl VerifyArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        if let [dir] = self.files.as_slice()
            && (dir.is_dir() || !dir.exists())
            && Folder::at(dir).is_none()
        {
            let (report, anchors) = self.folder(app, dir)?;
            return audits::tell(app, &report, &anchors, None, "audit-without-hq");
        }
        let has_lines = |path: &PathBuf| path.is_dir() || bundle::is_bundle(path);
        if !self.against.is_empty() && !self.files.iter().any(has_lines) {
            return Err(CliError::misused("against-nothing", app.msg("against-nothing", &[]))
                .hint(app.msg("against-nothing.hint", &[])));
        }
        let trust = Trusted::open(app)?.with(&self.key);
        let verdicts = self.look_at_all(app, &trust)?;
        let contradictions = self.contradictions(&verdicts);
        let answer: Vec<&Value> = verdicts.iter().map(|verdict| &verdict.answer).collect();
        let against_each_other: Vec<Value> = contradictions.iter().map(|c| c.as_json()).collect();
        let answer = json!({ "files": answer, "contradictions": against_each_other });
        app.ui.answer(&answer, || {
            let files = verdicts.iter().map(|verdict| verdict.words.clone());
            let each_other = contradictions.iter().map(|c| c.in_words(app));
            files.chain(each_other).collect::<Vec<_>>().join("\n")
        })?;
        let failed = verdicts.iter().filter(|verdict| !verdict.good).count();
        let unknown = verdicts.iter().filter(|verdict| verdict.unknown).count();
        if failed > 0 {
            // Nobody is to be called a forger for a key that is not trusted yet.
            let (what, of_it) = match failed - unknown {
                0 => ("verify-unknown-files", unknown),
                forged => ("verify-failed", forged),
            };
            let facts = [("failed", text(of_it)), ("files", text(verdicts.len()))];
            return Err(CliError::findings(app.msg(what, &facts)));
        }
        if !contradictions.is_empty() {
            return Err(CliError::findings(app.msg("verify-contradicting", &[]))
                .hint(app.msg("verify-contradicting.hint", &[])));
        }
        Ok(())
    }

    /// What each of the files is. Of as many lines as others speak of, a bundle says the
    /// root; so the others come first, and the bundles' manifests say the sizes of theirs.
    fn look_at_all(&self, app: &App, trust: &Trust) -> Result<Vec<Verdict>, CliError> {
        let mut verdicts: Vec<Option<Verdict>> = self.files.iter().map(|_| None).collect();
        let (bundles, others): (Vec<usize>, Vec<usize>) =
            (0..self.files.len()).partition(|&at| bundle::is_bundle(&self.files[at]));
        let mut sizes = BTreeSet::new();
        if bundles.len() > 1 {
            for &at in &bundles {
                // What is wrong with one is told where it is looked at.
                sizes.extend(manifest_of(&self.files[at]).iter().flat_map(sizes_in));
            }
        }
        for at in others.into_iter().chain(bundles) {
            let path = &self.files[at];
            let verdict = match self.look(app, path, trust, &sizes) {
                Ok(verdict) => verdict,
                // A file alone that is nothing of the kind is misuse; among others it is one that failed.
                Err(error) if self.files.len() == 1 && error.kind != Kind::Refused => {
                    return Err(error);
                }
                Err(error) => bad(app, path, &error),
            };
            sizes.extend(verdict.says.iter().map(|of| of.size));
            verdicts[at] = Some(verdict);
        }
        Ok(verdicts.into_iter().flatten().collect())
    }

    /// The files of which two name two roots for one size of one log.
    fn contradictions(&self, verdicts: &[Verdict]) -> Vec<Contradiction<'_>> {
        let mut found = Vec::new();
        for (at, one) in verdicts.iter().enumerate() {
            for (beside, other) in verdicts.iter().enumerate().skip(at + 1) {
                let unlike = one.says.iter().find_map(|says| {
                    let same = |of: &&Checkpoint| (&of.log, of.size) == (&says.log, says.size);
                    let other = other.says.iter().find(same)?;
                    (other.root != says.root).then(|| (says.clone(), other.root))
                });
                let files = (self.files[at].as_path(), self.files[beside].as_path());
                found.extend(unlike.map(|(of, other)| Contradiction { files, of, other }));
            }
        }
        found
    }

    /// What a file is, and whether it is good.
    fn look(
        &self,
        app: &App,
        path: &Path,
        trust: &Trust,
        sizes: &BTreeSet<u64>,
    ) -> Result<Verdict, CliError> {
        if bundle::is_bundle(path) {
            return self.bundle(app, path, trust, sizes);
        }
        if path.is_dir() {
            let (report, anchors) = self.folder(app, path)?;
            return Ok(folder_verdict(app, path, &report, &anchors));
        }
        let content = paper::read(app, path)?;
        let start = content.trim_start_matches('\u{feff}').trim_start();
        if start.starts_with('{') {
            let receipt = content.parse().map_err(|why| not_read(app, path, &content, &why))?;
            return receipt_verdict(app, path, &receipt, trust);
        }
        if start.starts_with("c2sp.org/tlog-proof") {
            return self.proof(app, path, &content, trust);
        }
        let facts = [("path", text(path.display()))];
        if start.starts_with("old ") {
            return Err(CliError::misused("paper-request", app.msg("paper-request", &facts))
                .hint(app.msg("paper-request.hint", &facts)));
        }
        if start.starts_with("— ") {
            return Err(CliError::misused("paper-signature", app.msg("paper-signature", &facts))
                .hint(app.msg("paper-signature.hint", &facts)));
        }
        if !content.contains("\n— ") {
            return Err(CliError::misused("paper-unknown", app.msg("paper-unknown", &facts))
                .hint(app.msg("paper-unknown.hint", &[])));
        }
        let note: SignedCheckpoint = content
            .parse()
            .map_err(|why| not_read(app, path, &content, &ReceiptError::Checkpoint(why)))?;
        let judged = trust.judge(note.note()).map_err(|why| unbelieved(app, &note, &why))?;
        Ok(good(app, path, "checkpoint", &note, &judged, None))
    }

    /// A folder's journal, derived again and held against what there is of it.
    fn folder(&self, app: &App, dir: &Path) -> Result<(Report, Vec<Anchor>), CliError> {
        let (journal, branches) = locate(app, dir)?;
        let journal = FileJournal::read_only(journal);
        let (kept, _) = evidence::kept(app, dir, &journal)?;
        evidence::warn_of_conflicts(app, dir)?;
        let copies = away::list_of(app, dir)?;
        let brought = evidence::brought(app, &self.against, &branches, &journal, &copies)?;
        let anchors = evidence::once(kept.into_iter().chain(brought));
        let watched = Watched::new(app, &journal, &branches, app.msg("audit-progress", &[]));
        let report = audit_against(&watched, &branches, None, app.now()?, &anchors);
        drop(watched);
        Ok((report.map_err(|e| storage::explain(&app.messages, &e.into()))?, anchors))
    }

    /// A bundle: everything in it, who signed its checkpoint, and what its lines are
    /// held against. Of the audit only that counts here: the rules are not asked.
    fn bundle(
        &self,
        app: &App,
        path: &Path,
        trust: &Trust,
        sizes: &BTreeSet<u64>,
    ) -> Result<Verdict, CliError> {
        let (folder, _copy) = match self.against.is_empty() {
            true => bundle::opened(app, path)?,
            false => bundle::copied(app, path).map(|copy| (copy.folder(), Some(copy)))?,
        };
        let checked = bundle::checked(app, path, &folder, sizes)?;
        // A bundle without a checkpoint is none.
        let Some(note) = checked.notes.last() else {
            let missing = BundleError::Missing { path: "checkpoint".to_owned() };
            return Err(bundle::explain(app, path, missing));
        };
        let judged = trust.judge(note.note()).map_err(|why| unbelieved(app, note, &why))?;
        let mut verdict = good(app, path, "bundle", note, &judged, None);
        let log = &checked.manifest.log;
        let root_at =
            |(&size, &root): (&u64, &TreeHash)| Checkpoint { log: log.clone(), size, root };
        verdict.says = checked.roots.iter().map(root_at).collect();
        if self.against.is_empty() {
            return Ok(verdict);
        }
        let branches = [log.branch];
        let journal = FileJournal::read_only(folder.path().join("journal"));
        let brought = evidence::brought(app, &self.against, &branches, &journal, &branches)?;
        let anchors = evidence::once(brought);
        let report = audit_against(&journal, &branches, None, app.now()?, &anchors);
        let report = report.map_err(|e| storage::explain(&app.messages, &e.into()))?;
        let found: Vec<&Finding> =
            report.findings().filter(|finding| finding.source.is_some()).collect();
        verdict.answer["anchors"] = anchors.len().into();
        verdict.answer["findings"] =
            found.iter().map(|finding| audits::finding_as_object(app, finding)).collect();
        let count = [("count", crate::i18n::count(anchors.len()))];
        if found.is_empty() {
            verdict.words.push_str(&format!("  {}\n", app.msg("audit-anchors", &count)));
            return Ok(verdict);
        }
        verdict.good = false;
        verdict.answer["good"] = false.into();
        let facts =
            [("path", text(path.display())), ("what", text(app.msg("verify-bundle-unlike", &[])))];
        let heading = app.ui.paint(Tone::Bad, &app.msg("verify-bad", &facts));
        let found: Vec<String> = found.iter().map(|finding| audits::one(app, finding)).collect();
        verdict.words = format!("{heading}\n\n{}\n", found.join("\n\n"));
        Ok(verdict)
    }

    /// A proof as other tools make it: the line is elsewhere.
    fn proof(
        &self,
        app: &App,
        path: &Path,
        content: &str,
        trust: &Trust,
    ) -> Result<Verdict, CliError> {
        let proof: TlogProof = content.parse().map_err(|why| not_read(app, path, content, &why))?;
        let Some(file) = &self.line else {
            let facts = [("path", text(path.display()))];
            return Err(CliError::misused("line-missing", app.msg("verify-line-missing", &facts))
                .hint(app.msg("verify-line-missing.hint", &facts)));
        };
        let line = paper::read(app, file)?;
        let line = line.strip_suffix('\n').unwrap_or(&line);
        let receipt = Receipt::new(line.as_bytes(), proof);
        let receipt = receipt.map_err(|why| not_read(app, file, line, &why))?;
        receipt_verdict(app, path, &receipt, trust)
    }
}

/// The sizes that a bundle has checkpoints of, as its manifest says.
fn sizes_in(manifest: &Manifest) -> impl Iterator<Item = u64> {
    manifest.files.iter().filter_map(|file| {
        let stem = file.path.strip_prefix("checkpoints/")?.strip_suffix(".note")?;
        store::size_named(stem)
    })
}

/// Two files, each good by itself, that cannot both be true.
struct Contradiction<'a> {
    files: (&'a Path, &'a Path),
    of: Checkpoint,
    other: TreeHash,
}

impl Contradiction<'_> {
    fn as_json(&self) -> Value {
        let (one, other) = self.files;
        json!({
            "files": [one.display().to_string(), other.display().to_string()],
            "log": self.of.log, "size": self.of.size, "roots": [self.of.root, self.other],
        })
    }

    fn in_words(&self, app: &App) -> String {
        let facts = [
            ("one", text(self.files.0.display())),
            ("other", text(self.files.1.display())),
            ("log", text(&self.of.log)),
            ("size", text(self.of.size)),
            ("root", text(self.of.root)),
            ("another", text(self.other)),
        ];
        app.ui.paint(Tone::Bad, &app.msg("verify-contradict", &facts)) + "\n"
    }
}

fn receipt_verdict(
    app: &App,
    path: &Path,
    receipt: &Receipt,
    trust: &Trust,
) -> Result<Verdict, CliError> {
    let note = &receipt.proof.checkpoint;
    match receipt.check(trust) {
        Ok(judged) => Ok(good(app, path, "receipt", note, &judged, Some(receipt))),
        Err(ReceiptFault::Signatures(why)) => Err(unbelieved(app, note, &why)),
        Err(ReceiptFault::Elsewhere { expected, found }) => {
            let facts = [("expected", text(expected)), ("found", text(found))];
            Err(CliError::refused("receipt-elsewhere", app.msg("receipt-elsewhere", &facts))
                .hint(app.msg("receipt-forged.hint", &[])))
        }
        Err(ReceiptFault::NotIncluded) => {
            let of = note.checkpoint();
            let entry = format!("{}:{}", of.log.branch, receipt.proof.index);
            let facts = [("entry", text(entry)), ("log", text(&of.log)), ("size", text(of.size))];
            Err(CliError::refused("receipt-not-included", app.msg("receipt-not-included", &facts))
                .hint(app.msg("receipt-forged.hint", &[])))
        }
    }
}

/// What is good, and by whose word.
fn good(
    app: &App,
    path: &Path,
    kind: &'static str,
    note: &SignedCheckpoint,
    judged: &Judged,
    receipt: Option<&Receipt>,
) -> Verdict {
    let of = note.checkpoint();
    let standing = match judged.witnesses.is_empty() {
        true => Standing::Checkpointed,
        false => Standing::Witnessed,
    };
    let witness = |(key, at): &(VerifierKey, _)| json!({ "name": key.name(), "at": at });
    let witnesses: Vec<Value> = judged.witnesses.iter().map(witness).collect();
    let entry = receipt.map(|receipt| {
        let entry = receipt.entry();
        json!({
            "entry": format!("{}:{}", entry.branch, entry.seq), "at": entry.at, "by": entry.by,
            "event": entry.event,
        })
    });
    let answer = json!({
        "file": path.display().to_string(), "kind": kind, "good": true, "state": standing.word(),
        "log": of.log, "size": of.size, "root": of.root,
        "signed_by": judged.log.as_ref().map(VerifierKey::name), "witnesses": witnesses,
        "entry": entry,
    });
    let mut facts = match receipt {
        Some(receipt) => in_words(app, receipt.entry(), &of.log),
        None => Facts::new(),
    };
    facts = facts
        .row(app.msg("verify-standing", &[]), standing.told(app))
        .row(app.msg("checkpoint-log", &[]), &of.log)
        .row(app.msg("checkpoint-size", &[]), of.size);
    if receipt.is_none() {
        facts = facts.row(app.msg("checkpoint-root", &[]), of.root);
    }
    facts = match &judged.log {
        Some(key) => facts.row(app.msg("verify-signed-by", &[]), key.name()),
        None => facts.row(app.msg("verify-signed-by", &[]), app.msg("verify-not-known", &[])),
    };
    for (key, at) in &judged.witnesses {
        facts = facts.row(app.msg("verify-witness", &[]), format!("{}  {at}", key.name()));
    }
    let shown = [("path", text(path.display()))];
    let heading = match kind {
        "receipt" => app.msg("verify-receipt-good", &shown),
        "bundle" => app.msg("verify-bundle-good", &shown),
        _ => app.msg("verify-checkpoint-good", &shown),
    };
    let words = tell::done(app, &heading, &facts);
    Verdict { answer, words, good: true, unknown: false, says: vec![of.clone()] }
}

/// What is not good, among others or by itself.
fn bad(app: &App, path: &Path, error: &CliError) -> Verdict {
    let CliError { code, message, hints, .. } = error;
    let answer = json!({
        "file": path.display().to_string(), "good": false,
        "error": { "code": code, "message": message, "hints": hints },
    });
    let facts = [("path", text(path.display())), ("what", text(message))];
    let unknown = *code == NOBODY;
    let mut words = match unknown {
        true => app.ui.paint(Tone::Careful, &app.msg("verify-unknown", &facts)),
        false => app.ui.paint(Tone::Bad, &app.msg("verify-bad", &facts)),
    };
    for hint in hints {
        words.push_str(&format!("\n  {hint}"));
    }
    words.push('\n');
    Verdict { answer, words, good: false, unknown, says: Vec::new() }
}

/// Why a note's signatures are not to be believed.
fn unbelieved(app: &App, note: &SignedCheckpoint, why: &JudgeError) -> CliError {
    let of = note.checkpoint();
    match why {
        JudgeError::Forged { name } => {
            let facts = [("name", text(name))];
            CliError::refused("signature-forged", app.msg("verify-forged", &facts))
                .hint(app.msg("receipt-forged.hint", &[]))
        }
        JudgeError::Nobody => {
            let mut names: Vec<&str> =
                note.note().signatures().iter().map(|line| line.name()).collect();
            names.dedup();
            let names = names.join(&app.msg("comma", &[]));
            let facts = [("log", text(&of.log)), ("size", text(of.size)), ("names", text(names))];
            CliError::refused(NOBODY, app.msg("verify-nobody", &facts))
                .hint(app.msg("verify-nobody.hint", &[]))
        }
    }
}

/// A file that is not what it begins as.
fn not_read(app: &App, path: &Path, content: &str, why: &ReceiptError) -> CliError {
    let facts =
        [("path", text(path.display())), ("why", text(words::receipt_fault(&app.messages, why)))];
    let error = CliError::misused("paper-unreadable", app.msg("paper-unreadable", &facts));
    match content.contains('\r') || !content.ends_with('\n') {
        // A mail, or an editor.
        true => error.hint(app.msg("paper-changed.hint", &[])),
        false => error.hint(app.msg("paper-unknown.hint", &[])),
    }
}

fn folder_verdict(app: &App, path: &Path, report: &Report, anchors: &[Anchor]) -> Verdict {
    let good = report.findings().next().is_none();
    let mut answer = audits::as_object(app, report, anchors);
    answer["file"] = path.display().to_string().into();
    answer["kind"] = "journal".into();
    answer["good"] = good.into();
    let told = audits::in_words(app, report, anchors, "audit-without-hq");
    let words = format!("{}\n{told}\n", path.display());
    Verdict { answer, words, good, unknown: false, says: Vec::new() }
}

/// The journal's folder and the branches meant: the folder may be a bank's, a
/// journal's, or one branch's.
fn locate(app: &App, dir: &Path) -> Result<(PathBuf, Vec<BranchCode>), CliError> {
    let found = |journal: PathBuf| {
        let branches = FileJournal::read_only(&journal).branches();
        let branches = branches.map_err(|e| storage::explain(&app.messages, &e.into()))?;
        Ok((!branches.is_empty()).then_some((journal, branches)))
    };
    // A branch that is meant and not there is audited all the same: as one without an entry.
    let only = app.args.branch.filter(|_| app.args.branch_typed);
    let chosen = |(journal, branches): (PathBuf, Vec<BranchCode>)| match only {
        Some(only) => (journal, vec![only]),
        None => (journal, branches),
    };
    for journal in [dir.join("journal"), dir.to_owned()].into_iter().filter(|dir| dir.is_dir()) {
        if let Some(found) = found(journal)? {
            return Ok(chosen(found));
        }
    }
    let whole = dir.canonicalize().map_err(|e| CliError::io(&app.messages, dir, &e))?;
    let name = whole.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
    if let (Some(branch), Some(parent)) = (name, whole.parent())
        && let Some((journal, branches)) = found(parent.to_owned())?
        && branches.contains(&branch)
    {
        if let Some(only) = only.filter(|only| *only != branch) {
            let facts = [("branch", text(branch)), ("only", text(only))];
            let other = app.msg("verify-other-branch", &facts);
            return Err(CliError::misused("verify-other-branch", other)
                .hint(app.msg("verify-other-branch.hint", &facts)));
        }
        return Ok((journal, vec![branch]));
    }
    let path = text(dir.display());
    Err(CliError::misused("no-journal", app.msg("no-journal", &[("path", path)]))
        .hint(app.msg("no-journal.hint", &[])))
}
