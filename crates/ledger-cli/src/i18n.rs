//! The two languages: every wording stands in a catalogue, none in code.
//!
//! `i18n/en.ftl` and `i18n/zh.ftl` hold the same messages with the same
//! variables (`the_catalogues_say_the_same_things`); `i18n/zh-help.ftl` holds
//! the Chinese help, whose English is the doc comments. Numbers come in as
//! text, exactly as the ledger writes them: only counts are numbers here, for
//! the plural. Nothing is formatted by locale.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use clap::ValueEnum;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

const EN: &str = include_str!("../i18n/en.ftl");
const ZH: &str = include_str!("../i18n/zh.ftl");
const ZH_HELP: &str = include_str!("../i18n/zh-help.ftl");

/// A language of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// 中文.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language to speak before clap has parsed anything: `--lang`, then
    /// `WENMING_LANG`, then the system's own.
    pub(crate) fn peek<'a>(
        args: impl IntoIterator<Item = &'a str>,
        env: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let from_env = || env("WENMING_LANG").and_then(|lang| lang.parse().ok());
        let from_system = || {
            let name = ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(|name| env(name).filter(|value| !value.is_empty()))?;
            Some(if name.to_ascii_lowercase().starts_with("zh") { Self::Zh } else { Self::En })
        };
        peek_option(args, "--lang")
            .and_then(|lang| lang.parse().ok())
            .or_else(from_env)
            .or_else(from_system)
            .unwrap_or(Self::En)
    }
}

impl FromStr for Lang {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        <Self as ValueEnum>::from_str(text, true)
    }
}

/// The value of an option as it stands among the arguments, last one first.
pub(crate) fn peek_option<'a>(
    args: impl IntoIterator<Item = &'a str>,
    name: &str,
) -> Option<&'a str> {
    let mut found = None;
    let mut args = args.into_iter().take_while(|arg| *arg != "--");
    while let Some(arg) = args.next() {
        if arg == name {
            found = args.next().or(found);
        } else if let Some(value) = arg.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
            found = Some(value);
        }
    }
    found
}

/// What is put into a message.
#[derive(Debug, Clone)]
pub(crate) enum Arg {
    /// Anything, as it is written: names, amounts, days.
    Text(String),
    /// How many, for the plural.
    Count(u64),
}

/// Text to put into a message.
pub(crate) fn text(value: impl Display) -> Arg {
    Arg::Text(value.to_string())
}

/// A count to put into a message.
pub(crate) fn count(n: usize) -> Arg {
    Arg::Count(n as u64)
}

