//! Whatever was changed in what left the building is refused.
//!
//! Receipts, checkpoints, requests, cosignatures, key lines and bare proofs are changed
//! in every bit and in every way that is known to fool readers of such formats, well
//! over a hundred thousand times. Each has to be refused by the reader or by the
//! check. What is taken nevertheless has to say what somebody did say, in the name of
//! none but who did sign it: signature lines may be taken away from a note, or stand in
//! it by keys that nobody knows, and nothing else. A mutation that gets through
//! is printed.

#![allow(clippy::unwrap_used, reason = "a test panics where it fails")]

mod naive_tree;

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ledger_core::day::Timestamp;
use ledger_core::ids::{BranchCode, Origin};
use ledger_core::keys::BranchKey;
use ledger_core::line::Entry;
use ledger_core::proof::merkle::{
    check_consistency, check_inclusion, inclusion_ranges, prove_consistency, prove_inclusion,
    range_root,
};
use ledger_core::proof::note::{Judged, SignatureLine};
use ledger_core::proof::receipt::ReceiptFault;
use ledger_core::proof::witness::admit;
use ledger_core::proof::{
    Checkpoint, LogName, Note, Receipt, Request, SignatureKind, SignedCheckpoint, TlogProof,
    TreeHash, Trust, VerifierKey, WitnessRefusal,
};
use naive_tree::{Kept, Seeded};

const LC01: &str = include_str!("vectors/LC01.jsonl");
/// How many lines the branch has in the end, and at the checkpoint before.
const SIZE: u64 = 300;
const EARLIER: u64 = 201;

fn origin() -> Origin {
    "wenming.example/lucheng".parse().unwrap()
}

fn key(branch: &str) -> BranchKey {
    let mut secret = [7; 32];
    secret[..branch.len()].copy_from_slice(branch.as_bytes());
    BranchKey::from_secret(branch.parse().unwrap(), &secret)
}

fn log(branch: &str) -> LogName {
    LogName { origin: origin(), branch: branch.parse::<BranchCode>().unwrap() }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(1_774_000_000 + seconds).unwrap()
}

/// A branch's lines: one deposit of the fixed vectors, entered again and again.
struct Village {
    lines: Vec<Vec<u8>>,
    tree: Kept,
}

impl Village {
    fn new() -> Self {
        let deposit = LC01.lines().find(|line| line.contains("\"deposited\"")).unwrap();
        let mut entry = Entry::decode(deposit.as_bytes()).unwrap();
        let lines: Vec<_> = (0..SIZE)
            .map(|seq| {
                entry.seq = seq;
                entry.encode().unwrap()
            })
            .collect();
        let tree = Kept::of(&lines);
        Self { lines, tree }
    }

    /// The checkpoint of that size: signed, and cosigned by these.
    fn checkpoint(&self, size: u64, witnesses: &[&str]) -> SignedCheckpoint {
        let Ok(root) = range_root(&self.tree, 0..size);
        let checkpoint = Checkpoint { log: log("LC01"), size, root };
        let mut signed = SignedCheckpoint::sign(checkpoint, &key("LC01")).unwrap();
        for (later, witness) in (0..).zip(witnesses) {
            let line = signed.cosignature(&origin(), &key(witness), at(later));
            signed.add(line);
        }
        signed
    }

    fn receipt(&self, index: u64, checkpoint: SignedCheckpoint) -> Receipt {
        let size = checkpoint.checkpoint().size;
        let Ok(hashes) = prove_inclusion(&self.tree, index, size);
        let line = &self.lines[usize::try_from(index).unwrap()];
        Receipt::new(line, TlogProof { index, hashes, checkpoint }).unwrap()
    }

    fn request(&self, old: u64, checkpoint: SignedCheckpoint) -> Request {
        let Ok(proof) = prove_consistency(&self.tree, old, checkpoint.checkpoint().size);
        Request { old, proof, checkpoint }
    }
}

/// Who is trusted: the log's key, and head office's as a witness; not LC02's.
fn trust() -> Trust {
    Trust::new([
        log("LC01").key_line(SignatureKind::Log, key("LC01").public()),
        log("HQ").key_line(SignatureKind::Witness, key("HQ").public()),
    ])
}

/// A signer, and when.
type Signer = (String, Option<i64>);

/// What a text comes to once it is believed.
#[derive(Debug, PartialEq)]
struct Believed {
    /// What it says: the text that is signed, and what is shown to stand under it.
    says: String,
    /// The text that is signed.
    signed: String,
    /// By whom.
    by: BTreeSet<Signer>,
}

fn believed(shown: &[String], signed: &str, judged: Judged) -> Believed {
    let log = judged.log.iter().map(|key| (key.to_string(), None));
    let witnesses = judged.witnesses.iter().map(|(key, at)| (key.to_string(), Some(at.unix())));
    let says = format!("{}\n{signed}", shown.join("\n"));
    Believed { says, signed: signed.to_owned(), by: log.chain(witnesses).collect() }
}

