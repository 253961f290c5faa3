using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Asymmetric.AsymmetricTraffic;

namespace Holdfast.Tests.Examples.StateMachines.Asymmetric;

/// <summary>Packets that another member should have got, row by row.</summary>
public sealed class AsymmetricRows
{
    private static readonly Config Forwards = Checked(new());
    private static readonly Config Accepts = Checked(new() { ForeignSa = Policy.Accept });
    private static readonly Config Drops = Checked(new()
    {
        ForeignSa = Policy.Drop,
        ForeignFlow = FlowPolicy.Drop,
    });

    private static readonly Ownership Known = new Ownership.Of(2, IsKnownHere: true);
    private static readonly Ownership Keyless = new Ownership.Of(2, IsKnownHere: false);

    [Fact]
    public void A_packet_of_our_own_is_processed_whoever_brings_it()
    {
        Assert.Equal(new Output.Process(), Take(Drops, new Ownership.Mine()));
        Assert.Equal(new Output.Process(), Take(Drops, new Ownership.Mine(), from: 2, hops: 1));
    }

    [Fact]
    public void A_packet_of_another_member_is_forwarded_dropped_or_accepted_by_policy()
    {
        Assert.Equal(new Output.Forward(2, 1), Take(Forwards, Known));
        Assert.Equal(new Output.Drop(DropReason.Policy), Take(Drops, Known));
        Assert.Equal(new Output.ProcessExposed(), Take(Accepts, Known));

        // Without keys there is nothing to accept.
        Assert.Equal(new Output.Forward(2, 1), Take(Accepts, Keyless));
    }

    [Fact]
    [Requirement("RFC6027-3.5-a")]
    [Requirement("RFC6027-3.7-b")]
    public void What_is_accepted_for_another_member_is_told_as_exposure() => Assert.Equal(
        "RFC 6027 §3.5",
        Step(Accepts, new State.Calm(), default, new Input.Protected(Known, null, 0))
            .Reason.Section);

    [Fact]
    [Requirement("RFC6027-3.7-b")]
    public void An_inner_packet_goes_to_the_owner_of_its_SA_and_is_never_sealed_here()
    {
        var next = Step(Accepts, new State.Calm(), default, new Input.Inner(Known, null, 0));
        Assert.Equal([new Output.Forward(2, 1)], next.Outputs.AsEnumerable());
        var dropped = Step(Drops, new State.Calm(), default, new Input.Inner(Known, null, 0));
        Assert.Equal([new Output.Drop(DropReason.Policy)], dropped.Outputs.AsEnumerable());
        var none = Step(
            Forwards, new State.Calm(), default, new Input.Inner(new Ownership.Nobody(), null, 0));
        Assert.Equal([new Output.Drop(DropReason.UnknownSa)], none.Outputs.AsEnumerable());
    }

    [Fact]
    public void A_packet_is_never_handed_back_and_the_two_members_compare_epochs()
    {
        var next = Step(
            Forwards, new State.Calm(), default, new Input.Protected(Keyless, From: 2, Hops: 1));
        Assert.Equal(
            [new Output.Drop(DropReason.Loop), new Output.Disagreement(2)],
            next.Outputs.AsEnumerable());
    }

    [Fact]
    public void A_packet_is_handed_on_once_unless_more_is_configured()
    {
        Assert.Equal(
            new Output.Drop(DropReason.TooManyHops), Take(Forwards, Keyless, from: 3, hops: 1));
        var config = Checked(new() { HopsMax = 2 });
        Assert.Equal(new Output.Forward(2, 2), Take(config, Keyless, from: 3, hops: 1));
        Assert.Equal(
            new Output.Drop(DropReason.TooManyHops), Take(config, Keyless, from: 3, hops: -1));
    }

    [Fact]
    [Requirement("RFC4303-3.4.2-a")]
    public void An_unknown_SA_goes_to_the_member_that_chose_its_SPI()
    {
        Assert.Equal(new Output.Forward(3, 1), Take(Forwards, new Ownership.ChosenBy(3)));
        Assert.Equal(
            new Output.Drop(DropReason.UnknownSa), Take(Forwards, new Ownership.Nobody()));
    }

    [Fact]
    public void The_budget_is_a_burst_and_a_rate()
    {
        var config = Checked(new() { ForwardsPerSecond = 10, Burst = 2 });
        State state = new State.Calm();
        List<string> outputs = [];
        foreach (var tenths in (long[])[0, 0, 0, 1, 1, 9])
        {
            var next = Step(
                config, state, Instant.FromMilliseconds(100 * tenths),
                new Input.Protected(Keyless, null, 0));
            state = next.State;
            outputs.Add(next.Outputs[0] is Output.Forward ? "forward" : "drop");
        }

        Assert.Equal(["forward", "forward", "drop", "forward", "drop", "forward"], outputs);
        Assert.Equal(Instant.FromMilliseconds(1_000), Deadline(config, state));
    }

    [Theory]
    [InlineData(0x1234_5601u, 0u, 0, "Nobody { }")]
    [InlineData(0x1234_5602u, 0u, 0, "ChosenBy { Member = 2 }")]
    [InlineData(0x1234_5609u, 0u, 0, "Nobody { }")]
    [InlineData(0x0000_0002u, 0u, 0, "Nobody { }")]
    [InlineData(0x1234_5602u, 7u, 1, "Mine { }")]
    [InlineData(0x1234_5601u, 7u, 2, "Of { Member = 2, IsKnownHere = True }")]
    public void The_owner_is_who_reigns_else_who_chose_the_SPI(
        uint spi, uint reign, int owner, string says)
    {
        var known = Classify(
            1, new Spi(spi), reign == 0 ? null : new Epoch(reign, (byte)owner), [1, 2, 3]);

        // If this member chose the SPI and knows no such SA, nobody does.
        Assert.Equal(says, known.ToString());
    }

    [Fact]
    public void Settings_that_leak_or_loop_are_refused()
    {
        Assert.False(Config.TryCreate(
            new() { MemberLinkIsProtected = false }, out _, out var error));
        Assert.Equal(
            "ForeignFlow is Forward: it must be Drop while the link between members is not "
            + "protected; set ForeignFlow to Drop, or protect the link",
            error.ToString());
        Assert.False(Config.TryCreate(new() { HopsMax = 9 }, out _, out error));
        Assert.Equal(
            "HopsMax is 9: it must be at most 8; lower HopsMax to 8", error.ToString());
    }

    [Fact]
    public void The_page_of_the_machine_is_up_to_date() => MachinePage.IsUpToDate(
        "AsymmetricTraffic",
        """
        What a member does with packets of another: ESP accepted where its keys are known and forwarded else, inner packets forwarded, 2 hops at most, 1 packet in a
        unit and 2 at once. An inner packet is never sealed by a member that does not own the SA, and goes to another member by a protected link only.
        """);

    private static Output Take(Config config, Ownership owner, byte? from = null, int hops = 0) =>
        Assert.Single(Step(
            config, new State.Calm(), default, new Input.Protected(owner, from, hops))
            .Outputs.AsEnumerable());

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
