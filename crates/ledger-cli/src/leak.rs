//! Holds what the public is to see against the vault, before it is written.
//!
//! Names on a public page are masked where they are looked up. This is the second
//! look, at the whole page: it is not written where it shows a name in full, a phone or
//! ID number that the vault has, any number that has the form of one, or anything of
//! somebody under 14. What is found is told by the account and the kind, never by the text.
//!
//! A name is looked for anywhere in a text, blanks apart, since Chinese has no spaces
//! around words. So that somebody called 文明 does not keep every page from being
//! written, what a page may show anyhow, the bank's own words and those of its rules,
//! is taken out of a text before it is searched ([`Public`]).
//!
//! Of a name of one character nothing can be found, and nothing is shown either.
//!
//! **Nobody under 14 stands on a public list**, masked or not. A list leaves out the
//! accounts that [`hidden`] gives; what was forgotten there is found here, by the number
//! of the account. A child whose year of birth nobody wrote down is not known as one.

use std::collections::{BTreeSet, HashMap};

use ledger_core::ids::{AccountNo, BranchCode};
use ledger_core::ledger::Wanted;
use ledger_core::privacy;
use ledger_core::rulebook::HolderKind;
use ledger_core::vault::Identity;

use crate::app::App;
use crate::bank::Bank;
use crate::error::CliError;
use crate::i18n::text;

/// What kind of thing would have been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// A name in full.
    Name,
    /// A phone number.
    Phone,
    /// An ID number.
    IdNumber,
    /// The name in full of a child's guardian.
    Guardian,
    /// The account of somebody under 14.
    Child,
    /// A number in the form of one of those, or of a bank card, whosever it is.
    Number,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::IdNumber => "id-number",
            Self::Guardian => "guardian",
            Self::Child => "child",
            Self::Number => "number",
        }
    }
}

/// What would have been read, without the text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Leak {
    /// What it is.
    pub(crate) what: What,
    /// Whose, where the vault knows.
    pub(crate) whose: Option<AccountNo>,
    /// Which of the texts, from 0.
    pub(crate) text: usize,
}

/// What nobody is to read, by the character it begins with.
#[derive(Default)]
pub(crate) struct Private {
    by_first: HashMap<char, Vec<(String, What, AccountNo)>>,
}

/// What may be read anyhow, the longest first.
#[derive(Debug, Default)]
pub(crate) struct Public(Vec<String>);

impl Public {
    /// These texts.
    pub(crate) fn new(texts: impl IntoIterator<Item = String>) -> Self {
        let bare = texts.into_iter().map(|text| bare(&text)).filter(|text| !text.is_empty());
        let mut texts: Vec<String> = bare.collect::<BTreeSet<_>>().into_iter().collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Self(texts)
    }

    /// A text with what may be read cut out of it.
    fn cut(&self, text: &str) -> String {
        let mut left = bare(text);
        for known in &self.0 {
            if left.contains(known.as_str()) {
                // Not closed up: what was apart does not come to stand together. Nothing
                // that is kept has this character, and it is no blank to be left out.
                left = left.replace(known.as_str(), "\u{1}");
            }
        }
        left
    }
}

impl Private {
    /// Nobody is to read this of an account.
    pub(crate) fn add(&mut self, private: &str, what: What, whose: AccountNo) {
        let private = bare(private);
        let mut characters = private.chars();
        if let (Some(first), Some(_)) = (characters.next(), characters.next()) {
            self.by_first.entry(first).or_default().push((private, what, whose));
        }
    }

    /// Nobody is to read anything of a holder.
    pub(crate) fn add_holder(&mut self, whose: AccountNo, holder: &Identity) {
        if let Some(name) = holder.name() {
            self.add(name, What::Name, whose);
        }
        if let Some(name) = holder.guardian() {
            self.add(name, What::Guardian, whose);
        }
        self.add_numbers(whose, holder);
    }

