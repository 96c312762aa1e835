//! A village's own sheets through the program: imported, imported again,
//! mended, exported; and the demo with the commands it prints.
#![allow(clippy::unwrap_used, reason = "a test")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command as Process;

use calamine::{Data, Reader as _, Xlsx};
use common::{Said, Village, by_libreoffice, data, there};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

const MONTH: &str = "三月积分登记.xlsx";

fn month(village: &Village, more: &[&str]) -> Value {
    let path = data("qingxi").join(MONTH);
    let start = ["import", "deposits", path.to_str().unwrap(), "--approver", "verifier1"];
    village.json("clerk01", &[&start, more].concat())
}

fn entries(village: &Village) -> usize {
    let segment = village.bank.join("journal/QX01/000000000000.jsonl");
    fs::read(segment).unwrap().iter().filter(|byte| **byte == b'\n').count()
}

fn audit_is_clean(village: &Village) {
    village.done("manager1", &["audit"]);
}

/// The rows of an answer in a state.
fn rows<'a>(answer: &'a Value, state: &str) -> Vec<&'a Value> {
    answer["rows"].as_array().unwrap().iter().filter(|row| row["state"] == state).collect()
}

#[test]
fn a_sheet_is_only_shown_until_it_is_said_to_be_posted() {
    let village = Village::with_openings();
    let before = entries(&village);
    for more in [&["--dry-run"][..], &[]] {
        let approver = [&["--approver", "verifier1"], more].concat();
        let said = village.import("clerk01", "deposits", MONTH, &approver);
        assert_eq!(said.code, 1, "{}", said.all());
        assert!(said.out.contains("可入账 174 行：存入 972分（JF）"), "{}", said.out);
        assert!(!said.out.contains("已入账 174"), "{}", said.out);
        assert_eq!(said.err.contains("--yes"), more.is_empty(), "{}", said.err);
    }
    assert_eq!(entries(&village), before);
}

#[test]
fn the_month_is_posted_and_every_bad_row_is_named_with_its_row_and_reason_in_both_languages() {
    let village = Village::with_openings();
    let expected = fs::read_to_string(data("qingxi/expected-bad-rows.csv")).unwrap();
    let reasons = [
        ("H99", "没有事项 `H99`", "no rule `H99`"),
        ("九组-999", "没有户号 `九组-999`", "no household `九组-999`"),
        ("三月初", "看不懂的日期", "no date that can be read"),
        ("2027-03-03", "还没到", "has not come"),
        ("-2", "不大于 0", "not greater than 0"),
        ("若干", "看不懂的数量", "no quantity that can be read"),
        ("", "没有填", "nothing stands here"),
    ];
    assert_eq!(expected.lines().count() - 1, reasons.len());
    let shown = |lang: &str| {
        let path = data("qingxi").join(MONTH);
        let args =
            ["import", "deposits", path.to_str().unwrap(), "--approver", "verifier1", "--dry-run"];
        village.say(lang, "clerk01", &args)
    };
    let (zh, en) = (shown("zh"), shown("en"));
    assert_eq!((zh.code, en.code), (1, 1));
    for (row, (given, in_zh, in_en)) in (185..).zip(reasons) {
        for (said, why) in [(&zh, in_zh), (&en, in_en)] {
            let start = format!("{row}  ");
            let mut lines = said.out.lines();
            let line = lines.find(|line| line.trim_start().starts_with(&start));
            let line = line.unwrap_or_else(|| panic!("row {row}: {}", said.out));
            assert!(line.contains(given) && line.contains(why), "{line}");
            let mend = lines.next().unwrap();
            assert!(mend.trim_start().starts_with("→ "), "{mend}");
        }
    }
    assert!(zh.out.contains("第 192 行与第 4 行相同：二组-016 H05 2026-03-03"), "{}", zh.out);
    assert!(en.out.contains("row 192 is like row 4: 二组-016 H05 2026-03-03"), "{}", en.out);
    assert!(zh.out.contains("第 193 行“合计”"), "{}", zh.out);

    let before = entries(&village);
    let answer = month(&village, &["--yes"]);
    assert_eq!(answer["totals"]["ready"], 174);
    assert_eq!(answer["totals"]["bad"], 7);
    assert_eq!(answer["totals"]["held"], 1);
    assert_eq!(answer["totals"]["used_up"], 6, "everything else");
    assert_eq!(entries(&village) - before, 174);
    assert_eq!(answer["posted"]["first"], format!("QX01:{before}"));
    assert_eq!(rows(&answer, "held")[0]["same_as_row"], 4);
    // No row of this month is clipped in part: caps leave all of it, or nothing.
    assert_eq!(answer["totals"]["clipped"], 0);
    for row in rows(&answer, "used-up") {
        let what = row["problems"][0]["what"].as_str().unwrap();
        assert!(what.contains("已到上限：每月") && what.contains("已用"), "{what}");
    }
    for (row, line) in rows(&answer, "bad").iter().zip(expected.lines().skip(1)) {
        assert!(row["problems"][0]["mend"].as_str().is_some_and(|mend| !mend.is_empty()), "{line}");
    }
    audit_is_clean(&village);
}

