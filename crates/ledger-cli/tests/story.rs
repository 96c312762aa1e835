//! A month of the people's procedure, played by the commands a clerk types, on a
//! bank of two villages; after each act, what a resident would see.
//!
//! The awards are summed up here by hand ([`Month::owed`]) and compared with the
//! program's balances, so that points paid twice, to somebody else or not at all
//! are noticed, whatever the rules of the ledger say.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use common::{Said, wenming};
use serde_json::Value;

/// Gift points that end after a year, half of them carried over; deeds that are
/// verified, decided on and hung out; and one that pays at once.
const RULEBOOK: &str = r#"
title = "试行细则"

[[currency]]
code = "JF"
name = "文明积分"
decimals = 0
yuan_per_point = "1"

[[currency]]
code = "ZS"
name = "慰问积分"
decimals = 0
expires = "12 months"
carry_over = "50%"

[[rule]]
code = "D01"
kind = "earn"
item = "集体劳动"
unit = "次"
points = "60"
currency = "JF"

[[rule]]
code = "Z01"
kind = "earn"
item = "慰问"
unit = "户"
points = "20"
currency = "ZS"

[[rule]]
code = "V01"
kind = "earn"
item = "护林防火巡查"
unit = "次"
points = "10"
currency = "JF"
caps = ["30/月", "30日内"]
review = ["verify 1", "panel", "notice 5 days"]
late_after_days = 10

[[rule]]
code = "V02"
kind = "earn"
item = "看望独居老人"
unit = "次"
points = "6"
currency = "JF"
caps = ["24/月", "30日内"]
review = ["verify 1", "panel", "notice 5 days"]
late_after_days = 10
"#;

const HOUSEHOLDS: usize = 12;
const REJECTED: [usize; 2] = [5, 17];
const REJECTED_BY_PANEL: usize = 30;
const UPHELD: usize = 9;
const DISMISSED: usize = 25;
/// The claim that is told like the one before it, and the one that is told late.
const DOUBLE: usize = 38;
const LATE: usize = 39;

struct Month {
    _temp: tempfile::TempDir,
    bank: PathBuf,
    now: String,
    /// What the claims come to, by household: what is claimed, and what is to be paid.
    owed: BTreeMap<usize, i64>,
    claims: Vec<String>,
}

fn household(nth: usize) -> String {
    format!("一组-{:03}", nth + 1)
}

/// The household of a claim, and its rule with what that pays.
fn deed(nth: usize) -> (usize, &'static str, i64) {
    let told = if nth == DOUBLE { nth - 1 } else { nth };
    let (rule, points) = [("V01", 10), ("V02", 6)][(told / 10) % 2];
    (told % 10, rule, points)
}

/// Of a line of `balance`: the balance, what can be spent, what is claimed.
fn numbers(line: &Value) -> (i64, i64, i64) {
    let number = |value: &Value| value.as_str().map_or(0, |text| text.parse().unwrap());
    (number(&line["balance"]), number(&line["available"]), number(&line["claimed"]["points"]))
}

