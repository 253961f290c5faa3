using Holdfast.Codec;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Tests.Examples.StateMachines.Ike;

/// <summary>RFC 6311, row by row, and the examples of its appendix A.</summary>
public sealed class Rfc6311_Rows
{
    private static readonly Config Strict = Checked(new Settings
    {
        RetryAfter = TimeSpan.FromSeconds(2),
        BackoffPercent = 200,
        SendsMax = 3,
    });

    private static readonly Config Lenient = Checked(new Settings { Reading = Reading.Appendix });
    private static readonly State Idle = new State.Idle(default);

    [Fact]
    [Requirement("RFC6311-5.1-a")]
    public void Who_takes_over_asks_with_a_lead_of_the_window_and_a_drawn_nonce()
    {
        var (state, outputs) = Run(
            Strict, Idle, 0, Taken(new(7, 4), Children.None, 0, default), new Input.Drawn(99));
        Assert.Equal([new Output.Draw(), new Output.Ask(99, 8, 4, null)], outputs);
        Assert.Equal(At(2), Deadline(Strict, state));
    }

    [Fact]
    [Requirement("RFC6311-5.1-b")]
    public void A_second_failover_asks_above_what_the_first_has_asked()
    {
        var (_, outputs) = Run(
            Strict, Idle, 0, Taken(new(7, 4), Children.None, 0, new(20, null)),
            new Input.Drawn(99));
        Assert.Equal(new Output.Ask(99, 21, 4, null), outputs[^1]);
    }

    [Fact]
    [Requirement("RFC6311-5.1-b")]
    public void Without_an_answer_the_next_attempt_has_a_new_nonce_and_a_higher_ID_until_it_fails()
    {
        var (state, _) = Waiting();
        Assert.Empty(Step(Strict, state, At(1), new Input.Tick()).Outputs);

        var (second, outputs) = Run(Strict, state, 2, new Input.Tick(), new Input.Drawn(100));
        Assert.Equal([new Output.Draw(), new Output.Ask(100, 9, 4, null)], outputs);
        Assert.Equal(At(6), Deadline(Strict, second));

        var (third, _) = Run(Strict, second, 6, new Input.Tick(), new Input.Drawn(101));
        var failed = Step(Strict, third, At(14), new Input.Tick());
        Assert.Equal(new State.Failed(At(14)), failed.State);
        Assert.Equal([new Output.TearDown()], failed.Outputs);
    }

    [Fact]
    [Requirement("RFC6311-5.1-c")]
    public void The_answer_s_IDs_hold_from_then_on()
    {
        var next = Step(Strict, Waiting().State, At(1), new Input.Answered(99, 6, 8));
        Assert.Equal([new Output.Adopt(8, 6)], next.Outputs);
        Assert.Equal(new State.Idle(new(8, null)), next.State);
    }

    [Theory]
    [InlineData(98, 6, 8)]
    [InlineData(99, 6, 7)]
    [InlineData(99, 3, 8)]
    [Requirement("RFC6311-11-a")]
    public void An_answer_with_another_nonce_or_lower_IDs_is_dropped(
        uint nonce, uint send, uint receive)
    {
        var state = Waiting().State;
        var next = Step(Strict, state, At(1), new Input.Answered(nonce, send, receive));
        Assert.Equal(state, next.State);
        Assert.Empty(next.Outputs);
    }

    [Fact]
    [Requirement("RFC6311-11-a")]
    public void An_answer_that_comes_twice_or_after_a_new_nonce_was_drawn_is_dropped()
    {
        var answer = new Input.Answered(99, 4, 8);
        var (_, outputs) = Run(Strict, Waiting().State, 1, answer, answer);
        Assert.Single(outputs);

        (_, outputs) = Run(
            Strict, Waiting().State, 2, new Input.Tick(), answer, new Input.Drawn(100), answer);
        Assert.DoesNotContain(outputs, output => output is Output.Adopt);
    }

