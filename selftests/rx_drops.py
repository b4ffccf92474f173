# SPDX-License-Identifier: GPL-2.0
"""The frames of rx_drops.sh, which has the topology."""
import os
import random
import struct
import sys

import packets as p
from packets import Link, eth, icmp6, ip, nvgre, udp

GW_MAC = "02:00:00:00:01:ff"
OTHER = "00:15:5d:ff:ff:ff"		# nobody's MAC
PORT = 7777

ns_gw, ns_host1, ns_host2, ns_site = sys.argv[1:5]
random.seed(7637)
gateway = p.Gateway(ns_gw)
port1 = p.Port(ns_host1)
port2 = p.Port(ns_host2)
site = p.Port(ns_site)
sink = p.listener(ns_gw, "vrf-contoso", PORT)
t = p.Test(gateway)
serial = 0


class Side:
    """One family of the underlay: where the frames come from, and the VMs
    that are there."""

    def __init__(self, family):
        first = family == 4
        self.name = "IPv%d" % family
        self.link1 = Link(1, family)
        self.link2 = Link(2, family)
        self.k = 5 if first else 6
        self.mac = p.vm_mac(self.k)
        self.ca4 = "10.0.1.%d" % self.k
        self.ca6 = "fd00:1::%d" % self.k
        self.gateway_vm = p.vm_mac(0x21 if first else 0x22), \
            "10.0.2.%d" % (33 if first else 34)
        self.l2 = p.vm_mac(0x31 if first else 0x32)
        self.wild = p.vm_mac(0x41 if first else 0x42)
        self.routed4 = "172.16.%d.7" % self.k
        self.routed6 = "fd16:%d::7" % self.k

    def ca(self, inner):
        return self.ca4 if inner == 4 else self.ca6

    def frame(self, inner=4, vsid=6000, src=None, dst=None, smac=None,
              dmac=GW_MAC, packet=None, proto=None, flow=None, flags=0x2000,
              outer=None, link=None, **more):
        """A frame from a VM to the gateway; anything may be wrong with it."""
        if packet is None:
            packet = udp(src or self.ca(inner),
                         dst or ("10.0.1.1" if inner == 4 else "fd00:1::1"),
                         4000, PORT, b"%08d" % serial, **more)
        frame = eth(dmac, smac or self.mac,
                    proto or p.ether_type(packet), packet)
        flow = random.randrange(256) if flow is None else flow
        return (link or self.link1).outer(
            nvgre(vsid, frame, flow, flags), **(outer or {}))


def good(name, frame, port=port1, wanted=None):
    """The frame is delivered, and counted as received only."""
    global serial
    p.datagram(sink)
    port.send(frame)
    got = p.datagram(sink, 3 * p.SLOW)
    t.equal(name, got, b"%08d" % serial)
    serial += 1
    t.counted(name + ": counters", dict(wanted or {}))


def control(side, when):
    for inner in 4, 6:
        good("%s, inner IPv%d: accepted %s" % (side.name, inner, when),
             side.frame(inner))


def drop(name, reason, *frames, dev="contoso", port=port1, n=None):
    """The frames are dropped, each for this reason."""
    port.send(*frames)
    n = len(frames) if n is None else n
    t.counted("%s: %s" % (name, reason if n else "not counted"),
              {(dev, reason): n} if n else {})
    if p.datagram(sink) is not None:
        t.result(False, name + ": was delivered")


def left(name, *frames, port=port1):
    """The frames are none of the module's business."""
    drop(name, "", *frames, port=port, n=0)


# --- what is in front of the inner frame -------------------------------------

def flags(side):
    name = side.name
    for bit in range(1, 8):
        drop("%s: version %d" % (name, bit), "rx-version",
             side.frame(flags=0x2000 | bit), dev="-")
    drop(name + ": no key", "rx-no-key", side.frame(flags=0), dev="-")
    drop(name + ": checksum", "rx-checksum-bit",
         side.frame(flags=0xa000), side.frame(flags=0x8000), dev="-")
    drop(name + ": sequence number", "rx-sequence-bit",
         side.frame(flags=0x3000), side.frame(flags=0x1000), dev="-")
    for bit in 1, 4, 5:
        drop("%s: reserved bit %d" % (name, bit), "rx-reserved-bits",
             side.frame(flags=0x2000 | 0x8000 >> bit), dev="-")
    for bit in range(6, 13):
        good("%s: reserved bit %d is ignored" % (name, bit),
             side.frame(flags=0x2000 | 0x8000 >> bit))
    for proto in 0x0800, 0x86dd, 0x88be, 0x0000, 0x5865:
        inner = udp(side.ca4, "10.0.1.1", 4000, PORT)
        left("%s: protocol type %#06x" % (name, proto),
             side.link1.outer(nvgre(6000, inner, proto=proto)))


