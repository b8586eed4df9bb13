//! Sheet to be written.
use super::Context;
use crate::model::book::Sheet;
pub(super) fn sheet(_c: &Context<'_>) -> Sheet {
    Sheet::default()
}
