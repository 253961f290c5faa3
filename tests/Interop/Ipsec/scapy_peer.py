"""Scapy as a peer: a request in JSON a line, an answer in JSON a line."""

import json
import os
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from scapy.layers import ipsec
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.ipsec import AH, ESP, AuthAlgo, SecurityAssociation
from scapy.packet import raw

IV, TAG, SALT = 8, 16, 4


class Gmac(AuthAlgo):
    """AES-GMAC in AH (RFC 4543), which Scapy lacks; what is covered Scapy says."""

    def __init__(self):
        super().__init__("AES-GMAC", AESGCM, None, icv_size=IV + TAG)

    def check_key(self, key):
        AESGCM(key[:-SALT])

    def covered(self, packet, iv, sending, esn_en, esn):
        clone = ipsec.zero_mutable_fields(packet.copy(), sending=sending)
        clone[AH].icv = iv + bytes(TAG)
        return raw(clone) + (esn.to_bytes(4, "big") if esn_en else b"")

    def sign(self, pkt, key, esn_en=False, esn=0):
        iv = os.urandom(IV)
        covered = self.covered(pkt, iv, True, esn_en, esn)
        pkt[AH].icv = iv + AESGCM(key[:-SALT]).encrypt(key[-SALT:] + iv, b"", covered)
        return pkt

    def verify(self, pkt, key, esn_en=False, esn=0):
        # Padding behind the ICV is covered where it stands.
        field = pkt[AH].icv
        pkt[AH].icv, pkt[AH].padding = field[:IV + TAG], field[IV + TAG:]
        iv, tag = pkt[AH].icv[:IV], pkt[AH].icv[IV:]
        covered = self.covered(pkt, iv, False, esn_en, esn)
        try:
            AESGCM(key[:-SALT]).decrypt(key[-SALT:] + iv, tag, covered)
        except InvalidTag as error:
            raise ipsec.IPSecIntegrityError("GMAC") from error


ipsec.AUTH_ALGOS["AES-GMAC"] = Gmac()


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
