using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Scenarios.StatefulPair;

/// <content>Where it begins.</content>
public sealed partial record StatefulPairScenario
{
    private const int UnitsToSettle = 20;

    /// <summary>
    /// Both members where alice carries the traffic of one CHILD SA and moon is synced: as the
    /// shipped machine comes there by itself, without a fault.
    /// </summary>
    private PairConfig[] Prepared()
    {
        PairConfig[] configs =
        [
            .. new byte[] { 1, 2 }.Select(member => new PairConfig(
                ClusterMemberConfig.Of(SettingsOf(member)),
                new(
                    new(member, 0, 0, Epoch.None, Epoch.None, StoreCondition.Kept), null, null,
                    default))
            {
                IsWatched = IsWatched,
                PacketsMax = Packets,
            }),
        ];
        var states = configs.Select(config => config.Initial).ToArray();
        Take(0, new PairInput.Start());
        Take(1, new PairInput.Start());
        for (var member = 0; member < 2; member++)
        {
            Take(member, new PairInput.Take(new Input.AtReplication(
                new SaReplication.Input.Connected((byte)(2 - member)))));
        }

        Settle();
        Take(0, Proposed(
            new Change.IkeUp(new(
                Carol, new(11), new("carol"u8), default,
                IkeTraits.MessageIdSync
                    | (Redirects ? IkeTraits.FollowsRedirects : IkeTraits.None),
                1, 1, 2, 2, [], [], 0, 0, [], default, default)),
            new Change.ChildUp(new(
                Child, new(0x401), Carol, new(12), Behind(), ChildTraits.None, 0, 0, 0,
                ulong.MaxValue, default))));
        Take(0, Proposed(new Change.Leased(Child, 2, 2)));
        Settle();
        return
        [
            .. configs.Select((config, at) => config with
            {
                Initial = states[at],
                Machines = Machines,
                Flaw = Flaw,
            }),
        ];

        void Settle()
        {
            var machine = PairNode.Machine;
            for (var unit = 0; unit < UnitsToSettle; unit++)
            {
                for (var member = 0; member < 2; member++)
                {
                    states[member] = machine.Normalize(
                        configs[member], machine.Rebase(states[member], -Unit));
                }

                for (var member = 0; member < 2; member++)
                {
                    while (machine.Deadline(configs[member], states[member]) <= Instant.Zero)
                    {
                        Take(member, machine.Tick);
                    }
                }
            }
        }

        void Take(int first, PairInput input)
        {
            var queue = new Queue<(int Member, PairInput Input)>([(first, input)]);
            while (queue.TryDequeue(out var next))
            {
                var (state, words, _) = PairNode.Step(
                    configs[next.Member], states[next.Member], next.Input);
                states[next.Member] = state;
                foreach (var said in words.Where(word => word.Said is not null))
                {
                    queue.Enqueue((1 - next.Member, new PairInput.Take(said.Said!)));
                }
            }
        }
    }

    private static IkeSaId Carol => new(new(0x101), new(0x202));

    private static Protocol.Spi Child => new(0x0100_0301);

    private static PairInput.Take Proposed(params ReadOnlySpan<Change> changes) =>
        new(new Input.AtReplication(new SaReplication.Input.Propose(
            1, [.. changes], null, KeyHandle.None)));

    /// <summary>The description of a CHILD SA with 10.9.0.0/24 behind it.</summary>
    private static Octets Behind() => ChildRoutes.TryDescribe(
        new TrafficSelectorPayloadValue
        {
            Selectors =
            [
                new()
                {
                    Body = new TrafficSelectorBody.Ipv4Range(new()
                    {
                        StartPort = 0,
                        EndPort = ushort.MaxValue,
                        StartingAddress = new Octets([10, 9, 0, 0]),
                        EndingAddress = new Octets([10, 9, 0, 255]),
                    }),
                },
            ],
        },
        default, out var description, out var error)
        ? description
        : throw new InvalidOperationException($"{error}");
}
