//! QR codes: a receipt or a checkpoint as squares, on a screen and on paper.
//!
//! A code holds the bytes it is given and nothing else: byte mode, level L, the
//! smallest that they fit. Nothing knows here what they mean. What is drawn is
//! read again in the tests by a library that shares no code with this one.

use std::fmt::Write as _;

use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};

use crate::page::draw::{Drawing, Ink, Shape};

/// The most bytes that one code holds.
pub(crate) const MOST: usize = 2953;
/// The white around it, in squares, without which no camera finds it.
const MARGIN: usize = 4;

/// A QR code.
pub(crate) struct Qr(QrCode);

impl Qr {
    /// The smallest code of these bytes; none where they fit no code.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        // A text of digits or 汉字 could be packed tighter, but then a reader has
        // to guess how it was.
        let code = (1..=40).find_map(|version| {
            let mut bits = Bits::new(Version::Normal(version));
            bits.push_byte_data(bytes).ok()?;
            bits.push_terminator(EcLevel::L).ok()?;
            QrCode::with_bits(bits, EcLevel::L).ok()
        });
        code.map(Self)
    }

    /// How wide it is with its margin, in squares: as many columns on a screen.
    pub(crate) fn width(&self) -> usize {
        self.0.width() + 2 * MARGIN
    }

    /// Whether a square is black; those of the margin are not.
    fn is_black(&self, x: usize, y: usize) -> bool {
        let inside = MARGIN..MARGIN + self.0.width();
        inside.contains(&x)
            && inside.contains(&y)
            && self.0[(x - MARGIN, y - MARGIN)] == Color::Dark
    }

    /// For a screen whose letters are light on dark: two rows of squares a line.
    pub(crate) fn blocks(&self) -> Vec<String> {
        let line = |y: usize| {
            let square = |x| match (self.is_black(x, y), self.is_black(x, y + 1)) {
                (false, false) => '█',
                (false, true) => '▀',
                (true, false) => '▄',
                (true, true) => ' ',
            };
            (0..self.width()).map(square).collect()
        };
        (0..self.width()).step_by(2).map(line).collect()
    }

    /// To stand on a page: half a millimetre a square.
    pub(crate) fn drawing(&self, alt: String) -> Drawing {
        let side = self.width() as f32;
        let mut shapes = Vec::new();
        for y in 0..self.width() {
            let mut x = 0;
            while x < self.width() {
                let run = (x..self.width()).take_while(|&x| self.is_black(x, y)).count();
                if run > 0 {
                    let (x, y, width) = (x as f32, y as f32, run as f32);
                    shapes.push(Shape::Box { x, y, width, height: 1.0, ink: Ink::Black });
                }
                x += run.max(1);
            }
        }
        Drawing { width: side, height: side, millimetres: side / 2.0, alt, shapes }
    }

    /// For paper: half a millimetre a square.
    pub(crate) fn svg(&self) -> String {
        let width = self.width();
        let mut path = String::new();
        for y in 0..width {
            let mut x = 0;
            while x < width {
                let run = (x..width).take_while(|&x| self.is_black(x, y)).count();
                if run > 0 {
                    // Writing to a string does not fail.
                    let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
                }
                x += run.max(1);
            }
        }
        let (half, rest) = (width / 2, if width % 2 == 1 { ".5" } else { "" });
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{half}{rest}mm\" \
             height=\"{half}{rest}mm\" viewBox=\"0 0 {width} {width}\" \
             shape-rendering=\"crispEdges\"><rect width=\"{width}\" height=\"{width}\" \
             fill=\"#fff\"/><path d=\"{path}\"/></svg>\n"
        )
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use ledger_core::day::Timestamp;
    use ledger_core::ids::Origin;
    use ledger_core::keys::BranchKey;
    use ledger_core::line::Entry;
    use ledger_core::proof::merkle::{inclusion_ranges, range_root};
    use ledger_core::proof::{
        Checkpoint, LogName, Nodes, Receipt, SignatureKind, SignedCheckpoint, TlogProof, TreeHash,
        Trust,
    };

    /// What a camera sees of a drawing: which squares are black.
    pub(crate) fn read(black: &[Vec<bool>]) -> Vec<u8> {
        let side = black.len() - 2 * MARGIN;
        let grid = rqrr::SimpleGrid::from_func(side, |x, y| black[y + MARGIN][x + MARGIN]);
        let mut bytes = Vec::new();
        rqrr::Grid::new(grid).decode_to(&mut bytes).unwrap();
        bytes
    }

    /// The squares of what stands on a screen.
    pub(crate) fn of_blocks<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<Vec<bool>> {
        let mut black = Vec::new();
        for line in lines {
            black.push(line.chars().map(|c| matches!(c, '▄' | ' ')).collect::<Vec<_>>());
            black.push(line.chars().map(|c| matches!(c, '▀' | ' ')).collect());
        }
        // An odd number of rows has one too many.
        black.truncate(black[0].len());
        black
    }

    /// The squares of a drawing on paper.
    pub(crate) fn of_svg(svg: &str) -> Vec<Vec<bool>> {
        let width: usize =
            svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        let mut black = vec![vec![false; width]; width];
        for run in svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap().split('M').skip(1) {
            let (x, rest) = run.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (run, _) = rest.split_once('v').unwrap();
            let (x, y, run): (usize, usize, usize) =
                (x.parse().unwrap(), y.parse().unwrap(), run.parse().unwrap());
            black[y][x..x + run].fill(true);
        }
        black
    }

    #[test]
    fn what_is_drawn_on_screen_and_paper_is_read_back_by_another_library() {
        for length in [1, 17, 53, 230, 1000, 1500, 2000, MOST] {
            let bytes: Vec<u8> = (0..length).map(|n| (n * 7 % 251) as u8).collect();
            let qr = Qr::of(&bytes).unwrap();
            let lines = qr.blocks();
            assert!(lines.iter().all(|line| line.chars().count() == qr.width()));
            assert_eq!(read(&of_blocks(lines.iter().map(String::as_str))), bytes, "{length}");
            assert_eq!(read(&of_svg(&qr.svg())), bytes, "{length}");
        }
        // Digits and 汉字 are bytes like others.
        for text in ["1234567890", "积分", "ABC DEF", "c2sp.org/tlog-proof@v1\nindex 41\n"] {
            let lines = Qr::of(text.as_bytes()).unwrap().blocks();
            assert_eq!(read(&of_blocks(lines.iter().map(String::as_str))), text.as_bytes());
        }
    }

    #[test]
    fn there_is_a_code_for_as_many_bytes_as_are_named_and_for_no_more() {
        assert!(Qr::of(&[b'x'; MOST]).is_some());
        assert!(Qr::of(&[b'x'; MOST + 1]).is_none());
    }

    /// A branch of a million entries, of which nobody has the lines.
    struct Million;

    impl Nodes for Million {
        type Error = std::convert::Infallible;
        fn node(&self, level: u32, index: u64) -> Result<TreeHash, Self::Error> {
            Ok(TreeHash::leaf(format!("{level} {index}").as_bytes()))
        }
    }

    /// A deposit as long as they get at a counter: clipped by a cap, approved,
    /// with a note, alone in its commit and so signed.
    const LINE: &str = r#"{"v":1,"branch":"LC01","seq":412345,"prev":"4cac7a7f482e556504affb22b9bfc19f82aeb690df7dca9a91168be971e28c76","at":"2026-03-20T02:15:09Z","by":"clerk01","req":"cli-9f86d081884c7d659a2feaa0c55ad015","event":{"deposited":{"account":"LC01-000001-9","rule":"S01","book":"58e37807c8abcf7d9111e6ebd4600851d5751a2c7340849405f60c807d079889","qty":"80m","points":"3.5","currency":"JF","on":"2026-03-19","evidence":"签到表-0319第2页","note":"清溪河道清理上午场","computed":"4","approver":"verifier01"}},"sig":"s2M7r89K5RdYrlcp4EvV65Lwxk/6JbPXYpim9tSRTH7qNM4Xzm5pEL/brJUjOu3/KPP32xv6kjMP5+m6ox/DBQ=="}"#;

    #[test]
    fn a_full_receipt_of_a_million_entries_fits_one_code_and_is_read_back() {
        let entry = Entry::decode(LINE.as_bytes()).unwrap();
        assert!((600..700).contains(&LINE.len()), "{}", LINE.len());
        let (index, size) = (entry.seq, 1_048_575);
        let ranges = inclusion_ranges(index, size);
        let hashes: Vec<TreeHash> =
            ranges.into_iter().map(|range| range_root(&Million, range).unwrap()).collect();
        assert_eq!(hashes.len(), 20);
        // The root that the proof leads to.
        let leaf = TreeHash::leaf(LINE.as_bytes());
        let root = hashes.iter().enumerate().fold(leaf, |hash, (level, sibling)| {
            match index >> level & 1 {
                1 => TreeHash::node(sibling, &hash),
                _ => TreeHash::node(&hash, sibling),
            }
        });
        let bank: Origin = "wenming.example/lucheng".parse().unwrap();
        let log = LogName { origin: bank.clone(), branch: entry.branch };
        let key = BranchKey::from_secret(entry.branch, &[7; 32]);
        let hq = BranchKey::from_secret("HQ".parse().unwrap(), &[8; 32]);
        let signed = Checkpoint { log: log.clone(), size, root };
        let mut checkpoint = SignedCheckpoint::sign(signed, &key).unwrap();
        let at: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        checkpoint.add(checkpoint.cosignature(&bank, &hq, at));
        let proof = TlogProof { index, hashes, checkpoint };
        let receipt = Receipt::new(LINE.as_bytes(), proof).unwrap();
        let trust = Trust::new([
            log.key_line(SignatureKind::Log, key.public()),
            LogName { origin: bank, branch: hq.branch() }
                .key_line(SignatureKind::Witness, hq.public()),
        ]);
        let judged = receipt.check(&trust).unwrap();
        assert!(judged.log.is_some() && judged.witnesses.len() == 1);

        let text = receipt.to_string();
        let qr = Qr::of(text.as_bytes()).unwrap();
        assert!(text.len() < MOST, "{}", text.len());
        assert_eq!(read(&of_blocks(qr.blocks().iter().map(String::as_str))), text.as_bytes());
        assert_eq!(read(&of_svg(&qr.svg())), text.as_bytes());
    }
}
