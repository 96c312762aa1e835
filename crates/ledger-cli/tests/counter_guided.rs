//! The guided counter, asked by the program itself and answered line by line: each
//! answer is a line, `ESC` a step back, and the end of the lines the end of the counter.
//! How it looks on a terminal is in `counter_screen.rs`.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use common::terminal::Terminal;
use common::{NOW, Office, Said, command};

const ESC: &str = "\u{1b}";

/// Whom the vault knows in the office; 003 is frozen.
const NAMES: [(&str, &str); 4] = [
    ("一组-001", "张桂兰"),
    ("一组-002", "单雄信"),
    ("一组-003", "张国良"),
    ("LC01-000004-3", "曾强"),
];

fn office() -> Office {
    let office = Office::new();
    let key = office.dir.join("keys/vault");
    fs::write(&key, "wenming vault key v1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")
        .unwrap();
    fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    for (account, name) in NAMES {
        let said = office.run("clerk", &["account", "name", account, "--name", name]);
        assert_eq!(said.code, 0, "{}", said.all());
    }
    office
}

/// The counter in a language, served by somebody, answered by these lines.
fn counter_in(office: &Office, lang: &str, by: &str, args: &[&str], answers: &[&str]) -> Said {
    let options = ["--lang", lang, "--now", NOW, "--as", by];
    let mut process = command(&office.dir, &[&options, args, &["counter"]].concat());
    process.current_dir(office.temp());
    process.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = process.spawn().unwrap();
    let mut lines: String = answers.join("\n");
    if !answers.is_empty() {
        lines.push('\n');
    }
    // Whoever has ended reads no more; that is not the script's fault.
    drop(child.stdin.take().unwrap().write_all(lines.as_bytes()));
    let said = Said::of(child.wait_with_output().unwrap());
    assert!(!said.err.contains("panic") && !said.err.contains("程序出了"), "{}", said.all());
    said
}

fn counter(office: &Office, answers: &[&str]) -> Said {
    let said = counter_in(office, "en", "clerk", &[], answers);
    assert_eq!(said.code, 0, "{}", said.all());
    said
}

/// Every file of the truth, with what is in it.
fn truth(office: &Office) -> BTreeMap<PathBuf, Vec<u8>> {
    fn walk(dir: &Path, into: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, into);
            } else {
                into.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    for part in ["journal", "vault", "keys"] {
        walk(&office.dir.join(part), &mut files);
    }
    files
}

/// The first line that an error of a command has.
fn error_of(said: &Said) -> String {
    let line = said.err.lines().find(|line| line.starts_with("error: "));
    line.unwrap_or_else(|| panic!("{}", said.all())).to_owned()
}

/// A deed from the menu to the last word.
const DEPOSIT: [&str; 8] = ["1", "一组-001", "H08", "1", "2026-03-02", "签到表-1", "1", "1"];

