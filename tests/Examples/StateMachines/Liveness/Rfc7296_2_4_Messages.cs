using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using static Holdfast.StateMachines.Liveness.LivenessCheck;

namespace Holdfast.Tests.Examples.StateMachines.Liveness;

/// <summary>RFC 7296 §2.4: outputs become octets, octets become inputs.</summary>
public sealed class Rfc7296_2_4_Messages
{
    private static readonly Sa Ours = new(new(0x0102030405060708), new(0x1112131415161718), true);
    private static readonly Sa Theirs = Ours with { IsInitiator = false };
    private static readonly Octets Token = Octets.FromHex("000102030405060708090a0b0c0d0e0f");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Requirement("RFC7296-2.4-g")]
    public void A_check_is_classified_by_the_peer_as_asked_and_its_answer_as_answered(
        bool weAreInitiator)
    {
        var (one, other) = weAreInitiator ? (Ours, Theirs) : (Theirs, Ours);
        var request = Travel(ToMessage(new Output.Seal(), one, new(7))!);
        Assert.Equal(
            new Input.Asked(7), Classify(request, Inside(), other, Protection.Fresh));

        var response = Travel(ToMessage(new Output.Answer(7), other, new(0))!);
        Assert.Equal(
            new Input.Answered(7), Classify(response, Inside(), one, Protection.Fresh));
    }

    [Fact]
    public void The_octets_are_those_of_the_figure() => Assert.Equal(
        // SPIs, no payload in the clear, version 2.0, INFORMATIONAL, a request, ID, length.
        "0102030405060708" + "1112131415161718" + "00" + "20" + "25" + "08" + "00000007"
            + "0000001c",
        Convert.ToHexStringLower(ToMessage(new Output.Seal(), Ours, new(7))!.ToArray()));

    [Fact]
    public void Another_protected_message_is_proof_and_a_repeated_one_is_none()
    {
        var rekey = Message(Theirs, ExchangeType.CreateChildSa);
        Assert.Equal(
            new Input.Heard(), Classify(rekey, Inside(), Ours, Protection.Fresh));
        Assert.Equal(
            new Input.Refused(Refusal.Repeated),
            Classify(rekey, Inside(), Ours, Protection.Repeated));

        var deletion = new InnerPayloadsValue
        {
            Payloads = [new IkePayloadValue { Body = new IkePayloadBody.Delete(new()) }],
        };
        Assert.Equal(
            new Input.Heard(),
            Classify(
                Message(Theirs, ExchangeType.Informational), deletion, Ours, Protection.Fresh));
    }

    [Fact]
    public void What_names_another_SA_or_comes_back_is_refused()
    {
        var request = ToMessage(new Output.Seal(), Ours, new(7))!;
        Assert.Equal(
            new Input.Refused(Refusal.OtherSa),
            Classify(request, Inside(), Ours, Protection.Fresh));
        Assert.Equal(
            new Input.Refused(Refusal.OtherSa),
            Classify(
                request, Inside(), Theirs with { Responder = new(9) }, Protection.Fresh));
    }

    [Theory]
    [InlineData(4, Rumour.InvalidIkeSpi)]
    [InlineData(11, Rumour.InvalidSpi)]
    [Requirement("RFC7296-2.4-a")]
    public void A_complaint_in_the_clear_is_a_hint(int type, Rumour rumour) => Assert.Equal(
        new Input.Hint(rumour),
        Classify(
            Travel(Message(
                Theirs, ExchangeType.Informational,
                new NotifyPayloadValue
                {
                    Data = new NotifyPayloadData.Unknown(new((ushort)type), default),
                })),
            null, Ours, Protection.None));

    [Fact]
    [Requirement("RFC7296-2.4-a")]
    public void Anything_else_in_the_clear_is_refused() => Assert.Equal(
        new Input.Refused(Refusal.Unprotected),
        Classify(Message(Theirs, ExchangeType.Informational), null, Ours, Protection.None));

    [Fact]
    public void The_token_that_the_peer_gave_says_more_than_a_hint_and_another_says_nothing()
    {
        Assert.Equal(
            new Input.TokenShown(),
            Classify(Shown(Token), null, Ours, Protection.None, [Token]));
        Assert.Equal(
            new Input.Refused(Refusal.Unprotected),
            Classify(
                Shown(Octets.FromHex("ff0102030405060708090a0b0c0d0e0f")), null, Ours,
                Protection.None, [Token]));
    }

    [Fact]
    public void INITIAL_CONTACT_counts_for_the_same_identities_alone()
    {
        var contact = new NotifyPayloadValue { Data = new NotifyPayloadData.InitialContact(new()) };
        Assert.Equal(new Input.InitialContact(), ClassifyContact(contact, isSameIdentity: true));
        Assert.Null(ClassifyContact(contact, isSameIdentity: false));
        Assert.Null(ClassifyContact(
            new NotifyPayloadValue { Data = new NotifyPayloadData.RekeySa(new()) },
            isSameIdentity: true));
    }

    [Fact]
    public void What_is_no_message_has_none()
    {
        Output[] outputs =
        [
            new Output.Ask(Urgency.Idle), new Output.Release(), new Output.Synchronize(),
            new Output.Transmit(Token), new Output.PeerFailed(Cause.Silent, FailureAction.Clear),
        ];
        Assert.All(outputs, output => Assert.Null(ToMessage(output, Ours, new(1))));
    }

    private static IkeHeaderValue Shown(Octets token) => Travel(Message(
        Theirs, ExchangeType.Informational,
        new NotifyPayloadValue
        {
            Data = new NotifyPayloadData.QuickCrashDetection(new() { Token = token }),
        }));

    private static IkeHeaderValue Message(
        Sa sender, ExchangeType exchange, params NotifyPayloadValue[] notifies) => new()
        {
            InitiatorSpi = sender.Initiator,
            ResponderSpi = sender.Responder,
            ExchangeType = exchange,
            Flags = new((byte)(sender.IsInitiator ? 0x08 : 0)),
            MessageId = new(3),
            Payloads =
            [
                .. notifies.Select(notify => new IkePayloadValue
                {
                    Body = new IkePayloadBody.Notify(notify),
                }),
            ],
        };

    private static IkeHeaderValue Travel(IkeHeaderValue message)
    {
        Assert.True(
            IkeHeaderValue.TryParse(message.ToArray(), out var read, out var error), $"{error}");
        return read;
    }

    private static InnerPayloadsValue Inside()
    {
        Assert.True(
            InnerPayloadsValue.TryParse(
                Nothing.ToArray(), PayloadType.None, out var read, out var error),
            $"{error}");
        return read;
    }
}
