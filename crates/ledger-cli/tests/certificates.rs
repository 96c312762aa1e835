//! Volunteers' certificates through the program: public first and masked, then on paper.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use common::{Office, Said, html, wenming};
use ledger_core::vault::VaultKey;

/// The person's account, and the day on which what was published on [`common::NOW`] can be issued.
const PERSON: &str = "LC01-000004-3";
const LATER: &str = "2026-03-28T10:00:00+08:00";
const ID_NUMBER: &str = "11010519491231002X";

/// An office that keeps names, with two deeds by the hour of one person.
fn office() -> Office {
    let office = Office::new();
    let key = office.dir.join("keys/vault");
    fs::write(&key, VaultKey::generate().unwrap().to_file().as_bytes()).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let named = ["account", "name", PERSON, "--name", "王秀英", "--id-number", ID_NUMBER];
    done(office.run("clerk", &named));
    for (qty, on) in [("1.5", "2026-03-18"), ("80m", "2026-03-19")] {
        let deed = ["deposit", PERSON, "T01", qty, "--on", on, "--evidence", "签到表"];
        done(office.run("clerk", &deed));
    }
    office
}

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

/// Publishes the person's March; the entry that did.
fn publish(office: &Office) -> String {
    let args = ["certificate", "publish", PERSON, "--from", "2026-03-01", "--to", "2026-03-20"];
    office.json("clerk", &args)["certificate"].as_str().unwrap().to_owned()
}

/// Runs it in Chinese on the day that a certificate can be issued.
fn later(office: &Office, by: &[&str], args: &[&str]) -> Said {
    wenming(&office.dir, &[&["--lang", "zh", "--now", LATER], by, args].concat())
}

fn file(office: &Office, name: &str) -> String {
    office.temp().join(name).display().to_string()
}

#[test]
fn what_it_will_say_is_on_the_wall_masked_and_a_child_is_not_named() {
    let office = office();
    let published = publish(&office);
    let board = file(&office, "board.html");
    let print = ["公示榜", "2026年3月", "--out", board.as_str(), "--force"];
    done(office.say("zh", "clerk", &print));
    let shown = html(board.as_ref());
    for part in [&published, "志愿服务记录证明公示", "王**", "2小时50分钟", "2026-03-27"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("王秀英") && !shown.contains("002X"), "{shown}");

    let child = ["account", "name", PERSON, "--name", "王小明", "--birth-year", "2014"];
    done(office.run("clerk", &child));
    done(office.say("zh", "clerk", &print));
    let shown = html(board.as_ref());
    assert!(shown.contains(&published) && shown.contains("未满14周岁"), "{shown}");
    assert!(!shown.contains("王**") && !shown.contains(PERSON), "{shown}");

    // Off the wall once its days are over.
    done(later(&office, &["--as", "clerk"], &print));
    assert!(!html(board.as_ref()).contains(&published));
}

#[test]
fn it_is_issued_once_and_printed_again_as_it_was() {
    let office = office();
    let more = ["deposit", PERSON, "T01", "1", "--on", "2026-03-17", "--evidence", "签到表"];
    let deed = office.json("clerk", &more)["entry"].as_str().unwrap().to_owned();
    let published = publish(&office);
    let paper = file(&office, "a.html");
    let issue = ["证明", "出具", &published, "--out", &paper];
    refused(&office.say("zh", "clerk", &issue), &["2026-03-28 起可以出具", "今天是 2026-03-20"]);
    assert!(!fs::exists(&paper).unwrap());

    let by = ["--as", "clerk"];
    let odd = [&issue[..], &["--contact", "村委会\u{1f3e0}"]].concat();
    refused(&later(&office, &by, &odd), &["U+1F3E0"]);
    let phone = [&issue[..], &["--contact", "13800138000"]].concat();
    refused(&later(&office, &by, &phone), &["手机号"]);
    let lines = || fs::read_to_string(office.segment("LC01")).unwrap().lines().count();
    let before = lines();
    // What could not be printed is not entered: the name is outside the font, the place no file's.
    let named = |name| done(office.run("clerk", &["account", "name", PERSON, "--name", name]));
    named("孙\u{3106C}");
    refused(&later(&office, &by, &issue), &["U+3106C"]);
    named("王秀英");
    let folder = file(&office, "folder.html");
    fs::create_dir(&folder).unwrap();
    let nowhere = ["证明", "出具", &published, "--out", &folder, "--force"];
    assert_ne!(later(&office, &by, &nowhere).code, 0);
    assert_eq!(lines(), before);
    // What only shows once it is entered is told with the number to print it by.
    let seen = office.dir.join("vault/seen.jsonl");
    let kept = fs::read(&seen).unwrap();
    fs::remove_file(&seen).unwrap();
    fs::create_dir(&seen).unwrap();
    let untraced = later(&office, &by, &issue);
    let again = format!("证明 出具 LC01:{before} --out");
    assert!(untraced.code != 0 && untraced.err.contains(&again), "{}", untraced.all());
    fs::remove_dir(&seen).unwrap();
    fs::write(&seen, kept).unwrap();
    done(later(&office, &by, &issue));
    assert_eq!(lines(), before + 1);
    let first = html(paper.as_ref());
    let number = format!("LC01:{before}");
    let contents = ["王秀英", "****002X", PERSON, "3小时50分钟", "1小时30分钟", "1小时20分钟"];
    let rest = ["陪聊", "2026-03-18", "2026-03-20 至 2026-03-27", "2026-03-28", "clerk"];
    for part in contents.iter().chain(&rest).chain(&[number.as_str(), "文明银行柜台"]) {
        assert!(first.contains(part), "{part}: {first}");
    }
    assert!(!first.contains(ID_NUMBER));
    let seen = fs::read_to_string(office.dir.join("vault/seen.jsonl")).unwrap();
    assert!(seen.contains("certificate issue") && seen.contains(PERSON), "{seen}");

    // Again, by either number, and to the letter; nothing new is entered, whatever has
    // become of the deeds since.
    done(later(&office, &["--as", "manager"], &["冲正", &deed, "--reason", "记错"]));
    let before = lines();
    let copy = file(&office, "b.html");
    done(later(&office, &by, &["证明", "出具", &number, "--out", &copy]));
    assert_eq!((html(copy.as_ref()), lines()), (first.clone(), before));
    let other = ["证明", "出具", &published, "--contact", "镇里", "--out", &copy, "--force"];
    refused(&later(&office, &by, &other), &["文明银行柜台"]);
    // Whoever has no key gets no name.
    done(later(&office, &[], &["证明", "出具", &number, "--out", &copy, "--force"]));
    let masked = html(copy.as_ref());
    assert!(masked.contains("王**") && !masked.contains("王秀英") && !masked.contains("002X"));

    let listed = later(&office, &by, &["证明", "列表"]);
    assert!(listed.out.contains(&format!("已出具（{number}）")), "{}", listed.all());
    done(later(&office, &["--as", "auditor"], &["审计"]));
}

