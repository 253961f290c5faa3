using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Mobike;
using static Holdfast.StateMachines.Mobike.MobikeMessages;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Tests.Examples.StateMachines.Mobike;

/// <summary>RFC 4555: messages of both sides as octets, and the rows that tell the story.</summary>
public sealed class Rfc4555_Messages
{
    private static readonly Octets Cookie = Octets.FromHex("0011223344556677");
    private static readonly HostAddress Shared = HostAddress.Parse("203.0.113.1");
    private static readonly HostAddress Own = HostAddress.Parse("203.0.113.2");
    private static readonly HostAddress Home = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress Away = HostAddress.Parse("198.51.100.1");

    [Theory]
    [InlineData("192.0.2.1", "203.0.113.1")]
    [InlineData("2001:db8::1", "2001:db8::2")]
    [Requirement("RFC4555-3.9-a")]
    public void NO_NATS_ALLOWED_is_found_out_when_addresses_or_ports_change(
        string client, string gateway)
    {
        var path = new Path(HostAddress.Parse(client), HostAddress.Parse(gateway));
        var sent = Travel(Update(Cookie, new Flow(path, 4500, 4501)));

        Assert.Equal(
            new MobikeResponder.Input.Update(
                path.Turned, true, MobikeResponder.Nat.Absent, Cookie),
            ClassifyRequest(sent, new(path.Turned, 4501, 4500), true));
        Assert.Equal(
            new MobikeResponder.Input.Update(
                path.Turned, true, MobikeResponder.Nat.Detected, Cookie),
            ClassifyRequest(sent, new(path.Turned, 4501, 1024), true));
        var changed = path.Turned with { Remote = HostAddress.Parse("192.0.2.99") };
        Assert.Equal(
            new MobikeResponder.Input.Update(
                changed, false, MobikeResponder.Nat.Detected, Cookie),
            ClassifyRequest(sent, new(changed, 4501, 4500), false));
        Assert.Equal(
            new MobikeResponder.Input.Update(
                path.Turned, true, MobikeResponder.Nat.Allowed, Cookie),
            ClassifyRequest(
                Travel(Update(Cookie, null)), new(path.Turned, 4500, 4500), true));
    }

    /// <summary>What the peer says too late is no answer for this path: it is asked anew, where
    /// its address is still ours; else another one is tried.</summary>
    [Theory]
    [InlineData(MobikeInitiator.Verdict.Unacceptable, true)]
    [InlineData(MobikeInitiator.Verdict.Unacceptable, false)]
    [InlineData(MobikeInitiator.Verdict.Accepted, true)]
    public void A_late_answer_has_the_path_asked_for_again(
        MobikeInitiator.Verdict verdict, bool isStillOurs)
    {
        var path = new Path(isStillOurs ? Home : Away, Shared);
        var doubting = new MobikeInitiator.State.Doubting(
            new([Home], [Shared, Own]), path, Instant.FromMilliseconds(5_000),
            new RoutabilityRequest(IsOpen: true, new Path(Away, Own), Cookie));
        var next = MobikeInitiator.Step(
            Initiator(), doubting, Instant.FromMilliseconds(10),
            new MobikeInitiator.Input.Answered(verdict, Cookie));
        var updating = Assert.IsType<MobikeInitiator.State.Updating>(next.State);
        Assert.Equal(
            (path, new Path(Home, Shared), 0),
            (updating.Former, updating.Path, updating.Tried));
        Assert.Equal(
            [
                new MobikeInitiator.Output.UseForIke(new(Home, Shared)),
                new MobikeInitiator.Output.SendUpdate(new(Home, Shared)),
            ],
            next.Outputs.AsEnumerable());
    }

