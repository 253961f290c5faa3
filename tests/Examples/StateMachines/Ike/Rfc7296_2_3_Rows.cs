using Holdfast.Codec;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Ike.MessageIds;

namespace Holdfast.Tests.Examples.StateMachines.Ike;

/// <summary>RFC 7296 §2.1 to §2.3, row by row: a state, an input, what becomes of it.</summary>
public sealed class Rfc7296_2_3_Rows
{
    private static readonly Config Plain = Checked(new Settings
    {
        RetryAfter = TimeSpan.FromSeconds(2),
        BackoffPercent = 200,
        SendsMax = 3,
    });

    private static readonly Config Wide = Checked(new Settings { Window = 3 });
    private static readonly Items<Octets> Request = [Octets.FromHex("2e202508")];
    private static readonly Items<Octets> Reply = [Octets.FromHex("2e202520")];

    [Fact]
    [Requirement("RFC7296-2.2-a")]
    public void A_request_has_the_next_ID_and_is_sent_once_it_is_sealed()
    {
        var (reserved, outputs) = Run(Plain, At(0), new Input.Wanted());
        Assert.Equal([new Output.Seal(0)], outputs);
        Assert.Null(Deadline(Plain, reserved));

        var sent = Step(Plain, reserved, At(1), new Input.Sealed(0, Request));
        Assert.Equal([new Output.Transmit(Request)], sent.Outputs);
        Assert.Equal(At(3), Deadline(Plain, sent.State));
    }

    [Fact]
    [Requirement("RFC7296-2.1-a")]
    [Requirement("RFC7296-2.1-b")]
    public void Without_an_answer_it_is_repeated_after_growing_waits_then_the_SA_has_failed()
    {
        var (state, _) = Run(Plain, At(0), new Input.Wanted(), new Input.Sealed(0, Request));
        foreach (var (due, next) in new[] { (2, 6), (6, 14) })
        {
            Assert.Empty(Step(Plain, state, At(due - 1), new Input.Tick()).Outputs);
            var again = Step(Plain, state, At(due), new Input.Tick());
            Assert.Equal([new Output.Transmit(Request)], again.Outputs);
            Assert.Equal(At(next), Deadline(Plain, again.State));
            state = again.State;
        }

        var failed = Step(Plain, state, At(14), new Input.Tick());
        Assert.Equal(new State.Failed(At(14)), failed.State);
        Assert.Equal([new Output.SaFailed()], failed.Outputs);
    }

    [Fact]
    public void What_made_the_IKE_SA_nobody_has_taken_and_its_answer_is_sent()
    {
        var born = Step(
            Plain, new State.Standby(), At(0),
            new Input.Promoted(new(0, 1, [], 1, [new(1, Reply)])));

        Assert.Equal(
            [new Output.Transmit(Reply)],
            Step(Plain, born.State, At(1), new Input.Responded(1, Reply)).Outputs);
        Assert.Empty(Step(Plain, born.State, At(1), new Input.Responded(1, Request)).Outputs);
        Assert.Empty(Step(Plain, born.State, At(1), new Input.Responded(2, Reply)).Outputs);
    }

    [Fact]
    public void Who_is_held_until_IDs_are_agreed_on_hears_of_it()
    {
        var held = Step(Plain, new State.Standby(), At(0), new Input.Wanted());
        Assert.Equal([new Output.Hold()], held.Outputs);
        Assert.Equal(
            held.State, Step(Plain, held.State, At(1), new Input.Wanted()).State);
        Assert.Equal(
            [new Output.RoomLeft()],
            Step(Plain, held.State, At(2), new Input.Promoted(new(7, 1, [], 3, []))).Outputs);

        // A request of the member before takes the room: it is said when that one is answered.
        var taken = Step(
            Plain, held.State, At(2), new Input.Promoted(new(7, 1, [new(6, Request)], 3, [])));
        Assert.Equal([new Output.Transmit(Request)], taken.Outputs);
        Assert.Equal(
            [new Output.Finish(6), new Output.RoomLeft()],
            Step(Plain, taken.State, At(3), new Input.Answered(6)).Outputs);

        // Who waits for room waits on while IDs are agreed on anew.
        var demoted = Step(
            Plain, Step(Plain, taken.State, At(3), new Input.Demoted()).State, At(4),
            new Input.Promoted(new(9, 1, [], 3, [])));
        Assert.Equal([new Output.RoomLeft()], demoted.Outputs);
        Assert.Empty(
            Step(Plain, new State.Standby(), At(4), new Input.Promoted(new(9, 1, [], 3, [])))
                .Outputs);
    }

