using Holdfast.Codec;
using Holdfast.Codec.Schemas;

namespace Holdfast.Tests.Generator.Emit;

/// <summary>A count is believed as far as the octets go, however large it is.</summary>
public sealed class Counting
{
    private static readonly WireEntry Marks = GeneratorRun.Of("""
        namespace Sample;

        [Wire]
        public readonly ref partial struct Marks
        {
            [Bits(32), Counts(nameof(All))] public partial uint Count { get; }
            public partial Many<Mark> All { get; }
        }

        [Wire]
        public readonly ref partial struct Mark
        {
            [Bits(8)] public partial byte Kind { get; }
        }
        """).Entries().Single(entry => entry.Schema.Name == "Marks");

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(2u, 2)]
    [InlineData(3u, 3)]
    public void So_many_elements_are_read(uint count, int elements)
    {
        Assert.True(TryProbe(count, out var probe, out _));
        Assert.Equal(elements, probe.Elements);
        Assert.Equal(4 + elements, probe.Octets);
    }

    [Theory]
    [InlineData(4u)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0x80000000u)]
    [InlineData(0xFFFFFFFFu)]
    public void A_count_of_more_elements_than_there_are_is_refused(uint count)
    {
        Assert.False(TryProbe(count, out _, out var error));
        Assert.Equal(DecodeFault.Truncated, error.Fault);
    }

    // The count, and three elements.
    private static bool TryProbe(uint count, out WireProbe probe, out DecodeError error) =>
        Marks.Probe(
            [
                (byte)(count >> 24), (byte)(count >> 16), (byte)(count >> 8), (byte)count,
                7, 8, 9,
            ],
            default, out probe, out error);
}