#[test]
fn a_deposit_a_redemption_a_mistake_and_its_cure_are_what_the_commands_do_and_say() {
    let (here, twin) = (office(), office());
    let said = counter(
        &here,
        &[
            &DEPOSIT[..],
            // 2 of RICE-5, and no paper.
            &["2", "一组-001", "RICE-5", "2", "1", "1"],
            &["6"],
        ]
        .concat(),
    );
    let commands = [
        &["deposit", "一组-001", "H08", "1", "--on", "2026-03-02", "--evidence", "签到表-1"][..],
        &["redeem", "一组-001", "RICE-5", "2"],
    ];
    for args in commands {
        let told = twin.run("clerk", args);
        assert_eq!(told.code, 0, "{}", told.all());
        assert!(said.out.contains(&told.out), "{}\nis not in\n{}", told.out, said.out);
    }
    // What was shown before was what is written: points, and what is held afterwards.
    for shown in ["+60 文明积分", "210 文明积分, 110 to spend", "-40 文明积分", "170 文明积分, 70"]
    {
        assert!(said.out.contains(shown), "{shown}: {}", said.out);
    }
    assert_eq!(here.balance("一组-001"), "170");

    // A mistake and its cure: the clerk's, undone by a manager.
    let said = counter(&here, &[&DEPOSIT[..2], &["H01", "2", "", "", "1", "1"]].concat());
    assert_eq!(here.balance("一组-001"), "174", "{}", said.all());
    // Another counter has done nothing that it could undo.
    let before = truth(&here);
    let said = counter(&here, &["4"]);
    assert!(said.out.contains("nothing to undo"), "{}", said.all());
    assert_eq!(truth(&here), before);
    let mistake = ["1", "一组-002", "H01", "1", "2026-03-05", "", "1", "1"];
    // Without a reason it is not undone, and asked again.
    let cure = ["4", "1", "", "记错了户", "1", "4"];
    let said = counter(&here, &[&mistake[..], &cure].concat());
    assert!(said.out.contains("reversed") && said.out.contains("记错了户"), "{}", said.all());
    // Once undone it is not offered again.
    assert!(said.out.contains("nothing to undo"), "{}", said.all());
    assert_eq!(here.balance("一组-002"), "0");
    let statement = here.json("clerk", &["statement", "一组-002"]);
    let last = statement["lines"].as_array().unwrap().last().unwrap();
    assert_eq!((last["what"].as_str(), last["by"].as_str()), (Some("reversed"), Some("manager")));

    let said = here.run("auditor", &["audit"]);
    assert_eq!(said.code, 0, "{}", said.all());
}

#[test]
fn whoever_goes_at_any_step_leaves_the_books_as_they_were_byte_for_byte() {
    let office = office();
    let redeem = ["2", "单雄信", "RICE-5", "1"];
    let undo = ["4"];
    let print = ["5", "1", "一组-001"];
    for script in [&DEPOSIT[..6], &redeem, &["3", "zgl", "1", "2"], &undo, &print] {
        for upto in 0..=script.len() {
            let before = truth(&office);
            counter(&office, &script[..upto]);
            assert_eq!(truth(&office), before, "the end after {:?}", &script[..upto]);
            // Esc, as often as it takes, and then the end.
            let back = [&script[..upto], &[ESC; 12]].concat();
            let said = counter(&office, &back);
            assert_eq!(truth(&office), before, "back from {:?}", &script[..upto]);
            assert!(
                said.out.ends_with("nothing was written that was not confirmed\n"),
                "{}",
                said.all()
            );
        }
    }
    // And none of that keeps the next from being done: the script is a whole one.
    let before = truth(&office);
    counter(&office, &DEPOSIT);
    assert_ne!(truth(&office), before);
    assert_eq!(office.balance("一组-001"), "210");
    // To leave it when it is shown leaves it too: the last of what can be chosen.
    let before = truth(&office);
    let said = counter(&office, &["1", "一组-001", "H01", "1", "", "", "7"]);
    assert!(said.out.contains("nothing was written\n"), "{}", said.all());
    assert_eq!(truth(&office), before);
}

#[test]
fn what_is_wrong_is_said_as_the_commands_say_it_and_asked_again() {
    let (here, twin) = (office(), office());
    let deed = |account, rule, qty, on| {
        error_of(&twin.run("clerk", &["deposit", account, rule, qty, "--on", on]))
    };
    let day = "2026-03-02";
    let expected = [
        // A number with a wrong check character, nobody, somebody frozen.
        deed("LC01-000001-8", "H01", "1", day),
        error_of(&twin.run("clerk", &["account", "find", "无此人"])),
        deed("一组-003", "H01", "1", day),
        // No number, nothing, a time where times are counted.
        "error: `许多` does not fit `quantity`".to_owned(),
        deed("一组-001", "H01", "0", day),
        deed("一组-001", "H01", "90m", day),
        // No day at all, one to come, one before the bank.
        "error: `2026-02-30` does not fit `day`".to_owned(),
        deed("一组-001", "H01", "1", "2026-03-21"),
        deed("一组-001", "H01", "1", "2025-12-31"),
    ];
    let said = counter(
        &here,
        &[
            "1",
            "LC01-000001-8",
            "无此人",
            // The frozen one is known to be when the item is.
            "一组-003",
            "H01",
            "一组-001",
            "H01",
            "许多",
            "0",
            "90m",
            "1",
            "2026-02-30",
            "2026-03-21",
            "2025-12-31",
            day,
            "",
            "1",
            "1",
            "2",
            "一组-001",
            "RICE-5",
            "3",
            "2",
            "1",
            "1",
        ],
    );
    let mut from = 0;
    for error in &expected {
        let at = said.err[from..].find(error.as_str());
        from += at.unwrap_or_else(|| panic!("{error}\nis not said, or not then:\n{}", said.err));
    }
    // Three times 20 is more than the 52 above the floor.
    let overdraft = {
        let said = twin.run("clerk", &["deposit", "一组-001", "H01", "1", "--on", day]);
        assert_eq!(said.code, 0, "{}", said.all());
        error_of(&twin.run("clerk", &["redeem", "一组-001", "RICE-5", "3"]))
    };
    assert!(said.err[from..].contains(&overdraft), "{overdraft}\n{}", said.err);
    assert_eq!(here.balance("一组-001"), "112", "{}", said.all());
}