def vsids(side):
    name = side.name
    for vsid in 0, 1, 2048, 0xfff, 0xffffff:
        drop("%s: VSID %#x" % (name, vsid), "rx-vsid-reserved",
             side.frame(vsid=vsid), dev="-")
    for vsid in 0x1000, 5999, 6004, 0xfffffe:
        drop("%s: VSID %#x" % (name, vsid), "rx-vsid-unknown",
             side.frame(vsid=vsid), dev="-")
    drop(name + ": VSID in the lower 24 bits of the key", "rx-vsid-reserved",
         side.link1.outer(struct.pack("!HHI", 0x2000, p.ETH_TEB, 6000) +
                          b"\0" * 60), dev="-")


def fragments(side):
    """The first fragment is counted; the others have no header to look at."""
    whole = side.frame(src=None)[14 + (20 if side.link1.family == 4 else 40):]
    first, rest = whole[:48], whole[48:]
    if side.link1.family == 4:
        drop("IPv4: first fragment", "rx-fragment",
             side.link1.outer(first, frag=0x2000))
        left("IPv4: second fragment", side.link1.outer(rest, frag=6))
        return
    frag = struct.pack("!BBHI", p.GRE, 0, 1, 99)
    drop("IPv6: first fragment", "rx-fragment",
         side.link1.outer(frag + first, proto=44))
    frag = struct.pack("!BBHI", p.GRE, 0, 48, 99)
    left("IPv6: second fragment", side.link1.outer(frag + rest, proto=44))
    options = struct.pack("!BBBBBBBB", p.GRE, 0, 4, 1, 4, 1, 1, 0)
    good("IPv6: destination options", side.link1.outer(
        options + side.frame()[54:], proto=60))


def truncated(side):
    """Every length there is, from nothing to the whole packet."""
    kinds = {
        "UDP over IPv4": (udp(side.ca4, "10.0.1.1", 4000, PORT, b"x"), 20,
                          "rx-inner-header"),
        "UDP over IPv6": (udp(side.ca6, "fd00:1::1", 4000, PORT, b"x"), 40,
                          "rx-inner-header"),
        "ARP": (p.arp(side.mac, side.ca4, "10.0.1.99"), None,
                "arp-malformed"),
    }
    for kind, (packet, _, reason) in kinds.items():
        proto = p.ETH_ARP if kind == "ARP" else p.ether_type(packet)
        whole = nvgre(6000, eth(GW_MAC, side.mac, proto, packet), 77)
        frames = [side.link1.outer(whole[:n]) for n in range(len(whole))]
        name = "%s: %s cut to " % (side.name, kind)
        left(name + "0..3 bytes of GRE", *frames[:4])
        drop(name + "4..7 bytes of GRE", "rx-truncated", *frames[4:8],
             dev="-")
        drop(name + "0..13 bytes of Ethernet", "rx-truncated", *frames[8:22])
        drop(name + "anything less than all", reason, *frames[22:])
        # The same with the rest of the bytes there, after the end that the
        # outer header speaks of
        family = side.link1.family
        pad = []
        for n in range(4, len(whole)):
            frame = bytearray(side.link1.outer(whole))
            struct.pack_into("!H", frame, 16 if family == 4 else 18,
                             n + (20 if family == 4 else 0))
            if family == 4:
                struct.pack_into("!H", frame, 24, 0)
                struct.pack_into("!H", frame, 24, p.checksum(frame[14:34]))
            pad.append(bytes(frame))
        port1.send(*pad)
        t.counted(name + "each length, with bytes after it", {
            ("-", "rx-truncated"): 4, ("contoso", "rx-truncated"): 14,
            ("contoso", reason): len(packet)})
        # An outer header that speaks of more than there is
        pad = []
        for n in range(len(whole)):
            frame = bytearray(side.link1.outer(whole))
            pad.append(bytes(frame[:len(frame) - len(whole) + n]))
        left(name + "less than the outer header says", *pad)


# --- the inner frame ---------------------------------------------------------

