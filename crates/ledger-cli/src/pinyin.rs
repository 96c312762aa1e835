//! Names by their pinyin: `zgl`, `zhanggl` or `guilan` for 张桂兰.
//!
//! Every reading of a character goes, since a surname is often read as the character is
//! nowhere else (单 Shàn, 曾 Zēng, 解 Xiè, 仇 Qiú, 区 Ōu), and which of them is a
//! surname's no table here knows. Each character takes at least one letter of a reading
//! of its own, from the first: so initials, whole syllables and any mixture are one rule.
//! Tones are not typed; ü is typed v, u or ü.

use std::collections::BTreeSet;

use pinyin::ToPinyinMulti as _;

/// Whether a text could be the pinyin of some characters of a name that stand together.
pub(crate) fn matches(name: &str, typed: &str) -> bool {
    let Some(typed) = letters(typed) else { return false };
    // A dot between the parts of a name is not typed.
    let read = name.chars().filter(|c| c.is_alphabetic());
    let readings: Vec<Vec<String>> = read.map(readings).collect();
    (0..readings.len()).any(|start| begins(&readings[start..], &typed))
}

/// What was typed as letters; nothing where it is no pinyin.
fn letters(typed: &str) -> Option<String> {
    let mut letters = String::new();
    for c in typed.chars() {
        match c {
            // xi'an is 西安, and somebody may type a space between syllables.
            '\'' | '’' | ' ' => {}
            'ü' | 'Ü' => letters.push('v'),
            c if c.is_ascii_alphabetic() => letters.push(c.to_ascii_lowercase()),
            _ => return None,
        }
    }
    (!letters.is_empty()).then_some(letters)
}

/// How a character may be read, without tones; a letter is read as it is written.
fn readings(c: char) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |reading: String| {
        if !found.contains(&reading) {
            found.push(reading);
        }
    };
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let plain = reading.plain();
        add(plain.replace('ü', "v"));
        add(plain.replace('ü', "u"));
    }
    if c.is_ascii_alphabetic() {
        add(c.to_ascii_lowercase().to_string());
    }
    found
}

/// Whether what was typed is read off these characters, from the first on: how much of it
/// each of them can end with, and not each way to come there, of which there are too many.
fn begins(readings: &[Vec<String>], typed: &str) -> bool {
    let mut reached = BTreeSet::from([0]);
    for of_one in readings {
        let mut next = BTreeSet::new();
        for &at in &reached {
            // All of it is ASCII, so every number of bytes is a number of letters.
            let left = &typed.as_bytes()[at..];
            for reading in of_one {
                let common = reading.bytes().zip(left).take_while(|(a, b)| a == *b).count();
                next.extend((1..=common).map(|n| at + n));
            }
        }
        if next.contains(&typed.len()) {
            return true;
        }
        reached = next;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_syllables_and_any_mixture_find_a_name() {
        for typed in ["zgl", "ZGL", "z", "zhgl", "zhanggl", "zhangguilan", "zhang gui lan", "gl"] {
            assert!(matches("张桂兰", typed), "{typed}");
        }
        for typed in ["", "zl", "zgll", "hgl", "zhangx", "1", "张", "z1"] {
            assert!(!matches("张桂兰", typed), "{typed}");
        }
    }

    #[test]
    fn every_reading_of_a_surname_finds_it() {
        let cases = [
            ("单雄信", ["sxx", "shanxiongxin", "dxx"]),
            ("曾国强", ["zgq", "zengguoqiang", "cgq"]),
            ("解缙", ["xj", "xiejin", "jiejin"]),
            ("仇英", ["qy", "qiuying", "chouying"]),
            ("区适子", ["osz", "oushizi", "qusz"]),
            ("查良镛", ["zly", "zhaly", "chaly"]),
            ("尉迟恭", ["ycg", "yuchigong", "weicg"]),
            ("万俟卨", ["mqx", "moqixie", "wqx"]),
            ("盖叫天", ["gjt", "gejt", "gaijt"]),
            ("缪希雍", ["mxy", "miaoxy", "mouxy"]),
            ("朴正", ["pz", "piaozheng", "puz"]),
            ("任溶溶", ["rrr", "renrr", "renrongrong"]),
            ("吕梁", ["ll", "lvliang", "lüliang"]),
            ("乐毅", ["yy", "yueyi", "leyi"]),
        ];
        for (name, all) in cases {
            for typed in all {
                assert!(matches(name, typed), "{name} {typed}");
            }
        }
        assert!(!matches("曾国强", "sgq"));
    }

    #[test]
    fn letters_in_a_name_are_read_as_they_are_written() {
        assert!(matches("阿依古丽·A", "ayglA"));
        assert!(matches("Li Lei", "li"));
    }

    #[test]
    fn a_long_name_of_many_readings_is_soon_through() {
        // Each 和 has seven readings that begin alike: trying all ways would not end.
        let name = "和".repeat(64);
        assert!(!matches(&name, &format!("{}x", "h".repeat(63))));
    }
}
