using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.EapCases;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using Input = Holdfast.StateMachines.Ike.IkeResponder.Input;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeResponder.State,
    Holdfast.StateMachines.Ike.IkeResponder.Output>;
using Output = Holdfast.StateMachines.Ike.IkeResponder.Output;
using State = Holdfast.StateMachines.Ike.IkeResponder.State;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>RFC 7296 §2.16: EAP as who answers carries it on.</summary>
public sealed class Rfc7296_2_16_Rows
{
    private const int OctetsMax = 1_100;

    private static readonly EapLimits Limits = new()
    {
        RoundsMax = 3,
        OctetsMax = OctetsMax,
        Within = TimeSpan.FromMinutes(2),
    };

    private static readonly IkeResponder.Config Config = Responder(new() { Eap = Limits });

    private static readonly IkeResponder.Config Keyless =
        Responder(new() { Eap = Limits with { TakesKeyless = true } });

    private static readonly Octets First = Octets.FromHex("a1");

    [Fact]
    [Requirement("RFC7296-2.16-a")]
    public void Our_proof_goes_before_any_word_of_EAP_and_SAs_wait_for_the_end()
    {
        // RFC 5998 is not spoken: who asks for EAP alone has our proof all the same.
        var alone = Bare with { Says = [FirstChild.Notice(NotifyType.EapOnlyAuthentication)] };
        foreach (var asked in (AuthMessage[])[Bare, alone])
        {
            var next = Go(Opened(), new Input.Asked(1, asked));
            Assert.Equal([new Output.Admit(asked)], next.Outputs.AsEnumerable());
            next = Go(next.State, new Input.Admitted(Mars));
            var prove = Assert.IsType<Output.Prove>(Assert.Single(next.Outputs.ToArray()));
            Assert.Equal((Carol, Mars), (prove.Peer, prove.Claim.Identity));
            Assert.Equal(IkeRole.Responder, prove.Claim.Side);
            next = Go(next.State, new Input.Proved(Auth, Asked.Certificates));
            Assert.Equal([new Output.AskServer(Carol, null)], next.Outputs.AsEnumerable());
            next = Go(next.State, new Input.Served(new EapVerdict.Asks(Question)));
            Assert.Equal(
                [
                    new Output.Seal(
                        new(7), new(Theirs, Ours), 1,
                        new(Mars, Auth)
                        {
                            Certificates = Asked.Certificates, Eap = Question,
                        },
                        MayFragment: true),
                ],
                next.Outputs.AsEnumerable());
        }
    }

    [Fact]
    [Requirement("RFC7296-2.16-b")]
    [Requirement("RFC7296-2.16-c")]
    public void AUTH_of_both_is_of_what_EAP_made_and_that_is_zeroed_at_once()
    {
        var next = Go(Over(), new Input.Asked(3, new(default, Auth)));
        var claim = Assert.IsType<Output.VerifyByEap>(Assert.Single(next.Outputs.ToArray())).Claim;
        Assert.Equal(
            [new Output.VerifyByEap(new(7), claim, Auth, new(9), Carol)],
            next.Outputs.AsEnumerable());
        Assert.Equal((IkeRole.Initiator, Bare.Covered), (claim.Side, claim.Identity));
        next = Go(next.State, new Input.Verified(Peer, new(0x301)));
        var ours = Assert.IsType<Output.ProveByEap>(Assert.Single(next.Outputs.ToArray()));
        Assert.Equal((new(9), IkeRole.Responder, Mars), (
            ours.Msk, ours.Claim.Side, ours.Claim.Identity));
        next = Go(next.State, new Input.Proved(Auth, []));
        Assert.Equal(new Output.Forget(new(9)), next.Outputs[0]);
        next = Go(next.State, new Input.ChildKeyed(new(8)));
        var answer = Assert.IsType<Output.Seal>(Assert.Single(next.Outputs.ToArray()));
        Assert.Equal((3u, Octets.Empty, Auth), (
            answer.Id, answer.Message.Identity, answer.Message.Auth));
        Assert.NotNull(answer.Message.Child);
        next = Go(next.State, new Input.Sealed([Octets.FromHex("06")]));
        var made = Assert.IsType<Output.Establish>(next.Outputs[0]).Made;
        Assert.Equal((Carol, Mars, 4u, 3u), (
            made.Peer, made.Ours, made.NextId, made.Response!.Id));
        Assert.Equal(new(7), made.Keys);
        Assert.Equal(new(8), made.Child!.Keys);
        Assert.True(made.IsInitialContact);
    }