#[test]
fn the_same_sheet_posts_nothing_the_second_time_and_a_mended_one_only_what_is_new() {
    let village = Village::with_openings();
    let bad_rows = village.path("要改.xlsx");
    let first = month(&village, &["--yes", "--bad-rows", &bad_rows]);
    assert_eq!(first["bad_rows_file"], bad_rows);
    let size = entries(&village);
    let second = month(&village, &["--yes"]);
    assert_eq!(second["totals"]["already"], 174);
    assert_eq!((&second["totals"]["ready"], &second["posted"]), (&0.into(), &Value::Null));
    for sheet in ["户主登记.xlsx", "期初结余.xlsx"] {
        let kind = if sheet.starts_with('户') { "accounts" } else { "opening" };
        village.import("manager1", kind, sheet, &["--yes"]);
    }
    assert_eq!(entries(&village), size);

    // The clerk mends two of the rows given back, in a sheet of the same headings.
    let said = village.say(
        "zh",
        "clerk01",
        &["import", "deposits", &bad_rows, "--approver", "verifier1", "--yes"],
    );
    assert_eq!((said.code, entries(&village)), (1, size), "{}", said.all());
    let mended = village.path("改好.csv");
    let text = "序号,户号,户主,事项代码,日期,数量,佐证,原因\r\n\
                181,一组-001,,h07,2026-03-03,1,,原因\r\n\
                183,一组-002,,H01,2026年3月5日,1,,原因\r\n";
    fs::write(&mended, text).unwrap();
    for posted in [2, 0] {
        let args = ["import", "deposits", &mended, "--approver", "verifier1", "--yes"];
        let answer = village.json("clerk01", &args);
        assert_eq!(answer["totals"]["ready"], posted, "{answer}");
    }
    assert_eq!(entries(&village), size + 2);

    // Rows that look alike, once they are said to be different deeds.
    let third = month(&village, &["--yes", "--allow-duplicates"]);
    assert_eq!(third["totals"]["held"], 0);
    audit_is_clean(&village);
}

/// April under rules of which one is reviewed, and its sheet.
fn april(village: &Village) -> String {
    const RULES: &str = r#"
title = "四月细则"

[[currency]]
code = "JF"
name = "文明积分"

[[rule]]
code = "V1"
kind = "earn"
item = "义务劳动"
unit = "次"
points = "10"
currency = "JF"
caps = ["25/月"]
review = ["verify 1"]

[[rule]]
code = "P1"
kind = "earn"
item = "参加会议"
unit = "次"
points = "2"
currency = "JF"
"#;
    let rules = village.path("april.toml");
    fs::write(&rules, RULES).unwrap();
    let adopted =
        village.say("zh", "manager1", &["rules", "adopt", &rules, "--from", "2026-04-01"]);
    assert_eq!(adopted.code, 0, "{}", adopted.all());
    let sheet = village.path("四月.csv");
    let rows = "户号,事项,日期,数量\n一组-001,V1,2026-04-01,1\n一组-001,P1,2026-04-01,1\n\
        一组-001,义务劳动,2026-04-01,2\n一组-002,V1,2026-04-01,x\n";
    fs::write(&sheet, rows).unwrap();
    sheet
}

#[test]
fn a_sheets_claims_are_a_pile_of_their_own_shown_before_and_after_and_filed_once() {
    let village = Village::with_openings();
    let sheet = april(&village);
    let import = ["import", "deposits", &sheet];
    let before = entries(&village);
    for (lang, pile, like) in [
        (
            "zh",
            "作申报提交、审核后入账 2 行：25分（JF）",
            "第 4 行与第 2 行相同：一组-001 V1 2026-04-01",
        ),
        (
            "en",
            "to be filed as claims, paid once reviewed: 2 rows, 25 points (JF)",
            "row 4 is like row 2: 一组-001 V1 2026-04-01",
        ),
    ] {
        let shown = village.say(lang, "clerk01", &[&import[..], &["--dry-run"]].concat());
        assert_eq!(shown.code, 1, "one row is to be mended: {}", shown.all());
        assert!(shown.out.contains(pile) && shown.out.contains(like), "{}", shown.out);
    }
    assert_eq!(entries(&village), before);

    let posted = village.say("zh", "clerk01", &[&import[..], &["--yes"]].concat());
    let done = "已入账 1 行：存入 2分（JF）；已作申报提交 2 行：25分（JF），分录";
    assert!(posted.out.contains(done), "{}", posted.all());
    assert!(posted.err.contains("申报 列表"), "{}", posted.err);
    assert_eq!(entries(&village), before + 3);
    let claims = village.json("clerk01", &["claim", "list"]);
    assert_eq!(claims["claims"].as_array().unwrap().len(), 2, "{claims}");

    let again = village.json("clerk01", &[&import[..], &["--yes"]].concat());
    assert_eq!((&again["totals"]["already"], &again["totals"]["claims"]), (&3.into(), &0.into()));
    assert!(again["posted"].is_null(), "{again}");
    assert_eq!(entries(&village), before + 3);
    audit_is_clean(&village);
}

