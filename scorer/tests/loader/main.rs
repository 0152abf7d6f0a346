//! Data files: what is right is read exactly, what is wrong is refused by file, row and column.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod bars;
mod csv_files;
mod gaps;
mod parquet_damage;
mod series;
