//! Text from elsewhere, made safe to look at.
//!
//! A name in a sheet, a memo, a file's name or a line of a damaged journal may
//! hold what a terminal obeys: escape sequences, C1 controls, marks that turn the
//! direction of writing around, characters nobody sees. They are shown instead:
//! `\u{1b}` in words, `\u001b` in JSON, where it means the very same text.
//!
//! Deliberately absent: any idea of which text is from elsewhere. All that is
//! printed comes through here (`ui.rs`), and nothing of it is trusted but the
//! colours, which are told by a mark that no file can know ([`painted`]).

use std::borrow::Cow;
use std::fmt::Write as _;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::sync::LazyLock;

/// Begins a colour of ours. Drawn anew for each run: whoever writes a name or a
/// file beforehand cannot put it there.
static MARK: LazyLock<String> = LazyLock::new(|| {
    let drawn = RandomState::new();
    format!("\u{1b}{:016x}{:016x}[", drawn.hash_one(0), drawn.hash_one(1))
});

/// Whether a terminal would obey a character, or nobody would see it. Line ends and
/// tabs are neither.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

fn escaped<'a>(text: &'a str, escape: impl Fn(&mut String, char)) -> Cow<'a, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unseen(c) { escape(&mut out, c) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// A text as it may be printed, without any colours: what would be obeyed or unseen
/// is written out.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, |out, c| out.extend(c.escape_unicode()))
}

/// A JSON text with the same meaning that may be printed: what would be obeyed or
/// unseen can stand in its strings only, and is escaped there.
pub(crate) fn visible_json(json: &str) -> Cow<'_, str> {
    escaped(json, |out, c| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a text cannot fail.
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

/// A text in a colour, `code` being the number of it; a colour once [`colored`] has
/// seen it.
pub(crate) fn painted(code: &str, text: &str) -> String {
    format!("{mark}{code}m{text}{mark}0m", mark = *MARK)
}

/// As [`visible`], with the colours of [`painted`].
pub(crate) fn colored(text: &str) -> Cow<'_, str> {
    if !text.contains(MARK.as_str()) {
        return visible(text);
    }
    let mut parts = text.split(MARK.as_str());
    let mut out = visible(parts.next().unwrap_or_default()).into_owned();
    for part in parts {
        // What stands between a mark and its `m` is a code of ours.
        let (code, rest) = part.split_once('m').unwrap_or((part, ""));
        out.extend(["\u{1b}[", code, "m"]);
        out.push_str(&visible(rest));
    }
    Cow::Owned(out)
}

/// Writes lines of any length to a terminal, each [`visible`].
pub(crate) struct Lines<W: io::Write> {
    out: W,
    line: Vec<u8>,
}

impl<W: io::Write> Lines<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, line: Vec::new() }
    }

    fn print(&mut self) -> io::Result<()> {
        let line = String::from_utf8_lossy(&self.line);
        // As spreadsheets end their lines.
        let (line, end) = match line.strip_suffix("\r\n") {
            Some(line) => (line, "\r\n"),
            None => (line.as_ref(), ""),
        };
        self.out.write_all(visible(line).as_bytes())?;
        self.out.write_all(end.as_bytes())?;
        self.line.clear();
        Ok(())
    }
}

