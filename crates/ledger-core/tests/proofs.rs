//! Proofs are what RFC 6962 says, at every size.
//!
//! Held against the definitions of its section 2.1 (`naive_tree/`), against the
//! answers that Certificate Transparency and Go's checksum database publish, and
//! against a proof that a real log with 961,984,013 leaves gave out.

#![allow(clippy::unwrap_used, reason = "a test panics where it fails")]

mod naive_tree;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ledger_core::keys::{BranchKey, Signature};
use ledger_core::proof::merkle::{
    check_consistency, check_inclusion, consistency_ranges, inclusion_ranges, prove_consistency,
    prove_inclusion, range_root,
};
use ledger_core::proof::{Frontier, Note, SignatureKind, TreeHash, Trust, VerifierKey};
use naive_tree::{Kept, Naive, Seeded, line};

/// Below this, every size is tried.
const EVERY: u64 = 300;
const LARGEST: u32 = 20;

/// 2^k-1, 2^k and 2^k+1, up to 2^20+1.
fn around_powers() -> BTreeSet<u64> {
    (0..=LARGEST).flat_map(|k| [(1_u64 << k) - 1, 1 << k, (1 << k) + 1]).collect()
}

fn grown(size: u64) -> (Naive, Kept) {
    (Naive::of((0..size).map(line)), Kept::of((0..size).map(line)))
}

fn proves_inclusion((naive, kept): &(Naive, Kept), index: u64, size: u64) {
    let Ok(proof) = prove_inclusion(kept, index, size);
    assert_eq!(proof, naive.inclusion(index, size), "leaf {index} of {size}");
    let (leaf, root) = (naive.leaf(index), naive.root(size));
    assert!(check_inclusion(&leaf, index, size, &proof, &root), "leaf {index} of {size}");
}

fn proves_consistency((naive, kept): &(Naive, Kept), old: u64, size: u64) {
    let Ok(proof) = prove_consistency(kept, old, size);
    let expected = if old == 0 { Vec::new() } else { naive.consistency(old, size) };
    assert_eq!(proof, expected, "from {old} to {size}");
    let (before, after) = (naive.root(old), naive.root(size));
    assert!(check_consistency(old, &before, size, &after, &proof), "from {old} to {size}");
}

#[test]
fn the_root_is_that_of_the_definition_at_every_size() {
    let naive = Naive::of((0..EVERY).map(line));
    let mut frontier = Frontier::default();
    for size in 0..=EVERY {
        assert_eq!((frontier.size(), frontier.root()), (size, naive.root(size)));
        if size < EVERY {
            frontier.push(naive.leaf(size));
        }
    }
}

#[test]
fn every_leaf_is_proved_at_every_size() {
    let tree = grown(EVERY);
    for size in 0..=EVERY {
        (0..size).for_each(|index| proves_inclusion(&tree, index, size));
    }
}

#[test]
fn every_size_goes_on_from_every_smaller_one() {
    let tree = grown(130);
    for size in 0..=130 {
        (0..=size).for_each(|old| proves_consistency(&tree, old, size));
    }
}

#[test]
fn proofs_around_the_powers_of_two_are_those_of_the_definition() {
    let sizes = around_powers();
    let tree = grown(*sizes.last().unwrap());
    let mut seeded = Seeded(4);
    for &size in &sizes {
        let Ok(root) = range_root(&tree.1, 0..size);
        assert_eq!(root, tree.0.root(size), "size {size}");
        let random = (0..8).map(|_| seeded.next() % size.max(1));
        let indices = [0, 1, size / 2, size.saturating_sub(1)].into_iter().chain(random);
        for index in indices.filter(|&index| index < size) {
            proves_inclusion(&tree, index, size);
        }
        for &old in sizes.range(..=size) {
            proves_consistency(&tree, old, size);
        }
        let between = seeded.next() % (size + 1);
        proves_consistency(&tree, between, size);
    }
    assert_eq!(tree.1.frontier.root(), tree.0.root((1 << LARGEST) + 1));
}

#[test]
fn the_ranges_of_a_proof_name_the_lines_that_its_hashes_are_over() {
    let (naive, kept) = grown(70);
    let over = |range: &std::ops::Range<u64>| {
        let [from, to] = [range.start, range.end].map(|at| usize::try_from(at).unwrap());
        TreeHash(naive.mth(from, to))
    };
    for size in 0..=70 {
        for index in 0..size {
            let hashes: Vec<_> = inclusion_ranges(index, size).iter().map(over).collect();
            assert_eq!(Ok(hashes), prove_inclusion(&kept, index, size));
            // With the leaf itself they are the whole tree, each line once.
            let mut ranges = inclusion_ranges(index, size);
            ranges.push(index..index + 1);
            ranges.sort_by_key(|range| range.start);
            assert!(ranges.windows(2).all(|two| two[0].end == two[1].start));
            assert_eq!((ranges[0].start, ranges[ranges.len() - 1].end), (0, size));
        }
        for old in 0..=size {
            let hashes: Vec<_> = consistency_ranges(old, size).iter().map(over).collect();
            assert_eq!(Ok(hashes), prove_consistency(&kept, old, size));
        }
    }
}

