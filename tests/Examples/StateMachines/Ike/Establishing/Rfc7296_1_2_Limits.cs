using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Graphs;
using Holdfast.StateMachines.Ike;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>What neither side takes, sends or keeps.</summary>
public sealed class Rfc7296_1_2_Limits
{
    /// <summary>RFC 7296 §2.6.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(60_000, false)]
    public void A_cookie_has_1_to_64_octets(int length, bool isTaken)
    {
        var asking = Asking(Wish);
        var next = IkeInitiator.Step(
            Initiator(), asking, Instant.Zero, new IkeInitiator.Input.Refused(new()
            {
                Data = new NotifyPayloadData.Cookie(new() { Data = new(new byte[length]) }),
            }));
        Assert.Equal(isTaken, next.Outputs.Any(output => output is IkeInitiator.Output.Write));
        Assert.Equal(isTaken, next.State != asking);
    }

    /// <summary>RFC 6023 §3.</summary>
    [Theory]
    [InlineData(GreetingTraits.None, false)]
    [InlineData(GreetingTraits.Childless, true)]
    public void An_IKE_SA_without_a_CHILD_SA_is_made_with_who_takes_that(
        GreetingTraits theirs, bool isMade)
    {
        var next = Welcome(Asking(Wish with { Suites = [] }), new(), theirs);
        Assert.Equal(isMade, next.State is IkeInitiator.State.Keying);
    }

    /// <summary>RFC 6023 §3: SA, TSi and TSr are left out of IKE_AUTH.</summary>
    [Fact]
    public void Who_wants_no_CHILD_SA_asks_for_none()
    {
        Assert.Null(RequestOf(Wish with { Suites = [] }).Child);
        Assert.Equal(
            SuiteProposals.Offer([Child], Octets.FromHex("00000101"), isFirst: true),
            RequestOf(Wish).Child!.Proposals);

        static AuthMessage RequestOf(HandshakeWish wish)
        {
            var next = Welcome(Asking(wish), new(), GreetingTraits.Childless);
            next = IkeInitiator.Step(
                Initiator(), next.State, Instant.Zero, new IkeInitiator.Input.Keyed(new(7)));
            next = IkeInitiator.Step(
                Initiator(), next.State, Instant.Zero, new IkeInitiator.Input.Proved(Auth, []));
            return next.Outputs.OfType<IkeInitiator.Output.Seal>().Single().Message;
        }
    }

    /// <summary>RFC 7296 §2.1: waits grow, and not beyond the longest.</summary>
    [Fact]
    public void No_wait_is_longer_than_the_longest()
    {
        var config = Initiator(new()
        {
            RetryAfter = TimeSpan.FromSeconds(4),
            BackoffPercent = 200,
            RetryMax = TimeSpan.FromSeconds(10),
            SendsMax = 4,
        });
        var (state, now, waits) = (Asking(Wish), Instant.Zero, new List<double>());
        while (IkeInitiator.Deadline(config, state) is { } due)
        {
            waits.Add((due - now).TotalSeconds);
            (state, now) = (
                IkeInitiator.Step(config, state, due, new IkeInitiator.Input.Tick()).State, due);
        }

        Assert.Equal([4, 8, 10, 10], waits);
    }

    /// <summary>RFC 7383 §2.3.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Fragments_are_sent_where_both_sides_have_said_so(bool isOurs, bool areSent)
    {
        var welcomed = Welcome(
            Asking(Wish), new() { TakesFragments = isOurs }, GreetingTraits.Fragments);
        Assert.Equal(
            areSent,
            Assert.IsType<IkeInitiator.State.Keying>(welcomed.State).Half.TakesFragments);

        var greeted = IkeResponder.Step(
            Responder(new() { TakesFragments = isOurs }), new IkeResponder.State.Idle(),
            Instant.Zero,
            new IkeResponder.Input.Greeted(
                Hello, new(Theirs, Octets.FromHex("01"), NatSides.None), Ours, Drawn));
        Assert.Equal(
            areSent,
            Assert.IsType<IkeResponder.State.Keying>(greeted.State).Half.TakesFragments);
    }

    /// <summary>RFC 4303 §2.1.</summary>
    [Theory]
    [InlineData("00000000", false)]
    [InlineData("000000ff", false)]
    [InlineData("00000100", true)]
    public void No_CHILD_SA_has_an_SPI_of_0_to_255(string spi, bool isTaken)
    {
        var offer = SuiteProposals.Offer([Child], Octets.FromHex(spi), isFirst: true);
        Assert.Equal(
            isTaken ? ProposalChoice.Verdict.Chosen : ProposalChoice.Verdict.Malformed,
            ProposalChoice.Choose([Child], offer, isFirst: true).Verdict);
    }