    /// <summary>The identity that is only for the way to a server has no say.</summary>
    [Fact]
    [Requirement("RFC7296-2.16-e")]
    public void What_the_peer_may_have_goes_by_whom_the_server_has_authenticated()
    {
        var moon = new Octets(new IdPayloadValue
        {
            IdType = IdType.Fqdn,
            Data = new("moon"u8),
        }.ToArray());
        var over = Conveyed(Round(Introduced()), new EapVerdict.Succeeded(Success, new(9), moon));
        var next = Go(over, new Input.Asked(3, new(default, Auth)));
        var verify = Assert.IsType<Output.VerifyByEap>(next.Outputs[0]);
        Assert.Equal((moon, Carol), (verify.Identity, verify.Claim.Identity));
        next = Go(next.State, new Input.Verified(Peer with { Ours = Carol }, new(0x301)));

        // We have said who we are, and are nobody else behind it.
        Assert.Equal(Mars, Assert.IsType<Output.ProveByEap>(next.Outputs[0]).Claim.Identity);
        var made = Assert.IsType<State.Proving>(next.State).Made;
        Assert.Equal((moon, Mars), (made.Peer, made.Ours));
    }

    [Fact]
    [Requirement("RFC7296-2.1-e")]
    public void Every_round_has_its_message_ID_and_a_repeated_request_the_same_answer()
    {
        var state = Conveyed(Introduced(), new EapVerdict.Asks(Question));
        Assert.Equal(new(7), IkeResponder.KeysOf(state, 1));
        Assert.Equal(new(7), IkeResponder.KeysOf(state, 2));
        Assert.Equal(KeyHandle.None, IkeResponder.KeysOf(state, 3));
        Assert.True(IkeResponder.IsFirstAuth(state, 1));
        Assert.False(IkeResponder.IsFirstAuth(state, 2));
        foreach (Input again in (Input[])[
            new Input.Asked(1, Bare), new Input.Malformed(ExchangeType.IkeAuth, 1, Invalid)])
        {
            var next = Go(state, again);
            Assert.Equal([new Output.Send([First])], next.Outputs.AsEnumerable());
            Assert.Equal(state, next.State);
        }

        var asked = Go(state, new Input.Asked(2, Said(Reply)));
        Assert.Equal([new Output.AskServer(Carol, Reply)], asked.Outputs.AsEnumerable());
        Assert.Empty(Go(asked.State, new Input.Asked(2, Said(Reply))).Outputs);
        Assert.Equal(KeyHandle.None, IkeResponder.KeysOf(asked.State, 1));
        state = Conveyed(asked.State, new EapVerdict.Asks(Question));
        Assert.Equal(
            [new Output.Send([First])],
            Go(state, new Input.Asked(2, Said(Reply))).Outputs.AsEnumerable());
        Assert.Empty(Go(state, new Input.Asked(1, Bare)).Outputs);
        Assert.Empty(Go(state, new Input.Asked(4, Said(Reply))).Outputs);
    }

    [Fact]
    public void What_the_server_refuses_is_AUTHENTICATION_FAILED_with_its_word()
    {
        foreach (var said in (EapPayloadValue?[])[Failure, null])
        {
            var next = Go(Round(Introduced()), new Input.Served(new EapVerdict.Failed(said)));
            Assert.Equal([Refused(2, said)], next.Outputs.AsEnumerable());
            next = Go(next.State, new Input.Sealed([First]));
            Assert.IsType<State.Refused>(next.State);
            Assert.Equal(
                [new Output.Send([First])],
                Go(next.State, new Input.Asked(2, Said(Reply))).Outputs.AsEnumerable());
        }
    }

    /// <summary>Whatever else a server says is taken for a refusal.</summary>
    [Fact]
    public void What_no_server_may_say_refuses_the_peer()
    {
        EapVerdict[] verdicts =
        [
            new EapVerdict.Asks(Reply), new EapVerdict.Asks(Success),
            new EapVerdict.Asks(Question with { Type = null, TypeData = default }),
            new EapVerdict.Asks(OfLength(Question, OctetsMax + 1)),
            new EapVerdict.Succeeded(Failure, new(9)),
            new EapVerdict.Succeeded(Success with { TypeData = First }, new(9)),
        ];
        foreach (var verdict in verdicts)
        {
            var next = Go(Round(Introduced()), new Input.Served(verdict));
            Assert.Contains(Refused(2), next.Outputs);
            Assert.Equal(
                verdict is EapVerdict.Succeeded, next.Outputs.Contains(new Output.Forget(new(9))));
        }

        // Nor that it is content before it has heard a word.
        var early = Go(Introduced(), new Input.Served(new EapVerdict.Succeeded(Success, new(9))));
        Assert.Equal(
            [new Output.Forget(new(9)), Refused(1)], early.Outputs.AsEnumerable());
        Assert.Equal(
            OctetsMax,
            Assert.IsType<Output.Seal>(Go(Introduced(), new Input.Served(
                new EapVerdict.Asks(OfLength(Question, OctetsMax)))).Outputs[0])
                .Message.Eap!.SizeOf());
    }

