//! Pages through the program itself: what stands on them is what the ledger says, and
//! what is not to be read on them keeps them from being written.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{NOW, Office, Said, html, wenming};
use ledger_core::vault::VaultKey;
use serde_json::Value;

/// An office that keeps names.
fn office() -> Office {
    let office = Office::new();
    let key = office.dir.join("keys/vault");
    fs::write(&key, VaultKey::generate().unwrap().to_file().as_bytes()).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    for (household, name) in [("一组-001", "张桂兰"), ("一组-002", "李四")] {
        done(office.run("clerk", &["account", "name", household, "--name", name]));
    }
    office
}

#[track_caller]
fn done(said: Said) -> Said {
    assert_eq!(said.code, 0, "{}", said.all());
    said
}

#[track_caller]
fn refused(said: &Said, code: i32, parts: &[&str]) {
    assert_eq!(said.code, code, "{}", said.all());
    for part in parts {
        assert!(said.err.contains(part), "{part}: {}", said.all());
    }
}

/// Runs it with the page as HTML, and gives the page.
#[track_caller]
fn page(office: &Office, by: &str, lang: &str, args: &[&str]) -> String {
    let path = file(office, "page.html");
    let out = path.display().to_string();
    done(office.say(lang, by, &[args, &["--out", &out, "--force"]].concat()));
    html(&path)
}

fn file(office: &Office, name: &str) -> PathBuf {
    office.temp().join(name)
}

/// The tables of a page: their rows, headings and sums among them, as cells.
fn tables(page: &str) -> Vec<Vec<Vec<String>>> {
    let inner = |text: &str, tag: &str| -> Vec<String> {
        let (begin, end) = (format!("<{tag}"), format!("</{tag}>"));
        let parts = text.split(&begin).skip(1);
        let from_its_end = parts.map(|part| part.split_once('>').unwrap().1);
        from_its_end.map(|part| part.split(&end).next().unwrap().to_owned()).collect()
    };
    let cells = |row: &str| {
        inner(&row.replace("<th>", "<td>").replace("</th>", "</td>").replace("<th ", "<td "), "td")
    };
    let rows = |table: &String| inner(table, "tr").iter().map(|row| cells(row)).collect();
    inner(page, "table").iter().map(rows).collect()
}

/// A fact of the page by its label.
#[track_caller]
fn fact(page: &str, label: &str) -> String {
    let after = page.split(&format!("<dt>{label}</dt><dd>")).nth(1);
    let after = after.unwrap_or_else(|| panic!("no {label}: {page}"));
    after.split("</dd>").next().unwrap().to_owned()
}