fn believe_receipt(text: &str) -> Option<Believed> {
    let receipt: Receipt = text.parse().ok()?;
    let judged = receipt.check(&trust()).ok()?;
    let proof = &receipt.proof;
    let mut shown = vec![receipt.line().to_owned(), proof.index.to_string()];
    shown.extend(proof.hashes.iter().map(TreeHash::to_string));
    Some(believed(&shown, proof.checkpoint.note().text(), judged))
}

fn believe_checkpoint(text: &str) -> Option<Believed> {
    let signed: SignedCheckpoint = text.parse().ok()?;
    let judged = trust().judge(signed.note()).ok()?;
    // What it says is read from the text that is signed, and from nowhere else.
    assert_eq!(signed.checkpoint().to_string(), signed.note().text());
    Some(believed(&[], signed.note().text(), judged))
}

/// A request, by a witness that saw this last.
fn believe_request(seen: &SignedCheckpoint, text: &str) -> Option<Believed> {
    let request: Request = text.parse().ok()?;
    admit(Some(seen), &request, &trust()).ok()?;
    let judged = trust().judge(request.checkpoint.note()).unwrap();
    let mut shown = vec![request.old.to_string()];
    shown.extend(request.proof.iter().map(TreeHash::to_string));
    Some(believed(&shown, request.checkpoint.note().text(), judged))
}

/// What was truly said, who signed which text, and their signatures as they wrote them.
#[derive(Default)]
struct Said {
    says: BTreeSet<String>,
    signed: BTreeMap<String, BTreeSet<Signer>>,
    lines: BTreeSet<String>,
}

impl Said {
    fn add(&mut self, text: &str, believed: Believed) {
        self.says.insert(believed.says);
        self.signed.entry(believed.signed).or_default().extend(believed.by);
        self.lines.extend(text.lines().filter(|line| line.starts_with('—')).map(str::to_owned));
    }

    /// Whether what is believed of that text was said so, by these at least.
    fn holds(&self, text: &str, found: &Believed) -> bool {
        let signers = self.signed.get(&found.signed);
        let known = |line: &str| {
            let read: Option<SignatureLine> = line.parse().ok();
            read.is_some_and(|read| trust().keys().iter().any(|key| key.is_named_by(&read)))
        };
        self.says.contains(&found.says)
            && !found.by.is_empty()
            && signers.is_some_and(|signers| found.by.is_subset(signers))
            // A signature that counts is the very one that was made, not another that fits.
            && text.lines().all(|line| self.lines.contains(line) || !known(line))
    }
}

/// How many were tried, and how many of these say the same still.
#[derive(Debug, Default)]
struct Tried {
    all: usize,
    harmless: usize,
}

/// A text that is believed, and everything that is done to it.
struct Target<'a> {
    name: &'static str,
    text: String,
    believe: &'a dyn Fn(&str) -> Option<Believed>,
}

