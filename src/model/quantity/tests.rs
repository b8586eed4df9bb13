//! Cases a person can read.
