//! What a village hands out, so that others can check it with tools of their own.
//!
//! ```text
//! cargo run --example proofs_for_others -- ./my-bank LC01 ./handed-out
//! ```
//!
//! reads the journal of a branch and writes into that folder the tree as tiles,
//! two checkpoints cosigned by head office, a few receipts, and a witness's request.
//! The keys are drawn for the occasion and forgotten at the end; a bank keeps its
//! own (docs/proof.md). `.ci/check_proofs.py` checks all of it with libraries that
//! are not ours.

use std::error::Error;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use ledger_core::day::Timestamp;
use ledger_core::event::Event;
use ledger_core::ids::{BranchCode, Origin};
use ledger_core::journal::{FileJournal, Journal as _};
use ledger_core::keys::BranchKey;
use ledger_core::line::Entry;
use ledger_core::proof::merkle::{prove_consistency, prove_inclusion, range_root};
use ledger_core::proof::tiles::Tile;
use ledger_core::proof::{
    Checkpoint, LogName, Receipt, Request, SignatureKind, SignedCheckpoint, TileBuilder, TileNodes,
    TlogProof, TreeHash,
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [bank, branch, folder] = &arguments[..] else {
        return Err("usage: proofs_for_others <bank> <branch> <new folder>".into());
    };
    let folder = Path::new(folder);
    if folder.exists() {
        return Err(format!("`{}` is already there", folder.display()).into());
    }
    let branch: BranchCode = branch.parse()?;
    let lines = committed(Path::new(bank), branch)?;
    let size = lines.len() as u64;
    let opened = Entry::decode(lines.first().ok_or("the branch has no lines")?)?;
    let (Event::BranchOpened { origin, .. } | Event::Founded { origin, .. }) = opened.event else {
        return Err("the branch does not begin with its opening".into());
    };

    // The tree, line by line: what is full is written at once, the rest at the end.
    let mut tiles = TileBuilder::default();
    for line in &lines {
        tiles.push(line)?.iter().try_for_each(|tile| write_tile(folder, tile))?;
    }
    let root = tiles.root();
    tiles.finish().iter().try_for_each(|tile| write_tile(folder, tile))?;
    let text: Vec<u8> = lines.iter().flat_map(|line| [line, &b"\n"[..]].concat()).collect();
    write(folder, &format!("journal/{branch}/000000000000.jsonl"), &text)?;

    // Two checkpoints: of two thirds of the lines, and of all. From here on everything is
    // made from the tiles, as anybody could who has them.
    let nodes = TileNodes::new(size, |path: &str| fs::read(folder.join(path)));
    let (key, witness) = (BranchKey::generate(branch)?, BranchKey::generate(BranchCode::HQ)?);
    let earlier = (size * 2 / 3).max(1);
    let then = checkpoint(&origin, earlier, range_root(&nodes, 0..earlier)?, (&key, &witness))?;
    let now = checkpoint(&origin, size, root, (&key, &witness))?;
    for signed in [&then, &now] {
        let path = format!("checkpoints/{:012}.note", signed.checkpoint().size);
        write(folder, &path, signed.to_string().as_bytes())?;
    }
    write(folder, "checkpoint", now.to_string().as_bytes())?;

    // What others have to know from elsewhere: the keys.
    let hq = LogName { origin: origin.clone(), branch: BranchCode::HQ };
    let keys = format!(
        "{}\n{}\n",
        now.checkpoint().log.key_line(SignatureKind::Log, key.public()),
        hq.key_line(SignatureKind::Witness, witness.public()),
    );
    write(folder, "handed-out/keys", keys.as_bytes())?;

    // Receipts of some lines, under the first checkpoint above each; and what the
    // village asks of head office, which saw the earlier one.
    for index in [0, earlier - 1, earlier, size / 2, size - 1] {
        let under = if index < earlier { &then } else { &now };
        let line = &lines[usize::try_from(index)?];
        let hashes = prove_inclusion(&nodes, index, under.checkpoint().size)?;
        let receipt = Receipt::new(line, TlogProof { index, hashes, checkpoint: under.clone() })?;
        write(folder, &format!("handed-out/{index}.receipt"), receipt.to_string().as_bytes())?;
    }
    let proof = prove_consistency(&nodes, earlier, size)?;
    let request = Request { old: earlier, proof, checkpoint: now };
    write(folder, "handed-out/request", request.to_string().as_bytes())?;
    Ok(())
}

/// The lines of a branch, up to the last that is signed.
fn committed(bank: &Path, branch: BranchCode) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let journal = FileJournal::new(bank.join("journal"));
    let size = journal.size(branch)?;
    let mut lines = Vec::new();
    journal.read(branch, 0, &mut |seq, line| {
        if seq >= size {
            return ControlFlow::Break(());
        }
        lines.push(line.to_vec());
        ControlFlow::Continue(())
    })?;
    Ok(lines)
}

/// A checkpoint, signed by the branch and cosigned by head office.
fn checkpoint(
    origin: &Origin,
    size: u64,
    root: TreeHash,
    (key, witness): (&BranchKey, &BranchKey),
) -> Result<SignedCheckpoint, Box<dyn Error>> {
    let log = LogName { origin: origin.clone(), branch: key.branch() };
    let mut signed = SignedCheckpoint::sign(Checkpoint { log, size, root }, key)?;
    let at: Timestamp = "2026-11-22T01:00:00Z".parse()?;
    signed.add(signed.cosignature(origin, witness, at));
    Ok(signed)
}

fn write_tile(folder: &Path, tile: &Tile) -> Result<(), Box<dyn Error>> {
    write(folder, &tile.id.to_string(), &tile.bytes)
}

fn write(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().ok_or("a file has a folder")?)?;
    Ok(fs::write(path, bytes)?)
}
