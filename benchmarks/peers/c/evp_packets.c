/* Raw OpenSSL from C on the packets that ESP makes, where they lie: one context for each key, and no
   header, window or padding. The practical limit of whole ESP on the same library. */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { AAD = 8, TAG = 16, MAC_MAX = 64, IV_MAX = 16 };

struct evp_peer {
    EVP_CIPHER_CTX *seal;
    EVP_CIPHER_CTX *open;
    EVP_MAC_CTX *mac;
    uint32_t salt_length;
    uint32_t iv_length;
    uint8_t iv[IV_MAX];
};

/* Key, salt and a MAC key as KEYMAT orders them; mac_key null: the cipher has a tag of its own. */
struct evp_peer *evp_peer_new(const char *cipher, const uint8_t *key, const uint8_t *salt,
                              uint32_t salt_length, uint32_t iv_length, const uint8_t *mac_key,
                              uint32_t mac_key_length)
{
    struct evp_peer *peer = calloc(1, sizeof *peer);
    EVP_CIPHER *algorithm = EVP_CIPHER_fetch(NULL, cipher, NULL);
    if (peer == NULL || algorithm == NULL)
        return NULL;
    peer->seal = EVP_CIPHER_CTX_new();
    peer->open = EVP_CIPHER_CTX_new();
    peer->salt_length = salt_length;
    peer->iv_length = iv_length;
    if (salt_length > 0)
        memcpy(peer->iv, salt, salt_length);
    if (EVP_EncryptInit_ex2(peer->seal, algorithm, key, NULL, NULL) != 1
        || EVP_DecryptInit_ex2(peer->open, algorithm, key, NULL, NULL) != 1)
        return NULL;
    EVP_CIPHER_CTX_set_padding(peer->seal, 0);
    EVP_CIPHER_CTX_set_padding(peer->open, 0);
    if (mac_key != NULL) {
        EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
        char digest[] = "SHA256";
        OSSL_PARAM parameters[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
            OSSL_PARAM_construct_end(),
        };
        peer->mac = EVP_MAC_CTX_new(hmac);
        EVP_MAC_free(hmac);
        if (EVP_MAC_init(peer->mac, mac_key, mac_key_length, parameters) != 1)
            return NULL;
    }
    EVP_CIPHER_free(algorithm);
    return peer;
}

static int mac_of(struct evp_peer *peer, const uint8_t *iv, const uint8_t *text, uint32_t length,
                  uint8_t *mac)
{
    static const uint8_t header[AAD];
    size_t written;
    return EVP_MAC_init(peer->mac, NULL, 0, NULL) == 1
        && EVP_MAC_update(peer->mac, header, AAD) == 1
        && EVP_MAC_update(peer->mac, iv, peer->iv_length) == 1
        && EVP_MAC_update(peer->mac, text, length) == 1
        && EVP_MAC_final(peer->mac, mac, &written, MAC_MAX) == 1;
}

/* Seals the same text in place so many times; 0: something failed. */
uint64_t evp_peer_seal(struct evp_peer *peer, uint8_t *text, uint32_t length, uint32_t packets)
{
    static const uint8_t header[AAD];
    uint8_t tag[MAC_MAX];
    uint64_t sum = 1;
    for (uint32_t i = 0; i < packets; i++) {
        uint64_t counter;
        int written;
        uint8_t *last = peer->iv + peer->salt_length + peer->iv_length - sizeof counter;
        memcpy(&counter, last, sizeof counter);
        counter++;
        memcpy(last, &counter, sizeof counter);
        if (EVP_EncryptInit_ex2(peer->seal, NULL, NULL, peer->iv, NULL) != 1
            || (peer->mac == NULL
                && EVP_EncryptUpdate(peer->seal, NULL, &written, header, AAD) != 1)
            || EVP_EncryptUpdate(peer->seal, text, &written, text, (int)length) != 1)
            return 0;
        if (peer->mac != NULL) {
            if (!mac_of(peer, peer->iv, text, length, tag))
                return 0;
        } else if (EVP_EncryptFinal_ex(peer->seal, tag, &written) != 1
            || EVP_CIPHER_CTX_ctrl(peer->seal, EVP_CTRL_AEAD_GET_TAG, TAG, tag) != 1) {
            return 0;
        }
        sum += tag[0];
    }
    return sum;
}

/* Opens ESP packets that lie in a row, the header at 0, then IV, text and ICV; 0: one is bad. */
uint64_t evp_peer_open(struct evp_peer *peer, const uint8_t *packets, uint32_t stride,
                       uint32_t count, uint32_t length, uint8_t *text, uint32_t icv_length)
{
    uint8_t tag[MAC_MAX];
    uint8_t nonce[IV_MAX];
    uint64_t sum = 1;
    memcpy(nonce, peer->iv, peer->salt_length);
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *header = packets + (size_t)i * stride;
        const uint8_t *iv = header + AAD;
        const uint8_t *from = iv + peer->iv_length;
        const uint8_t *icv = from + length;
        int written;
        memcpy(nonce + peer->salt_length, iv, peer->iv_length);
        if (peer->mac != NULL) {
            size_t size;
            if (EVP_MAC_init(peer->mac, NULL, 0, NULL) != 1
                || EVP_MAC_update(peer->mac, header, AAD + peer->iv_length + length) != 1
                || EVP_MAC_final(peer->mac, tag, &size, MAC_MAX) != 1
                || CRYPTO_memcmp(tag, icv, icv_length) != 0)
                return 0;
        }
        if (EVP_DecryptInit_ex2(peer->open, NULL, NULL, nonce, NULL) != 1)
            return 0;
        if (peer->mac == NULL) {
            memcpy(tag, icv, TAG);
            if (EVP_DecryptUpdate(peer->open, NULL, &written, header, AAD) != 1
                || EVP_CIPHER_CTX_ctrl(peer->open, EVP_CTRL_AEAD_SET_TAG, TAG, tag) != 1)
                return 0;
        }
        if (EVP_DecryptUpdate(peer->open, text, &written, from, (int)length) != 1
            || (peer->mac == NULL && EVP_DecryptFinal_ex(peer->open, tag, &written) != 1))
            return 0;
        sum += text[0];
    }
    return sum;
}

void evp_peer_free(struct evp_peer *peer)
{
    EVP_CIPHER_CTX_free(peer->seal);
    EVP_CIPHER_CTX_free(peer->open);
    EVP_MAC_CTX_free(peer->mac);
    free(peer);
}
