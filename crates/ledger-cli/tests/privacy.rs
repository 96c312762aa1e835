//! What is kept of people: shown to them, corrected, erased, kept off public lists;
//! and the trace of who saw names in full.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use common::{NOW, Office, Said, copied, wenming};
use serde_json::Value;

const HOUSEHOLD: &str = "LC01-000001-9";
const PERSON: &str = "LC01-000004-3";
const CLOSED: &str = "LC01-000006-0";

/// The office, with names: of a household, of a child and of an account that was closed.
fn named() -> Office {
    let office = Office::new();
    let key = office.dir.join("keys/vault");
    fs::write(&key, "wenming vault key v1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")
        .unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let closed = account(&office, "一组-004");
    assert_eq!(closed, CLOSED);
    for args in [
        &["account", "name", "一组-001", "--name", "张桂兰", "--phone", "13800138000"][..],
        &[
            "account",
            "name",
            PERSON,
            "--name",
            "王小明",
            "--birth-year",
            "2015",
            "--guardian",
            "王建国",
        ],
        &["privacy", "correct", CLOSED, "--name", "赵有福", "--id-number", "11010519491231002X"],
    ] {
        done(office.run("clerk", args));
    }
    // Each of them was noted; the tests begin where nobody has looked.
    assert_eq!(traced(&office).len(), 3);
    fs::remove_file(trace(&office)).unwrap();
    office
}

fn account(office: &Office, named: &str) -> String {
    let answer = office.json("clerk", &["account", "show", named]);
    answer["account"].as_str().unwrap().to_owned()
}

#[track_caller]
fn done(said: Said) -> Said {
    assert_eq!(said.code, 0, "{}", said.all());
    said
}

/// It says no, by this code, and how to go on.
#[track_caller]
fn refused(office: &Office, by: &str, args: &[&str], code: &str) {
    for lang in ["en", "zh"] {
        let said = office.say(lang, by, &[&["--json"], args].concat());
        let answer: Value =
            serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.all()));
        assert_eq!(answer["error"]["code"], code, "{}", said.all());
        assert_ne!(said.code, 0);
    }
}

fn trace(office: &Office) -> PathBuf {
    office.dir.join("vault/seen.jsonl")
}

/// `who command of names` of each line.
fn traced(office: &Office) -> Vec<String> {
    let lines = office.json("auditor", &["privacy", "seen"]);
    let told = lines.as_array().unwrap().iter().map(|line| {
        let word = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let of = if line["account"].is_null() { word("branch") } else { word("account") };
        format!("{} {} {of} {}", word("by"), word("command"), line["names"])
    });
    told.collect()
}

fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push((path.clone(), fs::read(&path).unwrap())),
        }
    }
    found.sort();
    found
}

#[test]
fn nobody_under_14_is_ranked_and_it_is_said_how_many_are_not() {
    let office = named();
    done(office.run("clerk", &["deposit", "一组-001", "H01", "--evidence", "签到表"]));
    done(office.run("clerk", &["deposit", PERSON, "T01", "2", "--evidence", "签到表"]));
    let ranked = |office: &Office| {
        let answer = office.json("clerk", &["ranking"]);
        let accounts = answer["ranking"].as_array().unwrap().iter();
        let accounts: Vec<_> =
            accounts.map(|line| line["account"].as_str().unwrap().to_owned()).collect();
        (accounts, answer["left_out"].as_u64().unwrap())
    };
    assert_eq!(ranked(&office), (vec![HOUSEHOLD.to_owned()], 1));
    let said = done(office.say("zh", "clerk", &["ranking"]));
    assert!(said.out.contains("有 1 个账户不列出：未满14周岁的"), "{}", said.all());
    assert!(!said.out.contains(PERSON) && !said.out.contains("王*"), "{}", said.all());
    // Whose year is mistaken, or who has grown up, is listed.
    done(office.run("clerk", &["privacy", "correct", PERSON, "--birth-year", "2011"]));
    assert_eq!(ranked(&office), (vec![HOUSEHOLD.to_owned(), PERSON.to_owned()], 0));
    // An ID number is enough to know a child by.
    let id = "110105201503010029";
    done(office.run("clerk", &["privacy", "correct", PERSON, "--id-number", id]));
    assert_eq!(ranked(&office), (vec![HOUSEHOLD.to_owned()], 1));
    done(office.run("clerk", &["privacy", "correct", PERSON, "--id-number", "110105198001010024"]));
    assert_eq!(ranked(&office).1, 0);
    // Where names cannot be read nobody knows whether it is a child.
    fs::rename(office.dir.join("keys/vault"), office.dir.join("keys/away")).unwrap();
    assert_eq!(ranked(&office), (vec![HOUSEHOLD.to_owned()], 1));
}