#[test]
fn a_holder_is_found_by_number_household_name_and_pinyin() {
    let office = office();
    let card = |typed: &str| {
        let said = counter(&office, &["3", typed]);
        let name = |line: &&str| line.starts_with("LC01-") && line.contains('(');
        said.out.lines().find(name).map(str::to_owned).unwrap_or_default()
    };
    let first = "LC01-000001-9 (一组-001 张**)";
    for typed in ["LC01-000001-9", "lc01-000001-9", "一组-001", "一组－００１", "张桂兰", "桂兰"]
    {
        assert_eq!(card(typed), first, "{typed}");
    }
    for typed in ["zgl", "ZhangGuiLan", "guil"] {
        // zgl is 张国良 as well, and then it is asked which of them is meant.
        let said = counter(&office, &["3", typed, "1"]);
        assert!(said.out.contains(first), "{typed}: {}", said.all());
    }
    for (typed, number) in
        [("sxx", "000002"), ("dxx", "000002"), ("zq", "000004"), ("cengq", "000004")]
    {
        assert!(card(typed).contains(number), "{typed}: {}", card(typed));
    }
    // The command finds the same way.
    let found = office.json("clerk", &["account", "find", "sxx"]);
    assert_eq!(found[0]["household"], "一组-002", "{found}");
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
}

#[test]
fn of_several_a_list_is_shown_with_masked_names_and_in_full_only_with_a_trace() {
    let office = office();
    let said = counter(&office, &["3", "zgl", "2", "1"]);
    assert!(said.err.contains("2 of them are like that"), "{}", said.all());
    assert!(said.out.contains("一组-003"), "{}", said.all());
    for (_, name) in NAMES {
        assert!(!said.all().contains(name), "{name}: {}", said.all());
    }
    let before = truth(&office);
    let options = ["--lang", "en", "--now", NOW, "--as", "clerk", "counter", "--reveal"];
    let mut process = command(&office.dir, &options);
    process.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = process.spawn().unwrap();
    child.stdin.take().unwrap().write_all("3\nzgl\n".as_bytes()).unwrap();
    let said = Said::of(child.wait_with_output().unwrap());
    assert!(said.err.contains("张国良"), "{}", said.all());
    assert_ne!(truth(&office), before);
    let seen = office.json("auditor", &["privacy", "seen"]);
    let line = seen.as_array().unwrap().last().unwrap();
    assert_eq!((line["command"].as_str(), line["names"].as_u64()), (Some("counter"), Some(2)));
}

#[test]
fn a_deed_like_one_that_is_there_is_asked_about_and_not_paid_twice_unasked() {
    let office = office();
    let deed = ["1", "一组-002", "H01", "1", "2026-03-02", "", "1"];
    counter(&office, &deed);
    assert_eq!(office.balance("一组-002"), "2");
    let before = truth(&office);
    // Shown again, it is refused before anything can be confirmed; the last choice leaves it.
    let said = counter(&office, &[&deed[..6], &["8"]].concat());
    assert!(said.err.contains("Is it the same deed"), "{}", said.all());
    assert_eq!(truth(&office), before);
    counter(&office, &[&deed[..6], &["1", "1"]].concat());
    assert_eq!(office.balance("一组-002"), "4");
}

