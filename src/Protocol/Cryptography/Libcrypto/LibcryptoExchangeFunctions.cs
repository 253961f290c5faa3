#pragma warning disable RS0030 // Calls of libcrypto: the same octets as the others give.
using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Protocol.Cryptography;

/// <summary>The functions of libcrypto 3 that key exchanges need, found once.</summary>
internal sealed unsafe class LibcryptoExchangeFunctions
{
    // Big numbers.
    internal readonly delegate* unmanaged<nint> ScratchNew;
    internal readonly delegate* unmanaged<nint, void> ScratchFree;
    internal readonly delegate* unmanaged<nint> NumberNew;
    internal readonly delegate* unmanaged<nint, void> NumberClear;
    internal readonly delegate* unmanaged<nint, int, void> NumberFlags;
    internal readonly delegate* unmanaged<byte*, int, nint, nint> NumberRead;
    internal readonly delegate* unmanaged<nint, byte*, int, int> NumberWrite;
    internal readonly delegate* unmanaged<nint, nint, nint, nint, nint, nint, int> Power;

    // Keys of RFC 7748.
    internal readonly delegate* unmanaged<nint, byte*, byte*, byte*, nuint, nint> PrivateKeyNew;
    internal readonly delegate* unmanaged<nint, byte*, byte*, byte*, nuint, nint> PublicKeyNew;
    internal readonly delegate* unmanaged<nint, byte*, nuint*, int> PublicKeyOf;
    internal readonly delegate* unmanaged<nint, void> KeyFree;
    internal readonly delegate* unmanaged<nint, nint, byte*, nint> AgreementNew;
    internal readonly delegate* unmanaged<nint, void> AgreementFree;
    internal readonly delegate* unmanaged<nint, int> AgreementBegin;
    internal readonly delegate* unmanaged<nint, nint, int> AgreementPeer;
    internal readonly delegate* unmanaged<nint, byte*, nuint*, int> Agree;

    internal readonly delegate* unmanaged<void> ClearErrors;

    private LibcryptoExchangeFunctions(LibcryptoExports names)
    {
        // "Secure" numbers lie in OpenSSL's secure heap where the process has one; in any case
        // they are cleansed when freed.
        ScratchNew = (delegate* unmanaged<nint>)names.Find("BN_CTX_secure_new");
        ScratchFree = (delegate* unmanaged<nint, void>)names.Find("BN_CTX_free");
        NumberNew = (delegate* unmanaged<nint>)names.Find("BN_secure_new");
        NumberClear = (delegate* unmanaged<nint, void>)names.Find("BN_clear_free");
        NumberFlags = (delegate* unmanaged<nint, int, void>)names.Find("BN_set_flags");
        NumberRead = (delegate* unmanaged<byte*, int, nint, nint>)names.Find("BN_bin2bn");
        NumberWrite = (delegate* unmanaged<nint, byte*, int, int>)names.Find("BN_bn2binpad");
        Power = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, int>)
            names.Find("BN_mod_exp_mont_consttime");
        PrivateKeyNew = (delegate* unmanaged<nint, byte*, byte*, byte*, nuint, nint>)
            names.Find("EVP_PKEY_new_raw_private_key_ex");
        PublicKeyNew = (delegate* unmanaged<nint, byte*, byte*, byte*, nuint, nint>)
            names.Find("EVP_PKEY_new_raw_public_key_ex");
        PublicKeyOf = (delegate* unmanaged<nint, byte*, nuint*, int>)
            names.Find("EVP_PKEY_get_raw_public_key");
        KeyFree = (delegate* unmanaged<nint, void>)names.Find("EVP_PKEY_free");
        AgreementNew = (delegate* unmanaged<nint, nint, byte*, nint>)
            names.Find("EVP_PKEY_CTX_new_from_pkey");
        AgreementFree = (delegate* unmanaged<nint, void>)names.Find("EVP_PKEY_CTX_free");
        AgreementBegin = (delegate* unmanaged<nint, int>)names.Find("EVP_PKEY_derive_init");
        AgreementPeer = (delegate* unmanaged<nint, nint, int>)
            names.Find("EVP_PKEY_derive_set_peer");
        Agree = (delegate* unmanaged<nint, byte*, nuint*, int>)names.Find("EVP_PKEY_derive");
        ClearErrors = (delegate* unmanaged<void>)names.Find("ERR_clear_error");
    }

    /// <summary>The functions; false: the one that is missing.</summary>
    internal static bool TryFind(
        string library,
        [NotNullWhen(true)] out LibcryptoExchangeFunctions? functions,
        out string? missing) => LibcryptoExports.TryFind(
            library, names => new LibcryptoExchangeFunctions(names), out functions, out missing);
}
