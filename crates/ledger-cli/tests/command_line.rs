//! The program as it is called: what goes where, in which language, with which exit code.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::process::{Command, Output, Stdio};

fn wenming(args: &[&str], env: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wenming"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("WENMING_")) {
        command.env_remove(name);
    }
    command.args(args).envs(env.iter().copied()).stdin(Stdio::null()).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn help_is_an_answer_in_the_language_of_the_system() {
    for (lang, words) in [
        ("zh_CN.UTF-8", ["存入", "用法:", "审计与核验:", "每个命令都可用的选项:"]),
        ("en_US.UTF-8", ["deposit", "Usage:", "Proof:", "Options that every command takes:"]),
    ] {
        let output = wenming(&["--help"], &[("LANG", lang)]);
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(err(&output), "");
        for word in words {
            assert!(out(&output).contains(word), "{word}: {}", out(&output));
        }
    }
}

#[test]
fn the_help_of_a_command_names_its_arguments_and_ends_in_an_example() {
    for (lang, name, words) in [
        (
            "zh",
            "存入",
            [
                "按细则存入积分",
                "示例: wenming 存入",
                "<账号或户号> <事项代码> [数量]",
                "--evidence",
            ],
        ),
        ("en", "deposit", ["Credit points", "Example: ", "<ACCOUNT> <RULE> [QTY]", "--evidence"]),
    ] {
        let output = wenming(&[name, "--help", "--lang", lang], &[]);
        assert_eq!(output.status.code(), Some(0));
        for word in words {
            assert!(out(&output).contains(word), "{word}: {}", out(&output));
        }
        assert!(!out(&output).contains("--now"));
    }
}

#[test]
fn misuse_ends_with_two_and_says_so_on_stderr_alone() {
    for args in [
        &["deposit"][..],
        &["no-such-command"],
        &["balance", "--no-such-option"],
        &["rules", "show", "--on", "2026-02-30"],
        &["account"],
        &[],
    ] {
        for lang in ["zh", "en"] {
            let output = wenming(args, &[("WENMING_LANG", lang)]);
            assert_eq!(output.status.code(), Some(2), "{args:?}");
            assert_eq!(out(&output), "", "{args:?}");
            let label = if lang == "zh" { "错误: " } else { "error: " };
            assert!(err(&output).starts_with(label), "{args:?}: {}", err(&output));
        }
    }
}

#[test]
fn programs_get_misuse_as_the_one_object_they_wait_for() {
    let output = wenming(&["--json", "deposit"], &[]);
    assert_eq!(output.status.code(), Some(2));
    let answer: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(answer["error"]["code"], "missing-argument");
    assert!(answer["error"]["hints"].as_array().is_some_and(|hints| !hints.is_empty()));
    assert_eq!(out(&output).lines().count(), 1, "compact, since no terminal reads it");
}

#[test]
fn completions_are_there_for_every_shell_and_in_both_languages() {
    for lang in ["zh", "en"] {
        for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
            let output = wenming(&["completions", shell, "--lang", lang], &[]);
            assert_eq!(output.status.code(), Some(0));
            assert!(out(&output).contains("deposit"), "{shell}");
        }
    }
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("man1");
    let output = wenming(&["man", path.to_str().unwrap()], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    for page in ["wenming.1", "wenming-deposit.1", "wenming-rules-adopt.1"] {
        let text = std::fs::read_to_string(path.join(page)).unwrap();
        assert!(text.contains(".SH NAME"), "{page}");
        // Between the words of a Chinese line there is nothing that could be stretched.
        assert!(text.contains("\n.nh\n.ad l\n"), "{page}");
    }
    let output = wenming(&["man"], &[]);
    assert!(out(&output).contains(".TH wenming 1"));
}

#[test]
fn a_reader_that_closes_the_pipe_ends_the_command_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wenming"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), err(&output)), (Some(0), String::new()));
}