    fn add_numbers(&mut self, whose: AccountNo, holder: &Identity) {
        if let Some(phone) = holder.phone() {
            self.add(&digits(phone), What::Phone, whose);
        }
        if let Some(number) = holder.id_number() {
            self.add(&digits(number), What::IdNumber, whose);
        }
    }

    /// What the vault has of people in these branches. Merchants, teams and pools have
    /// their names on their doors; their phone numbers are somebody's.
    ///
    /// # Errors
    /// Where names are kept and cannot be read: then nothing can be held against them.
    pub(crate) fn of(
        app: &App,
        bank: &Bank<'_>,
        branches: &[BranchCode],
    ) -> Result<Self, CliError> {
        let mut private = Self::default();
        for &branch in branches {
            let Some(vault) = bank.vault()? else {
                if bank.keeps_names(branch) {
                    return Err(unknown(app, branch));
                }
                continue;
            };
            let year = year(bank, branch)?;
            let all = bank.everyone(vault, branch);
            let all = all.map_err(|why| crate::storage::vault(&app.messages, &why))?;
            let kinds: HashMap<AccountNo, HolderKind> =
                bank.ask(bank.ledger().view(branch, Wanted::Accounts, |state| {
                    state.accounts().into_iter().map(|(no, account)| (no, account.kind)).collect()
                }))?;
            for (account, holder) in all.iter() {
                let is_person = kinds
                    .get(account)
                    .is_none_or(|kind| matches!(kind, HolderKind::Household | HolderKind::Person));
                if let Some(name) = holder.name().filter(|_| is_person) {
                    private.add(name, What::Name, *account);
                }
                if let Some(name) = holder.guardian() {
                    private.add(name, What::Guardian, *account);
                }
                if holder.is_under_14_in(year) {
                    private.add(&account.to_string(), What::Child, *account);
                }
                private.add_numbers(*account, holder);
            }
        }
        Ok(private)
    }

    /// The first thing in these texts that nobody is to read.
    pub(crate) fn find<'t>(
        &self,
        texts: impl IntoIterator<Item = &'t str>,
        public: &Public,
    ) -> Option<Leak> {
        texts.into_iter().enumerate().find_map(|(at, text)| {
            let left = public.cut(text);
            let found = |what, whose| Leak { what, whose, text: at };
            // With their separators gone, numbers stand as the vault's do.
            let known = self.within(&left).or_else(|| self.within(&digits(&left)));
            known
                .map(|(what, whose)| found(what, Some(whose)))
                .or_else(|| privacy::find(text).map(|_| found(What::Number, None)))
        })
    }

    fn within(&self, text: &str) -> Option<(What, AccountNo)> {
        text.char_indices().find_map(|(at, first)| {
            let here = self.by_first.get(&first)?;
            here.iter()
                .find(|(private, ..)| text[at..].starts_with(private.as_str()))
                .map(|(_, what, whose)| (*what, *whose))
        })
    }
}

/// The accounts that stand on no public list in a year: whoever is under 14, or may be.
///
/// Where names are kept and cannot be read nobody tells a child from the others; then it
/// is every person's. Households and teams are not left out for that.
///
/// # Errors
/// Where the accounts of a branch cannot be read.
pub(crate) fn hidden(
    bank: &Bank<'_>,
    branches: &[BranchCode],
    year: i32,
) -> Result<BTreeSet<AccountNo>, CliError> {
    let mut hidden = BTreeSet::new();
    for &branch in branches {
        let known = bank.vault().ok().flatten().and_then(|vault| bank.everyone(vault, branch).ok());
        if let Some(known) = known {
            let children = known.iter().filter(|(_, holder)| holder.is_under_14_in(year));
            hidden.extend(children.map(|(account, _)| *account));
        } else if bank.keeps_names(branch) {
            let persons = bank.ledger().view(branch, Wanted::Accounts, |state| {
                let all = state.accounts().into_iter();
                let persons = all.filter(|(_, account)| account.kind == HolderKind::Person);
                persons.map(|(no, _)| no).collect::<Vec<_>>()
            });
            hidden.extend(bank.ask(persons)?);
        }
    }
    Ok(hidden)
}

