using Holdfast.StateMachines;
using Holdfast.StateMachines.Bfd;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Bfd.BfdSession;
using BfdVisit = Holdfast.Testing.Histories.Visit<
    Holdfast.StateMachines.Bfd.BfdSession.State,
    Holdfast.StateMachines.Bfd.BfdSession.Input,
    Holdfast.StateMachines.Bfd.BfdSession.Output>;

namespace Holdfast.Tests.Properties.StateMachines.Bfd;

/// <summary>RFC 5880 §6.8: what holds for a session over all histories.</summary>
public sealed class Rfc5880_6_8_Procedures
{
    private const int Runs = 300;

    [Fact]
    [Requirement("RFC5880-6.8.4-a")]
    [Requirement("RFC5880-6.8.4-b")]
    public void Whoever_is_up_once_nothing_is_due_was_heard_within_the_detection_time() => Hold(
        (config, visit) =>
        {
            var (state, now) = (visit.Next.State, visit.Now);
            while (Deadline(config, state) <= now)
            {
                state = BfdSession.Step(config, state, now, new Input.Tick(Jitter: 0)).State;
            }

            if (state.Phase is Phase.Up or Phase.Init)
            {
                Assert.True(
                    state.HeardAt is { } heard
                    && now < heard + DetectionTime(config, state.Remote));
            }
        });

    [Fact]
    [Requirement("RFC5880-6.8.6-h")]
    public void Nobody_comes_up_but_by_a_packet_of_who_hears_him() => Hold((_, visit) =>
    {
        if (visit.State.Phase != Phase.Up && visit.Next.State.Phase == Phase.Up)
        {
            var heard = Assert.IsType<Input.Heard>(visit.Input);
            Assert.True(heard.Message.From.Phase is Phase.Init or Phase.Up);
            Assert.Contains(new Output.Judge(Verdict.Works), visit.Next.Outputs);
        }

        // And from Down at first by one who is not up.
        Assert.False(
            visit.State.Phase == Phase.Down && visit.Next.State.Phase != Phase.Down
            && visit.Input is Input.Heard { Message.From.Phase: Phase.Up });
    });

    [Fact]
    [Requirement("RFC5880-6.5-b")]
    [Requirement("RFC5880-6.8.3-c")]
    [Requirement("RFC5880-6.8.6-g")]
    public void Every_packet_says_what_the_session_is_and_none_both_polls_and_answers() => Hold(
        (config, visit) =>
        {
            foreach (var said in visit.Next.Outputs.AsEnumerable().OfType<Output.Send>()
                .Select(output => output.Announcement))
            {
                Assert.False(said.IsPoll && said.IsFinal);
                Assert.Equal(visit.Next.State.Phase, said.Phase);
                Assert.Equal(visit.Next.State.Diagnostic, said.Diagnostic);
                Assert.Equal(visit.Next.State.Remote.Discriminator, said.YourDiscriminator);
                Assert.True(
                    said.Phase == Phase.Up || said.DesiredMinTx >= TimeSpan.FromSeconds(1));
                Assert.Equal(
                    said.IsFinal,
                    visit.Input is Input.Heard { Message.IsPoll: true }
                        && !IsLate(config, visit));
            }

            // A Poll is answered by all but who is held down, or has to see a silence first.
            Assert.Equal(
                visit.Input is Input.Heard { Message.IsPoll: true }
                    && visit.State.Phase != Phase.AdminDown && !IsLate(config, visit),
                visit.Next.Outputs.AsEnumerable().OfType<Output.Send>()
                    .Any(output => output.Announcement.IsFinal));
        });

    [Fact]
    [Requirement("RFC5880-6.8.7-f")]
    public void A_change_is_told_at_once_and_the_verdict_changes_with_up_or_is_left_open() => Hold(
        (_, visit) =>
        {
            var (before, after) = (visit.State, visit.Next.State);
            if (before.Phase != after.Phase)
            {
                Assert.Single(visit.Next.Outputs.AsEnumerable().OfType<Output.Send>());
            }

            Assert.Equal(
                (before.Phase == Phase.Up) != (after.Phase == Phase.Up)
                    || (IsHeld(after) && !IsHeld(before)),
                visit.Next.Outputs.AsEnumerable().Any(output => output is Output.Judge));
        });

    private static bool IsHeld(State state) =>
        state.Phase == Phase.AdminDown || state.Remote.Phase == Phase.AdminDown;

    private static bool IsLate(Config config, BfdVisit visit) =>
        visit.State.Phase is Phase.Init or Phase.Up
        && visit.State.HeardAt + DetectionTime(config, visit.State.Remote) < visit.Now;

    /// <summary>
    /// By ticks alone: packets of a session whose neighbour says nothing new come in intervals that
    /// are three quarters to all of what was negotiated.
    /// </summary>
    [Fact]
    [Requirement("RFC5880-6.8.7-a")]
    [Requirement("RFC5880-6.8.7-b")]
    [Requirement("RFC5880-6.8.7-c")]
    public void Periodic_packets_come_in_three_quarters_to_all_of_the_interval() => ForAll.Cases(
        Runs,
        choices => (
            Run: BfdRuns.Draw(choices),
            Jitters: Enumerable.Range(0, 5).Select(_ => (ushort)choices.Below(1_001)).ToArray()),
        drawn =>
        {
            var (config, history) = drawn.Run;
            var (state, now) = (Initial(config, Instant.Zero), Instant.Zero);
            foreach (var visit in Machine.Walk(config, history))
            {
                (state, now) = (visit.Next.State, visit.Now);
            }

            Instant? sentAt = null;
            foreach (var jitter in drawn.Jitters)
            {
                if (Deadline(config, state) is not { } due)
                {
                    return;
                }

                now = Instant.Latest(now, due);
                var next = BfdSession.Step(config, state, now, new Input.Tick(jitter));
                if (next.State.Phase != state.Phase || next.Outputs.IsEmpty)
                {
                    sentAt = null;
                }
                else
                {
                    if (sentAt is { } before)
                    {
                        var ours = state.Phase == Phase.Up ? config.DesiredMinTx : config.SlowTx;
                        var full = ours > state.Remote.RequiredMinRx
                            ? ours
                            : state.Remote.RequiredMinRx;
                        Assert.InRange(
                            (now - before).Ticks,
                            full.Ticks * 3 / 4,
                            config.DetectMultiplier == 1 ? (full.Ticks * 9 / 10) + 1 : full.Ticks);
                    }

                    sentAt = now;
                }

                state = next.State;
            }
        });

    private static void Hold(Action<Config, BfdVisit> law) => ForAll.Cases(
        Runs,
        BfdRuns.Draw,
        drawn =>
        {
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                law(drawn.Config, visit);
            }
        });
}
