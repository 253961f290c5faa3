using System.Net.Sockets;
using System.Text;

namespace Holdfast.Gateway.Control;

/// <summary>Asks a running member, on its Unix socket.</summary>
public static class ControlClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks, and returns the line of JSON that it answers.</summary>
    /// <exception cref="GatewayException">Nobody answers.</exception>
    public static async Task<string> AskAsync(
        string path, ControlRequest request, CancellationToken cancellation = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            using var socket = new Socket(
                AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), patience.Token)
                .ConfigureAwait(false);
            await socket.SendAsync(Encoding.UTF8.GetBytes($"{request}\n"), patience.Token)
                .ConfigureAwait(false);
            using var reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
            return await reader.ReadLineAsync(patience.Token).ConfigureAwait(false)
                ?? throw new GatewayException($"the member at {path} does not answer");
        }
        catch (Exception failure) when (failure is SocketException or IOException
            or OperationCanceledException or ArgumentException)
        {
            throw new GatewayException($"no member answers at {path}: {failure.Message}", failure);
        }
    }
}
