//! Records for lenders through the program.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use common::{Office, Said};
use ledger_core::vault::VaultKey;

#[track_caller]
fn done(said: Said) -> Said {
    assert_eq!(said.code, 0, "{}", said.all());
    said
}

#[test]
fn a_record_is_given_on_request_says_what_the_books_say_and_the_holder_sees_to_whom() {
    let office = Office::new();
    let key = office.dir.join("keys/vault");
    fs::write(&key, VaultKey::generate().unwrap().to_file().as_bytes()).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    done(office.run("clerk", &["account", "name", "一组-001", "--name", "张桂兰"]));
    let deed = ["deposit", "一组-001", "H08", "1", "--on", "2026-03-19", "--evidence", "签到表"];
    done(office.run("clerk", &deed));
    let lines = || fs::read_to_string(office.segment("LC01")).unwrap().lines().count();
    let file = |name: &str| office.temp().join(name).display().to_string();
    let paper = file("a.html");
    let bare = ["信用记录", "一组-001", "--out", &paper];
    let before = lines();
    let unrequested = office.say("zh", "clerk", &bare);
    assert_eq!(unrequested.code, 2, "{}", unrequested.all());
    assert!(unrequested.err.contains("本人申请"), "{}", unrequested.all());
    let asked = |lender: &str| {
        let more = ["--requested", "2026-03-19", "--lender", lender];
        office.say("zh", "clerk", &[&bare[..], &more].concat())
    };
    for unfit in ["张三13800138000", "农商行\u{1f3e0}", " "] {
        assert_eq!(asked(unfit).code, 1, "{unfit}");
    }
    assert_eq!((lines(), fs::exists(&paper).unwrap()), (before, false));

    done(asked("清溪农商银行"));
    assert_eq!(lines(), before + 1);
    let first = fs::read_to_string(&paper).unwrap();
    let held = office.balance("一组-001");
    let number = format!("LC01:{before}");
    let told = ["张桂兰", "清溪农商银行", "2026-03-19", "2026-03-20", "正常", "2026年所得"];
    for part in told.into_iter().chain([number.as_str(), held.as_str()]) {
        assert!(first.contains(part), "{part}: {first}");
    }
    assert!(first.contains(">60<"), "what the deed earned, and not what was brought forward");

    // Typed once more it is the same request.
    let again = asked("清溪农商银行");
    assert!(again.code != 0 && again.err.contains("已经"), "{}", again.all());
    fs::remove_file(&paper).unwrap();
    done(asked("清溪农商银行"));
    assert_eq!((fs::read_to_string(&paper).unwrap(), lines()), (first.clone(), before + 1));

    // Printed again it says the same, and nothing is entered; another request is another.
    let copy = file("b.html");
    done(office.run("clerk", &["deduct", "一组-001", "H51", "1", "--on", "2026-03-19"]));
    let before = lines();
    done(office.say("zh", "clerk", &["信用记录", &number, "--out", &copy]));
    assert_eq!((fs::read_to_string(&copy).unwrap(), lines()), (first, before));
    let both = ["信用记录", &number, "--lender", "别家", "--out", &copy, "--force"];
    assert_eq!(office.say("zh", "clerk", &both).code, 2);
    let other = office.say("zh", "clerk", &["信用记录", "LC01:1", "--out", &copy, "--force"]);
    assert!(other.code == 1 && other.err.contains("不是积分信用记录"), "{}", other.all());

    let statement = done(office.say("zh", "clerk", &["对账单", "一组-001"]));
    let line = statement.out.lines().find(|line| line.contains("出具信用记录"));
    assert!(line.is_some_and(|line| line.contains("清溪农商银行")), "{}", statement.out);
    let kept = done(office.say("zh", "clerk", &["隐私", "查阅", "一组-001"]));
    assert!(kept.out.contains("清溪农商银行"), "{}", kept.out);
    let shop = ["信用记录", "LC01-000005-B", "--requested", "2026-03-19", "--lender", "x"];
    let shop = office.say("zh", "clerk", &[&shop[..], &["--out", &copy, "--force"]].concat());
    assert_ne!(shop.code, 0, "{}", shop.all());
    done(office.say("zh", "auditor", &["审计"]));
}

#[test]
fn what_cannot_be_printed_is_refused_before_it_is_entered_and_what_is_entered_is_named() {
    let office = Office::new();
    let key = office.dir.join("keys/vault");
    fs::write(&key, VaultKey::generate().unwrap().to_file().as_bytes()).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    done(office.run("clerk", &["account", "name", "一组-001", "--name", "孙\u{3106C}"]));
    let lines = || fs::read_to_string(office.segment("LC01")).unwrap().lines().count();
    let file = |name: &str| office.temp().join(name).display().to_string();
    let (before, paper) = (lines(), file("a.html"));
    let to = |out: &str, more: &[&str]| {
        let asked = ["信用记录", "一组-001", "--requested", "2026-03-19", "--lender", "农商行"];
        office.say("zh", "clerk", &[&asked[..], &["--out", out], more].concat())
    };
    // The name in full is said in the refusal, so it is traced.
    let odd = to(&paper, &[]);
    assert!(odd.code == 1 && odd.err.contains("U+3106C"), "{}", odd.all());
    let seen = office.dir.join("vault/seen.jsonl");
    assert!(fs::read_to_string(&seen).unwrap().contains("\"command\":\"record\""));

    done(office.run("clerk", &["account", "name", "一组-001", "--name", "孙桂兰"]));
    fs::create_dir(file("folder.html")).unwrap();
    fs::write(file("there.html"), "").unwrap();
    let shut = office.temp().join("shut");
    fs::create_dir(&shut).unwrap();
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o555)).unwrap();
    let places = ["no/a.html", "a.docx", "there.html", "folder.html", "shut/a.html"];
    // Whoever may write everywhere cannot be shut out of a folder.
    let all_may = fs::write(shut.join("tried"), "").is_ok();
    for place in places.iter().take(if all_may { 4 } else { 5 }) {
        let force: &[&str] = if *place == "folder.html" { &["--force"] } else { &[] };
        let said = to(&file(place), force);
        assert!(said.code != 0 && said.err.contains(place), "{place}: {}", said.all());
    }
    let left = fs::read_dir(office.temp()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().ends_with(".part")).collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!((lines(), fs::exists(&paper).unwrap()), (before, false));

    // What only shows once it is entered: the name cannot be traced, so it is not shown.
    fs::remove_file(&seen).unwrap();
    fs::create_dir(&seen).unwrap();
    let number = format!("LC01:{before}");
    let untraced = to(&paper, &[]);
    assert_eq!((lines(), fs::exists(&paper).unwrap()), (before + 1, false), "{}", untraced.all());
    let again = format!("信用记录 {number} --out");
    assert!(untraced.code != 0 && untraced.err.contains(&again), "{}", untraced.all());
    fs::remove_dir(&seen).unwrap();
    done(office.say("zh", "clerk", &["信用记录", &number, "--out", &paper]));
    assert_eq!(lines(), before + 1);
}
