using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using IkeSuite = Holdfast.Protocol.Cryptography.IkeSuite;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeResponder.State,
    Holdfast.StateMachines.Ike.IkeResponder.Output>;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>RFC 7296 §1.2: the rows of both sides that tell the story, and their pages.</summary>
public sealed class Rfc7296_1_2_Rows
{
    /// <summary>Those of every machine, the first one with ML-KEM behind it.</summary>
    private static Items<IkeSuite> Suites =>
    [
        Suite with { Additional = [KeyExchangeMethod.MlKem768] },
        .. HandshakeSuites.Default.Skip(1),
    ];

    [Fact]
    public void The_page_of_the_responder_is_what_it_does() => MachinePage.IsUpToDate(
        "IkeResponder",
        "How IKE_SA_INIT, IKE_INTERMEDIATE and IKE_AUTH of one initiator are answered, RFC 7296 "
        + "§1.2 and §2.16 and RFC 9370, here with one additional key exchange, and one round of "
        + "EAP for who sends no AUTH: a cookie "
        + "first where one is wanted, nothing that is a fact before the peer is authenticated, "
        + "and no word of it before it is a fact. What has to be computed goes out, and comes "
        + "back as a handle or a verdict.");

    [Fact]
    public void The_page_of_the_initiator_is_what_it_does() => MachinePage.IsUpToDate(
        "IkeInitiator",
        "How an IKE SA is made by IKE_SA_INIT, IKE_INTERMEDIATE and IKE_AUTH, RFC 7296 §1.2, "
        + "§2.16 and RFC 9370, here with one additional key exchange, and one round of EAP "
        + "where that is wanted: cookies go back, "
        + "another method is tried where one is wanted, requests are repeated with growing waits, "
        + "and nothing that is said in the clear ends it.");

    [Fact]
    [Requirement("RFC7296-2.1-e")]
    public void A_repeated_request_has_the_same_octets_and_another_one_has_none()
    {
        var open = Opened();
        Assert.Equal(
            [new IkeResponder.Output.Send([Octets.FromHex("02")])],
            Step(open, Greeted(Octets.FromHex("01"))).Outputs.AsEnumerable());
        Assert.Empty(Step(open, Greeted(Octets.FromHex("03"))).Outputs);
    }

    [Fact]
    [Requirement("RFC7296-2.7-c")]
    public void A_wrong_guess_is_told_the_method_that_is_wanted_and_nothing_is_kept()
    {
        var next = Step(
            new IkeResponder.State.Idle(),
            new IkeResponder.Input.Greeted(
                Hello with { Method = KeyExchangeMethod.Modp2048 },
                new(Theirs, Octets.FromHex("01"), NatSides.None), Ours, Drawn));
        Assert.Equal(new IkeResponder.State.Idle(), next.State);
        Assert.Equal(
            Suite.KeyExchange,
            Assert.IsType<NotifyPayloadData.InvalidKePayload>(
                Assert.IsType<IkeResponder.Output.Reply>(next.Outputs[0]).Notify.Data)
                .Value.AcceptedMethod);
    }

    /// <summary>The peer that is authenticated and may not have what it asks for.</summary>
    [Fact]
    [Requirement("RFC7296-1.2-c")]
    public void Without_a_CHILD_SA_the_IKE_SA_stands_and_the_response_says_why()
    {
        HostAddress pool = HostAddress.Parse("10.3.0.1");
        (HandshakePeer Peer, AuthMessage Asked, NotifyType Why)[] cases =
        [
            (Peer with { Traffic = [] }, Plain(), NotifyType.TsUnacceptable),
            (Peer with { Suites = [] }, Plain(), NotifyType.NoProposalChosen),
            (
                Peer with { Traffic = [new(AtMars, AtCarol, IsSinglePair: true)] }, Plain(),
                NotifyType.SinglePairRequired),
            (Peer, Asked, NotifyType.InternalAddressFailure),
            (Peer with { Address = pool }, Plain(), NotifyType.FailedCpRequired),
        ];
        foreach (var (peer, asked, why) in cases)
        {
            var made = Establish(peer, asked, out var answer);
            Assert.Null(made.Child);
            Assert.Equal(why, answer.Refusal!.Data.Tag);
            Assert.Null(answer.Child);
            Assert.Equal((Carol, Mars), (made.Peer, made.Ours));
        }
    }

