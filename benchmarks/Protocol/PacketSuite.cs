using BenchmarkDotNet.Attributes;
using Holdfast.Benchmarks.Baselines;
using Holdfast.Benchmarks.Compare;
using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Protocol;

/// <summary>Whole frames, from Ethernet to the last header.</summary>
public abstract class PacketSuite : ParserSuite
{
    /// <summary>PacketDotNet, as far as UDP: it knows nothing beyond.</summary>
    [Benchmark(OperationsPerInvoke = PacketRows.Count)]
    public ulong PacketDotNet() => PacketDotNetRunner.Once(Row().Frames);

    private protected abstract PacketRow Row();

    private protected sealed override IReadOnlyList<byte[]> Packets() => Row().Frames;

    private protected sealed override Contestant Generated() =>
        new ManagedContestant<GeneratedParser<ReadChain>>();

    private protected sealed override Contestant Spans() => new ManagedContestant<SpanParser>();

    private protected sealed override Contestant Overlay() => new ManagedContestant<RefParser>();
}
