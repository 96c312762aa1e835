use std::os::unix::fs::PermissionsExt as _;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

/// A bank's folder with a vault in it, and the vault's key to open it with again.
struct Place {
    folder: TempDir,
    key: String,
}

impl Place {
    fn new() -> Self {
        let key = VaultKey::generate().unwrap().to_file().to_string();
        Self { folder: tempfile::tempdir().unwrap(), key }
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join("vault")
    }

    fn file(&self) -> PathBuf {
        self.dir().join("LC01.jsonl")
    }

    fn vault(&self) -> Vault {
        Vault::open(&self.dir(), VaultKey::from_file(&self.key).unwrap()).unwrap()
    }

    fn vault_with_another_key(&self) -> Vault {
        Vault::open(&self.dir(), VaultKey::generate().unwrap()).unwrap()
    }

    fn lines(&self) -> Vec<String> {
        fs::read_to_string(self.file()).unwrap().lines().map(str::to_owned).collect()
    }

    fn write(&self, lines: &[String]) {
        fs::write(self.file(), lines.iter().map(|l| format!("{l}\n")).collect::<String>()).unwrap();
    }

    /// Three holders: 张三, 李四 and 欧阳娜娜.
    fn with_three() -> Self {
        let place = Self::new();
        place.vault().put_all(lc01(), &three()).unwrap();
        place
    }
}

fn lc01() -> BranchCode {
    "LC01".parse().unwrap()
}

fn account(serial: u32) -> AccountNo {
    AccountNo::new(lc01(), serial)
}

fn person(name: &str, phone: &str) -> Identity {
    let (name, phone) = (Some(name.into()), Some(phone.into()));
    Identity::new(Details { name, phone, ..Details::default() }).unwrap()
}

fn three() -> Vec<(AccountNo, Option<Identity>)> {
    let third = Identity::new(Details {
        name: Some("欧阳娜娜".into()),
        phone: Some("13700137000".into()),
        id_number: Some("11010519491231002X".into()),
        people: Some(5),
        birth_year: Some(2015),
        guardian: Some("欧阳建国".into()),
    });
    vec![
        (account(3), Some(third.unwrap())),
        (account(1), Some(person("张三", "13800138000"))),
        (account(2), Some(person("李四", "13900139000"))),
    ]
}

fn names(found: &[(AccountNo, Identity)]) -> Vec<&str> {
    found.iter().map(|(_, holder)| holder.name().unwrap()).collect()
}

/// The named part of a line, `key` or `data`.
fn part(line: &str, name: &str) -> String {
    let json: serde_json::Value = serde_json::from_str(line).unwrap();
    json[name].as_str().unwrap().to_owned()
}

#[test]
fn what_is_put_is_got_back_by_another_opening() {
    let place = Place::with_three();
    let vault = place.vault();
    for (account, holder) in three() {
        assert_eq!(vault.get(account).unwrap(), holder);
    }
    assert_eq!(vault.get(account(4)).unwrap(), None);
    let all = vault.all(lc01()).unwrap();
    assert_eq!(names(&all), ["张三", "李四", "欧阳娜娜"]);
    assert!(!vault.is_empty(lc01()).unwrap());
}

#[test]
fn a_branch_nobody_wrote_to_is_empty_and_asking_makes_no_folder() {
    let place = Place::new();
    let mut vault = place.vault();
    assert!(vault.is_empty(lc01()).unwrap());
    assert_eq!(vault.get(account(1)).unwrap(), None);
    assert_eq!(vault.all(lc01()).unwrap(), []);
    assert!(!vault.erase(account(1)).unwrap());
    vault.put_all(lc01(), &[]).unwrap();
    assert!(!place.dir().exists());
}

#[test]
fn one_write_puts_replaces_and_removes_and_the_later_of_two_holds() {
    let place = Place::with_three();
    let mut vault = place.vault();
    let changes = [
        (account(1), Some(person("张三丰", "1"))),
        (account(2), None),
        (account(9), None),
        (account(5), Some(person("赵六", "2"))),
        (account(5), Some(person("孙七", "3"))),
    ];
    vault.put_all(lc01(), &changes).unwrap();
    assert_eq!(names(&vault.all(lc01()).unwrap()), ["张三丰", "欧阳娜娜", "孙七"]);
}

#[test]
fn an_account_of_another_branch_is_refused_and_writes_nothing() {
    let place = Place::with_three();
    let before = place.lines();
    let other: BranchCode = "LC02".parse().unwrap();
    let holders = [(account(7), None), (AccountNo::new(other, 1), None)];
    let refused = place.vault().put_all(lc01(), &holders);
    assert!(
        matches!(refused, Err(VaultError::OtherBranch { account, .. }) if account.branch() == other)
    );
    assert_eq!(place.lines(), before);
}

