//! Bytes → [`RawBook`]: what Excel holds, without any meaning. The only place that knows calamine.
//!
//! A returned file is untrusted. Its type is told by its content (`kind`), its zip is inflated to the end once
//! (`package`), its sheets are looked over (`sheet_scan`), and only then does calamine read it.

mod archive;
mod beside;
mod biff;
mod biff_beside;
mod cell_value;
mod comments;
mod defined_names;
mod displayed;
mod drawings;
mod kind;
mod mail;
mod mail_words;
mod number;
mod number_format;
mod ods;
mod ods_beside;
mod ods_scan;
mod ooxml;
mod package;
mod properties;
mod raw;
mod refused;
mod sheet_builder;
mod sheet_scan;
mod tags;
mod xls;

pub use archive::{Packed, unpack};
pub use kind::{Sort, begins_as_mail, sort};
pub use mail::{Letter, open_mail};
pub use raw::{Beside, BesideKind, DefinedName, Format, RawBook, RawCell, RawSheet, RawValue};
pub use refused::{OUT_OF_MEMORY, Refused};

use kind::Container;
use package::Package;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a workbook. `file` is its path relative to the round folder, for origins and for telling lock files; the
/// format is told by the content alone. A file that cannot be read is refused with the reason and the way out.
pub fn read(file: &str, bytes: &[u8]) -> Result<RawBook, Refused> {
    // A reader that stumbles over one file must not take the others with it.
    catch_unwind(AssertUnwindSafe(|| dispatch(file, bytes)))
        .unwrap_or_else(|_| Err(Refused::damaged("文件结构异常，未能读完。")))
}

fn dispatch(file: &str, bytes: &[u8]) -> Result<RawBook, Refused> {
    match kind::container(file, bytes)? {
        Container::Zip => {
            let mut package = Package::open(bytes)?;
            match kind::in_zip(&package)? {
                kind::InZip::Ooxml => ooxml::read(file, bytes, &mut package),
                kind::InZip::Ods => ods::read(file, bytes, &mut package),
            }
        }
        Container::Ole => xls::read(file, bytes),
    }
}