def inner_frames(side):
    name = side.name
    for tag in 0x8100, 0x88a8, 0x9100, 0x9200, 0x9300:
        tagged = struct.pack("!HH", 5, p.ETH_IP) + \
            udp(side.ca4, "10.0.1.1", 4000, PORT)
        drop("%s: inner tag %#x" % (name, tag), "rx-inner-vlan",
             side.frame(packet=tagged, proto=tag))
    for source in "01:00:5e:00:00:05", p.BROADCAST, "00:00:00:00:00:00":
        drop("%s: inner source %s" % (name, source), "rx-inner-mac",
             side.frame(smac=source))
    for proto in 0x0026, 0x0600, 0x88cc, 0x8847, 0x6558, 0x0805, 0xffff:
        drop("%s: inner type %#06x" % (name, proto), "rx-inner-proto",
             side.frame(packet=b"\x42\x42\x03" + b"\0" * 57, proto=proto))
    wrong = {
        "version 5": {"version": 5}, "version 6": {"version": 6},
        "header of 16": {"ihl": 4}, "header beyond the packet": {"ihl": 15},
        "length 19": {"length": 19}, "length 0": {"length": 0},
        "length 1 too great": {"length": 37}, "length 65535": {"length": 65535},
    }
    for what, how in wrong.items():
        packet = p.ip4(side.ca4, "10.0.1.1", p.UDP, bytes(16), **how)
        drop("%s: inner IPv4, %s" % (name, what), "rx-inner-header",
             side.frame(packet=packet, proto=p.ETH_IP))
    wrong = {
        "version 4": {"version": 4}, "length 1 too great": {"length": 17},
        "length 65535": {"length": 65535},
    }
    for what, how in wrong.items():
        packet = p.ip6(side.ca6, "fd00:1::1", p.UDP, bytes(16), **how)
        drop("%s: inner IPv6, %s" % (name, what), "rx-inner-header",
             side.frame(packet=packet, proto=p.ETH_IP6))
    mapped = "::ffff:" + side.ca4
    drop(name + ": inner IPv6, v4-mapped source", "rx-inner-header",
         side.frame(6, src=mapped))
    drop(name + ": inner IPv6, v4-mapped destination", "rx-inner-header",
         side.frame(6, dst=mapped))
    for source in "224.0.0.5", "255.255.255.255", "127.0.0.1":
        drop("%s: inner source %s" % (name, source), "rx-inner-header",
             side.frame(4, src=source))
    for source in "ff02::5", "::1":
        drop("%s: inner source %s" % (name, source), "rx-inner-header",
             side.frame(6, src=source))
    for inner, elsewhere in (4, "10.0.1.9"), (6, "fd00:1::99"):
        drop("%s: inner IPv%d, other destination MAC" % (name, inner),
             "rx-other-host", side.frame(inner, dmac=OTHER))
        drop("%s: inner IPv%d, other MAC than the record's" % (name, inner),
             "rx-other-host", side.frame(inner, dmac=OTHER, dst=elsewhere))


def ecn(side):
    for inner in 4, 6:
        for tos in 0x00, 0xb8:
            drop("%s: CE, inner IPv%d not ECT" % (side.name, inner), "rx-ecn",
                 side.frame(inner, tos=tos, outer={"tos": tos | 3}))


# --- who may send ------------------------------------------------------------

