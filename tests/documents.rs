//! The documents, held to what they say.
//!
//! README.md and docs/clerk.md show sessions at the counter. Each ` ```console `
//! block is run, line by line, and answered the same; each `export` in a
//! ` ```sh ` block holds for them as it would for whoever follows the page. All
//! blocks of a page run one after the other in one folder, with the sheets of
//! `tests/data` lying in it, at one fixed time, or from a line
//! `<!-- now 2026-04-06T01:00:00Z -->` on at that one. The folder is left behind
//! (`target/tmp/documents/`), so that the bank in it can be looked at.
//!
//! To take over what the program answers now:
//! `TRYCMD=overwrite cargo test --test documents`, then read the diff.

#![allow(clippy::unwrap_used, reason = "a test panics where it fails")]

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// What time it is when a page begins: after the month of the sheets.
const NOW: &str = "2026-04-02T01:00:00Z";

/// What a line begins with that changes it.
const CHANGE: &str = "<!-- now ";

/// The pick-up code of every page. Codes follow from keys, which are drawn anew
/// each time; the page shows this one, and whoever types it means the last one.
const PICK_UP_CODE: &str = "7K3M-9QTX-2BHD";

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The program, built from what lies here now. A test of this package alone
/// would not build another's program.
fn wenming() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--workspace", "--bin", "wenming"]).current_dir(ROOT);
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success(), "`wenming` builds");
        // target/<profile>/deps/documents-<hash>
        let test = std::env::current_exe().unwrap();
        test.ancestors().nth(2).unwrap().join("wenming")
    })
}

/// What stands in the fenced blocks of a language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("\n```{language}\n");
    page.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap_or(rest)).collect()
}

