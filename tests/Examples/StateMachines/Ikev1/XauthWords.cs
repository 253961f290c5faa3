using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Attribute = Holdfast.Protocol.Ike.V1.IsakmpConfigAttributeType;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>draft-ietf-ipsec-isakmp-xauth §4 to §7: what is a word of whom.</summary>
public sealed class XauthWords
{
    private static readonly Octets Carol = new("carol"u8.ToArray());

    private static readonly TransactionMessage Good = XauthMessages.Reply(
        XauthMessages.Request(new(), 7),
        new(new(), Carol, [new(Attribute.XauthUserPassword, new(5))]))!;

    [Fact]
    [Requirement("XAUTH-6.1-a")]
    [Requirement("XAUTH-5-a")]
    public void A_reply_is_all_that_was_asked_for_and_nothing_that_was_not()
    {
        Assert.NotNull(XauthMessages.ClaimIn(Good, new()));
        Assert.All(
            (TransactionMessage[])
            [
                Good with { Secrets = [] },
                Good with { Attributes = [] },
                Good with { Attributes = Good.Attributes.Add(Good.Attributes[0]) },
                Good with { Secrets = Good.Secrets.Add(Good.Secrets[0]) },
                Good with { Secrets = [new(Attribute.XauthPasscode, new(5))] },
                Good with { Secrets = Good.Secrets.Add(new(Attribute.XauthPasscode, new(6))) },
                Good with
                {
                    Attributes = Good.Attributes.Add(
                        XauthMessages.Status(true, 7).Attributes[0]),
                },
                XauthMessages.NoReply(XauthMessages.Request(new(), 7)),
            ],
            reply => Assert.Null(XauthMessages.ClaimIn(reply, new())));
        Assert.False(XauthMessages.StatusIn(
            XauthMessages.NoReply(XauthMessages.Request(new(), 7))));
    }

    /// <summary>§6.1: OK and FAIL are all that there is.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, null)]
    [InlineData(ushort.MaxValue, null)]
    public void A_status_that_nobody_knows_ends_no_login(ushort status, bool? isGranted)
    {
        var said = XauthMessages.Status(true, 7);
        var other = said.Attributes[0] with { AttributeValue = status };
        Assert.Equal(isGranted, XauthMessages.StatusIn(said with { Attributes = [other] }));
        Assert.Null(XauthMessages.StatusIn(said with { Attributes = [other, other] }));
        Assert.Null(XauthMessages.StatusIn(said with { Attributes = [] }));
    }

    [Fact]
    public void A_name_that_nobody_has_asked_for_is_nobodys()
    {
        var more = new XauthQuestion { Asks = [Attribute.XauthPasscode] };
        var reply = Good with { Secrets = [new(Attribute.XauthPasscode, new(6))] };
        Assert.Equal(Carol, XauthMessages.ClaimIn(Good, new())!.Name);
        Assert.Equal(0, XauthMessages.ClaimIn(reply, more)!.Name.Length);
    }

    [Fact]
    [Requirement("XAUTH-6.2-a")]
    public void The_type_of_a_reply_is_that_of_the_request()
    {
        var chap = new XauthQuestion
        {
            Type = XauthType.RadiusChap,
            Challenge = Octets.FromHex("31"),
        };
        var request = XauthMessages.Request(chap, 7);
        var reply = XauthMessages.Reply(
            request, new(chap, Carol, [new(Attribute.XauthUserPassword, new(5))]))!;
        Assert.NotNull(XauthMessages.ClaimIn(reply, chap));
        Assert.Null(XauthMessages.ClaimIn(reply, new()));
        Assert.Null(XauthMessages.ClaimIn(Good, chap));
        Assert.Equal(chap, XauthMessages.QuestionIn(request));
        Assert.DoesNotContain(Good.Attributes, one => one.AttributeType == Attribute.XauthType);
    }

