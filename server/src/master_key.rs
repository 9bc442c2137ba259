//! The key that seals the providers' secrets.

use crate::config::Config;
use crate::failure::Failure;
use desk_core::ports::Entropy;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

const NAME: &str = "master.key";

/// The configured key, or the one in the data folder, which is made when there is none.
///
/// # Errors
/// The folder or the file cannot be used.
pub fn load(config: &Config, entropy: &dyn Entropy) -> Result<[u8; 32], Failure> {
    if let Some(key) = &config.master_key {
        return Ok(*key.expose());
    }
    let path = config.data_dir.join(NAME);
    match std::fs::read_to_string(&path) {
        Ok(text) => return parse(&path, &text),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::cannot(&path.display().to_string(), error)),
    }
    let mut key = [0; 32];
    entropy.fill(&mut key);
    match create(&path, &key) {
        Ok(()) => {
            tracing::info!(path = %path.display(), "made a master key; keep a copy of it apart from the database");
            Ok(key)
        }
        // Another process was faster: its key counts.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let text = std::fs::read_to_string(&path)
                .map_err(|e| Failure::cannot(&path.display().to_string(), e))?;
            parse(&path, &text)
        }
        Err(error) => Err(Failure::cannot(&path.display().to_string(), error)),
    }
}

/// The configured key, or the one in the data folder; `None` when there is none.
///
/// # Errors
/// The file cannot be used.
pub fn existing(config: &Config) -> Result<Option<[u8; 32]>, Failure> {
    if let Some(key) = &config.master_key {
        return Ok(Some(*key.expose()));
    }
    let path = config.data_dir.join(NAME);
    match std::fs::read_to_string(&path) {
        Ok(text) => parse(&path, &text).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::cannot(&path.display().to_string(), error)),
    }
}

fn create(path: &Path, key: &[u8; 32]) -> std::io::Result<()> {
    // Written whole under another name first, so that nobody ever reads half a key.
    let draft = path.with_extension(format!("key.{}", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&draft)?;
    let written = file.write_all(hex::encode(key).as_bytes()).and_then(|()| file.sync_all());
    let linked = written.and_then(|()| std::fs::hard_link(&draft, path));
    std::fs::remove_file(&draft)?;
    linked
}

fn parse(path: &Path, text: &str) -> Result<[u8; 32], Failure> {
    let bytes = hex::decode(text.trim()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes.ok_or_else(|| Failure::cannot(&path.display().to_string(), "is not a key of 64 hexadecimal digits"))
}
