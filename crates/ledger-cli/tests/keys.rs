//! Keys through the program: a branch's own, those under a passphrase, and those
//! that are made where they stay.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use common::{NOW, Office, Said, command, wenming};
use ledger_core::keys::{BranchKey, FileKey as _, KeyFile};
use serde_json::Value;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn keys(office: &Office) -> PathBuf {
    office.dir.join("keys")
}

/// Every file in the keys' folder but the fixture's, by name.
fn files(office: &Office) -> Vec<String> {
    let names = fs::read_dir(keys(office)).unwrap();
    let names = names.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.contains("LC01")).collect();
    names.sort();
    names
}

fn public_in(path: &Path) -> String {
    match KeyFile::<BranchKey>::parse(&fs::read_to_string(path).unwrap()).unwrap() {
        KeyFile::Plain(key) => key.public().to_string(),
        KeyFile::Sealed(_) => panic!("{} is sealed", path.display()),
    }
}

fn done(said: Said) -> Said {
    assert_eq!(said.code, 0, "{}", said.all());
    said
}

/// The code that programs are given, the exit code, and that nothing was written.
fn refused(office: &Office, by: &str, args: &[&str]) -> (String, i32) {
    let before = fs::read(office.segment("LC01")).unwrap();
    for lang in ["zh", "en"] {
        let said = office.say(lang, by, args);
        assert_ne!(said.code, 0, "{}", said.all());
        assert!(said.err.contains("提示") || said.err.contains("hint"), "{}", said.all());
        assert!(!said.err.contains(['{', '}']), "{}", said.all());
    }
    let said = office.run(by, &[&["--json"], args].concat());
    assert_eq!(fs::read(office.segment("LC01")).unwrap(), before, "{}", said.all());
    let told: Value = serde_json::from_str(&said.out).unwrap();
    (told["error"]["code"].as_str().unwrap().to_owned(), said.code)
}

fn code_of(office: &Office, by: &str, args: &[&str]) -> String {
    refused(office, by, args).0
}

const SET: [&str; 4] = ["branch", "set-key", "--reason", "更换"];

#[test]
fn a_branchs_key_is_made_shown_and_replaced_and_the_reason_asked_only_where_there_was_one() {
    let office = Office::new();
    let path = keys(&office).join("LC01.branch-key");
    let none = done(office.run("manager", &["--branch", "LC01", "branch", "keys"]));
    assert!(none.out.trim().is_empty() && none.err.contains("set-key"), "{}", none.all());
    assert_eq!(code_of(&office, "clerk", &["branch", "set-key"]), "no-right");
    assert_eq!(files(&office), [""; 0], "what was refused leaves no key");

    let first = office.json("manager", &["branch", "set-key"]);
    assert_eq!((mode(&path), files(&office)), (0o600, vec!["LC01.branch-key".to_owned()]));
    assert_eq!(first["public_key"].as_str().unwrap(), public_in(&path));
    assert_eq!(
        refused(&office, "manager", &["branch", "set-key"]),
        ("branch-key-reason".into(), 2)
    );
    assert_eq!(
        code_of(&office, "manager", &["branch", "set-key", "--reason", " "]),
        "text-missing"
    );
    assert_eq!(code_of(&office, "clerk", &SET), "no-right");
    assert_eq!(first["public_key"].as_str().unwrap(), public_in(&path), "still the one in force");

    let second = office.json("manager", &SET);
    assert_eq!(second["public_key"].as_str().unwrap(), public_in(&path));
    assert_eq!(files(&office), ["LC01.branch-key"]);
    let listed = office.json("auditor", &["branch", "keys"]);
    let told: Vec<_> =
        listed.as_array().unwrap().iter().map(|of| of["in_force"].as_bool()).collect();
    assert_eq!(told, [Some(false), Some(true)]);
    let shown = done(office.run("auditor", &["--branch", "LC01", "branch", "keys"])).out;
    let (log, witness) = (&second["log_key"], &second["witness_key"]);
    let lines: Vec<&str> = shown.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines, [log.as_str().unwrap(), witness.as_str().unwrap()]);
    assert!(lines[0].starts_with("wenming.example/") && lines[0].contains("/LC01+"), "{shown}");
    assert!(shown.contains(&format!("# {}", first["log_key"].as_str().unwrap())), "{shown}");
    done(office.run("auditor", &["audit"]));
}

