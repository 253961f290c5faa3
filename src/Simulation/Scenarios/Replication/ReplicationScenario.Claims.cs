using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <content>What must hold.</content>
public sealed partial record ReplicationScenario
{
    private const int Up = 1;
    private const int Acts = 2;
    private const int Synced = 4;

    private Items<Invariant<NodeState>> Invariants()
    {
        var isSafe = Solo == SoloPolicy.SafetyFirst;
        var exposed = Replay == ReplayPolicy.Bounded ? ExposuresMax : 0;
        var partitions = Cuts + (BeginsParted ? 1 : 0);
        var byTwo = isSafe ? 0 : (int)Inbound * partitions * AcceptedAgainMax;
        var idsTwice = isSafe ? 0 : IdsTwiceMax;

        // Of what nobody sends, receives or asks nothing is claimed.
        Items<Invariant<NodeState>> ofPackets = Packets == 0
            ? Nothing
            :
            [
                Never(UniqueNonces.Card, static observer => observer.Nonces.Twice),
                Of(UniqueNumbers.Card, observer => observer.Numbers.ByOne == 0
                    && (observer.Numbers.ByTwo == 0 || (!isSafe && observer.WereTwo)),
                    static observer => observer.Numbers.ByOne + observer.Numbers.ByTwo),
            ];
        Items<Invariant<NodeState>> ofInbound = Inbound == 0
            ? Nothing
            :
            [
                Of(RefusedReplays.Card, observer => observer.Replays.Twice
                    <= exposed + (observer.WereTwo ? byTwo : 0),
                    static observer => observer.Replays.Twice),
            ];
        Items<Invariant<NodeState>> ofRequests = Requests == 0
            ? Nothing
            :
            [
                Of(UniqueMessageIds.Card, observer => observer.Ids.Twice == 0
                    || (observer.WereTwo && observer.Ids.Twice <= idsTwice),
                    static observer => observer.Ids.Twice),
            ];
        return
        [
            .. ofPackets,
            .. ofInbound,
            .. ofRequests,
            QuietStandby.Card.Never<NodeState>(
                static (in Look<NodeState> look) => HowMany(look, Breach.NotQuiet)),
            OlderEpochs.Card.Never<NodeState>(
                static (in Look<NodeState> look) => HowMany(look, Breach.OlderObeyed)),
            FoldedAlike.Card.Never<NodeState>(static (in Look<NodeState> look) =>
                ((NodeState.Member)look[0]).Is is not { } one
                || ((NodeState.Member)look[1]).Is is not { } other
                || FoldedAlike.Are(one, other) ? 0 : 2),
            SyncedStandby.Card.Never<NodeState>(static (in Look<NodeState> look) =>
                Missing(look, 0, 1) + Missing(look, 1, 0)),
            .. Life is { } life
                ?
                [
                    Of(BoundedLife.Card, observer => observer.Ends.Octets <= life
                        || (!isSafe && observer.Ends.Octets <= BoundedLife.Apart(
                            life, LivesApartMax * observer.Partitions)),
                        static observer => (int)observer.Ends.Octets),
                ]
                : Nothing,
            .. NumbersFrom > 0
                ? [Never(UnwrappedNumbers.Card, static observer => observer.Ends.Wrapped)]
                : Nothing,
            .. Iv is not null
                ? [Never(PartitionedIvs.Card, static observer => observer.Ivs.Twice)]
                : Nothing,
            .. TellsUnknown
                ?
                [
                    KeptUnknowns.Card.Never<NodeState>(static (in Look<NodeState> look) =>
                        (Keeps(look, 0) ? 0 : 1) + (Keeps(look, 1) ? 0 : 1)),
                ]
                : Nothing,
            .. Believes is not null
                ?
                [
                    FishedTokens.Card.Never<NodeState>(static (in Look<NodeState> look) =>
                        HowMany(look, Breach.Revealed) is > 0 and var shown
                        && (IsLive(look, 0) || IsLive(look, 1)) ? shown : 0),
                ]
                : Nothing,
        ];

        static Invariant<NodeState> Of(
            CheckerCard card, Func<NodeState.Observer, bool> holds,
            Func<NodeState.Observer, int> count) => card.Always<NodeState>(
                (in Look<NodeState> look) => holds((NodeState.Observer)look[PeerAt]),
                (in Look<NodeState> look) => count((NodeState.Observer)look[PeerAt]));

        static Invariant<NodeState> Never(
            CheckerCard card, Func<NodeState.Observer, int> count) =>
            Of(card, observer => count(observer) == 0, count);
    }

