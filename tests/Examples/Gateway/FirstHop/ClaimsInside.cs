using Holdfast.Gateway.FirstHop;
using Holdfast.StateMachines.Hsrp;
using Output = Holdfast.StateMachines.Hsrp.HsrpGroup.Output;

namespace Holdfast.Tests.Examples.Gateway.FirstHop;

/// <summary>When the address inside is claimed (docs/adr/0072).</summary>
public sealed class ClaimsInside
{
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(90);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly Output Claim = new Output.ClaimVirtualMac();
    private static readonly Output Announce = new Output.AnnounceVirtualAddress();
    private static readonly Output Release = new Output.ReleaseVirtualMac();

    private readonly List<Output> _said = [];
    private readonly LaterClaims _claims;
    private (TimeSpan Took, TimeSpan? Lease) _step = (Lease, Lease);
    private int _looks;

    public ClaimsInside() => _claims = new(_said.Add, () => _looks++, () => _step);

    [Fact]
    public void It_is_claimed_behind_all_else_of_a_step_with_what_follows()
    {
        _claims.Say(Announce);
        Assert.Equal([Announce], _said);
        _claims.Say(Claim);
        _claims.Say(Announce);
        Assert.Single(_said);
        _claims.Flush();
        Assert.Equal([Announce, Claim, Announce], _said);
        Assert.Equal(0, _looks);
    }

    /// <summary>The guard has taken the address outside by then, and another member may have the
    /// place: two would have the address inside.</summary>
    [Fact]
    public void Who_stood_still_in_that_step_for_longer_than_the_guard_waits_looks_first()
    {
        _step.Took += Tick;
        _claims.Say(Claim);
        _claims.Say(Announce);
        _claims.Flush();
        Assert.Empty(_said);
        Assert.Equal(1, _looks);

        // Nothing of it comes behind the next step.
        _claims.Flush();
        Assert.Empty(_said);
        Assert.Equal(1, _looks);
    }

    [Fact]
    public void Without_a_guard_there_is_nobody_to_ask()
    {
        _claims.Say(Claim);
        _step = (TimeSpan.FromHours(1), null);
        _claims.Flush();
        Assert.Equal([Claim], _said);
        Assert.Equal(0, _looks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_ends_a_claim_comes_behind_it_or_alone_where_the_guard_was_faster(bool isLate)
    {
        _step.Took += isLate ? Tick : TimeSpan.Zero;
        _claims.Say(Claim);
        _claims.Say(Release);
        Assert.Equal(isLate ? [Release] : [Claim, Release], _said);
        Assert.Equal(isLate ? 1 : 0, _looks);
        _claims.Flush();
        Assert.Equal(isLate ? 1 : 2, _said.Count);
    }
}
