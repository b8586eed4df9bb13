//! Pages of several codes in one Markdown text, each under `# CODE name 标题`.

/// The page of that code; case and white space around it do not matter.
pub fn page(text: &'static str, code: &str) -> Option<&'static str> {
    let code = code.trim();
    pages(text).find(|(own, _)| own.eq_ignore_ascii_case(code)).map(|(_, page)| page)
}

/// Every page with its code, in order.
pub fn pages(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let starts: Vec<usize> = text.match_indices("# ").map(|(at, _)| at).filter(|at| heads(text, *at)).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([text.len()]).collect();
    starts.into_iter().zip(ends).filter_map(move |(start, end)| {
        let page = text.get(start..end)?.trim_end();
        Some((page.split_whitespace().nth(1)?, page))
    })
}

/// A heading of the first level: `# ` at the beginning of a line.
fn heads(text: &str, at: usize) -> bool {
    at == 0 || text.get(..at).is_some_and(|before| before.ends_with('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_found_by_code() {
        let text = "# E1 one 甲\n## 查什么\n一。\n\n# E2 two 乙\n## 查什么\n二。\n";
        assert_eq!(page(text, " e2 "), Some("# E2 two 乙\n## 查什么\n二。"));
        assert_eq!(page(text, "E3"), None);
        assert_eq!(pages(text).count(), 2);
    }
}