#[test]
fn a_key_whose_setting_was_stopped_anywhere_is_set_by_asking_again() {
    let office = Office::new();
    let (path, new) =
        (keys(&office).join("LC01.branch-key"), keys(&office).join("LC01.branch-key.new"));
    // Half a file, before anything was entered.
    fs::write(&new, "wenming branch key v1\nLC0").unwrap();
    let first = office.json("manager", &["branch", "set-key"]);
    assert_eq!(first["public_key"].as_str().unwrap(), public_in(&path));

    // The whole file, and nothing entered: that key it is.
    let old = fs::read(&path).unwrap();
    let made = BranchKey::from_secret("LC01".parse().unwrap(), &[5; 32]);
    fs::write(&new, made.to_plain_file().as_bytes()).unwrap();
    let second = office.json("manager", &SET);
    assert_eq!(second["public_key"].as_str().unwrap(), made.public().to_string());
    assert_eq!((public_in(&path), new.exists()), (made.public().to_string(), false));

    // Entered, and not yet in its place: it is put there, and none is set anew.
    let entered = || {
        fs::rename(&path, &new).unwrap();
        fs::write(&path, &old).unwrap();
    };
    for args in [&["branch", "set-key"][..], &SET[..]] {
        entered();
        let third = office.json("manager", args);
        assert_eq!(third["entry"], second["entry"], "{args:?}");
        assert_eq!((public_in(&path), new.exists()), (made.public().to_string(), false));
    }
    entered();
    done(office.run("manager", &["branch", "passphrase", "--remove"]));
    assert_eq!(public_in(&path), made.public().to_string());

    // One that was in force before, left over: it cannot be set again, and is not.
    fs::write(&new, &old).unwrap();
    let fourth = office.json("manager", &SET);
    assert_eq!(fourth["public_key"].as_str().unwrap(), public_in(&path));
    assert_eq!(office.json("manager", &["branch", "keys"]).as_array().unwrap().len(), 3);
    done(office.run("auditor", &["audit"]));
}

#[test]
fn the_key_of_another_bank_is_not_written_over_and_a_lost_one_is_no_trap() {
    let office = Office::new();
    let path = keys(&office).join("LC01.branch-key");
    let other = BranchKey::from_secret("LC01".parse().unwrap(), &[6; 32]);
    for foreign in [other.to_plain_file().as_str(), "not a key"] {
        fs::write(&path, foreign).unwrap();
        assert_eq!(code_of(&office, "manager", &["branch", "set-key"]), "branch-key-foreign");
        assert_eq!(fs::read_to_string(&path).unwrap(), foreign);
        assert_eq!(files(&office), ["LC01.branch-key"]);
    }
    fs::remove_file(&path).unwrap();
    let open = ["branch", "passphrase"];
    assert_eq!(code_of(&office, "manager", &open), "branch-key-none");
    done(office.run("manager", &["branch", "set-key"]));
    let first = fs::read(&path).unwrap();

    fs::write(&path, other.to_plain_file().as_bytes()).unwrap();
    assert_eq!(code_of(&office, "manager", &open), "branch-key-stale");
    assert_eq!(code_of(&office, "manager", &SET), "branch-key-foreign");
    let of_another = other.to_plain_file().replace("LC01", "LC02");
    fs::write(&path, of_another).unwrap();
    assert_eq!(code_of(&office, "manager", &open), "branch-key-unfit");
    fs::remove_file(&path).unwrap();
    assert_eq!(code_of(&office, "manager", &open), "branch-key-missing");
    // Lost, or damaged: another is set.
    done(office.run("manager", &SET));
    fs::write(&path, b"\xff\xfe damaged").unwrap();
    assert_eq!(code_of(&office, "manager", &open), "branch-key-unfit");
    done(office.run("manager", &SET));
    // The one from the beginning came back, and is not the one in force.
    fs::write(&path, first).unwrap();
    assert_eq!(code_of(&office, "manager", &open), "branch-key-stale");
}

