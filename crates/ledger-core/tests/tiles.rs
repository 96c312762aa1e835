//! The exported tree is as C2SP's tlog-tiles says, and proofs made from it are the same.

#![allow(clippy::unwrap_used, reason = "a test panics where it fails")]

mod naive_tree;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use ledger_core::line::{LineError, MAX_LINE};
use ledger_core::proof::merkle::{check_inclusion, prove_consistency, prove_inclusion, range_root};
use ledger_core::proof::tiles::{TILE_WIDTH, TileError, TileId, TileOf};
use ledger_core::proof::{Nodes as _, TileBuilder, TileNodes, TreeHash};
use naive_tree::{Kept, Naive, Seeded, line};

/// An exported tree, as it lies in a folder.
struct Exported {
    root: TreeHash,
    files: BTreeMap<String, Vec<u8>>,
}

fn export(size: u64) -> Exported {
    let mut builder = TileBuilder::default();
    let mut files = BTreeMap::new();
    for at in 0..size {
        for full in builder.push(&line(at)).unwrap() {
            assert_eq!(full.id.width, TILE_WIDTH);
            assert!(files.insert(full.id.to_string(), full.bytes).is_none());
        }
    }
    assert_eq!(builder.size(), size);
    let root = builder.root();
    for partial in builder.finish() {
        assert!(partial.id.width < TILE_WIDTH);
        assert!(files.insert(partial.id.to_string(), partial.bytes).is_none());
    }
    Exported { root, files }
}

impl Exported {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.files.get(path).cloned().ok_or_else(|| format!("no `{path}`"))
    }

    /// The files of a level, or of the lines; the full ones, and the widths of the others.
    fn count(&self, of: &str) -> (usize, Vec<String>) {
        let prefix = format!("tile/{of}/");
        let ours = self.files.keys().filter(|path| path.starts_with(&prefix));
        let (partial, full): (Vec<_>, Vec<_>) = ours.partition(|path| path.contains(".p/"));
        let widths = partial.iter().map(|path| path.rsplit_once('/').unwrap().1.to_owned());
        (full.len(), widths.collect())
    }
}

#[test]
fn a_path_is_written_in_groups_of_three_digits() {
    use TileOf::{Entries, Hashes};
    for (of, index, width, path) in [
        (Hashes(0), 0, 256, "tile/0/000"),
        (Hashes(0), 0, 1, "tile/0/000.p/1"),
        (Hashes(0), 273, 112, "tile/0/273.p/112"),
        (Hashes(1), 999, 256, "tile/1/999"),
        (Hashes(1), 1000, 255, "tile/1/x001/000.p/255"),
        (Hashes(0), 1_234_067, 256, "tile/0/x001/x234/067"),
        (Hashes(7), 1_234_067, 5, "tile/7/x001/x234/067.p/5"),
        (Entries, 0, 256, "tile/entries/000"),
        (Entries, 1_000_000, 3, "tile/entries/x001/x000/000.p/3"),
        (Hashes(63), u64::MAX, 256, "tile/63/x018/x446/x744/x073/x709/x551/615"),
    ] {
        assert_eq!(TileId { of, index, width }.to_string(), path);
    }
}

