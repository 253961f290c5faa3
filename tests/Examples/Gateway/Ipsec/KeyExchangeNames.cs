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

    /// <summary>A rekey is never by fewer than ML-KEM where nothing else is allowed.</summary>
    [Fact]
    public void Rekeys_have_ML_KEM_in_the_place_of_several()
    {
        var hybrid = IkeProposals.SuitesOf(["x25519-mlkem768"]);
        var rekeys = HandshakeSuites.ForRekeys(hybrid);
        Assert.All(rekeys, suite =>
        {
            Assert.Equal(KeyExchangeMethod.MlKem768, suite.KeyExchange);
            Assert.Empty(suite.Additional);
        });
        Assert.True(IkeExchanges.Config.TryCreate(new() { Suites = rekeys }, out _, out _));
        Assert.False(IkeExchanges.Config.TryCreate(
            new() { Suites = hybrid }, out _, out var error));
        Assert.Equal(
            "Suites[0].Additional is 1 methods: it must be none; IKE_FOLLOWUP_KE is not spoken: "
            + "HandshakeSuites.ForRekeys has one instead",
            $"{error}");

        // Without a KEM the first one is as good as those behind it.
        Assert.Equal(
            [KeyExchangeMethod.Curve25519, KeyExchangeMethod.MlKem512],
            HandshakeSuites.ForRekeys(
                IkeProposals.SuitesOf(["x25519-ecp384", "x25519", "ecp256-mlkem512"]))
                .Select(suite => suite.KeyExchange).Distinct());
    }
}
