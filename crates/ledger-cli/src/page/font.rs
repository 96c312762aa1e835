//! The one font: which characters it has and how wide they are.
//!
//! It is `fonts/WenmingKai-Regular.ttf`, made by `fonts/make.py`: regular script
//! (楷体) with every character of GB 2312 and of 通用规范汉字表, so that a name
//! registered today can be printed. Characters are set one by one: nothing joins
//! or swaps letters.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

/// The font as it lies in the program.
pub(crate) static BYTES: &[u8] = include_bytes!("../../fonts/WenmingKai-Regular.ttf");

/// What pages call it.
pub(crate) const NAME: &str = "Wenming Kai";

/// What the font has, read once; nothing if it were no font, which a test rules out.
static GLYPHS: LazyLock<HashMap<char, Glyph>> = LazyLock::new(|| {
    let Ok(font) = FontRef::new(BYTES) else { return HashMap::new() };
    let widths = font.glyph_metrics(Size::unscaled(), LocationRef::default());
    let em = f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
    let glyph = |(code, id): (u32, GlyphId)| {
        let width = widths.advance_width(id)? / em;
        Some((char::from_u32(code)?, Glyph { id: id.to_u32(), width }))
    };
    font.charmap().mappings().filter_map(glyph).collect()
});

/// A character as it is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    /// Its number in the font; 0 is the box for what is not there.
    pub(crate) id: u32,
    /// How wide it is, in ems.
    pub(crate) width: f32,
}

/// A character as it is set; what the font has not is a box of a whole em.
pub(crate) fn glyph(c: char) -> Glyph {
    GLYPHS.get(&c).copied().unwrap_or(Glyph { id: 0, width: 1.0 })
}

/// Whether the font has a character.
pub(crate) fn has(c: char) -> bool {
    GLYPHS.contains_key(&c)
}

/// How wide a text is, in ems.
pub(crate) fn width(text: &str) -> f32 {
    text.chars().map(|c| glyph(c).width).sum()
}

/// The font with these characters only, as WOFF2; `None` where it cannot be cut.
pub(crate) fn woff2(characters: &BTreeSet<char>) -> Option<Vec<u8>> {
    let font = font_subset::Font::opentype(BYTES).ok()?;
    let there = characters.iter().copied().filter(|&c| font.contains_char(c)).collect();
    Some(font.subset(&there).ok()?.to_woff2())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_a_registered_name_is_there() {
        // Of each level of 通用规范汉字表, and one of its plane-2 characters.
        for c in "张桂兰璟翀㛃𬍛𫖯0129AZaz，。（）《》￥×·".chars() {
            assert!(has(c), "{c}");
        }
        for c in ['𠮷', '한', '👍', '\u{e000}', '\n', '\0'] {
            assert!(!has(c), "{c:?}");
        }
    }

    #[test]
    fn chinese_is_a_whole_em_wide_and_digits_are_all_as_wide() {
        assert!((width("文明银行") - 4.0).abs() < 1e-4);
        for digit in '0'..='9' {
            assert_eq!(glyph(digit).width, glyph('0').width, "{digit}");
        }
    }

    #[test]
    fn a_subset_is_small_and_a_font() {
        let of: BTreeSet<char> = "存折 1234567890 张桂兰".chars().collect();
        let woff2 = woff2(&of).unwrap();
        assert!(woff2.starts_with(b"wOF2"), "{:?}", &woff2[..4]);
        assert!(woff2.len() < 20_000, "{}", woff2.len());
        let back = font_subset::FontReader::new(&woff2).unwrap();
        let back = back.read().unwrap();
        assert!(of.iter().all(|&c| back.contains_char(c)));
        assert!(!back.contains_char('翀'));
    }
}
