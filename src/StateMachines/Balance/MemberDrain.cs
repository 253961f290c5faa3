using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Balance.MemberDrain.State,
    Holdfast.StateMachines.Balance.MemberDrain.Output>;

namespace Holdfast.StateMachines.Balance;

/// <summary>
/// How an active member leaves on purpose: it begins nothing new, ends what is open, gives its
/// last state to a successor, and only then its place. Law: the place is never given away before
/// the successor has acknowledged the last state; what can't be done in time is undone.
/// </summary>
public static partial class MemberDrain
{
    /// <summary>How far it is.</summary>
    public abstract record State
    {
        private State()
        {
        }

        /// <summary>It serves.</summary>
        /// <param name="Open">Exchanges that are open.</param>
        public sealed record Serving(int Open) : State;

        /// <summary>Nothing new is begun; what is open ends, or the time is over.</summary>
        /// <param name="Open">Exchanges that are open.</param>
        /// <param name="Until">What is open then moves as it is: it is replicated.</param>
        public sealed record Finishing(int Open, Instant Until) : State;

        /// <summary>The successor is to acknowledge all that there is.</summary>
        /// <param name="Open">Exchanges that are open.</param>
        /// <param name="Until">Then the drain is undone.</param>
        /// <param name="IsSettled">Whether traffic has told its last numbers.</param>
        public sealed record Pushing(int Open, Instant Until, bool IsSettled) : State;

        /// <summary>The successor is to take the place.</summary>
        /// <param name="Open">Exchanges that are open.</param>
        /// <param name="Until">Then the drain is undone, unless somebody took it.</param>
        public sealed record Yielding(int Open, Instant Until) : State;

        /// <summary>Another member serves; this one may be stopped.</summary>
        public sealed record Drained : State;
    }

    /// <summary>What happens to the member.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>Somebody wants it to leave.</summary>
        public sealed record Leave : Input;

        /// <summary>Somebody wants it to stay after all.</summary>
        public sealed record Remain : Input;

        /// <summary>So many exchanges are open now.</summary>
        public sealed record Exchanges(int Open) : Input;

        /// <summary>Traffic has told its last numbers: nothing is accepted beyond them.</summary>
        public sealed record Settled : Input;

        /// <summary>The successor acknowledged the last of the log.</summary>
        public sealed record Acknowledged : Input;

        /// <summary>No synced successor is there any more.</summary>
        public sealed record SuccessorLost : Input;

        /// <summary>Another member is active in our place.</summary>
        public sealed record Replaced : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Begin no exchange and accept no new peer; answer what comes.</summary>
        public sealed record CloseDoors : Output;

        /// <summary>Begin and accept as before.</summary>
        public sealed record OpenDoors : Output;

        /// <summary>Redirect the peers that can be redirected, as paced work, RFC 5685 §5.
        /// </summary>
        public sealed record RedirectPeers : Output;

        /// <summary>Redirect no more peers.</summary>
        public sealed record StopRedirects : Output;

        /// <summary>Commit all facts and counters, and tell when a successor has them; where
        /// traffic settles, how far it came too.</summary>
        public sealed record PushState : Output;

        /// <summary>Give up the place: Resign in every HSRP group, RFC 2281 §5.1.</summary>
        public sealed record Yield : Output;

        /// <summary>Ask for the place back: the drain is undone.</summary>
        public sealed record TakeBack : Output;
    }

    /// <summary>When a tick is due.</summary>
    public static Instant? Deadline(Config config, State state) => state switch
    {
        State.Finishing finishing => finishing.Until,
        State.Pushing pushing => pushing.Until,
        State.Yielding yielding => yielding.Until,
        State.Serving or State.Drained => null,
    };

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => state switch
    {
        State.Serving serving => FromServing(config, serving, now, input),
        State.Finishing finishing => FromFinishing(config, finishing, now, input),
        State.Pushing pushing => FromPushing(config, pushing, now, input),
        State.Yielding yielding => FromYielding(yielding, now, input),
        State.Drained drained => FromDrained(drained, input),
    };
}
