using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.RekeyCrashPoints;

/// <content>The machine, and where it begins.</content>
public sealed partial record RekeyCrashPointsScenario
{
    private const int UnitsToSettle = 4;

    private static Machine<RekeyConfig, RekeyState, RekeyInput, RekeyOutput> Machine =>
        new("Rekey")
        {
            Initial = static (config, _) => config.Initial,
            Step = static (config, state, _, input) => Step(config, state, input),
            Deadline = static (_, state) => state switch
            {
                RekeyState.Member { Is: { } one } member => RekeyShell.Repeats(member)
                    ? Instant.Zero
                    : SaReplication.Deadline(member.Started!.Config, one),
                RekeyState.Member => null,
                RekeyState.Peer { Asked: not null, IsFresh: false } => Instant.Zero,
                RekeyState.Peer => null,
            },
            Rebase = static (state, by) => state switch
            {
                RekeyState.Member { Is: { } one } member => member with
                {
                    Is = SaReplication.Rebase(one, by),
                    IsFresh = member.IsFresh && by >= TimeSpan.Zero,
                },
                RekeyState.Member member => member,
                RekeyState.Peer peer => peer with
                {
                    IsFresh = peer.IsFresh && by >= TimeSpan.Zero,
                },
            },
            Normalize = static (_, state) => state is RekeyState.Member { Is: { } one } member
                ? member with { Is = SaReplication.Normalize(member.Started!.Config, one) }
                : state,
            IsTerminal = static _ => false,
            Tick = new RekeyInput.Tick(),
            Alphabet = [],
            PhaseOf = static state => state switch
            {
                RekeyState.Member { Is: { } one } =>
                    $"{SaReplication.PhaseOf(one)} {string.Join(",", RekeyShell.ChildrenOf(one))}",
                RekeyState.Member => "✗",
                RekeyState.Peer peer => $"{peer.Ike}: {string.Join(",", peer.Children)}",
            },
        };

    private static Next<RekeyState, RekeyOutput> Step(
        RekeyConfig config, RekeyState state, RekeyInput input)
    {
        if (state is RekeyState.Peer peer)
        {
            return RekeyPeer.Step(peer, input);
        }

        var shell = new RekeyShell(config, (RekeyState.Member)state);
        shell.Take(input);
        return shell.Next();
    }

    /// <summary>As the shipped machine comes there by itself, without a fault.</summary>
    private RekeyConfig[] Prepared()
    {
        RekeyConfig[] configs =
        [
            .. new byte[] { 1, 2 }.Select(member => new RekeyConfig(
                new ReplicationScenario(Name).SettingsOf(member),
                new RekeyState.Member(
                    new(member, 0, 0, Epoch.None, Epoch.None, StoreCondition.Kept), null, null,
                    false, false, false),
                RekeyFlaw.None)),
        ];
        var states = configs.Select(config => config.Initial).ToArray();
        foreach (var member in new[] { 0, 1 })
        {
            Take(member, new RekeyInput.Start());
            Take(member, new RekeyInput.Connected((byte)(2 - member)));
        }

        Take(0, new RekeyInput.Authority(true));
        Settle();
        Take(0, new RekeyInput.Establish());
        Settle();
        return
        [
            .. configs.Select((config, at) => config with
            {
                Initial = states[at] is RekeyState.Member member
                    ? member with { UsesIds = member.Acts, IsFresh = false }
                    : states[at],
                Flaw = Flaw,
            }),
        ];

        void Settle()
        {
            for (var unit = 0; unit < UnitsToSettle; unit++)
            {
                for (var member = 0; member < 2; member++)
                {
                    states[member] = Machine.Normalize(
                        configs[member], Machine.Rebase(states[member], -Unit));
                }

                for (var member = 0; member < 2; member++)
                {
                    while (Machine.Deadline(configs[member], states[member]) <= Instant.Zero)
                    {
                        Take(member, new RekeyInput.Tick());
                    }
                }
            }
        }

        void Take(int first, RekeyInput input)
        {
            var queue = new Queue<(int Member, RekeyInput Input)>([(first, input)]);
            while (queue.TryDequeue(out var next))
            {
                var (state, outputs, _) = Step(
                    configs[next.Member], states[next.Member], next.Input);
                states[next.Member] = state;
                foreach (var output in outputs)
                {
                    foreach (var heard in Heard(next.Member, 1 - next.Member, output))
                    {
                        queue.Enqueue((1 - next.Member, heard));
                    }
                }
            }
        }
    }
}

/// <summary>The probes of replication, as in its own scenarios.</summary>
internal static class RekeyCounters
{
    public static Counters<RekeyState, RekeyInput> All { get; } = new(
        static state => state is RekeyState.Member { Is: { } one } member
            ? ReplicationCounters.Of(member.Boot.Member, one)
            : [],
        static input => input is RekeyInput.Heard(var from, var message)
            ? ReplicationCounters.Of(from, message)
            : [],
        static (state, anew) => state is RekeyState.Member { Is: { } one } member
            ? member with { Is = ReplicationCounters.With(member.Boot.Member, one, anew) }
            : state,
        static (input, anew) => input is RekeyInput.Heard(var from, var message)
            ? new RekeyInput.Heard(from, ReplicationCounters.With(from, message, anew))
            : input);
}