    [Fact]
    public void An_address_is_given_to_who_asks_for_one_and_transport_to_who_may()
    {
        var made = Establish(
            Peer with { Address = HostAddress.Parse("10.3.0.1"), MayTransport = true }, Asked,
            out var answer);
        Assert.Equal(
            Octets.FromHex("0a030001"),
            Assert.Single(answer.Configuration!.Attributes).AttributeValue);
        Assert.Equal(HostAddress.Parse("10.3.0.1"), made.Given);
        Assert.Null(Establish(Peer, Plain(), out _).Given);
        Assert.True(made.IsInitialContact);
        Assert.True(made.Child!.IsTransport);
        Assert.Equal(new(AtMars, AtCarol), made.Child.Selectors);
        Assert.False(Establish(Peer with { MayTransport = false }, Plain(), out _)
            .Child!.IsTransport);
    }

    [Fact]
    [Requirement("RFC4555-3.3-a")]
    public void That_we_speak_MOBIKE_is_said_to_who_says_it()
    {
        NotifyPayloadValue other = FirstChild.Notice(NotifyType.AdditionalTsPossible);
        var peer = Peer with { Says = [.. Asked.Says, other] };
        Establish(peer, Plain(), out var answer);
        Assert.Equal(peer.Says, answer.Says);
        Establish(peer, Plain() with { Says = [other] }, out answer);
        Assert.Equal([other], answer.Says.AsEnumerable());
        Establish(Peer, Plain(), out answer);
        Assert.Empty(answer.Says);
    }

    [Fact]
    [Requirement("RFC7296-2.15-c")]
    public void Who_does_not_prove_it_is_told_AUTHENTICATION_FAILED_and_that_again()
    {
        var asked = Step(Opened(), new IkeResponder.Input.Asked(1, Plain()));
        var denied = Step(asked.State, new IkeResponder.Input.Denied());
        Assert.Equal(
            NotifyType.AuthenticationFailed,
            Assert.IsType<IkeResponder.Output.SealRefusal>(denied.Outputs[0]).Notify.Data.Tag);
        var refused = Step(
            denied.State, new IkeResponder.Input.Sealed([Octets.FromHex("05")]));
        var again = Step(refused.State, new IkeResponder.Input.Asked(1, Plain()));
        Assert.Equal(refused.Outputs, again.Outputs);
        Assert.Equal(
            [new IkeResponder.Output.Forget(new(7))],
            IkeResponder.Step(
                Responder(), again.State, Instant.Zero + TimeSpan.FromMinutes(1),
                new IkeResponder.Input.Tick()).Outputs.AsEnumerable());
    }

    [Fact]
    public void What_is_no_fact_is_not_said_and_its_keys_are_zeroed()
    {
        var state = new IkeResponder.State.Committing(Establish(Peer, Plain(), out _));
        var next = Step(state, new IkeResponder.Input.NotCommitted());
        Assert.Equal(
            [new IkeResponder.Output.Forget(new(7)), new IkeResponder.Output.Forget(new(8))],
            next.Outputs.AsEnumerable());
    }

    [Fact]
    public void Facts_say_which_message_IDs_are_used_and_what_is_repeated()
    {
        var made = Establish(Peer, Plain(), out _);
        var changes = made.ToChanges(
            default, (1, 1), Octets.Empty, Octets.Empty, (0, 0, 0, 1));
        var up = Assert.IsType<Change.IkeUp>(changes[0]).Sa;
        Assert.Equal((0u, 1u), (up.NextRequest, up.NextExpected));
        Assert.Equal(Carol, up.Peer);
        var child =
            Assert.IsType<Change.ChildUp>(changes[1]).Sa;
        Assert.Equal((new(0x301), new(0x101)), (child.Inbound, child.Outbound));
        var said = Assert.IsType<Change.ResponseSent>(
            changes[2]);
        Assert.Equal((up.Id, made.Response), (said.Ike, said.Message));
    }

