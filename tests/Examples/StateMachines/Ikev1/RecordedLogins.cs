using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>
/// Logins and mode config in tests/captures/lab: our edge device asks strongSwan and vpnc what
/// strongSwan asked them, and takes what they said; our host says what strongSwan's said.
/// </summary>
public sealed class RecordedLogins
{
    private static readonly Octets Carol = new("carol"u8.ToArray());

    [Theory]
    [InlineData("v1-xauth-modecfg", "4iChxLT3", "10.3.0.33")]
    [InlineData("iop-vpnc-v1-aggressive-xauth", "pw-one", "10.3.0.81")]
    public void Our_edge_device_says_what_theirs_said(
        string capture, string password, string address)
    {
        using var recorded = RecordedModes.Of(capture);
        var isakmp = Awaiting(recorded);
        var said = RecordedTransactions.MessagesOf(recorded, isakmp);
        var config = Ikev1Cases.Checked(new XauthEdge.Settings());
        var next = Step(new XauthEdge.State.Idle(), new XauthEdge.Input.Begin(
            isakmp, said[0].Question.Identifier, new()));
        Assert.Equal(
            [new XauthEdge.Output.Ask(isakmp, said[0].Question)], next.Outputs.AsEnumerable());
        next = Step(next.State, new XauthEdge.Input.Answered(said[0].Answer));
        var claim = Assert.IsType<XauthEdge.Output.Judge>(next.Outputs.Single()).Claim;
        Assert.Equal(Carol, claim.Name);
        Assert.True(recorded.Keys.SecretOf(claim.Secrets[0].Value.Value)!
            .FixedTimeEquals(Encoding.ASCII.GetBytes(password)));
        next = Step(next.State, new XauthEdge.Input.Granted(claim.Name));
        Assert.Equal(
            [
                new XauthEdge.Output.Forget(claim.Secrets[0].Value),
                new XauthEdge.Output.Establish(isakmp, Carol),
            ],
            next.Outputs.AsEnumerable());
        next = Step(next.State, new XauthEdge.Input.Committed());
        var open = isakmp with { Awaits = null };
        Assert.Equal(
            [
                new XauthEdge.Output.Open(open, Carol),
                new XauthEdge.Output.Ask(isakmp, said[1].Question),
            ],
            next.Outputs.AsEnumerable());
        next = Step(next.State, new XauthEdge.Input.Answered(said[1].Answer));
        Assert.Equal(new XauthEdge.State.LoggedIn(Carol), next.State);

        // What it asks for is given: before it has logged in it is not.
        var party = new TransactionParty(IkeRole.Responder, null)
        {
            Grant = new()
            {
                Address = HostAddress.Parse(address),
                NameServers = [HostAddress.Parse("10.2.0.53")],
            },
        };
        Assert.Equal(
            new TransactionRoute.Answer(said[2].Answer),
            TransactionRoute.Of(said[2].Question, party));
        Assert.IsType<TransactionRoute.PassOver>(TransactionRoute.Of(
            said[2].Question, party with { Awaits = IkeRole.Initiator }));

        Next<XauthEdge.State, XauthEdge.Output> Step(
            XauthEdge.State state, XauthEdge.Input input) =>
            XauthEdge.Step(config, state, Instant.Zero, input);
    }

    [Fact]
    public void Our_host_says_what_theirs_said()
    {
        using var recorded = RecordedModes.Of("v1-xauth-modecfg");
        var isakmp = Awaiting(recorded);
        var said = RecordedTransactions.MessagesOf(recorded, isakmp);
        var config = Ikev1Cases.Checked(new XauthHost.Settings());
        var party = new TransactionParty(IkeRole.Initiator, isakmp.Awaits);
        Assert.All(
            said[..2],
            one => Assert.IsType<TransactionRoute.ByHost>(
                TransactionRoute.Of(one.Question, party)));
        var next = Step(
            new XauthHost.State.Idle(), new XauthHost.Input.Begin(isakmp));
        next = Step(next.State, new XauthHost.Input.Asked(new(1), said[0].Question));
        Assert.Equal(
            [new XauthHost.Output.Prompt(new())], next.Outputs.AsEnumerable());
        next = Step(next.State, new XauthHost.Input.Typed(Carol, said[0].Answer.Secrets));
        Assert.Equal(
            [new XauthHost.Output.Answer(new(1), said[0].Answer)], next.Outputs.AsEnumerable());
        next = Step(next.State, new XauthHost.Input.Asked(new(2), said[1].Question));
        Assert.Equal(
            [
                new XauthHost.Output.Answer(new(2), said[1].Answer),
                new XauthHost.Output.Open(isakmp with { Awaits = null }),
            ],
            next.Outputs.AsEnumerable());

        // Then it asks for an address, and takes what it is given.
        Assert.Equal(
            said[2].Question,
            ModeConfig.Request(
                said[2].Question.Identifier,
                [
                    IsakmpConfigAttributeType.InternalIp4Address,
                    IsakmpConfigAttributeType.InternalIp4Dns,
                ]));
        Assert.True(ModeConfig.TryRead(said[2].Answer, out var grant));
        Assert.Equal(
            new()
            {
                Address = HostAddress.Parse("10.3.0.33"),
                NameServers = [HostAddress.Parse("10.2.0.53")],
            },
            grant);

        Next<XauthHost.State, XauthHost.Output> Step(
            XauthHost.State state, XauthHost.Input input) =>
            XauthHost.Step(config, state, Instant.Zero, input);
    }

    private static StandingIsakmp Awaiting(RecordedModes recorded) =>
        RecordedTransactions.StandingOf(recorded) with
        {
            Awaits = recorded.Suite.Authentication.LogsIn,
        };
}
