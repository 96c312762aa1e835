//! What is wrong with a row or a file, in words, and how to mend it.
//!
//! The import states facts ([`RowFault`], [`SheetError`]); the catalogues hold
//! one message a code with its `.hint`. A refusal of the ledger is worded as at
//! the counter; where the counter's way out names an option that a sheet does
//! not have, `mend-<code>` says what to do in the sheet instead.

use std::path::Path;

use ledger_core::ids::NameKind;
use ledger_core::vault::{IdentityError, IdentityField};

use crate::error::CliError;
use crate::i18n::{Arg, Messages, text};
use crate::import::{ImportError, PostError, RowFault};
use crate::refusal::{self, Context};
use crate::sheet::{Missing, SheetError};
use crate::words;

/// So many other names of a column are told.
const NAMES_TOLD: usize = 4;

/// What is wrong, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Worded {
    /// What is wrong.
    pub(crate) what: String,
    /// How to mend it.
    pub(crate) mend: String,
}

/// What is wrong with a row.
pub(crate) fn row(m: &Messages, fault: &RowFault, context: &Context) -> Worded {
    let named = [("in", text(refusal::in_branch(context.branch)))];
    if let RowFault::Refused(why) = fault {
        let error = refusal::explain(m, why, context);
        let here = m.find(&format!("mend-{}", why.code()), &named);
        let mend = here.or_else(|| error.hints.first().cloned()).unwrap_or_default();
        return Worded { what: error.message, mend };
    }
    let (id, mut facts) = (fault.code(), row_facts(m, fault));
    facts.extend(named);
    Worded { what: m.get(id, &facts), mend: m.get(&format!("{id}.hint"), &facts) }
}

fn row_facts(m: &Messages, fault: &RowFault) -> Vec<(&'static str, Arg)> {
    let list = |items: Vec<String>| text(items.join(&m.msg("comma", &[])));
    match fault {
        RowFault::Missing(key) => vec![("column", text(key))],
        RowFault::Cell(error) => {
            error.args().into_iter().map(|(name, value)| (name, text(value))).collect()
        }
        RowFault::Number(error) => {
            vec![("why", text(words::reason(m, error).unwrap_or_default()))]
        }
        RowFault::Name(error) => {
            let kind = match error {
                ledger_core::ids::NameError::Form { kind, .. } => *kind,
                ledger_core::ids::NameError::CheckCharacter { .. } => NameKind::Account,
            };
            let why = words::reason(m, error).unwrap_or_default();
            vec![("why", text(why)), ("kind", text(kind.word()))]
        }
        RowFault::UnknownHousehold(given)
        | RowFault::UnknownRule(given)
        | RowFault::UnknownKind(given) => vec![("given", text(given))],
        RowFault::AmbiguousName { name, accounts } => {
            let accounts = accounts.iter().map(ToString::to_string).collect();
            vec![("name", text(name)), ("accounts", list(accounts))]
        }
        RowFault::AccountsDiffer { first, second } => {
            vec![("first", text(first)), ("second", text(second))]
        }
        RowFault::AmbiguousItem { item, rules } => {
            let rules = rules.iter().map(ToString::to_string).collect();
            vec![("item", text(item)), ("rules", list(rules))]
        }
        RowFault::Holder(IdentityError::TooLong { field, max, length }) => vec![
            ("field", text(field_word(m, *field))),
            ("max", text(max)),
            ("length", text(length)),
        ],
        RowFault::Holder(IdentityError::Control { field }) => {
            vec![("field", text(field_word(m, *field)))]
        }
        RowFault::Holder(IdentityError::BirthYear { year }) => vec![("year", text(year))],
        RowFault::HouseholdTwice { household, row } => {
            vec![("household", text(household)), ("row", text(row))]
        }
        RowFault::BranchMissing | RowFault::BeyondHeadings => vec![],
        RowFault::UnknownBranch(given) => vec![("given", text(given))],
        RowFault::OtherBranch(branch) => vec![("branch", text(branch))],
        RowFault::Refused(_) => vec![],
    }
}

fn field_word(m: &Messages, field: IdentityField) -> String {
    match field {
        IdentityField::Name => m.msg("holder-field-name", &[]),
        IdentityField::Phone => m.msg("holder-field-phone", &[]),
        IdentityField::IdNumber => m.msg("holder-field-id-number", &[]),
        IdentityField::Guardian => m.msg("holder-field-guardian", &[]),
    }
}

/// Why a file cannot be read or written.
pub(crate) fn sheet(m: &Messages, path: &Path, error: &SheetError) -> CliError {
    match error {
        SheetError::Io { source, .. } => return CliError::io(m, path, source),
        SheetError::NotFound { .. } => {
            return CliError::io(m, path, &std::io::ErrorKind::NotFound.into());
        }
        _ => {}
    }
    let (id, facts) = (error.code(), sheet_facts(m, path, error));
    CliError::misused(id, m.get(id, &facts)).hints(m.find(&format!("{id}.hint"), &facts))
}

