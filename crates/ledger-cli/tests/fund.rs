//! The fund, settlement and appeals as they are typed: what is said at the
//! counter, in both languages, and what programs get.
#![allow(clippy::unwrap_used, reason = "a test")]

mod common;

use std::fs;

use common::{Office, RULEBOOK};

const MERCHANT: &str = "LC01-000005-1";

/// An office where a point of JF is worth 0.125 yuan and all of them can be spent.
fn office() -> Office {
    let office = Office::new();
    let rated = "decimals = 0\nyuan_per_point = \"0.125\"";
    let file = office.temp().join("rulebook.toml");
    let text = RULEBOOK.replacen("decimals = 0", rated, 1);
    fs::write(&file, text.replacen("spendable_above = \"100\"", "", 1)).unwrap();
    let file = file.to_str().unwrap();
    done(&office, "manager", &["rules", "adopt", file, "--from", "2026-03-02"]);
    office
}

#[track_caller]
fn done(office: &Office, by: &str, args: &[&str]) -> String {
    let said = office.run(by, args);
    assert_eq!(said.code, 0, "{}", said.all());
    said.out
}

#[track_caller]
fn refused(office: &Office, by: &str, args: &[&str], parts: &[&str]) {
    let said = office.run(by, args);
    assert_eq!(said.code, 1, "{}", said.all());
    for part in parts {
        assert!(said.err.contains(part), "`{part}` is not in {}", said.all());
    }
}

fn receive(office: &Office, yuan: &str, voucher: &str) {
    let args = ["fund", "receive", yuan, "--source", "镇财政拨款", "--voucher", voucher];
    done(office, "manager", &args);
}

#[test]
fn a_settlement_without_numbers_pays_all_that_is_held_at_the_rate_and_only_once() {
    let office = office();
    receive(&office, "500", "记-1");
    done(&office, "clerk", &["redeem", "一组-001", "RICE-5", "2"]);
    done(&office, "clerk", &["transfer", MERCHANT, "一组-002", "1"]);
    let settle = ["settle", MERCHANT, "--voucher", "付-1", "--request", "pay"];
    // 39 points at 0.125 are 4.875 yuan, and half a fen is not paid.
    let first = done(&office, "manager", &settle);
    assert!(first.contains("settled 39 文明积分"), "{first}");
    assert!(first.contains("for 4.87 yuan, voucher 付-1"), "{first}");
    let again = done(&office, "manager", &settle);
    assert!(again.contains("nothing was done twice"), "{again}");
    // Collected meanwhile or not: the same request is what it was.
    done(&office, "clerk", &["redeem", "一组-001", "RICE-5", "1"]);
    assert!(done(&office, "manager", &settle).contains("nothing was done twice"));
    let other = ["settle", MERCHANT, "--voucher", "付－１"];
    refused(&office, "manager", &other, &["voucher `付-1` was entered before", "reverse LC01:"]);
    assert_eq!(office.balance(MERCHANT), "20");
    assert_eq!(office.json("auditor", &["fund", "show"])["sum"]["fund"], "495.13");
    done(&office, "auditor", &["audit"]);
}

#[test]
fn a_settlement_needs_a_rate_or_a_sum_and_something_to_settle() {
    let office = Office::new();
    receive(&office, "500", "记-1");
    let settle = ["settle", MERCHANT, "--voucher", "付-1"];
    refused(&office, "manager", &settle, &["holds no `JF`", " settlement LC01"]);
    done(&office, "clerk", &["redeem", "一组-001", "RICE-5", "1"]);
    let said = office.run("manager", &settle);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(said.err.contains("--yuan"), "{}", said.all());
    done(&office, "manager", &[&settle[..], &["--yuan", "2.50"]].concat());
    let said = office.say("zh", "clerk", &["结算", MERCHANT, "--voucher", "付-2", "--yuan", "1"]);
    assert_eq!((said.code, said.err.contains("没有可结算的")), (1, true), "{}", said.all());
}

