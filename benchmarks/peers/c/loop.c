/* Parsing in memory. The whole corpus loop runs in C, so that a call across the border is paid once
   for thousands of packets. */
#include "parse.h"

/* Parses every packet of the corpus `rounds` times; returns the sum of all fields. */
uint64_t peer_loop(const uint8_t *const *packets, const uint32_t *lengths, uint32_t count,
                   uint32_t rounds)
{
    uint64_t sum = 0;
    for (uint32_t round = 0; round < rounds; round++)
        for (uint32_t i = 0; i < count; i++) {
            struct peer_packet packet;
            int kind = parse_frame(packets[i], lengths[i], &packet);
            sum += sum_fields(&packet, kind);
        }
    return sum;
}

/* Parses one packet into `out`, all octets defined: for the comparison field by field. */
void peer_parse(const uint8_t *packet, uint32_t length, struct peer_packet *out)
{
    memset(out, 0, sizeof *out);
    int kind = parse_frame(packet, length, out);
    if (kind == PEER_REFUSED)
        memset(out, 0, sizeof *out);
    out->kind = (uint32_t)kind;
}
