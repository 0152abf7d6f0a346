//! Real market data, where that folder is there.

use std::path::PathBuf;

use ballast_scorer::data::{Dataset, GapPolicy, LoadRequest, load};
use ballast_scorer::time::Span;

/// `BALLAST_DATA`, otherwise `../shared/data` seen from the project; None, and a note, where there is none.
pub fn folder() -> Option<PathBuf> {
    let beside = ballast_vm::repository_root().join("../shared/data");
    let folder = std::env::var_os("BALLAST_DATA").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no market data at {}", folder.display());
    None
}

/// Everything that there is on `assets`, gaps marked.
pub fn dataset(assets: &[&str]) -> Option<Dataset> {
    let request = LoadRequest {
        assets: assets.iter().map(|asset| (*asset).to_owned()).collect(),
        span: Span::ALL,
        gaps: GapPolicy::Mark,
        series: Vec::new(),
    };
    Some(load(&folder()?, &request).unwrap())
}
