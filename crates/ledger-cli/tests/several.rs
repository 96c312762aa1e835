//! One sheet with the rows of several villages: each goes to its own, and what stops one
//! village leaves the others.
#![allow(clippy::unwrap_used, reason = "a test")]

mod common;

use std::fs;
use std::io::Write as _;

use common::{Village, data};
use ledger_core::ids::AccountNo;
use serde_json::Value;

/// Three villages with two households each; the clerk is enrolled in two of them.
fn district() -> Village {
    let village = Village::new();
    let rules = data("rules-household.csv");
    let register = village.path("户册.csv");
    fs::write(&register, "户号,户主\n一组-001,徐春\n一组-002,郭燕\n").unwrap();
    for (branch, name) in [("SQ01", "石桥村"), ("LS01", "柳山村")] {
        village.done("manager1", &["branch", "open", branch, "--name", name]);
        let adopt = ["rules", "adopt", rules.to_str().unwrap(), "--from", "2026-01-01"];
        let more = ["--title", "积分细则", "--spendable-above", "100", "--branch", branch];
        village.done("manager1", &[&adopt[..], &more].concat());
    }
    for (operator, role) in [("clerk01", "clerk"), ("verifier1", "verifier")] {
        enroll(&village, "SQ01", operator, role);
    }
    for branch in ["QX01", "SQ01", "LS01"] {
        let import = ["--branch", branch, "import", "accounts", &register, "--yes"];
        village.done("manager1", &import);
    }
    village
}

fn enroll(village: &Village, branch: &str, operator: &str, role: &str) {
    let enroll = ["--branch", branch, "operator", "enroll", operator, "--role", role];
    village.done("manager1", &enroll);
}

fn account(branch: &str, serial: u32) -> String {
    AccountNo::new(branch.parse().unwrap(), serial).to_string()
}

/// Writes a sheet and imports it.
fn import(village: &Village, rows: &str, more: &[&str]) -> Value {
    let path = village.path("登记表.csv");
    fs::write(&path, rows).unwrap();
    let start = ["import", "deposits", &path, "--approver", "verifier1"];
    village.json("clerk01", &[&start, more].concat())
}

/// What came of each branch, in short.
fn told(answer: &Value) -> Vec<String> {
    let of = |branch: &Value| {
        let (totals, posted) = (&branch["totals"], &branch["posted"]);
        format!(
            "{} ready {} already {} bad {} posted {} {}",
            branch["branch"].as_str().unwrap(),
            totals["ready"],
            totals["already"],
            totals["bad"],
            posted["rows"],
            branch["trouble"]["code"].as_str().unwrap_or("-"),
        )
    };
    answer["branches"].as_array().unwrap().iter().map(of).collect()
}

fn entries(village: &Village, branch: &str) -> usize {
    let segment = village.bank.join(format!("journal/{branch}/000000000000.jsonl"));
    fs::read(segment).unwrap().iter().filter(|byte| **byte == b'\n').count()
}

fn deeds() -> String {
    let [first, second, third] = [account("QX01", 1), account("SQ01", 1), account("QX01", 2)];
    format!(
        "账号,事项代码,日期,数量,佐证\n\
         {first},H07,2026-03-09,1,签到表\n\
         {second},H07,2026-03-09,1,签到表\n\
         {third},H07,2026-03-10,1,\n"
    )
}

