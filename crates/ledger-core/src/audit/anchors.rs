//! Against what has left the building: checkpoints and receipts at hand.
//!
//! Who holds all keys of a branch can write it anew, and no rule is broken by
//! that. A root signed before, or one receipt in one pocket, tells; and it tells
//! where. Each is a list of **claims**: *the lines from a to b hash to this.* A
//! checkpoint makes one, over all its lines; a receipt makes one for each hash
//! of its path besides, and one for its line. What the journal says of every
//! claim is worked out in the same pass as all else, from the complete
//! subtrees that the claims are made of: a few dozen hashes each.
//!
//! The first line that differs stands before the end of every claim that does
//! not fit, and behind what fits: a line names the hash of the one before it,
//! so as far as the chain holds, a claim that fits vouches for all before it.
//!
//! By whose word all this is, is told as well: the branch's key of that size has
//! to have signed, and a witness's key of that time, as their own journals name
//! them. A witness whose journal is not at hand is passed over.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::ops::Range;

use super::Walked;
use super::finding::{Finding, FindingCode, brief};
use crate::ids::BranchCode;
use crate::line::{Entry, EntryHash};
use crate::proof::merkle::{inclusion_ranges, range_root};
use crate::proof::note::{JudgeError, SignatureLine};
use crate::proof::{
    Frontier, LogName, Nodes, Receipt, SignatureKind, SignedCheckpoint, TreeHash, Trust,
};
use crate::state::State;

/// Something that a journal is held against.
#[derive(Debug, Clone)]
pub struct Anchor {
    /// Where it is from, as the report is to name it: a file, as a rule.
    pub source: String,
    /// What it is.
    pub evidence: Evidence,
}

/// What left the building.
#[derive(Debug, Clone)]
pub enum Evidence {
    /// A checkpoint.
    Checkpoint(SignedCheckpoint),
    /// A receipt.
    Receipt(Box<Receipt>),
    /// A checkpoint of lines that are at hand whole, and are not those of the journal.
    Parted(Box<Parted>),
    /// What is kept as one of these, and cannot be read.
    Unreadable {
        /// The branch it is kept for.
        branch: BranchCode,
        /// What is wrong with it.
        why: String,
    },
}

/// Where other lines than the journal's part from it.
#[derive(Debug, Clone)]
pub struct Parted {
    /// The checkpoint over those lines.
    pub checkpoint: SignedCheckpoint,
    /// The first line that differs; the checkpoint is over it.
    pub at: u64,
    /// The root of the lines before it.
    pub before: TreeHash,
    /// Its hash in the tree.
    pub leaf: TreeHash,
}

impl Anchor {
    /// The branch it is of.
    pub fn branch(&self) -> BranchCode {
        match &self.evidence {
            Evidence::Unreadable { branch, .. } => *branch,
            Evidence::Checkpoint(signed) => signed.checkpoint().log.branch,
            Evidence::Parted(parted) => parted.checkpoint.checkpoint().log.branch,
            Evidence::Receipt(receipt) => receipt.proof.checkpoint.checkpoint().log.branch,
        }
    }

    /// The checkpoint in it.
    pub fn checkpoint(&self) -> Option<&SignedCheckpoint> {
        match &self.evidence {
            Evidence::Checkpoint(signed) => Some(signed),
            Evidence::Parted(parted) => Some(&parted.checkpoint),
            Evidence::Receipt(receipt) => Some(&receipt.proof.checkpoint),
            Evidence::Unreadable { .. } => None,
        }
    }

    /// The receipt, where it is one.
    pub fn receipt(&self) -> Option<&Receipt> {
        match &self.evidence {
            Evidence::Receipt(receipt) => Some(receipt),
            _ => None,
        }
    }

    fn parted(&self) -> Option<&Parted> {
        match &self.evidence {
            Evidence::Parted(parted) => Some(parted),
            _ => None,
        }
    }

    /// Whether what it says hangs together: a receipt's line stands under its root.
    fn is_sound(&self) -> bool {
        self.receipt().is_none_or(|receipt| {
            let (of, entry) = (receipt.proof.checkpoint.checkpoint(), receipt.entry());
            (entry.branch, entry.seq) == (of.log.branch, receipt.proof.index)
                && receipt.proof.includes(&leaf(receipt))
        })
    }