#[test]
fn its_code_is_a_receipt_that_anybody_can_verify() {
    let office = office();
    let published = publish(&office);
    let by = ["--as", "manager"];
    let paper = file(&office, "a.html");
    let issue = ["证明", "出具", &published, "--out", &paper, "--force"];
    let in_english = [&["--lang", "en", "--now", LATER, "--as", "manager"], &issue[..]].concat();
    let told = done(wenming(&office.dir, &in_english));
    assert!(told.all().contains(" checkpoint`"), "{}", told.all());
    // What stands in the journal is not of the clerk's language.
    let journal = fs::read_to_string(office.segment("LC01")).unwrap();
    assert!(journal.lines().last().unwrap().contains("文明银行柜台"), "{journal}");
    let without = html(paper.as_ref());
    done(later(&office, &by, &["--branch", "LC01", "分行", "设密钥"]));
    done(later(&office, &by, &["封账"]));
    done(later(&office, &by, &issue));
    let with = html(paper.as_ref());
    assert!(with.contains("<svg") && !without.contains("<svg"), "{with}");
    // What is in the code is what `receipt` gives.
    let listed = later(&office, &by, &["--json", "证明", "列表"]);
    let listed: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    let number = listed["certificates"][0]["entry"].as_str().unwrap();
    let receipt = file(&office, "a.receipt");
    done(later(&office, &by, &["回单", number, "--out", &receipt]));
    let trust = file(&office, "trusted");
    let key = done(later(&office, &by, &["--branch", "LC01", "分行", "密钥"])).out;
    let key = key.lines().find(|line| line.contains("/LC01+")).unwrap().trim();
    done(later(&office, &["--trust", &trust], &["信任", "添加", key]));
    let verified = done(later(&office, &["--trust", &trust], &["核验", &receipt]));
    let said = verified.all();
    for part in [PERSON, "170m", number, &published, "2026-03-01 → 2026-03-20"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn an_objection_is_entered_like_one_to_a_claim_and_it_can_be_withdrawn() {
    let office = office();
    let published = publish(&office);
    let object = ["公示", "异议", &published, "--reason", "没见他来", "--deadline", "2026-03-27"];
    let told = done(office.say("zh", "clerk", &object)).all();
    assert!(told.contains("--dismiss") && !told.contains("--correct"), "{told}");
    let issue = ["证明", "出具", &published, "--out", &file(&office, "a.html")];
    refused(&later(&office, &["--as", "clerk"], &issue), &["异议"]);
    // Its last day is still in time.
    for (now, late) in [("2026-03-27T10:00:00+08:00", false), (LATER, true)] {
        let list = ["--now", now, "--lang", "zh", "证明", "列表"];
        let listed = done(wenming(&office.dir, &list)).out;
        assert!(listed.contains("待处理") && listed.contains("已逾期") == late, "{listed}");
    }
    let withdraw = ["证明", "撤回", &published, "--reason", "本人不要了"];
    refused(&office.say("zh", "clerk", &withdraw), &["异议", "未处理"]);
    let resolve = ["公示", "处理", &published, "--reason", "签到表上有"];
    let corrected = [&resolve[..], &["--correct", "1"]].concat();
    refused(&office.say("zh", "manager", &corrected), &["不能凭异议更正"]);
    let dismissed = done(office.say("zh", "manager", &[&resolve[..], &["--dismiss"]].concat()));
    assert!(dismissed.out.contains("不成立"), "{}", dismissed.all());
    assert!(dismissed.out.contains("公示中"), "{}", dismissed.all());
    done(office.say("zh", "clerk", &withdraw));
    refused(&later(&office, &["--as", "clerk"], &issue), &["已由"]);
    let none = ["证明", "撤回", "LC01:1", "--reason", "x"];
    refused(&office.say("zh", "clerk", &none), &["不是证明"]);
    let none = ["证明", "撤回", "LC09:1", "--reason", "x"];
    refused(&office.say("zh", "clerk", &none), &["LC09:1"]);
}
