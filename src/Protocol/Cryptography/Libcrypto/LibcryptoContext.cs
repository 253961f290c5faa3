using System.Runtime.ConstrainedExecution;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Owns one context of libcrypto with a key inside, or a key. Libcrypto cleanses the key when its
/// owner frees it: on dispose, or by the finalizer when nobody disposed it. Whoever passes the
/// pointer to a call keeps the owner alive until it returns.
/// </summary>
internal sealed unsafe class LibcryptoContext : CriticalFinalizerObject, IDisposable
{
    private readonly delegate* unmanaged<nint, void> _free;

    private LibcryptoContext(nint pointer, delegate* unmanaged<nint, void> free)
    {
        _free = free;
        Pointer = pointer;
    }

    /// <summary>Frees what nobody disposed.</summary>
    ~LibcryptoContext() => Free();

    /// <summary>The context; 0 after dispose, and then no function may be called.</summary>
    internal nint Pointer { get; private set; }

    /// <summary>
    /// A context of that cipher without a key; null: this libcrypto has no such cipher.
    /// </summary>
    internal static LibcryptoContext? OfCipher(LibcryptoFunctions functions, string name)
    {
        nint cipher;
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
        {
            cipher = functions.CipherFetch(0, text, null);
        }

        if (cipher == 0)
        {
            functions.ClearErrors();
            return null;
        }

        var pointer = functions.CipherContextNew();
        var context = pointer == 0 ? null : new LibcryptoContext(
            pointer, functions.CipherContextFree);
        var done = pointer != 0 && functions.CipherInit(pointer, cipher, 0, null, null, 1) == 1;
        functions.CipherFree(cipher);
        return done ? context : throw Failure("EVP_CipherInit_ex");
    }

    /// <summary>
    /// A context of that MAC without a key; null: this libcrypto has no such MAC.
    /// </summary>
    internal static LibcryptoContext? OfMac(LibcryptoFunctions functions, string name)
    {
        nint mac;
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
        {
            mac = functions.MacFetch(0, text, null);
        }

        if (mac == 0)
        {
            functions.ClearErrors();
            return null;
        }

        var pointer = functions.MacContextNew(mac);
        functions.MacFree(mac);
        return pointer != 0
            ? new LibcryptoContext(pointer, functions.MacContextFree)
            : throw Failure("EVP_MAC_CTX_new");
    }

    /// <summary>The owner of a key; libcrypto cleanses it when it is freed.</summary>
    internal static LibcryptoContext OfKey(LibcryptoKeyFunctions functions, nint key) =>
        new(key, functions.KeyFree);

    /// <summary>
    /// Libcrypto failed where no packet can make it fail: out of memory, or a bug.
    /// </summary>
    internal static CryptographicException Failure(string function) =>
        new($"libcrypto failed in {function}.");

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (Pointer != 0)
        {
            _free(Pointer);
            Pointer = 0;
        }
    }
}
