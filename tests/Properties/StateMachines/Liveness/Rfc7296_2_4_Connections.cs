using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Liveness.LivenessCheck;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Liveness;

/// <summary>RFC 7296 §2.4: when a peer is asked, and when it is taken for failed.</summary>
public sealed class Rfc7296_2_4_Connections
{
    private const int Runs = 300;

    /// <summary>I16.</summary>
    [Fact]
    [Requirement("RFC7296-2.4-h")]
    public void A_peer_that_is_heard_within_each_quiet_time_is_never_asked() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(LivenessRuns.Configs),
            Gaps: Enumerable.Range(0, choices.Below(12) + 1)
                .Select(_ => (long)choices.Number(40)).ToArray()),
        drawn =>
        {
            var (config, gaps) = drawn;
            var now = Instant.Zero;
            var state = Initial(config, now);
            foreach (var gap in gaps)
            {
                state = Step(config, state, now, new Input.Outbound()).State;
                now += new TimeSpan(gap % config.IdleAfter.Ticks);
                var tick = Step(config, state, now, new Input.Tick());
                var heard = Step(config, tick.State, now, new Input.Heard());
                Assert.Empty(tick.Outputs);
                Assert.Empty(heard.Outputs);
                state = heard.State;
            }
        });

    /// <summary>I16.</summary>
    [Fact]
    public void A_peer_that_answers_one_send_of_each_check_never_fails() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(LivenessRuns.Configs),
            Answered: Enumerable.Range(0, 30).Select(_ => choices.Below(100)).ToArray(),
            Hints: choices.Chance(50)),
        drawn =>
        {
            var (config, answered, hints) = drawn;
            var now = Instant.Zero;
            var state = Initial(config, now);
            foreach (var which in answered)
            {
                (state, _) = LivenessRuns.Serve(
                    config, state, now,
                    hints ? new Input.Hint(Rumour.InvalidIkeSpi) : new Input.Outbound());
                while (state is State.Checking { Sent: var sends } checking)
                {
                    if (sends > which % config.SendsMax
                        || Deadline(config, checking) - checking.FirstSent >= config.GiveUpAfter)
                    {
                        state = Step(
                            config, state, now, new Input.Answered(checking.MessageId)).State;
                        Assert.IsType<State.Alive>(state);
                        break;
                    }

                    now = Deadline(config, state)!.Value;
                    (state, _) = LivenessRuns.Serve(config, state, now, new Input.Tick());
                }

                Assert.IsNotType<State.Failed>(state);
                now = Deadline(config, state) ?? now;
                (state, _) = LivenessRuns.Serve(config, state, now, new Input.Tick());
            }
        });

    /// <summary>I17.</summary>
    [Fact]
    [Requirement("RFC7296-2.4-c")]
    [Requirement("RFC7296-2.4-e")]
    public void A_silent_peer_has_failed_after_the_quiet_time_and_every_send() => ForAll.Cases(
        Runs,
        LivenessRuns.Draw,
        drawn =>
        {
            var (config, history) = drawn;
            foreach (var visit in Machine.Walk(config, history).Where(visit =>
                visit.State is State.Alive { Notes.IsOccupied: false }
                    or State.Idle { Notes.IsOccupied: false } or State.Waiting or State.Checking))
            {
                var now = visit.Now;
                var (state, _) = LivenessRuns.Serve(
                    config, visit.State, now, new Input.Outbound());
                if (state is State.Waiting)
                {
                    (state, _) = LivenessRuns.Serve(config, state, now, new Input.Granted());
                }

                while (Deadline(config, state) is { } due)
                {
                    now = Instant.Latest(now, due);
                    (state, _) = LivenessRuns.Serve(config, state, now, new Input.Tick());
                }

                var failed = Assert.IsType<State.Failed>(state);
                Assert.True(
                    failed.Since - visit.Now <= config.IdleAfter + config.FailureAfterFirstSend);
            }
        });

    [Fact]
    [Requirement("RFC7296-2.4-a")]
    [Requirement("RFC7296-2.4-c")]
    public void A_peer_fails_by_timeout_by_initial_contact_or_by_a_token_and_by_nothing_else() =>
        ForAll.Cases(
            Runs,
            LivenessRuns.Draw,
            drawn =>
            {
                var (config, history) = drawn;
                foreach (var visit in Machine.Walk(config, history).Where(visit =>
                    visit.State is not State.Failed && visit.Next.State is State.Failed))
                {
                    var failed = (State.Failed)visit.Next.State;
                    var isRight = visit.Input switch
                    {
                        Input.Tick => visit.State is State.Checking checking
                            && (checking.Sent == config.SendsMax
                                || visit.Now - checking.FirstSent >= config.GiveUpAfter)
                            && visit.Now >= Deadline(config, checking),
                        Input.GivenUp => failed.Cause is Cause.Silent or Cause.Unanswered,
                        Input.Synced(var isSynced) => !isSynced && visit.State is State.Syncing,
                        Input.InitialContact => config.HeedsInitialContact
                            && failed.Cause == Cause.InitialContact,
                        Input.TokenShown => failed.Cause == Cause.Token,
                        Input.Heard or Input.Asked or Input.Answered or Input.Outbound
                            or Input.Hint or Input.Occupied or Input.Granted or Input.Denied
                            or Input.Sealed or Input.Refused or Input.Demoted
                            or Input.Promoted => false,
                        _ => false,
                    };
                    Assert.True(isRight, $"{visit.State} by {visit.Input}");
                    Assert.Equal(
                        new Output.PeerFailed(failed.Cause, config.WhenFailed),
                        visit.Next.Outputs[^1]);
                }
            });

    /// <summary>I18.</summary>
    [Fact]
    [Requirement("RFC7296-2.4-a")]
    public void What_is_unproven_proves_neither_life_nor_death() => ForAll.Cases(
        Runs,
        LivenessRuns.Draw,
        drawn =>
        {
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                foreach (var why in Enum.GetValues<Refusal>())
                {
                    var refused = Step(
                        drawn.Config, visit.State, visit.Now, new Input.Refused(why));
                    Assert.Equal(visit.State, refused.State);
                    Assert.Empty(refused.Outputs);
                }

                foreach (var rumour in Enum.GetValues<Rumour>())
                {
                    var hinted = Step(
                        drawn.Config, visit.State, visit.Now, new Input.Hint(rumour));
                    Assert.True(
                        hinted.State == visit.State || hinted.State is State.Waiting);
                    Assert.Equal(LastProof(visit.State), LastProof(hinted.State));
                    Assert.True(hinted.Outputs.Count <= 1);
                    Assert.All(
                        hinted.Outputs,
                        output => Assert.Equal(new Output.Ask(Urgency.Hinted), output));
                }
            }
        });

    [Fact]
    [Requirement("RFC7296-2.4-b")]
    public void Checks_that_hints_cause_keep_their_distance() => ForAll.Cases(
        Runs,
        LivenessRuns.Draw,
        drawn =>
        {
            Instant? before = null;
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                // What a failover forgets is what this member kept in mind.
                before = visit.Next.State is State.Paused ? null : before;
                if (!visit.Next.Outputs.AsEnumerable().Contains(new Output.Ask(Urgency.Hinted)))
                {
                    continue;
                }

                Assert.True(before is not { } last || visit.Now - last >= drawn.Config.HintEvery);
                before = visit.Now;
            }
        });

    [Fact]
    [Requirement("RFC7296-2.1-a")]
    [Requirement("RFC7296-2.4-i")]
    public void Each_repetition_has_the_same_octets_and_waits_longer() => ForAll.Cases(
        Runs,
        LivenessRuns.Draw,
        drawn =>
        {
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                if (visit.State is State.Checking one && visit.Next.State is State.Checking other
                    && other.Sent > one.Sent)
                {
                    Assert.Equal(
                        [new Output.Transmit(one.Message)], visit.Next.Outputs.AsEnumerable());
                    Assert.Equal((one.MessageId, one.Message), (other.MessageId, other.Message));
                    Assert.True(other.Wait > one.Wait);
                }
            }
        });

    [Fact]
    public void A_request_that_was_sent_stays_open_until_it_is_answered() => ForAll.Cases(
        Runs,
        LivenessRuns.Draw,
        drawn =>
        {
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History)
                .Where(visit => visit.State is State.Checking))
            {
                var open = (State.Checking)visit.State;
                var isClosed = visit.Next.State is not State.Checking;
                Assert.True(
                    !isClosed
                    || visit.Input is Input.Answered(var id) && id == open.MessageId
                    || visit.Next.State is State.Failed or State.Paused);
            }
        });

    /// <summary>I19.</summary>
    [Fact]
    public void A_standby_sends_nothing_until_it_is_promoted() => ForAll.Cases(
        Runs,
        LivenessRuns.Draw,
        drawn =>
        {
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History).Where(visit =>
                visit.State is State.Paused && visit.Input is not Input.Promoted))
            {
                Assert.IsType<State.Paused>(visit.Next.State);
                Assert.DoesNotContain(
                    visit.Next.Outputs.AsEnumerable(), output => output is not Output.Release);
            }
        });

    [Fact]
    public void The_schedule_is_told_of_every_end_of_a_check_and_asked_once_for_each() =>
        ForAll.Cases(
            Runs,
            LivenessRuns.Draw,
            drawn =>
            {
                var isHeld = false;
                foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
                {
                    foreach (var output in visit.Next.Outputs)
                    {
                        isHeld = output switch
                        {
                            Output.Ask => true,
                            Output.Release => false,
                            _ => isHeld,
                        };
                    }

                    // A denied hint is not in the schedule; an inherited request never was. A denial
                    // that comes when the check was granted changes nothing.
                    isHeld &= visit.Input is not Input.Denied || visit.Next.State
                        is State.Waiting or State.Sealing or State.Checking;
                    Assert.True(!isHeld || visit.Next.State
                        is State.Waiting or State.Sealing or State.Checking);
                    Assert.True(isHeld || visit.Next.State
                        is not (State.Waiting or State.Sealing));
                }
            });

    private static Instant? LastProof(State state) => state switch
    {
        State.Alive alive => alive.LastProof,
        State.Waiting waiting => waiting.LastProof,
        _ => null,
    };
}
