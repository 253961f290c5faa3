using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Nhrp.NhrpRegistration.State,
    Holdfast.StateMachines.Nhrp.NhrpRegistration.Output>;

namespace Holdfast.StateMachines.Nhrp;

/// <content>A function for each state.</content>
public static partial class NhrpRegistration
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason NoSa = new("Holdfast", "there is no SA with the hub");
        public static readonly Reason UpAlready = new("Holdfast", "the SA is up already");
        public static readonly Reason Registers =
            new("RFC 2332 §5.2.3", "the SA is up: it registers");
        public static readonly Reason NoAnswer =
            new("RFC 2332 §5.2.3", "no answer: again, after a longer wait");
        public static readonly Reason OtherId =
            new("RFC 2332 §5.2.4", "the reply has another request ID");
        public static readonly Reason Accepted = new("RFC 2332 §5.2.4", "the hub knows us");
        public static readonly Reason Rejected =
            new("RFC 2332 §5.2.4", "the hub refuses: again later");
        public static readonly Reason NotAsked = new("RFC 2332 §5.2.4", "nothing was asked");
        public static readonly Reason Renews =
            new("RFC 2332 §5.2.3", "registered anew before the holding time is over");
        public static readonly Reason Expired =
            new("RFC 2332 §5.2.3", "the holding time is over");
    }

    private static Next FromDown(Config config, State.Down state, Instant now, Input input) =>
        input switch
        {
            Input.SaUp => Ask(config, state.NextId, now, Why.Registers),
            Input.SaDown or Input.Accepted or Input.Rejected => Stay(state, Why.NoSa),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromAsking(Config config, State.Asking state, Instant now, Input input) =>
        input switch
        {
            Input.SaUp => Stay(state, Why.UpAlready),
            Input.SaDown => Stay(new State.Down(state.Id + 1), Why.NoSa),
            Input.Accepted(var id) => id == state.Id
                ? To(Know(config, state.Id + 1, now), Why.Accepted, new Output.HubUsable())
                : Stay(state, Why.OtherId),
            Input.Rejected(var id) => id == state.Id
                ? Stay(
                    state with { Wait = config.RetryMax, RetryAt = now + config.RetryMax },
                    Why.Rejected)
                : Stay(state, Why.OtherId),
            Input.Tick => now < state.RetryAt
                ? Stay(state, Why.NothingIsDue)
                : To(
                    state with
                    {
                        Wait = config.After(state.Wait),
                        RetryAt = now + config.After(state.Wait),
                    },
                    Why.NoAnswer,
                    new Output.SendRequest(state.Id, config.HoldingTime)),
        };

    private static Next FromRegistered(
        Config config, State.Registered state, Instant now, Input input) => input switch
        {
            Input.SaUp => Stay(state, Why.UpAlready),
            Input.SaDown => To(new State.Down(state.NextId), Why.NoSa, new Output.HubLost()),
            Input.Accepted or Input.Rejected => Stay(state, Why.NotAsked),
            Input.Tick => now < state.RenewAt ? Stay(state, Why.NothingIsDue)
                : now >= state.ExpiresAt ? Expire(config, state.NextId, now)
                : To(
                    new State.Renewing(
                        state.NextId, config.RetryAfter, now + config.RetryAfter,
                        state.ExpiresAt),
                    Why.Renews,
                    new Output.SendRequest(state.NextId, config.HoldingTime)),
        };

    private static Next FromRenewing(
        Config config, State.Renewing state, Instant now, Input input) => input switch
        {
            Input.SaUp => Stay(state, Why.UpAlready),
            Input.SaDown => To(new State.Down(state.Id + 1), Why.NoSa, new Output.HubLost()),
            Input.Accepted(var id) => id == state.Id
                ? Stay(Know(config, state.Id + 1, now), Why.Accepted)
                : Stay(state, Why.OtherId),
            Input.Rejected(var id) => id == state.Id
                ? To(
                    new State.Asking(state.Id + 1, config.RetryMax, now + config.RetryMax),
                    Why.Rejected, new Output.HubLost())
                : Stay(state, Why.OtherId),
            Input.Tick => now >= state.ExpiresAt ? Expire(config, state.Id + 1, now)
                : now < state.RetryAt ? Stay(state, Why.NothingIsDue)
                : To(
                    state with
                    {
                        Wait = config.After(state.Wait),
                        RetryAt = now + config.After(state.Wait),
                    },
                    Why.NoAnswer,
                    new Output.SendRequest(state.Id, config.HoldingTime)),
        };

    private static Next Ask(Config config, uint id, Instant now, Reason why) => To(
        new State.Asking(id, config.RetryAfter, now + config.RetryAfter),
        why,
        new Output.SendRequest(id, config.HoldingTime));

    private static Next Expire(Config config, uint id, Instant now)
    {
        var next = Ask(config, id, now, Why.Expired);
        return next with { Outputs = [new Output.HubLost(), .. next.Outputs] };
    }

    private static State.Registered Know(Config config, uint nextId, Instant now) =>
        new(nextId, now + (config.HoldingTime / 3), now + config.HoldingTime);

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) => new(state, [output], why);
}
