using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Nhrp.NhrpShortcut.State,
    Holdfast.StateMachines.Nhrp.NhrpShortcut.Output>;

namespace Holdfast.StateMachines.Nhrp;

/// <content>A function for each state.</content>
public static partial class NhrpShortcut
{
    private static Next FromViaHub(
        Config config, State.ViaHub state, Instant now, Input input) => input switch
        {
            Input.Traffic => config.Phase switch
            {
                DmvpnPhase.NextHop => Resolve(config, state, now, Why.NextHop),
                DmvpnPhase.HubOnly or DmvpnPhase.Redirect => Stay(state, Why.ByHub),
            },
            Input.Redirected => config.Phase switch
            {
                DmvpnPhase.Redirect => Resolve(config, state, now, Why.Redirected),
                DmvpnPhase.HubOnly or DmvpnPhase.NextHop => Stay(state, Why.NoRedirects),
            },
            Input.Resolved or Input.Unresolved => Stay(state, Why.NotAsked),
            Input.SaUp or Input.SaDown => Stay(state, Why.NoShortcut),
            Input.Purged(var id) => To(state, Why.NothingToPurge, new Output.AnswerPurge(id)),
            Input.PurgeAnswered(var id) => Answered(state, id),
            Input.HubLost => Stay(state, Why.NoShortcut),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromResolving(
        Config config, State.Resolving state, Instant now, Input input) => input switch
        {
            Input.Traffic or Input.Redirected => Stay(state, Why.AsksAlready),
            Input.Resolved resolved => resolved.Id != state.Id ? Stay(state, Why.OtherId)
                : To(
                    Open(config, state.Id + 1, now, resolved), Why.Resolved,
                    new Output.OpenSa(resolved.Binding.Nbma)),
            Input.Unresolved(var id) => id != state.Id ? Stay(state, Why.OtherId)
                : Stay(Quiet(config, state.Id + 1, now), Why.Unresolved),
            Input.SaUp or Input.SaDown => Stay(state, Why.NoShortcut),

            // The reply that is on its way may be what the purge is about.
            Input.Purged(var id) => To(
                new State.ViaHub(state.Id + 1, null), Why.PurgedMeanwhile,
                new Output.AnswerPurge(id)),
            Input.PurgeAnswered(var id) => Answered(state, id),
            Input.HubLost => Stay(state, Why.OtherHub),
            Input.Tick => now < state.RetryAt ? Stay(state, Why.NothingIsDue)
                : state.Sent >= config.SendsMax
                    ? Stay(Quiet(config, state.Id + 1, now), Why.NoAnswer)
                    : To(
                        state with { Sent = state.Sent + 1, RetryAt = now + config.RetryAfter },
                        Why.AsksAgain,
                        new Output.SendRequest(state.Id)),
        };

    private static Next FromOpening(
        Config config, State.Opening state, Instant now, Input input) => input switch
        {
            Input.Traffic or Input.Redirected => Stay(state, Why.OpensAlready),
            Input.Resolved or Input.Unresolved => Stay(state, Why.NotAsked),

            // I34: here, and nowhere else, a shortcut begins.
            Input.SaUp(var nbma) => nbma != state.Binding.Nbma ? Stay(state, Why.OtherSa)
                : To(
                    new State.Live(
                        state.NextId, state.Binding, state.ExpiresAt, IsUsed: false),
                    Why.SaUp,
                    new Output.Install(state.Binding)),
            Input.SaDown(var nbma) => nbma != state.Binding.Nbma ? Stay(state, Why.OtherSa)
                : Abandon(config, state, now),
            Input.Purged(var id) => To(
                new State.ViaHub(state.NextId, null), Why.PurgedMeanwhile,
                new Output.AnswerPurge(id)),
            Input.PurgeAnswered(var id) => Answered(state, id),
            Input.HubLost => Stay(state, Why.HubLost),
            Input.Tick => now < state.GiveUpAt
                ? Stay(state, Why.NothingIsDue)
                : Abandon(config, state, now),
        };

    private static Next FromLive(Config config, State.Live state, Instant now, Input input) =>
        input switch
        {
            Input.Traffic => Stay(state.IsUsed ? state : state with { IsUsed = true }, Why.Used),
            Input.Redirected => Stay(state, Why.LiveAlready),
            Input.Resolved or Input.Unresolved => Stay(state, Why.NotAsked),
            Input.SaUp => Stay(state, Why.LiveAlready),
            Input.SaDown(var nbma) => nbma != state.Binding.Nbma ? Stay(state, Why.OtherSa)
                : Withdraw(
                    config, now, Quiet(config, state.NextId + 1, now), state.Binding,
                    state.NextId, Why.SaDown),
            Input.Purged(var id) => new(
                new State.ViaHub(state.NextId, null),
                [new Output.Withdraw(state.Binding), new Output.AnswerPurge(id)],
                Why.Purged),
            Input.PurgeAnswered(var id) => Answered(state, id),
            Input.HubLost => Stay(state, Why.HubLost),
            Input.Tick => now < DeadlineOfWay(config, state) ? Stay(state, Why.NothingIsDue)
                : now >= state.ExpiresAt
                    ? Withdraw(
                        config, now, new State.ViaHub(state.NextId + 1, null), state.Binding,
                        state.NextId, Why.Expired)
                    : To(
                        new State.Refreshing(
                            state.NextId, now + config.RetryAfter, state.Binding,
                            state.ExpiresAt),
                        Why.Refreshes,
                        new Output.SendRequest(state.NextId)),
        };

    private static Next FromRefreshing(
        Config config, State.Refreshing state, Instant now, Input input) => input switch
        {
            Input.Traffic or Input.Redirected => Stay(state, Why.LiveAlready),
            Input.Resolved resolved => resolved.Id != state.Id ? Stay(state, Why.OtherId)
                : resolved.Binding == state.Binding
                    ? Stay(
                        new State.Live(
                            state.Id + 1, state.Binding, now + config.Bounded(resolved),
                            IsUsed: false),
                        Why.Refreshed)
                    : Turn(config, state, now, resolved),
            Input.Unresolved(var id) => id != state.Id ? Stay(state, Why.OtherId)
                : Withdraw(
                    config, now, Quiet(config, state.Id + 2, now), state.Binding, state.Id + 1,
                    Why.Unresolved),
            Input.SaUp => Stay(state, Why.LiveAlready),
            Input.SaDown(var nbma) => nbma != state.Binding.Nbma ? Stay(state, Why.OtherSa)
                : Withdraw(
                    config, now, Quiet(config, state.Id + 2, now), state.Binding, state.Id + 1,
                    Why.SaDown),
            Input.Purged(var id) => new(
                new State.ViaHub(state.Id + 1, null),
                [new Output.Withdraw(state.Binding), new Output.AnswerPurge(id)],
                Why.Purged),
            Input.PurgeAnswered(var id) => Answered(state, id),
            Input.HubLost => Stay(state, Why.HubLost),
            Input.Tick => now >= state.ExpiresAt
                ? Withdraw(
                    config, now, new State.ViaHub(state.Id + 2, null), state.Binding,
                    state.Id + 1, Why.Expired)
                : now < state.RetryAt ? Stay(state, Why.NothingIsDue)
                : To(
                    state with { RetryAt = now + config.RetryAfter },
                    Why.AsksAgain,
                    new Output.SendRequest(state.Id)),
        };

    private static Next Resolve(Config config, State.ViaHub state, Instant now, Reason why) =>
        now < state.QuietUntil
            ? Stay(state, Why.Quiet)
            : To(
                new State.Resolving(state.NextId, 1, now + config.RetryAfter), why,
                new Output.SendRequest(state.NextId));

    /// <summary>The destination is behind another router now.</summary>
    private static Next Turn(
        Config config, State.Refreshing state, Instant now, Input.Resolved resolved) => new(
        Purging(
            config, now, Open(config, state.Id + 2, now, resolved), state.Id + 1, state.Binding),
        [
            new Output.Withdraw(state.Binding),
            new Output.SendPurge(state.Id + 1, state.Binding),
            new Output.OpenSa(resolved.Binding.Nbma),
        ],
        Why.Turned);

    /// <summary>The route first, then the word to the other end.</summary>
    private static Next Withdraw(
        Config config, Instant now, State.ViaHub to, Binding binding, uint id, Reason why) => new(
        Purging(config, now, to, id, binding),
        [new Output.Withdraw(binding), new Output.SendPurge(id, binding)],
        why);

    /// <summary>The other end may have seen the SA come up, and have its shortcut.</summary>
    private static Next Abandon(Config config, State.Opening state, Instant now) => To(
        Purging(
            config, now, Quiet(config, state.NextId + 1, now), state.NextId, state.Binding),
        Why.SaFailed,
        new Output.SendPurge(state.NextId, state.Binding));

    private static State.Opening Open(
        Config config, uint nextId, Instant now, Input.Resolved resolved) => new(
        nextId, resolved.Binding, now + config.Bounded(resolved), now + config.OpenWithin);

    private static State.ViaHub Quiet(Config config, uint nextId, Instant now) =>
        new(nextId, now + config.QuietFor);

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) => new(state, [output], why);
}
