# SPDX-License-Identifier: GPL-2.0
"""The packets of respond.sh, which has the topology."""
import struct
import sys

import packets as p
from packets import Link, eth, nvgre, udp

GW_MAC = "02:00:00:00:01:ff"
GW_MAC2 = "02:00:00:00:60:02"		# in 6002
OTHER = "00:15:5d:ff:ff:ff"
ANY4, ANY6 = "0.0.0.0", "::"

ns_gw, ns_host1, ns_host2 = sys.argv[1:4]
gateway = p.Gateway(ns_gw)
port1, port2 = p.Port(ns_host1), p.Port(ns_host2)
t = p.Test(gateway)


class Asker:
    """A VM and the host it is on."""

    def __init__(self, family, vsid, k, ca4, ca6, number=1, port=port1):
        self.link = Link(number, family)
        self.port = port
        self.vsid, self.mac = vsid, p.vm_mac(k)
        self.ca4, self.ca6 = ca4, ca6
        self.name = "IPv%d" % family

    def send(self, packet, dst=GW_MAC, proto=None, link=None):
        frame = eth(dst, self.mac, proto or p.ether_type(packet), packet)
        self.port.send((link or self.link).outer(nvgre(self.vsid, frame, 99)))

    def arp(self, tpa, dst=p.BROADCAST, **how):
        how.setdefault("sha", self.mac)
        how.setdefault("spa", self.ca4)
        self.send(p.arp(tpa=tpa, **how), dst, p.ETH_ARP)

    def solicit(self, target, src=None, dst=None, dmac=None, **how):
        src = src or self.ca6
        how.setdefault("options",
                       b"" if src == ANY6 else p.nd_option(1, self.mac))
        packet = p.solicit(src, target, dst=dst, **how)
        self.send(packet, dmac or p.group_mac(
            "ff02::1:ff" + p.addr(target)[13:].hex()[:2] + ":" +
            p.addr(target)[14:].hex()))

    def wire(self, inner, proto):
        """The whole frame that is to come back."""
        frame = eth(self.mac, GW_MAC2 if self.vsid == 6002 else GW_MAC, proto,
                    inner)
        link = self.link
        packet = nvgre(self.vsid, frame)
        if link.family == 4:
            packet = p.ip4(link.gateway, link.local, p.GRE, packet, ident=0,
                           frag=0x4000)
        else:
            packet = p.ip6(link.gateway, link.local, p.GRE, packet)
        return eth(link.src, link.dst, p.ether_type(packet), packet)


def tunnelled(frame):
    """Is it GRE?"""
    return frame[23 if frame[12:14] == b"\x08\0" else 20] == p.GRE


def next_frame(port, seconds):
    while True:
        frame = port.receive(seconds)
        if frame is None or tunnelled(frame):
            return frame


def answered(name, who, wanted):
    """Exactly this comes back, and nothing anywhere else."""
    got = next_frame(who.port, 3 * p.SLOW)
    t.equal(name, got and got.hex(), wanted.hex())
    quiet(name)
    t.counted(name + ": counters", {("contoso", "replies"): 1})


def quiet(name):
    late = [f for port in (port1, port2) for f in port.drain() if tunnelled(f)]
    if late:
        t.equal(name + ": frames that nobody should get",
                [f.hex() for f in late], [])


def ignored(name, reason):
    """Nothing comes from anywhere."""
    t.counted(name + ": " + reason, {("contoso", reason): 1})
    quiet(name)


def arp_reply(who, spa, sha, tpa=None):
    return who.wire(p.arp(sha, spa, tpa or who.ca4, who.mac, op=2), p.ETH_ARP)


def advert(who, target, lladdr, router, to=None):
    """RFC 4861: solicited and override, or to all nodes for who has no
    address yet."""
    flags = (0x80 if router else 0) | (0 if to else 0x40) | 0x20
    return who.wire(p.icmp6(target, to or who.ca6, 136, 0, struct.pack(
        "!I", flags << 24) + p.addr(target) + p.nd_option(2, lladdr),
        ttl=255), p.ETH_IP6)