#[test]
fn the_json_of_a_sheet_tells_claims_from_deposits() {
    let village = Village::with_openings();
    let sheet = april(&village);
    let planned = village.json("clerk01", &["import", "deposits", &sheet, "--dry-run"]);
    let totals = &planned["totals"];
    assert_eq!(
        (&totals["ready"], &totals["claims"], &totals["bad"]),
        (&1.into(), &2.into(), &1.into())
    );
    let sum =
        serde_json::json!({"currency": "JF", "credited": "2", "charged": "0", "claimed": "25"});
    assert_eq!(totals["sums"], serde_json::json!([sum]));
    let claims = rows(&planned, "claim");
    assert_eq!(claims.len(), 2);
    assert_eq!((&claims[1]["same_as_row"], &claims[1]["computed"]), (&2.into(), &"20".into()));
    let posted = village.json("clerk01", &["import", "deposits", &sheet, "--yes"]);
    assert_eq!((&posted["posted"]["rows"], &posted["posted"]["claims"]), (&1.into(), &2.into()));
    assert!(rows(&posted, "claimed").iter().all(|row| row["entry"].is_string()), "{posted}");
}

#[test]
fn a_register_gives_back_the_names_that_the_vault_lost() {
    let village = Village::with_openings();
    let named = village.say("zh", "clerk01", &["export", "accounts"]);
    assert!(named.out.contains("徐*") && !named.out.contains("徐春"), "{}", named.out);
    fs::remove_dir_all(village.bank.join("vault")).unwrap();
    let said = village.import("clerk01", "accounts", "户主登记.xlsx", &["--dry-run"]);
    assert!(said.out.contains("另有 60 户的姓名没有存下"), "{}", said.out);
    let said = village.import("clerk01", "accounts", "户主登记.xlsx", &["--yes"]);
    assert!(said.out.contains("姓名已存入保险柜 60 户"), "{}", said.out);
    let named = village.say("zh", "clerk01", &["export", "accounts", "--reveal"]);
    assert!(named.out.contains("徐春"), "{}", named.out);
    let said = village.import("clerk01", "accounts", "户主登记.xlsx", &["--yes"]);
    assert!(!said.out.contains("保险柜"), "{}", said.out);
}

#[test]
fn a_name_that_is_not_the_one_kept_is_told_and_posted_by_the_number() {
    let village = Village::with_openings();
    let sheet = village.path("登记.csv");
    let text =
        "户号,户主,代码,日期\n一组-001,王小二,H07,2026-03-09\n一组-002,郭燕,H07,2026-03-09\n";
    fs::write(&sheet, text).unwrap();
    let args = ["import", "deposits", &sheet, "--approver", "verifier1", "--yes"];
    let said = village.say("zh", "clerk01", &args);
    assert_eq!(said.code, 0, "{}", said.all());
    let line = said.out.lines().find(|line| line.contains("王小二")).unwrap();
    assert!(line.contains("一组-001") && line.contains("徐*"), "{line}");
    assert!(!said.out.contains("郭"), "{}", said.out);
    assert!(said.out.contains("已入账 2 行"), "{}", said.out);
}

#[test]
fn a_clipped_row_shows_its_cap_and_both_numbers() {
    let village = Village::with_openings();
    let sheet = village.path("登记.csv");
    let text = "户号,代码,日期,数量\n一组-001,H07,2026-03-09,3\n一组-001,H07,2026-03-10,3次\n\
                一组-001,H07,2026-03-11,1\n一组-002,H54,2026-03-11,3\n";
    fs::write(&sheet, text).unwrap();
    let args = ["import", "deposits", &sheet, "--approver", "verifier1"];
    let said = village.say("zh", "clerk01", &args);
    assert_eq!(said.code, 0, "{}", said.all());
    let shown: Vec<String> = said
        .out
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let has = |line: &str| assert!(shown.iter().any(|shown| shown == line), "{}", said.out);
    has("可入账 3 行：存入 20分（JF）、扣减 40分（JF）");
    has("3 一组-001 H07 2026-03-10 3 15 5 每月20分");
    has("5 一组-002 H54 2026-03-11 3 -60 -40 每年40分");
    has("4 一组-001 2026-03-11 事项 `H07` 已到上限：每月20分，已用 20分；本次应得 5分");
    let en = village.say("en", "clerk01", &args);
    assert!(en.out.contains("20 points/month"), "{}", en.out);
    let answer = village.json("clerk01", &args);
    let clipped = &rows(&answer, "ready")[1];
    assert_eq!((&clipped["computed"], &clipped["points"]), (&"15".into(), &"5".into()));
    assert_eq!(clipped["clipped_by"], "每月20分");
}

#[test]
fn of_many_rows_that_are_wrong_the_same_way_the_first_are_shown_and_mended_once() {
    let village = Village::with_openings();
    let sheet = village.path("登记.csv");
    let wrong = "一组-001,王小二,H99,2026-03-09\n".repeat(45);
    fs::write(&sheet, format!("户号,户主,代码,日期\n{wrong}")).unwrap();
    let args = ["import", "deposits", &sheet, "--allow-duplicates"];
    let said = village.say("zh", "clerk01", &args);
    assert_eq!(said.code, 1, "{}", said.all());
    assert_eq!(said.out.matches("没有事项 `H99`").count(), 20, "{}", said.out);
    assert_eq!(said.out.matches('→').count(), 2, "the head and one way to mend: {}", said.out);
    assert!(said.out.contains("还有 25 行"), "{}", said.out);
    assert!(!said.out.contains("王小二"), "what is not posted is not compared: {}", said.out);
    let answer = village.json("clerk01", &args);
    assert_eq!(rows(&answer, "bad").len(), 45);
}

