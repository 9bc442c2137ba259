//! Passwords: Argon2id, off the async threads, a few at a time.

use crate::Inner;
use crate::error::Outcome;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use desk_model::DeskError;
use desk_model::error::FieldProblem;

/// Fewest characters of a new password.
pub(crate) const MIN: usize = 10;
/// Most characters of a password.
pub(crate) const MAX: usize = 256;

/// Memory in KiB, passes and lanes, as OWASP's *Password Storage Cheat Sheet* asks for Argon2id.
const MEMORY: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A hash of no password anybody knows, with the same cost as a real one: unknown accounts take as long as known ones.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm8gYWNjb3VudCBoZXJl$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn argon2() -> Result<Argon2<'static>, argon2::Error> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(MEMORY, PASSES, LANES, None)?))
}

/// # Errors
/// [`DeskError::Invalid`] on `field` when nobody may choose this password.
pub(crate) fn check(field: &str, password: &str) -> Result<(), DeskError> {
    let length = password.chars().count();
    let problem = match length {
        0 => FieldProblem::Missing,
        1..MIN => FieldProblem::TooShort { min: MIN },
        MIN..=MAX => return Ok(()),
        _ => FieldProblem::TooLong { max: MAX },
    };
    Err(DeskError::invalid(field, problem))
}

impl Inner {
    /// The hash to store of a password, in PHC form.
    pub(crate) async fn hash_password(&self, password: &str) -> Outcome<String> {
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt);
        let password = password.to_owned();
        let hashed = self
            .beside(move || {
                let hash: PasswordHash = argon2()?.hash_password_with_salt(password.as_bytes(), &salt)?;
                Ok::<_, argon2::password_hash::Error>(hash.to_string())
            })
            .await?;
        hashed.map_err(|error| self.incident(&error).into())
    }

    /// Whether `password` is the one `hash` was made of. Takes the same time for an account that does not exist.
    pub(crate) async fn verify_password(&self, password: &str, hash: Option<&str>) -> Outcome<bool> {
        let exists = hash.is_some();
        let hash = hash.unwrap_or(NOBODY).to_owned();
        // A longer one was never accepted; it costs what any other costs, and no more.
        let password: String = password.chars().take(MAX + 1).collect();
        let fits = self.beside(move || verify(&password, &hash)).await?;
        match fits {
            Ok(fits) => Ok(fits && exists),
            Err(error) => Err(self.incident(&error).into()),
        }
    }

    /// Runs hard work on a thread of its own, no more of it than there are permits.
    async fn beside<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
        // The semaphore lives as long as the desk and is never closed.
        let _permit = self.hashing.acquire().await.map_err(|error| self.incident(&error))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| self.incident(&error).into())
    }
}

fn verify(password: &str, hash: &str) -> Result<bool, argon2::password_hash::Error> {
    let parsed = PasswordHash::new(hash)?;
    match argon2()?.verify_password(password.as_bytes(), &parsed) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::{LANES, MEMORY, NOBODY, PASSES, PasswordHash, argon2, check, verify};
    use argon2::password_hash::PasswordHasher;

    #[test]
    fn the_hash_of_nobody_costs_what_a_real_one_costs_and_fits_nothing() {
        assert!(NOBODY.contains(&format!("$m={MEMORY},t={PASSES},p={LANES}$")));
        let real: PasswordHash = argon2().unwrap().hash_password_with_salt(b"ten letters", &[7; 16]).unwrap();
        let nobody = PasswordHash::new(NOBODY).unwrap();
        assert_eq!(real.params, nobody.params);
        assert_eq!(real.hash.map(|h| h.len()), nobody.hash.map(|h| h.len()));
        assert_eq!(verify("anything", NOBODY), Ok(false));
        assert_eq!(verify("ten letters", &real.to_string()), Ok(true));
        assert_eq!(verify("Ten letters", &real.to_string()), Ok(false));
    }

    #[test]
    fn the_length_of_a_password_is_counted_in_characters() {
        assert!(check("password", "ção ção çã").is_ok());
        assert!(check("password", "ção ção ç").is_err());
        assert!(check("password", &"ã".repeat(256)).is_ok());
        assert!(check("password", &"ã".repeat(257)).is_err());
        assert!(check("password", "").is_err());
    }
}
