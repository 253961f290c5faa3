/* What the hand-written C parser reports. It stands for the practical limit; its checks are listed
   in the README of this folder's parent. */
#ifndef HOLDFAST_PEER_H
#define HOLDFAST_PEER_H

#include <stdint.h>

enum peer_kind { PEER_REFUSED = 0, PEER_ESP = 1, PEER_IKE = 2, PEER_HSRP = 3 };

/* One parsed packet, 56 octets, all numbers in host byte order. A kind's members only are written. */
struct peer_packet {
    uint32_t kind;
    uint32_t source;
    uint32_t destination;
    uint16_t source_port;
    uint16_t destination_port;
    union {
        struct {
            uint32_t spi;
            uint32_t sequence;
            uint32_t body_length;
        } esp;
        struct {
            uint64_t initiator_spi;
            uint64_t responder_spi;
            uint32_t message_id;
            uint32_t length;
            uint8_t next_payload;
            uint8_t minor_version;
            uint8_t exchange_type;
            uint8_t flags;
            uint32_t payloads;
            uint32_t ending;
            uint32_t body_octets;
        } ike;
        struct {
            uint64_t authentication;
            uint32_t virtual_address;
            uint32_t tlvs;
            uint8_t opcode;
            uint8_t state;
            uint8_t hello_time;
            uint8_t hold_time;
            uint8_t priority;
            uint8_t group;
        } hsrp;
    };
};

_Static_assert(sizeof(struct peer_packet) == 56, "the layout is shared with the caller");

#endif
