using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>KEYMAT of quick mode, RFC 2409 §5.5.</summary>
public static class QuickModeKeys
{
    /// <summary>
    /// The keys of both SAs: for each prf(SKEYID_d, [ g(qm)^xy | ] protocol | SPI | Ni_b | Nr_b),
    /// prolonged by feeding each result into the next.
    /// </summary>
    /// <param name="prf">The function of phase 1.</param>
    /// <param name="suite">The suite of the SAs.</param>
    /// <param name="skeyidD">SKEYID_d.</param>
    /// <param name="spiOfInitiator">The SPI that the initiator chose: it receives under it.</param>
    /// <param name="spiOfResponder">The SPI that the responder chose.</param>
    /// <param name="nonces">The nonces of quick mode.</param>
    /// <param name="shared">g(qm)^xy with forward secrecy; null: without.</param>
    public static ChildKeys Derive(
        Prf prf, ChildSuite suite, Secret skeyidD, Octets spiOfInitiator, Octets spiOfResponder,
        ExchangeNonces nonces, Secret? shared)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(skeyidD);

        // RFC 2409 §5.5: the SPI is that of the receiver, so each direction has keys of its own.
        using var mac = prf.WithKey(skeyidD);
        using var initiator = Material(mac, suite, spiOfResponder, nonces, shared);
        using var responder = Material(mac, suite, spiOfInitiator, nonces, shared);
        var fromInitiator = new KeyStream(initiator);
        var fromResponder = new KeyStream(responder);
        return new ChildKeys(
            fromInitiator.Take(suite.Encryption.KeyMaterialLength),
            fromInitiator.Take(suite.Integrity.KeyLength),
            fromResponder.Take(suite.Encryption.KeyMaterialLength),
            fromResponder.Take(suite.Integrity.KeyLength));
    }

    private static Secret Material(
        Mac mac, ChildSuite suite, Octets spi, ExchangeNonces nonces, Secret? shared)
    {
        using var seed = new Secret((shared?.Length ?? 0) + 1 + spi.Length + nonces.Length);
        var rest = seed.Span;
        if (shared is not null)
        {
            shared.Span.CopyTo(rest);
            GC.KeepAlive(shared);
            rest = rest[shared.Length..];
        }

        // RFC 2407 §4.4.1: AH and ESP have the same numbers in IKEv1 as in IKEv2.
        rest[0] = suite.Protocol.Value;
        spi.Span.CopyTo(rest[1..]);
        nonces.Initiator.Span.CopyTo(rest[(1 + spi.Length)..]);
        nonces.Responder.Span.CopyTo(rest[^nonces.Responder.Length..]);
        return IsakmpKeys.Chain(mac, [], seed.Span, ChildKeys.LengthOf(suite));
    }
}
