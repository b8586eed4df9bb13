//! Any text as an indicator value, and as an actual beside any target: nothing panics, the text is kept, what is read is
//! printed so that it is read again, and another width of the same characters means the same.
#![no_main]

use jihe::model::quantity::{Direction, Yardstick, meets, paired, same};
use jihe::model::{Meaning, Measures, Reading};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (target, actual) = text.split_once('\t').unwrap_or(("≥53万台", text));
    let target = Reading::of(target);
    for reading in [Reading::of(actual), Reading::beside(actual, &target.meaning)] {
        assert_eq!(reading.text, actual);
        let _ = reading.to_json().to_string();
        read_again(&reading.meaning);
        compare(&target.meaning, &reading.meaning);
    }
    assert_eq!(Reading::of(&widened(actual)).meaning, Reading::of(actual).meaning, "{actual}");
});

/// A question is printed with its reason and a sentence as a stand-in; everything else is read back as it was.
fn read_again(meaning: &Meaning) {
    if !matches!(meaning, Meaning::Unclear(_) | Meaning::Qualitative(_)) {
        let printed = meaning.to_string();
        assert_eq!(&Reading::of(&printed).meaning, meaning, "{printed}");
    }
}

fn compare(target: &Meaning, actual: &Meaning) {
    let measures = Measures::none();
    for direction in [Direction::Positive, Direction::Inverse] {
        let _ = meets(target, actual, Yardstick { direction, about: 10.into(), measures });
    }
    let _ = same(target, actual);
    for (part, target) in paired(target.parts(), actual.parts(), measures).into_iter().zip(target.parts()) {
        let _ = (part.converted(target, measures), target.converted(part, measures), part.total());
    }
}

/// Every ASCII sign in full width.
fn widened(text: &str) -> String {
    let wide = |c: char| match c {
        ' ' => '\u{3000}',
        '!'..='}' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        '~' => '～',
        c => c,
    };
    text.chars().map(wide).collect()
}
