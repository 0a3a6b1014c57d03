//! Where files are kept: a folder, or a bucket of an S3-compatible store. Nothing is changed in place: a name is written once
//! and deleted once.

use super::{
    Fault, Result,
    config::{Bucket, StorageSetting},
};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutPayload, aws::AmazonS3Builder, buffered::BufWriter,
    local::LocalFileSystem, path::Path, prefix::PrefixStore,
};
use std::{ops::Range, sync::Arc};
use tokio::io::AsyncWriteExt;

/// Bytes that are sent in one request; larger files go in parts of so many.
const PART_BYTES: usize = 8 << 20;

/// The place itself. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
}

/// A file on its way in. One that is dropped before its end leaves nothing that has a name.
pub struct Upload {
    writer: BufWriter,
}

/// A file, or a part of one, on its way out.
pub struct Content {
    /// Bytes of the whole file.
    pub size: u64,
    /// The part that this is.
    pub range: Range<u64>,
    /// The bytes.
    pub stream: BoxStream<'static, std::io::Result<Bytes>>,
}

/// A file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub size: u64,
}

impl Storage {
    /// Opens the place; nothing is asked of it yet, but a folder is made.
    pub fn open(setting: &StorageSetting) -> std::result::Result<Self, String> {
        let open = |store: object_store::Result<Arc<dyn ObjectStore>>| store.map_err(|error| error.to_string());
        let store = match setting {
            StorageSetting::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
                open(LocalFileSystem::new_with_prefix(folder).map(|store| Arc::new(store.with_fsync(true)) as _))?
            }
            StorageSetting::S3(bucket) => open(s3(bucket))?,
        };
        Ok(Self { store })
    }

    /// Begins a file of this name.
    pub fn upload(&self, name: &str) -> Upload {
        Upload { writer: BufWriter::with_capacity(self.store.clone(), Path::from(name), PART_BYTES) }
    }

    /// Writes a whole file.
    pub async fn put(&self, name: &str, bytes: Bytes) -> Result<()> {
        self.store.put(&Path::from(name), PutPayload::from_bytes(bytes)).await?;
        Ok(())
    }

    /// Reads a file, or a part of it that lies within; none when there is no such file.
    pub async fn get(&self, name: &str, range: Option<Range<u64>>) -> Result<Option<Content>> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let found = match self.store.get_opts(&Path::from(name), options).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let (size, range) = (found.meta.size, found.range.clone());
        Ok(Some(Content { size, range, stream: found.into_stream().map_err(std::io::Error::other).boxed() }))
    }

    /// A whole file in memory, if it has at most so many bytes.
    pub async fn read(&self, name: &str, bytes_max: u64) -> Result<Option<Bytes>> {
        let Some(content) = self.get(name, None).await? else { return Ok(None) };
        if content.size > bytes_max {
            return Err(Fault::broken(format!("{name} has {} bytes", content.size)));
        }
        let parts: Vec<Bytes> = content.stream.try_collect().await?;
        Ok(Some(Bytes::from(parts.concat())))
    }

    /// Bytes of a file; none when there is no such file.
    pub async fn size(&self, name: &str) -> Result<Option<u64>> {
        match self.store.head(&Path::from(name)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes a file; one that is not there is deleted already.
    pub async fn delete(&self, name: &str) -> Result<()> {
        match self.store.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Everything there is below a name.
    pub fn list(&self, below: Option<&str>) -> BoxStream<'static, Result<Entry>> {
        let below = below.map(Path::from);
        let entry = |meta: object_store::ObjectMeta| Entry { name: meta.location.to_string(), size: meta.size };
        self.store.list(below.as_ref()).map_ok(entry).map_err(Fault::from).boxed()
    }

    /// Whether the place answers.
    pub async fn is_there(&self) -> bool {
        match self.store.list(Some(&Path::from("health"))).next().await {
            None | Some(Ok(_)) => true,
            Some(Err(error)) => {
                tracing::error!(%error, "the storage does not answer");
                false
            }
        }
    }
}

impl Upload {
    /// The next bytes.
    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        Ok(self.writer.put(bytes).await?)
    }

    /// Everything was written: the file is there, and stays, when this is over.
    pub async fn finish(mut self) -> Result<()> {
        Ok(self.writer.shutdown().await?)
    }

    /// It is not wanted after all.
    pub async fn abort(mut self) {
        if let Err(error) = self.writer.abort().await {
            tracing::debug!(%error, "an upload was dropped");
        }
    }
}

fn s3(bucket: &Bucket) -> object_store::Result<Arc<dyn ObjectStore>> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_access_key_id(&bucket.access_key)
        .with_secret_access_key(bucket.secret_key.expose());
    if let Some(endpoint) = &bucket.endpoint {
        // Others than Amazon seldom have a name for each bucket.
        let is_plain = endpoint.starts_with("http://");
        builder = builder.with_endpoint(endpoint).with_virtual_hosted_style_request(false).with_allow_http(is_plain);
    }
    let store = builder.build()?;
    Ok(match bucket.prefix.as_str() {
        "" => Arc::new(store),
        prefix => Arc::new(PrefixStore::new(store, prefix)),
    })
}