    [Fact]
    [Requirement("RFC7296-2.3-a")]
    public void One_request_is_open_until_the_peer_takes_more_and_who_waits_hears_of_room()
    {
        var (state, outputs) = Run(
            Plain, At(0), new Input.Wanted(), new Input.Sealed(0, Request), new Input.Wanted(),
            new Input.Answered(0));
        Assert.Equal(
            [
                new Output.Seal(0), new Output.Transmit(Request), new Output.Hold(),
                new Output.Finish(0), new Output.RoomLeft(),
            ],
            outputs);

        (_, outputs) = Run(
            Plain, state, At(1), new Input.WindowSet(2), new Input.Wanted(), new Input.Wanted(),
            new Input.Wanted());
        Assert.Equal([new Output.Seal(1), new Output.Seal(2), new Output.Hold()], outputs);
    }

    [Fact]
    [Requirement("RFC7296-2.3-a")]
    public void The_oldest_open_request_holds_the_window_though_others_behind_it_are_answered()
    {
        var (state, outputs) = Run(
            Plain, At(0), new Input.WindowSet(2), new Input.Wanted(), new Input.Sealed(0, Request),
            new Input.Wanted(), new Input.Sealed(1, Request), new Input.Answered(1),
            new Input.Wanted());
        Assert.Equal(new Output.Hold(), outputs[^1]);
        Assert.Equal(
            [new Output.Finish(0), new Output.RoomLeft()],
            Step(Plain, state, At(1), new Input.Answered(0)).Outputs);
    }