impl Target<'_> {
    /// Tries one mutation.
    fn try_one(&self, how: &dyn Fn() -> String, mutant: &[u8], said: &Said, tried: &mut Tried) {
        if mutant == self.text.as_bytes() {
            return;
        }
        tried.all += 1;
        let Ok(text) = std::str::from_utf8(mutant) else { return };
        let Some(found) = (self.believe)(text) else { return };
        tried.harmless += 1;
        let (name, how) = (self.name, how());
        assert!(said.holds(text, &found), "{name}: {how} is taken for {found:?}:\n{text}");
    }

    /// Every bit turned, every byte lost or doubled, bytes put in everywhere, the
    /// end cut off anywhere.
    fn bytes(&self, said: &Said, tried: &mut Tried) {
        let whole = self.text.as_bytes();
        let mut mutant = whole.to_vec();
        for byte in 0..whole.len() {
            for bit in 0..8 {
                mutant[byte] ^= 1 << bit;
                self.try_one(&|| format!("bit {bit} of byte {byte}"), &mutant, said, tried);
                mutant[byte] ^= 1 << bit;
            }
        }
        for at in 0..=whole.len() {
            let (before, after) = whole.split_at(at);
            self.try_one(&|| format!("cut at {at}"), before, said, tried);
            if let Some((byte, rest)) = after.split_first() {
                self.try_one(
                    &|| format!("without byte {at}"),
                    &[before, rest].concat(),
                    said,
                    tried,
                );
                let doubled = [before, &[*byte], after].concat();
                self.try_one(&|| format!("byte {at} twice"), &doubled, said, tried);
            }
            for put in [" ", "\n", "\r", "0", "+", "=", "\u{feff}"] {
                let mutant = [before, put.as_bytes(), after].concat();
                self.try_one(&|| format!("{put:?} at {at}"), &mutant, said, tried);
            }
        }
    }

    /// Lines lost, doubled, exchanged; other line ends; things before and behind.
    fn lines(&self, said: &Said, tried: &mut Tried) {
        let lines: Vec<&str> = self.text.split_inclusive('\n').collect();
        for at in 0..lines.len() {
            let mut lost = lines.clone();
            lost.remove(at);
            self.try_one(&|| format!("without line {at}"), lost.concat().as_bytes(), said, tried);
            for to in 0..=lines.len() {
                let mut doubled = lines.clone();
                doubled.insert(to, lines[at]);
                let how = || format!("line {at} once more at {to}");
                self.try_one(&how, doubled.concat().as_bytes(), said, tried);
            }
            for other in at + 1..lines.len() {
                let mut swapped = lines.clone();
                swapped.swap(at, other);
                let how = || format!("lines {at} and {other} exchanged");
                self.try_one(&how, swapped.concat().as_bytes(), said, tried);
            }
        }
        let text = &self.text;
        for (how, mutant) in [
            ("lines ending in CRLF", text.replace('\n', "\r\n")),
            ("old line ends", text.replace('\n', "\r")),
            ("every empty line twice", text.replace("\n\n", "\n\n\n")),
            ("no empty line", text.replace("\n\n", "\n")),
            ("an empty line behind", format!("{text}\n")),
            ("a line behind", format!("{text}x\n")),
            ("no line end", text.trim_end().to_owned()),
            ("twice", text.repeat(2)),
            ("a plain dash", text.replace('—', "-")),
            ("a longer dash", text.replace('—', "―")),
            ("the dash decomposed", text.replace("— ", "—\u{a0}")),
            ("base64 of addresses", text.replace('+', "-").replace('/', "_")),
            ("base64 without its end", text.replace('=', "")),
            ("capitals", text.to_uppercase()),
            ("small letters", text.to_lowercase()),
        ] {
            self.try_one(&|| how.to_owned(), mutant.as_bytes(), said, tried);
        }
    }

    /// Numbers written otherwise, or others; base64 with its loose bits set.
    fn tokens(&self, said: &Said, tried: &mut Tried) {
        let text = &self.text;
        let mut from = 0;
        for token in text.split_inclusive([' ', '\n', ',', ':', '"']) {
            let word = token.trim_end_matches([' ', '\n', ',', ':', '"']);
            let (before, after) = (&text[..from], &text[from + word.len()..]);
            from += token.len();
            let mut others = Vec::new();
            if let Ok(number) = word.parse::<u64>() {
                let near = [number ^ 1, number + 1, number.wrapping_sub(1), 0, SIZE, EARLIER];
                others.extend(near.map(|near| near.to_string()));
                others.extend(
                    ["0{}", "+{}", "-{}", "{}.0", "{}e0", "0x{}", "{}\t", " {}", "١", ""]
                        .map(|form| form.replace("{}", word)),
                );
                others.push(format!("{}", u128::from(number) + (1 << 64)));
            }
            if BASE64.decode(word).is_ok() && word.ends_with('=') {
                let (body, padding) = word.split_at(word.trim_end_matches('=').len());
                let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
                let (body, last) = body.split_at(body.len() - 1);
                let last = alphabet.find(last).unwrap();
                // The lowest bits of the last digit mean nothing.
                for loose in 1..(1 << (2 * padding.len())) {
                    let digit = &alphabet[last | loose..=last | loose];
                    others.push(format!("{body}{digit}{padding}"));
                }
                others.push(format!("{body}{padding}"));
                others.push(format!("{word}{word}"));
                others.push(BASE64.encode(BASE64.decode(word).unwrap().repeat(2)));
                others.push(BASE64.encode([]));
            }
            for other in others {
                let how = || format!("`{word}` at {} as `{other}`", before.len());
                let mutant = [before, &other, after].concat();
                self.try_one(&how, mutant.as_bytes(), said, tried);
            }
        }
    }

    /// Lines of this one in the other's place, and two changes at a time.
    fn crossed(&self, with: &str, said: &Said, seeded: &mut Seeded, tried: &mut Tried) {
        let (ours, theirs): (Vec<_>, Vec<_>) =
            (self.text.split_inclusive('\n').collect(), with.split_inclusive('\n').collect());
        for at in 0..ours.len() {
            for from in 0..theirs.len() {
                let mut one = ours.clone();
                one[at] = theirs[from];
                let how = || format!("line {at} is line {from} of another");
                self.try_one(&how, one.concat().as_bytes(), said, tried);
                let halves = [&ours[..at], &theirs[from..]].concat().concat();
                let how = || format!("{at} lines, then another's from {from} on");
                if halves != with {
                    self.try_one(&how, halves.as_bytes(), said, tried);
                }
            }
        }
        for _ in 0..1000 {
            let mut mutant = self.text.clone().into_bytes();
            let places = [(); 2].map(|()| (seeded.below(mutant.len()), seeded.below(7)));
            for (byte, bit) in places {
                mutant[byte] ^= 1 << bit;
            }
            self.try_one(&|| format!("two bits, {places:?}"), &mutant, said, tried);
        }
    }
}