#[test]
fn the_file_holds_no_byte_of_a_name_or_phone() {
    let place = Place::with_three();
    let text = fs::read(place.file()).unwrap();
    let parts = place.lines().iter().flat_map(|line| [part(line, "key"), part(line, "data")]).fold(
        Vec::new(),
        |mut bytes, text| {
            use base64::Engine as _;
            bytes.extend(base64::engine::general_purpose::STANDARD.decode(text).unwrap());
            bytes
        },
    );
    for secret in
        ["张三", "李四", "欧阳", "13800138000", "110105", "建国", "2015", "\"name\"", "people"]
    {
        for bytes in [&text, &parts] {
            assert!(!bytes.windows(secret.len()).any(|at| at == secret.as_bytes()), "{secret}");
        }
    }
}

#[test]
fn lines_of_everyday_holders_have_one_length() {
    let place = Place::with_three();
    place.vault().put_all(lc01(), &[(account(8), Some(Identity::default()))]).unwrap();
    let lengths: Vec<usize> = place.lines().iter().map(String::len).collect();
    assert_eq!(lengths, [lengths[0]; 4]);
}

#[test]
fn putting_the_same_again_shares_no_bytes_with_before() {
    let place = Place::with_three();
    let before = place.lines();
    place.vault().put_all(lc01(), &three()).unwrap();
    for (was, is) in before.iter().zip(place.lines()) {
        assert_ne!(part(was, "key"), part(&is, "key"));
        assert_ne!(part(was, "data"), part(&is, "data"));
    }
}

#[test]
fn another_holders_key_or_data_does_not_open() {
    let place = Place::with_three();
    let good = place.lines();
    for (names, why) in [
        (&["key"][..], LineDamage::Key),
        (&["data"], LineDamage::Data),
        (&["key", "data"], LineDamage::Key),
    ] {
        let mut lines = good.clone();
        for name in names {
            let (first, second) = (part(&lines[0], name), part(&lines[1], name));
            lines[0] = lines[0].replace(&first, &second);
            lines[1] = lines[1].replace(&second, &first);
        }
        place.write(&lines);
        let vault = place.vault();
        for serial in [1, 2] {
            match vault.get(account(serial)) {
                Err(VaultError::Damaged { line, why: found, path }) => {
                    assert_eq!((line, found, path), (serial as usize, why, place.file()));
                }
                other => panic!("{names:?} {other:?}"),
            }
        }
        assert!(vault.get(account(3)).unwrap().is_some());
        assert!(vault.all(lc01()).is_err());
    }
}

#[test]
fn a_wrong_vault_key_is_refused_by_every_reading_and_writing() {
    let place = Place::with_three();
    let before = place.lines();
    let mut vault = place.vault_with_another_key();
    let wrong = |error: VaultError, serial| match error {
        VaultError::WrongKey { account: found } => assert_eq!(found, account(serial)),
        other => panic!("{other}"),
    };
    wrong(vault.get(account(2)).unwrap_err(), 2);
    wrong(vault.all(lc01()).unwrap_err(), 1);
    wrong(vault.put_all(lc01(), &[(account(9), Some(person("王五", "1")))]).unwrap_err(), 1);
    wrong(vault.put_all(lc01(), &three()).unwrap_err(), 1);
    wrong(vault.erase(account(1)).unwrap_err(), 2);
    assert_eq!(place.lines(), before);
}

#[test]
fn erasing_a_holder_leaves_nothing_of_them_and_the_others_readable() {
    let place = Place::with_three();
    let erased = place.lines()[1].clone();
    // A write that never took its place holds the same line.
    fs::write(place.dir().join("LC01.jsonl.new"), &erased).unwrap();
    let mut vault = place.vault();
    assert!(vault.get(account(2)).unwrap().is_some());
    assert!(vault.erase(account(2)).unwrap());
    assert_eq!(vault.get(account(2)).unwrap(), None);
    assert_eq!(names(&vault.all(lc01()).unwrap()), ["张三", "欧阳娜娜"]);
    assert!(!vault.erase(account(2)).unwrap());
    for file in fs::read_dir(place.dir()).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for gone in ["李四", &account(2).to_string(), &part(&erased, "key"), &part(&erased, "data")]
        {
            assert!(!text.contains(gone), "{gone}");
        }
    }
    for serial in [1, 3] {
        assert!(vault.erase(account(serial)).unwrap());
    }
    assert!(place.vault().is_empty(lc01()).unwrap());
}