fn sheet_facts(m: &Messages, path: &Path, error: &SheetError) -> Vec<(&'static str, Arg)> {
    let path = ("path", text(path.display()));
    let place = |sheet: &str| ("place", text(place(m, sheet)));
    match error {
        SheetError::UnreadableFormat { found, .. } => {
            let form = found.trim_start_matches('.');
            let words = m.find(&format!("sheet-form-{form}"), &[]);
            let form = ("form", text(form));
            vec![path, ("found", text(words.unwrap_or_else(|| found.clone()))), form]
        }
        SheetError::Damaged { detail, .. } | SheetError::Unwritable { detail, .. } => {
            vec![path, ("detail", text(detail))]
        }
        SheetError::QuoteNotClosed { row, .. } => vec![path, ("row", text(row))],
        SheetError::TooLarge { what, bytes, limit, .. } => {
            let mib = |bytes: &u64| match *what {
                "cells" => bytes.to_string(),
                _ => format!("{} MiB", bytes.div_ceil(1 << 20)),
            };
            vec![
                path,
                ("what", text(what)),
                ("found", text(mib(bytes))),
                ("limit", text(mib(limit))),
            ]
        }
        SheetError::TooManyRows { sheet, row, limit, .. } => {
            vec![path, place(sheet), ("row", text(row)), ("limit", text(limit))]
        }
        SheetError::TooManyColumns { sheet, column, limit, .. } => {
            vec![path, place(sheet), ("column", text(column)), ("limit", text(limit))]
        }
        SheetError::BadEncoding { line, .. } => vec![path, ("line", text(line))],
        SheetError::NoHeader { sheet, missing, seen, row, .. } => {
            let comma = m.msg("comma", &[]);
            let first = |missing: &Missing| missing.names.first().copied().unwrap_or_default();
            let names: Vec<&str> = missing.iter().map(first).collect();
            let others: Vec<String> = missing
                .iter()
                .filter(|missing| missing.names.len() > 1)
                .map(|missing| {
                    let others = missing.names.iter().skip(1).take(NAMES_TOLD);
                    let others: Vec<&str> = others.copied().collect();
                    let facts =
                        [("name", text(first(missing))), ("others", text(others.join(&comma)))];
                    m.msg("semicolon", &[]) + &m.msg("sheet-other-names", &facts)
                })
                .collect();
            let case = if seen.is_empty() { "none" } else { "some" };
            vec![
                path,
                place(sheet),
                ("missing", text(names.join(&comma))),
                ("others", text(others.concat())),
                ("case", text(case)),
                ("row", text(row.unwrap_or(1))),
                ("seen", text(seen.join(&comma))),
            ]
        }
        SheetError::DuplicateColumn { sheet, row, first, second, .. } => vec![
            path,
            place(sheet),
            ("row", text(row)),
            ("first", text(first)),
            ("second", text(second)),
        ],
        _ => vec![path],
    }
}

/// Which sheet of a file is meant; nothing for a .csv, which has one.
pub(crate) fn place(m: &Messages, sheet: &str) -> String {
    if sheet.is_empty() {
        return String::new();
    }
    m.msg("sheet-place", &[("sheet", text(sheet))])
}