    /// <summary>RFC 7296 §2.1: in every state that an initiator with short times comes to.</summary>
    [Fact]
    public void Nothing_is_sent_again_before_it_is_due()
    {
        var config = Initiator(new()
        {
            Suites = [Suite],
            RetryAfter = TimeSpan.FromTicks(1),
            RetryMax = TimeSpan.FromTicks(2),
            SendsMax = 2,
            ChangesMax = 1,
        });
        var waiting = LocalExploration
            .Explore(IkeInitiator.Machine, config, TimeSpan.FromTicks(1)).States
            .Where(state => IkeInitiator.Deadline(config, state) > Instant.Zero).ToArray();
        Assert.Contains(waiting, state => state is IkeInitiator.State.Asking);
        Assert.Contains(waiting, state => state is IkeInitiator.State.Authenticating);
        Assert.Null(waiting.FirstOrDefault(state =>
            IkeInitiator.Step(config, state, Instant.Zero, new IkeInitiator.Input.Tick()) is
                var next
            && (!next.Outputs.IsEmpty || next.State != state)));
    }

    /// <summary>RFC 7296 §2.21.2.</summary>
    [Fact]
    [Requirement("RFC7296-2.15-c")]
    public void Who_cannot_prove_itself_says_AUTHENTICATION_FAILED()
    {
        IkeResponder.Input[] way =
        [
            new IkeResponder.Input.Greeted(
                Hello, new(Theirs, Octets.FromHex("01"), NatSides.None), Ours, Drawn),
            new IkeResponder.Input.Keyed(Octets.FromHex("04"), new(7)),
            new IkeResponder.Input.Written(Octets.FromHex("02")),
            new IkeResponder.Input.Asked(1, Asked),
            new IkeResponder.Input.Verified(Peer, new(0x301)),
            new IkeResponder.Input.Failed(),
        ];
        var next = way.Aggregate(
            new Next<IkeResponder.State, IkeResponder.Output>(
                new IkeResponder.State.Idle(), default, default),
            (before, input) => IkeResponder.Step(
                Responder(), before.State, Instant.Zero, input));
        Assert.Equal(
            NotifyType.AuthenticationFailed,
            Assert.IsType<IkeResponder.Output.SealRefusal>(next.Outputs[0]).Notify.Data.Tag);
    }

    [Fact]
    public void What_was_being_computed_when_it_ended_is_zeroed()
    {
        Assert.Equal(
            [new IkeResponder.Output.Forget(new(7))],
            IkeResponder.Step(
                Responder(), new IkeResponder.State.Gone(), Instant.Zero,
                new IkeResponder.Input.Keyed(Octets.FromHex("04"), new(7))).Outputs.AsEnumerable());
        Assert.Equal(
            [new IkeInitiator.Output.Forget(new(3))],
            IkeInitiator.Step(
                Initiator(), new IkeInitiator.State.Gone(), Instant.Zero,
                new IkeInitiator.Input.Shared(default, new(3))).Outputs.AsEnumerable());
    }

    private static HandshakeWish Wish => new(Carol, Mars, [Child], new(AtCarol, AtMars));

    private static IkeInitiator.State Asking(HandshakeWish wish)
    {
        IkeInitiator.Input[] way =
        [
            new IkeInitiator.Input.Begin(wish, Theirs, Drawn, new(0x101)),
            new IkeInitiator.Input.Shared(Octets.FromHex("05"), new(3)),
            new IkeInitiator.Input.Written(Octets.FromHex("01")),
        ];
        return way.Aggregate(
            (IkeInitiator.State)new IkeInitiator.State.Idle(),
            (state, input) =>
                IkeInitiator.Step(Initiator(), state, Instant.Zero, input).State);
    }

    private static Next<IkeInitiator.State, IkeInitiator.Output> Welcome(
        IkeInitiator.State asking, IkeInitiator.Settings settings, GreetingTraits theirs) =>
        IkeInitiator.Step(
            Initiator(settings), asking, Instant.Zero,
            new IkeInitiator.Input.Welcomed(
                Hello with { Traits = theirs }, Ours, Octets.FromHex("02"), NatSides.None));
}