#[test]
fn names_in_full_are_for_operators_whose_key_opens_and_every_time_is_noted() {
    let office = named();
    let show = ["account", "show", "一组-001", "--reveal"];
    refused(&office, "stranger", &show, "unknown-operator");
    refused(&office, "retired", &show, "retired-operator");
    refused(&office, "nobody", &show, "key-missing");
    let unnamed = wenming(&office.dir, &[&["--lang", "en", "--now", NOW], &show[..]].concat());
    assert_ne!(unnamed.code, 0);
    assert!(!unnamed.all().contains("桂兰"), "{}", unnamed.all());
    for by in ["stranger", "retired"] {
        for args in [
            &["account", "find", "张", "--reveal"][..],
            &["household", "show", "一组-001", "--reveal"],
            &["export", "accounts", "--reveal"],
            &["privacy", "export", "一组-001"],
            &["passbook", "一组-001", "--reveal", "--out", "p.html"],
        ] {
            let said = office.run(by, args);
            assert!(said.code != 0 && !said.all().contains("桂兰"), "{by} {args:?} {}", said.all());
        }
    }
    assert!(!trace(&office).exists(), "nobody saw anything");
    // What is masked is for everybody, and leaves no trace.
    done(office.run("stranger", &["account", "show", "一组-001"]));
    assert!(!trace(&office).exists());

    let page = office.temp().join("p.html");
    let page = page.to_str().unwrap();
    for (by, args, holds) in [
        ("clerk", &show[..], true),
        ("panel", &["account", "find", "LC01", "--reveal"], true),
        ("auditor", &["household", "show", "一组-001", "--reveal"], true),
        ("manager", &["export", "accounts", "--reveal"], true),
        ("clerk", &["passbook", "一组-001", "--reveal", "--out", page], false),
        ("clerk", &["privacy", "export", "一组-001"], true),
    ] {
        let said = done(office.run(by, args));
        assert_eq!(said.out.contains("张桂兰"), holds, "{args:?} {}", said.all());
    }
    assert_eq!(
        traced(&office),
        [
            "clerk account show LC01-000001-9 1",
            "panel account find LC01 3",
            "auditor household show LC01-000001-9 1",
            "manager export accounts LC01 3",
            "clerk passbook LC01-000001-9 1",
            "clerk privacy export LC01-000001-9 1",
        ]
    );
    let kept = fs::read_to_string(trace(&office)).unwrap();
    assert!(!kept.contains("桂兰") && !kept.contains("13800138000"), "{kept}");
    let mode = fs::metadata(trace(&office)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // Of one account: its own, and what was about the whole branch.
    let own = office.json("clerk", &["privacy", "seen", "--account", PERSON]);
    assert_eq!(own.as_array().unwrap().len(), 2);
    assert!(kept.lines().all(|line| line.contains(r#""at":"2026-03-20T"#)), "{kept}");
}

#[test]
fn another_name_on_an_account_is_an_operators_doing_and_noted() {
    let office = named();
    let other = ["account", "name", "一组-001", "--name", "李代桃"];
    refused(&office, "stranger", &other, "unknown-operator");
    refused(&office, "retired", &other, "retired-operator");
    refused(&office, "nobody", &other, "key-missing");
    fs::create_dir(trace(&office)).unwrap();
    refused(&office, "clerk", &other, "seen-unwritable");
    fs::remove_dir(trace(&office)).unwrap();
    let holder = || office.json("clerk", &["account", "show", "一组-001"])["holder"].clone();
    assert_eq!(holder()["name"], "张**", "nothing was changed by a refusal");
    done(office.run("clerk", &other));
    assert_eq!(holder()["name"], "李**");
    assert_eq!(traced(&office), ["clerk account name LC01-000001-9 1"]);
}

#[test]
fn what_is_typed_freely_names_no_holder_and_what_is_typed_of_one_is_there_and_fits() {
    let office = named();
    let journal = || files(&office.dir.join("journal"));
    let before = journal();
    let deed = ["deposit", "一组-002", "H08", "1", "--on", "2026-03-19", "--evidence"];
    for args in [
        &[&deed[..], &["张桂兰签到"]].concat()[..],
        &["account", "freeze", "一组-002", "--reason", "王建国说的"],
    ] {
        let by = if args[0] == "deposit" { "clerk" } else { "manager" };
        refused(&office, by, args, "text-names-holder");
    }
    for (option, typed, code) in [
        ("--name", "", "text-missing"),
        ("--name", "   ", "text-missing"),
        ("--phone", "", "text-missing"),
        ("--phone", "123", "number-unfit"),
        ("--phone", "一三八", "number-unfit"),
        ("--id-number", "123456", "number-unfit"),
        ("--id-number", "110105194912310021", "number-unfit"),
    ] {
        refused(&office, "clerk", &["account", "name", "一组-001", option, typed], code);
    }
    assert_eq!(journal(), before);
    let kept = office.json("clerk", &["account", "show", "一组-001", "--reveal"]);
    assert_eq!(kept["holder"]["name"], "张桂兰");
    for number in ["0371-6000000", "+86 138 0013 8000"] {
        done(office.run("clerk", &["account", "name", "一组-001", "--phone", number]));
    }
    // A passport has letters.
    done(office.run("clerk", &["account", "name", "一组-001", "--id-number", "E12345678"]));
    done(office.run("clerk", &[&deed[..], &["签到表"]].concat()));
}

#[test]
fn what_cannot_be_noted_is_not_shown_and_a_line_that_was_cut_off_is_told_of() {
    let office = named();
    fs::create_dir(trace(&office)).unwrap();
    let show = ["account", "show", "一组-001", "--reveal"];
    refused(&office, "clerk", &show, "seen-unwritable");
    assert!(!office.run("clerk", &show).all().contains("桂兰"));
    fs::remove_dir(trace(&office)).unwrap();
    done(office.run("clerk", &show));
    let mut file = OpenOptions::new().append(true).open(trace(&office)).unwrap();
    file.write_all(br#"{"at":"2026-03-"#).unwrap();
    drop(file);
    done(office.run("clerk", &show));
    assert_eq!(traced(&office).len(), 2);
    let said = done(office.say("zh", "clerk", &["privacy", "seen"]));
    assert!(said.err.contains("第 2 行读不出来"), "{}", said.all());
    // It was 2026-03-20T02:00:00Z; the village's clocks are eight hours on.
    assert!(said.out.contains("2026-03-20 10:00 +08:00"), "{}", said.all());
}

#[test]
fn a_holder_is_given_all_that_is_kept_of_them() {
    let office = named();
    done(office.run("clerk", &["deposit", PERSON, "T01", "2", "--evidence", "签到表"]));
    done(office.run("panel", &["account", "show", PERSON, "--reveal"]));
    let answer = office.json("clerk", &["privacy", "export", PERSON]);
    assert_eq!(
        answer["kept"],
        serde_json::json!({ "name": "王小明", "phone": null, "id_number": null,
            "birth_year": 2015, "guardian": "王建国", "people": null })
    );
    assert_eq!(answer["entries"].as_array().unwrap().len(), 2, "{answer}");
    let by: Vec<_> = answer["seen"].as_array().unwrap().iter().map(|line| &line["by"]).collect();
    assert_eq!(by, ["panel", "clerk"]);
    let said = done(office.say("zh", "clerk", &["隐私", "查阅", PERSON]));
    for part in ["王小明", "王建国", "2015", "没有存", "panel", "T01"] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    // Without the key there is nothing that could pass for all of it.
    fs::rename(office.dir.join("keys/vault"), office.dir.join("keys/away")).unwrap();
    refused(&office, "clerk", &["privacy", "export", PERSON], "vault-key-missing");
}

#[test]
fn a_year_of_birth_nobody_was_born_in_is_refused_at_the_counter() {
    let office = named();
    refused(&office, "clerk", &["account", "name", PERSON, "--birth-year", "215"], "birth-year");
    let long = "王".repeat(61);
    let args = ["account", "name", PERSON, "--guardian", &long];
    refused(&office, "clerk", &args, "text-too-long");
    let said = office.json("clerk", &["account", "show", PERSON]);
    assert_eq!(said["holder"]["guardian"], "王**");
    assert!(said["holder"]["birth_year"].is_null(), "a year is not for the queue: {said}");
}

#[test]
fn an_erasure_takes_the_holder_and_leaves_books_chain_proofs_and_totals_as_they_were() {
    let office = named();
    let key = office.json("manager", &["--branch", "LC01", "branch", "set-key"]);
    let trust = office.temp().join("trusted");
    let trust = ["--trust", trust.to_str().unwrap()];
    let line = key["log_key"].as_str().unwrap_or_else(|| panic!("{key}"));
    done(office.run("auditor", &[&trust[..], &["trust", "add", line]].concat()));
    let entry = office.json("clerk", &["deposit", "一组-001", "H01", "--evidence", "签到表"]);
    let entry = entry["entry"].as_str().unwrap().to_owned();
    done(office.run("manager", &["--branch", "LC01", "checkpoint"]));
    let receipt = office.temp().join("receipt");
    let receipt = receipt.to_str().unwrap();
    done(office.run("clerk", &["receipt", &entry, "--out", receipt]));
    let copy = office.temp().join("copy");
    copied(&office.dir, &copy);

    let vault = office.dir.join("vault/LC01.jsonl");
    let lines = fs::read_to_string(&vault).unwrap();
    let line = lines.lines().find(|line| line.contains(CLOSED)).unwrap();
    let line: Value = serde_json::from_str(line).unwrap();
    let secrets = ["key", "data"].map(|part| line[part].as_str().unwrap().to_owned());

    let figures = || {
        [
            &["audit"][..],
            &["balance"],
            &["export", "journal"],
            &["ranking"],
            &["receipt", entry.as_str()],
            &["verify", receipt],
        ]
        .map(|args| office.json("auditor", &[&trust[..], args].concat()))
    };
    let (before, journal) = (figures(), files(&office.dir.join("journal")));
    assert_eq!(before[0]["clean"], true, "{}", before[0]);
    assert!(before.iter().all(|answer| answer["error"].is_null()), "{before:#?}");
    assert_eq!(before[5]["files"][0]["error"], Value::Null, "{}", before[5]);

    let erase = ["privacy", "erase", CLOSED, "--reason", "本人申请"];
    refused(&office, "clerk", &[&erase[..], &["--yes"]].concat(), "no-right");
    refused(&office, "manager", &erase, "erase-unasked");
    let open = ["privacy", "erase", "一组-001", "--reason", "本人申请", "--yes"];
    refused(&office, "manager", &open, "erase-open");
    for reason in ["赵有福本人申请", "11010519491231002x"] {
        let named = ["privacy", "erase", CLOSED, "--reason", reason, "--yes"];
        refused(&office, "manager", &named, "erase-reason");
    }
    assert_eq!(fs::read_to_string(&vault).unwrap(), lines, "nothing is erased by a refusal");
    assert!(!trace(&office).exists());

    let said = done(office.say("zh", "manager", &[&erase[..], &["--yes"]].concat()));
    assert!(said.err.contains("备份"), "{}", said.all());
    assert_eq!(figures(), before);
    assert_eq!(files(&office.dir.join("journal")), journal);
    for (path, content) in files(&office.dir.join("vault")) {
        let content = String::from_utf8(content).unwrap();
        for secret in &secrets {
            assert!(!content.contains(secret), "{}", path.display());
        }
    }
    let shown = office.json("manager", &["account", "show", CLOSED, "--reveal"]);
    assert!(shown["holder"]["name"].is_null(), "{shown}");
    let others = office.json("manager", &["account", "find", "张桂兰"]);
    assert_eq!(others.as_array().unwrap().len(), 1, "the others are still there");
    assert_eq!(traced(&office), ["manager privacy erase LC01-000006-0 1"]);
    refused(&office, "manager", &[&erase[..], &["--yes"]].concat(), "erase-nothing");

    // The copy from before has it still; put back, it is found.
    let there = wenming(
        &copy,
        &["--lang", "en", "--now", NOW, "--as", "manager", "privacy", "export", CLOSED],
    );
    assert!(there.out.contains("赵有福"), "{}", there.all());
    assert_eq!(office.json("manager", &["privacy", "retention"]), serde_json::json!([]));
    fs::copy(copy.join("vault/LC01.jsonl"), &vault).unwrap();
    let kept = office.json("manager", &["privacy", "retention"]);
    assert_eq!((&kept[0]["account"], &kept[0]["stands"]), (&CLOSED.into(), &"back".into()));
}

#[test]
fn retention_lists_whom_closed_accounts_still_name_and_since_when() {
    let office = named();
    let at = |now: &str, more: &[&str]| {
        let head = ["--lang", "zh", "--now", now, "--as", "manager"];
        done(wenming(&office.dir, &[&head, more].concat()))
    };
    let stands = |now: &str, more: &[&str]| {
        let said = at(now, &[&["--json", "privacy", "retention"], more].concat());
        let kept: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(kept.as_array().unwrap().len(), 1, "those that are open are not listed");
        assert_eq!(kept[0]["kept"], serde_json::json!(["name", "id-number"]));
        assert_eq!(kept[0]["closed_on"], "2026-03-01");
        kept[0]["stands"].as_str().unwrap().to_owned()
    };
    assert_eq!(stands(NOW, &[]), "keep");
    assert_eq!(stands("2029-02-28T23:00:00+08:00", &[]), "keep");
    assert_eq!(stands("2029-03-01T01:00:00+08:00", &[]), "erase");
    assert_eq!(stands("2029-03-01T01:00:00+08:00", &["--years", "5"]), "keep");
    assert_eq!(stands(NOW, &["--years", "0"]), "erase");
    let said = at("2029-03-01T01:00:00+08:00", &["隐私", "留存"]);
    assert!(said.out.contains("姓名、身份证号") && said.out.contains("应删除"), "{}", said.all());
    assert!(said.err.contains(CLOSED), "{}", said.all());
}
