using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Threading.Channels;
using Holdfast.Codec.Streams;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Sync;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Sync;

/// <summary>
/// A connection to a member: records one behind the other, in both directions. What the other side
/// does not take in time ends it; a new one begins with what both know.
/// </summary>
/// <remarks>
/// Some records have keys in them: octets are zeroed once they are sent, or are sent no more, and
/// once they are read.
/// </remarks>
internal sealed class SyncConnection(Stream stream, byte member, Action<SyncNews> tell)
{
    /// <summary>Octets of the largest record.</summary>
    public const int RecordMax = 1 << 24;

    // The largest record, and another one behind it.
    private const int WaitingMax = 2 * RecordMax;
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<byte[]> _waiting = Channel.CreateUnbounded<byte[]>(
        new() { SingleReader = true });

    private long _octets;

    /// <summary>Sends a record, later; one too many ends the connection.</summary>
    public void Send(byte[] record)
    {
        if (Interlocked.Add(ref _octets, record.Length) > WaitingMax)
        {
            CryptographicOperations.ZeroMemory(record);
            End();
        }
        else if (!_waiting.Writer.TryWrite(record))
        {
            CryptographicOperations.ZeroMemory(record);
        }
    }

    /// <summary>Ends it.</summary>
    public void End() => _end.Cancel();

    /// <summary>Carries records until one side ends it.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<string> RunAsync(CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end.Token);
        var reading = ReadAsync(both.Token);
        var writing = WriteAsync(both.Token);
        try
        {
            var first = await Task.WhenAny(reading, writing).ConfigureAwait(false);
            await both.CancelAsync().ConfigureAwait(false);
            var why = await first.ConfigureAwait(false);
            await Task.WhenAll(reading, writing).ConfigureAwait(false);
            return why;
        }
        finally
        {
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out var record))
            {
                CryptographicOperations.ZeroMemory(record);
            }
        }
    }

    private async Task<string> ReadAsync(CancellationToken cancellation)
    {
        using var pool = new ZeroingPool();
        var octets = PipeReader.Create(stream, new(pool, ZeroingPool.PieceOctets, leaveOpen: true));
        var frames = new FrameReader(octets, RecordMax);
        try
        {
            while (await frames.FillAsync(cancellation).ConfigureAwait(false))
            {
                while (frames.TryRead(out SyncRecord record))
                {
                    if (record.Kind == SyncRecordKind.Key)
                    {
                        TakeKeys(record.Body);
                        frames.Clear();
                    }
                    else if (record.TryToValue(out var value, out _)
                        && SyncBorder.Classify(value) is { } message)
                    {
                        tell(new SyncNews.Said(member, message));
                    }
                }
            }

            return frames.Error is { } error ? $"{error}" : "the other side has closed it";
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException
            or ObjectDisposedException)
        {
            return failure.Message;
        }
        finally
        {
            frames.Clear();
            await octets.CompleteAsync().ConfigureAwait(false);
        }
    }

    private void TakeKeys(ReadOnlySpan<byte> body)
    {
        if (SyncKey.TryParse(body, out var key, out _) && key.Handle != 0)
        {
            tell(new SyncNews.Learned(new(key.Handle), new Secret(key.Material)));
        }
    }

    private async Task<string> WriteAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var record in _waiting.Reader.ReadAllAsync(cancellation)
                .ConfigureAwait(false))
            {
                try
                {
                    await stream.WriteAsync(record, cancellation).ConfigureAwait(false);
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(record);
                }

                Interlocked.Add(ref _octets, -record.Length);
            }

            return "nothing more is sent";
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException
            or ObjectDisposedException)
        {
            return failure.Message;
        }
    }
}
