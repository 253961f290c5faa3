using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <content>Where it begins.</content>
public sealed partial record ReplicationScenario
{
    private const int UnitsToSettle = 4;

    /// <summary>For how long members are apart where a world begins so.</summary>
    internal const int UnitsApart = 2 * UnitsToSettle;

    /// <summary>
    /// Both members where alice reigns over one IKE SA and one CHILD SA, and moon is synced: as the
    /// shipped machine comes there by itself, without a fault.
    /// </summary>
    private NodeConfig[] Prepared()
    {
        NodeConfig[] configs =
        [
            .. new byte[] { 1, 2 }.Select(member => new NodeConfig(
                SettingsOf(member), SaReplication.Step,
                new NodeState.Member(
                    new(member, 0, 0, Epoch.None, Epoch.None, StoreCondition.Kept), null,
                    null, DataPath.Off))
            {
                NumbersFrom = NumbersFrom,
                Life = Life,
                Iv = Iv,
                Believes = Believes,
                TellsUnknown = TellsUnknown,
                LowersItself = LowersItself,
            }),
        ];
        var states = configs.Select(config => config.Initial).ToArray();
        var isCut = false;
        foreach (var member in new[] { 0, 1 })
        {
            Take(member, new NodeInput.Start(StoreFate.Kept));
            Take(member, new NodeInput.Connected((byte)(2 - member)));
        }

        Take(0, new NodeInput.Authority(true));
        Settle(UnitsToSettle);
        Take(0, new NodeInput.Establish());
        Settle(UnitsToSettle);
        if (states is not
            [
                NodeState.Member { Is.Role: SaReplication.Role.Active { IsSolo: false } },
                NodeState.Member
            {
                Is.Role: SaReplication.Role.Standby
                {
                    Standing: SaReplication.Standing.Synced,
                },
            },
            ])
        {
            throw new InvalidOperationException("the members do not come to rest");
        }

        if (BeginsParted)
        {
            Part();
        }

        return
        [
            .. configs.Select((config, at) => config with
            {
                Initial = states[at],
                Step = Step,
                PacketsMax = Packets,
                RequestsMax = Requests,
                TakesNumbers = TakesNumbers ?? config.TakesNumbers,
            }),
        ];

        // Moon's side of the cut has a first hop of its own; and then so long that who reigns
        // waits for nobody any more, where it ever does that.
        void Part()
        {
            isCut = true;
            Take(1, new NodeInput.Authority(true));
            Settle(UnitsApart);
        }

        void Settle(int units)
        {
            for (var unit = 0; unit < units; unit++)
            {
                for (var member = 0; member < 2; member++)
                {
                    states[member] = ReplicationNode.Machine.Normalize(
                        configs[member], ReplicationNode.Machine.Rebase(states[member], -Unit));
                }

                for (var member = 0; member < 2; member++)
                {
                    while (ReplicationNode.Machine.Deadline(configs[member], states[member])
                        <= Instant.Zero)
                    {
                        Take(member, new NodeInput.Tick());
                    }
                }
            }
        }

        void Take(int first, NodeInput input)
        {
            var queue = new Queue<(int Member, NodeInput Input)>([(first, input)]);
            while (queue.TryDequeue(out var next))
            {
                var (state, outputs, _) = ReplicationNode.Step(
                    configs[next.Member], states[next.Member], next.Input);
                states[next.Member] = state;
                foreach (var output in isCut ? [] : outputs)
                {
                    foreach (var heard in Heard(next.Member, 1 - next.Member, output))
                    {
                        queue.Enqueue((1 - next.Member, heard));
                    }
                }
            }
        }
    }

    private NodeState.Observer Observing(NodeConfig[] members) =>
        NodeState.Observer.New.With(
            BeginsParted,
            (byte)members.Select(config => (NodeState.Member)config.Initial)
                .Where(member => member.Path.Acts).Sum(member => 1 << member.Boot.Member));
}