    [Theory]
    [InlineData(MobikeInitiator.Verdict.Accepted)]
    [InlineData(MobikeInitiator.Verdict.Unacceptable)]
    [InlineData(MobikeInitiator.Verdict.NatDetected)]
    [Requirement("RFC4555-3.7-a")]
    public void A_verdict_comes_back_with_the_cookie_unchanged(MobikeInitiator.Verdict verdict) =>
        Assert.Equal(
            new MobikeInitiator.Input.Answered(verdict, Cookie),
            ClassifyAnswer(Travel(Answer(new(verdict, Cookie)))));

    [Fact]
    [Requirement("RFC4555-3.6-a")]
    public void Announced_addresses_replace_all_former_ones_and_none_is_said_too()
    {
        Items<HostAddress> addresses = [Away, HostAddress.Parse("2001:db8::9")];
        Assert.Equal(addresses, ClassifyAddresses(Travel(Announce(addresses))));
        Assert.Equal(
            default(Items<HostAddress>), ClassifyAddresses(Travel(Announce([])))!.Value);
        Assert.Null(ClassifyAddresses(Travel(Update(Cookie, null))));
        Assert.Null(ClassifyRequest(Travel(Announce([])), default, true));
        Assert.Equal(
            new MobikeResponder.Input.Probed(Cookie),
            ClassifyRequest(Travel([Cookie2(Cookie)]), default, true));

        var net = new MobikeInitiator.Net([Home], [Shared, Own]);
        var settled = new MobikeInitiator.State.Settled(net, new(Home, Shared));
        var next = MobikeInitiator.Step(
            Initiator(), settled, default, new MobikeInitiator.Input.Remotes([Away]));
        Assert.Equal(
            settled with { Net = net with { Remotes = [Shared, Away] } }, next.State);
    }

    [Fact]
    [Requirement("RFC4555-3.3-a")]
    public void Without_agreement_nothing_moves()
    {
        var off = new MobikeInitiator.State.Off();
        Assert.Equal(off, MobikeInitiator.Step(
            Initiator(), off, default, new MobikeInitiator.Input.Locals([Away])).State);
        var idle = new MobikeResponder.State.Off();
        Assert.Empty(MobikeResponder.Step(
            Responder(), idle, default,
            new MobikeResponder.Input.Update(
                new(Shared, Away), true, MobikeResponder.Nat.Allowed, Cookie)).Outputs);
    }

    /// <summary>OPN#3708: the client would stay at the demoted member.</summary>
    [Fact]
    [Requirement("RFC4555-3.5-d")]
    public void An_update_to_the_members_own_address_is_refused_and_the_virtual_one_stays()
    {
        var settled = new MobikeResponder.State.Settled(new(Shared, Home));
        var next = MobikeResponder.Step(
            Responder(), settled, default,
            new MobikeResponder.Input.Update(
                new(Own, Home), true, MobikeResponder.Nat.Allowed, Cookie));
        Assert.Equal(settled, next.State);
        Assert.Equal(
            [new MobikeResponder.Output.Answer(MobikeInitiator.Verdict.Unacceptable, Cookie)],
            next.Outputs.AsEnumerable());
        Assert.Equal("our address does not move with the cluster: not accepted",
            next.Reason.Rule);
    }

    [Fact]
    public void The_virtual_address_moves_while_the_client_does_and_they_meet_on_the_new_member()
    {
        // The update came to the former member, which died before it asked the client.
        var path = new Path(Shared, Home);
        var standby = MobikeResponder.Step(
            Responder(), new MobikeResponder.State.Paused(path), default,
            new MobikeResponder.Input.Promoted(path)).State;

        // The client repeats the update over its new path; the new member has not seen it.
        var moved = MobikeResponder.Step(
            Responder(), standby, default,
            new MobikeResponder.Input.Update(
                new(Shared, Away), true, MobikeResponder.Nat.Allowed, Cookie));
        Assert.Equal(
            [
                new MobikeResponder.Output.Answer(MobikeInitiator.Verdict.Accepted, Cookie),
                new MobikeResponder.Output.UseForIke(new(Shared, Away)),
                new MobikeResponder.Output.SendCheck(new(Shared, Away)),
            ],
            moved.Outputs.AsEnumerable());

        var asked = MobikeResponder.Step(
            Responder(), moved.State, default, new MobikeResponder.Input.Sent(Cookie)).State;
        var there = MobikeResponder.Step(
            Responder(), asked, default, new MobikeResponder.Input.Answered(Cookie));
        Assert.Equal(
            [new MobikeResponder.Output.UseForChildSas(new(Shared, Away))],
            there.Outputs.AsEnumerable());
    }

