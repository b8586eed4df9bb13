//! What a file says it is: form, version, stage and agency, with check digits, as one line of text.
//!
//! The line stands in a hidden cell of the form sheet, in the custom properties and in a hidden sheet, so that a renamed,
//! copied or half-lost file still says which form it is.

use std::fmt;

/// The first word of every identity.
const MAKER: &str = "jihe";
/// The agency of a file that goes to everybody alike.
pub const EVERYBODY: &str = "*";
/// The hidden sheet that holds the identity a second time.
pub const META_SHEET: &str = "jh_meta";
/// Defined names that begin so stand for what the template wrote on its other sheets: nothing there is an agency's.
pub const OWN_AREA: &str = "jh_own_sheet_";
/// The word above the agencies in the hidden list column of the common file.
pub const AGENCY_LIST: &str = "jihe-agencies";
/// The custom document properties: form, version, stage, agency code, and the whole identity.
pub const PROPERTIES: [&str; 5] = ["jihe_form", "jihe_version", "jihe_stage", "jihe_agency", "jihe_identity"];

/// Which form a file is, and whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub version: String,
    /// The stage's id.
    pub stage: String,
    /// The agency's code; `None` in the common file, whose agency is chosen from a list.
    pub agency: Option<String>,
}

impl Identity {
    /// `jihe|dept-target|2024.1|evaluate|440106|1234`; the agency reads `*` in the common file.
    pub fn encode(&self) -> String {
        let text = self.plain();
        let digits = check_digits(&text);
        format!("{text}|{digits}")
    }

    /// Reads what `encode` wrote, white space around it ignored; `None` when the check digits do not agree with the rest.
    pub fn decode(text: &str) -> Option<Identity> {
        let (plain, digits) = text.trim().rsplit_once('|')?;
        if digits != check_digits(plain) {
            return None;
        }
        // The agency's code comes from outside and may hold a bar itself, so it takes all that is left.
        let mut parts = plain.splitn(5, '|');
        if parts.next() != Some(MAKER) {
            return None;
        }
        let mut part = || parts.next().map(str::to_owned);
        let (form, version, stage, agency) = (part()?, part()?, part()?, part()?);
        Some(Identity { form, version, stage, agency: (agency != EVERYBODY).then_some(agency) })
    }

    /// The custom document properties of a file, in order.
    pub fn properties(&self) -> Vec<(String, String)> {
        let values =
            [self.form.clone(), self.version.clone(), self.stage.clone(), self.code().to_owned(), self.encode()];
        PROPERTIES.into_iter().map(str::to_owned).zip(values).collect()
    }

    /// The agency's code, or `*`.
    pub fn code(&self) -> &str {
        self.agency.as_deref().unwrap_or(EVERYBODY)
    }

    fn plain(&self) -> String {
        format!("{MAKER}|{}|{}|{}|{}", self.form, self.version, self.stage, self.code())
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.encode())
    }
}

/// Four digits that change with every single wrong character and every two exchanged ones.
fn check_digits(text: &str) -> String {
    // Both numbers are prime, and the base is no root of one that short texts could meet.
    let sum = text.bytes().fold(0_u32, |sum, byte| (sum * 257 + u32::from(byte)) % 9_973);
    format!("{sum:04}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(agency: Option<&str>) -> Identity {
        Identity {
            form: "dept-target".to_owned(),
            version: "2024.1".to_owned(),
            stage: "evaluate".to_owned(),
            agency: agency.map(str::to_owned),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for agency in [None, Some("440106"), Some("a|b"), Some("天河")] {
            let own = identity(agency);
            assert_eq!(Identity::decode(&format!(" {own}\n")), Some(own));
        }
        assert!(identity(None).encode().starts_with("jihe|dept-target|2024.1|evaluate|*|"));
    }

    #[test]
    fn a_line_changed_by_hand_is_no_identity() {
        let good = identity(Some("440106")).encode();
        let changed = [
            good.replace("440106", "440105"),
            good.replace("440106", "440160"),
            good.replace("evaluate", "declare"),
            good.replace("2024.1", "2023.1"),
            good.replace("jihe", "jihf"),
            good.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned(),
            String::new(),
            "|||||".to_owned(),
        ];
        for text in changed {
            assert_eq!(Identity::decode(&text), None, "{text}");
        }
    }
}
