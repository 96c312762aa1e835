//! A page as a PDF: PDF/A-2u, so that it reads the same in thirty years and its text
//! can be searched and copied.

use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};
use thiserror::Error;

use super::draw::{Anchor, Drawing, Ink, Shape};
use super::lay::{self, Item};
use super::{Page, font};

/// Why there is no PDF.
#[derive(Debug, Error)]
pub(crate) enum PdfError {
    /// The font that is part of the program does not load.
    #[error("the font does not load")]
    Font,
    /// A length that is no length of a sheet.
    #[error("a sheet of {0} by {1} points")]
    Sheet(f32, f32),
    /// What was written is not as an archive takes it.
    #[error("not PDF/A-2u: {0}")]
    Written(String),
}

/// The page as a file.
///
/// # Errors
/// Where a text holds what no font prints; [`Page::missing`] names it.
pub(crate) fn write(page: &Page) -> Result<Vec<u8>, PdfError> {
    let archive = ConfigurationBuilder::new().with_archival_validator(Archival::A2_U).finish();
    let configuration = archive.map_err(|error| PdfError::Written(format!("{error:?}")))?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    document.set_metadata(metadata(page));
    let face = Font::new(font::BYTES.into(), 0).ok_or(PdfError::Font)?;
    let (width, height) = lay::paper(page);
    for sheet in lay::sheets(page) {
        let settings =
            PageSettings::from_wh(width, height).ok_or(PdfError::Sheet(width, height))?;
        let mut side = document.start_page_with(settings);
        let mut surface = side.surface();
        for item in sheet.items {
            put(&mut surface, &face, &item);
        }
        surface.finish();
        side.finish();
    }
    document.finish().map_err(|error| PdfError::Written(format!("{error:?}")))
}

fn metadata(page: &Page) -> Metadata {
    let made = page.made.to_offset(time::UtcOffset::UTC);
    let date = DateTime::new(u16::try_from(made.year()).unwrap_or_default())
        .month(made.month().into())
        .day(made.day())
        .hour(made.hour())
        .minute(made.minute())
        .second(made.second())
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(page.title.clone())
        .language(page.language.to_owned())
        .creator("wenming".to_owned())
        .creation_date(date)
        .document_id(page.title.clone())
}

fn put(surface: &mut Surface<'_>, face: &Font, item: &Item<'_>) {
    match item {
        Item::Text { x, y, size, text } => letters(surface, face, (*x, *y), *size, text),
        Item::Rule { x, y, length, thick, ink, dashed } => {
            let ends = [(*x, *y), (x + length, *y)];
            line(surface, &ends, *thick, *ink, *dashed);
        }
        Item::Picture { x, y, scale, drawing } => {
            surface.push_transform(&Transform::from_row(*scale, 0.0, 0.0, *scale, *x, *y));
            picture(surface, face, drawing);
            surface.pop();
        }
    }
}

fn picture(surface: &mut Surface<'_>, face: &Font, drawing: &Drawing) {
    for shape in &drawing.shapes {
        match shape {
            Shape::Box { x, y, width, height, ink } => {
                let mut path = PathBuilder::new();
                let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) else { continue };
                path.push_rect(rect);
                let Some(path) = path.finish() else { continue };
                surface.set_stroke(None);
                surface.set_fill(Some(fill(*ink)));
                surface.draw_path(&path);
            }
            Shape::Line { points, thick, ink } => line(surface, points, *thick, *ink, false),
            Shape::Text { x, y, size, anchor, text } => {
                let wide = font::width(text) * size;
                let x = match anchor {
                    Anchor::Start => *x,
                    Anchor::Middle => x - wide / 2.0,
                    Anchor::End => x - wide,
                };
                letters(surface, face, (x, *y), *size, text);
            }
        }
    }
}

