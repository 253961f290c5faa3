using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>I1a: which reign of its nonces a member seals with.</summary>
public sealed class ReignsOfNonces
{
    private static readonly KeyHandle Keys = new(7);

    [Fact]
    public void What_a_member_has_made_begins_with_the_first_reign_until_a_plan_says_another()
    {
        var reigns = new SealingReigns();
        Assert.Null(reigns.Of(Keys));

        reigns.Make(Keys);
        Assert.Equal(0u, reigns.Of(Keys));

        reigns.Begin();
        Assert.Equal(0u, reigns.Of(Keys));

        reigns.Begin();
        reigns.Plan(Keys, 3);
        Assert.Equal(3u, reigns.Of(Keys));
    }

    [Fact]
    public void A_reign_without_a_plan_does_not_begin_anew_with_the_first()
    {
        var reigns = new SealingReigns();
        reigns.Make(Keys);
        reigns.Begin();
        reigns.Plan(Keys, 3);

        reigns.Begin();
        Assert.Null(reigns.Of(Keys));
    }

    [Fact]
    public void Of_keys_that_are_gone_nothing_is_known()
    {
        var reigns = new SealingReigns();
        reigns.Make(Keys);
        reigns.Forget(Keys);
        Assert.Null(reigns.Of(Keys));
    }
}
