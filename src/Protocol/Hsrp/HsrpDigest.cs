using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Hsrp;

/// <summary>
/// The digest of the MD5 authentication TLV: keyed MD5 in the way of RFC 1828, over the key and the
/// filling that MD5 gives to a message of its length, all that UDP carries with zeroes in place of
/// the digest, and the key again. It has no number: who repeats a message is not told from who
/// sent it.
/// </summary>
public static class HsrpDigest
{
    /// <summary>Octets of a digest.</summary>
    public const int Length = 16;

    /// <summary>The most octets of a key, as devices take them.</summary>
    public const int KeyLengthMax = 64;

    private const byte Md5Algorithm = 1;
    private const int BlockLength = 64;

    /// <summary>The number of the key that a message names; null: it has no digest.</summary>
    /// <param name="message">All that UDP carries.</param>
    public static uint? KeyIdOf(ReadOnlySpan<byte> message) =>
        TryFind(message, out var keyId, out _) ? keyId : null;

    /// <summary>Writes the digest of a message into it; false: it has no place for one.</summary>
    /// <param name="message">All that UDP carries.</param>
    /// <param name="key">The key that it names.</param>
    public static bool TrySign(Span<byte> message, Secret key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!TryFind(message, out _, out var at))
        {
            return false;
        }

        Compute(message, at, key, message.Slice(at, Length));
        return true;
    }

    /// <summary>Whether a message has the digest of that key, told in constant time.</summary>
    /// <param name="message">All that UDP carries.</param>
    /// <param name="key">The key that it names.</param>
    [SkipLocalsInit]
    public static bool IsAuthentic(ReadOnlySpan<byte> message, Secret key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!TryFind(message, out _, out var at))
        {
            return false;
        }

        Span<byte> right = stackalloc byte[Length];
        Compute(message, at, key, right);
        var same = CryptographicOperations.FixedTimeEquals(right, message.Slice(at, Length));
        CryptographicOperations.ZeroMemory(right);
        return same;
    }

    private static void Compute(
        ReadOnlySpan<byte> message, int at, Secret key, Span<byte> digest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData(key.Span);

        // RFC 1828 §2: up to the end of a block, as MD5 fills its last one.
        Span<byte> filling = stackalloc byte[BlockLength + sizeof(ulong) + 1];
        var length = BlockLength
            - ((key.Length + sizeof(ulong)) % BlockLength) + sizeof(ulong);
        filling = filling[..length];
        filling.Clear();
        filling[0] = 0x80;
        BinaryPrimitives.WriteInt64LittleEndian(filling[^sizeof(ulong)..], 8L * key.Length);
        hash.AppendData(filling);

        hash.AppendData(message[..at]);
        hash.AppendData(stackalloc byte[Length]);
        hash.AppendData(message[(at + Length)..]);
        hash.AppendData(key.Span);
        GC.KeepAlive(key);
        hash.GetHashAndReset(digest);
    }

    /// <summary>The first MD5 authentication TLV of a message, and where its digest is.</summary>
    private static bool TryFind(ReadOnlySpan<byte> message, out uint keyId, out int at)
    {
        (keyId, at) = (0, 0);
        if (!HsrpMessage.TryParse(message, out var read, out _))
        {
            return false;
        }

        var isFirst = read.TryAs(out HsrpV1Message first, out _);
        var tlvs = isFirst && first.TryAs(out HsrpV1 fixedPart, out _) ? fixedPart.Tlvs
            : !isFirst && read.TryAs(out HsrpV2 second, out _) ? second.Tlvs
            : default;
        foreach (var tlv in tlvs)
        {
            if (tlv.TryBody(out HsrpMd5Authentication md5, out _)
                && md5.Algorithm == Md5Algorithm
                && message.Overlaps(md5.Digest, out at))
            {
                keyId = md5.KeyId;
                return true;
            }
        }

        return false;
    }
}
