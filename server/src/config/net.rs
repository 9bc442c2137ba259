//! Networks and origins.

use std::fmt;
use std::net::IpAddr;

/// A network such as `10.0.0.0/8`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let problem = || format!("{text:?} is no network, such as 10.0.0.0/8 or 192.0.2.7");
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| problem())?)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| problem())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        if bits > most { Err(problem()) } else { Ok(Self { address, bits }) }
    }

    /// Whether `peer` belongs to it. An IPv4 peer on an IPv6 socket counts as IPv4.
    pub fn contains(&self, peer: IpAddr) -> bool {
        fn same(a: u128, b: u128, width: u32, bits: u8) -> bool {
            let shift = width - u32::from(bits);
            shift == width || (a >> shift) == (b >> shift)
        }
        match (self.address, peer.to_canonical()) {
            (IpAddr::V4(net), IpAddr::V4(peer)) => {
                same(u128::from(u32::from(net)), u128::from(u32::from(peer)), 32, self.bits)
            }
            (IpAddr::V6(net), IpAddr::V6(peer)) => same(u128::from(net), u128::from(peer), 128, self.bits),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

/// Scheme, host and port, as browsers compare them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    https: bool,
    host: String,
    port: u16,
}

impl Origin {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let problem = || {
            "must be http:// or https:// with a host and no path, such as https://desk.example.com".to_owned()
        };
        let text = text.strip_suffix('/').unwrap_or(text);
        let (https, rest) = if let Some(rest) = text.strip_prefix("https://") {
            (true, rest)
        } else if let Some(rest) = text.strip_prefix("http://") {
            (false, rest)
        } else {
            return Err(problem());
        };
        Self::of_authority(https, rest).ok_or_else(problem)
    }

    /// From a `Host` header, which does not tell the scheme.
    pub(crate) fn of_authority(https: bool, authority: &str) -> Option<Self> {
        let authority: http::uri::Authority = authority.parse().ok()?;
        // A user name before the host would make another host look like ours.
        let text = authority.as_str();
        if text.contains('@') || authority.host().is_empty() {
            return None;
        }
        let written = text.rsplit(']').next().is_some_and(|rest| rest.contains(':'));
        let port = match authority.port_u16() {
            Some(port) => port,
            None if written => return None,
            None if https => 443,
            None => 80,
        };
        Some(Self { https, host: authority.host().to_ascii_lowercase(), port })
    }

    /// Whether its scheme is `https`.
    pub const fn is_https(&self) -> bool {
        self.https
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, usual) = if self.https { ("https", 443) } else { ("http", 80) };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port == usual { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_their_own() {
        let net = Network::parse("10.1.0.0/16").unwrap();
        assert!(net.contains("10.1.2.3".parse().unwrap()));
        assert!(net.contains("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!net.contains("10.2.0.1".parse().unwrap()));
        assert!(!net.contains("::1".parse().unwrap()));
        assert!(Network::parse("0.0.0.0/0").unwrap().contains("203.0.113.9".parse().unwrap()));
        assert!(Network::parse("2001:db8::/32").unwrap().contains("2001:db8::1".parse().unwrap()));
        for wrong in ["", "10.0.0.0/33", "host", "10.0.0.0/x", "::/129"] {
            assert!(Network::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn origins_compare_as_browsers_compare_them() {
        let parse = |text| Origin::parse(text).unwrap();
        assert_eq!(parse("https://Desk.example.com"), parse("https://desk.example.com:443/"));
        assert_ne!(parse("https://desk.example.com"), parse("http://desk.example.com"));
        assert_ne!(parse("http://desk.example.com:3000"), parse("http://desk.example.com"));
        assert_eq!(parse("http://[::1]:3000").to_string(), "http://[::1]:3000");
        for wrong in [
            "null",
            "",
            "desk.example.com",
            "ftp://x",
            "https://",
            "https://a@b",
            "https://a/b",
            "http://a:b",
        ] {
            assert!(Origin::parse(wrong).is_err(), "{wrong}");
        }
    }
}
