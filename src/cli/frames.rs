//! What goes between this process and a reading process: frames of a length and so many bytes.

use crate::extract::{Submission, wire};
use crate::intake::Refused;
use crate::model::interned::Word;
use serde::{Deserialize, Serialize};
use std::io::{self, ErrorKind, Read, Write};

/// The first frame of a reading process: that it is one, and of this program.
pub(super) fn hello() -> Vec<u8> {
    format!("jihe {} reads", env!("CARGO_PKG_VERSION")).into_bytes()
}

/// What a reading process says of one file.
#[derive(Serialize, Deserialize)]
pub(super) enum Answer {
    /// Every form in it.
    Read(Vec<Submission>),
    /// It cannot be taken.
    Refused {
        /// The code for machines.
        #[serde(with = "wire::word")]
        code: Word,
        /// What was found.
        message: String,
        /// What to do.
        fix: String,
    },
}

impl From<Result<Vec<Submission>, Refused>> for Answer {
    fn from(result: Result<Vec<Submission>, Refused>) -> Self {
        match result {
            Ok(submissions) => Answer::Read(submissions),
            Err(Refused { code, message, fix }) => Answer::Refused { code, message, fix },
        }
    }
}

impl From<Answer> for Result<Vec<Submission>, Refused> {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Read(submissions) => Ok(submissions),
            Answer::Refused { code, message, fix } => Err(Refused { code, message, fix }),
        }
    }
}

/// Sends one frame.
pub(super) fn send(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::Error::from(ErrorKind::InvalidInput))?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(bytes)?;
    to.flush()
}

/// Takes one frame of at most so many bytes; `None` where the other side has closed between two frames.
pub(super) fn receive(from: &mut impl Read, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut length = Vec::new();
    from.by_ref().take(4).read_to_end(&mut length)?;
    if length.is_empty() {
        return Ok(None);
    }
    let length: [u8; 4] = length.try_into().map_err(|_| io::Error::from(ErrorKind::UnexpectedEof))?;
    let length = u32::from_le_bytes(length);
    match usize::try_from(length) {
        Ok(count) if count <= most => {
            let mut bytes = Vec::with_capacity(count);
            from.by_ref().take(u64::from(length)).read_to_end(&mut bytes)?;
            if bytes.len() == count { Ok(Some(bytes)) } else { Err(ErrorKind::UnexpectedEof.into()) }
        }
        _ => Err(ErrorKind::InvalidData.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::{FormDef, Profile};
    use crate::forms;
    use crate::model::Severity;

    /// (what arrives, the most that is taken, what it is)
    #[test]
    fn frames() {
        type Case = (&'static [u8], usize, Result<Option<&'static [u8]>, ErrorKind>);
        let cases: [Case; 7] = [
            (b"", 9, Ok(None)),
            (b"\x03\0\0\0abc", 9, Ok(Some(b"abc"))),
            (b"\x03\0\0\0abc", 3, Ok(Some(b"abc"))),
            (b"\0\0\0\0", 0, Ok(Some(b""))),
            (b"\x03\0\0\0abc", 2, Err(ErrorKind::InvalidData)),
            (b"\x03\0\0\0ab", 9, Err(ErrorKind::UnexpectedEof)),
            (b"\xff\xff", 9, Err(ErrorKind::UnexpectedEof)),
        ];
        for (mut bytes, most, expected) in cases {
            let got = receive(&mut bytes, most).map_err(|e| e.kind());
            assert_eq!(got, expected.map(|o| o.map(<[u8]>::to_vec)));
        }
        let mut sent = Vec::new();
        send(&mut sent, b"abc").unwrap();
        assert_eq!(sent, b"\x03\0\0\0abc");
    }

    #[test]
    fn forms_travel_whole_with_their_profile_and_levels() {
        for id in forms::ids() {
            for profile in Profile::ids() {
                let text = forms::built_in(id).unwrap();
                let Ok(mut form) = forms::parse_under(text, Some(profile)) else { continue };
                form.levels.insert("V102".to_owned(), Severity::Query);
                let bytes = postcard::to_stdvec(&form).unwrap();
                let arrived: FormDef = postcard::from_bytes(&bytes).unwrap();
                assert_eq!(format!("{arrived:?}"), format!("{form:?}"), "{id} {profile}");
            }
        }
    }
}