#[test]
fn a_sum_far_from_the_rate_is_paid_only_where_somebody_says_that_it_is_right() {
    let office = office();
    receive(&office, "500", "记-1");
    done(&office, "clerk", &["redeem", "一组-001", "RICE-5", "2"]);
    // 40 points are 5 yuan; 50 is a slip of the pen.
    let settle = ["settle", MERCHANT, "--yuan", "50", "--voucher", "付-1"];
    let before = fs::read(office.segment("LC01")).unwrap();
    let numbers = ["40 (`JF`)", "5 yuan", "50 yuan", "--accept-rate"];
    refused(&office, "manager", &settle, &numbers);
    let said = office.say("zh", "manager", &settle);
    let numbers = ["40分（`JF`）", "5 元", "50 元", "--accept-rate"];
    assert!(numbers.iter().all(|n| said.err.contains(n)), "{}", said.all());
    assert!(fs::read(office.segment("LC01")).unwrap() == before, "something was written");
    let settle = [&settle[..], &["--request", "pay"]].concat();
    done(&office, "manager", &[&settle[..], &["--accept-rate"]].concat());
    // It was asked about then: the same request is what it was.
    assert!(done(&office, "manager", &settle).contains("nothing was done twice"));
}

#[test]
fn a_settlement_statement_adds_up_over_any_period_and_names_its_place_in_the_journal() {
    let office = office();
    receive(&office, "500", "记-1");
    done(&office, "clerk", &["redeem", "一组-001", "RICE-5", "2"]);
    let args = ["--json", "settle", MERCHANT, "--points", "30", "--yuan", "4", "--voucher", "付-1"];
    let paid: serde_json::Value = serde_json::from_str(&done(&office, "manager", &args)).unwrap();
    let entry = paid["entry"].as_str().unwrap();
    done(&office, "manager", &["reverse", entry, "--reason", "付错"]);
    let args = ["settle", MERCHANT, "--points", "25", "--yuan", "3", "--voucher", "付-1"];
    done(&office, "manager", &args);

    let all = office.json("auditor", &["settlement", MERCHANT]);
    let sums = &all["sums"][0];
    let told: Vec<&str> = ["before", "collected", "settled", "after"]
        .iter()
        .map(|key| sums[*key].as_str().unwrap())
        .collect();
    assert_eq!(told, ["0", "40", "25", "15"]);
    assert_eq!((all["paid"].as_str(), all["lines"].as_array().unwrap().len()), (Some("3"), 4));
    assert_eq!(all["head"].as_str().unwrap().len(), 64);
    // What lies before the period is what it begins with.
    let later = ["--json", "--now", "2026-03-25T10:00:00+08:00", "--as", "auditor"];
    let later = [&later[..], &["settlement", MERCHANT, "--from", "2026-03-21"]].concat();
    let later = common::wenming(&office.dir, &later);
    let later: serde_json::Value = serde_json::from_str(&later.out).unwrap();
    assert_eq!(later["sums"][0]["before"], "15");
    assert_eq!(later["sums"][0]["after"], "15");
    assert_eq!(later["lines"].as_array().unwrap().len(), 0);
    for (lang, parts) in [
        ("en", ["paid in this period: 3 yuan", "redemption", "¥3 #付-1"]),
        ("zh", ["本期付款：3 元", "商户结算", "¥3 #付-1"]),
    ] {
        let said = office.say(lang, "auditor", &["settlement", MERCHANT]);
        for part in parts {
            assert!(said.out.contains(part), "{}", said.all());
        }
    }
    // A period that ends before it begins is a slip, and not a merchant without trade.
    for period in [
        &["settlement", MERCHANT, "--from", "2026-03-01", "--to", "2026-02-01"][..],
        &["settlement", MERCHANT, "--from", "2027-03-01"],
        &["audit", "--sample", "2", "--seed", "s", "--from", "2027-03-31", "--to", "2027-03-01"],
    ] {
        let said = office.run("auditor", period);
        assert!(said.code == 2 && said.err.contains("before the first day"), "{}", said.all());
    }
    let before = office.run("auditor", &["settlement", MERCHANT, "--to", "2026-02-01"]);
    assert_eq!(before.code, 0, "{}", before.all());
    let household = office.run("auditor", &["settlement", "一组-001"]);
    assert!(household.err.contains("is not a merchant"), "{}", household.all());
}

