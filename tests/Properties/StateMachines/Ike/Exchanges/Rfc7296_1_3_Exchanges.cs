using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;
using Holdfast.Tests.Properties.StateMachines.Ike.Establishing;
using static Holdfast.StateMachines.Ike.IkeExchanges;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>RFC 7296 §1.3 and §1.4 between two sides with real octets, keys and facts.</summary>
public sealed class Rfc7296_1_3_Exchanges : IDisposable
{
    private const int Runs = 40;
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);

    private readonly List<(Octets Octets, bool ToInitiator)> _wire = [];
    private ExchangeSide? _carol;
    private ExchangeSide? _mars;

    /// <summary>Each cipher with each MAC that it may have, and each key exchange.</summary>
    public static TheoryData<string> Suites => [.. All.Keys];

    private static Dictionary<string, ChildSuite> All { get; } = Named();

    private ExchangeSide Carol => _carol!;

    private ExchangeSide Mars => _mars!;

    [Theory]
    [MemberData(nameof(Suites))]
    [Requirement("RFC7296-1.3-a")]
    [Requirement("RFC7296-2.17-a")]
    public void Of_every_suite_CHILD_SAs_are_made_rekeyed_and_deleted_alike(string name)
    {
        Begin([All[name]]);
        Carol.Want(AnotherOf);
        Heal();
        Agree(children: 2);
        Mars.Want(standing => new ExchangeWish.RekeyChild(standing.Children[^1].Sa.Inbound));
        Heal();
        Agree(children: 2);
        Assert.All(
            Carol.Standing.Single().Children.Skip(1),
            child => Assert.Equal(All[name], child.Sa.Suite));
        Carol.Want(standing => new ExchangeWish.DeleteChild(standing.Children[0].Sa.Inbound));
        Heal();
        Agree(children: 1);
    }

    [Fact]
    [Requirement("RFC7296-2.18-a")]
    public void An_IKE_SA_is_rekeyed_by_each_side_and_exchanges_go_on()
    {
        Begin([HandshakeSamples.Child]);
        foreach (var side in (ExchangeSide[])[Mars, Carol, Carol, Mars])
        {
            var before = side.Standing.Single().Sa.Id;
            side.Want(_ => new ExchangeWish.RekeyIke());
            Heal();
            Agree(children: 1);
            Assert.NotEqual(before, side.Standing.Single().Sa.Id);
            Assert.Equal(IkeRole.Initiator, side.Standing.Single().Sa.Role);
        }

        Mars.Want(_ => new ExchangeWish.DeleteIke());
        Heal();
        Agree(children: 0, ikes: 0);
        Assert.Equal((0, 0), (Carol.Keys.Count, Mars.Keys.Count));
    }

    [Fact]
    [Requirement("RFC7296-2.8-a")]
    [Requirement("RFC7296-2.8-b")]
    public void Whatever_both_want_and_the_network_does_both_have_the_same() =>
        ForAll.Cases(Runs, Draw, steps =>
        {
            Begin([HandshakeSamples.Child, HandshakeSamples.Child with
            {
                KeyExchange = KeyExchangeMethod.Curve25519,
            }]);
            foreach (var (what, which) in steps)
            {
                Break(what, which);
            }

            Heal();
            Agree();
            Dispose();
        });

    public void Dispose()
    {
        _carol?.Dispose();
        _mars?.Dispose();
        _wire.Clear();
    }

    private static ExchangeWish.Child AnotherOf(State.Standing standing)
    {
        var traffic = standing.Sa.Peer.Traffic[0];
        return new(new(traffic.Local, traffic.Remote));
    }

    private void Begin(Items<ChildSuite> suites)
    {
        var config = ExchangeSamples.Checked(new() { RetriesMax = 1_000 });
        var suite = HandshakeSuites.Default[0];
        _carol = new(
            IkeRole.Initiator, Provider, config, suite, suites,
            octets => _wire.Add((octets, false)));
        _mars = new(
            IkeRole.Responder, Provider, config, suite, suites,
            octets => _wire.Add((octets, true)));
    }

    private void Break(int what, int which)
    {
        var side = which % 2 == 0 ? Carol : Mars;
        switch (what)
        {
            case 0:
                side.Want(standing => standing.Children.Count == 0
                    ? AnotherOf(standing)
                    : new ExchangeWish.RekeyChild(
                        standing.Children[which / 2 % standing.Children.Count].Sa.Inbound));
                break;
            case 1:
                side.Want(_ => new ExchangeWish.RekeyIke());
                break;
            case 2:
                side.Want(standing => standing.Children.Count < 2
                    ? AnotherOf(standing)
                    : new ExchangeWish.DeleteChild(standing.Children[0].Sa.Inbound));
                break;
            case 3:
                Elapse();
                break;
            default:
                Deliver(which, isDoubled: what == 4, isLost: what == 5);
                break;
        }
    }

    private void Deliver(int which, bool isDoubled = false, bool isLost = false)
    {
        if (_wire.Count == 0)
        {
            return;
        }

        var (octets, toInitiator) = _wire[which % _wire.Count];
        if (!isDoubled)
        {
            _wire.RemoveAt(which % _wire.Count);
        }

        if (!isLost)
        {
            (toInitiator ? Carol : Mars).Hear(octets);
        }
    }

    private void Heal()
    {
        for (var round = 0; round < 5_000; round++)
        {
            if (_wire.Count > 0)
            {
                Deliver(0);
            }
            else if (Carol.IsQuiet && Mars.IsQuiet)
            {
                return;
            }
            else
            {
                Elapse();
            }
        }

        Assert.Fail($"{string.Join(' ', Carol.Standing)}\n{string.Join(' ', Mars.Standing)}");
    }

    private void Elapse()
    {
        if (Holdfast.StateMachines.Instant.Earliest(Carol.Due(), Mars.Due()) is { } due)
        {
            Carol.Now = Mars.Now = due > Carol.Now ? due : Carol.Now;
            Carol.Tick();
            Mars.Tick();
        }
    }

    /// <summary>Both have the same SAs with the same keys, facts say so too, and there is no
    /// secret besides.</summary>
    private void Agree(int? children = null, int? ikes = null)
    {
        var (here, there) = (Carol.Standing.ToList(), Mars.Standing.ToList());
        Assert.Equal(ikes ?? here.Count, here.Count);
        Assert.Equal(here.Count, there.Count);
        Assert.True(here.Count <= 1);
        var pairs = here.SelectMany(one => one.Children).ToList();
        Assert.Equal(children ?? pairs.Count, pairs.Count);
        Assert.Equal(pairs.Count, there.Sum(one => one.Children.Count));
        foreach (var (ours, theirs) in here.Zip(there))
        {
            Assert.Equal(ours.Sa.Id, theirs.Sa.Id);
            Assert.True(Carol.Keys.KeysOf(ours.Sa.Keys.Value).SkD.FixedTimeEquals(
                Mars.Keys.KeysOf(theirs.Sa.Keys.Value).SkD.Span));
        }

        foreach (var child in pairs.Select(one => one.Sa))
        {
            var other = there[0].Children
                .Single(one => one.Sa.Inbound == child.Outbound).Sa;
            Assert.Equal(
                (child.Inbound, child.Selectors), (other.Outbound, other.Selectors.Turned));
            Assert.NotEqual(child.Role, other.Role);
            var (mine, yours) = (
                Carol.Keys.ChildKeysOf(child.Keys.Value), Mars.Keys.ChildKeysOf(other.Keys.Value));
            Assert.True(mine.EncryptionOf(child.Role).FixedTimeEquals(
                yours.EncryptionOf(child.Role).Span));
            Assert.True(mine.IntegrityOf(other.Role).FixedTimeEquals(
                yours.IntegrityOf(other.Role).Span));
        }

        foreach (var side in (ExchangeSide[])[Carol, Mars])
        {
            Assert.Equal(
                side.Standing.Select(one => one.Sa.Id.Key).Order(),
                side.Facts.Ikes.Select(ike => ike.Key).Order());
            Assert.Equal(
                side.Standing.SelectMany(one => one.Children)
                    .Select(child => (UInt128)child.Sa.Inbound.Value).Order(),
                side.Facts.Children.Select(child => child.Key).Order());
            Assert.Equal(
                side.Facts.Ikes.Count() + side.Facts.Children.Count(), side.Keys.Count);
        }
    }

    private static Items<(int What, int Which)> Draw(Choices choices) =>
    [
        .. Enumerable.Range(0, choices.Below(40))
            .Select(_ => (choices.Below(12), choices.Below(16))),
    ];

    private static Dictionary<string, ChildSuite> Named()
    {
        var first = HandshakeSamples.Child;
        var ciphers = CryptoProviders.Suites()
            .Where(suite => suite.Encryption.Standing != Standing.DecodeOnly)
            .Select(suite => new ChildSuite(
                ProtocolId.Esp, suite.Encryption, suite.Integrity, Esn: false))
            .Where(suite => ChildSuites.TryResolve(
                SuiteProposals.Of(suite), AlgorithmPolicy.Legacy, out var same, out _)
                && same == suite);
        var methods = KeyExchangeSpec.All
            .Where(spec => spec.Standing != Standing.DecodeOnly && Provider.Supports(spec.Method))
            .Select(spec => first with { KeyExchange = spec.Method });
        return ciphers.Concat(methods)
            .DistinctBy(suite => $"{suite.Encryption} {suite.Integrity} {suite.KeyExchange}")
            .ToDictionary(suite =>
                $"{suite.Encryption} {suite.Integrity} {suite.KeyExchange}");
    }
}