#[test]
fn what_changed_while_somebody_thought_is_shown_anew_before_it_is_written() {
    let office = office();
    let options = ["--lang", "en", "--now", NOW, "--as", "clerk", "counter"];
    let mut process = command(&office.dir, &options);
    process.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = process.spawn().unwrap();
    let mut answers = child.stdin.take().unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
    answers.write_all("1\n一组-001\nH08\n1\n2026-03-02\n\n".as_bytes()).unwrap();
    let shown = told.by_ref().map(Result::unwrap).find(|line| line.contains("holds then"));
    assert!(shown.unwrap().contains("210 文明积分"));
    // Meanwhile at another computer's window: the bank is not held while somebody thinks.
    let said = office.run("clerk", &["deposit", "一组-001", "H08", "2", "--on", "2026-03-03"]);
    assert_eq!(said.code, 0, "{}", said.all());
    answers.write_all("1\n".as_bytes()).unwrap();
    let shown = told.by_ref().map(Result::unwrap).find(|line| line.contains("holds then"));
    // The month's cap leaves 30 of 60.
    assert!(shown.unwrap().contains("300 文明积分"));
    assert_eq!(office.balance("一组-001"), "270");
    answers.write_all("1\n".as_bytes()).unwrap();
    drop(answers);
    let left: Vec<String> = told.map(Result::unwrap).collect();
    assert!(child.wait().unwrap().success(), "{left:?}");
    assert_eq!(office.balance("一组-001"), "300");
}

#[test]
fn who_may_not_undo_does_not_and_a_key_that_is_not_there_undoes_nothing() {
    let office = office();
    fs::rename(office.dir.join("keys/manager.key"), office.temp().join("manager.key")).unwrap();
    let said = counter(&office, &[&DEPOSIT[..], &["4", "1", "记错了"]].concat());
    let by_command = error_of(&office.run("manager", &["reverse", "LC01:22", "--reason", "x"]));
    assert!(by_command.contains("manager"), "{by_command}");
    assert!(said.err.contains(&by_command), "{by_command}\n{}", said.all());
    assert_eq!(office.balance("一组-001"), "210");
}

#[test]
fn a_passbook_and_a_slip_are_written_and_nothing_is_written_over() {
    let office = office();
    let file = |name: &str| fs::read(office.temp().join(name)).unwrap_or_default();
    // The slip, under the name that is offered; then the passbook under one that is there.
    let redeem = ["2", "一组-001", "RICE-5", "1", "1", "3", "", "5", "2", "一组-001", "1"];
    let said = counter(&office, &[&redeem[..], &["slip.pdf", "5", "1", "一组-001"]].concat());
    let offered = said.out.lines().find_map(|line| {
        let name = line.split('`').find(|word| word.ends_with(".pdf"))?;
        (name != "slip.pdf").then(|| name.to_owned())
    });
    let slip = file("slip.pdf");
    assert!(slip.starts_with(b"%PDF"), "{}", said.all());
    let pages: Vec<_> = fs::read_dir(office.temp())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".pdf"))
        .collect();
    assert_eq!(pages.len(), 2, "{pages:?} {offered:?} {}", said.all());
    let said = counter(&office, &["5", "1", "一组-001", "slip.pdf", "slip.doc", "book.html"]);
    assert_eq!(file("slip.pdf"), slip, "{}", said.all());
    assert!(file("book.html").starts_with(b"<!"), "{}", said.all());
    assert!(said.err.contains("slip.pdf") && said.err.contains(".doc"), "{}", said.all());
}

