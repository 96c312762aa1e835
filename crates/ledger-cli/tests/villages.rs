//! Two villages and head office in three folders, joined by a stick: a month
//! offline, bundles in, cosigned back; what is forged, forked or old; and a
//! village whose computer died.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use common::{RULEBOOK, Said, command, copied, wenming};
use serde_json::Value;

/// A township: folders for head office and the villages, a stick, and an
/// auditor's trusted keys.
struct Township {
    temp: tempfile::TempDir,
    day: Cell<u32>,
}

impl Township {
    fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn say(&self, folder: &str, args: &[&str]) -> Said {
        let now = format!("2026-03-{:02}T10:00:00+08:00", self.day.get());
        let trust = self.text("trusted-keys");
        let always = ["--lang", "en", "--now", &now, "--trust", &trust];
        wenming(&self.path(folder), &[&always, args].concat())
    }

    fn done(&self, folder: &str, args: &[&str]) -> Said {
        let said = self.say(folder, args);
        assert_eq!(said.code, 0, "{folder}: {args:?}: {}", said.all());
        said
    }

    fn refused(&self, folder: &str, args: &[&str], wanted: &str) -> Said {
        let said = self.say(folder, args);
        assert_eq!(said.code, 1, "{folder}: {args:?}: {}", said.all());
        assert!(said.all().contains(wanted), "{wanted}: {}", said.all());
        said
    }

    fn json(&self, folder: &str, args: &[&str]) -> Value {
        let said = self.done(folder, &[&["--json"], args].concat());
        serde_json::from_str(&said.out).unwrap()
    }

    /// A key of somebody's own, made on their own computer; the public half.
    fn key(&self, folder: &str, operator: &str) -> String {
        let made = self.json(folder, &["operator", "new-key", operator]);
        made["public_key"].as_str().unwrap().to_owned()
    }

    /// Head office enrols who works in a village's folder.
    fn enroll(&self, branch: &str, folder: &str) {
        for (operator, role) in [("li", "clerk"), ("ma", "manager")] {
            let key = self.key(folder, operator);
            let enroll = ["--role", role, "--public-key", &key];
            let who = ["--as", "wang", "--branch", branch, "operator", "enroll", operator];
            self.done("hq", &[&who[..], &enroll].concat());
        }
    }

    /// Head office closes a branch in its own folder, witnesses it, and lets it go.
    fn hand_over(&self, branch: &str, folder: &str, reason: &str) {
        let (request, cosig) = (self.text("request"), self.text("cosig"));
        let bundle = self.text(&format!("usb-{folder}.zip"));
        let at = |args: &[&str]| {
            self.done("hq", &[&["--as", "wang", "--branch", branch], args].concat());
        };
        at(&["branch", "set-key", "--reason", reason]);
        at(&["checkpoint"]);
        at(&["checkpoint", "request", "--out", &request]);
        self.done("hq", &["--branch", "HQ", "checkpoint", "cosign", &request, "--out", &cosig]);
        at(&["checkpoint", "accept", &cosig]);
        at(&["export", "bundle", "--out", &bundle]);
        self.done("hq", &["branch", "away", branch]);
        self.done(folder, &["restore", &bundle]);
        self.done(folder, &["--as", "ma", "branch", "set-key", "--reason", "村里自己的密钥"]);
        for file in [&request, &cosig] {
            fs::remove_file(file).unwrap();
        }
    }

    fn credit(&self, folder: &str, household: &str, on: &str) {
        self.done(folder, &["--as", "li", "deposit", household, "H08", "1", "--on", on]);
    }

    /// Closes the village's books and brings them to the stick.
    fn bundle(&self, folder: &str, name: &str) -> String {
        let path = self.text(name);
        self.done(folder, &["checkpoint"]);
        self.done(folder, &["export", "bundle", "--out", &path]);
        path
    }

    /// The same, with one more credit.
    fn bundle_of(&self, folder: &str, on: &str, name: &str) -> String {
        self.credit(folder, "一组-001", on);
        self.bundle(folder, name)
    }

    fn balance(&self, folder: &str, account: &str) -> String {
        let answer = self.json(folder, &["balance", account]);
        answer["balances"][0]["balance"].as_str().unwrap_or("0").to_owned()
    }

    /// A folder copied, by somebody who has its keys.
    fn copied(&self, from: &str, to: &str) {
        copied(&self.path(from), &self.path(to));
    }

    fn clean(&self, folder: &str) {
        let said = self.done(folder, &["audit"]);
        assert!(said.all().contains("no findings"), "{}", said.all());
    }

    fn lines(&self, folder: &str, branch: &str) -> Vec<u8> {
        fs::read(self.path(folder).join(format!("journal/{branch}/000000000000.jsonl"))).unwrap()
    }
}

/// Head office, and two villages that went home with their own folders.
fn township() -> Township {
    let town = Township { temp: tempfile::tempdir().unwrap(), day: Cell::new(1) };
    let book = town.text("book.toml");
    fs::write(&book, RULEBOOK).unwrap();
    let found = ["--origin", "wenming.example/lucheng", "--name", "鹿城镇", "--manager", "wang"];
    town.done("hq", &[&["init"], &found[..]].concat());
    town.done("hq", &["--as", "wang", "--branch", "HQ", "branch", "set-key"]);
    let keys = town.done("hq", &["--branch", "HQ", "branch", "keys"]).out;
    let line = keys.split_whitespace().find(|word| word.contains("/HQ+")).unwrap();
    town.done("hq", &["trust", "add", line]);
    for (branch, folder) in [("LC01", "lc01"), ("LC02", "lc02")] {
        town.done("hq", &["--as", "wang", "branch", "open", branch, "--name", "村"]);
        let adopt = ["rules", "adopt", &book, "--from", "2026-01-01"];
        town.done("hq", &[&["--as", "wang", "--branch", branch], &adopt[..]].concat());
        town.enroll(branch, folder);
        town.hand_over(branch, folder, "启用");
        let open = ["--as", "li", "account", "open", "--household", "一组-001"];
        town.done(folder, &open);
    }
    town
}

