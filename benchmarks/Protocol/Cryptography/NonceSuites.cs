using BenchmarkDotNet.Attributes;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Benchmarks.Protocol.Cryptography;

/// <summary>The explicit IV of a packet; the bar is 5 ns and no octet.</summary>
[MemoryDiagnoser]
public class NonceSuite
{
    private readonly byte[] _iv = new byte[NoncePartition.IvLength];
    private NoncePartition _partition;
    private ulong _counter;

    /// <summary>Makes the part of a member in a reign.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!NoncePartition.TryCreate(2, 7, out _partition, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }
    }

    /// <summary>Writes the IV of the next packet.</summary>
    [Benchmark]
    public bool NextIv() => _partition.TryWrite(_counter++, _iv, out _);
}
