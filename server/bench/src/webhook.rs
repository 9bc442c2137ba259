//! Webhooks as Meta posts them, signed.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The text by which a message is recognised wherever it shows up.
pub(crate) fn token(run: u32, index: usize) -> String {
    format!("bench{run:04}x{index:07}x")
}

/// A text message from one of `customers` customers.
pub(crate) fn text_message(
    run: u32,
    index: usize,
    customers: usize,
    number: &str,
    unix_seconds: u64,
) -> String {
    let customer = 5_511_900_000_000_u64 + (index % customers) as u64;
    let token = token(run, index);
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"102290129340398","changes":[{{"field":"messages","value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"551140000000","phone_number_id":"{number}"}},"contacts":[{{"profile":{{"name":"Cliente {customer}"}},"wa_id":"{customer}"}}],"messages":[{{"from":"{customer}","id":"wamid.{token}","timestamp":"{unix_seconds}","type":"text","text":{{"body":"{token} quero falar sobre o meu pedido"}}}}]}}}}]}}]}}"#
    )
}

/// The value of `X-Hub-Signature-256`.
pub(crate) fn signature(secret: &str, body: &[u8]) -> Result<String, String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|error| error.to_string())?;
    mac.update(body);
    Ok(format!("sha256={}", hex::encode(mac.finalize().into_bytes())))
}

/// Whole seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the generator is its own composition root")]
pub(crate) fn unix_seconds() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs())
}
