# SPDX-License-Identifier: GPL-2.0
"""The traffic of tx_drops.sh, which has the topology."""
import errno
import json
import os
import select
import socket
import subprocess
import sys

import packets as p
from packets import Link, eth, nvgre, udp

GW_MAC = "02:00:00:00:01:ff"
IP_RECVERR, IPV6_RECVERR, MSG_ERRQUEUE = 11, 25, 0x2000

ns_gw, ns_host1 = sys.argv[1:3]
gateway = p.Gateway(ns_gw)
port = p.Port(ns_host1)
t = p.Test(gateway)


def run(*words):
    subprocess.run(words, check=True)


def vm_frame(vsid, k, packet, tos=0, flow=1):
    frame = eth(GW_MAC, p.vm_mac(k), p.ether_type(packet), packet)
    return Link(1).outer(nvgre(vsid, frame, flow), tos=tos)


def inner_packets(seconds=0.0, wanted=lambda inner: True):
    """The first inner packet that comes to the host and is of interest."""
    while True:
        frame = port.receive(seconds)
        if frame is None:
            return None
        at = 34 if frame[12:14] == b"\x08\0" else 54
        if frame[23 if at == 34 else 20] == p.GRE and wanted(frame[at + 22:]):
            return frame[at + 22:]


def icmp_of(inner):
    """Type and code, and the packet inside an ICMP error."""
    if inner is None:
        return None
    at = 20 if inner[0] >> 4 == 4 else 40
    return inner[at], inner[at + 1], inner[at + 8:]


def is_error(inner):
    if inner[0] >> 4 == 4:
        return inner[9] == p.ICMP and inner[20] == 3
    return inner[6] == p.ICMP6 and inner[40] < 128


class Sender:
    """A UDP socket in a VRF, which sees ICMP errors if it wants to."""

    def __init__(self, vrf, family, errors=True):
        with p.In(ns_gw):
            self.sock = socket.socket(family, socket.SOCK_DGRAM)
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE,
                                 vrf.encode())
        self.v6 = family == socket.AF_INET6
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        if self.v6:
            self.sock.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVERR, errors)
        else:
            self.sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, errors)

    def send(self, dst, data=b"x"):
        try:
            self.sock.sendto(data, (dst, 9))
        except OSError as e:
            return e.errno
        return 0

    def error(self, seconds=3):
        """(errno, ICMP type, code) of the error that came, or None."""
        poll = select.poll()
        poll.register(self.sock, select.POLLERR)
        if not poll.poll(seconds * 1000 * p.SLOW):
            return None
        _, more, _, _ = self.sock.recvmsg(2048, 512, MSG_ERRQUEUE)
        for level, kind, data in more:
            if (level, kind) in ((socket.IPPROTO_IP, IP_RECVERR),
                                 (socket.IPPROTO_IPV6, IPV6_RECVERR)):
                return int.from_bytes(data[:4], "little"), data[5], data[6]
        return None

    def close(self):
        self.sock.close()


class Misses:
    """nvgre monitor miss"""

    def __init__(self):
        self.tool = subprocess.Popen(
            ["nvgre", "-N", ns_gw, "-j", "monitor", "miss"],
            stdout=subprocess.PIPE)
        self.said = b""

    def next(self, seconds=3):
        """(device, VSID, address, reason) of the next event, or None."""
        while b"\n" not in self.said:
            if not select.select([self.tool.stdout], [], [],
                                 seconds * p.SLOW)[0]:
                return None
            self.said += os.read(self.tool.stdout.fileno(), 65536)
        line, self.said = self.said.split(b"\n", 1)
        event = json.loads(line)
        return event.get("ifname"), event.get("vsid"), event.get("ca"), \
            event.get("drop-reason")

    def listen(self):
        """Until it is known to listen; what is missed meanwhile is not of
        interest."""
        sender = Sender("vrf-contoso", socket.AF_INET, False)
        heard = p.wait(lambda: sender.send("192.0.2.250") or self.next(0.2),
                       10)
        while self.next(0.3):
            pass
        sender.close()
        return heard

    def end(self):
        self.tool.terminate()
        self.tool.wait()


def unreachable(what, reason, dst, dev="contoso", n=1, miss=None):
    """One packet of the gateway's own, dropped, and its sender told."""
    family = socket.AF_INET6 if ":" in dst else socket.AF_INET
    sender = Sender("vrf-" + dev, family)
    sender.send(dst)
    t.counted("%s to %s: %s" % (what, dst, reason), {(dev, reason): n})
    wanted = (errno.EHOSTUNREACH, 1, 3) if ":" in dst else \
        (errno.EHOSTUNREACH, 3, 1)
    if reason != "tx-no-vsid":
        t.equal("%s to %s: the sender is told" % (what, dst), sender.error(),
                wanted)
    sender.close()
    if miss:
        t.equal("%s to %s: miss event" % (what, dst), misses.next(), miss)


