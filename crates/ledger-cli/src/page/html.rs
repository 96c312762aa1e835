//! A page as one HTML file: nothing is fetched, the font's own subset is inside.
//!
//! It looks on a screen as it does on paper, and prints from any browser: sheets of
//! the paper's size, headings of tables on each, nothing cut through.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::draw::escaped;
use super::{Align, Block, Page, Paper, Table, font};

const CSS: &str = include_str!("page.css");

/// The page as a file.
pub(crate) fn write(page: &Page) -> String {
    let mut out = String::new();
    let characters: BTreeSet<char> = page.texts().flat_map(str::chars).collect();
    // Without its subset a page is still right, in a font of the machine that shows it.
    let face = font::woff2(&characters).map(|bytes| {
        format!(
            "@font-face{{font-family:'{}';src:url(data:font/woff2;base64,{}) format('woff2')}}\n",
            font::NAME,
            BASE64_STANDARD.encode(bytes)
        )
    });
    let paper = match page.paper {
        Paper::A4 => "A4",
        Paper::A5 => "A5",
    };
    let (width, _) = page.paper.size();
    let margin = page.paper.margin();
    // Writing to a string does not fail.
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; font-src data:\">\n\
         <title>{title}</title>\n<style>\n{face}@page{{size:{paper};margin:{margin}mm}}\n\
         :root{{--paper:{width}mm;--margin:{margin}mm}}\n{CSS}</style>\n</head>\n<body>\n<main>\n",
        lang = page.language,
        title = escaped(&page.title),
        face = face.unwrap_or_default(),
    );
    for block in &page.blocks {
        put(&mut out, block);
    }
    let _ = write!(out, "</main>\n<footer>{}</footer>\n</body>\n</html>\n", escaped(&page.foot));
    out
}

fn put(out: &mut String, block: &Block) {
    let _ = match block {
        Block::Title(text) => writeln!(out, "<h1>{}</h1>", escaped(text)),
        Block::Under(text) => writeln!(out, "<p class=\"under\">{}</p>", escaped(text)),
        Block::Heading(text) => writeln!(out, "<h2>{}</h2>", escaped(text)),
        Block::Text(text) => writeln!(out, "<p>{}</p>", broken(text)),
        Block::Small(text) => writeln!(out, "<p class=\"small\">{}</p>", broken(text)),
        Block::Facts(facts) => {
            out.push_str("<dl>\n");
            for (label, fact) in facts {
                let (label, fact) = (escaped(label), escaped(fact));
                let _ = writeln!(out, "<div><dt>{label}</dt><dd>{fact}</dd></div>");
            }
            writeln!(out, "</dl>")
        }
        Block::Table(table) => {
            put_table(out, table);
            Ok(())
        }
        Block::Figure(drawing) => writeln!(out, "<figure>{}</figure>", drawing.svg()),
        Block::Code { code, about } => {
            let _ = writeln!(out, "<div class=\"code\">{}<div>", code.svg());
            for text in about {
                let _ = writeln!(out, "<p class=\"small\">{}</p>", escaped(text));
            }
            writeln!(out, "</div></div>")
        }
        Block::Sign(labels) => {
            out.push_str("<div class=\"sign\">");
            for label in labels {
                let _ = write!(out, "<p>{}</p>", escaped(label));
            }
            writeln!(out, "</div>")
        }
        Block::Cut => writeln!(out, "<hr class=\"cut\">"),
    };
}

fn put_table(out: &mut String, table: &Table) {
    let put_row = |out: &mut String, cells: &[String], tag: &str| {
        out.push_str("<tr>");
        for (cell, column) in cells.iter().zip(&table.columns) {
            let class = match column.align {
                Align::Left => "",
                Align::Right => " class=\"n\"",
            };
            let _ = write!(out, "<{tag}{class}>{}</{tag}>", escaped(cell));
        }
        out.push_str("</tr>\n");
    };
    let titles: Vec<String> = table.columns.iter().map(|column| column.title.clone()).collect();
    out.push_str("<table>\n<thead>");
    put_row(out, &titles, "th");
    out.push_str("</thead>\n<tbody>\n");
    for row in &table.rows {
        put_row(out, row, "td");
    }
    if let Some(total) = &table.total {
        out.push_str("</tbody>\n<tbody class=\"total\">");
        put_row(out, total, "td");
    }
    out.push_str("</tbody>\n</table>\n");
}

/// A text with its line ends.
fn broken(text: &str) -> String {
    escaped(text).replace('\n', "<br>")
}
