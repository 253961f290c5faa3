using BenchmarkDotNet.Attributes;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Benchmarks.Protocol.Cryptography;

/// <summary>One side of each key exchange, from randomness to the secret.</summary>
[MemoryDiagnoser]
public class ExchangeSuite
{
    private CryptoProvider _provider = CryptoProviders.Managed();
    private byte[] _starting = [];
    private byte[] _answering = [];
    private byte[] _public = [];
    private byte[] _answer = [];

    /// <summary>The methods.</summary>
    public static IEnumerable<KeyExchangeSpec> Methods => KeyExchangeSpec.All;

    /// <summary>The method that is timed.</summary>
    [ParamsSource(nameof(Methods))]
    public KeyExchangeSpec Method { get; set; } = KeyExchangeSpec.All[0];

    /// <summary>Who computes: libcrypto where it is, or BouncyCastle and the platform.</summary>
    [Params("fastest", "managed")]
    public string Provider { get; set; } = "";

    /// <summary>The peer's values.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (Provider == "fastest")
            _provider = CryptoProviders.Fastest(out _);
        _starting = new byte[Method.RandomnessLength];
        _answering = new byte[Method.RandomnessLength];
        new Random(1).NextBytes(_starting);
        new Random(2).NextBytes(_answering);
        _ = KeyExchanges.TryStart(
            _provider, Method.Method, _starting, out var share, out _);
        using (share)
        {
            _public = share!.PublicValue.ToArray();
        }

        _ = KeyExchanges.TryRespond(
            _provider, Method.Method, _public, _answering, out var answer, out var shared, out _);
        shared!.Dispose();
        _answer = answer.Span.ToArray();
    }

    /// <summary>The initiator: a share, and the secret from the answer.</summary>
    [Benchmark]
    public bool Initiate()
    {
        _ = KeyExchanges.TryStart(
            _provider, Method.Method, _starting, out var share, out _);
        using (share)
        {
            var agreed = share!.TryAgree(_answer, out var shared, out _);
            shared?.Dispose();
            return agreed;
        }
    }

    /// <summary>The responder: the answer and the secret.</summary>
    [Benchmark]
    public bool Respond()
    {
        var agreed = KeyExchanges.TryRespond(
            _provider, Method.Method, _public, _answering, out _, out var shared, out _);
        shared?.Dispose();
        return agreed;
    }
}