def forwarded(what, reason, dst):
    """The same for a VM's packet, which went up the stack."""
    src = "fd00:1::5" if ":" in dst else "10.0.1.5"
    packet = udp(src, dst, 4000, 9, b"forwarded")
    port.drain()
    port.send(vm_frame(6000, 5, packet))
    got = icmp_of(inner_packets(3 * p.SLOW, is_error))
    t.equal("%s from a VM to %s: it is told" % (what, dst),
            got and (got[0], got[1], b"forwarded" in got[2]),
            (1, 3, True) if ":" in dst else (3, 1, True))
    t.counted("%s from a VM to %s: %s" % (what, dst, reason),
              {("contoso", reason): 1})


def resolving():
    t.result(misses.listen(), "somebody listens for misses")
    t.forget()
    for dst in "10.9.9.9", "fd99::9":
        unreachable("no record", "tx-no-record", dst,
                    miss=("contoso", 6001, dst, "tx-no-record"))
        forwarded("no record", "tx-no-record", dst)
        misses.next(0.2)
    for dst in "10.0.1.77", "fd00:1::77", "172.17.3.4", "fd17::4":
        vsid = 6000
        unreachable("no next hop", "tx-no-nexthop", dst,
                    miss=("contoso", vsid, dst, "tx-no-nexthop"))
    unreachable("no record in the gateway's own subnet", "tx-no-nexthop",
                "10.0.2.77", miss=("contoso", 6001, "10.0.2.77",
                                   "tx-no-nexthop"))
    for dst in "10.0.2.20", "fd00:2::20":
        unreachable("this host itself", "tx-self", dst)
        forwarded("this host itself", "tx-self", dst)
    for dst in "10.0.2.21", "fd00:2::21":
        unreachable("no underlay route", "tx-no-route", dst)
        forwarded("no underlay route", "tx-no-route", dst)
    for dst in "10.0.2.22", "fd00:2::22":
        unreachable("a tunnel in a tunnel", "tx-recursion", dst)
        forwarded("a tunnel in a tunnel", "tx-recursion", dst)
    # No address to send from
    gateway.do("pa del 2001:db8:1::1")
    for dst in "10.0.2.23", "fd00:2::23":
        unreachable("no provider address", "tx-no-pa", dst)
        forwarded("no provider address", "tx-no-pa", dst)
    gateway.do("pa add 2001:db8:1::1")
    sender = Sender("vrf-contoso", socket.AF_INET)
    sender.send("10.0.2.23", b"again")
    t.result(inner_packets(3 * p.SLOW, lambda x: x.endswith(b"again")),
             "the provider address is back, and used")
    sender.close()
    t.counted("nothing else is dropped", {})
    t.equal("these are no misses", misses.next(0.2), None)
    # The rate of misses
    gateway.do("config set miss-rate 0")
    sender = Sender("vrf-contoso", socket.AF_INET, False)
    sender.send("10.9.9.10")
    t.counted("miss rate 0: counted", {("contoso", "tx-no-record"): 1})
    t.equal("miss rate 0: no event", misses.next(0.5), None)
    gateway.do("config set miss-rate 5")
    # They are given out once a second
    heard = p.wait(lambda: sender.send("10.9.9.10") or misses.next(0.1))
    t.result(heard, "miss rate 5: an event")
    for _ in range(40):
        sender.send("10.9.9.10")
    events = 0
    while misses.next(0.5):
        events += 1
    t.result(4 <= events < 40, "miss rate 5: %d more for 40 packets" % events)
    gateway.do("config set miss-rate 100")
    sender.close()
    p.wait(lambda: not misses.next(0.1))
    t.forget()


def no_subnet():
    for dst in "10.0.1.5", "fd00:1::5":
        sender = Sender("vrf-bare", socket.AF_INET6 if ":" in dst else
                        socket.AF_INET)
        sender.send(dst)
        sender.close()
        t.counted("no gateway VSID, to " + dst, {("bare", "tx-no-vsid"): 1})


def no_member():
    for dst in "10.0.1.255", "255.255.255.255", "224.0.0.251", "ff02::fb":
        sender = Sender("empty", socket.AF_INET6 if ":" in dst else
                        socket.AF_INET)
        sender.send(dst)
        sender.close()
        t.counted("nobody in the subnet, to " + dst,
                  {("empty", "tx-no-member"): 1})


