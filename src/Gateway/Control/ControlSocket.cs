using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;

namespace Holdfast.Gateway.Control;

/// <summary>
/// The Unix socket on which a running member is asked: a word, a line, and one line of JSON back.
/// Who may connect is who may write to the file: its owner.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ControlSocket : IAsyncDisposable
{
    private const int LineMax = 64;
    private const int AskersMax = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly Func<ControlRequest, Task<string>> _answer;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _askers = new(AskersMax);
    private readonly Task _listening;

    /// <exception cref="GatewayException">The socket can't be made.</exception>
    public ControlSocket(string path, Func<ControlRequest, Task<string>> answer)
    {
        _path = path;
        _answer = answer;
        _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);

            // It has its name once nobody else may connect to it.
            var unnamed = path + ".next";
            File.Delete(unnamed);
            _socket.Bind(new UnixDomainSocketEndPoint(unnamed));
            File.SetUnixFileMode(unnamed, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _socket.Listen();
            File.Move(unnamed, path, overwrite: true);
        }
        catch (Exception failure) when (failure is SocketException or IOException
            or UnauthorizedAccessException or ArgumentException)
        {
            _socket.Dispose();
            throw new GatewayException(
                $"can't open the control socket {path}: {failure.Message}", failure);
        }

        _listening = Task.Run(ListenAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _listening.ConfigureAwait(false);

        // Who is being answered still asks the member.
        for (var asker = 0; asker < AskersMax - 1; asker++)
        {
            await _askers.WaitAsync(Patience).ConfigureAwait(false);
        }

        File.Delete(_path);
        _end.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await _askers.WaitAsync(_end.Token).ConfigureAwait(false);
                var asker = await _socket.AcceptAsync(_end.Token).ConfigureAwait(false);
                _ = Task.Run(() => AnswerAsync(asker));
            }
            catch (Exception failure) when (failure is OperationCanceledException
                or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                _askers.Release();
                await Task.Delay(Pause).ConfigureAwait(false);
            }
        }
    }

    private async Task AnswerAsync(Socket asker)
    {
        try
        {
            using var _ = asker;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            patience.CancelAfter(Patience);
            var line = new byte[LineMax];
            var length = 0;
            while (length < LineMax && !line.AsSpan(0, length).Contains((byte)'\n'))
            {
                var read = await asker.ReceiveAsync(line.AsMemory(length), patience.Token)
                    .ConfigureAwait(false);
                if (read == 0)
                {
                    return;
                }

                length += read;
            }

            var word = Encoding.UTF8.GetString(line, 0, length).Split('\n')[0];
            var answer = Enum.TryParse<ControlRequest>(word, out var request)
                && Enum.IsDefined(request)
                ? await _answer(request).WaitAsync(patience.Token).ConfigureAwait(false)
                : """{"error":"asks for nothing that is known"}""";
            await asker.SendAsync(Encoding.UTF8.GetBytes(answer + "\n"), patience.Token)
                .ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is OperationCanceledException
            or SocketException or ObjectDisposedException)
        {
            // Who asks and does not wait gets nothing.
        }
        finally
        {
            _askers.Release();
        }
    }
}
