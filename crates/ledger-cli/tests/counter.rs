//! A day at the counter, through the program itself: what is done, what is
//! refused and how, and what a clerk is told when the machine fails.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

mod common;

use std::fs::{self, File};
use std::process::Command as Process;

use common::{NOW, Office, command, wenming};

#[test]
fn a_day_at_the_counter_is_told_in_both_languages_and_audits_clean() {
    let office = Office::new();
    let said = office.run("clerk", &["deposit", "一组-001", "H08", "2", "--on", "2026-03-02"]);
    assert_eq!(said.code, 0, "{}", said.all());
    assert!(said.out.contains("deposited 120 文明积分"), "{}", said.out);
    assert!(said.out.contains("now holds 270 文明积分, of which 170 can be spent"), "{}", said.out);

    let said = office.say("zh", "clerk", &["存入", "一组-001", "h08", "1", "--on", "2026-03-03"]);
    assert!(
        said.out.contains("已存入 LC01-000001-9") && said.out.contains("只记 30"),
        "{}",
        said.all()
    );
    let said = office.say("zh", "clerk", &["兑换", "一组－００１", "rice-5", "2"]);
    assert!(said.out.contains("用去 40"), "{}", said.all());
    let said = office.say("zh", "clerk", &["转赠", "一组-001", "一组-002", "30"]);
    assert!(said.out.contains("已转赠 30"), "{}", said.all());
    let said = office.say("zh", "clerk", &["扣减", "一组-002", "H51", "--on", "2026-03-03"]);
    assert!(said.out.contains("已扣减"), "{}", said.all());

    let statement = office.json("clerk", &["statement", "一组-001"]);
    let lines = statement["lines"].as_array().unwrap();
    let balances: Vec<_> = lines.iter().filter_map(|line| line["balance"].as_str()).collect();
    assert_eq!(balances, ["150", "270", "300", "260", "230"]);
    let redeemed = lines.iter().find(|line| line["what"] == "redeemed").unwrap();
    let entry = redeemed["entry"].as_str().unwrap();

    let said = office.say("zh", "manager", &["冲正", entry, "--reason", "拿错了"]);
    assert!(said.out.contains("已冲正"), "{}", said.all());
    assert_eq!(office.balance("LC01-000001-9"), "270");
    assert_eq!(office.balance("一组-002"), "27");

    // None of the newest is not "nothing has moved".
    let none = office.run("clerk", &["statement", "一组-001", "--last", "0"]);
    assert!(none.code == 2 && none.err.contains("--last"), "{}", none.all());
    // The statement speaks of items, titles and households, and of what is undone.
    let told = office.say("zh", "clerk", &["对账单", "一组-001"]);
    for words in ["义务劳动 ×2 (H08)", "兑换RICE-5 ×2", "→ 一组-002 (", "【已冲正，见 "]
    {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    let lines = office.json("clerk", &["statement", "一组-001"])["lines"].clone();
    let lines = lines.as_array().unwrap();
    let redeemed = lines.iter().find(|line| line["what"] == "redeemed").unwrap();
    let reversal = lines.iter().find(|line| line["what"] == "reversed").unwrap();
    assert_eq!(redeemed["reversed_by"], reversal["entry"]);

    // A reversal moved points, and is nevertheless not reversed.
    let undone = reversal["entry"].as_str().unwrap();
    let said = office.say("zh", "manager", &["冲正", undone, "--reason", "又错了"]);
    assert!(said.code == 1 && said.err.contains("重新存入或扣减"), "{}", said.all());
    assert!(!said.err.contains("没有变动积分"), "{}", said.all());

    let said = office.say("zh", "auditor", &["审计"]);
    assert_eq!(said.code, 0, "{}", said.all());
    assert!(said.out.contains("没有发现问题"), "{}", said.all());
    let said = wenming(
        &office.dir,
        &["--lang", "en", "--now", NOW, "verify", office.dir.to_str().unwrap()],
    );
    assert_eq!(said.code, 0, "{}", said.all());
}

#[test]
fn an_account_without_points_has_a_balance_of_zero_also_once_it_is_closed() {
    let office = Office::new();
    let args = ["account", "open", "--household", "八组-001"];
    let said = office.run("clerk", &args);
    assert_eq!(said.code, 0, "{}", said.all());
    let answer = office.json("clerk", &["balance", "八组-001"]);
    assert_eq!(answer["balances"][0]["balance"], "0", "{answer}");
    assert_eq!(answer["balances"][0]["currency"], "JF");
    let listed = office.run("clerk", &["balance"]);
    assert!(listed.out.contains("八组-001"), "{}", listed.out);

    let said = office.run("manager", &["account", "close", "八组-001", "--reason", "moved away"]);
    assert_eq!(said.code, 0, "{}", said.all());
    let shown =
        office.run("clerk", &["balance", answer["balances"][0]["account"].as_str().unwrap()]);
    assert!(shown.out.contains("closed"), "{}", shown.out);
    let listed = office.run("clerk", &["balance"]);
    assert!(!listed.out.contains("八组-001"), "{}", listed.out);
}

#[test]
fn days_and_quantities_are_typed_as_in_a_sheet() {
    let office = Office::new();
    for (qty, day) in [("１", "2026/3/2"), ("1次", "2026年3月3日")] {
        let said = office.run("clerk", &["deposit", "一组-001", "H01", qty, "--on", day]);
        assert_eq!(said.code, 0, "{}", said.all());
    }
    let said = office.say("zh", "clerk", &["deposit", "一组-001", "H01", "--on", "2026-02-30"]);
    assert!(said.code == 2 && said.err.contains("没有这一天"), "{}", said.all());
}

#[test]
fn asking_twice_under_one_request_does_it_once() {
    let office = Office::new();
    let args = ["deposit", "一组-001", "H01", "--on", "2026-03-02", "--request", "slip-7"];
    office.run("clerk", &args);
    let again = office.run("clerk", &args);
    assert!(again.code == 0 && again.out.contains("nothing was done twice"), "{}", again.all());
    assert_eq!(office.balance("一组-001"), "152");
    let other = ["deposit", "一组-002", "H01", "--on", "2026-03-02", "--request", "slip-7"];
    let said = office.run("clerk", &other);
    assert!(said.code == 1 && said.err.contains("slip-7"), "{}", said.all());
}

/// Who asks for what; the code of the refusal; what must be said in each language.
type Case = (&'static str, &'static str, &'static str, [&'static str; 2]);

