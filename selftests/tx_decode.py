# SPDX-License-Identifier: GPL-2.0
"""What tx_decode.sh, which has the topology, makes the gateway send, and what
tshark says about it."""
import os
import socket
import struct
import subprocess
import sys
import tempfile

import packets as p
from packets import Link, eth, nvgre, udp

GW_MAC = "02:00:00:00:01:ff"
GW_MAC2 = "02:00:00:00:60:02"		# in 6002

ns_gw = sys.argv[1]
gateway = p.Gateway(ns_gw)
ports = {i + 1: p.Port(name) for i, name in enumerate(sys.argv[2:5])}
t = p.Test(gateway)

# What is asked of tshark; of a field that is there twice the outer one comes
# first
FIELDS = """eth.src eth.dst eth.type ip.version ip.hdr_len ip.dsfield ip.len
ip.id ip.flags.rb ip.flags.df ip.flags.mf ip.frag_offset ip.ttl ip.proto
ip.checksum.status ip.src ip.dst ipv6.version ipv6.tclass ipv6.plen ipv6.nxt
ipv6.hlim ipv6.src ipv6.dst gre.flags_and_version gre.proto gre.key
udp.checksum.status tcp.checksum.status icmp.checksum.status
icmpv6.checksum.status udp.srcport udp.dstport arp.opcode arp.src.hw_mac
arp.src.proto_ipv4 arp.dst.hw_mac arp.dst.proto_ipv4 icmp.type icmpv6.type
icmpv6.nd.na.target_address frame.len""".split()


class Expected:
    """A frame that was caught, and what it ought to be."""

    def __init__(self, name, number, frame, outer, vsid, smac, dmac, inner):
        self.name, self.number, self.frame = name, number, frame
        self.outer, self.vsid = outer, vsid
        self.smac, self.dmac, self.inner = smac, dmac, inner

    def fields(self):
        """As tshark would say it. Lists are of values that it finds twice."""
        n, family = self.number, self.outer
        link = Link(n, family)
        inner4 = self.inner.get("family") == 4
        size = len(self.frame) - 14 - (20 if family == 4 else 40)
        # The inner IP packet
        want = {
            "eth.src": [link.dst, self.smac],
            "eth.dst": [link.src, self.dmac],
            "eth.type": ["0x0800" if family == 4 else "0x86dd",
                         self.inner["type"]],
            "gre.flags_and_version": ["0x2000"],
            "gre.proto": ["0x6558"],
            "frame.len": [str(len(self.frame))],
        }
        both = [family, self.inner.get("family")]
        four = [x for x in both if x == 4]
        six = [x for x in both if x == 6]
        # Its name for the version of whichever header
        want["ip.version"] = [str(family)] + (
            [str(self.inner["family"])] if "family" in self.inner else [])
        want["ip.hdr_len"] = ["20"] * len(four)
        want["ip.flags.rb"] = ["0"] * len(four)
        want["ip.checksum.status"] = ["1"] * len(four)
        want["ipv6.version"] = ["6"] * len(six)
        if family == 4:
            self.put(want, "ip", {
                "dsfield": "0x00", "len": str(20 + size), "id": "0x0000",
                "flags.df": "1", "flags.mf": "0", "frag_offset": "0",
                "ttl": "64", "proto": "47", "dst": link.local})
        else:
            self.put(want, "ipv6", {
                "tclass": "0x00000000", "plen": str(size), "nxt": "47",
                "hlim": "64", "dst": link.local})
        length = size - 8 - 14
        if inner4:
            self.put(want, "ip", {
                "dsfield": "0x00", "len": str(length), "frag_offset": "0",
                "proto": str(self.inner["proto"]), "dst": self.inner["dst"]})
        elif self.inner.get("family") == 6:
            self.put(want, "ipv6", {
                "tclass": "0x00000000", "plen": str(length - 40),
                "nxt": str(self.inner["proto"]), "dst": self.inner["dst"]})
        for name, value in self.inner.get("fields", {}).items():
            want.setdefault(name, []).append(value)
        return want

    @staticmethod
    def put(want, prefix, values):
        for name, value in values.items():
            want.setdefault(prefix + "." + name, []).append(value)


caught = []


def tunnelled(frame):
    return frame[23 if frame[12:14] == b"\x08\0" else 20] == p.GRE


class Seen:
    """Header fields of a caught frame, read here."""

    def __init__(self, frame):
        at = 34 if frame[12:14] == b"\x08\0" else 54
        self.src = frame[26:30] if at == 34 else frame[22:38]
        self.dst = frame[30:34] if at == 34 else frame[38:54]
        self.key = struct.unpack_from("!I", frame, at + 4)[0]
        self.vsid, self.flow = self.key >> 8, self.key & 0xff
        self.inner = frame[at + 8 + 14:]
        self.dmac = frame[at + 8:at + 14]


