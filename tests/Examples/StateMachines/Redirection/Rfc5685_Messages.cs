using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Redirection;
using static Holdfast.StateMachines.Redirection.RedirectedClient;

namespace Holdfast.Tests.Examples.StateMachines.Redirection;

/// <summary>RFC 5685 §3 to §6: what one side sends, the other one takes as it was meant.</summary>
public sealed class Rfc5685_Messages
{
    private static readonly Octets Nonce = Octets.FromHex("00112233445566778899aabbccddeeff");
    private static readonly GatewayName Here = GatewayName.From(HostAddress.Parse("192.0.2.1"));

    private static readonly Place Init =
        new(ExchangeType.IkeSaInit, IsProtected: false, IsResponse: true, default, false);

    public static TheoryData<string> Gateways => ["192.0.2.7", "2001:db8::7", "gw2.example.org"];

    [Theory]
    [MemberData(nameof(Gateways))]
    [Requirement("RFC5685-3-c")]
    [Requirement("RFC5685-3-a")]
    [Requirement("RFC5685-3-d")]
    public void A_redirect_in_IKE_SA_INIT_leads_to_the_gateway_that_it_names(string gateway)
    {
        var to = Named(gateway);
        var config = Client();
        var started = Step(
            config, RedirectedClient.Initial(config, default), default, new Input.Start());
        var supported = Travel(ToPayload(started.Outputs[0])!);
        Assert.IsType<NotifyPayloadData.RedirectSupported>(supported.Data);

        var greeted = RedirectGateway.Step(
            Gateway(), new RedirectGateway.State.New(), default,
            new RedirectGateway.Input.Greeted(
                RedirectGateway.Classify([supported]), Nonce, to));
        Assert.IsType<RedirectGateway.State.Gone>(greeted.State);
        var redirect = Travel(RedirectGateway.ToPayload(greeted.Outputs[0])!);

        var sent = Step(config, started.State, default, new Input.Sent(Nonce)).State;
        var next = Step(config, sent, default, Classify(redirect, Init)!);
        Assert.Equal(
            [new Output.Connect(to, Here, Follows: true)], next.Outputs.AsEnumerable());

        var client = RedirectGateway.Classify([Travel(ToPayload(next.Outputs[0])!)]);
        Assert.Equal(new RedirectGateway.Client(Follows: true, Here), client);
    }

    [Fact]
    [Requirement("RFC5685-5-a")]
    [Requirement("RFC5685-5-b")]
    [Requirement("RFC5685-5-c")]
    public void A_client_that_is_up_moves_without_a_gap_and_both_sides_delete()
    {
        var (config, to) = (Client(), Named("192.0.2.7"));
        State up = new State.Up(new(Here, null, null, []), Follows: true);
        var sent = RedirectGateway.Step(
            Gateway(), new RedirectGateway.State.Up(new(true, null)), default,
            new RedirectGateway.Input.Unwanted(to));
        var redirect = Travel(RedirectGateway.ToPayload(sent.Outputs[0])!);

        var next = Step(config, up, default, Classify(
            redirect, new(ExchangeType.Informational, true, false, default, false))!);
        Assert.Equal(
            [new Output.Acknowledge(), new Output.Connect(to, Here, true)],
            next.Outputs.AsEnumerable());
        var proving = Step(config, next.State, default, new Input.Greeted()).State;
        var moved = Step(config, proving, default, new Input.Established());
        Assert.Equal([new Output.DeleteOld(Here)], moved.Outputs.AsEnumerable());

        var answered = RedirectGateway.Step(
            Gateway(), sent.State, default, new RedirectGateway.Input.Acknowledged()).State;
        Assert.Null(RedirectGateway.Deadline(Gateway(), sent.State));
        var due = RedirectGateway.Deadline(Gateway(), answered)!.Value;
        Assert.Equal(TimeSpan.FromSeconds(30), due - Holdfast.StateMachines.Instant.Zero);
        Assert.Equal(
            [new RedirectGateway.Output.DeleteSas()],
            RedirectGateway.Step(Gateway(), answered, due, new RedirectGateway.Input.Tick())
                .Outputs.AsEnumerable());
    }