/// Copies the files of a folder of the repository, without those below.
fn copy_files(from: &str, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(Path::new(ROOT).join(from)).unwrap() {
        let file = file.unwrap();
        if file.file_type().unwrap().is_file() {
            fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
}

/// A page with `[..]` for what is different every time: public keys, what is behind
/// the name in a key line, hashes, and the folder it was run in.
fn without_chance(page: &str) -> String {
    let is_key = |word: &str| word.len() == 44 && word.ends_with('=');
    let is_hash = |word: &str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    // name+1b2c3d4e+AX…: a `+` can be in the key as well.
    let name_of = |word: &str| {
        let mut parts = word.splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        let is_id = id.len() == 8 && id.bytes().all(|b| b.is_ascii_hexdigit());
        (is_id && key.len() == 44).then(|| name.len() + 1)
    };
    let part_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let mut kept = String::new();
    for piece in page.split_inclusive(|c| !part_of_word(c)) {
        let word = piece.trim_end_matches(|c| !part_of_word(c));
        let behind = &piece[word.len()..];
        if is_key(word) || is_hash(word) {
            kept.push_str("[..]");
        } else if let Some(end) = name_of(word) {
            kept.push_str(&word[..end]);
            kept.push_str("[..]");
        } else {
            kept.push_str(word);
        }
        kept.push_str(behind);
    }
    kept.replace("[CWD]", "[..]")
}

/// A page cut where its time changes: each part with its time.
fn parts(page: &str) -> Vec<(&str, &str)> {
    let changes = page.match_indices(CHANGE).map(|(at, _)| at);
    let bounds: Vec<usize> = [0].into_iter().chain(changes).chain([page.len()]).collect();
    let part = |bounds: &[usize]| {
        let part = &page[bounds[0]..bounds[1]];
        let now = part.strip_prefix(CHANGE).and_then(|rest| rest.split(" -->").next());
        (now.unwrap_or(NOW), part)
    };
    bounds.windows(2).map(part).collect()
}

/// The program as whoever follows the page has it: no settings but the page's, at
/// the page's time, trusting nobody but whom the page trusts, and with a pick-up code
/// that can be printed. A word of a command that ends in `[..]` is the last key, or
/// key line, that was shown and begins like it.
fn program(exports: &str, now: &str) -> String {
    let (program, group) = (wenming().display(), "[2-9A-HJ-NP-Z]\\{4\\}");
    let (key, key_line) =
        ("[A-Za-z0-9+/]{43}=", "[a-z0-9./-]+/[A-Z0-9]+\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]{44}");
    format!(
        r#"#!/bin/sh
unset WENMING_BANK WENMING_KEYS WENMING_AS WENMING_BRANCH WENMING_LANG WENMING_TRUST
unset WENMING_PASSPHRASE_FILE WENMING_MIRROR
export XDG_CONFIG_HOME="$PWD/.config"
{exports}
drawn=$(cat "$0.code" 2>/dev/null)
for word; do
    shift
    [ "$word" = {PICK_UP_CODE} ] && word=$drawn
    case $word in
        *'[..]') word=$(grep "^${{word%????}}" "$0.keys" | tail -1) ;;
    esac
    set -- "$@" "$word"
done
'{program}' --now {now} "$@" >"$0.out" 2>&1
status=$?
code=$(grep -o '{group}-{group}-{group}' "$0.out" | head -1)
[ -n "$code" ] || code=$drawn
echo "$code" >"$0.code"
grep -oE '{key_line}|{key}' "$0.out" >>"$0.keys"
wide() {{ echo "$1" | sed 's/./& /g; s/ $//'; }}
if [ -n "$code" ]; then
    sed "s/$code/{PICK_UP_CODE}/; s/$(wide "$code")/$(wide {PICK_UP_CODE})/" "$0.out"
else
    cat "$0.out"
fi
exit $status
"#
    )
}

/// Runs the sessions of a page, in a folder named `name`.
fn run_sessions(page: &str, name: &str) {
    let text = fs::read_to_string(Path::new(ROOT).join(page)).unwrap();
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents");
    let desk = dir.join(name).with_extension("in");
    if desk.exists() {
        fs::remove_dir_all(&desk).unwrap();
    }
    // As in the repository, and as in the clerk's own folder.
    copy_files("tests/data", &desk.join("tests/data"));
    copy_files("tests/data", &desk);
    copy_files("tests/data/qingxi", &desk);
    let overwrite = std::env::var("TRYCMD").is_ok_and(|mode| mode == "overwrite");
    let mut exports = String::new();
    let mut taken_over = String::new();
    let mut before = 0;
    for (number, (now, part)) in parts(&text).into_iter().enumerate() {
        for line in blocks(part, "sh").join("\n").lines() {
            if line.starts_with("export ") {
                writeln!(exports, "{line}").unwrap();
            }
        }
        let script = dir.join(format!("{name}-{number}")).with_extension("sh");
        fs::write(&script, program(&exports, now)).unwrap();
        drop(fs::remove_file(script.with_extension("sh.keys")));
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
        // As many lines stand before it as on the page, so that a failure names its line.
        let blank = "\n".repeat(before);
        before += part.lines().count();
        let copy = dir.join(name).with_extension("md");
        fs::write(&copy, format!("{blank}{part}")).unwrap();
        trycmd::TestCases::new().register_bin("wenming", script).case(&copy).run();
        if overwrite {
            taken_over.push_str(&fs::read_to_string(&copy).unwrap()[blank.len()..]);
        }
    }
    if overwrite {
        fs::write(Path::new(ROOT).join(page), without_chance(&taken_over)).unwrap();
    }
}

#[test]
fn the_sessions_of_the_readme_answer_as_it_says() {
    run_sessions("README.md", "readme");
}

#[test]
fn the_clerks_month_answers_as_it_says() {
    run_sessions("docs/clerk.md", "clerk");
}

#[test]
fn keys_and_hashes_are_not_taken_over_into_a_page() {
    let key = format!("{}=", "Aa0+/".repeat(9).split_at(43).0);
    let line = format!("wenming.example/lucheng/HQ+0a1b2c3d+B{}", "Aa0+/".repeat(9).split_at(43).0);
    let page = format!(
        "公钥 {key}；链头：{}\n文件夹 [CWD]/bank，账号 QX01-000001-G\n{line}\na+b+c",
        "0f".repeat(32)
    );
    let expected = "公钥 [..]；链头：[..]\n文件夹 [..]/bank，账号 QX01-000001-G\n\
                    wenming.example/lucheng/HQ+[..]\na+b+c";
    assert_eq!(without_chance(&page), expected);
}

#[test]
fn a_page_is_cut_where_its_time_changes_and_nothing_of_it_is_lost() {
    let page = "a\n<!-- now 2026-04-06T01:00:00Z -->\nb\n";
    let (first, later) = page.split_at(2);
    assert_eq!(parts(page), [(NOW, first), ("2026-04-06T01:00:00Z", later)]);
}

#[test]
fn the_readme_names_one_test_command_and_one_demo() {
    let text = fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    for name in ["test-command", "demo-command"] {
        let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
        let (_, rest) = text.split_once(&open).unwrap();
        let (marked, _) = rest.split_once(&close).unwrap();
        let commands = blocks(&format!("\n{marked}"), "sh").join("\n");
        assert_eq!(commands.trim().lines().count(), 1, "{name}: {commands}");
    }
}

/// The pages people read, from the folder of the repository.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(ROOT);
    let mut pages = Vec::new();
    for folder in [root.to_owned(), root.join("docs")] {
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "md") {
                pages.push(path);
            }
        }
    }
    pages
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    let mut followed = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for rest in text.split("](").skip(1) {
            let link = rest.split(')').next().unwrap();
            let file = link.split('#').next().unwrap();
            if file.is_empty() || file.contains("://") || file.contains(char::is_whitespace) {
                continue;
            }
            let target = page.parent().unwrap().join(file);
            assert!(target.exists(), "{}: `{link}` leads nowhere", page.display());
            followed += 1;
        }
    }
    assert!(followed > 0, "the pages name each other");
}

