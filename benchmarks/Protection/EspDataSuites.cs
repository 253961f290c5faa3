using BenchmarkDotNet.Attributes;
using Holdfast.Benchmarks.Protocol.Cryptography;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Benchmarks.Protection;

/// <summary>Whole ESP in tunnel mode, per suite, provider and size.</summary>
[MemoryDiagnoser]
public class EspDataSuite
{
    private EspTraffic? _traffic;

    /// <summary>Octets of the inner packet.</summary>
    [ParamsSource(nameof(AllSizes))]
    public int Size { get; set; }

    /// <summary>Which algorithms.</summary>
    [ParamsSource(nameof(AllSuites))]
    public string Suite { get; set; } = "";

    /// <summary>Who computes them.</summary>
    [Params("libcrypto", "platform", "BouncyCastle")]
    public string Provider { get; set; } = "";

    /// <summary>Sizes that are timed.</summary>
    public static IEnumerable<int> AllSizes => CipherRow.Lengths;

    /// <summary>Suites that are timed.</summary>
    public static IEnumerable<string> AllSuites => CipherSuite.All.Select(suite => suite.Name);

    /// <summary>Makes the SAs.</summary>
    [GlobalSetup]
    public void Setup()
    {
        CryptoProvider provider = Provider switch
        {
            "platform" => new PlatformProvider(),
            "BouncyCastle" => new BouncyCastleProvider(),
            _ => LibcryptoProvider.TryLoad(out var libcrypto, out var without)
                ? libcrypto
                : throw new InvalidOperationException(without),
        };
        _traffic = new(CipherSuite.All.Single(suite => suite.Name == Suite), provider, Size);
    }

    /// <summary>Drops them.</summary>
    [GlobalCleanup]
    public void Cleanup() => _traffic?.Dispose();

    /// <summary>Number, IV, trailer, encryption, ICV, outer header.</summary>
    [Benchmark(OperationsPerInvoke = EspTraffic.Batch)]
    public ulong Encapsulate() => _traffic!.Encapsulate(1);

    /// <summary>
    /// Window, ICV, decryption, trailer, inner header; a new window for each batch.
    /// </summary>
    [Benchmark(OperationsPerInvoke = EspTraffic.Batch)]
    public ulong Decapsulate() => _traffic!.Decapsulate(1);
}
