//! Addresses and ranges of them: `203.0.113.7`, `10.0.0.0/8`, `2001:db8::/32`.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// A range of addresses; one address is a range of itself. IPv4 addresses written inside IPv6 count as IPv4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressRange {
    first: IpAddr,
    bits: u8,
}

/// The text is no address and no range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address or a range such as 10.0.0.0/8")]
pub struct NotAddresses;

impl AddressRange {
    /// Whether the address is in the range.
    pub fn contains(&self, ip: IpAddr) -> bool {
        masked(ip.to_canonical(), self.bits) == Some(self.first)
    }
}

impl FromStr for AddressRange {
    type Err = NotAddresses;

    fn from_str(text: &str) -> Result<Self, NotAddresses> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let written: IpAddr = address.parse().map_err(|_| NotAddresses)?;
        let width = width(written);
        let bits = match bits {
            None => width,
            Some(bits) if bits.bytes().all(|byte| byte.is_ascii_digit()) => bits.parse().map_err(|_| NotAddresses)?,
            Some(_) => return Err(NotAddresses),
        };
        if bits > width {
            return Err(NotAddresses);
        }
        let ip = written.to_canonical();
        // Of an IPv4 address inside IPv6 the first 96 bits are the wrapping; a wider range is IPv6's own.
        let (ip, bits) = match (written, ip) {
            (IpAddr::V6(_), IpAddr::V4(_)) if bits >= 96 => (ip, bits - 96),
            _ => (written, bits),
        };
        masked(ip, bits).map(|first| Self { first, bits }).ok_or(NotAddresses)
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.bits == width(self.first) { self.first.fmt(f) } else { write!(f, "{}/{}", self.first, self.bits) }
    }
}

fn width(ip: IpAddr) -> u8 {
    if ip.is_ipv4() { 32 } else { 128 }
}

/// The first address of the range of `bits` around an address.
fn masked(ip: IpAddr, bits: u8) -> Option<IpAddr> {
    let free = u32::from(width(ip).checked_sub(bits)?);
    Some(match ip {
        IpAddr::V4(ip) => IpAddr::V4(Ipv4Addr::from(u32::from(ip) & u32::MAX.checked_shl(free).unwrap_or(0))),
        IpAddr::V6(ip) => IpAddr::V6(Ipv6Addr::from(u128::from(ip) & u128::MAX.checked_shl(free).unwrap_or(0))),
    })
}

#[cfg(test)]
mod tests {
    use super::AddressRange;

    #[test]
    fn ranges_hold_their_addresses() {
        for (range, inside, outside) in [
            ("203.0.113.7", "203.0.113.7", "203.0.113.8"),
            ("203.0.113.7", "::ffff:203.0.113.7", "::203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7", "203.0.113.6"),
            ("::ffff:10.0.0.0/104", "10.255.0.1", "11.0.0.1"),
            ("10.1.2.3/8", "10.255.255.255", "11.0.0.0"),
            ("0.0.0.0/0", "255.255.255.255", "::1"),
            ("::/0", "2001:db8::1", "1.2.3.4"),
            ("2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"),
            ("2001:db8::1", "2001:0db8:0::1", "2001:db8::2"),
            ("192.168.4.0/31", "192.168.4.1", "192.168.4.2"),
        ] {
            let parsed: AddressRange = range.parse().unwrap();
            assert!(parsed.contains(inside.parse().unwrap()), "{inside} in {range}");
            assert!(!parsed.contains(outside.parse().unwrap()), "{outside} in {range}");
        }
    }

    #[test]
    fn ranges_are_written_shortest() {
        for (text, written) in
            [("10.1.2.3/8", "10.0.0.0/8"), ("::ffff:1.2.3.4", "1.2.3.4"), ("1.2.3.4/32", "1.2.3.4"), ("::1/128", "::1")]
        {
            assert_eq!(text.parse::<AddressRange>().unwrap().to_string(), written);
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in [
            "",
            "/8",
            "1.2.3",
            "1.2.3.4/",
            "1.2.3.4/33",
            "1.2.3.4/+8",
            "1.2.3.4/-1",
            "::/129",
            "010.0.0.1",
            "a",
            "1.2.3.4/8/8",
            "1.2.3.4/999",
        ] {
            assert!(text.parse::<AddressRange>().is_err(), "{text}");
        }
    }
}
