//! Words of the program itself that come back from another process of it: codes and names that are `&'static str` here.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A word of the program itself.
pub type Word = &'static str;

/// No code or name of the program is longer, in bytes.
const LONGEST: usize = 64;
/// The program has far fewer of them.
const MOST: usize = 4096;

/// The word for the life of the program, kept once however often it comes; `None` for what is none of its words by length
/// or by number.
pub fn interned(word: &str) -> Option<Word> {
    static WORDS: Mutex<BTreeSet<Word>> = Mutex::new(BTreeSet::new());
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = words.get(word) {
        return Some(known);
    }
    if word.len() > LONGEST || words.len() >= MOST {
        return None;
    }
    let kept: Word = Box::leak(word.into());
    words.insert(kept);
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_kept_once() {
        let (first, again) = (interned("form-twice").unwrap(), interned(&String::from("form-twice")).unwrap());
        assert!(std::ptr::eq(first, again));
        assert_eq!(interned(&"a".repeat(65)), None);
    }
}
