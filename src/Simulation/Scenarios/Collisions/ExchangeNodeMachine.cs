using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Instant = Holdfast.StateMachines.Instant;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Scenarios.Collisions;

/// <summary>
/// A side as a machine: the shipped exchanges over the shipped message IDs, with facts that are
/// known before they are said. What is computed is a number that both sides find alike.
/// </summary>
internal static partial class ExchangeNodeMachine
{
    private static readonly IkeSaId First = new(new(0xca), new(0x3a));

    public static Machine<ExchangeConfig, ExchangeNode, ExchangeInput, ExchangeWord> Machine =>
        new(nameof(ExchangeNodeMachine))
        {
            Initial = static (config, now) => Initial(config),
            Step = static (config, node, now, input) => Step(config, node, now, input),
            Deadline = static (config, node) => node.ToDo.Count > 0
                ? Instant.Zero
                : DueOf(config, node),
            Rebase = static (node, by) => node with
            {
                Sas =
                [
                    .. node.Sas.Select(sa => sa with
                    {
                        Is = IkeExchanges.Rebase(sa.Is, by),
                        Ids = MessageIds.Rebase(sa.Ids, by),
                    }),
                ],
            },
            Normalize = static (config, node) => node with
            {
                Sas =
                [
                    .. node.Sas.Select(sa => sa with
                    {
                        Is = IkeExchanges.Normalize(config.Exchanges, sa.Is),
                        Ids = MessageIds.Normalize(config.Ids, sa.Ids),
                    }),
                ],
            },
            IsTerminal = static _ => false,
            Tick = new ExchangeInput.Tick(),
            Alphabet = [],
            PhaseOf = static node => PhaseOf(node),
        };

    /// <summary>The pairs of CHILD SAs of the facts, with their keys, as one side names them.
    /// </summary>
    public static Items<(ulong Ours, ulong Theirs, ulong Keys)> PairsOf(ExchangeNode node) =>
    [
        .. node.Facts.SelectMany(fact => fact.Children).Select(child => (
            (ulong)child.Inbound.Value, (ulong)child.Outbound.Value, child.Keys.Value)).Order(),
    ];

    private static string PhaseOf(ExchangeNode node) => node.Sas.Count == 0
        ? "nothing"
        : string.Join(" + ", node.Sas.Select(sa => IkeExchanges.Machine.PhaseOf(sa.Is)));

    private static ExchangeNode Initial(ExchangeConfig config)
    {
        var isInitiator = config.Role == IkeRole.Initiator;
        var suite = SuiteOf(config);
        var behindCarol = TrafficRange.Between(
            HostAddress.Parse("10.2.0.0"), HostAddress.Parse("10.2.255.255"));
        var behindMars = TrafficRange.Between(
            HostAddress.Parse("10.1.0.0"), HostAddress.Parse("10.1.255.255"));
        var traffic = isInitiator
            ? new TrafficPair([behindCarol], [behindMars])
            : new TrafficPair([behindMars], [behindCarol]);
        var peer = new HandshakePeer(
            Octets.FromHex("02"),
            config.HasForwardSecrecy
                ?
                [
                    suite with
                    {
                        KeyExchange = KeyExchangeMethod.Curve25519,
                        Additional = config.Additional,
                    },
                    suite,
                ]
                : [suite],
            [new TrafficPolicy(traffic.Local, traffic.Remote)]);
        var ike = new StandingIke(
            First, config.Role, config.Exchanges.Suites[0], new(1), peer);
        var child = new EstablishedChild(
            new(isInitiator ? 0xcau : 0x3au), new(isInitiator ? 0x3au : 0xcau), suite,
            traffic, IsTransport: false, new(2))
        {
            Role = config.Role,
        };
        var fact = new ExchangeFact(ike, false, [child], 0, null, KeyHandle.None, 0, null);
        return Establish(
            config, new([], [fact], [], 0), Instant.Zero,
            new IkeExchanges.Input.Established(ike, [new(child)], []));
    }

    private static ChildSuite SuiteOf(ExchangeConfig config) => new(
        ProtocolId.Esp, config.Exchanges.Suites[0].Encryption, IntegritySpec.Find(
            IntegrityAlgorithm.None)!, Esn: false);

    private static Instant? DueOf(ExchangeConfig config, ExchangeNode node)
    {
        Instant? due = null;
        foreach (var sa in node.Sas)
        {
            due = Instant.Earliest(
                Instant.Earliest(due, IkeExchanges.Deadline(config.Exchanges, sa.Is)),
                MessageIds.Deadline(config.Ids, sa.Ids));
        }

        return due;
    }

    private static Next<ExchangeNode, ExchangeWord> Step(
        ExchangeConfig config, ExchangeNode node, Instant now, ExchangeInput input)
    {
        switch (input)
        {
            case ExchangeInput.Tick when node.ToDo.Count > 0:
                return Work(config, node, now);
            case ExchangeInput.Tick:
                foreach (var sa in node.Sas)
                {
                    node = Number(config, node, now, sa.Id, new MessageIds.Input.Tick(), null);
                    node = Go(config, node, now, sa.Id, new IkeExchanges.Input.Tick());
                }

                return new(node, [], new("Holdfast", "time has passed"));
            case ExchangeInput.Heard(var word):
                return new(
                    Number(
                        config, node, now, word.Ike,
                        word.IsResponse
                            ? new MessageIds.Input.Answered(word.Id)
                            : new MessageIds.Input.Requested(word.Id),
                        word.Message),
                    [], new("Holdfast", "heard"));
            case ExchangeInput.Want(var what, var isLow):
                return new(
                    Utter(config, node, now, what, isLow), [], new("Holdfast", "wanted"));
            case ExchangeInput.TakeOver:
                return new(TakeOver(config, node, now), [], new("RFC 6027 §3.6", "taken over"));
            default:
                throw new InvalidOperationException("there is no such input");
        }
    }