#[test]
fn what_is_not_there_has_no_proof_and_none_is_taken() {
    let (naive, kept) = grown(20);
    for size in 0..=20 {
        let root = naive.root(size);
        for index in size..=20 {
            assert_eq!(prove_inclusion(&kept, index, size), Ok(Vec::new()));
            // Neither an empty proof nor the one of the last leaf.
            let leaf = naive.leaf(size.saturating_sub(1).min(19));
            assert!(!check_inclusion(&leaf, index, size, &[], &root), "leaf {index} of {size}");
            if size > 0 {
                let last = naive.inclusion(size - 1, size);
                assert!(!check_inclusion(&leaf, index, size, &last, &root));
            }
        }
    }
    // The largest numbers there are.
    let (leaf, root) = (naive.leaf(0), naive.root(1));
    assert!(check_inclusion(&leaf, 0, 1, &[], &root));
    assert!(!check_inclusion(&leaf, u64::MAX, u64::MAX, &[], &root));
    assert!(!check_inclusion(&leaf, 0, u64::MAX, &[], &root));
    assert!(!check_consistency(u64::MAX, &root, 1, &root, &[]));
    assert!(!check_consistency(1, &root, u64::MAX, &root, &[]));
    let long = vec![leaf; 200];
    assert!(!check_inclusion(&leaf, 0, u64::MAX, &long, &root));
    assert!(!check_consistency(1, &root, u64::MAX, &root, &long));
}

#[test]
fn a_proof_that_is_too_short_or_too_long_is_refused() {
    let (naive, _) = grown(40);
    let more = naive.leaf(7);
    for size in 1..=40 {
        let root = naive.root(size);
        for index in 0..size {
            let leaf = naive.leaf(index);
            let proof = naive.inclusion(index, size);
            for cut in 0..proof.len() {
                assert!(!check_inclusion(&leaf, index, size, &proof[..cut], &root));
                assert!(!check_inclusion(&leaf, index, size, &proof[cut + 1..], &root));
            }
            assert!(!check_inclusion(&leaf, index, size, &[&proof[..], &[more]].concat(), &root));
            assert!(!check_inclusion(&leaf, index, size, &[&[more], &proof[..]].concat(), &root));
        }
        for old in 1..=size {
            let before = naive.root(old);
            let proof = naive.consistency(old, size);
            for cut in 0..proof.len() {
                assert!(!check_consistency(old, &before, size, &root, &proof[..cut]));
                assert!(!check_consistency(old, &before, size, &root, &proof[cut + 1..]));
            }
            let longer = [[&proof[..], &[more]].concat(), [&[more], &proof[..]].concat()];
            for proof in longer {
                assert!(!check_consistency(old, &before, size, &root, &proof));
            }
        }
    }
}

