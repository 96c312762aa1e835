//! Claims and notices through the program itself: what the clerk types, what
//! hangs on the wall, and what is told where something waits.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;

use common::{Office, RULEBOOK, Said, wenming};

const MORE: &str = r#"
[[rule]]
code = "V1"
kind = "earn"
item = "义务修路"
unit = "次"
points = "10"
currency = "JF"
caps = ["40/月"]
review = ["verify 1", "notice 7 days"]

[[rule]]
code = "P1"
kind = "earn"
item = "调解纠纷"
unit = "次"
points = "5"
currency = "JF"
review = ["panel"]
"#;

/// The office, with rules that are reviewed in force from 10 March on.
fn office() -> Office {
    let office = Office::new();
    let path = office.temp().join("rules.toml");
    fs::write(&path, format!("{RULEBOOK}{MORE}")).unwrap();
    let path = path.to_str().unwrap();
    let said = office.run("manager", &["rules", "adopt", path, "--from", "2026-03-10"]);
    assert_eq!(said.code, 0, "{}", said.all());
    office
}

fn at(office: &Office, day: &str, lang: &str, by: &str, args: &[&str]) -> Said {
    let now = format!("{day}T02:00:00Z");
    wenming(&office.dir, &[&["--lang", lang, "--now", &now, "--as", by], args].concat())
}

