using System.Security.Cryptography;
using Holdfast.Protocol.Ike;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A group of points on a Weierstrass curve over a prime, all of cofactor 1: RFC 5903, RFC 5114 §2,
/// RFC 6954. Points are x ‖ y, each as long as the prime.
/// </summary>
internal sealed class EcpGroup
{
    private readonly string _oid;
    private readonly X9ECParameters _curve;

    private EcpGroup(string oid)
    {
        var id = new DerObjectIdentifier(oid);
        _oid = oid;
        _curve = CustomNamedCurves.GetByOid(id) ?? ECNamedCurveTable.GetByOid(id);
        CoordinateLength = (_curve.Curve.FieldSize + 7) / 8;
    }

    /// <summary>Octets of a coordinate and of the shared secret.</summary>
    public int CoordinateLength { get; }

    /// <summary>Bits of the prime.</summary>
    public int FieldBits => _curve.Curve.FieldSize;

    /// <summary>The order of the group.</summary>
    public BigInteger Order => _curve.N;

    /// <summary>The group as BouncyCastle's signers want it.</summary>
    public ECDomainParameters Domain => new(_curve);

    /// <summary>The group of a method of that kind.</summary>
    public static EcpGroup Of(KeyExchangeMethod method) => new(method.Value switch
    {
        19 => "1.2.840.10045.3.1.7",
        20 => "1.3.132.0.34",
        21 => "1.3.132.0.35",
        25 => "1.2.840.10045.3.1.1",
        26 => "1.3.132.0.33",
        27 => "1.3.36.3.3.2.8.1.1.5",
        28 => "1.3.36.3.3.2.8.1.1.7",
        29 => "1.3.36.3.3.2.8.1.1.11",
        30 => "1.3.36.3.3.2.8.1.1.13",
        _ => throw new ArgumentException($"{method} is no ECP group", nameof(method)),
    });

    /// <summary>
    /// Whether the octets are a point of the group, RFC 6989 §2.3: both coordinates below the
    /// prime, on the curve; neither form of the point at infinity is (0, 0 is on no such curve).
    /// </summary>
    public bool Admits(ReadOnlySpan<byte> point)
    {
        var prime = _curve.Curve.Field.Characteristic;
        var x = new BigInteger(1, point[..CoordinateLength]);
        var y = new BigInteger(1, point[CoordinateLength..]);
        return x.CompareTo(prime) < 0
            && y.CompareTo(prime) < 0
            && _curve.Curve.CreatePoint(x, y).IsValid();
    }

    /// <summary>Whether a private scalar lies between zero and the order.</summary>
    public bool AdmitsScalar(ReadOnlySpan<byte> scalar) =>
        PrivateScalar.IsBelow(scalar, Order.ToByteArrayUnsigned());

    /// <summary>The public point of a private scalar.</summary>
    public void PublicPoint(ReadOnlySpan<byte> scalar, Span<byte> point)
    {
        using var key = Import(scalar, ECDiffieHellman.Create);
        Write(key.ExportParameters(includePrivateParameters: false).Q, point);
    }

    /// <summary>x of the scalar's multiple of a point that the group admits.</summary>
    public Secret Agree(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point)
    {
        using var key = Import(scalar, ECDiffieHellman.Create);
        using var peer = ECDiffieHellman.Create(At(point));
        var x = key.DeriveRawSecretAgreement(peer.PublicKey);
        var shared = new Secret(x);
        CryptographicOperations.ZeroMemory(x);
        return shared;
    }

    /// <summary>A point that the group admits, as the platform wants it.</summary>
    public ECParameters At(ReadOnlySpan<byte> point) => new()
    {
        Curve = ECCurve.CreateFromValue(_oid),
        Q = new()
        {
            X = point[..CoordinateLength].ToArray(),
            Y = point[CoordinateLength..].ToArray(),
        },
    };

    /// <summary>The platform's signer by a scalar that the group admits.</summary>
    public ECDsa Signer(ReadOnlySpan<byte> scalar) => Import(scalar, ECDsa.Create);

    private T Import<T>(ReadOnlySpan<byte> scalar, Func<ECParameters, T> create)
    {
        // The platform wants the scalar in an array as long as the order: pinned, so that the
        // collector leaves no copy.
        var octets = GC.AllocateArray<byte>((Order.BitLength + 7) / 8, pinned: true);
        var digits = scalar.TrimStart((byte)0);
        digits.CopyTo(octets.AsSpan(octets.Length - digits.Length));
        try
        {
            return create(new ECParameters
            {
                Curve = ECCurve.CreateFromValue(_oid),
                D = octets,
            });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    private void Write(ECPoint from, Span<byte> point)
    {
        from.X.CopyTo(point[..CoordinateLength]);
        from.Y.CopyTo(point[CoordinateLength..]);
    }
}
