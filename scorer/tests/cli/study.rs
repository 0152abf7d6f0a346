//! `scorer study` in shares: merged as if run at once, missing chunks named, interrupts survived, other folders refused.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::{scorer, succeed};

/// A quiet day, early, so that the model has little to learn from: about two seconds to make ready.
const DAY: &str = "--synthetic 7 --from 2020-02-03 --to 2020-02-04 --borrowers 5 --threads 1";
/// Chunks hold eight seeds of the eight variants: two of them.
const SEEDS: u64 = 16;

fn study(words: &str) -> String {
    format!("study {words} {DAY} --seeds {SEEDS}")
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Names of what lies in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn two_merged_shares_are_the_single_run_and_one_share_alone_is_refused() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();

    succeed(folder, &study("--out alone --json alone.json"));
    let nothing = succeed(folder, &study("--shard 2/2 --out runs"));
    let early = scorer(folder, &study("merge --out runs --json early.json"));
    succeed(folder, &study("--shard 1/2 --out runs"));
    let table = succeed(folder, &study("merge --out runs --json merged.json"));

    assert_eq!(nothing, "", "a share reports nothing");
    let error = String::from_utf8(early.stderr).unwrap();
    assert_eq!(early.status.code(), Some(1), "{error}");
    assert!(
        error.contains("1 of 2 chunks are missing, the first is 0; run the shares that hold them"),
        "{error}"
    );
    assert!(!folder.join("early.json").exists());
    assert!(
        read(folder, "merged.json") == read(folder, "alone.json"),
        "merged shares differ from the single run"
    );
    assert!(table.contains("(g) Ballast by model"), "{table}");
    assert_eq!(names(&folder.join("runs")), names(&folder.join("alone")));
}

#[test]
fn a_folder_with_chunks_of_other_seeds_is_refused_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    succeed(folder, &format!("study {DAY} --seeds 1 --out runs"));
    let chunk = folder.join("runs/chunk-000000.parquet");
    let before = fs::read(&chunk).unwrap();

    let output = scorer(folder, &study("--out runs"));

    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(
        error.contains("chunks of other work") && error.contains("choose another folder"),
        "{error}"
    );
    assert!(fs::read(&chunk).unwrap() == before, "the chunk was changed");
}

#[test]
fn a_share_that_does_not_exist_is_wrong_usage() {
    let folder = TempDir::new().unwrap();

    for share in ["0/2", "3/2", "half"] {
        let output = scorer(folder.path(), &study(&format!("--shard {share}")));

        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{share}: {error}");
        assert!(error.contains("--shard"), "{share}: {error}");
    }
    assert!(!folder.path().join("out").exists(), "nothing is computed");
}

#[cfg(unix)]
mod interrupt {
    use super::{DAY, names, read};
    use crate::program::succeed;
    use std::path::Path;
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};
    use tempfile::TempDir;

    /// Ten chunks, some tenths of a second each.
    const LONG: &str = "--seeds 80";
    const CHUNKS: usize = 10;

    fn start(folder: &Path, line: &str) -> Child {
        Command::new(env!("CARGO_BIN_EXE_scorer"))
            .args(line.split_whitespace())
            .current_dir(folder)
            .stderr(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Returns when the child has written a file of that name: nothing tells of it, so it is looked for.
    fn wait_for_file(child: &mut Child, file: &Path) {
        let patience = Instant::now();
        while !file.exists() {
            let name = file.display();
            assert_eq!(child.try_wait().unwrap(), None, "ended without {name}");
            assert!(patience.elapsed() < Duration::from_mins(5), "{name}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    #[test]
    fn an_interrupted_run_leaves_whole_chunks_and_is_finished_by_the_same_command() {
        let folder = TempDir::new().unwrap();
        let folder = folder.path();
        let command = format!("study {DAY} {LONG} --out runs --json resumed.json");

        let mut child = start(folder, &command);
        wait_for_file(&mut child, &folder.join("runs/chunk-000000.parquet"));
        let sent = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        let stopped = child.wait_with_output().unwrap();
        let left = names(&folder.join("runs"));
        succeed(folder, &command);
        succeed(
            folder,
            &format!("study {DAY} {LONG} --out alone --json alone.json"),
        );

        let error = String::from_utf8(stopped.stderr).unwrap();
        assert!(sent.unwrap().success());
        assert_eq!(stopped.status.code(), Some(1), "{error}");
        assert!(
            error.contains("the same command goes on from here"),
            "{error}"
        );
        assert!(stopped.stdout.is_empty(), "half a study is no result");
        assert!((1..CHUNKS).contains(&left.len()), "{left:?}");
        assert!(
            left.iter().all(|name| name.ends_with(".parquet")),
            "{left:?}"
        );
        assert!(
            read(folder, "resumed.json") == read(folder, "alone.json"),
            "the finished run differs from one that was never interrupted"
        );
    }
}
