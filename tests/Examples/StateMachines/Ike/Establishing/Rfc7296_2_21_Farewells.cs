using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeInitiator;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>RFC 7296 §2.21.2: what an initiator says to a peer whose SA it does not take.</summary>
public sealed class Rfc7296_2_21_Farewells
{
    private static readonly HandshakeAttempt Attempt = new(
        new(Carol, Mars, [Child], new(AtCarol, AtMars)), Theirs, Drawn, new(0x101),
        Suite.KeyExchange);

    private static readonly HalfOpen Half = new(
        new(Theirs, Ours), new(Drawn, Drawn), Suite, GreetingTraits.None, [], NatSides.None, Drawn,
        Instant.Zero)
    {
        Response = Drawn,
        Keys = new(7),
    };

    private static readonly NotifyPayloadValue NotBelieved =
        FirstChild.Notice(NotifyType.AuthenticationFailed);

    private static readonly AuthMessage Answer = new(Mars, Auth)
    {
        Child = new(
            SuiteProposals.Offer([Child], Octets.FromHex("00000501"), isFirst: true), AtCarol,
            AtMars, IsTransport: false),
    };

    [Fact]
    [Requirement("RFC7296-2.21.2-a")]
    public void Whom_it_does_not_believe_it_tells_so_once()
    {
        var next = Go(new State.Verifying(Attempt, Half, Answer), new Input.Denied());
        Assert.Equal(
            [new Output.SealEnd(new(7), new(Theirs, Ours), 2, NotBelieved)],
            next.Outputs.AsEnumerable());
        Items<Octets> end = [Octets.FromHex("0e")];
        Assert.Equal(
            [new Output.Send(end), new Output.Forget(new(7)), new Output.GaveUp(null)],
            Go(next.State, new Input.Sealed(end)).Outputs.AsEnumerable());
        Assert.Equal(
            [new Output.Forget(new(7)), new Output.GaveUp(null)],
            Go(next.State, new Input.Failed()).Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC7296-2.21.2-a")]
    public void Nor_does_it_take_somebody_else_or_what_it_has_not_offered()
    {
        Assert.Equal(NotBelieved, Assert.IsType<Output.SealEnd>(Go(
            new State.Authenticating(Attempt, Half, new([Drawn], 1, default, Instant.Zero)),
            new Input.Answered(Answer with { Identity = Carol })).Outputs[0]).Why);
        Assert.Null(Assert.IsType<Output.SealEnd>(Go(
            new State.Verifying(Attempt, Half, Answer with
            {
                Child = Answer.Child! with { IsTransport = true },
            }),
            new Input.Verified()).Outputs[0]).Why);
    }

    /// <summary>RFC 7296 §2.19: whoever has asked for an address has no use for an SA without one,
    /// nor for one whose end is not that address.</summary>
    [Fact]
    [Requirement("RFC7296-2.21.2-a")]
    [Requirement("RFC7296-2.19-a")]
    public void Who_has_asked_for_an_address_takes_that_address_and_nothing_else()
    {
        var given = Given(CfgType.Reply, [10, 3, 0, 1]);
        var taken = Assert.IsType<Output.DeriveChild>(Take(given, Answer.Child).Outputs[0]);
        Assert.Equal(Child, taken.Suite);
        Assert.Equal(
            Holdfast.StateMachines.HostAddress.Parse("10.3.0.1"),
            Assert.IsType<State.Deriving>(Take(given, Answer.Child).State).Made.Got);
        foreach (var (configuration, child) in ((ConfigurationPayloadValue?, ChildOffer?)[])[
            (null, Answer.Child), (given, null), (Given(CfgType.Reply, []), Answer.Child),
            (Given(CfgType.Reply, [10, 3, 0, 2]), Answer.Child),
            (Given(CfgType.Request, [10, 3, 0, 1]), Answer.Child),
            (given, Answer.Child! with { Initiator = [.. AtCarol, .. AtMars] }),
            (given, Answer.Child with { Initiator = [] })])
        {
            Assert.Null(Assert.IsType<Output.SealEnd>(Take(configuration, child).Outputs[0]).Why);
            Assert.False(IsConfigured(configuration, child));
        }

        Assert.True(IsConfigured(given, Answer.Child));

        static bool IsConfigured(ConfigurationPayloadValue? configuration, ChildOffer? child) =>
            FirstChild.IsConfigured(
                Given(CfgType.Request, []),
                Answer with { Configuration = configuration, Child = child });

        static Holdfast.StateMachines.Next<State, Output> Take(
            ConfigurationPayloadValue? configuration, ChildOffer? child) => Go(
                new State.Verifying(
                    Attempt with
                    {
                        Wish = Attempt.Wish with
                        {
                            Configuration = Given(CfgType.Request, []),
                            Traffic = new([.. AtCarol, .. AtMars], AtMars),
                        },
                    },
                    Half, Answer with { Configuration = configuration, Child = child }),
                new Input.Verified());

        static ConfigurationPayloadValue Given(CfgType type, byte[] address) => new()
        {
            CfgType = type,
            Attributes =
            [
                new()
                {
                    AttributeType = CfgAttributeType.InternalIp4Address,
                    AttributeValue = new(address),
                },
            ],
        };
    }

    /// <summary>What goes out is a Delete of the IKE SA that the peer can open, and why.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Requirement("RFC7296-2.21.2-a")]
    public void The_peer_reads_a_Delete(bool isToldWhy)
    {
        using var keys = new HandshakeKeys(
            CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));
        using var secret = new Secret(32);
        var (ours, theirs) = (
            keys.Adopt(Suite, Half.Spis, Half.Nonces, secret, IkeRole.Initiator),
            keys.Adopt(Suite, Half.Spis, Half.Nonces, secret, IkeRole.Responder));
        var made = Assert.IsType<Input.Sealed>(new HandshakeWork(keys, (_, _) => null, 1_280).Do(
            new Output.SealEnd(new(ours), Half.Spis, 2, isToldWhy ? NotBelieved : null), Near));
        var heard = new ExchangeWork(keys).Open(
            new(
                new(Theirs, Ours), IkeRole.Responder, Suite, new(theirs), Peer),
            made.Octets[0].Span);
        Assert.Equal(
            (2u, false, new ExchangeMessage.Inform([], DeletesIke: true)
            {
                Says = isToldWhy ? [NotBelieved] : [],
            }),
            (heard!.Value.Id, heard.Value.IsResponse, heard.Value.Message));
    }

    private static Holdfast.StateMachines.Next<State, Output> Go(State state, Input input) =>
        Step(Initiator(), state, Instant.Zero, input);
}
