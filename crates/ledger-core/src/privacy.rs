//! Numbers that name a person, found in free text.
//!
//! An ID number, a phone number or a bank card written into a note would stand
//! in the journal for ever, so such text is refused before it is written. What
//! is looked for is what prosecutors had taken down from village walls. A
//! number counts only with its checksum or its form right, so that receipt
//! numbers pass.

/// What kind of private number a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivateNumber {
    /// A resident's ID number (GB 11643): 17 digits and a check character.
    IdCard,
    /// A mobile phone number.
    Phone,
    /// A bank card (Luhn).
    BankCard,
}

impl PrivateNumber {
    /// A stable word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::IdCard => "id-card",
            Self::Phone => "phone",
            Self::BankCard => "bank-card",
        }
    }
}

/// The first private number in `text`, if there is one.
///
/// Full-width digits count as digits, and single spaces and dashes between
/// digits are looked through.
///
/// ```
/// use ledger_core::privacy::{PrivateNumber, find};
/// assert_eq!(find("电话 138 0013 8000"), Some(PrivateNumber::Phone));
/// assert_eq!(find("签到表-0319"), None);
/// ```
pub fn find(text: &str) -> Option<PrivateNumber> {
    let digit = |c: &char| half_width(*c).is_ascii_digit();
    if text.len() < SHORTEST || text.chars().filter(digit).count() < SHORTEST {
        return None;
    }
    // A run is groups of digits with single separators between them.
    let mut groups: Vec<String> = Vec::new();
    let mut gap = true;
    for c in text.chars().map(half_width).chain(['.']) {
        match c {
            '0'..='9' if gap => {
                groups.push(c.to_string());
                gap = false;
            }
            '0'..='9' | 'X' if !gap => groups.last_mut().into_iter().for_each(|g| g.push(c)),
            ' ' | '-' if !gap => gap = true,
            _ => {
                if let Some(found) = judge_run(&groups) {
                    return Some(found);
                }
                groups.clear();
                gap = true;
            }
        }
    }
    None
}

/// Judges every stretch of neighbouring groups: `12 138 0013 8000` holds a phone number.
fn judge_run(groups: &[String]) -> Option<PrivateNumber> {
    (0..groups.len()).find_map(|from| {
        let mut digits = String::new();
        groups[from..]
            .iter()
            .map_while(|group| {
                digits.push_str(group);
                (digits.len() <= LONGEST).then(|| judge(&digits))
            })
            .flatten()
            .next()
    })
}

/// No private number has fewer digits than a phone's.
const SHORTEST: usize = 11;

/// No private number is longer than a bank card's.
const LONGEST: usize = 19;

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => {
            char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
        }
        'x' | 'Ｘ' | 'ｘ' => 'X',
        '　' => ' ',
        '－' | '—' | '–' => '-',
        _ => c,
    }
}

fn judge(run: &str) -> Option<PrivateNumber> {
    // An X stands only at the end of an ID number; elsewhere the number ends before it.
    let run = match run.find('X') {
        Some(at) if at != 17 => &run[..at],
        _ => run,
    };
    let run = if run.len() == 13 { run.strip_prefix("86").unwrap_or(run) } else { run };
    let b = run.as_bytes();
    match b.len() {
        18 if id_card(b) => Some(PrivateNumber::IdCard),
        15 if old_id_card(b) => Some(PrivateNumber::IdCard),
        11 if b[0] == b'1' && (b'3'..=b'9').contains(&b[1]) => Some(PrivateNumber::Phone),
        16..=19 if b[0] != b'0' && luhn(b) => Some(PrivateNumber::BankCard),
        _ => None,
    }
}

fn two(b: &[u8]) -> u8 {
    (b[0] - b'0') * 10 + (b[1] - b'0')
}

fn birthday(month_day: &[u8]) -> bool {
    (1..=12).contains(&two(month_day)) && (1..=31).contains(&two(&month_day[2..]))
}

fn id_card(b: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = b.iter().zip(WEIGHTS).map(|(d, w)| u32::from(d - b'0') * w).sum();
    b"10X98765432"[sum as usize % 11] == b[17]
        && (18..=20).contains(&two(&b[6..]))
        && birthday(&b[10..])
}

fn old_id_card(b: &[u8]) -> bool {
    (11..=65).contains(&two(b)) && birthday(&b[8..])
}

fn luhn(b: &[u8]) -> bool {
    if !b.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = b
        .iter()
        .rev()
        .enumerate()
        .map(|(place, d)| {
            let d = u32::from(d - b'0') << (place % 2);
            if d > 9 { d - 9 } else { d }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_name_a_person_are_found_and_others_pass() {
        use PrivateNumber::{BankCard, IdCard, Phone};
        let cases = [
            ("11010519491231002X", Some(IdCard)),
            ("身份证11010519491231002x号", Some(IdCard)),
            ("１１０１０５１９４９１２３１００２Ｘ", Some(IdCard)),
            ("110105 19491231 002X", Some(IdCard)),
            ("110105194912310021", None),
            ("110105491231002", Some(IdCard)),
            ("13800138000", Some(Phone)),
            ("+86 13800138000", Some(Phone)),
            ("138-0013-8000", Some(Phone)),
            ("手机:13800138000,家里", Some(Phone)),
            ("12800138000", None),
            ("6222 0212 3456 7890 128", Some(BankCard)),
            ("6222 0212 3456 7890 129", None),
            ("4111 1111 1111 1111", Some(BankCard)),
            ("签到表-0319", None),
            ("工单20260319001", None),
            ("2026-03-19", None),
            ("", None),
        ];
        for (text, want) in cases {
            assert_eq!(find(text), want, "{text}");
        }
    }
}
