using System.Buffers.Binary;
using Org.BouncyCastle.Crypto.Modes;

namespace Holdfast.Protocol.Cryptography;

/// <summary>ChaCha20-Poly1305 of BouncyCastle, keyed once.</summary>
internal sealed class BouncyChaCha : BouncyAead
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int IcvLength = 16;

    /// <summary>Where the key begins in the state of the stream, RFC 8439 §2.3.</summary>
    private const int FirstKeyWord = 4;

    private readonly ChaCha20Poly1305 _mode;

    internal BouncyChaCha(ReadOnlySpan<byte> key)
        : this(new ChaCha20Poly1305())
    {
        var stream = BouncyFields.Stream(_mode);
        Memory.Move(ref BouncyFields.State(stream));
        Memory.Move(ref BouncyFields.Output(stream));
        Memory.Move(ref BouncyFields.KeyStream(stream));

        // The stream would copy the key on its way: it is keyed by zeroes, and then in its place.
        Zero();
        for (var i = 0; i < KeyLength / sizeof(uint); i++)
        {
            BouncyFields.State(stream)[FirstKeyWord + i] =
                BinaryPrimitives.ReadUInt32LittleEndian(key[(i * sizeof(uint))..]);
        }
    }

    private BouncyChaCha(ChaCha20Poly1305 mode)
        : base(mode, IcvLength, new byte[NonceLength]) => _mode = mode;

    /// <inheritdoc/>
    public override void Dispose()
    {
        // The key of the last packet's Poly1305 lies in fields: that of zeroes takes its place.
        Zero();
        base.Dispose();
    }

    private void Zero() => _mode.Init(
        false, Parameters(BouncyKey.Zeroes(KeyLength), IcvLength, new byte[NonceLength]));
}
