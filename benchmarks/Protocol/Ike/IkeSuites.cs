using System.Runtime.InteropServices;
using Holdfast.Benchmarks.Baselines;
using Holdfast.Benchmarks.Compare;
using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Protocol.Ike;

/// <summary>IKEv2 messages, from Ethernet down.</summary>
public class IkePacketSuite : PacketSuite
{
    private protected override PacketRow Row() => PacketRows.Ike;
}

/// <summary>The IKE header with its chain of payloads.</summary>
public class IkeChainSuite : IkeHeaderSuite
{
    private protected override IReadOnlyList<byte[]> Packets() => Messages.Of(PacketRows.Ike);
}

/// <summary>The IKE header alone: no payload follows.</summary>
public class IkeHeaderSuite : ParserSuite
{
    private protected override IReadOnlyList<byte[]> Packets() => Messages.IkeHeaders();

    private protected override Contestant Generated() => new ManagedContestant<GeneratedIke>();

    private protected override Contestant Spans() => new ManagedContestant<SpanIke>();

    private protected override Contestant Overlay() => new ManagedContestant<RefIke>();

    private readonly struct GeneratedIke : IPacketParser
    {
        public static string Name => ReadChain.Name;

        public static TOutcome Parse<TOutcome>(ReadOnlySpan<byte> frame)
            where TOutcome : struct, IOutcome<TOutcome> =>
            GeneratedParser<ReadChain>.Ike<TOutcome>(default, frame);
    }

    private readonly struct SpanIke : IPacketParser
    {
        public static string Name => SpanParser.Name;

        public static TOutcome Parse<TOutcome>(ReadOnlySpan<byte> frame)
            where TOutcome : struct, IOutcome<TOutcome> => SpanParser.Ike<TOutcome>(default, frame);
    }

    private readonly struct RefIke : IPacketParser
    {
        public static string Name => RefParser.Name;

        public static TOutcome Parse<TOutcome>(ReadOnlySpan<byte> frame)
            where TOutcome : struct, IOutcome<TOutcome> => RefParser.Ike<TOutcome>(
                default, ref MemoryMarshal.GetReference(frame), (uint)frame.Length);
    }
}
