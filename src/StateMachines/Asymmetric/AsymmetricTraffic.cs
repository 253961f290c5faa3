using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Asymmetric.AsymmetricTraffic.State,
    Holdfast.StateMachines.Asymmetric.AsymmetricTraffic.Output>;

namespace Holdfast.StateMachines.Asymmetric;

/// <summary>
/// What a member does with packets that another member should have got: ESP and AH of an SA that
/// it does not own, and inner packets of a flow that went out through another member. Law: such a
/// packet is handed to the owner, taken by a stated policy or dropped for a stated reason; it is
/// handed on so often and no more, and never leaves in the clear.
/// </summary>
public static partial class AsymmetricTraffic
{
    /// <summary>Whose a packet is, as far as this member knows.</summary>
    public abstract record Ownership
    {
        private Ownership()
        {
        }

        /// <summary>This member's.</summary>
        public sealed record Mine : Ownership;

        /// <summary>Another member's. <c>IsKnownHere</c>: the SA could be used here too.</summary>
        public sealed record Of(byte Member, bool IsKnownHere) : Ownership;

        /// <summary>Nobody knows the SA; its SPI says which member chose it.</summary>
        public sealed record ChosenBy(byte Member) : Ownership;

        /// <summary>Nothing is known.</summary>
        public sealed record Nobody : Ownership;
    }

    /// <summary>How much of the budget for foreign packets is used.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>None.</summary>
        public sealed record Calm : State;

        /// <summary>
        /// Some. <c>FlowUntil</c>: when an even flow of what was handed on would be through.
        /// </summary>
        public sealed record Busy(Instant FlowUntil) : State;
    }

    /// <summary>What can happen.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>An ESP or AH packet has arrived.</summary>
        /// <param name="Owner">Whose its SA is.</param>
        /// <param name="From">The member that handed it on; null: it came from the network.
        /// </param>
        /// <param name="Hops">How often members have handed it on.</param>
        public sealed record Protected(Ownership Owner, byte? From, int Hops) : Input;

        /// <summary>An inner packet, in the clear, that an SA is to protect.</summary>
        /// <param name="Owner">Whose the SA or the state of its flow is.</param>
        /// <param name="From">The member that handed it on; null: it came from the network.
        /// </param>
        /// <param name="Hops">How often members have handed it on.</param>
        public sealed record Inner(Ownership Owner, byte? From, int Hops) : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>Why a packet is dropped.</summary>
    public enum DropReason
    {
        /// <summary>The policy says so.</summary>
        Policy,

        /// <summary>It was handed on as often as may be.</summary>
        TooManyHops,

        /// <summary>Its owner, as far as is known here, has just handed it on.</summary>
        Loop,

        /// <summary>Nobody knows its SA.</summary>
        UnknownSa,

        /// <summary>More foreign packets come than members hand on to each other.</summary>
        OverBudget,
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Process the packet as one of this member's own.</summary>
        public sealed record Process : Output;

        /// <summary>
        /// Process an ESP or AH packet here though another member owns the SA: its window knows
        /// nothing of it, so it may be accepted there once more. Count it as exposed.
        /// </summary>
        public sealed record ProcessExposed : Output;

        /// <summary>Hand the packet to a member, by the protected link between members.</summary>
        public sealed record Forward(byte Member, int Hops) : Output;

        /// <summary>Drop the packet, and count it.</summary>
        public sealed record Drop(DropReason Why) : Output;

        /// <summary>
        /// A member and this one each take the other for the owner: compare epochs.
        /// </summary>
        public sealed record Disagreement(byte Member) : Output;
    }

    /// <summary>When the budget is whole again.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Calm => null,
        State.Busy busy => busy.FlowUntil,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => input switch
    {
        Input.Protected packet => OnPacket(
            config, state, now, config.ForeignSa, packet.Owner, packet.From, packet.Hops,
            Why.Unknown),
        Input.Inner packet => OnPacket(
            config, state, now,
            config.ForeignFlow switch
            {
                FlowPolicy.Drop => Policy.Drop,
                FlowPolicy.Forward => Policy.Forward,
            },
            packet.Owner, packet.From, packet.Hops, Why.NoFlow),
        Input.Tick => state is State.Busy busy && busy.FlowUntil <= now
            ? new(new State.Calm(), default, Why.Calm)
            : new(state, default, Why.NothingIsDue),
    };

    /// <summary>
    /// Whose an SA is: its owner by the epoch in force, else the member that chose the SPI.
    /// </summary>
    /// <param name="self">This member.</param>
    /// <param name="spi">The SPI of the packet.</param>
    /// <param name="owner">Who owns the SA as this member knows it; null: it knows no such SA.
    /// </param>
    /// <param name="members">All members.</param>
    public static Ownership Classify(byte self, Spi spi, Epoch? owner, Items<byte> members)
    {
        if (owner is { Reign: > 0 } epoch)
        {
            return epoch.Member == self
                ? new Ownership.Mine()
                : new Ownership.Of(epoch.Member, IsKnownHere: true);
        }

        // RFC 4303 §2.1: 0 is never on the wire, and 1 to 255 are reserved.
        if (spi.Value > 255)
        {
            foreach (var member in members.Span)
            {
                if (member != self && new SpiPartition(member).Owns(spi))
                {
                    return new Ownership.ChosenBy(member);
                }
            }
        }

        return new Ownership.Nobody();
    }
}
