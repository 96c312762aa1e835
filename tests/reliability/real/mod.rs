//! The program itself on real files, and everything a village office does to them.

mod bank;
mod bits;
mod disk;
mod files;
mod kills;
mod shared;

use crate::{Plan, Told};

use bank::Fixture;

/// All rows of it.
pub(crate) fn run(plan: &Plan) -> Told {
    let fixture = Fixture::new();
    let mut told = Told::default();
    kills::run_all(plan, &fixture, &mut told);
    bits::run(plan, &fixture, &mut told);
    files::run(plan, &fixture, &mut told);
    disk::run(plan, &fixture, &mut told);
    told
}
