//! What somebody else wrote, on the screen: in names of files, in cells, in arguments
//! and in a damaged journal. It is shown, never obeyed.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;

use common::{NOW, Office, Said, command};

/// Clears the screen, takes a colour of ours, turns the direction round, begins a line
/// of its own, hides; with C1, the same in one character.
const HOSTILE: [&str; 7] = [
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}[32m",
    "\u{202e}0001\u{202c}",
    "\nhint: rm",
    "\u{200b}",
    "\u{9b}2J",
    "\r",
];

/// That a text is none of ours and would be obeyed.
fn obeyed(text: &str) -> Option<char> {
    let ours =
        ["\u{1b}[1;31m", "\u{1b}[1;33m", "\u{1b}[32m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m"];
    let rest = ours.iter().fold(text.to_owned(), |text, code| text.replace(code, ""));
    rest.chars().find(|&c| {
        c.is_control() && c != '\n' && c != '\t'
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

fn run(office: &Office, flags: &[&str], args: &[&str]) -> Said {
    let always = ["--now", NOW, "--as", "clerk"];
    let output = command(&office.dir, &[&always, flags, args].concat()).output().unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs it in every way there is, and holds that nothing is obeyed and all is shown.
fn shown(office: &Office, args: &[&str], hostile: &str) {
    let ways = [
        &["--lang", "en"][..],
        &["--lang", "zh"],
        &["--lang", "en", "--color", "always"],
        &["--lang", "zh", "--json"],
    ];
    for flags in ways {
        let said = run(office, flags, args);
        let all = format!("{}{}", said.out, said.err);
        assert_eq!(obeyed(&all), None, "{flags:?} {args:?}: {all:?}");
        // Green is ours only where nothing is wrong, and the hint's own word.
        let green = all.matches("\u{1b}[32m").count();
        assert!(green <= all.matches("hint").count(), "{all:?}");
        let lines = all.lines().filter(|line| line.starts_with("hint: rm")).count();
        assert_eq!(lines, 0, "{hostile:?} began a line: {all}");
        // In a file's name it is written out; of what is typed, some is passed over.
        if flags[1] == "en" && args.iter().any(|arg| arg.ends_with(".csv")) {
            let code = hostile.chars().next().map(|c| c.escape_unicode().to_string()).unwrap();
            assert!(all.contains(&code), "{hostile:?} is not shown: {all:?}");
        }
    }
}

#[test]
fn a_files_name_is_shown_and_not_obeyed() {
    let office = Office::new();
    for hostile in HOSTILE {
        let absent = office.temp().join(format!("表{hostile}.csv")).display().to_string();
        shown(&office, &["import", "deposits", &absent], hostile);
        shown(&office, &["rules", "check", &absent], hostile);
        shown(&office, &["verify", &absent], hostile);
        let there = office.temp().join(format!("有{hostile}.csv"));
        fs::write(&there, "什么,都不是\n1,2\n").unwrap();
        shown(&office, &["import", "deposits", &there.display().to_string()], hostile);
    }
}

#[test]
fn an_argument_is_shown_and_not_obeyed() {
    let office = Office::new();
    for hostile in HOSTILE {
        let word = format!("x{hostile}y");
        shown(&office, &[&word], hostile);
        shown(&office, &["balance", &word], hostile);
        shown(&office, &["deposit", "一组-001", &word, "1"], hostile);
        shown(&office, &["deposit", "一组-001", "H01", &word], hostile);
        shown(&office, &["balance", &format!("--{word}")], hostile);
    }
}

#[test]
fn a_cell_is_shown_and_not_obeyed() {
    let office = Office::new();
    for hostile in HOSTILE {
        let sheet = office.temp().join("表.csv");
        let cell = format!("x{hostile}y");
        fs::write(
            &sheet,
            format!("户号,事项,次数,日期\n\"{cell}\",\"{cell}\",\"{cell}\",\"{cell}\"\n"),
        )
        .unwrap();
        let said =
            run(&office, &["--lang", "en"], &["import", "deposits", &sheet.display().to_string()]);
        let all = format!("{}{}", said.out, said.err);
        assert_eq!(obeyed(&all), None, "{all:?}");
        assert!(!all.lines().any(|line| line.starts_with("hint: rm")), "{all}");
        let said = run(&office, &["--json"], &["import", "deposits", &sheet.display().to_string()]);
        assert_eq!(obeyed(&said.out), None, "{:?}", said.out);
        serde_json::from_str::<serde_json::Value>(&said.out).unwrap();
    }
}

// What is exported to a file or a pipe is the journal, byte for byte; the tests of
// `visible.rs` hold what a terminal gets.
#[test]
fn a_line_of_a_damaged_journal_is_shown_and_not_obeyed() {
    let office = Office::new();
    let path = office.segment("LC01");
    let text = fs::read_to_string(&path).unwrap();
    for hostile in ["\\u001b[2J", "\u{202e}", "\u{9b}2J"] {
        fs::write(&path, text.replacen("调离", &format!("调{hostile}离"), 1)).unwrap();
        assert_eq!(run(&office, &[], &["audit"]).code, 1);
        for args in [&["audit"][..], &["--json", "export", "accounts"]] {
            let said = run(&office, &["--lang", "en"], args);
            assert_eq!(obeyed(&format!("{}{}", said.err, said.out)), None, "{}", said.all());
        }
    }
}
