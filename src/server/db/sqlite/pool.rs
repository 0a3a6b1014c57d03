//! The connections that read: opened when they are needed, used again without being asked whether they still live —
//! a file does not hang up.

use super::{connection::EmbeddedConnection, options::EmbeddedOptions};
use sqlx::Error;
use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

type Idle = Arc<Mutex<Vec<EmbeddedConnection>>>;

/// Connections to read with.
#[derive(Debug, Clone)]
pub struct Readers {
    options: EmbeddedOptions,
    idle: Idle,
    places: Arc<Semaphore>,
}

impl Readers {
    /// So many at most.
    pub fn new(options: EmbeddedOptions, max: usize) -> Self {
        Self { options, idle: Idle::default(), places: Arc::new(Semaphore::new(max)) }
    }

    /// One to read with; waits while all are in use.
    pub async fn acquire(&self) -> Result<Borrowed, Error> {
        let place = self.places.clone().acquire_owned().await.map_err(|_| Error::PoolClosed)?;
        let idle = lock(&self.idle).pop();
        let connection = idle.map_or_else(|| EmbeddedConnection::open(&self.options), Ok)?;
        Ok(Borrowed { connection, home: Some((self.idle.clone(), place)) })
    }

    /// Gives out no more, and closes those that are not in use.
    pub fn close(&self) {
        self.places.close();
        lock(&self.idle).clear();
    }
}

/// A connection until it is dropped; one from a pool goes back there.
#[derive(Debug)]
pub struct Borrowed {
    connection: EmbeddedConnection,
    home: Option<(Idle, OwnedSemaphorePermit)>,
}

impl Borrowed {
    /// One of no pool.
    pub fn alone(options: &EmbeddedOptions) -> Result<Self, Error> {
        Ok(Self { connection: EmbeddedConnection::open(options)?, home: None })
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        let Some((idle, place)) = self.home.take() else { return };
        let connection = std::mem::replace(&mut self.connection, EmbeddedConnection::gone());
        if connection.is_whole() {
            lock(&idle).push(connection);
        }
        drop(place);
    }
}

impl Deref for Borrowed {
    type Target = EmbeddedConnection;
    fn deref(&self) -> &EmbeddedConnection {
        &self.connection
    }
}

impl DerefMut for Borrowed {
    fn deref_mut(&mut self) -> &mut EmbeddedConnection {
        &mut self.connection
    }
}

fn lock(idle: &Idle) -> MutexGuard<'_, Vec<EmbeddedConnection>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}
