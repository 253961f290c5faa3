#pragma warning disable RS0030 // Calls of libcrypto: the same octets as the platform gives.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The functions of libcrypto 3 that ciphers and MACs need, found once. What runs for each packet
/// and ends within a microsecond is called without leaving the collector's sight
/// (<c>SuppressGCTransition</c>): such calls neither block nor allocate nor call back.
/// </summary>
internal sealed unsafe class LibcryptoFunctions
{
    /// <summary>
    /// Longer pieces than this go through <see cref="UpdateLong"/>: the collector may have to wait
    /// for a call without transition, and the transition costs them less than 2 %.
    /// </summary>
    internal const int ShortPiece = 2048;

    // Ciphers, when an SA is made.
    internal readonly delegate* unmanaged<nint, byte*, byte*, nint> CipherFetch;
    internal readonly delegate* unmanaged<nint, void> CipherFree;
    internal readonly delegate* unmanaged<nint> CipherContextNew;
    internal readonly delegate* unmanaged<nint, void> CipherContextFree;
    internal readonly delegate* unmanaged<nint, int, int> SetPadding;
    internal readonly delegate* unmanaged<nint, nint, nint, byte*, byte*, int, int> CipherInit;

    // Ciphers, for each packet.
    internal readonly delegate* unmanaged[SuppressGCTransition]<
        nint, nint, nint, byte*, byte*, int, int> Begin;

    internal readonly delegate* unmanaged[SuppressGCTransition]<
        nint, byte*, int*, byte*, int, int> UpdateShort;

    internal readonly delegate* unmanaged<nint, byte*, int*, byte*, int, int> UpdateLong;

    internal readonly delegate* unmanaged[SuppressGCTransition]<
        nint, byte*, int*, int> CipherFinal;

    internal readonly delegate* unmanaged[SuppressGCTransition]<
        nint, int, int, void*, int> Control;

    internal readonly delegate* unmanaged<void> ClearErrors;

    /// <summary>0: both are the same; takes as long whether or not they are.</summary>
    internal readonly delegate* unmanaged[SuppressGCTransition]<byte*, byte*, nuint, int> Compare;

    // MACs: HMAC's final and init allocate inside libcrypto, so they leave as calls usually do.
    internal readonly delegate* unmanaged<nint, byte*, byte*, nint> MacFetch;
    internal readonly delegate* unmanaged<nint, void> MacFree;
    internal readonly delegate* unmanaged<nint, nint> MacContextNew;
    internal readonly delegate* unmanaged<nint, void> MacContextFree;
    internal readonly delegate* unmanaged<nint, byte*, nuint, void*, int> MacInit;
    internal readonly delegate* unmanaged[SuppressGCTransition]<nint, byte*, nuint, int>
        MacUpdateShort;

    internal readonly delegate* unmanaged<nint, byte*, nuint, int> MacUpdateLong;
    internal readonly delegate* unmanaged<nint, byte*, nuint*, nuint, int> MacFinal;

    private LibcryptoFunctions(LibcryptoExports names)
    {
        CipherFetch = (delegate* unmanaged<nint, byte*, byte*, nint>)names.Find("EVP_CIPHER_fetch");
        CipherFree = (delegate* unmanaged<nint, void>)names.Find("EVP_CIPHER_free");
        CipherContextNew = (delegate* unmanaged<nint>)names.Find("EVP_CIPHER_CTX_new");
        CipherContextFree = (delegate* unmanaged<nint, void>)names.Find("EVP_CIPHER_CTX_free");
        SetPadding = (delegate* unmanaged<nint, int, int>)names.Find("EVP_CIPHER_CTX_set_padding");
        var init = names.Find("EVP_CipherInit_ex");
        CipherInit = (delegate* unmanaged<nint, nint, nint, byte*, byte*, int, int>)init;
        Begin = (delegate* unmanaged[SuppressGCTransition]<
            nint, nint, nint, byte*, byte*, int, int>)init;
        var update = names.Find("EVP_CipherUpdate");
        UpdateShort = (delegate* unmanaged[SuppressGCTransition]<
            nint, byte*, int*, byte*, int, int>)update;
        UpdateLong = (delegate* unmanaged<nint, byte*, int*, byte*, int, int>)update;
        CipherFinal = (delegate* unmanaged[SuppressGCTransition]<
            nint, byte*, int*, int>)names.Find("EVP_CipherFinal_ex");
        Control = (delegate* unmanaged[SuppressGCTransition]<
            nint, int, int, void*, int>)names.Find("EVP_CIPHER_CTX_ctrl");
        ClearErrors = (delegate* unmanaged<void>)names.Find("ERR_clear_error");
        Compare = (delegate* unmanaged[SuppressGCTransition]<byte*, byte*, nuint, int>)
            names.Find("CRYPTO_memcmp");
        MacFetch = (delegate* unmanaged<nint, byte*, byte*, nint>)names.Find("EVP_MAC_fetch");
        MacFree = (delegate* unmanaged<nint, void>)names.Find("EVP_MAC_free");
        MacContextNew = (delegate* unmanaged<nint, nint>)names.Find("EVP_MAC_CTX_new");
        MacContextFree = (delegate* unmanaged<nint, void>)names.Find("EVP_MAC_CTX_free");
        MacInit = (delegate* unmanaged<nint, byte*, nuint, void*, int>)names.Find("EVP_MAC_init");
        var macUpdate = names.Find("EVP_MAC_update");
        MacUpdateShort = (delegate* unmanaged[SuppressGCTransition]<
            nint, byte*, nuint, int>)macUpdate;
        MacUpdateLong = (delegate* unmanaged<nint, byte*, nuint, int>)macUpdate;
        MacFinal = (delegate* unmanaged<nint, byte*, nuint*, nuint, int>)
            names.Find("EVP_MAC_final");
        Version = VersionOf(names.Find("OpenSSL_version"));
    }

    /// <summary>For example "OpenSSL 3.0.19".</summary>
    internal string Version { get; }

    /// <summary>The functions; false: why there are none.</summary>
    internal static bool TryLoad(
        string library,
        [NotNullWhen(true)] out LibcryptoFunctions? functions,
        out string reason)
    {
        functions = null;
        reason = "";
        if (!LibcryptoExports.TryLoad(library, out var names))
        {
            reason = $"{library} is not here";
            return false;
        }

        // The functions of libcrypto 3, and none of an older one, fetch by name.
        var found = new LibcryptoFunctions(names);
        if (names.Missing is not null)
        {
            reason = $"{library} lacks {names.Missing}";
            names.Unload();
            return false;
        }

        functions = found;
        return true;
    }

    private static string VersionOf(nint version)
    {
        if (version == 0)
        {
            return "";
        }

        // "OpenSSL 3.0.19 27 Jan 2026 ...": the first two words.
        var text = Marshal.PtrToStringUTF8(((delegate* unmanaged<int, nint>)version)(0)) ?? "";
        return string.Join(' ', text.Split(' ')[..2]);
    }
}
