//! The database on a thread of its own, so that nothing else ever waits for a disk.

use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::spawn_blocking;

use super::error::AuditError;
use super::store::AuditStore;

/// Entries that may wait.
const QUEUE: usize = 256;

type Job = Box<dyn FnOnce(&mut Desk) + Send>;

/// A handle to the thread; the thread ends when the last one is dropped and everything is written.
#[derive(Clone, Debug)]
pub struct AuditDesk {
    file: PathBuf,
    jobs: mpsc::Sender<Job>,
}

/// What the thread holds: the database, opened anew after an error that may have come from its connection.
struct Desk {
    file: PathBuf,
    busy: Duration,
    store: Option<AuditStore>,
}

impl AuditDesk {
    /// Starts the thread. The database is opened with the first job, and again with the next one after it failed.
    ///
    /// # Errors
    /// [`AuditError::Closed`] where no thread can be started.
    pub fn start(file: PathBuf, busy: Duration) -> Result<Self, AuditError> {
        let (jobs, mut waiting) = mpsc::channel::<Job>(QUEUE);
        let mut desk = Desk {
            file: file.clone(),
            busy,
            store: None,
        };
        std::thread::Builder::new()
            .name("audit".to_owned())
            .spawn(move || {
                while let Some(job) = waiting.blocking_recv() {
                    job(&mut desk);
                }
            })
            .map_err(|_| AuditError::Closed)?;
        Ok(Self { file, jobs })
    }

    /// Does `work` on the thread and waits for it.
    ///
    /// # Errors
    /// Those of `work`; [`AuditError::Behind`] while the queue is full.
    pub async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut AuditStore) -> Result<T, AuditError> + Send + 'static,
    ) -> Result<T, AuditError> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |desk| {
            // Whoever asked may have stopped waiting.
            let _ = answer.send(desk.run(work));
        });
        self.jobs.try_send(job).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => AuditError::Behind { waiting: QUEUE },
            mpsc::error::TrySendError::Closed(_) => AuditError::Closed,
        })?;
        answered.await.map_err(|_| AuditError::Closed)?
    }

    /// Does `work`, which only reads and may take long, beside the thread: nothing that is to be written waits for it.
    ///
    /// # Errors
    /// Those of `work`; a database that cannot be opened.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&AuditStore) -> Result<T, AuditError> + Send + 'static,
    ) -> Result<T, AuditError> {
        let file = self.file.clone();
        let reading = spawn_blocking(move || work(&AuditStore::open_read_only(&file)?));
        reading.await.map_err(|_| AuditError::Closed)?
    }
}

impl Desk {
    fn run<T>(
        &mut self,
        work: impl FnOnce(&mut AuditStore) -> Result<T, AuditError>,
    ) -> Result<T, AuditError> {
        let mut store = match self.store.take() {
            Some(store) => store,
            None => AuditStore::open(&self.file, self.busy)?,
        };
        let done = work(&mut store);
        // A lock passes by itself; after anything else the connection may be of no more use.
        if done.as_ref().err().is_none_or(AuditError::is_locked) {
            self.store = Some(store);
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn database_that_cannot_be_opened_is_tried_again_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("later");
        let desk = AuditDesk::start(inside.join("a.sqlite"), Duration::from_millis(50)).unwrap();

        let before = desk.call(AuditStore::check_writable).await;
        std::fs::create_dir(&inside).unwrap();
        let after = desk.call(AuditStore::check_writable).await;

        assert!(before.unwrap_err().is_full());
        after.unwrap();
    }

    #[tokio::test]
    async fn locked_database_is_an_error_and_passes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.sqlite");
        let desk = AuditDesk::start(file.clone(), Duration::from_millis(50)).unwrap();
        desk.call(AuditStore::check_writable).await.unwrap();
        let other = rusqlite::Connection::open(&file).unwrap();
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();

        let locked = desk.call(AuditStore::check_writable).await;
        other.execute_batch("ROLLBACK").unwrap();
        let free = desk.call(AuditStore::check_writable).await;

        assert!(locked.unwrap_err().is_locked());
        free.unwrap();
    }
}