    [Fact]
    [Requirement("RFC6311-7-a")]
    public void One_failover_begins_one_synchronisation()
    {
        var (state, _) = Waiting();
        var next = Step(Strict, state, At(1), Taken(new(7, 4), Children.None, 0, default));
        Assert.Equal(state, next.State);
        Assert.Empty(next.Outputs);
    }

    [Fact]
    [Requirement("RFC6311-5.1-d")]
    public void The_peer_answers_with_the_higher_IDs_and_the_same_nonce()
    {
        var (state, outputs) = Run(Strict, Idle, 0, Asked(7, (9, 3), (4, 6)));
        Assert.Equal([new Output.Adopt(4, 9), new Output.Answer(7, 9, 4, 9)], outputs);
        Assert.Equal(new State.Idle(new(null, 9)), state);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(0)]
    [Requirement("RFC6311-5.1-e")]
    public void An_ID_that_the_peer_has_used_already_is_dropped_in_silence(uint m1)
    {
        var next = Step(Strict, Idle, At(0), Asked(7, (m1, 3), (4, 6)));
        Assert.Equal(Idle, next.State);
        Assert.Empty(next.Outputs);
    }

    [Theory]
    [InlineData(Reading.Strict)]
    [InlineData(Reading.Appendix)]
    [Requirement("RFC6311-5.1-e")]
    public void No_synchronisation_is_obeyed_twice_in_either_reading(Reading reading)
    {
        var config = Checked(new Settings { Reading = reading });
        var asked = Asked(7, (9, 3), (4, 6));
        var (state, outputs) = Run(config, Idle, 0, asked);
        Assert.Equal(2, outputs.Count);
        Assert.Empty(Step(config, state, At(0), asked).Outputs);
        Assert.Empty(Step(config, state, At(0), asked with { Nonce = 8 }).Outputs);
        Assert.NotEmpty(Step(config, state, At(0), asked with { Send = 10 }).Outputs);
    }

    /// <summary>Appendix A: send and receive of the member, of the peer, and of the answer.
    /// </summary>
    /// <remarks>
    /// A.2 and A.3 answer a request whose ID was used before; §5.1 drops it. The text wins:
    /// the strict reading is the default.
    /// </remarks>
    [Theory]
    [InlineData(0, 5, 5, 0, 5, 0, true)]
    [InlineData(2, 3, 4, 5, 4, 5, false)]
    [InlineData(2, 5, 2, 4, 5, 4, false)]
    [Requirement("RFC6311-5.1-e")]
    public void The_examples_of_appendix_A_as_they_stand_and_as_section_5_1_has_them(
        uint memberSend, uint memberReceive, uint peerSend, uint peerReceive, uint answerSend,
        uint answerReceive, bool isAnsweredStrictly)
    {
        var asked = Asked(1, (memberSend, memberReceive), (peerSend, peerReceive));
        Output[] answer =
        [
            new Output.Adopt(answerSend, answerReceive),
            new Output.Answer(1, memberSend, answerSend, answerReceive),
        ];
        Assert.Equal(answer, Step(Lenient, Idle, At(0), asked).Outputs);
        Assert.Equal(
            isAnsweredStrictly ? answer : [], Step(Strict, Idle, At(0), asked).Outputs);
    }

    /// <summary>A.4: (4, 4) and (5, 5) at the same time become (5, 5) on both sides.</summary>
    [Fact]
    [Requirement("RFC6311-5.1-d")]
    public void Both_sides_fail_over_at_once_and_agree_on_the_higher_IDs()
    {
        var low = Ask(new(4, 4), 0, nonce: 1);
        var high = Ask(new(5, 5), 0, nonce: 2);
        var atHigh = Step(Lenient, high, At(0), Asked(1, (4, 4), (5, 5)));
        var atLow = Step(Lenient, low, At(0), Asked(2, (5, 5), (4, 4)));
        Assert.Equal([new Output.Adopt(5, 5), new Output.Answer(1, 4, 5, 5)], atHigh.Outputs);
        Assert.Equal([new Output.Adopt(5, 5), new Output.Answer(2, 5, 5, 5)], atLow.Outputs);

        Assert.Equal(
            [new Output.Adopt(5, 5)],
            Step(Lenient, atHigh.State, At(0), new Input.Answered(2, 5, 5)).Outputs);
        Assert.Equal(
            [new Output.Adopt(5, 5)],
            Step(Lenient, atLow.State, At(0), new Input.Answered(1, 5, 5)).Outputs);
    }

