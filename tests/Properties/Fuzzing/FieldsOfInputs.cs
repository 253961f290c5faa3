using System.Buffers.Binary;
using Holdfast.Fuzz.Schemas;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>Numbers in fields of inputs: where they lie, and that nothing beside them changes.
/// </summary>
public sealed class FieldsOfInputs
{
    private const ulong Number = 0x0123_4567_89AB_CDEF;

    [Fact]
    public void A_number_is_read_as_it_was_put_and_no_other_bit_changes()
    {
        for (var at = 0; at < 24; at++)
        {
            for (var bits = 1; bits <= 64; bits++)
            {
                foreach (var isLittle in (bool[])[false, true])
                {
                    if (isLittle && bits % 8 != 0)
                    {
                        continue;
                    }

                    var field = new InputField(at, bits, true, isLittle, 1, []);
                    var input = new byte[12];
                    input.AsSpan().Fill(0xFF);
                    FieldMutation.Put(input, field, 0);
                    Assert.Equal((input.Length * 8) - bits, input.Sum(one => byte.PopCount(one)));
                    FieldMutation.Put(input, field, Number);
                    Assert.Equal(
                        bits == 64 ? Number : Number & ((1UL << bits) - 1),
                        FieldMutation.Get(input, field));
                }
            }
        }
    }

    [Fact]
    public void Whole_octets_are_in_the_order_of_the_network_or_of_the_machine()
    {
        var input = new byte[9];
        FieldMutation.Put(input, new(8, 64, true, false, 1, []), Number);
        Assert.Equal(Number, BinaryPrimitives.ReadUInt64BigEndian(input.AsSpan(1)));
        FieldMutation.Put(input, new(8, 64, true, true, 1, []), Number);
        Assert.Equal(Number, BinaryPrimitives.ReadUInt64LittleEndian(input.AsSpan(1)));
    }
}