    /// What it says the lines hash to, the root first.
    fn claims(&self) -> Vec<(Range<u64>, TreeHash)> {
        let Some(of) = self.checkpoint().map(SignedCheckpoint::checkpoint) else {
            return Vec::new();
        };
        let mut claims = vec![(0..of.size, of.root)];
        if let Some(receipt) = self.receipt().filter(|_| self.is_sound()) {
            let at = receipt.proof.index;
            claims.push((at..at.saturating_add(1), leaf(receipt)));
            // A sound path has as many hashes as ranges.
            claims.extend(
                inclusion_ranges(at, of.size).into_iter().zip(receipt.proof.hashes.clone()),
            );
        }
        if let Some(Parted { at, before, leaf, .. }) = self.parted() {
            claims.push((*at..at.saturating_add(1), *leaf));
            claims.extend((*at > 0).then_some((0..*at, *before)));
        }
        claims
    }
}

fn leaf(receipt: &Receipt) -> TreeHash {
    TreeHash::leaf(receipt.line().as_bytes())
}

/// The subtrees of a branch that anchors ask for, filled in line by line.
#[derive(Default, Clone)]
pub(super) struct Sought {
    frontier: Frontier,
    /// By level and index; none until the subtree is complete.
    nodes: HashMap<(u32, u64), Option<TreeHash>>,
    /// The lines that receipts are of, as they stand in the journal.
    lines: BTreeMap<u64, Option<Vec<u8>>>,
    /// The first line at which the chain did not hold.
    broken: Option<u64>,
}

/// Notes which nodes are asked for.
struct Asking(RefCell<HashMap<(u32, u64), Option<TreeHash>>>);

impl Nodes for Asking {
    type Error = Infallible;

    fn node(&self, level: u32, index: u64) -> Result<TreeHash, Infallible> {
        self.0.borrow_mut().insert((level, index), None);
        Ok(TreeHash::empty())
    }
}

impl Nodes for Sought {
    type Error = ();

    fn node(&self, level: u32, index: u64) -> Result<TreeHash, ()> {
        self.nodes.get(&(level, index)).copied().flatten().ok_or(())
    }
}

impl Sought {
    /// What the anchors of a branch ask for.
    pub(super) fn by(anchors: &[Anchor], branch: BranchCode) -> Self {
        let asking = Asking(RefCell::default());
        let mut sought = Self::default();
        for anchor in anchors.iter().filter(|anchor| anchor.branch() == branch) {
            for (range, _) in anchor.claims() {
                let Ok(_) = range_root(&asking, range);
            }
            if let Some(receipt) = anchor.receipt() {
                sought.lines.insert(receipt.proof.index, None);
            }
        }
        sought.nodes = asking.0.into_inner();
        sought
    }

    /// Takes the next line; `broken` where the chain does not hold there.
    pub(super) fn line(&mut self, line: &[u8], broken: bool) {
        if self.nodes.is_empty() {
            return;
        }
        let seq = self.frontier.size();
        if broken {
            self.broken.get_or_insert(seq);
        }
        if let Some(there) = self.lines.get_mut(&seq) {
            *there = Some(line.to_vec());
        }
        let (leaf, nodes) = (TreeHash::leaf(line), &mut self.nodes);
        if let Some(there) = nodes.get_mut(&(0, seq)) {
            *there = Some(leaf);
        }
        self.frontier.push_seeing(leaf, |level, hash| {
            if let Some(there) = nodes.get_mut(&(level, ((seq + 1) >> level) - 1)) {
                *there = Some(*hash);
            }
        });
    }

    /// What the journal says of a claim; none where it is not so long.
    fn says(&self, range: &Range<u64>) -> Option<TreeHash> {
        range_root(self, range.clone()).ok()
    }
}

/// What a branch's anchors show of its journal.
#[derive(Default)]
struct Seen {
    fit: Vec<Range<u64>>,
    differ: Vec<Range<u64>>,
}