/// That what is to be public cannot be held against the names of a branch.
fn unknown(app: &App, branch: BranchCode) -> CliError {
    let facts = [("branch", text(branch))];
    CliError::refused("leak-unknown", app.msg("leak-unknown", &facts))
        .hint(app.msg("leak-unknown.hint", &facts))
}

/// The year it is in a branch.
pub(crate) fn year(bank: &Bank<'_>, branch: BranchCode) -> Result<i32, CliError> {
    Ok(bank.now().day(bank.offset(branch)?).year())
}

/// A text without blanks, its full-width digits and letters as plain ones.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(plain).collect()
}

/// What can stand in a phone or ID number, without the dashes between.
fn digits(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(plain).filter(|c| *c != '-').collect()
}

fn plain(c: char) -> char {
    match c {
        '！'..='～' => {
            char::from_u32(u32::from(c) - u32::from('！') + u32::from('!')).unwrap_or(c)
        }
        '—' | '–' => '-',
        'x' => 'X',
        _ => c,
    }
}

/// That something is not written for the public, and where to look.
pub(crate) fn refuse(app: &App, leak: &Leak, shown: &str) -> CliError {
    let facts = [
        ("what", text(leak.what.word())),
        ("whose", text(leak.whose.map(|no| no.to_string()).unwrap_or_default())),
        ("shown", text(shown)),
    ];
    CliError::refused("leak", app.msg("leak", &facts)).hint(app.msg("leak.hint", &facts[..2]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn account(serial: u32) -> AccountNo {
        AccountNo::new("LC01".parse().unwrap(), serial)
    }

    fn private() -> Private {
        let mut private = Private::default();
        private.add("张桂兰", What::Name, account(1));
        private.add("13800138000", What::Phone, account(1));
        private.add("文明", What::Name, account(2));
        private.add("王", What::Name, account(3));
        private.add(&digits("11010519491231002x"), What::IdNumber, account(4));
        private.add("王建国", What::Guardian, account(5));
        private.add(&account(5).to_string(), What::Child, account(5));
        private
    }

    #[test]
    fn what_nobody_is_to_read_is_found_however_it_is_written() {
        let public = Public::new(["鹿城镇文明银行".to_owned(), "文明积分".to_owned()]);
        let cases = [
            ("二组 张** 15分", None),
            ("二组张桂兰15分", Some((What::Name, Some(1)))),
            ("张 桂 兰", Some((What::Name, Some(1)))),
            ("张　桂兰的电话", Some((What::Name, Some(1)))),
            ("鹿城镇文明银行 文明积分", None),
            ("文明 15分", Some((What::Name, Some(2)))),
            // Cutting one out does not make another.
            ("张鹿城镇文明银行桂兰", None),
            ("王", None),
            ("监护人王建国", Some((What::Guardian, Some(5)))),
            ("LC01-000005-1 王**", Some((What::Child, Some(5)))),
            ("LC01-000001-9 张**", None),
            ("138-0013-8000", Some((What::Phone, Some(1)))),
            ("１３８００１３８０００", Some((What::Phone, Some(1)))),
            ("110105 19491231 002X", Some((What::IdNumber, Some(4)))),
            ("电话13900139000", Some((What::Number, None))),
            ("工单20260319001", None),
        ];
        for (shown, want) in cases {
            let found = private().find([shown], &public);
            let want = want.map(|(what, whose)| (what, whose.map(account)));
            assert_eq!(found.map(|leak| (leak.what, leak.whose)), want, "{shown}");
        }
    }

    proptest! {
        #[test]
        fn a_name_is_found_wherever_it_stands(
            before in "[一-龥0-9 ，]{0,12}", name in "[一-龥]{2,4}", after in "[一-龥0-9 ，]{0,12}",
        ) {
            let mut private = Private::default();
            private.add(&name, What::Name, account(9));
            let shown = format!("{before}{name}{after}");
            prop_assert!(private.find([shown.as_str()], &Public::default()).is_some());
        }
    }
}
