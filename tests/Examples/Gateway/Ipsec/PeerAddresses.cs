using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol.Cryptography;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Gateway.Ipsec;

/// <summary>Pools of addresses: what is read, and what is refused.</summary>
public sealed class PeerAddresses : IDisposable
{
    private readonly string _folder =
        Directory.CreateTempSubdirectory("holdfast-addresses").FullName;

    [Fact]
    public void Each_peer_of_a_pool_has_an_address_and_who_brings_its_own_has_none()
    {
        var member = Read(bob: "10.2.0.0/16");
        using var book = PeerBook.Open(
            Config("10.2.7.0/24", null), member, CryptoProviders.Managed());
        var address = book.AddressOf(IdentityText.Read("fqdn:carol.example")!.Value);
        Assert.InRange(
            address!.Value.Value, HostAddress.Parse("10.2.7.1").Value,
            HostAddress.Parse("10.2.7.254").Value);
        Assert.Null(book.AddressOf(IdentityText.Read("fqdn:bob.example")!.Value));

        using var both = PeerBook.Open(
            Config("10.2.7.0/24", "10.2.7.0/24"), member, CryptoProviders.Managed());
        Assert.NotEqual(
            both.AddressOf(IdentityText.Read("fqdn:carol.example")!.Value),
            both.AddressOf(IdentityText.Read("fqdn:bob.example")!.Value));
    }

    [Theory]
    [InlineData("10.2.7.0/24", "10.2.7.0/24", null)]
    [InlineData("10.2.7.0/24", "10.2.8.0/24", null)]
    [InlineData("10.2.7.0", null, "carol.pool: '10.2.7.0' is no prefix")]
    [InlineData("2001:db8::/64", null, "carol.pool: 2001:db8::/64 is not of IPv4")]
    [InlineData("10.2.7.0/31", null, "carol.pool: 10.2.7.0/31: its length is 8 to 30")]
    [InlineData("10.9.0.0/24", null, "carol.pool: 10.9.0.0/24 is within none of the peer's")]
    [InlineData("10.2.0.0/16", "10.2.8.0/24", "10.2.8.0/24 is a part of the pool 10.2.0.0/16")]
    public void A_pool_is_within_what_the_peer_may_have_and_a_part_of_no_other(
        string carol, string? bob, string? why)
    {
        var said = Config(carol, bob).Check(Read(bob: "10.2.0.0/16"));
        if (why is null)
        {
            Assert.Null(said);
        }
        else
        {
            Assert.Contains(why, said);
            Assert.StartsWith("ipsec.peers.", said);
        }
    }

    [Fact]
    public void Who_gets_an_address_is_not_begun_with()
    {
        var config = Config("10.2.7.0/24", null);
        var carol = config.Peers["carol"] with { Start = true };
        var peers = new Dictionary<string, IpsecConfig.Credentials> { ["carol"] = carol };
        Assert.Contains(
            "carol.pool: who gets an address asks for it",
            (config with { Peers = peers }).Check(Read(bob: "10.2.0.0/16")));
    }

    [Theory]
    [InlineData(true, "user_space", null)]
    [InlineData(false, "user_space", "carol.takes_address: whoever gets an address begins")]
    [InlineData(true, "xfrm", "ipsec.data_plane: with takes_address it is user_space")]
    public void Who_takes_an_address_begins_and_carries_ESP_itself(
        bool start, string plane, string? why)
    {
        var config = Config("10.2.7.0/24", null);
        var carol = config.Peers["carol"] with { Pool = null, Start = start, TakesAddress = true };
        var said = (config with
        {
            DataPlane = plane,
            Peers = new Dictionary<string, IpsecConfig.Credentials> { ["carol"] = carol },
        }).Check(Read(bob: "10.2.0.0/16"));
        if (why is null)
        {
            Assert.Null(said);
        }
        else
        {
            Assert.Contains(why, said);
        }
    }

    [Fact]
    public void A_pool_with_too_few_addresses_is_refused()
    {
        var config = Config("10.2.7.0/30", null);
        Assert.Equal(2, config.Pools().Single().Pool.Count);
        Assert.Contains(
            "10.2.7.0/30 has 2 addresses for 3 peers",
            (config with
            {
                Peers = new[] { "one", "two", "three" }.ToDictionary(
                    name => name, _ => config.Peers["carol"], StringComparer.Ordinal),
            }).CheckPools());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IpsecConfig Config(string carol, string? bob)
    {
        var path = Path.Combine(_folder, "psk");
        File.WriteAllText(path, "secret");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return new()
        {
            Identity = "fqdn:mars.example",
            Protects = ["10.1.0.0/16"],
            Peers = new Dictionary<string, IpsecConfig.Credentials>
            {
                ["carol"] = new() { Psk = path, Pool = carol },
                ["bob"] = new() { Psk = path, Pool = bob },
            },
        };
    }

    /// <summary>The sample, with another peer.</summary>
    private static ClusterMemberConfig Read(string bob)
    {
        var text = File.ReadAllText(ToolRun.File("samples/clusters/alice.json"));
        var changed = text.Replace("\"peers\": [", $$"""
            "peers": [
              {
                "name": "bob", "identity": "fqdn:bob.example",
                "child_sas": [{ "name": "net", "remote": ["{{bob}}"] }]
              },
            """, StringComparison.Ordinal);
        Assert.NotEqual(text, changed);
        Assert.True(
            ClusterMemberJson.TryRead(
                System.Text.Encoding.UTF8.GetBytes(changed), out var member, out var error),
            error.ToString());
        return member;
    }
}
