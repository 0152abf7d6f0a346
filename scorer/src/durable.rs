//! Files that a crash leaves whole: as they were, or as they were to be.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// Makes `bytes` what `file` holds.
pub(crate) fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut aside = file.as_os_str().to_owned();
    aside.push(".tmp");
    let aside = Path::new(&aside);
    let mut written = File::create(aside)?;
    written.write_all(bytes)?;
    written.sync_all()?;
    rename(aside, file)
}

/// Gives `aside`, which is on the disk, the name `file`.
pub(crate) fn rename(aside: &Path, file: &Path) -> io::Result<()> {
    fs::rename(aside, file)?;
    // The new name itself must survive a crash.
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_holds_what_was_written_last_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("budget.json");

        write(&file, b"longer than the next").unwrap();
        write(&file, b"next").unwrap();

        assert_eq!(fs::read(&file).unwrap(), b"next");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn folder_that_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();

        assert!(write(&folder.path().join("none/budget.json"), b"").is_err());
    }
}