const REFUSED: &[Case] = &[
    ("clerk", "deposit 九组-999 H01", "unknown-household", ["九组-999", "查找"]),
    ("clerk", "deposit LC01-000001-8 H01", "mistyped-account", ["LC01-000001-8", "校验位"]),
    ("clerk", "deposit LC01-000999-A H01", "", ["LC01-000999", "LC01-000999"]),
    ("clerk", "deposit 一组-003 H01", "frozen-account", ["frozen", "冻结"]),
    ("clerk", "deposit LC01-000006-# H01", "closed-account", ["closed", "销户"]),
    ("clerk", "deposit 一组-001 H99", "unknown-rule", ["H99", "H99"]),
    (
        "clerk",
        "deposit 一组-001 H09 --on 2026-03-02 --approver panel",
        "rule-not-in-force",
        ["H09", "2026-02-28"],
    ),
    (
        "clerk",
        "deposit 一组-001 H09 --on 2026-02-02",
        "approver-missing",
        ["--approver", "评议小组"],
    ),
    (
        "clerk",
        "deposit 一组-001 H09 --on 2026-02-02 --approver clerk",
        "approver-is-poster",
        ["clerk", "clerk"],
    ),
    ("clerk", "deposit 一组-001 T01 1h", "holder-not-allowed", ["T01", "T01"]),
    ("clerk", "deposit 一组-001 H51", "rule-kind", ["deduct", "扣减"]),
    ("clerk", "deposit 一组-001 H01 0", "award-not-positive", ["0", "0"]),
    ("clerk", "deposit 一组-001 H01 -2", "award-not-positive", ["-2", "-2"]),
    ("clerk", "deposit 一组-001 H01 1.5", "award-too-precise", ["1.5", "1.5"]),
    ("clerk", "deposit 一组-001 H01 1000001", "award-absurd", ["1000001", "1000001"]),
    ("clerk", "deposit 一组-001 H01 --on 2026-03-21", "future-day", ["2026-03-21", "2026-03-20"]),
    ("clerk", "deposit 一组-001 H01 --on 2025-12-31", "before-bank", ["2025-12-31", "2026-01-01"]),
    ("clerk", "deposit 一组-001 H01 --note 电话13800138000", "text-private", ["phone", "手机"]),
    (
        "clerk",
        "deposit 一组-001 H01 --evidence 11010519491231002X",
        "text-private",
        ["ID", "身份证"],
    ),
    ("clerk", "redeem 一组-001 RICE-5 3", "overdraft", ["60", "50"]),
    ("clerk", "redeem 一组-002 RICE-5", "overdraft", ["20", "0"]),
    ("clerk", "redeem 一组-001 GONE", "withdrawn-offer", ["GONE", "GONE"]),
    ("clerk", "redeem 一组-001 NONE", "unknown-offer", ["NONE", "NONE"]),
    ("clerk", "transfer 一组-001 一组-001 5", "to-itself", ["itself", "自己"]),
    ("clerk", "transfer 一组-001 一组-002 5 --to-currency SF", "across-currencies", ["SF", "SF"]),
    ("clerk", "reverse LC01:14 --reason x", "no-right", ["manager", "主管"]),
    ("manager", "reverse LC01:999 --reason x", "unknown-entry", ["LC01:999", "LC01:999"]),
    ("manager", "reverse LC01:1 --reason x", "not-reversible", ["LC01:1", "LC01:1"]),
    ("auditor", "deposit 一组-001 H01", "no-right", ["auditor", "审计员"]),
    ("retired", "deposit 一组-001 H01", "retired-operator", ["retired", "retired"]),
    ("stranger", "deposit 一组-001 H01", "unknown-operator", ["stranger", "stranger"]),
    ("impostor", "deposit 一组-001 H01", "wrong-key", ["impostor", "impostor"]),
    ("nobody", "deposit 一组-001 H01", "key-missing", ["nobody", "nobody"]),
];

