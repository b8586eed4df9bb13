//! How the sentences of the report name several agencies: a few by name, and of more that there are more.

/// Names that a sentence bears.
const NAMED: usize = 5;

/// The first of them: 荔湾、天河; of more than `most` with `rest` behind them, unless that would spare a single name.
pub(super) fn first<S: AsRef<str>>(names: &[S], most: usize, rest: &str) -> String {
    let most = if names.len() == most + 1 { names.len() } else { most };
    let shown = names.iter().take(most).map(AsRef::as_ref).collect::<Vec<_>>().join("、");
    if names.len() > most { format!("{shown}{rest}") } else { shown }
}

/// A few names, and of more how many there are: 荔湾、天河、白云、黄埔、花都等11个单位.
pub(super) fn named<S: AsRef<str>>(names: &[S]) -> String {
    first(names, NAMED, &format!("等{}个单位", names.len()))
}

/// The same beside their number: 荔湾、天河、白云、黄埔、花都等.
pub(super) fn counted<S: AsRef<str>>(names: &[S]) -> String {
    first(names, NAMED, "等")
}

/// Names under the word that holds of each of them, words in the order of their first name: 白云未报，荔湾、天河待更正.
pub(super) fn grouped<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, word) in names {
        match groups.iter_mut().find(|(own, _)| *own == word) {
            Some((_, all)) => all.push(name),
            None => groups.push((word, vec![name])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_by_name_and_how_many_there_are() {
        let all = ["荔湾", "天河", "白云", "黄埔", "花都", "番禺", "从化"];
        assert_eq!(named(&all[..2]), "荔湾、天河");
        assert_eq!(named(&all[..6]), "荔湾、天河、白云、黄埔、花都、番禺");
        assert_eq!(named(&all), "荔湾、天河、白云、黄埔、花都等7个单位");
        assert_eq!(counted(&all), "荔湾、天河、白云、黄埔、花都等");
        let words = [("白云", "未报"), ("荔湾", "待更正"), ("天河", "未报")];
        let groups = grouped(words.into_iter());
        assert_eq!(groups, [("未报", vec!["白云", "天河"]), ("待更正", vec!["荔湾"])]);
    }
}
