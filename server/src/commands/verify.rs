//! `guiche verify`.

use crate::cli::VerifyOptions;
use crate::config::Config;
use crate::failure::Failure;
use crate::master_key;
use crate::signer::{Signer, Verdict};

/// Says whether a document is as this desk signed it. Needs the key, not the database.
pub(crate) fn run(config: &Config, options: &VerifyOptions) -> Result<(), Failure> {
    let path = options.file.display().to_string();
    let document = std::fs::read(&options.file).map_err(|error| Failure::cannot(&path, error))?;
    let Some(key) = master_key::existing(config)? else { return Err(Failure::UnknownKey(path)) };
    match Signer::new(&key).verify(&document) {
        Verdict::Valid => {
            println!("valid: {path}");
            Ok(())
        }
        Verdict::Altered => Err(Failure::Altered(path)),
        Verdict::UnknownKey => Err(Failure::UnknownKey(path)),
    }
}
