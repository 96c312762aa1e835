//! The bank the damage is done to, and what is known of it.
//!
//! It is made by the program, as an office would make it. What it must answer is
//! worked out here from the lines that were acknowledged, by adding and nothing
//! else: no code of the ledger's is asked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::damage::{copy_dir, files_below};
use crate::program::{Said, command, run};
use crate::table::Outcome;
use crate::{Plan, Seen};

/// The day most of it is asked on.
pub(crate) const TODAY: &str = "2026-02-03";
/// The village most of the damage is done to.
pub(crate) const VILLAGE: &str = "LC01";
/// Its accounts, of which each branch has as many.
pub(crate) const ACCOUNTS: u32 = 12;

const RULES: &str = "title = \"试用\"\n[[currency]]\ncode = \"JF\"\nname = \"积分\"\ndecimals = 0\n\
    expires = \"1 months\"\n[[rule]]\ncode = \"H01\"\nkind = \"earn\"\nitem = \"义务劳动\"\nunit = \"次\"\n\
    points = \"2\"\ncurrency = \"JF\"\n";

/// Points by account.
pub(crate) type Points = BTreeMap<String, i64>;
/// What stands in the journal of each branch.
pub(crate) type Journals = BTreeMap<String, Vec<u8>>;

/// A bank as it should be, the same as it was a week ago, and a small one.
pub(crate) struct Fixture {
    home: tempfile::TempDir,
    /// What the sound bank holds.
    pub(crate) truth: Truth,
}

/// What is known of a bank.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    pub(crate) journals: Journals,
    pub(crate) points: BTreeMap<String, Points>,
    /// The statement of one account, and who the program says holds accounts.
    pub(crate) statement: Value,
    pub(crate) names: BTreeMap<String, String>,
}

impl Fixture {
    /// Makes them.
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        found(&at("small"), 2, &home);
        let small = &at("small");
        for n in 1..=3 {
            deposit(small, n % 2 + 1, &format!("k{n}"));
        }
        found(&at("sound"), ACCOUNTS, &home);
        let sound = &at("sound");
        for branch in ["LC01", "LC02"] {
            let sheet = at(&format!("{branch}.csv"));
            fs::write(&sheet, sheet_of(branch, 36)).unwrap();
            must(
                sound,
                "li",
                &[
                    "--branch",
                    branch,
                    "import",
                    "deposits",
                    &path(&sheet),
                    "--yes",
                    "--allow-duplicates",
                ],
            );
        }
        // Books with a snapshot in them, and something behind it.
        must(sound, "li", &["rebuild"]);
        for branch in ["HQ", VILLAGE] {
            must(sound, "wang", &["--branch", branch, "branch", "set-key"]);
        }
        checkpoint(sound, &home);
        copy_dir(sound, &at("earlier"));
        for n in 1..=4 {
            deposit(sound, n, &format!("later-{n}"));
        }
        checkpoint(sound, &home);
        deposit(sound, 5, "last");
        let truth = Truth::of(sound);
        assert_eq!(truth.names.len(), 2 * ACCOUNTS as usize);
        Self { truth, home }
    }

    /// The bank as it should be.
    pub(crate) fn sound(&self) -> PathBuf {
        self.home.path().join("sound")
    }

    /// The same bank, a week ago.
    pub(crate) fn earlier(&self) -> PathBuf {
        self.home.path().join("earlier")
    }

    /// A bank whose journal has few bytes.
    pub(crate) fn small(&self) -> PathBuf {
        self.home.path().join("small")
    }

    /// A copy of a folder, to be damaged.
    pub(crate) fn copy(&self, from: &Path) -> (tempfile::TempDir, PathBuf) {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("bank");
        copy_dir(from, &dir);
        (temp, dir)
    }
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

/// Something that has to work on a sound bank.
fn must(bank: &Path, by: &str, args: &[&str]) -> Said {
    let said = run(command(bank, TODAY, by, args));
    assert!(said.is_ok(), "{args:?}: {}", said.all());
    said
}

