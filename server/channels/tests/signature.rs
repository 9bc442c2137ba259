//! Who may knock.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use desk_channels::whatsapp::signature::{handshake, verify};
use desk_core::ports::Secret;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

fn secrets(words: &[&str]) -> Vec<Secret> {
    words.iter().map(|word| Secret((*word).to_owned())).collect()
}

fn sign(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

fn one(secret: &str, header: &str, body: &[u8]) -> bool {
    verify(&secrets(&[secret]), [header.as_bytes()], body)
}

// Meta escapes what is not ASCII, but the signature is over whatever bytes came.
const BODY: &[u8] = "{\"object\": \"whatsapp_business_account\", \"text\":\"Olá 👋\"}".as_bytes();

#[test]
fn the_right_signature_opens() {
    assert!(one("app-secret", &sign("app-secret", BODY), BODY));
    assert!(one("app-secret", &sign("app-secret", b""), b""));
}

#[test]
fn a_known_vector() {
    // RFC 4231, test case 2.
    let header = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert!(one("Jefe", header, b"what do ya want for nothing?"));
}

#[test]
fn during_a_rotation_both_secrets_open() {
    for signed_with in ["old", "new"] {
        assert!(verify(&secrets(&["new", "old"]), [sign(signed_with, BODY).as_bytes()], BODY));
    }
    assert!(!verify(&secrets(&["new"]), [sign("old", BODY).as_bytes()], BODY));
}

#[test]
fn everything_else_is_refused() {
    let right = sign("app-secret", BODY);
    let digits = right.strip_prefix("sha256=").unwrap();
    let reserialised = serde_json::from_slice::<serde_json::Value>(BODY).unwrap().to_string();
    let cases = [
        ("empty", String::new()),
        ("wrong", format!("sha256={}", "0".repeat(64))),
        ("only the prefix", "sha256=".to_owned()),
        ("no prefix", digits.to_owned()),
        ("truncated", right[..right.len() - 1].to_owned()),
        ("truncated by a byte", right[..right.len() - 2].to_owned()),
        ("too long", format!("{right}00")),
        ("sha1", format!("sha1={}", &digits[..40])),
        ("sha1 with 64 digits", format!("sha1={digits}")),
        ("upper-case digits", format!("sha256={}", digits.to_uppercase())),
        ("upper-case prefix", format!("SHA256={digits}")),
        ("space before", format!(" {right}")),
        ("space behind", format!("{right} ")),
        ("two in one", format!("{right},{right}")),
        ("not hexadecimal", format!("sha256={}", "zz".repeat(32))),
        ("of another body", sign("app-secret", b"{}")),
        ("of the same JSON written anew", sign("app-secret", reserialised.as_bytes())),
        ("of another app", sign("another-secret", BODY)),
        ("with an empty secret", sign("", BODY)),
    ];
    for (case, header) in cases {
        assert!(!one("app-secret", &header, BODY), "{case}");
    }
    assert!(!one("app-secret", &right, &BODY[..BODY.len() - 1]), "body cut off");
}

#[test]
fn exactly_one_header() {
    let right = sign("app-secret", BODY);
    let known = secrets(&["app-secret"]);
    assert!(!verify(&known, [], BODY), "none");
    assert!(!verify(&known, [right.as_bytes(), right.as_bytes()], BODY), "twice the same");
    assert!(!verify(&known, [right.as_bytes(), b"sha256=00".as_slice()], BODY), "a wrong one behind");
    assert!(!verify(&known, [b"sha256=00".as_slice(), right.as_bytes()], BODY), "a wrong one in front");
    assert!(!verify(&known, [[0xff, 0xfe].as_slice()], BODY), "no text");
}

#[test]
fn without_a_secret_nobody_enters() {
    assert!(!verify(&[], [sign("", BODY).as_bytes()], BODY));
    assert!(!verify(&secrets(&[""]), [sign("", BODY).as_bytes()], BODY));
    assert!(verify(&secrets(&["", "app-secret"]), [sign("app-secret", BODY).as_bytes()], BODY));
    assert!(!verify(&secrets(&["", "app-secret"]), [sign("", BODY).as_bytes()], BODY));
}

fn shake(query: &str) -> Option<String> {
    handshake(Some(query), &secrets(&["tök en&=", "second"]))
}

#[test]
fn the_handshake_repeats_the_challenge() {
    let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=t%C3%B6k+en%26%3D";
    assert_eq!(shake(query).as_deref(), Some("1158201444"));
    assert_eq!(shake(&query.replace("+en", "%20en")).as_deref(), Some("1158201444"));
    let encoded = "hub%2Emode=subscribe&hub.challenge=1&hub.verify_token=second&other=x";
    assert_eq!(shake(encoded).as_deref(), Some("1"));
}

#[test]
fn the_handshake_refuses() {
    for query in [
        "",
        "hub.mode=subscribe",
        "hub.mode=subscribe&hub.challenge=1",
        "hub.mode=subscribe&hub.verify_token=second",
        "hub.mode=subscribe&hub.challenge=&hub.verify_token=second",
        "hub.challenge=1&hub.verify_token=second",
        "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=second",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=secon",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=Second",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=second&hub.verify_token=second",
        "hub.mode=subscribe&hub.challenge=1&hub.challenge=2&hub.verify_token=second",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=second%2",
        "hub.mode=subscribe&hub.challenge=%ff&hub.verify_token=second",
        "hub[mode]=subscribe&hub[challenge]=1&hub[verify_token]=second",
    ] {
        assert_eq!(shake(query), None, "{query}");
    }
    let long = format!("hub.mode=subscribe&hub.challenge={}&hub.verify_token=second", "1".repeat(257));
    assert_eq!(shake(&long), None);
    assert_eq!(handshake(None, &secrets(&["second"])), None);
    let empty = "hub.mode=subscribe&hub.challenge=1&hub.verify_token=";
    assert_eq!(handshake(Some(empty), &secrets(&[""])), None, "a token that was never set opens nothing");
    assert_eq!(handshake(Some(empty), &[]), None);
}
