/* One direction of one SA on OpenSSL's EVP, as a careful C program would have it: contexts keyed
   once, for each packet a new IV. Stands for the practical limit of ciphers through libcrypto. */
#ifndef HOLDFAST_EVP_H
#define HOLDFAST_EVP_H

#include <stdint.h>

enum evp_suite { EVP_GCM = 0, EVP_CHACHA = 1, EVP_CBC_HMAC = 2 };

/* Where a packet lies: header, IV (8 octets; 16 in CBC), text, ICV of 16 octets, adjoining. */
struct evp_packet {
    uint8_t *octets;
    uint32_t header;
    uint32_t text;
};

struct evp_sa;

/* AES-128-GCM and ChaCha20-Poly1305: key, then 4 octets of salt. AES-128-CBC with
   HMAC-SHA-256-128: 16 octets, and 32 of the MAC. NULL: OpenSSL refuses. */
struct evp_sa *evp_sa_new(int suite, const uint8_t *key, const uint8_t *mac_key);
void evp_sa_free(struct evp_sa *sa);

/* Seals in place with the IV that lies there; opens to `to`. 1, or 0 when OpenSSL refuses. */
int evp_seal_one(struct evp_sa *sa, const struct evp_packet *packet);
int evp_open_one(struct evp_sa *sa, const struct evp_packet *packet, uint8_t *to);

#endif
