using System.IO.Pipelines;
using Holdfast.Cli.Decryption;
using Holdfast.Cli.Output;
using Holdfast.Protocol.Capture;

namespace Holdfast.Cli.Decoding;

/// <summary>Decodes one capture file from its first packet to its last.</summary>
internal sealed class CaptureDecoding(
    Terminal terminal, IPacketOutput output, OctetBuffer buffer, SaTable? keys = null)
{
    // Large reads, so that few packets span two of them.
    private const int ReadOctets = 1 << 20;

    private readonly PacketDecoder _decoder = new() { Keys = keys };
    private string? _complaint;
    private bool _isOver;

    /// <summary>Decodes a file, or standard input where it is -; returns the exit code.</summary>
    public async Task<int> RunAsync(string file, CancellationToken cancellation)
    {
        try
        {
            await using var stream = file == "-" ? null : Open(file);
            var length = stream?.Length ?? 0;
            _ = await ReadingProgress.RunAsync(terminal, file, length, async report =>
            {
                await ReadAsync(stream ?? terminal.Input, report, cancellation);
                return ExitCode.Good;
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _complaint = Directory.Exists(file) ? "is a directory"
                : error is FileNotFoundException or DirectoryNotFoundException ? "no such file"
                : error.Message;
        }

        if (_complaint is null)
        {
            return ExitCode.Good;
        }

        await terminal.Error.WriteLineAsync($"holdfast: {file}: {_complaint}");
        return ExitCode.BrokenFile;
    }

    private async Task ReadAsync(
        Stream stream, Action<long> report, CancellationToken cancellation)
    {
        var options = new StreamPipeReaderOptions(
            bufferSize: ReadOctets, minimumReadSize: ReadOctets / 4, leaveOpen: true);
        var pipe = PipeReader.Create(stream, options);
        var reader = new CaptureReader(pipe);
        while (!_isOver && await reader.FillAsync(cancellation))
        {
            Decode(reader);
            Flush();
            report(reader.Position);
        }

        await pipe.CompleteAsync();
        _complaint ??= reader.Error?.ToString();
    }

    private void Decode(CaptureReader reader)
    {
        while (!_isOver && reader.TryRead(out var packet))
        {
            if (!_decoder.TryDecode(reader.Packets, packet))
            {
                _isOver = true;
                _complaint = $"packet {reader.Packets} at octet {packet.FileOffset}: "
                    + $"link type {packet.LinkType.Value} is not supported";
                return;
            }

            var decoded = new DecodedPacket
            {
                Number = reader.Packets,
                Captured = packet,
                Layers = _decoder.Layers,
            };
            output.Write(decoded, buffer);
            if (buffer.IsFull)
            {
                Flush();
            }
        }
    }

    // Nobody reads any more (head has enough): that is an end, and no fault of the file.
    private void Flush()
    {
        try
        {
            buffer.FlushTo(terminal.Output);
        }
        catch (IOException)
        {
            _isOver = true;
        }
    }

    private static FileStream Open(string file) => new(
        file, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
}