#[test]
fn every_refusal_says_what_and_the_way_out_in_both_languages_and_writes_nothing() {
    let office = Office::new();
    let check = ledger_core::ids::AccountNo::new("LC01".parse().unwrap(), 6).to_string();
    let before = fs::read(office.segment("LC01")).unwrap();
    for (by, line, code, words) in REFUSED {
        let line = line.replace("LC01-000006-#", &check);
        let args: Vec<&str> = line.split(' ').collect();
        let answer = office.json(by, &args);
        if !code.is_empty() {
            assert_eq!(answer["error"]["code"], *code, "{by}: {line}: {answer}");
        }
        for (lang, word) in [("en", words[0]), ("zh", words[1])] {
            let said = office.say(lang, by, &args);
            assert_eq!(said.code, 1, "{by}: {line}: {}", said.all());
            assert!(said.out.is_empty(), "{by}: {line}: {}", said.all());
            assert!(said.err.contains(word), "{by}: {line}: {}", said.all());
            let hint = if lang == "zh" { "提示" } else { "hint" };
            assert!(said.err.contains(hint), "{by}: {line}: {}", said.all());
        }
    }
    assert_eq!(fs::read(office.segment("LC01")).unwrap(), before);
}

#[test]
fn what_was_spent_already_is_reversed_into_arrears_and_not_twice() {
    let office = Office::new();
    let earned = office.json("clerk", &["deposit", "一组-002", "H08", "2", "--on", "2026-03-02"]);
    let entry = earned["entry"].as_str().unwrap().to_owned();
    office.run("clerk", &["redeem", "一组-002", "RICE-5"]);
    let said = office.say("zh", "manager", &["冲正", &entry, "--reason", "不实"]);
    assert!(said.code == 0 && said.out.contains("欠分"), "{}", said.all());
    assert_eq!(office.balance("一组-002"), "-20");
    let said = office.say("zh", "manager", &["冲正", &entry, "--reason", "不实"]);
    assert!(said.code == 1 && said.err.contains(&entry), "{}", said.all());
    office.run("clerk", &["deposit", "一组-002", "H08", "--on", "2026-03-05"]);
    assert_eq!(office.balance("一组-002"), "40");
    assert_eq!(office.run("auditor", &["audit"]).code, 0);
}

