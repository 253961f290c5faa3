using Holdfast.Codec;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Liveness.LivenessCheck;

namespace Holdfast.Tests.Examples.StateMachines.Liveness;

/// <summary>RFC 7296 §2.4, row by row: a state, an input, what becomes of it.</summary>
public sealed class Rfc7296_2_4_Rows
{
    private static readonly Config Periodic = Checked(new Settings
    {
        IdleAfter = TimeSpan.FromSeconds(10),
        RetryAfter = TimeSpan.FromSeconds(2),
        BackoffPercent = 200,
        SendsMax = 3,
        WhenFailed = FailureAction.Restart,
    });

    private static readonly Config OnDemand = Checked(new Settings
    {
        IdleAfter = TimeSpan.FromSeconds(10),
        Mode = Mode.OnDemand,
    });

    private static readonly Octets Request = Octets.FromHex("2e202508");
    private static readonly State Alive = new State.Alive(At(5), Sent: false, default);

    private static readonly State Checking = new State.Checking(
        MessageId: 4, Request, Sent: 1, TimeSpan.FromSeconds(2), At(22), At(20), Heard: false,
        default);

    [Fact]
    [Requirement("RFC7296-2.4-e")]
    [Requirement("RFC7296-2.4-g")]
    public void Silent_for_the_quiet_time_asks_the_schedule_then_seals_then_sends()
    {
        Assert.Equal(At(15), Deadline(Periodic, Alive));
        Assert.Equal(Alive, Take(Alive, 14, new Input.Tick()).State);

        var asked = Take(Alive, 15, new Input.Tick());
        Assert.Equal([new Output.Ask(Urgency.Idle)], asked.Outputs.AsEnumerable());

        var granted = Take(asked.State, 16, new Input.Granted());
        Assert.Equal([new Output.Seal()], granted.Outputs.AsEnumerable());

        var sent = Take(granted.State, 17, new Input.Sealed(4, Request));
        Assert.Equal([new Output.Transmit(Request)], sent.Outputs.AsEnumerable());
        Assert.Equal(At(19), Deadline(Periodic, sent.State));
    }

    [Fact]
    public void While_another_request_is_open_silence_is_no_reason_to_ask()
    {
        var occupied = Take(Alive, 6, new Input.Occupied(true)).State;
        Assert.Null(Deadline(Periodic, occupied));
        var next = Take(occupied, 100, new Input.Tick());
        Assert.Empty(next.Outputs);
        Assert.Equal(occupied, next.State);

        // It was given up: that was the check.
        var failed = Take(occupied, 100, new Input.GivenUp());
        Assert.Equal(new State.Failed(At(100), Cause.Silent), failed.State);

        // It was answered: that was the proof.
        var heard = Take(occupied, 100, new Input.Heard()).State;
        var free = Take(heard, 100, new Input.Occupied(false)).State;
        Assert.Equal(At(110), Deadline(Periodic, free));
    }

    [Theory]
    [InlineData(Rumour.InvalidIkeSpi)]
    [InlineData(Rumour.InvalidSpi)]
    [InlineData(Rumour.Routing)]
    [Requirement("RFC7296-2.4-a")]
    [Requirement("RFC7296-2.4-d")]
    public void A_hint_is_a_reason_to_ask_and_no_more(Rumour rumour)
    {
        var next = Take(Alive, 9, new Input.Hint(rumour));
        Assert.Equal([new Output.Ask(Urgency.Hinted)], next.Outputs.AsEnumerable());
        var waiting = Assert.IsType<State.Waiting>(next.State);
        Assert.Equal(At(19), waiting.Notes.HintFrom);
    }