    [Fact]
    public void Rounds_octets_and_time_have_a_bound()
    {
        var state = Introduced();
        for (var round = 1u; round <= Limits.RoundsMax; round++)
        {
            state = Conveyed(state, new EapVerdict.Asks(Question));
            var longer = Go(state, new Input.Asked(
                round + 1, Said(OfLength(Reply, OctetsMax + 1))));
            Assert.Equal([Refused(round + 1)], longer.Outputs.AsEnumerable());
            state = Go(state, new Input.Asked(
                round + 1, Said(OfLength(Reply, OctetsMax)))).State;
        }

        var next = Go(state, new Input.Served(new EapVerdict.Asks(Question)));
        Assert.Equal([Refused(4)], next.Outputs.AsEnumerable());
        Assert.Equal(
            "Holdfast: more rounds of EAP than are taken: AUTHENTICATION_FAILED",
            $"{next.Reason}");

        // One that succeeds is no round more.
        Assert.IsType<State.Conveying>(
            Go(state, new Input.Served(new EapVerdict.Succeeded(Success, new(9)))).State);

        Assert.Equal(Instant.Zero + Limits.Within, IkeResponder.Deadline(Config, state));
        Assert.Equal(state, At(state, Limits.Within - TimeSpan.FromTicks(1)).State);
        Assert.Equal(
            [new Output.Forget(new(7)), new Output.Forget(new(9))],
            At(Over(), Limits.Within).Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC7296-2.15-d")]
    public void AUTH_behind_EAP_covers_the_second_ID_payload_as_it_came()
    {
        var next = Go(
            new State.Conversing(((State.Open)Opened()).Half with
            {
                Eap = new(Bare, Mars) { IsSecond = true, Rounds = 1 },
            }),
            new Input.Asked(2, new(Mars, null) { Received = First }));
        next = Go(next.State, new Input.Admitted(Carol));
        next = Go(
            Conveyed(next.State, new EapVerdict.Asks(Question)), new Input.Asked(3, Said(Reply)));
        next = Go(
            Conveyed(next.State, new EapVerdict.Succeeded(Success, new(9))),
            new Input.Asked(4, new(default, Auth)));
        var verify = Assert.IsType<Output.VerifyByEap>(next.Outputs[0]);
        Assert.Equal((First, Mars), (verify.Claim.Identity, verify.Identity));
    }

    [Fact]
    public void A_wrong_proof_behind_EAP_is_refused_and_what_EAP_made_is_zeroed()
    {
        var asked = Go(Over(), new Input.Asked(3, new(default, Auth)));
        Assert.Equal(
            [new Output.Forget(new(9)), Refused(3)],
            Go(asked.State, new Input.Denied()).Outputs.AsEnumerable());
    }

    [Fact]
    public void Whoever_announces_another_proof_behind_EAP_is_refused() => Assert.Equal(
        [new Output.Forget(new(9)), Refused(3)],
        Go(Over(), new Input.Asked(3, new(default, Auth) { IsAnotherNext = true }))
            .Outputs.AsEnumerable());

    [Fact]
    public void Anything_else_than_what_is_next_is_refused_as_invalid()
    {
        var talking = Conveyed(Introduced(), new EapVerdict.Asks(Question));
        AuthMessage[] wrong =
        [
            new(default, Auth), new(default, null), Said(Question), Said(Success),
            Said(Reply) with { Auth = Auth },
        ];
        foreach (var message in wrong)
        {
            Assert.Equal(
                [Refused(2, invalid: true)],
                Go(talking, new Input.Asked(2, message)).Outputs.AsEnumerable());
        }

        Assert.Equal(
            [new Output.Forget(new(9)), Refused(3, invalid: true)],
            Go(Over(), new Input.Asked(3, Said(Reply))).Outputs.AsEnumerable());
        Assert.Equal(
            [Refused(1, invalid: true)],
            Go(Opened(), new Input.Asked(1, Bare with { Eap = Reply })).Outputs.AsEnumerable());
        Assert.Equal(
            new Output.SealRefusal(
                new(7), new(Theirs, Ours), ExchangeType.IkeIntermediate, 2, Invalid),
            Assert.Single(Go(talking, new Input.Exchanged(2, Added, default)).Outputs.ToArray()));
    }

    [Fact]
    [Requirement("RFC7296-2.16-d")]
    public void A_method_without_a_key_is_refused_unless_such_ones_are_taken()
    {
        var content = new Input.Served(new EapVerdict.Succeeded(Success, KeyHandle.None));
        Assert.Equal(
            [Refused(2)], Go(Round(Introduced()), content).Outputs.AsEnumerable());
        var next = IkeResponder.Step(Keyless, Round(Introduced()), Instant.Zero, content);
        next = Go(Go(next.State, new Input.Sealed([First])).State, new Input.Asked(
            3, new(default, Auth)));
        Assert.Equal(
            KeyHandle.None, Assert.IsType<Output.VerifyByEap>(next.Outputs[0]).Msk);
    }

    [Fact]
    public void Without_AUTH_nobody_is_served_where_EAP_is_not_spoken_or_not_for_it()
    {
        var plain = IkeResponder.Step(
            Responder(), Opened(), Instant.Zero, new Input.Asked(1, Bare));
        Assert.Equal([Refused(1)], plain.Outputs.AsEnumerable());
        var asked = Go(Opened(), new Input.Asked(1, Bare));
        Assert.Equal(
            [Refused(1)], Go(asked.State, new Input.Denied()).Outputs.AsEnumerable());
        var admitted = Go(asked.State, new Input.Admitted(Mars));
        Assert.Equal(
            [Refused(1)], Go(admitted.State, new Input.Failed()).Outputs.AsEnumerable());
    }

    /// <summary>An answer of the server that comes when nobody waits for it.</summary>
    [Fact]
    public void A_key_that_comes_out_of_turn_is_zeroed()
    {
        var late = new Input.Served(new EapVerdict.Succeeded(Success, new(11)));
        foreach (var state in (State[])[
            new State.Idle(), Opened(), Over(), new State.Gone(), new State.Up(default)])
        {
            var next = Go(state, late);
            Assert.Equal(state, next.State);
            Assert.Equal([new Output.Forget(new(11))], next.Outputs.AsEnumerable());
        }
    }

    [Fact]
    public void Limits_that_are_none_are_refused()
    {
        (EapLimits Limits, string Setting)[] cases =
        [
            (new() { RoundsMax = 0 }, "Eap.RoundsMax"),
            (new() { OctetsMax = 1_019 }, "Eap.OctetsMax"),
            (new() { OctetsMax = 60_001 }, "Eap.OctetsMax"),
            (new() { Within = TimeSpan.Zero }, "Eap.Within"),
        ];
        foreach (var (limits, setting) in cases)
        {
            Assert.False(IkeResponder.Config.TryCreate(
                new() { Eap = limits }, out _, out var error));
            Assert.Equal(setting, error.Name);
        }
    }

    private static NotifyPayloadValue Invalid => FirstChild.Notice(NotifyType.InvalidSyntax);

    private static Output.SealRefusal Refused(
        uint id, EapPayloadValue? said = null, bool invalid = false) => new(
            new(7), new(Theirs, Ours), ExchangeType.IkeAuth, id,
            invalid ? Invalid : FirstChild.Notice(NotifyType.AuthenticationFailed))
        {
            Eap = said,
        };

    private static State Opened()
    {
        var next = Go(new State.Idle(), new Input.Greeted(
            Hello, new(Theirs, Octets.FromHex("01"), NatSides.None), Ours, Drawn));
        next = Go(next.State, new Input.Keyed(Octets.FromHex("04"), new(7)));
        return Go(next.State, new Input.Written(Octets.FromHex("02"))).State;
    }

    /// <summary>Our proof is made, and the server is asked.</summary>
    private static State Introduced()
    {
        var next = Go(Opened(), new Input.Asked(1, Bare));
        next = Go(next.State, new Input.Admitted(Mars));
        return Go(next.State, new Input.Proved(Auth, [])).State;
    }

    private static State Conveyed(State state, EapVerdict verdict)
    {
        var next = Go(state, new Input.Served(verdict));
        next = Go(next.State, new Input.Sealed([First]));
        Assert.Equal([new Output.Send([First])], next.Outputs.AsEnumerable());
        return next.State;
    }

    /// <summary>The server has asked once, and has the answer.</summary>
    private static State Round(State state)
    {
        var open = Conveyed(state, new EapVerdict.Asks(Question));
        return Go(open, new Input.Asked(2, Said(Reply))).State;
    }

    /// <summary>The server is content, and the peer knows it.</summary>
    private static State Over() =>
        Conveyed(Round(Introduced()), new EapVerdict.Succeeded(Success, new(9)));

    private static Next Go(State state, Input input) =>
        IkeResponder.Step(Config, state, Instant.Zero, input);

    private static Next At(State state, TimeSpan then) =>
        IkeResponder.Step(Config, state, Instant.Zero + then, new Input.Tick());
}