    /// <summary>Each answer is older than the other side's question, and counts all the same.
    /// </summary>
    [Fact]
    [Requirement("RFC6311-5.1-d")]
    public void Both_sides_fail_over_at_once_with_a_lead_and_the_first_answers_end_it()
    {
        var (state, outputs) = Run(
            Strict, Idle, 0, Taken(new(2, 2), Children.None, 0, default), new Input.Drawn(9),
            Asked(8, (3, 2), (2, 2)), new Input.Answered(9, 2, 3));
        Assert.Equal(
            [
                new Output.Draw(), new Output.Ask(9, 3, 2, null), new Output.Adopt(2, 3),
                new Output.Answer(8, 3, 2, 3), new Output.Adopt(3, 3),
            ],
            outputs);
        Assert.Equal(new State.Idle(new(3, 3)), state);
    }

    [Fact]
    [Requirement("RFC6311-5.1-b")]
    public void Whose_lower_ID_was_dropped_asks_again_above_the_IDs_that_it_learned()
    {
        var low = Ask(new(4, 4), 0, nonce: 1);
        var (_, outputs) = Run(
            Lenient, low, 1, Asked(2, (9, 5), (4, 4)), new Input.Tick(), new Input.Drawn(3));
        Assert.Equal(new Output.Ask(3, 5, 9, null), outputs[^1]);
    }

    [Theory]
    [InlineData(Children.Plain, false)]
    [InlineData(Children.Extended, true)]
    [Requirement("RFC6311-6.4-b")]
    public void The_delta_is_as_wide_as_the_numbers_of_the_children(
        Children children, bool isExtended)
    {
        var (_, outputs) = Run(
            Strict, Idle, 0, Taken(new(7, 4), children, 1 << 20, default), new Input.Drawn(9));
        Assert.Equal(new Output.Ask(9, 8, 4, new(1 << 20, isExtended)), outputs[^1]);
    }

    [Theory]
    [InlineData(Children.Mixed, 1UL)]
    [InlineData(Children.Plain, 1UL << 32)]
    [Requirement("RFC6311-6.4-b")]
    [Requirement("RFC6311-8.3-a")]
    public void Where_no_delta_fits_the_SA_is_made_anew_or_its_children_are(
        Children children, ulong skip)
    {
        var taken = Taken(new(7, 4), children, skip, default);
        var down = Step(Strict, Idle, At(0), taken);
        Assert.Equal([new Output.TearDown()], down.Outputs);

        var rekeys = Checked(new Settings { WhenUnfit = Unfit.Rekey });
        var (_, outputs) = Run(rekeys, Idle, 0, taken, new Input.Drawn(9));
        Assert.Equal(
            [new Output.RekeyChildren(), new Output.Draw(), new Output.Ask(9, 8, 4, null)],
            outputs);
    }

    [Fact]
    [Requirement("RFC6311-5.2-a")]
    public void The_peer_moves_its_counters_after_the_IDs()
    {
        var asked = Asked(7, (9, 3), (4, 6)) with
        {
            Delta = new(1_000, IsExtended: true),
            Children = Children.Extended,
        };
        Assert.Equal(
            [new Output.Adopt(4, 9), new Output.Answer(7, 9, 4, 9), new Output.Advance(1_000)],
            Step(Strict, Idle, At(0), asked).Outputs);
        Assert.Equal(
            [new Output.Advance(5)],
            Step(Strict, Idle, At(0), new Input.CountersAsked(new(5, false), Children.Plain))
                .Outputs);
    }