fn found(bank: &Path, accounts: u32, home: &tempfile::TempDir) {
    let (rules, register) = (home.path().join("rules.toml"), home.path().join("register.csv"));
    fs::write(&rules, RULES).unwrap();
    let rows =
        (1..=accounts).map(|n| format!("一组-{n:03},张三{}\n", ["甲", "乙"][n as usize % 2]));
    fs::write(&register, format!("户号,户主\n{}", rows.collect::<String>())).unwrap();
    let origin = ["init", "--origin", "wenming.example/t", "--name", "T", "--manager", "wang"];
    must(bank, "wang", &[&origin[..], &["--since", "2026-01-01"]].concat());
    let branches: &[&str] = if accounts == ACCOUNTS { &["LC01", "LC02"] } else { &["LC01"] };
    for branch in branches {
        must(bank, "wang", &["branch", "open", branch, "--name", branch]);
        let of = ["--branch", branch];
        let from = ["--from", "2026-01-01"];
        must(bank, "wang", &[&of[..], &["rules", "adopt", &path(&rules)], &from].concat());
        must(bank, "wang", &[&of[..], &["operator", "enroll", "li", "--role", "clerk"]].concat());
        let import = ["import", "accounts", &path(&register), "--yes"];
        must(bank, "li", &[&of[..], &import].concat());
    }
}

/// A sheet of so many deeds, all with the same evidence.
pub(crate) fn sheet_of(evidence: &str, rows: usize) -> String {
    let row = |n: usize| {
        let (account, day, qty) = (n % ACCOUNTS as usize + 1, n % 28 + 1, n / 28 + 1);
        format!("一组-{account:03},H01,2026-01-{day:02},{qty},{evidence}\n")
    };
    format!("户号,代码,日期,数量,佐证\n{}", (0..rows).map(row).collect::<String>())
}

/// The arguments of a single deposit.
pub(crate) fn deposit_args<'a>(household: &'a str, evidence: &'a str) -> Vec<&'a str> {
    let deed = ["--branch", VILLAGE, "deposit", household, "H01", "1", "--on", "2026-01-30"];
    [&deed[..], &["--evidence", evidence, "--request", evidence, "--again"]].concat()
}

/// The arguments of an import of so many deeds; their sheet is written to a folder.
pub(crate) fn import_args(to: &Path, evidence: &str, rows: usize) -> Vec<String> {
    let sheet = to.join(format!("{evidence}.csv"));
    fs::write(&sheet, sheet_of(evidence, rows)).unwrap();
    let import = ["--branch", VILLAGE, "import", "deposits", &path(&sheet)];
    [&import[..], &["--yes", "--allow-duplicates"]]
        .concat()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// The arguments of the close of a day on which all ends that was deposited: an entry
/// for each account. It is asked on [`CLOSED`].
pub(crate) const CLOSE_ARGS: [&str; 4] = ["--branch", VILLAGE, "day", "close"];
/// The day of it.
pub(crate) const CLOSED: &str = "2026-03-10";

fn deposit(bank: &Path, household: u32, evidence: &str) {
    must(bank, "li", &deposit_args(&format!("一组-{household:03}"), evidence));
}

/// The village signs what it has, and head office that it saw it.
fn checkpoint(bank: &Path, home: &tempfile::TempDir) {
    let (request, signature) = (home.path().join("request"), home.path().join("signature"));
    for file in [&request, &signature] {
        let _ = fs::remove_file(file);
    }
    let (request, signature) = (path(&request), path(&signature));
    must(bank, "wang", &["--branch", VILLAGE, "checkpoint"]);
    must(bank, "wang", &["--branch", VILLAGE, "checkpoint", "request", "--out", &request]);
    must(bank, "wang", &["--branch", "HQ", "checkpoint", "cosign", &request, "--out", &signature]);
    must(bank, "wang", &["--branch", VILLAGE, "checkpoint", "accept", &signature]);
}

/// What stands in a bank's journals, as bytes, segment after segment.
pub(crate) fn journals(bank: &Path) -> Journals {
    let mut journals = Journals::new();
    for file in files_below(&bank.join("journal")) {
        let mut parts = file.iter().map(|part| part.to_string_lossy().into_owned());
        let (Some(branch), Some(name), None) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        if name.ends_with(".jsonl") {
            let bytes = fs::read(bank.join("journal").join(&file)).unwrap();
            journals.entry(branch).or_default().extend(bytes);
        }
    }
    journals
}

/// The bytes up to the last line that is signed: what was committed.
pub(crate) fn committed(bytes: &[u8]) -> &[u8] {
    let mut end = 0;
    let mut at = 0;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        at += line.len();
        let signed = line.windows(7).any(|window| window == b",\"sig\":");
        if line.ends_with(b"\n") && signed {
            end = at;
        }
    }
    &bytes[..end]
}

