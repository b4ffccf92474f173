# SPDX-License-Identifier: GPL-2.0
"""Packets for the tests: made, put into a namespace, taken out of it, and what
the gateway counts meanwhile.

Frames are bytes put together here, because scapy takes half a minute to start
in an emulated machine; rx_drops.py has scapy make the same ones and compares.
"""
import ctypes
import json
import os
import select
import socket
import struct
import subprocess
import time

ETH_IP, ETH_ARP, ETH_IP6, ETH_TEB = 0x0800, 0x0806, 0x86dd, 0x6558
TCP, UDP, ICMP, ICMP6, GRE = 6, 17, 1, 58, 47
BROADCAST = "ff:ff:ff:ff:ff:ff"
SLOW = 4 if os.environ.get("KSFT_MACHINE_SLOW") else 1


# --- bytes -------------------------------------------------------------------

def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def vm_mac(k):
    """MAC of VM K, as topo_mac says it."""
    return "00:15:5d:00:00:%02x" % k


def addr(text):
    family = socket.AF_INET6 if ":" in text else socket.AF_INET
    return socket.inet_pton(family, text)


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def eth(dst, src, proto, payload):
    return mac(dst) + mac(src) + struct.pack("!H", proto) + payload


def ip4(src, dst, proto, payload, tos=0, ttl=64, frag=0, ident=1, version=4,
        ihl=None, length=None, options=b""):
    words = 5 + len(options) // 4
    head = struct.pack("!BBHHHBBH4s4s",
                       version << 4 | (words if ihl is None else ihl), tos,
                       words * 4 + len(payload) if length is None else length,
                       ident, frag, ttl, proto, 0, addr(src),
                       addr(dst)) + options
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return head + payload


def ip6(src, dst, proto, payload, tos=0, ttl=64, version=6, length=None):
    return struct.pack("!IHBB16s16s", version << 28 | tos << 20,
                       len(payload) if length is None else length, proto, ttl,
                       addr(src), addr(dst)) + payload


def ip(src, dst, proto, payload, **more):
    """Of the family that the addresses have."""
    return (ip6 if ":" in dst else ip4)(src, dst, proto, payload, **more)


def ether_type(packet):
    return ETH_IP if packet[0] >> 4 == 4 else ETH_IP6


def pseudo(src, dst, proto, length):
    if ":" in dst:
        return addr(src) + addr(dst) + struct.pack("!II", length, proto)
    return addr(src) + addr(dst) + struct.pack("!HH", proto, length)


def udp(src, dst, sport, dport, data=b"", **more):
    """An IP packet with UDP in it."""
    seg = struct.pack("!HHHH", sport, dport, 8 + len(data), 0) + data
    check = checksum(pseudo(src, dst, UDP, len(seg)) + seg) or 0xffff
    return ip(src, dst, UDP, seg[:6] + struct.pack("!H", check) + seg[8:],
              **more)


def icmp6(src, dst, kind, code, body, check=None, **more):
    msg = struct.pack("!BBH", kind, code, 0) + body
    if check is None:
        check = checksum(pseudo(src, dst, ICMP6, len(msg)) + msg)
    return ip6(src, dst, ICMP6, msg[:2] + struct.pack("!H", check) + msg[4:],
               **more)


def echo(src, dst, ident=1, seq=1, data=b"", **more):
    """An IP packet with an echo request in it."""
    body = struct.pack("!HH", ident, seq) + data
    if ":" in dst:
        return icmp6(src, dst, 128, 0, body, **more)
    check = checksum(struct.pack("!BBH", 8, 0, 0) + body)
    return ip4(src, dst, ICMP, struct.pack("!BBH", 8, 0, check) + body, **more)


def arp(sha, spa, tpa, tha="00:00:00:00:00:00", op=1, hrd=1, pro=ETH_IP,
        hln=6, pln=4):
    return struct.pack("!HHBBH6s4s6s4s", hrd, pro, hln, pln, op, mac(sha),
                       addr(spa), mac(tha), addr(tpa))


def nd_option(kind, lladdr):
    return struct.pack("!BB", kind, 1) + mac(lladdr)


def solicit(src, target, options=b"", dst=None, code=0, ttl=255, **more):
    """A neighbour solicitation to the target's group."""
    dst = dst or "ff02::1:ff" + addr(target)[13:].hex()[:2] + ":" + \
        addr(target)[14:].hex()
    return icmp6(src, dst, 135, code, bytes(4) + addr(target) + options,
                 ttl=ttl, **more)


def group_mac(group):
    """MAC of a multicast address."""
    raw = addr(group)
    if len(raw) == 16:
        return "33:33:" + ":".join("%02x" % b for b in raw[12:])
    return "01:00:5e:%02x:%02x:%02x" % (raw[1] & 0x7f, raw[2], raw[3])


def nvgre(vsid, frame, flow=0, flags=0x2000, proto=ETH_TEB):
    """GRE header and frame; the key is there if flags say so."""
    head = struct.pack("!HH", flags, proto)
    if flags & 0x8000:
        head += bytes(4)
    if flags & 0x2000:
        head += struct.pack("!I", vsid << 8 | flow)
    if flags & 0x1000:
        head += bytes(4)
    return head + frame


