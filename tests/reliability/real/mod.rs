//! The program itself on real files, and everything a village office does to them.

mod bank;
mod bits;
mod disk;
mod files;
mod kills;
mod shared;

use std::thread;

use crate::{Plan, Told};

use bank::Fixture;

/// All rows of it.
pub(crate) fn run(plan: &Plan) -> Told {
    let fixture = Fixture::new();
    // Side by side: the kills wait more than they work.
    let (mut kills, mut rest) = (Told::default(), Told::default());
    thread::scope(|scope| {
        scope.spawn(|| kills::run_all(plan, &fixture, &mut kills));
        bits::run(plan, &fixture, &mut rest);
        files::run(plan, &fixture, &mut rest);
        disk::run(plan, &fixture, &mut rest);
    });
    kills.rows.append(&mut rest.rows);
    kills.notes.append(&mut rest.notes);
    kills
}
