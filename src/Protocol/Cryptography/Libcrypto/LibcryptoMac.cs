using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>HMAC and CMAC of libcrypto: a context keyed once, ready again after each end.</summary>
internal sealed unsafe class LibcryptoMac : Mac
{
    private const int LengthMax = 64;

    private readonly LibcryptoFunctions _functions;
    private readonly LibcryptoContext _context;

    internal LibcryptoMac(
        LibcryptoFunctions functions,
        LibcryptoContext context,
        MacAlgorithm algorithm,
        ReadOnlySpan<byte> key)
        : base(algorithm)
    {
        _functions = functions;
        _context = context;
        if (!TryKey(functions, context, algorithm, key))
        {
            throw LibcryptoContext.Failure("EVP_MAC_init");
        }
    }

    /// <summary>Gives the context its hash or cipher and the key; false: it has no such.</summary>
    internal static bool TryKey(
        LibcryptoFunctions functions,
        LibcryptoContext context,
        MacAlgorithm algorithm,
        ReadOnlySpan<byte> key)
    {
        var (parameter, value) = Choice(algorithm);
        var empty = stackalloc byte[1];
        fixed (byte* parameterAt = parameter, valueAt = value, keyAt = key)
        {
            // A choice, then the end of the list.
            var choice = stackalloc LibcryptoParameter[2];
            choice[0] = new()
            {
                Name = parameterAt,
                Type = LibcryptoParameter.Utf8Text,
                Octets = valueAt,
                Length = (nuint)value.Length,
            };
            choice[1] = default;

            // No key at all would mean the one before.
            var done = functions.MacInit(
                context.Pointer, key.IsEmpty ? empty : keyAt, (nuint)key.Length, choice) == 1;
            GC.KeepAlive(context);
            return done;
        }
    }

    public override void Append(ReadOnlySpan<byte> piece)
    {
        ObjectDisposedException.ThrowIf(_context.Pointer == 0, this);
        if (piece.IsEmpty)
        {
            return;
        }

        fixed (byte* pieceAt = piece)
        {
            var length = (nuint)piece.Length;
            if ((piece.Length <= LibcryptoFunctions.ShortPiece
                ? _functions.MacUpdateShort(_context.Pointer, pieceAt, length)
                : _functions.MacUpdateLong(_context.Pointer, pieceAt, length)) != 1)
            {
                throw LibcryptoContext.Failure("EVP_MAC_update");
            }
        }

        GC.KeepAlive(_context);
    }

    [SkipLocalsInit]
    public override void Finish(Span<byte> destination)
    {
        var whole = stackalloc byte[LengthMax];
        Finish(whole);
        new ReadOnlySpan<byte>(whole, Length)[..destination.Length].CopyTo(destination);

        // A result may be a key: none of it stays on the stack.
        CryptographicOperations.ZeroMemory(new Span<byte>(whole, LengthMax));
    }

    /// <summary>
    /// Libcrypto compares, in constant time: the platform's comparison costs a short packet a
    /// fifth of its time.
    /// </summary>
    [SkipLocalsInit]
    internal override bool FinishEquals(ReadOnlySpan<byte> icv)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(icv.Length, Length);
        var whole = stackalloc byte[LengthMax];
        Finish(whole);
        bool same;
        fixed (byte* icvAt = icv)
        {
            same = _functions.Compare(whole, icvAt, (nuint)icv.Length) == 0;
        }

        CryptographicOperations.ZeroMemory(new Span<byte>(whole, LengthMax));
        return same;
    }

    private void Finish(byte* whole)
    {
        ObjectDisposedException.ThrowIf(_context.Pointer == 0, this);
        nuint written;
        if (_functions.MacFinal(_context.Pointer, whole, &written, LengthMax) != 1
            || _functions.MacInit(_context.Pointer, null, 0, null) != 1)
        {
            throw LibcryptoContext.Failure("EVP_MAC_final");
        }

        GC.KeepAlive(_context);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _context.Dispose();
        }
    }

    /// <summary>The parameter that chooses hash or cipher; both end with a zero behind.</summary>
    private static Choices Choice(MacAlgorithm algorithm) => algorithm switch
    {
        MacAlgorithm.HmacMd5 => new("digest"u8, "MD5"u8),
        MacAlgorithm.HmacSha1 => new("digest"u8, "SHA1"u8),
        MacAlgorithm.HmacSha256 => new("digest"u8, "SHA256"u8),
        MacAlgorithm.HmacSha384 => new("digest"u8, "SHA384"u8),
        MacAlgorithm.HmacSha512 => new("digest"u8, "SHA512"u8),
        MacAlgorithm.AesCmac => new("cipher"u8, "AES-128-CBC"u8),
        MacAlgorithm.None or MacAlgorithm.AesXcbc =>
            throw new UnreachableException($"{algorithm} is neither."),
    };

    private readonly ref struct Choices(ReadOnlySpan<byte> parameter, ReadOnlySpan<byte> value)
    {
        private readonly ReadOnlySpan<byte> _parameter = parameter;
        private readonly ReadOnlySpan<byte> _value = value;

        internal void Deconstruct(
            out ReadOnlySpan<byte> parameter, out ReadOnlySpan<byte> value)
        {
            parameter = _parameter;
            value = _value;
        }
    }
}