def spoof(side):
    name, second = side.name, {"link": side.link2, "port": port2}
    for inner in 4, 6:
        def refused(what, reason, port=port1, **how):
            drop("%s, inner IPv%d: %s" % (name, inner, what), reason,
                 side.frame(inner, **how), port=port)

        refused("from another host", "rx-spoof-pa", **second)
        refused("from another address of the host's link", "rx-spoof-pa",
                outer={"src": side.link1.local + "2"})
        refused("with another MAC", "rx-spoof-mac", smac=OTHER)
        refused("with another VM's MAC", "rx-spoof-mac", smac=p.vm_mac(9))
        unknown = "10.0.1.77" if inner == 4 else "fd00:1::77"
        refused("with an unknown address", "rx-spoof-ca", src=unknown)
        refused("with an address of another subnet", "rx-spoof-ca",
                src="10.0.2.77" if inner == 4 else "fd00:2::77")
        refused("with the gateway's address", "rx-spoof-ca",
                src="10.0.1.1" if inner == 4 else "fd00:1::1")
        refused("in another subnet", "rx-spoof-ca", vsid=6001)

        # Behind a tenant's router
        routed = side.routed4 if inner == 4 else side.routed6
        good("%s, inner IPv%d: behind a router" % (name, inner),
             side.frame(inner, src=routed))
        refused("behind a router, other MAC", "rx-spoof-ca", src=routed,
                smac=p.vm_mac(9))
        refused("behind a router, other host", "rx-spoof-ca", src=routed,
                **second)

        # Wildcard: one of a family, and it is that of the side
        if (inner == 4) == (side.k == 5):
            anyone = "10.77.1.2" if inner == 4 else "fd77::2"
            good("%s, inner IPv%d: from the wildcard" % (name, inner),
                 side.frame(inner, vsid=6003, src=anyone, smac=side.wild))
            refused("wildcard, other MAC", "rx-spoof-ca", vsid=6003,
                    src=anyone, smac=OTHER)
            refused("wildcard, other host", "rx-spoof-ca", vsid=6003,
                    src=anyone, smac=side.wild, **second)
        else:
            refused("wildcard of the other family", "rx-spoof-ca", vsid=6003,
                    src="10.77.1.2" if inner == 4 else "fd77::2",
                    smac=side.wild)

        # l2only: whatever address, but from its host
        own = "10.0.3.%d" % side.k if inner == 4 else "fd00:3::%d" % side.k
        refused("l2only, from another host", "rx-spoof-pa", vsid=6002,
                src=own, smac=side.l2, **second)
        good("%s, inner IPv%d: l2only" % (name, inner),
             side.frame(inner, vsid=6002, src=own, smac=side.l2))
        p.wait(lambda: gateway.ask("record show vsid 6002 ca " + own))
        good("%s, inner IPv%d: l2only, once learned" % (name, inner),
             side.frame(inner, vsid=6002, src=own, smac=side.l2))
        refused("learned, other MAC", "rx-spoof-mac", vsid=6002, src=own,
                smac=OTHER)
        refused("learned, other host", "rx-spoof-pa", vsid=6002, src=own,
                smac=side.l2, **second)
        refused("l2only, with the gateway's address", "rx-spoof-ca",
                vsid=6002, smac=side.l2,
                src="10.0.3.1" if inner == 4 else "fd00:3::1")

    # The distributed router of a host speaks with the MAC of any VM
    vm, _ = side.gateway_vm
    good(name + ": through the distributed router",
         side.frame(vsid=6001, smac=vm))
    drop(name + ": through the distributed router, other MAC", "rx-spoof-ca",
         side.frame(vsid=6001, smac=OTHER))
    drop(name + ": through the distributed router, other host", "rx-spoof-ca",
         side.frame(vsid=6001, smac=vm, link=side.link2), port=port2)

    # Those that have no address yet are known by MAC
    good(name + ": 0.0.0.0, known MAC", side.frame(
        src="0.0.0.0", dst="255.255.255.255", dmac=p.BROADCAST))
    good(name + ": link-local, known MAC", side.frame(6, src="fe80::5"))
    drop(name + ": 0.0.0.0, unknown MAC", "rx-spoof-mac",
         side.frame(src="0.0.0.0", smac=OTHER))
    drop(name + ": 0.0.0.0, known MAC, other host", "rx-spoof-mac",
         side.frame(src="0.0.0.0", link=side.link2), port=port2)
    drop(name + ": link-local, unknown MAC", "rx-spoof-mac",
         side.frame(6, src="fe80::5", smac=OTHER))
    drop(name + ": link-local, other host", "rx-spoof-mac",
         side.frame(6, src="fe80::5", link=side.link2), port=port2)

    # ARP's sender is checked as a packet's is
    for what, reason, how, port in (
            ("other host", "rx-spoof-pa", {"link": side.link2}, port2),
            ("other MAC", "rx-spoof-mac", {"smac": OTHER}, port1)):
        packet = p.arp(how.get("smac", side.mac), side.ca4, "10.0.1.1")
        drop("%s: ARP, %s" % (name, what), reason,
             side.frame(packet=packet, proto=p.ETH_ARP, dmac=p.BROADCAST,
                        **how), port=port)
    drop(name + ": ARP, unknown address", "rx-spoof-ca",
         side.frame(packet=p.arp(side.mac, "10.0.1.77", "10.0.1.1"),
                    proto=p.ETH_ARP, dmac=p.BROADCAST))