/// All that is done to one text. `with` is another that is believed as well.
fn mutate(target: &Target<'_>, with: &str, seed: u64) -> usize {
    let mut tried = Tried::default();
    let mut said = Said::default();
    said.add(&target.text, (target.believe)(&target.text).expect(target.name));
    target.bytes(&said, &mut tried);
    target.lines(&said, &mut tried);
    target.tokens(&said, &mut tried);
    // Where there is one signature, and it is trusted, nothing can be changed at all.
    if said.lines.len() == 1 {
        assert_eq!(tried.harmless, 0, "{}", target.name);
    }
    said.add(with, (target.believe)(with).expect(target.name));
    target.crossed(with, &said, &mut Seeded(seed), &mut tried);
    tried.all
}

#[test]
fn a_changed_receipt_is_refused() {
    let village = Village::new();
    let early = village.receipt(0, village.checkpoint(EARLIER, &["HQ"]));
    let plain = village.receipt(187, village.checkpoint(SIZE, &[]));
    let cosigned = village.receipt(SIZE - 1, village.checkpoint(SIZE, &["LC02", "HQ"]));
    let mut all = 0;
    for (name, text, with) in [
        ("the first line's receipt", &early, &plain),
        ("a receipt that nobody cosigned", &plain, &cosigned),
        ("the last line's receipt, by an unknown witness too", &cosigned, &early),
    ] {
        let target = Target { name, text: text.to_string(), believe: &believe_receipt };
        all += mutate(&target, &with.to_string(), 1);
    }
    assert!(all > 70_000, "{all}");
}

#[test]
fn a_changed_checkpoint_is_refused() {
    let village = Village::new();
    let plain = village.checkpoint(SIZE, &[]);
    let cosigned = village.checkpoint(SIZE, &["LC02", "HQ"]);
    let early = village.checkpoint(EARLIER, &["HQ"]);
    let mut all = 0;
    for (name, text, with) in [
        ("a checkpoint", &plain, &early),
        ("a cosigned checkpoint", &cosigned, &early),
        ("an earlier checkpoint", &early, &cosigned),
    ] {
        let target = Target { name, text: text.to_string(), believe: &believe_checkpoint };
        all += mutate(&target, &with.to_string(), 2);
    }
    assert!(all > 20_000, "{all}");
}

#[test]
fn a_changed_request_is_not_admitted() {
    let village = Village::new();
    let seen = village.checkpoint(EARLIER, &[]);
    let request = village.request(EARLIER, village.checkpoint(SIZE, &[]));
    let cosigned = village.request(EARLIER, village.checkpoint(SIZE - 7, &["LC02", "HQ"]));
    let again = village.request(EARLIER, village.checkpoint(EARLIER, &[]));
    let believe = |text: &str| believe_request(&seen, text);
    let mut all = 0;
    for (name, text, with) in [
        ("a request", &request, &cosigned),
        ("a request for what is cosigned", &cosigned, &request),
        ("a request for what was seen", &again, &request),
    ] {
        let target = Target { name, text: text.to_string(), believe: &believe };
        all += mutate(&target, &with.to_string(), 3);
    }
    assert!(all > 30_000, "{all}");
}

#[test]
fn a_changed_cosignature_adds_nobody() {
    let village = Village::new();
    let of = village.checkpoint(SIZE, &[]);
    let line = |branch: &str, later: i64| {
        format!("{}\n", of.cosignature(&origin(), &key(branch), at(later)))
    };
    // As the village adds it to its checkpoint.
    let add = |text: &str| {
        let mut signed = of.clone();
        // Alone, a line is read without its line end as well; that is no change.
        signed.add(text.ends_with('\n').then(|| text.parse().ok())??);
        believe_checkpoint(&signed.to_string())
    };
    let alone = add(&line("LC02", 0)).unwrap();
    let mut tried = 0;
    for (name, text) in
        [("a cosignature", line("HQ", 0)), ("one that counts for nothing", line("LC02", 0))]
    {
        // What brings no signer is as if nothing had been brought.
        let believe = |text: &str| add(text).filter(|found| found.by != alone.by);
        let target = Target { name, text: text.clone(), believe: &believe };
        let mut counted = Tried::default();
        let said = Said::default();
        target.bytes(&said, &mut counted);
        target.lines(&said, &mut counted);
        target.tokens(&said, &mut counted);
        assert_eq!(counted.harmless, 0, "{name}");
        tried += counted.all;
    }
    assert!(tried > 4_000, "{tried}");
}

