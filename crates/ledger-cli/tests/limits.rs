//! Files that are made to take more than they should: each in a process of its own that
//! gets so much memory and no more, and each refused with the way out.
//!
//! What the limits are stands in docs/limits.md.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::process::Command as Process;

use common::{Office, Said};
use zip::write::SimpleFileOptions;

/// What a process gets, in KiB. The program and its books take a quarter of it.
const MEMORY: &str = "300000";

/// The program with so much memory and no more.
fn capped(office: &Office, args: &[&str]) -> Said {
    let mut process = Process::new("sh");
    process
        .args(["-c", "ulimit -v $0; exec \"$@\"", MEMORY, env!("CARGO_BIN_EXE_wenming")])
        .env_clear()
        // Each further thread would set aside more than all of them use.
        .envs([("MALLOC_ARENA_MAX", "1"), ("RAYON_NUM_THREADS", "1")])
        .args(["--lang", "en", "--now", common::NOW, "--as", "manager", "--bank"])
        .arg(&office.dir)
        .args(args)
        .current_dir(office.temp());
    Said::of(process.output().unwrap())
}

/// A file of so many zeros that take no room on the disk.
fn zeros(path: &Path, bytes: u64) {
    File::create(path).unwrap().set_len(bytes).unwrap();
}

fn zip(path: &Path, files: &[(&str, &[u8])]) {
    let mut zip = zip::ZipWriter::new(File::create(path).unwrap());
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

#[test]
fn a_file_far_too_large_is_refused_before_it_is_in_memory() {
    let office = Office::new();
    let path = |name: &str| office.temp().join(name);
    for name in ["big.toml", "big.csv", "big.xlsx", "big.keys", "big.note", "big.zip"] {
        zeros(&path(name), 2 << 30);
    }
    let before = fs::read(office.segment("LC01")).unwrap();
    // Not one row of it has anything in it.
    fs::write(path("blank.csv"), vec![b'\n'; 20 << 20]).unwrap();
    for (args, told) in [
        (["rules", "check", "blank.csv"].as_slice(), "`blank.csv` is empty"),
        (["rules", "check", "big.toml"].as_slice(), "2147483648 bytes"),
        (&["rules", "check", "big.csv"], "`big.csv` is too large: 2048 MiB, at most 256 MiB"),
        (&["rules", "check", "big.xlsx"], "`big.xlsx` is too large: 2048 MiB, at most 64 MiB"),
        (&["import", "deposits", "big.csv"], "at most 256 MiB"),
        (&["trust", "add", "big.keys", "--trust", "trusted"], "it is longer than 256 KiB"),
        (&["trust", "list", "--trust", "big.keys"], "it is longer than 256 KiB"),
        (&["audit", "--against", "big.note"], "it is longer than 256 KiB"),
        (&["audit", "--against", "big.zip"], "its manifest cannot be used"),
    ] {
        let said = capped(&office, args);
        assert!(said.all().contains(told), "{args:?}: {}", said.all());
        assert_ne!(said.code, 0, "{args:?}");
    }
    assert_eq!(fs::read(office.segment("LC01")).unwrap(), before);
}

#[test]
fn a_workbook_that_claims_cells_without_end_costs_no_more_than_it_holds() {
    let office = Office::new();
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relation = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let part = |texts: u64, cells: &str| {
        let files = [
            ("[Content_Types].xml", format!(r#"<Types xmlns="{PACKAGE}/content-types"/>"#)),
            ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
            (
                "xl/workbook.xml",
                format!(
                    r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>"#
                ),
            ),
            ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
            (
                "xl/sharedStrings.xml",
                format!(r#"<sst xmlns="{MAIN}" uniqueCount="{texts}"><si><t>a</t></si></sst>"#),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!(
                    r#"<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>"#
                ),
            ),
        ];
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        zip(&office.temp().join("sheet.xlsx"), &files);
        capped(&office, &["rules", "check", "sheet.xlsx"]).all()
    };
    let said = part(4_294_967_295, r#"<c r="A1"><v>1</v></c>"#);
    assert!(said.contains("4294967295 shared texts"), "{said}");
    assert!(part(1, r#"<c r="A1048576"><v>1</v></c>"#).contains("row 1048576"));
    assert!(part(1, r#"<c r="XFD1"><v>1</v></c>"#).contains("column XFD"));
    // In the last place of every row that may be: a million rows of 256 cells, of five.
    let cells: String =
        (1..=5).map(|n| format!(r#"<c r="IV{}"><v>1</v></c>"#, n * 200_000)).collect();
    let said = part(1, &cells);
    assert!(said.contains("sheet.xlsx") && !said.contains("memory"), "{said}");
}

#[test]
fn a_bundle_that_says_it_unpacks_to_more_than_its_file_can_hold_is_not_unpacked() {
    let office = Office::new();
    let manifest = |bytes: u64| {
        format!(
            "{{\n  \"format\": \"wenming bundle v1\",\n  \"log\": \"wenming.example/test/LC01\",\n  \
             \"size\": 1,\n  \"root\": \"{}=\",\n  \"head\": \"{}\",\n  \"files\": [\n    {{\n      \
             \"path\": \"balances.csv\",\n      \"bytes\": {bytes},\n      \"sha256\": \"{}\"\n    \
             }}\n  ]\n}}\n",
            "A".repeat(43),
            "0".repeat(64),
            "0".repeat(64)
        )
    };
    let path = office.temp().join("bundle.zip");
    let blanks = vec![b' '; 1 << 20];
    let before = |office: &Office| fs::read_dir(office.temp()).unwrap().count();
    for (bytes, told) in [
        (1 << 33, "8589934592 bytes cannot come out of so small a file"),
        (u64::MAX, "more than 16 GiB"),
        // What it may name is taken, and found not to be what is named.
        (17 << 10, "balances.csv"),
    ] {
        zip(&path, &[("bundle.json", manifest(bytes).as_bytes()), ("balances.csv", &blanks)]);
        let there = before(&office);
        let said = capped(&office, &["verify", "bundle.zip", "--trust", "trusted"]).all();
        assert!(said.contains(told), "{bytes}: {said}");
        assert_eq!(before(&office), there, "nothing is left beside it");
    }
}

#[test]
fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
    let office = Office::new();
    for name in ["pipe.csv", "pipe.toml", "pipe.xlsx"] {
        let made = Process::new("mkfifo").arg(office.temp().join(name)).status();
        assert!(made.unwrap().success());
        for args in [&["rules", "check", name][..], &["import", "accounts", name]] {
            let said = capped(&office, args);
            assert!(said.code == 2 && said.all().contains(name), "{args:?}: {}", said.all());
        }
    }
}

/// A power cut can leave a file longer than what was written to it, zeros to its end.
#[test]
fn a_segment_with_zeros_behind_it_is_read_in_little_memory_and_mended() {
    let office = Office::new();
    let segment = office.segment("LC01");
    let whole = fs::read(&segment).unwrap();
    let size = whole.len() as u64;
    let mut file = File::options().write(true).open(&segment).unwrap();
    file.set_len(size + (256 << 20)).unwrap();
    let said = capped(&office, &["audit"]).all();
    assert!(said.contains("268435456"), "the bytes behind the last line are told: {said}");
    // A line break at the end of them makes a line of what is no entry: damage, and not a tail.
    file.seek(SeekFrom::End(0)).unwrap();
    file.write_all(b"\n").unwrap();
    let said = capped(&office, &["audit"]);
    assert_ne!(said.code, 0, "{}", said.all());
    assert!(!said.all().contains("memory"), "{}", said.all());
    // Of a size that fits it is moved aside, and the branch goes on.
    file.set_len(size + (1 << 20)).unwrap();
    let receive = ["fund", "receive", "1", "--source", "村集体", "--voucher", "记-2026-1"];
    let said = capped(&office, &[&["--branch", "LC01"], receive.as_slice()].concat()).all();
    assert!(!said.contains("memory"), "{said}");
    assert!(fs::metadata(&segment).unwrap().len() < size + (1 << 20), "{said}");
    assert!(segment.parent().unwrap().join("torn").exists());
}

#[test]
fn a_line_longer_than_a_line_may_be_is_found_for_what_it_is() {
    let office = Office::new();
    let segment = office.segment("LC01");
    let whole = fs::read_to_string(&segment).unwrap();
    let (first, rest) = whole.split_once('\n').unwrap();
    let long = first.replacen("\"name\":\"", &format!("\"name\":\"{}", "长".repeat(12_000)), 1);
    fs::write(&segment, format!("{long}\n{rest}")).unwrap();
    let said = capped(&office, &["audit"]).all();
    assert!(said.contains("LC01:0  the line is no entry"), "{said}");
}

#[test]
fn more_files_than_are_read_at_once_are_refused_with_both_numbers() {
    let office = Office::new();
    let mut args = vec!["audit", "--against"];
    args.extend(["a.note"; 1_001]);
    let said = capped(&office, &args);
    assert!(said.all().contains("1001 files are named; at most 1000"), "{}", said.all());
    args.pop();
    let said = capped(&office, &args).all();
    assert!(said.contains("there is no `a.note`"), "{said}");
}
