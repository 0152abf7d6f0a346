//! Folders with one small file of BTC's bars.

use std::fs;
use std::path::{Path, PathBuf};

use ballast_scorer::data::{DataError, GapPolicy, LoadRequest, load};
use ballast_scorer::time::Span;
use tempfile::TempDir;

pub(crate) const HEADER: &str = "time,open,high,low,close,volume\n";

pub(crate) fn request(gaps: GapPolicy) -> LoadRequest {
    LoadRequest {
        assets: vec!["BTC".to_owned()],
        span: Span::ALL,
        gaps,
        series: Vec::new(),
    }
}

/// Writes `rows` after the usual header as BTC's bars.
pub(crate) fn bars(rows: &str) -> (TempDir, PathBuf) {
    file(&format!("{HEADER}{rows}"))
}

pub(crate) fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("spot_1h").join("BTC.csv");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, text).unwrap();
    (folder, file)
}

pub(crate) fn refusal(folder: &Path) -> DataError {
    load(folder, &request(GapPolicy::Reject)).unwrap_err()
}

/// The error names the file, and reads `expected` after it.
#[track_caller]
pub(crate) fn assert_refused(rows: &str, expected: &str) {
    let (folder, file) = bars(rows);
    let message = refusal(folder.path()).to_string();
    assert_eq!(message, format!("{}: {expected}", file.display()));
}
