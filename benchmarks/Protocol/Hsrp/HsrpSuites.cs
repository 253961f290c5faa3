using System.Runtime.InteropServices;
using Holdfast.Benchmarks.Baselines;
using Holdfast.Benchmarks.Compare;
using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Protocol.Hsrp;

/// <summary>HSRP messages, from Ethernet down.</summary>
public class HsrpPacketSuite : PacketSuite
{
    private protected override PacketRow Row() => PacketRows.Hsrp;
}

/// <summary>The HSRP message alone.</summary>
public class HsrpMessageSuite : ParserSuite
{
    private protected override IReadOnlyList<byte[]> Packets() => Messages.Of(PacketRows.Hsrp);

    private protected override Contestant Generated() => new ManagedContestant<GeneratedHsrp>();

    private protected override Contestant Spans() => new ManagedContestant<SpanHsrp>();

    private protected override Contestant Overlay() => new ManagedContestant<RefHsrp>();

    private readonly struct GeneratedHsrp : IPacketParser
    {
        public static string Name => ReadChain.Name;

        public static TOutcome Parse<TOutcome>(ReadOnlySpan<byte> frame)
            where TOutcome : struct, IOutcome<TOutcome> =>
            GeneratedParser<ReadChain>.Hsrp<TOutcome>(default, frame);
    }

    private readonly struct SpanHsrp : IPacketParser
    {
        public static string Name => SpanParser.Name;

        public static TOutcome Parse<TOutcome>(ReadOnlySpan<byte> frame)
            where TOutcome : struct, IOutcome<TOutcome> => SpanParser.Hsrp<TOutcome>(default, frame);
    }

    private readonly struct RefHsrp : IPacketParser
    {
        public static string Name => RefParser.Name;

        public static TOutcome Parse<TOutcome>(ReadOnlySpan<byte> frame)
            where TOutcome : struct, IOutcome<TOutcome> => RefParser.Hsrp<TOutcome>(
                default, ref MemoryMarshal.GetReference(frame), (uint)frame.Length);
    }
}
