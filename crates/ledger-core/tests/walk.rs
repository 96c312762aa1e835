//! The walk finds what is wrong with a line: a fixture for every [`Problem`].
//!
//! A small branch is made by a ledger, its lines are tampered with, and the
//! walk has to name the place and the problem. The forger of the second half
//! holds no key of the bank and knows the format by heart: hashes are made
//! anew, so that only signatures are left to tell.

#![allow(clippy::unwrap_used, reason = "a test panics where it fails")]

use ledger_core::apply;
use ledger_core::books::MemoryBooks;
use ledger_core::command::Command;
use ledger_core::day::Timestamp;
use ledger_core::event::{Event, Role};
use ledger_core::ids::{AccountNo, BranchCode};
use ledger_core::journal::{Journal, Lines, MemoryJournal};
use ledger_core::keys::OperatorKey;
use ledger_core::ledger::{Ledger, Order};
use ledger_core::line::{self, Entry, EntryHash};
use ledger_core::rulebook::HolderKind;
use ledger_core::state::State;
use ledger_core::walk::{Problem, Walk};

const ORIGIN: &str = "wenming.example/lucheng";

fn parse<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn key(operator: &str, secret: u8) -> OperatorKey {
    OperatorKey::from_secret(parse(operator), &[secret; 32])
}

fn manager() -> OperatorKey {
    key("manager01", 1)
}

fn clerk() -> OperatorKey {
    key("clerk01", 2)
}

/// A key that no branch has enrolled.
fn forger(operator: &str) -> OperatorKey {
    key(operator, 99)
}

fn minute(n: i64) -> Timestamp {
    Timestamp::from_unix(1_773_972_600 + n * 60).unwrap()
}

/// Founds the bank whose head office lets the branch be opened.
fn charter(ledger: &Ledger, origin: &str, branch: BranchCode) {
    let found = Command::Found {
        origin: parse(origin),
        name: "试镇".to_owned(),
        offset: parse("+08:00"),
        since: parse("2026-01-01"),
        key: manager().public(),
    };
    let charter = Command::CharterBranch { branch, name: "青溪村".to_owned() };
    let order = Order {
        branch: BranchCode::HQ,
        key: &manager(),
        now: minute(0),
        clock_confirmed: false,
        likeness_confirmed: true,
        requests: &[(parse("r1"), found), (parse("r2"), charter)],
    };
    ledger.submit(&order).unwrap();
}

/// A branch of nine entries in four commits:
///
/// ```text
/// 0-2  manager01   opened, manager02 and clerk01 enrolled
/// 3-5  clerk01     three accounts opened
/// 6    manager01   an account frozen
/// 7-8  clerk01     two accounts opened
/// ```
fn branch_of(origin: &str, branch: &str) -> Vec<Vec<u8>> {
    let branch: BranchCode = parse(branch);
    let ledger = Ledger::new(Box::<MemoryJournal>::default(), Box::<MemoryBooks>::default());
    charter(&ledger, origin, branch);
    let opened = Command::OpenBranch {
        origin: parse(origin),
        founded: EntryHash([5; 32]),
        name: "青溪村".to_owned(),
        offset: parse("+08:00"),
        since: parse("2026-01-01"),
        key: manager().public(),
    };
    let enrol = |operator: &OperatorKey, role| Command::EnrolOperator {
        operator: operator.operator().clone(),
        role,
        key: operator.public(),
        account: None,
    };
    let person = || Command::OpenAccount { kind: HolderKind::Person, household: None };
    let frozen = Command::FreezeAccount {
        account: AccountNo::new(branch, 2),
        reason: "外出务工".to_owned(),
    };
    let commits = [
        (
            manager(),
            vec![opened, enrol(&key("manager02", 3), Role::Manager), enrol(&clerk(), Role::Clerk)],
        ),
        (clerk(), vec![person(), person(), person()]),
        (manager(), vec![frozen]),
        (clerk(), vec![person(), person()]),
    ];
    let mut number = 0;
    for (n, (key, commands)) in commits.into_iter().enumerate() {
        let requests: Vec<_> = commands
            .into_iter()
            .map(|command| {
                number += 1;
                (parse(&format!("r{number}")), command)
            })
            .collect();
        let order = Order {
            branch,
            key: &key,
            now: minute(n as i64),
            clock_confirmed: false,
            likeness_confirmed: true,
            requests: &requests,
        };
        ledger.submit(&order).unwrap();
    }
    lines_of(ledger.journal(), branch)
}

