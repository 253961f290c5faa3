#pragma warning disable RS0030 // Calls of libcrypto: the same octets as the others give.
namespace Holdfast.Protocol.Cryptography;

/// <summary>The functions of libcrypto 3 that keys which sign need, found once.</summary>
internal sealed unsafe class LibcryptoKeyFunctions
{
    // Keys from their parts.
    internal readonly delegate* unmanaged<nint, byte*, byte*, nint> ContextOfName;
    internal readonly delegate* unmanaged<nint, int> ImportBegin;
    internal readonly delegate* unmanaged<nint, nint*, int, LibcryptoParameter*, int> Import;
    internal readonly delegate* unmanaged<nint, byte*, byte*, byte*, nuint, nint> PrivateKeyNew;
    internal readonly delegate* unmanaged<nint, byte*, byte*, byte*, nuint, nint> PublicKeyNew;
    internal readonly delegate* unmanaged<nint, byte*, nuint*, int> PublicKeyOf;
    internal readonly delegate* unmanaged<nint, void> KeyFree;

    // What is done with a key.
    internal readonly delegate* unmanaged<nint, nint, byte*, nint> ContextOfKey;
    internal readonly delegate* unmanaged<nint, void> ContextFree;
    internal readonly delegate* unmanaged<nint, int> SignBegin;
    internal readonly delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int> Sign;
    internal readonly delegate* unmanaged<nint, int, int> SetPadding;
    internal readonly delegate* unmanaged<nint, int, int> SetSaltLength;

    // Messages that are hashed and signed.
    internal readonly delegate* unmanaged<nint> MessageNew;
    internal readonly delegate* unmanaged<nint, void> MessageFree;
    internal readonly delegate* unmanaged<
        nint, nint*, byte*, nint, byte*, nint, LibcryptoParameter*, int> SignMessageBegin;

    internal readonly delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int> SignMessage;

    internal readonly delegate* unmanaged<void> ClearErrors;

    internal LibcryptoKeyFunctions(LibcryptoExports names)
    {
        ContextOfName = (delegate* unmanaged<nint, byte*, byte*, nint>)
            names.Find("EVP_PKEY_CTX_new_from_name");
        ImportBegin = (delegate* unmanaged<nint, int>)names.Find("EVP_PKEY_fromdata_init");
        Import = (delegate* unmanaged<nint, nint*, int, LibcryptoParameter*, int>)
            names.Find("EVP_PKEY_fromdata");
        PrivateKeyNew = (delegate* unmanaged<nint, byte*, byte*, byte*, nuint, nint>)
            names.Find("EVP_PKEY_new_raw_private_key_ex");
        PublicKeyNew = (delegate* unmanaged<nint, byte*, byte*, byte*, nuint, nint>)
            names.Find("EVP_PKEY_new_raw_public_key_ex");
        PublicKeyOf = (delegate* unmanaged<nint, byte*, nuint*, int>)
            names.Find("EVP_PKEY_get_raw_public_key");
        KeyFree = (delegate* unmanaged<nint, void>)names.Find("EVP_PKEY_free");
        ContextOfKey = (delegate* unmanaged<nint, nint, byte*, nint>)
            names.Find("EVP_PKEY_CTX_new_from_pkey");
        ContextFree = (delegate* unmanaged<nint, void>)names.Find("EVP_PKEY_CTX_free");
        SignBegin = (delegate* unmanaged<nint, int>)names.Find("EVP_PKEY_sign_init");
        Sign = (delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int>)
            names.Find("EVP_PKEY_sign");
        SetPadding = (delegate* unmanaged<nint, int, int>)
            names.Find("EVP_PKEY_CTX_set_rsa_padding");
        SetSaltLength = (delegate* unmanaged<nint, int, int>)
            names.Find("EVP_PKEY_CTX_set_rsa_pss_saltlen");
        MessageNew = (delegate* unmanaged<nint>)names.Find("EVP_MD_CTX_new");
        MessageFree = (delegate* unmanaged<nint, void>)names.Find("EVP_MD_CTX_free");
        SignMessageBegin = (delegate* unmanaged<
            nint, nint*, byte*, nint, byte*, nint, LibcryptoParameter*, int>)
            names.Find("EVP_DigestSignInit_ex");
        SignMessage = (delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int>)
            names.Find("EVP_DigestSign");
        ClearErrors = (delegate* unmanaged<void>)names.Find("ERR_clear_error");
    }
}
