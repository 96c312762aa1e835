//! A power cut in the middle of a long write: its end is on the disk and its middle is
//! not. Nobody was told that it was done, and it can be moved aside; what was confirmed
//! cannot.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::path::Path;

use common::{Office, Said, copied, wenming};

const IMPORTED: &str =
    "户号,项目,数量,日期\n一组-001,H08,1,2026-03-05\n一组-002,H01,1,2026-03-06\n";

fn ask(dir: &Path, args: &[&str]) -> Said {
    let always = ["--lang", "en", "--now", "2026-03-20T10:00:00+08:00", "--as", "clerk"];
    wenming(dir, &[&always, args].concat())
}

#[test]
fn what_a_power_cut_left_of_a_write_is_moved_aside_and_what_was_confirmed_is_not() {
    let office = Office::new();
    let dir = office.dir.clone();
    let segment = office.segment("LC01");
    // What the import would have written, in another folder.
    let other = office.temp().join("other");
    copied(&dir, &other);
    let sheet = office.temp().join("sheet.csv");
    fs::write(&sheet, IMPORTED).unwrap();
    let sheet = sheet.to_str().unwrap();
    let said = ask(&other, &["import", "deposits", sheet, "--yes"]);
    assert_eq!(said.code, 0, "{}", said.all());
    let before = fs::read(&segment).unwrap();
    let mut cut = fs::read(other.join("journal/LC01/000000000000.jsonl")).unwrap();
    assert!(cut.len() > before.len() + 600 && cut.starts_with(&before));
    let lines = |bytes: &[u8]| bytes.iter().filter(|&&b| b == b'\n').count();
    let damaged = format!("LC01:{}", lines(&before));
    cut[before.len() + 40..before.len() + 300].fill(0);
    fs::write(&segment, &cut).unwrap();

    let said = ask(&dir, &["deposit", "一组-001", "H08", "1"]);
    assert_eq!(said.code, 3, "{}", said.all());
    let way = format!("rebuild --set-aside {damaged}");
    assert!(said.err.contains(&way), "{}", said.all());
    assert_eq!(fs::read(&segment).unwrap(), cut, "nothing is moved unasked");
    // Not where the damage is.
    let said = ask(&dir, &["rebuild", "--set-aside", "LC01:2"]);
    assert!(said.code == 1 && said.err.contains("are known, by the books"), "{}", said.all());
    let said = ask(&dir, &["rebuild", "--set-aside", "LC01:99"]);
    assert!(said.code == 3 && said.err.contains(&way), "{}", said.all());
    // Where the books cannot be asked, and where they know that it was confirmed.
    for (books, wanted) in [(None, "cannot be asked"), (Some(&other), "are known, by the books")] {
        let other_copy = office.temp().join(format!("copy-{}", books.is_some()));
        copied(&dir, &other_copy);
        fs::remove_dir_all(other_copy.join("books")).unwrap();
        if let Some(books) = books {
            copied(&books.join("books"), &other_copy.join("books"));
        }
        let said = ask(&other_copy, &["rebuild", "--set-aside", &damaged]);
        assert!(said.code != 0 && said.all().contains(wanted), "{}", said.all());
        assert_eq!(fs::read(other_copy.join("journal/LC01/000000000000.jsonl")).unwrap(), cut);
    }
    let said = ask(&dir, &["rebuild", "--set-aside", &damaged]);
    assert_eq!(said.code, 0, "{}", said.all());
    assert_eq!(fs::read(&segment).unwrap(), before);
    let torn = segment.parent().unwrap().join("torn");
    let kept = fs::read_dir(torn).unwrap().next().unwrap().unwrap().path();
    assert_eq!(fs::read(kept).unwrap(), &cut[before.len()..]);
    let said = ask(&dir, &["audit"]);
    assert!(said.code == 0 && said.all().contains("no findings"), "{}", said.all());
    let said = ask(&dir, &["import", "deposits", sheet, "--yes"]);
    assert_eq!(said.code, 0, "{}", said.all());
    let said = ask(&dir, &["rebuild", "--set-aside", &damaged]);
    assert!(said.code == 1 && said.all().contains("nothing was moved"), "{}", said.all());
}
