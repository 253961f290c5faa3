"""Scapy as a peer: a request in JSON a line, an answer in JSON a line."""

import json
import sys

from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.ipsec import AH, ESP, SecurityAssociation
from scapy.packet import raw


def octets(text):
    return bytes.fromhex(text) if text else None


def association(request):
    outer = request.get("outer")
    header = None
    if outer:
        header = (IPv6 if ":" in outer[0] else IP)(src=outer[0], dst=outer[1])
    return SecurityAssociation(
        ESP if request["protocol"] == "esp" else AH,
        spi=request["spi"],
        seq_num=request["sequence"],
        crypt_algo=request.get("encryption"),
        crypt_key=octets(request.get("encryption_key")),
        auth_algo=request.get("integrity"),
        auth_key=octets(request.get("integrity_key")),
        tunnel_header=header,
        nat_t_header=UDP(sport=4500, dport=4500) if request.get("udp") else None,
        esn_en=request["esn"],
        esn=request["high"],
    )


def parsed(packet):
    return (IPv6 if packet[0] >> 4 == 6 else IP)(packet)


def answer(request):
    sa = association(request)
    packet = parsed(octets(request["packet"]))
    if request["do"] == "protect":
        return sa.encrypt(packet, iv=octets(request.get("iv")))
    return sa.decrypt(packet)


for line in sys.stdin:
    try:
        result = {"packet": raw(answer(json.loads(line))).hex()}
    except Exception as error:  # Whatever it is, the test tells it.
        result = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(result), flush=True)