def flush():
    port1.drain()
    port2.drain()
    t.forget()


def asks(who):
    """An ordinary VM, in 6000."""
    name = who.name
    flush()
    # The gateway's addresses, whichever subnet they are of
    for ca in "10.0.1.1", "10.0.2.1", "10.0.3.1":
        who.arp(ca)
        answered("%s: ARP for %s" % (name, ca), who,
                 arp_reply(who, ca, GW_MAC))
    for ca in "fd00:1::1", "fd00:2::1", "fe80::1":
        who.solicit(ca)
        answered("%s: NS for %s" % (name, ca), who,
                 advert(who, ca, GW_MAC, True))
    # Other VMs of the subnet
    who.arp("10.0.1.9")
    answered(name + ": ARP for a VM", who,
             arp_reply(who, "10.0.1.9", p.vm_mac(9)))
    who.solicit("fd00:1::9")
    answered(name + ": NS for a VM", who,
             advert(who, "fd00:1::9", p.vm_mac(9), False))
    # To one address only, as who checks that a neighbour is there still
    who.arp("10.0.1.1", dst=GW_MAC, tha=GW_MAC)
    answered(name + ": unicast ARP for the gateway", who,
             arp_reply(who, "10.0.1.1", GW_MAC))
    who.arp("10.0.1.9", dst=p.vm_mac(9))
    answered(name + ": unicast ARP for a VM", who,
             arp_reply(who, "10.0.1.9", p.vm_mac(9)))
    who.solicit("fd00:1::1", dst="fd00:1::1", dmac=GW_MAC)
    answered(name + ": unicast NS for the gateway", who,
             advert(who, "fd00:1::1", GW_MAC, True))
    who.solicit("fd00:1::9", dst="fd00:1::9", dmac=p.vm_mac(9))
    answered(name + ": unicast NS for a VM", who,
             advert(who, "fd00:1::9", p.vm_mac(9), False))
    # From an address that has no record, but the MAC does
    who.solicit("fd00:1::1", src="fe80::215:5dff:fe00:5")
    got = next_frame(who.port, 3 * p.SLOW)
    t.result(got is not None and p.addr("fe80::215:5dff:fe00:5") in got,
             name + ": NS from a link-local address")
    flush()

    # Is the address free?
    for ca, mac in ("10.0.1.1", GW_MAC), ("10.0.1.9", p.vm_mac(9)):
        who.arp(ca, spa=ANY4)
        answered("%s: ARP probe for %s, which is taken" % (name, ca), who,
                 arp_reply(who, ca, mac, ANY4))
    for ca, mac in ("fd00:1::1", GW_MAC), ("fd00:1::9", p.vm_mac(9)):
        who.solicit(ca, src=ANY6)
        answered("%s: DAD for %s, which is taken" % (name, ca), who,
                 advert(who, ca, mac, mac == GW_MAC, "ff02::1"))
    who.arp(who.ca4, spa=ANY4)
    ignored(name + ": ARP probe for its own address", "arp-unknown")
    who.arp(who.ca4)
    ignored(name + ": gratuitous ARP", "arp-unknown")
    who.arp(who.ca4, op=2, tha=who.mac)
    ignored(name + ": gratuitous ARP reply", "arp-malformed")
    who.solicit(who.ca6, src=ANY6)
    ignored(name + ": DAD for its own address", "nd-unknown")
    who.solicit(who.ca6)
    ignored(name + ": NS for its own address", "nd-unknown")
    na = p.icmp6(who.ca6, "ff02::1", 136, 0, struct.pack("!I", 0x20 << 24) +
                 p.addr(who.ca6) + p.nd_option(2, who.mac), ttl=255)
    who.send(na, p.group_mac("ff02::1"))
    ignored(name + ": unsolicited advertisement", "nd-malformed")

    # Nobody knows
    for ca in "10.0.1.77", "10.0.2.7", "10.0.3.9", "192.0.2.1", "192.168.1.1":
        who.arp(ca)
        ignored("%s: ARP for %s" % (name, ca), "arp-unknown")
        who.arp(ca, spa=ANY4)
        ignored("%s: ARP probe for %s" % (name, ca), "arp-unknown")
    for ca in "fd00:1::77", "fd00:2::7", "2001:db8:1::1", "fe80::77":
        who.solicit(ca)
        ignored("%s: NS for %s" % (name, ca), "nd-unknown")
        who.solicit(ca, src=ANY6)
        ignored("%s: DAD for %s" % (name, ca), "nd-unknown")

    # Things that look like a question
    for what, how in (("hardware type", {"hrd": 6}),
                      ("address length", {"hln": 8}),
                      ("reply", {"op": 2}), ("RARP", {"op": 3}),
                      ("MAC of somebody else", {"sha": OTHER})):
        who.arp("10.0.1.1", **how)
        ignored("%s: ARP with %s" % (name, what), "arp-malformed")
    for what, how in (("hop limit 64", {"ttl": 64}), ("code", {"code": 1}),
                      ("bad checksum", {"check": 1}),
                      ("option of length 0", {"options": b"\1\0" + bytes(6)}),
                      ("MAC of somebody else",
                       {"options": p.nd_option(1, OTHER)}),
                      ("source and a MAC", {"src": ANY6, "options":
                                            p.nd_option(1, who.mac)})):
        who.solicit("fd00:1::1", **how)
        ignored("%s: NS with %s" % (name, what), "nd-malformed")
    # An option that it need not know, and none
    who.solicit("fd00:1::1", options=p.nd_option(1, who.mac) +
                b"\xfe\1abcdef")
    answered(name + ": NS with an unknown option", who,
             advert(who, "fd00:1::1", GW_MAC, True))
    who.solicit("fd00:1::1", options=b"")
    answered(name + ": NS without options", who,
             advert(who, "fd00:1::1", GW_MAC, True))

    # A record comes and goes
    gateway.do("record add vsid 6000 ca 10.0.1.66 mac %s pa 192.168.2.2" %
               p.vm_mac(0x66))
    who.arp("10.0.1.66")
    answered(name + ": ARP for a new record", who,
             arp_reply(who, "10.0.1.66", p.vm_mac(0x66)))
    gateway.do("record replace vsid 6000 ca 10.0.1.66 mac %s pa 192.168.2.2" %
               p.vm_mac(0x67))
    who.arp("10.0.1.66")
    answered(name + ": ARP for a record that was replaced", who,
             arp_reply(who, "10.0.1.66", p.vm_mac(0x67)))
    gateway.do("record del vsid 6000 ca 10.0.1.66")
    who.arp("10.0.1.66")
    ignored(name + ": ARP for a record that was deleted", "arp-unknown")
    # The gateway's MAC changes
    gateway.do("dev set contoso mac " + OTHER)
    who.arp("10.0.1.1")
    got = next_frame(who.port, 3 * p.SLOW)
    t.result(got is not None and got.count(p.mac(OTHER)) == 2,
             name + ": ARP, after the gateway's MAC was changed")
    gateway.do("dev set contoso mac " + GW_MAC)


