using Holdfast.Codec;
using Holdfast.Protocol.Nhrp;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;
using Instant = Holdfast.StateMachines.Instant;
using Registration = Holdfast.StateMachines.Nhrp.NhrpRegistration;
using Server = Holdfast.StateMachines.Nhrp.NhrpServer;
using Shortcut = Holdfast.StateMachines.Nhrp.NhrpShortcut;

namespace Holdfast.Tests.Examples.StateMachines.Nhrp;

/// <summary>RFC 2332 §5.2: packets of spokes and hubs as octets, and what they lead to.</summary>
public sealed class Rfc2332_Messages
{
    private static readonly HostAddress Hub = HostAddress.Parse("10.0.0.254");
    private static readonly HostAddress One = HostAddress.Parse("10.0.0.1");
    private static readonly HostAddress Two = HostAddress.Parse("10.0.0.2");
    private static readonly HostAddress Outer = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress Other = HostAddress.Parse("192.0.2.2");
    private static readonly NhrpMessages.Parties ToHub = new(Outer, One, Hub);
    private static readonly NhrpMessages.Parties ToTwo = new(Outer, One, Two);

    [Fact]
    [Requirement("RFC2332-5.2.3-a")]
    [Requirement("RFC2332-5.2.4-a")]
    public void A_registration_is_answered_under_its_request_ID()
    {
        var request = Travel(NhrpMessages.ToPacket(
            new Registration.Output.SendRequest(7, TimeSpan.FromSeconds(600)), ToHub)!);
        Assert.Equal(NhrpPacketType.RegistrationRequest, request.PacketType);
        Assert.Equal((7u, 600), (request.RequestId, request.Clients[0].HoldingTime));
        Assert.Equal(
            new Registration.Input.Accepted(7),
            NhrpMessages.ClassifyForRegistration(Travel(
                NhrpMessages.RegistrationReply(request, NhrpClientCode.Success))));
        Assert.Equal(
            new Registration.Input.Rejected(7),
            NhrpMessages.ClassifyForRegistration(Travel(
                NhrpMessages.RegistrationReply(request, NhrpClientCode.AlreadyRegistered))));
        Assert.Null(NhrpMessages.ClassifyForRegistration(request));
    }

    [Fact]
    [Requirement("RFC2332-5.2.1-a")]
    [Requirement("RFC2332-5.2.2-a")]
    public void A_resolution_leads_to_the_router_and_the_prefix_that_the_reply_names()
    {
        var request = Travel(NhrpMessages.ToPacket(
            new Shortcut.Output.SendRequest(9), ToTwo)!);
        Assert.Equal(NhrpPacketType.ResolutionRequest, request.PacketType);
        var binding = new Binding(Two, 24, Other);
        var hour = TimeSpan.FromHours(1);
        var reply = Travel(NhrpMessages.ResolutionReply(request, binding, hour));
        Assert.Equal(
            new Shortcut.Input.Resolved(9, binding, hour),
            NhrpMessages.ClassifyForShortcut(reply, Two));

        // RFC 2332 §5.2.0.1: an element names its prefix, or is of the destination.
        var network = new Binding(HostAddress.Parse("10.0.0.0"), 24, Other);
        var wider = Travel(NhrpMessages.ResolutionReply(request, network, hour));
        Assert.Equal(
            new Shortcut.Input.Resolved(9, network, hour),
            NhrpMessages.ClassifyForShortcut(wider, Two));
        var silent = wider.Clients[0] with { ProtocolAddress = default };
        Assert.Equal(
            new Shortcut.Input.Resolved(9, binding, hour),
            NhrpMessages.ClassifyForShortcut(wider with { Clients = [silent] }, Two));

        // A prefix without the destination says nothing of it.
        Assert.Equal(
            new Shortcut.Input.Unresolved(9),
            NhrpMessages.ClassifyForShortcut(reply, HostAddress.Parse("10.9.0.1")));
        Assert.Equal(
            new Shortcut.Input.Unresolved(9),
            NhrpMessages.ClassifyForShortcut(
                Travel(NhrpMessages.ResolutionReply(request, null, hour)), Two));
        Assert.Equal(
            new Shortcut.Input.Unresolved(9),
            NhrpMessages.ClassifyForShortcut(wider with { Clients = [] }, Two));
        Assert.Null(NhrpMessages.ClassifyForShortcut(request, Two));
    }

