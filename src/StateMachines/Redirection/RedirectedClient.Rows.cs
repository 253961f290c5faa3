using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Redirection.RedirectedClient.State,
    Holdfast.StateMachines.Redirection.RedirectedClient.Output>;

namespace Holdfast.StateMachines.Redirection;

/// <content>A function for each state.</content>
public static partial class RedirectedClient
{
    private static readonly Output Acknowledged = new Output.Acknowledge();

    private static Next FromIdle(Config config, State.Idle state, Input input) => input switch
    {
        Input.Start => Connect(
            new(config.Origin, null, null, state.Trail.Followed), follows: true, Why.Started),
        Input.Sent or Input.Greeted or Input.Established or Input.Failed => Stay(state, Why.Idle),
        Input.RedirectedInInit or Input.RedirectedInAuth or Input.RedirectedByGateway =>
            Stay(state, Why.Unasked),
        Input.OldEnded => Stay(state, Why.NoOld),
        Input.Refused(var why) => Stay(state, Why.Of(why)),
        Input.Tick => Stay(state, Why.NothingIsDue),
    };

    private static Next FromGreeting(
        Config config, State.Greeting state, Instant now, Input input) => input switch
        {
            Input.Start => Stay(state, Why.StartedAlready),
            Input.Sent(var nonce) => Stay(state with { Nonce = nonce }, Why.Sent),
            Input.Greeted => Stay(new State.Proving(state.Trail, state.Follows), Why.Greeted),

            // RFC 5685 §3: without our nonce it is no answer to us, so the right one may come.
            Input.RedirectedInInit(var to, var nonce) =>
                state.Nonce.Length == 0 || nonce != state.Nonce
                    ? Stay(state, Why.OtherNonce)
                    : !config.FollowsUnproven ? Stay(state, Why.UnprovenByPolicy)
                    : Follow(config, state, state.Trail, state.Follows, to, now, Why.InInit),
            Input.RedirectedInAuth or Input.RedirectedByGateway => Stay(state, Why.Unasked),
            Input.Established => Stay(state, Why.NotProven),
            Input.Failed => Fail(config, state.Trail),
            Input.OldEnded => Stay(
                state with { Trail = state.Trail with { Old = null } }, Why.OldEnded),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromProving(
        Config config, State.Proving state, Instant now, Input input) => input switch
        {
            Input.Start => Stay(state, Why.StartedAlready),
            Input.Sent or Input.Greeted => Stay(state, Why.GreetedAlready),
            Input.RedirectedInInit => Stay(state, Why.Unasked),

            // RFC 5685 §6: in the first or the last response, and after AUTH was verified.
            Input.RedirectedInAuth(var to, var turn, var isProven) => turn switch
            {
                Turn.Middle => Stay(state, Why.InTheMiddle),
                Turn.First or Turn.Last => !isProven
                    ? Stay(state, Why.NotProven)
                    : Follow(config, state, state.Trail, state.Follows, to, now, Why.InAuth),
            },
            Input.RedirectedByGateway => Stay(state, Why.Unasked),
            Input.Established => Settle(state),
            Input.Failed => Fail(config, state.Trail),
            Input.OldEnded => Stay(
                state with { Trail = state.Trail with { Old = null } }, Why.OldEnded),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromUp(Config config, State.Up state, Instant now, Input input) =>
        input switch
        {
            Input.Start => Stay(state, Why.StartedAlready),
            Input.Sent or Input.Greeted or Input.Established => Stay(state, Why.UpAlready),
            Input.RedirectedInInit or Input.RedirectedInAuth => Stay(state, Why.Unasked),

            // RFC 5685 §5: answered whether it is followed or not.
            Input.RedirectedByGateway(var to) => WithAcknowledgement(
                Follow(config, state, state.Trail, state.Follows, to, now, Why.ByGateway)),
            Input.Failed => Stay(
                new State.Idle(state.Trail with { From = null, Old = null }), Why.Lost),
            Input.OldEnded => Stay(state, Why.NoOld),
            Input.Refused(var why) => Stay(state, Why.Of(why)),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromWaiting(
        Config config, State.Waiting state, Instant now, Input input) => input switch
        {
            Input.Start or Input.Sent or Input.Greeted or Input.Established or Input.Failed =>
                Stay(state, Why.Loop),
            Input.RedirectedInInit or Input.RedirectedInAuth or Input.RedirectedByGateway =>
                Stay(state, Why.Unasked),
            Input.OldEnded => Stay(state, Why.NoOld),
            Input.Refused(var why) => Stay(state, Why.Of(why)),

            // The period is over, and every redirect of the loop with it.
            Input.Tick => now < state.Until
                ? Stay(state, Why.NothingIsDue)
                : Connect(new(config.Origin, null, null, []), follows: true, Why.WaitedEnough),
        };

    /// <summary>Follows a redirect that was proven, unless it may not.</summary>
    private static Next Follow(
        Config config, State state, Trail trail, bool follows, GatewayName to, Instant now,
        Reason why)
    {
        // RFC 5685 §3: nobody redirects who was not told that it is understood.
        if (!follows)
        {
            return Stay(state, Why.NotOffered);
        }

        if (to == trail.At)
        {
            return Stay(state, Why.ThereAlready);
        }

        if (!config.MayGoTo(to))
        {
            return Stay(state, Why.NotAllowed);
        }

        var followed = Recent(config, trail.Followed, now);
        if (followed.Count >= config.RedirectsMax)
        {
            return OnLoop(config, state, trail with { Followed = followed }, now);
        }

        var moved = new Trail(to, trail.At, OldOf(state, trail), followed.Add(now));
        var next = Connect(moved, follows: true, why);

        // §6: the SA that IKE_AUTH made has no child, and is of no use.
        return state is State.Proving
            ? next with { Outputs = next.Outputs.Behind(new Output.DropNew(trail.At)) }
            : next;
    }

    /// <summary>I22: the redirects of the period are used up.</summary>
    private static Next OnLoop(Config config, State state, Trail trail, Instant now)
    {
        if (state is State.Up up)
        {
            return Stay(up with { Trail = trail }, Why.LoopWhileUp);
        }

        // An SA that still stands is better than none.
        var home = new Trail(trail.Old ?? config.Origin, null, null, trail.Followed);
        var next = trail.Old is not null
            ? Stay(new State.Up(home, Follows: false), Why.LoopBack)
            : config.OnLoop switch
            {
                LoopAction.Wait => Stay(
                    new State.Waiting(home, now + config.LoopPeriod), Why.Loop),
                LoopAction.Origin => Connect(home, follows: false, Why.LoopToOrigin),
            };
        return state is State.Proving
            ? next with { Outputs = next.Outputs.Behind(new Output.DropNew(trail.At)) }
            : next;
    }

    /// <summary>The new SA stands: RFC 5685 §5: the old ones go.</summary>
    private static Next Settle(State.Proving state)
    {
        var up = new State.Up(state.Trail with { Old = null }, state.Follows);
        return state.Trail.Old is { } old
            ? new(up, [new Output.DeleteOld(old)], Why.Moved)
            : Stay(up, Why.Up);
    }

    /// <summary>The gateway could not be reached: back to the one before, or to the origin.
    /// </summary>
    private static Next Fail(Config config, Trail trail) =>
        trail.Old is { } old
            ? Stay(
                new State.Up(new(old, null, null, trail.Followed), Follows: true), Why.BackToOld)
            : trail.At != config.Origin
                ? Connect(
                    new(config.Origin, null, null, trail.Followed), follows: true, Why.ToOrigin)
                : Stay(new State.Idle(trail with { From = null }), Why.Lost);

    private static GatewayName? OldOf(State state, Trail trail) =>
        state is State.Up ? trail.At : trail.Old;

    private static Items<Instant> Recent(Config config, Items<Instant> followed, Instant now)
    {
        var from = 0;
        while (from < followed.Count && now - followed[from] >= config.LoopPeriod)
        {
            from++;
        }

        return from == 0 ? followed : [.. followed.Span[from..]];
    }

    private static Next WithAcknowledgement(Next next) => new(
        next.State, next.Outputs.Behind(Acknowledged), next.Reason);

    private static Next Connect(Trail trail, bool follows, Reason why) => new(
        new State.Greeting(trail, follows, default),
        [new Output.Connect(trail.At, trail.From, follows)],
        why);

    private static Next Stay(State state, Reason why) => new(state, default, why);
}
