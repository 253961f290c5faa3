using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Gateway.Ipsec;

/// <summary>
/// The keys of an IKE SA or of a pair of CHILD SAs with the names of their algorithms, as one
/// secret: what a member hands to another one. Big-endian: what it is (1 IKE, 2 ESP), which side
/// the cluster is (0 initiator, 1 responder), encryption, its key bits (0: it has one length),
/// integrity, PRF (0 of ESP), 2 octets each; then SK_d, SK_ai, SK_ar, SK_ei, SK_er (RFC 7296 §2.14)
/// or both keys of the initiator, then of the responder (§2.17).
/// </summary>
internal sealed class KeyMaterial : IDisposable
{
    private const byte ForIke = 1;
    private const byte ForEsp = 2;
    private const int HeaderLength = 10;
    private readonly Secret _octets;
    private readonly EncryptionSpec _encryption;
    private readonly IntegritySpec _integrity;
    private readonly PrfSpec? _prf;

    private KeyMaterial(
        Secret octets, EncryptionSpec encryption, IntegritySpec integrity, PrfSpec? prf) =>
        (_octets, _encryption, _integrity, _prf) = (octets, encryption, integrity, prf);

    /// <summary>All of it.</summary>
    public ReadOnlySpan<byte> Octets => _octets.Span;

    /// <summary>Whether it is that of an IKE SA.</summary>
    public bool IsIke => _prf is not null;

    /// <summary>Which side of the SA the cluster is.</summary>
    public IkeRole Role => (IkeRole)_octets.Span[1];

    /// <summary>The PRF of an IKE SA.</summary>
    public PrfSpec Prf => _prf ?? throw new InvalidOperationException("It is not of IKE");

    /// <summary>The algorithms of an IKE SA; which key exchange made it nobody knows.</summary>
    public IkeSuite IkeSuite => new(_encryption, _integrity, Prf, KeyExchangeMethod.None);

    /// <summary>The algorithms of a pair of CHILD SAs.</summary>
    public ChildSuite ChildSuite(bool isExtended) =>
        new(ProtocolId.Esp, _encryption, _integrity, isExtended);

    /// <summary>The keys of an IKE SA, but for those that have proved who is who; the caller
    /// disposes the copies.</summary>
    public IkeKeys CopyIkeKeys()
    {
        var (p, a, e) = (
            Prf.KeyLength, _integrity.KeyLength, _encryption.KeyMaterialLength);
        var keys = _octets.Span[HeaderLength..];
        var at = p + (2 * a);
        return new(
            new(keys[..p]), new(keys.Slice(p, a)), new(keys.Slice(p + a, a)),
            new(keys.Slice(at, e)), new(keys.Slice(at + e, e)), new(0), new(0));
    }

    /// <summary>Of an IKE SA; the keys stay the caller's.</summary>
    public static KeyMaterial Of(IkeSuite suite, IkeKeys keys, IkeRole role) => Of(
        ForIke, role, suite.Encryption, suite.Integrity, suite.Prf,
        keys.SkD, keys.SkAi, keys.SkAr, keys.SkEi, keys.SkEr);

    /// <summary>Of a pair of CHILD SAs; the keys stay the caller's.</summary>
    public static KeyMaterial Of(ChildSuite suite, ChildKeys keys, IkeRole role) => Of(
        ForEsp, role, suite.Encryption, suite.Integrity, null,
        keys.EncryptionOfInitiator, keys.IntegrityOfInitiator,
        keys.EncryptionOfResponder, keys.IntegrityOfResponder);

    /// <summary>Reads what another member has sent; false: it is none.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> octets, [NotNullWhen(true)] out KeyMaterial? material)
    {
        material = null;
        if (octets.Length < HeaderLength || octets[0] is not (ForIke or ForEsp)
            || octets[1] > (byte)IkeRole.Responder)
        {
            return false;
        }

        int bits = BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
        var prf = PrfSpec.Find(new(BinaryPrimitives.ReadUInt16BigEndian(octets[8..])));
        if (EncryptionSpecs.Find(
                new(BinaryPrimitives.ReadUInt16BigEndian(octets[2..])), bits == 0 ? null : bits)
                is not { } encryption
            || IntegritySpec.Find(new(BinaryPrimitives.ReadUInt16BigEndian(octets[6..])))
                is not { } integrity
            || (octets[0] == ForIke) != prf is not null)
        {
            return false;
        }

        var length = HeaderLength + (prf?.KeyLength ?? 0)
            + (2 * (encryption.KeyMaterialLength + integrity.KeyLength));
        if (octets.Length != length)
        {
            return false;
        }

        material = new(new Secret(octets), encryption, integrity, prf);
        return true;
    }

