//! Names and phone numbers as the public may see them: `张*`, `****8000`.
//!
//! A mask never shows the whole of what it masks, and says no more about its
//! length than that a name has two letters or more than two. It is not
//! anonymity: in a village 张** may be one family, so what is posted at all is
//! for the caller to decide.

use unicode_segmentation::UnicodeSegmentation as _;

/// Surnames of two characters (复姓) still in use.
const COMPOUND_SURNAMES: [&str; 40] = [
    "欧阳", "司马", "上官", "诸葛", "司徒", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "东方",
    "长孙", "宇文", "司空", "独孤", "南宫", "端木", "东郭", "西门", "百里", "呼延", "轩辕", "钟离",
    "闻人", "赫连", "澹台", "公冶", "宗政", "濮阳", "淳于", "单于", "太叔", "申屠", "仲孙", "鲜于",
    "闾丘", "拓跋", "第五", "万俟",
];

/// The name with only its surname shown: the first character, or a compound
/// surname's two, and a `*` for each other up to two.
///
/// Blanks in it are dropped. A name of one character is masked whole, and a
/// compound surname with no given name behind it is read as a plain one. Other
/// scripts keep their first letter with its marks.
///
/// ```
/// use ledger_core::vault::masked_name;
/// assert_eq!(masked_name("张三"), "张*");
/// assert_eq!(masked_name("欧阳娜娜"), "欧阳**");
/// ```
pub fn masked_name(name: &str) -> String {
    let letters: Vec<&str> =
        name.graphemes(true).filter(|letter| !letter.trim().is_empty()).collect();
    let compound = letters.len() > 2 && COMPOUND_SURNAMES.contains(&letters[..2].concat().as_str());
    let shown = match letters.len() {
        0 => return String::new(),
        1 => return "*".to_owned(),
        _ if compound => 2,
        _ => 1,
    };
    letters[..shown].concat() + &"*".repeat((letters.len() - shown).min(2))
}

/// The phone number's last four digits behind four stars, or the stars alone
/// where it has fewer than seven digits and four would be most of it.
///
/// ```
/// use ledger_core::vault::masked_phone;
/// assert_eq!(masked_phone("13800138000"), "****8000");
/// ```
pub fn masked_phone(phone: &str) -> String {
    if phone.trim().is_empty() {
        return String::new();
    }
    let digits: Vec<char> = phone.chars().filter(|c| c.is_numeric()).collect();
    let last = if digits.len() < 7 { &[] } else { &digits[digits.len() - 4..] };
    "****".chars().chain(last.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_masked_name_keeps_the_surname_and_hides_the_rest() {
        let cases = [
            ("", ""),
            ("  ", ""),
            ("张", "*"),
            ("张三", "张*"),
            ("张三丰", "张**"),
            ("张三丰丰", "张**"),
            ("张 三", "张*"),
            ("　张　三　", "张*"),
            ("欧阳", "欧*"),
            ("欧阳修", "欧阳*"),
            ("欧阳娜娜", "欧阳**"),
            ("欧 阳 修", "欧阳*"),
            ("诸葛亮", "诸葛*"),
            ("长孙无忌", "长孙**"),
            ("阿不都热合曼·买买提", "阿**"),
            ("𠮷野家", "𠮷**"),
            ("葛\u{e0100}城", "葛\u{e0100}*"),
            ("John Smith", "J**"),
            ("e\u{301}lan", "e\u{301}**"),
            ("བསྟན་འཛིན", "བ**"),
            ("👩‍🌾李", "👩‍🌾*"),
        ];
        for (name, want) in cases {
            assert_eq!(masked_name(name), want, "{name}");
        }
    }

    #[test]
    fn a_masked_phone_shows_four_digits_or_none() {
        let cases = [
            ("", ""),
            (" ", ""),
            ("13800138000", "****8000"),
            ("138-0013-8000", "****8000"),
            ("0351-2345678", "****5678"),
            ("2345678", "****5678"),
            ("668123", "****"),
            ("无", "****"),
        ];
        for (phone, want) in cases {
            assert_eq!(masked_phone(phone), want, "{phone}");
        }
    }

    proptest! {
        #[test]
        fn a_mask_never_shows_the_whole_name(name in "[^*\\s]\\PC{0,20}") {
            let name = name.trim();
            prop_assume!(!name.contains('*'));
            let masked = masked_name(name);
            prop_assert!(!masked.contains(name), "{masked}");
            prop_assert!(masked.ends_with('*'));
        }

        #[test]
        fn a_mask_shows_at_most_four_digits_of_a_phone(phone in "\\PC{0,20}") {
            let masked = masked_phone(&phone);
            prop_assert!(masked.chars().filter(|c| c.is_numeric()).count() <= 4);
        }
    }
}
