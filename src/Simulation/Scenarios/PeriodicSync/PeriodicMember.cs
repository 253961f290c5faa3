using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.PeriodicSync;

/// <summary>
/// Replication as existing systems do it: after so many packets the active member says how far its
/// counters are, and waits for nobody; whoever takes over jumps ahead by a guess.
/// RFC 6027 §3.4 and §3.5 say why that is not enough. It is here to be found wrong.
/// </summary>
public static class PeriodicMember
{
    /// <summary>Its configuration.</summary>
    /// <param name="Number">The member; 0: it is the observer at the peer.</param>
    /// <param name="Every">Packets between two words to the standby.</param>
    /// <param name="Skip">How far a takeover jumps.</param>
    /// <param name="PacketsMax">How many packets are sent in a reign.</param>
    public sealed record Config(byte Number, uint Every, uint Skip, uint PacketsMax);

    /// <summary>A member, or the observer.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>A member.</summary>
        /// <param name="IsUp">Whether it runs.</param>
        /// <param name="Reign">How many members have acted up to it; 0: it does not act.</param>
        /// <param name="Sent">The highest number that it has sent, or been told of.</param>
        /// <param name="Received">The highest number that it has accepted, or been told of.</param>
        /// <param name="Since">Packets since it said so, both ways.</param>
        /// <param name="InReign">Packets sent since it acts.</param>
        public sealed record Member(
            bool IsUp, uint Reign, ulong Sent, ulong Received, uint Since, uint InReign) : State;

        /// <summary>What somebody sees who stands at the peer.</summary>
        public sealed record Observer(
            UniqueNonces Nonces, UniqueNumbers Numbers, RefusedReplays Replays) : State;
    }

    /// <summary>What happens to it.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;

        /// <summary>It is active from now on.</summary>
        public sealed record Act(uint Reign) : Input;

        /// <summary>It crashes.</summary>
        public sealed record Crash : Input;

        /// <summary>A packet is there for the peer.</summary>
        public sealed record SendPacket : Input;

        /// <summary>A packet of the peer arrives: new, or recorded and sent again.</summary>
        public sealed record Arrives(ulong Number) : Input;

        /// <summary>The other member says how far its counters are.</summary>
        public sealed record Told(ulong Sent, ulong Received) : Input;

        /// <summary>For the observer.</summary>
        public sealed record Seen(Output Deed) : Input;
    }

    /// <summary>What it does.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>It says how far its counters are.</summary>
        public sealed record Tell(ulong Sent, ulong Received) : Output;

        /// <summary>It sends a packet; the nonce is the number, as its IV is.</summary>
        public sealed record Packet(byte Member, uint Reign, ulong Number) : Output;

        /// <summary>It accepts a packet.</summary>
        public sealed record Accepted(ulong Number) : Output;
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(PeriodicMember))
        {
            Initial = static (config, _) => config.Number == 0
                ? new State.Observer(UniqueNonces.None, UniqueNumbers.None, RefusedReplays.None)
                : new State.Member(true, config.Number == 1 ? 1u : 0, 0, 0, 0, 0),
            Step = static (config, state, _, input) => Step(config, state, input),
            Deadline = static (_, _) => null,
            Rebase = static (state, _) => state,
            Normalize = static (_, state) => state,
            IsTerminal = static _ => false,
            Tick = new Input.Tick(),
            Alphabet = [],
            PhaseOf = static state => state switch
            {
                State.Member { IsUp: false } => "✗",
                State.Member member => member.Reign > 0 ? "Active" : "Standby",
                State.Observer => "",
            },
        };

    /// <summary>A step.</summary>
    public static Next<State, Output> Step(Config config, State state, Input input) => state switch
    {
        State.Member member => Step(config, member, input),
        State.Observer observer => Stay(input is Input.Seen(var deed)
            ? Observe(observer, deed)
            : observer),
    };

    private static Next<State, Output> Step(
        Config config, State.Member member, Input input) => input switch
        {
            Input.Act(var reign) when member is { IsUp: true, Reign: 0 } => Stay(member with
            {
                Reign = reign,
                Sent = member.Sent + config.Skip,
            }),
            Input.Crash => Stay(member with { IsUp = false, Reign = 0 }),
            Input.SendPacket when member.Reign > 0 && member.InReign < config.PacketsMax =>
                Count(
                    config,
                    member with { Sent = member.Sent + 1, InReign = member.InReign + 1 },
                    new Output.Packet(config.Number, member.Reign, member.Sent + 1)),
            Input.Arrives(var number) when member.Reign > 0 && number > member.Received => Count(
                config, member with { Received = number }, new Output.Accepted(number)),
            // What was said last counts, whatever was known.
            Input.Told(var sent, var received) when member is { IsUp: true, Reign: 0 } =>
                Stay(member with { Sent = sent, Received = received }),
            Input.Act or Input.SendPacket or Input.Arrives or Input.Told or Input.Tick
                or Input.Seen => Stay(member),
        };

    private static Next<State, Output> Count(Config config, State.Member member, Output output) =>
        member.Since + 1 < config.Every
            ? Stay(member with { Since = member.Since + 1 }, output)
            : Stay(
                member with { Since = 0 },
                output, new Output.Tell(member.Sent, member.Received));

    private static State.Observer Observe(State.Observer observer, Output deed) => deed switch
    {
        Output.Packet(var member, var reign, var number) => observer with
        {
            // Both members form the same nonce from a number: nothing in it says who did.
            Nonces = observer.Numbers.Sent == (observer.Numbers.Sent | (UInt128.One << (int)number))
                ? observer.Nonces with { Twice = observer.Nonces.Twice + 1 }
                : observer.Nonces,
            Numbers = observer.Numbers.Seen(new Epoch(reign, member), number),
        },
        Output.Accepted(var number) => observer with { Replays = observer.Replays.Seen(number) },
        Output.Tell => observer,
    };

    private static Next<State, Output> Stay(State state, params ReadOnlySpan<Output> outputs) =>
        new(state, [.. outputs], new("RFC 6027 §3.4", "counters every so many packets"));
}
