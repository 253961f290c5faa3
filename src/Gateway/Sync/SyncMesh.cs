using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Gateway.Sync;

/// <summary>
/// The connections to all other members: of each two the one with the higher number connects, again
/// and again. Law: what a member is told came from a certificate of the authority with the name of
/// the member that it says it is.
/// </summary>
internal sealed class SyncMesh : IAsyncDisposable
{
    /// <summary>The TCP port where none is set.</summary>
    public const int UsualPort = 4510;

    private const int TcpLevel = 6;
    private const int UserTimeout = 18;
    private const int HandshakesMax = 16;
    private const int ProbeAfter = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ClusterMemberConfig _config;
    private readonly SyncCredentials _credentials;
    private readonly int _port;
    private readonly Action<SyncNews> _tell;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<byte, SyncConnection> _connections = new();
    private readonly SemaphoreSlim _handshakes = new(HandshakesMax);
    private readonly List<Task> _tasks = [];
    private readonly ConcurrentDictionary<Task, byte> _accepted = new();

    /// <param name="config">The members.</param>
    /// <param name="credentials">Who is who.</param>
    /// <param name="port">The TCP port of all.</param>
    /// <param name="tell">Called from any thread.</param>
    public SyncMesh(
        ClusterMemberConfig config, SyncCredentials credentials, int port, Action<SyncNews> tell)
    {
        _config = config;
        _credentials = credentials;
        _port = port;
        _tell = tell;
    }

    private byte Self => _config.Set.Self;

    /// <summary>The members that are connected.</summary>
    public IReadOnlyList<byte> Connected => [.. _connections.Keys.Order()];

    /// <summary>Begins to listen and to connect.</summary>
    /// <exception cref="GatewayException">It can't listen.</exception>
    public void Start()
    {
        if (_config.Set.Members.Any(one => one.Number > Self))
        {
            var listener = new TcpListener(Place(_config.Self));
            try
            {
                listener.Start();
            }
            catch (SocketException failure)
            {
                throw new GatewayException(
                    $"can't listen at {listener.LocalEndpoint} for the sync channel: "
                    + failure.Message, failure);
            }

            _tasks.Add(Task.Run(() => ListenAsync(listener)));
        }

        foreach (var other in _config.Set.Members.Where(one => one.Number < Self))
        {
            _tasks.Add(Task.Run(() => ConnectAsync(other)));
        }
    }

    /// <summary>Sends a record to a member, if there is a connection; its octets are zeroed
    /// whether or not.</summary>
    public void Send(byte to, byte[] record)
    {
        if (_connections.TryGetValue(to, out var connection))
        {
            connection.Send(record);
        }
        else
        {
            // It may have keys in it.
            CryptographicOperations.ZeroMemory(record);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_tasks).ConfigureAwait(false);
        await Task.WhenAll(_accepted.Keys).ConfigureAwait(false);
        _end.Dispose();
        _handshakes.Dispose();
    }

    private IPEndPoint Place(ClusterMemberConfig.Member member)
    {
        Span<byte> octets = stackalloc byte[16];
        octets = octets[..member.Address!.Value.Length];
        member.Address.Value.Write(octets);
        return new(new IPAddress(octets), _port);
    }

    private async Task ListenAsync(TcpListener listener)
    {
        using var listening = listener;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await _handshakes.WaitAsync(_end.Token).ConfigureAwait(false);
                var client = await listener.AcceptTcpClientAsync(_end.Token).ConfigureAwait(false);
                if (!IsMember(client))
                {
                    client.Dispose();
                    _handshakes.Release();
                    continue;
                }

                var accepted = Task.Run(() => AcceptAsync(client));
                _accepted.TryAdd(accepted, 0);
                _ = accepted.ContinueWith(
                    ended => _accepted.TryRemove(ended, out _), TaskScheduler.Default);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException failure)
            {
                _handshakes.Release();
                _tell(new SyncNews.Lost(null, failure.Message));
                await Task.Delay(Pause).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether it comes from where a member is: strangers take no handshake's place.
    /// </summary>
    private bool IsMember(TcpClient client)
    {
        try
        {
            var from = HostAddress.From(
                ((IPEndPoint)client.Client.RemoteEndPoint!).Address.GetAddressBytes());
            return _config.Set.Members.Any(one => one.Number > Self && one.Address == from);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task AcceptAsync(TcpClient client)
    {
        var isOpening = true;
        var name = "";
        await CarryAsync(
            client,
            async (stream, cancellation) =>
            {
                try
                {
                    await stream.AuthenticateAsServerAsync(
                        _credentials.Accepting(said => name = said), cancellation)
                        .ConfigureAwait(false);
                }
                finally
                {
                    isOpening = false;
                    _handshakes.Release();
                }

                return _config.Set.Members.FirstOrDefault(
                    one => one.Name == name && one.Number > Self)?.Number
                    ?? throw new AuthenticationException($"'{name}' is no member that connects");
            }).ConfigureAwait(false);
        if (isOpening)
        {
            _handshakes.Release();
        }
    }

    private async Task ConnectAsync(ClusterMemberConfig.Member other)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var client = new TcpClient(Place(other).AddressFamily);

                // From where the other side knows it to be.
                client.Client.Bind(new IPEndPoint(Place(_config.Self).Address, 0));
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                patience.CancelAfter(Patience);
                await client.ConnectAsync(Place(other), patience.Token).ConfigureAwait(false);
                var name = "";
                await CarryAsync(
                    client,
                    async (stream, cancellation) =>
                    {
                        await stream.AuthenticateAsClientAsync(
                            _credentials.Connecting(other.Name, said => name = said), cancellation)
                            .ConfigureAwait(false);
                        return name == other.Name
                            ? other.Number
                            : throw new AuthenticationException(
                                $"{other.Name} is expected there, and '{name}' answers");
                    }).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is SocketException
                or OperationCanceledException)
            {
                // Nobody is there yet; what was there and is gone was told.
            }

            await Task.Delay(Pause, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task CarryAsync(
        TcpClient client, Func<SslStream, CancellationToken, Task<byte>> authenticate)
    {
        byte? member = null;
        string why;
        try
        {
            using var _ = client;
            client.NoDelay = true;

            // Whoever says nothing for a while has to notice too that the other end is gone: it may
            // be the one that is to connect anew.
            client.Client.SetSocketOption(
                SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            client.Client.SetSocketOption(
                SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, ProbeAfter);
            client.Client.SetSocketOption(
                SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeAfter);
            client.Client.SetRawSocketOption(
                TcpLevel, UserTimeout,
                BitConverter.GetBytes((int)Patience.TotalMilliseconds));
            using var stream = new SslStream(client.GetStream());
            using (var patience = CancellationTokenSource.CreateLinkedTokenSource(_end.Token))
            {
                patience.CancelAfter(Patience);
                member = await authenticate(stream, patience.Token).ConfigureAwait(false);
            }

            var connection = new SyncConnection(stream, member.Value, _tell);
            _connections.AddOrUpdate(
                member.Value, connection,
                (_, old) =>
                {
                    old.End();
                    return connection;
                });
            _tell(new SyncNews.Connected(member.Value));
            why = await connection.RunAsync(_end.Token).ConfigureAwait(false);
            _connections.TryRemove(KeyValuePair.Create(member.Value, connection));
        }
        catch (Exception failure) when (failure is IOException or SocketException
            or AuthenticationException or OperationCanceledException)
        {
            why = failure.Message;
        }

        if (!_end.IsCancellationRequested)
        {
            _tell(new SyncNews.Lost(member, why));
        }
    }
}