#[test]
fn every_file_that_the_map_of_the_code_names_is_there() {
    let text = fs::read_to_string(Path::new(ROOT).join("ARCHITECTURE.md")).unwrap();
    let mut named = 0;
    for word in text.split('`').skip(1).step_by(2) {
        let path = word.trim_end_matches('/');
        if path.starts_with("crates/") || path.starts_with("docs/") || path.starts_with("tests/") {
            assert!(Path::new(ROOT).join(path).exists(), "`{word}` is not there");
            named += 1;
        }
    }
    assert!(named > 20, "the map names the files: {named}");
}

/// A threat without a test that plays it is a promise.
#[test]
fn every_row_of_the_threat_model_names_a_test_that_is_there() {
    let mut tests = String::new();
    for dir in ["tests", "crates/ledger-core/tests", "crates/ledger-cli/tests"] {
        for file in fs::read_dir(Path::new(ROOT).join(dir)).unwrap().flatten() {
            if file.path().extension().is_some_and(|ending| ending == "rs") {
                tests += &fs::read_to_string(file.path()).unwrap();
            }
        }
    }
    let text = fs::read_to_string(Path::new(ROOT).join("docs/threat-model.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what "));
    let mut named = 0;
    for row in rows {
        let last = row.trim_end_matches(" |").rsplit("| ").next().unwrap();
        let name = last.trim_matches('`');
        assert!(tests.contains(&format!("#[test]\nfn {name}()")), "no test of: {row}");
        named += 1;
    }
    assert!(named > 25, "the rows were read: {named}");
}

/// The value of a constant as its source writes it: `32 * 1024`, `1 << 20`, `9_999`; of a
/// range such as `(1..=64)` its end.
fn constant(source: &str, name: &str) -> Option<u64> {
    let value = match name.split_once("..=") {
        Some((_, end)) => source.contains(name).then(|| end.trim_end_matches(')'))?,
        None => {
            let (_, rest) = source.split_once(&format!("const {name}: "))?;
            rest.split_once(" = ")?.1.split_once(';')?.0
        }
    };
    let number = |text: &str| text.trim().replace('_', "").parse::<u64>().ok();
    match value.split_once("<<") {
        Some((number_of, by)) => Some(number(number_of)? << number(by)?),
        None => value.split('*').map(number).product(),
    }
}

/// A limit that is written down and not kept is worse than none.
#[test]
fn every_limit_is_the_one_in_the_code_and_has_a_test() {
    let read = |path: &str| fs::read_to_string(Path::new(ROOT).join(path)).unwrap();
    let mut sources = vec![String::new()];
    let mut folders: Vec<PathBuf> = ["tests", "crates"].map(|dir| Path::new(ROOT).join(dir)).into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                sources.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    let page = read("docs/limits.md");
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what |"));
    let mut checked = 0;
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, limit, constant_of, _, test] = cells[..] else { panic!("five cells: {row}") };
        let (number, unit) = limit.split_once(' ').unwrap_or((limit, ""));
        let unit = match unit {
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            _ => 1,
        };
        let limit = number.replace(',', "").parse::<u64>().unwrap() * unit;
        let (path, name) = constant_of.trim_matches('`').split_once("` `").unwrap();
        assert_eq!(constant(&read(path), name), Some(limit), "{row}");
        let test = format!("fn {}()", test.trim_matches('`'));
        assert!(sources.iter().any(|source| source.contains(&test)), "no {test}: {row}");
        checked += 1;
    }
    assert!(checked > 25, "the rows were read: {checked}");
}