#[test]
fn without_the_vaults_key_a_register_opens_nothing() {
    let village = Village::new();
    fs::remove_file(village.bank.join("keys/vault")).unwrap();
    let before = entries(&village);
    let said = village.import("clerk01", "accounts", "户主登记.xlsx", &["--yes"]);
    assert_eq!((said.code, entries(&village)), (1, before), "{}", said.all());
    assert!(said.err.contains("保险柜的密钥"), "{}", said.err);
}

#[test]
fn what_cannot_be_read_or_written_is_said_before_anything_is_posted() {
    let village = Village::with_openings();
    let before = entries(&village);
    let month = data("qingxi").join(MONTH);
    let month = month.to_str().unwrap();
    let register = data("qingxi/户主登记.xlsx");
    let taken = village.path("要改.xlsx");
    fs::write(&taken, "mine").unwrap();
    let word = village.path("要改.docx");
    let web = village.path("三月.xlsx");
    fs::write(&web, "<html><table></table></html>").unwrap();
    let cases: [(&[&str], i32, &str); 8] = [
        (&["import", "deposits", month, "--bad-rows", &taken, "--yes"], 2, "已经有了"),
        (&["import", "deposits", month, "--bad-rows", &word, "--yes"], 2, "只写 .xlsx 和 .csv"),
        (&["import", "deposits", month, "--sheet", "四月", "--yes"], 2, "有的是：三月"),
        (&["import", "deposits", register.to_str().unwrap(), "--yes"], 2, "缺 事项代码、日期"),
        (&["import", "deposits", "没有.xlsx", "--yes"], 2, "找不到 `没有.xlsx`"),
        (&["import", "deposits", &web, "--yes"], 2, "网页"),
        (&["import", "accounts", month, "--allow-duplicates"], 2, "--allow-duplicates"),
        (&["import", "opening", month, "--allow-duplicates"], 2, "--allow-duplicates"),
    ];
    for (args, code, words) in cases {
        let said = village.say("zh", "clerk01", args);
        assert_eq!(said.code, code, "{}", said.all());
        assert!(said.err.contains(words), "{args:?}: {}", said.err);
        assert_eq!(said.out, "", "{args:?}");
    }
    let denied = village.import("verifier1", "deposits", MONTH, &["--yes"]);
    assert_eq!(denied.code, 1, "{}", denied.all());
    assert!(denied.err.contains("核实员"), "{}", denied.err);
    assert_eq!(entries(&village), before);
    assert_eq!(fs::read(&taken).unwrap(), b"mine");
}

#[test]
fn exports_go_into_files_of_their_ending_and_never_over_what_is_there() {
    let village = Village::with_openings();
    month(&village, &["--yes"]);
    let out = |name: &str| village.path(name);
    for (kind, name) in [
        (&["export", "journal"][..], "流水.csv"),
        (&["export", "journal"], "流水.xlsx"),
        (&["export", "journal"], "流水.jsonl"),
        (&["export", "accounts"], "户册.csv"),
        (&["export", "accounts"], "户册.xlsx"),
        (&["export", "hledger"], "qx.journal"),
        (&["export", "statement", "--account", "一组-001"], "对账单.csv"),
        (&["export", "statement", "--account", "一组-001"], "对账单.xlsx"),
    ] {
        let path = out(name);
        let args = [kind, &["--out", &path]].concat();
        let said = village.say("zh", "clerk01", &args);
        assert_eq!(said.code, 0, "{}", said.all());
        assert!(said.out.contains(&path), "{}", said.out);
        let again = village.say("zh", "clerk01", &args);
        assert_eq!(again.code, 2, "{}", again.all());
        assert!(again.err.contains("--force"), "{}", again.err);
        let forced = village.say("zh", "clerk01", &[&args[..], &["--force"]].concat());
        assert_eq!(forced.code, 0, "{}", forced.all());
    }
    for (kind, name) in [("accounts", "a.pdf"), ("hledger", "a.csv"), ("journal", "a.txt")] {
        let said = village.say("zh", "clerk01", &["export", kind, "--out", &out(name)]);
        assert_eq!(said.code, 2, "{}", said.all());
        assert!(!Path::new(&out(name)).exists());
    }

    let stored = fs::read(village.bank.join("journal/QX01/000000000000.jsonl")).unwrap();
    let said = village.say("zh", "clerk01", &["--branch", "QX01", "export", "journal"]);
    assert_eq!(said.out.as_bytes(), stored);
    let all = village.json("clerk01", &["export", "journal"]);
    let lines = fs::read_to_string(out("流水.jsonl")).unwrap();
    assert_eq!(all["entries"].as_array().unwrap().len(), lines.lines().count());
    let one = village.json("clerk01", &["export", "journal", "--account", "一组-001"]);
    let statement = village.json("clerk01", &["export", "statement", "--account", "一组-001"]);
    assert_eq!(
        one["entries"].as_array().unwrap().len(),
        statement["rows"].as_array().unwrap().len()
    );
    let hledger = fs::read_to_string(out("qx.journal")).unwrap();
    assert_eq!(village.json("clerk01", &["export", "hledger"])["hledger"], hledger);
    let accounts = fs::read_to_string(out("户册.csv")).unwrap();
    assert!(accounts.contains("账号,户号,类型,状态,开户日,隐名,余额 JF"), "{accounts}");
    assert!(accounts.contains("徐*") && !accounts.contains("徐春"));

    // The last row adds up what stands above it: all balances, all that moved.
    for (name, heading) in [("户册.xlsx", "余额 JF"), ("对账单.xlsx", "变动")] {
        let rows = grid(&out(name));
        let at = rows[0].iter().position(|cell| cell == heading).unwrap();
        let number = |row: &Vec<Data>| match row[at] {
            Data::Float(number) => number,
            _ => 0.0,
        };
        let (last, above) = rows[1..].split_last().unwrap();
        assert_eq!(last[0], "合计", "{name}");
        assert!(number(last) > 0.0, "{name}");
        assert_eq!(number(last), above.iter().map(number).sum::<f64>(), "{name}");
    }

    // What went out does not come in again as if it were a sheet of deeds.
    let before = entries(&village);
    for (name, kind) in [
        ("流水.csv", "deposits"),
        ("流水.xlsx", "opening"),
        ("对账单.xlsx", "deposits"),
        ("对账单.csv", "opening"),
        ("户册.xlsx", "opening"),
    ] {
        let said = village.say("zh", "manager1", &["import", kind, &out(name), "--yes"]);
        assert_eq!(said.code, 2, "{}", said.all());
        assert!(said.err.contains("找不到表头"), "{}", said.err);
    }
    assert_eq!(entries(&village), before);
}

