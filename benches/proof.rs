//! What a proof costs, in a branch of a million lines, on one processor and no disk.
//!
//! ```text
//! cargo bench --bench proof
//! ```
//!
//! `hashes_a_leaf` and `pushes` are what a checkpoint pays for each line since the last
//! one. Proofs are made from nodes in memory and from tiles, as an exported tree has
//! them; the indices are taken from all over the tree, in turns.

#![allow(clippy::unwrap_used, reason = "a bench stops where it fails")]
#![allow(missing_docs, reason = "divan's macro writes public items")]

mod village;

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::LazyLock;

use divan::{Bencher, black_box};
use ledger_core::proof::merkle::{
    check_consistency, check_inclusion, prove_consistency, prove_inclusion, range_root,
};
use ledger_core::proof::{Frontier, Nodes, TileBuilder, TileNodes, TreeHash};
use village::Village;

/// As many lines as a large village writes in decades.
const SIZE: u64 = 1 << 20;

fn main() {
    divan::main();
}

/// The line at a place; what it says does not matter to the tree.
fn line(at: u64) -> Vec<u8> {
    format!("line {at}").into_bytes()
}

/// Every node of the tree, by level, and its right edge.
struct InMemory {
    levels: Vec<Vec<TreeHash>>,
    frontier: Frontier,
}

static IN_MEMORY: LazyLock<InMemory> = LazyLock::new(|| {
    let mut tree = InMemory { levels: vec![Vec::new(); 21], frontier: Frontier::default() };
    for at in 0..SIZE {
        let leaf = TreeHash::leaf(&line(at));
        tree.levels[0].push(leaf);
        tree.frontier.push_seeing(leaf, |level, hash| tree.levels[level as usize].push(*hash));
    }
    tree
});

impl Nodes for InMemory {
    type Error = Infallible;

    fn node(&self, level: u32, index: u64) -> Result<TreeHash, Infallible> {
        Ok(self.levels[level as usize][usize::try_from(index).unwrap()])
    }
}

static TILES: LazyLock<HashMap<String, Vec<u8>>> = LazyLock::new(|| {
    let mut builder = TileBuilder::default();
    let mut tiles = Vec::new();
    for at in 0..SIZE {
        tiles.extend(builder.push(&line(at)).unwrap());
    }
    tiles.extend(builder.finish());
    tiles.into_iter().map(|tile| (tile.id.to_string(), tile.bytes)).collect()
});

/// Places all over the tree, one after the other.
fn places() -> impl FnMut() -> u64 {
    let mut at = 0_u64;
    move || {
        at = (at + 618_033) % (SIZE - 1);
        at
    }
}

#[divan::bench]
fn hashes_a_leaf(bencher: Bencher<'_, '_>) {
    let mut village = Village::in_memory(1);
    let deed = village.deed(0, 1);
    village.submit(vec![deed]);
    let size = village.ledger.journal().size(village.branch).unwrap();
    let line = village.ledger.journal().line(village.branch, size - 1).unwrap().unwrap();
    bencher.bench(|| TreeHash::leaf(black_box(&line)));
}

#[divan::bench]
fn pushes(bencher: Bencher<'_, '_>) {
    let leaf = TreeHash::leaf(b"a line");
    let mut frontier = IN_MEMORY.frontier.clone();
    bencher.bench_local(|| frontier.push(black_box(leaf)));
}

#[divan::bench]
fn tells_the_root(bencher: Bencher<'_, '_>) {
    // The size at which the right edge is longest.
    let mut frontier = Frontier::default();
    IN_MEMORY.levels[0][1..].iter().for_each(|leaf| frontier.push(*leaf));
    bencher.bench(|| black_box(&frontier).root());
}

#[divan::bench]
fn proves_inclusion(bencher: Bencher<'_, '_>) {
    let mut place = places();
    let tree = &*IN_MEMORY;
    bencher.bench_local(|| prove_inclusion(tree, black_box(place()), SIZE - 1));
}

#[divan::bench]
fn proves_inclusion_from_tiles(bencher: Bencher<'_, '_>) {
    let mut place = places();
    let tiles = &*TILES;
    let nodes = TileNodes::new(SIZE, |path: &str| tiles.get(path).cloned().ok_or(()));
    bencher.bench_local(|| prove_inclusion(&nodes, black_box(place()), SIZE - 1).unwrap());
}

#[divan::bench]
fn checks_inclusion(bencher: Bencher<'_, '_>) {
    let index = 618_033;
    let tree = &*IN_MEMORY;
    let leaf = TreeHash::leaf(&line(index));
    let Ok(proof) = prove_inclusion(tree, index, SIZE);
    let root = tree.frontier.root();
    bencher.bench(|| {
        assert!(check_inclusion(black_box(&leaf), index, SIZE, black_box(&proof), &root));
    });
}

#[divan::bench]
fn proves_consistency(bencher: Bencher<'_, '_>) {
    let mut place = places();
    let tree = &*IN_MEMORY;
    bencher.bench_local(|| prove_consistency(tree, black_box(place() + 1), SIZE));
}

#[divan::bench]
fn checks_consistency(bencher: Bencher<'_, '_>) {
    let old = 618_033;
    let tree = &*IN_MEMORY;
    let Ok(proof) = prove_consistency(tree, old, SIZE);
    let (Ok(before), after) = (range_root(tree, 0..old), tree.frontier.root());
    bencher.bench(|| {
        assert!(check_consistency(old, &before, SIZE, &after, black_box(&proof)));
    });
}

/// A thousand lines into tiles, their hashes and theirs above included.
#[divan::bench]
fn makes_tiles_of_a_thousand_lines(bencher: Bencher<'_, '_>) {
    let lines: Vec<_> = (0..1000).map(line).collect();
    bencher.with_inputs(TileBuilder::default).bench_values(|mut tiles| {
        for line in &lines {
            black_box(tiles.push(line).unwrap());
        }
        tiles.finish()
    });
}
