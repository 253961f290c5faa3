using Holdfast.Protocol.Bfd;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Bfd.BfdSession.State,
    Holdfast.StateMachines.Bfd.BfdSession.Output>;

namespace Holdfast.StateMachines.Bfd;

/// <content>A function for each input, and the table of §6.2.</content>
public static partial class BfdSession
{
    /// <summary>RFC 5880 §6.8.6, from where the packet is known to be the session's.</summary>
    private static Next OnHeard(Config config, State state, Instant now, Message message)
    {
        var taken = state with
        {
            Remote = message.From,
            HeardAt = now,

            // RFC 5880 §6.5: the answer ends the Poll Sequence.
            IsPolling = state.IsPolling && !message.IsFinal,
        };
        if (state.Phase == Phase.AdminDown)
        {
            // The packet is discarded here, so its Poll is not answered.
            return Settle(config, state, taken, now, isAsked: false, Why.HeldDown);
        }

        var (phase, why) = Received(state.Phase, message.From.Phase);
        var after = phase == state.Phase ? taken : taken with
        {
            Phase = phase,

            // Who comes up goes on saying why it was down.
            Diagnostic = phase == Phase.Down
                ? BfdDiagnostic.NeighborSignaledSessionDown
                : taken.Diagnostic,
        };
        return Settle(config, state, after, now, message.IsPoll, why);
    }

    /// <summary>The table: our state, and the neighbour's.</summary>
    private static (Phase, Reason) Received(Phase ours, Phase theirs) => (ours, theirs) switch
    {
        (Phase.Down, Phase.AdminDown) => (Phase.Down, Why.RemoteHeldDown),
        (Phase.Down, Phase.Down) => (Phase.Init, Why.HearsNobody),
        (Phase.Down, Phase.Init) => (Phase.Up, Why.HearsUs),

        // Who says Up has not seen yet that we are down.
        (Phase.Down, Phase.Up) => (Phase.Down, Why.NotSeenYet),
        (Phase.Init, Phase.AdminDown) => (Phase.Down, Why.RemoteHeldDown),
        (Phase.Init, Phase.Down) => (Phase.Init, Why.HearsNobody),
        (Phase.Init, Phase.Init or Phase.Up) => (Phase.Up, Why.HearsUs),
        (Phase.Up, Phase.AdminDown) => (Phase.Down, Why.RemoteHeldDown),
        (Phase.Up, Phase.Down) => (Phase.Down, Why.RemoteDown),
        (Phase.Up, Phase.Init or Phase.Up) => (Phase.Up, Why.HearsUs),
        (Phase.AdminDown, _) => (Phase.AdminDown, Why.HeldDown),
    };

    private static Next OnEnable(Config config, State state, Instant now) =>
        state.Phase == Phase.AdminDown
            ? Settle(
                config, state,
                state with { Phase = Phase.Down }, now, isAsked: false, Why.Enabled)
            : Stay(state, Why.EnabledAlready);

    private static Next OnDisable(Config config, State state, Instant now) =>
        state.Phase != Phase.AdminDown
            ? Settle(
                config, state,
                state with
                {
                    Phase = Phase.AdminDown,
                    Diagnostic = BfdDiagnostic.AdministrativelyDown,
                },
                now, isAsked: false, Why.Disabled)
            : Stay(state, Why.HeldDown);

    private static Next OnReset(Config config, State state, Instant now) =>
        state.Phase != Phase.AdminDown
            ? Settle(
                config, state,
                state with
                {
                    Phase = Phase.Down,
                    Diagnostic = BfdDiagnostic.ForwardingPlaneReset,
                },
                now, isAsked: false, Why.Reset)
            : Stay(state, Why.HeldDown);

    private static Next OnTick(Config config, State state, Instant now, ushort jitter)
    {
        if (state.HeardAt + DetectionTime(config, state.Remote) <= now)
        {
            return OnSilence(config, state, now);
        }

        if (state.SentAt + Interval(config, state) <= now)
        {
            var sent = state with { SentAt = now, Jitter = Math.Min(jitter, (ushort)1_000) };
            return new(
                sent, [new Output.Send(Say(config, sent, isFinal: false))], Why.Periodic);
        }

        return Stay(state, Why.NothingIsDue);
    }

    private static Next OnSilence(Config config, State state, Instant now)
    {
        // RFC 5880 §6.8.1, §6.8.18: its name of the session is forgotten, and so is how often it
        // can receive: who asked for silence and is gone is not waited for.
        var silent = state with { HeardAt = null, Remote = Unknown };
        return state.Phase is Phase.Init or Phase.Up
            ? Settle(
                config, state,
                silent with
                {
                    Phase = Phase.Down,
                    Diagnostic = BfdDiagnostic.ControlDetectionTimeExpired,
                },
                now, isAsked: false, Why.Silence)
            : Settle(config, state, silent, now, isAsked: false, Why.Forgotten);
    }

    // Whoever slept reads what waited for him before his timer: the silence came first, and the
    // neighbour says it again.
    private static bool IsOverdue(Config config, State state, Instant now) =>
        state.Phase is Phase.Init or Phase.Up
        && state.HeardAt + DetectionTime(config, state.Remote) < now;

    /// <summary>
    /// What follows a change: a Poll Sequence where our interval is another one, the verdict, and a
    /// packet at once where there is something new to say or something was asked.
    /// </summary>
    private static Next Settle(
        Config config, State before, State after, Instant now, bool isAsked, Reason why)
    {
        if (DesiredMinTx(config, after.Phase) != DesiredMinTx(config, before.Phase))
        {
            after = after with { IsPolling = true };
        }

        var isNews = after.Phase != before.Phase || after.Diagnostic != before.Diagnostic;
        after = after with
        {
            SentAt = !IsPeriodic(after) ? null
                : isNews ? now
                : after.SentAt ?? now,
        };
        Outputs<Output> outputs = VerdictOn(before, after) is { } verdict
            ? [new Output.Judge(verdict)]
            : [];
        return new(
            after,
            isNews || isAsked
                ? outputs.Add(new Output.Send(Say(config, after, isAsked)))
                : outputs,
            why);
    }

    private static Verdict? VerdictOn(State before, State after) =>
        (before.Phase == Phase.Up, after.Phase == Phase.Up) switch
        {
            (false, true) => Verdict.Works,
            (true, false) => IsHeld(after) ? Verdict.Unknown : Verdict.Fails,

            // Whatever was said before, it is about the session now, and not about the way.
            (false, false) => IsHeld(after) && !IsHeld(before) ? Verdict.Unknown : null,
            (true, true) => null,
        };

    private static bool IsHeld(State state) =>
        state.Phase == Phase.AdminDown || state.Remote.Phase == Phase.AdminDown;

    private static Next Stay(State state, Reason why) => new(state, default, why);
}