    [Fact]
    [Requirement("RFC2332-5.1-f")]
    public void SNAP_octets_are_zero_and_ignored()
    {
        var request = NhrpMessages.ToPacket(new Shortcut.Output.SendRequest(9), ToTwo)!;
        Assert.Equal(Octets.FromHex("0000000000"), request.ProtocolSnap);
        Assert.Null(request.Extensions);
        var reply = NhrpMessages.ResolutionReply(
            request, new Binding(Two, 32, Other), TimeSpan.FromHours(1));
        Assert.Equal(
            NhrpMessages.ClassifyForShortcut(reply, Two),
            NhrpMessages.ClassifyForShortcut(
                Travel(reply with { ProtocolSnap = Octets.FromHex("0102030405") }), Two));
    }

    [Theory]
    [InlineData("10.0.0.0", 8, "10.255.1.2", true)]
    [InlineData("10.0.0.0", 8, "11.0.0.1", false)]
    [InlineData("10.0.0.1", 32, "10.0.0.1", true)]
    [InlineData("10.0.0.1", 0, "99.0.0.1", true)]
    [InlineData("10.0.0.1", 33, "10.0.0.1", false)]
    [InlineData("2001:db8::", 32, "2001:db8:1::1", true)]
    [InlineData("2001:db8::", 128, "2001:db8::1", false)]
    [InlineData("2001:db8::", 0, "10.0.0.1", false)]
    public void A_prefix_covers_addresses_of_its_family_and_leading_bits(
        string prefix, byte length, string address, bool covers) => Assert.Equal(
        covers,
        NhrpMessages.Covers(
            new(HostAddress.Parse(prefix), length, Other), HostAddress.Parse(address)));

    [Fact]
    [Requirement("RFC2332-5.2.5-a")]
    [Requirement("RFC2332-5.2.6-a")]
    public void A_purge_names_what_it_is_about_and_is_answered_under_its_request_ID()
    {
        var purge = Travel(NhrpMessages.ToPacket(
            new Shortcut.Output.SendPurge(11, new(Two, 32, Other)), ToTwo)!);
        Assert.Equal(NhrpPacketType.PurgeRequest, purge.PacketType);
        Assert.False(NhrpMessages.WantsNoReply(purge));
        Assert.Equal(
            new Shortcut.Input.Purged(11), NhrpMessages.ClassifyForShortcut(purge, Two));
        Assert.Null(NhrpMessages.ClassifyForShortcut(purge, One));

        var answer = Travel(NhrpMessages.ToReply(new Shortcut.Output.AnswerPurge(11), purge)!);
        Assert.Equal(purge with { PacketType = NhrpPacketType.PurgeReply }, answer);
        Assert.Equal(
            new Shortcut.Input.PurgeAnswered(11), NhrpMessages.ClassifyForShortcut(answer, Two));
        Assert.Null(NhrpMessages.ClassifyForShortcut(answer, One));
        Assert.Equal(
            new Server.Input.PurgeAnswered(11, Two), NhrpHubMessages.Classify(answer, default));

        // RFC 2332 §5.2.5: with the N flag nobody waits for a reply.
        var asked = purge with { Flags = new(0x8000) };
        Assert.Null(NhrpMessages.ToReply(new Shortcut.Output.AnswerPurge(11), asked));
        Assert.Null(NhrpHubMessages.ToReply(
            new Server.Output.AnswerPurge(11, One), asked, TimeSpan.Zero));
        Assert.Null(NhrpMessages.ToReply(new Shortcut.Output.Install(new(Two, 32, Other)), purge));
        Assert.Null(NhrpMessages.ToPacket(new Shortcut.Output.OpenSa(Other), ToTwo));
        Assert.Null(NhrpMessages.ToPacket(new Registration.Output.HubLost(), ToHub));
    }

    [Fact]
    public void A_redirect_names_the_destination_of_the_packet_that_came_the_long_way()
    {
        var octets = NhrpMessages.Redirect(
            new(Other, Hub, Two), Octets.FromHex("4500005412340000")).ToArray();
        Assert.True(
            NhrpTrafficIndication.TryParse(octets, out var view, out var error), $"{error}");
        Assert.True(view.TryToValue(out var value, out error), $"{error}");
        Assert.Equal(Two, NhrpMessages.ClassifyRedirect(value));
        Assert.Null(NhrpMessages.ClassifyRedirect(value with { TrafficCode = 1 }));
    }