#[test]
fn a_changed_key_line_is_no_key() {
    let mut all = 0;
    for kind in [SignatureKind::Log, SignatureKind::Witness] {
        let text = log("LC01").key_line(kind, key("LC01").public()).to_string();
        let believe = |text: &str| {
            let key: VerifierKey = text.parse().ok()?;
            Some(believed(&[key.to_string()], "", Judged::default()))
        };
        let target = Target { name: "a key line", text, believe: &believe };
        let mut tried = Tried::default();
        let said = Said::default();
        target.bytes(&said, &mut tried);
        target.lines(&said, &mut tried);
        target.tokens(&said, &mut tried);
        assert_eq!(tried.harmless, 0);
        all += tried.all;
    }
    assert!(all > 2_000, "{all}");
}

/// A list of hashes, changed: each bit turned, each lost, doubled, exchanged, one more.
fn changed(proof: &[TreeHash], other: TreeHash, mut check: impl FnMut(&[TreeHash])) {
    let mut hashes = proof.to_vec();
    for at in 0..proof.len() {
        for bit in 0..256 {
            hashes[at].0[bit / 8] ^= 1 << (bit % 8);
            check(&hashes);
            hashes[at].0[bit / 8] ^= 1 << (bit % 8);
        }
        for put in 0..proof.len() {
            if put != at {
                hashes.swap(at, put);
                check(&hashes);
                hashes.swap(at, put);
                let mut moved = proof.to_vec();
                moved[put] = proof[at];
                check(&moved);
            }
            let mut doubled = proof.to_vec();
            doubled.insert(put, proof[at]);
            check(&doubled);
        }
        check(&[&proof[..at], &proof[at + 1..]].concat());
        check(&proof[..at]);
    }
    for at in 0..=proof.len() {
        check(&[&proof[..at], &[other], &proof[at..]].concat());
    }
    let mut reversed = proof.to_vec();
    reversed.reverse();
    if reversed != proof {
        check(&reversed);
    }
}

#[test]
fn a_changed_inclusion_proof_shows_nothing() {
    let village = Village::new();
    let mut seeded = Seeded(5);
    let root = |size: u64| {
        let Ok(root) = range_root(&village.tree, 0..size);
        root
    };
    // Which way is up from a leaf: all of a tree's size that a proof depends on.
    let shape = |index: u64, size: u64| -> Vec<bool> {
        inclusion_ranges(index, size).iter().map(|range| range.start > index).collect()
    };
    let mut tried = 0;
    for size in [1, 2, 3, 5, 8, 64, 100, 255, 256, 257, SIZE] {
        let random = (0..4).map(|_| seeded.next() % size);
        for index in [0, size / 2, size - 1].into_iter().chain(random) {
            let Ok(proof) = prove_inclusion(&village.tree, index, size);
            let leaf = TreeHash::leaf(&village.lines[usize::try_from(index).unwrap()]);
            let is = root(size);
            assert!(check_inclusion(&leaf, index, size, &proof, &is));
            let mut refused =
                |leaf: &TreeHash, index, size, proof: &[TreeHash], root: &TreeHash| {
                    tried += 1;
                    let taken = check_inclusion(leaf, index, size, proof, root);
                    assert!(!taken, "leaf {index} of {size}, {leaf} {proof:?} {root}");
                };
            changed(&proof, is, |hashes| refused(&leaf, index, size, hashes, &is));
            for bit in 0..256 {
                let mut other = leaf;
                other.0[bit / 8] ^= 1 << (bit % 8);
                refused(&other, index, size, &proof, &is);
                let mut other = is;
                other.0[bit / 8] ^= 1 << (bit % 8);
                refused(&leaf, index, size, &proof, &other);
            }
            for other in (0..=size + 1).chain([u64::MAX]).filter(|&other| other != index) {
                refused(&leaf, other, size, &proof, &is);
            }
            for other in (0..=SIZE).filter(|&other| other != size) {
                // Under that size's own root, which is what somebody signs.
                refused(&leaf, index, other, &proof, &root(other));
                // Under the same root a size of another shape is refused; one of the
                // same shape cannot be told here, and is why the size is signed with the root.
                if shape(index, other) != shape(index, size) || index >= other {
                    refused(&leaf, index, other, &proof, &is);
                }
            }
        }
    }
    assert!(tried > 100_000, "{tried}");
}

