using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Collisions;

/// <content>How facts are folded, and what is drawn and computed.</content>
internal static partial class ExchangeNodeMachine
{
    private static ExchangeFact? FactOf(ExchangeNode node, IkeSaId id) =>
        node.Facts.FirstOrDefault(fact => fact.Sa.Id == id);

    private static ExchangeNode WithFact(
        ExchangeNode node, IkeSaId id, Func<ExchangeFact, ExchangeFact> change) => node with
        {
            Facts = [.. node.Facts.Select(fact => fact.Sa.Id == id ? change(fact) : fact)],
        };

    /// <summary>What an exchange makes and ends, as every member knows it then.</summary>
    private static ExchangeNode Folded(ExchangeNode node, IkeSaId id, Items<SaFact> facts)
    {
        foreach (var one in facts)
        {
            node = one switch
            {
                SaFact.ChildMade(var child, _) => WithFact(
                    node, id, fact => fact with { Children = fact.Children.Add(child) }),
                SaFact.ChildrenEnded(var gone) => node with
                {
                    Facts =
                    [
                        .. node.Facts.Select(fact => fact with
                        {
                            Children =
                            [
                                .. fact.Children.Where(child => !gone.Contains(child.Inbound)),
                            ],
                        }),
                    ],
                },
                SaFact.IkeMade(var made, var from) => Moved(node, made, from),
                SaFact.IkeEnded(var ended) => node with
                {
                    Facts = [.. node.Facts.Where(fact => fact.Sa.Id != ended)],
                },
            };
        }

        return node;
    }

    private static ExchangeNode Moved(ExchangeNode node, StandingIke made, IkeSaId? from)
    {
        Items<EstablishedChild> children = from is { } old && FactOf(node, old) is { } before
            ? before.Children
            : [];
        node = from is { } replaced
            ? WithFact(
                node, replaced, fact => fact with { IsReplaced = true, Children = [] })
            : node;
        return node with
        {
            Facts = node.Facts.Add(new(
                made with { IsContested = false }, false, children, 0, null, KeyHandle.None, 0,
                null)),
        };
    }

    /// <summary>What was said under an ID of an IKE SA, once more or for the first time.</summary>
    private static ExchangeNode Saying(ExchangeNode node, ExchangeWord word) => word.IsResponse
        ? node
        : node with
        {
            // An IKE SA is told from others by the SPI of its initiator, an ID is small.
            Said = node.Said.Seen(
                ((uint)word.Ike.Initiator.Value << 8) | word.Id, DigestOf(word.Message)),
        };

    private static ulong DigestOf(ExchangeMessage request) => request switch
    {
        ExchangeMessage.Child child => StateDigest.Of('C').With(child.Nonce).Value,
        ExchangeMessage.Rekey ike => StateDigest.Of('I').With(ike.Nonce).Value,
        ExchangeMessage.Inform inform => inform.Deletes.Aggregate(
            StateDigest.Of(inform.DeletesIke ? 'E' : 'D'),
            (digest, name) => digest.With(name.Spi.Value)).Value,
        ExchangeMessage.Followup more =>
            StateDigest.Of('F').With(more.Link).With(more.Share).Value,
        ExchangeMessage.Refused => StateDigest.Of('R').Value,
    };

    /// <summary>What an answer needs: whoever takes over draws what was never told.</summary>
    private static ExchangeDraw DrawFor(ExchangeConfig config, ExchangeMessage request)
    {
        var spi = request switch
        {
            ExchangeMessage.Child child =>
                FirstChild.SpiOf(child.Offer.Proposals.Proposals[0].Spi).Value,
            ExchangeMessage.Rekey ike =>
                (uint)ExchangeMessages.IkeSpiOf(ike.Proposals.Proposals[0].Spi).Value,
            ExchangeMessage.Followup { Link.Length: > 3 } more => (uint)more.Link.Span[2] << 4,
            ExchangeMessage.Followup or ExchangeMessage.Inform or ExchangeMessage.Refused => 0u,
        };
        var ours = (config.Role == IkeRole.Initiator ? 0xa000u : 0xb000u)
            + (spi & 0xff0) + 1;
        var nonce = new byte[16];
        (nonce[0], nonce[1], nonce[2]) = (9, (byte)Side(config), (byte)(spi >> 4));
        nonce[3] = request is ExchangeMessage.Followup { Link.Length: > 3 } linked
            ? (byte)(linked.Link.Span[3] + 1)
            : (byte)0;
        return new(new(nonce), new(ours), new(ours), new(nonce));
    }

    private static uint Side(ExchangeConfig config) =>
        config.Role == IkeRole.Initiator ? 0x100u : 0x200u;

    private static Octets ShareOf(ulong number) =>
        new([(byte)(number >> 8), (byte)number]);

    private static KeyHandle SecretsOf(KeyHandle old, KeyHandle before) =>
        before.IsSome ? before : old;

    /// <summary>Both sides find the same: of the old keys, the nonces, and both halves.</summary>
    private static KeyHandle KeysOf(
        KeyHandle old, ExchangeNonces nonces, Octets initiator, Octets responder)
    {
        var keys = 0xcbf2_9ce4_8422_2325UL ^ old.Value;
        foreach (var octets in (Octets[])[
            nonces.Initiator, nonces.Responder, initiator, responder])
        {
            foreach (var octet in octets.Span)
            {
                keys = (keys ^ octet) * 0x100_0000_01b3;
            }
        }

        return new(keys | 1);
    }
}