    /// <summary>Whether its algorithms go together, for an IKE SA as RFC 7296 §3.14 says, and
    /// somebody computes them here.</summary>
    public bool IsFor(CryptoProvider provider) =>
        provider.Supports(_encryption, _integrity)
        && (!IsIke || IkeSuites.Protects(_encryption, _integrity, out _));

    /// <summary>The cipher of one direction; the caller disposes it.</summary>
    /// <param name="provider">Who computes.</param>
    /// <param name="isOurs">Whether it is for what we send.</param>
    public PacketCipher CreateCipher(CryptoProvider provider, bool isOurs)
    {
        KeysOf(isOurs, out var encryption, out var integrity);
        var cipher = provider.CreateCipher(_encryption, _integrity, encryption, integrity);
        GC.KeepAlive(this);
        return cipher;
    }

    /// <summary>The encryption algorithm.</summary>
    public EncryptionSpec Encryption => _encryption;

    /// <summary>The integrity algorithm.</summary>
    public IntegritySpec Integrity => _integrity;

    /// <summary>The keys of one direction where they lie: whoever reads them keeps this alive
    /// meanwhile, and no copy.</summary>
    /// <param name="isOurs">Whether they are for what we send.</param>
    /// <param name="encryption">The key of the cipher, its salt behind it.</param>
    /// <param name="integrity">The key of the hash.</param>
    public void KeysOf(
        bool isOurs, out ReadOnlySpan<byte> encryption, out ReadOnlySpan<byte> integrity)
    {
        var isOfInitiator = isOurs == (Role == IkeRole.Initiator);
        var (e, a) = (_encryption.KeyMaterialLength, _integrity.KeyLength);
        var keys = _octets.Span[(HeaderLength + (_prf?.KeyLength ?? 0))..];

        // RFC 7296 §2.14 has both keys for integrity first; §2.17 those of a side together.
        var (encryptionAt, integrityAt) = (IsIke, isOfInitiator) switch
        {
            (true, true) => (2 * a, 0),
            (true, false) => ((2 * a) + e, a),
            (false, true) => (0, e),
            (false, false) => (e + a, (2 * e) + a),
        };
        encryption = keys.Slice(encryptionAt, e);
        integrity = keys.Slice(integrityAt, a);
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose() => _octets.Dispose();

    /// <summary>The algorithms, no key.</summary>
    public override string ToString() => $"{(IsIke ? "IKE" : "ESP")}: {_encryption}, {_integrity}";

    private static KeyMaterial Of(
        byte kind, IkeRole role, EncryptionSpec encryption, IntegritySpec integrity,
        PrfSpec? prf, params ReadOnlySpan<Secret> keys)
    {
        var length = HeaderLength;
        foreach (var key in keys)
        {
            length += key.Length;
        }

        var secret = new Secret(length);
        var octets = secret.Span;
        (octets[0], octets[1]) = (kind, (byte)role);
        BinaryPrimitives.WriteUInt16BigEndian(octets[2..], encryption.Algorithm.Value);
        BinaryPrimitives.WriteUInt16BigEndian(
            octets[4..], (ushort)(HasLengths(encryption) ? encryption.KeyLength * 8 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(octets[6..], integrity.Algorithm.Value);
        BinaryPrimitives.WriteUInt16BigEndian(octets[8..], prf?.Algorithm.Value ?? 0);
        var at = HeaderLength;
        foreach (var key in keys)
        {
            key.Span.CopyTo(octets[at..]);
            at += key.Length;
        }

        return new(secret, encryption, integrity, prf);
    }

    private static bool HasLengths(EncryptionSpec encryption) =>
        EncryptionSpecs.Find(encryption.Algorithm, null) is null;
}