#[test]
fn a_changed_consistency_proof_shows_nothing() {
    let village = Village::new();
    let root = |size: u64| {
        let Ok(root) = range_root(&village.tree, 0..size);
        root
    };
    let mut tried = 0;
    for size in [2, 3, 7, 8, 64, 100, 255, 256, 257, SIZE] {
        for old in [1, 2, size / 2, size / 3 + 1, size - 1] {
            let Ok(proof) = prove_consistency(&village.tree, old, size);
            let (before, after) = (root(old), root(size));
            if old == size {
                continue;
            }
            assert!(check_consistency(old, &before, size, &after, &proof));
            let mut refused =
                |old, before: &TreeHash, size, after: &TreeHash, proof: &[TreeHash]| {
                    tried += 1;
                    let taken = check_consistency(old, before, size, after, proof);
                    assert!(!taken, "from {old} to {size}: {before} {after} {proof:?}");
                };
            changed(&proof, before, |hashes| refused(old, &before, size, &after, hashes));
            for bit in 0..256 {
                let mut other = before;
                other.0[bit / 8] ^= 1 << (bit % 8);
                refused(old, &other, size, &after, &proof);
                let mut other = after;
                other.0[bit / 8] ^= 1 << (bit % 8);
                refused(old, &before, size, &other, &proof);
            }
            refused(size, &after, old, &before, &proof);
            refused(old, &after, size, &before, &proof);
            for other in (0..=SIZE).filter(|&other| other != old) {
                refused(other, &root(other), size, &after, &proof);
                if other != size {
                    // A proof from a tree of another size, said to be of this one.
                    let Ok(theirs) = prove_consistency(&village.tree, other, size);
                    if theirs != proof {
                        refused(old, &before, size, &after, &theirs);
                    }
                }
            }
            for other in (0..=SIZE).filter(|&other| other != size) {
                refused(old, &before, other, &root(other), &proof);
            }
        }
    }
    assert!(tried > 50_000, "{tried}");
}

#[test]
fn a_log_key_of_another_branch_signs_for_none_but_its_own() {
    // LC02's key, trusted as it is, under LC01's text.
    let village = Village::new();
    let of = village.checkpoint(SIZE, &[]);
    let named = log("LC02").key_line(SignatureKind::Log, key("LC02").public());
    let mut bytes = named.id().to_vec();
    bytes.extend_from_slice(key("LC02").sign(of.note().text().as_bytes()).bytes());
    let text = format!("{}\n— {} {}\n", of.note().text(), named.name(), BASE64.encode(bytes));
    let signed: SignedCheckpoint = text.parse().unwrap();
    let trust = Trust::new([named]);
    assert!(trust.judge(signed.note()).is_err());
    let request = Request { old: 0, proof: Vec::new(), checkpoint: signed };
    let refused = admit(None, &request, &trust).unwrap_err();
    assert!(matches!(refused, WitnessRefusal::Untrusted { .. }), "{refused:?}");
}

#[test]
fn a_cosignature_is_not_taken_for_a_checkpoint_nor_the_other_way_round() {
    // The same key under both kinds: each signature only counts as what it is.
    let village = Village::new();
    let of = village.checkpoint(SIZE, &["LC01"]);
    let [by_log, by_witness] = [SignatureKind::Log, SignatureKind::Witness]
        .map(|kind| log("LC01").key_line(kind, key("LC01").public()));
    assert_ne!(by_log.id(), by_witness.id());
    let judged = Trust::new([by_log.clone(), by_witness.clone()]).judge(of.note()).unwrap();
    // A log is no witness of its own.
    assert_eq!((judged.log.as_ref(), judged.witnesses.len()), (Some(&by_log), 0));
    let payloads: Vec<Vec<u8>> = (of.note().signatures().iter())
        .map(|line| BASE64.decode(line.to_string().rsplit_once(' ').unwrap().1).unwrap())
        .collect();
    // The signature of one kind under the id of the other, as it is and cut to length.
    for (key, payload) in [(&by_log, &payloads[1][4..]), (&by_log, &payloads[1][12..])]
        .into_iter()
        .chain([(&by_witness, &payloads[0][4..])])
    {
        let bytes = [&key.id()[..], payload].concat();
        let text = format!("{}\n— {} {}\n", of.note().text(), key.name(), BASE64.encode(bytes));
        let signed: SignedCheckpoint = text.parse().unwrap();
        assert!(Trust::new([key.clone()]).judge(signed.note()).is_err(), "{text}");
    }
}

#[test]
fn a_witness_whose_key_is_named_twice_is_one() {
    let of = Village::new().checkpoint(SIZE, &["HQ"]);
    let witness = log("HQ").key_line(SignatureKind::Witness, key("HQ").public());
    let trust = Trust::new([witness.clone(), witness.clone()]);
    assert_eq!(trust.keys(), [witness]);
    assert_eq!(trust.judge(of.note()).unwrap().witnesses.len(), 1);
}

/// Base64 that ends in `=`, with the lowest bit of its last digit set, which means nothing.
fn loosened(text: &str) -> String {
    let body = text.trim_end_matches('=');
    let mut bytes = body.as_bytes().to_vec();
    let last = bytes.last_mut().unwrap();
    // The digit after one whose bits end in 0 is the next letter.
    assert!(body.len() < text.len() && last.is_ascii_alphanumeric());
    *last += 1;
    format!("{}{}", String::from_utf8(bytes).unwrap(), &text[body.len()..])
}

