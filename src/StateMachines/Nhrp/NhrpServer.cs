using Holdfast.Codec;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Nhrp.NhrpServer.State,
    Holdfast.StateMachines.Nhrp.NhrpServer.Output>;

namespace Holdfast.StateMachines.Nhrp;

/// <summary>
/// The hub's side of RFC 2332: which spokes are registered, and who was told of whom. Law: when a
/// registration ends, however it ends, everybody who was told of it hears of that.
/// </summary>
public static partial class NhrpServer
{
    /// <summary>A spoke that is registered.</summary>
    /// <param name="Address">Its address inside the tunnels.</param>
    /// <param name="Nbma">Its address outside.</param>
    /// <param name="ExpiresAt">The end of its holding time.</param>
    /// <param name="Told">The spokes that were told of it.</param>
    /// <param name="RedirectedAt">When it was redirected last; null: not for long.</param>
    public sealed record Spoke(
        HostAddress Address, HostAddress Nbma, Instant ExpiresAt, Items<HostAddress> Told,
        Instant? RedirectedAt) : IRow
    {
        /// <inheritdoc/>
        public UInt128 Key => KeyOf(Address);

        /// <inheritdoc/>
        public StateDigest Digest
        {
            get
            {
                var digest = Of(StateDigest.Of((ulong)ExpiresAt.Ticks), Address);
                digest = Of(digest, Nbma).With((ulong)(RedirectedAt?.Ticks ?? long.MinValue));
                foreach (var told in Told.Span)
                {
                    digest = Of(digest, told);
                }

                return digest;
            }
        }

        internal static UInt128 KeyOf(HostAddress address) =>
            address.IsIpv6 ? address.Value : (UInt128.One << 127) | address.Value;

        private static StateDigest Of(StateDigest digest, HostAddress address) =>
            digest.With((ulong)(address.Value >> 64)).With((ulong)address.Value);
    }

    /// <summary>The registered spokes.</summary>
    /// <param name="Spokes">By their addresses inside.</param>
    /// <param name="NextId">The request ID of the next purge.</param>
    /// <param name="SweepAt">When those whose time is over are dropped.</param>
    public sealed record State(Table<Spoke> Spokes, uint NextId, Instant? SweepAt);

    /// <summary>Why a registration is refused, §5.2.4.</summary>
    public enum Refusal
    {
        /// <summary>Code 5: too many.</summary>
        Full,

        /// <summary>Code 14: another router has the address, and it lives.</summary>
        Taken,
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>A registration request over the SA with its sender, §5.2.3.</summary>
        public sealed record Registers(
            uint Id, HostAddress Address, HostAddress Nbma, TimeSpan HoldingTime) : Input;

        /// <summary>A resolution request, §5.2.1.</summary>
        /// <param name="Id">Its request ID.</param>
        /// <param name="Asker">Who asks.</param>
        /// <param name="Egress">The spoke behind which our routes see the destination.</param>
        public sealed record Asks(uint Id, HostAddress Asker, HostAddress Egress) : Input;

        /// <summary>A data packet came from one spoke, and goes to another one.</summary>
        public sealed record Passes(HostAddress From, HostAddress To) : Input;

        /// <summary>A purge request: a way between two spokes is used no more, §5.2.5.</summary>
        public sealed record Purges(uint Id, HostAddress From, HostAddress Other) : Input;

        /// <summary>The SA with a spoke is down.</summary>
        public sealed record SaDown(HostAddress Nbma) : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Accept a registration, §5.2.4.</summary>
        public sealed record Accept(uint Id, HostAddress Address) : Output;

        /// <summary>Refuse a registration, §5.2.4.</summary>
        public sealed record Refuse(uint Id, Refusal Why) : Output;

        /// <summary>Answer a resolution request ourselves, §5.2.2.</summary>
        public sealed record Answer(uint Id, HostAddress Asker, Binding Binding) : Output;

        /// <summary>Hand a resolution request on to the spoke that answers it.</summary>
        public sealed record Forward(uint Id, HostAddress Egress) : Output;

        /// <summary>Answer a resolution request with code 12, §5.2.2.</summary>
        public sealed record NoBinding(uint Id, HostAddress Asker) : Output;

        /// <summary>Tell a spoke that there is a shorter way.</summary>
        public sealed record SendRedirect(HostAddress To) : Output;

        /// <summary>Send a purge request to a spoke, about another one, §5.2.5.</summary>
        public sealed record SendPurge(uint Id, HostAddress To, HostAddress About) : Output;

        /// <summary>Answer a purge request, §5.2.6.</summary>
        public sealed record AnswerPurge(uint Id, HostAddress To) : Output;
    }

    /// <summary>When a tick is due: when registrations whose time is over are dropped.</summary>
    public static Instant? Deadline(Config config, State state) => state.SweepAt;

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => input switch
    {
        Input.Registers registers => Register(config, state, now, registers),
        Input.Asks asks => Answer(config, state, now, asks),
        Input.Passes(var from, var to) => Pass(config, state, now, from, to),
        Input.Purges(var id, var from, var other) => Purge(state, id, from, other),
        Input.SaDown(var nbma) => End(
            config, state, now, spoke => spoke.Nbma == nbma, Why.SaDown),
        Input.Tick => state.SweepAt is { } at && now >= at
            ? End(
                config, state with { SweepAt = null }, now, spoke => spoke.ExpiresAt <= now,
                Why.Expired)
            : new(state, default, Why.NothingIsDue),
    };
}