/// The lines of a journal, parsed.
pub(crate) fn parsed(bytes: &[u8]) -> Vec<Value> {
    let lines = bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap_or(Value::Null)).collect()
}

/// What every account holds, added up from the lines.
pub(crate) fn points_of(bytes: &[u8]) -> Points {
    let mut points = Points::new();
    for line in parsed(bytes) {
        let Some(event) = line["event"].as_object() else { continue };
        for (kind, event) in event {
            let Some(account) = event["account"].as_str() else { continue };
            let moved: i64 = event["points"].as_str().and_then(|p| p.parse().ok()).unwrap_or(0);
            let held = points.entry(account.to_owned()).or_default();
            match kind.as_str() {
                "deposited" => *held += moved,
                "expired" => *held -= moved,
                _ => {}
            }
        }
    }
    points
}

impl Truth {
    /// What a sound bank says, held against its lines.
    pub(crate) fn of(bank: &Path) -> Self {
        let journals = journals(bank);
        let points: BTreeMap<String, Points> =
            journals.iter().map(|(branch, bytes)| (branch.clone(), points_of(bytes))).collect();
        let mut names = BTreeMap::new();
        for branch in ["LC01", "LC02"].into_iter().filter(|b| journals.contains_key(*b)) {
            let said = balances(bank, branch);
            assert_eq!(points_said(&said).unwrap(), points[branch]);
            names.extend(names_said(&said));
        }
        let statement = statement(bank).json().unwrap();
        for by in [audit(bank), verify(bank)] {
            assert!(by.is_ok(), "{}", by.all());
        }
        Self { journals, points, statement, names }
    }
}

pub(crate) fn balances(bank: &Path, branch: &str) -> Said {
    run(command(bank, TODAY, "li", &["--branch", branch, "balance"]))
}

pub(crate) fn statement(bank: &Path) -> Said {
    run(command(bank, TODAY, "li", &["--branch", VILLAGE, "statement", "一组-001"]))
}

pub(crate) fn audit(bank: &Path) -> Said {
    run(command(bank, TODAY, "li", &["audit"]))
}

pub(crate) fn verify(bank: &Path) -> Said {
    run(command(bank, TODAY, "li", &["verify", &path(bank)]))
}

/// The balances in an answer.
pub(crate) fn points_said(said: &Said) -> Option<Points> {
    let json = said.json()?;
    let rows = json["balances"].as_array()?;
    let row = |row: &Value| {
        let account = row["account"].as_str()?.to_owned();
        Some((account, row["balance"].as_str().map_or(Some(0), |points| points.parse().ok())?))
    };
    rows.iter().map(row).collect()
}

/// The names in an answer.
pub(crate) fn names_said(said: &Said) -> BTreeMap<String, String> {
    let json = said.json().unwrap_or_default();
    let rows = json["balances"].as_array().cloned().unwrap_or_default();
    let name =
        |row: &Value| Some((row["account"].as_str()?.to_owned(), row["name"].as_str()?.to_owned()));
    rows.iter().filter_map(name).collect()
}