#[test]
fn there_are_the_tiles_that_a_size_has_and_no_others() {
    // Full tiles of a level, and the width of the last one, 0 where there is none.
    #[rustfmt::skip]
    let cases: &[(u64, &[(usize, u64)])] = &[
        (0, &[]),
        (1, &[(0, 1)]),
        (255, &[(0, 255)]),
        (256, &[(1, 0), (0, 1)]),
        (257, &[(1, 1), (0, 1)]),
        (511, &[(1, 255), (0, 1)]),
        (512, &[(2, 0), (0, 2)]),
        (65_535, &[(255, 255), (0, 255)]),
        (65_536, &[(256, 0), (1, 0), (0, 1)]),
        (65_537, &[(256, 1), (1, 0), (0, 1)]),
        // The example that tlog-tiles gives.
        (70_000, &[(273, 112), (1, 17), (0, 1)]),
    ];
    for &(size, levels) in cases {
        let exported = export(size);
        for (level, &(full, last)) in levels.iter().enumerate() {
            let widths = if last == 0 { Vec::new() } else { vec![last.to_string()] };
            assert_eq!(exported.count(&level.to_string()), (full, widths), "{size}, {level}");
            // As the formula of tlog-tiles has it.
            let hashes = size >> (8 * level);
            assert_eq!((full as u64, last), (hashes / 256, hashes % 256));
        }
        assert_eq!(exported.count(&levels.len().to_string()), (0, Vec::new()), "{size}");
        // The lines stand in bundles as their hashes do in tiles.
        assert_eq!(exported.count("entries"), exported.count("0"), "{size}");
        for (path, bytes) in &exported.files {
            let width = path.rsplit_once(".p/").map_or(256, |(_, width)| width.parse().unwrap());
            let whole = path.contains("entries") || bytes.len() == 32 * width;
            assert!(whole, "{path} has {} bytes", bytes.len());
        }
    }
}

