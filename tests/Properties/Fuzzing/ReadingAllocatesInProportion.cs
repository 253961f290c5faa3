using System.Buffers;
using System.Buffers.Binary;
using Holdfast.Codec.Schemas;
using Holdfast.Codec.Streams;
using Holdfast.Fuzz;
using Holdfast.Fuzz.Campaigns;
using Holdfast.Fuzz.Codec;
using Holdfast.Fuzz.Json;
using Holdfast.Fuzz.Schemas;
using Holdfast.Fuzz.Streams;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Gre;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>Nobody allocates by an attacker's number: whoever does is a finding.</summary>
public sealed class ReadingAllocatesInProportion
{
    private const ushort Small = 0x0800;

    [Theory]
    [InlineData(Allocates.InValue)]
    [InlineData(Allocates.InView)]
    public void A_parser_that_allocates_by_a_number_is_found(Allocates where)
    {
        var (sound, greedy) = (new Family(Allocates.Never), new Family(where));
        Assert.Null(Finding(sound, sound.Input(ushort.MaxValue)));
        Assert.Null(Finding(greedy, greedy.Input(Small)));
        Assert.Equal(HeapBound.Claim, Finding(greedy, greedy.Input(ushort.MaxValue)));
    }

    [Theory]
    [InlineData(Allocates.InValue)]
    [InlineData(Allocates.InView)]
    public void It_is_found_by_inputs_that_are_drawn(Allocates where)
    {
        var target = new Family(where);
        var mutator = new Mutator(target, new(1));
        Seed[] corpus = [new(target.Input(Small), target)];
        var buffer = new byte[target.LengthMax];
        string? found = null;
        for (var i = 0; i < 10_000 && found is null; i++)
        {
            if (i % 16 == 0)
            {
                mutator.Begin(corpus);
            }

            found = Finding(target, buffer.AsSpan(0, mutator.Make(buffer)));
        }

        Assert.Equal(HeapBound.Claim, found);
    }

    [Fact]
    public void A_stream_is_not_read_into_memory_that_a_frame_asks_for()
    {
        byte[] stream = [0, 0, .. "IKETCP"u8, 0, 6, 0xFF, 0xFF, 0, 0];
        Assert.Equal(HeapBound.Claim, Finding(new Frames(ofFrame: 1), stream));
        Assert.Null(Finding(new Frames(ofFrame: 0), stream));
    }

    [Fact]
    public void A_text_is_not_read_into_memory_that_it_asks_for()
    {
        Assert.Equal(HeapBound.Claim, Finding(new Text(), "1000000000"u8));
        Assert.Null(Finding(new Text(), "1000"u8));
    }

    [Fact]
    public void What_is_made_once_is_no_part_of_it()
    {
        byte[]? table = null;
        new HeapBound(100, 1, _ => table ??= new byte[1 << 20]).Read([1]);
        Assert.NotNull(table);
    }

    private static string? Finding(IFuzzTarget target, ReadOnlySpan<byte> input)
    {
        try
        {
            target.Run(input);
            return null;
        }
        catch (ClaimBrokenException broken)
        {
            return broken.Claim;
        }
    }

    /// <summary>Where a parser allocates by a number.</summary>
    public enum Allocates
    {
        Never,
        InView,
        InValue,
    }

    /// <summary>GRE, read by somebody who trusts its second word.</summary>
    private sealed class Family : CodecTarget
    {
        private readonly WireType _type;

        public Family(Allocates where)
            : this(WireFamily.Of([Entry(where)]))
        {
        }

        private Family(WireFamily family)
            : base("greedy", family) => _type = family.Types[0];

        public byte[] Input(ushort number) =>
            WireFamily.Input(_type, [0, 0, (byte)(number >> 8), (byte)number, .. new byte[32]]);

        private static WireEntry Entry(Allocates where)
        {
            var sound = GreHeader.Entry;
            return sound with
            {
                Probe = (octets, in facts, out probe, out error) =>
                {
                    Take(where == Allocates.InView, octets);
                    return sound.Probe(octets, facts, out probe, out error);
                },
                Read = (octets, in facts, fidelity, out value, out error) =>
                {
                    Take(where == Allocates.InValue, octets);
                    return sound.Read(octets, facts, fidelity, out value, out error);
                },
            };
        }

        private static void Take(bool isWanted, ReadOnlySpan<byte> octets)
        {
            if (isWanted && octets.Length >= 4)
            {
                GC.KeepAlive(new byte[BinaryPrimitives.ReadUInt16BigEndian(octets[2..])]);
            }
        }
    }

    /// <summary>IKE in TCP, where each frame is given what its first octets say.</summary>
    private sealed class Frames(int ofFrame) : StreamTarget
    {
        public override string Name => "greedy";

        public override IReadOnlyList<byte[]> Dictionary => [];

        public override IReadOnlyList<byte[]> Seeds => [];

        private protected override int LargestFrame => ushort.MaxValue;

        public override InputShape ShapeOf(ReadOnlySpan<byte> input) => InputShape.None;

        private protected override Framing Take(FrameReader frames, Framing so, ref bool isBegun)
        {
            isBegun = isBegun || frames.TryRead(out TcpEncapsulationPrefix _);
            while (isBegun && frames.TryRead(out TcpEncapsulationFrame frame))
            {
                var number = BinaryPrimitives.ReadUInt16BigEndian(frame.Content);
                GC.KeepAlive(new byte[number * ofFrame]);
                so = so.With(frame.Content);
            }

            return so;
        }
    }

    /// <summary>A text that is a number, and as many octets.</summary>
    private sealed class Text : JsonTarget<string>
    {
        public override string Name => "greedy";

        public override IReadOnlyList<byte[]> Seeds => [];

        private protected override bool TryRead(
            ReadOnlySpan<byte> text, out string? value, out ConfigTextError error)
        {
            var number = int.Parse(text, null);
            GC.KeepAlive(new byte[number]);
            (value, error) = ($"{number}", default);
            return true;
        }

        private protected override void Write(IBufferWriter<byte> to, string value) =>
            to.Write(System.Text.Encoding.UTF8.GetBytes(value));
    }
}
