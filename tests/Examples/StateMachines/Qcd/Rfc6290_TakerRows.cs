using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using static Holdfast.StateMachines.Qcd.TokenTaker;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Examples.StateMachines.Qcd;

/// <summary>RFC 6290, the token taker, row by row: a state, an input, what becomes of it.
/// </summary>
public sealed class Rfc6290_TakerRows
{
    private static readonly Config Plain = Checked(new Settings());
    private static readonly Input Right = new Input.Shown(true, Source.Peer);
    private static readonly Input Wrong = new Input.Shown(false, Source.Peer);

    [Theory]
    [InlineData(CrashAction.Nothing, typeof(State.Over), 0)]
    [InlineData(CrashAction.OnTraffic, typeof(State.Waiting), 0)]
    [InlineData(CrashAction.Reconnect, typeof(State.Over), 1)]
    [Requirement("RFC6290-4.5-d")]
    [Requirement("RFC6290-5.3-a")]
    public void A_right_token_drops_the_SA_without_a_word_and_tokens_go_with_it(
        CrashAction action, Type state, int reconnects)
    {
        var config = Checked(new Settings { AfterCrash = action });
        var next = Take(config, Told(config, 1, 2), Right);
        Assert.Equal(state, next.State.GetType());
        Assert.Equal(
            [
                new Output.Discard(), new Output.Forget(new(2)), new Output.Forget(new(1)),
                .. Enumerable.Repeat<Output>(new Output.Reconnect(), reconnects),
            ],
            next.Outputs.AsEnumerable());
    }

    [Fact]
    public void Traffic_brings_a_new_SA_once()
    {
        var waiting = Take(Plain, Told(Plain, 1), Right).State;
        var next = Take(Plain, waiting, new Input.Traffic());
        Assert.Equal([new Output.Reconnect()], next.Outputs.AsEnumerable());
        Assert.Equal(new State.Over(), next.State);
        Assert.Empty(Take(Plain, next.State, new Input.Traffic()).Outputs);

        // A new one stands already.
        Assert.Equal(new State.Over(), Take(Plain, waiting, new Input.Ended()).State);
    }

    [Fact]
    [Requirement("RFC6290-4.5-e")]
    [Requirement("RFC6290-8.2-c")]
    public void A_wrong_token_is_reported_from_time_to_time_and_changes_nothing_else()
    {
        var state = Told(Plain, 1);
        var first = Take(Plain, state, Wrong);
        Assert.Equal([new Output.Report()], first.Outputs.AsEnumerable());
        Assert.Empty(Take(Plain, first.State, Wrong).Outputs);
        Assert.Equal(
            [new Output.Report()],
            Step(Plain, first.State, Instant.Zero + TimeSpan.FromSeconds(60), Wrong)
                .Outputs.AsEnumerable());
        Assert.Equal([new(1)], Assert.IsType<State.Up>(first.State).Tokens);
        Assert.Equal(
            [new Output.Report()],
            Take(Plain, state, new Input.Refused(Refusal.OtherSa)).Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC6290-4.2-b")]
    public void A_peer_without_a_token_keeps_its_SA_whatever_is_shown()
    {
        var untold = Initial(Plain, default);
        var next = Take(Plain, untold, Right);
        Assert.IsType<State.Up>(next.State);
        Assert.DoesNotContain(new Output.Discard(), next.Outputs.AsEnumerable());

        // It may still give one, at any time.
        Assert.Equal([new(5)], Tokens(Take(Plain, next.State, new Input.Given(new(5))).State));
    }

    [Fact]
    [Requirement("RFC6290-4.4-b")]
    [Requirement("RFC6290-5-d")]
    public void Newer_tokens_are_taken_at_any_time_and_some_former_ones_still_count()
    {
        var config = Checked(new Settings { TokensKept = 2 });
        var state = Told(config, 1, 2);
        Assert.Equal([new(2), new(1)], Tokens(state));
        var next = Take(config, state, new Input.Given(new(3)));
        Assert.Equal([new Output.Forget(new(1))], next.Outputs.AsEnumerable());
        Assert.Equal([new(3), new(2)], Tokens(next.State));
        Assert.Equal(next.State, Take(config, next.State, new Input.Given(new(2))).State);
    }

    [Fact]
    [Requirement("RFC6290-8.1-a")]
    public void Too_many_tokens_are_not_looked_at_and_strangers_do_not_use_up_the_peers_limit()
    {
        var config = Checked(new Settings
        {
            Burst = 2,
            TokensEvery = TimeSpan.FromSeconds(10),
        });
        var state = Told(config, 1);
        Input guess = new Input.Shown(false, Source.Other);
        for (var i = 0; i < 5; i++)
        {
            state = Take(config, state, guess).State;
        }

        // A stranger has no luck any more, not even with the right one; the peer itself has.
        Assert.IsType<State.Up>(Take(config, state, new Input.Shown(true, Source.Other)).State);
        Assert.IsType<State.Waiting>(Take(config, state, Right).State);
        Assert.IsType<State.Waiting>(Step(
            config, state, Instant.Zero + TimeSpan.FromSeconds(10),
            new Input.Shown(true, Source.Other)).State);
    }

    [Fact]
    [Requirement("RFC6290-5.3-a")]
    public void When_the_SA_ends_its_tokens_are_forgotten_and_so_are_those_that_come_late()
    {
        var next = Take(Plain, Told(Plain, 1, 2), new Input.Ended());
        Assert.Equal(
            [new Output.Forget(new(2)), new Output.Forget(new(1))],
            next.Outputs.AsEnumerable());
        Assert.Equal(
            [new Output.Forget(new(3))],
            Take(Plain, next.State, new Input.Given(new(3))).Outputs.AsEnumerable());
        Assert.Empty(Take(Plain, next.State, Right).Outputs);
    }

    [Fact]
    public void An_error_says_which_setting_to_change_and_to_what()
    {
        Assert.False(Config.TryCreate(new() { TokensKept = 17 }, out _, out var error));
        Assert.Equal(
            "TokensKept is 17: it must be at most 16; lower TokensKept to 16", error.ToString());
        Assert.False(Config.TryCreate(
            new() { ReportEvery = TimeSpan.Zero }, out _, out error));
        Assert.Equal("ReportEvery", error.Name);
    }

    [Fact]
    public void The_page_of_the_machine_is_up_to_date() => MachinePage.IsUpToDate(
        "TokenTaker",
        """
        The side of RFC 6290 that keeps the token of its peer, for one IKE SA: here two tokens, one message looked at in a unit from the peer's address and one from all others, a report every 2 units, and a new IKE SA when there is traffic. Tokens are handles; whether one is right is told at the border, in constant time (`CrashTokens`).
        """);

    private static State Told(Config config, params ulong[] tokens) => tokens.Aggregate(
        Initial(config, default),
        (state, token) => Take(config, state, new Input.Given(new(token))).State);

    private static Holdfast.Codec.Items<KeyHandle> Tokens(State state) =>
        Assert.IsType<State.Up>(state).Tokens;

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    private static Next<State, Output> Take(Config config, State state, Input input) =>
        Step(config, state, Instant.Zero, input);
}