    [Fact]
    public void In_phase_3_a_redirect_leads_to_an_SA_and_only_then_to_the_shortcut()
    {
        var config = ShortcutOf(DmvpnPhase.Redirect);
        var state = Shortcut.Initial(config, default);
        Assert.Empty(Shortcut.Step(
            config, state, default, new Shortcut.Input.Traffic()).Outputs);
        var asked = Shortcut.Step(config, state, default, new Shortcut.Input.Redirected());
        Assert.Equal([new Shortcut.Output.SendRequest(1)], asked.Outputs.AsEnumerable());
        var binding = new Binding(Two, 24, Other);
        var opening = Shortcut.Step(
            config, asked.State, default,
            new Shortcut.Input.Resolved(1, binding, TimeSpan.FromHours(1)));
        Assert.Equal([new Shortcut.Output.OpenSa(Other)], opening.Outputs.AsEnumerable());
        var live = Shortcut.Step(
            config, opening.State, default, new Shortcut.Input.SaUp(Other));
        Assert.Equal([new Shortcut.Output.Install(binding)], live.Outputs.AsEnumerable());

        // The hub is lost, and the shortcut stays; the SA is lost, and it goes on both ends.
        var still = Shortcut.Step(config, live.State, default, new Shortcut.Input.HubLost());
        Assert.Equal(live.State, still.State);
        var gone = Shortcut.Step(config, still.State, default, new Shortcut.Input.SaDown(Other));
        Assert.Equal(
            [new Shortcut.Output.Withdraw(binding), new Shortcut.Output.SendPurge(2, binding)],
            gone.Outputs.AsEnumerable());
    }

    [Theory]
    [InlineData(DmvpnPhase.HubOnly, false, false)]
    [InlineData(DmvpnPhase.NextHop, true, false)]
    [InlineData(DmvpnPhase.Redirect, false, true)]
    public void Each_phase_begins_a_shortcut_in_its_own_way(
        DmvpnPhase phase, bool byTraffic, bool byRedirect)
    {
        var config = ShortcutOf(phase);
        var state = Shortcut.Initial(config, default);
        Assert.Equal(byTraffic, !Shortcut.Step(
            config, state, default, new Shortcut.Input.Traffic()).Outputs.IsEmpty);
        Assert.Equal(byRedirect, !Shortcut.Step(
            config, state, default, new Shortcut.Input.Redirected()).Outputs.IsEmpty);
    }