/// Names are in no journal, so nothing else tells that they were lost.
#[test]
fn a_list_that_can_name_nobody_says_so() {
    let village = Village::with_openings();
    let (vault, key) = (village.bank.join("vault/QX01.jsonl"), village.bank.join("keys/vault"));
    let (kept, kept_key) = (fs::read(&vault).unwrap(), fs::read(&key).unwrap());
    let list = |lang| village.say(lang, "clerk01", &["balance"]);
    let whole = list("en");
    assert!(whole.code == 0 && whole.err.is_empty(), "{}", whole.all());

    fs::remove_file(&vault).unwrap();
    let said = list("en");
    assert!(said.code == 0 && said.err.contains("no name is kept"), "{}", said.all());
    assert!(list("zh").err.contains("QX01.jsonl"));
    fs::write(&vault, b"").unwrap();
    assert!(list("en").err.contains("no name is kept"));
    fs::write(&vault, String::from_utf8(kept.clone()).unwrap().replace("QX01", "QX02")).unwrap();
    let said = list("en");
    assert!(said.code == 0 && said.err.contains("cannot be read"), "{}", said.all());

    fs::write(&vault, &kept).unwrap();
    fs::write(&key, b"").unwrap();
    let said = list("en");
    assert!(said.code == 0 && said.err.contains("is not a key of the vault"), "{}", said.all());
    fs::remove_file(&key).unwrap();
    let said = list("en");
    assert!(said.code == 0 && said.err.contains("keys/vault"), "{}", said.all());
    // Who is given neither names nor their key is to see none.
    fs::remove_file(&vault).unwrap();
    assert!(list("en").err.is_empty());

    fs::write(&vault, &kept).unwrap();
    fs::write(&key, &kept_key).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(list("en").all(), whole.all());
}

#[test]
fn names_are_shown_in_full_only_with_the_vaults_key() {
    let village = Village::with_openings();
    fs::remove_file(village.bank.join("keys/vault")).unwrap();
    let said = village.say("zh", "clerk01", &["export", "accounts", "--reveal"]);
    assert_eq!(said.code, 1, "{}", said.all());
    let plain = village.say("zh", "clerk01", &["export", "accounts"]);
    assert_eq!(plain.code, 0, "{}", plain.all());
    assert!(!plain.out.contains("徐") && plain.out.contains("一组-001"), "{}", plain.out);
}

/// The program in a folder of its own, as a visitor types it.
fn visit(dir: &Path, args: &[&str]) -> Said {
    let mut process = Process::new(env!("CARGO_BIN_EXE_wenming"));
    process.env_clear().current_dir(dir).args(args);
    said(process)
}