#[test]
fn every_question_is_asked_in_both_languages_and_without_a_terminal_help_stays_help() {
    let office = office();
    let said =
        counter_in(&office, "zh", "clerk", &[], &[&DEPOSIT[..], &["4", "1", "错", "1"]].concat());
    for words in
        ["文明银行柜台　清溪村（LC01）", "将要存入", "已存入", "将要冲正", "已冲正", "柜台已关"]
    {
        assert!(said.out.contains(words), "{words}: {}", said.all());
    }
    let mut bare = std::process::Command::new(env!("CARGO_BIN_EXE_wenming"));
    let bare = bare.env_clear().current_dir(&office.dir).stdin(Stdio::null()).output().unwrap();
    let bare = Said::of(bare);
    assert!(bare.all().contains("a command is missing"), "{}", bare.all());
    let bare = command(&office.dir, &["--lang", "en"]).stdin(Stdio::null()).output().unwrap();
    let bare = Said::of(bare);
    assert!(bare.code == 2 && bare.err.contains("a command is missing"), "{}", bare.all());
    let json = counter_in(&office, "en", "clerk", &["--json"], &[]);
    assert!(json.code == 2 && json.out.contains("counter-for-people"), "{}", json.all());
    // Nobody named, and several keys at hand: it is asked who serves.
    let mut process = command(&office.dir, &["--lang", "en", "--now", NOW, "counter"]);
    process.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = process.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"clerk\n6\n").unwrap();
    let said = Said::of(child.wait_with_output().unwrap());
    assert!(said.code == 0 && said.out.contains("served by clerk"), "{}", said.all());
}

#[test]
fn of_several_villages_one_is_chosen_and_what_is_done_is_done_there() {
    let office = office();
    let said = office.run("manager", &["branch", "open", "LC02", "--name", "河口村"]);
    assert_eq!(said.code, 0, "{}", said.all());
    let branch = |of: &str| fs::read(office.segment(of)).unwrap();
    let (first, second) = (branch("LC01"), branch("LC02"));
    // The second village; who is of the first is nobody there; back, and into the first.
    let answers = ["LC02", "1", "LC01-000001-9", "一组-001", ESC, ESC, "1"];
    let said = counter(&office, &[&answers[..], &DEPOSIT].concat());
    assert!(said.err.contains("Which village"), "{}", said.all());
    assert!(said.out.contains("The counter of 河口村 (LC02)"), "{}", said.all());
    assert!(said.out.contains("The counter of 清溪村 (LC01)"), "{}", said.all());
    assert!(said.err.contains("`LC01-000001-9`") && said.err.contains("LC01"), "{}", said.all());
    assert!(said.err.contains("no account has to do with “一组-001”"), "{}", said.all());
    assert_ne!(branch("LC01"), first);
    assert_eq!(branch("LC02"), second);
    // Named, it is not asked.
    let said = counter_in(&office, "en", "clerk", &["--branch", "LC02"], &["6"]);
    assert!(said.code == 0 && !said.err.contains("Which village"), "{}", said.all());
}

#[test]
fn evidence_that_was_typed_can_be_taken_away_again() {
    let office = office();
    let journal = || fs::read_to_string(office.segment("LC01")).unwrap();
    // Typed, then changed to nothing when it is shown.
    let deed = ["1", "一组-001", "H01", "1", "2026-03-02", "签到表-1", "6", "", "1", "1"];
    let said = counter(&office, &deed);
    assert_eq!(office.balance("一组-001"), "152", "{}", said.all());
    assert!(said.out.contains("签到表-1") && !journal().contains("签到表-1"), "{}", said.all());
}

#[test]
fn how_many_is_asked_as_the_item_counts() {
    let office = office();
    let asked = |lang, task, holder, item| {
        counter_in(&office, lang, "clerk", &[], &[task, holder, item]).err
    };
    let cases = [
        (
            "1",
            "LC01-000004-3",
            "T01",
            "How long (as 1.5, 90m, 1h30m)",
            "时长（如 1.5、90m、1h30m）",
        ),
        ("1", "一组-001", "H01", "How much (as 2)", "数量（如 2）"),
        ("2", "一组-001", "RICE-5", "How many (a whole number)", "份数（整数）"),
    ];
    for (task, holder, item, en, zh) in cases {
        for (lang, question) in [("en", en), ("zh", zh)] {
            let told = asked(lang, task, holder, item);
            assert!(told.contains(&format!("? {question} (1)")), "{item} {question}: {told}");
        }
    }
}