    [Fact]
    [Requirement("RFC7296-2.4-f")]
    [Requirement("RFC7296-2.4-b")]
    public void Hints_are_ignored_after_a_proof_and_after_a_hint_and_without_budget()
    {
        var recent = Take(Alive, 6, new Input.Hint(Rumour.InvalidIkeSpi));
        Assert.Equal(Alive, recent.State);
        Assert.Empty(recent.Outputs);

        var first = Take(Alive, 8, new Input.Hint(Rumour.InvalidIkeSpi));
        var denied = Take(first.State, 8, new Input.Denied());
        Assert.Equal(
            new State.Alive(At(5), Sent: false, new(false, HintFrom: At(18))), denied.State);
        Assert.Equal(At(15), Deadline(Periodic, denied.State));

        var second = Take(denied.State, 12, new Input.Hint(Rumour.InvalidIkeSpi));
        Assert.Equal(denied.State, second.State);
        Assert.Empty(second.Outputs);
        Assert.Contains("a moment ago", second.Reason.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void The_answer_to_the_open_request_is_proof_and_opens_the_window()
    {
        var next = Take(Checking, 21, new Input.Answered(4));
        Assert.Equal(new State.Alive(At(21), Sent: false, default), next.State);
        Assert.Equal([new Output.Release()], next.Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC7296-2.4-h")]
    public void Traffic_of_a_child_SA_proves_life_and_leaves_the_request_open()
    {
        var next = Take(Checking, 21, new Input.Heard());
        var still = Assert.IsType<State.Checking>(next.State);
        Assert.True(still.Heard);
        Assert.Equal(At(22), Deadline(Periodic, still));
        Assert.Empty(next.Outputs);

        var other = Take(Checking, 21, new Input.Answered(3));
        Assert.IsType<State.Checking>(other.State);
    }

    [Fact]
    [Requirement("RFC7296-2.4-i")]
    [Requirement("RFC7296-2.1-a")]
    public void An_unanswered_request_is_sent_again_the_same_octets_after_longer_waits()
    {
        var second = Take(Checking, 22, new Input.Tick());
        Assert.Equal([new Output.Transmit(Request)], second.Outputs.AsEnumerable());
        Assert.Equal(At(26), Deadline(Periodic, second.State));

        var third = Take(second.State, 26, new Input.Tick());
        Assert.Equal([new Output.Transmit(Request)], third.Outputs.AsEnumerable());
        Assert.Equal(At(34), Deadline(Periodic, third.State));
        Assert.Equal(4u, Assert.IsType<State.Checking>(third.State).MessageId);
    }

    [Fact]
    [Requirement("RFC7296-2.4-c")]
    [Requirement("RFC7296-2.1-b")]
    public void After_the_last_send_the_peer_has_failed_for_good()
    {
        var last = ((State.Checking)Checking) with { Sent = 3 };
        var next = Take(last, 22, new Input.Tick());
        Assert.Equal(new State.Failed(At(22), Cause.Silent), next.State);
        Assert.Equal(
            [new Output.Release(), new Output.PeerFailed(Cause.Silent, FailureAction.Restart)],
            next.Outputs.AsEnumerable());
        Assert.Equal(next.State, Take(next.State, 23, new Input.Answered(4)).State);
        Assert.Equal(next.State, Take(next.State, 23, new Input.Heard()).State);

        // Its IKE SA has failed too when ESP still comes.
        var heard = Take(last, 21, new Input.Heard()).State;
        Assert.Equal(
            new State.Failed(At(22), Cause.Unanswered),
            Take(heard, 22, new Input.Tick()).State);
    }

    [Theory]
    [InlineData("Alive")]
    [InlineData("Waiting")]
    [InlineData("Sealing")]
    [InlineData("Checking")]
    [InlineData("Syncing")]
    [Requirement("RFC7296-2.4-c")]
    [Requirement("RFC6290-4.5-d")]
    public void An_authenticated_INITIAL_CONTACT_and_a_right_token_end_every_living_state(
        string from)
    {
        var contact = Take(Living(from), 21, new Input.InitialContact());
        Assert.Equal(new State.Failed(At(21), Cause.InitialContact), contact.State);
        var token = Take(Living(from), 21, new Input.TokenShown());
        Assert.Equal(new State.Failed(At(21), Cause.Token), token.State);
        Assert.Equal(
            new Output.PeerFailed(Cause.Token, FailureAction.Restart), token.Outputs[^1]);
    }

    [Fact]
    public void INITIAL_CONTACT_may_be_ignored()
    {
        var config = Checked(new Settings { HeedsInitialContact = false });
        Assert.Equal(
            Checking, Step(config, Checking, At(21), new Input.InitialContact()).State);
    }

    [Theory]
    [InlineData("Alive")]
    [InlineData("Waiting")]
    [InlineData("Sealing")]
    [InlineData("Checking")]
    [InlineData("Syncing")]
    public void A_standby_has_no_timer_and_sends_nothing(string from)
    {
        var standby = Take(Living(from), 21, new Input.Demoted());
        Assert.Equal(new State.Paused(), standby.State);
        Assert.Null(Deadline(Periodic, standby.State));
        Assert.DoesNotContain(
            standby.Outputs.AsEnumerable(), output => output is not Output.Release);
        foreach (var letter in Machine.Alphabet.Where(
            one => !one.Name.StartsWith("promoted", StringComparison.Ordinal)
                && one.Name != "granted"))
        {
            var next = Take(standby.State, 22, letter.Make(Periodic, standby.State));
            Assert.Empty(next.Outputs);
            Assert.Equal(standby.State, next.State);
        }
    }

    [Fact]
    [Requirement("RFC6311-5-b")]
    public void Promoted_asks_at_once_and_synchronises_first_where_that_is_negotiated()
    {
        var paused = new State.Paused();
        var asked = Take(paused, 30, new Input.Promoted(SyncsFirst: false));
        Assert.Equal([new Output.Ask(Urgency.Promoted)], asked.Outputs.AsEnumerable());

        var syncing = Take(paused, 30, new Input.Promoted(SyncsFirst: true));
        Assert.Equal([new Output.Synchronize()], syncing.Outputs.AsEnumerable());
        Assert.Null(Deadline(Periodic, syncing.State));
        Assert.Equal(
            new State.Alive(At(31), Sent: false, default),
            Take(syncing.State, 31, new Input.Synced(true)).State);
        Assert.Equal(
            new State.Failed(At(31), Cause.Silent),
            Take(syncing.State, 31, new Input.Synced(false)).State);
    }

    [Fact]
    public void A_request_that_a_takeover_finds_unanswered_goes_out_again_as_it_was()
    {
        var promoted = Take(new State.Paused(), 30, new Input.Promoted(false)).State;
        var next = Take(promoted, 30, new Input.Sealed(9, Request));
        Assert.Equal(
            [new Output.Release(), new Output.Transmit(Request)], next.Outputs.AsEnumerable());
        Assert.Equal(9u, Assert.IsType<State.Checking>(next.State).MessageId);
    }

    [Theory]
    [InlineData("Alive")]
    [InlineData("Waiting")]
    [InlineData("Sealing")]
    [InlineData("Checking")]
    public void The_peers_own_check_is_answered(string from) => Assert.Contains(
        new Output.Answer(7),
        Take(Living(from), 21, new Input.Asked(7)).Outputs.AsEnumerable());

    [Fact]
    [Requirement("RFC7296-2.4-e")]
    public void On_demand_silence_alone_asks_nobody_and_outgoing_traffic_alone_does()
    {
        var idle = Step(OnDemand, Alive, At(15), new Input.Tick());
        Assert.Equal(new State.Idle(default), idle.State);
        Assert.Empty(idle.Outputs);
        Assert.Null(Deadline(OnDemand, idle.State));
        Assert.Equal(
            [new Output.Ask(Urgency.Wanted)],
            Step(OnDemand, idle.State, At(50), new Input.Outbound()).Outputs.AsEnumerable());

        var sent = Step(OnDemand, Alive, At(6), new Input.Outbound());
        Assert.Empty(sent.Outputs);
        Assert.Equal(
            [new Output.Ask(Urgency.Wanted)],
            Step(OnDemand, sent.State, At(15), new Input.Tick()).Outputs.AsEnumerable());
    }

    [Fact]
    public void The_default_waits_are_those_of_a_well_known_implementation()
    {
        // 4 s, then each wait 1.8 times the one before: given up after 165.1 s.
        var config = Checked(new Settings());
        var (sent, failed) = Series(config);
        Assert.Equal([0, 4, 11.2, 24.2, 47.5, 89.5], sent);
        Assert.Equal(165.1, failed);
        Assert.Equal(165.1, Math.Round(config.FailureAfterFirstSend.TotalSeconds, 1));
    }

    [Fact]
    public void Another_implementations_waits_double_from_half_a_second_for_a_minute()
    {
        var (sent, failed) = Series(Checked(new Settings
        {
            RetryAfter = TimeSpan.FromMilliseconds(500),
            BackoffPercent = 200,
            SendsMax = 7,
            GiveUpAfter = TimeSpan.FromSeconds(60),
        }));
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5], sent);
        Assert.Equal(60, failed);
    }

    /// <summary>Where time is up at the very moment of a send, it is up.</summary>
    [Fact]
    public void Nothing_is_sent_when_the_time_of_all_sends_is_over()
    {
        var (sent, failed) = Series(Checked(new Settings
        {
            RetryAfter = TimeSpan.FromMilliseconds(500),
            BackoffPercent = 200,
            SendsMax = 7,
            GiveUpAfter = TimeSpan.FromSeconds(15.5),
        }));
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5], sent);
        Assert.Equal(15.5, failed);
    }

