//! The same work on many things, on several threads, in order.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// `work` of `0 .. count`, in that order whoever did it; the first error ends it.
pub(super) fn each<T: Send, E: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(usize) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let done: Mutex<Vec<(usize, Result<T, E>)>> = Mutex::new(Vec::with_capacity(count));
    thread::scope(|scope| {
        for _ in 0..threads.clamp(1, count.max(1)) {
            scope.spawn(|| {
                while !failed.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return;
                    }
                    let result = work(number);
                    failed.fetch_or(result.is_err(), Ordering::Relaxed);
                    let mut done = done
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                    done.push((number, result));
                }
            });
        }
    });
    let mut done = done
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_from_any_number_of_threads_and_an_error_comes_out() {
        for threads in [1, 3, 8] {
            let squares = each(100, threads, |number| Ok::<_, ()>(number * number)).unwrap();
            let error = each(100, threads, |number| {
                if number == 40 { Err("forty") } else { Ok(()) }
            });

            assert_eq!(
                squares,
                (0..100).map(|number| number * number).collect::<Vec<_>>()
            );
            assert_eq!(error, Err("forty"));
        }
        assert_eq!(each(0, 4, |_| Ok::<_, ()>(1)), Ok(vec![]));
    }
}
