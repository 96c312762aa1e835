//! Two villages at one counter, through the program itself: a neighbour is
//! served, what a crash left is ended by the next command, and head office nets.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

mod common;

use std::fs;

use common::{Office, RULEBOOK, key};
use ledger_core::books::SledBooks;
use ledger_core::command::{Command, Sending};
use ledger_core::event::Aim;
use ledger_core::journal::FileJournal;
use ledger_core::ledger::{Ledger, Order};

fn done(office: &Office, by: &str, args: &[&str]) {
    let said = office.run(by, args);
    assert_eq!(said.code, 0, "{args:?}: {}", said.all());
}

/// A second village with a household, a merchant and an offer; the clerk acts in both.
fn villages() -> Office {
    let office = Office::new();
    let book = office.temp().join("book.toml");
    fs::write(&book, RULEBOOK).unwrap();
    let clerk = key("clerk").public().to_string();
    done(&office, "manager", &["branch", "open", "LC02", "--name", "山北村"]);
    for args in [
        &["rules", "adopt", book.to_str().unwrap(), "--from", "2026-01-01"][..],
        &["operator", "enroll", "clerk", "--role", "clerk", "--public-key", &clerk],
        &["account", "open", "--household", "北一组-001"],
        &["account", "open", "--kind", "merchant"],
        &["offer", "add", "TEA", "--title", "茶叶", "--price", "15", "--merchant", "LC02-000002-R"],
        &["offer", "add", "BATH", "--title", "洗浴", "--price", "10"],
    ] {
        done(&office, "manager", &[&["--branch", "LC02"], args].concat());
    }
    office
}

/// Points sent and not answered, as a machine that stopped there leaves them.
fn left_under_way(office: &Office, offer: &str, points: &str) {
    let journal = FileJournal::new(office.dir.join("journal"));
    let books = SledBooks::open(office.dir.join("books")).unwrap();
    let ledger = Ledger::new(Box::new(journal), Box::new(books));
    let command = Command::Send(Sending {
        account: "LC01-000001-9".parse().unwrap(),
        to: "LC02".parse().unwrap(),
        aim: Aim::Offer { offer: offer.parse().unwrap(), qty: "1".parse().unwrap() },
        points: points.parse().unwrap(),
        currency: "JF".parse().unwrap(),
        note: String::new(),
    });
    let requests = [("stopped".parse().unwrap(), command)];
    let order = Order {
        branch: "LC01".parse().unwrap(),
        key: &key("clerk"),
        now: "2026-03-20T02:00:00Z".parse().unwrap(),
        clock_confirmed: false,
        likeness_confirmed: false,
        requests: &requests,
    };
    ledger.submit(&order).unwrap();
}

#[test]
fn a_village_that_was_quiet_beside_one_that_was_not_is_no_reason_to_doubt_the_clock() {
    let office = villages();
    let book = office.temp().join("next.toml");
    fs::write(&book, RULEBOOK.replace("试用", "下一版")).unwrap();
    let book = book.to_str().unwrap();
    let at = |day: &str, args: &[&str]| {
        let now = format!("{day}T10:00:00+08:00");
        let start = ["--lang", "en", "--now", &now, "--as", "manager"];
        common::wenming(&office.dir, &[&start, args].concat())
    };
    let open = |branch| ["--branch", branch, "account", "open", "--kind", "team"];
    let size = || ["LC01", "LC02"].map(|branch| fs::read(office.segment(branch)).unwrap().len());
    // The newest entry of the bank is of 20 March; the village's own of the 1st.
    let said = at("2026-05-06", &open("LC01"));
    assert!(said.code == 1 && said.err.contains("--accept-clock"), "{}", said.all());
    assert_eq!(at("2026-05-02", &open("LC01")).code, 0);
    let adopt = ["rules", "adopt", book, "--from", "2026-07-01", "--all-branches"];
    let said = at("2026-06-10", &adopt);
    assert_eq!(said.code, 0, "{}", said.all());
    // Where it is to be doubted, that is said before the first village is written to.
    assert_eq!(at("2026-06-20", &open("LC02")).code, 0);
    let before = size();
    fs::write(book, RULEBOOK.replace("试用", "再下一版")).unwrap();
    let adopt = ["rules", "adopt", book, "--from", "2026-08-01", "--all-branches"];
    let said = at("2026-06-15", &adopt);
    assert!(said.code == 1 && said.err.contains("branch `LC02`"), "{}", said.all());
    assert!(!said.err.contains("done in"), "{}", said.all());
    assert_eq!(size(), before);
}

