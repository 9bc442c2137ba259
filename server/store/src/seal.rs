//! Encryption of secret columns: XChaCha20-Poly1305 with a key from the configuration.

use crate::{Result, StoreError};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

const VERSION: &str = "v1:";
const NONCE: usize = 24;

/// Seals and opens secret text.
#[derive(Clone)]
pub struct Seal(std::sync::Arc<XChaCha20Poly1305>);

impl Seal {
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(std::sync::Arc::new(XChaCha20Poly1305::new(&key.into())))
    }

    /// Seals `plain`; the same text never gives the same result twice.
    pub fn close(&self, plain: &str) -> Result<String> {
        let mut nonce = [0u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|error| StoreError::Other(error.to_string()))?;
        let sealed = self
            .0
            .encrypt(&XNonce::from(nonce), plain.as_bytes())
            .map_err(|_| StoreError::Other("cannot seal".into()))?;
        Ok(format!("{VERSION}{}{}", hex(&nonce), hex(&sealed)))
    }

    /// Opens what [`Seal::close`] made, or says that the key is another one.
    pub fn open(&self, sealed: &str) -> Result<String> {
        let bytes = sealed.strip_prefix(VERSION).and_then(unhex).ok_or(StoreError::WrongKey)?;
        if bytes.len() < NONCE {
            return Err(StoreError::WrongKey);
        }
        let mut nonce = [0u8; NONCE];
        nonce.copy_from_slice(&bytes[..NONCE]);
        let plain =
            self.0.decrypt(&XNonce::from(nonce), &bytes[NONCE..]).map_err(|_| StoreError::WrongKey)?;
        String::from_utf8(plain).map_err(|_| StoreError::WrongKey)
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::Seal;

    #[test]
    fn opens_only_with_its_key() {
        let seal = Seal::new([7; 32]);
        let sealed = seal.close("segredo").unwrap();
        assert!(!sealed.contains("segredo"));
        assert_ne!(sealed, seal.close("segredo").unwrap());
        assert_eq!(seal.open(&sealed).unwrap(), "segredo");
        assert!(Seal::new([8; 32]).open(&sealed).is_err());
        assert!(seal.open("v1:zz").is_err());
        assert!(seal.open("plain").is_err());
    }
}
