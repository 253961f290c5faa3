using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Holdfast.Gateway.Sync;

namespace Holdfast.Tests.Examples.Gateway.Sync;

/// <summary>
/// The sync channel is TLS 1.3 (RFC 8446): a member whose certificate is right, and who speaks TLS
/// 1.2 (RFC 5246), is refused, whichever of both connects.
/// </summary>
public sealed class OlderTls : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Certificates _certificates = new();
    private readonly Channel<SyncNews> _news = Channel.CreateUnbounded<SyncNews>();
    private readonly int _port = Meshes.FreePort();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls13, true)]
    public async Task Who_connects_is_heard_in_TLS_1_3_alone(SslProtocols spoken, bool isHeard)
    {
        using var credentials = new SyncCredentials(_certificates.Of("alice", _port), "alice");
        await using var mesh = Begin(1, credentials);
        using var own = CertificateOf("moon");
        using var client = new TcpClient(AddressFamily.InterNetwork);
        client.Client.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await client.ConnectAsync(IPAddress.Loopback, _port).WaitAsync(Patience);
        using var stream = new SslStream(client.GetStream());
        var handshake = stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "alice",
            ClientCertificates = [own],
            EnabledSslProtocols = spoken,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }).WaitAsync(Patience);
        await AssertAsync(mesh, handshake, isHeard ? (byte)2 : null);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls13, true)]
    public async Task Who_is_connected_to_is_heard_in_TLS_1_3_alone(
        SslProtocols spoken, bool isHeard)
    {
        using var own = CertificateOf("alice");
        using var listener = new TcpListener(IPAddress.Loopback, _port);
        listener.Start();
        using var credentials = new SyncCredentials(_certificates.Of("moon", _port), "moon");
        await using var mesh = Begin(2, credentials);
        using var client = await listener.AcceptTcpClientAsync().WaitAsync(Patience);
        using var stream = new SslStream(client.GetStream());
        var handshake = stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = own,
            ClientCertificateRequired = true,
            EnabledSslProtocols = spoken,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }).WaitAsync(Patience);
        await AssertAsync(mesh, handshake, isHeard ? (byte)1 : null);
    }

    /// <summary>Who is heard is connected; who is not is told as lost, and knows it.</summary>
    private async Task AssertAsync(SyncMesh mesh, Task handshake, byte? heard)
    {
        var news = await _news.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        if (heard is { } member)
        {
            await handshake;
            Assert.Equal(new SyncNews.Connected(member), news);
            Assert.Equal([member], mesh.Connected);
            return;
        }

        Assert.Null(Assert.IsType<SyncNews.Lost>(news).Member);
        Assert.Empty(mesh.Connected);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => handshake);
        Assert.True(failure is AuthenticationException or IOException, $"{failure}");
    }

    private SyncMesh Begin(byte self, SyncCredentials credentials)
    {
        var mesh = new SyncMesh(
            Meshes.Config(self), credentials, _port, one => _news.Writer.TryWrite(one));
        mesh.Start();
        return mesh;
    }

    private X509Certificate2 CertificateOf(string name)
    {
        var channel = _certificates.Of(name, _port);
        return X509Certificate2.CreateFromPemFile(channel.Certificate, channel.Key);
    }
}