def antispoof_off(side):
    """Without the check, none of it is refused."""
    gateway.do("dev set contoso antispoof off")
    for inner in 4, 6:
        def accepted(what, port=port1, **how):
            good("%s, inner IPv%d: antispoof off, %s" %
                 (side.name, inner, what), side.frame(inner, **how), port)

        accepted("other host", port2, link=side.link2)
        accepted("other MAC", smac=OTHER)
        accepted("unknown address",
                 src="10.0.1.77" if inner == 4 else "fd00:1::77")
        accepted("other subnet", vsid=6001)
    gateway.do("dev set contoso antispoof on")
    drop(side.name + ": antispoof on again", "rx-spoof-mac",
         side.frame(smac=OTHER))


# --- ARP and neighbour discovery ---------------------------------------------

def neighbours(side):
    name = side.name

    def arp(what, reason, sha=side.mac, tpa="10.0.1.1", **how):
        drop("%s: ARP, %s" % (name, what), reason, side.frame(
            packet=p.arp(sha, side.ca4, tpa, **how), proto=p.ETH_ARP,
            dmac=p.BROADCAST))

    arp("hardware type", "arp-malformed", hrd=6)
    arp("protocol type", "arp-malformed", pro=p.ETH_IP6)
    arp("hardware length", "arp-malformed", hln=8)
    arp("protocol length", "arp-malformed", pln=16)
    arp("other sender MAC than the frame's", "arp-malformed", sha=OTHER)
    for op in 0, 2, 3, 8, 65535:
        arp("operation %d" % op, "arp-malformed", op=op)
    arp("unknown address", "arp-unknown", tpa="10.0.1.77")
    arp("address of another subnet", "arp-unknown", tpa="10.0.2.33")
    arp("its own address", "arp-unknown", tpa=side.ca4)
    for tpa in "0.0.0.0", "255.255.255.255", "224.0.0.1", "127.0.0.1":
        arp(tpa, "arp-unknown", tpa=tpa)

    source = p.nd_option(1, side.mac)

    def nd(what, reason, packet):
        drop("%s: ND, %s" % (name, what), reason, side.frame(
            packet=packet, dmac="33:33:ff:00:00:01"))

    def ns(what, reason="nd-malformed", src=side.ca6, target="fd00:1::1",
           options=source, **how):
        nd(what, reason, p.solicit(src, target, options, **how))

    ns("hop limit 254", ttl=254)
    ns("code 1", code=1)
    ns("checksum", check=0x1234)
    ns("multicast target", target="ff02::1", dst="ff02::1")
    ns("option of length 0", options=b"\1\0" + p.mac(side.mac))
    ns("option beyond the end", options=b"\1\2" + p.mac(side.mac))
    ns("bytes after the options", options=source + b"\0\0\0\0")
    ns("other source than the frame's", options=p.nd_option(1, OTHER))
    ns("unspecified source, option with a MAC", src="::")
    nd("no target", "nd-malformed",
       icmp6(side.ca6, "ff02::1:ff00:1", 135, 0, bytes(4), ttl=255))
    nd("half a target", "nd-malformed",
       icmp6(side.ca6, "ff02::1:ff00:1", 135, 0, bytes(12), ttl=255))
    for kind, what in (134, "router advertisement"), (137, "redirect"), \
            (136, "advertisement"):
        nd(what, "nd-malformed",
           icmp6(side.ca6, "ff02::1", kind, 0, bytes(36), ttl=255))
    ns("unknown address", "nd-unknown", target="fd00:1::77")
    ns("its own address", "nd-unknown", target=side.ca6)
    ns("its own address, before it has it", "nd-unknown", src="::",
       target=side.ca6, options=b"")
    ns("v4-mapped target", "nd-unknown", target="::ffff:10.0.1.1")


# --- devices and learning ----------------------------------------------------

def link(*words):
    os.system("ip -n %s link set %s" % (ns_gw, " ".join(words)))


def device(side):
    link("contoso", "down")
    drop(side.name + ": device down", "rx-device-down", side.frame())
    link("contoso", "up")
    # IPv6 addresses go with a device that goes down
    for number in 1, 2, 3, 4:
        os.system("ip -n %s address replace fd00:%d::1/64 dev contoso nodad"
                  % (ns_gw, number))
    control(side, "when the device is up again")


