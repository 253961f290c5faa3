using System.Runtime.InteropServices;
using Holdfast.Benchmarks.Baselines;
using Holdfast.Benchmarks.Compare;
using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Protocol.Esp;

/// <summary>ESP in UDP, from Ethernet down.</summary>
public class EspPacketSuite : PacketSuite
{
    private protected override PacketRow Row() => PacketRows.Esp;
}

/// <summary>The ESP header alone.</summary>
public class EspHeaderSuite : ParserSuite
{
    private protected override IReadOnlyList<byte[]> Packets() => Messages.Of(PacketRows.Esp);

    private protected override Contestant Generated() => new ManagedContestant<GeneratedEsp>();

    private protected override Contestant Spans() => new ManagedContestant<SpanEsp>();

    private protected override Contestant Overlay() => new ManagedContestant<RefEsp>();

    private readonly struct GeneratedEsp : IPacketParser
    {
        public static string Name => ReadChain.Name;

        public static TOutcome Parse<TOutcome>(ReadOnlySpan<byte> frame)
            where TOutcome : struct, IOutcome<TOutcome> =>
            GeneratedParser<ReadChain>.Esp<TOutcome>(default, frame);
    }

    private readonly struct SpanEsp : IPacketParser
    {
        public static string Name => SpanParser.Name;

        public static TOutcome Parse<TOutcome>(ReadOnlySpan<byte> frame)
            where TOutcome : struct, IOutcome<TOutcome> => SpanParser.Esp<TOutcome>(default, frame);
    }

    private readonly struct RefEsp : IPacketParser
    {
        public static string Name => RefParser.Name;

        public static TOutcome Parse<TOutcome>(ReadOnlySpan<byte> frame)
            where TOutcome : struct, IOutcome<TOutcome> => RefParser.Esp<TOutcome>(
                default, ref MemoryMarshal.GetReference(frame), (uint)frame.Length);
    }
}
