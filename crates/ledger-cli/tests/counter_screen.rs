//! The guided counter as it looks: `docs/counter.md` typed into a terminal of 80×24, and
//! every screen of it compared.
//!
//! A line `<!-- keys: zgl Enter; until: 有 2 户 -->` is typed, by the names that tmux has
//! for keys; then the screen is waited for that stands in the block behind it, or what
//! stands behind `until`. Nothing is waited for by the clock. To take over what the
//! screens are now: `TRYCMD=overwrite cargo test --test counter_screen`, then read the
//! diff. Skipped, and said so, where there is no tmux.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::path::Path;
use std::time::Duration;

use common::terminal::Terminal;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/counter.md");
const SHEETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data");
const NOW: &str = "2026-03-20T02:00:00Z";
const PROMPT: &str = "$ ";

/// A part of the page.
enum Part<'a> {
    /// Words, as they are.
    Words(&'a str),
    /// Keys to type, what is to be seen then, and the line itself.
    Keys { keys: Vec<&'a str>, until: &'a str, line: &'a str },
    /// A screen.
    Screen(String),
}

fn parts(page: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut lines = page.split_inclusive('\n');
    while let Some(line) = lines.next() {
        if let Some(rest) = line.strip_prefix("<!-- keys: ") {
            let rest = rest.trim_end().strip_suffix(" -->").unwrap();
            let (keys, until) = rest.split_once("; until: ").unwrap_or((rest, ""));
            parts.push(Part::Keys { keys: keys.split(' ').collect(), until, line });
        } else if line == "```text\n" {
            parts.push(Part::Screen(lines.by_ref().take_while(|line| *line != "```\n").collect()));
        } else {
            parts.push(Part::Words(line));
        }
    }
    parts
}

/// The bank of the page: a village, its rules, three households, two offers.
fn found(desk: &Path) {
    let wenming = |by: &str, args: &[&str]| {
        let bank = desk.join("bank");
        let options = ["--lang", "zh", "--now", NOW, "--as", by];
        let said = common::wenming(&bank, &[&options, args].concat());
        assert_eq!(said.code, 0, "{args:?}: {}", said.all());
    };
    let rules = format!("{SHEETS}/rules-household.csv");
    let rules = rules.as_str();
    let bank = ["建行", "--origin", "wenming.example/lucheng", "--name", "鹿城镇文明银行"];
    wenming("wang", &[&bank[..], &["--manager", "wang", "--since", "2026-01-01"]].concat());
    wenming("wang", &["分行", "开设", "QX01", "--name", "清溪村"]);
    let title = "清溪村文明积分细则";
    wenming("wang", &["细则", "启用", rules, "--title", title, "--from", "2026-01-01"]);
    wenming("wang", &["经办人", "登记", "li", "--role", "clerk"]);
    wenming("wang", &["经办人", "登记", "zhang", "--role", "verifier"]);
    for (household, name) in
        [("二组-017", "张桂兰"), ("二组-018", "张国林"), ("二组-019", "单大伟")]
    {
        wenming("li", &["账户", "开户", "--household", household, "--name", name]);
    }
    let deed = ["存入", "二组-017", "H08", "1", "--on", "2026-03-12", "--approver", "zhang"];
    wenming("li", &deed);
    for (code, title) in [("RICE-1", "大米1公斤"), ("SOAP-1", "肥皂1块")] {
        wenming("wang", &["兑换项目", "上架", code, "--title", title, "--price", "10"]);
    }
}

#[test]
fn the_screens_of_the_counter_are_those_of_its_page() {
    if !common::terminal::is_there() {
        return;
    }
    let temp = tempfile::tempdir().unwrap();
    let desk = temp.path().join("柜台");
    fs::create_dir(&desk).unwrap();
    found(&desk);
    // What is typed on the page is `wenming`; the hour is the page's.
    let bin = temp.path().join("bin");
    fs::create_dir(&bin).unwrap();
    let program =
        format!("#!/bin/sh\nexec '{}' --now {NOW} \"$@\"\n", env!("CARGO_BIN_EXE_wenming"));
    fs::write(bin.join("wenming"), program).unwrap();
    fs::set_permissions(bin.join("wenming"), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .unwrap();

    let path = format!("PATH={}:/usr/bin:/bin", bin.display());
    let home = format!("HOME={}", temp.path().display());
    let prompt = format!("PS1={PROMPT}");
    let settings = ["WENMING_BANK=./bank", "WENMING_LANG=zh", "WENMING_AS=li"];
    let run = [
        &["env", "-i", &path, &home, &prompt, "TERM=screen", "LC_ALL=C.UTF-8", "NO_COLOR=1"][..],
        &settings,
        &["sh"],
    ]
    .concat();
    let terminal = Terminal::open(&temp.path().join("tmux"), (80, 24), &desk, &run);
    terminal.wait(PROMPT, |screen| screen.trim_end() == PROMPT.trim_end());

    let page = fs::read_to_string(PAGE).unwrap();
    let overwrite = std::env::var("TRYCMD").is_ok_and(|mode| mode == "overwrite");
    let mut taken_over = String::new();
    let mut seen = String::new();
    let mut screens = 0;
    for part in parts(&page) {
        match part {
            Part::Words(words) => taken_over.push_str(words),
            Part::Keys { keys, until, line } => {
                taken_over.push_str(line);
                let before = terminal.screen();
                terminal.tmux(&[&["send-keys"], &keys[..]].concat());
                // The question that is waited for may stand there already, answered: it is
                // the lowest one, and the help below it, that is waited for.
                let until = if until.is_empty() { "办什么" } else { until };
                let asked = |screen: &str| {
                    let low = screen.trim_end().lines().rev().take(13).collect::<Vec<_>>();
                    screen != before
                        && low.iter().any(|line| line.contains(until) && !line.starts_with('>'))
                };
                seen = terminal.wait(until, asked);
            }
            Part::Screen(screen) => {
                screens += 1;
                // What was waited for may be seen before all of the screen is drawn.
                seen = match overwrite {
                    true => settled(&terminal, seen),
                    false => terminal.wait(&screen, |now| now == screen),
                };
                taken_over.push_str(&format!("```text\n{seen}```\n"));
            }
        }
    }
    assert!(screens > 10, "{screens} screens");
    if overwrite {
        fs::write(PAGE, taken_over).unwrap();
    }
    // Where there is no bank that is what is said, and not a list of commands.
    terminal.tmux(&["send-keys", "clear; WENMING_BANK=./none wenming", "Enter"]);
    terminal.wait("no bank", |screen| screen.contains("里没有文明银行"));
    // It is in the books what was seen, and nothing else.
    let said = common::wenming(&desk.join("bank"), &["--lang", "zh", "--now", NOW, "审计"]);
    assert!(said.code == 0 && said.out.contains("没有发现问题"), "{}", said.all());
    let balances = ["--json", "--now", NOW, "balance"];
    let said = common::wenming(&desk.join("bank"), &balances);
    let told: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let held: Vec<_> =
        told["balances"].as_array().unwrap().iter().map(|of| &of["balance"]).collect();
    assert_eq!(held, ["10", "0", "2"], "{}", said.all());
}

/// The screen once it changes no more; only where it is taken over to be read.
fn settled(terminal: &Terminal, mut seen: String) -> String {
    loop {
        std::thread::sleep(Duration::from_millis(400));
        let now = terminal.screen();
        if now == seen {
            return now;
        }
        seen = now;
    }
}