#[test]
fn a_tree_goes_on_from_nothing_and_from_itself_without_a_proof() {
    let (naive, _) = grown(20);
    let empty = TreeHash::empty();
    let hash = naive.leaf(3);
    for size in 0..=20 {
        let root = naive.root(size);
        // From nothing, whose root is that of nothing.
        assert!(check_consistency(0, &empty, size, &root, &[]));
        assert!(!check_consistency(0, &hash, size, &root, &[]));
        assert!(!check_consistency(0, &empty, size, &root, &[hash]));
        // From itself.
        assert!(check_consistency(size, &root, size, &root, &[]));
        assert!(!check_consistency(size, &hash, size, &root, &[]));
        assert!(!check_consistency(size, &root, size, &root, &[hash]));
        // Backwards.
        for smaller in 0..size {
            let small = naive.root(smaller);
            assert!(!check_consistency(size, &root, smaller, &small, &[]));
            if smaller > 0 {
                let proof = naive.consistency(smaller, size);
                assert!(!check_consistency(size, &root, smaller, &small, &proof));
            }
        }
    }
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn hash(text: &str) -> TreeHash {
    TreeHash(hex(text).try_into().unwrap())
}

/// The leaves that Certificate Transparency's implementations test themselves by.
const CT_LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

/// The roots over the first 0, 1, … 8 of them.
const CT_ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn certificate_transparency_gives_the_same_answers() {
    let kept = Kept::of(CT_LEAVES.map(hex));
    for (size, root) in (0..).zip(CT_ROOTS) {
        assert_eq!(range_root(&kept, 0..size), Ok(hash(root)), "{size} leaves");
    }
    let root = |size: u64| hash(CT_ROOTS[usize::try_from(size).unwrap()]);
    let inclusion: [(u64, u64, &[&str]); 5] = [
        (0, 1, &[]),
        (
            0,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            &[
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1,
            5,
            &[
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    for (index, size, expected) in inclusion {
        let expected: Vec<_> = expected.iter().copied().map(hash).collect();
        assert_eq!(prove_inclusion(&kept, index, size).as_ref(), Ok(&expected));
        let leaf = TreeHash::leaf(&hex(CT_LEAVES[usize::try_from(index).unwrap()]));
        assert!(check_inclusion(&leaf, index, size, &expected, &root(size)));
    }
    let consistency: [(u64, u64, &[&str]); 4] = [
        (1, 1, &[]),
        (
            1,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            &[
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            &[
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    for (old, size, expected) in consistency {
        let expected: Vec<_> = expected.iter().copied().map(hash).collect();
        assert_eq!(prove_consistency(&kept, old, size).as_ref(), Ok(&expected));
        assert!(check_consistency(old, &root(old), size, &root(size), &expected));
    }
}

/// What Google's Argon2020 log answered, as Go's tests keep it: the size and root,
/// an earlier size and root, the hash of leaf 10000, and both proofs.
const ARGON: &str = include_str!("vectors/proof/argon2020.txt");

#[test]
fn the_proofs_of_a_real_log_with_hundreds_of_millions_of_leaves_are_taken() {
    let find = |word: &str| -> Vec<TreeHash> {
        let found = ARGON.lines().filter_map(|line| line.strip_prefix(word)?.strip_prefix(' '));
        found.map(|hash| hash.parse().unwrap()).collect()
    };
    let (size, old, index) = (961_984_013_u64, 3_654_490_u64, 10_000_u64);
    let [root, before, leaf] = [size, old, index].map(|of| find(&of.to_string())[0]);
    let (inclusion, consistency) = (find("inclusion"), find("consistency"));
    assert_eq!(inclusion.len(), inclusion_ranges(index, size).len());
    assert_eq!(consistency.len(), consistency_ranges(old, size).len());
    assert!(check_inclusion(&leaf, index, size, &inclusion, &root));
    assert!(check_consistency(old, &before, size, &root, &consistency));
    for other in [index - 1, index + 1, index ^ 16] {
        assert!(!check_inclusion(&leaf, other, size, &inclusion, &root));
    }
    for other in [old - 1, old + 1] {
        assert!(!check_consistency(other, &before, size, &root, &consistency));
    }
}

/// The key and the note by which Go's `sumdb/note` tests itself.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
then you don't know what your problem is.\n\n\
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n\
— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

#[test]
fn the_keys_and_the_note_of_gos_checksum_database_are_read_and_check() {
    let note: Note = GO_NOTE.parse().unwrap();
    assert_eq!(note.to_string(), GO_NOTE);
    for (at, key) in [PETER, ENOCH].into_iter().enumerate() {
        let read: VerifierKey = key.parse().unwrap();
        assert_eq!(read.to_string(), key);
        let (name, rest) = key.split_once('+').unwrap();
        let (id, _) = rest.split_once('+').unwrap();
        assert_eq!((read.name(), read.kind()), (name, SignatureKind::Log));
        assert_eq!(read.id().to_vec(), hex(id));
        let line = &note.signatures()[at];
        assert!(read.is_named_by(line) && !read.is_named_by(&note.signatures()[1 - at]));
        // The signature is over the text, as Go has it.
        let text = line.to_string();
        let bytes = BASE64.decode(text.rsplit_once(' ').unwrap().1).unwrap();
        let signature = Signature::from_bytes(bytes[4..].try_into().unwrap());
        assert!(read.key().check(note.text().as_bytes(), &signature));
    }
    // A note that is no log's is nobody's word for us, and yet a forged line in it is found.
    let trust = Trust::new([PETER.parse().unwrap()]);
    assert!(trust.judge(&note).is_err());
    let checksum =
        "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n";
    let root: TreeHash = checksum.lines().nth(2).unwrap().parse().unwrap();
    assert_eq!(root, TreeHash::leaf(b"hello world"));
}

#[test]
fn a_key_line_that_was_changed_anywhere_is_none() {
    // Cut on either side, or one byte higher: what Go refuses is refused here.
    for from in 0..PETER.len() {
        for to in from + 1..=PETER.len() {
            let whole = (from, to) == (0, PETER.len());
            assert_eq!(PETER[from..to].parse::<VerifierKey>().is_ok(), whole, "{from}..{to}");
        }
    }
    for at in 0..PETER.len() {
        let mut changed = PETER.as_bytes().to_vec();
        changed[at] += 1;
        let changed = String::from_utf8(changed).unwrap();
        assert!(changed.parse::<VerifierKey>().is_err(), "{changed}");
    }
    // A key that is too long, and a kind that is not known, each under its right id.
    for bad in [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ] {
        assert!(bad.parse::<VerifierKey>().is_err(), "{bad}");
    }
}

#[test]
fn a_branch_signs_as_go_does() {
    // The secret behind Go's PeterNeumann; Ed25519 signs the same bytes the same way everywhere.
    let secret = BASE64.decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").unwrap();
    let key = BranchKey::from_secret("LC01".parse().unwrap(), &secret[1..].try_into().unwrap());
    let peter: VerifierKey = PETER.parse().unwrap();
    assert_eq!(key.public(), peter.key());
    let note: Note = GO_NOTE.parse().unwrap();
    let mut bytes = peter.id().to_vec();
    bytes.extend_from_slice(key.sign(note.text().as_bytes()).bytes());
    let line = format!("— PeterNeumann {}", BASE64.encode(bytes));
    assert_eq!(note.signatures()[0].to_string(), line);
}