# --- learning ----------------------------------------------------------------

def record(ca):
    found = gateway.ask("record show vsid 6002 ca " + ca)
    return found[0] if found else None


def learned(name, who, ca, pa=None, **more):
    got = p.wait(lambda: record(ca))
    got = got and {key: got.get(key) for key in
                   ("mac", "pa", "record-type", "learned", *more)}
    t.equal(name, got, {"mac": who.mac, "pa": pa or who.link.local,
                        "record-type": "dynamic", "learned": True, **more})


def learns(who, base, **more):
    """A VM that is known by MAC only; base makes its addresses."""
    name = who.name
    flush()
    count = len(gateway.ask("record show vsid 6002 learned"))
    ca4 = ["10.0.3.%d" % (base + i) for i in range(4)]
    ca6 = ["fd00:3::%d" % (base + i) for i in range(4)]

    # Before it has an address
    who.arp(ca4[0], spa=ANY4)
    ignored(name + ": ARP probe teaches nothing", "arp-unknown")
    who.solicit(ca6[0], src=ANY6)
    ignored(name + ": DAD teaches nothing", "nd-unknown")
    t.equal(name + ": nothing learned yet",
            len(gateway.ask("record show vsid 6002 learned")), count)

    who.arp("10.0.3.1", spa=ca4[0])
    got = next_frame(who.port, 3 * p.SLOW)
    t.result(got is not None and p.mac(GW_MAC2) in got,
             name + ": the gateway of the subnet answers with its MAC")
    learned(name + ": learned from ARP", who, ca4[0], **more)
    who.arp(ca4[1], spa=ca4[1])
    learned(name + ": learned from gratuitous ARP", who, ca4[1])
    who.solicit("fd00:3::1", src=ca6[0])
    learned(name + ": learned from NS", who, ca6[0], **more)
    na = p.icmp6(ca6[1], "ff02::1", 136, 0, struct.pack("!I", 0x20 << 24) +
                 p.addr(ca6[1]) + p.nd_option(2, who.mac), ttl=255)
    who.send(na, p.group_mac("ff02::1"))
    learned(name + ": learned from an unsolicited advertisement", who, ca6[1])
    who.send(udp(ca4[2], "10.0.3.1", 4000, 9), GW_MAC2)
    learned(name + ": learned from IPv4", who, ca4[2])
    who.send(udp(ca6[2], "fd00:3::1", 4000, 9), GW_MAC2)
    learned(name + ": learned from IPv6", who, ca6[2])
    who.send(udp("fe80::%d" % base, "fd00:3::1", 4000, 9), GW_MAC2)
    who.send(udp(ca6[3], "fd00:3::1", 4000, 9), GW_MAC2)
    learned(name + ": learned from IPv6, again", who, ca6[3])
    t.equal(name + ": a link-local address is not learned",
            record("fe80::%d" % base), None)
    t.equal(name + ": learned records",
            gateway.ask("vsid show 6002")[0]["learned-records"], count + 7)

    # Now it is like any other
    p.wait(lambda: not port1.drain(), 1)
    flush()
    peer.arp(ca4[0])
    answered(name + ": another VM asks for it", peer,
             arp_reply(peer, ca4[0], who.mac))
    peer.solicit(ca6[0])
    answered(name + ": another VM solicits it", peer,
             advert(peer, ca6[0], who.mac, False))
    tag = b"to " + name.encode()
    peer.send(udp("10.0.3.9", ca4[0], 4000, 9, tag), GW_MAC2)
    got = p.wait(lambda: [f for f in who.port.drain() if f.endswith(tag)])
    t.equal(name + ": another VM sends to it", len(got), 1)
    # Others may not take it
    flush()
    peer.send(udp(ca4[0], "10.0.3.1", 4000, 9), GW_MAC2)
    t.counted(name + ": another VM with its address",
              {("contoso", "rx-spoof-mac"): 1})