    [Fact]
    public void With_two_hubs_the_loss_of_one_leaves_the_other_registered()
    {
        Assert.True(Registration.Config.TryCreate(new(), out var config, out _));
        var first = Registered(config);
        var second = Registered(config);
        var lost = Registration.Step(config, first, default, new Registration.Input.SaDown());
        Assert.Equal([new Registration.Output.HubLost()], lost.Outputs.AsEnumerable());
        Assert.IsType<Registration.State.Registered>(second);
        var again = Registration.Step(config, lost.State, default, new Registration.Input.SaUp());
        Assert.Equal(
            [new Registration.Output.SendRequest(2, config.HoldingTime)],
            again.Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC2332-5.2.5-b")]
    public void A_hub_tells_who_was_told_when_a_spoke_goes_and_hands_purges_on()
    {
        var config = ServerOf(DmvpnPhase.NextHop);
        var state = Registered(config);
        var told = Server.Step(config, state, default, new Server.Input.Asks(5, One, Two));
        Assert.Equal(
            [new Server.Output.Answer(5, One, new(Two, 32, Other))],
            told.Outputs.AsEnumerable());
        Assert.Equal(
            [new Server.Output.SendPurge(1, One, Two)],
            Server.Step(config, told.State, default, new Server.Input.SaDown(Other))
                .Outputs.AsEnumerable());
        Assert.Equal(
            [new Server.Output.AnswerPurge(8, One), new Server.Output.SendPurge(1, Two, One)],
            Server.Step(config, told.State, default, new Server.Input.Purges(8, One, Two))
                .Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC2332-5.2.6-b")]
    [Requirement("RFC2332-5.2.0.1-b")]
    public void A_purge_without_a_reply_is_sent_after_1_3_7_and_15_s_and_given_up_after_31_s()
    {
        var config = ServerOf(DmvpnPhase.NextHop);
        var told = Server.Step(
            config, Registered(config), default, new Server.Input.Asks(5, One, Two)).State;
        var state = Server.Step(
            config, told, default, new Server.Input.SaDown(Other)).State;
        List<(double At, uint Id)> sent = [];
        while (state.PurgeAt is { } at)
        {
            var next = Server.Step(
                config, state with { SweepAt = null }, at, new Server.Input.Tick());
            state = next.State;
            sent.AddRange(next.Outputs.AsEnumerable().OfType<Server.Output.SendPurge>().Select(
                purge => ((at - default(Instant)).TotalSeconds, purge.Id)));
            if (next.Outputs.IsEmpty)
            {
                Assert.Equal(config.Purges.Whole, at - default(Instant));
            }
        }

        Assert.Equal([(1, 1u), (3, 1u), (7, 1u), (15, 1u)], sent);
        Assert.Equal(TimeSpan.FromSeconds(15), config.Purges.Spread);
        Assert.Equal(TimeSpan.FromSeconds(31), config.Purges.Whole);
    }

    [Fact]
    public void A_hub_redirects_in_phase_3_once_in_a_while()
    {
        var config = ServerOf(DmvpnPhase.Redirect);
        var state = Registered(config);
        var first = Server.Step(config, state, default, new Server.Input.Passes(One, Two));
        Assert.Equal([new Server.Output.SendRedirect(One)], first.Outputs.AsEnumerable());
        Assert.Empty(Server.Step(
            config, first.State, default, new Server.Input.Passes(One, Two)).Outputs);
        Assert.Single(Server.Step(
            config, first.State, Instant.Zero + config.RedirectEvery,
            new Server.Input.Passes(One, Two)).Outputs.AsEnumerable());
        Assert.Equal(
            [new Server.Output.Forward(6, Two)],
            Server.Step(config, state, default, new Server.Input.Asks(6, One, Two))
                .Outputs.AsEnumerable());
    }

    [Fact]
    public void The_pages_of_spokes_and_hubs_are_up_to_date()
    {
        MachinePage.IsUpToDate(
            "NhrpRegistration",
            """
            A spoke's registration with one hub, RFC 2332 §5.2.3: here held for 3 s, renewed after 1 s, waits from 1 to 2 s. With two hubs there are two of them.
            """);
        MachinePage.IsUpToDate(
            "NhrpShortcut",
            """
            A spoke's way to one destination past the hub, in DMVPN phase 3: asked for twice, 1 unit for the SA, quiet for 1 unit after a failure, held for 3 units and
            resolved anew in the last 2 if it is used. A purge is sent twice, 1 unit apart.
            """);
        MachinePage.IsUpToDate(
            "NhrpServer",
            """
            A hub of DMVPN phase 3: two spokes, held for 3 units, redirected at most once in a unit. Whoever was told of a spoke hears of its end;
            a purge is sent twice, 1 unit apart.
            """);
    }

    [Fact]
    public void An_error_says_which_setting_to_change_and_to_what()
    {
        Assert.False(Shortcut.Config.TryCreate(
            new() { HoldingTimeMax = TimeSpan.FromSeconds(20) }, out _, out var error));
        Assert.Equal(
            "RefreshBefore is 30 s: it must be at most 20 s; lower RefreshBefore to 20 s",
            error.ToString());
        Assert.False(Registration.Config.TryCreate(
            new() { HoldingTime = TimeSpan.Zero }, out _, out error));
        Assert.Equal("HoldingTime", error.Name);
        Assert.False(Server.Config.TryCreate(new() { SpokesMax = 0 }, out _, out error));
        Assert.Equal("SpokesMax", error.Name);
        Assert.False(Server.Config.TryCreate(
            new() { HoldingTimeMax = TimeSpan.FromSeconds(15.5) }, out _, out error));
        Assert.Equal(
            "PurgeRetryAfter is 1 s: it must be at most 500 ms; lower PurgeRetryAfter to 500 ms",
            error.ToString());
        Assert.False(Shortcut.Config.TryCreate(
            new()
            {
                HoldingTimeMax = TimeSpan.FromTicks(16),
                RefreshBefore = TimeSpan.Zero,
            },
            out _, out error));
        Assert.Equal(
            "PurgeSendsMax is 5: it must be at most 4; lower PurgeSendsMax to 4",
            error.ToString());
    }

    private static Registration.State Registered(Registration.Config config)
    {
        var asked = Registration.Step(
            config, Registration.Initial(config, default), default,
            new Registration.Input.SaUp()).State;
        return Registration.Step(
            config, asked, default, new Registration.Input.Accepted(1)).State;
    }

    private static Server.State Registered(Server.Config config)
    {
        var hour = TimeSpan.FromHours(1);
        var state = Server.Step(
            config, Server.Initial(config, default), default,
            new Server.Input.Registers(1, One, Outer, hour)).State;
        return Server.Step(
            config, state, default, new Server.Input.Registers(2, Two, Other, hour)).State;
    }

    private static Shortcut.Config ShortcutOf(DmvpnPhase phase) =>
        Shortcut.Config.TryCreate(new() { Phase = phase }, out var config, out _)
            ? config
            : throw new InvalidOperationException();

    private static Server.Config ServerOf(DmvpnPhase phase) =>
        Server.Config.TryCreate(new() { Phase = phase }, out var config, out _)
            ? config
            : throw new InvalidOperationException();

    private static NhrpPacketValue Travel(NhrpPacketValue packet)
    {
        var octets = packet.ToArray();
        Assert.True(NhrpPacket.TryParse(octets, out var view, out var error), $"{error}");
        Assert.True(view.TryToValue(out var value, out error), $"{error}");
        return value;
    }
}
