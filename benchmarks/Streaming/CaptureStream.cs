using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Holdfast.Benchmarks.Baselines;
using Holdfast.Benchmarks.Compare;
using Holdfast.Protocol.Capture;

namespace Holdfast.Benchmarks.Streaming;

/// <summary>Holdfast: a pipe over the file, its capture reader, its parsers.</summary>
internal sealed class CaptureStream(string path)
{
    internal const string Name = "Holdfast, PipeReader";

    private const int Block = 1 << 20;
    private static readonly StreamPipeReaderOptions Options = new(bufferSize: Block);

    internal Runner Runner => new(Name, rounds =>
    {
        var sum = 0UL;
        for (var i = 0; i < rounds; i++)
            sum += ReadAsync().GetAwaiter().GetResult();
        return sum;
    });

    private async Task<ulong> ReadAsync()
    {
        await using var file = new PageCachedFile(path);
        var pipe = PipeReader.Create(file, Options);
        var reader = new CaptureReader(pipe);
        var sum = 0UL;
        while (await reader.FillAsync())
            sum += Arrived(reader);
        await pipe.CompleteAsync();
        return reader.Error is { } error ? throw new InvalidDataException($"{error}") : sum;
    }

    private static ulong Arrived(CaptureReader reader)
    {
        var sum = 0UL;
        foreach (var packet in reader.Arrived())
            sum += 1 + Parse(packet.Octets);
        return sum;
    }

    // Apart from the reader: what a compiler inlines into one method is limited.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Parse(ReadOnlySpan<byte> frame) =>
        GeneratedParser<ReadChain>.Parse<FieldSum>(frame).Value;
}
