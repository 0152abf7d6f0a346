//! Work in shares: whatever stops it, whoever computes it, the merged rows are the same.

use ballast_scorer::shard::{Ended, ShardError, Share, Store, Work, run};
use std::convert::Infallible;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tempfile::TempDir;

const UNITS: u64 = 47;

fn work() -> Work {
    let columns = ["square", "third"].map(str::to_owned).to_vec();
    Work::new(b"squares", columns, UNITS, 5)
}

fn row(unit: u64) -> Vec<f64> {
    let value = f64::from(u32::try_from(unit).unwrap());
    let third = if unit.is_multiple_of(3) {
        value / 3.0
    } else {
        f64::NAN
    };
    vec![value * value, third]
}

fn compute(store: &Store, share: Share, threads: usize) -> Ended {
    let never = AtomicBool::new(false);
    run(store, share, threads, &never, &|| {}, |unit| {
        Ok::<_, Infallible>(row(unit))
    })
    .unwrap()
}

fn bits(rows: &[Vec<f64>]) -> Vec<Vec<u64>> {
    rows.iter()
        .map(|row| row.iter().map(|value| value.to_bits()).collect())
        .collect()
}

fn chunks(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn shares_on_several_machines_merge_to_what_one_run_gives() {
    let (alone, shared) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let one = Store::open(alone.path(), work()).unwrap();
    let many = Store::open(shared.path(), work()).unwrap();

    compute(&one, Share::ALL, 1);
    for (share, threads) in [("3/3", 2), ("1/3", 1), ("2/3", 3)] {
        compute(&many, share.parse().unwrap(), threads);
    }

    let (one, many) = (one.merge().unwrap(), many.merge().unwrap());
    assert_eq!(bits(&one), bits(&many));
    let expected: Vec<Vec<f64>> = (0..UNITS).map(row).collect();
    assert_eq!(bits(&one), bits(&expected));
    for name in chunks(alone.path()) {
        assert_eq!(
            fs::read(alone.path().join(&name)).unwrap(),
            fs::read(shared.path().join(&name)).unwrap(),
            "{name} differs"
        );
    }
}

#[test]
fn a_stopped_run_leaves_whole_chunks_and_the_next_one_goes_on_from_them() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), work()).unwrap();
    let stop = AtomicBool::new(false);

    let stopped = run(&store, Share::ALL, 1, &stop, &|| {}, |unit| {
        if unit == 17 {
            stop.store(true, Ordering::Relaxed);
        }
        Ok::<_, Infallible>(row(unit))
    })
    .unwrap();
    let left = chunks(folder.path());
    let computed = AtomicU64::new(0);
    let never = AtomicBool::new(false);
    let resumed = run(&store, Share::ALL, 2, &never, &|| {}, |unit| {
        computed.fetch_add(1, Ordering::Relaxed);
        Ok::<_, Infallible>(row(unit))
    })
    .unwrap();

    assert_eq!((stopped.computed, stopped.left), (3, 7));
    assert_eq!(left.len(), 3, "{left:?}");
    assert_eq!((resumed.found, resumed.computed, resumed.left), (3, 7, 0));
    assert_eq!(computed.into_inner(), UNITS - 15);
    assert_eq!(store.merge().unwrap().len(), 47);
}

#[test]
fn a_failing_unit_is_named_and_what_was_whole_stays() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), work()).unwrap();
    let never = AtomicBool::new(false);

    let error = run(&store, Share::ALL, 1, &never, &|| {}, |unit| {
        if unit == 12 {
            return Err("no price at noon");
        }
        Ok(row(unit))
    })
    .unwrap_err();

    assert_eq!(error.to_string(), "unit 12: no price at noon");
    assert_eq!(chunks(folder.path()).len(), 2);
    assert!(store.has(0) && store.has(1) && !store.has(2));
}

#[test]
fn a_merge_names_what_is_missing() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), work()).unwrap();
    compute(&store, "1/2".parse().unwrap(), 2);

    let error = store.merge().unwrap_err();

    assert!(
        matches!(
            error,
            ShardError::ChunksMissing {
                missing: 5,
                chunks: 10,
                first: 1
            }
        ),
        "{error}"
    );
}

#[test]
fn a_folder_with_other_work_is_refused_and_stays_as_it_is() {
    let folder = TempDir::new().unwrap();
    compute(&Store::open(folder.path(), work()).unwrap(), Share::ALL, 1);
    let before = chunks(folder.path());
    let columns = ["square", "third"].map(str::to_owned).to_vec();

    let error = Store::open(folder.path(), Work::new(b"cubes", columns, UNITS, 5)).unwrap_err();

    assert!(matches!(error, ShardError::OtherWork { .. }), "{error}");
    assert_eq!(chunks(folder.path()), before);
}

#[test]
fn a_damaged_chunk_is_named_and_a_half_written_one_is_not_counted() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), work()).unwrap();
    compute(&store, Share::ALL, 1);
    let path = folder.path().join("chunk-000004.parquet");
    let whole = fs::read(&path).unwrap();

    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let damaged = store.merge().unwrap_err();
    fs::rename(&path, path.with_extension("partial-77")).unwrap();
    let resumed = compute(&store, Share::ALL, 1);

    assert!(
        matches!(&damaged, ShardError::ChunkDamaged { file, .. } if file == &path),
        "{damaged}"
    );
    assert_eq!((resumed.computed, resumed.found), (1, 9));
    assert_eq!(fs::read(&path).unwrap(), whole);
}

#[test]
fn a_chunk_under_a_wrong_number_is_refused() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), work()).unwrap();
    compute(&store, Share::ALL, 1);
    let name = |chunk| folder.path().join(format!("chunk-{chunk:06}.parquet"));

    fs::copy(name(2), name(3)).unwrap();
    let error = store.merge().unwrap_err();

    assert!(matches!(error, ShardError::ChunkDamaged { .. }), "{error}");
}
