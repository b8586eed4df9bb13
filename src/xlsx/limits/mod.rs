//! What Excel cannot hold.
use super::Refused;
use crate::model::book::Book;
pub(super) mod formula;

/// Refuses a book beyond any limit.
pub(super) fn check(_book: &Book) -> Result<(), Refused> {
    Ok(())
}