impl Month {
    fn founded() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let bank = temp.path().join("bank");
        fs::write(temp.path().join("book.toml"), RULEBOOK).unwrap();
        let (owed, claims) = (BTreeMap::new(), Vec::new());
        let mut month = Self { bank, now: String::new(), owed, claims, _temp: temp };
        month.day("2025-03-01");
        month.does(
            "wang",
            "init --origin wenming.example/story --name 镇文明银行 --manager wang --since 2025-01-01",
        );
        month.does("wang", "branch open LC01 --name 清溪村");
        month.does("wang", "branch open LC02 --name 山北村");
        let book = month._temp.path().join("book.toml");
        let adopt = format!("rules adopt {} --from 2025-01-01 --all-branches", book.display());
        month.does("wang", &adopt);
        for (name, role) in
            [("li", "clerk"), ("chen", "verifier"), ("ma", "verifier"), ("zhou", "auditor")]
        {
            month.does("wang", &format!("operator enroll {name} --role {role} --all-branches"));
        }
        for nth in 0..HOUSEHOLDS {
            let open = format!("--branch LC01 account open --household {}", household(nth));
            month.does("li", &open);
        }
        month.does("li", "--branch LC02 account open --household 北组-001");
        month
    }

    fn day(&mut self, day: &str) {
        self.now = format!("{day}T10:00:00+08:00");
    }

    fn march(&mut self, day: u32) {
        self.day(&format!("2026-03-{day:02}"));
    }

    fn say(&self, by: &str, line: &str) -> Said {
        let start = ["--lang", "en", "--json", "--accept-clock", "--now", &self.now, "--as", by];
        let words: Vec<&str> = line.split(' ').collect();
        wenming(&self.bank, &[&start, &words[..]].concat())
    }

    fn does(&self, by: &str, line: &str) -> Value {
        let said = self.say(by, line);
        assert_eq!(said.code, 0, "{line}: {}", said.all());
        serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{line}: {e}: {}", said.all()))
    }

    /// It is refused for that reason, and nothing is written anywhere.
    fn refused(&self, by: &str, line: &str, code: &str) {
        let before = self.journals();
        let said = self.say(by, line);
        let answer: Value = serde_json::from_str(&said.out).unwrap_or_default();
        assert_eq!((said.code, &answer["error"]["code"]), (1, &code.into()), "{}", said.all());
        assert!(self.journals() == before, "{line}: something was written");
    }

    fn journal(&self, branch: &str) -> String {
        let path = self.bank.join(format!("journal/{branch}/000000000000.jsonl"));
        fs::read_to_string(path).unwrap()
    }

    fn journals(&self) -> [String; 3] {
        ["HQ", "LC01", "LC02"].map(|branch| self.journal(branch))
    }

    /// An account's balance, what of it can be spent, and what is claimed.
    fn sees(&self, account: &str, currency: &str) -> (i64, i64, i64) {
        let told = self.does("zhou", &format!("balance {account}"));
        let of = told["balances"].as_array().unwrap().iter();
        of.filter(|line| line["currency"] == currency).map(numbers).next().unwrap_or_default()
    }

    /// The same of every household of the village.
    fn all(&self, currency: &str) -> BTreeMap<String, (i64, i64, i64)> {
        let told = self.does("zhou", "--branch LC01 balance");
        let of = told["balances"].as_array().unwrap().iter();
        of.filter(|line| line["currency"] == currency)
            .filter_map(|line| Some((line["household"].as_str()?.to_owned(), numbers(line))))
            .collect()
    }

    fn stock(&self, by: &str) -> String {
        let shelf = self.does(by, "--branch LC01 stock show");
        let oil = shelf.as_array().unwrap().iter().find(|line| line["offer"] == "OIL");
        oil.unwrap()["stock"].as_str().unwrap().to_owned()
    }

    fn clearing(&self) -> Vec<(String, String)> {
        let told = self.does("zhou", "clearing show");
        assert_eq!(told["under_way"], Value::Array(vec![]), "{told}");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let lines = told["positions"].as_array().unwrap();
        lines.iter().map(|line| (text(&line["branch"]), text(&line["position"]))).collect()
    }

    fn file(&mut self, visit: usize, day: u32) {
        self.march(day);
        for nth in visit * 8..visit * 8 + 8 {
            let (whose, rule, points) = deed(nth);
            let on = if nth == LATE { 2 } else { day - 1 };
            let (whose_no, late) = (household(whose), nth == LATE);
            let mut line =
                format!("claim file {whose_no} {rule} --on 2026-03-{on:02} --evidence 表-{nth}");
            if late {
                self.refused("li", &line, "witnesses-missing");
                line.push_str(" --witness 一组-011 --witness 一组-012");
            }
            let filed = self.does("li", &line);
            let deed = &filed["event"]["claim_filed"];
            assert_eq!(deed["points"], points.to_string(), "{filed}");
            let like = (nth == DOUBLE).then(|| self.claims[nth - 1].as_str());
            assert_eq!(deed["like"].as_str(), like, "{filed}");
            self.claims.push(filed["entry"].as_str().unwrap().to_owned());
            *self.owed.entry(whose).or_default() += points;
        }
    }

    fn strike(&mut self, nth: usize) {
        let (whose, _, points) = deed(nth);
        *self.owed.get_mut(&whose).unwrap() -= points;
    }

    fn verify(&mut self, visit: usize, day: u32) {
        self.march(day);
        let (mut plain, mut double) = (Vec::new(), None);
        for nth in visit * 8..visit * 8 + 8 {
            let claim = self.claims[nth].clone();
            if REJECTED.contains(&nth) {
                self.does("chen", &format!("claim reject {claim} --reason 记录上没有此人"));
                self.strike(nth);
            } else if nth == DOUBLE {
                double = Some(claim);
            } else {
                plain.push(claim);
            }
        }
        self.does("chen", &format!("claim verify {}", plain.join(" ")));
        if let Some(claim) = double {
            self.refused("chen", &format!("claim verify {claim}"), "looks-double");
            self.does("chen", &format!("claim verify {claim} --distinct 上下午各一次"));
        }
    }

    /// Every household holds what it began with and what `owed` says was paid.
    fn all_see(&self, paid: bool) {
        let want = (0..HOUSEHOLDS).map(|nth| {
            let owed = self.owed.get(&nth).copied().unwrap_or_default();
            // 一组-002 has collected an offer for 40 of its 60 points.
            let began = if nth == 1 { 20 } else { 60 };
            let sees = if paid { (began + owed, began + owed, 0) } else { (began, began, owed) };
            (household(nth), sees)
        });
        assert_eq!(self.all("JF"), want.collect());
    }
}