#[test]
fn a_neighbour_is_served_in_one_answer_that_names_both_entries() {
    let office = villages();
    let said = office.run("clerk", &["redeem", "一组-001", "LC02/TEA", "2"]);
    assert_eq!(said.code, 0, "{}", said.all());
    for words in
        ["redeemed 30", "in LC02: TEA 茶叶 × 2", "entry LC01:20", "LC02:7 there", "now holds 120"]
    {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let said = office.say("zh", "clerk", &["兑换", "一组-001", "bath", "--at", "lc02"]);
    assert!(
        said.out.contains("已在 LC02 兑换") && said.out.contains("对方分录 LC02:8"),
        "{}",
        said.all()
    );
    let give = ["转赠", "一组-001", "北一组-001", "5", "--at", "LC02", "--note", "帮扶"];
    let said = office.say("zh", "clerk", &give);
    assert!(
        said.out.contains("已转赠 5") && said.out.contains("LC02-000001-T (北一组-001"),
        "{}",
        said.all()
    );
    assert_eq!(office.balance("北一组-001"), "5");
    assert_eq!(office.balance("LC02-000002-R"), "30");

    // Once under one request, and nothing twice.
    let args = ["transfer", "一组-001", "北一组-001", "5", "--at", "LC02", "--request", "slip-9"];
    let first = office.json("clerk", &args);
    assert!(first["entry"].is_string(), "{first}");
    assert_eq!(first["answer"]["event"]["received"]["sent"], first["entry"], "{first}");
    let again = office.json("clerk", &args);
    assert_eq!((&again["entry"], &again["repeated"]), (&first["entry"], &true.into()));
    assert_eq!(office.balance("一组-001"), "100");

    let told = office.say("zh", "clerk", &["对账单", "一组-001", "--all"]);
    for words in ["→ LC02/TEA ×2", "→ 北一组-001 (LC02-000001-T) 帮扶", "送往外村", "外村已收"]
    {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    // Who gets it reads the same note as who gave it, as within a village.
    let told = office.say("zh", "clerk", &["对账单", "北一组-001"]);
    assert!(told.out.contains("一组-001 (LC01-000001-9) 帮扶"), "{}", told.all());
    let told = office.say("zh", "clerk", &["对账单", "LC02-000002-R"]);
    assert!(told.out.contains("茶叶 ×2 ← 一组-001 (LC01-000001-9)"), "{}", told.out);
    let said = office.say("zh", "auditor", &["审计"]);
    assert_eq!(said.code, 0, "{}", said.all());
}

#[test]
fn a_household_of_another_village_gets_nothing_unless_that_village_is_named() {
    let office = villages();
    let before = fs::read(office.segment("LC01")).unwrap();
    for (lang, words) in [("en", "LC01 has no household"), ("zh", "LC01 没有户号")] {
        let said = office.say(lang, "clerk", &["transfer", "一组-001", "北一组-001", "5"]);
        assert_eq!(said.code, 1, "{}", said.all());
        for words in [words, "LC02-000001-T", "一组-001 北一组-001 5 --at LC02"] {
            assert!(said.err.contains(words), "{words}: {}", said.all());
        }
    }
    assert!(fs::read(office.segment("LC01")).unwrap() == before, "something was written");
    // A number that both villages have is the giver's neighbour.
    done(&office, "manager", &["--branch", "LC02", "account", "open", "--household", "一组-002"]);
    let given = office.json("clerk", &["transfer", "一组-001", "一组-002", "5"]);
    assert_eq!(given["entry"], "LC01:20", "{given}");
    let said = office.run("clerk", &["transfer", "一组-001", "没有-001", "5"]);
    assert!(said.code == 1 && said.err.contains("there is no account"), "{}", said.all());
}

#[test]
fn what_another_village_offers_is_redeemed_and_not_reserved() {
    let office = villages();
    let before = fs::read(office.segment("LC01")).unwrap();
    let said = office.say("zh", "clerk", &["预留", "一组-001", "lc02/tea", "2"]);
    assert_eq!(said.code, 1, "{}", said.all());
    for words in ["外村的项目不能预留：`LC02/TEA`", "兑换 一组-001 LC02/TEA 2`"] {
        assert!(said.err.contains(words), "{words}: {}", said.all());
    }
    assert!(fs::read(office.segment("LC01")).unwrap() == before, "something was written");
    // The own village may be named.
    done(&office, "clerk", &["reserve", "一组-001", "LC01/RICE-5"]);
}

#[test]
fn what_another_village_does_not_take_is_refused_with_nothing_written() {
    let office = villages();
    let cases: [(&str, &[&str], &str); 7] = [
        ("clerk", &["redeem", "一组-001", "LC02/NONE"], "unknown-offer"),
        ("clerk", &["redeem", "一组-001", "LC09/TEA"], "branch-not-open"),
        ("clerk", &["redeem", "一组-001", "LC02/TEA", "20"], "overdraft"),
        ("clerk", &["redeem", "一组-001", "LC02/TEA", "--at", "LC01"], "between-two"),
        ("clerk", &["redeem", "一组-001", "LC02/TEA", "--with", "ZS:5"], "between-with"),
        (
            "clerk",
            &["transfer", "一组-001", "LC02-000001-T", "5", "--to-currency", "SF"],
            "across-currencies",
        ),
        ("panel", &["redeem", "一组-001", "LC02/TEA"], "no-right"),
    ];
    let before =
        [fs::read(office.segment("LC01")).unwrap(), fs::read(office.segment("LC02")).unwrap()];
    for (by, args, code) in cases {
        let said = office.run(by, &[&["--json"], args].concat());
        assert!(said.code != 0 && said.out.contains(code), "{args:?}: {}", said.all());
    }
    let after =
        [fs::read(office.segment("LC01")).unwrap(), fs::read(office.segment("LC02")).unwrap()];
    assert!(before == after, "something was written");
}

#[test]
fn what_was_left_under_way_is_shown_and_ended_before_the_next_write_and_not_by_looking() {
    let office = villages();
    left_under_way(&office, "TEA", "15");
    let shown = office.json("clerk", &["clearing", "show"]);
    assert_eq!(shown["under_way"][0]["sent"], "LC01:20", "{shown}");
    assert_eq!(shown["positions"][0]["position"], "0");
    let account = office.json("clerk", &["account", "show", "一组-001"]);
    assert_eq!(account["under_way"][0]["points"], "15", "{account}");
    let said = office.say("zh", "auditor", &["审计"]);
    assert!(said.code == 1 && said.out.contains("leg-without-twin"), "{}", said.all());
    // Working out what is due writes nothing, and ends nothing.
    done(&office, "clerk", &["day", "close", "--dry-run"]);
    assert_eq!(office.balance("LC02-000002-R"), "0");

    let said = office.say("zh", "impostor", &["存入", "一组-002", "H01", "--on", "2026-03-02"]);
    assert!(
        said.err.contains("等两村都登记过的经办人") && said.err.contains("LC01:20"),
        "{}",
        said.all()
    );
    let said = office.say("zh", "clerk", &["存入", "一组-002", "H01", "--on", "2026-03-03"]);
    assert!(said.err.contains("LC01:20 送出的积分已有结果：外村已收"), "{}", said.all());
    assert_eq!(office.balance("LC02-000002-R"), "15");
    let said = office.say("zh", "auditor", &["审计"]);
    assert_eq!(said.code, 0, "{}", said.all());

    // What is no longer offered comes back, and the statement says why.
    left_under_way_again(&office);
    let said = office.say("zh", "clerk", &["对账单", "一组-001"]);
    assert!(
        said.out.contains("外村未收退回") && said.out.contains("对方的项目已下架"),
        "{}",
        said.out
    );
    assert_eq!(office.balance("一组-001"), "135");
}

fn left_under_way_again(office: &Office) {
    let journal = FileJournal::new(office.dir.join("journal"));
    let books = SledBooks::open(office.dir.join("books")).unwrap();
    let ledger = Ledger::new(Box::new(journal), Box::new(books));
    let now = "2026-03-20T02:00:00Z".parse().unwrap();
    let ask = |branch: &str, by: &str, request: &str, command: Command| {
        let requests = [(request.parse().unwrap(), command)];
        let order = Order {
            branch: branch.parse().unwrap(),
            key: &key(by),
            now,
            clock_confirmed: false,
            likeness_confirmed: false,
            requests: &requests,
        };
        ledger.submit(&order).unwrap();
    };
    let sending = Sending {
        account: "LC01-000001-9".parse().unwrap(),
        to: "LC02".parse().unwrap(),
        aim: Aim::Offer { offer: "BATH".parse().unwrap(), qty: "1".parse().unwrap() },
        points: "10".parse().unwrap(),
        currency: "JF".parse().unwrap(),
        note: String::new(),
    };
    ask("LC01", "clerk", "stopped-2", Command::Send(sending));
    let offer = "BATH".parse().unwrap();
    ask("LC02", "manager", "gone", Command::WithdrawOffer { offer, reason: "停办".to_owned() });
    drop(ledger);
    done(office, "clerk", &["deposit", "一组-002", "H01", "--on", "2026-03-04"]);
}

#[test]
fn a_sheet_that_is_posted_ends_what_was_left_under_way_and_one_that_is_shown_does_not() {
    let office = villages();
    left_under_way(&office, "TEA", "15");
    let sheet = office.temp().join("三月.csv");
    fs::write(&sheet, "户号,事项代码,日期,数量\n一组-002,H01,2026-03-02,1\n").unwrap();
    let import = ["--branch", "LC01", "import", "deposits", sheet.to_str().unwrap()];
    done(&office, "clerk", &import);
    assert_eq!(office.balance("LC02-000002-R"), "0");
    let said = office.run("clerk", &[&import[..], &["--yes"]].concat());
    assert!(said.code == 0 && said.err.contains("what entry LC01:20 had sent"), "{}", said.all());
    assert_eq!(office.balance("LC02-000002-R"), "15");
    assert_eq!(office.balance("一组-002"), "2");
}

#[test]
fn a_command_in_one_village_opens_no_other() {
    let office = villages();
    // Where the books are gone, whatever is opened is caught up, and that is said.
    fs::remove_dir_all(office.dir.join("books")).unwrap();
    let said = office.run("clerk", &["--branch", "LC01", "balance", "一组-001"]);
    assert!(said.code == 0 && said.err.contains("LC01"), "{}", said.all());
    assert!(!said.err.contains("LC02") && !said.err.contains("HQ"), "{}", said.all());
    // Which villages there are is head office's to say; no village is opened for it.
    let said = office.run("clerk", &["balance"]);
    assert!(said.code == 2 && said.err.contains("HQ"), "{}", said.all());
    assert!(!said.err.contains("books of `LC02`"), "{}", said.all());
}

#[test]
fn head_office_shows_and_nets_once() {
    let office = villages();
    let said = office.say("zh", "manager", &["清算", "轧差"]);
    assert!(said.code == 0 && said.out.contains("互不相欠"), "{}", said.all());
    done(&office, "clerk", &["redeem", "一组-001", "LC02/TEA", "2"]);
    let said = office.say("zh", "auditor", &["清算", "查看"]);
    assert!(said.out.contains("-30") && said.err.contains("清算 轧差"), "{}", said.all());
    let said = office.run("clerk", &["--json", "clearing", "net"]);
    assert!(said.code == 1 && said.out.contains("unknown-operator"), "{}", said.all());
    let netted = office.json("manager", &["clearing", "net"]);
    assert_eq!(netted["positions"][0]["amount"], "30", "{netted}");
    assert_eq!(netted["settled"].as_array().unwrap().len(), 2);
    let shown = office.json("auditor", &["clearing", "show"]);
    assert_eq!(shown["positions"][0]["position"], "0", "{shown}");
    assert_eq!(shown["positions"][1]["settled"], "-30");
    let again = office.json("manager", &["clearing", "net"]);
    assert!(
        again["netted"].is_null() && again["settled"].as_array().unwrap().is_empty(),
        "{again}"
    );
    let said = office.say("zh", "auditor", &["审计"]);
    assert_eq!(said.code, 0, "{}", said.all());
}

#[test]
fn a_code_of_another_village_is_told_where_it_is_put_by() {
    let office = villages();
    let kept = office.json("clerk", &["--branch", "LC01", "reserve", "一组-001", "RICE-5"]);
    let code = kept["code"].as_str().unwrap_or_else(|| panic!("{kept}"));
    let collect =
        |branch: &str, code: &str| office.run("clerk", &["--branch", branch, "collect", code]);
    let said = collect("LC02", code);
    assert_eq!(said.code, 1, "{}", said.all());
    for words in ["in LC02 has this code", "put by in LC01", "--branch LC01 collect "] {
        assert!(said.err.contains(words), "{words}: {}", said.all());
    }
    let said = collect("LC02", "7K3M-9QTX-2BHD");
    assert!(
        said.err.contains("in LC02 has this code") && !said.err.contains("LC01"),
        "{}",
        said.all()
    );
    let said = collect("LC01", code);
    assert_eq!(said.code, 0, "{}", said.all());
}
