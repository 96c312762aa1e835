//! Proof: what leaves the building, and convinces who trusts nobody in it.
//!
//! A chain inside a computer can be written anew by who holds its keys. What
//! was printed on a notice, put into a pocket or signed by somebody else
//! cannot. Over the lines of each branch stands a Merkle tree ([`merkle`]); its
//! root, signed, is a [`checkpoint`]; a line with its place in the tree is a
//! [`receipt`]; a [`witness`] signs only what goes on from what it saw; and the
//! tree goes out as files ([`tiles`]).
//!
//! The formats are other people's, so that other people's tools read them:
//! RFC 6962 and RFC 9162 trees, and C2SP's signed-note, tlog-checkpoint,
//! tlog-cosignature, tlog-proof, tlog-witness and tlog-tiles. Proofs are made and checked
//! in pairs (`prove_*`, `check_*`). Nothing here touches storage, and nothing here
//! knows the rules: that an award was right is the audit's business.

pub mod checkpoint;
pub mod merkle;
pub mod note;
pub mod receipt;
pub mod tiles;
pub mod witness;

pub use checkpoint::{Checkpoint, LogName, SignedCheckpoint};
pub use merkle::{Frontier, Nodes, TreeHash};
pub use note::{Note, SignatureKind, Trust, VerifierKey};
pub use receipt::{Receipt, TlogProof};
pub use tiles::{TileBuilder, TileNodes};
pub use witness::{Request, WitnessRefusal};
