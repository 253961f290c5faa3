using System.Buffers;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>Law 6: every segmentation gives the same result.</summary>
public sealed class Law06SegmentsDoNotMatter
{
    private const int Runs = 30;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_split_in_two_and_single_octets_give_what_one_span_gives(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, Noise.Samples(entry), sample =>
        {
            var octets = sample.Octets;
            Same(entry, sample, new ReadOnlySequence<byte>(octets));
            for (var at = 0; at <= octets.Length; at++)
            {
                Same(entry, sample, Segments(octets[..at], octets[at..]));
            }

            Same(entry, sample, Segments([.. octets.Select(o => (byte[])[o])]));
        });
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Too_little_scratch_space_is_an_error_and_no_exception(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            var octets = sample.Octets;
            if (octets.Length >= 2)
            {
                var split = Segments(octets[..1], octets[1..]);
                Assert.False(entry.ProbeSegments(
                    split, new byte[octets.Length - 1], sample.WireFacts, out _, out var error));
                Assert.Equal(DecodeFault.ScratchTooSmall, error.Fault);
            }
        });
    }

    private static void Same(WireEntry entry, Sample sample, ReadOnlySequence<byte> segments)
    {
        var whole = entry.Probe(sample.Octets, sample.WireFacts, out var probe, out var error);
        var scratch = new byte[sample.Octets.Length];
        Assert.Equal(whole, entry.ProbeSegments(
            segments, scratch, sample.WireFacts, out var other, out var otherError));
        Assert.Equal(probe, other);
        Assert.Equal(error, otherError);
    }

    private static ReadOnlySequence<byte> Segments(params byte[][] segments)
    {
        if (segments.Length == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new Segment(segments[0], 0);
        var last = first;
        foreach (var octets in segments.Skip(1))
        {
            last = last.Append(octets);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] octets, long start)
        {
            Memory = octets;
            RunningIndex = start;
        }

        public Segment Append(byte[] octets)
        {
            var next = new Segment(octets, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