    [Fact]
    public void A_new_gateway_that_fails_leads_back_to_the_SA_that_stands()
    {
        var (config, to) = (Client(), Named("192.0.2.7"));
        State up = new State.Up(new(Here, null, null, []), Follows: true);
        var moving = Step(config, up, default, new Input.RedirectedByGateway(to)).State;
        var back = Step(config, moving, default, new Input.Failed()).State;
        Assert.Equal(Here, Assert.IsType<State.Up>(back).Trail.At);

        var ended = Step(config, moving, default, new Input.OldEnded()).State;
        var origin = Step(config, ended, default, new Input.Failed());
        Assert.Equal([new Output.Connect(Here, null, true)], origin.Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC5685-6-a")]
    [Requirement("RFC5685-6-b")]
    public void In_IKE_AUTH_the_proof_comes_first_and_the_middle_does_not_redirect()
    {
        var (config, to) = (Client(), Named("192.0.2.7"));
        State proving = new State.Proving(new(Here, null, null, []), Follows: true);
        var sent = RedirectGateway.Step(
            Gateway(), new RedirectGateway.State.Proving(new(true, null)), default,
            new RedirectGateway.Input.Identified(to));
        var redirect = Travel(RedirectGateway.ToPayload(sent.Outputs[0])!);

        Assert.Equal(proving, Take(Turn.Last, isProven: false).State);
        Assert.Equal(proving, Take(Turn.Middle, isProven: true).State);
        Assert.Equal(
            [new Output.DropNew(Here), new Output.Connect(to, Here, true)],
            Take(Turn.First, isProven: true).Outputs.AsEnumerable());

        Next<State, Output> Take(Turn turn, bool isProven) => Step(
            config, proving, default,
            Classify(redirect, new(ExchangeType.IkeAuth, true, true, turn, isProven))!);
    }

    [Fact]
    [Requirement("RFC5685-5-d")]
    public void What_is_unprotected_misplaced_or_names_nobody_is_refused()
    {
        var redirect = Travel(RedirectGateway.ToPayload(
            new RedirectGateway.Output.SendRedirect(Named("192.0.2.7")))!);
        Assert.Equal(
            new Input.Refused(Refusal.Unprotected),
            Classify(redirect, new(ExchangeType.Informational, false, false, default, false)));
        Assert.Equal(
            new Input.Refused(Refusal.Misplaced),
            Classify(redirect, new(ExchangeType.CreateChildSa, true, true, default, false)));
        Assert.Equal(
            new Input.Refused(Refusal.Malformed),
            Classify(Bad(GatewayIdentityType.Ipv4Address, "0102030405"), Init));
        Assert.Equal(
            new Input.Refused(Refusal.Malformed),
            Classify(Bad(GatewayIdentityType.Fqdn, "6100"), Init));
        Assert.Equal(
            new Input.Refused(Refusal.Malformed), Classify(Bad(new(9), "01020304"), Init));
        Assert.Null(Classify(
            new() { Data = new NotifyPayloadData.RedirectSupported(new()) }, Init));
        Assert.Equal(default, RedirectGateway.Classify([]));
    }

    [Fact]
    public void The_pages_of_both_sides_are_up_to_date()
    {
        MachinePage.IsUpToDate(
            "RedirectedClient",
            """
            Which redirects a client follows, RFC 5685: here one in a period of 1 unit, then it waits; redirects in IKE_SA_INIT are followed.
            """);
        MachinePage.IsUpToDate(
            "RedirectGateway",
            """
            How a gateway sends a client elsewhere, RFC 5685: the SA of one that was redirected stays for 2 units. Where clients belong is decided by `LoadShare`.
            """);
    }

    [Fact]
    public void An_error_says_which_setting_to_change_and_to_what()
    {
        Assert.False(Config.TryCreate(
            new() { Origin = Here, RedirectsMax = -1 }, out _, out var error));
        Assert.Equal(
            "RedirectsMax is -1: it must be at least 0; raise RedirectsMax to 0",
            error.ToString());
        Assert.False(Config.TryCreate(new() { Origin = default }, out _, out error));
        Assert.Equal("Origin", error.Name);
        Assert.False(RedirectGateway.Config.TryCreate(
            new() { DeleteAfter = TimeSpan.Zero }, out _, out error));
        Assert.Equal("DeleteAfter", error.Name);
    }

    private static NotifyPayloadValue Bad(GatewayIdentityType type, string hex) => new()
    {
        Data = new NotifyPayloadData.Redirect(
            new() { IdentityType = type, Identity = Octets.FromHex(hex), Nonce = Nonce }),
    };

    private static GatewayName Named(string text) =>
        HostAddress.TryParse(text, out var address)
            ? GatewayName.From(address)
            : new(GatewayIdentityType.Fqdn, new(System.Text.Encoding.ASCII.GetBytes(text)));

    private static Config Client() =>
        Config.TryCreate(new() { Origin = Here }, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    private static RedirectGateway.Config Gateway() =>
        RedirectGateway.Config.TryCreate(new(), out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    private static NotifyPayloadValue Travel(NotifyPayloadValue payload)
    {
        var octets = payload.ToArray();
        Assert.True(NotifyPayload.TryParse(octets, out var view, out var error), $"{error}");
        Assert.True(view.TryToValue(out var value, out error), $"{error}");
        return value;
    }
}
