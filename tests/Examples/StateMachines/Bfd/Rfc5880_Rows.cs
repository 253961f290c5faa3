using Holdfast.Protocol.Bfd;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Bfd;
using static Holdfast.StateMachines.Bfd.BfdSession;

namespace Holdfast.Tests.Examples.StateMachines.Bfd;

/// <summary>RFC 5880, row by row: a state, an input, what becomes of it.</summary>
public sealed class Rfc5880_Rows
{
    private static readonly Config Fast = Checked(new Settings
    {
        Discriminator = 7,
        DesiredMinTx = TimeSpan.FromMilliseconds(100),
        RequiredMinRx = TimeSpan.FromMilliseconds(200),
    });

    private static readonly Remote Neighbour = new(
        9, Phase.Down, IsDemanding: false, TimeSpan.FromSeconds(1),
        TimeSpan.FromMilliseconds(50), DetectMultiplier: 3);

    [Fact]
    [Requirement("RFC5880-6.8.1-a")]
    [Requirement("RFC5880-6.8.1-b")]
    [Requirement("RFC5881-3-a")]
    public void A_new_session_is_down_and_speaks_first()
    {
        var state = Initial(Fast, At(5));
        Assert.Equal((Phase.Down, BfdDiagnostic.NoDiagnostic), (state.Phase, state.Diagnostic));
        Assert.Equal(
            (0u, Phase.Down, false, TimeSpan.FromMicroseconds(1)),
            (state.Remote.Discriminator, state.Remote.Phase, state.Remote.IsDemanding,
                state.Remote.RequiredMinRx));
        Assert.Equal(At(5), Deadline(Fast, state));

        var sent = Take(state, 5, new Input.Tick(Jitter: 0));
        Assert.Equal(
            [Says(Phase.Down, yours: 0, TimeSpan.FromSeconds(1))], sent.Outputs.AsEnumerable());
        Assert.Equal(At(1_005), Deadline(Fast, sent.State));
    }