#[test]
fn a_month_offline_comes_in_by_bundle_is_cosigned_and_goes_back() {
    let town = township();
    town.day.set(30);
    for (folder, household) in [("lc01", "一组-001"), ("lc02", "一组-001")] {
        town.credit(folder, household, "2026-03-05");
    }
    for (branch, folder) in [("LC01", "lc01"), ("LC02", "lc02")] {
        let (bundle, reply) = (town.bundle(folder, &format!("{folder}.zip")), town.text("reply"));
        // Before anybody else signed, nobody who trusts head office alone has reason to believe it.
        let receipt = town.text("receipt");
        town.done(folder, &["receipt", "一组-001", "--out", &receipt]);
        town.refused("nowhere", &["verify", &receipt], "nobody whom you trust");
        let said = town.done("hq", &["--json", "import", "bundle", &bundle, "--reply", &reply]);
        let taken: Value = serde_json::from_str(&said.out).unwrap();
        // The village set a key of its own, and head office hears of it.
        let told =
            format!("{branch} has a new branch key since {branch}:5 (reason: 村里自己的密钥)");
        assert!(said.err.contains(&told), "{}", said.all());
        assert_eq!((&taken["taken"], &taken["cosigned"]), (&3.into(), &true.into()), "{taken}");
        assert_eq!(town.lines("hq", branch), town.lines(folder, branch));
        // Whatever lies where the reply is to go is not lost.
        let import = ["import", "bundle", &bundle, "--reply", &reply];
        let said = town.say("hq", &import);
        assert!(said.code == 2 && said.all().contains("--force"), "{}", said.all());
        town.done("hq", &[&import[..], &["--force"]].concat());
        town.done(folder, &["checkpoint", "accept", &reply]);
        fs::remove_file(&receipt).unwrap();
        town.done(folder, &["receipt", "一组-001", "--out", &receipt]);
        let said = town.done("nowhere", &["verify", &receipt]);
        assert!(said.out.contains("witnessed") && said.out.contains("60"), "{}", said.all());
        // The same bundle brought twice changes nothing.
        let before = town.lines("hq", branch);
        let again = town.done("hq", &["import", "bundle", &bundle]);
        assert!(again.out.contains("nothing new"), "{}", again.all());
        assert!(!again.err.contains("new branch key"), "{}", again.all());
        assert_eq!(town.lines("hq", branch), before);
        // Head office reads the village and does not write to it.
        assert_eq!(town.balance("hq", &format!("{branch}-000001-{}", check(branch))), "60");
        let credit = ["deposit", "一组-001", "H08", "1", "--on", "2026-03-06"];
        town.refused("hq", &[&["--as", "wang", "--branch", branch], &credit[..]].concat(), "away");
        fs::remove_file(&receipt).unwrap();
        fs::remove_file(&reply).unwrap();
        town.clean(folder);
    }
    town.clean("hq");
    // Head office ranks the villages together.
    let span = ["--from", "2026-03-01", "--until", "2026-03-31"];
    let ranked = town.json("hq", &[&["ranking"], &span[..]].concat());
    let line = |line: &Value| format!("{} {} {}", line["place"], line["account"], line["earned"]);
    let places: Vec<String> = ranked["ranking"].as_array().unwrap().iter().map(line).collect();
    let place = |branch| format!(r#"1 "{branch}-000001-{}" "60""#, check(branch));
    assert_eq!(places, ["LC01", "LC02"].map(place));
    let one =
        town.json("hq", &[&["--branch", "LC02", "ranking", "--top", "1"], &span[..]].concat());
    let second = &ranked["ranking"][1]["account"];
    assert_eq!((&one["accounts"], &one["ranking"][0]["account"]), (&1.into(), second));
    let said = town.say("hq", &["ranking", "--from", "2026-03-31", "--until", "2026-03-01"]);
    assert!(said.code == 2 && said.err.contains("--from 2026-03-01"), "{}", said.all());
    // What is checked with the cosigned checkpoint goes through, alone, anywhere.
    let whole = town.text("whole");
    town.done("lc01", &["export", "bundle", "--out", &whole]);
    let said = town.done("nowhere", &["verify", &whole]);
    assert!(said.out.contains("whole bundle"), "{}", said.all());
}

/// The check character of a branch's first account.
fn check(branch: &str) -> char {
    let account = ledger_core::ids::AccountNo::new(branch.parse().unwrap(), 1);
    account.to_string().pop().unwrap()
}

#[test]
fn a_bundle_that_is_damaged_forged_or_of_another_bank_is_refused_and_nothing_is_taken() {
    let town = township();
    town.day.set(20);
    town.credit("lc01", "一组-001", "2026-03-05");
    let folder = town.bundle("lc01", "bundle");
    let before = town.lines("hq", "LC01");
    let import = ["import", "bundle", &folder];
    let tiles = fs::read_dir(Path::new(&folder).join("tile/0/000.p")).unwrap().flatten();
    let tile = tiles.last().unwrap().file_name().into_string().unwrap();
    let tile = format!("tile/0/000.p/{tile}");
    for (file, wanted) in [
        ("journal/LC01/000000000000.jsonl", "journal/LC01/000000000000.jsonl"),
        ("balances.csv", "balances.csv"),
        ("checkpoint", "checkpoint"),
        (&tile, &tile),
        ("bundle.json", "manifest"),
    ] {
        let path = Path::new(&folder).join(file);
        let whole = fs::read(&path).unwrap();
        let mut changed = whole.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        fs::write(&path, changed).unwrap();
        town.refused("hq", &import, wanted);
        fs::remove_file(&path).unwrap();
        assert_eq!(town.say("hq", &import).code, 1, "{file} is missing");
        fs::write(&path, whole).unwrap();
        assert_eq!(town.lines("hq", "LC01"), before);
    }
    // A folder that is none, an archive that is none, and one of another bank.
    let said = town.say("hq", &["import", "bundle", &town.text("lc01")]);
    assert!(said.code != 0 && said.all().contains("bundle.json"), "{}", said.all());
    fs::write(town.path("bad.zip"), b"PK no").unwrap();
    assert_ne!(town.say("hq", &["import", "bundle", &town.text("bad.zip")]).code, 0);
    let found = ["--origin", "wenming.example/other", "--name", "别镇", "--manager", "zhao"];
    town.done("other", &[&["init"], &found[..]].concat());
    town.refused("other", &import, "wenming.example/other");
    assert!(!town.path("hq").join(".incoming").exists());
    let left = fs::read_dir(town.path("hq")).unwrap().flatten();
    assert_eq!(left.filter(|f| f.file_name().to_string_lossy().ends_with(".part")).count(), 0);
    assert_eq!(town.json("hq", &import)["taken"], 3);
}

#[test]
fn where_the_trusted_keys_cannot_be_read_no_line_of_a_bundle_is_taken() {
    let town = township();
    town.day.set(20);
    let bundle = town.bundle_of("lc01", "2026-03-05", "lc01.zip");
    let before = town.lines("hq", "LC01");
    let keys = fs::read_to_string(town.path("trusted-keys")).unwrap();
    fs::write(town.path("trusted-keys"), format!("{keys}wenming.example/lucheng/HQ\n")).unwrap();
    let said = town.say("hq", &["import", "bundle", &bundle]);
    assert!(said.code == 2 && said.all().contains("line 2"), "{}", said.all());
    assert_eq!(town.lines("hq", "LC01"), before);
    fs::write(town.path("trusted-keys"), keys).unwrap();
    let taken = town.json("hq", &["import", "bundle", &bundle]);
    assert_ne!(taken["taken"], 0, "{taken}");
}

#[test]
fn two_stories_of_one_village_are_told_apart_at_their_first_difference_and_kept() {
    let town = township();
    town.day.set(20);
    town.credit("lc01", "一组-001", "2026-03-05");
    let early = town.bundle("lc01", "early.zip");
    // The folder copied, and both written on.
    let copy = std::process::Command::new("cp")
        .arg("-r")
        .args([town.path("lc01"), town.path("copy")])
        .status();
    assert!(copy.unwrap().success());
    town.credit("lc01", "一组-001", "2026-03-06");
    town.done("copy", &["--as", "li", "deposit", "一组-001", "H01", "1", "--on", "2026-03-06"]);
    let one = town.bundle("lc01", "one.zip");
    let other = town.bundle("copy", "other.zip");
    town.done("hq", &["import", "bundle", &one]);
    let before = town.lines("hq", "LC01");
    let said = town.refused("hq", &["import", "bundle", &other], "another story of LC01: entry 8");
    let place = town.path("hq").join("witnessed/wenming.example+lucheng+LC01/conflict-1");
    assert!(said.all().contains("conflict-1"), "{}", said.all());
    let root = |file: &str| {
        let note = fs::read_to_string(place.join(file)).unwrap();
        note.lines().nth(2).unwrap().to_owned()
    };
    assert_ne!(root("seen.note"), root("offered.note"));
    // The audit points to what is kept, and to nothing where nothing is.
    let kept = "kept here: `witnessed/wenming.example+lucheng+LC01/conflict-1`.";
    let dir = town.text("hq");
    for (folder, args) in [("hq", vec!["audit"]), ("nowhere", vec!["verify", &dir])] {
        let said = town.done(folder, &args);
        assert!(said.err.contains(kept), "{said:?}");
    }
    assert!(!town.done("lc01", &["audit"]).err.contains("kept here"));
    // An older bundle is not another story.
    assert_eq!(town.json("hq", &["import", "bundle", &early])["taken"], 0);
    assert_eq!(town.lines("hq", "LC01"), before);
}

#[test]
fn head_office_signs_nothing_that_the_lines_it_holds_contradict() {
    let town = township();
    town.day.set(20);
    let cosign = |request: &str| {
        let args = ["--branch", "HQ", "checkpoint", "cosign", request];
        town.say("hq", &[&args[..], &["--out", &town.text("cosig"), "--force"]].concat())
    };
    let request = |folder: &str, from: Option<&str>| {
        let out = town.text("request");
        let from: Vec<&str> = from.iter().flat_map(|from| ["--from", from]).collect();
        let args = [&["checkpoint", "request", "--out", &out, "--force"], &from[..]].concat();
        town.done(folder, &args);
        out
    };
    town.copied("lc01", "fork");
    town.copied("lc01", "longer");
    for (folder, deed) in [("lc01", "H08"), ("fork", "H01"), ("longer", "H01")] {
        let on = ["--on", "2026-03-06"];
        town.done(folder, &[&["--as", "li", "deposit", "一组-001", deed, "1"], &on[..]].concat());
    }
    let bundle = town.bundle("lc01", "nov.zip");
    // Taken and not witnessed: what head office signed last is older than what it holds.
    town.done("hq", &["import", "bundle", &bundle, "--no-cosign"]);
    town.done("fork", &["checkpoint"]);
    let said = cosign(&request("fork", None));
    assert_eq!(said.code, 1, "{}", said.all());
    assert!(said.err.contains("both signed by it") && said.err.contains("conflict-1"), "{said:?}");
    // Without a note of as many here, by the lines alone.
    let kept = town.path("hq").join("checkpoints/LC01");
    let mut notes: Vec<_> = fs::read_dir(&kept).unwrap().map(|f| f.unwrap().path()).collect();
    notes.sort();
    fs::remove_file(notes.last().unwrap()).unwrap();
    let said = cosign(&request("fork", None));
    assert_eq!(said.code, 1, "{}", said.all());
    assert!(said.err.contains("not of the entries that are here"), "{said:?}");
    // One line longer the proof has to begin at the note that came with the lines here.
    town.done("hq", &["import", "bundle", &bundle, "--no-cosign"]);
    town.credit("longer", "一组-001", "2026-03-07");
    town.done("longer", &["checkpoint"]);
    let size = town.json("longer", &["checkpoint", "show"])["size"].as_u64().unwrap();
    let from = (size - 1).to_string();
    let said = cosign(&request("longer", None));
    assert!(said.code == 1 && said.err.contains(&format!("--from {from}")), "{said:?}");
    let said = cosign(&request("longer", Some(&from)));
    assert!(said.code == 1 && said.err.contains("does not show"), "{said:?}");
    assert!(!town.path("cosig").exists());
    // The village itself is signed, as is what goes on from there.
    let said = cosign(&request("lc01", None));
    assert_eq!(said.code, 0, "{said:?}");
    town.done("lc01", &["checkpoint", "accept", &town.text("cosig")]);
    town.credit("lc01", "一组-001", "2026-03-08");
    town.done("lc01", &["checkpoint"]);
    assert_eq!(cosign(&request("lc01", None)).code, 0);
    // Two checkpoints that come in one bundle need no proof from the first.
    town.credit("lc01", "一组-001", "2026-03-09");
    town.done("lc01", &["checkpoint"]);
    town.done("lc01", &["--as", "li", "deposit", "一组-001", "H01", "1", "--on", "2026-03-10"]);
    let bundle = town.bundle("lc01", "two.zip");
    assert_eq!(town.json("hq", &["import", "bundle", &bundle])["cosigned"], true);
}

#[test]
fn where_only_the_witnessed_note_differs_the_lines_are_not_said_to() {
    let town = township();
    town.day.set(20);
    let early = town.bundle("lc01", "early.zip");
    town.done("hq", &["import", "bundle", &early]);
    town.copied("lc01", "fork");
    town.credit("lc01", "一组-001", "2026-03-05");
    town.done("fork", &["--as", "li", "deposit", "一组-001", "H01", "1", "--on", "2026-03-06"]);
    let from = town.json("lc01", &["checkpoint", "show"])["size"].to_string();
    // Head office witnessed the fork by request, before any line of it came.
    town.done("fork", &["checkpoint"]);
    let (request, cosig) = (town.text("request"), town.text("cosig"));
    town.done("fork", &["checkpoint", "request", "--from", &from, "--out", &request]);
    town.done("hq", &["--branch", "HQ", "checkpoint", "cosign", &request, "--out", &cosig]);
    let bundle = town.bundle("lc01", "true.zip");
    let said = town.refused("hq", &["import", "bundle", &bundle], "no entry of LC01");
    let size = town.json("lc01", &["checkpoint", "show"])["size"].as_u64().unwrap();
    let witnessed = format!("witnessed/wenming.example+lucheng+LC01/{size:012}.note");
    assert!(said.err.contains(&witnessed), "{said:?}");
    assert!(said.err.contains(&format!("checkpoints/{size:012}.note` in the bundle")), "{said:?}");
    assert!(!said.err.contains("entry 0") && said.err.contains("conflict-1"), "{said:?}");
}

#[test]
fn what_others_put_under_a_checkpoint_is_not_taken_in_and_drives_nothing_out() {
    let town = township();
    town.day.set(20);
    let (bundle, reply) = (town.bundle("lc01", "one.zip"), town.text("reply"));
    town.done("hq", &["import", "bundle", &bundle, "--reply", &reply]);
    let size = town.json("lc01", &["checkpoint", "show"])["size"].as_u64().unwrap();
    let note = format!("checkpoints/LC01/{size:012}.note");
    let (here, there) = (town.path("hq").join(&note), town.path("lc01").join(&note));
    let (whole, own) = (fs::read_to_string(&here).unwrap(), fs::read_to_string(&there).unwrap());
    let good = whole.lines().find(|line| line.contains("/HQ ")).unwrap();
    // The same name and key, another signature; and people whom nobody knows.
    let mut forged = good.to_owned();
    let last = forged.len() - 10;
    forged.replace_range(last..=last, if &good[last..=last] == "A" { "B" } else { "A" });
    let strangers: String = (0..60)
        .map(|n| {
            format!("— wenming.example/stranger{n} {}\n", { good.rsplit(' ').next().unwrap() })
        })
        .collect();
    let spoilt = format!("{own}{forged}\n{strangers}");
    fs::write(&there, &spoilt).unwrap();
    let second = town.text("spoilt.zip");
    town.done("lc01", &["export", "bundle", "--out", &second]);
    town.done("hq", &["import", "bundle", &second]);
    assert_eq!(fs::read_to_string(&here).unwrap(), whole);
    // A folder that saw none of it before takes only what is right.
    fs::remove_file(&here).unwrap();
    town.done("hq", &["import", "bundle", &second, "--no-cosign"]);
    assert_eq!(fs::read_to_string(&here).unwrap(), own);
    fs::write(&here, &whole).unwrap();
    // The true signature does not get past a false one that somebody put there; it is said.
    let accept = ["checkpoint", "accept", &reply];
    let said = town.say("lc01", &accept);
    assert!(said.code == 3 && said.err.contains(&note), "{}", said.all());
    fs::write(&there, &own).unwrap();
    // Under the whole note that comes back strangers may have written, too.
    fs::write(&reply, format!("{whole}{strangers}")).unwrap();
    let accepted = town.json("lc01", &accept);
    assert_eq!(accepted["accepted"], serde_json::json!(["wenming.example/lucheng/HQ"]));
    assert_eq!(fs::read_to_string(&there).unwrap(), whole);
}

#[test]
fn a_branch_that_is_written_here_takes_no_further_lines_until_it_is_let_go() {
    let town = township();
    town.day.set(20);
    town.done("hq", &["branch", "home", "LC01"]);
    let before = town.lines("hq", "LC01");
    let bundle = town.bundle("lc01", "one.zip");
    let import = ["import", "bundle", &bundle];
    town.refused("hq", &import, "branch away LC01");
    assert_eq!(town.lines("hq", "LC01"), before);
    assert!(!town.path("hq").join("away/LC01").exists());
    town.done("hq", &["branch", "away", "LC01"]);
    assert_eq!(town.json("hq", &import)["taken"], 2);
}

#[test]
fn the_two_checkpoints_that_are_kept_of_a_fork_are_never_of_one_story() {
    let town = township();
    town.day.set(20);
    // Witnessed before the two part, and not after.
    let early = town.bundle("lc01", "early.zip");
    town.done("hq", &["import", "bundle", &early]);
    let parted = town.json("lc01", &["checkpoint", "show"])["size"].as_u64().unwrap();
    town.copied("lc01", "fork");
    for (folder, deed) in [("lc01", "H08"), ("fork", "H01")] {
        for day in 6..8 {
            let on = ["--on", &format!("2026-03-{day:02}")];
            let credit = ["--as", "li", "deposit", "一组-001", deed, "1"];
            town.done(folder, &[&credit[..], &on].concat());
        }
    }
    town.credit("fork", "一组-001", "2026-03-09");
    let (one, other) = (town.bundle("lc01", "one.zip"), town.bundle("fork", "other.zip"));
    town.copied("hq", "hq2");
    // Whichever of the two came first, and is the longer.
    for (hq, first, second, seen, offered) in [
        ("hq", &one, &other, parted + 2, parted + 3),
        ("hq2", &other, &one, parted + 3, parted + 2),
    ] {
        town.done(hq, &["import", "bundle", first, "--no-cosign"]);
        town.refused(hq, &["import", "bundle", second], "another story of LC01");
        let place = town.path(hq).join("witnessed/wenming.example+lucheng+LC01/conflict-1");
        let size = |file: &str| -> u64 {
            let note = fs::read_to_string(place.join(file)).unwrap();
            note.lines().nth(1).unwrap().parse().unwrap()
        };
        assert_eq!((size("seen.note"), size("offered.note")), (seen, offered));
    }
}

/// Two stories of LC01 that part at their last line, and one more line on the first:
/// bundles, each with a single checkpoint of the new lines, and receipts. The village's
/// key is trusted.
fn two_stories() -> Township {
    let town = township();
    town.day.set(20);
    for folder in ["fork", "longer"] {
        town.copied("lc01", folder);
    }
    town.credit("lc01", "一组-001", "2026-03-05");
    fs::remove_dir_all(town.path("longer")).unwrap();
    town.copied("lc01", "longer");
    town.credit("longer", "一组-001", "2026-03-06");
    town.done("fork", &["--as", "li", "deposit", "一组-001", "H01", "1", "--on", "2026-03-05"]);
    for folder in ["lc01", "fork", "longer"] {
        town.bundle(folder, &format!("{folder}.zip"));
        town.done(folder, &["export", "bundle", "--out", &town.text(&format!("{folder}.bundle"))]);
        let receipt = town.text(&format!("{folder}.receipt"));
        town.done(folder, &["receipt", "一组-001", "--out", &receipt]);
    }
    let keys = town.done("lc01", &["branch", "keys"]).out;
    let line = keys.split_whitespace().rfind(|word| word.contains("/LC01+"));
    town.done("hq", &["trust", "add", line.unwrap()]);
    town
}

#[test]
fn a_bundle_is_held_against_what_is_brought() {
    let town = two_stories();
    let receipt = |of: &str| town.text(&format!("{of}.receipt"));
    for bundle in ["lc01.zip", "lc01.bundle", "longer.zip"] {
        let bundle = town.text(bundle);
        let said = town.done("nowhere", &["verify", &bundle, "--against", &receipt("lc01")]);
        assert!(said.out.contains("held against one"), "{said:?}");
        let against = ["verify", &bundle, "--against", &receipt("fork")];
        let said = town.refused("nowhere", &against, "[receipt-differs]");
        assert!(said.out.contains("NOT good") && !said.out.contains("whole bundle"), "{said:?}");
        let said = town.say("nowhere", &[&["--json"], &against[..]].concat());
        let answer: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(answer["files"][0]["good"], false, "{answer}");
        assert_eq!(answer["files"][0]["findings"][0]["code"], "receipt-differs", "{answer}");
        let said = town.say("nowhere", &["verify", &bundle, "--against", &town.text("none")]);
        assert_eq!(said.code, 2, "{said:?}");
    }
}

#[test]
fn a_bundle_is_held_against_nothing_but_its_own_lines() {
    let town = two_stories();
    let receipt = town.text("longer.receipt");
    let against = ["verify", &town.text("lc01.bundle"), "--against", &receipt];
    town.refused("nowhere", &against, "[journal-shorter]");
    // Beside them lies a segment that the manifest does not name, with the lines that it lacks.
    let (ours, theirs) = (town.lines("lc01", "LC01"), town.lines("longer", "LC01"));
    let more = theirs.strip_prefix(ours.as_slice()).unwrap();
    let size = ours.iter().filter(|byte| **byte == b'\n').count();
    fs::write(town.path(&format!("lc01.bundle/journal/LC01/{size:012}.jsonl")), more).unwrap();
    town.refused("nowhere", &against, "[journal-shorter]");
}

#[test]
fn what_a_bundle_has_in_the_place_of_a_file_is_neither_followed_nor_waited_for() {
    let town = two_stories();
    let bundle = town.text("lc01.bundle");
    let of = |file: &str| town.path("lc01.bundle").join(file);
    let aside = town.path("aside");
    for file in ["balances.csv", "checkpoint", "journal", "bundle.json"] {
        fs::rename(of(file), &aside).unwrap();
        let link = || std::os::unix::fs::symlink(&aside, of(file)).unwrap();
        let pipe = || {
            let made = std::process::Command::new("mkfifo").arg(of(file)).status().unwrap();
            assert!(made.success());
        };
        for (put, is_pipe) in [(&link as &dyn Fn(), false), (&pipe, true)] {
            put();
            // In a folder that is none there are no files.
            let wanted = match file == "journal" && is_pipe {
                true => "is missing".to_owned(),
                false => format!("{file} is no plain file"),
            };
            for (folder, args) in [
                ("nowhere", &["verify", &bundle][..]),
                ("nowhere", &["verify", &bundle, "--against", &town.text("lc01.receipt")]),
                ("hq", &["import", "bundle", &bundle]),
            ] {
                let said = town.say(folder, args);
                let all = said.all();
                assert!(said.code == 1 && all.contains(&wanted), "{file}: {args:?}: {all}");
            }
            fs::remove_file(of(file)).unwrap();
        }
        fs::rename(&aside, of(file)).unwrap();
    }
    let pipe = town.text("pipe.zip");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    town.refused("hq", &["import", "bundle", &pipe], "is no plain file");
    town.done("nowhere", &["verify", &bundle]);
}

#[test]
fn a_manifest_that_claims_too_much_is_refused_before_anything_is_unpacked() {
    let town = two_stories();
    let manifest = fs::read_to_string(town.path("lc01.bundle/bundle.json")).unwrap();
    let at = manifest.find("\"bytes\": ").unwrap() + 9;
    let end = at + manifest[at..].find(',').unwrap();
    for claimed in ["17179869184", "18446744073709551615"] {
        let claims = format!("{}{claimed}{}", &manifest[..at], &manifest[end..]);
        fs::write(town.path("lc01.bundle/bundle.json"), claims).unwrap();
        let bundle = town.text("lc01.bundle");
        for (folder, args) in
            [("nowhere", &["verify", &bundle][..]), ("hq", &["import", "bundle", &bundle])]
        {
            town.refused(folder, args, "its files come to more than 16 GiB");
        }
    }
}

#[test]
fn what_a_crash_left_of_a_bundle_is_swept_by_the_next_who_writes_there() {
    let town = two_stories();
    let temp = town.path("temp");
    // No process has that number.
    let left = [
        town.path("hq/.incoming.4194999-0.part"),
        temp.join(".wenming.4194999-3.part"),
        town.path(".again.zip.4194999-0.part"),
    ];
    for dir in &left {
        fs::create_dir_all(dir.join("journal/LC01")).unwrap();
        fs::write(dir.join("journal/LC01/000000000000.jsonl"), "{}").unwrap();
    }
    town.done("hq", &["import", "bundle", &town.text("lc01.zip")]);
    let trust = town.text("trusted-keys");
    let verify = ["--trust", &trust, "verify", &town.text("lc01.zip")];
    let said = command(&town.path("nowhere"), &verify).env("TMPDIR", &temp).output().unwrap();
    assert!(said.status.success(), "{said:?}");
    town.done("lc01", &["export", "bundle", "--out", &town.text("again.zip")]);
    for dir in left {
        assert!(!dir.exists(), "{dir:?}");
    }
    assert_eq!(fs::read_dir(temp).unwrap().count(), 0);
}

#[test]
fn a_newer_bundle_is_no_loss_of_a_copys_and_a_fork_is_told_at_its_first_line() {
    let town = two_stories();
    let of = |name: &str| town.text(&format!("{name}.zip"));
    town.done("hq", &["import", "bundle", &of("lc01"), "--no-cosign"]);
    let at = town.json("lc01", &["checkpoint", "show"])["size"].as_u64().unwrap() - 1;
    let said = town.done("hq", &["audit", "--against", &of("longer")]);
    assert!(said.err.contains("by one entry: the copy here is older"), "{said:?}");
    town.done("nowhere", &["verify", &of("lc01"), "--against", &of("longer")]);
    // The same fork as an archive, a folder and a note is told once; where it begins, too.
    let notes = fs::read_dir(town.path("fork/checkpoints/LC01")).unwrap().flatten();
    let note = notes.map(|note| note.path()).max().unwrap().to_str().unwrap().to_owned();
    let found = |files: &[&str]| {
        let said = town.say("hq", &[&["--json", "audit", "--against"], files].concat());
        let answer: Value = serde_json::from_str(&said.out).unwrap();
        let branches = answer["branches"].as_array().unwrap().iter();
        let all = branches.flat_map(|branch| branch["findings"].as_array().unwrap());
        all.map(|finding| (finding["code"].clone(), finding["within"].clone())).collect::<Vec<_>>()
    };
    let alone = found(&[&of("fork")]);
    assert_eq!(alone, [("root-differs".into(), serde_json::json!([at, at]))]);
    assert_eq!(found(&[&note, &of("fork"), &town.text("fork.bundle"), &note]), alone);
    // A fork of as many lines, and one of more.
    let go_on = ["--as", "li", "deposit", "一组-001", "H08", "1", "--on", "2026-03-07"];
    town.done("fork", &go_on);
    let longer = town.bundle("fork", "fork-on.zip");
    fs::remove_dir_all(town.path("fork/checkpoints")).unwrap();
    town.done("fork", &["checkpoint"]);
    let alone = town.text("alone.zip");
    town.done("fork", &["export", "bundle", "--out", &alone]);
    for bundle in [of("fork"), longer, alone] {
        let said = town.say("hq", &["--json", "audit", "--against", &bundle]);
        let answer: Value = serde_json::from_str(&said.out).unwrap();
        let branches = answer["branches"].as_array().unwrap().iter();
        let found: Vec<&Value> =
            branches.flat_map(|branch| branch["findings"].as_array().unwrap()).collect();
        assert!(!found.is_empty(), "{bundle}: {said:?}");
        for finding in found {
            assert_eq!(finding["code"], "root-differs", "{bundle}: {finding}");
            assert_eq!(finding["within"], serde_json::json!([at, at]), "{bundle}: {finding}");
        }
    }
    // In the folder that writes the branch, a bundle that goes further shows a loss.
    town.refused("lc01", &["audit", "--against", &of("longer")], "[journal-shorter]");
}

#[test]
fn files_that_contradict_each_other_are_no_good_together() {
    let town = two_stories();
    let verify = |files: &[&str]| {
        let files: Vec<String> = files.iter().map(|file| town.text(file)).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        town.say("nowhere", &[&["--json", "verify"], &files[..]].concat())
    };
    for files in [
        // The root of as many lines as a receipt speaks of is asked of the bundle's lines.
        ["longer.zip", "fork.receipt"],
        ["fork.receipt", "lc01.bundle"],
        ["fork.receipt", "lc01.receipt"],
        ["longer.zip", "fork.zip"],
        ["fork.zip", "longer.bundle"],
    ] {
        let said = verify(&files);
        assert_eq!(said.code, 1, "{files:?}: {said:?}");
        let answer: Value = serde_json::from_str(&said.out).unwrap();
        let one = &answer["contradictions"][0];
        assert_eq!(answer["files"][0]["good"], true, "{answer}");
        assert_eq!(one["files"], serde_json::json!(files.map(|file| town.text(file))), "{answer}");
        assert_ne!(one["roots"][0], one["roots"][1], "{answer}");
    }
    let two = [town.text("lc01.zip"), town.text("fork.receipt")];
    town.refused("nowhere", &["verify", &two[0], &two[1]], "contradict each other");
    for files in [["longer.zip", "lc01.receipt"], ["lc01.zip", "longer.bundle"]] {
        assert_eq!(verify(&files).code, 0, "{files:?}");
    }
}

#[test]
fn a_village_whose_computer_died_goes_on_from_head_offices_copy() {
    let town = township();
    town.day.set(10);
    town.credit("lc01", "一组-001", "2026-03-05");
    let bundle = town.bundle("lc01", "march.zip");
    town.done("hq", &["import", "bundle", &bundle]);
    fs::remove_dir_all(town.path("lc01")).unwrap();
    town.day.set(20);
    // Nobody restores on the word of somebody they do not trust.
    let strangers = town.text("nobody");
    let now = ["--lang", "en", "--now", "2026-03-20T10:00:00+08:00", "--trust", &strangers];
    let said = wenming(&town.path("new"), &[&now[..], &["restore", &bundle]].concat());
    assert!(said.code == 1 && said.all().contains("nobody you trust"), "{}", said.all());
    assert!(!town.path("new").exists());
    // The keys are gone with the computer: new ones, from head office's copy on.
    town.done("hq", &["branch", "home", "LC01"]);
    let again = town.json("hq", &["import", "bundle", &bundle]);
    assert_eq!((&again["taken"], &again["away"]), (&0.into(), &false.into()), "{again}");
    town.enroll("LC01", "new");
    town.hand_over("LC01", "new", "电脑丢失");
    // Its names come back with the register.
    let register = town.text("register.csv");
    fs::write(&register, "户号,户主姓名\n一组-001,张桂兰\n").unwrap();
    town.done("new", &["--as", "li", "import", "accounts", &register, "--yes"]);
    let said = town.done("new", &["account", "show", "一组-001"]);
    assert!(said.out.contains("张**"), "{}", said.all());
    town.credit("new", "一组-001", "2026-03-12");
    assert_eq!(town.balance("new", "一组-001"), "120");
    let bundle = town.bundle("new", "april.zip");
    let taken = town.json("hq", &["import", "bundle", &bundle]);
    assert_eq!(taken["taken"], 2, "{taken}");
    town.clean("new");
    town.clean("hq");
    // What the old computer's keys sign now counts for nothing.
    let keys = town.json("hq", &["--branch", "LC01", "branch", "keys"]);
    assert_eq!(keys.to_string().matches("since").count(), 4, "{keys}");
}

#[test]
fn the_list_of_branches_says_which_are_written_elsewhere() {
    let town = township();
    town.done("hq", &["branch", "home", "LC02"]);
    let told = town.json("hq", &["branch", "list"]);
    let away: Vec<_> =
        told.as_array().unwrap().iter().map(|of| of["away"].as_bool().unwrap()).collect();
    assert_eq!(away, [false, true, false], "{told}");
    let said = town.done("hq", &["branch", "list"]);
    let row = |code: &str| said.out.lines().find(|line| line.starts_with(code)).unwrap();
    assert!(row("LC01").contains("away") && !row("LC02").contains("away"), "{}", said.all());
    // Where none is, there is no word of it.
    let said = town.done("lc01", &["branch", "list"]);
    assert!(!said.out.contains("away"), "{}", said.all());
}

#[test]
fn a_village_in_its_own_folder_is_not_sent_to_open_branches_there() {
    let town = township();
    let said = town.done("lc01", &["branch", "list"]);
    assert!(!said.err.contains("branch open"), "{}", said.all());
    town.day.set(10);
    for on in ["2026-03-05", "2026-03-06"] {
        town.credit("lc01", "一组-001", on);
    }
    let other = format!("LC02-000001-{}", check("LC02"));
    let transfer = ["--as", "li", "transfer", "一组-001", &other, "5"];
    let open = ["--as", "ma", "branch", "open", "LC03", "--name", "村"];
    for (args, code) in [(&transfer[..], "LC02"), (&open, "HQ")] {
        let said = town.refused("lc01", args, &format!("branch `{code}` is not in this folder"));
        assert!(!said.err.contains("branch open"), "{}", said.all());
    }
    for move_it in ["away", "home"] {
        let said = town.refused("hq", &["branch", move_it, "HQ"], "head office");
        assert!(!said.err.contains("not open"), "{}", said.all());
    }
    // Where head office is, a village that was never opened is.
    town.refused("hq", &["branch", "away", "LC09"], "branch open LC09");
}
#[test]
fn a_restore_that_is_refused_leaves_nothing_and_goes_into_no_folder_of_other_things() {
    let town = township();
    let bundle = town.text("usb-lc01.zip");
    let untrusting = |folder: &str| {
        let strangers = town.text("nobody");
        let now = ["--lang", "en", "--now", "2026-03-20T10:00:00+08:00", "--trust", &strangers];
        wenming(&town.path(folder), &[&now[..], &["restore", &bundle]].concat())
    };
    // Keys that were made before stay; nothing else does.
    town.key("keyed", "ma");
    let names = |folder: &str| {
        let names = fs::read_dir(town.path(folder)).unwrap().flatten();
        names.map(|file| file.file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    let said = untrusting("keyed");
    assert!(said.code == 1 && said.all().contains("nobody you trust"), "{}", said.all());
    assert_eq!(names("keyed"), ["keys"]);
    let said = town.say("keyed", &["audit"]);
    assert!(said.code == 2 && said.all().contains("no bank"), "{}", said.all());
    // Somebody's pictures are not to lie in a bank.
    fs::create_dir(town.path("pictures")).unwrap();
    fs::write(town.path("pictures/a.png"), "").unwrap();
    let said = town.refused("pictures", &["restore", &bundle], "`a.png` in it");
    assert!(said.all().contains("--bank"), "{}", said.all());
    assert_eq!(names("pictures"), ["a.png"]);
    // Into what a restore left that was broken off it goes on.
    fs::create_dir_all(town.path("keyed/.incoming.7-0.part/journal")).unwrap();
    fs::write(town.path("keyed/lock"), "").unwrap();
    town.done("keyed", &["restore", &bundle]);
    assert!(!town.path("keyed/.incoming.7-0.part").exists());
}

#[test]
fn head_office_says_why_it_signs_nothing_and_gives_back_what_it_signed_before() {
    let town = township();
    town.day.set(20);
    town.credit("lc01", "一组-001", "2026-03-05");
    let one = town.bundle("lc01", "one.zip");
    let key = town.path("hq").join("keys/HQ.branch-key");
    let away = town.path("HQ.branch-key");
    // A key that does not open: nothing is taken.
    let passphrases = ["right", "wrong"].map(|name| {
        let path = town.text(name);
        fs::write(&path, format!("the {name} passphrase\n")).unwrap();
        path
    });
    let plain = fs::read(&key).unwrap();
    let seal = ["--branch", "HQ", "branch", "passphrase", "--new-passphrase-file", &passphrases[0]];
    town.done("hq", &seal);
    let before = town.lines("hq", "LC01");
    let import = ["--passphrase-file", &passphrases[1], "import", "bundle", &one];
    town.refused("hq", &import, "--no-cosign");
    assert_eq!(town.lines("hq", "LC01"), before);
    fs::write(&key, plain).unwrap();
    // A key that is not there: what is signed was signed before, or nothing is, and why.
    town.done("hq", &["import", "bundle", &one]);
    let (two, reply) = (town.bundle_of("lc01", "2026-03-06", "two.zip"), town.text("reply"));
    fs::rename(&key, &away).unwrap();
    let said = town.done("hq", &["import", "bundle", &two, "--reply", &reply]);
    assert!(said.out.contains("not signed by head office"), "{}", said.all());
    assert!(said.err.contains("the key of branch `HQ` is not here"), "{}", said.all());
    fs::remove_file(&reply).unwrap();
    let said = town.done("hq", &["import", "bundle", &one, "--reply", &reply]);
    assert!(said.out.contains("  signed by head office"), "{}", said.all());
    assert!(said.out.contains("this bundle is older"), "{}", said.all());
    assert!(fs::read_to_string(&reply).unwrap().contains("lucheng/HQ "));
    fs::rename(&away, &key).unwrap();
    // With its key at hand again an older bundle is signed no more, and was.
    fs::remove_file(&reply).unwrap();
    town.done("hq", &["import", "bundle", &two, "--reply", &reply]);
    let again = town.json("hq", &["import", "bundle", &one]);
    assert_eq!((&again["taken"], &again["cosigned"]), (&0.into(), &true.into()), "{again}");
}

#[test]
fn a_restore_that_brings_nothing_or_would_write_an_away_branch_says_so() {
    let town = township();
    town.day.set(20);
    let early = town.text("usb-lc01.zip");
    let bundle = town.bundle_of("lc01", "2026-03-05", "one.zip");
    // Head office only copies that village.
    let said = town.refused("hq", &["restore", &early], "LC01 is away from this folder");
    assert!(said.all().contains("import bundle"), "{}", said.all());
    // The village has it all, and more.
    let before = town.lines("lc01", "LC01");
    let said = town.done("lc01", &["restore", &early]);
    assert!(
        said.out.contains("nothing was restored") && !said.err.contains("next"),
        "{}",
        said.all()
    );
    assert_eq!(town.lines("lc01", "LC01"), before);
    // What is here of it does not make a stranger's bundle anybody's word.
    let (trust, now) = (town.text("nobody"), "2026-03-20T10:00:00+08:00");
    let always = ["--lang", "en", "--now", now, "--trust", &trust];
    let said = wenming(&town.path("lc01"), &[&always[..], &["restore", &bundle]].concat());
    assert!(said.code == 1 && !said.all().contains("nothing of"), "{}", said.all());
    // A branch that was named is the one that is meant.
    for (folder, command) in [("hq", &["import", "bundle"][..]), ("new", &["restore"][..])] {
        let named = [&["--branch", "LC02"], command, &[&bundle]].concat();
        let said = town.say(folder, &named);
        assert!(said.code == 2 && said.all().contains("is of LC01"), "{}", said.all());
    }
    assert!(!town.path("new").exists());
}

#[test]
fn a_bundle_that_nobody_vouches_for_says_who_could() {
    let town = township();
    town.day.set(20);
    town.credit("lc01", "一组-001", "2026-03-05");
    town.done("lc01", &["checkpoint"]);
    let bundle = town.text("one.zip");
    let said = town.done("lc01", &["export", "bundle", "--out", &bundle]);
    assert!(said.err.contains("nobody has witnessed"), "{}", said.all());
    // Head office's key is trusted, and head office did not sign.
    town.refused("new", &["restore", &bundle], "have it witnessed first");
    // Head office itself has nobody to ask but the village.
    fs::remove_dir_all(town.path("hq/journal/LC01")).unwrap();
    fs::remove_dir_all(town.path("hq/books")).unwrap();
    town.refused("hq", &["import", "bundle", &bundle], "key line from the village itself");
    // Once it is witnessed there is nothing to say.
    let said = town.done("lc02", &["export", "bundle", "--out", &town.text("two.zip")]);
    assert!(!said.err.contains("nobody has witnessed"), "{}", said.all());
}

#[test]
fn the_next_steps_of_a_restore_go_through_once_the_names_are_filled_in() {
    let town = township();
    let bundle = town.text("usb-lc01.zip");
    for operator in ["li", "ma"] {
        let key = format!("keys/{operator}.key");
        fs::create_dir_all(town.path("new/keys")).unwrap();
        fs::copy(town.path("lc01").join(&key), town.path("new").join(&key)).unwrap();
    }
    // Two keys are there, so that nobody goes without saying.
    let said = town.done("new", &["restore", &bundle]);
    let register = town.text("register.csv");
    fs::write(&register, "户号,户主姓名\n一组-002,张桂兰\n").unwrap();
    let filled = said.err.replace("MANAGER", "ma").replace("CLERK", "li");
    let filled = filled.replace("REASON", "电脑丢失").replace("REGISTER.xlsx", &register);
    let steps: Vec<&str> = filled.split('`').filter(|part| part.starts_with("wenming ")).collect();
    assert_eq!(steps.len(), 2, "{}", said.all());
    for step in steps {
        let words: Vec<&str> = step.split(' ').skip(3).collect();
        town.done("new", &words);
    }
    // And so does what is said where the branch's key is missing.
    fs::remove_file(town.path("new/keys/LC01.branch-key")).unwrap();
    let said = town.refused("new", &["checkpoint"], "--as MANAGER --branch LC01 branch set-key");
    let step = said.err.replace("MANAGER", "ma");
    let step = step.split('`').find(|part| part.contains(" --as ")).unwrap();
    town.done("new", &step.split(' ').skip(3).collect::<Vec<_>>());
}

#[test]
fn an_export_that_cannot_be_names_the_folder_that_is_missing_or_what_is_damaged_here() {
    let town = township();
    // A stick that is not in.
    let away = town.text("stick/LC01.zip");
    for args in [
        &["export", "bundle", "--out", &away][..],
        &["checkpoint", "show", "--out", &away],
        &["import", "bundle", &town.text("usb-lc02.zip"), "--reply", &away],
    ] {
        let said = town.say(if args[0] == "import" { "hq" } else { "lc01" }, args);
        assert_eq!(said.code, 2, "{args:?}: {}", said.all());
        let missing = format!("there is no folder `{}`", town.text("stick"));
        assert!(said.err.contains(&missing), "{args:?}: {}", said.all());
    }
    // A note that is of other entries.
    let notes = town.path("lc01/checkpoints/LC01");
    let note = fs::read_dir(&notes).unwrap().flatten().next().unwrap().path();
    let whole = fs::read_to_string(&note).unwrap();
    let root = whole.lines().nth(2).unwrap();
    let of_others = town.lines("lc02", "LC02");
    let other = ledger_core::proof::TreeHash::leaf(&of_others).to_string();
    fs::write(&note, whole.replace(root, &other)).unwrap();
    let said = town.say("lc01", &["export", "bundle", "--out", &town.text("bad.zip")]);
    assert!(said.code == 3 && said.err.contains("no bundle can be made"), "{}", said.all());
    assert!(!said.err.contains("copy it anew") && !town.path("bad.zip").exists());
}

#[test]
fn a_stranger_who_founds_a_bank_of_the_same_name_plants_no_evidence() {
    let town = township();
    let found = ["--origin", "wenming.example/lucheng", "--name", "冒名", "--manager", "zhao"];
    let stranger = |args: &[&str]| town.done("stranger", &[&["--as", "zhao"], args].concat());
    town.done("stranger", &[&["init"], &found[..]].concat());
    stranger(&["branch", "open", "LC01", "--name", "村"]);
    stranger(&["--branch", "LC01", "branch", "set-key"]);
    stranger(&["--branch", "LC01", "checkpoint"]);
    let bundle = town.text("planted");
    stranger(&["--branch", "LC01", "export", "bundle", "--out", &bundle]);
    let before = town.lines("hq", "LC01");
    town.refused("hq", &["import", "bundle", &bundle], "another head office");
    assert_eq!(town.lines("hq", "LC01"), before);
    let witnessed = town.path("hq").join("witnessed/wenming.example+lucheng+LC01");
    assert!(!witnessed.join("conflict-1").exists());
}
