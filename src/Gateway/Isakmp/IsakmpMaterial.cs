using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Gateway.Isakmp;

/// <summary>
/// The keys of an ISAKMP SA with the names of its algorithms and the chain of IVs, as one secret:
/// what a member hands to another one. Big-endian: what it is (4), which side the cluster is (0
/// initiator, 1 responder), encryption, its key bits (0: it has one length), PRF, hash, method and
/// group, 2 octets each; then SKEYID_d, SKEYID_a, Ka (RFC 2409 §5 and appendix B), and the last
/// block of phase 1.
/// </summary>
internal sealed class IsakmpMaterial : IDisposable
{
    private const byte ForIsakmp = 4;
    private const int HeaderLength = 14;
    private readonly Secret _octets;

    private IsakmpMaterial(Secret octets, IsakmpSuite suite) => (_octets, Suite) = (octets, suite);

    /// <summary>All of it.</summary>
    public ReadOnlySpan<byte> Octets => _octets.Span;

    /// <summary>Which side of the SA the cluster is.</summary>
    public IkeRole Role => (IkeRole)_octets.Span[1];

    /// <summary>Its algorithms.</summary>
    public IsakmpSuite Suite { get; }

    /// <summary>The chain behind the last message of phase 1.</summary>
    public IvChain Last => new(new Octets(_octets.Span[^Suite.Encryption.BlockLength..]));

    /// <summary>The keys, but for those that have proved who is who; the caller disposes the
    /// copies.</summary>
    public IsakmpKeys CopyKeys()
    {
        var (length, key) = (Suite.Prf.OutputLength, Suite.Encryption.KeyLength);
        var keys = _octets.Span[HeaderLength..];
        return new(
            new(0), new(keys[..length]), new(keys.Slice(length, length)), new(0),
            new(keys.Slice(2 * length, key)));
    }

    /// <summary>Of an ISAKMP SA; the keys stay the caller's.</summary>
    public static IsakmpMaterial Of(IsakmpSuite suite, IsakmpKeys keys, IkeRole role, IvChain last)
    {
        var secret = new Secret(LengthOf(suite));
        var octets = secret.Span;
        (octets[0], octets[1]) = (ForIsakmp, (byte)role);
        var bits = EncryptionSpecs.Find(suite.Encryption.Algorithm, null) is null
            ? suite.Encryption.KeyLength * 8
            : 0;
        Write(octets[2..], suite.Encryption.Algorithm.Value);
        Write(octets[4..], (ushort)bits);
        Write(octets[6..], suite.Prf.Algorithm.Value);
        Write(octets[8..], suite.Hash.Value);
        Write(octets[10..], suite.Authentication.Value);
        Write(octets[12..], suite.KeyExchange.Value);
        var at = HeaderLength;
        foreach (var key in (ReadOnlySpan<Secret>)[keys.SkeyidD, keys.SkeyidA, keys.Cipher])
        {
            key.Span.CopyTo(octets[at..]);
            at += key.Length;
        }

        last.Iv.Span.CopyTo(octets[at..]);
        GC.KeepAlive(keys);
        return new(secret, suite);

        static void Write(Span<byte> to, ushort value) =>
            BinaryPrimitives.WriteUInt16BigEndian(to, value);
    }

    /// <summary>Reads what another member has sent; false: it is none.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> octets, [NotNullWhen(true)] out IsakmpMaterial? material)
    {
        material = null;
        if (octets.Length < HeaderLength || octets[0] != ForIsakmp
            || octets[1] > (byte)IkeRole.Responder)
        {
            return false;
        }

        int bits = Read(octets[4..]);
        if (EncryptionSpecs.Find(new(Read(octets[2..])), bits == 0 ? null : bits)
                is not { } encryption
            || PrfSpec.Find(new(Read(octets[6..]))) is not { } prf)
        {
            return false;
        }

        var suite = new IsakmpSuite(
            encryption, new(Read(octets[8..])), prf, new(Read(octets[10..])),
            new(Read(octets[12..])));
        if (octets.Length != LengthOf(suite))
        {
            return false;
        }

        material = new(new Secret(octets), suite);
        return true;

        static ushort Read(ReadOnlySpan<byte> from) =>
            BinaryPrimitives.ReadUInt16BigEndian(from);
    }

    /// <summary>Whether somebody computes its algorithms here.</summary>
    public bool IsFor(CryptoProvider provider) =>
        Suite.Encryption.BlockLength > 1 && !Suite.Encryption.IsCounterMode
        && provider.Supports(Suite.Encryption, IntegritySpec.None)
        && provider.Supports(Suite.Prf.Mac)
        && (Suite.Hash == PhaseOneHash.Sha256 || Suite.Hash == PhaseOneHash.Sha384
            || Suite.Hash == PhaseOneHash.Sha512 || Suite.Hash == PhaseOneHash.Sha);

    /// <summary>Zeroes the keys.</summary>
    public void Dispose() => _octets.Dispose();

    /// <summary>The algorithms, no key.</summary>
    public override string ToString() => $"ISAKMP: {Suite.Encryption}, {Suite.Hash}";

    private static int LengthOf(IsakmpSuite suite) => HeaderLength
        + (2 * suite.Prf.OutputLength) + suite.Encryption.KeyLength + suite.Encryption.BlockLength;
}
