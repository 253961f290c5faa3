using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using static Holdfast.Tests.Examples.StateMachines.Ike.Exchanges.ExchangeCases;
using Instant = Holdfast.StateMachines.Instant;
using KeyHandle = Holdfast.StateMachines.KeyHandle;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeExchanges.State,
    Holdfast.StateMachines.Ike.IkeExchanges.Output>;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>RFC 9370 §2.2.4: several key exchanges of ours.</summary>
public sealed class Rfc9370_2_2_4_Series
{
    private static readonly IkeSuite Several = Suite with
    {
        Additional = [KeyExchangeMethod.MlKem768, KeyExchangeMethod.Ecp384],
    };

    private static readonly Config Many = Checked(new() { Suites = [Several], RetriesMax = 2 });

    private static readonly ExchangeWish RekeyIke = new ExchangeWish.RekeyIke();

    private static readonly ExchangeMessage.Rekey Grant = RekeyOfIke with
    {
        Proposals = SuiteProposals.Offer([Several], Octets.FromHex("c1c2c3c4c5c6c7c8")),
        Link = Octets.FromHex("d1d2d3d4"),
    };

    /// <summary>CREATE_CHILD_SA is out.</summary>
    private static Input[] Asking => [Wanted(RekeyIke), new Input.Shared(new(5), Drawn)];

    /// <summary>It is granted, and the first IKE_FOLLOWUP_KE is out.</summary>
    private static Input[] Following => [
        .. Asking, Answered(Grant), new Input.Completed(new(6)), Committed(Side.Ours),
        new Input.Shared(new(7), Drawn),
    ];

    [Fact]
    [Requirement("RFC9370-2.2.4-d")]
    [Requirement("RFC9370-2.2.4-e")]
    public void Each_method_has_its_exchange_and_each_link_goes_back()
    {
        var next = Run(Asking);
        Assert.Equal(
            SuiteProposals.Offer([Several], Octets.FromHex("0000000000000303")),
            Assert.IsType<ExchangeMessage.Rekey>(AskedIn(next)).Proposals);
        next = Go(next, Answered(Grant));
        var what = Assert.Single(next.Outputs.OfType<Output.Complete>());
        Assert.Equal(new NewKeys.OfLater(Suite.KeyExchange), what.What);
        Assert.Equal((new KeyHandle(5), KeyHandle.None), (what.Share, what.Before));

        // That CREATE_CHILD_SA is answered is a fact; what it gave is none.
        next = Go(next, new Input.Completed(new(6)));
        Assert.Equal([new Output.Commit([])], next.Outputs.AsEnumerable());
        next = Go(next, Committed(Side.Ours));
        Assert.Equal(
            [new Output.BeginExchange(KeyExchangeMethod.MlKem768)],
            next.Outputs.AsEnumerable());
        next = Go(next, new Input.Shared(new(7), Drawn));
        var ask = Assert.Single(next.Outputs.OfType<Output.Ask>());
        Assert.Equal(
            new ExchangeMessage.Followup(Grant.Link, KeyExchangeMethod.MlKem768, Drawn),
            ask.Request);
        Assert.Equal((new KeyHandle(7), new KeyHandle(6), 1), (
            ask.Secrets, ask.Series!.Kept, ask.Series.Done));

        var link = Octets.FromHex("d5d6");
        next = Go(next, Answered(
            new ExchangeMessage.Followup(link, KeyExchangeMethod.MlKem768, Drawn)));
        what = Assert.Single(next.Outputs.OfType<Output.Complete>());
        Assert.Equal(new NewKeys.OfLater(KeyExchangeMethod.MlKem768), what.What);
        Assert.Equal((new KeyHandle(7), new KeyHandle(6)), (what.Share, what.Before));
        next = Go(next, new Input.Completed(new(8)), Committed(Side.Ours));
        Assert.Equal(
            [new Output.BeginExchange(KeyExchangeMethod.Ecp384)], next.Outputs.AsEnumerable());
        next = Go(next, new Input.Shared(new(9), Drawn));
        Assert.Equal(
            new ExchangeMessage.Followup(link, KeyExchangeMethod.Ecp384, Drawn), AskedIn(next));

        next = Go(next, Answered(
            new ExchangeMessage.Followup(Octets.Empty, KeyExchangeMethod.Ecp384, Drawn)));
        what = Assert.Single(next.Outputs.OfType<Output.Complete>());
        Assert.Equal(Several, Assert.IsType<NewKeys.OfIke>(what.What).Suite);
        Assert.Equal((new KeyHandle(9), new KeyHandle(8)), (what.Share, what.Before));
        Assert.Equal((Draw.Nonce, Grant.Nonce), (what.Nonces.Initiator, what.Nonces.Responder));
        next = Go(next, new Input.Completed(new(10)));
        var made = Assert.IsType<SaFact.IkeMade>(
            Assert.Single(Assert.Single(next.Outputs.OfType<Output.Commit>()).Facts));
        Assert.Equal((new KeyHandle(10), Several), (made.New.Keys, made.New.Suite));
    }