#[test]
fn a_clerks_passphrase_is_asked_once_and_a_managers_for_each_undoing() {
    const PASSPHRASE: &str = "qingxi village tree";
    if !common::terminal::is_there() {
        return;
    }
    let office = office();
    let secret = office.temp().join("secret");
    fs::write(&secret, PASSPHRASE).unwrap();
    let secret = secret.to_str().unwrap();
    for who in ["clerk", "manager"] {
        let sealed = ["operator", "passphrase", who, "--new-passphrase-file", secret];
        let said = office.run(who, &sealed);
        assert_eq!(said.code, 0, "{}", said.all());
    }
    // Without one nobody serves, and nothing is asked in vain.
    let said = counter_in(&office, "en", "clerk", &[], &DEPOSIT);
    assert!(said.code == 2 && !said.err.contains("What is to be done"), "{}", said.all());

    let options = ["env", "-i", "TERM=screen", "LC_ALL=C.UTF-8", "NO_COLOR=1"];
    let program = [env!("CARGO_BIN_EXE_wenming"), "--bank", office.dir.to_str().unwrap()];
    let counter = ["--lang", "en", "--now", NOW, "--as", "clerk", "counter"];
    // So high that nothing that was asked leaves the screen.
    let run = [&options[..], &program, &counter].concat();
    let socket = office.temp().join("tmux");
    let terminal = Terminal::open(&socket, (120, 150), office.temp(), &run);
    let keys = |keys: &[&str]| drop(terminal.tmux(&[&["send-keys"], keys].concat()));
    // Each question that waits begins with `?`, and with `>` once it is answered.
    let asks = |screen: &str, question: &str| {
        screen.lines().any(|line| line.starts_with(&format!("? {question}")))
    };
    let asked_of = |screen: &str, who: &str| screen.matches(&format!("{who}.key:")).count();
    let answered = |question: &str, answer: &[&str]| {
        terminal.wait(question, |screen| asks(screen, question));
        keys(&[answer, &["Enter"]].concat());
        terminal.wait("an answer", |screen| !asks(screen, question));
    };
    let others_work = || {
        let said = office.run("clerk", &["balance", "一组-002"]);
        assert_eq!(said.code, 0, "{}", said.all());
    };
    terminal.wait("the clerk's passphrase", |screen| asked_of(screen, "clerk") == 1);
    others_work();
    keys(&[PASSPHRASE, "Enter"]);
    for (done, day) in [(1, "2026-03-04"), (2, "2026-03-05")] {
        let deed = [
            ("What is to be done", "1"),
            ("Whose account", "一组-002"),
            ("What was done", "H01"),
            ("How much", "1"),
            ("On which day", day),
            ("Evidence", ""),
            ("Is it right", ""),
            ("Is something to be printed", ""),
            ("What is to be done", "4"),
            ("Which manager", ""),
        ];
        for (question, answer) in deed {
            // Nothing but the line's end where what is offered is taken.
            let typed: Vec<&str> = Some(answer).filter(|it| !it.is_empty()).into_iter().collect();
            answered(question, &typed);
        }
        let screen = terminal.wait("the manager's passphrase, or why", |screen| {
            asked_of(screen, "manager") == done || asks(screen, "Why is it undone")
        });
        assert_eq!(asked_of(&screen, "manager"), done, "{screen}");
        // Nobody is kept out while it is typed.
        others_work();
        keys(&[PASSPHRASE, "Enter"]);
        answered("Why is it undone", &["slip"]);
        answered("Reverse it", &[]);
    }
    let screen = terminal.wait("the end", |screen| asks(screen, "What is to be done"));
    assert_eq!((asked_of(&screen, "clerk"), asked_of(&screen, "manager")), (1, 2), "{screen}");
    let statement = office.json("clerk", &["statement", "一组-002"]);
    let by: Vec<_> =
        statement["lines"].as_array().unwrap().iter().map(|line| line["by"].as_str()).collect();
    // The account was opened by the manager; then twice a deed and its undoing.
    assert_eq!(by, ["manager", "clerk", "manager", "clerk", "manager"].map(Some), "{screen}");
}
