//! Closing days and years through the program: who is told what ends, what is
//! written when, and that doing it again does nothing.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;

use common::{Office, RULEBOOK, Said, wenming};
use serde_json::Value;

/// `JF` ends with the half-year and half of it goes on; `RW` has a ceiling;
/// `ZS` is spent only beside `RW`.
fn rulebook() -> String {
    let rule = |code: &str, currency: &str| {
        format!(
            "[[rule]]\ncode = \"{code}\"\nkind = \"earn\"\nitem = \"{code}\"\nunit = \"件\"\n\
             points = \"1\"\ncurrency = \"{currency}\"\n"
        )
    };
    let jf = "spendable_above = \"100\"\n";
    let ends = "expires = \"half-year\"\ncarry_over = \"50%\"\n";
    let more = "[[currency]]\ncode = \"RW\"\nname = \"任务积分\"\nexpires = \"year-end\"\n\
                ceiling = \"100\"\n\
                [[currency]]\ncode = \"ZS\"\nname = \"赠予积分\"\nspend_with = \"RW 1:5\"\n";
    let rules = [rule("A", "JF"), rule("B", "RW"), rule("C", "ZS")].concat();
    format!("{}\n{more}{rules}", RULEBOOK.replacen(jf, ends, 1))
}

struct Counter {
    office: Office,
    day: &'static str,
}

impl Counter {
    fn new() -> Self {
        let office = Office::new();
        let book = office.temp().join("book.toml");
        fs::write(&book, rulebook()).unwrap();
        let counter = Self { office, day: "2026-03-20" };
        counter
            .does("manager", &["rules", "adopt", book.to_str().unwrap(), "--from", "2026-03-20"]);
        counter
    }

    fn say(&self, lang: &str, by: &str, args: &[&str]) -> Said {
        let now = format!("{}T10:00:00+08:00", self.day);
        let all = ["--lang", lang, "--now", &now, "--accept-clock", "--as", by];
        wenming(&self.office.dir, &[&all, args].concat())
    }

    fn does(&self, by: &str, args: &[&str]) -> String {
        let said = self.say("en", by, args);
        assert_eq!(said.code, 0, "{args:?} {}", said.all());
        said.out
    }

    fn json(&self, args: &[&str]) -> Value {
        let said = self.say("en", "clerk", &[&["--json"], args].concat());
        serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {}", said.all()))
    }

    fn journal(&self) -> Vec<u8> {
        fs::read(self.office.segment("LC01")).unwrap()
    }
}

/// Of each object, these fields, in one line.
fn fields(list: &Value, names: &[&str]) -> Vec<String> {
    let one = |of: &Value| -> Vec<String> {
        let text = |name: &&str| match &of[*name] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        names.iter().map(text).collect()
    };
    list.as_array().unwrap().iter().map(|of| one(of).join(" ")).collect()
}

