using Holdfast.Gateway.Loading;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.Gateway.Loading;

/// <summary>Who the peers of a load are.</summary>
public sealed class LoadSettingsChecks
{
    private static readonly LoadSettings Good = new()
    {
        Gateway = HostAddress.Parse("192.0.2.5"),
        Secret = "secret-%d",
        From = HostAddress.Parse("10.2.0.255"),
        To = HostAddress.Parse("10.1.0.100"),
    };

    [Fact]
    public void Each_peer_has_its_number_and_the_next_address()
    {
        Assert.Null(Good.Check());
        Assert.Equal("email:peer-1@load", LoadSettings.Of(Good.Identity, 0));
        Assert.Equal("email:peer-100@load", LoadSettings.Of(Good.Identity, 99));
        Assert.Equal("10.2.0.255", Good.Behind(0).ToString());
        Assert.Equal("10.2.1.0", Good.Behind(1).ToString());
        Assert.Equal("secret-2"u8.ToArray(), Good.SecretOf(1));
    }

    [Fact]
    public void What_can_not_be_is_told_with_what_can()
    {
        Assert.Contains("1 to", (Good with { Peers = 0 }).Check());
        Assert.Contains("1 to", (Good with { InFlight = 0 }).Check());
        Assert.Contains("%d", (Good with { Identity = "email:peer@load" }).Check());
        Assert.Null((Good with { Identity = "email:peer@load", Peers = 1 }).Check());
        Assert.Contains("as in", (Good with { Identity = "peer-%d" }).Check());
        Assert.Contains("empty", (Good with { Secret = "" }).Check());
        Assert.Contains("rate", (Good with { Rate = 0 }).Check());
        Assert.Contains("rate", (Good with { Rate = double.NaN }).Check());
        Assert.Contains("16 to", (Good with { Payload = 15 }).Check());
        Assert.Contains("IPv4", (Good with { To = HostAddress.Parse("::1") }).Check());
        Assert.Contains(
            "no address", (Good with { From = HostAddress.Parse("255.255.255.200") }).Check());
    }

    [Fact]
    public void It_tells_nobody_the_secret() =>
        Assert.DoesNotContain("secret", Good.ToString(), StringComparison.Ordinal);
}
