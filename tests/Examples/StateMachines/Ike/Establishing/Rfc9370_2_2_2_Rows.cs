using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeResponder.State,
    Holdfast.StateMachines.Ike.IkeResponder.Output>;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>RFC 9370 §2.2.2: what is refused between IKE_SA_INIT and IKE_AUTH, and why.</summary>
public sealed class Rfc9370_2_2_2_Rows
{
    private static readonly IkeSuite Hybrid = Suite with
    {
        Additional = [KeyExchangeMethod.MlKem768, KeyExchangeMethod.Ecp256],
    };

    private static readonly IkeResponder.Config Config = Responder(new() { Suites = [Hybrid] });

    private static readonly NotifyPayloadValue InvalidSyntax =
        FirstChild.Notice(NotifyType.InvalidSyntax);

    [Fact]
    public void Another_method_than_the_one_that_is_next_is_refused()
    {
        foreach (var method in (KeyExchangeMethod[])
            [KeyExchangeMethod.Ecp256, KeyExchangeMethod.MlKem512])
        {
            var next = Go(Opened(), new IkeResponder.Input.Exchanged(
                1, new(method, Drawn), default));
            Assert.Equal(
                [
                    new IkeResponder.Output.SealRefusal(
                        new(7), new(Theirs, Ours), ExchangeType.IkeIntermediate, 1,
                        InvalidSyntax),
                ],
                next.Outputs.AsEnumerable());
            Assert.Equal(
                "RFC 9370 §2.2.2: another method than was chosen for this exchange: refused",
                $"{next.Reason}");
        }
    }

    [Fact]
    [Requirement("RFC9370-2.2.2-c")]
    public void IKE_AUTH_before_the_last_exchange_is_refused()
    {
        var next = Go(Opened(), new IkeResponder.Input.Asked(1, Asked));
        Assert.Equal(
            [
                new IkeResponder.Output.SealRefusal(
                    new(7), new(Theirs, Ours), ExchangeType.IkeAuth, 1, InvalidSyntax),
            ],
            next.Outputs.AsEnumerable());
        Assert.Equal(
            "RFC 9370 §2.2.2: an additional exchange is missing before IKE_AUTH: refused",
            $"{next.Reason}");
    }

    [Fact]
    [Requirement("RFC9370-2.2.2-c")]
    public void An_exchange_behind_the_last_one_is_refused()
    {
        var done = Exchanged(Exchanged(Opened(), 1, 17), 2, 18);
        var next = Go(done, new IkeResponder.Input.Exchanged(
            3, new(KeyExchangeMethod.MlKem512, Drawn), default));
        Assert.Contains(
            new IkeResponder.Output.SealRefusal(
                new(18), new(Theirs, Ours), ExchangeType.IkeIntermediate, 3, InvalidSyntax),
            next.Outputs);
        Assert.Equal(
            "RFC 9370 §2.2.2: no additional exchange is left that was chosen: refused",
            $"{next.Reason}");
    }

    [Fact]
    [Requirement("RFC7296-2.1-e")]
    public void A_repeated_exchange_has_the_same_answer_until_the_next_one_comes()
    {
        var once = Exchanged(Opened(), 1, 17);
        var again = Go(once, new IkeResponder.Input.Exchanged(1, Added, default));
        Assert.Equal(
            [new IkeResponder.Output.Send([Octets.FromHex("0a")])],
            again.Outputs.AsEnumerable());
        Assert.Equal(once, again.State);
        Assert.Equal(new(7), IkeResponder.KeysOf(once, 1));
        Assert.Equal(new(17), IkeResponder.KeysOf(once, 2));

        // The next one is under the new keys: those before are zeroed.
        var next = Go(once, new IkeResponder.Input.Exchanged(
            2, new(KeyExchangeMethod.Ecp256, Drawn), default));
        Assert.Contains(new IkeResponder.Output.Forget(new(7)), next.Outputs);
        var twice = Exchanged(once, 2, 18);
        Assert.Empty(Go(twice, new IkeResponder.Input.Exchanged(1, Added, default)).Outputs);
    }

    [Fact]
    public void Whoever_is_given_up_in_the_middle_has_zeroed_both_keys()
    {
        var once = Exchanged(Opened(), 1, 17);
        var next = IkeResponder.Step(
            Config, once, Instant.Zero + TimeSpan.FromMinutes(1), new IkeResponder.Input.Tick());
        Assert.Equal(
            [new IkeResponder.Output.Forget(new(17)), new IkeResponder.Output.Forget(new(7))],
            next.Outputs.AsEnumerable());
        var answering = Go(
            Go(Opened(), new IkeResponder.Input.Exchanged(1, Added, default)).State,
            new IkeResponder.Input.Keyed(Drawn, new(17)));
        Assert.Equal(
            [new IkeResponder.Output.Forget(new(7)), new IkeResponder.Output.Forget(new(17))],
            Go(answering.State, new IkeResponder.Input.Failed()).Outputs.AsEnumerable());
    }