    /// <summary>Whoever goes on without a link has nothing to name, and whoever answers with
    /// another method has not done this one.</summary>
    [Fact]
    public void What_cannot_be_gone_on_with_comes_to_nothing()
    {
        var unlinked = Run([.. Asking, Answered(Grant with { Link = Octets.Empty })]);
        Assert.Contains(new Output.Forget(new(5)), unlinked.Outputs);
        Assert.Contains(
            new Output.Ended(RekeyIke, IsDone: false),
            Go(unlinked, Committed(Side.Ours)).Outputs);

        foreach (var wrong in (ExchangeMessage[])
            [
                new ExchangeMessage.Followup(Octets.Empty, KeyExchangeMethod.MlKem768, Drawn),
                new ExchangeMessage.Followup(Grant.Link, KeyExchangeMethod.Ecp384, Drawn),
                new ExchangeMessage.Inform([]),
            ])
        {
            var next = Run([.. Following, Answered(wrong)]);
            Assert.Equal(
                [
                    new Output.Forget(new(7)), new Output.Forget(new(6)), new Output.Commit([]),
                ],
                next.Outputs.AsEnumerable());
            Assert.Equal(
                IkeStage.Open, Standing(Go(next, Committed(Side.Ours))).Stage);
        }
    }

    [Fact]
    [Requirement("RFC9370-2.2.4-g")]
    public void STATE_NOT_FOUND_is_the_end_of_the_whole_series_which_begins_anew()
    {
        var next = Run([.. Following, Refused(NotifyType.StateNotFound)]);
        Assert.Contains(new Output.Forget(new(6)), next.Outputs);
        Assert.Contains(new Output.Forget(new(7)), next.Outputs);
        next = Go(next, Committed(Side.Ours));
        Assert.Equal(
            [new Output.BeginExchange(Suite.KeyExchange)], next.Outputs.AsEnumerable());

        // The second time it waits, and then the IKE SA goes.
        Input[] again = [
            new Input.Shared(new(5), Drawn), .. Following[2..],
            Refused(NotifyType.StateNotFound), Committed(Side.Ours),
        ];
        next = Go(next, again);
        Assert.Equal(Instant.Zero + Many.RetryAfter, Deadline(Many, next.State));
        next = IkeExchanges.Step(
            Many, next.State, Instant.Zero + Many.RetryAfter, new Input.Tick());
        next = Go(next, again);
        Assert.Equal(
            new ExchangeMessage.Inform([], DeletesIke: true), AskedIn(next));
    }

    [Fact]
    [Requirement("RFC9370-2.2.4-i")]
    public void What_our_own_exchanges_go_on_with_nobody_else_rekeys_meanwhile()
    {
        Assert.Equal(
            NotifyType.TemporaryFailure,
            RefusalIn(Run([.. Following, Asked(RekeyOfIke)])));

        var suite = Pfs with { Additional = [KeyExchangeMethod.MlKem768] };
        var ike = Sa with { Peer = Peer with { Suites = [suite] } };
        var offer = SuiteProposals.Offer([suite], Octets.FromHex("00000502"), isFirst: false);
        var granted = Granted with
        {
            Offer = Granted.Offer with { Proposals = offer },
            Method = Pfs.KeyExchange,
            Share = Drawn,
            Link = Grant.Link,
        };
        var asked = Request with
        {
            Offer = Request.Offer with { Proposals = offer },
            Method = Pfs.KeyExchange,
            Share = Drawn,
            Rekeys = First.Theirs,
        };
        var next = AfterOf(
            ike, Wanted(new ExchangeWish.RekeyChild(Here)), new Input.Shared(new(5), Drawn),
            Answered(granted), Asked(asked));
        Assert.Equal(NotifyType.TemporaryFailure, RefusalIn(next));
    }

    /// <summary>Nothing is made yet, so there is nothing to delete.</summary>
    [Theory]
    [InlineData("00", "55", true)]
    [InlineData("55", "00", false)]
    [Requirement("RFC9370-2.2.4-h")]
    public void Of_two_at_once_the_one_with_the_lowest_nonce_is_not_gone_on_with(
        string ours, string theirs, bool stops)
    {
        var next = Run([
            new Input.Wanted(RekeyIke, Draw with { Nonce = Long(ours) }),
            new Input.Shared(new(5), Drawn),
            new Input.Asked(
                7,
                RekeyOfIke with { Proposals = Grant.Proposals, Nonce = Long(theirs) },
                new(Long("ff"), new(0x303), new(0x0305), Octets.FromHex("e1e2"))),
            new Input.Responded(Drawn, new(21)), Committed(Side.Theirs),
            Answered(Grant with { Nonce = Long("ff") }), new Input.Completed(new(6)),
        ]);
        if (stops)
        {
            Assert.Equal(
                [new Output.Forget(new(6)), new Output.Commit([])],
                next.Outputs.AsEnumerable());
            Assert.Single(Standing(next).Pending);
            next = Go(next, Committed(Side.Ours));
            Assert.Equal(
                [new Output.Ended(RekeyIke, IsDone: false)], next.Outputs.AsEnumerable());
        }
        else
        {
            // What was granted to the other side is zeroed: it does not go on with it.
            Assert.Equal(
                [new Output.Forget(new(21)), new Output.Commit([])],
                next.Outputs.AsEnumerable());
            Assert.Empty(Standing(next).Pending);
        }
    }