    [Fact]
    [Requirement("RFC4555-3.7-c")]
    public void A_cookie_that_comes_back_changed_closes_the_SA()
    {
        var path = new Path(Shared, Away);
        var checking = new MobikeResponder.State.Checking(
            new(Shared, Home), path, new(true, path, Cookie));
        var next = MobikeResponder.Step(
            Responder(), checking, default, new MobikeResponder.Input.Answered(default));
        Assert.IsType<MobikeResponder.State.Closed>(next.State);
        Assert.Equal([new MobikeResponder.Output.CloseSa()], next.Outputs.AsEnumerable());
    }

    [Fact]
    public void An_update_that_strayed_over_two_paths_is_sent_anew_though_it_was_accepted()
    {
        // Home, away, home again: what the peer has taken it for is not known.
        var net = new MobikeInitiator.Net([Home], [Shared]);
        var home = new Path(Home, Shared);
        var request = new RoutabilityRequest(true, home, Cookie).Over(new(Away, Shared)).Over(home);
        var next = MobikeInitiator.Step(
            Initiator(),
            new MobikeInitiator.State.Updating(net, new(Away, Shared), home, 0, default, request),
            default,
            new MobikeInitiator.Input.Answered(MobikeInitiator.Verdict.Accepted, Cookie));
        Assert.Contains(
            new MobikeInitiator.Output.SendUpdate(home), next.Outputs.AsEnumerable());
        Assert.IsType<MobikeInitiator.State.Updating>(next.State);
    }

    [Fact]
    public void The_pages_of_both_sides_are_up_to_date()
    {
        MachinePage.IsUpToDate(
            "MobikeInitiator",
            """
            Which path an IKE SA takes, RFC 4555, chosen by its initiator: here two addresses of ours and one of the peer, 2 units of patience with a silent path, 1 unit
            for a try. CHILD SAs move when the peer has accepted the path and its cookie came back over it.
            """);
        MachinePage.IsUpToDate(
            "MobikeResponder",
            """
            How a gateway follows a peer that moves, RFC 4555: only to addresses that move with the cluster, and CHILD SAs only after the peer was asked there (§3.7).
            """);
    }

    [Fact]
    public void An_error_says_which_setting_to_change_and_to_what()
    {
        Assert.False(MobikeInitiator.Config.TryCreate(
            new() { TryFor = TimeSpan.Zero }, out _, out var error));
        Assert.Equal(
            "TryFor is 0 s: it must be at least 0.1 us; raise TryFor to 0.1 us",
            error.ToString());
        Assert.False(MobikeResponder.Config.TryCreate(new() { Shared = [] }, out _, out error));
        Assert.Equal("Shared.Count", error.Name);
    }

    private static MobikeInitiator.Config Initiator() =>
        MobikeInitiator.Config.TryCreate(new(), out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    private static MobikeResponder.Config Responder() =>
        MobikeResponder.Config.TryCreate(new() { Shared = [Shared] }, out var config, out _)
            ? config
            : throw new InvalidOperationException();

    private static Items<NotifyPayloadValue> Travel(Items<NotifyPayloadValue> payloads) =>
    [
        .. payloads.Select(payload =>
        {
            var octets = payload.ToArray();
            Assert.True(NotifyPayload.TryParse(octets, out var view, out var error), $"{error}");
            Assert.True(view.TryToValue(out var value, out error), $"{error}");
            return value;
        }),
    ];
}
