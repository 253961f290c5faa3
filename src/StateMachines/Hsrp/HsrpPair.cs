using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Hsrp.HsrpPair.State,
    Holdfast.StateMachines.Hsrp.HsrpPair.Output>;

namespace Holdfast.StateMachines.Hsrp;

/// <summary>
/// A front-end and a back-end group of one member, bound together. Law: traffic passes exactly
/// while both are active here; the front's election decides, the back follows it, and a side that
/// is down holds the other one back.
/// </summary>
public static partial class HsrpPair
{
    /// <summary>The sides of a member.</summary>
    public enum Side
    {
        /// <summary>Where peers come from: the outside.</summary>
        Front,

        /// <summary>What is protected: the inside.</summary>
        Back,
    }

    /// <summary>The state of both groups of one member.</summary>
    /// <param name="Front">The front-end group.</param>
    /// <param name="Back">The back-end group.</param>
    /// <param name="IsWithheld">Whether this member is not to become active.</param>
    public sealed record State(
        HsrpGroup.State Front, HsrpGroup.State Back, bool IsWithheld = false)
    {
        /// <summary>Whether traffic passes: both groups are active here.</summary>
        public bool IsOpen =>
            Front.Phase == HsrpGroup.Phase.Active && Back.Phase == HsrpGroup.Phase.Active;
    }

    /// <summary>What happens to a member.</summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>
        /// What happens to one group: enabled, disabled, a message. Its links, its sync and its
        /// permission are the pair's, so these are refused here.
        /// </summary>
        public sealed record At(Side Side, HsrpGroup.Input Input) : Input;

        /// <summary>A tracked link went up or down: it counts for both groups.</summary>
        public sealed record LinkChanged(int Link, bool IsUp) : Input;

        /// <summary>This member knows all that a failover needs, or no longer.</summary>
        public sealed record Synced(bool IsSynced) : Input;

        /// <summary>
        /// This member is not to become active, or may again: it is drained. What it holds now it
        /// keeps until <see cref="Resign"/>.
        /// </summary>
        public sealed record Withhold(bool IsWithheld) : Input;

        /// <summary>
        /// This member gives its place up, RFC 2281 §5.1, and stays in the election: nothing leads
        /// to it any more. What it does not hold on both sides it can't give up.
        /// </summary>
        /// <param name="IsSaid">Whether it says Resign: not where another one has the place, for
        /// who does not know of that one would take it.</param>
        public sealed record Resign(bool IsSaid = true) : Input;

        /// <summary>It has slept, and somebody who knows says that nobody has taken its place:
        /// where it is active it is so still, and says so at once.</summary>
        public sealed record GoOn : Input;