fn lines_of(journal: &dyn Journal, branch: BranchCode) -> Vec<Vec<u8>> {
    (0..journal.size(branch).unwrap())
        .map(|seq| journal.line(branch, seq).unwrap().unwrap())
        .collect()
}

fn branch() -> Vec<Vec<u8>> {
    branch_of(ORIGIN, "LC01")
}

/// What a walk over all lines finds, and where a run began that never ended.
fn walk(lines: &[Vec<u8>]) -> (Vec<(usize, Problem)>, Option<u64>) {
    let mut state = State::new(parse("LC01"));
    let mut walk = Walk::from(&state);
    let mut found = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let step = walk.step(&state, place as u64, line);
        found.extend(step.problems.into_iter().map(|problem| (place, problem)));
        if let Some(entry) = step.entry {
            apply(&mut state, &entry, step.hash);
        }
    }
    (found, walk.open_run())
}

fn name(problem: &Problem) -> &'static str {
    match problem {
        Problem::Line(_) => "line",
        Problem::Place { .. } => "place",
        Problem::Branch { .. } => "branch",
        Problem::Chain { .. } => "chain",
        Problem::Time { .. } => "time",
        Problem::MixedRun { .. } => "mixed run",
        Problem::Signature { .. } => "signature",
        Problem::UnknownSigner { .. } => "unknown signer",
        Problem::Beginning { .. } => "beginning",
    }
}

/// `3 chain, 5 signature; run from 7`.
fn told(lines: &[Vec<u8>]) -> String {
    let (found, open) = walk(lines);
    let problems: Vec<String> =
        found.iter().map(|(place, problem)| format!("{place} {}", name(problem))).collect();
    let run = open.map(|from| format!("; run from {from}")).unwrap_or_default();
    problems.join(", ") + &run
}

fn edit(lines: &mut [Vec<u8>], place: usize, from: &str, to: &str) {
    let text = String::from_utf8(lines[place].clone()).unwrap();
    assert!(text.contains(from), "{text}");
    lines[place] = text.replacen(from, to, 1).into_bytes();
}

fn entry(line: &[u8]) -> Entry {
    Entry::decode(line).unwrap()
}

/// Changes an entry and leaves its signature, if it has one, as it was.
fn change(lines: &mut [Vec<u8>], place: usize, change: impl FnOnce(&mut Entry)) {
    let mut changed = entry(&lines[place]);
    change(&mut changed);
    lines[place] = changed.encode().unwrap();
}

fn unsign(line: &[u8]) -> Vec<u8> {
    let mut unsigned = entry(line);
    unsigned.sig = None;
    unsigned.encode().unwrap()
}

/// Makes every `prev` and every place anew from `from` on; signed lines are
/// signed by the key given for their operator, or keep the signature they had.
fn rechain(lines: &mut [Vec<u8>], from: usize, keys: &[OperatorKey]) {
    for place in from..lines.len() {
        let prev = (place > 0).then(|| EntryHash::of(&lines[place - 1]));
        change(lines, place, |entry| {
            entry.prev = prev.unwrap_or(entry.prev);
            entry.seq = place as u64;
        });
        let by = entry(&lines[place]).by;
        if line::is_signed(&lines[place])
            && let Some(key) = keys.iter().find(|key| *key.operator() == by)
        {
            lines[place] = unsign(&lines[place]);
            line::sign(&mut lines[place], key);
        }
    }
}

