//! The contract of [`Books`], as a test for every implementation.

#![allow(clippy::unwrap_used, reason = "a contract test panics where the contract is broken")]

use super::{Batch, Books};

/// Holds an implementation to every sentence of the trait.
///
/// # Panics
/// Where the contract is broken.
pub fn check<B: Books>(mut make: impl FnMut() -> B) {
    let mut books = make();
    assert_eq!(books.get(b"a").unwrap(), None);
    let mut batch = Batch::default();
    for n in [3_u8, 1, 2] {
        batch.put(vec![b'k', n], vec![n; usize::from(n) * 1000]);
    }
    batch.put(b"l".to_vec(), Vec::new());
    batch.put(vec![b'k', 2], b"again".to_vec());
    books.write(&batch).unwrap();
    assert_eq!(books.get(&[b'k', 3]).unwrap(), Some(vec![3; 3000]));
    assert_eq!(books.get(&[b'k', 2]).unwrap(), Some(b"again".to_vec()), "the later put counts");
    assert_eq!(books.get(b"l").unwrap(), Some(Vec::new()), "empty is not absent");
    assert_eq!(books.get(b"k").unwrap(), None);
    let mut keys = Vec::new();
    books.scan(b"k", &mut |key, _| keys.push(key.to_vec())).unwrap();
    assert_eq!(keys, [vec![b'k', 1], vec![b'k', 2], vec![b'k', 3]], "in order, within the prefix");
    books.write(&Batch::default()).unwrap();
    books.start_over().unwrap();
    assert_eq!(books.get(b"l").unwrap(), None);
    books.write(&batch).unwrap();
    assert_eq!(books.get(b"l").unwrap(), Some(Vec::new()), "books begun again can be written");
}
