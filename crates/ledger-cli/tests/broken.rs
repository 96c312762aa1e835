//! What people see where something is broken: what is still right is shown, what is
//! wrong is said in their own language, and the way out is one that leads out.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use common::{NOW, Office, Said, wenming};
use ledger_core::vault::VaultKey;

fn done(said: Said) -> Said {
    assert_eq!(said.code, 0, "{}", said.all());
    said
}

/// An office whose folder is of a user who is not root, and the program as that user
/// runs it: root may write wherever the disk lets it.
struct Owned {
    office: Office,
    program: PathBuf,
    root: bool,
}

/// A user that owns nothing.
const USER: u32 = 65534;

impl Owned {
    fn new() -> Self {
        let office = named();
        let root = fs::metadata(&office.dir).unwrap().uid() == 0;
        let mut program = PathBuf::from(env!("CARGO_BIN_EXE_wenming"));
        if root {
            for_each(office.temp(), &mut |path| chown(path, Some(USER), Some(USER)).unwrap());
            chown(office.temp(), Some(USER), Some(USER)).unwrap();
            let copy = office.temp().join("wenming");
            if fs::hard_link(&program, &copy).is_err() {
                fs::copy(&program, &copy).unwrap();
            }
            program = copy;
        }
        Self { office, program, root }
    }

    fn say(&self, lang: &str, args: &[&str]) -> Said {
        let mut process = Process::new(&self.program);
        process.env_clear().arg("--bank").arg(&self.office.dir);
        process.args(["--lang", lang, "--now", NOW, "--as", "clerk"]).args(args);
        if self.root {
            process.uid(USER).gid(USER);
        }
        Said::of(process.output().unwrap())
    }

    fn run(&self, args: &[&str]) -> Said {
        self.say("en", args)
    }
}

/// Everything in a folder, what is deepest first.
fn for_each(dir: &Path, to: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            for_each(&path, to);
        }
        to(&path);
    }
}

/// Takes the right to write away from everything in a path, or gives it back.
fn writable(path: &Path, yes: bool) {
    let mut set = |path: &Path| {
        let mode = fs::metadata(path).unwrap().permissions().mode();
        let mode = if yes { mode | 0o200 } else { mode & !0o222 };
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    };
    if path.is_dir() {
        for_each(path, &mut set);
    }
    set(path);
}

/// An office that keeps the name of its first household.
fn named() -> Office {
    let office = Office::new();
    fs::remove_file(office.dir.join("keys/impostor.key")).unwrap();
    let key = office.dir.join("keys/vault");
    fs::write(&key, VaultKey::generate().unwrap().to_file().as_bytes()).unwrap();
    fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    done(office.run("clerk", &["account", "name", "一组-001", "--name", "张桂兰"]));
    done(office.run("clerk", &["deposit", "一组-001", "H01", "1", "--on", "2026-03-02"]));
    office
}

/// Whatever shows a name.
const READS: [&[&str]; 10] = [
    &["balance"],
    &["balance", "一组-001"],
    &["statement", "一组-001"],
    &["account", "show", "一组-001"],
    &["account", "find", "001"],
    &["household", "show", "一组-001"],
    &["ranking"],
    &["expiring"],
    &["claim", "list"],
    &["export", "accounts"],
];

#[test]
fn names_that_are_lost_or_unreadable_are_missed_wherever_they_would_be_shown() {
    let office = named();
    let (vault, key) = (office.dir.join("vault/LC01.jsonl"), office.dir.join("keys/vault"));
    let (kept, right) = (fs::read(&vault).unwrap(), fs::read(&key).unwrap());
    let all_say = |words: &str| {
        for args in READS {
            let said = done(office.run("clerk", args));
            let told = said.err.matches(words).count();
            assert_eq!(told, 1, "{words}: {args:?}: {}", said.all());
            assert!(!said.all().contains("张"), "{args:?}: {}", said.all());
            if args[0] == "balance" {
                assert!(said.out.contains("LC01-000001-9"), "{}", said.all());
            }
        }
    };
    for args in READS.iter().filter(|args| args[0] != "expiring" && args[0] != "claim") {
        let said = done(office.run("clerk", args));
        assert!(said.out.contains('张') && said.err.is_empty(), "{args:?}: {}", said.all());
    }
    for lost in [None, Some(&b""[..])] {
        fs::remove_file(&vault).unwrap();
        if let Some(bytes) = lost {
            fs::write(&vault, bytes).unwrap();
        }
        all_say("no name is kept for any account of `LC01`");
        fs::write(&vault, &kept).unwrap();
    }
    fs::write(&vault, "rubbish\n").unwrap();
    all_say("the names cannot be read");
    fs::write(&vault, &kept).unwrap();
    fs::write(&key, "rubbish\n").unwrap();
    all_say("the names cannot be read");
    fs::write(&key, VaultKey::generate().unwrap().to_file().as_bytes()).unwrap();
    all_say("the names cannot be read");
    fs::remove_file(&key).unwrap();
    for args in READS.iter().filter(|args| args[0] != "account" || args[1] != "find") {
        let said = done(office.run("clerk", args));
        assert!(said.err.contains("the names of `LC01` are not shown"), "{args:?}: {}", said.all());
    }
    fs::write(&key, &right).unwrap();
    // What shows them in full or writes them does not go on without.
    fs::write(&vault, "rubbish\n").unwrap();
    for args in [
        &["export", "accounts", "--reveal"][..],
        &["account", "name", "一组-001", "--name", "李四"],
    ] {
        let said = office.run("clerk", args);
        assert!(said.code == 3 && said.err.contains("LC01.jsonl, line 1"), "{}", said.all());
    }
    // What the clerk has just posted stands, and is told of without the name.
    let said = done(office.run("clerk", &["deposit", "一组-001", "H01", "--on", "2026-03-03"]));
    assert!(said.err.contains("the names cannot be read"), "{}", said.all());
}