fn said(mut process: Process) -> Said {
    let output = process.stdin(std::process::Stdio::null()).output().unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn the_demo_makes_a_bank_whose_printed_commands_work_as_they_stand() {
    for (lang, dir) in [("zh", "demo-bank"), ("en", "a bank")] {
        let temp = tempfile::tempdir().unwrap();
        let made = visit(temp.path(), &["--lang", lang, "demo", dir]);
        assert_eq!(made.code, 0, "{}", made.all());
        assert_eq!(made.err, "");
        // On an old laptop's screen every row of a table stands in one line.
        for row in made.out.lines().filter(|line| line.starts_with("  20")) {
            assert!(row.width() <= 80, "{}: {row}", row.width());
        }
        let commands: Vec<&str> =
            made.out.lines().filter_map(|line| line.strip_prefix("  /")).collect();
        assert!(!made.out.contains('{'), "{}", made.out);
        assert_eq!(commands.len(), 16, "{}", made.out);
        for command in commands {
            let mut shell = Process::new("sh");
            shell.env_clear().current_dir(temp.path()).args(["-c", &format!("/{command}")]);
            let done = said(shell);
            assert_eq!(done.code, 0, "/{command}\n{}", done.all());
            assert_ne!(done.out, "", "{command}");
        }
        let audit = visit(temp.path(), &["--bank", dir, "--json", "audit"]);
        let answer: Value = serde_json::from_str(&audit.out).unwrap();
        assert_eq!(answer["clean"], true, "{}", audit.out);
    }
}

#[test]
fn the_demo_shows_a_month_as_untidy_as_a_real_one_and_is_the_same_every_time() {
    let made = |now: &str| {
        let temp = tempfile::tempdir().unwrap();
        let said = visit(temp.path(), &["--json", "--lang", "en", "--now", now, "demo"]);
        assert_eq!(said.code, 0, "{}", said.all());
        let mut answer: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(answer["findings"], 0);
        for village in answer["villages"].as_array().unwrap() {
            let month = &village["month"];
            assert!(month["clipped"].as_u64().unwrap() > 0, "{village}");
            assert_eq!(month["held"], 1, "{village}");
            let bad = month["bad"].as_u64().unwrap();
            assert_eq!(bad > 0, month["bad_rows_file"].is_string(), "{village}");
        }
        answer["next"].take();
        answer
    };
    let march = made("2026-03-31T23:30:00+08:00");
    assert_eq!(march["founded"], "2025-02-01");
    assert_eq!(march, made("2026-03-01T00:00:10+08:00"), "a month is a month");
    // A leap day, a new year's day.
    assert_eq!(made("2028-03-01T12:00:00+08:00")["founded"], "2027-02-01");
    assert_eq!(made("2027-01-01T00:05:00+08:00")["founded"], "2025-12-01");
}

#[test]
fn the_demo_leaves_alone_what_is_there() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("demo-bank");
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("mine.txt"), "mine").unwrap();
    let said = visit(temp.path(), &["--lang", "zh", "demo"]);
    assert_eq!(said.code, 1, "{}", said.all());
    assert!(said.err.contains("demo-bank-2"), "{}", said.err);
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
    fs::remove_file(dir.join("mine.txt")).unwrap();
    let said = visit(temp.path(), &["--lang", "zh", "demo"]);
    assert_eq!(said.code, 0, "an empty folder will do: {}", said.all());
}

#[test]
fn a_sheet_of_deeds_opens_no_accounts() {
    let village = Village::new();
    let said = village.import("clerk01", "accounts", MONTH, &["--yes"]);
    assert!(said.code == 2 && said.err.contains("导入 登记表"), "{}", said.all());
}

#[test]
fn without_the_vaults_key_names_that_are_kept_nowhere_are_not_passed_over() {
    let village = Village::with_openings();
    fs::remove_dir_all(village.bank.join("vault")).unwrap();
    fs::remove_file(village.bank.join("keys/vault")).unwrap();
    let before = entries(&village);
    let said = village.import("clerk01", "accounts", "户主登记.xlsx", &["--yes"]);
    assert_eq!((said.code, entries(&village)), (1, before), "{}", said.all());
    assert!(said.err.contains("保险柜的密钥"), "{}", said.all());
}

