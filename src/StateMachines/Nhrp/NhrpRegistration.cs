using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Nhrp.NhrpRegistration.State,
    Holdfast.StateMachines.Nhrp.NhrpRegistration.Output>;

namespace Holdfast.StateMachines.Nhrp;

/// <summary>
/// A spoke's registration with one hub, RFC 2332 §5.2.3; with two hubs there are two of them. Law:
/// a hub is used only between its answer and the end of the holding time, and only over a live SA.
/// </summary>
public static partial class NhrpRegistration
{
    /// <summary>How it stands with the hub.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>There is no SA with the hub: nothing goes there in the clear.</summary>
        public sealed record Down(uint NextId) : State;

        /// <summary>The request is unanswered.</summary>
        /// <param name="Id">Its request ID.</param>
        /// <param name="Wait">How long this try waits.</param>
        /// <param name="RetryAt">When it is sent again.</param>
        public sealed record Asking(uint Id, TimeSpan Wait, Instant RetryAt) : State;

        /// <summary>The hub knows us until then.</summary>
        public sealed record Registered(uint NextId, Instant RenewAt, Instant ExpiresAt) : State;

        /// <summary>The hub knows us until then, and is asked to know us longer.</summary>
        public sealed record Renewing(
            uint Id, TimeSpan Wait, Instant RetryAt, Instant ExpiresAt) : State;
    }

    /// <summary>What happens.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>The SA with the hub is up.</summary>
        public sealed record SaUp : Input;

        /// <summary>The SA with the hub is down.</summary>
        public sealed record SaDown : Input;

        /// <summary>A registration reply, code 0, §5.2.4.</summary>
        public sealed record Accepted(uint Id) : Input;

        /// <summary>A registration reply with another code, §5.2.4.</summary>
        public sealed record Rejected(uint Id) : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Send a registration request over the SA, §5.2.3.</summary>
        public sealed record SendRequest(uint Id, TimeSpan HoldingTime) : Output;

        /// <summary>The hub may be used.</summary>
        public sealed record HubUsable : Output;

        /// <summary>The hub may not be used; live shortcuts stay.</summary>
        public sealed record HubLost : Output;
    }

    /// <summary>When a tick is due.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Asking asking => asking.RetryAt,
        State.Registered registered => registered.RenewAt,
        State.Renewing renewing => Instant.Earliest(renewing.RetryAt, renewing.ExpiresAt),
        State.Down => null,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Down down => FromDown(config, down, now, input),
        State.Asking asking => FromAsking(config, asking, now, input),
        State.Registered registered => FromRegistered(config, registered, now, input),
        State.Renewing renewing => FromRenewing(config, renewing, now, input),
    };
}