/// Files a claim and gives its id.
fn file(office: &Office, args: &[&str]) -> String {
    let answer = office.json("clerk", &[&["claim", "file"], args].concat());
    answer["entry"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

#[test]
fn a_month_of_claims_from_the_sheet_to_the_wall_to_the_balance() {
    let office = office();
    let one = file(&office, &["一组-001", "V1", "3", "--on", "2026-03-18"]);
    let two = file(&office, &["一组-002", "V1", "1", "--on", "2026-03-17"]);
    let three = file(&office, &["LC01-000004-3", "V1", "1", "--on", "2026-03-16"]);
    let said = office.say("zh", "panel", &["申报", "核实", &one, &two, &three, "--note", "看过"]);
    assert!(said.code == 0 && said.out.contains("已核实；待公示"), "{}", said.all());
    let said = office.say("zh", "clerk", &["公示", "张贴"]);
    assert!(said.code == 0 && said.out.contains("2026-03-27"), "{}", said.all());

    // On the wall: household numbers or the end of an account's, and nothing of a person in full.
    let wall = office.say("zh", "clerk", &["公示", "查看"]).out;
    for words in
        ["一组-001", "*0004-3", "义务修路", "公示期 2026-03-20 至 2026-03-27", "50 文明积分"]
    {
        assert!(wall.contains(words), "{words}: {wall}");
    }
    assert!(!wall.contains("LC01-000004"), "{wall}");

    let told = office.run("clerk", &["transfer", "一组-002", "一组-001", "1"]);
    let more = "10 points more in notice until 2026-03-27";
    assert!(told.code == 1 && told.err.contains(more), "{}", told.all());
    let shown = office.run("clerk", &["account", "show", "一组-002"]);
    assert!(shown.out.contains(more), "{}", shown.all());
    let shown = office.json("clerk", &["balance", "LC01-000004-3"]);
    assert_eq!(shown["balances"][0]["claimed"]["points"], "10", "{shown}");

    let said = office.run("clerk", &["notice", "object", &one, "--reason", "只来了两次"]);
    assert!(said.err.contains("--dismiss"), "{}", said.all());
    let said = office.run("clerk", &["notice", "object", &two, "--reason", "没有来"]);
    assert_eq!(said.code, 0, "{}", said.all());
    let args = ["notice", "resolve", &one, "--correct", "2", "--reason", "查了表"];
    let said = office.run("manager", &args);
    assert!(said.code == 0 && said.out.contains("corrected ×2 20 points"), "{}", said.all());

    let said = at(&office, "2026-03-27", "en", "clerk", &["notice", "close"]);
    assert!(said.out.contains("no notice has stood its time"), "{}", said.all());
    let said = at(&office, "2026-03-28", "en", "clerk", &["notice", "close"]);
    assert!(said.out.contains("2 lines paid, one waits"), "{}", said.all());
    assert!(said.out.contains(&two) && said.out.contains("30 文明积分"), "{}", said.all());
    let args = ["notice", "resolve", &two, "--dismiss", "--reason", "有照片"];
    let said = at(&office, "2026-03-28", "en", "manager", &args);
    assert!(said.err.contains("day close"), "{}", said.all());
    let said = at(&office, "2026-03-28", "zh", "clerk", &["日结"]);
    assert!(said.out.contains(&format!("申报 {two}")), "{}", said.all());
    assert_eq!(office.balance("一组-001"), "170");
    assert_eq!(office.balance("一组-002"), "10");

    let steps = at(&office, "2026-03-28", "en", "clerk", &["--json", "claim", "show", &one]);
    let steps: serde_json::Value = serde_json::from_str(&steps.out).unwrap();
    let events = steps["steps"].as_array().unwrap().iter().map(|step| step["event"].clone());
    let went =
        ["claim_filed", "claim_verified", "objection_raised", "objection_resolved", "deposited"];
    assert_eq!(events.collect::<Vec<_>>(), went);
    assert_eq!(steps["standing"]["state"], "paid");
    let said = at(&office, "2026-03-28", "zh", "auditor", &["审计"]);
    assert!(said.code == 0 && said.out.contains("没有发现问题"), "{}", said.all());
}

#[test]
fn the_sum_of_a_wall_list_counts_only_what_is_not_struck() {
    let office = office();
    let claims = [
        file(&office, &["一组-001", "V1", "3", "--on", "2026-03-18"]),
        file(&office, &["一组-002", "V1", "--on", "2026-03-11"]),
    ];
    let verify = ["claim", "verify", &claims[0], &claims[1], "--note", "看过"];
    assert_eq!(office.run("panel", &verify).code, 0);
    assert_eq!(office.run("clerk", &["notice", "open"]).code, 0);
    let wall = |lang: &str| office.say(lang, "clerk", &["notice", "show"]).out;
    assert!(wall("zh").contains("共 2 笔：40 文明积分\n"), "{}", wall("zh"));
    let strike = |claim: &str| {
        let said = office.run("clerk", &["notice", "object", claim, "--reason", "没有来"]);
        assert_eq!(said.code, 0, "{}", said.all());
        let uphold = ["notice", "resolve", claim, "--uphold", "--reason", "属实"];
        let said = office.run("manager", &uphold);
        assert_eq!(said.code, 0, "{}", said.all());
    };
    strike(&claims[1]);
    assert!(wall("zh").contains("共 1 笔：30 文明积分；另撤销 1 笔\n"), "{}", wall("zh"));
    assert!(wall("en").contains("one line: 30 文明积分; one more is struck\n"), "{}", wall("en"));
    strike(&claims[0]);
    assert!(wall("zh").contains("共 0 笔；另撤销 2 笔\n"), "{}", wall("zh"));
}

#[test]
fn an_objection_past_its_last_day_is_marked_as_overdue_wherever_it_is_shown() {
    let office = office();
    let claim = file(&office, &["一组-001", "V1", "--on", "2026-03-18"]);
    assert_eq!(office.run("panel", &["claim", "verify", &claim, "--note", "看过"]).code, 0);
    assert_eq!(office.run("clerk", &["notice", "open"]).code, 0);
    let object = ["notice", "object", &claim, "--reason", "没有来", "--deadline", "2026-03-24"];
    assert_eq!(office.run("clerk", &object).code, 0);
    let shows: [&[&str]; 4] =
        [&["claim", "list"], &["claim", "show", &claim], &["notice", "show"], &["notice", "list"]];
    for show in shows {
        for (lang, words) in [("en", "overdue"), ("zh", "已逾期")] {
            // Its last day is still in time.
            for (day, late) in [("2026-03-24", false), ("2026-03-25", true)] {
                let said = at(&office, day, lang, "clerk", show);
                assert_eq!(said.code, 0, "{show:?}: {}", said.all());
                assert_eq!(said.out.contains(words), late, "{show:?} {day}: {}", said.out);
            }
        }
    }
    let listed = at(&office, "2026-03-25", "en", "clerk", &["--json", "notice", "list"]).out;
    assert!(listed.contains("\"objected\":1,\"overdue\":1"), "{listed}");
    // That the day goes by ends nothing: the line waits on.
    let said = at(&office, "2026-03-28", "zh", "clerk", &["公示", "结束"]);
    assert!(said.out.contains("已逾期"), "{}", said.all());
    assert_eq!(office.balance("一组-001"), "150");
}

#[test]
fn the_same_photo_for_two_claims_is_told_at_once_and_held_until_a_verifier_says_why() {
    let office = office();
    let photo = office.temp().join("照片.jpg");
    fs::write(&photo, b"abc").unwrap();
    let photo = photo.to_str().unwrap();
    let first = file(&office, &["一组-001", "V1", "--on", "2026-03-18", "--file", photo]);
    let args = ["claim", "file", "一组-002", "V1", "--on", "2026-03-11", "--file", photo];
    let said = office.run("clerk", &args);
    assert!(said.out.contains(&format!("it looks like {first}")), "{}", said.all());
    // Known answer: FIPS 180-2, the SHA-256 of `abc`.
    let shown = office.run("clerk", &["claim", "show", &first]).out;
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert!(shown.contains(abc), "{shown}");
    let listed = office.json("clerk", &["claim", "list"]);
    let second = listed["claims"][1]["claim"].as_str().unwrap().to_owned();

    let said = office.run("panel", &["claim", "verify", &first, &second]);
    assert!(said.code == 1 && said.err.contains("looks like"), "{}", said.all());
    let listed = office.json("clerk", &["claim", "list"]);
    assert_eq!(listed["claims"][0]["state"], "review", "all of them or none: {listed}");
    let args = ["claim", "verify", &first, &second, "--distinct", "两张一样的合影"];
    let said = office.run("panel", &args);
    assert_eq!(said.code, 0, "{}", said.all());
    let said = office.run("clerk", &["claim", "file", "一组-001", "V1", "--file", "nowhere.jpg"]);
    assert!(said.code != 0 && said.err.contains("nowhere.jpg"), "{}", said.all());
}

#[test]
fn a_claim_without_a_notice_is_paid_with_the_last_step_of_its_review() {
    let office = office();
    let claim = file(&office, &["一组-001", "P1", "2"]);
    let said = office.run("panel", &["claim", "verify", &claim]);
    assert!(said.code == 1 && said.err.contains("minutes"), "{}", said.all());
    let said = office.run("panel", &["claim", "verify", &claim, "--note", "3月20日评议"]);
    assert!(said.code == 0 && said.out.contains("paid ("), "{}", said.all());
    assert_eq!(office.balance("一组-001"), "160");
    // One commit: both lines under one signature.
    let journal = fs::read_to_string(office.segment("LC01")).unwrap();
    let mut last = journal.lines().rev();
    assert!(last.next().unwrap().contains("\"deposited\""));
    let step = last.next().unwrap();
    assert!(step.contains("\"claim_verified\"") && !step.contains("\"sig\""), "{step}");
}

#[test]
fn what_is_no_claim_and_no_notice_is_said_so() {
    let office = office();
    let said = office.run("panel", &["claim", "verify", "LC01:0"]);
    assert!(said.code == 1 && said.err.contains("is no claim"), "{}", said.all());
    let said = office.run("panel", &["claim", "verify", "LC01:999"]);
    assert!(said.code == 1 && said.err.contains("there is no entry"), "{}", said.all());
    let said = office.run("clerk", &["notice", "show", "LC01:0"]);
    assert!(said.code == 1 && said.err.contains("there is no open notice"), "{}", said.all());
    let said = office.run("clerk", &["notice", "show"]);
    assert!(said.code == 1 && said.err.contains("no notice is open"), "{}", said.all());
    let said = office.run("clerk", &["notice", "resolve", "LC01:9", "--reason", "x"]);
    assert!(said.code == 2, "an outcome has to be named: {}", said.all());
    let said = office
        .run("clerk", &["notice", "resolve", "LC01:9", "--uphold", "--dismiss", "--reason", "x"]);
    assert!(said.code == 2, "and only one: {}", said.all());
}

#[test]
fn a_claim_of_a_frozen_account_is_told_to_wait_and_not_that_it_can_be_paid() {
    let office = office();
    let claim = file(&office, &["一组-001", "P1", "1", "--on", "2026-03-18"]);
    assert_eq!(claim, "LC01:21");
    for (by, args) in [
        ("manager", &["account", "freeze", "一组-001", "--reason", "核查"][..]),
        ("panel", &["claim", "verify", &claim, "--note", "3月19日评议"]),
    ] {
        let said = office.run(by, args);
        assert_eq!(said.code, 0, "{}", said.all());
    }
    let said = office.run("clerk", &["claim", "list"]);
    assert!(said.out.contains("the account is frozen"), "{}", said.all());
    assert!(!said.out.contains("can be paid"), "{}", said.all());
    assert_eq!(office.json("clerk", &["claim", "list"])["claims"][0]["state"], "frozen");
    for more in [&["--dry-run"][..], &[]] {
        let said = office.run("clerk", &[&["day", "close"], more].concat());
        assert!(said.out.contains("LC01:21 of LC01-000001-9 waits"), "{}", said.all());
    }
    let closed = office.json("clerk", &["day", "close"]);
    assert_eq!(closed["frozen"][0]["account"], "LC01-000001-9", "{closed}");
}
