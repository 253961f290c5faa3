using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.StatefulPair;

/// <content>Packets of the CHILD SA, and somebody at the peer who looks at them.</content>
public sealed partial record StatefulPairScenario
{
    private const int PeerAt = 2;

    private static Member<PairConfig>[] Nobody => [];

    // Of what nobody sends nothing is claimed.
    private Items<Invariant<PairState>> OfPackets =>
    [
        .. Packets > 0 ? OfSent : [],
        .. Inbound > 0 ? OfHeard : [],
    ];

    private Items<Invariant<PairState>> OfSent =>
    [
        Of(UniqueNonces.Card, static seen => seen.Nonces.Twice == 0,
            static seen => seen.Nonces.Twice),
        Of(UniqueNumbers.Card, seen => seen.Numbers.ByOne == 0
            && (seen.Numbers.ByTwo == 0 || (!IsFenced && seen.WereTwo)),
            static seen => seen.Numbers.ByOne + seen.Numbers.ByTwo),
    ];

    // Of two that are active in a partition each takes a packet once.
    private Items<Invariant<PairState>> OfHeard =>
    [
        Of(RefusedReplays.Card, seen =>
            seen.Replays.Twice <= (!IsFenced && seen.WereTwo ? Cuts * (int)Inbound : 0),
            static seen => seen.Replays.Twice),
    ];

    // alice is who leaves. Where nothing else breaks, moon goes on exactly where she ended.
    private static Items<Invariant<PairState>> Heirs =>
    [
        SeamlessDrains.Card.Never<PairState>(static (in Look<PairState> look) =>
            look.Damage.SpentOf(0) != 0 || look.Damage.SpentOf(1) != 0
            || !look[1].Path.Acts
                ? 0
                : SeamlessDrains.Refused(
                    look[1].Path.Inbound, look[PeerAt].Seen!.Replays.Accepted)),
    ];

    private static Invariant<PairState> Of(
        CheckerCard card, Func<NodeState.Observer, bool> holds,
        Func<NodeState.Observer, int> count) => card.Always<PairState>(
            (in Look<PairState> look) => holds(look[PeerAt].Seen!),
            (in Look<PairState> look) => count(look[PeerAt].Seen!));

    private static PairConfig Watching(PairConfig[] members) => members[0] with
    {
        Initial = new(default, null, null, default)
        {
            Seen = NodeState.Observer.New.With(
                isCut: false,
                (byte)members.Select(config => config.Initial)
                    .Where(member => member.Path.Acts).Sum(member => 1 << member.Boot.Member)),
        },
    };

    private static Items<PairInput> Heard(int to, PairWord word) =>
        to == PeerAt
            ? word.Deed is { } deed ? [new PairInput.Seen(deed)] : []
            : word.Said is { } said ? [new PairInput.Take(said)] : [];

    private Items<FaultEffect<PairInput>> Seeing(PairSegment segment, bool isCut) =>
        IsWatched && segment == PairSegment.Sync
            ? [new FaultEffect<PairInput>.Take(PeerAt, new PairInput.Separated(isCut))]
            : [];

    // What members do anyway costs nothing: how often is bounded in each reign.
    private IEnumerable<FaultRule<PairInput>> Traffic(int member, string name)
    {
        if (Packets > 0)
        {
            yield return Does("sends a packet", new PairInput.SendPacket());
        }

        for (var number = 1u; number <= Inbound; number++)
        {
            yield return Does(
                string.Create(CultureInfo.InvariantCulture, $"is sent packet {number}"),
                new PairInput.Arrives(number));
        }

        FaultRule<PairInput> Does(string what, PairInput input) => new($"{name} {what}")
        {
            IsTraffic = true,
            Forbids = 1ul << member,
            Effects = [new FaultEffect<PairInput>.Take(member, input)],
        };
    }
}
