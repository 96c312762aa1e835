//! The campaign: damage of every kind, done to the ledger as it is, and what came of it.
//!
//! ```sh
//! cargo test --test reliability                        # short, as in CI
//! cargo test --release --test reliability -- --long    # long: the tables of docs/reliability.md
//! ```
//!
//! Every round has a seed and is had again by it.

mod table;

fn main() {
    let _ = (table::markdown(&[]), table::Row::new(""));
}
