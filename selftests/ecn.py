# SPDX-License-Identifier: GPL-2.0
"""The packets of ecn.sh, which has the topology."""
import socket
import sys

import packets as p
from packets import Link, eth, nvgre, udp

GW_MAC = "02:00:00:00:01:ff"
NOT, ECT1, ECT0, CE = range(4)
NAMES = {NOT: "not-ECT", ECT0: "ECT(0)", ECT1: "ECT(1)", CE: "CE"}
DROP = None

# RFC 6040 section 4.2: (inner, outer) becomes this
DECAP = {
    (NOT, NOT): NOT, (NOT, ECT0): NOT, (NOT, ECT1): NOT, (NOT, CE): DROP,
    (ECT0, NOT): ECT0, (ECT0, ECT0): ECT0, (ECT0, ECT1): ECT1, (ECT0, CE): CE,
    (ECT1, NOT): ECT1, (ECT1, ECT0): ECT1, (ECT1, ECT1): ECT1, (ECT1, CE): CE,
    (CE, NOT): CE, (CE, ECT0): CE, (CE, ECT1): CE, (CE, CE): CE,
}

ns_gw, ns_host1, ns_host2 = sys.argv[1:4]
gateway = p.Gateway(ns_gw)
port1, port2 = p.Port(ns_host1), p.Port(ns_host2)
inside = p.Port(ns_gw, "contoso")
t = p.Test(gateway)


class Packet:
    """What is of interest of an IP packet."""

    def __init__(self, raw):
        if raw[0] >> 4 == 4:
            self.tos, self.ttl, self.proto = raw[1], raw[8], raw[9]
            self.good = p.checksum(raw[:20]) == 0
            self.payload = raw[20:]
        else:
            self.tos = int.from_bytes(raw[:2], "big") >> 4 & 0xff
            self.ttl, self.proto = raw[7], raw[6]
            self.good = True
            self.payload = raw[40:]



def find(port, tag, skip=0):
    """The packet with these last bytes that comes at a port."""
    while True:
        frame = port.receive(3 * p.SLOW)
        if frame is None:
            return None
        if frame.endswith(tag):
            return frame[skip:]


def ca(inner, subnet, k):
    return ("10.0.%d.%d" if inner == 4 else "fd00:%d::%d") % (subnet, k)


def send(outer, inner, dst, tag, inner_tos=0, outer_tos=0, ttl=64):
    link = Link(1, outer)
    k = 5 if outer == 4 else 6
    packet = udp(ca(inner, 1, k), dst, 4000, 9, tag, tos=inner_tos, ttl=ttl)
    frame = eth(GW_MAC, p.vm_mac(k), p.ether_type(packet), packet)
    port1.send(link.outer(nvgre(6000, frame), tos=outer_tos))


def decap(outer, inner, dscp, outer_dscp):
    """To the gateway itself, where a packet socket sees what comes out."""
    what = "decap, IPv%d in IPv%d, DSCP %d in %d" % (inner, outer, dscp,
                                                     outer_dscp)
    for (was, mark), wanted in sorted(DECAP.items()):
        name = "%s: %s in %s" % (what, NAMES[was], NAMES[mark])
        tag = ("decap %d %d %d %d %d" % (outer, inner, was, mark,
                                         dscp)).encode()
        send(outer, inner, ca(inner, 1, 1), tag, dscp << 2 | was,
             outer_dscp << 2 | mark)
        if wanted is DROP:
            t.counted(name + " is dropped", {("contoso", "rx-ecn"): 1})
            late = [f for f in inside.drain() if f.endswith(tag)]
            t.equal(name + " is not delivered", late, [])
            continue
        raw = find(inside, tag)
        got = raw and Packet(raw)
        t.equal("%s gives %s" % (name, NAMES[wanted]),
                got and (got.tos, got.ttl, got.good),
                (dscp << 2 | wanted, 64, True))
    t.counted(what + ": nothing else is dropped", {})


def forward(outer, inner, to):
    """East-west: what one host marked is in the packet that the other gets,
    and on its outside."""
    k, size = (7, 20) if to == 4 else (8, 40)
    what = "east-west, IPv%d from IPv%d to IPv%d" % (inner, outer, to)
    for (was, mark), wanted in sorted(DECAP.items()):
        if wanted is DROP:
            continue
        tag = ("forward %d %d %d %d %d" % (outer, inner, to, was,
                                           mark)).encode()
        send(outer, inner, ca(inner, 2, k), tag, 10 << 2 | was, mark)
        raw = find(port2, tag, 14)
        got = None
        if raw:
            out, within = Packet(raw), Packet(raw[size + 8 + 14:])
            got = out.tos, out.good, within.tos, within.ttl, within.good
        t.equal("%s: %s in %s gives %s" % (what, NAMES[was], NAMES[mark],
                                           NAMES[wanted]), got,
                (wanted, True, 10 << 2 | wanted, 63, True))


def from_stack(inner, dst, tos, tag, ttl):
    family = socket.AF_INET if inner == 4 else socket.AF_INET6
    with p.In(ns_gw):
        sock = socket.socket(family, socket.SOCK_DGRAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE,
                        b"vrf-contoso")
    if inner == 4:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, tos)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, tos)
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, ttl)
    sock.sendto(tag, (dst, 9))
    sock.close()


def encap(setting, dscp, ttl):
    """From the gateway's own stack."""
    gateway.do("dev set contoso " + setting)
    for to in 4, 6:
        k, size = (7, 20) if to == 4 else (8, 40)
        for inner in 4, 6:
            got, wanted = [], []
            for ecn in NOT, ECT1, ECT0, CE:
                for inner_dscp in 0, 10, 63:
                    tos = inner_dscp << 2 | ecn
                    tag = ("encap %s %d %d %d" % (setting, to, inner,
                                                  tos)).encode()
                    from_stack(inner, ca(inner, 2, k), tos, tag, 17)
                    raw = find(port2, tag, 14)
                    if raw:
                        out, within = Packet(raw), \
                            Packet(raw[size + 8 + 14:])
                        got.append((out.tos, out.ttl, out.good, within.tos,
                                    within.ttl, within.good))
                    wanted.append(((inner_dscp if dscp is None else dscp) << 2
                                   | ecn, ttl, True, tos, 17, True))
            t.equal("encap, IPv%d in IPv%d, %s" % (inner, to, setting), got,
                    wanted)


for one in 4, 6:
    for other in 4, 6:
        decap(one, other, 0, 0)
        decap(one, other, 46, 63)
        forward(one, other, 10 - one)
forward(4, 4, 4)
forward(6, 6, 6)
encap("dscp 0 ttl inherit", 0, 64)
encap("dscp 46 ttl 33", 46, 33)
encap("dscp inherit ttl 255", None, 255)
encap("dscp 63 ttl 1", 63, 1)
gateway.do("dev set contoso dscp 0 ttl inherit")
t.done()