/// A text, rightly signed by LC01's key whatever it says.
fn signed_by_lc01(text: &str) -> String {
    let named = log("LC01").key_line(SignatureKind::Log, key("LC01").public());
    let bytes = [&named.id()[..], key("LC01").sign(text.as_bytes()).bytes()].concat();
    format!("{text}\n— {} {}\n", named.name(), BASE64.encode(bytes))
}

#[test]
fn a_checkpoint_has_one_form_even_where_its_own_key_signs_another() {
    let root = TreeHash([7; 32]).to_string();
    let name = "wenming.example/lucheng/LC01";
    let good = format!("{name}\n300\n{root}\n");
    assert!(believe_checkpoint(&signed_by_lc01(&good)).is_some());
    let loose = loosened(&root);
    for (how, bad) in [
        ("an extension line", format!("{name}\n300\n{root}\nmore\n")),
        ("an empty extension line", format!("{name}\n300\n{root}\n\n")),
        ("an empty line in front", format!("\n{name}\n300\n{root}\n")),
        ("no root", format!("{name}\n300\n")),
        ("no size", format!("{name}\n{root}\n")),
        ("a leading zero", format!("{name}\n0300\n{root}\n")),
        ("a plus", format!("{name}\n+300\n{root}\n")),
        ("a blank", format!("{name}\n300 \n{root}\n")),
        ("a size below nothing", format!("{name}\n-1\n{root}\n")),
        ("a size of more than 64 bits", format!("{name}\n18446744073709551616\n{root}\n")),
        ("base64 with loose bits", format!("{name}\n300\n{loose}\n")),
        ("a root of 31 bytes", format!("{name}\n300\n{}\n", BASE64.encode([7; 31]))),
        ("a root of 33 bytes", format!("{name}\n300\n{}\n", BASE64.encode([7; 33]))),
        ("a log without branch", format!("wenming.example\n300\n{root}\n")),
        ("a branch in small letters", format!("wenming.example/lucheng/lc01\n300\n{root}\n")),
        ("CRLF", format!("{name}\r\n300\r\n{root}\r\n")),
    ] {
        let text = signed_by_lc01(&bad);
        assert!(text.parse::<SignedCheckpoint>().is_err(), "{how}: {text}");
    }
}

#[test]
fn a_note_has_one_form() {
    let line = |name: &str, bytes: &[u8]| format!("— {name} {}\n", BASE64.encode(bytes));
    let by = |name: &str| line(name, &[1, 2, 3, 4, 5]);
    let many = |count: u8| (0..count).map(|n| line("a", &[n, 2, 3, 4, 5])).collect::<String>();
    for good in [
        format!("text\n\n{}", by("a")),
        format!("text\n\nwith an empty line\n\n{}", by("a")),
        format!("文\n\n{}{}", by("a"), by("乙")),
        format!("text\n\n{}", many(64)),
    ] {
        assert_eq!(good.parse::<Note>().unwrap().to_string(), good);
    }
    for (how, bad) in [
        ("nothing", String::new()),
        ("no text", format!("\n{}", by("a"))),
        ("no signature", "text\n\n".to_owned()),
        ("no empty line", format!("text\n{}", by("a"))),
        ("a control character", format!("te\u{1}xt\n\n{}", by("a"))),
        ("a tab", format!("te\txt\n\n{}", by("a"))),
        ("CR", format!("text\r\n\n{}", by("a"))),
        ("no end", format!("text\n\n{}", by("a").trim_end())),
        ("an empty line behind", format!("text\n\n{}\n", by("a"))),
        ("a name with a plus", format!("text\n\n{}", by("a+b"))),
        ("a name with a blank", format!("text\n\n{}", by("a b"))),
        ("a name with a wide blank", format!("text\n\n{}", by("a\u{3000}b"))),
        ("no name", format!("text\n\n{}", by(""))),
        ("no signature behind the id", format!("text\n\n{}", line("a", &[1, 2, 3, 4]))),
        ("half an id", format!("text\n\n{}", line("a", &[1, 2]))),
        ("base64 with loose bits", format!("text\n\n{}", loosened(by("a").trim_end()) + "\n")),
        ("base64 without end", format!("text\n\n{}", by("a").replace('=', ""))),
        ("something behind it", format!("text\n\n{}", by("a").replace("=\n", "= x\n"))),
        ("a plain dash", format!("text\n\n{}", by("a").replace('—', "-"))),
        ("one key twice", format!("text\n\n{0}{0}", by("a"))),
        ("one key twice, otherwise", format!("text\n\n{}{}", by("a"), line("a", &[1, 2, 3, 4, 6]))),
        ("65 signatures", format!("text\n\n{}", many(65))),
        ("more than 64 KiB", format!("{}\n\n{}", "x".repeat(64 * 1024), by("a"))),
    ] {
        assert!(bad.parse::<Note>().is_err(), "{how}: {bad:.200}");
    }
    assert!(Note::new("").is_err() && Note::new("no end").is_err() && Note::new("\0\n").is_err());
}

