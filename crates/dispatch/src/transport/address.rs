//! Which addresses are nobody's partner: those that lead into the machine, its network or its cloud's management.
//!
//! A contact's data may be in the host of an address, so a template must not become a way to reach what only this
//! machine can reach. The ranges are those of IANA's registries of special-purpose addresses; of IPv6, only what is
//! given out as global (`2000::/3`) can be public at all. Addresses that carry an IPv4 address inside are refused whole:
//! where a network translates them, they may lead anywhere.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is not public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// Of no machine in particular: unspecified, reserved, for documentation or measurements.
    Reserved,
    /// This machine.
    Loopback,
    /// A private network, a provider's inner network included.
    Private,
    /// The nearest network, where clouds keep their metadata services.
    LinkLocal,
    /// A cloud's management of its machines, at an address that looks public.
    Metadata,
    /// Many machines.
    Multicast,
    /// An IPv4 address inside an IPv6 one: mapped, NAT64, 6to4 or Teredo.
    Translated,
}

impl Special {
    /// What it is, in messages.
    pub fn name(self) -> &'static str {
        match self {
            Special::Reserved => "a reserved address",
            Special::Loopback => "this machine",
            Special::Private => "a private network",
            Special::LinkLocal => "the local network",
            Special::Metadata => "a cloud's management",
            Special::Multicast => "many machines at once",
            Special::Translated => "an address inside another",
        }
    }
}

/// Why an address is not public; none when it is.
pub fn special(address: IpAddr) -> Option<Special> {
    match address {
        IpAddr::V4(address) => {
            let bits = address.to_bits();
            V4.iter().find(|(range, length, _)| is_in_v4(bits, *range, *length)).map(|(.., it)| *it)
        }
        IpAddr::V6(address) => {
            let bits = address.to_bits();
            let found = V6.iter().find(|(range, length, _)| is_in_v6(bits, *range, *length));
            let is_global = is_in_v6(bits, v6(0x2000_0000_0000_0000), 3);
            found.map(|(.., it)| *it).or((!is_global).then_some(Special::Reserved))
        }
    }
}

const fn v4(a: u8, b: u8, c: u8, d: u8) -> Ipv4Addr {
    Ipv4Addr::new(a, b, c, d)
}

/// The address that begins with these 64 bits.
const fn v6(first: u128) -> Ipv6Addr {
    Ipv6Addr::from_bits(first << 64)
}

/// The first that holds an address counts.
const V4: [(Ipv4Addr, u32, Special); 17] = [
    (v4(0, 0, 0, 0), 8, Special::Reserved),
    (v4(10, 0, 0, 0), 8, Special::Private),
    (v4(100, 64, 0, 0), 10, Special::Private),
    (v4(127, 0, 0, 0), 8, Special::Loopback),
    // Azure's, for agents of the machine.
    (v4(168, 63, 129, 16), 32, Special::Metadata),
    (v4(169, 254, 0, 0), 16, Special::LinkLocal),
    (v4(172, 16, 0, 0), 12, Special::Private),
    // Oracle's metadata is in it.
    (v4(192, 0, 0, 0), 24, Special::Reserved),
    (v4(192, 0, 2, 0), 24, Special::Reserved),
    // The relays of 6to4.
    (v4(192, 88, 99, 0), 24, Special::Translated),
    (v4(192, 168, 0, 0), 16, Special::Private),
    (v4(198, 18, 0, 0), 15, Special::Reserved),
    (v4(198, 51, 100, 0), 24, Special::Reserved),
    (v4(203, 0, 113, 0), 24, Special::Reserved),
    (v4(224, 0, 0, 0), 4, Special::Multicast),
    (v4(255, 255, 255, 255), 32, Special::Multicast),
    (v4(240, 0, 0, 0), 4, Special::Reserved),
];

/// The first that holds an address counts.
const V6: [(Ipv6Addr, u32, Special); 13] = [
    (Ipv6Addr::UNSPECIFIED, 128, Special::Reserved),
    (Ipv6Addr::LOCALHOST, 128, Special::Loopback),
    (Ipv6Addr::from_bits(0xffff << 32), 96, Special::Translated),
    // NAT64: the well-known prefix, and the one for networks of their own.
    (v6(0x0064_ff9b_0000_0000), 96, Special::Translated),
    (v6(0x0064_ff9b_0001_0000), 48, Special::Translated),
    (v6(0x2001_0000_0000_0000), 32, Special::Translated),
    // IETF protocol assignments: benchmarks, ORCHID and others.
    (v6(0x2001_0000_0000_0000), 23, Special::Reserved),
    (v6(0x2001_0db8_0000_0000), 32, Special::Reserved),
    (v6(0x2002_0000_0000_0000), 16, Special::Translated),
    (v6(0x3fff_0000_0000_0000), 20, Special::Reserved),
    (v6(0xfc00_0000_0000_0000), 7, Special::Private),
    (v6(0xfe80_0000_0000_0000), 10, Special::LinkLocal),
    (v6(0xff00_0000_0000_0000), 8, Special::Multicast),
];

fn is_in_v4(bits: u32, range: Ipv4Addr, length: u32) -> bool {
    (bits ^ range.to_bits()).leading_zeros() >= length
}

fn is_in_v6(bits: u128, range: Ipv6Addr, length: u32) -> bool {
    (bits ^ range.to_bits()).leading_zeros() >= length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        for (addresses, expected) in [
            ("1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0", None),
            ("192.167.255.255 192.0.1.0 198.17.255.255 198.20.0.0 223.255.255.255", None),
            ("2606:4700::1111 2a00:1450::1 2001:200::1 2003::1 3ffe::1", None),
            ("0.0.0.0 0.1.2.3 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.7", Some(Special::Reserved)),
            ("203.0.113.9 240.0.0.1 255.255.255.254", Some(Special::Reserved)),
            (":: 2001:2::1 2001:db8::1 3fff::1 4000::1 5f00::1 100::1 ::2", Some(Special::Reserved)),
            ("127.0.0.1 127.255.255.255 ::1", Some(Special::Loopback)),
            ("10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1", Some(Special::Private)),
            ("100.64.0.1 100.100.100.200 fc00::1 fd00:ec2::254", Some(Special::Private)),
            ("169.254.169.254 169.254.0.0 fe80::1 febf::1", Some(Special::LinkLocal)),
            ("168.63.129.16", Some(Special::Metadata)),
            ("224.0.0.1 239.255.255.255 255.255.255.255 ff02::1", Some(Special::Multicast)),
            ("::ffff:8.8.8.8 ::ffff:127.0.0.1 64:ff9b::7f00:1", Some(Special::Translated)),
            ("64:ff9b:1::1 2002:7f00:1::1 2001:0:1::1 192.88.99.1", Some(Special::Translated)),
        ] {
            for text in addresses.split(' ') {
                let address: IpAddr = text.parse().unwrap();
                assert_eq!(special(address), expected, "{text}");
            }
        }
    }
}
