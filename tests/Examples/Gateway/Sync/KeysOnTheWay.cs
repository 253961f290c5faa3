using Holdfast.Gateway.Sync;

namespace Holdfast.Tests.Examples.Gateway.Sync;

/// <summary>Records of the sync channel may have keys in them: whatever becomes of one, its octets
/// are zeroed.</summary>
public sealed class KeysOnTheWay
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_was_sent_is_zeroed_and_so_is_what_a_connection_did_not_send_any_more()
    {
        var (sent, stuck, behind, late) = (Record(), Record(), Record(), Record());
        using var stream = new OneRecord();
        var connection = new SyncConnection(stream, 1, _ => { });
        connection.Send(sent);
        connection.Send(stuck);
        connection.Send(behind);
        var running = connection.RunAsync(CancellationToken.None);
        await stream.IsStuck.WaitAsync(Patience);
        Assert.All(sent, octet => Assert.Equal(0, octet));
        Assert.All(stuck, octet => Assert.NotEqual(0, octet));
        Assert.All(behind, octet => Assert.NotEqual(0, octet));

        connection.End();
        await running.WaitAsync(Patience);
        connection.Send(late);
        Assert.All([.. stuck, .. behind, .. late], octet => Assert.Equal(0, octet));
    }

    [Fact]
    public void What_was_read_into_is_zeroed_before_somebody_else_gets_it()
    {
        using var pool = new ZeroingPool();
        var first = pool.Rent();
        var memory = first.Memory;
        memory.Span.Fill(7);
        first.Dispose();
        Assert.All(memory.ToArray(), octet => Assert.Equal(0, octet));
        using var again = pool.Rent();
        Assert.True(memory.Equals(again.Memory), "another piece, though one is free");

        var large = pool.Rent(3 * ZeroingPool.PieceOctets);
        memory = large.Memory;
        Assert.Equal(3 * ZeroingPool.PieceOctets, memory.Length);
        memory.Span.Fill(7);
        large.Dispose();
        Assert.All(memory.ToArray(), octet => Assert.Equal(0, octet));
    }

    private static byte[] Record() => [.. Enumerable.Repeat((byte)7, 40)];

    /// <summary>Takes one record, and then no more; nothing comes.</summary>
    private sealed class OneRecord : Stream
    {
        private readonly TaskCompletionSource _stuck = new();
        private int _taken;

        public Task IsStuck => _stuck.Task;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_taken++ > 0)
            {
                _stuck.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();
    }
}
