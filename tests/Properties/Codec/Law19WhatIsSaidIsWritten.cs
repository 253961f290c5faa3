using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 19: a number that a value says is written where its field is, right or wrong, and nothing
/// else is another for it: so lengths that lie can be written on purpose.
/// </summary>
public sealed class Law19WhatIsSaidIsWritten
{
    private const int Runs = 30;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void A_number_that_is_said_stands_in_its_bits_and_nowhere_else(Subject type)
    {
        var schema = type.Entry.Schema;
        ForAll.Cases(Runs, WireFormats.Samples(type.Entry), sample =>
        {
            var value = type.Entry.MustRead(sample.Octets, sample.WireFacts, Fidelity.Verbatim);
            foreach (var part in sample.Tree.Parts.Where(one => one.Present
                && one.Field.Kind == FieldKind.Number && !IsUsed(schema, one.Field)))
            {
                var number = part.Number ^ 1;
                var property = value.GetType().GetProperty(part.Field.Name)!.PropertyType;
                var other = value.With(part.Field.Name, ValueParts.Number(property, number));
                Assert.Equal(sample.Octets.Length, other.SizeOf());

                var expected = (byte[])sample.Octets.Clone();
                var bit = Last(part.BitOffset, part.BitLength, sample.Tree.Order);
                expected[bit / 8] ^= (byte)(0x80 >> (bit % 8));
                Assert.Equal(
                    Convert.ToHexStringLower(expected),
                    Convert.ToHexStringLower(other.MustWrite(sample)));
            }
        });
    }

    // The least significant bit.
    private static int Last(int offset, int bits, ByteOrder order) =>
        order == ByteOrder.Little && bits % 8 == 0 && offset % 8 == 0
            ? offset + 7
            : offset + bits - 1;

    // What decides how the rest is written: presence, the size of blocks, the byte order.
    private static bool IsUsed(WireSchema schema, FieldSchema field) =>
        schema.Order.Field == field.Name || schema.Fields.Any(
            one => one.BlockSizeBy == field.Name
                || (one.When?.Field == field.Name && IsComputed(one)));

    // A part of which the value does not say whether it is there.
    private static bool IsComputed(FieldSchema field) => field.Reserved is not null
        || field.Checksum is not null || field.Measures is not null || field.Counts != "";
}