#[test]
fn every_hash_in_a_tile_is_that_of_the_definition() {
    // MTH(D[(n * 256 + i) * 256^l : (n * 256 + i + 1) * 256^l])
    let exported = export(70_000);
    let naive = Naive::of((0..70_000).map(line));
    assert_eq!(exported.root, naive.root(70_000));
    let mut seen = 0;
    for level in 0..3_u32 {
        let below = 256_usize.pow(level);
        for tile in 0..(70_000 / below).div_ceil(256) {
            let width = (70_000 / below - tile * 256).min(256);
            let id = TileId {
                of: TileOf::Hashes(level),
                index: tile as u64,
                width: u16::try_from(width).unwrap(),
            };
            for (i, hash) in exported.files[&id.to_string()].chunks(32).enumerate() {
                let at = tile * 256 + i;
                assert_eq!(hash, naive.mth(at * below, (at + 1) * below), "{id}, {i}");
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 70_000 + 273 + 1);
}

#[test]
fn the_bundles_hold_every_line_after_its_length() {
    let exported = export(600);
    let mut lines = Vec::new();
    for path in ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"] {
        let mut rest = &exported.files[path][..];
        while let [high, low, after @ ..] = rest {
            let length = usize::from(*high) * 256 + usize::from(*low);
            lines.push(after[..length].to_vec());
            rest = &after[length..];
        }
        assert!(rest.is_empty());
    }
    assert_eq!(lines, (0..600).map(line).collect::<Vec<_>>());
}

#[test]
fn the_longest_line_has_room_and_a_longer_one_is_refused_and_changes_nothing() {
    let mut builder = TileBuilder::default();
    let longest = vec![b'x'; MAX_LINE];
    assert_eq!(builder.push(&longest), Ok(Vec::new()));
    let before = builder.root();
    for longer in [MAX_LINE + 1, usize::from(u16::MAX) + 1, usize::from(u16::MAX) + 1 + 5] {
        assert_eq!(builder.push(&vec![b'x'; longer]), Err(LineError::TooLong(longer)));
    }
    assert_eq!((builder.size(), builder.root()), (1, before));
    let tiles = builder.finish();
    assert_eq!(tiles[0].bytes, TreeHash::leaf(&longest).0);
    assert_eq!(tiles[1].bytes[..2], u16::try_from(MAX_LINE).unwrap().to_be_bytes());
    assert_eq!(tiles[1].bytes[2..], longest);
}

#[test]
fn proofs_from_tiles_are_those_from_memory() {
    let mut seeded = Seeded(6);
    for size in [1, 2, 255, 256, 257, 511, 513, 1000, 65_535, 65_536, 65_537, 70_000] {
        let exported = export(size);
        let nodes = TileNodes::new(size, |path: &str| exported.read(path));
        let kept = Kept::of((0..size).map(line));
        assert_eq!(range_root(&nodes, 0..size).unwrap(), exported.root);
        let random: Vec<u64> = (0..12).map(|_| seeded.next() % size).collect();
        for &index in [0, size / 2, size - 1].iter().chain(&random) {
            let proof = prove_inclusion(&nodes, index, size).unwrap();
            assert_eq!(Ok(&proof), prove_inclusion(&kept, index, size).as_ref());
            let leaf = nodes.node(0, index).unwrap();
            assert!(check_inclusion(&leaf, index, size, &proof, &exported.root));
            // From an earlier size as well, and within it.
            let old = index + 1;
            let proof = prove_consistency(&nodes, old, size).unwrap();
            assert_eq!(Ok(&proof), prove_consistency(&kept, old, size).as_ref());
            let within = prove_inclusion(&nodes, index / 2, old).unwrap();
            assert_eq!(Ok(&within), prove_inclusion(&kept, index / 2, old).as_ref());
        }
    }
}

#[test]
fn every_complete_node_is_found_and_no_other() {
    let size = 1000;
    let exported = export(size);
    let nodes = TileNodes::new(size, |path: &str| exported.read(path));
    let kept = Kept::of((0..size).map(line));
    for level in 0..10 {
        for index in 0..size >> level {
            let Ok(expected) = kept.node(level, index);
            assert_eq!(nodes.node(level, index), Ok(expected), "{level}, {index}");
        }
        let outside = TileError::Outside { size, level, index: size >> level };
        assert_eq!(nodes.node(level, size >> level), Err(outside));
    }
    for (level, index) in [(10, 0), (63, 0), (64, 0), (u32::MAX, 0), (0, u64::MAX), (3, u64::MAX)] {
        let refused = nodes.node(level, index);
        assert_eq!(refused, Err(TileError::Outside { size, level, index }));
    }
    let nothing = TileNodes::new(0, |path: &str| exported.read(path));
    assert!(nothing.node(0, 0).is_err());
    assert_eq!(range_root(&nothing, 0..0), Ok(TreeHash::empty()));
}

#[test]
fn a_tile_that_is_missing_or_of_another_length_is_named() {
    let mut exported = export(300);
    exported.files.remove("tile/0/000");
    exported.files.get_mut("tile/0/001.p/44").unwrap().pop();
    let nodes = TileNodes::new(300, |path: &str| exported.read(path));
    let missing = nodes.node(0, 7).unwrap_err();
    assert_eq!(missing.to_string(), "`tile/0/000`: no `tile/0/000`");
    let short = nodes.node(2, 64).unwrap_err();
    assert_eq!(short.to_string(), "`tile/0/001.p/44` is 1407 bytes long, not 1408");
    // One that is too long, or empty, is none either.
    for length in [0, 32, 1409, 1440, 8192] {
        let nodes = TileNodes::new(300, |_: &str| Ok::<_, String>(vec![0; length]));
        assert!(nodes.node(0, 299).is_err(), "{length}");
    }
    // What is read otherwise than it was written gives another root, which is the caller's to see.
    let whole = export(300);
    let nodes = TileNodes::new(300, |path: &str| {
        let mut bytes = whole.read(path)?;
        bytes[5] ^= 1;
        Ok::<_, String>(bytes)
    });
    assert_ne!(range_root(&nodes, 0..300).unwrap(), whole.root);
}

#[test]
fn a_proof_reads_few_tiles() {
    let exported = export(70_000);
    let read = RefCell::new(BTreeSet::new());
    let nodes = TileNodes::new(70_000, |path: &str| {
        read.borrow_mut().insert(path.to_owned());
        exported.read(path)
    });
    prove_inclusion(&nodes, 12_345, 70_000).unwrap();
    let read = read.into_inner();
    // One on each level for the leaf, and the right edge.
    assert!(read.len() <= 6, "{read:?}");
}

#[test]
fn what_is_held_does_not_grow_with_the_tree() {
    // What is not yet given away is at most a tile a level and a bundle.
    let mut builder = TileBuilder::default();
    for at in 0..66_000 {
        builder.push(&line(at)).unwrap();
        if at % 1000 == 0 {
            let held = builder.clone().finish();
            assert!(held.len() <= 4, "{at}");
            assert!(held.iter().all(|tile| tile.id.width < TILE_WIDTH));
        }
    }
}