/// The only sheet of a workbook that is shown.
fn grid(path: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

/// A command, where its answer has the lines, columns with the fields they show, and those
/// that are added up.
type List<'a> = (&'a [&'a str], &'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);

#[test]
fn every_list_goes_into_a_workbook_whose_cells_and_sums_are_those_of_its_answer() {
    let village = Village::with_openings();
    month(&village, &["--yes"]);
    let shop = village.json("manager1", &["account", "open", "--kind", "merchant"]);
    let shop = shop["account"].as_str().unwrap();
    for (by, step) in [
        ("manager1", &["offer", "add", "RICE-5", "--title", "大米", "--price", "5"][..]),
        ("manager1", &["offer", "add", "TEA", "--title", "茶", "--price", "3", "--merchant", shop]),
        ("manager1", &["stock", "add", "RICE-5", "10"]),
        ("manager1", &["fund", "receive", "500.5", "--source", "拨款", "--voucher", "记-1"]),
        ("clerk01", &["reserve", "一组-003", "RICE-5", "2"]),
        ("clerk01", &["redeem", "一组-003", "TEA", "3"]),
    ] {
        let said = village.say("zh", by, step);
        assert_eq!(said.code, 0, "{step:?}: {}", said.all());
    }
    // The list of the answer, the columns that are numbers or days, and what is summed.
    let lists: [List<'_>; 9] = [
        (
            &["balance"],
            "balances",
            &[("余额", "balance"), ("可用", "available")],
            &["余额", "可用"],
        ),
        (&["ranking"], "ranking", &[("名次", "place"), ("所得积分", "earned")], &["所得积分"]),
        (
            &["reservations"],
            "",
            &[("数量", "qty"), ("积分", "points"), ("保留到", "until")],
            &["积分"],
        ),
        (&["settlement", shop], "lines", &[("积分", "points"), ("日期", "day")], &["积分"]),
        (&["expiring"], "expiring", &[], &[]),
        (&["stock", "show"], "", &[("库存", "stock"), ("已预留", "put_by")], &[]),
        (&["offer", "list"], "", &[("每份", "price")], &[]),
        (&["fund", "show"], "branches", &[("入账", "received")], &["入账"]),
        (&["notice", "list"], "notices", &[], &[]),
    ];
    for (list, key, columns, summed) in lists {
        let file = village.path(&format!("{}.xlsx", list[0]));
        let out = [list, &["--out", &file, "--force"]].concat();
        let said = village.say("zh", "clerk01", &out);
        assert_eq!(said.code, 0, "{}", said.all());
        assert!(said.out.contains(&file) && said.err.is_empty(), "{}", said.all());
        let answer = village.json("clerk01", list);
        let lines = if key.is_empty() { &answer } else { &answer[key] };
        let lines = lines.as_array().unwrap();
        let rows = grid(&file);
        let count = lines.len();
        for (heading, field) in columns {
            let at = rows[0].iter().position(|cell| cell == heading);
            let at = at.unwrap_or_else(|| panic!("{list:?}: {heading} in {:?}", rows[0]));
            assert!(count > 0, "{list:?}");
            let mut sum = 0.0;
            for (row, line) in rows[1..].iter().zip(lines) {
                let said = match &line[*field] {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                match &row[at] {
                    Data::Float(number) => {
                        assert_eq!(number.to_string(), said, "{list:?} {heading}");
                        sum += number;
                    }
                    Data::DateTime(day) => {
                        let (year, month, day, ..) = day.to_ymd_hms_milli();
                        assert_eq!(format!("{year}-{month:02}-{day:02}"), said, "{list:?}");
                    }
                    Data::Empty => assert_eq!(said, "null", "{list:?} {heading}"),
                    other => panic!("{list:?} {heading}: {other:?}"),
                }
            }
            // One currency here, so one row of sums, an empty row below the last.
            let total = rows.get(count + 2).map(|row| &row[at]);
            match (summed.contains(heading), total) {
                (true, Some(Data::Float(total))) => assert!((total - sum).abs() < 1e-9, "{list:?}"),
                (false, None | Some(Data::Empty)) => {}
                (false, Some(label)) if at == 0 => assert_eq!(label, "合计"),
                other => panic!("{list:?} {heading}: {other:?}"),
            }
        }
        let named = format!("{:?}", rows);
        assert!(!named.contains("徐春"), "{list:?}: names are masked");
        // A file that is there stays; other endings are refused before anything is read.
        let again = village.say("zh", "clerk01", &out[..out.len() - 1]);
        assert!(again.code == 2 && again.err.contains("--force"), "{}", again.all());
        let odd = village.path("list.docx");
        let said = village.say("zh", "clerk01", &[list, &["--out", &odd]].concat());
        assert!(said.code == 2 && said.err.contains(".xlsx"), "{}", said.all());
        assert!(!Path::new(&odd).exists());
        // In a .csv the rows alone, as old machines read them.
        let csv = village.path(&format!("{}.csv", list[0]));
        let said = village.say("zh", "clerk01", &[list, &["--out", &csv]].concat());
        assert_eq!(said.code, 0, "{}", said.all());
        let bytes = fs::read(&csv).unwrap();
        assert!(bytes.starts_with(b"\xEF\xBB\xBF") && bytes.ends_with(b"\r\n"), "{list:?}");
        assert_eq!(bytes.iter().filter(|byte| **byte == b'\n').count(), count + 1, "{list:?}");
    }
}

/// An old machine's way: GBK in, our .csv opened there and saved as GBK, in again.
#[test]
fn a_csv_goes_to_an_old_machine_and_back_without_a_changed_character() {
    let village = Village::with_openings();
    let gbk = |text: &str| {
        let (bytes, _, lost) = encoding_rs::GBK.encode(text);
        assert!(!lost, "{text}");
        bytes.into_owned()
    };
    let deeds = village.path("三月.csv");
    let text = "户号,事项,日期,数量,佐证,备注\r\n\
                一组-001,志愿或环保活动,2026-03-09,2,签到表（村部）,“清扫”——河边\r\n\
                一组-002,志愿或环保活动,三月初,1,照片②,=SUM(A1)\r\n";
    fs::write(&deeds, gbk(text)).unwrap();
    let bad = village.path("待改.csv");
    let import = |path: &str, more: &[&str]| {
        let start = ["import", "deposits", path, "--approver", "verifier1", "--yes"];
        village.json("clerk01", &[&start, more].concat())
    };
    let first = import(&deeds, &["--bad-rows", &bad]);
    assert_eq!((&first["totals"]["ready"], &first["totals"]["bad"]), (&1.into(), &1.into()));

    // What is given back is UTF-8 with its mark and CRLF; saved as GBK, mended, it comes in.
    let given = fs::read(&bad).unwrap();
    let given = String::from_utf8(given.strip_prefix(b"\xEF\xBB\xBF").unwrap().to_vec()).unwrap();
    assert!(given.contains("照片②,'=SUM(A1)"), "a formula is none: {given}");
    assert_eq!(given.matches('\n').count(), given.matches("\r\n").count());
    fs::write(&bad, gbk(&given.replace("三月初", "2026/3/9"))).unwrap();
    let mended = import(&bad, &[]);
    assert_eq!(mended["totals"]["ready"], 1, "{mended}");

    // The entries hold every character as it was typed, and so does what goes out.
    let out = village.path("流水.csv");
    assert_eq!(village.say("zh", "clerk01", &["export", "journal", "--out", &out]).code, 0);
    let out = fs::read(&out).unwrap();
    assert!(out.starts_with(b"\xEF\xBB\xBF") && out.ends_with(b"\r\n"));
    let out = String::from_utf8(out).unwrap();
    for kept in ["签到表（村部）,“清扫”——河边,", "照片②,'=SUM(A1),"] {
        assert!(out.contains(kept), "{kept}\n{out}");
    }
    gbk(&out.replace('\u{FEFF}', ""));
}

/// What an old machine's sheet has, by an encoder that is not ours: iconv's GBK, no mark,
/// full-width digits and letters, blanks and tabs around what was typed.
#[test]
fn a_sheet_of_an_old_machine_by_iconv_comes_in_as_it_was_meant() {
    let village = Village::with_accounts();
    let utf8 = village.path("旧.utf8.csv");
    let rows = "户号 ,事项代码\t,日期,数量,佐证,审定人\r\n\
                一组-001  ,Ｈ０７,２０２６－０３－０９,２,签到表　 ,verifier1\r\n\
                \t一组－００２,H07,2026年3月9日,1\t,“清扫”——①,ｖｅｒｉｆｉｅｒ１ \r\n\
                ,,,,,\r\n";
    fs::write(&utf8, rows).unwrap();
    let run = Process::new("iconv").args(["-f", "UTF-8", "-t", "GBK", &utf8]).output();
    let Some(output) = there("iconv", run) else { return };
    assert!(output.status.success(), "{output:?}");
    let gbk = village.path("旧.csv");
    assert!(String::from_utf8(output.stdout.clone()).is_err(), "it is no UTF-8");
    fs::write(&gbk, output.stdout).unwrap();
    let said = village.json("clerk01", &["import", "deposits", &gbk, "--yes"]);
    assert_eq!(said["posted"]["rows"], 2, "{said}");
    let read = said["rows"].as_array().unwrap();
    assert_eq!(read.len(), 2, "an empty row is none: {said}");
    for (row, (household, qty)) in read.iter().zip([("一组-001", "2"), ("一组-002", "1")]) {
        assert_eq!(row["household"], household, "{row}");
        assert_eq!((&row["rule"], &row["on"]), (&"H07".into(), &"2026-03-09".into()), "{row}");
        assert!(row["qty"].as_str().unwrap().starts_with(qty), "{row}");
    }
    let said = village.done("clerk01", &["export", "journal", "--account", "一组-002"]);
    assert!(said.out.contains("“清扫”——①"), "{}", said.out);
}

/// Every list as .csv, opened by LibreOffice with what it proposes for our mark, UTF-8 and
/// commas, and saved as .xlsx.
#[test]
fn every_csv_opens_in_an_office_program_as_it_was_written() {
    let village = Village::with_openings();
    month(&village, &["--yes"]);
    village.done("manager1", &["offer", "add", "0012", "--title", "=1+1", "--price", "5"]);
    village.done("manager1", &["stock", "add", "0012", "9", "--reason", "补货"]);
    let dir = village.path("opened");
    let (mut compared, mut lost) = (0, Vec::new());
    for list in [
        &["balance"][..],
        &["ranking"],
        &["offer", "list"],
        &["stock", "show"],
        &["export", "accounts"],
        &["export", "journal"],
        &["export", "statement", "--account", "一组-003"],
    ] {
        let csv = village.path(&format!("{}.csv", list.join("-")));
        village.done("clerk01", &[list, &["--out", &csv]].concat());
        let bytes = fs::read(&csv).unwrap();
        assert!(bytes.starts_with(b"\xEF\xBB\xBF"), "{list:?}: Excel takes it for GBK otherwise");
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&bytes[3..]);
        let written: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let Some(opened) = by_libreoffice(Path::new(&csv), "xlsx", Path::new(&dir)) else { return };
        let opened = grid(opened.to_str().unwrap());
        assert_eq!(opened.len(), written.len(), "{list:?}");
        for (row, wanted) in opened.iter().zip(&written) {
            for (cell, wanted) in row.iter().zip(wanted) {
                // What is no number stands there as it was written; a number is the same number.
                match cell {
                    Data::String(text) => assert_eq!(text, wanted, "{list:?}"),
                    Data::Empty => assert_eq!("", wanted, "{list:?}"),
                    Data::Float(number) => {
                        assert_eq!(*number, wanted.parse::<f64>().unwrap(), "{list:?}");
                        if number.to_string() != wanted {
                            lost.push(wanted.to_owned());
                        }
                    }
                    Data::DateTime(_) => assert!(wanted.starts_with("20"), "{list:?} {wanted}"),
                    other => panic!("{list:?}: {other:?} of {wanted}"),
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 1000, "{compared}");
    // A .csv has no texts: who opens it for reading loses the zeros of a code that somebody
    // made of digits. In .xlsx, which is for reading, it is a text.
    lost.sort();
    lost.dedup();
    assert_eq!(lost, ["0012"]);
    let whole = village.path("offers.xlsx");
    village.done("clerk01", &["offer", "list", "--out", &whole]);
    assert!(grid(&whole).iter().flatten().any(|cell| *cell == Data::String("0012".to_owned())));
}
