using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// Tokens, redirects and NHRP of a cluster of two that has all of them, told as a log of what its
/// boxes do.
/// </summary>
public sealed class PeersOfACluster
{
    private static readonly HostAddress Outside = HostAddress.Parse("192.0.2.77");
    private static readonly HostAddress Far = HostAddress.Parse("10.8.0.1");

    private static readonly TokenMaker.Question Lost = new TokenMaker.Question.Request(
        new(new(0x303), new(0x404)), ExchangeType.Informational, new(5), IsInitiator: true,
        new(Outside, 500, HostAddress.Parse("192.0.2.254")));

    [Fact]
    [Requirement("RFC6290-9.2-b")]
    public void A_token_is_shown_once_the_other_member_has_followed_since_the_question()
    {
        var world = Running();
        world.Do(0, new Input.UnknownSpi(Lost, IsHalfOpen: false));

        Assert.Empty(world.ReadLog());
        world.Settle();
        Log(
            world,
            """
            alice: asks itself again
            alice: Reveal
            """);
    }

    [Fact]
    [Requirement("RFC6290-9.2-b")]
    public void Without_the_other_member_nobody_is_sure_and_the_answer_has_no_token()
    {
        var world = Running();
        world.Cuts.Add(ClusterWorld.Segment.Sync);
        world.Do(0, new Input.UnknownSpi(Lost, IsHalfOpen: false));
        world.Run(1);

        Log(
            world,
            """
            alice: asks itself again
            alice: Complain
            """);
    }

    [Fact]
    public void What_is_half_open_when_it_is_asked_again_lives()
    {
        var world = Running();
        world.IsHalfOpen = true;
        world.Do(0, new Input.UnknownSpi(Lost, IsHalfOpen: false));
        world.Settle();

        Log(world, "alice: asks itself again");
    }

    [Fact]
    public void The_same_question_waits_once_and_a_flood_of_others_has_an_end()
    {
        var world = Running();
        for (var times = 0; times < 3; times++)
        {
            world.Do(0, new Input.UnknownSpi(Lost, IsHalfOpen: false));
        }

        for (var port = 0; port < 1_000; port++)
        {
            var one = (TokenMaker.Question.Request)Lost;
            world.Do(0, new Input.UnknownSpi(
                one with { From = one.From with { Port = (ushort)port } }, IsHalfOpen: false));
        }

        var tokens = world[0]!.State.Tokens!;
        Assert.Single(tokens.Asked);
        Assert.Equal(MakerParts.QuestionsMax, tokens.Behind.Count);
        Assert.Single(world[0]!.State.Held);

        // What finds no room is not kept, and answered as what nobody is certain of.
        Assert.Contains("alice: Complain", world.ReadLog(), StringComparison.Ordinal);
        world.Settle();

        Assert.Equal(
            1 + MakerParts.QuestionsMax,
            world.ReadLog().Split('\n').Count(line => line == "alice: asks itself again"));
        Assert.Null(world[0]!.State.Tokens!.Barrier);
    }

    [Fact]
    public void Who_takes_over_knows_the_secret_and_that_each_peer_may_have_a_token()
    {
        var world = Running();
        world.Crash(0);
        world.Run(10);

        var maker = Assert.IsType<TokenMaker.State.Active>(world[1]!.State.Tokens!.Maker);
        Assert.Single(maker.Memory.Secrets);
        Assert.Equal([ClusterWorld.Carol], maker.Memory.Given.Select(given => given.Sa));
    }