#[test]
fn the_three_sums_of_points_are_told_apart_by_their_words() {
    let office = office();
    // Of 150, 40 go to the merchant and 20 are put by.
    done(&office, "clerk", &["redeem", "一组-001", "RICE-5", "2"]);
    done(&office, "clerk", &["reserve", "一组-001", "RICE-5"]);
    let branch = &office.json("auditor", &["--branch", "LC01", "audit"])["branches"][0];
    assert_eq!(branch["held"]["JF"], "130", "{branch}");
    let fund = office.json("auditor", &["fund", "show"]);
    assert_eq!(fund["sum"]["outstanding"], "18.75", "150 at 0.125: {fund}");
    let close = ["--now", "2027-01-05T10:00:00+08:00", "--as", "manager", "--lang", "zh"];
    let close = [&close[..], &["年结", "--dry-run"]].concat();
    let told = common::wenming(&office.dir, &close);
    assert!(told.out.contains("未兑积分") && told.out.contains(" 110\n"), "{}", told.all());
    // No table is wider than a terminal because of its headings.
    let shows = [["fund", "show"].as_slice(), &["year", "close", "2026", "--dry-run"]];
    for show in shows {
        let late = ["--now", "2027-01-05T10:00:00+08:00", "--as", "manager", "--lang", "en"];
        let told = common::wenming(&office.dir, &[&late[..], show].concat());
        let widest = told.out.lines().filter(|line| line.contains("  ")).map(str::len).max();
        assert!(told.code == 0 && widest.is_some_and(|widest| widest <= 80), "{}", told.all());
    }
    for (show, word) in [(["审计"].as_slice(), "账户结存"), (&["基金", "查看"], "在外积分")]
    {
        let said = office.say("zh", "auditor", show);
        assert!(said.out.contains(word) && !said.out.contains("未兑"), "{}", said.all());
    }
}

#[test]
fn cover_is_shown_warned_of_and_refused_as_the_branch_wants_it() {
    let office = office();
    // 150 JF are 18.75 yuan; 60 more are 7.5.
    receive(&office, "20", "记-1");
    let deposit = ["deposit", "一组-002", "H08", "1", "--on", "2026-03-10"];
    done(&office, "manager", &["fund", "cover", "refuse"]);
    refused(
        &office,
        "clerk",
        &deposit,
        &["26.25 yuan would be owed", "cover 20", "fund cover warn"],
    );
    let zh = office.say("zh", "clerk", &deposit);
    assert!(zh.err.contains("折合 26.25 元"), "{}", zh.all());
    done(&office, "manager", &["fund", "cover", "warn"]);
    let warned = office.run("clerk", &deposit);
    assert_eq!(warned.code, 0, "{}", warned.all());
    assert!(warned.err.contains("warning: 26.25 yuan are owed for points"), "{}", warned.all());
    done(&office, "manager", &["fund", "cover", "off"]);
    let quiet = office.run("clerk", &["deposit", "一组-002", "H01", "1", "--on", "2026-03-10"]);
    assert!(!quiet.err.contains("warning"), "{}", quiet.all());

    let shown = office.json("auditor", &["fund", "show"]);
    let line = &shown["branches"][0];
    assert_eq!(line["branch"], "LC01");
    for (key, value) in [
        ("received", "20"),
        ("spent", "0"),
        ("settled", "0"),
        ("fund", "20"),
        ("stock", "0"),
        ("outstanding", "26.5"),
        ("claimed", "0"),
        ("percent", "75"),
        ("policy", "off"),
    ] {
        assert_eq!(line[key], value, "{key}");
    }
    let zh = office.say("zh", "auditor", &["基金", "查看"]);
    assert!(zh.out.contains("覆盖率") && zh.out.contains("75%"), "{}", zh.all());
}

