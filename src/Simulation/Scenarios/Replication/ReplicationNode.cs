using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <summary>
/// A member around the shipped machine of replication, or the observer at the peer: one machine
/// whose states are a sum.
/// </summary>
public static class ReplicationNode
{
    /// <summary>The machine as a value.</summary>
    public static Machine<NodeConfig, NodeState, NodeInput, NodeOutput> Machine =>
        new(nameof(ReplicationNode))
        {
            Initial = static (config, _) => config.Initial,
            Step = static (config, state, _, input) => Step(config, state, input),
            Deadline = static (_, state) => state is NodeState.Member { Is: { } one } member
                ? SaReplication.Deadline(member.Started!.Config, one)
                : null,
            Rebase = Rebase,
            Normalize = static (config, state) => state is NodeState.Member { Is: { } one } member
                ? member with
                {
                    Is = Normalize(config, member.Started!.Config, one),
                    Path = Normalize(member.Started.Config, member.Path),
                }
                : state,
            IsTerminal = static _ => false,
            Tick = new NodeInput.Tick(),
            Alphabet = [],
            PhaseOf = PhaseOf,
        };

    /// <summary>A step, with the machine's clock at the origin.</summary>
    public static Next<NodeState, NodeOutput> Step(
        NodeConfig config, NodeState state, NodeInput input) => state switch
        {
            NodeState.Member member => Step(config, member, input),
            NodeState.Observer observer => Step(config, observer, input),
        };

    private static Next<NodeState, NodeOutput> Step(
        NodeConfig config, NodeState.Member member, NodeInput input)
    {
        var shell = new NodeShell(config, member);
        switch (input)
        {
            case NodeInput.Tick:
                shell.Do(new SaReplication.Input.Tick());
                break;
            case NodeInput.Heard(var from, var message):
                shell.Do(new SaReplication.Input.Received(from, message));
                break;
            case NodeInput.Connected(var other):
                shell.Do(new SaReplication.Input.Connected(other));
                break;
            case NodeInput.Authority(var isHere):
                shell.Do(new SaReplication.Input.Authority(isHere));
                break;
            case NodeInput.Fenced(var other):
                shell.HearOfFence(other);
                break;
            case NodeInput.Crash:
                shell.Crash();
                break;
            case NodeInput.Start(var fate):
                shell.Start(fate);
                break;
            case NodeInput.SendPacket:
                shell.SendPacket();
                break;
            case NodeInput.Arrives(var number):
                shell.Arrive(number);
                break;
            case NodeInput.Slackens:
                shell.Lower();
                break;
            case NodeInput.Request:
                shell.Request();
                break;
            case NodeInput.Answered:
                shell.Answered();
                break;
            case NodeInput.Fish:
                shell.Fish();
                break;
            case NodeInput.Establish:
                shell.Establish();
                break;
            case NodeInput.Skewed:
                return Skew(config, shell);
            case NodeInput.Separated or NodeInput.Seen:
                break;
        }

        return shell.Next();
    }

    /// <summary>What is due is served, and then a unit of time is over.</summary>
    private static Next<NodeState, NodeOutput> Skew(NodeConfig config, NodeShell shell)
    {
        while (shell.IsDue)
        {
            shell.Do(new SaReplication.Input.Tick());
        }

        var next = shell.Next();
        return next with
        {
            State = Rebase(next.State, -config.Settings.Heartbeat),
        };
    }

    private static Next<NodeState, NodeOutput> Step(
        NodeConfig config, NodeState.Observer observer, NodeInput input) =>
        new(
            input switch
            {
                NodeInput.Separated(var isCut) => observer.With(isCut, observer.Acting),
                NodeInput.Seen(var deed) => Observe(config, observer, deed),
                _ => observer,
            },
            [],
            new("Holdfast", "observed"));

    /// <summary>What an observer knows after a deed, where no octets or ends are counted.
    /// </summary>
    internal static NodeState.Observer Observe(NodeState.Observer observer, NodeOutput deed) =>
        Observe(0, observer, deed, iv: false);

    private static NodeState.Observer Observe(
        NodeConfig config, NodeState.Observer observer, NodeOutput deed) =>
        Observe(config.NumbersFrom, observer, deed, config.Iv is not null);

    private static NodeState.Observer Observe(
        ulong numbersFrom, NodeState.Observer observer, NodeOutput deed, bool iv) =>
        deed switch
        {
            NodeOutput.Acting(var member, var isActing) => observer.With(
                observer.IsCut,
                (byte)(isActing
                    ? observer.Acting | (1 << member)
                    : observer.Acting & ~(1 << member))),
            NodeOutput.Packet packet => Observe(numbersFrom, observer, packet, iv),
            NodeOutput.Accepted(var number) => observer with
            {
                Replays = observer.Replays.Seen(number),
            },
            NodeOutput.Transmitted(var id, var content) => observer with
            {
                Ids = observer.Ids.Seen(id, content),
            },
            NodeOutput.Say => observer,
        };

    private static NodeState.Observer Observe(
        ulong numbersFrom, NodeState.Observer observer, NodeOutput.Packet packet, bool iv)
    {
        var isBehind = packet.Number > numbersFrom;
        return observer with
        {
            Nonces = observer.Nonces.Seen(
                packet.Authority.Member, packet.NonceReign, packet.Counter),
            Numbers = isBehind
                ? observer.Numbers.Seen(packet.Authority, packet.Number - numbersFrom)
                : observer.Numbers,
            Ivs = iv ? observer.Ivs.Seen(packet.Iv) : observer.Ivs,
            Ends = observer.Ends.Seen(packet.Octets, isBehind),
        };
    }

    // A unit of time later a packet may be sent again.
    private static NodeState Rebase(NodeState state, TimeSpan by) => state switch
    {
        NodeState.Member { Is: { } one } member => member with
        {
            Is = SaReplication.Rebase(one, by),
            Path = member.Path with
            {
                HasSent = member.Path.HasSent && by >= TimeSpan.Zero,
                Asked = member.Path.Asked is { } asked ? asked with { At = asked.At + by } : null,
            },
        },
        NodeState.Member or NodeState.Observer => state,
    };

    private static SaReplication.State Normalize(
        NodeConfig node, SaReplication.Config config, SaReplication.State state)
    {
        var normal = SaReplication.Normalize(config, state);
        return node.OmitsUnread ? UnreadParts.Omit(config, normal) : normal;
    }

    // What was asked for so long ago is not answered any more.
    private static DataPath Normalize(SaReplication.Config config, DataPath path) =>
        path.Asked is { } asked && Instant.Zero - asked.At >= config.Settings.SilentAfter
            ? path with { Asked = null }
            : path;

    private static string PhaseOf(NodeState state) => state switch
    {
        NodeState.Member { Is: { } one } => SaReplication.PhaseOf(one),
        NodeState.Member => "✗",
        NodeState.Observer { WereTwo: true } => "saw two",
        NodeState.Observer => "",
    };
}