        /// <summary>Time has passed; one timer of one group is served.</summary>
        /// <param name="First">The side that is served first, where both are due.</param>
        /// <param name="Timer">Jitter and order of its timers.</param>
        public sealed record Tick(Side First, HsrpGroup.Input.Tick Timer) : Input;
    }

    /// <summary>What the caller has to do.</summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>What one group has to do, on its interface.</summary>
        public sealed record At(Side Side, HsrpGroup.Output Output) : Output;

        /// <summary>
        /// From now on let traffic pass: last of all, once both groups claim their addresses.
        /// </summary>
        public sealed record OpenTraffic : Output;

        /// <summary>From now on drop it: first of all, before an address is given up.</summary>
        public sealed record CloseTraffic : Output;
    }

    /// <summary>When the earliest timer of both groups expires.</summary>
    public static Instant? Deadline(Config config, State state) => Instant.Earliest(
        HsrpGroup.Deadline(config.Front, state.Front),
        HsrpGroup.Deadline(config.Back, state.Back));

    /// <summary>Decides.</summary>
    public static Next Step(Config config, State state, Instant now, Input input) =>
        input is Input.At or Input.Tick
            ? Awake(config, state, now, input)
            : Decide(config, state, now, input);

    private static Next Decide(Config config, State state, Instant now, Input input) => input switch
    {
        Input.At(var side, var inner) => OnGroup(config, state, now, side, inner),
        Input.LinkChanged(var link, var isUp) => Settle(
            config, state, now, new HsrpGroup.Input.LinkChanged(link, isUp), isBoth: true),
        Input.Synced(var isSynced) => Settle(
            config, state, now, new HsrpGroup.Input.Synced(isSynced), isBoth: true),
        Input.Withhold(var isWithheld) => isWithheld == state.IsWithheld
            ? new(state, default, Why.Withheld)
            : Bind(config, state with { IsWithheld = isWithheld }, now, Why.Withheld),
        Input.Resign(var isSaid) => OnResign(config, state, now, isSaid),
        Input.GoOn => OnGoOn(state, now),
        Input.Tick(var first, var timer) => OnTick(config, state, now, first, timer),
    };

    /// <summary>
    /// How far the front may go: nowhere while the back could not follow, or while the member is
    /// withheld: who stands by and will not take over keeps everybody else from it, RFC 2281 §5.7
    /// event k. What is active stays so until it resigns.
    /// </summary>
    internal static HsrpGroup.Permission FrontPermission(
        HsrpGroup.State back, HsrpGroup.State front, bool isWithheld) =>
        back.Phase is HsrpGroup.Phase.Initial or HsrpGroup.Phase.Learn
            || (isWithheld && front.Phase != HsrpGroup.Phase.Active)
            ? HsrpGroup.Permission.Listen
            : HsrpGroup.Permission.Full;

    /// <summary>How far the back may go: where the front is.</summary>
    internal static HsrpGroup.Permission BackPermission(HsrpGroup.State front) =>
        front.Phase switch
        {
            HsrpGroup.Phase.Initial or HsrpGroup.Phase.Learn => HsrpGroup.Permission.Listen,
            HsrpGroup.Phase.Listen or HsrpGroup.Phase.Speak or HsrpGroup.Phase.Standby =>
                HsrpGroup.Permission.Standby,
            HsrpGroup.Phase.Active => HsrpGroup.Permission.Claim,
        };

    private static Next OnGroup(
        Config config, State state, Instant now, Side side, HsrpGroup.Input input) =>
        input switch
        {
            HsrpGroup.Input.Permit or HsrpGroup.Input.LinkChanged or HsrpGroup.Input.Synced
                or HsrpGroup.Input.Tick => new(state, default, Why.Bound),
            HsrpGroup.Input.Enable or HsrpGroup.Input.Disable or HsrpGroup.Input.Hello
                or HsrpGroup.Input.Coup or HsrpGroup.Input.Resign or HsrpGroup.Input.Refused =>
                Settle(config, state, now, input, side: side),
        };

    private static Next OnTick(
        Config config, State state, Instant now, Side first, HsrpGroup.Input.Tick timer)
    {
        var front = HsrpGroup.IsDue(state.Front, now);
        var back = HsrpGroup.IsDue(state.Back, now);
        return (front, back) switch
        {
            (false, false) => new(state, default, Why.NothingIsDue),
            (true, false) => Settle(config, state, now, timer, side: Side.Front),
            (false, true) => Settle(config, state, now, timer, side: Side.Back),
            (true, true) => Settle(config, state, now, timer, side: first),
        };
    }

    /// <summary>
    /// Steps a group, or both, then lets each permission follow the other's phase. A permission
    /// never makes a group run or stop, so the front's is settled before the back's.
    /// </summary>
    private static Next Settle(
        Config config, State state, Instant now, HsrpGroup.Input input,
        Side side = Side.Front, bool isBoth = false)
    {
        var steps = new Steps(config, state, now);
        if (isBoth)
        {
            steps.Take(Side.Front, input);
            steps.Take(Side.Back, input);
        }
        else
        {
            steps.Take(side, input);
        }

        return Bind(ref steps, steps.Reason);
    }

    private static Next Bind(Config config, State state, Instant now, Reason reason)
    {
        var steps = new Steps(config, state, now);
        return Bind(ref steps, reason);
    }

    private static Next Bind(ref Steps steps, Reason reason)
    {
        steps.Permit(Side.Front, FrontPermission(steps.Back, steps.Front, steps.IsWithheld));
        steps.Permit(Side.Back, BackPermission(steps.Front));
        return steps.End(reason);
    }

    /// <summary>The front resigns as one that is held back does; the back follows it.</summary>
    private static Next OnResign(Config config, State state, Instant now, bool isSaid)
    {
        if (!state.IsOpen)
        {
            return new(state, default, Why.NothingToGive);
        }

        var steps = new Steps(config, state, now) { SaysResign = isSaid };
        steps.Permit(Side.Front, HsrpGroup.Permission.Standby);
        return Bind(ref steps, Why.Resigned);
    }
}
