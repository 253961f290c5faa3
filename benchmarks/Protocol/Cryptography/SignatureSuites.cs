using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Benchmarks.Protocol.Cryptography;

/// <summary>Signing and verifying of AUTH, by the shell's path and by the simulator's.</summary>
[MemoryDiagnoser]
public class SignatureSuite
{
    private static readonly byte[] Message = new byte[500];
    private PrivateKey? _key;
    private byte[] _signature = [];
    private byte[] _salt = [];

    /// <summary>The schemes.</summary>
    public static IEnumerable<SignatureScheme> Schemes =>
    [
        new SignatureScheme.RsaPkcs1(SignatureHash.Sha256),
        new SignatureScheme.RsaPss(SignatureHash.Sha256),
        new SignatureScheme.RsaBare(),
        new SignatureScheme.EcdsaFixed(SigningKeyKind.P256, SignatureHash.Sha256),
        new SignatureScheme.EcdsaFixed(SigningKeyKind.P384, SignatureHash.Sha384),
        new SignatureScheme.EcdsaFixed(SigningKeyKind.P521, SignatureHash.Sha512),
        new SignatureScheme.Ed25519(),
        new SignatureScheme.Ed448(),
    ];

    /// <summary>The scheme that is timed.</summary>
    [ParamsSource(nameof(Schemes))]
    public SignatureScheme Scheme { get; set; } = new SignatureScheme.Ed25519();

    private ReadOnlySpan<byte> Text =>
        Scheme is SignatureScheme.RsaBare ? Message.AsSpan(0, 20) : Message;

    /// <summary>A new key and a signature by it.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!PrivateKey.TryRead(CryptoProviders.Managed(), NewKey(), out _key, out var error)
            || !_key.TrySign(Scheme, Text, out var signature, out error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _signature = signature.Span.ToArray();
        _salt = new byte[Scheme.RandomnessLength];
    }

    /// <summary>Drops the key.</summary>
    [GlobalCleanup]
    public void Cleanup() => _key!.Dispose();

    /// <summary>With the platform's randomness.</summary>
    [Benchmark]
    public bool Sign() => _key!.TrySign(Scheme, Text, out _, out _);

    /// <summary>From the arguments alone.</summary>
    [Benchmark]
    public bool SignDeterministic() =>
        _key!.TrySignDeterministic(Scheme, Text, _salt, out _, out _);

    /// <summary>By the public half.</summary>
    [Benchmark]
    public bool Verify() => _key!.PublicKey.TryVerify(Scheme, Text, _signature, out _);

    private byte[] NewKey()
    {
        switch (Scheme)
        {
            case SignatureScheme.EcdsaFixed one:
                using (var key = ECDsa.Create(one.Curve switch
                {
                    SigningKeyKind.P384 => ECCurve.NamedCurves.nistP384,
                    SigningKeyKind.P521 => ECCurve.NamedCurves.nistP521,
                    _ => ECCurve.NamedCurves.nistP256,
                }))
                {
                    return key.ExportPkcs8PrivateKey();
                }

            case SignatureScheme.Ed25519:
                return Seed("302e020100300506032b657004220420", 32);
            case SignatureScheme.Ed448:
                return Seed("3047020100300506032b6571043b0439", 57);
            default:
                using (var key = RSA.Create(2048))
                {
                    return key.ExportPkcs8PrivateKey();
                }
        }
    }

    private static byte[] Seed(string head, int length) =>
        [.. Convert.FromHexString(head), .. RandomNumberGenerator.GetBytes(length)];
}