#[test]
fn a_month_of_the_procedure_ends_with_every_point_where_the_village_says() {
    let mut month = Month::founded();

    // Last year: gift points that end on the 10th of March, and some that do not.
    month.day("2025-03-10");
    for nth in 0..3 {
        month.does("li", &format!("deposit {} Z01", household(nth)));
    }
    month.day("2025-04-20");
    month.does("li", "deposit 一组-001 Z01");

    month.march(2);
    for nth in 0..HOUSEHOLDS {
        month.does("li", &format!("deposit {} D01", household(nth)));
    }
    month.does("li", "deposit 北组-001 D01");
    let account = |kind: &str| {
        let opened = month.does("li", &format!("--branch LC01 account open --kind {kind}"));
        opened["account"].as_str().unwrap_or_else(|| panic!("{opened}")).to_owned()
    };
    let (shop, pool) = (account("merchant"), account("pool"));
    let add = "--branch LC01 offer add OIL --title 食用油 --price 40 --stock 3 --merchant";
    month.does("wang", &format!("{add} {shop}"));
    month.does("wang", "--branch LC01 fund receive 1000 --source 村集体 --voucher SK-1");

    // Three put by the last three; there is none for a fourth.
    let slips: Vec<Value> =
        (0..3).map(|nth| month.does("li", &format!("reserve {} OIL", household(nth)))).collect();
    let entry = |slip: &Value| slip["entry"].as_str().unwrap().to_owned();
    month.refused("li", "reserve 一组-004 OIL", "out-of-stock");
    assert_eq!((month.sees("一组-001", "JF"), month.stock("li")), ((20, 20, 0), "0".to_owned()));

    // An appeal, and two who give to it.
    let appeal = "--branch LC01 appeal open BRIDGE --title 护栏 --goal 200 --until 2026-03-15";
    month.does("wang", &format!("{appeal} --pool {pool}"));
    month.does("li", "--branch LC01 appeal pledge BRIDGE 一组-005 20");
    month.does("li", "--branch LC01 appeal pledge BRIDGE 一组-006 15");
    assert_eq!(month.sees("一组-005", "JF"), (40, 40, 0));

    month.file(0, 3);
    month.verify(0, 4);
    // One pick-up cancelled, one collected; a code works once.
    month.does("li", &format!("cancel {} --reason 不要了", entry(&slips[0])));
    assert_eq!(month.sees("一组-001", "JF"), (60, 60, 10));
    assert_eq!(month.stock("li"), "1");
    let code = slips[1]["code"].as_str().unwrap();
    month.does("li", &format!("collect {code}"));
    let again = format!("collect {code} --entry {}", entry(&slips[1]));
    month.refused("li", &again, "reservation-over");
    assert_eq!(month.sees(&shop, "JF"), (40, 40, 0));

    month.file(1, 7);
    month.verify(1, 8);

    // The last day of last year's gifts, and the day after: gone before anybody closes.
    month.march(10);
    assert_eq!(month.sees("一组-002", "ZS"), (20, 20, 0));
    month.march(11);
    assert_eq!(month.sees("一组-002", "ZS"), (20, 0, 0));
    let closed = month.does("li", "day close");
    let lost: Vec<&Value> = (closed["entries"].as_array().unwrap().iter())
        .map(|entry| &entry["event"]["expired"])
        .filter(|event| event.is_object())
        .collect();
    assert_eq!(lost.len(), 3, "{closed}");
    assert!(lost.iter().all(|loss| loss["points"] == "10"), "{closed}");
    // 一组-001 has another twenty, of April: they do not end.
    assert_eq!(month.sees("一组-001", "ZS"), (30, 30, 0));
    assert_eq!(month.sees("一组-002", "ZS"), (10, 10, 0));
    assert_eq!(month.sees("一组-004", "ZS"), (0, 0, 0));
    // They stand as the rulebook lists them, and one household is not summed up.
    let told = month.does("li", "balance 一组-001");
    let listed: Vec<&str> = (told["balances"].as_array().unwrap().iter())
        .filter_map(|line| line["currency"].as_str())
        .collect();
    assert_eq!(listed, ["JF", "ZS"]);
    let told = wenming(&month.bank, &["--lang", "zh", "--now", &month.now, "余额", "一组-001"]);
    assert!(told.code == 0 && !told.out.contains("合计"), "{}", told.all());
    // Nobody came for the third: it was released in the same close.
    assert_eq!(month.sees("一组-003", "JF").0, 60);
    assert_eq!(month.stock("li"), "2");
    let late = format!("collect {}", slips[2]["code"].as_str().unwrap());
    assert_eq!(month.say("li", &late).code, 1, "released, and collected all the same");

    month.file(2, 11);
    month.verify(2, 12);
    month.file(3, 15);
    month.verify(3, 16);
    // The appeal has failed: everything went back, and the pool has nothing.
    month.does("li", "day close");
    assert_eq!(month.sees("一组-005", "JF").0, 60);
    assert_eq!(month.sees("一组-006", "JF").0, 60);
    assert_eq!(month.sees(&pool, "JF").0, 0);
    month.file(4, 19);
    month.march(20);
    month.verify(4, 20);
    assert_eq!(month.claims.len(), 40);

    // The panel turns one down; the rest hangs on the wall.
    let panel: Vec<&str> = (0..40)
        .filter(|nth| !REJECTED.contains(nth) && *nth != REJECTED_BY_PANEL)
        .map(|nth| month.claims[nth].as_str())
        .collect();
    month.refused("chen", &format!("claim verify {} --note 纪要", panel[0]), "reviewed-already");
    month.does("ma", &format!("claim verify {} --note 评议纪要第3号", panel.join(" ")));
    let turned_down = &month.claims[REJECTED_BY_PANEL];
    month.does("ma", &format!("claim reject {turned_down} --reason 属本职工作"));
    month.strike(REJECTED_BY_PANEL);
    let list = month.does("li", "--branch LC01 claim list");
    assert_eq!(list["claims"].as_array().unwrap().len(), 37);
    let opened = month.does("li", "--branch LC01 notice open --from 2026-03-01 --to 2026-03-20");
    let notice = opened["notice"].as_str().unwrap_or_else(|| panic!("{opened}")).to_owned();
    let claims = opened["event"]["notice_opened"]["claims"].as_array().unwrap();
    assert_eq!(
        (claims.len(), &opened["event"]["notice_opened"]["until"]),
        (37, &"2026-03-25".into())
    );

    // What is on the wall is seen by all and spent by nobody.
    month.march(22);
    month.all_see(false);
    month.refused("li", "redeem 一组-001 OIL 2", "overdraft");
    month.refused("li", "transfer 一组-001 一组-004 61", "overdraft");

    // Two object; one is right.
    for (nth, uphold) in [(UPHELD, true), (DISMISSED, false)] {
        let claim = month.claims[nth].clone();
        month.march(22);
        month.does("li", &format!("notice object {claim} --reason 没有见到"));
        month.march(24);
        let how = if uphold { "--uphold" } else { "--dismiss" };
        let resolve = format!("notice resolve {claim} {how} --reason 查过了");
        month.does("wang", &resolve);
        let shown = month.does("li", &format!("claim show {claim}")).to_string();
        assert!(shown.contains(if uphold { "upheld" } else { "dismissed" }), "{shown}");
        month.refused("wang", &resolve, if uphold { "unknown-claim" } else { "not-objected" });
    }
    month.strike(UPHELD);
    month.march(25);
    month.refused("li", &format!("notice close {notice}"), "notice-stands");
    month.all_see(false);

    // Paid together, under one signature, and only once.
    month.march(26);
    let before = month.journal("LC01").len();
    month.does("li", &format!("notice close {notice}"));
    let journal = month.journal("LC01");
    let commit: Vec<&str> = journal[before..].lines().collect();
    assert_eq!(commit.len(), 37, "36 awards and the close");
    assert_eq!(commit.iter().filter(|line| line.contains(r#""sig":"#)).count(), 1);
    assert!(commit.last().unwrap().contains(r#""posted":36,"waiting":[]"#));
    month.all_see(true);
    assert_eq!(month.does("li", "day close")["entries"], Value::Array(vec![]));
    let list = month.does("li", "--branch LC01 claim list");
    assert_eq!(list["claims"], Value::Array(vec![]));
    let statement = month.does("li", "statement 一组-010 --all");
    let told: Vec<&str> = (statement["lines"].as_array().unwrap().iter())
        .filter_map(|line| line["what"].as_str())
        .filter(|what| ["claim_filed", "deposited", "objection_resolved"].contains(what))
        .collect();
    // Four claims, of which the one at nine was struck; LATE was paid.
    assert_eq!(told.iter().filter(|what| **what == "claim_filed").count(), 4, "{statement}");
    assert_eq!(told.iter().filter(|what| **what == "deposited").count(), 4, "{statement}");
    assert!(told.contains(&"objection_resolved"), "{statement}");

    // A neighbour is served; the shop of the other village owes nothing after the netting.
    month.march(27);
    month.does("li", "redeem 北组-001 OIL --at LC01");
    assert_eq!((month.sees("北组-001", "JF").0, month.sees(&shop, "JF").0), (20, 80));
    assert_eq!(month.stock("li"), "1");
    let owes = |branch: &str, points: &str| (branch.to_owned(), points.to_owned());
    assert_eq!(month.clearing(), [owes("LC01", "-40"), owes("LC02", "40")]);

    month.march(31);
    let settle = format!("settle {shop} --voucher FK-1");
    let paid = month.does("wang", &format!("{settle} --request slip-1"));
    assert_eq!(paid["event"]["settled"]["yuan"], "80", "{paid}");
    let again = month.does("wang", &format!("{settle} --request slip-1"));
    assert_eq!((&again["entry"], &again["repeated"]), (&paid["entry"], &true.into()));
    assert_eq!(month.sees(&shop, "JF").0, 0);
    let fund = month.does("zhou", "--branch LC01 fund show");
    assert_eq!(fund["branches"][0]["fund"], "920", "{fund}");
    month.does("wang", "clearing net");
    assert_eq!(month.clearing(), [owes("LC01", "0"), owes("LC02", "0")]);
    let closed = month.does("li", "day close");
    assert_eq!(closed["entries"], Value::Array(vec![]), "month end: nothing is left to do");

    month.adds_up();
    // The books are an index: without them everything is as it was.
    let residents = |month: &Month| ["JF", "ZS"].map(|currency| month.all(currency));
    let before = residents(&month);
    month.does("wang", "rebuild");
    assert_eq!(residents(&month), before);
    month.all_see(true);
}

impl Month {
    /// Audited clean; and by the accounts another program would keep: each
    /// currency sums to zero in each village, nothing is left in what only holds
    /// points for a while, and what holders have is what the audit says is out.
    fn adds_up(&self) {
        let audit = self.does("zhou", "audit");
        assert_eq!(audit["clean"], true, "{audit}");
        let told = wenming(&self.bank, &["--as", "zhou", "export", "hledger"]);
        assert_eq!(told.code, 0, "{}", told.all());
        let mut sums: BTreeMap<(String, String), i64> = BTreeMap::new();
        for line in told.out.lines().filter(|line| line.starts_with("    ")) {
            let mut parts = line.split_whitespace();
            let (account, amount) = (parts.next().unwrap(), parts.next().unwrap());
            let amount: i64 = amount.parse().unwrap();
            let currency = parts.next().unwrap();
            let (kind, rest) = account.split_once(':').unwrap();
            let (branch, name) = rest.split_once(':').unwrap();
            let of = if kind == "holders" { "holders" } else { name };
            for place in [branch.to_owned(), format!("{branch} {of}"), format!("all {of}")] {
                *sums.entry((place, currency.to_owned())).or_default() += amount;
            }
        }
        let sum = |place: &str, currency: &str| {
            sums.get(&(place.to_owned(), currency.to_owned())).copied().unwrap_or_default()
        };
        let mut out = 0;
        for branch in audit["branches"].as_array().unwrap() {
            let code = branch["branch"].as_str().unwrap();
            for currency in ["JF", "ZS"] {
                assert_eq!(sum(code, currency), 0, "{code} {currency}");
                for account in ["clearing", "reserved", "pledged"] {
                    assert_eq!(sum(&format!("{code} {account}"), currency), 0, "{code} {account}");
                }
                let holders = sum(&format!("{code} holders"), currency);
                let held = branch["held"][currency].as_str().unwrap_or("0");
                assert_eq!(held, holders.to_string(), "{code} {currency}");
                out += holders;
            }
        }
        assert!(out > 0);
        assert_eq!(sum("all head-office", "JF"), 0, "what one village is short of, another has");
        assert!(sum("LC01 head-office", "JF") != 0, "{sums:?}");
    }
}

#[test]
fn the_demos_second_act_is_that_month_as_well() {
    let temp = tempfile::tempdir().unwrap();
    let bank = temp.path().join("demo");
    let now = ["--now", "2026-04-10T10:00:00+08:00", "--json"];
    let said = wenming(&bank, &[&now[..], &["demo", bank.to_str().unwrap()]].concat());
    assert_eq!(said.code, 0, "{}", said.all());
    let told: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(told["findings"], 0);
    let acts = told["procedure"]["acts"].as_array().unwrap();
    let act = |name: &str| {
        let found: Vec<&Value> = acts.iter().filter(|act| act["act"] == name).collect();
        assert_eq!(found.len(), 1, "{name}: {acts:?}");
        found[0]
    };
    let entries = |name: &str| act(name)["entries"].as_array().unwrap().len();
    let fact = |name: &str, of: &str| act(name)["facts"][of].as_str().unwrap().to_owned();
    assert_eq!((entries("filed"), entries("rejected")), (40, 3));
    assert_eq!(fact("notice", "n"), "37");
    assert_eq!((entries("upheld"), entries("dismissed")), (1, 1));
    assert_eq!((fact("posted", "n"), entries("posted")), ("36".to_owned(), 37));
    assert_eq!((fact("late", "n"), entries("like")), ("2".to_owned(), 1));
    assert_eq!((fact("gifts", "points"), act("gifts")["on"].as_str()), {
        ("80".to_owned(), Some("2025-03-10"))
    });
    assert_eq!((fact("expired", "lost"), fact("expired", "carried")), ("40".into(), "40".into()));
    assert_eq!((entries("cancelled"), entries("collected"), entries("released")), (1, 1, 1));
    assert_eq!((fact("given-back", "points"), fact("given-back", "n")), ("35".into(), "2".into()));
    assert_eq!((entries("served"), entries("settled"), entries("netted")), (1, 1, 1));
    assert_eq!((entries("closed"), fact("closed", "n")), (0, "0".to_owned()));
    assert!(acts.is_sorted_by_key(|act| act["on"].as_str()), "{acts:?}");

    // What it says is so.
    let ask = |line: &str| -> Value {
        let words: Vec<&str> = line.split(' ').collect();
        let said = wenming(&bank, &[&now[..], &words].concat());
        serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{line}: {e} {}", said.all()))
    };
    assert_eq!(ask("audit")["clean"], true);
    let positions = ask("clearing show");
    let positions = positions["positions"].as_array().unwrap();
    assert_eq!(positions.len(), 2);
    assert!(positions.iter().all(|line| line["position"] == "0"), "{positions:?}");
    let claims = ask("--branch FL03 claim list");
    assert_eq!(claims["claims"], Value::Array(vec![]));
    let appeal = ask("--branch FL03 appeal show BRIDGE");
    assert!(appeal.to_string().contains("given_back"), "{appeal}");
    assert_eq!(ask("--branch FL03 reservations"), Value::Array(vec![]));

    // What was asked for on paper: 2, 1½, 2½ and 1½ hours, on the wall for seven days.
    let asked = told["asked"]["acts"].as_array().unwrap();
    assert!(asked.is_sorted_by_key(|act| act["on"].as_str()), "{asked:?}");
    let certificates = ask("--branch SQ02 certificate list");
    let [certificate] = &certificates["certificates"].as_array().unwrap()[..] else {
        panic!("one: {certificates}");
    };
    assert_eq!(certificate["entry"], told["asked"]["certificate"], "{certificate}");
    assert_eq!((&certificate["minutes"], &certificate["deeds"]), (&"450".into(), &4.into()));
    assert_eq!(certificate["until"], "2026-03-22");
    let statement = ask("--branch SQ02 statement 一组-001 --all");
    let lines = statement["lines"].as_array().unwrap();
    let record = lines.iter().find(|line| line["entry"] == told["asked"]["record"]);
    assert_eq!(record.unwrap()["what"], "record_issued", "{statement}");
}
