//! Signs documents that leave the desk, and says of a document whether it is still as it was signed.
//!
//! A document holds one mark, behind which the signature stands. What is signed is the whole document, byte for byte, without
//! those 64 letters. A text within the document that looks like a mark changes nothing: the last one counts.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

type HmacSha256 = Hmac<Sha256>;

/// How a mark begins; the key's name and the signature follow.
const MARK: &str = "guiche-transcript-v1:";
/// Letters of a key's name.
const KEY_ID: usize = 16;
/// Letters of a signature.
const SIGNATURE: usize = 64;

/// What a document turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As it was signed.
    Valid,
    /// Not as it was signed, or never signed.
    Altered,
    /// Signed with a key that is not ours.
    UnknownKey,
}

/// Signs and verifies with a key made from the master key.
pub struct Signer {
    key: [u8; 32],
    id: String,
}

impl Signer {
    /// The signer of the desk with this master key.
    pub fn new(master_key: &[u8; 32]) -> Self {
        // A key of its own: what is signed says nothing about what is sealed.
        let key = mac(master_key, &[b"guiche transcripts v1"]);
        let id = hex::encode(mac(&key, &[b"name of the key"]))[..KEY_ID].to_owned();
        Self { key, id }
    }

    /// The mark a document has to hold, as its last one, where the signature goes.
    pub fn mark(&self) -> String {
        format!("{MARK}{}:", self.id)
    }

    /// The document with its signature. One without a mark stays as it is.
    pub fn sign(&self, document: String) -> String {
        let mark = self.mark();
        let Some(at) = document.rfind(&mark).map(|start| start + mark.len()) else { return document };
        let mut signed = document;
        let signature = hex::encode(mac(&self.key, &[signed.as_bytes()]));
        signed.insert_str(at, &signature);
        signed
    }

    /// What a document is.
    pub fn verify(&self, document: &[u8]) -> Verdict {
        let Some(Parts { id, before, signature, after }) = parts(document) else { return Verdict::Altered };
        if id != self.id.as_bytes() {
            return Verdict::UnknownKey;
        }
        let Ok(given) = hex::decode(signature) else { return Verdict::Altered };
        let Ok(mut mac) = HmacSha256::new_from_slice(&self.key) else { return Verdict::Altered };
        mac.update(before);
        mac.update(after);
        if mac.verify_slice(&given).is_ok() { Verdict::Valid } else { Verdict::Altered }
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // A key of any length is one.
    let Ok(mut mac) = HmacSha256::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// A signed document, taken apart.
struct Parts<'d> {
    /// The name of the key.
    id: &'d [u8],
    before: &'d [u8],
    signature: &'d [u8],
    after: &'d [u8],
}

fn parts(document: &[u8]) -> Option<Parts<'_>> {
    let start = document.windows(MARK.len()).rposition(|window| window == MARK.as_bytes())? + MARK.len();
    let id = document.get(start..start + KEY_ID)?;
    let at = start + KEY_ID + 1;
    if document.get(at - 1) != Some(&b':') {
        return None;
    }
    let signature = document.get(at..at + SIGNATURE)?;
    let lower = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    if !id.iter().chain(signature).all(lower) {
        return None;
    }
    Some(Parts { id, before: document.get(..at)?, signature, after: document.get(at + SIGNATURE..)? })
}

#[cfg(test)]
mod tests {
    use super::{MARK, Signer, Verdict};

    fn signed(signer: &Signer) -> String {
        let mark = signer.mark();
        signer.sign(format!("Cliente: {mark}{}\nção {MARK}\n<p>{mark}</p>\n", "0".repeat(64)))
    }

    #[test]
    fn every_byte_counts() {
        let signer = Signer::new(&[7; 32]);
        let whole = signed(&signer).into_bytes();
        assert_eq!(signer.verify(&whole), Verdict::Valid);
        for at in 0..whole.len() {
            let mut altered = whole.clone();
            altered[at] ^= 1;
            assert_ne!(signer.verify(&altered), Verdict::Valid, "byte {at} changed");
            let mut shorter = whole.clone();
            shorter.remove(at);
            assert_ne!(signer.verify(&shorter), Verdict::Valid, "byte {at} gone");
            let mut longer = whole.clone();
            longer.insert(at, b' ');
            assert_ne!(signer.verify(&longer), Verdict::Valid, "a byte more at {at}");
        }
    }

    #[test]
    fn capitals_and_appendices_are_not_passed_over() {
        let signer = Signer::new(&[7; 32]);
        let whole = signed(&signer);
        let start = whole.rfind(&signer.mark()).unwrap() + signer.mark().len();
        let (before, after) = whole.split_at(start);
        assert_eq!(signer.verify(format!("{before}{}", after.to_uppercase()).as_bytes()), Verdict::Altered);
        assert_eq!(signer.verify(format!("{whole}\n").as_bytes()), Verdict::Altered);
        assert_eq!(signer.verify(format!("{whole}{whole}").as_bytes()), Verdict::Altered);
    }

    #[test]
    fn keys_are_told_apart() {
        let (ours, theirs) = (Signer::new(&[7; 32]), Signer::new(&[8; 32]));
        assert_eq!(ours.verify(signed(&theirs).as_bytes()), Verdict::UnknownKey);
        assert_eq!(ours.verify(b"nothing"), Verdict::Altered);
        assert_eq!(ours.verify(b""), Verdict::Altered);
        assert_eq!(ours.verify(ours.mark().as_bytes()), Verdict::Altered);
        assert_eq!(ours.sign("no mark".to_owned()), "no mark");
    }
}