fn secret(office: &Office, name: &str, content: &[u8]) -> String {
    let path = office.temp().join(name);
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path.display().to_string()
}

#[test]
fn an_operators_key_under_a_passphrase_signs_with_it_alone() {
    let office = Office::new();
    let path = keys(&office).join("clerk.key");
    let plain = fs::read(&path).unwrap();
    let one = secret(&office, "one", "青溪水长 water\n".as_bytes());
    let two = secret(&office, "two", "另外一句很长的话\r\n".as_bytes());
    let deposit = ["deposit", "一组-001", "H01", "1"];
    let set = |more: &[&str]| office.run("clerk", &[&["operator", "passphrase"], more].concat());

    // What is wrong changes nothing.
    let open = ["operator", "passphrase"];
    assert_eq!(refused(&office, "clerk", &open), ("passphrase-new-needed".into(), 2));
    for (content, code) in [
        (&b""[..], "passphrase-empty"),
        (b"\n\nlong enough", "passphrase-empty"),
        (b"\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff", "passphrase-empty"),
        ("七个字的口令呀".as_bytes(), "passphrase-short"),
    ] {
        let file = secret(&office, "bad", content);
        let args = [&open[..], &["--new-passphrase-file", &file]].concat();
        assert_eq!(code_of(&office, "clerk", &args), code, "{content:?}");
    }
    assert_eq!(fs::read(&path).unwrap(), plain);

    done(set(&["--new-passphrase-file", &one]));
    let sealed = fs::read_to_string(&path).unwrap();
    assert!(sealed.starts_with("wenming operator key v2\nclerk\nargon2id 65536 3 1 "), "{sealed}");
    assert_eq!(mode(&path), 0o600);
    assert_eq!(refused(&office, "clerk", &deposit), ("passphrase-needed".into(), 2));
    fn with<'a>(file: &'a str, deposit: &[&'a str]) -> Vec<&'a str> {
        [&["--passphrase-file", file], deposit].concat()
    }
    assert_eq!(refused(&office, "clerk", &with(&two, &deposit)), ("passphrase-wrong".into(), 1));
    assert_eq!(code_of(&office, "clerk", &with("/no/such/file", &deposit)), "file-not-found");
    done(office.run("clerk", &with(&one, &deposit)));
    // Typed in the other form of its letters, and left by another system's editor.
    let accents = secret(&office, "nfc", "café à l’été".as_bytes());
    done(set(&["--passphrase-file", &one, "--new-passphrase-file", &accents]));
    let other = "\u{feff}cafe\u{301} a\u{300} l’e\u{301}te\u{301}\r\n";
    let other = secret(&office, "nfd", other.as_bytes());
    let mut process = command(&office.dir, &["--now", NOW, "--as", "clerk", "--lang", "en"]);
    process.env("WENMING_PASSPHRASE_FILE", &other).args(["deposit", "一组-002", "H01", "1"]);
    let said = process.output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));

    // A reading command needs no key.
    done(office.run("clerk", &["balance", "一组-001"]));
    // Others can read the file: said, and not refused.
    fs::set_permissions(&other, fs::Permissions::from_mode(0o644)).unwrap();
    let said = done(set(&["--passphrase-file", &other, "--new-passphrase-file", &two]));
    assert!(said.err.contains("chmod 600"), "{}", said.all());
    assert_ne!(fs::read_to_string(&path).unwrap(), sealed);

    assert_eq!(
        refused(&office, "clerk", &["operator", "passphrase", "--remove"]).0,
        "passphrase-needed"
    );
    done(set(&["--remove", "--passphrase-file", &two]));
    assert_eq!(fs::read(&path).unwrap(), plain);
    let said = done(set(&["--remove"]));
    assert!(said.out.contains("nothing had to be done"), "{}", said.all());
    done(office.run("clerk", &["deposit", "一组-002", "H08", "1"]));
    done(office.run("auditor", &["audit"]));
    let left = fs::read_dir(keys(&office)).unwrap();
    let parts = left.filter(|file| {
        let name = file.as_ref().unwrap().file_name();
        name.to_string_lossy().contains("part")
    });
    assert_eq!(parts.count(), 0);
}