#[test]
fn whoever_never_had_the_names_is_not_told_that_they_are_missing() {
    let office = Office::new();
    for args in READS.iter().filter(|args| args[0] != "account" && args[0] != "ranking") {
        let said = done(wenming(&office.dir, &[&["--lang", "en", "--now", NOW], *args].concat()));
        assert_eq!(said.err, "", "{args:?}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_read_and_is_not_called_damaged() {
    let owned = Owned::new();
    let dir = owned.office.dir.clone();
    let deposit = ["deposit", "一组-001", "H01", "1", "--on", "2026-03-04"];
    done(owned.run(&["balance"]));
    let parts = ["", "books", "books/db", "journal", "journal/LC01", "lock"];
    for part in parts {
        let part = if part.is_empty() { dir.clone() } else { dir.join(part) };
        writable(&part, false);
        for args in [&["balance", "一组-001"][..], &["statement", "一组-001"], &["audit"]] {
            let said = done(owned.run(args));
            assert!(!said.all().contains("damaged"), "{part:?}: {args:?}: {}", said.all());
            assert!(!said.all().contains("up to date"), "{part:?}: {args:?}: {}", said.all());
            assert!(said.out.contains('2'), "{part:?}: {args:?}: {}", said.all());
        }
        let rows: serde_json::Value =
            serde_json::from_str(&owned.run(&["--json", "doctor"]).out).unwrap();
        let codes: Vec<_> = rows.as_array().unwrap().iter().map(|row| &row["code"]).collect();
        assert_eq!(codes, ["read-only"], "{part:?}: {rows:#}");
        let way = rows[0]["way"].as_str().unwrap();
        assert!(way.contains(&format!("`chmod -R u+w {}`", dir.display())), "{way}");
        if part.starts_with(dir.join("journal")) {
            let said = owned.run(&deposit);
            assert!(said.code == 3 && said.err.contains("journal/LC01"), "{}", said.all());
        } else {
            for (lang, words) in [("en", "cannot be written to"), ("zh", "不能写入")] {
                let said = owned.say(lang, &deposit);
                assert!(said.code == 3 && said.err.contains(words), "{part:?}: {}", said.all());
                assert!(said.err.matches(" doctor`").count() == 1 || lang == "zh");
            }
        }
        writable(&dir, true);
        let aside = fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().file_name());
        let aside = aside.filter(|name| name.to_string_lossy().contains("damaged")).count();
        assert_eq!(aside, 0, "{part:?}");
    }
    done(owned.run(&deposit));
    let said = owned.run(&["doctor"]);
    assert!(said.out.contains("is well"), "{}", said.all());
}

#[test]
fn books_that_another_program_holds_are_not_called_unwritable() {
    let office = named();
    let held = ledger_core::books::SledBooks::open(office.dir.join("books")).unwrap();
    let said = done(office.run("clerk", &["balance", "一组-001"]));
    assert!(said.err.contains("another program has the books open"), "{}", said.all());
    assert!(!said.err.contains("cannot be written"), "{}", said.all());
    let said = office.run("clerk", &["deposit", "一组-001", "H01", "--on", "2026-03-04"]);
    assert!(said.code == 3 && said.err.contains("has the books open"), "{}", said.all());
    drop(held);
}

/// Something that is in the journal and in the mirror.
fn mirrored(office: &Office) -> PathBuf {
    let mirror = office.temp().join("stick/wenming");
    fs::create_dir_all(&mirror).unwrap();
    done(deposit(office, &mirror, "2026-03-04"));
    mirror
}

fn deposit(office: &Office, mirror: &Path, on: &str) -> Said {
    let mirror = mirror.to_str().unwrap();
    office.run("clerk", &["--mirror", mirror, "deposit", "一组-001", "H01", "1", "--on", on])
}

/// The commands that what was said names, to be copied.
fn commands(said: &Said) -> Vec<Vec<String>> {
    let parts = said.err.split('`').skip(1).step_by(2);
    let commands = parts.filter_map(|part| part.strip_prefix("wenming "));
    commands.map(|command| command.split(' ').map(str::to_owned).collect()).collect()
}

fn copied(words: &[String]) -> Said {
    let mut process = Process::new(env!("CARGO_BIN_EXE_wenming"));
    process.env_clear().args(["--lang", "en", "--now", NOW]).args(words);
    Said::of(process.output().unwrap())
}

#[test]
fn a_mirror_that_is_named_one_folder_too_high_or_too_low_is_found() {
    let office = named();
    let mirror = mirrored(&office);
    let stick = office.temp().join("stick");
    fs::create_dir(stick.join("photos")).unwrap();
    let new = office.temp().join("new");
    let low = mirror.join("journal/LC01");
    for (n, path) in [&stick, &mirror.join("journal"), &low].into_iter().enumerate() {
        let new = new.join(n.to_string());
        let said =
            wenming(&new, &["--lang", "en", "--now", NOW, "restore", path.to_str().unwrap()]);
        assert!(said.code == 2 && !said.err.contains("manifest"), "{}", said.all());
        assert!(!new.exists(), "nothing is made for what is none");
        let ways = commands(&said);
        assert_eq!(ways.len(), 1, "{}", said.all());
        let restored = done(copied(&ways[0]));
        assert!(restored.out.contains("restored"), "{}", restored.all());
        assert_eq!(
            fs::read(new.join("journal/LC01/000000000000.jsonl")).unwrap(),
            fs::read(office.segment("LC01")).unwrap()
        );
    }
    let photos = stick.join("photos");
    let said = wenming(&new, &["--lang", "en", "--now", NOW, "restore", photos.to_str().unwrap()]);
    assert!(said.code == 2 && said.err.contains("neither a bundle nor a mirror"), "{}", said.all());
}

#[test]
fn a_mirror_that_is_not_there_is_spoken_of_once_something_was_written_without_it() {
    let office = named();
    let missing = office.temp().join("stick");
    let file = office.temp().join("file");
    fs::write(&file, "").unwrap();
    // Refused, misused, or only looked at: nothing went anywhere.
    let of = |args: &[&str]| {
        let mirror = missing.to_str().unwrap();
        office.run("clerk", &[&["--mirror", mirror], args].concat())
    };
    for args in [
        &["deposit", "一组-001", "NONE"][..],
        &["redeem", "一组-001", "RICE-5", "999"],
        &["deposit", "一组-099", "H01"],
        &["balance"],
        &["day", "close", "--dry-run"],
    ] {
        let said = of(args);
        assert!(!said.err.contains("is not there: what"), "{args:?}: {}", said.all());
    }
    let said = deposit(&office, &missing, "2026-03-04");
    assert_eq!(said.code, 0, "{}", said.all());
    assert_eq!(said.err.matches("what is entered now goes into the bank alone").count(), 1);
    let sheet = office.temp().join("三月.csv");
    fs::write(&sheet, "户号,事项代码,日期,数量\n一组-001,H08,2026-03-05,1\n").unwrap();
    let said = of(&["import", "deposits", sheet.to_str().unwrap(), "--yes"]);
    assert_eq!(said.err.matches("goes into the bank alone").count(), 1, "{}", said.all());
    let said = of(&["account", "open", "--household", "九组-001"]);
    assert_eq!(said.err.matches("goes into the bank alone").count(), 1, "{}", said.all());
}

#[test]
fn a_folder_that_is_older_than_its_mirror_is_read_with_a_warning() {
    let office = named();
    let mirror = mirrored(&office);
    let path = mirror.to_str().unwrap().to_owned();
    let read = |args: &[&str]| office.run("clerk", &[&["--mirror", &path], args].concat());
    let reads: [&[&str]; 3] = [&["balance"], &["statement", "一组-001"], &["audit"]];
    for args in reads {
        let said = done(read(args));
        assert!(!said.err.contains("mirror"), "{}", said.all());
    }
    // Last week's folder: without the last entry, and without the books that know of it.
    let segment = office.segment("LC01");
    let now = fs::read_to_string(&segment).unwrap();
    let old: Vec<&str> = now.split_inclusive('\n').collect();
    fs::write(&segment, old[..old.len() - 1].concat()).unwrap();
    fs::remove_dir_all(office.dir.join("books")).unwrap();
    for args in reads {
        let said = done(read(args));
        let told = format!(
            "the mirror holds {} entries of branch `LC01`, this folder {}",
            old.len(),
            old.len() - 1
        );
        assert_eq!(said.err.matches(&told).count(), 1, "{}", said.all());
        assert!(!said.err.contains("`HQ`, this folder"), "{}", said.all());
    }
    // Not where none is named, and not while the stick is in its drawer.
    assert!(!done(office.run("clerk", &["balance"])).err.contains("mirror"));
    let way = commands(&read(&["balance"])).remove(0);
    done(copied(&way));
    assert_eq!(fs::read_to_string(&segment).unwrap(), now);
    assert!(!done(read(&["balance"])).err.contains("mirror"));
    fs::rename(&mirror, office.temp().join("drawer")).unwrap();
    assert!(!done(read(&["balance"])).err.contains("mirror"));
}

#[test]
fn a_mirror_given_as_the_bank_stays_a_mirror_and_says_how_to_work_on() {
    let office = named();
    let mirror = mirrored(&office);
    let run = |args: &[&str]| {
        wenming(&mirror, &[&["--lang", "en", "--now", NOW, "--as", "clerk"], args].concat())
    };
    let names = || {
        let names = fs::read_dir(&mirror).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    };
    let before = names();
    for args in [&["balance", "一组-001"][..], &["statement", "一组-001"]] {
        let said = done(run(args));
        assert!(said.err.contains("is a mirror") && said.out.contains("154"), "{}", said.all());
        assert!(!said.err.contains("cannot be written"), "{}", said.all());
    }
    let said = run(&["deposit", "一组-001", "H01", "--on", "2026-03-06"]);
    assert!(said.code == 2 && said.err.contains("is a mirror"), "{}", said.all());
    assert_eq!(names(), before);
    let way = commands(&said).remove(0);
    let new = office.temp().join("new");
    let way: Vec<String> =
        way.iter().map(|word| word.replace("DIR", new.to_str().unwrap())).collect();
    done(copied(&way));
    // It is still the mirror of the bank that it is one of.
    let mirror = mirror.to_str().unwrap();
    let said = done(office.run("clerk", &["--mirror", mirror, "deposit", "一组-002", "H01"]));
    assert!(!said.err.contains("mirror"), "{}", said.all());
}

#[test]
fn a_variable_that_is_empty_says_nothing() {
    let office = named();
    let dir = office.dir.to_str().unwrap();
    let names = ["MIRROR", "KEYS", "BRANCH", "AS", "TRUST", "PASSPHRASE_FILE"];
    let mut process = Process::new(env!("CARGO_BIN_EXE_wenming"));
    process.env_clear().env("WENMING_BANK", dir).args(["--lang", "en", "--now", NOW, "balance"]);
    process.envs(names.map(|name| (format!("WENMING_{name}"), "")));
    let said = done(Said::of(process.output().unwrap()));
    assert!(said.err.is_empty(), "{}", said.all());
    // Typed it is a slip.
    let said = office.run("clerk", &["--mirror", "", "balance"]);
    assert!(said.code == 2 && said.err.contains("--mirror"), "{}", said.all());
}

#[test]
fn a_name_with_a_tab_or_a_line_break_in_it_is_refused_with_its_place() {
    let office = named();
    let before = fs::read(office.segment("LC01")).unwrap();
    for (name, told) in [("张\t三", "U+0009, character 2"), ("李四\n王五", "U+000A, character 3")]
    {
        for args in [
            &["account", "open", "--household", "九组-001", "--name", name][..],
            &["account", "name", "一组-002", "--name", name],
            &["account", "find", name],
        ] {
            let said = office.run("clerk", args);
            assert!(said.code == 1 && said.err.contains(told), "{args:?}: {}", said.all());
        }
    }
    assert_eq!(fs::read(office.segment("LC01")).unwrap(), before);
    let phone = ["account", "name", "一组-002", "--phone", "138\t00138000"];
    let said = office.say("zh", "clerk", &phone);
    assert!(said.code == 1 && said.err.contains("第 4 个字，U+0009"), "{}", said.all());
    // What stands around it is not of it.
    done(office.run("clerk", &["account", "name", "一组-002", "--name", " 张三\n"]));
}

#[test]
fn numbers_that_are_said_are_the_ones_there_are() {
    let office = named();
    let huge = office.temp().join("huge.toml");
    fs::File::create(&huge).unwrap().set_len(1_200_000_000).unwrap();
    for lang in ["en", "zh"] {
        let said = office.say(lang, "clerk", &["rules", "check", huge.to_str().unwrap()]);
        assert!(said.all().contains("1200000000"), "{}", said.all());
        for args in [&["ranking", "--top", "0"][..], &["statement", "一组-001", "--last", "0"]] {
            let said = office.say(lang, "clerk", args);
            assert!(said.code == 2 && said.err.contains(" 1000000"), "{}", said.all());
        }
    }
    done(office.run("clerk", &["ranking", "--top", "1"]));
}
