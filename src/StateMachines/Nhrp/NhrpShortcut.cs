using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Nhrp.NhrpShortcut.State,
    Holdfast.StateMachines.Nhrp.NhrpShortcut.Output>;

namespace Holdfast.StateMachines.Nhrp;

/// <summary>
/// A spoke's way to one destination past the hub. Law (I34): a shortcut is installed only while
/// its SA is up, and whoever withdraws one tells the other end, which withdraws too; a hub that is
/// lost takes no live shortcut with it.
/// </summary>
public static partial class NhrpShortcut
{
    /// <summary>How far the shortcut is.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>The purge request that is unanswered; null: none is.</summary>
        public PendingPurge? Purge { get; init; }

        /// <summary>Packets go through the hub.</summary>
        /// <param name="NextId">The request ID of the next request.</param>
        /// <param name="QuietUntil">Until then nothing is tried: a try failed; null: at once.
        /// </param>
        public sealed record ViaHub(uint NextId, Instant? QuietUntil) : State;

        /// <summary>The resolution request is unanswered, RFC 2332 §5.2.1.</summary>
        public sealed record Resolving(uint Id, int Sent, Instant RetryAt) : State;

        /// <summary>The address is known; its SA is being opened.</summary>
        public sealed record Opening(
            uint NextId, Binding Binding, Instant ExpiresAt, Instant GiveUpAt) : State;

        /// <summary>The shortcut is installed.</summary>
        /// <param name="NextId">The request ID of the next request.</param>
        /// <param name="Binding">Where it leads.</param>
        /// <param name="ExpiresAt">The end of its holding time.</param>
        /// <param name="IsUsed">Whether something went over it since it was learned.</param>
        public sealed record Live(
            uint NextId, Binding Binding, Instant ExpiresAt, bool IsUsed) : State;

        /// <summary>The shortcut is installed, and is resolved anew.</summary>
        public sealed record Refreshing(
            uint Id, Instant RetryAt, Binding Binding, Instant ExpiresAt) : State;
    }

    /// <summary>A purge request that is unanswered, RFC 2332 §5.2.6.</summary>
    /// <param name="Id">Its request ID.</param>
    /// <param name="Binding">The way that is used no more.</param>
    /// <param name="Sent">How often it was sent.</param>
    /// <param name="DueAt">When it is sent again, or given up.</param>
    public sealed record PendingPurge(uint Id, Binding Binding, int Sent, Instant DueAt);

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>A packet for the destination is sent.</summary>
        public sealed record Traffic : Input;

        /// <summary>The hub tells of a shorter way, by a traffic indication.</summary>
        public sealed record Redirected : Input;

        /// <summary>A resolution reply with an address, §5.2.2.</summary>
        public sealed record Resolved(uint Id, Binding Binding, TimeSpan HoldingTime) : Input;

        /// <summary>A resolution reply without one, §5.2.2.</summary>
        public sealed record Unresolved(uint Id) : Input;

        /// <summary>The SA with a router is up, in both directions.</summary>
        public sealed record SaUp(HostAddress Nbma) : Input;

        /// <summary>The SA with a router is down, or could not be made.</summary>
        public sealed record SaDown(HostAddress Nbma) : Input;

        /// <summary>A purge request for the destination, §5.2.5.</summary>
        public sealed record Purged(uint Id) : Input;

        /// <summary>A purge reply about the destination, §5.2.6.</summary>
        public sealed record PurgeAnswered(uint Id) : Input;

        /// <summary>The hub can't be used any more.</summary>
        public sealed record HubLost : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Send a resolution request by any hub that is usable, §5.2.1.</summary>
        public sealed record SendRequest(uint Id) : Output;

        /// <summary>Open an SA with a router; if it is up, say so at once.</summary>
        public sealed record OpenSa(HostAddress Nbma) : Output;

        /// <summary>Install the route past the hub.</summary>
        public sealed record Install(Binding Binding) : Output;

        /// <summary>Withdraw the route past the hub: packets go through it again.</summary>
        public sealed record Withdraw(Binding Binding) : Output;

        /// <summary>Tell the other end, by a hub, that the way is not used any more, §5.2.5.
        /// </summary>
        public sealed record SendPurge(uint Id, Binding Binding) : Output;

        /// <summary>Answer a purge request, §5.2.6.</summary>
        public sealed record AnswerPurge(uint Id) : Output;
    }

    /// <summary>When a tick is due.</summary>
    public static Instant? Deadline(Config config, State state) =>
        Instant.Earliest(DeadlineOfWay(config, state), state.Purge?.DueAt);

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) =>
        state.Purge is not { } purge ? StepOfWay(config, state, now, input)
        : input is Input.Tick && now >= purge.DueAt ? Repeat(config, state, now, purge)
        : Beside(purge, StepOfWay(config, state, now, input), input);

    private static Instant? DeadlineOfWay(Config config, State state) => state switch
    {
        State.ViaHub => null,
        State.Resolving resolving => resolving.RetryAt,
        State.Opening opening => opening.GiveUpAt,
        State.Live live => live.IsUsed ? live.ExpiresAt - config.RefreshBefore : live.ExpiresAt,
        State.Refreshing refreshing =>
            Instant.Earliest(refreshing.RetryAt, refreshing.ExpiresAt),
    };

    private static Next StepOfWay(Config config, State state, Instant now, Input input) =>
        state switch
        {
            State.ViaHub viaHub => FromViaHub(config, viaHub, now, input),
            State.Resolving resolving => FromResolving(config, resolving, now, input),
            State.Opening opening => FromOpening(config, opening, now, input),
            State.Live live => FromLive(config, live, now, input),
            State.Refreshing refreshing => FromRefreshing(config, refreshing, now, input),
        };
}
