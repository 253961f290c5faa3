/* Parsing a pcap file, as C programs do it: mapped, in large blocks, or packet by packet with stdio. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parse.h"

enum { FILE_HEADER = 24, RECORD_HEADER = 16, SNAPLEN_MAX = 262144, BLOCK = 1 << 20 };

struct peer_stream {
    uint64_t packets;
    uint64_t sum;
};

static inline uint32_t number(const uint8_t *p, int swapped)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return swapped ? __builtin_bswap32(v) : v;
}

/* 0: host order, 1: swapped, -1: not an Ethernet pcap of version 2. */
static int byte_order(const uint8_t *p)
{
    uint32_t magic = number(p, 0);
    int swapped = magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1;
    if (!swapped && magic != 0xa1b2c3d4 && magic != 0xa1b23c4d)
        return -1;
    uint32_t version = number(p + 4, swapped);
    uint16_t major = (uint16_t)(swapped ? version >> 16 : version);
    return major == 2 && (number(p + 20, swapped) & 0x0fffffff) == 1 ? swapped : -1;
}

static inline void take(struct peer_stream *out, const uint8_t *p, uint32_t n)
{
    struct peer_packet packet;
    int kind = parse_frame(p, n, &packet);
    out->sum += sum_fields(&packet, kind);
    out->packets++;
}

/* Takes the whole records of p[0..n); returns the octets used, or -1 at a record that cannot be. */
static ptrdiff_t take_records(const uint8_t *p, size_t n, int swapped, struct peer_stream *out)
{
    size_t at = 0;
    while (n - at >= RECORD_HEADER) {
        uint32_t captured = number(p + at + 8, swapped);
        if (captured > SNAPLEN_MAX)
            return -1;
        if (captured > n - at - RECORD_HEADER)
            break;
        take(out, p + at + RECORD_HEADER, captured);
        at += RECORD_HEADER + captured;
    }
    return (ptrdiff_t)at;
}

/* All return 0, or -1 when the file cannot be read or is cut short. */
int32_t peer_stream_map(const char *path, struct peer_stream *out)
{
    memset(out, 0, sizeof *out);
    int file = open(path, O_RDONLY);
    struct stat about;
    if (file < 0 || fstat(file, &about) != 0 || about.st_size < FILE_HEADER) {
        if (file >= 0)
            close(file);
        return -1;
    }
    size_t size = (size_t)about.st_size;
    uint8_t *p = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (p == MAP_FAILED)
        return -1;
    int swapped = byte_order(p);
    ptrdiff_t used = swapped < 0
        ? -1 : take_records(p + FILE_HEADER, size - FILE_HEADER, swapped, out);
    munmap(p, size);
    return used == (ptrdiff_t)(size - FILE_HEADER) ? 0 : -1;
}

int32_t peer_stream_blocks(const char *path, struct peer_stream *out)
{
    memset(out, 0, sizeof *out);
    int file = open(path, O_RDONLY);
    uint8_t *block = malloc(BLOCK);
    size_t held = 0;
    int swapped = -1, state = file < 0 || !block ? -1 : 1;
    if (state > 0 && (read(file, block, FILE_HEADER) != FILE_HEADER
                      || (swapped = byte_order(block)) < 0))
        state = -1;
    while (state > 0) {
        ssize_t got = read(file, block + held, BLOCK - held);
        if (got <= 0) {
            state = got == 0 && held == 0 ? 0 : -1;
            break;
        }
        held += (size_t)got;
        ptrdiff_t used = take_records(block, held, swapped, out);
        if (used < 0)
            state = -1;
        else {
            held -= (size_t)used;
            memmove(block, block + used, held);
        }
    }
    free(block);
    if (file >= 0)
        close(file);
    return state;
}

int32_t peer_stream_stdio(const char *path, struct peer_stream *out)
{
    memset(out, 0, sizeof *out);
    uint8_t header[FILE_HEADER];
    FILE *file = fopen(path, "rb");
    uint8_t *packet = malloc(SNAPLEN_MAX);
    int swapped = -1, state = !file || !packet ? -1 : 1;
    if (state > 0 && (fread(header, FILE_HEADER, 1, file) != 1
                      || (swapped = byte_order(header)) < 0))
        state = -1;
    while (state > 0) {
        size_t got = fread(header, 1, RECORD_HEADER, file);
        if (got != RECORD_HEADER) {
            state = got == 0 && feof(file) ? 0 : -1;
            break;
        }
        uint32_t captured = number(header + 8, swapped);
        if (captured > SNAPLEN_MAX || fread(packet, 1, captured, file) != captured)
            state = -1;
        else
            take(out, packet, captured);
    }
    free(packet);
    if (file)
        fclose(file);
    return state;
}