def moves(who, base):
    """The VM moves to host2: its l2only record is replaced."""
    name = who.name + ": moved"
    link = Link(2, who.link.family)
    ca4 = "10.0.3.%d" % base
    others = len(gateway.ask("record show vsid 6002 learned")) - \
        len(gateway.ask("record show vsid 6002 learned mac " + who.mac))
    gateway.do("record replace vsid 6002 mac %s pa %s type l2only" %
               (who.mac, link.local))
    t.equal(name + ", what was learned is forgotten",
            gateway.ask("record show vsid 6002 learned mac " + who.mac), [])
    t.equal(name + ", what was learned of others is not",
            len(gateway.ask("record show vsid 6002 learned")), others)
    flush()
    who.arp("10.0.3.1", spa=ca4)
    t.counted(name + ", its old host is refused",
              {("contoso", "rx-spoof-pa"): 1})
    there = Asker(who.link.family, 6002, 0, ca4, "", 2, port2)
    there.mac = who.mac
    there.arp("10.0.3.1")
    learned(name + ", learned at the new host", who, ca4, link.local)
    flush()
    there.arp("10.0.3.1")
    answered(name + ", answered at the new host", there,
             arp_reply(there, "10.0.3.1", GW_MAC2))
    gateway.do("record del vsid 6002 mac %s type l2only" % who.mac)
    t.equal(name + " and deleted, what was learned is forgotten", record(ca4),
            None)
    there.arp("10.0.3.1")
    t.counted(name + " and deleted, it is refused",
              {("contoso", "rx-spoof-ca"): 1})