def not_ip():
    """What a packet socket makes the device send."""
    with p.In(ns_gw):
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)
    good4 = udp("10.0.2.1", "10.0.2.7", 1, 9, b"by hand")
    good6 = udp("fd00:2::1", "fd00:1::5", 1, 9, b"by hand")
    for proto, data, reason in (
            (0x0806, p.arp(GW_MAC, "10.0.2.1", "10.0.2.7"), "tx-proto"),
            (0x88cc, bytes(60), "tx-proto"), (0x8100, bytes(60), "tx-proto"),
            (0x6558, bytes(60), "tx-proto"),
            (0x0800, b"\x55" + good4[1:], "tx-malformed"),
            (0x0800, b"\x44" + good4[1:], "tx-malformed"),
            (0x0800, good4[:19], "tx-malformed"),
            (0x0800, b"\x45", "tx-malformed"),
            (0x86dd, good4, "tx-malformed"),
            (0x86dd, good6[:39], "tx-malformed"),
            (0x86dd, p.ip6("fd00:2::1", "::ffff:10.0.2.7", 17, bytes(8)),
             "tx-malformed")):
        sock.sendto(data, ("contoso", proto))
        t.counted("type %#06x, %d bytes from %#04x" %
                  (proto, len(data), data[0]), {("contoso", reason): 1})
    for proto, data in (0x0800, good4), (0x86dd, good6):
        port.drain()
        sock.sendto(data, ("contoso", proto))
        t.result(inner_packets(3 * p.SLOW, lambda x: x.endswith(b"by hand")),
                 "type %#06x, a good packet" % proto)
    t.counted("good packets are not dropped", {})
    sock.close()


def too_big():
    """The device is larger than the way out of it."""
    run("ip", "-n", ns_gw, "link", "set", "contoso", "mtu", "4000")
    for dst, mtu in ("10.0.2.7", 1458), ("fd00:1::5", 1458):
        v6 = ":" in dst
        head = 48 if v6 else 28
        sender = Sender("vrf-contoso", socket.AF_INET6 if v6 else
                        socket.AF_INET)
        # Do not fragment: IPV6_MTU_DISCOVER, IP_MTU_DISCOVER
        sender.sock.setsockopt(*((socket.IPPROTO_IPV6, 23, 3) if v6 else
                                 (socket.IPPROTO_IP, 10, 3)))
        port.drain()
        sender.send(dst, b"#" * (mtu - head))
        got = inner_packets(3 * p.SLOW, lambda x: x.endswith(b"####"))
        t.equal("largest packet to %s goes" % dst, got and len(got), mtu)
        t.counted("largest packet to %s" % dst, {})
        sender.send(dst, b"#" * (mtu - head + 1))
        t.counted("one byte more to " + dst, {("contoso", "tx-too-big"): 1})
        t.equal("one byte more to %s: the sender is told" % dst,
                sender.error(), (errno.EMSGSIZE, 2, 0) if v6 else
                (errno.EMSGSIZE, 3, 4))
        sender.close()
    run("ip", "-n", ns_gw, "link", "set", "contoso", "mtu", "1438")


def write(path, value):
    with open(path, "w", encoding="ascii") as f:
        f.write(value)


def no_memory():
    """Only allocations that may not wait fail, and only of some caches, so
    that the test's own packets are made."""
    knobs = "/sys/kernel/debug/failslab/"
    if not os.path.isdir(knobs):
        print("# no failslab: rx-nomem and tx-nomem are not provoked")
        return
    write(knobs + "cache-filter", "Y")
    write(knobs + "ignore-gfp-wait", "Y")
    write(knobs + "verbose", "0")
    write(knobs + "times", "-1")

    def failing(caches, frame, name, reason):
        caches = ["/sys/kernel/slab/%s/failslab" % x for x in caches]
        caches = [x for x in caches if os.path.exists(x)]
        for cache in caches:
            write(cache, "1")
        write(knobs + "probability", "100")
        port.send(frame)
        write(knobs + "probability", "0")
        for cache in caches:
            write(cache, "0")
        t.counted(name + ": " + reason, {("contoso", reason): 1})

    t.forget()
    ask = eth(p.BROADCAST, p.vm_mac(5), p.ETH_ARP,
              p.arp(p.vm_mac(5), "10.0.1.5", "10.0.1.1"))
    ask = Link(1).outer(nvgre(6000, ask, 1))
    failing(["skbuff_head_cache"], ask, "no memory for a reply", "tx-nomem")
    port.drain()
    port.send(ask)
    t.result(inner_packets(3 * p.SLOW), "with memory, there is one")
    # Somebody who looks on makes the packet one that must be copied
    tap = p.Port(ns_gw, "u1")
    marked = vm_frame(6000, 5, udp("10.0.1.5", "10.0.2.1", 1, 9, tos=2),
                      tos=3)
    failing(["skbuff_small_head"] + ["kmalloc-%d" % x for x in (512, 1024)] +
            ["kmalloc-1k"], marked, "no memory to write to a packet",
            "rx-nomem")
    port.send(marked)
    t.counted("with memory, it is written to", {})
    tap.sock.close()


misses = Misses()
resolving()
misses.end()
no_subnet()
no_member()
not_ip()
too_big()
# learn-busy: nothing keeps the worker away for sure on every kernel
no_memory()
t.done()