#[test]
fn a_holder_whose_own_line_is_damaged_can_be_erased() {
    let place = Place::with_three();
    let mut lines = place.lines();
    let (first, second) = (part(&lines[0], "data"), part(&lines[1], "data"));
    lines[0] = lines[0].replace(&first, &second);
    place.write(&lines);
    let mut vault = place.vault();
    assert!(vault.erase(account(2)).is_err());
    assert!(vault.has(account(1)).unwrap());
    assert!(vault.erase(account(1)).unwrap());
    assert!(!vault.has(account(1)).unwrap());
    assert_eq!(names(&vault.all(lc01()).unwrap()), ["李四", "欧阳娜娜"]);
}

#[test]
fn any_flipped_bit_is_an_error_and_is_not_written_over() {
    let place = Place::with_three();
    let good = fs::read(place.file()).unwrap();
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[at] ^= 1 << bit;
            fs::write(place.file(), &bad).unwrap();
            let mut vault = place.vault();
            assert!(vault.all(lc01()).is_err(), "byte {at} bit {bit}");
            let put = vault.put_all(lc01(), &[(account(9), Some(Identity::default()))]);
            assert!(put.is_err(), "byte {at} bit {bit}");
            assert_eq!(fs::read(place.file()).unwrap(), bad);
        }
    }
}

#[test]
fn any_cut_within_a_line_is_an_error() {
    let place = Place::with_three();
    let good = fs::read(place.file()).unwrap();
    for len in (0..good.len()).filter(|&len| len > 0 && good[len - 1] != b'\n') {
        fs::write(place.file(), &good[..len]).unwrap();
        let last = good[..len].iter().filter(|&&b| b == b'\n').count() + 1;
        match place.vault().get(account(1)) {
            Err(VaultError::Damaged { line, why: LineDamage::Unfinished, .. }) => {
                assert_eq!(line, last);
            }
            other => panic!("{len}: {other:?}"),
        }
    }
}

