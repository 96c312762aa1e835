//! The program itself on real files, and everything a village office does to them.

mod bank;
mod bits;
mod disk;
mod files;
mod kills;
mod mirror;

use std::thread;

use crate::{Plan, Told};

use bank::Fixture;

/// All rows of it.
pub(crate) fn run(plan: &Plan) -> Told {
    let fixture = Fixture::new();
    kills::the_oracle_sees_what_is_lost(&fixture);
    mirror::the_oracle_sees_a_bad_mirror(&fixture);
    bank::the_examination_sees_what_is_wrong(plan, &fixture);
    // Side by side: most of it waits for processes.
    let rooms: [fn(&Plan, &Fixture, &mut Told); 5] =
        [kills::run, mirror::run, bits::run, files::run, disk::run];
    let mut told = Told::default();
    thread::scope(|scope| {
        let fixture = &fixture;
        let rooms = rooms.map(|room| {
            scope.spawn(move || {
                let mut told = Told::default();
                room(plan, fixture, &mut told);
                told
            })
        });
        for room in rooms {
            let mut room = room.join().unwrap();
            told.rows.append(&mut room.rows);
            told.notes.append(&mut room.notes);
        }
    });
    told
}
