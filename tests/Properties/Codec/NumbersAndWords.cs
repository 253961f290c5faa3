using System.Buffers;
using System.Numerics;
using System.Text;
using Holdfast.Codec;
using Holdfast.Codec.Generated;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// What all generated code is made of: numbers at any bit and of any width, against strings of
/// bits; checksums against their definition; texts and errors in their words.
/// </summary>
public sealed class NumbersAndWords
{
    /// <summary>Numbers that show each bit of a width, alone and among others.</summary>
    private static IEnumerable<ulong> Numbers(int bits) => Enumerable.Range(0, bits)
        .Select(bit => 1UL << bit)
        .Concat(new ulong[] { 0, 0x0123_4567_89AB_CDEF, ulong.MaxValue })
        .Select(number => bits == 64 ? number : number & ((1UL << bits) - 1));

    [Fact]
    public void A_number_lies_in_its_bits_and_in_no_other_one()
    {
        for (var bits = 1; bits <= 64; bits++)
        {
            for (var bit = 0; bit < 17; bit++)
            {
                foreach (var number in Numbers(bits))
                {
                    var octets = new byte[12];
                    Put.Number(octets, 1, bit, bits, number);
                    var whole = new BigInteger(octets, isUnsigned: true, isBigEndian: true);
                    Assert.Equal((BigInteger)number << (96 - 8 - bit - bits), whole);
                    if (bits <= 32)
                    {
                        Assert.True(At.TryPeek(octets, 8 + bit, bits, out var read));
                        Assert.Equal(number, read);
                    }
                }
            }
        }
    }

    [Fact]
    public void Bits_are_peeked_where_all_of_them_are_there()
    {
        for (var offset = 0; offset < 24; offset++)
        {
            for (var bits = 1; bits <= 32; bits++)
            {
                for (var length = 0; length <= 7; length++)
                {
                    Assert.Equal(
                        8 * length >= offset + bits,
                        At.TryPeek(new byte[length], offset, bits, out _));
                }
            }
        }
    }

    [Fact]
    public void Whole_octets_are_read_as_they_are_written_in_both_orders()
    {
        for (var octets = 1; octets <= 8; octets++)
        {
            foreach (var number in Numbers(8 * octets))
            {
                foreach (var little in (bool[])[false, true])
                {
                    var d = new byte[10];
                    Put.Number(d, 1, 0, 8 * octets, number, little);
                    Assert.Equal(number, At.Any(d, 1, octets, little));
                    var part = d.AsSpan(1, octets).ToArray();
                    var whole = new BigInteger(part, isUnsigned: true, isBigEndian: !little);
                    Assert.Equal(number, whole);
                    Assert.Equal((0, 0), (d[0], d[1 + octets]));
                }
            }
        }
    }

    [Fact]
    public void A_number_fits_the_width_that_it_needs()
    {
        for (var bits = 1; bits <= 64; bits++)
        {
            foreach (var number in Numbers(64))
            {
                var needed = 64 - BitOperations.LeadingZeroCount(number);
                Assert.Equal(needed <= bits, Put.Fits(number, bits));
                Assert.Equal((long)number >= 0 && needed <= bits, Put.Fits((long)number, bits));
            }
        }
    }

    /// <summary>RFC 1071: the ones' complement of the sum with carries, an odd octet at its high
    /// end.</summary>
    [Fact]
    public void A_checksum_makes_the_sum_all_ones()
    {
        for (var length = 0; length <= 9; length++)
        {
            foreach (var fill in (byte[])[0, 1, 0x7f, 0xfe, 0xff])
            {
                var octets = Enumerable.Repeat(fill, length).ToArray();
                var sum = 0;
                for (var at = 0; at < length; at++)
                {
                    sum += at % 2 == 0 ? octets[at] << 8 : octets[at];
                    sum = sum > 0xFFFF ? sum - 0xFFFF : sum;
                }

                Assert.Equal((ushort)~sum, At.Checksum(octets));
                Assert.Equal(sum == 0xFFFF, At.ChecksumIsValid(octets));
            }
        }
    }

    [Fact]
    public void Padding_is_told_at_its_first_wrong_octet()
    {
        foreach (var rule in Enum.GetValues<PaddingRule>())
        {
            for (var length = 0; length <= 20; length++)
            {
                var octets = new byte[length];
                Put.Padding(octets, rule);
                Assert.Equal(-1, Fault.WrongPadding(octets, rule));
                Assert.Equal(
                    rule == PaddingRule.Counting
                        ? Enumerable.Range(1, length).Select(number => (byte)number)
                        : new byte[length],
                    octets);
                for (var at = 0; at < length; at++)
                {
                    octets[at] ^= 0x80;
                    Assert.Equal(
                        rule == PaddingRule.Any ? -1 : at, Fault.WrongPadding(octets, rule));
                    octets[at] ^= 0x80;
                }
            }
        }
    }

    [Fact]
    public void Segments_are_copied_where_they_are_several_and_fit()
    {
        var one = new ReadOnlySequence<byte>([1, 2, 3]);
        Assert.True(At.TryContiguous(one, [], out var octets, out _));
        Assert.True(octets.SequenceEqual((byte[])[1, 2, 3]));

        var several = Pieces([1], [2, 3]);
        Assert.True(At.TryContiguous(several, new byte[3], out octets, out _));
        Assert.True(octets.SequenceEqual((byte[])[1, 2, 3]));
        Assert.True(At.TryContiguous(several, new byte[5], out octets, out _));
        Assert.Equal(3, octets.Length);
        Assert.False(At.TryContiguous(several, new byte[2], out octets, out var error));
        Assert.Equal(0, octets.Length);
        Assert.Equal(new DecodeError(DecodeFault.ScratchTooSmall, 2, ""), error);
    }