#[test]
fn a_line_is_read_only_as_it_is_written() {
    let place = Place::with_three();
    let good = place.lines();
    let (one, two) = (&good[0], &good[1]);
    let data = part(two, "data");
    let second = account(2).to_string();
    let cases: Vec<(&str, Vec<String>, usize, LineDamage)> = vec![
        ("blank line", vec![one.clone(), String::new(), two.clone()], 2, LineDamage::Form),
        ("spaces", vec![one.clone(), two.replace(',', ", ")], 2, LineDamage::Form),
        ("behind", vec![one.clone(), format!("{two} ")], 2, LineDamage::Form),
        ("return", vec![one.clone(), format!("{two}\r")], 2, LineDamage::Form),
        ("unknown key", vec![two.replace('}', r#","x":1}"#)], 1, LineDamage::Form),
        (
            "missing key",
            vec![two.replace(&format!(r#","data":"{data}""#), "")],
            1,
            LineDamage::Form,
        ),
        ("repeated key", vec![two.replace('}', r#","key":""}"#)], 1, LineDamage::Form),
        ("short data", vec![two.replace(&data, "AAAA")], 1, LineDamage::Form),
        ("escape", vec![two.replace("LC01", "\\u004cC01")], 1, LineDamage::Form),
        ("mistyped", vec![two.replace(&second, "LC01-000002-A")], 1, LineDamage::Form),
        ("moved", vec![two.replace(&second, "HQ-000042-G")], 1, LineDamage::Branch),
        ("order", vec![two.clone(), one.clone()], 2, LineDamage::Order),
        ("twice", vec![one.clone(), two.clone(), two.clone()], 3, LineDamage::Order),
    ];
    for (case, lines, want_line, want) in cases {
        place.write(&lines);
        match place.vault().is_empty(lc01()) {
            Err(VaultError::Damaged { line, why, .. }) => {
                assert_eq!((line, why), (want_line, want), "{case}");
            }
            other => panic!("{case}: {other:?}"),
        }
    }
}

#[test]
fn a_line_moved_to_another_account_of_the_branch_does_not_open() {
    let place = Place::with_three();
    let mut lines = place.lines();
    lines[2] = lines[2].replace(&account(3).to_string(), &account(4).to_string());
    place.write(&lines);
    let moved = place.vault().get(account(4));
    assert!(matches!(moved, Err(VaultError::Damaged { line: 3, why: LineDamage::Key, .. })));
}

#[test]
fn what_a_crash_left_is_never_read_and_the_next_write_removes_it() {
    let place = Place::with_three();
    let left = place.dir().join("LC01.jsonl.new");
    for leftover in ["", "{\"account\":\"LC01-", &place.lines()[0]] {
        fs::write(&left, leftover).unwrap();
        fs::set_permissions(&left, fs::Permissions::from_mode(0o644)).unwrap();
        let mut vault = place.vault();
        assert_eq!(vault.all(lc01()).unwrap().len(), 3);
        vault.put_all(lc01(), &three()).unwrap();
        assert!(!left.exists());
        assert_eq!(vault.all(lc01()).unwrap().len(), 3);
        assert_eq!(fs::metadata(place.file()).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_write_that_fails_leaves_the_file_as_it_was() {
    let place = Place::with_three();
    let before = place.lines();
    // A folder where the new file should go.
    let way = place.dir().join("LC01.jsonl.new");
    fs::create_dir(&way).unwrap();
    let mut vault = place.vault();
    match vault.put_all(lc01(), &[(account(1), None)]) {
        Err(VaultError::Io { path, .. }) => assert_eq!(path, way),
        other => panic!("{other:?}"),
    }
    assert!(vault.erase(account(1)).is_err());
    assert_eq!(place.lines(), before);
    assert_eq!(vault.all(lc01()).unwrap().len(), 3);
}

#[test]
fn files_and_folder_are_their_owners_alone() {
    let place = Place::with_three();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place.dir()), 0o700);
    assert_eq!(mode(&place.file()), 0o600);
    fs::set_permissions(place.file(), fs::Permissions::from_mode(0o644)).unwrap();
    place.vault().erase(account(1)).unwrap();
    assert_eq!(mode(&place.file()), 0o600);
}

#[test]
fn a_vault_sees_what_another_wrote_and_loses_none_of_it() {
    let place = Place::with_three();
    let (mut one, mut two) = (place.vault(), place.vault());
    assert!(one.get(account(1)).unwrap().is_some());
    assert!(two.get(account(1)).unwrap().is_some());
    one.put_all(lc01(), &[(account(4), Some(person("赵六", "1")))]).unwrap();
    two.put_all(lc01(), &[(account(5), Some(person("孙七", "2")))]).unwrap();
    assert_eq!(one.all(lc01()).unwrap().len(), 5);
    two.erase(account(1)).unwrap();
    assert_eq!(one.get(account(1)).unwrap(), None);
}

#[test]
fn writers_at_the_same_time_lose_none_of_each_others() {
    let place = Place::new();
    std::thread::scope(|scope| {
        for first in 0..4 {
            let mut vault = place.vault();
            scope.spawn(move || {
                for serial in (first * 10)..(first * 10 + 5) {
                    let holder = person("赵六", &serial.to_string());
                    vault.put_all(lc01(), &[(account(serial), Some(holder))]).unwrap();
                }
            });
        }
    });
    assert_eq!(place.vault().all(lc01()).unwrap().len(), 20);
}

#[test]
fn a_vault_is_a_folder() {
    let place = Place::new();
    fs::write(place.dir(), "").unwrap();
    let opened = Vault::open(&place.dir(), VaultKey::generate().unwrap());
    assert!(matches!(opened, Err(VaultError::Io { .. })));
}

#[test]
fn nothing_said_of_a_vault_shows_a_holder_or_a_key() {
    let place = Place::with_three();
    let said = format!("{:?}", place.vault());
    assert!(!said.contains("张三") && !said.contains(place.key.lines().nth(1).unwrap()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_an_identity_takes_comes_back_the_same(
        name in proptest::option::of("\\PC{0,60}"),
        phone in proptest::option::of("\\PC{0,20}"),
        id_number in proptest::option::of("[\"\\\\{},: 0-9X\\PC]{0,32}"),
        people in proptest::option::of(any::<u32>()),
        birth_year in proptest::option::of(1900..=2100_u16),
        guardian in proptest::option::of("\\PC{0,60}"),
        serial in 0..=AccountNo::MAX_SERIAL,
    ) {
        let details = Details { name, phone, id_number, people, birth_year, guardian };
        let Ok(holder) = Identity::new(details) else {
            return Ok(());
        };
        let place = Place::new();
        place.vault().put_all(lc01(), &[(account(serial), Some(holder.clone()))]).unwrap();
        let vault = place.vault();
        prop_assert!(vault.get(account(serial)).unwrap() == Some(holder.clone()));
        prop_assert_eq!(vault.all(lc01()).unwrap(), [(account(serial), holder)]);
    }
}
