using System.IO.Pipelines;

namespace Holdfast.Tests.Examples.Streams;

/// <summary>Streams that arrive in pieces.</summary>
internal static class Segments
{
    /// <summary>A pipe whose reader sees the pieces one after the other.</summary>
    public static PipeReader Of(params byte[][] pieces) =>
        PipeReader.Create(new PiecewiseStream(pieces), new StreamPipeReaderOptions(bufferSize: 16));

    /// <summary>Every division of octets into two pieces, and into single octets.</summary>
    public static IEnumerable<byte[][]> Divisions(byte[] octets)
    {
        for (var at = 0; at <= octets.Length; at++)
        {
            yield return [octets[..at], octets[at..]];
        }

        yield return [.. octets.Select(octet => new[] { octet })];
    }

    // Each read gives one piece, so that the pipe holds it as a segment or part of one.
    private sealed class PiecewiseStream(byte[][] pieces) : Stream
    {
        private int _piece;
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            while (_piece < pieces.Length && _at == pieces[_piece].Length)
            {
                _piece++;
                _at = 0;
            }

            if (_piece == pieces.Length)
            {
                return 0;
            }

            var octets = Math.Min(buffer.Length, pieces[_piece].Length - _at);
            pieces[_piece].AsSpan(_at, octets).CopyTo(buffer);
            _at += octets;
            return octets;
        }

        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();
    }
}
