//! How much room a text takes.

/// The width of a text in characters of a column: CJK counts 2.
pub fn text_width(text: &str) -> usize {
    text.lines().map(unicode_width::UnicodeWidthStr::width_cjk).max().unwrap_or(0)
}

/// How many lines a text takes when wrapped in a column of `width` (hundredths of a character); at least 1.
pub fn wrapped_lines(text: &str, width: u32) -> u32 {
    // A CJK character needs a little more than two digits' width in the house fonts, and the cell keeps a margin.
    let usable = usize::try_from(width.saturating_sub(160) / 105).unwrap_or(1).max(2);
    text.split('\n')
        .map(|line| {
            let w = unicode_width::UnicodeWidthStr::width_cjk(line).max(1);
            // Wrapping never splits a CJK character, which loses up to one column a line.
            w.div_ceil(usable.saturating_sub(1).max(1))
        })
        .sum::<usize>()
        .max(1)
        .try_into()
        .unwrap_or(u32::MAX)
}
