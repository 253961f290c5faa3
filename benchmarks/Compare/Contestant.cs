using System.Runtime.InteropServices;
using Holdfast.Benchmarks.Baselines;
using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Compare;

/// <summary>A parser that makes the checks of the README.</summary>
internal abstract class Contestant
{
    internal abstract string Name { get; }

    internal abstract ParsedPacket Parse(ReadOnlySpan<byte> frame);

    /// <summary>Parses the whole corpus in each round; sums all fields of all packets.</summary>
    internal Runner Over(PacketSet corpus) => new(Name, rounds => Loop(corpus, rounds));

    protected abstract ulong Loop(PacketSet corpus, int rounds);
}

/// <summary>A parser in C#; everything of it may be inlined into the loop, as in C.</summary>
internal sealed unsafe class ManagedContestant<TParser> : Contestant
    where TParser : struct, IPacketParser
{
    internal override string Name => TParser.Name;

    protected override ulong Loop(PacketSet corpus, int rounds)
    {
        var packets = corpus.Packets;
        var lengths = corpus.Lengths;
        var count = (nuint)corpus.Count;
        var sum = 0UL;
        for (var round = 0; round < rounds; round++)
        {
            for (nuint i = 0; i < count; i++)
            {
                var frame = MemoryMarshal.CreateReadOnlySpan(ref *packets[i], (int)lengths[i]);
                sum += TParser.Parse<FieldSum>(frame).Value;
            }
        }

        return sum;
    }

    internal override ParsedPacket Parse(ReadOnlySpan<byte> frame) =>
        TParser.Parse<ParsedPacket>(frame);
}

/// <summary>The C parser, loaded into this process; its corpus loop runs in C.</summary>
internal sealed unsafe class NativeContestant : Contestant
{
    private readonly delegate* unmanaged<byte**, uint*, uint, uint, ulong> _loop;
    private readonly delegate* unmanaged<byte*, uint, PeerPacket*, void> _parse;

    internal NativeContestant(string name, string library)
    {
        if (!File.Exists(library))
        {
            throw new FileNotFoundException(
                $"{library} is missing: benchmarks/peers/c/build makes it.");
        }

        Name = name;
        var handle = NativeLibrary.Load(library);
        _loop = (delegate* unmanaged<byte**, uint*, uint, uint, ulong>)
            NativeLibrary.GetExport(handle, "peer_loop");
        _parse = (delegate* unmanaged<byte*, uint, PeerPacket*, void>)
            NativeLibrary.GetExport(handle, "peer_parse");
    }

    internal override string Name { get; }

    protected override ulong Loop(PacketSet corpus, int rounds) =>
        _loop(corpus.Packets, corpus.Lengths, (uint)corpus.Count, (uint)rounds);

    internal override ParsedPacket Parse(ReadOnlySpan<byte> frame)
    {
        PeerPacket packet;
        fixed (byte* octets = frame)
        {
            _parse(octets, (uint)frame.Length, &packet);
        }

        return ParsedPacket.From(in packet);
    }
}
