using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Balance.PacedWork.State,
    Holdfast.StateMachines.Balance.PacedWork.Output>;

namespace Holdfast.StateMachines.Balance;

/// <summary>
/// What a takeover or a drain owes to many SAs at once (rekeys, new SAs, redirects), begun in turn
/// within a rate, a burst and a number at once. Law: the budget is never exceeded, and so many SAs
/// are served within a time that the configuration says beforehand.
/// </summary>
public static partial class PacedWork
{
    /// <summary>What is to be done for an SA.</summary>
    public enum Work
    {
        /// <summary>CREATE_CHILD_SA that rekeys the IKE SA, RFC 7296 §1.3.2.</summary>
        RekeyIkeSa,

        /// <summary>CREATE_CHILD_SA that rekeys a CHILD SA, RFC 7296 §1.3.3.</summary>
        RekeyChildSa,

        /// <summary>A new IKE SA with the peer.</summary>
        Reestablish,

        /// <summary>The peer is sent to another gateway, RFC 5685 §5.</summary>
        Redirect,
    }

    /// <summary>Who goes first.</summary>
    public enum Urgency
    {
        /// <summary>Traffic waits for it.</summary>
        Wanted,

        /// <summary>The takeover demands it: counters were jumped, or keys are owed.</summary>
        Owed,

        /// <summary>It is good to have.</summary>
        Idle,
    }

    /// <summary>What waits and what runs.</summary>
    /// <param name="Places">Each SA that has work, by its id.</param>
    /// <param name="Turns">Those that wait, in their order.</param>
    /// <param name="NextTurn">The turn of the next one.</param>
    /// <param name="Running">How many run.</param>
    /// <param name="From">When an even flow would be through; null: it is.</param>
    public sealed record State(
        Table<Place> Places, Turns Turns, ulong NextTurn, int Running, Instant? From)
    {
        /// <summary>How many wait.</summary>
        public int Waiting => Turns.Count;

        /// <summary>Whether the work of a place was begun, and has not ended.</summary>
        public bool IsRunning(Place place) => !Turns.Contains(place);
    }

    /// <summary>The work for an SA.</summary>
    /// <param name="Sa">The SA, by an id of the caller's: wide enough for a handle of keys, and a
    /// bit that says what it is of.</param>
    /// <param name="Work">What is to be done.</param>
    /// <param name="Urgency">Who goes first.</param>
    /// <param name="Turn">Its turn; while it runs, the one that it had.</param>
    /// <param name="Failures">How often it was begun in vain.</param>
    public sealed record Place(
        UInt128 Sa, Work Work, Urgency Urgency, ulong Turn, int Failures) : IRow
    {
        /// <inheritdoc/>
        public UInt128 Key => Sa;

        /// <inheritdoc/>
        public StateDigest Digest => StateDigest.Of((ulong)Sa).With((ulong)(Sa >> 64))
            .With(((ulong)Work << 8) | (ulong)Urgency).With(Turn).With((ulong)Failures);

        /// <summary>Where it stands among those that wait.</summary>
        internal UInt128 Order => new((ulong)Urgency, Turn);
    }

    /// <summary>What happens to the work.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>An SA needs work; said twice, the newer work and the greater urgency stand.
        /// </summary>
        public sealed record Wanted(UInt128 Sa, Work Work, Urgency Urgency) : Input;

        /// <summary>The work of an SA is done.</summary>
        public sealed record Done(UInt128 Sa) : Input;

        /// <summary>The work of an SA came to nothing; it is tried again, behind the others.
        /// </summary>
        public sealed record Failed(UInt128 Sa) : Input;

        /// <summary>An SA is gone, or needs nothing any more.</summary>
        public sealed record Withdrawn(UInt128 Sa) : Input;

        /// <summary>This member became a standby: it begins nothing.</summary>
        public sealed record Demoted : Input;

        /// <summary>Time has passed.</summary>
        public sealed record Tick : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>Begin the work, and say how it ended.</summary>
        public sealed record Begin(UInt128 Sa, Work Work) : Output;

        /// <summary>The work failed as often as it may: the SA needs somebody else.</summary>
        public sealed record GiveUp(UInt128 Sa, Work Work) : Output;
    }

    /// <summary>When the next work may begin; null: none waits, or too many run.</summary>
    public static Instant? Deadline(Config config, State state) =>
        state.Turns.Count == 0 || state.Running >= config.AtOnceMax
            ? null
            : (state.From ?? Long.Ago) - ((config.Burst - 1) * config.Every);

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) => input switch
    {
        Input.Wanted wanted => Ask(config, state, now, wanted),
        Input.Done(var sa) => End(config, state, now, sa, Why.Done),
        Input.Withdrawn(var sa) => End(config, state, now, sa, Why.Withdrawn),
        Input.Failed(var sa) => Retry(config, state, now, sa),
        Input.Demoted => new(Empty with { From = state.From }, default, Why.Standby),
        Input.Tick => Begin(config, state, now, Why.NothingIsDue),
    };
}
