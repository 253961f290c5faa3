#include "evp.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { ICV = 16, SALT = 4, SEALING = 1, OPENING = 0 };

struct evp_sa {
    EVP_CIPHER_CTX *sealer;
    EVP_CIPHER_CTX *opener;
    EVP_MAC_CTX *mac;
    uint32_t iv_length;
    uint8_t nonce[12];
    uint64_t packets;
};

static EVP_CIPHER_CTX *context(const char *name, const uint8_t *key, int direction)
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
    EVP_CIPHER_CTX *made = EVP_CIPHER_CTX_new();
    if (cipher == NULL || made == NULL
        || EVP_CipherInit_ex(made, cipher, NULL, key, NULL, direction) != 1
        || EVP_CIPHER_CTX_set_padding(made, 0) != 1) {
        EVP_CIPHER_CTX_free(made);
        made = NULL;
    }
    EVP_CIPHER_free(cipher);
    return made;
}

static EVP_MAC_CTX *hmac(const uint8_t *key)
{
    char digest[] = "SHA256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *made = EVP_MAC_CTX_new(mac);
    if (made != NULL && EVP_MAC_init(made, key, 32, parameters) != 1) {
        EVP_MAC_CTX_free(made);
        made = NULL;
    }
    EVP_MAC_free(mac);
    return made;
}

struct evp_sa *evp_sa_new(int suite, const uint8_t *key, const uint8_t *mac_key)
{
    static const char *const names[] = { "AES-128-GCM", "ChaCha20-Poly1305", "AES-128-CBC" };
    struct evp_sa *sa = calloc(1, sizeof *sa);
    if (sa == NULL)
        return NULL;
    sa->sealer = context(names[suite], key, SEALING);
    sa->opener = context(names[suite], key, OPENING);
    sa->iv_length = suite == EVP_CBC_HMAC ? 16 : 8;
    if (suite == EVP_CBC_HMAC)
        sa->mac = hmac(mac_key);
    else
        memcpy(sa->nonce, key + (suite == EVP_GCM ? 16 : 32), SALT);
    if (sa->sealer == NULL || sa->opener == NULL || (suite == EVP_CBC_HMAC && sa->mac == NULL)) {
        evp_sa_free(sa);
        return NULL;
    }
    return sa;
}

void evp_sa_free(struct evp_sa *sa)
{
    if (sa == NULL)
        return;
    EVP_CIPHER_CTX_free(sa->sealer);
    EVP_CIPHER_CTX_free(sa->opener);
    EVP_MAC_CTX_free(sa->mac);
    OPENSSL_cleanse(sa, sizeof *sa);
    free(sa);
}

static int authenticate(struct evp_sa *sa, const uint8_t *octets, size_t length, uint8_t *icv)
{
    size_t written;
    return EVP_MAC_init(sa->mac, NULL, 0, NULL) == 1
        && EVP_MAC_update(sa->mac, octets, length) == 1
        && EVP_MAC_final(sa->mac, icv, &written, 32) == 1;
}

int evp_seal_one(struct evp_sa *sa, const struct evp_packet *packet)
{
    uint8_t *iv = packet->octets + packet->header;
    uint8_t *text = iv + sa->iv_length, *icv = text + packet->text;
    int written;
    if (sa->mac != NULL) {
        uint8_t whole[32];
        if (EVP_EncryptInit_ex(sa->sealer, NULL, NULL, NULL, iv) != 1
            || EVP_EncryptUpdate(sa->sealer, text, &written, text, (int)packet->text) != 1
            || !authenticate(sa, packet->octets, (size_t)(icv - packet->octets), whole))
            return 0;
        memcpy(icv, whole, ICV);
        return 1;
    }
    memcpy(sa->nonce + SALT, iv, 8);
    return EVP_EncryptInit_ex(sa->sealer, NULL, NULL, NULL, sa->nonce) == 1
        && EVP_EncryptUpdate(
            sa->sealer, NULL, &written, packet->octets, (int)packet->header) == 1
        && EVP_EncryptUpdate(sa->sealer, text, &written, text, (int)packet->text) == 1
        && EVP_EncryptFinal_ex(sa->sealer, icv, &written) == 1
        && EVP_CIPHER_CTX_ctrl(sa->sealer, EVP_CTRL_AEAD_GET_TAG, ICV, icv) == 1;
}

int evp_open_one(struct evp_sa *sa, const struct evp_packet *packet, uint8_t *to)
{
    uint8_t *iv = packet->octets + packet->header;
    uint8_t *text = iv + sa->iv_length, *icv = text + packet->text;
    int written;
    if (sa->mac != NULL) {
        uint8_t whole[32];
        return authenticate(sa, packet->octets, (size_t)(icv - packet->octets), whole)
            && CRYPTO_memcmp(whole, icv, ICV) == 0
            && EVP_DecryptInit_ex(sa->opener, NULL, NULL, NULL, iv) == 1
            && EVP_DecryptUpdate(sa->opener, to, &written, text, (int)packet->text) == 1;
    }
    memcpy(sa->nonce + SALT, iv, 8);
    return EVP_DecryptInit_ex(sa->opener, NULL, NULL, NULL, sa->nonce) == 1
        && EVP_DecryptUpdate(
            sa->opener, NULL, &written, packet->octets, (int)packet->header) == 1
        && EVP_DecryptUpdate(sa->opener, to, &written, text, (int)packet->text) == 1
        && EVP_CIPHER_CTX_ctrl(sa->opener, EVP_CTRL_AEAD_SET_TAG, ICV, icv) == 1
        && EVP_DecryptFinal_ex(sa->opener, to + packet->text, &written) == 1;
}

/* The loops of the comparison; they return how many packets went through. */

uint64_t evp_seal_loop(struct evp_sa *sa, const struct evp_packet *packets, uint32_t count,
                       uint32_t rounds)
{
    uint64_t done = 0;
    for (uint32_t round = 0; round < rounds; round++)
        for (uint32_t i = 0; i < count; i++) {
            /* The IV counts: its last 8 octets, big-endian. */
            uint64_t counter = __builtin_bswap64(sa->packets++);
            memcpy(packets[i].octets + packets[i].header + sa->iv_length - 8, &counter, 8);
            done += (uint64_t)evp_seal_one(sa, &packets[i]);
        }
    return done;
}

uint64_t evp_open_loop(struct evp_sa *sa, const struct evp_packet *packets, uint32_t count,
                       uint32_t rounds, uint8_t *to)
{
    uint64_t done = 0;
    for (uint32_t round = 0; round < rounds; round++)
        for (uint32_t i = 0; i < count; i++)
            done += (uint64_t)evp_open_one(sa, &packets[i], to);
    return done;
}