    [Theory]
    [InlineData(Children.Plain, 5, "asks")]
    [InlineData(Children.Extended, 1UL << 32, "asks")]
    [InlineData(Children.Plain, 1UL << 32, "unfit")]
    [InlineData(Children.Mixed, 5, "unfit")]
    [InlineData(Children.None, 5, "")]
    public void Counters_that_are_owed_alone_are_asked_for_where_one_delta_fits_all(
        Children children, ulong skip, string what)
    {
        var owed = new Input.CountersOwed(children, skip);
        Items<Output> asks = [new Output.AskCounters(new(skip, children == Children.Extended))];
        Assert.Equal(
            what == "asks" ? asks : what == "unfit" ? [new Output.TearDown()] : [],
            Step(Checked(new Settings { WhenUnfit = Unfit.TearDown }), Idle, At(0), owed).Outputs);
        var next = Step(Checked(new Settings { WhenUnfit = Unfit.Rekey }), Idle, At(0), owed);
        Assert.Equal(
            what == "asks" ? asks : what == "unfit" ? [new Output.RekeyChildren()] : [],
            next.Outputs);
        Assert.Equal(Idle, next.State);
    }

    [Theory]
    [InlineData(true, Children.Plain)]
    [InlineData(false, Children.Extended)]
    [InlineData(false, Children.Mixed)]
    [Requirement("RFC6311-6.4-b")]
    public void A_delta_of_another_width_moves_nothing(bool isExtended, Children children)
    {
        var delta = new Delta(5, isExtended);
        var asked = Asked(7, (9, 3), (4, 6)) with { Delta = delta, Children = children };
        Assert.Equal((Idle, 0), After(asked));
        Assert.Equal((Idle, 0), After(new Input.CountersAsked(delta, children)));

        static (State, int) After(Input input)
        {
            var next = Step(Strict, Idle, At(0), input);
            return (next.State, next.Outputs.Count);
        }
    }

    [Fact]
    [Requirement("RFC7296-2.2-b")]
    public void Where_no_higher_ID_is_left_the_SA_is_made_anew()
    {
        var (state, outputs) = Run(
            Strict, Idle, 0, Taken(new(uint.MaxValue - 1, 4), Children.None, 0, default),
            new Input.Drawn(9));
        Assert.Equal([new Output.Draw(), new Output.TearDown()], outputs);
        Assert.IsType<State.Failed>(state);
    }

    [Fact]
    public void The_page_of_the_machine_is_what_it_does() => MachinePage.IsUpToDate(
        "MessageIdSync",
        "RFC 6311: how a member that took over and its peer agree on message IDs and replay "
            + "counters; one machine for both sides. Here §5.1 is read strictly, there are two "
            + "attempts, and CHILD SAs that no delta fits are rekeyed.");

    private static (State State, List<Output> Outputs) Waiting() => Run(
        Strict, Idle, 0, Taken(new(7, 4), Children.None, 0, default), new Input.Drawn(99));

    /// <summary>A member that has asked, without a lead, as the appendix does.</summary>
    private static State Ask(Numbers numbers, uint window, uint nonce) => Run(
        Lenient, Idle, 0,
        new Input.TakenOver(numbers, window, Children.None, 0, default),
        new Input.Drawn(nonce)).State;

    private static Input.TakenOver Taken(
        Numbers numbers, Children children, ulong skip, Marks marks) =>
        new(numbers, 1, children, skip, marks);

    private static Input.Asked Asked(
        uint nonce, (uint Send, uint Receive) member, (uint Send, uint Receive) peer) => new(
            nonce, member.Send, member.Receive, null, new(peer.Send, peer.Receive),
            Children.None);

    private static (State State, List<Output> Outputs) Run(
        Config config, State state, int seconds, params Input[] inputs)
    {
        List<Output> outputs = [];
        foreach (var input in inputs)
        {
            var next = Step(config, state, At(seconds), input);
            outputs.AddRange(next.Outputs);
            state = next.State;
        }

        return (state, outputs);
    }

    private static Instant At(int seconds) => Instant.FromMilliseconds(seconds * 1_000L);

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