fn entry(answer: &Value) -> String {
    answer["entry"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// What an account holds of 文明积分 by `balance`.
fn held(office: &Office, account: &str) -> i64 {
    office.balance(account).parse().unwrap()
}

fn number(cell: &str) -> i64 {
    cell.parse().unwrap_or_else(|_| panic!("{cell}"))
}

#[test]
fn the_board_has_the_ledgers_figures_and_its_columns_make_them() {
    let office = office();
    let deed = |account, rule: &str| {
        office.json(
            "clerk",
            &["deposit", account, rule, "1", "--on", "2026-03-19", "--evidence", "签到表"],
        )
    };
    deed("一组-001", "H08");
    let wrong = entry(&deed("一组-002", "H08"));
    deed("一组-002", "H01");
    done(office.run("manager", &["reverse", &wrong, "--reason", "记错"]));
    done(office.run("clerk", &["deduct", "一组-001", "H51", "1", "--on", "2026-03-19"]));
    done(office.run("clerk", &["redeem", "一组-001", "RICE-5", "2"]));
    done(office.run("clerk", &["transfer", "一组-001", "一组-002", "5"]));

    let shown = page(&office, "clerk", "zh", &["公示榜", "2026年3月"]);
    let [table] = &tables(&shown)[..] else { panic!("{shown}") };
    let head = ["户号", "姓名", "善行所得", "扣减", "兑换", "其他", "月末余额"];
    assert_eq!(table[0], head);
    // Nothing of what was reversed is earned, and what was brought forward is not either.
    assert_eq!(table[1], ["一组-001", "张**", "60", "3", "40", "+145", "162"]);
    assert_eq!(table[2], ["一组-002", "李*", "2", "0", "0", "+5", "7"]);
    assert_eq!(table[3], ["合计", "", "62", "3", "40", "+150", "169"]);
    assert_eq!(table.len(), 4, "who did nothing, and the shop, are not listed");
    for row in &table[1..3] {
        assert_eq!(number(&row[6]), held(&office, &row[0]));
        let sum = number(&row[2]) - number(&row[3]) - number(&row[4]) + number(&row[5]);
        assert_eq!(sum, number(&row[6]), "nobody held anything before");
    }
    // A frozen household and a person; the one that was closed was closed this month.
    assert!(shown.contains("另有 3 个账户本月没有变动"), "{shown}");
    assert!(shown.contains("清溪村 · 2026年3月") && shown.contains("截至 2026-03-20"));
    assert!(shown.contains("本村还没有封账"), "{shown}");
    assert_eq!(fact(&shown, "受理"), "清溪村文明银行柜台");
    assert!(!shown.contains("张桂兰") && !shown.contains("李四"));

    // The month before: nothing, and nobody had an account.
    let before = page(&office, "clerk", "zh", &["公示榜", "2026-02"]);
    assert!(tables(&before).is_empty() && before.contains("本月没有积分变动"), "{before}");
    assert!(!before.contains("每个账户本月都有变动"), "{before}");
    // In English, and as a PDF.
    let english = page(&office, "clerk", "en", &["board", "2026-03", "--contact", "the committee"]);
    assert_eq!(tables(&english)[0][1..3], table[1..3]);
    assert_eq!(fact(&english, "tell"), "the committee");
    let pdf = file(&office, "board.pdf");
    done(office.run("clerk", &["board", "2026-03", "--out", &pdf.display().to_string()]));
    assert!(fs::read(pdf).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn the_board_carries_the_checkpoint_and_how_long_to_object() {
    let office = office();
    done(office.run("manager", &["branch", "set-key", "--reason", "第一把"]));
    done(office.run("manager", &["checkpoint"]));
    let rules = file(&office, "rules.toml");
    // The longest notice of a rule in force; H09 is of February.
    let text = common::RULEBOOK
        .replace(r#"steps = ["评议小组"]"#, r#"review = ["notice 30 days"]"#)
        .replace(r#"caps = ["4/月"]"#, r#"review = ["notice 5 days"]"#)
        .replace(r#"caps = ["150/月"]"#, r#"review = ["notice 7 days"]"#);
    fs::write(&rules, text).unwrap();
    let rules = rules.display().to_string();
    done(office.run("manager", &["rules", "adopt", &rules, "--from", "2026-03-20"]));
    let shown = page(&office, "clerk", "zh", &["公示榜", "2026-03"]);
    assert_eq!(fact(&shown, "截止"), "2026-03-27");
    let size = office.json("clerk", &["checkpoint", "show"])["size"].as_u64().unwrap();
    assert!(shown.contains(&format!("本村前 {size} 条分录的封账")), "{shown}");
    assert!(shown.contains("<div class=\"code\"><svg"), "{shown}");
    // With the keys that `branch keys` tells, which whoever checks it has to trust.
    let keys = office.json("clerk", &["branch", "keys"]);
    let key = keys[0]["log_key"].as_str().unwrap_or_else(|| panic!("{keys}"));
    assert!(shown.contains("核验要用的公钥（LC01）：<"), "{shown}");
    assert!(shown.contains(&format!(">{key}<")), "{shown}");

    // A note that the journal does not go on from is handed out to nobody.
    let note = office.dir.join(format!("checkpoints/LC01/{size:012}.note"));
    let other = fs::read_to_string(&note).unwrap();
    let mut lines: Vec<&str> = other.lines().collect();
    lines[2] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    fs::write(&note, lines.join("\n") + "\n").unwrap();
    let out = file(&office, "no.pdf").display().to_string();
    refused(&office.run("clerk", &["board", "2026-03", "--out", &out]), 3, &["checkpoint"]);
    assert!(!file(&office, "no.pdf").exists());
}

#[test]
fn who_is_under_14_is_summed_up_on_the_board_and_absent_from_a_ranking() {
    let office = office();
    let sheet = file(&office, "people.csv");
    // Born in 2015, and of the last year that is old enough.
    let rows = "户号,户主姓名,身份证号,类型\n九组-001,王小宝,110105201506310021,户\n九组-002,赵大年,110105201106300021,户\n";
    fs::write(&sheet, rows.replace("201506310021", "201506150026")).unwrap();
    let said = office.run("clerk", &["import", "accounts", &sheet.display().to_string(), "--yes"]);
    done(said);
    for account in ["九组-001", "九组-002"] {
        done(office.run("clerk", &["deposit", account, "H08", "1", "--on", "2026-03-19"]));
    }
    let shown = page(&office, "clerk", "zh", &["公示榜", "2026-03"]);
    let rows = &tables(&shown)[0];
    assert!(!shown.contains("九组-001") && !shown.contains("王*"), "{shown}");
    let minors = ["", "未满14周岁的 1 个账户，不列名", "60", "0", "0", "0", "60"];
    assert!(rows.iter().any(|row| *row == minors), "{rows:?}");
    assert!(rows.iter().any(|row| row[0] == "九组-002"), "{rows:?}");
    assert_eq!(rows.last().unwrap()[2], "120", "the sum has them all");

    let ranked = page(&office, "clerk", "zh", &["积分榜"]);
    let rows = &tables(&ranked)[0];
    assert_eq!(rows[0], ["名次", "户号", "姓名", "所得积分"]);
    assert_eq!(rows[1..], [["1", "九组-002", "赵**", "60"]]);
}

#[test]
fn a_ranking_on_paper_is_the_ranking_on_the_screen() {
    let office = office();
    for (account, rule) in [("一组-001", "H01"), ("一组-002", "H08"), ("一组-002", "H01")] {
        done(office.run("clerk", &["deposit", account, rule, "1", "--on", "2026-03-12"]));
    }
    done(office.run("clerk", &["deposit", "一组-001", "H08", "1", "--on", "2026-03-13"]));
    let span = ["ranking", "--from", "2026-03-01", "--until", "2026-03-12"];
    let listed = office.json("clerk", &span);
    let listed: Vec<Vec<String>> = listed["ranking"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            let cell = |key: &str| {
                line[key].as_str().unwrap_or_else(|| panic!("{key}: {line}")).to_owned()
            };
            vec![line["place"].to_string(), cell("household"), cell("name"), cell("earned")]
        })
        .collect();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0], ["1", "一组-002", "李*", "62"]);
    let shown = page(&office, "clerk", "en", &span);
    assert_eq!(tables(&shown)[0][1..], listed);
    assert!(shown.contains("清溪村 · deeds from 2026-03-01 to 2026-03-12"), "{shown}");
    let first = page(&office, "clerk", "en", &[&span[..], &["--top", "1"]].concat());
    assert_eq!(tables(&first)[0][1..], listed[..1]);
    // Whose deductions are as much as what they earned, or more, is not put on the wall.
    let late =
        |account| office.run("clerk", &["deduct", account, "H51", "1", "--on", "2026-03-12"]);
    done(late("一组-001"));
    let below = office.json("clerk", &span);
    assert_eq!(below["ranking"][1]["earned"], "-1", "{below}");
    let shown = page(&office, "clerk", "en", &span);
    assert_eq!(tables(&shown)[0][1..], listed[..1]);
    assert!(!shown.contains("张**"), "{shown}");
    // A file is to be named where it is to be written over.
    refused(&office.run("clerk", &["ranking", "--force"]), 2, &["--out"]);
}

#[test]
fn what_cannot_be_printed_or_is_not_to_be_read_is_not_written() {
    let office = office();
    let run = |out: &str, more: &[&str]| {
        let out = file(&office, out).display().to_string();
        office.run("clerk", &[&["board", "2026-03", "--out", &out], more].concat())
    };
    refused(&run("board.docx", &[]), 2, &["board.docx", ".pdf .html"]);
    refused(&run("a.pdf", &["--contact", "李四"]), 1, &["full name of LC01-000002-7"]);
    refused(&run("a.pdf", &["--contact", "13800138000"]), 1, &["form of an ID, a phone"]);
    refused(&run("a.pdf", &["--contact", "村委会\u{1f3e0}"]), 1, &["U+1F3E0"]);
    assert!(!file(&office, "a.pdf").exists());
    refused(&run("no/a.pdf", &[]), 2, &["no/a.pdf"]);
    done(run("a.pdf", &[]));
    let before = fs::read(file(&office, "a.pdf")).unwrap();
    refused(&run("a.pdf", &["--contact", "村委会"]), 2, &["a.pdf", "--force"]);
    assert_eq!(fs::read(file(&office, "a.pdf")).unwrap(), before);
    done(run("a.pdf", &["--contact", "村委会", "--force"]));
    assert_ne!(fs::read(file(&office, "a.pdf")).unwrap(), before);

    let out = file(&office, "b.pdf").display().to_string();
    let month = |month| office.run("clerk", &["board", month, "--out", &out]);
    refused(&month("2026-04"), 2, &["2026-04 has not begun", "board 2026-03 --out"]);
    refused(
        &month("2025-12"),
        2,
        &["2025-12 was over before", "2026-01-01", "board 2026-01 --out"],
    );
    refused(&month("2026-13"), 2, &["2026-13", "write a month like"]);
    refused(&month("2026-03-19"), 2, &["write a month like"]);

    // Somebody called as the bank is: the page may say what the bank is called.
    done(office.run("clerk", &["account", "name", "一组-002", "--name", "文明"]));
    done(run("c.pdf", &[]));
    // Without the vault's key nothing can be held against the names.
    fs::remove_file(office.dir.join("keys/vault")).unwrap();
    refused(&run("d.pdf", &[]), 1, &["the vault does not open"]);
    let out = file(&office, "d.pdf").display().to_string();
    refused(&office.run("clerk", &["ranking", "--out", &out]), 1, &["the vault does not open"]);
    assert!(!file(&office, "d.pdf").exists());
}

/// How often a text stands on the page.
fn times(page: &str, text: &str) -> usize {
    page.matches(text).count()
}

#[test]
fn a_slip_of_a_redemption_says_it_twice_and_of_what_was_undone_there_is_none() {
    let office = office();
    let had =
        entry(&office.json("clerk", &["redeem", "一组-001", "RICE-5", "2", "--note", "送货上门"]));
    let shown = page(&office, "clerk", "zh", &["兑换单", &had]);
    for words in [
        "兑换RICE-5（RICE-5）× 2",
        "40分 文明积分",
        "LC01-000001-9 (一组-001 张**)",
        "LC01-000005-1",
        "送货上门",
        &format!("清溪村 · {had} · 2026-03-20 · clerk"),
    ] {
        assert_eq!(times(&shown, words), 2, "{words}: {shown}");
    }
    assert_eq!((times(&shown, "兑换单（存根）"), times(&shown, "兑换单（领物联）")), (1, 1));
    assert_eq!((times(&shown, "<hr class=\"cut\">"), times(&shown, "<svg")), (1, 0));
    assert!(!shown.contains("张桂兰"));

    done(office.run("manager", &["return", &had, "1", "--reason", "受潮"]));
    assert_eq!(fact(&page(&office, "clerk", "zh", &["兑换单", &had]), "已退"), "1");

    let wrong = entry(&office.json("clerk", &["redeem", "一组-001", "RICE-5"]));
    done(office.run("manager", &["reverse", &wrong, "--reason", "记错"]));
    let out = file(&office, "slip.pdf").display().to_string();
    let slip = |entry: &str| office.run("clerk", &["slip", entry, "--out", &out]);
    refused(&slip(&wrong), 1, &["was reversed already"]);
    refused(&slip("LC01:8"), 1, &["no redemption, no reservation and no collection"]);
    refused(&slip("LC01:999"), 1, &["no entry `LC01:999`"]);
    refused(&slip("LC09:1"), 1, &["no entry `LC09:1`"]);
    assert!(!file(&office, "slip.pdf").exists());
}

#[test]
fn the_pick_up_code_is_on_the_holders_part_alone_and_told_by_who_made_it() {
    let office = office();
    let kept = office.json("clerk", &["reserve", "一组-001", "RICE-5"]);
    let (put_by, code) = (entry(&kept), kept["code"].as_str().unwrap());
    let shown = page(&office, "clerk", "zh", &["兑换单", &put_by]);
    let (stub, claim) = shown.split_once("<hr class=\"cut\">").unwrap();
    assert!(
        !stub.contains(code) && claim.contains(&format!("<dt>核销码</dt><dd>{code}</dd>")),
        "{shown}"
    );
    assert_eq!((times(stub, "<svg"), times(claim, "<svg")), (0, 1));
    assert_eq!(times(&shown, "<dt>保留到</dt><dd>2026-03-27</dd>"), 2);

    let out = file(&office, "slip.pdf").display().to_string();
    let by = |who| office.run(who, &["slip", &put_by, "--out", &out]);
    refused(&by("manager"), 1, &["only with the key that clerk made it with", "--as clerk"]);
    // With another key in the clerk's file it is another code.
    let key = office.dir.join("keys/clerk.key");
    let own = fs::read(&key).unwrap();
    let other = fs::read_to_string(office.dir.join("keys/panel.key")).unwrap();
    fs::write(&key, other.replace("panel", "clerk")).unwrap();
    refused(&by("clerk"), 1, &["only with the key that clerk made it with"]);
    fs::write(&key, own).unwrap();
    let args = ["--lang", "en", "--now", NOW, "slip", &put_by, "--out", &out];
    refused(&wenming(&office.dir, &args), 2, &["--as"]);
    assert!(!file(&office, "slip.pdf").exists());

    let had = entry(&office.json("clerk", &["collect", code]));
    refused(&by("clerk"), 1, &["no reservation"]);
    let shown = page(&office, "manager", "zh", &["兑换单", &had]);
    assert_eq!(fact(&shown, "预留单"), put_by);
    assert!(!shown.contains(code), "used, it is nobody's to read: {shown}");
}

#[test]
fn the_auditors_report_says_what_the_audit_said_clean_or_not() {
    let office = office();
    done(office.run("manager", &["branch", "set-key", "--reason", "第一把"]));
    done(office.run("manager", &["checkpoint"]));
    let path = file(&office, "report.html");
    let out = path.display().to_string();
    let said = done(office.run("auditor", &["audit", "--report", &out]));
    assert!(said.err.contains("report.html"), "{}", said.all());
    let shown = fs::read_to_string(&path).unwrap();
    let audit = office.json("auditor", &["audit"]);
    let [audited] = &tables(&shown)[..] else { panic!("{shown}") };
    let branches = audit["branches"].as_array().unwrap();
    assert_eq!(audited.len(), 3);
    for (at, of) in branches.iter().enumerate() {
        let cell = |key: &str| of[key].as_str().map_or_else(|| of[key].to_string(), str::to_owned);
        let held = of["held"]["JF"].as_str().map(|held| format!("{held} JF"));
        let (branch, entries, commits) = (cell("branch"), cell("entries"), cell("commits"));
        let held = held.unwrap_or_default();
        let name = cell("name");
        let row = [branch.clone(), name, entries, commits, cell("accounts"), held, "0".to_owned()];
        assert_eq!(audited[at + 1], row);
        assert!(shown.contains(&format!("head of {branch}: {}", cell("head"))), "{shown}");
    }
    let note = office.json("clerk", &["--branch", "LC01", "checkpoint", "show"]);
    let (size, root) = (&note["size"], note["root"].as_str().unwrap());
    let stands = format!("checkpoint of LC01 over {size} entries: {root}");
    assert!(shown.contains(&stands), "{shown}");
    assert!(shown.contains("There are no findings."), "{shown}");
    // What was done, and nothing that was not: there is one village.
    let checks = |shown: &str| {
        [
            shown.contains("between the villages listed was held"),
            shown.contains("The books were held"),
            shown.contains("held against the papers"),
        ]
    };
    assert_eq!(checks(&shown), [false, true, true], "{shown}");
    let alone = ["--branch", "HQ", "audit", "--report", &out, "--force"];
    done(office.run("auditor", &alone));
    let of_hq = fs::read_to_string(&path).unwrap();
    assert!(of_hq.contains("no checkpoint and no receipt"), "{of_hq}");
    assert_eq!(checks(&of_hq), [false, true, false], "{of_hq}");

    // Not written over, and refused before anything is audited.
    refused(&office.run("auditor", &["audit", "--report", &out]), 2, &["--force"]);
    refused(&office.run("auditor", &["audit", "--force"]), 2, &["--report"]);
    refused(&office.run("auditor", &["audit", "--report", "x.csv"]), 2, &[".pdf .html"]);

    // A line that somebody changed, to what no font has.
    let segment = office.segment("LC01");
    let journal = fs::read_to_string(&segment).unwrap();
    assert_eq!(journal.matches("旧账").count(), 1);
    fs::write(&segment, journal.replace("旧账", "旧\u{1f3e0}")).unwrap();
    let said = office.run("auditor", &["audit", "--report", &out, "--force"]);
    assert_eq!(said.code, 1, "{}", said.all());
    let audit = office.json("auditor", &["audit"]);
    let findings: Vec<&Value> = audit["branches"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|of| of["findings"].as_array().unwrap())
        .collect();
    assert!(!findings.is_empty());
    let shown = fs::read_to_string(&path).unwrap();
    let found = &tables(&shown)[1];
    assert_eq!(found.len(), findings.len() + 1, "{shown}");
    for (row, finding) in found[1..].iter().zip(findings) {
        assert!(row[0].starts_with(finding["branch"].as_str().unwrap()), "{row:?}");
        assert_eq!(row[1], finding["message"].as_str().unwrap());
    }
    assert!(!shown.contains("There are no findings."), "{shown}");
}

/// Two stars of a ladder by the quarter, and 最美庭院 by the month.
const HONOURS: &str = r#"
[[honour]]
name = "五星文明户"
ladder = "星级文明户"
currency = "JF"
per = "quarter"
at_least = "50"
veto = ["H51"]

[[honour]]
name = "四星文明户"
ladder = "星级文明户"
currency = "JF"
per = "quarter"
at_least = "40"

[[honour]]
name = "最美庭院"
currency = "JF"
counts = ["H01"]
per = "month"
at_least = "2"
"#;

#[test]
fn honours_are_those_of_the_rulebook_and_on_the_wall_stand_only_those_given() {
    let office = office();
    let quarter = ["honours", "2026-Q1"];
    refused(&office.run("clerk", &quarter), 1, &["has no honours", "[[honour]]"]);
    let rules = file(&office, "honours.toml");
    fs::write(&rules, format!("{}{HONOURS}", common::RULEBOOK)).unwrap();
    let rules = rules.display().to_string();
    done(office.run("manager", &["rules", "adopt", &rules, "--from", "2026-03-20"]));

    let sheet = file(&office, "people.csv");
    fs::write(
        &sheet,
        "户号,户主姓名,出生年份,类型\n九组-001,王小宝,2015,户\n九组-002,赵大年,1980,户\n",
    )
    .unwrap();
    done(office.run("clerk", &["import", "accounts", &sheet.display().to_string(), "--yes"]));
    let all = ["一组-001", "一组-002", "九组-001"];
    for account in all {
        done(office.run("clerk", &["deposit", account, "H08", "1", "--on", "2026-03-19"]));
    }
    done(office.run("clerk", &["deduct", "一组-002", "H51", "1", "--on", "2026-03-18"]));
    done(office.run("clerk", &["deposit", "九组-002", "H01", "1", "--on", "2026-03-18"]));

    // The clerk's list: who is kept away, and nobody under 14.
    let told = office.json("clerk", &quarter);
    let lines = |told: &Value| -> Vec<String> {
        let cell = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let line = |line: &Value| {
            ["honour", "number", "name", "earned", "outcome"].map(|key| cell(line, key)).join(" ")
        };
        told["honours"].as_array().unwrap().iter().map(line).collect()
    };
    assert_eq!(
        lines(&told),
        [
            "五星文明户 一组-001 张** 60 given",
            "五星文明户 一组-002 李* 57 vetoed",
            "四星文明户 一组-002 李* 57 given",
        ]
    );
    assert_eq!(
        (&told["given"], &told["left_out"], &told["over"]),
        (&2.into(), &1.into(), &false.into())
    );
    let csv = file(&office, "honours.csv");
    done(office.run("clerk", &[&quarter[..], &["--out", &csv.display().to_string()]].concat()));
    let csv = fs::read_to_string(csv).unwrap();
    assert!(csv.contains("57,kept away by 1") && !csv.contains("张桂兰"), "{csv}");

    // The page: what is given, masked, with what was asked for in the words of the rules.
    let shown = page(&office, "clerk", "zh", &["荣誉榜", "2026年一季度"]);
    let tables = tables(&shown);
    let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
    let head = row(["户号", "姓名"]);
    assert_eq!(tables[0], [head.clone(), row(["一组-001", "张**"])]);
    // Enough for the fifth star: its points would tell everybody of the deduction.
    assert_eq!(tables[1], [head, row(["一组-002", "李*"])]);
    assert_eq!(tables.len(), 2);
    assert!(shown.contains("清溪村 · 2026年第一季度"), "{shown}");
    assert!(shown.contains("截至 2026-03-20，本期到 2026-03-31 为止"), "{shown}");
    assert!(shown.contains("每季不少于50分") && !shown.contains("H51"), "{shown}");
    assert!(shown.contains("有 1 个达标的账户不列名"), "{shown}");
    for private in ["张桂兰", "李四", "王*", "九组-001", "差", "否决 "] {
        assert!(!shown.contains(private), "{private}: {shown}");
    }
    // By number, whoever has more.
    done(office.run("clerk", &["deposit", "九组-002", "H01", "1", "--on", "2026-03-19"]));
    done(office.run("clerk", &["deposit", "一组-002", "H01", "1", "--on", "2026-03-19"]));
    let garden = page(&office, "clerk", "zh", &["荣誉榜", "2026-03"]);
    assert_eq!(self::tables(&garden)[0][1..], [["一组-002", "李*"], ["九组-002", "赵**"]]);
    assert!(!garden.contains("五星"), "{garden}");

    // Periods that are none are refused.
    refused(&office.run("clerk", &["honours", "2026"]), 1, &["for a year", "honours 2026-03"]);
    refused(&office.run("clerk", &["honours", "2026-Q2"]), 2, &["has not begun", "2026-Q1"]);
    refused(&office.run("clerk", &["honours", "2026-Q9"]), 2, &["2026-Q3"]);
    refused(&office.run("clerk", &["honours", "2026-Q1", "--out", "a.docx"]), 2, &[".xlsx"]);
    // Somebody called as an honour is does not keep it from being written.
    done(office.run("clerk", &["account", "name", "一组-002", "--name", "庭院"]));
    let out = file(&office, "h.pdf").display().to_string();
    done(office.run("clerk", &["honours", "2026-03", "--out", &out]));
    fs::remove_file(office.dir.join("keys/vault")).unwrap();
    let out = file(&office, "i.pdf").display().to_string();
    refused(&office.run("clerk", &["honours", "2026-03", "--out", &out]), 1, &["vault"]);
}

#[test]
fn a_table_that_replaces_the_rulebook_keeps_its_honours_or_says_why_not() {
    let office = office();
    let put = |name: &str, text: &str| {
        let path = file(&office, name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let adopt =
        |file: &str, from: &str| office.run("manager", &["rules", "adopt", file, "--from", from]);
    done(adopt(&put("a.toml", &format!("{}{HONOURS}", common::RULEBOOK)), "2026-03-20"));
    let head = "代码,类别,事项,单位,分值,上限,佐证,审定\nH01,议事,会议,次,+2,4/月,签到表,\n";
    let less = put("less.csv", head);
    refused(&adopt(&less, "2026-03-21"), 1, &["五星文明户", "H51"]);
    let table = put("table.csv", &format!("{head}H51,负面,迟到,次,-1,-4/月,签到表,\n"));
    done(adopt(&table, "2026-03-21"));
    let told = office.json("clerk", &["rules", "show", "--on", "2026-03-21"]);
    let names: Vec<&str> =
        told["honours"].as_array().unwrap().iter().map(|of| of["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["五星文明户", "四星文明户", "最美庭院"]);
    assert_eq!(told["rules"].as_array().unwrap().len(), 2);
}

#[test]
fn a_ranking_and_a_summary_are_of_a_month_a_quarter_or_a_year() {
    let office = office();
    for day in ["2026-01-31", "2026-02-28", "2026-03-19"] {
        done(office.run("clerk", &["deposit", "一组-001", "H01", "1", "--on", day]));
    }
    let ranked = |period: &str| {
        let told = office.json("clerk", &["ranking", period]);
        let of = |key: &str| told[key].as_str().unwrap().to_owned();
        (of("from"), of("until"), told["ranking"][0]["earned"].as_str().unwrap().to_owned())
    };
    let of = |from: &str, until: &str, earned: &str| (from.into(), until.into(), earned.into());
    assert_eq!(ranked("2026-02"), of("2026-02-01", "2026-02-28", "2"));
    assert_eq!(ranked("2026-Q1"), of("2026-01-01", "2026-03-31", "6"));
    assert_eq!(ranked("2026年"), of("2026-01-01", "2026-12-31", "6"));
    let told = office.json("clerk", &["summary", "2026-Q1"]);
    assert_eq!((&told["from"], &told["until"]), (&"2026-01-01".into(), &"2026-03-31".into()));
    let shown = page(&office, "clerk", "zh", &["积分榜", "2026-Q1"]);
    assert!(shown.contains("清溪村 · 2026年第一季度 · 截至 2026-03-20"), "{shown}");
    refused(&office.run("clerk", &["ranking", "2026-Q2"]), 2, &["2026-Q2 has not begun"]);
    refused(&office.run("clerk", &["summary", "2027"]), 2, &["2027 has not begun", "`2026`"]);
    let both = ["ranking", "2026-Q1", "--from", "2026-01-01"];
    refused(&office.run("clerk", &both), 2, &["--from"]);
}

#[test]
fn a_notice_on_paper_is_the_notice_on_the_screen_and_names_no_child() {
    let office = office();
    let rules = file(&office, "review.toml");
    let text =
        common::RULEBOOK.replace(r#"caps = ["150/月"]"#, r#"review = ["panel", "notice 5 days"]"#);
    fs::write(&rules, text).unwrap();
    let rules = rules.display().to_string();
    done(office.run("manager", &["rules", "adopt", &rules, "--from", "2026-03-20"]));
    let sheet = file(&office, "people.csv");
    fs::write(&sheet, "户号,户主姓名,出生年份,类型\n九组-001,王小宝,2015,户\n").unwrap();
    done(office.run("clerk", &["import", "accounts", &sheet.display().to_string(), "--yes"]));
    for account in ["一组-001", "九组-001"] {
        let args =
            ["claim", "file", account, "H08", "1", "--on", "2026-03-20", "--evidence", "点名册"];
        let claim = entry(&office.json("clerk", &args));
        done(office.run("panel", &["claim", "verify", &claim, "--note", "通过"]));
    }
    let notice = office.json("clerk", &["notice", "open"]);
    let notice = notice["notice"].as_str().unwrap().to_owned();
    let told = office.json("clerk", &["notice", "show", &notice]);
    let claims: Vec<&str> =
        told["lines"].as_array().unwrap().iter().map(|of| of["claim"].as_str().unwrap()).collect();
    assert!(told["lines"][1].get("name").unwrap().is_null(), "{told}");

    let shown = page(&office, "clerk", "zh", &["公示", "查看", &notice]);
    let rows = &tables(&shown)[0];
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1][..3], [claims[0], "一组-001", "张**"]);
    assert_eq!(rows[2][..3], [claims[1], "", "未满14周岁，不列名"]);
    assert_eq!(rows[1][6], told["lines"][0]["points"].as_str().unwrap());
    assert_eq!(fact(&shown, "受理"), "清溪村文明银行柜台");
    assert_eq!(fact(&shown, "截止"), "2026-03-25（含当日）");
    assert!(shown.contains("共 2 笔"), "{shown}");
    let csv = file(&office, "notice.csv");
    done(office.run("clerk", &["notice", "show", "--out", &csv.display().to_string()]));
    let csv = fs::read_to_string(csv).unwrap();
    assert!(csv.contains("张**") && csv.contains("under 14, not named"), "{csv}");
    for text in [&shown, &csv] {
        for private in ["张桂兰", "王小宝", "王*", "九组-001"] {
            assert!(!text.contains(private), "{private}: {text}");
        }
    }

    // What is not to be read is written neither to a page nor to a sheet.
    let run = |out: &str, more: &[&str]| {
        let out = file(&office, out).display().to_string();
        office.run("clerk", &[&["notice", "show", "--out", &out], more].concat())
    };
    refused(&run("n.pdf", &["--contact", "张桂兰"]), 1, &["full name of LC01-000001-9"]);
    refused(&office.run("clerk", &["notice", "show", "--contact", "x"]), 2, &["--out"]);
    for sheet in ["n.xlsx", "n.csv"] {
        refused(&run(sheet, &["--contact", "村委会"]), 2, &["stands on a page only"]);
        assert!(!file(&office, sheet).exists());
    }
    refused(&run("n.txt", &[]), 2, &[".pdf .html .xlsx .csv"]);
    fs::remove_file(office.dir.join("keys/vault")).unwrap();
    for out in ["n.pdf", "n.xlsx"] {
        refused(&run(out, &[]), 1, &["the vault does not open"]);
        assert!(!file(&office, out).exists());
    }
}

#[test]
fn a_page_without_names_says_so_and_still_shows_no_number_of_a_person() {
    let office = office();
    done(office.run("clerk", &["deposit", "一组-001", "H08", "1", "--on", "2026-03-19"]));
    let of_month = ["公示榜", "2026-03"];
    let said = "LC01 没有存户主姓名";
    let shown = page(&office, "clerk", "zh", &of_month);
    assert!(shown.contains("张**") && !shown.contains(said), "{shown}");
    // The vault's file is lost, its key is not.
    fs::remove_file(office.dir.join("vault/LC01.jsonl")).unwrap();
    for args in [&of_month[..], &["积分榜"]] {
        let shown = page(&office, "clerk", "zh", args);
        assert!(shown.contains(said) && !shown.contains("张**"), "{shown}");
        assert!(shown.contains("一组-001"), "{shown}");
    }
    let out = file(&office, "n.pdf").display().to_string();
    let contact = ["board", "2026-03", "--contact", "电话13800138000", "--out", &out];
    refused(&office.run("clerk", &contact), 1, &["form of an ID, a phone"]);
}

/// Runs a command of a page of the documents as whoever follows it in the demo's bank does.
fn typed(dir: &Path, line: &str) -> Said {
    let now = ["--lang", "zh", "--now", "2026-11-05T10:00:00+08:00"];
    let words = line.strip_prefix("wenming ").unwrap_or_else(|| panic!("{line}")).split(' ');
    let mut process = Command::new(env!("CARGO_BIN_EXE_wenming"));
    process.env_clear().current_dir(dir).args(now).args(words);
    if !line.ends_with("演示") {
        process.env("WENMING_BANK", "demo-bank").env("WENMING_AS", "wang");
    }
    done(Said::of(process.output().unwrap()))
}

/// Catches a number, a village or a period in docs/pages.md that the demo's bank does not
/// have (any longer), or has nothing under, and a paper that is entered a second time.
#[test]
fn the_commands_of_the_documents_print_every_page_from_the_demos_bank() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let text = fs::read_to_string(docs.join("pages.md")).unwrap();
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    let (_, sh) = text.split_once("```sh\n").unwrap();
    let (first, table) = sh.split_once("```\n").unwrap();
    assert!(first.contains("export WENMING_BANK=demo-bank WENMING_AS=wang\n"), "{first}");
    for line in first.lines().filter(|line| !line.starts_with("export ")) {
        typed(dir, line);
    }
    let segment = dir.join("demo-bank/journal/SQ02/000000000000.jsonl");
    let before = fs::read_to_string(&segment).unwrap();
    let mut pages = 0;
    for row in table.lines().filter(|line| line.starts_with("| ") && line.contains("![")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [name, command, picture] = cells[..] else { panic!("three cells: {row}") };
        let command = command.trim_matches('`');
        typed(dir, command);
        let file = dir.join(command.rsplit(' ').next().unwrap());
        assert!(fs::read(&file).unwrap().starts_with(b"%PDF-"), "{row}");
        // The same as a page whose words can be read: a list lists something.
        typed(dir, &command.replace(".pdf", ".html"));
        let html = fs::read_to_string(file.with_extension("html")).unwrap();
        let listed = tables(&html).iter().any(|table| table.len() > 1);
        assert!(listed || name.contains("兑换单"), "{row}: {html}");
        let coded = ["存折", "公示榜", "证明", "记录"];
        let coded = coded.iter().any(|kind| name.contains(kind));
        assert!(html.contains("<svg") || !coded, "no code on it: {row}");
        let (_, picture) = picture.split_once("](").unwrap();
        assert!(docs.join(picture.trim_end_matches(')')).exists(), "{row}");
        pages += 1;
    }
    assert_eq!(pages, fs::read_dir(docs.join("pages")).unwrap().count(), "a row for each picture");
    assert!(fs::read_to_string(&segment).unwrap() == before, "printing again enters nothing");
}
