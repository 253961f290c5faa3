using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption.Proofs;

/// <summary>A certificate as it was sent, RFC 7296 §3.6.</summary>
/// <param name="Encoding">What the octets are.</param>
/// <param name="Octets">The certificate or key.</param>
internal readonly record struct SentCertificate(CertEncoding Encoding, Octets Octets)
{
    /// <summary>Whether its key can be read.</summary>
    public bool IsReadable => Encoding == CertEncoding.X509Signature
        || Encoding == CertEncoding.RawPublicKey;
}

/// <summary>What a proof of one side of an IKE SA covers, and what it is checked with.</summary>
internal sealed class IkeSide
{
    /// <summary>Its message of IKE_SA_INIT or IKE_SESSION_RESUME; empty: not seen.</summary>
    public Octets Message { get; set; }

    /// <summary>The body of its latest ID payload; null: none was seen.</summary>
    public Octets? Identity { get; set; }

    /// <summary>The certificate that came with that identity; null: none did.</summary>
    public SentCertificate? Certificate { get; set; }

    /// <summary>IntAuth of its messages of IKE_INTERMEDIATE so far, RFC 9242 §3.3.2.</summary>
    public byte[] IntAuth { get; private set; } = [];

    /// <summary>How many of them were seen without a gap: also the ID of the last.</summary>
    public uint Intermediates { get; private set; }

    /// <summary>Takes in the next message of IKE_INTERMEDIATE.</summary>
    public void Go(byte[] intAuth)
    {
        IntAuth = intAuth;
        Intermediates++;
    }
}