#[test]
fn numbers_nobody_means_are_misuse() {
    let office = Office::new();
    for qty in ["1e30", "若干", "99999999999999999999", "1.00001"] {
        let said = office.say("zh", "clerk", &["存入", "一组-001", "H01", qty]);
        assert_eq!(said.code, 2, "{}", said.all());
        assert!(said.err.contains(qty), "{}", said.all());
    }
}

#[test]
fn a_second_process_waits_and_then_says_so() {
    let office = Office::new();
    office.run("clerk", &["balance"]);
    let lock = File::open(office.dir.join("lock")).unwrap();
    lock.lock().unwrap();
    let said = office.say("zh", "clerk", &["余额"]);
    assert_eq!(said.code, 3, "{}", said.all());
    assert!(said.err.contains("另一个命令"), "{}", said.all());
    lock.unlock().unwrap();
    assert_eq!(office.run("clerk", &["balance"]).code, 0);
}

#[test]
fn a_folder_that_is_no_bank_is_said_to_be_none() {
    let empty = tempfile::tempdir().unwrap();
    for lang in ["en", "zh"] {
        let said = wenming(empty.path(), &["--lang", lang, "balance"]);
        assert_eq!(said.code, 2, "{}", said.all());
        assert!(said.err.contains("wenming"), "{}", said.all());
    }
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0, "nothing was created");
}

#[test]
fn a_clock_that_looks_wrong_is_refused_until_somebody_says_it_is_right() {
    let office = Office::new();
    for now in ["2026-01-05T10:00:00+08:00", "2027-03-20T10:00:00+08:00"] {
        let args = [
            "--lang",
            "zh",
            "--now",
            now,
            "--as",
            "clerk",
            "存入",
            "一组-001",
            "H01",
            "--on",
            "2026-01-02",
        ];
        let said = wenming(&office.dir, &args);
        assert!(said.code == 1 && said.err.contains("--accept-clock"), "{}", said.all());
    }
    let args = [
        "--now",
        "2026-01-05T10:00:00+08:00",
        "--as",
        "clerk",
        "--accept-clock",
        "deposit",
        "一组-001",
        "H01",
        "--on",
        "2026-01-02",
    ];
    let said = wenming(&office.dir, &args);
    assert_eq!(said.code, 0, "{}", said.all());
}

#[test]
fn a_sheet_of_balances_without_any_day_asks_for_the_day_and_not_for_a_cell() {
    let office = Office::new();
    let sheet = office.temp().join("opening.csv");
    fs::write(&sheet, "户号,积分\n一组-002,120\n").unwrap();
    let sheet = sheet.to_str().unwrap();
    for (lang, words) in [("en", "no column of days"), ("zh", "没有日期一栏")] {
        let said = office.say(lang, "manager", &["import", "opening", sheet, "--dry-run"]);
        assert!(said.out.contains(words) && said.out.contains("--as-of"), "{}", said.all());
    }
    let args = ["import", "opening", sheet, "--dry-run", "--as-of", "2026-02-28"];
    let said = office.run("manager", &args);
    assert!(said.code == 0 && !said.out.contains("no column"), "{}", said.all());
}

