using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// What is padded before RSA: how much room it takes, and PKCS #1 block type 1 around a bare hash,
/// as IKEv1 signs it (RFC 2409 §5.1).
/// </summary>
internal static class RsaPadding
{
    /// <summary>RFC 8017 §9.2 asks for eight octets of ones at least.</summary>
    private const int Overhead = 3 + 8;

    /// <summary>Whether a modulus of so many bits has room for hash and salt, §9.1.1.</summary>
    public static bool HasRoom(SignatureScheme.RsaPss scheme, int bits) =>
        RsaKeys.Octets(bits - 1) >= scheme.Hash.Length() + scheme.SaltLength + 2;

    /// <summary>Whether a modulus of so many bits has room for a bare hash.</summary>
    public static bool HasRoomBare(int hashLength, int bits) =>
        RsaKeys.Octets(bits) >= hashLength + Overhead;

    /// <summary>
    /// Writes 0, 1, ones, 0 and the hash over the whole destination; false: it is too short.
    /// </summary>
    public static bool TryWriteBare(ReadOnlySpan<byte> hash, Span<byte> destination)
    {
        if (destination.Length < hash.Length + Overhead)
        {
            return false;
        }

        var ones = destination.Length - hash.Length - 3;
        destination[0] = 0;
        destination[1] = 1;
        destination.Slice(2, ones).Fill(0xff);
        destination[2 + ones] = 0;
        hash.CopyTo(destination[(3 + ones)..]);
        return true;
    }

    /// <summary>
    /// Whether an opened signature under a modulus of so many bits is EMSA-PSS of the message,
    /// RFC 8017 §9.1.2, whose steps are numbered.
    /// </summary>
    public static bool IsPss(
        SignatureScheme.RsaPss scheme, ReadOnlySpan<byte> message, byte[] opened, int bits)
    {
        var hashLength = scheme.Hash.Length();
        var saltLength = scheme.SaltLength;

        // Where the modulus is one bit longer than whole octets, the first octet is no part of it.
        var length = RsaKeys.Octets(bits - 1);
        var encoded = opened.AsSpan(opened.Length - length);
        if (!HasRoom(scheme, bits) // 3
            || opened.AsSpan(0, opened.Length - length).ContainsAnyExcept((byte)0)
            || encoded[^1] != 0xbc) // 4
        {
            return false;
        }

        var block = encoded[..(length - hashLength - 1)]; // 5
        var hash = encoded.Slice(block.Length, hashLength);
        var spare = (8 * length) - (bits - 1);
        if (block[0] >> (8 - spare) != 0) // 6
        {
            return false;
        }

        Unmask(scheme.Hash, hash, block); // 7 and 8
        block[0] &= (byte)(0xff >> spare); // 9
        var padding = block[..^(saltLength + 1)];
        var salt = block[^saltLength..];
        if (padding.ContainsAnyExcept((byte)0) || block[padding.Length] != 1) // 10
        {
            return false;
        }

        // 11 to 14.
        ReadOnlySpan<byte> again =
            [.. new byte[8], .. scheme.Hash.Compute(message), .. salt];
        return CryptographicOperations.FixedTimeEquals(scheme.Hash.Compute(again), hash);
    }

    private static void Unmask(SignatureHash hash, ReadOnlySpan<byte> seed, Span<byte> block)
    {
        var generator = new Mgf1BytesGenerator(hash.Digest());
        generator.Init(new MgfParameters(seed.ToArray()));
        var mask = new byte[block.Length];
        generator.GenerateBytes(mask);
        for (var i = 0; i < mask.Length; i++)
        {
            block[i] ^= mask[i];
        }
    }
}