/// A commit at the end, chained, whose last line `key` signs.
fn append(lines: &mut Vec<Vec<u8>>, by: &str, events: Vec<Event>, key: &OperatorKey) {
    let count = events.len();
    for (n, event) in events.into_iter().enumerate() {
        let place = (parse("LC01"), lines.len() as u64, EntryHash::of(&lines[lines.len() - 1]));
        let req = parse(&format!("forged{n}"));
        let mut line = Entry::new(place, minute(9), parse(by), req, event).encode().unwrap();
        if n + 1 == count {
            line::sign(&mut line, key);
        }
        lines.push(line);
    }
}

fn enrolled(operator: &str, role: Role, key: &OperatorKey) -> Event {
    Event::OperatorEnrolled { operator: parse(operator), role, key: key.public(), account: None }
}

fn unfrozen() -> Event {
    Event::AccountUnfrozen {
        account: AccountNo::new(parse("LC01"), 2), reason: "回村".to_owned()
    }
}

type Tamper = fn(&mut Vec<Vec<u8>>);

fn check(cases: &[(&str, &str, Tamper)]) {
    let (mut got, mut wanted) = (Vec::new(), Vec::new());
    for (what, want, tamper) in cases {
        let mut lines = branch();
        tamper(&mut lines);
        got.push(format!("{what}: {}", told(&lines)));
        wanted.push(format!("{what}: {want}"));
    }
    assert_eq!(got, wanted);
}

#[test]
fn an_untouched_branch_has_no_problem() {
    check(&[("nothing", "", |_| {}), ("everything gone", "", |lines| lines.clear())]);
}

#[test]
fn lines_tampered_with_are_found_where_they_stand() {
    check(&[
        ("a line edited to no entry", "4 line, 5 chain", |lines| {
            edit(lines, 4, "\"kind\":\"person\"", "\"kind\":\"king\"");
        }),
        ("a line edited to another entry", "5 chain", |lines| {
            edit(lines, 4, "person", "team");
        }),
        ("a signed line edited", "6 signature, 7 chain", |lines| edit(lines, 6, "外出", "在家")),
        ("the last line edited", "8 signature", |lines| edit(lines, 8, "person", "team")),
        ("the first line edited", "1 chain", |lines| edit(lines, 0, "青溪", "清溪")),
        ("a line end for another system", "6 line, 7 chain", |lines| lines[6].push(b'\r')),
        ("a line emptied", "4 line, 5 chain", |lines| lines[4].clear()),
        ("a line dropped", "4 place, 4 chain", |lines| {
            lines.remove(4);
        }),
        ("a whole commit dropped", "3 place, 3 chain", |lines| {
            lines.drain(3..6);
        }),
        (
            "the first line dropped",
            "0 place, 0 beginning, 1 unknown signer, 5 unknown signer",
            |lines| {
                lines.remove(0);
            },
        ),
        ("two lines swapped", "3 place, 3 chain, 4 place, 4 chain, 5 place, 5 chain", |lines| {
            lines.swap(3, 4)
        }),
        ("a line twice", "5 place, 5 chain", |lines| lines.insert(5, lines[4].clone())),
        ("a commit replayed at the end", "9 place, 9 chain, 9 time", |lines| {
            lines.push(lines[6].clone())
        }),
        ("the last commit dropped, which only the books know", "", |lines| lines.truncate(7)),
        ("the end of the last commit dropped", "; run from 7", |lines| lines.truncate(8)),
        ("the signature off the last line", "; run from 7", |lines| lines[8] = unsign(&lines[8])),
        ("the signature off a line between", "6 mixed run", |lines| {
            lines[5] = unsign(&lines[5]);
            rechain(lines, 6, &[manager(), clerk()]);
        }),
    ]);
}