#[test]
fn a_changed_byte_is_found_and_named() {
    let office = Office::new();
    office.run("clerk", &["deposit", "一组-001", "H01", "--on", "2026-03-02"]);
    let path = office.segment("LC01");
    let text = fs::read_to_string(&path).unwrap();
    let at = text.find("\"points\":\"150\"").unwrap();
    let seq = text[..at].matches('\n').count();
    fs::write(&path, text.replace("\"points\":\"150\"", "\"points\":\"950\"")).unwrap();
    let said = office.say("zh", "auditor", &["审计"]);
    assert_eq!(said.code, 1, "{}", said.all());
    assert!(said.out.contains(&format!("LC01:{}", seq + 1)), "{}", said.all());
    // In one language, and the number of findings not twice in one line.
    for english in ["signature", "another", "prev ", "expected", "none"] {
        assert!(!said.out.contains(english), "{english}: {}", said.out);
    }
    assert!(said.err.contains("发现: 共"), "{}", said.err);
    let verified = wenming(&office.dir, &["--now", NOW, "verify", office.dir.to_str().unwrap()]);
    assert_eq!(verified.code, 1, "{}", verified.all());

    // Damage that stops a posting before its write leaves nothing to wonder about.
    let text = fs::read_to_string(&path).unwrap();
    let last = text.trim_end().rfind('\n').unwrap() + 1;
    let (before, end) = text.split_at(last);
    fs::write(&path, format!("{before}{}", end.replace("2026-03-02", "2026-03-03"))).unwrap();
    let entry = format!("LC01:{}", before.matches('\n').count());
    for (by, args) in [
        ("clerk", &["redeem", "LC01-000001-9", "RICE-5", "1"][..]),
        ("manager", &["reverse", &entry, "--reason", "错"]),
    ] {
        let said = office.run(by, args);
        assert!(said.code == 3 && said.err.contains("nothing was written"), "{}", said.all());
        assert!(!said.err.contains("not known"), "{}", said.all());
    }
}

#[test]
fn damaged_books_are_made_again_and_the_clerk_is_told() {
    let office = Office::new();
    let before = office.json("clerk", &["balance"]);
    for damage in ["removed", "emptied", "flipped"] {
        let books = office.dir.join("books");
        match damage {
            "removed" => fs::remove_dir_all(&books).unwrap(),
            _ => {
                for file in ["db", "conf"] {
                    let path = books.join(file);
                    let bytes = fs::read(&path).unwrap();
                    let damaged = if damage == "emptied" {
                        Vec::new()
                    } else {
                        bytes.iter().map(|byte| byte ^ 0x10).collect()
                    };
                    fs::write(&path, damaged).unwrap();
                }
            }
        }
        let said = office.say("zh", "clerk", &["--json", "余额"]);
        assert_eq!(said.code, 0, "{damage}: {}", said.all());
        let after: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(after, before, "{damage}");
        assert!(said.err.contains("账簿"), "{damage}: {}", said.all());
    }
    assert_eq!(office.run("auditor", &["audit"]).code, 0);
}

/// Runs a shell script as root of a namespace of its own; `None` where that cannot be had.
fn in_namespace(script: &str) -> Option<String> {
    let probe = Process::new("unshare").args(["-mr", "true"]).output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        eprintln!("skipped: this machine gives no mount namespace");
        return None;
    }
    let output = Process::new("unshare").args(["-mr", "sh", "-c", script]).output().unwrap();
    Some(format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}

fn shell_line(office: &Office, args: &[&str]) -> String {
    let process =
        command(&office.dir, &[&["--lang", "zh", "--now", NOW, "--as", "clerk"], args].concat());
    let words = std::iter::once(process.get_program()).chain(process.get_args());
    let quoted: Vec<String> = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect();
    quoted.join(" ")
}

#[test]
fn a_read_only_folder_is_read_and_not_written() {
    let office = Office::new();
    let dir = office.dir.display();
    let (balance, deposit) = (
        shell_line(&office, &["余额"]),
        shell_line(&office, &["存入", "一组-001", "H01", "--on", "2026-03-02"]),
    );
    let script = format!(
        "mount --bind {dir} {dir} && mount -o remount,ro,bind {dir} && {balance}; echo read=$?; {deposit}; echo wrote=$?"
    );
    let Some(said) = in_namespace(&script) else { return };
    assert!(said.contains("read=0") && said.contains("只作查看"), "{said}");
    assert!(said.contains("wrote=3"), "{said}");
    assert_eq!(office.balance("一组-001"), "150");
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let office = Office::new();
    let dir = office.dir.display();
    let deposit = shell_line(&office, &["存入", "一组-001", "H01", "--on", "2026-03-02"]);
    let audit = shell_line(&office, &["--json", "审计"]);
    let script = format!(
        "cp -r {dir} {dir}.copy && mount -t tmpfs -o size=4m tmpfs {dir} && cp -r {dir}.copy/. {dir}/ && \
         cat /dev/zero > {dir}/filler 2>/dev/null; {deposit}; echo full=$?; rm {dir}/filler; {deposit}; \
         echo freed=$?; {audit}; echo audit=$?"
    );
    let Some(said) = in_namespace(&script) else { return };
    assert!(said.contains("full=3") && said.contains("freed=0"), "{said}");
    assert!(said.contains("audit=0"), "{said}");
}