#[test]
fn what_ends_is_told_beforehand_entered_once_and_added_up_at_the_years_end() {
    let mut counter = Counter::new();
    let said = counter.does("clerk", &["deposit", "一组-001", "A", "15"]);
    assert!(said.contains("they can be spent until 2026-06-30"), "{said}");
    counter.does("clerk", &["deposit", "一组-002", "A", "7"]);
    let soon = counter.json(&["expiring", "--within", "102d"]);
    let names = ["household", "until", "points", "lost", "carried", "carried_until", "ended"];
    let want = [
        "一组-001 2026-06-30 15 8 7 2026-12-31 false",
        "一组-002 2026-06-30 7 4 3 2026-12-31 false",
    ];
    assert_eq!(fields(&soon["expiring"], &names), want);
    assert_eq!(soon["until"], "2026-06-30");
    assert_eq!(counter.json(&["expiring", "--within", "101d"])["expiring"], Value::Array(vec![]));
    let one = counter.say("zh", "clerk", &["即将到期", "一组-002", "--within", "200天"]);
    assert!(one.out.contains("一组-002") && !one.out.contains("一组-001"), "{}", one.all());

    // The day after, before anybody closes: nothing of it is available.
    counter.day = "2026-07-01";
    let balance = counter.json(&["balance", "一组-002"]);
    let names = ["currency", "balance", "available"];
    assert_eq!(fields(&balance["balances"], &names), ["JF 7 0"]);
    assert_eq!(balance["balances"][0]["ended"]["points"], "7");
    let said = counter.say("zh", "clerk", &["余额", "一组-002"]);
    assert!(said.out.contains("7 已于 2026-06-30 到期，尚未入账"), "{}", said.all());
    let shown = counter.json(&["account", "show", "一组-002"]);
    assert_eq!(shown["balances"][0]["ended"]["until"], "2026-06-30");
    let before = counter.journal();
    let planned = counter.json(&["day", "close", "--dry-run"]);
    assert_eq!(planned["entries"].as_array().unwrap().len(), 2);
    assert_eq!(planned["entries"][0]["entry"], Value::Null);
    assert_eq!(counter.journal(), before, "a look writes nothing");
    let told = counter.does("clerk", &["day", "close"]);
    assert!(told.contains("JF: 12 lost in all, by 2 accounts; 10 carried over"), "{told}");
    let closed = counter.journal();
    assert_eq!(closed[before.len()..].iter().filter(|&&byte| byte == b'\n').count(), 2);
    let again = counter.say("zh", "clerk", &["日结"]);
    assert!(again.out.contains("2026-07-01 没有应办的事"), "{}", again.all());
    assert_eq!(counter.journal(), closed, "closing again writes nothing");
    assert_eq!(fields(&counter.json(&["balance", "一组-002"])["balances"], &names), ["JF 3 3"]);
    let statement = counter.say("zh", "clerk", &["对账单", "一组-002"]);
    let ended = "到 2026-06-30 为止；3分结转至 2026-12-31";
    assert!(statement.out.contains(ended), "{}", statement.all());

    // Weeks into the next year: the year it ended in is the one it counts in.
    counter.does("clerk", &["deposit", "一组-002", "A", "2"]);
    counter.day = "2027-02-10";
    let early = counter.say("zh", "clerk", &["年结", "2027"]);
    assert!(early.code == 1 && early.err.contains("2027 年还没有结束"), "{}", early.all());
    counter.does("clerk", &["deposit", "一组-001", "A", "1"]);
    let year = counter.json(&["year", "close"]);
    let names = ["currency", "brought_forward", "issued", "expired", "carried", "unredeemed"];
    // 150 brought forward do not end. 15 + 7 + 2 were issued; of what ended, 12
    // in June, and of the 7 and 5 left in December 4 and 3.
    assert_eq!(fields(&year["sums"], &names), ["JF 150 24 19 15 155"]);
    assert_eq!(year["entries"].as_array().unwrap().len(), 2);
    let closed = counter.journal();
    let again = counter.json(&["year", "close", "2026"]);
    assert_eq!((&again["sums"], &again["entries"]), (&year["sums"], &Value::Array(vec![])));
    assert_eq!(counter.journal(), closed, "closing the year again writes nothing");
    counter.does("auditor", &["audit"]);
}

#[test]
fn a_year_is_closed_without_what_ended_after_it() {
    let mut counter = Counter::new();
    counter.does("clerk", &["deposit", "一组-001", "A", "8"]);
    counter.day = "2027-03-01";
    counter.does("clerk", &["deposit", "一组-002", "A", "6"]);
    counter.day = "2027-07-05";
    let year = counter.json(&["year", "close"]);
    let accounts: Vec<_> = year["entries"].as_array().unwrap().iter().collect();
    assert!(accounts.iter().all(|of| of["event"]["expired"]["account"] == "LC01-000001-9"));
    // 8 in June, the 4 left in December, the 2 left in June: once begun, all of it.
    assert_eq!(accounts.len(), 3);
    assert_eq!(counter.json(&["balance", "一组-002"])["balances"][0]["balance"], "6");
    counter.does("clerk", &["day", "close"]);
    assert_eq!(counter.json(&["balance", "一组-002"])["balances"][0]["balance"], "3");
}

