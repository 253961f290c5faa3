using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using static Holdfast.Tests.Examples.StateMachines.Ike.Exchanges.ExchangeCases;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>RFC 7296 §2.8: what is known of two SAs that replace one, and of what is not made.
/// </summary>
public sealed class Rfc7296_2_8_Survivors
{
    private static readonly ExchangeWish.Child Another = new(new(AtMars, AtCarol));

    /// <summary>Of equal nonces the one of the original initiator goes.</summary>
    public static TheoryData<string, string, IkeRole, bool> Nonces => new()
    {
        { "ff", "00", IkeRole.Responder, true },
        { "ff", "00", IkeRole.Initiator, true },
        { "00", "ff", IkeRole.Responder, false },
        { "00", "ff", IkeRole.Initiator, false },
        { "55", "55", IkeRole.Responder, true },
        { "55", "55", IkeRole.Initiator, false },
    };

    /// <summary>Whoever takes over has to know which of the two it is to delete.</summary>
    [Theory]
    [MemberData(nameof(Nonces))]
    [Requirement("RFC7296-2.8-a")]
    public void A_CHILD_SA_is_known_by_its_fact_to_stay_or_to_go(
        string ours, string theirs, IkeRole role, bool stays)
    {
        var rekeyed = Request with
        {
            Rekeys = new(ProtocolId.Esp, There),
            Nonce = Long(theirs),
        };
        var next = AfterOf(
            Sa with { Role = role },
            new Input.Wanted(
                new ExchangeWish.RekeyChild(Here), Draw with { Nonce = Long(ours) }),
            new Input.Asked(7, rekeyed, new(Long("ff"), new(0x303), new(0x0305), default)),
            new Input.Responded(Octets.Empty, new(9)), Committed(Side.Theirs),
            Answered(Granted with { Nonce = Long("ff") }), new Input.Completed(new(8)));

        var made = Assert.IsType<SaFact.ChildMade>(
            Assert.Single(Assert.IsType<Output.Commit>(next.Outputs[0]).Facts));
        Assert.Equal(
            new SaOrigin(IsOurs: true, Long(ours), Here, null) { IsRedundant = !stays },
            made.Child.Origin);
        Assert.Equal(
            stays
                ? "RFC 7296 §1.3.3: it becomes a fact; then what it replaces is deleted"
                : "RFC 7296 §2.8.1: ours has the lowest nonce: we delete it",
            $"{next.Reason}");

        next = Step(next.State, Committed(Side.Ours));
        Assert.Equal(
            stays ? ChildStage.Open : ChildStage.Ending,
            Standing(next).Children.Single(child => child.Sa.Inbound == Draw.Child).Stage);
        Assert.Equal(
            new Output.Ended(new ExchangeWish.RekeyChild(Here), IsDone: stays),
            Assert.Single(next.Outputs.OfType<Output.Ended>()));
    }

    [Theory]
    [MemberData(nameof(Nonces))]
    [Requirement("RFC7296-2.8-b")]
    public void An_IKE_SA_is_known_by_its_fact_to_stay_or_to_go(
        string ours, string theirs, IkeRole role, bool stays)
    {
        var next = AfterOf(
            Sa with { Role = role },
            new Input.Wanted(
                new ExchangeWish.RekeyIke(), Draw with { Nonce = Long(ours) }),
            new Input.Shared(new(5), Drawn),
            new Input.Asked(
                7, RekeyOfIke with { Nonce = Long(theirs) },
                new(Long("ff"), new(0x303), new(0x0305), default)),
            new Input.Responded(Drawn, new(9)), Committed(Side.Theirs),
            Answered(RekeyOfIke with { Nonce = Long("ff") }), new Input.Completed(new(8)));

        var made = Assert.IsType<SaFact.IkeMade>(
            Assert.Single(Assert.IsType<Output.Commit>(next.Outputs[^1]).Facts));
        Assert.Equal(
            new SaOrigin(IsOurs: true, Long(ours), null, Sa.Id) { IsRedundant = !stays },
            made.New.Origin);
        Assert.Equal(stays, made.From is not null);
        Assert.Equal(
            stays
                ? "RFC 7296 §2.18: it has the CHILD SAs; then the old one is deleted"
                : "RFC 7296 §2.8.2: ours has the lowest nonce: we delete it",
            $"{next.Reason}");
    }