impl<W: io::Write> io::Write for Lines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                self.print()?;
            }
        }
        Ok(bytes.len())
    }

    /// Ends the line that is being written: only the end of an answer is flushed.
    fn flush(&mut self) -> io::Result<()> {
        self.print()?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    use proptest::prelude::*;

    /// What terminals obey or nobody sees, said apart from the code above.
    const HOSTILE: [char; 22] = [
        '\u{0}',
        '\u{7}',
        '\u{8}',
        '\r',
        '\u{b}',
        '\u{1b}',
        '\u{7f}',
        '\u{84}',
        '\u{9b}',
        '\u{9d}',
        '\u{ad}',
        '\u{61c}',
        '\u{200b}',
        '\u{200f}',
        '\u{202a}',
        '\u{202e}',
        '\u{2066}',
        '\u{2069}',
        '\u{2060}',
        '\u{feff}',
        '\u{e0041}',
        '\u{2028}',
    ];

    /// Texts that are likely to hold some of it.
    fn text() -> impl Strategy<Value = String> {
        let hostile = prop::sample::select(HOSTILE.to_vec()).prop_map(String::from);
        let sequences =
            ["\u{1b}[32m", "\u{1b}[2J", "\u{1b}]0;x\u{7}", "\u{9b}1m", "m", "[0m", "\n"];
        let sequence = prop::sample::select(sequences.to_vec()).prop_map(String::from);
        prop::collection::vec(prop_oneof![hostile, sequence, ".{0,6}"], 0..8)
            .prop_map(|parts| parts.concat())
    }

    fn holds_none(shown: &str) -> bool {
        !shown.chars().any(|c| HOSTILE.contains(&c) || c.is_control() && !"\n\t".contains(c))
    }

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        let cases = [
            ("张桂兰 5-1", "张桂兰 5-1"),
            ("张\u{1b}[2J三", "张\\u{1b}[2J三"),
            ("\u{1b}[32m绿", "\\u{1b}[32m绿"),
            ("a\u{9b}31mb", "a\\u{9b}31mb"),
            ("付\u{202e}0001", "付\\u{202e}0001"),
            ("a\rb\n\tc", "a\\u{d}b\n\tc"),
            ("\u{feff}张\u{200b}三", "\\u{feff}张\\u{200b}三"),
            // Selects among the forms of a Chinese character, and is no control.
            ("葛\u{e0100}", "葛\u{e0100}"),
        ];
        for (given, expected) in cases {
            assert_eq!(visible(given), expected);
            assert_eq!(colored(given), expected);
        }
    }

    #[test]
    fn only_colours_of_this_run_are_colours() {
        let text = painted("1;31", "坏\u{1b}[32m") + "\u{1b}[32m\u{1b}0123456789abcdef[32m";
        assert_eq!(
            colored(&text),
            "\u{1b}[1;31m坏\\u{1b}[32m\u{1b}[0m\\u{1b}[32m\\u{1b}0123456789abcdef[32m"
        );
        assert!(holds_none(&visible(&text)));
    }

    #[test]
    fn an_answer_that_is_streamed_is_shown_line_by_line_whatever_its_pieces() {
        let bytes = "张\u{1b}[2J\r\n二\u{202e}\rx".as_bytes();
        for size in 1..bytes.len() {
            let mut lines = Lines::new(Vec::new());
            for piece in bytes.chunks(size) {
                lines.write_all(piece).unwrap();
            }
            lines.flush().unwrap();
            let shown = String::from_utf8(lines.out).unwrap();
            assert_eq!(shown, "张\\u{1b}[2J\r\n二\\u{202e}\\u{d}x", "in pieces of {size}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_shown_is_obeyed_and_nothing_else_is_changed(text in text()) {
            let shown = visible(&text);
            prop_assert!(holds_none(&shown), "{shown:?}");
            prop_assert!(holds_none(&colored(&text)));
            let plain = |c: &char| !is_unseen(*c);
            if text.chars().all(|c| plain(&c)) {
                prop_assert_eq!(&*shown, &text);
            }
            let painted = painted("1", &text);
            let inside = colored(&painted);
            let inside = inside.strip_prefix("\u{1b}[1m").and_then(|t| t.strip_suffix("\u{1b}[0m"));
            prop_assert_eq!(inside, Some(&*shown));
        }

        #[test]
        fn json_that_is_shown_means_the_same(text in text(), key in text()) {
            let value = serde_json::json!({ key: [text] });
            for json in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                let shown = visible_json(&json);
                prop_assert!(holds_none(&shown), "{shown:?}");
                prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&shown).unwrap(), &value);
            }
        }
    }
}