    /// <summary>RFC 7296 §2.2: each side counts its own requests from 0.</summary>
    [Fact]
    public void Whoever_began_goes_on_behind_IKE_AUTH_and_has_heard_no_request_yet()
    {
        var made = Establish(Peer, Plain(), out _) with
        {
            Role = IkeRole.Initiator,
            Response = null,
            NextId = 3,
        };
        var changes = made.ToChanges(
            default, (1, 1), Octets.Empty, Octets.Empty, (0, 0, 0, 1));
        var up = Assert.IsType<Change.IkeUp>(changes[0]).Sa;
        Assert.Equal((3u, 0u), (up.NextRequest, up.NextExpected));
        Assert.Equal(2, changes.Count);
    }

    [Fact]
    public void Whoever_follows_knows_the_same_of_an_SA_that_was_made_here()
    {
        var changes = Establish(Peer, Plain(), out _).ToChanges(
            default, (1, 1), Octets.Empty, Octets.Empty, (0, 0, 0, 1));
        var entry = new Entry(new(default, 1), changes);
        var here = Evolution.Evolve(SaState.Empty, entry);
        var read = Assert.IsType<SyncMessage.Fact>(SyncBorder.Classify(
            SyncBorder.ToRecord(new SyncMessage.Fact(default, default, entry))));
        var there = Evolution.Evolve(SaState.Empty, read.Entry);

        Assert.Equal(here, there);
        var ike = Assert.Single(there.Ikes);
        Assert.Equal(2u, ike.NextExpected);
        Assert.Equal(1u, Assert.Single(ike.Responses).Id);
    }

    [Fact]
    public void A_new_SA_with_messages_in_it_is_refused()
    {
        var up = (Change.IkeUp)Establish(Peer, Plain(), out _).ToChanges(
            default, (1, 1), Octets.Empty, Octets.Empty, (0, 0, 0, 1))[0];
        var message = new SealedMessage(1, [Octets.FromHex("06")], KeyHandle.None);
        foreach (var sa in (IkeSa[])[
            up.Sa with { Responses = [message] }, up.Sa with { Requests = [message] }])
        {
            Assert.Equal(
                Refusal.HasMessages,
                Evolution.Decide(SaState.Empty, [new Change.IkeUp(sa)], new(default, 1)));
        }
    }

    /// <summary>Without configuration and without transport.</summary>
    private static AuthMessage Plain() => Asked with
    {
        Configuration = null,
        Child = Asked.Child! with
        {
            IsTransport = false,
            Initiator = [TrafficRange.Between(
                HostAddress.Parse("10.3.0.0"), HostAddress.Parse("10.3.0.255"))],
        },
    };

    private static IkeResponder.State Opened()
    {
        var next = Step(new IkeResponder.State.Idle(), Greeted(Octets.FromHex("01")));
        next = Step(next.State, new IkeResponder.Input.Keyed(Octets.FromHex("04"), new(7)));
        return Step(next.State, new IkeResponder.Input.Written(Octets.FromHex("02"))).State;
    }

    private static Established Establish(
        HandshakePeer peer, AuthMessage asked, out AuthMessage answer)
    {
        var next = Step(Opened(), new IkeResponder.Input.Asked(1, asked));
        next = Step(next.State, new IkeResponder.Input.Verified(peer, new(0x301)));
        next = Step(next.State, new IkeResponder.Input.Proved(Auth, []));
        if (next.Outputs[0] is IkeResponder.Output.DeriveChild)
        {
            next = Step(next.State, new IkeResponder.Input.ChildKeyed(new(8)));
        }

        answer = Assert.IsType<IkeResponder.Output.Seal>(next.Outputs[0]).Message;
        next = Step(next.State, new IkeResponder.Input.Sealed([Octets.FromHex("06")]));
        return Assert.IsType<IkeResponder.Output.Establish>(next.Outputs[0]).Made;
    }

    private static IkeResponder.Input.Greeted Greeted(Octets octets) => new(
        Hello, new(Theirs, octets, NatSides.None), Ours, Drawn);

    private static Next Step(IkeResponder.State state, IkeResponder.Input input) =>
        IkeResponder.Step(Responder(), state, Instant.Zero, input);
}
