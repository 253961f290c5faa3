using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Liveness;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Liveness;

namespace Holdfast.Tests.Properties.Testing.Conformance.Liveness;

/// <summary>What somebody may get wrong.</summary>
public enum LivenessMistake
{
    None,
    OneSendTooFew,
    HintsAreLife,
    HintsAreDeath,
    AnyResponseWillDo,
    SealsAnew,
    WaitsAreAlike,
    NeverGivesUp,
    OpensASecondOne,
    HearsInVain,
    StrayResponsesAreLife,
    HintsAreLifeWhenIdle,
    KeepsTheId,
    SkipsAnId,
    LateAnswersRevive,
}

/// <summary>The suite of the liveness check: what it passes, and what it catches.</summary>
public sealed class LivenessSuite
{
    [Fact]
    public void A_right_implementation_of_somebody_else_passes() => Biting.Passes(
        LivenessConformance.Of(settings => Foreign(settings, LivenessMistake.None)));

    [Fact]
    public void Our_machine_passes() => Biting.Passes(LivenessConformance.Of(Ours));

    [Theory]
    [InlineData(LivenessMistake.OneSendTooFew, "A_live_peer_never_fails")]
    [InlineData(LivenessMistake.HintsAreLife, "A_hint_proves_neither_life_nor_death")]
    [InlineData(LivenessMistake.HintsAreDeath, "A_hint_proves_neither_life_nor_death")]
    [InlineData(
        LivenessMistake.AnyResponseWillDo, "A_response_to_another_request_answers_nothing")]
    [InlineData(LivenessMistake.SealsAnew, "A_repetition_is_the_same_message")]
    [InlineData(LivenessMistake.WaitsAreAlike, "Waits_grow")]
    [InlineData(LivenessMistake.NeverGivesUp, "A_silent_peer_fails_in_time")]
    [InlineData(LivenessMistake.OpensASecondOne, "One_request_is_open_at_a_time")]
    [InlineData(LivenessMistake.HearsInVain, "Nobody_is_asked_while_something_was_heard")]
    [InlineData(LivenessMistake.StrayResponsesAreLife, "A_silent_peer_fails_in_time")]
    [InlineData(LivenessMistake.HintsAreLifeWhenIdle, "A_silent_peer_fails_in_time")]
    [InlineData(LivenessMistake.KeepsTheId, "Each_check_takes_the_next_message_ID")]
    [InlineData(LivenessMistake.SkipsAnId, "Each_check_takes_the_next_message_ID")]
    [InlineData(LivenessMistake.LateAnswersRevive, "Who_has_failed_stays_so")]
    public void A_mistake_is_caught_by_the_property_that_should(
        LivenessMistake mistake, string property) => Biting.Catches(
            LivenessConformance.Of(settings => Foreign(settings, mistake)), property);

    [Fact]
    public void A_silent_peer_is_told_with_since_when_it_is_silent_and_was_asked() =>
        Assert.Matches(
            @"^silent since \d+\.\d+s, asked since \d+\.\d+s, and not failed by \d+\.\d+s$",
            Biting.Catches(
                LivenessConformance.Of(settings =>
                    Foreign(settings, LivenessMistake.NeverGivesUp)),
                "A_silent_peer_fails_in_time").Why);

