using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Rri;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.Tests.Properties.StateMachines.Ikev1.Ikev1Samples;

namespace Holdfast.Tests.Properties.StateMachines.Ikev1;

/// <summary>XAUTH and mode config between two sides with real octets and keys.</summary>
public sealed class Xauth_LoggingIn
{
    private const int Runs = 60;
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);
    private static readonly HostAddress Inner = HostAddress.Parse("10.3.0.33");

    private static readonly ModeConfigGrant Grant = new()
    {
        Address = Inner,
        NameServers = [HostAddress.Parse("10.1.0.53")],
        Subnets = [Prefix.Parse("10.1.0.0/24")],
    };

    public static TheoryData<PhaseOneMode, bool> Cases => new()
    {
        { PhaseOneMode.Main, true }, { PhaseOneMode.Main, false },
        { PhaseOneMode.Aggressive, true }, { PhaseOneMode.Aggressive, false },
    };

    [Fact]
    [Requirement("XAUTH-6-c")]
    [Requirement("XAUTH-7.2-a")]
    [Requirement("MODECFG-3.5-a")]
    public void Whatever_is_lost_doubled_or_reordered_the_user_is_logged_in_once() => ForAll.Cases(
        Runs, Draw, drawn =>
        {
            using var world = Between(drawn.IsInitiator);
            world.Begin(new(drawn.Mode, Carol, Mars));
            Break(world, drawn.Steps);
            world.Heal();
            Break(world, drawn.More);
            world.Heal(() => IsThrough(world, drawn.IsInitiator));
            var (edge, host) = Sides(world, drawn.IsInitiator);
            Assert.IsType<XauthEdge.State.LoggedIn>(edge.Edge);
            Assert.IsType<XauthHost.State.LoggedIn>(host.Host);
            Assert.Equal([Octets.FromHex("6361726f6c")], edge.LoggedIn);
            Assert.Null(edge.Isakmp.Awaits);
            Assert.Null(host.Isakmp.Awaits);

            // No password stays: each side has the keys of the ISAKMP SA.
            Assert.Equal((1, 1), (world.CarolKeys.Count, world.MarsKeys.Count));
            world.BeginQuick(isakmp => new(isakmp, [Child], AtCarol, AtMars));
            world.HealQuick();
            Assert.Single(world.Children);
        });

    /// <summary>Both sides sign, and one of them logs in behind it.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Behind_signatures_the_user_is_logged_in(PhaseOneMode mode, bool isInitiator)
    {
        using var signers = new LabSigners();
        using var world = Signing(signers.Judge, isInitiator);
        world.Begin(new(mode, LabSigners.Left, LabSigners.Right));
        world.Heal();
        world.Heal(() => IsThrough(world, isInitiator));
        Assert.Single(Sides(world, isInitiator).Edge.LoggedIn);
        world.BeginQuick(isakmp => new(isakmp, [Child], AtCarol, AtMars));
        world.HealQuick();
        Assert.Single(world.Children);
    }

    /// <summary>One that signs and has to log in, and offers nothing with which it would.
    /// </summary>
    [Theory]
    [InlineData(PhaseOneMode.Main)]
    [InlineData(PhaseOneMode.Aggressive)]
    public void Who_signs_and_has_to_log_in_must_have_offered_it(PhaseOneMode mode)
    {
        using var signers = new LabSigners();
        using var world = Signing(
            (identity, shown) => signers.Judge(identity, shown) is { } known
                ? known with { Peer = known.Peer with { MustLogIn = true } }
                : null,
            null);
        world.Begin(new(mode, LabSigners.Left, LabSigners.Right));
        for (var round = 0; round < 100; round++)
        {
            world.Break(0, 0);
        }

        Assert.Empty(world.Facts);
        Assert.Equal(0, world.MarsKeys.Count);
    }

    /// <summary>Another word in the place of each message of a login or behind it: changed octets
    /// are read or dropped, and nobody is logged in by them.</summary>
    [Fact]
    public void Changed_octets_log_nobody_in_and_leave_no_password() => ForAll.Cases(
        150,
        choices => (
            IsInitiator: choices.Chance(50), IsRight: choices.Chance(50),
            Changes: Enumerable.Range(0, 1 + choices.Below(20)).Select(_ => (
                Which: choices.Below(20), At: choices.Below(200),
                With: (byte)choices.Below(256), IsToMars: choices.Chance(50))).ToArray()),
        drawn =>
        {
            using var world = Between(
                drawn.IsInitiator, drawn.IsRight ? "4iChxLT3" : "a guess");
            world.Begin(new(PhaseOneMode.Main, Carol, Mars));
            foreach (var (which, at, with, isToMars) in drawn.Changes)
            {
                var octets = world.Sent[which % world.Sent.Count].Octets.ToArray();
                octets[at % octets.Length] ^= with;
                world.Deliver(octets, isToMars);
                world.Break(0, which);
            }

            for (var round = 0; round < 200; round++)
            {
                world.Break(0, 0);
            }

            if (world.AtCarol is { } carol && world.AtMars is [var mars])
            {
                var edge = drawn.IsInitiator ? mars : carol;
                Assert.True(edge.LoggedIn.Count <= (drawn.IsRight ? 1 : 0));
                Assert.True(edge.LoggedIn.Count == 1 || edge.HasEnded || edge.Isakmp.Awaits
                    is not null);
                Assert.True(world.CarolKeys.Count <= 1 && world.MarsKeys.Count <= 1);
            }
        });

    [Fact]
    [Requirement("XAUTH-6-b")]
    public void With_a_wrong_password_or_none_the_SA_ends_and_there_is_no_CHILD_SA() => ForAll.Cases(
        Runs, Draw, drawn =>
        {
            using var world = Between(
                drawn.IsInitiator,
                drawn.Steps.Length % 2 == 0 ? "a guess" : null);
            world.Begin(new(drawn.Mode, Carol, Mars));
            world.Heal();
            Break(world, drawn.More);
            world.Heal(() => world.AtCarol!.HasEnded && world.AtMars.TrueForAll(
                side => side.HasEnded));
            var (edge, host) = Sides(world, drawn.IsInitiator);
            Assert.IsType<XauthEdge.State.Refused>(edge.Edge);
            Assert.IsType<XauthHost.State.Refused>(host.Host);
            Assert.Empty(edge.LoggedIn);
            Assert.Equal((0, 0), (world.CarolKeys.Count, world.MarsKeys.Count));
        });

    /// <summary>Whoever passes over the login has no CHILD SA, whatever it says of itself.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    [Requirement("XAUTH-6-a")]
    public void Who_skips_the_login_has_nothing(PhaseOneMode mode, bool isInitiator)
    {
        using var world = Between(isInitiator, silent: true);
        world.Begin(new(mode, Carol, Mars));
        world.Heal();

        // A machine of ours does not even begin.
        world.BeginQuick(isakmp => new(isakmp, [Child], AtCarol, AtMars));
        Assert.IsType<QuickInitiator.State.Idle>(world.Quick);

        // One that says to be logged in is refused.
        world.BeginQuick(
            isakmp => new(isakmp with { Awaits = null }, [Child], AtCarol, AtMars));
        world.Heal(() => world.Quick is QuickInitiator.State.Gone);
        Assert.Equal(IsakmpNotifyType.AuthenticationFailed, world.Refusal!.Data.Tag);
        Assert.Empty(world.Children);
    }

    /// <summary>The words of the edge device said by the host: nobody is logged in by them.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cases))]
    [Requirement("MODECFG-2-a")]
    public void Who_tells_the_edge_device_that_it_is_logged_in_is_not(
        PhaseOneMode mode, bool isInitiator)
    {
        using var world = Between(isInitiator, silent: true);
        world.Begin(new(mode, Carol, Mars));
        world.Heal();
        var (edge, host) = Sides(world, isInitiator);
        var answers = new List<TransactionMessage?>();
        host.Ask(XauthMessages.Status(true, 7), answers.Add);
        host.Ask(XauthMessages.Request(new(), 7), answers.Add);
        host.Ask(
            ModeConfig.Request(7, [IsakmpConfigAttributeType.InternalIp4Address]), answers.Add);
        for (var round = 0; round < 200; round++)
        {
            world.Break(0, 0);
        }

        // The set is acknowledged by nothing, the request by FAIL, and no address is given.
        Assert.Contains(answers, answer => answer is { Attributes.Count: 0 });
        Assert.Contains(
            answers, answer => answer is not null && XauthMessages.StatusIn(answer) == false);
        Assert.Contains(null, answers);
        Assert.Empty(edge.LoggedIn);
        Assert.False(edge.HasGiven);
        Assert.NotNull(edge.Isakmp.Awaits);
    }

    /// <summary>Mode config both ways: what is asked for, and what is pushed.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Requirement("MODECFG-5.1-a")]
    public void Quick_mode_is_held_against_the_address_that_was_given(bool isPulled)
    {
        using var world = Between(isInitiator: true, gives: Grant);
        world.Begin(new(PhaseOneMode.Main, Carol, Mars));
        world.Heal();
        world.Heal(() => IsThrough(world, isInitiator: true));

        // Before it has one nothing is its traffic.
        world.BeginQuick(isakmp => new(isakmp, [Child], TrafficOf(Inner), AtMars));
        world.Heal(() => world.Quick is QuickInitiator.State.Gone);
        Assert.Equal(IsakmpNotifyType.InvalidIdInformation, world.Refusal!.Data.Tag);
        var carol = world.AtCarol!;
        carol.TakesSets = true;
        if (isPulled)
        {
            carol.Pull();
        }
        else
        {
            world.AtMars[0].Push(Grant);
        }

        world.Heal(() => carol.Given is not null && world.AtMars[0].HasGiven);
        Assert.Equal(Grant, carol.Given);

        // An address of somebody else is not granted, and its own one is.
        world.AgainQuick(isakmp => new(
            isakmp, [Child], TrafficOf(HostAddress.Parse("10.3.0.34")), AtMars));
        world.Heal(() => world.Quick is QuickInitiator.State.Gone);
        Assert.Empty(world.Children);
        world.AgainQuick(isakmp => new(isakmp, [Child], TrafficOf(Inner), AtMars));
        world.HealQuick();
        Assert.Equal([TrafficOf(Inner)], world.Children.Single().Child.Selectors.Remote);
    }

    /// <summary>A client that pushes an address to its gateway: nothing of it is taken.</summary>
    [Fact]
    public void A_gateway_takes_nothing_that_a_client_sets()
    {
        using var world = Between(isInitiator: true, gives: Grant);
        world.Begin(new(PhaseOneMode.Main, Carol, Mars));
        world.Heal();
        world.Heal(() => IsThrough(world, isInitiator: true));
        world.AtCarol!.Push(Grant with { Address = HostAddress.Parse("10.3.0.34") });
        for (var round = 0; round < 20; round++)
        {
            world.Break(0, 0);
        }

        Assert.False(world.AtCarol.IsTaken);
        Assert.Null(world.AtMars[0].Given);
    }

    /// <summary>A peer that has to log in and offers no method of XAUTH is refused; one key of a
    /// group is no login.</summary>
    [Theory]
    [InlineData(PhaseOneMode.Main)]
    [InlineData(PhaseOneMode.Aggressive)]
    public void Who_offers_no_login_and_has_to_log_in_is_refused(PhaseOneMode mode)
    {
        var mars = Key(Mars, Carol, "key");
        using var world = new Ikev1World(
            Checked(new PhaseOneInitiator.Settings { Suites = [Fast] }),
            Checked(new PhaseOneResponder.Settings
            {
                Suites = [Login(PhaseOneAuthMethod.XauthInitPreShared), Fast],
                TakesAggressive = true,
                HalfOpenFor = TimeSpan.FromMinutes(10),
            }),
            Provider, Key(Carol, Mars, "key"),
            mars with { Party = mars.Party with { MustLogIn = true } });
        world.Begin(new(mode, Carol, Mars));
        for (var round = 0; round < 100; round++)
        {
            world.Break(0, 0);
        }

        Assert.Empty(world.Facts);
        Assert.Equal(0, world.MarsKeys.Count);
    }

    private static readonly IsakmpSuite Fast = Suite(
        EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!, PhaseOneHash.Sha256,
        KeyExchangeMethod.Ecp256);

    private static IsakmpSuite Login(PhaseOneAuthMethod method) =>
        Fast with { Authentication = method };

    private static TrafficRange TrafficOf(HostAddress address) =>
        TrafficRange.Between(address, address);

    private static bool IsThrough(Ikev1World world, bool isInitiator)
    {
        var (edge, host) = Sides(world, isInitiator);
        return edge.Edge is XauthEdge.State.LoggedIn or XauthEdge.State.Refused
            && host.Host is XauthHost.State.LoggedIn or XauthHost.State.Refused;
    }

    /// <summary>Whoever asks, and whoever logs in.</summary>
    private static (Ikev1World.Side Edge, Ikev1World.Side Host) Sides(
        Ikev1World world, bool isInitiator) => isInitiator
            ? (world.AtMars[0], world.AtCarol!)
            : (world.AtCarol!, world.AtMars[0]);

    private static void Break(Ikev1World world, (int What, int Which)[] steps)
    {
        foreach (var (what, which) in steps)
        {
            world.Break(what, which);
        }
    }

    private static (
        PhaseOneMode Mode, bool IsInitiator, (int What, int Which)[] Steps,
        (int What, int Which)[] More) Draw(Choices choices) => (
            choices.Chance(50) ? PhaseOneMode.Main : PhaseOneMode.Aggressive,
            choices.Chance(50), Steps(choices), Steps(choices));

    private static (int What, int Which)[] Steps(Choices choices) =>
    [
        .. Enumerable.Range(0, choices.Below(10))
            .Select(_ => (choices.Below(3), choices.Below(8))),
    ];

    /// <summary>Left and right of the lab, who sign; null: nobody offers a login.</summary>
    private static Ikev1World Signing(
        Func<Octets, Items<CertPayloadValue>, HandshakeCredentials?> judge, bool? isInitiator)
    {
        var plain = Login(PhaseOneAuthMethod.RsaSignatures);
        var suite = isInitiator is not { } who ? plain : Login(who
            ? PhaseOneAuthMethod.XauthInitRsa
            : PhaseOneAuthMethod.XauthRespRsa);
        return new(
            Checked(new PhaseOneInitiator.Settings { Suites = [suite] }),
            Checked(new PhaseOneResponder.Settings
            {
                Suites = [suite, Login(PhaseOneAuthMethod.XauthInitRsa), plain],
                TakesAggressive = true,
                HalfOpenFor = TimeSpan.FromMinutes(10),
            }),
            Provider, Key(Carol, Mars, "no key"), Key(Mars, Carol, "no key"), judge);
    }

    /// <summary>Carol and mars with a key of both, one of whom has to log in.</summary>
    private static Ikev1World Between(
        bool isInitiator, string? password = "4iChxLT3", bool silent = false,
        ModeConfigGrant? gives = null)
    {
        var suite = Login(isInitiator
            ? PhaseOneAuthMethod.XauthInitPreShared
            : PhaseOneAuthMethod.XauthRespPreShared);
        return new(
            Checked(new PhaseOneInitiator.Settings { Suites = [suite] }),
            Checked(new PhaseOneResponder.Settings
            {
                Suites = [suite],
                TakesAggressive = true,
                HalfOpenFor = TimeSpan.FromMinutes(10),
            }),
            Provider, Key(Carol, Mars, "key"), Key(Mars, Carol, "key"))
        {
            User = password is null ? null : ("carol", password),
            IsSilent = silent,
            Gives = gives,
        };
    }
}