    [Fact]
    [Requirement("RFC6290-4.5-d")]
    public void A_peer_that_shows_its_token_has_failed_and_its_routes_go_first()
    {
        var world = Running();
        world.Do(0, new Input.AtTokenTaker(
            ClusterWorld.Carol, new TokenTaker.Input.Given(new(0x77))));
        world.Do(0, new Input.AtTokenTaker(
            ClusterWorld.Carol,
            new TokenTaker.Input.Shown(IsRight: false, TokenTaker.Source.Peer)));
        world.Settle();
        Log(world, "alice: Report");

        world.Do(0, new Input.AtTokenTaker(
            ClusterWorld.Carol,
            new TokenTaker.Input.Shown(IsRight: true, TokenTaker.Source.Peer)));
        world.Settle();

        Log(
            world,
            """
            alice: withdraws 10.9.0.0/24
            alice: Release
            alice: PeerFailed
            alice: Forget
            moon: Release
            """);
        Assert.All(
            world.Running, host => Assert.True(host.State.Replication.Replica.Sas.HasNoSa));
    }

    [Fact]
    [Requirement("RFC5685-5-c")]
    public void A_client_that_was_redirected_keeps_its_SA_for_a_time()
    {
        var world = Running();
        world.Do(0, new Input.AtRegistration(Outside, new NhrpRegistration.Input.Accepted(1)));
        world.ReadLog();
        world.Do(0, new Input.ClientUnwanted(
            ClusterWorld.Carol, GatewayName.From(HostAddress.Parse("192.0.2.102"))));
        world.Do(0, new Input.WorkEnded(
            PacedWork.Work.Redirect, ClusterWorld.Carol, null, IsDone: true));
        world.Run(29);
        var log = world.ReadLog();
        Assert.StartsWith("alice: SendRedirect", log, StringComparison.Ordinal);
        Assert.DoesNotContain("DeleteSas", log, StringComparison.Ordinal);

        world.Run(2);

        Assert.Contains("alice: DeleteSas", world.ReadLog(), StringComparison.Ordinal);
        Assert.All(
            world.Running, host => Assert.True(host.State.Replication.Replica.Sas.HasNoSa));
    }

    [Fact]
    public void A_drain_sends_clients_that_follow_to_the_gateway_of_the_other_member()
    {
        var world = Running();
        Output? sent = null;
        world.OnOutput = (_, output) => sent = output is Output.OfRedirection ? output : sent;
        world.Do(0, new Input.AtDrain(new MemberDrain.Input.Leave()));

        Assert.Equal(
            new Output.OfRedirection(
                ClusterWorld.Carol,
                new RedirectGateway.Output.SendRedirect(
                    GatewayName.From(HostAddress.Parse("192.0.2.102")))),
            sent);
    }

    [Fact]
    [Requirement("RFC5685-3-b")]
    public void A_drain_redirects_nobody_who_did_not_say_that_it_follows()
    {
        var world = Running(IkeTraits.MessageIdSync);
        world.Do(0, new Input.AtDrain(new MemberDrain.Input.Leave()));

        Assert.DoesNotContain("Redirect\n", world.ReadLog() + "\n", StringComparison.Ordinal);
        Assert.Empty(world[0]!.State.Redirects.Places);
    }

    [Fact]
    public void While_it_drains_a_new_client_is_sent_elsewhere_at_once()
    {
        var world = Running();
        var greets = new Input.ClientGreets(
            new(new(0x909), default), new(Follows: true, null), Octets.FromHex("0102"), null);
        world.Do(0, greets);
        Log(world, "alice: GoOn");

        world.Do(0, new Input.AtDrain(new MemberDrain.Input.Leave()));
        world.ReadLog();
        world.Do(0, greets);
        world.Do(0, new Input.ClientProves(
            greets.Ike, new("dave"u8), new(Follows: true, null), null));

        Log(
            world,
            """
            alice: RedirectInInit
            alice: RedirectInAuth
            """);
    }

    [Fact]
    public void A_spoke_registers_over_its_SA_and_a_shortcut_stands_only_while_its_SA_does()
    {
        var world = Running();
        WithShortcut(world);

        world.Replicate(0, new SaReplication.Input.Propose(
            700, [new Change.ChildDown(ClusterWorld.CarolChild)], null, KeyHandle.None));
        world.Settle();

        Log(
            world,
            """
            alice: withdraws 10.9.0.0/24
            alice: Release
            alice: Withdraw
            alice: SendPurge
            alice: HubLost
            moon: Release
            """);
    }