    [Fact]
    public void Who_wants_more_than_may_be_hears_at_once_that_it_comes_to_nothing()
    {
        var full = Checked(new() { ChildrenMax = 1 });
        var next = IkeExchanges.Step(full, After().State, Instant.Zero, Wanted(Another));
        Assert.Equal(
            [new Output.Ended(Another, IsDone: false)], next.Outputs.AsEnumerable());
        Assert.Single(Standing(next).Children);

        // RFC 7296 §1.3: a rekey is no additional one.
        Assert.IsType<ExchangeMessage.Child>(AskedIn(IkeExchanges.Step(
            full, After().State, Instant.Zero, Wanted(new ExchangeWish.RekeyChild(Here)))));

        var patient = Checked(new() { WaitingMax = 1 });
        var state = After(Wanted(new ExchangeWish.RekeyChild(Here))).State;
        state = IkeExchanges.Step(patient, state, Instant.Zero, Wanted(Another)).State;
        next = IkeExchanges.Step(patient, state, Instant.Zero, Wanted(Another));
        Assert.Equal(
            [new Output.Ended(Another, IsDone: false)], next.Outputs.AsEnumerable());
        Assert.Single(Standing(next).Waiting);
    }

    [Fact]
    public void What_is_there_no_more_is_done_without_a_word_to_the_peer()
    {
        foreach (var wish in new ExchangeWish[]
        {
            new ExchangeWish.RekeyChild(new(0x999)), new ExchangeWish.DeleteChild(new(0x999)),
        })
        {
            Assert.Equal(
                [new Output.Ended(wish, IsDone: true)],
                After(Wanted(wish)).Outputs.AsEnumerable());
        }
    }

    /// <summary>Nobody computes the key exchange: whoever waits hears that it is not done.</summary>
    [Fact]
    public void A_key_exchange_that_fails_ends_what_was_wanted()
    {
        var wish = new ExchangeWish.RekeyIke();
        var next = After(Wanted(wish), new Input.NotKeyed(Side.Ours));
        Assert.Equal([new Output.Ended(wish, IsDone: false)], next.Outputs.AsEnumerable());
        Assert.IsType<Ours.Idle>(Standing(next).Ours);
    }

    /// <summary>Which of the two goes, whoever takes over says by their nonces: what the peer has
    /// made in the place of the same SA is found, and what is in the place of none or of another
    /// is not.</summary>
    [Fact]
    public void Whoever_takes_over_finds_what_the_peer_has_made_of_the_same_SA()
    {
        var rekey = AskedIn(After(new Input.Wanted(new ExchangeWish.RekeyChild(Here), Draw)));
        var lowest = Long("33");
        var theirs = First.Sa with
        {
            Inbound = new(0x303),
            Origin = new(IsOurs: false, lowest, Here, null),
        };
        var another = theirs with
        {
            Inbound = new(0x305),
            Origin = theirs.Origin! with { Child = new(0x399), Lowest = Long("44") },
        };
        var ours = theirs with { Origin = theirs.Origin! with { IsOurs = true } };
        Assert.Equal(
            new Rival(lowest, theirs.Inbound, default), OfChild([First.Sa, another, theirs]));
        Assert.Null(OfChild([First.Sa, another]));
        Assert.Null(OfChild([First.Sa, ours]));

        var ike = Sa with
        {
            Id = new(new(0xca), new(0x3a)),
            Origin = new(IsOurs: false, lowest, null, Sa.Id),
        };
        Assert.Equal(new Rival(lowest, default, ike.Id), OfIke(ike));
        Assert.Null(OfIke(ike with { Origin = ike.Origin! with { Ike = ike.Id } }));
        Assert.Null(OfIke(ike with { Origin = ike.Origin! with { IsOurs = true } }));

        Rival? OfChild(Items<EstablishedChild> children) =>
            RivalOf(new(Sa, IsReplaced: false, children, new(rekey, default)), []);
        static Rival? OfIke(StandingIke other) => RivalOf(
            new(Sa, IsReplaced: false, [First.Sa], new(RekeyOfIke, new(5))),
            [new(other, IsReplaced: false, [], null)]);
        static Rival? RivalOf(KnownIke known, Items<KnownIke> others) =>
            Assert.IsType<Ours.Asking>(ExchangeTakeover.Of(known, [known, .. others]).Open)
                .Task.Rival;
    }

    private static Octets Long(string first) => Octets.FromHex(first + new string('7', 30));
}
