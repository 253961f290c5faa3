using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption.Derivation;

/// <summary>
/// Follows the additional key exchanges of CREATE_CHILD_SA through IKE_FOLLOWUP_KE, RFC 9370
/// §2.2.4: each message names by ADDITIONAL_KEY_EXCHANGE the exchange that it goes on with, and
/// the SA is there when the last one is answered.
/// </summary>
internal sealed class FollowupExchanges(NewSas made)
{
    private readonly PendingExchanges<LinkId, Unfinished> _links = new();
    private readonly PendingExchanges<(ProtocolId Protocol, ulong Spi), Unfinished> _spis = new();

    private readonly record struct LinkId(IkeSpiPair Spis, bool IsInitiator, Octets Link);

    private sealed record Unfinished(Agreement Agreement, int Number, int Done);

    /// <summary>CREATE_CHILD_SA agreed on an SA with additional key exchanges.</summary>
    /// <param name="spis">The IKE SA.</param>
    /// <param name="isInitiator">Whether that SA's original initiator asked.</param>
    /// <param name="agreement">The SA.</param>
    public void Begin(IkeSpiPair spis, bool isInitiator, Agreement agreement) =>
        Wait(
            spis, isInitiator, agreement.Response.Link,
            new Unfinished(agreement, agreement.Additional.Count, 0));

    /// <summary>IKE_FOLLOWUP_KE was answered.</summary>
    /// <param name="spis">The IKE SA.</param>
    /// <param name="isInitiator">Whether that SA's original initiator asked.</param>
    /// <param name="request">What it asked.</param>
    /// <param name="response">The answer.</param>
    public void GoOn(
        IkeSpiPair spis, bool isInitiator, ExchangeFacts request, ExchangeFacts response)
    {
        if (request.Link is not { } link
            || _links.Take(new(spis, isInitiator, link)) is not { } unfinished)
        {
            return;
        }

        if (response.KeyExchange.Length == 0)
        {
            Forget(unfinished);
            made.Tell(unfinished.Agreement, "its IKE_FOLLOWUP_KE was refused");
            return;
        }

        unfinished = unfinished with { Done = unfinished.Done + 1 };
        if (unfinished.Done < unfinished.Number)
        {
            Wait(spis, isInitiator, response.Link, unfinished);
            return;
        }

        Forget(unfinished);
        made.Make(unfinished.Agreement);
    }

    /// <summary>
    /// An SA is in use, so its exchanges came to their end, whatever of them the capture lacks.
    /// </summary>
    public void Finish(ProtocolId protocol, ulong spi)
    {
        if (_spis.Find((protocol, spi)) is { } unfinished)
        {
            Forget(unfinished);
            made.Make(unfinished.Agreement);
        }
    }

    private void Wait(
        IkeSpiPair spis, bool isInitiator, Octets? link, Unfinished unfinished)
    {
        if (link is { } named)
        {
            _links.Add(new(spis, isInitiator, named), unfinished);
        }

        foreach (var spi in unfinished.Agreement.Spis)
        {
            _spis.Add((unfinished.Agreement.Offer.ProtocolId, spi), unfinished);
        }
    }

    private void Forget(Unfinished unfinished)
    {
        foreach (var spi in unfinished.Agreement.Spis)
        {
            _ = _spis.Take((unfinished.Agreement.Offer.ProtocolId, spi));
        }
    }
}