#[test]
fn the_day_is_closed_in_every_village_or_in_the_one_that_is_named() {
    let mut counter = Counter::new();
    let book = counter.office.temp().join("book.toml");
    counter.does("manager", &["branch", "open", "LC02", "--name", "山北村"]);
    let adopt = ["--branch", "LC02", "rules", "adopt", book.to_str().unwrap()];
    counter.does("manager", &[&adopt[..], &["--from", "2026-01-01"]].concat());
    counter.does("manager", &["--branch", "LC02", "account", "open", "--household", "九组-009"]);
    counter.does("manager", &["deposit", "九组-009", "A", "4"]);
    counter.does("clerk", &["deposit", "一组-001", "A", "4"]);
    counter.day = "2026-07-01";
    // The clerk is none of LC02's: tried in both, nothing is written in either.
    let before = counter.journal();
    let said = counter.say("en", "clerk", &["day", "close"]);
    assert!(said.code == 1 && said.err.contains("LC02"), "{}", said.all());
    assert_eq!(counter.journal(), before);
    let one = counter.does("manager", &["--branch", "LC02", "day", "close"]);
    assert!(one.contains("LC02-000001") && !one.contains("LC01-"), "{one}");
    let other = counter.does("manager", &["day", "close"]);
    assert!(other.contains("LC01-000001") && !other.contains("LC02-"), "{other}");
    counter.does("auditor", &["audit"]);
}

#[test]
fn a_part_of_a_price_is_paid_beside_its_partner_and_what_is_too_much_goes_to_the_pool() {
    let counter = Counter::new();
    let refused = counter.say("en", "clerk", &["deposit", "一组-001", "B", "120"]);
    assert!(refused.code == 1 && refused.err.contains("no pool to take them"), "{}", refused.all());
    counter.does("clerk", &["account", "open", "--kind", "pool"]);
    let told = counter.does("clerk", &["deposit", "一组-001", "B", "120"]);
    assert!(told.contains("deposited 120") && told.contains("20 of them go to the pool"), "{told}");
    counter.does("clerk", &["deposit", "一组-001", "C", "60"]);
    counter.does(
        "manager",
        &["offer", "add", "TOOL", "--title", "工具", "--price", "60", "--currency", "RW"],
    );
    let refused = counter.say("zh", "clerk", &["兑换", "一组-001", "TOOL", "--with", "ZS:51"]);
    assert!(refused.code == 1 && refused.err.contains("至多 50"), "{}", refused.all());
    let told = counter.does("clerk", &["redeem", "一组-001", "TOOL", "--with", "zs:50"]);
    assert!(told.contains("beside them: 50 赠予积分"), "{told}");
    let lines = counter.json(&["statement", "一组-001", "--last", "1"]);
    let paid = fields(&lines["lines"], &["what", "points", "currency", "balance"]);
    assert_eq!(paid, ["redeemed -10 RW 90", "redeemed -50 ZS 10"]);
    let out = counter.office.temp().join("out.csv");
    counter.does(
        "clerk",
        &["export", "statement", "--account", "一组-001", "--out", out.to_str().unwrap()],
    );
    let sheet = fs::read_to_string(out).unwrap();
    assert_eq!(sheet.matches("redemption").count(), 2, "{sheet}");
    counter.does("auditor", &["audit"]);
}

#[test]
fn a_length_that_is_none_is_misuse_and_told_in_both_languages() {
    let counter = Counter::new();
    for (lang, words) in [("en", "give a number of days, as `30d`"), ("zh", "请写天数")] {
        for within in ["x", "-3", "99999", "30 weeks", ""] {
            let said = counter.say(lang, "clerk", &["expiring", &format!("--within={within}")]);
            assert!(said.code == 2 && said.err.contains(words), "{within}: {}", said.all());
        }
    }
    let said = counter.say("en", "clerk", &["redeem", "一组-001", "RICE-5", "--with", "ZS"]);
    assert_eq!(said.code, 2, "{}", said.all());
}
