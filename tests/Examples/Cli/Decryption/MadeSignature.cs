using System.Security.Cryptography;
using Holdfast.Protocol.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using static Holdfast.Tests.Examples.Cli.Decryption.MadeIkeSa;

namespace Holdfast.Tests.Examples.Cli.Decryption;

/// <summary>A signature, made by the platform or BouncyCastle.</summary>
/// <param name="Method">The authentication method that it is sent by.</param>
/// <param name="Key">The SubjectPublicKeyInfo.</param>
/// <param name="Data">The authentication data.</param>
internal sealed record MadeSignature(byte Method, byte[] Key, byte[] Data)
{
    /// <summary>A signature of that kind, by a key of its own.</summary>
    public static MadeSignature Of(string kind, byte[] octets)
    {
        switch (kind)
        {
            case "Ed25519":
                var ed25519 = new Ed25519PrivateKeyParameters(Filled(32, 3));
                var signer = new Ed25519Signer();
                signer.Init(true, ed25519);
                signer.BlockUpdate(octets, 0, octets.Length);
                return new(14, Info("302a300506032b6570032100", ed25519.GeneratePublicKey()
                    .GetEncoded()), Named("300506032b6570", signer.GenerateSignature()));
            case "Ed448":
                var ed448 = new Ed448PrivateKeyParameters(Filled(57, 3));
                var longer = new Ed448Signer([]);
                longer.Init(true, ed448);
                longer.BlockUpdate(octets, 0, octets.Length);
                return new(14, Info("3043300506032b6571033a00", ed448.GeneratePublicKey()
                    .GetEncoded()), Named("300506032b6571", longer.GenerateSignature()));
            case "ECDSA P-384":
                using (var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384))
                {
                    return new(14, p384.ExportSubjectPublicKeyInfo(), Named(
                        "300a06082a8648ce3d040303",
                        p384.SignData(
                            octets, HashAlgorithmName.SHA384,
                            DSASignatureFormat.Rfc3279DerSequence)));
                }

            case "ECDSA P-521, method 11":
                using (var p521 = ECDsa.Create(ECCurve.NamedCurves.nistP521))
                {
                    return new(11, p521.ExportSubjectPublicKeyInfo(), p521.SignData(
                        octets, HashAlgorithmName.SHA512,
                        DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
                }

            default:
                return ByRsa(kind == "PSS", octets);
        }
    }

    private static MadeSignature ByRsa(bool isPss, byte[] octets)
    {
        using var rsa = RSA.Create(2048);
        var info = rsa.ExportSubjectPublicKeyInfo();
        return isPss
            ? new(14, info, Named(
                Convert.ToHexString(AlgorithmIdentifiers.Encode(
                    new SignatureScheme.RsaPss(SignatureHash.Sha256)).Span),
                rsa.SignData(octets, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)))
            : new(1, info, rsa.SignData(
                octets, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));
    }

    private static byte[] Info(string prefix, byte[] key) =>
        [.. Convert.FromHexString(prefix), .. key];

    // RFC 7427 §3: the length of the identifier, the identifier, the signature.
    private static byte[] Named(string identifier, byte[] signature)
    {
        var octets = Convert.FromHexString(identifier);
        return [(byte)octets.Length, .. octets, .. signature];
    }
}