    private static Items<Invariant<NodeState>> Nothing => [];

    private static int HowMany(in Look<NodeState> look, Breach breach) =>
        (((NodeState.Member)look[0]).Path.Breach.HasFlag(breach) ? 1 : 0)
        + (((NodeState.Member)look[1]).Path.Breach.HasFlag(breach) ? 1 : 0);

    // The IKE SA lives where somebody uses it.
    private static bool IsLive(in Look<NodeState> look, int member) =>
        look[member] is NodeState.Member { Path.Acts: true, Is: { } one }
        && one.Replica.Sas.Ikes.TryFind(NodeShell.Ike.Key, out _);

    private static bool Keeps(in Look<NodeState> look, int member) =>
        look[member] is not NodeState.Member { Is: { } one }
        || KeptUnknowns.Holds(one.Replica.Sas, NodeShell.Ike);

    private static int Missing(in Look<NodeState> look, int active, int standby) =>
        (look.LabelOf(active) & Acts) == 0 || (look.LabelOf(standby) & Synced) == 0
            ? 0
            : SyncedStandby.Missing(
                ((NodeState.Member)look[active]).Is!, ((NodeState.Member)look[standby]).Is!);

    private static int LabelOf(NodeState state) => state switch
    {
        NodeState.Member { Is: { } one } member => Up
            | (member.Path.Acts ? Acts : 0)
            | (one.Role is SaReplication.Role.Standby
            {
                Standing: SaReplication.Standing.Synced,
            } ? Synced : 0),
        NodeState.Member or NodeState.Observer => 0,
    };

    private static bool IsSettled(in Look<NodeState> look)
    {
        var (one, other) = (look.LabelOf(0), look.LabelOf(1));
        return Reigns(one, other) || Reigns(other, one) || ((one | other) & Up) == 0;

        static bool Reigns(int one, int other) =>
            (one & Acts) != 0 && ((other & Up) == 0 || (other & (Acts | Synced)) == Synced);
    }

    private static string NameOf(NodeInput input) => input switch
    {
        NodeInput.Tick => "timer",
        NodeInput.Heard(_, var message) => message.GetType().Name,
        NodeInput.Connected => "connected",
        NodeInput.Authority(var isHere) => isHere ? "the first hop is here" : "the first hop left",
        NodeInput.Fenced => "the other one is off",
        NodeInput.Crash => "crash",
        NodeInput.Start(var fate) => $"start, store {fate.ToString().ToLowerInvariant()}",
        NodeInput.SendPacket => "a packet for the peer",
        NodeInput.Arrives(var number) => string.Create(
            CultureInfo.InvariantCulture, $"packet {number} of the peer"),
        NodeInput.Slackens => "few packets come",
        NodeInput.Request => "IKE wants to ask",
        NodeInput.Answered => "the peer answers",
        NodeInput.Fish => "somebody asks for a token",
        NodeInput.Establish => "SAs are made",
        NodeInput.Skewed => "its clock runs ahead",
        NodeInput.Separated(var isCut) => isCut ? "members are cut off" : "members hear each other",
        NodeInput.Seen(var deed) => NameOf(deed),
    };

    internal static string NameOf(NodeOutput output) => output switch
    {
        NodeOutput.Say(var message) => $"{message.GetType().Name}",
        NodeOutput.Acting(_, var isActing) => isActing ? "reigns" : "stops",
        NodeOutput.Packet(var authority, var reign, var counter, var number, _, _) => string.Create(
            CultureInfo.InvariantCulture,
            $"ESP {number} (nonce {authority.Member}.{reign}.{counter})"),
        NodeOutput.Accepted(var number) => string.Create(
            CultureInfo.InvariantCulture, $"accepts packet {number}"),
        NodeOutput.Transmitted(var id, var content) => string.Create(
            CultureInfo.InvariantCulture, $"request {id}: {content:x}"),
    };
}