impl Seen {
    fn of<'a>(sought: &Sought, anchors: impl IntoIterator<Item = &'a Anchor>) -> Self {
        let mut seen = Self::default();
        for (range, claimed) in anchors.into_iter().flat_map(Anchor::claims) {
            match sought.says(&range) {
                Some(found) if found == claimed => seen.fit.push(range),
                Some(_) => seen.differ.push(range),
                None => {}
            }
        }
        seen
    }

    /// Where the first line is that differs; none where what fits and what
    /// differs cannot be of one journal.
    fn first(&self, broken: Option<u64>) -> Option<Range<u64>> {
        let to = self.differ.iter().map(|range| range.end).min()?;
        let mut fit: Vec<&Range<u64>> = self.fit.iter().collect();
        fit.sort_by_key(|range| (range.start, range.end));
        let mut from = 0;
        for range in fit {
            let chained = broken.is_none_or(|broken| range.end <= broken);
            if chained || range.start <= from {
                from = from.max(range.end);
            }
        }
        (from < to).then_some(from..to)
    }
}

/// Holds every branch against its anchors.
pub(super) fn findings(walked: &[Walked], anchors: &[Anchor]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for branch in walked {
        let code = branch.state.branch();
        let own: Vec<&Anchor> = anchors.iter().filter(|anchor| anchor.branch() == code).collect();
        let of_this = |anchor: &&Anchor| {
            let log = anchor.checkpoint().map(|signed| &signed.checkpoint().log);
            log.is_none_or(|log| origin_of(branch).is_none_or(|origin| log.origin == *origin))
        };
        let together = Seen::of(&branch.sought, own.iter().copied().filter(of_this));
        let together = together.first(branch.sought.broken);
        for anchor in own {
            let mut found = against(branch, anchor, together.as_ref());
            if let Some(signed) = anchor.checkpoint().filter(|_| of_this(&anchor)) {
                found.extend(signatures(branch, signed, walked));
            }
            findings.extend(found.into_iter().map(|finding| finding.from(&anchor.source)));
        }
    }
    findings
}

fn origin_of(branch: &Walked) -> Option<&crate::ids::Origin> {
    branch.state.charter().map(|charter| &charter.origin)
}

/// Holds a branch against one anchor. `together` is where all of them together
/// say that the first line differs.
fn against(branch: &Walked, anchor: &Anchor, together: Option<&Range<u64>>) -> Vec<Finding> {
    let code = branch.state.branch();
    let new = |what, seq| Finding::new(what, code, seq);
    let signed = match (&anchor.evidence, anchor.checkpoint()) {
        (Evidence::Unreadable { why, .. }, _) => {
            let finding = new(FindingCode::CheckpointUnreadable, None);
            return vec![finding.compare("a checkpoint", why)];
        }
        (_, Some(signed)) => signed,
        (_, None) => return Vec::new(),
    };
    let of = signed.checkpoint();
    if let Some(origin) = origin_of(branch).filter(|origin| **origin != of.log.origin) {
        let log = LogName { origin: origin.clone(), branch: code };
        let finding = new(FindingCode::BranchOfAnotherBank, None);
        return vec![finding.compare(&of.log.to_string(), &log.to_string())];
    }
    let sought = &branch.sought;
    let mut findings = Vec::new();
    let size = branch.report.entries;
    // Who wrote other lines took none away.
    if of.size > size && anchor.parted().is_none_or(|parted| parted.at >= size) {
        let finding = new(FindingCode::JournalShorter, Some(size));
        findings.push(finding.compare(&format!("{} entries", of.size), &format!("{size}")));
    }
    if !anchor.is_sound() {
        let seq = anchor.receipt().map(|receipt| receipt.proof.index);
        let finding = new(FindingCode::ReceiptUnproven, seq);
        let expected = format!("an entry under the root {}", of.root);
        findings.push(finding.compare(&expected, "a path that leads to another root"));
    }
    // Where the anchors contradict each other, each is taken by its own word.
    let own = Seen::of(sought, [anchor]);
    let place = || {
        let alone = own.first(sought.broken);
        let widest = || own.differ.iter().map(|range| 0..range.end).min_by_key(|range| range.end);
        together.cloned().or(alone).or_else(widest)
    };
    let mut told = false;
    if let Some(receipt) = anchor.receipt()
        && let Some(Some(line)) = sought.lines.get(&receipt.proof.index)
        && line != receipt.line().as_bytes()
        && anchor.is_sound()
    {
        let finding = new(FindingCode::ReceiptDiffers, Some(receipt.proof.index));
        let expected = line_in_brief(receipt.line().as_bytes());
        let finding = finding.compare(&expected, &line_in_brief(line));
        findings.push(finding.about(&receipt.entry().event).within(place()));
        told = true;
    }
    // A receipt's path may differ where its root cannot be made: the journal is too short.
    if !own.differ.is_empty() && !told {
        let finding = new(FindingCode::RootDiffers, place().map(|range| range.start));
        let found = match sought.says(&(0..of.size)) {
            Some(root) => format!("root {root}"),
            None => "other entries".to_owned(),
        };
        let expected = format!("root {} over {} entries", of.root, of.size);
        findings.push(finding.compare(&expected, &found).within(place()));
    }
    findings
}