#[test]
fn money_entered_wrong_is_reversed_and_its_voucher_can_be_used_again() {
    let office = office();
    let spend = ["fund", "spend", "30.50", "--purpose", "进货", "--voucher", "付-1"];
    refused(&office, "manager", &spend, &["the fund holds 0 yuan", "30.5 short"]);
    receive(&office, "500", "记-1");
    let again = ["fund", "receive", "50", "--source", "镇财政拨款", "--voucher", "记-1"];
    refused(&office, "manager", &again, &["voucher `记-1` was entered before"]);
    let wrong = office.json("manager", &spend);
    let entry = wrong["entry"].as_str().unwrap();
    assert_eq!(wrong["fund"], "469.5");
    let undone = office.json("manager", &["reverse", entry, "--reason", "记错"]);
    assert_eq!(undone["fund"], "500");
    done(&office, "manager", &spend);
    refused(&office, "clerk", &again, &["this takes", "manager"]);
    let bad =
        office.run("manager", &["fund", "receive", "0.005", "--source", "x", "--voucher", "1"]);
    assert_eq!(bad.code, 2, "{}", bad.all());
    assert!(bad.err.contains("exact to the fen"), "{}", bad.all());
    done(&office, "auditor", &["audit"]);
}

#[test]
fn an_appeal_is_opened_pledged_to_shown_and_ends_by_itself_or_is_given_back() {
    let office = office();
    let pool = office.json("clerk", &["account", "open", "--kind", "pool"]);
    let pool = pool["account"].as_str().unwrap();
    let open = |code: &'static str, goal: &'static str| {
        let args = ["appeal", "open", code, "--title", "修桥", "--pool", pool, "--goal", goal];
        done(&office, "manager", &[&args[..], &["--until", "2026-03-31"]].concat());
    };
    open("BRIDGE", "40");
    open("LAMP", "10");
    let said = done(&office, "clerk", &["appeal", "pledge", "bridge", "一组-001", "30"]);
    assert!(said.contains("pledged 30 文明积分"), "{said}");
    let account = office.json("clerk", &["account", "show", "一组-001"]);
    assert_eq!(account["pledged"][0]["points"], "30");
    let more = ["appeal", "pledge", "BRIDGE", "一组-001", "11"];
    refused(&office, "clerk", &more, &["lacks 10 points", " appeal show BRIDGE`"]);
    refused(&office, "clerk", &["appeal", "close", "BRIDGE"], &["runs until 2026-03-31"]);
    done(&office, "clerk", &["众筹", "捐", "LAMP", "一组-001", "10"]);
    let paid = office.json("clerk", &["appeal", "close", "LAMP"]);
    assert_eq!(paid["appeal"]["closed"]["outcome"], "paid");
    assert_eq!(office.balance(pool), "10");
    refused(&office, "clerk", &["appeal", "close", "LAMP"], &["was closed by entry"]);

    let later = |args: &[&str]| {
        let now = ["--lang", "zh", "--now", "2026-04-01T10:00:00+08:00", "--as", "clerk"];
        common::wenming(&office.dir, &[&now[..], args].concat())
    };
    let said = later(&["众筹", "结束", "BRIDGE"]);
    assert_eq!((said.code, said.out.contains("退回 1 笔认捐")), (0, true), "{}", said.all());
    assert_eq!(office.balance("一组-001"), "140");
    let said = later(&["众筹", "查看"]);
    assert!(said.out.contains("已退回") && said.out.contains("已划拨"), "{}", said.all());
    let said = later(&["对账单", "一组-001"]);
    assert!(said.out.contains("众筹认捐") && said.out.contains("修桥 (BRIDGE)"), "{}", said.all());
    assert_eq!(later(&["审计"]).code, 0);
}
