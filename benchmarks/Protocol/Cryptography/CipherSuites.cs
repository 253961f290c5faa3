using BenchmarkDotNet.Attributes;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Benchmarks.Protocol.Cryptography;

/// <summary>Packets through every provider; BouncyCastle too.</summary>
[MemoryDiagnoser]
public class CipherSuites
{
    private PacketField _field = null!;
    private ProviderSa _sa = null!;

    /// <summary>Who computes.</summary>
    [Params("libcrypto", "platform", "BouncyCastle")]
    public string Provider { get; set; } = "";

    /// <summary>Which suite.</summary>
    [Params("AES-128-GCM", "ChaCha20-Poly1305", "AES-128-CBC + HMAC-SHA-256")]
    public string Suite { get; set; } = "";

    /// <summary>Octets of text.</summary>
    [Params(64, 256, 1400, 9000)]
    public int Octets { get; set; }

    /// <summary>Makes the SA and seals its packets once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var suite = CipherSuite.All.Single(one => one.Name == Suite);
        _field = new PacketField(new CipherRow(suite, Octets, Opens: false));
        _sa = new ProviderSa(Find(), suite);
        _sa.Seal(_field, 1);
    }

    /// <summary>Gives the memory back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _sa.Dispose();
        _field.Dispose();
    }

    /// <summary>Packets sealed in place.</summary>
    [Benchmark(OperationsPerInvoke = PacketField.Count)]
    public ulong Seal() => _sa.Seal(_field, 1);

    /// <summary>The same packets opened, their ICVs good.</summary>
    [Benchmark(OperationsPerInvoke = PacketField.Count)]
    public ulong Open() => _sa.Open(_field, 1);

    private CryptoProvider Find() => Provider switch
    {
        "platform" => new PlatformProvider(),
        "BouncyCastle" => new BouncyCastleProvider(),
        _ => LibcryptoProvider.TryLoad(out var provider, out var reason)
            ? provider
            : throw new NotSupportedException(reason),
    };
}
