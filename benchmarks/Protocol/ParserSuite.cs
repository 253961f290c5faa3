using BenchmarkDotNet.Attributes;
using Holdfast.Benchmarks.Baselines;
using Holdfast.Benchmarks.Compare;
using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Protocol;

/// <summary>One format, parsed by generated code, by careful C# and by C# written like C.</summary>
[MemoryDiagnoser]
public abstract class ParserSuite
{
    private PacketSet _packets = null!;
    private Func<int, ulong> _generated = null!;
    private Func<int, ulong> _spans = null!;
    private Func<int, ulong> _overlay = null!;

    /// <summary>Loads the packets.</summary>
    [GlobalSetup]
    public void Load()
    {
        _packets = new PacketSet(Packets());
        _generated = Generated().Over(_packets).Work;
        _spans = Spans().Over(_packets).Work;
        _overlay = Overlay().Over(_packets).Work;
    }

    /// <summary>Frees the packets.</summary>
    [GlobalCleanup]
    public void Unload() => _packets.Dispose();

    /// <summary>The views that the generator made.</summary>
    [Benchmark(OperationsPerInvoke = PacketRows.Count)]
    public ulong Holdfast() => _generated(1);

    /// <summary>BinaryPrimitives over slices.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = PacketRows.Count)]
    public ulong HandWrittenSpans() => _spans(1);

    /// <summary>Loads from a reference after one length check.</summary>
    [Benchmark(OperationsPerInvoke = PacketRows.Count)]
    public ulong HandWrittenOverlay() => _overlay(1);

    private protected abstract IReadOnlyList<byte[]> Packets();

    private protected abstract Contestant Generated();

    private protected abstract Contestant Spans();

    private protected abstract Contestant Overlay();
}