    /// <summary>As somebody else writes it: a pure function over a tuple.</summary>
    private static Subject<LivenessTold, LivenessSaid> Foreign(
        LivenessSettings settings, LivenessMistake mistake)
    {
        return Subject.Of<(TimeSpan Due, int Sent, uint Id, bool IsOver), LivenessTold,
            LivenessSaid>(
            (settings.IdleAfter, 0, 0, false),
            (at, now, told) => (at.IsOver, told, at.Sent > 0) switch
            {
                (true, LivenessTold.Response, _)
                    when mistake == LivenessMistake.LateAnswersRevive =>
                    Proven(at with { IsOver = false }, now),
                (true, _, _) => (at, []),
                (_, LivenessTold.InitialContact, _) => (at with { IsOver = true },
                    [new LivenessSaid.Failed()]),
                (_, LivenessTold.Hint, _) when mistake == LivenessMistake.HintsAreDeath =>
                    (at with { IsOver = true }, [new LivenessSaid.Failed()]),
                (_, LivenessTold.Hint, true) when mistake == LivenessMistake.HintsAreLife =>
                    Proven(at, now),
                (_, LivenessTold.Heard, true) when mistake == LivenessMistake.OpensASecondOne =>
                    Send((at.Due, 0, at.Id + 1, false), now),
                (_, LivenessTold.Heard, false) when mistake == LivenessMistake.HearsInVain =>
                    (at, []),
                (_, LivenessTold.Heard, false) => (at with { Due = now + settings.IdleAfter }, []),
                (_, LivenessTold.Response, false)
                    when mistake == LivenessMistake.StrayResponsesAreLife =>
                    (at with { Due = now + settings.IdleAfter }, []),
                (_, LivenessTold.Hint, false)
                    when mistake == LivenessMistake.HintsAreLifeWhenIdle =>
                    (at with { Due = now + settings.IdleAfter }, []),
                (_, LivenessTold.Response(var id), true)
                    when id == at.Id || mistake == LivenessMistake.AnyResponseWillDo =>
                    Proven(at, now),
                (_, LivenessTold.Tick, _) when now >= at.Due => OnDue(at, now),
                _ => (at, []),
            },
            at => at.IsOver ? null : at.Due);

        ((TimeSpan, int, uint, bool), IReadOnlyList<LivenessSaid>) OnDue(
            (TimeSpan Due, int Sent, uint Id, bool IsOver) at, TimeSpan now)
        {
            var most = settings.SendsMax - (mistake == LivenessMistake.OneSendTooFew ? 1 : 0);
            return at.Sent >= most && mistake != LivenessMistake.NeverGivesUp
                ? (at with { IsOver = true }, [new LivenessSaid.Failed()])
                : Send(at, now);
        }

        ((TimeSpan, int, uint, bool), IReadOnlyList<LivenessSaid>) Send(
            (TimeSpan Due, int Sent, uint Id, bool IsOver) at, TimeSpan now)
        {
            // The last wait makes up for those that did not grow.
            var wait = mistake != LivenessMistake.WaitsAreAlike
                ? settings.RetryAfter * (1 << Math.Min(at.Sent, 20))
                : at.Sent + 1 < settings.SendsMax
                    ? settings.RetryAfter
                    : settings.FailureAfterFirstSend - (settings.RetryAfter * at.Sent);
            Octets message = mistake == LivenessMistake.SealsAnew
                ? new([(byte)at.Id, (byte)at.Sent])
                : new([(byte)at.Id]);
            return ((now + wait, at.Sent + 1, at.Id, false),
                [new LivenessSaid.Send(at.Id, message)]);
        }

        ((TimeSpan, int, uint, bool), IReadOnlyList<LivenessSaid>) Proven(
            (TimeSpan Due, int Sent, uint Id, bool IsOver) at, TimeSpan now) =>
            ((now + settings.IdleAfter, 0, at.Id + mistake switch
            {
                LivenessMistake.KeepsTheId => 0,
                LivenessMistake.SkipsAnId => 2,
                _ => 1u,
            }, false), []);
    }

    /// <summary>Our machine, with a shell that grants each check and seals it at once, and lets no
    /// response through to which no request is open.</summary>
    private static Subject<LivenessTold, LivenessSaid> Ours(LivenessSettings settings)
    {
        Assert.True(LivenessCheck.Config.TryCreate(
            new()
            {
                IdleAfter = settings.IdleAfter,
                RetryAfter = settings.RetryAfter,
                BackoffPercent = 200,
                SendsMax = settings.SendsMax,
            },
            out var config, out _));
        var machine = LivenessCheck.Machine;
        var (state, id, isOpen) = (machine.Initial(config, Instant.Zero), 0u, false);
        return new(
            (now, told) =>
            {
                var said = new List<LivenessSaid>();
                if (told is LivenessTold.Response && !isOpen)
                {
                    return said;
                }

                isOpen &= told is not LivenessTold.Response(var answered) || answered + 1 != id;
                Take(now, told switch
                {
                    LivenessTold.Heard => new LivenessCheck.Input.Heard(),
                    LivenessTold.Response(var of) => new LivenessCheck.Input.Answered(of),
                    LivenessTold.Hint => new LivenessCheck.Input.Hint(
                        LivenessCheck.Rumour.InvalidIkeSpi),
                    LivenessTold.InitialContact => new LivenessCheck.Input.InitialContact(),
                    LivenessTold.Tick => machine.Tick,
                }, said);
                return said;
            },
            () => machine.Deadline(config, state) - Instant.Zero);

        void Take(TimeSpan now, LivenessCheck.Input input, List<LivenessSaid> said)
        {
            var next = machine.Step(config, state, Instant.Zero + now, input);
            state = next.State;
            foreach (var output in next.Outputs)
            {
                switch (output)
                {
                    case LivenessCheck.Output.Ask:
                        Take(now, new LivenessCheck.Input.Granted(), said);
                        break;
                    case LivenessCheck.Output.Seal:
                        Take(now, new LivenessCheck.Input.Sealed(id, new([(byte)id])), said);
                        id++;
                        break;
                    case LivenessCheck.Output.Transmit(var message):
                        isOpen = true;
                        said.Add(new LivenessSaid.Send(message.Span[0], message));
                        break;
                    case LivenessCheck.Output.PeerFailed:
                        said.Add(new LivenessSaid.Failed());
                        break;
                }
            }
        }
    }
}