    /// <summary>A key of the wrong length, or a coefficient that is not reduced, FIPS 203 §7.2.
    /// </summary>
    [Theory]
    [InlineData(1183, (byte)0)]
    [InlineData(1184, (byte)0xFF)]
    public void A_bad_encapsulation_key_is_refused_under_the_keys_so_far(int length, byte octet)
    {
        using var keys = new HandshakeKeys(
            CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));
        using var secret = new Secret(32);
        var spis = new IkeSpiPair(Theirs, Ours);
        var ours = keys.Adopt(
            Hybrid, spis, new(Drawn, Drawn), secret, IkeRole.Responder);
        var work = new HandshakeWork(keys, (_, _) => null, 1_280);
        var value = new byte[length];
        value.AsSpan().Fill(octet);
        var next = Go(Opened(ours), new IkeResponder.Input.Exchanged(
            1, new(KeyExchangeMethod.MlKem768, new(value)), default));
        var made = work.Do(next.Outputs[0], Far, new(0x301));
        Assert.IsType<IkeResponder.Input.NotKeyed>(made);
        next = Go(next.State, made);
        Assert.Equal(
            new IkeResponder.Output.SealRefusal(
                new(ours), spis, ExchangeType.IkeIntermediate, 1, InvalidSyntax),
            next.Outputs[0]);
        Assert.Equal(
            "RFC 9370 §2.2.2: its half of the additional exchange is bad: refused",
            $"{next.Reason}");
    }

    [Fact]
    public void An_initiator_gives_up_who_answers_by_another_method_or_badly()
    {
        var half = new HalfOpen(
            new(Theirs, Ours), new(Drawn, Drawn), Hybrid, GreetingTraits.Intermediate, [],
            NatSides.None, Octets.FromHex("01"), default)
        {
            Keys = new(7),
        };
        var attempt = new HandshakeAttempt(
            new(Carol, Mars, [Child], new(AtCarol, AtMars)), Theirs, Drawn, new(0x101),
            Suite.KeyExchange)
        {
            Share = new(9),
        };
        var open = new IkeInitiator.State.Exchanging(
            attempt, half, new([Drawn], 1, TimeSpan.FromSeconds(1), Instant.Zero));
        Items<IkeInitiator.Output> ended =
        [
            new IkeInitiator.Output.Forget(new(9)), new IkeInitiator.Output.Forget(new(7)),
            new IkeInitiator.Output.GaveUp(null),
        ];
        var config = Initiator(new() { Suites = [Hybrid] });
        Assert.Equal(ended, Ended(new IkeInitiator.Input.Exchanged(
            new(KeyExchangeMethod.Ecp256, Drawn), default)));
        var mixing = IkeInitiator.Step(
            config, open, Instant.Zero, new IkeInitiator.Input.Exchanged(Added, default));
        Items<IkeInitiator.Output> badly =
        [
            .. IkeInitiator.Step(
                config, mixing.State, Instant.Zero, new IkeInitiator.Input.NotKeyed()).Outputs,
        ];
        Assert.Equal(ended, badly);
        Assert.Equal(
            new IkeInitiator.Output.GaveUp(InvalidSyntax),
            Ended(new IkeInitiator.Input.AuthRefused(InvalidSyntax))[^1]);

        Items<IkeInitiator.Output> Ended(IkeInitiator.Input input)
        {
            var next = IkeInitiator.Step(config, open, Instant.Zero, input);
            Assert.IsType<IkeInitiator.State.Gone>(next.State);
            return [.. next.Outputs];
        }
    }

    /// <summary>RFC 7296 §2.21: it is authentic, so it ends what was begun.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_initiator_hears_why_it_is_refused_or_that_the_response_makes_no_sense(bool says)
    {
        using var keys = new HandshakeKeys(
            CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));
        using var secret = new Secret(32);
        var spis = new IkeSpiPair(Theirs, Ours);
        var (ours, theirs) = (
            keys.Adopt(Hybrid, spis, new(Drawn, Drawn), secret, IkeRole.Initiator),
            keys.Adopt(Hybrid, spis, new(Drawn, Drawn), secret, IkeRole.Responder));
        var why = says ? NotifyType.NoProposalChosen : NotifyType.InvalidSyntax;
        IkePayloadBody body = says
            ? new IkePayloadBody.Notify(FirstChild.Notice(why))
            : new IkePayloadBody.Nonce(new() { Data = Drawn });
        Assert.True(keys.TrySeal(
            theirs,
            HandshakeMessages.Message(spis, IkeRole.Responder, ExchangeType.IkeIntermediate, 1),
            new() { Payloads = [new() { Body = body }] }, null, default, out var datagrams,
            out _, out var error), $"{error}");
        var half = new HalfOpen(
            spis, new(Drawn, Drawn), Hybrid, GreetingTraits.Intermediate, [], NatSides.None,
            Octets.FromHex("01"), default)
        {
            Keys = new(ours),
        };
        var heard = new HandshakeWork(keys, (_, _) => null, 1_280).Read(
            new IkeInitiator.State.Exchanging(
                new(
                    new(Carol, Mars, [Child], new(AtCarol, AtMars)), Theirs, Drawn, new(0x101),
                    Suite.KeyExchange),
                half, new([Drawn], 1, TimeSpan.FromSeconds(1), Instant.Zero)),
            datagrams[0].Span, Near);
        Assert.Equal(why, Assert.IsType<IkeInitiator.Input.AuthRefused>(heard).Notify.Data.Tag);
    }

    /// <summary>Not before its time, so many times, and then no more.</summary>
    [Fact]
    public void An_open_exchange_is_repeated_when_its_time_has_come_and_given_up_at_last()
    {
        var config = Initiator(new() { Suites = [Hybrid], SendsMax = 2 });
        var half = new HalfOpen(
            new(Theirs, Ours), new(Drawn, Drawn), Hybrid, GreetingTraits.Intermediate, [],
            NatSides.None, Octets.FromHex("01"), default)
        {
            Keys = new(7),
        };
        var attempt = new HandshakeAttempt(
            new(Carol, Mars, [Child], new(AtCarol, AtMars)), Theirs, Drawn, new(0x101),
            Suite.KeyExchange)
        {
            Share = new(9),
        };
        var due = Instant.Zero + TimeSpan.FromSeconds(4);
        IkeInitiator.State open = new IkeInitiator.State.Exchanging(
            attempt, half, new([Drawn], 1, TimeSpan.FromSeconds(4), due));
        var early = IkeInitiator.Step(
            config, open, due - TimeSpan.FromTicks(1), new IkeInitiator.Input.Tick());
        Assert.Equal(open, early.State);
        Assert.Empty(early.Outputs);

        var again = IkeInitiator.Step(config, open, due, new IkeInitiator.Input.Tick());
        Assert.Equal(
            [new IkeInitiator.Output.Send([Drawn])], again.Outputs.AsEnumerable());
        var request = Assert.IsType<IkeInitiator.State.Exchanging>(again.State).Request;
        Assert.Equal((2, due + request.Wait), (request.Sends, request.At));
        var last = IkeInitiator.Step(
            config, again.State, request.At, new IkeInitiator.Input.Tick());
        Assert.IsType<IkeInitiator.State.Gone>(last.State);
        Assert.Equal(
            [
                new IkeInitiator.Output.Forget(new(9)), new IkeInitiator.Output.Forget(new(7)),
                new IkeInitiator.Output.GaveUp(null),
            ],
            last.Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC9242-3.1-a")]
    public void What_chose_additional_exchanges_without_saying_IKE_INTERMEDIATE_is_not_taken()
    {
        var config = Initiator(new() { Suites = [Hybrid] });
        var asking = new IkeInitiator.State.Asking(
            new(
                new(Carol, Mars, [Child], new(AtCarol, AtMars)), Theirs, Drawn, new(0x101),
                Suite.KeyExchange),
            new([Drawn], 1, TimeSpan.FromSeconds(1), Instant.Zero));
        var chosen = Hello with { Proposals = SuiteProposals.Offer([Hybrid]) };
        Assert.IsType<IkeInitiator.State.Keying>(Welcomed(chosen.Traits).State);
        var refused = Welcomed(chosen.Traits & ~GreetingTraits.Intermediate);
        Assert.Equal(asking, refused.State);
        Assert.Equal("RFC 9370 §2.2.1", refused.Reason.Section);

        Holdfast.StateMachines.Next<IkeInitiator.State, IkeInitiator.Output> Welcomed(
            GreetingTraits traits) => IkeInitiator.Step(
                config, asking, Instant.Zero, new IkeInitiator.Input.Welcomed(
                    chosen with { Traits = traits }, Ours, Drawn, NatSides.None));
    }

    private static IkeResponder.State Opened(ulong keys = 7)
    {
        var next = Go(new IkeResponder.State.Idle(), new IkeResponder.Input.Greeted(
            Hello with { Proposals = SuiteProposals.Offer([Hybrid]) },
            new(Theirs, Octets.FromHex("01"), NatSides.None), Ours, Drawn));
        next = Go(next.State, new IkeResponder.Input.Keyed(Octets.FromHex("04"), new(keys)));
        return Go(next.State, new IkeResponder.Input.Written(Octets.FromHex("02"))).State;
    }

    /// <summary>An additional exchange, done.</summary>
    private static IkeResponder.State Exchanged(IkeResponder.State state, uint id, ulong keys)
    {
        var next = Go(state, new IkeResponder.Input.Exchanged(
            id, new(Hybrid.Additional[(int)id - 1], Drawn), default));
        next = Go(next.State, new IkeResponder.Input.Keyed(Drawn, new(keys)));
        return Go(next.State, new IkeResponder.Input.ExchangeSealed(
            [Octets.FromHex("0a")], Octets.FromHex("0b"))).State;
    }

    private static Next Go(IkeResponder.State state, IkeResponder.Input input) =>
        IkeResponder.Step(Config, state, Instant.Zero, input);
}
