using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Holdfast.Codec;
using Holdfast.Gateway;
using Holdfast.Gateway.Sync;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.Gateway.Sync;

/// <summary>The sync channel on the loopback: who is connected, and who never is.</summary>
public sealed class Meshes : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Certificates _ours = new();
    private readonly Certificates _others = new();
    private readonly int _port = FreePort();

    public void Dispose()
    {
        _ours.Dispose();
        _others.Dispose();
    }

    [Fact]
    public async Task Members_are_connected_and_hear_what_is_said_in_its_order()
    {
        await using var alice = Start(1, _ours.Of("alice", _port));
        await using var moon = Start(2, _ours.Of("moon", _port));
        Assert.Equal(new SyncNews.Connected(2), await alice.NextAsync());
        Assert.Equal(new SyncNews.Connected(1), await moon.NextAsync());
        Assert.Equal([2], alice.Mesh.Connected);

        for (var index = 1UL; index <= 1_000; index++)
        {
            moon.Mesh.Send(1, Record(index));
        }

        for (var index = 1UL; index <= 1_000; index++)
        {
            var said = Assert.IsType<SyncNews.Said>(await alice.NextAsync());
            Assert.Equal(2, said.From);
            Assert.Equal(index, Assert.IsType<SyncMessage.Release>(said.Message).Index);
        }
    }

    [Fact]
    public async Task Who_is_gone_is_told_and_who_comes_back_is_connected()
    {
        await using var alice = Start(1, _ours.Of("alice", _port));
        await using (var moon = Start(2, _ours.Of("moon", _port)))
        {
            Assert.Equal(new SyncNews.Connected(2), await alice.NextAsync());
        }

        Assert.Equal((byte)2, Assert.IsType<SyncNews.Lost>(await alice.NextAsync()).Member);
        await using var again = Start(2, _ours.Of("moon", _port));
        Assert.Equal(new SyncNews.Connected(2), await alice.NextAsync());
    }

    [Fact]
    public async Task Whom_another_authority_signed_is_refused()
    {
        await using var alice = Start(1, _ours.Of("alice", _port));
        await using var moon = Start(2, _others.Of("moon", _port, trusted: _ours));
        Assert.Null(Assert.IsType<SyncNews.Lost>(await alice.NextAsync()).Member);
        Assert.Empty(alice.Mesh.Connected);
    }

    [Fact]
    public async Task Who_answers_in_the_place_of_a_member_is_not_believed()
    {
        await using var alice = Start(1, _others.Of("alice", _port, trusted: _ours));
        await using var moon = Start(2, _ours.Of("moon", _port));
        Assert.Null(Assert.IsType<SyncNews.Lost>(await moon.NextAsync()).Member);
        Assert.Empty(moon.Mesh.Connected);
    }

    [Fact]
    public async Task Who_has_the_name_of_no_member_is_refused()
    {
        await using var alice = Start(1, _ours.Of("alice", _port));
        await using var stranger = Start(2, _ours.Of("mars", _port), "mars");
        var lost = Assert.IsType<SyncNews.Lost>(await alice.NextAsync());
        Assert.Null(lost.Member);
        Assert.Contains("'mars' is no member that connects", lost.Why);
    }

    [Fact]
    public async Task What_is_no_record_ends_the_connection_and_is_told()
    {
        await using var alice = Start(1, _ours.Of("alice", _port));
        await using var moon = Start(2, _ours.Of("moon", _port));
        Assert.Equal(new SyncNews.Connected(2), await alice.NextAsync());

        // Before it is connected as well, what is sent is dropped.
        Assert.Equal(new SyncNews.Connected(1), await moon.NextAsync());
        moon.Mesh.Send(1, [1, 2, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        var lost = Assert.IsType<SyncNews.Lost>(await alice.NextAsync());
        Assert.Equal((byte)2, lost.Member);
        Assert.Contains("FrameTooLarge", lost.Why);
    }

    [Fact]
    public void A_certificate_of_another_name_is_told_at_the_start()
    {
        var channel = _ours.Of("moon", _port);
        var refused = Assert.Throws<GatewayException>(() => new SyncCredentials(channel, "alice"));
        Assert.Contains("certificate of 'moon', and this member is 'alice'", refused.Message);
        Assert.Throws<GatewayException>(
            () => new SyncCredentials(channel with { Key = channel.Authority }, "moon"));
    }

    private static byte[] Record(ulong index) => SyncBorder.ToRecord(
        new SyncMessage.Release(new Term(new Epoch(3, 2), new BootId(9)), index)).ToArray();

    private static Running Start(byte self, GatewayConfig.Channel channel, string? name = null)
    {
        var config = Config(self);
        var credentials = new SyncCredentials(channel, name ?? config.Self.Name);
        var news = Channel.CreateUnbounded<SyncNews>();
        var mesh = new SyncMesh(
            config, credentials, channel.Port!.Value, one => news.Writer.TryWrite(one));
        mesh.Start();
        return new(mesh, credentials, news.Reader);
    }

    /// <summary>Two members on the loopback.</summary>
    internal static ClusterMemberConfig Config(byte self) => ClusterMemberConfig.Of(new()
    {
        Cluster = "tests",
        Self = self,
        Members =
        [
            new() { Number = 1, Name = "alice", Address = HostAddress.Parse("127.0.0.1") },
            new() { Number = 2, Name = "moon", Address = HostAddress.Parse("127.0.0.2") },
        ],
        Hsrp = new(
            Group($"192.168.0.{self}", "192.168.0.5"), Group($"10.1.0.{self}", "10.1.0.5")),
    });

    private static HsrpGroup.Settings Group(string own, string shared) => new()
    {
        Address = HostAddress.Parse(own),
        VirtualAddress = HostAddress.Parse(shared),
    };

    /// <summary>A port at which nobody listens.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Running(
        SyncMesh Mesh, SyncCredentials Credentials, ChannelReader<SyncNews> News)
        : IAsyncDisposable
    {
        public async Task<SyncNews> NextAsync() =>
            await News.ReadAsync().AsTask().WaitAsync(Patience);

        public async ValueTask DisposeAsync()
        {
            await Mesh.DisposeAsync();
            Credentials.Dispose();
        }
    }
}
