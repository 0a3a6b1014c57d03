//! What the settings say of where files are kept: `file://FOLDER`, or `s3://BUCKET/PREFIX?endpoint=…&region=…` with its keys.

use super::{Secret, SettingError, Source};
use std::path::{Path, PathBuf};
use url::Url;

/// Where files are kept.
#[derive(Debug, Clone)]
pub enum StorageSetting {
    /// In a folder of this machine.
    Folder(PathBuf),
    /// In a bucket of an S3-compatible store.
    S3(Bucket),
}

/// A bucket of an S3-compatible store.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What stands before every name in it; may be empty.
    pub prefix: String,
    /// The store's address; none: Amazon's.
    pub endpoint: Option<String>,
    /// Where it is.
    pub region: String,
    /// Who we are there.
    pub access_key: String,
    /// Proves it.
    pub secret_key: Secret,
}

const ALLOWED: &str = "file:///folder, or s3://bucket/prefix?endpoint=https://…&region=…";

/// What `STORAGE_URL` says; a folder beside the data without it.
pub(super) fn read(source: &Source, data_dir: &Path) -> Result<StorageSetting, SettingError> {
    match source.text("STORAGE_URL") {
        Some(url) => parse(source, "STORAGE_URL", &url),
        None => Ok(StorageSetting::Folder(data_dir.join("files"))),
    }
}

/// What `STORAGE_QUOTA_MB` says, in bytes.
pub(super) fn quota(source: &Source) -> Result<i64, SettingError> {
    let (name, allowed) = ("STORAGE_QUOTA_MB", "megabytes from 1 to 1000000");
    let megabytes: i64 = source.parsed(name, "5000", allowed)?;
    if (1..=1_000_000).contains(&megabytes) {
        return Ok(megabytes << 20);
    }
    Err(SettingError::wrong(name, &megabytes.to_string(), allowed))
}

/// A place that an address names, with the keys of the settings.
pub fn parse(source: &Source, name: &str, address: &str) -> Result<StorageSetting, SettingError> {
    let wrong = || SettingError::wrong(name, address, ALLOWED);
    // A folder may be named from where we stand.
    if let Some(folder) = address.strip_prefix("file://") {
        return if folder.is_empty() { Err(wrong()) } else { Ok(StorageSetting::Folder(PathBuf::from(folder))) };
    }
    let url = Url::parse(address).map_err(|_| wrong())?;
    let bucket = url.host_str().unwrap_or_default().to_owned();
    if url.scheme() != "s3" || bucket.is_empty() || !url.username().is_empty() || url.password().is_some() {
        return Err(wrong());
    }
    let (mut endpoint, mut region) = (None, "us-east-1".to_owned());
    for (word, value) in url.query_pairs() {
        match word.as_ref() {
            "endpoint" if Url::parse(&value).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) => {
                endpoint = Some(value.trim_end_matches('/').to_owned());
            }
            "region" if !value.is_empty() => region = value.into_owned(),
            _ => return Err(wrong()),
        }
    }
    let access_key = source.secret("AWS_ACCESS_KEY_ID")?;
    let access_key =
        access_key.ok_or_else(|| SettingError::hidden("AWS_ACCESS_KEY_ID", "the key's name, for s3://"))?;
    let secret_key = source.secret("AWS_SECRET_ACCESS_KEY")?;
    let secret_key = secret_key.ok_or_else(|| SettingError::hidden("AWS_SECRET_ACCESS_KEY", "the key, for s3://"))?;
    Ok(StorageSetting::S3(Bucket {
        name: bucket,
        prefix: url.path().trim_matches('/').to_owned(),
        endpoint,
        region,
        access_key: access_key.expose().to_owned(),
        secret_key,
    }))
}

#[cfg(test)]
mod tests {
    use super::{StorageSetting, parse, read};
    use crate::server::config::Source;
    use std::path::Path;

    fn source(pairs: &[(&str, &str)]) -> Source {
        Source::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn an_address_names_a_folder_or_a_bucket() {
        let keys = [("AWS_ACCESS_KEY_ID", "name"), ("AWS_SECRET_ACCESS_KEY", "secret")];
        let default = read(&source(&[]), Path::new("data")).unwrap();
        assert!(matches!(default, StorageSetting::Folder(folder) if folder == Path::new("data/files")));
        let StorageSetting::S3(bucket) =
            parse(&source(&keys), "STORAGE_URL", "s3://files/a/b/?endpoint=http://127.0.0.1:9000/&region=eu").unwrap()
        else {
            panic!("no bucket")
        };
        assert_eq!((bucket.name.as_str(), bucket.prefix.as_str(), bucket.region.as_str()), ("files", "a/b", "eu"));
        assert_eq!(bucket.endpoint.as_deref(), Some("http://127.0.0.1:9000"));
        for wrong in ["", "file://", "ftp://x", "s3://", "s3://x?endpoint=nowhere", "s3://x?what=1", "s3://u:p@x"] {
            assert!(parse(&source(&keys), "STORAGE_URL", wrong).is_err(), "{wrong}");
        }
        let refused = parse(&source(&keys[..1]), "STORAGE_URL", "s3://x").unwrap_err().to_string();
        assert!(refused.contains("AWS_SECRET_ACCESS_KEY"), "{refused}");
    }
}
