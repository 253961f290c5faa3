using Holdfast.Gateway.Xfrm;

namespace Holdfast.Tests.Examples.Gateway.Xfrm;

/// <summary>What a kernel lacks is told before a peer needs it.</summary>
public sealed class ProbesOfXfrm
{
    private static readonly XfrmAlgorithm[] Algorithms =
    [
        new("rfc4106(gcm(aes))", null, 128, 20, 0), new("cbc(aes)", "hmac(sha256)", 128, 32, 32),
    ];

    [Fact]
    public void A_kernel_that_can_all_lacks_nothing_and_keeps_nothing()
    {
        var kernel = new PretendedKernel();
        Assert.Null(XfrmProbe.LackOf(kernel, Algorithms));
        Assert.Empty(kernel.States);
        Assert.Equal([40, 128], kernel.KeysSeen.Select(keys => keys.Length));
        Assert.Equal(2, kernel.KeysSeen.Distinct().Count());
    }

    [Theory]
    [InlineData(1, "CAP_NET_ADMIN")]
    [InlineData(93, "no SA of ESP with rfc4106(gcm(aes)): Protocol not supported")]
    [InlineData(38, "no SA of ESP with rfc4106(gcm(aes)): Function not implemented")]
    public void What_it_refuses_is_told(int error, string what) => Assert.Contains(
        what, XfrmProbe.LackOf(new PretendedKernel { Refuses = error }, Algorithms));

    [Fact]
    public void Limits_that_stay_as_they_are_hold_no_lease()
    {
        var kernel = new PretendedKernel { KeepsLimits = true };
        Assert.Contains("limit of an SA is not 16", XfrmProbe.LackOf(kernel, Algorithms));
        Assert.Empty(kernel.States);
    }

    [Fact]
    public void Counters_that_are_not_told_are_none() => Assert.Contains(
        "how many packets",
        XfrmProbe.LackOf(new PretendedKernel { TellsNothing = true }, Algorithms));

    [Fact]
    public void A_kernel_without_XFRM_says_so_or_is_there()
    {
        // Whichever of both this machine has.
        try
        {
            using var kernel = XfrmKernel.Open();
            Assert.True(kernel.NewsFile > 0);
        }
        catch (Holdfast.Gateway.GatewayException none)
        {
            Assert.Contains("ipsec.data_plane: the kernel has no XFRM here", none.Message);
        }
    }
}
