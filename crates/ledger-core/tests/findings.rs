//! `docs/findings.md` is the catalogue of every finding: each code has its row
//! there, in the order of the enum within the whole page, and each row names a
//! test that makes the finding.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ledger_core::audit::FindingCode;

/// The functions of a test file: name, whether it is a test, body.
fn functions(text: &str) -> BTreeMap<&str, (bool, &str)> {
    let starts: Vec<usize> = text.match_indices("\nfn ").map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let pairs = starts.iter().zip(ends);
    pairs
        .map(|(&start, end)| {
            let whole = &text[start + 4..end];
            let name = &whole[..whole.find(['(', '<']).unwrap()];
            (name, (text[..start].ends_with("#[test]"), whole))
        })
        .collect()
}

/// Whether a test says that it wants the code: itself, or a table that it asks for.
fn wants(functions: &BTreeMap<&str, (bool, &str)>, body: &str, code: FindingCode) -> bool {
    let said = |body: &str| {
        body.contains(&format!("\"{code}@"))
            || body.contains(&format!("\"{code}\""))
            || body.contains(&format!(" {code}@"))
            || body.contains(&format!("FindingCode::{code:?}"))
    };
    let asked = |name: &&&str| body.contains(&format!(" {name}("));
    said(body) || functions.keys().filter(asked).any(|name| said(functions[name].1))
}

#[test]
fn every_finding_is_in_the_catalogue_with_a_test_that_makes_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("../../docs/findings.md")).unwrap();
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| `") && line.matches('|').count() == 6)
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let codes: Vec<&str> = rows.iter().map(|row| row[0].trim_matches('`')).collect();
    assert_eq!(codes, FindingCode::ALL.map(FindingCode::as_str));
    for (row, code) in rows.iter().zip(FindingCode::ALL) {
        assert!(row.iter().all(|cell| !cell.is_empty()), "{code}: {row:?}");
        let mut named = row[4].split('`').filter(|part| !part.trim().is_empty());
        let (file, test) = (named.next().unwrap(), named.next().unwrap());
        let text = fs::read_to_string(root.join("tests").join(file)).unwrap();
        let functions = functions(&text);
        let (is_test, body) = functions.get(test).unwrap_or_else(|| panic!("{code}: no {test}"));
        assert!(is_test, "{code}: `{test}` is no test");
        assert!(wants(&functions, body, code), "{code}: `{test}` in {file} does not want it");
    }
}
