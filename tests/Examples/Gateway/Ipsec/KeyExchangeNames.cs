using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Examples.Gateway.Ipsec;

/// <summary>What names of key exchanges become: suites of IKE SAs, and of their rekeys.</summary>
public sealed class KeyExchangeNames
{
    [Fact]
    public void Nothing_is_what_every_machine_has() =>
        Assert.Equal(HandshakeSuites.Default, IkeProposals.SuitesOf(null));

    [Fact]
    public void The_same_names_give_the_same_suites() =>
        Assert.Equal(HandshakeSuites.Default, IkeProposals.SuitesOf(["x25519", "ecp256"]));

    [Fact]
    public void Methods_behind_the_first_are_additional_ones()
    {
        var suites = IkeProposals.SuitesOf(["x25519-mlkem768-ecp384", "x25519"]);
        Assert.All(suites, suite => Assert.Equal(
            KeyExchangeMethod.Curve25519, suite.KeyExchange));
        Items<KeyExchangeMethod> added = [KeyExchangeMethod.MlKem768, KeyExchangeMethod.Ecp384];
        Assert.Equal([added, [], added, []], suites.Select(suite => suite.Additional).ToArray());
        Assert.True(IkeResponder.Config.TryCreate(
            new() { Suites = suites }, out _, out var error), $"{error}");
    }

    /// <summary>A rekey is by no fewer than what it replaces was made by.</summary>
    [Fact]
    public void Rekeys_have_what_first_exchanges_have()
    {
        var hybrid = IkeProposals.SuitesOf(["x25519-mlkem768-ecp384", "x25519"]);
        Assert.True(IkeExchanges.Config.TryCreate(
            new() { Suites = hybrid }, out var config, out var error), $"{error}");
        Assert.Equal(hybrid, config.Suites);
    }
}
