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

    private ExchangePair? _pair;

    /// <summary>Each cipher with each MAC that it may have, and each key exchange.</summary>
    public static TheoryData<string> Suites => [.. All.Keys];

    private static Dictionary<string, ChildSuite> All { get; } = Named();

    private ExchangePair Pair => _pair!;

    private ExchangeSide Carol => Pair.Carol;

    private ExchangeSide Mars => Pair.Mars;

    [Theory]
    [MemberData(nameof(Suites))]
    [Requirement("RFC7296-1.3-a")]
    [Requirement("RFC7296-2.17-a")]
    public void Of_every_suite_CHILD_SAs_are_made_rekeyed_and_deleted_alike(string name)
    {
        Begin([All[name]]);
        Carol.Want(ExchangePair.AnotherOf);
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Requirement("RFC7296-1.3-b")]
    public void Whoever_insists_on_forward_secrecy_gets_it_and_the_IKE_SA_stands(bool isCarol)
    {
        _pair = ExchangePair.Insisting();
        var side = isCarol ? Carol : Mars;
        side.Want(standing => new ExchangeWish.RekeyChild(standing.Children[0].Sa.Inbound));
        Heal();
        Agree(children: 1);
        side.Want(ExchangePair.AnotherOf);
        Heal();
        Agree(children: 2);
        Assert.Equal(ExchangeSamples.Id, Carol.Standing.Single().Sa.Id);
        Assert.All(
            Carol.Standing.Single().Children,
            child => Assert.Equal(KeyExchangeMethod.Ecp256, child.Sa.Suite.KeyExchange));
        Assert.All(side.Ended, ended => Assert.True(ended.IsDone));
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
                Pair.Break(what, which);
            }

            Heal();
            Agree();
            Dispose();
        });

    public void Dispose() => _pair?.Dispose();

    private void Begin(Items<ChildSuite> suites) => _pair = new(suites);

    private void Heal() => Pair.Heal();

    private void Agree(int? children = null, int? ikes = null) => Pair.Agree(children, ikes);

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