def limit(who):
    """No more than so many are learned, and the others are served."""
    gateway.do("vsid replace 6002 dev contoso mac %s learn-limit 5 ageing 300"
               % GW_MAC2, "record flush vsid 6002 learned")
    flush()
    for i in range(20):
        who.send(udp("10.0.3.%d" % (100 + i), "10.0.3.9", 4000, 9,
                     b"limit %02d" % i), GW_MAC2)
        if i < 5:
            p.wait(lambda: record("10.0.3.%d" % (100 + i)))
    t.counted("limit: counted", {("contoso", "learn-limit"): 15})
    t.equal("limit: so many are learned",
            gateway.ask("vsid show 6002")[0]["learned-records"], 5)
    got = p.wait(lambda: len(port2.drain()) or None)
    t.equal("limit: all packets went on", got, 20)
    gateway.do("record flush vsid 6002 learned")
    who.arp("10.0.3.1", spa="10.0.3.150")
    learned("limit: there is room again", who, "10.0.3.150")


def ages(who):
    """A record that is not used goes; one that is used stays."""
    gateway.do("vsid replace 6002 dev contoso mac %s learn-limit 256 ageing 2"
               % GW_MAC2, "record flush vsid 6002 learned")
    for ca in "10.0.3.160", "10.0.3.161":
        who.arp("10.0.3.1", spa=ca)
        learned("ageing: learned " + ca, who, ca)

    def gone():
        who.arp("10.0.3.1", spa="10.0.3.161")
        return record("10.0.3.160") is None

    t.result(p.wait(gone, 15), "ageing: the unused one goes")
    t.result(record("10.0.3.161"), "ageing: the used one stays")
    t.result(p.wait(lambda: record("10.0.3.161") is None, 15),
             "ageing: it goes once it is not used")
    t.equal("ageing: static records stay",
            len(gateway.ask("record show vsid 6002 type static")), 2)
    t.equal("ageing: the l2only record stays",
            len(gateway.ask("record show vsid 6002 type l2only mac " +
                            who.mac)), 1)
    # One that an administrator takes over ages no more
    who.arp("10.0.3.1", spa="10.0.3.162")
    learned("ageing: learned once more", who, "10.0.3.162")
    gateway.do("record replace vsid 6002 ca 10.0.3.162 mac %s pa %s" %
               (who.mac, who.link.local))
    who.arp("10.0.3.1", spa="10.0.3.163")
    learned("ageing: and another", who, "10.0.3.163")
    t.result(p.wait(lambda: record("10.0.3.163") is None, 15),
             "ageing: the other goes")
    found = record("10.0.3.162")
    t.equal("ageing: what was taken over stays",
            found and (found["record-type"], found.get("learned")),
            ("static", None))


first = Asker(4, 6000, 5, "10.0.1.5", "fd00:1::5")
second = Asker(6, 6000, 6, "10.0.1.6", "fd00:1::6")
peer = Asker(4, 6002, 0x39, "10.0.3.9", "fd00:3::9", 2, port2)
l2_first = Asker(4, 6002, 0x31, "", "")
l2_second = Asker(6, 6002, 0x32, "", "")
asks(first)
asks(second)
learns(l2_first, 20, **{"vm-name": "wanderer", "owner": 42})
learns(l2_second, 40)
limit(l2_first)
ages(l2_second)
moves(l2_first, 60)
moves(l2_second, 70)
t.done()
