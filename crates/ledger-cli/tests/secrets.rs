//! Secrets: who can read their files, and that no answer, error or trace holds one.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use common::{NOW, Office, Said, command, wenming};

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The program as it is run where nothing keeps others out of new files.
fn with_open_umask(bank: &Path, args: &[&str]) -> Said {
    let mut shell = Process::new("/bin/sh");
    shell.env_clear().args(["-c", "umask 000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_wenming")]);
    let output = shell.arg("--bank").arg(bank).args(["--now", NOW]).args(args).output().unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn done(said: Said) -> Said {
    assert_eq!(said.code, 0, "{}", said.all());
    said
}

/// Every file under a folder.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn passphrase(dir: &Path, name: &str, text: &str) -> String {
    let path = dir.join(name);
    fs::write(&path, text).unwrap();
    set_mode(&path, 0o600);
    path.display().to_string()
}

#[test]
fn keys_and_names_are_kept_from_others_whatever_the_umask_is() {
    let temp = tempfile::tempdir().unwrap();
    let bank = temp.path().join("bank");
    let one = passphrase(temp.path(), "one", "青溪水长 water");
    let run = |args: &[&str]| done(with_open_umask(&bank, args));
    run(&["init", "--origin", "wenming.example/test", "--name", "试行", "--manager", "manager"]);
    run(&["--as", "manager", "branch", "open", "LC01", "--name", "清溪村"]);
    run(&["--as", "manager", "--branch", "LC01", "branch", "set-key"]);
    run(&["--as", "manager", "operator", "passphrase", "--new-passphrase-file", &one]);
    run(&["--as", "manager", "operator", "passphrase", "--remove", "--passphrase-file", &one]);
    run(&[
        "--as",
        "manager",
        "--branch",
        "LC01",
        "account",
        "open",
        "--kind",
        "household",
        "--household",
        "一组-001",
        "--name",
        "张三",
    ]);
    for folder in ["keys", "vault"] {
        let folder = bank.join(folder);
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        let files = files(&folder);
        assert!(!files.is_empty(), "{}", folder.display());
        for file in files {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }
    assert_eq!(files(&bank.join("keys")).len(), 3, "{:?}", files(&bank.join("keys")));
    // What is not secret is not kept from anybody: the umask was an open one.
    assert_eq!(mode(&bank.join("journal/LC01/000000000000.jsonl")) & 0o044, 0o044);
}

#[test]
fn a_key_that_lies_open_in_a_file_others_can_read_is_warned_of_once_and_used() {
    let office = Office::new();
    let path = office.dir.join("keys/clerk.key");
    // The same request each time: it is paid once, and signed for each time.
    let paid = ["deposit", "一组-001", "H01", "1", "--request", "one"];
    let deposit = || done(office.run("clerk", &paid));
    assert!(!deposit().err.contains("chmod"));
    for open in [0o640, 0o604, 0o620] {
        set_mode(&path, open);
        let said = deposit();
        let told = format!("`chmod 600 {}`", path.display());
        assert_eq!(said.err.matches(&told).count(), 1, "{open:o}: {}", said.all());
        let zh = office.say("zh", "clerk", &paid);
        assert!(zh.err.contains(&told), "{}", zh.all());
    }
    // The way out that was named.
    set_mode(&path, 0o600);
    assert!(!deposit().err.contains("chmod"));
    // Under a passphrase it is no use to others.
    let one = passphrase(office.temp(), "one", "青溪水长 water");
    done(office.run("clerk", &["operator", "passphrase", "--new-passphrase-file", &one]));
    set_mode(&path, 0o644);
    let args = [&["--passphrase-file", &one], &paid[..]].concat();
    assert!(!done(office.run("clerk", &args)).err.contains("chmod"));
}

#[test]
fn a_vault_key_that_others_can_read_is_warned_of() {
    let temp = tempfile::tempdir().unwrap();
    let bank = temp.path().join("bank");
    let run = |args: &[&str]| wenming(&bank, &[&["--lang", "en", "--now", NOW], args].concat());
    let (origin, by) = ("wenming.example/test", "manager");
    done(run(&["init", "--origin", origin, "--name", "试行", "--manager", by]));
    done(run(&["--as", by, "branch", "open", "LC01", "--name", "清溪村"]));
    let find = ["--as", "manager", "--branch", "LC01", "account", "find", "张三"];
    assert!(!run(&find).err.contains("chmod"));
    set_mode(&bank.join("keys/vault"), 0o644);
    let told = format!("`chmod 600 {}`", bank.join("keys/vault").display());
    let said = run(&find);
    assert_eq!(said.err.matches(&told).count(), 1, "{}", said.all());
}

/// Looks for a passphrase or a key in everything that could hold it.
fn holds_no_secret(said: &Said, secrets: &[String], what: &str) {
    for secret in secrets {
        assert!(!said.all().contains(secret), "{what} shows a secret: {}", said.all());
    }
}

#[test]
fn no_answer_error_or_trace_holds_a_passphrase_or_a_key() {
    let office = Office::new();
    let phrase = "只有我知道的一句话 hunter2";
    let other = "不是那一句话 swordfish";
    let one = passphrase(office.temp(), "one", phrase);
    let two = passphrase(office.temp(), "two", other);
    let key_of = |path: &Path| {
        fs::read_to_string(path).unwrap().lines().last().unwrap().trim_end_matches('=').to_owned()
    };
    let path = office.dir.join("keys/clerk.key");
    let mut secrets = vec![phrase.to_owned(), other.to_owned(), key_of(&path)];
    done(office.run("clerk", &["operator", "passphrase", "--new-passphrase-file", &one]));
    secrets.push(key_of(&path));

    let deposit = ["deposit", "一组-001", "H01", "1"];
    let with = |file: &str, args: &[&str]| -> Vec<String> {
        [&["--passphrase-file", file], args].concat().into_iter().map(str::to_owned).collect()
    };
    let ways: Vec<Vec<String>> = vec![
        with(&one, &deposit),
        with(&two, &deposit),
        deposit.map(str::to_owned).to_vec(),
        with(&one, &["operator", "show", "clerk"]),
        with(&two, &["operator", "passphrase", "--new-passphrase-file", &one]),
        with(&one, &["operator", "passphrase", "--new-passphrase-file", &two]),
        with(&two, &["operator", "passphrase", "--remove"]),
        with("/no/such/file", &deposit),
        vec!["operator".into(), "new-key".into(), "clerk".into()],
    ];
    for way in &ways {
        for flags in [&["--json"][..], &["--lang", "zh"], &["--lang", "en", "--color", "always"]] {
            let args: Vec<&str> =
                flags.iter().copied().chain(way.iter().map(String::as_str)).collect();
            let mut process =
                command(&office.dir, &[&["--now", NOW, "--as", "clerk"], &args[..]].concat());
            process.env("RUST_BACKTRACE", "full").env("RUST_LOG", "trace");
            let output = process.output().unwrap();
            let said = Said {
                code: output.status.code().unwrap_or(-1),
                out: String::from_utf8(output.stdout).unwrap(),
                err: String::from_utf8(output.stderr).unwrap(),
            };
            holds_no_secret(&said, &secrets, &args.join(" "));
        }
    }
    // Nor does anything that was written, but the key file itself.
    for file in files(&office.dir).into_iter().filter(|file| !file.ends_with("keys/clerk.key")) {
        let bytes = fs::read(&file).unwrap();
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|bytes| bytes == secret.as_bytes());
            assert!(!found, "{} holds a secret", file.display());
        }
    }
}

#[test]
fn a_passphrase_typed_as_an_argument_is_refused_and_not_repeated() {
    let office = Office::new();
    for args in [
        &["--passphrase=hunter2", "balance"][..],
        &["operator", "passphrase", "--new-passphrase=hunter2"],
        &["operator", "passphrase", "--passphrase=hunter2"],
    ] {
        for flags in [&["--json"][..], &["--lang", "zh"], &["--lang", "en"]] {
            let said = wenming(&office.dir, &[flags, args].concat());
            assert_eq!(said.code, 2, "{}", said.all());
            assert!(!said.all().contains("hunter2"), "{}", said.all());
        }
    }
}
