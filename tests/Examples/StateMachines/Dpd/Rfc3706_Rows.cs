using Holdfast.StateMachines;
using static Holdfast.StateMachines.Dpd.DeadPeerDetection;

namespace Holdfast.Tests.Examples.StateMachines.Dpd;

/// <summary>RFC 3706, row by row: a state, an input, what becomes of it.</summary>
public sealed class Rfc3706_Rows
{
    private static readonly Config OnDemand = Checked(new Settings
    {
        WorryAfter = TimeSpan.FromSeconds(10),
        RetryAfter = TimeSpan.FromSeconds(2),
        BackoffPercent = 100,
        ProbesMax = 3,
        WhenDead = DeadAction.Restart,
    });

    private static readonly Numbers Numbers = new(Next: 7, Awaited: 50, AnsweredAgain: null);

    private static readonly State Worried = new State.Worried(Numbers);

    private static readonly State Probing = new State.Probing(
        First: 6, Last: 6, Sent: 1, TimeSpan.FromSeconds(2), At(22), Numbers);

    private static readonly Config Periodic =
        Checked(new Settings { WorryAfter = TimeSpan.FromSeconds(10), Mode = Mode.Periodic });

    [Fact]
    [Requirement("RFC3706-5.1-a")]
    [Requirement("RFC3706-6.2-a")]
    public void One_vendor_ID_alone_agrees_on_nothing_and_both_do_in_any_order()
    {
        var announced = Take(Initial(OnDemand, At(0)), 0, new Input.Announced(5)).State;
        Assert.IsType<State.Unsupported>(announced);
        Assert.Equal(
            new State.Fresh(At(1), Sent: false, new(5, null, null)),
            Take(announced, 1, new Input.Offered()).State);

        var offered = Take(Initial(OnDemand, At(0)), 0, new Input.Offered()).State;
        Assert.IsType<State.Unsupported>(offered);
        Assert.Equal(
            new State.Fresh(At(1), Sent: false, new(5, null, null)),
            Take(offered, 1, new Input.Announced(5)).State);
    }

    [Theory]
    [InlineData("Fresh")]
    [InlineData("Worried")]
    [InlineData("Probing")]
    [Requirement("RFC3706-5.4-b")]
    public void Protected_traffic_makes_every_live_state_fresh_and_ends_a_probe(string from)
    {
        var next = Take(Live(from), 21, new Input.Heard());

        Assert.Equal(new State.Fresh(At(21), Sent: false, Numbers), next.State);
        Assert.Empty(next.Outputs);
        Assert.Equal(new("RFC 3706 §5.4", "traffic is proof of life"), next.Reason);
    }

    [Fact]
    [Requirement("RFC3706-5.4-a")]
    public void Idle_for_the_worry_period_means_worried_and_asks_nobody()
    {
        var fresh = new State.Fresh(At(5), Sent: false, Numbers);

        Assert.Equal(At(15), Deadline(OnDemand, fresh));
        Assert.Equal(fresh, Take(fresh, 14, new Input.Tick()).State);
        Assert.Equal(Worried, Take(fresh, 15, new Input.Tick()).State);
        Assert.Empty(Take(fresh, 15, new Input.Tick()).Outputs);
        Assert.Null(Deadline(OnDemand, Worried));
    }

    [Fact]
    [Requirement("RFC3706-5.4-a")]
    public void Worried_and_something_to_send_asks()
    {
        var next = Take(Worried, 20, new Input.Outbound());

        Assert.Equal([new Output.SendRUThere(7)], next.Outputs.AsEnumerable());
        var probing = Assert.IsType<State.Probing>(next.State);
        Assert.Equal((7u, 7u, 1), (probing.First, probing.Last, probing.Sent));
        Assert.Equal(At(22), Deadline(OnDemand, probing));
        Assert.Equal(8u, probing.Numbers.Next);
    }

    [Fact]
    [Requirement("RFC3706-5.4-a")]
    public void Sent_and_nothing_heard_for_the_worry_period_asks()
    {
        var fresh = new State.Fresh(At(5), Sent: false, Numbers);
        var sent = Take(fresh, 6, new Input.Outbound());
        Assert.Empty(sent.Outputs);

        var next = Take(sent.State, 15, new Input.Tick());
        Assert.Equal([new Output.SendRUThere(7)], next.Outputs.AsEnumerable());

        // The same when the packet itself comes so late.
        var late = Take(fresh, 15, new Input.Outbound());
        Assert.Equal([new Output.SendRUThere(7)], late.Outputs.AsEnumerable());
    }