/// The worse of two, the first where they are as bad.
pub(crate) fn worse(a: Seen, b: Seen) -> Seen {
    if b.0 > a.0 { b } else { a }
}

/// What is bad about an answer whatever was asked: it hung or panicked; or it is
/// an error, which is none unless it says what is wrong and what to do.
pub(crate) fn manners(what: &str, said: &Said) -> Seen {
    if said.hung() {
        return (Outcome::Hung, format!("{what} hangs"));
    }
    if said.panicked() {
        return (Outcome::Panicked, format!("{what}: {}", said.all()));
    }
    if said.is_ok() {
        return (Outcome::Survived, String::new());
    }
    // Findings are an answer on stdout; all else has an error object with a way out.
    let error = said.json().map(|json| json["error"].clone()).unwrap_or_default();
    let found = said.json().is_some_and(|json| json["branches"].is_array());
    let named = error["message"].as_str().is_some_and(|text| !text.is_empty());
    let way_out = error["hints"].as_array().is_some_and(|hints| !hints.is_empty());
    if found || (named && way_out) {
        (Outcome::Refused, format!("{what}: {}", said.all()))
    } else {
        (Outcome::Silent, format!("{what} fails without a way out: {}", said.all()))
    }
}

/// Asks the program everything that a damaged bank could answer wrongly, and holds
/// it against what is known. The worst that was seen counts.
pub(crate) fn examine(plan: &Plan, bank: &Path, truth: &Truth) -> Seen {
    let mut seen = (Outcome::Survived, String::new());
    let wrong = |what: &str, said: &Said| (Outcome::Silent, format!("{what}: {}", said.all()));
    for (branch, points) in &truth.points {
        if branch == "HQ" || (branch != VILLAGE && !plan.long) {
            continue;
        }
        let said = balances(bank, branch);
        seen = worse(seen, manners("balance", &said));
        if said.is_ok() {
            if points_said(&said).as_ref() != Some(points) {
                seen = worse(seen, wrong("wrong balances", &said));
            }
            seen = worse(seen, names_right(&said, truth, branch));
        }
    }
    if plan.long {
        let said = statement(bank);
        seen = worse(seen, manners("statement", &said));
        if said.is_ok() && said.json().as_ref() != Some(&truth.statement) {
            seen = worse(seen, wrong("wrong statement", &said));
        }
    }
    let mut checks = vec![("audit", audit(bank))];
    if plan.long {
        checks.push(("verify", verify(bank)));
    }
    for (what, said) in checks {
        seen = worse(seen, manners(what, &said));
        // What nothing is found wrong with is what was there before, to the byte. An audit is
        // of the whole bank; a verification of a copy, and of those branches that it names.
        let now = journals(bank);
        let whole = |branch: &str| now.get(branch) == truth.journals.get(branch);
        let named = branches_named(&said);
        let right = |branch: &String| match named.get(branch) {
            Some(lines) => *lines == parsed(&truth.journals[branch]).len() as u64 && whole(branch),
            None => what == "verify" && !named.is_empty(),
        };
        if said.is_ok() && !truth.journals.keys().all(right) {
            seen = worse(seen, wrong(&format!("{what} finds nothing"), &said));
        }
    }
    // It is written to: done, and then it is there and nothing else; or not done.
    let before = journals(bank);
    let said = run(command(bank, TODAY, "li", &deposit_args("一组-002", "next")));
    seen = worse(seen, manners("deposit", &said));
    let after = journals(bank);
    if said.is_ok() {
        // Behind what was committed there: damage further up stays as it is, for an audit.
        let known = before.get(VILLAGE).map_or(&[][..], |bytes| committed(bytes));
        let added = after.get(VILLAGE).and_then(|now| now.strip_prefix(known)).map(parsed);
        let right = added.is_some_and(|added| {
            added.len() == 1 && added[0]["event"]["deposited"]["evidence"] == "next"
        });
        if !right {
            seen = worse(seen, wrong("the deposit is not what was added", &said));
        }
        if before != truth.journals && audit(bank).is_ok() {
            seen = worse(seen, wrong("damage is not found any more after a deposit", &said));
        }
        let mut expected = truth.points[VILLAGE].clone();
        *expected.entry(account_of(truth, 2)).or_default() += 2;
        let said = balances(bank, VILLAGE);
        seen = worse(seen, manners("balance after it", &said));
        if said.is_ok() && points_said(&said) != Some(expected) {
            seen = worse(seen, wrong("wrong balances after a deposit", &said));
        }
    } else if !said.hung() {
        for (branch, bytes) in &before {
            let kept =
                after.get(branch).is_some_and(|now| now == bytes) || kept_in_torn(bank, bytes);
            if !kept {
                let what = format!("refused, and {branch} is another");
                seen = worse(seen, wrong(&what, &said));
            }
        }
    }
    seen
}

