using Holdfast.Codec;
using Holdfast.Gateway;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol.Cryptography;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Gateway.Ipsec;

/// <summary>Who is let in, and by which secret.</summary>
public sealed class PeerBooks : IDisposable
{
    private readonly string _folder =
        Directory.CreateTempSubdirectory("holdfast-peers").FullName;

    private static readonly ClusterMemberConfig Member = Read();

    private static readonly LayeredProvider Provider = CryptoProviders.Managed();

    [Fact]
    public void A_peer_is_known_by_its_identity_with_its_key_and_its_traffic()
    {
        using var book = PeerBook.Open(Config("secret\n"), Member, Provider);
        var known = book.Find(IdentityText.Read("fqdn:carol.example")!.Value, [])!;
        Assert.Equal("secret"u8, known.Shared!.Span);
        Assert.Equal(IdentityText.Read("fqdn:mars.example"), known.Peer.Ours);
        var traffic = Assert.Single(known.Peer.Traffic);
        Assert.Equal(
            [TrafficRange.Between(
                HostAddress.Parse("10.2.0.0"), HostAddress.Parse("10.2.255.255"))],
            traffic.Remote.AsEnumerable());
        Assert.Equal(HostAddress.Parse("10.1.0.0"), traffic.Local[0].First);
        Assert.Null(book.Find(IdentityText.Read("fqdn:mallory.example")!.Value, []));
    }

    [Theory]
    [InlineData("", "has 0 octets")]
    [InlineData("\n\r\n", "has 0 octets")]
    public void A_file_without_a_key_is_refused(string text, string why)
    {
        var refused = Assert.Throws<GatewayException>(
            () => PeerBook.Open(Config(text), Member, Provider).Dispose());
        Assert.Contains(why, refused.Message);
        Assert.Contains("ipsec.peers.carol", refused.Message);
    }

    [Fact]
    public void A_key_that_everybody_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var config = Config("secret");
        File.SetUnixFileMode(
            config.Peers["carol"].Psk!,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var refused = Assert.Throws<GatewayException>(
            () => PeerBook.Open(config, Member, Provider).Dispose());
        Assert.Contains("everybody may read", refused.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var config = Config("secret");
        File.Delete(config.Peers["carol"].Psk!);
        var refused = Assert.Throws<GatewayException>(
            () => PeerBook.Open(config, Member, Provider).Dispose());
        Assert.Contains("carol.psk", refused.Message);
    }

    [Fact]
    public void What_does_not_fit_the_member_is_told()
    {
        var good = Config("secret");
        Assert.Null(good.Check(Member));
        Assert.Contains("no identity", (good with { Identity = "carol" }).Check(Member)!);
        Assert.Contains("'10.1'", (good with { Protects = ["10.1"] }).Check(Member)!);
        Assert.Contains("nothing", (good with { Protects = [] }).Check(Member)!);
        Assert.Contains("mtu", (good with { Mtu = 500 }).Check(Member)!);
        Assert.Contains(
            "tunnel", (good with { Tunnel = "a-name-that-is-too-long" }).Check(Member)!);
        Assert.Contains("'nobody'", With(good, "nobody").Check(Member)!);
        Assert.Null(Rekeyed(0, 5).Check(Member));
        Assert.Contains("5 seconds at least", Rekeyed(4, null).Check(Member)!);
        Assert.Contains("5 seconds at least", Rekeyed(null, -1).Check(Member)!);

        IpsecConfig Rekeyed(int? child, int? ike) => good with
        {
            Peers = good.Peers.ToDictionary(
                peer => peer.Key,
                peer => peer.Value with { RekeyAfter = child, IkeRekeyAfter = ike }),
        };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IpsecConfig With(IpsecConfig config, string peer) => config with
    {
        Peers = new Dictionary<string, IpsecConfig.Credentials> { [peer] = new() { Psk = "x" } },
    };

    private IpsecConfig Config(string secret)
    {
        var path = Path.Combine(_folder, "carol.psk");
        File.WriteAllText(path, secret);
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
                ["carol"] = new() { Psk = path },
            },
        };
    }

    private static ClusterMemberConfig Read()
    {
        var text = File.ReadAllBytes(ToolRun.File("samples/clusters/alice.json"));
        Assert.True(ClusterMemberJson.TryRead(text, out var member, out _));
        return member;
    }
}