    [Fact]
    public void Periodically_idleness_alone_asks()
    {
        var fresh = new State.Fresh(At(5), Sent: false, Numbers);
        var next = Step(Periodic, fresh, At(15), new Input.Tick());
        Assert.Equal([new Output.SendRUThere(7)], next.Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC3706-6.1-a")]
    public void The_answer_to_the_open_query_is_proof_and_its_number_is_used_up()
    {
        var next = Take(Probing, 21, new Input.RUThereAck(6));
        Assert.Equal(new State.Fresh(At(21), Sent: false, Numbers), next.State);
        Assert.Equal([new Output.SendRUThere(7)], Take(
            Take(next.State, 31, new Input.Tick()).State, 31, new Input.Outbound())
            .Outputs.AsEnumerable());
    }

    [Theory]
    [InlineData(5u)]
    [InlineData(7u)]
    [InlineData(0xFFFF_FFFFu)]
    [Requirement("RFC3706-6.1-a")]
    public void An_answer_with_another_number_is_dropped(uint number)
    {
        var next = Take(Probing, 21, new Input.RUThereAck(number));
        Assert.Equal(Probing, next.State);
        Assert.Equal("the answer has another number", next.Reason.Rule);
    }

    [Fact]
    [Requirement("RFC3706-5.4-d")]
    [Requirement("RFC3706-5.4-c")]
    public void An_unanswered_query_is_sent_again_with_its_number()
    {
        var next = Take(Probing, 22, new Input.Tick());

        Assert.Equal([new Output.SendRUThere(6)], next.Outputs.AsEnumerable());
        var again = Assert.IsType<State.Probing>(next.State);
        Assert.Equal((2, At(24)), (again.Sent, again.RetryAt));
    }

    [Fact]
    public void For_peers_that_refuse_a_number_twice_a_retry_has_a_new_one_and_either_counts()
    {
        var config = Checked(new Settings { RetriesAreNumberedAnew = true });
        var next = Step(config, Probing, At(22), new Input.Tick());
        Assert.Equal([new Output.SendRUThere(7)], next.Outputs.AsEnumerable());
        foreach (var number in (uint[])[6, 7])
        {
            Assert.IsType<State.Fresh>(
                Step(config, next.State, At(23), new Input.RUThereAck(number)).State);
        }

        Assert.Equal(next.State, Step(config, next.State, At(23), new Input.RUThereAck(8)).State);
    }

    [Fact]
    public void Each_retry_that_is_numbered_anew_has_the_number_after_the_one_before()
    {
        var config = Checked(new Settings { RetriesAreNumberedAnew = true });
        var next = Step(config, Probing, At(22), new Input.Tick());
        foreach (var number in (uint[])[8, 9])
        {
            var due = Deadline(config, next.State)!.Value;
            next = Step(config, next.State, due, new Input.Tick());
            Assert.Equal([new Output.SendRUThere(number)], next.Outputs.AsEnumerable());
        }
    }

    [Fact]
    public void Counted_anew_queries_stay_as_far_behind_the_next_number_as_they_are()
    {
        var probing = ((State.Probing)Probing) with { First = 4, Last = 6 };
        Assert.Equal(
            probing with
            {
                First = unchecked((uint)-3),
                Last = unchecked((uint)-1),
                Numbers = new(Next: 0, Awaited: 1_000, AnsweredAgain: null),
            },
            Machine.Recount(probing));
    }

    [Fact]
    public void Letters_of_R_U_THERE_lie_about_the_awaited_number() => Assert.Equal(
        [50u, 51u, 49u, 48u],
        Machine.Alphabet.Select(letter => letter.Make(OnDemand, Probing))
            .OfType<Input.RUThere>().Select(asked => asked.Sequence));

    [Fact]
    [Requirement("RFC3706-5.4-e")]
    public void After_the_last_query_the_peer_is_dead_and_stays_dead()
    {
        var last = ((State.Probing)Probing) with { Sent = 3 };
        var next = Take(last, 22, new Input.Tick());

        Assert.Equal(new State.Dead(At(22)), next.State);
        Assert.Equal([new Output.PeerDied(DeadAction.Restart)], next.Outputs.AsEnumerable());
        Assert.Equal(next.State, Take(next.State, 23, new Input.RUThereAck(6)).State);
        Assert.Equal(next.State, Take(next.State, 23, new Input.Heard()).State);
        Assert.Empty(Take(next.State, 23, new Input.RUThere(50)).Outputs);
    }

    [Theory]
    [InlineData("Fresh")]
    [InlineData("Worried")]
    [InlineData("Probing")]
    [Requirement("RFC3706-5.2-b")]
    [Requirement("RFC3706-5.3-b")]
    [Requirement("RFC3706-6.2-d")]
    public void The_awaited_R_U_THERE_is_answered_with_its_number_and_is_proof(string from)
    {
        var next = Take(Live(from), 21, new Input.RUThere(50));

        Assert.Equal([new Output.SendRUThereAck(50)], next.Outputs.AsEnumerable());
        Assert.Equal(
            new State.Fresh(At(21), Sent: false, Numbers with { Awaited = 51 }), next.State);
    }

    [Fact]
    [Requirement("RFC3706-5.2-b")]
    public void Who_announced_answers_though_the_peer_did_not_announce()
    {
        var announced = Take(Initial(OnDemand, At(0)), 0, new Input.Announced(5)).State;
        Assert.Equal(
            [new Output.SendRUThereAck(9)],
            Take(announced, 1, new Input.RUThere(9)).Outputs.AsEnumerable());

        var silent = Initial(OnDemand, At(0));
        Assert.Empty(Take(silent, 1, new Input.RUThere(9)).Outputs);
    }

    [Theory]
    [InlineData("Fresh")]
    [InlineData("Worried")]
    [InlineData("Probing")]
    public void The_last_R_U_THERE_again_is_answered_again_sparingly_and_is_no_proof(string from)
    {
        var first = Take(Live(from), 21, new Input.RUThere(49));
        Assert.Equal([new Output.SendRUThereAck(49)], first.Outputs.AsEnumerable());
        Assert.IsType(Live(from).GetType(), first.State);
        Assert.Equal(
            Deadline(OnDemand, Live(from)), Deadline(OnDemand, first.State));

        var soon = Take(first.State, 21, new Input.RUThere(49));
        Assert.Empty(soon.Outputs);
        Assert.Equal(first.State, soon.State);
        Assert.NotEmpty(Take(first.State, 22, new Input.RUThere(49)).Outputs);
    }

    [Theory]
    [InlineData(48u)]
    [InlineData(0u)]
    [InlineData(50u + 65_537)]
    [Requirement("RFC3706-6.2-e")]
    public void Another_R_U_THERE_is_rejected(uint number)
    {
        var next = Take(Probing, 21, new Input.RUThere(number));
        Assert.Equal(Probing, next.State);
        Assert.Empty(next.Outputs);
        Assert.Equal("RFC 3706 §6.2", next.Reason.Section);
    }

    [Theory]
    [InlineData("Fresh")]
    [InlineData("Worried")]
    [InlineData("Probing")]
    public void After_a_failover_numbers_skip_and_nobody_is_asked_before_something_is_sent(
        string from)
    {
        var standby = Take(Live(from), 21, new Input.Demoted()).State;
        Assert.Equal(new State.Paused(Numbers), standby);

        var active = Take(standby, 30, new Input.Promoted(16));
        Assert.Empty(active.Outputs);
        Assert.Null(Deadline(OnDemand, active.State));
        Assert.Equal(
            [new Output.SendRUThere(7 + 16)],
            Take(active.State, 31, new Input.Outbound()).Outputs.AsEnumerable());
    }

    [Fact]
    public void The_default_waits_are_those_of_a_well_known_implementation()
    {
        // 4 s, then each wait 1.8 times the one before: dead after 165.1 s.
        var config = Checked(new Settings());
        var next = Step(config, Worried, At(0), new Input.Outbound());
        List<double> sent = [];
        while (next.State is State.Probing probing)
        {
            sent.Add(Math.Round((probing.RetryAt - probing.Wait - At(0)).TotalSeconds, 1));
            next = Step(config, probing, probing.RetryAt, new Input.Tick());
        }

        Assert.Equal([0, 4, 11.2, 24.2, 47.5, 89.5], sent);
        Assert.Equal(sent[^1], Math.Round(config.LastAfterFirstQuery.TotalSeconds, 1));
        var dead = Assert.IsType<State.Dead>(next.State);
        Assert.Equal(165.1, Math.Round((dead.Since - At(0)).TotalSeconds, 1));
        Assert.Equal(dead.Since - At(0), config.DeathAfterFirstQuery);
    }

    private static State Live(string name) => name switch
    {
        "Fresh" => new State.Fresh(At(15), Sent: true, Numbers),
        "Worried" => Worried,
        _ => Probing,
    };

    private static Next<State, Output> Take(State state, long seconds, Input input) =>
        Step(OnDemand, state, At(seconds), input);

    private static Instant At(long seconds) => Instant.FromMilliseconds(1_000 * seconds);

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