/// A line in a few words, and the hash it is told from others by.
fn line_in_brief(line: &[u8]) -> String {
    let hash = EntryHash::of(line);
    match Entry::decode(line) {
        Ok(entry) => format!("{} {hash}", brief(&entry.event)),
        Err(_) => hash.to_string(),
    }
}

/// Whether the branch's own key signed, and every witness whose journal is at hand.
fn signatures(branch: &Walked, signed: &SignedCheckpoint, walked: &[Walked]) -> Vec<Finding> {
    let (of, state) = (signed.checkpoint(), &branch.state);
    let mut findings = Vec::new();
    let keys: Vec<_> = match of.size > branch.report.entries {
        false => state.branch_key_at(of.size).into_iter().collect(),
        // Which key the missing lines set cannot be told: any of the branch's is let pass.
        true => state.branch_keys().iter().map(|set| set.key).collect(),
    };
    let lines = keys.iter().map(|key| of.log.key_line(SignatureKind::Log, *key));
    let expected = match keys.last() {
        Some(key) => format!("signed with {key}, the branch's key at {} entries", of.size),
        None => "a branch that has set a key".to_owned(),
    };
    let wrong = match Trust::new(lines).judge(signed.note()) {
        Ok(judged) if judged.log.is_some() => None,
        Err(why @ JudgeError::Forged { .. }) => Some(why.to_string()),
        Ok(_) | Err(JudgeError::Nobody) => Some("no signature of it".to_owned()),
    };
    if let Some(found) = wrong {
        let finding = Finding::new(FindingCode::CheckpointUnsigned, of.log.branch, None);
        findings.push(finding.compare(&expected, &found));
    }
    for line in signed.note().signatures() {
        let Ok(name) = line.name().parse::<LogName>() else { continue };
        let witness = walked.iter().find(|w| w.state.branch() == name.branch);
        let Some(witness) = witness.filter(|w| origin_of(w) == Some(&name.origin)) else {
            continue;
        };
        if name != of.log
            && let Some((expected, found)) = cosignature(&witness.state, &name, signed, line)
        {
            let finding = Finding::new(FindingCode::CosignatureWrong, of.log.branch, None);
            findings.push(finding.compare(&expected, &found));
        }
    }
    findings
}

/// What is wrong with a cosignature, by the witness's own journal.
fn cosignature(
    witness: &State,
    name: &LogName,
    signed: &SignedCheckpoint,
    line: &SignatureLine,
) -> Option<(String, String)> {
    let expected = |what: &str| format!("a cosignature with {what}");
    let Some(at) = line.time() else {
        return Some((expected("a time"), format!("a signature of `{name}` without one")));
    };
    let then: Vec<_> = witness.branch_keys_on(at).collect();
    let key_line = |key: &_| name.key_line(SignatureKind::Witness, *key);
    if let Some(key) = then.iter().find(|key| key_line(key).is_named_by(line)) {
        let good = Trust::new([key_line(key)]).judge(signed.note());
        let wrong = good.err()?.to_string();
        return Some((expected(&format!("{key}, the key of `{name}` on {at}")), wrong));
    }
    // A key that was set after the last entry at hand cannot be known here.
    let known = witness.branch_keys().iter().any(|set| key_line(&set.key).is_named_by(line));
    if !known && witness.last_at().is_none_or(|last| last < at) {
        return None;
    }
    let named = then.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
    let named = if named.is_empty() { "no key".to_owned() } else { named };
    let expected = expected(&format!("{named}, as `{name}` had it on {at}"));
    Some((expected, "one with another key".to_owned()))
}