#[test]
fn a_line_that_claims_another_place_than_its_own_has_no_receipt() {
    // The log itself put the lines where they do not belong, and signed the root.
    let mut village = Village::new();
    let mut entry = Entry::decode(&village.lines[5]).unwrap();
    entry.seq = 6;
    village.lines[5] = entry.encode().unwrap();
    (entry.seq, entry.branch) = (7, "LC02".parse().unwrap());
    village.lines[7] = entry.encode().unwrap();
    village.tree = Kept::of(&village.lines);
    for (index, found) in [(5, "LC01:6"), (7, "LC02:7")] {
        let receipt = village.receipt(index, village.checkpoint(SIZE, &[]));
        let expected =
            ReceiptFault::Elsewhere { expected: format!("LC01:{index}"), found: found.to_owned() };
        assert_eq!(receipt.check(&trust()), Err(expected));
    }
    assert!(village.receipt(8, village.checkpoint(SIZE, &[])).check(&trust()).is_ok());
}

#[test]
fn a_witness_says_why_it_does_not_sign_in_the_order_of_its_reasons() {
    let village = Village::new();
    let forked = {
        let mut other = Village::new();
        other.lines.swap(3, 4);
        other.tree = Kept::of(&other.lines);
        other
    };
    let seen = village.checkpoint(EARLIER, &[]);
    let seen_root = seen.checkpoint().root;
    let admit = |seen: Option<&SignedCheckpoint>, request: &Request| admit(seen, request, &trust());
    let (smaller, same, larger) = (EARLIER - 1, EARLIER, SIZE);
    // What goes on from what was seen, or is seen for the first time.
    assert_eq!(admit(Some(&seen), &village.request(same, village.checkpoint(larger, &[]))), Ok(()));
    assert_eq!(admit(Some(&seen), &village.request(same, seen.clone())), Ok(()));
    assert_eq!(admit(None, &village.request(0, seen.clone())), Ok(()));
    assert_eq!(admit(None, &village.request(0, village.checkpoint(0, &[]))), Ok(()));
    // What was seen of another log does not count.
    let elsewhere = {
        let root = seen_root;
        let checkpoint = Checkpoint { log: log("LC02"), size: EARLIER, root };
        SignedCheckpoint::sign(checkpoint, &key("LC02")).unwrap()
    };
    assert_eq!(admit(Some(&elsewhere), &village.request(0, seen.clone())), Ok(()));

    use WitnessRefusal::{Forked, Inconsistent, OldSize, Smaller, Untrusted};
    // Each has every later reason as well.
    let untrusted = Request { old: 7, proof: vec![seen_root], checkpoint: elsewhere };
    assert!(matches!(admit(Some(&seen), &untrusted), Err(Untrusted { .. })));
    let shrunk = forked.request(7, forked.checkpoint(smaller, &[]));
    let refused = Smaller { seen: same, offered: smaller };
    assert_eq!(admit(Some(&seen), &shrunk), Err(refused));
    let fork = forked.request(7, forked.checkpoint(same, &[]));
    let offered = fork.checkpoint.checkpoint().root;
    let refused = Forked { size: same, seen: seen_root, offered };
    assert_eq!(admit(Some(&seen), &fork), Err(refused));
    let stale = forked.request(7, forked.checkpoint(larger, &[]));
    assert_eq!(admit(Some(&seen), &stale), Err(OldSize { seen: same, offered: 7 }));
    // A proof that starts from nothing asks nothing; who saw something does not take it.
    let anew = village.request(0, village.checkpoint(larger, &[]));
    assert_eq!(admit(Some(&seen), &anew), Err(OldSize { seen: same, offered: 0 }));
    let other = forked.request(same, forked.checkpoint(larger, &[]));
    let refused = Inconsistent { seen: same, offered: larger };
    assert_eq!(admit(Some(&seen), &other), Err(refused));
    let empty =
        Request { proof: Vec::new(), ..village.request(same, village.checkpoint(larger, &[])) };
    assert!(matches!(admit(Some(&seen), &empty), Err(Inconsistent { .. })));
    // Its own cosignature is no word of the log's.
    let root = seen_root;
    let text = Checkpoint { log: log("LC01"), size: EARLIER, root }.to_string();
    let cosigned: SignedCheckpoint =
        format!("{text}\n{}\n", seen.cosignature(&origin(), &key("HQ"), at(0))).parse().unwrap();
    assert!(trust().judge(cosigned.note()).is_ok());
    let only = Request { old: 0, proof: Vec::new(), checkpoint: cosigned };
    assert!(matches!(admit(None, &only), Err(Untrusted { .. })));
}
