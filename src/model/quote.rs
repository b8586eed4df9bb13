//! Quotation marks as print sets them: “ ” outside, and what is quoted turns its own into ‘ ’.

/// A label or a text in quotation marks: “实施‘揭榜挂帅’项目数量”.
pub fn quote(text: &str) -> String {
    format!("“{}”", inner(text))
}

/// What stands between quotation marks: its own “ ” become ‘ ’, and one that was cut off is closed.
pub fn inner(text: &str) -> String {
    let turned: String = text
        .chars()
        .map(|c| {
            if c == '“' {
                '‘'
            } else if c == '”' {
                '’'
            } else {
                c
            }
        })
        .collect();
    let open = text.matches('“').count() > text.matches('”').count();
    if open { format!("{turned}’") } else { turned }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_within_marks_are_single() {
        for (text, quoted) in [
            ("名称", "“名称”"),
            ("“四化”改造企业数量", "“‘四化’改造企业数量”"),
            ("组织实施“揭榜…", "“组织实施‘揭榜…’”"),
            ("don’t", "“don’t”"),
        ] {
            assert_eq!(quote(text), quoted);
        }
    }
}