#[test]
fn lines_of_elsewhere_are_found() {
    check(&[
        ("a line of another branch", "6 branch, 6 signature, 7 chain", |lines| {
            // Even where both branches have come to the same place in the same way.
            let mut other = entry(&branch_of(ORIGIN, "LC02")[6]);
            other.prev = entry(&lines[6]).prev;
            lines[6] = other.encode().unwrap();
        }),
        ("the lines of another branch", &all_elsewhere(), |lines| {
            *lines = branch_of(ORIGIN, "LC02");
        }),
        (
            "another branch's lines under this one's name",
            "0 chain, 2 signature, 5 signature, 6 signature, 8 signature",
            |lines| {
                *lines = branch_of(ORIGIN, "LC02");
                for place in 0..lines.len() {
                    change(lines, place, |entry| entry.branch = parse("LC01"));
                }
                rechain(lines, 1, &[]);
            },
        ),
        ("another bank's lines from the middle on", "6 chain", |lines| {
            let other = branch_of("wenming.example/elsewhere", "LC01");
            lines.splice(6.., other.into_iter().skip(6));
        }),
        ("another bank's name in the first line", "0 chain, 1 chain", |lines| {
            edit(lines, 0, ORIGIN, "wenming.example/elsewhere");
        }),
    ]);
}

/// Every line says another branch, and the chain starts from another origin.
fn all_elsewhere() -> String {
    let mut told: Vec<String> = (0..9).map(|place| format!("{place} branch")).collect();
    told.insert(1, "0 chain".to_owned());
    told.join(", ")
}

#[test]
fn a_line_that_goes_back_in_time_is_found_even_where_it_is_rightly_signed() {
    check(&[
        ("before the line before", "6 time", |lines| {
            change(lines, 6, |entry| entry.at = minute(0));
            rechain(lines, 6, &[manager(), clerk()]);
        }),
        ("before the latest line, not only the one before", "4 time, 5 time", |lines| {
            change(lines, 4, |entry| entry.at = minute(-2));
            change(lines, 5, |entry| entry.at = minute(-1));
            rechain(lines, 4, &[manager(), clerk()]);
        }),
        ("at the same time", "", |lines| {
            change(lines, 6, |entry| entry.at = minute(1));
            rechain(lines, 6, &[manager(), clerk()]);
        }),
    ]);
}

#[test]
fn a_chain_made_anew_without_the_keys_is_found_by_its_signatures() {
    check(&[
        ("an entry changed", "5 signature, 6 signature, 8 signature", |lines| {
            change(lines, 4, |entry| entry.req = parse("r99"));
            rechain(lines, 5, &[]);
        }),
        ("an entry dropped", "4 signature, 5 signature, 7 signature", |lines| {
            lines.remove(4);
            rechain(lines, 4, &[]);
        }),
        ("two entries swapped", "5 signature, 6 signature, 8 signature", |lines| {
            lines.swap(3, 4);
            rechain(lines, 3, &[]);
        }),
        ("signed by another enrolled operator", "6 signature", |lines| {
            lines[6] = unsign(&lines[6]);
            line::sign(&mut lines[6], &clerk());
            rechain(lines, 7, &[manager(), clerk()]);
        }),
        ("signed by a key of the forger's", "6 signature", |lines| {
            rechain(lines, 6, &[forger("manager01"), clerk()]);
        }),
        ("a line of another operator within a commit", "4 mixed run", |lines| {
            change(lines, 4, |entry| entry.by = parse("manager01"));
            rechain(lines, 4, &[manager(), clerk()]);
        }),
        ("a signature over a commit of two operators", "9 mixed run", |lines| {
            lines[8] = unsign(&lines[8]);
            append(lines, "manager01", vec![unfrozen()], &manager());
        }),
        ("somebody who is not enrolled", "9 unknown signer", |lines| {
            append(lines, "mallory", vec![unfrozen()], &forger("mallory"));
        }),
        ("the first line of nothing that opens a branch", "0 beginning; run from 0", |lines| {
            let first = entry(&lines[0]);
            let place = (first.branch, 0, first.prev);
            let mut only = Entry::new(place, first.at, first.by, first.req, unfrozen());
            lines.truncate(1);
            only.event = enrolled("manager01", Role::Manager, &manager());
            lines[0] = only.encode().unwrap();
        }),
    ]);
    let mut lines = branch();
    rechain(&mut lines, 0, &[manager(), clerk()]);
    assert_eq!(lines, branch(), "with every key it is the same chain again");
}

