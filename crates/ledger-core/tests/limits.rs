//! Each limit of what is read, at its bound and one beyond. docs/limits.md names them.

#![allow(clippy::unwrap_used, reason = "a test panics where it fails")]

use ledger_core::ids::RequestKey;
use ledger_core::line::{Entry, LineError, MAX_LINE};
use ledger_core::points::{Amount, AmountError, Qty};
use ledger_core::proof::Note;
use ledger_core::proof::note::{MAX_NOTE, MAX_SIGNATURES, NoteError};

const SIGNATURE: &str = "— wenming.example/yunling/HQ pKODDgAAAABrX9kQerO8K2/KQn5QklkEjbSSos2dacpb9KuUEk3SH18y0Hhf3QnqBIj0d35FhvfsLG8b22uGlY6yBTDEk1TRlGCFCQ==\n";

#[test]
fn a_line_is_looked_at_up_to_its_limit_and_no_further() {
    let line = |bytes: usize| Entry::decode(&vec![b' '; bytes]).unwrap_err();
    assert!(matches!(line(MAX_LINE), LineError::NotAnEntry(_)));
    assert_eq!(line(MAX_LINE + 1), LineError::TooLong(MAX_LINE + 1));
}

#[test]
fn a_note_has_so_many_bytes_and_so_many_signatures() {
    let note = |text: usize, signatures: usize| {
        // Each by another name, since a note is signed by each key once.
        let lines: String =
            (0..signatures).map(|at| SIGNATURE.replace("/HQ ", &format!("/V{at} "))).collect();
        let whole = format!("{}\n\n{lines}", "x".repeat(text));
        (whole.len(), whole.parse::<Note>())
    };
    assert!(note(1, MAX_SIGNATURES).1.is_ok());
    assert_eq!(note(1, MAX_SIGNATURES + 1).1.unwrap_err(), NoteError::TooLong);
    let room = MAX_NOTE - SIGNATURE.len() - 2;
    let (bytes, longest) = note(room, 1);
    assert_eq!((bytes, longest.is_ok()), (MAX_NOTE, true));
    assert_eq!(note(room + 1, 1).1.unwrap_err(), NoteError::TooLong);
}

#[test]
fn a_request_key_has_so_many_characters() {
    assert!("k".repeat(64).parse::<RequestKey>().is_ok());
    assert!("k".repeat(65).parse::<RequestKey>().is_err());
    assert!("".parse::<RequestKey>().is_err());
}

#[test]
fn amounts_and_times_end_where_they_are_said_to() {
    assert!(Amount::read("999999999999.9999").is_ok());
    assert!(matches!(Amount::read("1000000000000"), Err(AmountError::TooLarge(_))));
    assert!(matches!(Amount::read("0.00001"), Err(AmountError::TooPrecise(_))));
    assert_eq!(Qty::read("8784h").unwrap(), Qty::Minutes(527_040));
    assert!(matches!(Qty::read("8784h1m"), Err(AmountError::TooLarge(_))));
}