def clear():
    for port in ports.values():
        port.drain()


def catch(number, count=1, match=None, seconds=3):
    """So many tunnelled frames that come to a host; less if they do not."""
    frames = []
    while len(frames) < count:
        frame = ports[number].receive(seconds * p.SLOW)
        if frame is None:
            break
        if tunnelled(frame) and (match is None or match(Seen(frame).inner)):
            frames.append(frame)
    return frames


def tagged(tag):
    return lambda inner: tag in inner


def carries(dst, proto):
    """The inner packet is of this protocol and for this address."""
    raw = p.addr(dst)
    if len(raw) == 4:
        return lambda inner: inner[9] == proto and inner[16:20] == raw
    return lambda inner: inner[6] == proto and inner[24:40] == raw


def expect(name, number, frames, count, *about):
    """Remember the frames for tshark."""
    if len(frames) != count:
        t.equal(name + ": frames", len(frames), count)
    for frame in frames:
        caught.append(Expected(name, number, frame, *about))


def stack_socket(kind, family, port=0, device=b"vrf-contoso"):
    with p.In(ns_gw):
        sock = socket.socket(family, kind)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    if port:
        sock.bind(("", port))
    return sock


def family_of(dst):
    return socket.AF_INET6 if ":" in dst else socket.AF_INET


def inner_ip(dst, proto, **fields):
    version = 6 if ":" in dst else 4
    return {"family": version, "type": "0x86dd" if version == 6 else "0x0800",
            "proto": proto, "dst": dst, "fields": fields}


VMS = (("10.0.2.7", 7, 4), ("fd00:2::7", 7, 4), ("10.0.2.8", 8, 6),
       ("fd00:2::8", 8, 6))
ROUTED = (("10.0.1.5", 5, 4), ("fd00:1::5", 5, 4), ("10.0.1.6", 6, 6),
          ("fd00:1::6", 6, 6))


