using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Mobike.MobikeInitiator.State,
    Holdfast.StateMachines.Mobike.MobikeInitiator.Output>;

namespace Holdfast.StateMachines.Mobike;

/// <content>A function for each state.</content>
public static partial class MobikeInitiator
{
    private static Next FromOff(State.Off state, Input input) => input switch
    {
        Input.Agreed(var path, var locals, var additional) => Announce(
            new State.Settled(new(locals, WithFirst(path.Remote, additional)), path),
            locals, path, Why.Agreed),
        Input.Locals or Input.Remotes or Input.Silent or Input.Heard or Input.Sent
            or Input.Answered or Input.Probed => Stay(state, Why.NotAgreed),
        Input.Tick => Stay(state, Why.NothingIsDue),
    };

    private static Next FromSettled(
        Config config, State.Settled state, Instant now, Input input) => input switch
        {
            Input.Agreed => Stay(state, Why.AgreedAlready),
            Input.Locals(var locals) => locals.Span.Contains(state.Path.Local)
                ? Announce(
                    state with { Net = state.Net with { Locals = locals } },
                    locals, state.Path, Why.LocalsChanged)
                : Try(
                    config, state.Net with { Locals = locals }, state.Path, 0, default, now,
                    Why.LocalGone),
            Input.Remotes(var additional) => Stay(
                state with { Net = Known(state.Net, state.Path, additional) }, Why.Announced),
            Input.Silent => Stay(
                new State.Doubting(state.Net, state.Path, now + config.Patience, default),
                Why.Silent),
            Input.Heard => Stay(state, Why.Heard),
            Input.Sent or Input.Answered => Stay(state, Why.NoUpdate),
            Input.Probed(var cookie) => Echo(state, cookie),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    private static Next FromDoubting(
        Config config, State.Doubting state, Instant now, Input input) => input switch
        {
            Input.Agreed => Stay(state, Why.AgreedAlready),
            Input.Locals(var locals) => locals.Span.Contains(state.Path.Local)
                ? Stay(
                    state with { Net = state.Net with { Locals = locals } }, Why.LocalsChanged)
                : Try(
                    config, state.Net with { Locals = locals }, state.Path, 0, state.Request,
                    now, Why.LocalGone),
            Input.Remotes(var additional) => Stay(
                state with { Net = Known(state.Net, state.Path, additional) }, Why.Announced),
            Input.Silent => Stay(state, Why.DoubtedAlready),

            // A request that is open may have told the peer of a path that we have left since.
            Input.Heard =>
                state.Request.IsOpen ? Stay(state, Why.UpdateOpen)
                : !state.Net.Locals.Span.Contains(state.Path.Local) ? Stay(state, Why.LocalGone)
                : Stay(new State.Settled(state.Net, state.Path), Why.Heard),
            Input.Sent(var cookie) => Stay(
                state with { Request = Sent(state.Request, cookie) }, Why.Sent),
            Input.Answered(var verdict, var cookie) =>
                !state.Request.WasSent ? Stay(state, Why.NoUpdate)
                : state.Request.Cookie != cookie ? Close()
                : OnLateAnswer(config, state, now, verdict),
            Input.Probed(var cookie) => Echo(state, cookie),
            Input.Tick => now < state.Until
                ? Stay(state, Why.NothingIsDue)
                : Try(config, state.Net, state.Path, 0, state.Request, now, Why.DoubtedEnough),
        };

    private static Next FromUpdating(
        Config config, State.Updating state, Instant now, Input input) => input switch
        {
            Input.Agreed => Stay(state, Why.AgreedAlready),

            // RFC 4555 §3.5: the addresses changed once more: it begins anew.
            Input.Locals(var locals) => locals.Span.Contains(state.Path.Local)
                ? Stay(
                    state with { Net = state.Net with { Locals = locals } }, Why.LocalsChanged)
                : Try(
                    config, state.Net with { Locals = locals }, state.Former, 0, state.Request,
                    now, Why.LocalGone),
            Input.Remotes(var additional) => Stay(
                state with { Net = Known(state.Net, state.Former, additional) }, Why.Announced),
            Input.Silent or Input.Heard => Stay(state, Why.UpdateOpen),
            Input.Sent(var cookie) => Stay(
                state with { Request = Sent(state.Request, cookie) }, Why.Sent),
            Input.Answered(var verdict, var cookie) =>
                !state.Request.WasSent ? Stay(state, Why.NoUpdate)
                : state.Request.Cookie != cookie ? Close()
                : OnAnswer(config, state, now, verdict),
            Input.Probed(var cookie) => Echo(state, cookie),
            Input.Tick => now < state.Until
                ? Stay(state, Why.NothingIsDue)
                : Try(
                    config, state.Net, state.Former, state.Tried + 1, state.Request, now,
                    Why.NoAnswer),
        };

    private static Next FromCut(Config config, State.Cut state, Instant now, Input input) =>
        input switch
        {
            Input.Agreed => Stay(state, Why.AgreedAlready),
            Input.Locals(var locals) => Try(
                config, state.Net with { Locals = locals }, state.Former, 0, state.Request, now,
                Why.LocalsChanged),
            Input.Remotes(var additional) => Try(
                config, Known(state.Net, state.Former, additional), state.Former, 0,
                state.Request, now, Why.Announced),
            Input.Silent or Input.Heard => Stay(state, Why.NoAddress),
            Input.Sent(var cookie) => Stay(
                state with { Request = Sent(state.Request, cookie) }, Why.Sent),
            Input.Answered(_, var cookie) => !state.Request.WasSent ? Stay(state, Why.NoUpdate)
                : state.Request.Cookie != cookie ? Close()
                : Stay(state with { Request = default }, Why.AnsweredLate),
            Input.Probed(var cookie) => Echo(state, cookie),
            Input.Tick => Stay(state, Why.NothingIsDue),
        };

    // RFC 4555 §3.7: a cookie goes back as it came, whatever is open on our side.
    private static Next Echo(State state, Octets cookie) =>
        new(state, [new Output.Answer(cookie)], Why.Probed);

    /// <summary>An answer after every path was given up: it counts if it went over one path.
    /// </summary>
    private static Next OnLateAnswer(
        Config config, State.Doubting state, Instant now, Verdict verdict) =>
        verdict == Verdict.Accepted && state.Request.Asked is { } asked
        && state.Net.Locals.Span.Contains(asked.Local)
            ? new(
                new State.Settled(state.Net, asked),
                [new Output.UseForIke(asked), new Output.UseForChildSas(asked)],
                Why.Accepted)
            : state.Net.Locals.Span.Contains(state.Path.Local)
                ? Send(config, state.Net, state.Path, state.Path, 0, now, Why.AnsweredLate)
                : Try(config, state.Net, state.Path, 0, default, now, Why.AnsweredLate);

    /// <summary>The cookie is right; what counts is which path it had been sent for.</summary>
    private static Next OnAnswer(
        Config config, State.Updating state, Instant now, Verdict verdict) =>

        // RFC 4555 §3.5: the answer to an older update decides nothing about this path.
        state.Request.Asked != state.Path
            ? Send(
                config, state.Net, state.Former, state.Path, state.Tried, now,
                Why.AskedForAnother)
            : verdict switch
            {
                Verdict.Accepted => new(
                    new State.Settled(state.Net, state.Path),
                    [new Output.UseForChildSas(state.Path)],
                    Why.Accepted),
                Verdict.Unacceptable => Try(
                    config, state.Net, state.Former, state.Tried + 1, default, now,
                    Why.Unacceptable),
                Verdict.NatDetected => Try(
                    config, state.Net, state.Former, state.Tried + 1, default, now,
                    Why.NatDetected),
            };
}