/// The key that vouches for a run is one that was there before the run.
#[test]
fn a_run_cannot_enrol_the_key_it_is_signed_with() {
    check(&[
        ("a stranger enrols himself", "10 unknown signer", |lines| {
            let own = enrolled("mallory", Role::Manager, &forger("mallory"));
            append(lines, "mallory", vec![own, unfrozen()], &forger("mallory"));
        }),
        ("a manager is given the forger's key", "10 signature", |lines| {
            let new = enrolled("manager01", Role::Manager, &forger("manager01"));
            append(lines, "manager01", vec![new, unfrozen()], &forger("manager01"));
        }),
        ("a manager changes her own key, with the old one", "", |lines| {
            let new = enrolled("manager01", Role::Manager, &key("manager01", 4));
            append(lines, "manager01", vec![unfrozen(), new], &manager());
            let frozen = Event::AccountFrozen {
                account: AccountNo::new(parse("LC01"), 2),
                reason: "又外出".to_owned(),
            };
            append(lines, "manager01", vec![frozen], &key("manager01", 4));
        }),
        ("and the old one is nothing any more", "10 signature", |lines| {
            let new = enrolled("manager01", Role::Manager, &key("manager01", 4));
            append(lines, "manager01", vec![new], &manager());
            append(lines, "manager01", vec![unfrozen()], &manager());
        }),
        ("a second beginning brings no key", "9 signature", |lines| {
            let first = entry(&lines[0]).event;
            let Event::BranchOpened { origin, founded, name, offset, since, .. } = first else {
                return;
            };
            let key = forger("manager01").public();
            let again = Event::BranchOpened { origin, founded, name, offset, since, key };
            append(lines, "manager01", vec![again], &forger("manager01"));
        }),
    ]);
}

#[test]
fn a_place_at_the_end_of_the_numbers_overflows_nothing() {
    check(&[
        ("the last place there is", "8 place, 8 signature", |lines| {
            change(lines, 8, |entry| entry.seq = u64::MAX);
        }),
        ("and one behind it", "7 place, 8 place, 8 chain", |lines| {
            change(lines, 7, |entry| entry.seq = u64::MAX);
        }),
    ]);
}

/// A walk tells what is wrong; opening and rebuilding stop at the first of it.
#[test]
fn a_ledger_over_a_tampered_journal_refuses_to_make_its_books() {
    for place in 0..9 {
        let mut lines = branch();
        change(&mut lines, place, |entry| entry.req = parse("r99"));
        let journal = MemoryJournal::default();
        let mut all = Lines::default();
        lines.iter().for_each(|line| all.push(line));
        let _ = journal.append(parse("LC01"), 0, &all).unwrap();
        let ledger = Ledger::new(Box::new(journal), Box::<MemoryBooks>::default());
        let refused = ledger.account(AccountNo::new(parse("LC01"), 1)).unwrap_err();
        let told = refused.to_string();
        assert!(told.starts_with("branch `LC01` is damaged at entry "), "{place}: {told}");
    }
}

/// Whatever byte of whatever line is changed, the walk has something to say at
/// once, or at the next line, whose `prev` tells.
#[test]
fn any_changed_byte_of_a_branch_is_found() {
    let lines = branch();
    let mut state = State::new(parse("LC01"));
    let mut walk = Walk::from(&state);
    for (place, line) in lines.iter().enumerate() {
        for byte in 0..line.len() {
            let mut changed = line.clone();
            changed[byte] ^= 1;
            let (mut state, mut walk) = (state.clone(), walk.clone());
            let step = walk.step(&state, place as u64, &changed);
            let mut problems = step.problems;
            if problems.is_empty() {
                apply(&mut state, &step.entry.unwrap(), step.hash);
                problems = lines.get(place + 1).map_or_else(Vec::new, |next| {
                    walk.step(&state, place as u64 + 1, next).problems
                });
            }
            assert!(!problems.is_empty(), "{place} byte {byte}");
        }
        let step = walk.step(&state, place as u64, line);
        apply(&mut state, &step.entry.unwrap(), step.hash);
    }
}