#[test]
fn account_numbers_say_the_village_and_each_villages_rows_are_one_commit() {
    let village = district();
    let before = entries(&village, "QX01");
    let shown = import(&village, &deeds(), &["--dry-run"]);
    assert_eq!(
        told(&shown),
        [
            "QX01 ready 2 already 0 bad 0 posted null -",
            "SQ01 ready 1 already 0 bad 0 posted null -"
        ]
    );
    assert_eq!((shown["branch"].clone(), shown["posted"].clone()), (Value::Null, Value::Null));
    assert_eq!(entries(&village, "QX01"), before, "nothing is written");

    let answer = import(&village, &deeds(), &["--yes"]);
    assert_eq!(
        told(&answer),
        ["QX01 ready 2 already 0 bad 0 posted 2 -", "SQ01 ready 1 already 0 bad 0 posted 1 -"]
    );
    let rows: Vec<_> = answer["rows"].as_array().unwrap().iter().collect();
    let of = |row: &&Value| format!("{} {} {}", row["row"], row["branch"], row["state"]);
    assert_eq!(
        rows.iter().map(of).collect::<Vec<_>>(),
        [r#"2 "QX01" "posted""#, r#"3 "SQ01" "posted""#, r#"4 "QX01" "posted""#],
        "in the sheet's order"
    );
    let segment = village.bank.join("journal/QX01/000000000000.jsonl");
    let text = fs::read_to_string(segment).unwrap();
    let signed: Vec<bool> =
        text.lines().skip(before).map(|line| line.contains("\"sig\"")).collect();
    assert_eq!(signed, [false, true], "one commit");

    let again = import(&village, &deeds(), &["--yes"]);
    assert_eq!(
        told(&again),
        [
            "QX01 ready 0 already 2 bad 0 posted null -",
            "SQ01 ready 0 already 1 bad 0 posted null -"
        ]
    );
    assert_eq!(entries(&village, "QX01"), before + 2);
    village.done("manager1", &["audit"]);
}

#[test]
fn a_column_says_the_village_and_rows_that_say_none_are_given_back() {
    let village = district();
    let rows = "村,户号,事项代码,日期,数量\n\
                清溪村,一组-001,H07,2026-03-09,1\n\
                sq01,一组-001,H07,2026-03-09,1\n\
                石侨村,一组-002,H07,2026-03-09,1\n\
                ,一组-002,H07,2026-03-10,1\n\
                SQ01,九组-999,H07,2026-03-10,1\n";
    let bad = village.path("待改.csv");
    let answer = import(&village, rows, &["--yes", "--bad-rows", &bad]);
    assert_eq!(
        told(&answer),
        ["QX01 ready 1 already 0 bad 0 posted 1 -", "SQ01 ready 1 already 0 bad 1 posted 1 -"]
    );
    let codes: Vec<&str> = answer["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["problems"][0]["code"].as_str())
        .collect();
    assert_eq!(codes, ["row-unknown-branch", "row-branch-missing", "row-unknown-household"]);

    let text = fs::read_to_string(&bad).unwrap();
    assert_eq!(text.lines().count(), 4, "{text}");
    let mended = text.replace("石侨村", "石桥村").replace("九组-999", "一组-001");
    let answer = import(&village, &mended, &["--yes"]);
    assert_eq!(told(&answer), ["SQ01 ready 2 already 0 bad 0 posted 2 -"]);
    assert_eq!(answer["totals"]["bad"], 1, "one still says no village");
}

#[test]
fn where_the_clerk_is_nobody_nothing_is_taken_and_the_other_villages_go_on() {
    let village = district();
    let rows = deeds() + &format!("{},H07,2026-03-09,1,\n", account("LS01", 1));
    let before = entries(&village, "LS01");
    let path = village.path("登记表.csv");
    fs::write(&path, &rows).unwrap();
    let import_it = ["import", "deposits", &path, "--approver", "verifier1", "--yes"];
    let said = village.say("en", "clerk01", &import_it);
    assert_eq!(said.code, 1, "{}", said.all());
    assert!(said.out.contains("their branch takes nothing now: 1 row"), "{}", said.all());
    assert!(said.out.contains("posted: 3 rows"), "{}", said.all());
    assert!(said.err.contains("LS01") && said.err.contains("clerk01"), "{}", said.all());
    assert_eq!(entries(&village, "LS01"), before);

    // A program reads one object, which says it of the village.
    let answer = import(&village, &rows, &["--yes"]);
    assert_eq!(
        told(&answer),
        [
            "LS01 ready 0 already 0 bad 0 posted null unknown-operator",
            "QX01 ready 0 already 2 bad 0 posted null -",
            "SQ01 ready 0 already 1 bad 0 posted null -"
        ]
    );

    // Enrolled by now, the clerk imports the whole sheet again.
    enroll(&village, "LS01", "clerk01", "clerk");
    enroll(&village, "LS01", "verifier1", "verifier");
    let answer = import(&village, &rows, &["--yes"]);
    assert_eq!(
        told(&answer),
        [
            "LS01 ready 1 already 0 bad 0 posted 1 -",
            "QX01 ready 0 already 2 bad 0 posted 0 -",
            "SQ01 ready 0 already 1 bad 0 posted 0 -"
        ]
    );

    // Where it is nobody in all of them there is nothing to show.
    let made = village.say("en", "manager1", &["operator", "new-key", "nobody1"]);
    assert_eq!(made.code, 0, "{}", made.all());
    let said = village.say("en", "nobody1", &import_it);
    assert_eq!(said.code, 1, "{}", said.all());
    assert!(said.err.contains("not enrolled"), "{}", said.all());
    assert!(said.out.is_empty(), "{}", said.all());
}

#[test]
fn what_was_interrupted_between_two_villages_is_ended_by_importing_again() {
    let village = district();
    let of_one: String = deeds()
        .lines()
        .filter(|line| !line.starts_with("SQ01"))
        .map(|line| format!("{line}\n"))
        .collect();
    import(&village, &of_one, &["--yes"]);
    let before = (entries(&village, "QX01"), entries(&village, "SQ01"));
    // The other village's commit was on its way.
    let segment = village.bank.join("journal/SQ01/000000000000.jsonl");
    let mut file = fs::OpenOptions::new().append(true).open(segment).unwrap();
    file.write_all(b"{\"v\":1,\"branch\":\"SQ01\",\"se").unwrap();
    drop(file);
    let answer = import(&village, &deeds(), &["--yes"]);
    assert_eq!(
        told(&answer),
        ["QX01 ready 0 already 2 bad 0 posted 0 -", "SQ01 ready 1 already 0 bad 0 posted 1 -"]
    );
    assert_eq!((entries(&village, "QX01"), entries(&village, "SQ01")), (before.0, before.1 + 1));
    village.done("manager1", &["audit"]);
}

#[test]
fn one_village_is_imported_into_as_ever() {
    let village = district();
    // Which village is meant is asked where nothing says it.
    let path = village.path("登记表.csv");
    fs::write(&path, "户号,事项代码,日期,数量\n一组-001,H07,2026-03-09,1\n").unwrap();
    let said = village.say("zh", "clerk01", &["import", "deposits", &path, "--yes"]);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(said.err.contains("请指明哪个分行") && said.err.contains("“村”"), "{}", said.all());

    // A row of another village is not posted to the one that is named.
    let answer = import(&village, &deeds(), &["--branch", "QX01", "--yes"]);
    assert_eq!(answer["branch"], "QX01");
    assert!(answer.get("branches").is_none());
    assert_eq!((&answer["totals"]["ready"], &answer["totals"]["bad"]), (&2.into(), &1.into()));
    assert_eq!(answer["rows"][1]["problems"][0]["code"], "other-branch");
    // The way out leads out: with the other `--branch` the rows of this one would be bad.
    let mend = answer["rows"][1]["problems"][0]["mend"].as_str().unwrap();
    assert!(!mend.contains("--branch SQ01") && mend.contains("不写再导入"), "{mend}");
    let rows = "村,户号,事项代码,日期,数量\n石桥村,一组-001,H07,2026-03-12,1\n";
    let answer = import(&village, rows, &["--branch", "QX01", "--yes"]);
    assert_eq!(answer["rows"][0]["problems"][0]["code"], "row-other-branch");
    assert_eq!(answer["totals"]["ready"], 0);
}

/// A row whose village and account number are of two villages.
#[test]
fn where_village_and_account_differ_the_row_is_to_be_mended() {
    let village = district();
    let sheet =
        format!("村,账号,事项代码,日期,数量\n清溪村,{},H07,2026-03-09,1\n", account("SQ01", 1));
    let answer = import(&village, &sheet, &["--yes"]);
    let problem = &answer["rows"][0]["problems"][0];
    assert_eq!(problem["code"], "other-branch");
    assert!(problem["mend"].as_str().unwrap().starts_with("请核对这一行的村和账号"), "{problem}");
    assert_eq!(answer["totals"]["ready"], 0);
}

#[test]
fn what_each_village_would_get_shows_before_it_is_posted() {
    let village = district();
    let path = village.path("登记表.csv");
    fs::write(&path, deeds()).unwrap();
    let import_it = ["import", "deposits", &path, "--approver", "verifier1", "--dry-run"];
    let said = village.say("zh", "clerk01", &import_it);
    assert_eq!(said.code, 0, "{}", said.all());
    let of = |branch: &str| said.out.lines().find(|line| line.trim().starts_with(branch));
    let words = |line: Option<&str>| line.map(|line| line.split_whitespace().count());
    assert!(of("QX01").is_some_and(|line| line.contains(" 2 ")), "{}", said.all());
    assert_eq!((words(of("QX01")), words(of("SQ01"))), (Some(4), Some(4)), "{}", said.all());
}

/// The journal of one village is damaged: its rows stay out, the others' go in, and the
/// exit code is that of a storage that failed.
#[test]
fn a_village_whose_storage_fails_leaves_the_others() {
    let village = district();
    let segment = village.bank.join("journal/SQ01/000000000000.jsonl");
    let whole = fs::read(&segment).unwrap();
    let mut damaged = whole.clone();
    let last = damaged.iter().rposition(|byte| *byte == b':').unwrap();
    damaged[last] = b';';
    fs::write(&segment, &damaged).unwrap();

    let before = entries(&village, "QX01");
    let path = village.path("登记表.csv");
    fs::write(&path, deeds()).unwrap();
    let import_it = ["import", "deposits", &path, "--approver", "verifier1", "--yes"];
    let said = village.say("zh", "clerk01", &[&["--json"], &import_it[..]].concat());
    assert_eq!(said.code, 3, "{}", said.all());
    assert!(said.err.contains("SQ01"), "{}", said.all());
    let answer: Value = serde_json::from_str(&said.out).unwrap();
    let told = told(&answer);
    assert_eq!(told[0], "QX01 ready 2 already 0 bad 0 posted 2 -");
    assert!(told[1].starts_with("SQ01") && !told[1].ends_with('-'), "{told:?}");
    assert_eq!(entries(&village, "QX01"), before + 2);
    assert_eq!(fs::read(&segment).unwrap(), damaged, "nobody writes behind damage");

    fs::write(&segment, &whole).unwrap();
    let answer = import(&village, &deeds(), &["--yes"]);
    assert_eq!(answer["totals"]["already"], 2);
    assert_eq!(answer["totals"]["ready"], 1);
    village.done("manager1", &["audit"]);
}

/// A comma that nobody quoted moves what is behind it.
#[test]
fn a_line_with_more_cells_than_headings_is_not_posted() {
    let village = district();
    let rows = deeds().replacen("签到表\n", "签到表,第3页\n", 1);
    let answer = import(&village, &rows, &["--yes"]);
    let problem = &answer["rows"][0]["problems"][0];
    assert_eq!(
        (&problem["code"], &problem["given"]),
        (&"row-beyond-headings".into(), &"第3页".into())
    );
    assert_eq!(problem["column"], "F");
    assert_eq!((&answer["totals"]["ready"], &answer["totals"]["bad"]), (&2.into(), &1.into()));
    let quoted = rows.replacen("签到表,第3页", "\"签到表,第3页\"", 1);
    let answer = import(&village, &quoted, &["--yes"]);
    assert_eq!((&answer["totals"]["ready"], &answer["totals"]["bad"]), (&1.into(), &0.into()));
}