    [Fact]
    [Requirement("RFC7296-2.4-j")]
    public void A_dozen_sends_over_several_minutes_is_a_matter_of_settings()
    {
        var (sent, failed) = Series(Checked(new Settings { SendsMax = 12, BackoffPercent = 130 }));
        Assert.Equal(12, sent.Count);
        Assert.Equal(297.3, failed);
    }

    private static (List<double> Sent, double Failed) Series(Config config)
    {
        var next = Step(config, new State.Sealing(default), At(0), new Input.Sealed(4, Request));
        List<double> sent = [];
        var now = At(0);
        while (next.State is State.Checking checking)
        {
            Assert.Equal([new Output.Transmit(Request)], next.Outputs.AsEnumerable());
            sent.Add(Math.Round((now - At(0)).TotalSeconds, 1));
            now = Deadline(config, checking)!.Value;
            next = Step(config, checking, now, new Input.Tick());
        }

        var failed = Assert.IsType<State.Failed>(next.State);
        return (sent, Math.Round((failed.Since - At(0)).TotalSeconds, 1));
    }

    private static State Living(string name) => name switch
    {
        "Alive" => Alive,
        "Waiting" => new State.Waiting(Urgency.Idle, At(5), Sent: false, default),
        "Sealing" => new State.Sealing(default),
        "Syncing" => new State.Syncing(),
        _ => Checking,
    };

    private static Next<State, Output> Take(State state, long seconds, Input input) =>
        Step(Periodic, state, At(seconds), input);

    private static Instant At(long seconds) => Instant.FromMilliseconds(1_000 * seconds);

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
