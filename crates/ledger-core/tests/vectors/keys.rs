//! Vectors of a branch's own key: its first, and the one that took its place.

use ledger_core::event::Event;
use ledger_core::keys::BranchKey;
use ledger_core::line::EntryHash;

use super::{Made, ORIGIN, chain, head_office, key, parse};

pub(crate) const FIXED: &str = include_str!("keys.jsonl");
pub(crate) const HASHES: &str = include_str!("keys-hashes.txt");

pub(crate) fn branch() -> Vec<Vec<u8>> {
    let manager = "hq-manager";
    let set = |secret: [u8; 32], reason: &str| Event::BranchKeySet {
        key: BranchKey::from_secret(parse("LC03"), &secret).public(),
        reason: reason.to_owned(),
    };
    let opened = Event::BranchOpened {
        origin: parse(ORIGIN),
        founded: EntryHash::of(&head_office()[0]),
        name: "山北村分行".to_owned(),
        offset: parse("+08:00"),
        since: parse("2026-01-01"),
        key: key(manager).public(),
    };
    let made: Vec<Made> = vec![
        (0, manager, opened, false),
        (0, manager, set([11; 32], "首次设置"), true),
        (24 * 60, manager, set([12; 32], "电脑丢失，换新密钥"), true),
    ];
    chain("LC03", ORIGIN, made)
}