class Link:
    """Link N of topo.sh: what the host at its end says to the gateway."""

    def __init__(self, number, family=4):
        self.family = family
        self.dst = "02:00:00:00:%02x:01" % number
        self.src = "02:00:00:00:%02x:02" % number
        base = "192.168.%d." if family == 4 else "2001:db8:%d::"
        self.local = base % number + "2"
        self.gateway = base % number + "1"

    def outer(self, payload, src=None, dst=None, proto=GRE, **more):
        packet = ip(src or self.local, dst or self.gateway, proto, payload,
                    **more)
        return eth(self.dst, self.src, ether_type(packet), packet)


# --- namespaces --------------------------------------------------------------

_libc = ctypes.CDLL(None, use_errno=True)


class In:
    """with In(namespace): sockets made inside are the namespace's."""

    def __init__(self, name):
        self.name = name

    def _enter(self, fd):
        if _libc.setns(fd, 0x40000000):
            raise OSError(ctypes.get_errno(), "setns " + self.name)

    def __enter__(self):
        self.home = os.open("/proc/self/ns/net", os.O_RDONLY)
        fd = os.open("/run/netns/" + self.name, os.O_RDONLY)
        self._enter(fd)
        os.close(fd)

    def __exit__(self, *_):
        self._enter(self.home)
        os.close(self.home)


class Port:
    """A device of a namespace, to send frames from and to see those that
    come."""

    def __init__(self, namespace, device="eth0"):
        with In(namespace):
            self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                      socket.htons(3))
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            self.sock.bind((device, 3))

    def send(self, *frames):
        for frame in frames:
            self.sock.send(frame)

    def receive(self, seconds=0):
        """The next frame that came, or None."""
        deadline = time.monotonic() + seconds
        while True:
            left = max(0, deadline - time.monotonic())
            if not select.select([self.sock], [], [], left)[0]:
                return None
            frame, where = self.sock.recvfrom(65536)
            if where[2] != socket.PACKET_OUTGOING:
                return frame

    def drain(self):
        """All frames that have come."""
        frames = []
        while True:
            frame = self.receive()
            if frame is None:
                return frames
            frames.append(frame)


def listener(namespace, device, port, family=socket.AF_INET6):
    """A UDP socket for both families, of a device's L3 domain."""
    with In(namespace):
        sock = socket.socket(family, socket.SOCK_DGRAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE,
                        device.encode())
        sock.bind(("", port))
    return sock


def datagram(sock, seconds=0):
    """The next datagram's data, or None."""
    if not select.select([sock], [], [], seconds)[0]:
        return None
    return sock.recv(65536)


# --- the gateway -------------------------------------------------------------

class Gateway:
    """Its configuration and counters, through one nvgre command that runs all
    the time."""

    def __init__(self, namespace):
        self.namespace = namespace
        self.tool = subprocess.Popen(
            ["nvgre", "-N", namespace, "-j", "-force", "-batch", "-"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, bufsize=1)

    def ask(self, words):
        """What a command shows. One that shows nothing must be followed by
        one that does."""
        said = ""
        self.tool.stdin.write(words + "\n")
        self.tool.stdin.flush()
        while True:
            line = self.tool.stdout.readline()
            if not line:
                raise RuntimeError("nvgre has ended: " + said)
            if line.startswith("["):
                break
            said += line
        if said:
            raise RuntimeError(words + ": " + said)
        return json.loads(line)

    def do(self, *commands):
        self.ask("\n".join(commands) + "\nconfig show")

    def counters(self):
        """Everything that is counted, {(device, name): number}; the device
        "-" is the namespace."""
        found = {}
        for entry in self.ask("stats show"):
            dev = entry.get("ifname", "-")
            for part in entry.get("stats", {}), entry.get("drops", {}):
                for name, count in part.items():
                    found[dev, name] = count
        return found


STATS = ("rx-packets", "rx-bytes", "tx-packets", "tx-bytes", "forwarded",
         "replies")


class Test:
    """Results, as topo.sh's function results reads them."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.before = gateway.counters()
        self.failed = 0

    def result(self, good, name, *why):
        print(("ok " if good else "not ok ") + name, flush=True)
        if not good:
            self.failed += 1
            for line in why:
                print("# " + str(line), flush=True)
        return good

    def equal(self, name, got, wanted):
        return self.result(got == wanted, name, "got:    %s" % (got,),
                           "wanted: %s" % (wanted,))

    def counted(self, name, wanted, seconds=3):
        """Since the last look exactly these drops were counted, and of other
        counters those that are named; wanted is {(device, name): number}."""
        deadline = time.monotonic() + seconds * SLOW
        while True:
            now = self.gateway.counters()
            got = {key: n - self.before.get(key, 0) for key, n in now.items()
                   if n != self.before.get(key, 0) and
                   (key[1] not in STATS or key in wanted)}
            if got == wanted or time.monotonic() > deadline:
                break
            time.sleep(0.01)
        self.before = now
        return self.equal(name, got, wanted)

    def forget(self):
        """What was counted until now is of no interest."""
        self.before = self.gateway.counters()

    def done(self):
        print("done", flush=True)


def wait(condition, seconds=3):
    """Until the condition returns something true; return what it returned."""
    deadline = time.monotonic() + seconds * SLOW
    while True:
        value = condition()
        if value or time.monotonic() > deadline:
            return value
        time.sleep(0.01)
