//! The way out that a person is shown: it has to lead out for this very person,
//! in the words of what they typed.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;

use common::{NOW, Office, RULEBOOK, Said, wenming};

fn done(office: &Office, by: &str, args: &[&str]) {
    let said = office.run(by, args);
    assert_eq!(said.code, 0, "{args:?}: {}", said.all());
}

/// Runs it in Chinese; it is refused, with these words and without those.
fn refused(office: &Office, by: &str, args: &[&str], with: &[&str], without: &[&str]) {
    let said = office.say("zh", by, args);
    assert_ne!(said.code, 0, "{args:?}: {}", said.all());
    for words in with {
        assert!(said.err.contains(words), "{args:?}: {words}: {}", said.all());
    }
    for words in without {
        assert!(!said.err.contains(words), "{args:?}: {words}: {}", said.all());
    }
}

fn entry(answer: &serde_json::Value) -> &str {
    answer["entry"].as_str().unwrap_or_else(|| panic!("{answer}"))
}

fn on(office: &Office, day: &str, by: &str, args: &[&str]) -> Said {
    let now = format!("{day}T02:00:00Z");
    wenming(&office.dir, &[&["--lang", "zh", "--now", &now, "--as", by], args].concat())
}

/// An office whose rule V1 is reviewed and hung out.
fn with_notices() -> Office {
    let office = Office::new();
    let path = office.temp().join("rules.toml");
    let more = "\n[[rule]]\ncode = \"V1\"\nkind = \"earn\"\nitem = \"修路\"\nunit = \"次\"\n\
        points = \"10\"\ncurrency = \"JF\"\nreview = [\"verify 1\", \"notice 7 days\"]\n";
    fs::write(&path, format!("{RULEBOOK}{more}")).unwrap();
    done(&office, "manager", &["rules", "adopt", path.to_str().unwrap(), "--from", "2026-03-10"]);
    office
}

#[test]
fn a_branch_is_opened_where_that_branch_is_already_the_one_that_is_meant() {
    let office = Office::new();
    done(&office, "manager", &["--branch", "ZZ01", "branch", "open", "ZZ01", "--name", "山北村"]);
    refused(&office, "clerk", &["--branch", "ZZ02", "余额"], &["--branch 代码"], &["开设 ZZ02"]);

    let dir = office.temp().join("new");
    let say = |args: &[&str]| {
        wenming(&dir, &[&["--lang", "zh", "--now", NOW, "--as", "wang"], args].concat())
    };
    let args = ["建行", "--origin", "wenming.example/x", "--name", "鹿城", "--manager", "wang"];
    assert_eq!(say(&args).code, 0);
    let said = say(&["--branch", "SH01", "余额"]);
    assert!(said.code == 2 && said.err.contains("分行 开设 SH01 --name"), "{}", said.all());
}

#[test]
fn who_may_resolve_an_objection_is_a_manager_and_no_verifier() {
    let office = with_notices();
    let claim = office.json("clerk", &["claim", "file", "一组-001", "V1", "--on", "2026-03-18"]);
    let claim = entry(&claim);
    done(&office, "manager", &["claim", "verify", claim]);
    let own = office.json("manager", &["claim", "file", "一组-002", "V1", "--on", "2026-03-18"]);
    refused(&office, "manager", &["申报", "核实", entry(&own)], &["另一位核实员或主管"], &[]);
    done(&office, "clerk", &["notice", "open"]);
    done(&office, "clerk", &["notice", "object", claim, "--reason", "没来"]);
    let resolve = ["公示", "处理", claim, "--dismiss", "--reason", "有照片"];
    let enrol = "--branch LC01 经办人 登记 manager2 --role manager";
    refused(&office, "manager", &resolve, &["另一位主管", enrol], &["核实员"]);
    let told = office.say("zh", "clerk", &["申报", "查看", claim]);
    assert!(told.out.contains("没来（限 2026-03-27 前处理）"), "{}", told.all());
}