/// The same, of the questions that are asked of a damaged bank.
pub(crate) fn the_examination_sees_what_is_wrong(plan: &Plan, fixture: &Fixture) {
    let shown = |what: &str, change: &dyn Fn(&mut Truth)| {
        let (_temp, dir) = fixture.copy(&fixture.sound());
        let mut truth = fixture.truth.clone();
        change(&mut truth);
        let (outcome, seen) = examine(plan, &dir, &truth);
        assert_eq!(outcome, Outcome::Silent, "{what}: {seen}");
    };
    shown("a balance", &|truth| {
        *truth.points.get_mut(VILLAGE).unwrap().values_mut().next().unwrap() += 1;
    });
    shown("a name", &|truth| {
        let account = account_of(truth, 1);
        truth.names.insert(account, "李某".to_owned());
    });
    shown("a line", &|truth| {
        truth.journals.get_mut("LC02").unwrap().push(b'x');
    });
}

/// Whether bytes that are in the journal no more were set aside, and not thrown away.
pub(crate) fn kept_in_torn(bank: &Path, bytes: &[u8]) -> bool {
    let journal = bank.join("journal");
    let mut kept = files_below(&journal).into_iter();
    kept.any(|file| {
        file.iter().any(|part| part == "torn")
            && fs::read(journal.join(&file)).is_ok_and(|torn| bytes.ends_with(&torn))
    })
}

fn account_of(truth: &Truth, serial: u32) -> String {
    let start = format!("{VILLAGE}-{serial:06}-");
    truth.points[VILLAGE].keys().find(|name| name.starts_with(&start)).cloned().unwrap_or_default()
}

/// Names are right, or not shown and that is said.
fn names_right(said: &Said, truth: &Truth, branch: &str) -> Seen {
    let shown = names_said(said);
    let known = truth.names.iter().filter(|(account, _)| account.starts_with(branch));
    for (account, name) in known {
        match shown.get(account) {
            Some(shown) if shown == name => {}
            Some(shown) => {
                return (Outcome::Silent, format!("`{account}` is `{shown}` now, not `{name}`"));
            }
            None if !said.err.contains("name") => {
                return (Outcome::Silent, format!("the name of `{account}` is gone, unsaid"));
            }
            None => return (Outcome::Refused, said.all()),
        }
    }
    (Outcome::Survived, String::new())
}

/// The branches an audit speaks of, and how many lines it read of each.
fn branches_named(said: &Said) -> BTreeMap<String, u64> {
    let json = said.json().unwrap_or_default();
    let branches = json["branches"].as_array().cloned().unwrap_or_default();
    let named = |b: &Value| Some((b["branch"].as_str()?.to_owned(), b["entries"].as_u64()?));
    branches.iter().filter_map(named).collect()
}