def from_stack():
    """UDP, TCP and ICMP of the gateway's own, each inner family in each outer
    one; to the gateway's subnet and to another."""
    for vsid, vms in (6001, VMS), (6000, ROUTED):
        for dst, k, outer in vms:
            about = outer, vsid, GW_MAC, p.vm_mac(k)
            name = "%s in IPv%d, VSID %d" % (dst, outer, vsid)

            sock = stack_socket(socket.SOCK_DGRAM, family_of(dst), 5001)
            for size in 0, 1, 100, 1300:
                tag = b"udp " + dst.encode() + b" " * size
                sock.sendto(tag, (dst, 7))
                expect("UDP to %s, %d bytes" % (name, len(tag)), 1,
                       catch(1, 1, tagged(tag)), 1, *about,
                       inner_ip(dst, p.UDP, **{
                           "udp.checksum.status": "1", "udp.srcport": "5001",
                           "udp.dstport": "7"}))
            sock.close()

            # A SYN is enough
            sock = stack_socket(socket.SOCK_STREAM, family_of(dst))
            sock.setblocking(False)
            sock.connect_ex((dst, 80))
            frames = catch(1, 1, carries(dst, p.TCP))
            sock.close()
            expect("TCP to " + name, 1, frames, 1, *about,
                   inner_ip(dst, p.TCP, **{"tcp.checksum.status": "1"}))

            subprocess.run(["ip", "netns", "exec", ns_gw, "ping", "-c1",
                            "-W0.1", "-I", "vrf-contoso", dst], check=False,
                           stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
            v6 = ":" in dst
            frames = catch(1, 1, carries(dst, p.ICMP6 if v6 else p.ICMP))
            expect("ping to " + name, 1, frames, 1, *about, inner_ip(
                dst, p.ICMP6 if v6 else p.ICMP, **(
                    {"icmpv6.checksum.status": "1", "icmpv6.type": "128"}
                    if v6 else
                    {"icmp.checksum.status": "1", "icmp.type": "8"})))


def vm_frame(vsid, k, packet, dst=GW_MAC, proto=None, number=1, family=4):
    frame = eth(dst, p.vm_mac(k), proto or p.ether_type(packet), packet)
    ports[number].send(Link(number, family).outer(nvgre(vsid, frame, 200)))


def from_vms():
    """East-west, and the answers of ARP and neighbour discovery."""
    for dst, k, outer in VMS:
        tag = b"east-west " + dst.encode()
        src = "fd00:1::5" if ":" in dst else "10.0.1.5"
        vm_frame(6000, 5, udp(src, dst, 5002, 7, tag))
        expect("east-west to %s in IPv%d" % (dst, outer), 1,
               catch(1, 1, tagged(tag)), 1, outer, 6001, GW_MAC, p.vm_mac(k),
               inner_ip(dst, p.UDP, **{"udp.checksum.status": "1",
                                       "udp.srcport": "5002",
                                       "udp.dstport": "7"}))
    for k, family in (5, 4), (6, 6):
        clear()
        mac, ca = p.vm_mac(k), "10.0.1.%d" % k
        for tpa, owner in ("10.0.1.1", GW_MAC), ("10.0.1.9", p.vm_mac(9)):
            vm_frame(6000, k, p.arp(mac, ca, tpa), p.BROADCAST, p.ETH_ARP,
                     family=family)
            expect("ARP reply for %s in IPv%d" % (tpa, family), 1, catch(1), 1,
                   family, 6000, GW_MAC, mac, {"type": "0x0806", "fields": {
                       "arp.opcode": "2", "arp.src.hw_mac": owner,
                       "arp.src.proto_ipv4": tpa, "arp.dst.hw_mac": mac,
                       "arp.dst.proto_ipv4": ca}})
        ca = "fd00:1::%d" % k
        vm_frame(6000, k, p.solicit(ca, "fd00:1::1", p.nd_option(1, mac)),
                 "33:33:ff:00:00:01", family=family)
        expect("advertisement in IPv%d" % family, 1, catch(1), 1, family,
               6000, GW_MAC, mac, inner_ip(ca, p.ICMP6, **{
                   "icmpv6.checksum.status": "1", "icmpv6.type": "136",
                   "icmpv6.nd.na.target_address": "fd00:1::1"}))


def everybody():
    """One copy for each distinct provider address, none more."""
    both, last = [(1, 4), (1, 6), (2, 4)], [(3, 4), (3, 6)]
    for dst, vsid, members, dmac in (
            ("10.0.1.255", 6000, both, p.BROADCAST),
            ("10.0.2.255", 6001, both, p.BROADCAST),
            ("10.0.3.255", 6002, last, p.BROADCAST),
            ("255.255.255.255", 6001, both, p.BROADCAST),
            ("224.0.0.251", 6001, both, "01:00:5e:00:00:fb"),
            ("239.129.2.3", 6001, both, "01:00:5e:01:02:03"),
            ("ff02::fb", 6001, both, "33:33:00:00:00:fb"),
            ("ff05::1:3", 6001, both, "33:33:00:01:00:03")):
        clear()
        tag = b"everybody " + dst.encode()
        sock = stack_socket(socket.SOCK_DGRAM, family_of(dst),
                            device=b"contoso")
        sock.sendto(tag, (dst, 7))
        sock.close()
        got = []
        for number, family in members:
            frames = catch(number, 1, tagged(tag))
            for frame in frames:
                seen = 4 if frame[12:14] == b"\x08\0" else 6
                got.append((number, seen))
                caught.append(Expected(
                    "%s, copy for host%d over IPv%d" % (dst, number, seen),
                    number, frame, seen, vsid,
                    GW_MAC2 if vsid == 6002 else GW_MAC, dmac,
                    inner_ip(dst, p.UDP, **{"udp.checksum.status": "1",
                                            "udp.dstport": "7"})))
                t.equal("%s: FlowID" % dst, Seen(frame).flow, 0)
        extra = [f for port in ports.values() for f in port.drain()
                 if tunnelled(f) and tag in f]
        t.equal(dst + ": one copy for each provider address",
                (sorted(got), len(extra)), (sorted(members), 0))


def send_flows(dst, flows, each):
    """So many packets of so many flows: {flow: [(FlowID, source)]}."""
    sock = stack_socket(socket.SOCK_DGRAM, family_of(dst))
    number = 3 if "10.0.3." in dst or "fd00:3:" in dst else 1
    clear()
    found = {}
    for turn in range(each):
        for flow in range(flows):
            sock.sendto(b"flow %3d " % flow + b"." * turn * 7,
                        (dst, 6000 + flow))
    for frame in catch(number, flows * each, tagged(b"flow ")):
        seen = Seen(frame)
        at = seen.inner.index(b"flow ") + 5
        found.setdefault(int(seen.inner[at:at + 3]), []).append(
            (seen.flow, seen.src))
    sock.close()
    return found


def flows():
    """The FlowID and the source are the flow's; there are many."""
    for dst, sources, where in (
            ("10.0.2.7", 1, 1), ("fd00:2::7", 1, 1), ("10.0.2.8", 1, 1),
            ("fd00:2::8", 1, 1), ("10.0.3.12", 3, 3), ("fd00:3::12", 3, 3),
            ("10.0.3.13", 3, 3), ("fd00:3::13", 3, 3)):
        found = send_flows(dst, 64, 3)
        t.equal("flows to %s: packets" % dst,
                sorted(len(x) for x in found.values()), [3] * 64)
        t.equal("flows to %s: constant" % dst,
                [k for k, x in found.items() if len(set(x)) != 1], [])
        ids = {x[0][0] for x in found.values()}
        t.result(len(ids) > 32, "flows to %s: %d FlowIDs for 64 flows" %
                 (dst, len(ids)))
        used = {x[0][1] for x in found.values()}
        family = socket.AF_INET if len(next(iter(used))) == 4 else \
            socket.AF_INET6
        base = ("192.168.%d." if family == socket.AF_INET else
                "2001:db8:%d::") % where
        t.equal("flows to %s: sources" % dst,
                sorted(socket.inet_ntop(family, x) for x in used),
                [base + str(n) for n in (1, 11, 12)[:sources]])
    # In both directions through the gateway, TCP as UDP: the hash is that of
    # the packet, however it came
    ids = set()
    for turn in range(3):
        tag = b"same %d" % turn
        vm_frame(6000, 5, udp("10.0.1.5", "10.0.2.7", 5003, 7, tag))
        ids |= {Seen(f).flow for f in catch(1, 1, tagged(tag))}
    t.equal("east-west: one FlowID", len(ids), 1)
    # All fragments are of one flow
    sock = stack_socket(socket.SOCK_DGRAM, socket.AF_INET)
    sock.setsockopt(socket.IPPROTO_IP, 10, 0)		# IP_PMTUDISC_DONT
    clear()
    sock.sendto(b"fragment" * 500, ("10.0.2.7", 7))
    frames = catch(1, 3, tagged(b"fragment"))
    t.equal("fragments: frames", len(frames), 3)
    t.equal("fragments: one FlowID", len({Seen(f).flow for f in frames}), 1)
    t.equal("fragments: the outer packets are whole",
            [f[20:22].hex() for f in frames], ["4000"] * 3)
    sock.close()

    gateway.do("dev set contoso flow-id off")
    for dst in "10.0.2.7", "fd00:2::8":
        found = send_flows(dst, 16, 1)
        t.equal("flow-id off, to %s" % dst,
                sorted({x[0][0] for x in found.values()}), [0])
    found = send_flows("10.0.3.12", 64, 1)
    t.equal("flow-id off: all sources are used still",
            len({x[0][1] for x in found.values()}), 3)
    gateway.do("dev set contoso flow-id on")
    t.result(len({x[0][0] for x in send_flows("10.0.2.7", 16, 1).values()}) >
             4, "flow-id on again")


def decode():
    """All that was caught, by tshark at once."""
    with tempfile.NamedTemporaryFile(suffix=".pcap", delete=False) as out:
        out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for number, one in enumerate(caught):
            out.write(struct.pack("<IIII", number, 0, len(one.frame),
                                  len(one.frame)) + one.frame)
    command = ["tshark", "-n", "-r", out.name, "-T", "fields", "-E",
               "separator=|", "-E", "occurrence=a", "-E", "aggregator=;"]
    for option in "ip.check_checksum", "udp.check_checksum", \
            "tcp.check_checksum":
        command += ["-o", option + ":TRUE"]
    command += ["-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE"]
    for field in FIELDS:
        command += ["-e", field]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    os.unlink(out.name)
    lines = run.stdout.splitlines()
    if not t.equal("tshark decodes %d frames" % len(caught), len(lines),
                   len(caught)):
        print("# " + run.stderr)
    for one, line in zip(caught, lines):
        said = {name: value.split(";") if value else [] for name, value in
                zip(FIELDS, line.split("|"))}
        wanted = one.fields()
        wrong = []
        for name, value in wanted.items():
            got = said[name]
            if name in ("ip.id", "ip.ttl", "ip.flags.df", "ip.flags.mf",
                        "ipv6.hlim", "ip.frag_offset"):
                got = got[:len(value)]
            if got != value:
                wrong.append("%s: %s, wanted %s" % (name, got, value))
        key = int(said["gre.key"][0], 16) if said["gre.key"] else 0
        if key >> 8 != one.vsid or len(said["gre.key"]) != 1:
            wrong.append("gre.key: %s, wanted VSID %d" % (said["gre.key"],
                                                          one.vsid))
        t.result(not wrong, "decoded: " + one.name, *wrong)


from_stack()
from_vms()
everybody()
flows()
decode()
t.done()