    public static TheoryData<Phase, Phase, Phase, string> Table => new()
    {
        { Phase.Down, Phase.AdminDown, Phase.Down, "" },
        { Phase.Down, Phase.Down, Phase.Init, "" },
        { Phase.Down, Phase.Init, Phase.Up, "" },
        { Phase.Down, Phase.Up, Phase.Down, "" },
        { Phase.Init, Phase.AdminDown, Phase.Down, "Neighbor Signaled Session Down" },
        { Phase.Init, Phase.Down, Phase.Init, "" },
        { Phase.Init, Phase.Init, Phase.Up, "" },
        { Phase.Init, Phase.Up, Phase.Up, "" },
        { Phase.Up, Phase.AdminDown, Phase.Down, "Neighbor Signaled Session Down" },
        { Phase.Up, Phase.Down, Phase.Down, "Neighbor Signaled Session Down" },
        { Phase.Up, Phase.Init, Phase.Up, "" },
        { Phase.Up, Phase.Up, Phase.Up, "" },
        { Phase.AdminDown, Phase.AdminDown, Phase.AdminDown, "Administratively Down" },
        { Phase.AdminDown, Phase.Down, Phase.AdminDown, "Administratively Down" },
        { Phase.AdminDown, Phase.Init, Phase.AdminDown, "Administratively Down" },
        { Phase.AdminDown, Phase.Up, Phase.AdminDown, "Administratively Down" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    [Requirement("RFC5880-6.8.6-h")]
    [Requirement("RFC5880-6.8.7-f")]
    public void The_table_of_section_6_2(Phase ours, Phase theirs, Phase then, string diagnostic)
    {
        var next = Take(In(ours), 20, Hears(theirs));

        Assert.Equal(then, next.State.Phase);
        Assert.Equal(
            diagnostic.Length > 0 ? diagnostic : $"{In(ours).Diagnostic}",
            $"{next.State.Diagnostic}");
        Assert.Equal(
            (ours == Phase.Up, then == Phase.Up) switch
            {
                (true, false) when theirs == Phase.AdminDown => Verdict.Unknown,
                (true, false) => Verdict.Fails,
                (false, true) => Verdict.Works,
                (false, false) when ours != Phase.AdminDown && theirs == Phase.AdminDown =>
                    Verdict.Unknown,
                (true, true) or (false, false) => null,
            },
            next.Outputs.AsEnumerable().OfType<Output.Judge>().FirstOrDefault()?.Verdict);

        // A change is told at once, and nothing else is.
        Assert.Equal(
            ours != then, next.Outputs.AsEnumerable().Any(output => output is Output.Send));
    }

    [Fact]
    [Requirement("RFC5880-6.8.4-a")]
    [Requirement("RFC5880-6.8.4-b")]
    [Requirement("RFC5880-6.8.1-e")]
    public void Silence_for_the_detection_time_is_down_and_forgets_the_name()
    {
        // Three times the slower of its 500 ms and our 200 ms.
        var up = Take(
            In(Phase.Up), 0,
            Hears(Phase.Up, from: Neighbour with
            {
                DesiredMinTx = TimeSpan.FromMilliseconds(500),
                RequiredMinRx = TimeSpan.FromSeconds(9),
            })).State;
        Assert.Equal(At(1_500), Deadline(Fast, up));
        Assert.Equal(up, Take(up, 1_499, new Input.Tick(Jitter: 0)).State);

        var down = Take(up, 1_500, new Input.Tick(Jitter: 0));
        Assert.Equal(Phase.Down, down.State.Phase);
        Assert.Equal(BfdDiagnostic.ControlDetectionTimeExpired, down.State.Diagnostic);
        Assert.Equal(0u, down.State.Remote.Discriminator);
        Assert.Equal(
            [
                new Output.Judge(Verdict.Fails),
                Says(
                    Phase.Down, yours: 0, TimeSpan.FromSeconds(1), isPoll: true,
                    diagnostic: BfdDiagnostic.ControlDetectionTimeExpired),
            ],
            down.Outputs.AsEnumerable());

        // How often it could receive is forgotten as well, and nobody waits nine seconds.
        Assert.Equal(TimeSpan.FromMicroseconds(1), down.State.Remote.RequiredMinRx);
        Assert.Equal(At(2_500), Deadline(Fast, down.State));
    }

    [Fact]
    [Requirement("RFC5880-6.8.18-a")]
    public void Who_wanted_no_packets_and_is_gone_is_asked_again()
    {
        var quiet = Take(
            In(Phase.Up), 0,
            Hears(Phase.Up, from: Neighbour with { RequiredMinRx = TimeSpan.Zero })).State;
        var due = (long)DetectionTime(Fast, quiet.Remote).TotalMilliseconds;

        var down = Take(quiet, due, new Input.Tick(Jitter: 0)).State;

        Assert.Equal(At(due), down.SentAt);
        Assert.Equal(At(due + 1_000), Deadline(Fast, down));
    }

    [Fact]
    [Requirement("RFC5880-6.8.1-g")]
    public void Who_comes_up_goes_on_saying_why_it_was_down()
    {
        var down = Take(In(Phase.Up), 0, new Input.ForwardingReset()).State;

        var init = Take(down, 10, Hears(Phase.Down)).State;
        var up = Take(init, 20, Hears(Phase.Init)).State;

        Assert.Equal((Phase.Init, Phase.Up), (init.Phase, up.Phase));
        Assert.Equal(BfdDiagnostic.ForwardingPlaneReset, init.Diagnostic);
        Assert.Equal(BfdDiagnostic.ForwardingPlaneReset, up.Diagnostic);
    }

    [Fact]
    [Requirement("RFC5880-6.8.2-a")]
    [Requirement("RFC5880-6.8.3-c")]
    [Requirement("RFC5880-6.8.7-a")]
    public void The_slower_of_both_sets_the_interval_and_a_session_that_is_not_up_is_slow()
    {
        Assert.Equal(At(1_000), Deadline(Fast, Sent(In(Phase.Down))));
        Assert.Equal(At(1_000), Deadline(Fast, Sent(In(Phase.Init))));
        Assert.Equal(At(1_000), Deadline(Fast, Sent(In(Phase.AdminDown))));
        Assert.Equal(At(100), Deadline(Fast, Sent(In(Phase.Up))));

        var slower = In(Phase.Up) with
        {
            Remote = Neighbour with { RequiredMinRx = TimeSpan.FromMilliseconds(700) },
        };
        Assert.Equal(At(700), Deadline(Fast, Sent(slower)));
    }

    [Fact]
    [Requirement("RFC5880-6.8.3-d")]
    public void A_neighbour_that_can_receive_more_often_is_obeyed_at_once()
    {
        var slow = Sent(In(Phase.Up) with
        {
            Remote = Neighbour with { RequiredMinRx = TimeSpan.FromSeconds(2) },
        });
        Assert.Equal(At(2_000), Deadline(Fast, slow));

        var next = Take(slow, 300, Hears(Phase.Up));
        Assert.Equal(At(100), Deadline(Fast, next.State));
        Assert.IsType<Output.Send>(Assert.Single(
            Take(next.State, 300, new Input.Tick(Jitter: 0)).Outputs));
    }

    [Theory]
    [InlineData(3, 0, 1_000)]
    [InlineData(3, 500, 875)]
    [InlineData(3, 1_000, 750)]
    [InlineData(3, 60_000, 750)]
    [InlineData(1, 0, 900)]
    [InlineData(1, 1_000, 750)]
    [Requirement("RFC5880-6.8.7-b")]
    [Requirement("RFC5880-6.8.7-c")]
    public void Jitter_takes_up_to_a_quarter_and_a_tenth_at_least_where_one_loss_is_a_failure(
        int multiplier, ushort jitter, int milliseconds)
    {
        var config = Checked(new Settings { Discriminator = 7, DetectMultiplier = multiplier });
        var sent = Step(config, Initial(config, At(0)), At(0), new Input.Tick(jitter)).State;
        Assert.Equal(At(milliseconds), Deadline(config, sent));
    }

    [Fact]
    [Requirement("RFC5880-6.5-a")]
    [Requirement("RFC5880-6.8.3-a")]
    [Requirement("RFC5880-6.8.6-f")]
    public void Who_comes_up_polls_with_its_periodic_packets_until_a_final_comes()
    {
        var up = Take(In(Phase.Init), 0, Hears(Phase.Up)).State;
        Assert.True(up.IsPolling);
        var sent = Take(up, 100, new Input.Tick(Jitter: 0));
        Assert.Equal(
            [Says(Phase.Up, yours: 9, TimeSpan.FromMilliseconds(100), isPoll: true)],
            sent.Outputs.AsEnumerable());

        Assert.True(Take(sent.State, 110, Hears(Phase.Up)).State.IsPolling);
        var answered = Take(sent.State, 110, Hears(Phase.Up, isFinal: true));
        Assert.False(answered.State.IsPolling);
        Assert.Empty(answered.Outputs);
        Assert.Equal(
            [Says(Phase.Up, yours: 9, TimeSpan.FromMilliseconds(100))],
            Take(answered.State, 200, new Input.Tick(Jitter: 0)).Outputs.AsEnumerable());
    }

    [Theory]
    [InlineData(Phase.Down)]
    [InlineData(Phase.Init)]
    [InlineData(Phase.Up)]
    [Requirement("RFC5880-6.5-b")]
    [Requirement("RFC5880-6.8.6-g")]
    public void A_poll_is_answered_at_once_by_a_final_that_is_no_poll(Phase ours)
    {
        var polling = In(ours) with { IsPolling = true };
        var next = Take(polling, 30, Hears(Phase.Up, isPoll: true));

        var said = Assert.Single(next.Outputs.AsEnumerable().OfType<Output.Send>());
        Assert.True(said.Announcement.IsFinal);
        Assert.False(said.Announcement.IsPoll);
        Assert.True(next.State.IsPolling);
    }

    [Fact]
    [Requirement("RFC5880-6.8.16-a")]
    [Requirement("RFC5880-6.8.16-b")]
    public void Held_down_nothing_is_answered_and_the_verdict_is_left_open()
    {
        var held = Take(In(Phase.Up), 0, new Input.Disable());
        Assert.Equal(
            [
                new Output.Judge(Verdict.Unknown),
                Says(
                    Phase.AdminDown, yours: 9, TimeSpan.FromSeconds(1), isPoll: true,
                    diagnostic: BfdDiagnostic.AdministrativelyDown),
            ],
            held.Outputs.AsEnumerable());
        Assert.Empty(Take(held.State, 10, Hears(Phase.Down, isPoll: true)).Outputs);

        // It goes on saying so.
        Assert.Equal(
            Phase.AdminDown,
            Assert.IsType<Output.Send>(Assert.Single(
                Take(held.State, 1_000, new Input.Tick(Jitter: 0)).Outputs)).Announcement.Phase);

        var enabled = Take(held.State, 1_500, new Input.Enable());
        Assert.Equal(Phase.Down, enabled.State.Phase);
        Assert.Equal(BfdDiagnostic.AdministrativelyDown, enabled.State.Diagnostic);
    }

    /// <summary>BFD is taken off a link that it has failed.</summary>
    [Fact]
    [Requirement("RFC5880-6.8.16-a")]
    public void Who_holds_it_down_when_it_is_down_already_leaves_the_verdict_open_as_well()
    {
        Assert.Equal(
            [Verdict.Unknown],
            Take(In(Phase.Down), 0, new Input.Disable()).Outputs.AsEnumerable()
                .OfType<Output.Judge>().Select(judge => judge.Verdict));
        var held = Take(In(Phase.Down), 0, Hears(Phase.AdminDown)).State;
        Assert.DoesNotContain(
            Take(held, 10, Hears(Phase.AdminDown)).Outputs.AsEnumerable(),
            output => output is Output.Judge);
    }

    /// <summary>Whoever slept reads what waited for him before his timer.</summary>
    [Fact]
    [Requirement("RFC5880-6.8.4-b")]
    public void A_packet_behind_the_detection_time_finds_the_session_down()
    {
        var up = Take(In(Phase.Up), 0, Hears(Phase.Up)).State;
        var due = (long)DetectionTime(Fast, up.Remote).TotalMilliseconds;
        Assert.Equal(Phase.Up, Take(up, due, Hears(Phase.Up)).State.Phase);

        var late = Take(up, due + 1, Hears(Phase.Up));
        Assert.Equal(Phase.Down, late.State.Phase);
        Assert.Contains(new Output.Judge(Verdict.Fails), late.Outputs);
        Assert.Equal(BfdDiagnostic.ControlDetectionTimeExpired, late.State.Diagnostic);
    }

    [Fact]
    [Requirement("RFC5880-6.8.15-a")]
    public void A_reset_of_what_forwards_is_told()
    {
        var next = Take(In(Phase.Up), 0, new Input.ForwardingReset());
        Assert.Equal(Phase.Down, next.State.Phase);
        Assert.Equal(
            BfdDiagnostic.ForwardingPlaneReset,
            next.Outputs.AsEnumerable().OfType<Output.Send>().Single().Announcement.Diagnostic);
        Assert.Contains(new Output.Judge(Verdict.Fails), next.Outputs);
    }

    [Fact]
    [Requirement("RFC5880-6.6-a")]
    [Requirement("RFC5880-6.8.6-i")]
    [Requirement("RFC5880-6.8.7-e")]
    public void A_neighbour_in_demand_mode_gets_no_periodic_packets_but_polls_and_answers()
    {
        var demanding = Neighbour with { IsDemanding = true };
        var quiet = Take(In(Phase.Up), 0, Hears(Phase.Up, from: demanding)).State;
        Assert.Null(quiet.SentAt);
        Assert.Equal(At(3_000), Deadline(Fast, quiet));

        var asked = Take(quiet, 500, Hears(Phase.Up, from: demanding, isPoll: true));
        Assert.True(Assert.IsType<Output.Send>(
            Assert.Single(asked.Outputs)).Announcement.IsFinal);

        // A Poll Sequence of ours is sent at intervals all the same.
        var polling = Take(
            In(Phase.Up) with { IsPolling = true }, 0, Hears(Phase.Up, from: demanding)).State;
        Assert.NotNull(polling.SentAt);

        // And what is no longer asked for ends.
        Assert.Equal(At(600), Deadline(Fast, Take(quiet, 500, Hears(Phase.Up)).State));
        Assert.NotNull(Take(quiet, 500, Hears(Phase.Down, from: demanding)).State.SentAt);
    }

    [Fact]
    [Requirement("RFC5880-6.8.7-d")]
    public void A_neighbour_that_wants_no_packets_gets_none_at_intervals()
    {
        var none = Neighbour with { RequiredMinRx = TimeSpan.Zero };
        var quiet = Take(In(Phase.Up), 0, Hears(Phase.Up, from: none)).State;
        Assert.Null(quiet.SentAt);
        Assert.Empty(Take(quiet, 2_999, new Input.Tick(Jitter: 0)).Outputs);
    }

    private static State In(Phase phase) => new(
        phase, Neighbour, HeardAt: null, At(0), Jitter: 0, IsPolling: false,
        phase == Phase.AdminDown
            ? BfdDiagnostic.AdministrativelyDown
            : BfdDiagnostic.NoDiagnostic);

    private static State Sent(State state) => state with { SentAt = At(0) };

    private static Input Hears(
        Phase phase, Remote? from = null, bool isPoll = false, bool isFinal = false) =>
        new Input.Heard(new((from ?? Neighbour) with { Phase = phase }, isPoll, isFinal));

    private static Output Says(
        Phase phase, uint yours, TimeSpan desired, bool isPoll = false,
        BfdDiagnostic diagnostic = default) =>
        new Output.Send(new(phase, diagnostic, isPoll, IsFinal: false, yours, desired));

    private static Next<State, Output> Take(State state, long milliseconds, Input input) =>
        Step(Fast, state, At(milliseconds), input);

    private static Instant At(long milliseconds) => Instant.FromMilliseconds(milliseconds);

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException($"{error}");
}