def learning(side):
    gateway.do("vsid replace 6002 dev contoso learn-limit 1 ageing 300")
    known = gateway.ask("vsid show 6002")[0]["learned-records"]
    t.result(known > 1, "learned so far: %d" % known)
    good(side.name + ": learning over the limit",
         side.frame(vsid=6002, smac=side.l2, src="10.0.3.88"),
         wanted={("contoso", "learn-limit"): 1})
    t.equal(side.name + ": nothing was learned",
            gateway.ask("record show vsid 6002 ca 10.0.3.88"), [])
    gateway.do("vsid replace 6002 dev contoso learn-limit 0 ageing 300")
    good(side.name + ": learning turned off",
         side.frame(vsid=6002, smac=side.l2, src="10.0.3.89"),
         wanted={("contoso", "learn-limit"): 1})
    gateway.do("vsid replace 6002 dev contoso learn-limit 256 ageing 300")


# --- where NVGRE may come from -----------------------------------------------

def elsewhere():
    side = Side(4)
    # NVGRE in NVGRE, to a provider address and with a VSID of its own tenant
    # and of another: it is a packet of the tenant like any other
    for vsid in 6000, 7001:
        inner = side.frame(vsid=vsid)[14:]
        outer = side.frame(packet=p.ip4(side.ca4, "192.168.1.1", p.GRE,
                                        inner[20:]))
        left("NVGRE in NVGRE, VSID %d" % vsid, outer)
    # From the tenant's other link
    lan = Link(3)
    for vsid in 6000, 7001:
        left("NVGRE from a tenant's link, VSID %d" % vsid,
             lan.outer(side.frame(vsid=vsid)[34:], src="192.168.1.2",
                       dst="192.168.1.1"), port=site)
        left("NVGRE from a tenant's link to its own gateway, VSID %d" % vsid,
             lan.outer(side.frame(vsid=vsid)[34:], src="192.168.1.2"),
             port=site)
    # Tenants do not meet: identical but for the VSID
    drop("another tenant's VSID", "rx-spoof-pa", side.frame(
        vsid=7001, dmac="02:00:00:00:02:ff"), dev="fabrikam")


def flow_ids(side):
    """256 of them, made by scapy, which also judges what we make; it takes
    too long to start on a slow kernel."""
    if p.SLOW > 1:
        frames = [side.frame(4 + flow % 2 * 2, flow=flow)
                  for flow in range(256)]
    else:
        frames = scapy_frames(side)
    while p.datagram(sink) is not None:
        pass
    random.shuffle(frames)
    got = 0
    for frame in frames:
        port1.send(frame)
        got += p.datagram(sink, 3 * p.SLOW) is not None
    t.equal(side.name + ": every FlowID is accepted", got, 256)
    t.counted(side.name + ": every FlowID, counters",
              {("contoso", "rx-packets"): 256})


def scapy_frames(side):
    """A frame with each FlowID, every other one with IPv6 inside."""
    from scapy.layers.inet import IP, UDP
    from scapy.layers.inet6 import IPv6
    from scapy.layers.l2 import Ether, GRE
    from scapy.packet import Raw

    same = True
    frames = []
    for flow in range(256):
        data = b"%08d" % flow
        vm = Ether(src=side.mac, dst=GW_MAC)
        if flow % 2:
            vm /= IPv6(src=side.ca6, dst="fd00:1::1", hlim=64)
        else:
            vm /= IP(src=side.ca4, dst="10.0.1.1", id=1)
        vm /= UDP(sport=4000, dport=PORT) / Raw(data)
        outer = Ether(src=side.link1.src, dst=side.link1.dst)
        if side.k == 5:
            outer /= IP(src=side.link1.local, dst=side.link1.gateway, id=1)
        else:
            outer /= IPv6(src=side.link1.local, dst=side.link1.gateway,
                          hlim=64)
        frame = bytes(outer / GRE(key_present=1, proto=0x6558,
                                  key=6000 << 8 | flow) / vm)
        frames.append(frame)
        src, dst = (side.ca6, "fd00:1::1") if flow % 2 else \
            (side.ca4, "10.0.1.1")
        ours = side.frame(flow=flow, packet=udp(src, dst, 4000, PORT, data))
        same = same and ours == frame
    t.result(same, side.name + ": scapy makes the same frames")
    return frames


sides = Side(4), Side(6)
for one in sides:
    control(one, "at first")
    flags(one)
    vsids(one)
    fragments(one)
    truncated(one)
    inner_frames(one)
    ecn(one)
    spoof(one)
    antispoof_off(one)
    neighbours(one)
    learning(one)
    device(one)
elsewhere()
for one in sides:
    flow_ids(one)
    control(one, "at last")
t.done()
