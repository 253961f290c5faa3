using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption.Derivation;

/// <summary>
/// An SA that both peers agreed on in an exchange of another, RFC 7296 §2.17 and §2.18.
/// </summary>
/// <param name="Prf">The function of the IKE SA that it comes from.</param>
/// <param name="SkD">SK_d of that SA, whose it stays.</param>
/// <param name="Request">What the exchange's initiator said.</param>
/// <param name="Response">What the responder said: its first proposal is the chosen one.</param>
/// <param name="Offer">The proposal that was chosen, as it was offered.</param>
/// <param name="Nonces">The nonces that enter the keys.</param>
internal sealed record Agreement(
    Prf Prf, Secret SkD, ExchangeFacts Request, ExchangeFacts Response, ProposalValue Offer,
    ExchangeNonces Nonces)
{
    /// <summary>The chosen proposal.</summary>
    public ProposalValue Answer => Response.Proposals[0];

    /// <summary>The public values of the exchange itself.</summary>
    public PublicValues Values =>
        new(Response.Method, Request.KeyExchange, Response.KeyExchange);

    /// <summary>Key exchanges that are to follow by IKE_FOLLOWUP_KE, RFC 9370 §2.2.4.</summary>
    public Items<KeyExchangeMethod> Additional => Offer.ProtocolId == ProtocolId.Ike
        ? IkeSuites.TryResolve(Answer, AlgorithmPolicy.DecodeOnly, out var ike, out _)
            ? ike.Additional
            : []
        : ChildSuites.TryResolve(Answer, AlgorithmPolicy.DecodeOnly, out var child, out _)
            ? child.Additional
            : [];

    /// <summary>The SPIs of the SA as its messages or packets show them: 8 or 4 octets.</summary>
    public IEnumerable<ulong> Spis =>
        [.. ((Octets[])[Offer.Spi, Answer.Spi]).Where(spi => spi.Length is 4 or 8).Select(Number)];

    /// <summary>An SPI as a number.</summary>
    public static ulong Number(Octets spi)
    {
        ulong number = 0;
        foreach (var octet in spi.Span)
        {
            number = (number << 8) | octet;
        }

        return number;
    }
}