    [Theory]
    [InlineData(0, "x=")]
    [InlineData(2, "x=0707")]
    [InlineData(32, "x=0707070707070707070707070707070707070707070707070707070707070707")]
    [InlineData(33, "x=0707070707070707070707070707070707070707070707070707070707070707…(33)")]
    public void Octets_are_said_up_to_the_first_32(int length, string said)
    {
        var text = new StringBuilder();
        Say.Octets(text, "x=", [.. Enumerable.Repeat((byte)7, length)]);
        Assert.Equal(said, text.ToString());
    }

    [Fact]
    public void Numbers_lists_and_what_is_inside_are_said_behind_their_names()
    {
        var text = new StringBuilder();
        Say.Number(text, "a=", 1234.5);
        Say.Count(text, " b", 6);
        Say.Nested(text, " c", "d=7");
        Assert.Equal("a=1234.5 b[6] c{d=7}", text.ToString());
    }

    [Fact]
    public void An_error_is_told_from_where_what_encloses_it_begins()
    {
        var cut = new DecodeError(DecodeFault.Truncated, 3, "Length", 5);
        Assert.Equal((DecodeFault.Truncated, 5), (cut.Fault, cut.Missing));
        Assert.Equal("Truncated in Length at octet 3 (5 more needed)", $"{cut}");
        Assert.Equal(new(DecodeFault.Truncated, 7, "Length", 5), cut.Shift(4));

        // A length says where that end is, so nothing more is awaited.
        var within = cut.Within(4);
        Assert.Equal(new(DecodeFault.LengthOutOfRange, 7, "Length"), within);
        Assert.Equal("LengthOutOfRange in Length at octet 7", $"{within}");
        var other = new DecodeError(DecodeFault.UnknownTag, 3, "Type", 5);
        Assert.Equal((DecodeFault.UnknownTag, 0), (other.Fault, other.Missing));
        Assert.Equal(new(DecodeFault.UnknownTag, 7, "Type"), other.Within(4));
        Assert.Equal(cut.Within(2), Fault.Nested(true, 2, cut));
        Assert.Equal(cut.Shift(2), Fault.Nested(false, 2, cut));
        Assert.Equal(0, new DecodeError(DecodeFault.Truncated, 3, "Length").Missing);
        Assert.Equal(
            DecodeFault.Truncated, new DecodeError(DecodeFault.Truncated, 3, "Length").Fault);
    }

    [Fact]
    public void What_is_missing_asks_for_more_only_where_the_end_is_open()
    {
        Assert.Equal(new(DecodeFault.LengthOutOfRange, 1, "f"), Fault.Short(true, 1, "f", 2));
        foreach (var (missing, told) in new (long, int)[]
        {
            (-1, 1), (0, 1), (1, 1), (2, 2), (1L << 40, int.MaxValue),
        })
        {
            Assert.Equal(
                new(DecodeFault.Truncated, 1, "f", told), Fault.Short(false, 1, "f", missing));
        }

        (int, int, string)[] fields = [(0, 2, "a"), (2, 4, "b")];
        Assert.Equal(new(DecodeFault.Truncated, 10, "a", 3), Fault.Run(false, 10, 1, 3, fields));
        Assert.Equal(new(DecodeFault.Truncated, 12, "b", 2), Fault.Run(false, 10, 2, 2, fields));
        Assert.Equal(new(DecodeFault.Truncated, 12, "b", 1), Fault.Run(false, 10, 3, 1, fields));
        Assert.Equal(new(DecodeFault.Truncated, 10, "b", 1), Fault.Run(false, 10, 4, 1, fields));

        Assert.Equal(new(DecodeFault.LengthOutOfRange, 2, "f"), Fault.Total(7, 8, 9, 2, "f"));
        Assert.Equal(new(DecodeFault.Truncated, 2, "f", 3), Fault.Total(8, 8, 5, 2, "f"));
        Assert.Equal(
            new(DecodeFault.LengthOutOfRange, 2, "f"), Fault.Measured(false, -1, 4, 2, "f"));
        Assert.Equal(new(DecodeFault.Truncated, 2, "f", 4), Fault.Measured(false, 0, 4, 2, "f"));
        Assert.Equal(
            new(DecodeFault.LengthOutOfRange, 2, "f"), Fault.Measured(true, 0, 4, 2, "f"));
        Assert.Equal(new(DecodeFault.Truncated, 2, "f", 1), Fault.Length(false, 3, 4, 2, "f"));
        Assert.Equal(
            new(DecodeFault.LengthOutOfRange, 2, "f"), Fault.Length(false, 4, 4, 2, "f"));
    }

    private static ReadOnlySequence<byte> Pieces(params byte[][] pieces)
    {
        var first = new Piece(pieces[0], null);
        var last = pieces.Skip(1).Aggregate(first, (before, piece) => new(piece, before));
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] octets, Piece? before)
        {
            Memory = octets;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
            before?.Next = this;
        }
    }
}