    private static ExchangeNode Utter(
        ExchangeConfig config, ExchangeNode node, Instant now, ExchangeWant what, bool isLow)
    {
        var standing = node.Sas.Select(sa => sa.Is).OfType<IkeExchanges.State.Standing>()
            .LastOrDefault(one => one.Stage == IkeExchanges.IkeStage.Open);
        if (standing is null || WishOf(what, standing) is not { } wish)
        {
            return node;
        }

        var number = node.Wishes + 1;
        var isInitiator = config.Role == IkeRole.Initiator;
        var spi = (isInitiator ? 0xa000u : 0xb000u) + (number << 4);

        // carol's nonces lie between the two that mars may draw.
        var nonce = new byte[16];
        nonce[0] = (byte)(isInitiator ? 4 : isLow ? 1 : 7);
        (nonce[1], nonce[2]) = ((byte)(isInitiator ? 1 : 2), (byte)number);
        return Go(
            config,
            node with
            {
                Wishes = number,
                Others = node.Others + (what == ExchangeWant.Another ? 1 : 0),
                EndsChild = node.EndsChild || what == ExchangeWant.DeleteChild,
                EndsIke = node.EndsIke || what == ExchangeWant.DeleteIke,
            },
            now, standing.Sa.Id,
            new IkeExchanges.Input.Wanted(
                wish, new(new(nonce), new(spi), new(spi), new(nonce))));
    }

    /// <summary>What it means when it is uttered; null: there is nothing it could be about.
    /// </summary>
    private static ExchangeWish? WishOf(
        ExchangeWant what, IkeExchanges.State.Standing standing) => what switch
        {
            ExchangeWant.RekeyChild => standing.Children.Count == 0
                ? null
                : new ExchangeWish.RekeyChild(standing.Children[0].Sa.Inbound),
            ExchangeWant.RekeyIke => new ExchangeWish.RekeyIke(),
            ExchangeWant.Another => new ExchangeWish.Child(new(
                standing.Sa.Peer.Traffic[0].Local, standing.Sa.Peer.Traffic[0].Remote)),
            ExchangeWant.DeleteChild => standing.Children.Count == 0
                ? null
                : new ExchangeWish.DeleteChild(standing.Children[0].Sa.Inbound),
            ExchangeWant.DeleteIke => new ExchangeWish.DeleteIke(),
        };

    /// <summary>Nothing of the member before is left but facts, and the keys that they name.
    /// </summary>
    private static ExchangeNode TakeOver(ExchangeConfig config, ExchangeNode node, Instant now)
    {
        Items<KnownIke> family =
        [
            .. node.Facts.Select(fact => new KnownIke(
                fact.Sa, fact.IsReplaced, fact.Children,
                fact.Open is { } open
                    ? new(open.Message, fact.Share) { Series = fact.Series }
                    : null)),
        ];
        var after = node with
        {
            ToDo = [],
            Sas =
            [
                .. node.Facts.Select(fact => new ExchangeSa(
                    fact.Sa.Id, new IkeExchanges.State.Idle(), new MessageIds.State.Standby(), [])
                {
                    Sent = fact.Open,
                    Said = fact.Said,
                }),
            ],
        };
        for (var at = 0; at < family.Count; at++)
        {
            var fact = node.Facts[at];
            after = Go(
                config, after, now, fact.Sa.Id, ExchangeTakeover.Of(family[at], family));
            after = Number(
                config, after, now, fact.Sa.Id,
                new MessageIds.Input.Promoted(new(
                    fact.Next, 1,
                    fact.Open is { } open
                        ? [new(open.Id, Token(isResponse: false, open.Id))]
                        : [],
                    fact.Lowest,
                    fact.Said is { } said
                        ? [new(said.Id, Token(isResponse: true, said.Id))]
                        : [])),
                null);
        }

        return after;
    }

    private static ExchangeNode Establish(
        ExchangeConfig config, ExchangeNode node, Instant now,
        IkeExchanges.Input.Established established)
    {
        var id = established.Sa.Id;
        if (IndexOf(node, id) < 0)
        {
            node = node with
            {
                Sas = node.Sas.Add(new(
                    id, new IkeExchanges.State.Idle(), MessageIds.Initial(config.Ids, now), [])),
            };
        }

        return Go(config, node, now, id, established);
    }

    private static int IndexOf(ExchangeNode node, IkeSaId id)
    {
        for (var at = 0; at < node.Sas.Count; at++)
        {
            if (node.Sas[at].Id == id)
            {
                return at;
            }
        }

        return -1;
    }

    private static ExchangeNode With(
        ExchangeNode node, IkeSaId id, Func<ExchangeSa, ExchangeSa> change) =>
        IndexOf(node, id) is >= 0 and var at
            ? node with { Sas = node.Sas.With(at, change(node.Sas[at])) }
            : node;

    private static Items<Octets> Token(bool isResponse, uint id) =>
        [new([(byte)(isResponse ? 1 : 0), (byte)id])];
}
