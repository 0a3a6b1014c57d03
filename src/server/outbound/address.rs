//! Which addresses are public: those that everybody on the internet reaches alike.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// IPv4 blocks that are not public, with the length of what they have in common.
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 16] = [
    // This network and this machine.
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Private, shared by a carrier's customers, and on this wire only; clouds tell secrets on the last two.
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    // A cloud's own, although it looks public.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    // Protocols' own, and the relays of 6to4.
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    // Documentation and benchmarks.
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Many at once; kept for later, and everybody.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// IPv6 blocks inside the public part (2000::/3) that are not public.
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 4] = [
    // Protocols' own: Teredo, benchmarks, ORCHID and others.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    // 6to4, which hides an IPv4 address.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
];

/// Whether everybody reaches the address alike.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let within = |(block, length): &(Ipv4Addr, u32)| (ip.to_bits() ^ block.to_bits()) >> (32 - length) == 0;
    !NOT_PUBLIC_V4.iter().any(within)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    // The same address in other words; and the one translation that networks without IPv4 need.
    let is_translated = matches!(ip.segments(), [0x64, 0xff9b, 0, 0, 0, 0, _, _]);
    if let Some(hidden) = ip.to_ipv4_mapped().or_else(|| is_translated.then(|| last_v4(ip))) {
        return is_public_v4(hidden);
    }
    let within = |(block, length): &(Ipv6Addr, u32)| (ip.to_bits() ^ block.to_bits()) >> (128 - length) == 0;
    // Tunnels whose end stands in the address (ISATAP).
    let is_tunnel = matches!(ip.segments(), [_, _, _, _, 0 | 0x0200, 0x5efe, _, _]);
    let is_global = ip.segments()[0] & 0xe000 == 0x2000;
    let leads_out = !is_tunnel || is_public_v4(last_v4(ip));
    is_global && leads_out && !NOT_PUBLIC_V6.iter().any(within)
}

/// The IPv4 address in the last four bytes.
fn last_v4(ip: Ipv6Addr) -> Ipv4Addr {
    let [.., a, b, c, d] = ip.octets();
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::is_public;
    use std::net::IpAddr;

    /// The address that a URL's host is, as the client's parser reads it.
    fn literal(host: &str) -> Option<IpAddr> {
        let url = reqwest::Url::parse(&format!("https://{host}/x")).ok()?;
        url.host_str()?.trim_matches(['[', ']']).parse().ok()
    }

    #[test]
    fn what_is_not_public_is_known_in_every_notation() {
        let hosts = [
            // This machine.
            "127.0.0.1",
            "127.1",
            "127.0.1",
            "127.255.255.254",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "017700000001",
            "0x7F.0x0.0x0.0x1",
            "0177.0x0.0.1",
            "127.0.0.1.",
            "%31%32%37.0.0.1",
            "１２７.0.0.1",
            "127。0。0。1",
            "0",
            "0.0.0.0",
            "0x0",
            "00000000",
            "0.1.2.3",
            "[::]",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[0000::0001]",
            // Private, shared, on this wire only.
            "10.0.0.1",
            "10.255.255.255",
            "012.1",
            "0xa.1",
            "167772161",
            "172.16.0.1",
            "172.31.255.255",
            "2886729729",
            "192.168.0.1",
            "192.168.1",
            "0xc0a80001",
            "0300.0250.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "100.100.100.200",
            "169.254.169.254",
            "2852039166",
            "0xa9fea9fe",
            "0251.0376.0251.0376",
            "169.254.0.1",
            "168.63.129.16",
            // Protocols, documentation, benchmarks, many, kept.
            "192.0.0.1",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "198.51.100.7",
            "203.0.113.9",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "4294967295",
            // The same inside IPv6.
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::ffff:10.0.0.1]",
            "[::ffff:a9fe:a9fe]",
            "[::ffff:0:127.0.0.1]",
            "[::127.0.0.1]",
            "[::7f00:1]",
            "[::8.8.8.8]",
            "[64:ff9b::127.0.0.1]",
            "[64:ff9b::a9fe:a9fe]",
            "[64:ff9b::10.0.0.1]",
            "[64:ff9b:1::8.8.8.8]",
            "[2002:7f00:1::]",
            "[2002:a9fe:a9fe::1]",
            "[2002:808:808::]",
            "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
            "[2001::1]",
            "[2607:f8b0::5efe:10.0.0.1]",
            "[2607:f8b0::200:5efe:127.0.0.1]",
            // IPv6's own.
            "[fe80::1]",
            "[febf::1]",
            "[fec0::1]",
            "[feff::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[fdff::1]",
            "[ff02::1]",
            "[ff0e::1]",
            "[100::1]",
            "[2001:2::1]",
            "[2001:10::1]",
            "[2001:20::1]",
            "[2001:db8::1]",
            "[3fff::1]",
            "[5f00::1]",
            "[4000::1]",
            "[8000::1]",
        ];
        for host in hosts {
            let ip = literal(host).unwrap_or_else(|| panic!("{host} is read as a name"));
            assert!(!is_public(ip), "{host} is {ip}");
        }
    }

    #[test]
    fn what_is_public_is_reached() {
        let hosts = [
            "1.1.1.1",
            "8.8.8.8",
            "0x08080808",
            "134744072",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "126.255.255.255",
            "128.0.0.1",
            "169.253.255.255",
            "169.255.0.1",
            "172.15.255.255",
            "172.32.0.1",
            "192.167.255.255",
            "192.169.0.1",
            "192.0.1.1",
            "198.17.255.255",
            "198.20.0.1",
            "203.0.112.1",
            "203.0.114.1",
            "223.255.255.255",
            "168.63.129.15",
            "[2606:4700:4700::1111]",
            "[2001:4860:4860::8888]",
            "[2400:cb00::1]",
            "[2a00:1450::1]",
            "[2003::1]",
            "[2001:200::1]",
            "[::ffff:8.8.8.8]",
            "[64:ff9b::8.8.8.8]",
            "[2607:f8b0::5efe:8.8.8.8]",
        ];
        for host in hosts {
            let ip = literal(host).unwrap_or_else(|| panic!("{host} is read as a name"));
            assert!(is_public(ip), "{host} is {ip}");
        }
    }

    #[test]
    fn what_is_no_address_is_not_read_as_one() {
        for host in ["256.0.0.1", "1.2.3.4.5", "0x100000000", "127.0.0.1x", "[::1%25lo]", "[::1", "1.2.3.08", "", "[]"]
        {
            assert_eq!(literal(host), None, "{host}");
        }
    }
}