fn letters(surface: &mut Surface<'_>, face: &Font, at: (f32, f32), size: f32, text: &str) {
    let glyphs: Vec<KrillaGlyph> = text
        .char_indices()
        .map(|(start, c)| {
            let found = font::glyph(c);
            let range = start..start + c.len_utf8();
            KrillaGlyph::new(GlyphId::new(found.id), found.width, 0.0, 0.0, 0.0, range, None)
        })
        .collect();
    surface.set_stroke(None);
    surface.set_fill(Some(fill(Ink::Black)));
    surface.draw_glyphs(Point::from_xy(at.0, at.1), &glyphs, face.clone(), text, size, false);
}

fn line(surface: &mut Surface<'_>, points: &[(f32, f32)], thick: f32, ink: Ink, dashed: bool) {
    let mut path = PathBuilder::new();
    for (at, (x, y)) in points.iter().enumerate() {
        if at == 0 {
            path.move_to(*x, *y);
        } else {
            path.line_to(*x, *y);
        }
    }
    let Some(path) = path.finish() else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: color(ink).into(),
        width: thick,
        dash: dashed.then(|| StrokeDash { array: vec![4.0, 3.0], offset: 0.0 }),
        ..Stroke::default()
    }));
    surface.draw_path(&path);
}

fn color(ink: Ink) -> rgb::Color {
    let [red, green, blue] = ink.rgb();
    rgb::Color::new(red, green, blue)
}

fn fill(ink: Ink) -> Fill {
    Fill { paint: color(ink).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Block, Paper, Table, html, numbers, words};
    use crate::qr::Qr;

    fn sample() -> Page {
        let chinese =
            "本页由文明银行账本直接打印，金额与流水一致；有异议的，请在公示期内向村委会提出。";
        let rows = (1..=40).map(|n| {
            let item = if n % 3 == 0 {
                "志愿或环保活动 ×3 (H07) 签到表-0319，村口清扫垃圾，参加人员较多"
            } else {
                "大米1公斤"
            };
            vec![
                format!("QX01:{n}"),
                "2026-03-19".to_owned(),
                "存入".to_owned(),
                item.to_owned(),
                format!("+{}", n * 5),
            ]
        });
        let columns =
            vec![words("分录"), words("日期"), words("业务"), words("内容"), numbers("积分")];
        let total = Some(["合计", "", "", "", "4100"].map(str::to_owned).to_vec());
        let code = Qr::of(b"wenming receipt QX01:7").unwrap().drawing("收据".to_owned());
        Page {
            title: "文明积分存折 QX01-000001-G".to_owned(),
            language: "zh-CN",
            paper: Paper::A4,
            made: time::OffsetDateTime::UNIX_EPOCH,
            foot: "鹿城镇文明银行 清溪村分行".to_owned(),
            numbered: "第 {n} 页，共 {of} 页".to_owned(),
            blocks: vec![
                Block::Title("文明积分存折".to_owned()),
                Block::Under("清溪村 · 2026年3月".to_owned()),
                Block::Facts(vec![
                    ("户号".to_owned(), "二组-017".to_owned()),
                    ("户主".to_owned(), "张桂兰".to_owned()),
                    ("账号".to_owned(), "QX01-000001-G".to_owned()),
                    ("余额".to_owned(), "1280.5 文明积分".to_owned()),
                ]),
                Block::Heading("明细".to_owned()),
                Block::Table(Table { columns, rows: rows.collect(), total }),
                Block::Text(chinese.to_owned()),
                Block::Code {
                    code, about: vec![chinese.to_owned(), "扫码可核对。".to_owned()]
                },
                Block::Sign(vec!["经办人".to_owned(), "户主".to_owned(), "日期".to_owned()]),
                Block::Cut,
                Block::Small(chinese.to_owned()),
            ],
        }
    }

    #[test]
    fn the_same_page_gives_the_same_bytes() {
        let page = sample();
        assert_eq!(page.missing(), None);
        let pdf = write(&page).unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7"), "{:?}", &pdf[..8]);
        assert_eq!(write(&page).unwrap(), pdf);
        if let Ok(folder) = std::env::var("LOOK") {
            std::fs::write(format!("{folder}/sample.pdf"), &pdf).unwrap();
            std::fs::write(format!("{folder}/sample.html"), html::write(&page)).unwrap();
        }
        assert_eq!(html::write(&page), html::write(&page));
    }
}