    [Fact]
    [Requirement("XAUTH-6.2-b")]
    public void No_generic_question_has_a_challenge()
    {
        var next = XauthEdge.Step(
            Ikev1Cases.Checked(new XauthEdge.Settings()), new XauthEdge.State.Idle(),
            Instant.Zero, new XauthEdge.Input.Begin(
                new(new(new(1), new(2)), new(1), new(default)), 7,
                new() { Challenge = Octets.FromHex("31") }));
        var asked = Assert.IsType<XauthEdge.Output.Ask>(next.Outputs.Single()).Question;
        Assert.False(XauthMessages.StatusIn(asked));
    }

    /// <summary>§7.2: odd methods are those in which the initiator logs in.</summary>
    [Theory]
    [InlineData(1, 1, null)]
    [InlineData(65001, 1, IkeRole.Initiator)]
    [InlineData(65002, 1, IkeRole.Responder)]
    [InlineData(65005, 3, IkeRole.Initiator)]
    [InlineData(65006, 3, IkeRole.Responder)]
    [InlineData(65010, 5, IkeRole.Responder)]
    [InlineData(64221, 64221, null)]
    [InlineData(65011, 65011, null)]
    public void A_method_says_who_logs_in(ushort method, ushort before, IkeRole? who)
    {
        var one = new PhaseOneAuthMethod(method);
        Assert.Equal((before, who), (one.InPhaseOne.Value, one.LogsIn));
    }

    [Fact]
    [Requirement("XAUTH-4-a")]
    public void Who_has_such_a_suite_says_so()
    {
        var plain = Ikev1Cases.Checked(new PhaseOneInitiator.Settings());
        Assert.False(plain.Traits.HasFlag(PhaseOneTraits.Xauth));
        var suite = IsakmpSuiteChoices.Default[0] with
        {
            Authentication = PhaseOneAuthMethod.XauthInitRsa,
        };
        var config = Ikev1Cases.Checked(new PhaseOneInitiator.Settings { Suites = [suite] });
        Assert.True(config.Traits.HasFlag(PhaseOneTraits.Xauth));
        var said = PhaseOneMessages.ToPayloads(new() { Traits = config.Traits }, default);
        Assert.Contains(said, payload =>
            payload.Body is IsakmpPayloadBody.VendorId(var vendor)
            && vendor.VendorId == XauthMessages.VendorId);
        Assert.True(PhaseOneMessages.TryRead(said, out var read));
        Assert.Equal(config.Traits, read.Traits);
    }

    /// <summary>A request, a set and all else of whoever is no host.</summary>
    [Fact]
    [Requirement("MODECFG-3.3-a")]
    public void Only_a_host_that_has_to_log_in_is_asked()
    {
        var request = XauthMessages.Request(new(), 7);
        var host = new TransactionParty(IkeRole.Initiator, IkeRole.Initiator);
        Assert.IsType<TransactionRoute.ByHost>(TransactionRoute.Of(request, host));
        Assert.All(
            (TransactionParty[])
            [
                host with { Awaits = null }, host with { Awaits = IkeRole.Responder },
                new(IkeRole.Responder, IkeRole.Initiator),
            ],
            party => Assert.Equal(
                new TransactionRoute.Answer(XauthMessages.NoReply(request)),
                TransactionRoute.Of(request, party)));
        Assert.IsType<TransactionRoute.PassOver>(TransactionRoute.Of(
            new(new IsakmpConfigType(200), 7), host with { Awaits = null }));
        var next = TransactionResponder.Step(
            Ikev1Cases.Checked(new TransactionResponder.Settings()),
            new TransactionResponder.State.Idle(), Instant.Zero,
            new TransactionResponder.Input.Asked(
                new(new IsakmpConfigType(200), 7),
                new(new(new(new(1), new(2)), new(1), new(default)), new(3))));
        Assert.IsType<TransactionResponder.State.Gone>(next.State);
    }
}
