using System.IO.Pipelines;
using Holdfast.Cli.Output;
using Holdfast.Protocol.Capture;

namespace Holdfast.Cli.Decoding;

/// <summary>Decodes one capture file from its first packet to its last.</summary>
internal sealed class CaptureDecoding(Terminal terminal, IPacketOutput output, OctetBuffer buffer)
{
    // Large reads, so that few packets span two of them.
    private const int ReadOctets = 1 << 20;

    private readonly PacketDecoder _decoder = new();
    private string? _complaint;

    /// <summary>
    /// Decodes a file, or standard input where it is -, and returns the exit code.
    /// </summary>
    public async Task<int> RunAsync(string file, CancellationToken cancellation)
    {
        Stream stream;
        try
        {
            stream = file == "-" ? terminal.Input : Open(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var why = Directory.Exists(file) ? "is a directory"
                : error is FileNotFoundException or DirectoryNotFoundException
                ? "no such file"
                : error.Message;
            await terminal.Error.WriteLineAsync($"holdfast: {file}: {why}");
            return ExitCode.BrokenFile;
        }

        var options = new StreamPipeReaderOptions(
            bufferSize: ReadOctets, minimumReadSize: ReadOctets / 4, leaveOpen: file == "-");
        var pipe = PipeReader.Create(stream, options);
        var reader = new CaptureReader(pipe);
        while (_complaint is null && await reader.FillAsync(cancellation))
        {
            Decode(reader);
            buffer.FlushTo(terminal.Output);
        }

        await pipe.CompleteAsync();
        _complaint ??= reader.Error?.ToString();
        if (_complaint is null)
        {
            return ExitCode.Good;
        }

        await terminal.Error.WriteLineAsync($"holdfast: {file}: {_complaint}");
        return ExitCode.BrokenFile;
    }

    private void Decode(CaptureReader reader)
    {
        while (reader.TryRead(out var packet))
        {
            if (!_decoder.TryDecode(reader.Packets, packet))
            {
                _complaint = $"packet {reader.Packets} at octet {packet.FileOffset}: "
                    + $"link type {packet.LinkType.Value} ({packet.LinkType}) is not supported";
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
                buffer.FlushTo(terminal.Output);
            }
        }
    }

    private static FileStream Open(string file) => new(
        file, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
}