#[test]
fn a_branchs_key_under_a_passphrase_opens_with_it_and_can_be_replaced_without() {
    let office = Office::new();
    let path = keys(&office).join("LC01.branch-key");
    let one = secret(&office, "one", "青溪水长 water\n".as_bytes());
    done(office.run("manager", &["branch", "set-key"]));
    let plain = fs::read(&path).unwrap();
    done(office.run("clerk", &["branch", "passphrase", "--new-passphrase-file", &one]));
    assert_eq!(
        code_of(&office, "clerk", &["branch", "passphrase", "--remove"]),
        "passphrase-needed"
    );
    done(office.run("clerk", &["--passphrase-file", &one, "branch", "passphrase", "--remove"]));
    assert_eq!(fs::read(&path).unwrap(), plain);
    // Its passphrase was forgotten: another key.
    done(office.run("clerk", &["branch", "passphrase", "--new-passphrase-file", &one]));
    let set = office.json("manager", &SET);
    assert_eq!(set["public_key"].as_str().unwrap(), public_in(&path));
}

#[test]
fn a_stale_part_and_a_link_do_not_keep_a_key_from_being_sealed_where_it_lies() {
    let office = Office::new();
    let stick = office.temp().join("stick");
    fs::create_dir(&stick).unwrap();
    let (path, there) = (keys(&office).join("clerk.key"), stick.join("clerk.key"));
    fs::rename(&path, &there).unwrap();
    std::os::unix::fs::symlink(&there, &path).unwrap();
    fs::write(stick.join(".clerk.key.4194999-0.part"), "half").unwrap();
    let one = secret(&office, "one", "青溪水长 water\n".as_bytes());
    done(office.run("clerk", &["operator", "passphrase", "--new-passphrase-file", &one]));
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert!(fs::read_to_string(&there).unwrap().contains("argon2id"));
    assert_eq!(fs::read_dir(&stick).unwrap().count(), 1);
}

#[test]
fn a_key_file_that_asks_for_a_terabyte_is_refused_at_once() {
    let office = Office::new();
    let path = keys(&office).join("clerk.key");
    let one = secret(&office, "one", "青溪水长 water\n".as_bytes());
    done(office.run("clerk", &["operator", "passphrase", "--new-passphrase-file", &one]));
    let sealed = fs::read_to_string(&path).unwrap();
    fs::write(&path, sealed.replace("argon2id 65536", "argon2id 1073741824")).unwrap();
    let args = ["--passphrase-file", &one, "deposit", "一组-001", "H01", "1"];
    assert_eq!(refused(&office, "clerk", &args), ("key-costly".into(), 1));
    fs::write(&path, sealed.replace("65536 3", "65535 3")).unwrap();
    assert_eq!(refused(&office, "clerk", &args), ("passphrase-wrong".into(), 1));
}