    /// <summary>RFC 7296 §1.4.1: with its answer to the last one the peer has a CHILD SA, and before
    /// it none; what is none here is taken back there.</summary>
    [Fact]
    public void A_CHILD_SA_that_the_peer_alone_has_is_taken_back_once_it_has_one()
    {
        var suite = Pfs with { Additional = Several.Additional };
        var first = new ExchangeMessage.Followup(
            Octets.FromHex("d5d6"), KeyExchangeMethod.MlKem768, Drawn);
        var last = new ExchangeMessage.Followup(Octets.Empty, KeyExchangeMethod.Ecp384, Drawn);
        Input[] granted =
        [
            Wanted(new ExchangeWish.RekeyChild(Here)), new Input.Shared(new(5), Drawn),
            Answered(Granted with
            {
                Offer = Granted.Offer with
                {
                    Proposals = SuiteProposals.Offer(
                        [suite], Octets.FromHex("00000502"), isFirst: false),
                },
                Method = suite.KeyExchange,
                Share = Drawn,
                Link = Grant.Link,
            }),
        ];
        Input[] followed =
        [
            .. granted, new Input.Completed(new(6)), Committed(Side.Ours),
            new Input.Shared(new(7), Drawn),
        ];
        Input[] ending =
        [
            .. followed, Answered(first), new Input.Completed(new(8)), Committed(Side.Ours),
            new Input.Shared(new(9), Drawn),
        ];
        var failed = new Input.NotKeyed(Side.Ours);
        Assert.Empty(TakenBack([.. granted, failed]));
        Assert.Empty(TakenBack([.. followed, Answered(last)]));
        Assert.Empty(TakenBack([.. followed, Answered(first), failed]));
        var back = new ExchangeMessage.Inform([new(ProtocolId.Esp, Draw.Child)]);
        Assert.Equal([back], TakenBack([.. ending, Answered(first)]));
        Assert.Equal([back], TakenBack([.. ending, Answered(last), failed]));

        // So it is of one without a series.
        Assert.Equal(
            [back],
            TakenBackOf(
                Sa,
                [Wanted(new ExchangeWish.RekeyChild(Here)), Answered(Granted), failed]));

        IEnumerable<ExchangeMessage> TakenBack(Input[] inputs) =>
            TakenBackOf(Sa with { Peer = Peer with { Suites = [suite] } }, inputs);
        static IEnumerable<ExchangeMessage> TakenBackOf(StandingIke ike, Input[] inputs)
        {
            var next = AfterOf(ike, inputs);
            Assert.Equal(
                [new Output.Commit([])], next.Outputs.OfType<Output.Commit>());
            return Step(next.State, Committed(Side.Ours)).Outputs.OfType<Output.Ask>()
                .Select(ask => ask.Request);
        }
    }

    [Fact]
    public void Whoever_takes_over_goes_on_with_what_was_asked_last()
    {
        var asking = Assert.IsType<Ours.Asking>(Standing(Run(Following)).Ours);
        var known = new KnownIke(
            Sa, false, [First.Sa],
            new(asking.Request, new(17)) { Series = asking.Task.Series! with { Kept = new(16) } });
        var taken = ExchangeTakeover.Of(known, [known]);
        var open = Assert.IsType<Ours.Asking>(taken.Open);
        Assert.Equal((RekeyIke, new KeyHandle(17)), (open.Task.Wish, open.Task.Share));
        Assert.Equal(asking.Task.Draw.Ike, open.Task.Draw.Ike);

        var next = IkeExchanges.Step(Many, new State.Idle(), Instant.Zero, taken);
        next = Go(next, Answered(
            new ExchangeMessage.Followup(Grant.Link, KeyExchangeMethod.MlKem768, Drawn)));
        Assert.Equal(
            new KeyHandle(16), Assert.Single(next.Outputs.OfType<Output.Complete>()).Before);

        // Nobody who has no secrets can go on.
        Assert.Null(ExchangeTakeover.Of(
            known with { Open = new(asking.Request, KeyHandle.None) }, [known]).Open);
    }

    private static Octets Long(string first) => Octets.FromHex(first + new string('7', 30));

    private static Next Run(Input[] inputs)
    {
        var next = IkeExchanges.Step(
            Many, new State.Idle(), Instant.Zero, new Input.Established(Sa, [First], []));
        return Go(next, inputs);
    }

    private static Next Go(Next next, params Input[] inputs)
    {
        foreach (var input in inputs)
        {
            next = IkeExchanges.Step(Many, next.State, Instant.Zero, input);
        }

        return next;
    }
}