#[test]
fn a_clerk_who_may_not_net_is_not_told_to_be_enrolled_as_a_clerk() {
    let office = Office::new();
    let book = office.temp().join("book.toml");
    fs::write(&book, RULEBOOK).unwrap();
    done(&office, "manager", &["branch", "open", "LC02", "--name", "山北村"]);
    let key = common::key("clerk").public().to_string();
    for args in [
        &["rules", "adopt", book.to_str().unwrap(), "--from", "2026-01-01"][..],
        &["operator", "enroll", "clerk", "--role", "clerk", "--public-key", &key],
        &["offer", "add", "BATH", "--title", "洗浴", "--price", "10"],
    ] {
        done(&office, "manager", &[&["--branch", "LC02"], args].concat());
    }
    done(&office, "clerk", &["redeem", "一组-001", "LC02/BATH"]);
    let net = ["清算", "轧差"];
    refused(&office, "clerk", &net, &["登记 clerk --role manager"], &["--role clerk"]);
    let shown = office.say("zh", "clerk", &["清算", "查看"]);
    assert!(shown.out.contains("应付（负数为应收）"), "{}", shown.all());
}

/// The commands of hints and next steps that can be run as they stand: what they show.
fn shown(said: &Said) -> Vec<Vec<String>> {
    let quoted = said.err.split('`').skip(1).step_by(2);
    let commands = quoted.filter_map(|command| command.strip_prefix("wenming "));
    let shows = ["show", "list"];
    // The bank and who acts are named by the test as well, and once is enough.
    let led = |word: &str| matches!(word, "--bank" | "--as");
    let words = |command: &str| {
        let mut words: Vec<&str> = command.split(' ').collect();
        while let Some(at) = words.iter().position(|word| led(word)) {
            words.drain(at..(at + 2).min(words.len()));
        }
        words.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let runs = |command: &Vec<String>| command.iter().any(|word| shows.contains(&word.as_str()));
    commands.map(words).filter(runs).collect()
}

#[test]
fn a_next_command_names_the_village_where_there_are_several_and_only_then() {
    let office = with_notices();
    let cases: [(&str, &[&str]); 8] = [
        ("clerk", &["deposit", "LC01-000001-9", "NONE"]),
        ("clerk", &["deposit", "LC01-000001-9", "H09", "--on", "2026-02-03"]),
        ("clerk", &["deposit", "LC01-000001-9", "V1"]),
        ("clerk", &["redeem", "LC01-000001-9", "NONE"]),
        ("clerk", &["redeem", "LC01-000001-9", "GONE"]),
        ("clerk", &["reverse", "LC01:10", "--reason", "x"]),
        ("clerk", &["claim", "show", "LC01:10"]),
        ("clerk", &["notice", "show", "LC01:10"]),
    ];
    let alone = cases.map(|(by, args)| office.run(by, args));
    for said in &alone {
        assert!(said.code == 1 && !said.err.contains("--branch"), "{}", said.all());
    }
    done(&office, "manager", &["branch", "open", "LC02", "--name", "山北村"]);
    for ((by, args), before) in cases.iter().zip(&alone) {
        let said = office.run(by, args);
        let commands = shown(&said);
        assert!(!commands.is_empty(), "{}", said.all());
        assert_eq!(said.err.replace(" --branch LC01", ""), before.err, "{args:?}");
        for command in commands {
            let command: Vec<&str> = command.iter().map(String::as_str).collect();
            let way = office.run(by, &command);
            assert_eq!(way.code, 0, "{args:?}, then {command:?}: {}", way.all());
        }
    }
    // What is told of a sheet's rows, and what comes next, is of that village too.
    let sheet = office.temp().join("三月.csv");
    fs::write(&sheet, "户号,事项代码,日期,数量\n一组-001,H77,2026-03-02,1\n").unwrap();
    let import = ["--branch", "LC01", "import", "deposits", sheet.to_str().unwrap()];
    let said = office.run("clerk", &import);
    assert!(said.out.contains("`wenming --branch LC01 rules show`"), "{}", said.all());
    let claim = office.json("clerk", &["claim", "file", "LC01-000001-9", "V1"]);
    let said = office.run("manager", &["claim", "verify", entry(&claim)]);
    assert!(said.err.contains("--branch LC01 notice open`"), "{}", said.all());
    let said = office.run("clerk", &["--branch", "LC01", "notice", "list"]);
    assert!(said.err.contains("--branch LC01 notice open`"), "{}", said.all());
    // What the other village does not offer is looked up there; who may act, here.
    let said = office.run("clerk", &["redeem", "LC01-000001-9", "LC02/TEA"]);
    assert!(said.err.contains(" --branch LC02 offer list`"), "{}", said.all());
    let said = office.run("auditor", &["account", "freeze", "LC01-000001-9", "--reason", "x"]);
    assert!(said.err.contains(" --branch LC01 operator list`"), "{}", said.all());
}

#[test]
fn what_was_collected_is_returned_by_the_entry_that_collected_it() {
    let office = Office::new();
    let kept = office.json("clerk", &["reserve", "一组-001", "RICE-5"]);
    let back = |of: &str| ["退货", of, "1", "--reason", "破损"].map(str::to_owned);
    let args = back(entry(&kept));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    refused(&office, "manager", &args, &["还没有核销", "撤单"], &[]);
    let had = office.json("clerk", &["collect", kept["code"].as_str().unwrap()]);
    let way = format!("退货 {} 1", entry(&had));
    refused(&office, "manager", &args, &[&way], &["还没有核销", "撤单"]);

    let kept = office.json("clerk", &["reserve", "一组-001", "RICE-5"]);
    done(&office, "clerk", &["cancel", entry(&kept), "--reason", "unwanted"]);
    let args = back(entry(&kept));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    refused(&office, "manager", &args, &["对账单 LC01-000001-9 --all"], &[" 撤单 "]);
}

#[test]
fn what_came_back_whole_is_not_to_be_returned_once_more() {
    let office = Office::new();
    let had = office.json("clerk", &["redeem", "一组-001", "RICE-5", "2"]);
    let reverse = ["冲正", entry(&had), "--reason", "记错"];
    done(&office, "manager", &["return", entry(&had), "1", "--reason", "x"]);
    refused(&office, "manager", &reverse, &[&format!("退货 {} 1 ", entry(&had))], &[]);
    done(&office, "manager", &["return", entry(&had), "1", "--reason", "x"]);
    refused(&office, "manager", &reverse, &["已全部退回"], &["--as 主管 退货"]);
}

#[test]
fn a_day_that_is_wrong_is_named_by_the_option_it_was_given_by() {
    let office = with_notices();
    let open = ["公示", "张贴", "--to", "2026-12-31"];
    refused(&office, "clerk", &open, &["`--to`"], &["`--on`"]);
    let deposit = ["存入", "一组-001", "H01", "1", "--on", "2026-12-31"];
    refused(&office, "clerk", &deposit, &["`--on`"], &[]);
    let opened = ["分行", "开设", "LC02", "--name", "山北村", "--since", "2026-12-31"];
    refused(&office, "manager", &opened, &["`--since`"], &["`--on`"]);

    refused(&office, "clerk", &["公示", "张贴"], &["目前没有等待公示的申报"], &["2026-03-20"]);
    let period = ["公示", "张贴", "--from", "2026-03-02"];
    refused(&office, "clerk", &period, &["2026-03-02 至 2026-03-20"], &[]);
}

#[test]
fn a_cap_that_is_used_up_points_to_the_claims_as_well() {
    let office = Office::new();
    done(&office, "clerk", &["deposit", "一组-001", "H01", "2", "--on", "2026-03-18"]);
    let more = ["存入", "一组-001", "H01", "1", "--on", "2026-03-19"];
    refused(&office, "clerk", &more, &["申报 列表", "对账单 一组-001"], &[]);
}

#[test]
fn an_audit_of_one_branch_says_so_and_so_does_a_draw_of_nothing() {
    let office = Office::new();
    let said = office.say("zh", "auditor", &["--branch", "LC01", "审计"]);
    assert!(said.out.contains("只审计本分行，未与总行核对"), "{}", said.all());
    assert!(!said.out.contains("没有总行的流水"), "{}", said.all());
    let journal = office.dir.join("journal/LC01");
    let said = office.say("zh", "auditor", &["核验", journal.to_str().unwrap()]);
    assert!(said.out.contains("这里没有总行的流水"), "{}", said.all());

    let draw = ["审计", "--sample", "3", "--seed", "x", "--from", "2026-03-01"];
    let said = office.say("zh", "auditor", &draw);
    assert!(said.out.contains("没有可抽查的"), "{}", said.all());
    done(&office, "clerk", &["deposit", "一组-001", "H01", "1", "--on", "2026-03-18"]);
    let said = office.say("zh", "auditor", &draw);
    assert!(said.out.contains("抽查名单"), "{}", said.all());
}

#[test]
fn the_day_says_which_appeal_ended_and_how() {
    let office = Office::new();
    let pool = office.json("clerk", &["account", "open", "--kind", "pool"]);
    let pool = pool["account"].as_str().unwrap();
    for (code, title, goal) in [("BRIDGE", "修桥", "40"), ("LAMP", "路灯", "10")] {
        let args = ["appeal", "open", code, "--title", title, "--pool", pool, "--goal", goal];
        done(&office, "manager", &[&args[..], &["--until", "2026-03-31"]].concat());
        done(&office, "clerk", &["appeal", "pledge", code, "一组-001", "10"]);
    }
    for args in [&["日结", "--dry-run"][..], &["日结"]] {
        let said = on(&office, "2026-04-01", "clerk", args);
        for words in ["BRIDGE 修桥：未达标", "LAMP 路灯：已达标，10 JF"] {
            assert!(said.out.contains(words), "{words}: {}", said.all());
        }
        let returned = said.out.lines().find(|line| line.contains("认捐退回")).unwrap();
        assert!(returned.ends_with("BRIDGE 修桥"), "{returned}");
        if args.len() == 2 {
            assert!(said.err.contains(" 日结`"), "{}", said.all());
        }
    }
}

/// The commands between ticks in what was said, as somebody would copy them.
fn commands(said: &str) -> Vec<Vec<String>> {
    let ticked = said.split('`').skip(1).step_by(2);
    let words = |line: &str| line.split(' ').skip(1).map(ToOwned::to_owned).collect();
    ticked.filter(|part| part.starts_with("wenming ")).map(words).collect()
}

#[test]
fn a_hint_is_copied_as_it_stands_and_leads_to_the_same_bank() {
    let office = Office::new();
    for lang in ["en", "zh"] {
        let said = office.say(lang, "clerk", &["redeem", "一组-002", "RICE-5"]);
        assert_eq!(said.code, 1, "{}", said.all());
        let copied = commands(&said.err);
        assert!(!copied.is_empty(), "{}", said.all());
        for words in copied {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let mut process = std::process::Command::new(env!("CARGO_BIN_EXE_wenming"));
            let output = process.env_clear().current_dir(office.temp()).args(&words).output();
            assert!(output.unwrap().status.success(), "{words:?}: {}", said.all());
        }
        // Where somebody else has to do it, it does not say that this one does.
        let said = office.say(lang, "clerk", &["transfer", "一组-001", "一组-003", "5"]);
        let dir = office.dir.display();
        let manager = if lang == "en" { "MANAGER" } else { "主管" };
        let led = format!("`wenming --bank {dir} --as {manager} ");
        assert!(said.err.contains(&led), "{led}: {}", said.all());
    }
}

#[test]
fn a_next_step_says_who_takes_it_where_that_is_not_known() {
    let office = with_notices();
    let nobody =
        |args: &[&str]| wenming(&office.dir, &[&["--lang", "en", "--now", NOW], args].concat());
    let claim = office.json("clerk", &["claim", "file", "一组-001", "V1", "--on", "2026-03-18"]);
    let said = office.run("panel", &["claim", "verify", entry(&claim)]);
    assert!(said.err.contains("--as CLERK notice open`"), "{}", said.all());
    let said = nobody(&["notice", "list"]);
    assert!(said.err.contains("--as CLERK notice open`"), "{}", said.all());
    let said = office.run("clerk", &["notice", "list"]);
    assert!(said.err.contains("--as clerk notice open`"), "{}", said.all());
    let book = office.temp().join("rules.toml");
    let said = nobody(&["rules", "check", book.to_str().unwrap()]);
    assert!(said.err.contains("--as MANAGER rules adopt "), "{}", said.all());
}

/// The next step has these words, and behind the account's check letter those.
fn said_next(said: &Said, account: &str, rule: &str) -> bool {
    said.err.split_once(account).is_some_and(|(_, rest)| rest[1..].starts_with(rule))
}

#[test]
fn whom_an_account_was_opened_for_is_led_to_a_rule_that_pays_them() {
    let office = Office::new();
    let path = office.temp().join("rules.toml");
    let reviewed = "\n[[rule]]\ncode = \"A1\"\nkind = \"earn\"\nitem = \"修路\"\nunit = \"次\"\n\
        points = \"10\"\ncurrency = \"JF\"\nreview = [\"verify 1\"]\nholders = [\"household\", \"team\"]\n\n";
    // Before all others, as a village's own may stand.
    let book = RULEBOOK.replacen("\n[[rule]]", &format!("{reviewed}[[rule]]"), 1);
    fs::write(&path, book).unwrap();
    done(&office, "manager", &["rules", "adopt", path.to_str().unwrap(), "--from", "2026-03-10"]);
    let said = office.run("clerk", &["account", "open", "--household", "一组-020"]);
    assert!(said_next(&said, " deposit LC01-000007-", " H01 1`"), "{}", said.all());
    let said = office.run("clerk", &["account", "open", "--kind", "team"]);
    assert!(said_next(&said, " claim file LC01-000008-", " A1`"), "{}", said.all());
    let args = ["deposit", "一组-001", "A1", "2", "--on", "2026-03-18"];
    let said = office.run("clerk", &args);
    assert!(said.err.contains("claim file 一组-001 A1 2 --on 2026-03-18`"), "{}", said.all());
    let said = office.run("clerk", &args[..3]);
    assert!(said.err.contains("claim file 一组-001 A1`"), "{}", said.all());
}

#[test]
fn a_claim_like_another_is_led_to_the_word_that_its_review_asks_for() {
    let office = with_notices();
    let args = ["claim", "file", "一组-001", "V1", "--on", "2026-03-18"];
    let said = office.run("clerk", &args);
    assert!(said.err.contains("claim verify LC01:21`"), "{}", said.all());
    let said = office.run("clerk", &args);
    let next = "--as VERIFIER claim verify LC01:22 --distinct WHY`";
    assert!(said.err.contains(next), "{}", said.all());
    let copied = ["claim", "verify", "LC01:22", "--distinct", "下午那一次"];
    done(&office, "panel", &copied);
}

#[test]
fn what_a_request_was_before_is_undone_by_the_way_that_undoes_it() {
    let office = with_notices();
    let ask = |args: &[&str]| office.run("clerk", &[args, &["--request", "slip-1"]].concat());
    assert_eq!(ask(&["claim", "file", "一组-001", "V1", "--on", "2026-03-18"]).code, 0);
    let said = ask(&["claim", "file", "一组-001", "V1", "--on", "2026-03-17"]);
    let way = "claim reject LC01:21 --reason REASON`";
    assert!(said.err.contains(way) && !said.err.contains(" reverse "), "{}", said.all());
    done(&office, "panel", &["claim", "reject", "LC01:21", "--reason", "重复"]);
    done(&office, "clerk", &["deposit", "一组-001", "H01", "--request", "slip-2"]);
    let said = office.run("clerk", &["deposit", "一组-002", "H01", "--request", "slip-2"]);
    assert!(said.err.contains(" reverse LC01:23 --reason REASON`"), "{}", said.all());
}

#[test]
fn a_deadline_that_has_gone_by_is_checked_where_it_was_typed() {
    let office = with_notices();
    done(&office, "clerk", &["claim", "file", "一组-001", "V1", "--on", "2026-03-18"]);
    done(&office, "manager", &["claim", "verify", "LC01:21"]);
    done(&office, "clerk", &["notice", "open"]);
    let late = ["公示", "异议", "LC01:21", "--reason", "没来", "--deadline", "2026-03-01"];
    refused(&office, "clerk", &late, &["请核对 `--deadline`"], &["--until"]);
    let pool = office.json("clerk", &["account", "open", "--kind", "pool"]);
    let pool = pool["account"].as_str().unwrap();
    let appeal = ["众筹", "发起", "BRIDGE", "--title", "修桥", "--goal", "20", "--pool", pool];
    let appeal = [&appeal[..], &["--until", "2026-03-01"]].concat();
    refused(&office, "manager", &appeal, &["`--until`"], &["--deadline"]);
}

#[test]
fn a_clerk_is_told_why_a_closed_households_number_is_a_managers() {
    let office = Office::new();
    let args = ["账户", "开户", "--household", "一组-004"];
    let words = ["已销户", "--as 主管 账户 开户 --household 一组-004`"];
    refused(&office, "clerk", &args, &words, &["有哪些人见"]);
    // An auditor opens none at all.
    refused(
        &office,
        "auditor",
        &["账户", "开户", "--household", "一组-030"],
        &["经办员"],
        &["已销户"],
    );
    done(&office, "manager", &["account", "open", "--household", "一组-004"]);
}

/// Households of two villages have the same numbers: a hint that drops the village leads
/// to the other one, or to none.
#[test]
fn no_hint_and_no_next_step_drops_the_village_that_was_named() {
    let office = with_notices();
    let book = office.temp().join("rules.toml");
    let key = common::key("clerk").public().to_string();
    done(&office, "manager", &["branch", "open", "LC02", "--name", "山北村"]);
    for args in [
        &["rules", "adopt", book.to_str().unwrap(), "--from", "2026-01-01"][..],
        &["operator", "enroll", "clerk", "--role", "clerk", "--public-key", &key],
        &["offer", "add", "BATH", "--title", "洗浴", "--price", "10"],
        &["account", "open", "--household", "一组-001"],
        &["deposit", "一组-001", "H08", "--on", "2026-03-02"],
        &["deposit", "一组-001", "H08", "--on", "2026-03-03"],
        &["deposit", "一组-001", "H01", "2", "--on", "2026-03-03"],
    ] {
        done(&office, "manager", &[&["--branch", "LC02"], args].concat());
    }
    let asked: [(&str, &[&str]); 18] = [
        ("clerk", &["deposit", "一组-001", "H01", "--on", "2026-03-04"]),
        ("clerk", &["deposit", "一组-001", "H08", "--on", "2026-03-04"]),
        ("clerk", &["deposit", "一组-001", "NONE"]),
        ("clerk", &["deposit", "一组-001", "V1"]),
        ("clerk", &["deposit", "一组-001", "H09", "--on", "2026-02-03"]),
        ("clerk", &["deposit", "一组-001", "H01", "0"]),
        ("clerk", &["redeem", "一组-001", "BATH", "20"]),
        ("clerk", &["redeem", "一组-001", "NONE"]),
        ("clerk", &["reserve", "一组-001", "BATH", "20"]),
        ("clerk", &["transfer", "一组-001", "一组-001", "5"]),
        ("manager", &["account", "open", "--household", "一组-001"]),
        ("manager", &["account", "close", "一组-001", "--reason", "x"]),
        ("manager", &["household", "join", "一组-001", "一组-001"]),
        ("manager", &["operator", "enroll", "clerk", "--role", "clerk", "--public-key", &key]),
        ("clerk", &["claim", "file", "一组-001", "V1", "--on", "2026-03-18"]),
        ("clerk", &["notice", "open"]),
        ("clerk", &["notice", "list"]),
        ("clerk", &["account", "open", "--household", "一组-002"]),
    ];
    // These look through every village, or through none.
    let of_none = ["account find", "账户 查找", "branch list", "分行 列表", "audit", "审计"];
    let mut seen = 0;
    for (by, args) in asked {
        for lang in ["en", "zh"] {
            let said = office.say(lang, by, &[&["--branch", "LC02"], args].concat());
            for command in commands(&said.all()) {
                let line = command.join(" ");
                if of_none.iter().any(|path| line.contains(path)) || line.ends_with("--help") {
                    continue;
                }
                seen += 1;
                let named = line.matches("--branch LC02").count();
                assert_eq!(named, 1, "{args:?}: {line}: {}", said.all());
            }
        }
    }
    assert!(seen > 25, "{seen} hints were looked at");
}