#[test]
fn a_key_made_on_ones_own_computer_signs_once_a_manager_has_its_public_half() {
    let office = Office::new();
    let own = office.temp().join("own");
    let one = secret(&office, "one", "青溪水长 water\n".as_bytes());
    let own_keys = own.display().to_string();
    // No bank is there, and none is made.
    let nowhere = office.temp().join("nowhere");
    let make = ["--lang", "en", "--keys", &own_keys, "--json", "operator", "new-key", "li"];
    let sealed = [&make[..], &["--passphrase", "--new-passphrase-file", &one]].concat();
    let made = done(wenming(&nowhere, &sealed));
    let made: Value = serde_json::from_str(&made.out).unwrap();
    assert!(!nowhere.exists());
    let path = own.join("li.key");
    assert_eq!(mode(&path), 0o600);
    assert!(fs::read_to_string(&path).unwrap().contains("argon2id"));
    let again = wenming(&nowhere, &sealed);
    assert!(again.code == 1 && again.out.contains("key-exists"), "{}", again.all());

    let public = made["public_key"].as_str().unwrap();
    let enrol = ["operator", "enroll", "li", "--role", "clerk", "--public-key", public];
    done(office.run("manager", &enrol));
    assert!(!keys(&office).join("li.key").exists());
    let deposit = ["--keys", &own_keys, "deposit", "一组-001", "H01", "1"];
    assert_eq!(refused(&office, "li", &deposit).0, "passphrase-needed");
    done(office.run("li", &[&["--passphrase-file", &one], &deposit[..]].concat()));
    // Its passphrase needs no bank either, and nobody to be named.
    let bare = ["--lang", "en", "--keys", &own_keys, "--passphrase-file", &one];
    let said =
        done(wenming(&nowhere, &[&bare[..], &["operator", "passphrase", "--remove"]].concat()));
    assert!(said.out.contains("li.key` takes no passphrase any more"), "{}", said.all());
    assert!(fs::read_to_string(&path).unwrap().starts_with("wenming operator key v1\nli\n"));
    assert!(!nowhere.exists());
    done(office.run("auditor", &["audit"]));
}

#[test]
fn a_key_that_was_replaced_or_retired_signs_nothing_any_more() {
    let office = Office::new();
    let deposit = ["deposit", "一组-001", "H01", "1"];
    let (path, lost) = (keys(&office).join("clerk.key"), office.temp().join("lost.key"));
    fs::rename(&path, &lost).unwrap();
    done(office.run("manager", &["operator", "enroll", "clerk", "--role", "clerk"]));
    let new = fs::read(&path).unwrap();
    fs::copy(&lost, &path).unwrap();
    assert_eq!(code_of(&office, "clerk", &deposit), "wrong-key");
    fs::write(&path, &new).unwrap();
    done(office.run("clerk", &deposit));
    done(office.run("manager", &["operator", "retire", "clerk", "--reason", "调离"]));
    assert_eq!(code_of(&office, "clerk", &deposit), "retired-operator");
    done(office.run("auditor", &["audit"]));
}

#[test]
fn whoever_types_no_public_key_is_not_led_to_the_file_that_holds_the_secret() {
    let office = Office::new();
    for lang in ["en", "zh"] {
        let enroll = ["operator", "enroll", "li", "--role", "clerk", "--public-key", "li"];
        let said = office.say(lang, "manager", &enroll);
        assert_eq!(said.code, 2, "{}", said.all());
        let (way, warning) = match lang {
            "en" => ("wenming operator new-key", "secret"),
            _ => ("wenming 经办人 造密钥", "私钥"),
        };
        assert!(said.err.contains(way) && said.err.contains(warning), "{}", said.all());
    }
}

#[test]
fn where_nobody_was_named_the_way_to_a_branchs_key_says_who_acts() {
    let office = Office::new();
    let asked = |args: &[&str]| {
        let always = ["--lang", "en", "--now", NOW, "--branch", "LC01"];
        wenming(&office.dir, &[&always, args].concat()).err
    };
    let way = "--as MANAGER --branch LC01 branch set-key";
    for args in [&["branch", "keys"][..], &["checkpoint"]] {
        let err = asked(args);
        assert!(err.contains(&format!("{way}`")), "{args:?}: {err}");
    }
    done(office.run("manager", &["branch", "set-key"]));
    fs::remove_file(keys(&office).join("LC01.branch-key")).unwrap();
    let err = asked(&["checkpoint"]);
    assert!(err.contains(&format!("{way} --reason")), "{err}");
}