/// Why nothing can come of a whole sheet. Storage that fails is not worded here.
pub(crate) fn import(m: &Messages, path: &Path, error: &ImportError) -> CliError {
    let file = ("path", text(path.display()));
    let list = |sheets: &[String]| text(sheets.join(&m.msg("comma", &[])));
    match error {
        ImportError::Sheet(error) => sheet(m, path, error),
        ImportError::SeveralSheets { sheets, .. } => {
            let first = sheets.first().cloned().unwrap_or_default();
            let facts = [file, ("sheets", list(sheets)), ("first", text(first))];
            CliError::misused("sheet-several", m.msg("sheet-several", &facts))
                .hint(m.msg("sheet-several.hint", &facts))
        }
        ImportError::NoSuchSheet { sheet, sheets, .. } => {
            let facts = [file, ("sheet", text(sheet)), ("sheets", list(sheets))];
            CliError::misused("sheet-no-such", m.msg("sheet-no-such", &facts))
                .hint(m.msg("sheet-no-such.hint", &facts))
        }
        ImportError::SheetOfDeeds { .. } => {
            let facts = [file];
            CliError::misused("sheet-of-deeds", m.msg("sheet-of-deeds", &facts))
                .hint(m.msg("sheet-of-deeds.hint", &facts))
        }
        ImportError::Refused(refusal) | ImportError::Post(PostError::Refused { refusal, .. }) => {
            refusal::explain(m, refusal, &Context::default())
        }
        ImportError::Ledger(error) | ImportError::Post(PostError::Failed(error)) => {
            crate::storage::explain(m, error)
        }
        ImportError::Vault(error) => crate::storage::vault(m, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::sheet::cell::CellError;
    use ledger_core::ids::NameError;
    use ledger_core::points::AmountError;
    use std::collections::BTreeSet;

    /// Every code a source file gives out in its `fn code`.
    fn codes_in(source: &'static str) -> BTreeSet<&'static str> {
        let from = source.find("fn code(&self)").unwrap();
        let table = &source[from..][..source[from..].find("\n}").unwrap()];
        table.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    fn row_faults() -> Vec<RowFault> {
        let given = || "三月初".to_owned();
        let account = |text: &str| text.parse().unwrap();
        let (first, second) = (account("LC01-000123-Q"), account("QX01-000002-E"));
        let cells = [
            CellError::Empty,
            CellError::FormulaWithoutValue,
            CellError::ErrorValue { given: given() },
            CellError::ControlCharacter { given: given(), character: "U+0007".to_owned() },
            CellError::DigitsLost { given: given() },
            CellError::NotText { given: given() },
            CellError::DateUnreadable { given: given() },
            CellError::DateImpossible { given: given() },
            CellError::DateShortYear { given: given() },
            CellError::DateWithoutYear { given: given() },
            CellError::QuantityUnreadable { given: given() },
            CellError::QuantityTooPrecise { given: given() },
            CellError::QuantityAbsurd { given: given() },
        ];
        let numbers = [
            AmountError::Unreadable(given()),
            AmountError::TooPrecise(given()),
            AmountError::TooLarge(given()),
            AmountError::NotPositive(given()),
        ];
        let field = IdentityField::Phone;
        let form = |kind| RowFault::Name(NameError::Form { kind, text: given() });
        let mut all: Vec<RowFault> = cells.into_iter().map(RowFault::Cell).collect();
        all.extend(numbers.map(RowFault::Number));
        all.extend([NameKind::Operator, NameKind::Household, NameKind::Account].map(form));
        let columns =
            ["household", "account", "name", "rule", "item", "on", "qty", "points", "as-of"];
        all.extend(columns.map(RowFault::Missing));
        all.extend([
            RowFault::Name(NameError::CheckCharacter { text: "LC01-000123-K".to_owned() }),
            RowFault::UnknownHousehold("九组-999".to_owned()),
            RowFault::AmbiguousName { name: "王伟".to_owned(), accounts: vec![first, second] },
            RowFault::AccountsDiffer { first, second },
            RowFault::UnknownRule(given()),
            RowFault::AmbiguousItem {
                item: given(),
                rules: vec!["H07".parse().unwrap(), "H08".parse().unwrap()],
            },
            RowFault::UnknownKind("宠物".to_owned()),
            RowFault::Holder(IdentityError::TooLong { field, max: 20, length: 26 }),
            RowFault::Holder(IdentityError::Control { field: IdentityField::IdNumber }),
            RowFault::Holder(IdentityError::Control { field: IdentityField::Name }),
            RowFault::Holder(IdentityError::TooLong {
                field: IdentityField::Guardian,
                max: 60,
                length: 61,
            }),
            RowFault::Holder(IdentityError::BirthYear { year: 215 }),
            RowFault::BranchMissing,
            RowFault::BeyondHeadings,
            RowFault::UnknownBranch("石桥村".to_owned()),
            RowFault::OtherBranch("LC02".parse().unwrap()),
            RowFault::HouseholdTwice { household: "一组-004".parse().unwrap(), row: 6 },
        ]);
        all
    }

    #[test]
    fn every_fault_of_a_row_is_worded_in_both_languages_with_the_way_to_mend_it() {
        for lang in [Lang::En, Lang::Zh] {
            let m = Messages::new(lang);
            let mut codes = BTreeSet::new();
            for fault in row_faults() {
                codes.insert(fault.code());
                let Worded { what, mend } = row(&m, &fault, &Context::default());
                for words in [what, mend] {
                    let is_whole = !words.is_empty() && !words.contains(['{', '}']);
                    assert!(is_whole, "{}: {words}", fault.code());
                    assert!(!words.ends_with(['.', '。']), "{}: {words}", fault.code());
                }
            }
            let mut expected = codes_in(include_str!("import/plan.rs"));
            expected.extend(codes_in(include_str!("sheet/cell.rs")));
            assert_eq!(codes, expected, "an example of each kind");
        }
    }

    #[test]
    fn a_name_in_the_approvers_column_is_told_about_the_option() {
        let fault = RowFault::Name(NameError::Form {
            kind: NameKind::Operator,
            text: "评议小组".to_owned(),
        });
        for lang in [Lang::En, Lang::Zh] {
            let mend = row(&Messages::new(lang), &fault, &Context::default()).mend;
            assert!(mend.contains("--approver"), "{mend}");
        }
    }

    #[test]
    fn no_way_to_mend_a_row_names_an_option_of_the_counter() {
        for lang in [Lang::En, Lang::Zh] {
            let m = Messages::new(lang);
            let catalogue = match lang {
                Lang::En => include_str!("../i18n/en.ftl"),
                Lang::Zh => include_str!("../i18n/zh.ftl"),
            };
            let codes: Vec<&str> = catalogue
                .lines()
                .filter_map(|line| line.strip_prefix("mend-")?.split_once(" =").map(|(id, _)| id))
                .collect();
            assert!(codes.contains(&"future-day"), "{codes:?}");
            for code in codes {
                assert!(catalogue.contains(&format!("\nrefusal-{code} =")), "{code}");
                let mend = m.get(&format!("mend-{code}"), &[("in", text(""))]);
                assert!(!mend.contains("--on"), "{code}");
            }
        }
    }

    #[test]
    fn every_fault_of_a_file_is_worded_in_both_languages_with_the_way_out() {
        let file = || "三月.xlsx".to_owned();
        let sheet_name = || "三月".to_owned();
        let missing = vec![
            Missing { key: "rule", names: vec!["事项代码", "代码"] },
            Missing { key: "on", names: vec!["日期"] },
        ];
        let mut all = vec![
            SheetError::NotFound { file: file() },
            SheetError::PasswordProtected { file: file() },
            SheetError::Damaged { file: file(), detail: "no end".to_owned() },
            SheetError::QuoteNotClosed { file: file(), row: 7 },
            SheetError::TooManyRows { file: file(), sheet: sheet_name(), row: 7, limit: 6 },
            SheetError::TooManyColumns {
                file: file(),
                sheet: String::new(),
                column: "XFD".to_owned(),
                limit: 256,
            },
            SheetError::BadEncoding { file: file(), line: 3 },
            SheetError::NoHeader {
                file: file(),
                sheet: sheet_name(),
                missing: missing.clone(),
                seen: vec!["户号".to_owned()],
                row: Some(3),
            },
            SheetError::NoHeader {
                file: file(),
                sheet: sheet_name(),
                missing,
                seen: vec![],
                row: None,
            },
            SheetError::DuplicateColumn {
                file: file(),
                sheet: sheet_name(),
                row: 3,
                key: "on",
                first: "D 日期".to_owned(),
                second: "E 时间".to_owned(),
            },
            SheetError::Empty { file: file() },
            SheetError::Exists { file: file() },
            SheetError::UnwritableFormat { file: file() },
            SheetError::Unwritable { file: file(), detail: "too long".to_owned() },
            SheetError::Io { file: file(), source: std::io::ErrorKind::TimedOut.into() },
        ];
        for found in [".et", ".xls", "html", "ole", "zip", "text", "folder", "unknown"] {
            all.push(SheetError::UnreadableFormat { file: file(), found: found.to_owned() });
        }
        for what in ["file", "unpacked", "text", "cells"] {
            all.push(SheetError::TooLarge { file: file(), what, bytes: 2 << 20, limit: 1 << 20 });
        }
        for lang in [Lang::En, Lang::Zh] {
            let m = Messages::new(lang);
            let path = Path::new("登记/三月.xlsx");
            let mut codes = BTreeSet::new();
            for error in &all {
                codes.insert(error.code());
                let words = sheet(&m, path, error);
                assert!(words.message.contains("登记/三月.xlsx"), "{words:?}");
                assert_eq!(words.hints.len(), 1, "{words:?}");
                for words in [&words.message, &words.hints[0]] {
                    assert!(!words.contains(['{', '}']), "{words}");
                    assert!(!words.ends_with(['.', '。']), "{words}");
                    let english = crate::i18n::tests::not_chinese(words);
                    assert!(lang == Lang::En || english.is_none(), "{words}");
                }
            }
            assert_eq!(codes, codes_in(include_str!("sheet/error.rs")));
            let several =
                ImportError::SeveralSheets { file: file(), sheets: vec!["二月".to_owned()] };
            let none = ImportError::NoSuchSheet {
                file: file(),
                sheet: "四月".to_owned(),
                sheets: vec!["二月".to_owned()],
            };
            for error in [several, none] {
                let words = import(&m, path, &error);
                assert!(words.hints[0].contains("二月"), "{words:?}");
                assert_eq!(words.kind.exit_code(), 2);
            }
        }
    }
}