    [Fact]
    public void A_wider_window_is_room_and_a_window_of_nothing_is_none()
    {
        var (state, _) = Run(Plain, At(0), new Input.Wanted(), new Input.Wanted());
        Assert.Equal(state, Step(Plain, state, At(0), new Input.WindowSet(0)).State);
        Assert.Equal(
            [new Output.RoomLeft()], Step(Plain, state, At(0), new Input.WindowSet(4)).Outputs);
        Assert.Equal(
            Plain.OpenMax,
            Assert.IsType<State.Open>(
                Step(Plain, state, At(0), new Input.WindowSet(uint.MaxValue)).State).Ours.Window);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [Requirement("RFC7296-2.1-d")]
    public void A_response_to_no_sent_request_is_ignored(uint id)
    {
        var (state, _) = Run(Plain, At(0), new Input.Wanted());
        var next = Step(Plain, state, At(1), new Input.Answered(id));
        Assert.Equal(state, next.State);
        Assert.Empty(next.Outputs);
    }

    [Fact]
    [Requirement("RFC7296-2.1-c")]
    public void A_repeated_request_is_answered_in_the_same_octets_and_taken_once()
    {
        var (state, outputs) = Run(
            Plain, At(0), new Input.Requested(0), new Input.Requested(0),
            new Input.Responded(0, Reply), new Input.Requested(0));
        Assert.Equal(
            [new Output.Take(0), new Output.Transmit(Reply), new Output.Transmit(Reply)],
            outputs);
        Assert.Equal(1u, Assert.IsType<State.Open>(state).Theirs.Lowest);
    }

    [Fact]
    [Requirement("RFC7296-2.3-d")]
    public void Requests_overtake_each_other_inside_the_window()
    {
        var (state, outputs) = Run(
            Wide, At(0), new Input.Requested(2), new Input.Responded(2, Reply),
            new Input.Requested(0), new Input.Requested(3));
        Assert.Equal(
            [
                new Output.Take(2), new Output.Transmit(Reply), new Output.Take(0),
                new Output.Complain(3),
            ],
            outputs);
        Assert.Equal(0u, Assert.IsType<State.Open>(state).Theirs.Lowest);
    }

    [Fact]
    [Requirement("RFC7296-2.3-b")]
    public void As_many_responses_are_kept_as_the_window_holds_and_older_requests_are_refused()
    {
        var state = Machine.Initial(Wide, At(0));
        for (var id = 0u; id < 5; id++)
        {
            (state, _) = Run(
                Wide, state, At(0), new Input.Requested(id), new Input.Responded(id, Reply));
        }

        Assert.Equal([2u, 3, 4], Kept(state));
        Assert.Single(Step(Wide, state, At(1), new Input.Requested(2)).Outputs);
        var old = Step(Wide, state, At(1), new Input.Requested(1));
        Assert.Equal(state, old.State);
        Assert.Empty(old.Outputs);
        Assert.Equal("an old request is not taken again", old.Reason.Rule);
    }

    [Fact]
    [Requirement("RFC7296-2.3-c")]
    public void Beyond_the_window_nothing_is_answered_but_now_and_then_said()
    {
        var (state, outputs) = Run(
            Plain, At(0), new Input.Requested(1), new Input.Requested(7));
        Assert.Equal([new Output.Complain(1)], outputs);
        Assert.Equal(
            [new Output.Complain(7)],
            Step(Plain, state, At(10), new Input.Requested(7)).Outputs);
    }

    [Fact]
    [Requirement("RFC7296-2.2-b")]
    public void IDs_never_wrap_and_a_rekey_is_asked_for_once_before()
    {
        var (state, outputs) = Run(
            Plain, At(0), new Input.Synced(0xfffe_ffff, 0), new Input.Wanted());
        Assert.Equal([new Output.Seal(0xfffe_ffff), new Output.Rekey()], outputs);

        (_, outputs) = Run(
            Plain, state, At(1), new Input.Synced(uint.MaxValue - 1, 0), new Input.Wanted(),
            new Input.Sealed(uint.MaxValue - 1, Request), new Input.Wanted(),
            new Input.Answered(uint.MaxValue - 1), new Input.Wanted());
        Assert.Equal(
            [
                new Output.Drop(0xfffe_ffff), new Output.Seal(uint.MaxValue - 1),
                new Output.Transmit(Request), new Output.Hold(),
                new Output.Finish(uint.MaxValue - 1), new Output.Hold(),
            ],
            outputs);
    }

    [Fact]
    [Requirement("RFC7296-2.2-b")]
    public void The_peer_s_last_ID_is_not_taken_and_its_IDs_ask_for_a_rekey_too()
    {
        var (state, outputs) = Run(
            Plain, At(0), new Input.Synced(0, uint.MaxValue - 1),
            new Input.Requested(uint.MaxValue - 1),
            new Input.Responded(uint.MaxValue - 1, Reply));
        Assert.Equal(
            [new Output.Rekey(), new Output.Take(uint.MaxValue - 1), new Output.Transmit(Reply)],
            outputs);
        Assert.Empty(Step(Plain, state, At(0), new Input.Requested(uint.MaxValue)).Outputs);
    }

    [Fact]
    [Requirement("RFC6027-3.3-a")]
    public void Who_takes_over_repeats_the_same_request_and_gives_the_same_response()
    {
        var facts = new Facts(6, 1, [new(5, Request)], 9, [new(8, Reply)]);
        var (state, outputs) = Run(
            Plain, new State.Standby(), At(0), new Input.Promoted(facts),
            new Input.Requested(8), new Input.Wanted(), new Input.Answered(5));
        Assert.Equal(
            [
                new Output.Transmit(Request), new Output.Transmit(Reply), new Output.Hold(),
                new Output.Finish(5), new Output.RoomLeft(),
            ],
            outputs);
        Assert.Equal(6u, Assert.IsType<State.Open>(state).Ours.Next);
    }

    [Fact]
    public void A_standby_sends_nothing()
    {
        foreach (var letter in Machine.Alphabet)
        {
            var input = letter.Make(Plain, new State.Standby());
            var next = Step(Plain, new State.Standby(), At(0), input);
            Assert.True(
                input is Input.Promoted || next.Outputs.All(output => output is Output.Hold));
        }
    }

    [Fact]
    public void Agreed_IDs_drop_what_was_open_and_never_go_back()
    {
        var (state, _) = Run(
            Plain, At(0), new Input.Wanted(), new Input.Sealed(0, Request),
            new Input.Requested(0), new Input.Synced(9, 4));
        var open = Assert.IsType<State.Open>(state);
        Assert.Equal((9u, 4u), (open.Ours.Next, open.Theirs.Lowest));
        Assert.Empty(open.Ours.Requests);
        Assert.Empty(open.Theirs.Taken);

        (state, _) = Run(Plain, state, At(1), new Input.Synced(2, 2));
        open = Assert.IsType<State.Open>(state);
        Assert.Equal((9u, 4u), (open.Ours.Next, open.Theirs.Lowest));
    }

    [Fact]
    public void Agreed_IDs_that_raise_nothing_let_no_request_be_taken_again()
    {
        var (state, _) = Run(
            Wide, At(0), new Input.Requested(0), new Input.Requested(2),
            new Input.Responded(2, Reply), new Input.Synced(0, 0));
        var open = Assert.IsType<State.Open>(state);
        Assert.Equal(new Output.Transmit(Reply),
            Assert.Single(Step(Wide, open, At(1), new Input.Requested(2)).Outputs));
        Assert.Empty(Step(Wide, open, At(1), new Input.Requested(0)).Outputs);

        // They begin below what is answered: that is passed over.
        (state, _) = Run(Wide, state, At(1), new Input.Synced(0, 2));
        Assert.Equal(3u, Assert.IsType<State.Open>(state).Theirs.Lowest);
        Assert.Empty(Step(Wide, state, At(1), new Input.Requested(0)).Outputs);
    }

    [Theory]
    [InlineData(0, "Window is 0: it must be at least 1; raise Window to 1")]
    [InlineData(65, "Window is 65: it must be at most 64; lower Window to 64")]
    public void An_error_says_which_setting_to_change_and_to_what(int window, string says)
    {
        Assert.False(Config.TryCreate(new() { Window = window }, out var config, out var error));
        Assert.Null(config);
        Assert.Equal(says, error.ToString());
    }

    /// <summary>A request that is not sealed has no time at which it is repeated.</summary>
    [Fact]
    public void What_is_overdue_is_due_now_and_what_was_never_sent_is_never_due()
    {
        var (state, _) = Run(
            Wide, At(0), new Input.WindowSet(2), new Input.Wanted(), new Input.Sealed(0, Request),
            new Input.Wanted());
        var late = Rebase(state, TimeSpan.FromSeconds(-9));
        var sent = Assert.IsType<State.Open>(late).Ours.Requests;
        Assert.Equal([(1, true), (0, false)], sent.Select(one => (
            one.Sent, one.RetryAt < Instant.Zero)));
        var normal = Assert.IsType<State.Open>(Normalize(Wide, late)).Ours.Requests;
        Assert.Equal(Instant.Zero, normal[0].RetryAt);
        Assert.Equal(sent[1], normal[1]);
        Assert.Equal(Instant.Zero, Deadline(Wide, Normalize(Wide, late)));

        // Nor does it change what an exploration takes for one state.
        var unsent = Assert.IsType<State.Open>(Rebase(state, TimeSpan.FromSeconds(9)));
        Assert.Equal(sent[1], unsent.Ours.Requests[1]);
        Assert.Equal(unsent, Normalize(Wide, unsent));
    }

    [Fact]
    public void The_page_of_the_machine_is_what_it_does() => MachinePage.IsUpToDate(
        "MessageIds",
        "RFC 7296 §2.1 to §2.3: which request of an IKE SA may be sent, which of the peer's is "
            + "taken, and what is sent again. Here both windows are 2, a request is sent twice, "
            + "and the IDs can come close to their end.");

    private static IEnumerable<uint> Kept(State state) =>
        Assert.IsType<State.Open>(state).Theirs.Responses.Select(response => response.Id);

    private static (State State, List<Output> Outputs) Run(
        Config config, Instant now, params Input[] inputs) =>
        Run(config, Machine.Initial(config, now), now, inputs);

    private static (State State, List<Output> Outputs) Run(
        Config config, State state, Instant now, params Input[] inputs)
    {
        List<Output> outputs = [];
        foreach (var input in inputs)
        {
            var next = Step(config, state, now, input);
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