/// What a message is given.
pub(crate) type Args<'a> = &'a [(&'static str, Arg)];

/// The messages of one language.
pub(crate) struct Messages {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Messages {
    /// The messages of a language.
    pub(crate) fn new(lang: Lang) -> Self {
        let (locale, catalogues): (_, &[&str]) = match lang {
            Lang::En => ("en", &[EN]),
            Lang::Zh => ("zh", &[ZH, ZH_HELP]),
        };
        let locale = locale.parse::<LanguageIdentifier>().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // No marks around what is put in: they would stand in copied commands.
        bundle.set_use_isolating(false);
        for catalogue in catalogues {
            // What is wrong with a catalogue is found by the tests; a message
            // that could be read is given nevertheless.
            let resource = FluentResource::try_new((*catalogue).to_owned())
                .unwrap_or_else(|(resource, _)| resource);
            let added = bundle.add_resource(resource);
            debug_assert!(added.is_ok(), "{added:?}");
        }
        Self { lang, bundle }
    }

    /// Their language.
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    /// A message by an id that stands in the code.
    pub(crate) fn msg(&self, id: &'static str, args: Args<'_>) -> String {
        self.get(id, args)
    }

    /// A message by an id, or `message.attribute`, that was put together.
    /// A missing one gives its id, in braces.
    pub(crate) fn get(&self, id: &str, args: Args<'_>) -> String {
        self.find(id, args).unwrap_or_else(|| format!("{{{id}}}"))
    }

    /// A message that need not be there.
    pub(crate) fn find(&self, id: &str, args: Args<'_>) -> Option<String> {
        let (name, attribute) = match id.split_once('.') {
            Some((name, attribute)) => (name, Some(attribute)),
            None => (id, None),
        };
        let message = self.bundle.get_message(name)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut values = FluentArgs::new();
        for (name, arg) in args {
            let value = match arg {
                // A file's name must not be able to end the line and begin a hint.
                Arg::Text(text) if text.contains('\n') => {
                    FluentValue::String(Cow::from(text.replace('\n', "\\u{a}")))
                }
                Arg::Text(text) => FluentValue::String(Cow::from(text.as_str())),
                Arg::Count(n) => FluentValue::from(*n),
            };
            values.set(*name, value);
        }
        let mut errors = Vec::new();
        let words = self.bundle.format_pattern(pattern, Some(&values), &mut errors);
        debug_assert!(errors.is_empty(), "{id}: {errors:?}");
        Some(words.into_owned())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use fluent_bundle::FluentResource;
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    /// Every message and attribute of a catalogue with the variables it names.
    pub(crate) fn catalogue(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        if let Err((_, errors)) = FluentResource::try_new(source.to_owned()) {
            panic!("{errors:?}");
        }
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut message = String::new();
        let mut current = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let trimmed = line.trim_start();
            let rest = if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let (id, rest) = line.split_once('=').unwrap();
                message = id.trim().to_owned();
                current.clone_from(&message);
                let again = found.insert(current.clone(), BTreeSet::new());
                assert!(again.is_none(), "{current} is there twice");
                rest
            } else if let Some(attribute) = trimmed.strip_prefix('.') {
                let (id, rest) = attribute.split_once('=').unwrap();
                current = format!("{message}.{}", id.trim());
                found.insert(current.clone(), BTreeSet::new());
                rest
            } else {
                line
            };
            for part in rest.split('$').skip(1) {
                let name: String = part
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
                    .collect();
                found.get_mut(&current).unwrap().insert(name);
            }
        }
        found
    }

    #[test]
    fn the_catalogues_say_the_same_things() {
        let (en, zh) = (catalogue(EN), catalogue(ZH));
        let missing = |a: &BTreeMap<String, _>, b: &BTreeMap<String, _>| {
            a.keys().filter(|id| !b.contains_key(*id)).cloned().collect::<Vec<_>>()
        };
        assert_eq!(missing(&en, &zh), Vec::<String>::new(), "in English only");
        assert_eq!(missing(&zh, &en), Vec::<String>::new(), "in Chinese only");
        for (id, variables) in &en {
            assert_eq!(variables, &zh[id], "the variables of {id}");
        }
    }

    /// The English in a Chinese answer, if there is any: two words of it in a row that
    /// are neither quoted nor in brackets.
    pub(crate) fn not_chinese(words: &str) -> Option<String> {
        let unquoted: String = words.split('`').step_by(2).collect::<Vec<_>>().join("、");
        let parts = unquoted.split('（').enumerate();
        let bare = parts.map(|(n, part)| match part.rsplit_once('）') {
            Some((_, after)) if n > 0 => after,
            _ => part,
        });
        bare.flat_map(|part| part.split(|c: char| !(c.is_ascii_alphabetic() || c == ' ')))
            .find(|run| run.split(' ').filter(|word| word.len() > 1).count() > 1)
            .map(str::to_owned)
    }

    fn sources(dir: &Path, visit: &mut dyn FnMut(&Path, &str)) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, visit);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                visit(&path, &fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn every_message_named_in_the_code_is_there_with_its_variables() {
        let mut known = catalogue(EN);
        known.extend(catalogue(ZH_HELP));
        let call = concat!("msg", "(");
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut |path, source| {
            for (at, _) in source.match_indices(call) {
                let Some(rest) = source[at + call.len()..].trim_start().strip_prefix('"') else {
                    continue;
                };
                let id = rest.split('"').next().unwrap();
                let place = format!("{}: {id}", path.display());
                let variables = known.get(id).unwrap_or_else(|| panic!("{place} is not there"));
                // Where the arguments stand in the call itself, their names are compared.
                let after = rest[id.len() + 1..].trim_start().trim_start_matches(',').trim_start();
                let Some(list) = after.strip_prefix("&[") else { continue };
                let mut depth = 1;
                let end = list.char_indices().find_map(|(at, c)| {
                    depth += i32::from(c == '[') - i32::from(c == ']');
                    (depth == 0).then_some(at)
                });
                let given: BTreeSet<String> = list[..end.unwrap()]
                    .split("(\"")
                    .skip(1)
                    .map(|name| name.split('"').next().unwrap().to_owned())
                    .collect();
                assert!(variables.is_subset(&given), "{place}: {variables:?}, given {given:?}");
            }
        });
    }

    #[test]
    fn the_language_is_that_asked_for_then_that_of_the_system() {
        let zh = |name: &str| (name == "LANG").then(|| "zh_CN.UTF-8".to_owned());
        let both = |name: &str| match name {
            "LC_ALL" => Some("en_US.UTF-8".to_owned()),
            "LANG" => Some("zh_CN.UTF-8".to_owned()),
            _ => None,
        };
        let none = |_: &str| None;
        assert_eq!(Lang::peek(["wenming"], zh), Lang::Zh);
        assert_eq!(Lang::peek(["wenming"], both), Lang::En);
        assert_eq!(Lang::peek(["wenming"], none), Lang::En);
        assert_eq!(Lang::peek(["wenming", "--lang", "zh"], none), Lang::Zh);
        assert_eq!(Lang::peek(["wenming", "--lang=en"], zh), Lang::En);
        assert_eq!(Lang::peek(["wenming", "--lang=xx"], zh), Lang::Zh);
        assert_eq!(Lang::peek(["wenming", "--", "--lang", "zh"], none), Lang::En);
        let env = |name: &str| (name == "WENMING_LANG").then(|| "zh".to_owned());
        assert_eq!(Lang::peek(["wenming"], env), Lang::Zh);
    }

    #[test]
    fn english_in_a_chinese_answer_is_noticed() {
        let said = |words| not_chinese(words).is_some();
        assert!(said("账簿无法使用：the books are damaged"));
        assert!(said("账簿无法使用（os error 5）：no space left"));
        assert!(said("打不开（文件）cannot open"));
        for words in
            ["账簿无法使用（the books are damaged）", "`wenming 体检` 查 QX01 MB", "磁盘已满"]
        {
            assert!(!said(words), "{words}");
        }
    }

    #[test]
    fn no_invisible_marks_stand_around_what_is_put_in() {
        for lang in [Lang::En, Lang::Zh] {
            let words = Messages::new(lang).msg("man-written", &[("dir", text("man1"))]);
            assert!(words.contains("man1") && !words.contains('\u{2068}'), "{words}");
        }
    }
}
