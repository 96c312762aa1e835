//! Households at the counter: who is of them, how one is split and two are
//! merged, and that what one of them did is not credited to another unasked.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;

use common::{Office, Said};
use ledger_core::ids::AccountNo;
use serde_json::Value;

#[track_caller]
fn done(said: Said) -> Said {
    assert_eq!(said.code, 0, "{}", said.all());
    said
}

#[track_caller]
fn refused(said: &Said, parts: &[&str]) {
    assert_eq!(said.code, 1, "{}", said.all());
    for part in parts {
        assert!(said.err.contains(part), "{part}: {}", said.all());
    }
}

fn person(office: &Office, household: &str) -> String {
    let args = ["account", "open", "--kind", "person", "--household-of", household];
    let answer = office.json("clerk", &args);
    answer["account"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn number(serial: u32) -> String {
    AccountNo::new("LC01".parse().unwrap(), serial).to_string()
}

fn lines(office: &Office) -> usize {
    fs::read_to_string(office.segment("LC01")).unwrap().lines().count()
}

fn members(office: &Office, household: &str) -> Vec<String> {
    let shown = office.json("clerk", &["household", "show", household]);
    let members = shown["members"].as_array().unwrap_or_else(|| panic!("{shown}"));
    members.iter().map(|member| member["account"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_household_is_split_and_merged_again_and_no_point_is_lost() {
    let office = Office::new();
    let (first, second) = (person(&office, "一组-001"), person(&office, "一组-001"));
    assert_eq!(members(&office, "一组-001"), [first.clone(), second.clone()]);
    assert_eq!(members(&office, &second), [first.clone(), second.clone()], "found by a person");
    let shown = office.json("clerk", &["account", "show", &first]);
    assert_eq!(shown["member_of"], "LC01-000001-9");

    let share = ["--share", "50%", "--reason", "村民会议决定分家"];
    let split = ["household", "split", "一组-001", "一组-011", "--members", &second];
    let before = lines(&office);
    refused(&office.run("clerk", &[&split[..], &share].concat()), &["clerk", "manager"]);
    let other = ["household", "split", "一组-002", "一组-011", "--members", &second];
    refused(&office.run("manager", &[&other[..], &share].concat()), &[&second, "household show"]);
    let too_much = ["--points", "JF:151", "--reason", "分家"];
    refused(&office.run("manager", &[&split[..], &too_much].concat()), &["150 points", "151"]);
    assert_eq!(lines(&office), before, "all of it is done, or nothing");

    let said = done(
        office.say(
            "zh",
            "manager",
            &[
                &["户", "分户", "一组-001", "一组-011", "--members", &second][..],
                &["--points", "75", "--reason", "村民会议决定分家"],
            ]
            .concat(),
        ),
    );
    assert!(said.out.contains("已分户") && said.out.contains("75 JF"), "{}", said.all());
    assert_eq!(
        (office.balance("一组-001"), office.balance("一组-011")),
        ("75".into(), "75".into())
    );
    assert_eq!(members(&office, "一组-001"), std::slice::from_ref(&first));
    assert_eq!(members(&office, "一组-011"), std::slice::from_ref(&second));

    // Half of 75, rounded down; the rest stays.
    let again = ["household", "split", "一组-011", "一组-012"];
    done(office.run("manager", &[&again[..], &share].concat()));
    assert_eq!(
        (office.balance("一组-011"), office.balance("一组-012")),
        ("38".into(), "37".into())
    );

    let close = ["account", "close", "一组-011", "--reason", "迁出"];
    refused(&office.run("clerk", &close), &["38 points"]);
    for from in ["一组-012", "一组-011"] {
        let merge = ["household", "merge", from, "一组-001", "--reason", "并户"];
        let said = done(office.run("manager", &merge));
        assert!(said.out.contains("is closed"), "{}", said.all());
    }
    assert_eq!(office.balance("一组-001"), "150");
    assert_eq!(members(&office, "一组-001"), [first, second]);
    assert!(members(&office, "一组-011").is_empty());
    let statement = done(office.say("zh", "clerk", &["对账单", "一组-001"])).out;
    assert!(statement.contains("分户划转"), "{statement}");
    done(office.run("auditor", &["audit"]));
}

#[test]
fn who_left_a_household_is_told_and_a_second_household_is_refused_until_then() {
    let office = Office::new();
    let one = person(&office, "一组-001");
    let join = ["household", "join", &one, "一组-002"];
    refused(&office.run("clerk", &join), &["LC01-000001-9", "household leave"]);
    let leave = ["household", "leave", &one, "--reason", "出嫁"];
    refused(&office.run("clerk", &leave), &["manager"]);
    let said = done(office.run("manager", &leave));
    assert!(said.out.contains("LC01-000001-9"), "{}", said.all());
    done(office.run("clerk", &join));
    assert_eq!(members(&office, "一组-002"), std::slice::from_ref(&one));
    let close = ["account", "close", "一组-002", "--reason", "迁出"];
    refused(&office.run("clerk", &close), &[&one, "household leave", "household merge"]);
    refused(&office.run("clerk", &["household", "show", &number(5)]), &["merchant"]);
    done(office.run("auditor", &["audit"]));
}

#[test]
fn a_deed_like_one_that_is_there_is_refused_until_it_is_said_to_be_another() {
    let office = Office::new();
    let deposit = ["deposit", "一组-001", "H01", "1", "--on", "2026-03-02"];
    let first = office.json("clerk", &deposit);
    let entry = first["entry"].as_str().unwrap();
    let before = lines(&office);
    refused(&office.run("clerk", &deposit), &[entry, "--again", " statement LC01"]);
    refused(&office.say("zh", "clerk", &deposit), &["可能是同一件事"]);
    // `--again` takes no word that stands apart, or it would take the account.
    let plain =
        office.json("clerk", &["deposit", "--again", "一组-001", "H01", "1", "--on", "2026-03-02"]);
    let like = |answer: &Value| answer["event"]["deposited"]["like"].as_str().map(str::to_owned);
    assert!(like(&plain).is_some(), "{plain}");
    assert_eq!(lines(&office), before + 1);
    let deduct = ["deduct", "一组-001", "H51", "--on", "2026-03-02"];
    done(office.run("clerk", &deduct));
    refused(&office.run("clerk", &deduct), &["--again"]);
    let why =
        office.json("clerk", &[&deduct[..], &["--again=下午又一次", "--note", "会议"]].concat());
    assert_eq!(why["event"]["deducted"]["note"], "会议; 下午又一次");
    // Asked again under its own request, it is answered and not asked about.
    let asked = ["deposit", "一组-001", "H08", "1", "--on", "2026-03-03", "--request", "k-1"];
    done(office.run("clerk", &asked));
    assert_eq!(office.json("clerk", &asked)["repeated"], true);
    done(office.run("auditor", &["audit"]));
}

#[test]
fn an_operators_account_is_kept_when_they_are_enrolled_anew() {
    let office = Office::new();
    let enroll = |more: &[&str]| {
        let args = ["--branch", "LC01", "operator", "enroll", "panel", "--role"];
        done(office.run("manager", &[&args[..], more].concat()))
    };
    let account = |of: &str| {
        let listed = office.json("manager", &["--branch", "LC01", "operator", "list"]);
        let all = listed.as_array().unwrap().clone();
        all.into_iter().find(|operator| operator["operator"] == of).unwrap()["account"].clone()
    };
    assert_eq!(account("panel"), Value::Null);
    let said = enroll(&["verifier", "--account", "一组-001"]);
    assert!(said.out.contains("LC01-000001-9"), "{}", said.all());
    assert_eq!(account("panel"), "LC01-000001-9");
    enroll(&["clerk"]);
    assert_eq!(account("panel"), "LC01-000001-9");
    let closed = number(6);
    let closed = [
        "--branch",
        "LC01",
        "operator",
        "enroll",
        "panel",
        "--role",
        "clerk",
        "--account",
        &closed,
    ];
    refused(&office.run("manager", &closed), &["is closed"]);
    done(office.run("auditor", &["audit"]));
}