#[test]
fn nothing_that_is_not_there_is_ever_called_well() {
    let office = Office::new();
    let bank = office.dir.to_str().unwrap().to_owned();
    for args in [vec!["--branch", "LC09", "audit"], vec!["--branch", "LC09", "balance"]] {
        let said = office.run("auditor", &args);
        assert!(
            said.code == 2 && said.err.contains("LC09") && said.err.contains("LC01"),
            "{}",
            said.all()
        );
    }
    let said = office.run("auditor", &["--branch", "LC09", "verify", &bank]);
    assert!(said.code == 1 && said.out.contains("beginning-wrong"), "{}", said.all());
    let said = office.run("auditor", &["verify", office.segment("LC01").to_str().unwrap()]);
    assert!(said.code == 2, "{}", said.all());

    // A village's journal gone: nobody is told that nobody holds points.
    fs::rename(office.dir.join("journal/LC01"), office.temp().join("LC01")).unwrap();
    for args in [["balance"].as_slice(), &["balance", "一组-001"], &["rebuild"]] {
        let said = office.run("clerk", args);
        assert!(said.code == 3 && said.err.contains("lost entries"), "{}", said.all());
    }
    let said = office.run("auditor", &["audit"]);
    assert!(said.code == 1 && said.out.contains("LC01"), "{}", said.all());

    fs::rename(office.dir.join("journal"), office.temp().join("gone")).unwrap();
    let said = office.say("zh", "clerk", &["余额"]);
    assert!(said.code == 3 && said.err.contains("备份"), "{}", said.all());
}

#[test]
fn a_copy_is_verified_whole_whatever_branch_the_environment_names() {
    let office = Office::new();
    let whole = office.dir.to_str().unwrap().to_owned();
    let village = office.dir.join("journal/LC01").to_str().unwrap().to_owned();
    let verify = |dir: &str, typed: &[&str]| {
        let args = [typed, &["--lang", "en", "--now", NOW, "--json", "verify", dir]].concat();
        let output = command(&office.dir, &args).env("WENMING_BRANCH", "LC01").output().unwrap();
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let branches = said["branches"].as_array().cloned().unwrap_or_default();
        branches.iter().map(|b| b["branch"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(verify(&whole, &[]), ["HQ", "LC01"]);
    assert_eq!(verify(&whole, &["--branch", "LC01"]), ["LC01"]);
    assert_eq!(verify(&village, &[]), ["LC01"]);
    // One village's folder is not another's, and is not passed off as it.
    let said = office.run("auditor", &["--branch", "LC02", "verify", &village]);
    let both = said.err.contains("`LC01`") && said.err.contains("`LC02`");
    assert!(said.code == 2 && both, "{}", said.all());
}

#[test]
fn looking_leaves_a_torn_end_where_an_audit_finds_it() {
    let office = Office::new();
    let path = office.segment("LC01");
    let mut text = fs::read(&path).unwrap();
    text.extend_from_slice(b"{\"v\":1,\"bra");
    fs::write(&path, &text).unwrap();
    for _ in 0..2 {
        office.run("clerk", &["balance"]);
        let said = office.run("auditor", &["audit"]);
        assert!(said.code == 1 && said.out.contains("tail-torn"), "{}", said.all());
        assert!(said.err.contains("sets the rest aside"), "{}", said.all());
    }
    let said = office.run("clerk", &["deposit", "一组-001", "H01", "--on", "2026-03-02"]);
    assert!(said.code == 0 && said.err.contains("set aside"), "{}", said.all());
    assert_eq!(office.run("auditor", &["audit"]).code, 0);
}
