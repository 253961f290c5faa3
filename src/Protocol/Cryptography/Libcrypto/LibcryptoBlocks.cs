using System.Runtime.CompilerServices;

namespace Holdfast.Protocol.Cryptography;

/// <summary>AES of libcrypto, block by block; libcrypto cleanses the key.</summary>
internal sealed unsafe class LibcryptoBlocks : BlockEncryptor
{
    /// <summary>One block, no mode: what is chained is XCBC's matter.</summary>
    internal const string Cipher = "AES-128-ECB";

    private readonly LibcryptoFunctions _functions;
    private readonly LibcryptoContext _context;

    internal LibcryptoBlocks(LibcryptoFunctions functions, LibcryptoContext context)
    {
        _functions = functions;
        _context = context;
    }

    internal override void SetKey(ReadOnlySpan<byte> key)
    {
        fixed (byte* keyAt = key)
        {
            if (_functions.CipherInit(_context.Pointer, 0, 0, keyAt, null, 1) != 1
                || _functions.SetPadding(_context.Pointer, 0) != 1)
            {
                throw LibcryptoContext.Failure("EVP_CipherInit_ex");
            }
        }

        GC.KeepAlive(_context);
    }

    [SkipLocalsInit]
    internal override void Encrypt(Span<byte> block)
    {
        ObjectDisposedException.ThrowIf(_context.Pointer == 0, this);
        fixed (byte* at = block)
        {
            int written;
            if (_functions.UpdateShort(_context.Pointer, at, &written, at, Block) != 1)
            {
                throw LibcryptoContext.Failure("EVP_CipherUpdate");
            }
        }

        GC.KeepAlive(_context);
    }

    public override void Dispose() => _context.Dispose();
}
