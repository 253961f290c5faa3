using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The keys of a pair of CHILD SAs, RFC 7296 §2.17; the initiator is the side that began the
/// exchange which made them. Disposing them zeroes all.
/// </summary>
/// <param name="EncryptionOfInitiator">For what the initiator sends, with the salt.</param>
/// <param name="IntegrityOfInitiator">For what the initiator sends; empty if combined.</param>
/// <param name="EncryptionOfResponder">For what the responder sends, with the salt.</param>
/// <param name="IntegrityOfResponder">For what the responder sends; empty if combined.</param>
public sealed record ChildKeys(
    Secret EncryptionOfInitiator, Secret IntegrityOfInitiator,
    Secret EncryptionOfResponder, Secret IntegrityOfResponder) : IDisposable
{
    /// <summary>
    /// The keys that SK_d gives: prf+ (SK_d, Ni | Nr), with forward secrecy
    /// prf+ (SK_d, SK(0) | Ni | Nr | SK(1) | ... SK(n)), RFC 7296 §2.17 and RFC 9370 §2.2.4.
    /// </summary>
    /// <param name="prf">The function of the IKE SA.</param>
    /// <param name="suite">The suite of the CHILD SAs, for the lengths.</param>
    /// <param name="skD">SK_d of the IKE SA.</param>
    /// <param name="nonces">
    /// The nonces of CREATE_CHILD_SA; of the first CHILD SA those of IKE_SA_INIT.
    /// </param>
    /// <param name="shared">The shared secrets in the order of their exchanges, or none.</param>
    public static ChildKeys Derive(
        Prf prf, ChildSuite suite, Secret skD, ExchangeNonces nonces,
        params ReadOnlySpan<Secret> shared)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(skD);
        using var seed = SkeySeed.SeedOf(nonces, shared);
        using var material = prf.Expand(skD, seed.Span, 2 * LengthOf(suite));

        // RFC 7296 §2.17: first the keys for what the initiator sends; of each direction first the
        // encryption key, then the integrity key.
        var stream = new KeyStream(material);
        return new ChildKeys(
            stream.Take(suite.Encryption.KeyMaterialLength),
            stream.Take(suite.Integrity.KeyLength),
            stream.Take(suite.Encryption.KeyMaterialLength),
            stream.Take(suite.Integrity.KeyLength));
    }

    /// <summary>Octets of key material for one direction.</summary>
    internal static int LengthOf(ChildSuite suite) =>
        suite.Encryption.KeyMaterialLength + suite.Integrity.KeyLength;

    /// <summary>The encryption key for what that side sends.</summary>
    public Secret EncryptionOf(IkeRole sender) => sender switch
    {
        IkeRole.Initiator => EncryptionOfInitiator,
        IkeRole.Responder => EncryptionOfResponder,
    };

    /// <summary>The integrity key for what that side sends.</summary>
    public Secret IntegrityOf(IkeRole sender) => sender switch
    {
        IkeRole.Initiator => IntegrityOfInitiator,
        IkeRole.Responder => IntegrityOfResponder,
    };

    /// <summary>The cipher of what that side sends; the caller disposes it.</summary>
    public PacketCipher CreateCipher(CryptoProvider provider, ChildSuite suite, IkeRole sender)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(suite);
        var cipher = provider.CreateCipher(
            suite.Encryption, suite.Integrity, EncryptionOf(sender).Span,
            IntegrityOf(sender).Span);
        GC.KeepAlive(this);
        return cipher;
    }

    /// <summary>Zeroes all keys.</summary>
    public void Dispose()
    {
        EncryptionOfInitiator.Dispose();
        IntegrityOfInitiator.Dispose();
        EncryptionOfResponder.Dispose();
        IntegrityOfResponder.Dispose();
    }
}