    [Fact]
    public void A_reign_that_ends_withdraws_its_shortcuts_before_the_address_and_says_nothing()
    {
        var world = Running();
        WithShortcut(world);
        world.Replicate(0, new SaReplication.Input.LostVote());

        Log(
            world,
            """
            alice: no traffic
            alice: stops, Fenced
            alice: Withdraw
            alice: HubLost
            alice: withdraws 10.9.0.0/24
            alice: gives up Front
            alice: gives up Back
            """);
    }

    [Fact]
    public void Who_takes_over_registers_at_the_hub_once_traffic_passes()
    {
        var world = Running();
        world.Crash(0);
        world.Run(10);

        Assert.Contains(
            """
            moon: traffic
            moon: SendRequest
            """, world.ReadLog(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hub_forgets_a_spoke_whose_SA_is_gone_and_tells_those_who_knew_of_it()
    {
        var world = Running();
        var other = HostAddress.Parse("10.8.0.2");
        world.Do(0, new Input.AtHub(new NhrpServer.Input.Registers(
            1, Far, Outside, TimeSpan.FromMinutes(5))));
        world.Do(0, new Input.AtHub(new NhrpServer.Input.Registers(
            2, other, HostAddress.Parse("192.0.2.78"), TimeSpan.FromMinutes(5))));
        world.Do(0, new Input.AtHub(new NhrpServer.Input.Asks(3, other, Far)));
        Log(
            world,
            """
            alice: Accept
            alice: Accept
            alice: Forward
            """);

        world.Replicate(0, new SaReplication.Input.Propose(
            701, [new Change.ChildDown(ClusterWorld.CarolChild)], null, KeyHandle.None));
        world.Settle();

        Log(
            world,
            """
            alice: withdraws 10.9.0.0/24
            alice: Release
            alice: SendPurge
            moon: Release
            """);
        Assert.Single(world[0]!.State.Nhrp!.Hub!.Spokes);
    }

    [Fact]
    public void A_standby_is_no_hub_and_no_spoke()
    {
        var world = Running();
        world.Do(1, new Input.AtHub(new NhrpServer.Input.Registers(
            1, Far, Outside, TimeSpan.FromMinutes(5))));
        world.Do(1, new Input.AtShortcut(Far, new NhrpShortcut.Input.Redirected()));

        Assert.Empty(world.ReadLog());
        Assert.Empty(world[1]!.State.Nhrp!.Shortcuts);
    }

    private static void WithShortcut(ClusterWorld world)
    {
        world.Do(0, new Input.AtRegistration(Outside, new NhrpRegistration.Input.Accepted(1)));
        world.Do(0, new Input.AtShortcut(Far, new NhrpShortcut.Input.Redirected()));
        world.Do(0, new Input.AtShortcut(Far, new NhrpShortcut.Input.Resolved(
            1, new(Far, 32, Outside), TimeSpan.FromMinutes(5))));
        Log(
            world,
            """
            alice: HubUsable
            alice: SendRequest
            alice: Install
            """);
    }

    private static ClusterWorld Running(
        IkeTraits traits = IkeTraits.MessageIdSync | IkeTraits.FollowsRedirects)
    {
        var world = new ClusterWorld(ClusterSettings.WithAll).Start(0).Start(1);
        world.Run(20);
        world.Establish(0, traits);
        world.Run(1);
        Assert.Contains("alice: SendRequest", world.ReadLog(), StringComparison.Ordinal);
        return world;
    }

    private static void Log(ClusterWorld world, string expected) =>
        Assert.Equal(expected, world.ReadLog(), ignoreLineEndingDifferences: true);
}
