"""Which addresses a preview may be fetched from: only those that anybody on the internet could reach.

Everything else may be a neighbour that trusts this machine: its own services, the local network, the cloud's metadata.
Written as what is allowed, since Python's `is_global` differs between releases.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_UNICAST_6 = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_NOT_HOSTS_6 = [
    ip_network(net)
    for net in (
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which leads to any IPv4 address
        "3fff::/20",  # documentation
    )
]
_NOT_HOSTS_4 = [
    ip_network(net)
    for net in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' NAT; Alibaba's metadata
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's own services, behind a public address
        "169.254.0.0/16",  # link-local; most clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
]


def is_public(text: str) -> bool:
    """True for the IP address of an ordinary host on the internet."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        return _is_public_6(address) if inner is None else _is_public_4(inner)
    return _is_public_4(address)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that such an address really leads to."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped


def _is_public_6(address: IPv6Address) -> bool:
    return address.scope_id is None and address in _UNICAST_6 and not any(address in net for net in _NOT_HOSTS_6)


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in net for net in _NOT_HOSTS_4)
