/* The parser: Ethernet II, IPv4, UDP, then ESP, IKEv2 or HSRP. One length check for each fixed
   part, then loads at constant offsets; offset and limit integers for what is variable. */
#ifndef HOLDFAST_PARSE_H
#define HOLDFAST_PARSE_H

#include <stddef.h>
#include <string.h>

#include "peer.h"

enum { SK = 46, SKF = 53 };

/* Left alone, gcc keeps parse_ike out of line for its two callers and passes fields through memory:
   15 % slower. */
#define INLINE static inline __attribute__((always_inline))

static inline uint16_t be16(const uint8_t *p)
{
    uint16_t v;
    memcpy(&v, p, sizeof v);
    return __builtin_bswap16(v);
}

static inline uint32_t be32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return __builtin_bswap32(v);
}

static inline uint64_t be64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return __builtin_bswap64(v);
}

INLINE int parse_esp(const uint8_t *p, size_t n, struct peer_packet *out)
{
    if (n < 8)
        return PEER_REFUSED;
    uint32_t spi = be32(p);
    if (spi == 0)
        return PEER_REFUSED;
    out->esp.spi = spi;
    out->esp.sequence = be32(p + 4);
    out->esp.body_length = (uint32_t)(n - 8);
    return PEER_ESP;
}

INLINE int parse_ike(const uint8_t *p, size_t n, struct peer_packet *out)
{
    if (n < 28)
        return PEER_REFUSED;
    uint32_t length = be32(p + 24);
    if (p[17] >> 4 != 2 || length < 28 || length > n)
        return PEER_REFUSED;

    uint32_t offset = 28, payloads = 0, octets = 0;
    uint8_t next = p[16];
    while (next != 0) {
        if (length - offset < 4)
            return PEER_REFUSED;
        const uint8_t *payload = p + offset;
        uint32_t size = be16(payload + 2);
        if (size < 4 || size > length - offset)
            return PEER_REFUSED;
        payloads++;
        octets += size - 4;
        offset += size;
        uint8_t type = next;
        next = payload[0];
        if (type == SK || type == SKF)
            break;
    }
    if (offset != length)
        return PEER_REFUSED;

    out->ike.initiator_spi = be64(p);
    out->ike.responder_spi = be64(p + 8);
    out->ike.message_id = be32(p + 20);
    out->ike.length = length;
    out->ike.next_payload = p[16];
    out->ike.minor_version = p[17] & 15;
    out->ike.exchange_type = p[18];
    out->ike.flags = p[19];
    out->ike.payloads = payloads;
    out->ike.ending = next;
    out->ike.body_octets = octets;
    return PEER_IKE;
}

INLINE int parse_hsrp(const uint8_t *p, size_t n, struct peer_packet *out)
{
    if (n < 20 || p[0] != 0 || p[1] > 2)
        return PEER_REFUSED;
    size_t offset = 20;
    uint32_t tlvs = 0;
    for (; offset < n; tlvs++) {
        if (n - offset < 2 || p[offset + 1] > n - offset - 2)
            return PEER_REFUSED;
        offset += 2 + (size_t)p[offset + 1];
    }
    out->hsrp.opcode = p[1];
    out->hsrp.state = p[2];
    out->hsrp.hello_time = p[3];
    out->hsrp.hold_time = p[4];
    out->hsrp.priority = p[5];
    out->hsrp.group = p[6];
    out->hsrp.authentication = be64(p + 8);
    out->hsrp.virtual_address = be32(p + 16);
    out->hsrp.tlvs = tlvs;
    return PEER_HSRP;
}

/* Whether the options of an IPv4 header fill it: one octet for types 0 and 1, else a length. */
INLINE int options_fit(const uint8_t *p, size_t n)
{
    size_t offset = 0;
    while (offset < n) {
        if (p[offset] <= 1) {
            offset++;
            continue;
        }
        if (n - offset < 2 || p[offset + 1] < 2 || p[offset + 1] > n - offset)
            return 0;
        offset += p[offset + 1];
    }
    return 1;
}

INLINE int parse_frame(const uint8_t *p, size_t n, struct peer_packet *out)
{
    if (n < 14 + 20 || be16(p + 12) != 0x0800)
        return PEER_REFUSED;
    const uint8_t *ip = p + 14;
    size_t header = (size_t)(ip[0] & 15) * 4, total = be16(ip + 2);
    if (ip[0] >> 4 != 4 || header < 20 || total < header || total > n - 14)
        return PEER_REFUSED;
    if (!options_fit(ip + 20, header - 20))
        return PEER_REFUSED;
    if ((be16(ip + 6) & 0x3fff) != 0 || ip[9] != 17)
        return PEER_REFUSED;
    out->source = be32(ip + 12);
    out->destination = be32(ip + 16);

    if (total - header < 8)
        return PEER_REFUSED;
    const uint8_t *udp = ip + header;
    size_t length = be16(udp + 4);
    if (length < 8 || length > total - header)
        return PEER_REFUSED;
    uint16_t from = be16(udp), to = be16(udp + 2);
    out->source_port = from;
    out->destination_port = to;
    const uint8_t *body = udp + 8;
    length -= 8;

    if (to == 4500 || from == 4500) {
        if (length >= 4 && be32(body) == 0)
            return parse_ike(body + 4, length - 4, out);
        return parse_esp(body, length, out);
    }
    if (to == 500 || from == 500)
        return parse_ike(body, length, out);
    if (to == 1985)
        return parse_hsrp(body, length, out);
    return PEER_REFUSED;
}

/* What keeps the fields alive in a timed loop: a plain sum, next to nothing in any language. */
INLINE uint64_t sum_fields(const struct peer_packet *packet, int kind)
{
    if (kind == PEER_REFUSED)
        return 1;
    uint64_t sum = (uint64_t)packet->source + packet->destination
        + packet->source_port + packet->destination_port;
    switch (kind) {
    case PEER_ESP:
        return sum + packet->esp.spi + packet->esp.sequence + packet->esp.body_length;
    case PEER_IKE:
        return sum + packet->ike.initiator_spi + packet->ike.responder_spi
            + packet->ike.message_id + packet->ike.length + packet->ike.next_payload
            + packet->ike.minor_version + packet->ike.exchange_type + packet->ike.flags
            + packet->ike.payloads + packet->ike.ending + packet->ike.body_octets;
    default:
        return sum + packet->hsrp.opcode + packet->hsrp.state + packet->hsrp.hello_time
            + packet->hsrp.hold_time + packet->hsrp.priority + packet->hsrp.group
            + packet->hsrp.authentication + packet->hsrp.virtual_address + packet->hsrp.tlvs;
    }
}

#endif
