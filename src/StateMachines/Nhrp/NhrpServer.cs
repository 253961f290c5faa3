using System.Numerics;
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
    }

    /// <summary>A purge request that is unanswered, §5.2.6.</summary>
    /// <param name="Id">Its request ID.</param>
    /// <param name="To">The spoke that was told.</param>
    /// <param name="About">Of whom it was told.</param>
    /// <param name="Sent">How often it was sent.</param>
    /// <param name="DueAt">When it is sent again, or given up.</param>
    public sealed record PendingPurge(
        uint Id, HostAddress To, HostAddress About, int Sent, Instant DueAt) : IRow
    {
        /// <summary>Those to one spoke lie side by side.</summary>
        public UInt128 Key => KeyOf(To, Id);

        /// <inheritdoc/>
        public StateDigest Digest =>
            Of(Of(StateDigest.Of(Id), To), About).With((uint)Sent).With((ulong)DueAt.Ticks);

        internal static UInt128 KeyOf(HostAddress to, uint id) =>
            new(Of(default, to).Value, id);
    }

    /// <summary>The registered spokes.</summary>
    /// <param name="Spokes">By their addresses inside.</param>
    /// <param name="NextId">The request ID of the next purge.</param>
    /// <param name="SweepAt">When those whose time is over are dropped.</param>
    /// <param name="Purges">The purge requests that are unanswered.</param>
    /// <param name="PurgeAt">When the first of them may be due.</param>
    public sealed record State(
        Table<Spoke> Spokes, uint NextId, Instant? SweepAt, Table<PendingPurge> Purges,
        Instant? PurgeAt);

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

        /// <summary>A purge reply of a spoke, §5.2.6.</summary>
        public sealed record PurgeAnswered(uint Id, HostAddress From) : Input;

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

    /// <summary>
    /// When a tick is due: when registrations whose time is over are dropped, or a purge request
    /// has waited for its reply.
    /// </summary>
    public static Instant? Deadline(Config config, State state) =>
        Instant.Earliest(state.SweepAt, state.PurgeAt);

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => input switch
    {
        Input.Registers registers => Register(config, state, now, registers),
        Input.Asks asks => Answer(config, state, now, asks),
        Input.Passes(var from, var to) => Pass(config, state, now, from, to),
        Input.Purges(var id, var from, var other) => Purge(config, state, now, id, from, other),
        Input.PurgeAnswered(var id, var from) => Answered(state, id, from),
        Input.SaDown(var nbma) => End(
            config, state, now, spoke => spoke.Nbma == nbma, Why.SaDown),
        Input.Tick => state.SweepAt <= now
            ? End(
                config, state with { SweepAt = null }, now, spoke => spoke.ExpiresAt <= now,
                Why.Expired)
            : state.PurgeAt <= now ? Repeat(config, state, now)
            : new(state, default, Why.NothingIsDue),
    };

    private static StateDigest Of(StateDigest digest, HostAddress address) =>
        digest.With(
            BitOperations.RotateLeft((ulong)(address.Value >> 64), 32) ^ (ulong)address.Value);
}
